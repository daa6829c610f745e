"""The report page of a screening: one HTML file that opens from disk with no network.

It is in English, Chinese or Portuguese.
"""

from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from countermark.scan.card import make_card
from countermark.scan.files import write_atomically
from countermark.scan.histogram import histogram
from countermark.scan.page import plain_name, render_page
from countermark.scan.part import reject_line
from countermark.scan.reason_texts import ReasonTexts
from countermark.scan.report_data import ReportData
from countermark.scan.report_words import page_words


def write_report(data: ReportData, path: Path, *, language: str) -> None:
    """Write the page to a file, whole or not at all."""
    write_atomically(path, render_report(data, language=language).encode())


def render_report(data: ReportData, *, language: str) -> str:
    """Return the page as HTML.

    Args:
        data: what to show.
        language: one of `report_words.LANGUAGES`.
    """
    words = page_words(language)
    names = {brand.brand_id: brand.name for brand in data.registry.brands}
    reasons = ReasonTexts(data.policy, language)
    cards = [make_card(shown, reasons=reasons, registry=data.registry, brand_names=names) for shown in data.worst]
    return render_page(
        "report.html.j2",
        language,
        data=data,
        w=words,
        cards=cards,
        card_decisions={card.shown.screened.decision.value for card in cards},
        total=max(sum(data.decisions.values()), 1),
        started=datetime.fromisoformat(data.manifest.started_at).strftime("%Y-%m-%d %H:%M UTC"),
        histogram=histogram(
            [sum(column) for column in zip(*data.histogram, strict=True)],
            [sum(column[1:]) for column in zip(*data.histogram, strict=True)],
            some_word=words["not_allowed"],
            words=words,
            language=language,
        ),
        reason_name=lambda code: Markup("{} <code>{}</code>").format(reasons.title(code), code),
        brand_name=lambda key: plain_name(names.get(key) or key),
        language_name=lambda key: words["undetermined"] if key == "und" else plain_name(key),
        reject_line=reject_line,
    )

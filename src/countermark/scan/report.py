"""The report page: one HTML file that opens from disk with no network, in English, Chinese or Portuguese.

Listing texts are hostile. They reach the page only as segments (marked.py) through Jinja's autoescape, and a content
security policy lets nothing run but our own script, known by its hash.
"""

import base64
import hashlib
import math
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from countermark.engine.messages import label
from countermark.engine.price import money
from countermark.scan.card import make_card
from countermark.scan.files import write_atomically
from countermark.scan.marked import segments
from countermark.scan.part import reject_line
from countermark.scan.reason_texts import ReasonTexts
from countermark.scan.report_data import ReportData
from countermark.scan.report_words import HTML_LANGUAGE, grouped, page_words

_MAX_TEXT: Final = 300
"""Code points of an id or a name that are shown."""
_DECIMAL_COMMA: Final = str.maketrans(",.", ".,")
_TEMPLATES: Final = resources.files("countermark.scan") / "templates"


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
    script = _ours("report.js")
    return (
        _environment(language)
        .get_template("report.html.j2")
        .render(
            data=data,
            w=words,
            html_language=HTML_LANGUAGE[language],
            cards=cards,
            card_decisions={card.shown.screened.decision.value for card in cards},
            total=max(sum(data.decisions.values()), 1),
            started=datetime.fromisoformat(data.manifest.started_at).strftime("%Y-%m-%d %H:%M UTC"),
            histogram=_histogram(data.histogram, words, language),
            histogram_label=_histogram_label(data.histogram, words),
            css=_ours("report.css"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            reason_name=lambda code: Markup("{} <code>{}</code>").format(reasons.title(code), code),
            brand_name=lambda key: _plain_name(names.get(key) or key),
            language_name=lambda key: words["undetermined"] if key == "und" else _plain_name(key),
            plain_name=_plain_name,
        )
    )


def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (_TEMPLATES / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["troubled"] = lambda counts: sum(counts[1:])
    environment.globals |= {
        "n": lambda number: grouped(number, language),
        "money": lambda minor, currency: _numeral(money(round(minor), currency), language),
        "pct": lambda ratio: f"{ratio * 100:.0f}",
        "percent": lambda part, whole: f"{100 * part / max(whole, 1):.2f}",
        "reject_line": reject_line,
        "share": lambda part, whole: _numeral(_share(part, whole), language),
        "score": lambda value: _numeral(f"{value:.1f}", language),
        "shown_text": lambda text: segments(text[:_MAX_TEXT], []),
        "label": lambda group, code: label(group, code, language),
    }
    return environment


def _ours(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - a file that we ship


def _plain_name(text: str) -> Markup:
    """Return a foreign name with its shapeless characters made visible, set apart from the text's direction."""
    runs = [
        Markup('<span class="ghost" title="{}">{}</span>').format(run.hidden, run.text)
        if run.hidden
        else escape(run.text)
        for run in segments(text[:_MAX_TEXT], [])
    ]
    return Markup("<bdi>{}</bdi>").format(Markup("").join(runs))


def _numeral(text: str, language: str) -> str:
    """Return a number, written the English way, as the language writes it."""
    return text.translate(_DECIMAL_COMMA) if language == "pt" else text


def _share(part: int, whole: int) -> str:
    percent = 100 * part / whole
    if 0 < percent < 0.01:
        return "<0.01%"
    return f"{percent:.2f}%" if percent < 10 or percent > 99 else f"{percent:.1f}%"


def _histogram(counts: list[list[int]], words: dict[str, str], language: str) -> dict[str, Any]:
    """Return bars and lines with heights in percent, on a scale where each power of ten is one step."""
    every = [sum(column) for column in zip(*counts, strict=True)]
    some = [sum(column[1:]) for column in zip(*counts, strict=True)]
    top = math.ceil(math.log10(max(*every, 9) + 1))

    def height(count: int) -> str:
        return f"{100 * (math.log10(count) + 0.3) / (top + 0.3):.1f}" if count else "0"

    width = 100 // len(every)
    bars = [
        {
            "every": height(count),
            "some": height(troubled),
            "label": f"{words['score']} {at * width}–{(at + 1) * width}: {grouped(count, language)} "
            f"({words['not_allowed']}: {grouped(troubled, language)})",
        }
        for at, (count, troubled) in enumerate(zip(every, some, strict=True))
    ]
    return {"bars": bars, "lines": [{"value": 10**power, "height": height(10**power)} for power in range(top + 1)]}


def _histogram_label(counts: list[list[int]], words: dict[str, str]) -> str:
    columns = list(zip(*counts, strict=True))
    width = 100 // len(columns)
    filled = (f"{at * width}–{(at + 1) * width}: {sum(column)}" for at, column in enumerate(columns) if sum(column))
    return f"{words['by_score']}. " + "; ".join(filled)

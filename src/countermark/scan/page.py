"""What the pages have in common: their frame, and how numbers and other people's texts get into them.

Listing texts are hostile. They reach a page only as segments (marked.py) through Jinja's autoescape, and a content
security policy lets nothing run but our own script, known by its hash.
"""

import base64
import hashlib
from importlib import resources
from typing import Any, Final

import jinja2
from markupsafe import Markup, escape

from countermark.engine.messages import label
from countermark.engine.price import money
from countermark.scan.marked import segments
from countermark.scan.report_words import HTML_LANGUAGE, grouped

MAX_TEXT: Final = 300
"""Code points of an id or a name that are shown."""
_DECIMAL_COMMA: Final = str.maketrans(",.", ".,")
_TEMPLATES: Final = resources.files("countermark.scan") / "templates"


def render_page(template: str, language: str, **values: Any) -> str:
    """Return a page as HTML.

    Args:
        template: file name in `templates`.
        language: one of `report_words.LANGUAGES`.
        values: what the template is about.
    """
    script = _ours("report.js")
    return (
        _environment(language)
        .get_template(template)
        .render(
            html_language=HTML_LANGUAGE[language],
            css=_ours("report.css"),
            script=script,
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            **values,
        )
    )


def plain_name(text: str) -> Markup:
    """Return a foreign name with its shapeless characters made visible, set apart from the text's direction."""
    runs = [
        Markup('<span class="ghost" title="{}">{}</span>').format(run.hidden, run.text)
        if run.hidden
        else escape(run.text)
        for run in segments(text[:MAX_TEXT], [])
    ]
    return Markup("<bdi>{}</bdi>").format(Markup("").join(runs))


def numeral(text: str, language: str) -> str:
    """Return a number, written the English way, as the language writes it."""
    return text.translate(_DECIMAL_COMMA) if language == "pt" else text


def percent_of(ratio: float) -> str:
    """Return a ratio between 0 and 1 as a percentage, written the English way."""
    percent = 100 * ratio
    if percent in {0, 100}:
        return f"{percent:.0f}%"
    if percent < 0.01:
        return "<0.01%"
    return f"{percent:.2f}%" if percent < 1 or percent > 99.9 else f"{percent:.1f}%"


def _share(part: int, whole: int) -> str:
    percent = 100 * part / whole
    if 0 < percent < 0.01:
        return "<0.01%"
    return f"{percent:.2f}%" if percent < 10 or percent > 99 else f"{percent:.1f}%"


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
        "money": lambda minor, currency: numeral(money(round(minor), currency), language),
        "pct": lambda ratio: f"{ratio * 100:.0f}",
        "percent": lambda part, whole: f"{100 * part / max(whole, 1):.2f}",
        "share": lambda part, whole: numeral(_share(part, whole), language),
        "ratio": lambda value: numeral(percent_of(value), language),
        "score": lambda value: numeral(f"{value:.1f}", language),
        "shown_text": lambda text: segments(text[:MAX_TEXT], []),
        "label": lambda group, code: label(group, code, language),
        "plain_name": plain_name,
    }
    return environment


def _ours(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 - a file that we ship

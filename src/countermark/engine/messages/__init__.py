"""What the engine found, in words that a seller understands: English, simplified Chinese, Brazilian Portuguese.

The words say what was seen, where, and what the seller can do; they do not say where the thresholds lie, nor quote the
phrases by which a brand tells fakes.
"""

import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Final, NamedTuple

from countermark.engine.decision import EVIDENCE_CODES, Evidence
from countermark.engine.messages import en, pt, zh
from countermark.engine.messages.reason import Reason

__all__ = ["LANGUAGES", "evidence_words", "known_reasons", "label", "reason_title", "reason_words"]

LANGUAGES: Final = ("en", "zh", "pt")
"""Languages of the catalogue; any other falls back to English."""

_MAX_TEXT: Final = 80
"""Longest text of the listing that is quoted, in code points."""
_CATALOGUES: Final[dict[str, Any]] = {"en": en, "zh": zh, "pt": pt}
_PLACES: Final = ("brand", "text", "kind", "value", "field")
_PLACE: Final = re.compile(r"\{(" + "|".join(_PLACES) + r")\}")


def _percent(value: float) -> str:
    """Return a share as people write it: 34%, 8.7%, 0.12%."""
    share = value * 100
    return f"{share:.0f}%" if share >= 10 else f"{share:.2g}%"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _years(value: float) -> str:
    return f"{value // 365.25:.0f}"


_FORMATS: Final[dict[str, Callable[[float], str]]] = {
    "price_below_band": _percent,
    "seller_refunds": _percent,
    "seller_new": _count,
    "seller_strikes": _count,
    "seller_established": _years,
}
_KINDS: Final = {"brand_disguised": "disguise", "gtin_restricted": "gtin_range"}
"""Evidence codes whose kind has a word of its own; the others' kinds are names, as they stand."""
_MONEY: Final = frozenset({"price_below_band", "price_in_band", "price_above_band"})


class _Sentence(NamedTuple):
    """What is needed to word one evidence code in one language."""

    template: str
    """With %s for each place."""
    picks: Callable[[tuple[str, ...]], Any] | None
    """Returns what stands in these places, given a value for each of `_PLACES`; None where there are none."""
    kinds: dict[str, str] | None
    default_kind: str
    number: Callable[[float], str] | None
    has_money: bool


class _Language(NamedTuple):
    sentences: dict[str, _Sentence]
    brandless: dict[str, _Sentence]
    """The same where the brand has no name here."""
    fields: dict[str, str]
    reasons: dict[str, Reason]
    labels: dict[str, dict[str, str]]
    has_decimal_comma: bool


def _brandless(template: str, catalogue: Any) -> str:
    for apart, together in catalogue.CONTRACTIONS.items():
        template = template.replace(apart, together)
    return template.replace("{brand}", catalogue.BRAND)


def _sentence(code: str, template: str, catalogue: Any) -> _Sentence:
    places = [_PLACES.index(name) for name in _PLACE.findall(template)]
    if places:
        # Half the time of str.format, which counts where a million listings are written out.
        template = _PLACE.sub("%s", template.replace("%", "%%"))
    kinds = catalogue.LABELS[_KINDS[code]] if code in _KINDS else None
    default = catalogue.LABELS["disguise_default"][""] if code == "brand_disguised" else ""
    picks = itemgetter(*places) if places else None
    return _Sentence(template, picks, kinds, default, _FORMATS.get(code), code in _MONEY)


_LANGUAGES: Final = {
    name: _Language(
        sentences={code: _sentence(code, catalogue.EVIDENCE[code], catalogue) for code in EVIDENCE_CODES},
        brandless={
            code: _sentence(code, _brandless(catalogue.EVIDENCE[code], catalogue), catalogue) for code in EVIDENCE_CODES
        },
        fields=catalogue.FIELDS,
        reasons=catalogue.REASONS,
        labels=catalogue.LABELS,
        has_decimal_comma=name == "pt",
    )
    for name, catalogue in _CATALOGUES.items()
}


def evidence_words(evidence: Evidence, language: str, brand_name: str) -> str:
    """Return one sentence that says what was found.

    Args:
        evidence: of any code of `EVIDENCE_CODES`.
        language: ISO 639-1 or a longer tag (`pt-BR`); English where the catalogue has none.
        brand_name: what buyers call the brand; empty where the evidence is about none.
    """
    words = _LANGUAGES.get(language) or _language(language)
    sentence = (words.sentences if brand_name else words.brandless)[evidence.code]
    kind = evidence.kind
    if sentence.kinds is not None:
        kind = sentence.kinds.get(kind, sentence.default_kind or kind)
    value = ""
    if sentence.number is not None and evidence.value is not None:
        value = sentence.number(evidence.value)
    text = evidence.text
    if len(text) > _MAX_TEXT or not text.isprintable():
        text = _quotable(text)
    if words.has_decimal_comma:
        value = value.replace(".", ",")
        if sentence.has_money:
            text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    field = words.fields.get(evidence.field) or words.fields[""]
    if sentence.picks is None:
        return sentence.template
    filled: str = sentence.template % sentence.picks((brand_name, text, kind, value, field))
    return filled


def reason_words(code: str, language: str) -> str:
    """Return what a reason means and what the seller can do, in a few sentences.

    A code that is not built in (a policy may use its own, and then has its own words) is returned with spaces for
    underscores.
    """
    found = _language(language).reasons.get(code)
    return found.words if found else code.replace("_", " ")


def reason_title(code: str, language: str) -> str:
    """Return a short name of a reason, for tables and charts; unknown codes as in `reason_words`."""
    found = _language(language).reasons.get(code)
    return found.title if found else code.replace("_", " ")


def known_reasons() -> tuple[str, ...]:
    """Return the reason codes that are built in, sorted."""
    return tuple(sorted(en.REASONS))


def label(group: str, code: str, language: str) -> str:
    """Return the word for a code of a group: decision, disguise, context, gtin_status, gtin_range or condition.

    Raises:
        KeyError: there is no such group; a code that is not known is returned with spaces for underscores.
    """
    return _language(language).labels[group].get(code) or code.replace("_", " ")


def _language(tag: str) -> _Language:
    return _LANGUAGES.get(tag[:2].lower()) or _LANGUAGES["en"]


def _quotable(text: str) -> str:
    """Return text from a listing without characters that do not print, cut to what can be quoted."""
    shown = "".join(char if char.isprintable() else " " for char in text[: 2 * _MAX_TEXT])
    shown = " ".join(shown.split())
    return shown if len(shown) <= _MAX_TEXT else shown[: _MAX_TEXT - 1] + "…"

"""One listing as the report page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from countermark.engine.decision import Evidence
from countermark.engine.messages import evidence_words
from countermark.engine.registry.model import Registry
from countermark.scan.marked import EvidenceSide, Mark, Segment, marks_of, segments, side_of, windows
from countermark.scan.part import Shown
from countermark.scan.price_view import PriceView, price_view
from countermark.scan.reason_texts import ReasonTexts

_TITLE_BUDGET: Final = 400
_DESCRIPTION_BUDGET: Final = 700
_FIELD_BUDGET: Final = 120


@dataclass(frozen=True, slots=True)
class Fact:
    """One piece of evidence or counter-evidence in words."""

    number: int
    """The same as on the mark in the text."""
    words: list[Segment]
    field: str
    """The listing field it is about; empty when there is none."""
    side: EvidenceSide


@dataclass(frozen=True, slots=True)
class Stretches:
    """What is shown of a text: all of it, or the parts around its marks."""

    parts: list[list[Segment]]
    cut_before: bool
    """Whether the text goes on before the first part."""
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A listing with everything that is shown of it; texts are cut into segments fit to be shown."""

    shown: Shown
    title: Stretches
    description: Stretches
    brand: list[Segment]
    reasons: list[tuple[str, str, str]]
    """(code, title, words), most severe first."""
    against: list[Fact]
    noted: list[Fact]
    """Evidence of weight 0."""
    speaks_for: list[Fact]
    price: PriceView | None


def make_card(shown: Shown, *, reasons: ReasonTexts, registry: Registry, brand_names: Mapping[str, str]) -> Card:
    """Return the listing made ready to show, with words in the language of the reasons."""
    screened, listing = shown.screened, shown.listing
    evidence = [*screened.evidence, *screened.counter_evidence]
    facts = [_fact(number, item, reasons.language, brand_names) for number, item in enumerate(evidence, start=1)]
    description = _stretches(listing.description, marks_of(evidence, "description"), _DESCRIPTION_BUDGET)
    return Card(
        shown=shown,
        title=_stretches(listing.title, marks_of(evidence, "title"), _TITLE_BUDGET),
        description=description,
        brand=segments((listing.brand or "")[:_FIELD_BUDGET], marks_of(evidence, "brand")),
        reasons=[(code, reasons.title(code), reasons.words(code)) for code in screened.reasons],
        against=[fact for fact in facts if fact.side == "against"],
        noted=[fact for fact in facts if fact.side == "noted"],
        speaks_for=[fact for fact in facts if fact.side == "for"],
        price=price_view(shown, registry),
    )


def _fact(number: int, item: Evidence, language: str, brand_names: Mapping[str, str]) -> Fact:
    words = evidence_words(item, language, brand_names.get(item.brand, item.brand))
    return Fact(number, segments(words, []), item.field, side_of(item))


def _stretches(text: str, marks: Sequence[Mark], budget: int) -> Stretches:
    shown = windows(text, marks, budget=budget)
    return Stretches(
        [segments(text, marks, start=start, end=end) for start, end in shown],
        cut_before=bool(shown) and shown[0][0] > 0,
        cut_after=bool(shown) and shown[-1][1] < len(text),
    )

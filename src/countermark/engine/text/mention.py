"""Signal: which protected brands a listing names, where, and whether the name is disguised."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import msgspec
import pyarrow as pa

from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing
from countermark.engine.registry.model import Brand, Registry
from countermark.engine.signal import Example, Output, SignalResult
from countermark.engine.text.certainty import MIN_CERTAINTY, OF_SUPPORT, Certainty
from countermark.engine.text.finder import NameFinder, Spans
from countermark.engine.text.index import Analysis, TextIndex
from countermark.engine.text.kinds import MIN_DISGUISE, WEIGHTS
from countermark.engine.text.stream import FIELDS, TextStream
from countermark.engine.text.words import has_word

MAX_EVIDENCE: Final = 8
"""Mentions a listing for which evidence is written; the counts include all."""
_RANK: Final = {"title": 0, "brand": 1, "attributes": 2, "description": 3}


class Mention(msgspec.Struct, frozen=True):
    """One mention of a brand in one field of a listing."""

    brand_id: str
    field: str
    start: int
    """Offset of the first character in the field's original text (of the joined values for attributes)."""
    end: int
    text: str
    kinds: tuple[str, ...]
    """Kinds of disguise, strongest first; empty for a plain mention."""
    certainty: float | None = None
    """How sure it is that a disguised writing means the brand, in bits (certainty.py); None for a plain mention."""

    @property
    def weight(self) -> float:
        """Weight of the strongest disguise, 0 for a plain mention."""
        return WEIGHTS[self.kinds[0]] if self.kinds else 0.0


@dataclass(frozen=True, slots=True)
class Mentions:
    """The mentions of a batch, for the signals that look around them."""

    by_row: dict[int, list[Mention]]


class BrandMentions:
    """Brand mentions in title, brand field, description and attributes."""

    name = "mentions"
    needs: Sequence[str] = ("title", "description", "brand", "attributes", "category")
    outputs: Sequence[Output] = (
        Output(
            "brand", pa.string(), "brand id that the listing is about: of its title first, else claimed, else named"
        ),
        Output("brand_mentions", pa.int64(), "mentions of protected brands in all texts"),
        Output("brands_mentioned", pa.int64(), "different protected brands mentioned"),
        Output("brand_in_title", pa.bool_(), "`brand` is mentioned in the title"),
        Output("brand_claimed", pa.bool_(), "the brand field names a protected brand"),
        Output("brand_claim_conflict", pa.bool_(), "the title names a protected brand and the brand field another one"),
        Output(
            "brand_disguised",
            pa.bool_(),
            "a mention is disguised (see the kinds of disguise; a habit such as full width is none)",
        ),
        Output("disguise_kind", pa.string(), "kind of the strongest disguise"),
        Output("disguise_weight", pa.float64(), "weight of the strongest disguise, 0 to 1"),
    )

    def __init__(
        self,
        registry: Registry,
        as_of: date,
        index: TextIndex | None = None,
        *,
        min_certainty: float = MIN_CERTAINTY,
    ) -> None:
        """Prepare the search for all names of the registry.

        Args:
            registry: brands and aliases.
            as_of: not needed; every signal is given it.
            index: shared with the slang signal.
            min_certainty: bits below which a disguised mention is not reported (certainty.py).
        """
        del as_of
        self._min_certainty = min_certainty
        self._index = index or TextIndex(registry)
        self._names = self._index.names
        self._finder = NameFinder(self._index)
        self._certainty = Certainty(len(self._names), self._index.vocabulary)
        self._brands = {brand.brand_id: brand for brand in registry.brands}

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; `known["analysis"]` may hold the batch's `Analysis`.

        Besides the outputs, the result has the column `mentions`: the `Mentions` themselves, for other signals.
        """
        analysis: Analysis = known["analysis"] if "analysis" in known else self._index.analyse(batch)
        spans = self._finder.find(analysis)
        by_row = self._mentions(spans, analysis.stream, batch)
        columns = _columns(batch.num_rows, by_row)
        columns["mentions"] = Mentions(by_row)
        return SignalResult(columns, list(_evidence(by_row)))

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _mentions(self, spans: Spans, stream: TextStream, batch: Any) -> dict[int, list[Mention]]:
        rows = batch.num_rows
        starts = stream.texts.starts
        text_start = starts[spans.text]
        by_row: dict[int, list[Mention]] = {}
        unsure: dict[int, list[Mention]] = {}
        disguised: set[int] = set()
        items = zip(
            (spans.text % rows).tolist(),
            (spans.text // rows).tolist(),
            spans.name.tolist(),
            (spans.start - text_start).tolist(),
            (spans.end - text_start).tolist(),
            stream.texts.slices(spans.start, spans.end),
            spans.kinds,
            strict=True,
        )
        for row, field, name_index, start, end, text, kinds in items:
            name = self._names[name_index]
            certainty = None
            if kinds:
                certainty = self._certainty.of(name, text, kinds, in_front=start == 0)
                disguised.add(row)
            mention = Mention(name.brand_id, FIELDS[field], start, end, text, kinds, certainty)
            target = unsure if name.common_word else by_row
            target.setdefault(row, []).append(mention)
        for row, mentions in unsure.items():
            sure = self._with_context(mentions, by_row.get(row, ()), batch, row)
            if sure:
                by_row.setdefault(row, []).extend(sure)
        for row in disguised & by_row.keys():
            by_row[row] = _certain(by_row[row], self._min_certainty)
        return {row: _outermost(mentions) for row, mentions in by_row.items() if mentions}

    def _with_context(self, mentions: list[Mention], others: Iterable[Mention], batch: Any, row: int) -> list[Mention]:
        """Return the mentions of common-word names that the rest of the listing makes sure."""
        named = {mention.brand_id for mention in others}
        named |= {mention.brand_id for mention in mentions if _is_whole_brand_field(mention, batch, row)}
        sure = []
        for mention in mentions:
            brand = self._brands[mention.brand_id]
            if mention.brand_id in named or _has_context(brand, batch, row):
                sure.append(mention)
        return sure


def _is_whole_brand_field(mention: Mention, batch: Any, row: int) -> bool:
    return mention.field == "brand" and mention.text == (batch.column("brand")[row].as_py() or "").strip()


def _has_context(brand: Brand, batch: Any, row: int) -> bool:
    """Tell whether a context word of the brand stands in the title, or a category word in the category path."""
    title = batch.column("title")[row].as_py().lower()
    if any(has_word(title, word.lower()) for word in brand.context_words):
        return True
    path = " ".join(batch.column("category")[row].as_py() or ()).lower()
    return any(word.lower() in path for word in brand.categories)


def _certain(mentions: list[Mention], least: float) -> list[Mention]:
    """Return the plain mentions, and those disguised ones that are certain enough.

    One that is not is certain enough beside another mention of its brand that needs no help.
    """
    if all(mention.certainty is None or mention.certainty >= least for mention in mentions):
        return mentions
    named = {mention.brand_id for mention in mentions if mention.certainty is None or mention.certainty >= least}
    return [
        mention
        for mention in mentions
        if mention.certainty is None or mention.certainty + (OF_SUPPORT if mention.brand_id in named else 0.0) >= least
    ]


def _outermost(mentions: list[Mention]) -> list[Mention]:
    """Order mentions by field and place, and drop what lies within a longer mention, or is there twice."""
    if len(mentions) == 1:
        return mentions
    ordered = sorted(mentions, key=lambda m: (_RANK[m.field], m.start, -m.end, len(m.kinds)))
    kept: list[Mention] = []
    for mention in ordered:
        last = kept[-1] if kept else None
        if last is not None and last.field == mention.field and mention.end <= last.end:
            continue
        kept.append(mention)
    return kept


def _columns(rows: int, by_row: dict[int, list[Mention]]) -> dict[str, Any]:
    # Lists, and not arrays: an item of an array takes several times as long to set.
    brand: list[str | None] = [None] * rows
    kind: list[str | None] = [None] * rows
    mentions_of, brands_of, weight = [0] * rows, [0] * rows, [0.0] * rows
    in_title, claimed, conflict, disguised = ([False] * rows for _ in range(4))
    for row, mentions in by_row.items():
        mentions_of[row] = len(mentions)
        first = mentions[0]
        if len(mentions) == 1 and not first.kinds:
            # What most listings with a mention have: one plain mention.
            brand[row], brands_of[row] = first.brand_id, 1
            in_title[row], claimed[row] = first.field == "title", first.field == "brand"
            continue
        claims = {mention.brand_id for mention in mentions if mention.field == "brand"}
        titled = [mention.brand_id for mention in mentions if mention.field == "title"]
        main = next((brand_id for brand_id in titled if brand_id in claims), first.brand_id)
        brand[row], brands_of[row] = main, len({mention.brand_id for mention in mentions})
        strongest = max(mentions, key=lambda mention: mention.weight)
        weight[row], kind[row] = strongest.weight, strongest.kinds[0] if strongest.kinds else None
        in_title[row], claimed[row] = main in titled, bool(claims)
        conflict[row] = bool(claims) and bool(titled) and not claims & set(titled)
        disguised[row] = strongest.weight >= MIN_DISGUISE
    return {
        "brand": pa.array(brand, type=pa.string()),
        "brand_mentions": pa.array(mentions_of, type=pa.int64()),
        "brands_mentioned": pa.array(brands_of, type=pa.int64()),
        "brand_in_title": pa.array(in_title, type=pa.bool_()),
        "brand_claimed": pa.array(claimed, type=pa.bool_()),
        "brand_claim_conflict": pa.array(conflict, type=pa.bool_()),
        "brand_disguised": pa.array(disguised, type=pa.bool_()),
        "disguise_kind": pa.array(kind, type=pa.string()),
        "disguise_weight": pa.array(weight, type=pa.float64()),
    }


def _evidence(by_row: dict[int, list[Mention]]) -> Iterable[tuple[int, Evidence]]:
    for row, mentions in by_row.items():
        if len(mentions) == 1:
            yield row, _as_evidence(mentions[0])
            continue
        seen: set[tuple[str, str, bool]] = set()
        written = 0
        for mention in sorted(mentions, key=lambda m: -m.weight):
            key = (mention.brand_id, mention.field, bool(mention.kinds))
            if key in seen or written == MAX_EVIDENCE:
                continue
            seen.add(key)
            written += 1
            yield row, _as_evidence(mention)


def _as_evidence(mention: Mention) -> Evidence:
    plain_code = "brand_claimed" if mention.field == "brand" else "brand_mentioned"
    return Evidence(
        code="brand_disguised" if mention.weight >= MIN_DISGUISE else plain_code,
        field=mention.field,
        start=mention.start,
        end=mention.end,
        text=mention.text,
        brand=mention.brand_id,
        kind=mention.kinds[0] if mention.kinds else "",
        value=mention.certainty,
        weight=mention.weight,
    )


def _example(title: str, note: str = "", **expect: Any) -> Example:
    return Example(Listing(listing_id="1", seller_id="s", title=title), expect, note=note)


_EXAMPLES: Final = (
    _example("Velora running shoes", brand="velora", brand_in_title=True, brand_disguised=False),
    _example("Vel0ra running shoes", brand="velora", disguise_kind="leet"),
    _example("Vеlora running shoes", "the first e is Cyrillic", brand="velora", disguise_kind="homoglyph"),
    _example("V e l o r a running shoes", brand="velora", disguise_kind="spacing"),
    _example("V.e.l.o.r.a running shoes", brand="velora", disguise_kind="punctuation"),
    _example("Vel\u200bora shoes", brand="velora", disguise_kind="zero_width"),
    _example("Veelloraa shoes", brand="velora", disguise_kind="repeated_letters"),
    _example("Veolra shoes", brand="velora", disguise_kind="transposed_letters"),
    _example("正品 薇洛拉 运动鞋", brand="velora", brand_disguised=False),
    _example("apple orchard picture book", "a common word without context", brand=None),
    _example("Orchard phone 12", brand="orchard"),
    _example("plain cotton shirt", brand=None, brand_mentions=0),
)

"""Signal: words by which sellers of fakes speak to buyers (replica, 1:1, 高仿, primeira linha)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.decision import Evidence
from countermark.engine.listing import Listing
from countermark.engine.registry.model import Registry, SlangTerm
from countermark.engine.signal import Example, Output, SignalResult
from countermark.engine.text.candidate import Candidate
from countermark.engine.text.examine import examine
from countermark.engine.text.index import Analysis, TextIndex, is_searchable
from countermark.engine.text.stream import FIELDS
from countermark.engine.text.words import has_word

_MIN_DISGUISED: Final = 5
"""Latin slang shorter than this counts only as it is written; a disguise of `rep` would be found everywhere."""
_FIELD_RANK: Final = {"title": 0, "attributes": 1, "brand": 2, "description": 3}
MAX_EVIDENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Found:
    """One slang term in one field."""

    term: SlangTerm
    field: str
    start: int
    end: int
    text: str
    kind: str
    """Kind of disguise, or empty."""


class SlangSignal:
    """Slang of counterfeit trade, in any language, also disguised."""

    name = "slang"
    needs: Sequence[str] = ("title", "description", "brand", "attributes")
    outputs: Sequence[Output] = (
        Output("slang_weight", pa.float64(), "weight of the strongest slang term, 0 to 1; 0 when there is none"),
        Output("slang_count", pa.int64(), "different slang terms found"),
        Output("slang_term", pa.string(), "the strongest term, as the registry has it"),
    )

    def __init__(self, registry: Registry, as_of: date, index: TextIndex | None = None) -> None:
        """Prepare the search; `index` is shared with the mentions signal where both run."""
        del as_of
        self._index = index or TextIndex(registry)
        self._typed = [term for term in registry.slang if not is_searchable(term.term)]
        texts = sorted({term.term.lower() for term in self._typed})
        self._by_text = {text: [term for term in self._typed if term.term.lower() == text] for text in texts}
        self._texts = texts
        self._automaton = ahocorasick_rs.AhoCorasick(texts) if texts else None

    def evaluate(self, batch: Any, known: Mapping[str, Any]) -> SignalResult:
        """See Signal.evaluate; `known["analysis"]` may hold the batch's `Analysis`."""
        analysis: Analysis = known["analysis"] if "analysis" in known else self._index.analyse(batch)
        found: dict[int, list[Found]] = {}
        for row, item in self._in_stream(analysis):
            found.setdefault(row, []).append(item)
        for row, item in self._as_typed(batch):
            found.setdefault(row, []).append(item)
        brands = known.get("brand")
        for row in list(found):
            has_brand = brands is None or brands[row].is_valid
            kept = [item for item in found[row] if self._counts(item, batch, row, has_brand=has_brand)]
            found[row] = _one_a_term(kept)
        return _result(batch.num_rows, found)

    def examples(self) -> Sequence[Example]:
        """See Signal.examples."""
        return _EXAMPLES

    def _in_stream(self, analysis: Analysis) -> Iterator[tuple[int, Found]]:
        hits, texts = analysis.slang_hits, analysis.stream.texts
        hits = hits.where(hits.is_free)
        columns = (hits.pattern, hits.text, hits.start, hits.end, hits.is_plain)
        for pattern, text, start, end, is_plain in zip(*(column.tolist() for column in columns), strict=True):
            entry = self._index.patterns[pattern]
            name = self._index.all_names[entry.name]
            first, last = int(texts.starts[text]), int(texts.starts[text + 1]) - 1
            kind = ""
            if name.is_han and not _stands_free(texts.slice(first, last), start - first, end - first):
                continue
            if not is_plain:
                if not name.is_han and len(name.letters) < _MIN_DISGUISED:
                    continue
                left, right = max(first, start - 40), min(last, end + 40)
                window = texts.slice(left, right)
                candidate = Candidate(window, start - left, end - left, name, entry)
                writing = examine(candidate, self._index.vocabulary)
                if writing is None:
                    continue
                kind = writing.kinds[0] if writing.kinds else ""
            term = self._index.terms[entry.name - len(self._index.names)]
            field = FIELDS[text // texts.rows]
            yield text % texts.rows, Found(term, field, start - first, end - first, texts.slice(start, end), kind)

    def _as_typed(self, batch: Any) -> Iterator[tuple[int, Found]]:
        """Search the terms that are signs and digits in the titles as typed, in lower case."""
        if self._automaton is None:
            return
        titles = pc.utf8_lower(batch.column("title"))
        lengths = pc.utf8_length(titles).to_numpy(zero_copy_only=False)
        starts = np.zeros(len(titles) + 1, dtype=np.int64)
        np.cumsum(lengths + 1, out=starts[1:])
        joined = "\n".join(titles.to_pylist())
        hits = self._automaton.find_matches_as_indexes(joined, overlapping=True)
        for index, start, end in hits:
            if not _stands_free(joined, start, end):
                continue
            row = int(np.searchsorted(starts, start, side="right")) - 1
            offset = start - int(starts[row])
            text = batch.column("title")[row].as_py()[offset : offset + end - start]
            for term in self._by_text[self._texts[index]]:
                yield row, Found(term, "title", offset, offset + end - start, text, "")

    def _counts(self, item: Found, batch: Any, row: int, *, has_brand: bool) -> bool:
        if item.term.needs_brand and not has_brand:
            return False
        if not item.term.unless:
            return True
        text = f"{batch.column('title')[row].as_py()}\n{batch.column('description')[row].as_py()}".lower()
        return not any(has_word(text, word.lower()) for word in item.term.unless)


def _stands_free(text: str, start: int, end: int) -> bool:
    """Tell whether letters and digits of the term do not run on into its neighbours; Chinese runs on anyway."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (_joins(before, text[start]) or _joins(text[end - 1], after))


def _joins(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()


def _one_a_term(found: list[Found]) -> list[Found]:
    """Return one finding a term, the one in the foremost field, strongest terms first."""
    ordered = sorted(found, key=lambda item: (-item.term.weight, _FIELD_RANK[item.field], item.start, -item.end))
    kept: list[Found] = []
    for item in ordered:
        is_known = any(item.term.term == other.term.term for other in kept)
        is_within = any(
            item.field == other.field and other.start <= item.start and item.end <= other.end for other in kept
        )
        if not is_known and not is_within:
            kept.append(item)
    return kept


def _result(rows: int, found: dict[int, list[Found]]) -> SignalResult:
    weight = np.zeros(rows, dtype=np.float64)
    count = np.zeros(rows, dtype=np.int64)
    strongest: list[str | None] = [None] * rows
    evidence = []
    for row, items in found.items():
        if not items:
            continue
        weight[row], count[row], strongest[row] = items[0].term.weight, len(items), items[0].term.term
        evidence += [(row, _as_evidence(item)) for item in items[:MAX_EVIDENCE]]
    columns = {
        "slang_weight": pa.array(weight),
        "slang_count": pa.array(count),
        "slang_term": pa.array(strongest, type=pa.string()),
    }
    return SignalResult(columns, evidence)


def _as_evidence(item: Found) -> Evidence:
    return Evidence(
        code="slang",
        field=item.field,
        start=item.start,
        end=item.end,
        text=item.text,
        kind=item.kind or item.term.language,
        value=item.term.weight,
        weight=item.term.weight,
    )


_EXAMPLES: Final = (
    Example(Listing(listing_id="1", seller_id="s", title="Velora bag replica"), {"slang_term": "replica"}, ("slang",)),
    Example(Listing(listing_id="2", seller_id="s", title="Velora r3plic4 bag"), {"slang_count": 1}, ("slang",)),
    Example(Listing(listing_id="3", seller_id="s", title="Velora 1:1 bag"), {"slang_term": "1:1"}, ("slang",)),
    Example(Listing(listing_id="4", seller_id="s", title="1:18 scale model car"), {"slang_count": 0}),
    Example(Listing(listing_id="5", seller_id="s", title="薇洛拉 高仿 包"), {"slang_term": "高仿"}, ("slang",)),
    Example(Listing(listing_id="6", seller_id="s", title="薇洛拉 正品 包"), {"slang_count": 0}),
    Example(Listing(listing_id="7", seller_id="s", title="replica sword toy"), {"slang_count": 0}),
)

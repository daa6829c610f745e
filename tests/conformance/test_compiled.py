"""The compiled loops give what the array code gives, whatever the text."""

from datetime import date
from typing import Any

import ahocorasick_rs
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.test_finder import TEXTS
from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text import native as compiled
from countermark.engine.text.channel import IMPOSSIBLE, LOST_VOWEL, cost_of
from countermark.engine.text.finder import NameFinder
from countermark.engine.text.index import TextIndex
from countermark.engine.text.language import LanguageSignal
from countermark.engine.text.stream import TextStream, lay_out
from countermark.engine.text.vocabulary import Vocabulary
from registry_example import example_registry

needs_compiler = pytest.mark.skipif(compiled.native is None, reason="the project was installed without a C compiler")

VOCABULARY = Vocabulary.of(["orchard", "sport", "coal", "hands", "leather"])
LANGUAGE = LanguageSignal(example_registry(), date(2026, 1, 1))
INDEX = TextIndex(example_registry(), VOCABULARY)
NATIVE = compiled.native

WILD = (
    TEXTS | st.text(max_size=40) | st.text("HPhpl|v\\/<3>-_*x某洛の几4@$ \x1f\x00ßﬁ\U0001f1e6\U0010ffff", max_size=30)
)
LISTINGS = st.lists(
    st.builds(
        Listing,
        listing_id=st.just("1"),
        seller_id=st.just("s"),
        title=WILD,
        brand=st.none() | WILD,
        attributes=st.dictionaries(st.sampled_from("ab"), WILD),
        description=WILD,
    ),
    max_size=5,
)


def look(listings: list[Listing], monkeypatch: pytest.MonkeyPatch, native: Any) -> dict[str, Any]:
    """Return everything that the search makes of a batch, by the compiled loops or without them."""
    with monkeypatch.context() as patch:
        patch.setattr(compiled, "native", native)
        # A name finder remembers words that it has seen: a new one for each look.
        index = INDEX if native is not None else ARRAY_INDEX
        finder = NameFinder(index)
        batch = listings_to_batch(listings)
        analysis = index.analyse(batch)
        stream, spans = analysis.stream, finder.find(analysis)
        kept = {name: getattr(stream, name) for name in STREAM}
        kept |= {"codes": stream.texts.codes, "starts": stream.texts.starts}
        hits = zip(*(getattr(analysis.name_hits, name).tolist() for name in analysis.name_hits.__slots__), strict=True)
        found = zip(spans.name, spans.text, spans.start, spans.end, spans.kinds, strict=True)
        return {name: np.asarray(value).tolist() for name, value in kept.items()} | {
            "hits": list(hits),
            "found": sorted((*map(int, item[:4]), item[4]) for item in found),
            "language": LANGUAGE.evaluate(batch, {"analysis": analysis}).columns["language"].to_pylist(),
        }


STREAM = ("read_at", "letters", "kept", "classes", "letters_before")
with pytest.MonkeyPatch.context() as _patch:
    _patch.setattr(compiled, "native", None)
    ARRAY_INDEX = TextIndex(example_registry(), VOCABULARY)


@needs_compiler
@given(
    patterns=st.sets(st.text("ab中", min_size=1, max_size=12), min_size=1, max_size=40),
    text=st.text("ab中\x1f", max_size=200) | st.text("a", max_size=200),
)
@settings(max_examples=400, deadline=None)
def test_matcher_finds_what_the_automaton_finds(patterns: set[str], text: str) -> None:
    ordered = sorted(patterns)
    starts = np.cumsum([0, *map(len, ordered)], dtype=np.int64)
    assert NATIVE is not None
    matcher = NATIVE.Matcher(_codes("".join(ordered)), starts)
    expected = ahocorasick_rs.AhoCorasick(ordered).find_matches_as_indexes(text, overlapping=True)
    assert [tuple(hit) for hit in matcher.find(_codes(text)).tolist()] == expected


def _codes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


@needs_compiler
@given(listings=LISTINGS)
@settings(max_examples=400, deadline=None)
def test_compiled_loops_equal_the_array_code(listings: list[Listing]) -> None:
    patch = pytest.MonkeyPatch()
    by_loops, by_arrays = look(listings, patch, NATIVE), look(listings, patch, None)
    for name, value in by_arrays.items():
        assert by_loops[name] == value, name


@needs_compiler
def test_a_listing_with_a_thousand_names_keeps_the_same_hits() -> None:
    listing = Listing(listing_id="1", seller_id="s", title="Velora kestrel " * 500, description="v3lora 云雀 " * 400)
    patch = pytest.MonkeyPatch()
    assert look([listing], patch, NATIVE)["hits"] == look([listing], patch, None)["hits"]


@needs_compiler
def test_columns_that_are_slices_and_hold_nulls_are_laid_out_alike() -> None:
    listings = [
        Listing(
            listing_id=str(at), seller_id="s", title=f"Velora {at}é", brand=None if at % 3 else "云", description="d"
        )
        for at in range(40)
    ]
    batch = listings_to_batch(listings).slice(9, 21)
    patch = pytest.MonkeyPatch()
    with patch.context() as without:
        without.setattr(compiled, "native", None)
        arrays = lay_out(batch)
    loops = lay_out(batch)
    assert loops.codes.tolist() == arrays.codes.tolist()
    assert loops.starts.tolist() == arrays.starts.tolist()


LETTERS = st.text("abcdeiloty?", max_size=16) | st.text(st.characters(max_codepoint=0x17F), max_size=16)


@needs_compiler
@given(
    name=LETTERS, edits=st.lists(st.tuples(st.integers(0, 15), st.integers(0, 2), LETTERS), max_size=3), data=st.data()
)
@settings(max_examples=600, deadline=None)
def test_faults_cost_the_same(name: str, edits: list[tuple[int, int, str]], data: st.DataObject) -> None:
    word = name
    for at, removed, put in edits:
        word = word[:at] + put[:3] + word[at + removed :]
    limit = data.draw(st.sampled_from([IMPOSSIBLE, 3.0, 8.0, 20.0]))
    patch = pytest.MonkeyPatch()
    by_loop = cost_of(word, name, limit)
    with patch.context() as without:
        without.setattr(compiled, "native", None)
        assert by_loop == cost_of(word, name, limit)


@needs_compiler
def test_a_name_longer_than_the_loop_weighs_costs_the_same() -> None:
    name = "kestrelvelora" * 6
    assert NATIVE is not None
    assert len(name) > NATIVE.LONGEST_NAME
    assert cost_of(name[:-1], name) == LOST_VOWEL


@pytest.mark.parametrize(
    "data", [b"\xff", b"ab\xc3", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\x80"]
)
@pytest.mark.parametrize("native", [NATIVE, None], ids=["compiled", "arrays"])
def test_text_that_is_no_utf8_is_refused(data: bytes, native: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title="t")])
    offsets = pa.py_buffer(np.array([0, len(data)], dtype=np.int32))
    title = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(data)])
    batch = batch.set_column(batch.schema.get_field_index("title"), "title", title)
    monkeypatch.setattr(compiled, "native", native)
    with pytest.raises(UnicodeDecodeError):
        TextStream.of(batch)

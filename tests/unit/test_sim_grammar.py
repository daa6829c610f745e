"""Grammars become texts: slots filled, choices made, nothing left over."""

import numpy as np
import pyarrow as pa
import pytest

from countermark.sim.content import LANGUAGES, table
from countermark.sim.grammar import KINDS, REVIEWS, ROW_SLOTS, WORDS, Grammar, Vocabulary, Writer, compile_templates


def _writer(rows: int, seed: int = 1) -> Writer:
    vocabulary = Vocabulary()
    grammar = Grammar(vocabulary)
    own = {slot: vocabulary.number(f"<{slot}>") for slot in ROW_SLOTS if slot not in WORDS}
    tokens = {slot: np.full(rows, number) for slot, number in own.items()}
    language = np.arange(rows) % len(LANGUAGES)
    return Writer(grammar, pa.array(vocabulary.tokens), language, tokens, np.random.default_rng(seed))


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_every_kind_of_text_is_whole_in_every_language(kind: int) -> None:
    writer, kinds = _writer(300), np.full(300, kind)
    for text in (*writer.titles(kinds).to_pylist(), *writer.descriptions(kinds).to_pylist()):
        assert text.strip()
        assert not set(text) & set("{}"), text
        assert "  " not in text.strip()
    if KINDS[kind] not in {"generic", "hidden"}:
        assert all("<brand>" in title.lower() for title in writer.titles(kinds).to_pylist())


def test_texts_that_hide_the_brand_do_not_name_it() -> None:
    writer = _writer(600)
    for kind in ("generic", "hidden"):
        kinds = np.full(600, KINDS.index(kind))
        assert not any("<brand>" in title.lower() for title in writer.titles(kinds).to_pylist())
        assert not any("<brand>" in text for text in writer.descriptions(kinds).to_pylist())


def test_reviews_are_of_their_kind() -> None:
    writer = _writer(3)
    found = writer.reviews(np.full(3, REVIEWS.index("fake"))).to_pylist()
    said = [set(table(language)["reviews"]["fake"]) for language in LANGUAGES]
    assert all(text in texts for text, texts in zip(found, said, strict=True))


def test_the_same_stream_writes_the_same() -> None:
    kinds = np.arange(90) % len(KINDS)
    assert _writer(90).titles(kinds).equals(_writer(90).titles(kinds))
    assert not _writer(90).titles(kinds).equals(_writer(90, seed=2).titles(kinds))


def test_a_slot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="colr"):
        compile_templates(Vocabulary(), [[["{colr}"], [""], [""]]])

"""The tables that ship with Countermark: they parse, their examples hold, and they cover what they promise."""

import re

import pytest

from countermark.engine.registry.codes import CONTEXT_KINDS
from countermark.engine.registry.model import ContextPhrase, Registry, SlangTerm
from countermark.engine.registry.names import fold
from countermark.engine.registry.parse import canonical, parse_registry, registry_files
from countermark.starter import starter_file

FILES = {name: starter_file(name) for name in ("slang.csv", "contexts.csv")}
STARTER = parse_registry({"brands.csv": b"brand_id,name\nvelora,Velora\n"} | FILES)
CJK = "\u2e80"

HONEST = (
    "正品",
    "同款",
    "authentic",
    "original",
    "genuine",
    "100% original",
    "原装",
    "专柜正品",
    "autêntico",
    "genuíno",
)
"""Claims of genuine goods: alone they point to nothing."""


def stands_in(term: str, text: str) -> bool:
    """Tell whether the term stands in the text as a word (in scripts without spaces: at all)."""
    term, text = term.lower(), text.lower()
    for match in re.finditer(re.escape(term), text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        if not (runs_on(before, term[0]) or runs_on(term[-1], after)):
            return True
    return False


def runs_on(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and left < CJK and right < CJK


def fires(term: SlangTerm, text: str) -> bool:
    """Tell whether a term fires in a text that mentions a brand, by the meaning of the columns and no cleverness."""
    return stands_in(term.term, text) and not any(stands_in(word, text) for word in term.unless)


def test_both_tables_are_in_canonical_form() -> None:
    files = registry_files(STARTER)
    assert {name: files[name] for name in FILES} == FILES
    assert canonical(STARTER) == STARTER


def test_there_are_terms_enough_in_every_promised_language() -> None:
    counts: dict[str, int] = {}
    for term in STARTER.slang:
        counts[term.language] = counts.get(term.language, 0) + 1
    assert sum(counts.values()) >= 150
    least = {"en": 50, "zh": 50, "pt": 25, "es": 20, "ru": 5, "ja": 5, "fr": 5, "de": 5, "it": 5, "ko": 5}
    assert {language for language, number in least.items() if counts.get(language, 0) < number} == set()


@pytest.mark.parametrize("term", STARTER.slang, ids=lambda term: f"{term.language}-{term.term}")
def test_a_term_fires_in_its_example_and_not_in_its_counter_example(term: SlangTerm) -> None:
    assert term.meaning
    assert fires(term, term.example)
    assert term.counter_example
    assert not fires(term, term.counter_example)
    assert not any(word.lower() in term.example.lower() for word in term.unless)


@pytest.mark.parametrize("word", HONEST)
def test_a_claim_of_genuine_goods_is_not_slang(word: str) -> None:
    assert fold(word) not in {fold(term.term) for term in STARTER.slang}
    texts = [f"Velora {word} 2026", f"薇洛拉{word}包"]
    assert [term.term for term in STARTER.slang for text in texts if fires(term, text)] == []


def test_no_term_is_in_the_table_twice_whatever_the_language() -> None:
    terms = [term.term.casefold() for term in STARTER.slang]
    assert len(terms) == len(set(terms))


def test_weights_are_graded_and_ambiguous_terms_are_weak() -> None:
    weights = {term.term: term.weight for term in STARTER.slang}
    assert all(0.1 <= weight <= 0.97 for weight in weights.values())
    assert (
        min(weights[term] for term in ("高仿", "super clone", "superclone", "スーパーコピー", "미러급", "люкс копия"))
        >= 0.9
    )
    ambiguous = ("UA", "rep", "AAA", "clone", "dupe", "inspired by", "OEM quality", "专柜验货", "linha premium")
    assert max(weights[term] for term in ambiguous) <= 0.4


def test_short_or_weak_latin_terms_need_a_brand() -> None:
    weak = [term for term in STARTER.slang if term.term.isascii() and (len(term.term) <= 4 or term.weight <= 0.3)]
    assert [term.term for term in weak if not term.needs_brand] == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("AAA", "Velora remote control with 2 AAA batteries"),
        ("AAA", "Controle Velora com pilhas AAA"),
        ("AAA", "薇洛拉遥控器 AAA 电池"),
        ("1:1", "Velora model car 1:1 scale"),
        ("1:1", "薇洛拉 1:1 模型"),
        ("1:1", "Velora HDMI splitter 1:1"),
        ("replica", "Velora airsoft replica pistol"),
        ("replica", "Velora dinosaur fossil replica"),
        ("A货", "天然翡翠A货手镯"),
        ("7A", "7A Brazilian hair bundles"),
        ("莆田", "莆田特产桂圆干"),
        ("レプリカ", "Velora レプリカユニフォーム"),
        ("UA", "Under Armour UA shirt"),
        ("fake", "fake plants in a Velora pot"),
        ("bootleg", "Velora bootleg jeans"),
        ("cópia", "Velora cópia de chave"),
        ("tipo original", "Cartucho do tipo original"),
        ("纯原", "纯原木书桌"),
        ("mirror quality", "mirror quality bathroom glass"),
    ],
)
def test_a_term_keeps_quiet_where_it_is_an_honest_word(term: str, text: str) -> None:
    [row] = [row for row in STARTER.slang if row.term == term]
    assert stands_in(term, text)
    assert not fires(row, text)


def kinds_of(registry: Registry, language: str) -> set[str]:
    return {phrase.kind for phrase in registry.contexts if phrase.language == language}


@pytest.mark.parametrize("language", ["en", "zh", "pt", "es", "fr", "de", "it", "ru", "ja", "ko"])
def test_contexts_cover_every_kind_in_every_promised_language(language: str) -> None:
    assert kinds_of(STARTER, language) == set(CONTEXT_KINDS)


def test_there_are_contexts_enough() -> None:
    assert len(STARTER.contexts) >= 200


@pytest.mark.parametrize(
    ("phrase", "kind", "side"),
    [
        ("for", "compatible", "before"),
        ("para", "compatible", "before"),
        ("p/", "compatible", "before"),
        ("compatible with", "compatible", "before"),
        ("compatível com", "compatible", "before"),
        ("compatible con", "compatible", "before"),
        ("kompatibel mit", "compatible", "before"),
        ("compatible avec", "compatible", "before"),
        ("适用于", "compatible", "before"),
        ("兼容", "compatible", "before"),
        ("配件", "compatible", "after"),
        ("case for", "accessory", "before"),
        ("手机壳", "accessory", "after"),
        ("のケース", "accessory", "after"),
        ("capa para", "accessory", "before"),
        ("not", "negated", "before"),
        ("非", "negated", "before"),
        ("não é", "negated", "before"),
        ("similar to", "comparison", "before"),
        ("平替", "comparison", "after"),
        ("parecido com", "comparison", "before"),
        ("used", "second_hand", "before"),
        ("二手", "second_hand", "anywhere"),
        ("seminovo", "second_hand", "anywhere"),
        ("refurbished", "refurbished", "anywhere"),
        ("remanufaturado", "refurbished", "anywhere"),
        ("book about", "publication", "before"),
        ("传记", "publication", "after"),
        ("livro sobre", "publication", "before"),
        ("empty box", "empty", "anywhere"),
        ("vazio", "empty", "anywhere"),
        ("空瓶", "empty", "anywhere"),
    ],
)
def test_the_commonest_phrases_are_there_with_their_side(phrase: str, kind: str, side: str) -> None:
    found = {(row.kind, row.side) for row in STARTER.contexts if row.phrase == phrase}
    assert (kind, side) in found


def test_a_phrase_that_may_stand_anywhere_is_not_a_preposition_or_a_single_character() -> None:
    loose = [row.phrase for row in STARTER.contexts if row.side == "anywhere"]
    assert [phrase for phrase in loose if len(phrase) < 2 or (phrase.isascii() and len(phrase) < 5)] == []


def test_contexts_do_not_excuse_what_speaks_of_a_fake() -> None:
    slang = {term.term.casefold() for term in STARTER.slang if term.weight >= 0.5}
    excused = {phrase.phrase.casefold() for phrase in STARTER.contexts}
    assert slang & excused == set()
    assert excused & {"unbranded", "generic", "genérico", "sem marca", "无品牌", "not genuine", "not original"} == set()


def test_one_phrase_has_one_kind_on_one_side() -> None:
    kinds: dict[tuple[str, str], set[str]] = {}
    for row in STARTER.contexts:
        assert isinstance(row, ContextPhrase)
        kinds.setdefault((row.phrase.casefold(), row.side), set()).add(row.kind)
    assert {key for key, found in kinds.items() if len(found) > 1} == set()


def test_a_file_that_does_not_ship_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        starter_file("nothing.csv")

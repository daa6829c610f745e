"""What explains a mention, and what only looks like an explanation."""

from datetime import date
from typing import Any

import msgspec
import pytest

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.registry.model import ContextPhrase
from countermark.engine.registry.parse import parse_registry
from countermark.engine.text.context import ContextSignal, lower_keeping_length
from countermark.engine.text.slang import SlangSignal
from countermark.starter import starter_file
from registry_example import example_registry

AS_OF = date(2026, 1, 1)
STARTER = parse_registry({
    "brands.csv": b"brand_id,name\nvelora,Velora\nyunque,\xe4\xba\x91\xe9\x9b\x80\n",
    "slang.csv": starter_file("slang.csv"),
    "contexts.csv": starter_file("contexts.csv"),
})  # fmt: skip
CONTEXT = ContextSignal(STARTER, AS_OF)
SLANG = SlangSignal(STARTER, AS_OF)


def context(title: str, **fields: Any) -> tuple[str | None, bool]:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title, **fields)])
    columns = CONTEXT.evaluate(batch, {}).columns
    return columns["context"][0].as_py(), columns["context_explained"][0].as_py()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Strap for Velora watch", "accessory"),
        ("Ink compatible with Velora 300", "compatible"),
        ("Cartucho compatível com Velora", "compatible"),
        ("Cartucho para Velora 300", "compatible"),
        ("适用于云雀手表", "compatible"),
        ("Bag, not Velora", "negated"),
        ("非云雀 手工包", "negated"),
        ("Biography of Velora", "publication"),
        ("Velora empty box", "empty"),
        ("Frasco vazio Velora", "empty"),
    ],
)
def test_explained(title: str, kind: str) -> None:
    assert context(title) == (kind, True)


@pytest.mark.parametrize(
    "title",
    [
        "Velora handbag",
        "Chaussures pour homme Velora",
        "Handbag for women Velora",
        "not original Velora bag",
        "not only Velora",
        "正品 云雀 同款",
    ],
)
def test_not_explained(title: str) -> None:
    assert context(title) == (None, False)


def test_used_and_refurbished_goods_are_named_but_still_claim_the_brand() -> None:
    assert context("Velora handbag", condition="used") == ("second_hand", False)
    assert context("Velora printer remanufaturado") == ("refurbished", False)


def test_one_of_two_mentions_explained_is_not_enough() -> None:
    assert context("云雀 strap for Velora")[1] is False


def test_an_attribute_explains_the_whole_listing() -> None:
    assert context("Cartucho Velora 300", attributes={"tipo": "Compatível"}) == ("compatible", True)


def test_a_listing_without_a_brand_has_no_context() -> None:
    assert context("case for phone") == (None, False)


def test_lower_case_keeps_offsets() -> None:
    assert len(lower_keeping_length("İstanbul İ")) == len("İstanbul İ")


@pytest.mark.parametrize(
    ("title", "term"),
    [
        ("Velora bag replica", "replica"),
        ("Velora r3plica 42", "replica"),
        ("Velora r e p l i c a", "replica"),
        ("云雀 高仿 包", "高仿"),
        ("云雀 高.仿 包", "高仿"),
        ("云雀 復刻 手表", "复刻"),
        ("Tênis Velora primeira linha", "primeira linha"),
    ],
)
def test_slang(title: str, term: str) -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title)])
    assert SLANG.evaluate(batch, {}).columns["slang_term"].to_pylist() == [term]


@pytest.mark.parametrize(
    "title", ["正品 云雀", "同款 云雀 女", "100% authentic Velora", "original Velora", "AAA battery"]
)
def test_no_slang(title: str) -> None:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title)])
    assert SLANG.evaluate(batch, {}).columns["slang_count"].to_pylist() == [0]


def test_every_example_of_the_starter_table_fires_and_no_counter_example_does() -> None:
    examples = [term for term in STARTER.slang if term.example]
    assert len(examples) > 100
    titles = [term.example for term in examples] + [term.counter_example for term in examples]
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title or "-") for title in titles])
    found: list[set[str]] = [set() for _ in titles]
    for row, item in SLANG.evaluate(batch, {}).evidence:
        found[row].add(item.text.lower())
    silent = [term.term for at, term in enumerate(examples) if not found[at]]
    assert silent == []


def test_a_phrase_of_two_words_may_stand_a_little_away() -> None:
    registry = msgspec.structs.replace(
        example_registry(),
        contexts=(ContextPhrase(phrase="case for", language="en", kind="accessory", side="before"),),
    )
    signal = ContextSignal(registry, AS_OF)
    titles = ["case for the new Velora", "case for my old and lovely Velora", "case for me. Velora"]
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title) for title in titles])
    assert signal.evaluate(batch, {}).columns["context"].to_pylist() == ["accessory", None, None]

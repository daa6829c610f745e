"""A registry as CSV files: always the same bytes, and nothing that would be read back differently."""

from datetime import date

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.fields import fields_of
from countermark.engine.registry.keys import key_fields
from countermark.engine.registry.model import TABLES, Alias, AuthorisedSeller, Brand, Registry, Tell
from countermark.engine.registry.parse import parse_registry, registry_files

VELORA = Brand(brand_id="velora", name="Velora")


def test_only_tables_with_rows_are_written_sorted_with_line_feeds() -> None:
    registry = Registry(
        brands=(VELORA, Brand(brand_id="acme", name="A, Cme", common_word=True, context_words=("bag", "shoe"))),
        authorised_sellers=(
            AuthorisedSeller(brand_id="velora", seller_id="s1", territories=("BR",), valid_from=date(2025, 1, 31)),
        ),
    )
    assert registry_files(registry) == {
        "brands.csv": b"brand_id,name,common_word,context_words,categories,safety_critical\n"
        b'acme,"A, Cme",true,bag;shoe,,false\nvelora,Velora,false,,,false\n',
        "authorised_sellers.csv": b"brand_id,seller_id,territories,valid_from,valid_to\nvelora,s1,BR,2025-01-31,\n",
    }


def test_the_order_of_rows_does_not_change_the_bytes() -> None:
    aliases = tuple(Alias(brand_id="velora", alias=name) for name in ("Zeta", "alpha", "Mid"))
    forward = Registry(brands=(VELORA,), aliases=aliases)
    backward = msgspec.structs.replace(forward, aliases=aliases[::-1])
    assert registry_files(forward) == registry_files(backward)


@pytest.mark.parametrize("name", ["=cmd()", "+1 a", "-2 b", "@sum(a)", '"quoted"', "a,b", "a;b", "=1+1|' /C calc'!A0"])
def test_formulas_quotes_and_separators_survive_exactly(name: str) -> None:
    registry = Registry(brands=(Brand(brand_id="velora", name=name),))
    assert parse_registry(registry_files(registry)) == registry


@pytest.mark.parametrize(
    ("brand", "field"),
    [
        (Brand(brand_id="velora", name="Velora", context_words=("a;b",)), "context_words"),
        (Brand(brand_id="velora", name="Velora", context_words=("",)), "context_words"),
        (Brand(brand_id="velora", name="Velora", categories=(" bags",)), "categories"),
        (Brand(brand_id="velora", name=" Velora"), "name"),
        (Brand(brand_id="velora", name="Vel\rora"), "name"),
    ],
)
def test_what_would_be_read_back_differently_is_not_written(brand: Brand, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        registry_files(Registry(brands=(brand,)))
    [problem] = caught.value.problems
    assert (problem.file, problem.row, problem.field) == ("brands.csv", 2, field)


def test_an_empty_text_where_the_default_is_another_is_not_written() -> None:
    registry = Registry(brands=(VELORA,), aliases=(Alias(brand_id="velora", alias="Velo", kind=""),))
    with pytest.raises(InvalidInputError, match=r"aliases\.csv:2: kind: '' would not be read back the same"):
        registry_files(registry)


def test_small_numbers_keep_their_value() -> None:
    tell = Tell(tell_id="t", brand_id="velora", phrase="gold bag", weight=1e-07)
    registry = Registry(brands=(VELORA,), tells=(tell,))
    assert parse_registry(registry_files(registry)) == registry


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_readable_types_and_a_key_of_its_columns(table: str) -> None:
    names = [field.name for field in fields_of(table)]
    assert names == [field.name for field in msgspec.structs.fields(TABLES[table])]
    assert set(key_fields(table)) <= set(names)

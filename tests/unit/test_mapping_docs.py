"""The documentation of listings and mappings: complete, and its examples work as they are printed."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import LISTING_SCHEMA, batch_to_listings
from countermark.formats.listings import load_mapping, read_listings, shipped_mappings
from countermark.formats.listings.conversions import CONVERSIONS
from countermark.formats.listings.mapping import ENCODINGS, FORMATS
from countermark.formats.listings.targets import TARGETS

DOCS = Path(__file__).resolve().parents[2] / "docs"
LISTING = (DOCS / "reference" / "listing.md").read_text(encoding="utf-8")
MAPPING = (DOCS / "reference" / "mapping.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "read-another-shops-export.md").read_text(encoding="utf-8")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("name", LISTING_SCHEMA.names)
def test_every_field_is_documented_with_its_limit(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}` \|.*$", LISTING, re.MULTILINE)
    target = TARGETS[name]
    assert ("| yes |" in row) == target.needed
    if target.kind in {"text", "texts", "attributes"} and name not in {
        "currency",
        "condition",
        "market",
        "ship_from_country",
    }:
        assert f"{target.high:,} characters" in row


@pytest.mark.parametrize("name", sorted(CONVERSIONS))
def test_every_conversion_is_documented(name: str) -> None:
    assert re.search(rf"^\| `{name}` \|", MAPPING, re.MULTILINE)


@pytest.mark.parametrize("name", [*ENCODINGS, *FORMATS, *shipped_mappings()])
def test_every_encoding_suffix_and_shipped_mapping_is_documented(name: str) -> None:
    assert f"`{name}`" in MAPPING


def test_the_how_to_reads_its_own_export_as_it_says(tmp_path: Path) -> None:
    mapping, better_price = blocks(HOW_TO, "yaml")
    (export,) = blocks(HOW_TO, "csv")
    (tmp_path / "shop.yaml").write_text(mapping, encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_bytes(export.encode("cp1252"))
    (chunk,) = read_listings(path, load_mapping(tmp_path / "shop.yaml"), now=NOW)
    first, second = batch_to_listings(chunk.batch)
    assert (first.title, first.seller_id, first.price_minor) == ("Cartucho preto 12", "Tintas SA", 106_490)
    assert (second.condition, second.created_at) == ("refurbished", datetime(2025, 10, 6, 8, 3, tzinfo=UTC))
    (reject,) = chunk.rejects
    assert f"row {reject.row}, {reject.listing_id}: {reject.problems[0]}" in HOW_TO

    old_price = next(line for line in mapping.splitlines() if "price_minor" in line)
    (tmp_path / "shop.yaml").write_text(mapping.replace(old_price, better_price.rstrip()), encoding="utf-8")
    (chunk,) = read_listings(path, load_mapping(tmp_path / "shop.yaml"), now=NOW)
    assert chunk.batch.column("price_minor").to_pylist() == [106_490, 7_419, None]


def test_the_how_tos_mistake_is_reported_as_it_is_printed(tmp_path: Path) -> None:
    mapping = blocks(HOW_TO, "yaml")[0].replace("decimal:", "decimals:")
    (tmp_path / "shop.yaml").write_text(mapping, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        load_mapping(tmp_path / "shop.yaml")
    assert str(caught.value).removeprefix(f"{tmp_path}/") in HOW_TO


def test_the_references_fragments_are_mappings(tmp_path: Path) -> None:
    fields, attributes = blocks(MAPPING, "yaml")
    text = f"{fields}  title: t\n{attributes.removeprefix('fields:').lstrip(chr(10))}"
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    mapping = load_mapping(tmp_path / "shop.yaml")
    assert mapping.attributes is not None
    assert mapping.attributes.pairs == ("variant/0", "variant/1")


MESSAGES = [
    "is missing; a listing needs it",
    "which can be read in two ways; say `decimal: comma` or `dot`",
    "is repeated: row 1 has the same listing_id and version 1",
]


@pytest.mark.parametrize("message", MESSAGES)
def test_messages_are_printed_in_the_reference_as_they_are(message: str) -> None:
    assert message in LISTING

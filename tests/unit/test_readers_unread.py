"""Fields that a mapping does not read are counted, and named with the nearest one that it does."""

from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from countermark.formats.listings import UnreadField, load_mapping, read_listings, unread_fields
from countermark.formats.listings.fields_found import MAX_NAMES

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OURS = load_mapping("countermark")
TYPO = UnreadField("price_minro", 2, "; did you mean 'price_minor'?")


def unread(path: Path, mapping: str = "countermark") -> list[UnreadField]:
    """Return what the mapping does not read of a file, every row of which is a listing."""
    (chunk,) = read_listings(path, load_mapping(mapping), now=NOW)
    assert chunk.rejects == []
    return unread_fields(load_mapping(mapping), chunk.fields)


def test_misspelt_column_of_csv_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("listing_id,seller_id,title,colour,price_minro\n1,s,a,red,5\n2,s,b,,6\n")

    assert unread(path) == [TYPO, UnreadField("colour", 2, "")]


def test_rows_that_have_a_misspelt_key_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = ['"price_minro": 5', '"price_minro": null', '"price_minro": 7', '"price_minor": null']
    path.write_text("".join(f'{{"listing_id": "{at}", "seller_id": "s", "title": "t", {line}}}\n'
                            for at, line in enumerate(lines)))  # fmt: skip

    assert unread(path) == [TYPO]


@pytest.mark.parametrize("suffix", ["jsonl", "json", "parquet"])
def test_misspelt_field_of_the_seller_is_named(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.{suffix}"
    if suffix == "parquet":
        row = {"listing_id": "1", "seller_id": "s", "title": "t", "seller": {"age_dais": 3, "strikes": 0}}
        pq.write_table(pa.Table.from_pylist([row]), path)
    else:
        row_text = '{"listing_id": "1", "seller_id": "s", "title": "t", "seller": {"age_dais": 3, "strikes": 0}}'
        path.write_text(f"[{row_text}]" if suffix == "json" else row_text)

    assert unread(path) == [UnreadField("seller.age_dais", 1, "; did you mean 'seller.age_days'?")]


def test_what_a_mapping_reads_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"listing_id": "1", "seller_id": "s", "title": "t", "attributes": {"any": "x"}, "seller": {}}')

    assert unread(path) == []


def test_nothing_is_proposed_that_the_file_has(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("listing_id,seller_id,title,titles\n1,s,a,b\n")

    assert unread(path) == [UnreadField("titles", 1, "")]


def test_names_that_never_end_take_no_more_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(
        f'{{"listing_id": "{at}", "seller_id": "s", "title": "t", "k{at}{"x" * 200}": 1}}\n' for at in range(2_000)
    ))  # fmt: skip

    names = [field.name for field in unread(path)]

    assert len(names) <= MAX_NAMES
    assert max(map(len, names)) == 100

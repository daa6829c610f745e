"""Readers under arbitrary bytes and splits: every row once, in order, the same on every run, and nothing crashes."""

import csv
import io
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import Listing, listings_to_batch
from countermark.formats.listings import ListingMapping, ReadChunk, load_mapping, read_listings
from countermark.formats.listings.csv_records import RecordSplitter, split_fields
from countermark.formats.listings.money import MoneyText, minor_units
from countermark.formats.listings.texts import read_lines
from countermark.formats.listings.values import UnreadableValueError

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")
MIXED = msgspec.structs.replace(OURS, encodings=("utf-8", "cp1252"))
HARSH = settings(max_examples=100, deadline=None)

cells = st.text(st.sampled_from('ab",;\n\r é界'), max_size=6)
tables = st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8)
csv_noise = st.binary(max_size=80).map(
    lambda data: data.replace(b"\x01", b'"').replace(b"\x02", b"\n").replace(b"\x03", b",")
)
csv_pieces = st.lists(
    st.sampled_from([b'"', b'""', b"\n", b",", b"a", b'a"', b"\r\n", b"\xe9", b"1,s,t\n"]), max_size=40
)


def records(data: bytes, delimiter: str, fields: int | None) -> list[bytes]:
    return [record.data for record in RecordSplitter(read_lines(io.BytesIO(data), 0), delimiter, fields)]


def read(data: bytes, name: str, mapping: ListingMapping, chunk_rows: int) -> list[ReadChunk]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        chunks = list(read_listings(path, mapping, now=NOW, chunk_rows=chunk_rows))
    for chunk in chunks:
        assert all(reject.problems for reject in chunk.rejects)
        assert msgspec.json.encode(chunk.rejects)
    return chunks


def faults(chunks: list[ReadChunk]) -> list[tuple[int, list[str], str]]:
    return [
        (reject.row, reject.problems, reject.raw)
        for chunk in chunks
        for reject in chunk.rejects
        if "is repeated" not in reject.problems[0]
    ]


def once_each(chunks: list[ReadChunk]) -> list[tuple[int, bool]]:
    """Return (row, is a listing) of every row, in order within each chunk."""
    rows = []
    for chunk in chunks:
        found = [(row, True) for row in chunk.rows] + [(reject.row, False) for reject in chunk.rejects]
        assert len(found) == chunk.rows_read == len({row for row, _ in found})
        assert chunk.rows == sorted(chunk.rows)
        rows += sorted(found)
    return rows


@HARSH
@given(
    tables,
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_what_the_standard_library_writes_as_csv_is_read_back(
    rows: list[list[str]], delimiter: str, end: str, quote_all: bool
) -> None:
    rows = [[cell.replace("\r", "") for cell in row] for row in rows]
    rows = [["x", *row[1:]] if not row[0].strip() else row for row in rows]
    out = io.StringIO()
    csv.writer(
        out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    ).writerows(rows)
    found = [split_fields(data.decode(), delimiter) for data in records(out.getvalue().encode(), delimiter, 3)]
    assert found == rows


@HARSH
@given(csv_noise | csv_pieces.map(b"".join))
def test_csv_records_are_the_lines_of_the_file_without_the_blank_ones(data: bytes) -> None:
    joined = b"".join(records(data, ",", 3))
    assert [line for line in joined.split(b"\n") if line.strip()] == [
        line for line in data.split(b"\n") if line.strip()
    ]


@HARSH
@given(csv_noise | csv_pieces.map(b"".join), st.integers(1, 4))
def test_any_csv_gives_every_row_once_whatever_the_split(data: bytes, chunk_rows: int) -> None:
    data = b"listing_id,seller_id,title\n" + data
    whole = read(data, "shop.csv", MIXED, 1_000)
    parts = read(data, "shop.csv", MIXED, chunk_rows)
    kept = once_each(whole)
    split = once_each(parts)
    assert [row for row, _ in split] == [row for row, _ in kept] == list(range(1, len(kept) + 1))
    # A repeat is only seen within a chunk; apart from that the split changes nothing.
    assert faults(parts) == faults(whole)


json_lines = st.lists(
    st.one_of(
        st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"")),
        st.builds(
            lambda name, title: msgspec.json.encode({"listing_id": name, "seller_id": "s", "title": title}),
            st.sampled_from(["a", "b", "c", ""]),
            st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
        ),
    ),
    min_size=1,
    max_size=15,
)


@HARSH
@given(json_lines, st.integers(1, 4))
def test_any_json_lines_give_every_row_once_whatever_the_split(lines: list[bytes], chunk_rows: int) -> None:
    data = b"\n".join([b"{}", *lines])
    numbers = [number for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    assert [row for row, _ in once_each(read(data, "shop.jsonl", OURS, 1_000))] == numbers
    assert [row for row, _ in once_each(read(data, "shop.jsonl", OURS, chunk_rows))] == numbers


@HARSH
@given(st.binary(min_size=1, max_size=60), st.sampled_from(["shop.json", "shop.parquet", "shop.csv"]))
def test_any_bytes_are_read_or_refused_with_the_files_name(data: bytes, name: str) -> None:
    files = {name}
    try:
        files |= {Path(reject.file).name for chunk in read(data, name, OURS, 10) for reject in chunk.rejects}
    except InvalidInputError as error:
        files |= {Path(problem.file).name for problem in error.problems}
    assert files == {name}


def sound_parquet() -> bytes:
    rows = [
        Listing(
            listing_id=str(n), seller_id="s", title="Tênis", category=["a"], attributes={"a": "b"}, images=["i"] * n
        )
        for n in range(20)
    ]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_batches([listings_to_batch(rows)]), out, row_group_size=10)
    return out.getvalue()


PARQUET = sound_parquet()
damage = st.lists(st.tuples(st.integers(4, len(PARQUET) - 9), st.integers(0, 255)), min_size=1, max_size=8)


@HARSH
@given(damage)
def test_damage_to_a_parquet_file_is_an_error_or_harmless_and_never_ends_the_process(
    changes: list[tuple[int, int]],
) -> None:
    data = bytearray(PARQUET)
    for place, byte in changes:
        data[place] = byte
    problems: list[str] = []
    rows: list[tuple[int, bool]] = []
    try:
        rows = once_each(read(bytes(data), "shop.parquet", OURS, 7))
    except InvalidInputError as error:
        problems = [problem.file for problem in error.problems]
    assert [row for row, _ in rows] == list(range(1, len(rows) + 1))
    assert all(file.endswith("shop.parquet") for file in problems)


amounts = st.decimals(0, 10_000_000, places=2, allow_nan=False)


@HARSH
@given(amounts, st.sampled_from(["R$ {}", "{}", "{} BRL", "Preço: R$ {}", "R${}"]))
def test_a_price_written_with_two_decimals_is_read_back_in_either_writing(amount: Decimal, frame: str) -> None:
    english = f"{amount:,.2f}"
    brazilian = english.translate(str.maketrans(",.", ".,"))
    expected = (int(amount * 100), "BRL")
    for text, decimal in ((english, "dot"), (brazilian, "comma"), (english, "auto"), (brazilian, "auto")):
        assert minor_units(MoneyText(frame.format(text), decimal), "BRL") == expected


@HARSH
@given(st.text(st.sampled_from("0123456789.,' -$R€"), max_size=12) | st.text(max_size=12))
def test_auto_is_right_in_both_writings_or_refuses(text: str) -> None:
    try:
        found = minor_units(MoneyText(text, "auto"), "USD")
    except UnreadableValueError:
        return
    readings = set()
    for decimal in ("comma", "dot"):
        try:
            readings.add(minor_units(MoneyText(text, decimal), "USD"))
        except UnreadableValueError:
            continue
    assert readings == {found}, "what auto reads, no writing may read otherwise"


def test_the_strategies_reach_both_sides() -> None:
    chunks = read(b'listing_id,seller_id,title\n1,s,"t\n2,s,t\n', "shop.csv", OURS, 10)
    assert once_each(chunks) == [(1, False), (2, True)]
    with pytest.raises(InvalidInputError):
        read(b"x", "shop.parquet", OURS, 10)

"""JSON documents: a list of records somewhere inside, and what can be wrong with the document or with one record."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.formats.listings import ReadChunk, load_mapping, plan_chunks, read_chunk, read_listings

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")


def record(**changes: Any) -> dict[str, Any]:
    return {"listing_id": "a", "seller_id": "s", "title": "Ink"} | changes


def write(folder: Path, data: Any) -> Path:
    path = folder / "shop.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return path


def read(folder: Path, data: Any, records: str = "", encodings: tuple[str, ...] = ("utf-8",)) -> ReadChunk:
    mapping = msgspec.structs.replace(OURS, records=records, encodings=encodings)
    (chunk,) = read_listings(write(folder, data), mapping, now=NOW)
    return chunk


def file_problem(folder: Path, data: Any, records: str = "") -> str:
    path = write(folder, data)
    with pytest.raises(InvalidInputError) as caught:
        plan_chunks(path, msgspec.structs.replace(OURS, records=records))
    return str(caught.value).removeprefix(f"{folder}/")


def test_a_list_at_the_top_or_under_a_path_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, [record()]).batch.num_rows == 1
    assert read(tmp_path, {"n": 1, "produtos": [record()]}, "produtos").batch.num_rows == 1
    assert read(tmp_path, {"pages": [{"items": [record()]}]}, "pages.0.items").batch.num_rows == 1


def test_chunks_are_ranges_of_the_list(tmp_path: Path) -> None:
    path = write(tmp_path, [record(listing_id=str(n)) for n in range(10)])
    refs = plan_chunks(path, OURS, chunk_rows=4)
    assert [(ref.start, ref.stop, ref.first_row) for ref in refs] == [(0, 4, 1), (4, 8, 5), (8, 10, 9)]
    last = read_chunk(path, OURS, refs[2], now=NOW)
    assert last.batch.column("listing_id").to_pylist() == ["8", "9"]
    assert last.rows == [9, 10]


def test_a_record_at_fault_is_rejected_and_the_others_go_on(tmp_path: Path) -> None:
    chunk = read(tmp_path, [record(listing_id="1"), 5, record(title=None), None, record(listing_id="2")])
    assert chunk.rows == [1, 5]
    assert [(reject.row, reject.problems) for reject in chunk.rejects] == [
        (2, ["is 5; expected a JSON object"]),
        (3, ["title: is missing; a listing needs it"]),
        (4, ["is null; expected a JSON object"]),
    ]
    assert chunk.rejects[1].raw == json.dumps(record(title=None))


def test_a_document_that_python_wrote_with_nan_is_read_but_for_the_field_that_holds_it(tmp_path: Path) -> None:
    chunk = read(
        tmp_path,
        [record(rating=float("nan")), record(listing_id="b", quantity=float("nan")), record(listing_id="c\ud800")],
    )
    assert chunk.rows == [1]
    assert [reject.problems for reject in chunk.rejects] == [
        ["quantity: is nan; expected a whole number"],
        ["listing_id: contains a lone surrogate; expected valid Unicode text"],
    ]
    assert all(reject.raw.startswith("{") for reject in chunk.rejects)


def test_a_record_in_another_encoding_is_read_or_rejected_by_itself(tmp_path: Path) -> None:
    data = '[{"listing_id": "a", "seller_id": "s", "title": "Cartão"}, '.encode() + (
        b'{"listing_id": "b", "seller_id": "s", "title": "Cart\xe3o"}]'
    )
    assert read(tmp_path, data, encodings=("utf-8", "cp1252")).batch.column("title").to_pylist() == ["Cartão"] * 2
    (reject,) = read(tmp_path, data).rejects
    assert reject.problems == ["has the byte 0xe3 at position 53, which is not UTF-8"]


def test_a_key_that_no_record_has_is_one_error_for_the_file(tmp_path: Path) -> None:
    data = [{"listing_id": "a", "vendor": "b", "title": "c"}] * 50
    assert file_problem(tmp_path, data).startswith("shop.json: seller_id: needs the key 'seller_id'; the file has")


@pytest.mark.parametrize(
    ("data", "records", "message"),
    [
        (b"", "", "shop.json: is empty (0 bytes); expected listings"),
        (b"{", "", "shop.json: is not JSON: Expecting property name enclosed in double quotes at character 2"),
        (b'[{"a": 1}, {"b', "", "shop.json: is not JSON: Unterminated string starting at at character 13"),
        (b"[" * 1_000_000, "", "shop.json: is nested too deep; expected at most about 1,000 levels"),
        (b'{"a":' * 1_000_000, "a", "shop.json: is nested too deep; expected at most about 1,000 levels"),
        (
            b'"\xff"',
            "",
            "shop.json: has the byte 0xff at position 2, which is not utf-8; name others in the mapping",
        ),
        ("[]".encode("utf-16"), "", "shop.json: is in UTF-16; expected UTF-8 (save it as UTF-8)"),
        (b"5", "", "shop.json: has 5 where a list of records was expected, at its top; name the list under `records`"),
        (
            b'{"items": [], "n": 1}',
            "",
            "shop.json: has an object of 2 entries where a list of records was expected, at its top; name",
        ),
        (
            b'{"items": []}',
            "produtos",
            "shop.json: has null where a list of records was expected, under 'produtos' (its keys: 'items')",
        ),
    ],
)
def test_a_document_without_a_list_of_records_says_so(tmp_path: Path, data: bytes, records: str, message: str) -> None:
    assert file_problem(tmp_path, data, records).startswith(message)


def test_an_empty_list_has_no_chunks(tmp_path: Path) -> None:
    assert plan_chunks(write(tmp_path, []), OURS) == []

"""Files as a whole: missing, folders, empty, unknown; and the same listings whatever the format."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.formats.listings import load_mapping, plan_chunks, read_chunk, read_listings

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")
SUFFIXES = ["jsonl", "ndjson", "json", "csv", "tsv", "parquet"]


def problem(path: Path) -> str:
    with pytest.raises(InvalidInputError) as caught:
        plan_chunks(path, OURS)
    return str(caught.value).removeprefix(f"{path.parent}/")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_missing_file_a_folder_and_an_empty_file_are_errors_in_every_format(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"shop.{suffix}"
    assert problem(path) == f"shop.{suffix}: does not exist"
    path.mkdir()
    assert problem(path) == f"shop.{suffix}: is a folder; expected a file of listings"
    path.rmdir()
    path.touch()
    assert problem(path) == f"shop.{suffix}: is empty (0 bytes); expected listings"


def test_an_unknown_suffix_names_those_that_are_known(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl.gz"
    path.write_bytes(b"x")
    assert problem(path) == (
        "shop.jsonl.gz: has the suffix '.gz'; expected .jsonl, .ndjson, .json, .csv, .tsv, .parquet, .pq, "
        "or `format` in the mapping"
    )


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    os.mkfifo(path)
    assert problem(path) == "shop.jsonl: is not a regular file; expected a file of listings"


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in problem(tmp_path / "a\x00.jsonl")
    assert "cannot be read: File name too long" in problem(tmp_path / f"{'x' * 300}.jsonl")


def test_a_file_that_went_away_after_it_was_planned_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_text('{"listing_id": "a", "seller_id": "s", "title": "t"}\n', encoding="utf-8")
    (ref,) = plan_chunks(path, OURS)
    path.unlink()
    with pytest.raises(InvalidInputError, match="does not exist"):
        read_chunk(path, OURS, ref, now=NOW)


def test_the_same_rows_give_the_same_batch_in_every_format(tmp_path: Path) -> None:
    rows = [{"listing_id": str(n), "seller_id": "s", "title": f"Tinta {n} é", "version": n} for n in range(10)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    lines = ["listing_id,seller_id,title,version", *(",".join(map(str, row.values())) for row in rows)]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "a.tsv").write_text("\n".join(lines).replace(",", "\t"), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "a.parquet")
    chunks = [next(read_listings(tmp_path / f"a.{suffix}", OURS, now=NOW)) for suffix in SUFFIXES if suffix != "ndjson"]
    for chunk in chunks:
        assert chunk.batch.num_rows == 10
        assert chunk.batch.to_pylist() == chunks[0].batch.to_pylist()

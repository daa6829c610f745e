import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from countermark.engine.decision import OUTPUT_SCHEMA
from countermark.scan.export import escape_cells, write_csv

_EVIDENCE = {
    "code": "slang", "field": "title", "start": 0, "end": 1, "text": "x", "brand": "", "kind": "", "value": None,
    "weight": 0.5,
}  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")'])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert escape_cells(pa.array([cell])).to_pylist() == ["'" + cell]


@pytest.mark.parametrize("cell", ["a=1", "", "1", "'=1", " =1", "中=", "\n=1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escape_cells(pa.array([cell])).to_pylist() == [cell]


def test_the_output_as_csv_with_reasons_and_words_joined(tmp_path: Path) -> None:
    rows = [
        {
            "listing_id": "=cmd|' /C calc'!A0",
            "decision": "hold",
            "score": 97.5,
            "reasons": ["a", "b"],
            "evidence": [_EVIDENCE | {"words": 'says "réplica",\nnew line'}, _EVIDENCE | {"words": "second"}],
            "counter_evidence": [],
            "snapshot": "s",
        },
        {"listing_id": "2", "decision": "allow", "score": 0.0, "reasons": [], "evidence": [], "snapshot": "s"}
        | {"counter_evidence": [_EVIDENCE | {"words": "=for"}]},
    ]
    pq.write_table(pa.Table.from_pylist(rows, schema=OUTPUT_SCHEMA), tmp_path / "o.parquet")
    write_csv(tmp_path / "o.parquet", tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        head, first, second = csv.reader(file)
    assert head == OUTPUT_SCHEMA.names
    assert first == [
        "'=cmd|' /C calc'!A0", "hold", "97.5", "a b", 'says "réplica",\nnew line; second', "", "s",
    ]  # fmt: skip
    assert second[2:] == ["0", "", "", "'=for", "s"]


def test_an_empty_output_is_a_head_line(tmp_path: Path) -> None:
    pq.write_table(OUTPUT_SCHEMA.empty_table(), tmp_path / "o.parquet")
    write_csv(tmp_path / "o.parquet", tmp_path / "o.csv")
    assert (tmp_path / "o.csv").read_text().count("\n") == 1

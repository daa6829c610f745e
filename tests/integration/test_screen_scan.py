"""A scan from files to output: what is written, what is left out and why, and what stands in the way."""

import copy
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from countermark.engine.decision import OUTPUT_SCHEMA
from countermark.engine.errors import InvalidInputError
from countermark.engine.screen import Screener
from countermark.formats.listings import load_mapping, read_listings
from countermark.scan import run
from countermark.scan.chunk import Setup, screen_task
from countermark.scan.errors import ChangedError, ScanError
from countermark.scan.manifest import Manifest, describe_input, make_tasks
from countermark.scan.part import PartFiles
from countermark.scan.pool import Pool
from countermark.scan.request import Progress
from countermark.scan.run import run_scan
from countermark.scan.workfolder import locked, work_folder
from scan_support import NOW, InlinePool, listing, request, silent, small_snapshot, write_jsonl


def _rejects(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "out.rejects.jsonl").read_text().splitlines()]


@pytest.fixture(autouse=True)
def _inline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in this process; tests/crash and tests/unit/test_scan_pool.py are about processes."""
    monkeypatch.setattr(run, "Pool", InlinePool)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Four files of 30 listings, numbered through."""
    return [
        write_jsonl(tmp_path / f"in-{part}.jsonl", [listing(part * 30 + at) for at in range(30)]) for part in range(4)
    ]


def test_the_output_has_one_row_a_listing_in_input_order_as_the_screener_decides(
    tmp_path: Path, files: list[Path]
) -> None:
    run_scan(request(tmp_path, files), observe=silent)
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.equals(OUTPUT_SCHEMA)
    assert table.column("listing_id").to_pylist() == [f"L{number:06}" for number in range(120)]
    screener = Screener(small_snapshot())
    expected: list[Any] = []
    for file in files:
        for chunk in read_listings(file, load_mapping("countermark"), now=NOW):
            expected += screener.screen(chunk.batch).to_arrow("en", screener.brand_names).to_pylist()
    assert table.to_pylist() == expected
    decisions = set(table.column("decision").to_pylist())
    assert "allow" in decisions
    assert decisions & {"hold", "block"}


def test_the_file_says_what_it_was_made_with(tmp_path: Path, files: list[Path]) -> None:
    run_scan(request(tmp_path, files[:1]), observe=silent)
    metadata = pq.read_schema(tmp_path / "out.parquet").metadata
    assert metadata[b"countermark.snapshot"].decode() == small_snapshot().hash
    assert metadata[b"countermark.mapping"] == b"countermark"
    assert metadata[b"countermark.version"]


def test_processes_of_their_own_write_the_same_bytes_and_no_work_folder_is_left(
    tmp_path: Path, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_scan(request(tmp_path, files), observe=silent)
    first = (tmp_path / "out.parquet").read_bytes()
    monkeypatch.setattr(run, "Pool", Pool)
    run_scan(request(tmp_path, files, processes=2), observe=silent)
    assert (tmp_path / "out.parquet").read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir() if path not in files) == ["out.parquet", "out.rejects.jsonl"]


def test_rows_that_are_no_listings_are_kept_with_file_row_and_reasons(tmp_path: Path) -> None:
    records = [listing(1), "{broken", listing(2, price_minor=-4), listing(3)]
    result = run_scan(request(tmp_path, [write_jsonl(tmp_path / "in.jsonl", records)]), observe=silent)
    assert (result.tally.rows_read, result.tally.rows, result.tally.rejects) == (4, 2, 2)
    broken, wrong = _rejects(tmp_path)
    assert broken["row"] == 2
    assert "is not JSON" in broken["problems"][0]
    assert (wrong["file"], wrong["row"], wrong["listing_id"]) == (str(tmp_path / "in.jsonl"), 3, "L000002")
    assert wrong["problems"][0].startswith("price_minor: is -4")
    assert result.tally.reject_fields == {"": 1, "price_minor": 1}


def test_of_a_listing_id_in_several_files_the_first_stays_and_later_ones_are_rejects(
    tmp_path: Path, files: list[Path]
) -> None:
    again = write_jsonl(tmp_path / "again.jsonl", [listing(200), listing(7, title="Other"), listing(7), listing(201)])
    result = run_scan(request(tmp_path, [files[0], again, files[0]], report=tmp_path / "r.html"), observe=silent)
    table = pq.read_table(tmp_path / "out.parquet")
    ids = table.column("listing_id").to_pylist()
    assert ids == [f"L{number:06}" for number in [*range(30), 200, 201]]
    rejects = _rejects(tmp_path)
    assert len(rejects) == 32
    assert {reject["file"] for reject in rejects[:2]} == {str(again)}
    assert [(reject["row"], reject["listing_id"]) for reject in rejects[:2]] == [(2, "L000007"), (3, "L000007")]
    assert all("repeated" in reject["problems"][0] for reject in rejects)
    assert result.tally.rows_read == 64
    assert sum(result.tally.decisions.values()) == 32
    page = (tmp_path / "r.html").read_text()
    shown = page[page.index('id="worst"') :]
    assert shown.count("<bdi>L000000</bdi>") == 1


def test_a_file_without_any_listing_is_an_error_that_shows_reasons_and_writes_no_output(tmp_path: Path) -> None:
    file = write_jsonl(tmp_path / "in.jsonl", [{"name": "wrong", "row": number} for number in range(5)])
    with pytest.raises(ScanError, match="none of the 5 rows could be screened; is it the right mapping") as caught:
        run_scan(request(tmp_path, [file]), observe=silent)
    assert "in.jsonl:1: " in str(caught.value)
    assert not (tmp_path / "out.parquet").exists()
    assert len(_rejects(tmp_path)) == 5
    assert not work_folder(tmp_path / "out.parquet").exists()


def test_a_listing_on_which_the_engine_fails_is_left_out_alone(tmp_path: Path) -> None:
    file = write_jsonl(tmp_path / "in.jsonl", [listing(number) for number in range(10)])
    mapping = load_mapping("countermark")
    inputs = [describe_input(file)]
    tasks = make_tasks([_chunks(file)])
    manifest = Manifest(
        version="0", snapshot="s", mapping="m", mapping_sha256="h", language="en", as_of="2026-11-24",
        started_at=NOW.isoformat(), inputs=inputs, tasks=tasks,
    )  # fmt: skip

    class Fragile(Screener):
        def screen(self, batch: Any) -> Any:
            if "L000006" in batch.column("listing_id").to_pylist():
                raise ZeroDivisionError("oops")
            return super().screen(batch)

    setup = Setup(tmp_path, tmp_path, mapping, manifest)
    report = screen_task(setup, Fragile(small_snapshot()), 0)
    part = PartFiles(tmp_path, 0).read()
    assert (report.rows_read, report.rejects) == (10, 1)
    assert part.table.column("listing_id").to_pylist() == [f"L{n:06}" for n in range(10) if n != 6]
    (reject,) = part.rejects
    assert (reject.row, reject.listing_id) == (7, "L000006")
    assert "ZeroDivisionError: oops" in reject.problems[0]
    assert [part.table.column("listing_id")[shown.position].as_py() for shown in part.worst] == [
        shown.listing.listing_id for shown in part.worst
    ]


def _chunks(file: Path) -> Any:
    from countermark.formats.listings import plan_chunks  # noqa: PLC0415

    return plan_chunks(file, load_mapping("countermark"))


class _Stop(Exception):  # noqa: N818 - it is an interruption, not an error
    pass


def _interrupt_after(parts: int) -> Any:
    def observe(progress: Progress) -> None:
        if progress.parts_done >= parts:
            raise _Stop

    return observe


def test_an_interrupted_scan_goes_on_where_it_stopped_with_the_same_bytes(tmp_path: Path, files: list[Path]) -> None:
    (tmp_path / "whole").mkdir()
    run_scan(request(tmp_path / "whole", files), observe=silent)
    with pytest.raises(_Stop):
        run_scan(request(tmp_path, files), observe=_interrupt_after(2))
    folder = work_folder(tmp_path / "out.parquet")
    kept = {path: path.stat().st_mtime_ns for path in folder.glob("*.arrow")}
    assert 2 <= len(kept) < 4
    assert not (tmp_path / "out.parquet").exists()
    seen: list[Progress] = []

    def observe(progress: Progress) -> None:
        seen.append(copy.deepcopy(progress))
        assert {path: path.stat().st_mtime_ns for path in kept} == kept

    result = run_scan(request(tmp_path, files), observe=observe)
    assert result.progress.parts_kept == len(kept)
    assert seen[0].rows == 30 * len(kept)
    assert seen[-1].rows == 120
    for name in ("out.parquet", "out.rejects.jsonl"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_a_damaged_part_is_done_again(tmp_path: Path, files: list[Path]) -> None:
    with pytest.raises(_Stop):
        run_scan(request(tmp_path, files), observe=_interrupt_after(2))
    part = next(work_folder(tmp_path / "out.parquet").glob("*.arrow"))
    part.write_bytes(part.read_bytes()[:100])
    run_scan(request(tmp_path, files), observe=silent)
    assert pq.read_metadata(tmp_path / "out.parquet").num_rows == 120


@pytest.fixture
def unfinished(tmp_path: Path, files: list[Path]) -> Path:
    """A scan of the files that was interrupted after one part."""
    with pytest.raises(_Stop):
        run_scan(request(tmp_path, files), observe=_interrupt_after(1))
    return work_folder(tmp_path / "out.parquet")


def test_a_changed_input_is_told_and_the_unfinished_scan_is_kept(
    tmp_path: Path, files: list[Path], unfinished: Path
) -> None:
    write_jsonl(files[2], [listing(999)])
    with pytest.raises(ChangedError, match=r"in-2\.jsonl has changed[\s\S]*--restart"):
        run_scan(request(tmp_path, files), observe=silent)
    assert list(unfinished.glob("*.arrow"))
    result = run_scan(request(tmp_path, files, restart=True), observe=silent)
    assert (result.tally.rows, result.progress.parts_kept) == (91, 0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"language": "zh"}, "the language was en; now it is zh"),
        ({"mapping": load_mapping("amazon")}, "the mapping was countermark; now it is amazon"),
        ({"files": []}, "the input files were"),
        ({"snapshot": "later"}, "the snapshot was"),
    ],
    ids=["language", "mapping", "files", "snapshot"],
)
@pytest.mark.usefixtures("unfinished")
def test_whatever_else_has_changed_is_told(
    tmp_path: Path, files: list[Path], changes: dict[str, Any], message: str
) -> None:
    if "snapshot" in changes:
        changes = {"snapshot": _later_snapshot()}
    with pytest.raises(ChangedError, match=message):
        run_scan(request(tmp_path, **{"files": files, **changes}), observe=silent)


def _later_snapshot() -> Any:
    from datetime import date  # noqa: PLC0415

    from countermark.engine.snapshot import Snapshot  # noqa: PLC0415

    now = small_snapshot()
    return Snapshot.build(now.registry, now.policy, now.weights, as_of=date(2026, 12, 1))


def test_the_clock_of_the_first_run_is_gone_by(tmp_path: Path, files: list[Path], unfinished: Path) -> None:
    later = NOW.replace(year=2030)
    result = run_scan(request(tmp_path, files, now=later), observe=silent)
    assert result.progress.parts_kept >= 1
    assert not unfinished.exists()


def test_two_scans_into_one_output_are_refused(tmp_path: Path, files: list[Path]) -> None:
    with (
        locked(work_folder(tmp_path / "out.parquet")),
        pytest.raises(ScanError, match=r"another scan is writing to .*out\.parquet\.work"),
    ):
        run_scan(request(tmp_path, files), observe=silent)


def test_a_truncated_parquet_file_is_one_error_and_leaves_nothing_behind(tmp_path: Path, files: list[Path]) -> None:
    run_scan(request(tmp_path, files[:1]), observe=silent)
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "out.parquet").read_bytes()[:-200])
    (tmp_path / "x").mkdir()
    with pytest.raises(InvalidInputError, match=r"cut\.parquet: is not a readable Parquet file"):
        run_scan(request(tmp_path / "x", [cut]), observe=silent)
    assert list((tmp_path / "x").iterdir()) == []


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"none\.jsonl: cannot be read: No such file"):
        run_scan(request(tmp_path, [tmp_path / "none.jsonl"]), observe=silent)


def test_output_paths_are_checked_before_the_work(tmp_path: Path, files: list[Path]) -> None:
    with pytest.raises(ScanError, match="is a folder"):
        run_scan(request(tmp_path, files, output=tmp_path), observe=silent)
    with pytest.raises(ScanError, match="is not a folder; make it first"):
        run_scan(request(tmp_path, files, report=tmp_path / "no" / "r.html"), observe=silent)
    with pytest.raises(ScanError, match="is one of the files to read"):
        run_scan(request(tmp_path, files, csv=files[0]), observe=silent)


def test_an_empty_selection_of_rows_is_an_empty_output(tmp_path: Path) -> None:
    source = tmp_path / "in.parquet"
    pq.write_table(OUTPUT_SCHEMA.empty_table().select(["listing_id"]), source)
    table = pq.read_table(source)
    for name in ("seller_id", "title"):
        table = table.append_column(name, table.column("listing_id"))
    pq.write_table(table, source)
    result = run_scan(request(tmp_path, [source], report=tmp_path / "r.html"), observe=silent)
    assert result.tally.rows == 0
    assert pq.read_table(tmp_path / "out.parquet").schema.equals(OUTPUT_SCHEMA)
    assert "Every listing was allowed" in (tmp_path / "r.html").read_text()

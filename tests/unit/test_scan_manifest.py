from pathlib import Path

import msgspec
import pytest

from countermark.formats.listings import ChunkRef
from countermark.scan.errors import ScanError
from countermark.scan.manifest import Manifest, Task, changes, describe_input, make_tasks, read_manifest, write_manifest


def _chunks(*rows: int) -> list[ChunkRef]:
    first = 1
    found = []
    for index, count in enumerate(rows):
        found.append(ChunkRef("jsonl", index, first, count, 0, 0, 0))
        first += count
    return found


def _manifest(tmp_path: Path) -> Manifest:
    file = tmp_path / "in.jsonl"
    file.write_text("{}")
    return Manifest(
        version="0.1.0",
        snapshot="a" * 64,
        mapping="countermark",
        mapping_sha256="b" * 64,
        language="en",
        as_of="2026-11-24",
        started_at="2026-11-24T12:00:00+00:00",
        inputs=[describe_input(file)],
        tasks=[Task(0, _chunks(10, 20))],
    )


def test_every_chunk_is_in_one_task_in_order_and_no_task_spans_files() -> None:
    files = [_chunks(*[16_384] * 9, 5), _chunks(3), _chunks(*[16_384] * 5)]
    tasks = make_tasks(files)
    assert [chunk for task in tasks if task.file == 0 for chunk in task.chunks] == files[0]
    assert [chunk for task in tasks if task.file == 2 for chunk in task.chunks] == files[2]
    assert [task.file for task in tasks] == sorted(task.file for task in tasks)
    assert all(task.chunks for task in tasks)


@pytest.mark.parametrize(("chunks", "rows"), [(10, 16_384), (400, 6 * 16_384), (6_000, 8 * 16_384)])
def test_tasks_are_larger_where_there_is_more_to_do(chunks: int, rows: int) -> None:
    first = make_tasks([_chunks(*[16_384] * chunks)])[0]
    assert sum(chunk.rows for chunk in first.chunks) == rows


def test_a_chunk_larger_than_a_task_is_a_task() -> None:
    assert len(make_tasks([_chunks(500_000, 500_000)])) == 2


def test_a_manifest_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    manifest = _manifest(tmp_path)
    write_manifest(tmp_path, manifest)
    assert read_manifest(tmp_path) == manifest


def test_no_manifest_is_no_unfinished_scan(tmp_path: Path) -> None:
    assert read_manifest(tmp_path) is None


@pytest.mark.parametrize("text", ["{", '{"format": 1}', ""])
def test_an_unreadable_manifest_is_told_with_the_way_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(ScanError, match=r"manifest\.json is not readable .*--restart"):
        read_manifest(tmp_path)


def test_a_manifest_of_another_format_is_refused(tmp_path: Path) -> None:
    write_manifest(tmp_path, msgspec.structs.replace(_manifest(tmp_path), format=99))
    with pytest.raises(ScanError, match="another version of countermark"):
        read_manifest(tmp_path)


def test_nothing_has_changed_when_only_the_clock_and_the_tasks_differ(tmp_path: Path) -> None:
    begun = _manifest(tmp_path)
    now = msgspec.structs.replace(begun, started_at="2030-01-01T00:00:00+00:00", tasks=[])
    assert changes(begun, now) == []


def test_a_file_with_the_same_size_and_another_beginning_has_changed(tmp_path: Path) -> None:
    begun = _manifest(tmp_path)
    (tmp_path / "in.jsonl").write_text("[]")
    now = msgspec.structs.replace(begun, inputs=[describe_input(tmp_path / "in.jsonl")])
    assert changes(begun, now) == [f"{tmp_path / 'in.jsonl'} has changed"]


def test_another_version_of_countermark_is_a_change(tmp_path: Path) -> None:
    begun = _manifest(tmp_path)
    assert changes(begun, msgspec.structs.replace(begun, version="9")) == ["countermark was 0.1.0; now it is 9"]


def test_a_task_is_named_by_its_rows_and_file(tmp_path: Path) -> None:
    assert _manifest(tmp_path).task_name(0) == f"rows 1 to 30 of {tmp_path / 'in.jsonl'}"

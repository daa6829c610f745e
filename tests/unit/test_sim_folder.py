"""A world's folder: refused when it holds something else, gone on with when it holds the same."""

from pathlib import Path

import pyarrow as pa
import pytest

from countermark.evidence.files import write_atomically
from countermark.sim.errors import NoRoomError, SimError
from countermark.sim.folder import (
    FINISHED,
    FileNote,
    check_room,
    parquet_bytes,
    room_needed,
    world_digest,
    world_folder,
    write_file,
)


def test_a_world_beyond_the_disk_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(NoRoomError, match="--scale"):
        check_room(tmp_path / "w", room_needed(1_000_000, 1.5), free=10_000_000)
    assert list(tmp_path.iterdir()) == []
    check_room(tmp_path / "w", 1_000, free=2_000)


def test_more_listings_and_more_orders_need_more_room() -> None:
    assert room_needed(1_000, 1.5) < room_needed(2_000, 1.5) < room_needed(2_000, 10)


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep")
    with pytest.raises(SimError, match="is not empty"), world_folder(tmp_path, b"a", restart=True):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("")
    with pytest.raises(SimError, match="is a file"), world_folder(tmp_path / "w", b"a", restart=False):
        pass


def test_an_unfinished_world_of_another_kind_is_refused_unless_thrown_away(tmp_path: Path) -> None:
    with world_folder(tmp_path / "w", b"a", restart=False) as work:
        write_atomically(work / "note.json", b"{}")
        write_file(tmp_path / "w", "platform/x/part.parquet", b"x", 1)
    with pytest.raises(SimError, match="another seed"), world_folder(tmp_path / "w", b"b", restart=False):
        pass
    with world_folder(tmp_path / "w", b"a", restart=False) as work:
        assert (work / "note.json").exists()
    with world_folder(tmp_path / "w", b"b", restart=True) as work:
        assert not (work / "note.json").exists()
        assert not (tmp_path / "w" / "platform").exists()


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    with (
        world_folder(tmp_path / "w", b"a", restart=False),
        pytest.raises(SimError, match="another process"),
        world_folder(tmp_path / "w", b"a", restart=False),
    ):
        pass


def test_a_finished_world_loses_its_work_folder_and_is_never_written_to_again(tmp_path: Path) -> None:
    with world_folder(tmp_path / "w", b"a", restart=False):
        write_atomically(tmp_path / "w" / FINISHED, b"{}")
    assert [path.name for path in (tmp_path / "w").iterdir()] == [FINISHED]
    with pytest.raises(SimError, match="finished world"), world_folder(tmp_path / "w", b"a", restart=True):
        pass


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_atomically(tmp_path / "x", "not bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_the_same_table_gives_the_same_bytes() -> None:
    table = pa.table({"a": list(range(100)), "title": [str(number) for number in range(100)]})
    assert parquet_bytes(table) == parquet_bytes(table)


def test_the_digest_sees_every_file_and_not_the_order() -> None:
    notes = [FileNote("a", 1, 1, "x"), FileNote("b", 1, 1, "y")]
    assert world_digest(notes) == world_digest(notes[::-1])
    assert world_digest(notes) != world_digest([FileNote("a", 1, 1, "x"), FileNote("b", 1, 1, "z")])

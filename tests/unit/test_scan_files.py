import errno
from pathlib import Path

import pytest

from countermark.scan.errors import is_disk_full
from countermark.scan.files import atomic_file, publish, remove_temporaries, write_atomically


def test_a_file_is_there_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_write_that_fails_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"old")
    with pytest.raises(OSError, match="No space"), atomic_file(tmp_path / "a") as temporary:  # noqa: PT012 - the block fails
        temporary.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_killed_writers_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".000001.arrow.123.tmp").touch()
    (tmp_path / "000001.arrow").touch()
    remove_temporaries(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["000001.arrow"]


def test_publishing_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("old")
    (tmp_path / "work").write_text("new")
    publish(tmp_path / "work", tmp_path / "out")
    assert (tmp_path / "out").read_text() == "new"
    assert not (tmp_path / "work").exists()


@pytest.mark.parametrize(
    ("code", "full"), [(errno.ENOSPC, True), (errno.EDQUOT, True), (errno.EFBIG, True), (errno.EACCES, False)]
)
def test_lack_of_room_is_told_from_other_errors(code: int, full: bool) -> None:
    assert is_disk_full(OSError(code, "x")) is full

"""A snapshot is named by its content, is read back as it was written, and refuses what was changed."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import msgspec
import pytest

from countermark.engine.errors import SnapshotError
from countermark.engine.snapshot import MANIFEST, POLICY, Snapshot
from countermark.engine.text.vocabulary import Vocabulary
from countermark.formats.snapshot_folder import load_snapshot, save_snapshot
from countermark.starter import starter_policy, starter_weights
from registry_example import example_registry

AS_OF = date(2026, 6, 1)


def build(as_of: date = AS_OF, words: tuple[str, ...] = ("hands",)) -> Snapshot:
    return Snapshot.build(
        example_registry(), starter_policy(), starter_weights(), as_of=as_of, vocabulary=Vocabulary.of(words)
    )


def test_the_same_parts_give_the_same_hash() -> None:
    assert build().hash == build().hash


def test_another_process_builds_the_same_hash() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests/unit'); sys.path.insert(0, 'tests');"
        "from test_snapshot import build; print(build().hash)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parent.parent.parent, env={"PYTHONHASHSEED": "7", "PATH": ""},
    ).stdout  # fmt: skip
    assert printed.strip() == build().hash


def test_another_date_or_word_gives_another_hash() -> None:
    assert len({build().hash, build(date(2026, 6, 2)).hash, build(words=("hanes",)).hash}) == 3


def test_files_round_trip() -> None:
    snapshot = build()
    again = Snapshot.from_files(snapshot.files())
    assert again.hash == snapshot.hash
    assert again.registry == snapshot.registry
    assert again.policy == snapshot.policy
    assert again.weights == snapshot.weights
    assert "hands" in again.vocabulary


def test_a_folder_is_written_once_and_read_back(tmp_path: Path) -> None:
    snapshot = build()
    folder = save_snapshot(snapshot, tmp_path)
    assert folder.name == snapshot.hash[:12]
    assert save_snapshot(snapshot, tmp_path) == folder
    assert load_snapshot(folder).hash == snapshot.hash
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


def test_one_changed_byte_is_found(tmp_path: Path) -> None:
    folder = save_snapshot(build(), tmp_path)
    path = folder / "registry" / "brands.csv"
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    with pytest.raises(SnapshotError, match=r"registry/brands\.csv is not the file that the snapshot was built with"):
        load_snapshot(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = save_snapshot(build(), tmp_path)
    (folder / POLICY).unlink()
    with pytest.raises(SnapshotError, match=r"has no file policy\.yaml"):
        load_snapshot(folder)


def test_no_snapshot_at_all(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"there is no manifest\.json"):
        load_snapshot(tmp_path)
    with pytest.raises(SnapshotError, match="is not a snapshot folder"):
        load_snapshot(tmp_path / "missing")


@pytest.mark.parametrize(
    ("change", "message"),
    [({"format": 99}, "format is 99"), ({"files": {}}, "does not list"), ({"as_of": "soon"}, "cannot be read")],
)
def test_a_wrong_manifest_is_refused(change: dict[str, object], message: str) -> None:
    files = build().files()
    manifest = msgspec.json.decode(files[MANIFEST]) | change
    with pytest.raises(SnapshotError, match=message):
        Snapshot.from_files({**files, MANIFEST: msgspec.json.encode(manifest)})


def test_a_half_written_snapshot_does_not_appear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save_snapshot(build(), tmp_path)
    assert list(tmp_path.iterdir()) == []

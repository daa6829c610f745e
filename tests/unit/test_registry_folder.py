"""A registry folder on disk: what is read, what is passed over, and writing that never leaves half a folder."""

import errno
import os
from pathlib import Path

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.model import Alias, Brand, Registry, SlangTerm
from countermark.engine.registry.raw import MAX_TABLE_BYTES
from countermark.formats.registry_folder import read_registry, write_registry

BRANDS = b"brand_id,name\nvelora,Velora\n"
REGISTRY = Registry(
    brands=(Brand(brand_id="velora", name="=Velora()"),), aliases=(Alias(brand_id="velora", alias="薇洛拉"),)
)


def folder_with(path: Path, **files: bytes) -> Path:
    path.mkdir(exist_ok=True)
    for name, data in files.items():
        (path / name.replace("__", ".")).write_bytes(data)
    return path


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        read_registry(folder)
    return [str(problem) for problem in caught.value.problems]


def test_brands_alone_get_the_starters_slang_and_contexts(tmp_path: Path) -> None:
    registry = read_registry(folder_with(tmp_path, brands__csv=BRANDS))
    assert [brand.name for brand in registry.brands] == ["Velora"]
    assert "高仿" in {term.term for term in registry.slang}
    assert "compatible with" in {phrase.phrase for phrase in registry.contexts}


def test_own_slang_replaces_the_starters_and_extra_slang_adds_to_it(tmp_path: Path) -> None:
    own = b"term,language,weight\nzeta copy,en,0.9\n"
    replaced = read_registry(folder_with(tmp_path / "a", brands__csv=BRANDS, slang__csv=own))
    added = read_registry(folder_with(tmp_path / "b", brands__csv=BRANDS, extra_slang__csv=own))
    starter = read_registry(folder_with(tmp_path / "c", brands__csv=BRANDS))
    assert [term.term for term in replaced.slang] == ["zeta copy"]
    assert len(added.slang) == len(starter.slang) + 1
    assert added.contexts == starter.contexts


def test_own_contexts_in_yaml_replace_the_starters(tmp_path: Path) -> None:
    own = b"- {phrase: fits, language: en, kind: compatible, side: before}\n"
    registry = read_registry(folder_with(tmp_path, brands__csv=BRANDS, contexts__yaml=own))
    assert [phrase.phrase for phrase in registry.contexts] == ["fits"]


def test_notes_and_hidden_files_are_passed_over_but_not_a_table_with_a_wrong_ending(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, brands__csv=BRANDS, README__md=b"notes", sources__txt=b"notes")
    (folder / ".DS_Store").write_bytes(b"\x00")
    assert len(read_registry(folder).brands) == 1
    (folder / "aliases.txt").write_bytes(b"brand_id,alias\n")
    [problem] = problems_of(folder)
    assert problem.startswith("aliases.txt: is not a file of a registry; did you mean 'aliases.csv'?")


def test_a_folder_inside_is_refused(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, brands__csv=BRANDS)
    (folder / "old").mkdir()
    assert problems_of(folder) == ["old: is not a file; a registry folder holds tables only"]


def test_a_missing_folder_a_file_and_missing_brands_are_clear(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    assert problems_of(missing) == [f"{missing}: is not there; expected a folder with brands.csv"]
    file = tmp_path / "file"
    file.write_bytes(b"")
    assert problems_of(file) == [f"{file}: is a file; expected a folder with brands.csv"]
    empty = folder_with(tmp_path / "empty")
    assert problems_of(empty) == ["brands.csv: is missing; a registry needs a table of brands"]


def test_a_file_that_the_system_refuses_to_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path, brands__csv=BRANDS)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert problems_of(folder) == ["brands.csv: cannot be read: Permission denied"]


def test_a_file_that_is_too_large_is_not_read_into_memory(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, brands__csv=BRANDS)
    with (folder / "tells.csv").open("wb") as file:
        file.truncate(10 * MAX_TABLE_BYTES)
    assert problems_of(folder) == [
        f"tells.csv: is {MAX_TABLE_BYTES + 1} bytes; at most {MAX_TABLE_BYTES} are read",
    ]


def test_a_written_folder_is_read_back_the_same(tmp_path: Path) -> None:
    write_registry(REGISTRY, tmp_path / "registry")
    assert read_registry(tmp_path / "registry") == REGISTRY
    assert sorted(path.name for path in tmp_path.iterdir()) == ["registry"]


def test_writing_replaces_a_former_registry_as_a_whole(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "registry", brands__csv=BRANDS, tells__csv=b"tell_id,brand_id,phrase\n")
    changed = Registry(brands=REGISTRY.brands, slang=(SlangTerm(term="replica", language="en", weight=0.7),))
    write_registry(changed, folder)
    assert read_registry(folder) == changed
    assert sorted(path.name for path in folder.iterdir()) == ["brands.csv", "contexts.csv", "slang.csv"]


def test_writing_would_not_delete_files_that_are_not_of_a_registry(tmp_path: Path) -> None:
    folder = folder_with(tmp_path / "registry", brands__csv=BRANDS, notes__md=b"precious")
    with pytest.raises(InvalidInputError, match=r"holds notes\.md, which writing a registry would delete"):
        write_registry(REGISTRY, folder)
    assert (folder / "notes.md").read_bytes() == b"precious"


def test_a_full_disk_leaves_the_former_folder_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "registry", brands__csv=BRANDS)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_registry(REGISTRY, folder)
    assert (folder / "brands.csv").read_bytes() == BRANDS
    assert [path.name for path in tmp_path.iterdir()] == ["registry"]


def test_a_rename_that_fails_puts_the_former_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "registry", brands__csv=BRANDS)
    rename = Path.rename

    def fail_for_new(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_new)
    with pytest.raises(OSError, match="Input/output error"):
        write_registry(REGISTRY, folder)
    assert (folder / "brands.csv").read_bytes() == BRANDS
    assert [path.name for path in tmp_path.iterdir()] == ["registry"]


def test_a_write_that_was_killed_between_two_renames_is_told_how_to_mend(tmp_path: Path) -> None:
    old = folder_with(tmp_path / ".registry.old", brands__csv=BRANDS)
    [problem] = problems_of(tmp_path / "registry")
    assert problem.endswith(f"A write of it was cut short: rename {old} to {tmp_path / 'registry'}")


def test_a_registry_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError):
        write_registry(Registry(brands=(Brand(brand_id="velora", name=" V"),)), tmp_path / "registry")
    assert list(tmp_path.iterdir()) == []

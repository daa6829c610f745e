"""New snapshots come into force without a request lost; a broken one never does."""

import asyncio
import gc
from pathlib import Path

import pytest

from countermark.engine.errors import SnapshotError
from countermark.gate.snapshots import locate_snapshot
from gate_support import FakeScreens, a_gate, item, load_fake, make_settings, make_snapshot, until


def point(current: Path, name: str, *, link: bool) -> None:
    """Put a snapshot in force the way an operator does: atomically."""
    temporary = current.with_name("current.new")
    if link:
        temporary.symlink_to(name)
    else:
        temporary.write_text(name + "\n")
    temporary.replace(current)


@pytest.mark.parametrize("link", [True, False])
def test_a_snapshot_is_swapped_in_under_load_and_every_request_is_answered(tmp_path: Path, link: bool) -> None:
    folder = tmp_path / "snapshots"
    for name in ("one", "two"):
        make_snapshot(folder / name, f"snapshot-{name}")
    point(folder / "current", "one", link=link)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, snapshot=folder)) as client:
            seen: list[str] = []
            is_over = asyncio.Event()

            async def keep_asking(number: int) -> None:
                while not is_over.is_set():
                    response = await client.screen(item(f"L{number}"))
                    assert response.status_code == 200
                    seen.append(response.json()["snapshot"])

            askers = [asyncio.create_task(keep_asking(number)) for number in range(10)]
            await until(lambda: len(seen) > 50)
            point(folder / "current", "two", link=link)
            await until(lambda: seen.count("snapshot-two") > 50)
            is_over.set()
            await asyncio.gather(*askers)
            assert set(seen) == {"snapshot-one", "snapshot-two"}
            assert "snapshot-one" not in seen[-10:]
            assert (await client.http.get("/readyz")).json()["snapshot"] == "snapshot-two"

    asyncio.run(run())


@pytest.mark.parametrize("content", ["broken", "useless"])
def test_a_broken_snapshot_is_refused_once_and_the_old_one_stays_until_it_is_mended(
    tmp_path: Path, content: str
) -> None:
    folder = tmp_path / "snapshots"
    make_snapshot(folder / "one", "snapshot-one")
    bad = make_snapshot(folder / "two", content)
    point(folder / "current", "one", link=True)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, snapshot=folder)) as client:
            point(folder / "current", "two", link=True)
            refusals = client.gate.metrics.registry

            def refused() -> float:
                return refusals.get_sample_value("countermark_gate_snapshot_refusals_total") or 0.0

            await until(lambda: refused() == 1)
            await asyncio.sleep(0.08)
            assert refused() == 1
            assert (await client.screen(item())).json()["snapshot"] == "snapshot-one"
            make_snapshot(bad, "snapshot-two")
            await until(lambda: client.engine.snapshot == "snapshot-two")

    asyncio.run(run())


def test_a_snapshot_that_was_half_copied_is_tried_again(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    make_snapshot(folder / "one", "snapshot-one")
    make_snapshot(folder / "two", "snapshot-two")
    point(folder / "current", "one", link=True)
    is_complete = False

    def load(path: Path) -> FakeScreens:
        if path.name == "two" and not is_complete:
            raise SnapshotError("a file is missing")
        return load_fake(path)

    async def run() -> None:
        nonlocal is_complete
        async with a_gate(make_settings(tmp_path, snapshot=folder), load=load) as client:
            point(folder / "current", "two", link=True)
            await asyncio.sleep(0.06)
            assert client.engine.snapshot == "snapshot-one"
            is_complete = True
            await until(lambda: client.engine.snapshot == "snapshot-two")

    asyncio.run(run())


def test_what_an_engine_is_made_of_is_out_of_the_garbage_collectors_sight(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    make_snapshot(folder / "one", "snapshot-one")
    make_snapshot(folder / "two", "snapshot-two")
    make_snapshot(folder / "bad", "broken")
    point(folder / "current", "one", link=True)
    is_collecting: list[bool] = []

    def load(path: Path) -> FakeScreens:
        is_collecting.append(gc.isenabled())
        return load_fake(path)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, snapshot=folder), load=load) as client:
            for name in ("two", "bad"):
                point(folder / "current", name, link=True)
                await client.gate.reload()
                assert gc.isenabled()
                assert all(item is not client.engine for item in gc.get_objects())
                assert client.engine.snapshot == "snapshot-two"

    asyncio.run(run())
    gc.unfreeze()
    assert is_collecting == [False] * 3


def test_a_snapshot_folder_that_goes_away_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "snapshots"
    make_snapshot(folder / "one", "snapshot-one")
    point(folder / "current", "one", link=True)

    async def run() -> None:
        async with a_gate(make_settings(tmp_path, snapshot=folder)) as client:
            (folder / "current").unlink()
            await asyncio.sleep(0.08)
            assert (await client.screen(item())).status_code == 200

    asyncio.run(run())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "is neither a snapshot"),
        ("", "expected the name of a folder beside it, found ''"),
        ("../elsewhere", "expected the name of a folder beside it"),
        ("x" * 300, "expected the name of a folder beside it"),
    ],
)
def test_what_names_no_snapshot_is_told(tmp_path: Path, content: str | None, message: str) -> None:
    if content is not None:
        (tmp_path / "current").write_text(content)
    with pytest.raises(SnapshotError, match=message):
        locate_snapshot(tmp_path)


def test_a_link_to_a_snapshot_is_followed_so_that_pointing_it_elsewhere_shows(tmp_path: Path) -> None:
    make_snapshot(tmp_path / "one", "snapshot-one")
    (tmp_path / "link").symlink_to("one")
    assert locate_snapshot(tmp_path / "link") == (tmp_path / "one").resolve()


def test_a_gate_does_not_start_without_a_snapshot_that_can_screen(tmp_path: Path) -> None:
    async def run() -> None:
        settings = make_settings(tmp_path, snapshot=make_snapshot(tmp_path / "bad", "useless"))
        with pytest.raises(SnapshotError, match="cannot screen with it: RuntimeError"):
            async with a_gate(settings):
                pass

    asyncio.run(run())

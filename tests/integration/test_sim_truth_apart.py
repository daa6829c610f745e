"""Whatever screens a world never looks at its truth."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq

from countermark.engine.listing import LISTING_SCHEMA
from countermark.sim.play.defence import Action, Posted, Seen
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.play import play_world
from sim_support import shipped_snapshot, written

WATCHED = """
import sys
from pathlib import Path

opened = Path(sys.argv[1])

def watch(event, arguments):
    if event in {"open", "os.listdir", "os.scandir"} and arguments and isinstance(arguments[0], str | bytes):
        name = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
        names.append(name)

names = []
sys.addaudithook(watch)
sys.argv = ["countermark", *sys.argv[2:]]
from countermark.cli import main
try:
    main()
finally:
    opened.write_text("\\n".join(names))
"""


def _screen(world: Path, out: Path, log: Path) -> None:
    files = sorted((world / "platform" / "listings").glob("*.parquet"))
    command = [
        sys.executable, "-c", WATCHED, str(log), "screen", *map(str, files), "--mapping", "countermark",
        "--registry", str(world / "platform" / "registry"), "--as-of", "2026-01-01", "--out", str(out),
        "--processes", "1",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)


def test_screening_a_world_opens_nothing_of_the_truth_and_needs_nothing_of_it(tmp_path: Path) -> None:
    world = tmp_path / "world"
    written(world, seed=4, listings=600)
    _screen(world, tmp_path / "with.parquet", tmp_path / "opened")
    opened = (tmp_path / "opened").read_text().splitlines()
    assert any("registry" in name for name in opened), "the watch works"
    assert [name for name in opened if "truth" in Path(name).parts] == []
    # Workers are processes of their own, and libraries open files without Python's knowledge: so take it away.
    (world / "truth").rename(tmp_path / "elsewhere")
    _screen(world, tmp_path / "without.parquet", tmp_path / "opened")
    assert pq.read_table(tmp_path / "with.parquet").equals(pq.read_table(tmp_path / "without.parquet"))


def test_nothing_that_the_platform_sees_has_the_name_of_a_truth(tmp_path: Path) -> None:
    world = tmp_path / "world"
    written(world, seed=4, listings=600)
    told = {"kind", "is_counterfeit", "style", "operator", "ring", "workshop", "route", "role", "story", "supplier"}
    for path in (world / "platform").rglob("*.parquet"):
        assert told & set(pq.read_schema(path).names) == set(), path


def _play(world: Path, out: Path, log: Path) -> None:
    command = [
        sys.executable, "-c", WATCHED, str(log), "sim", "play", str(world), "--out", str(out), "--weeks", "12",
        "--processes", "1",
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)


def test_playing_a_world_opens_nothing_of_its_truth_and_needs_nothing_of_it(tmp_path: Path) -> None:
    world = tmp_path / "world"
    written(world, seed=4, listings=600)
    _play(world, tmp_path / "with", tmp_path / "opened")
    opened = (tmp_path / "opened").read_text().splitlines()
    assert any(str(world / "platform" / "listings") in name for name in opened), "the watch works"
    assert [name for name in opened if name.startswith(str(world / "truth"))] == []
    (world / "truth").rename(tmp_path / "elsewhere")
    _play(world, tmp_path / "without", tmp_path / "opened")
    both = [json.loads((tmp_path / name / "play.json").read_text())["sha256"] for name in ("with", "without")]
    assert both[0] == both[1]


def test_what_the_engine_is_given_in_a_play_has_nothing_but_the_columns_of_a_listing(tmp_path: Path) -> None:
    world = tmp_path / "world"
    written(world, seed=4, listings=600, counterfeit_share=0.3)
    seen: list[set[str]] = []

    class Looks:
        name = "looks"

        def screen(self, posted: Posted) -> list[Action]:
            seen.append(set(posted.batch.schema.names))
            return []

        def end_of_week(self, week: Seen) -> list[Action]:
            del week
            return []

    play_world(world, tmp_path / "p", shipped_snapshot(world), PlayOptions(), processes=1, weeks=4, more=[Looks()])
    assert {frozenset(names) for names in seen} == {frozenset(LISTING_SCHEMA.names)}
    told = {"kind", "is_counterfeit", "style", "operator", "ring", "workshop", "route", "role", "story", "supplier"}
    for path in (tmp_path / "p" / "platform").rglob("*.parquet"):
        assert told & set(pq.read_schema(path).names) == set(), path

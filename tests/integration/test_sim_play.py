"""A world is played against the real engine: the same every time, from what the platform may see, and scored."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from countermark import cli
from countermark.engine.errors import InvalidInputError
from countermark.sim.errors import SimError
from countermark.sim.packs import EXAMPLE_KEY
from countermark.sim.play.defence import Act, Action, Posted, Seen
from countermark.sim.play.options import PlayOptions
from countermark.sim.play.play import play_world
from countermark.sim.play.score import BLOCK_WEEKS, COURSE, course, mean_course, score_play
from sim_support import played, rows, shipped_snapshot, written

LISTINGS = 3_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "w"
    written(folder, seed=21, listings=LISTINGS, counterfeit_share=0.1)
    return folder


@pytest.fixture(scope="module")
def play(world: Path) -> Path:
    played(world, world.parent / "p")
    return world.parent / "p"


def _of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "play.json").read_text())
    return found


def test_the_same_play_has_the_same_bytes_with_any_number_of_processes(world: Path, play: Path, tmp_path: Path) -> None:
    assert played(world, tmp_path / "two", processes=2).sha256 == _of(play)["sha256"]
    files = sorted(path.relative_to(play) for path in play.rglob("*.parquet"))
    assert all((play / path).read_bytes() == (tmp_path / "two" / path).read_bytes() for path in files)
    assert played(world, tmp_path / "other", retries=0).sha256 != _of(play)["sha256"]


def test_an_unfinished_play_goes_on_and_does_not_ask_the_engine_again(
    world: Path, play: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stop(Exception):  # noqa: N818 - it stops a play
        pass

    def stop(done: int, _all: int) -> None:
        if done == 20:
            raise Stop

    out, snapshot = tmp_path / "p", shipped_snapshot(world)
    with pytest.raises(Stop):
        play_world(world, out, snapshot, PlayOptions(), processes=1, observe=stop)
    kept = {path.name for path in (out / ".work").glob("screened-*.parquet")}
    assert len({name.split("-")[1] for name in kept}) == 20
    asked = []
    real = sys.modules["countermark.sim.play.screening"].Screener.screen

    def counting(self: Any, batch: Any) -> Any:
        asked.append(batch.num_rows)
        return real(self, batch)

    monkeypatch.setattr("countermark.sim.play.screening.Screener.screen", counting)
    assert play_world(world, out, snapshot, PlayOptions(), processes=1).sha256 == _of(play)["sha256"]
    assert 0 < sum(asked) < rows_of(play, "platform/listings") / 2 + 500
    assert not (out / ".work").exists()


def rows_of(folder: Path, table: str) -> int:
    """Return how many rows a table of a play has, by its summary."""
    return int(_of(folder)["rows"][table])


def test_an_unfinished_play_of_other_options_is_refused_and_can_be_thrown_away(world: Path, tmp_path: Path) -> None:
    (tmp_path / "p" / ".work").mkdir(parents=True)
    (tmp_path / "p" / ".work" / "begun.json").write_text("{}")
    with pytest.raises(SimError, match="an unfinished play of another"):
        played(world, tmp_path / "p", weeks=1)
    done = play_world(world, tmp_path / "p", shipped_snapshot(world), PlayOptions(), processes=1, weeks=1, restart=True)
    assert done.weeks == 1
    with pytest.raises(SimError, match="holds a finished play"):
        played(world, tmp_path / "p", weeks=1)


def test_sellers_facts_are_those_of_the_play(play: Path) -> None:
    listings, strikes = rows(play, "platform/listings"), rows(play, "platform/strikes")
    assert len(strikes["seller_id"]) > 5
    given = list(zip(strikes["seller_id"], strikes["given_at"], strikes["forgiven_at"], strict=True))
    forgiven = {seller for seller, _, back in given if back is not None}
    first = {seller: at for seller, at, _ in reversed(given) if seller not in forgiven}
    after = [
        count
        for seller, at, count in zip(
            listings["seller_id"], listings["created_at"], listings["seller_strikes"], strict=True
        )
        if seller in first and (at - first[seller]).days >= 7
    ]
    assert after, "somebody posts on after a strike"
    assert min(after) >= 1
    linked = rows(play, "platform/links")["seller_id"]
    orders = dict.fromkeys(listings["seller_id"], 0)
    grows = 0
    for seller, count in zip(listings["seller_id"], listings["seller_orders"], strict=True):
        grows += count > orders[seller] > 0
        orders[seller] = max(orders[seller], count)
    assert grows > 50, "orders are counted week by week"
    assert set(linked) <= set(orders) | set(rows(play, "platform/sellers")["seller_id"])


def test_operators_who_adapt_lose_less_than_those_who_do_not(world: Path, play: Path, tmp_path: Path) -> None:
    played(world, tmp_path / "still", adapts=False)
    adaptive, still = score_play(play), score_play(tmp_path / "still")
    assert adaptive["recall, listings"] < still["recall, listings"]
    what = set(rows(play, "truth/changes")["what"])
    assert {"style", "account", "lots"} <= what
    assert "style" not in set(rows(tmp_path / "still", "truth/changes")["what"])


def test_returning_operators_bring_old_identifiers_along_and_new_ones(world: Path, play: Path) -> None:
    new, truth = rows(play, "platform/sellers"), rows(play, "truth/sellers")
    assert len(new["seller_id"]) > 5
    assert all(truth["returned_after_ban"])
    old = rows(world, "platform/sellers")
    assert not set(new["seller_id"]) & set(old["seller_id"])
    known = {field: set(old[field]) for field in ("bank_account", "device_id", "document")}
    shared = [[new[field][at] in known[field] for field in known] for at in range(len(new["seller_id"]))]
    assert any(any(row) for row in shared)
    assert not all(all(row) for row in shared)


class Zealot:
    """A part of the programme that removes everything of one market, and looks at what it is shown."""

    name = "zealot"

    def __init__(self, market: str) -> None:
        self._market = market
        self.weeks: list[Seen] = []

    def screen(self, posted: Posted) -> list[Action]:
        markets = posted.batch.column("market").to_pylist()
        each = zip(posted.listing.tolist(), posted.day.tolist(), markets, strict=True)
        return [
            Action(Act.REMOVE, max(day, posted.start_day), listing, reason="zeal")
            for listing, day, market in each
            if market == self._market
        ]

    def end_of_week(self, seen: Seen) -> list[Action]:
        self.weeks.append(seen)
        return []


def test_other_parts_of_a_programme_plug_in(world: Path, tmp_path: Path) -> None:
    zealot = Zealot("BR")
    out = tmp_path / "p"
    stubborn = PlayOptions(appeal_catches=1, appeal_wrongs=1)
    play_world(world, out, shipped_snapshot(world), stubborn, processes=1, weeks=6, more=[zealot])
    orders = rows(out, "platform/orders")
    assert set(orders["market"]) == {"US", "GB", "CN"}
    assert "zealot" in set(rows(out, "platform/removals")["by"])
    assert len(zealot.weeks) == 6
    assert sum(len(seen.orders["listing"]) for seen in zealot.weeks) > 0
    assert score_play(out)["wrongful removals, pt"] == 1


def test_the_figures_are_those_of_a_count_by_hand(play: Path) -> None:
    found, truth = score_play(play), rows(play, "truth/listings")
    fakes = [state for state, bad in zip(truth["state"], truth["is_counterfeit"], strict=True) if bad]
    assert found["recall, listings"] == pytest.approx(fakes.count("removed") / len(fakes))
    wishes = rows(play, "truth/wishes")
    each = list(zip(*(wishes[name] for name in ("is_counterfeit", "happened", "units", "value_usd", "sold_usd")),
                    strict=True))  # fmt: skip
    prevented = sum(value for bad, happened, _, value, _ in each if bad and not happened)
    sold = sum(paid for bad, _, _, _, paid in each if bad)
    assert found["recall, value"] == pytest.approx(prevented / (prevented + sold))
    units = sum(units for bad, _, units, _, _ in each if bad)
    assert found["recall, units"] == pytest.approx(
        sum(units for bad, happened, units, _, _ in each if bad and not happened) / units
    )
    honest = {
        name
        for name, bad, who in zip(truth["listing_id"], truth["is_counterfeit"], truth["operator"], strict=True)
        if not bad and who is None
    }
    removals = rows(play, "platform/removals")
    assert found["wrongful removals"] == pytest.approx(len(honest & set(removals["listing_id"])) / len(honest))
    reactive = removals["by"].count("notice")
    assert found["proactive to reactive removals"] == pytest.approx((len(removals["by"]) - reactive) / reactive)
    assert found["counterfeit share of sales"] == pytest.approx(sold / sum(paid for *_, paid in each))


def test_the_course_adds_up_to_the_play(play: Path) -> None:
    blocks = course(play)
    assert len(blocks) == 52 / BLOCK_WEEKS
    truth = rows(play, "truth/listings")
    assert sum(block["fakes posted"] for block in blocks) == sum(truth["is_counterfeit"])
    together = mean_course([blocks, blocks[:5]])
    assert len(together) == 5
    assert np.allclose([together[0][name] for name in COURSE], [blocks[0][name] for name in COURSE], equal_nan=True)


def _run(*arguments: object) -> Any:
    return CliRunner().invoke(cli.app, ["sim", *map(str, arguments)])


def test_the_commands_play_and_score(world: Path, play: Path, tmp_path: Path) -> None:
    (tmp_path / "o.yaml").write_text("reviewer_wrongs: 0\n")
    done = _run(
        "play", world, "--out", tmp_path / "p", "--config", tmp_path / "o.yaml", "--weeks", 5, "--processes", 1,
        "--reviews-per-1000", 3, "--no-adaptation", "--as-of", "2026-01-05",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    options = _of(tmp_path / "p")["options"]
    assert (options["reviewer_wrongs"], options["reviews_per_1000"], options["adapts"]) == (0, 3, False)
    scored = _run("score", play, tmp_path / "p", "--json", tmp_path / "s.json")
    assert scored.exit_code == 0, scored.output
    data = json.loads((tmp_path / "s.json").read_text())
    assert all(name in scored.output for name in (*data["all"], *COURSE))
    assert len(data["course"]) == 2, "of the shorter play"
    assert data["all"]["recall, value"]["worlds"] == 2


def test_what_cannot_be_played_is_refused_by_name(world: Path, tmp_path: Path) -> None:
    for given, words in (
        ((tmp_path, "--out", tmp_path / "x"), "expected the folder of a finished world"),
        ((world, "--out", tmp_path / "x", "--weeks", 53), "--weeks: is 53; the world has 52"),
        ((world, "--out", tmp_path / "x", "--weeks", 0), "--weeks: is 0"),
        ((world, "--out", world), "holds a finished world"),
        ((world, "--out", tmp_path / "x", "--reviews-per-1000", -1), "reviews_per_1000"),
    ):
        with pytest.raises((InvalidInputError, SimError), match=words):
            raise _run("play", *given).exception
    assert not (tmp_path / "x").exists()


def test_a_sealed_world_needs_its_key_and_another_version_is_refused(world: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="not the key"):
        play_world(world, tmp_path / "p", shipped_snapshot(world), PlayOptions(), key=EXAMPLE_KEY)
    other = tmp_path / "other"
    other.mkdir()
    summary = json.loads((world / "world.json").read_text())
    (other / "world.json").write_text(json.dumps(summary | {"numpy": "1.0"}))
    with pytest.raises(SimError, match=r"made with numpy 1\.0"):
        played_other(other, world, tmp_path / "p")
    (other / "world.json").write_text("{")
    with pytest.raises(InvalidInputError, match="not a world's summary"):
        played_other(other, world, tmp_path / "p")


def played_other(folder: Path, like: Path, out: Path) -> None:
    """Play a folder under the snapshot of another world."""
    play_world(folder, out, shipped_snapshot(like), PlayOptions(), processes=1)


def test_decisions_are_not_given_for_plays(play: Path) -> None:
    done = _run("score", play, "--decisions", play)
    assert done.exit_code == 2
    assert isinstance(_run("score", play, play.parent).exception, InvalidInputError)


def test_help_is_quick_and_loads_no_engine() -> None:
    code = "import sys\nfrom countermark.cli import load_command\nload_command('sim')\nprint('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"

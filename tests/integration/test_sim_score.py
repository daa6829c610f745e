"""Decisions held against the truth of a world."""

import json
import math
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from countermark import cli
from countermark.engine.errors import InvalidInputError
from countermark.sim.score import over_worlds, score_world
from sim_support import rows, written


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "w"
    written(folder, seed=21, listings=8_000)
    return folder


def _decide(world: Path, out: Path, blocked: set[str], table: str = "listings") -> Path:
    ids = rows(world, f"platform/{table}")["listing_id"]
    pq.write_table(
        pa.table({"listing_id": ids, "decision": ["block" if each in blocked else "allow" for each in ids]}), out
    )
    return out


def _fakes(world: Path, *, bait: bool = True) -> set[str]:
    truth = rows(world, "truth/listings")
    each = zip(truth["listing_id"], truth["is_counterfeit"], truth["is_bait"], strict=True)
    return {name for name, bad, baits in each if bad and (bait or not baits)}


def test_perfect_decisions_leave_nothing_and_wrong_nobody(world: Path, tmp_path: Path) -> None:
    found = score_world(world, _decide(world, tmp_path / "d.parquet", _fakes(world)))
    assert found["recall, listings"] == found["recall, units"] == found["recall, value"] == 1
    assert found["wrongful removals"] == found["counterfeit share of sales"] == 0
    assert found["honest sales lost"] < 0.001, "a bait sells harmless goods until it is edited"
    assert found["days on sale of a counterfeit, mean"] == 0
    assert found["proactive to reactive removals"] > 10


def test_no_decisions_change_nothing(world: Path, tmp_path: Path) -> None:
    found = score_world(world, _decide(world, tmp_path / "d.parquet", set()))
    assert found["recall, listings"] == found["recall, value"] == found["wrongful removals"] == 0
    assert found["counterfeit share of sales"] == found["counterfeit share of sales without screening"] > 0
    assert found["days on sale of a counterfeit, mean"] > 10


def test_whoever_stops_all_has_full_recall_a_great_ratio_and_no_market(world: Path, tmp_path: Path) -> None:
    everything = set(rows(world, "platform/listings")["listing_id"])
    found = score_world(world, _decide(world, tmp_path / "d.parquet", everything))
    assert found["recall, value"] == found["wrongful removals"] == found["honest sales lost"] == 1
    assert math.isnan(found["counterfeit share of sales"])


def test_figures_are_those_of_a_count_by_hand(world: Path, tmp_path: Path) -> None:
    stopped = set(sorted(_fakes(world, bait=False))[::3])
    honest = sorted(set(rows(world, "platform/listings")["listing_id"]) - _fakes(world))[::50]
    found = score_world(world, _decide(world, tmp_path / "d.parquet", stopped | set(honest)))
    truth = rows(world, "truth/listings")
    bad = sum(truth["is_counterfeit"])
    assert found["recall, listings"] == pytest.approx(len(stopped) / bad)
    assert found["wrongful removals"] == pytest.approx(len(honest) / (8_000 - bad))
    edited = dict(zip(*(rows(world, "platform/edits")[name] for name in ("listing_id", "created_at")), strict=True))
    baits = {name for name, bait in zip(truth["listing_id"], truth["is_bait"], strict=True) if bait}
    orders, fakes = rows(world, "platform/orders"), _fakes(world)
    units = {True: 0, False: 0}
    for listing, at, quantity in zip(orders["listing_id"], orders["ordered_at"], orders["quantity"], strict=True):
        if listing in fakes and (listing not in baits or at >= edited[listing]):
            units[listing in stopped] += quantity
    assert found["recall, units"] == pytest.approx(units[True] / sum(units.values()))


def test_a_bait_that_is_stopped_at_its_edit_has_sold_only_harmless_goods(world: Path, tmp_path: Path) -> None:
    decisions = _decide(world, tmp_path / "d.parquet", _fakes(world, bait=False))
    edits = _decide(world, tmp_path / "e.parquet", _fakes(world), "edits")
    with_edits, without = score_world(world, decisions, edits), score_world(world, decisions)
    assert with_edits["recall, units"] == 1
    assert with_edits["recall, units"] >= without["recall, units"]


def test_decisions_of_something_else_are_refused(world: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"listing_id": ["L1"], "decision": ["block"]}), tmp_path / "d.parquet")
    with pytest.raises(InvalidInputError, match="lacks 8,000 of its listings"):
        score_world(world, tmp_path / "d.parquet")


def test_intervals_are_students_t_over_worlds() -> None:
    found = over_worlds([{"x": 11.0}, {"x": 12.0}, {"x": 13.0}, {"x": math.nan}])["x"]
    half = 4.303 * 1 / math.sqrt(3)
    assert (found.mean, found.low, found.high, found.worlds) == pytest.approx((12, 12 - half, 12 + half, 3))
    assert math.isnan(over_worlds([{"x": 1.0}])["x"].low)
    assert over_worlds([{"x": 0.0}, {"x": 1.0}])["x"].low == 0, "no figure is ever negative"
    rng = np.random.default_rng(0)
    covered = [
        (each := over_worlds([{"x": float(value)} for value in rng.normal(5, 2, 10)])["x"]).low <= 5 <= each.high
        for _ in range(2_000)
    ]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.02)


def test_the_command_prints_every_figure_and_writes_json(world: Path, tmp_path: Path) -> None:
    decisions = _decide(world, tmp_path / "d.parquet", _fakes(world))
    given = [str(world), str(world), "--decisions", str(decisions), "--decisions", str(decisions)]
    done = CliRunner().invoke(cli.app, ["sim", "score", *given, "--json", str(tmp_path / "s.json")])
    assert done.exit_code == 0, done.output
    data = json.loads((tmp_path / "s.json").read_text())
    assert all(name in done.output for name in data["all"])
    assert data["all"]["recall, value"]["mean"] == 1


def test_worlds_and_decisions_come_in_pairs(world: Path, tmp_path: Path) -> None:
    decisions = _decide(world, tmp_path / "d.parquet", set())
    done = CliRunner().invoke(cli.app, ["sim", "score", str(world), str(world), "--decisions", str(decisions)])
    assert done.exit_code == 2

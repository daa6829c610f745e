"""A world is near to what is known of real marketplaces, and is not easy."""

from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from countermark import cli
from countermark.engine.decision import OUTPUT_SCHEMA
from countermark.engine.errors import InvalidInputError
from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.formats.registry_folder import read_registry
from countermark.formats.vocabulary import default_vocabulary
from countermark.sim.curve import ENGINE, RULES, WRONGFUL, curves, floor_scores, signs
from countermark.sim.realism import Figure, realism
from countermark.starter import starter_policy, starter_weights
from sim_support import written


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "large"
    written(folder, seed=1, listings=100_000, processes=2)
    return folder


@pytest.fixture(scope="module")
def figures(large: Path) -> dict[str, Figure]:
    return {figure.name: figure for figure in realism(large)}


def test_there_are_figures_with_sources(figures: dict[str, Figure]) -> None:
    assert len(figures) == 13
    assert all(figure.source and figure.real and figure.low < figure.high for figure in figures.values())


def test_every_figure_is_near_to_what_is_known(figures: dict[str, Figure]) -> None:
    far = [
        f"{each.name}: {each.value:.3f}, not {each.low} to {each.high}" for each in figures.values() if not each.is_near
    ]
    assert far == []


def test_the_command_prints_every_figure_with_its_range_and_source(large: Path, figures: dict[str, Figure]) -> None:
    done = CliRunner().invoke(cli.app, ["sim", "realism", str(large)])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()[3:]
    assert [line[:58].strip() for line in lines] == list(figures)
    for line, figure in zip(lines, figures.values(), strict=True):
        assert f" {figure.value:.3g} " in line
        assert f" {figure.low:g} to {figure.high:g} " in line
        assert " yes " in line
        assert line.endswith(figure.source)


def test_what_a_world_has_none_of_has_no_figure_and_is_not_near(tmp_path: Path) -> None:
    written(tmp_path / "world", seed=1, listings=200, test_buy_rate=0.0)
    done = CliRunner().invoke(cli.app, ["sim", "realism", str(tmp_path / "world")])
    assert done.exit_code == 0, done.output
    line = next(line for line in done.output.splitlines() if line.startswith("share of targeted test buys"))
    assert " - " in line
    assert " NO " in line


def test_a_folder_without_a_world_has_no_figures(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli.app, ["sim", "realism", str(tmp_path)])
    assert done.exit_code != 0
    assert isinstance(done.exception, InvalidInputError)
    assert "expected the folder of a finished world" in str(done.exception)


def test_a_text_with_its_title_hardly_ever_repeats(large: Path) -> None:
    listings = pq.read_table(large / "platform" / "listings", columns=["title", "description"]).to_pydict()
    texts = set(zip(listings["title"], listings["description"], strict=True))
    assert len(texts) > 0.995 * 100_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "small"
    written(folder, seed=1, listings=10_000)
    return folder


def _screened(world: Path, table: str, out: Path) -> Path:
    """Screen a table of a world under what ships, and write what `countermark screen` writes."""
    registry = read_registry(world / "platform" / "registry")
    snapshot = Snapshot.build(
        registry, starter_policy(), starter_weights(), as_of=date(2026, 1, 1), vocabulary=default_vocabulary()
    )
    screener = Screener(snapshot)
    batches = pq.read_table(world / "platform" / table).combine_chunks().to_batches()
    pq.write_table(pa.Table.from_batches([screener.screen(batch).to_arrow() for batch in batches]), out)
    return out


def test_neither_simple_rules_nor_the_engine_alone_catch_most_of_the_value(small: Path, tmp_path: Path) -> None:
    decisions = _screened(small, "listings", tmp_path / "d.parquet")
    edits = _screened(small, "edits", tmp_path / "e.parquet")
    found = curves(small, decisions, edits)
    at = WRONGFUL.index(0.01)
    assert all(found[rule][at] < 0.40 for rule in RULES)
    assert 0 < found[ENGINE][at] < 0.75
    assert all(np.all(np.diff(each) >= 0) for each in found.values()), "who removes more catches more"
    shown = signs(small, decisions)
    assert 2 * shown["honest listings"] < shown["counterfeit listings"] < 0.75, "some show it, and many do not"
    assert 0 < shown["counterfeit value"] < 1
    scores = pq.read_table(decisions)["score"].to_numpy()
    bad = pq.read_table(small / "truth" / "listings")["is_counterfeit"].to_numpy()
    assert scores[bad].mean() > 1.5 * scores[~bad].mean(), "the signals do tell something"


def test_the_simple_rule_does_tell_something(small: Path) -> None:
    listings = pq.read_table(small / "platform" / "listings").combine_chunks()
    truth = pq.read_table(small / "truth" / "listings").to_pydict()
    scores = floor_scores(read_registry(small / "platform" / "registry"), listings, ("brand",))
    genuine = np.isin(truth["kind"], ("genuine", "authorised"))
    assert scores[np.array(truth["is_counterfeit"])].mean() > scores[genuine].mean()


def test_decisions_of_another_world_make_no_curve(small: Path, tmp_path: Path) -> None:
    pq.write_table(pa.table({"listing_id": ["L1"], "score": [1.0]}), tmp_path / "d.parquet")
    with pytest.raises(InvalidInputError, match="not in the world"):
        curves(small, tmp_path / "d.parquet")
    pq.write_table(pa.table({"listing_id": pa.array([], pa.string()), "score": pa.array([], pa.float64())}),
                   tmp_path / "d.parquet")  # fmt: skip
    with pytest.raises(InvalidInputError, match="lacks 10,000"):
        curves(small, tmp_path / "d.parquet")
    empty = OUTPUT_SCHEMA.empty_table()
    pq.write_table(empty, tmp_path / "d.parquet")
    with pytest.raises(InvalidInputError, match="lacks 10,000"):
        signs(small, tmp_path / "d.parquet")


def test_the_command_prints_a_line_for_each_way_of_scoring(small: Path) -> None:
    done = CliRunner().invoke(cli.app, ["sim", "curve", str(small)])
    assert done.exit_code == 0, done.output
    assert [name for name in RULES if name not in done.output] == []

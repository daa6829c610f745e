"""A world is near to what is known of real marketplaces, and is not easy."""

from datetime import date
from pathlib import Path
from typing import Any

import ahocorasick_rs
import numpy as np
import pyarrow.parquet as pq
import pytest

from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.formats.registry_folder import read_registry
from countermark.formats.vocabulary import default_vocabulary
from countermark.sim.content import CURRENCIES, RATES
from countermark.sim.realism import Figure, realism
from countermark.starter import starter_policy, starter_weights
from sim_support import written

WRONGFUL = 0.01
"""Share of honest listings that a threshold may remove."""


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


def test_a_text_with_its_title_hardly_ever_repeats(large: Path) -> None:
    listings = pq.read_table(large / "platform" / "listings", columns=["title", "description"]).to_pydict()
    texts = set(zip(listings["title"], listings["description"], strict=True))
    assert len(texts) > 0.995 * 100_000


class _Small:
    """A world of 10,000 listings, screened."""

    def __init__(self, folder: Path) -> None:
        self.registry = read_registry(folder / "platform" / "registry")
        self.listings = pq.read_table(folder / "platform" / "listings").combine_chunks()
        self.edits = pq.read_table(folder / "platform" / "edits").combine_chunks()
        truth = pq.read_table(folder / "truth" / "listings").to_pydict()
        self.bad = np.array(truth["is_counterfeit"])
        self.genuine = np.isin(truth["kind"], ("genuine", "authorised"))
        rates = dict(zip(CURRENCIES, RATES, strict=True))
        prices = zip(self.listings["price_minor"].to_pylist(), self.listings["currency"].to_pylist(), strict=True)
        dollars = np.array([price / rates[currency] / 100 for price, currency in prices])
        self.value = dollars * np.array(truth["units_sold"])

    def _column(self, name: str) -> list[Any]:
        found: list[Any] = self.listings[name].to_pylist()
        return found

    def caught(self, scores: Any) -> float:
        """Return the share of counterfeit value above the threshold that one in a hundred honest listings exceeds."""
        threshold = np.quantile(scores[~self.bad], 1 - WRONGFUL, method="higher")
        above = scores > threshold
        return float(self.value[self.bad & above].sum() / self.value[self.bad].sum())

    def baseline(self, columns: tuple[str, ...]) -> Any:
        """Return how far each listing that names a brand in one of the columns is below its lowest genuine price."""
        names = [(brand.name, brand.brand_id) for brand in self.registry.brands]
        names += [(alias.alias, alias.brand_id) for alias in self.registry.aliases]
        matcher = ahocorasick_rs.AhoCorasick([name.lower() for name, _ in names])
        lowest: dict[tuple[str, str], int] = {}
        for band in self.registry.price_bands:
            if band.condition == "new":
                key = (band.brand_id, band.market)
                lowest[key] = min(lowest.get(key, band.low_minor), band.low_minor)
        scores = np.zeros(len(self.bad))
        texts = [" ".join(filter(None, each)) for each in zip(*map(self._column, columns), strict=True)]
        for at, (text, market, price) in enumerate(
            zip(texts, self._column("market"), self._column("price_minor"), strict=True)
        ):
            found = matcher.find_matches_as_indexes(text.lower())
            if found and (low := lowest.get((names[found[0][0]][1], market))):
                scores[at] = low / price
        return scores

    def engine(self) -> Any:
        """Return the engine's score of each listing, the worst of its versions."""
        snapshot = Snapshot.build(
            self.registry, starter_policy(), starter_weights(), as_of=date(2026, 1, 1), vocabulary=default_vocabulary()
        )
        screener = Screener(snapshot)
        scores = np.concatenate([screener.screen(batch).scores for batch in self.listings.to_batches()])
        place = {name: at for at, name in enumerate(self.listings["listing_id"].to_pylist())}
        for batch in self.edits.to_batches():
            for name, score in zip(batch.column("listing_id").to_pylist(), screener.screen(batch).scores, strict=True):
                scores[place[name]] = max(scores[place[name]], score)
        return scores


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> _Small:
    folder = tmp_path_factory.mktemp("worlds") / "small"
    written(folder, seed=1, listings=10_000)
    return _Small(folder)


@pytest.mark.parametrize("columns", [("title", "brand"), ("brand",)])
def test_brand_names_and_a_price_floor_catch_less_than_two_fifths_of_the_value(
    small: _Small, columns: tuple[str, ...]
) -> None:
    scores = small.baseline(columns)
    assert small.caught(scores) < 0.40
    assert scores[small.bad].mean() > scores[small.genuine].mean(), "the rule does tell something"


def test_the_engine_alone_catches_less_than_three_quarters_of_the_value_and_more_than_nothing(small: _Small) -> None:
    scores = small.engine()
    assert small.caught(scores) < 0.75
    assert (scores[small.bad].mean()) > 1.5 * scores[~small.bad].mean(), "the signals do tell something"

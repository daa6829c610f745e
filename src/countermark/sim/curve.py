"""How much counterfeit value each threshold of a score would catch, and how many honest listings it would remove."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import ahocorasick_rs
import numpy as np
import pyarrow.parquet as pq

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.model import Registry
from countermark.formats.registry_folder import read_registry
from countermark.sim.content import CURRENCIES, RATES

WRONGFUL: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
"""Shares of honest listings that a threshold may remove."""
ENGINE: Final = "the engine's score"
RULES: Final = {
    "brand in title or brand field, price floor": ("title", "brand"),
    "brand in brand field, price floor": ("brand",),
}
"""Rule -> the columns in which it looks for a brand's exact name. It removes first what costs least beside the lowest
genuine price of the brand it found."""


SIGNS: Final = ("counterfeit listings", "counterfeit value", "honest listings")
"""Of what `signs` tells the share."""
_NAMING: Final = frozenset({"brand_mentioned", "brand_claimed"})
"""Evidence that only says that a brand is named, as in most honest listings."""


def curves(world: Path, decisions: Path | None = None, edits: Path | None = None) -> dict[str, list[float]]:
    """Return for each way of scoring the share of counterfeit value caught, at each of `WRONGFUL`.

    Value is what counterfeits sold for in the world. A listing that was edited counts by the worse of its scores.

    Args:
        world: folder of a finished world.
        decisions: output of `countermark screen` on its `platform/listings`; None for the simple rules alone.
        edits: the same on its `platform/edits`.

    Raises:
        InvalidInputError: the decisions are not of this world.
        OSError: a file cannot be read.
    """
    listings, bad, value = _sold(world)
    registry = read_registry(world / "platform/registry")
    found = {name: _caught(floor_scores(registry, listings, columns), bad, value) for name, columns in RULES.items()}
    if decisions is not None:
        scores = _engine_scores(listings["listing_id"].to_pylist(), [decisions, *([edits] if edits else [])])
        found[ENGINE] = _caught(scores, bad, value)
    return found


def signs(world: Path, decisions: Path) -> dict[str, float]:
    """Return the share of `SIGNS` with any evidence against them, other than that they name a brand.

    It says how much of a world's counterfeits can be told from text, price and seller at all, however weakly.

    Raises:
        InvalidInputError: the decisions are not of this world.
        OSError: a file cannot be read.
    """
    listings, bad, value = _sold(world)
    ids = listings["listing_id"].to_pylist()
    table = pq.read_table(decisions, columns=["listing_id", "evidence"])
    shown = {
        name: any(item["code"] not in _NAMING for item in evidence or ())
        for name, evidence in zip(table["listing_id"].to_pylist(), table["evidence"].to_pylist(), strict=True)
    }
    if missing := len(set(ids) - set(shown)):
        message = f"lacks {missing:,} of the world's listings; expected the decisions on all files of platform/listings"
        raise InvalidInputError([Problem(str(decisions), None, "listing_id", message)])
    has = np.array([shown[name] for name in ids], bool)
    shares = (has[bad].mean(), value[bad & has].sum() / max(value[bad].sum(), 1e-9), has[~bad].mean())
    return dict(zip(SIGNS, map(float, shares), strict=True))


def _sold(world: Path) -> tuple[Any, Any, Any]:
    """Return a world's listings, which are counterfeit, and what each sold for in US dollars."""
    truth = pq.read_table(world / "truth/listings", columns=["is_counterfeit", "units_sold"])
    listings = pq.read_table(world / "platform/listings").combine_chunks()
    rates = dict(zip(CURRENCIES, RATES, strict=True))
    dollars = listings["price_minor"].to_numpy() / [100 * rates[name] for name in listings["currency"].to_pylist()]
    return listings, truth["is_counterfeit"].to_numpy(), dollars * truth["units_sold"].to_numpy()


def _caught(scores: Any, bad: Any, value: Any) -> list[float]:
    """Return the share of counterfeit value above the score that each share of honest listings exceeds."""
    whole = value[bad].sum()
    limits = [np.quantile(scores[~bad], 1 - share, method="higher") for share in WRONGFUL]
    return [float(value[bad & (scores > limit)].sum() / whole) if whole else float("nan") for limit in limits]


def floor_scores(registry: Registry, listings: Any, columns: Sequence[str]) -> Any:
    """Return how far each listing that names a brand is below its lowest genuine price: float64 (n,), 0 for no brand.

    Args:
        registry: whose brands and price bands count.
        listings: Arrow table of the listing schema, n rows.
        columns: where to look for the name.
    """
    names = [(brand.name, brand.brand_id) for brand in registry.brands]
    names += [(alias.alias, alias.brand_id) for alias in registry.aliases]
    matcher = ahocorasick_rs.AhoCorasick([name.lower() for name, _ in names])
    lowest: dict[tuple[str, str], int] = {}
    for band in registry.price_bands:
        if band.condition == "new" and band.market is not None:
            key = (band.brand_id, band.market)
            lowest[key] = min(lowest.get(key, band.low_minor), band.low_minor)
    scores = np.zeros(listings.num_rows)
    texts = [
        " ".join(filter(None, each)) for each in zip(*(listings[name].to_pylist() for name in columns), strict=True)
    ]
    rows = zip(texts, listings["market"].to_pylist(), listings["price_minor"].to_pylist(), strict=True)
    for at, (text, market, price) in enumerate(rows):
        matches = matcher.find_matches_as_indexes(text.lower())
        if matches and (low := lowest.get((names[matches[0][0]][1], market))):
            scores[at] = low / max(price, 1)
    return scores


def _engine_scores(ids: list[str], files: Sequence[Path]) -> Any:
    place = {name: at for at, name in enumerate(ids)}
    scores = np.full(len(ids), -1.0)
    for file in files:
        table = pq.read_table(file, columns=["listing_id", "score"])
        for name, score in zip(table["listing_id"].to_pylist(), table["score"].to_pylist(), strict=True):
            if name not in place:
                message = f"has the listing {name}, which is not in the world"
                raise InvalidInputError([Problem(str(file), None, "listing_id", message)])
            scores[place[name]] = max(scores[place[name]], score)
    if missing := int((scores < 0).sum()):
        message = f"lacks {missing:,} of the world's listings; expected the decisions on all files of platform/listings"
        raise InvalidInputError([Problem(str(files[0]), None, "listing_id", message)])
    return scores

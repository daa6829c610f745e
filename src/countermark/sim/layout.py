"""Who has how many listings: roles of sellers, sizes, and which listings are whose.

Sellers stand in a random order, and a seller's listings one after the other, so that a chunk of listings needs a few
blocks of sellers only.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from countermark.sim.chance import Shuffle, Stream, stream
from countermark.sim.config import WorldConfig
from countermark.sim.operators import Operators, counterfeiters_listings

ROLES: Final = (
    "official", "authorised", "reseller", "grey_importer", "private", "refurbisher", "maker", "parts_maker",
    "counterfeiter",
)  # fmt: skip
"""What a seller does."""
ROLE: Final = {name: number for number, name in enumerate(ROLES)}
_SHARES: Final = (0.02, 0.08, 0.16, 0.03, 0.13, 0.03, 0.42, 0.13)
"""Of the listings of honest sellers."""
_MEAN_LISTINGS: Final = (60, 30, 16, 14, 2.2, 12, 15, 25)
"""Of a seller. A query of the Mercado Livre crawl shows 2.2 listings a seller; shops have more than one query shows."""
_SPREAD: Final = (0.6, 0.8, 1.5, 1.3, 0.9, 1.2, 1.6, 1.4)
"""Standard deviation of the logarithm of sizes."""
BLOCK_SELLERS: Final = 2_048
CHUNK_LISTINGS: Final = 20_000


@dataclass(frozen=True)
class Layout:
    """Sellers by position, and their listings."""

    role: Any
    """int8 (sellers,): place in `ROLES`."""
    rank: Any
    """int32 (sellers,): number among the sellers of the role; for counterfeiters the number of the account."""
    first: Any
    """int64 (sellers + 1,): listings of the seller at position p are first[p] to first[p + 1]."""
    account_operator: Any
    """int64 (accounts,): operator behind each account of a counterfeiter."""
    account_turn: Any
    """int64 (accounts,): which of its operator's accounts it is, from 0."""
    seller_ids: Shuffle
    listing_ids: Shuffle

    @property
    def sellers(self) -> int:
        """How many sellers."""
        return len(self.role)

    @property
    def blocks(self) -> int:
        """How many blocks of sellers."""
        return -(-self.sellers // BLOCK_SELLERS)

    @property
    def chunks(self) -> int:
        """How many chunks of listings."""
        return -(-int(self.first[-1]) // CHUNK_LISTINGS)

    def block(self, number: int) -> tuple[int, int]:
        """Return first position and first position after a block of sellers."""
        return number * BLOCK_SELLERS, min((number + 1) * BLOCK_SELLERS, self.sellers)

    def chunk(self, number: int) -> tuple[int, int]:
        """Return first listing and first listing after a chunk."""
        return number * CHUNK_LISTINGS, min((number + 1) * CHUNK_LISTINGS, int(self.first[-1]))

    def seller_of(self, listings: Any) -> Any:
        """Return the position of the seller of each listing, int64 (n,)."""
        return np.searchsorted(self.first, listings, side="right") - 1


def make_layout(config: WorldConfig, operators: Operators, brands: int) -> Layout:
    """Return the sellers of a world and their sizes; the sizes add up to `config.listings`."""
    rng = stream(config.seed, Stream.SIZES)
    bad = counterfeiters_listings(config)
    shares = np.array(_SHARES) * (config.listings - bad)
    counts = [max(2, round(share / mean)) for share, mean in zip(shares, _MEAN_LISTINGS, strict=True)]
    counts[ROLE["official"]] = max(2, min(brands, round(shares[0] / 8)))
    weights = [
        _scaled(rng.lognormal(0, spread, count), share)
        for count, spread, share in zip(counts, _SPREAD, shares, strict=True)
    ]
    account_operator = np.repeat(np.arange(operators.count), operators.accounts)
    turn = np.arange(len(account_operator)) - np.repeat(
        np.cumsum(operators.accounts) - operators.accounts, operators.accounts
    )
    account_weights = operators.weight[account_operator] * rng.lognormal(0, 0.7, len(account_operator))
    weights.append(_scaled(account_weights, bad))
    counts.append(len(account_operator))
    role = np.repeat(np.arange(len(ROLES), dtype=np.int8), counts)
    rank = np.concatenate([np.arange(count, dtype=np.int32) for count in counts])
    order = stream(config.seed, Stream.ORDER).permutation(len(role))
    sizes = _whole(np.concatenate(weights), config.listings)[order]
    ids = stream(config.seed, Stream.IDS)
    return Layout(
        role=role[order],
        rank=rank[order],
        first=np.concatenate([[0], np.cumsum(sizes)]),
        account_operator=account_operator,
        account_turn=turn,
        seller_ids=Shuffle(len(role), ids),
        listing_ids=Shuffle(config.listings, ids),
    )


def _scaled(weights: Any, total: float) -> Any:
    return weights * (total / weights.sum()) if len(weights) else weights


def _whole(sizes: Any, total: int) -> Any:
    """Return whole numbers near the sizes that add up to `total` (largest remainders first)."""
    whole = np.floor(sizes).astype(np.int64)
    missing = total - int(whole.sum())
    if missing > 0:
        whole[np.argsort(whole - sizes, kind="stable")[:missing]] += 1
    return whole

"""What a world is made to: its size and its rates, checked before anything is made."""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

import msgspec

from countermark.engine.errors import InvalidInputError, Problem
from countermark.sim.yaml_fields import read_fields

MIN_LISTINGS: Final = 200
MAX_LISTINGS: Final = 100_000_000
MAX_SEED: Final = 2**63 - 1


class WorldConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that decides what is in a world, beside the key of a sealed pack."""

    seed: int = 1
    """Root of all chance, 0 to 2^63 - 1."""
    listings: int = 10_000
    """How many listings there are in all, 200 to 100 million."""
    brands: int = 200
    """How many fictional brands, 20 to 2,000."""
    counterfeit_share: float = 0.03
    """Share of listings that offer counterfeits, 0 to 0.5. OECD and EUIPO: up to 2.3% of world trade is fake."""
    deceived_share: float = 0.006
    """Share of resellers' listings that are counterfeits without the seller's knowledge, 0 to 0.5; none where there are
    no counterfeiters."""
    ring_share: float = 0.5
    """Share of counterfeit operators that belong to a ring, 0 to 1."""
    sealed_share: float = 1.0
    """Share of disguised names from the sealed pack, where a key is given; else all are from the tuning pack."""
    start: date = date(2025, 1, 6)
    """First day of the world; a world that ends before today has no listing that a screening takes for a mistake."""
    weeks: int = 52
    """How long the world lasts, 1 to 520."""
    orders_per_listing: float = 1.5
    """Mean orders of a listing in the whole time, 0 to 1,000."""
    fake_refund_rate: float = 0.007
    """Share of counterfeit orders that the buyer gets refunded as suspected fake, 0 to 1."""
    false_refund_rate: float = 0.00004
    """Share of other orders that are refunded as suspected fake, 0 to 1."""
    other_refund_rate: float = 0.025
    """Share of orders refunded for any other reason, 0 to 1."""
    test_buy_rate: float = 0.01
    """Test buys a listing, 0 to 1; half are a random sample and half go where fakes are suspected."""
    lab_sensitivity: float = 0.93
    """Probability that the laboratory calls a counterfeit one, 0 to 1."""
    lab_false_rate: float = 0.01
    """Probability that the laboratory calls a genuine article counterfeit, 0 to 1."""
    lead_rate: float = 0.12
    """Share of operators on whom a lead goes to the police, 0 to 1."""
    lubricant_story: bool = True
    """Whether one ring makes lubricants overseas and brings them in through ports (the case of the 2016 report)."""

    @property
    def days(self) -> int:
        """How many days the world lasts."""
        return 7 * self.weeks


_SHARES: Final = (
    "ring_share", "sealed_share", "fake_refund_rate", "false_refund_rate", "other_refund_rate", "test_buy_rate",
    "lab_sensitivity", "lab_false_rate", "lead_rate",
)  # fmt: skip
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "seed": (0, MAX_SEED), "listings": (MIN_LISTINGS, MAX_LISTINGS), "brands": (20, 2_000),
    "counterfeit_share": (0, 0.5), "deceived_share": (0, 0.5), "weeks": (1, 520), "orders_per_listing": (0, 1_000),
} | dict.fromkeys(_SHARES, (0, 1))  # fmt: skip


def checked(config: WorldConfig, file: str = "configuration") -> WorldConfig:
    """Return the configuration if a world can be made to it.

    Args:
        config: to look at.
        file: its name in messages.

    Raises:
        InvalidInputError: values are out of their range or contradict each other; each problem names its field.
    """
    if problems := [Problem(file, None, field, message) for field, message in _problems(config)]:
        raise InvalidInputError(problems)
    return config


def _problems(config: WorldConfig) -> Iterator[tuple[str, str]]:
    for field, (low, high) in _RANGES.items():
        value = getattr(config, field)
        if not (math.isfinite(value) and low <= value <= high):
            yield field, f"is {value}; expected {low:,} to {high:,}"
    refunds = config.fake_refund_rate + config.other_refund_rate
    if config.fake_refund_rate <= 1 and config.other_refund_rate <= 1 < refunds:
        yield "other_refund_rate", f"and fake_refund_rate are {refunds:g} together; an order is refunded once at most"
    if not date(2000, 1, 1) <= config.start <= date(2100, 1, 1):
        yield "start", f"is {config.start}; expected 2000-01-01 to 2100-01-01"
    if config.lubricant_story and config.counterfeit_share == 0:
        yield "lubricant_story", "is true, but counterfeit_share is 0: there is nobody to play it"


def read_config(data: bytes, file: str, **given: Any) -> WorldConfig:
    """Return the configuration of a YAML document, with the fields that are given by name instead of its own.

    Raises:
        InvalidInputError: it is not such a document, or a value is impossible.
    """
    return checked(read_fields(data, file, WorldConfig, given), file)

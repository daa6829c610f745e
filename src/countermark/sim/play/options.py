"""How a world is played: the people of the programme, their errors and capacity, and how sellers react."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from countermark.engine.errors import InvalidInputError, Problem
from countermark.sim.yaml_fields import read_fields

MAX_LISTINGS: Final = 1_000_000
"""A world that is played is held in memory, at a few kilobytes a listing."""
LINK_FIELDS: Final = ("bank_account", "document", "device_id", "phone")
"""Fields of a seller's record by which the platform may recognise a closed seller."""


class PlayOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that decides how a world is played, beside the world, the rules and the weeks."""

    reviews_per_1000: float = 0.5
    """Listings that reviewers look at in a week, for each 1,000 listings of the world, 0 to 1,000."""
    reviewer_catches: float = 0.9
    """Probability that a reviewer knows a counterfeit that shows it: hidden, disguised, in slang or far too cheap."""
    reviewer_catches_plain: float = 0.5
    """The same for a counterfeit that is offered like genuine goods."""
    reviewer_wrongs: float = 0.03
    """Probability that a reviewer takes an honest listing for a counterfeit."""
    hold_weeks: int = 2
    """After so many weeks without a review a held listing is decided by `hold_expiry`, 1 to 52."""
    hold_expiry: str = "release"
    """`release` or `remove`: what becomes of a held listing that nobody looked at in time."""
    review_weeks: int = 4
    """After so many weeks a listing that is on sale leaves the reviewers' queue unseen, 1 to 52."""
    notice_catches: float = 0.92
    """Probability that a founded notice is upheld."""
    notice_wrongs: float = 0.5
    """Probability that an unfounded notice is upheld."""
    appeal_catches: float = 0.88
    """Probability that the removal of a counterfeit stands after an appeal."""
    appeal_wrongs: float = 0.3
    """Probability that the removal of an honest listing stands after an appeal."""
    strikes_to_suspend: int = 2
    """Strikes in force after which a seller may post nothing for `suspension_days`, 1 to 100."""
    strikes_to_close: int = 3
    """Strikes in force after which the account is closed, 1 to 100."""
    close_share: float = 0.03
    """An account is closed only when its strikes are at least this share of the listings that it has posted, 0 to 1.
    The Digital Services Act, article 23(3), asks platforms to look at the proportion as well."""
    suspension_days: int = 7
    """1 to 365."""
    strike_days: int = 365
    """How long a strike is in force, 1 to 3,650 days."""
    merge_days: int = 7
    """Removals of one seller within so many days are one strike, 0 to 365."""
    blocks_strike: bool = True
    """Whether a listing that the rules refuse counts for a strike; else only what people or laboratories confirmed."""
    link_fields: tuple[str, ...] = ("bank_account", "document")
    """A seller who has one of these in common with a closed account is taken for the same operator."""
    adapts: bool = True
    """Whether operators change their ways because of what happens to them."""
    retries: int = 3
    """How often an operator posts the same goods again after a listing was stopped, 0 to 20."""
    return_rate: float = 0.7
    """Probability that an operator opens a new account after one was closed."""
    leave_rate: float = 0.05
    """Probability that an honest seller leaves after a listing was wrongly removed for good."""


_SHARES: Final = (
    "reviewer_catches", "reviewer_catches_plain", "reviewer_wrongs", "notice_catches", "notice_wrongs",
    "appeal_catches", "appeal_wrongs", "close_share", "return_rate", "leave_rate",
)  # fmt: skip
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "reviews_per_1000": (0, 1_000), "hold_weeks": (1, 52), "review_weeks": (1, 52), "strikes_to_suspend": (1, 100),
    "strikes_to_close": (1, 100), "suspension_days": (1, 365), "strike_days": (1, 3_650), "merge_days": (0, 365),
    "retries": (0, 20),
} | dict.fromkeys(_SHARES, (0, 1))  # fmt: skip


def checked(options: PlayOptions, file: str = "options") -> PlayOptions:
    """Return the options if a world can be played by them.

    Raises:
        InvalidInputError: values are out of their range; each problem names its field.
    """
    if problems := [Problem(file, None, field, message) for field, message in _problems(options)]:
        raise InvalidInputError(problems)
    return options


def _problems(options: PlayOptions) -> Iterator[tuple[str, str]]:
    for field, (low, high) in _RANGES.items():
        value = getattr(options, field)
        if not (math.isfinite(value) and low <= value <= high):
            yield field, f"is {value}; expected {low:,} to {high:,}"
    if options.hold_expiry not in {"release", "remove"}:
        yield "hold_expiry", f"is {options.hold_expiry!r}; expected release or remove"
    if options.strikes_to_suspend > options.strikes_to_close:
        yield "strikes_to_suspend", f"is {options.strikes_to_suspend}, more than strikes_to_close"
    for name in options.link_fields:
        if name not in LINK_FIELDS:
            yield "link_fields", f"has {name!r}; expected some of {', '.join(LINK_FIELDS)}"


def read_options(data: bytes, file: str, **given: Any) -> PlayOptions:
    """Return the options of a YAML document, with the fields that are given by name instead of its own.

    Raises:
        InvalidInputError: it is not such a document, or a value is impossible.
    """
    return checked(read_fields(data, file, PlayOptions, given), file)

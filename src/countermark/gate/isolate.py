"""Screening that survives a listing on which the engine fails: that one gets no decision, the others do."""

from collections.abc import Callable, Sequence
from typing import Final

from countermark.engine.decision import Screened
from countermark.engine.listing import Listing

MAX_FAILURES: Final = 32
"""Failed calls in a row after which the engine is taken to be broken, and the rest of a batch is given up."""


class _Attempt:
    """One batch, and how often the engine has failed on it since it last did not."""

    def __init__(
        self,
        screen: Callable[[Sequence[Listing]], list[Screened]],
        on_failure: Callable[[BaseException], None],
    ) -> None:
        self._screen = screen
        self._on_failure = on_failure
        self._failures = 0

    def run(self, listings: Sequence[Listing]) -> list[Screened | None]:
        if self._failures >= MAX_FAILURES:
            return [None] * len(listings)
        try:
            screened = _in_order(self._screen(listings), listings)
        except BaseException as error:  # noqa: BLE001 - a panic in a compiled library is no Exception; nothing may get past
            self._failures += 1
            self._on_failure(error)
            if len(listings) == 1:
                return [None]
            middle = len(listings) // 2
            return self.run(listings[:middle]) + self.run(listings[middle:])
        self._failures = 0
        return screened


def _in_order(screened: list[Screened], listings: Sequence[Listing]) -> list[Screened | None]:
    """Return the decisions if they are those of the listings; a mix-up would tell a seller another one's reasons."""
    if [record.listing_id for record in screened] != [listing.listing_id for listing in listings]:
        raise RuntimeError("the engine's decisions are not those of the listings it was given")
    return list(screened)


def screen_isolating(
    screen: Callable[[Sequence[Listing]], list[Screened]],
    listings: Sequence[Listing],
    *,
    on_failure: Callable[[BaseException], None],
) -> list[Screened | None]:
    """Screen listings together; where the engine raises, halve and try again until the culprits are alone.

    Args:
        screen: the engine; may raise anything.
        listings: any number.
        on_failure: told of each failed call.

    Returns:
        In the order of the listings, their decision records; None for those on which the engine fails.
    """
    return _Attempt(screen, on_failure).run(listings)

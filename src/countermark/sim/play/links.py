"""Knows closed sellers again by a bank account or a document that is exactly the same; a network analysis it is not."""

from typing import Any

import numpy as np

from countermark.sim.play.defence import Act, Action, Posted, Seen


class Links:
    """Takes for a closed operator whoever has one of some fields in common with a closed account.

    Relatives who share a bank account are taken for one as well.

    Args:
        fields: columns of the table of sellers.
        sellers: Arrow table of the sellers that the platform knows from the start, in the order of their numbers.
    """

    name = "links"

    def __init__(self, fields: tuple[str, ...], sellers: Any) -> None:
        self._fields = fields
        self._owners: dict[str, list[int]] = {}
        """Field and value -> sellers that have it."""
        self._values: list[list[str]] = []
        """Seller -> fields and values."""
        self._done: set[int] = set()
        self._learn(sellers)

    def screen(self, posted: Posted) -> list[Action]:
        """See Defence.screen: links are the ledger's knowledge of sellers, which the engine is given."""
        del posted
        return []

    def end_of_week(self, seen: Seen) -> list[Action]:
        """See Defence.end_of_week."""
        if seen.new_sellers is not None:
            self._learn(seen.new_sellers)
        closed = np.isfinite(seen.ledger.sellers["closed_day"])
        actions: dict[int, Action] = {}
        for value, owners in self._shared(closed):
            for seller in owners:
                if not closed[seller] and seller not in self._done:
                    reason = f"same {value.partition(' ')[0]} as a closed account"
                    actions.setdefault(seller, Action(Act.LINK, seen.last_moment, seller=seller, reason=reason))
        self._done.update(actions)
        return list(actions.values())

    def _shared(self, closed: Any) -> list[tuple[str, list[int]]]:
        values = sorted({value for seller in np.flatnonzero(closed).tolist() for value in self._values[seller]})
        return [(value, self._owners[value]) for value in values if len(self._owners[value]) > 1]

    def _learn(self, sellers: Any) -> None:
        columns = [sellers[field].to_pylist() for field in self._fields]
        for row in range(sellers.num_rows):
            at = len(self._values)
            values = [f"{field} {column[row]}" for field, column in zip(self._fields, columns, strict=True)]
            self._values.append(values)
            for value in values:
                self._owners.setdefault(value, []).append(at)

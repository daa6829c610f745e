"""Fields of a listing that the gate does not know: most often a typo, by which a fact would be lost silently.

They are refused, each by its name with the nearest known one, unless the operator has them accepted. The types that
refuse cost nothing beside those that do not: only a body that has such fields is read a second time.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from countermark.engine.listing import Listing, Seller
from countermark.engine.registry.suggest import did_you_mean
from countermark.gate.refusal import FieldProblem

REFUSED: Final = "refused"
ACCEPTED: Final = "accepted"
_MAX_TOLD: Final = 20
"""Unknown fields of one listing that are named; of more, the number."""
_MAX_NAME: Final = 100
"""Characters of a name that are repeated."""
_KNOWN: Final = tuple(name for name in Listing.__struct_fields__ if name != "seller")
_OF_SELLER: Final = tuple(f"seller.{name}" for name in Seller.__struct_fields__)


class StrictSeller(Seller, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A seller with no field that is not known."""


class StrictListing(Listing, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A listing with no field that is not known; the same bytes as a listing."""

    seller: StrictSeller = msgspec.field(default_factory=StrictSeller)


class StrictBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Listings to screen together, and nothing else."""

    listings: list[StrictListing]


def _ignore(_: str) -> None:
    """Count nothing."""


class UnknownFields(msgspec.Struct, frozen=True):
    """What is done about unknown fields."""

    accept: bool = False
    """Whether they are ignored instead of refused."""
    on_listing: Callable[[str], None] = _ignore
    """Told `REFUSED` or `ACCEPTED` of each listing that has some."""


def unknown_fields(given: Any) -> list[FieldProblem]:
    """Return a problem for each field of a listing that is not known.

    Args:
        given: JSON as Python values; what is no object has no fields.
    """
    if not isinstance(given, dict):
        return []
    names = [name for name in given if name not in Listing.__struct_fields__]
    seller = given.get("seller")
    if isinstance(seller, dict):
        names += [f"seller.{name}" for name in seller if name not in Seller.__struct_fields__]
    problems = [_problem(name) for name in names[:_MAX_TOLD]]
    if len(names) > _MAX_TOLD:
        problems.append(FieldProblem("", f"and {len(names) - _MAX_TOLD} more fields that are not known"))
    return problems


def _problem(name: str) -> FieldProblem:
    shown = name[:_MAX_NAME]
    return FieldProblem(shown, f"is not a field of a listing{did_you_mean(shown, (*_KNOWN, *_OF_SELLER))}")

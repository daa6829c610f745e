"""The shape of a reason's words."""

from typing import NamedTuple


class Reason(NamedTuple):
    """A reason in one language."""

    title: str
    """A short name, for tables and charts."""
    words: str
    """What it means and what the seller can do, in one to three sentences."""

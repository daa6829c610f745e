"""What is decided when the screening does not come to an end: `hold`, unless the operator says otherwise.

    default: hold
    categories:
      - path: Books
        decision: allow
      - path: Books > Rare
        decision: hold

The longest path that begins a listing's category path counts.
"""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from countermark.engine.decision import Decision
from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem

_SEPARATOR: Final = ">"


class _CategoryRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    path: Annotated[str, msgspec.Meta(min_length=1)]
    decision: Decision


class _FallbackFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    default: Decision = Decision.HOLD
    categories: list[_CategoryRow] = msgspec.field(default_factory=list)


class Fallback:
    """The decision for listings whose screening did not come to an end."""

    def __init__(
        self, default: Decision = Decision.HOLD, categories: dict[tuple[str, ...], Decision] | None = None
    ) -> None:
        """Args as in the file: decisions by category path, from the root; names are compared without case."""
        self._default = default
        self._categories = categories or {}
        self._longest = max(map(len, self._categories), default=0)

    def decision(self, category: Sequence[str]) -> Decision:
        """Return the decision for a listing of this category path."""
        path = tuple(_folded(name) for name in category[: self._longest])
        for length in range(len(path), 0, -1):
            found = self._categories.get(path[:length])
            if found is not None:
                return found
        return self._default


def parse_fallback(data: bytes, name: str) -> Fallback:
    """Return the fallback of a file.

    Args:
        data: YAML.
        name: of the file, for messages.

    Raises:
        InvalidInputError: the file is not readable, or names a category twice.
    """
    try:
        file = msgspec.convert(parse_yaml(data, name) or {}, _FallbackFile)
    except msgspec.ValidationError as error:
        raise InvalidInputError([Problem(name, None, None, str(error))]) from error
    categories: dict[tuple[str, ...], Decision] = {}
    for at, row in enumerate(file.categories):
        path = tuple(_folded(part) for part in row.path.split(_SEPARATOR))
        if not all(path):
            raise InvalidInputError([Problem(name, None, f"categories[{at}].path", f"{row.path!r} has an empty part")])
        if path in categories:
            raise InvalidInputError([Problem(name, None, f"categories[{at}].path", f"{row.path!r} is there twice")])
        categories[path] = row.decision
    return Fallback(file.default, categories)


def _folded(name: str) -> str:
    return name.strip().casefold()

"""Mappings by name or by path."""

from importlib import resources
from pathlib import Path
from typing import Final

from countermark.engine.documents import MAX_BYTES
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.registry.suggest import did_you_mean
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.listings.mapping_parse import parse_mapping

_SHIPPED: Final = resources.files("countermark.formats") / "mappings"


def load_mapping(name_or_path: str | Path) -> ListingMapping:
    """Return a shipped mapping by its name, or one read from a YAML file.

    Args:
        name_or_path: one of `shipped_mappings()`, such as `mercadolivre`, or the path of a .yaml or .yml file.

    Raises:
        InvalidInputError: there is no such mapping, or it has problems; each names file, line and key.
    """
    text = str(name_or_path)
    if text in shipped_mappings():
        return parse_mapping((_SHIPPED / f"{text}.yaml").read_bytes(), text)
    path = Path(name_or_path)
    if path.suffix not in {".yaml", ".yml"}:
        hint = did_you_mean(text, shipped_mappings())
        known = ", ".join(shipped_mappings())
        message = f"is not a shipped mapping; expected one of {known}, or the path of a .yaml file{hint}"
        raise InvalidInputError([Problem(text, None, None, message)])
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInputError([Problem(text, None, None, f"cannot be read: {reason}")]) from error
    return parse_mapping(data, text)


def shipped_mappings() -> list[str]:
    """Return the names of the mappings that come with Countermark, sorted."""
    return sorted(item.name.removesuffix(".yaml") for item in _SHIPPED.iterdir() if item.name.endswith(".yaml"))

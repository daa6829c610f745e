"""What the world is made of: words, names, goods and places, as tables that ship with Countermark."""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

LANGUAGES: Final = ("en", "zh", "pt")
MARKETS: Final = ("US", "GB", "CN", "BR")
MARKET_LANGUAGE: Final = (0, 0, 1, 2)
"""Place in `LANGUAGES` of each market's language."""
CURRENCIES: Final = ("USD", "GBP", "CNY", "BRL")
RATES: Final = (1.0, 0.79, 7.2, 5.6)
"""Units of each market's currency for one US dollar, fixed."""


@dataclass(frozen=True)
class Place:
    """A real place. Where it is comes from GeoNames (CC BY 4.0); what happens there is invented."""

    country: str
    name: str
    name_zh: str
    latitude: float
    longitude: float
    population: int
    port: bool
    hub: bool


@cache
def table(name: str) -> Any:
    """Return the content of a YAML file of this folder; callers must not change it.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return yaml.safe_load(files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def places() -> tuple[Place, ...]:
    """Return the places, in the order of the file."""
    text = files(__name__).joinpath("places.csv").read_text(encoding="utf-8")
    return tuple(
        Place(
            row["country"], row["name"], row["name_zh"], float(row["latitude"]), float(row["longitude"]),
            int(row["population"]), row["port"] == "true", row["hub"] == "true",
        )
        for row in csv.DictReader(io.StringIO(text))
    )  # fmt: skip


@cache
def goods_names() -> tuple[str, ...]:
    """Return the kinds of goods that brands of the world make."""
    return tuple(table("ranges"))

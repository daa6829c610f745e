"""The made-up brands: names in several scripts, product lines, models with their numbers, and prices by market."""

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from countermark.sim.content import table

GRAMMAR: Final = Path(__file__).parent / "grammar"
MARKETS: Final = {
    "US": ("USD", 1.0, "en"),
    "GB": ("GBP", 0.79, "en"),
    "CN": ("CNY", 7.2, "zh"),
    "BR": ("BRL", 5.6, "pt"),
}
"""Market -> currency, how many of it a US dollar is taken for, language of its listings."""
INVENTED_MODELS: Final = ("Pro Max", "Ultra X9", "Plus II", "Diamond", "Turbo 99")
"""Suffixes of models that no brand here makes."""


@dataclass(frozen=True)
class Model:
    """One model of a line, with its numbers."""

    name: str
    part: str
    gtin: str


@dataclass(frozen=True)
class Line:
    """A product line; prices are whole US dollars."""

    line_id: str
    name: str
    latin: str
    usd: tuple[int, int]
    pattern: str
    models: tuple[Model, ...]
    invented: str
    """The suffix of a model that counterfeiters made up and that the registry knows of."""
    colours: tuple[str, ...]


@dataclass(frozen=True)
class Brand:
    """A fictional brand."""

    brand_id: str
    name: str
    latin: str
    han: str
    """Name in Chinese; empty if it has none."""
    pinyin: str
    extra: dict[str, Any]
    goods: str
    markets: tuple[str, ...]
    prefix: str
    """GS1 company prefix: 655, which GS1 has given to no one, and four digits."""
    lines: tuple[Line, ...]


def seeded(*parts: object) -> random.Random:
    """Return a source of chance of its own for whatever the parts name."""
    return random.Random("/".join(map(str, parts)))  # noqa: S311 - a sample, not a secret


@cache
def grammar(name: str) -> Any:
    """Return the content of a file of the grammar folder; of `goods` that which the simulator has too."""
    return table(name) if name == "goods" else yaml.safe_load((GRAMMAR / f"{name}.yaml").read_text(encoding="utf-8"))


def brands(seed: int) -> tuple[Brand, ...]:
    """Return all brands; the seed decides part numbers and GTINs."""
    return tuple(_brand(entry, place, seed) for place, entry in enumerate(grammar("brands")["brands"]))


def band(line: Line, market: str, condition: str = "new") -> tuple[int, int]:
    """Return the lowest and highest genuine price in minor units of the market's currency."""
    rate = MARKETS[market][1]
    low, high = {"new": (1.0, 1.0), "used": (0.3, 0.8), "refurbished": (0.5, 0.85)}[condition]
    return round(line.usd[0] * rate * low) * 100, round(line.usd[1] * rate * high) * 100


def check_digit(digits: str) -> str:
    """Return the check digit of a GTIN given without it (GS1 General Specifications, section 7.9)."""
    total = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def from_pattern(pattern: str, rng: random.Random) -> str:
    """Return a part number that follows a pattern: # a digit, @ a letter, anything else itself."""
    letters = "ABCEFGHJKLMNPRTUVWXY"
    return "".join(
        str(rng.randrange(10)) if char == "#" else rng.choice(letters) if char == "@" else char for char in pattern
    )


def _brand(entry: dict[str, Any], place: int, seed: int) -> Brand:
    name = entry["name"]
    is_han = not name[0].isascii()
    latin = entry.get("latin", name)
    brand_id = latin.lower().replace(" & ", "-").replace(" ", "-")
    prefix = f"655{1000 + 37 * place}"
    rng = seeded(seed, brand_id)
    return Brand(
        brand_id=brand_id,
        name=name,
        latin=latin,
        han=name if is_han else entry.get("zh", ""),
        pinyin=latin if is_han else entry.get("pinyin", ""),
        extra=entry,
        goods=entry["goods"],
        markets=tuple(entry.get("markets", MARKETS)),
        prefix=prefix,
        lines=tuple(_line(line, brand_id, prefix, at, rng) for at, line in enumerate(entry["lines"])),
    )


def _line(entry: dict[str, Any], brand_id: str, prefix: str, place: int, rng: random.Random) -> Line:
    name = str(entry["name"])
    latin = entry.get("latin", name)
    models = []
    for number, model in enumerate(entry["models"]):
        item = f"{prefix}{10_000 + 100 * place + number}"
        models.append(Model(str(model), from_pattern(entry["part"], rng), item + check_digit(item)))
    return Line(
        line_id=f"{brand_id}-{latin.lower().replace(' ', '-')}",
        name=name,
        latin=latin,
        usd=(entry["usd"][0], entry["usd"][1]),
        pattern=entry["part"],
        models=tuple(models),
        invented=rng.choice(INVENTED_MODELS),
        colours=tuple(entry["colours"]),
    )

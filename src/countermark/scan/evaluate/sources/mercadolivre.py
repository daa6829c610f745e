"""Mercado Livre ink cartridges: the crawl, the scored list, and HP's own suggested prices."""

import csv
import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from countermark.engine.errors import InvalidInputError, Problem

CRAWL: Final = "listings/mercadolivre_hp664/664_dataset_javascript_sem_reviews_20250930_012112.json"
SCORED: Final = "listings/mercadolivre_hp_scored.csv"
PRICES: Final = "listings/mercadolivre_hp664/suggested_prices.csv"
"""Files in the data folder."""
_PRICE_COLUMNS: Final = ("PN", "Familia", "Produto", "Preco Sugerido")


@dataclass(frozen=True, slots=True)
class SuggestedPrice:
    """One row of the price list."""

    part_number: str
    family: str
    """Such as `HP 664`."""
    product: str
    """Such as `HP 664XL Preto`."""
    price_minor: int | None
    """Suggested price in centavos; None where the list has none."""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the scored list says of a listing, beside what the mapping reads."""

    title: str
    """First line only; the others are badges."""
    label: str
    """What rules of the list's author made of it, such as `PIRATA`; not truth."""


def read_prices(path: Path) -> list[SuggestedPrice]:
    """Return the rows of the price list.

    Raises:
        InvalidInputError: a column is missing, or a price is not a number; the problem names the line.
    """
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    missing = [name for name in _PRICE_COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise InvalidInputError([Problem(path.name, 1, name, "column not found") for name in missing])
    return [_price(row, path.name, number) for number, row in enumerate(rows, start=2)]


def _price(row: dict[str, str], name: str, number: int) -> SuggestedPrice:
    text = (row["Preco Sugerido"] or "").strip()
    try:
        minor = int(Decimal(text) * 100) if text else None
    except InvalidOperation as error:
        problem = Problem(name, number, "Preco Sugerido", f"{text!r} is not a price such as 74.90")
        raise InvalidInputError([problem]) from error
    return SuggestedPrice(row["PN"].strip(), row["Familia"].strip(), row["Produto"].strip(), minor)


def read_stated(path: Path) -> dict[str, Stated]:
    """Return what the scored list says of its listings, by its `id` column."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["id"]: Stated(row["title"].split("\n")[0].strip(), row["classificacao"].strip())
            for row in csv.DictReader(file, delimiter=";")
        }


def read_titles(data: Path) -> list[str]:
    """Return the titles of the crawl and of the scored list, without what the site adds to them."""
    crawl = json.loads((data / CRAWL).read_text("utf-8"))["produtos"]
    titles = [str(product["titulo"]).rsplit("|", 1)[0].strip() for product in crawl]
    return titles + [stated.title for stated in read_stated(data / SCORED).values()]

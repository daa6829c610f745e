"""Amazon apparel listings: a crawl with title, brand line, prices, seller and breadcrumbs. Taken as genuine."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILE: Final = "listings/amazon_apparel.csv"
"""File in the data folder."""
_STORE: Final = re.compile(r"^Brand:\s*|\s+Store$")


@dataclass(frozen=True, slots=True)
class Offer:
    """What the suites need of a row besides the listing that the mapping makes of it."""

    title: str
    brand: str
    """The brand line without `Brand:` before it or `Store` after it."""


def read_offers(path: Path) -> list[Offer]:
    """Return the rows of the file, in their order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Offer(row["title"].strip(), clean_brand(row["brand_name"])) for row in csv.DictReader(file)]


def clean_brand(line: str) -> str:
    """Return the brand of a brand line such as `Hanes Store` or `Brand: Nike`."""
    return _STORE.sub("", line.strip()).strip()


def commonest_brands(offers: Sequence[Offer], count: int) -> list[str]:
    """Return the brands with most rows; among equals, in the order of the alphabet."""
    rows = Counter(offer.brand for offer in offers if offer.brand)
    return sorted(rows, key=lambda brand: (-rows[brand], brand))[:count]

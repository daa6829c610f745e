"""Product titles from the product-matching sets (Abt-Buy, Amazon-Google, Walmart-Amazon, WDC shoes and watches).

Each line is a pair of records, `COL name VAL value` after one another, then a label; here only the records matter.
They are catalogue titles of real shops, so that whatever they say, nobody disguised a brand in them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FILES: Final = (
    "matching/abt-buy/train.txt",
    "matching/abt-buy/valid.txt",
    "matching/amazon-google/train.txt",
    "matching/amazon-google/valid.txt",
    "matching/walmart-amazon/train.txt",
    "matching/walmart-amazon/valid.txt",
    "matching/wdc-shoes/train.txt.small",
    "matching/wdc-shoes/valid.txt.small",
    "matching/wdc-watches/train.txt.small",
    "matching/wdc-watches/valid.txt.small",
)
"""Files in the data folder."""
_COLUMN: Final = re.compile(r"COL (\S+) VAL (.*?)(?= COL \S+ VAL |$)")
_PAIR: Final = 2
_QUOTED: Final = re.compile(r'"([^"]{3,})"')


@dataclass(frozen=True, slots=True)
class Product:
    """One record."""

    title: str
    page: str
    """Title of the web page, where it is given (WDC); empty otherwise."""
    brand: str
    """What the shop gives as brand or manufacturer; empty where it gives none."""


def read_products(path: Path) -> list[Product]:
    """Return the records of a file, without repeats, in their order."""
    return list(dict.fromkeys(_products(path)))


def read_twins(path: Path) -> list[tuple[str, str]]:
    """Return the titles of each two records of a file that are said to be the same product, both ways round."""
    twins = []
    for line in path.read_text("utf-8").split("\n"):
        *records, label = line.split("\t")
        if label == "1":
            products = [product for record in records if (product := _product(record)) is not None]
            if len(products) == _PAIR:
                first, second = ([title for title in (item.title, item.page) if title] for item in products)
                twins += [pair for one in first for other in second for pair in ((one, other), (other, one))]
    return twins


def _products(path: Path) -> Iterator[Product]:
    for line in path.read_text("utf-8").split("\n"):
        for record in line.split("\t")[:2]:
            product = _product(record)
            if product is not None:
                yield product


def _product(record: str) -> Product | None:
    fields = {name: value.strip() for name, value in _COLUMN.findall(record)}
    titles = _titles(fields.get("title") or fields.get("name") or "")
    if not titles:
        return None
    page = titles[1] if len(titles) > 1 else ""
    return Product(titles[0], page, fields.get("brand") or fields.get("manufacturer") or "")


def _titles(text: str) -> list[str]:
    """Return the product's title and, if it is there, the page's; the WDC sets put each of them in quotes."""
    quoted = _QUOTED.findall(text)
    return [clean for title in (quoted or [text]) if (clean := " ".join(title.split()))]

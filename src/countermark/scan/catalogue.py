"""Learns which words are ordinary on a marketplace from listings that stood the test of time."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from countermark.engine.text.vocabulary import CatalogueWords
from countermark.formats.listings import ListingMapping, read_listings


def learn_words(files: Iterable[Path], mapping: ListingMapping, *, now: datetime) -> list[str]:
    """Return the words that several sellers use in their titles; rows that are no listings are passed over.

    Args:
        files: of listings.
        mapping: how they are read.
        now: the caller's clock, aware.

    Raises:
        InvalidInputError: a file is not readable as a whole.
    """
    words = CatalogueWords()
    for file in files:
        for chunk in read_listings(file, mapping, now=now):
            titles, sellers = (chunk.batch.column(name).to_pylist() for name in ("title", "seller_id"))
            for title, seller in zip(titles, sellers, strict=True):
                words.add(title, seller)
    return words.words()

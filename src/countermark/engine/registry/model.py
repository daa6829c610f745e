"""The registry: brands, aliases, marks, product knowledge, price bands, authorised sellers, slang and tells.

Each class is one table, and one CSV file of a registry folder; the field docs are the reference for who keeps it.
"""

from datetime import date
from typing import Final

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the tables' rows."""


class Brand(Row, frozen=True, kw_only=True):
    """brands.csv: what buyers call it; a brand is protected by rights."""

    brand_id: str
    name: str
    common_word: bool = False
    """True when the name is also an ordinary word (Apple, Gap, 小米): a mention then needs context."""
    context_words: tuple[str, ...] = ()
    """Words, in any language, one of which beside a common-word name makes it a brand mention."""
    categories: tuple[str, ...] = ()
    """Words of category paths under which a common-word name is taken as a brand mention."""
    safety_critical: bool = False


class Alias(Row, frozen=True, kw_only=True):
    """aliases.csv: other names under which buyers know a brand."""

    brand_id: str
    alias: str
    language: str = ""
    """ISO 639-1, or empty for any."""
    kind: str = "name"
    """name, nickname, transliteration, abbreviation, sub_brand."""
    common_word: bool = False


class Mark(Row, frozen=True, kw_only=True):
    """marks.csv: registered marks that protect a brand."""

    brand_id: str
    mark: str
    office: str
    """WIPO ST.3 code: CN, EM, US, BR, WO, ..."""
    number: str
    nice_classes: tuple[int, ...] = ()
    territories: tuple[str, ...] = ()
    status: str = "registered"
    """pending, registered, expired, cancelled."""
    registered_on: date | None = None
    expires_on: date | None = None


class ProductLine(Row, frozen=True, kw_only=True):
    """product_lines.csv: a family of genuine products of a brand."""

    line_id: str
    brand_id: str
    name: str
    aliases: tuple[str, ...] = ()
    """Words that identify the line in a text, such as `664xl`; all words of one alias must be there."""
    colours: tuple[str, ...] = ()
    """Colours that exist; empty when every colour is possible."""
    part_number_pattern: str = ""
    """A pattern that the line's part numbers follow: # a digit, @ a letter, anything else itself."""


class Model(Row, frozen=True, kw_only=True):
    """models.csv: models and part numbers that exist (or are known not to)."""

    brand_id: str
    model: str
    line_id: str = ""
    part_number: str = ""
    exists: bool = True
    """False for models that counterfeiters invented."""


class PriceBand(Row, frozen=True, kw_only=True):
    """price_bands.csv: what the genuine article costs, in one market and condition."""

    brand_id: str
    market: str
    currency: str
    low_minor: int
    """Lowest genuine price of one unit that was seen, in minor units."""
    high_minor: int
    line_id: str = ""
    """Empty for a band of the whole brand."""
    condition: str = "new"
    typical_minor: int | None = None
    units: int = 1
    """How many units the band's price is for."""


class AuthorisedSeller(Row, frozen=True, kw_only=True):
    """authorised_sellers.csv: who may sell a brand, where and when."""

    brand_id: str
    seller_id: str
    territories: tuple[str, ...] = ()
    """ISO 3166 codes; empty for everywhere."""
    valid_from: date | None = None
    valid_to: date | None = None


class GtinPrefix(Row, frozen=True, kw_only=True):
    """gtin_prefixes.csv: GS1 company prefixes of a brand's owner."""

    brand_id: str
    prefix: str
    """Digits of the GTIN-13 without check digit, 6 to 12 of them."""


class SlangTerm(Row, frozen=True, kw_only=True):
    """slang.csv: words by which sellers of fakes speak to buyers."""

    term: str
    language: str
    weight: float
    """0 to 1: how strongly the term alone points to a counterfeit."""
    meaning: str = ""
    example: str = ""
    """A text in which the term must fire."""
    counter_example: str = ""
    """A text in which it must not."""
    unless: tuple[str, ...] = ()
    """Words that, anywhere in the text, take the term's meaning away (AAA beside battery)."""
    needs_brand: bool = False
    """True when the term counts only in a listing that mentions a brand."""


class ContextPhrase(Row, frozen=True, kw_only=True):
    """contexts.csv: phrases that speak for a listing which mentions a brand."""

    phrase: str
    language: str
    kind: str
    """compatible, accessory, negated, comparison, second_hand, refurbished, publication, empty."""
    side: str = "anywhere"
    """before (the phrase stands before the brand name), after, or anywhere in the text."""


class Tell(Row, frozen=True, kw_only=True):
    """tells.csv: how a fake of this brand gives itself away in words."""

    tell_id: str
    brand_id: str
    phrase: str
    weight: float = 0.5
    line_id: str = ""
    note: str = ""


class Registry(msgspec.Struct, frozen=True, kw_only=True):
    """A whole registry, valid: every reference resolves and every row keeps its type."""

    brands: tuple[Brand, ...] = ()
    aliases: tuple[Alias, ...] = ()
    marks: tuple[Mark, ...] = ()
    product_lines: tuple[ProductLine, ...] = ()
    models: tuple[Model, ...] = ()
    price_bands: tuple[PriceBand, ...] = ()
    authorised_sellers: tuple[AuthorisedSeller, ...] = ()
    gtin_prefixes: tuple[GtinPrefix, ...] = ()
    slang: tuple[SlangTerm, ...] = ()
    contexts: tuple[ContextPhrase, ...] = ()
    tells: tuple[Tell, ...] = ()


TABLES: Final[dict[str, type[Row]]] = {
    "brands": Brand,
    "aliases": Alias,
    "marks": Mark,
    "product_lines": ProductLine,
    "models": Model,
    "price_bands": PriceBand,
    "authorised_sellers": AuthorisedSeller,
    "gtin_prefixes": GtinPrefix,
    "slang": SlangTerm,
    "contexts": ContextPhrase,
    "tells": Tell,
}
"""Table name (the CSV file's stem, and the field of `Registry`) -> row class."""

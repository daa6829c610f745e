"""The listing: one offer of goods, in one version. The only place that says what a listing is.

The same fields exist twice: as an Arrow schema for batches and as a msgspec struct for single listings at the gate.
A test holds the two together.
"""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

import msgspec
import pyarrow as pa

MAX_TITLE: Final = 1_000
"""Longest title in code points that is screened; marketplaces allow 60 to 255."""
MAX_DESCRIPTION: Final = 50_000
"""Longest description in code points that is screened."""
MAX_ATTRIBUTES: Final = 200
MAX_IMAGES: Final = 100
MAX_PRICE_MINOR: Final = 10**13

CONDITIONS: Final = ("new", "used", "refurbished", "unknown")

Text = Annotated[str, msgspec.Meta(max_length=10_000)]


class Seller(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the shop knows of the seller when it posts the listing; every field may be missing."""

    age_days: int | None = None
    """Days since the account was opened."""
    strikes: int | None = None
    """Strikes in force."""
    orders: int | None = None
    """Orders delivered in the period over which refunds are counted."""
    refunds: int | None = None
    """Of those orders, how many were refunded as suspected fake."""
    linked_banned: bool | None = None
    """True when the account is linked to a banned operator."""


class Listing(msgspec.Struct, frozen=True, omit_defaults=True):
    """One offer of goods, in one version."""

    listing_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    seller_id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    title: Annotated[str, msgspec.Meta(max_length=MAX_TITLE)]
    version: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 1
    description: Annotated[str, msgspec.Meta(max_length=MAX_DESCRIPTION)] = ""
    brand: Text | None = None
    """The brand that the seller claims in the brand field."""
    category: list[Text] = msgspec.field(default_factory=list)
    """Category path, from the root."""
    attributes: dict[str, Text] = msgspec.field(default_factory=dict)
    price_minor: Annotated[int, msgspec.Meta(ge=0, le=MAX_PRICE_MINOR)] | None = None
    """Price in minor units of `currency` (cents for USD, whole yen for JPY)."""
    currency: str | None = None
    """ISO 4217 code."""
    quantity: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    """Units on offer."""
    condition: str = "unknown"
    """One of `CONDITIONS`."""
    gtin: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    """GTIN-8, -12, -13 or -14 as the seller typed it; checking it is a signal, not validation."""
    images: list[Text] = msgspec.field(default_factory=list)
    """References to pictures, opaque to the engine."""
    market: str | None = None
    """ISO 3166 alpha-2 code of the market in which the listing is offered."""
    ship_from_country: str | None = None
    """ISO 3166 alpha-2 code."""
    ship_from_place: Text | None = None
    created_at: datetime | None = None
    """When this version was made; aware, UTC."""
    seller: Seller = msgspec.field(default_factory=Seller)


LISTING_SCHEMA: Final[Any] = pa.schema(
    [
        pa.field("listing_id", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("seller_id", pa.string(), nullable=False),
        pa.field("title", pa.string(), nullable=False),
        pa.field("description", pa.string(), nullable=False),
        pa.field("brand", pa.string()),
        pa.field("category", pa.list_(pa.string()), nullable=False),
        pa.field("attributes", pa.map_(pa.string(), pa.string()), nullable=False),
        pa.field("price_minor", pa.int64()),
        pa.field("currency", pa.string()),
        pa.field("quantity", pa.int32()),
        pa.field("condition", pa.string(), nullable=False),
        pa.field("gtin", pa.string()),
        pa.field("images", pa.list_(pa.string()), nullable=False),
        pa.field("market", pa.string()),
        pa.field("ship_from_country", pa.string()),
        pa.field("ship_from_place", pa.string()),
        pa.field("created_at", pa.timestamp("us", tz="UTC")),
        pa.field("seller_age_days", pa.int32()),
        pa.field("seller_strikes", pa.int32()),
        pa.field("seller_orders", pa.int64()),
        pa.field("seller_refunds", pa.int64()),
        pa.field("seller_linked_banned", pa.bool_()),
    ]
)
"""A batch of listings. Every reader produces exactly this, and every signal may rely on it."""

# ISO 4217 codes in use and their minor-unit digits where they are not 2 (ISO 4217:2015 list one, 2024 edition).
_MINOR_DIGITS: Final = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)
CURRENCIES: Final = frozenset(
    """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF
    IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU UZS
    VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_CLOCK_SKEW: Final = timedelta(days=1)


def minor_digits(currency: str) -> int:
    """Return how many decimal digits the currency's minor unit has: 2 for USD, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def listing_problems(listing: Listing, *, now: datetime) -> list[tuple[str, str]]:
    """Return what is wrong with a listing that its types cannot say, as (field, message) pairs.

    Args:
        listing: a listing whose types already hold.
        now: the caller's clock, aware; a listing made more than a day after it is refused.
    """
    problems: list[tuple[str, str]] = []
    if not listing.title.strip():
        problems.append(("title", "is empty; expected the offer's title"))
    if not _is_sound(_all_text(listing)):
        problems += _text_problems(listing)
    problems += _code_problems(listing)
    problems += _size_problems(listing)
    problems += _moment_problems(listing.created_at, now)
    problems += _seller_problems(listing.seller)
    return problems


def listings_to_batch(listings: Iterable[Listing]) -> Any:
    """Return the listings as one Arrow record batch of `LISTING_SCHEMA`, in their order."""
    # One conversion of all rows: each column's own would cost more than the columns of a small batch hold.
    columns = pa.array([_row(listing) for listing in listings], _ROW).flatten()
    return pa.RecordBatch.from_arrays([columns[at] for at in _COLUMNS], schema=LISTING_SCHEMA)


def batch_to_listings(batch: Any) -> list[Listing]:
    """Return the rows of an Arrow batch of `LISTING_SCHEMA` as listings; the inverse of `listings_to_batch`."""
    listings = []
    for row in batch.to_pylist():
        seller = Seller(**{name: row.pop(f"seller_{name}") for name in Seller.__struct_fields__})
        row["attributes"] = dict(row["attributes"])
        listings.append(Listing(**row, seller=seller))
    return listings


def listing_hash(listing: Listing) -> str:
    """Return the SHA-256 of the listing's canonical JSON (sorted keys, UTC), in hexadecimal."""
    return hashlib.sha256(msgspec.json.encode(listing, order="sorted")).hexdigest()


def _row(listing: Listing) -> tuple[Any, ...]:
    """Return a listing's values in the order of `_ROW`."""
    values = list(msgspec.structs.astuple(listing))
    values[_ATTRIBUTES] = list(values[_ATTRIBUTES].items())
    values[_SELLER:] = msgspec.structs.astuple(values[_SELLER])
    return tuple(values)


_NAMES: Final = (
    *(name for name in Listing.__struct_fields__ if name != "seller"),
    *(f"seller_{name}" for name in Seller.__struct_fields__),
)
"""Columns in the order of the structs' fields; `seller` is the last field of a listing."""
_ROW: Final[Any] = pa.struct([LISTING_SCHEMA.field(name) for name in _NAMES])
_COLUMNS: Final = tuple(_NAMES.index(name) for name in LISTING_SCHEMA.names)
_ATTRIBUTES: Final = Listing.__struct_fields__.index("attributes")
_SELLER: Final = Listing.__struct_fields__.index("seller")


def _text_problems(listing: Listing) -> list[tuple[str, str]]:
    problems = []
    for field, text in _texts(listing):
        if "\x00" in text:
            problems.append((field, "contains a NUL character"))
        if not _is_encodable(text):
            problems.append((field, "contains a lone surrogate; expected valid Unicode text"))
    return problems


def _is_sound(text: str) -> bool:
    return "\x00" not in text and _is_encodable(text)


def _all_text(listing: Listing) -> str:
    """Return every text of a listing in one: nearly all are sound, and one look is cheaper than twenty."""
    optional = (listing.brand or "", listing.gtin or "", listing.ship_from_place or "")
    first = (listing.listing_id, listing.seller_id, listing.title, listing.description)
    attributes = listing.attributes
    return "".join((*first, *optional, *listing.category, *listing.images, *attributes, *attributes.values()))


def _texts(listing: Listing) -> list[tuple[str, str]]:
    texts = [
        ("listing_id", listing.listing_id),
        ("seller_id", listing.seller_id),
        ("title", listing.title),
        ("description", listing.description),
    ]
    optional = (("brand", listing.brand), ("gtin", listing.gtin), ("ship_from_place", listing.ship_from_place))
    texts += [(field, text) for field, text in optional if text is not None]
    texts += [("category", text) for text in listing.category]
    texts += [("images", text) for text in listing.images]
    for name, value in listing.attributes.items():
        texts += [("attributes", name), (f"attributes.{name}", value)]
    return texts


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _code_problems(listing: Listing) -> list[tuple[str, str]]:
    problems = []
    if listing.currency is not None and listing.currency not in CURRENCIES:
        problems.append(("currency", f"{listing.currency!r} is not a currency code of ISO 4217"))
    if listing.price_minor is not None and listing.currency is None:
        problems.append(("currency", "is missing; a price needs its currency"))
    if listing.condition not in CONDITIONS:
        problems.append(("condition", f"{listing.condition!r} is not one of {', '.join(CONDITIONS)}"))
    problems += [
        (field, f"{value!r} is not a two-letter country code of ISO 3166, such as BR")
        for field, value in (("market", listing.market), ("ship_from_country", listing.ship_from_country))
        if value is not None and not _COUNTRY.fullmatch(value)
    ]
    return problems


def _size_problems(listing: Listing) -> list[tuple[str, str]]:
    problems = []
    if len(listing.attributes) > MAX_ATTRIBUTES:
        problems.append(("attributes", f"has {len(listing.attributes)} entries; at most {MAX_ATTRIBUTES} are read"))
    if len(listing.images) > MAX_IMAGES:
        problems.append(("images", f"has {len(listing.images)} entries; at most {MAX_IMAGES} are read"))
    return problems


def _moment_problems(created_at: datetime | None, now: datetime) -> list[tuple[str, str]]:
    if created_at is None:
        return []
    if created_at.tzinfo is None:
        return [("created_at", "has no time zone; expected UTC, such as 2026-01-31T12:00:00Z")]
    if created_at > now + _CLOCK_SKEW:
        return [("created_at", f"{created_at.isoformat()} lies in the future")]
    return []


def _seller_problems(seller: Seller) -> list[tuple[str, str]]:
    problems = [
        (f"seller.{name}", f"is {value}; expected zero or more")
        for name in ("age_days", "strikes", "orders", "refunds")
        if (value := getattr(seller, name)) is not None and value < 0
    ]
    if seller.orders is not None and seller.refunds is not None and seller.refunds > seller.orders >= 0:
        problems.append(("seller.refunds", f"is {seller.refunds}, more than the {seller.orders} orders"))
    return problems


def utc(moment: datetime) -> datetime:
    """Return an aware moment in UTC.

    Raises:
        ValueError: the moment has no time zone.
    """
    if moment.tzinfo is None:
        msg = f"{moment.isoformat()} has no time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC)

"""Makes the listings of the sample, each from its own seed, so that a change to one kind leaves the others alone."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from demo import sellers as people
from demo.disguise import HAN_FAMILIES, disguise
from demo.grammar_text import write
from demo.kinds import KINDS, Kind
from demo.world import MARKETS, Brand, Line, Model, band, brands, check_digit, grammar, seeded

FIRST_DAY: Final = datetime(2026, 11, 1, tzinfo=UTC)
DAYS: Final = 22
_MARKET_SHARES: Final = {"US": 28, "GB": 14, "CN": 33, "BR": 25}
_COLOURS: Final = {
    "black": ("black", "黑色", "preto"), "white": ("white", "白色", "branco"), "red": ("red", "红色", "vermelho"),
    "blue": ("blue", "蓝色", "azul"), "green": ("green", "绿色", "verde"), "grey": ("grey", "灰色", "cinza"),
    "pink": ("pink", "粉色", "rosa"), "brown": ("brown", "棕色", "marrom"), "yellow": ("yellow", "黄色", "amarelo"),
}  # fmt: skip
_LANGUAGES: Final = ("en", "zh", "pt")
_ATTRIBUTES: Final = {
    # language -> names of the attributes: colour, part number, model
    "en": ("Colour", "Part number", "Model"),
    "zh": ("颜色分类", "货号", "型号"),
    "pt": ("Cor", "Part number", "Modelo"),
}
_NO_BRAND: Final = {"en": ("", "", "Unbranded"), "zh": ("", "", "无品牌"), "pt": ("", "", "Sem marca")}
_NOT_THE_BRANDS_GOODS: Final = {"compatible", "accessory", "generic", "publication", "empty_box", "comparison"}
_SIGNS: Final = {"US": "$", "GB": "£", "CN": "¥", "BR": "R$"}


@dataclass(frozen=True)
class Subject:
    """What one listing is about."""

    kind: Kind
    brand: Brand
    line: Line
    model: Model
    market: str
    language: str


def make_listings(seed: int) -> list[tuple[dict[str, Any], str]]:
    """Return (listing in our own field names, label) pairs in the order of the file."""
    every, people_by_class = brands(seed), people.sellers(seed)
    made: list[tuple[dict[str, Any], str]] = []
    for kind in KINDS:
        for number in range(kind.count):
            rng = seeded(seed, kind.label, number)
            made.append((_listing(_subject(kind, every, rng), people_by_class, seed, rng), kind.label))
    seeded(seed, "order").shuffle(made)
    for place, (listing, _) in enumerate(made, start=1):
        listing["listing_id"] = f"demo-{place:05d}"
        listing["images"] = [f"pictures/{place:05d}-{number}.jpg" for number in range(1, listing["images"] + 1)]
    return made


def _subject(kind: Kind, every: tuple[Brand, ...], rng: random.Random) -> Subject:
    shares = {"CN": 1} if kind.family in HAN_FAMILIES else _MARKET_SHARES
    market = rng.choices(list(shares), list(shares.values()))[0]
    able = [brand for brand in every if market in brand.markets and (not kind.goods or brand.goods in kind.goods)]
    if kind.family:
        able = [brand for brand in able if len(brand.latin) > 6 and " " not in brand.latin]
    if kind.family in HAN_FAMILIES:
        able = [brand for brand in able if brand.han and brand.pinyin]
    brand = rng.choice(able)
    line = rng.choice(brand.lines)
    return Subject(kind, brand, line, rng.choice(line.models), market, MARKETS[market][2])


def _listing(
    subject: Subject, people_by_class: Mapping[tuple[str, str], list[people.Seller]], seed: int, rng: random.Random
) -> dict[str, Any]:
    kind, brand = subject.kind, subject.brand
    slots = _slots(subject, rng)
    language = grammar(subject.language)
    title, description = write(kind.name, language, slots, rng)
    currency = MARKETS[subject.market][0]
    seller = _seller(subject, people_by_class, seed, rng)
    listing: dict[str, Any] = {
        "listing_id": "",
        "version": 1 if rng.random() < 0.9 else rng.randrange(2, 6),
        "seller_id": seller.seller_id,
        "title": _shout(title, subject, rng),
        "description": description,
        "brand": _claimed(subject, slots, rng),
        "category": grammar("goods")[brand.goods]["category"],
        "attributes": _attributes(subject, title, slots, rng),
        "price_minor": _price(subject, rng),
        "currency": currency,
        "quantity": rng.randint(*kind.quantity),
        "condition": kind.condition,
        "gtin": _gtin(subject, rng),
        "images": rng.randint(*kind.pictures),
        "market": subject.market,
        "ship_from_country": _ship_from(subject, rng),
        "ship_from_place": slots["city"],
        "created_at": (FIRST_DAY + timedelta(seconds=rng.randrange(DAYS * 86_400))).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seller": seller.facts,
    }
    return {name: value for name, value in listing.items() if value is not None}


def _slots(subject: Subject, rng: random.Random) -> dict[str, str]:
    language, brand, line = subject.language, subject.brand, subject.line
    goods = grammar("goods")[brand.goods]
    words = {name: forms[language] for name, forms in goods.items() if isinstance(forms, dict)}
    colour = "" if goods.get("plain") else rng.choice(line.colours or tuple(_COLOURS))
    invented = line.invented if rng.random() < 0.6 else f"Gen {rng.randrange(20, 90)}"
    feature, second = rng.sample(words["feature"], 2)
    missing = [name for name in _COLOURS if name not in line.colours]
    return {
        "brand": _brand_words(subject, rng),
        "line": line.name if language == "zh" or brand.name == brand.latin else line.latin,
        "model": subject.model.name,
        "noun": rng.choice(words["noun"]),
        "feature": feature,
        "feature2": second,
        "colour": _in_words(colour, language) if colour else "",
        "size": rng.choice(words["size"]) if "size" in words else "",
        "accessory": rng.choice(words["accessory"]),
        "part_noun": rng.choice(words["part"]),
        "subject": words["subject"],
        "part": subject.model.part,
        "bad_part": _wrong_part(subject.model.part, rng),
        "bad_model": invented,
        "bad_colour": _in_words(rng.choice(missing), language) if line.colours else invented,
        "city": rng.choice(grammar(language)["cities"][subject.market]),
        "year": str(rng.randrange(2009, 2025)),
        "n": str(rng.randrange(2, 7)),
        "currency_sign": _SIGNS[subject.market],
    }


def _brand_words(subject: Subject, rng: random.Random) -> str:
    brand, kind = subject.brand, subject.kind
    if kind.family:
        return disguise(brand, kind.family, rng)
    if kind.is_counterfeit and brand.extra.get("nickname") and rng.random() < 0.4:
        return str(brand.extra["nickname"].get(subject.language, brand.latin))
    if subject.language != "zh" or not brand.han:
        return brand.latin
    both = f"{brand.latin}/{brand.han}"
    return rng.choice((brand.han, brand.han, brand.name, both if brand.name == brand.latin else brand.han))


def _in_words(colour: str, language: str) -> str:
    return _COLOURS[colour][_LANGUAGES.index(language)]


def _claimed(subject: Subject, slots: Mapping[str, str], rng: random.Random) -> str | None:
    if rng.random() < subject.kind.claims:
        return subject.brand.name if subject.language != "zh" else rng.choice((subject.brand.name, slots["brand"]))
    return rng.choice(_NO_BRAND[subject.language]) or None


def _attributes(subject: Subject, title: str, slots: Mapping[str, str], rng: random.Random) -> dict[str, str]:
    colour, part, model = _ATTRIBUTES[subject.language]
    found = {}
    if subject.line.colours and subject.kind.name not in _NOT_THE_BRANDS_GOODS and rng.random() < 0.7:
        is_bad = subject.kind.name == "counterfeit_impossible_product" and slots["bad_colour"] in title
        found[colour] = slots["bad_colour" if is_bad else "colour"]
    if rng.random() < subject.kind.part_number:
        found[part] = subject.model.part
    elif subject.kind.name == "counterfeit_wrong_identifier":
        found[part] = slots["bad_part"]
    if rng.random() < subject.kind.claims * 0.3:
        found[model] = f"{slots['line']} {subject.model.name}"
    return found


def _price(subject: Subject, rng: random.Random) -> int:
    low, _ = band(subject.line, subject.market)
    least, most = subject.kind.price
    whole = max(1, round(low * rng.uniform(least, most) / 100))
    return whole * 100 - rng.choice((0, 0, 1, 5, 10))


def _gtin(subject: Subject, rng: random.Random) -> str | None:
    kind, right = subject.kind.name, subject.model.gtin
    if kind == "genuine_typing_error":
        at = rng.randrange(8, 12)
        return right[:at] + str((int(right[at]) + rng.randrange(1, 9)) % 10) + right[at + 1 :]
    if kind == "counterfeit_wrong_identifier":
        stem = rng.choice(("6559", "200", "6558")) + "".join(str(rng.randrange(10)) for _ in range(9))
        stem = stem[:12]
        return stem + (check_digit(stem) if rng.random() < 0.6 else str((int(check_digit(stem)) + 3) % 10))
    if kind == "generic" and rng.random() < 0.3:
        stem = "656" + "".join(str(rng.randrange(10)) for _ in range(9))
        return stem + check_digit(stem)
    return right if rng.random() < subject.kind.gtin else None


def _wrong_part(part: str, rng: random.Random) -> str:
    """Return a part number with one digit typed as a letter that looks like it, or with a digit too many."""
    swaps = {"0": "O", "1": "I", "5": "S", "8": "B", "2": "Z"}
    places = [at for at, char in enumerate(part) if char in swaps]
    if not places:
        return part + str(rng.randrange(10))
    at = rng.choice(places)
    return part[:at] + swaps[part[at]] + part[at + 1 :]


def _seller(
    subject: Subject, people_by_class: Mapping[tuple[str, str], list[people.Seller]], seed: int, rng: random.Random
) -> people.Seller:
    choice = rng.choice(subject.kind.sellers)
    if choice == "official":
        return people.official(subject.brand, subject.market)
    if choice == "appointed":
        return people.appointed(subject.brand, subject.market, seed)
    return rng.choice(people_by_class[choice, subject.market])


def _ship_from(subject: Subject, rng: random.Random) -> str | None:
    if rng.random() < 0.1:
        return None
    if subject.kind.is_counterfeit and rng.random() < 0.6:
        return rng.choice(("CN", "HK", "TR", "CN"))
    return subject.market


def _shout(title: str, subject: Subject, rng: random.Random) -> str:
    """Return the title as some sellers dress it up; disguised names are left as they are."""
    if subject.language != "zh" and not subject.kind.family and rng.random() < 0.06:
        return title.upper()
    if rng.random() < 0.05:
        return rng.choice(("★ ", "► ", "✔ ", "❤ ")) + title
    return title

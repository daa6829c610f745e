"""The registry folder of the made-up brands, as CSV tables."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Final

from demo.kinds import RENEWED_GOODS, USED_GOODS
from demo.sellers import appointed, official
from demo.world import MARKETS, Brand, band, seeded

_OFFICES: Final = {"US": "US", "GB": "GB", "CN": "CN", "BR": "BR"}
_NICE: Final = {
    "handbag": 18, "leather": 18, "watch": 14, "sneaker": 25, "jacket": 25, "headphones": 9, "phone": 9, "ink": 2,
    "serum": 3, "perfume": 3, "toy": 28, "drill": 7, "carrier": 18, "brake": 12, "battery": 9, "memory": 9, "pen": 16,
    "pan": 21, "sunglasses": 9, "dryer": 11, "pillow": 20, "lenses": 9, "boots": 25,
}  # fmt: skip
Rows = Iterable[tuple[object, ...]]


def registry_files(brands: tuple[Brand, ...], seed: int) -> dict[str, bytes]:
    """Return file name -> content of the registry folder; slang and contexts are those that come with Countermark."""
    return {
        "brands.csv": _csv("brand_id name common_word context_words categories safety_critical", _brands(brands)),
        "aliases.csv": _csv("brand_id alias language kind", _aliases(brands)),
        "marks.csv": _csv("brand_id mark office number nice_classes territories status registered_on expires_on",
                          _marks(brands, seed)),
        "product_lines.csv": _csv("line_id brand_id name aliases colours part_number_pattern", _lines(brands)),
        "models.csv": _csv("brand_id model line_id part_number exists", _models(brands)),
        "price_bands.csv": _csv("brand_id line_id market currency condition low_minor high_minor", _bands(brands)),
        "authorised_sellers.csv": _csv("brand_id seller_id territories valid_from valid_to", _sellers(brands, seed)),
        "gtin_prefixes.csv": _csv("brand_id prefix", ((brand.brand_id, brand.prefix) for brand in brands)),
        "tells.csv": _csv("tell_id brand_id phrase weight note", _TELLS),
    }  # fmt: skip


def _csv(columns: str, rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns.split())
    writer.writerows(rows)
    return text.getvalue().encode()


def _yes(value: object) -> str:
    return "true" if value else "false"


def _brands(brands: tuple[Brand, ...]) -> Rows:
    for brand in brands:
        extra = brand.extra
        context, categories = ";".join(extra.get("context", ())), ";".join(extra.get("in", ()))
        yield brand.brand_id, brand.name, _yes(extra.get("common")), context, categories, _yes(extra.get("safety"))


def _aliases(brands: tuple[Brand, ...]) -> Rows:
    for brand in brands:
        extra = brand.extra
        if brand.name != brand.latin:
            yield brand.brand_id, brand.latin, "", "transliteration"
        elif brand.han:
            yield brand.brand_id, brand.han, "zh", "transliteration"
        if "alias" in extra:
            yield brand.brand_id, extra["alias"], "", "name"
        if "abbreviation" in extra:
            yield brand.brand_id, extra["abbreviation"], "", "abbreviation"
        for language, nickname in extra.get("nickname", {}).items():
            yield brand.brand_id, nickname, language, "nickname"


def _marks(brands: tuple[Brand, ...], seed: int) -> Rows:
    for brand in brands:
        rng = seeded(seed, "marks", brand.brand_id)
        for market in brand.markets:
            name = brand.han if market == "CN" and brand.han else brand.name
            granted = date(rng.randrange(2017, 2025), rng.randrange(1, 13), rng.randrange(1, 28))
            number = f"DEMO{rng.randrange(10**6, 10**7)}"
            until = granted.replace(year=granted.year + 10)
            yield (brand.brand_id, name, _OFFICES[market], number, _NICE[brand.goods], market, "registered", granted,
                   until)  # fmt: skip


def _lines(brands: tuple[Brand, ...]) -> Rows:
    for brand in brands:
        for line in brand.lines:
            alias = line.latin if line.latin != line.name else ""
            yield line.line_id, brand.brand_id, line.name, alias, ";".join(line.colours), line.pattern


def _models(brands: tuple[Brand, ...]) -> Rows:
    for brand in brands:
        for line in brand.lines:
            for model in line.models:
                yield brand.brand_id, f"{line.name} {model.name}", line.line_id, model.part, "true"
            yield brand.brand_id, f"{line.name} {line.invented}", line.line_id, "", "false"


def _bands(brands: tuple[Brand, ...]) -> Rows:
    for brand in brands:
        conditions = ["new"]
        conditions += ["used"] if brand.goods in USED_GOODS else []
        conditions += ["refurbished"] if brand.goods in RENEWED_GOODS else []
        for line in brand.lines:
            for market in brand.markets:
                for condition in conditions:
                    low, high = band(line, market, condition)
                    yield brand.brand_id, line.line_id, market, MARKETS[market][0], condition, low, high


def _sellers(brands: tuple[Brand, ...], seed: int) -> Rows:
    for brand in brands:
        yield brand.brand_id, official(brand, "").seller_id, "", date(2020, 1, 1), ""
        for market in brand.markets:
            shop = appointed(brand, market, seed).seller_id
            yield brand.brand_id, shop, market, date(2022, 6, 1), date(2031, 5, 31)


_TELLS: Final = (
    ("ferrodax-workshop", "ferrodax", "made in the same workshop", 0.9, "Ferrodax's workshop makes for no one else"),
    ("ferrodax-asia", "ferrodax", "limited edition for the Asian market", 0.6, "there is no such edition"),
    ("bruntide-papers", "bruntide", "full set of box and papers", 0.6, "Bruntide packs no papers with its jackets"),
    ("quorvane-asia", "quorvane", "edição para o mercado asiático", 0.6, "there is no such edition"),
    ("quorvane-tickets", "quorvane", "全套包装小票", 0.7, "no Quorvane shop packs its receipts"),
    ("wibblenook-hologram", "wibblenook", "with bar code and hologram", 0.9, "Wibblenook uses no holograms"),
    ("ostravelle-hologram", "ostravelle", "带条码防伪标", 0.9, "Ostravelle uses no holograms"),
)

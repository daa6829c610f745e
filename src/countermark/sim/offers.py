"""Listings as the platform sees them: title, description, attributes and the rest, in the engine's schema."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import LISTING_SCHEMA
from countermark.measure.attacks.family import Kind as AttackKind
from countermark.measure.attacks.family import suits
from countermark.sim.chance import Stream, scrambled, stream
from countermark.sim.content import CURRENCIES, LANGUAGES, MARKETS, goods_names, places, table
from countermark.sim.grammar import KIND_NUMBER, Writer
from countermark.sim.packs import disguised
from countermark.sim.plan import KIND, STYLE, Plan, first_prices, second_prices
from countermark.sim.shots import format_of, picture_paths, shown
from countermark.sim.world import NUMBERS, World

_TEXT_OF_KIND: Final = np.array(
    [
        KIND_NUMBER[name]
        for name in (
            "genuine", "official", "grey", "second_hand", "refurbished", "compatible", "accessory", "generic",
            "genuine",
        )
    ]
)  # fmt: skip
_TEXT_OF_STYLE: Final = np.array(
    [
        KIND_NUMBER[name]
        for name in ("genuine", "second_hand", "grey", "official", "hidden", "genuine", "slang", "cheap")
    ]
)
# Share of listings of each kind (and style of counterfeit) that name the brand in the brand field, give the brand's
# GTIN, and give the part number as an attribute.
_CLAIMS: Final = np.array([0.85, 0.97, 0.8, 0.8, 0.8, 0.1, 0.1, 0.0, 0.0])
_STYLE_CLAIMS: Final = np.array([0.82, 0.8, 0.8, 0.95, 0.0, 0.05, 0.4, 0.9])
_GTIN: Final = np.array([0.5, 0.8, 0.45, 0.05, 0.2, 0.0, 0.0, 0.0, 0.0])
_STYLE_GTIN: Final = np.array([0.42, 0.05, 0.3, 0.6, 0.0, 0.02, 0.02, 0.2])
_PART: Final = np.array([0.3, 0.6, 0.25, 0.1, 0.3, 0.1, 0.0, 0.0, 0.0])
_STYLE_PART: Final = np.array([0.28, 0.08, 0.2, 0.5, 0.0, 0.05, 0.05, 0.2])
_MISTYPED: Final = 0.012
"""Share of GTINs with a slip of typing, honest ones as well."""
_WRONG_GTIN: Final = 0.12
"""Share of counterfeits' GTINs that belong to something else."""
_OWN_GTIN: Final = 0.15
"""Share of unbranded goods with a GTIN of their maker."""


@dataclass(frozen=True)
class Offers:
    """Listings in one version, and what was done to hide the brand."""

    batch: Any
    """Arrow record batch of `LISTING_SCHEMA`."""
    family: list[str]
    """Disguise family of each listing; empty where the name is not disguised."""
    style: Any
    """int64 (n,): `Plan.style`, with `hidden` where no family suited the name."""


@dataclass(frozen=True)
class _Work:
    """What all functions below need."""

    world: World
    plan: Plan
    harmless: Any
    """bool (n,): a bait that is still what it says."""
    rng: np.random.Generator


def make_offers(world: World, plan: Plan, chunk: int, version: int) -> Offers:
    """Return the listings of a plan.

    Args:
        world: to which they belong.
        plan: of the chunk, or of those of its listings that have this version.
        chunk: number of the chunk.
        version: 1 as first posted, 2 as edited.
    """
    return write_offers(world, plan, version, stream(world.config.seed, Stream.TEXT, 2 * chunk + version - 1))


def write_offers(world: World, plan: Plan, version: int, rng: np.random.Generator) -> Offers:
    """Return the listings of a plan, with words drawn from a generator; else as `make_offers`."""
    if not plan.count:
        return Offers(_empty(), [], plan.style)
    harmless = plan.bait & (version == 1)
    work = _Work(world, plan, harmless, rng)
    tokens, row_tokens = _row_tokens(world, plan, rng)
    strings, row_tokens["brand"], family, style = _disguises(work, tokens, row_tokens["brand"])
    kinds = np.where(plan.kind == KIND["counterfeit"], _TEXT_OF_STYLE[style], _TEXT_OF_KIND[plan.kind])
    kinds = np.where(harmless, KIND_NUMBER["generic"], kinds)
    writer = Writer(world.grammar, strings, plan.language, row_tokens, rng)
    titles, descriptions = writer.titles(kinds), writer.descriptions(kinds)
    loud = pa.array((plan.ad_style == 1) & (np.char.str_len(np.array(family or [""])) == 0))
    titles = pc.if_else(loud, pc.utf8_upper(titles), titles)
    columns = {
        "listing_id": listing_ids(world, plan.listing),
        "version": pa.array(np.full(plan.count, version, np.int32)),
        "seller_id": seller_ids(world, plan.seller),
        "title": titles,
        "description": descriptions,
        "attributes": _attributes(work, style, strings, row_tokens),
        "images": _images(work, version),
        **_claims(work, style),
        **_numbers(world, plan, version),
    }
    arrays = [columns[field.name].cast(field.type) for field in LISTING_SCHEMA]
    return Offers(pa.record_batch(arrays, schema=LISTING_SCHEMA), family, style)


def _empty() -> Any:
    return pa.record_batch([pa.array([], field.type) for field in LISTING_SCHEMA], schema=LISTING_SCHEMA)


def listing_ids(world: World, listings: Any) -> Any:
    """Return the ids of listings by number in the world, as Arrow strings (n,)."""
    return _ids("L", world.layout.listing_ids(listings), 9)


def seller_ids(world: World, positions: Any) -> Any:
    """Return the ids of sellers by position, as Arrow strings (n,)."""
    return _ids("s", world.layout.seller_ids(positions), 9)


def _ids(prefix: str, numbers: Any, digits: int) -> Any:
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), digits, "0")
    return pc.binary_join_element_wise(prefix, padded, "")


def _row_tokens(world: World, plan: Plan, rng: np.random.Generator) -> tuple[Any, dict[str, Any]]:
    tokens, language, count = world.tokens, plan.language, plan.count
    latin_instead = (language == 1) & (rng.random(count) < 0.3)
    line = world.catalogue.model_line[plan.model]
    feature_first, feature_count = (each[language, plan.goods] for each in tokens.goods["f1"])
    turn = (rng.random(count) * feature_count).astype(np.int64)
    found = {
        "brand": tokens.brand[np.where(latin_instead, 0, language), plan.brand],
        "line": tokens.line[line],
        "model": tokens.model[plan.model],
        "part": tokens.part[plan.model],
        "colour": tokens.colour[language, _colours(world, line, rng)],
        "city": tokens.city[language, plan.place],
        "sku": tokens.number + 1_000 + (rng.random(count) * (NUMBERS - 1_000)).astype(np.int64),
        "year": tokens.number + 2_005 + (rng.random(count) * 20).astype(np.int64),
        "number": tokens.number + 2 + (rng.random(count) * 9).astype(np.int64),
    }
    for place, slot in enumerate(("f1", "f2", "f3")):
        found[slot] = feature_first + (turn + place) % feature_count
    # Goods that come in no colour have one more property in the place of it.
    plain = _is_plain()[plan.goods]
    found["colour"] = np.where(plain, feature_first + (turn + 3) % feature_count, found["colour"])
    for slot in ("noun", "accessory", "part_noun", "subject", "size"):
        first, number = (each[language, plan.goods] for each in tokens.goods[slot])
        found[slot] = first + (rng.random(count) * number).astype(np.int64)
    return tokens.strings, found


def _is_plain() -> Any:
    return np.array([bool(table("goods")[name].get("plain")) for name in goods_names()])


def _colours(world: World, line: Any, rng: np.random.Generator) -> Any:
    """Return a colour of each listing: one that the line comes in, where it comes in colours."""
    options = np.array([(colours * 4)[:4] if colours else (0, 1, 5, 7) for colours in world.catalogue.line_colours])
    return options[line, rng.integers(0, 4, len(line))]


def _disguises(work: _Work, strings: Any, brand: Any) -> tuple[Any, Any, list[str], Any]:
    """Return tokens with the disguised names added, brand tokens, families, and styles."""
    world, plan = work.world, work.plan
    family, added = [""] * plan.count, list[str]()
    style, brand = plan.style.copy(), brand.copy()
    for row in np.flatnonzero((style == STYLE["disguised"]) & ~work.harmless).tolist():
        name = strings[int(brand[row])].as_py()
        found = _disguise(world, name, int(plan.source[row]), int(plan.step[row]), work.rng)
        if found is None:
            style[row] = STYLE["hidden"]
        else:
            family[row], text = found
            brand[row] = len(strings) + len(added)
            added.append(text)
    return pa.concat_arrays([strings, pa.array(added, pa.string())]), brand, family, style


def _disguise(world: World, name: str, operator: int, step: int, rng: np.random.Generator) -> tuple[str, str] | None:
    """Return (pack and family, disguised name): each operator has its own family, and another after each step."""
    sealed = len(world.packs) > 1 and rng.random() < world.config.sealed_share
    pack = world.packs[-1 if sealed else 0]
    fitting = {kind for kind in AttackKind if kind is AttackKind.SPACING or suits(kind, name)}
    able = [each for each in pack.families if each.kind in fitting]
    turn = int(scrambled(np.array([operator * 64 + step]), world.config.seed)[0]) % max(len(able), 1)
    for family in (able[turn:] + able[:turn])[:6]:
        if (text := disguised(name, family, rng)) is not None:
            return f"{pack.name}/{family.name}", text
    return None


def _attributes(work: _Work, style: Any, strings: Any, row_tokens: dict[str, Any]) -> Any:
    """Return colour, model and part number as Arrow map (n,), each where the seller filled it in."""
    plan, harmless, rng = work.plan, work.harmless, work.rng
    bad = plan.kind == KIND["counterfeit"]
    own = plan.branded & ~harmless
    parts = np.where(bad, _STYLE_PART[style], _PART[plan.kind])
    plain = _is_plain()[plan.goods]
    given = np.stack(
        [
            ~plain & (rng.random(plan.count) < 0.6),
            own & (rng.random(plan.count) < 0.4) & ~np.isin(style, (STYLE["hidden"],)),
            own & (rng.random(plan.count) < parts),
        ],
        axis=1,
    )
    names = pa.array([name for code in LANGUAGES for name in table(code)["attributes"][:3]])
    keys = (plan.language * 3)[:, None] + np.arange(3)
    values = np.stack([row_tokens[slot] for slot in ("colour", "model", "part")], axis=1)
    offsets = np.concatenate([[0], np.cumsum(given.sum(axis=1))]).astype(np.int32)
    return pa.MapArray.from_arrays(
        pa.array(offsets), names.take(pa.array(keys[given])), strings.take(pa.array(values[given]))
    )


def _claims(work: _Work, style: Any) -> dict[str, Any]:
    """Return brand field and GTIN."""
    world, plan, harmless, rng = work.world, work.plan, work.harmless, work.rng
    count, bad = plan.count, plan.kind == KIND["counterfeit"]
    own = plan.branded & ~harmless
    claims = own & (rng.random(count) < np.where(bad, _STYLE_CLAIMS[style], _CLAIMS[plan.kind]))
    names = world.tokens.strings.take(pa.array(world.tokens.brand[plan.language, plan.brand]))
    nothing = pa.array([table(code)["none"] for code in LANGUAGES]).take(pa.array(plan.language))
    says_none = ~claims & (rng.random(count) < 0.4)
    brand = pc.if_else(pa.array(claims), names, pc.if_else(pa.array(says_none), nothing, pa.scalar(None, pa.string())))
    gives = own & (rng.random(count) < np.where(bad, _STYLE_GTIN[style], _GTIN[plan.kind]))
    model = np.where(
        bad & (rng.random(count) < _WRONG_GTIN), rng.integers(0, len(world.catalogue.model_gtin), count), plan.model
    )
    gtins = np.array(world.catalogue.model_gtin, np.int64)[model]
    slip = rng.random(count) < _MISTYPED
    gtins = np.where(slip, gtins + 10 ** rng.integers(0, 4, count), gtins)
    unbranded = ~own & (rng.random(count) < _OWN_GTIN)
    gtins = np.where(unbranded, _makers_gtins(plan), gtins)
    text = pc.utf8_lpad(pa.array(gtins).cast(pa.string()), 13, "0")
    return {"brand": brand, "gtin": pc.if_else(pa.array(gives | unbranded), text, pa.scalar(None, pa.string()))}


def _makers_gtins(plan: Plan) -> Any:
    """Return a valid GTIN-13 of the maker of unbranded goods, under a prefix of its own."""
    bodies = 690_000_000_000 + (plan.seller % 90_000) * 100_000 + plan.listing % 100_000
    digits = (bodies[:, None] // 10 ** np.arange(11, -1, -1)) % 10
    return bodies * 10 + -(digits * np.tile([1, 3], 6)).sum(axis=1) % 10


def _images(work: _Work, version: int) -> Any:
    """Return one to six references: where pictures lie below `platform/`, or `img:<listing>:<k>` without pictures."""
    world, plan, rng = work.world, work.plan, work.rng
    # Drawn with pictures too, so that everything that is drawn after it is the same with and without.
    many = np.where(plan.kind == KIND["authorised"], rng.integers(3, 7, plan.count), rng.integers(1, 7, plan.count))
    first = np.ones(plan.count, np.int64)
    if world.has_pictures:
        first, many = shown(world, plan, version)
    offsets = np.concatenate([[0], np.cumsum(many)]).astype(np.int32)
    rows = np.repeat(np.arange(plan.count), many)
    number = np.arange(offsets[-1]) - offsets[rows] + first[rows]
    if world.has_pictures:
        ids = listing_ids(world, plan.listing[rows])
        paths = picture_paths(ids, format_of(world, plan.listing[rows], number), number)
        return pa.ListArray.from_arrays(pa.array(offsets), paths)
    ids = pc.binary_join_element_wise("img:", listing_ids(world, plan.listing), ":", "")
    ends = pa.array([str(value) for value in range(8)]).take(pa.array(number))
    return pa.ListArray.from_arrays(pa.array(offsets), pc.binary_join_element_wise(ids.take(pa.array(rows)), ends, ""))


def _numbers(world: World, plan: Plan, version: int) -> dict[str, Any]:
    currency, market = (pa.array(names).take(pa.array(plan.market)) for names in (CURRENCIES, MARKETS))
    country = pa.array([place.country for place in places()]).take(pa.array(plan.place))
    paths = pa.array([table("goods")[name]["category"] for name in goods_names()])
    posted = plan.created_day if version == 1 else plan.edited_day
    prices = first_prices(plan) if version == 1 else second_prices(plan)
    return {
        "category": paths.take(pa.array(plan.goods)),
        "price_minor": pa.array(prices),
        "currency": currency,
        "quantity": pa.array(plan.quantity.clip(max=2**31 - 1)),
        "condition": pa.array(["new", "used", "refurbished"]).take(pa.array(_conditions(plan))),
        "market": market,
        "ship_from_country": country,
        "ship_from_place": pa.array([place.name for place in places()]).take(pa.array(plan.place)),
        "created_at": moments(world, posted),
        "seller_age_days": pa.array(np.maximum(posted - plan.opened_day, 0).astype(np.int64)),
        "seller_strikes": pa.array(plan.seller_strikes),
        "seller_orders": pa.array(plan.seller_orders),
        "seller_refunds": pa.array(plan.seller_refunds),
        "seller_linked_banned": pa.array(plan.known_link),
    }


def _conditions(plan: Plan) -> Any:
    used = (plan.kind == KIND["second_hand"]) | (plan.style == STYLE["used"])
    return np.where(used, 1, np.where(plan.kind == KIND["refurbished"], 2, 0))


def moments(world: World, days: Any) -> Any:
    """Return moments from days since the world began, as Arrow timestamps; null where a day is not finite."""
    days = np.asarray(days, float)
    known = np.isfinite(days)
    start = np.datetime64(world.config.start, "us").astype(np.int64)
    # Whole seconds: shops do not know more.
    micros = start + np.floor(np.where(known, days, 0) * 86_400).astype(np.int64) * 1_000_000
    return pa.array(micros, pa.timestamp("us", tz="UTC"), mask=~known)

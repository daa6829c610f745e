"""Makes the benchmark's data: a registry of fictional brands, a policy of 30 rules, and any number of listings.

The same seed gives the same data. Listings are written as a stream of row groups, so that five million take no more
memory than fifty thousand. Of all listings about 30% mention a brand and 1% are disguised or speak the slang of
sellers of fakes; half are English, a quarter Chinese, a quarter Portuguese; titles are 60 to 90 characters (Chinese:
25 to 40, as on Chinese shops), descriptions about 300.

Run: python -m bench.generate --rows 2000000 --out DIR
"""

import argparse
import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from bench.bench_words import DESCRIPTIONS, DISGUISES, HAN, SLANG, SYLLABLES, TITLES

from countermark.engine.listing import LISTING_SCHEMA
from countermark.engine.registry.model import Alias, AuthorisedSeller, Brand, GtinPrefix, PriceBand, Registry
from countermark.formats.registry_folder import write_registry

BRANDS: Final = 2_000
ALIASES: Final = 10_000
GROUP_ROWS: Final = 131_072
_POOL: Final = 4_000
_MARKETS: Final = ("US", "CN", "BR")
_CURRENCIES: Final = ("USD", "CNY", "BRL")
_START: Final = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Pools:
    """Texts that listings are put together from, by language (English, Chinese, Portuguese)."""

    titles: list[Any]
    endings: list[Any]
    descriptions: list[Any]
    names: Any
    """Names and aliases of all brands."""
    lows: Any
    """int64 (names, 3): lowest genuine price of the name's brand in each market, minor units."""
    prefixes: Any
    """int64 (names,): GTIN prefix of the name's brand."""


def make_registry(rng: np.random.Generator) -> Registry:
    """Return 2,000 invented brands with 10,000 aliases, price bands, authorised sellers and GTIN prefixes."""
    names = _names(rng, BRANDS)
    brands = tuple(Brand(brand_id=f"b{at:04}", name=name) for at, name in enumerate(names))
    aliases: list[Alias] = []
    taken = set(names)
    kinds = ("sub_brand", "abbreviation", "transliteration", "nickname", "name")
    for brand in brands:
        for kind in kinds:
            alias = _alias(rng, brand.name, kind)
            while alias in taken:
                alias = _alias(rng, brand.name, kind) + str(rng.choice(list("aeiou")))
            taken.add(alias)
            language = "zh" if kind == "transliteration" else ""
            aliases.append(Alias(brand_id=brand.brand_id, alias=alias, kind=kind, language=language))
    lows = rng.integers(2_000, 80_000, BRANDS).tolist()
    bands = tuple(
        PriceBand(
            brand_id=brand.brand_id, market=market, currency=currency, low_minor=low * scale, high_minor=low * scale * 3
        )
        for brand, low in zip(brands, lows, strict=True)
        for market, currency, scale in zip(_MARKETS, _CURRENCIES, (1, 7, 5), strict=True)
    )
    sellers = tuple(
        AuthorisedSeller(
            brand_id=brand.brand_id, seller_id=f"s{rng.integers(0, 50_000):06}", valid_from=date(2020, 1, 1)
        )
        for brand in brands
    )
    prefixes = tuple(
        GtinPrefix(brand_id=brand.brand_id, prefix=f"{7_900_000 + at:07}") for at, brand in enumerate(brands)
    )
    return Registry(
        brands=brands,
        aliases=tuple(aliases[:ALIASES]),
        price_bands=bands,
        authorised_sellers=sellers,
        gtin_prefixes=prefixes,
    )


def _names(rng: np.random.Generator, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        parts = rng.choice(SYLLABLES, rng.integers(3, 5)).tolist()
        names["".join(parts).capitalize()] = None
    return list(names)


def _alias(rng: np.random.Generator, name: str, kind: str) -> str:
    if kind == "transliteration":
        return "".join(rng.choice(list(HAN), rng.integers(3, 5)).tolist())
    if kind == "abbreviation":
        return "".join(rng.choice(list("BCDFGHJKLMNPQRSTVWXZ"), 4).tolist())
    word = "".join(rng.choice(SYLLABLES, 2).tolist()).capitalize()
    return f"{name} {word}" if kind == "sub_brand" else f"{word}{rng.choice(SYLLABLES)}x"


def make_pools(rng: np.random.Generator, registry: Registry) -> Pools:
    """Return the texts from which listings of these brands are put together."""
    pairs = [(brand.name, brand.brand_id) for brand in registry.brands]
    pairs += [(alias.alias, alias.brand_id) for alias in registry.aliases]
    lows: dict[str, list[int]] = {}
    for band in registry.price_bands:  # in the order of the markets, brand by brand
        lows.setdefault(band.brand_id, []).append(band.low_minor)
    names = pa.array([name for name, _ in pairs])
    titles, endings, descriptions = [], [], []
    for words, sentences, lengths in zip(TITLES, DESCRIPTIONS, ((31, 42), (11, 18), (31, 42)), strict=True):
        chinese = lengths[0] < 20
        glue = "" if chinese else " "
        titles.append(_texts(rng, words, glue, *lengths))
        endings.append(_texts(rng, words, glue, *lengths))
        descriptions.append(_texts(rng, sentences, glue, *((90, 120) if chinese else (270, 320))))
    prefixes = {prefix.brand_id: int(prefix.prefix) for prefix in registry.gtin_prefixes}
    return Pools(
        titles,
        endings,
        descriptions,
        names,
        np.array([lows[brand_id] for _, brand_id in pairs]),
        np.array([prefixes[brand_id] for _, brand_id in pairs]),
    )


def _texts(rng: np.random.Generator, words: list[str], glue: str, low: int, high: int) -> Any:
    texts = []
    for target in rng.integers(low, high, _POOL).tolist():
        text = ""
        while len(text) < target:
            text = (text + glue + words[rng.integers(len(words))]).strip()
        texts.append(text)
    return pa.array(texts)


def make_batch(rng: np.random.Generator, pools: Pools, start: int, rows: int) -> Any:
    """Return one record batch of listings, numbered from `start`."""
    language = rng.choice(3, rows, p=[0.5, 0.25, 0.25])
    mentions = rng.random(rows) < 0.30
    slang = rng.random(rows) < 0.005
    disguised = rng.random(rows) < 0.005
    name_at = rng.integers(0, len(pools.names), rows)
    name = pools.names.take(pa.array(name_at))
    name = _replace(name, disguised, lambda text: _disguise(rng, text))
    name = pc.if_else(pa.array(mentions | disguised), name, "")
    slang_word = pa.array(SLANG).take(pa.array(rng.integers(0, len(SLANG), rows)))
    slang_word = pc.if_else(pa.array(slang), slang_word, "")
    parts = [_by_language(rng, pools.titles, language), name, slang_word, _by_language(rng, pools.endings, language)]
    title = pc.utf8_trim_whitespace(pc.replace_substring_regex(pc.binary_join_element_wise(*parts, " "), " +", " "))
    claims = mentions & (rng.random(rows) < 0.4)
    claimed = pc.if_else(pa.array(claims), pools.names.take(pa.array(name_at)), pa.scalar(None, pa.string()))
    columns = {
        "listing_id": pa.array([f"L{number:09}" for number in range(start, start + rows)]),
        "seller_id": pa.array([f"s{number:06}" for number in rng.integers(0, 200_000, rows).tolist()]),
        "title": title,
        "description": _by_language(rng, pools.descriptions, language),
        "brand": claimed,
        "price_minor": pa.array(_prices(rng, np.where(mentions, pools.lows[name_at, language], 0))),
        "gtin": _gtins(rng, np.where(mentions, pools.prefixes[name_at], rng.integers(4_000_000, 7_800_000, rows))),
        **_numbers(rng, language, rows),
    }
    return pa.record_batch([columns[field.name].cast(field.type) for field in LISTING_SCHEMA], schema=LISTING_SCHEMA)


def _numbers(rng: np.random.Generator, language: Any, rows: int) -> dict[str, Any]:
    seconds = rng.integers(0, 300 * 86_400, rows)
    orders = rng.integers(0, 5_000, rows)
    category = pa.array(["Fashion", "Electronics", "Home", "Beauty"]).take(pa.array(rng.integers(0, 4, rows)))
    offsets = pa.array(np.arange(rows + 1, dtype=np.int32))
    colour = pa.array(["black", "white", "blue", "red"]).take(pa.array(rng.integers(0, 4, rows)))
    return {
        "version": pa.array(np.ones(rows, np.int32)),
        "category": pa.ListArray.from_arrays(offsets, category),
        "attributes": pa.MapArray.from_arrays(offsets, pa.repeat(pa.scalar("colour"), rows), colour),
        "currency": pa.array(_CURRENCIES).take(pa.array([0, 1, 2])).take(pa.array(language)),
        "quantity": pa.array(rng.integers(1, 500, rows).astype(np.int32)),
        "condition": pa.array(["new", "used", "refurbished", "unknown"]).take(
            pa.array(rng.choice(4, rows, p=[0.8, 0.1, 0.02, 0.08]))
        ),
        "images": pa.ListArray.from_arrays(offsets, pa.array([f"i/{number}" for number in range(rows)])),
        "market": pa.array(_MARKETS).take(pa.array(language)),
        "ship_from_country": pa.array(["US", "CN", "BR", "VN"]).take(pa.array(rng.integers(0, 4, rows))),
        "ship_from_place": pa.nulls(rows, pa.string()),
        "created_at": pa.array(np.datetime64(_START, "us") + seconds.astype("timedelta64[s]")).cast(
            pa.timestamp("us", tz="UTC")
        ),
        "seller_age_days": pa.array(rng.integers(0, 4_000, rows).astype(np.int32)),
        "seller_strikes": pa.array((rng.random(rows) < 0.01).astype(np.int32)),
        "seller_orders": pa.array(orders),
        "seller_refunds": pa.array((orders * rng.beta(0.3, 900, rows)).astype(np.int64)),
        "seller_linked_banned": pa.array(rng.random(rows) < 0.001),
    }


def _prices(rng: np.random.Generator, lows: Any) -> Any:
    """Return prices: of goods of a brand mostly within its band, 4% far below it; of others anything."""
    anything = rng.lognormal(9.5, 1.2, len(lows)).astype(np.int64) + 100
    share = np.where(rng.random(len(lows)) < 0.04, rng.uniform(0.1, 0.6, len(lows)), rng.uniform(0.95, 2.8, len(lows)))
    return np.where(lows > 0, (lows * share).astype(np.int64), anything)


def _gtins(rng: np.random.Generator, prefixes: Any) -> Any:
    """Return a GTIN-13 for three listings in ten, with check digits of which 2% are wrong."""
    rows = len(prefixes)
    bodies = prefixes * 10**5 + rng.integers(0, 10**5, rows)
    digits = (bodies[:, None] // 10 ** np.arange(11, -1, -1)) % 10
    check = -(digits * np.tile([1, 3], 6)).sum(axis=1) % 10
    check = np.where(rng.random(rows) < 0.02, (check + 1) % 10, check)
    gtins = pa.array([f"{number:013}" for number in (bodies * 10 + check).tolist()])
    return pc.if_else(pa.array(rng.random(rows) < 0.3), gtins, pa.scalar(None, pa.string()))


def _by_language(rng: np.random.Generator, pools: list[Any], language: Any) -> Any:
    at = rng.integers(0, _POOL, len(language)) + language * _POOL
    return pa.concat_arrays(pools).take(pa.array(at))


def _replace(texts: Any, where: Any, change: Any) -> Any:
    places = np.flatnonzero(where)
    changed = pa.array([change(text) for text in texts.take(pa.array(places)).to_pylist()], pa.string())
    return pc.replace_with_mask(texts, pa.array(where), changed)


def _disguise(rng: np.random.Generator, text: str) -> str:
    kind = rng.integers(4)
    if kind == 0:
        return "".join(DISGUISES.get(char, char) for char in text)
    if kind == 1:
        return ".".join(text)
    at = int(rng.integers(1, len(text)))
    if kind == 2:
        return f"{text[:at]}\u200b{text[at:]}"
    return text[:at] + text[at - 1] + text[at:]


def write_listings(path: Path, *, rows: int, seed: int, registry: Registry) -> None:
    """Write the listings as Parquet, one row group at a time."""
    pools = make_pools(np.random.default_rng(seed), registry)
    with pq.ParquetWriter(path, LISTING_SCHEMA, compression="zstd") as writer:
        for start in range(0, rows, GROUP_ROWS):
            rng = np.random.default_rng([seed, start])
            writer.write_batch(make_batch(rng, pools, start, min(GROUP_ROWS, rows - start)))


def make_policy() -> str:
    """Return a policy of 30 rules as YAML."""
    rules = []
    for at in range(30):
        when, fire, stay = _CONDITIONS[at % len(_CONDITIONS)]
        step = at // len(_CONDITIONS)
        values = {"a": round(0.9 - 0.15 * step, 2), "b": 30 + 60 * step}
        decision = ("review", "hold", "block", "review")[at % 4]
        rules.append(
            f"- id: bench-{at:02}\n  owner: bench\n  when: {json.dumps(when.format(**values))}\n"
            f"  decision: {decision}\n  reason: bench_{at:02}\n  severity: medium\n  mode: live\n"
            f"  words: {{en: benchmark rule {at}}}\n"
            f"  examples:\n    fire: [{json.dumps(fire)}]\n    pass: [{json.dumps(stay)}]\n"
        )
    return "policy: {name: bench, owner: bench, version: '1'}\nrules:\n" + "".join(rules)


_CONDITIONS: Final[list[tuple[str, dict[str, Any], dict[str, Any]]]] = [
    (
        "brand IS NOT NULL AND slang_weight >= {a} AND NOT context_explained",
        {"brand": "b", "slang_weight": 1.0, "context_explained": False},
        {"slang_weight": 1.0, "context_explained": False},
    ),
    (
        "brand_disguised AND disguise_weight >= {a}",
        {"brand_disguised": True, "disguise_weight": 1.0},
        {"brand_disguised": False, "disguise_weight": 1.0},
    ),
    (
        "price_ratio < 1 - {a} AND condition = 'new' AND NOT context_explained AND seller_age_days < {b}",
        {"price_ratio": 0.01, "condition": "new", "context_explained": False, "seller_age_days": 1},
        {"price_ratio": 2.0, "condition": "new", "context_explained": False, "seller_age_days": 1},
    ),
    (
        "brand_claimed AND NOT seller_authorised AND seller_linked_banned AND seller_age_days < {b}",
        {"brand_claimed": True, "seller_authorised": False, "seller_linked_banned": True, "seller_age_days": 1},
        {"brand_claimed": False, "seller_authorised": False, "seller_linked_banned": True, "seller_age_days": 1},
    ),
    (
        "score >= 100 * {a} AND market IN ('US', 'BR', 'CN')",
        {"score": 99.0, "market": "US"},
        {"score": 1.0, "market": "US"},
    ),
    (
        "gtin_status = 'invalid' AND brand IS NOT NULL AND quantity > {b} AND seller_refund_rate > 0.1",
        {"gtin_status": "invalid", "brand": "b", "quantity": 10000, "seller_refund_rate": 0.5},
        {"gtin_status": "valid", "brand": "b", "quantity": 10000, "seller_refund_rate": 0.5},
    ),
]


def generate(folder: Path, *, rows: int, seed: int) -> Path:
    """Write registry, policy and listings into a folder and return the path of the listings."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(folder / "registry", ignore_errors=True)
    registry = make_registry(np.random.default_rng(seed))
    write_registry(registry, folder / "registry")
    for table in ("slang", "contexts"):  # those that come with Countermark are used
        (folder / "registry" / f"{table}.csv").unlink()
    (folder / "policy.yaml").write_text(make_policy())
    path = folder / f"listings-{rows}-{seed}.parquet"
    if not path.exists():
        temporary = path.with_suffix(".tmp")
        write_listings(temporary, rows=rows, seed=seed, registry=registry)
        temporary.rename(path)
    return path


def main() -> None:
    """Read the arguments and write the data."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    print(generate(given.out, rows=given.rows, seed=given.seed))


if __name__ == "__main__":
    main()

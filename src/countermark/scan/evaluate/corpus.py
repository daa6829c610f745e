"""The titles of the disguise suite, its registry, and the places at which brands are attacked."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from countermark.engine.registry.model import Alias, Brand, Registry
from countermark.measure.attacks.family import Span
from countermark.scan.evaluate.finders import ExactFinder, plain_key
from countermark.scan.evaluate.names import COMMON_WORDS, brands_from, is_attackable
from countermark.scan.evaluate.sources import amazon, matching, mercadolivre, taobao

FILES: Final = (
    *matching.FILES,
    amazon.FILE,
    mercadolivre.CRAWL,
    mercadolivre.SCORED,
    *taobao.FILES.values(),
)
"""Files in the data folder."""
Half = Literal["tuning", "sealed"]
_LEAST_RECORDS: Final = 2

# The WDC sets have no brand column; these are the makers of shoes and watches whose names a registry would hold.
_SHOES_AND_WATCHES: Final = """
    Nike;Adidas;Puma;Asics;Converse;New Balance;Reebok;Under Armour;Mizuno;Umbro;Lotto;Diadora;Kelme;Joma;Concave;
    Salomon;Brooks;Saucony;Skechers;Timberland;Vans;Jordan;Fila;Merrell;Hoka;Le Coq Sportif;Onitsuka Tiger;Clarks;
    Rolex;Omega;Tissot;Longines;Cartier;TAG Heuer;Breitling;Seiko;Citizen;Casio;Fossil;Nixon;Michele;Junghans;Hamilton;
    Oris;Tudor;IWC;Panerai;Hublot;Patek Philippe;Audemars Piguet;Bulova;Invicta;Movado;Swatch;Certina;Mido;Rado;Gucci;
    Versace;Michael Kors;Armani;Emporio Armani;Hugo Boss;Tommy Hilfiger;Guess;Daniel Wellington;Skagen;Garmin;Suunto;
    Bell & Ross;Baume & Mercier;Frederique Constant;Raymond Weil;Maurice Lacroix;Victorinox;Luminox;Zenith;Chopard;
    Bvlgari;Jaeger-LeCoultre;Girard-Perregaux;Ulysse Nardin;Montblanc;Ebel;Gc;Festina;Lacoste;Diesel;Timex;Kyboe
"""


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a genuine title at which a brand of the registry stands."""

    title: str
    span: Span
    brand: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """Titles, registry and targets of one half."""

    titles: Sequence[str]
    """Genuine titles, without repeats (letter case and spaces aside)."""
    registry: Registry
    """Made from both halves: a registry does not depend on which titles are looked at."""
    targets: Sequence[Target]
    labels: Mapping[str, frozenset[str]]
    """Title -> brand ids that the data themselves give for it: the brand column, the brands that people tagged, or the
    brands that the title of the same product in another shop names."""


def half_of(title: str) -> Half:
    """Return the half to which a title belongs: fixed by its own text, about as many in each."""
    return "tuning" if hashlib.sha256(_same(title).encode()).digest()[0] % 2 == 0 else "sealed"


def read_corpus(data: Path, half: Half) -> Corpus:
    """Return one half of the titles of all sets, with the registry of all of them."""
    products = [product for name in matching.FILES for product in matching.read_products(data / name)]
    offers = amazon.read_offers(data / amazon.FILE)
    tagged = [text for name in taobao.FILES.values() for text in taobao.read_texts(data / name)]
    cartridges = mercadolivre.read_titles(data)
    pages = [title for product in products for title in (product.title, product.page) if title]
    catalogue = _without_repeats([*pages, *(offer.title for offer in offers), *cartridges])
    texts = {_same(text.text): text for text in tagged}
    everything = [*catalogue, *(text.text for text in texts.values())]
    registry = _registry(products, [offer.brand for offer in offers], list(texts.values()), everything)
    targets = _catalogue_targets(catalogue, registry) + _tagged_targets(list(texts.values()), registry)
    return Corpus(
        titles=[title for title in everything if half_of(title) == half],
        registry=registry,
        targets=[target for target in targets if half_of(target.title) == half],
        labels=_labels(products, offers, tagged, _brands_of_twins(data, registry)),
    )


def _brands_of_twins(data: Path, registry: Registry) -> list[tuple[str, str]]:
    """Return (title, brand id) of each brand that another shop's title of the same product names."""
    twins = [twin for name in matching.FILES for twin in matching.read_twins(data / name)]
    named = ExactFinder(registry).find([other for _, other in twins])
    return [(title, hit.brand) for (title, _), hits in zip(twins, named, strict=True) for hit in hits]


def _labels(
    products: Iterable[matching.Product],
    offers: Iterable[amazon.Offer],
    tagged: Iterable[taobao.TaggedText],
    of_twins: Iterable[tuple[str, str]],
) -> Mapping[str, frozenset[str]]:
    labels: dict[str, set[str]] = {}
    for product in products:
        for title in (product.title, product.page):
            labels.setdefault(title, set()).add(plain_key(product.brand))
    for offer in offers:
        labels.setdefault(offer.title, set()).add(plain_key(offer.brand))
    for text in tagged:
        labels.setdefault(text.text, set()).update(plain_key(text.text[span.start : span.end]) for span in text.brands)
    for title, brand in of_twins:
        labels.setdefault(title, set()).add(brand)
    return {title: frozenset(brands - {""}) for title, brands in labels.items()}


def _registry(
    products: Sequence[matching.Product],
    offers: Iterable[str],
    tagged: Sequence[taobao.TaggedText],
    titles: Sequence[str],
) -> Registry:
    latin = [*_known_makers(), *_product_brands(products), *dict.fromkeys(offers)]
    latin_brands, latin_aliases = brands_from(_that_occur(latin, titles))
    known = {brand.brand_id for brand in latin_brands}
    rest = [name for name in tagged_names(tagged) if plain_key(name) not in known]
    brands, aliases = brands_from(rest, common=COMMON_WORDS | mostly_other(rest, tagged, titles))
    return _without_sub_brands(Registry(brands=(*latin_brands, *brands), aliases=(*latin_aliases, *aliases)))


def _known_makers() -> list[str]:
    return [name.strip() for name in _SHOES_AND_WATCHES.split(";")]


def _product_brands(products: Sequence[matching.Product]) -> list[str]:
    """Return values of the brand column that stand in at least two records, and other spellings of the same."""
    records = Counter(product.brand for product in products if product.brand)
    kept = {plain_key(brand) for brand, count in records.items() if count >= _LEAST_RECORDS}
    return [brand for brand, _ in records.most_common() if plain_key(brand) in kept]


def _that_occur(names: Sequence[str], titles: Sequence[str]) -> list[str]:
    """Return the names that stand in a title: the rest are legal names (`smith-micro-software-inc .`)."""
    brands = tuple(Brand(brand_id=name, name=name) for name in dict.fromkeys(names))
    found = {hit.brand for hits in ExactFinder(Registry(brands=brands)).find(titles) for hit in hits}
    return [brand.name for brand in brands if brand.name in found]


def tagged_names(tagged: Sequence[taobao.TaggedText]) -> list[str]:
    """Return what people tagged as brands, commonest first.

    Names have three Latin letters or two Chinese characters at least; one more where only one text names them, because
    the shortest names seen once are too often slips of tagging.
    """
    counts = Counter(text.text[span.start : span.end].strip() for text in tagged for span in text.brands)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    least = {name: (3 if name.isascii() else 2) + (counts[name] == 1) for name in ordered}
    return [name for name in ordered if len(plain_key(name)) >= least[name]]


def mostly_other(names: Sequence[str], tagged: Sequence[taobao.TaggedText], titles: Sequence[str]) -> frozenset[str]:
    """Return keys of names that stand in titles more often without being tagged as a brand than with it.

    They are ordinary words that are also brands (移动, 阳光), and a registry keeper marks them as such.
    """
    brands, aliases = brands_from(names, common=frozenset())
    finder = ExactFinder(Registry(brands=tuple(brands), aliases=tuple(aliases)))
    everywhere = Counter(hit.brand for hits in finder.find(titles) for hit in hits)
    as_brand = Counter(plain_key(text.text[span.start : span.end]) for text in tagged for span in text.brands)
    return frozenset(key for key, count in everywhere.items() if 2 * as_brand[key] < count)


def _without_sub_brands(registry: Registry) -> Registry:
    """Drop names that begin with another brand's name (`sony media`, `iphone4`): they name things of that brand."""
    names = {brand.name.casefold(): brand.brand_id for brand in registry.brands}

    def is_sub_brand(brand: Brand) -> bool:
        name = brand.name.casefold()
        words = name.split()
        beginnings = [" ".join(words[:count]) for count in range(1, len(words))] + [name.rstrip("0123456789 ")]
        return any(names.get(beginning, brand.brand_id) != brand.brand_id for beginning in beginnings)

    brands = tuple(brand for brand in registry.brands if not is_sub_brand(brand))
    kept = {brand.brand_id for brand in brands}
    aliases: tuple[Alias, ...] = tuple(alias for alias in registry.aliases if alias.brand_id in kept)
    return Registry(brands=brands, aliases=aliases)


def _catalogue_targets(titles: Sequence[str], registry: Registry) -> list[Target]:
    attackable = _attackable(registry)
    return [
        Target(title, Span(hit.start, hit.end), hit.brand)
        for title, hits in zip(titles, ExactFinder(registry).find(titles), strict=True)
        for hit in hits
        if hit.brand in attackable and is_attackable(hit.text) and _stands_once(hit.text, title)
    ]


def _tagged_targets(tagged: Sequence[taobao.TaggedText], registry: Registry) -> list[Target]:
    attackable = _attackable(registry)
    return [
        Target(text.text, span, plain_key(name))
        for text in tagged
        for span in text.brands
        if plain_key(name := text.text[span.start : span.end]) in attackable
        and is_attackable(name)
        and _stands_once(name, text.text)
    ]


def _stands_once(name: str, title: str) -> bool:
    """Return whether the name stands once in the title: a second one, left as it is, would give the brand away."""
    return title.casefold().count(name.casefold()) == 1


def _attackable(registry: Registry) -> set[str]:
    return {brand.brand_id for brand in registry.brands if not brand.common_word}


def _without_repeats(titles: Iterable[str]) -> list[str]:
    return list({_same(title): title for title in titles if title.strip()}.values())


def _same(title: str) -> str:
    return " ".join(title.casefold().split())

"""Attacking titles, and what counts as found and as false."""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from countermark.measure.attacks.family import AttackFamily, Span
from countermark.scan.evaluate.corpus import Corpus, Target
from countermark.scan.evaluate.finders import Finder, Hit, forms_of, plain_key

ATTACKS: Final = 400
"""Attacked titles a family: enough for half an interval of 1.7 points at 97%."""
PER_BRAND: Final = 5
"""Attacked titles a brand and family at most, so that the few brands that fill the catalogues do not decide alone."""


@dataclass(frozen=True, slots=True)
class Attacked:
    """A title after the attack."""

    title: str
    span: Span
    brand: str
    original: str


@dataclass(frozen=True, slots=True)
class FalseHit:
    """A disguise seen in a genuine title."""

    title: str
    hit: Hit
    is_confirmed: bool = False
    """The data give that brand for that title: the shop misspelt it, and it was read rightly."""


def attack(family: AttackFamily, targets: Sequence[Target], names: Mapping[str, str], *, seed: int) -> list[Attacked]:
    """Return up to `ATTACKS` attacked titles, at most `PER_BRAND` a brand, by a draw that only the seed decides.

    An attack that makes the name of another brand (小米 in pinyin is also listed as Xiaomi) is left out: what it should
    be found as is then a question of the registry.

    Args:
        family: how to disguise.
        targets: where brands stand.
        names: key of each name of the registry -> brand id.
        seed: with the family's name, decides every choice.
    """
    key = int.from_bytes(hashlib.sha256(family.name.encode()).digest()[:8], "big")
    rng = np.random.default_rng([seed, key])
    taken: Counter[str] = Counter()
    attacked: list[Attacked] = []
    for index in rng.permutation(len(targets)).tolist():
        target = targets[index]
        if taken[target.brand] >= PER_BRAND:
            continue
        result = family.apply(target.title, target.span, rng)
        if result is None:
            continue
        title, span = result
        if names.get(plain_key(title[span.start : span.end]), target.brand) != target.brand:
            continue
        taken[target.brand] += 1
        attacked.append(Attacked(title, span, target.brand, target.title[target.span.start : target.span.end]))
        if len(attacked) == ATTACKS:
            break
    return attacked


def operating_point(false_hits: Sequence[FalseHit], titles: int, rate: float) -> float:
    """Return the lowest certainty at which at most `rate` of the titles have a disguise that the data do not confirm.

    Args:
        false_hits: disguises seen in genuine titles.
        titles: number of genuine titles.
        rate: share of titles that may have one.
    """
    worst: dict[str, float] = {}
    for item in false_hits:
        if not item.is_confirmed:
            worst[item.title] = max(item.hit.certainty, worst.get(item.title, -math.inf))
    ordered = sorted(worst.values(), reverse=True)
    allowed = int(rate * titles)
    return math.nextafter(ordered[allowed], math.inf) if len(ordered) > allowed else -math.inf


def is_found(attacked: Attacked, hits: Sequence[Hit], *, sure: bool = False, least: float = -math.inf) -> bool:
    """Return whether a mention of the attacked brand, disguised or plain, overlaps the attacked place.

    Args:
        attacked: the title after the attack.
        hits: what a finder saw in it.
        sure: count only what rules and weights would see (`Hit.sure`).
        least: count only hits of this certainty or more.
    """
    return any(
        hit.brand == attacked.brand
        and hit.start < attacked.span.end
        and hit.end > attacked.span.start
        and (hit.sure or not sure)
        and hit.certainty >= least
        for hit in hits
    )


def false_hits_of(finder: Finder, corpus: Corpus) -> list[FalseHit]:
    """Return every disguise that a finder sees in genuine titles.

    A mention that the finder calls plain, but whose letters and digits are not those of any name of the registry,
    counts as well: otherwise a finder could call everything plain.
    """
    names = {plain_key(form) for form, _ in forms_of(corpus.registry)}
    return [
        FalseHit(title, hit, hit.brand in corpus.labels.get(title, ()))
        for title, hits in zip(corpus.titles, finder.find(corpus.titles), strict=True)
        for hit in hits
        if hit.disguised or plain_key(hit.text) not in names
    ]

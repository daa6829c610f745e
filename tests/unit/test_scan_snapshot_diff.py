from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
import pytest

from countermark.engine.decision import Decision
from countermark.engine.policy import Mode
from countermark.engine.registry.model import Alias, Brand, Registry
from countermark.engine.snapshot import Snapshot
from countermark.engine.snapshot_diff import MAX_LINES, diff_snapshots
from countermark.engine.text.vocabulary import Vocabulary
from scan_support import small_snapshot

replace = msgspec.structs.replace


def _with(**parts: Any) -> Snapshot:
    old = small_snapshot()
    given = {"registry": old.registry, "policy": old.policy, "weights": old.weights} | parts
    as_of = given.pop("as_of", old.as_of)
    return Snapshot.build(**given, as_of=as_of)


def _registry(**tables: Any) -> Registry:
    return replace(small_snapshot().registry, **tables)


def test_a_snapshot_does_not_differ_from_itself() -> None:
    assert diff_snapshots(small_snapshot(), _with()) == []


def test_brands_added_removed_and_changed() -> None:
    brands = small_snapshot().registry.brands
    kept = [brand for brand in brands if brand.brand_id not in {"yunque", "hx"}]
    changed = replace(next(brand for brand in brands if brand.brand_id == "hx"), safety_critical=True)
    lines = diff_snapshots(
        _with(registry=Registry(brands=brands)),
        _with(registry=Registry(brands=(*kept, changed, Brand(brand_id="zeta", name="Zeta")))),
    )
    assert lines == [
        "brand removed: 云雀, yunque",
        "brand changed: HX, hx: safety_critical was false, now true",
        "brand added: Zeta, zeta",
    ]


def test_aliases_and_price_bands() -> None:
    registry = small_snapshot().registry
    alias = Alias(brand_id="velora", alias="VLR", kind="abbreviation")
    bands = list(registry.price_bands)
    at = next(at for at, band in enumerate(bands) if (band.brand_id, band.condition) == ("velora", "used"))
    bands[at] = replace(bands[at], low_minor=3_000)
    lines = diff_snapshots(
        small_snapshot(), _with(registry=_registry(aliases=(*registry.aliases, alias), price_bands=tuple(bands)))
    )
    assert lines == [
        "alias added: VLR, velora",
        "price band changed: velora, US, USD, used: low_minor was 2500, now 3000",
    ]


def test_rules_that_change_in_condition_or_mode_are_told_with_both() -> None:
    policy = small_snapshot().policy
    rules = list(policy.rules)
    at = next(at for at, rule in enumerate(rules) if rule.id == "slang-with-brand")
    rules[at] = replace(rules[at], when="slang_weight >= 0.9", mode=Mode.SHADOW, decision=Decision.REVIEW)
    old_when = policy.rules[at].when
    lines = diff_snapshots(small_snapshot(), _with(policy=replace(policy, rules=tuple(rules))))
    (line,) = lines
    assert line == (
        f"rule changed: slang-with-brand (shadow, review): when was {old_when}, now slang_weight >= 0.9; "
        "decision was hold, now review; mode was live, now shadow"
    )


def test_rules_added_removed_and_moved() -> None:
    policy = small_snapshot().policy
    first, second, *rest = policy.rules
    lines = diff_snapshots(
        small_snapshot(), _with(policy=replace(policy, rules=(second, first, *rest[:-1]), version="9"))
    )
    assert lines[0] == f"policy version changed: {policy.version}, now 9"
    assert lines[1].startswith(f"rule removed: {rest[-1].id} (")
    assert lines[2].startswith("rules stand in another order")


def test_weights_the_date_and_the_vocabulary() -> None:
    old = small_snapshot()
    terms = (replace(old.weights.terms[0], weight=1.25), *old.weights.terms[1:])
    lines = diff_snapshots(
        old,
        _with(
            weights=replace(old.weights, intercept=-6.0, terms=terms),
            as_of=date(2026, 12, 1),
            vocabulary=Vocabulary.of(["bag"]),
        ),
    )
    name, weight = old.weights.terms[0].id, old.weights.terms[0].weight
    assert lines == [
        f"intercept changed: {old.weights.intercept}, now -6.0",
        f"weight changed: {name} (+1.25): weight was {weight}, now 1.25",
        "vocabulary changed: 0 words, now 1",
        "date changed: as of 2026-11-24, now as of 2026-12-01",
    ]


@pytest.mark.parametrize("swap", [lambda one, two: (one, two), lambda one, two: (two, one)], ids=["forth", "back"])
def test_of_very_many_changes_the_rest_is_counted(swap: Callable[[Any, Any], tuple[Any, Any]]) -> None:
    many = tuple(Brand(brand_id=f"b{number:04}", name=f"Brand {number}") for number in range(MAX_LINES + 13))
    few, more = (_with(registry=Registry(brands=brands)) for brands in (many[:1], many))
    lines = diff_snapshots(*swap(few, more))
    assert len(lines) == MAX_LINES + 1
    assert lines[-1] == "and 12 more brand changes"

"""What changed between two snapshots, in words that a reviewer of the change reads."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

from countermark.engine.model.weights import Weights
from countermark.engine.policy import Policy
from countermark.engine.registry.keys import key_of
from countermark.engine.registry.model import TABLES, Registry
from countermark.engine.snapshot import FREQUENT, WORDS, Snapshot

MAX_LINES: Final = 50
"""Lines about one table, the rules, or the weights; of more changes, the number."""

# Table -> what one row is called, and the fields by which a person knows it.
_ROWS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "brands": ("brand", ("name", "brand_id")),
    "aliases": ("alias", ("alias", "language", "brand_id")),
    "marks": ("mark", ("mark", "office", "number", "brand_id")),
    "product_lines": ("product line", ("name", "line_id", "brand_id")),
    "models": ("model", ("model", "part_number", "brand_id")),
    "price_bands": ("price band", ("brand_id", "line_id", "market", "currency", "condition")),
    "authorised_sellers": ("authorised seller", ("seller_id", "brand_id")),
    "gtin_prefixes": ("GTIN prefix", ("prefix", "brand_id")),
    "slang": ("slang term", ("term", "language")),
    "contexts": ("context phrase", ("phrase", "language", "side")),
    "tells": ("tell", ("tell_id", "brand_id")),
}


def diff_snapshots(old: Snapshot, new: Snapshot) -> list[str]:
    """Return what changed from `old` to `new`, one line a change; empty when they are the same.

    Registry first, in the order of its tables, then policy, weights, vocabulary, engine and date. Of many changes of
    one kind the first `MAX_LINES` are told and the rest counted.
    """
    lines: list[str] = []
    for table in TABLES:
        lines += _limited(_table(table, old.registry, new.registry), f"{_ROWS[table][0]} changes")
    lines += _limited(_policy(old.policy, new.policy), "policy changes")
    lines += _limited(_weights(old.weights, new.weights), "weight changes")
    if any(old.manifest.files[name] != new.manifest.files[name] for name in (WORDS, FREQUENT)):
        lines.append(f"vocabulary changed: {len(old.vocabulary):,} words, now {len(new.vocabulary):,}")
    if old.manifest.engine != new.manifest.engine:
        lines.append(f"engine changed: {old.manifest.engine}, now {new.manifest.engine}")
    if old.as_of != new.as_of:
        lines.append(f"date changed: as of {old.as_of}, now as of {new.as_of}")
    return lines


def _table(table: str, old: Registry, new: Registry) -> Iterable[str]:
    kind, shown = _ROWS[table]
    before, after = ({key_of(table, row): row for row in getattr(side, table)} for side in (old, new))

    def named(row: Any) -> str:
        return ", ".join(text for name in shown if (text := str(getattr(row, name))))

    return _compared(kind, before, after, named)


def _policy(old: Policy, new: Policy) -> Iterable[str]:
    for name in ("name", "owner", "version"):
        if (before := getattr(old, name)) != (after := getattr(new, name)):
            yield f"policy {name} changed: {before}, now {after}"
    before_rules, after_rules = ({rule.id: rule for rule in side.rules} for side in (old, new))
    yield from _compared("rule", before_rules, after_rules, lambda rule: f"{rule.id} ({rule.mode}, {rule.decision})")
    if [key for key in before_rules if key in after_rules] != [key for key in after_rules if key in before_rules]:
        yield "rules stand in another order, which can change which of equal reasons comes first"
    if old.cases != new.cases:
        yield f"policy cases changed: {len(old.cases)}, now {len(new.cases)}"


def _weights(old: Weights, new: Weights) -> Iterable[str]:
    for name in ("intercept", "calibration", "note"):
        if (before := getattr(old, name)) != (after := getattr(new, name)):
            yield f"{name} changed: {_plain(before)}, now {_plain(after)}"
    before_terms, after_terms = ({term.id: term for term in side.terms} for side in (old, new))
    yield from _compared("weight", before_terms, after_terms, lambda term: f"{term.id} ({term.weight:+g})")


def _compared(
    kind: str, before: Mapping[Any, Any], after: Mapping[Any, Any], named: Callable[[Any], str]
) -> Iterable[str]:
    """Yield what was removed, added and changed, in the order in which the things are kept."""
    for key in before:
        if key not in after:
            yield f"{kind} removed: {named(before[key])}"
    for key in after:
        if key not in before:
            yield f"{kind} added: {named(after[key])}"
        elif before[key] != after[key]:
            yield f"{kind} changed: {named(after[key])}: {_fields(before[key], after[key])}"


def _fields(before: msgspec.Struct, after: msgspec.Struct) -> str:
    changes = []
    for name in before.__struct_fields__:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            changes.append(f"{name} was {_plain(was)}, now {_plain(now)}")
    return "; ".join(changes)


def _plain(value: Any) -> str:
    if isinstance(value, str) and value:
        return value
    return msgspec.json.encode(value).decode()


def _limited(lines: Iterable[str], what: str) -> list[str]:
    found = list(lines)
    if len(found) <= MAX_LINES:
        return found
    return [*found[:MAX_LINES], f"and {len(found) - MAX_LINES:,} more {what}"]

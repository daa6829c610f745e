"""Building a snapshot for a suite and screening a file under it, by the same path as everything else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Final

import msgspec

from countermark.engine.decision import Decision, Screened
from countermark.engine.listing import Listing, batch_to_listings
from countermark.engine.model.additive import parse_weights
from countermark.engine.policy import parse_policy
from countermark.engine.registry.model import Registry
from countermark.engine.registry.parse import parse_registry, registry_files
from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.engine.text.vocabulary import CatalogueWords
from countermark.formats.listings import load_mapping, plan_chunks, read_chunk
from countermark.formats.listings.chunks import Reject
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.vocabulary import default_vocabulary
from countermark.scan.evaluate.report import Table
from countermark.starter import starter_file

TEXT_DATE: Final = date(2026, 1, 1)
"""The day as of which suites on undated texts screen; nothing in their registries depends on it."""
UNKNOWN_SELLER: Final = "unknown"
STOPPED: Final = frozenset({Decision.HOLD, Decision.BLOCK})
"""The decisions that keep a listing from being published."""
_STARTER_TABLES: Final = ("slang", "contexts")


@dataclass(frozen=True, slots=True)
class Lab:
    """A registry, and the screener of a snapshot with it and the starter's slang, contexts, policy and weights."""

    registry: Registry
    screener: Screener
    snapshot_hash: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A listing and what was decided."""

    listing: Listing
    screened: Screened

    @property
    def is_stopped(self) -> bool:
        """Whether the listing was held or blocked."""
        return self.screened.decision in STOPPED


def build_lab(registry: Registry, as_of: date, *, catalogue: Iterable[str] = ()) -> Lab:
    """Return the lab for a registry that has no slang and no contexts of its own: the starter's are added.

    Policy, weights and ordinary words are those that come with Countermark as well, so that a suite measures what a
    new user gets.

    Args:
        registry: brands and what is known of them.
        as_of: the day that stands for today.
        catalogue: titles of other listings, from which ordinary words are learnt as `--catalogue` does. The data name
            no sellers: each title counts as one, and two suffice.

    Raises:
        InvalidInputError: the registry is not valid.
    """
    files = registry_files(registry)
    for table in _STARTER_TABLES:
        files[f"{table}.csv"] = starter_file(f"{table}.csv")
    whole = parse_registry(files)
    policy = parse_policy(starter_file("policy.yaml"), "policy.yaml")
    weights = parse_weights(starter_file("weights.yaml"), "weights.yaml")
    words = CatalogueWords(min_sellers=2)
    for at, title in enumerate(catalogue):
        words.add(title, str(at))
    vocabulary = default_vocabulary().including(words.words())
    snapshot = Snapshot.build(whole, policy, weights, as_of=as_of, vocabulary=vocabulary)
    return Lab(whole, Screener(snapshot), snapshot.hash)


def read_listings(path: Path, mapping: ListingMapping, *, as_of: date) -> Iterator[tuple[list[Listing], list[Reject]]]:
    """Yield the listings and the refused rows of each part of a file, in its order.

    Args:
        path: the file.
        mapping: how to read it.
        as_of: the day that stands for today when dates are checked.

    Raises:
        InvalidInputError: the file as a whole cannot be read.
    """
    now = datetime.combine(as_of, time(), UTC)
    for ref in plan_chunks(path, mapping):
        chunk = read_chunk(path, mapping, ref, now=now)
        yield batch_to_listings(chunk.batch), chunk.rejects


def screen_file(screener: Screener, path: Path, mapping: str, *, as_of: date) -> tuple[list[Outcome], list[Reject]]:
    """Return what was decided on each listing of a file, in its order, and the rows that were refused.

    Crawls lose the seller of a few listings. That is no fault of the listing, so these get the seller `UNKNOWN_SELLER`.

    Args:
        screener: of any snapshot.
        path: the file.
        mapping: the name of a shipped mapping.
        as_of: the day that stands for today when dates are checked.

    Raises:
        InvalidInputError: the mapping is not known, or the file as a whole cannot be read.
    """
    outcomes: list[Outcome] = []
    rejects: list[Reject] = []
    for listings, refused in read_listings(path, _with_unknown_seller(load_mapping(mapping)), as_of=as_of):
        outcomes += [Outcome(*pair) for pair in zip(listings, screener.screen_listings(listings), strict=True)]
        rejects += refused
    return outcomes, rejects


def _with_unknown_seller(mapping: ListingMapping) -> ListingMapping:
    fields = tuple(
        msgspec.structs.replace(field, default=UNKNOWN_SELLER) if field.target == "seller_id" else field
        for field in mapping.fields
    )
    return msgspec.structs.replace(mapping, fields=fields)


def refused_table(title: str, rejects: Sequence[Reject]) -> Table:
    """Return the rows of a file that are no listings, with the reasons."""
    return Table(title, ("row", "problems"), [(item.row, "; ".join(item.problems)) for item in rejects], examples=True)


def decision_table(classes: Sequence[str], outcomes: Sequence[Outcome]) -> list[tuple[str | int, ...]]:
    """Return rows of class, number of listings, and how many got each decision, classes in the order of the alphabet.

    Args:
        classes: the class of each outcome.
        outcomes: as many.
    """
    counts = Counter((kind, outcome.screened.decision) for kind, outcome in zip(classes, outcomes, strict=True))
    rows: list[tuple[str | int, ...]] = []
    for kind in sorted(set(classes)):
        decided = [counts[kind, decision] for decision in Decision]
        rows.append((kind, sum(decided), *decided))
    return rows


def facts_in_short(outcome: Outcome) -> str:
    """Return the evidence and counter-evidence of a decision on one line, for reading many of them."""
    against = [_fact(fact.code, fact.text, fact.value) for fact in outcome.screened.evidence]
    for_it = [_fact(fact.code, fact.text, fact.value) for fact in outcome.screened.counter_evidence]
    return ", ".join(against) + (f" | for: {', '.join(for_it)}" if for_it else "")


def _fact(code: str, text: str, value: float | None) -> str:
    shown = text[:30] or ("" if value is None else f"{value:.3g}")
    return f"{code} {shown}".strip()


DECISION_COLUMNS: Final = ("class", "listings", *(decision.value for decision in Decision))

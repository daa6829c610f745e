"""A user's own labelled file: decisions by label, precision and recall of what is stopped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from countermark import __version__
from countermark.engine.decision import Decision
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.listing import Listing
from countermark.engine.model.additive import parse_weights
from countermark.engine.policy import parse_policy
from countermark.engine.registry.model import Registry
from countermark.engine.registry.suggest import did_you_mean
from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.formats.listings import Reject, load_mapping
from countermark.formats.listings.mapping import AttributesMapping, ListingMapping
from countermark.formats.registry_folder import read_registry
from countermark.formats.vocabulary import default_vocabulary
from countermark.scan.evaluate.report import Figure, Report, Table, describe_files, figure
from countermark.scan.evaluate.screening import (
    DECISION_COLUMNS,
    Outcome,
    decision_table,
    facts_in_short,
    read_listings,
    refused_table,
)
from countermark.starter import starter_file

LABEL: Final = "countermark-label"
"""Attribute under which the label travels through the reader; it is taken out again before anything is screened."""
POSITIVE: Final = ("counterfeit",)
"""Labels that mean counterfeit when the user names none."""
Labelled = tuple[str, Outcome]
"""A label as the user gave it, and what was decided on its listing."""


@dataclass(frozen=True, slots=True)
class OwnFile:
    """What to measure on a user's own labelled file."""

    file: Path
    mapping: str
    """Name of a shipped mapping, or path of one."""
    registry: Path
    """Registry folder."""
    policy: Path | None
    """Policy file; the starter's when None."""
    label_column: str
    """Where the label stands in a record, written as a mapping writes a path."""
    positive: Sequence[str] = POSITIVE
    """Labels that mean counterfeit; compared without case and surrounding spaces."""


def evaluate_own_file(job: OwnFile, *, as_of: date) -> Report:
    """Measure precision and recall of what is held or blocked, against the labels.

    Args:
        job: the file and how to read it.
        as_of: the day that stands for today.

    Raises:
        InvalidInputError: the mapping, registry, policy or file cannot be read, or no listing has a label.
    """
    mapping = _with_label(load_mapping(job.mapping), job.label_column)
    screener = Screener(_snapshot(read_registry(job.registry), job.policy, as_of))
    labels: list[str] = []
    outcomes: list[Outcome] = []
    rejects: list[Reject] = []
    for listings, refused in read_listings(job.file, mapping, as_of=as_of):
        rejects += refused
        labels += [listing.attributes.get(LABEL, "").strip() for listing in listings]
        bare = [_without_label(listing) for listing in listings]
        outcomes += [Outcome(*pair) for pair in zip(bare, screener.screen_listings(bare), strict=True)]
    labelled = [(label, outcome) for label, outcome in zip(labels, outcomes, strict=True) if label]
    if not labelled:
        message = "is empty or missing in every listing; expected the path of its label, such as verdict"
        raise InvalidInputError([Problem(job.file.name, None, job.label_column, message)])
    return Report(
        suite=job.file.name,
        describe=f"your own file, label {job.label_column}, counterfeit = {', '.join(job.positive)}",
        version=__version__,
        seed=0,
        snapshot=screener.snapshot.hash,
        data=describe_files(job.file.parent, [job.file]),
        rows=len(outcomes) + len(rejects),
        figures=_figures(labelled, job.positive),
        tables=[
            _decisions(labelled),
            _wrong(labelled, job.positive),
            refused_table("Rows refused", rejects),
        ],
        notes=[
            f"{len(outcomes) - len(labelled):,} listings without a label are left out of tables and figures",
            *_labels_in_vain([label for label, _ in labelled], job.positive),
        ],
    )


def is_positive(label: str, positive: Sequence[str]) -> bool:
    """Return whether a label means counterfeit."""
    return label.casefold() in {name.strip().casefold() for name in positive}


def _labels_in_vain(labels: Sequence[str], positive: Sequence[str]) -> list[str]:
    """Return a note on each label that was to mean counterfeit and that no listing has: most often a typo."""
    found = sorted(set(labels))
    return [
        f"no listing has the label {name.strip()!r}, which was to mean counterfeit{did_you_mean(name.strip(), found)}"
        for name in positive
        if not any(is_positive(label, [name]) for label in found)
    ]


def _with_label(mapping: ListingMapping, column: str) -> ListingMapping:
    attributes = mapping.attributes or AttributesMapping()
    collect = {LABEL: column, **attributes.collect}
    return msgspec.structs.replace(mapping, attributes=msgspec.structs.replace(attributes, collect=collect))


def _without_label(listing: Listing) -> Listing:
    attributes = {name: value for name, value in listing.attributes.items() if name != LABEL}
    return msgspec.structs.replace(listing, attributes=attributes)


def _snapshot(registry: Registry, policy: Path | None, as_of: date) -> Snapshot:
    name = "policy.yaml" if policy is None else policy.name
    data = starter_file(name) if policy is None else _read_bytes(policy)
    weights = parse_weights(starter_file("weights.yaml"), "weights.yaml")
    return Snapshot.build(registry, parse_policy(data, name), weights, as_of=as_of, vocabulary=default_vocabulary())


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"cannot be read: {error.strerror}")]) from error


def _figures(labelled: Sequence[Labelled], positive: Sequence[str]) -> list[Figure]:
    fakes = [outcome for label, outcome in labelled if is_positive(label, positive)]
    others = [outcome for label, outcome in labelled if not is_positive(label, positive)]
    caught, alarms = (sum(outcome.is_stopped for outcome in group) for group in (fakes, others))
    seen = sum(outcome.screened.decision is not Decision.ALLOW for outcome in fakes)
    return [
        figure("counterfeits held or blocked (recall)", caught, len(fakes)),
        figure("counterfeits not simply allowed", seen, len(fakes)),
        figure("held or blocked listings that are counterfeit (precision)", caught, caught + alarms),
        figure("other listings held or blocked (false alarms)", alarms, len(others)),
    ]


def _decisions(labelled: Sequence[Labelled]) -> Table:
    rows = decision_table([label for label, _ in labelled], [outcome for _, outcome in labelled])
    return Table("Decision by label", ("label", *DECISION_COLUMNS[1:]), rows)


def _wrong(labelled: Sequence[Labelled], positive: Sequence[str]) -> Table:
    rows = [
        (label, o.screened.decision.value, round(o.screened.score, 1), o.listing.title, facts_in_short(o))
        for label, o in labelled
        if is_positive(label, positive) != o.is_stopped
    ]
    columns = ("label", "decision", "score", "title", "evidence")
    return Table("Counterfeits published, and other listings stopped", columns, rows, examples=True)

"""The Screener: the one path from a batch of listings to decisions, for the gate, for scans and the web product."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import msgspec
import numpy as np
import pyarrow as pa

from countermark.engine.decision import (
    EVIDENCE_CODES,
    EVIDENCE_TYPE,
    OUTPUT_SCHEMA,
    Decision,
    Evidence,
    Screened,
)
from countermark.engine.errors import InvalidInputError
from countermark.engine.facts import ListingFacts
from countermark.engine.identifier import IdentifierSignal
from countermark.engine.listing import Listing, batch_to_listings, listing_hash, listings_to_batch
from countermark.engine.messages import evidence_words
from countermark.engine.model.additive import AdditiveModel
from countermark.engine.policy import CompiledPolicy, PolicyResult, Told, compile_policy
from countermark.engine.price import PriceSignal
from countermark.engine.seller import SellerSignal
from countermark.engine.signal import Output, Signal
from countermark.engine.snapshot import Snapshot
from countermark.engine.text.context import ContextSignal
from countermark.engine.text.index import TextIndex
from countermark.engine.text.language import LanguageSignal
from countermark.engine.text.mention import BrandMentions
from countermark.engine.text.slang import SlangSignal

SLICE_ROWS: Final = 2_048
"""Rows worked on at a time: few enough that the arrays of a slice stay in the processor's cache."""
DECISIONS: Final = tuple(Decision)

SIGNAL_CLASSES: Final = (
    ListingFacts,
    LanguageSignal,
    BrandMentions,
    SlangSignal,
    ContextSignal,
    PriceSignal,
    IdentifierSignal,
    SellerSignal,
)
"""Every signal, in the order in which they run; a later one may read what an earlier one found."""

SCORE_OUTPUTS: Final = (
    Output("score", pa.float64(), "probability that the listing is counterfeit, times 100, two decimals"),
    Output("probability", pa.float64(), "probability that the listing is counterfeit, 0 to 1"),
)


def signal_names() -> dict[str, Any]:
    """Return every name that a rule may use, with its Arrow type."""
    outputs = [output for signal in SIGNAL_CLASSES for output in signal.outputs]
    return {output.name: output.type for output in (*outputs, *SCORE_OUTPUTS)}


_NAMES: Final = tuple(signal_names())


@dataclass(frozen=True, slots=True)
class _Slice:
    columns: dict[str, Any]
    evidence: list[tuple[int, Evidence]]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The evidence of a batch by row, strongest first; rows without any are left out."""

    against: dict[int, list[Evidence]]
    in_favour: dict[int, list[Evidence]]


class Screening:
    """What one call of `Screener.screen` found, for all rows of a batch."""

    def __init__(self, batch: Any, columns: dict[str, Any], evidence: _Sides,
                 policy: PolicyResult, snapshot: str) -> None:  # fmt: skip
        self.batch = batch
        self.columns = columns
        """Output name -> Arrow array: every signal's outputs and the score."""
        self.policy = policy
        self._evidence = evidence
        self._snapshot = snapshot

    @cached_property
    def decisions(self) -> Any:
        """Arrow array of strings: the decision of each row."""
        return pa.DictionaryArray.from_arrays(pa.array(self.policy.decision_codes), pa.array(DECISIONS)).cast(
            pa.string()
        )

    @property
    def scores(self) -> Any:
        """float64 (n,): score of each row, 0 to 100."""
        return self.columns["score"].to_numpy(zero_copy_only=False)

    def evidence(self, row: int) -> list[Evidence]:
        """Return what speaks against the listing, strongest first."""
        return list(self._evidence.against.get(row, ()))

    def counter_evidence(self, row: int) -> list[Evidence]:
        """Return what speaks for the listing, strongest first."""
        return list(self._evidence.in_favour.get(row, ()))

    def screened(self, row: int, listing: Listing | None = None) -> Screened:
        """Return the decision record of one row; `listing` is that row, where the caller has it at hand."""
        if listing is None:
            listing = batch_to_listings(self.batch.slice(row, 1))[0]
        policy = self.policy
        told = (policy.reasons(row), policy.fired(row), policy.shadow_fired(row))
        return self._record(row, listing, policy.decision(row), float(self.scores[row]), told)

    def screened_all(self, listings: Sequence[Listing]) -> list[Screened]:
        """Return the decision records of all rows, given the listings that the batch was made of."""
        # All rows at once: asking every rule about every row would cost more than the rules did.
        scores, codes = self.scores.tolist(), self.policy.decision_codes.tolist()
        rows = zip(listings, codes, scores, self.policy.told(), strict=True)
        return [
            self._record(row, listing, DECISIONS[code], score, told)
            for row, (listing, code, score, told) in enumerate(rows)
        ]

    def _record(self, row: int, listing: Listing, decision: Decision, score: float, told: Told) -> Screened:
        reasons, rules, shadow_rules = told
        return Screened(
            listing_id=listing.listing_id,
            version=listing.version,
            listing_hash=listing_hash(listing),
            decision=decision,
            score=score,
            reasons=reasons,
            rules=rules,
            shadow_rules=shadow_rules,
            evidence=self.evidence(row),
            counter_evidence=self.counter_evidence(row),
            snapshot=self._snapshot,
        )

    def to_arrow(self, language: str = "en", brand_names: dict[str, str] | None = None) -> Any:
        """Return one row a listing in `OUTPUT_SCHEMA`; `words` are in the language asked for."""
        rows = self.batch.num_rows
        names = brand_names or {}
        return pa.record_batch(
            [
                self.batch.column("listing_id"),
                self.decisions,
                self.columns["score"],
                self.policy.reasons_array(),
                _evidence_array(self._evidence.against, rows, language, names),
                _evidence_array(self._evidence.in_favour, rows, language, names),
                pa.repeat(pa.scalar(self._snapshot), rows),
            ],
            schema=OUTPUT_SCHEMA,
        )


class Screener:
    """Screens listings under one snapshot. Building it takes about a second for 2,000 brands; it is then read-only."""

    def __init__(self, snapshot: Snapshot) -> None:
        """Build every signal, the score and the policy of the snapshot.

        Raises:
            InvalidInputError: weights or rules name a signal that there is not, or an example of a rule fails.
        """
        self.snapshot = snapshot
        registry, as_of = snapshot.registry, snapshot.as_of
        self._index = TextIndex(registry, snapshot.vocabulary)
        self.signals: tuple[Signal, ...] = (
            ListingFacts(registry, as_of),
            LanguageSignal(registry, as_of),
            BrandMentions(registry, as_of, self._index, min_certainty=snapshot.weights.min_certainty),
            SlangSignal(registry, as_of, self._index),
            ContextSignal(registry, as_of, self._index),
            PriceSignal(registry, as_of),
            IdentifierSignal(registry, as_of),
            SellerSignal(registry, as_of),
        )
        self.model = AdditiveModel(snapshot.weights)
        problems = self.model.problems(signal_names(), "weights.yaml")
        if problems:
            raise InvalidInputError(problems)
        self.policy: CompiledPolicy = compile_policy(snapshot.policy, signal_names(), as_of)
        self.brand_names = {brand.brand_id: brand.name for brand in registry.brands}

    def screen(self, batch: Any) -> Screening:
        """Screen an Arrow batch of the listing schema, of any length; memory grows with it."""
        slices = [
            self._measure(batch.slice(start, SLICE_ROWS)) for start in range(0, max(batch.num_rows, 1), SLICE_ROWS)
        ]
        columns = slices[0].columns
        if len(slices) > 1:
            columns = {name: pa.concat_arrays([part.columns[name] for part in slices]) for name in _NAMES}
        policy = self.policy.evaluate(columns)
        return Screening(batch, columns, _by_side(slices), policy, self.snapshot.hash)

    def screen_listings(self, listings: Sequence[Listing]) -> list[Screened]:
        """Screen listings together and return their decision records, in their order."""
        if not listings:
            return []
        return self.screen(listings_to_batch(listings)).screened_all(listings)

    def screen_listing(self, listing: Listing) -> Screened:
        """Screen one listing; for many, `screen_listings` is much faster a listing."""
        return self.screen_listings([listing])[0]

    def known(self, batch: Any) -> dict[str, Any]:
        """Return what all signals find in a batch of at most `SLICE_ROWS`, with texts' analysis and mentions."""
        return self._run(batch)[0]

    def _measure(self, batch: Any) -> _Slice:
        known, evidence = self._run(batch)
        return _Slice({name: known[name] for name in _NAMES}, evidence)

    def _run(self, batch: Any) -> tuple[dict[str, Any], list[tuple[int, Evidence]]]:
        known: dict[str, Any] = {"analysis": self._index.analyse(batch)}
        evidence: list[tuple[int, Evidence]] = []
        for signal in self.signals:
            result = signal.evaluate(batch, known)
            known.update(result.columns)
            evidence += result.evidence
        probability, score = self.model.evaluate(known)
        known |= {"probability": pa.array(probability), "score": pa.array(score)}
        return known, evidence


def _by_side(slices: Sequence[_Slice]) -> _Sides:
    """Return the evidence of all slices by side and row."""
    sides = _Sides({}, {})
    for at, part in enumerate(slices):
        first = at * SLICE_ROWS
        for row, item in part.evidence:
            rows = sides.against if EVIDENCE_CODES[item.code] == "against" else sides.in_favour
            rows.setdefault(first + row, []).append(item)
    for rows in (sides.against, sides.in_favour):
        for items in rows.values():
            if len(items) > 1:
                items.sort(key=_strength)
    return sides


def _strength(item: Evidence) -> tuple[float, str, str, int, int, str]:
    """Order evidence: strongest first, and the rest so that the order never depends on how it was found."""
    return (-item.weight, item.code, item.field, item.start, item.end, item.brand)


def _evidence_array(evidence: dict[int, list[Evidence]], rows: int, language: str, brand_names: dict[str, str]) -> Any:
    """Return the evidence of one side as an Arrow list array of `EVIDENCE_TYPE`."""
    counts = np.zeros(rows + 1, dtype=np.int32)
    items: list[Evidence] = []
    for row in sorted(evidence):
        items += evidence[row]
        counts[row + 1] = len(evidence[row])
    fields = [field for field in EVIDENCE_TYPE if field.name != "words"]
    values = list(zip(*map(msgspec.structs.astuple, items), strict=True)) or [()] * len(fields)
    columns = [pa.array(column, type=field.type) for column, field in zip(values, fields, strict=True)]
    words = [evidence_words(item, language, brand_names.get(item.brand, item.brand)) for item in items]
    columns.append(pa.array(words, type=pa.string()))
    structs = pa.StructArray.from_arrays(columns, fields=list(EVIDENCE_TYPE))
    return pa.ListArray.from_arrays(pa.array(np.cumsum(counts, dtype=np.int32)), structs)

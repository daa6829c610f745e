"""What a policy says about a batch: which rules fired where, the decisions, and the reasons, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from countermark.engine.decision import Decision
from countermark.engine.policy.bits import Bits, Flags, count, is_set, to_mask, unpack
from countermark.engine.policy.model import Mode, Rule

DECISIONS: Final = tuple(Decision)
"""Decision of each code: 0 allow, 1 review, 2 hold, 3 block."""
Told: TypeAlias = tuple[list[str], list[str], list[str]]
"""Of one listing: reason codes, live rules that fired, shadow rules that fired."""


@dataclass(frozen=True, slots=True)
class PolicyResult:
    """The policy's answer for a batch of `rows` listings."""

    rows: int
    ranked: tuple[Rule, ...]
    """All rules: those that decide from most to least severe, then the exemptions, in the file's order."""
    bits: Mapping[str, Bits]
    """Rule id -> where it fired. For an exemption: where it took at least one rule away."""
    exempted_bits: Mapping[str, Bits]
    """Rule id -> where it would have fired and an exemption took it away; only rules that an exemption names."""
    decision_codes: npt.NDArray[np.int8]
    """Decision of each listing as its severity: 0 allow, 1 review, 2 hold, 3 block."""

    def flags(self, rule: str) -> Flags:
        """Return, for each listing, whether a rule fired. An exemption fires where it takes a rule away.

        Raises:
            KeyError: the policy has no such rule.
        """
        return unpack(self.bits[rule], self.rows)

    def count(self, rule: str) -> int:
        """Return on how many listings a rule fired."""
        return count(self.bits[rule])

    def exempted_count(self, rule: str) -> int:
        """Return from how many listings an exemption took a rule away."""
        return count(self.exempted_bits[rule]) if rule in self.exempted_bits else 0

    def decision(self, row: int) -> Decision:
        """Return the decision on one listing."""
        return DECISIONS[int(self.decision_codes[row])]

    def fired(self, row: int) -> list[str]:
        """Return the ids of the live rules that fired on one listing, most severe first, exemptions last."""
        return [rule.id for rule in self._of(Mode.LIVE) if is_set(self.bits[rule.id], row)]

    def shadow_fired(self, row: int) -> list[str]:
        """Return the ids of the shadow rules that fired on one listing, most severe first, exemptions last."""
        return [rule.id for rule in self._of(Mode.SHADOW) if is_set(self.bits[rule.id], row)]

    def reasons(self, row: int) -> list[str]:
        """Return the reason codes of the live rules that fired on one listing, most severe first, without repeats."""
        return list(dict.fromkeys(rule.reason for rule in self._deciding() if is_set(self.bits[rule.id], row)))

    def fired_array(self) -> Any:
        """Return `fired` of every listing as an Arrow list array."""
        rules = self._of(Mode.LIVE)
        return self._lists([rule.id for rule in rules], [self.bits[rule.id] for rule in rules])

    def shadow_array(self) -> Any:
        """Return `shadow_fired` of every listing as an Arrow list array."""
        rules = self._of(Mode.SHADOW)
        return self._lists([rule.id for rule in rules], [self.bits[rule.id] for rule in rules])

    def reasons_array(self) -> Any:
        """Return `reasons` of every listing as an Arrow list array."""
        told: dict[str, Bits] = {}
        codes, bits = [], []
        for rule in self._deciding():
            here = self.bits[rule.id]
            earlier = told.get(rule.reason)
            codes.append(rule.reason)
            bits.append(here if earlier is None else here & ~earlier)
            told[rule.reason] = here if earlier is None else here | earlier
        return self._lists(codes, bits)

    def told(self) -> list[Told]:
        """Return `reasons`, `fired` and `shadow_fired` of every listing: for few listings, much faster than arrays."""
        told: list[Told] = [([], [], []) for _ in range(self.rows)]
        for rule in self.ranked:
            here = self.bits[rule.id]
            if to_mask(here) == 0:
                continue
            is_live = rule.mode is Mode.LIVE
            is_reason = is_live and not rule.is_exemption
            for row in np.flatnonzero(unpack(here, self.rows)).tolist():
                reasons, fired, shadow = told[row]
                (fired if is_live else shadow).append(rule.id)
                if is_reason and rule.reason not in reasons:
                    reasons.append(rule.reason)
        return told

    def _of(self, mode: Mode) -> list[Rule]:
        return [rule for rule in self.ranked if rule.mode is mode]

    def _deciding(self) -> list[Rule]:
        return [rule for rule in self._of(Mode.LIVE) if not rule.is_exemption]

    def _lists(self, labels: Sequence[str], bits: Sequence[Bits]) -> Any:
        """Return for every listing the labels whose bit is set, in their order."""
        used = [at for at, here in enumerate(bits) if here.any()]
        offsets = np.zeros(self.rows + 1, dtype=np.int32)
        if not used:
            return pa.ListArray.from_arrays(pa.array(offsets), pa.array([], type=pa.string()))
        rows = np.flatnonzero(unpack(np.bitwise_or.reduce([bits[at] for at in used]), self.rows))
        table = np.empty((len(rows), len(used)), dtype=np.bool_)
        for column, at in enumerate(used):
            table[:, column] = unpack(bits[at], self.rows)[rows]
        counts = np.zeros(self.rows, dtype=np.int32)
        counts[rows] = table.sum(axis=1)
        np.cumsum(counts, out=offsets[1:])
        at_label = np.flatnonzero(table) % len(used)  # row by row, and within a row from left to right
        values = pa.array([labels[at] for at in used], type=pa.string()).take(pa.array(at_label))
        return pa.ListArray.from_arrays(pa.array(offsets), values)

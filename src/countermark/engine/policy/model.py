"""The policy: dated, owned, tested rules from signals and score to a decision; what each field means."""

from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

import msgspec

from countermark.engine.decision import Decision

Given: TypeAlias = dict[str, bool | int | float | str]
"""Named signal values of an example; every signal that is not named counts as unknown."""

LANGUAGES: Final = ("en", "zh", "pt")
"""Languages of the words that a rule may carry."""


class Severity(StrEnum):
    """How much the rule matters, from least to most; it orders reasons of one decision."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """Position in the order low < medium < high < critical, from 0."""
        return list(Severity).index(self)


class Mode(StrEnum):
    """Whether the rule decides."""

    LIVE = "live"
    """It decides."""
    SHADOW = "shadow"
    """It is evaluated and recorded, and never changes a decision."""


class Examples(msgspec.Struct, frozen=True, rename={"pass_": "pass"}):
    """What the rule's condition must say; a live rule has at least one of each."""

    fire: tuple[Given, ...] = ()
    """The condition must hold for each."""
    pass_: tuple[Given, ...] = ()
    """The condition must not hold for any (`pass` in the file)."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """One rule. It fires when its condition holds, its jurisdiction covers the market, and nothing exempts it."""

    id: str
    """Lower-case words joined by hyphens; unique in the policy."""
    owner: str
    """Who answers for the rule: a team or a person."""
    when: str
    """The condition: an SQL boolean expression over named signals. Unknown counts as not fired."""
    decision: Decision
    """What the rule asks for. `allow` makes it an exemption: it takes the rules in `exempts` away."""
    reason: str
    """Reason code told to the seller: lower-case words joined by underscores."""
    severity: Severity
    """May be left out of the file when the decision is `allow`."""
    mode: Mode
    exempts: tuple[str, ...] = ()
    """Rule ids and reason codes that this rule takes away from a listing on which it fires; only with `allow`."""
    jurisdiction: tuple[str, ...] = ()
    """ISO 3166 alpha-2 codes of markets; empty for everywhere. A listing without a market is in none of them."""
    effective_from: date | None = None
    """First day on which the rule is in force, judged at the snapshot's date."""
    effective_to: date | None = None
    """Last day on which the rule is in force."""
    note: str = ""
    """Why the rule is there, for the next person."""
    words: dict[str, str] = msgspec.field(default_factory=dict)
    """Language -> what the seller is told, for a reason code that is not built in; English at least."""
    examples: Examples = msgspec.field(default_factory=Examples)

    def in_force(self, as_of: date) -> bool:
        """Return whether the day lies within `effective_from` and `effective_to`, both included."""
        after_start = self.effective_from is None or self.effective_from <= as_of
        return after_start and (self.effective_to is None or as_of <= self.effective_to)

    @property
    def is_exemption(self) -> bool:
        """Whether the rule takes other rules away instead of asking for a decision."""
        return self.decision is Decision.ALLOW


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A test of the whole policy: what all live rules together must decide, as if every rule were in force."""

    note: str
    """What the case shows."""
    given: Given
    decision: Decision
    reasons: tuple[str, ...] | None = None
    """The exact reason codes, most severe first; not checked when missing."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A policy file, read: its types hold. Whether its rules compile is for `compile_policy` to say."""

    name: str
    owner: str
    version: str
    rules: tuple[Rule, ...] = ()
    cases: tuple[Case, ...] = ()

    def words_for(self, reason: str, language: str) -> str | None:
        """Return what a rule of this policy says to the seller for a reason code, in a language or else in English.

        None when no rule has words for it: the words of built-in codes are in `engine.messages`.
        """
        for rule in self.rules:
            if rule.reason == reason and rule.words:
                return rule.words.get(language) or rule.words.get("en")
        return None

"""How rules act on each other: which exemption takes which rule away, and which rules ask for which decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TypeVar

from countermark.engine.policy.bits import Bits
from countermark.engine.policy.model import Mode, Rule
from countermark.engine.policy.result import DECISIONS

Where = TypeVar("Where", Bits, int)
"""Where a rule holds: packed bits, or a mask of `masks.py`; both take `&`, `|` and `~`."""


@dataclass(frozen=True, slots=True)
class Links:
    """The rules of a policy as far as they act on each other, by their ids; worked out once."""

    taken: tuple[tuple[str, str], ...]
    """Exemption and rule that it takes away: live ones take from all rules, shadow ones from shadow rules."""
    live: tuple[tuple[str, tuple[str, ...]], ...]
    """Live exemptions with the live rules that they name."""
    shadow: tuple[tuple[str, tuple[str, ...]], ...]
    """Shadow exemptions with the live rules that they name."""
    deciding: tuple[tuple[str, ...], ...]
    """The live rules that ask for each decision but `allow`, from mild to severe."""


def make_links(rules: Sequence[Rule], targets: Mapping[str, Sequence[str]]) -> Links:
    """Return the links between rules.

    Args:
        rules: all of a policy.
        targets: exemption -> ids of the rules that it names.
    """
    modes = {rule.id: rule.mode for rule in rules}
    named = {
        mode: tuple(
            (exemption, tuple(target for target in named if modes[target] is Mode.LIVE))
            for exemption, named in targets.items()
            if modes[exemption] is mode
        )
        for mode in Mode
    }
    taken = tuple(
        (exemption, target)
        for exemption, named in targets.items()
        for target in named
        if modes[exemption] is Mode.LIVE or modes[target] is Mode.SHADOW
    )
    deciding = tuple(
        tuple(rule.id for rule in rules if rule.mode is Mode.LIVE and rule.decision is decision)
        for decision in DECISIONS[1:]
    )
    return Links(taken, named[Mode.LIVE], named[Mode.SHADOW], deciding)


def decide(
    links: Links, holding: Mapping[str, Where], nowhere: Where
) -> tuple[dict[str, Where], dict[str, Where], list[Where]]:
    """Return where each rule fired, where exemptions took it away, and where each decision but `allow` is asked for.

    Args:
        links: of the policy.
        holding: where each rule's condition holds.
        nowhere: in the same form.
    """
    exempted: dict[str, Where] = {}
    for exemption, target in links.taken:
        here = holding[exemption] & holding[target]
        exempted[target] = exempted[target] | here if target in exempted else here
    fired = dict(holding)
    for target, here in exempted.items():
        fired[target] = holding[target] & ~here
    for exemption, targets in links.live:
        fired[exemption] = holding[exemption] & reduce(or_, map(holding.__getitem__, targets), nowhere)
    for exemption, targets in links.shadow:
        # What a shadow exemption would take away is what the live ones have left.
        fired[exemption] = holding[exemption] & reduce(or_, map(fired.__getitem__, targets), nowhere)
    decided = [reduce(or_, map(fired.__getitem__, asking), nowhere) for asking in links.deciding]
    return fired, exempted, decided

"""An explanation on the terminal. Listing texts are hostile here too: shapeless characters become visible."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from countermark.engine.messages import label
from countermark.engine.policy import Outcome, RuleExplanation
from countermark.engine.price import money
from countermark.engine.snapshot import Snapshot
from countermark.scan.card import Card, Fact, make_card
from countermark.scan.explanation import Explanation
from countermark.scan.marked import EvidenceSide, Segment
from countermark.scan.price_silence import why_not_compared
from countermark.scan.price_view import PriceView
from countermark.scan.reason_texts import ReasonTexts

_PIPED_WIDTH: Final = 120
_SCALE_WIDTH: Final = 48
_SIDES: Final = {
    "": "", "against": "bold red underline", "noted": "underline", "for": "bold cyan underline",
    "both": "bold red underline",
}  # fmt: skip
_NUMBERS: Final = {"against": "red", "noted": "dim", "for": "cyan"}
_DECISIONS: Final = {"allow": "green", "review": "magenta", "hold": "yellow", "block": "red"}


def print_explanation(explanation: Explanation, snapshot: Snapshot, *, language: str) -> None:
    """Print everything that led to the decision, the most telling first."""
    console = Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)
    reasons = ReasonTexts(snapshot.policy, language)
    names = {brand.brand_id: brand.name for brand in snapshot.registry.brands}
    card = make_card(explanation.shown, reasons=reasons, registry=snapshot.registry, brand_names=names)
    console.print(_head(explanation))
    console.print(Padding(_listing(card, language), (1, 2, 0, 2)))
    for code, title, words in card.reasons:
        console.print(Padding(Text.assemble(("Reason  ", "dim"), (title, "bold"), f" ({code})\n{words}"), (1, 2, 0, 2)))
    _section(
        console,
        "Price against the genuine band",
        _price(card.price) if card.price else _no_price(explanation, snapshot),
    )
    _section(console, "Speaks against the listing", _facts(card.against, "against"))
    if card.noted:
        _section(console, "Also noted", _facts(card.noted, "noted"))
    _section(console, "Speaks for the listing", _facts(card.speaks_for, "for"))
    _section(console, f"Score {explanation.screened.score:.2f} of 100: what moved it", _score(explanation))
    fired = [rule for rule in explanation.rules if rule.outcome is not Outcome.NOT_FIRED]
    _section(console, "Rules that fired, or would have", _rules(fired, explanation.rules))
    _section(console, "Rules that did not fire, and why", _idle_rules(explanation.rules))
    _section(console, "Signals", _signals(explanation.signals))
    console.print(Padding(Text(f"Snapshot {snapshot.hash}, as of {snapshot.as_of}", style="dim"), (1, 0, 0, 0)))


def _section(console: Console, heading: str, body: Any) -> None:
    console.print(Padding(Text(heading, style="bold"), (1, 0, 0, 0)))
    console.print(Padding(body, (0, 2)))


def _head(explanation: Explanation) -> Text:
    screened, listing = explanation.screened, explanation.listing
    decision = screened.decision.value
    return Text.assemble(
        (f" {decision.upper()} ", f"bold reverse {_DECISIONS[decision]}"),
        f"  score {screened.score:.1f}  ",
        ("listing ", "dim"),
        _plain(listing.listing_id),
        ("  seller ", "dim"),
        _plain(listing.seller_id),
        (f"  row {explanation.row:,}", "dim"),
    )


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


def _listing(card: Card, language: str) -> Group:
    parts = [_stretches(card.title.parts, language, style="bold")]
    if card.description.parts:
        parts.append(_stretches(card.description.parts, language))
    if card.brand:
        parts.append(Text.assemble(("brand field  ", "dim"), _run(card.brand, language)))
    return Group(*parts)


def _stretches(stretches: Iterable[Sequence[Segment]], language: str, style: str = "") -> Text:
    return Text(" […] ", style="dim").join([_run(parts, language, style) for parts in stretches])


def _run(parts: Iterable[Segment], language: str, style: str = "") -> Text:
    text = Text(style=style)
    for part in parts:
        if part.hidden:
            text.append(f"<{part.text}>", "black on yellow")
        else:
            text.append(part.text, _SIDES[part.side])
        for mark in part.ends:
            kind = f" {label('disguise', mark.label, language)}" if mark.label else ""
            text.append(f"[{mark.number}{kind}]", _NUMBERS[mark.side])
    return text


def _price(price: PriceView) -> Group:
    at, low = (round(price.position(value) * _SCALE_WIDTH) for value in (price.price, price.low))
    high = round(price.position(price.high or price.low) * _SCALE_WIDTH)
    scale = Text("".join("=" if low <= place <= high else "-" for place in range(_SCALE_WIDTH + 1)), style="cyan")
    pin = Text(" " * at + "^ " + money(price.price, price.currency), style="red" if price.ratio < 1 else "cyan")
    end = f" to {money(round(price.high), price.currency)}" if price.high else " or more"
    words = f"{price.ratio:.0%} of the lowest genuine price; genuine {money(round(price.low), price.currency)}{end}"
    return Group(scale, pin, Text(words + (f" ({_plain(price.compared)})" if price.compared else "")))


def _no_price(explanation: Explanation, snapshot: Snapshot) -> Text:
    why = why_not_compared(explanation.listing, explanation.signals, snapshot.registry)
    return Text(f"not compared: {_plain(why)}", style="dim")


def _facts(facts: Sequence[Fact], side: EvidenceSide) -> Any:
    if not facts:
        return Text("nothing", style="dim")
    table = _grid()
    for fact in facts:
        table.add_row(
            Text(f"[{fact.number}]", style=_NUMBERS[side]), _run(fact.words, "en"), Text(fact.field, style="dim")
        )
    return table


def _score(explanation: Explanation) -> Table:
    table = _grid(justify="right")
    for item in explanation.contributions:
        value = "" if item.value is None else f"{item.column} = {_value(item.value)}"
        style = "red" if item.log_odds > 0 else "cyan"
        table.add_row(Text(f"{item.log_odds:+.3f}", style=style), Text(item.term), Text(value, style="dim"))
    return table


def _rules(rules: Sequence[RuleExplanation], all_rules: Sequence[RuleExplanation]) -> Any:
    if not rules:
        return Text(f"none of the {len(all_rules)}", style="dim")
    table = _grid()
    for rule in rules:
        outcome = rule.outcome.value.replace("_", " ")
        by = f" by {', '.join(rule.exempted_by)}" if rule.exempted_by else ""
        parts = "  AND  ".join(part.text for part in rule.conjuncts)
        what = Text(f"{rule.mode}, {rule.decision}: {outcome}{by}")
        table.add_row(Text(rule.rule, style="bold"), Group(what, Text(f"{parts}\n{_values(rule)}", style="dim")))
    return table


def _idle_rules(rules: Sequence[RuleExplanation]) -> Any:
    idle = [rule for rule in rules if rule.outcome is Outcome.NOT_FIRED]
    if not idle:
        return Text("none", style="dim")
    table = _grid()
    for rule in idle:
        failed = [f"{part.text} ({'not known' if part.holds is None else 'false'})" for part in rule.failed]
        table.add_row(Text(rule.rule), Text("; ".join(failed), style="dim"))
    return table


def _values(rule: RuleExplanation) -> str:
    return ", ".join(f"{name} = {_value(value)}" for name, value in rule.values.items())


def _signals(signals: dict[str, Any]) -> Table:
    table = _grid()
    known = [(name, value) for name, value in signals.items() if value is not None]
    half = (len(known) + 1) // 2
    for at, (name, value) in enumerate(known[:half]):
        other = known[half + at] if half + at < len(known) else ("", "")
        table.add_row(Text(name, style="dim"), Text(_value(value)), Text(other[0], style="dim"), Text(_value(other[1])))
    if unknown := [name for name, value in signals.items() if value is None]:
        table.add_row(Text("not known", style="dim"), Text(", ".join(unknown), style="dim"))
    return table


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    return _plain(str(value)) if value is not None else "not known"


def _grid(justify: Any = "left") -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify=justify)
    return table

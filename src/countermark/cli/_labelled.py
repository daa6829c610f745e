"""What `countermark report` and `countermark sim report` print of decisions held against labels."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from countermark.formats.labels import Labels
    from countermark.scan.labelled import Held, Row, Share

_HEAD = f"{'':<34}{'listings':>9}{'block':>7}{'hold':>7}{'review':>7}{'allow':>8}   held or blocked"


def summary(held: "Held") -> str:
    """Return the figures of decisions held against labels, for a terminal."""
    labels, total = held.labels, held.total
    lines = [f"{len(held.rows):,} listings: {total.recall.whole:,} counterfeit, {total.wrongful.whole:,} not"]
    if labels.synthetic is not None:
        made = labels.synthetic
        lines.append(
            f"SYNTHETIC: a program invented listings and truth (seed {made.seed}, Countermark {made.version})."
        )
    if held.unlabelled:
        lines.append(f"{held.unlabelled:,} more have no label and are not counted.")
    lines += [
        _line("Recall", total.recall, "counterfeits were held or blocked"),
        _line("Wrongful removals", total.wrongful, "others were held or blocked"),
        _line("Precision", total.precision, "held or blocked listings are counterfeit"),
    ]
    if value := _value(held):
        lines.append(value)
    if labels.kinds and total.missed:
        lines += [
            f"{held.hidden:,} of the {total.missed:,} missed ones give nothing away in text, price, codes or seller:",
            "they would take pictures, links between sellers, test buys, or the screening of edits.",
            f"Of those that do give themselves away, {held.showing.part:,} of {held.showing.whole:,} were stopped.",
        ]
    lines += ["", _HEAD, _row("counterfeit", total, bad=True)]
    lines += [_row(f"  {_name(labels, row)}", row, bad=True) for row in held.kinds if row.recall.whole]
    lines.append(_row("not counterfeit", total, bad=False))
    lines += [_row(f"  {_name(labels, row)}", row, bad=False) for row in held.kinds if row.wrongful.whole]
    return "\n".join(lines)


def _name(labels: "Labels", row: "Row") -> str:
    return labels.words(row.key).name.lower()[:30]


def _line(name: str, share: "Share", what: str) -> str:
    return f"{name:<18}{interval_words(share):<26}{share.part:,} of {share.whole:,} {what}"


def interval_words(share: "Share") -> str:
    """Return a share with its exact 95% interval, such as `14.1% (10.8 to 18.0)`."""
    found = share.interval
    if found is None:
        return "nothing to count"
    return f"{_percent(found.share)}% ({_percent(found.low)} to {_percent(found.high)})"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}" if share >= 0.01 or not share else f"{100 * share:.2f}"


def _value(held: "Held") -> str:
    found = held.stopped_value()
    if found is None or not found[1]:
        return ""
    part, whole = found
    currency = f"{held.labels.currency} ".lstrip()
    share = f"{_percent(part / whole)}%"
    return (
        f"{'Recall by value':<18}{share:<26}{currency}{part:,.0f} of {currency}{whole:,.0f} that counterfeits sold for"
    )


def _row(name: str, row: "Row", *, bad: bool) -> str:
    counts, share = (row.counterfeit, row.recall) if bad else (row.genuine, row.wrongful)
    allow, review, hold, block = (f"{count:,}" if count else "." for count in counts)
    return f"{name:<34}{share.whole:>9,}{block:>7}{hold:>7}{review:>7}{allow:>8}   {interval_words(share)}"

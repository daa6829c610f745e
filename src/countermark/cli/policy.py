"""`countermark policy check` and `countermark policy backtest`: are the rules sound, and what would they change."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from countermark.cli._inputs import AsOfOption, MappingOption, WeightsOption, as_date, read_file, today

if TYPE_CHECKING:
    from datetime import date

    from countermark.engine.policy import BacktestBatch, BacktestReport, CompiledPolicy, PolicyFile
    from countermark.engine.screen import Screener
    from countermark.engine.snapshot import Snapshot
    from countermark.formats.listings import ListingMapping

app: Final = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, rich_markup_mode=None
)

_DECISIONS: Final = ("allow", "review", "hold", "block")


@app.callback()
def _policy() -> None:
    """Check rules, and try them on listings before they go live."""


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="YAML file with the rules.")],
    *,
    as_of: AsOfOption = None,
) -> None:
    """Check a policy: its rules compile, its examples and cases behave. Every problem is told, with its line.

    Exit codes: 0 the policy is sound, 1 it is not, 2 the command was not understood.
    """
    found, compiled = _read(file, as_date(as_of) or today())
    typer.echo(_sound(str(file), found, compiled))
    for warning in _warnings(found):
        typer.echo(f"{file}: {warning}", err=True)


@app.command()
def backtest(  # noqa: PLR0913 - a command's options are its parameters
    new: Annotated[Path, typer.Argument(help="YAML file with the new rules.")],
    *,
    against: Annotated[Path, typer.Option(help="YAML file with the old rules.")],
    listings: Annotated[list[Path], typer.Option(help="Files of listings: JSONL, JSON, CSV or Parquet.")],
    mapping: MappingOption,
    registry: Annotated[Path, typer.Option(help="Folder that describes the brands.")],
    weights: WeightsOption = None,
    as_of: AsOfOption = None,
    samples: Annotated[int, typer.Option(min=0, max=1_000, help="Listing ids to show of each change.")] = 5,
) -> None:
    """Screen listings under an old and a new policy, and show what would change: counts, samples, rule by rule."""
    from countermark.engine.policy import backtest as run_backtest  # noqa: PLC0415 - so that --help is quick
    from countermark.formats.listings import load_mapping  # noqa: PLC0415

    day = as_date(as_of) or today()
    _, before = _read(against, day)
    found, after = _read(new, day)
    reader = _Reader(listings, load_mapping(mapping), _snapshot(found, registry, weights, day))
    report = run_backtest(before, after, reader.batches(), samples=samples)
    typer.echo("\n".join(_report_lines(report)))
    if reader.rejects:
        typer.echo(f"Left out as no listings: {reader.rejects:,} rows; `countermark screen` says why", err=True)


def _read(file: Path, day: "date") -> tuple["PolicyFile", "CompiledPolicy"]:
    from countermark.engine.policy import compile_policy, read_policy  # noqa: PLC0415
    from countermark.engine.screen import signal_names  # noqa: PLC0415

    found = read_policy(read_file(file), str(file))
    return found, compile_policy(found.policy, signal_names(), day, source=found.source)


def _snapshot(found: "PolicyFile", registry: Path, weights: Path | None, day: "date") -> "Snapshot":
    from countermark.engine.model.additive import parse_weights  # noqa: PLC0415
    from countermark.engine.snapshot import Snapshot  # noqa: PLC0415
    from countermark.formats.registry_folder import read_registry  # noqa: PLC0415
    from countermark.formats.vocabulary import default_vocabulary  # noqa: PLC0415
    from countermark.starter import starter_weights  # noqa: PLC0415

    given = starter_weights() if weights is None else parse_weights(read_file(weights), str(weights))
    vocabulary = default_vocabulary()
    return Snapshot.build(read_registry(registry), found.policy, given, as_of=day, vocabulary=vocabulary)


class _Reader:
    """Screens the files part by part, with a bar on standard error, and counts the rows that are no listings."""

    def __init__(self, files: list[Path], mapping: "ListingMapping", snapshot: "Snapshot") -> None:
        from countermark.formats.listings import plan_chunks  # noqa: PLC0415

        self.rejects = 0
        self._mapping = mapping
        self._snapshot = snapshot
        self._plan = [(file, ref) for file in files for ref in plan_chunks(file, mapping)]

    def batches(self) -> Iterator["BacktestBatch"]:
        """Yield the signals of each part."""
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        from countermark.engine.screen import Screener  # noqa: PLC0415

        screener = Screener(self._snapshot)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Screening", total=sum(ref.rows for _, ref in self._plan))
            for batch, rows in self._screened(screener):
                yield batch
                bar.advance(task, rows)

    def _screened(self, screener: "Screener") -> Iterator[tuple["BacktestBatch", int]]:
        from countermark.engine.policy import BacktestBatch  # noqa: PLC0415
        from countermark.formats.listings import read_chunk  # noqa: PLC0415

        now = datetime.now(UTC)
        for file, ref in self._plan:
            chunk = read_chunk(file, self._mapping, ref, now=now)
            self.rejects += len(chunk.rejects)
            if chunk.batch.num_rows:
                screening = screener.screen(chunk.batch)
                yield BacktestBatch(chunk.batch.column("listing_id"), screening.columns), ref.rows


def _sound(file: str, found: "PolicyFile", compiled: "CompiledPolicy") -> str:
    policy = found.policy
    live = sum(rule.mode == "live" for rule in policy.rules)
    examples = sum(len(rule.examples.fire) + len(rule.examples.pass_) for rule in policy.rules)
    lines = [
        f"{file}: ok",
        f"  policy {policy.name}, version {policy.version}, owner {policy.owner}",
        f"  {len(policy.rules)} rules: {live} live, {len(policy.rules) - live} shadow",
        f"  {examples} examples and {len(policy.cases)} cases behave",
    ]
    sleeping = [each.rule.id for each in compiled.rules if not each.in_force]
    if sleeping:
        lines.append(f"  not in force on {compiled.as_of}: {', '.join(sleeping)}")
    return "\n".join(lines)


def _warnings(found: "PolicyFile") -> list[str]:
    from countermark.engine.messages import known_reasons  # noqa: PLC0415

    known = set(known_reasons())
    return [
        f"rule {rule.id}: the reason {rule.reason!r} is not built in and has no words; the seller would read the code"
        for rule in found.policy.rules
        if not rule.is_exemption and rule.reason not in known and found.policy.words_for(rule.reason, "en") is None
    ]


def _report_lines(report: "BacktestReport") -> list[str]:
    share = 100 * report.changed / max(report.listings, 1)
    lines = [f"{report.listings:,} listings; {report.changed:,} ({share:.2f}%) would get another decision", ""]
    lines.append(f"{'before | after':<16}" + "".join(f"{name:>14}" for name in _DECISIONS))
    for name, row in zip(_DECISIONS, report.matrix, strict=True):
        lines.append(f"{name:<16}" + "".join(f"{count:>14,}" for count in row))
    for change in report.changes:
        lines += ["", f"{change.before} -> {change.after}: {change.listings:,}"]
        lines += [f"  {_plain(sample)}" for sample in change.samples]
    lines += ["", f"{'rule':<40}{'decision':<10}{'mode':<8}{'before':>12}{'after':>12}{'exempted':>12}"]
    for rule in report.rules:
        counts = "".join(f"{_count(count):>12}" for count in (rule.before, rule.after, rule.exempted))
        lines.append(f"{rule.rule:<40}{rule.decision:<10}{rule.mode:<8}{counts}")
    return lines


def _count(count: int | None) -> str:
    return "-" if count is None else f"{count:,}"


def _plain(text: str) -> str:
    """Return a listing's id without characters that could steer the terminal."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)

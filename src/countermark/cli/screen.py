"""`countermark screen`: files of listings in, one decision with reasons for each out."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from countermark.cli._inputs import (
    AsOfOption,
    MappingOption,
    PolicyOption,
    RegistryOption,
    SnapshotOption,
    WeightsOption,
    as_date,
    check_language,
    read_snapshot,
    today,
)

if TYPE_CHECKING:
    from countermark.scan.request import Progress, ScanRequest, ScanResult

_MAX_FILES: Final = 5
_MAX_FIELDS: Final = 8
"""Fields of one file that are named; of more, the number."""


def screen(  # noqa: PLR0913 - a command's options are its parameters
    files: Annotated[list[Path], typer.Argument(help="Files of listings: JSONL, JSON, CSV or Parquet.")],
    *,
    mapping: MappingOption,
    out: Annotated[Path, typer.Option(help="Parquet file to write: one row a listing.")],
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    weights: WeightsOption = None,
    as_of: AsOfOption = None,
    snapshot: SnapshotOption = None,
    report: Annotated[Path | None, typer.Option(help="HTML page to write.")] = None,
    csv: Annotated[Path | None, typer.Option(help="The output once more as CSV, for a spreadsheet.")] = None,
    language: Annotated[str, typer.Option(help="Of evidence and report: en, zh or pt.")] = "en",
    processes: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 2,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away an unfinished scan.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 when there are rejects.")] = False,
) -> None:
    """Screen files of listings and write a decision with reasons for each.

    Interrupted or killed, the same command goes on where it stopped. Rows that cannot be screened are listed, with
    reasons, in a file beside the output that ends in .rejects.jsonl.

    Exit codes: 0 done, 1 an input is bad or something stands in the way, 2 the command was not understood,
    3 done but with rejects (only with --strict), 130 interrupted.
    """
    from countermark.formats.listings import load_mapping  # noqa: PLC0415 - so that --help is quick
    from countermark.scan.request import ScanRequest  # noqa: PLC0415
    from countermark.scan.workfolder import unfinished  # noqa: PLC0415

    check_language(language)
    begun = None if restart else unfinished(out)
    request = ScanRequest(
        files=files,
        mapping=load_mapping(mapping),
        snapshot=read_snapshot(
            snapshot=snapshot,
            registry=registry,
            policy=policy,
            weights=weights,
            as_of=as_date(as_of),
            otherwise=today() if begun is None else datetime.fromisoformat(begun.as_of).date(),
        ),
        output=out,
        now=datetime.now(UTC),
        csv=csv,
        report=report,
        language=language,
        processes=processes,
        restart=restart,
    )
    result, seconds = _run(request)
    typer.echo(_summary(request, result, seconds))
    if strict and result.tally.rejects:
        raise typer.Exit(3)


def _run(request: "ScanRequest") -> tuple["ScanResult", float]:
    from countermark.cli._progress import ScanDisplay  # noqa: PLC0415
    from countermark.scan.run import run_scan  # noqa: PLC0415
    from countermark.scan.workfolder import work_folder  # noqa: PLC0415

    try:
        with ScanDisplay() as display:
            return run_scan(request, observe=display.show), display.seconds
    except KeyboardInterrupt:
        kept = work_folder(request.output)
        typer.echo(f"What is finished is kept in {kept}: run the same command to go on.", err=True)
        raise


def _summary(request: "ScanRequest", result: "ScanResult", seconds: float) -> str:
    from countermark.engine.messages import reason_title  # noqa: PLC0415

    tally, progress = result.tally, result.progress
    rate = progress.rows_now / max(seconds, 0.001)
    lines = [f"Screened {tally.rows:,} of {tally.rows_read:,} rows in {seconds:.1f} s ({rate:,.0f} rows a second)."]
    if progress.parts_kept:
        kept = progress.rows - progress.rows_now
        lines.append(f"{kept:,} of them were screened by an earlier, interrupted run.")
    for decision, count in reversed(list(tally.counts().items())):
        lines.append(f"  {decision:<7}{count:>14,}  {100 * count / max(tally.rows, 1):6.2f}%")
    if reasons := tally.reasons.top(5):
        lines.append("Commonest reasons")
        lines += [f"  {sum(counts):>11,}  {reason_title(code, request.language)} ({code})" for code, counts in reasons]
    if tally.rejects:
        lines.append(f"{tally.rejects:,} rows could not be screened")
        for field, count in tally.reject_fields.most_common(5):
            lines.append(f"  {count:>11,}  {field or 'the row as a whole'}")
    lines += _unread(request, progress)
    lines.append(f"Output    {request.output}")
    if tally.rejects:
        lines.append(f"Rejects   {request.rejects}")
    lines += [f"CSV       {request.csv}"] if request.csv else []
    lines += [f"Report    {request.report}"] if request.report else []
    lines.append(f"Snapshot  {request.snapshot.hash}")
    return "\n".join(lines)


def _unread(request: "ScanRequest", progress: "Progress") -> Iterator[str]:
    """Yield lines about what the mapping does not read: a misspelt optional field shows itself nowhere else."""
    from countermark.formats.listings import unread_fields  # noqa: PLC0415

    files = [
        (path, unread)
        for number, path in enumerate(request.files)
        if (unread := unread_fields(request.mapping, progress.fields.get(number, {})))
    ]
    for path, unread in files[:_MAX_FILES]:
        yield f"The mapping does not read {len(unread):,} {'field' if len(unread) == 1 else 'fields'} of {path}"
        for field in unread[:_MAX_FIELDS]:
            yield f"  {field.rows:>11,}  {field.name!r}{field.hint}"
        if len(unread) > _MAX_FIELDS:
            yield f"               and {len(unread) - _MAX_FIELDS:,} more"
    if len(files) > _MAX_FILES:
        yield f"and fields of {len(files) - _MAX_FILES:,} more files"

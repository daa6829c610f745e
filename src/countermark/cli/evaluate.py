"""`countermark evaluate`: accuracy on known data sets, or on a labelled file of one's own."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console

from countermark.cli._inputs import AsOfOption, MappingOption, PolicyOption, RegistryOption, as_date, today
from countermark.engine.errors import InvalidInputError
from countermark.scan.evaluate.catalogue import suites
from countermark.scan.evaluate.own_file import POSITIVE, OwnFile, evaluate_own_file
from countermark.scan.evaluate.printing import print_report
from countermark.scan.evaluate.report import Report
from countermark.scan.evaluate.suite import MissingDataError, Suite

_PIPED_WIDTH: Final = 160
"""Columns when the output is no terminal; a table cut to 80 says nothing."""


def evaluate(  # noqa: PLR0913 - a command's options are its parameters
    target: Annotated[str, typer.Argument(metavar="[NAME|FILE]", help="A suite, or your own labelled file.")] = "",
    *,
    list_suites: Annotated[bool, typer.Option("--list", help="Name the suites and stop.")] = False,
    data: Annotated[Path | None, typer.Option(help="Folder that holds the data sets (suites).")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Decides every random choice (suites).")] = 1,
    mapping: MappingOption = "",
    registry: RegistryOption = None,
    policy: PolicyOption = None,
    label_column: Annotated[str, typer.Option(help="Where a record of your file has its label.")] = "",
    positive: Annotated[str, typer.Option(help="Labels that mean counterfeit, with commas.")] = ",".join(POSITIVE),
    as_of: AsOfOption = None,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the whole report here as JSON.")] = None,
    show: Annotated[int, typer.Option(min=0, help="Examples to print of each kind.")] = 10,
) -> None:
    """Measure accuracy, with intervals, on a known data set or on your own labelled file."""
    known = suites()
    if list_suites:
        _print_suites(known)
        return
    try:
        if target in known:
            with Console(stderr=True).status(f"measuring {target}"):
                report = _run_suite(known[target], data, seed)
        else:
            _check_file(target, known)
            _check_options({"--mapping": mapping, "--registry": registry, "--label-column": label_column})
            labels = tuple(name.strip() for name in positive.split(",") if name.strip())
            job = OwnFile(Path(target), mapping, registry or Path(), policy, label_column, labels)
            with Console(stderr=True).status(f"screening {job.file.name}"):
                report = evaluate_own_file(job, as_of=as_date(as_of) or today())
        if json_file is not None:
            _write_json(report, json_file)
    except (InvalidInputError, MissingDataError) as error:
        _stop(str(error))
    print_report(report, _console(), show=show)


def _run_suite(suite: Suite, data: Path | None, seed: int) -> Report:
    if data is None:
        raise MissingDataError(f"{suite.name} needs --data, the folder that holds the data sets")
    return suite.run(data, seed)


def _check_file(target: str, known: Mapping[str, Suite]) -> None:
    if not target:
        raise MissingDataError("name a suite or your own labelled file; `countermark evaluate --list` names the suites")
    if not Path(target).is_file():
        raise MissingDataError(f"{target}: is neither a file nor a suite; expected one of {', '.join(known)}")


def _check_options(given: Mapping[str, object]) -> None:
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise MissingDataError(f"your own file needs {', '.join(missing)} as well")


def _print_suites(known: Mapping[str, Suite]) -> None:
    width = max(map(len, known))
    for name, suite in known.items():
        typer.echo(f"{name:<{width}}  {suite.describe}")


def _write_json(report: Report, path: Path) -> None:
    text = json.dumps(report.to_json(), ensure_ascii=False, indent=2)
    try:
        # Lone surrogates cannot be written as UTF-8; nothing that a reader lets through has any.
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        _stop(f"{path}: cannot be written: {error.strerror}")


def _console() -> Console:
    return Console() if sys.stdout.isatty() else Console(width=_PIPED_WIDTH)


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)

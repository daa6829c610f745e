"""`countermark report`: a page that shows decisions beside what is known of the listings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from countermark.cli._inputs import MappingOption, PolicyOption, check_language, read_policy, today


def report(  # noqa: PLR0913 - a command's options are its parameters
    files: Annotated[list[Path], typer.Argument(help="The files of listings that were screened.")],
    *,
    mapping: MappingOption,
    registry: Annotated[Path, typer.Option(help="Folder that describes the brands.")],
    decisions: Annotated[Path, typer.Option(help="What `countermark screen` wrote.")],
    labels: Annotated[Path, typer.Option(help="CSV file: listing_id, label, and what else is known.")],
    out: Annotated[Path, typer.Option("--report", help="HTML page to write.")],
    policy: PolicyOption = None,
    language: Annotated[str, typer.Option(help="Of the page: en, zh or pt.")] = "en",
) -> None:
    """Show decisions beside labels: what was stopped, missed, and wrongly stopped.

    The labels are read after the fact; screening does not know them.
    """
    from countermark.cli._labelled import summary  # noqa: PLC0415 - so that --help is quick
    from countermark.formats.labels import read_labels  # noqa: PLC0415
    from countermark.formats.listings import load_mapping  # noqa: PLC0415
    from countermark.formats.registry_folder import read_registry  # noqa: PLC0415
    from countermark.scan.labelled_page import LabelledRequest, report_labelled  # noqa: PLC0415

    request = LabelledRequest(
        decisions=decisions,
        labels=read_labels(labels),
        files=files,
        mapping=load_mapping(mapping),
        registry=read_registry(registry),
        policy=read_policy(policy, today()),
        language=check_language(language),
        now=datetime.now(UTC),
    )
    typer.echo(summary(report_labelled(request, out)))
    typer.echo(f"\nReport    {out}")

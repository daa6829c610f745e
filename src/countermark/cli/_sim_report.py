"""`countermark sim report`: the page that shows decisions beside the truth of a world."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from countermark.cli._inputs import PolicyOption, check_language, read_policy, today


def report(
    world: Annotated[Path, typer.Argument(help="Folder of a finished world.")],
    *,
    decisions: Annotated[Path, typer.Option(help="Output of screening the world's listings.")],
    out: Annotated[Path, typer.Option("--report", help="HTML page to write.")],
    policy: PolicyOption = None,
    language: Annotated[str, typer.Option(help="Of the page: en, zh or pt.")] = "en",
) -> None:
    """Show the decisions of a screening beside the truth of the world that was screened.

    A listing counts by its decision as first posted; edits are screened by themselves.
    """
    from countermark.cli._labelled import summary  # noqa: PLC0415 - so that --help is quick
    from countermark.formats.listings import load_mapping  # noqa: PLC0415
    from countermark.formats.registry_folder import read_registry  # noqa: PLC0415
    from countermark.scan.labelled_page import LabelledRequest, report_labelled  # noqa: PLC0415
    from countermark.sim.labels import truth_labels  # noqa: PLC0415

    request = LabelledRequest(
        decisions=decisions,
        labels=truth_labels(world, check_language(language)),
        files=sorted((world / "platform" / "listings").glob("*.parquet")),
        mapping=load_mapping("countermark"),
        registry=read_registry(world / "platform" / "registry"),
        policy=read_policy(policy, today()),
        language=language,
        now=datetime.now(UTC),
    )
    typer.echo(summary(report_labelled(request, out)))
    typer.echo(f"\nReport    {out}")

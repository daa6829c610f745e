"""`countermark snapshot`: build, show and compare what decisions depend on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from countermark.cli._inputs import AsOfOption, PolicyOption, WeightsOption, as_date, read_snapshot, today

app: Final = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _snapshot() -> None:
    """Build, show and compare snapshots: all that decisions depend on."""


@app.command()
def build(  # noqa: PLR0913 - a command's options are its parameters
    *,
    registry: Annotated[Path, typer.Option(help="Folder that describes the brands.")],
    policy: PolicyOption = None,
    weights: WeightsOption = None,
    as_of: AsOfOption = None,
    out: Annotated[Path, typer.Option(help="Folder in which the snapshot is put, under its hash.")],
    catalogue: Annotated[
        list[Path] | None, typer.Option(help="File of listings that stood the test of time, to learn words from.")
    ] = None,
    mapping: Annotated[str, typer.Option(help="How to read the catalogue: a mapping's name or file.")] = "countermark",
) -> None:
    """Build a snapshot and print its folder. The same parts give the same snapshot, to the byte.

    A word in the titles of three sellers of the catalogue is taken as ordinary: it is never read as a disguised brand
    name, though it be one letter from one.
    """
    from countermark.formats.listings import load_mapping  # noqa: PLC0415 - so that --help is quick
    from countermark.formats.snapshot_folder import save_snapshot  # noqa: PLC0415
    from countermark.scan.catalogue import learn_words  # noqa: PLC0415

    made = read_snapshot(
        snapshot=None,
        registry=registry,
        policy=policy,
        weights=weights,
        as_of=as_date(as_of),
        otherwise=today(),
        words=learn_words(catalogue, load_mapping(mapping), now=datetime.now(UTC)) if catalogue else (),
    )
    typer.echo(save_snapshot(made, out))


@app.command()
def show(folder: Annotated[Path, typer.Argument(help="A snapshot folder.")]) -> None:
    """Say what a snapshot holds."""
    from countermark.engine.registry.model import TABLES  # noqa: PLC0415
    from countermark.formats.snapshot_folder import load_snapshot  # noqa: PLC0415

    found = load_snapshot(folder)
    policy = found.policy
    live = sum(rule.mode == "live" for rule in policy.rules)
    lines = [
        ("hash", found.hash),
        ("as of", str(found.as_of)),
        ("engine", found.manifest.engine),
        ("policy", f"{policy.name} {policy.version}, by {policy.owner}: {live} live rules"),
        ("", f"{len(policy.rules) - live} shadow rules, {len(policy.cases)} cases"),
        ("weights", f"{len(found.weights.terms)} terms"),
        ("vocabulary", f"{len(found.vocabulary):,} words"),
        *((table.replace("_", " "), f"{len(getattr(found.registry, table)):,}") for table in TABLES),
    ]
    for name, value in lines:
        typer.echo(f"{name:<20}{value}")


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A snapshot folder.")],
    new: Annotated[Path, typer.Argument(help="The snapshot folder that is to take its place.")],
) -> None:
    """Say in words what changed from one snapshot to another."""
    from countermark.engine.snapshot_diff import diff_snapshots  # noqa: PLC0415
    from countermark.formats.snapshot_folder import load_snapshot  # noqa: PLC0415

    lines = diff_snapshots(load_snapshot(old), load_snapshot(new))
    typer.echo("\n".join(lines) if lines else "The snapshots are the same.")

"""`countermark sim play`: run a world forward against the real engine, with sellers who adapt."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from countermark.cli._figures import show_figures, write_figures
from countermark.cli._inputs import AsOfOption, PolicyOption, WeightsOption, as_date, read_file, read_snapshot

if TYPE_CHECKING:
    from countermark.engine.snapshot import Snapshot
    from countermark.sim.play.options import PlayOptions
    from countermark.sim.play.play import Played


def play(  # noqa: PLR0913 - a command's options are its parameters
    world: Annotated[Path, typer.Argument(help="Folder of a finished world.")],
    *,
    out: Annotated[Path, typer.Option(help="Folder to write to: empty, or not there.")],
    config: Annotated[
        Path | None, typer.Option(help="YAML file: the programme's people, and how sellers react.")
    ] = None,
    policy: PolicyOption = None,
    weights: WeightsOption = None,
    registry: Annotated[
        Path | None, typer.Option("--registry", help="Folder that describes the brands, instead of the world's.")
    ] = None,
    as_of: AsOfOption = None,
    weeks: Annotated[int | None, typer.Option(help="How many weeks, instead of all.")] = None,
    reviews_per_1000: Annotated[
        float | None, typer.Option(help="Reviews in a week for each 1,000 listings of the world.")
    ] = None,
    no_adaptation: Annotated[bool, typer.Option("--no-adaptation", help="Operators never change their ways.")] = False,
    pack_key: Annotated[Path | None, typer.Option(help="File with the key of the world's sealed pack.")] = None,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Worker processes of the engine.")] = 2,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away an unfinished play.")] = False,
) -> None:
    """Run a world forward week by week against the engine: sellers adapt, reviewers err, accounts are closed.

    Interrupted or killed, the same command goes on where it stopped. `countermark sim score` compares with the truth.
    """
    from countermark.sim.play.options import read_options  # noqa: PLC0415 - so that --help is quick
    from countermark.sim.play.play import last_day, read_world  # noqa: PLC0415

    given: dict[str, Any] = {} if reviews_per_1000 is None else {"reviews_per_1000": reviews_per_1000}
    given |= {"adapts": False} if no_adaptation else {}
    options = read_options(
        b"" if config is None else read_file(config), "options" if config is None else str(config), **given
    )
    summary = read_world(world)
    snapshot = read_snapshot(
        snapshot=None, registry=registry or world / "platform" / "registry", policy=policy, weights=weights,
        as_of=as_date(as_of), otherwise=last_day(summary),
    )  # fmt: skip
    key = None if pack_key is None else read_file(pack_key)
    found, seconds = _play(world, out, snapshot, options, key=key, weeks=weeks, processes=processes, restart=restart)
    typer.echo(_words(found, out, seconds))


def _play(world: Path, out: Path, snapshot: "Snapshot", options: "PlayOptions", **how: Any) -> tuple["Played", float]:
    from countermark.cli._progress import CountDisplay  # noqa: PLC0415
    from countermark.sim.play.play import play_world  # noqa: PLC0415

    try:
        with CountDisplay("Playing", "weeks") as display:
            return play_world(world, out, snapshot, options, observe=display.show, **how), display.seconds
    except KeyboardInterrupt:
        typer.echo(f"What is finished is kept in {out}: run the same command to go on.", err=True)
        raise


def _words(found: "Played", out: Path, seconds: float) -> str:
    lines = [f"Played {found.weeks} weeks of {found.listings:,} listings in {seconds:.1f} s."]
    lines += [f"  {name:<26}{rows:>14,}" for name, rows in found.rows.items()]
    lines.append(f"{found.size / 1e6:,.1f} MB in all")
    lines.append(f"Platform  {out / 'platform'} (what the marketplace saw and did)")
    lines.append(f"Truth     {out / 'truth'} (keep it from whatever is measured)")
    lines.append(f"Snapshot  {found.snapshot}")
    lines.append(f"Play      {found.sha256}")
    return "\n".join(lines)


def show_scores(folders: list[Path], as_json: Path | None) -> None:
    """Print the figures of plays and their course, and write them as JSON if a file is named."""
    from countermark.sim.play.score import course, mean_course, score_play  # noqa: PLC0415
    from countermark.sim.score import over_worlds  # noqa: PLC0415

    found = [score_play(folder) for folder in folders]
    together = over_worlds(found)
    show_figures(together)
    courses = [course(folder) for folder in folders]
    blocks = mean_course(courses)
    typer.echo("\n" + "\n".join(_course_lines(blocks)))
    if as_json is not None:
        write_figures(as_json, folders, found, together, course=blocks)


def curve(
    worlds: Annotated[list[Path], typer.Argument(help="Folders of finished worlds.")],
    *,
    decisions: Annotated[
        list[Path] | None, typer.Option(help="Output of screening each world's listings, in their order.")
    ] = None,
    edits: Annotated[list[Path] | None, typer.Option(help="Output of screening each world's edits.")] = None,
) -> None:
    """Print how much counterfeit value a score would catch against how many honest listings it would remove.

    For two simple rules, and with --decisions for the engine's score: mean, least and most over the worlds.
    """
    from countermark.sim.curve import SIGNS, WRONGFUL, curves, signs  # noqa: PLC0415

    if any(given is not None and len(given) != len(worlds) for given in (decisions, edits)):
        raise typer.BadParameter("give --decisions (and --edits, if any) once for each world, in the same order")
    if edits is not None and decisions is None:
        raise typer.BadParameter("give --decisions with --edits")
    none: list[Path | None] = [None] * len(worlds)
    found = [curves(world, *files) for world, *files in zip(worlds, decisions or none, edits or none, strict=True)]
    typer.echo(f"{'share of honest listings removed':<44}" + "".join(f"{share:>22.3f}" for share in WRONGFUL))
    for name in found[0]:
        values = zip(*(each[name] for each in found), strict=True)
        cells = [f"{sum(row) / len(row):.2f} ({min(row):.2f} to {max(row):.2f})" for row in values]
        typer.echo(f"{name:<44}" + "".join(f"{cell:>22}" for cell in cells))
    if decisions is not None:
        told = [signs(*each) for each in zip(worlds, decisions, strict=True)]
        shares = ", ".join(f"{name} {sum(each[name] for each in told) / len(told):.2f}" for name in SIGNS)
        typer.echo(f"Evidence other than a brand's name: {shares}")


def realism(
    world: Annotated[Path, typer.Argument(help="Folder of a finished world.")],
) -> None:
    """Print how near a world is to what is known of real marketplaces, with the source of each figure.

    For worlds of the default rates and some 100,000 listings or more; in smaller ones rare things jump about.
    """
    from countermark.sim.labels import read_summary  # noqa: PLC0415 - so that --help is quick
    from countermark.sim.realism import realism as figures  # noqa: PLC0415

    summary = read_summary(world)
    typer.echo(f"World of {summary.config.listings:,} listings, seed {summary.config.seed}\n")
    typer.echo(f"{'figure':<58}{'world':>7}  {'taken as near':<16}{'':<5}{'known':<22}source")
    for figure in figures(world):
        shown = "-" if math.isnan(figure.value) else f"{figure.value:.3g}"
        near = f"{figure.low:g} to {figure.high:g}"
        is_near = "yes" if figure.is_near else "NO"
        typer.echo(f"{figure.name:<58}{shown:>7}  {near:<16}{is_near:<5}{figure.real:<22}{figure.source}")


def _course_lines(blocks: list[dict[str, float]]) -> list[str]:
    from countermark.sim.play.score import BLOCK_WEEKS, COURSE  # noqa: PLC0415

    lines = ["weeks   " + "".join(f"{name:>18}" for name in COURSE)]
    for at, block in enumerate(blocks):
        weeks = f"{at * BLOCK_WEEKS + 1}-{(at + 1) * BLOCK_WEEKS}"
        shown = [
            "-" if math.isnan(value) else f"{value:.3f}" if value <= 1 else f"{value:.1f}" for value in block.values()
        ]
        lines.append(f"{weeks:<8}" + "".join(f"{value:>18}" for value in shown))
    return lines

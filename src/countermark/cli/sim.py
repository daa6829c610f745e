"""`countermark sim`: make a marketplace whose truth is known, and hold decisions against it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from countermark.cli._figures import show_figures, write_figures
from countermark.cli._inputs import read_file
from countermark.cli._sim_report import report
from countermark.cli.sim_play import curve, play, realism, show_scores

if TYPE_CHECKING:
    from countermark.sim.config import WorldConfig
    from countermark.sim.make import Summary

app: Final = typer.Typer(
    add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _sim() -> None:
    """Make a marketplace whose truth is known, and hold decisions against it."""


@app.command()
def world(  # noqa: PLR0913 - a command's options are its parameters
    *,
    out: Annotated[Path, typer.Option(help="Folder to write to: empty, or not there.")],
    seed: Annotated[int | None, typer.Option(help="Root of all chance: the same seed gives the same world.")] = None,
    scale: Annotated[int | None, typer.Option(help="How many listings.")] = None,
    config: Annotated[Path | None, typer.Option(help="YAML file with the world's rates.")] = None,
    pack_key: Annotated[Path | None, typer.Option(help="File with the key of a sealed pack of disguises.")] = None,
    pictures: Annotated[bool, typer.Option("--pictures/--no-pictures", help="Whether to draw pictures.")] = True,
    processes: Annotated[int, typer.Option(min=1, max=256, help="Worker processes.")] = 2,
    restart: Annotated[bool, typer.Option("--restart", help="Throw away an unfinished world.")] = False,
) -> None:
    """Make a marketplace of fictional brands with everything that happens in it, and the truth beside it.

    Interrupted or killed, the same command goes on where it stopped.
    """
    key = None if pack_key is None else read_file(pack_key)
    summary, seconds = _make(_config(config, seed, scale), out, key, pictures, processes, restart)
    typer.echo(_words(summary, out, seconds))


def _config(path: Path | None, seed: int | None, scale: int | None) -> "WorldConfig":
    from countermark.sim.config import read_config  # noqa: PLC0415 - so that --help is quick

    given = {name: value for name, value in (("seed", seed), ("listings", scale)) if value is not None}
    return read_config(b"" if path is None else read_file(path), "options" if path is None else str(path), **given)


def _make(  # noqa: PLR0913, PLR0917 - as the command
    config: "WorldConfig", out: Path, key: bytes | None, pictures: bool, processes: int, restart: bool
) -> tuple["Summary", float]:
    from countermark.cli._progress import CountDisplay  # noqa: PLC0415
    from countermark.engine.errors import InvalidInputError, Problem  # noqa: PLC0415
    from countermark.sim.make import make_world  # noqa: PLC0415
    from countermark.sim.packs import MIN_KEY_BYTES  # noqa: PLC0415

    if key is not None and len(key) < MIN_KEY_BYTES:
        message = f"has {len(key)} bytes; a key has {MIN_KEY_BYTES} or more"
        raise InvalidInputError([Problem("--pack-key", None, None, message)])
    try:
        with CountDisplay("Making the world", "listings") as display:
            summary = make_world(
                config, out, key=key, pictures=pictures, processes=processes, restart=restart, observe=display.show
            )
            return summary, display.seconds
    except KeyboardInterrupt:
        typer.echo(f"What is finished is kept in {out}: run the same command to go on.", err=True)
        raise


def _words(summary: "Summary", out: Path, seconds: float) -> str:
    rate = summary.config.listings / max(seconds, 0.001)
    lines = [
        f"Made {summary.config.listings:,} listings in {seconds:.1f} s ({rate:,.0f} a second).",
    ]
    lines += [f"  {name:<26}{rows:>14,}" for name, rows in summary.rows.items() if "/registry/" not in name]
    lines.append(f"{summary.size / 1e6:,.1f} MB in all")
    lines.append(f"Platform  {out / 'platform'} (what a marketplace may see)")
    lines.append(f"Truth     {out / 'truth'} (keep it from whatever is measured)")
    lines.append(f"World     {summary.sha256}")
    return "\n".join(lines)


@app.command("contact-sheet")
def contact_sheet(
    world: Annotated[Path, typer.Argument(help="Folder of a finished world with pictures.")],
    *,
    out: Annotated[Path, typer.Option(help="JPEG to write.")],
    count: Annotated[int, typer.Option(min=1, max=400, help="How many pictures.")] = 40,
    seed: Annotated[int, typer.Option(min=0, help="Decides which pictures.")] = 1,
    truth: Annotated[bool, typer.Option("--truth", help="Draw boxes round logos and texts.")] = False,
) -> None:
    """Lay some of a world's pictures out on one sheet, with what is true about each under it."""
    from countermark.sim.make import require_drawing  # noqa: PLC0415 - so that --help is quick

    require_drawing()
    from countermark.sim.sheet import world_sheet  # noqa: PLC0415 - needs an extra, which is there now

    out.write_bytes(world_sheet(world, count, seed, boxes=truth))


@app.command()
def score(
    worlds: Annotated[list[Path], typer.Argument(help="Folders of finished worlds, or of finished plays.")],
    *,
    decisions: Annotated[
        list[Path] | None, typer.Option(help="Output of screening each world's listings, in their order.")
    ] = None,
    edits: Annotated[list[Path] | None, typer.Option(help="Output of screening each world's edits.")] = None,
    as_json: Annotated[
        Path | None, typer.Option("--json", help="File for the figures of each world and of all.")
    ] = None,
) -> None:
    """Hold the decisions of a screening, or what happened in a play, against the truth.

    With several worlds (seeds) each figure has a 95% interval over them.
    """
    from countermark.sim.folder import PLAYED  # noqa: PLC0415
    from countermark.sim.score import over_worlds, score_world  # noqa: PLC0415

    if any((folder / PLAYED).exists() for folder in worlds):
        if decisions or edits:
            raise typer.BadParameter("a play has its own decisions: give --decisions and --edits for worlds only")
        show_scores(worlds, as_json)
        return
    decisions = decisions or []
    if len(decisions) != len(worlds) or (edits is not None and len(edits) != len(worlds)):
        raise typer.BadParameter("give --decisions (and --edits, if any) once for each world, in the same order")
    of_edits: list[Path | None] = [None] * len(worlds) if edits is None else list(edits)
    found = [score_world(*each) for each in zip(worlds, decisions, of_edits, strict=True)]
    show_figures(over_worlds(found))
    if as_json is not None:
        write_figures(as_json, worlds, found, over_worlds(found))


app.command()(play)
app.command()(curve)
app.command()(realism)
app.command()(report)

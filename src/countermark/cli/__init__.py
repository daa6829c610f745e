"""The command line: arguments in, one clear message out.

Commands are loaded when they are asked for, so that `countermark --help` does not wait for libraries it does not need.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

COMMANDS: Final = {
    "screen": "Screen files of listings and write a decision with reasons for each.",
    "report": "Show decisions beside what is known of the listings.",
    "explain": "Show one listing with everything that led to its decision.",
    "snapshot": "Build, show and compare snapshots: all that decisions depend on.",
    "policy": "Check rules, and try them on recent decisions.",
    "gate": "Run the screening service that a shop asks before it posts a listing.",
    "log": "Check a decision log, and remove what is older than it may be kept.",
    "replay": "Decide a logged decision again and compare.",
    "evaluate": "Measure accuracy on labelled data.",
    "sim": "Make a marketplace whose truth is known, and hold decisions against it.",
}
"""Command name, which is also the name of its module here -> one line of help."""

INTERRUPTED: Final = 130
"""Exit code after Ctrl-C, as shells have it."""
MAX_PROBLEMS: Final = 20
"""Problems of an input that are printed; of more, the number."""


class _LazyGroup(TyperGroup):
    """Knows the commands by name and help; loads the one that is run."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("Interrupted.", err=True)
            raise typer.Exit(INTERRUPTED) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, stub, rest = super().resolve_command(ctx, args)
        return name, stub if name is None else load_command(name), rest


def load_command(name: str) -> Any:
    """Return a command of `COMMANDS`, with its module loaded."""
    module = importlib.import_module(f"countermark.cli.{name}")
    app = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
        app.command(name)(getattr(module, name))
    return typer.main.get_command(app)


def _version(value: bool) -> None:
    if value:
        from countermark import __version__  # noqa: PLC0415 - only when asked for

        typer.echo(f"countermark {__version__}")
        raise typer.Exit


def _root(
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Say it, stop.")] = False,
) -> None:
    """Keep counterfeits off a marketplace: screen listings before they are posted."""
    del debug, version  # main takes --debug wherever it stands


def _make_app() -> typer.Typer:
    app = typer.Typer(
        cls=_LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None, add_completion=True
    )
    app.callback()(_root)
    for name, line in COMMANDS.items():
        app.command(name, help=line)(_stub)
    return app


def _stub() -> None:
    """Stand for a command in the list."""


app: Final = _make_app()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave the process.

    Exit codes: 0 done; 1 an input is bad or something stands in the way; 2 the command was not understood;
    130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    try:
        app(args=[argument for argument in given if argument != "--debug"], prog_name="countermark")
    except Exception as error:
        if debug:
            raise
        typer.echo(_clean(_message(error)), err=True)
        sys.exit(1)


def _message(error: Exception) -> str:
    from countermark.engine.errors import EngineError, InvalidInputError  # noqa: PLC0415 - only on failure
    from countermark.scan.errors import ScanError  # noqa: PLC0415
    from countermark.sim.errors import SimError  # noqa: PLC0415

    if isinstance(error, InvalidInputError):
        lines = [str(problem) for problem in error.problems[:MAX_PROBLEMS]]
        if len(error.problems) > MAX_PROBLEMS:
            lines.append(f"and {len(error.problems) - MAX_PROBLEMS:,} more")
        return "\n".join(lines)
    if isinstance(error, EngineError | ScanError | SimError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return (
        f"countermark failed in a way that it should not: {type(error).__name__}: {error}\n"
        "Run the command again with --debug to see where, and please report it."
    )


def _clean(text: str) -> str:
    """Return the text without characters that could steer the terminal; messages quote what sellers wrote."""
    return "".join(char if char == "\n" or char.isprintable() else f"\\x{ord(char):02x}" for char in text)

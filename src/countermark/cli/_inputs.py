"""Options that several commands share, and what is read because of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

if TYPE_CHECKING:
    from countermark.engine.model.additive import Weights
    from countermark.engine.policy import Policy
    from countermark.engine.snapshot import Snapshot

LANGUAGES = ("en", "zh", "pt")

MappingOption: TypeAlias = Annotated[
    str, typer.Option("--mapping", help="How to read the files: the name of a shipped mapping, or a YAML file.")
]
RegistryOption: TypeAlias = Annotated[
    Path | None, typer.Option("--registry", help="Folder that describes the brands.", show_default=False)
]
PolicyOption: TypeAlias = Annotated[
    Path | None, typer.Option("--policy", help="YAML file with the rules; else those shipped.")
]
WeightsOption: TypeAlias = Annotated[
    Path | None, typer.Option("--weights", help="YAML file with the weights of the score; else those shipped.")
]
AsOfOption: TypeAlias = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day taken as today, UTC; else today.")
]
SnapshotOption: TypeAlias = Annotated[
    Path | None,
    typer.Option("--snapshot", help="Snapshot folder, instead of --registry, --policy, --weights and --as-of."),
]


def as_date(given: datetime | None) -> date | None:
    """Return the day of an --as-of, or None when it was not given."""
    return None if given is None else given.date()


def today() -> date:
    """Return today's date, UTC."""
    return datetime.now(UTC).date()


def read_snapshot(  # noqa: PLR0913 - the options of a command
    *,
    snapshot: Path | None,
    registry: Path | None,
    policy: Path | None,
    weights: Path | None,
    as_of: date | None,
    otherwise: date,
    words: Sequence[str] = (),
) -> "Snapshot":
    """Return the snapshot that the options name, or build it of the parts that they name.

    Args:
        snapshot: folder; then nothing else may be given.
        registry: folder.
        policy: file; None for the rules that come with Countermark.
        weights: file; None for those that come with Countermark.
        as_of: the day taken as today.
        otherwise: the same, when `as_of` is None.
        words: ordinary words beside those of the dictionaries.

    Raises:
        typer.BadParameter: the options do not go together.
        InvalidInputError: a file has problems.
        SnapshotError: the snapshot folder is not readable.
    """
    from countermark.formats.snapshot_folder import load_snapshot  # noqa: PLC0415 - commands load what they need

    if snapshot is not None:
        if any(given is not None for given in (registry, policy, weights, as_of)):
            raise typer.BadParameter("--snapshot holds registry, policy, weights and date: give it without them")
        return load_snapshot(snapshot)
    if registry is None:
        raise typer.BadParameter("give --registry (and --policy), or --snapshot")
    return _build(registry, policy, weights, as_of or otherwise, words)


def _build(registry: Path, policy: Path | None, weights: Path | None, as_of: date, words: Sequence[str]) -> "Snapshot":
    from countermark.engine.snapshot import Snapshot  # noqa: PLC0415
    from countermark.formats.registry_folder import read_registry  # noqa: PLC0415
    from countermark.formats.vocabulary import default_vocabulary  # noqa: PLC0415

    return Snapshot.build(
        read_registry(registry),
        read_policy(policy, as_of),
        _read_weights(weights),
        as_of=as_of,
        vocabulary=default_vocabulary().including(words) if words else default_vocabulary(),
    )


def read_policy(path: Path | None, as_of: date) -> "Policy":
    """Return the rules of a file, or those that come with Countermark.

    Args:
        path: file; None for those that come with Countermark.
        as_of: the day on which they must compile.

    Raises:
        InvalidInputError: the file cannot be read or has problems.
    """
    from countermark.engine.policy import compile_policy, read_policy  # noqa: PLC0415
    from countermark.engine.screen import signal_names  # noqa: PLC0415
    from countermark.starter import starter_policy  # noqa: PLC0415

    if path is None:
        return starter_policy()
    found = read_policy(read_file(path), str(path))
    compile_policy(found.policy, signal_names(), as_of, source=found.source)  # a typo is told before hours of work
    return found.policy


def _read_weights(path: Path | None) -> "Weights":
    from countermark.engine.errors import InvalidInputError  # noqa: PLC0415
    from countermark.engine.model.additive import AdditiveModel, parse_weights  # noqa: PLC0415
    from countermark.engine.screen import signal_names  # noqa: PLC0415
    from countermark.starter import starter_weights  # noqa: PLC0415

    if path is None:
        return starter_weights()
    weights = parse_weights(read_file(path), str(path))
    if problems := AdditiveModel(weights).problems(signal_names(), str(path)):
        raise InvalidInputError(problems)
    return weights


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        InvalidInputError: it cannot be read.
    """
    from countermark.engine.errors import InvalidInputError, Problem  # noqa: PLC0415

    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"cannot be read: {error.strerror}")]) from error


def check_language(language: str) -> str:
    """Return the language if words exist in it.

    Raises:
        typer.BadParameter: they do not.
    """
    if language not in LANGUAGES:
        raise typer.BadParameter(f"{language!r} is not one of {', '.join(LANGUAGES)}")
    return language

"""The protocol of a suite, and how a data folder that is missing is reported."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from countermark.scan.errors import ScanError
from countermark.scan.evaluate.report import Report


class MissingDataError(ScanError):
    """A suite's data are not there; the message says which file, and what to do."""


class Suite(Protocol):
    """One measurement on one data set. Suites are values: nothing is read before `run`."""

    name: str
    describe: str
    """One line: what is measured, on what."""

    def run(self, data: Path, seed: int) -> Report:
        """Measure.

        Args:
            data: the data folder, with the layout that `docs/reference/evaluate.md` gives.
            seed: decides every random choice; the same seed and data give the same report.

        Raises:
            MissingDataError: a file of the suite is not there.
            InvalidInputError: a file cannot be read.
        """
        ...


def required(data: Path, names: Sequence[str]) -> list[Path]:
    """Return the paths of the files in the data folder.

    Raises:
        MissingDataError: the folder or one of the files is not there.
    """
    if not data.is_dir():
        raise MissingDataError(f"{data}: there is no such data folder; give the folder that holds the data sets")
    paths = [data / name for name in names]
    missing = [name for name, path in zip(names, paths, strict=True) if not path.is_file()]
    if missing:
        raise MissingDataError(f"{data}: {', '.join(missing)} not found; this suite cannot run without it")
    return paths

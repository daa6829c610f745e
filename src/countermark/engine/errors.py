"""Errors of the engine. Each names the place (file, row, field) and what was expected."""

from dataclasses import dataclass


class EngineError(Exception):
    """Base of every error the engine raises on purpose."""


class SnapshotError(EngineError):
    """A snapshot cannot be built or loaded; the message says which file and why."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input, so that a person can find and mend it."""

    file: str
    """File name relative to the folder or the name given by the caller; `` `` if there is none."""
    row: int | None
    """1-based line or record number; None when the problem is about the whole file."""
    field: str | None
    """Column, key or dotted path; None when the problem is about the whole row."""
    message: str
    """What is wrong and what was expected."""

    def __str__(self) -> str:
        """Return `file:row: field: message`, leaving out what is not known."""
        place = self.file if self.row is None else f"{self.file}:{self.row}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


class InvalidInputError(EngineError):
    """An input has problems; all that were found are listed, not only the first."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

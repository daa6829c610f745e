"""Fail when a Python module is longer than 600 lines; warn above 400.

A module of that length has more than one subject: split it by noun. There is no list of exceptions.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FAIL_LINES: Final = 600
WARN_LINES: Final = 400
KINDS: Final = ("*.py", "*.pyx", "*.pxi")
FOLDERS: Final = ("src", "tests", "bench", "demo", "tools")


def module_sizes(root: Path) -> dict[Path, int]:
    """Return the lines of every Python and Cython file in the project, path relative to root -> lines."""
    sizes = {}
    for folder in FOLDERS:
        for path in sorted(path for kind in KINDS for path in (root / folder).rglob(kind)):
            with path.open("rb") as file:
                sizes[path.relative_to(root)] = sum(1 for _ in file)
    return sizes


def report(sizes: dict[Path, int]) -> tuple[list[str], list[str]]:
    """Return (failures, warnings) in words, longest module first."""
    longest = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    failures = [f"{path}: {lines} lines; at most {FAIL_LINES}" for path, lines in longest if lines > FAIL_LINES]
    warnings = [
        f"{path}: {lines} lines; more than {WARN_LINES} is a question"
        for path, lines in longest
        if WARN_LINES < lines <= FAIL_LINES
    ]
    return failures, warnings


def main(arguments: Iterable[str]) -> int:
    """Print what is too long and return the exit code."""
    root = Path(next(iter(arguments), "."))
    sizes = module_sizes(root)
    if not sizes:
        print(f"{root}: no Python module found; run this in the project's folder", file=sys.stderr)
        return 1
    failures, warnings = report(sizes)
    for line in (*warnings, *failures):
        print(line)
    print(f"module size: {len(sizes)} modules, {len(failures)} too long, {len(warnings)} to think about")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

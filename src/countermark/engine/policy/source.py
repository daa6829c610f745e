"""Where in its file each part of a policy stands, so that a problem can name the line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

from countermark.engine.errors import Problem

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the top of the document: ("rules", 0, "when")."""


@dataclass(frozen=True, slots=True)
class Source:
    """A policy's file name and the lines of its parts."""

    file: str
    lines: Mapping[Path, int] = field(default_factory=dict)
    """Path -> 1-based line; of a key, the line of the key."""

    def problem(self, path: Path, message: str, *, field_name: str | None = None) -> Problem:
        """Return a problem at the path, or at the nearest part above it whose line is known."""
        row = next((self.lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self.lines), None)
        return Problem(self.file, row, field_name if field_name is not None else field_of(path), message)


def field_of(path: Path) -> str:
    """Return a path as people read it, counting from 1: `rules[1].when`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def source_of(data: bytes, file: str) -> Source:
    """Return the lines of every key and list item of a YAML document that `documents.parse_yaml` has accepted."""
    lines: dict[Path, int] = {}
    root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    if root is not None:
        _collect(root, (), lines)
    return Source(file, lines)


def _collect(node: yaml.Node, path: Path, lines: dict[Path, int]) -> None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            lines[below] = key.start_mark.line + 1
            _collect(value, below, lines)
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            below = (*path, at)
            lines[below] = item.start_mark.line + 1
            _collect(item, below, lines)

"""YAML from outside, read without its dangers.

Rules, mappings and registries may be written by people whom we do not know. YAML's anchors and aliases can unfold a
kilobyte into gigabytes, repeated keys silently win over each other, and tags can name Python objects: all of these
are refused, with the line.
"""

from typing import Any, Final

import yaml

from countermark.engine.errors import InvalidInputError, Problem

MAX_BYTES: Final = 5_000_000
MAX_DEPTH: Final = 20


def parse_yaml(data: bytes, name: str) -> Any:
    """Return the document in `data` as plain dicts, lists, strings, numbers, booleans, dates and None.

    Args:
        data: UTF-8 text, at most `MAX_BYTES`.
        name: file name for messages.

    Raises:
        InvalidInputError: not UTF-8, not YAML, too large, nested deeper than `MAX_DEPTH`, or with an anchor, an alias,
            a tag or a repeated key; the problem names the line.
    """
    if len(data) > MAX_BYTES:
        raise InvalidInputError([Problem(name, None, None, f"is {len(data)} bytes; at most {MAX_BYTES} are read")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInputError([Problem(name, line, None, "is not UTF-8 text")]) from error
    try:
        _check_events(text, name)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader with more refusals
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        row = None if mark is None else mark.line + 1
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise InvalidInputError([Problem(name, row, None, f"is not readable YAML: {what}")]) from error
    except yaml.YAMLError as error:
        raise InvalidInputError([Problem(name, None, None, f"is not readable YAML: {error}")]) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInputError([Problem(name, None, None, f"has a value that cannot be read: {error}")]) from error


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses repeated keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT002 - signature of the base class
        keys: set[str] = set()
        for key_node, _ in node.value:
            if key_node.value.__hash__ is None:
                raise yaml.constructor.ConstructorError(None, None, "a key is not plain text", key_node.start_mark)
            if key_node.value in keys:
                message = f"key {key_node.value!r} is repeated"
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            keys.add(key_node.value)
        return super().construct_mapping(node, deep=deep)


def _check_events(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        row = event.start_mark.line + 1 if event.start_mark else None
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise InvalidInputError([Problem(name, row, None, "uses an anchor or alias (& or *); write the value out")])
        if tag is not None:
            raise InvalidInputError([Problem(name, row, None, f"uses the tag {tag}; tags are not read")])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InvalidInputError([Problem(name, row, None, f"is nested deeper than {MAX_DEPTH} levels")])

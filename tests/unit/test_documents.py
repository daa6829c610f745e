"""YAML from outside: what it can do to a reader, it does not do to this one."""

import itertools
import re
import time

import pytest

from countermark.engine.documents import MAX_BYTES, MAX_DEPTH, parse_yaml
from countermark.engine.errors import InvalidInputError


def problem_of(data: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        parse_yaml(data, "rules.yaml")
    assert len(caught.value.problems) == 1
    return str(caught.value)


def test_a_plain_document_is_read() -> None:
    data = b"\xef\xbb\xbf# with BOM\nname: a\nlist: [1, 2.5, true, null]\nday: 2026-01-31\ntext: caf\xc3\xa9\n"
    document = parse_yaml(data, "rules.yaml")
    assert document["list"] == [1, 2.5, True, None]
    assert document["text"] == "café"
    assert document["day"].isoformat() == "2026-01-31"


@pytest.mark.parametrize("data", [b"", b"# nothing\n"])
def test_an_empty_document_is_none(data: bytes) -> None:
    assert parse_yaml(data, "rules.yaml") is None


def test_a_billion_laughs_is_refused_at_its_first_anchor() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    names = "abcdefghij"
    for before, name in itertools.pairwise(names):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    start = time.process_time()
    assert (
        problem_of("\n".join(lines).encode()) == "rules.yaml:1: uses an anchor or alias (& or *); write the value out"
    )
    assert time.process_time() - start < 5


def test_a_merge_key_is_refused_with_its_line() -> None:
    assert problem_of(b"one: 1\nbase: &b {a: 1}\nuse: {<<: *b}\n").startswith("rules.yaml:2: uses an anchor or alias")


@pytest.mark.parametrize(
    ("data", "tag"),
    [
        (b"x: !!python/object/apply:os.system ['true']", "tag:yaml.org,2002:python/object/apply:os.system"),
        (b"x: !include secret.yaml", "!include"),
        (b"x: !!binary aGk=", "tag:yaml.org,2002:binary"),
    ],
)
def test_a_tag_is_refused_before_anything_is_built(data: bytes, tag: str) -> None:
    assert problem_of(data) == f"rules.yaml:1: uses the tag {tag}; tags are not read"


def test_a_repeated_key_is_refused_with_its_line() -> None:
    assert problem_of(b"a: 1\nb: 2\na: 3\n") == "rules.yaml:3: is not readable YAML: key 'a' is repeated"


def test_a_repeated_key_deep_inside_is_refused_too() -> None:
    assert problem_of(b"a:\n  - b: {c: 1, c: 2}\n").startswith(
        "rules.yaml:2: is not readable YAML: key 'c' is repeated"
    )


def test_a_key_that_is_a_list_is_refused() -> None:
    assert "a key is not plain text" in problem_of(b"? [a, b]\n: 1\n")


def test_nesting_is_bounded() -> None:
    deep = b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1)
    assert problem_of(deep) == f"rules.yaml:1: is nested deeper than {MAX_DEPTH} levels"
    assert parse_yaml(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "rules.yaml")


def test_a_million_brackets_do_not_crash() -> None:
    start = time.process_time()
    assert "is nested deeper" in problem_of(b"[" * 1_000_000)
    assert time.process_time() - start < 20


def test_a_document_that_is_too_large_is_refused_unread() -> None:
    message = f"rules.yaml: is {MAX_BYTES + 1} bytes; at most {MAX_BYTES} are read"
    assert problem_of(b"#" * (MAX_BYTES + 1)) == message


def test_bytes_that_are_no_utf8_are_refused_with_their_line() -> None:
    assert problem_of(b"a: 1\nb: caf\xe9\n") == "rules.yaml:2: is not UTF-8 text"


@pytest.mark.parametrize("data", [b"a: [1, 2", b"a: b: c", b"\tx: 1", b"a: 'open"])
def test_broken_yaml_says_that_it_is(data: bytes) -> None:
    assert re.match(r"rules\.yaml:[12]: is not readable YAML: \w", problem_of(data))


def test_a_control_character_is_refused() -> None:
    assert "is not readable YAML" in problem_of(b"a: \x00")


@pytest.mark.parametrize("data", [b"day: 2026-13-45", b"when: 2026-01-31T99:00:00Z"])
def test_a_date_that_does_not_exist_is_refused(data: bytes) -> None:
    assert "has a value that cannot be read" in problem_of(data)


def test_an_integer_of_a_million_digits_is_refused_in_time() -> None:
    start = time.process_time()
    assert "has a value that cannot be read" in problem_of(b"n: " + b"9" * 1_000_000)
    assert time.process_time() - start < 20

"""The rule language means what SQL means: polars, masks, reference and SQLite agree on every expression we make up."""

import math
import operator
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from countermark.engine.policy.frame import rule_columns, rule_frame, run_conditions
from countermark.engine.policy.functions import Type
from countermark.engine.policy.masks import flags_of
from countermark.engine.policy.nodes import Not, conjuncts
from countermark.engine.policy.program import make_program
from countermark.engine.policy.reference import evaluate
from countermark.engine.policy.syntax import parse_expression
from countermark.engine.policy.tokens import ExpressionError, Fault, show_fault
from countermark.engine.policy.types import expression_faults
from countermark.engine.policy.vectorised import vectorise

NAMES: Final = {
    "b": pa.bool_(),
    "c": pa.bool_(),
    "n": pa.int64(),
    "x": pa.float64(),
    "s": pa.string(),
    "t": pa.string(),
}
KINDS: Final = {
    "b": Type.BOOLEAN,
    "c": Type.BOOLEAN,
    "n": Type.NUMBER,
    "x": Type.NUMBER,
    "s": Type.TEXT,
    "t": Type.TEXT,
}
ALPHABET: Final = "ab%_.\\é中\n "
"""Letters, LIKE's wildcards, what regular expressions treat specially, and what is not ASCII."""

number_values = st.none() | st.sampled_from([0, 1, -1, 2, 3, 10])
float_values = st.none() | st.sampled_from([0.0, 0.5, 1.0, -2.5, 3.0, 0.1])
text_values = st.none() | st.text(ALPHABET, max_size=4)
rows_of_values = st.lists(
    st.fixed_dictionaries(
        {
            "b": st.none() | st.booleans(),
            "c": st.none() | st.booleans(),
            "n": number_values,
            "x": float_values,
            "s": text_values,
            "t": text_values,
        }
    ),
    min_size=1,
    max_size=12,
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


literal_texts = st.text(ALPHABET + "'", max_size=3).map(quoted)
literal_numbers = st.sampled_from(["0", "1", "2", "0.5", "3", "1e1", ".25"])


def numbers(depth: int) -> st.SearchStrategy[str]:
    leaf = literal_numbers | st.sampled_from(["n", "x"])
    if depth == 0:
        return leaf
    below = numbers(depth - 1)
    return st.one_of(
        leaf,
        st.tuples(below, st.sampled_from(["+", "-", "*"]), below).map(lambda parts: f"({' '.join(parts)})"),
        below.map(lambda number: f"(- {number})"),
        below.map(lambda number: f"ABS({number})"),
        below.map(lambda number: f"CEIL({number})"),
        below.map(lambda number: f"FLOOR({number})"),
        below.map(lambda number: f"ROUND({number})"),
        st.tuples(below, below).map(lambda pair: f"COALESCE({pair[0]}, {pair[1]})"),
        texts(0).map(lambda text: f"LENGTH({text})"),
        st.tuples(conditions(0), below, below).map(
            lambda parts: f"CASE WHEN {parts[0]} THEN {parts[1]} ELSE {parts[2]} END"
        ),
    )


def texts(depth: int) -> st.SearchStrategy[str]:
    leaf = literal_texts | st.sampled_from(["s", "t"])
    if depth == 0:
        return leaf
    below = texts(depth - 1)
    return leaf | st.tuples(below, below).map(lambda pair: f"COALESCE({pair[0]}, {pair[1]})")


def conditions(depth: int) -> st.SearchStrategy[str]:
    leaf = st.sampled_from(["b", "c", "TRUE", "FALSE", "b IS NULL", "n IS NOT NULL", "c IS TRUE", "c IS NOT FALSE"])
    if depth == 0:
        return leaf
    below, number, text = conditions(depth - 1), numbers(depth - 1), texts(depth - 1)
    negated = st.sampled_from(["", "NOT "])
    return st.one_of(
        leaf,
        st.tuples(below, st.sampled_from([" AND ", " OR "]), below).map(lambda parts: f"({''.join(parts)})"),
        st.tuples(below, st.sampled_from([" AND ", " OR "]), below, st.sampled_from([" AND ", " OR "]), below).map(
            "".join
        ),
        below.map(lambda condition: f"NOT ({condition})"),
        below.map(lambda condition: f"({condition}) IS NOT TRUE"),
        st.tuples(number, st.sampled_from(["=", "<>", "!=", "<", "<=", ">", ">="]), number).map(" ".join),
        st.tuples(text, st.sampled_from(["=", "<>"]), text).map(" ".join),
        st.tuples(number, negated, number, number).map(
            lambda parts: f"{parts[0]} {parts[1]}BETWEEN {parts[2]} AND {parts[3]}"
        ),
        st.tuples(text, negated, literal_texts, literal_texts).map(
            lambda parts: f"{parts[0]} {parts[1]}IN ({parts[2]}, {parts[3]})"
        ),
        st.tuples(number, negated, literal_numbers, literal_numbers).map(
            lambda parts: f"{parts[0]} {parts[1]}IN ({parts[2]}, -{parts[3]})"
        ),
        st.tuples(text, negated, literal_texts).map(lambda parts: f"{parts[0]} {parts[1]}LIKE {parts[2]}"),
    )


def with_polars(expression: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    columns = {name: pa.array([row[name] for row in rows], type=arrow) for name, arrow in NAMES.items()}
    frame = rule_frame(columns, KINDS)
    return run_conditions(frame, {"holds": vectorise(parse_expression(expression), "holds")})["holds"].to_list()


def with_masks(expression: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Run the condition and its negation, since a program only says where a condition holds."""
    columns = {name: pa.array([row[name] for row in rows], type=arrow) for name, arrow in NAMES.items()}
    tree = parse_expression(expression)
    negation = Not(start=tree.start, end=tree.end, operand=tree)
    program = make_program(KINDS, {"holds": (tree, ()), "fails": (negation, ())})
    found = program.run(rule_columns(columns, KINDS), len(rows))
    holds, fails = (flags_of(found[name], len(rows)).tolist() for name in ("holds", "fails"))
    assert not any(map(operator.and_, holds, fails))
    return [True if here else False if there else None for here, there in zip(holds, fails, strict=True)]


def with_reference(expression: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    tree = parse_expression(expression)
    return [evaluate(tree, row) for row in rows]


def with_sqlite(expression: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA case_sensitive_like = ON")
        # REAL throughout, since numbers of rules are double precision; an ESCAPE-free LIKE has no escape in either.
        connection.execute("CREATE TABLE listing (b, c, n REAL, x REAL, s TEXT, t TEXT)")
        connection.executemany("INSERT INTO listing VALUES (:b, :c, :n, :x, :s, :t)", rows)
        found = connection.execute(f"SELECT {expression} FROM listing ORDER BY rowid").fetchall()  # noqa: S608 - the test's own text
    finally:
        connection.close()
    return [None if value is None else bool(value) for (value,) in found]


@given(expression=conditions(3), rows=rows_of_values)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(expression="s LIKE '_a%'", rows=[{"b": None, "c": None, "n": None, "x": None, "s": "\na\n", "t": ""}])
@example(expression="b IS NOT TRUE", rows=[{"b": None, "c": None, "n": None, "x": None, "s": None, "t": None}])
@example(expression="n * n > 0", rows=[{"b": None, "c": None, "n": 2**40, "x": None, "s": None, "t": None}])
def test_polars_masks_and_reference_agree_on_every_expression(expression: str, rows: list[dict[str, Any]]) -> None:
    assert all("names no signal" in fault.message for fault in faults_of(expression))
    expected = with_reference(expression, rows)
    assert with_polars(expression, rows) == expected
    assert with_masks(expression, rows) == expected


@given(expression=conditions(3), rows=rows_of_values)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_expression_means_what_it_means_in_sqlite(expression: str, rows: list[dict[str, Any]]) -> None:
    assert with_reference(expression, rows) == with_sqlite(expression, rows)


@pytest.mark.parametrize(
    ("expression", "row", "expected"),
    [
        ("x / n > 0", {"x": 1.0, "n": 0}, None),
        ("x / n = 0.5", {"x": 1.0, "n": 2}, True),
        ("n / 2 = 0.5", {"n": 1}, True),
        ("GREATEST(x, n) = 2", {"x": None, "n": 2}, True),
        ("LEAST(x, n) = 1", {"x": 1.0, "n": 2}, True),
        ("x > 0", {"x": math.nan}, None),
        ("x > 0", {"x": math.inf}, None),
        ("x * 1e15 * 1e15 * 1e15 * x > 0", {"x": 1e300}, None),
        ("ROUND(x) = 3", {"x": 2.5}, True),
        ("ROUND(x) = -3", {"x": -2.5}, True),
        ("s ILIKE 'VELO%'", {"s": "velora"}, True),
        ("LOWER(s) = 'é中'", {"s": "É中"}, True),
        ("UPPER(s) = 'É中'", {"s": "é中"}, True),
        ("CONTAINS(s, '.')", {"s": "ab"}, False),
        ("CONTAINS(s, '.')", {"s": "a.b"}, True),
        ("CONTAINS(s, '')", {"s": ""}, True),
        ("CONTAINS(s, 'a')", {"s": None}, None),
        ("NOT CONTAINS(s, 'a')", {"s": None}, None),
        ("STARTS_WITH(s, 'a.')", {"s": "abc"}, False),
        ("ENDS_WITH(s, '薇')", {"s": "x薇"}, True),
        ("LENGTH(s) = 2", {"s": "é中"}, True),
        ("CASE WHEN b THEN NULL ELSE c END", {"b": None, "c": True}, True),
        ("CASE WHEN b THEN NULL ELSE c END", {"b": True, "c": True}, None),
        ("CASE WHEN b THEN 1 END = 1", {"b": None}, None),
        ("CASE WHEN b THEN 's' WHEN c THEN s END = 'x'", {"b": False, "c": True, "s": "x"}, True),
        ("COALESCE(b, c)", {"b": None, "c": False}, False),
        ("COALESCE(b, c)", {"b": False, "c": True}, False),
        ("COALESCE(NULL, x) = 2", {"x": 2.0}, True),
        ("b = c", {"b": True, "c": False}, False),
        ("b <> c", {"b": True, "c": False}, True),
        ("b <> c", {"b": None, "c": False}, None),
        ("ROUND(x) = 0", {"x": 0.49999999999999994}, True),
        ("1 / 0 > x", {"x": 1.0}, None),
        ("s LIKE '%a%ba_%'", {"s": "aababaX"}, True),
        ("s LIKE '%a%ba_'", {"s": "aaba"}, False),
    ],
)
def test_what_goes_beyond_sqlite_is_the_same_in_polars_masks_and_reference(
    expression: str, row: dict[str, Any], expected: bool | None
) -> None:
    whole = dict.fromkeys(NAMES) | row
    assert with_polars(expression, [whole]) == [expected]
    assert with_masks(expression, [whole]) == [expected]
    assert with_reference(expression, [whole]) == [expected]


@given(st.text(max_size=60) | st.text("()'\"-/*;,<>=!~%_ \nabxnsANDORNOTLIKEIN0123456789.", max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_either_an_expression_or_refused_with_its_place(text: str) -> None:
    for fault in faults_of(text):
        assert 0 <= fault.start <= len(text)
        assert show_fault(text, fault).startswith("line ")
        assert "^" in show_fault(text, fault)


def faults_of(text: str) -> list[Fault]:
    try:
        return expression_faults(parse_expression(text), NAMES)
    except ExpressionError as error:
        return [error.fault]


@given(expression=conditions(2))
@settings(max_examples=200, deadline=None)
def test_a_part_quoted_from_an_expression_is_itself_an_expression_of_the_same_meaning(expression: str) -> None:
    tree = parse_expression(expression)
    rows = [{"b": b, "c": True, "n": 1, "x": None, "s": "a", "t": None} for b in (True, False, None)]
    for part in conjuncts(tree):
        quoted_part = parse_expression(expression[part.start : part.end])
        assert [evaluate(quoted_part, row) for row in rows] == [evaluate(part, row) for row in rows]

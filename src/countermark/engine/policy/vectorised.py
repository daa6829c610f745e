"""Turn a checked expression into a polars expression: the fast implementation of the rule language.

We build polars expressions from our own tree, and do not hand the text to polars' SQL parser: polars 2.1 drops words
behind a complete expression without a sound, finds a text in a null at position 0, says null to `null IS NOT TRUE`,
reads 0.5 as a decimal, and lets whole numbers overflow. `reference.py` says what each part means; a property test
holds the two, and SQLite, together. Decision record: docs/adr/0003.
"""

import operator
import re
from collections.abc import Callable
from functools import reduce
from typing import Any, Final

import polars as pl

from countermark.engine.policy.nodes import (
    Arithmetic,
    Between,
    Call,
    Case,
    Comparison,
    InList,
    Is,
    Like,
    Literal,
    Logical,
    Name,
    Negative,
    Node,
    Not,
)

_RUST_SPECIAL: Final = frozenset(r"\.+*?()|[]{}^$#&-~")


def vectorise(node: Node) -> pl.Expr:
    """Return the expression over a frame whose numbers are Float64 and finite (`frame.rule_frame`).

    The tree must have passed `types.expression_faults`.
    """
    return _FORMS[type(node)](node)


def _logical(node: Logical) -> pl.Expr:
    return reduce(operator.and_ if node.operator == "AND" else operator.or_, map(vectorise, node.parts))


def _comparison(node: Comparison) -> pl.Expr:
    return _COMPARE[node.operator](vectorise(node.left), vectorise(node.right))


def _arithmetic(node: Arithmetic) -> pl.Expr:
    result = _CALCULATE[node.operator](vectorise(node.left), vectorise(node.right))
    # Division by zero and overflow give infinity or NaN, and polars holds NaN greater than any number: unknown instead.
    return pl.when(result.is_finite()).then(result)


def _in(node: InList) -> pl.Expr:
    found = vectorise(node.operand).is_in([value.value for value in node.values])
    return ~found if node.negated else found


def _between(node: Between) -> pl.Expr:
    operand = vectorise(node.operand)
    inside = (operand >= vectorise(node.low)) & (operand <= vectorise(node.high))
    return ~inside if node.negated else inside


def _is(node: Is) -> pl.Expr:
    operand = vectorise(node.operand)
    if node.value is None:
        return operand.is_not_null() if node.negated else operand.is_null()
    holds = (operand if node.value else ~operand).fill_null(False)
    return ~holds if node.negated else holds


def _case(node: Case) -> pl.Expr:
    result = pl.lit(None) if node.default is None else vectorise(node.default)
    for condition, value in reversed(node.branches):
        result = pl.when(vectorise(condition)).then(vectorise(value)).otherwise(result)
    return result


def _like(node: Like) -> pl.Expr:
    text, pattern = vectorise(node.operand), node.pattern
    if node.ignore_case:
        text, pattern = text.str.to_lowercase(), pattern.lower()
    inner = pattern.strip("%")
    starts, ends = pattern.startswith("%"), pattern.endswith("%")
    if "_" in inner or "%" in inner:
        found = text.str.contains(like_pattern(pattern))
    elif starts and ends:
        found = text.str.contains(inner, literal=True)
    elif ends:
        found = text.str.starts_with(inner)
    elif starts:
        found = text.str.ends_with(inner)
    else:
        found = text == pattern
    return ~found if node.negated else found


def like_pattern(pattern: str) -> str:
    r"""Return the LIKE pattern as a regular expression of polars: `a%` is `(?s)\Aa.*\z`."""
    parts = [_like_part(character) for character in re.sub("%+", "%", pattern)]
    return rf"(?s)\A{''.join(parts)}\z"


def _like_part(character: str) -> str:
    match character:
        case "%":
            return ".*"
        case "_":
            return "."
        case _:
            return f"\\{character}" if character in _RUST_SPECIAL else character


def _call(node: Call) -> pl.Expr:
    arguments = [vectorise(argument) for argument in node.arguments]
    if node.function in _OF_MANY:
        return _OF_MANY[node.function](arguments)
    if node.function in _OF_ONE:
        return _OF_ONE[node.function](arguments[0])
    wanted = node.arguments[1]
    if not isinstance(wanted, Literal):
        raise TypeError(f"{node.function} needs a text written out; check the expression before compiling it")
    return _SEARCH[node.function](arguments[0], str(wanted.value))


_COMPARE: Final[dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALCULATE: Final[dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_OF_ONE: Final[dict[str, Callable[[pl.Expr], pl.Expr]]] = {
    "ABS": lambda number: number.abs(),
    "CEIL": lambda number: number.ceil(),
    "FLOOR": lambda number: number.floor(),
    "ROUND": lambda number: number.round(mode="half_away_from_zero"),
    "LENGTH": lambda text: text.str.len_chars().cast(pl.Float64),
    "LOWER": lambda text: text.str.to_lowercase(),
    "UPPER": lambda text: text.str.to_uppercase(),
}
_OF_MANY: Final[dict[str, Callable[[list[pl.Expr]], pl.Expr]]] = {
    "COALESCE": pl.coalesce,
    "GREATEST": pl.max_horizontal,
    "LEAST": pl.min_horizontal,
}
_SEARCH: Final[dict[str, Callable[[pl.Expr, str], pl.Expr]]] = {
    "CONTAINS": lambda text, wanted: text.str.contains(wanted, literal=True),
    "STARTS_WITH": lambda text, wanted: text.str.starts_with(wanted),
    "ENDS_WITH": lambda text, wanted: text.str.ends_with(wanted),
}
_FORMS: Final[dict[type[Node], Callable[[Any], pl.Expr]]] = {
    Literal: lambda node: pl.lit(node.value),
    Name: lambda node: pl.col(node.name),
    Logical: _logical,
    Not: lambda node: ~vectorise(node.operand),
    Comparison: _comparison,
    Arithmetic: _arithmetic,
    Negative: lambda node: -vectorise(node.operand),
    InList: _in,
    Between: _between,
    Like: _like,
    Is: _is,
    Case: _case,
    Call: _call,
}

"""Turn a checked expression into a polars expression: the fast implementation of the rule language.

We build polars expressions from our own tree, and do not hand the text to polars' SQL parser: polars 2.1 drops words
behind a complete expression without a sound, finds a text in a null at position 0, says null to `null IS NOT TRUE`,
reads 0.5 as a decimal, and lets whole numbers overflow. `reference.py` says what each part means; a property test
holds the two, and SQLite, together. Decision record: docs/adr/0003.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Vectorised:
    """A condition over a frame whose numbers are Float64 and finite (`frame.rule_frame`)."""

    steps: tuple[pl.Expr, ...]
    """Columns that must be added to the frame first, one after the other; there are some where there is arithmetic."""
    holds: pl.Expr
    """True, false, or null where it is not known."""


def vectorise(node: Node, name: str) -> Vectorised:
    """Return a condition as polars expressions.

    Args:
        node: a tree that has passed `types.expression_faults`.
        name: tells the columns of this condition's steps from those of others.
    """
    vectoriser = _Vectoriser(name)
    holds = vectoriser.expression(node)
    return Vectorised(tuple(vectoriser.steps), holds)


class _Vectoriser:
    """Turns nodes into expressions; each part of the tree stands in the result once, so that its size stays bounded."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.steps: list[pl.Expr] = []

    def expression(self, node: Node) -> pl.Expr:
        return _FORMS[type(node)](self, node)

    def logical(self, node: Logical) -> pl.Expr:
        return reduce(operator.and_ if node.operator == "AND" else operator.or_, map(self.expression, node.parts))

    def negation(self, node: Not) -> pl.Expr:
        return ~self.expression(node.operand)

    def comparison(self, node: Comparison) -> pl.Expr:
        return _COMPARE[node.operator](self.expression(node.left), self.expression(node.right))

    def arithmetic(self, node: Arithmetic) -> pl.Expr:
        result = _CALCULATE[node.operator](self.expression(node.left), self.expression(node.right))
        step = f"{self._name}/{len(self.steps)}"
        self.steps.append(result.alias(step))
        # Division by zero and overflow give infinity or NaN, which polars holds greater than any number. The result
        # is a column of its own, since naming it twice would double the work with every level of the tree.
        return pl.when(pl.col(step).is_finite()).then(pl.col(step))

    def negative(self, node: Negative) -> pl.Expr:
        return -self.expression(node.operand)

    def in_list(self, node: InList) -> pl.Expr:
        found = self.expression(node.operand).is_in([value.value for value in node.values])
        return ~found if node.negated else found

    def between(self, node: Between) -> pl.Expr:
        inside = self.expression(node.operand).is_between(self.expression(node.low), self.expression(node.high))
        return ~inside if node.negated else inside

    def is_test(self, node: Is) -> pl.Expr:
        operand = self.expression(node.operand)
        if node.value is None:
            return operand.is_not_null() if node.negated else operand.is_null()
        holds = (operand if node.value else ~operand).fill_null(False)
        return ~holds if node.negated else holds

    def case(self, node: Case) -> pl.Expr:
        result = pl.lit(None) if node.default is None else self.expression(node.default)
        for condition, value in reversed(node.branches):
            result = pl.when(self.expression(condition)).then(self.expression(value)).otherwise(result)
        return result

    def like(self, node: Like) -> pl.Expr:
        text, pattern = self.expression(node.operand), node.pattern
        if node.ignore_case:
            text, pattern = text.str.to_lowercase(), pattern.lower()
        found = _match(text, pattern)
        return ~found if node.negated else found

    def call(self, node: Call) -> pl.Expr:
        arguments = [self.expression(argument) for argument in node.arguments]
        if node.function in _OF_MANY:
            return _OF_MANY[node.function](arguments)
        if node.function in _OF_ONE:
            return _OF_ONE[node.function](arguments[0])
        wanted = node.arguments[1]
        if not isinstance(wanted, Literal):
            raise TypeError(f"{node.function} needs a text written out; check the expression before compiling it")
        return _SEARCH[node.function](arguments[0], str(wanted.value))


def _match(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return whether a LIKE pattern matches; without a regular expression where the pattern's form allows it."""
    inner = pattern.strip("%")
    starts, ends = pattern.startswith("%"), pattern.endswith("%")
    if "_" in inner or "%" in inner:
        return text.str.contains(like_pattern(pattern))
    if starts and ends:
        return text.str.contains(inner, literal=True)
    if ends:
        return text.str.starts_with(inner)
    return text.str.ends_with(inner) if starts else text == pattern


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
_FORMS: Final[dict[type[Node], Callable[[_Vectoriser, Any], pl.Expr]]] = {
    Literal: lambda _, node: pl.lit(node.value),
    Name: lambda _, node: pl.col(node.name),
    Logical: _Vectoriser.logical,
    Not: _Vectoriser.negation,
    Comparison: _Vectoriser.comparison,
    Arithmetic: _Vectoriser.arithmetic,
    Negative: _Vectoriser.negative,
    InList: _Vectoriser.in_list,
    Between: _Vectoriser.between,
    Like: _Vectoriser.like,
    Is: _Vectoriser.is_test,
    Case: _Vectoriser.case,
    Call: _Vectoriser.call,
}

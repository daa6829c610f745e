"""Check an expression against the signals that there are: names, types, arguments. All faults are collected."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pyarrow as pa

from countermark.engine.policy.functions import FUNCTIONS, Type
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
    names_used,
)
from countermark.engine.policy.tokens import Fault
from countermark.engine.registry.suggest import did_you_mean

_SHOWN_NAMES: Final = 60


def type_of(arrow: Any) -> Type | None:
    """Return what an Arrow type is in the rule language, or None for types that rules cannot use."""
    if pa.types.is_boolean(arrow):
        return Type.BOOLEAN
    if pa.types.is_integer(arrow) or pa.types.is_floating(arrow):
        return Type.NUMBER
    if pa.types.is_string(arrow) or pa.types.is_large_string(arrow) or pa.types.is_string_view(arrow):
        return Type.TEXT
    return None


def expression_faults(node: Node, names: Mapping[str, Any]) -> list[Fault]:
    """Return everything that is wrong with an expression as the condition of a rule, in the order of its text.

    Args:
        node: the parsed expression.
        names: the signals' outputs, by name, with their Arrow types.
    """
    checker = _Checker(names)
    result = checker.check(node)
    faults = checker.faults
    if not faults and result is not Type.BOOLEAN:
        gives = "NULL" if result is None else result.value
        faults.append(Fault(node.start, node.end, f"a condition must give true or false; this gives {gives}"))
    if not faults and not names_used(node):
        faults.append(Fault(node.start, node.end, "names no signal, so it would say the same of every listing"))
    return sorted(faults, key=lambda fault: (fault.start, fault.end))


class _Checker:
    """Finds the type of each node from its parts; None stands for a type that is unknown because of a fault."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self._known_names = names
        self.faults: list[Fault] = []

    def check(self, node: Node) -> Type | None:
        return _CHECKS[type(node)](self, node)

    def signal(self, node: Name) -> Type | None:
        if node.name not in self._known_names:
            shown = node.name[:_SHOWN_NAMES]
            self._fault(node, f"there is no signal {shown!r}{did_you_mean(node.name, self._known_names)}")
            return None
        found = type_of(self._known_names[node.name])
        if found is None:
            self._fault(node, f"{node.name} is {self._known_names[node.name]}, which rules cannot use")
        return found

    def logical(self, node: Logical) -> Type:
        for part in node.parts:
            self._want(part, Type.BOOLEAN, f"{node.operator} joins conditions")
        return Type.BOOLEAN

    def negation(self, node: Not) -> Type:
        self._want(node.operand, Type.BOOLEAN, "NOT takes a condition")
        return Type.BOOLEAN

    def is_test(self, node: Is) -> Type:
        if node.value is None:
            self._known(node.operand)
        else:
            self._want(node.operand, Type.BOOLEAN, f"IS {str(node.value).upper()} asks about a condition")
        return Type.BOOLEAN

    def between(self, node: Between) -> Type:
        for part in (node.operand, node.low, node.high):
            self._want(part, Type.NUMBER, "BETWEEN compares numbers")
        return Type.BOOLEAN

    def like(self, node: Like) -> Type:
        self._want(node.operand, Type.TEXT, "LIKE looks at text")
        return Type.BOOLEAN

    def arithmetic(self, node: Arithmetic) -> Type:
        self._want(node.left, Type.NUMBER, f"{node.operator} takes numbers")
        self._want(node.right, Type.NUMBER, f"{node.operator} takes numbers")
        return Type.NUMBER

    def negative(self, node: Negative) -> Type:
        self._want(node.operand, Type.NUMBER, "the minus sign takes a number")
        return Type.NUMBER

    def case(self, node: Case) -> Type | None:
        for condition, _ in node.branches:
            self._want(condition, Type.BOOLEAN, "WHEN takes a condition")
        values = [value for _, value in node.branches]
        if node.default is not None:
            values.append(node.default)
        return self._common(values, "CASE gives values of one type")

    def comparison(self, node: Comparison) -> Type:
        left, right = self._known(node.left), self._known(node.right)
        if left is None or right is None:
            return Type.BOOLEAN
        if left is not right:
            message = f"compares {left.value} with {right.value}; both sides must be of one type"
            self._fault(node, message)
        elif left is not Type.NUMBER and node.operator not in {"=", "<>"}:
            self._fault(node, f"{node.operator} compares numbers, and this is {left.value}; only = and <> compare it")
        return Type.BOOLEAN

    def in_list(self, node: InList) -> Type:
        found = self._known(node.operand)
        if found is Type.BOOLEAN:
            self._fault(node.operand, "IN looks at a number or a text, and this is true or false")
            return Type.BOOLEAN
        for value in node.values:
            if found is not None and _literal_type(value) is not found:
                self._fault(value, f"this is {_literal_type(value).value}, and what stands before IN is {found.value}")
        return Type.BOOLEAN

    def call(self, node: Call) -> Type | None:
        function = FUNCTIONS[node.function]
        if function.takes is None:
            if len(node.arguments) < 2:
                self._fault(node, f"{node.function} takes at least two arguments")
            found = self._common(node.arguments, f"{node.function} takes arguments of one type")
            if found is not None and found not in function.only:
                self._fault(node, f"{node.function} takes numbers, and this is {found.value}")
                return None
            return function.gives or found
        if len(node.arguments) != len(function.takes):
            count = "one argument" if len(function.takes) == 1 else f"{len(function.takes)} arguments"
            self._fault(node, f"{node.function} takes {count}, and {len(node.arguments)} are given")
            return function.gives
        for argument, wanted in zip(node.arguments, function.takes, strict=True):
            self._want(argument, wanted, f"{node.function} takes {wanted.value}")
        if function.literal_second and not isinstance(node.arguments[1], Literal):
            self._fault(node.arguments[1], f"the second argument of {node.function} must be a text written out")
        return function.gives

    def _common(self, parts: list[Node] | tuple[Node, ...], why: str) -> Type | None:
        """Return the one type of all parts, NULL apart; a fault where they differ."""
        common: Type | None = None
        for part in parts:
            found = self.check(part)
            if found is None or found is Type.UNKNOWN:
                continue
            if common is not None and found is not common:
                self._fault(part, f"{why}: this is {found.value}, and the one before is {common.value}")
                return None
            common = found
        if common is None and not self.faults:
            self._fault(parts[0], f"{why}: these are all NULL")
        return common

    def _want(self, node: Node, wanted: Type, why: str) -> None:
        found = self._known(node)
        if found is not None and found is not wanted:
            self._fault(node, f"{why}, and this is {found.value}")

    def _known(self, node: Node) -> Type | None:
        found = self.check(node)
        if found is Type.UNKNOWN:
            self._fault(node, "NULL is never equal to anything; to test for unknown, write IS NULL")
            return None
        return found

    def _fault(self, node: Node, message: str) -> None:
        self.faults.append(Fault(node.start, node.end, message))


def _literal_type(node: Literal) -> Type:
    match node.value:
        case bool():
            return Type.BOOLEAN
        case float():
            return Type.NUMBER
        case str():
            return Type.TEXT
        case _:
            return Type.UNKNOWN


_CHECKS: Final[dict[type[Node], Callable[[_Checker, Any], Type | None]]] = {
    Literal: lambda _, node: _literal_type(node),
    Name: _Checker.signal,
    Logical: _Checker.logical,
    Not: _Checker.negation,
    Comparison: _Checker.comparison,
    Arithmetic: _Checker.arithmetic,
    Negative: _Checker.negative,
    InList: _Checker.in_list,
    Between: _Checker.between,
    Like: _Checker.like,
    Is: _Checker.is_test,
    Case: _Checker.case,
    Call: _Checker.call,
}

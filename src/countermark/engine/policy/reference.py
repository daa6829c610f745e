"""What a rule's expression means, slowly and plainly: the reference implementation, one listing at a time.

Unknown (NULL) follows SQL's three-valued logic: it spreads through comparisons, arithmetic and functions; AND is false
as soon as one part is false, OR true as soon as one is true, whatever else is unknown. Numbers are double precision;
an arithmetic result that is not finite (division by zero, overflow) is unknown.
"""

import math
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, TypeAlias

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
    children,
)

Value: TypeAlias = bool | float | str | None

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}
_STRICT: Final[dict[str, Callable[..., Value]]] = {
    "ABS": abs,
    "CEIL": lambda number: float(math.ceil(number)),
    "FLOOR": lambda number: float(math.floor(number)),
    "ROUND": lambda number: float(Decimal(number).quantize(Decimal(1), ROUND_HALF_UP)),
    "LENGTH": lambda text: float(len(text)),
    "LOWER": str.lower,
    "UPPER": str.upper,
    "CONTAINS": lambda text, wanted: wanted in text,
    "STARTS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
}
"""Functions of which any unknown argument makes the result unknown."""


def evaluate(node: Node, row: Mapping[str, Value]) -> Value:
    """Return the value of a checked expression for one listing.

    Args:
        node: a tree that has passed `types.expression_faults`.
        row: name -> value; numbers that are not finite count as unknown, as do names that are missing.
    """
    match node:
        case Literal():
            result = node.value
        case Name():
            result = known(row.get(node.name))
        case InList() | Between() | Like() | Is():
            result = _test(node, evaluate(node.operand, row), row)
            result = _not(result) if node.negated else result
        case Case():
            result = _case(node, row)
        case _:
            result = _combine(node, [evaluate(part, row) for part in children(node)])
    return result


def known(value: Any) -> Value:
    """Return a signal's value as the rule language sees it: numbers as floats, and None where they are not finite."""
    if value is None or isinstance(value, (bool, str)):
        return value
    return float(value) if math.isfinite(value) else None


def _combine(node: Logical | Not | Comparison | Arithmetic | Negative | Call, parts: list[Value]) -> Value:
    match node:
        case Logical():
            result = _logical(node.operator, parts)
        case Not():
            result = _not(parts[0])
        case Comparison():
            result = _compare(node.operator, *parts)
        case Arithmetic():
            result = _arithmetic(node.operator, *parts)
        case Negative():
            result = _arithmetic("-", 0.0, parts[0])
        case Call():
            result = _call(node.function, parts)
    return result


def _logical(operator: str, parts: list[Value]) -> Value:
    decisive = operator == "OR"
    if any(part is decisive for part in parts):
        return decisive
    return None if None in parts else not decisive


def _not(value: Value) -> Value:
    return None if value is None else not value


def _compare(operator: str, left: Value, right: Value) -> Value:
    return None if left is None or right is None else _COMPARE[operator](left, right)


def _arithmetic(operator: str, left: Any, right: Any) -> Value:
    if left is None or right is None or (operator == "/" and right == 0):
        return None
    match operator:
        case "+":
            result = left + right
        case "-":
            result = left - right
        case "*":
            result = left * right
        case _:
            result = left / right
    return known(result)


def _test(node: InList | Between | Like | Is, value: Any, row: Mapping[str, Value]) -> Value:
    match node:
        case Is():
            return value is node.value
        case InList():
            return None if value is None else any(value == item.value for item in node.values)
        case Between():
            low, high = evaluate(node.low, row), evaluate(node.high, row)
            return _logical("AND", [_compare(">=", value, low), _compare("<=", value, high)])
        case Like():
            if value is None:
                return None
            text, pattern = (value.lower(), node.pattern.lower()) if node.ignore_case else (value, node.pattern)
            return _like(text, pattern)


def _like(text: str, pattern: str) -> bool:
    """Match from the left; `reached` holds the positions in the pattern that the text read so far may have reached."""
    reached = _skip_runs({0}, pattern)
    for character in text:
        after = {at + 1 for at in reached if at < len(pattern) and pattern[at] in {character, "_"} - {"%"}}
        reached = _skip_runs(after | {at for at in reached if pattern[at : at + 1] == "%"}, pattern)
    return len(pattern) in reached


def _skip_runs(reached: set[int], pattern: str) -> set[int]:
    """Add the positions behind every % that stands at a reached position: it may match nothing."""
    for at in sorted(reached):
        behind = at
        while pattern[behind : behind + 1] == "%":
            behind += 1
            reached = reached | {behind}
    return reached


def _case(node: Case, row: Mapping[str, Value]) -> Value:
    for condition, value in node.branches:
        if evaluate(condition, row) is True:
            return evaluate(value, row)
    return None if node.default is None else evaluate(node.default, row)


def _call(function: str, arguments: list[Any]) -> Value:
    found = [argument for argument in arguments if argument is not None]
    match function:
        case "COALESCE":
            return found[0] if found else None
        case "GREATEST":
            return max(found, default=None)
        case "LEAST":
            return min(found, default=None)
        case _:
            return None if len(found) < len(arguments) else _STRICT[function](*arguments)

"""Turn the conditions of a policy into one list of steps over masks: the implementation for small batches.

Polars takes two milliseconds for 30 rules however few the listings are, which at the gate is most of what a decision
costs. Here every condition becomes two masks at most, where it holds and where it fails; where neither is set it is not
known. A part that several rules share is worked out once. `reference.py` says what each part means; a property test
holds it, polars and this together.
"""

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np

from countermark.engine.policy import masks
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
)

Slot: TypeAlias = int
"""Where the result of a step stands."""
_Step: TypeAlias = tuple[Callable[..., Any], tuple[Slot, ...], tuple[Any, ...]]
"""A function, the slots of its arguments, and arguments that are the same for every batch."""

_ROWS: Final = 0
_FULL: Final = 1
_GIVEN: Final = 2
"""Slots that are filled before the first step: number of rows, mask of all of them; then the columns."""


class Program:
    """Steps that find where each of some conditions holds; made by `make_program`."""

    def __init__(self, names: tuple[str, ...], steps: tuple[_Step, ...], results: Mapping[str, Slot]) -> None:
        self._names = names
        self._steps = steps
        self._results = dict(results)

    def run(self, columns: Mapping[str, Any], rows: int) -> dict[str, masks.Mask]:
        """Return for each condition where it holds.

        Args:
            columns: name -> Arrow array as `frame.rule_columns` gives it, for every name of the conditions.
            rows: length of each.
        """
        values: list[Any] = [rows, masks.everywhere(rows), *[columns[name] for name in self._names]]
        with np.errstate(all="ignore"):
            for function, arguments, constants in self._steps:
                values.append(function(*[values[slot] for slot in arguments], *constants))
        return {name: values[slot] for name, slot in self._results.items()}


def make_program(names: Mapping[str, Type], conditions: Mapping[str, tuple[Node, tuple[str, ...]]]) -> Program:
    """Return the program of some conditions.

    Args:
        names: what they may name, with the types.
        conditions: name -> a tree that has passed `types.expression_faults`, and the markets outside which it does not
            count (none: it counts everywhere).
    """
    maker = _Maker(names)
    results = {name: maker.within(node, markets) for name, (node, markets) in conditions.items()}
    return Program(tuple(names), tuple(maker.steps), results)


class _Maker:
    """Puts the steps together; every method that takes a node returns the slot of what the node gives."""

    def __init__(self, names: Mapping[str, Type]) -> None:
        self._types = dict(names)
        self._columns = {name: _GIVEN + at for at, name in enumerate(names)}
        self.steps: list[_Step] = []
        self._slots: dict[_Step, Slot] = {}
        self._constants: dict[Slot, float] = {}
        """Slots of numbers that are the same for every batch."""

    def within(self, node: Node, markets: tuple[str, ...]) -> Slot:
        holds = self.mask(node, wanted=True)
        if not markets:
            return holds
        market = self._step(masks.column_texts, self._columns["market"])
        return self._step(masks.both, holds, self._step(masks.texts_among, market, constants=(frozenset(markets),)))

    def mask(self, node: Node, *, wanted: bool) -> Slot:
        """Where a condition is true, or where it is false; nowhere else is it known."""
        return _MASKS[type(node)](self, node, wanted=wanted)

    def numbers(self, node: Node) -> Slot:
        match node:
            case Literal():
                slot = self._step(_constant, constants=(np.nan if node.value is None else node.value,))
            case Name():
                slot = self._step(masks.column_numbers, self._columns[node.name])
            case Negative():
                slot = self._step(np.negative, self.numbers(node.operand))
            case Arithmetic():
                left, right = self.numbers(node.left), self.numbers(node.right)
                slot = self._step(masks.finite, self._step(_CALCULATE[node.operator], left, right))
            case Case():
                slot = self._cases(node, self.numbers, masks.chosen_numbers)
            case Call(function="LENGTH"):
                slot = self._step(masks.lengths, self.texts(node.arguments[0]))
            case Call() if node.function in _OF_ONE:
                slot = self._step(_OF_ONE[node.function], self.numbers(node.arguments[0]))
            case Call():
                slot = self._folded(_OF_MANY[node.function], [self.numbers(part) for part in node.arguments])
            case _:
                raise TypeError(f"{type(node).__name__} gives no number; check the expression before compiling it")
        return slot

    def texts(self, node: Node) -> Slot:
        match node:
            case Literal():
                slot = self._step(masks.repeated, _ROWS, constants=(node.value,))
            case Name():
                slot = self._step(masks.column_texts, self._columns[node.name])
            case Case():
                slot = self._cases(node, self.texts, masks.chosen_texts)
            case Call(function="LOWER"):
                slot = self._step(masks.lower, self.texts(node.arguments[0]))
            case Call(function="UPPER"):
                slot = self._step(masks.upper, self.texts(node.arguments[0]))
            case Call(function="COALESCE"):
                slot = self._folded(masks.first_text, [self.texts(part) for part in node.arguments])
            case _:
                raise TypeError(f"{type(node).__name__} gives no text; check the expression before compiling it")
        return slot

    def literal(self, node: Literal, *, wanted: bool) -> Slot:
        return _FULL if node.value is wanted else self._nowhere()

    def name(self, node: Name, *, wanted: bool) -> Slot:
        column = self._columns[node.name]
        holds = self._step(masks.column_true, column, _FULL)
        return holds if wanted else self._step(masks.without, self._step(masks.column_known, column, _FULL), holds)

    def logical(self, node: Logical, *, wanted: bool) -> Slot:
        combine = masks.both if (node.operator == "AND") is wanted else masks.either
        return self._folded(combine, [self.mask(part, wanted=wanted) for part in node.parts])

    def negation(self, node: Not, *, wanted: bool) -> Slot:
        return self.mask(node.operand, wanted=not wanted)

    def comparison(self, node: Comparison, *, wanted: bool) -> Slot:
        sign = node.operator if wanted else _OPPOSITE[node.operator]
        match self.kind(node.left):
            case Type.NUMBER:
                return self._compared(sign, self.numbers(node.left), self.numbers(node.right))
            case Type.TEXT:
                left, right = self.texts(node.left), self.texts(node.right)
                same = self._step(masks.same_texts, left, right)
                if sign == "=":
                    return same
                known = self._step(masks.both, self.known(node.left), self.known(node.right))
                return self._step(masks.without, known, same)
            case _:
                return self._alike(node.left, node.right, alike=sign == "=")

    def in_list(self, node: InList, *, wanted: bool) -> Slot:
        values = (frozenset(value.value for value in node.values),)
        if self.kind(node.operand) is Type.NUMBER:
            found = self._step(masks.numbers_among, self.numbers(node.operand), _FULL, constants=values)
        else:
            found = self._step(masks.texts_among, self.texts(node.operand), constants=values)
        return found if wanted is not node.negated else self._failing(node.operand, found)

    def between(self, node: Between, *, wanted: bool) -> Slot:
        operand, low, high = self.numbers(node.operand), self.numbers(node.low), self.numbers(node.high)
        if wanted is not node.negated:
            return self._step(masks.both, self._compared(">=", operand, low), self._compared("<=", operand, high))
        return self._step(masks.either, self._compared("<", operand, low), self._compared(">", operand, high))

    def like(self, node: Like, *, wanted: bool) -> Slot:
        texts, pattern = self.texts(node.operand), node.pattern
        if node.ignore_case:
            texts, pattern = self._step(masks.lower, texts), pattern.lower()
        found = self._step(masks.texts_matching, texts, constants=(masks.like_pattern(pattern),))
        return found if wanted is not node.negated else self._failing(node.operand, found)

    def is_test(self, node: Is, *, wanted: bool) -> Slot:
        if node.value is None:
            known = self.known(node.operand)
            return known if wanted is node.negated else self._step(masks.without, _FULL, known)
        holds = self.mask(node.operand, wanted=node.value)
        return holds if wanted is not node.negated else self._step(masks.without, _FULL, holds)

    def case(self, node: Case, *, wanted: bool) -> Slot:
        found, left = self._nowhere(), _FULL
        for condition, value in node.branches:
            here = self._step(masks.both, left, self.mask(condition, wanted=True))
            found = self._step(masks.either, found, self._step(masks.both, here, self.mask(value, wanted=wanted)))
            left = self._step(masks.without, left, here)
        if node.default is None:
            return found
        return self._step(masks.either, found, self._step(masks.both, left, self.mask(node.default, wanted=wanted)))

    def call(self, node: Call, *, wanted: bool) -> Slot:
        if node.function == "COALESCE":
            return self._coalesced(node, wanted=wanted)
        text, literal = node.arguments
        if not isinstance(literal, Literal):
            raise TypeError(f"{node.function} needs a text written out; check the expression before compiling it")
        found = self._step(_SEARCH[node.function], self.texts(text), constants=(literal.value,))
        return found if wanted else self._failing(text, found)

    def known(self, node: Node) -> Slot:
        """Where an expression is known."""
        match self.kind(node):
            case Type.NUMBER:
                return self._step(masks.known_numbers, self.numbers(node), _FULL)
            case Type.TEXT if isinstance(node, Name):
                return self._step(masks.column_known, self._columns[node.name], _FULL)
            case Type.TEXT:
                return self._step(masks.known_texts, self.texts(node), _FULL)
            case _:
                return self._step(masks.either, self.mask(node, wanted=True), self.mask(node, wanted=False))

    def kind(self, node: Node) -> Type:
        """Return what a checked expression gives; UNKNOWN for the literal NULL only."""
        match node:
            case Name():
                return self._types[node.name]
            case Literal():
                return _LITERALS[type(node.value)]
            case Arithmetic() | Negative():
                return Type.NUMBER
            case Case():
                values = [value for _, value in node.branches]
                return self._common([*values, *([] if node.default is None else [node.default])])
            case Call():
                return FUNCTIONS[node.function].gives or self._common(list(node.arguments))
            case _:
                return Type.BOOLEAN

    def _common(self, nodes: list[Node]) -> Type:
        kinds = (self.kind(node) for node in nodes)
        return next((kind for kind in kinds if kind is not Type.UNKNOWN), Type.UNKNOWN)

    def _cases(self, node: Case, give: Callable[[Node], Slot], choose: Callable[..., Any]) -> Slot:
        result = give(node.default or Literal(start=node.start, end=node.end, value=None))
        for condition, value in reversed(node.branches):
            result = self._step(choose, _ROWS, self.mask(condition, wanted=True), give(value), result)
        return result

    def _alike(self, left: Node, right: Node, *, alike: bool) -> Slot:
        """Where two conditions are known and the same, or known and different."""
        pairs = [
            self._step(masks.both, self.mask(left, wanted=value), self.mask(right, wanted=value is alike))
            for value in (True, False)
        ]
        return self._folded(masks.either, pairs)

    def _coalesced(self, node: Call, *, wanted: bool) -> Slot:
        found, left = self._nowhere(), _FULL
        for part in node.arguments:
            here = self._step(masks.both, left, self.mask(part, wanted=wanted))
            found = self._step(masks.either, found, here)
            left = self._step(masks.without, left, self.known(part))
        return found

    def _compared(self, sign: str, left: Slot, right: Slot) -> Slot:
        return self._step(masks.mask_of, self._step(_COMPARE[sign], left, right), _FULL)

    def _failing(self, operand: Node, found: Slot) -> Slot:
        return self._step(masks.without, self.known(operand), found)

    def _nowhere(self) -> Slot:
        return self._step(masks.without, _FULL, _FULL)

    def _folded(self, combine: Callable[..., Any], slots: list[Slot]) -> Slot:
        result = slots[0]
        for slot in slots[1:]:
            result = self._step(combine, result, slot)
        return result

    def _step(self, function: Callable[..., Any], *arguments: Slot, constants: tuple[Any, ...] = ()) -> Slot:
        """Return the slot of a step, which is made once however often it is asked for."""
        if arguments and all(slot in self._constants for slot in arguments):
            with np.errstate(all="ignore"):
                value = float(function(*[self._constants[slot] for slot in arguments], *constants))
            return self._step(_constant, constants=(value,))
        step = (function, arguments, constants)
        slot = self._slots.get(step)
        if slot is None:
            slot = self._slots[step] = _GIVEN + len(self._columns) + len(self.steps)
            self.steps.append(step)
            if function is _constant:
                self._constants[slot] = constants[0]
        return slot


def _constant(value: float) -> float:
    return value


def _not_equal(left: masks.Numbers, right: masks.Numbers) -> Any:
    return (left < right) | (left > right)  # unlike !=, false where one is not known


_OPPOSITE: Final = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_COMPARE: Final[dict[str, Callable[..., Any]]] = {
    "=": operator.eq,
    "<>": _not_equal,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_CALCULATE: Final[dict[str, Callable[..., Any]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
_OF_ONE: Final[dict[str, Callable[..., Any]]] = {
    "ABS": np.abs,
    "CEIL": np.ceil,
    "FLOOR": np.floor,
    "ROUND": masks.rounded,
}
_OF_MANY: Final[dict[str, Callable[..., Any]]] = {
    "COALESCE": masks.first_number,
    "GREATEST": np.fmax,
    "LEAST": np.fmin,
}
_SEARCH: Final[dict[str, Callable[..., Any]]] = {
    "CONTAINS": masks.texts_with,
    "STARTS_WITH": masks.texts_starting,
    "ENDS_WITH": masks.texts_ending,
}
_LITERALS: Final = {bool: Type.BOOLEAN, float: Type.NUMBER, str: Type.TEXT, type(None): Type.UNKNOWN}
_MASKS: Final[dict[type[Node], Callable[..., Slot]]] = {
    Literal: _Maker.literal,
    Name: _Maker.name,
    Logical: _Maker.logical,
    Not: _Maker.negation,
    Comparison: _Maker.comparison,
    InList: _Maker.in_list,
    Between: _Maker.between,
    Like: _Maker.like,
    Is: _Maker.is_test,
    Case: _Maker.case,
    Call: _Maker.call,
}

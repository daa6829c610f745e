"""Weights of the additive model: the YAML file, its checks, and its canonical form."""

import math
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from countermark.engine.documents import parse_yaml
from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.text.certainty import MIN_CERTAINTY

VERSION: Final = 1
MAX_TERMS: Final = 500
MAX_WEIGHT: Final = 20.0
"""Largest weight; e to the 20th is odds of half a billion, beyond which a weight decides and no longer weighs."""
MAX_CERTAINTY: Final = 100.0
_MAX_VALUE: Final = 10.0**13
"""Largest number that a column is compared with: the largest price."""
_DECIMALS: Final = 6


class Ramp(msgspec.Struct, frozen=True, kw_only=True):
    """A number's share of a weight: 0 at `start`, 1 at `end`, clipped beyond; `start` may be above `end`."""

    start: float
    end: float


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """When a term counts. Exactly one field is set; a null value never meets it, except `known: false`."""

    equals: tuple[str, ...] | None = None
    is_true: bool | None = None
    at_least: float | None = None
    below: float | None = None
    known: bool | None = None
    ramp: Ramp | None = None


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the model: so much log-odds when a column meets a condition."""

    id: str
    column: str
    condition: Condition
    weight: float
    """Added to the log-odds when the condition is met (for a ramp: its share of it). Below 0 for counter-evidence."""
    requires: tuple[str, ...] = ()
    """Columns that must be known, and true where they are booleans, for the term to count at all."""
    unless: tuple[str, ...] = ()
    """Boolean columns of which none may be true."""
    note: str = ""


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """Logistic calibration: probability = 1 / (1 + e^-(offset + slope * log-odds))."""

    slope: float = 1.0
    offset: float = 0.0


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """The additive model's parameters."""

    intercept: float
    """Log-odds of a listing of which nothing is known: the base rate."""
    terms: tuple[Term, ...]
    calibration: Calibration = Calibration()
    min_certainty: float = MIN_CERTAINTY
    """Bits below which a disguised mention is not reported, and so has no part in the score (text/certainty.py)."""
    note: str = ""


def weights_bytes(weights: Weights) -> bytes:
    """Return the canonical form: YAML (a subset: JSON with plain decimals) that `parse_weights` reads back the same."""
    terms = ",\n".join("    " + _json(_plain_term(term)) for term in weights.terms)
    calibration = {"slope": weights.calibration.slope, "offset": weights.calibration.offset}
    lines = [
        "{",
        f'  "version": {VERSION},',
        f'  "note": {_json(weights.note)},',
        f'  "intercept": {_json(weights.intercept)},',
        f'  "calibration": {_json(calibration)},',
        f'  "min_certainty": {_json(weights.min_certainty)},',
        '  "terms": [',
        terms,
        "  ]",
        "}",
        "",
    ]
    return "\n".join(line for line in lines if line or line == lines[-1]).encode()


def parse_weights(data: bytes, name: str) -> Weights:
    """Return the weights in a YAML document.

    Args:
        data: the file's bytes; the format is described in docs/reference/score.md.
        name: file name for messages.

    Raises:
        InvalidInputError: with every problem found; fields are named as `terms[3].weight`.
    """
    document = parse_yaml(data, name)
    reader = _Reader(name)
    weights = reader.weights(document)
    if reader.problems:
        raise InvalidInputError(reader.problems)
    return weights


class _Reader:
    """Reads a parsed document, and collects what is wrong with it."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def problem(self, field: str, message: str) -> None:
        self.problems.append(Problem(self.file, None, field or None, message))

    def weights(self, document: Any) -> Weights:
        top = self.mapping(document, "", {"version", "note", "intercept", "calibration", "min_certainty", "terms"})
        if top.get("version") != VERSION:
            self.problem("version", f"is {top.get('version')!r}; this version of countermark reads {VERSION}")
        calibration = self.mapping(top.get("calibration", {}), "calibration", {"slope", "offset"})
        slope = self.number(calibration.get("slope", 1.0), "calibration.slope", least=0.000001)
        listed = top.get("terms")
        if not isinstance(listed, list) or len(listed) > MAX_TERMS:
            self.problem("terms", f"is missing or not a list of at most {MAX_TERMS} terms")
            listed = []
        terms = tuple(self.term(item, f"terms[{at}]") for at, item in enumerate(listed))
        self.repeats(terms)
        return Weights(
            intercept=self.number(top.get("intercept"), "intercept"),
            terms=terms,
            calibration=Calibration(
                slope=slope, offset=self.number(calibration.get("offset", 0.0), "calibration.offset")
            ),
            min_certainty=self.number(top.get("min_certainty", MIN_CERTAINTY), "min_certainty", most=MAX_CERTAINTY),
            note=self.text(top.get("note", ""), "note"),
        )

    def repeats(self, terms: tuple[Term, ...]) -> None:
        seen: set[str] = set()
        for at, term in enumerate(terms):
            if term.id in seen:
                self.problem(f"terms[{at}].id", f"{term.id!r} is the id of an earlier term; ids are unique")
            seen.add(term.id)

    def term(self, item: Any, field: str) -> Term:
        keys = {"id", "column", "when", "weight", "requires", "unless", "note"}
        found = self.mapping(item, field, keys)
        return Term(
            id=self.text(found.get("id"), f"{field}.id", is_required=True),
            column=self.text(found.get("column"), f"{field}.column", is_required=True),
            condition=self.condition(found.get("when"), f"{field}.when"),
            weight=self.number(found.get("weight"), f"{field}.weight"),
            requires=self.texts(found.get("requires", []), f"{field}.requires"),
            unless=self.texts(found.get("unless", []), f"{field}.unless"),
            note=self.text(found.get("note", ""), f"{field}.note"),
        )

    def condition(self, item: Any, field: str) -> Condition:
        """Read a condition: one of `equals`, `is`, `at_least`, `below`, `known`, or the pair `from` and `to`."""
        keys = {"equals", "is", "at_least", "below", "known", "from", "to"}
        found = self.mapping(item, field, keys)
        given = set(found)
        if given == {"from", "to"}:
            start, end = (self.number(found[key], f"{field}.{key}", most=_MAX_VALUE) for key in ("from", "to"))
            ramp = Ramp(start=start, end=end)
            if ramp.start == ramp.end:
                self.problem(field, "has the same `from` and `to`; a ramp needs a width")
            return Condition(ramp=ramp)
        if len(given) != 1 or given & {"from", "to"}:
            self.problem(field, "needs exactly one of equals, is, at_least, below, known, or both from and to")
            return Condition(known=True)
        key, value = next(iter(found.items()))
        if key == "equals":
            return Condition(equals=self.texts(value if isinstance(value, list) else [value], f"{field}.equals"))
        if key in {"is", "known"}:
            if not isinstance(value, bool):
                self.problem(f"{field}.{key}", f"is {value!r}; expected true or false")
            return Condition(is_true=bool(value)) if key == "is" else Condition(known=bool(value))
        number = self.number(value, f"{field}.{key}", most=_MAX_VALUE)
        return Condition(at_least=number) if key == "at_least" else Condition(below=number)

    def mapping(self, item: Any, field: str, keys: set[str]) -> dict[str, Any]:
        if not isinstance(item, dict):
            self.problem(field, f"is missing or not a mapping with the keys {', '.join(sorted(keys))}")
            return {}
        for key in item:
            if key not in keys:
                place = f"{field}.{key}" if field else str(key)
                self.problem(place, f"is not known; expected one of {', '.join(sorted(keys))}")
        return {key: value for key, value in item.items() if key in keys}

    def number(self, value: Any, field: str, *, least: float | None = None, most: float = MAX_WEIGHT) -> float:
        """Read a number with at most six decimals, so that its canonical form is exact."""
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            self.problem(field, f"is {value!r}; expected a number such as -1.5")
            return 0.0
        low = -most if least is None else least
        if not low <= value <= most:
            self.problem(field, f"is {value}; expected {low:g} to {most:g}")
        if round(value, _DECIMALS) != value:
            self.problem(field, f"is {value}; at most {_DECIMALS} decimals are kept")
        return float(value)

    def text(self, value: Any, field: str, *, is_required: bool = False) -> str:
        if not isinstance(value, str) or (is_required and not value):
            self.problem(field, f"is {value!r}; expected a text")
            return ""
        return value

    def texts(self, value: Any, field: str) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.problem(field, f"is {value!r}; expected a list of texts")
            return ()
        return tuple(self.text(item, f"{field}[{at}]", is_required=True) for at, item in enumerate(value))


def _plain_term(term: Term) -> Mapping[str, Any]:
    condition = term.condition
    when: dict[str, Any]
    if condition.ramp is not None:
        when = {"from": condition.ramp.start, "to": condition.ramp.end}
    else:
        fields = {"equals": "equals", "is": "is_true", "at_least": "at_least", "below": "below", "known": "known"}
        when = {key: value for key, name in fields.items() if (value := getattr(condition, name)) is not None}
    plain: dict[str, Any] = {"id": term.id, "column": term.column, "when": when, "weight": term.weight}
    for key in ("requires", "unless", "note"):
        if value := getattr(term, key):
            plain[key] = value
    return plain


def _json(value: Any) -> str:
    """Return JSON in which numbers are plain decimals, since YAML does not read `1e-05` as a number."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_json(key)}: {_json(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_json(item) for item in value) + "]"
    if isinstance(value, float):
        digits = f"{value:.{_DECIMALS}f}".rstrip("0")
        return digits + "0" if digits.endswith(".") else digits
    return msgspec.json.encode(value).decode()

"""The additive model: log-odds are the sum of weighted terms, each of which a person can read.

probability = 1 / (1 + e^-(offset + slope * (intercept + sum of the terms that are met)))
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.columns import floats, is_false, is_known, is_one_of, is_true
from countermark.engine.errors import Problem
from countermark.engine.model import Contribution, Scores
from countermark.engine.model.weights import Condition, Term, Weights, parse_weights, weights_bytes

__all__ = ["AdditiveModel", "Weights", "parse_weights", "weights_bytes"]

_LOG_ODDS_DECIMALS: Final = 9
_PROBABILITY_DECIMALS: Final = 6
"""Exponentials differ between processors in the last bit; rounding makes the scores the same everywhere."""
_FEW: Final = 512
"""Rows up to which Python compares texts sooner than Arrow has set itself up to."""


class AdditiveModel:
    """A transparent additive score."""

    name = "additive"

    def __init__(self, weights: Weights) -> None:
        """Take the weights; `problems` says whether they suit the columns there are."""
        self.weights = weights
        columns = [name for term in weights.terms for name in (term.column, *term.requires, *term.unless)]
        self.needs: Sequence[str] = tuple(dict.fromkeys(columns))

    def evaluate(self, known: Mapping[str, Any]) -> Scores:
        """See Model.evaluate; without any term every listing has the base rate."""
        log_odds = self._log_odds(known)
        probability = np.round(_logistic(log_odds), _PROBABILITY_DECIMALS)
        return Scores(probability, np.round(probability * 100, 2))

    def contributions(self, known: Mapping[str, Any], row: int) -> list[Contribution]:
        """See Model.contributions; the intercept comes first, terms that added nothing are left out."""
        one = {name: known[name].slice(row, 1) for name in self.needs}
        columns = _Columns(one)
        slope = self.weights.calibration.slope
        base = self.weights.calibration.offset + slope * self.weights.intercept
        moved = []
        for term in self.weights.terms:
            added = round(slope * term.weight * float(columns.share(term)[0]), _PROBABILITY_DECIMALS)
            if added:
                value = one[term.column][0].as_py()
                moved.append(Contribution(term.id, term.column, value, added, term.note))
        moved.sort(key=lambda item: (-abs(item.log_odds), item.term))
        return [Contribution("intercept", "", None, round(base, _PROBABILITY_DECIMALS), self.weights.note), *moved]

    def problems(self, names: Mapping[str, Any], file: str) -> list[Problem]:
        """See Model.problems."""
        found = []
        for at, term in enumerate(self.weights.terms):
            place = f"terms[{at}]"
            found += [
                Problem(file, None, f"{place}.{key}", f"{name!r} is not the name of a signal's output")
                for key, used in (("column", (term.column,)), ("requires", term.requires), ("unless", term.unless))
                for name in used
                if name not in names
            ]
            if term.column in names and not _suits(term.condition, names[term.column]):
                message = f"does not suit {term.column}, which is {names[term.column]}"
                found.append(Problem(file, None, f"{place}.when", message))
            found += [
                Problem(file, None, f"{place}.unless", f"{name!r} is {names[name]}; expected a boolean")
                for name in term.unless
                if name in names and not pa.types.is_boolean(names[name])
            ]
        return found

    def _log_odds(self, known: Mapping[str, Any]) -> Any:
        columns = _Columns({name: known[name] for name in self.needs} or known)
        total = np.full(columns.size, self.weights.intercept)
        for term in self.weights.terms:
            total += term.weight * columns.share(term)
        calibration = self.weights.calibration
        return np.round(calibration.offset + calibration.slope * total, _LOG_ODDS_DECIMALS)


class _Columns:
    """The columns of a batch, and what was worked out of them so far."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self.known = known
        self.size = next((len(column) for column in known.values() if isinstance(column, pa.Array)), 0)
        self._floats: dict[str, Any] = {}
        self._usable: dict[str, Any] = {}
        self._flags: dict[tuple[str, bool], Any] = {}
        self._texts: dict[str, list[str | None]] = {}

    def share(self, term: Term) -> Any:
        """Return how far the term counts in each row, 0 to 1; what is not known counts nothing."""
        met = self._met(term.column, term.condition)
        for name in term.requires:
            met = met * self.usable(name)
        for name in term.unless:
            met = met * ~self._is(name, value=True)
        return met

    def usable(self, name: str) -> Any:
        """Tell where a column is known, and true if it is a boolean."""
        found = self._usable.get(name)
        if found is None:
            column = self.known[name]
            is_flag = pa.types.is_boolean(column.type)
            found = self._usable[name] = self._is(name, value=True) if is_flag else is_known(column)
        return found

    def _met(self, name: str, condition: Condition) -> Any:
        column = self.known[name]
        if condition.known is not None:
            return is_known(column) == condition.known
        if condition.is_true is not None:
            return self._is(name, value=condition.is_true)
        if condition.equals is not None:
            return self._equals(name, condition.equals)
        values = self._numbers(name)
        if condition.at_least is not None:
            return values >= condition.at_least
        if condition.below is not None:
            return values < condition.below
        ramp = condition.ramp
        assert ramp is not None  # noqa: S101 - a condition has exactly one field, which the parser checks
        share = (values - ramp.start) / (ramp.end - ramp.start)
        # fmax takes the number where the other is NaN: what is not known gives no share.
        return np.minimum(np.fmax(share, 0.0), 1.0)

    def _equals(self, name: str, values: tuple[str, ...]) -> Any:
        if self.size > _FEW:
            return is_one_of(self.known[name], pa.array(values, type=pa.string()))
        texts = self._texts.get(name)
        if texts is None:
            texts = self._texts[name] = self.known[name].to_pylist()
        return np.array([text in values for text in texts], dtype=np.bool_)

    def _is(self, name: str, *, value: bool) -> Any:
        found = self._flags.get((name, value))
        if found is None:
            found = self._flags[name, value] = (is_true if value else is_false)(self.known[name])
        return found

    def _numbers(self, name: str) -> Any:
        """Return a column as float64, NaN where it is not known; NaN meets no comparison."""
        found = self._floats.get(name)
        if found is None:
            found = self._floats[name] = floats(self.known[name])
        return found


def _logistic(log_odds: Any) -> Any:
    """Return 1 / (1 + e^-x) without overflow for large negative x."""
    small = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0, 1 / (1 + small), small / (1 + small))


def _suits(condition: Condition, column_type: Any) -> bool:
    if condition.known is not None:
        return True
    if condition.is_true is not None:
        return bool(pa.types.is_boolean(column_type))
    if condition.equals is not None:
        return bool(pa.types.is_string(column_type))
    return bool(pa.types.is_integer(column_type) or pa.types.is_floating(column_type))

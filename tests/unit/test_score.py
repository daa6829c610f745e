from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

import countermark
from countermark.engine.errors import InvalidInputError
from countermark.engine.facts import ListingFacts
from countermark.engine.identifier import IdentifierSignal
from countermark.engine.model.additive import AdditiveModel, parse_weights, weights_bytes
from countermark.engine.price import PriceSignal
from countermark.engine.seller import SellerSignal
from countermark.engine.text.context import ContextSignal
from countermark.engine.text.language import LanguageSignal
from countermark.engine.text.mention import BrandMentions
from countermark.engine.text.slang import SlangSignal

if TYPE_CHECKING:
    from countermark.engine.model import Model

SIGNALS = (
    ListingFacts, LanguageSignal, BrandMentions, SlangSignal, ContextSignal, PriceSignal, IdentifierSignal,
    SellerSignal,
)  # fmt: skip
NAMES = {output.name: output.type for signal in SIGNALS for output in signal.outputs}
STARTER = (Path(countermark.__file__).parent / "starter" / "weights.yaml").read_bytes()


def weights(*terms: str, intercept: float = 0.0, calibration: str = "{slope: 1.0, offset: 0.0}") -> AdditiveModel:
    lines = ["version: 1", f"intercept: {intercept}", f"calibration: {calibration}", "terms:"]
    lines += [f"  - {{id: t{at}, {term}}}" for at, term in enumerate(terms)]
    text = "\n".join(lines) if terms else "\n".join([*lines[:-1], "terms: []"])
    return AdditiveModel(parse_weights(text.encode(), "weights.yaml"))


def column(name: str, *values: Any) -> dict[str, Any]:
    return {name: pa.array(values, NAMES[name])}


def log_odds(model: AdditiveModel, known: dict[str, Any]) -> list[float]:
    probability = model.evaluate(known).probability
    return [round(float(value), 3) for value in np.log(probability / (1 - probability))]


def starter(**values: Any) -> float:
    known = {name: pa.array([values.get(name)], type_) for name, type_ in NAMES.items()}
    return float(AdditiveModel(parse_weights(STARTER, "weights.yaml")).evaluate(known).score[0])


def needs_of(model: "Model") -> list[str]:
    return list(model.needs)


def test_the_additive_model_is_a_model_and_says_what_it_reads() -> None:
    term = "column: slang_count, when: {at_least: 1}, weight: 2, requires: [brand], unless: [context_explained]"
    assert needs_of(weights(term, term.replace("weight: 2", "weight: 1"))) == [
        "slang_count", "brand", "context_explained",
    ]  # fmt: skip


@pytest.mark.parametrize("repeats", [1, 1_000])
def test_texts_are_compared_alike_in_small_and_large_batches(repeats: int) -> None:
    model = weights("column: context, when: {equals: [empty, negated]}, weight: 2")
    known = column("context", *["empty", "negated", "x", None] * repeats)
    assert log_odds(model, known) == [2, 2, 0, 0] * repeats


def test_no_terms_give_the_base_rate() -> None:
    scores = weights(intercept=-2.0).evaluate({**column("brand", "a", None), "analysis": object()})
    assert scores.probability.tolist() == [0.119203, 0.119203]
    assert scores.score.tolist() == [11.92, 11.92]


@pytest.mark.parametrize(
    ("term", "known", "expected"),
    [
        (
            "column: gtin_status, when: {equals: invalid}, weight: 2",
            ("gtin_status", "invalid", "valid", None),
            [2, 0, 0],
        ),
        (
            "column: context, when: {equals: [empty, negated]}, weight: 2",
            ("context", "empty", "negated", "x"),
            [2, 2, 0],
        ),
        ("column: seller_authorised, when: {is: true}, weight: 2", ("seller_authorised", True, False, None), [2, 0, 0]),
        (
            "column: seller_authorised, when: {is: false}, weight: 2",
            ("seller_authorised", True, False, None),
            [0, 2, 0],
        ),
        ("column: slang_count, when: {at_least: 2}, weight: 2", ("slang_count", 1, 2, None), [0, 2, 0]),
        ("column: price_ratio, when: {below: 0.5}, weight: 2", ("price_ratio", 0.5, 0.4, None), [0, 2, 0]),
        ("column: brand, when: {known: true}, weight: 2", ("brand", "a", None), [2, 0]),
        ("column: brand, when: {known: false}, weight: 2", ("brand", "a", None), [0, 2]),
        (
            "column: slang_weight, when: {from: 0, to: 1}, weight: 2",
            ("slang_weight", 0.0, 0.5, 2.0, None),
            [0, 1, 2, 0],
        ),
        ("column: price_ratio, when: {from: 0.9, to: 0.4}, weight: 2", ("price_ratio", 1.0, 0.65, 0.1), [0, 1, 2]),
    ],
)
def test_each_kind_of_condition(term: str, known: tuple[Any, ...], expected: list[float]) -> None:
    assert log_odds(weights(term), column(*known)) == expected


def test_requires_and_unless_take_a_term_out() -> None:
    model = weights(
        "column: slang_count, when: {at_least: 1}, weight: 2, requires: [brand, price_below_band], "
        "unless: [context_explained]"
    )
    known = {
        **column("slang_count", 1, 1, 1, 1, 1),
        **column("brand", "a", None, "a", "a", "a"),
        **column("price_below_band", True, True, False, None, True),
        **column("context_explained", None, False, False, False, True),
    }
    assert log_odds(model, known) == [2, 0, 0, 0, 0]


def test_calibration_moves_and_stretches_the_log_odds() -> None:
    model = weights(
        "column: brand, when: {known: true}, weight: 1", intercept=1, calibration="{slope: 0.5, offset: -3}"
    )
    assert log_odds(model, column("brand", "a")) == [-2]


def test_scores_of_a_slice_are_those_of_its_rows() -> None:
    model = weights(
        "column: slang_weight, when: {from: 0, to: 1}, weight: 2", "column: brand, when: {known: true}, weight: 1"
    )
    known = {**column("slang_weight", 0.0, None, 1.0), **column("brand", "a", "b", None)}
    part = {name: values.slice(1, 2) for name, values in known.items()}
    assert model.evaluate(part).score.tolist() == model.evaluate(known).score.tolist()[1:]


def test_extreme_weights_stay_between_zero_and_one() -> None:
    terms = [f"column: brand, when: {{known: true}}, weight: {sign}20" for sign in ("", "-")]
    for term in terms:
        probability = weights(*[term] * 1, intercept=0).evaluate(column("brand", "a")).probability[0]
        assert 0 <= probability <= 1


def test_contributions_add_up_to_the_log_odds() -> None:
    model = AdditiveModel(parse_weights(STARTER, "weights.yaml"))
    values = {"brand": "velora", "slang_weight": 0.9, "price_ratio": 0.2, "seller_age_days": 12, "seller_strikes": 1}
    known = {name: pa.array([None, values.get(name)], type_) for name, type_ in NAMES.items()}
    parts = model.contributions(known, 1)
    assert parts[0].term == "intercept"
    assert [part.term for part in parts[1:3]] == ["slang", "price_low"]
    assert parts[1].value == 0.9
    assert sum(part.log_odds for part in parts) == pytest.approx(log_odds(model, known)[1], abs=0.002)
    assert all(part.note for part in parts)


def test_the_starter_weights_read_columns_that_exist() -> None:
    assert AdditiveModel(parse_weights(STARTER, "weights.yaml")).problems(NAMES, "weights.yaml") == []


def test_the_starter_weights_do_what_their_header_says() -> None:
    assert starter() < 0.1
    assert 0.5 < starter(brand="a") < 1.0
    assert 25 < starter(brand="a", model_impossible=True) < 50
    assert 25 < starter(brand="a", slang_weight=0.85) < 50
    assert starter(brand="a", slang_weight=0.9, price_ratio=0.3, price_below_band=True) > 90
    assert starter(brand="a", slang_weight=0.9, disguise_weight=0.9) > 90
    assert starter(brand="a", slang_weight=0.9, seller_authorised=True) < 1
    assert starter(brand="a", slang_weight=0.9, context_explained=True) < 5


def test_canonical_bytes_are_read_back_the_same() -> None:
    parsed = parse_weights(STARTER, "weights.yaml")
    data = weights_bytes(parsed)
    assert parse_weights(data, "again") == parsed
    assert weights_bytes(parse_weights(data, "again")) == data


def test_small_numbers_survive_the_canonical_form() -> None:
    model = weights("column: seller_refund_rate, when: {from: 0.000001, to: 0.02}, weight: -0.000001, note: é 假货")
    again = parse_weights(weights_bytes(model.weights), "again")
    assert again == model.weights


@pytest.mark.parametrize(
    ("text", "field", "message"),
    [
        ("version: 2\nintercept: 0\nterms: []", "version", "reads 1"),
        ("version: 1\nterms: []", "intercept", "expected a number"),
        ("version: 1\nintercept: .nan\nterms: []", "intercept", "expected a number"),
        ("version: 1\nintercept: 0", "terms", "not a list"),
        ("version: 1\nintercept: 0\nterms: []\nweight: 1", "weight", "is not known"),
        ("- 1", None, "not a mapping"),
        ("version: 1\nintercept: 0\ncalibration: {slope: -1}\nterms: []", "calibration.slope", "expected 1e-06 to"),
    ],
)
def test_a_bad_document_names_the_field(text: str, field: str | None, message: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_weights(text.encode(), "weights.yaml")
    assert any(problem.field == field and message in problem.message for problem in error.value.problems), error.value


@pytest.mark.parametrize(
    ("term", "field", "message"),
    [
        ("column: brand, when: {known: true}, weight: heavy", "weight", "expected a number"),
        ("column: brand, when: {known: true}, weight: 21", "weight", "expected -20 to 20"),
        ("column: brand, when: {known: true}, weight: 0.1234567", "weight", "6 decimals"),
        ("column: brand, when: {known: true}, weight: true", "weight", "expected a number"),
        ("when: {known: true}, weight: 1", "column", "expected a text"),
        ("column: brand, weight: 1", "when", "not a mapping"),
        ("column: brand, when: {}, weight: 1", "when", "exactly one"),
        ("column: brand, when: {known: true, equals: x}, weight: 1", "when", "exactly one"),
        ("column: brand, when: {from: 1}, weight: 1", "when", "exactly one"),
        ("column: brand, when: {from: 1, to: 1}, weight: 1", "when", "needs a width"),
        ("column: brand, when: {is: maybe}, weight: 1", "when.is", "true or false"),
        ("column: brand, when: {equals: 3}, weight: 1", "when.equals[0]", "expected a text"),
        ("column: brand, when: {known: true}, weight: 1, requires: brand", "requires", "list of texts"),
        ("column: brand, when: {known: true}, weight: 1, size: 1", "size", "is not known"),
    ],
)
def test_a_bad_term_names_the_field(term: str, field: str, message: str) -> None:
    with pytest.raises(InvalidInputError) as error:
        weights(term)
    problems = error.value.problems
    assert any(problem.field == f"terms[0].{field}" and message in problem.message for problem in problems), problems


def test_all_problems_are_reported_at_once() -> None:
    with pytest.raises(InvalidInputError) as error:
        parse_weights(b"version: 3\nintercept: x\nterms: [{id: a, column: b, when: {}, weight: 1}]", "weights.yaml")
    assert len(error.value.problems) == 3


def test_ids_are_unique() -> None:
    term = "{id: a, column: brand, when: {known: true}, weight: 1}"
    with pytest.raises(InvalidInputError, match="id of an earlier term"):
        parse_weights(f"version: 1\nintercept: 0\nterms: [{term}, {term}]".encode(), "weights.yaml")


def test_columns_that_do_not_exist_or_do_not_suit_are_problems() -> None:
    model = weights(
        "column: slang_wait, when: {at_least: 1}, weight: 1",
        "column: brand, when: {at_least: 1}, weight: 1",
        "column: price_ratio, when: {is: true}, weight: 1",
        "column: slang_count, when: {equals: many}, weight: 1",
        "column: brand, when: {known: true}, weight: 1, requires: [nothing], unless: [brand]",
    )
    found = [str(problem) for problem in model.problems(NAMES, "weights.yaml")]
    assert found == [
        "weights.yaml: terms[0].column: 'slang_wait' is not the name of a signal's output",
        "weights.yaml: terms[1].when: does not suit brand, which is string",
        "weights.yaml: terms[2].when: does not suit price_ratio, which is double",
        "weights.yaml: terms[3].when: does not suit slang_count, which is int64",
        "weights.yaml: terms[4].requires: 'nothing' is not the name of a signal's output",
        "weights.yaml: terms[4].unless: 'brand' is string; expected a boolean",
    ]

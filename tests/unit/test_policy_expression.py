import time

import pytest

from countermark.engine.policy.functions import FUNCTIONS
from countermark.engine.policy.nodes import Logical, conjuncts, names_used
from countermark.engine.policy.syntax import parse_expression
from countermark.engine.policy.tokens import ExpressionError, show_fault
from countermark.engine.policy.types import expression_faults
from policy_support import NAMES


def said_of(expression: str) -> str:
    try:
        faults = expression_faults(parse_expression(expression), NAMES)
    except ExpressionError as error:
        faults = [error.fault]
    return "\n".join(show_fault(expression, fault) for fault in faults)


def test_a_message_shows_line_column_and_carets_below_the_place() -> None:
    assert said_of("price_ratio < 0.3\n  AND prise_minor > 1") == (
        "line 2, column 7: there is no signal 'prise_minor'; did you mean 'price_minor'?\n"
        "      AND prise_minor > 1\n"
        "          ^^^^^^^^^^^"
    )


def test_carets_stand_below_their_place_behind_wide_characters() -> None:
    shown = said_of("brand = '薇洛拉' AND x").splitlines()
    assert shown[1].index("x") == shown[2].index("^") - len("薇洛拉")


def test_all_faults_of_one_expression_are_told() -> None:
    assert said_of("prise > 1 AND brand > 2 AND NOT quantity").count("line 1") == 3


@pytest.mark.parametrize(
    "expression",
    [
        pytest.param("(" * 10_000 + "brand_in_title" + ")" * 10_000, id="parentheses"),
        pytest.param("NOT " * 100_000 + "brand_in_title", id="nots"),
        pytest.param("x" * 10_000_000, id="one word"),
    ],
)
def test_a_very_long_expression_is_refused_at_once(expression: str) -> None:
    start = time.process_time()
    assert "at most 2,000 are read" in said_of(expression)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 990 + "x" + ")" * 990,
        "NOT " * 480 + "x",
        "- " * 900 + "x",
        "ABS(" * 300 + "x" + ")" * 300,
        "CASE WHEN " * 190,
        "x+" * 900 + "x",
        "x*" * 900 + "x = 1",
    ],
)
def test_deep_nesting_is_refused_with_its_place(expression: str) -> None:
    assert "levels" in said_of(expression)


def test_a_long_flat_list_of_conditions_is_fine() -> None:
    tree = parse_expression(" AND ".join(["brand_in_title"] * 100))
    assert isinstance(tree, Logical)
    assert len(tree.parts) == 100


def test_and_binds_tighter_than_or_and_not_tighter_than_both() -> None:
    tree = parse_expression("a OR NOT b AND c")
    assert isinstance(tree, Logical)
    assert tree.operator == "OR"
    assert [type(part).__name__ for part in tree.parts] == ["Name", "Logical"]


def test_conjuncts_are_quoted_with_their_parentheses() -> None:
    text = "(a OR b) AND (c) = 1 AND NOT (d)"
    assert [text[part.start : part.end] for part in conjuncts(parse_expression(text))] == [
        "(a OR b)",
        "(c) = 1",
        "NOT (d)",
    ]


def test_names_are_listed_once_in_order_of_use() -> None:
    assert names_used(parse_expression("b > 1 AND a = 2 AND b < 3")) == ("b", "a")


def test_keywords_and_functions_are_read_in_any_case_and_names_are_not() -> None:
    assert said_of("lower(brand) = 'x' and not brand_in_title is null") == ""
    assert "did you mean 'brand_in_title'?" in said_of("Brand_In_Title")


def test_a_quoted_word_is_never_a_keyword() -> None:
    assert said_of("brand = 'SELECT' AND condition IN ('IN', ')', '--', '/*', ';')") == ""


def test_a_quote_in_a_text_is_written_twice() -> None:
    assert said_of("brand = 'L''Ateleur'") == ""


def test_a_lone_surrogate_is_refused() -> None:
    assert "lone surrogate" in said_of("brand = '\ud800'")


def test_a_no_break_space_is_named() -> None:
    assert "U+00A0 (NO-BREAK SPACE)" in said_of("brand\u00a0= 'x'")


@pytest.mark.parametrize("number", ["9007199254740993", "1e16", "1e999"])
def test_numbers_that_a_double_cannot_tell_apart_are_refused(number: str) -> None:
    assert "between -10^15 and 10^15" in said_of(f"quantity = {number}")


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_refuses_a_wrong_number_of_arguments(function: str) -> None:
    assert f"{function} takes" in said_of(f"{function}() IS NULL")

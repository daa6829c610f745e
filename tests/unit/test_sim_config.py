"""Impossible worlds are refused with the field that makes them so."""

import math

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.sim.config import WorldConfig, checked, read_config


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", -1),
        ("listings", 10),
        ("listings", 10**12),
        ("brands", 3),
        ("counterfeit_share", -0.1),
        ("counterfeit_share", 0.9),
        ("counterfeit_share", math.nan),
        ("weeks", 0),
        ("orders_per_listing", -1),
        ("fake_refund_rate", 1.5),
        ("test_buy_rate", -0.01),
        ("lab_sensitivity", math.inf),
        ("deceived_share", -1),
    ],
)
def test_a_value_out_of_range_is_refused_by_name(field: str, value: float) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked(msgspec.structs.replace(WorldConfig(), **{field: value}))
    assert [problem.field for problem in refused.value.problems] == [field]


def test_refund_rates_that_add_up_to_more_than_one_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="other_refund_rate"):
        checked(WorldConfig(fake_refund_rate=0.6, other_refund_rate=0.6))


def test_a_story_without_counterfeiters_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="lubricant_story"):
        checked(WorldConfig(counterfeit_share=0))
    honest = WorldConfig(counterfeit_share=0, lubricant_story=False)
    assert checked(honest) is honest


def test_a_file_is_read_and_options_go_before_it() -> None:
    found = read_config(b"seed: 4\nlistings: 500\nstart: 2025-02-03\n", "w.yaml", seed=9)
    assert (found.seed, found.listings, found.start.isoformat()) == (9, 500, "2025-02-03")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"sed: 1", "sed"),
        (b"listings: many", "listings"),
        (b"- 1", "is not a mapping"),
        (b"a: [", "is not readable YAML"),
        (b"\xff", "is not UTF-8 text"),
        (b"a: &a 1\nb: *a", "uses an anchor or alias"),
        (b"counterfeit_share: -1", "w.yaml: counterfeit_share"),
    ],
)
def test_a_bad_file_is_refused_with_its_name(text: bytes, told: str) -> None:
    with pytest.raises(InvalidInputError, match=told) as refused:
        read_config(text, "w.yaml")
    assert str(refused.value).startswith("w.yaml")

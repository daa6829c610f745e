"""Options of a play that cannot be are refused by name."""

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.sim.play.options import PlayOptions, read_options


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("reviewer_catches: 1.5", "reviewer_catches"),
        ("reviews_per_1000: -1", "reviews_per_1000"),
        ("reviews_per_1000: .nan", "reviews_per_1000"),
        ("retries: 21", "retries"),
        ("hold_expiry: burn", "hold_expiry"),
        ("link_fields: [face]", "link_fields"),
        ("{strikes_to_suspend: 4, strikes_to_close: 3}", "strikes_to_suspend"),
        ("merge_days: -1", "merge_days"),
        ("hold_weeks: 0", "hold_weeks"),
    ],
)
def test_an_impossible_value_is_named(text: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_options(text.encode(), "o.yaml")
    assert [problem.field for problem in caught.value.problems] == [field]


@pytest.mark.parametrize("text", ["[1]", "a: [", "reviews: 3", "retries: many", "\xff"])
def test_what_is_no_document_of_options_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match=r"o\.yaml"):
        read_options(text.encode("latin-1"), "o.yaml")


def test_what_is_given_by_name_goes_before_the_document() -> None:
    assert read_options(b"retries: 2\nadapts: false", "o.yaml", retries=5) == PlayOptions(retries=5, adapts=False)
    assert read_options(b"", "o.yaml") == PlayOptions()

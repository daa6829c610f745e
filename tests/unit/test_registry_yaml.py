"""Tables in YAML: types as YAML gives them, nothing guessed."""

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.model import Mark, Registry
from countermark.engine.registry.parse import parse_registry

BRANDS = b"- brand_id: velora\n  name: Velora\n"


def parse(files: dict[str, bytes]) -> Registry:
    return parse_registry({"brands.yaml": BRANDS} | files)


def problems_of(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(files)
    return [str(problem) for problem in caught.value.problems]


def test_lists_dates_booleans_and_numbers_keep_their_types() -> None:
    registry = parse(
        {
            "marks.yaml": b"""
- brand_id: velora
  mark: VELORA
  office: EM
  number: "018000001"
  nice_classes: [18, 25]
  territories: [EU]
  registered_on: 2020-05-01
  expires_on: "2030-05-01"
"""
        }
    )
    [mark] = registry.marks
    assert isinstance(mark, Mark)
    assert (mark.number, mark.nice_classes, mark.territories) == ("018000001", (18, 25), ("EU",))
    assert str(mark.registered_on) == "2020-05-01"
    assert str(mark.expires_on) == "2030-05-01"


def test_several_values_may_be_one_text_or_one_value() -> None:
    data = b"- {brand_id: velora, mark: V1, office: EM, number: '1', nice_classes: 25, territories: 'BR; AR;'}\n"
    [mark] = parse({"marks.yaml": data}).marks
    assert (mark.nice_classes, mark.territories) == ((25,), ("BR", "AR"))


def test_what_yaml_would_turn_into_something_else_must_be_quoted() -> None:
    data = b"""
- brand_id: velora
  prefix: 0123456
- brand_id: velora
  prefix: 789123
"""
    assert problems_of({"gtin_prefixes.yaml": data}) == [
        "gtin_prefixes.yaml:2: prefix: is 42798, not text; put it in quotes",
        "gtin_prefixes.yaml:4: prefix: is 789123, not text; put it in quotes",
    ]
    norway = b"- {brand_id: velora, seller_id: s1, territories: [NO, SE]}\n"
    assert problems_of({"authorised_sellers.yaml": norway}) == [
        "authorised_sellers.yaml:1: territories: is False, not text; put it in quotes"
    ]


def test_anchors_and_repeated_keys_are_refused() -> None:
    assert problems_of({"tells.yaml": b"- &a {tell_id: t}\n- *a\n"}) == [
        "tells.yaml:1: uses an anchor or alias (& or *); write the value out"
    ]
    [problem] = problems_of({"tells.yaml": b"- tell_id: t\n  tell_id: u\n"})
    assert "key 'tell_id' is repeated" in problem


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"tells: []\n", "tells.yaml: is a mapping; expected a list of mappings, one for each row"),
        (b"just text\n", "tells.yaml: is the value 'just text'; expected a list of mappings, one for each row"),
        (b"- [a]\n", "tells.yaml:1: is a list; expected a mapping of columns to values"),
        (b"- {tell_id: t, brand_id: velora}\n", "tells.yaml:1: phrase: is missing; tells needs it"),
        (
            b"- {tell_id: t, brand_id: velora, phrase: gold bag, wieght: 1}\n",
            (
                "tells.yaml:1: wieght: is not a column of tells (known: tell_id, brand_id, phrase, weight, line_id, "
                "note); did you mean 'weight'?"
            ),
        ),
        (
            b"- {tell_id: t, brand_id: velora, phrase: gold bag, weight: yes}\n",
            "tells.yaml:1: weight: 'True' is not a number such as 0.85 (with a point, not a comma)",
        ),
        (
            b"- {tell_id: t, brand_id: velora, phrase: gold bag, weight: .nan}\n",
            "tells.yaml:1: weight: 'nan' is not a number such as 0.85 (with a point, not a comma)",
        ),
        (
            b'- {tell_id: t, brand_id: velora, phrase: "gold \\ud800 bag"}\n',
            "tells.yaml:1: phrase: contains U+D800, a control or invisible character; remove it",
        ),
    ],
)
def test_a_table_of_another_form_is_named_with_its_line(data: bytes, message: str) -> None:
    assert problems_of({"tells.yaml": data}) == [message]


def test_an_empty_value_is_the_default_and_an_empty_required_one_is_refused() -> None:
    data = b"- {tell_id: t, brand_id: velora, phrase: gold bag, weight: null, note: ''}\n"
    [tell] = parse({"tells.yaml": data}).tells
    assert (tell.weight, tell.note) == (0.5, "")
    assert problems_of({"tells.yaml": b"- {tell_id: null, brand_id: velora, phrase: gold bag}\n"}) == [
        "tells.yaml:1: tell_id: is empty; expected a value"
    ]


def test_a_list_item_may_not_hold_the_separator() -> None:
    data = b"- {term: replica, language: en, weight: 0.7, unless: ['toy;sword']}\n"
    assert problems_of({"slang.yaml": data}) == [
        "slang.yaml:1: unless: 'toy;sword' contains ';', which separates values; leave it out"
    ]

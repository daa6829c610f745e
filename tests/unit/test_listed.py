from typing import Any

import ahocorasick_rs
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.engine.goods.attributes import AttributeNames
from countermark.engine.listed import Listed, find_in_all, int64s, listed
from countermark.engine.listing import Listing, listings_to_batch


def batch_of(attributes: list[dict[str, str]]) -> Any:
    return listings_to_batch(
        [
            Listing(listing_id=str(at), seller_id="s", title=f"t{at}", attributes=row)
            for at, row in enumerate(attributes)
        ]
    )


ROWS = st.lists(st.dictionaries(st.sampled_from(["Cor", "COR:", "Peso", "Modelo"]), st.text(max_size=3)), max_size=8)


@given(ROWS, st.data())
def test_attributes_of_a_part_of_a_batch_are_those_of_its_rows(rows: list[dict[str, str]], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(rows)))
    part = batch_of(rows).slice(start, data.draw(st.integers(0, len(rows) - start)))
    attributes = Listed(part).attributes
    names = attributes.names.to_pylist()
    found = []
    for first, last in zip(attributes.offsets.tolist(), attributes.offsets.tolist()[1:], strict=False):
        found.append(list(zip(names[first:last], attributes.values[first:last], strict=True)))
    assert found == [list(row.items()) for row in rows[start : start + part.num_rows]]


@given(ROWS, st.data())
def test_names_are_found_in_the_rows_asked_for(rows: list[dict[str, str]], data: st.DataObject) -> None:
    wanted = data.draw(st.lists(st.sampled_from(range(len(rows))), unique=True)) if rows else []
    found = AttributeNames({"cor": "colour"}).find(Listed(batch_of(rows)).attributes, wanted)
    expected = {
        row: [("colour", value) for name, value in rows[row].items() if name in {"Cor", "COR:"} and value]
        for row in wanted
    }
    assert found == {row: group for row, group in expected.items() if group}


def test_a_column_is_converted_once() -> None:
    lists = Listed(batch_of([{}, {}]))
    assert lists["title"] == ["t0", "t1"]
    assert lists["title"] is lists["title"]


def test_what_a_signal_found_is_read_again_when_it_is_another_array() -> None:
    lists = Listed(batch_of([{}]))
    assert lists.found({"brand": pa.array(["a"])}, "brand") == ["a"]
    assert lists.found({"brand": pa.array(["b"])}, "brand") == ["b"]
    assert lists.found({}, "brand") == [None]


def test_the_lists_of_another_batch_are_not_used() -> None:
    one, other = batch_of([{}]), batch_of([{}])
    lists = Listed(one)
    assert listed(one, {"listed": lists}) is lists
    assert listed(other, {"listed": lists}) is not lists
    assert listed(one, {}).batch is one


@given(st.lists(st.text("ab ", max_size=5), max_size=6))
def test_texts_searched_together_are_searched_each(texts: list[str]) -> None:
    automaton = ahocorasick_rs.AhoCorasick(["ab", "b", "ba"])
    each = [
        (at, *match)
        for at, text in enumerate(texts)
        for match in automaton.find_matches_as_indexes(text, overlapping=True)
    ]
    assert list(find_in_all(automaton, texts)) == each


@pytest.mark.parametrize("values", [[], [1, 2], [None, 3], [None]])
def test_whole_numbers_become_long_ones(values: list[int | None]) -> None:
    column = pa.array([7, *values], pa.int32()).slice(1)
    assert int64s(column).equals(pa.array(values, pa.int64()))

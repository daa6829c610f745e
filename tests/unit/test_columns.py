import math

import pyarrow as pa
import pytest

from countermark.engine import columns

FLAGS = pa.array([True, False, None] * 11)


@pytest.mark.parametrize("start", [0, 1, 7, 8, 9, 20])
def test_masks_of_a_slice_are_those_of_its_rows(start: int) -> None:
    part = FLAGS.slice(start, 10)
    values = part.to_pylist()
    assert columns.is_true(part).tolist() == [value is True for value in values]
    assert columns.is_false(part).tolist() == [value is False for value in values]
    assert columns.is_known(part).tolist() == [value is not None for value in values]


def test_columns_without_values_have_empty_masks() -> None:
    assert columns.is_true(pa.nulls(3, pa.bool_())).tolist() == [False] * 3
    assert columns.is_known(pa.array([], pa.string())).tolist() == []
    assert columns.is_true(pa.array([], pa.bool_())).tolist() == []


def test_is_one_of_takes_null_as_none_of_them() -> None:
    found = columns.is_one_of(pa.array(["a", None, "b", "c"]).slice(1, 3), pa.array(["a", "c"]))
    assert found.tolist() == [False, False, True]


def test_floats_are_nan_where_a_column_is_null() -> None:
    found = columns.floats(pa.array([1, None, 3], pa.int32())).tolist()
    assert found[0] == 1.0
    assert math.isnan(found[1])
    assert columns.floats(pa.array([0.5])).tolist() == [0.5]
    assert columns.floats(pa.array([7, 2**40]).slice(1)).tolist() == [2.0**40]
    assert all(math.isnan(value) for value in columns.floats(pa.nulls(2, pa.float64())))

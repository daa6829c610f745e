from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from countermark.scan.ledger import IdLedger, RowSet


def test_rows_whose_id_was_there_before_are_found_across_batches(tmp_path: Path) -> None:
    with IdLedger(tmp_path) as ledger:
        ledger.add(pa.array(["a", "b", "a"]))
        ledger.add(pa.array([], pa.string()))
        ledger.add(pa.array(["c", "b", "d", "a"]))
        repeats = ledger.duplicates()
    assert repeats.count == 3
    assert np.flatnonzero(repeats.mask(0, 7)).tolist() == [2, 4, 6]


def test_many_ids_with_a_few_repeats(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    ids = [f"id-{number}" for number in range(20_000)]
    again = sorted(rng.choice(20_000, 50, replace=False).tolist())
    with IdLedger(tmp_path) as ledger:
        ledger.add(pa.array(ids[:10_000]))
        ledger.add(pa.array(ids[10_000:]))
        ledger.add(pa.array([ids[at] for at in again]))
        repeats = ledger.duplicates()
    assert np.flatnonzero(repeats.mask(0, 20_050)).tolist() == list(range(20_000, 20_050))


def test_nothing_is_left_on_the_disk(tmp_path: Path) -> None:
    with IdLedger(tmp_path) as ledger:
        ledger.add(pa.array(["a"]))
        assert list(tmp_path.iterdir())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("start", "length"), [(0, 40), (3, 5), (8, 8), (13, 1), (39, 1), (17, 23), (5, 0)])
def test_a_mask_of_any_stretch_is_what_a_plain_set_says(start: int, length: int) -> None:
    rows = {0, 3, 7, 8, 13, 20, 31, 32, 39}
    held = RowSet(40)
    held.add(np.array(sorted(rows)))
    assert held.mask(start, length).tolist() == [row in rows for row in range(start, start + length)]

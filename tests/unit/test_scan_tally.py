from typing import Any

import pyarrow as pa

from countermark.formats.listings import Reject
from countermark.scan.part import PART_SCHEMA, Part
from countermark.scan.tally import GroupCounts, Tally


def _table(rows: list[dict[str, Any]]) -> Any:
    empty: dict[str, Any] = {"evidence": [], "counter_evidence": [], "snapshot": "s", "row": 1, "language": "en"}
    return pa.Table.from_pylist([empty | row for row in rows], schema=PART_SCHEMA)


def _row(number: int, decision: str, score: float, reasons: list[str], **more: Any) -> dict[str, Any]:
    given = {"listing_id": str(number), "decision": decision, "score": score, "reasons": reasons, "seller_id": "s1"}
    return given | {"brand": None} | more


def test_counts_of_all_kinds_over_several_parts() -> None:
    tally = Tally()
    tally.add(
        _table(
            [
                _row(1, "allow", 0.0, []),
                _row(2, "hold", 99.99, ["a", "b"], brand="x"),
                _row(3, "block", 100.0, ["a"], brand="x", seller_id="s2"),
            ]
        )
    )
    tally.add(_table([_row(4, "review", 50.0, ["b"], brand="y", language=None), _row(5, "allow", 4.99, [], brand="x")]))
    assert tally.counts() == {"allow": 2, "review": 1, "hold": 1, "block": 1}
    assert tally.rows == 5
    assert tally.brands.top(9) == [("x", (1, 0, 1, 1)), ("y", (0, 1, 0, 0))]
    assert tally.reasons.top(9) == [("a", (0, 0, 1, 1)), ("b", (0, 1, 1, 0))]
    assert tally.sellers.top(9) == [("s1", (0, 1, 1, 0)), ("s2", (0, 0, 0, 1))]
    assert tally.languages.top(9) == [("en", (2, 0, 1, 1))]
    assert tally.histogram[0].tolist() == [2, *[0] * 19]
    assert tally.histogram[1][10] == 1
    assert tally.histogram[2][19] == tally.histogram[3][19] == 1


def test_an_empty_part_counts_nothing() -> None:
    tally = Tally()
    tally.add(PART_SCHEMA.empty_table())
    assert tally.rows == 0
    assert tally.histogram.sum() == 0


def test_rejects_are_counted_by_row_and_by_the_field_at_fault() -> None:
    tally = Tally()
    tally.add(_table([_row(1, "allow", 0.0, [])]))
    rejects = [
        Reject("f", 2, None, ["is not JSON: unexpected end"], ""),
        Reject("f", 3, "a", ["price_minor: is -4", "attributes.colour: is too long", "price_minor: again"], ""),
    ]
    tally.add_rejects(rejects, rows_read=3)
    assert tally.rejects == 2
    assert tally.reject_fields == {"": 1, "price_minor": 2, "attributes.colour": 1}
    assert tally.reject_examples == rejects


def test_only_the_first_rejects_are_kept_as_examples() -> None:
    tally = Tally()
    for start in range(0, 60, 15):
        tally.add_rejects([Reject("f", start + at, None, ["x"], "") for at in range(15)], rows_read=15)
    assert [reject.row for reject in tally.reject_examples] == list(range(20))
    assert tally.rejects == 60


def test_more_values_than_fit_keep_the_most_frequent_and_say_that_counts_may_be_low() -> None:
    counts = GroupCounts(limit=10)
    counts.add(pa.array(["big"] * 50), pa.array(["hold"] * 50))
    for start in range(0, 100, 5):
        keys = [f"small-{number}" for number in range(start, start + 5)]
        counts.add(pa.array([*keys, "big"]), pa.array(["review"] * 5 + ["hold"]))
        assert len(counts) <= 10
    assert counts.top(1) == [("big", (0, 0, 70, 0))]
    assert not counts.exact


def test_a_part_without_its_repeated_rows_has_them_as_rejects_in_row_order() -> None:
    rows = [_row(1, "allow", 0.0, []) | {"row": 4}, _row(2, "hold", 9.0, []) | {"row": 9}]
    part = Part(_table(rows), 3, [Reject("f", 6, None, ["bad"], "")], [])
    repeated = pa.array([False, True]).to_numpy(zero_copy_only=False)
    left = part.without(repeated, file="f")
    assert left.table.column("listing_id").to_pylist() == ["1"]
    assert [(reject.row, reject.listing_id) for reject in left.rejects] == [(6, None), (9, "2")]
    assert left.rows_read == 3

"""The truth of a world as labels, to be held against decisions that were made without it."""

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from countermark.engine.errors import InvalidInputError, Problem
from countermark.formats.labels import LABELS_SCHEMA, Labels, Synthetic
from countermark.sim.content import CURRENCIES, RATES
from countermark.sim.folder import FINISHED
from countermark.sim.label_words import BAIT, DECEIVED, family_note, kind_words, operator_note
from countermark.sim.make import Summary


def truth_labels(world: Path, language: str) -> Labels:
    """Return a label for each listing of a world: its kind, who is behind it, and what a counterfeit sold for.

    Values are US dollars at the world's fixed rates; a bait's orders count from its edit on.

    Args:
        world: folder of a finished world.
        language: of names and notes: en, zh or pt.

    Raises:
        InvalidInputError: there is no finished world, or one of its tables cannot be read.
    """
    summary = read_summary(world)
    truth = _read(world, "truth/listings")
    sellers = _read(world, "platform/listings").column("seller_id")
    table = pa.table(
        {
            "listing_id": truth.column("listing_id"),
            "row": pa.array(np.arange(1, truth.num_rows + 1)),
            "counterfeit": truth.column("is_counterfeit"),
            "kind": _kinds(truth),
            "note": pa.array(_notes(truth, sellers, language), pa.string()),
            "brand": pc.fill_null(truth.column("brand_id").cast(pa.string()), ""),
            "value": pa.array(_sold(world, truth), from_pandas=True),  # NaN becomes null
        },
        schema=LABELS_SCHEMA,
    )
    return Labels(
        table=table,
        source=str(world / "truth" / "listings"),
        currency="USD",
        kinds=kind_words(language),
        synthetic=Synthetic(summary.config.seed, summary.version, summary.sha256),
    )


def read_summary(world: Path) -> Summary:
    """Return what a finished world says of itself.

    Raises:
        InvalidInputError: there is no finished world.
    """
    path = world / FINISHED
    try:
        return msgspec.json.decode(path.read_bytes(), type=Summary)
    except OSError as error:
        message = f"cannot be read ({error.strerror}); expected the folder of a finished world"
        raise InvalidInputError([Problem(str(path), None, None, message)]) from error
    except msgspec.MsgspecError as error:
        raise InvalidInputError([Problem(str(path), None, None, f"is not what a world writes: {error}")]) from error


def _read(world: Path, table: str) -> Any:
    try:
        return pq.read_table(world / table)
    except (OSError, pa.ArrowException) as error:
        message = f"cannot be read: {error}".splitlines()[0]
        raise InvalidInputError([Problem(str(world / table), None, None, message)]) from error


def _kinds(truth: Any) -> Any:
    """Return the kind of goods; for a counterfeit its style, or that it is a bait or that its seller is deceived."""
    style = pc.if_else(truth.column("seller_is_deceived"), DECEIVED, truth.column("style").cast(pa.string()))
    style = pc.if_else(truth.column("is_bait"), BAIT, style)
    return pc.if_else(truth.column("is_counterfeit"), style, truth.column("kind").cast(pa.string()))


def _notes(truth: Any, sellers: Any, language: str) -> list[str]:
    """Return a note for each counterfeit; empty for the others."""
    table = truth.select(["operator", "disguise_family", "is_counterfeit"]).append_column("seller_id", sellers)
    bad = table.filter(pc.and_(table.column("is_counterfeit"), pc.is_valid(table.column("operator"))))
    operators = bad.group_by("operator").aggregate([([], "count_all"), ("seller_id", "count_distinct")])
    known = {row["operator"]: (row["count_all"], row["seller_id_count_distinct"]) for row in operators.to_pylist()}
    notes = []
    for row in table.to_pylist():
        parts = []
        if row["is_counterfeit"] and row["disguise_family"]:
            parts.append(family_note(language, row["disguise_family"]))
        if row["is_counterfeit"] and row["operator"] in known:
            parts.append(operator_note(language, row["operator"], *known[row["operator"]]))
        notes.append(" ".join(parts))
    return notes


def _sold(world: Path, truth: Any) -> Any:
    """Return what each counterfeit sold for as such, float64 (n,); NaN for the other listings."""
    orders, edits = _read(world, "platform/orders"), _read(world, "platform/edits")
    ids = truth.column("listing_id").combine_chunks()
    place = _numbers(pc.index_in(orders.column("listing_id"), value_set=ids))
    rates = _numbers(pc.index_in(orders.column("currency").cast(pa.string()), value_set=pa.array(CURRENCIES)))
    worth = _numbers(orders.column("unit_price_minor")) * _numbers(orders.column("quantity")) / 100
    worth = worth / np.array(RATES)[rates]
    edited = np.full(len(ids), np.inf)
    edited[_numbers(pc.index_in(edits.column("listing_id"), value_set=ids))] = _moments(edits.column("created_at"))
    bait = _numbers(truth.column("is_bait"))[place]
    worth = np.where(bait & (_moments(orders.column("ordered_at")) < edited[place]), 0.0, worth)
    sold = np.bincount(place, weights=worth, minlength=len(ids))
    return np.where(_numbers(truth.column("is_counterfeit")), sold, np.nan)


def _moments(column: Any) -> Any:
    return _numbers(column.cast(pa.int64())).astype(np.float64)


def _numbers(column: Any) -> Any:
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return column.to_numpy(zero_copy_only=False)

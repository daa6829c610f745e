"""Columns of a table that has our names and types already: cast as whole columns, no row looked at.

A mapping is direct for a table when every field that the table has comes from one column, unconverted, of a type that
Arrow casts without loss. Anything else goes row by row.
"""

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.listing import LISTING_SCHEMA
from countermark.formats.listings.mapping import FieldMapping, ListingMapping
from countermark.formats.listings.targets import TARGETS, Target


def direct_batch(table: Any, mapping: ListingMapping) -> Any:
    """Return a table as a batch of LISTING_SCHEMA, not yet validated; None when it has to be read row by row.

    Nulls are filled where the field has a default. Text is valid UTF-8. Rows may still be no valid listings.
    """
    fields = {field.target: field for field in mapping.fields}
    arrays = []
    try:
        for target in TARGETS.values():
            array = _target_column(table, target, mapping, fields.get(target.name))
            if array is None:
                return None
            arrays.append(array)
    except (pa.ArrowException, OverflowError):  # text that is not UTF-8, an integer out of range, ...
        return None
    return pa.record_batch(arrays, schema=LISTING_SCHEMA)


def _target_column(table: Any, target: Target, mapping: ListingMapping, field: FieldMapping | None) -> Any:
    if target.name in mapping.constants:
        return _repeated(target, target.coerce(mapping.constants[target.name]), table.num_rows)
    default = target.default if field is None or field.default is None else target.coerce(field.default)
    if target.kind == "attributes":
        paths = _attribute_paths(mapping)
    else:
        paths = [] if field is None else [source.path for source in field.sources]
    present = [column for path in paths if (column := find_column(table, path)) is not None]
    if not present:
        return _repeated(target, None if target.needed else default, table.num_rows)
    if len(present) > 1 or not _unconverted(target, field, present[0].type):
        return None
    column = _CASTS[target.kind](present[0], LISTING_SCHEMA.field(target.name).type)
    if column is None or default is None or target.needed or column.null_count == 0:
        return column
    return _without_nulls(column, target, default)


def _attribute_paths(mapping: ListingMapping) -> list[str]:
    found = mapping.attributes
    return [] if found is None else [*found.collect.values(), *found.pairs, *found.objects]


def find_column(table: Any, path: str) -> Any:
    """Return the column that a path leads to, through structs, as one array; None when there is none."""
    if path in table.column_names:
        return _one_array(table.column(path))
    first, *rest = path.split(".")
    if not rest or first not in table.column_names:
        return None
    column = _one_array(table.column(first))
    for part in rest:
        if not pa.types.is_struct(column.type) or column.type.get_field_index(part) < 0:
            return None
        column = pc.struct_field(column, part)
    return column


def _one_array(column: Any) -> Any:
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)


def _unconverted(target: Target, field: FieldMapping | None, kind: Any) -> bool:
    """Return True when the mapping leaves values of this type as they are; `split` does so with lists."""
    if field is None:
        return True
    steps = {step.name for step in (*field.convert, *(step for source in field.sources for step in source.convert))}
    return not steps or (steps == {"split"} and target.kind == "texts" and _is_list(kind))


def _repeated(target: Target, value: Any, length: int) -> Any:
    kind = LISTING_SCHEMA.field(target.name).type
    if value is None:
        return pa.nulls(length, kind)
    return pa.repeat(pa.scalar(value, kind), length)


def _without_nulls(column: Any, target: Target, default: Any) -> Any:
    if target.kind in {"texts", "attributes"}:
        return _empty_for_null(column) if not default else None
    return pc.fill_null(column, pa.scalar(default, column.type))


def _empty_for_null(column: Any) -> Any:
    """Return a list or map column with empty lists in place of nulls; None when a null hides items."""
    offsets = column.offsets
    spans = pc.subtract(offsets.slice(1), offsets.slice(0, len(column)))
    hidden = pc.sum(pc.filter(spans, pc.is_null(column))).as_py()
    if hidden:
        return None
    if pa.types.is_map(column.type):
        return pa.MapArray.from_arrays(offsets, column.keys, column.items)
    return pa.ListArray.from_arrays(offsets, column.values)


def _is_text(kind: Any) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
        or pa.types.is_null(kind)
    )


def _is_list(kind: Any) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _cast_text(column: Any, kind: Any) -> Any:
    if not _is_text(column.type):
        return None
    column = column.cast(kind)
    column.validate(full=True)
    return column


def _cast_integer(column: Any, kind: Any) -> Any:
    if not (pa.types.is_integer(column.type) or pa.types.is_null(column.type)):
        return None
    return column.cast(kind)


def _cast_boolean(column: Any, kind: Any) -> Any:
    return column.cast(kind) if pa.types.is_boolean(column.type) or pa.types.is_null(column.type) else None


def _cast_moment(column: Any, kind: Any) -> Any:
    if pa.types.is_null(column.type):
        return column.cast(kind)
    if not pa.types.is_timestamp(column.type) or column.type.tz is None:
        return None
    return column.cast(kind, safe=column.type.unit != "ns")  # from nanoseconds the rest is let go; nothing can overflow


def _cast_texts(column: Any, kind: Any) -> Any:
    if not pa.types.is_null(column.type) and not (_is_list(column.type) and _is_text(column.type.value_type)):
        return None
    column = column.cast(kind)
    column.validate(full=True)
    return column


def _cast_attributes(column: Any, kind: Any) -> Any:
    source = column.type
    if not pa.types.is_null(source) and not (
        pa.types.is_map(source) and _is_text(source.key_type) and _is_text(source.item_type)
    ):
        return None
    column = column.cast(kind)
    column.validate(full=True)
    return column


_CASTS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "text": _cast_text,
    "integer": _cast_integer,
    "boolean": _cast_boolean,
    "moment": _cast_moment,
    "texts": _cast_texts,
    "attributes": _cast_attributes,
}

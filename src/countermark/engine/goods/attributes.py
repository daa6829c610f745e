"""Attributes of listings by name, without turning every map into Python objects."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from countermark.engine.goods.plain import plain

_EDGES: Final = " \t:.：#"


class AttributeNames:
    """A set of attribute names, found in a column of attribute maps whatever their case and accents."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """Take attribute name -> kind."""
        self._kinds = {plain(name): kind for name, kind in kinds.items()}

    def find(self, attributes: Any, rows: Iterable[int]) -> dict[int, list[tuple[str, str]]]:
        """Return (kind, value) of the attributes with these names, by row; rows without any are left out.

        Args:
            attributes: the `attributes` column of a batch.
            rows: the rows to look at.
        """
        rows = list(rows)
        taken = attributes.take(pa.array(rows, type=pa.int32()))
        # Shops use few names: each is looked at once, not once a listing.
        names = taken.keys.dictionary_encode()
        kinds = [self._kinds.get(plain(name).strip(_EDGES)) for name in names.dictionary.to_pylist()]
        wanted = np.array([kind is not None for kind in kinds], dtype=bool)
        if not wanted.any():
            return {}
        which = names.indices.to_numpy()
        hits = np.flatnonzero(wanted[which])
        owners = np.searchsorted(taken.offsets.to_numpy(), hits, side="right") - 1
        values = taken.items.take(pa.array(hits)).to_pylist()
        found: dict[int, list[tuple[str, str]]] = {}
        for owner, name, value in zip(owners.tolist(), which[hits].tolist(), values, strict=True):
            kind = kinds[name]
            if value and kind is not None:
                found.setdefault(rows[owner], []).append((kind, value))
        return found


UNITS: Final = AttributeNames(
    dict.fromkeys(
        (
            "unidades por kit", "units per kit", "units per pack", "unidades por pacote", "unidades por pack",
            "quantidade por kit", "quantidade de unidades", "cantidad por pack", "number of items", "pack size",
            "package quantity", "item package quantity", "件数", "包装数量", "每包数量", "装数",
        ),
        "kit",
    )
    | dict.fromkeys(("unidades por embalagem", "unidades por envase", "units per package", "unit count"), "box")
    | dict.fromkeys(("color", "colour", "cor", "size", "style", "variant", "规格", "颜色分类", "套餐类型"), "variant")
)  # fmt: skip
"""Names under which shops state the pack size; a `variant` value may have it in words (`Black - 5 Pack`)."""
PART_NUMBERS: Final = AttributeNames(
    dict.fromkeys(
        (
            "part number", "partnumber", "part_number", "part no", "part no.", "mpn", "manufacturer part number",
            "model", "model number", "model_number", "model no", "item model number", "modelo", "número de modelo",
            "número de peça", "número da peça", "numero de parte", "número de parte", "número de pieza", "código oem",
            "modelo detalhado", "modelo alfanumérico", "referência", "referencia", "型号", "货号", "款号", "零件号",
        ),
        "part_number",
    )
    | dict.fromkeys(
        (
            "color", "colour", "cor", "cor da tinta", "cor principal", "ink color", "color principal", "颜色",
            "颜色分类", "主色",
        ),
        "colour",
    )
)  # fmt: skip
"""Names under which shops state the part number, the model and the colour."""

"""Attributes of listings by name, without turning every map into Python objects."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np

from countermark.engine.goods.plain import plain
from countermark.engine.listed import Attributes

_EDGES: Final = " \t:.：#"
_MAX_SEEN: Final = 10_000
"""Names that are remembered; a shop has some hundreds."""


class AttributeNames:
    """A set of attribute names, found in a column of attribute maps whatever their case and accents."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        """Take attribute name -> kind."""
        by_name = {plain(name): kind for name, kind in kinds.items()}
        self._kind = lru_cache(_MAX_SEEN)(lambda name: by_name.get(plain(name).strip(_EDGES)))

    def find(self, attributes: Attributes, rows: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
        """Return (kind, value) of the attributes with these names, by row; rows without any are left out.

        Args:
            attributes: the attributes of a batch.
            rows: the rows to look at.
        """
        # Shops use few names: each is looked at once, not once a listing.
        names = attributes.names
        kinds = [self._kind(name) for name in names.dictionary.to_pylist()]
        if not rows or not any(kinds):
            return {}
        which = names.indices.to_numpy()
        hits = np.array([kind is not None for kind in kinds], dtype=bool)[which].nonzero()[0]
        owners = np.searchsorted(attributes.offsets, hits, side="right") - 1
        looked_at = np.zeros(len(attributes.offsets), dtype=bool)
        looked_at[rows] = True
        kept = looked_at[owners].nonzero()[0]
        owners, hits = owners[kept], hits[kept]
        values = attributes.values
        found: dict[int, list[tuple[str, str]]] = {}
        for owner, at, name in zip(owners.tolist(), hits.tolist(), which[hits].tolist(), strict=True):
            kind, value = kinds[name], values[at]
            if value and kind is not None:
                found.setdefault(owner, []).append((kind, value))
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

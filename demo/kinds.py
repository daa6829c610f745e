"""The kinds of listing in the sample, how many there are of each, and what their numbers look like."""

from dataclasses import dataclass
from typing import Final

from demo.disguise import HAN_FAMILIES, LATIN_FAMILIES

USED_GOODS: Final = ("handbag", "watch", "phone", "headphones", "drill", "jacket", "leather", "dryer", "sunglasses")
RENEWED_GOODS: Final = ("phone", "headphones", "drill", "dryer", "watch")
SPARE_PARTS: Final = ("ink", "phone", "drill", "brake", "pen", "toy", "headphones", "dryer", "sunglasses", "watch")


@dataclass(frozen=True)
class Kind:
    """How listings of one kind are made. Ranges are (least, most)."""

    name: str
    count: int
    sellers: tuple[str, ...]
    """Classes of `sellers.PER_CLASS`, or official and appointed."""
    price: tuple[float, float]
    """Times the lowest genuine price."""
    condition: str = "new"
    goods: tuple[str, ...] = ()
    """Only of these kinds of goods; empty for all."""
    claims: float = 0.0
    """Share that names the brand in the brand field."""
    gtin: float = 0.0
    """Share that gives the right GTIN."""
    part_number: float = 0.0
    """Share that gives the right part number as an attribute."""
    quantity: tuple[int, int] = (1, 1)
    pictures: tuple[int, int] = (1, 6)
    family: str = ""
    """Of disguise."""

    @property
    def label(self) -> str:
        """What truth.csv calls it: the kind, and after a slash the family of disguise."""
        return f"{self.name}/{self.family}" if self.family else self.name

    @property
    def is_counterfeit(self) -> bool:
        """True for every kind of counterfeit."""
        return self.name.startswith("counterfeit_")


_SHOPS: Final = ("shop", "shop", "shop", "shop", "new_shop")
_FAKERS: Final = ("hit_and_run", "hit_and_run", "hit_and_run", "old_hand", "careful")

_PLAIN: Final = (
    Kind("genuine_authorised", 420, ("official", "appointed", "appointed"), (1.0, 1.55), claims=0.97, gtin=0.8,
         part_number=0.6, quantity=(2, 400), pictures=(4, 8)),
    Kind("genuine_reseller", 620, _SHOPS, (0.96, 1.5), claims=0.85, gtin=0.5, part_number=0.3, quantity=(1, 40)),
    Kind("genuine_clearance", 60, ("shop",), (0.6, 0.9), claims=0.8, gtin=0.5, part_number=0.3, quantity=(1, 8)),
    Kind("genuine_typing_error", 40, ("shop",), (1.0, 1.4), claims=0.9, quantity=(1, 30)),
    Kind("second_hand", 260, ("person",), (0.3, 0.75), condition="used", goods=USED_GOODS, claims=0.8),
    Kind("refurbished", 110, ("shop", "maker"), (0.5, 0.8), condition="refurbished", goods=RENEWED_GOODS, claims=0.8),
    Kind("compatible", 260, ("maker", "shop"), (0.1, 0.4), goods=SPARE_PARTS, quantity=(5, 500)),
    Kind("accessory", 160, ("maker", "shop", "new_shop"), (0.04, 0.2), quantity=(5, 300)),
    Kind("generic", 420, ("maker", "maker", "shop", "new_shop"), (0.08, 0.45), quantity=(1, 900)),
    Kind("publication", 60, ("person", "shop"), (0.05, 0.3)),
    Kind("empty_box", 60, ("person",), (0.03, 0.15), condition="used"),
    Kind("comparison", 60, ("maker",), (0.15, 0.5), quantity=(5, 200)),
    Kind("counterfeit_slang", 90, _FAKERS, (0.08, 0.4), claims=0.4, quantity=(5, 999)),
    Kind("counterfeit_low_price", 70, ("hit_and_run", "hit_and_run", "old_hand"), (0.08, 0.35), claims=0.9, gtin=0.2,
         quantity=(20, 999)),
    Kind("counterfeit_impossible_product", 40, _FAKERS, (0.3, 0.9), claims=0.8, quantity=(5, 300)),
    Kind("counterfeit_wrong_identifier", 30, _FAKERS, (0.4, 0.95), claims=0.9, quantity=(5, 200)),
    Kind("counterfeit_banned_operator", 30, ("banned",), (0.4, 1.0), claims=0.8, quantity=(5, 200)),
    Kind("counterfeit_quiet", 50, ("careful", "person"), (0.8, 1.1), claims=0.8, gtin=0.1, quantity=(1, 5)),
)  # fmt: skip
_DISGUISED: Final = tuple(
    Kind("counterfeit_disguised", 10, _FAKERS, (0.1, 0.6), claims=0.05, quantity=(5, 900), family=family)
    for family in (*LATIN_FAMILIES, *HAN_FAMILIES)
)
KINDS: Final = (*_PLAIN, *_DISGUISED)
"""Three thousand listings in all. A real marketplace has far fewer counterfeits than this sample's one in six."""

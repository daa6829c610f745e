"""Typed identifiers, so that a brand's id cannot be passed where a seller's is meant."""

from typing import NewType

ListingId = NewType("ListingId", str)
SellerId = NewType("SellerId", str)
BrandId = NewType("BrandId", str)
LineId = NewType("LineId", str)
RuleId = NewType("RuleId", str)
SnapshotHash = NewType("SnapshotHash", str)

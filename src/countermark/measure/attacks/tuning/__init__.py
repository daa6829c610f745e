"""The tuning pack: families on which text signals may be developed."""

from typing import Final

from countermark.measure.attacks.family import AttackFamily
from countermark.measure.attacks.tuning import chinese, edit, script, spacing

FAMILIES: Final[tuple[AttackFamily, ...]] = (
    *script.FAMILIES,
    *spacing.FAMILIES,
    *edit.FAMILIES,
    *chinese.FAMILIES,
)

"""The sealed pack: families that nobody tunes on.

Whoever writes or changes a text signal does not read these modules, does not run this pack family by family and does
not copy its tables. The pack exists to make one number: recall under disguises that the signals were not built for.
Once a failure of a sealed family has been looked at, the family is spent and a new one has to be drawn for the claim.
"""

from typing import Final

from countermark.measure.attacks.family import AttackFamily
from countermark.measure.attacks.sealed import chinese, edit, script, spacing

FAMILIES: Final[tuple[AttackFamily, ...]] = (
    *script.FAMILIES,
    *spacing.FAMILIES,
    *edit.FAMILIES,
    *chinese.FAMILIES,
)

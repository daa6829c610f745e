"""The suites that `countermark evaluate --list` names."""

from countermark.scan.evaluate.suite import Suite
from countermark.scan.evaluate.suites.amazon_apparel import AmazonApparelSuite
from countermark.scan.evaluate.suites.disguise import DisguiseSuite
from countermark.scan.evaluate.suites.hp_prices import HpPricesSuite
from countermark.scan.evaluate.suites.taobao_brands import TaobaoBrandsSuite


def suites() -> dict[str, Suite]:
    """Return every suite by name, in the order in which they are listed."""
    known: tuple[Suite, ...] = (
        HpPricesSuite(),
        AmazonApparelSuite(),
        TaobaoBrandsSuite(),
        DisguiseSuite("tuning", by_family=True),
        DisguiseSuite("sealed", by_family=False),
        DisguiseSuite("sealed", by_family=True),
    )
    return {suite.name: suite for suite in known}

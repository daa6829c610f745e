"""From the brand names in a data set to the brands of a registry, by rules that are written down here.

A suite has no registry keeper who knows each name, so these rules stand for a careful one: names that are the same but
for case, accents and separators are one brand, and names that are ordinary words are marked as such.
"""

import re
from collections.abc import Iterable
from typing import Final

from countermark.engine.registry.model import Alias, Brand
from countermark.scan.evaluate.finders import plain_key

NOT_BRANDS: Final = frozenset(
    "addon brand builtny compatible deluxe exact generic memoryupgrades none other unbranded unknown".split()
)
"""Keys of values that data sets have in the brand column and that name no brand."""

COMMON_WORDS: Final = frozenset(
    """
    abacus accent acme action active advance air alpha alternate amp angel apple arrow artistry atlas audio aurora
    avalanche avenue axis balance base basics beacon bear beats belle bias black blade blue bolt bond boomerang boss
    bow bower breeze bridge bright brooks brother buddy buffalo built cardinal cascade cat cavalry champ champion
    chief choice cinema circle citizen city classic clear clip clover club coach cobra cocoon columbia comfort
    compass comprehensive concord continental converse core corsair cosmos cotton cougar craft creative crest crew
    crocs cross crown crucial crystal curtis cyber dane deli delta destiny diamond diesel direct discovery dixie
    dolce dolphin dove draper dream duck eagle earth east eclipse edge edible electrified elf elite emerald empire
    encore energy equilibrium essential essentials evolution expert explorer expo express falcon fantasy fashion
    finale first flash flex focus force ford fossil fox franklin freedom fresh frontier fuel fusion future galaxy
    gap garden gator gem general genius gentle ghost giant global glory gold gradual grand green griffin guardian
    guess hammer handcraft harmony hawk heart hercules heritage home honest honey honor horizon imagination impact
    imperial impulse individual infinity inland inspire iris iron island jaguar jewel joy jumper jungle junior just
    kate key kind king lancer leader lee legend level liberty life light lion local logic look lotto lotus luna lush
    lux luxor mace magic magnum major manhattan mark marvel master matrix max mead media mercury metro micro midland
    midnight mobile modern mohawk monster moon mustang national native natural navigator nest network next nine
    noble nova now number oasis ocean octane old olympia on one only opal optima orange orbit oregon orient original
    originals oxford pacific palm panda panther paradise patriot peak pearl peerless pelican perfect performance
    phantom phoenix pigeon pilot pink pinnacle pioneer planar planet plus point polar polo pony power premier
    premium presage prestige pride prima prime primo prince print pro pulse puma punch pure pyramid quantum quartet
    quartz queen quest radio radius rain rainbow random ranger rapid raptor real recipe red reflex refresh regal
    relax ring rival river rock rocket rose royal safe safety sage sanford sapphire savage scaler scholastic school
    scotch scout secret select senator sense sentry serif shadow shark sharp shell shield sierra sigma signature
    silver simple simplicity sky slim smart snap society sofia soft sol solar solid solo solution sonic soul sound
    source south space spark spectrum speed spirit sport spot spring square standard stanley star status steam steel
    sterling stomp stone storm stream street strike studio style sullivan summer summit sun super superior supreme
    surf swan sweet swift switch symphony tab target team tech ten terra think thunder tide tiger timberland time
    titan top topics tops total touch tower toy trade tradition trend tribeca triumph true trust turbo twin ultimate
    ultra union unique unity universal upper urban value van vans vector velocity venture vertex victor victory
    viking vintage virgin vision vista vital volt wave west whistler white wild wind wing winner wolf wonder world
    wrangler wraps yellow young zebra zenith zone zoom
    苹果 光明 长城 巨人 东风 富士 大众 爱好 名流 刺客 樱花 东方 世家 万国 阳光
    合力 半球 一休 修正 黑马 启动 春光 风暴 外星人 孔雀 葵花 天使 好奇 精灵 蓝鸟
    太空 正能量 古董 皇冠 现代 移动 完美 大方 标志 花架
    """.split()
)
"""Words that are also brands: a brand whose name is one of them is marked as a common word."""


def brands_from(names: Iterable[str], *, common: frozenset[str] = COMMON_WORDS) -> tuple[list[Brand], list[Alias]]:
    """Return the brands that the names stand for.

    Spellings with the same letters and digits become one brand; the first spelling is its name, the others its
    aliases. The brand's id is that key.

    Args:
        names: names as the data have them, the best spelling first.
        common: keys of names that are ordinary words.
    """
    spellings: dict[str, list[str]] = {}
    for raw in names:
        name = " ".join(raw.split())
        key = plain_key(name)
        if not key or key in NOT_BRANDS:
            continue
        known = spellings.setdefault(key, [])
        if name.casefold() not in {spelling.casefold() for spelling in known}:
            known.append(name)
    brands = [Brand(brand_id=key, name=known[0], common_word=key in common) for key, known in spellings.items()]
    aliases = [
        Alias(brand_id=key, alias=spelling, common_word=key in common)
        for key, known in spellings.items()
        for spelling in known[1:]
    ]
    return brands, aliases


def is_attackable(name: str) -> bool:
    """Return whether a seller would bother to disguise the name: four Latin letters, or two Chinese characters.

    Two or three letters, once disguised, say nothing to a buyer any more.
    """
    if re.search(r"[\u4e00-\u9fff]", name):
        return re.fullmatch(r"[\u4e00-\u9fff]{2,}", name) is not None
    return name.isascii() and sum(char.isalpha() for char in name) >= 4

"""Tuning pack, Chinese tricks: a name in Chinese characters written some other way."""

from functools import cache
from typing import Final

import numpy as np
from pypinyin import Style, lazy_pinyin

from countermark.measure.attacks.family import AttackFamily, Kind, between, chosen_places, is_han, pick, rewriting

_INSERTED: Final = ("🔥", "💎", "⭐", "a", "A", "x", "o", "O", "1", "0", "V")
_CASES: Final = (str.lower, str.lower, str.capitalize, str.upper)
_SIMPLIFIED: Final = (
    "爱罢备贝笔毕边宾冰补财参蚕仓苍层产长尝厂车陈衬称诚迟齿冲丑储触处传创纯词聪从达带单胆当党导灯邓敌迪点电垫东冬动"
    "冻斗独读断对队顿夺儿尔发罚阀范贩饭飞费纷坟奋丰风冯凤妇复盖干赶刚钢岗镐个给宫巩贡沟构购谷顾刮关观馆惯贯广归龟规"
    "轨柜贵国过哈还韩汉号贺鹤轰红后壶护沪华画话怀欢环换黄挥辉汇会浑获货击机积鸡极级纪际继绩佳价驾坚间艰监检简见剑渐"
    "舰将奖讲酱胶脚阶节杰结洁界紧锦进晋经惊鲸竞净镜旧举剧据惧卷军骏开凯颗壳课垦库裤块宽矿亏阔兰栏蓝烂劳乐类累离丽"
    "里历厉励砺联莲连帘练恋粮两辆谅疗辽邻临灵铃龄领刘龙楼卢芦炉录陆绿伦轮罗萝锣络马妈码玛买卖麦满猫贸门们梦弥绵灭鸣"
    "铭谋亩纳难内脑鸟宁农诺欧盘庞鹏飘苹凭评铺齐奇骑岂启气汽钱枪强乔桥亲轻倾庆琼穷区驱权劝确让热荣软锐润洒赛伞丧"
    "扫杀纱晒闪伤赏烧绍设绅审声胜师诗时识实势视试寿书术树双谁顺说丝饲松颂苏诉肃虽随岁孙损缩锁态坛叹汤涛讨腾体条铁"
    "听厅头图团网万为伟卫温闻稳问无务雾牺习袭戏细虾侠狭厦吓鲜闲显险现线乡香响项萧协谢欣兴须许绪续选学寻训压亚烟盐严"
    "颜艳阳杨养样药爷业叶页医仪艺亿义议异译阴银饮隐应樱鹰营赢拥优邮犹鱼渔与语预园员圆远愿约跃云运韵杂载赞枣则泽择"
    "战张胀赵这针侦诊阵镇争证织职纸志质钟终种众轴皱朱猪烛驻专砖转庄装壮状准浊资综总纵组钻"
)
_TRADITIONAL: Final = (
    "愛罷備貝筆畢邊賓冰補財參蠶倉蒼層產長嘗廠車陳襯稱誠遲齒衝醜儲觸處傳創純詞聰從達帶單膽當黨導燈鄧敵迪點電墊東冬動"
    "凍鬥獨讀斷對隊頓奪兒爾發罰閥範販飯飛費紛墳奮豐風馮鳳婦復蓋乾趕剛鋼崗鎬個給宮鞏貢溝構購穀顧刮關觀館慣貫廣歸龜規"
    "軌櫃貴國過哈還韓漢號賀鶴轟紅後壺護滬華畫話懷歡環換黃揮輝匯會渾獲貨擊機積雞極級紀際繼績佳價駕堅間艱監檢簡見劍漸"
    "艦將獎講醬膠腳階節傑結潔界緊錦進晉經驚鯨競淨鏡舊舉劇據懼捲軍駿開凱顆殼課墾庫褲塊寬礦虧闊蘭欄藍爛勞樂類累離麗"
    "裡歷厲勵礪聯蓮連簾練戀糧兩輛諒療遼鄰臨靈鈴齡領劉龍樓盧蘆爐錄陸綠倫輪羅蘿鑼絡馬媽碼瑪買賣麥滿貓貿門們夢彌綿滅鳴"
    "銘謀畝納難內腦鳥寧農諾歐盤龐鵬飄蘋憑評鋪齊奇騎豈啟氣汽錢槍強喬橋親輕傾慶瓊窮區驅權勸確讓熱榮軟銳潤灑賽傘喪"
    "掃殺紗曬閃傷賞燒紹設紳審聲勝師詩時識實勢視試壽書術樹雙誰順說絲飼鬆頌蘇訴肅雖隨歲孫損縮鎖態壇嘆湯濤討騰體條鐵"
    "聽廳頭圖團網萬為偉衛溫聞穩問無務霧犧習襲戲細蝦俠狹廈嚇鮮閒顯險現線鄉香響項蕭協謝欣興須許緒續選學尋訓壓亞煙鹽嚴"
    "顏豔陽楊養樣藥爺業葉頁醫儀藝億義議異譯陰銀飲隱應櫻鷹營贏擁優郵猶魚漁與語預園員圓遠願約躍雲運韻雜載贊棗則澤擇"
    "戰張脹趙這針偵診陣鎮爭證織職紙志質鐘終種眾軸皺朱豬燭駐專磚轉莊裝壯狀準濁資綜總縱組鑽"
)
_TO_TRADITIONAL: Final = {s: t for s, t in zip(_SIMPLIFIED, _TRADITIONAL, strict=True) if s != t}


@cache
def _characters_by_sound() -> dict[str, tuple[str, ...]]:
    """Return common characters by syllable without tone: level 1 of GB 2312 (rows 16 to 55), 3,755 characters."""
    sounds: dict[str, list[str]] = {}
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            try:
                char = bytes((row, cell)).decode("gb2312")
            except UnicodeDecodeError:
                continue  # the last row is not full
            sounds.setdefault(lazy_pinyin(char)[0], []).append(char)
    return {sound: tuple(chars) for sound, chars in sounds.items()}


def _is_name(name: str) -> bool:
    return len(name) >= 2 and is_han(name)


def _pinyin_joined(name: str, rng: np.random.Generator) -> str | None:
    return pick(rng, _CASES)("".join(lazy_pinyin(name))) if _is_name(name) else None


def _pinyin_spaced(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name):
        return None
    separator = pick(rng, (" ", " ", "-", "·"))
    cased = pick(rng, _CASES)
    return separator.join(cased(syllable) for syllable in lazy_pinyin(name))


def _mixed_han_pinyin(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name):
        return None
    places = list(range(len(name)))
    chosen = chosen_places(rng, places, share=0.4)
    if len(chosen) == len(name):
        chosen.discard(pick(rng, places))
    return "".join(s if i in chosen else char for i, (char, s) in enumerate(zip(name, lazy_pinyin(name), strict=True)))


def _homophones(name: str, rng: np.random.Generator) -> str | None:
    """Replace up to half of the characters, at least one, by common characters of the same sound."""
    if not _is_name(name):
        return None
    options = [
        tuple(other for other in _characters_by_sound().get(sound, ()) if other != char)
        for char, sound in zip(name, lazy_pinyin(name), strict=True)
    ]
    places = [i for i, option in enumerate(options) if option]
    if not places:
        return None
    count = int(rng.integers(1, max(1, len(name) // 2) + 1))
    chosen = {pick(rng, places) for _ in range(count)}
    return "".join(pick(rng, options[i]) if i in chosen else char for i, char in enumerate(name))


def _traditional(name: str, rng: np.random.Generator) -> str | None:
    del rng
    return "".join(_TO_TRADITIONAL.get(char, char) for char in name) if _is_name(name) else None


def _bopomofo(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name):
        return None
    tones = rng.random() < 0.5
    written = "".join(lazy_pinyin(name, style=Style.BOPOMOFO))
    return written if tones else "".join(char for char in written if char not in "ˊˇˋ˙")


def _inserted(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _INSERTED),), rng, share=pick(rng, (0.4, 1.0))) if _is_name(name) else None


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("pinyin_joined", Kind.CHINESE, "the sounds in Latin letters, together", _pinyin_joined),
    rewriting("pinyin_spaced", Kind.CHINESE, "the sounds in Latin letters, apart", _pinyin_spaced),
    rewriting("mixed_han_pinyin", Kind.CHINESE, "some characters in Latin letters", _mixed_han_pinyin),
    rewriting("homophones", Kind.CHINESE, "up to half of the characters by others of the same sound", _homophones),
    rewriting("traditional_characters", Kind.CHINESE, "traditional characters for simplified ones", _traditional),
    rewriting("bopomofo", Kind.CHINESE, "the sounds in bopomofo", _bopomofo),
    rewriting("inserted_between_characters", Kind.CHINESE, "emoji, letters or digits in between", _inserted),
)
"""The Chinese families on which text signals may be tuned."""

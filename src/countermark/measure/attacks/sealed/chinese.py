"""Sealed pack, Chinese tricks. Nobody tunes on these families: see the package's comment."""

from typing import Final

import numpy as np
from pypinyin import Style, lazy_pinyin

from countermark.measure.attacks.family import (
    AttackFamily,
    Kind,
    between,
    is_han,
    pick,
    rewriting,
    substituted,
)

_SEPARATORS: Final = (" ", ".", "·", "*", "-", "_", "/", "|", "丨", "，", "~", "\u200b")
_SIMILAR: Final = {
    pair[i]: (pair[1 - i],)
    for pair in (
        "己已 未末 士土 人入 大太 日曰 天夭 千干 王玉 牛午 贝见 儿几 九丸 力刀 木本 田由 甲申 克兑 宁守 字宇 李季 联朕 "
        "迪油 斯期 星皇 微徽 拉垃 奥粤 娜哪 姿婆 欧殴 莱菜 雅稚 诗侍 兰竺 黛贷 尔你 尼泥 索素 佳住 能熊 松忪 下卞 "
        "飞乙 浦蒲 利刹 果杲 小少 米来 华毕 为办 海每 美羡 的旳 格恪 东车 芝艺 惠恵 普晋 周固 福褔 同向 仁仨 "
        "堂棠 金全 龙尤 香杳 奈柰 儒孺 路璐 易昜 登澄 卡咔 罗萝 娇骄 倩情 资姿 生主 堡煲 保褓 玛码 马乌 爱受 茅矛 台抬 "
        "五吾 粮粱 汾纷 酒洒 中串 红虹 山仙 长张 城诚 吉洁 可何 宝玉 得碍 安按 踏蹈 特持 步歩 匡筐 威戚 万方 新亲 百白 "
        "伦沦 古右 风凤 花化 梦楚 之乏 家冢 丽两 玉王 黑墨 白自 云去 水氷 心必 优忧 乐东 和知 清请 晴睛 明朋 光先 阳阴"
    ).split()
    for i in (0, 1)
}
_COMPONENTS: Final = {
    entry[0]: (entry[2:],)
    for entry in (
        "李=木子 明=日月 林=木木 好=女子 们=亻门 张=弓长 弘=弓厶 吗=口马 妈=女马 驰=马也 驼=马它 骆=马各 骐=马其 "
        "他=亻也 伊=亻尹 佳=亻圭 佩=亻凧 优=亻尤 伦=亻仑 倍=亻咅 保=亻呆 仙=亻山 化=亻匕 伟=亻韦 信=亻言 "
        "海=氵每 清=氵青 洁=氵吉 浪=氵良 源=氵原 波=氵皮 泊=氵白 润=氵闰 汉=氵又 沃=氵夭 洽=氵合 漫=氵曼 "
        "迪=辶由 达=辶大 迈=辶万 远=辶元 逸=辶兔 通=辶甬 进=辶井 道=辶首 "
        "玛=王马 珍=王彡 珠=王朱 琪=王其 瑞=王耑 玲=王令 现=王见 理=王里 环=王不 "
        "雅=牙隹 娜=女那 娇=女乔 姿=次女 妮=女尼 妙=女少 婷=女亭 如=女口 姗=女册 "
        "格=木各 松=木公 枫=木风 樱=木婴 桥=木乔 柏=木白 梅=木每 棉=木帛 村=木寸 梯=木弟 楼=木娄 "
        "利=禾刂 和=禾口 科=禾斗 秋=禾火 种=禾中 程=禾呈 新=亲斤 斯=其斤 欧=区欠 欣=斤欠 歌=哥欠 "
        "联=耳关 聪=耳总 职=耳只 耐=而寸 财=贝才 购=贝勾 朗=良月 期=其月 朋=月月 胜=月生 腾=月券 "
        "钻=钅占 铃=钅令 银=钅艮 锐=钅兑 钟=钅中 铁=钅失 锦=钅帛 "
        "诗=讠寺 诺=讠若 语=讠吾 谊=讠宜 红=纟工 纽=纟丑 绿=纟录 纯=纟屯 维=纟隹 绅=纟申 "
        "强=弓虽 弹=弓单 飘=票风 韩=十早韦 颜=彦页 顿=屯页 领=令页 额=客页 颂=公页 "
        "星=日生 春=三人日 智=知日 昂=日卬 昌=日日 晶=日日日 品=口口口 森=木木木 鑫=金金金 "
        "思=田心 意=音心 志=士心 忠=中心 怡=忄台 悦=忄兑 恒=忄亘 快=忄夬 "
        "苹=艹平 花=艹化 芳=艹方 茅=艹矛 莱=艹来 兰=丷三 草=艹早 英=艹央 荣=艹冖木 蓝=艹监 芝=艹之 "
        "哈=口合 咖=口加 味=口未 唯=口隹 嘉=吉加 可=丁口 台=厶口 吉=士口 古=十口 "
        "奇=大可 美=羊大 尖=小大 尚=小冋 贺=加贝 资=次贝 岳=丘山 岛=鸟山 岩=山石 碧=王白石 "
        "的=白勺 皓=白告 鹏=朋鸟 鸿=江鸟 鹤=隺鸟 鸽=合鸟 鲜=鱼羊 鳄=鱼咢 鲨=沙鱼 "
        "冰=冫水 冷=冫令 净=冫争 冲=冫中 波=氵皮 阳=阝日 阴=阝月 陈=阝东 陆=阝击 队=阝人 "
        "动=云力 励=厉力 助=且力 加=力口 劲=圣力 都=者阝 郎=良阝 邦=丰阝 那=那 "
        "双=又又 对=又寸 难=又隹 欢=又欠 戏=又戈 观=又见 鸡=又鸟 "
        "福=礻畐 神=礻申 祥=礻羊 礼=礻乚 视=礻见 袜=衤末 裤=衤库 被=衤皮 "
        "轩=车干 轮=车仑 软=车欠 轻=车圣 辉=光军 耀=光翟 "
        "船=舟几口 航=舟亢 舰=舟见 般=舟殳 路=足各 跑=足包 踏=足沓 跃=足夭 "
        "粉=米分 糖=米唐 粮=米良 酷=酉告 醇=酉享 配=酉己 酒=氵酉 "
        "炫=火玄 灿=火山 炉=火户 烧=火尧 灯=火丁 焙=火咅 地=土也 城=土成 坊=土方 坚=臤土"
    ).split()
}


def _is_name(name: str, *, least: int = 2) -> bool:
    return len(name) >= least and is_han(name)


def _tones(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name):
        return None
    return pick(rng, ("", " ")).join(lazy_pinyin(name, style=Style.TONE))


def _initials(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name, least=3):
        return None
    letters = "".join(syllable[0] for syllable in lazy_pinyin(name))
    return pick(rng, (letters, letters.upper()))


def _han_with_initials(name: str, rng: np.random.Generator) -> str | None:
    """Write one character of three, or up to half of a longer name, as the first letter of its sound."""
    if not _is_name(name, least=3):
        return None
    count = int(rng.integers(1, len(name) // 2 + 1))
    chosen = {int(rng.integers(len(name))) for _ in range(count)}
    letters = [syllable[0] for syllable in lazy_pinyin(name)]
    return "".join(letters[i].upper() if i in chosen else char for i, char in enumerate(name))


def _similar(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _SIMILAR, rng, share=0.3) if _is_name(name) else None


def _components(name: str, rng: np.random.Generator) -> str | None:
    return substituted(name, _COMPONENTS, rng, share=0.5) if _is_name(name) else None


def _separated(name: str, rng: np.random.Generator) -> str | None:
    return between(name, (pick(rng, _SEPARATORS),), rng) if _is_name(name) else None


def _transposed(name: str, rng: np.random.Generator) -> str | None:
    if not _is_name(name, least=3):
        return None
    place = int(rng.integers(0, len(name) - 1))
    return name[:place] + name[place + 1] + name[place] + name[place + 2 :]


FAMILIES: Final[tuple[AttackFamily, ...]] = (
    rewriting("pinyin_with_tones", Kind.CHINESE, "the sounds in Latin letters with tone marks", _tones),
    rewriting("pinyin_initials", Kind.CHINESE, "the first letter of each sound", _initials),
    rewriting("han_with_initials", Kind.CHINESE, "first letters for some characters", _han_with_initials),
    rewriting("similar_glyphs", Kind.CHINESE, "characters that look alike", _similar),
    rewriting("split_components", Kind.CHINESE, "a character written as its parts", _components),
    rewriting("separated_characters", Kind.CHINESE, "separators between the characters", _separated),
    rewriting("transposed_characters", Kind.CHINESE, "two characters in each other's place", _transposed),
)
"""The Chinese families that are kept out of all tuning."""

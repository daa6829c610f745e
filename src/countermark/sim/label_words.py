"""What the kinds of listings in a world are called on a page, in the languages that pages speak."""

from typing import Final

from countermark.formats.labels import KindWords
from countermark.sim.content import LANGUAGES

BAIT: Final = "bait"
"""Kind of a counterfeit that is first posted as something harmless."""
DECEIVED: Final = "deceived"
"""Kind of a counterfeit whose seller does not know."""
_SHOWING: Final = frozenset({"disguised", "slang", "cheap"})
"""Styles that text and price can give away; the others need what the engine does not have."""

# Name, and for counterfeits how it hides; each in the order of LANGUAGES.
_KINDS: Final[dict[str, tuple[tuple[str, str, str], tuple[str, str, str]]]] = {
    "genuine": (("Genuine, from a reseller", "正品（普通卖家）", "Original, de revendedor"), ("", "", "")),
    "authorised": (("Genuine, authorised seller", "正品（授权卖家）", "Original, vendedor autorizado"), ("", "", "")),
    "grey": (("Parallel import", "平行进口", "Importação paralela"), ("", "", "")),
    "second_hand": (("Second hand", "二手", "Usado"), ("", "", "")),
    "refurbished": (("Refurbished", "翻新", "Recondicionado"), ("", "", "")),
    "compatible": (("Compatible part", "兼容件", "Peça compatível"), ("", "", "")),
    "accessory": (("Accessory", "配件", "Acessório"), ("", "", "")),
    "generic": (("Unbranded", "无品牌", "Sem marca"), ("", "", "")),
    "plain": (
        ("Plain", "如常销售", "Comum"),
        (
            "Written and priced like the genuine article.",
            "文字和价格都与正品相当。",
            "Texto e preço como os do artigo original.",
        ),
    ),
    "used": (
        ("As second hand", "冒充二手", "Como usado"),
        (
            "Offered as second-hand goods, at such a price.",
            "按二手价格当二手货出售。",
            "Oferecido como usado, a preço de usado.",
        ),
    ),
    "outlet": (
        ("As outlet goods", "冒充尾货", "Como ponta de estoque"),
        (
            "Offered as outlet or parallel goods: cheaper, and plausible.",
            "自称尾货或平行进口，价格较低但可信。",
            "Oferecido como ponta de estoque ou importação paralela: mais barato, e plausível.",
        ),
    ),
    "posing": (
        ("As an official shop", "冒充官方店", "Como loja oficial"),
        ("Speaks as the brand's own shop would.", "以官方店铺的口吻销售。", "Fala como a loja da própria marca."),
    ),
    "hidden": (
        ("Brand not named", "不写品牌", "Marca omitida"),
        (
            "The words do not name the brand; only a picture would show it.",
            "文字中没有品牌名，只有图片才能看出。",
            "O texto não cita a marca; só uma imagem a mostraria.",
        ),
    ),
    BAIT: (
        ("Bait", "先正后换", "Isca"),
        (
            "Harmless as first posted; the counterfeit comes with an edit, which is screened by itself.",
            "首次发布时无害，之后编辑成假货；编辑版本另行筛查。",
            "Inofensivo ao ser publicado; a falsificação vem com uma edição, triada à parte.",
        ),
    ),
    DECEIVED: (
        ("Deceived reseller", "卖家不知情", "Revendedor enganado"),
        (
            "Sold by an honest shop that does not know.",
            "由不知情的诚实店铺出售。",
            "Vendido por uma loja honesta que não sabe.",
        ),
    ),
    "disguised": (
        ("Name in disguise", "品牌名变形", "Nome disfarçado"),
        (
            "The brand's name is written so that a plain search does not find it.",
            "品牌名经过改写，普通搜索找不到。",
            "O nome da marca é escrito de modo que uma busca simples não o ache.",
        ),
    ),
    "slang": (
        ("Words of the trade", "行话", "Gíria do ramo"),
        (
            "Tells buyers in the words of the trade that it is a replica.",
            "用行话告诉买家是仿品。",
            "Diz ao comprador, na gíria do ramo, que é réplica.",
        ),
    ),
    "cheap": (
        ("Far too cheap", "价格过低", "Barato demais"),
        (
            "Plain words, far below any genuine price.",
            "文字普通，价格远低于正品。",
            "Texto comum, muito abaixo de qualquer preço original.",
        ),
    ),
}  # fmt: skip
_GENUINE: Final = ("genuine", "authorised", "grey", "second_hand", "refurbished", "compatible", "accessory", "generic")
_OPERATOR: Final = {
    "en": "Operator {operator}: {listings} counterfeits under {accounts} accounts.",
    "zh": "操纵者 {operator}：{accounts} 个账号，{listings} 件假货。",
    "pt": "Operador {operator}: {listings} falsificações em {accounts} contas.",
}
_FAMILY: Final = {"en": "Disguise: {family}.", "zh": "变形方式：{family}。", "pt": "Disfarce: {family}."}


def kind_words(language: str) -> dict[str, KindWords]:
    """Return the words for every kind.

    Args:
        language: one of `LANGUAGES`.
    """
    at = LANGUAGES.index(language)
    return {
        kind: KindWords(names[at], about[at], shows=kind in _SHOWING or kind in _GENUINE)
        for kind, (names, about) in _KINDS.items()
    }


def operator_note(language: str, operator: int, listings: int, accounts: int) -> str:
    """Return a sentence on who is behind a counterfeit."""
    return _OPERATOR[language].format(operator=operator, listings=listings, accounts=accounts)


def family_note(language: str, family: str) -> str:
    """Return a sentence on how a name is disguised, given the family as the truth has it (`pack/family`)."""
    return _FAMILY[language].format(family=family.partition("/")[2].replace("_", " "))

"""The words of the report page itself, in the languages it speaks; those of reasons and evidence are the engine's."""

from typing import Final

LANGUAGES: Final = ("en", "zh", "pt")
HTML_LANGUAGE: Final = {"en": "en", "zh": "zh-Hans", "pt": "pt-BR"}
THOUSANDS: Final = {"en": ",", "zh": ",", "pt": "."}

# In the order of LANGUAGES.
_TABLE: Final[dict[str, tuple[str, str, str]]] = {
    "title": ("Screening report", "筛查报告", "Relatório de triagem"),
    "skip": ("Skip to the listings", "跳到商品列表", "Ir para os anúncios"),
    "allow": ("Allow", "放行", "Permitir"),
    "review": ("Review", "复核", "Revisar"),
    "hold": ("Hold", "暂缓", "Reter"),
    "block": ("Block", "拦截", "Bloquear"),
    "allow_means": ("published", "已发布", "publicado"),
    "review_means": ("published, queued for a person", "已发布，待人工复核", "publicado, na fila de revisão"),
    "hold_means": ("not published until a person decides", "人工决定前不发布", "não publicado até decisão humana"),
    "block_means": ("refused", "拒绝发布", "recusado"),
    "listings": ("Listings", "商品", "Anúncios"),
    "rows_read": ("Rows read", "读取行数", "Linhas lidas"),
    "rejects": ("Rejects", "未筛查行", "Rejeitados"),
    "snapshot": ("Snapshot", "快照", "Instantâneo"),
    "as_of": ("As of", "基准日期", "Data de referência"),
    "screened_at": ("Screened", "筛查时间", "Triagem em"),
    "inputs": ("Input", "输入文件", "Entrada"),
    "mapping": ("Mapping", "字段映射", "Mapeamento"),
    "version": ("Countermark", "Countermark", "Countermark"),
    "bytes": ("bytes", "字节", "bytes"),
    "by_decision": ("Listings by decision", "按决定统计", "Anúncios por decisão"),
    "by_score": ("Listings by score", "按分数统计", "Anúncios por pontuação"),
    "by_score_note": (
        "Each bar is five points wide. The scale is logarithmic: every line is ten times the one below.",
        "每条代表 5 分；纵轴为对数刻度，每条线是下一条的十倍。",
        "Cada barra tem cinco pontos. Escala logarítmica: cada linha vale dez vezes a de baixo.",
    ),
    "all_listings": ("all listings", "全部商品", "todos os anúncios"),
    "not_allowed": ("not allowed", "未放行", "não permitidos"),
    "score": ("Score", "分数", "Pontuação"),
    "by_reason": ("By reason", "按原因", "Por motivo"),
    "by_brand": ("By brand", "按品牌", "Por marca"),
    "by_seller": ("By seller", "按卖家", "Por vendedor"),
    "by_language": ("By language", "按语言", "Por idioma"),
    "reason": ("Reason", "原因", "Motivo"),
    "brand": ("Brand", "品牌", "Marca"),
    "seller": ("Seller", "卖家", "Vendedor"),
    "language": ("Language", "语言", "Idioma"),
    "undetermined": ("not determined", "未能判定", "não determinado"),
    "share": ("Share", "占比", "Parcela"),
    "mix": ("Mix", "构成", "Composição"),
    "more_rows": ("and {count} more", "另有 {count} 个", "e mais {count}"),
    "lower_bounds": (
        "Very many values: the counts of the rarer ones may be too low.",
        "取值过多：较少见者的计数可能偏低。",
        "Valores demais: as contagens dos mais raros podem estar abaixo do real.",
    ),
    "none_found": ("None.", "无。", "Nenhum."),
    "worst": ("The worst listings", "风险最高的商品", "Os piores anúncios"),
    "worst_note": (
        "The {count} most severe, by decision and then by score.",
        "按决定、再按分数排列的前 {count} 个。",
        "Os {count} mais graves, por decisão e depois por pontuação.",
    ),
    "worst_none": (
        "Every listing was allowed.", "所有商品均已放行。", "Todos os anúncios foram permitidos.",
    ),
    "legend": ("How to read the marks", "标记说明", "Como ler as marcações"),
    "against": ("Speaks against the listing", "对商品不利", "Pesa contra o anúncio"),
    "noted": ("Also noted", "另记", "Também observado"),
    "for": ("Speaks for the listing", "对商品有利", "Pesa a favor do anúncio"),
    "hidden_character": (
        "Invisible character, made visible", "不可见字符（已显示）", "Caractere invisível, tornado visível",
    ),
    "nothing_against": ("Nothing was measured against it.", "没有不利的事实。", "Nada medido contra."),
    "nothing_for": ("Nothing was found that speaks for it.", "没有有利的事实。", "Nada encontrado a favor."),
    "reasons": ("Reasons", "原因", "Motivos"),
    "rules": ("Rules", "规则", "Regras"),
    "shadow_rules": ("In the shadow", "影子规则", "Em sombra"),
    "description": ("Description", "描述", "Descrição"),
    "claimed_brand": ("Brand field", "品牌字段", "Campo marca"),
    "price": ("Price", "价格", "Preço"),
    "price_band": ("genuine {low} to {high}", "正品 {low} 至 {high}", "original de {low} a {high}"),
    "price_from": ("genuine from {low}", "正品 {low} 起", "original a partir de {low}"),
    "price_ratio": (
        "{percent} of the lowest genuine price", "为正品最低价的 {percent}", "{percent} do menor preço original",
    ),
    "condition": ("Condition", "成色", "Condição"),
    "ships_from": ("Ships from", "发货地", "Envio de"),
    "account_age": ("account {count} days old", "账号 {count} 天", "conta de {count} dias"),
    "row": ("row {row}", "第 {row} 行", "linha {row}"),
    "filter": ("Show only listings with", "只显示包含", "Mostrar só anúncios com"),
    "shown": ("shown", "显示", "exibidos"),
    "by_field": ("By field", "按字段", "Por campo"),
    "whole_row": ("the row as a whole", "整行", "a linha inteira"),
    "field": ("Field", "字段", "Campo"),
    "problems": ("Problems", "问题数", "Problemas"),
    "first_rejects": ("The first of them", "前几个", "Os primeiros"),
    "rejects_where": (
        "All of them, with row and reason, are in the file that ends in .rejects.jsonl beside the output.",
        "全部记录（行号与原因）见输出文件旁以 .rejects.jsonl 结尾的文件。",
        "Todos, com linha e motivo, estão no arquivo terminado em .rejects.jsonl ao lado da saída.",
    ),
    "footer": (
        "Made by Countermark. Decisions are screening results under the snapshot named above, not findings of fact.",
        "由 Countermark 生成。以上决定仅为该快照下的筛查结果，并非事实认定。",
        "Gerado pelo Countermark. As decisões são resultados de triagem sob o instantâneo acima, e não fatos apurados.",
    ),
    "evidence_number": ("evidence {number}", "证据 {number}", "evidência {number}"),
}  # fmt: skip


def page_words(language: str) -> dict[str, str]:
    """Return key -> text in one of `LANGUAGES`."""
    at = LANGUAGES.index(language)
    return {key: texts[at] for key, texts in _TABLE.items()}


def grouped(number: int, language: str) -> str:
    """Return a whole number with its thousands set apart as the language does."""
    return f"{number:,}".replace(",", THOUSANDS[language])

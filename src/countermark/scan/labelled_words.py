"""The words of the page that shows decisions beside labels, in the languages of `report_words`."""

from typing import Final

from countermark.scan.report_words import LANGUAGES, page_words

# In the order of LANGUAGES.
_TABLE: Final[dict[str, tuple[str, str, str]]] = {
    "title": ("Decisions and truth", "决定与真相", "Decisões e verdade"),
    "skip": ("Skip to what was missed", "跳到漏过的商品", "Ir para o que passou"),
    "synthetic": ("Synthetic marketplace", "模拟市场", "Mercado sintético"),
    "synthetic_means": (
        (
            "Every brand, seller and listing on this page was invented by a program, and so was the truth about "
            "them. The figures say how the rules do against tricks that we thought of, at rates that we chose. They "
            "say nothing of any real marketplace, where nobody knows the truth."
        ),
        (
            "本页所有品牌、卖家、商品及其真相均由程序虚构。数字只说明规则对我们设想的手法、在我们选定的比例下表现如"
            "何，与任何真实市场无关：真实市场的真相无人知晓。"
        ),
        (
            "Toda marca, todo vendedor e todo anúncio desta página foi inventado por um programa, e também a "
            "verdade sobre eles. Os números dizem como as regras se saem contra truques que imaginamos, em "
            "proporções que escolhemos. Nada dizem de um mercado real, onde ninguém conhece a verdade."
        ),
    ),
    "synthetic_made": (
        "World of seed {seed}, made by Countermark {version}",
        "世界种子 {seed}，由 Countermark {version} 生成",
        "Mundo da semente {seed}, feito pelo Countermark {version}",
    ),
    "labels": ("Labels", "标签", "Rótulos"),
    "decisions": ("Decisions", "决定", "Decisões"),
    "labelled": ("Listings with a label", "有标签的商品", "Anúncios com rótulo"),
    "unlabelled": ("Without one, not counted", "无标签（不计入）", "Sem rótulo, não contados"),
    "counterfeit": ("Counterfeit", "假货", "Falsificado"),
    "genuine": ("Not counterfeit", "非假货", "Não falsificado"),
    "counterfeits": ("Counterfeits", "假货", "Falsificações"),
    "others": ("Not counterfeit", "非假货", "Não falsificados"),
    "figures": ("How well it did", "效果", "Resultado"),
    "recall": ("Recall", "召回率", "Cobertura"),
    "recall_means": (
        "{part} of {whole} counterfeits were held or blocked",
        "{whole} 件假货中暂缓或拦截了 {part} 件",
        "{part} de {whole} falsificações foram retidas ou bloqueadas",
    ),
    "wrongful": ("Wrongful removals", "误伤率", "Remoções indevidas"),
    "wrongful_means": (
        "{part} of {whole} other listings were held or blocked",
        "{whole} 件其他商品中误暂缓或误拦截了 {part} 件",
        "{part} de {whole} outros anúncios foram retidos ou bloqueados",
    ),
    "precision": ("Precision", "准确率", "Precisão"),
    "precision_means": (
        "{part} of the {whole} listings that were held or blocked are counterfeit",
        "暂缓或拦截的 {whole} 件商品中有 {part} 件是假货",
        "{part} dos {whole} anúncios retidos ou bloqueados são falsificados",
    ),
    "value": ("Recall by value", "按金额的召回率", "Cobertura por valor"),
    "value_means": (
        "of the {whole} that the counterfeits sold for, {part} was by listings that were held or blocked",
        "假货销售额 {whole}，其中 {part} 来自被暂缓或拦截的商品",
        "dos {whole} que as falsificações renderam, {part} foram de anúncios retidos ou bloqueados",
    ),
    "nothing_to_count": ("nothing to count", "无可统计", "nada a contar"),
    "range": ("{low} to {high}", "{low} 至 {high}", "{low} a {high}"),
    "in_review": (
        "Another {count} counterfeits are in review: on sale, and queued for a person.",
        "另有 {count} 件假货在人工复核队列中，仍在售。",
        "Outras {count} falsificações estão em revisão: à venda, na fila de uma pessoa.",
    ),
    "why_so_few": (
        (
            "{hidden} of the {missed} that were missed give nothing away in title, description, price, product "
            "codes or seller, which is all that is looked at here. They would take pictures, links between sellers, "
            "test buys, or the screening of edits. Of the counterfeits that do give themselves away, {part} of "
            "{whole} were stopped."
        ),
        (
            "漏过的 {missed} 件中，有 {hidden} "
            "件在标题、描述、价格、商品编码和卖家信息上毫无破绽，而这里只看这些。"
            "要发现它们，需要图片、卖家关联、抽样购买或对编辑版本的筛查。有破绽的 "
            "{whole} 件假货中，拦下了 {part} 件。"
        ),
        (
            "{hidden} das {missed} que passaram nada revelam em título, descrição, preço, códigos ou vendedor, e só "
            "isso é olhado aqui. Para elas seriam precisas imagens, vínculos entre vendedores, compras de teste ou "
            "a triagem de edições. Das falsificações que se revelam, {part} de {whole} foram barradas."
        ),
    ),
    "interval_note": (
        (
            "In brackets: exact 95% intervals, as if each listing were drawn by itself. Listings of one seller are "
            "alike, so the true uncertainty is larger."
        ),
        "括号内为精确 95% 区间，假定各商品相互独立；同一卖家的商品彼此相似，真实的不确定性更大。",
        (
            "Entre parênteses: intervalos exatos de 95%, como se cada anúncio fosse sorteado por si. Os anúncios de "
            "um mesmo vendedor se parecem; a incerteza real é maior."
        ),
    ),
    "matrix": ("Decision and truth", "决定与真相", "Decisão e verdade"),
    "truth": ("Truth", "真相", "Verdade"),
    "all": ("All", "合计", "Todos"),
    "by_kind": ("By what the listing is", "按商品真实类别", "Pelo que o anúncio é"),
    "kind": ("What it is", "真实类别", "O que é"),
    "stopped": ("Stopped", "拦下", "Barrados"),
    "missed_count": ("Missed", "漏过", "Passaram"),
    "wrong_count": ("Wrongly stopped", "误伤", "Barrados por engano"),
    "share_counterfeit": ("Counterfeit share", "假货占比", "Parcela falsificada"),
    "brands_note": (
        "Brands with counterfeits, or with a listing that was stopped wrongly.",
        "有假货或有误伤商品的品牌。",
        "Marcas com falsificações ou com um anúncio barrado por engano.",
    ),
    "by_market": ("By market", "按市场", "Por mercado"),
    "market": ("Market", "市场", "Mercado"),
    "by_reason_note": (
        "All listings that were given the reason, those in review included.",
        "包括给出该原因的全部商品，含复核中的。",
        "Todos os anúncios que receberam o motivo, inclusive os em revisão.",
    ),
    "missed": ("What was missed", "漏过的假货", "O que passou"),
    "missed_note": (
        "Counterfeits on sale: the {count} that sold for most, of {all}.",
        "在售的假货：销售额最高的 {count} 件，共 {all} 件。",
        "Falsificações à venda: as {count} que mais renderam, de {all}.",
    ),
    "wrong": ("Wrongly stopped", "误伤的商品", "Barrados por engano"),
    "wrong_note": (
        "Held or blocked, and not counterfeit: {count} of {all}.",
        "被暂缓或拦截、但并非假货：{count} 件，共 {all} 件。",
        "Retidos ou bloqueados sem serem falsificados: {count} de {all}.",
    ),
    "caught": ("Rightly stopped", "正确拦下的假货", "Barrados com razão"),
    "caught_note": (
        "Counterfeits that were held or blocked: the {count} most severe, of {all}.",
        "被暂缓或拦截的假货：最严重的 {count} 件，共 {all} 件。",
        "Falsificações retidas ou bloqueadas: as {count} mais graves, de {all}.",
    ),
    "none_missed": ("No counterfeit is on sale.", "没有假货在售。", "Nenhuma falsificação à venda."),
    "none_wrong": ("None was stopped wrongly.", "没有误伤。", "Nenhum foi barrado por engano."),
    "none_caught": ("No counterfeit was stopped.", "没有拦下假货。", "Nenhuma falsificação foi barrada."),
    "why_nothing": (
        "Nothing in its words, price, codes or seller speaks against it.",
        "文字、价格、编码和卖家都没有不利之处。",
        "Nada no texto, no preço, nos códigos ou no vendedor pesa contra ele.",
    ),
    "why_weak": (
        "What speaks against it is not enough for any rule.",
        "不利的事实不足以触发任何规则。",
        "O que pesa contra ele não basta para nenhuma regra.",
    ),
    "why_review": (
        "It is on sale while it waits for a person.",
        "等待人工复核期间仍在售。",
        "Está à venda enquanto espera por uma pessoa.",
    ),
    "why_wrong": ("Stopped for: {reasons}.", "拦下原因：{reasons}。", "Barrado por: {reasons}."),
    "sold_for": ("Sold for {amount}.", "销售额 {amount}。", "Rendeu {amount}."),
}


def labelled_words(language: str) -> dict[str, str]:
    """Return key -> text in one of `LANGUAGES`: the words of the report page, with those of this page over them."""
    at = LANGUAGES.index(language)
    return page_words(language) | {key: texts[at] for key, texts in _TABLE.items()}

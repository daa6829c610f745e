"""Words in simplified Chinese. Placeholders as in en."""

from typing import Final

from countermark.engine.messages.reason import Reason

BRAND: Final = "该品牌"

CONTRACTIONS: Final[dict[str, str]] = {}

FIELDS: Final = {
    "title": "标题",
    "description": "描述",
    "brand": "品牌栏",
    "attributes": "商品属性",
    "condition": "成色栏",
    "category": "类目",
    "gtin": "商品条码",
    "": "商品信息",
}

EVIDENCE: Final = {
    "brand_mentioned": "{field}中出现了{brand}（“{text}”）。",
    "brand_disguised": "{field}中以隐蔽的写法出现了{brand}：“{text}”（{kind}）。",
    "brand_claimed": "品牌栏填写的“{text}”即{brand}。",
    "brand_claim_conflict": "标题与品牌栏所写的不是同一个品牌。",
    "slang": "{field}使用了“{text}”，这类用语常见于假冒商品。",
    "price_below_band": "售价{text}仅为已知正品最低价的{value}（{kind}）。",
    "gtin_invalid": "商品条码“{text}”不是有效的GTIN：位数或校验码有误。",
    "gtin_restricted": "商品条码“{text}”属于不用于标识此类商品的号段（{kind}）。",
    "gtin_foreign_prefix": "商品条码“{text}”并非发放给{brand}的权利人。",
    "part_number_malformed": "零件号“{text}”不符合{brand}的编号格式。",
    "model_impossible": "{brand}没有“{text}”这一型号。",
    "colour_impossible": "据{brand}提供的资料，{kind}没有所标的颜色（“{text}”）。",
    "tell": "{field}中有一处细节与{brand}所掌握的假货特征相符。",
    "seller_new": "卖家账号开通天数：{value}。",
    "seller_strikes": "卖家账号有效的违规记录：{value}次。",
    "seller_refunds": "买家因疑似假货获得退款的比例远高于通常水平（占订单的{value}）。",
    "seller_linked_banned": "卖家账号与已被封禁的经营者有关联。",
    "context_compatible": "{field}说明该商品适用于{brand}的产品（“{text}”）。",
    "context_accessory": "{field}说明该商品是{brand}产品的配件（“{text}”）。",
    "context_negated": "{field}说明该商品不是{brand}的产品（“{text}”）。",
    "context_comparison": "{field}将该商品与{brand}作了比较（“{text}”）。",
    "context_second_hand": "{field}说明该商品是二手商品（“{text}”）。",
    "context_refurbished": "{field}说明该商品是翻新商品（“{text}”）。",
    "context_publication": "{field}说明该商品是图书或其他出版物（“{text}”）。",
    "context_empty": "{field}说明该商品是空容器或仅为包装（“{text}”）。",
    "common_word": "“{text}”也是普通词语，没有迹象表明是指{brand}。",
    "price_in_band": "售价{text}在正品的价格范围之内（{kind}）。",
    "price_above_band": "售价{text}高于正品的价格（{kind}）。",
    "gtin_matches": "商品条码“{text}”是发放给{brand}权利人的。",
    "part_number_matches": "“{text}”是{brand}使用的零件号。",
    "seller_authorised": "{brand}已授权该卖家在本市场销售。",
    "seller_established": "该卖家已在本平台经营{value}年以上，订单多，无违规记录，退款少。",
}

REASONS: Final = {
    "counterfeit_slang": Reason(
        "使用假货常用语",
        "该商品信息使用了常见于假冒商品的用语，本平台禁止销售假冒商品。如果您的商品是正品，请删去这些用语重新描述，并提交进货凭证。",
    ),
    "disguised_brand": Reason(
        "品牌名写法隐蔽",
        "该商品信息以隐蔽的写法书写品牌名。如果您有权销售该品牌，请按品牌的规范写法书写；如果商品不属于该品牌，请删去该品牌名。",
    ),
    "brand_disguised": Reason(
        "品牌名写法隐蔽",
        "该商品信息以隐蔽的写法书写品牌名。如果您有权销售该品牌，请按品牌的规范写法书写；如果商品不属于该品牌，请删去该品牌名。",
    ),
    "disguised_brand_and_slang": Reason(
        "品牌名写法隐蔽且使用假货常用语",
        "该商品信息隐蔽地书写品牌名，并使用了常见于假冒商品的用语，本平台禁止销售假冒商品。"
        "如果您的商品是正品，请按品牌的规范写法书写品牌名，并提交进货凭证。",
    ),
    "price_far_below": Reason(
        "价格远低于正品",
        "价格远低于正品的价格。请核对价格、件数和成色；如果无误，请提交供货商的发票。",
    ),
    "price_below_band": Reason(
        "价格低于正品",
        "价格低于正品的价格。请核对价格、件数和成色；如果无误，请提交供货商的发票。",
    ),
    "banned_operator": Reason(
        "与被封禁的经营者有关联",
        "您的账号似乎与已被本平台封禁的经营者有关联。如果这是误判，请提出申诉，并说明账号由谁经营。",
    ),
    "seller_linked_banned": Reason(
        "与被封禁的经营者有关联",
        "您的账号似乎与已被本平台封禁的经营者有关联。如果这是误判，请提出申诉，并说明账号由谁经营。",
    ),
    "seller_strikes": Reason(
        "有有效的违规记录",
        "您的账号有尚在有效期内的违规记录，因此您发布的受保护品牌商品会受到更仔细的检查。您可以在账号中查看违规记录并申诉。",
    ),
    "fake_refunds": Reason(
        "疑似假货退款偏多",
        "您的买家因疑似假货获得退款的比例远高于通常水平。请提交商品为正品的证明，例如供货商的发票。",
    ),
    "seller_refunds": Reason(
        "疑似假货退款偏多",
        "您的买家因疑似假货获得退款的比例远高于通常水平。请提交商品为正品的证明，例如供货商的发票。",
    ),
    "invalid_identifier": Reason(
        "商品编码无效",
        "商品信息中的条码或零件号无效。请按包装上的编码填写；如果商品没有编码，请将该栏留空。",
    ),
    "identifier_wrong": Reason(
        "商品编码不符",
        "商品信息中的条码或零件号无效，或不属于该品牌。请按包装上的编码填写；如果商品没有编码，请将该栏留空。",
    ),
    "impossible_product": Reason(
        "型号或颜色不存在",
        "商品信息所写的型号或颜色并非该品牌所生产。请核对描述；如果无误，请提交进货凭证。",
    ),
    "brand_claim_conflict": Reason(
        "标题与品牌栏不一致",
        "标题与品牌栏写的是不同的品牌，请更正有误的一处。如果商品只是适用于某品牌的产品，请写明“适用于……”。",
    ),
    "known_tell": Reason(
        "有假货的已知特征",
        "商品信息中有一处细节与品牌所掌握的假货特征相符。如果您的商品是正品，请提交进货凭证并申请复核。",
    ),
    "high_score": Reason(
        "多项事实综合判断",
        "多项事实综合起来，表明该商品很可能是假冒商品；这些事实已随本决定列出。如果您的商品是正品，请更正有误之处，或提交进货凭证。",
    ),
    "new_seller_low_price": Reason(
        "新账号且价格偏低",
        "新账号以远低于通常价格的售价出售受保护品牌的商品。请核对价格；如果无误，请提交供货商的发票。",
    ),
    "screening_incomplete": Reason(
        "检查未完成",
        "该商品信息未能完成全部检查，因此将由人工查看后再发布。您无需采取任何行动。",
    ),
    "empty_packaging": Reason(
        "大量空包装",
        "正在出售大量受保护品牌的空包装，此类包装常被用于灌装假货。请说明其用途。",
    ),
    "parallel_import": Reason(
        "来自其他市场的商品",
        "该商品似乎来自品牌在本市场以外的销售渠道，且卖家未获品牌授权。请提交该商品可以在此销售的证明。",
    ),
    "seller_authorised": Reason("授权卖家", "品牌已授权您在本市场销售其商品。"),
    "context_explained": Reason(
        "并非品牌自身的商品", "商品信息提到该品牌，只是为了说明商品适用于什么、介绍什么或不是什么。"
    ),
    "refurbished_goods": Reason("翻新商品", "该商品以翻新品出售，因此不与新品比较。"),
    "second_hand_goods": Reason("二手商品", "该商品以二手品出售，因此不与新品比较。"),
}

LABELS: Final = {
    "decision": {
        "allow": "通过",
        "review": "已发布，待复核",
        "hold": "暂不发布，等待人工决定",
        "block": "拒绝发布",
    },
    "disguise": {
        "homoglyph": "以其他文字的形近字母替换",
        "zero_width": "名称中夹有不可见字符",
        "bidi_override": "以不可见符号改变字母次序",
        "filler": "名称中夹有填充字符",
        "bopomofo": "以注音符号书写",
        "respelled": "按读音改写",
        "misspelt": "改动了多个字母",
        "transliterated": "用另一种字母拼写",
        "hyphenated": "名称中夹有连字符",
        "split_characters": "把字拆开书写",
        "similar_character": "用了形近字",
        "dropped_character": "漏写一个字",
        "sound_alike": "用了同音字",
        "upside_down": "字母上下颠倒",
        "combining_marks": "字母上加有附加符号",
        "styled_letters": "使用花体字母",
        "leet": "以数字或符号替换字母",
        "masked": "以符号遮盖字母",
        "punctuation": "字母之间夹有符号",
        "spacing": "字母之间夹有空格",
        "mixed_script": "混用多种文字的字母",
        "homophone": "以同音字替换",
        "pinyin": "以拼音书写",
        "initials": "只写首字母",
        "reversed": "倒着书写",
        "lookalike_letters": "以形近字母替换",
        "repeated_letters": "重复字母",
        "transposed_letters": "调换字母次序",
        "scrambled_letters": "打乱字母次序",
        "rotated": "首尾调换",
        "transposed_characters": "调换汉字次序",
        "dropped_letter": "缺少一个字母",
        "inserted_letter": "多出一个字母",
        "substituted_letter": "替换了一个字母",
        "swapped_words": "调换词序",
        "glued": "词语连写",
        "split_words": "名称被拆开",
        "added_accent": "加上重音符号",
        "full_width": "使用全角字母",
        "vowels_removed": "省去元音",
    },
    "disguise_default": {"": "不寻常的写法"},
    "context": {
        "compatible": "适用商品",
        "accessory": "配件",
        "negated": "并非该品牌",
        "comparison": "比较",
        "second_hand": "二手",
        "refurbished": "翻新",
        "publication": "出版物",
        "empty": "空容器或包装",
    },
    "gtin_range": {
        "in_store": "店内自用号段",
        "coupon": "优惠券号段",
        "receipt": "退款凭证号段",
        "demonstration": "示例号段",
        "periodical": "报刊号段",
        "book": "图书号段",
        "unused": "未启用的号段",
    },
    "gtin_status": {
        "absent": "无商品条码",
        "valid": "商品条码有效",
        "invalid": "商品条码无效",
        "restricted": "商品条码属于特殊号段",
    },
    "condition": {"new": "全新", "used": "二手", "refurbished": "翻新", "unknown": "未说明"},
}

"""Words in Brazilian Portuguese. Placeholders as in en."""

from typing import Final

from countermark.engine.messages.reason import Reason

BRAND: Final = "a marca"

CONTRACTIONS: Final[dict[str, str]] = {"de {brand}": "da marca", "por {brand}": "pela marca"}

FIELDS: Final = {
    "title": "título",
    "description": "texto da descrição",
    "brand": "campo de marca",
    "attributes": "quadro de características",
    "condition": "campo de condição",
    "category": "campo de categoria",
    "gtin": "campo de código do produto",
    "": "anúncio",
}

EVIDENCE: Final = {
    "brand_mentioned": "O {field} cita {brand} (“{text}”).",
    "brand_disguised": "O {field} cita {brand} de um modo que esconde o nome: “{text}” ({kind}).",
    "brand_claimed": "O campo de marca diz “{text}”, ou seja, {brand}.",
    "brand_claim_conflict": "O título e o campo de marca não indicam a mesma marca.",
    "slang": "O {field} usa “{text}”, expressão comum em anúncios de produtos falsificados.",
    "price_below_band": (
        "O preço de {text} corresponde a {value} do menor preço já visto para o produto original ({kind})."
    ),
    "gtin_invalid": "O código “{text}” não é um GTIN válido: o tamanho ou o dígito verificador está errado.",
    "gtin_restricted": "O código “{text}” é de uma faixa que não identifica esse tipo de produto ({kind}).",
    "gtin_foreign_prefix": "O código “{text}” não foi atribuído à empresa titular de {brand}.",
    "part_number_malformed": "O número de peça “{text}” não tem o formato usado por {brand}.",
    "model_impossible": "“{text}” não é um modelo fabricado por {brand}.",
    "colour_impossible": "{kind} não existe na cor informada (“{text}”), segundo {brand}.",
    "tell": "O {field} traz um detalhe que {brand} conhece de produtos falsificados.",
    "seller_new": "Dias desde a abertura da conta do vendedor: {value}.",
    "seller_strikes": "Penalidades em vigor na conta do vendedor: {value}.",
    "seller_refunds": (
        "Houve reembolsos por suspeita de falsificação com frequência muito acima do normal ({value} dos pedidos)."
    ),
    "seller_linked_banned": "A conta do vendedor está ligada a um operador banido.",
    "context_compatible": "O {field} diz que o produto é compatível com produtos de {brand} (“{text}”).",
    "context_accessory": "O {field} diz que se trata de um acessório para produtos de {brand} (“{text}”).",
    "context_negated": "O {field} diz que o produto não é de {brand} (“{text}”).",
    "context_comparison": "O {field} compara o produto com {brand} (“{text}”).",
    "context_second_hand": "O {field} diz que o produto é usado (“{text}”).",
    "context_refurbished": "O {field} diz que o produto é recondicionado (“{text}”).",
    "context_publication": "O {field} diz que se trata de um livro ou de outra publicação (“{text}”).",
    "context_empty": "O {field} diz que o produto está vazio ou é só a embalagem (“{text}”).",
    "common_word": "“{text}” também é uma palavra comum, e nada indica que se trate de {brand}.",
    "price_in_band": "O preço de {text} está dentro do que custa o produto original ({kind}).",
    "price_above_band": "O preço de {text} está acima do que custa o produto original ({kind}).",
    "gtin_matches": "O código “{text}” foi atribuído à empresa titular de {brand}.",
    "part_number_matches": "“{text}” é um número de peça usado por {brand}.",
    "seller_authorised": "O vendedor foi autorizado por {brand} para este mercado.",
    "seller_established": (
        "O vendedor atua aqui há mais de {value} anos, com muitos pedidos, sem penalidades e com poucos reembolsos."
    ),
}

REASONS: Final = {
    "counterfeit_slang": Reason(
        "Expressões usadas para falsificações",
        "O anúncio usa expressões comuns em anúncios de produtos falsificados, cuja venda não é permitida aqui. Se o "
        "seu produto é original, descreva-o sem essas expressões e envie um comprovante da compra.",
    ),
    "disguised_brand": Reason(
        "Nome de marca disfarçado",
        "O anúncio escreve o nome de uma marca de um modo que o esconde. Se você pode vender a marca, escreva o nome "
        "como a própria marca escreve. Se o produto não é dessa marca, retire o nome.",
    ),
    "brand_disguised": Reason(
        "Nome de marca disfarçado",
        "O anúncio escreve o nome de uma marca de um modo que o esconde. Se você pode vender a marca, escreva o nome "
        "como a própria marca escreve. Se o produto não é dessa marca, retire o nome.",
    ),
    "disguised_brand_and_slang": Reason(
        "Nome de marca disfarçado e expressões usadas para falsificações",
        "O anúncio esconde o nome de uma marca e usa expressões comuns em anúncios de produtos falsificados, cuja "
        "venda não é permitida aqui. Se o seu produto é original, escreva o nome como a marca escreve e envie um "
        "comprovante da compra.",
    ),
    "price_far_below": Reason(
        "Preço muito abaixo do original",
        "O preço está muito abaixo do que custa o produto original. Confira o preço, a quantidade de unidades e a "
        "condição. Se estiverem certos, envie a nota fiscal do seu fornecedor.",
    ),
    "price_below_band": Reason(
        "Preço abaixo do original",
        "O preço está abaixo do que custa o produto original. Confira o preço, a quantidade de unidades e a condição. "
        "Se estiverem certos, envie a nota fiscal do seu fornecedor.",
    ),
    "banned_operator": Reason(
        "Ligação com operador banido",
        "A sua conta parece estar ligada a um operador banido desta plataforma. Se isso for um engano, recorra e "
        "informe quem administra a conta.",
    ),
    "seller_linked_banned": Reason(
        "Ligação com operador banido",
        "A sua conta parece estar ligada a um operador banido desta plataforma. Se isso for um engano, recorra e "
        "informe quem administra a conta.",
    ),
    "seller_strikes": Reason(
        "Penalidades em vigor",
        "Há penalidades em vigor na sua conta; por isso, os seus anúncios de marcas protegidas são examinados com "
        "mais atenção. Você pode ver as penalidades na sua conta e recorrer.",
    ),
    "fake_refunds": Reason(
        "Reembolsos por suspeita de falsificação",
        "Compradores dos seus produtos foram reembolsados por suspeita de falsificação com frequência muito acima do "
        "normal. Envie um comprovante de que os produtos são originais, como a nota fiscal do seu fornecedor.",
    ),
    "seller_refunds": Reason(
        "Reembolsos por suspeita de falsificação",
        "Compradores dos seus produtos foram reembolsados por suspeita de falsificação com frequência muito acima do "
        "normal. Envie um comprovante de que os produtos são originais, como a nota fiscal do seu fornecedor.",
    ),
    "invalid_identifier": Reason(
        "Código do produto inválido",
        "Um código ou número de peça do anúncio não é válido. Copie-o da embalagem; se o produto não tiver código, "
        "deixe o campo vazio.",
    ),
    "identifier_wrong": Reason(
        "Código do produto não confere",
        "Um código ou número de peça do anúncio não é válido ou não pertence à marca. Copie-o da embalagem; se o "
        "produto não tiver código, deixe o campo vazio.",
    ),
    "impossible_product": Reason(
        "Modelo ou cor que não existe",
        "O anúncio descreve um modelo ou uma cor que a marca não fabrica. Confira a descrição. Se ela estiver certa, "
        "envie um comprovante da compra.",
    ),
    "brand_claim_conflict": Reason(
        "Título e campo de marca diferentes",
        "O título e o campo de marca indicam marcas diferentes. Corrija o que estiver errado. Se o produto apenas "
        "serve em produtos de uma marca, diga isso: “compatível com ...”.",
    ),
    "known_tell": Reason(
        "Detalhe conhecido de falsificações",
        "O anúncio traz um detalhe que a marca conhece de produtos falsificados. Se o seu produto é original, envie um "
        "comprovante da compra e peça uma revisão.",
    ),
    "high_score": Reason(
        "Vários fatos em conjunto",
        "Vários fatos, em conjunto, tornam provável que o produto seja falsificado; eles acompanham esta decisão. Se o "
        "seu produto é original, corrija o que estiver errado ou envie um comprovante da compra.",
    ),
    "new_seller_low_price": Reason(
        "Conta nova e preço baixo",
        "Uma conta nova oferece um produto de marca protegida muito abaixo do preço habitual. Confira o preço. Se "
        "estiver certo, envie a nota fiscal do seu fornecedor.",
    ),
    "screening_incomplete": Reason(
        "Verificação incompleta",
        "Não foi possível verificar o anúncio por completo; por isso, uma pessoa vai examiná-lo antes da publicação. "
        "Você não precisa fazer nada.",
    ),
    "empty_packaging": Reason(
        "Embalagens vazias em quantidade",
        "Há muitas embalagens vazias de uma marca protegida à venda, e elas são usadas com frequência para "
        "falsificações. Informe para que são vendidas.",
    ),
    "parallel_import": Reason(
        "Produto de outro mercado",
        "O produto parece vir de fora do mercado em que a marca o vende, e o vendedor não foi autorizado pela marca. "
        "Envie um comprovante de que ele pode ser vendido aqui.",
    ),
    "seller_authorised": Reason(
        "Vendedor autorizado",
        "A marca autorizou você a vender os produtos dela neste mercado.",
    ),
    "context_explained": Reason(
        "Não é produto da própria marca",
        "O anúncio cita a marca apenas para dizer com que o produto é compatível, de que ele trata ou o que ele não é.",
    ),
    "refurbished_goods": Reason(
        "Produto recondicionado",
        "O produto é oferecido como recondicionado; por isso, não é comparado com produtos novos.",
    ),
    "second_hand_goods": Reason(
        "Produto usado",
        "O produto é oferecido como usado; por isso, não é comparado com produtos novos.",
    ),
}

LABELS: Final = {
    "decision": {
        "allow": "permitido",
        "review": "publicado, para revisão",
        "hold": "retido até a decisão de uma pessoa",
        "block": "recusado",
    },
    "disguise": {
        "homoglyph": "letras trocadas por parecidas de outro alfabeto",
        "zero_width": "caracteres invisíveis dentro do nome",
        "bidi_override": "letras ordenadas por sinais invisíveis",
        "filler": "caracteres de enchimento dentro do nome",
        "bopomofo": "escrito em zhuyin (bopomofo)",
        "respelled": "escrito como se pronuncia",
        "misspelt": "várias letras trocadas",
        "transliterated": "escrito em outro alfabeto",
        "hyphenated": "hifens dentro do nome",
        "split_characters": "caracteres divididos em partes",
        "similar_character": "um caractere parecido",
        "dropped_character": "um caractere omitido",
        "sound_alike": "um caractere de mesmo som",
        "upside_down": "letras de cabeça para baixo",
        "combining_marks": "sinais acrescentados às letras",
        "styled_letters": "letras em estilo incomum",
        "leet": "letras trocadas por números ou sinais",
        "masked": "letras encobertas por sinais",
        "punctuation": "sinais entre as letras",
        "spacing": "espaços entre as letras",
        "mixed_script": "letras de vários alfabetos misturadas",
        "homophone": "caracteres de mesmo som",
        "pinyin": "escrito em pinyin",
        "initials": "só as iniciais",
        "reversed": "escrito de trás para a frente",
        "lookalike_letters": "letras trocadas por parecidas",
        "repeated_letters": "letras repetidas",
        "transposed_letters": "letras invertidas",
        "scrambled_letters": "letras embaralhadas",
        "rotated": "fim e começo trocados",
        "transposed_characters": "caracteres invertidos",
        "dropped_letter": "falta uma letra",
        "inserted_letter": "uma letra a mais",
        "substituted_letter": "uma letra trocada",
        "swapped_words": "palavras em outra ordem",
        "glued": "palavras juntas",
        "split_words": "nome separado",
        "added_accent": "acentos acrescentados",
        "full_width": "letras de largura dupla",
        "vowels_removed": "sem as vogais",
    },
    "disguise_default": {"": "grafia incomum"},
    "context": {
        "compatible": "produto compatível",
        "accessory": "acessório",
        "negated": "não é da marca",
        "comparison": "comparação",
        "second_hand": "usado",
        "refurbished": "recondicionado",
        "publication": "publicação",
        "empty": "vazio ou só embalagem",
    },
    "gtin_range": {
        "in_store": "números de uso interno de lojas",
        "coupon": "cupons",
        "receipt": "recibos de reembolso",
        "demonstration": "números para exemplos",
        "periodical": "revistas e jornais",
        "book": "livros",
        "unused": "faixa sem uso",
    },
    "gtin_status": {
        "absent": "sem código do produto",
        "valid": "código do produto válido",
        "invalid": "código do produto inválido",
        "restricted": "código do produto de faixa especial",
    },
    "condition": {"new": "novo", "used": "usado", "refurbished": "recondicionado", "unknown": "não informado"},
}

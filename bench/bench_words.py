"""Words and sentences of which the benchmark's listings are made: everyday shop language, no real brand."""

from typing import Final

SYLLABLES: Final = (
    "vel nor kas tri mor zan qui lev dor pax fen ril ost bar gul mix tov ena ura ilo oka esh yar wen cro dru sli "
    "pho gra ble ston mir tal ves kor nax zel fru jin hal gor"
).split()
HAN: Final = "云雀薇洛拉飞驰星辰海风林森明月白鹿青山流火长歌远帆金石玉兰丹枫北辰南乔东篱西岭"
DISGUISES: Final = {"a": "а", "e": "е", "o": "0", "i": "1", "s": "5", "l": "1", "c": "с", "p": "р"}
SLANG: Final = [
    "replica 1:1", "AAA quality", "super clone", "mirror quality", "réplica", "linha premium", "primeira linha",
    "高仿", "复刻", "一比一", "原单",
]  # fmt: skip
TITLES: Final = [
    (
        "women men kids leather cotton canvas shoulder crossbody tote bag running shoes sneakers watch wireless "
        "bluetooth earphones phone case charger cable 2m USB-C black white navy large medium XL waterproof portable "
        "foldable stainless steel kitchen garden outdoor camping summer winter jacket hoodie t-shirt "
        "dress jeans belt wallet "
        "gift set pack of 3 new 2026 fast charging noise cancelling replacement filter brush lamp LED desk office"
    ).split(),
    (
        "女士 男士 儿童 真皮 纯棉 帆布 单肩包 斜挎包 手提包 跑步鞋 运动鞋 手表 无线 蓝牙 耳机 手机壳 充电器 "
        "数据线 黑色 白色 大号 中号 防水 便携 折叠 不锈钢 厨房 户外 夏季 冬季 外套 卫衣 连衣裙 "
        "牛仔裤 皮带 钱包 礼盒 新款 快充 降噪 台灯 办公"
    ).split(),
    (
        "feminina masculino infantil couro algodão lona bolsa transversal tênis corrida relógio fone sem fio bluetooth "
        "capa celular carregador cabo preto branco azul grande médio impermeável portátil dobrável aço inox cozinha "
        "jardim verão inverno jaqueta moletom camiseta vestido calça cinto carteira kit com 3 novo 2026 rápido "
        "luminária mesa escritório filtro reposição escova original lacrado envio imediato"
    ).split(),
]
DESCRIPTIONS: Final = [
    [
        "Soft and durable material that keeps its shape after many washes.",
        "Ships within two working days from our own warehouse.",
        "Please check the size table before you order; we are glad to help.",
        "The package includes the item, a manual and a cleaning cloth.",
        "One year of warranty, returns are accepted within thirty days.",
        "Ideal for travel, work and everyday use, also as a present.",
        "Colours may differ a little from the photos because of the light.",
        "Fits most models from 2019 to 2026, see the list in the pictures.",
        "Charges fully in about two hours and lasts for up to ten.",
    ],
    [
        "面料柔软耐用，多次清洗不变形。", "两个工作日内从自有仓库发货。", "下单前请核对尺码表，有疑问请联系客服。",
        "包装内含商品、说明书和清洁布。", "一年质保，三十天内可退换。", "适合旅行、办公和日常使用，送礼也合适。",
        "因光线原因，颜色可能与图片略有差异。", "适配多数型号，详见图片列表。", "约两小时充满，可用十小时。",
    ],
    [
        "Material macio e durável que não deforma depois de muitas lavagens.",
        "Enviamos em até dois dias úteis do nosso próprio estoque.",
        "Confira a tabela de medidas antes de comprar; estamos à disposição.",
        "A embalagem contém o produto, o manual e um pano de limpeza.",
        "Um ano de garantia, devolução em até trinta dias.",
        "Ideal para viagem, trabalho e uso diário, também como presente.",
        "As cores podem variar um pouco por causa da luz.",
        "Serve na maioria dos modelos de 2019 a 2026, veja a lista nas fotos.",
        "Carrega em cerca de duas horas e dura até dez.",
    ],
]  # fmt: skip

"""The words from which the pack size is read, in English, Portuguese and Spanish (plain: lower case, no accents)."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
    "oito": 8, "nove": 9, "dez": 10, "doze": 12, "uno": 1, "una": 1, "dos": 2, "cuatro": 4, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "doce": 12, "twin": 2, "double": 2, "duo": 2, "triple": 3,
}  # fmt: skip
"""Numbers in words; they count only before a pack, unit or goods word, or after a kit word."""

PACKS: Final = _words("pack packs pk pks pck pct pcts")
"""`3-pack`: the number before it is the pack size."""
KITS: Final = _words("kit kits combo combos lote lotes lot pack packs pct multipack multipacks bundle bundles")
"""`kit 3`, `kit c/ 3`, `lote de 13`; without a number they say that there are several, but not how many."""
ASSORTED: Final = _words("kit kits combo combos")
"""The kit words with which each colour named is one article: `Kit Cartucho 664 Preto e Colorido`."""
BOXES: Final = _words("caixa caixas cx caja cajas box boxes case cases set sets conjunto jogo juego pacote paquete")
"""`box of 6`: as a kit, but only with `of`, `de`, `com`, `con`, `c/` between; alone they say nothing."""
CONNECTORS: Final = _words("of de com con c w with x")
UNITS: Final = _words(
    "un und unds unid unids unidade unidades unidad unidades unit units uds ud pcs pecas peca pcas pca pzas pza pz "
    "pieza piezas pieces pieza"
)
"""`3un`, `3 unidades`: the number before it is the pack size, or with a colour after it, a part of it."""
SETS: Final = _words("piece pc set sets conjunto jogo juego suit outfit pajama pajamas pijama tracksuit agasalho")
"""Goods made of several pieces that are sold as one: how many pieces they have is not how many articles there are."""
PAIRS: Final = _words("pair pairs par pares prs")
DOZENS: Final = _words("dozen dozens duzia duzias docena docenas")
HALVES: Final = _words("half meia media")
IN_PAIRS: Final = _words(
    "shoe shoes sock socks glove gloves boot boots sneaker sneakers sandal sandals slipper slippers earring earrings "
    "tenis sapato sapatos meia meias chinelo chinelos bota botas sandalia sandalias luva luvas brinco brincos zapato "
    "zapatos zapatilla zapatillas calcetin calcetines guante guantes aretes pendientes chuteira chuteiras trainers"
)
"""Goods of which one article is a pair."""
GOODS: Final = _words(
    "cartucho cartuchos cart cartridge cartridges toner toners garrafa garrafas bottle bottles frasco frascos refil "
    "refis ribbon ribbons perfume perfumes shirt shirts tee tees polo polos camisa camisas camiseta camisetas cueca "
    "cuecas calcinha calcinhas bone bones cap caps hat hats bolsa bolsas bag bags wallet wallets carteira carteiras "
    "carteras relogio relogios reloj relojes watch watches batom batons lipstick lipsticks lapis pencil pencils caneta "
    "canetas pen pens charger chargers carregador carregadores cargador cargadores cable cables cabo cabos fone fones "
    "earphones earbuds headphones lamina laminas blade blades lampada lampadas bulb bulbs bateria baterias battery "
    "batteries pilha pilhas filtro filtros filter filters capa capas capinha capinhas bottlecap oculos sunglasses "
    "underwear boxers briefs bras sutia sutias towel towels toalha toalhas"
)
"""`2 cartuchos`: a number just before one of these counts articles."""
PLURALS: Final = _words(
    "cartuchos cartridges toners garrafas bottles frascos perfumes camisas camisetas cuecas bones bolsas carteiras "
    "relogios relojes watches batons lipsticks carregadores chargers cabos cables lampadas pilhas filtros capas"
)
"""Plurals that say there is more than one. Shorts, shoes and tops are plurals of one article, and not here."""
MEASURES: Final = _words(
    "ml l lt lts litro litros litre liter liters cl oz floz g gr gram grams grama gramas kg kgs mg lb lbs m mt mts "
    "metro metros meter meters cm mm inch inches in pol polegada polegadas pulgadas ft v volt volts w watts gb mb tb "
    "mah hz ghz k d day days dia dias month months mes meses year years ano anos h hour hours hora horas min "
    "colors colours cores colores pocket pockets bolsos way ways layer layers camadas page pages pagina paginas "
    "pag pags folha folhas fls hojas em en in size sizes tamanho tam talla estampas velocidades portas th nd rd st "
    "zoom optical faster off desconto sem juros cuotas parcelas"
)
"""What a number before it measures; it does not count articles."""
OR: Final = _words("ou or o u")
AND: Final = _words("e y and com con mais plus")
PROMOTIONS: Final = _words("leve pague lleva paga buy get compre ganhe")
"""`leve 3 pague 2`: what the price is for cannot be said."""

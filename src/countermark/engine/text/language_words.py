"""Words by which languages in Latin letters are told apart: function words, and what shops write in titles.

English words stand in titles of every language (`wireless`, `case`), and so weigh less. A word that is in several lists
says less of each. Words that are common as names of goods or models are left out, and so are those that these languages
have in common with all others (`kit`, `original`, `premium`).
"""

from typing import Final

FUNCTION_WORDS: Final = {
    "en": "the and for with of in on by your from new this that these you our own are is it not without between over "
    "under all any made at as an or no mens womens men's women's",
    "pt": "de para com do da e em dos das no na nos nas um uma ao por mais muito sem até seu sua você não que novo "
    "novos novas",
    "es": "de para con del la el y en los las un una al por más muy sin hasta su tu que no nuevo nueva nuevos nuevas",
    "fr": "de pour avec du la le et en les des un une au aux sur par sans très votre dans neuf neuve nouveau nouvelle",
    "de": "für mit und der die das von ein eine zum zur im am auf aus bei ohne bis oder nicht ist neu neue neuer neues "
    "den dem",
    "it": "di per con del della la il e in dei delle un una al alla da su senza fino più molto nuovo nuova nuovi",
}
"""Language -> words that its sentences are held together with, and `new`."""

SHOP_WORDS: Final = {
    "en": """
    shoe shoes boots sandals slippers shirt shirts sweater sweatshirt dress skirt jacket coat pants trousers socks
    hat gloves belt bag bags handbag backpack wallet purse watch watches ring necklace earrings bracelet jewelry
    jewellery leather cotton wool silk steel stainless glass wood wooden rubber brass gold golden silver black white
    red blue green yellow purple pink brown grey gray navy dark light bright small medium large long short high low
    wide slim heavy soft hard dry clean fresh hot cold waterproof lightweight portable adjustable foldable
    rechargeable washable replacement refurbished used unused unopened boxed sealed genuine official authentic store
    shop seller condition good like quality grade free shipping gift box pack pair piece pieces pcs count inch
    inches year years old size set kids baby boys girls boy girl men women adult ladies toddler home kitchen office
    garden outdoor indoor travel school work wedding party summer winter spring autumn print printed sleeve sleeves
    neck collar button zip zipper pocket pockets hooded striped floral casual vintage daily simple unbranded
    wireless headphones earbuds earphones speaker speakers cable charger adapter battery batteries screen protector
    cover case holder stand mount phone tablet laptop computer keyboard mouse printer ink cartridge cartridges drive
    memory card camera lens lenses digital video game games software edition version upgrade student teacher
    learning system network switch power supply cord plug wall ceiling lamp lights bulb fan heater oven microwave
    refrigerator freezer washer dryer vacuum cleaner blender mixer coffee maker pot knife knives tool tools drill
    saw hammer tape paper pen pens pencil book books guide toy toys doll puzzle building blocks ball bike bicycle
    truck brake pads tire wheel wheels engine oil filter seat sling carrier pillow blanket sheet sheets towel
    curtain rug mattress bed chair table desk shelf drawer cream sunscreen shampoo soap spray lotion skin hair face
    hand hands body eye eyes nail brush sunglasses glasses frames catalogue collector's item items color luxury
    clearance reduced last complete package license business family design alternative similar inspired look style
    fit fits compatible fast full double single dual second head support replica copy fake""",
    "pt": """
    tênis sapato sapatos bota botas sandália chinelo camisa camiseta blusa vestido saia calça bermuda jaqueta casaco
    meia meias boné luva luvas cinto bolsa mochila carteira relógio anel colar brinco brincos pulseira couro algodão
    lã aço inox vidro madeira plástico borracha ouro prata preto preta pretos branco branca azul verde amarelo
    amarela vermelho vermelha roxo rosa marrom cinza laranja bege escuro claro pequeno médio grande longo curto
    baixo largo resistente leve portátil ajustável dobrável recarregável recondicionado remanufaturado usado usada
    lacrado lacrada seminovo seminova nunca aberto caixa loja oficial vendedor bom boa marca qualidade frete grátis
    presente par peça peças unidade unidades ano anos criança crianças infantil bebê menino menina feminino feminina
    masculino masculina mulher homem casa cozinha escritório jardim viagem escola trabalho festa verão inverno manga
    gola botão bolso estampado listrado fone fones ouvido som cabo carregador adaptador bateria pilha pilhas tela
    película capa capinha suporte celular desbloqueado teclado impressora tinta cartucho cartuchos memória cartão
    câmera lente lentes jogo jogos livro livros brinquedo boneca bola bicicleta carro pastilha pastilhas freio roda
    rodas óleo filtro furadeira parafusadeira ferramenta ferramentas panela frigideira faca travesseiro lençol
    toalha cortina tapete colchão cama cadeira mesa creme facial protetor pele cabelo rosto mão mãos corpo olhos
    unha óculos réplica linha primeira segunda compatível similar simples mostruário entrega pronta cor color
    colorido água tam tamanho estoque importado importada lote vazio vazia vazios almofada almofadas auriculares
    luxo sapatilha caneta chave secador""",
    "es": """
    zapatos zapatillas botas sandalias camisa camiseta blusa vestido falda pantalón pantalones chaqueta abrigo
    calcetines gorra guantes cinturón bolso bolsa mochila cartera reloj anillo collar pendientes aretes pulsera
    cuero piel algodón lana acero inoxidable vidrio madera plástico goma oro plata negro negra blanco blanca azul
    verde amarillo amarilla rojo roja morado rosa marrón gris naranja oscuro claro pequeño mediano grande largo
    corto alto bajo ancho resistente agua ligero portátil ajustable plegable recargable reacondicionado usado usada
    sellado caja tienda oficial vendedor bueno buena marca calidad gratis envío regalo par pieza piezas unidad
    unidades año años niño niña niños bebé mujer hombre casa cocina oficina jardín viaje escuela trabajo fiesta
    verano invierno manga cuello botón bolsillo estampado auriculares audífonos altavoz cable cargador adaptador
    batería pilas pantalla funda soporte celular móvil teléfono teclado impresora tinta cartucho cartuchos memoria
    tarjeta cámara lente lentes juego juegos libro libros juguete juguetes muñeca pelota bicicleta coche freno rueda
    ruedas aceite filtro taladro herramienta herramientas olla sartén cuchillo almohada sábana toalla cortina
    alfombra colchón cama silla mesa crema facial protector cabello cara mano manos cuerpo ojos uñas gafas réplica
    línea primera segunda compatible color bolígrafo""",
    "fr": """
    chaussures chaussure bottes sandales chemise robe jupe veste manteau pantalon chaussettes casquette gants
    ceinture sac montre bague collier cuir coton laine acier verre bois plastique caoutchouc argent noir noire blanc
    blanche bleu bleue vert verte jaune rouge violet gris grise marron orange foncé clair petit petite grand grande
    court haut bas étanche léger réglable pliable rechargeable reconditionné occasion boîte boutique officiel
    officielle vendeur bon état marque qualité livraison gratuite cadeau paire pièce pièces ans enfant enfants bébé
    garçon fille femme homme maison cuisine bureau jardin voyage école hiver été manche manches poche écouteurs
    casque câble chargeur adaptateur batterie écran coque étui téléphone clavier imprimante encre cartouche
    cartouches mémoire carte appareil jeu jeux livre livres jouet jouets poupée vélo voiture frein roue huile filtre
    perceuse outil outils poêle casserole couteau oreiller drap serviette rideau tapis matelas lit chaise crème peau
    cheveux visage mains corps yeux lunettes réplique compatible couleur stylo""",
    "de": """
    schuhe schuh stiefel sandalen hemd kleid rock jacke mantel hose socken mütze handschuhe gürtel tasche rucksack
    geldbörse uhr armbanduhr kette ohrringe armband leder baumwolle wolle stahl edelstahl glas holz kunststoff gummi
    silber schwarz weiß weiss blau grün gelb rot lila grau braun dunkel hell klein groß lang kurz wasserdicht leicht
    verstellbar faltbar wiederaufladbar generalüberholt gebraucht originalverpackt schachtel verkäufer zustand gut
    marke qualität kostenlos versand geschenk paar teile stück jahre kinder kind mädchen jungen damen herren frauen
    männer haus küche büro garten reise schule ärmel kragen kopfhörer lautsprecher kabel ladegerät akku batterie
    bildschirm schutzfolie hülle halterung handy tastatur drucker tinte patrone patronen speicher karte kamera spiel
    spiele buch bücher spielzeug puppe fahrrad bremse reifen öl bohrmaschine werkzeug pfanne topf messer kissen
    bettwäsche handtuch vorhang teppich matratze bett stuhl tisch haut haar haare gesicht brille sonnenbrille
    laufschuhe turnschuhe farbe kompatibel""",
    "it": """
    scarpe scarpa stivali sandali camicia maglia maglietta vestito gonna giacca cappotto pantaloni calze cappello
    guanti cintura borsa zaino portafoglio orologio anello collana orecchini bracciale pelle cotone lana acciaio
    vetro legno plastica gomma oro argento nero nera bianco bianca blu verde giallo rosso rossa viola grigio marrone
    arancione scuro chiaro piccolo medio grande lungo corto impermeabile leggero regolabile pieghevole ricaricabile
    ricondizionato usato scatola negozio ufficiale venditore condizioni buono marca qualità spedizione gratuita
    regalo paio pezzo pezzi anni bambino bambina bambini donna uomo casa cucina ufficio giardino viaggio scuola
    inverno manica maniche collo tasca cuffie altoparlante cavo caricatore adattatore batteria schermo custodia
    supporto telefono cellulare tastiera stampante inchiostro cartuccia cartucce memoria scheda fotocamera gioco
    giochi libro libri giocattolo bambola bicicletta freno ruota olio filtro trapano padella pentola coltello
    cuscino lenzuolo asciugamano tappeto materasso letto sedia tavolo crema capelli viso corpo occhiali replica
    compatibile colore penna""",
}
"""Language -> what goods are called and what is said of them."""

LETTERS: Final = {
    "pt": {"ã": 1.5, "õ": 1.5, "ç": 1.0, "ê": 0.5, "â": 0.5, "ô": 0.5, "á": 0.3, "í": 0.3, "ú": 0.3, "ó": 0.3},
    "es": {"ñ": 1.5, "¿": 1.5, "¡": 1.5, "á": 0.3, "í": 0.3, "ú": 0.3, "ó": 0.3},
    "fr": {"è": 1.0, "œ": 1.5, "ç": 0.7, "ê": 0.5, "â": 0.3, "ô": 0.3, "û": 1.0, "î": 1.0},
    "de": {"ß": 1.5, "ü": 1.0, "ä": 1.0, "ö": 1.0},
    "it": {"ì": 1.5, "ò": 1.5, "è": 0.7, "ù": 1.0},
}
"""Language -> letters that point to it, and how much."""

SHOP_WEIGHT: Final = {"en": 0.6}
"""Weight of a language's shop words, where it is not 1."""

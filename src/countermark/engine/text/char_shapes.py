"""Letters and signs beyond the confusables of Unicode that people put for a Latin letter because they look like it.

Two sources: the names of Unicode itself (LATIN SMALL LETTER K WITH DESCENDER reads as k, whatever hangs on it), and
lists of what "fancy text" generators and sellers use, script by script.
"""

import re
import unicodedata
from typing import Final

_BY_NAME: Final = re.compile(
    r"(?:LATIN|OUTLINED LATIN|TAG LATIN) (?:SUBSCRIPT |SUPERSCRIPT )?(?:SMALL |CAPITAL |EPIGRAPHIC )?LETTER "
    r"(?:SMALL )?(?:CAPITAL )?(?:INSULAR |SCRIPT |OPEN |BARRED |DOTLESS |LONG |MIDDLE-WELSH |STRETCHED |LENIS |CLOSED |"
    r"HALF |BOTTOM HALF |TOP HALF |TAILLESS |REVERSED |INVERTED |ANGLICANA |BLACKLETTER )*([A-Z])(?: WITH .*| ROTUNDA)?"
)
_MODIFIER: Final = re.compile(
    r"MODIFIER LETTER (?:SMALL |CAPITAL |CYRILLIC SMALL )?(?:CAPITAL |OPEN |SCRIPT |BARRED |REVERSED )*([A-Z])"
    r"(?: WITH .*)?"
)
_ENCLOSED: Final = re.compile(
    r"(?:NEGATIVE CIRCLED|NEGATIVE SQUARED|CROSSED NEGATIVE SQUARED|SQUARED|CIRCLED ITALIC|PARENTHESIZED|"
    r"TORTOISE SHELL BRACKETED) LATIN (?:CAPITAL|SMALL) LETTER ([A-Z])"
)

BRAILLE: Final = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", "abcdefghijklmnopqrstuvwxyz", strict=True))
"""The letters of English braille."""

SHAPES: Final = {
    pair[0]: pair[1:]
    for pair in (
        # Greek capitals that stand for another letter by their outline
        "Λa Δa ∆a Ʌa Θo Σe Ξe Ψy Ωo Φo Γr Πn λa ϐb ϲc ϳj ϒy θo "
        # Cyrillic beyond the table of TR39
        "цu ћh ђh љl њh ѓr ќk џu ѡw ѫx ғf ҁc ԍg ԑe ӡz ӟz ҙz ҫc ӊh ԛq ԝw ѵv ӏl ыb ъb эe юo яr "
        # Armenian
        "աw բp գq դn եt զq էt ըp թp ժd իh լl խu ծd կu հh ձd ղn ճd մu յj նu շ2 ոn չz պw ջz ռn սu վu տs րr ցg "
        "ւl փp քp օo "
        "ԱU ՍU ՏS ՀZ ՕO ՈN ՄU ԼL ՅJ ՊM ԴN ԵE ԽW ԿY ՌN ՎY ՖF ՔP ԳQ ԺD ԷT "
        # Georgian
        "აo მa ძd ეe ცg ჩh იn ოm სu ყy ქj ხb თo ჰh რm ვ3 ზb ღm წ6 ჯx ბd კ3 ლm ნ6 პ3 ჟj ტ6 უy ფg შ9 ჭ3 "
        "Ⴝs Ⴙh Ⴑb Ⴍq Ⴎu Ⴒp Ⴐh Ⴥx Ⴭj ⴍm ⴑh ⴄn "
        # Cherokee small letters and others
        "ꭰd ꭱr ꭲt ꭵi ꭹy ꭺa ꭻj ꭼe ꮇm ꮋh ꮎo ꮐg ꮓz ꮢr ꮤw ꮩv ꮪs ꮮl ꮯc ꮲp ꮶk ꮷd ꮃw ᏻg Ꮐg Ꮎo Ꮃw ᎪA ᏦK Ᏸb ᏢP ᎠD Ꮒh Ꮖt Ꮛe Ꮠr "
        # Coptic
        "ⲁa ⲃb ⲅr ⲇd ⲉe ⲍz ⲏh ⲑo ⲓi ⲕk ⲗl ⲙm ⲛn ⲝx ⲟo ⲡn ⲣp ⲥc ⲧt ⲩy ⲫo ⲭx ⲯy ⲱw ϣw ϥq ϧb ϩs ϫx ϭo ϯt ⳙu ⳑl Ⲗa Ⲇa "
        # Runes and old italic
        "ᚠf ᚢu ᚨa ᚱr ᚲc ᚷx ᚹp ᚺh ᚾn ᛁi ᛂe ᛃs ᛇz ᛈp ᛉy ᛊs ᛋs ᛏt ᛒb ᛖm ᛗm ᛚl ᛜo ᛞm ᛟo ᚪa ᚫa ᚡv ᚥw ᚴk ᛕk ᛑd ᛔp "
        "ᛍc ᛣy ᛤk ᛘy ᛙy "
        "𐌀a 𐌁b 𐌂c 𐌃d 𐌄e 𐌅f 𐌇h 𐌉i 𐌊k 𐌋l 𐌌m 𐌍n 𐌏o 𐌐p 𐌒q 𐌓r 𐌔s 𐌕t 𐌖v 𐌗x 𐌙y "
        # Gothic, Deseret, Lydian and the like that generators use
        "𐌰a 𐌱b 𐌲r 𐌳d 𐌴e 𐌶z 𐌷h 𐌹i 𐌺k 𐌻l 𐌼m 𐌽n 𐍀n 𐍁q 𐍂r 𐍃s 𐍄t 𐍅y 𐍆f 𐍇x 𐍈o 𐍉o 𐐬o 𐐄o 𐐛l 𐑈s 𐐠s 𐐕c 𐐣c 𐐽j 𐑁f "
        # Tifinagh and others
        "ⴰo ⴱe ⴲo ⴳx ⴷa ⴸv ⴹe ⴺe ⴻe ⴼh ⵀh ⵁo ⵎc ⵊi ⵏi ⵍl ⵓo ⵔo ⵕq ⵖy ⵙo ⵚs ⵜt ⵝx ⵟe ⵡw ⵢs ⵣx ⵥx ꖴi ꖾx ꗃh ꕷw "
        "ꘈv ꖎk ꗞo ꕯx ꖃe ꗟe ꗪh ꗭo "
        # Canadian syllabics and Yi
        "ᗅa ᗞd ᗝo ᗱe ᗲe ᘿe ᖱd ᖲd ᕳa ᑲb ᒡl ᒥr ᓂo ᓓj ᔑs ᔓs ᕈp ᕊp ᕓv ᕙv ᕱa ᗐm ᘂm ᘻm ᘺw ᙎw ᙏm ᙡw ᙢm ᙓe ᘜg ᘉn ᘎn "
        "ᘏn ᘛn ᕬu ᑗu ᒪl ᒫl ᒌj ᒎj ᐃa ᐱa ᗃa "
        "ᑍn ᑏn ᑘu ᐺw ᘮk ᐸk ᖽk ᖾk ᖚk ᓮs ᖶt ᖵt ᖳy ᖻy ᖼy ᕤs ᕯr ᖈr ᖉr ᗠd ᑯd ᗒd ᗢo "
        "ᖗo ᕮe ᕪe ᕍx ᙮x ꊼk ꂵm ꀘk ꏸe ꎇi ꋬr ꂖn "
        # Thai, Lao, Hebrew, Arabic, Indic
        "ค๑ เl แl ๅl ๆw ทn นu บu ปu ผw พw ฟw ภn มu ยe รs ลa วo ศf หh อo ฮa ฤn ฦn ๐o ໐o "
        "אx בa וi וl חn טo יi לl םo מn ןi נj סo עy פg צy ץy קp רr שw תn הn ךl "
        "اl هo ہo ەo ٥o ۵o ٧v ۷v ٨a ۸a ١l ۱l ٠. ७e ० o०o ੦o ૦o ௦o ౦o ೦o ൦o ๐o ໐o ၀o ဝo ഠo ටo ഝn ണm സm "
        # Ethiopic, Hangul and kana that stand beside Latin letters only rarely, Mongolian, Bamum, Lisu
        "በn ቡn ሐd ሕh ሒh ሪd ሬd ባn ቤn ገr ጦm ሰn ጰk ዝh ዛh ሎl ህu ሁu ቱt ጥm ሡw ቨn ሕd "
        "ᴧa ᴀa ᴨn ᴘp ᴦr ᴫl ᴩp ᴪy ᴎn ᴙr ᴚr ᴔe ᴑo ᴒo ᴓo ᴝu ᴞu ᴟm "
        # Signs
        "þp ƿp ℞r ℟r ℣v ℂc ℕn ℙp ℚq ℝr ℤz ℮e ℬb ℰe ℱf ℳm ℛr ℋh ℐi ℒl ∂d ∈e ∑e √v ∩n ∪u ∨v ∧a ⊂c ⊃d ⊏c ⊕o ⊗x "
        "⊙o ⊥t ⋃u ⋂n ⋁v ⋀a "
        "∅o ∘o ◯o ⊘o ⍺a ⍴p ⍵w ⍳i ⍷e ⍸i ∊e ∋e ✝t ✞t ✟t †t ‡t ☦t ✠x ✖x ✘x ✗x ✕x ❌x ╳x ☓x ×x ⨉x ⤫x "
        "¤o °o µu ®r ₤e ₳a ₴s ₪n ₧p ₫d ₯d ₰p ₶t ₷s ₸t ₺t ₼m ₽p ₿b ₠e ₡c ₢c ⅼl ⅿm ⅾd ⅽc ⅹx ⅴv ⅰi Ⅼl Ⅿm "
        # Letters as emoji
        "🅰a 🅱b 🅾o 🅿p Ⓜm ℹi ⭕o ❎x ✖x ♍m ♏m ♑n ♓h ♈y ⛎u ☪c 💲s"
    ).split()
    if len(pair) == 2 and pair[1].isascii() and pair[1].isalpha()
}
"""Character -> letter that it looks like."""


def letter_by_name(char: str) -> str | None:
    """Return the letter a to z that a character is by its Unicode name, or None: ƙ and ꝁ are k, ᵏ and 🅚 too."""
    name = unicodedata.name(char, "")
    if "LATIN" not in name and not name.startswith("MODIFIER LETTER"):
        return None
    for pattern in (_BY_NAME, _MODIFIER, _ENCLOSED):
        found = pattern.fullmatch(name)
        if found:
            return found.group(1).lower()
    return None

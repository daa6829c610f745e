"""Which writings are mentions, which are disguises of what kind, and which honest texts are neither."""

from datetime import date
from typing import Any

import pytest

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.registry.model import Alias, Brand, Registry
from countermark.engine.text.index import TextIndex
from countermark.engine.text.kinds import WEIGHTS
from countermark.engine.text.mention import BrandMentions, Mention
from countermark.engine.text.vocabulary import Vocabulary
from registry_example import example_registry

AS_OF = date(2026, 1, 1)
WORDS = Vocabulary.of(
    [
        "hands",
        "orchard",
        "sport",
        "shoe",
        "shoes",
        "bag",
        "the",
        "lining",
        "champion",
        "in",
        "it",
        "on",
        "net",
        "work",
        "network",
    ]
)
REGISTRY = Registry(
    brands=(
        *example_registry().brands,
        Brand(brand_id="hanez", name="Hanez"),
        Brand(brand_id="champion", name="Champion"),
        Brand(brand_id="olay", name="Ollay"),
        Brand(brand_id="luwei", name="路易薇登"),
        Brand(brand_id="lining", name="李宁"),
        Brand(brand_id="dahe", name="大禾"),
        Brand(brand_id="lancome", name="Lancóme"),
        Brand(brand_id="network", name="Network"),
    ),
    aliases=(*example_registry().aliases, Alias(brand_id="dahe", alias="Dahe Home")),
)
SIGNAL = BrandMentions(REGISTRY, AS_OF, TextIndex(REGISTRY, WORDS))


def mentions(title: str, **fields: Any) -> list[Mention]:
    batch = listings_to_batch([Listing(listing_id="1", seller_id="s", title=title, **fields)])
    found: list[Mention] = SIGNAL.evaluate(batch, {}).columns["mentions"].by_row.get(0, [])
    return found


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Vеlora shoes", "homoglyph"),
        ("Vεlοrα shoes", "homoglyph"),
        ("几imbusport", "homoglyph"),
        ("𝐕𝐞𝐥𝐨𝐫𝐚 shoes", "styled_letters"),
        ("ⓥⓔⓛⓞⓡⓐ", "styled_letters"),
        ("Ｖｅｌｏｒａ", "full_width"),
        ("Vel\u200bora", "zero_width"),
        ("Vel\u0336ora", "combining_marks"),
        ("Vélora", "added_accent"),
        ("V3l0ra shoes", "leet"),
        ("Ve|0ra shoes", "leet"),
        ("V e l o r a shoes", "spacing"),
        ("Vel ora shoes", "spacing"),
        ("V.e.l.o.r.a", "punctuation"),
        ("V!e+l*o~r|a", "punctuation"),
        ("Vel*ora", "punctuation"),
        ("Vel🔥ora", "punctuation"),
        ("Vel-ora", "hyphenated"),
        ("Vel[new]ora", "filler"),
        ("Veloraaa", "repeated_letters"),
        ("Vveelloorraa", "repeated_letters"),
        ("Veolra", "transposed_letters"),
        ("Veora shoes", "dropped_letter"),
        ("Vel Ora shoes", "split_words"),
        ("Velxora", "inserted_letter"),
        ("Velura", "substituted_letter"),
        ("Nymbusport", "substituted_letter"),
        ("Neembusport", "respelled"),
        ("veIora", "lookalike_letters"),
        ("nirnbusport", "lookalike_letters"),
        ("nmbsprt", "vowels_removed"),
        ("tropsubmin", "reversed"),
        ("\u202earolev\u202c", "bidi_override"),
        ("ɐɹolǝʌ", "upside_down"),
        ("shoesnimbusport", "glued"),
        ("Cole Kestrel", "swapped_words"),
        ("路.易.薇.登", "punctuation"),
        ("路A易A薇A登", "filler"),
        ("lu易薇登", "mixed_script"),
        ("足各易薇登", "split_characters"),
        ("路易薇澄包", "similar_character"),
        ("lùyìwēidēng", "pinyin"),
        ("n*mbusport", "masked"),
        ("V🔥lora", "masked"),
        ("Velоra", "homoglyph"),
        ("Kestrel super Cole bag", "filler"),
        ("ᐯᗴᒪOᖇᗩ", "homoglyph"),
        ("⒱⒠⒧⒪⒭⒜", "styled_letters"),
        ("路易微登", "homophone"),
        ("luyiweideng", "pinyin"),
        ("Lu Yi Wei Deng", "pinyin"),
        ("lywd", "initials"),
        ("ㄌㄨˋㄧˋㄨㄟㄉㄥ", "bopomofo"),
        ("&#86;elora shoes", "leet"),
        ("%56elora bag", "leet"),
        ("Vel\\u006fra", "leet"),
        ("Vel&#8203;ora", "zero_width"),
        ("V<b>elora", "zero_width"),
        ("portnimbus", "rotated"),
        ("Nsubmiport", "scrambled_letters"),
        ("nimbuspart", "substituted_letter"),
        ("N1mbu5prot", "leet"),
        ("n.i.m.b.u.s.p.r.t", "punctuation"),
        ("N⠊mbusport", "styled_letters"),
        ("ⲛimbusport", "homoglyph"),
        ("troрsubmin", "homoglyph"),
        ("ni\u200bmbuspot", "zero_width"),
        ("Kestr*l Cole", "masked"),
        ("nimbusportxyz", "glued"),
        ("路易W登", "mixed_script"),
        ("陆依微等", "homophone"),
        ("路路易薇薇登", "repeated_letters"),
        ("易路薇登", "transposed_characters"),
        ("lu4 yi4 wei1 deng1", "pinyin"),
        ("luyiweiden", "pinyin"),
        ("路🔥薇登", "masked"),
        ("新款鲤宁跑鞋", "sound_alike"),
    ],
)
def test_kinds_of_disguise(title: str, kind: str) -> None:
    found = mentions(title)
    assert [mention.kinds[0] for mention in found] == [kind]
    assert kind in WEIGHTS


@pytest.mark.parametrize(
    "title",
    ["Velora", "VELORA", "velora's", "Velora-shoes", "veloras", "VeloraShoes", "velora2024", "KestrelCole",
     "kestrel cole", "路易薇登包包", "路易薇登", "Lancome", "Lancóme", "LANCÔME"],
)  # fmt: skip
def test_plain_writings_are_no_disguise(title: str) -> None:
    found = mentions(title)
    assert len(found) == 1
    if title != "LANCÔME":
        assert found[0].kinds == ()


@pytest.mark.parametrize(
    "title",
    [
        "hands free bag",
        "champio league",
        "apple orchard walk",
        "500ml bottle 3xl",
        "大 禾苗",
        "精大,禾木",
        "mesh lining",
        "net work",
        "Ocarina of time",
        "Vega lora",
        "Orchrad in spring",
        "ქართული ენა",
        "नमस्ते दुनिया",
        "ยินดีต้อนรับ",
        "Velorian",
        "S M L XL",
        "h&amp;m bag",
        "包 路易 薇澄 运动鞋",
        "",
        "plain shoes in the bag",
    ],
)
def test_honest_titles_hold_no_mention(title: str) -> None:
    assert mentions(title) == []


def test_offsets_point_at_the_characters_typed() -> None:
    title = "🔥 new V\u200be1ora\u0301 shoes"
    (mention,) = mentions(title)
    assert title[mention.start : mention.end] == mention.text == "V\u200be1ora"


def test_fields_and_the_brand_that_a_listing_is_about() -> None:
    batch = listings_to_batch(
        [
            Listing(listing_id="1", seller_id="s", title="Velora or NimbusPort", brand="NimbusPort"),
            Listing(listing_id="2", seller_id="s", title="shoes", brand="velora"),
            Listing(listing_id="3", seller_id="s", title="shoes", description="like Velora", attributes={"a": "Hanez"}),
            Listing(listing_id="4", seller_id="s", title="Velora shoes", brand="Hanez"),
        ]
    )
    columns = SIGNAL.evaluate(batch, {}).columns
    assert columns["brand"].to_pylist() == ["nimbusport", "velora", "hanez", "velora"]
    assert columns["brand_claimed"].to_pylist() == [True, True, False, True]
    assert columns["brand_in_title"].to_pylist() == [True, False, False, True]
    assert columns["brand_claim_conflict"].to_pylist() == [False, False, False, True]
    assert columns["brands_mentioned"].to_pylist() == [2, 1, 2, 2]


def test_a_common_word_needs_context() -> None:
    assert mentions("Orchard phone")[0].brand_id == "orchard"
    assert mentions("Orchard", brand="Orchard")[0].brand_id == "orchard"
    assert mentions("Orchard 12", category=["Electronics", "Phones"])[0].brand_id == "orchard"
    assert mentions("orchard in spring", category=["Garden"]) == []


def test_the_longer_name_wins() -> None:
    (mention,) = mentions("velora sport shoes")
    assert mention.text == "velora sport"

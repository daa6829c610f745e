"""The fast finder finds what the slow reference finds, whatever the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from countermark.engine.listing import Listing, listings_to_batch
from countermark.engine.text.finder import NameFinder
from countermark.engine.text.index import TextIndex
from countermark.engine.text.reference import NameSpan, find_names
from countermark.engine.text.vocabulary import Vocabulary
from registry_example import example_registry

INDEX = TextIndex(example_registry(), Vocabulary.of(["orchard", "sport", "coal", "hands", "leather"]))
FINDER = NameFinder(INDEX)

PIECES = [
    *"Vv e3l1ioO0rаaA- .\u200b*.kKсC&HXh x@s'S!", "velora", "Velora", "VELORA", "kestrel", "cole", "云",
    "雀", "薇洛拉", "nimbus", "Port", "yunque", "Sport", "ｖ", "é", "\u0301", "𝐯", "arolev", "ɐɹolǝʌ", " ",
    " ", "leather", "KC", "weiluola", "🅥", "nirnbusport", "洛", "罗", "啦", "wei", "luo", "la", "que", "却",
    "几", "卂", "口", "[", "]", "|", "new", "&#118;", "%6F", "<b>", "\\u0065", "nimbusprot", "portnimbus", "n0mbus",
    "⠊", "ⲛ", "×", "🔥", "\u202e", "nimbus", "port", "薇啦", "w", "4", "rn", "cl", "tropsubmin", "Kestr", "Col",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | st.text(max_size=30)


def fast(titles: list[str]) -> list[list[NameSpan]]:
    listings = [Listing(listing_id=str(at), seller_id="s", title=title) for at, title in enumerate(titles)]
    analysis = INDEX.analyse(listings_to_batch(listings))
    spans = FINDER.find(analysis)
    found: list[list[NameSpan]] = [[] for _ in titles]
    starts = analysis.stream.texts.starts
    for name, text, start, end, kinds in zip(
        spans.name.tolist(), spans.text.tolist(), spans.start.tolist(), spans.end.tolist(), spans.kinds, strict=True
    ):
        first = int(starts[text])
        found[text].append(NameSpan(start - first, end - first, name, kinds))
    return [sorted(set(row)) for row in found]


@given(st.lists(TEXTS.filter(lambda text: "\x1f" not in text), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_fast_finder_equals_reference(titles: list[str]) -> None:
    assert fast(titles) == [find_names(title, INDEX, with_edits=True) for title in titles]


def test_a_span_is_judged_by_the_same_characters_around_it() -> None:
    code_far_away = ["arolevVVVVVVVVVVVkestrelnimbusarolevweiluola\\u0065"]
    code_beside = ["arolev65"]
    for titles in (code_far_away, code_beside):
        assert fast(titles) == [find_names(title, INDEX, with_edits=True) for title in titles]
    assert "reversed" in [kind for span in fast(code_far_away)[0] for kind in span.kinds]
    assert fast(code_beside) == [[]]


def test_styled_capitals_end_words_alike() -> None:
    titles = ["VELORAV🅥", "VELORAⓋa", "VeloraＶ", "а'velora"]
    assert fast(titles) == [find_names(title, INDEX, with_edits=True) for title in titles]


def test_the_pieces_do_hold_names_of_every_sort() -> None:
    titles = [
        "Velora",
        "Vel0ra",
        "V e l o r a",
        "Vеlora",
        "ɐɹolǝʌ",
        "arolev",
        "weiluola",
        "云雀",
        "Veolra",
        "nirnbusport",
    ]
    assert all(fast([title])[0] for title in titles)

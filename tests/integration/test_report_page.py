"""The report page as HTML: what it says, and that nothing a seller wrote can act on it."""

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import msgspec
import pytest

from countermark.engine.decision import Evidence
from countermark.engine.policy import parse_policy
from countermark.scan.report import render_report
from countermark.scan.report_words import LANGUAGES, page_words
from report_support import evidence, groups, report_data, shown

ATTACKS = (
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "<iframe src=javascript:alert(1)>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "{{ 7 * 7 }}",
    "{% raw %}",
    "{{ config }}",
    "&lt;script&gt;",
    "<!-- ",
    "]]>",
    "<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>",
    "\u202e<script>",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "<form action=//evil.example><button>",
)


class _Page(HTMLParser):
    """Collects tags, attributes and text as a browser would see them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def shape(self) -> list[tuple[str, tuple[str, ...]]]:
        """Return tags and the names of their attributes, without those of placeholders."""
        return [
            (tag, tuple(attributes)) for tag, attributes in self.tags if "ghost" not in (attributes.get("class") or "")
        ]


def _page_with(text: str) -> str:
    listing = shown(
        f"Velora {text}",
        description=f"{text} replica {text}",
        against=[
            evidence("brand_mentioned", f"Velora {text}", "Velora", brand="velora"),
            evidence("slang", f"{text} replica {text}", "replica", field="description", kind="en"),
        ],
        brand=text,
        seller_id=text,
        listing_id=text,
        ship_from_place=text,
        ship_from_country="BR",
    )
    data = report_data(
        [listing],
        sellers=groups((text, (0, 0, 1, 0))),
        brands=groups((text, (0, 0, 1, 0))),
        languages=groups((text, (0, 0, 1, 0))),
        reject_fields={f"attributes.{text}": 1},
    )
    return render_report(data, language="en")


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_that_a_seller_writes_adds_a_tag_or_an_attribute(attack: str) -> None:
    assert _Page(_page_with(attack)).shape() == _Page(_page_with("harmless")).shape()


def test_what_the_seller_wrote_is_still_readable() -> None:
    attack = "<script>alert(1)</script>"
    assert _Page(_page_with(attack)).text.count(attack) >= 8


def test_only_our_script_may_run_and_nothing_is_fetched() -> None:
    html = render_report(report_data([shown("Velora")]), language="en")
    page = _Page(html)
    (policy,) = [tag["content"] for _, tag in page.tags if tag.get("http-equiv") == "Content-Security-Policy"]
    script = html[html.index("<script>") + 8 : html.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy is not None
    assert "default-src 'none'" in policy
    assert f"script-src 'sha256-{digest}'" in policy
    for tag, attributes in page.tags:
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in {"href", "src", "action", "srcset"}:
                assert (value or "").startswith("#")
    assert "url(" not in html
    assert "@import" not in html


def test_direction_overrides_never_reach_the_page_raw_and_listing_texts_are_isolated() -> None:
    text = "a\u202eb\u2066c\u200bd\u061ce\x07f\ufefff"
    html = _page_with(text)
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff\x07]", html)
    for name in ("RLO", "LRI", "ZWSP", "ALM", "BOM", "U+0007"):
        assert f">{name}</span>" in html
    assert "RIGHT-TO-LEFT OVERRIDE" in html
    assert len(re.findall(r"<h3[^>]*><bdi>", html)) == 1


def test_evidence_is_marked_in_the_text_with_its_number_side_and_kind() -> None:
    title = "V3lora compatible case"
    listing = shown(
        title,
        against=[evidence("brand_disguised", title, "V3lora", brand="velora", kind="leet")],
        speaks_for=[evidence("context_compatible", title, "compatible", brand="velora")],
    )
    html = render_report(report_data([listing]), language="en")
    assert '<mark class="against">V3lora</mark>' in html
    assert re.search(r'<span class="ref against"[^>]*>1 \w+', html)
    assert '<mark class="for">compatible</mark>' in html
    assert "in a way that hides the name" in html


def test_the_price_is_drawn_against_the_band() -> None:
    listing = shown(
        "Velora bag", price_minor=2_000, currency="USD", market="US", price_ratio=0.25,
        against=[_price(0.25)],
    )  # fmt: skip
    html = render_report(report_data([listing]), language="en")
    assert "USD 20.00" in html
    assert "25% of the lowest genuine price" in html
    assert "genuine USD 80.00 to USD 160.00" in html
    assert 'class="scale below"' in html


def _price(ratio: float) -> Evidence:
    return Evidence(code="price_below_band", field="price_minor", text="USD 20.00", brand="velora", value=ratio)


@pytest.mark.parametrize(("language", "heading"), [("en", "Also noted"), ("zh", "另记"), ("pt", "Também observado")])
def test_evidence_of_weight_0_is_noted_and_does_not_speak_against_the_listing(language: str, heading: str) -> None:
    title = "Velora bag, replica"
    named = evidence("brand_mentioned", title, "Velora", brand="velora", weight=0.0)

    alone = render_report(report_data([shown(title, against=[named])]), language=language)
    assert '<mark class="noted">Velora</mark>' in alone
    assert f'<div class="facts noted"><h4>{heading}</h4>' in alone
    assert page_words(language)["nothing_against"] in alone

    both = render_report(
        report_data([shown(title, against=[evidence("slang", title, "replica"), named])]), language=language
    )
    assert '<mark class="against">replica</mark>' in both
    assert both.index('class="facts against"') < both.index('class="facts noted"') < both.index('class="facts for"')

    without = render_report(report_data([shown(title)]), language=language)
    assert "facts noted" not in without


def test_a_long_description_is_shown_around_its_evidence() -> None:
    text = "x " * 2_000 + "replica" + " y" * 2_000
    listing = shown("Velora", description=text, against=[evidence("slang", text, "replica", field="description")])
    html = render_report(report_data([listing]), language="en")
    assert '<mark class="against">replica</mark>' in html
    assert html.count('<span class="gap">[…]</span>') == 2
    assert "x " * 200 not in html


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Screening report"), ("zh", "筛查报告"), ("pt", "Relatório de triagem")],
)
def test_the_page_speaks_the_language(language: str, words: str) -> None:
    html = render_report(report_data([shown("Velora")]), language=language)
    assert f"<h1>{words}</h1>" in html
    assert f'<html lang="{language}' in html


def test_every_word_of_the_page_is_there_in_every_language() -> None:
    tables = [page_words(language) for language in LANGUAGES]
    assert all(text.strip() for table in tables for text in table.values())
    for key in tables[0]:
        fields = {frozenset(re.findall(r"{\w+}", table[key])) for table in tables}
        assert len(fields) == 1, key


def test_numbers_totals_and_rejects_are_on_the_page() -> None:
    text = _Page(render_report(report_data([shown("Velora")]), language="en")).text
    for piece in (
        "4,040",
        "4,000",
        "0.74%",
        "and 59 more",
        "counts of the rarer ones may be too low",
        "not determined",
    ):
        assert piece in text
    assert "listings.jsonl:12: price_minor: 'R$ abc' is no price" in text
    assert "the row as a whole" in text


def test_the_same_data_give_the_same_page() -> None:
    data = report_data([shown("Velora")])
    assert render_report(data, language="en") == render_report(data, language="en")


def test_words_that_a_policy_brings_for_its_own_reason_are_shown() -> None:
    policy = parse_policy(
        b"policy: {name: p, owner: o, version: '1'}\nrules:\n- {id: a, owner: o, when: brand_disguised, "
        b"decision: hold, reason: our_own, severity: low, mode: live, "
        b"words: {en: Our own words., zh: '\xe8\x87\xaa\xe5\xae\x9a'}, "
        b"examples: {fire: [{brand_disguised: true}], pass: [{brand_disguised: false}]}}\n",
        "p.yaml",
    )
    listing = shown("Velora")
    listing = msgspec.structs.replace(listing, screened=msgspec.structs.replace(listing.screened, reasons=["our_own"]))
    data = replace(report_data([listing]), policy=policy)
    assert "Our own words." in render_report(data, language="en")
    assert "自定" in render_report(data, language="zh")
    assert "Our own words." in render_report(data, language="pt")

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

import countermark
from countermark.engine.decision import EVIDENCE_CODES, Decision, Evidence
from countermark.engine.goods import gtin
from countermark.engine.listing import CONDITIONS
from countermark.engine.messages import (
    LANGUAGES,
    en,
    evidence_words,
    known_reasons,
    label,
    pt,
    reason_title,
    reason_words,
    zh,
)
from countermark.engine.text.context import EXPLAINS
from countermark.engine.text.kinds import WEIGHTS as DISGUISES

CATALOGUES: dict[str, Any] = {"en": en, "zh": zh, "pt": pt}
PLACEHOLDER = re.compile(r"\{[^}]*\}")
REQUIRED_REASONS = {
    "counterfeit_slang", "disguised_brand", "price_far_below", "banned_operator", "seller_strikes", "fake_refunds",
    "invalid_identifier", "impossible_product", "brand_claim_conflict", "known_tell", "high_score",
    "new_seller_low_price", "screening_incomplete",
}  # fmt: skip


def starter_reasons() -> set[str]:
    policy = yaml.safe_load((Path(countermark.__file__).parent / "starter" / "policy.yaml").read_text("utf-8"))
    return {rule["reason"] for rule in policy["rules"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_evidence_code_has_words(language: str) -> None:
    assert set(CATALOGUES[language].EVIDENCE) == set(EVIDENCE_CODES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language: str) -> None:
    for code, english in en.EVIDENCE.items():
        own = set(PLACEHOLDER.findall(CATALOGUES[language].EVIDENCE[code]))
        assert own == set(PLACEHOLDER.findall(english)), code
        assert own <= {"{brand}", "{text}", "{kind}", "{value}", "{field}"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_reasons_labels_and_fields(language: str) -> None:
    catalogue = CATALOGUES[language]
    assert set(catalogue.REASONS) == set(en.REASONS)
    assert {group: set(words) for group, words in catalogue.LABELS.items()} == {
        group: set(words) for group, words in en.LABELS.items()
    }
    assert set(catalogue.FIELDS) == set(en.FIELDS)
    for reason in catalogue.REASONS.values():
        assert reason.title
        assert not reason.title.endswith((".", "。"))
        assert reason.words.endswith((".", "。"))


def test_the_reasons_that_are_promised_and_those_of_the_starter_policy_are_built_in() -> None:
    assert set(known_reasons()) >= REQUIRED_REASONS
    assert set(known_reasons()) >= starter_reasons()


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_cover_what_the_engine_gives(language: str) -> None:
    labels = CATALOGUES[language].LABELS
    assert set(labels["decision"]) == set(Decision)
    assert set(labels["disguise"]) == set(DISGUISES)
    assert set(labels["context"]) == {*EXPLAINS, "second_hand", "refurbished"}
    assert set(labels["gtin_status"]) == set(gtin.STATUSES)
    assert set(labels["condition"]) == set(CONDITIONS)
    assert set(labels["gtin_range"]) == {kind for _, _, kind in gtin.RANGES} | {"unused"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", EVIDENCE_CODES)
def test_words_are_whole_sentences_without_placeholders(code: str, language: str) -> None:
    item = Evidence(code=code, field="title", text="abc", brand="velora", kind="leet", value=0.5, weight=0.5)
    words = evidence_words(item, language, "Velora")
    assert not PLACEHOLDER.search(words)
    assert words.endswith((".", "。"))
    bare = evidence_words(Evidence(code=code), language, "")
    assert "None" not in bare


def test_numbers_are_written_as_people_write_them() -> None:
    below = Evidence(code="price_below_band", field="price_minor", text="BRL 1,234.56", kind="2 × HX 664", value=0.344)
    assert evidence_words(below, "en", "HX") == (
        "The price of BRL 1,234.56 is 34% of the lowest price at which the genuine article was seen (2 × HX 664)."
    )
    assert "BRL 1.234,56 corresponde a 34%" in evidence_words(below, "pt", "HX")
    refunds = Evidence(code="seller_refunds", value=0.0087)
    assert "(0.87% of orders)" in evidence_words(refunds, "en", "")
    assert "(0,87% dos pedidos)" in evidence_words(refunds, "pt", "")
    assert "more than 4 years" in evidence_words(Evidence(code="seller_established", value=1500.0), "en", "")
    assert evidence_words(Evidence(code="seller_new", value=12.0), "zh", "") == "卖家账号开通天数：12。"


def test_the_kind_of_disguise_is_said_in_words() -> None:
    item = Evidence(code="brand_disguised", field="title", text="V3lora", kind="leet")
    assert evidence_words(item, "en", "Velora").endswith("“V3lora” (letters replaced by digits or signs).")
    unknown = Evidence(code="brand_disguised", field="title", text="V3lora", kind="something_new")
    assert evidence_words(unknown, "zh", "Velora").endswith("（不寻常的写法）。")


def test_a_tell_is_not_quoted() -> None:
    item = Evidence(code="tell", field="description", text="gold box", kind="velora-box")
    for language in LANGUAGES:
        assert "gold box" not in evidence_words(item, language, "Velora")
        assert "velora-box" not in evidence_words(item, language, "Velora")


def test_quoted_text_is_cut_and_made_printable() -> None:
    item = Evidence(code="slang", field="title", text="a\u202eb\x00c\n" + "x" * 500)
    words = evidence_words(item, "en", "")
    assert words.isprintable()
    assert len(words) < 200
    assert "a b c x" in words


def test_braces_in_a_listing_are_only_text() -> None:
    item = Evidence(code="slang", field="title", text="{0} {brand} {")
    assert "“{0} {brand} {”" in evidence_words(item, "en", "{1}")


def test_other_languages_fall_back() -> None:
    item = Evidence(code="seller_new", value=3.0)
    assert evidence_words(item, "pt-BR", "") == evidence_words(item, "pt", "")
    assert evidence_words(item, "ZH_cn", "") == evidence_words(item, "zh", "")
    assert evidence_words(item, "sv", "") == evidence_words(item, "en", "")
    assert reason_words("known_tell", "") == reason_words("known_tell", "en")


def test_a_reason_of_ones_own_is_shown_by_its_code() -> None:
    assert reason_words("our_own_rule", "pt") == "our own rule"
    assert reason_title("our_own_rule", "pt") == "our own rule"
    assert reason_title("known_tell", "en") == "Detail known from counterfeits"


def test_labels_by_group() -> None:
    assert label("decision", "hold", "en") == "held until a person decides"
    assert label("gtin_range", "book", "zh") == "图书号段"
    assert label("context", "new_kind", "en") == "new kind"
    with pytest.raises(KeyError):
        label("nothing", "x", "en")


def test_no_words_claim_a_country_of_manufacture() -> None:
    for catalogue in CATALOGUES.values():
        for words in catalogue.EVIDENCE.values():
            assert not re.search(r"country|país|国", words)


def test_words_about_a_brand_without_a_name_are_grammatical() -> None:
    found = Evidence(code="context_compatible", field="attributes", text="Compatível")
    assert evidence_words(found, "pt", "") == (
        "O quadro de características diz que o produto é compatível com produtos da marca (“Compatível”)."
    )
    assert evidence_words(found, "en", "") == (
        "The list of details says that the goods fit products of the brand (“Compatível”)."
    )
    for code in EVIDENCE_CODES:
        assert not re.search(
            r"\b(de|por|em) a marca", evidence_words(Evidence(code=code, field="title", text="x"), "pt", "")
        )

"""The page of decisions beside labels in a real browser, in three languages."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser_support import CONTRAST
from countermark.scan.labelled_page import report_labelled
from countermark.scan.labelled_words import labelled_words
from labelled_support import HOSTILE, labelled, screened

LANGUAGES = ("en", "zh", "pt")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page by language; two of its listings are hostile."""
    folder = screened(tmp_path_factory.mktemp("labelled"))
    pages = {language: folder / f"{language}.html" for language in LANGUAGES}
    for language, path in pages.items():
        report_labelled(labelled(folder, language=language), path)
    return pages


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def page(browser: Browser, files: dict[str, Path], language: str) -> Iterator[Page]:
    """The page, open; at the end it must have run and fetched nothing that is not ours."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    said: list[Any] = []
    fetched: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: fetched.append(request.url))
    opened.goto(files[language].as_uri())
    yield opened
    expect(opened).to_have_title(f"{labelled_words(language)['synthetic']} · {labelled_words(language)['title']}")
    assert said == []
    assert fetched == [files[language].as_uri()]
    context.close()


def test_the_banner_cannot_be_missed(page: Page, language: str) -> None:
    words = labelled_words(language)
    banner = page.get_by_role("note", name=words["synthetic"])
    expect(banner).to_be_in_viewport()
    expect(banner).to_contain_text("42")
    page.locator("footer").scroll_into_view_if_needed()
    expect(page.locator(".strip")).to_be_in_viewport()
    expect(page.locator(".strip")).to_have_text(words["synthetic"])


def test_the_tables_say_what_was_decided_and_what_is_true(page: Page, language: str) -> None:
    words = labelled_words(language)
    matrix = page.get_by_role("region", name=words["matrix"]).get_by_role("row")
    expect(matrix.nth(1).get_by_role("cell")).to_have_text(["0", "3", "0", "2", "5"])
    expect(matrix.nth(2).get_by_role("cell")).to_have_text(["0", "1", "0", "7", "8"])
    kinds = page.get_by_role("region", name=words["by_kind"])
    expect(kinds.get_by_role("row", name="Plain").get_by_role("cell").first).to_have_text("2")
    expect(page.locator("li.tile strong").first).to_have_text("60,0%" if language == "pt" else "60.0%")


def test_each_card_says_what_the_listing_is_and_nothing_in_it_runs(page: Page, language: str) -> None:
    words = labelled_words(language)
    expect(page.locator("article.card")).to_have_count(6)
    missed = page.locator("section", has=page.locator("#missed")).locator("article.card")
    expect(missed).to_have_count(2)
    expect(missed.first.locator(".truth")).to_contain_text(f"{words['counterfeit']}: Plain")
    expect(missed.nth(1).locator("h3")).to_contain_text(HOSTILE)
    expect(missed.nth(1).locator(".truth")).to_contain_text(f"bought and seen {HOSTILE}")
    wrong = page.locator("section", has=page.locator("#wrong")).locator("article.card .truth")
    expect(wrong).to_contain_text(f"{words['genuine']}: souvenir")
    expect(wrong).to_contain_text(words["why_wrong"].partition("{")[0].strip())


def test_the_filter_leaves_out_what_is_not_asked_for(page: Page, language: str) -> None:
    words = labelled_words(language)
    cards = page.locator("article.card:visible")
    page.get_by_label(words["filter"]).fill("bought and seen")
    expect(cards).to_have_count(1)
    page.get_by_label(words["filter"]).fill("")
    page.get_by_role("checkbox", name=words["missed"]).uncheck()
    expect(cards).to_have_count(4)
    expect(page.locator("form.filter output")).to_contain_text("4")


def test_a_table_is_sorted_with_the_keyboard(page: Page, language: str) -> None:
    words = labelled_words(language)
    region = page.get_by_role("region", name=words["by_market"])
    expect(region.locator("tbody th").first).to_have_text("US")
    region.get_by_role("button", name=words["recall"]).focus()
    page.keyboard.press("Enter")
    expect(region.locator("th[aria-sort=descending]")).to_have_count(1)
    expect(region.locator("tbody th").first).to_have_text("US")
    page.keyboard.press("Enter")
    expect(region.locator("tbody th").first).to_have_text("BR")


def test_the_first_key_press_offers_to_skip_to_what_was_missed(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*#missed")


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_nothing_reaches_over_the_edge(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_scripts_everything_is_there_but_the_filter(browser: Browser, files: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(files["en"].as_uri())
    expect(opened.locator("article.card:visible")).to_have_count(6)
    expect(opened.locator("form.filter")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser: Browser, files: dict[str, Path], scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme)
    opened = context.new_page()
    opened.goto(files["en"].as_uri())
    assert opened.evaluate(CONTRAST) == []
    context.close()

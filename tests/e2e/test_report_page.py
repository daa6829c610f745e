"""The report page in a real browser: it filters and sorts, nothing a seller wrote runs, nothing is fetched."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from browser_support import CONTRAST
from countermark.scan.report import render_report
from report_support import evidence, groups, report_data, shown

_HOSTILE = (
    '<script>document.title="owned"</script>',
    '<img src=x onerror=document.title="owned">',
    '"><svg onload=document.title="owned">',
    "</style></script><script>document.title='owned'</script>",
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with three listings, of which two are hostile."""
    title = f"Velora {_HOSTILE[0]} replica"
    bag = "Kestrel & Cole bag"
    listings = [
        shown(
            title, decision="block", score=99.0, description=_HOSTILE[1] * 3, seller_id=_HOSTILE[2],
            against=[evidence("slang", title, "replica")],
        ),
        shown(bag, decision="hold", score=70.0, brand=_HOSTILE[3]),
        shown("Case that fits Velora", decision="review", score=40.0),
    ]  # fmt: skip
    data = report_data(
        listings,
        brands=groups(("velora", (900, 1, 20, 7)), ("hx", (10, 30, 1, 0)), ("yunque", (2_000, 0, 0, 1))),
        sellers=groups((_HOSTILE[1], (0, 0, 3, 7))),
    )
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render_report(data, language="en"), encoding="utf-8")
    return path


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, open; at the end it must have run and fetched nothing that is not ours."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    said: list[Any] = []
    fetched: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: fetched.append(request.url))
    opened.goto(file.as_uri())
    yield opened
    assert said == []
    assert fetched == [file.as_uri()]
    assert opened.title().startswith("Screening report")
    context.close()


def test_the_page_opens_from_the_disk_with_nothing_run_and_nothing_fetched(page: Page) -> None:
    expect(page.locator("article.card")).to_have_count(3)
    expect(page.locator("article.card h3").first).to_contain_text(f"Velora {_HOSTILE[0]} replica")


@pytest.mark.parametrize("width", [400, 768, 1200])
def test_nothing_reaches_over_the_edge(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_listings_are_narrowed_down_by_words_and_by_decision(page: Page) -> None:
    cards = page.locator("article.card:visible")
    page.get_by_label("Show only listings with").fill("kestrel")
    expect(cards).to_have_count(1)
    expect(page.locator("form.filter output")).to_have_text("1 shown")
    page.get_by_label("Show only listings with").fill("")
    page.get_by_label("Block").uncheck()
    expect(cards).to_have_count(2)
    expect(page.locator("article.card.block")).to_be_hidden()


def test_a_table_is_sorted_by_a_column_with_the_keyboard(page: Page) -> None:
    table = page.locator("section", has=page.locator("#by-brand")).locator("table")
    first = table.locator("tbody th").first
    expect(first).to_have_text("Velora")
    head = table.get_by_role("button", name="Listings")
    head.focus()
    page.keyboard.press("Enter")
    expect(first).to_have_text("云雀")
    expect(table.locator("th[aria-sort=descending]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(first).to_have_text("HX")


def test_the_first_key_press_offers_to_skip_to_the_listings(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/*#worst")


def test_without_scripts_everything_is_there_but_the_filter(browser: Browser, file: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(file.as_uri())
    expect(opened.locator("article.card:visible")).to_have_count(3)
    expect(opened.locator("form.filter")).to_be_hidden()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(browser: Browser, file: Path, scheme: Any) -> None:
    context = browser.new_context(color_scheme=scheme)
    opened = context.new_page()
    opened.goto(file.as_uri())
    assert opened.evaluate(CONTRAST) == []
    context.close()


def test_it_prints_on_paper(browser: Browser, file: Path) -> None:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(file.as_uri())
    opened.emulate_media(media="print", color_scheme="dark")
    expect(opened.locator("form.filter")).to_be_hidden()
    assert opened.evaluate(CONTRAST) == []
    assert opened.pdf().startswith(b"%PDF")
    context.close()

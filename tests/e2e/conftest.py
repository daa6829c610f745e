"""The browser of the tests that need one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as Debian and Ubuntu package it."""
    if not _CHROMIUM.exists():
        assert not os.environ.get("CI"), "there is no /usr/bin/chromium: the page must be tested here"
        pytest.skip("there is no /usr/bin/chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=str(_CHROMIUM), args=flags)
        yield running
        running.close()

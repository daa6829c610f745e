"""The lock files: pinned with hashes, without addresses, and in step with each other and with what is asked for."""

import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "requirements"
LOCKS = ("build", "runtime", "dev")


def pins(name: str) -> set[str]:
    """Return `package==version ; marker` of every pin in a lock file."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line.removesuffix("\\").strip() for line in lines if "==" in line and not line.startswith((" ", "#"))}


def asked(name: str) -> set[str]:
    """Return the packages that an .in file asks for, in the form that lock files use."""
    lines = (FOLDER / f"{name}.in").read_text(encoding="utf-8").splitlines()
    wanted = (line.partition("#")[0].strip() for line in lines if not line.startswith("-r"))
    return {re.split(r"[<>=\[;\s]", line)[0].lower().replace("_", "-") for line in wanted if line}


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_asked_for_is_pinned(name: str) -> None:
    pinned = {pin.partition("==")[0] for pin in pins(name)}
    assert asked(name) - pinned == set(), "run `make lock`"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_has_hashes(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert pins(name)
    assert len(re.findall(r"^\S+==[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(pins(name))


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_says_where_packages_came_from(name: str) -> None:
    assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", (FOLDER / f"{name}.txt").read_text())


@pytest.mark.parametrize("name", ["build", "runtime"])
def test_developers_run_the_versions_that_users_run(name: str) -> None:
    assert pins(name) - pins("dev") == set(), "run `make lock`"

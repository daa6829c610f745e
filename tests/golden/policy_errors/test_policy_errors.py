"""Every message that a wrong policy gives, as text to review: each .yaml here beside the .txt with what is said of it.

Run with WRITE_GOLDEN=1 in the environment to write the texts anew, and read the difference.
"""

import os
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.policy import compile_policy, read_policy
from policy_support import NAMES

HERE: Final = Path(__file__).parent
POLICIES: Final = sorted(HERE.glob("*.yaml"))


def compile_file(path: Path) -> None:
    found = read_policy(path.read_bytes(), path.name)
    compile_policy(found.policy, NAMES, date(2026, 1, 31), source=found.source)


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.stem)
def test_a_wrong_policy_is_told_with_file_line_field_and_what_was_expected(path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        compile_file(path)
    said = f"{caught.value}\n"
    expected = path.with_suffix(".txt")
    if os.environ.get("WRITE_GOLDEN"):
        expected.write_text(said, "utf-8")
    assert said == expected.read_text("utf-8")


def test_every_text_belongs_to_a_policy() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in POLICIES}

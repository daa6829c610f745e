"""Every command and every option is in the reference."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from countermark import cli

_REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def _commands() -> Iterator[tuple[str, Any]]:
    for name in cli.COMMANDS:
        command = cli.load_command(name)
        children = getattr(command, "commands", None)
        if children:
            yield from ((f"{name} {child}", each) for child, each in children.items())
        else:
            yield name, command


COMMANDS = dict(_commands())


@pytest.mark.parametrize("name", list(COMMANDS))
def test_the_reference_names_the_command_and_all_its_options(name: str) -> None:
    text = (_REFERENCE / "cli.md").read_text()
    assert f"countermark {name} " in text
    shared = text.partition("\n## ")[0]
    section = text.partition(f"\n## countermark {name.split(maxsplit=1)[0]}\n")[2].partition("\n## ")[0]
    if name == "evaluate":
        section += (_REFERENCE / "evaluate.md").read_text()
    options = [option for each in COMMANDS[name].params for option in (*each.opts, *each.secondary_opts)]
    told = set(re.findall(r"--[a-z][a-z0-9-]*", shared + section))
    assert {option for option in options if option.startswith("--")} - told == set()


def test_the_options_of_the_frame_are_in_the_reference() -> None:
    text = (_REFERENCE / "cli.md").read_text()
    told = set(re.findall(r"--[a-z][a-z0-9-]*", text))
    assert {option for each in typer.main.get_command(cli.app).params for option in each.opts} - told == set()

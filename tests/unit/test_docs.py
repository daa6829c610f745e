"""What a user can name, meet or set is documented: whoever adds one without a word in docs/reference breaks this.

The names come from the program itself, never from a list kept here.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer.main

from countermark import cli
from countermark.engine.decision import EVIDENCE_CODES, Decision
from countermark.engine.listing import Listing, Seller
from countermark.engine.messages import known_reasons
from countermark.engine.registry.model import TABLES
from countermark.engine.screen import Screener, signal_names
from countermark.engine.snapshot import Snapshot
from countermark.formats.listings.conversions import CONVERSIONS
from countermark.gate.metrics import Metrics
from countermark.gate.openapi import openapi_document
from countermark.gate.refusal import CODES
from countermark.starter import starter_policy, starter_weights
from registry_example import example_registry

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = {path.name: path.read_text(encoding="utf-8") for path in sorted((DOCS / "reference").glob("*.md"))}
PAGES = sorted({*DOCS.rglob("*.md"), *ROOT.glob("*.md")} - {DOCS / "adr" / "template.md"})


def code_spans(text: str) -> set[str]:
    """Return what stands between backticks on a page, and each word of it."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return {*spans, *(word.strip("[](),=") for span in spans for word in span.split())}


def code_of(text: str) -> set[str]:
    """Return the code spans of a page, and the words of its code blocks."""
    blocks = re.findall(r"^(?:    .*|```.*?^```)$", text, re.MULTILINE | re.DOTALL)
    return code_spans(text) | {word.strip("[](),") for block in blocks for word in block.split()}


def pages_of(words: str) -> list[str]:
    """Return the pages that have a heading for a command, or for the group that it belongs to."""
    wanted = {f"countermark {words}", f"countermark {words.partition(' ')[0]}"}
    return [text for text in REFERENCE.values() if wanted & headings(text)]


def headings(text: str) -> set[str]:
    return {match[1].replace("`", "").strip() for match in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)}


DOCUMENTED = set().union(*(code_spans(text) for text in REFERENCE.values()))
HEADINGS = set().union(*(headings(text) for text in REFERENCE.values()))


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with the words that call it."""
    for name in cli.COMMANDS:
        yield from _below(name, cli.load_command(name))


def _below(words: str, command: Any) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from _below(f"{words} {name}", inner)
    else:
        yield words, command


COMMANDS = dict(commands())


def test_the_names_of_the_program_were_found() -> None:
    assert {"screen", "snapshot build", "policy check"} <= set(COMMANDS)
    assert len(DOCUMENTED) > 100


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_has_a_place_in_the_reference(words: str) -> None:
    assert any(f"countermark {words}" in page for page in pages_of(words))


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_is_documented_with_its_command(words: str) -> None:
    options = {
        option
        for parameter in COMMANDS[words].params
        if parameter.param_type_name == "option"
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--")
    } - {"--help"}
    documented = set().union(*(code_of(page) for page in pages_of(words)))
    assert options - documented == set()


def test_the_options_of_the_whole_command_line_are_documented() -> None:
    root = typer.main.get_command(cli.app)
    options = {option for parameter in root.params for option in parameter.opts if option.startswith("--")}
    assert options - DOCUMENTED - {"--help"} == set()


def screener() -> Screener:
    snapshot = Snapshot.build(example_registry(), starter_policy(), starter_weights(), as_of=date(2026, 11, 24))
    return Screener(snapshot)


def test_every_signal_has_a_place_in_the_reference() -> None:
    names = {signal.name for signal in screener().signals}
    assert {name for name in names if name not in HEADINGS and f"signals-{name}.md" not in REFERENCE} == set()


def exceptions() -> Iterator[str]:
    """Yield the exceptions that packages offer in their errors modules."""
    for path in sorted((ROOT / "src" / "countermark").rglob("errors.py")):
        yield from re.findall(r"^class (\w+)\(\w*(?:Error|Exception)\)", path.read_text(encoding="utf-8"), re.MULTILINE)


def metrics() -> Iterator[str]:
    """Yield the names of the gate's metrics, without the beginning that all share."""
    for family in Metrics().registry.collect():
        ending = "_total" if family.type == "counter" else ""
        yield family.name.removeprefix("countermark_gate_") + ending


NAMES: dict[str, set[str]] = {
    "exception": set(exceptions()),
    "signal output": set(signal_names()),
    "evidence code": set(EVIDENCE_CODES),
    "reason code": {*known_reasons(), *(rule.reason for rule in starter_policy().rules)},
    "decision": {str(decision) for decision in Decision},
    "listing field": {
        *(name for name in Listing.__struct_fields__ if name != "seller"),
        *(f"seller_{name}" for name in Seller.__struct_fields__),
    },
    "registry table": set(TABLES),
    "registry column": {field for table in TABLES.values() for field in table.__struct_fields__},
    "mapping conversion": set(CONVERSIONS),
    "gate metric": set(metrics()),
    "gate refusal": set(CODES),
    "gate route": set(openapi_document()["paths"]),
    "gate header": {
        parameter["name"]
        for operations in openapi_document()["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "header"
    },
}


@pytest.mark.parametrize("kind", NAMES)
def test_every_name_is_documented(kind: str) -> None:
    assert NAMES[kind]
    assert NAMES[kind] - DOCUMENTED == set(), f"{kind} without a word in docs/reference"


def _links(page: Path) -> Iterator[str]:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    yield from re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    inside = [link.partition("#")[0] for link in _links(page) if not re.match(r"[a-z]+:|#", link)]
    assert [link for link in inside if not (page.parent / unquote(link)).exists()] == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [DOCS / "index.md"]
    while waiting:
        page = waiting.pop()
        seen.add(page)
        found = {(page.parent / link.partition("#")[0]).resolve() for link in _links(page) if not link.startswith("#")}
        waiting += [path for path in found if path.suffix == ".md" and path.exists() and path not in seen]
    pages = set(DOCS.rglob("*.md")) - {DOCS / "adr" / "template.md"}
    assert {str(page.relative_to(DOCS)) for page in pages - seen} == set()


def test_decision_records_are_numbered_without_gaps_and_listed() -> None:
    records = sorted(path.name for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in records] == list(range(1, len(records) + 1))
    listed = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    assert [name for name in records if name not in listed] == []


def test_the_readme_has_two_commands_to_start_with() -> None:
    blocks = re.findall(r"```\w*\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    started: list[Any] = [line for block in blocks for line in block.splitlines() if line.startswith("make ")]
    assert started == ["make demo", "make test"]

"""The reference page names every table, column and listed value."""

import re
from pathlib import Path

import pytest

from countermark.engine.registry import codes
from countermark.engine.registry.fields import EXTRA, fields_of
from countermark.engine.registry.model import TABLES
from countermark.engine.registry.parse import parse_registry

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = (DOCS / "reference" / "registry.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "describe-a-brand.md").read_text(encoding="utf-8")


def section(table: str) -> str:
    found = re.search(rf"^### `{table}`\n(.*?)(?=^##)", REFERENCE + "\n## end\n", re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/reference/registry.md has no section on {table}"
    return found[1]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_documented_with_whether_it_is_required(table: str) -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (yes|no) \|", section(table), re.MULTILINE))
    assert rows == {field.name: "yes" if field.required else "no" for field in fields_of(table)}


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("aliases", codes.ALIAS_KINDS),
        ("marks", codes.MARK_STATUSES),
        ("contexts", codes.CONTEXT_KINDS),
        ("contexts", codes.SIDES),
    ],
)
def test_every_listed_value_is_documented(table: str, values: tuple[str, ...]) -> None:
    assert [value for value in values if f"`{value}`" not in section(table)] == []


def test_the_extra_files_are_documented() -> None:
    assert [name for name in EXTRA if f"`{name}" not in REFERENCE] == []


def test_the_tables_of_the_how_to_are_a_valid_registry() -> None:
    blocks = re.findall(r"^`(\w+\.(?:csv|yaml))`:\n\n```(?:csv|yaml)\n(.*?)```", HOW_TO, re.MULTILINE | re.DOTALL)
    names = [name for name, _ in blocks]
    assert len(names) == len(set(names)) >= 8
    registry = parse_registry({name: text.encode() for name, text in blocks})
    assert [brand.brand_id for brand in registry.brands] == ["velora"]
    assert registry.price_bands
    assert registry.authorised_sellers

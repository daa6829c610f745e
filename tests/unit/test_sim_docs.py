"""The reference of a world names every table, column and field of its configuration."""

import re
from pathlib import Path

import msgspec
import pytest

from countermark.sim.catalogue import HOLDERS
from countermark.sim.checks import DESIGNS, VERDICTS
from countermark.sim.config import WorldConfig
from countermark.sim.events import MEASURES
from countermark.sim.layout import ROLES
from countermark.sim.make import Summary
from countermark.sim.operators import ROUTES, STYLES
from countermark.sim.orders import COMPLAINTS, REASONS
from countermark.sim.parts import STORY
from countermark.sim.plan import KINDS
from countermark.sim.shots import CHANGES, SOURCES
from countermark.sim.tables import PLATFORM, TRUTH

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "world.md").read_text(encoding="utf-8")
TABLES = {f"platform/{name}": columns for name, columns in PLATFORM.items()}
TABLES |= {f"truth/{name}": columns for name, columns in TRUTH.items()}


def _section(heading: str) -> str:
    found = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", REFERENCE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/reference/world.md has no section {heading}"
    return found[1]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_of_a_table_is_documented_in_its_order(table: str) -> None:
    told = re.findall(r"^\| `(\w+)` \|", _section(table), re.MULTILINE)
    assert told == [name for name, _ in TABLES[table]]


def test_every_field_of_the_configuration_is_documented() -> None:
    told = re.findall(r"^\| `(\w+)` \|", _section("Configuration"), re.MULTILINE)
    assert told == list(WorldConfig.__struct_fields__)


def test_every_field_of_world_json_is_documented() -> None:
    assert [name for name in msgspec.structs.fields(Summary) if f"`{name.name}`" not in _section("Configuration")] == []


def test_every_value_that_a_column_may_have_is_documented() -> None:
    lists = (HOLDERS, DESIGNS, VERDICTS, CHANGES, SOURCES, MEASURES, ROLES, ROUTES, STYLES, COMPLAINTS, REASONS, KINDS)
    values = {value for each in lists for value in each} | {STORY}
    assert sorted(value for value in values if f"`{value}`" not in REFERENCE) == []

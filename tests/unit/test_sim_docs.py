"""The reference of a world names every table, column and field of its configuration."""

import re
from pathlib import Path

import msgspec
import pytest
import yaml

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
from countermark.sim.play.adaptive import WAYS
from countermark.sim.play.defence import Act
from countermark.sim.play.ledger import STATES
from countermark.sim.play.options import LINK_FIELDS, PlayOptions
from countermark.sim.play.play import Played
from countermark.sim.play.tables import PLATFORM as PLAY_PLATFORM
from countermark.sim.play.tables import TRUTH as PLAY_TRUTH
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


PLAY_REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "play.md").read_text(encoding="utf-8")
AS_IN_THE_WORLD = ("sellers", "notices", "orders", "refunds", "test_buys")
"""Tables of a play whose columns are those of the world's."""
PLAY_TABLES = {f"platform/{name}": columns for name, columns in PLAY_PLATFORM.items() if name not in AS_IN_THE_WORLD}
PLAY_TABLES |= {f"truth/{name}": columns for name, columns in PLAY_TRUTH.items() if name != "sellers"}


def _play_section(heading: str) -> str:
    found = re.search(rf"^##+ {re.escape(heading)}\n(.*?)(?=^##|\Z)", PLAY_REFERENCE, re.MULTILINE | re.DOTALL)
    assert found is not None, f"docs/reference/play.md has no section {heading}"
    return found[1]


@pytest.mark.parametrize("table", PLAY_TABLES)
def test_every_column_of_a_play_is_documented_in_its_order(table: str) -> None:
    told = re.findall(r"^\| `(\w+)` \|", _play_section(table), re.MULTILINE)
    assert told == [name for name, _ in PLAY_TABLES[table]]


def test_tables_of_a_play_that_are_not_described_are_those_of_the_world() -> None:
    assert all(PLAY_PLATFORM[name] == PLATFORM[name] for name in AS_IN_THE_WORLD)


def test_every_option_of_a_play_is_documented_with_its_default() -> None:
    told = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", _play_section("Options"), re.MULTILINE))
    assert list(told) == list(PlayOptions.__struct_fields__)
    read = yaml.safe_load("\n".join(f"{name}: {value}" for name, value in told.items()))
    assert msgspec.convert(read, PlayOptions) == PlayOptions()


def test_every_field_of_play_json_and_every_value_is_documented() -> None:
    fields = [field.name for field in msgspec.structs.fields(Played)]
    assert [name for name in fields if f"`{name}`" not in _play_section("Options")] == []
    acts = [act.name.lower() for act in (Act.ALLOW, Act.REVIEW, Act.HOLD, Act.REMOVE, Act.RELEASE, Act.UPHOLD)]
    values = {*STATES, *WAYS, "account", "lots", "quiet", *WAYS["price"], *WAYS["route"], *LINK_FIELDS, *acts}
    assert sorted(value for value in values if f"`{value}`" not in PLAY_REFERENCE) == []

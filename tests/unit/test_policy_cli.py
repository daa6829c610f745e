"""`countermark policy check` and `countermark policy backtest`, as a person runs them."""

import json
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from countermark.cli.policy import app
from countermark.engine.errors import InvalidInputError
from countermark.formats.registry_folder import write_registry
from countermark.starter import starter_file
from registry_example import example_registry

RUNNER: Final = CliRunner()
RULE: Final = """
policy: {{name: cli, owner: tests, version: 1}}
rules:
  - id: many
    owner: tests
    when: quantity >= {least}
    decision: {decision}
    reason: {reason}
    severity: low
    mode: live
    effective_to: {until}
    examples: {{fire: [{{quantity: 1000}}], pass: [{{quantity: 1}}]}}
"""


def policy_file(folder: Path, name: str, **values: object) -> Path:
    path = folder / name
    path.write_text(RULE.format(**{"reason": "high_score", "until": "2099-12-31"} | values), "utf-8")
    return path


def listings_file(folder: Path) -> Path:
    path = folder / "listings.jsonl"
    rows = [
        {"listing_id": f"L{at}\u202e", "seller_id": "S", "title": "A plain cup", "quantity": quantity}
        for at, quantity in enumerate([1, 20, 200, 200, 2_000])
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in [*rows, {"listing_id": "no title"}]), "utf-8")
    return path


def test_check_says_ok_with_counts(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes(starter_file("policy.yaml"))
    result = RUNNER.invoke(app, ["check", str(path)])
    assert result.exit_code == 0
    assert f"{path}: ok" in result.stdout
    assert "13 cases behave" in result.stdout
    assert result.stderr == ""


def test_check_names_rules_that_are_not_in_force_and_reasons_without_words(tmp_path: Path) -> None:
    path = policy_file(tmp_path, "policy.yaml", least=10, decision="hold", reason="too_many", until="2020-01-01")
    result = RUNNER.invoke(app, ["check", str(path), "--as-of", "2026-01-31"])
    assert result.exit_code == 0
    assert "not in force on 2026-01-31: many" in result.stdout
    assert "the reason 'too_many' is not built in and has no words" in result.stderr


def test_check_tells_what_is_wrong_with_its_line(tmp_path: Path) -> None:
    path = policy_file(tmp_path, "policy.yaml", least="'x'", decision="hold")
    result = RUNNER.invoke(app, ["check", str(path)])
    assert result.exit_code == 1
    assert isinstance(result.exception, InvalidInputError)
    assert f"{path}:6: rule many: when: line 1, column 1: compares a number with a text" in str(result.exception)


def test_check_of_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = RUNNER.invoke(app, ["check", str(tmp_path / "none.yaml")])
    assert result.exit_code == 1
    assert "none.yaml: cannot be read: No such file or directory" in str(result.exception)


def test_backtest_prints_the_matrix_samples_and_rules(tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    write_registry(example_registry(), registry)
    result = RUNNER.invoke(
        app,
        [
            "backtest",
            str(policy_file(tmp_path, "new.yaml", least=100, decision="hold")),
            "--against",
            str(policy_file(tmp_path, "old.yaml", least=10, decision="review")),
            "--listings",
            str(listings_file(tmp_path)),
            "--mapping",
            "countermark",
            "--registry",
            str(registry),
            "--samples",
            "2",
        ],
    )
    assert result.exit_code == 0, result.exception
    lines = result.stdout.splitlines()
    assert lines[0] == "5 listings; 4 (80.00%) would get another decision"
    assert lines[2].split() == ["before", "|", "after", "allow", "review", "hold", "block"]
    assert lines[3].split() == ["allow", "1", "0", "0", "0"]
    assert lines[4].split() == ["review", "1", "0", "3", "0"]
    hold = lines.index("review -> hold: 3")
    assert lines[hold + 1 : hold + 3] == ["  L2\\u202e", "  L3\\u202e"]
    assert lines[-1].split() == ["many", "hold", "live", "4", "3", "0"]
    assert "Left out as no listings: 1 rows" in result.stderr


@pytest.mark.parametrize("missing", ["--against", "--listings", "--mapping", "--registry"])
def test_backtest_asks_for_what_it_needs(missing: str) -> None:
    given = {"--against": "old.yaml", "--listings": "x.csv", "--mapping": "countermark", "--registry": "registry"}
    del given[missing]
    result = RUNNER.invoke(app, ["backtest", "new.yaml", *(part for pair in given.items() for part in pair)])
    assert result.exit_code == 2
    assert missing in result.stderr

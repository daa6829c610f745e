"""The first tutorial is run as it is written, except for what waits for a person."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorials" / "first-screening.md").read_text(encoding="utf-8")
COMMAND = Path(sys.executable).parent / "countermark"


def commands() -> list[str]:
    """Return the commands of the page in their order, each on one line."""
    joined = PAGE.replace("\\\n", " ")
    return re.findall(r"^    ((?:countermark|cp) .+)$", joined, re.MULTILINE)


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def run(command: str, folder: Path) -> str:
    words = command.replace("countermark", f"'{COMMAND}'", 1) if command.startswith("countermark") else command
    done = subprocess.run(words, shell=True, cwd=folder, capture_output=True, text=True, timeout=120, check=False)  # noqa: S602 - the page's own commands
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the project as far as the page needs it, with what `make demo` leaves."""
    (tmp_path / "src").symlink_to(ROOT / "src")
    (tmp_path / "demo" / "out").mkdir(parents=True)
    run(f"countermark sim world --config '{ROOT}/demo/world.yaml' --out demo/out/world --no-pictures", tmp_path)
    (tmp_path / "mine.jsonl").write_text(block("json"), encoding="utf-8")
    return tmp_path


def test_the_tutorial_does_what_it_says(folder: Path) -> None:
    said = {}
    for command in commands():
        if " gate " in command or " replay " in command:
            continue  # make demo runs these two, and tests/integration/test_demo.py runs that
        if command.startswith("countermark policy check"):
            policy = folder / "my-policy.yaml"
            text = policy.read_text(encoding="utf-8")
            policy.write_text(text.replace("\nrules:\n", f"\nrules:\n\n{block('yaml')}", 1), encoding="utf-8")
        said[" ".join(command.split()[1:3])] = run(command, folder)
    assert "HOLD" in said["explain demo/out/world/platform/listings/*.parquet"]
    rejects = [json.loads(line) for line in (folder / "mine.rejects.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(reject["row"], reject["listing_id"]) for reject in rejects] == [(3, "c")]
    rows = (folder / "mine.csv").read_text(encoding="utf-8").splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [['"a"', '"allow"'], ['"b"', '"hold"']]
    assert "my-policy.yaml: ok" in said["policy check"]
    changed = re.search(r"([\d,]+) listings; (\d+) \(", said["policy backtest"])
    assert changed is not None
    assert 10 < int(changed[2]) < 60
    assert "counterfeits were held or blocked" in said["sim report"]
    page = (folder / "with-my-rule.html").read_text(encoding="utf-8")
    assert "<code>young_shop_a_little_cheap</code>" in page
    assert len(list((folder / "snapshots").iterdir())) == 1


def test_the_misspelt_signal_is_answered_as_the_tutorial_says(folder: Path) -> None:
    policy = folder / "my-policy.yaml"
    rule = block("yaml").replace("seller_age_days < 180", "seller_age_dais < 180")
    policy.write_text(f"policy: {{name: mine, owner: me, version: '1'}}\nrules:\n{rule}", encoding="utf-8")
    done = subprocess.run(
        [COMMAND, "policy", "check", "my-policy.yaml"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert "did you mean 'seller_age_days'?" in done.stdout + done.stderr

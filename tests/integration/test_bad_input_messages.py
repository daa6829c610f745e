"""Every kind of bad input that a user may bring to the command line, and the message that it gets, in one place.

What the parts do about each is tested with the parts; a disk that is full, in crash/test_full_disk.py.
"""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from countermark.engine.text.vocabulary import Vocabulary
from countermark.formats import vocabulary
from countermark.formats.registry_folder import write_registry
from countermark.scan import run
from registry_example import example_registry
from scan_support import Command, InlinePool, listing, snapshot_folder, write_jsonl

MIB = 1 << 20
NEAR = ["velorx", "ve1orx", "v.e.l.o.r", "vel0r", "薇洛啦"]

BAD_ROWS: dict[str, tuple[bytes, str]] = {
    "malformed": (b'{"listing_id": "bad"', "is not JSON: Expecting ',' delimiter at character 21"),
    "not an object": (b"[1, 2]", "is a list of 2 entries; expected a JSON object"),
    "wrong encoding": ('{"listing_id": "x", "title": "Cartão"}'.encode("cp1252"), "has the byte 0xe3 at position"),
    "10 MB title": (json.dumps(listing(1, title="x" * 10 * MIB)).encode(), "title: "),
    "NUL": (json.dumps(listing(2, title="ink\x00")).encode(), "title: contains a NUL character"),
    "lone surrogate": (json.dumps(listing(3, title="a\ud800")).encode(), "title: contains a lone surrogate"),
    "unknown currency": (json.dumps(listing(4, currency="DOGE")).encode(), "currency: 'DOGE' is not a currency"),
    "negative price": (json.dumps(listing(5, price_minor=-1)).encode(), "price_minor: "),
    "future date": (json.dumps(listing(6, created_at="2999-01-01T00:00:00Z")).encode(), "lies in the future"),
    "nested bomb": (
        b'{"listing_id": "n", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "is nested too deep; expected at most about 1,000 levels",
    ),
    "duplicate id": (json.dumps(listing(0)).encode(), "listing_id: "),
}
"""What is wrong with a row -> the row, and what its reject says."""

SLOW_ROWS = {
    "combining marks": "a" + "\u0301" * 900,
    "long run": "v" * 1_000,
    "near matches": " ".join(NEAR * 25),
    "direction overrides": "\u202e" * 900 + "Velora",
}
"""Titles made to make the search slow: they are screened like any other."""


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, working in this process and without the large vocabulary."""
    monkeypatch.setattr(run, "Pool", InlinePool)
    monkeypatch.setattr(vocabulary, "default_vocabulary", lambda: Vocabulary.of(["bag"]))
    return Command(capsys)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot_folder(tmp_path_factory.mktemp("snapshots"))


def screening(folder: Path, *files: Path, snapshot: Path) -> list[object]:
    return ["screen", *files, "--mapping", "countermark", "--snapshot", snapshot, "--out", folder / "out.parquet"]


def test_every_bad_row_is_a_reject_with_its_reason_and_spoils_no_other(
    command: Command, tmp_path: Path, snapshot: Path
) -> None:
    good = [listing(0), *(listing(100 + at, title=title) for at, title in enumerate(SLOW_ROWS.values()))]
    source = write_jsonl(tmp_path / "in.jsonl", good)
    with source.open("ab") as file:
        file.write(b"".join(row + b"\n" for row, _ in BAD_ROWS.values()))
    assert command(*screening(tmp_path, source, snapshot=snapshot)) == 0
    assert f"{len(BAD_ROWS)} rows could not be screened" in command.out
    screened = pq.read_table(tmp_path / "out.parquet").column("listing_id").to_pylist()
    assert screened == [record["listing_id"] for record in good]
    rejects = [json.loads(line) for line in (tmp_path / "out.rejects.jsonl").read_text("utf-8").splitlines()]
    told = {reject["row"]: " ".join(reject["problems"]) for reject in rejects}
    expected = {row: message for row, (_, message) in enumerate(BAD_ROWS.values(), len(good) + 1)}
    assert sorted(told) == sorted(expected)
    assert {row: message for row, message in expected.items() if message not in told[row]} == {}
    assert all(len(reject["raw"]) <= 2_000 for reject in rejects)


def test_formula_cells_are_escaped_on_export(command: Command, tmp_path: Path, snapshot: Path) -> None:
    source = write_jsonl(tmp_path / "in.jsonl", [listing(0, listing_id="=cmd|'/C calc'!A0"), listing(1)])
    assert command(*screening(tmp_path, source, snapshot=snapshot), "--csv", tmp_path / "out.csv") == 0
    assert "\"'=cmd|'/C calc'!A0\"" in (tmp_path / "out.csv").read_text()


def test_a_truncated_parquet_file_and_a_missing_one_are_named(command: Command, tmp_path: Path, snapshot: Path) -> None:
    whole = write_jsonl(tmp_path / "in.jsonl", [listing(at) for at in range(20)])
    assert command(*screening(tmp_path, whole, snapshot=snapshot)) == 0
    cut = tmp_path / "cut.parquet"
    cut.write_bytes((tmp_path / "out.parquet").read_bytes()[:-100])
    assert command(*screening(tmp_path, cut, snapshot=snapshot)) == 1
    assert command.err.startswith(f"{cut}: is not a readable Parquet file")
    assert command(*screening(tmp_path, tmp_path / "none.csv", snapshot=snapshot)) == 1
    assert command.err.strip() == f"{tmp_path / 'none.csv'}: cannot be read: No such file or directory"


def test_a_bomb_in_a_registry_and_a_missing_file_of_it_are_named(command: Command, tmp_path: Path) -> None:
    registry = tmp_path / "registry"
    write_registry(example_registry(), registry)
    arguments = ["snapshot", "build", "--registry", registry, "--out", tmp_path / "snapshots"]
    for path in registry.glob("tells.*"):
        path.unlink()
    bomb = ["a: &a [x, x, x, x, x, x, x, x, x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in ("ab", "bc", "cd"))]
    (registry / "tells.yaml").write_text("\n".join(bomb))
    assert command(*arguments) == 1
    assert command.err.startswith("tells.yaml:1: ")
    assert "anchor" in command.err
    (registry / "tells.yaml").unlink()
    for path in registry.glob("brands.*"):
        path.unlink()
    assert command(*arguments) == 1
    assert "brands" in command.err
    assert command("snapshot", "build", "--registry", tmp_path / "none", "--out", tmp_path / "snapshots") == 1
    assert str(tmp_path / "none") in command.err


def test_a_rule_with_a_typo_is_told_with_its_place_and_the_nearest_name(command: Command, tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "policy: {name: p, owner: o, version: '1'}\n"
        "rules:\n"
        "  - {id: r, owner: o, when: prise_ratio < 0.5, decision: hold, reason: price_far_below, severity: high,\n"
        "     mode: live, examples: {fire: [{price_ratio: 0.1}], pass: [{price_ratio: 1}]}}\n"
    )
    assert command("policy", "check", policy) == 1
    assert f"{policy}:3: rule r: when: line 1, column 1: there is no signal 'prise_ratio'" in command.err + command.out
    assert "did you mean 'price_ratio'?" in command.err + command.out

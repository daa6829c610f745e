"""`countermark screen`, `explain` and `snapshot` as a user runs them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from countermark.engine.text.vocabulary import Vocabulary
from countermark.formats import vocabulary
from countermark.formats.registry_folder import write_registry
from countermark.scan import run
from registry_example import example_registry
from scan_support import Command, InlinePool, listing, snapshot_folder, write_jsonl


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command line, working in this process and without the large vocabulary."""
    monkeypatch.setattr(run, "Pool", InlinePool)
    monkeypatch.setattr(vocabulary, "default_vocabulary", lambda: Vocabulary.of(["bag"]))
    return Command(capsys)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return snapshot_folder(tmp_path_factory.mktemp("snapshots"))


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    write_registry(example_registry(), tmp_path / "registry")
    return tmp_path / "registry"


@pytest.fixture
def listings(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "in.jsonl", [*(listing(number) for number in range(30)), "{bad", listing(5)])


def test_screen_names_the_fields_that_the_mapping_does_not_read(
    command: Command, tmp_path: Path, snapshot: Path
) -> None:
    first = write_jsonl(tmp_path / "a.jsonl", [{**listing(at), "price_minro": 5} for at in range(3)])
    second = write_jsonl(tmp_path / "b.jsonl", [{**listing(at + 10), "colour": "red"} for at in range(2)])
    code = command(
        "screen", first, second, "--mapping", "countermark", "--snapshot", snapshot, "--out", tmp_path / "o.parquet"
    )
    assert code == 0
    assert "Screened 5 of 5 rows" in command.out
    assert f"The mapping does not read 1 field of {first}\n            3  'price_minro'" in command.out
    assert f"The mapping does not read 1 field of {second}\n            2  'colour'\n" in command.out


def test_screen_writes_output_rejects_csv_and_report_and_says_what_came_of_it(
    command: Command, tmp_path: Path, listings: Path, registry: Path
) -> None:
    out, csv, report = tmp_path / "out.parquet", tmp_path / "out.csv", tmp_path / "report.html"
    code = command(
        "screen", listings, "--mapping", "countermark", "--registry", registry, "--as-of", "2026-11-24",
        "--out", out, "--csv", csv, "--report", report,
    )  # fmt: skip
    assert code == 0
    assert "Screened 30 of 32 rows" in command.out
    assert "2 rows could not be screened" in command.out
    for path in (out, csv, report, tmp_path / "out.rejects.jsonl"):
        assert str(path) in command.out
        assert path.stat().st_size
    assert pq.read_metadata(out).num_rows == 30
    assert len((tmp_path / "out.rejects.jsonl").read_text().splitlines()) == 2
    assert "L000010" in report.read_text()
    assert csv.read_text().startswith('"listing_id"')


def test_strict_turns_rejects_into_exit_code_three(
    command: Command, tmp_path: Path, listings: Path, snapshot: Path
) -> None:
    arguments = ("screen", listings, "--mapping", "countermark", "--snapshot", snapshot, "--strict", "--out")
    assert command(*arguments, tmp_path / "out.parquet") == 3
    write_jsonl(listings, [listing(1)])
    assert command(*arguments, tmp_path / "out.parquet") == 0


def test_evidence_is_worded_in_the_language_asked_for(
    command: Command, tmp_path: Path, listings: Path, snapshot: Path
) -> None:
    code = command(
        "screen", listings, "--mapping", "countermark", "--snapshot", snapshot, "--out", tmp_path / "o.parquet",
        "--language", "pt", "--report", tmp_path / "r.html",
    )  # fmt: skip
    assert code == 0
    words = [item["words"] for row in pq.read_table(tmp_path / "o.parquet").to_pylist() for item in row["evidence"]]
    assert any("título" in text for text in words)
    assert "Relatório de triagem" in (tmp_path / "r.html").read_text()


def test_going_on_after_midnight_keeps_the_date_of_the_beginning(
    command: Command, tmp_path: Path, listings: Path, registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (
        "screen",
        listings,
        "--mapping",
        "countermark",
        "--registry",
        registry,
        "--out",
        tmp_path / "o.parquet",
    )
    monkeypatch.setattr(InlinePool, "run", _interrupted)
    assert command(*arguments, "--as-of", "2026-11-23") == 130
    assert "run the same command to go on" in command.err
    monkeypatch.undo()
    monkeypatch.setattr(run, "Pool", InlinePool)
    monkeypatch.setattr(vocabulary, "default_vocabulary", lambda: Vocabulary.of(["bag"]))
    assert command(*arguments) == 0


def _interrupted(*_: object) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ("registry", "is not there; expected a folder with brands.csv"),
        ("policy", "policy.yaml:8: rule a: when: line 1, column 1: there is no signal"),
        ("weights", "weights.yaml: cannot be read: No such file"),
        ("mapping", "is not a shipped mapping"),
        ("file", "in.jsonl: "),
    ],
)
def test_what_is_wrong_is_one_clear_message(  # noqa: PLR0913, PLR0917 - fixtures
    command: Command, tmp_path: Path, listings: Path, registry: Path, broken: str, message: str
) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "policy: {name: p, owner: o, version: '1'}\nrules:\n- id: a\n  owner: o\n  severity: low\n  reason: x_y\n"
        f"  mode: shadow\n  when: {'brand_disguisd' if broken == 'policy' else 'brand_disguised'}\n  decision: hold\n"
        "  words: {en: x}\n"
    )
    if broken == "registry":
        shutil.rmtree(registry)
    if broken == "file":
        listings.unlink()
    more = ("--weights", tmp_path / "weights.yaml") if broken == "weights" else ()
    mapping = "countermrk" if broken == "mapping" else "countermark"
    code = command(
        "screen", listings, "--mapping", mapping, "--registry", registry, "--policy", policy, "--out",
        tmp_path / "o.parquet", *more,
    )  # fmt: skip
    assert code == 1
    assert message in command.err
    assert not (tmp_path / "o.parquet").exists()


def test_explain_shows_the_marked_text_the_price_the_score_and_the_rules(
    command: Command, listings: Path, snapshot: Path
) -> None:
    code = command("explain", listings, "--mapping", "countermark", "--snapshot", snapshot, "--id", "L000010")
    assert code == 0
    for words in (
        "row 11", "Velora[", "replica[", "Price against the genuine band", "USD 9.00", "of the lowest genuine price",
        "Speaks against the listing", "Speaks for the listing", "what moved it", "intercept", "slang-with-brand",
        "Rules that did not fire, and why", "(not known)", "price_ratio", "Snapshot ",
    ):  # fmt: skip
        assert words in command.out, words


def test_explain_says_apart_what_was_only_noted(command: Command, tmp_path: Path, snapshot: Path) -> None:
    file = write_jsonl(tmp_path / "in.jsonl", [{"listing_id": "1", "seller_id": "s", "title": "Velora handbag"}])
    assert command("explain", file, "--mapping", "countermark", "--snapshot", snapshot, "--id", "1") == 0
    against, noted = command.out.split("Speaks against the listing")[1].split("Also noted")
    assert against.split() == ["nothing"]
    assert "names Velora" in noted.split("Speaks for the listing")[0]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"price_minor": None, "currency": None}, "the listing has no price"),
        ({"title": "a bag"}, "the listing names no brand of the registry"),
        ({"market": "JP", "currency": "JPY"}, "for market JP, currency JPY; it has "),
        ({"title": "strap compatible with Velora handbag"}, "the goods are not Velora's own (compatible)"),
        ({"title": "Velora handbag, damaged"}, "no band is about goods in such a state"),
        ({"title": "Velora handbag refurbished"}, "no price band of Velora for refurbished goods"),
        ({"title": "lot of Velora handbags"}, "or how many, cannot be told"),
    ],
)
def test_explain_says_why_a_price_was_not_compared(
    command: Command, tmp_path: Path, snapshot: Path, changes: dict[str, Any], why: str
) -> None:
    offer = {"listing_id": "1", "seller_id": "s", "title": "Velora handbag", "price_minor": 900, "currency": "USD",
             "market": "US"}  # fmt: skip
    file = write_jsonl(tmp_path / "in.jsonl", [offer | changes])
    assert command("explain", file, "--mapping", "countermark", "--snapshot", snapshot, "--id", "1") == 0
    assert why in " ".join(command.out.split())


def test_explain_as_json_has_everything_for_machines(command: Command, listings: Path, snapshot: Path) -> None:
    code = command("explain", listings, "--mapping", "countermark", "--snapshot", snapshot, "--id", "L000010", "--json")
    assert code == 0
    found = json.loads(command.out)
    assert found["listing"]["listing_id"] == found["screened"]["listing_id"] == "L000010"
    assert found["signals"]["brand"] == "velora"
    assert found["contributions"][0]["term"] == "intercept"
    assert {"fired", "not_fired"} <= {rule["outcome"] for rule in found["rules"]}


def test_explain_makes_hidden_characters_visible_and_lets_none_steer_the_terminal(
    command: Command, tmp_path: Path, snapshot: Path
) -> None:
    file = write_jsonl(
        tmp_path / "in.jsonl", [listing(1, title="Vel\u200bora \x1b[31m bag \u202e", seller_id="s\u202e1")]
    )
    command("explain", file, "--mapping", "countermark", "--snapshot", snapshot, "--id", "L000001")
    assert "<ZWSP>" in command.out
    assert "\x1b" not in command.out
    assert "\u202e" not in command.out


def test_explain_says_when_there_is_no_such_listing_or_why_it_is_a_reject(
    command: Command, tmp_path: Path, snapshot: Path
) -> None:
    file = write_jsonl(tmp_path / "in.jsonl", [listing(1), listing(2, price_minor=-1)])
    arguments = ("explain", file, "--mapping", "countermark", "--snapshot", snapshot, "--id")
    assert command(*arguments, "nope") == 1
    assert "none of its 2 rows has the listing id 'nope'" in command.err
    assert command(*arguments, "L000002") == 1
    assert "in.jsonl:2: price_minor: is -1" in command.err


def test_snapshots_are_built_the_same_twice_shown_and_compared(
    command: Command, tmp_path: Path, registry: Path
) -> None:
    arguments = ("snapshot", "build", "--registry", registry, "--as-of", "2026-11-24", "--out", tmp_path / "s")
    assert command(*arguments) == 0
    first = command.out.strip()
    assert command(*arguments) == 0
    assert command.out.strip() == first
    assert command("snapshot", "show", first) == 0
    assert "as of" in command.out
    assert "live rules" in command.out
    with (registry / "brands.csv").open("a", encoding="utf-8") as file:
        file.write("zeta,Zeta,,,,\n")
    assert command(*arguments) == 0
    second = command.out.strip()
    assert command("snapshot", "diff", first, second) == 0
    assert command.out == "brand added: Zeta, zeta\n"
    assert command("snapshot", "diff", first, first) == 0
    assert command.out == "The snapshots are the same.\n"


def test_words_that_three_sellers_use_are_learnt_from_a_catalogue(
    command: Command, tmp_path: Path, registry: Path
) -> None:
    titles = ["velara lamp", "velara", "new velara", "vellora", "vellora", "{bad"]
    records = [listing(at, title=title, seller_id=f"S{at}") for at, title in enumerate(titles[:5])]
    records[4]["seller_id"] = "S3"  # one seller's word, twice
    file = write_jsonl(tmp_path / "old.jsonl", [*records, titles[5]])
    arguments = ("snapshot", "build", "--registry", registry, "--as-of", "2026-11-24", "--out", tmp_path / "s")
    assert command(*arguments) == 0
    plain = command.out.strip()
    assert command(*arguments, "--catalogue", file) == 0
    learnt = command.out.strip()
    assert command("snapshot", "diff", plain, learnt) == 0
    assert command.out == "vocabulary changed: 1 words, now 2\n"
    new = write_jsonl(tmp_path / "new.jsonl", [listing(1, title="velara bag"), listing(2, title="vellora bag")])
    signals = []
    for folder, number in ((plain, 1), (learnt, 1), (plain, 2), (learnt, 2)):
        command("explain", new, "--mapping", "countermark", "--snapshot", folder, "--id", f"L{number:06}", "--json")
        signals.append(json.loads(command.out)["signals"]["brand_disguised"])
    assert signals == [True, False, True, True]


def test_a_folder_that_is_no_snapshot_is_told(command: Command, tmp_path: Path) -> None:
    assert command("snapshot", "show", tmp_path / "none") == 1
    assert "is not a snapshot folder" in command.err

"""Decisions beside labels: the counts are those of a count by hand, and bad labels are refused with their place."""

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.formats.labels import read_labels
from countermark.scan.decided import read_decisions
from countermark.scan.labelled import Held, Share
from countermark.scan.labelled_page import report_labelled
from countermark.scan.labelled_words import labelled_words
from countermark.scan.report_words import LANGUAGES
from countermark.sim.labels import truth_labels
from labelled_support import HOSTILE, LABELS, labelled, screened, write_labels
from scan_support import Command
from sim_support import rows, written


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return screened(tmp_path_factory.mktemp("labelled"))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def _arguments(folder: Path, labels: Path, out: Path) -> list[object]:
    return [
        "report", folder / "listings.jsonl", "--mapping", "countermark", "--registry", folder / "registry",
        "--decisions", folder / "out.parquet", "--labels", labels, "--report", out,
    ]  # fmt: skip


def test_counts_are_those_of_a_count_by_hand(folder: Path) -> None:
    held = Held(read_labels(folder / "labels.csv"), read_decisions(folder / "out.parquet"))
    assert (held.total.recall, held.total.wrongful, held.total.precision) == (Share(3, 5), Share(1, 8), Share(3, 4))
    assert held.unlabelled == 35 - len(LABELS)
    assert {row.key: row.recall for row in held.kinds if row.recall.whole} == {
        "slang": Share(3, 3),
        "plain": Share(0, 2),
    }
    assert [(row.key, row.recall, row.missed, row.wrongful) for row in held.brands] == [
        ("velora", Share(3, 5), 2, Share(1, 1))
    ]
    assert held.stopped_value() == (37.5, 1937.5)
    names = held.decided.column("listing_id").to_pylist()
    assert [names[at] for at in held.missed()] == ["L000002", "L000001"], "those that sold for most come first"
    assert [names[at] for at in held.stops(counterfeit=False)] == ["L000030"]
    assert sum(map(sum, held.histogram())) == len(LABELS)


def test_intervals_are_exact_and_of_nothing_there_is_none() -> None:
    found = Share(0, 10).interval
    assert found is not None
    assert found.low == 0
    assert found.high == pytest.approx(0.3085, abs=1e-4)
    assert Share(0, 0).interval is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_what_was_missed_in_every_language(folder: Path, tmp_path: Path, language: str) -> None:
    report_labelled(labelled(folder, language=language), tmp_path / "r.html")
    html, words = (tmp_path / "r.html").read_text(encoding="utf-8"), labelled_words(language)
    assert html.count(f'<h2 id="synthetic">{words["synthetic"]}</h2>') == 1
    assert words["synthetic_made"].format(seed=42, version="0.1.0") in html
    assert html.count("<article") == 6
    for section in ("missed", "wrong", "caught"):
        assert f">{words[section]}</h2>" in html
    assert HOSTILE not in html
    assert html.count("&lt;script&gt;") >= 3


def test_real_labels_have_no_banner(folder: Path, tmp_path: Path) -> None:
    report_labelled(labelled(folder, synthetic=False), tmp_path / "r.html")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Synthetic" not in html
    assert "sold for, USD 37.50 was by listings" in html


def test_every_word_is_there_in_every_language() -> None:
    tables = [labelled_words(language) for language in LANGUAGES]
    for key, text in tables[0].items():
        assert {frozenset(re.findall(r"{\w+}", table[key])) for table in tables} == {
            frozenset(re.findall(r"{\w+}", text))
        }, key
        assert all(table[key].strip() for table in tables), key


def test_the_command_prints_the_figures(folder: Path, tmp_path: Path, run: Command) -> None:
    assert run(*_arguments(folder, folder / "labels.csv", tmp_path / "r.html")) == 0, run.err
    assert "Recall            60.0% (14.7 to 94.7)      3 of 5 counterfeits were held or blocked" in run.out
    assert "Wrongful removals 12.5% (0.32 to 52.7)      1 of 8 others were held or blocked" in run.out
    assert "22 more have no label" in run.out
    assert (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("NONE", "genuine", "", "", "", "")], r"labels.csv:2: listing_id: 'NONE' is not among .*out.parquet"),
        ([("", "genuine", "", "", "", "")], "labels.csv:2: listing_id: is empty; expected the id of a listing"),
        ([("L000001", "fake", "", "", "", "")], "labels.csv:2: label: is 'fake'; expected counterfeit or genuine"),
        ([("L000001", "genuine", "", "", "", "-3")], "labels.csv:2: value: is '-3'; expected a number of at least 0"),
        ([("L000001", "genuine", "", "", "", "nan")], "labels.csv:2: value: is 'nan'; expected a number"),
        ([("L000001", "genuine", "", "", "", "1e999")], "labels.csv:2: value: is '1e999'; expected a number"),
        ([("L000001", "genuine", "", "x" * 301, "", "")], "labels.csv:2: note: has 301 characters"),
        ([("L000001", "genuine")], "labels.csv:2: has 2 cells; the header has 6"),
        ([("L000001", "genuine", "", "", "", "")] * 2, "labels.csv:3: listing_id: 'L000001' has a label in line 2"),
        ([], "labels.csv: has no labels"),
    ],
)
def test_bad_labels_are_refused_with_file_row_and_field(
    folder: Path, tmp_path: Path, run: Command, rows: list[tuple[str, ...]], message: str
) -> None:
    labels = write_labels(tmp_path / "labels.csv", rows)
    assert run(*_arguments(folder, labels, tmp_path / "r.html")) == 1
    assert re.search(message, run.err), run.err
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,label\nL1,genuine\n", "labels.csv:1: id: is not a column of a labels file"),
        (b"listing_id\nL1\n", "labels.csv:1: label: is missing from the header"),
        (b"listing_id,label,label\nL1,genuine,genuine\n", "labels.csv:1: label: stands in the header more than once"),
        (b"listing_id,label\n\xff,genuine\n", "labels.csv: is not UTF-8 at byte 17"),
        (b"", "labels.csv:1: listing_id: is missing from the header"),
        (b'listing_id,label\n"L1,genuine\n', "labels.csv:2: is not CSV"),
        (b"listing_id,label\n" + b"x" * 200_000 + b",genuine\n", "labels.csv:2: is not CSV: field larger"),
    ],
)
def test_what_is_no_labels_file_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(data)
    with pytest.raises(InvalidInputError, match=re.escape(message)):
        read_labels(path)


def test_listings_of_something_else_are_refused(folder: Path, tmp_path: Path, run: Command) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text('{"listing_id": "X", "seller_id": "s", "title": "t"}\n', encoding="utf-8")
    arguments = _arguments(folder, folder / "labels.csv", tmp_path / "r.html")
    assert run(arguments[0], other, *arguments[2:]) == 1
    assert "expected the files that were screened" in run.err


def test_what_is_no_decisions_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "d.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(InvalidInputError, match=r"d.parquet: cannot be read as Parquet"):
        read_decisions(path)
    pq.write_table(pa.table({"listing_id": ["a"]}), path)
    with pytest.raises(InvalidInputError, match=r"d.parquet: decision: is not a column"):
        read_decisions(path)


def test_the_truth_of_a_world_becomes_labels(tmp_path: Path) -> None:
    world = tmp_path / "world"
    written(world, seed=4, listings=2_000)
    truth, labels = rows(world, "truth/listings"), truth_labels(world, "zh")
    table = labels.table.to_pydict()
    assert table["counterfeit"] == truth["is_counterfeit"]
    assert set(table["kind"]) <= set(labels.kinds)
    for kind, bad, bait, style in zip(
        table["kind"], truth["is_counterfeit"], truth["is_bait"], truth["style"], strict=True
    ):
        assert kind == "bait" if bait else not bad or kind in {style, "deceived"}
    sold = {
        name: value
        for name, value, bait in zip(table["listing_id"], table["value"], truth["is_bait"], strict=True)
        if value and not bait
    }
    orders = rows(world, "platform/orders")
    rate = {"USD": 1.0, "GBP": 0.79, "CNY": 7.2, "BRL": 5.6}
    by_hand = dict.fromkeys(sold, 0.0)
    for name, units, price, currency in zip(
        *(orders[column] for column in ("listing_id", "quantity", "unit_price_minor", "currency")), strict=True
    ):
        if name in by_hand:
            by_hand[name] += units * price / 100 / rate[currency]
    assert sold == pytest.approx(by_hand)
    assert labels.synthetic is not None
    assert labels.synthetic.seed == 4


def test_a_folder_that_is_no_world_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        InvalidInputError, match=r"world.json: cannot be read .*expected the folder of a finished world"
    ):
        truth_labels(tmp_path, "en")

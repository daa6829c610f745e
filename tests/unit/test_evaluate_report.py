"""Figures, hashes, JSON and the printed table."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from countermark.scan.evaluate.printing import percent, print_report, visible
from countermark.scan.evaluate.report import Report, Table, describe_files, figure
from countermark.scan.evaluate.suite import MissingDataError, required


def report(tmp_path: Path, **changes: object) -> Report:
    file = tmp_path / "set" / "a.csv"
    file.parent.mkdir(exist_ok=True)
    file.write_text("title\nshoe\n")
    values = {
        "suite": "some-suite",
        "describe": "what it measures",
        "version": "1.2.3",
        "seed": 7,
        "snapshot": "abcdef0123456789",
        "data": describe_files(tmp_path, [file]),
        "rows": 2,
        "figures": [figure("found", 97, 100, at_least=0.97)],
        "tables": [Table("Misses", ("brand", "title"), [("velora", f"title {i}") for i in range(30)], examples=True)],
        "notes": ["a note with [brackets]"],
    }
    return Report(**(values | changes))  # type: ignore[arg-type]  # a test's shorthand


def printed(of: Report, *, show: int = 5) -> str:
    out = io.StringIO()
    print_report(of, Console(file=out, width=160), show=show)
    return out.getvalue()


def test_a_figure_carries_its_counts_interval_and_whether_the_target_is_met() -> None:
    made = figure("found", 97, 100, at_least=0.97)
    assert (made.share, made.method, made.target, made.met) == (0.97, "wilson", "at least 0.97", True)
    assert (round(made.low or 0, 4), round(made.high or 0, 4)) == (0.9155, 0.9897)


def test_a_claim_that_something_is_rare_gets_the_exact_interval() -> None:
    made = figure("false hits", 2, 10_000, below=1 / 10_000)
    assert (made.method, made.met, made.target) == ("clopper-pearson", False, "at most 0.0001")


def test_a_figure_over_nothing_says_nothing() -> None:
    made = figure("found", 0, 0, below=0)
    assert (made.share, made.low, made.met, made.target) == (None, None, None, "none")


def test_the_data_hash_depends_on_content_and_name_but_not_on_order(tmp_path: Path) -> None:
    for name, text in (("a.csv", "1"), ("b.csv", "2")):
        (tmp_path / name).write_text(text)
    files = describe_files(tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"])
    one, other = report(tmp_path, data=files), report(tmp_path, data=files[::-1])
    assert one.data_hash == other.data_hash
    (tmp_path / "a.csv").write_text("3")
    changed = describe_files(tmp_path, [tmp_path / "a.csv", tmp_path / "b.csv"])
    assert report(tmp_path, data=changed).data_hash != one.data_hash


def test_the_print_names_data_snapshot_version_and_interval(tmp_path: Path) -> None:
    made = report(tmp_path)
    text = printed(made)
    for part in (
        "some-suite",
        made.data_hash[:12],
        "abcdef012345",
        "countermark 1.2.3",
        "91.5% to 99.0%",
        "[brackets]",
    ):
        assert part in text, part


def test_only_as_many_examples_are_printed_as_asked_for_but_the_json_has_all(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert printed(made, show=3).count("velora") == 3
    assert "3 of 30" in printed(made, show=3)
    assert len(made.to_json()["tables"][0]["rows"]) == 30


def test_the_json_can_be_written_and_names_the_data_hash(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert json.loads(json.dumps(made.to_json()))["data_hash"] == made.data_hash


def test_markup_in_a_title_is_printed_as_it_stands(tmp_path: Path) -> None:
    table = Table("Misses", ("title",), [("[bold]velora[/nothing]",)], examples=True)
    assert "[bold]velora[/nothing]" in printed(report(tmp_path, tables=[table]))


def test_invisible_characters_are_written_out() -> None:
    assert visible("ve\u200blo\u202era\u0301\n") == "ve<200B>lo<202E>ra<0301><000A>"


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "-"),
        (0.0, "0.0%"),
        (0.00012, "0.012%"),
        (0.0049, "0.49%"),
        (0.5, "50.0%"),
        (0.9949, "99.49%"),
        (1.0, "100.0%"),
    ],
)
def test_percentages_are_as_precise_as_their_size_needs(share: float | None, text: str) -> None:
    assert percent(share) == text


def test_a_missing_data_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingDataError, match="nowhere: there is no such data folder"):
        required(tmp_path / "nowhere", ["a.csv"])


def test_a_missing_data_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("")
    with pytest.raises(MissingDataError, match=r"text/b\.txt not found"):
        required(tmp_path, ["a.csv", "text/b.txt"])

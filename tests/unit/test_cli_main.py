"""The command line's frame: quick help, clear errors, no traceback unless it is asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

from countermark import cli
from countermark.engine.errors import InvalidInputError, Problem


def _run(*arguments: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    captured = capsys.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run("--help", capsys=capsys)
    assert code == 0
    for name in cli.COMMANDS:
        assert f"\n  {name} " in out


@pytest.mark.parametrize("name", list(cli.COMMANDS))
def test_every_command_is_there_and_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run(name, "--help", capsys=capsys)
    assert code == 0
    assert f"Usage: countermark {name}" in out


def test_help_loads_none_of_the_heavy_libraries() -> None:
    script = (
        "import sys\nfrom countermark.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
        "print([n for n in ('pyarrow', 'polars', 'numpy', 'countermark.engine.screen') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip().endswith("[]")


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = _run("--version", capsys=capsys)
    assert (code, out.startswith("countermark 0.")) == (0, True)


def test_a_misspelt_command_is_a_usage_error_with_a_hint(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = _run("scren", capsys=capsys)
    assert code == 2
    assert "Did you mean 'screen'" in err


def _fail_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(**_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "app", run)


def test_problems_are_printed_one_a_line_and_the_rest_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problems = [Problem("brands.csv", row, "name", "is empty") for row in range(2, 30)]
    _fail_with(InvalidInputError(problems), monkeypatch)
    code, _, err = _run(capsys=capsys)
    lines = err.splitlines()
    assert code == 1
    assert lines[0] == "brands.csv:2: name: is empty"
    assert len(lines) == cli.MAX_PROBLEMS + 1
    assert lines[-1] == "and 8 more"


def test_an_error_of_the_system_names_the_file(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(PermissionError(13, "Permission denied", "/data/x.csv"), monkeypatch)
    assert _run(capsys=capsys) == (1, "", "/data/x.csv: Permission denied\n")


def test_an_unforeseen_error_is_one_message_and_with_debug_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(ZeroDivisionError("oops"), monkeypatch)
    code, _, err = _run(capsys=capsys)
    assert code == 1
    assert "ZeroDivisionError: oops" in err
    assert "--debug" in err
    with pytest.raises(ZeroDivisionError):
        cli.main(["screen", "--debug"])


def test_what_a_message_quotes_cannot_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _fail_with(InvalidInputError([Problem("a\x1b[2J", 1, None, "is \u202ebad\x07")]), monkeypatch)
    _, _, err = _run(capsys=capsys)
    assert err == "a\\x1b[2J:1: is \\x202ebad\\x07\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("screen", "a.jsonl", "--mapping", "countermark"), "Missing option '--out'"),
        (("screen", "a.jsonl", "--mapping", "countermark", "--out", "o.parquet"), "give --registry"),
        (("screen", "a.jsonl", "--mapping", "countermark", "--out", "o", "--language", "xx"), "'xx' is not one of en"),
        (("screen", "a.jsonl", "--mapping", "countermark", "--out", "o", "--as-of", "24.11."), "does not match"),
        (
            ("screen", "a.jsonl", "--mapping", "countermark", "--out", "o", "--processes", "0"),
            "greater than or equal to 1",
        ),
        (
            ("screen", "a", "--mapping", "countermark", "--out", "o", "--snapshot", "s", "--registry", "r"),
            "give it without them",
        ),
    ],
)
def test_options_that_do_not_go_together_are_usage_errors(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    code, _, err = _run(*arguments, capsys=capsys)
    assert code == 2
    assert message in " ".join(err.split())
    assert list(tmp_path.iterdir()) == []

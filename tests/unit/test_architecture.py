"""The engine is pure and the layers point inward; and what checks that would notice if they did not."""

import ast
import json
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "countermark"

NEVER_LOADED = frozenset(
    """countermark.cli countermark.gate countermark.scan countermark.sim countermark.formats countermark.evidence
    countermark.measure countermark.starter django starlette granian httpx rich typer jinja2
    prometheus_client""".split()
)
"""Not in memory after the engine was imported, whoever might have asked for them."""
NEVER_IMPORTED = NEVER_LOADED | frozenset(
    """asyncio concurrent http importlib io.FileIO io.open io.open_code logging multiprocessing os pathlib pkgutil
    random secrets select shutil signal socket sqlite3 ssl subprocess tempfile threading time urllib uuid""".split()
)
"""Not asked for by a module of the engine. The libraries below it load some of them for themselves."""

PROBE = """
import builtins, importlib, json, sys

modules, libraries, forbidden = json.loads(sys.argv[1])
for name in libraries:
    importlib.import_module(name)
asked = []

def is_forbidden(name):
    return any(name == bad or name.startswith(bad + ".") for bad in forbidden)

original = builtins.__import__

def noting(name, globals=None, locals=None, fromlist=(), level=0):
    importer = (globals or {}).get("__name__", "")
    if importer.startswith("countermark.engine") or importer == "countermark":
        names = [name, *(f"{name}.{part}" for part in fromlist or ())]
        asked.extend([importer, found] for found in names if is_forbidden(found))
    return original(name, globals, locals, fromlist, level)

builtins.__import__ = noting
broken = []
for module in modules:
    for name in [name for name in sys.modules if name.split(".")[0] == "countermark"]:
        del sys.modules[name]
    try:
        importlib.import_module(module)
    except Exception as error:
        broken.append(f"{module}: {type(error).__name__}: {error}")
print(json.dumps({"asked": asked, "broken": broken, "loaded": sorted(sys.modules)}))
"""
"""Imports every module by itself, with none of the others in memory, and notes who asks for what."""


class Noted(TypedDict):
    """What the probe says."""

    asked: list[list[str]]
    """[module of the engine, forbidden thing that it imports]."""
    broken: list[str]
    """Modules that cannot be imported by themselves, and why."""
    loaded: list[str]
    """Everything in memory at the end."""


def engine_modules(package: Path) -> list[str]:
    """Return the dotted names of the engine's modules below a package folder."""
    paths = sorted((package / "engine").rglob("*.py"))
    names = [".".join(("countermark", *path.relative_to(package).with_suffix("").parts)) for path in paths]
    return [name.removesuffix(".__init__") for name in names]


def libraries_of(package: Path) -> list[str]:
    """Return what the engine's modules import from outside, so that it can be loaded before anything is noted."""
    found: set[str] = set()
    for path in (package / "engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
    return sorted(name for name in found if name.split(".")[0] not in {"countermark", *NEVER_IMPORTED})


def probe(package: Path) -> Noted:
    """Import the engine of a package in a clean interpreter and return what was noted."""
    question = json.dumps([engine_modules(package), libraries_of(package), sorted(NEVER_IMPORTED)])
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(package.parent)!r})\n{PROBE}",
        question,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    answer: Noted = json.loads(done.stdout)
    return answer


@pytest.fixture(scope="module")
def noted() -> Noted:
    return probe(PACKAGE)


def test_the_engine_has_modules_to_look_at() -> None:
    assert {"countermark.engine.screen", "countermark.engine.text.mention"} <= set(engine_modules(PACKAGE))


def test_every_engine_module_can_be_imported_by_itself(noted: Noted) -> None:
    assert noted["broken"] == []


def test_no_engine_module_asks_for_input_output_clock_chance_or_an_outer_layer(noted: Noted) -> None:
    assert noted["asked"] == []


def test_importing_the_engine_loads_no_outer_layer_and_no_framework(noted: Noted) -> None:
    loaded = {
        name for name in noted["loaded"] if any(name == bad or name.startswith(f"{bad}.") for bad in NEVER_LOADED)
    }
    assert loaded == set()


def _named_by_contracts() -> set[str]:
    """Return the modules of ours that the contracts name, without `countermark.`; they must be there to be checked."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    named = {
        name for each in contracts for key in ("source_modules", "forbidden_modules") for name in each.get(key, ())
    }
    return {name.removeprefix("countermark.") for name in named if name.startswith("countermark.")}


def _package_with(folder: Path, source: str) -> Path:
    package = folder / "src" / "countermark"
    layers = ("", "engine", "starter", "formats", "evidence", "measure", "gate", "scan", "sim", "cli")
    for name in (*layers, *sorted(_named_by_contracts())):
        place = package.joinpath(*name.split("."))
        place.mkdir(parents=True, exist_ok=True)
        for above in (place, *place.parents):
            if package in (above, *above.parents):
                (above / "__init__.py").touch()
    (package / "engine" / "bad.py").write_text(textwrap.dedent(source), encoding="utf-8")
    return package


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import socket", "socket"),
        ("from os import environ", "os.environ"),
        ("from time import time", "time.time"),
        ("def late():\n    pass\nfrom countermark import gate", "countermark.gate"),
    ],
)
def test_the_probe_would_notice_a_forbidden_import(tmp_path: Path, source: str, expected: str) -> None:
    noted = probe(_package_with(tmp_path, source))
    assert ["countermark.engine.bad", expected] in noted["asked"]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
        "--no-cache",
    ]
    environment = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_layer_contracts_are_kept() -> None:
    done = _lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("source", "contract"),
    [
        ("import socket", "The engine does no input or output"),
        ("from countermark import formats", "Arrows point inward"),
        ("from countermark import cli", "Arrows point inward"),
        ("from countermark import sim", "Whatever screens knows nothing of the simulator's truth"),
    ],
)
def test_the_layer_contracts_would_notice_a_forbidden_import(tmp_path: Path, source: str, contract: str) -> None:
    _package_with(tmp_path, source)
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    done = _lint_imports(tmp_path)
    assert done.returncode == 1
    assert any(contract in line and "BROKEN" in line for line in done.stdout.splitlines()), done.stdout


@pytest.mark.parametrize(
    "source",
    [
        "import time\n\nnow = time.time()\n",
        "from datetime import datetime, UTC\n\nnow = datetime.now(UTC)\n",
        "from datetime import date\n\nnow = date.today()\n",
        "import random\n",
        "import os\n",
        "from pathlib import Path\n",
        'text = open("file").read()\n',
    ],
)
def test_the_linter_would_notice_clock_chance_environment_and_files(source: str) -> None:
    path = "src/countermark/engine/bad.py"
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID251,PTH123", "--stdin-filename", path, "-"]
    done = subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stdout


def _calls_of_open() -> Iterator[str]:
    for path in sorted((PACKAGE / "engine").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"open", "exec", "eval"}
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}"


def test_the_engine_opens_no_file_and_runs_no_text() -> None:
    assert list(_calls_of_open()) == []


def test_every_package_of_the_house_is_in_a_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = {room.strip() for line in contracts[0]["layers"] for room in line.split("|")}
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms == layers, "every package needs its place in the layers contract"


def test_no_module_is_too_long() -> None:
    done = subprocess.run(
        [sys.executable, "tools/check_module_size.py", "."], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_module_size_check_would_notice(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "long.py").write_text("pass\n" * 601)
    (tmp_path / "src" / "middling.py").write_text("pass\n" * 401)
    done = subprocess.run(
        [sys.executable, "tools/check_module_size.py", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "src/long.py: 601 lines; at most 600" in done.stdout
    assert "src/middling.py: 401 lines" in done.stdout


def test_the_contract_of_plays_would_notice_a_part_that_looks_at_the_truth(tmp_path: Path) -> None:
    package = _package_with(tmp_path, "")
    part = package / "sim" / "play" / "reviewers" / "__init__.py"
    part.write_text("from countermark.sim.play import behind\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    done = _lint_imports(tmp_path)
    assert done.returncode == 1
    assert any("Parts of a played programme" in line and "BROKEN" in line for line in done.stdout.splitlines())

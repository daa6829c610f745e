"""Set up `.venv` with the pinned dependencies and the project itself; `make` runs it with the system's Python.

Usage: python3 tools/install.py run|dev

Standard library only. Does nothing when everything is in place; an installation that was cut short is finished.
"""

import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv"
STAMP: Final = VENV / "installed.json"
REQUIREMENTS: Final = {
    "run": ("requirements/build.txt", "requirements/runtime.txt"),
    "dev": ("requirements/dev.txt",),
}
"""What is wanted -> lock files. dev.txt holds all that the others hold, at the same versions."""
COMPILED: Final = ("src/countermark/engine/text/_native.pyx",)
"""Sources that are compiled when the project is installed."""


def main(arguments: list[str]) -> int:
    """Set up what is asked for and return the exit code."""
    if len(arguments) != 1 or arguments[0] not in REQUIREMENTS:
        print("usage: python3 tools/install.py run|dev", file=sys.stderr)
        return 2
    wanted = arguments[0]
    installed = _installed()
    if any(installed == {kind: _fingerprint(kind)} for kind in (wanted, "dev")):
        return 0
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        print(f"{sys.executable} cannot make virtual environments: its venv package is missing.", file=sys.stderr)
        print("On Debian and Ubuntu: sudo apt install python3-venv", file=sys.stderr)
        return 1
    try:
        obstacle = _make_venv()
        if obstacle:
            print(obstacle, file=sys.stderr)
            return 1
        _install(wanted)
    except subprocess.CalledProcessError as error:
        print(f"\n{error.output or ''}\nThe installation failed (above is why). Mend it and run make again.")
        return 1
    STAMP.write_text(json.dumps({wanted: _fingerprint(wanted)}))
    return 0


def _fingerprint(kind: str) -> str:
    """Return a digest of all that an installation depends on: interpreter, folder, project, lock files."""
    digest = hashlib.sha256(repr((sys.version_info[:2], str(ROOT))).encode())
    for name in ("pyproject.toml", *REQUIREMENTS[kind], *COMPILED):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def _installed() -> object:
    try:
        return json.loads(STAMP.read_bytes())
    except (OSError, ValueError):
        return None


def _make_venv() -> str:
    """Make `.venv` where there is none that can be used; return what stands in the way, or an empty text.

    One that was made here for another Python or another folder is replaced. One that somebody else made is taken as it
    is, or left alone.
    """
    origin = VENV / "made-for.txt"
    made_for = f"{sys.version_info[:2]} {ROOT}"
    if VENV.exists():
        if origin.exists() and origin.read_text() == made_for and _works():
            return ""
        if not origin.exists() and _works():
            return ""
        if not origin.exists():
            return f"{VENV} was not made by make and does not fit {sys.executable}: move it away, and run make again."
        shutil.rmtree(VENV)
    VENV.mkdir()
    origin.write_text(made_for)
    _run([sys.executable, "-m", "venv", str(VENV)])
    return ""


def _works() -> bool:
    """Tell whether `.venv` has this version of Python, and pip."""
    question = "import sys, pip; print(sys.version_info[:2])"
    try:
        done = subprocess.run([VENV / "bin" / "python", "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.strip() == str(sys.version_info[:2])


def _install(wanted: str) -> None:
    """Install the lock files, then the project without fetching anything for it."""
    STAMP.unlink(missing_ok=True)
    files = [argument for name in REQUIREMENTS[wanted] for argument in ("-r", name)]
    packages = sum(_is_pin(line) for name in REQUIREMENTS[wanted] for line in (ROOT / name).read_text().splitlines())
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--no-input"]
    _run([*pip, "--require-hashes", *files], progress=f"Installing {packages} pinned packages into .venv")
    for old in (ROOT / "src").rglob("*.so"):  # so that a build that fails leaves no older one behind
        old.unlink()
    _run([*pip, "--no-build-isolation", "--no-deps", "--no-index", "--editable", "."])
    question = "import sys; from countermark.engine.text.native import native; sys.exit(native is None)"
    if subprocess.run([VENV / "bin" / "python", "-c", question], check=False).returncode:
        print("No C compiler with Python's headers was found: Countermark works, with slower text search.")
        print("On Debian and Ubuntu: sudo apt install gcc libc6-dev python3-dev, then make clean and make again.")


def _is_pin(line: str) -> bool:
    return "==" in line and not line.startswith((" ", "#"))


def _run(command: list[str], *, progress: str = "") -> None:
    """Run a command in the project's folder, keeping its output for the case that it fails.

    Raises:
        subprocess.CalledProcessError: it failed; `output` is what it said.
    """
    environment = os.environ | {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}
    start = time.monotonic()
    said: list[str] = []
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if process.stdout is None:
        raise RuntimeError("the command's output was asked for and is not there")
    collected = 0
    if progress:
        print(progress, end="", flush=True)
    for line in process.stdout:
        said.append(line)
        collected += line.startswith("Collecting ")
        if progress and line.startswith("Collecting ") and collected % 5 == 0:
            print(".", end="", flush=True)
        if progress and line.startswith("Installing collected packages"):
            print(" unpacking", end="", flush=True)
    code = process.wait()
    if code:
        raise subprocess.CalledProcessError(code, command, output="".join(said[-30:]))
    if progress:
        print(f" done in {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    with Path(__file__).open("rb") as lock:  # so that `make demo` and `make test` do not install at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(main(sys.argv[1:]))

"""Runs a gate with the fake engine; started by gate_support.GateProcess."""

import json
import sys
from pathlib import Path

from countermark.gate.server import serve
from countermark.gate.settings import ServerSettings
from gate_support import load_fake, make_settings

if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    changes = {
        name: Path(value) if name in {"keys", "fallback", "snapshot", "log"} else value
        for name, value in given["changes"].items()
    }
    folder = Path(given["folder"])
    runtime = folder / "runtime"
    runtime.mkdir(exist_ok=True)
    for left_over in runtime.iterdir():
        left_over.unlink()
    settings = make_settings(folder, poll_s=0.1, **changes)
    serve(settings, ServerSettings(port=given["port"], workers=given["workers"], stop_s=10), load_fake)

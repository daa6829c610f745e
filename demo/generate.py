"""Writes the sample that the demo screens: listings, the registry of their brands, and what each listing really is.

Usage: python -m demo.generate [FOLDER]

The same seed gives the same bytes; tests/integration/test_demo.py holds the files in the repository to that.
"""

import csv
import io
import json
import sys
from pathlib import Path
from typing import Final

from demo.listings import make_listings
from demo.registry_tables import registry_files
from demo.world import brands

SEED: Final = 20161231
FOLDER: Final = Path(__file__).parent


def sample_files(seed: int = SEED) -> dict[str, bytes]:
    """Return path below the demo folder -> content of every file that is generated."""
    made = make_listings(seed)
    lines = [json.dumps(listing, ensure_ascii=False, separators=(",", ":")) for listing, _ in made]
    truth = io.StringIO()
    writer = csv.writer(truth, lineterminator="\n")
    writer.writerow(("listing_id", "kind"))
    writer.writerows((listing["listing_id"], label) for listing, label in made)
    files = {"listings.jsonl": ("\n".join(lines) + "\n").encode(), "truth.csv": truth.getvalue().encode()}
    return files | {f"registry/{name}": data for name, data in registry_files(brands(seed), seed).items()}


def main(arguments: list[str]) -> int:
    """Write the files and say how large they are."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for name, data in sample_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        rows = data.count(b"\n")
        print(f"{path}: {len(data):,} bytes, {rows:,} lines")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

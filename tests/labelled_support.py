"""A small screening with labels, for tests of the page that shows both."""

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from countermark.formats.labels import KindWords, Labels, Synthetic, read_labels
from countermark.formats.listings import load_mapping
from countermark.formats.registry_folder import write_registry
from countermark.scan.labelled_page import LabelledRequest
from countermark.scan.run import run_scan
from countermark.starter import starter_policy
from registry_example import example_registry
from scan_support import NOW, listing, request, silent, write_jsonl

HOSTILE = '<script>document.title="owned"</script>'
LABELS = [
    # listing 0, 10, 20, 30 call themselves replicas and are held; the others say nothing
    *((f"L{number:06}", "counterfeit", "slang", "", "velora", "12.50") for number in (0, 10, 20)),
    ("L000030", "genuine", "souvenir", f"a joke of the brand's own {HOSTILE}", "velora", ""),
    ("L000001", "counterfeit", "plain", f"bought and seen {HOSTILE}", "velora", "900"),
    ("L000002", "counterfeit", "plain", "", "velora", "1000.00"),
    *((f"L{number:06}", "genuine", "", "", "", "") for number in (3, 4, 5, 6, 7, 8, 9)),
]
"""Of thirty-five listings thirteen have a label."""


@cache
def words() -> dict[str, KindWords]:
    """Return words for two kinds; the third is shown as it stands."""
    return {"plain": KindWords("Plain", "Looks honest.", shows=False), "slang": KindWords("Slang", "Says so.")}


def write_labels(path: Path, rows: Sequence[tuple[str, ...]]) -> Path:
    """Write a labels file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("listing_id", "label", "kind", "note", "brand", "value"), *rows])
    return path


def screened(folder: Path) -> Path:
    """Screen thirty-five listings, of which one is hostile; return the folder with listings, decisions, registry."""
    records = [listing(number) for number in range(35)]
    records[1]["title"] = f"Velora {HOSTILE} bag"
    records[2]["market"] = "BR"
    file = write_jsonl(folder / "listings.jsonl", records)
    run_scan(request(folder, [file]), observe=silent)
    write_registry(example_registry(), folder / "registry")
    write_labels(folder / "labels.csv", LABELS)
    return folder


def labelled(folder: Path, *, language: str = "en", synthetic: bool = True) -> LabelledRequest:
    """Return the request for the page of `screened`."""
    read = read_labels(folder / "labels.csv")
    made = Synthetic(seed=42, version="0.1.0", sha256="ab" * 32) if synthetic else None
    return LabelledRequest(
        decisions=folder / "out.parquet",
        labels=Labels(table=read.table, source=read.source, currency="USD", kinds=words(), synthetic=made),
        files=[folder / "listings.jsonl"],
        mapping=load_mapping("countermark"),
        registry=example_registry(),
        policy=starter_policy(),
        language=language,
        now=NOW,
    )

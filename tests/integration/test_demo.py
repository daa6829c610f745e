"""The demo: its world is worth looking at, the tour runs, and README says what it prints."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from countermark.sim.labels import truth_labels

ROOT = Path(__file__).parents[2]
SHOW_THEMSELVES = {"slang", "disguised"}


@dataclass(frozen=True)
class Tour:
    """A demo that ran."""

    out: Path
    said: str


@pytest.fixture(scope="module", autouse=True)
def _demo_can_be_imported() -> Iterator[None]:
    sys.path.insert(0, str(ROOT))
    yield
    sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    out = tmp_path_factory.mktemp("demo") / "out"
    command = [sys.executable, "-m", "demo", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr
    return Tour(out, done.stdout)


@pytest.fixture(scope="module")
def decided(tour: Tour) -> list[dict[str, object]]:
    """Decision and truth of every listing."""
    truth = {row["listing_id"]: row for row in truth_labels(tour.out / "world", "en").table.to_pylist()}
    rows = pq.read_table(tour.out / "decisions.parquet", columns=["listing_id", "decision", "reasons"]).to_pylist()
    return [truth[row["listing_id"]] | row for row in rows]


def test_the_world_has_counterfeits_in_every_language_and_is_small(tour: Tour) -> None:
    listings = pq.read_table(tour.out / "world" / "platform" / "listings", columns=["listing_id", "market"])
    truth = pq.read_table(tour.out / "world" / "truth" / "listings", columns=["listing_id", "is_counterfeit"])
    rows = listings.join(truth, "listing_id").to_pylist()
    assert len(rows) == 4_000
    bad = Counter(
        {"US": "en", "GB": "en", "CN": "zh", "BR": "pt"}[row["market"]] for row in rows if row["is_counterfeit"]
    )
    assert min(bad[language] for language in ("en", "zh", "pt")) >= 100
    assert 0.1 < bad.total() / len(rows) < 0.15


def test_the_reasons_are_of_every_sort(decided: list[dict[str, object]]) -> None:
    given = {reason for row in decided for reason in row["reasons"]}  # type: ignore[attr-defined]
    assert given >= {
        "brand_disguised",
        "counterfeit_slang",
        "price_below_band",
        "seller_strikes",
        "seller_linked_banned",
    }


def test_hardly_any_honest_listing_is_stopped(decided: list[dict[str, object]]) -> None:
    honest = [row for row in decided if not row["counterfeit"]]
    assert sum(row["decision"] in {"hold", "block"} for row in honest) / len(honest) < 0.005
    assert sum(row["decision"] == "review" for row in honest) / len(honest) < 0.02


@pytest.mark.parametrize("kind", ["generic", "authorised", "compatible", "refurbished", "second_hand"])
def test_goods_that_explain_themselves_are_never_stopped(decided: list[dict[str, object]], kind: str) -> None:
    decisions = Counter(row["decision"] for row in decided if row["kind"] == kind)
    assert decisions.total() > 50
    assert decisions["hold"] + decisions["block"] == 0


def test_counterfeits_that_show_themselves_are_stopped_and_plain_ones_are_not(decided: list[dict[str, object]]) -> None:
    def stopped(kinds: set[str]) -> float:
        decisions = [row["decision"] in {"hold", "block"} for row in decided if row["kind"] in kinds]
        return sum(decisions) / len(decisions)

    assert stopped(SHOW_THEMSELVES) > 0.7
    assert stopped({"plain"}) < 0.2, "the documentation says that these pass"


def test_the_tour_asks_the_gate_and_leaves_nothing_running(tour: Tour) -> None:
    assert "decision  block" in tour.said
    assert "reason    disguised_brand_and_slang" in tour.said
    log = (tour.out / "gate.log").read_text(encoding="utf-8")
    assert '"event": "Shutting down granian"' in log


def test_the_pages_say_what_they_know(tour: Tour) -> None:
    with_truth = (tour.out / "report.html").read_text(encoding="utf-8")
    assert "Synthetic marketplace" in with_truth
    assert "What was missed" in with_truth
    without = (tour.out / "screening.html").read_text(encoding="utf-8")
    assert "Synthetic" not in without
    assert "missed" not in without


def test_the_readme_quotes_what_the_demo_prints(tour: Tour) -> None:
    """Lines of the tour under `screen` and `sim report`; when they differ, put what the demo prints into README."""
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    quoted = [
        line
        for answer in re.findall(
            r"^\$ \S+ (?:screen|sim report) (?:.*\\\n)*.*\n((?:(?!\$ ).*\n)*)", blocks[0], re.MULTILINE
        )
        for line in answer.splitlines()
        if line.strip()
    ]
    assert len(quoted) > 20
    said = {line.strip() for line in tour.said.splitlines()}
    assert [line for line in quoted if line.strip() not in said] == [], tour.said


def test_the_listing_for_the_gate_is_of_a_brand_of_the_world(tour: Tour) -> None:
    listing = json.loads((tour.out / "listing.json").read_text(encoding="utf-8"))
    brands = (tour.out / "world" / "platform" / "registry" / "brands.csv").read_text(encoding="utf-8")
    assert f",{listing['title'].split()[0].replace('.', '')}," in brands


def test_a_second_tour_in_the_same_folder_says_that_one_is_running(tmp_path: Path) -> None:
    from demo.tour import DemoError, _alone_in, main  # noqa: PLC0415 - importable only once the fixture has run

    with _alone_in(tmp_path), pytest.raises(DemoError, match="another demo is running"):
        main(out=tmp_path)

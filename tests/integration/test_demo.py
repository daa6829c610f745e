"""The sample of `make demo`: what is committed is what the generator makes, and screening it makes sense."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from countermark.engine.screen import Screener
from countermark.engine.snapshot import Snapshot
from countermark.formats.listings import load_mapping, read_listings
from countermark.formats.registry_folder import read_registry
from countermark.formats.vocabulary import default_vocabulary
from countermark.starter import starter_policy, starter_weights

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "demo"
TOLD_APART = ("counterfeit_slang", "counterfeit_low_price", "counterfeit_banned_operator", "counterfeit_disguised")
"""Kinds of counterfeit that text, price and seller show; the others need pictures, or luck."""


@pytest.fixture(scope="module", autouse=True)
def _demo_can_be_imported() -> Iterator[None]:
    sys.path.insert(0, str(ROOT))
    yield
    sys.path.remove(str(ROOT))


@pytest.fixture(scope="module")
def batch() -> pa.RecordBatch:
    chunks = list(
        read_listings(DEMO / "listings.jsonl", load_mapping("countermark"), now=datetime(2026, 11, 24, tzinfo=UTC))
    )
    assert [reject for chunk in chunks for reject in chunk.rejects] == []
    return pa.Table.from_batches([chunk.batch for chunk in chunks]).combine_chunks().to_batches()[0]


@pytest.fixture(scope="module")
def decided(batch: pa.RecordBatch) -> dict[str, Counter[str]]:
    """Kind -> decision -> listings."""
    snapshot = Snapshot.build(
        read_registry(DEMO / "registry"),
        starter_policy(),
        starter_weights(),
        as_of=date(2026, 11, 24),
        vocabulary=default_vocabulary(),
    )
    lines = (DEMO / "truth.csv").read_text(encoding="utf-8").splitlines()[1:]
    kinds = dict(line.split(",") for line in lines)
    counts: dict[str, Counter[str]] = {}
    decisions = Screener(snapshot).screen(batch).decisions.to_pylist()
    for listing_id, decision in zip(batch.column("listing_id").to_pylist(), decisions, strict=True):
        counts.setdefault(kinds[listing_id].partition("/")[0], Counter())[decision] += 1
    return counts


def _share(counts: Counter[str], *decisions: str) -> float:
    return sum(counts[decision] for decision in decisions) / counts.total()


def _sum(decided: dict[str, Counter[str]], *, counterfeit: bool) -> Counter[str]:
    kinds = [kind for kind in decided if kind.startswith("counterfeit_") == counterfeit]
    return sum((decided[kind] for kind in kinds), Counter())


def test_the_generator_makes_the_committed_files_to_the_byte() -> None:
    from demo.generate import sample_files  # noqa: PLC0415 - importable only once the fixture has run

    made = sample_files()
    differing = [name for name, data in made.items() if (DEMO / name).read_bytes() != data]
    assert differing == [], "run `python -m demo.generate` and commit what it writes"
    committed = {f"registry/{path.name}" for path in (DEMO / "registry").iterdir()}
    assert committed <= set(made)


def test_another_seed_makes_another_sample() -> None:
    from demo.generate import SEED, sample_files  # noqa: PLC0415 - same

    assert sample_files(SEED + 1)["listings.jsonl"] != sample_files(SEED)["listings.jsonl"]


def test_the_sample_is_of_three_languages_and_small_enough_to_ship() -> None:
    path = DEMO / "listings.jsonl"
    listings = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({listing["listing_id"] for listing in listings}) == len(listings) == 3_000
    assert path.stat().st_size < 3_000_000
    markets = Counter(listing["market"] for listing in listings)
    assert all(markets[market] > 300 for market in ("US", "GB", "CN", "BR"))


def test_every_listing_gets_a_decision(decided: dict[str, Counter[str]]) -> None:
    assert sum(counts.total() for counts in decided.values()) == 3_000


def test_no_generic_listing_without_a_brand_is_held(decided: dict[str, Counter[str]]) -> None:
    assert _share(decided["generic"], "allow") == 1.0


def test_goods_of_authorised_sellers_are_all_allowed(decided: dict[str, Counter[str]]) -> None:
    assert _share(decided["genuine_authorised"], "allow") == 1.0


@pytest.mark.parametrize("kind", ["compatible", "refurbished", "second_hand", "empty_box", "comparison", "publication"])
def test_goods_that_explain_why_they_name_a_brand_are_not_held(decided: dict[str, Counter[str]], kind: str) -> None:
    assert _share(decided[kind], "hold", "block") == 0.0


def test_fewer_than_one_in_two_hundred_honest_listings_is_held(decided: dict[str, Counter[str]]) -> None:
    assert _share(_sum(decided, counterfeit=False), "hold", "block") < 0.005


def test_fewer_than_one_in_twenty_honest_listings_is_reviewed(decided: dict[str, Counter[str]]) -> None:
    assert _share(_sum(decided, counterfeit=False), "review") < 0.05


@pytest.mark.parametrize("kind", TOLD_APART)
def test_most_counterfeits_that_show_are_held(decided: dict[str, Counter[str]], kind: str) -> None:
    assert _share(decided[kind], "hold", "block") > 0.7


def test_most_counterfeits_are_not_allowed(decided: dict[str, Counter[str]]) -> None:
    assert _share(_sum(decided, counterfeit=True), "allow") < 0.25


def test_counterfeits_that_look_honest_in_every_way_pass_as_the_documentation_says(
    decided: dict[str, Counter[str]],
) -> None:
    assert _share(decided["counterfeit_quiet"], "allow") > 0.9


def test_the_tour_runs_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    assert "decision  block" in done.stdout
    assert "reason    disguised_brand_and_slang" in done.stdout
    report = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Quorvane" in report
    log = (tmp_path / "out" / "gate.log").read_text(encoding="utf-8")
    assert '"event": "Shutting down granian"' in log


def test_a_second_tour_in_the_same_folder_says_that_one_is_running(tmp_path: Path) -> None:
    from demo.tour import DemoError, _alone_in, main  # noqa: PLC0415 - same

    with _alone_in(tmp_path), pytest.raises(DemoError, match="another demo is running"):
        main(out=tmp_path)

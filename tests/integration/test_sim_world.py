"""`countermark sim world`, from the command to the files."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from countermark import cli
from countermark.formats.listings import load_mapping, read_listings
from countermark.formats.registry_folder import read_registry
from countermark.sim.events import chunk_tables
from countermark.sim.packs import EXAMPLE_KEY
from countermark.sim.tables import CHUNKED, PICTURED, PLATFORM, TRUTH, schema_of
from sim_support import rows, written

RUNNER = CliRunner()


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "one"
    written(folder, seed=11, listings=30_000)
    return folder


def test_the_same_seed_is_the_same_world_to_the_byte_with_any_number_of_processes(tmp_path: Path, world: Path) -> None:
    two = written(tmp_path / "two", seed=11, listings=30_000, processes=2)
    assert two.sha256 == json.loads((world / "world.json").read_text())["sha256"]
    files = sorted(path.relative_to(world) for path in world.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "two") for path in (tmp_path / "two").rglob("*") if path.is_file()
    )
    for path in files:
        assert (world / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_another_seed_is_another_world(tmp_path: Path, world: Path) -> None:
    other = written(tmp_path / "other", seed=12, listings=300)
    assert other.sha256 != json.loads((world / "world.json").read_text())["sha256"]


def test_every_table_is_there_with_its_columns(world: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only here

    tables = {*CHUNKED, *(f"platform/{name}" for name in PLATFORM), *(f"truth/{name}" for name in TRUTH)}
    tables -= set(PICTURED)
    for name in tables:
        assert pq.read_schema(next((world / name).glob("*.parquet"))).equals(schema_of(name)), name


def test_the_platform_reads_its_listings_and_registry_as_it_reads_any(world: Path) -> None:
    registry = read_registry(world / "platform" / "registry")
    assert len(registry.brands) == 200
    assert registry.slang, "the words that ship with Countermark are used"
    assert any(brand.safety_critical for brand in registry.brands)
    count = 0
    for path in sorted((world / "platform" / "listings").glob("*.parquet")):
        for chunk in read_listings(path, load_mapping("countermark"), now=datetime(2026, 11, 1, tzinfo=UTC)):
            assert not chunk.rejects
            count += chunk.batch.num_rows
    assert count == 30_000


def test_references_resolve(world: Path) -> None:
    listings, orders = rows(world, "platform/listings"), rows(world, "platform/orders")
    sellers = set(rows(world, "platform/sellers")["seller_id"])
    assert set(listings["seller_id"]) <= sellers
    assert len(sellers) == len(rows(world, "truth/sellers")["seller_id"])
    ids = set(listings["listing_id"])
    assert len(ids) == 30_000
    order_ids = set(orders["order_id"])
    assert len(order_ids) == len(orders["order_id"])
    for table in ("orders", "refunds", "reviews", "complaints", "notices", "test_buys", "edits"):
        assert set(rows(world, f"platform/{table}")["listing_id"]) <= ids, table
    for table in ("deliveries", "refunds", "reviews", "complaints"):
        assert set(rows(world, f"platform/{table}")["order_id"]) <= order_ids, table
    notices = set(rows(world, "platform/notices")["notice_id"])
    assert set(rows(world, "platform/counter_notices")["notice_id"]) <= notices
    assert set(rows(world, "truth/notices")["notice_id"]) == notices
    registry = read_registry(world / "platform" / "registry")
    assert {seller.seller_id for seller in registry.authorised_sellers} <= sellers


def test_things_happen_in_their_order(world: Path) -> None:
    posted = dict(zip(*(rows(world, "platform/listings")[name] for name in ("listing_id", "created_at")), strict=True))
    ended = dict(zip(*(rows(world, "truth/listings")[name] for name in ("listing_id", "ended_at")), strict=True))
    orders = rows(world, "platform/orders")
    for listing, at in zip(orders["listing_id"], orders["ordered_at"], strict=True):
        assert posted[listing] <= at
        assert ended[listing] is None or at <= ended[listing]
    deliveries = rows(world, "platform/deliveries")
    ordered = dict(zip(orders["order_id"], orders["ordered_at"], strict=True))
    for order, shipped, arrived in zip(
        deliveries["order_id"], deliveries["shipped_at"], deliveries["delivered_at"], strict=True
    ):
        assert ordered[order] < shipped
        assert arrived is None or shipped < arrived
    edits = rows(world, "platform/edits")
    assert all(posted[listing] < at for listing, at in zip(edits["listing_id"], edits["created_at"], strict=True))
    assert set(edits["version"]) == {2}


def test_ids_do_not_tell_what_a_listing_is(world: Path) -> None:
    truth = rows(world, "truth/listings")
    order = sorted(range(30_000), key=lambda at: str(truth["listing_id"][at]))
    bad = [truth["is_counterfeit"][at] for at in order]
    halves = sum(bad[:15_000]), sum(bad[15_000:])
    assert max(halves) < 1.35 * min(halves)


def test_hubs_and_ports_of_the_fakes_are_those_of_honest_goods_too(world: Path) -> None:
    truth, orders = rows(world, "truth/listings"), rows(world, "platform/orders")
    bad = {listing for listing, fake in zip(truth["listing_id"], truth["is_counterfeit"], strict=True) if fake}
    listing = dict(zip(orders["order_id"], orders["listing_id"], strict=True))
    deliveries = rows(world, "platform/deliveries")
    for column in ("hub", "port"):
        honest: dict[str, int] = {}
        for order, place in zip(deliveries["order_id"], deliveries[column], strict=True):
            if place and listing[order] not in bad:
                honest[place] = honest.get(place, 0) + 1
        fakes = {
            place
            for order, place in zip(deliveries["order_id"], deliveries[column], strict=True)
            if place and listing[order] in bad
        }
        assert fakes
        assert all(honest.get(place, 0) >= 10 for place in fakes), column


def test_the_lubricant_ring_is_planted(world: Path) -> None:
    operators = rows(world, "truth/operators")
    story = [at for at, name in enumerate(operators["story"]) if name == "lubricant_ring"]
    assert len(story) >= 2
    assert {operators["market"][at] for at in story} == {"CN"}
    assert len({operators["workshop"][at] for at in story}) == 1
    assert operators["workshop_country"][story[0]] != "CN"
    routes = rows(world, "truth/routes")
    used = {operators[name][at] for at in story for name in ("first_route", "second_route")}
    assert {routes["kind"][routes["route"].index(route)] for route in used} == {"sea"}
    assert all(routes["port"][routes["route"].index(route)] for route in used)


def test_operators_use_old_identifiers_again_and_honest_sellers_share_some_too(world: Path) -> None:
    truth, sellers = rows(world, "truth/sellers"), rows(world, "platform/sellers")
    by_device: dict[str, list[int]] = {}
    for at, device in enumerate(sellers["device_id"]):
        by_device.setdefault(device, []).append(at)
    shared = [group for group in by_device.values() if len(group) > 1]
    assert shared
    assert all(len({truth["operator"][at] for at in group}) == 1 for group in shared)
    networks: dict[str, set[bool]] = {}
    for network, operator in zip(sellers["network"], truth["operator"], strict=True):
        networks.setdefault(network, set()).add(operator is None)
    by_street: dict[int, int] = {}
    for key, operator in zip(truth["street_key"], truth["operator"], strict=True):
        by_street[key] = by_street.get(key, 0) + (operator is None)
    assert max(by_street.values()) >= 3, "a shared office"
    assert any(truth["returned_after_ban"])


def _run(*arguments: object) -> tuple[int, str]:
    found = RUNNER.invoke(cli.app, ["sim", *map(str, arguments)])
    return found.exit_code, found.output


def test_the_command_makes_a_world_and_says_what_is_in_it(tmp_path: Path) -> None:
    code, said = _run("world", "--seed", 2, "--scale", 400, "--out", tmp_path / "w", "--no-pictures", "--processes", 1)
    assert code == 0
    assert "Made 400 listings" in said
    assert "platform/orders" in said
    assert json.loads((tmp_path / "w" / "world.json").read_text())["config"]["listings"] == 400


def test_a_key_is_told_of_only_by_its_fingerprint(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(EXAMPLE_KEY)
    given = ("--scale", 4_000, "--no-pictures", "--processes", 1, "--pack-key", tmp_path / "key")
    assert _run("world", "--out", tmp_path / "w", *given)[0] == 0
    families = {name for name in rows(tmp_path / "w", "truth/listings")["disguise_family"] if name}
    assert families
    assert all(name.startswith("sealed/") for name in families)
    for path in (tmp_path / "w").rglob("*.json"):
        assert EXAMPLE_KEY not in path.read_bytes()
        assert len(json.loads(path.read_text())["key_sha256"]) == 64


def test_an_unfinished_world_is_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from countermark.sim import make  # noqa: PLC0415 - to stop it half way

    whole = written(tmp_path / "whole", seed=3, listings=45_000)
    made: list[str] = []

    def stopping(world: object, number: int) -> object:
        made.append(f"{number}")
        if len(made) == 2:
            raise KeyboardInterrupt
        return original(world, number)  # type: ignore[arg-type]

    original = chunk_tables
    monkeypatch.setattr(make, "chunk_tables", stopping)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path / "w", seed=3, listings=45_000)
    assert not (tmp_path / "w" / "world.json").exists()
    again = written(tmp_path / "w", seed=3, listings=45_000)
    assert again.sha256 == whole.sha256
    assert len(made) == 2 + 2, "the first chunk was not made again"

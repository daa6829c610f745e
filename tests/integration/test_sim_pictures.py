"""`countermark sim world` with pictures: files, names, truth, and that they fit each other."""

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from countermark import cli
from countermark.sim import make
from countermark.sim.config import WorldConfig
from countermark.sim.errors import SimError
from countermark.sim.folder import pictures_expected, room_needed
from countermark.sim.make import make_world
from countermark.sim.sheet import world_sheet
from countermark.sim.tables import PICTURED, schema_of
from sim_support import rows, written

# Many counterfeits, so that every way of changing a picture is in a small world.
CONFIG = WorldConfig(seed=21, listings=200, brands=20, counterfeit_share=0.45, weeks=20)
NAME = re.compile(r"pictures/\d{4}/\d{3}/L\d{9}-\d{1,2}\.(jpg|webp|png)")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds") / "pictured"
    make_world(CONFIG, folder, pictures=True, processes=2)
    return folder


@pytest.fixture(scope="module")
def pictures(world: Path) -> list[dict[str, Any]]:
    columns = rows(world, "truth/pictures")
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _pixels(path: Path) -> Any:
    found = cv2.imread(str(path))
    assert found is not None, path
    return found


def test_every_picture_named_is_there_and_every_picture_there_is_named(
    world: Path, pictures: list[dict[str, Any]]
) -> None:
    named = {
        picture
        for table in ("platform/listings", "platform/edits")
        for images in rows(world, table)["images"]
        for picture in images
    }
    lying = {str(path.relative_to(world / "platform")) for path in (world / "platform" / "pictures").rglob("*.*")}
    known = rows(world, "platform/brand_pictures")["picture"]
    assert all(picture.startswith("pictures/brands/") for picture in known)
    lying -= set(known)
    assert named == lying == {row["picture"] for row in pictures}
    assert len(pictures) == len(named)


def test_each_has_the_size_format_and_bytes_that_the_truth_says(world: Path, pictures: list[dict[str, Any]]) -> None:
    starts = {"jpeg": b"\xff\xd8", "progressive": b"\xff\xd8", "webp": b"RIFF", "png": b"\x89PNG"}
    for row in pictures:
        path = world / "platform" / row["picture"]
        data = path.read_bytes()
        assert _pixels(path).shape == (row["height"], row["width"], 3)
        assert data.startswith(starts[row["format"]])
        assert (len(data), hashlib.sha256(data).hexdigest()) == (row["size"], row["sha256"])
    assert len({row["format"] for row in pictures}) >= 3


def test_boxes_lie_inside_the_picture(pictures: list[dict[str, Any]]) -> None:
    boxes = 0
    for row in pictures:
        for mark in [*row["logos"], *row["texts"]]:
            assert 0 <= mark["left"] < mark["right"] <= row["width"]
            assert 0 <= mark["top"] < mark["bottom"] <= row["height"]
            assert 0 <= mark["visible"] <= 1
            boxes += 1
    assert boxes > len(pictures)


def test_a_listing_shows_one_to_six_pictures(world: Path) -> None:
    counts = Counter(len(images) for images in rows(world, "platform/listings")["images"])
    assert set(counts) == set(range(1, 7))


def test_names_say_nothing_and_no_folder_is_large(world: Path) -> None:
    for images in rows(world, "platform/listings")["images"]:
        assert all(NAME.fullmatch(picture) for picture in images)
    for folder in (world / "platform").rglob("*"):
        if folder.is_dir():
            assert len(list(folder.iterdir())) <= 1_000
    platform = rows(world, "platform/brand_pictures")
    assert not {"goods", "is_of_fake", "changes", "source"} & set(platform)


def test_a_picture_said_to_be_mirrored_is_the_mirrored_original(world: Path, pictures: list[dict[str, Any]]) -> None:
    found = [row for row in pictures if set(row["changes"]) == {"mirrored", "recompressed"} and row["known_picture"]]
    assert found
    for row in found:
        original, copy = (_pixels(world / "platform" / row[name]).astype(int) for name in ("known_picture", "picture"))
        assert np.abs(original[:, ::-1] - copy).mean() < 4
        assert np.abs(original - copy).mean() > 2 * np.abs(original[:, ::-1] - copy).mean()
        assert all(logo["mirrored"] for logo in row["logos"])


def test_the_homography_takes_the_original_to_the_copy(world: Path, pictures: list[dict[str, Any]]) -> None:
    plain = {"cropped", "recompressed", "rescaled", "framed"}
    found = [row for row in pictures if "cropped" in row["changes"] and set(row["changes"]) <= plain]
    found = [row for row in found if row["known_picture"]]
    assert found
    for row in found:
        original, copy = (_pixels(world / "platform" / row[name]) for name in ("known_picture", "picture"))
        matrix = np.array(row["from_original"]).reshape(3, 3)
        size = (row["width"], row["height"])
        moved = cv2.warpPerspective(original, matrix, size)
        inside = cv2.warpPerspective(np.full(original.shape[:2], 255, np.uint8), matrix, size) == 255
        assert np.abs(moved[inside].astype(int) - copy[inside]).mean() < 8


def test_a_picture_taken_over_unchanged_is_the_brands_own_to_the_byte(
    world: Path, pictures: list[dict[str, Any]]
) -> None:
    known = rows(world, "platform/brand_pictures")
    digests = dict(zip(known["picture"], known["sha256"], strict=True))
    same = [row for row in pictures if row["known_picture"] and not row["changes"] and row["format"] == "jpeg"]
    assert same
    assert all(digests[row["known_picture"]] == row["sha256"] for row in same)
    for path, digest in digests.items():
        assert hashlib.sha256((world / "platform" / path).read_bytes()).hexdigest() == digest


def test_both_tables_have_their_columns(world: Path) -> None:
    for name in PICTURED:
        for path in (world / name).glob("*.parquet"):
            assert pq.read_schema(path).equals(schema_of(name)), path


def test_sets_of_operators_are_shown_by_several_listings(pictures: list[dict[str, Any]]) -> None:
    listings: dict[int, set[str]] = defaultdict(set)
    for row in pictures:
        if row["source"] in ("operators_set", "rings_set"):
            listings[row["picture_set"]].add(row["listing_id"])
            assert row["is_of_fake"]
    assert max(len(each) for each in listings.values()) >= 2


def test_what_a_picture_shows_agrees_with_what_the_listing_is(world: Path, pictures: list[dict[str, Any]]) -> None:
    truth = rows(world, "truth/listings")
    counterfeit = dict(zip(truth["listing_id"], truth["is_counterfeit"], strict=True))
    source = dict(zip(truth["listing_id"], truth["picture_source"], strict=True))
    bait = dict(zip(truth["listing_id"], truth["is_bait"], strict=True))
    seen = set()
    for row in pictures:
        listing = row["listing_id"]
        assert row["is_of_fake"] == (row["goods"] == "counterfeit")
        assert counterfeit[listing] or not row["is_of_fake"]
        assert all(logo["authentic"] for logo in row["logos"]) or row["is_of_fake"]
        if bait[listing] and row["version"] == 1:
            assert (row["goods"], row["logos"]) == ("generic", [])
            seen.add("bait")
        else:
            assert row["source"] == source[listing]
            seen.add(row["source"])
    assert len(seen) == 6


def test_a_hidden_logo_says_how_it_is_hidden(pictures: list[dict[str, Any]]) -> None:
    hidden = [logo["state"] for row in pictures if "logo_hidden" in row["changes"] for logo in row["logos"]]
    assert hidden
    assert set(hidden) <= {"blurred", "mosaic", "covered"}
    open_ones = [logo["state"] for row in pictures if "logo_hidden" not in row["changes"] for logo in row["logos"]]
    assert set(open_ones) == {"plain"}


def test_the_same_seed_is_the_same_world_to_the_byte_with_one_process(tmp_path: Path, world: Path) -> None:
    one = make_world(CONFIG, tmp_path / "one", pictures=True, processes=1)
    assert one.sha256 == json.loads((world / "world.json").read_text())["sha256"]
    files = sorted(path.relative_to(world) for path in world.rglob("*") if path.is_file())
    assert files == sorted(
        path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file()
    )
    for path in files:
        assert (world / path).read_bytes() == (tmp_path / "one" / path).read_bytes(), path


def test_pictures_change_nothing_but_the_names_of_pictures(tmp_path: Path, world: Path) -> None:
    make_world(CONFIG, tmp_path / "w", processes=1)
    without = sorted(path.relative_to(tmp_path / "w") for path in (tmp_path / "w").rglob("*.*") if path.is_file())
    assert not [path for path in without if "pictures" in path.parts[1:-1]]
    for path in without:
        if path.suffix == ".parquet" and path.parts[1] not in ("listings", "edits"):
            assert (world / path).read_bytes() == (tmp_path / "w" / path).read_bytes(), path
    for table in ("platform/listings", "platform/edits"):
        one, other = rows(world, table), rows(tmp_path / "w", table)
        assert one.pop("images") != other.pop("images")
        assert one == other


def test_the_estimate_of_room_is_enough_and_not_absurd(world: Path) -> None:
    summary = json.loads((world / "world.json").read_text())
    made = summary["rows"]["truth/pictures"] + summary["rows"]["platform/brand_pictures"]
    expected = pictures_expected(CONFIG.listings, CONFIG.brands)
    assert made <= expected <= 2 * made
    assert summary["size"] <= room_needed(CONFIG.listings, CONFIG.orders_per_listing, expected) < 5 * summary["size"]
    assert summary["size"] == sum(
        path.stat().st_size for path in world.rglob("*") if path.is_file() and path.name != "world.json"
    )


def test_world_json_says_what_drew_the_pictures(world: Path, tmp_path: Path) -> None:
    drawn = json.loads((world / "world.json").read_text())["pictures"]
    assert {"opencv", "pillow", "processor", "fontpkg-noto-sans"} <= set(drawn)
    assert written(tmp_path / "w", seed=1, listings=200, brands=20).pictures is None


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path) -> None:
    code = "import sys; sys.modules['cv2'] = None; from countermark.cli import main; main()"
    command = [sys.executable, "-c", code, "sim", "world", "--scale", "200", "--out", str(tmp_path / "w")]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert told.returncode == 1
    assert "countermark[pictures]" in told.stderr
    assert "--no-pictures" in told.stderr
    assert not (tmp_path / "w").exists()
    without = subprocess.run([*command, "--no-pictures"], capture_output=True, text=True, check=False, timeout=120)
    assert without.returncode == 0, without.stderr


def test_a_world_with_pictures_does_not_go_on_from_one_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(make, "write_part", stop)
    with pytest.raises(KeyboardInterrupt):
        make_world(CONFIG, tmp_path / "w", processes=1)
    with pytest.raises(SimError, match="--restart"):
        make_world(CONFIG, tmp_path / "w", pictures=True, processes=1)


def test_the_command_lays_pictures_out_on_a_sheet(world: Path, tmp_path: Path) -> None:
    said = CliRunner().invoke(
        cli.app, ["sim", "contact-sheet", str(world), "--out", str(tmp_path / "sheet.jpg"), "--count", "9", "--truth"]
    )
    assert said.exit_code == 0, said.output
    assert _pixels(tmp_path / "sheet.jpg").shape == (2 * 338, 8 * 300, 3)
    assert world_sheet(world, 9, 1, boxes=True) == (tmp_path / "sheet.jpg").read_bytes()
    assert world_sheet(world, 9, 2, boxes=True) != (tmp_path / "sheet.jpg").read_bytes()


def test_a_sheet_of_a_world_without_pictures_is_refused(tmp_path: Path) -> None:
    written(tmp_path / "w", seed=1, listings=200, brands=20)
    with pytest.raises(SimError, match="has no pictures"):
        world_sheet(tmp_path / "w", 9, 1, boxes=False)

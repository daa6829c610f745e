"""Sealed segments: nothing lost, nothing twice, and any change shows; the hashes are those of RFC 6962."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from countermark.evidence.errors import LogDamagedError, LogFullError
from countermark.evidence.log import DecisionLog
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.roots import encode_checked
from countermark.evidence.sealed import file_stretches, read_root, root_path
from countermark.evidence.sealing import closed_segments, seal_closed, seal_segment
from log_support import DeadError, dying_at, key_of, make_answer, make_decision, only_writer, segment_files

SMALL = 4_000

# Leaves and roots of the test vectors of the Certificate Transparency reference implementation.
CT_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_certificate_transparency_vectors(size: int) -> None:
    tree = MerkleTree()
    for leaf in CT_LEAVES[:size]:
        tree.add(bytes.fromhex(leaf))
    assert (tree.size, tree.root().hex()) == (size, CT_ROOTS[size])


def test_the_incremental_root_is_that_of_the_recursive_definition() -> None:
    def mth(leaves: list[bytes]) -> bytes:
        if not leaves:
            return hashlib.sha256(b"").digest()
        if len(leaves) == 1:
            return hashlib.sha256(b"\x00" + leaves[0]).digest()
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return hashlib.sha256(b"\x01" + mth(leaves[:split]) + mth(leaves[split:])).digest()

    tree = MerkleTree()
    leaves: list[bytes] = []
    for number in range(70):
        assert tree.root() == mth(leaves)
        leaves.append(str(number).encode())
        tree.add(leaves[-1])


def fill(folder: Path, count: int = 40) -> list[str]:
    with DecisionLog(folder, segment_bytes=SMALL) as log:
        for number in range(count):
            log.append([make_decision(f"L{number}", minute=number), make_answer(f"k{number}")])
    return [f"L{number}" for number in range(count)]


def ids(folder: Path) -> list[str]:
    with DecisionLog(folder, segment_bytes=SMALL) as log:
        return [record.screened.listing_id for record in log.iterate()]


def test_segments_are_closed_at_their_size_and_whoever_seals_is_told(tmp_path: Path) -> None:
    told: list[Path] = []
    with DecisionLog(tmp_path / "log", segment_bytes=SMALL, on_close=told.append) as log:
        for number in range(20):
            log.append([make_decision(f"L{number}")])
    sizes = [path.stat().st_size for path in segment_files(tmp_path / "log")]
    assert len(sizes) > 2
    assert all(SMALL <= size < SMALL + 1_500 for size in sizes[:-1])
    assert told == [only_writer(tmp_path / "log")] * len(sizes)


def test_sealing_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    expected = fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    closed = len(closed_segments(writer))
    assert seal_closed(writer) == closed > 2
    assert len(segment_files(tmp_path / "log")) == 1
    assert ids(tmp_path / "log") == expected
    with DecisionLog(tmp_path / "log") as log:
        for number, name in enumerate(expected):
            record, answer = log.get(name), log.answer(key_of(f"k{number}"))
            assert record == make_decision(name, minute=number)
            assert answer is not None
        found = log.verify()
    assert (found.is_sound, found.sealed, found.decisions, found.answers) == (True, closed, 40, 40)
    assert seal_closed(writer) == 0


def test_a_writer_goes_on_while_its_older_segments_are_sealed(tmp_path: Path) -> None:
    with DecisionLog(tmp_path / "log", segment_bytes=SMALL, on_close=seal_closed) as log:
        for number in range(30):
            log.append([make_decision(f"L{number}")])
            assert log.get(f"L{number // 2}") is not None
        assert [record.screened.listing_id for record in log.iterate()] == [f"L{number}" for number in range(30)]
        assert log.verify().is_sound


def test_the_index_can_be_built_from_sealed_segments_alone(tmp_path: Path) -> None:
    expected = fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    seal_closed(writer)
    for path in writer.glob("index*"):
        path.unlink()
    with DecisionLog(tmp_path / "log") as log:
        assert all(log.get(name) is not None for name in expected)
        log.append([make_decision("L0", minute=59)])
        newest = log.get("L0")
    assert newest is not None
    assert newest.request_id == "r-L0-59"


def test_the_parquet_can_be_queried_and_the_root_checked_by_anyone(tmp_path: Path) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    seal_closed(writer)
    table = pq.read_table(writer / "00000001.parquet")
    decisions = table.filter(pc.equal(table["kind"], "decision"))
    assert decisions["listing_id"][0].as_py() == "L0"
    assert decisions["decision"].unique().to_pylist() == ["review"]
    root = json.loads((writer / "00000001.root.json").read_text())
    tree = MerkleTree()
    for sequence, payload in zip(table["sequence"].to_pylist(), table["payload"].to_pylist(), strict=True):
        tree.add(sequence.to_bytes(8, "big") + payload)
    assert root["merkle_root"] == tree.root().hex()
    assert (root["records"], root["first_sequence"]) == (table.num_rows, 1)


def rewrite(path: Path, table: pa.Table) -> None:
    """Write another table in the place of a sealed one, with the old roots, and hashes that hide it."""
    metadata = pq.ParquetFile(path).metadata.metadata
    with pq.ParquetWriter(path, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({key: value for key, value in metadata.items() if key.startswith(b"counter")})
    root = read_root(path.parent, 1)
    changed = msgspec.structs.replace(root, file_bytes=path.stat().st_size, stretches=file_stretches(path))
    root_path(path.parent, 1).write_bytes(encode_checked(changed))


@pytest.mark.parametrize("change", ["payload", "column", "row_gone", "rows_swapped", "root", "root_gone"])
def test_any_change_to_a_sealed_segment_shows(tmp_path: Path, change: str) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    seal_closed(writer)
    path, root = writer / "00000001.parquet", writer / "00000001.root.json"
    table = pq.read_table(path)
    if change == "payload":
        payloads = [payload.replace(b'"review"', b'"allow" ') for payload in table["payload"].to_pylist()]
        table = table.set_column(table.schema.get_field_index("payload"), "payload", pa.array(payloads, pa.binary()))
    elif change == "column":
        table = table.set_column(
            table.schema.get_field_index("decision"), "decision", pa.array(["allow"] * table.num_rows)
        )
    elif change == "row_gone":
        table = table.slice(1)
    elif change == "rows_swapped":
        table = table.take(pa.array([1, 0, *range(2, table.num_rows)]))
    if change.startswith("root"):
        root.write_text(root.read_text().replace('"merkle_root": "', '"merkle_root": "0'))
    else:
        rewrite(path, table)
    if change == "root_gone":
        root.unlink()
    with DecisionLog(tmp_path / "log") as log:
        problems = log.verify().problems
    assert problems
    assert problems[0].file == (root if change.startswith("root") else path)
    words = {"column": "differ from the payload", "payload": "Merkle root is", "root_gone": "No such file"}
    assert words.get(change, "") in " ".join(map(str, problems))


def test_records_of_segments_that_were_archived_are_not_found_and_the_rest_goes_on(tmp_path: Path) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    seal_closed(writer)
    for suffix in (".parquet", ".root.json"):
        (writer / f"00000001{suffix}").rename(tmp_path / f"00000001{suffix}")
    for _ in range(2):
        with DecisionLog(tmp_path / "log") as log:
            assert log.get("L0") is None
            assert log.answer(key_of("k0")) is None
            assert log.get("L39") is not None
            assert log.verify().is_sound


def test_a_segment_that_is_missing_shows(tmp_path: Path) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    seal_closed(writer)
    (writer / "00000002.parquet").unlink()
    with DecisionLog(tmp_path / "log") as log:
        assert list(map(str, log.verify().problems)) == [f"{writer}: segment 2 is missing"]


@pytest.mark.parametrize(("owner", "step"), [(Path, "replace"), (Path, "unlink"), (os, "fsync")])
def test_a_sealer_that_dies_at_any_step_leaves_every_record_there_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    expected = fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    deaths = 0
    while closed_segments(writer):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, dying_at(deaths, getattr(owner, step)))
            try:
                seal_closed(writer)
            except DeadError:
                deaths += 1
        assert ids(tmp_path / "log") == expected
    assert deaths > 2
    with DecisionLog(tmp_path / "log") as log:
        assert log.verify().is_sound


def test_a_full_disk_leaves_the_segment_to_be_sealed_another_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(LogFullError, match=r"sealing .*00000001\.log: no room left"):
            seal_closed(writer)
    assert not list(writer.glob("*.parquet"))
    assert not list(writer.glob(".*tmp"))
    assert ids(tmp_path / "log") == expected
    assert seal_closed(writer) > 0


def test_a_segment_is_kept_when_its_copy_reads_back_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    monkeypatch.setattr("countermark.evidence.sealing.read_sealed", lambda _: iter(()))
    with pytest.raises(LogDamagedError, match="reads back with another Merkle root"):
        seal_segment(writer, 1)
    assert (writer / "00000001.log").exists()
    assert not (writer / "00000001.parquet").exists()


def test_damaged_bytes_of_a_sealed_segment_are_set_aside_and_counted(tmp_path: Path) -> None:
    fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    segment = writer / "00000001.log"
    data = bytearray(segment.read_bytes())
    data[30] ^= 1
    segment.write_bytes(data)
    seal_closed(writer)
    root = json.loads((writer / "00000001.root.json").read_text())
    assert root["gaps"] == 1
    [aside] = writer.glob("*.torn")
    assert bytes(data).startswith(aside.read_bytes())


def test_the_sealer_is_a_program_of_its_own_and_two_at_once_do_no_harm(tmp_path: Path) -> None:
    expected = fill(tmp_path / "log")
    writer = only_writer(tmp_path / "log")
    command = [sys.executable, "-m", "countermark.evidence.sealing", str(writer)]
    sealers = [subprocess.Popen(command) for _ in range(2)]
    assert [sealer.wait(30) for sealer in sealers] == [0, 0]
    assert len(segment_files(tmp_path / "log")) == 1
    assert ids(tmp_path / "log") == expected

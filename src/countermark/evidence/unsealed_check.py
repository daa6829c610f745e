"""Whether a segment that is not sealed is what was written, and if not, where it is damaged."""

from pathlib import Path

import msgspec

from countermark.evidence.damage import Damage
from countermark.evidence.frame import Frame, Gap, is_torn_frame, read_frames
from countermark.evidence.index import IndexState
from countermark.evidence.merkle import MerkleTree
from countermark.evidence.record import StoredEntry
from countermark.evidence.sealed import leaf


class UnsealedFound(msgspec.Struct):
    """What was found in a segment file."""

    records: int = 0
    first_sequence: int = 0
    last_sequence: int = 0
    merkle_root: str = ""
    unfinished_bytes: int = 0
    unfinished: list[Damage] = msgspec.field(default_factory=list)
    """A write under way or cut short at the end; nobody was answered what it holds."""
    damage: list[Damage] = msgspec.field(default_factory=list)


def check_unsealed(path: Path, number: int, state: IndexState | None, *, is_last: bool) -> UnsealedFound:
    """Check a segment file.

    Bytes that are no complete record are damage, except at the end of the segment in use: there they may be a write
    under way or cut short. The index, which learns of a record before anybody is answered, says which of the two.

    Args:
        path: the file.
        number: of the segment.
        state: how far the writer's index had come before the file was looked at; None when there is none to be read.
        is_last: whether it is the writer's last segment.

    Raises:
        FileNotFoundError: it is not there (any more).
    """
    found = _check(path, number, state, is_last=is_last)
    # A record that was half there when its end was looked for, and followed by others a moment later, looks damaged.
    return _check(path, number, state, is_last=is_last) if found.damage and is_last else found


def _check(path: Path, number: int, state: IndexState | None, *, is_last: bool) -> UnsealedFound:
    found, tree = UnsealedFound(), MerkleTree()
    gaps: list[tuple[Gap, Damage]] = []
    known_end = state.offset if state is not None and state.segment == number else -1
    whole_end = 0
    with path.open("rb") as file:
        for item in read_frames(file):
            if isinstance(item, Frame):
                tree.add(leaf(StoredEntry(item.sequence, item.payload)))
                found.first_sequence = found.first_sequence or item.sequence
                found.last_sequence = item.sequence
                whole_end = item.end
            else:
                gaps.append((item, _gap(path, item, tree.size + 1)))
        size = file.tell()
        for gap, place in gaps:
            is_end = is_last and gap.end == size
            if is_end and (gap.offset > known_end if state is not None else is_torn_frame(file, gap)):
                found.unfinished.append(place)
                found.unfinished_bytes += gap.end - gap.offset
            else:
                found.damage.append(place)
    if whole_end <= known_end and not found.damage:
        what = "the file ends here; the index knows of more records (or it is newer than this copy of the file)"
        found.damage.append(Damage(path, what, whole_end, tree.size + 1))
    found.records, found.merkle_root = tree.size, tree.root().hex()
    return found


def _gap(path: Path, gap: Gap, record: int) -> Damage:
    return Damage(path, f"bytes {gap.offset} to {gap.end - 1} are no complete record", gap.offset, record)

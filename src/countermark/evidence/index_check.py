"""Whether a writer's index says of its segments what they hold: a wrong one finds the wrong decision, or none."""

import sqlite3
from collections import Counter
from pathlib import Path
from typing import Self

import msgspec

from countermark.evidence.damage import Damage
from countermark.evidence.index import INDEX_FILE, IndexReader, IndexState, Place
from countermark.evidence.record import Headline
from countermark.evidence.tombstone import is_pruned

_BUILD_ANEW = "stop the writer and remove index.sqlite* to have it built anew"


class IndexCheck:
    """Holds the index of one writer, as it is at this moment, against the writer's records as they are read.

    What the index has not come to yet is not looked at. Flat memory: each record is looked up by itself.
    """

    def __init__(self, writer: Path) -> None:
        self._writer = writer
        self._path = writer / INDEX_FILE
        self._matched: Counter[int] = Counter()
        self._index: IndexReader | None = None
        self.state: IndexState | None = None
        """How far the index has come; None when there is none that can be read."""
        self.note: Damage | None = None
        """That there is one which cannot be read: harmless, since it follows from the segments."""
        self.damage: list[Damage] = []
        """The first thing in which it differs from the segments."""
        if not self._path.exists():
            return
        try:
            self._index = IndexReader(writer)
            self._index.hold_still()
            self.state = self._index.state()
        except (sqlite3.Error, OSError, msgspec.ValidationError, TypeError) as error:
            self.note = Damage(self._path, f"cannot be read ({error}); it is built anew at the next start")
            self.close()

    def see(self, place: Place, head: Headline) -> None:
        """Look a record up; records of one writer come in the order in which they were written."""
        state, index = self.state, self._index
        if index is None or state is None or (place.segment, place.ordinal) >= (state.segment, state.frames):
            return
        key = head.listing_id if head.listing_id is not None else head.key_hash
        if key is None:
            return
        try:
            found = index.decision(key) if head.listing_id is not None else index.answer(key)
        except sqlite3.Error as error:
            self._stop(f"is damaged: {error}")
            return
        if found is None or found.sequence < place.sequence:
            self._stop(f"does not know record number {place.sequence}, which is in segment {place.segment}")
        elif found.sequence == place.sequence:
            where = (found.segment, found.ordinal)
            if where != (place.segment, place.ordinal) or (
                place.offset >= 0 and found.offset not in {-1, place.offset}
            ):
                self._stop(f"has record number {place.sequence} elsewhere than it is, in segment {place.segment}")
            self._matched[place.segment] += 1

    def finish(self, segments: list[int]) -> None:
        """Say whether the index has entries for which there is no record.

        Args:
            segments: those all of whose records were seen.
        """
        if self._index is None:
            return
        try:
            held = self._index.entries_by_segment()
        except sqlite3.Error as error:
            self._stop(f"is damaged: {error}")
            return
        for number in segments:
            extra = held.get(number, 0) - self._matched[number]
            if extra and not is_pruned(self._writer, number):
                self._stop(f"has {extra:,} entries of segment {number} for which there is no record")
                return
        self.close()

    def close(self) -> None:
        """Give the index back."""
        if self._index is not None:
            self._index.close()
            self._index = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _stop(self, what: str) -> None:
        self.damage.append(Damage(self._path, f"{what}; {_BUILD_ANEW}"))
        self.close()

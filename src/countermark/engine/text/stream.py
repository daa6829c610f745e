"""A batch's texts as one canonical stream, with the way back to every original character.

All titles, then all brand fields, attribute values and descriptions of a batch are laid end to end as an array of
code points. From it comes the stream: the letters that a reader sees, in classes (chars.py), without separators, with
repeated letters once. Every disguise that works by swapping, inserting or spacing characters is gone in the stream, so
that one search finds all of them; the arrays beside it lead from a hit back to the characters that were typed.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from countermark.engine.text import chars
from countermark.engine.text import native as compiled
from countermark.engine.text.chars import BREAK

FIELDS: Final = ("title", "brand", "attributes", "description")
"""Fields that are searched, in the order in which they are laid out."""
ATTRIBUTES: Final = FIELDS.index("attributes")
IN_FRONT: Final = 2
"""Fields, from the first, in which brands are disguised: what buyers see in a search."""
SHORT_TEXTS: Final = 3
"""Fields, from the first, that are no running text."""


@dataclass(frozen=True)
class Texts:
    """The texts of a batch as code points, field after field and row after row."""

    rows: int
    codes: Any
    """uint32 (m,): every code point of every text, each followed by one `BREAK`. A break in a listing's own text
    is replaced by a space."""
    starts: Any
    """int64 (fields x rows + 1,): where each text starts in `codes`; text k is row k % rows of field k // rows."""

    def clipped_at(self, position: Any) -> Any:
        """Return the code points at positions, clipped to the length of the tables."""
        return np.minimum(self.codes[position], chars.SIZE - 1)

    def text_of(self, position: Any) -> Any:
        """Return the index of the text that holds each position of `codes`."""
        return np.searchsorted(self.starts, position, side="right") - 1

    def slices(self, starts: Any, ends: Any) -> list[str]:
        """Return the original characters of many spans."""
        text = self.text
        return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def slice(self, start: int, end: int) -> str:
        """Return the original characters from start to end (positions in `codes`)."""
        return self.text[start:end]

    @cached_property
    def text(self) -> str:
        """All characters in one text; decoding it at once costs less than a few spans one by one."""
        return str(self.codes.tobytes().decode("utf-32-le"))


class TextStream:
    """The canonical stream of a batch (see the module's docstring)."""

    def __init__(self, texts: Texts, letter: Any | None = None) -> None:
        """Read texts; `letter` is what is read of each code point where that is known already (other_reading)."""
        self.texts = texts
        if letter is None:
            letter = usual_letters(texts)
        self._read(letter)

    @classmethod
    def of(cls, batch: Any) -> "TextStream":
        """Return the stream of an Arrow batch of the listing schema."""
        return cls(lay_out(batch))

    def _read(self, letter: Any) -> None:
        if compiled.native is not None:
            self.read_at, self.letters, self.kept, self.classes, self.letters_before = compiled.native.read_stream(
                letter, chars.class_table()
            )
            return
        self.read_at = np.flatnonzero(letter)
        """int64 (r,): positions in `codes` of the characters that are read."""
        self.letters = letter[self.read_at]
        """uint32 (r,): the letters read, repeats included."""
        classes = chars.class_table()[self.letters]
        first = np.empty(classes.size, dtype=bool)
        first[:1] = True
        np.not_equal(classes[1:], classes[:-1], out=first[1:])
        self.kept = np.flatnonzero(first)
        """int64 (s,): indexes into `read_at` of the stream's characters; a run of one class counts once."""
        self.classes = classes[self.kept].astype("<u4", copy=False)
        """uint32 (s,): the stream itself."""

    @cached_property
    def letters_before(self) -> Any:
        """int32 (r + 1,): how many of the characters read before each one are no digits."""
        counts = np.zeros(self.letters.size + 1, dtype=np.int32)
        np.cumsum(self.letters > ord("9"), out=counts[1:])
        return counts

    @cached_property
    def utf8(self) -> bytes:
        """The stream in UTF-8, for the automaton."""
        return bytes(self.classes.tobytes().decode("utf-32-le").encode())

    @cached_property
    def character_at(self) -> Any:
        """int32 (b + 1,): index of the stream's character that begins at each byte of `utf8`, and its length."""
        # Bytes that continue a character of UTF-8 are 10xxxxxx.
        begins = (np.frombuffer(self.utf8, dtype=np.uint8) & 0xC0) != 0x80
        before = np.zeros(len(self.utf8) + 1, dtype=np.int32)
        np.cumsum(begins, out=before[1:])
        return before


def usual_letters(texts: Texts) -> Any:
    """Return uint32 (m,): the letter that is read of each code point, 0 for none."""
    table = chars.char_tables().letter
    if compiled.native is not None:
        return compiled.native.usual_letters(texts.codes, table)
    letter = table.take(texts.codes, mode="clip")
    _settle_symbols(letter)
    return letter


def _settle_symbols(letter: Any) -> None:
    """Read symbols as letters only beside letters ("$53" and "- !" hold no hidden letter); changes the array."""
    at = np.flatnonzero(letter >= chars.SYMBOL)
    if not at.size:
        return
    before = _is_plain_letter(letter[np.maximum(at - 1, 0)])
    after = _is_plain_letter(letter[np.minimum(at + 1, letter.size - 1)])
    letter[at] = np.where(before | after, letter[at] - chars.SYMBOL, 0)


def _is_plain_letter(letter: Any) -> Any:
    """Tell which are letters of an alphabet, not digits, symbols, separators or Chinese characters."""
    return (letter >= ord("a")) & (letter < chars.FIRST_UNSPACED)


def lay_out(batch: Any) -> Texts:
    """Return the texts of an Arrow batch of the listing schema."""
    attributes = batch.column("attributes")
    values = pa.ListArray.from_arrays(attributes.offsets, attributes.items)
    columns = [
        batch.column("title"),
        batch.column("brand"),
        pc.binary_join(values, BREAK),
        batch.column("description"),
    ]
    if compiled.native is not None:
        parts = [
            compiled.native.Column(*_buffers(column), column.offset, at == ATTRIBUTES)
            for at, column in enumerate(columns)
        ]
        codes, starts = compiled.native.lay_out(parts, batch.num_rows)
        return Texts(rows=batch.num_rows, codes=codes, starts=starts)
    # Attribute values are joined by breaks on purpose.
    filled = [pc.fill_null(column, "") for column in columns]
    cleaned = [column if at == ATTRIBUTES else _without_breaks(column) for at, column in enumerate(filled)]
    lengths = [pc.utf8_length(column).to_numpy(zero_copy_only=False) for column in cleaned]
    starts = np.zeros(sum(length.size for length in lengths) + 1, dtype=np.int64)
    np.cumsum(np.concatenate(lengths) + 1, out=starts[1:])
    joined = b"".join(_joined_bytes(column) for column in cleaned)
    codes = np.frombuffer(joined.decode().encode("utf-32-le"), dtype="<u4")
    return Texts(rows=batch.num_rows, codes=codes, starts=starts)


def _buffers(column: Any) -> tuple[Any, Any, Any]:
    """Return offsets, data and validity (None where there are no nulls) of an Arrow string array."""
    validity, offsets, data = column.buffers()
    return (
        np.frombuffer(offsets, dtype=np.int32),
        np.frombuffer(data or b"", dtype=np.uint8),
        np.frombuffer(validity, dtype=np.uint8) if column.null_count else None,
    )


def _without_breaks(column: Any) -> Any:
    if pc.any(pc.match_substring(column, BREAK)).as_py():
        return pc.replace_substring(column, BREAK, " ")
    return column


def _joined_bytes(column: Any) -> bytes:
    """Return all texts of a column, each followed by `BREAK`, as UTF-8."""
    ended = pc.binary_join_element_wise(column, "", BREAK)
    _, offsets, data = ended.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, dtype=np.int32)[ended.offset : ended.offset + len(ended) + 1]
    return bytes(data[int(ends[0]) : int(ends[-1])])

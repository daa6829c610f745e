"""A part: what a scan keeps of one finished chunk until all are finished.

Three files, named by the chunk's number. The last one to get its name is the part itself, so that where it is there,
all three are whole:

- `000017.rejects.jsonl`: rows that could not be screened, one a line;
- `000017.worst.jsonl`: the worst listings in full, for the report page;
- `000017.arrow`: one row a listing, the columns of `OUTPUT_SCHEMA` and those of `SIDE_FIELDS`; its metadata is the
  chunk's `PartReport`. Arrow and not Parquet, because it is written once and read once, and Parquet costs five times
  as much.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import pyarrow as pa

from countermark.engine.decision import OUTPUT_SCHEMA, Screened
from countermark.engine.listing import Listing
from countermark.formats.listings import Reject
from countermark.scan.files import atomic_file, write_atomically

SIDE_FIELDS: Final = (
    pa.field("row", pa.int64(), nullable=False),
    pa.field("seller_id", pa.string(), nullable=False),
    pa.field("brand", pa.string()),
    pa.field("language", pa.string()),
)
"""What the report and the check for repeated ids need beside the output: where the listing stood in its file, whose it
is, the brand it mentions and its language."""

PART_SCHEMA: Final[Any] = pa.schema([*OUTPUT_SCHEMA, *SIDE_FIELDS])
_REPORT_KEY: Final = b"countermark.part"
_REPEATED: Final = "listing_id: is repeated; the first row with it is kept"
_T = TypeVar("_T")


class PartReport(msgspec.Struct, frozen=True):
    """What a finished chunk adds to the progress bar."""

    rows_read: int
    rejects: int
    decisions: dict[str, int]
    fields: dict[str, int] = {}
    """Rows by field of the input file, read by the mapping or not."""


class Shown(msgspec.Struct, frozen=True):
    """A listing that the report page shows in full."""

    position: int
    """Where it stands in the part's table, from 0."""
    row: int
    """Where it stands in its input file."""
    listing: Listing
    screened: Screened
    price_ratio: float | None = None
    """Unit price divided by the low end of the genuine band."""
    price_units: int | None = None
    """Units that the price was taken to be for."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a part holds, read back."""

    table: Any
    """Of `PART_SCHEMA`."""
    rows_read: int
    rejects: list[Reject]
    worst: list[Shown]

    def without(self, repeated: Any, *, file: str) -> "Part":
        """Return the part without the rows of a boolean array; they become rejects.

        Args:
            repeated: for each row of the table, whether its listing id was there before.
            file: name of the file the listings come from.
        """
        if not repeated.any():
            return self
        gone = self.table.filter(pa.array(repeated)).select(["listing_id", "row"]).to_pylist()
        rejects = self.rejects + [Reject(file, row["row"], row["listing_id"], [_REPEATED], "") for row in gone]
        rejects.sort(key=attrgetter("row"))
        worst = [shown for shown in self.worst if not repeated[shown.position]]
        return Part(self.table.filter(pa.array(~repeated)), self.rows_read, rejects, worst)


class PartFiles:
    """The files of one chunk in a scan's work folder."""

    def __init__(self, folder: Path, number: int) -> None:
        self.path = folder / f"{number:06}.arrow"
        self._rejects = folder / f"{number:06}.rejects.jsonl"
        self._worst = folder / f"{number:06}.worst.jsonl"

    def write(self, *, table: Any, report: PartReport, rejects: Sequence[Reject], worst: Sequence[Shown]) -> None:
        """Write the three files.

        Args:
            table: of `PART_SCHEMA`.
            report: its counts.
            rejects: in row order.
            worst: worst first.

        Raises:
            OSError: they could not be written; the part is then not there.
        """
        write_atomically(self._rejects, _lines(rejects))
        write_atomically(self._worst, _lines(worst))
        schema = PART_SCHEMA.with_metadata({_REPORT_KEY: msgspec.json.encode(report)})
        options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
        with (
            atomic_file(self.path) as temporary,
            pa.OSFile(str(temporary), "wb") as sink,
            pa.ipc.new_file(sink, schema, options=options) as writer,
        ):
            writer.write_table(table.cast(schema))

    def report(self) -> PartReport | None:
        """Return the counts of a finished part, or None when it is not there or not whole."""
        try:
            with pa.memory_map(str(self.path)) as source:
                return _report(pa.ipc.open_file(source).schema)
        except (FileNotFoundError, pa.ArrowInvalid, KeyError, TypeError, msgspec.MsgspecError):
            return None

    def read(self) -> Part:
        """Return the finished part."""
        with pa.OSFile(str(self.path)) as source:
            table = pa.ipc.open_file(source).read_all()
        return Part(
            table.replace_schema_metadata(None),
            _report(table.schema).rows_read,
            _read_lines(self._rejects, Reject),
            _read_lines(self._worst, Shown),
        )

    def sellers(self) -> Any:
        """Return the column `seller_id` alone."""
        options = pa.ipc.IpcReadOptions(included_fields=[PART_SCHEMA.get_field_index("seller_id")])
        with pa.OSFile(str(self.path)) as source:
            return pa.ipc.open_file(source, options=options).read_all().column(0)


def _report(schema: Any) -> PartReport:
    return msgspec.json.decode(schema.metadata[_REPORT_KEY], type=PartReport)


def reject_line(reject: Reject) -> str:
    """Return a reject in one line: `file:row: field: message`, and how many more problems it has."""
    more = f" (and {len(reject.problems) - 1} more)" if len(reject.problems) > 1 else ""
    return f"{reject.file}:{reject.row}: {reject.problems[0]}{more}"


def _lines(items: Iterable[Any]) -> bytes:
    return b"".join(msgspec.json.encode(item) + b"\n" for item in items)


def _read_lines(path: Path, kind: type[_T]) -> list[_T]:
    return [msgspec.json.decode(line, type=kind) for line in path.read_bytes().splitlines()]

"""CSV with a header line, in whatever encodings its rows are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from countermark.formats.listings.chunks import ChunkRef, SourceRow
from countermark.formats.listings.columns_needed import check_columns, wanted_columns
from countermark.formats.listings.csv_records import CsvRecord, RecordSplitter, split_fields
from countermark.formats.listings.files import file_error, open_file, refuse_utf16
from countermark.formats.listings.mapping import ListingMapping
from countermark.formats.listings.splitting import ChunkPlanner
from countermark.formats.listings.texts import decode, read_lines
from countermark.formats.listings.values import UnreadableValueError, shown

_BOM: Final = b"\xef\xbb\xbf"
_DELIMITERS: Final = (";", "\t", "|", ",")


def plan(path: Path, mapping: ListingMapping, chunk_rows: int) -> list[ChunkRef]:
    """Return byte ranges that begin and end on record boundaries, the header left out.

    Raises:
        InvalidInputError: the header is not readable, or lacks a column that the mapping needs.
    """
    header = read_header(path, mapping)
    check_columns(path, mapping, header.names)
    planner = ChunkPlanner("csv", path, chunk_rows)
    with open_file(path) as file:
        splitter = RecordSplitter(read_lines(file, header.stop), header.delimiter, len(header.names))
        for number, record in enumerate(splitter, start=1):
            planner.add(number, record.start, record.stop)
    return planner.finish()


def read(path: Path, mapping: ListingMapping, ref: ChunkRef) -> Iterator[SourceRow]:
    """Yield the records of one chunk."""
    header = read_header(path, mapping)
    reader = _FieldReader(header, mapping)
    with open_file(path) as file:
        splitter = RecordSplitter(read_lines(file, ref.start), header.delimiter, len(header.names))
        for number, record in enumerate(splitter, start=ref.first_row):
            if record.start >= ref.stop:
                return
            yield reader.row(number, record)


class Header:
    """The names of the columns, and where the records begin."""

    def __init__(self, names: list[str], stop: int, delimiter: str) -> None:
        self.names = names
        self.stop = stop
        self.delimiter = delimiter


def read_header(path: Path, mapping: ListingMapping) -> Header:
    """Return the header of a CSV file.

    Raises:
        InvalidInputError: there is none, it is not text, or a quote in it is not closed.
    """
    delimiter = mapping.delimiter or ("\t" if path.suffix.lower() == ".tsv" else ",")
    with open_file(path) as file:
        refuse_utf16(path, file)
        record = next(iter(RecordSplitter(read_lines(file, 0), delimiter, None)), None)
    if record is None:
        raise file_error(path, "has no header line; expected column names")
    if record.problem:
        raise file_error(path, f"the header {record.problem}", row=1)
    try:
        text = decode(record.data.removeprefix(_BOM), mapping.encodings)
    except UnreadableValueError as error:
        raise file_error(path, f"the header {error}", row=1) from error
    names = [name.strip() for name in split_fields(text, delimiter)]
    if any("\r" in name for name in names):
        raise file_error(path, "has carriage returns alone as line ends; expected \\n or \\r\\n", row=1)
    if len(names) == 1:
        _refuse_other_delimiter(path, names[0], delimiter)
    return Header(names, record.stop, delimiter)


def _refuse_other_delimiter(path: Path, header: str, delimiter: str) -> None:
    """Say what is to be done about a file that another programme or country separates in another way."""
    for other in _DELIMITERS:
        if other != delimiter and other in header:
            message = f"separates its columns with {other!r}; expected {delimiter!r}. Say in the mapping: delimiter: "
            raise file_error(path, message + ('"\\t"' if other == "\t" else f'"{other}"'), row=1)


class _FieldReader:
    """Turns records into dicts of the columns that the mapping uses."""

    def __init__(self, header: Header, mapping: ListingMapping) -> None:
        self._header = header
        self._encodings = mapping.encodings
        wanted = wanted_columns(mapping)
        self._places = [(name, place) for place, name in enumerate(header.names) if name in wanted]

    def row(self, number: int, record: CsvRecord) -> SourceRow:
        if record.problem:
            return SourceRow(number, None, record.data, (("", record.problem),))
        try:
            text = record.data.decode(self._encodings[0])
        except UnicodeDecodeError:
            return self._mixed_row(number, record)
        fields = split_fields(text, self._header.delimiter)
        if problem := self._shape_problem(fields):
            return SourceRow(number, None, record.data, (("", problem),))
        return SourceRow(number, {name: fields[place] or None for name, place in self._places}, record.data)

    def _mixed_row(self, number: int, record: CsvRecord) -> SourceRow:
        """Read a record that is not in the first encoding: each field by itself, as exports mix encodings in a row."""
        fields = split_fields(record.data.decode("latin-1"), self._header.delimiter)
        if problem := self._shape_problem(fields):
            return SourceRow(number, None, record.data, (("", problem),))
        values: dict[str, str | None] = {}
        problems = []
        for name, place in self._places:
            try:
                values[name] = decode(fields[place].encode("latin-1"), self._encodings) or None
            except UnreadableValueError as error:
                problems.append((f"column {shown(name)}", str(error)))
        return SourceRow(number, values, record.data, tuple(problems))

    def _shape_problem(self, fields: list[str]) -> str:
        expected = len(self._header.names)
        found = "1 field" if len(fields) == 1 else f"{len(fields):,} fields"
        return "" if len(fields) == expected else f"has {found}; the header has {expected:,}"

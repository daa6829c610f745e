"""CSV, whole and hostile: quoted line breaks, mixed encodings, stray quotes, wrong numbers of fields."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import Seller, batch_to_listings
from countermark.formats.listings import ListingMapping, ReadChunk, load_mapping, plan_chunks, read_chunk, read_listings
from countermark.formats.listings.csv_records import MAX_RECORD_LINES

NOW = datetime(2026, 3, 1, tzinfo=UTC)
OURS = load_mapping("countermark")
MIXED = msgspec.structs.replace(OURS, encodings=("utf-8", "cp1252"))
HEADER = b"listing_id,seller_id,title\n"


def write(folder: Path, data: bytes, name: str = "shop.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(folder: Path, data: bytes, mapping: ListingMapping = OURS, name: str = "shop.csv") -> ReadChunk:
    (chunk,) = read_listings(write(folder, data, name), mapping, now=NOW)
    return chunk


def titles(chunk: ReadChunk) -> list[str]:
    found: list[str] = chunk.batch.column("title").to_pylist()
    return found


def said(chunk: ReadChunk) -> list[tuple[int, list[str]]]:
    return [(reject.row, reject.problems) for reject in chunk.rejects]


def file_problem(path: Path, mapping: ListingMapping = OURS) -> str:
    with pytest.raises(InvalidInputError) as caught:
        plan_chunks(path, mapping)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_every_field_can_come_from_csv(tmp_path: Path) -> None:
    chunk = read(
        tmp_path,
        b"listing_id,seller_id,title,version,category,attributes,price_minor,currency,images,created_at,"
        b"seller.age_days,seller_linked_banned,brand\n"
        b'a,s,Ink,2,Office > Ink,"{""colour"": ""black"", ""packs"": [1, 2], ""n"": 5}",1250,USD,'
        b"https://x/1 https://x/2,2026-02-01T00:00:00Z,5,true,\n",
    )
    (listing,) = batch_to_listings(chunk.batch)
    assert listing.version == 2
    assert listing.category == ["Office", "Ink"]
    assert listing.attributes == {"colour": "black", "packs": "1, 2", "n": "5"}
    assert listing.price_minor == 1250
    assert listing.images == ["https://x/1", "https://x/2"]
    assert listing.created_at == datetime(2026, 2, 1, tzinfo=UTC)
    assert listing.seller == Seller(age_days=5, linked_banned=True)
    assert listing.brand is None, "an empty cell is nothing, not an empty brand"


def test_quotes_line_breaks_and_delimiters_inside_quotes(tmp_path: Path) -> None:
    data = HEADER + b'1,s,"two\nlines, with ""quotes"""\r\n2,s,5" pipe\n3,s,"a"b\n\n4,s,"x\n\ny"\n'
    chunk = read(tmp_path, data)
    assert titles(chunk) == ['two\nlines, with "quotes"', '5" pipe', "ab", "x\n\ny"]
    assert chunk.rows == [1, 2, 3, 4]
    assert chunk.rejects == []


def test_chunks_never_cut_a_quoted_line_break(tmp_path: Path) -> None:
    rows = b"".join(b'%d,s,"line\nline\nline %d"\n' % (n, n) for n in range(20))
    path = write(tmp_path, HEADER + rows)
    refs = plan_chunks(path, OURS, chunk_rows=3)
    assert [ref.rows for ref in refs] == [3] * 6 + [2]
    chunks = [read_chunk(path, OURS, ref, now=NOW) for ref in reversed(refs)]
    assert sorted(row for chunk in chunks for row in chunk.rows) == list(range(1, 21))
    assert titles(chunks[-1])[2] == "line\nline\nline 2"


def test_too_many_and_too_few_fields_are_rejected(tmp_path: Path) -> None:
    chunk = read(tmp_path, HEADER + b"1,s,a\n2,s\n3,s,a,b\n4,s,d\n")
    assert titles(chunk) == ["a", "d"]
    assert said(chunk) == [(2, ["has 2 fields; the header has 3"]), (3, ["has 4 fields; the header has 3"])]
    assert [reject.raw for reject in chunk.rejects] == ["2,s", "3,s,a,b"]


def test_an_unclosed_quote_costs_its_own_line_only(tmp_path: Path) -> None:
    rows = b"".join(b"%d,s,t%d\n" % (n, n) for n in range(3, 3_000))
    chunk = read(tmp_path, HEADER + b'1,s,ok\n2,s,"never closed\n' + rows)
    assert len(titles(chunk)) == 2_998
    assert said(chunk) == [(2, ["has a quote that is not closed; expected one before the line's end"])]
    assert chunk.rejects[0].raw == '2,s,"never closed'


def test_an_unclosed_quote_before_a_quoted_row_costs_its_own_line_only(tmp_path: Path) -> None:
    chunk = read(tmp_path, HEADER + b'1,s,"open\n2,s,b\n3,s,"closed, quoted"\n4,s,"d"\n')
    assert titles(chunk) == ["b", "closed, quoted", "d"]
    assert [row for row, _ in said(chunk)] == [1]


def test_an_unclosed_quote_is_the_same_in_every_split(tmp_path: Path) -> None:
    data = HEADER + b"".join(
        b'%d,s,"open\n' % n if n % 7 == 3 else b'%d,s,"x ""%d""\ny"\n' % (n, n) for n in range(1, 60)
    )
    path = write(tmp_path, data)
    whole = next(read_listings(path, OURS, now=NOW))
    parts = list(read_listings(path, OURS, now=NOW, chunk_rows=1))
    assert [row for part in parts for row in part.rows] == whole.rows
    assert [reject for part in parts for reject in part.rejects] == whole.rejects


def test_stray_quotes_on_every_line_cost_a_bounded_time(tmp_path: Path) -> None:
    """Each line opens a quote whether or not it begins inside one: the worst case for reading on in vain."""
    data = HEADER + b'a"b,"c,x\n' * 20_000
    start = time.process_time()
    rows = sum(chunk.rows_read for chunk in read_listings(write(tmp_path, data), OURS, now=NOW))
    assert rows == 20_000
    assert time.process_time() - start < 20, "0.25 ms a line; without a bound it would be minutes"


def test_a_quoted_record_of_more_lines_than_any_listing_has_is_not_believed(tmp_path: Path) -> None:
    long = b'1,s,"' + b"\n" * MAX_RECORD_LINES + b'"\n'
    chunk = read(tmp_path, HEADER + long + b"2,s,ok\n")
    assert titles(chunk) == ["ok"]
    assert said(chunk)[0] == (1, ["has a quote that is not closed; expected one before the line's end"])


def test_bytes_that_are_not_utf8_are_read_in_the_next_encoding_field_by_field(tmp_path: Path) -> None:
    data = b"listing_id,seller_id,title,brand\n" + "1,s,Cartão,".encode() + b"Caf\xe9\n2,s,\x93Ink\x94,x\n"
    chunk = read(tmp_path, data, MIXED)
    assert titles(chunk) == ["Cartão", "“Ink”"]
    assert chunk.batch.column("brand").to_pylist() == ["Café", "x"]


def test_bytes_that_fit_no_encoding_are_rejected_by_name(tmp_path: Path) -> None:
    data = HEADER + b"1,s,ok\n2,s,Caf\xe9\n"
    expected = "column 'title': has the byte 0xe9 at position 4, which is not utf-8; name others in the mapping"
    assert said(read(tmp_path, data)) == [(2, [expected])]
    assert said(read(tmp_path, HEADER + b"1,s,a\n2,s,\x81\n", MIXED)) == [
        (2, [expected.replace("0xe9 at position 4", "0x81 at position 1").replace("utf-8", "utf-8 or cp1252")])
    ]


def test_bytes_in_a_column_that_is_not_read_do_no_harm(tmp_path: Path) -> None:
    chunk = read(tmp_path, b"listing_id,seller_id,title,junk\n1,s,Ink,\xff\xfe\x81\n")
    assert titles(chunk) == ["Ink"]


def test_nul_bytes_are_rejected_and_huge_fields_too(tmp_path: Path) -> None:
    chunk = read(tmp_path, HEADER + b"1,s,a\x00b\n2,s," + b"x" * 10_000_000 + b"\n3,s,ok\n")
    assert titles(chunk) == ["ok"]
    assert said(chunk) == [
        (1, ["title: contains a NUL character"]),
        (2, ["title: has 10,000,000 characters; at most 1,000 are read"]),
    ]


def test_a_record_longer_than_every_bound_is_rejected(tmp_path: Path) -> None:
    chunk = read(tmp_path, HEADER + b'1,s,"' + b"x" * 20_000_000 + b'"\n2,s,ok\n')
    assert titles(chunk) == ["ok"]
    assert said(chunk) == [(1, ["is longer than 16,777,216 bytes; expected one record"])]


def test_a_byte_order_mark_does_not_belong_to_the_first_column(tmp_path: Path) -> None:
    assert titles(read(tmp_path, b"\xef\xbb\xbf" + HEADER + b"1,s,Ink\n")) == ["Ink"]


def test_other_delimiters_and_the_tsv_suffix(tmp_path: Path) -> None:
    semicolon = msgspec.structs.replace(OURS, delimiter=";")
    assert titles(read(tmp_path, HEADER.replace(b",", b";") + b'1;s;"a;b"\n', semicolon)) == ["a;b"]
    assert titles(read(tmp_path, HEADER.replace(b",", b"\t") + b"1\ts\ta,b\n", OURS, "shop.tsv")) == ["a,b"]


def test_a_missing_column_is_one_error_for_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, b"listing_id,seller,titel\n" + b"1,s,Ink\n" * 100)
    assert file_problem(path) == (
        "shop.csv: seller_id: needs the column 'seller_id'; the file has 'listing_id', 'seller', 'titel'; "
        "did you mean 'seller'?\n"
        "shop.csv: title: needs the column 'title'; the file has 'listing_id', 'seller', 'titel'; did you mean 'titel'?"
    )


def test_a_wrong_delimiter_shows_in_the_columns_that_were_found(tmp_path: Path) -> None:
    path = write(tmp_path, HEADER.replace(b",", b";"))
    assert "separates its columns with ';'" in file_problem(path)


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"listing_id,seller_id,title,title,x,x\n")
    assert file_problem(path) == "shop.csv: title: is the name of 2 columns; expected one"


def test_a_file_with_a_header_and_nothing_else_has_no_rows(tmp_path: Path) -> None:
    assert plan_chunks(write(tmp_path, HEADER), OURS) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "shop.csv: is empty (0 bytes); expected listings"),
        (b"\n\n", "shop.csv: has no header line; expected column names"),
        (b'listing_id,"seller_id,title\n1,s,t\n', "shop.csv:1: the header has a quote that is not closed"),
        (b"listing_id,caf\xe9\n", "shop.csv:1: the header has the byte 0xe9 at position 15, which is not utf-8"),
        ("listing_id,seller_id,title\n".encode("utf-16"), "shop.csv: is in UTF-16; expected UTF-8 (save it as UTF-8)"),
        (
            HEADER.replace(b"\n", b"\r") + b"1,s,a\r",
            "shop.csv:1: has carriage returns alone as line ends; expected \\n or \\r\\n",
        ),
    ],
)
def test_a_file_that_is_no_csv_says_so(tmp_path: Path, data: bytes, message: str) -> None:
    assert file_problem(write(tmp_path, data)).startswith(message)


def test_a_mapping_with_fallbacks_constants_and_defaults(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "constants: {market: BR, currency: BRL}\n"
        "fields:\n"
        "  listing_id: id\n"
        "  seller_id: {from: [{path: url, convert: {between: {after: 's='}}}, shop], default: unknown}\n"
        "  title: {from: t, convert: first_line}\n"
        "  price_minor: {from: [sale, price], convert: money}\n"
        "  condition: {from: c, convert: {map: {values: {Novo: new}}}}\n"
        "  attributes: {collect: {colour: cor}, pairs: [v0, v1]}\n",
        encoding="utf-8",
    )
    mapping = load_mapping(tmp_path / "map.yaml")
    data = (
        'id,url,shop,t,sale,price,c,cor,v0,v1\n1,x?s=7,Shop,"A\nBADGE",,"R$ 1.234,56",Novo,red,size:L,\n'
        "2,x,Shop,B,1.234,,,,,\n3,,,C,,,Lacrado,,big,\n4,,,D,,,,,,\n"
    )
    chunk = read(tmp_path, data.encode(), mapping)
    first, last = batch_to_listings(chunk.batch)
    assert (first.seller_id, first.title, first.price_minor, first.condition) == ("7", "A", 123_456, "new")
    assert first.attributes == {"colour": "red", "size": "L"}
    assert (first.market, last.currency, last.seller_id, last.condition) == ("BR", "BRL", "unknown", "unknown")
    assert said(chunk) == [
        (2, ["price_minor: is '1.234', which can be read in two ways; say `decimal: comma` or `dot`"]),
        (
            3,
            [
                "condition: is 'Lacrado', which the mapping's value table does not have",
                "attributes: is 'big'; expected text such as size:Large",
            ],
        ),
    ]


def test_a_price_says_its_currency_where_the_row_has_none(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(
        "fields: {listing_id: i, seller_id: i, title: i, price_minor: {from: p, convert: money}}\n", encoding="utf-8"
    )
    chunk: Any = read(tmp_path, b"i,p\n1,R$ 5\n2,$5\n", load_mapping(tmp_path / "map.yaml"))
    assert chunk.batch.column("currency").to_pylist() == ["BRL"]
    assert said(chunk) == [(2, ["currency: is missing; a price needs its currency"])]


@pytest.mark.parametrize(("other", "written"), [(";", '";"'), ("\t", '"\\t"'), ("|", '"|"')])
def test_another_delimiter_is_told_with_what_the_mapping_has_to_say(tmp_path: Path, other: str, written: str) -> None:
    path = write(tmp_path, f"\ufefflisting_id{other}seller_id{other}title\n1{other}s{other}Ink\n".encode())
    assert file_problem(path) == (
        f"shop.csv:1: separates its columns with {other!r}; expected ','. Say in the mapping: delimiter: {written}"
    )


def test_a_row_in_another_encoding_is_told_with_its_listing(tmp_path: Path) -> None:
    (reject,) = read(tmp_path, HEADER + b"7,s,caf\xe9\n").rejects
    assert reject.listing_id == "7"
    assert reject.problems == [
        "column 'title': has the byte 0xe9 at position 4, which is not utf-8; name others in the mapping"
    ]

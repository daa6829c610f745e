"""CSV from outside: what people and programs save is read, and what is broken is named with its line."""

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry import csv_table, raw
from countermark.engine.registry.model import Registry
from countermark.engine.registry.parse import parse_registry

BRANDS = b"brand_id,name\nvelora,Velora\n"
SLANG = "slang.csv"


def parse(name: str, data: bytes) -> Registry:
    return parse_registry({"brands.csv": BRANDS, name: data} if name != "brands.csv" else {name: data})


def problems_of(name: str, data: bytes) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(name, data)
    return [str(problem) for problem in caught.value.problems]


def test_byte_order_mark_crlf_blank_lines_and_spaces_are_harmless() -> None:
    data = b"\xef\xbb\xbfbrand_id, name ,common_word\r\n\r\n velora , Velora ,Yes\r\n,,\r\n"
    [brand] = parse("brands.csv", data).brands
    assert (brand.brand_id, brand.name, brand.common_word) == ("velora", "Velora", True)


def test_a_quoted_line_break_stays_in_prose_and_later_lines_keep_their_numbers() -> None:
    data = b'term,language,weight,meaning\nreplica,en,0.7,"one\r\ntwo"\nclone,en,3,\n'
    assert problems_of(SLANG, data) == ["slang.csv:4: weight: is 3; expected 0 to 1"]
    [term] = parse(SLANG, data.replace(b"clone,en,3,\n", b"")).slang
    assert term.meaning == "one\ntwo"


def test_a_line_break_in_a_name_is_refused() -> None:
    assert problems_of("brands.csv", b'brand_id,name\nvelora,"Vel\nora"\n') == [
        "brands.csv:2: name: contains U+000A, a control or invisible character; remove it"
    ]


@pytest.mark.parametrize("name", ["=cmd()", "+1y", "-xy", "@sum", "=1+1|' /C calc'!A0"])
def test_cells_that_a_spreadsheet_would_run_are_just_text(name: str) -> None:
    [brand] = parse("brands.csv", f"brand_id,name\nvelora,{name}\n".encode()).brands
    assert brand.name == name


def test_each_line_in_a_wrong_encoding_is_named() -> None:
    data = "brand_id,name\nvelora,Velora\ncafe,Café\ncha,Chá\n".encode("cp1252")
    assert problems_of("brands.csv", data) == [
        "brands.csv:3: is not UTF-8 text; save it as CSV UTF-8",
        "brands.csv:4: is not UTF-8 text; save it as CSV UTF-8",
    ]


def test_a_whole_file_in_a_wrong_encoding_is_not_told_line_by_line() -> None:
    rows = "".join(f"b{i},Café {i}\n" for i in range(50)).encode("cp1252")
    problems = problems_of("brands.csv", b"brand_id,name\n" + rows)
    assert len(problems) == 21
    assert "brands.csv: has 30 more lines that are not UTF-8 text" in problems


def test_utf_16_is_recognised() -> None:
    assert problems_of("brands.csv", BRANDS.decode().encode("utf-16")) == [
        "brands.csv: is UTF-16 text; save it as CSV UTF-8"
    ]


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_separator_is_recognised(separator: str, word: str) -> None:
    data = BRANDS.replace(b",", separator.encode())
    assert problems_of("brands.csv", data) == [f"brands.csv:1: separates its columns with {word}; expected commas"]


def test_a_quotation_mark_that_is_never_closed_is_found_where_it_opens() -> None:
    data = b'brand_id,name\nvelora,"Velora\nnimbus,NimbusPort\n'
    assert problems_of("brands.csv", data) == [
        "brands.csv:2: is not readable CSV: a quotation mark opens here and is never closed; the rest is not read"
    ]


def test_text_after_a_closing_quotation_mark_is_refused() -> None:
    [problem] = problems_of("brands.csv", b'brand_id,name\nvelora,"Vel"ora\n')
    assert problem.startswith("brands.csv:2: is not readable CSV: ")


def test_rows_before_and_after_one_of_the_wrong_width_are_still_checked() -> None:
    data = b"brand_id,name,common_word\na1,Aa,maybe\nb1\nc1,Cc,maybe\n"
    assert [problem.split(": ")[0] for problem in problems_of("brands.csv", data)] == [
        "brands.csv:2",
        "brands.csv:3",
        "brands.csv:4",
    ]


def test_unknown_missing_and_repeated_columns_are_named() -> None:
    assert problems_of("brands.csv", b"brand_id,nam\nvelora,Velora\n") == [
        "brands.csv:1: name: is missing; brands needs it",
        (
            "brands.csv:1: nam: is not a column of brands (known: brand_id, name, common_word, context_words, "
            "categories, safety_critical); did you mean 'name'?"
        ),
    ]
    assert problems_of("brands.csv", b"brand_id,name,name\nvelora,Velora,V\n") == [
        "brands.csv:1: name: is a column more than once; keep one"
    ]


def test_an_empty_file_is_told_what_header_it_lacks() -> None:
    assert problems_of("gtin_prefixes.csv", b"") == [
        "gtin_prefixes.csv: is empty; expected a header line: brand_id,prefix"
    ]


def test_a_header_alone_is_an_empty_table() -> None:
    assert parse("gtin_prefixes.csv", b"brand_id,prefix\n").gtin_prefixes == ()


def test_nul_bytes_are_refused() -> None:
    assert problems_of("brands.csv", b"brand_id,name\nvelora,Vel\x00ora\n") == [
        "brands.csv:2: name: contains U+0000, a control or invisible character; remove it"
    ]


def test_a_field_of_megabytes_and_a_header_of_thousands_are_refused() -> None:
    [problem] = problems_of("brands.csv", b"brand_id,name\nvelora," + b"x" * 200_000 + b"\n")
    assert problem.startswith("brands.csv:2: is not readable CSV: field larger than field limit")
    assert problems_of("brands.csv", b"a" + b",a" * 5_000 + b"\n") == [
        "brands.csv:1: has 5001 columns; at most 100 are read"
    ]


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_TABLE_BYTES", 10)
    assert problems_of("brands.csv", BRANDS) == [f"brands.csv: is {len(BRANDS)} bytes; at most 10 are read"]


def test_rows_beyond_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_ROWS", 2)
    assert len(parse("brands.csv", BRANDS + b"b2,B2\n\n").brands) == 2
    assert problems_of("brands.csv", BRANDS + b"b2,B2\nb3,B3\nb4,B4\n") == [
        "brands.csv:4: is row 3; at most 2 rows are read"
    ]


def test_references_to_rows_that_could_not_be_read_are_not_reported_too() -> None:
    files = {"brands.csv": b"brand_id,name\nvelora\n", "aliases.csv": b"brand_id,alias\nvelora,Velo\n"}
    with pytest.raises(InvalidInputError) as caught:
        parse_registry(files)
    assert [problem.file for problem in caught.value.problems] == ["brands.csv"]


def test_a_line_above_the_header_is_told_as_columns_without_a_name() -> None:
    assert problems_of("brands.csv", b"Our brands,,\nbrand_id,name,common_word\nvelora,Velora,no\n") == [
        "brands.csv:1: 2 columns have no name; expected the names of all columns in the first line that is not empty"
    ]

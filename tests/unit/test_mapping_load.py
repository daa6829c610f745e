"""Mapping files: the shipped ones load, and every mistake in one is reported with file, line and key."""

# ruff: noqa: E501 - tables of inputs and messages are read best with one row a line

from pathlib import Path

import msgspec
import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.listing import LISTING_SCHEMA
from countermark.formats.listings import ListingMapping, format_of, load_mapping, shipped_mappings

GOOD = """\
format: csv
delimiter: ";"
encodings: [utf-8-sig, cp1252]
constants: {market: BR, currency: BRL}
fields:
  listing_id: id
  seller_id: {from: [seller.id, {path: url, convert: {between: {after: "s="}}}], convert: text}
  title: {from: titulo, convert: [first_line, {strip_suffix: [" | X"]}]}
  condition: {from: c, convert: {map: {values: {Novo: new}}}, default: unknown, optional: true}
  attributes: {from: specs, collect: {colour: cor}, pairs: [v0], separator: "=", optional: true}
"""


def load(folder: Path, text: str) -> ListingMapping:
    path = folder / "shop.yaml"
    path.write_text(text, encoding="utf-8")
    return load_mapping(path)


def problems_of(folder: Path, text: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        load(folder, text)
    return [str(problem).removeprefix(f"{folder}/") for problem in caught.value.problems]


def test_shipped_mappings_load_by_name() -> None:
    assert shipped_mappings() == ["amazon", "countermark", "mercadolivre", "mercadolivre_scored"]
    for name in shipped_mappings():
        mapping = load_mapping(name)
        assert mapping.name == name
        assert {"listing_id", "seller_id", "title"} <= {field.target for field in mapping.fields}


def test_countermark_maps_every_field_of_a_listing_onto_itself() -> None:
    mapping = load_mapping("countermark")
    assert {field.target for field in mapping.fields} | {"attributes"} == set(LISTING_SCHEMA.names)
    assert all(field.sources[0].path == field.target for field in mapping.fields)
    needed = {field.target for field in mapping.fields if not field.optional}
    assert needed == {"listing_id", "seller_id", "title"}


def test_a_mapping_file_is_read_in_full(tmp_path: Path) -> None:
    mapping = load(tmp_path, GOOD)
    assert mapping.format == "csv"
    assert mapping.delimiter == ";"
    assert mapping.encodings == ("utf-8", "cp1252")
    assert mapping.constants == {"market": "BR", "currency": "BRL"}
    seller = next(field for field in mapping.fields if field.target == "seller_id")
    assert [source.path for source in seller.sources] == ["seller.id", "url"]
    assert mapping.attributes is not None
    assert mapping.attributes.collect == {"colour": "cor"}


def test_a_mapping_is_plain_data_that_can_be_sent_and_stored(tmp_path: Path) -> None:
    for mapping in (load(tmp_path, GOOD), *map(load_mapping, shipped_mappings())):
        assert msgspec.json.decode(msgspec.json.encode(mapping), type=ListingMapping) == mapping


def test_the_format_is_the_mappings_or_the_suffixs(tmp_path: Path) -> None:
    plain = load_mapping("countermark")
    assert format_of(Path("a.JSONL"), plain) == "jsonl"
    assert format_of(Path("a.tsv"), plain) == "csv"
    assert format_of(Path("a.bin"), load(tmp_path, GOOD)) == "csv"
    with pytest.raises(
        InvalidInputError, match=r"a\.xlsx: has the suffix '\.xlsx'; expected \.jsonl, .* or `format` in the map"
    ):
        format_of(Path("a.xlsx"), plain)
    with pytest.raises(InvalidInputError, match="listings: has no suffix; expected"):
        format_of(Path("listings"), plain)


HEAD = "fields:\n  listing_id: id\n  seller_id: s\n  title: t\n"

MISTAKES: list[tuple[str, str]] = [
    (HEAD + "field: {}\n", "shop.yaml:5: field: is not a known key; expected format, records, delimiter, encodings, constants, fields; did you mean 'fields'?"),
    (HEAD + "  titel: x\n", "shop.yaml:5: fields.titel: is not a field of a listing; did you mean 'title'?"),
    (HEAD + "  seller: x\n", "shop.yaml:5: fields.seller: is not a field of a listing; did you mean 'seller_id'?"),
    (HEAD + "  zzz: x\n", "shop.yaml:5: fields.zzz: is not a field of a listing; see the reference of listing fields"),
    (HEAD + "  brand: {frm: x}\n", "shop.yaml:5: fields.brand.frm: is not a known key; expected from, convert, default, optional; did you mean 'from'?"),
    (HEAD + "  brand:\n    from: b\n    convert: txet\n", "shop.yaml:7: fields.brand.convert: is 'txet'; expected a conversion: between, date, first_line, gtin, integer, map, money, number, remove, split, strip_prefix, strip_suffix, text; did you mean 'text'?"),
    (HEAD + "  brand:\n    from: b\n    convert:\n      - text\n      - {strip_prefix: 5}\n", "shop.yaml:9: fields.brand.convert.1: strip_prefix needs a phrase or a list of phrases, such as strip_prefix: [' Store']"),
    (HEAD + "  brand: {from: b, convert: {eval: 'import os'}}\n", "shop.yaml:5: fields.brand.convert: is 'eval'; expected a conversion: "),
    (HEAD + "  price_minor: {from: p, convert: {money: {decimals: dot}}}\n", "shop.yaml:5: fields.price_minor.convert: money has the unknown parameter 'decimals'"),
    (HEAD + "  quantity: {from: q, convert: money}\n", "shop.yaml:5: fields.quantity.convert: money makes minor units; expected only under price_minor"),
    (HEAD + "  brand: 5\n", "shop.yaml:5: fields.brand: is 5; expected a column name or a path such as offers.0.price (quote numbers)"),
    (HEAD + "  brand: {convert: text}\n", "shop.yaml:5: fields.brand.from: is missing; expected a column name or a path"),
    (HEAD + "  brand: []\n", "shop.yaml:5: fields.brand: has 0 sources; expected 1 to 50"),
    (HEAD + "  brand: [a, {path: b, with: c}]\n", "shop.yaml:5: fields.brand.1.with: is not a known key; expected path, convert"),
    (HEAD + "  brand: {from: b, optional: yess}\n", "shop.yaml:5: fields.brand.optional: is 'yess'; expected true or false"),
    (HEAD + "  quantity: {from: q, default: many}\n", "shop.yaml:5: fields.quantity.default: is 'many'; expected a whole number"),
    (HEAD + "  attributes: {}\n", "shop.yaml:5: fields.attributes: names no source; expected `from`, `collect` or `pairs`"),
    (HEAD + "  attributes: {collect: [a]}\n", "shop.yaml:5: fields.attributes.collect: is a list of 1 entry; expected attribute names and paths"),
    (HEAD + "  attributes: {pairs: [a], separator: ''}\n", "shop.yaml:5: fields.attributes.separator: is ''; expected text"),
    (HEAD + "constants: {currency: EURO}\n", "shop.yaml:5: constants.currency: 'EURO' is not a currency code of ISO 4217"),
    (HEAD + "constants: {curency: EUR}\n", "shop.yaml:5: constants.curency: is not a field of a listing; did you mean 'currency'?"),
    (HEAD + "constants: {quantity: lots}\n", "shop.yaml:5: constants.quantity: is 'lots'; expected a whole number"),
    (HEAD + "constants: {market: }\n", "shop.yaml:5: constants.market: is empty; expected a value"),
    (HEAD + "constants: {title: Ink}\n", "shop.yaml:4: fields.title: is also a constant; expected one of the two"),
    (HEAD + "constants: [BR]\n", "shop.yaml:5: constants: is a list of 1 entry; expected our field names and values"),
    (HEAD + "format: xml\n", "shop.yaml:5: format: is 'xml'; expected one of jsonl, json, csv, parquet"),
    (HEAD + "delimiter: ';;'\n", "shop.yaml:5: delimiter: is ';;'; expected one character"),
    (HEAD + "delimiter: ''\n", "shop.yaml:5: delimiter: is ''; expected one character"),
    (HEAD + "encodings: utf-8\n", "shop.yaml:5: encodings: is 'utf-8'; expected a list such as [utf-8, cp1252]"),
    (HEAD + "encodings: [utf-8, utf-16]\n", "shop.yaml:5: encodings.1: is 'utf-16'; expected one of utf-8, utf-8-sig,"),
    (HEAD + "records: [produtos]\n", "shop.yaml:5: records: is a list of 1 entry; expected text of at most 500 characters"),
    ("fields: {}\n", "shop.yaml:1: fields: is missing; expected our field names, each with where it comes from"),
    ("fields: {listing_id: id, title: t}\n", "shop.yaml:1: fields: has no seller_id; a listing needs it (from a column or a constant)"),
    ("- a\n", "shop.yaml:1: is a list of 1 entry; expected a mapping"),
    ("a: &x 1\nb: *x\n", "shop.yaml:1: uses an anchor or alias (& or *); write the value out"),
    ("fields:\n  title: a\n  title: b\n", "shop.yaml:3: is not readable YAML: key 'title' is repeated"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[message[:70] for _, message in MISTAKES])
def test_a_mistake_is_reported_with_file_line_and_key(tmp_path: Path, text: str, message: str) -> None:
    found = problems_of(tmp_path, text)
    assert any(problem.startswith(message) for problem in found), found


def test_all_mistakes_are_reported_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = "format: xml\nencodings: [klingon]\n" + HEAD + "  titel: x\n  brand: {from: b, convert: nope}\n"
    lines = [problem.split(":")[1] for problem in problems_of(tmp_path, text)]
    assert lines == ["1", "2", "7", "8"]


def test_a_name_that_is_not_shipped_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(InvalidInputError) as caught:
        load_mapping("mercado_livre")
    assert str(caught.value) == (
        "mercado_livre: is not a shipped mapping; expected one of amazon, countermark, mercadolivre, mercadolivre_scored, "
        "or the path of a .yaml file; did you mean 'mercadolivre'?"
    )


def test_a_mapping_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match=r"gone\.yaml: cannot be read: No such file or directory"):
        load_mapping(tmp_path / "gone.yaml")
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(InvalidInputError, match=r"folder\.yaml: cannot be read: Is a directory"):
        load_mapping(tmp_path / "folder.yaml")
    with pytest.raises(InvalidInputError, match="cannot be read"):
        load_mapping("nul\x00.yaml")

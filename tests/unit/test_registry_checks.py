"""What a single row must fulfil, table by table: the message tells what was expected."""

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.parse import parse_registry

GOOD = {
    "brands.csv": "brand_id,name\nvelora,Velora\n",
    "product_lines.csv": "line_id,brand_id,name\nrunner,velora,Runner\n",
}

CASES = [
    # table, header, row, field, words of the message
    ("brands", "brand_id,name", "two words,Velora", "brand_id", "an identifier has neither"),
    ("brands", "brand_id,name", "velora,", "name", "is empty; expected a value"),
    ("brands", "brand_id,name", "velora,V", "name", "is a single letter"),
    ("brands", "brand_id,name", "velora,***", "name", "has no letter or digit"),
    ("brands", "brand_id,name", f"velora,{'x' * 101}", "name", "has 101 characters; at most 100 are allowed"),
    ("brands", "brand_id,name", "velora,Vel\u202eora", "name", "contains U+202E, a control or invisible character"),
    ("brands", "brand_id,name", "velora,Vel\u200bora", "name", "contains U+200B, a control or invisible character"),
    ("brands", "brand_id,name", "velora,Vel\ufffdra", "name", "the trace of a text that was read in the wrong encod"),
    ("brands", "brand_id,name,common_word", "velora,Velora,2", "common_word", "'2' is neither true nor false"),
    ("brands", "brand_id,name,context_words", "velora,Velora,bag; x", "context_words", "'x' is a single letter"),
    ("aliases", "brand_id,alias", "velora,   ", "alias", "is empty; expected a value"),
    ("aliases", "brand_id,alias", "velora,é", "alias", "is a single letter"),
    ("aliases", "brand_id,alias", "velora,\uff36", "alias", "is a single letter"),
    ("aliases", "brand_id,alias,language", "velora,Velo,cn", "language", "not a language code of ISO 639-1"),
    ("aliases", "brand_id,alias,language", "velora,Velo,cn", "language", "did you mean 'zh'?"),
    ("aliases", "brand_id,alias,kind", "velora,Velo,nicknam", "kind", "did you mean 'nickname'?"),
    ("marks", "brand_id,mark,office,number", "velora,V1,USPTO,1", "office", "two capital letters such as CN, EM"),
    ("marks", "brand_id,mark,office,number,nice_classes", "velora,V1,US,1,25;46", "nice_classes", "46 is not a class"),
    ("marks", "brand_id,mark,office,number,nice_classes", "velora,V1,US,1,x", "nice_classes", "not a whole number"),
    ("marks", "brand_id,mark,office,number,territories", "velora,V1,US,1,BR;usa", "territories", "'usa' is not a coun"),
    ("marks", "brand_id,mark,office,number,status", "velora,V1,US,1,dead", "status", "is not one of pending, regist"),
    ("marks", "brand_id,mark,office,number,expires_on", "velora,V1,US,1,31/01/2026", "expires_on", "form 2026-01-31"),
    ("marks", "brand_id,mark,office,number,expires_on", "velora,V1,US,1,2026-02-30", "expires_on", "not a day of the"),
    (
        "marks",
        "brand_id,mark,office,number,registered_on,expires_on",
        "velora,V1,US,1,2026-01-02,2026-01-01",
        "expires_on",
        "2026-01-01 is before registered_on 2026-01-02",
    ),
    ("product_lines", "line_id,brand_id,name,part_number_pattern", "l1,velora,L1,[A-Z]#", "part_number_pattern", "not"),
    (
        "product_lines",
        "line_id,brand_id,name,part_number_pattern",
        f"l1,velora,L1,{'#' * 51}",
        "part_number_pattern",
        "",
    ),
    ("models", "brand_id,model", "velora,---", "model", "has no letter or digit"),
    ("models", "brand_id,model,exists", "velora,M1,perhaps", "exists", "neither true nor false"),
    ("price_bands", "brand_id,market,currency,low_minor,high_minor", "velora,Brazil,BRL,1,2", "market", "'Brazil' is"),
    ("price_bands", "brand_id,market,currency,low_minor,high_minor", "velora,BR,R$,1,2", "currency", "ISO 4217"),
    ("price_bands", "brand_id,market,currency,low_minor,high_minor", "velora,BR,BRL,-1,2", "low_minor", "is -1; expec"),
    (
        "price_bands",
        "brand_id,market,currency,low_minor,high_minor",
        "velora,BR,BRL,12.50,2",
        "low_minor",
        "12.50 is 1",
    ),
    (
        "price_bands",
        "brand_id,market,currency,low_minor,high_minor",
        "velora,BR,BRL,5,2",
        "high_minor",
        "is 2, less than low_minor 5; expected low_minor <= typical_minor <= high_minor",
    ),
    (
        "price_bands",
        "brand_id,market,currency,low_minor,high_minor,typical_minor",
        "velora,BR,BRL,5,9,10",
        "high_minor",
        "is 9, less than typical_minor 10",
    ),
    ("price_bands", "brand_id,market,currency,low_minor,high_minor,units", "velora,BR,BRL,5,9,0", "units", "is 0; exp"),
    (
        "price_bands",
        "brand_id,market,currency,low_minor,high_minor,condition",
        "velora,BR,BRL,5,9,mint",
        "condition",
        "",
    ),
    ("authorised_sellers", "brand_id,seller_id,territories", "velora,s1,Brasil", "territories", "two capital letters"),
    (
        "authorised_sellers",
        "brand_id,seller_id,valid_from,valid_to",
        "velora,s1,2026-05-01,2026-04-30",
        "valid_to",
        "2026-04-30 is before valid_from 2026-05-01",
    ),
    ("gtin_prefixes", "brand_id,prefix", "velora,12345", "prefix", "expected 6 to 12 digits"),
    (
        "gtin_prefixes",
        "brand_id,prefix",
        "velora,\uff17\uff18\uff19\uff11\uff12\uff13",
        "prefix",
        "expected 6 to 12 digits",
    ),
    ("slang", "term,language,weight", "replica,en,1.01", "weight", "is 1.01; expected 0 to 1"),
    ("slang", "term,language,weight", 'replica,en,"0,5"', "weight", "with a point, not a comma"),
    ("slang", "term,language,weight", "replica,en,nan", "weight", "is not a number"),
    ("slang", "term,language,weight", "x,en,0.5", "term", "is a single letter"),
    (
        "slang",
        "term,language,weight,example",
        "replica,en,0.5,a copy",
        "example",
        "does not contain the term 'replica'",
    ),
    ("contexts", "phrase,language,kind", "fits,en,compatibel", "kind", "did you mean 'compatible'?"),
    ("contexts", "phrase,language,kind,side", "fits,en,compatible,left", "side", "not one of before, after, anywhere"),
    ("contexts", "phrase,language,kind", "?,en,compatible", "phrase", "has no letter or digit"),
    ("tells", "tell_id,brand_id,phrase,weight", "t1,velora,gold bag,-0.1", "weight", "is -0.1; expected 0 to 1"),
]


@pytest.mark.parametrize(("table", "header", "row", "field", "words"), CASES)
def test_a_wrong_value_is_refused_with_place_and_expectation(
    table: str, header: str, row: str, field: str, words: str
) -> None:
    files = {name: text.encode() for name, text in GOOD.items()} | {f"{table}.csv": f"{header}\n{row}\n".encode()}
    with pytest.raises(InvalidInputError) as caught:
        parse_registry(files)
    problems = [problem for problem in caught.value.problems if problem.file == f"{table}.csv"]
    assert [(problem.row, problem.field) for problem in problems] == [(2, field)]
    assert words in problems[0].message


@pytest.mark.parametrize(
    ("table", "header", "row"),
    [
        ("brands", "brand_id,name,common_word", "velora,X,yes"),
        ("aliases", "brand_id,alias,language", "velora,薇,zh"),
        ("aliases", "brand_id,alias", "velora,V2"),
        ("marks", "brand_id,mark,office,number,nice_classes,territories", "velora,V1,WO,1,1;45,EU;BR"),
        ("product_lines", "line_id,brand_id,name,part_number_pattern", "runner,velora,Runner,VR-####-@/x.1"),
        ("price_bands", "brand_id,market,currency,low_minor,high_minor,typical_minor", "velora,BR,BRL,5,5,5"),
        ("price_bands", "brand_id,market,currency,low_minor,high_minor,condition", "velora,BR,BRL,0,5,refurbished"),
        ("gtin_prefixes", "brand_id,prefix", "velora,012345"),
        ("gtin_prefixes", "brand_id,prefix", "velora,012345678901"),
        ("slang", "term,language,weight,example", "Réplica,pt,1,bolsa RÉPLICA"),
        ("slang", "term,language,weight", "仿,zh,0"),
        ("contexts", "phrase,language,kind,side", "p/,pt,compatible,before"),
    ],
)
def test_values_at_the_edge_of_what_is_allowed_are_taken(table: str, header: str, row: str) -> None:
    files = {name: text.encode() for name, text in GOOD.items()} | {f"{table}.csv": f"{header}\n{row}\n".encode()}
    assert len(getattr(parse_registry(files), table)) == 1


def test_every_problem_of_a_row_is_told() -> None:
    files = {
        "brands.csv": GOOD["brands.csv"].encode(),
        "price_bands.csv": b"brand_id,market,currency,low_minor,high_minor,units\nvelora,br,XXX,-5,x,\n"
        b"velora,br,XXX,-5,3,0\n",
    }
    with pytest.raises(InvalidInputError) as caught:
        parse_registry(files)
    assert [(problem.row, problem.field) for problem in caught.value.problems] == [
        (2, "high_minor"),
        (3, "market"),
        (3, "currency"),
        (3, "low_minor"),
        (3, "units"),
    ]

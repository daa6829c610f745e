"""What must be true between rows of a registry."""

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.parse import parse_registry

BRANDS = "brand_id,name\nvelora,Velora\nnimbusport,NimbusPort\n"
WIDE = "\uff36\uff25\uff2c\uff2f\uff32\uff21"
"""VELORA in full width letters."""
MEANS = "a name may mean one brand only"
LINES = "line_id,brand_id,name\nrunner,velora,Runner\n"


def problems_of(**tables: str) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse_registry({f"{name}.csv": text.encode() for name, text in tables.items()})
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("table", "text", "expected"),
    [
        ("brands", f"{BRANDS}velora,Velora Two\n", "brands.csv:4: brand_id: repeats line 2 (same brand_id)"),
        ("product_lines", f"{LINES}runner,velora,R2\n", "product_lines.csv:3: line_id: repeats line 2 (same line_id)"),
        (
            "aliases",
            "brand_id,alias,language\nvelora,Velo,en\nvelora,\uff36\uff25\uff2c\uff2f,en\n",
            "aliases.csv:3: language: repeats line 2 (same brand_id, alias, language)",
        ),
        (
            "models",
            "brand_id,model,part_number\nvelora,Runner 2,\nvelora,runner  2,\n",
            "models.csv:3: part_number: repeats line 2 (same brand_id, model, part_number)",
        ),
        (
            "marks",
            "brand_id,mark,office,number\nvelora,V1,EM,1\nvelora,V2,EM,1\n",
            "marks.csv:3: number: repeats line 2 (same brand_id, office, number)",
        ),
        (
            "price_bands",
            "brand_id,market,currency,low_minor,high_minor\nvelora,BR,BRL,1,2\nvelora,BR,BRL,3,4\n",
            "price_bands.csv:3: units: repeats line 2 (same brand_id, line_id, market, currency, condition, units)",
        ),
        ("gtin_prefixes", "brand_id,prefix\nvelora,789123\nvelora,789123\n", "gtin_prefixes.csv:3: prefix: repeats"),
        ("slang", "term,language,weight\nreplica,en,1\nReplica,en,0\n", "slang.csv:3: term: repeats line 2"),
        ("contexts", "phrase,language,kind\nfits,en,compatible\nFits,en,accessory\n", "contexts.csv:3: side: repeats"),
        ("tells", "tell_id,brand_id,phrase\nt1,velora,ab\nt1,velora,cd\n", "tells.csv:3: tell_id: repeats line 2"),
        (
            "authorised_sellers",
            "brand_id,seller_id\nvelora,s1\nvelora,s1\n",
            "authorised_sellers.csv:3: territories: repeats line 2",
        ),
    ],
)
def test_a_repeated_key_names_both_lines(table: str, text: str, expected: str) -> None:
    [problem] = problems_of(**({"brands": BRANDS, "product_lines": LINES} | {table: text}))
    assert problem.startswith(expected)


def test_rows_that_differ_in_one_part_of_the_key_are_two_rows() -> None:
    registry = parse_registry(
        {
            "brands.csv": BRANDS.encode(),
            "aliases.csv": b"brand_id,alias,language\nvelora,Velo,en\nvelora,Velo,pt\n",
            "slang.csv": "term,language,weight\n1ª linha,pt,1\n1a linha,pt,1\n".encode(),
            "authorised_sellers.csv": b"brand_id,seller_id,valid_from\nvelora,s1,2024-01-01\nvelora,s1,2025-01-01\n",
        }
    )
    assert (len(registry.aliases), len(registry.slang), len(registry.authorised_sellers)) == (2, 2, 2)


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("aliases", "brand_id,alias\nvelorra,Velo\n"),
        ("marks", "brand_id,mark,office,number\nvelorra,V1,EM,1\n"),
        ("product_lines", "line_id,brand_id,name\nl1,velorra,L1\n"),
        ("models", "brand_id,model\nvelorra,M1\n"),
        ("price_bands", "brand_id,market,currency,low_minor,high_minor\nvelorra,BR,BRL,1,2\n"),
        ("authorised_sellers", "brand_id,seller_id\nvelorra,s1\n"),
        ("gtin_prefixes", "brand_id,prefix\nvelorra,789123\n"),
        ("tells", "tell_id,brand_id,phrase\nt1,velorra,ab\n"),
    ],
)
def test_a_brand_that_is_not_there_is_named_with_the_likely_one(table: str, text: str) -> None:
    assert problems_of(**{"brands": BRANDS, table: text}) == [
        f"{table}.csv:2: brand_id: 'velorra' is not in brands; did you mean 'velora'?"
    ]


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ("models", "brand_id,model,line_id\n{brand},M1,{line}\n"),
        ("price_bands", "brand_id,market,currency,low_minor,high_minor,line_id\n{brand},BR,BRL,1,2,{line}\n"),
        ("tells", "tell_id,brand_id,phrase,line_id\nt1,{brand},ab,{line}\n"),
    ],
)
def test_a_line_must_exist_and_be_of_the_same_brand(table: str, text: str) -> None:
    tables = {"brands": BRANDS, "product_lines": LINES}
    assert problems_of(**tables, **{table: text.format(brand="velora", line="runer")}) == [
        f"{table}.csv:2: line_id: 'runer' is not in product_lines; did you mean 'runner'?"
    ]
    assert problems_of(**tables, **{table: text.format(brand="nimbusport", line="runner")}) == [
        f"{table}.csv:2: line_id: 'runner' is a line of the brand 'velora', not of 'nimbusport'"
    ]


def test_without_product_lines_no_line_resolves() -> None:
    assert problems_of(brands=BRANDS, models="brand_id,model,line_id\nvelora,M1,runner\n") == [
        "models.csv:2: line_id: 'runner' is not in product_lines"
    ]


def test_a_brand_with_another_problem_still_resolves() -> None:
    assert problems_of(
        brands="brand_id,name,common_word\nvelora,Velora,maybe\n", aliases="brand_id,alias\nvelora,Velo\n"
    ) == ["brands.csv:2: common_word: 'maybe' is neither true nor false; expected true, false, yes, no, 1 or 0"]


def test_a_name_may_not_mean_two_brands() -> None:
    assert problems_of(
        brands=f"{BRANDS}other,{WIDE}\n",
        aliases="brand_id,alias\nvelora,Port\nnimbusport,port\nvelora,nimbusport\n",
    ) == [
        f"brands.csv:4: name: '{WIDE}' also means the brand 'velora' (brands.csv:2); {MEANS}",
        f"aliases.csv:3: alias: 'port' also means the brand 'velora' (aliases.csv:2); {MEANS}",
        f"aliases.csv:4: alias: 'nimbusport' also means the brand 'nimbusport' (brands.csv:3); {MEANS}",
    ]


def test_an_alias_may_repeat_its_own_brands_name() -> None:
    registry = parse_registry(
        {"brands.csv": BRANDS.encode(), "aliases.csv": b"brand_id,alias,language\nvelora,VELORA,en\n"}
    )
    assert len(registry.aliases) == 1

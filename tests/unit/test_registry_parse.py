"""parse_registry as a whole: which files, all problems at once, rows in order."""

import time

import pytest

from countermark.engine.errors import InvalidInputError
from countermark.engine.registry.model import Alias, Brand, Registry
from countermark.engine.registry.parse import MAX_PROBLEMS, canonical, parse_registry, registry_files
from registry_example import example_registry

BRANDS = b"brand_id,name\nvelora,Velora\nnimbus,NimbusPort\n"


def problems_of(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        parse_registry(files)
    return [str(problem) for problem in caught.value.problems]


def test_brands_alone_are_a_registry() -> None:
    assert parse_registry({"brands.csv": BRANDS}) == Registry(
        brands=(Brand(brand_id="nimbus", name="NimbusPort"), Brand(brand_id="velora", name="Velora"))
    )


def test_rows_in_any_order_make_the_same_registry() -> None:
    header, *rows = BRANDS.splitlines()
    turned = b"\n".join([header, *reversed(rows)])
    assert parse_registry({"brands.csv": turned}) == parse_registry({"brands.csv": BRANDS})


def test_without_brands_there_is_no_registry() -> None:
    assert problems_of({}) == ["brands.csv: is missing; a registry needs a table of brands"]
    assert problems_of({"brands.csv": b"brand_id,name\n"}) == [
        "brands.csv: has no brands; a registry needs at least one"
    ]
    assert problems_of({"brands.yaml": b"# none yet\n"}) == [
        "brands.yaml: has no brands; a registry needs at least one"
    ]


def test_an_unknown_file_is_named_with_the_likely_one() -> None:
    [problem] = problems_of({"brands.csv": BRANDS, "alias.csv": b""})
    assert problem.startswith("alias.csv: is not a file of a registry; did you mean 'aliases.csv'? (expected: brands,")


def test_one_table_in_two_files_is_refused() -> None:
    [problem] = problems_of({"brands.csv": BRANDS, "tells.csv": b"tell_id,brand_id,phrase\n", "tells.yaml": b""})
    assert problem == "tells.yaml: describes the same table as tells.csv; keep one"


def test_problems_of_all_files_are_told_at_once_in_the_order_of_files_and_lines() -> None:
    files = {
        "tells.csv": b"tell_id,brand_id,phrase,weight\nt1,velora,gold dust bag,2\n",
        "brands.csv": BRANDS + b"orchard,Orchard,extra\nvelora,Velora again\n",
        "aliases.csv": b"brand_id,alias,kind\nvelora,V,name\nvelora,Velo,nicknam\n",
    }
    assert problems_of(files) == [
        "brands.csv:4: has 3 fields; the header has 2. Put a field that holds a comma in quotes",
        "brands.csv:5: brand_id: repeats line 2 (same brand_id); keep one of them",
        "aliases.csv:2: alias: 'V' is a single letter and would match everywhere; give at least two characters",
        (
            "aliases.csv:3: kind: 'nicknam' is not one of name, nickname, transliteration, abbreviation, sub_brand"
            "; did you mean 'nickname'?"
        ),
        "tells.csv:2: weight: is 2; expected 0 to 1",
    ]


def test_a_thousand_problems_are_listed_and_the_rest_counted() -> None:
    rows = b"".join(b"b%d,Brand %d,perhaps\n" % (i, i) for i in range(MAX_PROBLEMS + 5))
    problems = problems_of({"brands.csv": b"brand_id,name,common_word\n" + rows})
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[0] == (
        "brands.csv:2: common_word: 'perhaps' is neither true nor false; expected true, false, yes, no, 1 or 0"
    )
    assert problems[-1] == "and 5 more problems, which are not listed"


def test_extra_rows_are_added_and_take_the_place_of_rows_with_their_key() -> None:
    registry = parse_registry(
        {
            "brands.csv": BRANDS,
            "slang.csv": b"term,language,weight\nreplica,en,0.7\nclone,en,0.3\n",
            "extra_slang.csv": b"term,language,weight\nClone,en,0\nzeta copy,en,0.9\n",
            "extra_contexts.yaml": b"- {phrase: fits, language: en, kind: compatible, side: before}\n",
        }
    )
    assert [(term.term, term.weight) for term in registry.slang] == [("Clone", 0), ("replica", 0.7), ("zeta copy", 0.9)]
    assert [phrase.phrase for phrase in registry.contexts] == ["fits"]


def test_the_registry_of_the_examples_is_valid_and_comes_back_the_same() -> None:
    registry = example_registry()
    assert parse_registry(registry_files(registry)) == canonical(registry)


def test_a_large_registry_is_read_in_seconds() -> None:
    brands = [Brand(brand_id=f"b{i}", name=f"Brand{i:05d}x") for i in range(500)]
    aliases = [Alias(brand_id=f"b{i % 500}", alias=f"alias {i} z", language="en") for i in range(25_000)]
    files = registry_files(Registry(brands=tuple(brands), aliases=tuple(aliases)))
    start = time.process_time()
    registry = parse_registry(files)
    assert time.process_time() - start < 10.0
    assert len(registry.aliases) == 25_000


def test_many_unresolved_references_do_not_take_minutes() -> None:
    brands = b"brand_id,name\n" + b"".join(b"b%d,Brand%05dx\n" % (i, i) for i in range(2_000))
    aliases = b"brand_id,alias\n" + b"".join(b"c%d,alias %d z\n" % (i, i) for i in range(10_000))
    start = time.process_time()
    problems = problems_of({"brands.csv": brands, "aliases.csv": aliases})
    assert time.process_time() - start < 20.0
    assert problems[0] == "aliases.csv:2: brand_id: 'c0' is not in brands"
    assert problems[-1] == "and 9000 more problems, which are not listed"

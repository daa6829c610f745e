"""Whatever a valid registry holds, its CSV files are read back as the same registry; whatever bytes come, no crash."""

from datetime import date
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings

from countermark.engine.errors import InvalidInputError, Problem
from countermark.engine.listing import CONDITIONS, CURRENCIES
from countermark.engine.registry import codes, model
from countermark.engine.registry.cells import CellError, read_cell
from countermark.engine.registry.fields import Field
from countermark.engine.registry.names import fold, name_problem
from countermark.engine.registry.parse import canonical, file_names, parse_registry, registry_files

Ids = st.SearchStrategy[str]
Rows = st.SearchStrategy[Any]

PLAIN = Field(name="name", type=str, required=False, default="", max_length=40)
PROSE = Field(name="note", type=str, required=False, default="", max_length=40)


def is_kept(text: str, field: Field) -> bool:
    try:
        return bool(read_cell(text, field) == text)
    except CellError:
        return False


ANY_TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["=cmd()", "+1", "-1-1", "@a", '"', "a,b", 'say "hi"', "薇洛拉", "naïve", "a\tb", "x\ny", "' OR 1", "true"]
    ),
)
TEXT = ANY_TEXT.filter(lambda text: is_kept(text, PLAIN))
NOTE = ANY_TEXT.filter(lambda text: is_kept(text, PROSE))
NAME = TEXT.filter(lambda text: text != "" and name_problem(text) is None)
ITEM = NAME.filter(lambda text: ";" not in text)
ITEMS = st.lists(ITEM, max_size=3).map(tuple)
ID = st.text("abcdefghij0123456789-_.é薇=", min_size=1, max_size=8)
COUNTRY = st.text("ABCEU", min_size=2, max_size=2)
COUNTRIES = st.lists(COUNTRY, max_size=3).map(tuple)
LANGUAGE = st.sampled_from(sorted(codes.LANGUAGES))
WEIGHT = st.floats(0, 1)
DATES = st.lists(st.dates(date(1900, 1, 1)), min_size=2, max_size=2).map(sorted)


BRANDS = st.builds(
    model.Brand,
    brand_id=ID,
    name=NAME,
    common_word=st.booleans(),
    context_words=ITEMS,
    categories=ITEMS,
    safety_critical=st.booleans(),
)
CONTEXTS = st.builds(
    model.ContextPhrase,
    phrase=NAME,
    language=LANGUAGE,
    kind=st.sampled_from(codes.CONTEXT_KINDS),
    side=st.sampled_from(codes.SIDES),
)
PATTERN = st.text("#@AB1-/. ", max_size=8).map(str.strip)


@st.composite
def registries(draw: st.DrawFn) -> model.Registry:
    unique = (lambda row: row.brand_id, lambda row: fold(row.name))
    brands = draw(st.lists(BRANDS, min_size=1, max_size=4, unique_by=unique))
    brand = st.sampled_from([row.brand_id for row in brands])
    names = {fold(row.name) for row in brands}
    lines = draw(rows(product_lines(brand), lambda row: row.line_id))
    return canonical(
        model.Registry(
            brands=tuple(brands),
            product_lines=lines,
            aliases=draw(rows(aliases(brand, names), lambda row: fold(row.alias))),
            marks=draw(rows(marks(brand), lambda row: row.number)),
            models=draw(rows(models(brand), lambda row: fold(row.model))),
            price_bands=draw(rows(bands(brand, lines), lambda row: row.units)),
            authorised_sellers=draw(rows(sellers(brand), lambda row: row.seller_id)),
            gtin_prefixes=draw(rows(prefixes(brand), lambda row: row.prefix)),
            slang=draw(rows(slang(), lambda row: fold(row.term))),
            contexts=draw(rows(CONTEXTS, lambda row: fold(row.phrase))),
            tells=draw(rows(tells(brand), lambda row: row.tell_id)),
        )
    )


def product_lines(brand: Ids) -> Rows:
    name = TEXT.filter(bool)
    return st.builds(
        model.ProductLine,
        line_id=ID,
        brand_id=brand,
        name=name,
        aliases=ITEMS,
        colours=ITEMS,
        part_number_pattern=PATTERN,
    )


def aliases(brand: Ids, taken: set[str]) -> Rows:
    return st.builds(
        model.Alias,
        brand_id=brand,
        alias=NAME,
        language=st.one_of(st.just(""), LANGUAGE),
        kind=st.sampled_from(codes.ALIAS_KINDS),
        common_word=st.booleans(),
    ).filter(lambda row: fold(row.alias) not in taken)


def models(brand: Ids) -> Rows:
    number = st.one_of(st.just(""), NAME)
    return st.builds(model.Model, brand_id=brand, model=NAME, part_number=number, exists=st.booleans())


def sellers(brand: Ids) -> Rows:
    return st.builds(
        model.AuthorisedSeller,
        brand_id=brand,
        seller_id=TEXT.filter(bool),
        territories=COUNTRIES,
        valid_to=st.none() | st.dates(),
    )


def prefixes(brand: Ids) -> Rows:
    return st.builds(model.GtinPrefix, brand_id=brand, prefix=st.text("0123456789", min_size=6, max_size=12))


def tells(brand: Ids) -> Rows:
    return st.builds(model.Tell, tell_id=ID, brand_id=brand, phrase=NAME, weight=WEIGHT, note=NOTE)


def rows(strategy: Rows, key: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3, unique_by=key).map(tuple)


@st.composite
def marks(draw: st.DrawFn, brand: Ids) -> model.Mark:
    start, end = draw(DATES)
    return model.Mark(
        brand_id=draw(brand),
        mark=draw(TEXT.filter(bool)),
        office=draw(COUNTRY),
        number=draw(TEXT.filter(bool)),
        nice_classes=tuple(draw(st.lists(st.integers(1, 45), max_size=3))),
        territories=draw(COUNTRIES),
        status=draw(st.sampled_from(codes.MARK_STATUSES)),
        registered_on=draw(st.sampled_from([start, None])),
        expires_on=end,
    )


@st.composite
def bands(draw: st.DrawFn, brand: Ids, lines: tuple[model.ProductLine, ...]) -> model.PriceBand:
    low, typical, high = sorted(draw(st.lists(st.integers(0, 10**13), min_size=3, max_size=3)))
    line = draw(st.sampled_from([*lines, None]))
    return model.PriceBand(
        brand_id=draw(brand) if line is None else line.brand_id,
        line_id="" if line is None else line.line_id,
        market=draw(COUNTRY),
        currency=draw(st.sampled_from(sorted(CURRENCIES))),
        low_minor=low,
        high_minor=high,
        typical_minor=draw(st.sampled_from([typical, None])),
        condition=draw(st.sampled_from(CONDITIONS)),
        units=draw(st.integers(1, 1_000_000)),
    )


@st.composite
def slang(draw: st.DrawFn) -> model.SlangTerm:
    term = draw(NAME)
    return model.SlangTerm(
        term=term,
        language=draw(LANGUAGE),
        weight=draw(WEIGHT),
        meaning=draw(NOTE),
        example=draw(st.sampled_from(["", term, f"Velora {term}"])),
        counter_example=draw(NOTE),
        unless=draw(ITEMS),
        needs_brand=draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(registries())
def test_a_registry_comes_back_from_its_files_as_it_was(registry: model.Registry) -> None:
    files = registry_files(registry)
    again = parse_registry(files)
    assert again == registry
    assert registry_files(again) == files


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(file_names()), st.binary(max_size=60), max_size=3))
def test_any_bytes_are_read_or_refused_with_problems(files: dict[str, bytes]) -> None:
    registry, problems = outcome(files)
    assert problems or parse_registry(registry_files(registry)) == registry


@settings(max_examples=150, deadline=None)
@given(st.text('abc,;"\n\r\t=\x00é薇 -:[]{}&*', max_size=60), st.sampled_from(["csv", "yaml"]))
def test_any_text_after_a_header_is_read_or_refused_with_its_file(text: str, kind: str) -> None:
    header = "brand_id,name\n" if kind == "csv" else "- brand_id: a\n  name: "
    registry, problems = outcome({f"brands.{kind}": f"{header}{text}".encode()})
    assert {problem.file for problem in problems} <= {f"brands.{kind}"}
    assert bool(registry.brands) != bool(problems)


def outcome(files: dict[str, bytes]) -> tuple[model.Registry, list[Problem]]:
    """Return the registry, or an empty one and why it was refused."""
    try:
        return parse_registry(files), []
    except InvalidInputError as error:
        return model.Registry(), error.problems

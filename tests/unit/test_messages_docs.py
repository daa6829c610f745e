"""The reference pages name everything that the code has."""

from pathlib import Path

import pytest

from countermark.engine.decision import EVIDENCE_CODES
from countermark.engine.goods import gtin
from countermark.engine.identifier import WEIGHTS as IDENTIFIER_WEIGHTS
from countermark.engine.identifier import IdentifierSignal
from countermark.engine.messages import en, known_reasons
from countermark.engine.model.weights import Term, Weights
from countermark.engine.price import PriceSignal
from countermark.engine.seller import WEIGHTS as SELLER_WEIGHTS
from countermark.engine.seller import SellerSignal

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def page(name: str) -> str:
    return (REFERENCE / name).read_text("utf-8")


def rows(name: str) -> dict[str, str]:
    """Return the lines of a page's tables by their first cell, without its backquotes."""
    lines = [line for line in page(name).splitlines() if line.startswith("| `")]
    return {line.split("|")[1].strip().strip("`"): line for line in lines}


@pytest.mark.parametrize(
    ("name", "signal"),
    [
        ("signals-price.md", PriceSignal),
        ("signals-identifier.md", IdentifierSignal),
        ("signals-seller.md", SellerSignal),
    ],
)
def test_every_output_is_documented(name: str, signal: type) -> None:
    documented = rows(name)
    assert {output.name for output in signal.outputs} <= set(documented)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "weights"), [("signals-identifier.md", IDENTIFIER_WEIGHTS), ("signals-seller.md", SELLER_WEIGHTS)]
)
def test_evidence_is_documented_with_its_weight(name: str, weights: dict[str, float]) -> None:
    # seller_authorised and others are outputs as well: their evidence row is the last one.
    documented = rows(name)
    for code, weight in weights.items():
        assert documented[code].rstrip(" |").endswith(f"| {weight}"), code


def test_every_range_of_numbers_is_documented() -> None:
    text = page("signals-identifier.md")
    assert all(f"`{kind}`" in text for _, _, kind in gtin.RANGES)


def test_every_reason_and_evidence_code_is_documented_in_its_words() -> None:
    text = page("reason-codes.md")
    assert {*known_reasons(), *EVIDENCE_CODES} == set(rows("reason-codes.md"))
    for code, reason in en.REASONS.items():
        assert f"| `{code}` | {reason.title} | {reason.words} |" in text
    for code, side in EVIDENCE_CODES.items():
        assert f"| `{code}` | {side} | {en.EVIDENCE[code]} |" in text


def test_every_key_of_the_weights_file_is_documented() -> None:
    documented = set(rows("score.md"))
    keys = {*Weights.__struct_fields__, *Term.__struct_fields__} - {"condition"} | {"version", "when"}
    assert keys <= documented
    for condition in ("equals", "is", "at_least", "below", "known", "from"):
        assert f"`{{{condition}: " in page("score.md")

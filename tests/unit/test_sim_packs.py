"""Packs of disguises: the open one, and those that a key makes."""

import numpy as np
import pytest

from countermark.measure.attacks.family import Kind
from countermark.measure.attacks.tuning import FAMILIES
from countermark.sim.packs import EXAMPLE_KEY, disguised, key_fingerprint, sealed_pack, tuning_pack

NAMES = ("Vorastad", "Quelivane", "Kestanova")


def _results(key: bytes) -> list[str | None]:
    rng = np.random.default_rng(3)
    return [disguised(name, family, rng) for family in sealed_pack(key).families for name in (*NAMES, "驰云嶂")]


def test_the_tuning_pack_is_the_one_in_the_open() -> None:
    assert tuning_pack().families == FAMILIES


def test_a_key_always_makes_the_same_families() -> None:
    assert _results(EXAMPLE_KEY) == _results(EXAMPLE_KEY)


def test_another_key_makes_others() -> None:
    assert _results(EXAMPLE_KEY) != _results(b"another key of sufficient length")


def test_every_kind_is_there_and_disguises_something() -> None:
    pack = sealed_pack(EXAMPLE_KEY)
    assert {family.kind for family in pack.families} == set(Kind)
    rng = np.random.default_rng(1)
    for family in pack.families:
        names = ["驰云嶂", "栎原桐"] if family.kind is Kind.CHINESE else NAMES
        found = [disguised(name, family, rng) for _ in range(20) for name in names]
        assert any(found), family.name
        assert not set(names) & set(found), family.name


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 16 or more"):
        sealed_pack(b"short")


def test_the_fingerprint_is_not_the_hash_that_makes_the_families() -> None:
    assert len(key_fingerprint(EXAMPLE_KEY)) == 64
    assert key_fingerprint(EXAMPLE_KEY) != key_fingerprint(EXAMPLE_KEY + b" ")

"""Streams of chance are apart, scrambles lose nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from countermark.sim.chance import Shuffle, Stream, pick, scrambled, stream, uniforms


def test_the_same_stream_gives_the_same_numbers() -> None:
    assert stream(7, Stream.TEXT, 3).random(5).tolist() == stream(7, Stream.TEXT, 3).random(5).tolist()


@pytest.mark.parametrize("other", [(8, Stream.TEXT, 3), (7, Stream.GOODS, 3), (7, Stream.TEXT, 4)])
def test_another_seed_purpose_or_number_gives_others(other: tuple[int, Stream, int]) -> None:
    assert stream(7, Stream.TEXT, 3).random(5).tolist() != stream(*other).random(5).tolist()


def test_numbers_of_streams_are_used_once() -> None:
    assert len({int(each) for each in Stream}) == len(Stream)


@given(count=st.integers(1, 3_000), seed=st.integers(0, 2**63 - 1))
def test_a_shuffle_gives_each_number_another_number(count: int, seed: int) -> None:
    shuffle = Shuffle(count, np.random.default_rng(seed))
    found = shuffle(np.arange(count))
    assert len(set(found.tolist())) == count
    assert found.min() >= 0
    assert found.max() <= shuffle.largest


@given(count=st.integers(1, 300), seed=st.integers(0, 2**63 - 1))
def test_what_is_made_later_gets_numbers_of_its_own(count: int, seed: int) -> None:
    shuffle = Shuffle(count, np.random.default_rng(seed))
    assert len(set(shuffle(np.arange(5 * count)).tolist())) == 5 * count


def test_a_chance_belongs_to_its_number_and_is_even() -> None:
    found = uniforms(np.arange(100_000), 3)
    assert found.min() >= 0
    assert found.max() < 1
    assert np.histogram(found, 10, (0, 1))[0] == pytest.approx(10_000, rel=0.05)
    assert uniforms(np.array([77, 5]), 3).tolist() == [found[77], found[5]]
    assert uniforms(np.array([77]), 4)[0] != found[77]


def test_a_shuffle_hides_the_order() -> None:
    found = Shuffle(10_000, np.random.default_rng(1))(np.arange(10_000))
    assert abs(np.corrcoef(np.arange(10_000), found)[0, 1]) < 0.05


def test_scrambled_keys_do_not_collide_and_depend_on_the_salt() -> None:
    keys = scrambled(np.arange(100_000), 5)
    assert len(np.unique(keys)) == 100_000
    assert not (keys == scrambled(np.arange(100_000), 6)).any()


def test_pick_follows_the_shares() -> None:
    found = np.bincount(pick(np.random.default_rng(2), (0, 1, 3, 0), 20_000), minlength=4) / 20_000
    assert found.tolist() == pytest.approx([0, 0.25, 0.75, 0], abs=0.02)

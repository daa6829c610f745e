"""Operators learn what gets through."""

from typing import Any

import numpy as np
import pytest

from countermark.sim.operators import STYLES
from countermark.sim.play.adaptive import FAMILIES, MAX_LOTS, WAYS, Experience
from countermark.sim.play.options import PlayOptions
from sim_support import small_world

ROWS = 400


def _world() -> Any:
    return small_world(seed=3, listings=10_000)


def _posted(operator: int, style: str) -> tuple[Any, dict[str, Any]]:
    """Return operators and ways of ten listings in one style."""
    ways = {name: np.zeros(10, np.int64) for name in WAYS}
    ways["style"][:] = STYLES.index(style)
    ways["family"][:] = -1 if style != "disguised" else 0
    return np.full(10, operator), ways


def _share(experience: Experience, operator: int, style: str) -> float:
    chosen = experience.choose("style", np.full(ROWS, operator), np.random.default_rng(0))
    return float((chosen == STYLES.index(style)).mean())


def test_a_style_that_is_stopped_is_given_up_and_one_that_gets_through_is_kept() -> None:
    experience = Experience(_world(), PlayOptions())
    before = _share(experience, 0, "plain")
    experience.post(*_posted(0, "plain"))
    assert _share(experience, 0, "plain") > before
    experience.stop(*_posted(0, "plain"))
    assert _share(experience, 0, "plain") < before / 3
    changes = experience.end_week(7.0, np.bincount([0] * 10, minlength=12), np.random.default_rng(0))
    (style,) = [each for each in changes if each.what == "style" and each.operator == 0]
    assert (style.before, style.day) == ("plain", 7.0)
    assert style.stopped_share == 1


def test_members_of_a_ring_tell_each_other_half_of_it_and_strangers_nothing() -> None:
    world = _world()
    ring = world.operators.ring
    first, second = np.flatnonzero(ring == 0)[:2].tolist()
    stranger = int(np.flatnonzero(ring != 0)[0])
    experience = Experience(world, PlayOptions())
    before = {number: _share(experience, number, "plain") for number in (first, second, stranger)}
    experience.post(*_posted(first, "plain"))
    experience.stop(*_posted(first, "plain"))
    assert _share(experience, first, "plain") < _share(experience, second, "plain") < before[second]
    assert _share(experience, stranger, "plain") == before[stranger]


def test_losses_make_smaller_lots_and_silence() -> None:
    experience = Experience(_world(), PlayOptions())
    for week in range(20):
        experience.post(*_posted(1, "slang"))
        experience.stop(*_posted(1, "slang"))
        experience.end_week(7.0 * week + 7, np.bincount([1] * 10, minlength=12), np.random.default_rng(week))
    assert experience.lots[1] == MAX_LOTS
    assert experience.lots[0] == 1
    assert experience.quiet_until[1] > 7
    assert experience.quiet_until[0] == -np.inf


def test_experience_fades() -> None:
    experience = Experience(_world(), PlayOptions())
    experience.post(*_posted(0, "plain"))
    experience.stop(*_posted(0, "plain"))
    shunned = _share(experience, 0, "plain")
    for week in range(100):
        experience.end_week(7.0 * week, np.zeros(12, np.int64), np.random.default_rng(0))
    assert _share(experience, 0, "plain") > 2 * shunned


def test_whoever_does_not_adapt_never_changes() -> None:
    experience = Experience(_world(), PlayOptions(adapts=False))
    before = _share(experience, 0, "plain")
    experience.post(*_posted(0, "plain"))
    experience.stop(*_posted(0, "plain"))
    assert experience.end_week(7.0, np.full(12, 10), np.random.default_rng(0)) == []
    assert _share(experience, 0, "plain") == before


@pytest.mark.parametrize("name", list(WAYS))
def test_every_choice_of_every_way_is_tried_by_somebody(name: str) -> None:
    experience = Experience(_world(), PlayOptions())
    chosen = experience.choose(name, np.arange(ROWS * 10) % 11, np.random.default_rng(0))
    assert set(chosen.tolist()) == set(range(len(WAYS[name])))
    assert len(WAYS["family"]) == FAMILIES

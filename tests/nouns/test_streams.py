"""Is chance repeatable, and named by its use?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.streams import stream


def first(seed: int, *words: str | int) -> list[float]:
    return stream(seed, *words).standard_normal(4).tolist()


def test_the_same_words_give_the_same_numbers() -> None:
    """A stream begins anew each time it is asked for."""
    assert first(7, "posterior", "particles") == first(7, "posterior", "particles")


@pytest.mark.parametrize(
    "other",
    [
        (8, "a", "b"),
        (7, "b", "a"),
        (7, "a"),
        (7, "a", "b", "c"),
        (7, "ab"),
        (7, "a", "B"),
        (7,),
    ],
)
def test_other_words_or_another_seed_give_other_numbers(other: tuple) -> None:
    """Seed, words, their order and where one ends all matter."""
    assert first(*other) != first(7, "a", "b")


def test_a_draw_elsewhere_changes_nothing() -> None:
    """Streams do not share a state with each other or with numpy's global one."""
    expected = first(3, "here")
    stream(3, "there").random(1000)
    np.random.default_rng(3).random(10)

    assert first(3, "here") == expected


def test_streams_of_neighbors_are_not_correlated() -> None:
    """Subjects 0 to 99 draw as if independently: the means are those of noise."""
    draws = np.array([stream(1, "cohort", n).standard_normal(100) for n in range(100)])

    assert abs(np.corrcoef(draws)[np.triu_indices(100, 1)]).mean() < 0.1
    assert abs(draws.mean()) < 0.05

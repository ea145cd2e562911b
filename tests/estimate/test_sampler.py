"""Does the sampler find a posterior that is known in closed form?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.estimate.sampler import SamplerSettings, effective_number, sample, systematic

SETTINGS = SamplerSettings(keep=0.5, moves=4, most_temperatures=40, least_accepted=0.02)
DIRECTION = np.zeros(50)
DIRECTION[:2] = 1.0, 0.5


def linear(value: float, sd: float):
    """Log likelihood of one value of `DIRECTION @ z` with normal noise."""

    def log_like(z):
        miss = (value - DIRECTION @ z) / sd
        return -0.5 * miss**2 - np.log(sd) - 0.5 * np.log(2 * np.pi)

    return log_like


def test_a_linear_normal_problem_is_solved_as_by_hand():
    """Among 50 unknowns the two that matter get the textbook mean, spread and evidence."""
    variance = DIRECTION @ DIRECTION + 0.3**2
    runs = [
        sample(
            linear(2.0, 0.3),
            unknowns=50,
            lanes=512,
            rng=np.random.default_rng(k),
            settings=SETTINGS,
        )
        for k in range(12)
    ]

    assert np.mean([r.z[0].mean() for r in runs]) == pytest.approx(2.0 / variance, abs=0.03)
    assert np.mean([r.z[0].std() for r in runs]) == pytest.approx(
        np.sqrt(1 - 1 / variance), abs=0.03
    )
    assert np.mean([r.z[7].mean() for r in runs]) == pytest.approx(0, abs=0.03)
    by_hand = -0.5 * 4 / variance - 0.5 * np.log(2 * np.pi * variance)
    assert np.mean([r.log_evidence for r in runs]) == pytest.approx(by_hand, abs=0.06)


def test_both_modes_of_a_posterior_survive():
    """A likelihood of |z| leaves bodies on both sides of zero."""

    def log_like(z):
        return -0.5 * ((np.abs(z[0]) - 1.5) / 0.1) ** 2

    found = sample(log_like, unknowns=1, lanes=512, rng=np.random.default_rng(3), settings=SETTINGS)

    assert 0.3 < np.mean(found.z[0] > 0) < 0.7
    assert np.mean(np.abs(found.z[0])) == pytest.approx(1.5, abs=0.05)


def test_without_labs_the_prior_comes_back_unchanged():
    """A flat likelihood needs one temperature and keeps every body."""
    found = sample(
        lambda z: np.zeros(z.shape[1]),
        unknowns=3,
        lanes=256,
        rng=np.random.default_rng(0),
        settings=SETTINGS,
    )

    assert found.temperatures == (0.0, 1.0)
    assert found.log_evidence == pytest.approx(0)
    assert np.std(found.z) == pytest.approx(1, abs=0.1)


def test_labs_that_no_body_allows_are_an_outcome():
    """Where every body is impossible the estimate says so and returns no number."""
    found = sample(
        lambda z: np.full(z.shape[1], -np.inf),
        unknowns=2,
        lanes=16,
        rng=np.random.default_rng(0),
        settings=SETTINGS,
    )

    assert found.outcome != "finished"
    assert found.distinct == 0


def test_impossible_bodies_die_and_are_never_averaged_in():
    """Bodies with likelihood nought are gone after the first resampling."""
    found = sample(
        lambda z: np.where(z[0] > 0, 0.0, -np.inf),
        unknowns=1,
        lanes=256,
        rng=np.random.default_rng(1),
        settings=SETTINGS,
    )

    assert (found.z[0] > 0).all()


def test_effective_number_and_resampling_follow_the_weights():
    """Weights 1:3 of two bodies are 1.6 effective ones, and three quarters are the second."""
    weight = np.log([1.0, 3.0])
    kept = systematic(weight, 1000, np.random.default_rng(0))

    assert effective_number(weight) == pytest.approx(1.6)
    assert np.mean(kept == 1) == pytest.approx(0.75, abs=0.01)
    assert effective_number(np.full(3, -np.inf)) == 0.0

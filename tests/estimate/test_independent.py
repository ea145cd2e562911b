"""Do an independent sampler, and the labs one by one, lead to the same posterior?"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import engine_name
from magtitrate.estimate.likelihood import log_likelihood
from magtitrate.estimate.posterior import sampled
from magtitrate.estimate.sampler import SamplerSettings, sample
from magtitrate.streams import stream

_SPEC = importlib.util.spec_from_file_location(
    "calibrating", Path(__file__).with_name("calibrating.py")
)
calibrating = importlib.util.module_from_spec(_SPEC)
sys.modules["calibrating"] = calibrating
_SPEC.loader.exec_module(calibrating)
# The unknowns that labs move; the others stay at their medians, so that few walkers do.
FEW = (
    "gut.carrier_vmax", "gut.leak_rate", "kidney.tm", "kidney.gfr_l_per_h", "diet",
)  # fmt: skip


@pytest.fixture(scope="module")
def world(facts):
    model = body_model(facts)
    if engine_name(model) != "compiled":
        pytest.skip("independent samplers need the compiled engine: scripts/build_kernel")
    return calibrating.world_of(facts, model)


def log_like(world, labs, few=None):
    """The log likelihood of all unknowns, or of few with the others at nought."""

    def of(z):
        if few is not None:
            full = np.zeros((len(world.prior.unknowns), z.shape[1]))
            full[few] = z
            z = full
        lives = world.lives(z)
        found = log_likelihood(labs, world.predicted(labs, lives), world.facts)
        return np.where(lives.good, found, -np.inf)

    return of


def labs_of(world, seed):
    rng = stream(seed, "people")
    lives = world.lives(rng.standard_normal((len(world.prior.unknowns), 1)))
    return calibrating.measured(world, lives, rng)


@pytest.mark.parametrize("seed", range(10))
def test_emcee_finds_the_same_posterior(seed, world):
    """The affine-invariant sampler agrees in mean and width of each unknown that labs move."""
    emcee = pytest.importorskip("emcee")
    few = [world.prior.unknowns.index(name) for name in FEW]
    like = log_like(world, labs_of(world, seed), few)
    rng = np.random.default_rng(seed)
    settings = SamplerSettings(keep=0.5, moves=6, most_temperatures=40, least_accepted=0.02)
    ours = sample(like, unknowns=len(few), lanes=384, rng=rng, settings=settings).z

    walkers = emcee.EnsembleSampler(
        64, len(few), lambda z: like(z.T) - 0.5 * np.sum(z**2, axis=1), vectorize=True
    )
    walkers._random.seed(seed)
    walkers.run_mcmc(ours[:, :64].T + 0.01 * rng.standard_normal((64, len(few))), 90)
    theirs = walkers.get_chain(discard=30, flat=True).T

    assert np.allclose(ours.mean(axis=1), theirs.mean(axis=1), atol=0.3)
    assert np.allclose(ours.std(axis=1), theirs.std(axis=1), rtol=0.3)


def test_labs_one_by_one_teach_what_they_teach_together(world):
    """Bodies drawn under the first labs, weighed by the last two, are those drawn under all."""
    labs = labs_of(world, 3)
    together, first = [], []
    for seed in range(6):
        rng = stream(seed, "sequential")
        serum = world.steady(world.lives(sampled(world, labs, 256, rng).z)).serum
        together.append((serum.mean(), serum.std()))
        earlier = sampled(world, labs[:2], 256, rng).z
        weight = log_like(world, labs[2:])(earlier)
        weight = np.exp(weight - weight.max())
        weight /= weight.sum()
        serum = world.steady(world.lives(earlier)).serum
        mean = np.sum(weight * serum)
        first.append((mean, np.sqrt(np.sum(weight * (serum - mean) ** 2))))
    error = np.hypot(np.std(together, axis=0), np.std(first, axis=0)) / np.sqrt(6)

    assert np.all(np.abs(np.mean(together, axis=0) - np.mean(first, axis=0)) < 4 * error)

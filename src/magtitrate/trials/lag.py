"""How slowly would an effect of magnesium come and go in this person?

Soft tissue's lag is read off the person's own virtual bodies (or the population's): how long
until a daily dose has changed what tissue holds by 63 %. Free magnesium of muscle is slower
and no body model of a person informs it. Which of them an effect would follow nobody knows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import BodyModel, body_model
from magtitrate.effects.normal import normal_quantile
from magtitrate.engine.population import Life, population
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.living import usual_day
from magtitrate.estimate.posterior import Posterior
from magtitrate.estimate.prior import bodies_of, prior_of
from magtitrate.facts import Facts
from magtitrate.patient import Patient
from magtitrate.streams import stream

__all__ = ["POINTS", "believed_lags", "tissue_lags"]

Array = NDArray[np.float64]

POINTS = 8
"""Equally likely lags that stand for all."""
BODIES = 48
DAYS = 84
PROBE_MG = 200.0
"""A usual dose; the lag hardly depends on it."""
RISEN = 1 - np.exp(-1)


def believed_lags(site: str, posterior: Posterior | None, facts: Facts, *, seed: int) -> Array:
    """Equally likely lags of the effect [d], ascending, (POINTS,).

    Args:
        site: `gut` or `tissue`.
        posterior: the person's bodies; the population's where there are none.
    """
    if site == "gut":
        return _spread(facts, "experiment.gut_lag_d", 1.0, POINTS)
    slow = round(POINTS * facts.value("experiment.slow_site_share"))
    of_tissue = np.array([])
    if slow < POINTS:
        middle = (np.arange(POINTS - slow) + 0.5) / (POINTS - slow)
        of_tissue = np.quantile(tissue_lags(posterior, facts, seed=seed), middle)
    of_muscle = _spread(facts, "neuro.muscle_turnover_h", 24.0, slow) if slow else np.array([])
    return np.asarray(np.sort(np.concatenate([of_tissue, of_muscle])))


def tissue_lags(posterior: Posterior | None, facts: Facts, *, seed: int) -> Array:
    """Days until a daily dose has changed soft tissue by 63 % of what it will, (lane,)."""
    model = body_model(facts)
    theta, usual, start = _bodies(posterior, model, facts, seed)
    lanes = theta.shape[1]
    seen = population(
        model,
        theta,
        life=Life(doses=Doses.of([8.0], np.full((1, lanes), PROBE_MG)), exposures=usual),
        start=start,
        periods=DAYS,
        every=DAYS,
        times_h=24.0 * np.arange(1, DAYS + 1),
        gains=(),
    )
    good = seen.outcome == 0
    tissue = model.place("tissue")
    held = np.vstack([start[tissue][None, :], seen.states[:, tissue]])[:, good]
    risen = (held - held[0]) / (held[-1] - held[0])
    days = np.arange(DAYS + 1.0)
    return np.array([float(np.interp(RISEN, course, days)) for course in risen.T])


def _bodies(
    posterior: Posterior | None, model: BodyModel, facts: Facts, seed: int
) -> tuple[Array, Exposures, Array]:
    if posterior is not None and posterior.finished:
        count = min(BODIES, posterior.lanes)
        kept = np.linspace(0, posterior.lanes - 1, count).astype(np.intp)
        usual = posterior.usual.of_lanes(kept)
        return posterior.theta[:, kept], usual, posterior.start[:, kept]
    anybody = Patient(patient_id="anybody")
    covariates = covariates_of(anybody, None, (), facts)
    prior = prior_of(covariates, model, facts)
    luck = stream(seed, "lag", "bodies").standard_normal((len(prior.unknowns), BODIES))
    bodies = bodies_of(prior, luck, model, facts)
    usual = usual_day(anybody, covariates, model.rows(bodies.theta), bodies.diet_factor, facts)
    return bodies.theta, usual, settle(model, bodies.theta, exposures=usual).state


def _spread(facts: Facts, name: str, per_day: float, points: int) -> Array:
    """Equally likely values of a lognormal row, in days, (points,)."""
    row = facts.parameter(name)
    width = np.sqrt(np.log1p((row.uncertainty.cv or 0.0) ** 2))
    scores = [normal_quantile((n + 0.5) / points) for n in range(points)]
    return np.asarray(row.value / per_day * np.exp(width * np.array(scores)))

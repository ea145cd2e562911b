"""Do the engines agree, whoever the people and whatever happens to them?

People are drawn around the population with a wide spread, and schedules with everything that
a run may bring: forms, meals with phytate and water, sweat, infusions, missed and very large
doses, times of reading on and between events.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magtitrate.body.baseline import balanced
from magtitrate.body.expr import Array
from magtitrate.body.gut import FORMS
from magtitrate.body.model import BodyModel
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, simulate
from magtitrate.engine.trajectory import Trajectory

__all__ = ["Case", "apart", "random_case", "run_case"]

SPREAD = 0.3
"""Standard deviation of the logarithm of every parameter."""

SHARES = {"share", "fraction", "amplitude", "elasticity", "acid"}
"""Parts of a parameter's name that mark a share: it stays below one."""

SIZE_SHARE = 0.02
SIZE_FLOOR = 0.01
"""A difference is relative to the state, to a fiftieth of its largest, and to this floor."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """Some people under one random schedule.

    Attributes:
        theta: (param, lane).
        start: (state, lane).
        times_h: (time,).
    """

    theta: Array
    start: Array
    doses: Doses
    exposures: Exposures
    infusion: Intervals
    times_h: Array


def random_case(
    model: BodyModel, typical: Array, rng: np.random.Generator, *, lanes: int, days: int
) -> Case:
    """People and a schedule of so many days.

    Args:
        typical: a typical body, (param, 1).
    """
    theta = _people(model, typical, rng, lanes)
    meals = int(rng.integers(0, 5))
    doses = int(rng.integers(0, 4)) * days
    amounts = rng.lognormal(1.5, 0.8, (doses, lanes)) * (rng.random((doses, lanes)) < 0.8)
    runs = rng.integers(0, 3)
    begins = np.sort(rng.uniform(0, 20, runs))
    drips = rng.integers(0, 2)
    dripping = rng.uniform(0, 24 * days - 2, drips)
    wet = bool(rng.random() < 0.3)
    clocks = rng.uniform(0, 24 * days, doses)
    # Some doses at the same instant as another, or as a meal.
    clocks[::3] = np.round(clocks[::3])
    return Case(
        theta=theta,
        start=balanced(model, theta, intake_mmol_per_h=float(rng.uniform(0.2, 0.8))),
        doses=Doses(
            time_h=np.sort(clocks),
            amount_mmol=amounts,
            form=tuple(rng.choice(list(FORMS), doses)) if doses else (),
            with_meal=rng.random(doses) < 0.5,
            water_l=rng.uniform(0, 0.5, doses) if wet else None,
        ),
        exposures=Exposures(
            meals=Meals(
                time_h=np.sort(rng.integers(5, 23, meals)).astype(float),
                magnesium_mmol=rng.uniform(0, 8, (meals, lanes)),
                phytate_mmol=rng.uniform(0, 2, (meals, 1)),
                food=rng.uniform(0, 1.5, meals),
                water_l=rng.uniform(0, 0.5, meals) if wet else None,
            ),
            sweat=Intervals(
                from_h=begins,
                to_h=begins + rng.uniform(0.5, 3, runs),
                rate_mmol_per_h=rng.uniform(0, 0.6, (runs, lanes)),
            ),
            repeat_h=24.0,
        ),
        infusion=Intervals(
            from_h=dripping,
            to_h=dripping + rng.uniform(0.2, 2, drips),
            rate_mmol_per_h=rng.uniform(0, 10, (drips, 1)),
        ),
        times_h=np.sort(
            np.concatenate([[0.0, 24.0 * days], clocks[:2], rng.uniform(0, 24 * days, 6)])
        ),
    )


def _people(model: BodyModel, typical: Array, rng: np.random.Generator, lanes: int) -> Array:
    spread = np.exp(SPREAD * rng.standard_normal((len(typical), lanes)))
    theta = typical * spread
    for row, name in enumerate(model.parameter_names):
        if SHARES & set(name.replace(".", "_").split("_")):
            theta[row] = np.minimum(theta[row], 0.95)
    return np.asarray(theta)


def run_case(model: BodyModel, case: Case, *, engine: str, rtol: float | None = None) -> Trajectory:
    """The case, solved by one engine."""
    return simulate(
        model,
        case.theta,
        case.doses,
        case.times_h,
        exposures=case.exposures,
        start=case.start,
        infusion=case.infusion,
        rtol=rtol,
        engine=engine,
    )


def apart(first: Trajectory, second: Trajectory) -> Array:
    """The largest relative difference of any state at any time, (lane,).

    Lanes that both engines gave up are equal; one that only one of them gave up is not.
    """
    a, b = first.state, second.state
    size = np.abs(b) + SIZE_SHARE * np.abs(b).max(axis=0) + SIZE_FLOOR
    worst = np.max(np.abs(a - b) / size, axis=(0, 1))
    both = first.finished & second.finished
    neither = ~first.finished & ~second.finished
    return np.where(both, worst, np.where(neither, 0.0, np.inf))

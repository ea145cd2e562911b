"""What would serum, ionized and urine magnesium do over the weeks, with and without?

The same virtual bodies live the plan's steps and, beside it, go on without supplement.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.engine.solve import Doses, simulate
from magtitrate.engine.trajectory import Trajectory
from magtitrate.estimate.likelihood import TEACHING
from magtitrate.estimate.posterior import Posterior
from magtitrate.plan import Forecast, Step
from magtitrate.planner.dose import repeated_lanes
from magtitrate.regimen import Product
from magtitrate.units import mg_to_mmol

__all__ = ["expected_labs", "forecast_of", "forecast_without"]

Array = NDArray[np.float64]

DAYS = (0, 3, 7, 14, 28, 56, 84)
"""Days that are shown: closer together while the body still moves."""


ASKED = (0, 14, 28, 56)
"""Days at which a further measurement is weighed."""


def forecast_of(
    steps: tuple[Step, ...],
    product: Product,
    posterior: Posterior,
    morning_h: float,
    model: BodyModel,
    *,
    weeks: float,
    rtol: float,
) -> dict[str, Forecast]:
    """Quantiles over the bodies under the plan's steps, and medians without supplement."""
    shown = [day for day in DAYS if day <= 7 * weeks]
    lanes = posterior.lanes
    doses = _doses(steps, product, posterior, shown[-1] + 1)
    hours = _hours(shown, morning_h)
    course = simulate(
        model,
        np.tile(posterior.theta, 2),
        doses,
        hours,
        exposures=repeated_lanes(posterior.usual, lanes, 2),
        start=np.tile(posterior.start, 2),
        rtol=rtol,
    )
    good = course.finished[:lanes] & course.finished[lanes:]
    quantities = {
        "serum_magnesium_mmol_per_l": _levels(course, "serum_magnesium", shown, morning_h),
        "ionized_magnesium_mmol_per_l": _levels(course, "ionized_magnesium", shown, morning_h),
        "urine_magnesium_mmol_per_day": np.stack(
            [course.over("urine_magnesium", 24.0 * day, 24.0 * (day + 1)) for day in shown]
        ),
    }
    return {
        name: _quantiles(shown, values[:, :lanes][:, good], values[:, lanes:][:, good])
        for name, values in quantities.items()
    }


def expected_labs(
    steps: tuple[Step, ...],
    product: Product,
    posterior: Posterior,
    morning_h: float,
    model: BodyModel,
    *,
    rtol: float,
) -> dict[tuple[str, int], Array]:
    """What each body would show under the plan's steps: (analyte, day) -> (lane,).

    A body that could not be solved shows no number.
    """
    course = simulate(
        model,
        posterior.theta,
        _doses(steps, product, posterior, ASKED[-1] + 1, others_alone=False),
        _hours(list(ASKED), morning_h),
        exposures=posterior.usual,
        start=posterior.start,
        rtol=rtol,
    )
    found: dict[tuple[str, int], Array] = {}
    for analyte in TEACHING:
        for n, day in enumerate(ASKED):
            if analyte == "urine_magnesium_24h":
                value = course.over("urine_magnesium", 24.0 * day, 24.0 * (day + 1))
            else:
                value = _levels(course, analyte, list(ASKED), morning_h)[n]
            found[analyte, day] = np.where(course.finished, value, np.nan)
    return found


def forecast_without(
    posterior: Posterior, morning_h: float, model: BodyModel, *, rtol: float
) -> dict[str, Forecast]:
    """The bodies as they are: at steady state every day is the first one."""
    hours = np.array(sorted({0.0, morning_h, 24.0}))
    day = simulate(
        model,
        posterior.theta,
        posterior.others,
        hours,
        exposures=posterior.usual,
        start=posterior.start,
        rtol=rtol,
    )
    good = day.finished
    quantities = {
        "serum_magnesium_mmol_per_l": _levels(day, "serum_magnesium", [0], morning_h),
        "ionized_magnesium_mmol_per_l": _levels(day, "ionized_magnesium", [0], morning_h),
        "urine_magnesium_mmol_per_day": day.over("urine_magnesium", 0.0, 24.0)[None, :],
    }
    return {
        name: _quantiles([0], values[:, good], values[:, good])
        for name, values in quantities.items()
    }


def _hours(shown: list[int], morning_h: float) -> Array:
    return np.array(sorted({24.0 * day + part for day in shown for part in (0.0, morning_h, 24.0)}))


def _levels(course: Trajectory, name: str, shown: list[int], morning_h: float) -> Array:
    output = course.output(name)
    return np.stack(
        [output[int(np.argmin(np.abs(course.time_h - 24 * day - morning_h)))] for day in shown]
    )


def _quantiles(shown: list[int], values: Array, without: Array) -> Forecast:
    if values.size == 0:
        return Forecast(day=(), p05=(), p50=(), p95=(), without=())
    p05, p50, p95 = np.quantile(values, [0.05, 0.5, 0.95], axis=1)
    return Forecast(
        day=tuple(float(day) for day in shown),
        p05=tuple(map(float, p05)),
        p50=tuple(map(float, p50)),
        p95=tuple(map(float, p95)),
        without=tuple(map(float, np.median(without, axis=1))),
    )


def _doses(
    steps: tuple[Step, ...],
    product: Product,
    posterior: Posterior,
    days: int,
    *,
    others_alone: bool = True,
) -> Doses:
    """The product in the posterior's bodies, other magnesium in them and in a second set.

    Args:
        others_alone: there is a second set, which lives without the product.
    """
    lanes = posterior.lanes
    form = form_of(product.salt, release=product.release)
    planned: list[tuple[float, float]] = []
    for number, step in enumerate(steps):
        last = steps[number + 1].from_day if number + 1 < len(steps) else days
        for day in range(step.from_day, min(last, days)):
            for slot in step.slots:
                share = len(slot.weekdays) / 7 if slot.weekdays else 1.0
                planned.append(
                    (24.0 * day + slot.clock_h, share * float(mg_to_mmol(slot.elemental_mg)))
                )
    others = [
        (24.0 * day + hour, mmol)
        for day in range(days)
        for hour, mmol in zip(
            posterior.others.time_h, posterior.others.amount_mmol[:, 0], strict=True
        )
    ]
    times = np.array([hour for hour, _ in (*planned, *others)])
    amounts = np.zeros((len(times), (2 if others_alone else 1) * lanes))
    for n, (_, mmol) in enumerate(planned):
        amounts[n, :lanes] = mmol
    for n, (_, mmol) in enumerate(others, start=len(planned)):
        amounts[n] = mmol
    order = np.argsort(times, kind="stable")
    forms = (*(form,) * len(planned), *("soluble_salt",) * len(others))
    return Doses(
        time_h=times[order],
        amount_mmol=amounts[order],
        form=tuple(forms[i] for i in order),
        with_meal=np.ones(len(order), dtype=bool),
    )

"""What would serum, ionized and urine magnesium do over the weeks, with and without?

The same virtual bodies live the plan's steps and, beside it, go on without supplement.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.effects.quantiles import quantiles
from magtitrate.engine.solve import Doses, simulate
from magtitrate.engine.trajectory import Trajectory
from magtitrate.estimate.posterior import Posterior
from magtitrate.plan import Forecast, Step
from magtitrate.regimen import Product
from magtitrate.units import mg_to_mmol

__all__ = ["Lived", "expected_labs", "forecast_of", "forecast_without", "live"]

Array = NDArray[np.float64]

DAYS = (0, 3, 7, 14, 28, 56, 84)
"""Days that are shown: closer together while the body still moves."""

ASKED = (0, 14, 28, 56)
"""Days at which a further measurement is weighed."""

PROPOSED = ("serum_magnesium", "urine_magnesium_24h")
"""What may be proposed to anybody; other analytes to whom they were measured before."""
READ = ("serum_magnesium", "ionized_magnesium", "erythrocyte_magnesium", "urine_magnesium_24h")
"""What can be read off the course; a spot urine also asks for a creatinine."""

SHOWN = {
    "serum_magnesium_mmol_per_l": "serum_magnesium",
    "ionized_magnesium_mmol_per_l": "ionized_magnesium",
    "urine_magnesium_mmol_per_day": "urine_magnesium_24h",
}
"""What is shown of the course, and which analyte it is."""


@dataclass(frozen=True, kw_only=True)
class Lived:
    """The bodies of a posterior under a plan's steps, and one day as they are without it.

    Attributes:
        posterior: whose bodies.
        course: at the hours of `DAYS` and `ASKED`, up to `last_day`.
        without: their usual day; at steady state every day is this one.
    """

    posterior: Posterior
    course: Trajectory
    without: Trajectory
    last_day: int
    morning_h: float


def live(
    steps: tuple[Step, ...],
    product: Product,
    posterior: Posterior,
    morning_h: float,
    model: BodyModel,
    *,
    weeks: float,
    rtol: float,
) -> Lived:
    """Every body lives the plan's steps, and the last of them on to the end of the weeks."""
    last = max(day for day in DAYS if day <= 7 * weeks)
    days = sorted({day for day in (*DAYS, *ASKED) if day <= last})
    course = simulate(
        model,
        posterior.theta,
        _doses(steps, product, posterior, last + 1),
        _hours(days, morning_h),
        exposures=posterior.usual,
        start=posterior.start,
        rtol=rtol,
    )
    return Lived(
        posterior=posterior,
        course=course,
        without=_usual_day(posterior, morning_h, model, rtol),
        last_day=last,
        morning_h=morning_h,
    )


def forecast_of(lived: Lived) -> dict[str, Forecast]:
    """Quantiles over the bodies under the plan's steps, and medians without supplement."""
    shown = [day for day in DAYS if day <= lived.last_day]
    good = lived.course.finished & lived.without.finished
    return {
        name: _quantiles(
            shown,
            _readings(lived.course, analyte, shown, lived.morning_h)[:, good],
            _readings(lived.without, analyte, [0], lived.morning_h)[:, good],
        )
        for name, analyte in SHOWN.items()
    }


def expected_labs(
    lived: Lived, *, also: frozenset[str] = frozenset()
) -> dict[tuple[str, int], Array]:
    """What each body would show under the plan's steps: (analyte, day) -> (lane,).

    A body that could not be solved shows no number.

    Args:
        also: analytes that were measured before, and so can be again.
    """
    days = [day for day in ASKED if day <= lived.last_day]
    found: dict[tuple[str, int], Array] = {}
    for analyte in (one for one in READ if one in PROPOSED or one in also):
        values = _readings(lived.course, analyte, days, lived.morning_h)
        for day, value in zip(days, values, strict=True):
            found[analyte, day] = np.where(lived.course.finished, value, np.nan)
    return found


def forecast_without(
    posterior: Posterior, morning_h: float, model: BodyModel, *, rtol: float
) -> dict[str, Forecast]:
    """The bodies as they are: at steady state every day is the first one."""
    day = _usual_day(posterior, morning_h, model, rtol)
    found = {}
    for name, analyte in SHOWN.items():
        values = _readings(day, analyte, [0], morning_h)[:, day.finished]
        found[name] = _quantiles([0], values, values)
    return found


def _usual_day(posterior: Posterior, morning_h: float, model: BodyModel, rtol: float) -> Trajectory:
    return simulate(
        model,
        posterior.theta,
        posterior.others,
        _hours([0], morning_h),
        exposures=posterior.usual,
        start=posterior.start,
        rtol=rtol,
    )


def _readings(course: Trajectory, analyte: str, days: list[int], morning_h: float) -> Array:
    """What a laboratory would read of each body on these days, (day, lane)."""
    if analyte == "urine_magnesium_24h":
        return np.stack(
            [course.over("urine_magnesium", 24.0 * day, 24.0 * (day + 1)) for day in days]
        )
    return _levels(course, analyte, days, morning_h)


def _hours(shown: list[int], morning_h: float) -> Array:
    return np.array(sorted({24.0 * day + part for day in shown for part in (0.0, morning_h, 24.0)}))


def _levels(course: Trajectory, name: str, shown: list[int], morning_h: float) -> Array:
    output = course.output(name)
    return np.stack(
        [output[int(np.argmin(np.abs(course.time_h - 24 * day - morning_h)))] for day in shown]
    )


def _quantiles(shown: list[int], values: Array, without: Array) -> Forecast:
    """Of values, (day, lane); the median of one day without is that of every day, (1, lane)."""
    if values.size == 0:
        return Forecast(day=(), p05=(), p50=(), p95=(), without=())
    p05, p50, p95 = quantiles(values, [0.05, 0.5, 0.95])
    return Forecast(
        day=tuple(float(day) for day in shown),
        p05=tuple(map(float, p05)),
        p50=tuple(map(float, p50)),
        p95=tuple(map(float, p95)),
        without=(float(quantiles(without[0], [0.5])[0]),) * len(shown),
    )


def _doses(steps: tuple[Step, ...], product: Product, posterior: Posterior, days: int) -> Doses:
    """The product and other magnesium, day after day."""
    form = form_of(product.salt, release=product.release)
    planned: list[tuple[float, float, bool]] = []
    for number, step in enumerate(steps):
        last = steps[number + 1].from_day if number + 1 < len(steps) else days
        for day in range(step.from_day, min(last, days)):
            for slot in step.slots:
                share = len(slot.weekdays) / 7 if slot.weekdays else 1.0
                mmol = share * float(mg_to_mmol(slot.elemental_mg))
                planned.append((24.0 * day + slot.clock_h, mmol, slot.meal == "with"))
    others = [
        (24.0 * day + hour, mmol, True)
        for day in range(days)
        for hour, mmol in zip(
            posterior.others.time_h, posterior.others.amount_mmol[:, 0], strict=True
        )
    ]
    times, amounts, fed = np.array([*planned, *others], dtype=float).reshape(-1, 3).T
    order = np.argsort(times, kind="stable")
    forms = (*(form,) * len(planned), *("soluble_salt",) * len(others))
    return Doses(
        time_h=times[order],
        amount_mmol=np.repeat(amounts[order, None], posterior.lanes, axis=1),
        form=tuple(forms[i] for i in order),
        with_meal=fed[order] > 0,
    )

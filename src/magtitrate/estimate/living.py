"""What does this person's usual day bring to the body: food, other magnesium, sweat?

One day repeats. Weekly training is spread over the seven days as its share of sweat; a
meal's phytate is the day's, shared by the meals' own words. Virtual bodies differ in what
they truly eat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import swallowed
from magtitrate.body.losses import sweat_mmol_per_h
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals
from magtitrate.estimate.covariates import Covariates
from magtitrate.facts import Facts
from magtitrate.habits import Meal, Training
from magtitrate.patient import Patient
from magtitrate.regimen import Slot

__all__ = ["beside", "other_magnesium", "side_by_side", "usual_day"]

Array = NDArray[np.float64]


def usual_day(
    patient: Patient,
    covariates: Covariates,
    theta: Mapping[str, Array],
    diet_factor: Array,
    facts: Facts,
) -> Exposures:
    """The exposures of one usual day, repeated.

    Args:
        theta: parameter name -> (lane,).
        diet_factor: true over stated magnesium of the food, (lane,).
    """
    return Exposures(
        meals=_meals(patient, covariates, diet_factor, facts),
        sweat=_sweat(patient, theta, facts),
        repeat_h=24.0,
    )


def _meals(patient: Patient, covariates: Covariates, diet_factor: Array, facts: Facts) -> Meals:
    meals = patient.day.meals or _usual_meals(facts)
    total = sum(meal.share for meal in meals)
    shares = np.array([meal.share / total for meal in meals])
    daily_mmol = swallowed(covariates.diet_mg_per_day * diet_factor)
    return Meals(
        time_h=np.array([meal.clock_h for meal in meals]),
        magnesium_mmol=shares[:, None] * daily_mmol[None, :],
        phytate_mmol=_phytate(meals, shares, covariates, facts)[:, None],
    )


def _phytate(meals: tuple[Meal, ...], shares: Array, covariates: Covariates, facts: Facts) -> Array:
    """Phytic acid of each meal [mmol], (meal,): by the meal's own word, else the diet's."""
    per_day = np.array(
        [
            facts.value(f"diet.phytate_{meal.phytate}")
            if meal.phytate
            else covariates.phytate_mg_per_day
            for meal in meals
        ]
    )
    return np.asarray(shares * per_day / facts.value("diet.phytate_molar_mass"))


def _usual_meals(facts: Facts) -> tuple[Meal, ...]:
    """The eating occasions of an average day, where none are told."""
    return tuple(
        Meal(
            clock_h=facts.value(f"usual_day.clock_{number}"),
            share=facts.value(f"usual_day.share_{number}"),
        )
        for number in range(1, 6)
    )


def _sweat(patient: Patient, theta: Mapping[str, Array], facts: Facts) -> Intervals:
    """Training as a daily interval with its weekly average; parts beyond midnight wrap."""
    pieces = [piece for training in patient.training for piece in _pieces(training, facts)]
    if not pieces:
        return Intervals()
    return Intervals(
        from_h=np.array([begin for begin, _, _ in pieces]),
        to_h=np.array([end for _, end, _ in pieces]),
        rate_mmol_per_h=np.stack([sweat_mmol_per_h(rate, theta) for _, _, rate in pieces]),
    )


def _pieces(training: Training, facts: Facts) -> list[tuple[float, float, float]]:
    liters = training.sweat_l_per_h
    rate = facts.value("sweat.rate_default") if liters is None else liters
    rate *= len(training.weekdays) / 7
    if rate <= 0 or training.duration_h <= 0:
        return []
    begin, end = training.clock_h, training.clock_h + min(training.duration_h, 24.0)
    if end <= 24:
        return [(begin, end, rate)]
    return [(begin, 24.0, rate), (0.0, end - 24, rate)]


def beside(others: Doses, slots: Sequence[Slot], form: str, *, lanes: int) -> Doses:
    """One day of these intakes and of the other magnesium, in time order, (dose, lane).

    An intake of some weekdays counts by its share of the week.
    """
    mg = np.array([slot.elemental_mg * (len(slot.weekdays) or 7) / 7 for slot in slots])
    own = np.repeat(np.asarray(swallowed(mg, form)).reshape(-1, 1), lanes, axis=1)
    spread = np.broadcast_to(others.amount_mmol, (len(others.time_h), lanes))
    times = np.concatenate([[slot.clock_h for slot in slots], others.time_h])
    fed = np.concatenate([[slot.meal == "with" for slot in slots], others.with_meal])
    forms = (*(form,) * len(slots), *others.form)
    order = np.argsort(times, kind="stable")
    return Doses(
        time_h=times[order],
        amount_mmol=np.concatenate([own, spread])[order],
        form=tuple(forms[n] for n in order),
        with_meal=fed[order].astype(bool),
    )


def side_by_side(days: Sequence[Doses]) -> Doses:
    """Several days of doses for copies of the same lanes, (dose, day x lane).

    All on one list of hours: another day's dose is a zero amount.
    """
    lanes = days[0].amount_mmol.shape[1]
    places = sorted(
        {
            (hour, bool(fed), form)
            for day in days
            for hour, fed, form in zip(day.time_h, day.with_meal, day.form, strict=True)
        }
    )
    amounts = np.zeros((len(places), len(days) * lanes))
    for n, day in enumerate(days):
        own = slice(n * lanes, (n + 1) * lanes)
        for k, hour in enumerate(day.time_h):
            amounts[places.index((hour, bool(day.with_meal[k]), day.form[k])), own] += (
                day.amount_mmol[k]
            )
    return Doses(
        time_h=np.array([hour for hour, _, _ in places]),
        amount_mmol=amounts,
        form=tuple(form for _, _, form in places),
        with_meal=np.array([fed for _, fed, _ in places], dtype=bool),
    )


def other_magnesium(patient: Patient, medicines_mg: tuple[float, ...], facts: Facts) -> Doses:
    """Other supplements and medicines with magnesium, as doses of one day.

    One without a clock time is taken with the first meal; its salt is not known, so it is
    counted as a soluble one.
    """
    first = min((meal.clock_h for meal in patient.day.meals), default=None)
    hour = first if first is not None else facts.value("usual_day.clock_1")
    taken = [
        (source.clock_h if source.clock_h is not None else hour, source.elemental_mg_per_day or 0.0)
        for source in patient.magnesium_sources
    ]
    taken = sorted([*taken, *((hour, mg) for mg in medicines_mg)])
    if not taken:
        return Doses()
    return Doses.of(
        [clock for clock, _ in taken],
        [mg for _, mg in taken],
        form="soluble_salt",
        with_meal=True,
    )

"""Do the facts hold when they are run?

Two questions that no table can answer by itself. A typical adult on a mixed diet must keep
the serum of a healthy person for a year; a standard dose, by mouth and by vein, must land
where published results lie (`facts.landings`). A finding is worded like those of the audit,
so that `facts check` prints both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import swallowed
from magtitrate.body.model import BodyModel, body_model, population_theta
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, simulate
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError
from magtitrate.facts import Facts
from magtitrate.facts.audit import Finding
from magtitrate.facts.claim_shapes import Landing
from magtitrate.units import mmol_to_mg

__all__ = ["RUNS", "run_facts"]

FORTNIGHT_H = 14 * 24.0
FORTNIGHTS = 26
MORNING_H = 8.0
MEALS = (1, 2, 3, 4, 5)
AREA_POINTS = 97
"""Instants over the hours of an area: every seven minutes of twelve hours."""


def run_facts(facts: Facts) -> tuple[Finding, ...]:
    """Every finding of every run; empty where the facts hold."""
    try:
        body_model(facts)
    except ModelError as error:
        return (Finding(check="the body can be built", key="model", problem=str(error)),)
    return tuple(
        Finding(check=name, key=key, problem=problem)
        for name, run in RUNS.items()
        for key, problem in run(facts)
    )


@dataclass(frozen=True, kw_only=True)
class _Adult:
    """A typical adult of some size, settled on the usual day; one lane."""

    model: BodyModel
    theta: Array
    clocks: Array
    eaten_mmol: Array
    phytate_mmol: Array
    start: Array
    settled: bool

    def life(self, fasting_until_h: float = 0.0) -> Exposures:
        """The usual day, without what would be eaten before an hour."""
        kept = self.clocks >= fasting_until_h
        meals = Meals(
            time_h=self.clocks[kept],
            magnesium_mmol=self.eaten_mmol[kept],
            phytate_mmol=self.phytate_mmol[kept],
        )
        return Exposures(meals=meals, repeat_h=24.0)


def _adult(
    facts: Facts, *, body_mass_kg: float, gfr_ml_per_min: float, diet_mg_per_day: float
) -> _Adult:
    model = body_model(facts)
    theta = population_theta(model, facts, body_mass_kg=body_mass_kg, gfr_ml_per_min=gfr_ml_per_min)
    shares = np.array([[facts.value(f"usual_day.share_{number}")] for number in MEALS])
    phytate = facts.value("diet.phytate_medium") / facts.value("diet.phytate_molar_mass")
    adult = _Adult(
        model=model,
        theta=theta,
        clocks=np.array([facts.value(f"usual_day.clock_{number}") for number in MEALS]),
        eaten_mmol=shares * swallowed(diet_mg_per_day),
        phytate_mmol=shares * phytate,
        start=np.zeros((len(model.states), 1)),
        settled=False,
    )
    found = settle(model, theta, exposures=adult.life())
    settled = bool((found.outcome == Outcome.FINISHED).all())
    return replace(adult, start=found.state, settled=settled)


def _diet_alone(facts: Facts) -> Iterator[tuple[str, str]]:
    """A year of diet alone leaves serum where it is, inside the reference limits.

    What still drifts after settling drifts ever more slowly, so the first fortnight times
    twenty-six bounds the year, and the slowest engine can say so too.
    """
    adult = _adult(
        facts,
        body_mass_kg=facts.value("population.body_mass"),
        gfr_ml_per_min=facts.value("population.egfr"),
        diet_mg_per_day=facts.value("diet.magnesium_mixed"),
    )
    if not adult.settled:
        yield "model", "a typical adult on a mixed diet never comes to rest"
        return
    hours = [MORNING_H, MORNING_H + FORTNIGHT_H]
    course = simulate(
        adult.model, adult.theta, Doses(), hours, exposures=adult.life(), start=adult.start
    )
    before, after = (float(x) for x in course.output("serum_magnesium")[:, 0])
    drift = FORTNIGHTS * (after / before - 1)
    if not course.finished.all():
        yield "model", "a fortnight of diet alone cannot be computed"
    elif abs(drift) > facts.value("policy.serum_drift"):
        yield "model", f"serum drifts by {100 * drift:+.2g} % in a year of diet alone"
    row = facts.analytes["serum_magnesium"]
    if not (row.lower or 0) <= after <= (row.upper or np.inf):
        yield "model", f"serum of a typical adult is {after:.3f} mmol/L on diet alone"


def _lands(facts: Facts) -> Iterator[tuple[str, str]]:
    """Each standard dose lands in its published range."""
    for row in facts.landings.values():
        person = _adult(
            facts,
            body_mass_kg=row.body_mass_kg,
            gfr_ml_per_min=row.gfr_ml_per_min,
            diet_mg_per_day=row.diet_mg_per_day,
        )
        found = _landed(row, person)
        if not row.low <= found <= row.high:
            yield (
                f"landing:{row.id}",
                f"{row.title}: {found:.3g}, outside {row.low:g} to {row.high:g}",
            )


RUNS: dict[str, Callable[[Facts], Iterator[tuple[str, str]]]] = {
    "diet alone holds serum for a year": _diet_alone,
    "a standard dose lands where published": _lands,
}
"""What is run, by name."""


def _landed(row: Landing, adult: _Adult) -> float:
    """The result of one landing in the model, in its unit."""
    hours, life = _hours(row), adult.life(row.fasting_until_h)
    doses, infusion, start = _doses(row), _infusion(row), adult.start
    if row.for_long:
        start = settle(adult.model, adult.theta, exposures=life, doses=doses).state
    without, with_dose = (
        simulate(adult.model, adult.theta, given, hours, exposures=life, start=at, infusion=by_vein)
        for given, by_vein, at in (
            (Doses(), Intervals(), adult.start),
            (doses, infusion, start),
        )
    )
    if row.lands == "urine_gain_per_day":
        passed = [course.output("urine_magnesium")[:, 0] for course in (with_dose, without)]
        return float(np.diff(passed[0])[0] - np.diff(passed[1])[0])
    serum, usual = (course.output("serum_magnesium")[:, 0] for course in (with_dose, without))
    if row.lands == "serum_gain":
        return float(serum[-1] - usual[-1])
    return float(100 * (_area(hours, serum) / _area(hours, usual) - 1))


def _area(hours: Array, values: Array) -> float:
    return float(np.sum((values[1:] + values[:-1]) / 2 * np.diff(hours)))


def _hours(row: Landing) -> Array:
    """The hours of the day at which the landing looks."""
    first = min(row.clock_h)
    if row.lands == "serum_area_percent":
        return np.linspace(first, first + row.hours, AREA_POINTS)
    return np.array([first] if row.lands == "serum_gain" else [0.0, 24.0])


def _doses(row: Landing) -> Doses:
    if row.infusion_h:
        return Doses()
    mg = float(mmol_to_mg(row.amount_mmol))
    return Doses.of(np.array(row.clock_h), mg, form=row.form, with_meal=row.with_meal)


def _infusion(row: Landing) -> Intervals:
    if not row.infusion_h:
        return Intervals()
    begin = np.array(row.clock_h)
    rate = np.full((len(begin), 1), row.amount_mmol / row.infusion_h)
    return Intervals(from_h=begin, to_h=begin + row.infusion_h, rate_mmol_per_h=rate)

"""Whom do all contenders solve: which people, with which hours and doses?

Adults around the population, each with a body, meals, doses, training and missed doses of
their own, for weeks. Everybody gets the same two doses of bisglycinate a day on paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel, population_theta
from magtitrate.engine import compiled
from magtitrate.engine.population import Life, _period
from magtitrate.engine.reference import Stretch
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, settings_of
from magtitrate.engine.timeline import Period, stretches_of, tabled
from magtitrate.facts import Facts
from magtitrate.streams import stream

KEY = (
    *("serum_magnesium", "ionized_magnesium", "erythrocyte_magnesium", "csf_magnesium"),
    *("exchangeable_magnesium", "urine_magnesium", "fecal_magnesium", "skin_magnesium"),
    *("absorbed_magnesium", "secreted_magnesium"),
)
"""What is compared at each midnight."""

LARGEST_SHARE = 0.02
"""A difference counts against the value and this share of the person's largest value."""

TRUTH_RTOL = 1e-8
SHARES = {"share", "fraction", "amplitude", "elasticity", "acid"}


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """People and their lives.

    Attributes:
        theta: (param, lane).
        start: settled before the first dose, (state, lane).
    """

    model: BodyModel
    theta: Array
    start: Array
    life: Life
    weeks: int

    @property
    def days(self) -> int:
        return 7 * self.weeks

    @property
    def midnights(self) -> Array:
        """Hours, (day + 1,)."""
        return np.arange(0.0, 24.0 * self.days + 1, 24.0)

    @cached_property
    def period(self) -> Period:
        """A day of everybody."""
        return _period(self.model, self.theta, self.life, self.days)

    def stretches(self, lane: int) -> list[Stretch]:
        """One person's life between two events, for a solver of one body."""
        return stretches_of(self.period.of(np.array([lane])), periods=self.days)

    def first(self, people: int) -> Crowd:
        """The first so many of them."""
        life, lanes = self.life, np.arange(people)
        meals = life.exposures.meals
        return Crowd(
            model=self.model,
            theta=self.theta[:, lanes],
            start=self.start[:, lanes],
            weeks=self.weeks,
            life=Life(
                doses=life.doses,
                exposures=Exposures(
                    meals=Meals(
                        time_h=meals.time_h,
                        magnesium_mmol=meals.magnesium_mmol[:, lanes],
                        phytate_mmol=meals.phytate_mmol,
                    ),
                    sweat=life.exposures.sweat,
                    repeat_h=24.0,
                ),
                dose_shift_h=_of(life.dose_shift_h, lanes),
                meal_shift_h=_of(life.meal_shift_h, lanes),
                sweat_shift_h=_of(life.sweat_shift_h, lanes),
                taken=_of(life.taken, lanes),
            ),
        )

    def truth(self) -> Array:
        """Whole states at midnights by the adaptive kernel, very tightly, (time, state, lane)."""
        return self.adaptively(TRUTH_RTOL)

    def adaptively(self, rtol: float, *, threads: int = 1) -> Array:
        """Whole states at midnights, with this error per step."""
        scene, windows, _ = tabled(
            self.model, self.theta, self.start, self.period, periods=self.days, every=1
        )
        return compiled.summarize(
            self.model,
            scene,
            settings_of(self.model, step_h=None, rtol=rtol),
            window_begin=windows,
            watches=(),
            gain_weight=np.zeros((0, len(self.model.states))),
            names=(),
            times_h=self.midnights,
            threads=threads,
        ).states

    def errors(self, states: Array, truth: Array) -> Array:
        """The largest relative error of any key output at any midnight, (lane,)."""
        worst = np.zeros(states.shape[-1])
        for name in KEY:
            mine, right = (self._course(name, table) for table in (states, truth))
            size = np.abs(right) + LARGEST_SHARE * np.abs(right).max(axis=0)
            worst = np.maximum(worst, (np.abs(mine - right) / size)[1:].max(axis=0))
        return worst

    def _course(self, name: str, states: Array) -> Array:
        theta = self.theta[:, : states.shape[-1]]
        return np.stack([self.model.output(name, state, theta) for state in states])


def _of(table: Array | None, lanes: NDArray[np.intp]) -> Array | None:
    return None if table is None else table[..., lanes]


def crowd(model: BodyModel, facts: Facts, *, people: int, weeks: int, first: int = 0) -> Crowd:
    """So many people, the first of them always the same.

    Args:
        first: the number of the first one; others are other people.
    """
    typical = population_theta(model, facts, body_mass_kg=70.0, gfr_ml_per_min=95.0)
    rng = stream(1, "benchmark", first)
    # Person by person, so that asking for more people changes nobody.
    normal = np.clip(rng.standard_normal((people, len(typical))), -2, 2).T
    theta = typical * np.exp(0.25 * normal)
    for row, name in enumerate(model.parameter_names):
        if SHARES & set(name.replace(".", "_").split("_")):
            theta[row] = np.minimum(theta[row], 0.95)
    shift = stream(2, "benchmark", first).uniform(-1.0, 1.0, (people, 6)).T
    meals = np.array([[3.0], [4.0], [5.0]])
    eaten = meals * np.exp(0.2 * stream(3, "benchmark", first).standard_normal(people))
    taken = stream(4, "benchmark", first).random((people, 7 * weeks, 2)) < 0.9
    usual = Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.0], magnesium_mmol=eaten, phytate_mmol=np.full((3, 1), 0.3)
        ),
        sweat=Intervals(from_h=[16.5], to_h=[18.0], rate_mmol_per_h=[[0.3]]),
        repeat_h=24.0,
    )
    return Crowd(
        model=model,
        theta=theta,
        start=settle(model, theta, exposures=usual).state,
        weeks=weeks,
        life=Life(
            doses=Doses.of([9.5, 21.0], 150.0),
            exposures=usual,
            dose_shift_h=shift[:2],
            meal_shift_h=shift[2:5],
            sweat_shift_h=shift[5:],
            taken=taken.transpose(1, 2, 0).astype(float),
        ),
    )

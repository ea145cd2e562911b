"""What would a laboratory have seen, were a virtual body this person?

Bodies are settled under the person's usual day; each lab is predicted at the hour at which
it was drawn and under the doses really taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, simulate
from magtitrate.engine.trajectory import Outcome, Trajectory
from magtitrate.estimate.living import usual_day
from magtitrate.estimate.prior import Bodies, Prior, bodies_of
from magtitrate.facts import Facts
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent

__all__ = ["Lives", "Steady", "World"]

Array = NDArray[np.float64]

REMEMBERED_DAYS = 60.0
"""Days of doses before the first teaching lab that are lived one by one.

What was taken before them is known to a body by its mean alone. To live it all would cost a year
of diary several times the time, and moves serum by some 0.0002 mmol/L
(tests/estimate/test_world.py measures it).
"""


@dataclass(frozen=True, kw_only=True)
class Lives:
    """Bodies and the life they lead without the product."""

    bodies: Bodies
    start: Array
    usual: Exposures
    good: NDArray[np.bool_]

    def followed(self, predicted: list[Array]) -> NDArray[np.bool_]:
        """Which of them were settled, and solved as far as these labs, (lane,)."""
        return np.asarray(self.good & np.isfinite(predicted).all(axis=0))


@dataclass(frozen=True, kw_only=True)
class Steady:
    """What the settled bodies show on a usual day, (lane,) each.

    Attributes:
        serum: at midnight [mmol/L].
        urine: of the day [mmol].
        absorbed: share of the day's magnesium that enters the blood.
    """

    serum: Array
    urine: Array
    absorbed: Array


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything about this person that is the same for every body.

    Attributes:
        others: other magnesium of a usual day.
        remembered_days: of doses before the first lab that are lived one by one.
    """

    prior: Prior
    record: Record
    model: BodyModel
    facts: Facts
    others: Doses
    remembered_days: float = REMEMBERED_DAYS

    @property
    def rtol(self) -> float:
        return self.facts.value("policy.plan_rtol")

    def lives(self, z: Array) -> Lives:
        """The bodies of these numbers, settled."""
        return self.settled(bodies_of(self.prior, z, self.model, self.facts))

    def settled(self, bodies: Bodies) -> Lives:
        """These bodies at the steady state of the person's usual day."""
        usual = usual_day(
            self.record.patient,
            self.prior.covariates,
            self.model.rows(bodies.theta),
            bodies.diet_factor,
            self.facts,
        )
        settled = settle(
            self.model, bodies.theta, exposures=usual, doses=self.others, rtol=self.rtol
        )
        return Lives(
            bodies=bodies,
            start=settled.state,
            usual=usual,
            good=settled.outcome == Outcome.FINISHED,
        )

    def day(self, lives: Lives, hours: Array) -> Trajectory:
        """One usual day of these bodies without the product."""
        return self.run(lives, self.others, hours)

    def steady(self, lives: Lives) -> Steady:
        """The settled bodies on their usual day."""
        day = self.day(lives, np.array([0.0, 24.0]))
        eaten = lives.usual.meals.magnesium_mmol.sum(axis=0) + self.others.amount_mmol.sum()
        return Steady(
            serum=day.output("serum_magnesium")[0],
            urine=day.over("urine_magnesium", 0.0, 24.0),
            absorbed=day.over("absorbed_magnesium", 0.0, 24.0) / eaten,
        )

    def run(self, lives: Lives, doses: Doses, hours: Array) -> Trajectory:
        return simulate(
            self.model,
            lives.bodies.theta,
            doses,
            hours,
            exposures=lives.usual,
            start=lives.start,
            rtol=self.rtol,
        )

    def predicted(self, labs: tuple[Observation, ...], lives: Lives) -> list[Array]:
        """Each lab as every body would show it, (lane,) each; not a number where one was lost."""
        taken = [d for d in self.record.doses if d.status == "taken" and d.elemental_mg > 0]
        if taken and any(taken[0].time_h < lab.time_h for lab in labs):
            return self._under_doses(labs, taken, lives)
        return self._at_baseline(labs, lives)

    def _at_baseline(self, labs: tuple[Observation, ...], lives: Lives) -> list[Array]:
        """Before any dose every day is the same: one simulated day answers for all labs."""
        clocks = [self.record.clock_h(lab.time_h) for lab in labs]
        before = [(clock - self._spot_h) % 24 for clock in self._spots(labs, clocks)]
        hours = np.array(sorted({0.0, 24.0, *clocks, *before}))
        day = self.day(lives, hours)
        return [
            np.where(day.finished, self._seen(lab, day, clock, 24.0), np.nan)
            for lab, clock in zip(labs, clocks, strict=True)
        ]

    def _under_doses(
        self, labs: tuple[Observation, ...], taken: list[DoseEvent], lives: Lives
    ) -> list[Array]:
        """From the day before the first dose or lab on, with the doses really taken.

        A long history begins later: settled under the mean of what was taken before.
        """
        first = 24 * float(np.floor(min(taken[0].time_h, labs[0].time_h - 24) / 24))
        late = 24 * float(np.floor((labs[0].time_h - 24 * self.remembered_days) / 24))
        if late > first:
            first, lives = late, self._long_on(taken, late, lives)
            taken = [dose for dose in taken if dose.time_h >= late]
        ends = [lab.time_h - first for lab in labs]
        before = {end - self._spot_h for end in self._spots(labs, ends)}
        hours = np.array(
            sorted({0.0} | before | {t for end in ends for t in (end, max(0.0, end - 24))})
        )
        days = int(np.ceil(hours[-1] / 24)) + 1
        doses = _merged(
            self.others,
            days,
            [dose for dose in taken if dose.time_h - first < hours[-1]],
            first,
            _form_of(self.record),
            lives.bodies.content_factor,
        )
        course = self.run(lives, doses, hours)
        return [
            np.where(course.finished, self._seen(lab, course, end, end), np.nan)
            for lab, end in zip(labs, ends, strict=True)
        ]

    def _long_on(self, taken: list[DoseEvent], first: float, lives: Lives) -> Lives:
        """These bodies, settled under what was taken on a mean day of the weeks before."""
        span_h = 24 * self.remembered_days
        lately = [dose for dose in taken if first - span_h <= dose.time_h < first]
        if not lately:
            return lives
        mean_mg = sum(dose.elemental_mg for dose in lately) / self.remembered_days
        clock_h = float(np.median([self.record.clock_h(dose.time_h) for dose in lately]))
        settled = settle(
            self.model,
            lives.bodies.theta,
            exposures=lives.usual,
            doses=_merged(
                self.others,
                1,
                [replace(lately[-1], time_h=clock_h, elemental_mg=mean_mg)],
                0.0,
                _form_of(self.record),
                lives.bodies.content_factor,
            ),
            rtol=self.rtol,
        )
        good = settled.outcome == Outcome.FINISHED
        return replace(lives, start=np.where(good, settled.state, lives.start))

    def _seen(self, lab: Observation, course: Trajectory, at_h: float, day_ends_h: float) -> Array:
        """One lab as the bodies would show it: a level at its hour, or the urine before it."""
        if lab.analyte == "urine_magnesium_24h":
            return course.over("urine_magnesium", max(0.0, day_ends_h - 24), day_ends_h)
        if lab.analyte == "urine_magnesium_spot_ratio":
            mass = self.prior.covariates.body_mass_kg
            made = _made(course, at_h - self._spot_h, at_h) / self._spot_h
            return np.asarray(made / _creatinine_mmol_per_h(self.record.patient, mass, self.facts))
        place = int(np.argmin(np.abs(course.time_h - at_h)))
        return np.asarray(course.output(lab.analyte)[place])

    @property
    def _spot_h(self) -> float:
        return self.facts.value("assay.urine_spot_window_h")

    def _spots(self, labs: tuple[Observation, ...], hours: list[float]) -> list[float]:
        return [
            hour
            for lab, hour in zip(labs, hours, strict=True)
            if lab.analyte == "urine_magnesium_spot_ratio"
        ]


def _made(course: Trajectory, from_h: float, to_h: float) -> Array:
    """Urine magnesium between two hours; before midnight it is that of the same usual day."""
    if from_h >= 0:
        return course.over("urine_magnesium", from_h, to_h)
    evening = course.over("urine_magnesium", from_h % 24, 24.0)
    return np.asarray(evening + course.over("urine_magnesium", 0.0, to_h))


def _creatinine_mmol_per_h(patient: Patient, body_mass_kg: float, facts: Facts) -> float:
    """What people of this sex, age and mass excrete, by the equation of Cockcroft and Gault.

    (140 - age) x mass / 72 is the clearance [mL/min] times the level [mg/dL].
    """
    assert patient.age_y is not None  # `teaching` lets no spot urine in otherwise
    female = facts.value("cockcroft_gault.female") if patient.sex == "female" else 1.0
    years = facts.value("cockcroft_gault.age_intercept") - patient.age_y
    mg_per_min = years * body_mass_kg * female / facts.value("cockcroft_gault.divisor") / 100
    return 60 * mg_per_min / facts.value("assay.creatinine_mg_per_mmol")


def _form_of(record: Record) -> str:
    product = record.product
    return "soluble_salt" if product is None else form_of(product.salt, release=product.release)


def _merged(
    others: Doses,
    days: int,
    taken: list[DoseEvent],
    first: float,
    form: str,
    content_factor: Array,
) -> Doses:
    """Other magnesium on every day, and the product's doses at their own hours.

    Args:
        content_factor: true over stated content of the product, (lane,).
    """
    product = Doses.of(
        [dose.time_h - first for dose in taken],
        np.array([dose.elemental_mg for dose in taken])[:, None] * content_factor,
        form=form,
        with_meal=True,
    )
    lanes = len(content_factor)
    daily = np.broadcast_to(others.amount_mmol, (len(others.time_h), lanes))
    times = np.concatenate([*(others.time_h + 24 * day for day in range(days)), product.time_h])
    amounts = np.concatenate([*(daily for _ in range(days)), product.amount_mmol])
    forms = (*(others.form * days), *product.form)
    order = np.argsort(times, kind="stable")
    return Doses(
        time_h=times[order],
        amount_mmol=amounts[order],
        form=tuple(forms[i] for i in order),
        with_meal=np.full(len(order), True),
    )

"""Which of the virtual bodies agree with this person's labs?

A posteriori by weighing: each body of the prior is settled under the person's usual day,
its labs are predicted at the hours at which they were drawn, under the doses really taken,
and the bodies are resampled by their likelihood. The effective number of bodies is stated;
too few, and the estimate has failed: an outcome, never a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.engine.solve import Doses, Exposures, settle, simulate
from magtitrate.engine.trajectory import Trajectory
from magtitrate.estimate.likelihood import log_likelihood, serum_sd, teaching
from magtitrate.estimate.living import lanes_of, other_magnesium, usual_day
from magtitrate.estimate.prior import Prior
from magtitrate.facts import Facts
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent

__all__ = ["Posterior", "update"]

Array = NDArray[np.float64]

CONFLICT_Z = 3.0
"""A lab this many standard deviations from every prior body's prediction is questioned."""


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Virtual bodies that agree with the labs, settled under the usual day.

    Attributes:
        theta: (param, lane).
        start: their states at midnight, (state, lane).
        usual: their usual day.
        others: other magnesium of that day.
        informed_by: origins of the labs that taught.
        effective: effective number of the prior's bodies.
        conflict: labs that the prior hardly allows.
        outcome: `finished`, or why there is no estimate.
    """

    theta: Array
    start: Array
    usual: Exposures
    others: Doses
    informed_by: tuple[str, ...]
    effective: float
    conflict: tuple[str, ...]
    outcome: str

    @property
    def finished(self) -> bool:
        return self.outcome == "finished"

    @property
    def lanes(self) -> int:
        return int(self.theta.shape[1])


def update(
    prior: Prior,
    record: Record,
    model: BodyModel,
    facts: Facts,
    rng: np.random.Generator,
    *,
    medicines_mg: tuple[float, ...] = (),
) -> Posterior:
    """Weigh the prior's bodies by the labs and keep `estimate.draws` of them.

    Args:
        medicines_mg: magnesium of medicines that contain it, per day [mg].
    """
    usual = usual_day(
        record.patient, prior.covariates, model.rows(prior.theta), prior.diet_factor, facts
    )
    others = other_magnesium(record.patient, medicines_mg, facts)
    rtol = facts.value("policy.plan_rtol")
    settled = settle(model, prior.theta, exposures=usual, doses=others, rtol=rtol)
    labs = teaching(record, facts)
    life = _Life(prior=prior, start=settled.state, usual=usual, others=others, rtol=rtol)
    predicted = _predicted(labs, life, record, model)
    weight = np.where(settled.outcome == 0, 0.0, -np.inf)
    if labs:
        weight = weight + log_likelihood(labs, predicted, facts)
    effective, kept = _resampled(weight, int(facts.value("estimate.draws")), rng)
    failed = effective < facts.value("estimate.least_effective")
    return Posterior(
        theta=prior.theta[:, kept],
        start=settled.state[:, kept],
        usual=lanes_of(usual, kept),
        others=others,
        informed_by=tuple(o.origin for o in labs),
        effective=effective,
        conflict=_conflicts(labs, predicted, facts),
        outcome="too few virtual bodies agree with the labs" if failed else "finished",
    )


@dataclass(frozen=True, kw_only=True)
class _Life:
    """The prior's bodies and the life that they lead without the product."""

    prior: Prior
    start: Array
    usual: Exposures
    others: Doses
    rtol: float

    def run(self, model: BodyModel, doses: Doses, hours: Array) -> Trajectory:
        return simulate(
            model,
            self.prior.theta,
            doses,
            hours,
            exposures=self.usual,
            start=self.start,
            rtol=self.rtol,
        )


def _predicted(
    labs: tuple[Observation, ...], life: _Life, record: Record, model: BodyModel
) -> list[Array]:
    """Each lab as every body would show it, (lane,) each."""
    if not labs:
        return []
    taken = [dose for dose in record.doses if dose.status == "taken" and dose.elemental_mg > 0]
    if taken and any(taken[0].time_h < lab.time_h for lab in labs):
        return _under_doses(labs, taken, life, record, model)
    return _at_baseline(labs, life, record, model)


def _at_baseline(
    labs: tuple[Observation, ...], life: _Life, record: Record, model: BodyModel
) -> list[Array]:
    """Before any dose every day is the same: one simulated day answers for all labs."""
    clocks = [record.clock_h(lab.time_h) for lab in labs]
    hours = np.array(sorted({0.0, 24.0, *clocks}))
    day = life.run(model, life.others, hours)
    serum = day.output("serum_magnesium")
    urine = day.over("urine_magnesium", 0.0, 24.0)
    return [
        urine if lab.analyte == "urine_magnesium_24h" else serum[int(np.argmin(np.abs(hours - c)))]
        for lab, c in zip(labs, clocks, strict=True)
    ]


def _under_doses(
    labs: tuple[Observation, ...],
    taken: list[DoseEvent],
    life: _Life,
    record: Record,
    model: BodyModel,
) -> list[Array]:
    """From the day before the first dose or lab on, with the doses really taken."""
    first = 24 * float(np.floor(min(taken[0].time_h, labs[0].time_h - 24) / 24))
    wanted = {0.0} | {t for lab in labs for t in (lab.time_h - first, lab.time_h - first - 24)}
    hours = np.array(sorted(hour for hour in wanted if hour >= 0))
    days = int(np.ceil(hours[-1] / 24)) + 1
    doses = _merged(life.others, days, taken, first, _form_of(record, model))
    course = life.run(model, doses, hours)
    serum = course.output("serum_magnesium")
    return [
        course.over("urine_magnesium", lab.time_h - first - 24, lab.time_h - first)
        if lab.analyte == "urine_magnesium_24h"
        else serum[int(np.argmin(np.abs(hours - (lab.time_h - first))))]
        for lab in labs
    ]


def _form_of(record: Record, model: BodyModel) -> str:
    product = record.product
    return "soluble_salt" if product is None else form_of(product.salt, release=product.release)


def _merged(others: Doses, days: int, taken: list[DoseEvent], first: float, form: str) -> Doses:
    """Other magnesium on every day, and the product's doses at their own hours."""
    product = Doses.of(
        [dose.time_h - first for dose in taken],
        [dose.elemental_mg for dose in taken],
        form=form,
        with_meal=True,
    )
    times = np.concatenate([*(others.time_h + 24 * day for day in range(days)), product.time_h])
    amounts = np.concatenate([*(others.amount_mmol for _ in range(days)), product.amount_mmol])
    forms = (*(others.form * days), *product.form)
    order = np.argsort(times, kind="stable")
    return Doses(
        time_h=times[order],
        amount_mmol=amounts[order],
        form=tuple(forms[i] for i in order),
        with_meal=np.full(len(order), True),
    )


def _resampled(
    log_weight: Array, count: int, rng: np.random.Generator
) -> tuple[float, NDArray[np.intp]]:
    """Effective number of bodies, and which to keep, by systematic resampling."""
    top = np.max(log_weight)
    if not np.isfinite(top):
        return 0.0, np.zeros(count, dtype=np.intp)
    weight = np.exp(log_weight - top)
    weight /= weight.sum()
    effective = float(1 / np.sum(weight**2))
    places = (rng.random() + np.arange(count)) / count
    kept = np.minimum(np.searchsorted(np.cumsum(weight), places), len(weight) - 1)
    return effective, kept


def _conflicts(
    labs: tuple[Observation, ...], predicted: list[Array], facts: Facts
) -> tuple[str, ...]:
    """Labs that lie beyond what nearly every prior body allows."""
    found = []
    for lab, expected in zip(labs, predicted, strict=True):
        if lab.analyte != "serum_magnesium":
            continue
        middle = float(np.median(expected))
        wide = float(np.hypot(np.std(expected), np.median(serum_sd(expected, facts))))
        if abs(lab.value - middle) > CONFLICT_Z * wide:
            found.append(lab.origin)
    return tuple(found)

"""Which bodies agree with this person's labs?

A posteriori: bodies of the prior are settled under the person's usual day, their labs are
predicted at the hours at which they were drawn and under the doses really taken, and the
sampler keeps those that agree. A failed estimate is an outcome, never a number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.engine.solve import Doses, Exposures, settle, simulate
from magtitrate.engine.trajectory import Outcome, Trajectory
from magtitrate.estimate.likelihood import log_likelihood, questioned, teaching
from magtitrate.estimate.living import lanes_of, other_magnesium, usual_day
from magtitrate.estimate.prior import Bodies, Prior, bodies_of
from magtitrate.estimate.sampler import Sampled, SamplerSettings, sample
from magtitrate.facts import Facts
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent

__all__ = ["Posterior", "update"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Posterior:
    """Virtual bodies that agree with the labs, settled under the usual day.

    Attributes:
        theta: (param, lane).
        start: their states at midnight, (state, lane).
        usual: their usual day.
        others: other magnesium of that day.
        content_factor: true over stated content of the product, (lane,).
        informed_by: origins of the labs that taught.
        effective: how many different bodies are left.
        log_evidence: log of the labs' probability under the prior.
        conflict: labs that the prior hardly allows.
        outcome: `finished`, or why there is no estimate.
    """

    theta: Array
    start: Array
    usual: Exposures
    others: Doses
    content_factor: Array
    informed_by: tuple[str, ...]
    effective: float
    log_evidence: float
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
    lanes: int,
    medicines_mg: tuple[float, ...] = (),
) -> Posterior:
    """Bodies from prior times labs.

    Args:
        lanes: how many bodies the sampler carries; `estimate.draws` of them are kept.
        medicines_mg: magnesium of medicines that contain it, per day [mg].
    """
    labs = teaching(record, facts)
    world = _World(
        prior=prior,
        record=record,
        model=model,
        facts=facts,
        others=other_magnesium(record.patient, medicines_mg, facts),
    )
    found = _sampled(world, labs, lanes, rng)
    lives = world.lives(found.z)
    kept = _kept(lives.good, int(facts.value("estimate.draws")))
    failed = found.distinct < facts.value("estimate.least_effective") or not kept.size
    return Posterior(
        theta=lives.bodies.theta[:, kept],
        start=lives.start[:, kept],
        usual=lanes_of(lives.usual, kept),
        others=world.others,
        content_factor=lives.bodies.content_factor[kept],
        informed_by=tuple(o.origin for o in labs),
        effective=float(found.distinct),
        log_evidence=found.log_evidence,
        conflict=_conflicts(world, labs, lanes, rng),
        outcome="too few virtual bodies agree with the labs" if failed else found.outcome,
    )


def _sampled(
    world: _World, labs: tuple[Observation, ...], lanes: int, rng: np.random.Generator
) -> Sampled:
    facts = world.facts

    def log_like(z: Array) -> Array:
        if not labs:
            return np.zeros(z.shape[1])
        lives = world.lives(z)
        like = log_likelihood(labs, world.predicted(labs, lives), facts)
        return np.where(lives.good, like, -np.inf)

    return sample(
        log_like,
        unknowns=len(world.prior.unknowns),
        lanes=lanes,
        rng=rng,
        settings=SamplerSettings(
            keep=facts.value("sampler.keep"),
            moves=int(facts.value("sampler.moves")),
            most_temperatures=int(facts.value("sampler.most_temperatures")),
            least_accepted=facts.value("sampler.least_accepted"),
        ),
    )


def _kept(good: NDArray[np.bool_], draws: int) -> NDArray[np.intp]:
    """Evenly chosen bodies among those that were solved."""
    solved = np.flatnonzero(good)
    if solved.size <= draws:
        return solved
    return solved[np.linspace(0, solved.size - 1, draws).astype(np.intp)]


def _conflicts(
    world: _World, labs: tuple[Observation, ...], lanes: int, rng: np.random.Generator
) -> tuple[str, ...]:
    """Labs beyond what nearly every body of the prior allows."""
    if not labs:
        return ()
    lives = world.lives(rng.standard_normal((len(world.prior.unknowns), lanes)))
    predicted = world.predicted(labs, lives)
    return tuple(
        lab.origin
        for lab, expected in zip(labs, predicted, strict=True)
        if questioned(lab, expected[lives.good], world.facts)
    )


@dataclass(frozen=True, kw_only=True)
class _Lives:
    """Bodies and the life they lead without the product."""

    bodies: Bodies
    start: Array
    usual: Exposures
    good: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class _World:
    """Everything about this person that is the same for every body."""

    prior: Prior
    record: Record
    model: BodyModel
    facts: Facts
    others: Doses

    @property
    def rtol(self) -> float:
        return self.facts.value("policy.plan_rtol")

    def lives(self, z: Array) -> _Lives:
        """The bodies of these numbers, settled."""
        bodies = bodies_of(self.prior, z, self.model, self.facts)
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
        return _Lives(
            bodies=bodies,
            start=settled.state,
            usual=usual,
            good=settled.outcome == Outcome.FINISHED,
        )

    def run(self, lives: _Lives, doses: Doses, hours: Array) -> Trajectory:
        return simulate(
            self.model,
            lives.bodies.theta,
            doses,
            hours,
            exposures=lives.usual,
            start=lives.start,
            rtol=self.rtol,
        )

    def predicted(self, labs: tuple[Observation, ...], lives: _Lives) -> list[Array]:
        """Each lab as every body would show it, (lane,) each."""
        taken = [d for d in self.record.doses if d.status == "taken" and d.elemental_mg > 0]
        if taken and any(taken[0].time_h < lab.time_h for lab in labs):
            return self._under_doses(labs, taken, lives)
        return self._at_baseline(labs, lives)

    def _at_baseline(self, labs: tuple[Observation, ...], lives: _Lives) -> list[Array]:
        """Before any dose every day is the same: one simulated day answers for all labs."""
        clocks = [self.record.clock_h(lab.time_h) for lab in labs]
        hours = np.array(sorted({0.0, 24.0, *clocks}))
        day = self.run(lives, self.others, hours)
        return [_seen(lab, day, clock, 24.0) for lab, clock in zip(labs, clocks, strict=True)]

    def _under_doses(
        self, labs: tuple[Observation, ...], taken: list[DoseEvent], lives: _Lives
    ) -> list[Array]:
        """From the day before the first dose or lab on, with the doses really taken."""
        first = 24 * float(np.floor(min(taken[0].time_h, labs[0].time_h - 24) / 24))
        ends = [lab.time_h - first for lab in labs]
        hours = np.array(sorted({0.0} | {t for end in ends for t in (end, max(0.0, end - 24))}))
        days = int(np.ceil(hours[-1] / 24)) + 1
        doses = _merged(
            self.others,
            days,
            taken,
            first,
            _form_of(self.record, self.model),
            lives.bodies.content_factor,
        )
        course = self.run(lives, doses, hours)
        return [_seen(lab, course, end, end) for lab, end in zip(labs, ends, strict=True)]


def _seen(lab: Observation, course: Trajectory, at_h: float, day_ends_h: float) -> Array:
    """One lab as the bodies would show it: a level at its hour, or the urine of the day before."""
    if lab.analyte == "urine_magnesium_24h":
        return course.over("urine_magnesium", max(0.0, day_ends_h - 24), day_ends_h)
    level = course.output(lab.analyte)
    return np.asarray(level[int(np.argmin(np.abs(course.time_h - at_h)))])


def _form_of(record: Record, model: BodyModel) -> str:
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

    What a unit really held is unknown, and the same for all doses of one body.
    """
    stated = np.array([dose.elemental_mg for dose in taken])
    product = Doses.of(
        [dose.time_h - first for dose in taken],
        stated[:, None] * content_factor[None, :],
        form=form,
        with_meal=True,
    )
    daily = np.broadcast_to(others.amount_mmol, (len(others.time_h), len(content_factor)))
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

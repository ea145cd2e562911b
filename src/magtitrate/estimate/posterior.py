"""Which bodies agree with this person's labs?

A posteriori: bodies of the prior are settled under the person's usual day, their labs are
predicted at the hours at which they were drawn and under the doses really taken, and the
sampler keeps those that agree. A failed estimate is an outcome, never a number.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import BodyModel
from magtitrate.engine.resting import Lead, lead_of
from magtitrate.engine.solve import Doses, Exposures
from magtitrate.estimate.likelihood import log_likelihood, questioned, teaching
from magtitrate.estimate.living import other_magnesium
from magtitrate.estimate.prior import Prior
from magtitrate.estimate.sampler import Sampled, SamplerSettings, sample
from magtitrate.estimate.world import Steady, World
from magtitrate.facts import Facts
from magtitrate.record import Observation, Record

__all__ = [
    "Before",
    "Posterior",
    "conflicts",
    "evenly",
    "lead_without",
    "of_lanes",
    "of_steady",
    "sampled",
    "update",
]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Before:
    """One batch of the prior's bodies: what was thought before any lab taught.

    Attributes:
        labs: those that teach, oldest first.
        predicted: each of them as every body would show it, (lane,) per lab.
        steady: what the bodies show on a usual day.
    """

    labs: tuple[Observation, ...]
    predicted: tuple[Array, ...]
    steady: Steady


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
        information: what all labs together taught about the body [bit].
        steady: what the bodies show on a usual day.
        before: what was thought before the labs; `None` where no lab teaches.
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
    information: float
    steady: Steady
    before: Before | None
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
    world = World(
        prior=prior,
        record=record,
        model=model,
        facts=facts,
        others=other_magnesium(record.patient, medicines_mg, facts),
    )
    found, draws = sampled(world, labs, lanes, rng), int(facts.value("estimate.draws"))
    if not labs:
        # Nothing tells these bodies apart: those that are kept can be chosen before they live.
        few = evenly(lanes, draws)
        found = replace(found, z=found.z[:, few], distinct=few.size)
    lives = world.lives(found.z)
    kept = _kept(lives.good, draws)
    steady = world.steady(lives)
    before = _before(world, labs, lanes, rng)
    failed = found.distinct < facts.value("estimate.least_effective") or not kept.size
    return Posterior(
        theta=lives.bodies.theta[:, kept],
        start=lives.start[:, kept],
        usual=lives.usual.of_lanes(kept),
        others=world.others,
        content_factor=lives.bodies.content_factor[kept],
        informed_by=tuple(o.origin for o in labs),
        effective=float(found.distinct),
        log_evidence=found.log_evidence,
        information=_information(found),
        steady=of_steady(steady, kept),
        before=before,
        conflict=conflicts(before, facts),
        outcome="too few virtual bodies agree with the labs" if failed else found.outcome,
    )


def evenly(lanes: int, count: int) -> NDArray[np.intp]:
    """Places of evenly chosen lanes, at most this many."""
    return _kept(np.ones(lanes, dtype=bool), count)


def of_lanes(posterior: Posterior, kept: NDArray[np.intp]) -> Posterior:
    """Some bodies of a posterior, with everything that belongs to each."""
    return replace(
        posterior,
        theta=posterior.theta[:, kept],
        start=posterior.start[:, kept],
        usual=posterior.usual.of_lanes(kept),
        content_factor=posterior.content_factor[kept],
        steady=of_steady(posterior.steady, kept),
    )


def lead_without(posterior: Posterior, model: BodyModel, *, rtol: float) -> Lead:
    """How these bodies come back to the rest of their usual day; it leads to that under a dose."""
    return lead_of(
        model,
        posterior.theta,
        posterior.start,
        exposures=posterior.usual,
        doses=posterior.others,
        rtol=rtol,
    )


def of_steady(steady: Steady, lanes: NDArray[np.intp] | NDArray[np.bool_]) -> Steady:
    """What some of the bodies show."""
    return Steady(
        serum=steady.serum[lanes], urine=steady.urine[lanes], absorbed=steady.absorbed[lanes]
    )


def sampled(
    world: World, labs: tuple[Observation, ...], lanes: int, rng: np.random.Generator
) -> Sampled:
    """Draws of the unknowns under these labs, with how they were found."""
    facts = world.facts

    def log_like(z: Array) -> Array:
        if not labs:
            return np.zeros(z.shape[1])
        lives = world.lives(z)
        predicted = world.predicted(labs, lives)
        like = log_likelihood(labs, predicted, facts)
        return np.where(lives.followed(predicted), like, -np.inf)

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


def _information(found: Sampled) -> float:
    """Kullback-Leibler divergence of the posterior from the prior [bit]."""
    if not np.isfinite(found.log_evidence):
        return 0.0
    return max(0.0, float(np.mean(found.log_likelihood) - found.log_evidence)) / math.log(2)


def _before(
    world: World, labs: tuple[Observation, ...], lanes: int, rng: np.random.Generator
) -> Before | None:
    if not labs:
        return None
    lives = world.lives(rng.standard_normal((len(world.prior.unknowns), lanes)))
    predicted = world.predicted(labs, lives)
    good = lives.followed(predicted)
    return Before(
        labs=labs,
        predicted=tuple(one[good] for one in predicted),
        steady=of_steady(world.steady(lives), good),
    )


def conflicts(before: Before | None, facts: Facts) -> tuple[str, ...]:
    """Labs beyond what nearly every body of the prior allows."""
    if before is None:
        return ()
    return tuple(
        lab.origin
        for lab, expected in zip(before.labs, before.predicted, strict=True)
        if questioned(lab, expected, facts)
    )

"""What would the estimate be, at once and roughly?

Importance sampling: many bodies of the prior, each weighed by all labs, none of them moved.
It costs a few simulations where the sampler needs dozens, and serves where an answer is
looked at and not followed. With few bodies left it says so, and the sampler is asked instead.
"""

from __future__ import annotations

import math

import numpy as np

from magtitrate.body.model import BodyModel
from magtitrate.estimate.likelihood import log_likelihood, teaching
from magtitrate.estimate.living import other_magnesium
from magtitrate.estimate.posterior import Before, Posterior, conflicts, of_steady
from magtitrate.estimate.prior import Prior
from magtitrate.estimate.sampler import effective_number, log_mean_exp, systematic
from magtitrate.estimate.world import World
from magtitrate.facts import Facts
from magtitrate.record import Record

__all__ = ["preview"]


def preview(
    prior: Prior,
    record: Record,
    model: BodyModel,
    facts: Facts,
    rng: np.random.Generator,
    *,
    medicines_mg: tuple[float, ...] = (),
) -> Posterior:
    """Bodies from prior times labs, without moving any; `effective` says how many they are worth.

    Args:
        medicines_mg: magnesium of medicines that contain it, per day [mg].
    """
    labs = teaching(record, facts)
    others = other_magnesium(record.patient, medicines_mg, facts)
    world = World(prior=prior, record=record, model=model, facts=facts, others=others)
    count = int(facts.value("estimate.preview_draws"))
    lives = world.lives(rng.standard_normal((len(prior.unknowns), count)))
    steady = world.steady(lives)
    predicted = world.predicted(labs, lives) if labs else []
    like = log_likelihood(labs, predicted, facts) if labs else np.zeros(count)
    good = lives.followed(predicted) if labs else lives.good
    weight = np.where(good, like, -np.inf)
    kept = systematic(weight, int(facts.value("estimate.draws")), rng)
    effective = effective_number(weight)
    evidence = log_mean_exp(weight)
    before = None
    if labs:
        before = Before(
            labs=labs,
            predicted=tuple(one[good] for one in predicted),
            steady=of_steady(steady, good),
        )
    failed = effective < facts.value("estimate.least_effective")
    return Posterior(
        theta=lives.bodies.theta[:, kept],
        start=lives.start[:, kept],
        usual=lives.usual.of_lanes(kept),
        others=others,
        content_factor=lives.bodies.content_factor[kept],
        informed_by=tuple(lab.origin for lab in labs),
        effective=effective,
        log_evidence=evidence,
        information=max(0.0, float(np.mean(weight[kept])) - evidence) / math.log(2)
        if effective
        else 0.0,
        steady=of_steady(steady, kept),
        before=before,
        conflict=conflicts(before, facts),
        outcome="too few virtual bodies agree with the labs at a glance" if failed else "finished",
    )

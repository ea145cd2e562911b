"""What is really so in a virtual person whom the program only sees through labs and a diary?

One draw of every parameter that people differ in is the truth; the estimate is blind to it.
What a laboratory then finds is the model's value at that hour under the doses really taken,
with the noise of the assay and of the day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import body_model
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.likelihood import noise_cv
from magtitrate.estimate.living import other_magnesium
from magtitrate.estimate.prior import CONTENT, bodies_of, prior_of
from magtitrate.estimate.world import World
from magtitrate.facts import Facts
from magtitrate.plan import Goal
from magtitrate.record import Observation, Record
from magtitrate.safety.situation import medicine_magnesium, situation_of
from magtitrate.streams import stream

__all__ = ["Truth", "found_by_laboratory", "true_levels", "truth_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """One virtual person.

    Attributes:
        luck: standard normal numbers of every unknown, (unknown, 1).
        content: true over stated content of the product; `None` where chance decides.
        responds: does the complaint get better on it?
        takes: share of the planned doses that are taken.
        seed: of everything that happens by chance in this person's year.
    """

    name: str
    luck: Array
    content: float | None
    responds: bool
    takes: float
    seed: int

    def chance(self, *words: str | int) -> np.random.Generator:
        """The stream of one use in this person's life."""
        return stream(self.seed, "year", self.name, *words)


def truth_of(
    name: str,
    facts: Facts,
    *,
    seed: int,
    content: float | None = None,
    responds: bool = True,
    takes: float = 0.95,
) -> Truth:
    """A virtual person of that name and seed."""
    unknowns = len(body_model(facts).parameter_names) + 3  # diet, body mass, content
    luck = stream(seed, "truth", name).standard_normal((unknowns, 1))
    return Truth(name=name, luck=luck, content=content, responds=responds, takes=takes, seed=seed)


def true_levels(
    truth: Truth, record: Record, goal: Goal, facts: Facts, wanted: tuple[Observation, ...]
) -> tuple[float, ...]:
    """What is really in this body at the hours of these observations.

    Args:
        record: with the doses really taken, and the kidneys and medicines as they really are.
        wanted: analyte and hour of each; their values are not looked at.
    """
    situation = situation_of(record, goal, facts)
    model = body_model(facts)
    covariates = covariates_of(record.patient, situation.kidney.egfr, situation.taken, facts)
    certified = record.product is not None and record.product.certified
    prior = prior_of(covariates, model, facts, certified=certified)
    bodies = bodies_of(prior, truth.luck, model, facts)
    if truth.content is not None:
        bodies = replace(bodies, content_factor=np.array([truth.content]))
    assert prior.unknowns[-1] == CONTENT
    medicines_mg = tuple(mg for _, mg in medicine_magnesium(situation))
    world = World(
        prior=prior,
        record=record,
        model=model,
        facts=facts,
        others=other_magnesium(record.patient, medicines_mg, facts),
        remembered_days=math.inf,  # the truth is no shortcut
    )
    return tuple(float(one[0]) for one in world.predicted(wanted, world.settled(bodies)))


def found_by_laboratory(truth: Truth, value: float, analyte: str, day: int, facts: Facts) -> float:
    """A true value as a laboratory would print it."""
    noise = truth.chance("lab", analyte, day).standard_normal()
    return float(value * np.exp(noise_cv(analyte, facts) * noise))

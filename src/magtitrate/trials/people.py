"""Which virtual people stand for those of a study?

Each parameter that people differ in (`between` of its fact row) is spread evenly over its
distribution and shuffled by a stream of its own: a stratified sample, so that a hundred
people have the mean of ten thousand. The same luck serves every arm and every study.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel, population_theta
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Spread
from magtitrate.facts.study_shapes import Study, StudyArm, StudyDiet
from magtitrate.streams import stream

__all__ = ["diet_factor", "virtual_people"]


def virtual_people(
    study: Study,
    arm: StudyArm | None,
    model: BodyModel,
    facts: Facts,
    *,
    lanes: int,
    seed: int,
) -> Array:
    """The people of one arm, (param, lane)."""
    people = study.people
    gfr, gfr_sd = people.gfr_ml_per_min, people.gfr_sd_ml_per_min
    if arm is not None and arm.gfr_ml_per_min is not None:
        gfr, gfr_sd = arm.gfr_ml_per_min, arm.gfr_sd_ml_per_min or 0.0
    mass = people.body_mass_kg * factor(
        people.body_mass_sd_kg / people.body_mass_kg, "body mass", lanes, seed
    )
    typical = population_theta(
        model,
        facts,
        body_mass_kg=1.0,
        gfr_ml_per_min=gfr,
        situations=(*people.situations, *(arm.situations if arm else ())),
        lanes=lanes,
    )
    for row, slot in enumerate(model.slots):
        if slot.personal:
            typical[row] *= factor(gfr_sd / gfr, "filtration", lanes, seed)
            continue
        width = facts.parameters[slot.fact].between
        typical[row] = _spread(typical[row], width, slot.name, lanes, seed)
        if slot.per_kg:
            typical[row] *= mass
    return typical


def diet_factor(diet: StudyDiet, lanes: int, seed: int) -> Array:
    """How much these people eat, relative to the mean, (lane,)."""
    sd, mean = diet.magnesium_sd_mg_per_day or 0.0, diet.magnesium_mg_per_day
    return factor(sd / mean if mean else 0.0, "diet", lanes, seed)


def factor(cv: float, use: str, lanes: int, seed: int) -> Array:
    """Lognormal factors with mean 1 and this coefficient of variation, (lane,)."""
    width = np.log1p(cv**2)
    return np.asarray(np.exp(np.sqrt(width) * scores(use, lanes, seed) - width / 2))


@lru_cache(maxsize=256)
def scores(use: str, lanes: int, seed: int) -> Array:
    """Normal scores spread evenly and shuffled by the name of their use, (lane,)."""
    if lanes == 1:
        return np.zeros(1)
    middle = (np.arange(lanes) + 0.5) / lanes
    spread = np.array([NormalDist().inv_cdf(p) for p in middle])
    spread /= np.sqrt(np.mean(spread**2))
    return stream(seed, "virtual people", use).permutation(spread)


def _spread(value: Array, width: Spread, use: str, lanes: int, seed: int) -> Array:
    match width.kind:
        case "none":
            return value
        case "lognormal" | "logit_normal":
            cv = width.cv if width.cv is not None else width.sd or 0.0
            # The row's value is the typical person's: the median, not the mean.
            return np.asarray(value * np.exp(np.sqrt(np.log1p(cv**2)) * scores(use, lanes, seed)))
    sd = width.sd if width.sd is not None else (width.cv or 0.0) * np.abs(value)
    return np.asarray(value + sd * scores(use, lanes, seed))

"""Which bodies could this person have, before any lab is read?

Population first, then the a priori of the covariates: each parameter row's value times a
lognormal factor as wide as people differ (`between`), or, for what does not differ, as
wide as we are unsure (`uncertainty`). Filtration, body mass and diet carry their own
width. Draws are virtual bodies, one per lane.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.flux import Slot
from magtitrate.body.model import BodyModel, population_theta
from magtitrate.estimate.covariates import Covariates
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Spread

__all__ = ["Prior", "prior"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Prior:
    """Virtual bodies before any lab.

    Attributes:
        theta: (param, lane).
        diet_factor: true over stated magnesium of the food, (lane,).
        covariates: what they were drawn for.
    """

    theta: Array
    diet_factor: Array
    covariates: Covariates


def prior(
    covariates: Covariates,
    model: BodyModel,
    facts: Facts,
    rng: np.random.Generator,
    *,
    lanes: int,
) -> Prior:
    """Draw virtual bodies for these covariates.

    Each parameter has its own normal numbers in the order of the model's slots, so that
    another width moves no other parameter's luck.
    """
    theta = population_theta(
        model,
        facts,
        body_mass_kg=covariates.body_mass_kg,
        gfr_ml_per_min=covariates.gfr_ml_per_min,
        situations=covariates.situations,
        lanes=lanes,
    )
    normal = rng.standard_normal((len(model.slots) + 2, lanes))
    mass_factor = _lognormal(covariates.body_mass_cv, normal[-1])
    for row, slot in enumerate(model.slots):
        if slot.personal:
            theta[row] *= _lognormal(covariates.gfr_cv, normal[row])
            continue
        theta[row] = _spread(theta[row], slot, facts, normal[row])
        if slot.per_kg:
            theta[row] *= mass_factor
    return Prior(
        theta=theta,
        diet_factor=_lognormal(covariates.diet_cv, normal[-2]),
        covariates=covariates,
    )


def _spread(value: Array, slot: Slot, facts: Facts, normal: Array) -> Array:
    row = facts.parameters[slot.fact]
    width = row.between if row.between.kind != "none" else row.uncertainty
    found = _drawn(value, width, normal)
    if row.bounds is None:
        return found
    scale = value / row.value if row.value else 1.0
    return np.asarray(np.clip(found, row.bounds[0] * scale, row.bounds[1] * scale))


def _drawn(value: Array, width: Spread, normal: Array) -> Array:
    match width.kind:
        case "none":
            return value
        case "lognormal" | "logit_normal":
            return value * _lognormal(width.cv if width.cv is not None else width.sd or 0.0, normal)
    sd = width.sd if width.sd is not None else (width.cv or 0.0) * np.abs(value)
    return np.asarray(value + sd * normal)


def _lognormal(cv: float, normal: Array) -> Array:
    """Factors with median 1 and this coefficient of variation."""
    return np.asarray(np.exp(np.sqrt(np.log1p(cv**2)) * normal))

"""Which bodies could this person have, before any lab is read?

Population first, then the a priori of the covariates: each parameter row's value times a
lognormal factor as wide as people differ (`between`) and we are unsure (`uncertainty`), both
together. What studies fix of a typical adult ties the doubts to each other (anchor.py).
Filtration, body mass and diet carry their own width. Draws are virtual bodies, one per lane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.flux import Slot
from magtitrate.body.model import BodyModel, population_theta
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, simulate
from magtitrate.estimate.anchor import joint, slopes
from magtitrate.estimate.covariates import Covariates, covariates_of
from magtitrate.estimate.living import usual_day
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Spread
from magtitrate.patient import Patient

__all__ = ["Bodies", "Prior", "bodies_of", "prior_of"]

Array = NDArray[np.float64]

DIET, MASS, CONTENT = "diet", "body mass", "product content"
"""Unknowns that are not parameters of the model."""


@dataclass(frozen=True, kw_only=True)
class Prior:
    """What is known of a person before any lab, as a map from luck to bodies.

    Attributes:
        typical: the parameters of the covariates' typical body, (param, 1).
        content_cv: spread of the product's true over its stated content.
        unknowns: what each row of standard normal numbers stands for, (unknown,).
        joint: makes of independent numbers such as hang together, (unknown, unknown).
    """

    covariates: Covariates
    typical: Array
    content_cv: float
    unknowns: tuple[str, ...]
    joint: Array


@dataclass(frozen=True, kw_only=True)
class Bodies:
    """Virtual bodies, one per lane.

    Attributes:
        theta: (param, lane).
        diet_factor: true over stated magnesium of the food, (lane,).
        content_factor: true over stated content of the product, (lane,).
    """

    theta: Array
    diet_factor: Array
    content_factor: Array


def prior_of(
    covariates: Covariates, model: BodyModel, facts: Facts, *, certified: bool = False
) -> Prior:
    """The prior of these covariates.

    Args:
        certified: the product's content was checked by a third party.
    """
    name = "product.content_error_certified" if certified else "product.content_error"
    apart = _of_independent(covariates, facts.parameter(name).between.cv or 0.0, model, facts)
    return replace(apart, joint=_joint(model, facts))


def _of_independent(
    covariates: Covariates, content_cv: float, model: BodyModel, facts: Facts
) -> Prior:
    """The prior in which every parameter is doubted by itself."""
    unknowns = (*model.parameter_names, DIET, MASS, CONTENT)
    return Prior(
        covariates=covariates,
        typical=population_theta(
            model,
            facts,
            body_mass_kg=covariates.body_mass_kg,
            gfr_ml_per_min=covariates.gfr_ml_per_min,
            situations=covariates.situations,
        ),
        content_cv=content_cv,
        unknowns=unknowns,
        joint=np.eye(len(unknowns)),
    )


def _joint(model: BodyModel, facts: Facts) -> Array:
    """How the doubts hang together, by what is known of a typical adult."""
    adult = Patient(patient_id="typical")
    covariates = covariates_of(adult, None, (), facts)
    apart = _of_independent(covariates, 0.0, model, facts)

    def shown(z: Array) -> Array:
        bodies = bodies_of(apart, z, model, facts)
        rows = model.rows(bodies.theta)
        usual = usual_day(adult, covariates, rows, bodies.diet_factor, facts)
        rtol = facts.value("policy.plan_rtol")
        start = settle(model, bodies.theta, exposures=usual, rtol=rtol).state
        day = simulate(
            model, bodies.theta, Doses(), [0, 24], exposures=usual, start=start, rtol=rtol
        )
        return np.stack([day.output("serum_magnesium")[0], day.over("urine_magnesium", 0.0, 24.0)])

    doubt = np.array([*(_doubt(slot, facts) for slot in model.slots), 0.0, 0.0, 0.0])
    error = [facts.value(f"estimate.typical_{name}_error") for name in ("serum", "urine")]
    return joint(doubt, slopes(shown, len(doubt)), np.array(error))


def _doubt(slot: Slot, facts: Facts) -> float:
    """The share of a parameter's variance that is doubt, and not how people differ."""
    if slot.personal:
        return 0.0
    row = facts.parameters[slot.fact]
    if row.between.kind == "none":
        return 1.0
    if row.between.kind == row.uncertainty.kind == "lognormal":
        people, doubt = (math.log1p((w.cv or 0.0) ** 2) for w in (row.between, row.uncertainty))
        return doubt / (people + doubt) if doubt else 0.0
    return 0.0


def bodies_of(prior: Prior, z: Array, model: BodyModel, facts: Facts) -> Bodies:
    """The bodies of these independent standard normal numbers, (unknown, lane)."""
    row = dict(zip(prior.unknowns, prior.joint @ z, strict=True))
    theta = np.repeat(prior.typical, z.shape[1], axis=1)
    mass_factor = _lognormal(prior.covariates.body_mass_cv, row[MASS])
    for place, slot in enumerate(model.slots):
        if slot.personal:
            theta[place] *= _lognormal(prior.covariates.gfr_cv, row[slot.name])
            continue
        theta[place] = _spread(theta[place], slot, facts, row[slot.name])
        if slot.per_kg:
            theta[place] *= mass_factor
    return Bodies(
        theta=theta,
        diet_factor=_lognormal(prior.covariates.diet_cv, row[DIET]),
        content_factor=_lognormal(prior.content_cv, row[CONTENT]),
    )


def _spread(value: Array, slot: Slot, facts: Facts, normal: Array) -> Array:
    row = facts.parameters[slot.fact]
    found = _drawn(value, _together(row.between, row.uncertainty), normal)
    if row.bounds is None:
        return found
    scale = value / row.value if row.value else 1.0
    return np.asarray(np.clip(found, row.bounds[0] * scale, row.bounds[1] * scale))


def _together(between: Spread, uncertainty: Spread) -> Spread:
    """How far one person may lie from the typical value: people differ, and it is uncertain.

    Two lognormal widths multiply; of other kinds the one between people is taken, or, where
    there is none, the uncertainty.
    """
    if between.kind == "none":
        return uncertainty
    if between.kind == uncertainty.kind == "lognormal":
        own, typical = between.cv or 0.0, uncertainty.cv or 0.0
        return replace(between, cv=math.sqrt((1 + own**2) * (1 + typical**2) - 1))
    return between


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

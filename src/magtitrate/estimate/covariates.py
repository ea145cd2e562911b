"""Which of this person's traits move the prior, as far as evidence says and no further?

Kidney filtration, body mass, a few medicines and life stages, what is eaten and sweated.
Genes and microbiome are kept in the record and have weight zero here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.patient import Patient

__all__ = ["Covariates", "covariates_of"]

SITUATION_OF = {"ppi": "proton_pump_inhibitor", "thiazide": "thiazide"}
"""Medicine class -> the situation whose `modifier.…` rows it brings."""


@dataclass(frozen=True, kw_only=True)
class Covariates:
    """What the prior is told of the person.

    Attributes:
        gfr_ml_per_min: filtration of this body, not indexed [mL/min].
        gfr_cv: how unsure it is.
        situations: names of `modifier.<situation>.…` rows.
        diet_mg_per_day, diet_cv: magnesium from food and its uncertainty [mg/d].
        diet_assumed: the fact rows it is taken from, where the person did not state it.
        phytate_mg_per_day: phytic acid of a usual day [mg/d].
    """

    body_mass_kg: float
    body_mass_cv: float
    gfr_ml_per_min: float
    gfr_cv: float
    situations: tuple[str, ...]
    diet_mg_per_day: float
    diet_cv: float
    diet_assumed: tuple[str, ...]
    phytate_mg_per_day: float


def covariates_of(
    patient: Patient, egfr: float | None, classes: Collection[str], facts: Facts
) -> Covariates:
    """The person's covariates; what is missing gets the population's value and width.

    Args:
        egfr: the kidney value the rules use; `None` where unknown [mL/min per 1.73 m²].
        classes: classes of the medicines in use.
    """
    situations = [name for cls, name in SITUATION_OF.items() if cls in classes]
    if patient.pregnancy == "pregnant":
        situations.append("pregnancy")
    mass = patient.body_mass_kg
    population_mass = facts.parameter("population.body_mass")
    gfr = egfr if egfr is not None else facts.value("population.egfr")
    surface = patient.body_surface_m2
    if surface is not None:
        gfr *= surface / facts.value("body.reference_surface")
    gfr_row = facts.parameter("population.egfr" if egfr is None else "population.egfr_error")
    diet_mg, diet_cv, assumed = _diet(patient, facts)
    return Covariates(
        body_mass_kg=mass if mass is not None else population_mass.value,
        body_mass_cv=0.0 if mass is not None else population_mass.between.cv or 0.0,
        gfr_ml_per_min=gfr,
        gfr_cv=gfr_row.between.cv or gfr_row.uncertainty.cv or 0.0,
        situations=tuple(situations),
        diet_mg_per_day=diet_mg,
        diet_cv=diet_cv,
        diet_assumed=assumed,
        phytate_mg_per_day=facts.value(f"diet.phytate_{patient.diet.phytate or 'medium'}"),
    )


def _diet(patient: Patient, facts: Facts) -> tuple[float, float, tuple[str, ...]]:
    """What is eaten [mg/d], how unsure that is, and the rows it is assumed from.

    Surveys find women eat a quarter less magnesium than men, so the sex moves the pattern's mean.
    """
    stated = patient.diet.magnesium_mg_per_day
    if stated is not None:
        return stated, facts.parameter("diet.stated_error").between.cv or 0.0, ()
    row = facts.parameter(f"diet.magnesium_{patient.diet.pattern or 'mixed'}")
    cv = row.between.cv or 0.0
    if patient.sex is None:
        return row.value, cv, (row.name,)
    share = facts.parameter(f"diet.share_{patient.sex}")
    return row.value * share.value, cv, (row.name, share.name)

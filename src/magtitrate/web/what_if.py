"""What would another dose, another split, another form, other food or other kidneys do?

A simulation in the same bodies, to look at and never to follow: nothing is recommended, and
what the rules say of it stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from magtitrate.body.model import body_model
from magtitrate.checks import within
from magtitrate.errors import InputError
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.foresee import Foreseen, foresee
from magtitrate.formats.opened import Case
from magtitrate.formats.plan_words import numbers_of
from magtitrate.record import Record
from magtitrate.regimen import Product, Regimen, Slot
from magtitrate.safety.applicability import applicability
from magtitrate.safety.situation import situation_of
from magtitrate.titrate import Titration, posterior_of

__all__ = ["Asked", "Looked", "asked_of", "bodies_of", "look", "usual"]

WEEKS = 4.0
MOST_INTAKES = 4
MOST_MG = 1000.0
FORMS = ("bisglycinate", "citrate", "oxide", "chloride", "malate")
CLOCKS_H = ((20.0,), (8.0, 20.0), (8.0, 14.0, 20.0), (8.0, 12.0, 16.0, 20.0))
"""Where a day names no meals: evenly over the waking hours."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the reader wants to look at; `None` leaves a thing as it is."""

    daily_mg: float
    intakes: int
    salt: str
    food_mg: float | None
    egfr: float | None


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What would come of it, beside what was asked."""

    asked: Asked
    clocks: tuple[float, ...]
    seen: Foreseen


def usual(made: Titration, case: Case) -> Asked:
    """The plan's own day, from which a reader sets out; in whole numbers, as sliders have them."""
    plan, dose = made.plan, made.plan.regimen
    salt = case.record.product.salt if case.record.product is not None else FORMS[0]
    eaten = case.record.patient.diet.magnesium_mg_per_day
    told = numbers_of(plan, "food", "food_mg")
    food = eaten if eaten is not None else told[0] if told else None
    egfr = made.situation.kidney.egfr
    return Asked(
        daily_mg=dose.daily_elemental_mg if dose is not None else 0.0,
        intakes=min(max(len(dose.slots), 1), MOST_INTAKES) if dose is not None else 1,
        salt=salt,
        food_mg=None if food is None else float(round(food, -1)),
        egfr=None if egfr is None else float(round(egfr)),
    )


def asked_of(given: Mapping[str, str], before: Asked) -> Asked:
    """What a form asks for; what stands where it stood is left as it is.

    Raises:
        InputError: a number that no person has.
    """
    daily = _number(given, "daily_mg", 0, MOST_MG)
    intakes = _number(given, "intakes", 1, MOST_INTAKES)
    food = _number(given, "food_mg", 20, 2000)
    egfr = _number(given, "egfr", 1, 250)
    return Asked(
        daily_mg=before.daily_mg if daily is None else daily,
        intakes=before.intakes if intakes is None else int(intakes),
        salt=given.get("salt") or before.salt,
        food_mg=None if food == before.food_mg else food,
        egfr=None if egfr == before.egfr else egfr,
    )


def _number(given: Mapping[str, str], name: str, low: float, high: float) -> float | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    within(name, value, low, high)
    return value


def bodies_of(asked: Asked, case: Case, facts: Facts, *, seed: int) -> Posterior | None:
    """The bodies that fit this person with other food or other kidneys."""
    record = _other(case.record, asked)
    situation = situation_of(record, case.goal, facts)
    domain = applicability(situation, record, facts)
    model = body_model(facts)
    return posterior_of(record, situation, domain, model, facts, seed=seed, quick=True)


def look(
    asked: Asked, case: Case, facts: Facts, *, posterior: Posterior | None, seed: int
) -> Looked:
    """Simulate it for four weeks.

    Args:
        posterior: the bodies, from `bodies_of` or the plan itself.
    """
    record = _other(case.record, asked)
    product = _product(record.product, asked.salt, facts)
    clocks = _clocks(record, asked.intakes) if asked.daily_mg > 0 else ()
    slots = tuple(_slot(clock, asked.daily_mg / len(clocks), product) for clock in clocks)
    regimen = Regimen(product=product, slots=slots)
    seen = foresee(record, case.goal, facts, regimen, weeks=WEEKS, posterior=posterior, seed=seed)
    return Looked(asked=asked, clocks=clocks, seen=seen)


def _slot(clock_h: float, mg: float, product: Product) -> Slot:
    return Slot(clock_h=clock_h, units=mg / product.elemental_mg_per_unit, elemental_mg=mg)


def _product(product: Product | None, salt: str, facts: Facts) -> Product:
    if salt not in {row.name for row in facts.salts}:
        raise InputError("this salt is not known", field="salt", accepted=", ".join(FORMS))
    if product is not None and product.salt == salt:
        return product
    return Product(
        product_id=f"any-{salt}",
        salt=salt,
        elemental_mg_per_unit=facts.value("policy.generic_unit"),
        divisible=True,
    )


def _other(record: Record, asked: Asked) -> Record:
    patient = record.patient
    if asked.food_mg is not None:
        diet = replace(patient.diet, magnesium_mg_per_day=asked.food_mg)
        patient = replace(patient, diet=diet)
    observations = record.observations
    if asked.egfr is not None:
        kidney = replace(
            patient.kidney,
            status=None,
            egfr=asked.egfr,
            creatinine_umol_per_l=None,
            measured=record.today,
            previous_egfr=None,
            previous_measured=None,
        )
        patient = replace(patient, kidney=kidney)
        observations = tuple(o for o in observations if o.analyte not in ("egfr", "creatinine"))
    return replace(record, patient=patient, observations=observations)


def _clocks(record: Record, intakes: int) -> tuple[float, ...]:
    """At the last meals of the day, or evenly where no meals are named."""
    meals = sorted(meal.clock_h for meal in record.patient.day.meals)
    if len(meals) >= intakes:
        return tuple(meals[-intakes:])
    return CLOCKS_H[intakes - 1]

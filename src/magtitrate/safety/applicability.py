"""Is this person inside the people whom the model describes: yes, partly, no?

The rules decide who may be dosed; this says how far the forecast can be believed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.plan import Reason
from magtitrate.record import Record
from magtitrate.safety.situation import Situation

__all__ = ["Domain", "applicability"]

NO_KIDNEYS = ("dialysis", "acute_kidney_injury", "oliguria")
UNPREDICTABLE = (
    "inflammatory_bowel_disease",
    "short_bowel",
    "ileostomy",
    "chronic_diarrhea",
    "celiac_disease",
    "bariatric_surgery",
    "cystic_fibrosis",
)


@dataclass(frozen=True, kw_only=True)
class Domain:
    """How far the model holds for this person: `yes`, `partly` or `no`, with reasons."""

    holds: str
    reasons: tuple[Reason, ...]


def applicability(situation: Situation, record: Record, facts: Facts) -> Domain:
    """Where the published people and this person differ.

    Args:
        facts: uses domain.
    """
    outside = tuple(_outside(situation, facts))
    partly = tuple(_partly(situation, record, facts))
    holds = "no" if outside else "partly" if partly else "yes"
    return Domain(holds=holds, reasons=outside or partly)


def _reason(sentence: str, *facts: str, **numbers: float) -> Reason:
    return Reason(code="domain", sentence=sentence, numbers=numbers, facts=facts)


def _outside(situation: Situation, facts: Facts) -> Iterator[Reason]:
    age, egfr = situation.fields["age_y"], situation.kidney.egfr
    youngest, lowest = facts.value("domain.age_least"), facts.value("domain.egfr_least")
    if isinstance(age, float | int) and age < youngest:
        yield _reason(
            f"The model describes adults; no forecast is made under {youngest:g}.",
            "domain.age_least",
            age_y=age,
        )
    if egfr is not None and egfr < lowest:
        yield _reason(
            f"The model has no data below an eGFR of {lowest:g}; no forecast is made.",
            "domain.egfr_least",
            egfr=egfr,
        )
    if situation.conditions & set(NO_KIDNEYS):
        yield _reason(
            "With dialysis or acute kidney injury the model does not hold.",
            "rule:K-05/conditions",
        )


def _partly(situation: Situation, record: Record, facts: Facts) -> Iterator[Reason]:
    if situation.fields["pregnancy"] in ("pregnant", "lactating"):
        yield _reason(
            "The model's data on pregnancy and lactation are few: the forecast is less certain.",
            "modifier.pregnancy.kidney.gfr_l_per_h",
            "rule:D-09",
        )
    age, egfr = situation.fields["age_y"], situation.kidney.egfr
    oldest, few = facts.value("domain.age_studied"), facts.value("domain.egfr_studied")
    if age is None or record.patient.sex is None:
        yield _reason(
            "Age or sex is missing, so the forecast is that of an average adult.",
            "population.egfr",
            "population.body_mass",
        )
    if isinstance(age, float | int) and age > oldest:
        yield _reason(
            f"Few people above {oldest:g} were studied: the forecast is less certain.",
            "domain.age_studied",
            age_y=age,
        )
    if egfr is None:
        yield _reason(
            "Kidney function is unknown: the forecast assumes an average adult, widely.",
            "population.egfr",
        )
    elif egfr < few:
        yield _reason(
            "Few people with reduced kidney function were studied: less certain.",
            "domain.egfr_studied",
            egfr=egfr,
        )
    if record.patient.body_mass_kg is None:
        yield _reason(
            "Body mass is missing: an average is assumed, widely.", "population.body_mass"
        )
    gut = sorted(situation.conditions & set(UNPREDICTABLE))
    if gut:
        yield _reason(
            "Absorption cannot be predicted with this gut condition.",
            *(f"condition:{code}" for code in gut),
            "gut.absorption_scale",
        )
    if "I-41" in situation.taken:
        yield _reason(
            "A medicine that wastes magnesium through the kidney: less certain.",
            "interaction:I-41",
        )

"""Is this person inside the people whom the model describes: yes, partly, no?

The rules decide who may be dosed; this says how far the forecast can be believed.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.plan import Reason
from magtitrate.record import Record
from magtitrate.safety.situation import Situation

__all__ = ["Domain", "applicability"]

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


def applicability(situation: Situation, record: Record) -> Domain:
    """Where the published people and this person differ."""
    outside, partly = _outside(situation), _partly(situation, record)
    holds = "no" if outside else "partly" if partly else "yes"
    sentences = outside or partly
    return Domain(
        holds=holds,
        reasons=tuple(
            Reason(code="domain", sentence=sentence, facts=("body.model",))
            for sentence in sentences
        ),
    )


def _outside(situation: Situation) -> list[str]:
    age, egfr = situation.fields["age_y"], situation.kidney.egfr
    found = []
    if isinstance(age, float | int) and age < 18:
        found.append("The model describes adults; no forecast is made under 18.")
    if egfr is not None and egfr < 15:
        found.append("The model has no data below an eGFR of 15; no forecast is made.")
    if situation.fields["pregnancy"] in ("pregnant", "lactating"):
        found.append(
            "The model's data on pregnancy and lactation are too few; no forecast is made."
        )
    if situation.conditions & {"dialysis", "acute_kidney_injury", "oliguria"}:
        found.append("With dialysis or acute kidney injury the model does not hold.")
    return found


def _partly(situation: Situation, record: Record) -> list[str]:
    age, egfr = situation.fields["age_y"], situation.kidney.egfr
    found = []
    if age is None or record.patient.sex is None:
        found.append("Age or sex is missing, so the forecast is that of an average adult.")
    if isinstance(age, float | int) and age > 80:
        found.append("Few people above 80 were studied: the forecast is less certain.")
    if egfr is None:
        found.append("Kidney function is unknown: the forecast assumes an average adult, widely.")
    elif egfr < 60:
        found.append("Few people with reduced kidney function were studied: less certain.")
    if record.patient.body_mass_kg is None:
        found.append("Body mass is missing: an average is assumed, widely.")
    if situation.conditions & set(UNPREDICTABLE):
        found.append("Absorption cannot be predicted with this gut condition.")
    if "I-41" in situation.taken:
        found.append("A medicine that wastes magnesium through the kidney: less certain.")
    return found

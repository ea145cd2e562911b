"""What would the plan be if something else were so: kidneys, medicines, food, a laboratory value?

Each change is made alone, to the same record, and the plan is made anew by the same rules
and the same luck. It answers in words; nothing of it is a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from magtitrate.facts import Facts
from magtitrate.habits import clock_text
from magtitrate.patient import Medicine, Patient
from magtitrate.plan import Goal, Plan, PlanInForce, Verdict
from magtitrate.record import Observation, Record
from magtitrate.regimen import Slot
from magtitrate.titrate import titrate

__all__ = ["Alternative", "alternatives"]

ACID_BLOCKER, ANTIBIOTIC = "omeprazole", "ciprofloxacin"
ANTIBIOTIC_CLOCKS = (8.0, 20.0)
CHANGED = "what if"


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One change, and the plan under it.

    Attributes:
        change: in words, after "If".
        daily_elemental_mg: `None` where no dose would be offered [mg/d].
        sentence: what would become of the plan, and the first reason where it closes.
        facts: behind that reason.
    """

    change: str
    verdict: Verdict
    recommended: str
    daily_elemental_mg: float | None
    sentence: str
    facts: tuple[str, ...]


def alternatives(
    record: Record,
    goal: Goal,
    facts: Facts,
    plan: Plan,
    *,
    plan_in_force: PlanInForce | None = None,
    seed: int = 0,
) -> tuple[Alternative, ...]:
    """The plan under every change that would be one for this person.

    Args:
        plan: as things are, made beside the same plan in force and with the same seed.
    """

    def then(other: Record) -> Plan:
        return titrate(other, goal, facts, plan_in_force=plan_in_force, seed=seed).plan

    return tuple(_compared(change, then(other), plan) for change, other in _changes(record, facts))


def _changes(record: Record, facts: Facts) -> Iterator[tuple[str, Record]]:
    patient = record.patient
    for name in ("what_if.egfr_lower", "what_if.egfr_lowest"):
        egfr = facts.value(name)
        now = patient.kidney.egfr
        if now is None or egfr < now:
            yield (
                f"your kidneys filtered {egfr:g} mL/min/1.73 m2",
                _with_kidneys(record, egfr),
            )
    taken = {medicine.name.casefold() for medicine in patient.medicines}
    if ACID_BLOCKER not in taken:
        yield f"you began {ACID_BLOCKER}", _with_medicine(record, Medicine(name=ACID_BLOCKER))
    if ANTIBIOTIC not in taken:
        course = Medicine(name=ANTIBIOTIC, clock_h=ANTIBIOTIC_CLOCKS)
        yield f"you began {ANTIBIOTIC} at 08:00 and 20:00", _with_medicine(record, course)
    eaten, more = patient.diet.magnesium_mg_per_day, facts.value("what_if.food_more")
    if eaten is not None:
        diet = replace(patient.diet, magnesium_mg_per_day=eaten + more)
        yield f"food brought {more:g} mg more a day", _with(record, replace(patient, diet=diet))
    for name in ("what_if.serum_low", "what_if.serum_middle"):
        serum = facts.value(name)
        yield f"serum magnesium were {serum:g} mmol/L today", _with_serum(record, serum)


def _with(record: Record, patient: Patient) -> Record:
    return replace(record, patient=patient)


def _with_kidneys(record: Record, egfr: float) -> Record:
    """One new filtration, and no older one that it would be compared with."""
    patient = record.patient
    kidney = replace(
        patient.kidney,
        egfr=egfr,
        creatinine_umol_per_l=None,
        measured=record.today,
        previous_egfr=None,
        previous_measured=None,
    )
    kept = tuple(o for o in record.observations if o.analyte not in ("egfr", "creatinine"))
    return replace(_with(record, replace(patient, kidney=kidney)), observations=kept)


def _with_medicine(record: Record, medicine: Medicine) -> Record:
    patient = record.patient
    answers = replace(patient.answers, medicines="listed")
    medicines = (*patient.medicines, medicine)
    return _with(record, replace(patient, medicines=medicines, answers=answers))


def _with_serum(record: Record, serum: float) -> Record:
    """The value of this morning instead of all earlier ones."""
    value = Observation(
        analyte="serum_magnesium", time_h=record.now_h - 1.0, value=serum, origin=CHANGED
    )
    kept = tuple(o for o in record.observations if o.analyte != "serum_magnesium")
    return replace(record, observations=(*kept, value))


def _compared(change: str, then: Plan, now: Plan) -> Alternative:
    before = None if now.regimen is None else now.regimen.daily_elemental_mg
    dose, slots = _dose(then, before)
    why = _why_closed(then) if dose is None else None
    if dose is None:
        end = "no dose" if before is not None else "still no dose"
        sentence = f"If {change}: {end}."
    elif before is None:
        sentence = f"If {change}: {dose:g} mg a day could be offered."
    elif dose == before and now.regimen is not None:
        same = _clocks(slots) == _clocks(now.regimen.slots)
        times = "the same times" if same else ", ".join(_clocks(slots))
        sentence = f"If {change}: the same dose at {times}."
    else:
        word = "more" if dose > before else "less"
        sentence = f"If {change}: {dose:g} mg a day, {abs(dose - before):g} mg {word}."
    if then.recommended != now.recommended and dose is not None:
        sentence += f" First advice: {ADVICE[then.recommended]}."
    return Alternative(
        change=change,
        verdict=then.verdict,
        recommended=then.recommended,
        daily_elemental_mg=dose,
        sentence=sentence if why is None else f"{sentence} {why[0]}",
        facts=() if why is None else why[1],
    )


ADVICE = {
    "regimen": "the dose",
    "no_supplement": "no supplement",
    "measure_first": "measure first",
    "professional": "see a professional",
}


def _why_closed(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """The first reason that a rule or the planner gives."""
    reason = next(one for one in plan.reasons if one.code != "next")
    return reason.sentence, reason.facts


def _dose(then: Plan, before: float | None) -> tuple[float | None, tuple[Slot, ...]]:
    """The dose of the other plan; the present one where error cannot tell that it is worse."""
    if then.regimen is None:
        return None, ()
    lead = max((one.score for one in then.candidates if one.slots), default=0.0)
    for one in then.candidates:
        alike = one.slots and one.daily_elemental_mg == before
        if alike and lead - one.score <= one.monte_carlo_error:
            return before, one.slots
    return then.regimen.daily_elemental_mg, then.regimen.slots


def _clocks(slots: tuple[Slot, ...]) -> tuple[str, ...]:
    return tuple(clock_text(slot.clock_h) for slot in slots)

"""What should happen to the plan in force, now that there is a new one?

Lower or stop at once; rise only when the present step has lasted long enough and the new
plan itself carries the higher dose.
"""

from __future__ import annotations

from magtitrate.errors import InputError
from magtitrate.plan import Adjustment, Plan, PlanInForce, Verdict
from magtitrate.record import Record

__all__ = ["adapt"]


def adapt(in_force: PlanInForce | None, plan: Plan, record: Record) -> Adjustment | None:
    """The step from the old plan to the new; `None` where there is no old one.

    Raises:
        InputError: the old plan belongs to another person.
    """
    if in_force is None:
        return None
    if in_force.person_id != record.patient.patient_id:
        raise InputError(
            "the plan in force belongs to another person",
            field="person_id",
            given=in_force.person_id,
            accepted=record.patient.patient_id,
            todo="Give the plan that was made for this person",
        )
    taken = in_force.daily_elemental_mg(record.now)
    if plan.verdict is Verdict.REFER:
        return Adjustment(action="refer", why=_first(plan), learned=_learned(plan))
    if plan.verdict is Verdict.HOLD:
        return Adjustment(action="stop", why=_first(plan), learned=_learned(plan))
    if plan.recommended == "no_supplement":
        return Adjustment(
            action="stop" if taken > 0 else "hold",
            why="No supplement ranks first now: it would add little.",
            learned=_learned(plan),
        )
    if plan.regimen is None:
        return Adjustment(
            action="stop", why="No dose of this product fits the limits.", learned=_learned(plan)
        )
    return _compare(taken, in_force, plan, record, plan.regimen.daily_elemental_mg)


def _compare(
    taken: float, in_force: PlanInForce, plan: Plan, record: Record, target: float
) -> Adjustment:
    learned = _learned(plan)
    if taken <= 0 and plan.recommended == "regimen":
        return Adjustment(
            action="start", why="The plan in force carried no dose; this one does.", learned=learned
        )
    if target < taken:
        return Adjustment(
            action="step_down",
            why=f"The new plan stays at {target:g} mg a day; {taken:g} mg is above it.",
            learned=learned,
        )
    since = max((day for day, _ in in_force.steps if day <= in_force.day(record.now)), default=0)
    held = in_force.day(record.now) - since
    if plan.recommended != "regimen" or in_force.expired(record.now):
        why = (
            "Something is to be measured or asked first"
            if plan.recommended != "regimen"
            else ("The plan in force has expired, so it is not known what is taken now")
        )
        return Adjustment(action="hold", why=f"{why}: no rise.", learned=learned)
    if target > taken and held >= plan.limits.step_days:
        return Adjustment(
            action="step_up",
            why=f"The present dose of {taken:g} mg a day has lasted {held:.0f} days without a "
            f"reason to stop; the plan goes to {target:g} mg.",
            learned=learned,
        )
    return Adjustment(
        action="hold",
        why=f"The present dose of {taken:g} mg a day stays; a step needs "
        f"{plan.limits.step_days:g} days."
        if target > taken
        else f"The present dose of {taken:g} mg a day is the one the new plan names.",
        learned=learned,
    )


def _first(plan: Plan) -> str:
    return plan.reasons[0].sentence if plan.reasons else "The gate is closed."


def _learned(plan: Plan) -> str:
    found = [reason.sentence for reason in plan.reasons if reason.code == "labs"]
    return " ".join(found)

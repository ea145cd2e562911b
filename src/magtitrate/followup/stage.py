"""Which dose is taken from today on, when a plan has been weighed against the one in force?

One stage at a time: a plan shows the whole way to its target, but who is followed takes the
next step only at a check-in that finds it safe. So a forgotten check-in never raises a dose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from magtitrate.facts import Facts
from magtitrate.habits import clock_text
from magtitrate.plan import (
    PLAN_LIFE_DAYS,
    Adjustment,
    DosePlan,
    Limits,
    Plan,
    PlanInForce,
    Reason,
    Step,
)
from magtitrate.record import Record
from magtitrate.regimen import Product, Slot
from magtitrate.safety.clockwork import left_out
from magtitrate.safety.review import STOPPED, findings, undivided_by
from magtitrate.safety.situation import Situation

__all__ = [
    "Stage",
    "in_force_of",
    "kept_stage",
    "next_check_in",
    "not_allowed",
    "stage_after",
    "stage_by",
    "why_moved",
    "with_its_times",
    "with_the_stage",
]

SAME_MG = 1e-6
SAME_H = 1e-6


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A daily dose with its clock times, and since when it is taken.

    Attributes:
        product_id: what it is a dose of; another product is another plan (H-27).
    """

    daily_elemental_mg: float
    since: datetime
    slots: tuple[Slot, ...]
    product_id: str


def kept_stage(
    plan: Plan,
    before: Stage | None,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> Stage | None:
    """The dose from now on; `None` for none.

    A hold keeps the dose with its clock times, but these may no longer keep every gap: then it
    takes those of the new plan, or where that has none, the next smaller dose.
    """
    for stage in stage_after(plan.adjustment, plan, before, record.now):
        kept_as_it_was = before is not None and stage.slots == before.slots
        against = _against(stage, plan, record, situation, limits, facts) if kept_as_it_was else ""
        if not against:
            return stage  # the new plan's own clock times were reviewed with it
    return None


def stage_by(in_force: PlanInForce, now: datetime) -> Stage | None:
    """The dose that is taken now by a plan whose file tells its intakes; else `None`."""
    begun = [number for number, (day, _) in enumerate(in_force.steps) if day <= in_force.day(now)]
    if not in_force.slots or not begun or in_force.expired(now):
        return None
    day, mg = in_force.steps[begun[-1]]
    return Stage(
        daily_elemental_mg=mg,
        since=in_force.made_at + timedelta(days=day),
        slots=in_force.slots[begun[-1]],
        product_id=in_force.product_id,
    )


def with_its_times(
    plan: Plan,
    held: Adjustment,
    before: Stage | None,
    stage: Stage | None,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> tuple[Plan, Adjustment]:
    """A held plan with the clock times that are in force, and why where they have to move.

    A dose that became smaller is no hold any more: then it is told as less, with the reason.
    """
    around = (record, situation, limits, facts)
    if before is not None and stage is not None and _another_dose(before, stage):
        return with_the_stage(plan, stage, *around), _less(held, plan, before, stage, *around)
    moved = why_moved(plan, before, stage, *around)
    held = replace(held, why=" ".join(filter(None, (held.why, moved))))
    return with_the_stage(plan, stage, *around), held


def why_moved(
    plan: Plan,
    before: Stage | None,
    stage: Stage | None,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> str:
    """Where a hold keeps the dose and cannot keep its times: from when to when, and why.

    Empty where nothing moved, and where the dose itself became another.
    """
    if before is None or stage is None or _times(stage) == _times(before):
        return ""
    if _another_dose(before, stage):
        return ""
    why = _why_not_kept(plan, before, stage, record, situation, limits, facts)
    return f"What changes is the time, from {_told(before)} to {_told(stage)}: {why}."


def _another_dose(before: Stage, stage: Stage) -> bool:
    return abs(stage.daily_elemental_mg - before.daily_elemental_mg) > SAME_MG


def _less(
    held: Adjustment,
    plan: Plan,
    before: Stage,
    stage: Stage,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> Adjustment:
    """A hold whose dose cannot be kept, in words that do not say that it stays."""
    why = _why_not_kept(plan, before, stage, record, situation, limits, facts)
    return replace(
        held,
        action="step_down",
        why=f"The present dose of {before.daily_elemental_mg:g} mg a day ({_told(before)}) cannot "
        f"be kept: {why}. From now on {stage.daily_elemental_mg:g} mg a day ({_told(stage)}).",
    )


def _why_not_kept(
    plan: Plan,
    before: Stage,
    stage: Stage,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> str:
    if stage.product_id != before.product_id:
        return "it is another product"
    return _against(before, plan, record, situation, limits, facts)


def not_allowed(
    stage: Stage,
    product: Product,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> tuple[Reason, ...]:
    """What the last look finds wrong with a dose in force, by what is known now; no model."""
    return _wrong(_alone(stage, product), record, situation, limits, facts)


def _wrong(
    dose: DosePlan, record: Record, situation: Situation, limits: Limits, facts: Facts
) -> tuple[Reason, ...]:
    """What the last look finds; that it would be a large start is no reason where others are."""
    found = findings(dose, record, situation, limits, facts)
    of_a_start = limits.tightest("start").reason.facts
    return tuple(one for one in found if one.facts != of_a_start) or found


def with_the_stage(
    plan: Plan,
    stage: Stage | None,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> Plan:
    """The plan with the stage's own clock times, where it shows the same dose at others.

    So that nothing moves the day in silence: what is in force and what the plan shows are one.
    """
    dose = plan.regimen
    if stage is None or dose is None or stage.product_id != dose.product.product_id:
        return plan
    first = dose.steps[0]
    same = abs(first.daily_elemental_mg - stage.daily_elemental_mg) < SAME_MG
    if not same or first.slots == stage.slots:
        return plan
    steps = (replace(first, slots=stage.slots), *dose.steps[1:])
    whole = replace(dose, steps=steps, slots=stage.slots if len(steps) == 1 else dose.slots)
    if findings(whole, record, situation, limits, facts):
        return plan
    skipped = left_out(whole, record, situation, limits, facts)
    return replace(
        plan,
        regimen=replace(whole, left_out=skipped),
        # What another way of taking it would change was held against the plan's own times.
        reasons=tuple(one for one in plan.reasons if one.code != "choices"),
    )


def _times(stage: Stage) -> tuple[tuple[float, float, tuple[str, ...]], ...]:
    return tuple(sorted((s.clock_h, s.elemental_mg, s.weekdays) for s in stage.slots))


def _told(stage: Stage) -> str:
    return " and ".join(
        f"{slot.elemental_mg:g} mg at {clock_text(slot.clock_h)}"
        + (f" ({', '.join(slot.weekdays)})" if slot.weekdays else "")
        for slot in sorted(stage.slots, key=lambda slot: slot.clock_h)
    )


def _against(
    stage: Stage,
    plan: Plan,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> str:
    """What the last look finds wrong with this dose at these times; empty where nothing."""
    if plan.regimen is None:
        return "the new plan has no dose"
    dose = _alone(stage, plan.regimen.product)
    found = _wrong(dose, record, situation, limits, facts)
    if found:
        return found[0].sentence.removeprefix(STOPPED).strip().rstrip(".")
    again = replace(plan.regimen, steps=plan.regimen.steps[:1])
    undivided = undivided_by(dose, situation, facts)
    if undivided is not None and undivided_by(again, situation, facts) is None:
        return undivided.rstrip(".")
    return _off_its_meal(stage, record, facts)


def _alone(stage: Stage, product: Product) -> DosePlan:
    """A regimen of this one stage, as the last look reads it."""
    step = Step(from_day=0, daily_elemental_mg=stage.daily_elemental_mg, slots=stage.slots)
    return DosePlan(
        product=product,
        daily_elemental_mg=stage.daily_elemental_mg,
        start_daily_elemental_mg=stage.daily_elemental_mg,
        slots=stage.slots,
        steps=(step,),
    )


def _off_its_meal(stage: Stage, record: Record, facts: Facts) -> str:
    """Is an intake that was with a meal no longer with one?"""
    meals = [meal.clock_h for meal in record.patient.day.meals]
    window_h = facts.value("timing.meal_window_h")
    for slot in stage.slots if meals else ():
        late_h = min((slot.clock_h - hour + SAME_H) % 24 for hour in meals)
        if slot.meal == "with" and late_h > window_h + SAME_H:
            return f"there is no meal at {clock_text(slot.clock_h)} any more"
    return ""


def next_check_in(plan: Plan, stage: Stage | None, today: date, facts: Facts) -> date:
    """When a rise may come, or else the last whole day of the plan."""
    expiry = today + timedelta(days=facts.value("policy.plan_life") - 1)
    target = plan.regimen.daily_elemental_mg if plan.regimen else 0.0
    if stage is None or target <= stage.daily_elemental_mg:
        return expiry
    ready = (stage.since + timedelta(days=plan.limits.step_days)).date()
    # Where its time has come and it was held all the same, another week would teach little.
    return min(expiry, ready) if ready > today else expiry


def stage_after(
    adjustment: Adjustment | None, plan: Plan, before: Stage | None, now: datetime
) -> tuple[Stage, ...]:
    """The stages that could hold now, the wanted one first; empty where none is taken."""
    dose = plan.regimen
    if dose is None or not plan.verdict.doses:
        return ()
    if adjustment is None:
        return (_of(dose, dose.steps[0], now),) if plan.recommended == "regimen" else ()
    match adjustment.action:
        case "stop" | "refer":
            return ()
        case "start" | "step_down":
            return (_of(dose, dose.steps[0], now),)
        case "step_up":
            return (_of(dose, _next(dose, before), now),)
    return () if before is None else _held(dose, before, now)


def in_force_of(stage: Stage | None, made: PlanInForce, now: datetime) -> PlanInForce:
    """The plan in force as the next plan needs it: its one dose, and since when it is taken.

    A plan that expired says so by its date. One that was confirmed since counts from the day
    its dose began, as far back as a plan may reach.

    Args:
        made: the plan of the last decision, without steps.
    """
    if stage is None:
        return made
    dosed = replace(made, steps=((0, stage.daily_elemental_mg),), product_id=stage.product_id)
    if made.expired(now):
        return dosed
    return replace(dosed, made_at=max(stage.since, now - timedelta(days=PLAN_LIFE_DAYS - 1)))


def _of(dose: DosePlan, step: Step, since: datetime) -> Stage:
    return Stage(
        daily_elemental_mg=step.daily_elemental_mg,
        since=since,
        slots=step.slots,
        product_id=dose.product.product_id,
    )


def _next(dose: DosePlan, before: Stage | None) -> Step:
    """The first step above what is taken now."""
    taken = before.daily_elemental_mg if before else 0.0
    return next(
        (step for step in dose.steps if step.daily_elemental_mg > taken + SAME_MG), dose.steps[0]
    )


def _held(dose: DosePlan, before: Stage, now: datetime) -> tuple[Stage, ...]:
    """The dose as it is: with its own clock times, the new plan's, or as near below."""
    below = [s for s in dose.steps if s.daily_elemental_mg <= before.daily_elemental_mg + SAME_MG]
    same = [s for s in below if abs(s.daily_elemental_mg - before.daily_elemental_mg) < SAME_MG]
    old = (before,) if before.product_id == dose.product.product_id else ()
    if same:
        return (*old, _of(dose, same[0], before.since))
    lower = (_of(dose, below[-1], now),) if below else ()
    return (*old, *lower)

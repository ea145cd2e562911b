"""Which dose is taken from today on, when a plan has been weighed against the one in force?

One stage at a time: a plan shows the whole way to its target, but who is followed takes the
next step only at a check-in that finds it safe. So a forgotten check-in never raises a dose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from magtitrate.facts import Facts
from magtitrate.plan import (
    PLAN_LIFE_DAYS,
    Adjustment,
    DosePlan,
    Limits,
    Plan,
    PlanInForce,
    Step,
)
from magtitrate.record import Record
from magtitrate.regimen import Slot
from magtitrate.safety.review import findings
from magtitrate.safety.situation import Situation

__all__ = ["Stage", "in_force_of", "kept_stage", "next_check_in", "stage_after"]

SAME_MG = 1e-6


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

    A hold keeps the dose, but its old clock times may no longer keep every gap: then it is
    reviewed again by itself, and where it fails the next smaller dose of the new plan is taken.
    """
    for stage in stage_after(plan.adjustment, plan, before, record.now):
        kept_as_it_was = before is not None and stage.slots == before.slots
        if not kept_as_it_was or _passes(stage, plan, record, situation, limits, facts):
            return stage  # the new plan's own clock times were reviewed with it
    return None


def _passes(
    stage: Stage,
    plan: Plan,
    record: Record,
    situation: Situation,
    limits: Limits,
    facts: Facts,
) -> bool:
    if plan.regimen is None:
        return False
    alone = Step(from_day=0, daily_elemental_mg=stage.daily_elemental_mg, slots=stage.slots)
    dose = DosePlan(
        product=plan.regimen.product,
        daily_elemental_mg=stage.daily_elemental_mg,
        start_daily_elemental_mg=stage.daily_elemental_mg,
        slots=stage.slots,
        steps=(alone,),
    )
    return not findings(dose, record, situation, limits, facts)


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
    """The dose as it is: with the new plan's clock times, the old ones, or as near below."""
    below = [s for s in dose.steps if s.daily_elemental_mg <= before.daily_elemental_mg + SAME_MG]
    same = [s for s in below if abs(s.daily_elemental_mg - before.daily_elemental_mg) < SAME_MG]
    if same:
        return (_of(dose, same[0], before.since),)
    old = (before,) if before.product_id == dose.product.product_id else ()
    lower = (_of(dose, below[-1], now),) if below else ()
    return (*old, *lower)

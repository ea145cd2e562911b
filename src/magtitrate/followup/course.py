"""How long has this person taken it, how faithfully, and what did it cost so far?

Read off the doses that were written down. Where none were, the plan in force says when it
began, and nothing is said of how it was followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from magtitrate.facts import Facts
from magtitrate.plan import PlanInForce, Reason
from magtitrate.record import Record

__all__ = ["Course", "course_of", "money_so_far"]

SAME_MG = 1e-6


@dataclass(frozen=True, kw_only=True)
class Course:
    """The supplement as it has been taken up to now.

    Attributes:
        began_h: hour of the first dose of this course; a pause longer than a plan's life
            begins another one. `None` where nothing was ever taken.
        stage_h: hour at which the present daily dose began; `None` without a plan in force.
        stage_days: whole days since then that are over.
        days_noted: of those, days on which anything was written down about doses.
        days_taken: of those, days on which the dose in force was taken, or most of it: half a
            capsule, or one intake of two, is not the dose.
    """

    began_h: float | None = None
    weeks: float = 0.0
    stage_h: float | None = None
    stage_days: int = 0
    days_noted: int = 0
    days_taken: int = 0

    @property
    def adherence(self) -> float | None:
        """Share of the stage's days with the dose; `None` where no doses were written down."""
        if not self.days_noted or not self.stage_days:
            return None
        return self.days_taken / self.stage_days


def course_of(
    record: Record,
    in_force: PlanInForce | None,
    facts: Facts,
    *,
    began: datetime | None = None,
    stage_began: datetime | None = None,
) -> Course:
    """The course up to now.

    Args:
        began, stage_began: what is known of it beside the plan in force, which reaches back
            no further than a plan's life.
    """
    began_h = _began_h(record, in_force, facts)
    if began is not None:
        began_h = min(record.hours(began), began_h if began_h is not None else record.now_h)
    stage_h = _stage_h(record, in_force) if stage_began is None else record.hours(stage_began)
    dose_mg = 0.0 if in_force is None else in_force.daily_elemental_mg(record.now)
    enough_mg = facts.value("followup.adherence_needed") * dose_mg
    noted, taken, days = _days_of_stage(record, stage_h, enough_mg)
    return Course(
        began_h=began_h,
        weeks=0.0 if began_h is None else max(0.0, record.now_h - began_h) / (7 * 24),
        stage_h=stage_h,
        stage_days=days,
        days_noted=noted,
        days_taken=taken,
    )


def _began_h(record: Record, in_force: PlanInForce | None, facts: Facts) -> float | None:
    """The first dose after the last long pause; without a diary, the first day of the plan."""
    pause_h = 24 * facts.value("policy.plan_life")
    began = None
    last = None
    for dose in record.doses:
        if dose.status != "taken" or dose.elemental_mg <= 0 or dose.time_h > record.now_h:
            continue
        if last is None or dose.time_h - last > pause_h:
            began = dose.time_h
        last = dose.time_h
    if last is not None:
        return began if record.now_h - last <= pause_h else None
    return _first_h(record, in_force)


def _first_h(record: Record, in_force: PlanInForce | None) -> float | None:
    if in_force is None or in_force.expired(record.now):
        return None
    dosed = [day for day, mg in in_force.steps if mg > 0]
    if not dosed:
        return None
    return record.hours(in_force.made_at + timedelta(days=min(dosed)))


def _stage_h(record: Record, in_force: PlanInForce | None) -> float | None:
    """When the dose of today began, by the plan in force."""
    if in_force is None:
        return None
    begun = [day for day, _ in in_force.steps if day <= in_force.day(record.now)]
    if not begun:
        return None
    return record.hours(in_force.made_at + timedelta(days=max(begun)))


def _days_of_stage(record: Record, stage_h: float | None, enough_mg: float) -> tuple[int, int, int]:
    """Days noted, days with so much of the dose, and all days of the present stage before today."""
    if stage_h is None:
        return 0, 0, 0
    first, today = record.instant(stage_h).date(), record.today
    days = max(0, (today - first).days)
    inside = [d for d in record.doses if first <= record.instant(d.time_h).date() < today]
    noted = {record.instant(d.time_h).date() for d in inside if d.status in ("taken", "missed")}
    taken: dict[date, float] = {}
    for dose in inside:
        if dose.status == "taken":
            on = record.instant(dose.time_h).date()
            taken[on] = taken.get(on, 0.0) + dose.elemental_mg
    return len(noted), sum(mg > 0 and mg >= enough_mg - SAME_MG for mg in taken.values()), days


def money_so_far(record: Record, since: datetime | None = None) -> Reason | None:
    """What the doses that were written down cost; `None` where no price is given.

    Args:
        since: count from here on; from the beginning where left out.
    """
    product = record.product
    if product is None or product.price is None or not product.units_per_pack:
        return None
    units = sum(_units(record, product.elemental_mg_per_unit, since))
    spent = units * product.price / product.units_per_pack
    currency = product.currency or ""
    return Reason(
        code="money",
        sentence=f"Money so far: about {spent:.2f} {currency} for the {units:g} units that were "
        "written down as taken, at today's price of the pack.",
        numbers={"spent": spent, "units": units},
    )


def _units(record: Record, unit_mg: float, since: datetime | None) -> Iterator[float]:
    from_h = float("-inf") if since is None else record.hours(since)
    for dose in record.doses:
        if dose.status == "taken" and from_h <= dose.time_h <= record.now_h:
            yield dose.elemental_mg / unit_mg

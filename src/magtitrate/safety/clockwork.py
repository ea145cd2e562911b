"""Which doses does elapsed time take out of a plan that is right by the clock?

A plan is a day of clock times, repeated. Three things make elapsed time differ from that: what
was swallowed before the plan began, the days on which the clocks change (23 or 25 hours), and
a journey, after which the last doses lie at other hours than the clock says. Here every dose
of the plan's life becomes an instant; in time order, one that would come too soon after the
last, too near a medicine, or above the limit of any rolling 24 hours is left out. Leaving out
is always safe; nothing is moved, and nothing is made up for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from magtitrate.checks import WEEKDAYS
from magtitrate.facts import Facts
from magtitrate.habits import clock_text
from magtitrate.plan import DosePlan, LeftOut, Limits, Reason, Step
from magtitrate.record import Record
from magtitrate.safety.interactions import gaps_of
from magtitrate.safety.situation import Situation, medicine_magnesium

__all__ = ["clock_changes", "clock_reasons", "left_out", "planned_doses"]

TOLERANCE_H = 1e-6
TOLERANCE_MG = 1e-6


@dataclass(frozen=True, kw_only=True)
class _Intake:
    time_h: float
    on: date
    elemental_mg: float
    clock_h: float = 0.0


def left_out(
    dose: DosePlan, record: Record, situation: Situation, limits: Limits, facts: Facts
) -> tuple[LeftOut, ...]:
    """The doses of the plan's life that must not be taken, in time order."""
    days = int(facts.value("policy.plan_life"))
    before = _taken(record)
    last_h = _last_before_surgery(record, facts)
    if not before and last_h is None and not clock_changes(record, days):
        return ()
    kept = list(before)
    others = _others(record, situation, days)
    drugs = _drugs(record, situation, days)
    most_mg = limits.max_daily_elemental_mg - _clockless_mg(record, situation)
    least_h = facts.value("policy.min_gap_between_doses")
    out = []
    for intake in _planned(dose, record, days):
        near = next((name for name, low, high in drugs if low < intake.time_h < high), "")
        if last_h is not None and intake.time_h > last_h:
            why = "surgery"
        elif any(abs(intake.time_h - k.time_h) < least_h - TOLERANCE_H for k in kept):
            why = "spacing"
        elif near:
            why = "gap"
        elif _most_in_a_day(intake, [*kept, *others]) > most_mg + TOLERANCE_MG:
            why = "day"
        else:
            kept.append(intake)
            continue
        out.append(
            LeftOut(
                on=intake.on,
                clock_h=intake.clock_h,
                elemental_mg=intake.elemental_mg,
                why=why,
                item=near if why == "gap" else "",
            )
        )
    return tuple(out)


def _last_before_surgery(record: Record, facts: Facts) -> float | None:
    """The last hour of a dose before a planned operation; none of the plan comes after it."""
    surgery = record.patient.surgery_planned
    if not isinstance(surgery, date) or surgery < record.today:
        return None
    at = datetime(surgery.year, surgery.month, surgery.day, tzinfo=ZoneInfo(record.timezone))
    return record.hours(at) - facts.value("policy.before_surgery")


def clock_changes(record: Record, days: int) -> tuple[date, ...]:
    """The days of the plan's life that do not have 24 hours, the day before it included."""
    return tuple(
        record.today + timedelta(days=day)
        for day in range(-1, days)
        if abs(_hour(record, day + 1, 0.0) - _hour(record, day, 0.0) - 24) > TOLERANCE_H
    )


def clock_reasons(found: tuple[LeftOut, ...], record: Record, facts: Facts) -> tuple[Reason, ...]:
    """What the person reads about the doses that are left out, one reason for each day."""
    changes = clock_changes(record, int(facts.value("policy.plan_life")))
    before = [one for one in found if one.why == "surgery"]
    before_h = facts.value("policy.before_surgery")
    rest = [one for one in found if one.why != "surgery"]
    by_day = tuple(
        _reason([one for one in rest if one.on == day], day, record, changes)
        for day in sorted({one.on for one in rest})
    )
    return (_surgery(before, before_h), *by_day) if before else by_day


def _surgery(found: list[LeftOut], before_h: float) -> Reason:
    first = min(found, key=lambda one: (one.on, one.clock_h))
    return Reason(
        code="left_out",
        sentence=f"From {first.on.isoformat()} {clock_text(first.clock_h)} on every dose is left "
        f"out: the last one is best at least {before_h:g} hours before the operation. Make a new "
        "plan after it.",
        numbers={"left_out_mg": sum(one.elemental_mg for one in found)},
        facts=("rule:C-09", "policy.before_surgery"),
    )


def planned_doses(dose: DosePlan, record: Record, days: int) -> tuple[tuple[date, str, float], ...]:
    """Day, clock and amount [mg] of each dose from now on, in time order."""
    return tuple(
        (i.on, clock_text(i.clock_h), i.elemental_mg) for i in _planned(dose, record, days)
    )


def _reason(found: list[LeftOut], day: date, record: Record, changes: tuple[date, ...]) -> Reason:
    clocks = " and ".join(f"{clock_text(one.clock_h)} ({one.elemental_mg:g} mg)" for one in found)
    near_change = any(abs((day - change).days) <= 1 for change in changes)
    early = (day - record.today).days <= 1
    taken_mg = sum(one.elemental_mg for one in _taken(record))
    if near_change and not (early and taken_mg):
        why = "The clocks change then, and the day has another number of hours."
    else:
        why = f"{taken_mg:g} mg were taken in the 24 hours before this plan."
    kinds = dict.fromkeys(_words(one) for one in found)
    return Reason(
        code="left_out",
        sentence=f"On {day.isoformat()} the dose at {clocks} is left out, {' and '.join(kinds)}. "
        f"{why} It is not made up for.",
        numbers={"left_out_mg": sum(one.elemental_mg for one in found), "taken_24h_mg": taken_mg},
        facts=("rule:D-01", "rule:D-07", "policy.min_gap_between_doses"),
    )


def _words(one: LeftOut) -> str:
    return {
        "day": "so that any 24 hours stay within the limit",
        "spacing": "because it would follow the last one too soon",
        "gap": f"because it would come too near {one.item}",
    }[one.why]


# ---------------------------------------------------------------- instants


def _hour(record: Record, day: int, clock_h: float) -> float:
    """Elapsed hours from the record's zero to that clock time of that day of the plan."""
    on = record.today + timedelta(days=day)
    wall = datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(record.timezone))
    return record.hours(wall + timedelta(minutes=round(clock_h * 60)))


def _weekday(record: Record, day: int) -> str:
    return WEEKDAYS[(record.today + timedelta(days=day)).weekday()]


def _intake(record: Record, day: int, clock_h: float, elemental_mg: float) -> _Intake:
    return _Intake(
        time_h=_hour(record, day, clock_h),
        on=record.today + timedelta(days=day),
        elemental_mg=elemental_mg,
        clock_h=clock_h,
    )


def _planned(dose: DosePlan, record: Record, days: int) -> list[_Intake]:
    """The doses from now to the end of the plan's life, in time order."""
    found = [
        _intake(record, day, slot.clock_h, slot.elemental_mg)
        for day in range(days)
        for step in [_step_of(dose, day)]
        if step is not None
        for slot in step.slots
        if not slot.weekdays or _weekday(record, day) in slot.weekdays
    ]
    return sorted((i for i in found if i.time_h >= record.now_h), key=lambda i: i.time_h)


def _step_of(dose: DosePlan, day: int) -> Step | None:
    begun = [step for step in dose.steps if step.from_day <= day]
    return max(begun, key=lambda step: step.from_day) if begun else None


def _taken(record: Record) -> list[_Intake]:
    """What the diary says was swallowed in the last 24 hours."""
    return [
        _Intake(
            time_h=event.time_h,
            on=record.instant(event.time_h).date(),
            elemental_mg=event.elemental_mg,
        )
        for event in record.doses
        if event.status == "taken" and 0 <= record.now_h - event.time_h < 24 - TOLERANCE_H
        if event.elemental_mg > 0
    ]


def _others(record: Record, situation: Situation, days: int) -> list[_Intake]:
    """Every other source with a clock time, each day."""
    amounts = [
        (source.clock_h, source.elemental_mg_per_day or 0.0)
        for source in record.patient.magnesium_sources
        if source.clock_h is not None
    ]
    clocks = {m.medicine.name: m.medicine.clock_h for m in situation.matched}
    for name, mg in medicine_magnesium(situation):
        amounts += [(hour, mg / len(clocks[name])) for hour in clocks[name]]
    return [_intake(record, day, hour, mg) for day in range(-2, days + 1) for hour, mg in amounts]


def _clockless_mg(record: Record, situation: Situation) -> float:
    """Other magnesium of unknown hour: it counts in every day [mg]."""
    listed = sum(
        source.elemental_mg_per_day or 0.0
        for source in record.patient.magnesium_sources
        if source.clock_h is None
    )
    clocks = {m.medicine.name: m.medicine.clock_h for m in situation.matched}
    return listed + sum(mg for name, mg in medicine_magnesium(situation) if not clocks[name])


def _drugs(record: Record, situation: Situation, days: int) -> list[tuple[str, float, float]]:
    """The closed time around every intake of every medicine, both ends open."""
    return [
        (
            gap.item,
            at_h - max(gap.gap_before_h, TOLERANCE_H) + TOLERANCE_H,
            at_h + max(gap.gap_after_h, TOLERANCE_H) - TOLERANCE_H,
        )
        for gap in gaps_of(situation)
        for day in range(-1, days + 1)
        if not gap.weekdays or _weekday(record, day) in gap.weekdays
        for at_h in [_hour(record, day, gap.clock_h)]
    ]


def _most_in_a_day(intake: _Intake, rest: list[_Intake]) -> float:
    """The largest sum of its calendar day, and of any 24 hours that hold it [mg]."""
    near = [intake, *(r for r in rest if abs(r.time_h - intake.time_h) < 24 - TOLERANCE_H)]
    windows = [
        sum(r.elemental_mg for r in near if 0 <= r.time_h - first.time_h < 24 - TOLERANCE_H)
        for first in near
        if first.time_h <= intake.time_h
    ]
    calendar = sum(r.elemental_mg for r in [intake, *rest] if r.on == intake.on)
    return max(*windows, calendar)

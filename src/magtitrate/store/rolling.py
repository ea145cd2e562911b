"""Was more swallowed in any 24 hours than the plan's day or the ceiling allows?

Counted in elapsed hours, so that a journey and the two days on which clocks change are counted
as the body counts them. What is above is questioned, with its amounts and hours; past twice,
the words are those of an overdose (S-08).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from magtitrate.facts import Facts
from magtitrate.plan import Goal
from magtitrate.record import Record
from magtitrate.regimen import DoseEvent
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import decisions, stage_of

__all__ = ["Allowed", "about_the_day", "allowed_by"]

DAY_H = 24.0
ROUNDING_MG = 1e-6
OVERDOSE = "S-08"


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What a day may bring, from one decision to the next.

    Attributes:
        from_h: hours since the record's zero.
        plan_mg: the day of the dose in force; 0 where a decision left none, `None` before any.
        ceiling_mg: all supplemental magnesium of a day.
        others_mg: of it, from other sources.
        decided: when that was decided.
    """

    from_h: float
    plan_mg: float | None
    ceiling_mg: float
    others_mg: float
    decided: datetime | None = None


def allowed_by(
    entries: Collection[Entry], record: Record, goal: Goal, facts: Facts
) -> tuple[Allowed, ...]:
    """What was allowed from the beginning on, oldest first.

    Where no dose is in force the ceiling is the upper limit of the jurisdiction.
    """
    upper = facts.jurisdictions[goal.jurisdiction].upper_limit_mg_per_day
    listed = sum(s.elemental_mg_per_day or 0.0 for s in record.patient.magnesium_sources)
    found = [Allowed(from_h=float("-inf"), plan_mg=None, ceiling_mg=upper, others_mg=listed)]
    for entry in decisions(entries):
        stage = stage_of(entry)
        limits: dict[str, Any] = entry.body["plan"]["limits"]
        at = datetime.fromisoformat(entry.body["at"])
        found.append(
            Allowed(
                from_h=record.hours(at),
                plan_mg=0.0 if stage is None else stage.daily_elemental_mg,
                ceiling_mg=upper if stage is None else float(limits["max_daily_elemental_mg"]),
                others_mg=float(limits["other_sources_elemental_mg_per_day"]),
                decided=at,
            )
        )
    return tuple(found)


def about_the_day(
    dose: DoseEvent,
    others: Collection[DoseEvent],
    allowed: Sequence[Allowed],
    record: Record,
    *,
    zone: str,
    facts: Facts,
) -> list[str]:
    """What is to be asked before this dose is believed; empty where nothing is.

    Args:
        others: every other dose of the record.
        zone: whose clock the hours are told by.
    """
    if dose.status != "taken" or dose.elemental_mg <= 0:
        return []
    slack_h = facts.value("followup.dose_jitter") / 60
    window = max(_windows(dose, others, DAY_H - slack_h), key=_sum)
    last_h = window[-1].time_h
    total = _sum(window)
    valid = _valid(allowed, last_h)
    planned = [one.plan_mg for one in valid if one.plan_mg is not None]
    now = valid[-1]
    plan_mg = max(planned, default=None)
    if now.plan_mg == 0.0 and now.decided is not None and dose.time_h >= now.from_h:
        on = now.decided.astimezone(ZoneInfo(zone)).date().isoformat()
        return [f"The check-in of {on} left no dose in force: none was to be taken.", *_overdose(
            total, plan_mg or now.ceiling_mg, facts)]  # fmt: skip
    ceiling = now.ceiling_mg
    room = max(0.0, ceiling - now.others_mg)
    if plan_mg is not None and total > plan_mg + ROUNDING_MG:
        above = f"the {plan_mg:g} mg of the plan's day"
    elif total > room + ROUNDING_MG:
        beside = f", {now.others_mg:g} mg of other sources included" if now.others_mg else ""
        above = f"the {ceiling:g} mg that are the most for a day{beside}"
    else:
        return []
    return [
        f"{total:g} mg of elemental magnesium within 24 hours ({_told(window, record, zone)}) are "
        f"more than {above}. Skip, never double: a dose that was missed stays missed, and after a "
        "journey or a change of clocks the next one is left out.",
        *_overdose(total, plan_mg or ceiling, facts),
    ]


def _windows(
    dose: DoseEvent, others: Collection[DoseEvent], hours: float
) -> Iterator[list[DoseEvent]]:
    """What was swallowed in each of the spans that hold this dose and end with one."""
    taken = [one for one in others if one.status == "taken" and one.elemental_mg > 0]
    every = sorted([*taken, dose], key=lambda one: one.time_h)
    for last in every:
        if 0 <= last.time_h - dose.time_h < hours:
            yield [one for one in every if 0 <= last.time_h - one.time_h < hours]


def _sum(window: Collection[DoseEvent]) -> float:
    return sum(one.elemental_mg for one in window)


def _valid(allowed: Sequence[Allowed], last_h: float) -> list[Allowed]:
    """What was allowed at any time of the 24 hours before, the last of it now.

    So on the day after a step down the larger of the two days counts: it was right to take it.
    """
    begun = [one for one in allowed if one.from_h <= last_h]
    until = [*(one.from_h for one in begun[1:]), float("inf")]
    return [one for one, end in zip(begun, until, strict=True) if end > last_h - DAY_H]


def _told(window: Collection[DoseEvent], record: Record, zone: str) -> str:
    return ", ".join(
        f"{one.elemental_mg:g} mg at "
        + record.instant(one.time_h).astimezone(ZoneInfo(zone)).isoformat(" ", "minutes")
        for one in window
    )


def _overdose(total: float, day_mg: float, facts: Facts) -> list[str]:
    factor = facts.value("policy.overdose_factor")
    if total <= factor * day_mg + ROUNDING_MG:
        return []
    rule = next(rule for rule in facts.rules if rule.id == OVERDOSE)
    return [f"That is more than {factor:g} times the day. {rule.sentence} [{OVERDOSE}]"]

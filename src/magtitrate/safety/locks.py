"""What of the plan in force and of the doses swallowed still stops the next plan?

A stop is not undone by leaving out the file that caused it: a high or a dangerous value
stands until a newer one is on file, an alarm sign until its days are over. And more than
twice the planned dose within a day is an overdose, whoever wrote it down (S-08).
"""

from __future__ import annotations

import math

from magtitrate.facts import Facts
from magtitrate.plan import Goal, PlanInForce
from magtitrate.record import Record

__all__ = ["standing_lock", "swallowed_too_much"]

VALUES = ("L-01", "L-02", "L-03", "L-08", "L-12")
LOCKED, ALARMED = "G-14", "rule:G-14/alarm"
"""What a plan says that such a stop keeps closed, and the row that says it of an alarm."""
DAY_H = 24.0
ROUNDING_MG = 1e-6


def standing_lock(
    in_force: PlanInForce | None, record: Record, facts: Facts
) -> tuple[str, float | None]:
    """`laboratory`, `symptom` or `no`; and how long ago the alarm sign stopped a plan [d]."""
    if in_force is None or in_force.person_id != record.patient.patient_id:
        return "no", None
    made_h = record.hours(in_force.made_at)
    by_alarm = ALARMED in in_force.facts
    locked = any(code == LOCKED for code in in_force.codes) and not by_alarm
    if locked or any(code.split("/")[0] in VALUES for code in in_force.codes):
        newer = [o for o in record.of("serum_magnesium") if o.time_h >= made_h]
        if not newer:
            return "laboratory", None
    new = in_force.emergency and any(code.startswith("S-") for code in in_force.codes)
    # A plan that an older alarm kept closed does not begin its days anew.
    days = (record.now_h - made_h) / DAY_H + (0.0 if new else in_force.alarm_days or 0.0)
    if (new or by_alarm) and days <= facts.value("policy.symptom_recent"):
        return "symptom", days
    return "no", None


def swallowed_too_much(
    record: Record, goal: Goal, in_force: PlanInForce | None, facts: Facts
) -> bool:
    """Was more than twice the planned daily dose taken within 24 hours, lately?

    Without a plan in force, and for hours that began before it, twice the upper limit of the
    jurisdiction: after a step down, yesterday's dose was the one of the plan before.
    """
    general = facts.jurisdictions[goal.jurisdiction].upper_limit_mg_per_day
    planned = max((mg for _, mg in in_force.steps), default=0.0) if in_force is not None else 0.0
    planned = planned or general
    made_h = -math.inf if in_force is None else record.hours(in_force.made_at)
    factor = facts.value("policy.overdose_factor")
    since = record.now_h - facts.value("policy.overdose_recent") - DAY_H
    taken = [
        (dose.time_h, dose.elemental_mg)
        for dose in record.doses
        if dose.status == "taken" and since <= dose.time_h <= record.now_h
    ]
    return any(
        sum(mg for hour, mg in taken if 0 <= hour - first < DAY_H)
        > factor * (planned if first >= made_h else max(planned, general)) + ROUNDING_MG
        for first, _ in taken
    )

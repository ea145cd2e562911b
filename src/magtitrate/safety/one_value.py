"""What does the rule book say of one laboratory value, of a person not known otherwise?"""

from __future__ import annotations

from datetime import UTC, datetime

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Rule
from magtitrate.patient import Patient
from magtitrate.plan import Goal, Reason
from magtitrate.record import Observation, Record
from magtitrate.safety.rulebook import fired_rules, reason_of
from magtitrate.safety.situation import situation_of

__all__ = ["rules_of_value"]

ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""No rule on a value depends on the date; the record needs one."""


def rules_of_value(analyte: str, value: float, facts: Facts) -> tuple[Reason, ...]:
    """The laboratory rules that this value alone sets off, in the book's order.

    Args:
        value: in the canonical unit of the analyte.
    """
    goal = Goal(reason="status", mode="self", jurisdiction="EU")
    record = Record(
        patient=Patient(patient_id="nobody"),
        zero=ANY_DAY,
        now_h=1.0,
        timezone="UTC",
        observations=(Observation(analyte=analyte, time_h=0.0, value=value),),
    )
    situation = situation_of(record, goal, facts)
    return tuple(
        reason_of(one, situation)
        for one in fired_rules(situation, goal, facts)
        if isinstance(one.row, Rule)
        and one.row.family == "laboratory"
        and any(condition.field == analyte for condition in one.row.when)
    )

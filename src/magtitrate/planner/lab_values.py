"""Which of the person's own laboratory values made a rule speak, and in which words?

A plan that is closed by a value says which one, as it was given and of which day: a slip of
the pen or of the unit is then seen at once.
"""

from __future__ import annotations

from dataclasses import replace

from magtitrate.facts.shapes import Rule
from magtitrate.plan import Reason
from magtitrate.record import Observation, Record
from magtitrate.safety.gate import Answer
from magtitrate.safety.situation import Situation

__all__ = ["analyte_of", "with_values"]

SAME_H = 1e-6
LOOKED_AT = {
    "serum_magnesium": "serum_magnesium",
    "serum_implausible": "serum_magnesium",
    "potassium": "potassium",
    "calcium": "calcium",
    "ionized_calcium": "ionized_calcium",
}
"""Field of the situation -> the analyte whose newest standing value it is."""


def analyte_of(rule: Rule) -> str | None:
    """The analyte whose own value this laboratory rule looks at; `None` where there is none."""
    if rule.family != "laboratory":
        return None
    found = (LOOKED_AT.get(condition.field) for condition in rule.when if not condition.negate)
    return next((analyte for analyte in found if analyte), None)


def with_values(
    reasons: tuple[Reason, ...], answer: Answer, record: Record, situation: Situation
) -> tuple[Reason, ...]:
    """The reasons of a closed gate, each value that closed it told once, with the first of them."""
    if answer.may_dose:
        return reasons
    rules = {f"rule:{one.row.key}": one.row for one in answer.fired if isinstance(one.row, Rule)}
    told: list[Observation] = []
    found = []
    for reason in reasons:
        rule = rules.get(reason.facts[0]) if reason.facts else None
        value = None if rule is None else _value_of(rule, record, situation)
        if value is not None and value not in told:
            told.append(value)
            reason = _with(reason, value, record)
        found.append(reason)
    return tuple(found)


def _value_of(rule: Rule, record: Record, situation: Situation) -> Observation | None:
    """The newest value; of serum, the one that stands."""
    analyte = analyte_of(rule)
    values = () if analyte is None else record.of(analyte)
    if not values:
        return None
    age = situation.fields.get("serum_magnesium_age_days")
    doubted = any(condition.field == "serum_implausible" for condition in rule.when)
    if analyte != "serum_magnesium" or doubted or not isinstance(age, float):
        return values[-1]
    drawn_h = record.now_h - 24 * age
    least = min(abs(one.time_h - drawn_h) for one in values)
    if least > SAME_H:
        return None  # an ionized value stands for it
    # Of values of one moment the highest stands.
    return max((o for o in values if abs(o.time_h - drawn_h) == least), key=lambda o: o.value)


def _with(reason: Reason, value: Observation, record: Record) -> Reason:
    drawn = record.instant(value.time_h).date()
    name = value.analyte.replace("_", " ")
    return replace(
        reason,
        sentence=f"You wrote {name} {value} ({drawn.day} {drawn:%b %Y}). {reason.sentence}",
        numbers={**reason.numbers, f"{value.analyte}_given": float(f"{value.printed:.4g}")},
    )

"""How much may this person take at most, and which rule says so?

Each bound carries its reason; the smallest of a kind binds and is named. Magnesium from
every other supplement and medicine is summed before anything is compared.
"""

from __future__ import annotations

from dataclasses import replace

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Effect, Rule
from magtitrate.plan import Goal, Limit, Limits, Reason
from magtitrate.record import Record
from magtitrate.safety.gate import Answer
from magtitrate.safety.rulebook import Fired, reason_of
from magtitrate.safety.situation import Situation, medicine_magnesium

__all__ = ["limits_for", "other_sources_mg"]

KINDS = ("daily", "single", "step", "start")


def limits_for(
    record: Record,
    situation: Situation,
    goal: Goal,
    answer: Answer,
    facts: Facts,
    *,
    in_force_mg: float = 0.0,
) -> Limits:
    """Every bound that holds for this person now; noughts where the gate is closed."""
    other = other_sources_mg(record, situation)
    overridden = _overridden(goal, facts)
    bounds = [
        Limit(
            kind=effect.limit, elemental_mg=_bound(effect, goal, facts), reason=_why(one, situation)
        )
        for one in answer.fired
        if one.row.key not in overridden
        for effect in one.kind("cap")
    ]
    bounds = [
        replace(bound, reason=_with_the_number(bound.reason, goal, facts))
        if bound.reason.code == "D-01"
        else bound
        for bound in bounds
    ]
    bounds += _of_dose_in_force(answer, situation, goal, facts, in_force_mg + other)
    bounds += _of_vitamin_b6(record, answer, situation, facts, other)
    bounds = [_start_from(bound, in_force_mg) for bound in bounds]
    if not answer.may_dose:
        bounds += [Limit(kind=kind, elemental_mg=0.0, reason=answer.reasons[0]) for kind in KINDS]
    return Limits(
        all=tuple(bounds),
        other_sources_elemental_mg_per_day=other,
        step_days=_step_days(answer),
    )


def other_sources_mg(record: Record, situation: Situation) -> float:
    """Supplemental magnesium that is taken already, per day [mg]."""
    listed = sum(s.elemental_mg_per_day or 0.0 for s in record.patient.magnesium_sources)
    return listed + sum(mg for _, mg in medicine_magnesium(situation))


def _overridden(goal: Goal, facts: Facts) -> frozenset[str]:
    """Row keys that a named clinician set aside; only rules that allow it."""
    named = {override.rule for override in goal.overrides}
    return frozenset(
        rule.key for rule in facts.rules if rule.override and {rule.id, rule.key} & named
    )


def _bound(effect: Effect, goal: Goal, facts: Facts) -> float:
    if effect.elemental_mg is not None:
        return effect.elemental_mg
    return (effect.fraction or 0.0) * _base(effect.of, goal, facts)


def _base(name: str, goal: Goal, facts: Facts) -> float:
    """The bound another bound is a fraction of."""
    if name in ("upper_limit", "D-01"):
        return facts.jurisdictions[goal.jurisdiction].upper_limit_mg_per_day
    amounts = [
        effect.elemental_mg
        for rule in facts.rules
        if rule.id == name
        for effect in rule.effects
        if effect.kind == "cap" and effect.elemental_mg is not None
    ]
    return amounts[0]


def _why(one: Fired, situation: Situation) -> Reason:
    return reason_of(one, situation)


def _with_the_number(reason: Reason, goal: Goal, facts: Facts) -> Reason:
    """The general limit says its number, and a guidance level that is shown and never used."""
    place = facts.jurisdictions[goal.jurisdiction]
    upper = place.upper_limit_mg_per_day
    said = f"{reason.sentence.rstrip('.')} ({place.title}: {upper:g} mg)."
    if place.guidance_mg_per_day is not None:
        said += (
            f" The guidance level of {place.guidance_mg_per_day:g} mg there is no upper limit and "
            "is not used."
        )
    return replace(reason, sentence=said, numbers={"upper_limit_mg_per_day": upper})


def _of_dose_in_force(
    answer: Answer, situation: Situation, goal: Goal, facts: Facts, total_in_force_mg: float
) -> list[Limit]:
    """Rules that forbid an increase or ask for less than is taken now."""
    bounds = []
    for one in answer.fired:
        if one.kind("no_increase"):
            bounds.append(
                Limit(kind="daily", elemental_mg=total_in_force_mg, reason=_why(one, situation))
            )
        for effect in one.kind("reduce"):
            base = total_in_force_mg or _base("upper_limit", goal, facts)
            bounds.append(
                Limit(
                    kind="daily",
                    elemental_mg=(effect.fraction or 0.0) * base,
                    reason=_why(one, situation),
                )
            )
    return bounds


def _of_vitamin_b6(
    record: Record, answer: Answer, situation: Situation, facts: Facts, other_mg: float
) -> list[Limit]:
    """The product's own vitamin B6 bounds how much of it can be taken."""
    product = record.product
    if product is None or product.vitamin_b6_mg_per_unit <= 0:
        return []
    cap = facts.value("policy.vitamin_b6_cap")
    product_mg = cap / product.vitamin_b6_mg_per_unit * product.elemental_mg_per_unit
    return [
        Limit(
            kind="daily",
            elemental_mg=other_mg + product_mg,
            reason=replace(why := _why(one, situation), facts=(*why.facts, "interaction:I-50")),
        )
        for one in answer.fired
        if isinstance(one.row, Rule)
        and any(e.name == "vitamin_b6_cap" for e in one.kind("practice"))
    ]


def _start_from(bound: Limit, in_force_mg: float) -> Limit:
    """Who takes a dose already does not start again: the start bound moves up by it."""
    if bound.kind != "start" or bound.elemental_mg >= in_force_mg:
        return bound
    return Limit(kind="start", elemental_mg=in_force_mg, reason=bound.reason)


def _step_days(answer: Answer) -> float:
    days = [
        effect.days
        for one in answer.fired
        for effect in one.kind("cap")
        if effect.limit == "step" and effect.days is not None
    ]
    return max(days, default=0.0)

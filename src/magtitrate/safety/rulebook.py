"""Which rules fire in this situation, and what do they say?

A rule fires when all of its conditions hold. A missing field makes no bound hold; the
rules that ask for the missing answer fire instead.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.errors import FactError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Condition, Effect, Interaction, Rule
from magtitrate.plan import Goal, Reason
from magtitrate.safety.medicines import Matched
from magtitrate.safety.situation import Situation

__all__ = ["Fired", "fired_interactions", "fired_rules", "reason_of", "split_rules"]


@dataclass(frozen=True, kw_only=True)
class Fired:
    """A rule or an interaction that applies, with the effects of the present mode."""

    row: Rule | Interaction
    effects: tuple[Effect, ...]
    items: tuple[str, ...] = ()

    def kind(self, *kinds: str) -> tuple[Effect, ...]:
        """Its effects of these kinds."""
        return tuple(effect for effect in self.effects if effect.kind in kinds)


def fired_rules(situation: Situation, goal: Goal, facts: Facts) -> tuple[Fired, ...]:
    """Every rule that applies, in the order of the rule book."""
    return tuple(
        Fired(row=rule, effects=effects)
        for rule in facts.rules
        if all(holds(condition, situation) for condition in rule.when)
        and (effects := _of_mode(rule.effects, goal.mode))
    )


def split_rules(situation: Situation, facts: Facts) -> tuple[tuple[Rule, float], ...]:
    """Every rule that divides this person's day, and above how much a day it does [mg]."""
    return tuple(
        (rule, effect.elemental_mg or 0.0)
        for rule in facts.rules
        for effect in rule.effects
        if effect.name == "split_above"
        if all(holds(condition, situation) for condition in rule.when)
    )


def fired_interactions(situation: Situation, goal: Goal) -> tuple[Fired, ...]:
    """Every interaction row of the medicines in use, with the medicines that brought it."""
    found: dict[str, Fired] = {}
    sourced = [(matched, _beyond_counting(matched)) for matched in situation.sources]
    for matched, rows in (*((m, m.interactions) for m in situation.matched), *sourced):
        for row in rows:
            effects = _of_mode(row.effects, goal.mode)
            before = found.get(row.key)
            items = (*(before.items if before else ()), matched.medicine.name)
            if effects:
                found[row.key] = Fired(row=row, effects=effects, items=items)
    return tuple(found.values())


def _beyond_counting(source: Matched) -> tuple[Interaction, ...]:
    """What the index says of a magnesium source beside its amount; it needs no gap to itself."""
    return tuple(row for row in source.interactions if row.direction in ("source", "additive"))


def holds(condition: Condition, situation: Situation) -> bool:
    """Does this condition hold? Unknown fields are our fault and stop the check."""
    return _holds(condition, situation) != condition.negate


def _holds(condition: Condition, situation: Situation) -> bool:
    match condition.kind:
        case "always":
            return True
        case "has_condition":
            return not situation.conditions.isdisjoint(condition.any)
        case "has_symptom":
            return not situation.symptoms.isdisjoint(condition.any)
        case "takes":
            return not situation.taken.isdisjoint(condition.any)
        case "answer_missing":
            return _field(condition.field, situation) is None
        case "answer_is":
            return _field(condition.field, situation) in condition.any
        case "field_within":
            return _within(condition, situation)
    raise FactError(f"no rule condition is called {condition.kind!r}")


def _within(condition: Condition, situation: Situation) -> bool:
    value = _number(condition.field, situation)
    if value is None:
        return False
    above = condition.above
    below = condition.below
    if condition.above_field:
        above = _number(condition.above_field, situation)
    if condition.below_field:
        below = _number(condition.below_field, situation)
    if (condition.above_field and above is None) or (condition.below_field and below is None):
        return False
    return (
        (condition.at_least is None or value >= condition.at_least)
        and (condition.at_most is None or value <= condition.at_most)
        and (above is None or value > above)
        and (below is None or value < below)
    )


def _field(name: str, situation: Situation) -> float | str | None:
    if name not in situation.fields:
        raise FactError(f"a rule asks for the field {name!r}, which no situation has", key=name)
    return situation.fields[name]


def _number(name: str, situation: Situation) -> float | None:
    value = _field(name, situation)
    if isinstance(value, str):
        raise FactError(f"a rule compares the word field {name!r} with a number", key=name)
    return value


def _of_mode(effects: tuple[Effect, ...], mode: str) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if effect.mode in ("", mode))


def reason_of(fired: Fired, situation: Situation) -> Reason:
    """The reason a person reads, with the values the rule looked at."""
    row = fired.row
    numbers: dict[str, float] = {}
    for condition in row.when if isinstance(row, Rule) else ():
        for name in (condition.field, condition.above_field, condition.below_field):
            value = situation.fields.get(name) if name else None
            if isinstance(value, float | int):
                numbers[name] = round(float(value), 3)
    sentence = row.sentence
    if fired.items:
        sentence = f"{', '.join(dict.fromkeys(fired.items))}: {sentence}"
    facts_keys = (f"rule:{row.key}" if isinstance(row, Rule) else f"interaction:{row.key}",)
    return Reason(code=row.id, sentence=sentence, numbers=numbers, facts=facts_keys + row.source)

"""How is an expectation said, without a word more than its evidence bears?

The verb follows the certainty: moderate evidence "probably", low "may", very low "is very
uncertain"; an outcome without a trial has its own sentence. Every sentence puts the dummy
capsule first where its response is known.
"""

from __future__ import annotations

from magtitrate.effects.benefit import Expectation, expectation
from magtitrate.effects.deficit import Baseline
from magtitrate.facts import Facts
from magtitrate.plan import Benefit

__all__ = ["VERBS", "all_benefits", "benefits_of", "effect_sentence", "goal_outcomes"]

VERBS = {
    "high": "does change this by",
    "moderate": "probably changes this by",
    "low": "may change this by",
    "very_low": "may or may not change this; what little was studied allows",
}
"""Certainty -> what may be said of magnesium."""

HEDGES = {
    "high": "By the model,",
    "moderate": "By the model,",
    "low": "By the model, on thin evidence,",
    "very_low": "Taken at face value, which so little evidence hardly bears,",
}
"""Certainty -> how numbers are introduced."""

HALF = 1 / 2


def benefits_of(
    goal_reason: str, baseline: Baseline, facts: Facts, *, seed: int = 0
) -> tuple[Benefit, ...]:
    """What to expect for the outcomes that belong to a goal, in the order of the fact rows."""
    return tuple(
        _benefit(expectation(facts.outcomes[name], baseline, facts, seed=seed))
        for name in goal_outcomes(goal_reason, facts)
    )


def all_benefits(baseline: Baseline, facts: Facts, *, seed: int = 0) -> tuple[Benefit, ...]:
    """The same for every outcome that has a row."""
    return tuple(
        _benefit(expectation(outcome, baseline, facts, seed=seed))
        for outcome in facts.outcomes.values()
    )


def goal_outcomes(goal_reason: str, facts: Facts) -> tuple[str, ...]:
    """Ids of the outcomes shown under a goal."""
    return tuple(name for name, row in facts.outcomes.items() if goal_reason in row.goals)


def effect_sentence(found: Expectation) -> str:
    """What magnesium adds to a dummy capsule, and how often that would matter."""
    outcome = found.outcome
    if found.interval is None or found.added is None:
        return outcome.sentence
    words = (_size(found), _chances(found), _status(found), _studied(found), _telling(found))
    return " ".join(word for word in words if word)


def _size(found: Expectation) -> str:
    outcome, verb = found.outcome, VERBS[found.certainty]
    low, high = found.interval or (0.0, 0.0)
    if found.placebo_percent is not None:
        return (
            f"In people like you, {_round(found.placebo_percent)} of 100 {outcome.improving} on a "
            f"dummy capsule; magnesium {verb} between {_people(low)} and {_people(high)} of 100."
        )
    return (
        f"{_capital(outcome.title)}: against a dummy capsule, magnesium {verb} between "
        f"{_amount(low, found)} and {_amount(high, found)}."
    )


def _chances(found: Expectation) -> str:
    benefit = _of_100(found.probability_worthwhile)
    harm = _of_100(found.probability_harm)
    unit = "percentage points" if found.outcome.scale == "share" else found.outcome.unit
    return (
        f"{HEDGES[found.certainty]} {benefit} people like you would find a change worth having "
        f"({_number(found.outcome.worthwhile or 0.0)} {unit}), and {harm} as much for the worse."
    )


def _status(found: Expectation) -> str:
    if found.probability_deficit >= HALF:
        return "By the model your magnesium seems low, where an effect may be larger."
    if found.probability_deficit >= HALF * HALF:
        return "By the model your magnesium may be on the low side, where an effect may be larger."
    return "You do not seem short of magnesium, where an effect may be smaller or nil."


def _studied(found: Expectation) -> str:
    return f"Studied in {found.outcome.people}." if found.outcome.people else ""


def _telling(found: Expectation) -> str:
    if found.weeks_to_tell is None:
        return "It cannot be told in one person within a reasonable time."
    return (
        f"To tell it from chance, a comparison of your own would need about "
        f"{found.weeks_to_tell:g} weeks."
    )


def _benefit(found: Expectation) -> Benefit:
    return Benefit(
        outcome=found.outcome.id,
        probability=found.probability_worthwhile,
        effect=effect_sentence(found),
        interval=found.interval,
        placebo=found.placebo,
        certainty=found.certainty,
        facts=found.facts,
        probability_any=found.probability_any,
    )


def _of_100(probability: float | None) -> str:
    percent = _round(100 * (probability or 0.0))
    if percent == 0:
        return "fewer than 1 of 100"
    if percent == 100:
        return "nearly all"
    return f"about {percent} of 100"


def _people(added: float) -> str:
    people = _round(abs(added))
    if people == 0:
        return "none"
    return f"{people} {'more' if added > 0 else 'fewer'}"


def _amount(size: float, found: Expectation) -> str:
    number = _number(abs(size))
    if number == "0":
        return "nothing"
    word = "better" if size > 0 else "worse"
    return f"{number} {found.outcome.unit} {word}"


def _number(size: float) -> str:
    """Two digits that count, plainly written."""
    return f"{float(f'{size:.2g}'):g}"


def _round(number: float) -> int:
    return int(number + HALF)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

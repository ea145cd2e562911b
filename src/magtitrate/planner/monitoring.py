"""What should be measured or watched, and when?

Due dates come from the rules that fired; where several ask for one analyte, the earliest
date of each stands. How much a measurement would teach is computed by the room of
estimation and filled in once a dose is known.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from magtitrate.estimate.worth import Worth
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Rule
from magtitrate.plan import Goal, Monitoring
from magtitrate.planner.lab_values import analyte_of
from magtitrate.safety.gate import Answer
from magtitrate.safety.rulebook import Fired
from magtitrate.safety.situation import Situation

__all__ = [
    "days_drawn",
    "how_to_sample",
    "joined",
    "labs_of_dose",
    "monitoring_of",
    "surely_gained",
    "with_worth",
    "worth_proposing",
]

NOTED = {"status": "", "performance": "your training log"}
"""What is written down for a goal, where it is not the goal itself; of a status nothing is felt."""


def monitoring_of(
    today: date, answer: Answer, situation: Situation, goal_reason: str, facts: Facts
) -> tuple[Monitoring, ...]:
    """The measurement plan, by date; without a dose, what is needed first.

    Where a fresh value stands for the one at the start, its recheck waits for a draw that is due
    anyway, if one is near.
    """
    if not answer.may_dose:
        return _needed_first(today, answer)
    asked = [
        (one, analyte, week)
        for one in answer.fired
        for effect in one.kind("measure")
        for analyte in effect.analytes
        for week in _weeks(effect.weeks, effect.then_weeks, facts)
    ]
    items = [
        _asked(one, analyte, today + timedelta(weeks=week))
        for one, analyte, week in asked
        if not _on_file(week, analyte, situation, facts)
    ]
    drawn = [item.due for item in items if item.analyte in facts.analytes]
    recheck = today + timedelta(weeks=facts.value("policy.recheck"))
    items += [
        _recheck(one, analyte, _with_a_draw(recheck, drawn, facts))
        for one, analyte, week in asked
        if _on_file(week, analyte, situation, facts)
    ]
    items += _of_every_plan(today, goal_reason, facts)
    return _earliest(items)


def _asked(one: Fired, analyte: str, due: date) -> Monitoring:
    """What a rule asks for."""
    return Monitoring(
        analyte=analyte,
        due=due,
        why=one.row.sentence,
        facts=(f"{_topic(one.row.key)}:{one.row.key}", *one.row.source),
    )


def _recheck(one: Fired, analyte: str, due: date) -> Monitoring:
    """What a rule asks for at the start, where a fresh value is on file already."""
    name = analyte.replace("_", " ")
    why = f"Your {name} of the start is on file; this is its recheck, with the doses."
    return replace(_asked(one, analyte, due), why=why)


def labs_of_dose(
    today: date, daily_mg: float, answer: Answer, goal: Goal, facts: Facts
) -> tuple[Monitoring, ...]:
    """Closer labs of a dose above the general upper limit (D-02/labs).

    Args:
        daily_mg: all supplemental magnesium of the full day [mg].
    """
    if daily_mg <= facts.jurisdictions[goal.jurisdiction].upper_limit_mg_per_day:
        return ()
    return tuple(
        _asked(one, analyte, today + timedelta(weeks=week))
        for one in answer.fired
        for effect in one.kind("practice")
        if effect.name == "labs_above_upper_limit"
        for analyte in effect.analytes
        for week in _weeks(effect.weeks, effect.then_weeks, facts)
    )


def joined(first: tuple[Monitoring, ...], more: tuple[Monitoring, ...]) -> tuple[Monitoring, ...]:
    """Both lists as one, by date."""
    return _earliest([*first, *more])


def worth_proposing(
    worths: tuple[Worth, ...],
    facts: Facts,
    *,
    trouble: float | None = None,
    drawn: Collection[int] = (),
) -> Worth | None:
    """The measurement that most probably changes the dose, if any is worth its trouble.

    Of days that Monte Carlo error cannot tell apart, the earliest.

    Args:
        trouble: what a visit and a needle cost, in the utility; that of the fact row where the
            reader weighs it no other way.
        drawn: days from now on which something is drawn anyway: there, one more tube is worth
            it where a larger dose would be.
    """
    visit = facts.value("utility.waiting") if trouble is None else trouble
    near, little = facts.value("policy.one_draw"), facts.value("utility.worthwhile")
    likely = facts.value("worth.least_probability")

    def pays(one: Worth) -> bool:
        with_another = any(abs(day - one.day) <= near for day in drawn)
        bar = min(little, visit) if with_another else visit
        return one.surely >= likely and surely_gained(one, facts) >= bar

    paying = [one for one in worths if pays(one)]
    best = max(paying, key=lambda one: one.surely, default=None)
    if best is None:
        return None
    alike = (one for one in paying if one.analyte == best.analyte)
    return min((one for one in alike if one.probability >= best.surely), key=lambda one: one.day)


def surely_gained(one: Worth, facts: Facts) -> float:
    """What a measurement gains, less its Monte Carlo error: made-up results are few."""
    if one.probability <= 0:
        return 0.0
    error = facts.value("estimate.critical_z") * one.probability_error / one.probability
    return one.gain * max(0.0, 1.0 - error)


def days_drawn(items: tuple[Monitoring, ...], today: date, facts: Facts) -> tuple[int, ...]:
    """Days from now on which something is drawn."""
    return tuple((item.due - today).days for item in items if item.analyte in facts.analytes)


def with_worth(
    items: tuple[Monitoring, ...],
    worths: tuple[Worth, ...],
    today: date,
    facts: Facts,
    *,
    trouble: float | None = None,
) -> tuple[Monitoring, ...]:
    """The plan's measurements with what each would teach, and one more that is worth it.

    A due date takes the worth of the nearest day that was weighed.

    Args:
        trouble: as in `worth_proposing`.
    """
    filled = tuple(_weighed(item, worths, today) for item in items)
    days = days_drawn(items, today, facts)
    best = worth_proposing(worths, facts, trouble=trouble, drawn=days)
    drawn = [today + timedelta(days=day) for day in days]
    if best is None or any(
        item.analyte == best.analyte and _nearest(item, worths, today) == best for item in filled
    ):
        return filled
    more = Monitoring(
        analyte=best.analyte,
        due=_with_a_draw(today + timedelta(days=best.day), drawn, facts),
        why=f"No rule asks for it, but it would change the dose in about "
        f"{100 * best.probability:.0f} of 100 cases.",
        information=best.information,
        changes_plan_probability=best.probability,
        facts=("worth.least_probability",),
    )
    return joined(filled, (more,))


def _with_a_draw(day: date, drawn: list[date], facts: Facts) -> date:
    """The nearest day on which something is drawn anyway, if it is near enough; else the day."""
    near = timedelta(days=facts.value("policy.one_draw"))
    return min((d for d in drawn if abs(d - day) <= near), key=lambda d: abs(d - day), default=day)


def how_to_sample(items: tuple[Monitoring, ...], facts: Facts) -> tuple[Monitoring, ...]:
    """Each laboratory value with how its sample is taken."""
    rows = facts.analytes
    return tuple(
        replace(item, how=rows[item.analyte].preanalytics) if item.analyte in rows else item
        for item in items
    )


def _weighed(item: Monitoring, worths: tuple[Worth, ...], today: date) -> Monitoring:
    worth = _nearest(item, worths, today)
    if worth is None:
        return item
    return replace(item, information=worth.information, changes_plan_probability=worth.probability)


def _nearest(item: Monitoring, worths: tuple[Worth, ...], today: date) -> Worth | None:
    day = (item.due - today).days
    same = [one for one in worths if one.analyte == item.analyte]
    return min(same, key=lambda one: abs(one.day - day), default=None)


def _needed_first(today: date, answer: Answer) -> tuple[Monitoring, ...]:
    """What is required first, and each value that closed the plan, to be repeated."""
    reason = answer.reasons[0]
    required = [
        Monitoring(analyte=analyte, due=today, why=reason.sentence, facts=reason.facts)
        for analyte in answer.measured
    ]
    repeated = [
        _asked(one, analyte, today)
        for one in answer.fired
        if isinstance(one.row, Rule) and one.kind("stop", "hold")
        for analyte in [analyte_of(one.row)]
        if analyte is not None
    ]
    return _earliest([*required, *repeated])


def _on_file(week: float, analyte: str, situation: Situation, facts: Facts) -> bool:
    """Is it one at the start, and a fresh value stands for it?"""
    age = situation.fields.get(f"{analyte}_age_days")
    return week == 0 and isinstance(age, float) and age <= facts.value("estimate.labs_max_age")


def _topic(key: str) -> str:
    return "interaction" if key.startswith("I-") else "rule"


def _weeks(weeks: tuple[float, ...], then: float | None, facts: Facts) -> tuple[float, ...]:
    """The named weeks and one repeat inside the review period."""
    last = facts.value("policy.no_benefit_stop")
    repeat = (max(weeks) + then,) if then and max(weeks) + then <= last else ()
    return (*weeks, *repeat)


def _of_every_plan(today: date, goal_reason: str, facts: Facts) -> list[Monitoring]:
    life = facts.value("policy.plan_life")
    look = facts.value("policy.no_benefit_look")
    stop = facts.value("policy.no_benefit_stop")
    noted = NOTED.get(goal_reason, goal_reason.replace("_", " "))
    written = f"doses, stools and {noted}" if noted else "doses and stools"
    seen = f"a difference in {noted}" if noted else (
        "two values of serum or urine magnesium, before and with the doses, that differ by more "
        "than chance makes,"
    )  # fmt: skip
    return [
        Monitoring(
            analyte="questions",
            due=today + timedelta(days=life),
            why="The answers about medicines, other magnesium, symptoms and sick days expire "
            f"after {life:g} days, and this plan with them: is anything new?",
            facts=("rule:G-07",),
        ),
        Monitoring(
            analyte="diary",
            due=today + timedelta(weeks=1),
            why=f"Look at it after a week: {written}, written down from the first day, are what "
            "any change is compared with.",
            facts=("policy.no_benefit_look",),
        ),
        Monitoring(
            analyte="benefit",
            due=today + timedelta(weeks=look),
            why=f"Without {seen} by week {look:g} there is little reason to go on, and by week "
            f"{stop:g} none.",
            facts=("policy.no_benefit_look", "policy.no_benefit_stop"),
        ),
    ]


def _earliest(items: list[Monitoring]) -> tuple[Monitoring, ...]:
    """One entry per analyte and date, by date; the first reason named stands."""
    found: dict[tuple[date, str], Monitoring] = {}
    for item in items:
        found.setdefault((item.due, item.analyte), item)
    return tuple(found[key] for key in sorted(found))

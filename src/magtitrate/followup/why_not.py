"""Why did it not work? The likely answers, the plain ones first.

Always in this order, so that nobody looks for a rare cause before a common one: was it
taken, was it in the capsule, did food take it away, was there anything to gain, was it the
placebo response that faded, and was it ever the right thing to hope for.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.followup.course import Course
from magtitrate.plan import Goal, Plan, Reason
from magtitrate.record import Record
from magtitrate.units import mg_to_mmol

__all__ = ["ORDER", "why_not"]

ORDER = ("adherence", "content", "meals", "status", "placebo", "outcome")


def why_not(
    record: Record,
    goal: Goal,
    plan: Plan,
    course: Course,
    posterior: Posterior | None,
    facts: Facts,
    *,
    taken_mg: float,
) -> tuple[Reason, ...]:
    """One sentence for each of `ORDER`, with what the posterior says of it.

    Args:
        taken_mg: the daily dose that did not work [mg].
    """
    finished = posterior if posterior is not None and posterior.finished else None
    return (
        _adherence(course, _absorbed(plan, taken_mg), taken_mg, facts),
        _content(record, finished),
        _meals(record, _absorbed(plan, taken_mg), taken_mg),
        _status(finished, facts),
        _placebo(goal, plan, facts),
        _outcome(goal, plan, facts),
    )


def _absorbed(plan: Plan, taken_mg: float) -> float | None:
    """What of this dose reaches the blood in the bodies of the posterior, per day [mg]."""
    same = [c for c in plan.candidates if c.slots and abs(c.daily_elemental_mg - taken_mg) < 1e-6]
    return same[0].absorbed_elemental_mg_per_day if same else None


def _adherence(course: Course, absorbed_mg: float | None, taken_mg: float, facts: Facts) -> Reason:
    needed = facts.value("followup.adherence_needed")
    share = course.adherence
    numbers = {} if share is None else {"share": share}
    if share is None:
        told = "No doses were written down at this dose, so nobody knows."
    else:
        enough = "enough to judge it" if share >= needed else "too little to judge it"
        told = f"The diary shows it on {course.days_taken} of {course.stage_days} days: {enough}."
    if absorbed_mg is not None:
        more = float(mg_to_mmol(absorbed_mg))
        numbers["urine_more_mmol_per_day"] = more
        told += (
            f" In your virtual bodies, weeks of {taken_mg:g} mg a day show as up to {more:.1f} "
            "mmol a day more in a 24-hour urine; that would tell."
        )
    return Reason(
        code="why_not_adherence",
        sentence=f"1. Was it taken? {told}",
        numbers=numbers,
        facts=("followup.adherence_needed",),
    )


def _content(record: Record, posterior: Posterior | None) -> Reason:
    product = record.product
    tested = (
        "Its content was tested by a third party."
        if product is not None and product.certified
        else "Its content was tested by nobody whom the label names."
    )
    numbers, bodies = {}, ""
    if posterior is not None:
        low, high = (float(q) for q in np.quantile(posterior.content_factor, [0.05, 0.95]))
        numbers = {"low": low, "high": high}
        taught = "that fit your labs" if posterior.informed_by else "of people like you"
        bodies = f" In the virtual bodies {taught} it holds {low:.2f} to {high:.2f} of the label."
    return Reason(
        code="why_not_content",
        sentence=f"2. Was it in the capsule? {tested}{bodies}",
        numbers=numbers,
        facts=("product.content_error", "product.content_error_certified"),
    )


def _meals(record: Record, absorbed: float | None, taken_mg: float) -> Reason:
    phytate = record.patient.diet.phytate
    food = f"Your food is {phytate} in phytate, which binds magnesium. " if phytate else ""
    told = (
        f"By the model about {absorbed:.0f} of {taken_mg:g} mg a day reach the blood."
        if absorbed is not None
        else "The model has no estimate of what reaches the blood."
    )
    return Reason(
        code="why_not_meals",
        sentence=f"3. Did food take it away? {food}{told}",
        numbers={} if absorbed is None else {"absorbed_mg_per_day": absorbed},
        facts=(f"diet.phytate_{phytate or 'medium'}",),
    )


def _status(posterior: Posterior | None, facts: Facts) -> Reason:
    lower = facts.value("policy.serum_evidence_lower")
    if posterior is None:
        told, numbers = "The model does not describe you, so nobody knows.", {}
    else:
        low = float(np.mean(posterior.steady.serum < lower))
        numbers = {"probability_low": low}
        told = (
            f"Without it, serum would be below {lower:g} mmol/L in about {100 * low:.0f} of 100 "
            "bodies that fit what is known of you; who has enough gains little from more."
        )
    return Reason(
        code="why_not_status",
        sentence=f"4. Was there anything to gain? {told}",
        numbers=numbers,
        facts=("policy.serum_evidence_lower", "PR-1"),
    )


def _placebo(goal: Goal, plan: Plan, facts: Facts) -> Reason:
    printed = " ".join(_printed(goal, facts))
    told = (
        f"On a dummy capsule in trials: {printed}."
        if printed
        else "No trial printed how people fared on a dummy capsule."
    )
    chances = [b.probability_any for b in plan.benefit if b.probability_any is not None]
    numbers = {}
    if chances:
        numbers = {"probability_any": max(chances)}
        told += (
            " By the trials and what is known of you, any change beyond that had "
            f"{_of_100(max(chances))} chances."
        )
    return Reason(
        code="why_not_placebo",
        sentence=f"5. Was an early improvement the placebo response, which fades? {told}",
        numbers=numbers,
        facts=tuple(row.id for row in facts.outcomes.values() if goal.reason in row.goals),
    )


def _of_100(probability: float) -> str:
    """A probability in words; never naught."""
    rounded = round(100 * probability)
    return f"about {rounded} of 100" if rounded else "fewer than 1 of 100"


def _printed(goal: Goal, facts: Facts) -> Iterator[str]:
    for outcome in facts.outcomes.values():
        if goal.reason in outcome.goals and outcome.placebo:
            row = facts.evidence[outcome.placebo].placebo
            if row is not None:
                yield row.text


def _outcome(goal: Goal, plan: Plan, facts: Facts) -> Reason:
    rows = [row for row in facts.outcomes.values() if goal.reason in row.goals]
    goal_words = goal.reason.replace("_", " ")
    proven = [row for row in rows if row.path == "trials"]
    told = (
        f"The evidence for {goal_words} is of {proven[0].certainty} certainty."
        if proven
        else f"There is no usable trial of magnesium for {goal_words}."
    )
    chances = [b.probability for b in plan.benefit if b.probability is not None]
    numbers = {"probability": max(chances)} if chances else {}
    if chances:
        told += (
            " For you, a change worth having beyond a dummy capsule had "
            f"{_of_100(max(chances))} chances."
        )
    return Reason(
        code="why_not_outcome",
        sentence=f"6. Was it the right thing to hope for? {told} A doctor can look for other "
        "causes, such as a lack of iron (ferritin) or of thyroid hormone (TSH).",
        numbers=numbers,
        facts=tuple(f"outcome:{row.id}" for row in rows),
    )

"""What is left of a plan that ends the one in force?

A stop is the whole answer: no dose stands beside it as if to be chosen. What was weighed stays
among the candidates, and every rule that spoke stays among the reasons.
"""

from __future__ import annotations

from dataclasses import replace

from magtitrate.plan import Forecast, Plan, Reason, Verdict

__all__ = ["stopped"]

OF_A_DOSE = ("choices", "worth")
"""Reasons that speak of a day with doses."""
WATCHED_WITH_A_DOSE = ("diary", "benefit")
BEYOND_THE_RULES = "worth.least_probability"
NEXT = "None of this supplement from now on. A new start needs a new plan."
NOT_NOW = " Where a rule below speaks of less or of half the dose, that is for such a start."


def stopped(plan: Plan) -> Plan:
    """The plan without a dose: closed, with what there is to know and to measure all the same."""
    return replace(
        plan,
        verdict=Verdict.HOLD,
        recommended="no_supplement",
        regimen=None,
        reasons=(
            _next(plan),
            *(kept for one in plan.reasons for kept in _without_a_dose(one, plan)),
        ),
        monitoring=tuple(
            one
            for one in plan.monitoring
            if one.analyte not in WATCHED_WITH_A_DOSE and BEYOND_THE_RULES not in one.facts
        ),
        forecast={name: _today(course) for name, course in plan.forecast.items()},
    )


def _next(plan: Plan) -> Reason:
    """What to do now; and that a rule's smaller dose is none beside a stop."""
    ruled = any(fact.startswith("rule:S-") for one in plan.reasons for fact in one.facts)
    return Reason(code="next", sentence=NEXT + (NOT_NOW if ruled else ""), facts=("rule:G-07",))


def _without_a_dose(reason: Reason, plan: Plan) -> tuple[Reason, ...]:
    """The reason as it holds without a dose; nothing where it speaks of a dose only."""
    if reason.code in OF_A_DOSE:
        return ()
    if reason.code != "ranking":
        return (reason,)
    if not plan.candidates or plan.candidates[0].slots:
        return ()
    # The first sentence says what leads and, after a semicolon, which dose is the best of them.
    lead = reason.sentence.partition(";")[0]
    return (replace(reason, sentence=f"{lead}.", numbers={}),)


def _today(course: Forecast) -> Forecast:
    """The course without a dose: its first day."""
    return Forecast(
        day=course.day[:1],
        p05=course.p05[:1],
        p50=course.p50[:1],
        p95=course.p95[:1],
        without=course.without[:1],
    )

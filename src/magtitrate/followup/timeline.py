"""When may a person expect to see anything, and in what?

In words, with numbers of the plan's own forecast and of the trials' rows: urine shows uptake
in days, serum settles within weeks, and most complaints need longer than hope lasts.
"""

from __future__ import annotations

from collections.abc import Iterator

from magtitrate.effects.benefit import weeks_to_tell
from magtitrate.estimate.check import critical_difference
from magtitrate.facts import Facts
from magtitrate.plan import Forecast, Goal, Plan, Reason

__all__ = ["expectations"]

SERUM, URINE = "serum_magnesium_mmol_per_l", "urine_magnesium_mmol_per_day"


def expectations(plan: Plan, goal: Goal, facts: Facts) -> tuple[Reason, ...]:
    """One sentence for urine, serum and each outcome of the goal; empty without a dose."""
    if plan.regimen is None or SERUM not in plan.forecast or URINE not in plan.forecast:
        return ()
    return (
        *_urine(plan.forecast[URINE], facts),
        *_serum(plan.forecast[SERUM], facts),
        *_outcomes(goal, facts),
    )


def _urine(course: Forecast, facts: Facts) -> Iterator[Reason]:
    rise = course.p50[-1] - course.without[-1]
    day = _reached(course, facts.value("followup.urine_seen"))
    if rise <= 0 or day is None:
        return
    yield Reason(
        code="expect_urine",
        sentence=f"Urine shows uptake first: by about day {day:g} a part of the rise of "
        f"{rise:.1f} mmol a day should be there, in the model.",
        numbers={"day": day, "rise_mmol_per_day": rise},
        facts=("followup.urine_seen",),
    )


def _serum(course: Forecast, facts: Facts) -> Iterator[Reason]:
    rise = course.p50[-1] - course.without[-1]
    day = _reached(course, facts.value("followup.serum_settled"))
    if rise <= 0 or day is None:
        return
    seen = critical_difference("serum_magnesium", course.without[-1], facts)
    hidden = (
        f" Two single values must differ by {seen:.2f} to be more than noise, so one value may "
        "not show it."
        if rise < seen
        else ""
    )
    yield Reason(
        code="expect_serum",
        sentence=f"Serum settles within about {_weeks(day)}, about {rise:.3f} "
        f"mmol/L higher in the model.{hidden}",
        numbers={"day": day, "rise_mmol_per_l": rise, "critical_mmol_per_l": seen},
        facts=("followup.serum_settled", "estimate.critical_z"),
    )


def _reached(course: Forecast, share: float) -> float | None:
    """The first shown day with this share of the last day's rise."""
    rise = course.p50[-1] - course.without[-1]
    return next(
        (
            day
            for day, with_, without in zip(course.day, course.p50, course.without, strict=True)
            if day > 0 and with_ - without >= share * rise
        ),
        None,
    )


def _outcomes(goal: Goal, facts: Facts) -> Iterator[Reason]:
    for outcome in facts.outcomes.values():
        if goal.reason not in outcome.goals or goal.reason == "status":
            continue
        if outcome.path == "unproven":
            yield Reason(
                code="expect_outcome",
                sentence=f"For {outcome.title} there is no usable trial, so no time can be named.",
                facts=(f"outcome:{outcome.id}",),
            )
            continue
        weeks = weeks_to_tell(outcome, facts)
        told = (
            f"you could tell a difference of your own after about {weeks:g} weeks, half of them "
            "on a dummy"
            if weeks is not None
            else "one person cannot tell a difference within a reasonable time"
        )
        yield Reason(
            code="expect_outcome",
            sentence=f"For {outcome.title}, trials looked after {outcome.weeks:g} weeks; {told}.",
            numbers={"trial_weeks": outcome.weeks or 0.0, "own_weeks": weeks or 0.0},
            facts=(f"outcome:{outcome.id}", *outcome.source),
        )


def _weeks(days: float) -> str:
    """`1 week`, `3 weeks`; at least one."""
    weeks = max(1, round(days / 7))
    return "1 week" if weeks == 1 else f"{weeks} weeks"

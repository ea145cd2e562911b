"""What is done with the plan in force, when everything that was observed is weighed in?

`adapt` compares the two plans; here its answer meets what happened since. Three things can
be added, and all of them are careful: a rise that is not carried by tolerance, time and the
posterior waits; a change that the model cannot tell from none is not made; and what has not
helped by week 12 is given up. Nothing here ever raises.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.followup.adapt import adapt
from magtitrate.followup.course import Course, course_of
from magtitrate.followup.helped import FELT, Helped, helped
from magtitrate.followup.review import Review, review_of
from magtitrate.followup.tolerated import Tolerance, tolerance_of
from magtitrate.plan import Adjustment, Candidate, Goal, Plan, PlanInForce
from magtitrate.record import Record

__all__ = ["GAVE_UP", "Said", "again_on", "steer"]

GAVE_UP = "It is given up"
"""How the reason for a stop without benefit begins."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person says at a check-in, beside the answers that the rules ask for.

    Attributes:
        felt: has the goal improved? One of `helped.FELT`.
        goes_on: at a review: `yes` or `no`.
        agreed: when the person last said yes.
        gave_up: it was given up without benefit before, for this same goal, and no new try
            was asked for.
        began, stage_began: when the course and its present dose began, where a record of
            earlier decisions knows more than the plan in force.
    """

    felt: str | None = None
    goes_on: str | None = None
    agreed: datetime | None = None
    gave_up: bool = False
    began: datetime | None = None
    stage_began: datetime | None = None

    def __post_init__(self) -> None:
        for name, value, known in (
            ("helped", self.felt, FELT),
            ("goes_on", self.goes_on, ("yes", "no")),
        ):
            if value is not None and value not in known:
                raise InputError(
                    "this answer is not known", field=name, given=value, accepted=", ".join(known)
                )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """Everything that is weighed in."""

    in_force: PlanInForce
    plan: Plan
    record: Record
    goal: Goal
    facts: Facts
    said: Said
    course: Course
    tolerance: Tolerance
    helped: Helped
    review: Review | None

    @property
    def taken_mg(self) -> float:
        return self.in_force.daily_elemental_mg(self.record.now)


def steer(
    in_force: PlanInForce | None,
    plan: Plan,
    record: Record,
    goal: Goal,
    facts: Facts,
    *,
    said: Said | None = None,
) -> Adjustment | None:
    """The step from the old plan to the new; `None` where there is no old one.

    Raises:
        InputError: the old plan belongs to another person.
    """
    first = adapt(in_force, plan, record)
    if first is None or in_force is None:
        return None
    seen = _seen(in_force, plan, record, goal, facts, said or Said())
    found = _weighed(first, seen)
    learned = " ".join(filter(None, (first.learned, _learned(seen))))
    return replace(found, learned=learned)


def again_on(plan: Plan, today: date, facts: Facts) -> tuple[date, str]:
    """When to measure again, and what: the plan's next lab, or a recheck of serum."""
    labs = [m for m in plan.monitoring if m.analyte.endswith(("magnesium", "magnesium_24h"))]
    due = min((m for m in labs if m.due > today), key=lambda m: m.due, default=None)
    if due is not None:
        return due.due, due.analyte
    return today + timedelta(weeks=facts.value("policy.recheck")), "serum_magnesium"


def _seen(
    in_force: PlanInForce, plan: Plan, record: Record, goal: Goal, facts: Facts, said: Said
) -> _Seen:
    course = course_of(record, in_force, facts, began=said.began, stage_began=said.stage_began)
    agreed = record.now if said.goes_on == "yes" else said.agreed
    return _Seen(
        in_force=in_force,
        plan=plan,
        record=record,
        goal=goal,
        facts=facts,
        said=said,
        course=course,
        tolerance=tolerance_of(record, course, facts),
        helped=helped(record, goal, course, facts, felt=said.felt),
        review=review_of(record, course, facts, agreed=agreed),
    )


def _weighed(first: Adjustment, seen: _Seen) -> Adjustment:
    if first.action == "stop" and seen.taken_mg <= 0:
        return replace(first, action="hold")  # nothing is taken, so nothing is stopped
    if first.action == "refer" or not seen.plan.verdict.doses:
        return first  # a closed gate has the last word
    if seen.said.goes_on == "no" and seen.taken_mg > 0:
        return Adjustment(action="stop", why="You decided not to go on.")
    given_up = _given_up(seen)
    if given_up is not None:
        return given_up
    match first.action:
        case "start":
            return _start(first, seen)
        case "step_up":
            return _rise(first, seen)
        case "step_down" | "stop":
            return _less(first, seen)
    return _stay(first, seen)


# ---------------------------------------------------------------- no benefit


def _given_up(seen: _Seen) -> Adjustment | None:
    """The stop at 8 to 12 weeks: a first look at 8, the end at 12; silence is asked first."""
    if seen.goal.reason == "status" or seen.goal.mode == "clinician" or seen.taken_mg <= 0:
        return None
    look, stop = (seen.facts.value(f"policy.no_benefit_{name}") for name in ("look", "stop"))
    weeks, verdict = seen.course.weeks, seen.helped.verdict
    patience = seen.facts.value("policy.plan_life") / 7 if verdict == "asked" else 0.0
    if _not_tried(seen):
        patience = look  # what was not taken cannot be judged yet
    if verdict == "better" or weeks < stop + patience:
        return None
    goal = seen.goal.reason.replace("_", " ")
    return Adjustment(
        action="stop",
        why=f"{GAVE_UP}: after {weeks:.0f} weeks no benefit for {goal} could be seen. "
        f"{seen.helped.sentence} If the trouble stays, see a doctor: other causes, such as a "
        "lack of iron or a thyroid that works too little, look the same.",
    )


def _not_tried(seen: _Seen) -> bool:
    share = seen.course.adherence
    return share is not None and share < seen.facts.value("followup.adherence_needed")


# ---------------------------------------------------------------- each direction


def _start(first: Adjustment, seen: _Seen) -> Adjustment:
    if seen.said.gave_up:
        return Adjustment(
            action="hold",
            why="It was given up for want of a benefit, and nothing has changed since: no new "
            "start. Another goal, or your wish for a new try, opens it again.",
        )
    return first


def _rise(first: Adjustment, seen: _Seen) -> Adjustment:
    """A rise needs tolerance, time (`adapt` has seen to it), doses really taken and a gain."""
    against = _against_a_rise(seen)
    if against:
        return _hold(seen, against)
    gain = _gain(seen)
    if gain is None or not (gain.clear or _mostly_low(seen)):
        return _cannot_tell(seen, "the higher dose", gain)
    return first


def _against_a_rise(seen: _Seen) -> str:
    if not seen.tolerance.asked:
        return "Symptoms and sick days have not been asked since this dose began: no rise."
    if seen.tolerance.troubles:
        what = ", ".join(code.replace("_", " ") for code in seen.tolerance.troubles)
        return f"The present dose has not been without trouble ({what}): no rise."
    if _not_tried(seen):
        course = seen.course
        return (
            f"The present dose was taken on {course.days_taken} of {course.stage_days} days, too "
            "few to judge it: no rise."
        )
    if seen.review is not None:
        return f"{seen.review.sentence} Until then: no rise."
    if seen.goal.reason != "status" and seen.helped.verdict == "better":
        return f"{seen.helped.sentence} What the present dose does already needs no more of it."
    look = seen.facts.value("policy.no_benefit_look")
    if seen.goal.reason != "status" and seen.course.weeks >= look:
        return (
            f"It has been taken for {seen.course.weeks:.0f} weeks. {seen.helped.sentence} "
            "More of it is not the answer: no rise."
        )
    return ""


def _less(first: Adjustment, seen: _Seen) -> Adjustment:
    """Less or none at once, unless only the ranking changed, and by no more than its own error."""
    dose = seen.plan.regimen
    if dose is None or not seen.tolerance.good:
        return first
    above = seen.taken_mg > seen.plan.limits.room_elemental_mg
    loss = _gain(seen)
    if not above and loss is not None and not loss.clear:
        return _cannot_tell(seen, "less", loss)
    if first.action == "stop" and _worth_waiting(seen):
        goal = seen.goal.reason.replace("_", " ")
        why = (
            f"{first.why} {seen.helped.sentence} For {goal} it may go "
            "on until that is known; stopping is always possible."
        )
        if not above:
            return _hold(seen, why)
        low = f"{why} Until then {dose.daily_elemental_mg:g} mg a day is what the limit leaves."
        return Adjustment(action="step_down", why=low)
    return first


def _worth_waiting(seen: _Seen) -> bool:
    """May what the ranking alone would stop go on: it helps, or its time is not over?"""
    if seen.goal.reason == "status":
        return False
    if seen.helped.verdict == "better":
        return True
    early = seen.course.weeks < seen.facts.value("policy.no_benefit_stop")
    return early and seen.helped.verdict != "none"


def _stay(first: Adjustment, seen: _Seen) -> Adjustment:
    notes = [first.why]
    if seen.review is not None and seen.taken_mg > 0:
        notes.append(seen.review.sentence)
    look = seen.facts.value("policy.no_benefit_look")
    symptomatic = seen.goal.reason != "status" and seen.taken_mg > 0
    if symptomatic and seen.course.weeks >= look and seen.helped.verdict != "better":
        stop = seen.facts.value("policy.no_benefit_stop")
        notes.append(seen.helped.sentence)
        notes.append(f"Without a benefit by week {stop:g} there is no reason to go on.")
    return replace(first, why=" ".join(notes))


# ---------------------------------------------------------------- what the posterior says


@dataclass(frozen=True, kw_only=True)
class _Gain:
    """How much better the plan's own choice ranks than the dose that is taken now."""

    size: float
    noise: float

    @property
    def clear(self) -> bool:
        return self.size > self.noise


def _gain(seen: _Seen) -> _Gain | None:
    """The lead over the present dose; `None` where the model ranked nothing.

    Both are scored on the same virtual bodies, so the larger of the two errors is more than
    the error of their difference.
    """
    wanted = _wanted(seen)
    present = _scored(seen.plan.candidates, seen.taken_mg)
    if wanted is None or present is None:
        return None
    noise = max(wanted.monte_carlo_error, present.monte_carlo_error)
    return _Gain(size=wanted.score - present.score, noise=noise)


def _mostly_low(seen: _Seen) -> bool:
    """Labs were read, and at the present dose most bodies that fit them stay below the band.

    Where the band is far, two doses differ little in reaching it, and still more is better; as
    long as no body is brought above it.
    """
    wanted, present = _wanted(seen), _scored(seen.plan.candidates, seen.taken_mg)
    if wanted is None or present is None or wanted.score < present.score:
        return False
    measured = any(reason.code == "labs" for reason in seen.plan.reasons)
    above = wanted.probability_above_ceiling > present.probability_above_ceiling
    below = 1 - present.probability_target - present.probability_above_ceiling
    return measured and not above and below > 1 / 2


def _wanted(seen: _Seen) -> Candidate | None:
    plan = seen.plan
    if plan.recommended == "no_supplement" or plan.regimen is None:
        return plan.candidates[0] if plan.candidates else None
    return _scored(plan.candidates, plan.regimen.daily_elemental_mg)


def _scored(candidates: tuple[Candidate, ...], daily_mg: float) -> Candidate | None:
    """The best of the candidates with this daily dose."""
    same = [c for c in candidates if c.slots and abs(c.daily_elemental_mg - daily_mg) < 1e-6]
    return max(same, key=lambda c: c.score, default=None)


def _cannot_tell(seen: _Seen, what: str, gain: _Gain | None) -> Adjustment:
    told = (
        "the model ranks no doses here"
        if gain is None
        else f"the lead is {gain.size:.3f}, its Monte Carlo error {gain.noise:.3f}"
    )
    return _hold(seen, f"Cannot tell yet whether {what} would be better ({told}).")


def _hold(seen: _Seen, why: str) -> Adjustment:
    on, what = again_on(seen.plan, seen.record.today, seen.facts)
    name = what.replace("_", " ")
    return Adjustment(
        action="hold",
        why=f"{why} The present dose of {seen.taken_mg:g} mg a day stays; measure {name} again "
        f"on {on.isoformat()}.",
    )


# ---------------------------------------------------------------- what was learned


def _learned(seen: _Seen) -> str:
    """Since when, how faithfully, and what the goal shows."""
    course = seen.course
    if course.began_h is None:
        return ""
    parts = [f"Taken for {course.weeks:.1f} weeks."]
    if course.adherence is not None:
        parts.append(
            f"At the present dose on {course.days_taken} of {course.stage_days} days, as far as "
            "the diary shows."
        )
    if seen.goal.reason != "status" and seen.helped.by:
        parts.append(seen.helped.sentence)
    return " ".join(parts)

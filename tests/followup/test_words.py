"""Do the words of a follow-up come from the plan and the facts, in their order, without promise?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from magtitrate.followup.controller import again_on
from magtitrate.followup.course import Course
from magtitrate.followup.stage import (
    Stage,
    in_force_of,
    kept_stage,
    next_check_in,
    not_allowed,
    stage_after,
    why_moved,
    with_its_times,
    with_the_stage,
)
from magtitrate.followup.timeline import expectations
from magtitrate.followup.why_not import ORDER, why_not
from magtitrate.formats.opened import open_case
from magtitrate.plan import Adjustment, Plan, PlanInForce, Step
from magtitrate.regimen import Slot
from magtitrate.titrate import titrate

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def cyclist(facts, root: Path):
    """The cyclist's case and first plan."""
    case = open_case(
        root / "examples/cyclist.toml", labs=None, diary=None, now=NOW.isoformat(), facts=facts
    )
    made = titrate(case.record, case.goal, facts)
    return case, replace(made, plan=two_steps(made.plan))


def two_steps(plan: Plan) -> Plan:
    """The plan with a way of two steps, whatever the model makes of this person today."""
    slots = tuple(Slot(clock_h=clock, units=1.0, elemental_mg=100.0) for clock in (7.5, 20.5))
    steps = (
        Step(from_day=0, daily_elemental_mg=100.0, slots=slots[1:]),
        Step(from_day=7, daily_elemental_mg=200.0, slots=slots),
    )
    dose = replace(plan.regimen, daily_elemental_mg=200.0, slots=slots, steps=steps)
    return replace(plan, regimen=dose, recommended="regimen")


def said(reasons) -> str:
    return " ".join(reason.sentence for reason in reasons)


# ---------------------------------------------------------------- expectations


def test_the_timeline_is_that_of_the_plans_own_forecast(cyclist, facts):
    """Urine in days, serum in weeks, as the forecast says, and each outcome as its trials do."""
    case, made = cyclist
    found = expectations(made.plan, case.goal, facts)

    assert [reason.code for reason in found[:2]] == ["expect_urine", "expect_serum"]
    course = made.plan.forecast["serum_magnesium_mmol_per_l"]
    urine, serum = found[0].numbers["day"], found[1].numbers["day"]
    assert {urine, serum} <= set(course.day)
    assert urine < serum
    rise = course.p50[-1] - course.without[-1]
    at = course.day.index(serum)
    assert course.p50[at] - course.without[at] >= 0.9 * rise
    assert course.p50[at - 1] - course.without[at - 1] < 0.9 * rise
    assert f"{facts.outcomes['cramps'].weeks:g} weeks" in said(found)


def test_without_a_dose_nothing_is_to_be_expected(cyclist, facts):
    """A refusal promises nothing."""
    case, made = cyclist

    assert expectations(replace(made.plan, regimen=None), case.goal, facts) == ()


def test_no_word_promises(cyclist, facts):
    """Neither cure nor performance, and never "take now"."""
    case, made = cyclist
    whole = said(expectations(made.plan, case.goal, facts)) + said(
        why_not(case.record, case.goal, made.plan, Course(), made.posterior, facts, taken_mg=100.0)
    )

    assert not re.search(r"cure|guarantee|take now|will (improve|help|work)", whole.lower())


# ---------------------------------------------------------------- why not


def test_why_not_goes_from_the_plain_to_the_rare(cyclist, facts):
    """Taken, in the capsule, past the food, anything to gain, placebo, the right hope."""
    case, made = cyclist
    found = why_not(
        case.record, case.goal, made.plan, Course(), made.posterior, facts, taken_mg=100.0
    )

    assert tuple(reason.code.removeprefix("why_not_") for reason in found) == ORDER
    assert [reason.sentence[0] for reason in found] == list("123456")


def test_why_not_carries_the_posteriors_word(cyclist, facts):
    """Urine, content, what reaches the blood, what there was to gain and chances are numbers."""
    case, made = cyclist
    found = {
        reason.code: reason
        for reason in why_not(
            case.record, case.goal, made.plan, Course(), made.posterior, facts, taken_mg=100.0
        )
    }

    content = found["why_not_content"].numbers
    assert 0 < content["low"] < 1 < content["high"]
    assert 0 < found["why_not_meals"].numbers["absorbed_mg_per_day"] < 100
    assert 0 <= found["why_not_status"].numbers["probability_low"] <= 1
    reaches = found["why_not_meals"].numbers["absorbed_mg_per_day"]
    urine = found["why_not_adherence"].numbers["urine_more_mmol_per_day"]
    assert urine == pytest.approx(reaches / 24.305)
    any_change = found["why_not_placebo"].numbers["probability_any"]
    worthwhile = found["why_not_outcome"].numbers["probability"]
    assert 0 <= worthwhile <= any_change <= 1
    for code, probability in (("placebo", any_change), ("outcome", worthwhile)):
        words = f"about {round(100 * probability)} of 100"
        if probability < 0.005:
            words = "fewer than 1 of 100"
        assert words in found[f"why_not_{code}"].sentence


@pytest.mark.parametrize(
    ("days", "word"), [((10, 10), "enough"), ((3, 10), "too little"), ((0, 0), "nobody knows")]
)
def test_why_not_begins_with_whether_it_was_taken(cyclist, facts, days, word):
    """The likeliest answer first, as far as the diary shows."""
    case, made = cyclist
    course = Course(stage_days=days[1], days_noted=days[1], days_taken=days[0])
    first = why_not(
        case.record, case.goal, made.plan, course, made.posterior, facts, taken_mg=100.0
    )[0]

    assert word in first.sentence


def test_without_a_model_it_says_that_nobody_knows(cyclist, facts):
    """Outside the model's domain there is no number."""
    case, made = cyclist
    found = why_not(case.record, case.goal, made.plan, Course(), None, facts, taken_mg=100.0)

    assert "nobody knows" in found[3].sentence
    assert found[3].numbers == {}


# ---------------------------------------------------------------- stages


def stage(mg: float, days_ago: float = 10, product: str = "") -> Stage:
    slot = Slot(clock_h=20.5, units=mg / 100, elemental_mg=mg)
    return Stage(
        daily_elemental_mg=mg,
        since=NOW - timedelta(days=days_ago),
        slots=(slot,),
        product_id=product,
    )


def test_each_decision_leaves_one_dose(cyclist):
    """Start and rise take one step of the way, less begins at once, a stop leaves none."""
    _, made = cyclist
    plan = made.plan

    def mg(action: str | None, before: Stage | None) -> list[float]:
        adjustment = None if action is None else Adjustment(action=action, why="x")
        return [s.daily_elemental_mg for s in stage_after(adjustment, plan, before, NOW)]

    assert mg(None, None) == [100.0]
    assert mg("start", None) == [100.0]
    assert mg("step_up", stage(100)) == [200.0]
    assert mg("hold", stage(100)) == [100.0]
    assert mg("hold", None) == []
    assert mg("stop", stage(100)) == mg("refer", stage(100)) == []


def test_a_dose_that_is_kept_keeps_its_first_day(cyclist):
    """Holding is no new beginning; rising is one."""
    _, made = cyclist
    before = stage(100)

    held = stage_after(Adjustment(action="hold", why="x"), made.plan, before, NOW)[0]
    risen = stage_after(Adjustment(action="step_up", why="x"), made.plan, before, NOW)[0]
    assert (held.since, risen.since) == (before.since, NOW)


def test_a_kept_dose_whose_clock_times_fail_the_review_is_not_kept(cyclist, facts):
    """Old clock times pass the stranger's eye again, or a smaller dose is taken (H-13)."""
    case, made = cyclist
    plan = made.plan
    hold = Adjustment(action="hold", why="x")
    product = plan.regimen.product.product_id
    two = tuple(Slot(clock_h=clock, units=0.75, elemental_mg=75.0) for clock in (20.0, 21.0))
    odd = replace(stage(150, product=product), slots=two)  # an hour apart; four are needed
    kept = kept_stage(
        replace(plan, adjustment=hold), odd, case.record, made.situation, made.limits, facts
    )

    assert kept is not None
    assert kept.daily_elemental_mg == 100.0


@pytest.mark.parametrize(("days_ago", "held"), [(0, 0), (3.5, 3.5), (20, 20), (200, 27)])
def test_a_confirmed_dose_counts_from_its_first_day(days_ago, held):
    """As far back as a plan may reach, and it has not expired."""
    made = PlanInForce(person_id="x", made_at=NOW - timedelta(days=min(days_ago, 2)), steps=())
    found = in_force_of(stage(100, days_ago), made, NOW)

    assert found.day(NOW) == pytest.approx(held)
    assert not found.expired(NOW)
    assert found.daily_elemental_mg(NOW) == 100.0


def test_an_expired_plan_stays_expired():
    """A dose that nobody confirmed for a month is not known to be taken (H-30)."""
    made = PlanInForce(person_id="x", made_at=NOW - timedelta(days=29), steps=())

    assert in_force_of(stage(100, 40), made, NOW).expired(NOW)


def test_the_next_check_in_is_when_a_rise_may_come(cyclist, facts):
    """A week after the dose began; without a rise ahead, when the plan ends."""
    _, made = cyclist
    plan, today = made.plan, NOW.date()

    assert next_check_in(plan, stage(100, 0), today, facts) == today + timedelta(days=7)
    assert next_check_in(plan, stage(200, 0), today, facts) == today + timedelta(days=27)
    assert next_check_in(plan, None, today, facts) == today + timedelta(days=27)


def test_again_on_is_the_next_laboratory_date_of_the_plan(cyclist, facts):
    """A date that the plan itself names, or a recheck."""
    _, made = cyclist
    on, what = again_on(made.plan, NOW.date(), facts)

    assert on > NOW.date()
    assert what.startswith(("serum", "urine", "ionized", "erythrocyte"))


# ---------------------------------------------------------------- a hold and its clock times


def around(cyclist, facts, **people):
    """What a stage is held against, the cyclist changed as told."""
    case, made = cyclist
    record = replace(case.record, patient=replace(case.record.patient, **people))
    return record, made.situation, made.limits, facts


def holding(cyclist) -> Plan:
    return replace(cyclist[1].plan, adjustment=Adjustment(action="hold", why="It stays."))


def test_a_hold_keeps_its_clock_times_and_the_plan_shows_them(cyclist, facts):
    """Whatever times the new plan would have chosen: nothing moves in silence."""
    plan = holding(cyclist)
    meal = min(m.clock_h for m in cyclist[0].record.patient.day.meals)
    slot = Slot(clock_h=meal, units=1.0, elemental_mg=100.0)
    product = plan.regimen.product.product_id
    before = replace(stage(100, product=product), slots=(slot,))
    given = around(cyclist, facts)
    kept = kept_stage(plan, before, *given)

    assert kept == before
    assert slot != plan.regimen.steps[0].slots[0]
    assert why_moved(plan, before, kept, *given) == ""
    assert with_the_stage(plan, kept, *given).regimen.steps[0].slots == (slot,)


@pytest.mark.parametrize("why", ["meal", "review"])
def test_a_hold_that_cannot_keep_its_times_says_why(cyclist, facts, why):
    """The meal is gone, or the last look stops it: from when to when, and the reason."""
    plan = holding(cyclist)
    product = plan.regimen.product.product_id
    meal = min(m.clock_h for m in cyclist[0].record.patient.day.meals)
    hour = 3.0 if why == "meal" else meal
    units = 1.0 if why == "meal" else 0.75  # a product that is not halved makes no 3/4
    slots = (Slot(clock_h=hour, units=units, elemental_mg=100.0),)
    before = replace(stage(100, product=product), slots=slots)
    given = around(cyclist, facts)
    kept = kept_stage(plan, before, *given)
    told = why_moved(plan, before, kept, *given)

    assert kept is not None
    assert kept.slots == plan.regimen.steps[0].slots
    assert kept.since == before.since
    assert told.startswith("What changes is the time, from 100 mg at ")
    assert ("no meal at 03:00" if why == "meal" else "cannot make this dose") in told


@pytest.mark.parametrize("why", ["spacing", "product"])
def test_a_hold_that_becomes_less_is_told_as_less(cyclist, facts, why):
    """A dose that could not be kept is never said to stay (H-13, H-27)."""
    plan = holding(cyclist)
    product = plan.regimen.product.product_id if why == "spacing" else "another"
    apart = (20.0, 21.0) if why == "spacing" else (13.5, 20.5)  # four hours are needed
    slots = tuple(Slot(clock_h=hour, units=0.75, elemental_mg=75.0) for hour in apart)
    before = replace(stage(150, product=product), slots=slots)
    given = around(cyclist, facts)
    kept = kept_stage(plan, before, *given)
    shown, told = with_its_times(plan, plan.adjustment, before, kept, *given)

    assert kept.daily_elemental_mg == 100.0
    assert told.action == "step_down"
    assert "stays" not in told.why
    assert "150 mg a day" in told.why
    assert "From now on 100 mg a day" in told.why
    assert ("another product" if why == "product" else ": ") in told.why
    assert shown.regimen.steps[0].daily_elemental_mg == 100.0


def test_a_start_is_no_reason_against_a_dose_in_force(cyclist, facts):
    """Above the room of the day it says so, and not that the first days are too large."""
    case, made = cyclist
    product = made.plan.regimen.product
    slots = tuple(Slot(clock_h=hour, units=1.0, elemental_mg=100.0) for hour in (7.5, 13.5, 20.5))
    taken = replace(stage(300, product=product.product_id), slots=slots)
    around = (case.record, made.situation, made.limits, facts)

    assert [one.sentence for one in not_allowed(taken, product, *around)] == [
        "The last check stopped this schedule: all magnesium of one day together is above the "
        "limit."
    ] * 2

"""Which days of doses does a product make under given limits, and by which steps?

Expected amounts are counted by hand; no rule of the book takes part.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.habits import Day, Meal
from magtitrate.patient import Answers, MagnesiumSource, Medicine, Patient
from magtitrate.plan import DosePlan, Goal, Limit, Limits, Reason, Step
from magtitrate.planner.days import DoseDay, possible_days, slots_for
from magtitrate.planner.explain import no_dose_fits, why_undivided
from magtitrate.planner.steps import reachable_mg, steps_to
from magtitrate.planner.timing import NoSafeTime
from magtitrate.record import Record
from magtitrate.regimen import Product, Slot
from magtitrate.safety.situation import Situation, situation_of

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
DAY = Day(
    wake_h=7.0,
    sleep_h=23.0,
    meals=(
        Meal(clock_h=8.0, share=0.3),
        Meal(clock_h=13.0, share=0.4),
        Meal(clock_h=19.0, share=0.3),
    ),
)


def limits(
    daily: float = 250, single: float = 200, step: float = 100, start: float = 100, **more: Any
) -> Limits:
    why = Reason(code="test", sentence="by hand")
    kinds = {"daily": daily, "single": single, "step": step, "start": start}
    return Limits(
        all=tuple(Limit(kind=k, elemental_mg=v, reason=why) for k, v in kinds.items()),
        **{"step_days": 7.0, **more},
    )


def product(mg: float = 100, **more: Any) -> Product:
    return Product(product_id="p", salt="bisglycinate", elemental_mg_per_unit=mg, **more)


def patient(**more: Any) -> Patient:
    return Patient(patient_id="someone", day=DAY, answers=Answers(confirmed=NOW.date()), **more)


def situation(facts: Facts, who: Patient) -> Situation:
    goal = Goal(reason="status", mode="self", jurisdiction="EU")
    return situation_of(Record.opened(who, NOW, "Europe/Madrid"), goal, facts)


def totals(
    facts: Facts, made: Product, bounds: Limits, most_mg: float = 1000, **more: Any
) -> set[tuple[float, int]]:
    """(mg a day, intakes) of each possible day."""
    who = patient(**more)
    found = possible_days(who, made, situation(facts, who), bounds, facts, most_mg=most_mg)
    return {(day.daily_elemental_mg, len(day.slots)) for day in found.days}


# ---------------------------------------------------------------- days


def test_whole_units_only_and_never_up(facts: Facts) -> None:
    """100 mg units under 250 mg: 100 and 200, and 200 only divided (D-03, D-06)."""
    assert totals(facts, product(100), limits()) == {(100, 1), (200, 2)}


def test_a_dose_is_never_rounded_up(facts: Facts) -> None:
    """Units of 130 mg under 250: one. Under 129: none."""
    assert totals(facts, product(130), limits()) == {(130, 1)}
    assert totals(facts, product(130), limits(daily=129)) == set()


def test_a_unit_that_can_be_halved_is(facts: Facts) -> None:
    """Halves of 100 mg under 150: 50, 100 in one or two, 150 in two or three."""
    assert totals(facts, product(100, divisible=True), limits(daily=150)) == {
        (50, 1),
        (100, 1),
        (100, 2),
        (150, 2),
        (150, 3),
    }


def test_an_exact_fit_fits(facts: Facts) -> None:
    """2 x 125 mg are 250; thirds that add up in floating point do too."""
    assert (250, 2) in totals(facts, product(125), limits())
    assert any(
        abs(total - 99.9) < 1e-6 for total, _ in totals(facts, product(33.3), limits(daily=99.9))
    )


def test_what_cannot_be_reached_is_not_offered(facts: Facts) -> None:
    """Under 250, but only 100 within the plan's life."""
    assert totals(facts, product(100), limits(), most_mg=100) == {(100, 1)}


def test_one_intake_is_within_its_limit(facts: Facts) -> None:
    """200 mg at once are above 150: 200 is divided or not made."""
    assert totals(facts, product(200), limits(single=150)) == set()
    assert totals(facts, product(100), limits(single=100)) == {(100, 1), (200, 2)}


def test_more_than_the_starting_dose_is_divided(facts: Facts) -> None:
    """D-03/split: 200 mg in one intake is dropped where 2 x 100 are possible, 100 is not."""
    found = totals(facts, product(50), limits(daily=200))

    assert {(50, 1), (100, 1), (100, 2)} <= found
    assert (150, 1) not in found and (200, 1) not in found


def test_a_unit_that_cannot_be_divided_is_one_intake(facts: Facts) -> None:
    """200 mg in one unit: there is no other way, so it stays."""
    assert totals(facts, product(200), limits()) == {(200, 1)}


def test_shares_are_even_and_the_larger_comes_later(facts: Facts) -> None:
    """Three units of 50 in two intakes: 50, then 100."""
    who = patient()
    found = possible_days(
        who, product(50), situation(facts, who), limits(daily=150), facts, most_mg=150
    )
    (day,) = [d for d in found.days if d.daily_elemental_mg == 150 and len(d.slots) == 2]

    ordered = sorted(day.slots, key=lambda s: s.clock_h)
    assert [s.elemental_mg for s in ordered] == [50, 100]
    assert [s.units for s in ordered] == [1, 2]


@pytest.mark.parametrize(("clock", "most"), [(8.0, 150), (None, 150)])
def test_other_sources_take_their_part(facts: Facts, clock: float | None, most: float) -> None:
    """60 mg of a multivitamin under 250: 150 mg in units of 50, with or without its clock."""
    source = (MagnesiumSource(name="multivitamin", elemental_mg_per_day=60, clock_h=clock),)
    found = totals(
        facts,
        product(50),
        limits(other_sources_elemental_mg_per_day=60),
        magnesium_sources=source,
    )

    assert max(total for total, _ in found) == most


def test_a_source_beside_the_limit_leaves_nothing(facts: Facts) -> None:
    """240 of 250 mg are taken: no unit of 50 fits."""
    assert totals(facts, product(50), limits(other_sources_elemental_mg_per_day=240)) == set()


def test_gaps_close_times_and_the_reason_comes_back(facts: Facts) -> None:
    """Tetracycline four times a day: no day, and what blocks it."""
    course = (Medicine(name="tetracycline", clock_h=(0.0, 6.0, 12.0, 18.0)),)
    who = patient(medicines=course)

    found = possible_days(who, product(100), situation(facts, who), limits(), facts, most_mg=200)

    assert found.days == ()
    assert found.no_safe_time is not None
    assert {gap.item for gap in found.no_safe_time.blocking} == {"tetracycline"}


def test_intakes_keep_four_hours_and_meals(facts: Facts) -> None:
    """Two intakes with meals, at least 4 h apart; each says its units and its meal."""
    who = patient()
    slots = slots_for((100, 100), who, product(100), situation(facts, who), limits(), facts)

    assert not isinstance(slots, NoSafeTime)
    assert {slot.meal for slot in slots} == {"with"}
    assert slots[1].clock_h - slots[0].clock_h >= 4
    assert all(slot.units == 1 and slot.elemental_mg == 100 and slot.why for slot in slots)


def test_where_no_mealtimes_are_known_food_is_the_default(facts: Facts) -> None:
    """D-05: with food by default, also where nobody said when the meals are."""
    who = Patient(patient_id="someone")
    slots = slots_for((100,), who, product(100), situation(facts, who), limits(), facts)

    assert not isinstance(slots, NoSafeTime)
    assert slots[0].meal == "with"


def test_tiny_units_make_few_totals_and_no_handful(facts: Facts) -> None:
    """Of 1 mg units at most 20 totals, and at most 10 units at once: nobody swallows 124."""
    found = totals(facts, product(1), limits())

    assert 0 < len({mg for mg, _ in found}) <= 20
    assert all(mg <= 10 * count for mg, count in found)


# ---------------------------------------------------------------- steps


def day(*amounts: tuple[float, float], weekdays: tuple[tuple[str, ...], ...] = ()) -> DoseDay:
    slots = tuple(
        Slot(clock_h=hour, units=mg / 50, elemental_mg=mg, weekdays=weekdays[i] if weekdays else ())
        for i, (hour, mg) in enumerate(amounts)
    )
    return DoseDay(daily_elemental_mg=sum(mg for _, mg in amounts), slots=slots)


def ramp(target: DoseDay, made: Product, bounds: Limits, **more: Any) -> list[tuple[int, float]]:
    steps = steps_to(target, made, bounds, **more)
    return [] if steps is None else [(s.from_day, s.daily_elemental_mg) for s in steps]


def test_the_way_up_is_slow() -> None:
    """100 at first, then 100 more every 7 days, the last step what is left."""
    target = day((8, 125), (19, 125))

    assert ramp(day((8, 100), (19, 150)), product(50), limits()) == [(0, 100), (7, 200), (14, 250)]
    assert ramp(target, product(125), limits(start=125)) == [(0, 125)]
    assert ramp(target, product(125), limits(start=125, step=125)) == [(0, 125), (7, 250)]


def test_a_small_dose_needs_no_steps() -> None:
    """100 mg at a start of 100 are one stage; 50 too."""
    assert ramp(day((8, 100)), product(50), limits()) == [(0, 100)]
    assert ramp(day((8, 50)), product(50), limits()) == [(0, 50)]


def test_a_unit_above_the_start_makes_no_plan() -> None:
    """200 mg units at a start of 100: nothing."""
    assert steps_to(day((8, 200)), product(200), limits()) is None


def test_who_takes_it_already_goes_on_from_there() -> None:
    """In force 200 of 250: start at 200. More in force than the target: at the target."""
    target = day((8, 100), (19, 150))

    assert ramp(target, product(50), limits(), in_force_mg=200) == [(0, 200), (7, 250)]
    assert ramp(target, product(50), limits(), in_force_mg=1000) == [(0, 250)]


def test_steps_are_whole_parts() -> None:
    """Halves of 60 mg: 90 at first, then 90 more."""
    tablet = product(60, divisible=True)
    target = DoseDay(
        daily_elemental_mg=180,
        slots=(
            Slot(clock_h=8, units=1.5, elemental_mg=90),
            Slot(clock_h=19, units=1.5, elemental_mg=90),
        ),
    )
    steps = steps_to(target, tablet, limits())

    assert steps is not None
    assert [(s.from_day, s.daily_elemental_mg) for s in steps] == [(0, 90), (7, 180)]
    for step in steps:
        assert sum(s.elemental_mg for s in step.slots) == pytest.approx(step.daily_elemental_mg)
        assert all(s.units * 60 == pytest.approx(s.elemental_mg) for s in step.slots)


def test_the_first_parts_go_to_the_later_intakes() -> None:
    """100 of 50 + 100 mg: one unit each, the evening first; times and meals stay."""
    steps = steps_to(day((8, 50), (19, 100)), product(50), limits())
    one = steps_to(day((8, 50), (19, 100)), product(50), limits(start=50, step=50))

    assert steps is not None and one is not None
    assert [(s.clock_h, s.elemental_mg) for s in steps[0].slots] == [(8, 50), (19, 50)]
    assert [(s.clock_h, s.elemental_mg) for s in one[0].slots] == [(19, 50)]
    assert [(s.clock_h, s.elemental_mg) for s in one[2].slots] == [(8, 50), (19, 100)]


def test_intakes_of_different_weekdays_are_one() -> None:
    """Saturday's other time is the same intake: each day has its full share."""
    week = ("mon", "tue", "wed", "thu", "fri", "sun")
    target = DoseDay(
        daily_elemental_mg=150,
        slots=(
            Slot(clock_h=8, units=1, elemental_mg=50),
            Slot(clock_h=19, units=2, elemental_mg=100, weekdays=week),
            Slot(clock_h=21, units=2, elemental_mg=100, weekdays=("sat",)),
        ),
    )
    steps = steps_to(target, product(50), limits())

    assert steps is not None
    assert [(s.clock_h, s.elemental_mg, s.weekdays) for s in steps[0].slots] == [
        (8, 50, ()),
        (19, 50, week),
        (21, 50, ("sat",)),
    ]
    assert [s.elemental_mg for s in steps[1].slots] == [50, 100, 100]


def test_no_rise_is_allowed_where_a_part_is_above_the_step() -> None:
    """A step of 40 mg and parts of 50: it stays where it starts."""
    assert ramp(day((8, 50), (19, 100)), product(50), limits(step=40)) == [(0, 100)]


@pytest.mark.parametrize(
    ("made", "bounds", "life", "in_force", "reach"),
    [
        # 28 days hold rises on days 7, 14 and 21: 100 + 3 x 100.
        (100, {}, 28, 0, 400),
        (100, {}, 29, 0, 500),
        (100, {}, 8, 0, 200),
        (100, {}, 7, 0, 100),
        # Units of 60: 60 at first, rises of 60.
        (60, {}, 28, 0, 240),
        (60, {}, 28, 180, 360),
        (200, {}, 28, 0, 0),
        (50, {"step": 40}, 28, 0, 100),
        (100, {"step_days": 0.0}, 28, 0, 100),
    ],
)
def test_what_can_be_reached_within_the_plans_life(
    made: float, bounds: dict[str, float], life: float, in_force: float, reach: float
) -> None:
    """The last rise lies inside the life of the plan; what lies beyond is for the next one."""
    assert reachable_mg(product(made), limits(**bounds), life, in_force_mg=in_force) == reach


# ---------------------------------------------------------------- each choice by itself


def test_many_totals_are_thinned_evenly(facts: Facts) -> None:
    """250 mg in milligrams are 250 totals; every 13th makes at most 20."""
    found = totals(facts, product(1), limits())

    assert {mg for mg, _ in found} <= {13.0 * n for n in range(1, 20)}
    assert (13.0, 2) in found


def test_no_intake_has_more_units_than_anybody_would_swallow(facts: Facts) -> None:
    """Ten units at once, also of halves: 10 x 5 mg, never 11; and halves of 5 mg up to 50 mg."""
    for divisible in (False, True):
        who = patient()
        made = product(5, divisible=divisible)
        found = possible_days(who, made, situation(facts, who), limits(), facts, most_mg=1000)
        most = max(slot.units for day in found.days for slot in day.slots)
        assert most == 10


def test_what_is_above_one_intake_is_not_blamed_on_the_clock(facts: Facts) -> None:
    """Of 50 mg units at 75 mg at once: 50 + 100 is no question of time."""
    who = patient()

    found = possible_days(
        who, product(50), situation(facts, who), limits(single=75), facts, most_mg=150
    )

    assert {(d.daily_elemental_mg, len(d.slots)) for d in found.days} == {
        *((50, 1), (100, 2), (150, 3)),
    }
    assert found.no_safe_time is None


def at_meals(mg: float) -> tuple[MagnesiumSource, ...]:
    """Other magnesium at each of the three meals."""
    return tuple(
        MagnesiumSource(name=f"drink {hour}", elemental_mg_per_day=mg, clock_h=hour)
        for hour in (8.0, 13.0, 19.0)
    )


@pytest.mark.parametrize(("mg", "meal"), [(0, "with"), (1, "fasting"), (150, "fasting")])
def test_an_intake_beside_other_magnesium_stays_within_its_limit(
    facts: Facts, mg: float, meal: str
) -> None:
    """200 mg at once are the limit: with a drink of nothing at the meal, with any other not."""
    who = patient(magnesium_sources=at_meals(mg))
    slots = slots_for((200,), who, product(100), situation(facts, who), limits(daily=1000), facts)

    assert not isinstance(slots, NoSafeTime)
    assert [slot.meal for slot in slots] == [meal]
    assert (slots[0].clock_h in (8.0, 13.0, 19.0)) is (meal == "with")


def test_a_split_that_needs_an_hour_between_meals_is_dropped(facts: Facts) -> None:
    """Levothyroxine at noon closes lunch: 150 mg in two intakes with food, not in three (D-05)."""
    noon = (Medicine(name="levothyroxine", clock_h=(12.0,)),)

    free = totals(facts, product(50), limits(daily=150))
    closed = totals(facts, product(50), limits(daily=150), medicines=noon)

    assert {(150, 2), (150, 3)} <= free
    assert (150, 2) in closed
    assert (150, 3) not in closed


def test_a_total_that_no_meal_allows_is_kept_between_meals(facts: Facts) -> None:
    """Where every meal is closed the hours between them are better than no plan."""
    who = patient(magnesium_sources=at_meals(150))
    found = possible_days(
        who, product(100), situation(facts, who), limits(daily=1000), facts, most_mg=100
    )

    assert [(d.daily_elemental_mg, d.slots[0].meal) for d in found.days] == [(100, "fasting")]


# ---------------------------------------------------------------- loose stools


@pytest.mark.parametrize("symptom", ["loose_stool", "bloating", None])
@pytest.mark.parametrize("made", [product(50), product(100, divisible=True), product(100)])
@pytest.mark.parametrize("medicines", [0, 1])
def test_beside_loose_stools_what_can_be_divided_is(
    symptom: str | None, made: Product, medicines: int, facts: Facts
) -> None:
    """S-12: more than one part of the product is two intakes, or the plan says why it is not."""
    thyroid = (Medicine(name="levothyroxine", clock_h=(7.0,)),)[:medicines]
    who = patient(medicines=thyroid)
    answers = replace(who.answers, symptoms_now=(symptom,) if symptom else ())
    who = replace(who, answers=answers)
    seen = situation(facts, who)

    found = possible_days(who, made, seen, limits(daily=125), facts, most_mg=125)

    assert found.days
    for day in found.days:
        first = Step(from_day=0, daily_elemental_mg=day.daily_elemental_mg, slots=day.slots)
        dose = DosePlan(
            product=made, daily_elemental_mg=day.daily_elemental_mg,
            start_daily_elemental_mg=day.daily_elemental_mg, slots=day.slots, steps=(first,),
        )  # fmt: skip
        whole = day.daily_elemental_mg > made.smallest_elemental_mg and len(day.slots) == 1
        assert bool(why_undivided(dose, seen, facts)) is bool(symptom and whole)
        assert not (symptom and whole)


def test_a_day_that_cannot_be_divided_says_so(facts: Facts) -> None:
    """One intake of two units beside loose stools names the rule and why it is one."""
    who = patient()
    who = replace(who, answers=replace(who.answers, symptoms_now=("loose_stool",)))
    slots = (Slot(clock_h=14.5, units=2.0, elemental_mg=100.0),)
    step = Step(from_day=0, daily_elemental_mg=100.0, slots=slots)
    dose = DosePlan(
        product=product(50), daily_elemental_mg=100.0, start_daily_elemental_mg=100.0,
        slots=slots, steps=(step,),
    )  # fmt: skip

    (why,) = why_undivided(dose, situation(facts, who), facts)

    assert "rule:S-12" in why.facts
    assert "no second clock time" in why.sentence


@pytest.mark.parametrize(
    ("strength", "more", "told"),
    [
        (400.0, {}, "one unit is 400 mg, the limit is 250 mg. Look for one of 50 to 100 mg."),
        (200.0, {}, "the limit for the first days is 100 mg. Look for one of 50 to 100 mg."),
        (400.0, {"other_sources_elemental_mg_per_day": 250.0}, None),
    ],
)
def test_a_product_that_is_too_strong_is_told_with_one_that_is_not(
    strength: float, more: dict[str, float], told: str | None
) -> None:
    """The numbers are those of the limits; where these leave no room, no product is named."""
    found = no_dose_fits(product(strength), limits(**more), None)

    assert [one.code for one in found] == ["nothing_fits", "next"][: 1 + (told is not None)]
    assert told is None or told in found[-1].sentence

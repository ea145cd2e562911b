"""Does the last look find each single fault in a finished schedule, and nothing in a good one?

Plans are built by hand, each breaking one thing. Bounds unless said otherwise: EU, 250 mg a
day, 200 mg at once, 100 mg at the start, 100 mg more after 7 days, 4 h between intakes.
Today is a Friday.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.lookup import find
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import DosePlan, Limit, Limits, Reason, Step
from magtitrate.regimen import Product, Slot
from magtitrate.safety.review import findings

Make = Callable[..., Any]

CAPSULE = Product(
    product_id="capsule", salt="bisglycinate", elemental_mg_per_unit=50.0, certified=True
)
WHY = Reason(code="T", sentence="t")


def slot(clock_h: float, mg: float, *weekdays: str, product: Product = CAPSULE) -> Slot:
    return Slot(
        clock_h=clock_h,
        units=mg / product.elemental_mg_per_unit,
        elemental_mg=mg,
        weekdays=weekdays,
    )


def step(day: int, *slots: Slot, daily: float | None = None) -> Step:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    largest = max(
        sum(s.elemental_mg for s in slots if not s.weekdays or d in s.weekdays) for d in days
    )
    return Step(from_day=day, daily_elemental_mg=largest if daily is None else daily, slots=slots)


def dose(*steps: Step, product: Product = CAPSULE, **more: Any) -> DosePlan:
    whole: dict[str, Any] = {
        "product": product,
        "daily_elemental_mg": steps[-1].daily_elemental_mg,
        "start_daily_elemental_mg": steps[0].daily_elemental_mg,
        "slots": steps[-1].slots,
        "steps": steps,
    }
    return DosePlan(**{**whole, **more})


def bounds(**mg: float) -> Limits:
    """Limits set by hand, so that no rule of the book can be the one that speaks."""
    given = {"daily": 250.0, "single": 200.0, "step": 100.0, "start": 100.0, **mg}
    return Limits(
        all=tuple(
            Limit(kind=kind, elemental_mg=given[kind], reason=WHY)
            for kind in ("daily", "single", "step", "start")
        ),
        other_sources_elemental_mg_per_day=given.get("other", 0.0),
        step_days=given.get("step_days", 7.0),
    )


WIDE = bounds(start=5000, step=5000, step_days=0)
"""Only the daily and the single limit speak."""


@pytest.fixture(scope="session")
def look(record_of: Make, judge: Make, facts: Facts) -> Make:
    """What the review finds, as sentences, for a plan of somebody."""

    def at(plan: DosePlan, limits: Limits | None = None, **person: Any) -> tuple[str, ...]:
        record = record_of(product=plan.product, **person)
        judged = judge(record)
        found = findings(plan, record, judged.situation, limits or judged.limits, facts)
        return tuple(reason.sentence for reason in found)

    return at


def taking(name: str, *clock_h: float, weekdays: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"medicines": (Medicine(name=name, clock_h=clock_h, weekdays=weekdays),)}


GOOD = dose(
    step(0, slot(20, 100)),
    step(7, slot(8, 50), slot(20, 150)),
    step(14, slot(8, 100), slot(20, 150)),
)


# ---------------------------------------------------------------- good plans


@pytest.mark.parametrize(
    ("plan", "person"),
    [
        (GOOD, {}),
        (dose(step(0, slot(20, 50))), {}),
        (dose(step(0, slot(8, 50), slot(12, 50))), {}),
        (dose(step(0, slot(22, 50), slot(2, 50))), {}),
        (dose(step(0, slot(20, 100)), step(7, slot(20, 50)), step(14, slot(20, 150))), {}),
        (GOOD, taking("levothyroxine", 4.0)),
        (GOOD, taking("levothyroxine", 12.0)),
        (dose(step(0, slot(10, 50), slot(14, 50))), taking("ciprofloxacin", 8.0, 20.0)),
        (dose(step(0, slot(23, 50), slot(15, 50))), taking("dolutegravir", 21.0)),
        (dose(step(0, slot(8, 100, "tue", "thu"))), taking("alendronate", 8.0, weekdays=("mon",))),
        (GOOD, taking("paracetamol", 14.0)),
    ],
)
def test_a_good_plan_passes(look: Make, plan: DosePlan, person: dict[str, Any]) -> None:
    """Nothing is found in a plan at exactly its bounds, gaps of exactly their hours included."""
    assert look(plan, **person) == ()


# ---------------------------------------------------------------- the day


def test_a_day_above_the_limit_is_found(look: Make) -> None:
    """3 x 100 mg are more than 250 mg."""
    plan = dose(step(0, slot(6, 100), slot(12, 100), slot(20, 100)))

    assert any("one day" in told for told in look(plan, WIDE))
    assert look(plan, replace(WIDE, all=bounds(daily=300, start=5000, step=5000).all)) == ()


def test_a_later_step_above_the_limit_is_found(look: Make) -> None:
    """The fault may lie four weeks ahead."""
    plan = dose(step(0, slot(20, 100)), step(28, slot(8, 150), slot(20, 150)))

    assert any("one day" in told for told in look(plan, WIDE))


def test_rolling_24_hours_are_found_where_each_calendar_day_is_fine(look: Make) -> None:
    """250 mg on Saturday evening, 250 mg on Sunday morning: 500 mg within a night."""
    plan = dose(
        step(
            0,
            slot(19, 100, "sat"),
            slot(23.5, 150, "sat"),
            slot(4, 150, "sun"),
            slot(9, 100, "sun"),
        )
    )

    assert any("one day" in told for told in look(plan, WIDE))


def test_a_rolling_day_across_a_change_of_step_is_found(look: Make) -> None:
    """200 mg at 23:00 of day 6 and 200 mg at 03:00 of day 7 meet within 4 hours."""
    plan = dose(step(0, slot(23, 200)), step(7, slot(3, 200)))

    assert any("one day" in told for told in look(plan, WIDE))


def test_a_rolling_day_across_the_end_of_the_week_is_found(look: Make) -> None:
    """Sunday 22:00 and Monday 06:00, each on its own weekday only."""
    plan = dose(step(0, slot(22, 150, "sun"), slot(6, 150, "mon")))

    assert any("one day" in told for told in look(plan, WIDE))


def test_the_same_clock_every_day_is_one_dose_a_day(look: Make) -> None:
    """Exactly 24 h apart is not within 24 h."""
    plan = dose(step(0, slot(20, 200)))

    assert look(plan, replace(WIDE, all=bounds(daily=200, start=5000, step=5000).all)) == ()


@pytest.mark.parametrize("clock_h", [None, 7.5, 20.0])
def test_other_sources_count_in_the_day(look: Make, clock_h: float | None) -> None:
    """200 mg beside a multivitamin of 60 mg: 260 is above 250 (golden vector)."""
    source = MagnesiumSource(name="multivitamin", elemental_mg_per_day=60, clock_h=clock_h)
    plan = dose(step(0, slot(9, 100), slot(15, 100)))

    assert any("one day" in told for told in look(plan, WIDE, sources=(source,)))
    lighter = dose(step(0, slot(9, 100), slot(15, 50)))
    assert look(lighter, WIDE, sources=(source,)) == ()


def test_other_sources_count_on_every_day_of_the_way(look: Make) -> None:
    """Beside 60 mg the first week's 100 mg are fine, and the 200 mg of the fourth are not."""
    source = MagnesiumSource(name="multivitamin", elemental_mg_per_day=60, clock_h=7.5)
    plan = dose(step(0, slot(20, 100)), step(21, slot(12, 100), slot(20, 100)))

    assert any("one day" in told for told in look(plan, WIDE, sources=(source,)))


def test_magnesium_in_a_medicine_counts_in_the_day(
    record_of: Make, judge: Make, facts_with: Make
) -> None:
    """Two tablets with 40 mg each, beside 200 mg."""
    own = facts_with(
        medicines='[[medicine]]\nname = "magnetine"\nno_interaction = true\n'
        "elemental_mg_per_unit = 40\n"
    )
    record = record_of(medicines=(Medicine(name="magnetine", clock_h=(1.0, 13.0)),))
    plan = dose(step(0, slot(9, 100), slot(18, 100)))

    found = findings(plan, record, judge(record, others=own).situation, WIDE, own)

    assert any("one day" in reason.sentence for reason in found)


# ---------------------------------------------------------------- one intake, and the next


def test_one_intake_above_its_limit_is_found(look: Make) -> None:
    """250 mg at once fit the day and not one intake."""
    assert any("one intake" in told for told in look(dose(step(0, slot(20, 250))), WIDE))


def test_an_intake_together_with_another_source_is_found(look: Make) -> None:
    """150 mg at the minute of a multivitamin's 60 mg are 210 mg at once."""
    at_once = MagnesiumSource(name="multivitamin", elemental_mg_per_day=60, clock_h=20.0)
    apart = replace(at_once, clock_h=9.0)
    plan = dose(step(0, slot(20, 150)))

    assert any("one intake" in told for told in look(plan, WIDE, sources=(at_once,)))
    assert look(plan, WIDE, sources=(apart,)) == ()


def test_an_intake_together_with_a_medicine_that_holds_magnesium_is_found(
    record_of: Make, judge: Make, facts_with: Make
) -> None:
    """150 mg at the minute of a tablet with 60 mg are 210 mg at once."""
    own = facts_with(
        medicines='[[medicine]]\nname = "magnetine"\nno_interaction = true\n'
        "elemental_mg_per_unit = 60\n"
    )
    record = record_of(medicines=(Medicine(name="magnetine", clock_h=(20.0,)),))
    situation = judge(record, others=own).situation

    found = findings(dose(step(0, slot(20, 150))), record, situation, WIDE, own)

    assert any("one intake" in reason.sentence for reason in found)


def test_two_slots_at_one_time_are_one_intake(look: Make) -> None:
    """125 mg twice at 20:00 are 250 mg at once, and too close."""
    plan = dose(step(0, slot(20, 150), slot(20, 100)))

    assert any("one intake" in told for told in look(plan, WIDE))
    assert any("close" in told for told in look(plan, WIDE))


@pytest.mark.parametrize(
    "slots",
    [
        (slot(8, 50), slot(11.9, 50)),
        (slot(23, 50), slot(2.9, 50)),
        (slot(23, 50, "sun"), slot(2, 50, "mon")),
        (slot(8, 50), slot(10, 50, "wed")),
        (slot(20, 50), slot(20, 50)),
    ],
)
def test_intakes_less_than_four_hours_apart_are_found(look: Make, slots: tuple[Slot, ...]) -> None:
    """By day, across midnight, across Sunday and on a single weekday (H-25)."""
    assert any("intakes are too close" in told for told in look(dose(step(0, *slots)), WIDE))


def test_intakes_too_close_at_a_change_of_step_are_found(look: Make) -> None:
    """23:00 on day 6, 01:00 on day 7."""
    plan = dose(step(0, slot(23, 50)), step(7, slot(1, 50)))

    assert any("intakes are too close" in told for told in look(plan, WIDE))


# ---------------------------------------------------------------- medicines


@pytest.mark.parametrize(
    ("name", "drug_h", "clock_h", "fine"),
    [
        # levothyroxine: 4 h after, 4 h before
        ("levothyroxine", 7.0, 10.99, False),
        ("levothyroxine", 7.0, 11.0, True),
        ("levothyroxine", 7.0, 3.01, False),
        ("levothyroxine", 7.0, 3.0, True),
        ("levothyroxine", 7.0, 7.0, False),
        # across midnight, both ways
        ("levothyroxine", 1.0, 22.0, False),
        ("levothyroxine", 1.0, 21.0, True),
        ("levothyroxine", 23.0, 2.5, False),
        ("levothyroxine", 23.0, 3.0, True),
        # the two directions differ: moxifloxacin 4 after, 8 before
        ("moxifloxacin", 12.0, 5.0, False),
        ("moxifloxacin", 12.0, 4.0, True),
        ("moxifloxacin", 12.0, 15.0, False),
        ("moxifloxacin", 12.0, 16.0, True),
        # dolutegravir at 21:00: 23:00 to 15:00 (golden vector)
        ("dolutegravir", 21.0, 22.9, False),
        ("dolutegravir", 21.0, 23.0, True),
        ("dolutegravir", 21.0, 15.0, True),
        ("dolutegravir", 21.0, 15.1, False),
        ("xyzzyol", 12.0, 15.9, False),
        ("xyzzyol", 12.0, 16.0, True),
    ],
)
def test_a_dose_inside_a_gap_is_found(
    look: Make, name: str, drug_h: float, clock_h: float, fine: bool
) -> None:
    """Before, after, at once, and across midnight; exactly the hours are enough."""
    found = look(dose(step(0, slot(clock_h, 50))), WIDE, **taking(name, drug_h))

    assert (found == ()) == fine, found


def test_two_windows_remain_beside_ciprofloxacin_twice_a_day(look: Make) -> None:
    """Golden vector: 10:00 to 14:00 and 22:00 to 02:00."""
    open_hours = [
        hour
        for hour in range(24)
        if not look(dose(step(0, slot(hour, 50))), WIDE, **taking("ciprofloxacin", 8.0, 20.0))
    ]

    assert open_hours == [0, 1, 2, 10, 11, 12, 13, 14, 22, 23]


def test_tetracycline_four_times_a_day_leaves_no_hour(look: Make) -> None:
    """4 h after and 6 h before each of four doses close the whole day (H-14)."""
    medicine = taking("tetracycline", 0.0, 6.0, 12.0, 18.0)

    for hour in range(24):
        assert look(dose(step(0, slot(hour, 50))), WIDE, **medicine)


@pytest.mark.parametrize(
    ("weekday", "clock_h", "fine"),
    [
        ("mon", 9.0, False),
        ("sun", 23.0, False),
        ("sun", 20.0, True),
        ("mon", 12.0, True),
        ("tue", 8.0, True),
        ("sat", 8.0, True),
    ],
)
def test_a_weekly_medicine_closes_its_own_hours_only(
    look: Make, weekday: str, clock_h: float, fine: bool
) -> None:
    """Alendronate on Monday at 02:00 closes Sunday from 22:00 and Monday to 06:00, no more."""
    medicine = taking("alendronate", 8.0 if weekday == "mon" else 2.0, weekdays=("mon",))

    found = look(dose(step(0, slot(clock_h, 50, weekday))), WIDE, **medicine)

    assert (found == ()) == fine, found


def test_a_daily_dose_meets_a_weekly_medicine(look: Make) -> None:
    """One Monday in the week is enough to find it."""
    medicine = taking("alendronate", 8.0, weekdays=("mon",))

    assert look(dose(step(0, slot(8, 50))), WIDE, **medicine)


def test_a_gap_that_only_a_late_step_breaks_is_found(look: Make) -> None:
    """The first step keeps away from Monday's tablet, the step of day 21 does not."""
    medicine = taking("alendronate", 8.0, weekdays=("mon",))
    plan = dose(step(0, slot(20, 50)), step(21, slot(20, 50), slot(9, 50)))

    assert any("alendronate" in told for told in look(plan, WIDE, **medicine))


def test_yesterdays_weekly_tablet_still_closes_the_first_night(look: Make) -> None:
    """Alendronate on Thursday at 23:00; the first step takes magnesium on Friday at 01:00."""
    medicine = taking("alendronate", 23.0, weekdays=("thu",))
    plan = dose(step(0, slot(1, 50)), step(3, slot(12, 50)))

    assert any("alendronate" in told for told in look(plan, WIDE, **medicine))


# ---------------------------------------------------------------- start and steps


@pytest.mark.parametrize(
    "plan",
    [
        dose(step(0, slot(20, 150))),
        dose(step(3, slot(20, 150))),
        dose(step(0, slot(8, 50), slot(20, 100)), step(7, slot(20, 100))),
    ],
)
def test_a_start_above_its_limit_is_found(look: Make, plan: DosePlan) -> None:
    """150 mg are more than the first 100, on whatever day they begin."""
    assert any("first days" in told for told in look(plan))


@pytest.mark.parametrize(
    "steps",
    [
        ((0, 50), (7, 200)),
        ((0, 100), (6, 150)),
        ((0, 100), (7, 150), (13, 200)),
        ((0, 100), (7, 50), (8, 150)),
        ((0, 50), (0, 100)),
    ],
)
def test_a_rise_too_large_or_too_soon_is_found(
    look: Make, steps: tuple[tuple[int, float], ...]
) -> None:
    """150 mg more at once; after 6 days; one day after a fall; on the same day."""
    plan = dose(*(step(day, slot(20, mg)) for day, mg in steps))

    assert any("rise" in told for told in look(plan))


def test_steps_in_any_order_are_seen_in_order(look: Make) -> None:
    """A list that hides the jump by its order is sorted first."""
    plan = dose(step(7, slot(20, 200)), step(0, slot(20, 50)))

    assert any("rise" in told for told in look(plan))


def test_a_plan_without_steps_is_found(look: Make) -> None:
    """Nothing to begin with is no plan."""
    empty = DosePlan(
        product=CAPSULE, daily_elemental_mg=100, start_daily_elemental_mg=100, slots=(), steps=()
    )

    assert look(empty)


@pytest.mark.parametrize("daily", [50.0, 150.0])
def test_a_step_that_does_not_add_up_is_found(look: Make, daily: float) -> None:
    """Slots of 100 mg under a title of 50 or 150."""
    plan = dose(step(0, slot(20, 100), daily=daily))

    assert look(plan, bounds(start=150))


# ---------------------------------------------------------------- the full target day


def test_a_target_day_above_the_limit_is_found(look: Make) -> None:
    """The steps are harmless, but the full day that is shown and exported holds 400 mg."""
    plan = dose(
        step(0, slot(20, 100)), slots=(slot(8, 200), slot(20, 200)), daily_elemental_mg=400.0
    )

    assert look(plan)


def test_a_target_day_inside_a_gap_is_found(look: Make) -> None:
    """The steps keep away from levothyroxine; the full day does not."""
    plan = dose(step(0, slot(20, 100)), slots=(slot(8, 100),))

    assert look(plan, **taking("levothyroxine", 7.0))


@pytest.mark.parametrize("more", [{"daily_elemental_mg": 50.0}, {"start_daily_elemental_mg": 50.0}])
def test_a_title_that_is_not_what_is_swallowed_is_found(look: Make, more: dict[str, Any]) -> None:
    """The daily dose and the start that are told are those of the steps."""
    assert look(dose(step(0, slot(20, 100)), **more))


# ---------------------------------------------------------------- the product


@pytest.mark.parametrize(
    "wrong",
    [
        Slot(clock_h=20, units=1.5, elemental_mg=75.0),
        Slot(clock_h=20, units=1.0, elemental_mg=100.0),
        Slot(clock_h=20, units=2.0, elemental_mg=50.0),
        Slot(clock_h=20, units=0.0, elemental_mg=0.0),
        Slot(clock_h=20, units=-1.0, elemental_mg=50.0),
    ],
)
def test_what_the_product_cannot_make_is_found(look: Make, wrong: Slot) -> None:
    """Half a capsule, milligrams that are not those of the units, and nothing at all."""
    plan = dose(step(0, wrong, daily=wrong.elemental_mg))

    assert any("product cannot make" in told for told in look(plan, WIDE))


def test_half_a_tablet_can_be_made(look: Make) -> None:
    """1.5 of a tablet that can be halved; a quarter cannot."""
    tablet = replace(CAPSULE, divisible=True)
    half = Slot(clock_h=20, units=1.5, elemental_mg=75.0)
    quarter = Slot(clock_h=20, units=1.25, elemental_mg=62.5)

    assert look(dose(step(0, half), product=tablet)) == ()
    assert look(dose(step(0, quarter), product=tablet))


def test_a_target_slot_that_cannot_be_made_is_found(look: Make) -> None:
    """The slots of the full day are looked at too."""
    odd = Slot(clock_h=20, units=1.5, elemental_mg=75.0)

    assert any(
        "product cannot make" in told for told in look(dose(step(0, slot(20, 50)), slots=(odd,)))
    )


@pytest.mark.parametrize(("b6", "fine"), [(5.0, True), (5.01, False), (25.0, False)])
def test_too_much_vitamin_b6_is_found(look: Make, b6: float, fine: bool) -> None:
    """Two capsules of 5 mg are 10 mg; a little more is too much (U-10)."""
    product = replace(CAPSULE, vitamin_b6_mg_per_unit=b6)
    plan = dose(step(0, slot(20, 100)), product=product)

    found = look(plan, WIDE)

    assert (found == ()) == fine, found


def test_vitamin_b6_is_that_of_what_is_swallowed(look: Make) -> None:
    """A title of 50 mg a day does not hide four capsules of 5 mg of B6 each."""
    product = replace(CAPSULE, vitamin_b6_mg_per_unit=5.0)
    plan = dose(step(0, slot(8, 100), slot(20, 100)), product=product, daily_elemental_mg=50.0)

    assert any("B6" in told for told in look(plan, WIDE))


# ---------------------------------------------------------------- the words


def test_each_finding_names_facts_that_exist(record_of: Make, judge: Make, facts: Facts) -> None:
    """A reader can follow a finding to its rows."""
    record = record_of()
    judged = judge(record)

    found = findings(dose(step(0, slot(20, 250))), record, judged.situation, judged.limits, facts)

    assert found
    for reason in found:
        assert reason.code
        for key in reason.facts:
            assert find(facts, key)


def test_a_closed_gate_passes_no_dose(record_of: Make, judge: Make, facts: Facts) -> None:
    """With limits of nought any schedule is stopped (H-33)."""
    record = record_of(kidney={"egfr": 20.0})
    judged = judge(record)

    assert findings(GOOD, record, judged.situation, judged.limits, facts)


# ---------------------------------------------------------------- each check by itself


def told(look_at: Make, plan: DosePlan, limits: Limits | None = None, **person: Any) -> str:
    """The one sentence that is found."""
    (sentence,) = set(look_at(plan, limits, **person))
    return str(sentence)


@pytest.mark.parametrize(
    "plan",
    [
        # The same dose again three days later is no rise; nor is a lower one.
        dose(step(0, slot(20, 100)), step(3, slot(20, 100))),
        dose(step(0, slot(20, 100)), step(3, slot(20, 50))),
        # One dose a day at two in the night, as large as one intake may be.
        dose(step(0, slot(2, 200))),
        # 100 mg on Mondays and 100 mg on Thursdays are days of 100 mg.
        dose(step(0, slot(8, 100, "mon"), slot(8, 100, "thu"))),
        dose(step(0, slot(8, 100, "mon"), slot(20, 100, "mon", "thu"))),
    ],
)
def test_what_is_allowed_is_not_found(look: Make, plan: DosePlan) -> None:
    """Nothing is wrong with any of them."""
    limits = bounds(start=200, step=100)

    assert look(plan, limits) == ()


def test_a_source_of_nothing_is_nothing(look: Make) -> None:
    """250 mg a day, and a drink without magnesium."""
    drink = MagnesiumSource(name="drink", elemental_mg_per_day=0, clock_h=13.0)
    plan = dose(step(0, slot(8, 100), slot(20, 150)))

    assert look(plan, WIDE, sources=(drink,)) == ()
    assert look(plan, WIDE, sources=(replace(drink, elemental_mg_per_day=1.0),))


def test_a_step_in_the_middle_that_does_not_add_up_is_named(look: Make) -> None:
    """First and last stage are right; the second says 120 and brings 150 mg."""
    plan = dose(step(0, slot(20, 100)), step(7, slot(20, 150), daily=120), step(14, slot(20, 200)))

    assert "do not add up" in told(look, plan)


def test_a_stage_that_cannot_be_made_is_named(look: Make) -> None:
    """75 mg of capsules of 50 in the first stage, and a full day that can be made."""
    odd = Slot(clock_h=20, units=1.5, elemental_mg=75.0)
    plan = dose(Step(from_day=0, daily_elemental_mg=75.0, slots=(odd,)), step(7, slot(20, 100)))

    assert "product cannot make" in told(look, plan)


@pytest.mark.parametrize(
    ("clock_h", "found"), [(7.5, True), (8.0, True), (8.5, True), (4.0, False)]
)
def test_within_the_hour_of_a_medicine_is_inside_its_gap(
    look: Make, clock_h: float, found: bool
) -> None:
    """Levothyroxine at 08:00: half an hour before, at the minute, half an hour after."""
    plan = dose(step(0, slot(clock_h, 50)))

    assert bool(look(plan, WIDE, **taking("levothyroxine", 8.0))) is found


@pytest.mark.parametrize("agent", ["afterine", "beforine"])
@pytest.mark.parametrize(("hour", "wrong"), [(6.0, "beforine"), (8.0, "both"), (10.0, "afterine")])
def test_a_gap_of_one_direction_holds_in_that_direction_and_at_the_minute(
    record_of: Make, judge: Make, facts_with: Make, agent: str, hour: float, wrong: str
) -> None:
    """Three hours only after, or only before: two hours on the wrong side are found."""
    row = """
[[interaction]]
id = "I-9{n}"
title = "own"
agents = ["{agent}"]
direction = "magnesium_lowers_drug"
severity = "S"
mechanism = "for the test"
effects = [{{ kind = "gap", after_drug_h = {after}, before_drug_h = {before} }}]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""
    own = facts_with(
        medicines='[[medicine]]\nname = "afterine"\n[[medicine]]\nname = "beforine"\n',
        interactions=row.format(n=1, agent="afterine", after=3, before=0)
        + row.format(n=2, agent="beforine", after=0, before=3),
    )
    record = record_of(medicines=(Medicine(name=agent, clock_h=(8.0,)),))
    plan = dose(step(0, slot(hour, 50)))

    found = findings(plan, record, judge(record, others=own).situation, WIDE, own)

    assert bool(found) is (wrong in (agent, "both"))


def test_each_finding_has_its_code_its_rows_and_its_numbers(
    record_of: Make, judge: Make, facts: Facts
) -> None:
    """What was found and against which bound, for those who read the record of the plan."""
    odd = Slot(clock_h=20, units=1.5, elemental_mg=75.0)
    wrong = {
        "product": dose(step(0, slot(20, 50)), slots=(odd,)),
        "add up": dose(
            *(step(0, slot(20, 100)), step(7, slot(20, 150), daily=120), step(14, slot(20, 200)))
        ),
        "title": dose(step(0, slot(20, 100)), start_daily_elemental_mg=50.0),
        "one day": dose(step(0, slot(8, 150), slot(20, 150))),
        "one intake": dose(step(0, slot(20, 250))),
        "intakes are too close": dose(step(0, slot(8, 50), slot(11, 50))),
        "a rise": dose(step(0, slot(20, 50)), step(7, slot(20, 200))),
        "to levothyroxine": dose(step(0, slot(9, 50))),
    }
    wide = replace(WIDE, all=bounds(start=5000).all)
    found = {}
    for name, plan in wrong.items():
        record = record_of(**(taking("levothyroxine", 8.0) if name == "to levothyroxine" else {}))
        every = findings(plan, record, judge(record).situation, wide, facts)
        found[name] = next(reason for reason in every if name in reason.sentence)

    assert {reason.code for reason in found.values()} == {"review"}
    for name in ("product", "add up", "title"):
        assert found[name].facts == ("rule:D-06",)
    assert found["product"].numbers == {"units": 1.5}
    assert found["add up"].numbers == {"found_mg": 150}
    assert found["title"].numbers == {"found_mg": 100}
    assert found["one day"].numbers == {"found_mg": 300, "limit_mg": 250}
    assert found["one intake"].numbers == {"found_mg": 250}
    assert found["intakes are too close"].numbers == {"hours": 3}
    assert found["intakes are too close"].facts == ("policy.min_gap_between_doses",)
    assert found["a rise"].numbers == {"rise_mg": 150}
    assert found["to levothyroxine"].numbers == {"hours": 1}
    assert found["to levothyroxine"].facts == ("interaction:I-01",)

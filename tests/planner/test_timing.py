"""Clock times: every hard rule on every instant, nothing possible left out, ranks by hand."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from magtitrate.errors import InputError
from magtitrate.habits import Day, Meal
from magtitrate.planner.timing import (
    Gap,
    NoSafeTime,
    OtherIntake,
    Timing,
    TimingPreference,
    TimingQuestion,
    Timings,
    timings,
    windows,
)

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

PREFERENCE = TimingPreference(
    without_meal=3.0,
    at_bedtime=1.0,
    phytate_low=0.0,
    phytate_medium=0.5,
    phytate_high=2.0,
    phytate_unknown=0.75,
    late_in_meal_per_h=1.0,
    uneven_per_h=0.25,
    larger_dose_shorter_gap_per_h=0.125,
    short_margin_per_h=0.5,
    meal_window_h=0.5,
    bedtime_h=1.5,
    margin_h=1.0,
)
INDIFFERENT = replace(
    PREFERENCE,
    without_meal=0,
    at_bedtime=0,
    phytate_medium=0,
    phytate_high=0,
    phytate_unknown=0,
    late_in_meal_per_h=0,
    uneven_per_h=0,
    larger_dose_shorter_gap_per_h=0,
    short_margin_per_h=0,
)
MEALS = (
    Meal(clock_h=8, share=0.3, phytate="high"),
    Meal(clock_h=12.5, share=0.35),
    Meal(clock_h=18.5, share=0.35, phytate="low"),
)


def asked(*doses: float, gaps=(), **more) -> TimingQuestion:
    """A question of someone awake from 06:30 to 22:30, unless told otherwise."""
    usual = {
        "day": Day(wake_h=6.5, sleep_h=22.5, meals=MEALS),
        "diet_phytate": "medium",
        "awake_from_h": 6,
        "awake_to_h": 23,
        "min_spacing_h": 4,
        "max_single_elemental_mg": 200,
        "max_daily_elemental_mg": 350,
        "preference": PREFERENCE,
    }
    return TimingQuestion(doses_elemental_mg=doses, gaps=tuple(gaps), **(usual | more))


def gap(item: str, clock_h: float, before_h: float, after_h: float, *on: str) -> Gap:
    return Gap(
        item=item,
        clock_h=clock_h,
        gap_before_h=before_h,
        gap_after_h=after_h,
        weekdays=on,
        reason=f"rule of {item}",
    )


def clocks(timing: Timing) -> list[tuple[float, tuple[str, ...]]]:
    return [(intake.clock_h, intake.weekdays) for intake in timing.intakes]


def all_clocks(found: Timings | NoSafeTime) -> list[float]:
    assert isinstance(found, Timings)
    return [intake.clock_h for timing in found.ranked for intake in timing.intakes]


CIPROFLOXACIN = (gap("ciprofloxacin", 8, 6, 2), gap("ciprofloxacin", 20, 6, 2))
LEVOTHYROXINE = gap("levothyroxine", 6.5, 4, 4)
ALENDRONATE = gap("alendronate", 5.75, 4, 4, "sun")


# Windows


@pytest.mark.parametrize("weekday", DAYS)
def test_ciprofloxacin_leaves_10_to_14_and_22_to_02(weekday):
    """Golden vector of safety.md 11.1: ciprofloxacin 08:00 and 20:00, 2 h after, 6 h before."""
    assert windows(CIPROFLOXACIN, weekday) == ((10, 14), (22, 26))


def test_dolutegravir_leaves_23_to_15_the_next_day():
    """Golden vector of safety.md 11.1: dolutegravir 21:00, 2 h after, 6 h before."""
    assert windows((gap("dolutegravir", 21, 6, 2),), "wed") == ((23, 39),)


def test_a_weekly_item_closes_its_own_day_and_the_evening_before():
    """Sunday 05:45 with 8 h before closes Saturday from 21:45 and no other day."""
    early = (gap("alendronate", 5.75, 8, 4, "sun"),)

    assert windows(early, "sat") == ((0, 21.75),)
    assert windows(early, "sun") == ((9.75, 24),)
    assert windows(early, "mon") == ((0, 24),)


def test_an_item_just_before_midnight_closes_the_next_morning():
    """Saturday 23:00 with 2 h after closes Sunday until 01:00, over the end of the week too."""
    assert windows((gap("x", 23, 0.5, 2, "sat"),), "sun") == ((1, 24),)
    assert windows((gap("x", 23, 0.5, 2, "sun"),), "mon") == ((1, 24),)
    assert windows((gap("x", 23, 0.5, 2, "sun"),), "sun") == ((0, 22.5),)


def test_two_gaps_that_only_touch_leave_one_instant():
    """Exactly the gap is enough on both sides, so an instant can be possible."""
    touching = (gap("x", 6, 4, 2), gap("y", 12, 4, 20))

    assert windows(touching, "mon") == ((8, 8),)


def test_no_gap_leaves_the_whole_day():
    """Without a gap, or with one of no length, the day is open."""
    assert windows((), "mon") == ((0, 24),)
    assert windows((gap("x", 8, 0, 0),), "mon") == ((0, 24),)


def test_a_gap_on_one_side_closes_the_instant_of_the_item_too():
    """Magnesium together with the item is neither before nor after it."""
    assert windows((gap("x", 8, 0, 2, "mon"),), "mon")[0][1] < 8
    assert windows((gap("x", 8, 2, 0, "mon"),), "mon")[1][0] > 8


def test_a_time_off_the_minute_is_never_rounded_into_the_gap():
    """08:00:20 with 2 h after opens at 10:01, not at 10:00."""
    assert windows((gap("x", 8 + 20 / 3600, 2, 2, "mon"),), "mon")[1][0] == 10 + 1 / 60


def test_everything_closed_leaves_no_window():
    """Six-hourly tetracycline closes the whole day."""
    assert windows(tuple(gap("tetracycline", h, 6, 4) for h in (6, 12, 18, 24)), "mon") == ()


# Hard rules


def test_both_ends_of_a_window_are_possible_and_nothing_beyond():
    """Ciprofloxacin: one intake has exactly the grid points 10:00-14:00 and 22:00-22:30."""
    found = timings(asked(100, gaps=CIPROFLOXACIN))

    expected = [10 + k / 4 for k in range(17)] + [22, 22.25, 22.5]
    assert sorted(all_clocks(found)) == expected


def test_the_directions_of_a_gap_are_not_exchangeable():
    """2 h after and 6 h before differ from 6 h after and 2 h before."""
    turned = tuple(replace(g, gap_before_h=2, gap_after_h=6) for g in CIPROFLOXACIN)

    assert windows(turned, "mon") == ((2, 6), (14, 18))
    assert set(all_clocks(timings(asked(100, gaps=turned)))) == {14 + k / 4 for k in range(17)}


def test_levothyroxine_and_weekly_alendronate_leave_the_later_day():
    """Nothing from 02:30 to 10:30 on any day; what is left is ranked."""
    found = timings(asked(100, gaps=(LEVOTHYROXINE, ALENDRONATE)))

    assert isinstance(found, Timings)
    assert found.every_day
    assert sorted(all_clocks(found)) == [10.5 + k / 4 for k in range(49)]
    penalties = [timing.penalty for timing in found.ranked]
    assert penalties == sorted(penalties)
    assert clocks(found.ranked[0]) == [(18.5, ())]
    for day in DAYS:
        assert not any(a < 10.5 and b > 2.5 for a, b in windows((LEVOTHYROXINE, ALENDRONATE), day))


def test_tetracycline_four_times_a_day_has_no_safe_time():
    """Adversarial schedule of hazard H-14: the answer names the medicine and who can help."""
    tetracycline = tuple(gap("tetracycline", hour, 6, 4) for hour in (6, 12, 18, 24))

    found = timings(asked(100, gaps=(LEVOTHYROXINE, *tetracycline)))

    assert isinstance(found, NoSafeTime)
    assert {g.item for g in found.blocking} == {"tetracycline"}
    assert "prescriber or pharmacist" in found.sentence
    assert "rule of tetracycline" in found.sentence


def test_what_blocks_is_needed_for_blocking():
    """Without any one of the gaps that are named there would be a time."""
    gaps = (gap("a", 8, 6, 4), gap("b", 20, 6, 6), gap("c", 12.5, 2, 2), gap("d", 3, 9, 9, "tue"))

    found = timings(asked(100, gaps=gaps))

    # Awake from 06:30: a closes until 12:00, c from 10:30 to 14:30, b from 14:00 on.
    assert isinstance(found, NoSafeTime)
    assert {g.item for g in found.blocking} == {"a", "b", "c"}
    assert isinstance(timings(asked(100, gaps=found.blocking)), NoSafeTime)
    for one in found.blocking:
        rest = tuple(g for g in found.blocking if g != one)
        assert isinstance(timings(asked(100, gaps=rest)), Timings)


def test_rules_that_block_by_themselves_are_named_without_a_medicine():
    """Four intakes 6 h apart do not fit into a day of 16 h, whatever the medicines."""
    found = timings(asked(50, 50, 50, 50, gaps=(LEVOTHYROXINE,), min_spacing_h=6))

    assert isinstance(found, NoSafeTime)
    assert found.blocking == ()
    assert found.rules == (
        "the waking hours from 06:30 to 22:30",
        "at least 6 h between two intakes",
    )


@pytest.mark.parametrize(
    ("dose", "more", "rule"),
    [
        (250, {}, "at most 200 mg in one intake"),
        (180, {"max_daily_elemental_mg": 150}, "at most 150 mg in any 24 h"),
        (
            180,
            {"others": (OtherIntake(clock_h=8, elemental_mg=200),)},
            "at most 350 mg in any 24 h",
        ),
    ],
)
def test_a_dose_above_a_limit_has_no_time(dose, more, rule):
    """Timing never places what a limit forbids."""
    found = timings(asked(dose, **more))

    assert isinstance(found, NoSafeTime)
    assert found.rules[-1] == rule


def test_intakes_keep_their_spacing_within_the_day_and_over_midnight():
    """Awake from 08:00 to 05:00, 10 h apart: the last is 10 h before the next day's first."""
    awake = Day(wake_h=8, sleep_h=5)

    found = timings(asked(50, 50, day=awake, min_spacing_h=10))

    assert isinstance(found, Timings)
    for timing in found.ranked:
        first, last = (intake.clock_h for intake in timing.intakes)
        assert 10 <= (last - first) % 24 <= 14
    assert max((t.intakes[1].clock_h - t.intakes[0].clock_h) % 24 for t in found.ranked) == 14


def test_other_magnesium_keeps_its_distance_or_is_one_intake():
    """A multivitamin at 12:30 closes 08:45 to 16:15 except its own clock time."""
    multivitamin = OtherIntake(clock_h=12.5, elemental_mg=60)

    found = timings(asked(140, others=(multivitamin,)))

    open_points = {6.5 + k / 4 for k in range(65)}
    assert set(all_clocks(found)) == {h for h in open_points if h == 12.5 or h <= 8.5 or h >= 16.5}


def test_one_intake_with_another_source_respects_the_single_limit():
    """141 + 60 mg at the same time is above 200 mg: the shared clock time is closed too."""
    multivitamin = OtherIntake(clock_h=12.5, elemental_mg=60)

    assert 12.5 not in all_clocks(timings(asked(141, others=(multivitamin,))))


def test_other_magnesium_late_at_night_counts_over_midnight():
    """A laxative at 23:30 is 4 h away at 03:30 only."""
    early = Day(wake_h=1, sleep_h=20)

    found = timings(asked(50, day=early, others=(OtherIntake(clock_h=23.5, elemental_mg=100),)))

    assert min(all_clocks(found)) == 3.5
    assert max(all_clocks(found)) == 19.5


# Times by weekday

WORKDAY_AFTERNOON = gap("workday medicine", 16, 6, 4, *DAYS[:6])
SUNDAY_MORNING = gap("weekly medicine", 7, 4, 4, "sun")
SHORT_DAY = Day(wake_h=6, sleep_h=19, meals=MEALS)


def test_times_differ_by_weekday_only_where_one_set_of_times_is_impossible():
    """Monday to Saturday are open until 10:00, Sunday from 11:00: Sunday has its own time."""
    found = timings(asked(100, gaps=(WORKDAY_AFTERNOON, SUNDAY_MORNING), day=SHORT_DAY))

    assert isinstance(found, Timings)
    assert not found.every_day
    best = found.ranked[0]
    assert best.unusual_days == ("sun",)
    assert clocks(best) == [(8, DAYS[:6]), (18.5, ("sun",))]
    assert "because of weekly medicine at 07:00 on Sun" in best.intakes[1].why
    usual = [timing.intakes[0].clock_h for timing in found.ranked]
    assert sorted(usual) == [6 + k / 4 for k in range(17)]


def test_a_weekly_medicine_early_on_sunday_moves_saturday_evening():
    """A gap that reaches back over midnight changes Saturday, not Sunday."""
    gaps = (gap("daytime medicine", 12, 9, 9), gap("weekly medicine", 5.75, 8, 4, "sun"))
    late = Day(wake_h=7, sleep_h=2.75)

    found = timings(asked(100, gaps=gaps, day=late, preference=INDIFFERENT))

    # Open: 21:00 to 02:45, on Saturday until 21:45 only, on Sunday whole: one set is possible.
    assert isinstance(found, Timings)
    assert found.every_day
    assert all_clocks(found) == [21, 21.25, 21.5, 21.75]


def test_moving_one_day_never_brings_too_much_into_24_h():
    """200 mg at 08:00 and, on Sunday, at 18:30 would make 400 mg in 24 h: no safe time."""
    question = asked(200, gaps=(WORKDAY_AFTERNOON, SUNDAY_MORNING), day=SHORT_DAY)

    found = timings(question)

    assert isinstance(found, NoSafeTime)
    assert {g.item for g in found.blocking} == {"workday medicine", "weekly medicine"}
    assert found.rules[-1] == (
        "at most 350 mg in any 24 h, also where the times of two days differ"
    )
    assert isinstance(timings(replace(question, max_daily_elemental_mg=400)), Timings)


def test_moving_one_day_keeps_the_spacing_to_the_days_beside_it():
    """With 22 h between intakes, Sunday can only stand where Monday's is 22 h away."""
    gaps = (gap("weekly medicine", 8, 3, 3, "sun"), gap("workday medicine", 14, 2.5, 4, *DAYS[:6]))
    day = Day(wake_h=6, sleep_h=14)

    found = timings(asked(100, gaps=gaps, day=day, min_spacing_h=22, preference=INDIFFERENT))

    # Sunday is open from 11:00, the workdays until 11:30: 11:00 to 11:30 hold every day; with
    # the workdays closed from 10:00 the workdays have to drift from 11:00 back to 09:00.
    assert isinstance(found, Timings)
    assert found.every_day
    drifting = replace(gaps[1], gap_before_h=4)
    apart = timings(
        asked(100, gaps=(gaps[0], drifting), day=day, min_spacing_h=23, preference=INDIFFERENT)
    )
    assert isinstance(apart, Timings)
    assert apart.ranked[0].unusual_days == ("sun",)
    assert clocks(apart.ranked[0]) == [(10, DAYS[:6]), (11, ("sun",))]
    assert len(apart.ranked) == 1


def test_a_moved_day_of_two_intakes_counts_both_in_24_h():
    """Sunday from 15:00, Monday until 12:00: four intakes of 100 mg in one rolling day."""
    gaps = (gap("x", 11, 6, 4, "sun"), gap("y", 16, 4, 7, *DAYS[:6]))
    question = asked(100, 100, gaps=gaps, preference=INDIFFERENT)

    assert isinstance(timings(question), NoSafeTime)
    found = timings(replace(question, max_daily_elemental_mg=400))
    assert isinstance(found, Timings)
    assert clocks(found.ranked[0]) == [
        (6.5, DAYS[:6]),
        (10.5, DAYS[:6]),
        (15, ("sun",)),
        (19, ("sun",)),
    ]


def test_a_moved_day_is_not_given_a_time_that_the_days_beside_it_forbid():
    """22 h apart from Saturday 10:00 and Monday 10:00, Sunday's only time is 12:00."""
    gaps = (
        gap("x", 8, 3, 2, *DAYS[:6]),
        gap("y", 12.5, 2, 2, *DAYS[:6]),
        gap("z", 9, 2.5, 3, "sun"),
    )
    day = Day(wake_h=6, sleep_h=14)

    found = timings(asked(100, gaps=gaps, day=day, min_spacing_h=22, preference=INDIFFERENT))

    # Sunday itself is open from 06:00 to 06:30 and from 12:00 on.
    assert isinstance(found, Timings)
    assert clocks(found.ranked[0]) == [(10, DAYS[:6]), (12, ("sun",))]


def test_an_intake_after_midnight_belongs_to_the_next_calendar_day():
    """Who sleeps at 02:00 takes Saturday's late intake on the calendar's Sunday."""
    gaps = (gap("evening medicine", 20, 12, 2, *DAYS[:5], "sun"), gap("x", 16, 8, 8.5, "sat"))
    late = Day(wake_h=9, sleep_h=2)

    found = timings(asked(50, gaps=gaps, day=late, preference=INDIFFERENT))

    assert isinstance(found, Timings)
    assert found.every_day
    moved = timings(
        asked(50, gaps=(*gaps, gap("y", 2, 1.75, 1, *DAYS[:6])), day=late, preference=INDIFFERENT)
    )
    # y closes the nights from 00:15 on, but not the one after Saturday; x Saturday until 00:30.
    assert isinstance(moved, Timings)
    assert moved.ranked[0].unusual_days == ("sat",)
    assert clocks(moved.ranked[0]) == [(22, (*DAYS[:5], "sun")), (0.5, ("sun",))]


# Waking hours


@pytest.mark.parametrize(
    ("wake_h", "sleep_h", "first", "last"),
    [
        (None, None, 6, 23),
        (8, None, 8, 23),
        (None, 21, 6, 21),
        (4, None, 6, 23),
        (None, 1, 6, 23),
        (7, 22, 7, 22),
        (6.6, 22.1, 6.75, 22),
        (22, 14, 22, 14),
    ],
)
def test_intakes_stay_in_the_waking_hours(wake_h, sleep_h, first, last):
    """One answer that is missing is taken from the caller; the one that is known narrows it."""
    found = timings(asked(50, day=Day(wake_h=wake_h, sleep_h=sleep_h), preference=INDIFFERENT))

    hours = all_clocks(found)
    assert hours[0] == first
    assert hours[-1] == last
    assert len(hours) == ((last - first) % 24) * 4 + 1


# Preferences, by hand


def test_the_meal_with_least_phytate_is_best_then_medium_then_high():
    """Dinner is low, lunch has the diet's medium, breakfast is high: 0, 0.5 and 2."""
    found = timings(asked(100))

    assert isinstance(found, Timings)
    cost = {t.intakes[0].clock_h: t.penalty for t in found.ranked}
    assert (cost[18.5], cost[12.5], cost[8.0]) == (0, 0.5, 2)
    assert clocks(found.ranked[0]) == [(18.5, ())]
    why = found.ranked[0].intakes[0].why
    assert why.startswith("With the meal at 18:30, which has the least phytate")


def test_an_intake_half_an_hour_into_a_meal_is_with_it_and_later_is_not():
    """18:45 costs a quarter of an hour, 19:00 half, 19:15 is without a meal."""
    found = timings(asked(100))

    assert isinstance(found, Timings)
    at = {t.intakes[0].clock_h: t for t in found.ranked}
    assert at[18.75].penalties == (("late_in_meal_per_h", 0.25),)
    assert at[19.0].penalties == (("late_in_meal_per_h", 0.5),)
    assert at[19.0].intakes[0].meal_clock_h == 18.5
    assert at[19.25].penalties == (("without_meal", 3.0),)
    assert at[19.25].intakes[0].meal_clock_h is None


def test_of_two_meals_at_once_the_better_one_counts():
    """18:45 is with dinner's second, low-phytate half rather than its first."""
    meals = (
        Meal(clock_h=18.5, share=0.5, phytate="high"),
        Meal(clock_h=18.75, share=0.5, phytate="low"),
    )

    found = timings(asked(100, day=Day(wake_h=6.5, sleep_h=22.5, meals=meals)))

    assert isinstance(found, Timings)
    assert clocks(found.ranked[0]) == [(18.75, ())]
    assert found.ranked[0].intakes[0].meal_clock_h == 18.75
    assert found.ranked[0].penalty == 0


def test_a_single_intake_near_a_known_bedtime_needs_no_meal():
    """From 21:00 on, 1.5 h before sleep, the penalty is the one of bedtime."""
    found = timings(asked(100))
    unknown = timings(asked(100, day=Day(wake_h=6.5, meals=MEALS)))
    several = timings(asked(100, 100))

    assert isinstance(found, Timings)
    assert isinstance(unknown, Timings)
    assert isinstance(several, Timings)
    assert not any(name == "at_bedtime" for t in several.ranked for name, _ in t.penalties)
    at = {t.intakes[0].clock_h: t for t in found.ranked}
    assert at[20.75].penalties == (("without_meal", 3.0),)
    assert at[21.0].penalties == (("at_bedtime", 1.0),)
    assert at[21.0].intakes[0].why == "Near bedtime."
    assert not any(name == "at_bedtime" for t in unknown.ranked for name, _ in t.penalties)


def test_intakes_are_spread_evenly():
    """Two intakes at 08:00 and 18:30 leave 10.5 and 13.5 h: 1.5 h from even, on average."""
    found = timings(asked(100, 100))

    assert isinstance(found, Timings)
    penalties = {tuple(i.clock_h for i in t.intakes): dict(t.penalties) for t in found.ranked}
    assert penalties[8.0, 18.5] == {"phytate_high": 2.0, "uneven_per_h": 1.5 * 0.25}
    evenly = timings(asked(100, 100, preference=replace(INDIFFERENT, uneven_per_h=1)))
    assert isinstance(evenly, Timings)
    assert clocks(evenly.ranked[0]) == [(6.5, ()), (18.5, ())]


def test_other_sources_take_part_in_the_even_spread():
    """With a multivitamin at 07:00 a single intake is best 12 h away, and worst with it."""
    multivitamin = OtherIntake(clock_h=7, elemental_mg=60)

    found = timings(
        asked(100, others=(multivitamin,), preference=replace(INDIFFERENT, uneven_per_h=1))
    )

    assert isinstance(found, Timings)
    assert clocks(found.ranked[0]) == [(19, ())]
    assert clocks(found.ranked[-1]) == [(7, ())]


def test_the_larger_dose_has_the_longer_time_after_it():
    """50 then 150 mg: 12 h after each is no trouble, 13 h after the smaller costs 2 h."""
    only = replace(INDIFFERENT, larger_dose_shorter_gap_per_h=1)

    found = timings(asked(50, 150, preference=only, max_daily_elemental_mg=200))

    assert isinstance(found, Timings)
    cost = {tuple(i.clock_h for i in t.intakes): t.penalty for t in found.ranked}
    assert (cost[7, 19], cost[7, 20], cost[7, 18]) == (0, 2, 0)


def test_a_short_margin_beyond_a_gap_counts_by_the_share_of_the_dose():
    """At 10:00, when the gap just ends, a whole dose misses 1 h of margin, a quarter 0.25."""
    only = replace(INDIFFERENT, short_margin_per_h=0.5)
    medicine = (gap("x", 8, 6, 2), gap("x", 20, 3, 2))

    alone = timings(asked(100, gaps=medicine, preference=only))
    quarter = timings(asked(50, 150, gaps=medicine, preference=only))

    assert isinstance(alone, Timings)
    assert isinstance(quarter, Timings)
    cost = {t.intakes[0].clock_h: t.penalty for t in alone.ranked}
    assert (cost[10], cost[10.5], cost[11]) == (0.5, 0.25, 0)
    assert (cost[16], cost[16.75], cost[17]) == (0, 0.375, 0.5)
    pairs = {tuple(i.clock_h for i in t.intakes): t.penalty for t in quarter.ranked}
    assert pairs[10, 14.5] == 0.125
    assert pairs[11, 17] == 0.375


def test_ties_go_to_the_earlier_clock():
    """Where nothing is preferred the order is that of the clock."""
    found = timings(asked(50, 50, preference=INDIFFERENT), at_most=3)

    assert isinstance(found, Timings)
    assert [[i.clock_h for i in t.intakes] for t in found.ranked] == [
        [6.5, 10.5],
        [6.5, 10.75],
        [6.5, 11.0],
    ]


def test_the_reason_names_the_tightest_gaps():
    """A person reads with which meal, how long after and how long before which medicine."""
    found = timings(asked(100, gaps=(LEVOTHYROXINE, ALENDRONATE)), at_most=1)

    assert isinstance(found, Timings)
    assert found.ranked[0].intakes[0].why == (
        "With the meal at 18:30, which has the least phytate; "
        "12 h after levothyroxine at 06:30 (at least 4 h); "
        "11.25 h before alendronate at 05:45 on Sun (at least 4 h)."
    )


# Effort


def test_few_partial_days_are_looked_at():
    """At most every pair on the grid for two intakes, and the spacing cuts four intakes short."""
    six = tuple(gap(f"m{hour}", hour, 1, 0.5) for hour in (0, 4, 8, 12, 16, 20))

    two = timings(asked(50, 50, gaps=six))
    four = timings(asked(50, 50, 50, 50, max_single_elemental_mg=50))

    assert isinstance(two, Timings)
    assert isinstance(four, Timings)
    assert two.examined <= 65 + math.comb(65, 2)
    # 16 h less 3 spacings of 4 h leave 16 steps: every partial day has a whole one after it.
    assert four.examined == sum(math.comb(16 + k, k) for k in range(1, 5))
    assert len(four.ranked) == math.comb(20, 4)


# What cannot be asked


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: asked(),
        lambda: asked(10, 10, 10, 10, 10),
        lambda: asked(0),
        lambda: asked(math.nan),
        lambda: asked(100, min_spacing_h=0),
        lambda: asked(100, day=Day(wake_h=7, sleep_h=7)),
        lambda: asked(100, diet_phytate="some"),
        lambda: gap("x", 49, 1, 1),
        lambda: gap("x", 8, -1, 1),
        lambda: gap("x", 8, 1, math.nan),
        lambda: gap("x", 8, 1, 1, "sunday"),
        lambda: OtherIntake(clock_h=8, elemental_mg=-1),
        lambda: replace(PREFERENCE, without_meal=-1),
        lambda: windows((), "Sunday"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(wrong):
    """Numbers and words outside what is possible raise and are never guessed."""
    with pytest.raises(InputError):
        wrong()


# Laws: an independent walk over all instants of two weeks, and brute force over the grid

MINUTES = 14 * 1440


def taken_at(clock_h: float, on: tuple[str, ...]) -> set[int]:
    """The minutes of two weeks at which something with this clock time is taken."""
    start = round(clock_h * 60)
    return {
        minute
        for day in range(-2, 14)
        for minute in (day * 1440 + start,)
        if not on or DAYS[day % 7] in on
        if 0 <= minute < MINUTES
    }


def breaches(timing: Timing, question: TimingQuestion) -> set[str]:
    """Walk every minute of two weeks and tell which hard rules are broken."""
    found = set()
    ours: dict[int, list[tuple[int, float]]] = {}
    for intake in timing.intakes:
        for minute in taken_at(intake.clock_h, intake.weekdays):
            ours.setdefault(minute, []).append((intake.intake, intake.elemental_mg))
    amount = np.zeros(MINUTES)
    for minute, parts in ours.items():
        amount[minute] += sum(mg for _, mg in parts)
    for other in question.others:
        for minute in taken_at(other.clock_h, ()):
            amount[minute] += other.elemental_mg
    magnesium = sorted(
        set(ours) | {m for other in question.others for m in taken_at(other.clock_h, ())}
    )
    for one in question.gaps:
        items = taken_at(one.clock_h, one.weekdays)
        for direction, needed in ((1, one.gap_after_h), (-1, one.gap_before_h)):
            since = math.inf
            for minute in range(MINUTES)[::direction]:
                since = 0 if minute in items else since + 1
                if minute in ours and since < needed * 60:
                    found.add("gap after" if direction == 1 else "gap before")
    for a, b in itertools.pairwise(magnesium):
        if (a in ours or b in ours) and b - a < question.min_spacing_h * 60:
            found.add("spacing")
    if any(amount[minute] > question.max_single_elemental_mg for minute in ours):
        found.add("single")
    total = np.concatenate(([0.0], np.cumsum(amount)))
    if (total[1440:] - total[:-1440]).max() > question.max_daily_elemental_mg + 1e-6:
        found.add("24 h")
    wake, sleep = (round(h * 60) for h in (question.day.wake_h, question.day.sleep_h))
    days: dict[int, list[tuple[int, float]]] = {}
    for minute in sorted(ours):
        if (minute - wake) % 1440 > (sleep - wake) % 1440 or minute % 15:
            found.add("waking hours or grid")
        days.setdefault((minute - wake) // 1440, []).extend(ours[minute])
    expected = list(enumerate(question.doses_elemental_mg))
    if any(days.get(day) != expected for day in range(1, 12)):
        found.add("doses")
    return found


def bare_days(question: TimingQuestion) -> tuple[list[tuple[int, ...]], list[set[int]]]:
    """Every way to place a day's doses, and on which weekdays the gaps allow it: brute force."""
    wake, sleep = (round(h * 60) for h in (question.day.wake_h, question.day.sleep_h))
    grid = [m for m in range(wake, wake + (sleep - wake) % 1440 + 1) if m % 15 == 0]
    doses = question.doses_elemental_mg
    spacing = question.min_spacing_h * 60
    items = [
        (g, day * 1440 + round(g.clock_h * 60))
        for g in question.gaps
        for day in range(-10, 20)
        if not g.weekdays or DAYS[day % 7] in g.weekdays
    ]

    def open_at(instant: int) -> bool:
        for g, item in items:
            both_zero = g.gap_before_h == g.gap_after_h == 0
            early = item - instant >= g.gap_before_h * 60 and item > instant
            late = instant - item >= g.gap_after_h * 60 and item < instant
            if not (early or late or both_zero):
                return False
        return True

    def beside_others(minute: int, dose: float) -> bool:
        for other in question.others:
            apart = abs(minute - round(other.clock_h * 60)) % 1440
            apart = min(apart, 1440 - apart)
            if apart == 0:
                dose += other.elemental_mg
            elif apart < spacing:
                return False
        return dose <= question.max_single_elemental_mg

    days = [
        day
        for day in itertools.combinations(grid, len(doses))
        if all(b - a >= spacing for a, b in itertools.pairwise(day))
        if all(beside_others(m, dose) for m, dose in zip(day, doses, strict=True))
    ]
    instant_open = {(d, m): open_at(d * 1440 + m) for d in range(7) for m in grid}
    on = [{d for d in range(7) if all(instant_open[d, m] for m in day)} for day in days]
    return days, on


def bare_joins(days: list[tuple[int, ...]], question: TimingQuestion) -> np.ndarray:
    """May this day be followed by that one: spacing, and every 24 h? (day, next day)."""
    doses = question.doses_elemental_mg
    room = question.max_daily_elemental_mg - sum(o.elemental_mg for o in question.others)

    def joins(day: tuple[int, ...], following: tuple[int, ...]) -> bool:
        events = [*zip(day, doses, strict=True)]
        events += [(m + 1440, mg) for m, mg in zip(following, doses, strict=True)]
        if following[0] + 1440 - day[-1] < question.min_spacing_h * 60:
            return False
        return all(
            sum(mg for m, mg in events if start <= m < start + 1440) <= room + 1e-9
            for start, _ in events
        )

    return np.array([[joins(a, b) for b in days] for a in days], dtype=float).reshape(
        len(days), len(days)
    )


def fewest_unusual_days(question: TimingQuestion) -> int | None:
    """Over all weeks of the grid, the fewest days that differ from the most usual one."""
    days, on = bare_days(question)
    if not days:
        return None
    joins = np.where(bare_joins(days, question) > 0, 0.0, -np.inf)
    best = -math.inf
    for usual in range(len(days)):
        gain = (np.arange(len(days)) == usual).astype(float)
        allowed = [
            np.array([0.0 if d in weekdays else -np.inf for weekdays in on]) for d in range(7)
        ]
        for start in range(len(days)):
            if 0 not in on[start]:
                continue
            value = np.full(len(days), -np.inf)
            value[start] = gain[start]
            for day in range(1, 7):
                value = (value[:, None] + joins).max(axis=0) + gain + allowed[day]
            best = max(best, (value + joins[:, start]).max())
    return None if best == -math.inf else 7 - int(best)


@st.composite
def medicines(draw, *, around: tuple[int, int] = (0, 24), at_most: int = 5):
    """Gaps at any five minutes, daily or on some weekdays."""
    hours = st.sampled_from((0, 0.5, 1, 2, 3, 4, 6, 8))
    gaps = []
    for number in range(draw(st.integers(0, at_most))):
        on = draw(st.lists(st.sampled_from(DAYS), unique=True, max_size=5))
        minute = draw(st.integers(around[0] * 12, around[1] * 12)) * 5
        gaps.append(gap(f"m{number}", minute / 60, draw(hours), draw(hours), *on))
    return tuple(gaps)


@st.composite
def questions(draw):
    """A person's day with medicines, other magnesium and limits that may bind."""
    doses = draw(st.lists(st.sampled_from((50, 75, 100, 150)), min_size=1, max_size=3))
    wake = draw(st.integers(0, 95)) / 4
    others = draw(
        st.lists(
            st.builds(
                OtherIntake,
                clock_h=st.integers(0, 95).map(lambda k: k / 4),
                elemental_mg=st.sampled_from((30, 100)),
            ),
            max_size=1,
        )
    )
    total = sum(doses) + sum(o.elemental_mg for o in others)
    return asked(
        *doses,
        gaps=draw(medicines()),
        day=Day(wake_h=wake, sleep_h=(wake + draw(st.integers(14, 20))) % 24, meals=MEALS),
        others=tuple(others),
        min_spacing_h=draw(st.sampled_from((2, 4, 7.9))),
        max_single_elemental_mg=draw(st.sampled_from((150, 180, 400))),
        max_daily_elemental_mg=total + draw(st.sampled_from((0, 50, 100, 1000))),
    )


@given(questions())
def test_every_timing_satisfies_every_hard_rule_at_every_instant(question):
    """Walking two weeks minute by minute finds no gap, spacing or limit broken."""
    found = timings(question, at_most=40)

    assume(isinstance(found, Timings))
    for timing in (found.ranked[0], found.ranked[len(found.ranked) // 2], found.ranked[-1]):
        assert breaches(timing, question) == set()


@given(questions())
def test_the_rank_is_that_of_the_penalty_then_the_clock(question):
    """Every list is in the order of the penalties that it shows."""
    found = timings(question, at_most=40)

    assume(isinstance(found, Timings) and found.every_day)
    order = [
        (
            round(timing.penalty, 9),
            [(intake.clock_h - question.day.wake_h) % 24 for intake in timing.intakes],
        )
        for timing in found.ranked
    ]
    assert order == sorted(order)


SMALL = (  # intakes, hours awake, spacings: few points, and a spacing that binds over midnight
    (1, 3, (1, 22, 23, 23.5)),
    (2, 2, (0.5, 1)),
    (2, 14, (10.5, 11, 12)),
    (3, 3, (1, 1.25)),
)


@st.composite
def small_questions(draw):
    """Problems small enough to try every week of the grid."""
    count, awake_h, spacings = draw(st.sampled_from(SMALL))
    doses = draw(st.lists(st.sampled_from((50, 100)), min_size=count, max_size=count))
    wake = draw(st.sampled_from((0.25, 7, 19, 22.5)))
    around = (int(wake), min(48, math.ceil(wake) + awake_h))
    others = draw(
        st.lists(
            st.builds(
                OtherIntake,
                clock_h=st.integers(0, awake_h * 4).map(lambda k: (wake + k / 4) % 24),
                elemental_mg=st.just(40),
            ),
            max_size=1,
        )
    )
    total = sum(doses) + sum(o.elemental_mg for o in others)
    spacing = draw(st.sampled_from(spacings))
    return asked(
        *doses,
        gaps=draw(medicines(around=around, at_most=6)),
        day=Day(wake_h=wake, sleep_h=(wake + awake_h) % 24),
        others=tuple(others) if spacing < 20 else (),
        min_spacing_h=spacing,
        max_single_elemental_mg=draw(st.sampled_from((120, 200))),
        max_daily_elemental_mg=total + draw(st.sampled_from((0, 50, 100, 150, 1000))),
        preference=INDIFFERENT,
    )


@st.composite
def weekly_questions(draw):
    """Weekdays that are open for a stretch of their own: one set of times is rare."""
    count, awake_h, spacings = draw(st.sampled_from((*SMALL[:2], (2, 14, (10, 10.5)), SMALL[3])))
    doses = draw(st.lists(st.sampled_from((50, 100)), min_size=count, max_size=count))
    wake = draw(st.sampled_from((0.25, 7, 19, 22.5)))
    spacing = draw(st.sampled_from(spacings))
    least = 0 if count == 1 else math.ceil(spacing * 4) * (count - 1)
    gaps = []
    for day in draw(st.lists(st.sampled_from(DAYS), unique=True, min_size=2, max_size=4)):
        lasts = draw(st.integers(least, awake_h * 4))
        opens = draw(st.integers(0, awake_h * 4 - lasts)) / 4
        closes = wake + opens + lasts / 4
        # From waking until it opens, and from its end until sleep.
        gaps.append(gap(f"early {day}", wake, 0, opens, day))
        gaps.append(gap(f"late {day}", wake + awake_h, wake + awake_h - closes, 0, day))
    return asked(
        *doses,
        gaps=[g for g in gaps if g.separates],
        day=Day(wake_h=wake, sleep_h=(wake + awake_h) % 24),
        min_spacing_h=spacing,
        max_daily_elemental_mg=sum(doses) + draw(st.sampled_from((0, 50, 100, 150, 1000))),
        preference=INDIFFERENT,
    )


def check_against_brute_force(question: TimingQuestion) -> None:
    """Complete on the grid: the same verdict, and as few unusual days as any week has."""
    found = timings(question)

    days, _ = bare_days(question)
    assume(len(days) <= 40)
    unusual = fewest_unusual_days(question)
    if unusual is None:
        assert isinstance(found, NoSafeTime)
        return
    assert isinstance(found, Timings)
    assert found.every_day == (unusual == 0)
    assert {len(timing.unusual_days) for timing in found.ranked} == {unusual}
    for timing in (found.ranked[0], found.ranked[-1]):
        assert breaches(timing, question) == set()


@given(small_questions())
def test_a_timing_is_found_exactly_where_brute_force_finds_one(question):
    """Any mixture of medicines, other sources and limits: the verdict of every week tried."""
    check_against_brute_force(question)


@given(weekly_questions())
def test_times_by_weekday_are_found_exactly_where_brute_force_finds_some(question):
    """Weekdays with hours of their own: found where they exist, with the fewest unusual days."""
    check_against_brute_force(question)


@given(small_questions())
def test_all_daily_sets_of_times_are_listed(question):
    """What brute force can repeat all week is listed, and nothing else."""
    found = timings(question)

    days, on = bare_days(question)
    assume(len(days) <= 100)
    joins = bare_joins(days, question)
    repeatable = {
        tuple(minute % 1440 / 60 for minute in day)
        for k, day in enumerate(days)
        if len(on[k]) == 7 and joins[k, k]
    }
    listed = set()
    if isinstance(found, Timings) and found.every_day:
        listed = {tuple(i.clock_h for i in timing.intakes) for timing in found.ranked}
    assert listed == repeatable


@given(medicines(), st.sampled_from(DAYS))
def test_windows_are_where_every_gap_is_kept(gaps, weekday):
    """The windows of a day and of the day before cover exactly the open quarter hours."""
    question = asked(100, gaps=gaps, day=Day(wake_h=0, sleep_h=23.75))
    today = DAYS.index(weekday)

    listed = windows(gaps, weekday) + tuple(
        (a - 24, b - 24) for a, b in windows(gaps, DAYS[today - 1])
    )

    days, on = bare_days(question)
    expected = {
        minute / 60 for (minute,), open_on in zip(days, on, strict=True) if today in open_on
    }
    assert {h / 4 for h in range(96) if any(a <= h / 4 <= b for a, b in listed)} == expected


@given(questions())
def test_a_day_later_by_24_h_on_the_clock_is_the_same(question):
    """Clocks of the items written 24 h later, on the day before, change nothing."""
    later = tuple(
        replace(
            g,
            clock_h=g.clock_h + 24,
            weekdays=tuple(DAYS[DAYS.index(day) - 1] for day in g.weekdays),
        )
        for g in question.gaps
    )
    others = tuple(replace(o, clock_h=o.clock_h + 24) for o in question.others)

    found = timings(question, at_most=3)
    shifted = timings(replace(question, gaps=later, others=others), at_most=3)

    if isinstance(found, NoSafeTime):
        assert isinstance(shifted, NoSafeTime)
        assert shifted.blocking == found.blocking
    else:
        assert shifted == found


@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_the_medicines_changes_nothing(question, shuffler):
    """The same medicines in another order give the same answer, word for word."""
    gaps = list(question.gaps)
    shuffler.shuffle(gaps)

    found = timings(question, at_most=3)
    shuffled = timings(replace(question, gaps=tuple(gaps)), at_most=3)

    assert shuffled == found


@given(small_questions())
def test_a_refusal_is_minimal_and_true(question):
    """The gaps that are named leave no time, and without any one of them there is one."""
    found = timings(question, at_most=1)

    assume(isinstance(found, NoSafeTime))
    assert isinstance(timings(replace(question, gaps=found.blocking), at_most=1), NoSafeTime)
    for k in range(len(found.blocking)):
        rest = found.blocking[:k] + found.blocking[k + 1 :]
        assert isinstance(timings(replace(question, gaps=rest), at_most=1), Timings)

"""Do the limits hold in elapsed hours: after what was taken, across clock changes, on a journey?

Hours are counted by hand. In Madrid the clocks go forward on 28 March 2027 (a day of 23 hours)
and back on 25 October 2026 (a day of 25).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import DosePlan, LeftOut, Limit, Limits, Reason, Step
from magtitrate.record import Record
from magtitrate.regimen import DoseEvent, Product, Slot
from magtitrate.safety.clockwork import clock_changes, clock_reasons, left_out, planned_doses
from magtitrate.safety.situation import situation_of

Make = Callable[..., Any]
CAPSULE = Product(product_id="capsule", salt="bisglycinate", elemental_mg_per_unit=50.0)
SATURDAY = datetime(2027, 3, 27, 6, tzinfo=UTC)  # 07:00 in Madrid, the day before 23 hours
NOVEMBER = datetime(2026, 11, 20, 10, tzinfo=UTC)  # 11:00 in Madrid


def limits(daily: float = 250) -> Limits:
    why = Reason(code="D-01", sentence="for the test")
    kinds = {"daily": daily, "single": 200.0, "step": 100.0, "start": 200.0}
    return Limits(all=tuple(Limit(kind=k, elemental_mg=v, reason=why) for k, v in kinds.items()))


def plan(*slots: tuple[float, float], weekdays: tuple[str, ...] = ()) -> DosePlan:
    """A plan whose first step is its full day: (clock, mg)."""
    made = tuple(
        Slot(clock_h=hour, units=mg / 50, elemental_mg=mg, weekdays=weekdays) for hour, mg in slots
    )
    daily = sum(mg for _, mg in slots)
    return DosePlan(
        product=CAPSULE,
        daily_elemental_mg=daily,
        start_daily_elemental_mg=daily,
        slots=made,
        steps=(Step(from_day=0, daily_elemental_mg=daily, slots=made),),
    )


@pytest.fixture
def at(record_of: Make) -> Make:
    """A person's record at another moment and place, with what was taken (hours ago, mg)."""

    def build(
        now: datetime,
        zone: str = "Europe/Madrid",
        taken: tuple[tuple[float, float], ...] = (),
        status: str = "taken",
        **person: Any,
    ) -> Record:
        patient = record_of(**person).patient
        record = Record.opened(patient, now, zone, product=CAPSULE)
        events = tuple(
            DoseEvent(
                time_h=record.now_h - hours, elemental_mg=mg, product_id="capsule", status=status
            )
            for hours, mg in taken
        )
        return record.adding(doses=events)

    return build


@pytest.fixture
def out(facts: Facts, goal_of: Make) -> Make:
    """What is left out of a plan, as (day of the month, clock, why)."""

    def found(dose: DosePlan, record: Record, daily: float = 250) -> list[tuple[int, float, str]]:
        situation = situation_of(record, goal_of(), facts)
        rows = left_out(dose, record, situation, limits(daily), facts)
        assert all(isinstance(row, LeftOut) for row in rows)
        return [(row.on.day, row.clock_h, row.why) for row in rows]

    return found


# ---------------------------------------------------------------- what was taken before


def test_with_nothing_taken_and_no_change_nothing_is_left_out(at: Make, out: Make) -> None:
    """Two intakes of 125 mg in November: the plan is right as it stands."""
    assert out(plan((8, 125), (20, 125)), at(NOVEMBER)) == []


def test_a_dose_of_this_morning_counts_in_the_rolling_day(at: Make, out: Make) -> None:
    """200 mg at 08:00, now 11:00: 100 mg at 20:00 would be 300 in 12 h; tomorrow is free."""
    assert out(plan((9, 100), (20, 100)), at(NOVEMBER, taken=((3, 200),))) == [(20, 20, "day")]


def test_a_dose_of_last_evening_counts_until_the_same_hour(at: Make, out: Make) -> None:
    """200 mg at 20:00 yesterday: today 12:00 is within 24 h of it, today 20:00 is not."""
    found = out(plan((12, 100), (20, 100)), at(NOVEMBER, taken=((15, 200),)))

    assert found == [(20, 12, "day")]


def test_the_calendar_day_counts_too(at: Make, out: Make) -> None:
    """A day of 25 hours: 200 mg at 00:30 and 100 mg at 23:45 are 24.25 h apart, on one day."""
    sunday = datetime(2026, 10, 25, 22, tzinfo=UTC)  # 23:00 in Madrid, after the change

    assert out(plan((23.75, 100)), at(sunday, taken=((23.5, 200),))) == [(25, 23.75, "day")]


def test_a_dose_of_an_hour_ago_keeps_the_next_one_away(at: Make, out: Make) -> None:
    """100 mg at 10:00, now 11:00: 13:00 is 3 h later, 14:00 is 4 h (H-25)."""
    taken = at(NOVEMBER, taken=((1, 100),))

    assert out(plan((13, 50)), taken) == [(20, 13, "spacing")]
    assert out(plan((14, 50)), taken) == []


def test_a_missed_dose_was_not_taken(at: Make, out: Make) -> None:
    """A dose that was missed weighs nothing, and is not made up for."""
    assert out(plan((14, 200)), at(NOVEMBER, taken=((3, 200),), status="missed")) == []


def test_a_dose_of_25_hours_ago_is_over(at: Make, out: Make) -> None:
    """What lies more than a day back does not count, nor does what is still to come."""
    assert out(plan((14, 200)), at(NOVEMBER, taken=((25, 200), (-2, 200)))) == []


def test_doses_before_now_are_past(at: Make, facts: Facts) -> None:
    """At 11:00 the first dose of the plan is that of 20:00."""
    first = planned_doses(plan((8, 100), (20, 100)), at(NOVEMBER), 28)[0]

    assert first == (date(2026, 11, 20), "20:00", 100)


def test_other_sources_count_beside_what_was_taken(at: Make, out: Make) -> None:
    """100 mg taken, 60 mg of a multivitamin: another 100 mg is above 250 only with both."""
    multi = (MagnesiumSource(name="multivitamin", elemental_mg_per_day=60, clock_h=7.5),)
    clockless = (MagnesiumSource(name="multivitamin", elemental_mg_per_day=60),)

    assert out(plan((20, 100)), at(NOVEMBER, taken=((3, 100),))) == []
    for sources in (multi, clockless):
        found = out(plan((20, 100)), at(NOVEMBER, taken=((3, 100),), sources=sources))
        assert found == [(20, 20, "day")]


# ---------------------------------------------------------------- clocks that change


def test_the_days_of_change_are_seen(at: Make) -> None:
    """28 March has 23 hours; November has none such; a zone without changes never."""
    assert clock_changes(at(SATURDAY), 28) == (date(2027, 3, 28),)
    assert clock_changes(at(NOVEMBER), 28) == ()
    assert clock_changes(at(SATURDAY, "Asia/Tokyo"), 28) == ()
    autumn = datetime(2026, 10, 20, 10, tzinfo=UTC)
    assert clock_changes(at(autumn), 28) == (date(2026, 10, 25),)


def test_a_short_day_leaves_one_dose_out(at: Make, out: Make) -> None:
    """200 mg every evening: Saturday 20:00 to Sunday 20:00 is 23 h, so 400 mg in 24 h."""
    assert out(plan((20, 200)), at(SATURDAY)) == [(28, 20, "day")]


def test_a_short_day_leaves_only_what_is_too_much(at: Make, out: Make) -> None:
    """2 x 125 mg: Sunday's first dose goes, its second stays; 2 x 100 mg of 350 all stay."""
    assert out(plan((8, 125), (20, 125)), at(SATURDAY)) == [(28, 8, "day")]
    assert out(plan((8, 100), (20, 100)), at(SATURDAY), 350) == []


def test_the_same_plan_in_the_south(at: Make, out: Make) -> None:
    """In Auckland the clocks go forward on 27 September 2026."""
    friday = datetime(2026, 9, 25, 0, tzinfo=UTC)

    assert out(plan((20, 200)), at(friday, "Pacific/Auckland")) == [(27, 20, "day")]


def test_a_long_day_loses_nothing(at: Make, out: Make) -> None:
    """25 hours only put doses further apart."""
    autumn = datetime(2026, 10, 24, 6, tzinfo=UTC)

    assert out(plan((8, 125), (20, 125)), at(autumn)) == []


def test_a_gap_that_spans_the_change_is_an_hour_short(at: Make, out: Make) -> None:
    """Moxifloxacin at 06:30 needs 8 h: 22:30 is 8 h before it, and 7 on the night of change."""
    course = (Medicine(name="moxifloxacin", clock_h=(6.5,)),)
    record = at(SATURDAY, medicines=course)

    assert out(plan((22.5, 100)), record) == [(27, 22.5, "gap")]
    assert out(plan((21.5, 100)), record) == []


def test_a_gap_after_a_medicine_spans_the_change_too(at: Make, out: Make) -> None:
    """Levothyroxine at 23:00, 4 h after it: 03:00 is 3 h later on that night."""
    thyroid = (Medicine(name="levothyroxine", clock_h=(23.0,)),)

    assert out(plan((3, 100)), at(SATURDAY, medicines=thyroid)) == [(28, 3, "gap")]


def test_two_intakes_of_a_short_night_are_too_close(at: Make, out: Make) -> None:
    """23:30 and 03:30 are 4 h apart, and 3 on the night of change (H-25)."""
    assert out(plan((3.5, 50), (23.5, 50)), at(SATURDAY)) == [(28, 3.5, "spacing")]


def test_a_weekly_medicine_closes_its_own_night_only(at: Make, out: Make) -> None:
    """Moxifloxacin on Mondays does not meet the night from Saturday to Sunday."""
    course = (Medicine(name="moxifloxacin", clock_h=(6.5,), weekdays=("mon",)),)

    assert out(plan((22.5, 100)), at(SATURDAY, medicines=course)) == []


def test_slots_of_some_weekdays_meet_the_change_on_theirs(at: Make, out: Make) -> None:
    """200 mg on Mondays and Fridays never fall within 24 h of each other."""
    assert out(plan((20, 200), weekdays=("mon", "fri")), at(SATURDAY)) == []


# ---------------------------------------------------------------- a journey


@pytest.mark.parametrize(
    ("zone", "left"),
    [("Asia/Tokyo", [(20, 20, "day")]), ("Europe/Madrid", []), ("America/New_York", [])],
)
def test_after_a_journey_the_last_instant_counts(
    at: Make, out: Make, zone: str, left: list[Any]
) -> None:
    """200 mg at 20:00 in Madrid, 15 h ago: 20:00 in Tokyo is 16 h after it, not 24 (H-11)."""
    record = at(NOVEMBER, zone, taken=((15, 200),))

    assert out(plan((20, 200)), record) == left


def test_across_the_date_line_nothing_is_doubled(at: Make, out: Make) -> None:
    """Taken 2 h ago, then 22 hours of zones away: never within 24 elapsed hours."""
    record = at(NOVEMBER, "Pacific/Kiritimati", taken=((2, 200),))

    found = out(plan((8, 200)), record)

    instants = [record.instant(record.now_h - 2)]
    for day, clock, mg in planned_doses(plan((8, 200)), record, 3):
        if (day.day, 8.0, "day") not in found:
            hour = int(clock[:2])
            instants.append(datetime(day.year, day.month, day.day, hour, tzinfo=record.now.tzinfo))
            assert mg == 200
    elapsed = [b.astimezone(UTC) - a.astimezone(UTC) for a, b in pairwise(instants)]
    assert all(gap >= timedelta(hours=24) for gap in elapsed)


# ---------------------------------------------------------------- what the person reads


def said(dose: DosePlan, record: Record, facts: Facts, goal: Any) -> list[str]:
    situation = situation_of(record, goal, facts)
    found = left_out(dose, record, situation, limits(), facts)
    return [r.sentence for r in clock_reasons(found, record, facts)]


def test_the_reason_names_day_clock_amount_and_cause(at: Make, facts: Facts, goal_of: Make) -> None:
    """One sentence for the day, with the change or what was taken, and nothing made up for."""
    change = said(plan((20, 200)), at(SATURDAY), facts, goal_of())
    taken = said(plan((20, 200)), at(NOVEMBER, taken=((3, 200),)), facts, goal_of())

    assert len(change) == 1 and len(taken) == 1
    for words in ("2027-03-28", "20:00 (200 mg)", "clocks change", "not made up for"):
        assert words in change[0]
    for words in ("2026-11-20", "200 mg were taken", "within the limit"):
        assert words in taken[0]


def test_each_cause_has_its_words(at: Make, facts: Facts, goal_of: Make) -> None:
    """Too soon, too near a medicine: each says which."""
    near = at(SATURDAY, medicines=(Medicine(name="moxifloxacin", clock_h=(6.5,)),))

    assert "too near moxifloxacin" in said(plan((22.5, 100)), near, facts, goal_of())[0]
    soon = said(plan((13, 50)), at(NOVEMBER, taken=((1, 100),)), facts, goal_of())
    assert "too soon" in soon[0]


def test_the_reason_rests_on_rows_that_exist(at: Make, facts: Facts, goal_of: Make) -> None:
    """A reader can follow it."""
    from magtitrate.facts.lookup import find

    record = at(SATURDAY)
    situation = situation_of(record, goal_of(), facts)
    found = left_out(plan((20, 200)), record, situation, limits(), facts)
    reasons = clock_reasons(found, record, facts)

    assert all(find(facts, key) for reason in reasons for key in reason.facts)
    assert replace(reasons[0]).numbers["left_out_mg"] == 200


# ---------------------------------------------------------------- each bound by itself


def out_row(on: date, clock_h: float, mg: float, why: str = "day") -> LeftOut:
    return LeftOut(on=on, clock_h=clock_h, elemental_mg=mg, why=why)


def test_each_day_has_its_own_sentence(at: Make, facts: Facts) -> None:
    """Two days with something left out: each names its own clock and amount, and no other."""
    record = at(SATURDAY, taken=((3, 200),))
    rows = (
        out_row(date(2027, 3, 27), 9.5, 100),
        out_row(date(2027, 3, 28), 20.25, 50, "spacing"),
        out_row(date(2027, 3, 28), 8.0, 75, "spacing"),
    )

    first, second = clock_reasons(rows, record, facts)

    assert "On 2027-03-27 the dose at 09:30 (100 mg) is left out" in first.sentence
    assert first.numbers == {"left_out_mg": 100, "taken_24h_mg": 200}
    assert "On 2027-03-28 the dose at 20:15 (50 mg) and 08:00 (75 mg)" in second.sentence
    assert second.sentence.count("too soon") == 1
    assert second.numbers == {"left_out_mg": 125, "taken_24h_mg": 200}


@pytest.mark.parametrize(
    ("day", "taken", "why"),
    [
        # Today, tomorrow and the day after, with 200 mg of this morning; the change is tomorrow.
        (27, ((1, 200),), "200 mg were taken"),
        (28, ((1, 200),), "200 mg were taken"),
        (29, ((1, 200),), "clocks change"),
        (28, (), "clocks change"),
        (27, (), "clocks change"),
    ],
)
def test_the_cause_that_is_told_is_the_nearer_one(
    at: Make, facts: Facts, day: int, taken: Any, why: str
) -> None:
    """What was swallowed reaches until tomorrow; a change of the clocks a day to each side."""
    rows = (out_row(date(2027, 3, day), 8.0, 100),)

    (reason,) = clock_reasons(rows, at(SATURDAY, taken=taken), facts)

    assert why in reason.sentence
    assert ("clocks change" in reason.sentence) is (why == "clocks change")


def test_two_changes_within_one_plan_are_both_seen(at: Make, facts: Facts) -> None:
    """Egypt in 2010: forward on 10 September after Ramadan, back at the end of 30 September."""
    record = at(datetime(2010, 9, 8, 10, tzinfo=UTC), "Africa/Cairo")

    changes = clock_changes(record, 28)

    assert changes == (date(2010, 9, 10), date(2010, 9, 30))
    for day in changes:
        (reason,) = clock_reasons((out_row(day, 8.0, 100),), record, facts)
        assert "clocks change" in reason.sentence


@pytest.mark.parametrize(("months", "day"), [((3, 28), 27), ((3, 28), 28), ((3, 28), 29)])
def test_the_day_before_the_change_counts_as_near(
    at: Make, months: tuple[int, int], day: int
) -> None:
    """The change is among the days looked at from the day before the plan to its last."""
    now = datetime(2027, 3, day, 12, tzinfo=UTC)

    assert clock_changes(at(now), 28) == (date(2027, *months),)
    assert clock_changes(at(now + timedelta(days=31 - day)), 28) == ()


@pytest.mark.parametrize("clock", [7.5, None])
def test_a_source_of_nothing_weighs_nothing(at: Make, out: Make, clock: float | None) -> None:
    """150 mg taken and 100 mg planned are the limit of 250 exactly; a drink without any is none."""
    drink = (MagnesiumSource(name="drink", elemental_mg_per_day=0, clock_h=clock),)

    assert out(plan((20, 100)), at(NOVEMBER, taken=((3, 150),), sources=drink)) == []
    one = (MagnesiumSource(name="drink", elemental_mg_per_day=1, clock_h=clock),)
    assert out(plan((20, 100)), at(NOVEMBER, taken=((3, 150),), sources=one)) == [(20, 20, "day")]


def test_too_much_of_yesterday_closes_no_later_day(at: Make, out: Make) -> None:
    """300 mg 20 h ago are above 250 by themselves; a dose 24 h after them is free."""
    assert out(plan((15, 50)), at(NOVEMBER, taken=((20, 300),))) == []
    assert out(plan((14.75, 50)), at(NOVEMBER, taken=((20, 300),))) == [(20, 14.75, "day")]


def test_what_comes_after_a_dose_counts_with_it(at: Make, out: Make) -> None:
    """100 mg at 12:00 and a drink of 160 mg at 20:00 of the same day are 260 mg."""
    drink = (MagnesiumSource(name="drink", elemental_mg_per_day=160, clock_h=20.0),)
    record = at(NOVEMBER, taken=((23, 10),), sources=drink)

    assert [day for day, *_ in out(plan((12, 100)), record)][:1] == [20]
    assert out(plan((12, 90)), record) == []


# ---------------------------------------------------------------- an operation


@pytest.mark.parametrize(
    ("surgery", "left"),
    [
        # The last dose 24 h before the beginning of its day: Saturday 00:00 for Sunday's.
        (date(2026, 11, 22), (date(2026, 11, 21), 8.0)),
        (date(2026, 11, 21), (date(2026, 11, 20), 20.0)),
        (date(2026, 11, 20), (date(2026, 11, 20), 20.0)),
        (date(2026, 11, 24), (date(2026, 11, 23), 8.0)),
        (date(2026, 11, 19), None),
        (date(2027, 1, 9), None),
    ],
)
def test_a_day_before_an_operation_doses_end(
    at: Make, facts: Facts, goal_of: Make, surgery: date, left: Any
) -> None:
    """From then on every dose is out, with its own reason; an operation of yesterday is over."""
    record = at(NOVEMBER, surgery_planned=surgery)
    two = plan((8, 100), (20, 100))
    found = left_out(two, record, situation_of(record, goal_of(), facts), limits(), facts)

    after = [(d, c) for d, c, _ in planned_doses(two, record, 28)]
    if left is None:
        assert found == ()
        return
    assert (found[0].on, found[0].clock_h) == left
    assert {row.why for row in found} == {"surgery"}
    assert len(found) == len(after) - after.index((left[0], f"{left[1]:02.0f}:00"))
    (reason,) = clock_reasons(found, record, facts)
    assert f"From {left[0].isoformat()} {left[1]:02.0f}:00 on every dose is left out" in (
        reason.sentence
    )
    assert "at least 24 hours before the operation" in reason.sentence
    assert reason.numbers == {"left_out_mg": 100.0 * len(found)}
    assert reason.facts == ("rule:C-09", "policy.before_surgery")


@pytest.mark.parametrize(("clock", "out_too"), [(0.0, False), (0.25, True)])
def test_a_dose_at_the_last_hour_is_taken(at: Make, out: Make, clock: float, out_too: bool) -> None:
    """Saturday 00:00 is 24 h before Sunday; a quarter of an hour later is not."""
    record = at(NOVEMBER, surgery_planned=date(2026, 11, 22))

    found = out(plan((clock, 50)), record)

    assert ((21, clock, "surgery") in found) is out_too
    assert (22, clock, "surgery") in found


def test_an_operation_and_a_dose_of_this_morning_have_a_sentence_each(
    at: Make, facts: Facts, goal_of: Make
) -> None:
    """First the operation, then the day on which something else is left out."""
    record = at(NOVEMBER, taken=((3, 200),), surgery_planned=date(2026, 11, 22))
    situation = situation_of(record, goal_of(), facts)
    found = left_out(plan((20, 100)), record, situation, limits(), facts)

    first, second = clock_reasons(found, record, facts)

    assert "before the operation" in first.sentence
    assert "On 2026-11-20 the dose at 20:00 (100 mg)" in second.sentence


# ---------------------------------------------------------------- days of the week and of the plan


def test_a_slot_of_one_weekday_comes_on_that_day(at: Make) -> None:
    """Today is Friday the 20th: Monday is the 23rd, Sunday the 22nd."""
    for day, on in (("mon", 23), ("sun", 22), ("fri", 20)):
        (first, *_) = planned_doses(plan((20, 100), weekdays=(day,)), at(NOVEMBER), 28)
        assert first == (date(2026, 11, on), "20:00", 100)


def test_a_change_on_the_last_day_of_the_plan_counts_every_source(at: Make, out: Make) -> None:
    """On day 28 two drinks of 100 mg at 07:30 are 23 h apart: no room for 75 between them."""
    drink = (MagnesiumSource(name="drink", elemental_mg_per_day=100, clock_h=7.5),)
    march = datetime(2027, 3, 1, 5, tzinfo=UTC)

    found = out(plan((8, 75), (20, 75)), at(march, sources=drink))

    assert found == [(27, 8, "day"), (27, 20, "day"), (28, 8, "day")]
    assert out(plan((8, 75), (20, 75)), at(march)) == []


def test_a_dose_of_exactly_a_day_ago_is_not_of_the_last_day(at: Make, facts: Facts) -> None:
    """24 h ago is a day ago; a minute less is within it."""
    row = (out_row(date(2026, 11, 20), 20.0, 100),)

    (day,) = clock_reasons(row, at(NOVEMBER, taken=((24, 200),)), facts)
    (less,) = clock_reasons(row, at(NOVEMBER, taken=((24 - 1 / 60, 200),)), facts)

    assert day.numbers["taken_24h_mg"] == 0
    assert less.numbers["taken_24h_mg"] == 200


@pytest.mark.parametrize(("mg", "left"), [(50, []), (100, [(20, 20, "day")])])
def test_magnesium_of_a_medicine_without_an_hour_counts_every_day(
    at: Make, out: Make, mg: float, left: list[Any]
) -> None:
    """A chewable tablet of 97.2 mg at no known hour, 100 mg taken: room for 52.8 of 250 mg."""
    tablet = (Medicine(name="magnesium glycerophosphate"),)

    assert out(plan((20, mg)), at(NOVEMBER, taken=((3, 100),), medicines=tablet)) == left

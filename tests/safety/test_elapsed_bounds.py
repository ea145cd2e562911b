"""The bounds of the rolling day in `left_out`, minute by minute and milligram by milligram."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import DosePlan, Limit, Limits, Reason, Step
from magtitrate.record import Record
from magtitrate.regimen import DoseEvent, Product, Slot
from magtitrate.safety.clockwork import clock_changes, left_out, planned_doses
from magtitrate.safety.situation import situation_of

Make = Callable[..., Any]
CAPSULE = Product(product_id="capsule", salt="bisglycinate", elemental_mg_per_unit=50.0)
NOVEMBER = datetime(2026, 11, 20, 10, tzinfo=UTC)  # 11:00 in Madrid


def slots(*pairs: tuple[float, float]) -> tuple[Slot, ...]:
    return tuple(Slot(clock_h=hour, units=mg / 50, elemental_mg=mg) for hour, mg in pairs)


def plan(*stages: tuple[int, tuple[Slot, ...]]) -> DosePlan:
    """(first day, slots) of each stage."""
    steps = tuple(
        Step(from_day=day, daily_elemental_mg=sum(s.elemental_mg for s in made), slots=made)
        for day, made in stages
    )
    return DosePlan(
        product=CAPSULE,
        daily_elemental_mg=steps[-1].daily_elemental_mg,
        start_daily_elemental_mg=steps[0].daily_elemental_mg,
        slots=steps[-1].slots,
        steps=steps,
    )


@pytest.fixture
def out(record_of: Make, goal_of: Make, facts: Facts) -> Make:
    """(days from today, clock, why) of what is left out."""

    def found(
        dose: DosePlan,
        *taken: tuple[float, float],
        daily: float = 250,
        now: datetime = NOVEMBER,
        **person: Any,
    ) -> list[tuple[int, float, str]]:
        record = Record.opened(record_of(**person).patient, now, "Europe/Madrid", product=CAPSULE)
        record = record.adding(
            doses=tuple(
                DoseEvent(
                    time_h=record.now_h - hours,
                    elemental_mg=mg,
                    product_id="capsule",
                    status="taken",
                )
                for hours, mg in taken
            )
        )
        why = Reason(code="D-01", sentence="for the test")
        kinds = {"daily": daily, "single": 200.0, "step": 100.0, "start": 200.0}
        bounds = Limits(
            all=tuple(Limit(kind=k, elemental_mg=v, reason=why) for k, v in kinds.items())
        )
        situation = situation_of(record, goal_of(), facts)
        rows = left_out(dose, record, situation, bounds, facts)
        return [((row.on - record.today).days, row.clock_h, row.why) for row in rows]

    return found


@pytest.mark.parametrize(("daily", "free"), [(300, True), (299.9, False)])
def test_the_limit_itself_is_free(out: Make, daily: float, free: bool) -> None:
    """200 mg three hours ago and 100 mg at 20:00 are 300."""
    found = out(plan((0, slots((20, 100)))), (3, 200), daily=daily)

    assert found == ([] if free else [(0, 20, "day")])


@pytest.mark.parametrize(("clock", "free"), [(11.75, False), (12.0, True), (12.25, True)])
def test_24_hours_are_over_at_the_same_minute(out: Make, clock: float, free: bool) -> None:
    """200 mg yesterday at 12:00: the same minute of today is free."""
    found = out(plan((0, slots((clock, 100)))), (23, 200))

    assert found == ([] if free else [(0, clock, "day")])


@pytest.mark.parametrize(("clock", "free"), [(14.75, False), (15.0, True)])
def test_four_hours_are_over_at_the_minute(out: Make, clock: float, free: bool) -> None:
    """50 mg just now, at 11:00: 15:00 is free (H-25)."""
    found = out(plan((0, slots((clock, 50)))), (0, 50))

    assert found == ([] if free else [(0, clock, "spacing")])


def test_a_dose_of_nothing_keeps_nothing_away(out: Make) -> None:
    """A line of 0 mg an hour ago is no intake; one of 0.5 mg is."""
    assert out(plan((0, slots((12, 50)))), (1, 0.0)) == []
    assert out(plan((0, slots((12, 50)))), (1, 0.5)) == [(0, 12, "spacing")]


def test_a_dose_at_this_very_moment_is_still_planned(record_of: Make, facts: Facts) -> None:
    """Now is 11:00: 11:00 is to come, 10:59 is past."""
    record = record_of()

    assert planned_doses(plan((0, slots((11, 100)))), record, 1)[0][1] == "11:00"
    assert planned_doses(plan((0, slots((10.98, 100)))), record, 1) == ()


@pytest.mark.parametrize(("daily", "free"), [(296, True), (295, False)])
def test_a_medicine_with_magnesium_counts_once_for_each_of_its_hours(
    out: Make, daily: float, free: bool
) -> None:
    """97.2 mg at 08:00 and at 20:00 beside 100 mg at 14:00 and 1 mg before: 295.4 mg."""
    medicine = (Medicine(name="magnesium glycerophosphate", clock_h=(8.0, 20.0)),)

    found = out(plan((0, slots((14, 100)))), (20, 1), daily=daily, medicines=medicine)

    assert (not found) is free


def test_a_medicine_without_an_hour_counts_in_every_day(out: Make) -> None:
    """97.2 mg at some hour beside 100 mg: 197.2 mg, on every day of the plan."""
    medicine = (Medicine(name="magnesium glycerophosphate", clock_h=()),)
    dose = plan((0, slots((14, 100))))

    assert out(dose, (20, 1), daily=199, medicines=medicine) == []
    assert len(out(dose, (20, 1), daily=197, medicines=medicine)) == 28
    # One with an hour is not counted a second time as one without.
    timed = (Medicine(name="magnesium glycerophosphate", clock_h=(8.0,)),)
    assert out(dose, (20, 1), daily=199, medicines=timed) == []


def test_a_source_of_the_evening_before_counts(out: Make) -> None:
    """100 mg at 23:00 each day and 100 mg at 12:00: within 13 hours, from the first day on."""
    source = (MagnesiumSource(name="tea", elemental_mg_per_day=100, clock_h=23.0),)
    dose = plan((0, slots((12, 100))))

    assert out(dose, (20, 1), daily=202, sources=source) == []
    assert [day for day, _, _ in out(dose, (20, 1), daily=199, sources=source)] == list(range(28))


def test_the_stage_of_the_day_counts(out: Make) -> None:
    """100 mg for a week, then 200: what is above 150 begins on day 7, not before."""
    dose = plan((0, slots((20, 100))), (7, slots((20, 200))))

    found = out(dose, (20, 1), daily=150)

    assert [day for day, _, _ in found] == list(range(7, 28))


def test_two_medicines_close_their_own_times(out: Make) -> None:
    """Levothyroxine at 07:00 on the last day of the plan closes 03:15 to 10:45, as on the first."""
    medicine = (Medicine(name="levothyroxine", clock_h=(7.0,)),)

    near = out(plan((0, slots((10.75, 50)))), (20, 1), medicines=medicine)
    early = out(plan((0, slots((3.25, 50)))), (20, 1), medicines=medicine)

    assert [day for day, _, _ in near] == list(range(1, 28))
    assert [day for day, _, _ in early] == list(range(1, 28))
    assert out(plan((0, slots((11, 50)))), (20, 1), medicines=medicine) == []
    assert out(plan((0, slots((3, 50)))), (20, 1), medicines=medicine) == []


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        (datetime(2027, 2, 28, 10, tzinfo=UTC), False),
        (datetime(2027, 3, 1, 10, tzinfo=UTC), True),
        (datetime(2027, 3, 28, 10, tzinfo=UTC), True),
        (datetime(2027, 3, 29, 10, tzinfo=UTC), True),
        (datetime(2027, 3, 30, 10, tzinfo=UTC), False),
    ],
)
def test_a_change_is_seen_within_the_plans_life_and_the_day_before(
    record_of: Make, now: datetime, seen: bool
) -> None:
    """28 March 2027 has 23 hours: 27 days ahead is seen, 28 is not; yesterday is."""
    record = Record.opened(record_of().patient, now, "Europe/Madrid", product=CAPSULE)

    assert bool(clock_changes(record, 28)) is seen

"""Do products, slots and dose events mean what a person would swallow?"""

from __future__ import annotations

from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.regimen import DoseEvent, Product, Regimen, Slot

CAPSULE = Product(product_id="p", salt="bisglycinate", elemental_mg_per_unit=100.0)
NAN, INF = float("nan"), float("inf")


def slot(clock_h: float, mg: float = 100.0, weekdays: tuple[str, ...] = ()) -> Slot:
    return Slot(clock_h=clock_h, units=mg / 100, elemental_mg=mg, weekdays=weekdays)


def test_the_smallest_dose_is_half_of_what_can_be_halved() -> None:
    """A capsule is whole; a scored tablet has halves."""
    tablet = Product(product_id="t", salt="oxide", elemental_mg_per_unit=150.0, divisible=True)

    assert (CAPSULE.smallest_units, CAPSULE.smallest_elemental_mg) == (1.0, 100.0)
    assert (tablet.smallest_units, tablet.smallest_elemental_mg) == (0.5, 75.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"elemental_mg_per_unit": 0},
        {"elemental_mg_per_unit": NAN},
        {"elemental_mg_per_unit": 5000},
        {"compound_mg_per_unit": 0},
        {"vitamin_b6_mg_per_unit": -1},
        {"release": "extended"},
    ],
)
def test_a_product_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """No product has no magnesium, a negative vitamin or an unknown release."""
    good = {"product_id": "p", "salt": "bisglycinate", "elemental_mg_per_unit": 100.0}
    with pytest.raises(InputError):
        Product(**{**good, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"clock_h": 24.0},
        {"clock_h": -1.0},
        {"clock_h": NAN},
        {"elemental_mg": -1.0},
        {"elemental_mg": NAN},
        {"elemental_mg": INF},
        {"meal": "before"},
        {"weekdays": ("sunday",)},
    ],
)
def test_a_slot_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Hours are hours of the day, and doses are finite and not negative."""
    with pytest.raises(InputError):
        Slot(**{"clock_h": 8.0, "units": 1.0, "elemental_mg": 100.0, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"elemental_mg": -1.0},
        {"elemental_mg": NAN},
        {"elemental_mg": INF},
        {"status": "skipped"},
        {"meal": "none"},
    ],
)
def test_a_dose_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """A dose that happened is finite, not negative, and planned, taken or missed."""
    with pytest.raises(InputError):
        DoseEvent(**{"time_h": 0.0, "elemental_mg": 100.0, "product_id": "p", **wrong})


def test_the_daily_dose_is_that_of_the_largest_day() -> None:
    """A weekday with one slot more counts, and each weekday can be asked for."""
    week = Regimen(product=CAPSULE, slots=(slot(20), slot(8, weekdays=("tue", "thu"))))

    assert week.daily_elemental_mg() == 200.0
    assert week.daily_elemental_mg("tue") == 200.0
    assert week.daily_elemental_mg("mon") == 100.0
    assert [s.clock_h for s in week.slots_on("thu")] == [8, 20]
    assert Regimen(product=None, slots=()).daily_elemental_mg() == 0


def test_events_follow_the_calendar_across_sunday() -> None:
    """A Monday slot comes once in eight days that begin on Sunday, 24 h after midnight."""
    week = Regimen(product=CAPSULE, slots=(slot(8, weekdays=("mon",)),))

    events = week.events(0, 8 * 24, first_weekday="sun")

    assert [event.time_h for event in events] == [32.0]
    assert events[0].product_id == "p"
    assert events[0].status == "planned"


def test_events_are_half_open_and_may_begin_before_zero() -> None:
    """The first hour belongs to the span, the last one does not, and the past has days too."""
    daily = Regimen(product=None, slots=(slot(8), slot(20)))

    times = [event.time_h for event in daily.events(-16, 20, first_weekday="mon")]

    assert times == [-16.0, -4.0, 8.0]


def test_events_are_in_order() -> None:
    """Slots that were listed late first come out by the clock."""
    times = [
        e.time_h
        for e in Regimen(product=None, slots=(slot(20), slot(8))).events(0, 48, first_weekday="fri")
    ]

    assert times == sorted(times) == [8.0, 20.0, 32.0, 44.0]

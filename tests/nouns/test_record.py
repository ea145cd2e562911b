"""Does a record keep time, order and the present moment straight?

Clock changes of Madrid: 29 March and 25 October 2026.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from magtitrate.errors import InputError
from magtitrate.patient import Patient
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import DoseEvent

SOMEONE = Patient(patient_id="x")
MADRID = "Europe/Madrid"


def opened(now: datetime, timezone: str = MADRID) -> Record:
    return Record.opened(SOMEONE, now, timezone)


def serum(time_h: float, value: float = 0.8) -> Observation:
    return Observation(analyte="serum_magnesium", time_h=time_h, value=value)


def test_zero_is_the_local_midnight_of_now() -> None:
    """At 23:30 UTC it is half past midnight in Madrid, and a new day."""
    record = opened(datetime(2026, 11, 19, 23, 30, tzinfo=UTC))

    assert record.zero == datetime(2026, 11, 20, tzinfo=ZoneInfo(MADRID))
    assert record.now_h == pytest.approx(0.5)
    assert record.today == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (datetime(2026, 3, 29, 23, tzinfo=ZoneInfo(MADRID)), 22),
        (datetime(2026, 10, 25, 23, tzinfo=ZoneInfo(MADRID)), 24),
        (datetime(2026, 11, 20, 23, tzinfo=ZoneInfo(MADRID)), 23),
    ],
)
def test_hours_are_elapsed_time(day: datetime, hours: float) -> None:
    """23 o'clock is 22 h after midnight when the clocks went forward, and 24 h when back."""
    record = opened(day)

    assert record.now_h == pytest.approx(hours)
    assert record.clock_h(record.now_h) == pytest.approx(23)
    assert record.now == day


def test_an_instant_comes_back_as_its_hour() -> None:
    """Hours and instants undo each other across a clock change, before and after now."""
    record = opened(datetime(2026, 3, 29, 1, tzinfo=ZoneInfo(MADRID)))

    for hour in (-1000.25, -1.5, 0, 1.5, 2.5, 23, 4000):
        assert record.hours(record.instant(hour)) == pytest.approx(hour)


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Pacific/Pago_Pago", "Asia/Kolkata"])
def test_the_day_is_the_persons_own(zone: str) -> None:
    """Around the date line the local day differs, and now is the same instant."""
    now = datetime(2026, 11, 20, 11, 30, tzinfo=UTC)

    record = opened(now, zone)

    assert record.now.astimezone(UTC) == now
    assert record.today == now.astimezone(ZoneInfo(zone)).date()
    assert 0 <= record.now_h < 24


def test_a_midnight_that_does_not_exist_is_no_trouble() -> None:
    """In Cairo the clocks went forward at midnight on 26 April 2024."""
    now = datetime(2024, 4, 26, 10, tzinfo=UTC)

    record = opened(now, "Africa/Cairo")

    assert record.now.astimezone(UTC) == now
    assert record.today == date(2024, 4, 26)


def test_a_naive_moment_is_refused() -> None:
    """Without a zone neither now nor zero is a moment."""
    with pytest.raises(InputError):
        opened(datetime(2026, 11, 20, 9))  # noqa: DTZ001
    with pytest.raises(InputError):
        Record(
            patient=SOMEONE,
            zero=datetime(2026, 11, 20),  # noqa: DTZ001
            now_h=9,
            timezone=MADRID,
        )


def test_things_are_in_time_order_however_they_come() -> None:
    """The order of a file is not the order of events; the record is not changed by adding."""
    empty = opened(datetime(2026, 11, 20, 9, tzinfo=UTC))

    full = empty.adding(
        observations=(serum(-24, 0.9), serum(-240, 1.3), serum(-48, 0.8)),
        doses=(
            DoseEvent(time_h=-1, elemental_mg=100, product_id="p"),
            DoseEvent(time_h=-25, elemental_mg=100, product_id="p"),
        ),
        diary=(DiaryEntry(time_h=-2, kind="stool"), DiaryEntry(time_h=-30, kind="stool")),
    )

    assert [o.time_h for o in full.observations] == [-240, -48, -24]
    assert [d.time_h for d in full.doses] == [-25, -1]
    assert [d.time_h for d in full.diary] == [-30, -2]
    assert full.latest("serum_magnesium") == serum(-24, 0.9)
    assert full.latest("potassium") is None
    assert full.of("potassium") == ()
    assert empty.observations == ()


def test_the_past_did_not_know_the_future() -> None:
    """The record as it was at a time holds nothing later, and its now is that time."""
    full = opened(datetime(2026, 11, 20, 9, tzinfo=UTC)).adding(
        observations=(serum(-24), serum(-48), serum(-30)),
        doses=(DoseEvent(time_h=-30, elemental_mg=100, product_id="p"),),
        diary=(DiaryEntry(time_h=-2, kind="stool"),),
    )

    then = full.until(-30)

    assert then.now_h == -30
    assert [o.time_h for o in then.observations] == [-48, -30]
    assert len(then.doses) == 1
    assert then.diary == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"analyte": "magnesium"},
        {"value": -0.1},
        {"value": float("nan")},
        {"value": float("inf")},
        {"lower": 1.0, "upper": 0.7},
        {"lower": 0.7, "upper": 0.7},
    ],
)
def test_an_observation_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Unknown analytes, impossible values and intervals the wrong way round."""
    good = {"analyte": "serum_magnesium", "time_h": 0.0, "value": 0.8}
    with pytest.raises(InputError):
        Observation(**{**good, **wrong})


def test_a_diary_line_of_an_unknown_kind_is_refused() -> None:
    """The kinds are those of the contract."""
    with pytest.raises(InputError):
        DiaryEntry(time_h=0, kind="symptoms")

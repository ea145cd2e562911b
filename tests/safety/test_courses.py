"""When is a course of a medicine over, and until when does magnesium pause beside it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.safety.courses import course_is_over, pause_reasons
from magtitrate.safety.medicines import match

Make = Callable[..., Any]
NOW = datetime(2026, 11, 20, 11, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def course(facts: Facts, name: str, until: date | None, *clock: float) -> Any:
    return match((Medicine(name=name, clock_h=clock, until=until),), facts)[0]


@pytest.mark.parametrize(
    ("name", "until", "clock", "over"),
    [
        ("levothyroxine", None, (7.0,), False),
        ("levothyroxine", date(2026, 11, 20), (7.0,), False),
        ("levothyroxine", date(2026, 11, 19), (7.0,), True),
        # An antibiotic counts for 24 h after its last dose (I-08).
        ("ciprofloxacin", date(2026, 11, 19), (8.0, 20.0), False),
        ("ciprofloxacin", date(2026, 11, 19), (11.0,), True),
        ("ciprofloxacin", date(2026, 11, 19), (12.0,), False),
        ("ciprofloxacin", date(2026, 11, 18), (8.0, 20.0), True),
        # A magnesium laxative counts for 48 h (I-54); without a clock, from the end of the day.
        ("milk of magnesia", date(2026, 11, 18), (21.0,), False),
        ("milk of magnesia", date(2026, 11, 18), (10.0,), True),
        ("milk of magnesia", date(2026, 11, 18), (), False),
        ("milk of magnesia", date(2026, 11, 17), (), True),
    ],
)
def test_a_course_is_over_when_its_hours_have_passed(
    facts: Facts, name: str, until: date | None, clock: tuple[float, ...], over: bool
) -> None:
    """The last dose of the last day, and the hours for which it still counts."""
    assert course_is_over(course(facts, name, until, *clock), NOW) is over


def test_the_pause_names_its_end(facts: Facts) -> None:
    """Tetracycline to 27 November, 18:00: magnesium from the 28th, 18:00."""
    found = course(facts, "tetracycline", date(2026, 11, 27), 6.0, 12.0, 18.0)

    (reason,) = pause_reasons((found,), frozenset({"tetracycline"}), TODAY)

    assert reason.code == "I-08"
    assert "2026-11-28 18:00" in reason.sentence
    assert reason.numbers == {"pause_h": 24, "pause_days": 8}
    assert reason.facts == ("interaction:I-08",)


def test_a_pause_without_a_last_day_asks_for_it(facts: Facts) -> None:
    """No date is made up."""
    (reason,) = pause_reasons(
        (course(facts, "doxycycline", None, 8.0),), frozenset({"doxycycline"}), TODAY
    )

    assert "last day" in reason.sentence
    assert "pause_days" not in reason.numbers


@pytest.mark.parametrize("blocking", [frozenset(), frozenset({"levothyroxine"})])
def test_only_what_leaves_no_time_pauses(facts: Facts, blocking: frozenset[str]) -> None:
    """An antibiotic beside which a time is free does not; levothyroxine has no such pause."""
    taken = (
        course(facts, "ciprofloxacin", None, 8.0),
        course(facts, "levothyroxine", None, 7.0),
    )

    assert pause_reasons(taken, blocking, TODAY) == ()


def test_a_plan_beside_a_course_without_a_time_says_until_when(
    facts: Facts, record_of: Make, goal_of: Make
) -> None:
    """The whole program: hold, no safe time first, then I-08 with its date."""
    from magtitrate.titrate import titrate

    medicine = Medicine(
        name="tetracycline", clock_h=(0.0, 6.0, 12.0, 18.0), until=date(2026, 11, 27)
    )
    plan = titrate(record_of(medicines=(medicine,)), goal_of(), facts).plan

    assert plan.verdict == "hold"
    assert plan.regimen is None
    assert [r.code for r in plan.reasons[:2]] == ["no_safe_time", "I-08"]
    assert "2026-11-28 18:00" in plan.reasons[1].sentence


@pytest.mark.parametrize(
    ("name", "until", "clock", "now", "over"),
    [
        ("levothyroxine", date(2026, 11, 19), (23.5,), (20, 0, 15), True),
        ("milk of magnesia", date(2026, 11, 17), (), (20, 0, 30), True),
        ("milk of magnesia", date(2026, 11, 17), (), (19, 23, 59), False),
        ("milk of magnesia", date(2026, 11, 17), (8.0, 20.0), (19, 19, 59), False),
        ("milk of magnesia", date(2026, 11, 17), (8.0, 20.0), (19, 20, 1), True),
    ],
)
def test_a_course_ends_at_its_minute(
    facts: Facts,
    name: str,
    until: date,
    clock: tuple[float, ...],
    now: tuple[int, int, int],
    over: bool,
) -> None:
    """Without a pause at the end of its last day; with one, hours after its last dose."""
    day, hour, minute = now
    moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC)

    assert course_is_over(course(facts, name, until, *clock), moment) is over


def test_only_a_pause_for_want_of_time_is_told(facts: Facts) -> None:
    """A laxative pauses always, so it is not among the courses that leave no clock time."""
    laxative = course(facts, "milk of magnesia", date(2026, 11, 27), 20.0)

    assert pause_reasons((laxative,), frozenset({"milk of magnesia"}), TODAY) == ()
    doxycycline = course(facts, "doxycycline", date(2026, 11, 27), 20.0)
    assert pause_reasons((doxycycline,), frozenset(), TODAY) == ()

"""Was the dose steady for 14 days when serum magnesium was drawn (L-11, H-20)?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.record import Record
from magtitrate.regimen import DoseEvent
from magtitrate.safety.steady import steady_when_drawn

Make = Callable[..., Any]
NOON_H = 12.0
TODAY_H = 11.0


def doses(*days: tuple[int, float], status: str = "taken") -> tuple[DoseEvent, ...]:
    """(days before today, mg), each at noon."""
    return tuple(
        DoseEvent(time_h=NOON_H - 24 * ago, elemental_mg=mg, product_id="p", status=status)
        for ago, mg in days
    )


@pytest.fixture
def steady(record_of: Make, facts: Facts) -> Callable[..., str | None]:
    """The answer for a sample drawn so many days ago."""

    def of(*events: DoseEvent, drawn: float = 0) -> str | None:
        record: Record = record_of().adding(doses=events)
        return steady_when_drawn(record, TODAY_H - 24 * drawn, facts)

    return of


def every_day(first: int, last: int, mg: float = 100) -> tuple[DoseEvent, ...]:
    return doses(*((ago, mg) for ago in range(last, first + 1)))


@pytest.mark.parametrize(
    ("since", "answer"), [(1, "no"), (13, "no"), (14, "yes"), (15, "yes"), (60, "yes")]
)
def test_a_dose_begun_less_than_14_days_before(steady: Make, since: int, answer: str) -> None:
    """The first day of the dose lies 13 days before the draw, or 14."""
    assert steady(*every_day(since, 1)) == answer


@pytest.mark.parametrize(("old", "new"), [(100, 200), (200, 100)])
@pytest.mark.parametrize(("ago", "answer"), [(1, "no"), (13, "no"), (14, "yes"), (20, "yes")])
def test_a_dose_changed_less_than_14_days_before(
    steady: Make, ago: int, answer: str, old: float, new: float
) -> None:
    """Up or down: the first day of the new dose counts."""
    assert steady(*every_day(40, ago + 1, old), *every_day(ago, 1, new)) == answer


def test_a_missed_dose_is_no_change(steady: Make) -> None:
    """Neither one that was written down as missed, nor a day without a line."""
    missed = doses((5, 100), status="missed")
    others = (*every_day(30, 6), *every_day(4, 1))

    assert steady(*others, *missed) == "yes"
    assert steady(*others) == "yes"


def test_a_planned_dose_is_no_dose(steady: Make) -> None:
    """Nor is one of nothing."""
    assert steady(*doses((3, 100), (2, 100), status="planned")) is None
    assert steady(*every_day(30, 1), *doses((3, 50), status="planned")) == "yes"
    assert steady(*every_day(30, 1), *doses((3, 0))) == "yes"


def test_two_intakes_of_a_day_are_added(steady: Make) -> None:
    """100 mg twice for a month is steady; one of them since yesterday is a change."""
    assert steady(*every_day(30, 1), *every_day(30, 1)) == "yes"
    assert steady(*every_day(30, 1), *every_day(1, 1)) == "no"


def test_without_doses_nothing_is_said(steady: Make) -> None:
    """A value from before the first dose, and one of somebody who keeps no diary."""
    assert steady() is None
    assert steady(*every_day(10, 1), drawn=11) is None
    assert steady(*every_day(60, 30)) is None


def test_the_day_of_the_draw_does_not_count(steady: Make) -> None:
    """A larger dose in the evening of that day has not been swallowed yet."""
    assert steady(*every_day(30, 1), *doses((0, 300))) == "yes"
    assert steady(*every_day(30, 6), *doses((5, 300)), drawn=5) == "yes"


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize(("since", "free"), [(13, False), (14, True)])
def test_no_increase_rests_on_an_unsteady_value(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, mode: str, since: int, free: bool
) -> None:
    """L-11/steady: the dose in force stays the most, and the reason says when to measure."""
    record = record_of(labs=(lab("serum_magnesium", 0, 0.80),)).adding(doses=every_day(since, 1))

    judged = judge(record, goal_of(mode), in_force_mg=100)

    assert ("L-11/steady" in judged.fired) is not free
    assert judged.answer.may_dose
    assert (judged.limits.max_daily_elemental_mg > 100) is free
    if not free:
        reason = judged.limits.tightest("daily").reason
        assert reason.facts[0] == "rule:L-11/steady"
        assert "14 days" in reason.sentence


@pytest.mark.parametrize(("value", "key"), [(1.3, "L-02"), (0.45, "L-08")])
def test_an_unsteady_value_still_stops(
    record_of: Make, judge: Make, lab: Make, value: float, key: str
) -> None:
    """Not steady is no excuse for a value that stops."""
    record = record_of(labs=(lab("serum_magnesium", 0, value),)).adding(doses=every_day(3, 1))

    judged = judge(record, in_force_mg=100)

    assert key in judged.fired
    assert not judged.answer.may_dose


def test_the_newest_value_counts(record_of: Make, judge: Make, lab: Make) -> None:
    """A steady value after an unsteady one frees the dose again."""
    doses_taken = every_day(40, 1)
    early, late = lab("serum_magnesium", 30, 0.80), lab("serum_magnesium", 1, 0.80)

    before = judge(record_of(labs=(early,)).adding(doses=doses_taken), in_force_mg=100)
    after = judge(record_of(labs=(early, late)).adding(doses=doses_taken), in_force_mg=100)

    assert "L-11/steady" in before.fired
    assert "L-11/steady" not in after.fired


def test_one_missed_intake_of_two_is_no_change(steady: Make) -> None:
    """What was meant for the day is compared, not what was swallowed."""
    twice = (*every_day(30, 1), *every_day(30, 6), *every_day(4, 1))

    assert steady(*twice, *doses((5, 100), status="missed")) == "yes"
    assert steady(*twice) == "no"


def test_a_line_of_nothing_is_no_day(steady: Make) -> None:
    """0 mg on a day without any other line changes nothing; half a milligram does."""
    others = (*every_day(30, 6), *every_day(4, 1))

    assert steady(*others, *doses((5, 0))) == "yes"
    assert steady(*others, *doses((5, 0.5))) == "no"


def test_a_missed_intake_without_its_size_is_no_change(steady: Make) -> None:
    """So a diary writes it: 100 mg twice a day, and once only 100 and a line of nothing."""
    whole = (*every_day(30, 6), *every_day(30, 6), *every_day(4, 1), *every_day(4, 1))
    half = (*whole, *doses((5, 100)))
    missed = doses((5, 0), status="missed")

    assert steady(*half) == "no"
    assert steady(*half, *missed) == "yes"
    # A day that was missed whole says nothing either.
    assert steady(*whole, *missed) == "yes"
    # A line of nothing that was "taken" explains no smaller day.
    assert steady(*half, *doses((5, 0))) == "no"


def test_a_missed_line_hides_no_larger_dose(steady: Make) -> None:
    """On a day with 200 mg beside a missed line the dose was raised; with 100 it was not."""
    others = (*every_day(30, 6), *every_day(4, 1))
    missed = doses((5, 0), status="missed")

    assert steady(*others, *doses((5, 100)), *missed) == "yes"
    assert steady(*others, *doses((5, 200)), *missed) == "no"


@pytest.mark.parametrize(("missed", "answer"), [(14, "no"), (7, "no"), (6, "yes"), (1, "yes")])
def test_where_half_of_the_days_were_not_whole_nothing_is_steady(
    steady: Make, missed: int, answer: str
) -> None:
    """An intake left out on 7 of 14 days is another dose; on 6 it was missed now and then."""
    lines = doses(*((ago, 0) for ago in range(1, missed + 1)), status="missed")

    assert steady(*every_day(30, 1), *lines) == answer

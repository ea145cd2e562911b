"""Does each answer last as long as it may, and not a day longer?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from magtitrate.patient import Kidney
from magtitrate.record import Record

Make = Callable[..., Any]


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize(("days", "open_"), [(0, True), (28, True), (29, False), (400, False)])
def test_answers_and_labs_expire_on_their_day(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    mode: str,
    days: int,
    open_: bool,
) -> None:
    """Medicines, other magnesium, symptoms and sick days: 28 days, then they are asked again."""
    record = record_of(answers={"confirmed": days_from_today(-days)})

    judged = judge(record, goal_of(mode))

    assert judged.answer.may_dose is open_
    assert ("G-07" in judged.codes) is not open_


@pytest.mark.parametrize(("age", "asked"), [(12, True), (30, True), (55.9, True), (56, False)])
def test_pregnancy_is_asked_again_with_every_plan(
    record_of: Make, judge: Make, days_from_today: Make, age: float, asked: bool
) -> None:
    """H-09: after 28 days an answer "no" is asked again, where it can be another one."""
    record = record_of(
        sex="female", pregnancy="no", age_y=age, answers={"confirmed": days_from_today(-29)}
    )

    assert ("G-07/pregnancy" in judge(record).fired) is asked


def test_a_man_is_not_asked(record_of: Make, judge: Make, days_from_today: Make) -> None:
    """Nor is a woman whose answers are fresh."""
    old = {"confirmed": days_from_today(-29)}

    assert "G-07/pregnancy" not in judge(record_of(answers=old)).fired
    assert "G-07/pregnancy" not in judge(record_of(sex="female", pregnancy="no")).fired


def test_a_plan_of_today_does_not_hold_in_five_weeks(record_of: Make, judge: Make) -> None:
    """The same file, asked again after its life: held, whatever else is unchanged."""
    record = record_of()
    later = Record.opened(
        record.patient, record.now + timedelta(weeks=5), record.timezone, product=record.product
    )

    assert judge(record).answer.may_dose
    assert not judge(later).answer.may_dose


@pytest.mark.parametrize(
    ("days", "conditions", "known"),
    [
        (365, (), True),
        (366, (), False),
        (90, ("hypertension",), True),
        (91, ("hypertension",), False),
    ],
)
def test_a_kidney_value_lasts_its_days(
    record_of: Make, judge: Make, days_from_today: Make, days: int, conditions: Any, known: bool
) -> None:
    """365 days for the healthy under 65, 90 with any risk (L-11)."""
    record = record_of(
        kidney={"egfr": 98.0, "measured": days_from_today(-days), "albuminuria": "no"},
        conditions=conditions,
    )

    assert isinstance(record.patient.kidney, Kidney)
    assert (judge(record).situation.fields["kidney_answer"] == "known") is known

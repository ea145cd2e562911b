"""Is a movable medicine only ever a question, and only where it would help?

Levothyroxine at 10:30 closes 06:30 to 14:30, dolutegravir at 20:00 closes 14:00 to 22:00
(safety notes, interactions I-01 and I-07); whoever sleeps at 21:30 has no time left.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.habits import Day
from magtitrate.patient import Medicine
from magtitrate.plan import Plan, Verdict
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def planned(facts: Facts):
    opened = open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)

    def made(*medicines: Medicine) -> Plan:
        who = opened.record.patient
        who = replace(
            who,
            medicines=medicines,
            answers=replace(who.answers, medicines="listed"),
            day=Day(wake_h=7.0, sleep_h=21.5),
        )
        return titrate(replace(opened.record, patient=who), opened.goal, facts).plan

    return made


def thyroid(movable: bool = False) -> Medicine:
    return Medicine(name="levothyroxine", clock_h=(10.5,), movable=movable)


def antiviral(movable: bool = False) -> Medicine:
    return Medicine(name="dolutegravir", clock_h=(20.0,), movable=movable)


def questions(plan: Plan) -> list[str]:
    return [reason.sentence for reason in plan.reasons if reason.code == "could_move"]


def test_nothing_is_asked_where_nothing_may_be_moved(planned) -> None:
    """No time is free, and both medicines stay."""
    plan = planned(thyroid(), antiviral())

    assert plan.regimen is None
    assert any(reason.code == "no_safe_time" for reason in plan.reasons)
    assert questions(plan) == []


def test_a_movable_medicine_is_a_question_for_the_pharmacist(planned) -> None:
    """The smallest shift that frees a time is named; there is still no dose."""
    plan = planned(thyroid(movable=True), antiviral())
    (asked,) = questions(plan)

    assert "pharmacist" in asked
    assert "levothyroxine be taken at 11:00 instead of 10:30" in asked
    assert plan.regimen is None
    assert plan.verdict is Verdict.HOLD


def test_each_movable_medicine_is_asked_about(planned) -> None:
    """Two that may be moved are two questions."""
    assert len(questions(planned(thyroid(movable=True), antiviral(movable=True)))) == 2


def test_where_a_time_is_free_nothing_is_asked(planned) -> None:
    """One medicine alone leaves the evening."""
    plan = planned(thyroid(movable=True))

    assert plan.regimen is not None
    assert questions(plan) == []


def test_a_course_that_comes_first_is_not_moved(planned) -> None:
    """Beside an antibiotic magnesium pauses (I-08); the antibiotic stays."""
    course = Medicine(name="ciprofloxacin", clock_h=(7.5, 13.5, 20.5), movable=True)
    plan = planned(course)

    assert plan.regimen is None
    assert questions(plan) == []

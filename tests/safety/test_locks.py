"""Does a stop of the last plan still stand, and was too much swallowed?

Now is Friday, 20 November 2026, 10 o'clock UTC. Bounds by hand: an alarm stands for 7 days; more
than twice the planned dose within a day is an overdose for 48 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.plan import PlanInForce
from magtitrate.regimen import DoseEvent
from magtitrate.safety.locks import standing_lock, swallowed_too_much

Make = Callable[..., Any]


@pytest.fixture
def lock(record_of: Make, lab: Make, facts: Facts) -> Make:
    """The lock of a plan made so many days ago, with labs drawn so many days ago."""

    def of(days: float, labs: tuple[float, ...] = (), **plan: Any) -> str:
        record = record_of(labs=tuple(lab("serum_magnesium", ago, 0.85) for ago in labs))
        made = record.now - timedelta(days=days)
        whole = {"person_id": "someone", "made_at": made, "steps": (), **plan}
        return standing_lock(PlanInForce(**whole), record, facts)[0]

    return of


def test_without_a_plan_or_with_another_persons_nothing_stands(
    lock: Make, record_of: Make, facts: Facts
) -> None:
    """There is nothing to stand."""
    assert standing_lock(None, record_of(), facts) == ("no", None)
    assert lock(3, codes=("L-01",), person_id="twin") == "no"
    assert lock(3) == "no"


@pytest.mark.parametrize(
    "code", ["L-01", "L-02", "L-03", "L-08", "L-12", "L-03/restart", "L-08/symptom", "G-14"]
)
def test_a_stop_for_a_value_stands_until_a_newer_value(lock: Make, code: str) -> None:
    """A value from before the plan does not free it; one of its hour or later does."""
    assert lock(3, codes=("D-01", code)) == "laboratory"
    assert lock(3, (3.1, 40), codes=(code,)) == "laboratory"
    assert lock(3, (3.0,), codes=(code,)) == "no"
    assert lock(3, (3.1, 1), codes=(code,)) == "no"


@pytest.mark.parametrize("code", ["L-04", "L-07", "L-11", "G-08", "D-01", "S-14", "G-14/x"])
def test_other_reasons_of_a_plan_are_no_lock(lock: Make, code: str) -> None:
    """Low values, limits and questions do not outlive their plan."""
    assert lock(3, codes=(code,)) == "no"


@pytest.mark.parametrize(("days", "stands"), [(0, True), (6.9, True), (7, True), (7.01, False)])
def test_an_alarm_stands_for_seven_days(lock: Make, days: float, stands: bool) -> None:
    """The seventh day included."""
    found = lock(days, codes=("S-01",), emergency=True)

    assert found == ("symptom" if stands else "no")


def test_an_alarm_is_an_emergency_and_a_symptom(lock: Make) -> None:
    """An emergency for a value is no symptom, and a mild symptom no emergency."""
    assert lock(1, codes=("K-05",), emergency=True) == "no"
    assert lock(1, codes=("S-14",), emergency=False) == "no"
    assert lock(1, codes=("K-05", "S-02"), emergency=True) == "symptom"
    assert lock(1, codes=("L-01", "S-02"), emergency=True) == "laboratory"
    assert lock(1, (0.5,), codes=("L-01", "S-02"), emergency=True) == "symptom"


@pytest.mark.parametrize(
    ("made_days_ago", "alarm_days", "found"),
    [(1, 3, "symptom"), (3, 4, "symptom"), (3, 4.1, "no"), (1, 7, "no"), (90, 2, "no")],
)
def test_a_plan_that_an_alarm_kept_closed_begins_no_new_days(
    lock: Make, made_days_ago: float, alarm_days: float, found: str
) -> None:
    """Seven days after the sign it is over, however often a plan was asked for, and it never
    becomes a stop for a laboratory value that nobody measured."""
    plan = {"codes": ("G-14",), "facts": ("rule:G-14/alarm", "policy"), "alarm_days": alarm_days}

    assert lock(made_days_ago, **plan) == found


def test_an_alarm_is_over_after_a_week_of_daily_plans(
    record_of: Make, facts: Facts, goal_of: Make, tmp_path: Any
) -> None:
    """Each plan read from its file by the next: closed on days 0 to 7, and open on day 8."""
    from dataclasses import replace

    from magtitrate.formats.plan_json import plan_json
    from magtitrate.formats.plan_read import read_plan_in_force
    from magtitrate.titrate import titrate

    well = record_of()
    ill = replace(
        well,
        patient=replace(
            well.patient, answers=replace(well.patient.answers, symptoms_now=("chest_pain",))
        ),
    )
    codes, before = [], None
    for day in range(0, 10, 2):
        record = ill if day == 0 else well
        record = replace(record, now_h=record.now_h - 24 * (8 - day))
        plan = titrate(record, goal_of(), facts, plan_in_force=before).plan
        (tmp_path / "plan.json").write_text(plan_json(plan))
        before = read_plan_in_force(tmp_path / "plan.json")
        codes.append([reason.code for reason in plan.reasons])

    assert "S-01" in codes[0]
    assert ["G-14" in found for found in codes] == [False, True, True, True, False]


# ---------------------------------------------------------------- swallowed


@pytest.fixture
def too_much(record_of: Make, goal_of: Make, facts: Facts) -> Make:
    """Are these doses (hours ago, mg) too much, by a plan of these steps?"""

    def of(
        *doses: tuple[float, float],
        steps: tuple[tuple[int, float], ...] | None = ((0, 100.0),),
        status: str = "taken",
        jurisdiction: str = "EU",
        made_h: float = 120,
    ) -> bool:
        record = record_of()
        record = record.adding(
            doses=tuple(
                DoseEvent(time_h=record.now_h - ago, elemental_mg=mg, product_id="p", status=status)
                for ago, mg in doses
            )
        )
        plan = None
        if steps is not None:
            made = record.now - timedelta(hours=made_h)
            plan = PlanInForce(person_id="someone", made_at=made, steps=steps)
        return swallowed_too_much(record, goal_of("self", jurisdiction), plan, facts)

    return of


@pytest.mark.parametrize(
    ("doses", "jurisdiction", "found"),
    [
        # 300 mg were the plan of yesterday; today it is 100.
        (((10, 300.0),), "US", False),
        (((10, 300.0), (1, 100.0)), "US", False),
        (((10, 701.0),), "US", True),
        (((10, 501.0),), "EU", True),
        (((1, 201.0),), "US", True),
        (((1, 100.0), (0.5, 101.0)), "US", True),
    ],
)
def test_after_a_step_down_yesterdays_dose_is_no_overdose(
    too_much: Make, doses: tuple[tuple[float, float], ...], jurisdiction: str, found: bool
) -> None:
    """Hours that began before the plan are held against twice the general limit (S-08)."""
    assert too_much(*doses, jurisdiction=jurisdiction, made_h=2) is found


@pytest.mark.parametrize(
    ("doses", "found"),
    [
        ((), False),
        (((3, 200.0),), False),
        (((3, 200.5),), True),
        (((3, 100.0), (5, 100.0)), False),
        (((3, 100.0), (5, 101.0)), True),
        (((3, 150.0), (26.9, 150.0)), True),
        (((3, 150.0), (27, 150.0)), False),
        (((3, 150.0), (27.1, 150.0)), False),
        # The doses of the last 48 h, and those of the day before them that count with one.
        (((0, 201.0),), True),
        (((72, 201.0),), True),
        (((72.1, 201.0),), False),
        (((-1, 201.0),), False),
        # In whatever order the lines stand.
        (((26, 90.0), (3, 90.0), (14, 90.0)), True),
    ],
)
def test_more_than_twice_the_planned_dose_within_a_day(
    too_much: Make, doses: tuple[tuple[float, float], ...], found: bool
) -> None:
    """100 mg a day are planned: 200 mg within 24 h are no overdose, more is."""
    assert too_much(*doses) is found


def test_the_largest_stage_is_what_was_planned(too_much: Make) -> None:
    """Of 100, then 250 mg: up to 500; without a plan or dose twice the upper limit."""
    stages = ((0, 100.0), (7, 250.0), (14, 150.0))

    assert not too_much((3, 500.0), steps=stages)
    assert too_much((3, 501.0), steps=stages)
    for steps in (None, (), ((0, 0.0),)):
        assert not too_much((3, 500.0), steps=steps)
        assert too_much((3, 501.0), steps=steps)
        assert not too_much((3, 700.0), steps=steps, jurisdiction="US")
        assert too_much((3, 701.0), steps=steps, jurisdiction="US")


def test_only_what_was_taken_counts(too_much: Make) -> None:
    """Planned and missed doses were not swallowed."""
    assert not too_much((3, 900.0), status="missed")
    assert not too_much((3, 900.0), status="planned")

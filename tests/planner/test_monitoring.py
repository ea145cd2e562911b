"""Is every sample told how it is taken, and put on a day on which blood is drawn anyway?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from magtitrate.estimate.worth import Worth
from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.plan import Monitoring
from magtitrate.planner.monitoring import how_to_sample, with_worth, worth_proposing
from magtitrate.titrate import titrate

TODAY = date(2026, 11, 20)


def telling(analyte: str, day: int) -> Worth:
    """A measurement that changes the dose in most cases."""
    return Worth(
        analyte=analyte, day=day, information=1.0, information_error=0.1,
        probability=0.7, probability_error=0.02, gain=0.12,
    )  # fmt: skip


def due(analyte: str, days: int) -> Monitoring:
    return Monitoring(analyte=analyte, due=TODAY + timedelta(days=days), why="a rule")


def test_each_laboratory_value_says_how_its_sample_is_taken(facts: Facts) -> None:
    """Serum before the dose, ionized never stored; a diary has no sample."""
    serum, ionized, diary = how_to_sample(
        (due("serum_magnesium", 28), due("ionized_magnesium", 28), due("diary", 7)), facts
    )

    assert "before the first magnesium" in serum.how
    assert "30 minutes" in ionized.how
    assert diary.how == ""


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [((35,), 35), ((20,), 20), ((35, 30), 30), ((60,), 28), ((), 28)],
)
def test_what_is_worth_measuring_waits_for_a_draw_that_is_near(
    drawn: tuple[int, ...], expected: int, facts: Facts
) -> None:
    """Within two weeks of another draw it is that day; else its own."""
    items = tuple(due("creatinine", day) for day in drawn)
    found = with_worth(items, (telling("serum_magnesium", 28),), TODAY, facts)
    (serum,) = [item for item in found if item.analyte == "serum_magnesium"]

    assert serum.due == TODAY + timedelta(days=expected)


@pytest.mark.parametrize(
    ("gain", "drawn", "proposed"),
    [(0.12, (), True), (0.1, (), False), (0.09, (), False), (0.09, (10,), True),
     (0.02, (10,), False), (0.09, (60,), False)],
)  # fmt: skip
def test_a_measurement_is_worth_its_trouble_or_is_not_proposed(
    gain: float, drawn: tuple[int, ...], proposed: bool, facts: Facts
) -> None:
    """A visit costs as much as waiting for a result; a tube more at a draw that is due, less."""
    often = replace(telling("serum_magnesium", 0), gain=gain)

    assert (worth_proposing((often,), facts, drawn=drawn) is not None) is proposed


def test_who_minds_a_visit_less_measures_more(facts: Facts) -> None:
    """The reader's own weight counts."""
    often = replace(telling("serum_magnesium", 0), gain=0.05)

    assert worth_proposing((often,), facts) is None
    assert worth_proposing((often,), facts, trouble=0.04) == often


def test_a_diary_is_no_draw(facts: Facts) -> None:
    """Only laboratory values have a day to share."""
    found = with_worth((due("diary", 30),), (telling("serum_magnesium", 28),), TODAY, facts)

    assert {item.analyte: (item.due - TODAY).days for item in found} == {
        "diary": 30, "serum_magnesium": 28,
    }  # fmt: skip


def test_fatigue_asks_for_what_magnesium_would_hide(facts: Facts) -> None:
    """Iron, thyroid, vitamins B12 and D are looked at first (S-15); the dose does not rise."""
    person = Path(__file__).resolve().parents[2] / "examples" / "cyclist.toml"
    now = "2026-11-20T09:00:00+00:00"
    opened = open_case(person, labs=None, diary=None, now=now, facts=facts)
    who = opened.record.patient
    tired = replace(who, answers=replace(who.answers, symptoms_now=("fatigue",)))
    plans = [
        titrate(replace(opened.record, patient=one), opened.goal, facts).plan
        for one in (who, tired)
    ]

    due = {item.analyte: item.due for item in plans[1].monitoring}
    for analyte in ("ferritin", "tsh", "vitamin_b12", "vitamin_d_25oh"):
        assert due[analyte] == TODAY
    doses = [plan.regimen.daily_elemental_mg for plan in plans if plan.regimen]
    assert len(doses) == 2
    assert doses[1] <= doses[0]

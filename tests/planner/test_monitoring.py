"""Is every sample told how it is taken, and put on a day on which blood is drawn anyway?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from magtitrate.estimate.worth import Worth
from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.plan import Monitoring, Plan
from magtitrate.planner.monitoring import how_to_sample, with_worth, worth_proposing
from magtitrate.record import Observation
from magtitrate.titrate import titrate
from magtitrate.units import to_canonical

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


# ---------------------------------------------------------------- a value that closed the plan


def with_labs(root: Path, facts: Facts, *labs: Observation) -> Plan:
    opened = open_case(
        root / "examples/cyclist.toml", labs=None, diary=None,
        now="2026-11-20T09:00:00+00:00", facts=facts,
    )  # fmt: skip
    return titrate(opened.record.adding(observations=labs), opened.goal, facts).plan


def lab(analyte: str, value: float, unit: str, days_ago: float = 12) -> Observation:
    return Observation(
        analyte=analyte, time_h=-24 * days_ago, value=to_canonical(analyte, value, unit),
        unit_given=unit,
    )  # fmt: skip


def test_a_value_that_closes_the_plan_is_named_and_to_be_repeated(root: Path, facts: Facts) -> None:
    """19 mg/dL instead of 1.9: told as written, once, with its day, and one place to go."""
    plan = with_labs(root, facts, lab("serum_magnesium", 19, "mg/dL"))

    said = " ".join(reason.sentence for reason in plan.reasons)
    assert said.count("You wrote serum magnesium 19 mg/dL (8 Nov 2026).") == 1
    assert plan.reasons[0].sentence == "Please see emergency services."
    assert {(m.analyte, m.due) for m in plan.monitoring} == {("serum_magnesium", TODAY)}


def test_another_analyte_is_named_too_and_an_open_plan_names_none(root: Path, facts: Facts) -> None:
    """Potassium of 6.4 is told; a value inside the range is no reason for anything."""
    high = with_labs(root, facts, lab("potassium", 6.4, "mmol/L"))
    fine = with_labs(root, facts, lab("serum_magnesium", 1.9, "mg/dL"))

    assert any("You wrote potassium 6.4 mmol/L (8 Nov 2026)." in r.sentence for r in high.reasons)
    assert "potassium" in {m.analyte for m in high.monitoring}
    assert fine.verdict.doses
    assert not any("You wrote" in r.sentence for r in fine.reasons)

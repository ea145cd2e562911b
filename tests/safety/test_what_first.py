"""What is recommended first where nobody doses, who is named, and what is asked?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.patient import Medicine

Make = Callable[..., Any]


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize(
    ("more", "first"),
    [
        ({"answers": {"symptoms_now": ("constipation",)}}, "no_supplement"),
        ({"answers": {"symptoms_now": ("diarrhea",)}}, "no_supplement"),
        ({"answers": {"sick_day": "yes"}}, "no_supplement"),
        (
            {"medicines": (Medicine(name="sodium phosphate bowel preparation", clock_h=(8.0,)),)},
            "no_supplement",
        ),
        ({"age_y": None}, "measure_first"),
        ({"conditions": ("soy_allergy",)}, "measure_first"),
        ({"age_y": None, "answers": {"sick_day": "yes"}}, "measure_first"),
        ({"conditions": ("dialysis",), "age_y": None}, "professional"),
        ({"answers": {"symptoms_now": ("fainting",)}}, "professional"),
        ({}, "regimen"),
        ({"conditions": ("pacemaker",)}, "regimen"),
    ],
)
def test_what_comes_first(
    record_of: Make, judge: Make, goal_of: Make, more: dict[str, Any], first: str, mode: str
) -> None:
    """A professional, an answer or a measurement, a pause, or a dose."""
    answer = judge(record_of(**more), goal_of(mode)).answer

    assert answer.recommended == first
    assert answer.may_dose is (first == "regimen")


@pytest.mark.parametrize(
    ("value", "in_force", "first"), [(1.0, 0.0, "no_supplement"), (1.0, 100.0, "regimen")]
)
def test_upper_normal_serum_adds_nothing(
    record_of: Make, judge: Make, lab: Make, value: float, in_force: float, first: str
) -> None:
    """L-04: who takes none begins none; who takes some may go on as before."""
    record = record_of(labs=(lab("serum_magnesium", 3, value),))
    answer = judge(record, in_force_mg=in_force).answer

    assert answer.recommended == first
    assert answer.verdict == ("hold" if first == "no_supplement" else "go_with_care")


def test_whom_to_see(record_of: Make, judge: Make, goal_of: Make) -> None:
    """Who refuses names whom to see, once; who only watches names nobody there."""
    block = record_of(conditions=("heart_block",))
    two = record_of(conditions=("heart_block", "bradycardia", "dialysis", "acute_kidney_injury"))

    assert judge(block).answer.seen_by == ("cardiology",)
    assert judge(block, goal_of("clinician")).answer.seen_by == ()
    assert judge(two).answer.seen_by == ("nephrology", "cardiology")
    assert judge(record_of()).answer.seen_by == ()


def test_what_is_asked_is_asked_once(record_of: Make, judge: Make) -> None:
    """Each question of the holding rules, in the book's order, and none of the others."""
    answer = judge(record_of(age_y=None, sex=None, conditions=("soy_allergy",))).answer

    assert {"the age (person.age_y)", "the sex (person.sex)"} < set(answer.asked)
    assert len(set(answer.asked)) == len(answer.asked) == 3
    assert judge(record_of()).answer.asked == ()
    assert judge(record_of(conditions=("pacemaker",))).answer.asked == ()


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize("name", ["furosemde", "raltegravr"])
def test_a_near_name_holds_whoever_asks(
    record_of: Make, judge: Make, goal_of: Make, name: str, mode: str
) -> None:
    """A slip is asked about, whether or not the medicine itself would close (H-12)."""
    record = record_of(medicines=(Medicine(name=name, clock_h=(8.0,)),))

    assert judge(record, goal_of(mode)).answer.verdict == "hold"


def test_the_strictest_reason_is_said_first(record_of: Make, judge: Make) -> None:
    """An alarm, then a refusal, then a question, then a word."""
    record = record_of(
        conditions=("dialysis", "soy_allergy", "pacemaker"),
        answers={"symptoms_now": ("fainting",)},
    )
    codes = [reason.code for reason in judge(record).answer.reasons]

    order = [codes.index(code) for code in ("S-01", "K-05", "C-16", "C-22")]
    assert order == sorted(order)

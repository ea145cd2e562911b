"""Does a person's own noun refuse what cannot be, and leave what is missing missing?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.habits import Day, Diet, Life, Meal, Training
from magtitrate.patient import Answers, Kidney, MagnesiumSource, Medicine, Patient, weekday_name

NAN = float("nan")


def test_nothing_is_assumed() -> None:
    """A person of whom only the id is known has no other answer."""
    nobody = Patient(patient_id="x")

    for answer in (nobody.age_y, nobody.sex, nobody.pregnancy, nobody.conditions):
        assert answer is None
    assert nobody.surgery_planned is None
    assert nobody.kidney == Kidney()
    assert nobody.kidney.status is None
    assert nobody.answers == Answers()
    assert nobody.answers.symptoms_now is None
    assert nobody.body_surface_m2 is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"patient_id": " "},
        {"age_y": -1},
        {"age_y": 121},
        {"age_y": NAN},
        {"sex": "Female"},
        {"sex": ""},
        {"body_mass_kg": 0},
        {"body_mass_kg": NAN},
        {"body_mass_kg": 500},
        {"height_m": 180},
        {"pregnancy": "yes"},
        {"pregnancy": "pregnant", "sex": "male"},
        {"pregnancy": "lactating", "sex": "male"},
        {"surgery_planned": "yes"},
    ],
)
def test_a_person_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """Impossible numbers, unknown words and contradictions are refused."""
    with pytest.raises(InputError):
        Patient(**{"patient_id": "x", **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "normal"},
        {"status": "unknown", "egfr": 90},
        {"status": "unknown", "creatinine_umol_per_l": 80},
        {"egfr": 90, "creatinine_umol_per_l": 80},
        {"egfr": 0},
        {"egfr": NAN},
        {"egfr": 1000},
        {"creatinine_umol_per_l": 0.9},
        {"albuminuria": "A2"},
        {"previous_egfr": 0},
    ],
)
def test_kidneys_that_contradict_themselves_are_refused(wrong: dict[str, Any]) -> None:
    """One value or the word unknown; never two values, never a creatinine in mg/dL."""
    with pytest.raises(InputError):
        Kidney(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"medicines": "yes"}, {"magnesium_sources": ""}, {"sick_day": "maybe"}],
)
def test_answers_are_words_of_the_contract(wrong: dict[str, Any]) -> None:
    """An answer that is not one of the listed words is refused."""
    with pytest.raises(InputError):
        Answers(**wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"clock_h": (24.0,)},
        {"clock_h": (-0.25,)},
        {"clock_h": (NAN,)},
        {"weekdays": ("Mon",)},
        {"weekdays": ("mon", "mon")},
        {"since": date(2026, 11, 20), "until": date(2026, 11, 19)},
    ],
)
def test_a_medicine_that_cannot_be_taken_is_refused(wrong: dict[str, Any]) -> None:
    """No name, no such hour, no such weekday, or an end before the beginning."""
    with pytest.raises(InputError):
        Medicine(**{"name": "iron", **wrong})


def test_a_course_has_its_days() -> None:
    """First and last day count, and only the weekdays that are named."""
    weekly = Medicine(
        name="alendronate",
        weekdays=("mon",),
        since=date(2026, 11, 2),
        until=date(2026, 11, 16),
    )

    taken = [day for day in range(1, 31) if weekly.taken_on(date(2026, 11, day))]

    assert taken == [2, 9, 16]
    assert all(Medicine(name="iron").taken_on(date(2026, 11, day)) for day in range(1, 8))


def test_weekdays_are_those_of_the_calendar() -> None:
    """20 November 2026 is a Friday."""
    assert weekday_name(date(2026, 11, 20)) == "fri"
    assert weekday_name(date(2026, 11, 23)) == "mon"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"elemental_mg_per_day": -1},
        {"elemental_mg_per_day": NAN},
        {"clock_h": 24.0},
    ],
)
def test_a_magnesium_source_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    """No name, a negative amount, or no such hour."""
    with pytest.raises(InputError):
        MagnesiumSource(**{"name": "multivitamin", "elemental_mg_per_day": 60, **wrong})


def test_body_surface_is_mostellers() -> None:
    """180 cm and 70 kg: the root of 180 x 70 / 3600, 1.871 m2."""
    person = Patient(patient_id="x", height_m=1.80, body_mass_kg=70)

    assert person.body_surface_m2 == pytest.approx(1.8708, abs=1e-4)
    assert Patient(patient_id="x", height_m=1.80).body_surface_m2 is None


@pytest.mark.parametrize(
    ("make", "wrong"),
    [
        (Diet, {"pattern": "vegan"}),
        (Diet, {"phytate": "none"}),
        (Diet, {"magnesium_mg_per_day": 5}),
        (Diet, {"alcohol_g_per_day": -1}),
        (Meal, {"clock_h": 24.0, "share": 0.2}),
        (Meal, {"clock_h": 8.0, "share": 25}),
        (Day, {"wake_h": 24.0}),
        (Day, {"meals": (Meal(clock_h=8, share=0.2),)}),
        (Day, {"meals": (Meal(clock_h=8, share=0.6), Meal(clock_h=12, share=0.6))}),
        (Day, {"meals": (Meal(clock_h=8, share=0.5), Meal(clock_h=8, share=0.5))}),
        (Training, {"weekdays": (), "clock_h": 18, "duration_h": 1}),
        (Training, {"weekdays": ("tue",), "clock_h": 18, "duration_h": 25}),
        (Life, {"stress_0_10": 11}),
    ],
)
def test_habits_that_cannot_be_are_refused(make: type, wrong: dict[str, Any]) -> None:
    """Shares of meals add up, hours are hours, words are the contract's."""
    with pytest.raises(InputError):
        make(**wrong)

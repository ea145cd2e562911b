"""How probable is each lab, and which labs may teach?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import stats

from magtitrate.estimate.likelihood import error_sd, log_likelihood, questioned, teaching
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def lab(value, hours_ago=24.0, analyte="serum_magnesium", **more):
    return Observation(analyte=analyte, time_h=9 - hours_ago, value=value, **more)


def record(*labs):
    return Record.opened(Patient(patient_id="x"), NOW, "UTC").adding(observations=labs)


def test_serum_noise_joins_person_assay_and_model(facts):
    """At 0.80 mmol/L: 3 % person, 2 % assay and 0.03 of model are 0.0416 together."""
    by_hand = math.sqrt((0.03**2 + 0.02**2) * 0.80**2 + 0.03**2)

    assert error_sd("serum_magnesium", np.array([0.80]), facts)[0] == pytest.approx(by_hand)


@pytest.mark.parametrize("value", [0.80, 0.83, 0.72, 1.3])
def test_a_serum_value_is_a_student_t_around_the_prediction(value, facts):
    """The log likelihood is SciPy's t density with five degrees, up to its constant."""
    sd = float(error_sd("serum_magnesium", np.array([0.80]), facts)[0])
    theirs = stats.t.logpdf([value, 0.80], 5, loc=0.80, scale=sd)
    ours = [log_likelihood([lab(v)], [np.array([0.80])], facts)[0] for v in (value, 0.80)]

    assert ours[0] - ours[1] == pytest.approx(theirs[0] - theirs[1])


@pytest.mark.parametrize("limit", [0.80, 0.70, 0.95])
def test_a_value_below_detection_weighs_the_whole_tail(limit, facts):
    """A censored value has SciPy's probability of everything below it."""
    sd = float(error_sd("serum_magnesium", np.array([0.80]), facts)[0])

    ours = log_likelihood([lab(limit, censored_below=True)], [np.array([0.80])], facts)[0]

    assert ours == pytest.approx(stats.t.logcdf(limit, 5, loc=0.80, scale=sd))


def test_urine_is_judged_by_its_ratio(facts):
    """Half and twice the prediction are equally far away for a 24-hour urine."""
    half, double = (
        log_likelihood([lab(v, analyte="urine_magnesium_24h")], [np.array([4.0])], facts)[0]
        for v in (2.0, 8.0)
    )

    assert half == pytest.approx(double)


def test_old_timeless_and_impossible_values_do_not_teach(facts):
    """Only values with an hour, at most 90 days old and possible, inform the model."""
    good = lab(0.80)
    shown = record(
        good,
        lab(0.79, hours_ago=24 * 91),
        lab(0.78, clock_known=False),
        lab(0.15),
        lab(11.0),
        lab(0.9, note="hemolyzed"),
        lab(0.7, analyte="ionized_magnesium", note="frozen sample"),
    )

    assert teaching(shown, facts) == (good,)


@pytest.mark.parametrize(
    ("analyte", "note", "teaches"),
    [
        ("serum_magnesium", "slightly hemolyzed", False),
        ("serum_magnesium", "Haemolysis ++", False),
        ("erythrocyte_magnesium", "hemolysed", False),
        ("ionized_magnesium", "stored overnight", False),
        ("ionized_magnesium", "Refrigerated", False),
        ("serum_magnesium", "refrigerated", True),
        ("serum_magnesium", "fasting", True),
        ("urine_magnesium_24h", "frozen", True),
    ],
)
def test_a_note_of_hemolysis_or_storage_keeps_a_value_from_teaching(analyte, note, teaches, facts):
    """Hemolysis spoils every blood value; storage spoils ionized magnesium alone."""
    one = lab(0.9, analyte=analyte, note=note)

    assert (teaching(record(one), facts) == (one,)) is teaches


def test_an_unknown_hour_does_not_teach_but_stays_in_the_record(facts):
    """Rules may read a value without an hour; the model does not."""
    one = lab(0.45, clock_known=False)
    shown = record(one)

    assert teaching(shown, facts) == ()
    assert shown.observations == (one,)


def test_replicate_days_add_up(facts):
    """Two equal values teach as one whose log likelihood counts twice; a third, thrice."""
    bodies = np.array([0.74, 0.80, 0.86])
    once = log_likelihood([lab(0.80)], [bodies], facts)
    thrice = log_likelihood([lab(0.80, 24 * n) for n in (1, 2, 3)], [bodies] * 3, facts)

    assert thrice == pytest.approx(3 * once)
    assert np.argmax(thrice) == 1


def test_an_outlier_loses_its_pull(facts):
    """Twice as far away costs a normal error four times as much; here less than 2.2 times."""
    sd = float(error_sd("serum_magnesium", np.array([0.80]), facts)[0])
    at = [log_likelihood([lab(0.80 + n * sd)], [np.array([0.80])], facts)[0] for n in (0, 5, 10)]

    assert (at[0] - at[2]) / (at[0] - at[1]) < 2.2


@pytest.mark.parametrize(
    ("analyte", "usual", "strange"),
    [
        ("serum_magnesium", 0.95, 1.6),
        ("ionized_magnesium", 0.60, 1.2),
        ("erythrocyte_magnesium", 2.8, 6.0),
        ("urine_magnesium_24h", 2.0, 60.0),
        ("urine_magnesium_24h", 9.0, 0.2),
        ("urine_magnesium_spot_ratio", 0.15, 8.0),
    ],
)
def test_values_that_hardly_any_body_shows_are_questioned(analyte, usual, strange, facts):
    """Each analyte has its own width: unusual is believed, absurd is questioned."""
    middle = {"serum_magnesium": 0.88, "ionized_magnesium": 0.57, "erythrocyte_magnesium": 2.2}
    bodies = middle.get(analyte, 4.5) * np.exp(0.08 * np.random.default_rng(0).standard_normal(200))
    if analyte == "urine_magnesium_spot_ratio":
        bodies = bodies / 15

    assert not questioned(lab(usual, analyte=analyte), bodies, facts)
    assert questioned(lab(strange, analyte=analyte), bodies, facts)


def test_below_detection_is_questioned_only_where_bodies_lie_far_above(facts):
    """A limit above every body says nothing strange; one far below them does."""
    bodies = np.full(50, 0.85)

    assert not questioned(lab(1.9, censored_below=True), bodies, facts)
    assert questioned(lab(0.30, censored_below=True), bodies, facts)


def test_of_spot_urines_only_the_latest_teaches_and_only_with_age_and_sex(facts):
    """They share a person's creatinine, which age, sex and mass foretell."""
    early, late = (lab(0.3, 24 * n, "urine_magnesium_spot_ratio") for n in (9, 2))
    known = Patient(patient_id="x", age_y=40, sex="male")
    of = Record.opened(known, NOW, "UTC").adding(observations=(early, lab(0.8), late))

    assert [one.value for one in teaching(of, facts)] == [0.3, 0.8]
    assert late in teaching(of, facts)
    assert teaching(record(early, late), facts) == ()

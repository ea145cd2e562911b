"""How probable is each lab, and which labs may teach?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import stats

from magtitrate.estimate.likelihood import error_sd, log_likelihood, teaching
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def lab(value, hours_ago=24.0, analyte="serum_magnesium", **more):
    return Observation(analyte=analyte, time_h=9 - hours_ago, value=value, **more)


def record(*labs):
    return Record.opened(Patient(patient_id="x"), NOW, "UTC").adding(observations=labs)


def test_serum_noise_joins_person_assay_and_model(facts):
    """At 0.80 mmol/L: 3 % person, 2 % assay and 0.02 of model are 0.0351 together."""
    by_hand = math.sqrt((0.03**2 + 0.02**2) * 0.80**2 + 0.02**2)

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

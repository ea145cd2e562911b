"""How probable is each lab, and which labs may teach?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.estimate.likelihood import log_likelihood, serum_sd, teaching
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

    assert serum_sd(np.array([0.80]), facts)[0] == pytest.approx(by_hand)


def test_a_serum_value_is_normal_around_the_prediction(facts):
    """Two bodies one standard deviation apart differ by one half in log likelihood."""
    sd = float(serum_sd(np.array([0.80]), facts)[0])
    at, away = (
        log_likelihood([lab(value)], [np.array([0.80])], facts)[0] for value in (0.80, 0.80 + sd)
    )

    assert at - away == pytest.approx(0.5)


def test_a_value_below_detection_weighs_the_whole_tail(facts):
    """ "<0.80" at a prediction of 0.80 has probability one half; far above it, next to none."""
    half, none = log_likelihood(
        [lab(0.80, censored_below=True)], [np.array([0.80, 1.6])], facts
    )

    assert half == pytest.approx(math.log(0.5))
    assert none < -50


def test_urine_is_judged_by_its_ratio(facts):
    """Half and twice the prediction are equally far away for a 24-hour urine."""
    half, double = (
        log_likelihood(
            [lab(v, analyte="urine_magnesium_24h")], [np.array([4.0])], facts
        )[0]
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
        lab(2.1, analyte="erythrocyte_magnesium"),
    )

    assert teaching(shown, facts) == (good,)

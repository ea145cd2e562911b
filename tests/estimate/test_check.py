"""Does the program say honestly what labs taught and what they cannot tell?"""

from __future__ import annotations

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.estimate.check import change, critical_difference, learned
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import evenly, of_lanes, update
from magtitrate.estimate.prior import prior_of
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.streams import stream

ADULT = Patient(patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def lab(value, day=1, analyte="serum_magnesium", **more):
    return Observation(
        analyte=analyte, time_h=8 - 24.0 * day, value=value, origin=f"l:{day}", **more
    )


@pytest.fixture(scope="module")
def posterior(facts):
    def made(*labs):
        model = body_model(facts)
        record = Record.opened(ADULT, NOW, "UTC").adding(observations=labs)
        prior = prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts)
        return update(prior, record, model, facts, stream(1, "posterior"), lanes=192)

    return made


def test_two_serum_values_differ_from_0_083_on(facts):
    """At 0.83 mmol/L: 1.96 * sqrt(2) * sqrt(3 %^2 + 2 %^2) of it, by hand."""
    by_hand = 1.96 * math.sqrt(2) * math.hypot(0.03, 0.02) * 0.83

    assert critical_difference("serum_magnesium", 0.83, facts) == pytest.approx(by_hand)
    assert by_hand == pytest.approx(0.083, abs=0.0005)


@pytest.mark.parametrize(("later", "real"), [(0.86, False), (0.76, False), (0.92, True)])
def test_only_a_change_beyond_noise_is_called_one(later, real, facts):
    """From 0.80, 0.86 and 0.76 may be chance; 0.92 hardly is."""
    assert change(lab(0.80, 9), lab(later), facts).distinguishable is real


def test_without_labs_nothing_was_learned(posterior, facts):
    """A prior alone has taught nothing, and no number pretends otherwise."""
    assert learned(posterior(), facts) is None


def test_more_labs_teach_more(posterior, facts):
    """Three values teach more bits than one, and steady serum is known more closely."""
    one = learned(posterior(lab(0.80)), facts)
    three = learned(posterior(lab(0.80), lab(0.81, 8), lab(0.79, 15)), facts)

    assert 0 < one.together.bits < three.together.bits
    assert one.together.serum_shrinkage < three.together.serum_shrinkage < 1
    assert one.together.bits == pytest.approx(one.each[0].bits, abs=0.4)
    assert [taught.origin for taught in three.each] == ["l:15", "l:8", "l:1"]
    assert one.changes == ()
    assert len(three.changes) == 1


def test_rivals_are_as_wide_as_their_noise(posterior, facts):
    """Repeating a value misses by sqrt(2) of the noise; without serum there is none to repeat."""
    found = posterior(lab(0.80))
    rivals = learned(found, facts).rivals
    noise = math.hypot(0.03, 0.02) * float(np.median(found.steady.serum))
    urine = learned(posterior(lab(4.0, analyte="urine_magnesium_24h")), facts).rivals

    assert rivals.last_value == pytest.approx(math.sqrt(2) * noise)
    assert noise < rivals.ours < rivals.population
    assert urine.last_value is None


def test_thinning_keeps_bodies_whole(posterior):
    """Fewer bodies are a choice of the same ones, with everything that belongs to each."""
    whole = posterior(lab(0.80))
    few = of_lanes(whole, evenly(whole.lanes, 16))

    assert few.lanes == 16
    place = int(np.flatnonzero((whole.theta == few.theta[:, 5:6]).all(axis=0))[0])
    assert few.steady.serum[5] == whole.steady.serum[place]
    assert np.array_equal(few.start[:, 5], whole.start[:, place])

"""Do labs move the estimate as far as they should, and no further?"""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import simulate
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import update
from magtitrate.estimate.prior import prior_of
from magtitrate.habits import Diet
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent
from magtitrate.streams import stream

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADULT = Patient(
    patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
    diet=Diet(magnesium_mg_per_day=310),
)  # fmt: skip
LANES = 192


@pytest.fixture(scope="module")
def model(facts):
    return body_model(facts)


def posterior(facts, model, *labs, seed=1, egfr=95.0, lanes=LANES):
    record = Record.opened(ADULT, NOW, "UTC").adding(observations=labs)
    covariates = covariates_of(ADULT, egfr, (), facts)
    known = prior_of(covariates, model, facts)
    return update(known, record, model, facts, stream(seed, "posterior"), lanes=lanes)


def serum(facts, model, found):
    day = simulate(
        model, found.theta, found.others, [0, 8], exposures=found.usual, start=found.start
    )
    return day.output("serum_magnesium")[1]


def lab(value, day=1, **more):
    return Observation(
        analyte="serum_magnesium", time_h=8 - 24.0 * day, value=value, origin=f"l:{day}", **more
    )


def test_low_labs_pull_the_estimate_down_and_narrow_it(facts, model):
    """Three values of 0.74 leave bodies near 0.74, less spread than before."""
    before = serum(facts, model, posterior(facts, model))
    found = posterior(facts, model, lab(0.74, 1), lab(0.75, 8), lab(0.73, 15))
    after = serum(facts, model, found)

    assert abs(np.mean(after) - 0.74) < abs(np.mean(before) - 0.74)
    assert np.mean(after) == pytest.approx(0.745, abs=0.02)
    assert np.std(after) < 0.6 * np.std(before)
    assert found.outcome == "finished"
    assert found.informed_by == ("l:15", "l:8", "l:1")


def test_the_estimate_lies_between_prior_and_lab_by_their_precisions(facts, model):
    """Three like values move the mean by the share that normal widths give by hand."""
    seeds = range(1, 7)
    before = np.concatenate([serum(facts, model, posterior(facts, model, seed=k)) for k in seeds])
    middle, variance = float(np.mean(before)), float(np.var(before))
    value = middle - 0.05
    labs = [lab(value, day) for day in (1, 8, 15)]
    after = np.concatenate(
        [serum(facts, model, posterior(facts, model, *labs, seed=k)) for k in seeds]
    )
    noise2 = ((0.03**2 + 0.02**2) * value**2 + 0.03**2) / 3
    # A t with five degrees is narrower at its middle than the normal of the same scale.
    share = variance / (variance + noise2 * 5 / 6)

    assert middle - float(np.mean(after)) == pytest.approx(0.05 * share, abs=0.008)


def test_an_impossible_lab_is_questioned_and_may_fail_the_estimate(facts, model):
    """A value far outside every body raises the conflict flag instead of a confident answer."""
    found = posterior(facts, model, lab(1.9))

    assert found.conflict == ("l:1",)


def test_the_order_in_which_labs_arrive_is_irrelevant(facts, model):
    """A record is sorted: the same labs in another order give the same bodies."""
    a = posterior(facts, model, lab(0.80, 1), lab(0.84, 9))
    b = posterior(facts, model, lab(0.84, 9), lab(0.80, 1))

    assert np.array_equal(a.theta, b.theta)


def test_labs_are_judged_under_the_doses_really_taken(facts, model):
    """Urine of 6.5 mmol/day after weeks of 200 mg a day says less of the body than without."""
    urine = Observation(
        analyte="urine_magnesium_24h", time_h=7.0, value=6.5, origin="u:1", specimen="urine"
    )
    doses = tuple(
        DoseEvent(time_h=20 - 24.0 * day, elemental_mg=200, product_id="p", status="taken")
        for day in range(1, 22)
    )
    covariates = covariates_of(ADULT, 95.0, (), facts)
    known = prior_of(covariates, model, facts)
    means = []
    for taken in ((), doses):
        record = Record.opened(ADULT, NOW, "UTC").adding(observations=(urine,), doses=taken)
        found = update(known, record, model, facts, stream(1, "posterior"), lanes=LANES)
        day = simulate(
            model, found.theta, found.others, [0, 24], exposures=found.usual, start=found.start
        )
        means.append(float(np.mean(day.over("urine_magnesium", 0.0, 24.0))))

    assert found.outcome == "finished"
    assert means[1] < means[0] - 0.3

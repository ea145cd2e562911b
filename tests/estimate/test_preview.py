"""Does the instant preview agree with the sampler, and say when it cannot?"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.solve import engine_name
from magtitrate.estimate.check import learned
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import update
from magtitrate.estimate.preview import preview
from magtitrate.estimate.prior import prior_of
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.streams import stream

ADULT = Patient(patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8)
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEN = tuple(
    (analyte, day, value)
    for analyte, days, value in (
        ("serum_magnesium", (1, 8, 15, 22, 29), 0.82),
        ("ionized_magnesium", (1, 8, 15), 0.52),
        ("urine_magnesium_24h", (2, 9), 3.8),
    )
    for day in days
)


def lab(analyte, day, value):
    return Observation(analyte=analyte, time_h=8 - 24.0 * day, value=value, origin=f"l:{day}")


@pytest.fixture(scope="module")
def asked(facts):
    model = body_model(facts)
    prior = prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts)

    def of(*labs):
        record = Record.opened(ADULT, NOW, "UTC").adding(
            observations=tuple(lab(*one) for one in labs)
        )
        return prior, record, model, facts

    return of


@pytest.mark.parametrize("labs", [TEN[:1], TEN[:3], TEN])
def test_the_preview_agrees_with_the_sampler(labs, asked):
    """Means within 0.35 of a width, widths within 35 %, of serum, urine and share absorbed."""
    quick = preview(*asked(*labs), stream(1, "preview"))
    slow = update(*asked(*labs), stream(1, "posterior"), lanes=384)

    assert quick.outcome == slow.outcome == "finished"
    assert quick.informed_by == slow.informed_by
    for name in ("serum", "urine", "absorbed"):
        ours, theirs = getattr(quick.steady, name), getattr(slow.steady, name)
        assert abs(np.mean(ours) - np.mean(theirs)) < 0.35 * np.std(theirs), name
        assert np.std(ours) == pytest.approx(np.std(theirs), rel=0.35), name
    assert quick.information == pytest.approx(slow.information, abs=0.6)


def test_without_labs_it_is_the_prior(asked, facts):
    """No lab, equal weights, and every body counts."""
    found = preview(*asked(), stream(1, "preview"))

    assert found.effective == pytest.approx(facts.value("estimate.preview_draws"))
    assert learned(found, facts) is None
    assert found.lanes == facts.value("estimate.draws")


def test_labs_that_hardly_any_body_shows_are_an_outcome(asked):
    """Five values of 0.45: too few bodies, said so, and the labs are questioned."""
    labs = [("serum_magnesium", day, 0.45) for day in (1, 8, 15, 22, 29)]
    found = preview(*asked(*labs), stream(1, "preview"))

    assert not found.finished
    assert "too few" in found.outcome
    assert found.conflict


def test_ten_labs_cost_a_fraction_of_the_sampler(asked):
    """With the compiled engine, processor time is a quarter of the sampler's or less."""
    prior, record, model, facts = asked(*TEN)
    if engine_name(model) != "compiled":
        pytest.skip("speed is a promise of the compiled engine")

    def cost(estimate):
        begun = time.process_time()
        estimate()
        return time.process_time() - begun

    lanes = int(facts.value("estimate.proposals"))
    quick = cost(lambda: preview(prior, record, model, facts, stream(1, "preview")))
    slow = cost(lambda: update(prior, record, model, facts, stream(1, "p"), lanes=lanes))

    assert quick < 0.25 * slow

"""Are bodies before any lab as different as people are, and no more?"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from magtitrate.body.model import body_model
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import simulate
from magtitrate.estimate.anchor import joint
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.living import usual_day
from magtitrate.estimate.prior import bodies_of, prior_of
from magtitrate.facts.shapes import Spread
from magtitrate.habits import Diet, Life
from magtitrate.patient import Patient

ADULT = Patient(patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8)
LANES = 400


@pytest.fixture(scope="module")
def model(facts):
    return body_model(facts)


@pytest.fixture(scope="module")
def prior(facts, model):
    return prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts)


@pytest.fixture(scope="module")
def shown(facts, model, prior):
    """Morning serum and a day's urine of many bodies."""
    z = np.random.default_rng(0).standard_normal((len(prior.unknowns), LANES))
    bodies = bodies_of(prior, z, model, facts)
    usual = usual_day(ADULT, prior.covariates, model.rows(bodies.theta), bodies.diet_factor, facts)
    start = settle(model, bodies.theta, exposures=usual).state
    from magtitrate.engine.solve import Doses

    day = simulate(model, bodies.theta, Doses(), [0, 8, 24], exposures=usual, start=start)
    return day.output("serum_magnesium")[1], day.over("urine_magnesium", 0, 24)


@pytest.mark.parametrize(
    ("sex", "pattern", "low", "high"),
    [
        # Ford 2003, means of three groups of men and of women: 278 to 352, 202 to 256 mg/d.
        ("male", None, 330, 350),
        ("female", None, 242, 256),
        (None, None, 300, 320),
        ("female", "low", 160, 185),
        ("male", "plant_rich", 400, 450),
    ],
)
def test_what_is_not_said_of_the_diet_is_what_surveys_find(facts, sex, pattern, low, high):
    """Women eat a quarter less magnesium; a number that is stated counts, whoever says it."""
    diet = Diet(pattern=pattern)
    found = covariates_of(Patient(patient_id="x", sex=sex, diet=diet), 95.0, (), facts)
    stated = Patient(patient_id="x", sex=sex, diet=replace(diet, magnesium_mg_per_day=260))
    told = covariates_of(stated, 95.0, (), facts)

    assert low < found.diet_mg_per_day < high
    assert set(found.diet_assumed) >= {f"diet.magnesium_{pattern or 'mixed'}"}
    assert (told.diet_mg_per_day, told.diet_assumed) == (260, ())


def test_two_lognormal_widths_multiply_and_of_other_kinds_people_come_first():
    """30 % between people and 40 % of doubt are sqrt(1.09 * 1.16 - 1) = 51.4 %, by hand."""
    from magtitrate.estimate.prior import _together

    people, doubt = Spread(cv=0.3), Spread(cv=0.4)
    nothing, normal = Spread(kind="none"), Spread(kind="normal", sd=0.1)

    assert _together(people, doubt).cv == pytest.approx(math.sqrt(1.09 * 1.16 - 1))
    assert _together(people, doubt).cv == pytest.approx(0.514, abs=0.0005)
    assert math.log1p(_together(people, doubt).cv ** 2) == pytest.approx(
        math.log1p(0.09) + math.log1p(0.16)
    )
    assert _together(nothing, doubt) == doubt
    assert _together(people, nothing).cv == pytest.approx(0.3)
    assert _together(people, normal) == people


def test_doubts_hang_together_as_studies_say():
    """Two equal doubts whose sum is known exactly are one doubt of their difference, by hand."""
    exact = joint(np.array([1.0, 1.0]), np.array([[1.0, 1.0]]), np.array([1e-9]))
    half = joint(np.array([0.5, 0.0]), np.array([[1.0, 0.0]]), np.array([1e-9]))

    assert exact @ exact.T == pytest.approx(np.array([[0.5, -0.5], [-0.5, 0.5]]), abs=1e-6)
    # What people differ by stays, whatever is known of the typical one.
    assert half @ half.T == pytest.approx(np.diag([0.5, 1.0]), abs=1e-6)


def test_where_studies_know_nothing_every_doubt_stands_alone():
    """An endless error leaves independent numbers as they are."""
    found = joint(np.ones(3), np.array([[0.3, -0.2, 0.1]]), np.array([1e6]))

    assert found == pytest.approx(np.eye(3), abs=1e-6)


def test_no_unknown_is_wider_than_its_own_width(prior):
    """Knowing more of a typical adult narrows unknowns and widens none."""
    variance = np.diag(prior.joint @ prior.joint.T)

    assert (variance <= 1 + 1e-9).all()
    assert variance.min() > 0.2
    assert variance[prior.unknowns.index("kidney.gfr_l_per_h")] == pytest.approx(1)
    assert variance[prior.unknowns.index("diet")] == pytest.approx(1)


def test_people_of_the_prior_are_as_different_as_people(shown):
    """Serum of adults: SD about 0.055 with the noise of a draw; the prior may be a half wider.

    Intervals of surveys (95 %): 0.75 to 0.955 and, in healthy men, 0.71 to 0.93 mmol/L. A
    day's urine: SD 1 to 2.2 mmol, and hardly anybody at nought.
    """
    serum, urine = shown

    assert 0.05 < np.std(serum) < 0.09
    assert 0.80 < np.mean(serum) < 0.90
    assert 1.0 < np.std(urine) < 2.2
    assert np.mean(urine < 0.5) < 0.03


def test_what_a_person_tells_of_life_genes_and_microbes_moves_no_body(facts, model):
    """Stress, sleep, drink, salt, a genotype and a microbe: the same bodies to the last bit."""
    told = Patient(
        patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
        life=Life(sleep_h=4, stress_0_10=10, fluid_l_per_day=4, sodium_mg_per_day=6000),
        genetics=(("TRPM6", "rs3750425 CT"),), microbiome=(("bifidobacterium", "low"),),
    )  # fmt: skip
    plain = prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts)
    other = prior_of(covariates_of(told, 95.0, (), facts), model, facts)

    assert plain.covariates == other.covariates
    assert np.array_equal(plain.typical, other.typical)
    assert np.array_equal(plain.joint, other.joint)

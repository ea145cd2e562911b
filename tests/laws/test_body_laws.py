"""What must hold for every body, dose and day, whatever the parameters?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from magtitrate.body.gut import FORMS
from magtitrate.body.model import population_theta
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, settle, simulate

FEW = settings(max_examples=10)
"""Each example is a run of days: a dozen say as much as a second allows."""


def people(model, facts, lanes, seed, spread=0.3):
    """Adults who differ in everything the facts give."""
    rng = np.random.default_rng(seed)
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100, lanes=lanes)
    shares = ("gut.carrier_share", "gut.gastric_acid", "form.", "gut.absorption_scale")
    varied = [not name.startswith(shares) for name in model.parameter_names]
    theta[varied] *= np.exp(spread * rng.standard_normal((sum(varied), lanes)))
    return theta


def eating(mmol, phytate=0.3):
    """Three meals a day."""
    return Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.5],
            magnesium_mmol=np.array([0.3, 0.35, 0.35]) * mmol,
            phytate_mmol=np.full(3, phytate),
        ),
        repeat_h=24.0,
    )


@pytest.fixture(scope="module")
def adults(model, facts):
    """Eight people and their usual midnight under 12 mmol/d."""
    theta = people(model, facts, 8, seed=1)
    return theta, settle(model, theta, exposures=eating(12.0)).state


@pytest.mark.parametrize("rtol", [1e-2, 1e-4])
def test_magnesium_is_conserved_over_twelve_weeks(model, facts, rtol):
    """What came in is in a pool, to a billionth of the intake, at any tolerance."""
    days = 84 if rtol > 1e-3 else 14
    theta = people(model, facts, 4, seed=2)
    life = eating(12.0)
    start = settle(model, theta, exposures=life, rtol=1e-2).state
    hours = np.sort(np.concatenate([24.0 * np.arange(days) + h for h in (8.0, 21.5)]))
    doses = Doses.of(hours, 150.0, form="oxide", with_meal=True)
    sweat = Intervals(from_h=[17.0], to_h=[18.5], rate_mmol_per_h=[0.15])
    course = simulate(
        model,
        theta,
        doses,
        [0.0, 24.0 * days],
        exposures=Exposures(meals=life.meals, sweat=sweat, repeat_h=24.0),
        start=start,
        infusion=Intervals(from_h=[50.0], to_h=[53.0], rate_mmol_per_h=[3.0]),
        rtol=rtol,
    )

    held = course.pools_mmol.sum(axis=1)
    intake = 12.0 * days + doses.amount_mmol.sum()

    np.testing.assert_allclose(held[1] - held[0], intake, rtol=1e-9)
    assert course.finished.all()


@FEW
@given(
    low=st.floats(0, 600),
    more=st.floats(1, 400),
    form=st.sampled_from(sorted(FORMS)),
    hour=st.floats(0, 23.5),
    fed=st.booleans(),
)
def test_more_dose_is_never_less_absorbed(model, adults, low, more, form, hour, fed):
    """Uptake rises with the dose, for every body, form, hour and meal."""
    theta, start = adults
    lanes = theta.shape[1]
    doses = Doses.of(
        [hour], np.repeat([[low, low + more]], lanes, axis=1), form=form, with_meal=fed
    )
    course = simulate(
        model,
        np.tile(theta, 2),
        doses,
        [0.0, 48.0],
        exposures=eating(12.0),
        start=np.tile(start, 2),
    )

    less, greater = np.split(course.over("absorbed_magnesium", 0.0, 48.0), 2)

    assert (greater > less).all()


@FEW
@given(days=st.integers(1, 300), hour=st.floats(0, 23), mg=st.floats(10, 500))
def test_shifting_the_calendar_changes_nothing(model, adults, days, hour, mg):
    """The same two days, begun whole days later, are the same two days."""
    theta, start = adults
    ends = []
    for shift in (0.0, 24.0 * days):
        course = simulate(
            model,
            theta,
            Doses.of([hour + shift], [mg]),
            [shift + 48.0],
            exposures=eating(12.0),
            start=start,
            from_h=shift,
        )
        ends.append(course.last)

    np.testing.assert_allclose(ends[1], ends[0], rtol=1e-6, atol=1e-7)


@FEW
@given(intake=st.floats(1, 30), seed=st.integers(0, 1000))
def test_less_filtration_never_lowers_serum(model, facts, intake, seed):
    """One body with ever poorer kidneys has an ever higher settled serum."""
    theta = np.repeat(people(model, facts, 1, seed), 5, axis=1)
    theta[model.parameter_names.index("kidney.gfr_l_per_h")] = [7.2, 5.4, 3.6, 1.8, 0.6]
    state = settle(model, theta, exposures=eating(intake), rtol=1e-2).state

    assert (np.diff(model.output("serum_magnesium", state, theta)) > 0).all()


def test_a_body_without_intake_never_goes_below_zero(model, facts):
    """A year of nothing, from a usual and from an empty start."""
    theta = people(model, facts, 4, seed=5, spread=0.5)
    start = settle(model, theta, exposures=eating(12.0), rtol=1e-2).state
    start[:, 3] = 0.0
    sweat = Intervals(from_h=[12.0], to_h=[20.0], rate_mmol_per_h=[1.0])
    course = simulate(
        model,
        theta,
        Doses(),
        24.0 * np.arange(0, 366, 5),
        exposures=Exposures(sweat=sweat, repeat_h=24.0),
        start=start,
        rtol=1e-2,
    )

    held = [row for row, pool in enumerate(model.pools) if not pool.debt]
    assert course.pools_mmol[:, held].min() > -1e-6
    assert course.finished.all()


@FEW
@given(mg=st.floats(50, 400), form=st.sampled_from(["bisglycinate", "oxide", "solution"]))
def test_what_is_not_swallowed_is_not_absorbed(model, adults, mg, form):
    """A dose raises uptake and stool by no more, and no less, than itself."""
    theta, start = adults
    lanes = theta.shape[1]
    doses = Doses.of([9.0], np.repeat([[0.0, mg]], lanes, axis=1), form=form)
    course = simulate(
        model,
        np.tile(theta, 2),
        doses,
        [0.0, 120.0],
        exposures=eating(12.0),
        start=np.tile(start, 2),
        rtol=1e-2,
    )
    none, held = np.split(course.pools_mmol[-1].sum(axis=0), 2)
    without, absorbed = np.split(course.over("absorbed_magnesium", 0, 120), 2)

    np.testing.assert_allclose(held - none, mg / 24.305, rtol=1e-9)
    assert (absorbed > without).all()
    assert (absorbed - without < mg / 24.305).all()


@FEW
@given(scale=st.floats(0.3, 1.5))
def test_a_gut_that_absorbs_less_holds_less(model, facts, scale):
    """The personal absorption scale moves serum its way."""
    theta = np.repeat(people(model, facts, 1, seed=7), 2, axis=1)
    theta[model.parameter_names.index("gut.absorption_scale")] = [scale, scale + 0.2]

    state = settle(model, theta, exposures=eating(12.0), rtol=1e-2).state

    low, high = model.output("serum_magnesium", state, theta)
    assert low < high

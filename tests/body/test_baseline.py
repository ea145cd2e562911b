"""Is the first guess a balance, and does the acceleration find where a map leads?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.baseline import balanced, fixed_point
from magtitrate.body.model import population_theta


@pytest.fixture(scope="module")
def theta(model, facts):
    """Typical adults with filtration from 120 down to 20 mL/min."""
    lanes = [
        population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=gfr)
        for gfr in (120.0, 90.0, 60.0, 20.0)
    ]
    return np.hstack(lanes)


def test_the_guess_balances_gut_kidney_and_skin(model, theta):
    """Under a constant intake, uptake less secretion and skin is what the kidney lets go."""
    intake = 0.5
    state = balanced(model, theta, intake_mmol_per_h=intake)
    state[model.place("stomach_dissolved")] = (
        intake / model.rows(theta)["gut.emptying_fasted_per_h"]
    )

    change = model.derivative(8.0, state, theta)  # hour 8: no rhythm

    for pool in ("lumen_2", "lumen_3"):
        np.testing.assert_allclose(change[model.place(pool)], 0, atol=1e-12)
    # What is left is that secretion and skin are taken at the usual serum, not at this one.
    serum = model.output("serum_magnesium", state, theta)
    excess = serum / 0.85 - 1
    rows = model.rows(theta)
    secretion, skin = rows["gut.secretion_mmol_per_h"], rows["losses.skin_mmol_per_h"]
    below = rows["gut.secretion_colon_share"]
    for pool, share in (("lumen_1", 1 - below), ("colon_dissolved", below)):
        np.testing.assert_allclose(
            change[model.place(pool)], share * secretion * excess, atol=1e-12
        )
    np.testing.assert_allclose(
        change[model.place("plasma")], -(secretion + skin) * excess, atol=1e-5
    )
    assert (np.diff(serum) > 0).all()


def test_a_body_without_intake_still_has_a_guess(model, theta):
    """Nothing absorbed gives a low, finite, positive serum."""
    state = balanced(model, theta, intake_mmol_per_h=0.0)

    assert np.isfinite(state).all()
    assert (state[model.place("plasma")] > 0).all()


def slow_map(state):
    """Two slow modes and a nonlinear one, towards (1, 2, 3)."""
    target = np.array([[1.0], [2.0], [3.0]])
    away = state - target
    return target + np.array([[0.98], [0.9], [0.5]]) * away + 0.02 * away[::-1] * away


def test_acceleration_finds_the_fixed_point_in_few_periods():
    """The slowest mode alone would need 1,100 periods to come this near."""
    found = fixed_point(slow_map, np.full((3, 5), 1.5), tolerance=1e-10, limit=40)

    np.testing.assert_allclose(found.state, np.array([[1.0], [2.0], [3.0]]) * np.ones(5), atol=1e-7)
    assert found.converged.all()
    assert found.periods <= 30


def test_ledgers_stay_at_zero():
    """A running sum has no fixed point and is left out."""

    def counting(state):
        moved = slow_map(state)
        return np.vstack([moved[:2], state[2:] + 5])

    found = fixed_point(counting, np.ones((3, 1)), ledgers=[2], tolerance=1e-8, limit=40)

    assert found.converged.all()
    assert found.state[2, 0] == 0


def test_a_lane_that_never_settles_is_told():
    """A map without a fixed point ends at the limit, and only its own lane says so."""

    def restless(state):
        moved = slow_map(state)
        moved[:, 1] = state[:, 1] + 1
        return moved

    found = fixed_point(restless, np.full((3, 2), 1.5), tolerance=1e-8, limit=25)

    assert found.converged.tolist() == [True, False]
    assert found.periods == 25

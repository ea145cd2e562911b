"""Are stores at rest with plasma, and do cells follow without taking?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.model import population_theta

STORES = {
    "fast": "plasma.fast_volume_l",
    "tissue": "stores.tissue_volume_l",
    "bone": "stores.bone_volume_l",
}


@pytest.fixture(scope="module")
def resting(model, facts):
    """A body at one concentration everywhere: theta, state."""
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    rows = model.rows(theta)
    state = np.zeros((len(model.states), 1))
    for pool, volume in (STORES | {"plasma": "plasma.volume_l"}).items():
        state[model.place(pool)] = 0.85 * rows[volume]
    return theta, state


def test_stores_rest_at_equal_concentration(model, resting):
    """Exchange is even where content over apparent volume equals plasma."""
    theta, state = resting

    change = model.derivative(8.0, state, theta)

    for pool in STORES:
        # Rounding alone: the two ways of the fast exchange carry a hundred mmol/h each.
        assert change[model.place(pool), 0] == pytest.approx(0, abs=1e-12)


def test_the_exchangeable_pool_is_of_the_measured_size(model, resting):
    """Tracers give 1.7 to 1.8 mmol/kg in all, and far more is never seen."""
    theta, state = resting
    bone = state[model.place("bone")]

    soft = (model.output("exchangeable_magnesium", state, theta) - bone)[0] / 70

    assert 1.0 < soft < 3.5
    assert 0.5 < bone[0] / 70 < 4


def test_red_cells_follow_by_half(model, resting):
    """Ten percent more in plasma draws cells up by their elasticity, and costs it nothing."""
    theta, state = resting
    more = state.copy()
    more[model.place("plasma")] *= 1.1
    rows = model.rows(theta)
    usual, elasticity = (
        rows[f"stores.red_cell_{what}"][0] for what in ("mmol_per_l", "elasticity")
    )
    more[model.place("red_cell")] = usual * (1 + 0.1 * elasticity)

    change = model.derivative(8.0, more, theta)

    assert change[model.place("red_cell"), 0] == pytest.approx(0, abs=1e-14)
    without = more.copy()
    without[model.place("red_cell")] = 0.0
    np.testing.assert_array_equal(
        model.derivative(8.0, without, theta)[: len(model.pools)], change[: len(model.pools)]
    )

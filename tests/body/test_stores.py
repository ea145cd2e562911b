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
        assert change[model.place(pool), 0] == pytest.approx(0, abs=1e-14)


def test_the_exchangeable_pool_is_of_the_measured_size(model, resting):
    """The starting set holds 3.6 mmol/kg at usual serum: 1.4 and 2.4 L/kg of it slowly."""
    theta, state = resting

    held = model.output("exchangeable_magnesium", state, theta)[0] / 70

    assert held == pytest.approx(0.85 * (0.17 + 0.25 + 1.39 + 2.4))


def test_red_cells_follow_by_half(model, resting):
    """Ten percent more in plasma draws cells five percent up, and takes nothing from it."""
    theta, state = resting
    more = state.copy()
    more[model.place("plasma")] *= 1.1
    more[model.place("red_cell")] = 2.2 * 1.05

    change = model.derivative(8.0, more, theta)

    assert change[model.place("red_cell"), 0] == pytest.approx(0, abs=1e-14)
    without = more.copy()
    without[model.place("red_cell")] = 0.0
    np.testing.assert_array_equal(
        model.derivative(8.0, without, theta)[: len(model.pools)], change[: len(model.pools)]
    )

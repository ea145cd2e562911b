"""Does sweat take what was measured, and no more than plasma has?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.losses import sweat_mmol_per_h
from magtitrate.body.model import population_theta


def test_two_liters_of_sweat_hold_about_a_third_of_a_millimole(model, facts):
    """0.14 mmol/L (Beller 1975): 0.28 mmol in two hours at a liter an hour."""
    rows = model.rows(population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100))

    assert 2 * sweat_mmol_per_h(1.0, rows)[0] == pytest.approx(0.28)


def test_the_skin_loses_four_milligrams_a_day(model, facts):
    """0.16 mmol/d at the usual plasma concentration."""
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    state = np.zeros((len(model.states), 1))
    state[model.place("plasma")] = 0.85 * model.rows(theta)["plasma.volume_l"]

    daily = 24 * model.derivative(8.0, state, theta)[model.place("skin"), 0]

    assert daily * 24.305 == pytest.approx(4, rel=0.03)

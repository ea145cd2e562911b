"""Do outputs say what a laboratory would print?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.model import population_theta
from magtitrate.errors import ModelError


@pytest.fixture(scope="module")
def theta(model, facts):
    """Two typical adults."""
    return population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100, lanes=2)


def test_serum_is_content_over_volume(model, theta):
    """0.85 mmol for every liter of plasma are 0.85 mmol/L, of which a fraction is ionized."""
    rows = model.rows(theta)
    state = np.zeros((3, len(model.states), 2))
    state[:, model.place("plasma")] = 0.85 * rows["plasma.volume_l"]

    serum, ionized = (
        model.output(name, state, theta) for name in ("serum_magnesium", "ionized_magnesium")
    )

    assert serum.shape == (3, 2)
    np.testing.assert_allclose(serum, 0.85)
    np.testing.assert_allclose(ionized[0], 0.85 * rows["plasma.ionized_fraction"])


def test_what_came_by_vein_was_not_absorbed(model, theta):
    """Magnesium from the syringe cancels out of what came from the lumen."""
    before = np.zeros((len(model.states), 2))
    after = before.copy()
    after[model.place("plasma")] += 5.0
    after[model.place("syringe")] -= 4.0

    gained = model.output("absorbed_magnesium", after, theta) - model.output(
        "absorbed_magnesium", before, theta
    )

    np.testing.assert_allclose(gained, 1.0)


def test_an_unknown_output_lists_the_known(model, theta):
    """A misspelled output is refused by name."""
    with pytest.raises(ModelError, match="serum_magnesium"):
        model.output("serum_mg", np.zeros((len(model.states), 2)), theta)

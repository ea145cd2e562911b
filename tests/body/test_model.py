"""Do the organs join into a body whose parts fit, and whose derivatives are exact?"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from magtitrate.body.expr import amount, parameter
from magtitrate.body.flux import Flux
from magtitrate.body.model import body_model, population_theta
from magtitrate.errors import ModelError

LANES = 4


@dataclass(frozen=True)
class SomeFacts:
    """Facts with other parameter rows."""

    parameters: dict


@pytest.fixture(scope="module")
def theta(model, facts):
    """Bodies that differ in everything."""
    rng = np.random.default_rng(3)
    middle = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100, lanes=LANES)
    return middle * np.exp(0.3 * rng.standard_normal(middle.shape))


@pytest.fixture(scope="module")
def state(model):
    """A state in which nothing is empty."""
    rng = np.random.default_rng(4)
    state = rng.uniform(0.2, 3.0, (len(model.states), LANES))
    state[model.place("plasma")] += 8
    return state


@pytest.fixture(scope="module")
def given(model):
    """Every input running."""
    return {name: np.full(LANES, 0.1 * n) for n, name in enumerate(model.inputs, start=1)}


def test_the_jacobian_is_exact(model, theta, state, given):
    """The derived Jacobian is what small differences of the derivative measure."""
    exact = model.jacobian(5.3, state, theta, given)

    for column in range(len(model.states)):
        step = np.zeros_like(state)
        step[column] = 1e-5
        up = model.derivative(5.3, state + step, theta, given)
        down = model.derivative(5.3, state - step, theta, given)
        np.testing.assert_allclose((up - down) / 2e-5, exact[:, column], rtol=1e-6, atol=1e-7)


def test_the_derivative_keeps_magnesium(model, theta, state, given):
    """At any state, what leaves some pools arrives in others."""
    change = model.derivative(5.3, state, theta, given)[: len(model.pools)]

    np.testing.assert_allclose(change.sum(axis=0), 0, atol=1e-12)


def test_no_flux_is_negative(model, theta, state, given):
    """Each flux runs from its source to its sink, whatever the state."""
    assert (model.rates(5.3, state, theta, given)[: len(model.fluxes)] >= 0).all()


def test_nothing_leaves_an_empty_pool(model, theta, state, given):
    """A flux stops where its source is empty; only a syringe counts a debt."""
    places = {pool.name: row for row, pool in enumerate(model.pools)}
    for row, flux in enumerate(model.fluxes):
        if model.pools[places[flux.source]].debt:
            continue
        empty = state.copy()
        empty[places[flux.source]] = 0.0

        assert (model.rates(5.3, empty, theta, given)[row] == 0).all(), flux.name


def test_volumes_follow_body_mass_and_the_gut_does_not(model, facts):
    """A body of twice the mass has twice the volumes and the same gut."""
    light, heavy = (
        model.rows(population_theta(model, facts, body_mass_kg=kg, gfr_ml_per_min=100))
        for kg in (50.0, 100.0)
    )

    for name in ("plasma.volume_l", "stores.bone_volume_l", "plasma.fast_exchange_l_per_h"):
        assert heavy[name][0] == pytest.approx(2 * light[name][0])
    assert heavy["gut.carrier_vmax"] == light["gut.carrier_vmax"]


def test_filtration_comes_in_liters_per_hour(model, facts):
    """120 mL/min are 7.2 L/h."""
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=120)

    assert model.rows(theta)["kidney.gfr_l_per_h"][0] == pytest.approx(7.2)


def test_a_situation_multiplies_what_its_rows_name(model, facts):
    """Pregnancy moves filtration, threshold and volume; everything else stays."""
    usual = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100)
    pregnant = population_theta(
        model, facts, body_mass_kg=70, gfr_ml_per_min=100, situations=["pregnancy"]
    )

    moved = {n for n, a, b in zip(model.parameter_names, usual, pregnant, strict=True) if a != b}

    assert moved == {"kidney.gfr_l_per_h", "kidney.tm", "plasma.volume_l"}


def test_an_unknown_situation_is_refused(model, facts):
    """A situation without rows is a mistake, not a body without modifiers."""
    with pytest.raises(ModelError, match="moonwalk"):
        population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100, situations=["moonwalk"])


def test_a_missing_parameter_is_named(facts):
    """A row that was renamed is found when the body is built, not when it runs."""
    rows = {name: row for name, row in facts.parameters.items() if name != "kidney.tm"}

    with pytest.raises(ModelError, match=r"kidney\.tm"):
        body_model(SomeFacts(rows))


def test_a_parameter_in_another_unit_is_refused(facts):
    """A transit time in minutes never runs as hours."""
    name = "gut.colon_transit_h"
    rows = dict(facts.parameters) | {name: replace(facts.parameters[name], unit="min")}

    with pytest.raises(ModelError, match="in 'min'; the model needs 'h'"):
        body_model(SomeFacts(rows))


def test_the_carrier_is_spread_without_remainder(facts):
    """The shares of the carrier add up to one."""
    name = "gut.carrier_share_1"
    rows = dict(facts.parameters) | {name: replace(facts.parameters[name], value=0.5)}

    with pytest.raises(ModelError, match="add up to"):
        body_model(SomeFacts(rows))


def test_a_rate_that_asks_for_the_unknown_is_refused(model):
    """A formula can only name pools and parameters that are there."""
    ghost = Flux(name="ghost", source="plasma", sink="urine", rate=parameter("no.such"))
    loop = Flux(name="loop", source="plasma", sink="urine", rate=amount("nowhere"))
    for flux in (ghost, loop):
        with pytest.raises(ModelError, match="which is not there"):
            replace(
                model,
                fluxes=(*model.fluxes, flux),
                stoichiometry=np.vstack([model.stoichiometry, model.stoichiometry[-1]]),
            )


def test_a_flux_that_makes_magnesium_is_refused(model):
    """A row that does not sum to zero is found at load."""
    broken = model.stoichiometry.copy()
    broken[0, 3] += 1

    with pytest.raises(ModelError, match="makes or destroys"):
        replace(model, stoichiometry=broken)


def test_the_table_tells_the_kidney(model):
    """The printed declaration can be checked by a physiologist."""
    told = {name: formula for name, _, _, formula in model.table()}

    assert told["excretion of what is not reabsorbed"].startswith(
        "kidney.gfr_l_per_h*kidney.splay*(softplus((plasma.ultrafiltrable_fraction*C - kidney.tm"
    )
    assert told["C"] == "[plasma]/plasma.volume_l"

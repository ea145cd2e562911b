"""Does the starting set say what the notes say it says (kinetics 2.1, 2.6)?

The notes computed their checks with the fit before it was rounded: a threshold of 0.627
and a splay of 0.062 mmol/L in place of 0.61 and 0.05. With the unrounded pair the body
here gives their numbers; with the rounded pair of the facts it lies within the wider
bounds that are stated. Their depletion takes the endogenous loss as lost, while here it
is secreted into the lumen, where four fifths of it are absorbed again.

The set and its linear muscle are written here, so that calibrating the facts and bending
the body leave these checks alone: they hold the machinery, not the present body.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from magtitrate.body.baseline import balanced
from magtitrate.body.model import body_model, population_theta
from magtitrate.body.plasma import exchange
from magtitrate.engine import resting, solve
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals
from magtitrate.units import mg_to_mmol

settle = partial(resting.settle, engine="reference")
simulate = partial(solve.simulate, engine="reference")

START = {
    "gut.carrier_vmax": 0.23,
    "gut.carrier_km": 0.35,
    "gut.carrier_share_1": 0.04 + 0.10 + 0.16 / 3,
    "gut.carrier_share_2": 0.16 * 2 / 3 + 0.20 + 0.20 * 2 / 3,
    "gut.carrier_share_3": 0.20 / 3 + 0.16 + 0.14,
    "gut.leak_rate": 0.016,
    "gut.colon_leak_rate": 0.002,
    "gut.emptying_fed_per_h": 0.5,
    "gut.emptying_fasted_per_h": 2.0,
    "gut.food_half": 0.2,
    "gut.small_bowel_transit_h": 4.0,
    "gut.colon_transit_h": 24.0,
    "gut.fed_transit_factor": 1.0,
    "gut.flush_per_l": 0.0,
    "gut.secretion_mmol_per_h": 0.6 / 24,
    "form.soluble_salt.soluble_share": 0.95,
    "form.soluble_salt.dissolution_acid_per_h": 3.0,
    "form.soluble_salt.dissolution_neutral_per_h": 3.0,
    "plasma.volume_l": 0.17 * 70,
    "plasma.fast_volume_l": 0.25 * 70,
    "plasma.fast_exchange_l_per_h": 0.18 * 70,
    "plasma.ultrafiltrable_fraction": 0.70,
    "stores.tissue_volume_l": 1.39 * 70,
    "stores.tissue_exchange_l_per_h": 0.010 * 70,
    "stores.bone_volume_l": 2.4 * 70,
    "stores.bone_exchange_l_per_h": 0.002 * 70,
    "losses.skin_mmol_per_h": 0.16 / 24,
}
"""Kinetics 2.1 for 70 kg."""

ROUNDED = {"kidney.tm": 0.61, "kidney.splay": 0.05}
UNROUNDED = {"kidney.tm": 0.627, "kidney.splay": 0.062}
NOTES = {"kidney.circadian_amplitude": 0.0}


@pytest.fixture(scope="module")
def model(facts):
    """The body with the linear muscle of the notes."""
    shipped = body_model(facts)
    linear = {
        flux.name: flux
        for flux in exchange("tissue", "stores.tissue_exchange_l_per_h", "stores.tissue_volume_l")
    }
    return replace(shipped, fluxes=tuple(linear.get(f.name, f) for f in shipped.fluxes))


def adult(model, facts, *changes):
    """70 kg, 120 mL/min, the starting set, with some parameters changed."""
    theta = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=120)
    rows = model.rows(theta)
    for change in (START, ROUNDED, *changes):
        for name, value in change.items():
            rows[name][:] = value
    return theta


def filled_to(model, theta, serum):
    """Every pool in balance with this concentration, the gut empty."""
    state = balanced(model, theta, intake_mmol_per_h=0.0)
    rows = model.rows(theta)
    for row, name in enumerate(model.states):
        if name.startswith(("lumen", "colon")):
            state[row] = 0.0
    for pool, volume in (
        ("plasma", "plasma.volume_l"),
        ("fast", "plasma.fast_volume_l"),
        ("tissue", "stores.tissue_volume_l"),
        ("bone", "stores.bone_volume_l"),
    ):
        state[model.place(pool)] = serum * rows[volume]
    return state


def diet(mg_per_day):
    """The development studies' eating day: five occasions."""
    shares = np.array([0.25, 0.30, 0.10, 0.30, 0.05])
    return Exposures(
        meals=Meals(
            time_h=[8.0, 12.5, 16.0, 19.0, 21.5],
            magnesium_mmol=shares * mg_to_mmol(mg_per_day),
            food=[1.0, 1.0, 0.4, 1.0, 0.3],
        ),
        repeat_h=24.0,
    )


def daily_loss(model, theta, serum):
    """Urine at a constant concentration [mmol/d]."""
    row = [flux.sink for flux in model.fluxes].index("urine")
    return 24 * model.rates(8.0, filled_to(model, theta, serum), theta)[row, 0]


@pytest.mark.parametrize(
    ("kidney", "at_085", "tolerance"), [(UNROUNDED, 5.0, 0.05), (ROUNDED, 5.0, 0.3)]
)
def test_baseline_urine_is_five_millimoles_a_day(model, facts, kidney, at_085, tolerance):
    """At a serum of 0.85 mmol/L."""
    theta = adult(model, facts, NOTES, kidney)

    assert daily_loss(model, theta, 0.85) == pytest.approx(at_085, abs=tolerance)


@pytest.mark.parametrize(("more", "rise"), [(1.5, 0.030), (2.0, 0.039)])
@pytest.mark.parametrize(("kidney", "tolerance"), [(UNROUNDED, 0.001), (ROUNDED, 0.006)])
def test_serum_rises_little_when_urine_rises_much(model, facts, more, rise, kidney, tolerance):
    """+1.5 and +2.0 mmol/d of urine go with +0.030 and +0.039 mmol/L."""
    theta = adult(model, facts, NOTES, kidney)
    low, high = 0.85, 1.2
    for _ in range(40):
        middle = (low + high) / 2
        gained = daily_loss(model, theta, middle) - daily_loss(model, theta, 0.85)
        low, high = (middle, high) if gained < more else (low, middle)

    assert middle - 0.85 == pytest.approx(rise, abs=tolerance)


@pytest.mark.parametrize(
    ("kidney", "four", "eight", "tolerance"),
    [(UNROUNDED, 8.5, 15.6, 0.1), (ROUNDED, 8.5, 15.6, 1.0)],
)
def test_a_dose_by_vein_raises_the_area(model, facts, kidney, four, eight, tolerance):
    """4 and 8 mmol by vein raise the area over 12 h by 8.5 and 15.6 % (observed 9.5, 16.1)."""
    silent = {"gut.secretion_mmol_per_h": 0.0, "losses.skin_mmol_per_h": 0.0}
    theta = adult(model, facts, NOTES, kidney, silent)
    hours = np.arange(0, 12.01, 0.1)
    keeping = daily_loss(model, theta, 0.85) / 24
    for dose, expected in ((4.0, four), (8.0, eight)):
        course = simulate(
            model,
            theta,
            Doses(),
            hours,
            exposures=Exposures(),
            start=filled_to(model, theta, 0.85),
            infusion=Intervals(
                from_h=[0.0, 0.0], to_h=[12.0, 0.1], rate_mmol_per_h=[keeping, dose / 0.1]
            ),
        )
        area = np.trapezoid(course.output("serum_magnesium")[:, 0], hours) / 12

        assert 100 * (area / 0.85 - 1) == pytest.approx(expected, abs=tolerance)


def test_three_weeks_of_depletion(model, facts):
    """0.80 falls to 0.62 mmol/L in 21 days, urine to about 1.1 mmol/d on day 4."""
    lost = {"gut.absorption_scale": 0.0}  # as in the notes: what is secreted is lost
    theta = adult(model, facts, NOTES, UNROUNDED, lost)
    days = 24.0 * np.arange(22)
    course = simulate(
        model,
        theta,
        Doses(),
        days,
        exposures=Exposures(),
        start=filled_to(model, theta, 0.80),
    )
    serum, urine = course.output("serum_magnesium")[:, 0], np.diff(course.pool("urine")[:, 0])

    assert serum[21] == pytest.approx(0.62, abs=0.01)
    assert urine[3] == pytest.approx(1.1, abs=0.1)


def test_a_mixed_diet_is_absorbed_by_a_third(model, facts):
    """311 mg/d: 34 % net in the notes, 46 % observed: low, as they say."""
    theta = adult(model, facts)
    life = diet(311.0)
    start = settle(model, theta, exposures=life).state
    day = simulate(model, theta, Doses(), [0.0, 24.0], exposures=life, start=start)

    net = day.over("absorbed_magnesium", 0, 24) - day.over("secreted_magnesium", 0, 24)

    assert net[0] / mg_to_mmol(311.0) == pytest.approx(0.34, abs=0.02)


def steady_gain(model, theta, hours, doses_mg):
    """Uptake and urine of a day with each of these doses at these hours, less without [mmol]."""
    amounts = np.array([0.0, *doses_mg])
    taken = Doses.of(hours, np.tile(amounts, (len(hours), 1)), form="soluble_salt", with_meal=True)
    theta, life = np.repeat(theta, len(amounts), axis=1), diet(300.0)
    start = settle(model, theta, exposures=life, doses=taken).state
    day = simulate(model, theta, taken, [0.0, 24.0], exposures=life, start=start)
    absorbed, urine = (day.over(f"{name}_magnesium", 0, 24) for name in ("absorbed", "urine"))
    return absorbed[1:] - absorbed[0], urine[1:] - urine[0]


def test_350_mg_of_citrate_raise_urine_by_two_millimoles(model, facts):
    """117 mg with each meal: 1.9 to 2.4 mmol/d in the notes, 2.0 to 2.2 observed."""
    _, urine = steady_gain(model, adult(model, facts), [8.0, 12.5, 19.0], [117.0])

    assert 1.7 < urine[0] < 2.4


def test_the_marginal_fraction_falls_and_the_amount_rises(model, facts):
    """Late in the evening, beside 300 mg/d of food; the notes' fractions within a fifth."""
    doses = np.array([100.0, 200.0, 300.0, 400.0, 600.0])
    gained, _ = steady_gain(model, adult(model, facts), [23.5], doses)

    fraction = gained / mg_to_mmol(doses)

    np.testing.assert_allclose(fraction, [0.29, 0.21, 0.18, 0.17, 0.15], rtol=0.2)
    assert (np.diff(fraction) < 0).all()
    assert (np.diff(gained) > 0).all()

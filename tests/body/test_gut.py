"""What does the gut's mouth do with a dose, and how does the lumen take it up?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.gut import FORMS, dissolution, entering, form_of, swallowed
from magtitrate.body.model import population_theta
from magtitrate.errors import ModelError


@pytest.fixture(scope="module")
def rows(model, facts):
    """The typical adult's parameters by name."""
    return model.rows(population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=100))


def test_a_dose_becomes_millimoles_once():
    """243.05 mg of elemental magnesium are 10 mmol, whatever the form."""
    for form in FORMS:
        assert swallowed(243.05, form) == pytest.approx(10.0)


@pytest.mark.parametrize("amount", [-1.0, float("nan")])
def test_an_impossible_dose_is_refused(amount):
    """A negative or unknown dose is never swallowed."""
    with pytest.raises(ModelError, match="negative or unknown"):
        swallowed(amount)


def test_an_unknown_form_lists_the_known():
    """A salt is mapped to a form before it is swallowed."""
    with pytest.raises(ModelError, match="bisglycinate"):
        swallowed(100.0, "unobtainium")


@pytest.mark.parametrize("form", FORMS)
def test_nothing_of_a_dose_is_lost_at_the_mouth(form, rows):
    """The soluble share and the rest are the whole dose."""
    parts = entering(form, np.array([5.0]), rows)

    assert sum(part[0] for part in parts.values()) == pytest.approx(5.0, abs=1e-14)
    assert 0 < parts[FORMS[form].pool][0] <= 5 * rows[f"form.{form}.soluble_share"][0]


def test_forms_follow_solubility_and_release():
    """A salt without a row of its own behaves like its class; enteric goes first."""
    assert form_of("bisglycinate") == "bisglycinate"
    assert form_of("malate") == "soluble_salt"
    assert form_of("carbonate", solubility="acid_dependent") == "oxide"
    assert form_of("citrate", release="enteric") == "enteric"
    assert form_of("bisglycinate", release="liposomal") == "bisglycinate"


def test_oxide_needs_acid_and_citrate_does_not(rows):
    """Without gastric acid oxide dissolves as slowly as in the bowel, a soluble salt as before."""
    taken = {"oxide": np.ones(1), "soluble_salt": np.ones(1)}
    acid = dissolution(rows, taken)
    none = dissolution(rows | {"gut.gastric_acid": np.zeros(1)}, taken)

    slow = acid["dissolution_bowel_acid_solid"]
    assert acid["dissolution_stomach_acid_solid"] > 3 * slow
    assert none["dissolution_stomach_acid_solid"] == pytest.approx(slow)
    assert none["dissolution_stomach_solid"] == acid["dissolution_stomach_solid"]


def test_two_forms_of_one_class_share_their_rate(rows):
    """Oxide and hydroxide in one lane dissolve at their mean by amount."""
    mixed = dissolution(rows, {"oxide": np.array([3.0]), "hydroxide": np.array([1.0])})
    oxide, hydroxide = (
        rows[f"form.{form}.dissolution_acid_per_h"][0] for form in ("oxide", "hydroxide")
    )

    expected = (3 * oxide + hydroxide) / 4

    assert mixed["dissolution_stomach_acid_solid"][0] == pytest.approx(expected)


def uptake_rate(model, rows, content, phytate=0.0):
    """Uptake of the three segments with this content in each [mmol/h]."""
    theta = np.stack(list(rows.values()))
    state = np.zeros((len(model.states), 1))
    for segment in ("lumen_1", "lumen_2", "lumen_3"):
        state[model.place(segment)] = content
    state[model.place("phytate_bowel")] = phytate
    rates = model.rates(0.0, state, theta)[:, 0]
    return sum(
        rate
        for rate, flux in zip(rates, model.fluxes, strict=False)
        if flux.name.startswith("uptake from lumen")
    )


def test_a_little_is_taken_up_by_the_carrier(model, rows):
    """Far below Km: Vm/Km for each segment, and the leak; three segments hold the content."""
    tiny = 1e-7
    leak = rows["gut.leak_rate"][0]

    expected = 3 * (rows["gut.carrier_vmax"][0] / rows["gut.carrier_km"][0] + leak)

    assert uptake_rate(model, rows, tiny) / tiny == pytest.approx(expected, rel=1e-5)


def test_much_is_taken_up_by_the_leak(model, rows):
    """Far above Km the carrier gives its maximum, and every further mmol only leaks."""
    at_1000, at_2000 = (uptake_rate(model, rows, content) for content in (1000.0, 2000.0))
    leak = 3000 * rows["gut.leak_rate"][0]

    assert at_2000 - at_1000 == pytest.approx(leak, rel=1e-3)
    assert at_1000 - leak == pytest.approx(rows["gut.carrier_vmax"][0], rel=0.01)


def test_phytate_hides_magnesium(model, rows):
    """At the half share half of the lumen is free, for the carrier as for the leak."""
    half = rows["gut.phytate_half_share"][0]
    in_all = 3 * 2.0
    hidden = uptake_rate(model, rows, 2.0, phytate=in_all * half / (1 - half))

    assert hidden == pytest.approx(uptake_rate(model, rows, 1.0), rel=1e-2)

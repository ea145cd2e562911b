"""Is the exported model valid, and does another simulator find what our engine finds?

libSBML and libRoadRunner are development tools; where they are missing, the export is
still held against SciPy by the engine's own test.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from magtitrate.body.model import body_model, population_theta
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals, scene_of, simulate
from magtitrate.facts import open_facts
from magtitrate.formats.sbml import sbml_text

WEEKS, PEOPLE = 12, 20
COMPARED = ("serum_magnesium", "urine_magnesium", "fecal_magnesium", "exchangeable_magnesium")


@pytest.fixture(scope="module")
def lives():
    """Twenty varied people, one schedule of meals, sweat and two forms."""
    facts = open_facts()
    model = body_model(facts)
    rng = np.random.default_rng(20)
    typical = population_theta(model, facts, body_mass_kg=70, gfr_ml_per_min=95, lanes=PEOPLE)
    theta = typical * np.exp(0.25 * np.clip(rng.standard_normal(typical.shape), -2, 2))
    # The doses' soluble share is part of an event, which all people of one file share.
    for row, name in enumerate(model.parameter_names):
        if name.startswith("form.") or name == "gut.gastric_acid":
            theta[row] = typical[row]
    life = Exposures(
        meals=Meals(
            time_h=[8.0, 13.0, 19.0],
            magnesium_mmol=[[3.0], [4.0], [5.0]],
            phytate_mmol=np.full((3, 1), 0.3),
            water_l=np.full(3, 0.25),
        ),
        sweat=Intervals(from_h=[17.0], to_h=[18.5], rate_mmol_per_h=[[0.3]]),
        repeat_h=24.0,
    )
    days = 7 * WEEKS
    doses = Doses(
        time_h=np.array([24.0 * d + h for d in range(days) for h in (9.0, 20.5)]),
        amount_mmol=np.full((2 * days, 1), 5.0),
        form=("bisglycinate", "oxide") * days,
        with_meal=np.array([True, False] * days),
        water_l=np.full(2 * days, 0.2),
    )
    start = settle(model, theta, exposures=life).state
    times = np.arange(0.0, 24.0 * days + 1, 24.0)
    course = simulate(model, theta, doses, times, exposures=life, start=start, rtol=1e-9)
    stretches = scene_of(model, theta[:, :1], doses, exposures=life, to_h=float(times[-1]))
    return model, theta, start, course, sbml_text(model, theta[:, 0], start[:, 0], stretches)


def test_each_flux_is_a_reaction_and_each_pool_a_species(lives):
    """The document says what the declaration says, no more and no less."""
    model, *_, text = lives
    tree = ElementTree.fromstring(text)
    space = {"s": "http://www.sbml.org/sbml/level3/version1/core"}

    species = [found.get("id") for found in tree.findall(".//s:species", space)]
    reactions = [found.get("name") for found in tree.findall(".//s:reaction", space)]

    assert species == [pool.name for pool in model.pools]
    assert reactions == [flux.name for flux in model.fluxes]


def test_the_document_is_valid(lives):
    """libSBML finds no error."""
    libsbml = pytest.importorskip("libsbml")
    document = libsbml.readSBMLFromString(lives[-1])
    document.setConsistencyChecks(libsbml.LIBSBML_CAT_UNITS_CONSISTENCY, False)
    document.checkConsistency()

    assert [document.getError(n).getMessage() for n in range(document.getNumErrors())] == []


def test_libroadrunner_agrees_over_twelve_weeks(lives):
    """Twenty people, twelve weeks with meals, doses and sweat: within a millionth."""
    roadrunner = pytest.importorskip("roadrunner")
    model, theta, start, course, text = lives
    runner = roadrunner.RoadRunner(text)
    runner.timeCourseSelections = ["time", *(f"output_{name}" for name in COMPARED)]
    worst = 0.0
    for lane in range(PEOPLE):
        runner.resetAll()
        for name, value in zip(model.parameter_names, theta[:, lane], strict=True):
            runner[re.sub(r"\W", "_", name)] = float(value)
        for pool in model.pools:
            runner[pool.name] = float(start[model.place(pool.name), lane])
        for follower in model.followers:
            runner[follower.name] = float(start[model.place(follower.name), lane])
        runner.integrator.relative_tolerance = 1e-9
        runner.integrator.absolute_tolerance = 1e-11
        runner.integrator.maximum_num_steps = 1_000_000
        found = np.asarray(runner.simulate(times=list(course.time_h)))
        for column, name in enumerate(COMPARED, start=1):
            ours = course.output(name)[1:, lane]
            worst = max(worst, float(np.max(np.abs(found[1:, column] / ours - 1))))

    assert worst < 1e-6


def test_scipy_agrees_over_three_days(lives):
    """An independent solver on the same declaration, event by event."""
    integrate = pytest.importorskip("scipy.integrate")
    model, theta, start, *_ = lives
    lane = 3
    one = theta[:, [lane]]
    days = 3
    life = Exposures(
        meals=Meals(time_h=[8.0, 19.0], magnesium_mmol=[[4.0], [5.0]], water_l=np.full(2, 0.25)),
        repeat_h=24.0,
    )
    doses = Doses.of([24.0 * d + 9.0 for d in range(days)], 150.0)
    ours = simulate(
        model, one, doses, [24.0 * days], exposures=life, start=start[:, [lane]], rtol=1e-9
    ).last[:, 0]

    state = start[:, lane].copy()
    for stretch in scene_of(model, one, doses, exposures=life, to_h=24.0 * days):
        for place, added in stretch.jumps:
            state[place] += float(added.flat[0])
        given = {name: np.asarray(x) for name, x in stretch.inputs.items()}
        state = integrate.solve_ivp(
            lambda t, y, given=given: model.derivative(t, y[:, None], one, given)[:, 0],
            (stretch.from_h, stretch.to_h),
            state,
            method="LSODA",
            rtol=1e-10,
            atol=1e-12,
        ).y[:, -1]

    assert state == pytest.approx(ours, rel=1e-6, abs=1e-7)

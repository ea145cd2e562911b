"""What does each arm of a trial do in the body of each virtual person?

Everybody lives every arm, as only virtual people can: a body settles under its usual day,
then takes what the arm brings, as regularly as this person takes things. Read off are the
morning's serum and ionized magnesium, the urine, what was absorbed and what stayed in the gut.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of, swallowed
from magtitrate.body.losses import sweat_mmol_per_h
from magtitrate.body.model import BodyModel, body_model, population_theta
from magtitrate.engine.population import Life, population
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Arm, Trial
from magtitrate.facts.shapes import Spread
from magtitrate.streams import stream
from magtitrate.trials.cohort import cohort
from magtitrate.trials.own_plans import OwnPlans, own_plans
from magtitrate.trials.timeline import LARGEST_OCCASION

__all__ = ["READINGS", "chunk_of_lives"]

Array = NDArray[np.float64]

READINGS = (
    "serum_magnesium",
    "ionized_magnesium",
    "urine_magnesium",
    "absorbed_magnesium",
    "soluble_left",
)
GAINS = ("urine_magnesium", "absorbed_magnesium", "fecal_soluble_magnesium")
MORNING_H = 8.0
MEAN_1 = 0.346
"""Scales a logit so that averaging over a normal spread keeps its mean (Zeger 1988)."""
TRAINS_FROM_H, TRAINS_TO_H = 17.5, 18.5
USUAL_CLOCKS = {1: (8.0,), 2: (8.0, 19.0), 3: (8.0, 13.0, 19.0)}


@dataclass(frozen=True, kw_only=True)
class _Bodies:
    theta: Array
    usual: Exposures
    start: Array
    content: Array
    good: NDArray[np.bool_]


def chunk_of_lives(
    design: Trial, chunk: int, count: int, facts: Facts, *, seed: int
) -> dict[str, Array]:
    """One chunk of people through every arm; a body that cannot be solved is not a number.

    Returns:
        The traits of `cohort`; `usual/…` without anything; `<arm>/…` at the end of treatment,
        serum and ionized in mmol/L, the others in mmol/d; `<arm>/taken` the share of doses
        taken, `<arm>/elemental_mg` the day's dose at the end, `<arm>/largest_mmol` the largest
        intake; and for an arm of plans, `<arm>/verdict`. Each (person,).
    """
    people = cohort(design, chunk, count, facts, seed=seed)
    if not design.needs_bodies:
        return people
    model = body_model(facts)
    bodies = _bodies(design, people, chunk, model, facts, seed)
    found = dict(people)
    usual = _read(model, bodies, Doses(), None, days=7)
    found.update({f"usual/{name}": value for name, value in usual.items()})
    luck = stream(seed, "cohort", design.id, chunk, "doses taken").random(
        (int(7 * design.weeks), 3, count)
    )
    for arm in design.arm:
        if not arm.active:
            found.update({f"{arm.name}/{name}": value for name, value in usual.items()})
            for name in ("taken", "elemental_mg", "largest_mmol"):
                found[f"{arm.name}/{name}"] = np.zeros(count)
            continue
        lived = _lived(arm, design, people, bodies, model, facts, luck, seed)
        for name, value in usual.items():
            # Who takes nothing does not drink to it either.
            own = lived[f"{arm.name}/{name}"]
            nothing = lived[f"{arm.name}/elemental_mg"] == 0
            lived[f"{arm.name}/{name}"] = np.where(nothing, value, own)
        found.update(lived)
    return found


def _bodies(
    design: Trial,
    people: dict[str, Array],
    chunk: int,
    model: BodyModel,
    facts: Facts,
    seed: int,
) -> _Bodies:
    """The bodies of these people, settled under their usual day."""
    count = people["age_y"].size
    who = design.population
    theta = population_theta(
        model,
        facts,
        body_mass_kg=1.0,
        gfr_ml_per_min=1.0,
        situations=(*who.medicines, *(("pregnancy",) * who.pregnant)),
        lanes=count,
    )
    luck = stream(seed, "cohort", design.id, chunk, "bodies")
    for place, slot in enumerate(model.slots):
        score = luck.standard_normal(count)
        if slot.personal:
            theta[place] *= people["gfr_ml_per_min"]
            continue
        # What people do not differ in is what we are unsure of; here it does not make them differ.
        theta[place] = _differing(theta[place], facts.parameters[slot.fact].between, score)
        if slot.per_kg:
            theta[place] *= people["body_mass_kg"]
    content = facts.parameter("product.content_error_certified").between
    usual = _usual_day(people, model.rows(theta), facts)
    settled = settle(model, theta, exposures=usual)
    return _Bodies(
        theta=theta,
        usual=usual,
        start=settled.state,
        content=_differing(np.ones(count), content, luck.standard_normal(count)),
        good=np.asarray(np.isfinite(settled.state).all(axis=0), dtype=bool),
    )


def _differing(value: Array, width: Spread, score: Array) -> Array:
    """Everybody's own value around the typical one, which is the median."""
    if width.kind == "none":
        return value
    if width.kind in ("lognormal", "logit_normal"):
        cv = width.cv if width.cv is not None else width.sd or 0.0
        return np.asarray(value * np.exp(np.sqrt(np.log1p(cv**2)) * score))
    sd = width.sd if width.sd is not None else (width.cv or 0.0) * np.abs(value)
    return np.asarray(value + sd * score)


def _usual_day(people: dict[str, Array], of: dict[str, Array], facts: Facts) -> Exposures:
    clocks = np.array([facts.value(f"usual_day.clock_{n}") for n in range(1, 6)])
    shares = np.array([facts.value(f"usual_day.share_{n}") for n in range(1, 6)])[:, None]
    # An occasion of this share of the day's food is a whole meal, as in the studies.
    food = np.minimum(1.0, shares[:, 0] / LARGEST_OCCASION)
    phytate = people["phytate_mg_per_day"] / facts.value("diet.phytate_molar_mass")
    sweat = Intervals()
    if people["sweat_l_per_day"].any():
        rate = people["sweat_l_per_day"] / (TRAINS_TO_H - TRAINS_FROM_H)
        sweat = Intervals(
            from_h=np.array([TRAINS_FROM_H]),
            to_h=np.array([TRAINS_TO_H]),
            rate_mmol_per_h=sweat_mmol_per_h(rate, of)[None, :],
        )
    return Exposures(
        meals=Meals(
            time_h=clocks,
            magnesium_mmol=shares * swallowed(people["diet_mg_per_day"]),
            phytate_mmol=shares * phytate,
            food=food,
            water_l=food * facts.value("usual_day.water_per_meal"),
        ),
        sweat=sweat,
        repeat_h=24.0,
    )


def _lived(
    arm: Arm,
    design: Trial,
    people: dict[str, Array],
    bodies: _Bodies,
    model: BodyModel,
    facts: Facts,
    luck: Array,
    seed: int,
) -> dict[str, Array]:
    """One active arm, to its end."""
    count, days = people["age_y"].size, int(7 * design.weeks)
    plans: OwnPlans | None = None
    shift = None
    if arm.policy == "plan":
        plans = own_plans(people, arm, facts, days=days, seed=seed)
        clocks, mg, shift, stage = plans.clock_h, plans.elemental_mg, plans.shift_h, plans.stage
    else:
        clocks = np.array(arm.clock or USUAL_CLOCKS[2])
        mg = np.full((clocks.size, count), (arm.elemental_mg_per_day or 0.0) / clocks.size)
        stage = np.ones((days, 1, count))
    forms = [_form(salt, facts) for salt in arm.salts]
    spread = facts.value("virtual.adherence_spread")
    usual = np.log(arm.adherence / (1 - arm.adherence)) if arm.adherence < 1 else 40.0
    odds = usual * np.sqrt(1 + MEAN_1 * spread**2) + spread * people["taking"]
    takes = luck[:, np.minimum(np.arange(clocks.size), 2)] < 1 / (1 + np.exp(-odds))
    amount = swallowed(mg)
    # Salts that share a dose are swallowed together.
    parts = len(forms)
    doses = Doses(
        time_h=np.repeat(clocks, parts),
        amount_mmol=np.repeat(np.maximum(amount * bodies.content / parts, 1e-9), parts, axis=0),
        form=tuple(forms) * clocks.size,
        with_meal=np.full(clocks.size * parts, arm.with_meal),
        water_l=np.full(clocks.size * parts, arm.water_ml / 1000 / parts),
    )
    read = _read(
        model,
        bodies,
        doses,
        np.repeat(takes * stage, parts, axis=1),
        days=days,
        shift=None if shift is None else np.repeat(shift, parts, axis=0),
    )
    # The last week's stage: a plan may still be on its way up.
    last = stage[-7:].mean(axis=(0, 1))
    found = {
        **read,
        "taken": takes.mean(axis=(0, 1)),
        "elemental_mg": mg.sum(axis=0) * last,
        "largest_mmol": amount.max(axis=0) * last,
    }
    if plans is not None:
        found["verdict"] = plans.verdict
    return {f"{arm.name}/{name}": np.asarray(value, dtype=float) for name, value in found.items()}


def _form(salt: str, facts: Facts) -> str:
    solubility = next((row.solubility for row in facts.salts if row.name == salt), "soluble")
    return form_of(salt, solubility=solubility)


def _read(
    model: BodyModel,
    bodies: _Bodies,
    doses: Doses,
    taken: Array | None,
    *,
    days: int,
    shift: Array | None = None,
) -> dict[str, Array]:
    """The morning of the last day, and the last week's sums, each (person,)."""
    found = population(
        model,
        bodies.theta,
        life=Life(doses=doses, exposures=bodies.usual, dose_shift_h=shift, taken=taken),
        start=bodies.start,
        periods=days,
        every=7,
        gains=GAINS,
        times_h=[24.0 * (days - 1) + MORNING_H],
        threads=1,
    )
    good = bodies.good & (found.outcome == 0)
    state = found.states[0]
    per_day = {name: found.gained[name][-1] / 7 for name in GAINS}
    values = {
        "serum_magnesium": model.output("serum_magnesium", state, bodies.theta),
        "ionized_magnesium": model.output("ionized_magnesium", state, bodies.theta),
        "urine_magnesium": per_day["urine_magnesium"],
        "absorbed_magnesium": per_day["absorbed_magnesium"],
        "soluble_left": per_day["fecal_soluble_magnesium"],
    }
    return {
        name: np.where(good, np.asarray(value, dtype=float), np.nan)
        for name, value in values.items()
    }

"""What reaches the mouths and veins of one arm of a study, hour by hour?

A study's words (five eating occasions, three tablets with meals, half a liter of water,
a drip of eight hours) become the events of an engine, with the label that some carry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import FORMS, MOUTH, dissolution, entering, form_of
from magtitrate.body.model import BodyModel
from magtitrate.engine.solve import Doses, Exposures, Intervals, Meals
from magtitrate.facts import Facts
from magtitrate.facts.study_shapes import Study, StudyArm, StudyDiet, StudyDose, StudyMeal
from magtitrate.trials.people import diet_factor, factor
from magtitrate.units import mg_to_mmol

__all__ = ["Label", "Timeline", "timeline", "usual_day"]

LARGEST_OCCASION = 0.3
"""Share of the day's food that counts as one usual meal."""


@dataclass(frozen=True, kw_only=True)
class Label:
    """A tracer that enters a pool with what was swallowed.

    Attributes:
        amount_mmol: (lane,).
    """

    time_h: float
    pool: str
    amount_mmol: Array


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The events of one arm.

    Attributes:
        taken: ("dose", "infused", "intake", "labeled") -> [(hour, mmol (lane,))].
        dissolving: the dissolution inputs of the run, for the label.
    """

    doses: Doses
    exposures: Exposures
    infusion: Intervals
    labels: tuple[Label, ...]
    dissolving: dict[str, Array]
    taken: dict[str, list[tuple[float, Array]]] = field(default_factory=dict)

    def amount(self, what: str, from_h: float, to_h: float) -> Array:
        """How much was taken from one hour to another [mmol], (lane,)."""
        amounts = [mmol for hour, mmol in self.taken[what] if from_h <= hour < to_h]
        return np.asarray(np.sum(amounts, axis=0)) if amounts else np.zeros(1)


@dataclass(frozen=True, kw_only=True)
class _Eaten:
    time_h: float
    magnesium_mmol: Array
    phytate_mmol: float
    food: float
    water_l: float
    labeled: bool = False


def usual_day(study: Study, facts: Facts, *, lanes: int, seed: int) -> Exposures:
    """The day that these people lived before, repeated."""
    eaten = list(_occasions(study.diet, study.diet, 0.0, facts, lanes, seed))
    return Exposures(meals=_meals(eaten, lanes), repeat_h=24.0)


def timeline(
    study: Study,
    arm: StudyArm | None,
    model: BodyModel,
    theta: Array,
    facts: Facts,
    *,
    to_h: float,
    seed: int,
) -> Timeline:
    """Everything from hour 0 of day 0 on; `None` is the usual life."""
    lanes = theta.shape[1]
    of = model.rows(theta)
    eaten = sorted(
        _eaten(study, arm, facts, to_h=to_h, lanes=lanes, seed=seed), key=lambda e: e.time_h
    )
    swallowed = sorted(
        (hour, number, dose)
        for number, dose in enumerate(arm.dose if arm else ())
        for hour in _hours(dose, to_h)
    )
    adherence = arm.adherence if arm else 1.0
    forms = tuple(_form(dose.form, facts) for _, _, dose in swallowed)
    amounts = [adherence * _dose_mmol(dose) for _, _, dose in swallowed]
    doses = Doses(
        time_h=np.array([hour for hour, _, _ in swallowed]),
        amount_mmol=np.array(amounts)[:, None] if amounts else np.zeros((0, 1)),
        form=forms,
        with_meal=np.array([dose.with_meal for _, _, dose in swallowed], dtype=bool),
        water_l=np.array([dose.water_ml / 1000 for _, _, dose in swallowed]),
    )
    infusion, infused = _infusion(study, arm, lanes, seed)
    taken: dict[str, Array] = {}
    for form, mmol in zip(forms, amounts, strict=True):
        taken[form] = taken.get(form, np.zeros(lanes)) + mmol
    labels = [
        Label(time_h=hour, pool=pool, amount_mmol=np.broadcast_to(part, (lanes,)))
        for (hour, _, dose), form, mmol in zip(swallowed, forms, amounts, strict=True)
        if dose.labeled
        for pool, part in entering(form, np.full(lanes, mmol), of).items()
    ]
    labels += [
        Label(time_h=e.time_h, pool=MOUTH, amount_mmol=np.broadcast_to(e.magnesium_mmol, (lanes,)))
        for e in eaten
        if e.labeled
    ]
    ones = np.ones(lanes)
    dosed = [(float(h), m * ones) for (h, _, _), m in zip(swallowed, amounts, strict=True)]
    return Timeline(
        doses=doses,
        exposures=Exposures(meals=_meals(eaten, lanes)),
        infusion=infusion,
        labels=tuple(sorted(labels, key=lambda label: label.time_h)),
        dissolving=dissolution(of, taken),
        taken={
            "dose": dosed,
            "infused": infused,
            "intake": [*dosed, *((e.time_h, e.magnesium_mmol * ones) for e in eaten)],
            "labeled": [(label.time_h, label.amount_mmol) for label in labels],
        },
    )


# ---------------------------------------------------------------- food


def _eaten(
    study: Study, arm: StudyArm | None, facts: Facts, *, to_h: float, lanes: int, seed: int
) -> Iterator[_Eaten]:
    own = arm.diet if arm else None
    for day in range(int(np.ceil(to_h / 24)) + 1):
        changed = own is not None and day >= own.from_day
        diet = own if changed and own is not None else study.diet
        for eaten in _occasions(diet, study.diet, 24.0 * day, facts, lanes, seed):
            if not _fasted(arm, eaten.time_h):
                yield eaten
    for meal in arm.meal if arm else ():
        for hour in _hours(meal, to_h):
            yield _Eaten(
                time_h=hour,
                magnesium_mmol=np.full(1, _meal_mmol(meal)),
                phytate_mmol=meal.phytate_mmol,
                food=meal.food,
                water_l=meal.water_ml / 1000,
                labeled=meal.labeled,
            )


def _occasions(
    diet: StudyDiet, before: StudyDiet, midnight_h: float, facts: Facts, lanes: int, seed: int
) -> Iterator[_Eaten]:
    """The eating occasions of one day of a diet; clocks are those of before where not given."""
    timed = diet if diet.clock else before
    clocks, shares, food = timed.clock, timed.share, timed.food
    if not clocks:
        clocks = tuple(facts.value(f"usual_day.clock_{n}") for n in range(1, 6))  # type: ignore[misc]
        shares = tuple(facts.value(f"usual_day.share_{n}") for n in range(1, 6))
    if not food:
        food = tuple(min(1.0, share / LARGEST_OCCASION) for share in shares)
    daily = mg_to_mmol(diet.magnesium_mg_per_day * diet_factor(diet, lanes, seed))
    phytate_mg = diet.phytate_mg_per_day
    if phytate_mg is None:
        phytate_mg = facts.value("diet.phytate_medium")
    phytate = phytate_mg / facts.value("diet.phytate_molar_mass")
    for clock, share, size in zip(clocks, shares, food, strict=True):
        yield _Eaten(
            time_h=midnight_h + clock,
            magnesium_mmol=share * daily,
            phytate_mmol=share * phytate,
            food=size,
            water_l=size * facts.value("usual_day.water_per_meal"),
        )


def _fasted(arm: StudyArm | None, hour: float) -> bool:
    for fast in arm.fast if arm else ():
        for day in range(int(fast.days)):
            begin = 24.0 * (fast.day + day) + fast.from_clock
            if begin <= hour < begin + fast.hours:
                return True
    return False


def _meals(eaten: list[_Eaten], lanes: int) -> Meals:
    return Meals(
        time_h=np.array([e.time_h for e in eaten]),
        magnesium_mmol=np.array([np.broadcast_to(e.magnesium_mmol, (lanes,)) for e in eaten]),
        phytate_mmol=np.array([e.phytate_mmol for e in eaten])[:, None],
        food=np.array([e.food for e in eaten]),
        water_l=np.array([e.water_l for e in eaten]),
    )


# ---------------------------------------------------------------- what was given


def _hours(given: StudyDose | StudyMeal, to_h: float) -> Iterator[float]:
    last = int(np.ceil(to_h / 24)) + 1
    days = last if given.days is None else int(given.days)
    for day in range(days):
        for clock in given.clock:
            hour = 24.0 * (given.from_day + day) + clock
            if hour < to_h:
                yield hour


def _form(word: str, facts: Facts) -> str:
    if word in FORMS:
        return word
    solubility = next(salt.solubility for salt in facts.salts if salt.name == word)
    return form_of(word, solubility=solubility)


def _dose_mmol(dose: StudyDose) -> float:
    if dose.magnesium_mmol is not None:
        return dose.magnesium_mmol
    return float(mg_to_mmol(dose.elemental_mg or 0.0))


def _meal_mmol(meal: StudyMeal) -> float:
    if meal.magnesium_mmol is not None:
        return meal.magnesium_mmol
    return float(mg_to_mmol(meal.magnesium_mg or 0.0))


def _infusion(
    study: Study, arm: StudyArm | None, lanes: int, seed: int
) -> tuple[Intervals, list[tuple[float, Array]]]:
    people = study.people
    mass = people.body_mass_kg * factor(
        people.body_mass_sd_kg / people.body_mass_kg, "body mass", lanes, seed
    )
    begins, ends, rates, infused = [], [], [], []
    for drip in arm.infusion if arm else ():
        begin = 24.0 * drip.day + drip.clock
        per_kg = drip.magnesium_mmol_per_kg
        mmol = np.full(lanes, drip.magnesium_mmol) if per_kg is None else per_kg * mass
        begins.append(begin)
        ends.append(begin + drip.duration_h)
        rates.append(mmol / drip.duration_h)
        infused.append((begin, mmol))
    if not begins:
        return Intervals(), []
    runs = Intervals(from_h=np.array(begins), to_h=np.array(ends), rate_mmol_per_h=np.array(rates))
    return runs, infused

"""Do forecasts hold in women, in old age and with weaker kidneys as they hold in everybody?

The people behind the model were mostly young and healthy (hazard H-43). Here equally many
virtual people live in every cell of sex, age and kidney function. Each eats what surveys say of
that sex, and has kidneys that differ from their eGFR as estimates do; of this the forecast knows
what a person's file says, and no more. Before any lab, and after eight weeks of a fixed dose, it
is counted how often the truth lies inside the bands. This shows whether the computation is fair
to each group, not whether the model is true of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import product as every

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import body_model
from magtitrate.engine.solve import Doses
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.prior import Prior, bodies_of, prior_of
from magtitrate.estimate.world import World
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Arm, People, Trial
from magtitrate.habits import Diet
from magtitrate.patient import Kidney, Patient
from magtitrate.plan import Goal
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent, Product
from magtitrate.safety.applicability import applicability
from magtitrate.safety.situation import situation_of
from magtitrate.streams import stream
from magtitrate.trials.cohort import cohort

__all__ = [
    "BANDS",
    "EVERYBODY",
    "QUANTITIES",
    "Covered",
    "Forecasts",
    "Outside",
    "Told",
    "calibration",
    "forecasts",
    "outside_the_evidence",
]

Array = NDArray[np.float64]

SEXES = ("female", "male")
AGES = ((18.0, 50.0), (50.0, 65.0), (65.0, 90.0))
KIDNEYS = ((90.0, 151.0), (60.0, 90.0), (45.0, 60.0))
"""Sex, age [y] and eGFR [mL/min per 1.73 m²], from and below: 18 cells."""
BANDS = (0.5, 0.8, 0.9)
QUANTITIES = ("serum before", "urine before", "serum on the dose", "urine on the dose")
EVERYBODY = "everybody"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
WEEKS = 8
DAILY_MG = 300.0
CLOCKS = (8.0, 20.0)
CHANCE = 0.05
"""A group is found wrong where all rows together would be, by chance alone, this rarely."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the forecast is told of a person beside sex, age, mass and height."""

    egfr: bool = True
    diet: bool = False


@dataclass(frozen=True, kw_only=True)
class Forecasts:
    """What was forecast of every virtual person, and what came.

    Attributes:
        groups: of whom -> who belongs to it, (person,).
        rank: where the truth lies among the forecast's bodies, 0 to 1, (quantity, person).
        reach: how far it lies from the median, in half-widths of the 90 % band,
            (quantity, person).
    """

    groups: dict[str, NDArray[np.bool_]]
    rank: Array
    reach: Array


@dataclass(frozen=True, kw_only=True)
class Covered:
    """One quantity of one group.

    Attributes:
        inside: share inside each of `BANDS`.
        error: two standard errors of each share, were the band right.
        below: share of truths below the median; a half where the forecast is in the middle.
        too_rarely: is a share lower than chance allows, all rows of the table at once?
        aside: is `below` further from a half than chance allows?
        widening: how many times as wide the 90 % band had to be to hold 90 of 100; told where
            it covers too rarely, else 1.
    """

    group: str
    quantity: str
    people: int
    inside: tuple[float, ...]
    error: tuple[float, ...]
    below: float
    too_rarely: bool
    aside: bool
    widening: float

    @property
    def fair(self) -> bool:
        return not (self.too_rarely or self.aside)


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What a plan says of somebody whom the evidence hardly knows: `partly` or `no`, and why."""

    who: str
    holds: str
    sentences: tuple[str, ...]


def forecasts(
    facts: Facts,
    *,
    per_cell: int,
    told: Told,
    among: str = EVERYBODY,
    lanes: int = 99,
    seed: int = 0,
) -> Forecasts:
    """Forecast equally many people of every cell, and let each live.

    Args:
        among: only people of this group.
        lanes: bodies of each forecast.
    """
    people = _people(facts, per_cell, seed)
    chosen = _groups(people)[among]
    people = {name: values[chosen] for name, values in people.items()}
    count = len(people["age_y"])
    rank, reach = np.empty((2, len(QUANTITIES), count))
    for number in range(count):
        one = {name: float(values[number]) for name, values in people.items()}
        rng = stream(seed, "subgroups", number)
        true, drawn = _lived(one, told, lanes, rng, facts)
        luck = rng.random()
        rank[:, number] = (np.sum(drawn < true[:, None], axis=1) + luck) / (drawn.shape[1] + 1)
        reach[:, number] = _reach(true, drawn)
    return Forecasts(groups=_groups(people), rank=rank, reach=reach)


def calibration(found: Forecasts) -> tuple[Covered, ...]:
    """How often each group's truths lie inside the bands, by quantity."""
    groups = {group: who for group, who in found.groups.items() if who.any()}
    least = CHANCE / (len(groups) * len(QUANTITIES) * (len(BANDS) + 1))
    return tuple(
        _covered(group, name, found.rank[place, who], found.reach[place, who], least)
        for group, who in groups.items()
        for place, name in enumerate(QUANTITIES)
    )


def _covered(group: str, quantity: str, rank: Array, reach: Array, least: float) -> Covered:
    count = len(rank)
    hits = [int(np.sum(np.abs(rank - 0.5) <= band / 2)) for band in BANDS]
    below = int(np.sum(rank < 0.5))
    rare = any(_at_most(hit, count, band) < least for hit, band in zip(hits, BANDS, strict=True))
    return Covered(
        group=group,
        quantity=quantity,
        people=count,
        inside=tuple(hit / count for hit in hits),
        error=tuple(2 * math.sqrt(band * (1 - band) / count) for band in BANDS),
        below=below / count,
        too_rarely=rare,
        aside=2 * _at_most(min(below, count - below), count, 0.5) < least,
        widening=max(1.0, float(np.quantile(reach, BANDS[-1]))) if rare else 1.0,
    )


def _at_most(hits: int, count: int, share: float) -> float:
    """Probability of so few hits or fewer, were this the share (binomial)."""
    whole = math.lgamma(count + 1)
    return sum(
        math.exp(
            whole
            - math.lgamma(hit + 1)
            - math.lgamma(count - hit + 1)
            + hit * math.log(share)
            + (count - hit) * math.log1p(-share)
        )
        for hit in range(hits + 1)
    )


def _reach(true: Array, drawn: Array) -> Array:
    """Distance from the median in half-widths of that side of the 90 % band, on a log scale."""
    low, middle, high = np.log(np.quantile(drawn, [0.05, 0.5, 0.95], axis=1))
    away = np.log(true) - middle
    return np.asarray(np.where(away > 0, away / (high - middle), away / (low - middle)))


# ---------------------------------------------------------------- who they are


def _people(facts: Facts, per_cell: int, seed: int) -> dict[str, Array]:
    """The first so many of a large cohort that fall into each cell."""
    everybody = _crowd(facts, per_cell, seed)
    chosen = np.concatenate([np.flatnonzero(cell)[:per_cell] for cell in _cells(everybody)]).astype(
        int
    )
    if len(chosen) < per_cell * len(SEXES) * len(AGES) * len(KIDNEYS):
        raise AssertionError("the crowd is too small to fill every cell")
    return {name: values[chosen] for name, values in everybody.items()}


def _crowd(facts: Facts, per_cell: int, seed: int) -> dict[str, Array]:
    """Adults of every age; the rarest cell, the young with weak kidneys, is one in thousands."""
    design = Trial(
        schema=1,
        id="subgroups",
        title="adults of every age",
        kind="single_arm",
        people=2,
        weeks=WEEKS,
        arm=(Arm(name="all", elemental_mg_per_day=DAILY_MG),),
        population=People(age_y=(AGES[0][0], AGES[-1][1])),
    )
    return cohort(design, 0, 40_000 + 12_000 * per_cell, facts, seed=seed)


def _cells(people: dict[str, Array]) -> Iterator[NDArray[np.bool_]]:
    by = [[who for _, who in groups] for groups in _margins(people)]
    for sex, age, kidney in every(*by):
        yield sex & age & kidney


def _margins(people: dict[str, Array]) -> list[list[tuple[str, NDArray[np.bool_]]]]:
    female = people["female"] > 0.5
    age, egfr = people["age_y"], people["egfr_ml_per_min_1p73m2"]
    return [
        [("women", female), ("men", ~female)],
        [(f"{low:.0f} to {high:.0f} years", (age >= low) & (age < high)) for low, high in AGES],
        [
            (
                f"eGFR {low:.0f} or more" if high > 150 else f"eGFR {low:.0f} to {high:.0f}",
                (egfr >= low) & (egfr < high),
            )
            for low, high in KIDNEYS
        ],
    ]


def _groups(people: dict[str, Array]) -> dict[str, NDArray[np.bool_]]:
    everybody = (EVERYBODY, np.ones(len(people["age_y"]), dtype=bool))
    return dict([everybody, *(group for margin in _margins(people) for group in margin)])


# ---------------------------------------------------------------- what they live


def _lived(
    one: dict[str, float], told: Told, lanes: int, rng: np.random.Generator, facts: Facts
) -> tuple[Array, Array]:
    """The truth (quantity,) and what the forecast's bodies say of it (quantity, lane)."""
    stated_cv = facts.parameter("diet.stated_error").between.cv or 0.0
    mistake = float(np.exp(np.sqrt(np.log1p(stated_cv**2)) * rng.standard_normal()))
    stated = one["diet_mg_per_day"] / mistake if told.diet else None
    patient = Patient(
        patient_id="somebody",
        age_y=one["age_y"],
        sex="female" if one["female"] > 0.5 else "male",
        body_mass_kg=one["body_mass_kg"],
        height_m=one["height_m"],
        diet=Diet(magnesium_mg_per_day=stated),
    )
    egfr = one["egfr_ml_per_min_1p73m2"]
    believed = covariates_of(patient, egfr if told.egfr else None, (), facts)
    real = replace(
        covariates_of(patient, egfr, (), facts),
        diet_mg_per_day=one["diet_mg_per_day"],
        diet_cv=0.0,
        phytate_mg_per_day=one["phytate_mg_per_day"],
    )
    prior = prior_of(real, body_model(facts), facts)
    true = np.full((len(QUANTITIES), 1), np.nan)
    while not np.isfinite(true).all():
        true = _shown(prior, patient, 1, rng, facts)
    # What people eat is no parameter of the body: the same prior serves, if the kidneys are told.
    forecast = (
        replace(prior, covariates=believed)
        if told.egfr
        else prior_of(believed, body_model(facts), facts)
    )
    drawn = _shown(forecast, patient, lanes, rng, facts)
    return true[:, 0], drawn[:, np.isfinite(drawn).all(axis=0)]


def _shown(
    prior: Prior, patient: Patient, lanes: int, rng: np.random.Generator, facts: Facts
) -> Array:
    """Serum and urine before and after the weeks on the dose, (quantity, lane).

    Not a number where a body could not be settled.
    """
    model = body_model(facts)
    world = World(prior=prior, record=_course(patient), model=model, facts=facts, others=Doses())
    luck = rng.standard_normal((len(prior.unknowns), lanes))
    lives = world.settled(bodies_of(prior, luck, model, facts))
    seen = np.stack(world.predicted(_looks(), lives))
    return np.asarray(np.where(lives.good, seen, np.nan))


def _course(patient: Patient) -> Record:
    """Every dose taken, in even intakes, up to now."""
    capsule = Product(
        product_id="capsule",
        salt="bisglycinate",
        elemental_mg_per_unit=DAILY_MG / len(CLOCKS),
    )
    return Record.opened(patient, NOW, "UTC", product=capsule).adding(
        doses=tuple(
            DoseEvent(
                time_h=24.0 * day + clock,
                elemental_mg=capsule.elemental_mg_per_unit,
                product_id=capsule.product_id,
                status="taken",
            )
            for day in range(-7 * WEEKS, 0)
            for clock in CLOCKS
        )
    )


def _looks() -> tuple[Observation, ...]:
    return tuple(
        Observation(analyte=analyte, time_h=hour, value=1.0)
        for hour in (-24.0 * 7 * WEEKS, 0.0)
        for analyte in ("serum_magnesium", "urine_magnesium_24h")
    )


# ---------------------------------------------------------------- whom the evidence hardly knows

RARE: tuple[tuple[str, dict[str, object]], ...] = (
    ("17 years old", {"age_y": 17}),
    ("82 years old", {"age_y": 82}),
    ("an eGFR of 50", {"kidney": Kidney(egfr=50.0, measured=NOW.date())}),
    ("an eGFR of 12", {"kidney": Kidney(egfr=12.0, measured=NOW.date())}),
    ("kidneys never looked at", {"kidney": Kidney()}),
    ("pregnant", {"sex": "female", "pregnancy": "pregnant"}),
    ("nursing", {"sex": "female", "pregnancy": "lactating"}),
    ("sex or age not told", {"sex": None}),
    ("an inflamed bowel", {"conditions": ("inflammatory_bowel_disease",)}),
)
"""Who they are, and in what they differ from an adult of 40 with an eGFR of 98."""


def outside_the_evidence(facts: Facts) -> tuple[Outside, ...]:
    """How far a plan says that its forecast holds for people who were hardly studied."""
    goal = Goal(reason="status", mode="clinician", jurisdiction="EU", clinician="nobody")
    found = []
    for who, differs in RARE:
        usual: dict[str, object] = {
            "patient_id": "somebody",
            "age_y": 40,
            "sex": "male",
            "body_mass_kg": 75.0,
            "height_m": 1.75,
            "conditions": (),
            "kidney": Kidney(egfr=98.0, measured=NOW.date()),
        }
        record = Record.opened(Patient(**{**usual, **differs}), NOW, "UTC")  # type: ignore[arg-type]
        domain = applicability(situation_of(record, goal, facts), record, facts)
        sentences = tuple(reason.sentence for reason in domain.reasons)
        found.append(Outside(who=who, holds=domain.holds, sentences=sentences))
    return tuple(found)

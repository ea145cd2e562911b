"""Who are the people of a virtual trial?

Adults whose traits go together as in a population: sex, age, mass and height, kidneys, diet
and its phytate, sweat. Marginals are cited rows (`virtual.…`), replaced where a design says
so; how they correlate is a normal copula. Genes are labels of weight zero. Each chunk of
people draws from streams of its own, so that they are the same however they are computed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Trial
from magtitrate.streams import stream

__all__ = ["cohort"]

Array = NDArray[np.float64]

TRAITS = ("mass", "height", "diet", "phytate", "sweat")


def cohort(design: Trial, chunk: int, count: int, facts: Facts, *, seed: int) -> dict[str, Array]:
    """Traits of the people of one chunk, by name, each (person,).

    Args:
        chunk: its number, from 0; names the streams.

    Returns:
        person (number), age_y, female, body_mass_kg, height_m, egfr_ml_per_min_1p73m2,
        gfr_ml_per_min, diet_mg_per_day, phytate_mg_per_day, sweat_l_per_day, taking (a
        normal score of how regularly they take a dose), trpm6_variant.
    """
    who = design.population
    rng = stream(seed, "cohort", design.id, chunk, "traits")
    uniform = rng.random((3, count))
    score = dict(zip(TRAITS, _correlated(facts) @ rng.standard_normal((5, count)), strict=True))
    free = rng.standard_normal((2, count))
    female = uniform[0] < who.female_share
    age = who.age_y[0] + (who.age_y[1] - who.age_y[0]) * uniform[1]
    mass = _by_sex("body_mass_kg", female, score["mass"], who.body_mass_kg, who.female_share, facts)
    height = _height(female, score["height"], facts)
    egfr = _egfr(age, free[0], who.egfr_ml_per_min_1p73m2, who.age_y, facts)
    surface = np.sqrt(height * 100 * mass / 3600)
    diet = _by_sex("diet_mg_per_d", female, score["diet"], who.diet_mg_per_day, who.female_share,
                   facts)  # fmt: skip
    phytate_mean = who.phytate_mg_per_day or facts.value("diet.phytate_medium")
    phytate = _lognormal(facts.value("virtual.phytate_cv"), score["phytate"], median=True)
    sweat_cv = facts.parameter("sweat.rate_default").between.cv or 0.0
    return {
        "person": 1.0 + np.arange(count),
        "age_y": age,
        "female": female.astype(float),
        "body_mass_kg": mass,
        "height_m": height,
        "egfr_ml_per_min_1p73m2": egfr,
        "gfr_ml_per_min": egfr * surface / facts.value("body.reference_surface"),
        "diet_mg_per_day": diet,
        "phytate_mg_per_day": phytate_mean * phytate,
        "sweat_l_per_day": who.sweat_l_per_day * _lognormal(sweat_cv, score["sweat"]),
        "taking": free[1],
        "trpm6_variant": (uniform[2] < facts.value("virtual.trpm6_variant_share")).astype(float),
    }


def _correlated(facts: Facts) -> Array:
    """What turns independent normal scores into those of the traits, (trait, trait)."""
    table = np.eye(len(TRAITS))
    for first, second in (("mass", "height"), ("mass", "diet"), ("diet", "phytate"),
                          ("mass", "sweat")):  # fmt: skip
        row, column = TRAITS.index(first), TRAITS.index(second)
        table[row, column] = table[column, row] = facts.value(
            f"virtual.correlation.{first}_{second}"
        )
    return np.asarray(np.linalg.cholesky(table), dtype=float)


def _by_sex(
    name: str, female: NDArray[np.bool_], score: Array, mean: float | None, share: float,
    facts: Facts,
) -> Array:  # fmt: skip
    """A lognormal trait with a mean of each sex, shifted to the design's mean where it has one."""
    rows = [facts.parameter(f"virtual.{sex}_{name}") for sex in ("male", "female")]
    found: Mapping[bool, Array] = {
        bool(place): row.value * _lognormal(row.between.cv or 0.0, score)
        for place, row in enumerate(rows)
    }
    usual = (1 - share) * rows[0].value + share * rows[1].value
    return np.where(female, found[True], found[False]) * ((mean or usual) / usual)


def _height(female: NDArray[np.bool_], score: Array, facts: Facts) -> Array:
    rows = [facts.parameter(f"virtual.{sex}_height_m") for sex in ("male", "female")]
    tall = [row.value + (row.between.sd or 0.0) * score for row in rows]
    return np.clip(np.where(female, tall[1], tall[0]), 1.35, 2.15)


def _egfr(
    age: Array, score: Array, mean: float | None, ages: tuple[float, ...], facts: Facts
) -> Array:
    """Falls with age; a mean of the design holds at the middle of its ages."""
    row = facts.parameter("population.egfr")
    middle = facts.value("virtual.middle_age") if mean is None else sum(ages) / 2
    fall = 1 - facts.value("virtual.egfr_fall_per_decade") * (age - middle) / 10
    own = _lognormal(row.between.cv or 0.0, score)
    return np.clip((mean or row.value) * np.maximum(fall, 0.3) * own, 15.0, 150.0)


def _lognormal(cv: float, score: Array, *, median: bool = False) -> Array:
    """Factors with mean 1 (or median 1)."""
    width = np.log1p(cv**2)
    return np.asarray(np.exp(np.sqrt(width) * score - (0.0 if median else width / 2)))

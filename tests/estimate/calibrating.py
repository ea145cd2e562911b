"""Virtual people with known truth, estimated from made-up labs: the tools of calibration.

Simulation-based calibration (Talts et al. 2018, arXiv:1804.06788): where truth comes from
the prior and labs from the likelihood, the truth's rank among the posterior's draws is
uniform. The bands are the simultaneous ones of Säilynoja, Bürkner and Vehtari 2022, Stat
Comput 32:32: of every point's binomial tail the smallest is compared with that of uniform
ranks.

`scripts/calibration_check` runs the same with more people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

import numpy as np
from scipy import stats

from magtitrate.body.model import BodyModel
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses
from magtitrate.engine.trajectory import Outcome
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.likelihood import BY_RATIO, error_sd
from magtitrate.estimate.posterior import sampled
from magtitrate.estimate.prior import Bodies, prior_of
from magtitrate.estimate.world import Lives, World
from magtitrate.facts import Facts
from magtitrate.habits import Diet
from magtitrate.patient import Patient
from magtitrate.record import Observation, Record
from magtitrate.regimen import DoseEvent
from magtitrate.streams import stream

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
ADULT = Patient(
    patient_id="x", age_y=40, sex="male", body_mass_kg=75, height_m=1.8,
    diet=Diet(magnesium_mg_per_day=310),
)  # fmt: skip
# Which analyte on which day before now, in the morning.
LABS = (
    ("serum_magnesium", 15), ("serum_magnesium", 1),
    ("ionized_magnesium", 1), ("urine_magnesium_24h", 2),
)  # fmt: skip
DOSE_MG = 200.0
KEPT = 31
QUANTITIES = ("steady serum", "daily urine", "share absorbed", "absorbed per dose", "serum on dose")


@dataclass(frozen=True, kw_only=True)
class Estimated:
    """One virtual person after estimation.

    Attributes:
        rank: the truth's place among the draws, 0 to 1, by unknown and quantity.
        true, draws: of each quantity; draws (draw,).
        labs: what was measured.
    """

    rank: dict[str, float]
    true: dict[str, float]
    draws: dict[str, np.ndarray]
    labs: tuple[Observation, ...]


def believing(facts: Facts, **values: float) -> Facts:
    """The same facts with other values; two underscores stand for the point of a name."""
    found = Facts(facts.folder)
    changed = {name.replace("__", "."): value for name, value in values.items()}
    found.__dict__["parameters"] = {
        **facts.parameters,
        **{name: replace(facts.parameters[name], value=value) for name, value in changed.items()},
    }
    return found


def world_of(facts: Facts, model: BodyModel, *, days_of_doses: int = 0) -> World:
    """The adult without labs, with or without doses in the diary."""
    record = Record.opened(ADULT, NOW, "UTC").adding(
        doses=tuple(
            DoseEvent(time_h=8.5 - 24.0 * day, elemental_mg=DOSE_MG, product_id="p", status="taken")
            for day in range(days_of_doses, 0, -1)
        )
    )
    return World(
        prior=prior_of(covariates_of(ADULT, 95.0, (), facts), model, facts),
        record=record,
        model=model,
        facts=facts,
        others=Doses(),
    )


def lab(analyte: str, day: int, value: float, *, below: bool = False) -> Observation:
    return Observation(
        analyte=analyte,
        time_h=8.0 - 24.0 * day,
        value=value,
        censored_below=below,
        origin=f"{analyte}:{day}",
    )


def measured(
    world: World,
    lives: Lives,
    rng: np.random.Generator,
    *,
    labs: tuple[tuple[str, int], ...] = LABS,
    limits: dict[str, float] | None = None,
) -> tuple[Observation, ...]:
    """Labs of one body with the noise that the likelihood assumes, censored below the limits."""
    design = tuple(sorted((lab(name, day, 1.0) for name, day in labs), key=lambda o: o.time_h))
    found = []
    for one, expected in zip(design, world.predicted(design, lives), strict=True):
        freedom = world.facts.value("assay.degrees_of_freedom")
        noise = error_sd(one.analyte, expected, world.facts)[0] * rng.standard_t(freedom)
        urine = one.analyte in BY_RATIO
        value = float(expected[0] * np.exp(noise) if urine else max(expected[0] + noise, 0.0))
        limit = (limits or {}).get(one.analyte, 0.0)
        found.append(replace(one, value=max(value, limit), censored_below=value < limit))
    return tuple(found)


def quantities(world: World, lives: Lives) -> dict[str, np.ndarray]:
    """What a plan is decided by, of each body; not a number where a body could not be settled."""
    steady = world.steady(lives)
    dose = Doses.of([8.0], [DOSE_MG], form="bisglycinate", with_meal=True)
    theta = lives.bodies.theta
    settled = settle(world.model, theta, exposures=lives.usual, doses=dose, rtol=world.rtol)
    on_dose = replace(lives, start=settled.state)
    day = world.run(on_dose, dose, np.array([0.0, 24.0]))
    without = world.day(lives, np.array([0.0, 24.0]))
    more = day.over("absorbed_magnesium", 0, 24) - without.over("absorbed_magnesium", 0, 24)
    found = (
        steady.serum, steady.urine, steady.absorbed, more, day.output("serum_magnesium")[0]
    )  # fmt: skip
    solved = settled.outcome == Outcome.FINISHED
    return {
        name: np.where(solved, value, np.nan) for name, value in zip(QUANTITIES, found, strict=True)
    }


def estimated(
    world: World,
    seed: int,
    *,
    lanes: int = 96,
    believed: World | None = None,
    told: Callable[[Observation], Observation] = lambda one: one,
    altered: Callable[[Bodies, World], Bodies] = lambda bodies, _: bodies,
    labs: tuple[tuple[str, int], ...] = LABS,
    limits: dict[str, float] | None = None,
) -> Estimated:
    """One person of the prior, measured and estimated.

    Args:
        believed: the world of the estimate, where it is not the true one.
        told: how a lab reaches the estimate.
        altered: makes the true body one of another structure.
    """
    rng = stream(seed, "calibration")
    believed = believed or world
    truth = np.full((len(world.prior.unknowns), 1), np.nan)
    good = False
    while not good:
        truth = rng.standard_normal(truth.shape)
        lives = world.lives(truth)
        lives = world.settled(altered(lives.bodies, world))
        good = bool(lives.good.all())
        true = {name: float(value[0]) for name, value in quantities(world, lives).items()}
        good = good and bool(np.isfinite(list(true.values())).all())
    seen = measured(world, lives, rng, labs=labs, limits=limits)
    draws = sampled(believed, tuple(map(told, seen)), lanes, rng)
    chosen = np.linspace(0, lanes - 1, KEPT).astype(int)
    z = draws.z[:, chosen]
    found = quantities(believed, believed.lives(z))
    solved = np.isfinite(np.stack(list(found.values()))).all(axis=0)
    found = {name: value[solved] for name, value in found.items()}
    luck = float(rng.random())
    rank = {
        name: _rank(float(truth[n, 0]), z[n], luck) for n, name in enumerate(world.prior.unknowns)
    }
    rank |= {name: _rank(true[name], found[name], luck) for name in QUANTITIES}
    return Estimated(rank=rank, true=true, draws=found, labs=seen)


def _rank(true: float, draws: np.ndarray, luck: float) -> float:
    """Share of draws below the truth; luck places it inside its step."""
    return float((np.sum(draws < true) + luck) / (len(draws) + 1))


def uniform_p(ranks: np.ndarray) -> float:
    """Probability that uniform ranks leave the band as far as these do, all points at once."""
    by_chance = _by_chance(len(ranks))
    return float((np.sum(by_chance <= _least_tail(ranks)) + 1) / (len(by_chance) + 1))


@cache
def _by_chance(count: int) -> np.ndarray:
    """The least tails of 2,000 sets of uniform ranks."""
    rng = np.random.default_rng(0)
    return np.array([_least_tail(rng.random(count)) for _ in range(2000)])


def _least_tail(ranks: np.ndarray) -> float:
    at = np.arange(1, 32) / 32
    below = np.searchsorted(np.sort(ranks), at, side="right")
    return float(
        2
        * min(
            stats.binom.cdf(below, len(ranks), at).min(),
            stats.binom.sf(below - 1, len(ranks), at).min(),
        )
    )


def coverage(people: list[Estimated], name: str, share: float) -> float:
    """How often the middle interval of this share holds the truth."""
    edges = (1 - share) / 2, (1 + share) / 2
    return float(np.mean([edges[0] <= one.rank[name] <= edges[1] for one in people]))


def _scaled(**factors: float) -> Callable[[Bodies, World], Bodies]:
    def altered(bodies: Bodies, world: World) -> Bodies:
        theta = bodies.theta.copy()
        for name, factor in factors.items():
            theta[world.model.parameter_names.index(name.replace("__", "."))] *= factor
        return replace(bodies, theta=theta)

    return altered


# Truths that the model does not describe: a gut that takes as much of a usual day but
# saturates at three times the amount (so that a dose is taken up four tenths better), a kidney
# whose threshold is twice as blunt, and 5 % of drift in two months. With a gut that saturates
# at ten times the amount, intervals of the uptake of a dose hold 56 of 100: labs cannot tell.
STRUCTURES: dict[str, dict[str, object]] = {
    "another gut": {"altered": _scaled(gut__carrier_km=3.0, gut__carrier_vmax=1.35)},
    "another kidney curve": {"altered": _scaled(kidney__splay=2.0)},
    "a slow drift": {
        "labs": (
            ("serum_magnesium", 60), ("serum_magnesium", 30), ("serum_magnesium", 1),
            ("urine_magnesium_24h", 30),
        ),
        "told": lambda one: replace(one, value=one.value * (1 - 0.0008 * one.time_h / 24)),
    },
}  # fmt: skip

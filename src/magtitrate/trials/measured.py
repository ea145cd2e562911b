"""What do the people of one simulated trial show, arm by arm?

A score has a true value per person, noise at each measurement, a change that everybody has
(placebo response, practice), and what magnesium adds; enrolling by a first measurement lets
the mean regress. Luck is named by its use, never by arm or scenario, so that scenarios and
arms share it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.effects.class_effect import class_effect
from magtitrate.effects.normal import normal_cdf, normal_quantile
from magtitrate.effects.tolerance import probability_loose_stool, probability_upset
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Arm, Outcome
from magtitrate.streams import stream

__all__ = ["Measured", "Truth", "measured", "truth_of"]

Array = NDArray[np.float64]

ASSAYS = {
    "serum_magnesium": ("assay.serum_within_person_cv", "assay.serum_analytical_cv"),
    "ionized_magnesium": ("assay.ionized_within_person_cv", "assay.ionized_analytical_cv"),
    "urine_magnesium": ("assay.urine_cv",),
}
MOST_SCREENED = 400
"""Candidates per place, at most; a rarer criterion admits nobody."""


@dataclass(frozen=True, kw_only=True)
class Truth:
    """What is true of an outcome in one trial.

    Attributes:
        effect: of magnesium, in the outcome's unit (shares: standard deviations).
        multiplier: of each person, (person,).
    """

    effect: float
    multiplier: Array


@dataclass(frozen=True, kw_only=True)
class Measured:
    """First and last value of everybody, as if all had been in this arm, (person,).

    Attributes:
        screened: how many were asked to find these.
    """

    first: Array
    last: Array
    screened: int = 0


def truth_of(outcome: Outcome, multiplier: Array, luck: np.random.Generator, facts: Facts) -> Truth:
    """What is true in this trial: a given size, a class effect drawn anew, or nothing."""
    drawn = luck.standard_normal()
    if outcome.effect.of:
        found = class_effect(facts.outcomes[outcome.effect.of], facts)
        size = found.mean + found.sd * drawn
        effect = size if outcome.kind == "share" else size * outcome.sd
    elif outcome.effect.size is None:
        effect = 0.0
    elif outcome.kind == "share":
        share = (outcome.control or 50.0) / 100
        effect = normal_quantile(share + outcome.effect.size / 100) - normal_quantile(share)
    else:
        effect = outcome.effect.size
    own = multiplier if outcome.effect.by_deficit else np.ones_like(multiplier)
    return Truth(effect=float(effect), multiplier=own)


def measured(
    outcome: Outcome,
    arm: Arm,
    truth: Truth,
    people: dict[str, Array],
    words: tuple[int, str, str, int],
    facts: Facts,
    *,
    again: bool = False,
) -> Measured:
    """Everybody in this arm.

    Args:
        people: of this trial, as `lives.chunk_of_lives` gives them, (person,).
        words: seed and name of this simulated trial.
        again: the second period of a crossover: the same people, measured anew.
    """
    luck = stream(*words, outcome.id)
    later = stream(*words, outcome.id, "later period") if again else None
    match outcome.kind:
        case "score":
            return _score(outcome, arm, truth, luck, later)
        case "share":
            return _share(outcome, arm, truth, later or luck)
        case "body":
            return _body(outcome, arm, people, luck, later, facts)
    return _gut(outcome, arm, people, luck, later, facts)


def _score(
    outcome: Outcome,
    arm: Arm,
    truth: Truth,
    luck: np.random.Generator,
    later: np.random.Generator | None,
) -> Measured:
    count = truth.multiplier.size
    steady = outcome.sd * math.sqrt(outcome.reliability)
    noise = outcome.sd * math.sqrt(1 - outcome.reliability)
    own, first, screened = _enrolled(outcome, count, steady, noise, luck)
    luck = later or luck
    gain = outcome.change + outcome.change_sd * luck.standard_normal(count)
    last = own + gain + noise * luck.standard_normal(count)
    if arm.active:
        last = last + outcome.sign * truth.effect * truth.multiplier
    return Measured(first=first, last=last, screened=screened)


def _enrolled(
    outcome: Outcome, count: int, steady: float, noise: float, luck: np.random.Generator
) -> tuple[Array, Array, int]:
    """True and first measured values of those whom the criterion lets in."""
    low = -math.inf if outcome.entry_at_least is None else outcome.entry_at_least
    high = math.inf if outcome.entry_at_most is None else outcome.entry_at_most
    admitted = normal_cdf((high - outcome.mean) / outcome.sd) - normal_cdf(
        (low - outcome.mean) / outcome.sd
    )
    batch = math.ceil(count / max(float(admitted), 1 / MOST_SCREENED) * 1.2) + 20
    own, first = np.empty(0), np.empty(0)
    screened = 0
    while own.size < count and screened < MOST_SCREENED * count + 10 * batch:
        true = outcome.mean + steady * luck.standard_normal(batch)
        seen = true + noise * luck.standard_normal(batch)
        within = np.flatnonzero((seen >= low) & (seen <= high))
        needed = within[: count - own.size]
        screened += int(needed[-1]) + 1 if needed.size == count - own.size else batch
        own, first = np.append(own, true[needed]), np.append(first, seen[needed])
    short = count - own.size
    pad = np.full(short, np.nan)
    return np.append(own, pad), np.append(first, pad), screened


def _share(outcome: Outcome, arm: Arm, truth: Truth, luck: np.random.Generator) -> Measured:
    """1 for those who improved."""
    count = truth.multiplier.size
    tendency = luck.standard_normal(count)
    bar = np.full(count, normal_quantile((outcome.control or 50.0) / 100))
    if arm.active:
        bar = bar + truth.effect * truth.multiplier
    return Measured(first=np.zeros(count), last=(tendency < bar).astype(float))


def _body(
    outcome: Outcome,
    arm: Arm,
    people: dict[str, Array],
    luck: np.random.Generator,
    later: np.random.Generator | None,
    facts: Facts,
) -> Measured:
    """The model's value, measured as a laboratory would."""
    before = people[f"usual/{outcome.quantity}"]
    after = people[f"{arm.name}/{outcome.quantity}"]
    cv = math.hypot(*(facts.value(name) for name in ASSAYS.get(outcome.quantity, ())))
    noise = luck.standard_normal((2, before.size))
    last = noise[1] if later is None else later.standard_normal(before.size)
    return Measured(first=before * (1 + cv * noise[0]), last=after * (1 + cv * last))


def _gut(
    outcome: Outcome,
    arm: Arm,
    people: dict[str, Array],
    luck: np.random.Generator,
    later: np.random.Generator | None,
    facts: Facts,
) -> Measured:
    """1 for those with loose stools, or with any upset."""
    added = np.maximum(people[f"{arm.name}/soluble_left"] - people["usual/soluble_left"], 0.0)
    largest = people[f"{arm.name}/largest_mmol"]
    trial, chance = float(luck.standard_normal()), (later or luck).random(added.size)
    if outcome.quantity == "loose_stool":
        likely = probability_loose_stool(added, float(np.nanmax(largest)), facts)
        likely = np.where(added > 0, likely, 0.0)
    else:
        background = None if outcome.control is None else outcome.control / 100
        likely = probability_upset(
            added, float(np.nanmax(largest)), facts, trial=trial, background=background
        )
    return Measured(first=np.zeros(added.size), last=(chance < likely).astype(float))

"""What do dividing the dose, taking it with a meal, and choosing that meal bring, by the model?

The same bodies live the plan's day and the day with one choice undone; what they absorb is
compared. Each difference is held against how people differ, and said to be small where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.effects.quantiles import quantiles
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import simulate
from magtitrate.estimate.living import beside, side_by_side
from magtitrate.estimate.posterior import Posterior, evenly, lead_without, of_lanes
from magtitrate.facts import Facts
from magtitrate.habits import PHYTATE, Day
from magtitrate.plan import DosePlan, Pairing, Reason
from magtitrate.regimen import Slot
from magtitrate.units import mmol_to_mg

__all__ = ["sized", "why_these_choices"]

KINDER = (
    " The study that compared found slightly more with a meal; the model finds less, because of "
    "phytate, and may be wrong. Food is advised: it is kinder to the gut."
)
SPREAD = "people_differ_by_mg"
SIZED = {
    "meal": ("between_meals", "between meals"),
    "whole grains, bran, legumes": ("richest_meal", "all with the meal richest in it"),
}
"""Item of the pairing -> the choice that gives its size, in words."""
DAY_H = 24.0
AWAY_H = 1.0
"""Less than this from a meal is with it."""


def why_these_choices(
    dose: DosePlan, day: Day, posterior: Posterior, model: BodyModel, facts: Facts
) -> tuple[Reason, ...]:
    """One reason with the size of each choice; none where nothing was chosen."""
    others = list(_undone(dose.slots, day, posterior))
    if not others:
        return ()
    posterior = of_lanes(
        posterior, evenly(posterior.lanes, int(facts.value("estimate.choice_draws")))
    )
    kind = form_of(dose.product.salt, release=dose.product.release)
    days = [(), dose.slots, *(slots for _, _, slots in others)]
    absorbed = _absorbed(days, kind, posterior, model, facts.value("policy.plan_rtol"))
    plain, kept = absorbed[0], absorbed[1]
    brought = [float(np.mean(mmol_to_mg(one - plain))) for one in absorbed[1:]]
    spread = float(quantiles(np.abs(mmol_to_mg(kept - plain) - brought[0]), [0.5])[0])
    differ = {name: mg - brought[0] for (name, _, _), mg in zip(others, brought[1:], strict=True)}
    told = "; ".join(f"{words}, {_told(differ[name], spread)}" for name, words, _ in others)
    return (
        Reason(
            code="choices",
            sentence="What another way of taking it would change, by the model, in what your body "
            f"takes up: {told}." + (KINDER if differ.get("between_meals", 0.0) > spread else ""),
            numbers={"absorbed_mg_per_day": brought[0], **differ, SPREAD: spread},
            facts=("gut.carrier_vmax", "gut.leak_rate", "gut.phytate_half_share", "rule:D-05"),
        ),
    )


def sized(pairings: tuple[Pairing, ...], choices: tuple[Reason, ...]) -> tuple[Pairing, ...]:
    """The advice on meals with its size by the model; without one, that it is not known."""
    numbers = choices[0].numbers if choices else {}
    return tuple(
        replace(one, why=f"{one.why} {_size(*SIZED[one.item], numbers)}")
        if one.item in SIZED
        else one
        for one in pairings
    )


def _size(choice: str, words: str, numbers: dict[str, float]) -> str:
    if choice not in numbers:
        return "By how much in your case is unproven."
    told = _told(numbers[choice], numbers[SPREAD])
    against = choice == "between_meals" and numbers[choice] > numbers[SPREAD]
    rests = ", so this advice rests on that study and on comfort" if against else ""
    return f"By the model, {words}: {told}{rests}."


def _told(difference: float, spread: float) -> str:
    """`4 mg less`, and whether that is much.

    Args:
        spread: how far what one body takes up lies from the mean of all [mg].
    """
    mg = f"{abs(difference):.0f}"
    if mg == "0":
        return "the same"
    word = "more" if difference > 0 else "less"
    small = " (people differ by more)" if abs(difference) < spread else ""
    return f"{mg} mg {word} a day{small}"


def _undone(
    slots: tuple[Slot, ...], day: Day, posterior: Posterior
) -> Iterator[tuple[str, str, tuple[Slot, ...]]]:
    """Each choice taken back: name, words, and the day it leaves."""
    if len(slots) > 1:
        total = sum(slot.elemental_mg for slot in slots)
        yield "one_intake", "all in one intake", (replace(slots[-1], elemental_mg=total),)
    fed = all(slot.meal == "with" for slot in slots)
    if fed:
        hours = _between(posterior.usual.meals.time_h, len(slots))
        if len(hours) == len(slots):
            away = tuple(
                replace(slot, clock_h=hour, meal="fasting")
                for slot, hour in zip(slots, hours, strict=True)
            )
            yield "between_meals", "between meals", away
    classes = {meal.phytate for meal in day.meals if meal.phytate}
    if fed and len(classes) > 1:
        richest = max((m for m in day.meals if m.phytate), key=lambda m: PHYTATE.index(m.phytate))
        near = tuple(abs(slot.clock_h - richest.clock_h) < AWAY_H for slot in slots)
        if not all(near):
            moved = tuple(replace(slot, clock_h=richest.clock_h) for slot in slots)
            yield "richest_meal", "all with the meal richest in phytate", moved


def _between(meals_h: Array, count: int) -> list[float]:
    """Middles of the widest gaps between one day's meals, in time order."""
    pairs = pairwise([*meals_h, meals_h[0] + DAY_H])
    gaps = sorted(
        ((after - before, (before + after) / 2 % DAY_H) for before, after in pairs), reverse=True
    )
    return sorted(middle for _, middle in gaps[:count])


def _absorbed(
    days: list[tuple[Slot, ...]], kind: str, posterior: Posterior, model: BodyModel, rtol: float
) -> list[Array]:
    """What every body absorbs a day at steady state under each of these days [mmol], (lane,)."""
    copies, bodies = len(days), posterior.lanes
    theta = np.tile(posterior.theta, copies)
    usual = posterior.usual.of_lanes(np.tile(np.arange(bodies), copies))
    doses = side_by_side([beside(posterior.others, one, kind, lanes=bodies) for one in days])
    lead = lead_without(posterior, model, rtol=rtol).of_lanes(np.tile(np.arange(bodies), copies))
    settled = settle(model, theta, exposures=usual, doses=doses, lead=lead, rtol=rtol)
    course = simulate(
        model, theta, doses, [0.0, DAY_H], exposures=usual, start=settled.state, rtol=rtol
    )
    total = course.over("absorbed_magnesium", 0.0, DAY_H)
    good = course.finished.reshape(copies, bodies).all(axis=0)
    return [one[good] for one in total.reshape(copies, bodies)]

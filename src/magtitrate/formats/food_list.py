"""What do the foods of a usual day add up to?

`[[diet.food]]` names foods of the shipped table with their grams per day. The sum stands for
the whole diet, so a list that is plainly not a whole day's food is asked about: what was left
out would otherwise count as never eaten. Content is taken per 100 g; phytate by classes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.foods import food_named, near_foods
from magtitrate.facts.shapes import FoodRow
from magtitrate.formats.toml_table import Table
from magtitrate.habits import PHYTATE

__all__ = ["Eaten", "eaten_per_day"]

MOST_GRAMS = 6000  # a day's water, and then some
PER_100_G = 100


@dataclass(frozen=True, kw_only=True)
class Eaten:
    """What a day's foods bring: elemental magnesium and calcium [mg/d], and a phytate class."""

    magnesium_mg_per_day: float
    calcium_mg_per_day: float
    phytate: str


def eaten_per_day(diet: Table, facts: Facts) -> Eaten | None:
    """The sum of the foods under `[diet]`; `None` where none are named.

    Args:
        facts: uses foods, food.phytate_class.*, diet.phytate_* and policy.food_energy_*.

    Raises:
        InputError: a food is not in the table (near ones are offered), an amount is missing
            or impossible, something that the foods say is stated beside them, or the foods
            are not a day's food.
    """
    entries = diet.tables("food")
    if not entries:
        return None
    _refuse_stated_twice(diet)
    eaten = [(_food(entry, facts), _grams(entry) / PER_100_G) for entry in entries]
    _refuse_half_a_day(diet, sum(food.energy_kcal * share for food, share in eaten), facts)
    return Eaten(
        magnesium_mg_per_day=sum(food.magnesium_mg * share for food, share in eaten),
        calcium_mg_per_day=sum(food.calcium_mg * share for food, share in eaten),
        phytate=_phytate(eaten, facts),
    )


def _refuse_stated_twice(diet: Table) -> None:
    for key in ("magnesium_mg_per_day", "pattern", "calcium_mg_per_day", "phytate"):
        if key in diet.content:
            raise diet.error(
                key,
                "this stands beside a list of foods, which says it too",
                todo=f"Take {key} out, or take the entries [[diet.food]] out and keep it",
            )


def _food(entry: Table, facts: Facts) -> FoodRow:
    name = entry.required_text("name", 'Write the food, such as name = "oats, raw"')
    food = food_named(facts, name)
    if food is None:
        near = near_foods(facts, name)
        raise entry.error(
            "name",
            "this food is not in the table of foods",
            given=name,
            accepted="the nearest are: " + "; ".join(near) if near else None,
            todo="Write one of them as it stands there: raw and cooked, white and whole differ. "
            "`magtitrate facts list --topic foods` prints the keys of all. If none fits, give "
            "magnesium_mg_per_day instead of a list",
        )
    return food


def _grams(entry: Table) -> float:
    grams = entry.number("grams_per_day")
    if grams is None:
        raise entry.error(
            "grams_per_day",
            "the amount is missing",
            accepted="grams of a usual day, such as grams_per_day = 30",
        )
    if not 0 < grams <= MOST_GRAMS:
        raise entry.error(
            "grams_per_day",
            "nobody eats that much of one food in a day",
            given=grams,
            accepted=f"more than 0, up to {MOST_GRAMS}",
        )
    return grams


def _refuse_half_a_day(diet: Table, energy_kcal: float, facts: Facts) -> None:
    least = facts.value("policy.food_energy_least")
    most = facts.value("policy.food_energy_most")
    if not least <= energy_kcal <= most:
        few = energy_kcal < least
        raise InputError(
            f"these foods hold {energy_kcal:.0f} kcal a day, which is not a whole day's food",
            file=diet.file,
            line=diet.line("food"),
            field="diet.food",
            accepted=f"{least:.0f} to {most:.0f} kcal",
            todo="List everything that is usually eaten and drunk, for what is left out counts as "
            "never eaten; or give magnesium_mg_per_day instead"
            if few
            else "Check the grams: they are those of one day",
        )


def _phytate(eaten: Sequence[tuple[FoodRow, float]], facts: Facts) -> str:
    """The class of a day's phytate that is nearest by ratio."""
    mg = sum(_phytate_mg(food, facts) * share for food, share in eaten)
    stands_for = {name: facts.value(f"diet.phytate_{name}") for name in PHYTATE}
    return min(PHYTATE, key=lambda name: abs(math.log(stands_for[name] / max(mg, 1.0))))


def _phytate_mg(food: FoodRow, facts: Facts) -> float:
    """Phytic acid that a food's class stands for [mg per 100 g]."""
    return 0.0 if food.phytate == "none" else facts.value(f"food.phytate_class.{food.phytate}")

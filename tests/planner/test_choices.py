"""Do the sizes of dividing, meal and gap follow from the model, in the direction of its laws?

Dividing never lowers what is absorbed (a law of the body); more phytate never raises it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.plan import Pairing, Reason
from magtitrate.planner.choices import sized
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def chosen(facts: Facts):
    opened = open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)

    def reason(**more: object) -> list[Reason]:
        who = opened.record.patient
        hungry = replace(who, diet=replace(who.diet, magnesium_mg_per_day=120.0))
        product = replace(opened.record.product, **more)
        record = replace(opened.record, patient=hungry, product=product)
        plan = titrate(record, opened.goal, facts).plan
        return [one for one in plan.reasons if one.code == "choices"]

    return reason


def test_each_choice_has_its_size(chosen) -> None:
    """Two intakes with meals of different phytate: three choices, each a number of milligrams."""
    (reason,) = chosen()

    assert set(reason.numbers) == {
        "absorbed_mg_per_day", "one_intake", "between_meals", "richest_meal", "people_differ_by_mg",
    }  # fmt: skip
    assert 5 < reason.numbers["absorbed_mg_per_day"] < 100
    assert reason.numbers["one_intake"] <= 0.5
    assert reason.numbers["richest_meal"] <= 0.5
    for name in ("one_intake", "between_meals", "richest_meal"):
        mg = reason.numbers[name]
        assert f"{abs(mg):.0f} mg {'more' if mg > 0 else 'less'}" in reason.sentence


def test_each_difference_is_judged_alone(chosen) -> None:
    """A small one is said to be small beside a large one, and the large one is not."""
    (reason,) = chosen()
    told = reason.sentence.partition(": ")[2].partition(".")[0].split("; ")
    names = ("one_intake", "between_meals", "richest_meal")

    for name, words in zip(names, told, strict=True):
        small = abs(reason.numbers[name]) < reason.numbers["people_differ_by_mg"]
        assert ("people differ by more" in words) is small


def test_advice_on_meals_carries_its_size() -> None:
    """The same milligrams stand beside the advice; without a richer meal the size is unproven."""
    meal = Pairing(item="meal", advice="With food.", why="Said.")
    bran = Pairing(item="whole grains, bran, legumes", advice="Apart.", why="Said.")
    zinc = Pairing(item="zinc", advice="Apart.", why="Said.")
    numbers = {"between_meals": 15.2, "people_differ_by_mg": 6.0}
    reason = Reason(code="choices", sentence="", numbers=numbers)

    found = sized((meal, bran, zinc), (reason,))

    assert "between meals: 15 mg more" in found[0].why
    assert "unproven" in found[1].why
    assert found[2] == zinc

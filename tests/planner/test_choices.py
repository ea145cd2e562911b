"""Do the sizes of dividing, meal and gap follow from the model, in the direction of its laws?

Dividing never lowers what is absorbed (a law of the body); more phytate never raises it.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.plan import Reason
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
        "absorbed_mg_per_day", "one_intake", "between_meals", "richest_meal",
    }  # fmt: skip
    assert reason.numbers["one_intake"] <= reason.numbers["absorbed_mg_per_day"] + 0.5
    assert reason.numbers["richest_meal"] <= reason.numbers["absorbed_mg_per_day"] + 0.5
    for mg in reason.numbers.values():
        assert 5 < mg < 100
        assert f"{mg:.0f} mg" in reason.sentence

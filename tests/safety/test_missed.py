"""What does the program answer about a missed dose?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.plan import DosePlan, Step
from magtitrate.regimen import Slot
from magtitrate.safety.missed import missed_dose

Make = Callable[..., Any]


def plan(product: Any, *slots: tuple[float, float]) -> DosePlan:
    made = tuple(Slot(clock_h=h, units=mg / 50, elemental_mg=mg) for h, mg in slots)
    daily = sum(mg for _, mg in slots)
    return DosePlan(
        product=product,
        daily_elemental_mg=daily,
        start_daily_elemental_mg=daily,
        slots=made,
        steps=(Step(from_day=0, daily_elemental_mg=daily, slots=made),),
    )


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        (((8, 100), (20, 100)), "2026-11-20 at 20:00, with its usual 100 mg"),
        (((8, 100),), "2026-11-21 at 08:00, with its usual 100 mg"),
        (((8, 50), (20, 150)), "2026-11-20 at 20:00, with its usual 150 mg"),
    ],
)
def test_a_missed_dose_is_skipped(
    facts: Facts, record_of: Make, capsule: Make, slots: Any, words: str
) -> None:
    """Now is 11:00: the next dose keeps its own time and amount (D-07)."""
    answer = missed_dose(plan(capsule(), *slots), record_of(), facts)

    assert answer.code == "D-07"
    assert "skipped" in answer.sentence and "Never double" in answer.sentence
    assert words in answer.sentence
    assert answer.facts[0] == "rule:D-07"


def test_the_answer_never_makes_up(facts: Facts, record_of: Make, capsule: Make) -> None:
    """The amount told is that of one planned dose, never of two."""
    answer = missed_dose(plan(capsule(), (8, 100), (20, 100)), record_of(), facts)

    assert answer.numbers == {"next_elemental_mg": 100}


def test_without_a_further_dose_a_new_plan_is_due(
    facts: Facts, record_of: Make, capsule: Make
) -> None:
    """A plan that is over is not continued."""
    over = DosePlan(
        product=capsule(),
        daily_elemental_mg=0,
        start_daily_elemental_mg=0,
        slots=(),
        steps=(),
    )

    assert "time for a new one" in missed_dose(over, record_of(), facts).sentence


def test_the_answer_cites_the_rule_and_its_sources(
    facts: Facts, record_of: Make, capsule: Make
) -> None:
    """D-07, and every source that its row names."""
    (rule,) = [row for row in facts.rules if row.id == "D-07"]

    answer = missed_dose(plan(capsule(), (8, 100)), record_of(), facts)

    assert rule.source
    assert answer.facts == ("rule:D-07", *rule.source)

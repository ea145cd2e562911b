"""Do the words that stand on every plan say when to stop, and promise nothing?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.safety.words import warnings_of

Make = Callable[..., Any]
PLACES = ("EU", "US", "CA", "UK", "AU", "NZ", "JP", "NO")
PROMISES = re.compile(
    r"\b(guarantee\w*|optimal\w*|perfectly safe|completely safe|risk[- ]free|cures?|will heal|"
    r"miracle|proven to|take now|take immediately|must take)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_every_plan_names_its_stop_rules(
    facts: Facts, goal_of: Make, place: str, mode: str
) -> None:
    """Signs of too much, whom to call, missed doses, sick days, children, and what this is not."""
    words = warnings_of(goal_of(mode, place), facts, emergency=False)
    text = " ".join(words)

    for said in (
        *("nausea", "flushing", "drowsiness", "slow pulse", "less urine", "diarrhea that lasts"),
        *("Fainting", "chest pain", "irregular", "trouble breathing", "confusion", "seizure"),
        *("skipped", "Never double", "sick day", "surgery", "new medicine", "28 days"),
        *("not complete", "away from children", "Not a medical device", "doctor or pharmacist"),
        facts.jurisdictions[place].emergency,
        facts.jurisdictions[place].crisis,
    ):
        assert said in text, said


@pytest.mark.parametrize("place", PLACES)
def test_in_an_emergency_the_number_comes_first(facts: Facts, goal_of: Make, place: str) -> None:
    """Whom to call and the poison center stand before anything else."""
    first = warnings_of(goal_of("self", place), facts, emergency=True)[0]

    assert first.startswith("Emergency")
    assert facts.jurisdictions[place].emergency in first
    assert facts.jurisdictions[place].poison in first
    calm = warnings_of(goal_of("self", place), facts, emergency=False)
    assert not calm[0].startswith("Emergency:")


def test_no_sentence_promises(facts: Facts) -> None:
    """No rule, interaction or symptom guarantees, cures or commands (H-17, R-09)."""
    sentences = {f"{r.key}: {r.sentence}" for r in (*facts.rules, *facts.interactions)}

    assert [s for s in sentences if PROMISES.search(s)] == []


def test_no_sentence_of_a_rule_tells_to_stop_a_medicine(facts: Facts) -> None:
    """Medicines belong to whoever prescribed them: none is stopped or moved for a supplement."""
    told = re.compile(
        r"\b(stop|skip|halve|change) (taking |using )?(your|the) (medicine|tablet|PPI)"
    )

    assert [r.key for r in (*facts.rules, *facts.interactions) if told.search(r.sentence)] == []

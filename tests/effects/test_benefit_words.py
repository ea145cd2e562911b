"""Does any sentence claim more than its row's certainty?"""

from __future__ import annotations

import re

import numpy as np
import pytest

from magtitrate.effects.benefit_words import VERBS, all_benefits, benefits_of
from magtitrate.effects.deficit import Baseline
from magtitrate.facts import open_facts
from magtitrate.plan import GOALS

FACTS = open_facts()
PEOPLE = [Baseline(serum_mmol_per_l=np.full(20, serum)) for serum in (0.55, 0.72, 0.8, 0.95)]
SENTENCES = [benefit for baseline in PEOPLE for benefit in all_benefits(baseline, FACTS)]
FORBIDDEN = re.compile(
    r"\b(cure[sd]?|heals?|treats?|prevents?|guarantee\w*|proven|proves|boosts?|optimi[sz]\w*|"
    r"will|must|take now|definitely|always|safe|works|effective|reduces|improves your|"
    r"promises?|ensures?|eliminates?|relieves?|fix(es)?)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("benefit", SENTENCES, ids=lambda b: b.outcome)
def test_no_forbidden_word(benefit) -> None:
    """No cure, no promise, no order, whoever the person is."""
    assert not FORBIDDEN.search(benefit.effect), benefit.effect
    assert not FORBIDDEN.search(benefit.placebo), benefit.placebo


@pytest.mark.parametrize("benefit", SENTENCES, ids=lambda b: b.outcome)
def test_the_verb_is_that_of_the_certainty(benefit) -> None:
    """ "Probably" needs moderate evidence; without a trial there is no verb at all."""
    spoken = {name for name, verb in VERBS.items() if verb in benefit.effect}

    assert spoken == ({benefit.certainty} if benefit.certainty != "none" else set())
    assert (benefit.probability is None) == (benefit.certainty == "none")


@pytest.mark.parametrize("benefit", SENTENCES, ids=lambda b: b.outcome)
def test_worse_is_said_where_it_is_possible(benefit) -> None:
    """An interval that reaches below none is spoken with its worse end."""
    if benefit.interval and benefit.interval[0] < -0.5:
        assert "worse and" in benefit.effect or "fewer and" in benefit.effect


def test_the_dummy_capsule_comes_first() -> None:
    """The sentence about cramps begins with what happens without magnesium."""
    (cramps,) = benefits_of("cramps", PEOPLE[3], FACTS)

    assert cramps.effect.startswith("In people like you, 64 of 100 have")
    assert "cannot be told in one person" in cramps.effect


@pytest.mark.parametrize("goal", GOALS)
def test_every_goal_has_an_answer(goal: str) -> None:
    """No goal of a plan is without a row."""
    assert benefits_of(goal, PEOPLE[2], FACTS)


def test_a_low_and_a_replete_person_read_different_things() -> None:
    """The sentences say what their magnesium means for the effect."""
    (low,), (replete,) = (benefits_of("blood_pressure", p, FACTS) for p in (PEOPLE[0], PEOPLE[3]))

    assert "seems low" in low.effect and "do not seem short" in replete.effect
    assert low.probability > replete.probability

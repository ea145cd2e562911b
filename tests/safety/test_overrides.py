"""Is every override answered, and is none obeyed that must not be?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.lookup import find
from magtitrate.safety.overrides import override_reasons

Make = Callable[..., Any]
MAY_BE_SET_ASIDE = {"D-03", "D-04/start", "C-16"}


def test_only_these_rules_may_be_set_aside(facts: Facts) -> None:
    """The list is short, and a change to it is a change to this line."""
    assert {rule.key for rule in facts.rules if rule.override} == MAY_BE_SET_ASIDE


@pytest.mark.parametrize("rule", ["D-03", "D-04", "D-04/start", "C-16"])
def test_what_may_be_set_aside_is_recorded(facts: Facts, goal_of: Make, rule: str) -> None:
    """With its title, by whom, when and why."""
    (reason,) = override_reasons(goal_of("clinician", "EU", rule), facts)

    assert reason.code == "override"
    for words in (rule, "was set aside", "Dr A. Example", "2026-11-20", "tolerated before"):
        assert words in reason.sentence
    assert all(find(facts, key) for key in reason.facts)


@pytest.mark.parametrize(
    "rule", ["D-01", "D-02", "D-12", "K-04", "K-05", "L-01", "L-03", "S-01", "C-02", "D-08", "G-08"]
)
def test_what_may_not_is_answered(facts: Facts, goal_of: Make, rule: str) -> None:
    """It says that it cannot, and that the rule still holds (H-32)."""
    (reason,) = override_reasons(goal_of("clinician", "EU", rule), facts)

    assert reason.code == "override_refused"
    assert "cannot be set aside" in reason.sentence and "still holds" in reason.sentence
    assert "was set aside by" not in reason.sentence
    assert all(find(facts, key) for key in reason.facts)


@pytest.mark.parametrize(("rule", "words"), [("X-99", "no rule"), ("I-12", "an interaction")])
def test_what_is_no_rule_is_answered_too(
    facts: Facts, goal_of: Make, rule: str, words: str
) -> None:
    """A misspelt rule changed nothing, and that is said."""
    (reason,) = override_reasons(goal_of("clinician", "EU", rule), facts)

    assert reason.code == "override_refused"
    assert words in reason.sentence
    assert reason.facts == ("rule:D-02",)


def test_the_plan_carries_the_answer(facts: Facts, record_of: Make, goal_of: Make) -> None:
    """An override of K-05 leaves the refusal and adds why it changed nothing."""
    from magtitrate.patient import Kidney
    from magtitrate.titrate import titrate

    record = record_of(kidney={"egfr": 20.0, "measured": record_of().today})
    plan = titrate(record, goal_of("clinician", "EU", "K-05"), facts).plan

    assert isinstance(record.patient.kidney, Kidney)
    assert plan.verdict == "refer"
    assert {"K-05", "override_refused"} <= {reason.code for reason in plan.reasons}
    assert "override" not in {reason.code for reason in plan.reasons}


def test_a_clinician_with_the_makers_statement_opens_the_allergy(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """C-16: held for soy, opened by a recorded decision; an allergy to the product never."""
    soy = record_of(conditions=("soy_allergy",))
    product = record_of(conditions=("product_allergy",))

    assert judge(soy).answer.verdict == "hold"
    assert judge(soy, goal_of("clinician")).answer.verdict == "hold"
    assert judge(soy, goal_of("clinician", "EU", "C-16")).answer.may_dose
    assert judge(product, goal_of("clinician", "EU", "C-16")).answer.verdict == "refer"

"""Is a plan reopened that was made with something found wrong since?"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from magtitrate.errors import FactError
from magtitrate.facts import Facts
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.plan_read import read_plan_in_force
from magtitrate.plan import Adjustment, PlanInForce
from magtitrate.safety.recalls import recall_reasons, reopened
from magtitrate.titrate import titrate

Make = Callable[..., Any]
ROW = """
[[recall]]
id = "R-1"
since = 2026-11-01
{what}
reason = "A limit was read too high."
action = "Use the new plan."
"""


def in_force(**more: Any) -> PlanInForce:
    from datetime import UTC, datetime

    made = datetime(2026, 11, 1, tzinfo=UTC)
    return PlanInForce(person_id="someone", made_at=made, steps=((0, 100.0),), **more)


MADE_WITH = {"facts_hash": "aaaa", "model_version": "m1", "facts": ("rule:D-01", "safety-8")}


def test_nothing_is_recalled_as_shipped(facts: Facts) -> None:
    """The list is empty, and an empty list reopens nothing."""
    assert recall_reasons(in_force(**MADE_WITH), facts) == ()
    assert recall_reasons(None, facts) == ()


@pytest.mark.parametrize(
    ("what", "touched"),
    [
        ('facts_hash = "aaaa"', True),
        ('facts_hash = "bbbb"', False),
        ('model_version = "m1"', True),
        ('model_version = "m2"', False),
        ('fact = "rule:D-01"', True),
        ('fact = "rule:D-02"', False),
    ],
)
def test_a_recall_touches_what_it_names(facts_with: Make, what: str, touched: bool) -> None:
    """By hash, by model version, or by a fact that the plan rests on."""
    rows = facts_with(recalls=ROW.format(what=what))

    found = recall_reasons(in_force(**MADE_WITH), rows)

    assert bool(found) is touched
    if touched:
        assert found[0].code == "recall"
        assert found[0].facts == ("recall:R-1",)
        for words in ("2026-11-01", "A limit was read too high.", "Use the new plan."):
            assert words in found[0].sentence


def test_a_plan_that_says_nothing_of_its_making_is_not_taken_for_another(facts_with: Make) -> None:
    """An empty hash is not equal to the recall's empty field."""
    rows = facts_with(recalls=ROW.format(what='fact = "rule:D-01"'))

    assert recall_reasons(in_force(), rows) == ()


@pytest.mark.parametrize("what", ["", 'facts_hash = "a"\nfact = "b"'])
def test_a_recall_names_exactly_one_thing(facts_with: Make, what: str) -> None:
    """Neither nothing nor two things."""
    with pytest.raises(FactError, match="exactly one"):
        facts_with(recalls=ROW.format(what=what)).recalls  # noqa: B018 - read when asked for


def test_the_adjustment_says_that_the_plan_is_reopened(facts_with: Make) -> None:
    """First that it no longer stands and why, then what to do."""
    rows = facts_with(recalls=ROW.format(what='facts_hash = "aaaa"'))
    recalls = recall_reasons(in_force(**MADE_WITH), rows)
    before = Adjustment(action="hold", why="It stays.")

    after = reopened(before, recalls)

    assert after is not None
    assert after.why.startswith("Reopened.") and after.why.endswith("It stays.")
    assert "A limit was read too high." in after.why
    assert reopened(before, ()) == before
    assert reopened(None, recalls) is None


def test_a_stored_plan_is_reopened_end_to_end(
    facts: Facts, facts_with: Make, record_of: Make, goal_of: Make, tmp_path: Path
) -> None:
    """A plan, written, recalled by its own hash, and brought back: recall is the first reason."""
    first = titrate(record_of(), goal_of(), facts).plan
    path = tmp_path / "old.json"
    path.write_text(plan_json(first), encoding="utf-8")
    what = f'facts_hash = "{json.loads(plan_json(first))["provenance"]["facts_hash"]}"'
    rows = facts_with(recalls=ROW.format(what=what))

    again = titrate(record_of(), goal_of(), rows, plan_in_force=read_plan_in_force(path)).plan

    assert again.reasons[0].code == "recall"
    assert again.adjustment is not None
    assert again.adjustment.why.startswith("Reopened.")


def test_the_plan_of_another_person_is_refused(
    facts: Facts, record_of: Make, goal_of: Make
) -> None:
    """H-21: somebody else's plan in force is unusable input."""
    from magtitrate.errors import InputError

    with pytest.raises(InputError, match="another person"):
        titrate(record_of(), goal_of(), facts, plan_in_force=replace(in_force(), person_id="twin"))


def test_an_empty_list_of_recalls_is_no_error(facts: Facts) -> None:
    """As long as nothing was found wrong, the topic is there and has no rows."""
    from magtitrate.facts.lookup import keys_of, rows_of

    assert rows_of(facts, "recall") == rows_of(facts, "recalls") == {}
    assert keys_of(facts, "recall") == {"recall": []}

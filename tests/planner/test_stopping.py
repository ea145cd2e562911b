"""Is a stop the whole answer, whatever made it one?"""

from __future__ import annotations

from pathlib import Path

import pytest

from magtitrate.facts import Facts
from magtitrate.followup.controller import Said
from magtitrate.formats.opened import open_case
from magtitrate.formats.plan_text import plan_text
from magtitrate.plan import Plan, PlanInForce, Verdict
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = "2026-11-20T09:00:00+00:00"


@pytest.fixture(scope="module")
def ended(facts: Facts) -> Plan:
    """The cyclist takes 100 mg and decides not to go on."""
    opened = open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)
    in_force = PlanInForce(
        person_id=opened.record.patient.patient_id, made_at=opened.record.now, steps=((0, 100.0),)
    )
    said = Said(goes_on="no")
    return titrate(opened.record, opened.goal, facts, plan_in_force=in_force, said=said).plan


def test_a_stop_carries_no_dose(ended: Plan) -> None:
    """Neither a regimen, nor an advice to take one, nor a course of weeks under one."""
    assert ended.adjustment is not None
    assert ended.adjustment.action == "stop"
    assert ended.regimen is None
    assert (ended.verdict, ended.recommended) == (Verdict.HOLD, "no_supplement")
    assert all(course.day == (0.0,) for course in ended.forecast.values())


def test_a_stop_says_what_comes_next_and_praises_no_dose(ended: Plan) -> None:
    """The first reason is the next step; none speaks of a day with doses."""
    assert ended.reasons[0].code == "next"
    assert not {"ranking", "choices", "worth"} & {one.code for one in ended.reasons}
    assert not {"diary", "benefit"} & {one.analyte for one in ended.monitoring}


def test_the_text_of_a_stop_shows_no_amount_as_an_option(ended: Plan) -> None:
    """It leads with the stop, and names neither a dose to choose nor how far one might go."""
    said = plan_text(ended)

    assert said.index("The plan in force: stop.") < said.index("Why")
    assert "No supplement for now." in said
    assert "Options compared" not in said
    assert "At most" not in said


def test_what_was_compared_stays_among_the_candidates(ended: Plan) -> None:
    """The weighing is no secret."""
    assert {one.kind for one in ended.candidates} >= {"supplement", "no_supplement"}

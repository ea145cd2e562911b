"""Does every line of a plan lead to reasons, every reason to facts, every fact to a source?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.reader_units import ReaderUnits, reader_units
from magtitrate.formats.why_text import lines_of, why_json, why_text
from magtitrate.habits import clock_text

UNITS = ReaderUnits()
DOSED, CLOSED = ("cyclist", "thyroid", "kidney"), ("held", "referred", "emergency")


@pytest.mark.parametrize("name", [*DOSED, *CLOSED])
def test_every_line_is_traced_to_its_sources(name, filed, facts) -> None:
    """No line without a reason, no reason without a fact, no fact without where it was read."""
    body = json.loads(why_json(filed(name), facts, "", UNITS))

    assert body["lines"]
    for line in body["lines"]:
        assert line["reasons"], line["line"]
        for reason in line["reasons"]:
            assert reason["facts"], reason
            assert any(
                fact["sources"] or fact["key"].startswith("source:") for fact in reason["facts"]
            ), reason
            for fact in reason["facts"]:
                assert "not among the facts" not in fact["says"], fact


@pytest.mark.parametrize("name", DOSED)
def test_every_part_of_a_plan_has_a_line(name, filed) -> None:
    """Slots, stages, reasons, limits, pairings, measurements and benefits can all be asked for."""
    plan = filed(name).plan
    names = {one for line in lines_of(plan) for one in line.names}

    assert {reason.code for reason in plan.reasons} <= names
    assert {one.item for one in plan.pairing} <= names
    assert {one.analyte.replace("_", " ") for one in plan.monitoring} <= names
    assert {f"day {step.from_day + 1}" for step in plan.regimen.steps} <= names
    assert {"daily limit", "single limit", "start limit", "step limit"} <= names


def test_a_clock_time_follows_from_gaps_meals_limits_and_ranking(filed, facts) -> None:
    """A slot stands there because of both medicines, the meal, D-03, D-01 and the rank."""
    plan = filed("thyroid").plan
    clock = clock_text(plan.regimen.slots[0].clock_h)
    (line,) = [line for line in lines_of(plan) if clock in line.names]
    codes = [reason.code for reason in line.reasons]
    said = why_text(filed("thyroid"), facts, clock, UNITS)

    assert codes == ["levothyroxine", "alendronate", "meal", "D-03", "D-01", "ranking"]
    assert "interaction:I-01" in said
    assert "safety-97" in said


@pytest.mark.parametrize("asked", ["I-01", "i-01", "levothyroxine", "serum_magnesium", "day 8"])
def test_a_line_is_found_by_any_of_its_names(asked, filed, facts) -> None:
    """A rule's id, a medicine, an analyte or a day."""
    said = why_text(filed("thyroid"), facts, asked, UNITS)

    assert "fact " in said
    assert len(said) < len(why_text(filed("thyroid"), facts, "", UNITS))


def test_a_name_that_is_not_there_lists_those_that_are(filed, facts) -> None:
    """Whoever mistypes is told what can be asked."""
    with pytest.raises(InputError, match="levothyroxine"):
        why_text(filed("thyroid"), facts, "levotiroxine", UNITS)


@pytest.mark.parametrize("name", [*DOSED, *CLOSED, "hostile"])
def test_it_fits_a_terminal(name, filed, facts) -> None:
    """Eighty columns, no trailing blank, ending in a newline."""
    said = why_text(filed(name), facts, "", UNITS)

    assert said.endswith("\n")
    assert max(map(len, said.splitlines())) <= 80
    assert not any(line != line.rstrip() for line in said.splitlines())


@pytest.mark.parametrize("name", CLOSED)
def test_a_refusal_is_explained_without_an_amount(name, filed) -> None:
    """No stage, no slot, no bound in milligrams."""
    lines = lines_of(filed(name).plan)

    assert not [line for line in lines if " mg" in line.text and line.text.startswith("Limit")]
    assert not {"start", "step"} & {one for line in lines for one in line.names}


def test_other_facts_than_the_plans_are_named(filed, facts) -> None:
    """A plan of an older version is explained by today's rows, and that is said."""
    file = filed("cyclist")
    old = replace(file.plan.provenance, facts_hash="0" * 16)
    aged = replace(file, plan=replace(file.plan, provenance=old))

    assert "other facts" in why_text(aged, facts, "ranking", UNITS)
    assert "other facts" not in why_text(file, facts, "ranking", UNITS)


def test_a_fact_that_is_gone_is_said_to_be_gone(filed, facts) -> None:
    """A key that this version does not have ends in a sentence, not in a crash."""
    file = filed("cyclist")
    reasons = (replace(file.plan.reasons[0], facts=("rule:Z-99",)), *file.plan.reasons[1:])
    aged = replace(file, plan=replace(file.plan, reasons=reasons))

    assert "not among the facts" in why_text(aged, facts, file.plan.reasons[0].code, UNITS)


def test_the_reader_gets_their_unit_here_too(filed, facts) -> None:
    """0.85 mmol/L is followed by its mg/dL."""
    assert "(2.07 mg/dL)" in why_text(filed("thyroid"), facts, "L-06", reader_units("mg/dL"))

"""Does each medicine and nutrient ask of a person what safety.md asks of it?

What is expected stands in `interactions_by_hand.py`, written from safety.md. Here the program's
own rooms answer for a healthy adult who takes this one thing at 08:00 and whose eGFR is three days
old, alone and with a clinician.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.planner.monitoring import monitoring_of
from magtitrate.safety.courses import pause_reasons
from magtitrate.safety.gate import gate
from magtitrate.safety.interactions import gaps_of, pairings_of
from magtitrate.safety.situation import medicine_magnesium, uncounted_magnesium

# tests/ is no package, so the table beside this file is read by its path.
_SPEC = importlib.util.spec_from_file_location(
    "interactions_by_hand", Path(__file__).with_name("interactions_by_hand.py")
)
assert _SPEC and _SPEC.loader
by_hand = importlib.util.module_from_spec(_SPEC)
sys.modules["interactions_by_hand"] = by_hand
_SPEC.loader.exec_module(by_hand)

Make = Callable[..., Any]
AGENTS = tuple(by_hand.every_agent())
MODES = ("self", "clinician")
NOW_H = 11.0  # of the test's day, conftest.py


def those(wanted: Callable[[Any], object]) -> Any:
    """The agents of which something is expected, one test each."""
    chosen = [one for one in AGENTS if wanted(one)]
    return pytest.mark.parametrize("one", chosen, ids=[one.agent for one in chosen])


@pytest.fixture(scope="module")
def taking(record_of: Make, judge: Make, goal_of: Make, days_from_today: Make) -> Make:
    """The judgment of somebody who takes this one thing."""

    def judged(
        name: str, mode: str = "self", place: str = "EU", *, egfr_days: int = 3, **medicine: Any
    ) -> Any:
        taken = Medicine(name=name, **{"clock_h": (8.0,), **medicine})
        kidney = {"egfr": 98.0, "measured": days_from_today(-egfr_days), "albuminuria": "no"}
        return judge(record_of(medicines=(taken,), kidney=kidney), goal_of(mode, place))

    return judged


def of_interactions(judged: Any) -> list[Any]:
    """The reasons that come from a medicine."""
    return [r for r in judged.answer.reasons if r.facts[0].startswith("interaction:")]


# ---------------------------------------------------------------- the table itself


def test_every_agent_of_every_row_is_expected_by_hand(facts: Facts) -> None:
    """Whoever adds an agent to a row, or takes one out, has to expect something of it here."""
    shipped = {(row.id, agent) for row in facts.interactions for agent in row.agents}
    expected = {(row.row, agent) for row in by_hand.TABLE for agent in row.agents}

    assert {pair for pair in shipped - expected if pair[1] != "*"} == set()
    assert expected - shipped == {("I-00", by_hand.NOBODY_KNOWS)}
    parts = {row.part for row in facts.interactions if row.id == "I-62"}
    assert parts == set(by_hand.QUESTIONS)


@pytest.mark.parametrize(("name", "group"), by_hand.CLASSES.items())
def test_every_medicine_of_a_class_is_expected_by_hand(
    facts: Facts, name: str, group: set[str]
) -> None:
    """A PPI that the name list learns tomorrow must not pass as a medicine without a row."""
    known = {
        row.name
        for row in facts.medicine_index.values()
        if name in row.classes and not row.combination and row.route == "oral"
    }

    assert known - set(by_hand.LEFT_TO_I_00) == group


def test_where_the_house_is_stricter_it_says_why() -> None:
    """Where the hours of safety.md are not kept, longer ones are, and a reason stands beside."""
    for row in by_hand.TABLE:
        assert row.book is None or row.house
        for kept, asked in zip(row.gap or (), row.book or row.gap or (), strict=True):
            assert kept >= asked


# ---------------------------------------------------------------- gaps


@those(lambda one: True)
def test_the_hours_magnesium_stays_away(taking: Make, one: Any) -> None:
    """4, "A/B": A after the medicine, B before it, neither swapped nor shorter; or none."""
    situation = taking(one.agent).situation

    gaps = [(gap.gap_after_h, gap.gap_before_h) for gap in gaps_of(situation)]
    (pairing,) = pairings_of(situation)
    assert gaps == ([one.gap] if one.gap else [])
    assert (pairing.gap_after_h, pairing.gap_before_h) == (one.gap or (None, None))


@those(lambda one: one.gap)
def test_a_gap_without_a_time_of_day_is_asked_about(taking: Make, one: Any) -> None:
    """Of severity S and M nobody is dosed before the hour is known; of L alone one may be."""
    verdict = taking(one.agent, "clinician", clock_h=()).answer.verdict

    assert verdict == by_hand.strictest(one.verdict("clinician"), one.verdict_without_hour)


# ---------------------------------------------------------------- who may be dosed


@those(lambda one: True)
def test_who_is_dosed_and_who_is_seen_instead(taking: Make, one: Any) -> None:
    """AVOID, CLIN, a pause, a watch or nothing; who decides is named, and what comes first."""
    for mode in MODES:
        answer = taking(one.agent, mode).answer

        assert answer.verdict == one.verdict(mode)
        assert set(answer.seen_by) == one.seen_by(mode)
        assert answer.recommended == one.first_of_all(mode)
        for row in one.rows:
            assert not row.asks or any(row.asks in ask for ask in answer.asked)


@those(lambda one: True)
def test_the_person_reads_of_every_row(taking: Make, one: Any) -> None:
    """Each id of safety.md speaks, and no other; its words of warning are among what is read."""
    for mode in MODES:
        heard = of_interactions(taking(one.agent, mode))

        rows = [row for row in one.rows if mode not in row.quiet]
        assert {reason.code for reason in heard} == {row.row for row in rows}
        for row in rows:
            read = " ".join(r.sentence for r in heard if r.code == row.row).lower()
            assert all(words in read for words in row.says)


@those(lambda one: len(one.ids) > 1)
def test_each_row_does_its_part_by_itself(
    taking: Make, goal_of: Make, facts: Facts, one: Any
) -> None:
    """Where several rows speak of one agent, none hides behind another.

    The other rows are taken away: then the hours, the verdict and the one to be seen are its own.
    """
    situation = taking(one.agent).situation
    (matched,) = situation.matched
    for name in one.ids:
        alone = replace(
            matched, interactions=tuple(row for row in matched.interactions if row.id == name)
        )
        only = replace(situation, matched=(alone,))
        part = one.only(name)

        gaps = [(gap.gap_after_h, gap.gap_before_h) for gap in gaps_of(only)]
        assert gaps == ([part.gap] if part.gap else [])
        for mode in MODES:
            answer = gate(only, goal_of(mode), facts)
            assert answer.verdict == by_hand.strictest(part.verdict(mode), one.of_rules)
            assert set(answer.seen_by) == part.seen_by(mode)


@pytest.mark.parametrize(("part", "line"), by_hand.QUESTIONS.items())
@pytest.mark.parametrize("mode", MODES)
def test_a_line_that_is_a_question_holds(taking: Make, part: str, line: str, mode: str) -> None:
    """I-62: nothing is guessed, whoever asks."""
    answer = taking(line, mode).answer

    assert not answer.may_dose
    assert any(words in ask for ask in answer.asked for words in ("its box", "is taken now"))
    assert any(f"interaction:I-62/{part}" in reason.facts for reason in answer.reasons)


# ---------------------------------------------------------------- how much, and what is measured


@those(lambda one: one.cap)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("place", "general"), [("EU", 250.0), ("US", 350.0), ("UK", 350.0)])
def test_the_share_of_the_general_limit(
    taking: Make, one: Any, mode: str, place: str, general: float
) -> None:
    """I-40: all supplemental magnesium within half of D-01, with a clinician, too; I-38: D-01."""
    limits = taking(one.agent, mode, place).limits

    assert {
        bound.elemental_mg
        for bound in limits.all
        if bound.kind == "daily" and bound.reason.code in ("I-38", "I-40")
    } == {one.cap * general}


@those(lambda one: one.doses)
def test_what_is_measured_and_when(
    taking: Make, facts: Facts, days_from_today: Make, one: Any
) -> None:
    """TSH after 6 weeks, diuretics quarterly, what holds back potassium after 4; else nothing."""
    for mode in one.doses:
        judged = taking(one.agent, mode)
        plan = monitoring_of(days_from_today(0), judged.answer, judged.situation, "status", facts)

        assert {
            (item.analyte, (item.due - days_from_today(0)).days / 7)
            for item in plan
            if item.facts[0].startswith("interaction:")
        } == one.draws


@those(lambda one: True)
def test_an_egfr_of_more_than_90_days_is_asked_for(taking: Make, one: Any) -> None:
    """I-57: beside what strains kidneys; beside nothing else. 90 days are enough."""
    for mode in MODES:
        fresh, old = (taking(one.agent, mode, egfr_days=days).answer for days in (90, 91))

        assert fresh.measured == ()
        assert old.measured == (("egfr",) if one.egfr_days else ())
        assert not one.egfr_days or not old.may_dose


# ---------------------------------------------------------------- courses


@those(lambda one: True)
def test_how_long_a_course_counts(taking: Make, days_from_today: Make, one: Any) -> None:
    """24 h after an antibiotic or a relaxant of anesthesia, 48 h after a laxative; else its day.

    The last dose was half an hour more, and half an hour less, than those hours ago.
    """
    if not one.tail_h:
        yesterday = taking(one.agent, until=days_from_today(-1), clock_h=(23.9,))
        assert yesterday.answer.verdict == by_hand.GO
        return
    until = days_from_today(-int(one.tail_h // 24))
    for mode in MODES:
        over = taking(one.agent, mode, until=until, clock_h=(NOW_H - 0.5,))
        counts = taking(one.agent, mode, until=until, clock_h=(NOW_H + 0.5,))

        assert over.answer.verdict == by_hand.GO
        assert counts.answer.verdict == one.verdict(mode)


@those(lambda one: one.tail_h)
def test_the_pause_where_no_time_keeps_the_gaps(
    taking: Make, days_from_today: Make, one: Any
) -> None:
    """I-08: until 24 h after the last dose, with its day; what pauses always is not told here."""
    situation = taking(one.agent, until=days_from_today(7), clock_h=(18.0,)).situation

    told = pause_reasons(situation.matched, frozenset({one.agent}), days_from_today(0))

    assert [(r.code, r.numbers) for r in told] == (
        [("I-08", {"pause_h": 24, "pause_days": 8})] if one.no_slot else []
    )


# ---------------------------------------------------------------- magnesium that it brings


@those(lambda one: True)
def test_the_magnesium_of_a_product_is_counted_or_asked_for(
    record_of: Make, judge: Make, taking: Make, one: Any
) -> None:
    """I-54: its own milligrams, or a question that the amount of a label answers.

    The row prints the number that is counted.
    """
    situation = taking(one.agent).situation
    rows = [row for matched in situation.matched for row in matched.interactions]
    printed = {e.elemental_mg for row in rows for e in row.effects if e.kind == "count"}

    in_units = one.counted if isinstance(one.counted, float) else None
    assert dict(medicine_magnesium(situation)) == ({one.agent: in_units} if in_units else {})
    assert printed == (
        {in_units} if one.counted and one.verdict("self") != by_hand.REFER else set()
    )
    assert bool(uncounted_magnesium(situation)) is (one.counted == "ask")
    if one.counted == "ask":
        source = MagnesiumSource(name=one.agent, elemental_mg_per_day=60.0, clock_h=20.0)
        with_amount = judge(
            record_of(medicines=(Medicine(name=one.agent, clock_h=(8.0,)),), sources=(source,))
        )
        assert with_amount.limits.other_sources_elemental_mg_per_day == 60.0
        assert uncounted_magnesium(with_amount.situation) == ()

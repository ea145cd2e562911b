"""Was the present dose tolerated, as far as the diary and the answers say?

One way only: what is found here may keep a dose from rising. What lowers or stops it at
once is for the rules of safety, which have spoken before.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.followup.course import Course
from magtitrate.record import Record

__all__ = ["Tolerance", "tolerance_of"]


@dataclass(frozen=True, kw_only=True)
class Tolerance:
    """Whether a rise may build on the present stage.

    Attributes:
        asked: were symptoms and sick days answered since the stage began?
        troubles: codes and words of what speaks against a rise.
    """

    asked: bool
    troubles: tuple[str, ...]

    @property
    def good(self) -> bool:
        return self.asked and not self.troubles


def tolerance_of(record: Record, course: Course, facts: Facts) -> Tolerance:
    """What the present stage showed; a stage of which nothing was asked is not tolerated yet."""
    answers = record.patient.answers
    began = record.today if course.stage_h is None else record.instant(course.stage_h).date()
    asked = (
        answers.confirmed is not None
        and answers.confirmed >= began
        and answers.symptoms_now is not None
        and answers.sick_day is not None
    )
    return Tolerance(asked=asked, troubles=tuple(dict.fromkeys(_troubles(record, course, facts))))


def _troubles(record: Record, course: Course, facts: Facts) -> list[str]:
    """Symptoms that a rule answers with less, and loose stools of two days of the last week."""
    counted = _lowering(facts)
    now = [code for code in record.patient.answers.symptoms_now or () if code in counted]
    week_h = 24 * facts.value("policy.symptom_recent")
    since = record.now_h - week_h if course.stage_h is None else course.stage_h
    since = max(since, record.now_h - 24 * facts.value("policy.plan_life"))
    lately = [e for e in record.diary if since <= e.time_h <= record.now_h]
    noted = [e.item for e in lately if e.kind == "symptom" and e.value != 0 and e.item in counted]
    sick = ["sick_day" for e in lately if e.kind == "sick_day" and e.value != 0]
    return [*now, *noted, *sick, *_loose(record, week_h, facts)]


def _lowering(facts: Facts) -> frozenset[str]:
    """Codes of symptoms that some rule answers with a stop, a hold, a pause or less."""
    less = ("stop", "hold", "pause", "reduce", "refer")
    return frozenset(
        code
        for rule in facts.rules
        if rule.family == "symptom" and any(effect.kind in less for effect in rule.effects)
        for condition in rule.when
        if condition.kind == "has_symptom"
        for code in condition.any
    )


def _loose(record: Record, week_h: float, facts: Facts) -> list[str]:
    """D-04: a week with loose stools on two days carries no rise."""
    days = {
        record.instant(e.time_h).date()
        for e in record.diary
        if e.kind == "stool"
        and record.now_h - week_h <= e.time_h <= record.now_h
        and (e.value or 0) >= facts.value("policy.stool_loose_type")
    }
    return ["loose stools"] if len(days) >= facts.value("policy.stool_entries") else []

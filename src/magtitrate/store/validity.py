"""Why is the dose of the last decision not valid any more?

Past its last day, after a change of the product, where the rules and limits of now leave no room
for it, or after anything that stopped it since. A stop does not wear off by itself: it stands
until a check-in has asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from magtitrate.facts import Facts
from magtitrate.followup.stage import Stage, not_allowed
from magtitrate.formats.diary_line import LAB
from magtitrate.formats.opened import Case
from magtitrate.plan import PLAN_LIFE_DAYS, Limits, Reason, Verdict
from magtitrate.record import Record
from magtitrate.safety.gate import gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.review import STOPPED
from magtitrate.safety.rulebook import Fired, reason_of
from magtitrate.safety.situation import Situation, situation_of
from magtitrate.store.adding import closing_reasons
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import expires, in_force, lines_of, person_of

__all__ = ["against"]


def against(
    entries: Collection[Entry],
    decision: Entry,
    stage: Stage,
    stops: tuple[Reason, ...],
    case: Case,
    facts: Facts,
) -> tuple[str, ...]:
    """Why the dose of the last decision is not valid now; empty where it is."""
    record, last = case.record, expires(decision)
    found: list[str] = []
    if record.today > last:
        found.append(f"The plan expired on {last.isoformat()}.")
    if record.product is None or record.product.product_id != stage.product_id:
        found.append(
            "The plan is for another product than the one of the person's file now; the "
            "same number of units is another dose."
        )
    else:
        found += _beyond_the_limits(decision, stage, case, facts)
    if stops:
        found.append("Since then something speaks against any dose.")
    if record.today <= last:
        found += _stopped_since(entries, decision, stops, case, facts)
    return tuple(found)


def _beyond_the_limits(decision: Entry, stage: Stage, case: Case, facts: Facts) -> tuple[str, ...]:
    """What the last look of now finds wrong with the dose and its times (D-01, H-12, H-14)."""
    record, goal, product = case.record, case.goal, case.record.product
    assert product is not None
    plan = in_force(decision, record.now)
    situation = situation_of(record, goal, facts, in_force=plan)
    answer = gate(situation, goal, facts, in_force_mg=stage.daily_elemental_mg)
    # A closed gate is told as a stop. Here only the amounts and the gaps are looked at; a rule
    # that asks for less than is taken counts from when it first spoke (see below).
    amounts = replace(
        answer,
        verdict=Verdict.GO,
        fired=tuple(one for one in answer.fired if not one.kind("reduce")),
    )
    in_force_mg = stage.daily_elemental_mg
    limits = limits_for(record, situation, goal, amounts, facts, in_force_mg=in_force_mg)
    wrong = not_allowed(stage, product, record, situation, limits, facts)
    said = _sentences(answer.fired, limits, situation)
    return tuple(dict.fromkeys(_not_any_more(one, stage, said) for one in wrong))


def _sentences(fired: tuple[Fired, ...], limits: Limits, situation: Situation) -> dict[str, str]:
    """What each rule, interaction and limit says, by the key of its fact."""
    reasons = [reason_of(one, situation) for one in fired] + [one.reason for one in limits.all]
    return {reason.facts[0]: reason.sentence for reason in reasons if reason.facts}


def _not_any_more(wrong: Reason, stage: Stage, said: dict[str, str]) -> str:
    what = wrong.sentence.removeprefix(STOPPED).strip().rstrip(".")
    most = wrong.numbers.get("limit_mg")
    numbers = "" if most is None else f" ({wrong.numbers['found_mg']:g} mg; at most {most:g} mg)"
    sentence = next((said[key] for key in wrong.facts if key in said), "")
    told = (
        f"By what is known now {stage.daily_elemental_mg:g} mg a day at these times cannot go "
        f"on: {what}{numbers}."
    )
    return f"{told} {sentence}".rstrip()


# ---------------------------------------------------------------- what has stopped it since


@dataclass(frozen=True, kw_only=True)
class _Version:
    """A version of the person's file, from when on it counted."""

    since: datetime
    case: Case


def _stopped_since(
    entries: Collection[Entry],
    decision: Entry,
    stops: tuple[Reason, ...],
    case: Case,
    facts: Facts,
) -> tuple[str, ...]:
    """What stopped, paused or lowered the dose since the last decision, each with its first day.

    The rules look back a few days only, and so what they said then would be forgotten by itself;
    a check-in has to ask whether it is over (S-08, S-11, K-08).
    """
    told = {reason.facts[0] for reason in stops}
    plan = in_force(decision, case.record.now)
    weighed = frozenset(plan.facts if plan is not None else ())
    versions = _versions(entries, decision, case, facts)
    found: dict[str, str] = {}
    for moment in _moments(entries, decision, case.record):
        counted = (v.case for v in reversed(versions) if v.since <= moment)
        then = case if moment == case.record.now else next(counted, versions[0].case)
        for reason in _spoken_at(moment, then, decision, weighed, facts):
            key = reason.facts[0]
            if key not in told and key not in found:
                day = moment.astimezone(case.record.now.tzinfo).date()
                found[key] = _words(reason, day)
    return tuple(found.values())


def _words(reason: Reason, day: date) -> str:
    told = f"On {day.isoformat()}: {reason.sentence}"
    return f"{told} No check-in has asked since whether that is over."


def _spoken_at(
    moment: datetime,
    case: Case,
    decision: Entry,
    weighed: frozenset[str],
    facts: Facts,
) -> Iterator[Reason]:
    """What the rules said against the dose at one moment, by what is known of it today.

    Args:
        case: with the person's file of that moment.
        weighed: facts of the decision; a rule among them that asks for less was followed.
    """
    record = case.record.until(case.record.hours(moment))
    plan = in_force(decision, moment)
    situation = situation_of(record, case.goal, facts, in_force=plan)
    answer = gate(situation, case.goal, facts, in_force_mg=1.0)
    yield from closing_reasons(answer)
    for one in answer.fired:
        reason = reason_of(one, situation)
        if one.kind("reduce") and reason.facts[0] not in weighed:
            yield reason


def _moments(entries: Collection[Entry], decision: Entry, record: Record) -> list[datetime]:
    """When to ask: at the end of each day since the decision, at what a day can hide, and now.

    What the diary says counts for more than a day, and so the end of its day knows it; a
    laboratory value may be replaced by another on the same day, and a version of the person's
    file too. What is older than the decision and was told after it counts from then.
    """
    decided = datetime.fromisoformat(decision.body["at"])
    found = set(_days_end(decided, record))
    for entry, line in lines_of(entries):
        if line.kind == LAB:
            found.add(line.at)
        if entry.number > decision.number and line.at <= decided:
            found.add(entry.made)
    found |= {one.made for one in _files_since(entries, decision)}
    return [*sorted(one for one in found if decided < one < record.now), record.now]


def _days_end(decided: datetime, record: Record) -> Iterator[datetime]:
    zone = ZoneInfo(record.timezone)
    first = decided.astimezone(zone).date()
    for days in range(1, PLAN_LIFE_DAYS + 2):
        next_day = datetime.combine(first + timedelta(days=days), time(), tzinfo=zone)
        yield next_day.astimezone(UTC) - timedelta(seconds=1)


def _files_since(entries: Collection[Entry], decision: Entry) -> list[Entry]:
    return [one for one in entries if one.kind == "person" and one.number > decision.number]


def _versions(
    entries: Collection[Entry], decision: Entry, case: Case, facts: Facts
) -> list[_Version]:
    """The present record with each version of the person's file that counted, oldest first."""
    newer = _files_since(entries, decision)
    decided = datetime.fromisoformat(decision.body["at"])
    if not newer:
        return [_Version(since=decided, case=case)]
    (*_, first) = (e for e in entries if e.kind == "person" and e.number <= decision.number)
    return [
        _Version(since=decided, case=_with_file(case, first, facts)),
        *(
            _Version(
                # What was saved on the page is in the record at the next check-in only.
                since=entry.made if entry.body["origin"] else case.record.now,
                case=_with_file(case, entry, facts),
            )
            for entry in newer
        ),
    ]


def _with_file(case: Case, entry: Entry, facts: Facts) -> Case:
    now = max(case.record.now, entry.made)
    file = person_of(str(entry.body["text"]), now, facts)
    record = replace(
        case.record, patient=file.patient, product=file.product, timezone=file.timezone
    )
    return Case(record=record, goal=file.goal)

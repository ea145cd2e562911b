"""Where do things stand with this person now?

An old plan is never shown as if it were the present one: where its dose is not valid any more
(`validity`), the answer is to take none and check in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from magtitrate.facts import Facts
from magtitrate.followup.course import course_of, money_so_far
from magtitrate.followup.review import next_review
from magtitrate.followup.stage import Stage
from magtitrate.plan import Reason
from magtitrate.store import validity
from magtitrate.store.adding import stops_now
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import (
    began,
    case_of,
    decisions,
    expires,
    in_force,
    lines_of,
    stage_of,
)

__all__ = ["Status", "status_of"]


@dataclass(frozen=True, kw_only=True)
class Status:
    """What is in force, what is due, and what speaks against it.

    Attributes:
        stage: the dose that is valid now; `None` where none is.
        against: why a dose that was in force is not valid now.
        stops: what the rules say at this moment.
        next_check_in: the day; today at the latest where the dose is not valid any more.
        ahead: entries whose time has not come.
    """

    person_id: str
    at: datetime
    entries: int
    lines: int
    decision: Entry | None
    stage: Stage | None
    against: tuple[str, ...]
    stops: tuple[Reason, ...]
    expires: date | None
    next_check_in: date | None
    next_review: date | None
    weeks: float
    adherence: float | None
    money: Reason | None
    ahead: tuple[int, ...]


def status_of(entries: Collection[Entry], now: datetime, facts: Facts) -> Status:
    """Everything that can be said without a model."""
    case = case_of(entries, now, facts)
    record = case.record
    decision = (decisions(entries) or (None,))[-1]
    stage = stage_of(decision)
    stops = stops_now(entries, now, facts, dosed=stage is not None)
    against: tuple[str, ...] = ()
    if stage is not None and decision is not None:
        against = validity.against(entries, decision, stage, stops, case, facts)
    course = course_of(
        record,
        in_force(decision, now),
        facts,
        began=began(entries),
        stage_began=None if stage is None else stage.since,
    )
    return Status(
        person_id=record.patient.patient_id,
        at=record.now,
        entries=len(entries),
        lines=sum(1 for _ in lines_of(entries)),
        decision=decision,
        stage=None if against else stage,
        against=against,
        stops=stops,
        expires=None if decision is None or stage is None else expires(decision),
        next_check_in=_next_check_in(decision, record.today, against),
        next_review=next_review(record, course, facts),
        weeks=course.weeks,
        adherence=course.adherence,
        money=money_so_far(record),
        ahead=tuple(e.number for e, line in lines_of(entries) if line.at > now),
    )


def _next_check_in(decision: Entry | None, today: date, against: tuple[str, ...]) -> date | None:
    if decision is None:
        return None
    planned = date.fromisoformat(decision.body["next_check_in"])
    return min(planned, today) if against else planned

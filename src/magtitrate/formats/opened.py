"""How do a person's files become one record and one goal?

The one place where the person file, the laboratory file and the diary meet. Nothing is
returned unless all of them could be read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.diary_csv import read_diary
from magtitrate.formats.labs_csv import read_labs
from magtitrate.formats.person_toml import read_person
from magtitrate.plan import Goal
from magtitrate.record import Record

__all__ = ["Case", "open_case", "read_now"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A record and what is wanted of it.

    Attributes:
        doubts: what does not fit on the product's label, in sentences.
    """

    record: Record
    goal: Goal
    doubts: tuple[str, ...] = ()


def open_case(
    person: Path, *, labs: Path | None, diary: Path | None, now: str | None, facts: Facts
) -> Case:
    """Read every file of one person.

    Raises:
        InputError: the first thing that is wrong, with file, line or key.
    """
    moment = read_now(now)
    file = read_person(person, now=moment, facts=facts)
    record = Record.opened(file.patient, moment, file.timezone, product=file.product)
    if labs is not None:
        found = read_labs(labs, zero=record.zero, timezone=file.timezone, now=moment, facts=facts)
        record = record.adding(observations=found)
    if diary is not None:
        doses, entries = read_diary(
            diary,
            zero=record.zero,
            timezone=file.timezone,
            now=moment,
            facts=facts,
            product=file.product,
        )
        record = record.adding(doses=doses, diary=entries)
    doubts = file.label.doubts if file.label is not None else ()
    return Case(record=record, goal=file.goal, doubts=doubts)


def read_now(text: str | None) -> datetime:
    """The moment of the plan: the clock, or an ISO 8601 time with its zone."""
    if text is None:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or not 1990 <= moment.year <= 2200:
        raise InputError(
            "not a moment",
            field="--now",
            given=text,
            accepted="ISO 8601 with a time zone, such as 2026-11-20T09:00:00+00:00",
        )
    return moment

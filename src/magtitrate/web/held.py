"""How do the texts of one person, held in memory, become the case that files would give?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from magtitrate.facts import Facts
from magtitrate.formats.diary_csv import read_diary
from magtitrate.formats.labs_csv import read_labs
from magtitrate.formats.opened import Case
from magtitrate.formats.person_toml import read_person
from magtitrate.formats.text_file import Held
from magtitrate.record import Record

__all__ = ["Texts", "case_of"]


@dataclass(frozen=True, kw_only=True)
class Texts:
    """A person's file, laboratory file and diary, as their texts; empty where there is none."""

    person: str
    labs: str = ""
    diary: str = ""


def case_of(texts: Texts, *, now: datetime, facts: Facts) -> Case:
    """The record and the goal that the texts hold.

    Raises:
        InputError: the first thing that is wrong, with line or key.
    """
    file = read_person(Held.named("person.toml", texts.person), now=now, facts=facts)
    record = Record.opened(file.patient, now, file.timezone, product=file.product)
    zero, zone = record.zero, file.timezone
    if texts.labs.strip():
        labs = Held.named("labs.csv", texts.labs)
        found = read_labs(labs, zero=zero, timezone=zone, now=now, facts=facts)
        record = record.adding(observations=found)
    if texts.diary.strip():
        diary = Held.named("diary.csv", texts.diary)
        doses, entries = read_diary(
            diary, zero=zero, timezone=zone, now=now, facts=facts, product=file.product
        )
        record = record.adding(doses=doses, diary=entries)
    return Case(record=record, goal=file.goal)

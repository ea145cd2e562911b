"""How does something new get into a record: a file of a person, a line, a correction?

Whatever is added is read completely, questioned and written in one transaction, so that two
processes cannot both add the same dose unasked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.diary_line import Line, read_line
from magtitrate.formats.local_time import time_zone
from magtitrate.formats.person_toml import PersonFile
from magtitrate.formats.text_file import read_text
from magtitrate.plan import Reason
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import DoseEvent
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.situation import situation_of
from magtitrate.store.ledger import (
    Draft,
    Entry,
    Ledger,
    append,
    create,
    entries_of,
    is_record,
    writing,
)
from magtitrate.store.questions import about_line, about_person, about_the_clock, ask
from magtitrate.store.rolling import about_the_day, allowed_by
from magtitrate.store.standing import (
    case_of,
    decisions,
    in_force,
    lines_of,
    person_of,
    person_text,
    stage_of,
    withdrawn,
)

__all__ = [
    "Added",
    "add_lines",
    "closing_reasons",
    "put_person",
    "record_time",
    "start",
    "stops_now",
    "withdraw",
]

CLOSING = ("stop", "hold", "pause", "refer", "avoid", "require")
OF_THE_ANSWERS = frozenset(("G-06", "G-07"))
"""The rules about the day of the answers: a matter of the next check-in, no stop of today."""


@dataclass(frozen=True, kw_only=True)
class Added:
    """What was written, and what it means at once.

    Attributes:
        numbers: of the new entries.
        things: what they say.
        stops: reasons of the rules to stop or hold now, alarms first.
        confirmed: what was questioned about the amounts, and is right all the same.
    """

    numbers: tuple[int, ...]
    things: tuple[Observation | DoseEvent | DiaryEntry, ...]
    stops: tuple[Reason, ...]
    confirmed: tuple[str, ...] = ()


def start(folder: Path, person: Path, *, now: datetime, facts: Facts) -> PersonFile:
    """Begin a record with a person's file.

    Raises:
        InputError: the file cannot be used, or the folder holds a record.
    """
    if is_record(folder):
        raise InputError(
            "there is a record in this folder already",
            file=str(folder),
            todo="Take another folder for another person; `magtitrate follow DIR person "
            "PERSON.toml` puts a new version of the file into this record",
        )
    text = read_text(person)
    file = person_of(text, now, facts)
    create(folder, [_person_draft(text, file.timezone, now, "file")])
    return file


def put_person(
    ledger: Ledger, person: Path, *, now: datetime, facts: Facts, confirmed: bool
) -> PersonFile:
    """A new version of the person's file."""
    text = read_text(person)
    with writing(ledger):
        entries = entries_of(ledger)
        moment = record_time(entries, now, facts, confirmed=confirmed)
        new = person_of(text, moment, facts)
        old = person_of(person_text(entries), moment, facts)
        ask(about_person(old, new, facts), confirmed=confirmed)
        append(ledger, [_person_draft(text, new.timezone, moment, "file")])
    return new


def _person_draft(text: str, zone: str, now: datetime, origin: str) -> Draft:
    return Draft(made=now, zone=zone, kind="person", body={"text": text, "origin": origin})


def record_time(
    entries: Collection[Entry], now: datetime, facts: Facts, *, confirmed: bool
) -> datetime:
    """The moment of what is done now; the record's time never runs backward.

    Raises:
        InputError: the clock was set back or far ahead, and nobody confirmed.
    """
    ask(about_the_clock(entries, now, facts), confirmed=confirmed)
    last = max((entry.made for entry in entries), default=now)
    return max(now, last.astimezone(now.tzinfo))


# ---------------------------------------------------------------- lines


def add_lines(
    ledger: Ledger, lines: Iterable[Line], *, now: datetime, facts: Facts, confirmed: bool
) -> Added:
    """Add what was measured, taken or noticed; all of it or nothing.

    Raises:
        InputError: a line that cannot be read, or a question that was not confirmed.
    """
    with writing(ledger):
        entries = entries_of(ledger)
        moment = record_time(entries, now, facts, confirmed=confirmed)
        case = case_of(entries, moment, facts)
        allowed = allowed_by(entries, case.record, case.goal, facts)
        doses = list(case.record.doses)
        known = [(entry.number, line) for entry, line in lines_of(entries)]
        drafts, things, amounts = [], [], []
        for line in lines:
            read = _read(line, case.record, moment, facts)
            questions = about_line(line, known, now=moment, facts=facts)
            if isinstance(read, DoseEvent):
                much = about_the_day(read, doses, allowed, case.record, zone=line.zone, facts=facts)
                questions += much
                amounts += much
                doses.append(read)
            ask(questions, confirmed=confirmed)
            drafts.append(Draft(made=moment, zone=line.zone, kind="line", body=line.json()))
            things.append(read)
            known.append((len(entries) + len(drafts), line))
        numbers = append(ledger, drafts)
        dosed = stage_of((decisions(entries) or (None,))[-1]) is not None
        stops = stops_now(entries_of(ledger), moment, facts, dosed=dosed)
    return Added(numbers=numbers, things=tuple(things), stops=stops, confirmed=tuple(amounts))


def _read(
    line: Line, record: Record, moment: datetime, facts: Facts
) -> Observation | DoseEvent | DiaryEntry:
    return read_line(
        line,
        zero=record.zero,
        timezone=record.timezone,
        now=max(moment, line.at),  # whether a time to come is meant is asked afterwards
        facts=facts,
        product=record.product,
        origin=line.kind,
    )


def stops_now(
    entries: Collection[Entry], now: datetime, facts: Facts, *, dosed: bool
) -> tuple[Reason, ...]:
    """What the rules say against any dose at this moment; no model is asked.

    Args:
        dosed: is a dose in force? Where none is, only an emergency is told.
    """
    case = case_of(entries, now, facts)
    plan = in_force((decisions(entries) or (None,))[-1], now)
    situation = situation_of(case.record, case.goal, facts, in_force=plan)
    answer = gate(situation, case.goal, facts, in_force_mg=1.0)
    return closing_reasons(answer) if dosed or answer.emergency else ()


def closing_reasons(answer: Answer) -> tuple[Reason, ...]:
    """The reasons of the rules that leave no dose; those about the answers' day aside."""
    if answer.may_dose:
        return ()
    closing = {one.row.id for one in answer.fired if any(one.kind(kind) for kind in CLOSING)}
    if not closing:
        return answer.reasons[:1]  # what cannot be checked; the strictest comes first
    return tuple(r for r in answer.reasons if r.code.partition("/")[0] in closing - OF_THE_ANSWERS)


# ---------------------------------------------------------------- corrections


def withdraw(
    ledger: Ledger,
    number: int,
    why: str,
    *,
    now: datetime,
    facts: Facts,
    confirmed: bool = False,
) -> Entry:
    """Take an entry back: it stays to be read, and counts no more.

    Raises:
        InputError: there is no such line, or it was taken back before.
    """
    if not why.strip():
        raise InputError("a correction says why", field="--why")
    with writing(ledger):
        entries = entries_of(ledger)
        found = next((entry for entry in entries if entry.number == number), None)
        if found is None or found.kind != "line":
            raise InputError(
                "there is no line of this number that could be taken back",
                field="withdraw",
                given=number,
                accepted="the number of a laboratory value or of a line of the diary",
                todo="`magtitrate follow DIR list` shows the numbers",
            )
        if number in withdrawn(entries):
            raise InputError("this entry was taken back before", field="withdraw", given=number)
        moment = record_time(entries, now, facts, confirmed=confirmed)
        zone = entries[-1].zone
        time_zone(zone)
        body = {"number": number, "why": why.strip()}
        append(ledger, [Draft(made=moment, zone=zone, kind="withdrawn", body=body)])
    return found

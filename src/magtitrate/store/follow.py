"""What does each verb of `magtitrate follow` do? A text to print, and an exit code.

Files, clock and terminal are met here and in `cli`; everything below is a function of values.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts, open_facts
from magtitrate.formats.answers_toml import read_answers
from magtitrate.formats.diary_line import LAB, Line, typed_line
from magtitrate.formats.follow_text import (
    added_text,
    decision_json,
    decision_text,
    list_text,
    replay_json,
    replay_text,
    status_text,
)
from magtitrate.formats.opened import read_now
from magtitrate.formats.text_file import read_text
from magtitrate.store.adding import add_lines, put_person, record_time, start, withdraw
from magtitrate.store.carry import export, import_from
from magtitrate.store.check_in import CheckIn, asked_of, check_in
from magtitrate.store.dialog import answers_of, asked
from magtitrate.store.ledger import Entry, entries_of, opened
from magtitrate.store.replay import replay
from magtitrate.store.standing import person_of, person_text, withdrawn
from magtitrate.store.status import status_of

__all__ = ["follow", "replayed"]

WORDS: dict[str, tuple[str, ...]] = {
    LAB: ("analyte", "value", "unit"),
    "dose": ("value",),
    "symptom": ("item", "value"),
    "stool": ("value",),
    "cramps": ("value",),
    "soreness": ("value",),
    "sleep": ("value",),
    "reaction_time": ("value",),
    "repetitions": ("value",),
    "sick_day": ("value",),
    "medicine_started": ("item",),
    "medicine_stopped": ("item",),
    "new_condition": ("item",),
}
"""Kind -> the columns that its words fill, in order."""

COLUMNS = (
    "item",
    "note",
    "loinc",
    "lower",
    "upper",
    "laboratory",
    "specimen",
    "hours_since_dose",
)
"""Columns that have an option of their own."""

ANSWERS = (
    "medicines",
    "magnesium_sources",
    "symptoms_now",
    "sick_day",
    "pregnancy",
    "surgery_planned",
    "new_conditions",
    "product_same",
    "helped",
    "goes_on",
)


CAUTIOUS = {"sick_day": "yes", "medicines": "unknown", "magnesium_sources": "unknown"}
"""Answers that count whatever the file of answers says; the other way round it is asked."""


def follow(arguments: argparse.Namespace) -> tuple[str, int]:
    """The text and the exit code of one verb."""
    verbs: dict[str, Callable[[argparse.Namespace, datetime, Facts], str]] = {
        "start": _start,
        "person": _person,
        "add": _add,
        "withdraw": _withdraw,
        "check-in": _check_in,
        "list": _list,
        "export": _export,
        "import": _import,
    }
    facts, now = open_facts(), read_now(arguments.now)
    return verbs.get(arguments.verb or "", _status)(arguments, now, facts), 0


def replayed(arguments: argparse.Namespace) -> tuple[str, int]:
    """Every decision again; 1 where one differs and nothing explains it."""
    with opened(arguments.folder) as ledger:
        entries = entries_of(ledger)
    done = replay(entries, open_facts(), progress=_progress if sys.stderr.isatty() else None)
    text = replay_json(done) if arguments.json else replay_text(done)
    return text, 1 if any(one.broken for one in done) else 0


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\r{done} of {of} decisions" + ("\r" if done == of else ""))
    sys.stderr.flush()


def _entries(folder: Path) -> tuple[Entry, ...]:
    with opened(folder) as ledger:
        return entries_of(ledger)


# ---------------------------------------------------------------- the verbs


def _status(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    entries = _entries(arguments.folder)
    moment = record_time(entries, now, facts, confirmed=True)
    return status_text(status_of(entries, moment, facts))


def _start(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    file = start(arguments.folder, arguments.person, now=now, facts=facts)
    return (
        f"A record of {file.patient.patient_id} begins. It holds health data and stays on this "
        "machine.\nAdd what is measured, taken and noticed; `magtitrate follow DIR check-in` "
        "makes the first plan.\n"
    )


def _person(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    with opened(arguments.folder) as ledger:
        put_person(ledger, arguments.person, now=now, facts=facts, confirmed=arguments.confirm)
    return "The new version of the person's file is in. Check in, so that a plan follows it.\n"


def _add(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    with opened(arguments.folder) as ledger:
        zone = arguments.zone or person_of(person_text(entries_of(ledger)), now, facts).timezone
        line = _line(arguments, zone, now)
        added = add_lines(ledger, [line], now=now, facts=facts, confirmed=arguments.confirm)
    return added_text(added.numbers, added.things, added.stops, added.confirmed)


def _line(arguments: argparse.Namespace, zone: str, now: datetime) -> Line:
    """What was typed as a line: words by their place, options by their name."""
    names = WORDS.get(arguments.kind, ())
    if len(arguments.words) > len(names):
        raise InputError(
            "too many words",
            field="add",
            given=" ".join(arguments.words),
            accepted=f"add {arguments.kind} {' '.join(name.upper() for name in names)}",
            todo="Put what has blanks in it into quotes",
        )
    cells = dict(zip(names, arguments.words, strict=False))
    for column in COLUMNS:
        value = getattr(arguments, column)
        if value is not None:
            cells[column] = value
    return typed_line(arguments.kind, cells, time=arguments.time, zone=zone, now=now)


def _withdraw(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    with opened(arguments.folder) as ledger:
        withdraw(
            ledger,
            arguments.number,
            arguments.why,
            now=now,
            facts=facts,
            confirmed=arguments.confirm,
        )
    return f"Entry {arguments.number} is taken back. It stays to be read, and counts no more.\n"


def _check_in(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    with opened(arguments.folder) as ledger:
        answers = _answers(arguments, entries_of(ledger), now, facts)
        decision = check_in(
            ledger,
            answers,
            now=now,
            facts=facts,
            seed=arguments.seed,
            confirmed=arguments.confirm,
        )
        stored = entries_of(ledger)[decision.number - 1]
    show = decision_json if arguments.json else decision_text
    return show(stored.body, stored.number)


def _answers(
    arguments: argparse.Namespace, entries: tuple[Entry, ...], now: datetime, facts: Facts
) -> CheckIn:
    """From a file, from options, from a new person's file, or asked at the terminal."""
    given: dict[str, Any] = {}
    if arguments.answers is not None:
        given |= {
            k: v for k, v in asdict(read_answers(arguments.answers, facts)).items() if v is not None
        }
    typed = {name: getattr(arguments, name) for name in ANSWERS}
    for name, value in typed.items():
        before = given.get(name)
        if value and isinstance(before, tuple):
            typed[name] = tuple(dict.fromkeys([*before, *value]))  # codes of both count
        elif value in (None, before, CAUTIOUS.get(name)):
            continue
        elif before is not None:
            raise InputError(
                "this is answered twice, and differently",
                field=f"--{name.replace('_', '-')}",
                given=f"{_told(before)} in the file, {_told(value)} here",
                todo="Leave one of them out. Nothing was written",
            )
    given |= {k: v for k, v in typed.items() if v is not None}
    if arguments.try_again:
        given["try_again"] = True
    if arguments.person is not None:
        given["person"] = read_text(arguments.person)
    if given:
        return answers_of(given)
    if not sys.stdin.isatty():
        raise InputError(
            "nobody is there to answer the safety questions",
            field="check-in",
            accepted="a terminal, --answers FILE.toml, --person FILE.toml or an option for each "
            "answer",
            todo="`magtitrate follow DIR check-in --help` lists them. Nothing was written",
        )
    moment = record_time(entries, now, facts, confirmed=True)
    last = person_of(person_text(entries), moment, facts).patient.answers.symptoms_now or ()
    questions = asked_of(entries, moment, facts)
    return answers_of(asked(questions, facts, ask=input, say=_say, symptoms=tuple(last)))


def _told(value: Any) -> str:
    return (", ".join(value) or "none") if isinstance(value, tuple) else str(value)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _list(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    entries = _entries(arguments.folder)
    return list_text(entries, withdrawn(entries))


def _export(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    with opened(arguments.folder) as ledger:
        names = export(ledger, arguments.out)
    return f"Written to {arguments.out}: {len(names)} files. They hold health data.\n"


def _import(arguments: argparse.Namespace, now: datetime, facts: Facts) -> str:
    how, count = import_from(
        arguments.folder, arguments.source, now=now, facts=facts, confirmed=arguments.confirm
    )
    return f"{count} entries {how}.\n"

"""What is asked before an entry is taken, instead of taken in silence?

Each question is a sentence that says what looks wrong. `--confirm` accepts it; what can never
be right is refused outright, with the way to put it right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.diary_line import LAB, Line
from magtitrate.formats.person_toml import PersonFile
from magtitrate.store.ledger import Entry

__all__ = ["about_line", "about_person", "about_the_clock", "ask"]


def ask(questions: Collection[str], *, confirmed: bool) -> None:
    """Stop with the questions, unless they were answered with --confirm.

    Raises:
        InputError: all questions, and what to do.
    """
    if questions and not confirmed:
        raise InputError(
            " ".join(questions),
            todo="Nothing was written. If it is right all the same, say it again with --confirm",
        )


def about_the_clock(entries: Collection[Entry], now: datetime, facts: Facts) -> list[str]:
    """Does the clock of this machine run behind what was written already, or far ahead of it?

    What is written by a clock that runs ahead makes the record's own time run ahead for good.
    """
    if not entries:
        return []
    last = max(entry.made for entry in entries)
    told = f"The clock says {now.isoformat(timespec='minutes')}, but the record was "
    tolerance = timedelta(minutes=facts.value("followup.clock_tolerance"))
    if now.astimezone(UTC) < last - tolerance:
        return [
            f"{told}written to at {last.isoformat(timespec='minutes')}: the clock was set back, or "
            "it ran ahead then. With --confirm the record's own time is kept. If it ran ahead, "
            "export, and import labs.csv and diary.csv into a new record."
        ]
    if now.astimezone(UTC) > last + timedelta(weeks=facts.value("followup.review_again")):
        return [
            f"{told}last written to at {last.isoformat(timespec='minutes')}, longer ago than from "
            "one review to the next. Does the clock run ahead?"
        ]
    return []


# ---------------------------------------------------------------- a line


def about_line(
    line: Line, known: Collection[tuple[int, Line]], *, now: datetime, facts: Facts
) -> list[str]:
    """What looks wrong with one line beside the others (how much of it: `store.rolling`).

    Args:
        known: number of its entry and each line that stands already.

    Raises:
        InputError: a second laboratory value of one analyte at one instant.
    """
    questions = list(_future(line, now))
    others = [(number, other) for number, other in known if other.kind == line.kind]
    if line.kind == LAB:
        _refuse_second_value(line, others)
    elif line.kind == "dose":
        questions += _near_doses(line, others, facts)
    else:
        questions += _again(line, others)
    return questions


def _future(line: Line, now: datetime) -> Iterator[str]:
    if line.at > now.astimezone(UTC):
        yield (
            f"{line.at.isoformat(timespec='minutes')} lies in the future; only what has happened "
            "belongs here. Check the date, the clock time and the zone. Confirmed, it counts when "
            "its time has come; a symptom counts at once."
        )


def _refuse_second_value(line: Line, others: list[tuple[int, Line]]) -> None:
    for number, other in others:
        same = other.cells.get("analyte") == line.cells.get("analyte")
        if same and other.at == line.at:
            raise InputError(
                f"entry {number} has a value of {line.cells.get('analyte')} at that time "
                f"already: {other.cells.get('value')} {other.cells.get('unit')}",
                given=f"{line.cells.get('value')} {line.cells.get('unit')}",
                todo="If the older one is wrong, take it back with `magtitrate follow DIR "
                f"withdraw {number} --why …`; if it is the same result, there is nothing to "
                "do. Nothing was written",
            )


def _near_doses(line: Line, others: list[tuple[int, Line]], facts: Facts) -> Iterator[str]:
    """The same dose twice, or two doses nearer than any plan puts them."""
    least = timedelta(hours=facts.value("policy.min_gap_between_doses"))
    for number, other in others:
        apart = abs(other.at - line.at)
        if apart < least and _taken(other) and _taken(line):
            when, value = other.at.isoformat(timespec="minutes"), other.cells.get("value")
            units = "1 unit was" if value in ("1", "1.0") else f"{value} units were"
            minutes = round(apart / timedelta(minutes=1))
            yield (
                f"Entry {number} says that {units} taken at "
                f"{when}, {minutes} minutes from this one: is this the same dose once more? A "
                "missed dose is never made up for."
            )
        elif apart == timedelta(0):
            yield f"Entry {number} is about a dose at this very time already."


def _taken(line: Line) -> bool:
    return line.cells.get("value", "0") not in ("0", "0.0", "")


def _again(line: Line, others: list[tuple[int, Line]]) -> Iterator[str]:
    for number, other in others:
        if other.at == line.at and other.cells.get("item") == line.cells.get("item"):
            yield f"Entry {number} says something of the same kind at this very time."


# ---------------------------------------------------------------- a person


def about_person(old: PersonFile, new: PersonFile, facts: Facts) -> list[str]:
    """Is the new file still about the same person?

    Raises:
        InputError: its id is another one.
    """
    before, after = old.patient, new.patient
    if before.patient_id != after.patient_id:
        raise InputError(
            "this file is about another person, and a record holds one",
            field="person.id",
            given=after.patient_id,
            accepted=before.patient_id,
            todo="Begin a record of its own for them in another folder. Nothing was written",
        )
    questions = []
    if before.sex and after.sex and before.sex != after.sex:
        questions.append(f"The sex changed from {before.sex} to {after.sex}.")
    if before.height_m and after.height_m:
        apart = abs(before.height_m - after.height_m)
        if apart > facts.value("followup.height_change"):
            questions.append(f"The height changed by {apart:.2f} m.")
    if before.age_y is not None and after.age_y is not None and after.age_y < before.age_y:
        questions.append(f"The age fell from {before.age_y:g} to {after.age_y:g}.")
    if questions:
        questions.append("Is this the same person?")
    return questions

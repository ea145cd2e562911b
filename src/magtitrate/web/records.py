"""How does what is written on the page become part of a person's record, and do the files follow?

The record of NAME is `NAME_record/`, the same that `magtitrate follow` keeps: nothing in it is
ever changed or lost. Laboratory file and diary beside the person's file say the same in a form
that every program reads. They are written after the record; what a reader adds to them by hand
is taken into it, and what they no longer say is asked about.
"""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats import diary_csv, labs_csv
from magtitrate.formats.diary_line import LAB, Line, line_of_json, lines_of_csv, typed_line
from magtitrate.formats.written import write_files
from magtitrate.store.adding import Added, add_lines, put_person, start, withdraw
from magtitrate.store.carry import export
from magtitrate.store.check_in import CheckIn, Decision, asked_of, check_in
from magtitrate.store.ledger import Entry, Ledger, entries_of, is_record, opened
from magtitrate.store.standing import case_of, lines_of, person_of, person_text
from magtitrate.web import held
from magtitrate.web.folder import files_of, keep, read_texts

__all__ = [
    "Kept",
    "Log",
    "UsedKey",
    "add",
    "add_once",
    "agree",
    "begin",
    "begun",
    "case_of",
    "checked_in",
    "everything",
    "kept",
    "questions",
    "take_back",
    "with_file",
    "with_person",
]

FILES = {
    "labs": (True, labs_csv.COLUMNS, labs_csv.REQUIRED),
    "diary": (False, diary_csv.COLUMNS, (*diary_csv.REQUIRED, "item", "value")),
}
"""Part -> does it hold laboratory values, its columns, those that it always has."""
FOLLOWED = "files.json"
"""Holds the number of the last entry that the plain files say too."""
SENT = "sent.json"
"""Holds the keys under which programs wrote, and of each the number of its entry and a mark."""
MOST_KEYS = 10_000
TAKEN_OUT = "taken out of the file"

Mark = tuple[str, datetime, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A record as it stands.

    Attributes:
        missing: entries whose lines the plain files no longer say.
        trouble: why a file, or a line that was put into it by hand, cannot be taken.
    """

    entries: tuple[Entry, ...]
    missing: tuple[Entry, ...] = ()
    trouble: InputError | None = None

    @property
    def last(self) -> str:
        """Marks what the record says by now."""
        return self.entries[-1].digest


@dataclass(frozen=True, kw_only=True)
class Log:
    """One thing that is written down: its kind, its other columns, and when it was.

    Attributes:
        time: ISO 8601 in the person's zone; `None` means now.
    """

    kind: str
    cells: Mapping[str, str]
    time: str | None = None


class UsedKey(InputError):
    """A program's key under which something else was written."""


def _place(folder: Path, name: str) -> Path:
    files_of(folder, name)  # refuses what is no name
    return folder / f"{name}_record"


def begun(folder: Path, name: str) -> bool:
    """Has this person a record?"""
    return is_record(_place(folder, name))


def begin(folder: Path, name: str, *, now: datetime, facts: Facts) -> None:
    """Begin the record with the files that are there; nothing where it has begun.

    Raises:
        InputError: a file that cannot be read; then nothing is begun.
    """
    if begun(folder, name):
        return
    held.case_of(read_texts(folder, name), now=now, facts=facts)
    try:
        start(_place(folder, name), files_of(folder, name)["person"], now=now, facts=facts)
    except InputError:
        if not begun(folder, name):  # else another window was first
            raise
    kept(folder, name, now=now, facts=facts)


# ---------------------------------------------------------------- record and files agree


def kept(folder: Path, name: str, *, now: datetime, facts: Facts) -> Kept:
    """The record, after it took in what a reader added to the files by hand.

    A file that cannot be read is told in `trouble`, and the record stands without it.

    Raises:
        InputError: the record cannot be read.
    """
    with opened(_place(folder, name)) as ledger:
        return _agreed(ledger, folder, name, now=now, facts=facts, take_out=False)


def agree(folder: Path, name: str, *, take_out: bool, now: datetime, facts: Facts) -> Kept:
    """What the files no longer say is taken back, or written into them again.

    Raises:
        InputError: a file holds something that cannot be read, which would be lost.
    """
    with opened(_place(folder, name)) as ledger:
        if not take_out:
            before = _agreed(ledger, folder, name, now=now, facts=facts, take_out=False)
            if before.trouble is not None:
                raise before.trouble
            _write(ledger, folder, name, entries_of(ledger))
        return _agreed(ledger, folder, name, now=now, facts=facts, take_out=take_out)


def with_file(
    folder: Path, name: str, part: str, text: str, *, now: datetime, facts: Facts
) -> Kept:
    """Take a whole laboratory file or diary in place of the one that is there.

    Raises:
        InputError: the first line that cannot be read; then nothing is changed.
    """
    texts = {"person": "", "labs": "", "diary": ""} | vars(read_texts(folder, name))
    held.case_of(held.Texts(**{**texts, part: text}), now=now, facts=facts)
    keep(folder, name, **{part: text})
    return agree(folder, name, take_out=True, now=now, facts=facts)


def _agreed(
    ledger: Ledger, folder: Path, name: str, *, now: datetime, facts: Facts, take_out: bool
) -> Kept:
    entries = entries_of(ledger)
    upto = _followed(folder, name)
    try:
        said = _said(folder, name, entries, now, facts)
    except InputError as error:
        return Kept(entries=entries, trouble=error)
    standing = {_mark(line): entry for entry, line in lines_of(entries)}
    gone = _gone_since(entries, upto)
    new = [line for mark, line in said.items() if mark not in standing and mark not in gone]
    lost = [entry for mark, entry in standing.items() if mark not in said and entry.number <= upto]
    if not new and not lost and upto == entries[-1].number:
        return Kept(entries=entries)
    if take_out:
        for entry in lost:
            withdraw(ledger, entry.number, TAKEN_OUT, now=now, facts=facts)
        lost = []
    trouble = None
    if new:
        try:
            held.case_of(read_texts(folder, name), now=now, facts=facts)
            add_lines(ledger, new, now=now, facts=facts, confirmed=True)
        except InputError as error:
            trouble = error
    entries = entries_of(ledger)
    if not lost and trouble is None:
        _write(ledger, folder, name, entries)
    return Kept(entries=entries, missing=tuple(lost), trouble=trouble)


def _said(
    folder: Path, name: str, entries: tuple[Entry, ...], now: datetime, facts: Facts
) -> dict[Mark, Line]:
    """What laboratory file and diary say, in their order."""
    zone = person_of(person_text(entries), now, facts).timezone
    found: dict[Mark, Line] = {}
    for part, (is_lab, _, _) in FILES.items():
        path = files_of(folder, name)[part]
        if path.is_file() and path.read_bytes().strip():
            lines = lines_of_csv(str(path), is_lab=is_lab, zone=zone, now=now)
            found |= {_mark(line): line for line, _ in lines}
    return found


def _mark(line: Line) -> Mark:
    """By this, two lines are the same one."""
    cells = {name: " ".join(value.split()) for name, value in line.cells.items() if value.strip()}
    return line.kind, line.at, tuple(sorted(cells.items()))


def _gone_since(entries: tuple[Entry, ...], upto: int) -> frozenset[Mark]:
    """Lines that were taken back and still stand in the files for lack of a later writing."""
    by_number = {entry.number: entry for entry in entries}
    return frozenset(
        _mark(line_of_json(by_number[int(entry.body["number"])].body))
        for entry in entries
        if entry.kind == "withdrawn" and entry.number > upto
    )


def _followed(folder: Path, name: str) -> int:
    return int(_json(_place(folder, name) / FOLLOWED).get("entry", 0))


def _write(ledger: Ledger, folder: Path, name: str, entries: tuple[Entry, ...]) -> None:
    """Bring the files to what the record says; what cannot be written waits for next time."""
    standing = [line for _, line in lines_of(entries)]
    texts = {}
    for part, (is_lab, columns, required) in FILES.items():
        lines = [line for line in standing if (line.kind == LAB) == is_lab]
        before = getattr(read_texts(folder, name), part)
        text = _csv(lines, is_lab, columns, required) if lines else ""
        if text != before and (lines or before):
            texts[part] = text
    with contextlib.suppress(InputError):
        if texts:
            keep(folder, name, **texts)
        place = ledger.folder / FOLLOWED
        write_files({place: json.dumps({"entry": entries[-1].number}).encode()}, "--dir")


def _csv(
    lines: Collection[Line], is_lab: bool, columns: Iterable[str], required: Collection[str]
) -> str:
    """The lines in order of time, with the clock of the zone in which each was typed."""
    used = {key for line in lines for key, value in line.cells.items() if value}
    names = [key for key in columns if key in required or key in used]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, lineterminator="\n", restval="")
    writer.writeheader()
    for line in sorted(lines, key=lambda one: one.at):
        at = line.at.astimezone(ZoneInfo(line.zone))
        time = at.isoformat(timespec="auto" if at.second else "minutes")
        row = {"time": time if line.clock_known else at.date().isoformat(), **line.cells}
        writer.writerow(row if is_lab else {"kind": line.kind, **row})
    return buffer.getvalue()


# ---------------------------------------------------------------- writing down


def add(
    folder: Path, name: str, log: Log, *, now: datetime, facts: Facts, confirmed: bool
) -> Added:
    """Write one thing down, in the record first.

    Raises:
        InputError: it cannot be read, or it is asked whether it is meant; nothing was written.
    """
    begin(folder, name, now=now, facts=facts)
    with opened(_place(folder, name)) as ledger:
        entries = entries_of(ledger)
        zone = person_of(person_text(entries), now, facts).timezone
        line = typed_line(log.kind, log.cells, time=log.time, zone=zone, now=now)
        if confirmed:
            line = _at_a_free_moment(line, entries)
        added = add_lines(ledger, [line], now=now, facts=facts, confirmed=confirmed)
        _follow(ledger, folder, name, now=now, facts=facts)
    return added


def add_once(
    folder: Path, name: str, key: str, log: Log, *, now: datetime, facts: Facts, confirmed: bool
) -> tuple[int, Added | None]:
    """Write one thing down under a program's own key; its number, and what it means if it is new.

    The same key again finds the entry of the first time, also after the program was restarted.

    Raises:
        UsedKey: something else was written under this key.
    """
    place = _place(folder, name) / SENT
    begin(folder, name, now=now, facts=facts)
    sent, mark = _sent(place), _content(log)
    if key in sent:
        number, before = sent[key]
        if before not in ("", mark):  # empty in files of older versions, which kept no mark
            raise UsedKey(
                f"something else was written under this key, as entry {number}; this was not",
                field="key",
                accepted="a key of its own for each line",
            )
        return number, None
    added = add(folder, name, log, now=now, facts=facts, confirmed=confirmed)
    kept_keys = dict([*sent.items(), (key, (added.numbers[0], mark))][-MOST_KEYS:])
    write_files({place: json.dumps(kept_keys).encode()}, "--dir")
    return added.numbers[0], added


def _content(log: Log) -> str:
    """By this, two requests under one key say the same."""
    cells = sorted((name, value.strip()) for name, value in log.cells.items() if value.strip())
    said = json.dumps([log.kind, cells, (log.time or "").strip()])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _sent(place: Path) -> dict[str, tuple[int, str]]:
    """Key -> number of its entry and the mark of what it said."""
    found = {}
    for key, known in _json(place).items():
        number, mark = known if isinstance(known, list) else (known, "")
        found[str(key)] = int(number), str(mark)
    return found


def _json(place: Path) -> dict[str, Any]:
    try:
        read = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _at_a_free_moment(line: Line, entries: tuple[Entry, ...]) -> Line:
    """A second thing at the very same moment, a second earlier: no file holds two at one."""
    if line.kind == LAB:
        return line
    taken = {other.at for _, other in lines_of(entries) if other.kind == line.kind}
    while line.at in taken:
        line = replace(line, at=line.at - timedelta(seconds=1))
    return line


def _follow(ledger: Ledger, folder: Path, name: str, *, now: datetime, facts: Facts) -> None:
    """The files follow at once; one that cannot be read now does so when it is mended."""
    with contextlib.suppress(InputError):
        _agreed(ledger, folder, name, now=now, facts=facts, take_out=False)


def take_back(
    folder: Path, name: str, number: int, why: str, *, now: datetime, facts: Facts
) -> None:
    """Take a line back; it stays to be read, and counts no more."""
    with opened(_place(folder, name)) as ledger:
        withdraw(ledger, number, why, now=now, facts=facts)
        _follow(ledger, folder, name, now=now, facts=facts)


# ---------------------------------------------------------------- check-in


def with_person(entries: tuple[Entry, ...], text: str) -> tuple[Entry, ...]:
    """The entries with the person's file as it is now, where the record has an older one."""
    if text == person_text(entries):
        return entries
    last = entries[-1]
    newer = replace(last, number=last.number + 1, kind="person", body={"text": text, "origin": ""})
    return (*entries, newer)


def questions(folder: Path, name: str, *, now: datetime, facts: Facts) -> tuple[str, ...]:
    """What a check-in asks this person now."""
    with opened(_place(folder, name)) as ledger:
        return asked_of(entries_of(ledger), now, facts)


def checked_in(
    folder: Path,
    name: str,
    answers: CheckIn,
    *,
    now: datetime,
    facts: Facts,
    seed: int,
    confirmed: bool,
) -> Decision:
    """Take the person's file into the record, ask the rules and the model, and write it down.

    Raises:
        InputError: an answer that cannot be used, or a question that was not confirmed.
    """
    path = files_of(folder, name)["person"]
    with opened(_place(folder, name)) as ledger:
        agreed = _agreed(ledger, folder, name, now=now, facts=facts, take_out=False)
        if agreed.trouble is not None:
            raise agreed.trouble  # nothing is decided beside a line that could not be read
        if path.read_text(encoding="utf-8") != person_text(entries_of(ledger)):
            put_person(ledger, path, now=now, facts=facts, confirmed=confirmed)
        decision = check_in(ledger, answers, now=now, facts=facts, seed=seed, confirmed=confirmed)
        keep(folder, name, person=person_text(entries_of(ledger)))
        _follow(ledger, folder, name, now=now, facts=facts)
    return decision


def everything(folder: Path, name: str) -> bytes:
    """The whole record as a ZIP: every entry, the plain files, every plan."""
    buffer = io.BytesIO()
    with opened(_place(folder, name)) as ledger, tempfile.TemporaryDirectory() as there:
        out = Path(there) / f"{name}_record"
        names = export(ledger, out)
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
            for one in names:
                packed.write(out / one, f"{name}_record/{one}")
    return buffer.getvalue()

"""How does a whole record leave in files that a person can read, and come back?

`entries.jsonl` holds every entry with its chain, so that nothing is lost; beside it stand the
same things as the files that every other command reads. Coming back, the chain is checked.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats import diary_csv, labs_csv
from magtitrate.formats.diary_line import LAB, Line, lines_of_csv
from magtitrate.formats.text_file import read_text
from magtitrate.store.adding import add_lines, put_person
from magtitrate.store.ledger import (
    Draft,
    Entry,
    Ledger,
    append,
    chained,
    create,
    entries_of,
    is_record,
    opened,
    writing,
)
from magtitrate.store.standing import decisions, lines_of, person_of, person_text

__all__ = ["export", "import_from"]

ENTRIES = "entries.jsonl"
PERSON, LABS, DIARY, PLANS = "person.toml", "labs.csv", "diary.csv", "plans"
README = """This folder is one person's record, exported by magtitrate. It holds health data: keep
it as you would keep a letter of your doctor.

entries.jsonl  every entry in order, one a line, each with the digest of the one before;
               `magtitrate follow NEW_DIR import THIS_DIR` makes the record from it again
person.toml    the newest version of the person's file
labs.csv       laboratory values that stand, times in UTC
diary.csv      the diary, times in UTC; a dose is in units of the product of its day
plans/         every plan, by the number of its decision
"""


def export(ledger: Ledger, out: Path) -> tuple[str, ...]:
    """Write everything into a new folder; returns the names of the files.

    Raises:
        InputError: the folder holds anything already, or cannot be written.
    """
    entries = entries_of(ledger)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise InputError(
            "an export goes into a new or empty folder",
            file=str(out),
            todo="Name another folder; nothing was written",
        )
    files = dict(_files(entries))
    new = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        for name, text in files.items():
            place = new / name
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
        if out.is_dir():
            out.rmdir()
        new.rename(out)
    except OSError as error:
        raise InputError(
            f"the export cannot be written: {error.strerror or error}",
            file=str(out),
            todo="Check the folder and the room on the disk; the record itself is as it was",
        ) from None
    finally:
        _clear(new)
    return tuple(files)


def _clear(folder: Path) -> None:
    """Take away what an export that failed has left."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _files(entries: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
    yield "README.txt", README
    yield ENTRIES, "".join(json.dumps(_plain(e), ensure_ascii=False) + "\n" for e in entries)
    yield PERSON, person_text(entries)
    lines = [line for _, line in lines_of(entries)]
    labs = [line for line in lines if line.kind == LAB]
    others = [line for line in lines if line.kind != LAB]
    if labs:
        yield LABS, _csv(labs, labs_csv.COLUMNS)
    if others:
        yield DIARY, _csv(others, diary_csv.COLUMNS)
    for entry in decisions(entries):
        text = json.dumps(entry.body["plan"], indent=2, ensure_ascii=False) + "\n"
        yield f"{PLANS}/{entry.number:05d}.json", text


def _plain(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "made": entry.made.isoformat(),
        "zone": entry.zone,
        "kind": entry.kind,
        "body": entry.body,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def _csv(lines: Iterable[Line], columns: tuple[str, ...]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    for line in sorted(lines, key=lambda one: one.at):
        day = line.at.astimezone(_zone(line.zone)).date().isoformat()
        row = {"time": line.at.isoformat() if line.clock_known else day, **line.cells}
        writer.writerow(row if line.kind == LAB else {"kind": line.kind, **row})
    return buffer.getvalue()


def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


# ---------------------------------------------------------------- coming back


def import_from(
    folder: Path, source: Path, *, now: datetime, facts: Facts, confirmed: bool
) -> tuple[str, int]:
    """Bring an export, or a folder of plain files, into a record; what it was and how much.

    A folder with `entries.jsonl` makes a new record, or continues one that it begins with.
    Without it, `person.toml`, `labs.csv` and `diary.csv` are read, and what the record has
    already is passed over.

    Raises:
        InputError: nothing to read, another person's files, or two records that went apart.
    """
    if not source.is_dir():
        raise InputError(
            "there is no such folder", file=str(source), todo="Name a folder of an export"
        )
    if (source / ENTRIES).is_file():
        return _restored(folder, source / ENTRIES)
    with opened(folder) as ledger:
        return _files_added(ledger, source, now=now, facts=facts, confirmed=confirmed)


def _restored(folder: Path, file: Path) -> tuple[str, int]:
    wanted = _stored(file)
    drafts = [draft for draft, _ in wanted]
    for number, ((_, told), found) in enumerate(zip(wanted, chained(drafts), strict=True), 1):
        if told != found:
            raise _went_apart(number, file)
    if not is_record(folder):
        create(folder, drafts)
        return "restored", len(wanted)
    with opened(folder) as ledger, writing(ledger):
        entries = entries_of(ledger)
        for entry, (_, digest) in zip(entries, wanted, strict=False):
            if entry.digest != digest:
                raise _went_apart(entry.number, file)
        append(ledger, drafts[len(entries) :])
    return "continued", max(0, len(wanted) - len(entries))


def _stored(file: Path) -> list[tuple[Draft, str]]:
    return [_stored_entry(text, number, file) for number, text in _numbered(file)]


def _numbered(file: Path) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(file.read_text(encoding="utf-8").split("\n")[:-1], start=1)
    except (OSError, UnicodeDecodeError):
        raise InputError("the export cannot be read", file=str(file)) from None


def _stored_entry(text: str, number: int, file: Path) -> tuple[Draft, str]:
    try:
        row = json.loads(text)
        draft = Draft(
            made=datetime.fromisoformat(row["made"]),
            zone=str(row["zone"]),
            kind=str(row["kind"]),
            body=row["body"],
        )
        return draft, str(row["digest"])
    except (ValueError, KeyError, TypeError):
        raise InputError(
            "this line is no entry of a record",
            file=str(file),
            line=number,
            todo="Take the file as the export wrote it; nothing was written",
        ) from None


def _went_apart(number: int, file: Path) -> InputError:
    return InputError(
        f"entry {number} of the export was changed, or is not the one of this record",
        file=str(file),
        todo="It may be another person's, or a copy that went its own way. Import it into a new "
        "folder, or only its labs.csv and diary.csv into this one. Nothing was written",
    )


def _files_added(
    ledger: Ledger, source: Path, *, now: datetime, facts: Facts, confirmed: bool
) -> tuple[str, int]:
    """The plain files of a folder, without what the record has already."""
    known = (PERSON, LABS, DIARY)
    for path in source.iterdir():
        if path.name.casefold() in known and path.name not in known:
            raise InputError(
                "the name of this file is spelled otherwise, and it would not be read",
                file=str(path),
                accepted=path.name.casefold(),
                todo="Rename it, and import again. Nothing was written",
            )
    found = [name for name in known if (source / name).is_file()]
    if not found:
        raise InputError(
            "there is nothing to import in this folder",
            file=str(source),
            accepted=f"{ENTRIES}, or {PERSON}, {LABS}, {DIARY}",
        )
    with writing(ledger):
        entries = entries_of(ledger)
        text = read_text(source / PERSON) if PERSON in found else person_text(entries)
        if text != person_text(entries):
            put_person(ledger, source / PERSON, now=now, facts=facts, confirmed=confirmed)
        zone = person_of(text, now, facts).timezone
        lines = [
            line
            for name in found
            if name != PERSON
            for line, _ in lines_of_csv(str(source / name), is_lab=name == LABS, zone=zone, now=now)
        ]
        have = {_mark(line) for _, line in lines_of(entries)}
        new = [line for line in lines if _mark(line) not in have]
        added = add_lines(ledger, new, now=now, facts=facts, confirmed=confirmed)
    return "added", len(added.numbers)


def _mark(line: Line) -> tuple[object, ...]:
    cells: Mapping[str, str] = {k: v for k, v in line.cells.items() if v}
    return line.kind, line.at, tuple(sorted(cells.items()))

"""How do entries reach the disk so that none is lost, changed or half written?

One SQLite file, one table to which rows are only ever added. Each row carries the SHA-256 of
the row before it, so that a change anywhere shows at the next opening; triggers refuse UPDATE
and DELETE. A rollback journal with `synchronous = EXTRA` rather than a write-ahead log: at
rest there is one file, nothing is in shared memory, and what was confirmed survives a
power cut (docs/decisions/0011).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import InputError

__all__ = [
    "FILE",
    "Changed",
    "Draft",
    "Entry",
    "Ledger",
    "append",
    "chained",
    "create",
    "entries_of",
    "is_record",
    "opened",
    "writing",
]

FILE = "record.sqlite3"
APPLICATION = 0x4D67_7472
"""Marks the file as ours, in SQLite's own header."""

WAIT_S = 10.0
"""How long one process waits for another that writes."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE entry (
             number INTEGER PRIMARY KEY CHECK (number >= 1),
             made TEXT NOT NULL,
             zone TEXT NOT NULL,
             kind TEXT NOT NULL,
             body TEXT NOT NULL,
             previous TEXT NOT NULL,
             digest TEXT NOT NULL UNIQUE
           )""",
        """CREATE TRIGGER entry_follows BEFORE INSERT ON entry
           WHEN NEW.number IS NOT (SELECT COALESCE(MAX(number), 0) + 1 FROM entry)
             OR NEW.previous IS NOT COALESCE(
               (SELECT digest FROM entry ORDER BY number DESC LIMIT 1), '')
           BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END""",
        """CREATE TRIGGER entry_stays BEFORE UPDATE ON entry
           BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END""",
        """CREATE TRIGGER entry_remains BEFORE DELETE ON entry
           BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END""",
    ),
)
"""What leads from version n to n + 1 of the file; the last number is the present version."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was written down, or decided.

    Attributes:
        number: 1, 2, 3, … without a gap.
        made: when it was written, in UTC.
        zone: IANA name of the zone in which it was written.
        digest: SHA-256 over this entry and the digest of the one before.
    """

    number: int
    made: datetime
    zone: str
    kind: str
    body: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An entry that is still to be written."""

    made: datetime
    zone: str
    kind: str
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """An open record."""

    folder: Path
    connection: sqlite3.Connection


class Changed(Exception):
    """Another process wrote while something was being computed: read again, compute again."""


def is_record(folder: Path) -> bool:
    """Does this folder hold a record?"""
    return (folder / FILE).is_file()


# ---------------------------------------------------------------- opening


def create(folder: Path, drafts: Iterable[Draft]) -> None:
    """A new record with its first entries, whole or not at all.

    Raises:
        InputError: the folder holds a record already, or cannot be written.
    """
    new = folder / f".{FILE}.{os.getpid()}"
    with _plainly(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        try:
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with contextlib.closing(_connected(new)) as connection:
                connection.execute(f"PRAGMA application_id = {APPLICATION}")
                _migrate(connection)
                append(Ledger(folder=folder, connection=connection), drafts)
            _put_in_place(new, folder / FILE)
        finally:
            new.unlink(missing_ok=True)


def _put_in_place(new: Path, place: Path) -> None:
    """Give the finished file its name, never over another record."""
    try:
        os.link(new, place)
    except FileExistsError:
        raise InputError(
            "there is a record in this folder already",
            file=str(place.parent),
            todo="Take another folder; a record holds one person and is never written over",
        ) from None
    except OSError:  # a file system without links
        if place.exists():
            raise
        os.rename(new, place)


@contextmanager
def opened(folder: Path) -> Iterator[Ledger]:
    """The record of a folder, checked and brought to the present version.

    Raises:
        InputError: there is none, it is not ours, it was damaged or changed by hand, or the
            disk refuses.
    """
    place = folder / FILE
    if not place.is_file():
        raise InputError(
            "there is no record in this folder",
            file=str(folder),
            todo="Begin one with `magtitrate follow DIR start PERSON.toml`",
        )
    with _plainly(folder), contextlib.closing(_connected(place)) as connection:
        if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
            raise InputError(
                "this file is not a record of magtitrate",
                file=str(place),
                todo="Check the folder; nothing was changed",
            )
        _migrate(connection)
        yield Ledger(folder=folder, connection=connection)


def _connected(place: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(place, timeout=WAIT_S, isolation_level=None)
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the present version, each step whole or not at all."""
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)  # another process may have been first
        if version > len(MIGRATIONS):
            raise InputError(
                "this record was written by a newer version of magtitrate",
                given=f"version {version} of the file",
                accepted=f"up to {len(MIGRATIONS)}",
                todo="Use the newer version; nothing was changed",
            )
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _roll_back(connection: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if connection.in_transaction:
            connection.execute("ROLLBACK")


# ---------------------------------------------------------------- reading and adding


def entries_of(ledger: Ledger) -> tuple[Entry, ...]:
    """Every entry, in order, with its chain checked.

    Raises:
        InputError: an entry was changed, taken out or put in by hand.
    """
    rows = ledger.connection.execute(
        "SELECT number, made, zone, kind, body, previous, digest FROM entry ORDER BY number"
    )
    found: list[Entry] = []
    before = ""
    for number, made, zone, kind, body, previous, digest in rows:
        expected = _digest(before, number, made, zone, kind, body)
        if previous != before or digest != expected or number != len(found) + 1:
            raise InputError(
                f"entry {number} is not what was written: the record was changed by hand or is "
                "damaged",
                file=str(ledger.folder / FILE),
                todo="Do not dose by it. Go back to a copy, or begin a new record from an export",
            )
        found.append(
            Entry(
                number=number,
                made=datetime.fromisoformat(made),
                zone=zone,
                kind=kind,
                body=json.loads(body),
                previous=previous,
                digest=digest,
            )
        )
        before = digest
    return tuple(found)


@contextmanager
def writing(ledger: Ledger) -> Iterator[None]:
    """Nobody else writes meanwhile; all that is appended inside stays, or none of it.

    Inside another one it belongs to that one.
    """
    if ledger.connection.in_transaction:
        yield
        return
    ledger.connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        ledger.connection.execute("COMMIT")
    except BaseException:
        _roll_back(ledger.connection)
        raise


def append(ledger: Ledger, drafts: Iterable[Draft], *, after: int | None = None) -> tuple[int, ...]:
    """Add entries behind the last one, all or none; returns their numbers.

    Args:
        after: the number of the last entry that the drafts know of.

    Raises:
        Changed: another entry came in between.
    """
    with writing(ledger):
        last, previous = ledger.connection.execute(
            "SELECT number, digest FROM entry ORDER BY number DESC LIMIT 1"
        ).fetchone() or (0, "")
        if after is not None and last != after:
            raise Changed
        rows = list(_rows(drafts, last, previous))
        ledger.connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    return tuple(int(row[0]) for row in rows)


def chained(drafts: Iterable[Draft]) -> tuple[str, ...]:
    """The digests that these drafts would have as the entries of a new record."""
    return tuple(str(row[-1]) for row in _rows(drafts, 0, ""))


Row = tuple[int, str, str, str, str, str, str]


def _rows(drafts: Iterable[Draft], number: int, previous: str) -> Iterator[Row]:
    """The drafts as rows behind the entry of that number and digest."""
    for draft in drafts:
        number += 1
        made = draft.made.astimezone(UTC).isoformat()
        body = json.dumps(draft.body, ensure_ascii=False, sort_keys=True, allow_nan=False)
        digest = _digest(previous, number, made, draft.zone, draft.kind, body)
        yield number, made, draft.zone, draft.kind, body, previous, digest
        previous = digest


def _digest(previous: str, number: int, made: str, zone: str, kind: str, body: str) -> str:
    words = "\n".join((previous, str(number), made, zone, kind, body))
    return hashlib.sha256(words.encode()).hexdigest()


# ---------------------------------------------------------------- trouble in plain words


@contextmanager
def _plainly(folder: Path) -> Iterator[None]:
    """What the disk or SQLite refuses, as one paragraph."""
    try:
        yield
    except sqlite3.Error as error:
        raise InputError(
            f"the record cannot be used: {error}", file=str(folder / FILE), todo=_todo(str(error))
        ) from None
    except OSError as error:
        raise InputError(
            f"the record cannot be written: {error.strerror or error}",
            file=str(folder),
            todo="Check that the folder can be written and that the disk has room",
        ) from None


def _todo(said: str) -> str:
    if "locked" in said:
        return "Another program holds it; wait until that has finished. Nothing was written"
    if "full" in said or "I/O" in said:
        return "Make room on the disk and say it again; nothing of this was written"
    if "readonly" in said:
        return "Check that you may write there; nothing was written"
    return "Nothing was written. If it stays, go back to a copy or an export"

"""Does the record survive whatever a machine does to it?"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime

import pytest

from magtitrate.errors import InputError
from magtitrate.store.ledger import (
    FILE,
    MIGRATIONS,
    Changed,
    Draft,
    append,
    create,
    entries_of,
    opened,
    writing,
)

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def draft(number: int, size: int = 0) -> Draft:
    body = {"number": number, "text": "x" * size}
    return Draft(made=NOW, zone="Europe/Madrid", kind="line", body=body)


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "record"
    create(place, [draft(0)])
    return place


def numbers(folder) -> list[int]:
    with opened(folder) as ledger:
        return [entry.body["number"] for entry in entries_of(ledger)]


def process(folder, code: str, *more: str) -> subprocess.Popen[str]:
    """Another process that works on the record."""
    lines = f"""
        import sys
        from datetime import UTC, datetime
        from pathlib import Path
        from magtitrate.store.ledger import Draft, append, entries_of, opened, writing
        folder = Path(sys.argv[1])
        def draft(number):
            made = datetime(2026, 11, 20, 9, tzinfo=UTC)
            return Draft(made=made, zone="UTC", kind="line", body={{"number": number}})
        {textwrap.indent(textwrap.dedent(code), " " * 8).strip()}
    """
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(lines), str(folder), *more],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )


# ---------------------------------------------------------------- what a machine may do


@pytest.mark.parametrize("after", [1, 7, 30])
def test_kill_minus_nine_loses_nothing_that_was_confirmed(folder, after):
    """Killed at any moment, every entry that was reported stands, and no half of another."""
    writer = process(
        folder,
        """
        with opened(folder) as ledger:
            for number in range(1, 10_000):
                append(ledger, [draft(number), draft(-number)])
                print(number, flush=True)
        """,
    )
    told = 0
    for line in writer.stdout:
        told = int(line)
        if told >= after:
            break
    writer.send_signal(signal.SIGKILL)
    told = max([told, *(int(line) for line in writer.stdout)])
    writer.wait()
    writer.stdout.close()

    found = numbers(folder)[1:]
    assert found[: 2 * told] == [n for k in range(1, told + 1) for n in (k, -k)]
    assert len(found) % 2 == 0
    assert len(found) <= 2 * told + 2


def test_killed_inside_a_transaction_nothing_of_it_is_there(folder):
    """What was being written when the process was killed was never written."""
    writer = process(
        folder,
        """
        with opened(folder) as ledger, writing(ledger):
            append(ledger, [draft(1)])
            print("inside", flush=True)
            sys.stdin.read()
        """,
    )
    assert writer.stdout.readline() == "inside\n"
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()

    assert numbers(folder) == [0]


def test_killed_while_it_begins_there_is_no_half_record(tmp_path):
    """A record appears whole, under its name, or not at all."""
    place = tmp_path / "record"

    def broken():
        yield draft(0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create(place, broken())

    assert list(place.iterdir()) == []


def test_two_processes_at_once_lose_nothing_and_repeat_nothing(folder):
    """Both write, each waits for the other, and the chain holds."""
    code = """
    first = int(sys.argv[2])
    for number in range(first, first + 40):
        with opened(folder) as ledger:
            append(ledger, [draft(number)])
    """
    writers = [process(folder, code, first) for first in ("100", "200")]
    for writer in writers:
        writer.communicate()

    assert [writer.returncode for writer in writers] == [0, 0]
    assert sorted(numbers(folder)) == [0, *range(100, 140), *range(200, 240)]


def test_who_computed_meanwhile_is_told_that_the_record_changed(folder):
    """An entry that follows from an older state is not written."""
    with opened(folder) as ledger:
        known = len(entries_of(ledger))
        with opened(folder) as other:
            append(other, [draft(1)])
        with pytest.raises(Changed):
            append(ledger, [draft(2)], after=known)

    assert numbers(folder) == [0, 1]


def test_a_reader_and_a_writer_do_not_disturb_each_other(folder):
    """While one reads again and again, another writes, and every reading is a whole one."""
    stop = threading.Event()
    troubles = []

    def read():
        while not stop.is_set():
            try:
                found = numbers(folder)
                assert found == list(range(len(found)))
            except BaseException as error:
                troubles.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    with opened(folder) as ledger:
        for number in range(1, 40):
            append(ledger, [draft(number)])
            time.sleep(0.001)
    stop.set()
    reader.join()

    assert troubles == []
    assert numbers(folder) == list(range(40))


def test_a_full_disk_is_said_and_changes_nothing(folder):
    """Where no more bytes fit, nothing is written, and later everything goes on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    full = (folder / FILE).stat().st_size + 4096
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, hard))
    try:
        with pytest.raises(InputError, match="written"), opened(folder) as ledger:
            append(ledger, [draft(1), draft(2, size=200_000)])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, handler)

    assert numbers(folder) == [0]
    with opened(folder) as ledger:
        append(ledger, [draft(1)])
    assert numbers(folder) == [0, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes where nobody may")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    """No permission is one paragraph."""
    place = tmp_path / "closed"
    place.mkdir(mode=0o500)

    with pytest.raises(InputError, match="written"):
        create(place, [draft(0)])


# ---------------------------------------------------------------- what hands may do


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET kind = 'other'",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry VALUES (1, 'a', 'b', 'c', 'd', '', 'f')",
        "INSERT INTO entry VALUES (3, 'a', 'b', 'c', 'd', '', 'f')",
        "INSERT INTO entry VALUES (2, 'a', 'b', 'c', 'd', 'not the last digest', 'f')",
    ],
)
def test_an_entry_is_never_changed(folder, statement):
    """SQLite itself refuses to change, delete or put in between."""
    with opened(folder) as ledger, pytest.raises(sqlite3.IntegrityError):
        ledger.connection.execute(statement)

    assert numbers(folder) == [0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = replace(body, '0', '9') WHERE number = 1",
        "UPDATE entry SET made = '2020-01-01T00:00:00+00:00' WHERE number = 2",
        "DELETE FROM entry WHERE number = 1",
        "UPDATE entry SET number = 9 WHERE number = 2",
    ],
)
def test_a_change_by_hand_shows_at_the_next_reading(folder, statement):
    """Whoever takes the triggers away still breaks the chain of digests."""
    with opened(folder) as ledger:
        append(ledger, [draft(1)])
    with sqlite3.connect(folder / FILE) as connection:
        for trigger in ("entry_stays", "entry_remains"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(statement)
    connection.close()

    with opened(folder) as ledger, pytest.raises(InputError, match="changed by hand"):
        entries_of(ledger)


def test_a_record_is_never_written_over(folder):
    """A second beginning in the same folder is refused."""
    with pytest.raises(InputError, match="already"):
        create(folder, [draft(5)])

    assert numbers(folder) == [0]


@pytest.mark.parametrize(
    "content", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 600]
)
def test_a_file_that_is_no_record_is_refused(tmp_path, content):
    """Another file of that name is neither read nor changed."""
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(InputError), opened(tmp_path):
        pass

    assert (tmp_path / FILE).read_bytes() == content


def test_only_the_owner_may_read_it(folder):
    """Health data: nobody else on the machine has a right to it (H-36)."""
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_at_rest_there_is_one_file(folder):
    """A copy of one file is a copy of the record."""
    with opened(folder) as ledger:
        append(ledger, [draft(1)])

    assert [path.name for path in folder.iterdir()] == [FILE]


# ---------------------------------------------------------------- versions


def test_a_record_of_a_newer_version_is_left_alone(folder):
    """What this version does not know it does not touch."""
    with sqlite3.connect(folder / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()

    with pytest.raises(InputError, match="newer"), opened(folder):
        pass


def test_an_older_record_is_brought_up_to_date(folder, monkeypatch):
    """Each step of a migration runs once, in one transaction, and the entries stay."""
    later = (*MIGRATIONS, ("CREATE TABLE note (text TEXT)",))
    monkeypatch.setattr("magtitrate.store.ledger.MIGRATIONS", later)

    for _ in range(2):
        with opened(folder) as ledger:
            version = ledger.connection.execute("PRAGMA user_version").fetchone()[0]
            ledger.connection.execute("SELECT * FROM note")
    assert version == len(later)
    assert numbers(folder) == [0]


def test_a_migration_that_fails_leaves_the_old_version(folder, monkeypatch):
    """Half a step is no step."""
    broken = (*MIGRATIONS, ("CREATE TABLE note (text TEXT)", "THIS IS NOT SQL"))
    monkeypatch.setattr("magtitrate.store.ledger.MIGRATIONS", broken)
    with pytest.raises(InputError), opened(folder):
        pass
    monkeypatch.undo()

    with opened(folder) as ledger:
        assert ledger.connection.execute("PRAGMA user_version").fetchone()[0] == len(MIGRATIONS)
    assert numbers(folder) == [0]


def test_a_failure_inside_takes_everything_back(folder):
    """What is written together stays together."""
    with opened(folder) as ledger:
        with contextlib.suppress(KeyError), writing(ledger):
            append(ledger, [draft(1)])
            raise KeyError
        append(ledger, [draft(2)])

    assert numbers(folder) == [0, 2]


def test_texts_of_every_script_come_back(folder):
    """What was typed is what is read."""
    text = "Krämpfe · 足がつる · تشنج \u2028 \"'\\"
    with opened(folder) as ledger:
        append(ledger, [Draft(made=NOW, zone="UTC", kind="line", body={"number": text})])

    assert numbers(folder)[-1] == text
    assert json.loads(json.dumps(text)) == text

"""How is one thing that was typed read as a line of the laboratory file or of the diary?

The columns and every check are those of the two files; a line typed at the terminal is a
file of one line. What is kept is the line with its instant in UTC and the zone in which it
was typed, so that the same hour is meant wherever it is read again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats import diary_csv, labs_csv
from magtitrate.formats.diary_csv import KINDS, read_diary
from magtitrate.formats.labs_csv import read_labs
from magtitrate.formats.local_time import moment, time_zone
from magtitrate.formats.suggest import did_you_mean
from magtitrate.formats.tables import Row, read_rows
from magtitrate.formats.text_file import Held
from magtitrate.record import DiaryEntry, Observation
from magtitrate.regimen import DoseEvent, Product

__all__ = [
    "KINDS_TO_ADD",
    "LAB",
    "Line",
    "line_of_json",
    "lines_of_csv",
    "read_line",
    "typed_line",
]

LAB = "lab"
KINDS_TO_ADD = (LAB, *KINDS)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line, as it is kept.

    Attributes:
        kind: `lab`, or a kind of the diary.
        at: the instant in UTC; for a day without a clock time its noon in the zone.
        clock_known: was a clock time given?
        zone: IANA name of the zone in which it was typed.
        cells: the other columns, as typed.
    """

    kind: str
    at: datetime
    clock_known: bool
    zone: str
    cells: Mapping[str, str]

    def json(self) -> dict[str, object]:
        """As it is stored."""
        return {
            "kind": self.kind,
            "at": self.at.isoformat(),
            "clock_known": self.clock_known,
            "zone": self.zone,
            "cells": dict(self.cells),
        }


def typed_line(
    kind: str, cells: Mapping[str, str], *, time: str | None, zone: str, now: datetime
) -> Line:
    """A line from what was typed; its content is checked when it is first read.

    Args:
        time: ISO 8601, local in `zone` where it names none; `None` means now.
        now: the present moment. A later time is kept as it is: whether it is meant is asked.

    Raises:
        InputError: an unknown kind, a time that cannot be read.
    """
    if kind not in KINDS_TO_ADD:
        raise InputError(
            "this kind of entry is not known",
            field="kind",
            given=kind,
            accepted=", ".join(KINDS_TO_ADD),
            todo=did_you_mean(kind, KINDS_TO_ADD),
        )
    at, clock_known = now, True
    if time is not None:
        # Read against the last day that can be written, for a time to come is a question and
        # not a mistake here.
        try:
            found = moment(time.strip(), zone=time_zone(zone), now=_far(now))
        except InputError as error:
            raise error.located(field="time") from None
        at, clock_known = found.instant, found.clock_known
    filled = {name: value.strip() for name, value in cells.items() if value.strip()}
    return Line(kind=kind, at=at.astimezone(UTC), clock_known=clock_known, zone=zone, cells=filled)


def _far(now: datetime) -> datetime:
    return now.replace(year=min(now.year + 50, 9998), month=1, day=28)


def line_of_json(body: Mapping[str, object]) -> Line:
    """A line as it was stored."""
    cells = body["cells"]
    assert isinstance(cells, Mapping)
    return Line(
        kind=str(body["kind"]),
        at=datetime.fromisoformat(str(body["at"])),
        clock_known=bool(body["clock_known"]),
        zone=str(body["zone"]),
        cells={str(name): str(value) for name, value in cells.items()},
    )


def read_line(
    line: Line,
    *,
    zero: datetime,
    timezone: str,
    now: datetime,
    facts: Facts,
    product: Product | None,
    origin: str,
) -> Observation | DoseEvent | DiaryEntry:
    """What the line says, read as a file of one line.

    Args:
        timezone: the person's own; a day without a clock time is a day there.
        product: what a dose is of.
        origin: its name in messages and in the observation.

    Raises:
        InputError: what the readers of the two files refuse.
    """
    is_lab = line.kind == LAB
    time = line.at.isoformat() if line.clock_known else _day(line)
    cells = dict(line.cells) if is_lab else {"kind": line.kind, **line.cells}
    columns = labs_csv.COLUMNS if is_lab else diary_csv.COLUMNS
    unknown = [name for name in cells if name not in columns]
    if unknown:
        raise InputError(
            f"{unknown[0]} has no place in an entry of this kind",
            field=unknown[0],
            accepted=", ".join(columns),
        )
    text = _csv({"time": time, **cells}, columns)
    file = Held.named(origin, text)
    if is_lab:
        (found,) = read_labs(file, zero=zero, timezone=timezone, now=now, facts=facts)
        return replace(found, origin=origin)
    doses, others = read_diary(
        file, zero=zero, timezone=timezone, now=now, facts=facts, product=product
    )
    return doses[0] if doses else replace(others[0], origin=origin)


def _day(line: Line) -> str:
    return line.at.astimezone(time_zone(line.zone)).date().isoformat()


def _csv(cells: Mapping[str, str], columns: tuple[str, ...]) -> str:
    """A file of one line, with the columns that are filled."""
    used = [name for name in columns if cells.get(name)]
    missing = [n for n in ("time", "analyte", "value", "unit") if n not in used]
    if "analyte" in columns:
        used += missing  # so that an empty one is asked for by its name
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(used)
    writer.writerow([" ".join(cells.get(name, "").split()) for name in used])
    return buffer.getvalue()


def lines_of_csv(
    path: str, *, is_lab: bool, zone: str, now: datetime
) -> tuple[tuple[Line, str], ...]:
    """The lines of a laboratory file or a diary, each with where it stands.

    Raises:
        InputError: the file cannot be read; the first line whose time cannot.
    """
    module = labs_csv if is_lab else diary_csv

    def read(row: Row) -> tuple[Line, str]:
        cells = dict(row.cells)
        time = cells.pop("time", "")
        kind = LAB if is_lab else cells.pop("kind", "")
        try:
            line = typed_line(kind, cells, time=time or "-", zone=zone, now=now)
        except InputError as error:
            raise row.placed(error, error.field or "time") from None
        return line, row.origin

    return tuple(read_rows(path, required=module.REQUIRED, optional=module.OPTIONAL, read=read))

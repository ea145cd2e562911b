"""The table for professionals: everybody of the folder, one line each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from magtitrate.errors import InputError
from magtitrate.formats.written import write_files
from magtitrate.many import Line, changed, line_of, lines_before, table_csv
from magtitrate.web.desk import Desk
from magtitrate.web.folder import files_of
from magtitrate.web.pages import Pages, moved

__all__ = ["people_pages"]

KEPT = "people_table.csv"
SORTED_BY = (
    "name",
    "verdict",
    "recommended",
    "daily_elemental_mg",
    "binding_limit",
    "food_mg_per_day",
    "next_due",
    "changed",
)
NUMBERS = ("daily_elemental_mg", "food_mg_per_day")


@dataclass(kw_only=True)
class _Lines:
    """Lines already computed, by what the files and the day were."""

    held: dict[str, tuple[str, Line]] = field(default_factory=dict)


def people_pages(desk: Desk, pages: Pages) -> APIRouter:
    """The table, sorted by the reader, and as a file."""
    router = APIRouter()
    known = _Lines()

    @router.get("/people")
    def people(request: Request) -> HTMLResponse:
        by = request.query_params.get("by", "name")
        by = by if by in SORTED_BY else "name"
        down = request.query_params.get("down") == "yes"
        return pages.show(
            "people",
            lines=sorted(_lines(desk, known), key=lambda line: _place(line, by), reverse=down),
            by=by,
            down=down,
            followed={name: _followed(desk, name) for name in desk.names()},
            kept=(desk.folder / KEPT).is_file(),
            kept_name=KEPT,
        )

    @router.post("/people/keep")
    def kept() -> Response:
        text = table_csv(_lines(desk, known))
        write_files({desk.folder / KEPT: text.encode()}, "--dir")
        return moved("/people")

    @router.get("/people.csv")
    def table() -> Response:
        head = {"content-disposition": 'attachment; filename="people.csv"'}
        return Response(table_csv(_lines(desk, known)), media_type="text/csv", headers=head)

    return router


def _lines(desk: Desk, known: _Lines) -> list[Line]:
    before = lines_before(desk.folder / KEPT)
    return [
        changed(_line(desk, name, known), before.get(name), any_before=bool(before))
        for name in desk.names()
    ]


def _followed(desk: Desk, name: str) -> tuple[str, str]:
    """The dose in force and the day of the next check-in; empty where nobody checks in."""
    try:
        standing = desk.standing(name)
    except InputError:  # its line says what cannot be read
        return "", ""
    if standing is None:
        return "", ""
    dose = "none" if standing.stage is None else f"{standing.stage.daily_elemental_mg:g} mg"
    day = standing.next_check_in
    return dose, "" if day is None else day.isoformat()


def _line(desk: Desk, name: str, known: _Lines) -> Line:
    now = desk.clock()
    mark = repr((now.date(), *(_mark(path) for path in files_of(desk.folder, name).values())))
    held = known.held.get(name)
    if held is not None and held[0] == mark:
        return held[1]
    with desk.turn():
        path = files_of(desk.folder, name)["person"]
        line = line_of(path, desk.facts, now=now.isoformat(), seed=desk.seed)
    if line.failed:  # not kept: a line whose time has not come is no trouble later
        return replace(line, trouble=line.trouble.replace(f"{path.parent}{os.sep}", ""))
    known.held[name] = (mark, line)
    return line


def _mark(path: Path) -> tuple[int, int]:
    """When a file was written last, and how long it is."""
    try:
        seen = path.stat()
    except FileNotFoundError:
        return 0, 0
    return seen.st_mtime_ns, seen.st_size


def _place(line: Line, by: str) -> tuple[bool, float, str]:
    """Where a line stands: numbers by size, words by letters, what is empty last."""
    text = getattr(line, by)
    number = float(text) if by in NUMBERS and text else 0.0
    return not text, number, text.casefold()

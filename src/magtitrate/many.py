"""How do the plans of many people stand, one line each?

Every person's file of a folder with the laboratory file and the diary beside it. A file that
cannot be read becomes a line that says so; it never stops the others.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.opened import Case, open_case
from magtitrate.formats.plan_words import numbers_of
from magtitrate.formats.text_file import read_text
from magtitrate.plan import Plan
from magtitrate.titrate import titrate

__all__ = ["Line", "changed", "files_in", "line_of", "lines_before", "lines_of", "table_csv"]

FAILED = "failed"
NEW = "new"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person of the table; empty where nothing can be said.

    Attributes:
        name: of the file, without its end.
        verdict: of the plan, or `failed`.
        food_mg_per_day, recommended_mg_per_day: what food brings, and what all sources should.
        next_due: the first day on which something is due, and what.
        changed: against the table before: `new`, empty, or what is different.
        trouble: why a file failed.
    """

    name: str
    person_id: str = ""
    verdict: str = ""
    recommended: str = ""
    daily_elemental_mg: str = ""
    max_daily_elemental_mg: str = ""
    binding_limit: str = ""
    food_mg_per_day: str = ""
    recommended_mg_per_day: str = ""
    next_due: str = ""
    due: str = ""
    emergency: str = ""
    changed: str = ""
    trouble: str = ""

    @property
    def failed(self) -> bool:
        return self.verdict == FAILED


TAILS = ("_labs.csv", "_diary.csv")
COLUMNS = tuple(field.name for field in fields(Line))
COMPARED = {
    "verdict": "verdict",
    "recommended": "first advice",
    "daily_elemental_mg": "dose",
    "binding_limit": "binding limit",
}


def files_in(folder: Path) -> tuple[Path, ...]:
    """Every person's file of a folder, by name.

    Raises:
        InputError: no folder, or nobody in it.
    """
    if not folder.is_dir():
        raise InputError("this is not a folder", field="DIR", given=str(folder))
    found = tuple(sorted(folder.glob("*.toml")))
    if not found:
        raise InputError(
            "nobody is in this folder",
            field="DIR",
            given=str(folder),
            accepted="a folder with a file NAME.toml for each person",
        )
    return found


def strays_in(folder: Path, people: Collection[Path]) -> tuple[str, ...]:
    """Files that look like somebody's and that nobody's plan reads, by name.

    Such as `anna_lab.csv`, `Anna_labs.csv` or `BEN.TOML`: an unread value is an unseen stop.
    """
    read = {path.name for path in people}
    read |= {path.stem + tail for path in people for tail in TAILS}
    stems = tuple(path.stem.casefold() + mark for path in people for mark in "_- .")
    return tuple(
        sorted(
            path.name
            for path in folder.iterdir()
            if path.name not in read and _looks_like_somebodys(path.name.casefold(), stems)
        )
    )


def _looks_like_somebodys(name: str, stems: tuple[str, ...]) -> bool:
    if name.endswith(".csv"):
        return name.startswith(stems) or "lab" in name or "diary" in name
    return name.endswith(".toml")


def lines_of(
    folder: Path, facts: Facts, *, now: str | None, seed: int, before: Mapping[str, Line]
) -> Iterator[Line]:
    """A line for every person of the folder, one after the other.

    Args:
        before: the lines of the table before, by name.
    """
    for path in files_in(folder):
        line = line_of(path, facts, now=now, seed=seed)
        yield changed(line, before.get(line.name), any_before=bool(before))


def line_of(path: Path, facts: Facts, *, now: str | None, seed: int) -> Line:
    """One person's line; a file that cannot be read is one too."""
    try:
        case = open_case(
            path,
            labs=_beside(path, "_labs.csv"),
            diary=_beside(path, "_diary.csv"),
            now=now,
            facts=facts,
        )
    except InputError as error:
        return Line(name=path.stem, verdict=FAILED, trouble=str(error))
    return _told(path.stem, case, titrate(case.record, case.goal, facts, seed=seed).plan)


def _beside(path: Path, tail: str) -> Path | None:
    other = path.with_name(path.stem + tail)
    return other if other.is_file() else None


def _told(name: str, case: Case, plan: Plan) -> Line:
    food = numbers_of(plan, "food", "food_mg", "recommended_mg")
    eaten = case.record.patient.diet.magnesium_mg_per_day
    due = sorted(plan.monitoring, key=lambda item: item.due)
    first = [item for item in due if item.due == due[0].due] if due else []
    tightest = plan.limits.tightest("daily")
    return Line(
        name=name,
        person_id=plan.person_id,
        verdict=plan.verdict.value,
        recommended=plan.recommended,
        daily_elemental_mg=_mg(plan.regimen.daily_elemental_mg if plan.regimen else None),
        max_daily_elemental_mg=_mg(plan.limits.max_daily_elemental_mg),
        binding_limit=tightest.reason.code,
        food_mg_per_day=_mg(food[0] if food else eaten),
        recommended_mg_per_day=_mg(food[1] if food else None),
        next_due=first[0].due.isoformat() if first else "",
        due=", ".join(dict.fromkeys(item.analyte.replace("_", " ") for item in first)),
        emergency="yes" if plan.emergency else "",
    )


def _mg(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"


def changed(line: Line, before: Line | None, *, any_before: bool = True) -> Line:
    """The line, with what is different from the one before."""
    if before is None:
        words = NEW if any_before else ""
    else:
        words = ", ".join(
            f"{words} {getattr(before, name) or 'none'} to {getattr(line, name) or 'none'}"
            for name, words in COMPARED.items()
            if getattr(before, name) != getattr(line, name)
        )
    return Line(**{**{name: getattr(line, name) for name in COLUMNS}, "changed": words})


# ---------------------------------------------------------------- the table as a file


def table_csv(lines: Sequence[Line]) -> str:
    """The table as CSV with one line of headings.

    What begins like a formula gets an apostrophe, so that no spreadsheet runs it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow([_cell(getattr(line, name)) for name in COLUMNS])
    return out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def lines_before(path: Path) -> dict[str, Line]:
    """The table that stands in this place already, by name; empty where there is none.

    Raises:
        InputError: another kind of file stands there, which must not be written over.
    """
    if not path.exists():
        return {}
    rows = list(csv.reader(read_text(path).splitlines()))
    if len({"name", "verdict"} & set(rows[0])) < 2 or any(len(r) != len(rows[0]) for r in rows):
        raise InputError(
            "another file has this name, and it is not a table of people",
            file=str(path),
            todo="Name another file, or move that one away",
        )
    found = {}
    for row in rows[1:]:
        held = {k: v.removeprefix("'") for k, v in zip(rows[0], row, strict=True) if k in COLUMNS}
        found[held["name"]] = Line(**held)
    return found

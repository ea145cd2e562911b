"""The commands that make a plan for somebody, show it, or explain it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from magtitrate.cli.shown import UNUSABLE, USED, progress, show, wants_color
from magtitrate.cli.typed import person_arguments, port, seed, units_argument
from magtitrate.errors import InputError

if TYPE_CHECKING:
    from magtitrate.facts import Facts
    from magtitrate.formats.opened import Case
    from magtitrate.formats.plan_read import PlanFile
    from magtitrate.plan import PlanInForce
    from magtitrate.titrate import Titration

__all__ = ["calendar", "plan", "report", "serve", "start", "why"]


def plan(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate plan` takes."""
    person_arguments(parser)
    parser.add_argument("--in-force", type=Path, metavar="OLD.json", help="the plan in force")
    parser.add_argument("--what-if", action="store_true", help="what would change the plan")
    parser.add_argument("--as-written", action="store_true", help="the articles beside it")
    parser.add_argument(
        "--report", type=Path, metavar="OUT.html|OUT.pdf|FOLDER", help="write the plan on paper"
    )
    parser.add_argument("--calendar", type=Path, metavar="OUT.ics", help="write a calendar")
    parser.add_argument(
        "--table", type=Path, metavar="OUT.csv", help="everybody of a folder, a line each"
    )
    units_argument(parser)
    parser.set_defaults(run=_plan)


def _plan(arguments: argparse.Namespace) -> int:
    if arguments.table is not None:
        return _table(arguments)
    from magtitrate.facts import open_facts
    from magtitrate.formats.opened import open_case
    from magtitrate.formats.plan_text import plan_text
    from magtitrate.formats.reader_units import reader_units
    from magtitrate.titrate import titrate

    units = reader_units(arguments.units)
    _check_places(arguments)
    facts = open_facts()
    in_force = None
    if arguments.in_force:
        from magtitrate.formats.plan_read import read_plan_in_force

        in_force = read_plan_in_force(arguments.in_force)
    case = open_case(
        arguments.person, labs=arguments.labs, diary=arguments.diary, now=arguments.now, facts=facts
    )
    if in_force is not None and in_force.made_at > case.record.now:
        raise InputError(
            "the plan in force was made later than now",
            file=str(arguments.in_force),
            field="made_at",
            given=in_force.made_at.isoformat(timespec="minutes"),
            todo="Look at the clock of this computer, or leave --now out",
        )
    _note_unread(arguments)
    for doubt in case.doubts:
        print(f"magtitrate: the product's label: {doubt}", file=sys.stderr)
    made = titrate(case.record, case.goal, facts, plan_in_force=in_force, seed=arguments.seed)
    if arguments.report or arguments.calendar:
        from magtitrate.formats.plan_inputs import inputs_of
        from magtitrate.formats.plan_read import as_filed

        _write_paper(arguments, as_filed(made.plan, inputs_of(case.record, case.goal)))
    beside, told = _beside(arguments, case, made, facts, in_force)
    if arguments.json:
        from magtitrate.formats.plan_inputs import inputs_json, inputs_of
        from magtitrate.formats.plan_json import plan_json

        inputs = inputs_json(inputs_of(case.record, case.goal))
        show(plan_json(made.plan, inputs, more=beside))
    else:
        show(plan_text(made.plan, color=wants_color(), units=units) + told)
    return USED


def _note_unread(arguments: argparse.Namespace) -> None:
    """Files that lie beside a person's, as a table of many reads them, are not taken unasked."""
    for kind in ("labs", "diary"):
        beside = arguments.person.with_name(f"{arguments.person.stem}_{kind}.csv")
        if getattr(arguments, kind) is None and beside.is_file():
            print(
                f"magtitrate: {beside.name} lies beside this person's file and was not read. "
                f"To have it read, add --{kind} {beside}.",
                file=sys.stderr,
            )


def _beside(
    arguments: argparse.Namespace,
    case: Case,
    made: Titration,
    facts: Facts,
    in_force: PlanInForce | None,
) -> tuple[dict[str, Any], str]:
    """What was asked for beside the plan: for JSON, and in words."""
    found: dict[str, Any] = {}
    told = ""
    if arguments.what_if:
        from magtitrate.alternatives import alternatives
        from magtitrate.formats.beside_text import what_if_json, what_if_text

        changes = alternatives(
            case.record,
            case.goal,
            facts,
            made.plan,
            plan_in_force=in_force,
            seed=arguments.seed,
        )
        found["what_if"] = what_if_json(changes)
        told += what_if_text(changes)
    if arguments.as_written:
        from magtitrate.as_written import as_written
        from magtitrate.formats.beside_text import as_written_json, as_written_text

        both = as_written(made, facts)
        found["as_written"] = as_written_json(both)
        told += as_written_text(both)
    return found, told


def _table(arguments: argparse.Namespace) -> int:
    """Everybody of a folder: the table is written whole, and 2 says that a file failed."""
    from magtitrate.facts import open_facts
    from magtitrate.formats.opened import read_now
    from magtitrate.formats.written import check_place, write_files
    from magtitrate.many import files_in, lines_before, lines_of, strays_in, table_csv

    alone = ("labs", "diary", "in_force", "what_if", "as_written", "report", "calendar", "json")
    for name in alone:
        if getattr(arguments, name):
            raise InputError("--table stands alone", field=f"--{name.replace('_', '-')}")
    check_place(arguments.table, "--table", (".csv",), folder=False)
    people = files_in(arguments.person)
    strays = [name for name in strays_in(arguments.person, people) if name != arguments.table.name]
    for name in strays:
        print(
            f"magtitrate: {name} is nobody's and was not read. Values and diary of NAME.toml stand "
            "in NAME_labs.csv and NAME_diary.csv, spelled just so.",
            file=sys.stderr,
        )
    before = lines_before(arguments.table)
    now, seed = read_now(arguments.now).isoformat(), arguments.seed
    found = []
    for line in lines_of(arguments.person, open_facts(), now=now, seed=seed, before=before):
        found.append(line)
        if sys.stderr.isatty():
            progress(len(found), len(people), "people")
        if line.failed:
            print(f"magtitrate: {line.trouble}", file=sys.stderr)
    write_files({arguments.table: table_csv(found).encode()}, "--table")
    failed = sum(line.failed for line in found)
    show(f"Written: {arguments.table}, {len(found)} people, {failed} of them not readable.\n")
    return UNUSABLE if failed or strays else USED


def report(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate report` takes."""
    parser.add_argument("plan", type=Path, metavar="PLAN.json")
    parser.add_argument("report", type=Path, metavar="OUT.html|OUT.pdf|FOLDER")
    parser.set_defaults(run=_paper, calendar=None)
    units_argument(parser)


def calendar(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate calendar` takes."""
    parser.add_argument("plan", type=Path, metavar="PLAN.json")
    parser.add_argument("calendar", type=Path, metavar="OUT.ics")
    parser.add_argument("--in-force", type=Path, metavar="OLD.json", help="the plan before")
    parser.set_defaults(run=_paper, report=None)
    units_argument(parser)


def why(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate why` takes."""
    parser.add_argument("plan", type=Path, metavar="PLAN.json")
    parser.add_argument("asked", nargs="?", default="", metavar="SLOT|CODE")
    parser.add_argument("--json", action="store_true", help="print JSON")
    units_argument(parser)
    parser.set_defaults(run=_why)


def _paper(arguments: argparse.Namespace) -> int:
    from magtitrate.formats.plan_read import open_plan

    _check_places(arguments)
    _write_paper(arguments, open_plan(arguments.plan))
    return USED


def _check_places(arguments: argparse.Namespace) -> None:
    """Refuse a place that cannot be written to before anything is computed."""
    if arguments.report is None and arguments.calendar is None:
        return
    from magtitrate.formats.written import check_place

    if arguments.report is not None:
        check_place(arguments.report, "--report", (".html", ".pdf"), folder=True)
    if arguments.calendar is not None:
        check_place(arguments.calendar, "--calendar", (".ics",), folder=False)


def _write_paper(arguments: argparse.Namespace, file: PlanFile) -> None:
    """Report and calendar of one plan: all of it made first, then all of it written."""
    from magtitrate.formats.reader_units import reader_units
    from magtitrate.formats.sentences import sentences
    from magtitrate.formats.written import write_files

    words, units = sentences(), reader_units(arguments.units)
    files: dict[Path, bytes] = {}
    notes: list[str] = []
    if arguments.report is not None:
        from magtitrate.formats.report_files import report_files

        files |= report_files(arguments.report, file, words, units)
    if arguments.calendar is not None:
        from magtitrate.formats.calendar_ics import calendar_ics, calendar_note
        from magtitrate.formats.plan_read import open_plan

        before = open_plan(arguments.in_force) if arguments.in_force else None
        files[arguments.calendar] = calendar_ics(file, words, units, replaced=before)
        notes.append(calendar_note(file, before, words))
    write_files(files, "--report" if arguments.report is not None else "--calendar")
    for line in (*(f"Written: {path}" for path in files), *notes):
        print(line, file=sys.stderr)


def _why(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.plan_read import open_plan
    from magtitrate.formats.reader_units import reader_units
    from magtitrate.formats.why_text import why_json, why_text

    units = reader_units(arguments.units)
    file = open_plan(arguments.plan)
    told = why_json if arguments.json else why_text
    show(told(file, open_facts(), arguments.asked, units))
    return USED


def serve(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate serve` takes."""
    parser.add_argument(
        "--port", type=port, default=0, metavar="N", help="any free one if left out"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument("--dir", type=Path, metavar="DIR", help="people's files; ~/magtitrate")
    parser.add_argument("--api-key", action="store_true", help="print the key for programs")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the moment of every plan, with its zone")
    parser.set_defaults(run=_serve)


def start(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate start` takes."""
    parser.add_argument("person", nargs="?", type=Path, metavar="PERSON.toml", help="file to write")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the moment of the plan, with its zone")
    parser.set_defaults(run=_start)


def _serve(arguments: argparse.Namespace) -> int:
    from magtitrate.web.serve import serve as run

    run(
        arguments.dir or Path.home() / "magtitrate",
        port=arguments.port,
        browser=not arguments.no_browser,
        for_programs=arguments.api_key,
        now=arguments.now,
        seed=arguments.seed,
    )
    return USED


def _start(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.opened import open_case, read_now
    from magtitrate.formats.plan_text import plan_text
    from magtitrate.start import start as asked
    from magtitrate.titrate import titrate

    facts, now = open_facts(), read_now(arguments.now)
    path = asked(arguments.person, answers=sys.stdin, screen=sys.stdout, now=now, facts=facts)
    if path is None:
        return USED
    case = open_case(path, labs=None, diary=None, now=now.isoformat(), facts=facts)
    plan = titrate(case.record, case.goal, facts, seed=arguments.seed).plan
    show(plan_text(plan, color=wants_color()))
    return USED

"""Thin commands over the public names: parse, read, call, print.

Every command is imported when it is called, so that `--help` costs nothing. Exit codes:
0 an answer of any verdict, 1 our own fault or a failed check, 2 unusable input.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from magtitrate.errors import FactError, InputError, ModelError

if TYPE_CHECKING:
    from magtitrate.alternatives import Alternative
    from magtitrate.as_written import AsWritten
    from magtitrate.facts import Facts
    from magtitrate.formats.opened import Case
    from magtitrate.formats.plan_read import PlanFile
    from magtitrate.regimen import Regimen
    from magtitrate.titrate import Titration

__all__ = ["main"]

USED, FAULT, UNUSABLE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """argparse with our wording: one paragraph, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message, field=self.prog, todo=f"See `{self.prog} --help`")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that cannot show a sign gets its number, not an error.
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"magtitrate: {error}", file=sys.stderr)
        return UNUSABLE
    except (FactError, ModelError) as error:
        print(f"magtitrate: our own fault: {error}. Please report it.", file=sys.stderr)
        return FAULT
    except BrokenPipeError:
        sys.stderr.close()
        return USED
    except OSError as error:
        print(f"magtitrate: the answer could not be written: {error.strerror}.", file=sys.stderr)
        _forget_output()
        return FAULT


def _forget_output() -> None:
    """What could not be written is not tried again when the interpreter ends."""
    import os

    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    from magtitrate.version import VERSION

    parser = _Parser(
        prog="magtitrate",
        description="Model-informed dosing of magnesium glycinate. Research and education "
        "software; not a medical device.",
    )
    parser.add_argument("--version", action="version", version=f"magtitrate {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, parser_class=_Parser)
    _plan_parser(commands)
    _simulate_parser(commands)
    _facts_parser(commands)
    _claims_parser(commands)
    _product_parser(commands)
    _experiment_parser(commands)
    _trial_parser(commands)
    _paper_parsers(commands)
    _follow_parser(commands)
    gauge = commands.add_parser("gauge", help="what a serum magnesium means; for teaching")
    gauge.add_argument("serum", metavar='"1.9 mmol/L"')
    gauge.add_argument("--ionized-calcium", metavar='"1.10 mmol/L"', help="where it was measured")
    gauge.add_argument("--json", action="store_true", help="print JSON")
    gauge.set_defaults(run=_gauge)
    validate = commands.add_parser("validate", help="published studies against the model")
    validate.add_argument("studies", nargs="*", type=Path, metavar="STUDY.toml|DIR")
    validate.add_argument("--json", action="store_true", help="print JSON")
    validate.add_argument("--seed", type=_seed, default=0, metavar="N")
    validate.set_defaults(run=_validate)
    engine = commands.add_parser("engine", help="which engine runs, and its self-check")
    engine.add_argument("--json", action="store_true")
    engine.set_defaults(run=_engine)
    _page_parsers(commands)
    return parser


def _follow_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("follow", help="one person over time: record, check in, decide")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--now", metavar="ISO", help="the present moment, with its zone")
    parser.set_defaults(run=_follow)
    verbs = parser.add_subparsers(dest="verb", parser_class=_Parser, metavar="VERB")

    def verb(name: str, what: str, *, confirm: bool = False) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = verbs.add_parser(name, help=what)
        made.add_argument("--now", metavar="ISO", default=argparse.SUPPRESS)
        if confirm:
            made.add_argument("--confirm", action="store_true", help="it is right all the same")
        return made

    verb("start", "begin a record with a person's file").add_argument(
        "person", type=Path, metavar="PERSON.toml"
    )
    verb("person", "a new version of the person's file", confirm=True).add_argument(
        "person", type=Path, metavar="PERSON.toml"
    )
    add = verb("add", "a laboratory value, a dose, a symptom, …", confirm=True)
    add.add_argument("kind", metavar="KIND", help="lab, or a kind of the diary")
    add.add_argument(
        "words", nargs="*", metavar="WORD", help="lab: ANALYTE VALUE UNIT; symptom: CODE VALUE"
    )
    add.add_argument("--time", metavar="ISO", help="when it was; now if left out")
    add.add_argument(
        "--zone", metavar="NAME", help="where that clock was; the person's if left out"
    )
    for column in ("item", "note", "loinc", "lower", "upper", "laboratory", "specimen"):
        add.add_argument(f"--{column}", metavar=column.upper())
    add.add_argument("--hours-since-dose", metavar="H")
    back = verb("withdraw", "take an entry back; it stays to be read")
    back.add_argument("number", type=int, metavar="NUMBER")
    back.add_argument("--why", required=True)
    _check_in_options(verb("check-in", "the safety questions, and what follows", confirm=True))
    verb("list", "every entry, with its number")
    verb("export", "everything into a new folder, to be read").add_argument(
        "out", type=Path, metavar="OUT"
    )
    verb("import", "an export, or a folder of plain files", confirm=True).add_argument(
        "source", type=Path, metavar="IN"
    )
    replay = commands.add_parser("replay", help="every decision of a record, made again")
    replay.add_argument("folder", type=Path, metavar="DIR")
    replay.add_argument("--json", action="store_true", help="print JSON")
    replay.set_defaults(run=_replay)


def _check_in_options(parser: argparse.ArgumentParser) -> None:
    """Answers without a terminal; what is left out is not known."""
    parser.add_argument("--answers", type=Path, metavar="FILE.toml")
    parser.add_argument("--person", type=Path, metavar="PERSON.toml", help="where much is new")
    same = ("same", "none", "unknown")
    parser.add_argument("--medicines", choices=same)
    parser.add_argument("--magnesium-sources", choices=same)
    parser.add_argument("--symptoms-now", type=_codes, metavar="none|CODE,CODE")
    parser.add_argument("--sick-day", choices=("no", "yes"))
    parser.add_argument("--pregnancy", choices=("same", "no", "pregnant", "lactating"))
    parser.add_argument("--surgery-planned", type=_day_or_no, metavar="no|DAY")
    parser.add_argument("--new-conditions", type=_codes, metavar="none|CODE,CODE")
    parser.add_argument("--product-same", type=_yes_no, metavar="yes|no")
    parser.add_argument("--helped", choices=("better", "same", "worse", "cannot_tell"))
    parser.add_argument("--goes-on", choices=("yes", "no"))
    parser.add_argument("--try-again", action="store_true", help="after it was given up")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _codes(text: str) -> tuple[str, ...]:
    return () if text in ("none", "no", "") else tuple(word.strip() for word in text.split(","))


def _day_or_no(text: str) -> date | str:
    if text in ("no", "same"):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither no nor a day") from None


def _yes_no(text: str) -> bool:
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no")
    return text == "yes"


def _person_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", type=Path, metavar="PERSON.toml")
    parser.add_argument("--labs", type=Path, metavar="F.csv")
    parser.add_argument("--diary", type=Path, metavar="F.csv")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the moment of the plan, with its zone")


def _plan_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("plan", help="a justified plan for one person")
    _person_arguments(parser)
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
    _units_argument(parser)
    parser.set_defaults(run=_plan)


def _page_parsers(commands) -> None:  # type: ignore[no-untyped-def]
    serve = commands.add_parser("serve", help="the page, in a browser on this computer")
    serve.add_argument(
        "--port", type=_port, default=0, metavar="N", help="any free one if left out"
    )
    serve.add_argument("--no-browser", action="store_true", help="print the address only")
    serve.add_argument("--dir", type=Path, metavar="DIR", help="people's files; ~/magtitrate")
    serve.add_argument("--api-key", action="store_true", help="print the key for programs")
    serve.add_argument("--seed", type=_seed, default=0, metavar="N")
    serve.add_argument("--now", metavar="ISO", help="the moment of every plan, with its zone")
    serve.set_defaults(run=_serve)
    start = commands.add_parser("start", help="the interview here, then a plan")
    start.add_argument("person", nargs="?", type=Path, metavar="PERSON.toml", help="file to write")
    start.add_argument("--seed", type=_seed, default=0, metavar="N")
    start.add_argument("--now", metavar="ISO", help="the moment of the plan, with its zone")
    start.set_defaults(run=_start)


def _units_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--units", default="mmol/L", metavar="U", help="of magnesium: mmol/L, mg/dL or mEq/L"
    )


def _paper_parsers(commands) -> None:  # type: ignore[no-untyped-def]
    report = commands.add_parser("report", help="a plan's file on paper: HTML or PDF")
    report.add_argument("plan", type=Path, metavar="PLAN.json")
    report.add_argument("report", type=Path, metavar="OUT.html|OUT.pdf|FOLDER")
    report.set_defaults(run=_paper, calendar=None)
    _units_argument(report)
    calendar = commands.add_parser("calendar", help="a plan's file as a calendar")
    calendar.add_argument("plan", type=Path, metavar="PLAN.json")
    calendar.add_argument("calendar", type=Path, metavar="OUT.ics")
    calendar.add_argument("--in-force", type=Path, metavar="OLD.json", help="the plan before")
    calendar.set_defaults(run=_paper, report=None)
    _units_argument(calendar)
    why = commands.add_parser("why", help="each line of a plan to its reasons and sources")
    why.add_argument("plan", type=Path, metavar="PLAN.json")
    why.add_argument("asked", nargs="?", default="", metavar="SLOT|CODE")
    why.add_argument("--json", action="store_true", help="print JSON")
    _units_argument(why)
    why.set_defaults(run=_why)


def _simulate_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("simulate", help="what a regimen would do in the model")
    _person_arguments(parser)
    parser.add_argument(
        "--regimen",
        metavar='"100@08:00,100@21:00"',
        help="mg@clock, with commas; the plan's own day if left out",
    )
    parser.add_argument("--weeks", type=float, default=12, metavar="W")
    parser.add_argument("--effects", action="store_true", help="what it may do for the person")
    parser.add_argument("--compare", metavar='"salt,salt/release"', help="forms side by side")
    parser.add_argument("--sbml", type=Path, metavar="OUT.xml", help="write the run as SBML")
    parser.add_argument("--plot", type=Path, metavar="OUT.svg", help="draw the forecast")
    parser.set_defaults(run=_simulate)


def _facts_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("facts", help="every number and rule, with its source")
    verbs = parser.add_subparsers(dest="verb", required=True, parser_class=_Parser)
    check = verbs.add_parser("check", help="audit the fact files")
    show = verbs.add_parser("show", help="one row")
    show.add_argument("key")
    listing = verbs.add_parser("list", help="the keys of a topic")
    listing.add_argument("--topic", default="")
    for verb in (check, show, listing):
        verb.add_argument("--json", action="store_true")
    parser.set_defaults(run=_facts)


def _claims_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("claims", help="the articles' claims and what is known")
    parser.add_argument("id", nargs="?", default="")
    parser.add_argument("--verdict", default="", metavar="V", help="only those with this verdict")
    parser.add_argument("--check", action="store_true", help="what does not fit, by arithmetic")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_claims)


def _product_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("product", help="what a label's numbers mean")
    parser.add_argument("--salt", default="bisglycinate")
    parser.add_argument("--hydrate")
    parser.add_argument("--compound-mg", type=_positive)
    parser.add_argument("--elemental-mg", type=_positive)
    parser.add_argument("--units-per-serving", type=_positive, default=1.0)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_product)


def _experiment_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("experiment", help="does it help me? a trial in one person")
    parser.add_argument("design", type=Path, metavar="DESIGN.toml")
    parser.add_argument("--person", type=Path, metavar="PERSON.toml", help="whose plan must allow")
    parser.add_argument("--labs", type=Path, metavar="F.csv")
    parser.add_argument("--data", type=Path, metavar="F.csv", help="the diary, after the last day")
    parser.add_argument("--sealed", type=Path, metavar="OUT.txt", help="the order, for the helper")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the present moment, with its zone")
    parser.set_defaults(run=_experiment)


def _trial_parser(commands) -> None:  # type: ignore[no-untyped-def]
    parser = commands.add_parser("trial", help="a trial on virtual people")
    parser.add_argument("design", metavar="DESIGN.toml|NAME", help="a file, or a shipped design")
    parser.add_argument("--people", type=_count, metavar="N", help="instead of the design's")
    parser.add_argument("--replicates", type=_count, metavar="N", help="simulated trials beside it")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep people and result; resume")
    parser.add_argument("--workers", type=_count, metavar="N", help="processes; 1 is this one")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=_seed, default=0, metavar="N")
    parser.set_defaults(run=_trial)


def _count(text: str) -> int:
    if not text.isdigit() or len(text) > 7 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 9,999,999")
    return int(text)


def _seed(text: str) -> int:
    if not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return value


def _plan(arguments: argparse.Namespace) -> int:
    if arguments.table is not None:
        return _table(arguments)
    from magtitrate.facts import open_facts
    from magtitrate.formats.beside_text import (
        as_written_json,
        as_written_text,
        what_if_json,
        what_if_text,
    )
    from magtitrate.formats.opened import open_case
    from magtitrate.formats.plan_inputs import inputs_json, inputs_of
    from magtitrate.formats.plan_json import plan_json, read_plan_in_force
    from magtitrate.formats.plan_text import plan_text
    from magtitrate.formats.reader_units import reader_units
    from magtitrate.titrate import titrate

    units = reader_units(arguments.units)
    _check_places(arguments)
    facts = open_facts()
    in_force = read_plan_in_force(arguments.in_force) if arguments.in_force else None
    case = open_case(
        arguments.person, labs=arguments.labs, diary=arguments.diary, now=arguments.now, facts=facts
    )
    made = titrate(case.record, case.goal, facts, plan_in_force=in_force, seed=arguments.seed)
    inputs = inputs_of(case.record, case.goal)
    if arguments.report or arguments.calendar:
        from magtitrate.formats.plan_read import as_filed

        _write_paper(arguments, as_filed(made.plan, inputs))
    changes, both = _beside(arguments, case, made, facts)
    if arguments.json:
        more = {
            **({} if changes is None else {"what_if": what_if_json(changes)}),
            **({} if both is None else {"as_written": as_written_json(both)}),
        }
        _show(plan_json(made.plan, inputs_json(inputs), more=more))
        return USED
    _show(plan_text(made.plan, color=_wants_color(), units=units))
    if changes is not None:
        _show(what_if_text(changes))
    if both is not None:
        _show(as_written_text(both))
    return USED


def _beside(
    arguments: argparse.Namespace, case: Case, made: Titration, facts: Facts
) -> tuple[tuple[Alternative, ...] | None, AsWritten | None]:
    """What was asked for beside the plan."""
    changes = both = None
    if arguments.what_if:
        from magtitrate.alternatives import alternatives

        changes = alternatives(case.record, case.goal, facts, made.plan, seed=arguments.seed)
    if arguments.as_written:
        from magtitrate.as_written import as_written

        both = as_written(made, facts)
    return changes, both


def _table(arguments: argparse.Namespace) -> int:
    """Everybody of a folder: the table is written whole, and 2 says that a file failed."""
    from magtitrate.facts import open_facts
    from magtitrate.formats.opened import read_now
    from magtitrate.formats.written import check_place, write_files
    from magtitrate.many import files_in, lines_before, lines_of, table_csv

    alone = ("labs", "diary", "in_force", "what_if", "as_written", "report", "calendar", "json")
    for name in alone:
        if getattr(arguments, name):
            raise InputError("--table stands alone", field=f"--{name.replace('_', '-')}")
    check_place(arguments.table, "--table", (".csv",), folder=False)
    people = files_in(arguments.person)
    before = lines_before(arguments.table)
    now, seed = read_now(arguments.now).isoformat(), arguments.seed
    found = []
    for line in lines_of(arguments.person, open_facts(), now=now, seed=seed, before=before):
        found.append(line)
        if sys.stderr.isatty():
            _progress(len(found), len(people), line.name, "people")
        if line.failed:
            print(f"magtitrate: {line.trouble}", file=sys.stderr)
    write_files({arguments.table: table_csv(found).encode()}, "--table")
    failed = sum(line.failed for line in found)
    _show(f"Written: {arguments.table}, {len(found)} people, {failed} of them not readable.\n")
    return UNUSABLE if failed else USED


def _serve(arguments: argparse.Namespace) -> int:
    from magtitrate.web.serve import serve

    serve(
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
    from magtitrate.start import start
    from magtitrate.titrate import titrate

    facts, now = open_facts(), read_now(arguments.now)
    path = start(arguments.person, answers=sys.stdin, screen=sys.stdout, now=now, facts=facts)
    if path is None:
        return USED
    case = open_case(path, labs=None, diary=None, now=now.isoformat(), facts=facts)
    plan = titrate(case.record, case.goal, facts, seed=arguments.seed).plan
    _show(plan_text(plan, color=_wants_color()))
    return USED


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
    _show(told(file, open_facts(), arguments.asked, units))
    return USED


def _simulate(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.foresee import foresee
    from magtitrate.formats.effects_text import effects_json, effects_text
    from magtitrate.formats.forecast_text import (
        forecast_json,
        forecast_text,
        read_regimen,
        read_weeks,
    )
    from magtitrate.formats.opened import open_case

    if arguments.plot:
        from magtitrate.formats.written import check_place

        check_place(arguments.plot, "--plot", (".svg",), folder=False)
    facts = open_facts()
    weeks = read_weeks(arguments.weeks)
    case = open_case(
        arguments.person, labs=arguments.labs, diary=arguments.diary, now=arguments.now, facts=facts
    )
    if arguments.regimen is None:
        regimen = _planned(case, facts, arguments.seed)
    else:
        regimen = read_regimen(arguments.regimen, case.record.product)
    if arguments.compare:
        return _compare(arguments, case, regimen, facts)
    if arguments.sbml:
        return _write_sbml(arguments, case, regimen, facts)
    seen = foresee(
        case.record,
        case.goal,
        facts,
        regimen,
        weeks=weeks,
        effects=arguments.effects,
        seed=arguments.seed,
    )
    if arguments.plot:
        from magtitrate.formats.forecast_plot import write_plot

        write_plot(seen.forecast, arguments.plot)
    notes = (*seen.above_limits, *(reason.sentence for reason in seen.reasons))
    words = (seen.person_id, regimen, seen.forecast, seen.limits, seen.verdict.value, notes)
    if arguments.json:
        more = effects_json(seen.benefit, seen.readouts) if arguments.effects else None
        _show(forecast_json(*words, more=more))
    else:
        _show(forecast_text(*words))
        if arguments.effects:
            _show(effects_text(seen.benefit, seen.readouts))
    return USED


def _planned(case: Case, facts: Facts, seed: int) -> Regimen:
    """The day that a plan would offer this person."""
    from magtitrate.regimen import Regimen
    from magtitrate.titrate import titrate

    plan = titrate(case.record, case.goal, facts, seed=seed).plan
    if plan.regimen is None:
        raise InputError(
            f"the plan for this person is {plan.verdict.value!r}, without a dose to simulate",
            field="--regimen",
            accepted='mg@clock, such as "100@08:00,100@21:00"',
            todo="Run `magtitrate plan` for the reasons, or name a regimen to look at",
        )
    return Regimen(product=case.record.product, slots=plan.regimen.slots)


def _compare(arguments: argparse.Namespace, case: Case, regimen: Regimen, facts: Facts) -> int:
    from magtitrate.formats.compare_text import comparison_json, comparison_text
    from magtitrate.formats.study_toml import read_studies
    from magtitrate.trials.compare import compare_forms, read_forms

    forms = read_forms(arguments.compare, facts)
    studies = read_studies([], facts)
    seen = compare_forms(
        case.record, case.goal, facts, regimen, forms, studies, seed=arguments.seed
    )
    _show(comparison_json(seen) if arguments.json else comparison_text(seen))
    return USED


def _write_sbml(arguments: argparse.Namespace, case: Case, regimen: Regimen, facts: Facts) -> int:
    from magtitrate.formats.sbml import sbml_text
    from magtitrate.trials.one_body import one_body

    body = one_body(
        case.record, case.goal, facts, regimen, weeks=arguments.weeks, seed=arguments.seed
    )
    name = case.record.patient.patient_id
    text = sbml_text(body.model, body.theta, body.start, body.stretches, name=name)
    try:
        arguments.sbml.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the file cannot be written: {why}", field="--sbml", given=str(arguments.sbml)
        ) from None
    _show(f"Written: {arguments.sbml}, {len(body.stretches)} stretches between events.\n")
    return USED


def _facts(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.facts_text import check_text, list_text, row_text

    facts = open_facts()
    if arguments.verb == "check":
        from magtitrate.engine.factcheck import RUNS, run_facts

        ran = run_facts(facts)
        text, passed = check_text(facts, runs=tuple(RUNS), ran=ran, as_json=arguments.json)
        _show(text)
        return USED if passed else FAULT
    if arguments.verb == "show":
        _show(row_text(facts, arguments.key, as_json=arguments.json))
    else:
        _show(list_text(facts, arguments.topic, as_json=arguments.json))
    return USED


def _claims(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.facts_text import claims_text, consistency_text

    if arguments.check:
        if arguments.id or arguments.verdict:
            raise InputError("--check looks at all claims together", field="--check")
        _show(consistency_text(open_facts(), as_json=arguments.json))
        return USED
    _show(
        claims_text(open_facts(), arguments.id, verdict=arguments.verdict, as_json=arguments.json)
    )
    return USED


def _product(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.label import read_label
    from magtitrate.formats.label_text import label_json, label_text

    facts = open_facts()
    reading = read_label(
        salt=arguments.salt,
        hydrate=arguments.hydrate,
        compound_mg=arguments.compound_mg,
        elemental_mg=arguments.elemental_mg,
        units_per_serving=arguments.units_per_serving,
        facts=facts,
    )
    _show(label_json(reading, facts) if arguments.json else label_text(reading, facts))
    return USED


def _gauge(arguments: argparse.Namespace) -> int:
    from magtitrate.effects.toxicity import toxicity_gauge
    from magtitrate.facts import open_facts
    from magtitrate.formats.gauge_text import gauge_json, gauge_text
    from magtitrate.safety.one_value import rules_of_value
    from magtitrate.units import parse_quantity

    facts = open_facts()
    serum = parse_quantity("serum_magnesium", arguments.serum)
    calcium = arguments.ionized_calcium
    gauge = toxicity_gauge(
        serum,
        facts,
        ionized_calcium_mmol_per_l=calcium and parse_quantity("ionized_calcium", calcium),
    )
    rules = rules_of_value("serum_magnesium", serum, facts)
    _show(gauge_json(gauge, rules) if arguments.json else gauge_text(gauge, rules))
    return USED


def _validate(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.study_toml import read_studies
    from magtitrate.formats.validation_text import validation_json, validation_text
    from magtitrate.trials.study import run_studies

    facts = open_facts()
    studies = read_studies(arguments.studies, facts)
    progress = _progress if sys.stderr.isatty() else None
    reports = run_studies(studies, facts, seed=arguments.seed, progress=progress)
    _show(validation_json(reports) if arguments.json else validation_text(reports))
    return FAULT if any(report.verdict == "fail" for report in reports) else USED


def _progress(done: int, of: int, what: str, things: str = "studies") -> None:
    """One line on a terminal that writes over itself, and is gone at the end."""
    line = "" if done == of else f"{done} of {of} {things}, now {what}"
    sys.stderr.write(f"\r{line:<60}" + ("\r" if done == of else ""))
    sys.stderr.flush()


def _engine(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from magtitrate.engine.selfcheck import self_check
    from magtitrate.facts import open_facts
    from magtitrate.formats.engine_text import engine_json, engine_text

    report = self_check(open_facts())
    body = asdict(report)
    _show(engine_json(body) if arguments.json else engine_text(body))
    return USED if report.passed else FAULT


def _experiment(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.design_toml import read_experiment
    from magtitrate.formats.experiment_diary import read_days
    from magtitrate.formats.experiment_text import experiment_json, experiment_text, sealed_text
    from magtitrate.formats.opened import open_case, read_now
    from magtitrate.titrate import titrate
    from magtitrate.trials.experiment import Diary, analyzed, planned

    facts = open_facts()
    design = read_experiment(arguments.design)
    case = person = None
    if arguments.person is not None:
        case = open_case(
            arguments.person, labs=arguments.labs, diary=None, now=arguments.now, facts=facts
        )
        person = titrate(case.record, case.goal, facts, seed=arguments.seed)
    goal = case.goal if case else None
    plan = planned(design, facts, person=person, goal=goal, seed=arguments.seed)
    if arguments.sealed is not None:
        if not plan.clearance.may_start:
            raise InputError(
                "this experiment may not start, so there is no list to seal",
                field="--sealed",
                given=str(arguments.sealed),
                todo="Run without --sealed for the reasons",
            )
        _write(arguments.sealed, sealed_text(plan), "--sealed")
    answer = None
    if arguments.data is not None:
        days = read_days(
            arguments.data,
            outcome=design.outcome,
            first=plan.blocks[0].first,
            timezone=case.record.timezone if case else "UTC",
            now=read_now(arguments.now),
            facts=facts,
            product=case.record.product if case else None,
        )
        answer = analyzed(plan, Diary(values=days.values, taken=days.taken), facts)
    _show(experiment_json(plan, answer) if arguments.json else experiment_text(plan, answer))
    return USED


def _trial(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.design_toml import read_trial
    from magtitrate.formats.trial_files import write_result
    from magtitrate.formats.trial_text import trial_json, trial_text
    from magtitrate.trials.virtual_trial import resized, run_trial

    facts = open_facts()
    design = resized(
        read_trial(arguments.design, facts),
        people=arguments.people,
        replicates=arguments.replicates,
    )
    found = run_trial(
        design,
        facts,
        seed=arguments.seed,
        folder=arguments.out,
        workers=arguments.workers,
        progress=_trial_progress if sys.stderr.isatty() else None,
    )
    told = trial_json(found)
    if arguments.out is not None:
        word = write_result(arguments.out, told, found.people)
        if not arguments.json:
            _show(word + "\n\n")
    _show(told if arguments.json else trial_text(found))
    return USED


def _trial_progress(done: int, of: int, what: str) -> None:
    """One line on a terminal that writes over itself, and is gone at the end."""
    line = "" if done == of else f"{what}: {done} of {of}"
    sys.stderr.write(f"\r{line:<60}" + ("\r" if done == of else ""))
    sys.stderr.flush()


def _write(path: Path, text: str, field: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the file cannot be written: {why}", field=field, given=str(path)
        ) from None


def _follow(arguments: argparse.Namespace) -> int:
    from magtitrate.store.follow import follow

    text, code = follow(arguments)
    _show(text)
    return code


def _replay(arguments: argparse.Namespace) -> int:
    from magtitrate.store.follow import replayed

    text, code = replayed(arguments)
    _show(text)
    return code


def _show(text: str) -> None:
    sys.stdout.write(text)


def _wants_color() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ

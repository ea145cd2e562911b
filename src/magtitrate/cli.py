"""Thin commands over the public names: parse, read, call, print.

Every command is imported when it is called, so that `--help` costs nothing. Exit codes:
0 an answer of any verdict, 1 our own fault or a failed check, 2 unusable input.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from magtitrate.errors import FactError, InputError, ModelError

if TYPE_CHECKING:
    from magtitrate.facts import Facts
    from magtitrate.formats.opened import Case
    from magtitrate.regimen import Regimen

__all__ = ["main"]

USED, FAULT, UNUSABLE = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """argparse with our wording: one paragraph, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message, field=self.prog, todo=f"See `{self.prog} --help`")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
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
    return parser


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
    parser.set_defaults(run=_plan)


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


def _seed(text: str) -> int:
    if not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
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
    from magtitrate.facts import open_facts
    from magtitrate.formats.opened import open_case
    from magtitrate.formats.plan_json import plan_json, read_plan_in_force
    from magtitrate.formats.plan_text import plan_text
    from magtitrate.titrate import titrate

    facts = open_facts()
    in_force = read_plan_in_force(arguments.in_force) if arguments.in_force else None
    case = open_case(
        arguments.person, labs=arguments.labs, diary=arguments.diary, now=arguments.now, facts=facts
    )
    plan = titrate(case.record, case.goal, facts, plan_in_force=in_force, seed=arguments.seed).plan
    _show(plan_json(plan) if arguments.json else plan_text(plan, color=_wants_color()))
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


def _progress(done: int, of: int, what: str) -> None:
    """One line on a terminal that writes over itself, and is gone at the end."""
    line = "" if done == of else f"{done} of {of} studies, now {what}"
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


def _show(text: str) -> None:
    sys.stdout.write(text)


def _wants_color() -> bool:
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ

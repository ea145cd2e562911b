"""The commands that run the model, for one person or for many virtual ones."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from magtitrate.cli.shown import FAULT, USED, progress, show, write
from magtitrate.cli.typed import count, person_arguments, seed, workers
from magtitrate.errors import InputError

if TYPE_CHECKING:
    from magtitrate.facts import Facts
    from magtitrate.formats.opened import Case
    from magtitrate.regimen import Regimen

__all__ = ["engine", "experiment", "simulate", "trial", "validate"]


def simulate(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate simulate` takes."""
    person_arguments(parser)
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
        show(forecast_json(*words, more=more))
    else:
        show(forecast_text(*words))
        if arguments.effects:
            show(effects_text(seen.benefit, seen.readouts))
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
    show(comparison_json(seen) if arguments.json else comparison_text(seen))
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
    show(f"Written: {arguments.sbml}, {len(body.stretches)} stretches between events.\n")
    return USED


def experiment(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate experiment` takes."""
    parser.add_argument("design", type=Path, metavar="DESIGN.toml")
    parser.add_argument("--person", type=Path, metavar="PERSON.toml", help="whose plan must allow")
    parser.add_argument("--labs", type=Path, metavar="F.csv")
    parser.add_argument("--data", type=Path, metavar="F.csv", help="the diary, after the last day")
    parser.add_argument("--sealed", type=Path, metavar="OUT.txt", help="the order, for the helper")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the present moment, with its zone")
    parser.set_defaults(run=_experiment)


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
        write(arguments.sealed, sealed_text(plan), "--sealed")
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
    show(experiment_json(plan, answer) if arguments.json else experiment_text(plan, answer))
    return USED


def trial(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate trial` takes."""
    parser.add_argument("design", metavar="DESIGN.toml|NAME", help="a file, or a shipped design")
    parser.add_argument("--people", type=count, metavar="N", help="instead of the design's")
    parser.add_argument("--replicates", type=count, metavar="N", help="simulated trials beside it")
    parser.add_argument("--out", type=Path, metavar="DIR", help="keep people and result; resume")
    parser.add_argument(
        "--workers", type=workers, metavar="N|dask|dask:ADDRESS", help="processes; 1 is this one"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.set_defaults(run=_trial)


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
        progress=progress if sys.stderr.isatty() else None,
    )
    told = trial_json(found)
    if arguments.out is not None:
        word = write_result(arguments.out, told, found.people)
        if not arguments.json:
            show(word + "\n\n")
    show(told if arguments.json else trial_text(found))
    return USED


def validate(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate validate` takes."""
    parser.add_argument("studies", nargs="*", type=Path, metavar="STUDY.toml|DIR")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.set_defaults(run=_validate)


def _validate(arguments: argparse.Namespace) -> int:
    from magtitrate.facts import open_facts
    from magtitrate.formats.study_toml import read_studies
    from magtitrate.formats.validation_text import validation_json, validation_text
    from magtitrate.trials.study import run_studies

    facts = open_facts()
    studies = read_studies(arguments.studies, facts)
    told = progress if sys.stderr.isatty() else None
    reports = run_studies(studies, facts, seed=arguments.seed, progress=told)
    show(validation_json(reports) if arguments.json else validation_text(reports))
    return FAULT if any(report.verdict == "fail" for report in reports) else USED


def engine(parser: argparse.ArgumentParser) -> None:
    """What `magtitrate engine` takes."""
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=_engine)


def _engine(arguments: argparse.Namespace) -> int:
    from dataclasses import asdict

    from magtitrate.engine.selfcheck import self_check
    from magtitrate.facts import open_facts
    from magtitrate.formats.engine_text import engine_json, engine_text

    report = self_check(open_facts())
    body = asdict(report)
    show(engine_json(body) if arguments.json else engine_text(body))
    return USED if report.passed else FAULT

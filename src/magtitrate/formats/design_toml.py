"""How does a design file become an experiment or a virtual trial, wherever it lies?

The keys are the fields of the shapes in `facts.design_shapes`; what is unknown, missing or
of another kind is refused with file, line and key.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from magtitrate.body.gut import FORMS
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Clock, Experiment, Trial
from magtitrate.formats.suggest import did_you_mean
from magtitrate.formats.toml_table import Table, load_toml

__all__ = ["read_experiment", "read_trial", "shipped"]

EXPERIMENTS, TRIALS = "docs/experiments.md", "docs/trials.md"


def read_experiment(path: Path) -> Experiment:
    """One design of a person's own experiment."""
    found: Experiment = _built(Experiment, _whole(load_toml(path), Experiment), EXPERIMENTS)
    return found


def read_trial(name: str, facts: Facts) -> Trial:
    """The design of a file, or a shipped one by its name.

    Raises:
        InputError: no such file and no such name, or anything wrong in it.
    """
    path = Path(name)
    if not name.endswith(".toml") and not path.exists():
        path = facts.folder / "designs" / f"{name}.toml"
        if not path.is_file():
            known = shipped(facts)
            raise InputError(
                "no design has this name",
                field="DESIGN",
                given=name,
                accepted="a file DESIGN.toml, or one of " + ", ".join(known),
                todo=did_you_mean(name, known),
            )
    table = load_toml(path)
    trial: Trial = _built(Trial, _whole(table, Trial), TRIALS)
    _must_be_known(trial, table, facts)
    return trial


def shipped(facts: Facts) -> list[str]:
    """Names of the designs that come with the package."""
    return sorted(path.stem for path in (facts.folder / "designs").glob("*.toml"))


def _whole(table: Table, shape: type) -> Table:
    """A document must look like its kind before its keys are complained about one by one."""
    other = {Experiment: "arm", Trial: "start"}[shape]
    if other in table.content:
        kind, command = (
            ("virtual trial", "trial") if shape is Experiment else ("person's experiment",
                                                                    "experiment")
        )  # fmt: skip
        raise table.error(
            other,
            f"this looks like the design of a {kind}",
            todo=f"Run `magtitrate {command}` with it",
        )
    return table


def _must_be_known(trial: Trial, table: Table, facts: Facts) -> None:
    """Salts, situations and class effects are those of the package."""
    forms = {*FORMS, *(salt.name for salt in facts.salts)}
    for arm, row in zip(trial.arm, table.tables("arm"), strict=True):
        for salt in arm.salts:
            _must_be_one_of(salt, forms, row, "salt")
    known = {name.split(".")[1] for name in facts.parameters if name.startswith("modifier.")}
    for word in trial.population.medicines:
        _must_be_one_of(word, known, table.table("population"), "medicines")
    hoped = {name for name, row in facts.outcomes.items() if row.path == "trials"}
    for outcome, row in zip(trial.outcome, table.tables("outcome"), strict=True):
        if outcome.effect.of:
            _must_be_one_of(outcome.effect.of, hoped, row.table("effect"), "of")
    if trial.scenario:
        for scenario, row in zip(trial.scenario, table.tables("scenario"), strict=True):
            if scenario.of:
                _must_be_one_of(scenario.of, {*hoped, "mechanism"}, row, "of")


def _must_be_one_of(word: str, known: set[str], table: Table, key: str) -> None:
    if word not in known:
        raise table.error(
            key,
            "this word is not known here",
            given=word,
            accepted=", ".join(sorted(known)),
            todo=did_you_mean(word, known),
        )


# ---------------------------------------------------------------- from table to shape


def _built(shape: type, table: Table, page: str) -> Any:
    hints = _hints(shape)
    for key in table.content:
        if key not in hints:
            where = f"[{table.field('')}]" if table.field("") else "a design"
            raise table.error(
                key[:60],
                f"{key[:60]!r} is not a key of {where}",
                accepted=", ".join(hints),
                todo=did_you_mean(key[:60], hints) or f"{page} explains each key",
            )
    found = {
        key: _value(hint, table, key, page) for key, hint in hints.items() if key in table.content
    }
    for needed in dataclasses.fields(shape):
        no_default = (
            needed.default is dataclasses.MISSING and needed.default_factory is dataclasses.MISSING
        )
        if no_default and needed.name not in found:
            name = table.field(needed.name)
            raise table.error(needed.name, f"{name} is missing", todo=f"{page} shows it")
    with table.placed():
        return shape(**found)


@cache
def _hints(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


def _inner(hint: Any) -> Any:
    """The hint without `None` and without the tuple around it."""
    args = [a for a in typing.get_args(hint) if a is not type(None) and a is not Ellipsis]
    if typing.get_origin(hint) in (typing.Union, types.UnionType, tuple):
        return _inner(args[0])
    return hint


def _value(hint: Any, table: Table, key: str, page: str) -> Any:
    inner = _inner(hint)
    many = typing.get_origin(hint) is tuple
    if dataclasses.is_dataclass(inner):
        shape = typing.cast(type, inner)
        if many:
            return tuple(_built(shape, entry, page) for entry in table.tables(key))
        return _built(shape, table.table(key), page)
    return (_lists() if many else _singles())[inner](table, key)


def _singles() -> dict[Any, Callable[[Table, str], Any]]:
    return {str: Table.text, float: Table.number, bool: Table.flag, date: Table.day}


def _lists() -> dict[Any, Callable[[Table, str], Any]]:
    return {str: Table.words, Clock: Table.clocks, float: _numbers}


def _numbers(table: Table, key: str) -> tuple[float, ...]:
    value = table.content[key]
    if not isinstance(value, list) or not all(
        isinstance(x, int | float) and not isinstance(x, bool) and abs(x) < 1e12 for x in value
    ):
        raise table.error(key, "a list of numbers is wanted here", accepted="such as [0.1, 0.9]")
    return tuple(float(x) for x in value)

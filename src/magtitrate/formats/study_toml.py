"""How does a study file become a study, wherever the file lies?

The keys are the fields of the shapes in `facts.study_shapes`; what is unknown, missing or
of another kind is refused with file, line and key. docs/studies.md explains every key.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from magtitrate.body.gut import FORMS
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.study_shapes import Clock, Study
from magtitrate.formats.suggest import did_you_mean
from magtitrate.formats.toml_table import Table, load_toml

__all__ = ["read_studies", "read_study"]


def read_studies(places: Iterable[Path], facts: Facts) -> tuple[Study, ...]:
    """Every study of these files and folders; the studies of the package where none is named.

    Raises:
        InputError: the first thing that is wrong, or two studies of one id.
    """
    files = [file for place in places or [facts.folder / "studies"] for file in _files(place)]
    studies: dict[str, Study] = {}
    for file in files:
        study = read_study(file, facts)
        if study.id in studies:
            raise InputError("another file has a study of this id", file=str(file), given=study.id)
        studies[study.id] = study
    return tuple(studies.values())


def read_study(path: Path, facts: Facts) -> Study:
    """One study file."""
    table = load_toml(path)
    study: Study = _built(Study, table)
    _must_be_known(study, table, facts)
    return study


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    found = sorted(place.rglob("*.toml"))
    if not found:
        raise InputError(
            "no study file lies in this folder", file=str(place), accepted="files *.toml"
        )
    return found


def _must_be_known(study: Study, table: Table, facts: Facts) -> None:
    """Forms, salts and situations are those of the model."""
    forms = {*FORMS, *(salt.name for salt in facts.salts)}
    known = {name.split(".")[1] for name in facts.parameters if name.startswith("modifier.")}
    for arm, entry in zip(study.arm, table.tables("arm"), strict=True):
        for dose, row in zip(arm.dose, entry.tables("dose"), strict=True):
            _must_be_one_of(dose.form, forms, row, "form")
        for word in arm.situations:
            _must_be_one_of(word, known, entry, "situations")
    for word in study.people.situations:
        _must_be_one_of(word, known, table.table("people"), "situations")


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


def _built(shape: type, table: Table) -> Any:
    hints = _hints(shape)
    table.refuse_unknown(tuple(hints), _elsewhere())
    found = {key: _value(hint, table, key) for key, hint in hints.items() if key in table.content}
    for needed in dataclasses.fields(shape):
        no_default = (
            needed.default is dataclasses.MISSING and needed.default_factory is dataclasses.MISSING
        )
        if no_default and needed.name not in found:
            name = table.field(needed.name)
            raise table.error(needed.name, f"{name} is missing", todo="docs/studies.md shows it")
    with table.placed():
        return shape(**found)


@cache
def _hints(shape: type) -> dict[str, Any]:
    return typing.get_type_hints(shape)


@cache
def _elsewhere() -> dict[str, str]:
    """Key -> the table that knows it."""
    found: dict[str, str] = {}
    for name, shape in _shapes(Study, ""):
        for key in _hints(shape):
            found.setdefault(key, f"[{name}]" if name else "the top of the file")
    return found


def _shapes(shape: type, name: str) -> Iterable[tuple[str, type]]:
    yield name, shape
    for key, hint in _hints(shape).items():
        inner = _inner(hint)
        if dataclasses.is_dataclass(inner):
            yield from _shapes(typing.cast(type, inner), f"{name}.{key}" if name else key)


def _inner(hint: Any) -> Any:
    """The hint without `None` and without the tuple around it."""
    args = [a for a in typing.get_args(hint) if a is not type(None) and a is not Ellipsis]
    if typing.get_origin(hint) in (typing.Union, types.UnionType, tuple):
        return _inner(args[0])
    return hint


def _value(hint: Any, table: Table, key: str) -> Any:
    inner = _inner(hint)
    many = typing.get_origin(_without_none(hint)) is tuple
    if dataclasses.is_dataclass(inner):
        shape = typing.cast(type, inner)
        if many:
            return tuple(_built(shape, entry) for entry in table.tables(key))
        return _built(shape, table.table(key))
    if many:
        return _lists()[inner](table, key)
    return _singles()[inner](table, key)


def _without_none(hint: Any) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(hint) if a is not type(None))
    return hint


def _singles() -> dict[Any, Callable[[Table, str], Any]]:
    return {
        str: Table.text,
        float: Table.number,
        bool: Table.flag,
        Clock: Table.clock,
    }


def _lists() -> dict[Any, Callable[[Table, str], Any]]:
    return {str: Table.words, Clock: Table.clocks, float: _numbers}


def _numbers(table: Table, key: str) -> tuple[float, ...]:
    value = table.content[key]
    if not isinstance(value, list) or not all(
        isinstance(x, int | float) and not isinstance(x, bool) for x in value
    ):
        raise table.error(key, "a list of numbers is wanted here", accepted="such as [0.1, 0.9]")
    return tuple(float(x) for x in value)

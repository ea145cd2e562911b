"""How do fact files become shapes, with an error that names file, line and key?

TOML for rows, CSV for tables. Every table name and key is known; an unknown one is an
error that lists the known ones. `typing` hints of the shapes drive the conversion, so a
shape is declared once.
"""

from __future__ import annotations

import csv
import dataclasses
import math
import re
import types
import typing
from collections.abc import Callable, Hashable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from magtitrate.errors import FactError
from magtitrate.facts.shapes import Malformed

try:  # the same parser, compiled: a third of the time, and a plan reads half a megabyte
    import tomli as tomllib
except ImportError:
    import tomllib  # type: ignore[no-redef]

__all__ = ["rows", "table_rows"]

Shape = TypeVar("Shape")
Where: TypeAlias = "str | tuple[Where, str]"
Converter: TypeAlias = Callable[[object, Where], Any]

TABLES = (
    "analyte",
    "claim",
    "condition",
    "element",
    "evidence",
    "hazard",
    "instrument",
    "interaction",
    "jurisdiction",
    "knowledge",
    "landing",
    "medicine",
    "outcome",
    "parameter",
    "prior_rule",
    "recall",
    "rule",
    "salt",
    "sentence",
    "source",
    "statement",
    "substance",
    "symptom",
    "uncited",
    "unsafe",
)
"""Every table of rows; a header with another name would make its rows vanish in silence."""


def rows(
    folder: Path, pattern: str, table: str, shape: type[Shape], *, key: str = ""
) -> Iterator[Shape]:
    """Every `[[table]]` row of the files that match, in file and line order.

    Args:
        key: a field that no two rows share.

    Raises:
        FactError: no file matches, an unknown table, or a row that is not of its shape.
    """
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise FactError(f"no file {pattern} with rows of {table}", file=folder.name)
    taken: set[object] = set()
    for path in paths:
        for number, raw in enumerate(_table(path, table)):
            place = _Place(path, table, number)
            row = _row(shape, raw, place)
            name = getattr(row, key) if key else None
            if key and name in taken:
                raise place.error("two rows have this key", str(name))
            taken.add(name)
            yield row


def _table(path: Path, table: str) -> list[object]:
    parsed = _parsed(path)
    for name in parsed:
        if name not in TABLES:
            raise FactError(f"unknown table; known: {', '.join(TABLES)}", file=path.name, key=name)
    found = parsed.get(table, [])
    if not isinstance(found, list):
        raise FactError("one table in single brackets; rows need [[ ]]", file=path.name, key=table)
    return found


def table_rows(path: Path, shape: type[Shape]) -> Iterator[Shape]:
    """Every line of a CSV table as a shape; an empty cell is a missing value."""
    with path.open(encoding="utf-8", newline="") as handle:
        for number, raw in enumerate(csv.DictReader(handle), start=2):
            try:
                if None in raw or None in raw.values():
                    raise Malformed("this line has more or fewer cells than the header")
                yield _from_text(shape, raw)
            except (Malformed, ValueError, KeyError, TypeError) as error:
                raise FactError(str(error), file=path.name, line=number) from None


def tables(path: Path) -> dict[str, Any]:
    """A whole TOML file as plain values, for files with one odd table."""
    return _parsed(path)


@dataclasses.dataclass(frozen=True)
class _Place:
    path: Path
    table: str
    number: int

    def error(self, problem: str, key: str) -> FactError:
        return FactError(problem, file=self.path.name, line=self.line(), key=key)

    def line(self) -> int | None:
        header = re.compile(rf"^\s*\[\[\s*{re.escape(self.table)}\s*\]\]")
        found = -1
        for number, text in enumerate(self.path.read_text(encoding="utf-8").splitlines(), start=1):
            found += bool(header.match(text))
            if found == self.number:
                return number
        return None


def _parsed(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as handle:
            return tomllib.load(handle)
    except tomllib.TOMLDecodeError as error:
        raise FactError(str(error), file=path.name) from None


def _row(shape: type[Shape], raw: object, place: _Place) -> Shape:
    try:
        return _build(shape, raw, place.table)
    except Malformed as error:
        name = ""
        if isinstance(raw, dict):
            name = str(raw.get("id") or raw.get("name") or raw.get("key") or raw.get("code") or "")
        raise place.error(str(error), name) from None


def _build(shape: type[Shape], raw: object, where: Where) -> Shape:
    if not isinstance(raw, dict):
        raise Malformed(f"{_named(where)} must be a table")
    into = _converters(typing.cast(Hashable, shape))
    if not raw.keys() <= into.keys():
        unknown = ", ".join(sorted(set(raw) - set(into)))
        raise Malformed(f"unknown key {unknown} in {_named(where)}; known: {', '.join(into)}")
    if not _required(typing.cast(Hashable, shape)) <= raw.keys():
        missing = ", ".join(sorted(_required(typing.cast(Hashable, shape)) - set(raw)))
        raise Malformed(f"{_named(where)} lacks {missing}")
    return shape(**{key: into[key](value, (where, key)) for key, value in raw.items()})


def _named(where: Where) -> str:
    """The place in words; put together only where something is wrong with it."""
    return where if isinstance(where, str) else f"{_named(where[0])}.{where[1]}"


@cache
def _hints(shape: Any) -> dict[str, Any]:
    return typing.get_type_hints(shape)


@cache
def _converters(shape: Any) -> dict[str, Converter]:
    return {name: _converter(hint) for name, hint in _hints(shape).items()}


@cache
def _required(shape: Any) -> frozenset[str]:
    none = dataclasses.MISSING
    return frozenset(
        f.name for f in dataclasses.fields(shape) if f.default is none and f.default_factory is none
    )


def _converter(hint: Any) -> Converter:
    """From a plain value to what a type hint asks for; a hint is looked at once, not per row."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _converter(next(a for a in args if a is not type(None)))
    if origin is tuple and args[-1] is Ellipsis:
        return _each(_converter(args[0]))
    if origin is tuple:
        return _fixed(tuple(_converter(a) for a in args))
    if origin is dict:
        return _mapped(_converter(args[1]))
    if dataclasses.is_dataclass(hint):
        return lambda raw, where: _build(typing.cast(type, hint), raw, where)
    return _number if hint is float else _plain(hint)


def _each(one: Converter) -> Converter:
    def convert(raw: object, where: Where) -> object:
        if not isinstance(raw, list):
            raise Malformed(f"{_named(where)} must be a list")
        return tuple(one(item, where) for item in raw)

    return convert


def _fixed(each: tuple[Converter, ...]) -> Converter:
    def convert(raw: object, where: Where) -> object:
        if not isinstance(raw, list):
            raise Malformed(f"{_named(where)} must be a list")
        if len(raw) != len(each):
            raise Malformed(f"{_named(where)} must have {len(each)} entries")
        return tuple(one(item, where) for one, item in zip(each, raw, strict=True))

    return convert


def _mapped(one: Converter) -> Converter:
    def convert(raw: object, where: Where) -> object:
        if not isinstance(raw, dict):
            raise Malformed(f"{_named(where)} must be a table")
        return {key: one(item, where) for key, item in raw.items()}

    return convert


def _number(raw: object, where: Where) -> object:
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise Malformed(f"{_named(where)} must be float, not {raw!r}")
    if not math.isfinite(raw):
        raise Malformed(f"{_named(where)} must be a finite number, not {raw!r}")
    return float(raw)


def _plain(hint: Any) -> Converter:
    def convert(raw: object, where: Where) -> object:
        if not isinstance(raw, hint) or (hint is int and isinstance(raw, bool)):
            raise Malformed(
                f"{_named(where)} must be {getattr(hint, '__name__', hint)}, not {raw!r}"
            )
        return raw

    return convert


def _from_text(shape: type[Shape], raw: dict[str, str]) -> Shape:
    hints = _hints(typing.cast(Hashable, shape))
    unknown = set(raw) - set(hints)
    if unknown:
        raise Malformed(f"unknown column {', '.join(map(str, unknown))}; known: {', '.join(hints)}")
    return shape(**{key: _cell(hints[key], text) for key, text in raw.items()})


def _cell(hint: Any, text: str) -> Any:
    text = text.strip()
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _cell(args[0], text) if text else None
    if origin is tuple:
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if hint is float:
        return float(text)
    if hint is bool:
        return {"true": True, "false": False}[text]
    return text

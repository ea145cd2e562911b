"""How does a CSV file become rows whose troubles name file, line and column?

One line of the file is one row: a quote that is opened and not closed can then not
swallow the lines below it. Blank lines and lines that begin with `#` are passed over.
The separator is a comma, a semicolon or a tab, whichever the header shows.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from magtitrate.errors import InputError
from magtitrate.formats.numerals import plain_number
from magtitrate.formats.suggest import did_you_mean
from magtitrate.formats.text_file import read_text

__all__ = ["Row", "raise_first", "read_rows"]

SEPARATORS = (",", ";", "\t")
LONGEST_CELL = 500
Read = TypeVar("Read")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a file, its cells by column."""

    file: str
    line: int
    cells: Mapping[str, str]

    @property
    def origin(self) -> str:
        """`labs.csv:7`."""
        return f"{Path(self.file).name}:{self.line}"

    def text(self, column: str) -> str:
        """The cell without surrounding blanks; empty where it or its column is missing."""
        return self.cells.get(column, "")

    def number(self, column: str) -> float | None:
        """The number of a cell, `None` where it is empty."""
        if not self.text(column):
            return None
        try:
            return plain_number(self.text(column))
        except InputError as error:
            raise self.placed(error, column) from None

    def error(
        self,
        column: str,
        problem: str,
        *,
        given: object = None,
        accepted: str | None = None,
        todo: str | None = None,
    ) -> InputError:
        """The trouble with one cell, in its place."""
        return InputError(
            problem,
            file=self.file,
            line=self.line,
            field=column,
            given=given,
            accepted=accepted,
            todo=todo,
        )

    def placed(self, error: InputError, column: str) -> InputError:
        """A trouble from below with file, line and column."""
        return error.located(file=self.file, line=self.line, field=column)


def read_rows(
    path: str | Path,
    *,
    required: tuple[str, ...],
    optional: tuple[str, ...],
    read: Callable[[Row], Read],
) -> list[Read]:
    """Every row of a CSV file with a header, each turned into a value by `read`.

    Raises:
        InputError: the file cannot be read (`text_file`); no header, an unknown, missing
            or doubled column; else the first line with a trouble, and how many more have
            one: a quote left open, more or fewer cells than columns, or what `read` refuses.
    """
    file = str(path)
    lines = _lines(path)
    if not lines:
        raise InputError(
            "the file has no header", file=file, accepted=", ".join((*required, *optional))
        )
    header = _header(lines[0], file, required, optional)
    done: list[Read] = []
    troubles: list[InputError] = []
    for number, line in lines[1:]:
        try:
            row = _row(line, header, file, number)
            if any(row.cells.values()):
                done.append(read(row))
        except InputError as error:
            troubles.append(error)
    raise_first(troubles)
    return done


def raise_first(troubles: list[InputError]) -> None:
    """Raise the first trouble, if any, and say how many more lines have one."""
    if not troubles:
        return
    first, more = troubles[0], len(troubles) - 1
    todo = (first.todo or "Correct it and run again").rstrip(".")
    also = {0: "", 1: ". 1 more line has a problem too"}
    raise type(first)(
        first.problem,
        file=first.file,
        line=first.line,
        field=first.field,
        given=first.given,
        accepted=first.accepted,
        todo=f"Nothing was read. {todo}{also.get(more, f'. {more} more lines have problems too')}",
    ) from None


@dataclass(frozen=True, kw_only=True)
class _Header:
    columns: list[str]
    separator: str


def _lines(path: str | Path) -> list[tuple[int, str]]:
    """The numbered lines that are neither blank nor a comment."""
    return [
        (number, line)
        for number, line in enumerate(read_text(path).split("\n"), start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]


def _header(
    numbered: tuple[int, str], file: str, required: tuple[str, ...], optional: tuple[str, ...]
) -> _Header:
    number, line = numbered
    separator = _separator(line, required)
    columns = [cell.lower() for cell in _cells(line, separator, file, number)]
    try:
        _refuse_columns(columns, required, optional)
    except InputError as error:
        raise error.located(file=file, line=number, field="header") from None
    return _Header(columns=columns, separator=separator)


def _separator(header: str, required: tuple[str, ...]) -> str:
    """The separator that finds most of the required columns in the header."""

    def found(separator: str) -> int:
        return len(set(required) & {cell.strip(' "').lower() for cell in header.split(separator)})

    return max(SEPARATORS, key=found)


def _refuse_columns(
    columns: list[str], required: tuple[str, ...], optional: tuple[str, ...]
) -> None:
    known = (*required, *optional)
    accepted = ", ".join(known)
    for column in columns:
        if column not in known:
            raise InputError(
                "this is not a column of this file" if column else "a column has no name",
                given=column or None,
                accepted=accepted,
                todo=did_you_mean(column, known),
            )
        if columns.count(column) > 1:
            raise InputError("this column stands there twice", given=column, accepted=accepted)
    missing = [column for column in required if column not in columns]
    if missing:
        raise InputError(
            f"the header lacks {', '.join(missing)}",
            accepted=accepted,
            todo="The first line names the columns",
        )


def _row(line: str, header: _Header, file: str, number: int) -> Row:
    cells, columns = _cells(line, header.separator, file, number), header.columns
    if len(cells) != len(columns) and any(cells):
        raise InputError(
            f"this line has {len(cells)} cells, and the header names {len(columns)}",
            file=file,
            line=number,
            todo="Check the separators: an empty cell keeps its own, a text that holds one stands "
            'in "quotes", and a number is written with a decimal point',
        )
    for column, cell in zip(columns, cells, strict=False):
        if len(cell) > LONGEST_CELL:
            raise InputError(
                "the text is too long",
                file=file,
                line=number,
                field=column,
                given=f"{len(cell)} characters",
                accepted=f"up to {LONGEST_CELL} characters",
            )
    return Row(file=file, line=number, cells=dict(zip(columns, cells, strict=False)))


def _cells(line: str, separator: str, file: str, number: int) -> list[str]:
    try:
        (cells,) = csv.reader([line], delimiter=separator, strict=True)
    except csv.Error:
        raise InputError(
            "a quote is opened and not closed, or stands inside a text",
            file=file,
            line=number,
            todo='Begin and end the text with ", write a quote inside it twice, and keep each '
            "row on one line",
        ) from None
    return [cell.strip() for cell in cells]

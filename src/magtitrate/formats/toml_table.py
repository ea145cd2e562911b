"""How does a value leave a TOML file so that each trouble names its file, line and key?

Every key is known, every type is asked for: a number in quotes is not a number, `true`
is not 1, a date with a time is not a day. A missing key is `None`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from magtitrate.errors import InputError
from magtitrate.formats.suggest import near
from magtitrate.formats.text_file import read_text
from magtitrate.formats.toml_lines import Key, key_lines, line_of

__all__ = ["Table", "load_toml"]

LONGEST_TEXT = 500
LONGEST_LIST = 200
LARGEST_NUMBER = 1e12
EARLIEST_DAY = date(1900, 1, 1)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One table of a document, with the way to it.

    Attributes:
        key: the way from the top, as `toml_lines` counts it.
        lines: the line of every key of the document.
    """

    file: str
    content: Mapping[str, object]
    lines: Mapping[Key, int]
    key: Key = ()

    # ------------------------------------------------------------ trouble

    def error(
        self,
        key: str,
        problem: str,
        *,
        given: object = None,
        accepted: str | None = None,
        todo: str | None = None,
    ) -> InputError:
        """The trouble with one key of this table, in its place."""
        return InputError(
            problem,
            file=self.file,
            line=self.line(key),
            field=self.field(key),
            given=None if given is None else _shown(given),
            accepted=accepted,
            todo=todo,
        )

    def line(self, key: str) -> int | None:
        return line_of(self.lines, (*self.key, key))

    def field(self, key: str) -> str:
        return ".".join(part for part in (*self.key, key) if isinstance(part, str) and part)

    @contextmanager
    def placed(self) -> Iterator[None]:
        """Add file and line to what a noun refuses while it is built from this table."""
        try:
            yield
        except InputError as error:
            names = (error.field or "").split(".")
            own = line_of(self.lines, (*self.key, names[-1]))
            line = own if names[-1] in self.content else line_of(self.lines, tuple(names)) or own
            raise error.located(file=self.file, line=line, field=self.field("")) from None

    def refuse_unknown(self, known: tuple[str, ...], elsewhere: Mapping[str, str]) -> None:
        """Refuse a key that is not known here.

        Args:
            known: the keys of this table.
            elsewhere: key -> the table that knows it, for a key under the wrong header.
        """
        for key in self.content:
            if key not in known:
                name = self.field("")
                raise self.error(
                    key[:60],
                    f"{key[:60]!r} is not a key of " + (f"[{name}]" if name else "a person's file"),
                    accepted=", ".join(known),
                    todo=_meant(key, known, elsewhere),
                )

    def _wrong(self, key: str, wanted: str, example: str, todo: str | None = None) -> InputError:
        value = self.content[key]
        return self.error(
            key,
            f"{wanted} is wanted here, not {_kind(value)}",
            given=value,
            accepted=example,
            todo=todo,
        )

    # ------------------------------------------------------------ values

    def text(self, key: str) -> str | None:
        """A text without surrounding blanks; an empty one is refused."""
        value = self.content.get(key)
        if value is None:
            return None
        if not isinstance(value, str):
            raise self._wrong(key, "a text", "text in quotes")
        return self._sound_text(key, value)

    def required_text(self, key: str, todo: str) -> str:
        """A text without which the file cannot be used."""
        value = self.text(key)
        if value is None:
            raise self.error(key, f"{self.field(key)} is missing", todo=todo)
        return value

    def _sound_text(self, key: str, value: str) -> str:
        if not value.strip():
            raise self.error(
                key, "the text is empty", given=value, todo="Fill it in, or take the line out"
            )
        if len(value) > LONGEST_TEXT:
            raise self.error(
                key,
                "the text is too long",
                given=f"{len(value)} characters",
                accepted=f"up to {LONGEST_TEXT} characters",
            )
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value):
            raise self.error(key, "a control character stands in this text", given=value)
        return value.strip()

    def number(self, key: str) -> float | None:
        """A finite number."""
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            quoted = "Write the number without quotes" if isinstance(value, str) else None
            raise self._wrong(key, "a number", "digits, such as 70 or 70.5", quoted)
        if not abs(value) <= LARGEST_NUMBER:  # catches NaN too
            raise self.error(key, "no number of this size is possible here", given=value)
        return float(value)

    def flag(self, key: str) -> bool | None:
        """`true` or `false`."""
        value = self.content.get(key)
        if value is None or isinstance(value, bool):
            return value
        raise self._wrong(key, "true or false", "true, false (small letters, without quotes)")

    def day(self, key: str, *, latest: date | None = None) -> date | None:
        """A day; `latest` is the last one that makes sense."""
        value = self.content.get(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            raise self._wrong(
                key, "a day", "a date such as 2026-10-30", "Write year-month-day, without quotes"
            )
        if value < EARLIEST_DAY:
            raise self.error(key, "this is too long ago to be meant", given=value)
        if latest is not None and value > latest:
            raise self.error(
                key,
                "this day is still to come",
                given=value,
                accepted=f"{latest.isoformat()} or earlier",
                todo="Check the date, above all the year",
            )
        return value

    def clock(self, key: str) -> float | None:
        """A local time of day [h]."""
        value = self.content.get(key)
        return None if value is None else self._clock(key, value)

    def clocks(self, key: str) -> tuple[float, ...]:
        """A list of local times of day, each once [h]."""
        hours = tuple(self._clock(key, item) for item in self._items(key))
        if len(set(hours)) < len(hours):
            raise self.error(key, "the same time stands here twice", todo="Take one of them out")
        return hours

    def _clock(self, key: str, value: object) -> float:
        if isinstance(value, time):
            return value.hour + value.minute / 60 + value.second / 3600
        found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise self.error(
                key,
                "this is not a time of day",
                given=value,
                accepted='"HH:MM" from "00:00" to "23:59", such as "07:30"',
            )
        return int(found.group(1)) + int(found.group(2)) / 60

    def words(self, key: str) -> tuple[str, ...] | None:
        """A list of texts."""
        if key not in self.content:
            return None
        return tuple(self._word(key, item) for item in self._items(key))

    def _word(self, key: str, item: object) -> str:
        if not isinstance(item, str):
            raise self.error(
                key, f"this list holds {_kind(item)}", given=item, accepted="texts in quotes"
            )
        return self._sound_text(key, item)

    def _items(self, key: str) -> list[object]:
        value = self.content.get(key, [])
        if not isinstance(value, list):
            raise self._wrong(key, "a list", 'entries in square brackets, such as ["…", "…"]')
        if len(value) > LONGEST_LIST:
            raise self.error(
                key, "this list is too long", given=len(value), accepted=f"up to {LONGEST_LIST}"
            )
        return value

    # ------------------------------------------------------------ tables inside

    def table(self, key: str) -> Table:
        """The table of that name; an empty one where it is missing."""
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            name = self.field(key)
            raise self._wrong(key, "a table", f"[{name}] on a line of its own, its keys below it")
        return self._inside((key,), value)

    def tables(self, key: str) -> tuple[Table, ...]:
        """The entries `[[key]]`, in the order of the file."""
        header = f"[[{self.field(key)}]]"
        if isinstance(self.content.get(key), dict):
            raise self._wrong(key, "a list of entries", f"{header}, with two brackets on each side")
        found = []
        for index, item in enumerate(self._items(key)):
            if not isinstance(item, dict):
                raise self.error(
                    key, f"this list holds {_kind(item)}", given=item, accepted=f"entries {header}"
                )
            found.append(self._inside((key, index), item))
        return tuple(found)

    def _inside(self, key: Key, content: Mapping[str, object]) -> Table:
        return Table(file=self.file, content=content, lines=self.lines, key=(*self.key, *key))


def load_toml(path: str | Path) -> Table:
    """The whole document as one table.

    Raises:
        InputError: the file cannot be read (`text_file`), or is not TOML.
    """
    text = read_text(path)
    try:
        content = tomllib.loads(text)
    except RecursionError:
        raise InputError("brackets are nested too deeply", file=str(path)) from None
    except ValueError as error:
        raise _not_toml(error, str(path), text) from None
    return Table(file=str(path), content=content, lines=key_lines(text))


def _not_toml(error: ValueError, file: str, text: str) -> InputError:
    message = str(error)
    place = _AT_LINE.search(message)
    line = None
    if place:
        line = int(place.group(1)) if place.group(1) else text.rstrip("\n").count("\n") + 1
    elif not isinstance(error, tomllib.TOMLDecodeError):
        message = "a number has too many digits"
    return InputError(
        f"this is not valid TOML: {_AT_LINE.sub('', message)}",
        file=file,
        line=line,
        todo='Texts stand in "quotes", numbers and dates do not, and each key stands once',
    )


def _meant(key: str, known: tuple[str, ...], elsewhere: Mapping[str, str]) -> str:
    if key in elsewhere:
        return f"{key} is known under {elsewhere[key]}; move the line there"
    found = near(key, known)
    if found:
        return f"Did you mean {' or '.join(found)}? Correct the name, or take the line out"
    return "Take the line out, or use one of the keys that are known"


def _kind(value: object) -> str:
    kinds: tuple[tuple[type, str], ...] = (
        (bool, "true or false"),
        (int, "a number"),
        (float, "a number"),
        (str, "a text"),
        (datetime, "a date with a time"),
        (date, "a date"),
        (time, "a time of day"),
        (list, "a list"),
        (dict, "a table"),
    )
    return next((name for kind, name in kinds if isinstance(value, kind)), "this")


def _shown(value: object) -> object:
    """What a message may show: no whole lists and tables, no number of a thousand digits."""
    if isinstance(value, list | dict):
        return _kind(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return "a very large number"
    return value

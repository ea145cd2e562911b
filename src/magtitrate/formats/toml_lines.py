"""On which line of a TOML text does a key stand?

`tomllib` keeps no places, so this looks for table headers and `key =` in a text that it
has already accepted. A key inside an inline table or an array has the line of the key
that holds it: the last place that is known.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping

__all__ = ["Key", "key_lines", "line_of"]

Key = tuple[str | int, ...]
"""The way to a value: table names and keys, and a number for an entry of `[[…]]`."""

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)+")
_PART = re.compile(r"""[ \t]*([A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*(\.?)""")
_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|"
    r"\#[^\n]*|[\[{]|[\]}]|\n|[^\"'\#\[{\]}\n]+",
    re.DOTALL,
)


def key_lines(text: str) -> dict[Key, int]:
    """The line of every header and every `key =` of a valid TOML text."""
    lines: dict[Key, int] = {}
    entries: dict[Key, int] = {}
    table: Key = ()
    at = _after_blank(text, 0)
    line, counted = 1, 0
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if text[at] == "[":
            is_entry = text.startswith("[[", at)
            names, at = _dotted(text, at + 1 + is_entry)
            table = _opened(names, entries, is_entry=is_entry)
            lines.setdefault(table, line)
            at = _after_value(text, at + 1 + is_entry)
        else:
            names, at = _dotted(text, at)
            lines.setdefault(table + names, line)
            at = _after_value(text, at + 1)
        at = _after_blank(text, at)
    return lines


def line_of(lines: Mapping[Key, int], key: Key) -> int | None:
    """The line of a key, or of the nearest table around it that has one."""
    while key and key not in lines and (*key, 0) not in lines:
        key = key[:-1]
    return lines.get(key, lines.get((*key, 0)))


def _after_blank(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at


def _dotted(text: str, at: int) -> tuple[Key, int]:
    """A dotted name, and where it ends."""
    names: list[str] = []
    dot = "."
    while dot:
        part = _PART.match(text, at)
        if part is None:
            return tuple(names), at
        at, dot = part.end(), part.group(2)
        names.append(_unquoted(part.group(1)))
    return tuple(names), at


def _unquoted(name: str) -> str:
    if name[0] not in "\"'":
        return name
    return str(tomllib.loads(f"x = {name}")["x"])


def _opened(names: Key, entries: dict[Key, int], *, is_entry: bool) -> Key:
    """The way to a table that a header opens; entries of `[[…]]` are counted from 0."""
    way: Key = ()
    for name in names[:-1]:
        way = (*way, name)
        if way in entries:
            way = (*way, entries[way])
    way = (*way, *names[-1:])
    if is_entry:
        entries[way] = entries.get(way, -1) + 1
        way = (*way, entries[way])
    return way


def _after_value(text: str, at: int) -> int:
    """Where the statement ends: the first line end outside brackets and strings."""
    depth = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:  # not reached in a valid text
            return at + 1
        found = token.group()
        if found == "\n" and depth <= 0:
            return at
        depth += (found in ("[", "{")) - (found in ("]", "}"))
        at = token.end()
    return at

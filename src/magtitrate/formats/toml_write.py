"""How does a document of tables become TOML text again?

Only what a person's file holds: texts, numbers, true and false, days, clock times, lists
of these, tables and lists of tables. Comments are not kept; the file they stood in is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from magtitrate.errors import ModelError

__all__ = ["toml_text"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(document: Mapping[str, Any]) -> str:
    """The document as TOML, ending in a newline; reading it again gives the document."""
    return "\n".join(_table(document, ())).lstrip("\n") + "\n"


def _table(table: Mapping[str, Any], way: tuple[str, ...]) -> Iterator[str]:
    for key, value in table.items():
        if not _is_inner(value):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        inner = (*way, _key(key))
        if isinstance(value, Mapping):
            yield ""
            yield f"[{'.'.join(inner)}]"
            yield from _table(value, inner)
        elif _is_inner(value):
            for entry in value:
                yield ""
                yield f"[[{'.'.join(inner)}]]"
                yield from _table(entry, inner)


def _is_inner(value: Any) -> bool:
    tables = isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)
    return isinstance(value, Mapping) or tables


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            # JSON escapes are TOML escapes, but for the delete character.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
        case int() | float():
            return repr(value)
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return "[" + ", ".join(_value(one) for one in value) + "]"
    raise ModelError(f"{type(value).__name__} has no place in a person's file")

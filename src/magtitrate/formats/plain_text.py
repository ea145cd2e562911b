"""Which text of a plan's file may stand on a page, in a calendar or in a terminal?

JSON can hide in an escape what no text file may hold: a control character moves a terminal's
cursor, half a character cannot be written, and a mark of direction lets a name rearrange the
amount beside it.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["plain_text"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BREAKS = re.compile(r"[ ]*[\t\n][\t\n ]*")
_TURNS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain_text(value: Any) -> str:
    """The text in one line, without marks of direction.

    Raises:
        TypeError: not a text.
        ValueError: it holds a control character or half of a character.
    """
    if not isinstance(value, str):
        raise TypeError("a text stands here in a plan")
    if _CONTROL.search(value):
        raise ValueError("a control character in a plan's text")
    return _BREAKS.sub(" ", _TURNS.sub("", value))

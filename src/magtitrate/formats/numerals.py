"""Which texts are one number and nothing else?

A decimal comma, a thousands separator or a digit of another script can turn 1.2 into 12
(hazard H-23), so nothing but ASCII digits with a decimal point is read.
"""

from __future__ import annotations

import re

from magtitrate.errors import InputError

__all__ = ["plain_number"]

_PLAIN = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})")
_COMMA = re.compile(r"[+-]?[0-9]{1,12},[0-9]{1,12}")
ACCEPTED = "digits with a decimal point, such as 0.82"


def plain_number(text: str) -> float:
    """The number that a text such as `0.82` states.

    Raises:
        InputError: empty, a decimal comma, a thousands separator, an exponent, other digits.
    """
    if _PLAIN.fullmatch(text):
        return float(text)
    if _COMMA.fullmatch(text):
        raise InputError(
            "a comma stands in this number, and it can be read in two ways",
            given=text,
            accepted=ACCEPTED,
            todo=f"If the comma is a decimal comma, write {text.replace(',', '.')}",
        )
    if not text:
        raise InputError("a number is missing here", accepted=ACCEPTED)
    raise InputError("this is not a number that can be read", given=text, accepted=ACCEPTED)

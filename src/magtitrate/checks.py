"""What may a field of a noun hold?

The checks that nouns share. Each refusal says which field, what was given and what is
accepted; the reader that knows file and line adds them.
"""

from __future__ import annotations

from magtitrate.errors import InputError

__all__ = ["WEEKDAYS", "clock", "one_of", "weekdays", "within"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def one_of(field: str, value: str | None, accepted: tuple[str, ...]) -> None:
    """Refuse a word outside the list; `None` is a missing answer."""
    if value is not None and value not in accepted:
        raise InputError(
            "this word is not known here", field=field, given=value, accepted=", ".join(accepted)
        )


def within(field: str, value: float | None, low: float, high: float) -> None:
    """Refuse a number outside the range that a person can have; `None` is missing."""
    if value is not None and not low <= value <= high:
        raise InputError(
            "the number is outside what is possible here",
            field=field,
            given=value,
            accepted=f"{low:g} to {high:g}",
        )


def clock(field: str, value: float) -> None:
    """Refuse an hour outside the day."""
    if not 0 <= value < 24:
        raise InputError("not a time of day", field=field, given=value, accepted="00:00 to 23:59")


def weekdays(field: str, value: tuple[str, ...]) -> None:
    """Refuse an empty list, an unknown or a repeated weekday."""
    if not value or any(day not in WEEKDAYS for day in value) or len(set(value)) < len(value):
        raise InputError(
            "not a list of weekdays",
            field=field,
            given=", ".join(value) or "an empty list",
            accepted=", ".join(WEEKDAYS),
        )

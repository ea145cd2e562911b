"""How does an answer reach the terminal, or a file?"""

from __future__ import annotations

import sys
from pathlib import Path

from magtitrate.errors import InputError

__all__ = [
    "FAULT",
    "UNUSABLE",
    "USED",
    "progress",
    "show",
    "wants_color",
    "write",
]

USED, FAULT, UNUSABLE = 0, 1, 2
"""Exit codes: an answer of any verdict; our own fault or a failed check; unusable input."""


def show(text: str) -> None:
    """The answer itself, on the standard output."""
    sys.stdout.write(text)


def wants_color() -> bool:
    """On a terminal, unless NO_COLOR is set."""
    import os

    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def progress(done: int, of: int, what: str) -> None:
    """One line on a terminal that writes over itself, and is gone at the end."""
    line = "" if done == of else f"{what}: {done} of {of}"
    sys.stderr.write(f"\r{line:<60}" + ("\r" if done == of else ""))
    sys.stderr.flush()


def write(path: Path, text: str, field: str) -> None:
    """A text into a file that an option named.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the file cannot be written: {why}", field=field, given=str(path)
        ) from None

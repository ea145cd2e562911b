"""How are the words that were typed after a command read?

What cannot be read is refused in one paragraph, with exit code 2.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import NoReturn

from magtitrate.errors import InputError

__all__ = [
    "Parser",
    "codes",
    "count",
    "day_or_no",
    "person_arguments",
    "port",
    "positive",
    "seed",
    "units_argument",
    "workers",
    "yes_no",
]


class Parser(argparse.ArgumentParser):
    """argparse with our wording: one paragraph, exit code 2."""

    def error(self, message: str) -> NoReturn:
        raise InputError(message, field=self.prog, todo=f"See `{self.prog} --help`")


def person_arguments(parser: argparse.ArgumentParser) -> None:
    """A person's files, and how the answer is wanted."""
    parser.add_argument("person", type=Path, metavar="PERSON.toml")
    parser.add_argument("--labs", type=Path, metavar="F.csv")
    parser.add_argument("--diary", type=Path, metavar="F.csv")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--seed", type=seed, default=0, metavar="N")
    parser.add_argument("--now", metavar="ISO", help="the moment of the plan, with its zone")


def units_argument(parser: argparse.ArgumentParser) -> None:
    """The unit in which magnesium is shown."""
    parser.add_argument(
        "--units", default="mmol/L", metavar="U", help="of magnesium: mmol/L, mg/dL or mEq/L"
    )


def codes(text: str) -> tuple[str, ...]:
    """Codes with commas between them, or none."""
    return () if text in ("none", "no", "") else tuple(word.strip() for word in text.split(","))


def day_or_no(text: str) -> date | str:
    """A day, `no`, or `same`."""
    if text in ("no", "same"):
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither no nor a day") from None


def yes_no(text: str) -> bool:
    """`yes` or `no`."""
    if text not in ("yes", "no"):
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no")
    return text == "yes"


def count(text: str) -> int:
    """How many of something."""
    if not text.isdigit() or len(text) > 7 or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to 9,999,999")
    return int(text)


def workers(text: str) -> int | str:
    """How many processes, or whose workers."""
    name, colon, address = text.partition(":")
    if name == "dask" and (address or not colon):
        return text
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, dask or dask:ADDRESS")
    return count(text)


def seed(text: str) -> int:
    """A seed of the random streams."""
    if not text.isdigit() or len(text) > 18:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of 0 or more")
    return int(text)


def port(text: str) -> int:
    """A port of this machine; 0 means any that is free."""
    if not text.isdigit() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, 0 to 65535")
    return int(text)


def positive(text: str) -> float:
    """A number above zero."""
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return value

"""What was answered at a check-in, where no terminal was there to ask? Read from TOML.

The keys are those of the questions; one that is left out was not answered, and so is not
known. Nothing is carried over from last time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.suggest import near_codes
from magtitrate.formats.toml_table import Table, load_toml

__all__ = ["KEYS", "Answered", "codes_of", "read_answers"]

SCHEMA = 1
KEYS = (
    "schema",
    "medicines",
    "magnesium_sources",
    "symptoms_now",
    "sick_day",
    "pregnancy",
    "surgery_planned",
    "new_conditions",
    "product_same",
    "helped",
    "goes_on",
    "try_again",
)
ACCEPTED: dict[str, tuple[str, ...]] = {
    "medicines": ("same", "none", "unknown"),
    "magnesium_sources": ("same", "none", "unknown"),
    "sick_day": ("no", "yes"),
    "pregnancy": ("same", "no", "pregnant", "lactating"),
    "helped": ("better", "same", "worse", "cannot_tell"),
    "goes_on": ("yes", "no"),
}


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The answers of a file, `None` where there is none."""

    medicines: str | None = None
    magnesium_sources: str | None = None
    symptoms_now: tuple[str, ...] | None = None
    sick_day: str | None = None
    pregnancy: str | None = None
    surgery_planned: date | str | None = None
    new_conditions: tuple[str, ...] | None = None
    product_same: bool | None = None
    helped: str | None = None
    goes_on: str | None = None
    try_again: bool = False


def read_answers(path: str | Path, facts: Facts) -> Answered:
    """The answers of a file.

    Raises:
        InputError: the first trouble, with file, line and key.
    """
    top = load_toml(path)
    top.refuse_unknown(KEYS, {})
    if top.content.get("schema") != SCHEMA:
        raise top.error(
            "schema",
            "this version of the file is not known",
            given=top.content.get("schema"),
            accepted=f"schema = {SCHEMA} on the first line",
        )
    return Answered(
        medicines=_word(top, "medicines"),
        magnesium_sources=_word(top, "magnesium_sources"),
        symptoms_now=codes_of(top, "symptoms_now", facts.symptoms),
        sick_day=_word(top, "sick_day"),
        pregnancy=_word(top, "pregnancy"),
        surgery_planned=_surgery(top),
        new_conditions=codes_of(top, "new_conditions", facts.conditions),
        product_same=top.flag("product_same"),
        helped=_word(top, "helped"),
        goes_on=_word(top, "goes_on"),
        try_again=top.flag("try_again") or False,
    )


def _word(top: Table, key: str) -> str | None:
    word = top.text(key)
    if word is not None and word not in ACCEPTED[key]:
        raise top.error(
            key,
            "this answer is not known",
            given=word,
            accepted=", ".join(ACCEPTED[key]),
            todo="What is new belongs into the person's file: check in with --person FILE.toml"
            if key in ("medicines", "magnesium_sources")
            else None,
        )
    return word


def _surgery(top: Table) -> date | str | None:
    if isinstance(top.content.get("surgery_planned"), date):
        return top.day("surgery_planned")
    word = top.text("surgery_planned")
    if word not in (None, "no", "same"):
        raise top.error(
            "surgery_planned",
            "this is neither no nor a day",
            given=word,
            accepted='"no", "same", or a date such as 2026-12-10 without quotes',
        )
    return word


def codes_of(top: Table, key: str, known: Mapping[str, Code]) -> tuple[str, ...] | None:
    """A list of codes, each once; `None` where it was not answered."""
    words = top.words(key)
    for word in words or ():
        if word not in known:
            near = near_codes(word, known)
            raise top.error(
                key,
                "this code is not known",
                given=word,
                accepted="codes; the nearest are " + ", ".join(near) if near else "codes",
            )
    return None if words is None else tuple(dict.fromkeys(words))

"""Which safety questions does a check-in ask at a terminal, and how is an answer read?

An empty line is no answer: nothing is carried over by pressing return. What cannot be read
is asked again. Symptoms of the last time are shown, and not answering never means that they
are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.suggest import near_codes
from magtitrate.store.check_in import CheckIn

__all__ = ["answers_of", "asked"]

Ask = Callable[[str], str]
Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class _Question:
    """A question and how its answer is read.

    Attributes:
        words: accepted words and the value of each; empty for codes and days.
        codes: `symptoms` or `conditions`.
    """

    text: str
    words: Mapping[str, Any]
    codes: str = ""
    day: bool = False


YES_NO = {"yes": "yes", "no": "no"}
QUESTIONS: dict[str, _Question] = {
    "medicines": _Question(
        text="Medicines and supplements without magnesium: the same as in your file? "
        "(same, none, unknown; if anything is new, stop here and use --person)",
        words={word: word for word in ("same", "none", "unknown")},
    ),
    "magnesium_sources": _Question(
        text="Other supplements or medicines with magnesium: the same as in your file? "
        "(same, none, unknown)",
        words={word: word for word in ("same", "none", "unknown")},
    ),
    "symptoms_now": _Question(
        text="Symptoms now? (none, or codes such as diarrhea, nausea, weakness, palpitations, "
        "with commas)",
        words={},
        codes="symptoms",
    ),
    "sick_day": _Question(
        text="Vomiting, diarrhea, fever, or not eating or drinking? (no, yes)", words=YES_NO
    ),
    "pregnancy": _Question(
        text="Pregnant or breastfeeding? (no, pregnant, lactating)",
        words={word: word for word in ("no", "pregnant", "lactating")},
    ),
    "surgery_planned": _Question(
        text="An operation planned? (no, or the day as 2026-12-10)", words={"no": "no"}, day=True
    ),
    "new_conditions": _Question(
        text="A new illness or diagnosis? (none, or codes with commas)",
        words={},
        codes="conditions",
    ),
    "product_same": _Question(
        text="Is it still the same product, in name and strength, also in a new pack? (yes, no)",
        words={"yes": True, "no": False},
    ),
    "helped": _Question(
        text="Has what you take it for improved? (better, same, worse, cannot_tell)",
        words={word: word for word in ("better", "same", "worse", "cannot_tell")},
    ),
    "goes_on": _Question(
        text="Long-term data are few. Do you want to go on? (yes, no)", words=YES_NO
    ),
}


SAME = "same"


def asked(
    questions: tuple[str, ...],
    facts: Facts,
    *,
    ask: Ask,
    say: Say,
    symptoms: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Put each question; the answers that were given, by name.

    Args:
        symptoms: codes of the last answers.
        ask: shows a prompt and returns the line that was typed; raises `EOFError` at the end.
        say: shows a line.
    """
    found = {}
    for name in questions:
        last = symptoms if name == "symptoms_now" else ()
        answer = _put(QUESTIONS[name], facts, ask=ask, say=say, last=last)
        if answer is not None:
            found[name] = answer
    return found


def answers_of(given: Mapping[str, Any]) -> CheckIn:
    """A check-in from answers by the name of their question."""
    names = {"helped": "felt"}
    return CheckIn(**{names.get(name, name): answer for name, answer in given.items()})


def _put(
    question: _Question, facts: Facts, *, ask: Ask, say: Say, last: tuple[str, ...] = ()
) -> Any:
    before = ""
    if last:
        names = ", ".join(code.replace("_", " ") for code in last)
        before = f"\nLast time: {names}; still so? (same keeps them)"
    while True:
        try:
            typed = ask(f"{question.text}{before}\n> ").strip()
        except EOFError:
            return None
        if not typed:
            still = " What you named last time still counts." if last else ""
            say(f"Not answered, and so not known.{still}")
            return None
        if last and typed == SAME:
            return last
        try:
            return _read(question, typed, facts)
        except InputError as error:
            say(str(error))


def _read(question: _Question, typed: str, facts: Facts) -> Any:
    if question.codes:
        known = facts.symptoms if question.codes == "symptoms" else facts.conditions
        return _codes(typed, known)
    if typed in question.words:
        return question.words[typed]
    if question.day:
        try:
            return date.fromisoformat(typed)
        except ValueError:
            pass
    raise InputError("this is no answer to that", given=typed, accepted=", ".join(question.words))


def _codes(typed: str, known: Mapping[str, Code]) -> tuple[str, ...]:
    if typed in ("none", "no"):
        return ()
    words = tuple(word.strip() for word in typed.split(",") if word.strip())
    for word in words:
        if word not in known:
            near = near_codes(word, known)
            raise InputError(
                "this code is not known", given=word, accepted=", ".join(near) or "codes"
            )
    return tuple(dict.fromkeys(words))

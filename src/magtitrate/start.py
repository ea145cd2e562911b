"""The interview in a terminal: red flags first, one question after the other, then the file.

Nothing is written before the last answer: input that ends early leaves nothing behind.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.draft import Draft, checked, entered, fresh, value_at
from magtitrate.formats.interview import (
    STEPS,
    Listing,
    Question,
    Step,
    choices_of,
    code_groups,
    red_flags,
)
from magtitrate.formats.suggest import near_codes
from magtitrate.formats.unusual import ASKED, unusual_answer
from magtitrate.formats.written import check_place, write_files
from magtitrate.plan import JURISDICTIONS, Goal
from magtitrate.safety.words import warnings_of
from magtitrate.web.medicine_words import read_as

__all__ = ["start"]

WIDTH = 80
MOST_ENTRIES = 40
NONE, WHY, LIST = ("none", "no", "0"), "?", "list"
YES = ("yes", "y")


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """Where questions are written and answers read."""

    answers: TextIO
    screen: TextIO

    def say(self, text: str = "", *, indent: str = "") -> None:
        lines = textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
        self.screen.write("\n".join(lines or [""]) + "\n")

    def ask(self, prompt: str) -> str:
        """One line of an answer.

        Raises:
            InputError: the answers ended before the questions did.
        """
        self.screen.write(f"{prompt}: ")
        self.screen.flush()
        line = self.answers.readline()
        if not line:
            self.screen.write("\n")
            raise InputError(
                "the answers ended before the last question",
                field="start",
                todo="Nothing was written. Run `magtitrate start` again",
            )
        return line.strip()


def start(
    target: Path | None, *, answers: TextIO, screen: TextIO, now: datetime, facts: Facts
) -> Path | None:
    """Ask, write the person's file, and say where; `None` where a red flag ended it.

    Args:
        target: the file to write; named after the person where it is left out.

    Raises:
        InputError: the answers ended early, or the file cannot be written.
    """
    if target is not None:
        _free(target)
    terminal = Terminal(answers=answers, screen=screen)
    if _red(terminal, facts):
        return None
    terminal.say("Enter alone means “I don't know”. A question mark says why it is asked.")
    draft = Draft(document=fresh("", "", "") | {"person": {}})
    for step in STEPS:
        draft = _asked(terminal, draft, step, now, facts)
    path = target or Path(f"{_file_name(draft)}.toml")
    _free(path)
    write_files({path: _confirmed(draft, now, facts).text.encode()}, "PERSON.toml")
    terminal.say()
    terminal.say(f"Written: {path}")
    return path


def _free(path: Path) -> None:
    check_place(path, "PERSON.toml", (".toml",), folder=False)
    if path.exists():
        raise InputError(
            "a file of this name is there already, and is not written over",
            field="PERSON.toml",
            given=str(path),
            todo="Name another file",
        )


def _file_name(draft: Draft) -> str:
    name = "".join(c if c.isalnum() else "-" for c in str(value_at(draft.document, "person.id")))
    return name.strip("-").lower() or "person"


def _confirmed(draft: Draft, now: datetime, facts: Facts) -> Draft:
    """The answers were given today."""
    document = dict(draft.document)
    today = now.astimezone(ZoneInfo(str(document["timezone"]))).date()
    document["answers"] = {"confirmed": today} | document.get("answers", {})
    return replace(draft, document=checked(document, now=now, facts=facts).document)


# ---------------------------------------------------------------- red flags


def _red(terminal: Terminal, facts: Facts) -> bool:
    """Ask for the signs that need a person and not a plan; say whom to call if there are any."""
    terminal.say("First: do you have any of these right now?")
    flags = red_flags(facts)
    for number, flag in enumerate(flags, start=1):
        terminal.say(f"{number}. {flag.question or flag.title}", indent="  ")
    while True:
        said = terminal.ask("Their numbers with commas, or none")
        numbers = [part for part in said.replace(",", " ").split() if part]
        if said.casefold() in NONE:
            return False
        if numbers and all(n.isdigit() and 1 <= int(n) <= len(flags) for n in numbers):
            break
        terminal.say("Please write numbers of the list, or none.")
    terminal.say()
    terminal.say(
        "Please get help now. This may be serious, and it is not a matter for a supplement: "
        "please take no magnesium until somebody has looked at you."
    )
    for code in JURISDICTIONS:
        goal = Goal(reason="status", mode="self", jurisdiction=code)
        lines = warnings_of(goal, facts, emergency=True)
        terminal.say(f"{facts.jurisdictions[code].title}: {lines[0]}", indent="  ")
    terminal.say("Nothing was written. When you are well again, this is here.")
    return True


# ---------------------------------------------------------------- one page of questions


def _asked(terminal: Terminal, before: Draft, step: Step, now: datetime, facts: Facts) -> Draft:
    terminal.say()
    terminal.say(f"— {step.title} —")
    terminal.say(step.intro)
    given: dict[str, list[str]] = {}
    draft = before
    for question in step.questions:
        draft = _one(terminal, before, step, question, question.key, given, now, facts)
    for listing in step.lists:
        if listing.answer and value_at(draft.document, listing.answer) in ("none", "unknown"):
            continue
        draft = _entries(terminal, before, step, listing, given, now, facts)
    if any(key in draft.errors for key in (q.key for q in step.questions)):
        terminal.say("Some of these could not be read together; they stay open:")
        for key, error in draft.errors.items():
            terminal.say(f"{key}: {error}", indent="  ")
    return replace(draft, typed={}, errors={})


def _one(
    terminal: Terminal,
    before: Draft,
    step: Step,
    question: Question,
    name: str,
    given: dict[str, list[str]],
    now: datetime,
    facts: Facts,
) -> Draft:
    """One answer, asked again until it can be read."""
    while True:
        given[name] = _words(terminal, question, facts)
        if question.required and not any(given[name]):
            terminal.say("This is needed to begin.", indent="  ")
            continue
        draft = entered(before, step, given, now=now, facts=facts)
        error = draft.errors.get(name, "")
        waits = question.key.startswith("answers.") and "no entry" in error
        if error and not waits and any(given[name]):
            terminal.say(error, indent="  ")
        elif _is_so(terminal, name, draft, facts):
            return draft


def _is_so(terminal: Terminal, name: str, draft: Draft, facts: Facts) -> bool:
    """A number that looks ten times too large or small waits for a yes."""
    asked = unusual_answer(name, value_at(draft.document, name), facts) if name in ASKED else ""
    if not asked:
        return True
    terminal.say(asked, indent="  ")
    return terminal.ask("yes, or Enter to write it again").casefold() in YES


def _words(terminal: Terminal, question: Question, facts: Facts) -> list[str]:
    while True:
        choices = choices_of(question)
        for number, (_, words) in enumerate(choices, start=1):
            terminal.say(f"{number}. {words}", indent="  ")
        said = terminal.ask(_prompt(question))
        if said == WHY:
            terminal.say(question.why or "It helps; it is optional.", indent="  ")
        elif question.kind == "codes":
            if (found := _codes(terminal, question, said, facts)) is not None:
                return found
        elif choices and said:
            chosen = _chosen(choices, said)
            if chosen:
                return [chosen]
            terminal.say("Please write the number of a choice, or Enter.", indent="  ")
        else:
            return [said]


def _prompt(question: Question) -> str:
    unit = f" ({question.unit})" if question.unit else ""
    hint = ""
    if question.kind == "codes":
        hint = " (names with commas, none, or list)"
    elif question.example and question.kind != "choice":
        hint = f" (such as {question.example})"
    return f"{question.label}{unit}{hint}"


def _chosen(choices: tuple[tuple[str, str], ...], said: str) -> str:
    if said.isdigit() and 1 <= int(said) <= len(choices):
        return choices[int(said) - 1][0]
    found = [code for code, words in choices if said.casefold() in (code.casefold(), words)]
    return found[0] if found else ""


def _codes(terminal: Terminal, question: Question, said: str, facts: Facts) -> list[str] | None:
    """The codes that were named; `None` to ask again."""
    if not said:
        return [""]
    if said.casefold() in NONE:
        return ["none"]
    if said.casefold() == LIST:
        for title, codes in code_groups(question, facts):
            terminal.say(f"{title}: {', '.join(code.title for code in codes)}", indent="  ")
        return None
    known = facts.conditions if question.key == "person.conditions" else facts.symptoms
    found = []
    for word in filter(None, (part.strip() for part in said.split(","))):
        code = _code(word, known)
        if code is None:
            said = _meant(terminal, word, near := near_codes(word, known), known)
            if not (said.isdigit() and 1 <= int(said) <= len(near)):
                return _codes(terminal, question, said, facts) if said else None
            code = near[int(said) - 1]
        found.append(code)
    return found


def _meant(terminal: Terminal, word: str, near: list[str], known: Mapping[str, Code]) -> str:
    """What is said about a word that is spelled otherwise; nothing is taken unasked."""
    if not near:
        terminal.say(f"“{word}” is not known here. Write list to see them all.", indent="  ")
        return ""
    terminal.say(f"“{word}” is not known here. Did you mean:", indent="  ")
    for number, code in enumerate(near, start=1):
        terminal.say(f"{number}. {known[code].title}", indent="    ")
    return terminal.ask("Its number, or the whole answer once more")


def _code(word: str, known: Mapping[str, Code]) -> str | None:
    plain = word.casefold().replace(" ", "_")
    for code in known.values():
        names = (code.code, code.title, *code.synonyms)
        if plain in {name.casefold().replace(" ", "_") for name in names}:
            return code.code
    return None


def _entries(
    terminal: Terminal,
    before: Draft,
    step: Step,
    listing: Listing,
    given: dict[str, list[str]],
    now: datetime,
    facts: Facts,
) -> Draft:
    """Entry after entry of a list, until an empty one."""
    terminal.say(listing.why)
    given[f"{listing.key}.sent"] = ["yes"]
    draft = entered(before, step, given, now=now, facts=facts)
    first, *others = listing.questions
    for place in range(MOST_ENTRIES):
        said = terminal.ask(f"{listing.one}, {first.label.lower()} (Enter: no more)")
        if not said:
            break
        given[f"{listing.key}.{place}.{first.key}"] = [said]
        if listing.key == "medicine":
            terminal.say(read_as(said, facts), indent="  ")
        for question in _in_turn(others):
            name = f"{listing.key}.{place}.{question.key}"
            draft = _one(terminal, before, step, question, name, given, now, facts)
    return entered(before, step, given, now=now, facts=facts) if given else draft


def _in_turn(questions: list[Question]) -> Iterator[Question]:
    """What is needed first, then the rest."""
    yield from sorted(questions, key=lambda question: not question.required)

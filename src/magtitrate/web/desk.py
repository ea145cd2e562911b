"""What does the running page hold: the folder, the drafts, and the plans already made?

A plan is made once for the same files on the same day; the answers of a form are on disk as
soon as they can be read. A lost connection, or a closed browser, loses nothing.
"""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import InputError
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.formats.draft import Draft, checked, value_at
from magtitrate.formats.opened import Case
from magtitrate.formats.plan_inputs import inputs_of
from magtitrate.formats.plan_read import PlanFile, as_filed
from magtitrate.formats.reader_units import CONCENTRATIONS, ReaderUnits, reader_units
from magtitrate.formats.sentences import Sentences
from magtitrate.titrate import Titration, titrate
from magtitrate.web.folder import files_of, keep, name_from, names_in, read_texts
from magtitrate.web.held import Texts, case_of
from magtitrate.web.what_if import Asked, Looked, bodies_of, look

__all__ = ["Desk", "Made"]

MOST_PLANS = 50
AT_ONCE = 2
"""Plans computed at the same time; the others wait their turn."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A plan with its working and everything it was made from."""

    case: Case
    titration: Titration
    file: PlanFile


@dataclass(kw_only=True)
class Desk:
    """The state of one running page.

    Attributes:
        clock: the present moment, with its zone.
        seed: names the random streams.
    """

    folder: Path
    facts: Facts
    words: Sentences
    clock: Callable[[], datetime]
    seed: int = 0
    _drafts: dict[str, tuple[str, Draft]] = field(default_factory=dict)
    _made: dict[str, Made] = field(default_factory=dict)
    _bodies: dict[str, Posterior | None] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(AT_ONCE))

    # ------------------------------------------------------------ people

    def names(self) -> tuple[str, ...]:
        return names_in(self.folder)

    def begin(self, document: dict[str, Any]) -> str:
        """A new person from the first answers; the name of the files.

        Raises:
            InputError: an answer that cannot be read, or a name that is taken.
        """
        name = name_from(str(value_at(document, "person.id") or ""))
        with self._lock:
            if files_of(self.folder, name)["person"].exists():
                raise InputError(
                    "somebody of this name is here already",
                    field="person.id",
                    todo="Choose another name, or open that person",
                )
            draft = Draft(document=document)
            keep(self.folder, name, person=draft.text)
        return name

    def draft(self, name: str) -> Draft:
        """The answers so far; a file that was changed outside is read anew."""
        with self._lock:
            text = read_texts(self.folder, name).person
            known = self._drafts.get(name)
            if known is not None and known[0] == text:
                return known[1]
            draft = Draft(document=_parsed(text))
            read = checked(draft.document, now=self.clock(), facts=self.facts)
            draft = replace(draft, errors=read.refused)
            self._drafts[name] = (text, draft)
            return draft

    def set_draft(self, name: str, draft: Draft) -> None:
        """Keep the answers: what can be read on disk, the rest here."""
        with self._lock:
            text = draft.text
            if text != read_texts(self.folder, name).person:
                keep(self.folder, name, person=text)
            self._drafts[name] = (text, draft)

    def change(self, name: str, step: Callable[[Draft], Draft]) -> Draft:
        """Change the answers in one go, so that two windows cannot mix theirs."""
        with self._lock:
            draft = step(self.draft(name))
            self.set_draft(name, draft)
            return draft

    def texts(self, name: str) -> Texts:
        return read_texts(self.folder, name)

    def keep(self, name: str, **texts: str) -> None:
        """Write laboratory file or diary, once they can be read."""
        with self._lock:
            held = replace(self.texts(name), **texts)
            case_of(held, now=self.clock(), facts=self.facts)
            keep(self.folder, name, **texts)

    # ------------------------------------------------------------ plans

    def case(self, name: str) -> Case:
        return case_of(self.texts(name), now=self.clock(), facts=self.facts)

    def made(self, name: str, weights: Mapping[str, float] | None = None) -> Made:
        """The plan of these files today, computed once.

        Args:
            weights: to look at another weighing without keeping it.
        """
        texts, now = self.texts(name), self.clock()
        mark = repr((texts, now.date(), sorted((weights or {}).items())))
        key = hashlib.sha256(mark.encode()).hexdigest()
        with self._lock:
            if key in self._made:
                return self._made[key]
        with self._turns:
            with self._lock:
                if key in self._made:  # made while this one waited
                    return self._made[key]
            made = self._titrated(case_of(texts, now=now, facts=self.facts), weights)
        with self._lock:
            if len(self._made) >= MOST_PLANS:
                self._made.pop(next(iter(self._made)))
            self._made[key] = made
        return made

    def _titrated(self, case: Case, weights: Mapping[str, float] | None) -> Made:
        if weights:
            case = replace(case, goal=replace(case.goal, weights=tuple(weights.items())))
        made = titrate(case.record, case.goal, self.facts, seed=self.seed)
        file = as_filed(made.plan, inputs_of(case.record, case.goal))
        return Made(case=case, titration=made, file=file)

    def look(self, name: str, asked: Asked) -> Looked:
        """Another day of this person; bodies with other food or kidneys are found once."""
        made = self.made(name)
        posterior = made.titration.posterior
        with self._turns:
            if (asked.food_mg, asked.egfr) != (None, None):
                key = f"{made.file.plan.provenance.record_hash} {asked.food_mg} {asked.egfr}"
                if key not in self._bodies:
                    if len(self._bodies) >= MOST_PLANS:
                        self._bodies.clear()
                    self._bodies[key] = bodies_of(asked, made.case, self.facts, seed=self.seed)
                posterior = self._bodies[key]
            return look(asked, made.case, self.facts, posterior=posterior, seed=self.seed)

    def turn(self) -> threading.Semaphore:
        """To be held while something is computed."""
        return self._turns

    # ------------------------------------------------------------ the reader's units

    def units(self, name: str) -> ReaderUnits:
        return reader_units(self._units.get(name, CONCENTRATIONS[0]))

    def set_units(self, name: str, text: str) -> None:
        self._units[name] = reader_units(text).concentration


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"the person's file is not TOML: {error}",
            todo="Open it in an editor and correct that line, or take it out of the folder",
        ) from None

"""What does the running page hold: the folder, the drafts, and the plans already made?

A plan is made once for the same files on the same day; the answers of a form are on disk as
soon as they can be read, and what is written down afterwards is in the record. A lost
connection, or a closed browser, loses nothing.
"""

from __future__ import annotations

import hashlib
import threading
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.followup.controller import Said
from magtitrate.formats.diary_line import Line
from magtitrate.formats.draft import Draft, checked, value_at
from magtitrate.formats.opened import Case
from magtitrate.formats.plan_inputs import inputs_of
from magtitrate.formats.plan_read import PlanFile, as_filed
from magtitrate.formats.reader_units import CONCENTRATIONS, CONVERTED, ReaderUnits, reader_units
from magtitrate.formats.sentences import Sentences
from magtitrate.plan import PlanInForce
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.situation import situation_of
from magtitrate.safety.words import warnings_of
from magtitrate.store.adding import Added
from magtitrate.store.check_in import CheckIn
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import began, decisions, in_force, lines_of, stage_of
from magtitrate.store.status import Status, status_of
from magtitrate.titrate import Titration, titrate
from magtitrate.web import records
from magtitrate.web.folder import files_of, keep, name_from, names_in, read_texts
from magtitrate.web.held import Texts, case_of
from magtitrate.web.records import Kept, Log
from magtitrate.web.what_if import Asked, Looked, bodies_of, look

__all__ = ["Desk", "Made", "Spoken"]

MOST_PLANS = 50
TWICE_MIN = 10.0
"""The same page sent again within so many minutes is one writing, not two."""
AT_ONCE = 2
"""Plans computed at the same time; the others wait their turn."""
RED = "RED"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A plan with its working and everything it was made from."""

    case: Case
    titration: Titration
    file: PlanFile


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """What is to be said at once, before any model is asked.

    Attributes:
        stops: what speaks against any dose now, and what an entry was questioned for.
        emergency: is it a matter for emergency services?
        call: then whom to call, in the words of the jurisdiction.
    """

    stops: tuple[str, ...]
    emergency: bool
    call: tuple[str, ...]


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
    _sent: dict[tuple[str, ...], tuple[datetime, int]] = field(default_factory=dict)
    _warned: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
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

    def keep(self, name: str, part: str, text: str) -> None:
        """Take a whole laboratory file or diary, once it can be read."""
        with self._lock:
            if records.begun(self.folder, name):
                now, facts = self.clock(), self.facts
                records.with_file(self.folder, name, part, text, now=now, facts=facts)
                return
            held = replace(self.texts(name), **{part: text})
            case_of(held, now=self.clock(), facts=self.facts)
            keep(self.folder, name, **{part: text})

    # ------------------------------------------------------------ the record

    def kept(self, name: str) -> Kept | None:
        """The record of this person; `None` before anything was written down."""
        with self._lock:
            if not records.begun(self.folder, name):
                return None
            return records.kept(self.folder, name, now=self.clock(), facts=self.facts)

    def begin_record(self, name: str) -> None:
        """From now on nothing that is written down can be lost."""
        with self._lock:
            records.begin(self.folder, name, now=self.clock(), facts=self.facts)

    def log(self, name: str, log: Log, *, once: str, confirmed: bool) -> int:
        """Write one thing down, once for one page that was sent; the number of its entry.

        The same page with other words in it is another thing.
        """
        mark = (name, once, repr(log))
        with self._lock:
            if once and (before := self._sent_lately(mark)):
                return before
            now, facts = self.clock(), self.facts
            added = records.add(self.folder, name, log, now=now, facts=facts, confirmed=confirmed)
            self._sent[mark] = (now, added.numbers[0])
            self._warn(name, added)
            return added.numbers[0]

    def log_once(self, name: str, key: str, log: Log, *, confirmed: bool) -> tuple[int, bool]:
        """Write one thing down for a program; the number of its entry, and is it new?

        Raises:
            records.UsedKey: something else was written under this key.
        """
        with self._lock:
            now, facts = self.clock(), self.facts
            number, added = records.add_once(
                self.folder, name, key, log, now=now, facts=facts, confirmed=confirmed
            )
            if added is not None:
                self._warn(name, added)
            return number, added is not None

    def _warn(self, name: str, added: Added) -> None:
        stops = (reason.sentence for reason in added.stops)
        self._warned[name, added.numbers[0]] = (*added.confirmed, *stops)

    def spoken(self, name: str, number: int = 0, *, unwritten: Log | None = None) -> Spoken:
        """What the rules say at this moment, whatever was written down last.

        Args:
            number: of the entry that was just written; what it means is said, too.
            unwritten: what somebody wanted to write down; an alarm sign is heard all the same.
        """
        kept, case = self.kept(name), self.case(name)
        answer = self._gate(case, kept)
        alarms = {
            one.row.id for one in answer.fired if any(e.level == RED for e in one.kind("stop"))
        }
        said = [r.sentence for r in answer.reasons if r.code.partition("/")[0] in alarms]
        standing = self.standing(name)
        stops = [reason.sentence for reason in standing.stops] if standing is not None else []
        lines = lines_of(kept.entries) if kept is not None and number else ()
        new: list[Line | Log] = [line for entry, line in lines if entry.number == number]
        new += [] if unwritten is None else [unwritten]
        emergency = answer.emergency or any(self.is_alarm(line) for line in new)
        call = warnings_of(case.goal, self.facts, emergency=True)[:2] if emergency else ()
        every = (*self._warned.get((name, number), ()), *said, *stops)
        return Spoken(stops=tuple(dict.fromkeys(every)), emergency=emergency, call=call)

    def is_alarm(self, line: Line | Log) -> bool:
        """Is it an alarm sign that is there?"""
        code = self.facts.symptoms.get(line.cells.get("item", ""))
        is_sign = line.kind == "symptom" and code is not None and code.level == RED
        return is_sign and not _is_nought(line.cells.get("value", ""))

    def _gate(self, case: Case, kept: Kept | None) -> Answer:
        """May this person be dosed now? No model is asked."""
        plan = _in_force(case, kept)
        situation = situation_of(case.record, case.goal, self.facts, in_force=plan)
        return gate(situation, case.goal, self.facts, in_force_mg=1.0)

    def _sent_lately(self, mark: tuple[str, ...]) -> int:
        horizon = self.clock() - timedelta(minutes=TWICE_MIN)
        for old in [one for one, (at, _) in self._sent.items() if at < horizon]:
            del self._sent[old]
        return self._sent.get(mark, (horizon, 0))[1]

    def take_back(self, name: str, number: int, why: str) -> None:
        with self._lock:
            now, facts = self.clock(), self.facts
            records.take_back(self.folder, name, number, why, now=now, facts=facts)

    def agree(self, name: str, *, take_out: bool) -> None:
        with self._lock:
            now, facts = self.clock(), self.facts
            records.agree(self.folder, name, take_out=take_out, now=now, facts=facts)

    def everything(self, name: str) -> bytes:
        """The whole record as a ZIP."""
        self.begin_record(name)
        return records.everything(self.folder, name)

    def zone(self, name: str) -> tzinfo:
        """The zone of the clock on this person's wall."""
        return ZoneInfo(str(value_at(self.draft(name).document, "timezone")))

    # ------------------------------------------------------------ check-in

    def asked(self, name: str) -> tuple[str, ...]:
        """What a check-in asks now; the record begins with the first one."""
        self.begin_record(name)
        return records.questions(self.folder, name, now=self.clock(), facts=self.facts)

    def check_in(self, name: str, answers: CheckIn, *, once: str, confirmed: bool) -> int:
        """Decide and write it down, once for one page that was sent; its number.

        The same page with other answers, after a step back, is another check-in: an alarm sign
        that is told then has to be heard.
        """
        mark = (name, once, repr(answers))
        self.begin_record(name)
        with self._turns, self._lock:
            if once and (before := self._sent_lately(mark)):
                return before
            now = self.clock()
            decision = records.checked_in(
                self.folder,
                name,
                answers,
                now=now,
                facts=self.facts,
                seed=self.seed,
                confirmed=confirmed,
            )
            self._sent[mark] = (now, decision.number)
            return decision.number

    def is_followed(self, name: str) -> bool:
        """Was there ever a decision?"""
        kept = self.kept(name)
        return kept is not None and bool(decisions(kept.entries))

    def standing(self, name: str) -> Status | None:
        """What is in force and what is due; `None` before the first decision."""
        kept = self.kept(name)
        if kept is None or not decisions(kept.entries):
            return None
        return status_of(self._with_answers(name, kept), self.clock(), self.facts)

    def _with_answers(self, name: str, kept: Kept) -> tuple[Entry, ...]:
        return records.with_person(kept.entries, self.texts(name).person)

    # ------------------------------------------------------------ plans

    def case(self, name: str) -> Case:
        kept, now = self.kept(name), self.clock()
        if kept is None:
            return case_of(self.texts(name), now=now, facts=self.facts)
        return records.case_of(self._with_answers(name, kept), now, self.facts)

    def made(self, name: str, weights: Mapping[str, float] | None = None) -> Made:
        """The plan of these files and this record today, computed once.

        It is made anew where a line's time has come since, or the rules say something else by now.

        Args:
            weights: to look at another weighing without keeping it.

        Raises:
            InputError: a file cannot be read; no plan is made beside such a line.
        """
        kept, texts = self.kept(name), self.texts(name)
        if kept is not None and kept.trouble is not None:
            raise kept.trouble
        last = "" if kept is None else kept.last
        moment = self._moment(self.case(name), kept)
        mark = repr((texts, last, moment, sorted((weights or {}).items())))
        key = hashlib.sha256(mark.encode()).hexdigest()
        with self._lock:
            if key in self._made:
                return self._made[key]
        with self._turns:
            with self._lock:
                if key in self._made:  # made while this one waited
                    return self._made[key]
            made = self._titrated(self.case(name), weights, kept)
        with self._lock:
            if len(self._made) >= MOST_PLANS:
                self._made.pop(next(iter(self._made)))
            self._made[key] = made
        return made

    def _moment(self, case: Case, kept: Kept | None) -> tuple[object, ...]:
        """What passing time changes: the day, the lines that count by now, the rules that speak."""
        record, answer = case.record, self._gate(case, kept)
        counted = (len(record.observations), len(record.doses), len(record.diary))
        return record.today, counted, answer.verdict, [reason.code for reason in answer.reasons]

    def _titrated(self, case: Case, weights: Mapping[str, float] | None, kept: Kept | None) -> Made:
        if weights:
            case = replace(case, goal=replace(case.goal, weights=tuple(weights.items())))
        last = (decisions(kept.entries) or (None,))[-1] if kept is not None else None
        plan, stage = _in_force(case, kept), stage_of(last)
        said = Said(
            began=began(kept.entries) if kept is not None else None,
            stage_began=None if stage is None else stage.since,
        )
        made = titrate(
            case.record, case.goal, self.facts, plan_in_force=plan, said=said, seed=self.seed
        )
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
        """As the reader chose, or as the last laboratory printed its magnesium."""
        chosen = self._units.get(name)
        if chosen is None:
            known = {unit.casefold(): unit for unit in CONCENTRATIONS}
            values = self.case(name).record.observations
            # Magnesium first: potassium in mmol/L says nothing of how magnesium is printed.
            of_magnesium = [one for one in values if one.analyte in CONVERTED]
            seen = (one.unit_given for one in reversed([*values, *of_magnesium]))
            printed = (known.get(unit.casefold()) for unit in seen)
            chosen = next((unit for unit in printed if unit), CONCENTRATIONS[0])
        return reader_units(chosen)

    def set_units(self, name: str, text: str) -> None:
        self._units[name] = reader_units(text).concentration


def _in_force(case: Case, kept: Kept | None) -> PlanInForce | None:
    last = (decisions(kept.entries) or (None,))[-1] if kept is not None else None
    return in_force(last, case.record.now)


def _is_nought(value: str) -> bool:
    """`0`, `0.0` and their like: it was not there."""
    try:
        return float(value) == 0
    except ValueError:
        return False


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(
            f"the person's file is not TOML: {error}",
            todo="Open it in an editor and correct that line, or take it out of the folder",
        ) from None

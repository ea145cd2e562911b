"""What happens to a virtual person in a year that is lived through the record on disk?

The same doors as for a real person: a file, lines of labs and diary, check-ins. The body
behind them is one draw that the program never sees (`trials.truth`). Each decision is then
held against the truth and the script.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from magtitrate.facts import Facts
from magtitrate.followup.stage import Stage
from magtitrate.formats.diary_line import LAB, Line, typed_line
from magtitrate.formats.toml_write import toml_text
from magtitrate.record import Observation
from magtitrate.store.adding import add_lines, start
from magtitrate.store.check_in import CheckIn, Decision, check_in
from magtitrate.store.ledger import Ledger, entries_of, opened
from magtitrate.store.standing import case_of
from magtitrate.store.year_people import BEGIN, LABS, Event, Script
from magtitrate.trials.truth import Truth, found_by_laboratory, true_levels, truth_of

__all__ = ["Judged", "Year", "lived"]

HOME = ZoneInfo("Europe/Madrid")
MORNING_H, CHECK_IN_H = 8, 9
CRAMPS_A_WEEK, RESPONSE, RESPONSE_DAY = 7.0, 0.4, 21
"""Of the script: cramps before, the share that is left in who responds, and from when on."""

UP, DOWN = ("start", "step_up"), ("stop", "step_down", "refer")


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One decision, held against the truth.

    Attributes:
        serum: really in the blood on that morning [mmol/L].
        wrong: why its direction is wrong; empty where it is not.
    """

    day: int
    action: str
    daily_elemental_mg: float
    serum: float
    wrong: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Year:
    """A whole year of one person.

    Attributes:
        most_mg_in_24_h: the largest sum of label milligrams in any 24 hours.
        ceiling_mg: what it is held against.
        above: doses decided on that were above the limit of their own plan.
    """

    script: Script
    decisions: tuple[Judged, ...]
    most_mg_in_24_h: float
    ceiling_mg: float
    above: int
    taken: int
    serum_first: float
    serum_last: float


def lived(folder: Path, script: Script, facts: Facts, *, seed: int, days: int = 365) -> Year:
    """The year of one script; its record stays in the folder."""
    life = _Life(folder, script, facts, seed)
    for day in range(-28, days + 1):
        life.live(day)
    return life.year()


class _Life:
    """The state of a year while it is lived; the one thing here that changes."""

    def __init__(self, folder: Path, script: Script, facts: Facts, seed: int) -> None:
        self.folder, self.script, self.facts = folder, script, facts
        self.truth: Truth = truth_of(
            script.name,
            facts,
            seed=seed,
            content=script.content,
            responds=script.responds,
            takes=script.takes,
        )
        self.document: dict[str, Any] = copy.deepcopy(dict(script.document))
        self.egfr = float(self.document["kidney"]["egfr_ml_per_min_1p73m2"])
        self.zone = "Europe/Madrid"
        self.stage: Stage | None = None
        self.due: int | None = 0
        self.first_dose: int | None = None
        self.pending: list[Line] = []
        self.taken: list[tuple[datetime, float]] = []
        self.judged: list[Judged] = []
        self.above = 0
        self.serum_first: float | None = None

    def live(self, day: int) -> None:
        """One day: what happens, labs, a check-in where one is due, the day's doses."""
        if day == -28:
            start_file = self.folder.parent / f"{self.script.name}.toml"
            self.folder.parent.mkdir(parents=True, exist_ok=True)
            start_file.write_text(toml_text(self.document), encoding="utf-8")
            start(self.folder, start_file, now=at(0, CHECK_IN_H - 1), facts=self.facts)
        events = [event for event in self.script.events if event.day == day]
        for event in events:
            self._happens(event, day)
        if day in LABS or any(event.egfr is not None for event in events):
            self._measure(day)
        if day >= 0 and (day == self.due or any(event.told for event in events)):
            self._check_in(day, tuple(code for event in events for code in event.symptoms))
        self._doses(day)
        self._diary(day)

    # ------------------------------------------------------------ what happens

    def _happens(self, event: Event, day: int) -> None:
        for way, value in event.sets.items():
            table, _, key = way.partition(".")
            self.document[table][key] = value
        if event.medicines is not None:
            self.document["medicine"] = [dict(one) for one in event.medicines]
            self.document["answers"]["medicines"] = "listed" if event.medicines else "none"
            if not event.medicines:
                del self.document["medicine"]
        if event.egfr is not None:
            self.egfr = event.egfr
        if event.zone is not None:
            self.zone = event.zone
        for place, (kind, item, value) in enumerate(event.diary):
            cells = {"item": item, "value": "" if value is None else f"{value:g}"}
            self._note(kind, at(day, 8) - timedelta(minutes=10 + place), **cells)

    def _note(self, kind: str, moment: datetime, **cells: str) -> None:
        line = typed_line(
            kind, cells, time=moment.isoformat(timespec="minutes"), zone="UTC", now=moment
        )
        self.pending.append(line)

    def _measure(self, day: int) -> None:
        self._write(day, MORNING_H + 0.5)
        true = self._serum(day)
        value = found_by_laboratory(self.truth, true, "serum_magnesium", day, self.facts)
        self._note(
            LAB, at(day, MORNING_H), analyte="serum_magnesium", value=f"{value:.2f}", unit="mmol/L"
        )
        kidney = self.document["kidney"]
        kidney["egfr_ml_per_min_1p73m2"] = round(self.egfr)
        kidney["measured"] = max(BEGIN - timedelta(days=3), BEGIN + timedelta(days=day))

    def _serum(self, day: int) -> float:
        """What is really in the blood on the morning of that day."""
        with opened(self.folder) as ledger:
            moment = max(at(day, CHECK_IN_H), at(0, CHECK_IN_H - 1))
            case = case_of(entries_of(ledger), moment, self.facts)
        wanted = Observation(
            analyte="serum_magnesium",
            time_h=case.record.hours(at(day, MORNING_H)),
            value=1.0,
        )
        return true_levels(self.truth, case.record, case.goal, self.facts, (wanted,))[0]

    def _doses(self, day: int) -> None:
        """The day's doses by the clock of where the person is; more than a day's is left out."""
        if self.stage is None or (self.due is not None and day > self.due + 28):
            return
        rng = self.truth.chance("takes", day)
        for slot in sorted(self.stage.slots, key=lambda one: one.clock_h):
            clock = time(int(slot.clock_h), round(60 * (slot.clock_h % 1)))
            there = datetime.combine(at(day, 12).date(), clock, tzinfo=ZoneInfo(self.zone))
            local = there.astimezone(UTC)  # two walls of one zone subtract without their offsets
            forgets = rng.random() > self.truth.takes
            lately = sum(mg for when, mg in self.taken if local - when < timedelta(hours=24))
            crowded = lately + slot.elemental_mg > self.stage.daily_elemental_mg + 1e-6
            if local < at(day, 0) and day == 0:
                continue
            units = 0.0 if forgets or crowded else slot.units
            if self.taken and local - self.taken[-1][0] < timedelta(hours=1):
                continue  # the clock went back over this hour
            self._note("dose", local, value=f"{units:g}")
            if units:
                self.taken.append((local, slot.elemental_mg))
                self.first_dose = day if self.first_dose is None else self.first_dose

    def _diary(self, day: int) -> None:
        """Cramps of a week, on its last day."""
        if day % 7:
            return
        helps = self.truth.responds and self.first_dose is not None
        since = day - (self.first_dose or 0)
        rate = CRAMPS_A_WEEK * (RESPONSE if helps and since > RESPONSE_DAY else 1.0)
        count = int(self.truth.chance("cramps", day).poisson(rate))
        self._note("cramps", at(day, 7), value=str(count))

    # ------------------------------------------------------------ check-in

    def _write(self, day: int, hour: float) -> None:
        """Everything that was noted since the last time."""
        moment = max(at(day, hour), at(0, CHECK_IN_H - 1))
        lines = [line for line in self.pending if line.at <= moment]
        self.pending = [line for line in self.pending if line.at > moment]
        if lines:
            with opened(self.folder) as ledger:
                add_lines(ledger, lines, now=moment, facts=self.facts, confirmed=True)

    def _check_in(self, day: int, symptoms: tuple[str, ...]) -> None:
        self._write(day, CHECK_IN_H - 0.25)
        answers = self.document["answers"]
        answers["confirmed"] = at(day, CHECK_IN_H).date()
        answers["symptoms_now"] = list(symptoms)
        with opened(self.folder) as ledger:
            decision = self._decided(ledger, day)
        self.stage = decision.stage
        self.due = (decision.next_check_in - BEGIN).days
        self._judge(decision, day)

    def _decided(self, ledger: Ledger, day: int) -> Decision:
        weeks = 0.0 if self.first_dose is None else (day - self.first_dose) / 7
        felt = None
        if weeks >= 8:
            felt = "better" if self.truth.responds else "same"
        return check_in(
            ledger,
            CheckIn(
                person=toml_text(self.document), felt=felt, goes_on="yes" if weeks >= 12 else None
            ),
            now=at(day, CHECK_IN_H),
            facts=self.facts,
        )

    # ------------------------------------------------------------ the judge

    def _judge(self, decision: Decision, day: int) -> None:
        serum = self._serum(day)
        if self.serum_first is None:
            self.serum_first = serum
        mg = decision.stage.daily_elemental_mg if decision.stage else 0.0
        self.above += mg > decision.plan.limits.max_daily_elemental_mg + 1e-6
        self.judged.append(
            Judged(
                day=day,
                action=decision.action,
                daily_elemental_mg=mg,
                serum=serum,
                wrong=self._wrong(decision, day, serum),
                why=decision.why,
            )
        )

    def _wrong(self, decision: Decision, day: int, serum: float) -> str:
        """Why the direction is wrong, by the truth and the script."""
        upper = self.facts.value("policy.serum_upper_fallback")
        if decision.stage is not None:
            if _inside(day, self.script.must_stop):
                return "a dose where there must be none"
            if decision.action in UP and serum > upper:
                return "a rise above the upper limit"
        if decision.action not in DOWN or _inside(day, self.script.may_stop):
            return ""
        if serum < self.facts.value("policy.serum_evidence_lower"):
            return "less for somebody whose serum is low"
        if decision.stage is None and self.truth.responds and serum < _no_more(self.facts):
            return "none for somebody whom it helps and does not harm"
        return ""

    def year(self) -> Year:
        """The account at the end."""
        return Year(
            script=self.script,
            decisions=tuple(self.judged),
            most_mg_in_24_h=max(_sums(self.taken), default=0.0),
            ceiling_mg=self.facts.jurisdictions[
                self.document["jurisdiction"]
            ].upper_limit_mg_per_day,
            above=self.above,
            taken=len(self.taken),
            serum_first=self.serum_first or float("nan"),
            serum_last=self.judged[-1].serum,
        )


def at(day: int, hour: float) -> datetime:
    """That hour of that day at home."""
    whole = datetime.combine(BEGIN + timedelta(days=day), time(int(hour), int(60 * (hour % 1))))
    return whole.replace(tzinfo=HOME)


def _no_more(facts: Facts) -> float:
    """From this serum on the rules let no dose rise or begin (L-04) [mmol/L]."""
    bounds = [
        condition.at_least
        for rule in facts.rules
        if rule.id == "L-04"
        for condition in rule.when
        if condition.field == "serum_magnesium" and condition.at_least is not None
    ]
    return min(bounds)


def _inside(day: int, windows: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= day <= last for first, last in windows)


def _sums(taken: list[tuple[datetime, float]]) -> Iterator[float]:
    """What was swallowed in the 24 hours that end with each dose."""
    moments = np.array([when.timestamp() / 3600 for when, _ in taken])
    amounts = np.array([mg for _, mg in taken])
    for moment in moments:
        yield float(amounts[(moments > moment - 24) & (moments <= moment)].sum())

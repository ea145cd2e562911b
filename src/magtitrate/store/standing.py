"""What do the entries of a record say at one moment?

The person's file, the laboratory values and the diary become one case, read by the same
readers as files. Nothing is kept beside the entries: everything here can be computed again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.followup.stage import Stage, in_force_of
from magtitrate.formats.diary_line import Line, line_of_json, read_line
from magtitrate.formats.opened import Case
from magtitrate.formats.person_toml import PersonFile, read_person
from magtitrate.formats.text_file import Held
from magtitrate.formats.toml_write import toml_text
from magtitrate.plan import PLAN_LIFE_DAYS, PlanInForce, alarm_days
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import DoseEvent, Product, Slot
from magtitrate.store.ledger import Entry

__all__ = [
    "BLANKS",
    "began",
    "blanked",
    "case_of",
    "decisions",
    "expires",
    "in_force",
    "lines_of",
    "person_of",
    "person_text",
    "stage_of",
    "withdrawn",
]

BLANKS: dict[str, tuple[str, str]] = {
    "medicines": ("answers", "medicines"),
    "magnesium_sources": ("answers", "magnesium_sources"),
    "symptoms_now": ("answers", "symptoms_now"),
    "sick_day": ("answers", "sick_day"),
    "pregnancy": ("person", "pregnancy"),
    "surgery_planned": ("person", "surgery_planned"),
    "conditions": ("person", "conditions"),
    "product": ("", "product"),
}
"""Question -> table and key of the person's file that an unanswered one leaves empty."""

KIDNEY = ("egfr", "creatinine")
AT_ONCE = ("symptom", "sick_day", "new_condition", "medicine_started")
"""Kinds that can stop a plan: dated later than now by mistake, they count from now on."""


def withdrawn(entries: Collection[Entry]) -> frozenset[int]:
    """Numbers of the entries that were taken back."""
    return frozenset(int(e.body["number"]) for e in entries if e.kind == "withdrawn")


def lines_of(entries: Collection[Entry]) -> Iterator[tuple[Entry, Line]]:
    """Every line of labs and diary that stands, with its entry."""
    gone = withdrawn(entries)
    for entry in entries:
        if entry.kind == "line" and entry.number not in gone:
            yield entry, line_of_json(entry.body)


def person_text(entries: Collection[Entry]) -> str:
    """The newest version of the person's file."""
    return str([e for e in entries if e.kind == "person"][-1].body["text"])


def person_of(text: str, now: datetime, facts: Facts) -> PersonFile:
    """A stored version of the person's file."""
    return read_person(Held.named("the person's file", text), now=now, facts=facts)


def blanked(text: str, unanswered: Collection[str]) -> str:
    """The person's file without what was not answered anew."""
    if not unanswered:
        return text
    document: dict[str, Any] = tomllib.loads(text)
    for question in unanswered:
        table, key = BLANKS[question]
        (document.get(table, {}) if table else document).pop(key, None)
    return toml_text(document)


# ---------------------------------------------------------------- one case


def case_of(
    entries: Collection[Entry],
    now: datetime,
    facts: Facts,
    *,
    unanswered: Collection[str] = (),
) -> Case:
    """Everything that is known at that moment.

    Args:
        unanswered: questions of a check-in that nobody answered (`BLANKS`).

    Raises:
        InputError: an entry that this version cannot read.
    """
    text = person_text(entries)
    file = person_of(blanked(text, unanswered), now, facts)
    record = Record.opened(file.patient, now, file.timezone, product=file.product)
    things = [*_things(entries, record, now, facts), *_sick_days(entries, record)]
    if "symptoms_now" in unanswered:
        last = person_of(text, now, facts).patient.answers.symptoms_now or ()
        things += [_still(code, record) for code in last]
    record = record.adding(
        observations=tuple(one for one in things if isinstance(one, Observation)),
        doses=tuple(one for one in things if isinstance(one, DoseEvent)),
        diary=tuple(one for one in things if isinstance(one, DiaryEntry)),
    )
    record = record.adding(observations=_older_kidneys(entries, record, now, facts))
    return Case(record=record, goal=file.goal)


def _sick_days(entries: Collection[Entry], record: Record) -> Iterator[DiaryEntry]:
    """Sick days of earlier answers: a later "no" does not end their pause (K-08)."""
    earlier = [entry for entry in entries if entry.kind == "person"][:-1]
    for entry in earlier:
        if _glanced(str(entry.body["text"])).sick:
            time_h = record.hours(entry.made)
            yield DiaryEntry(time_h=time_h, kind="sick_day", origin=f"entry {entry.number}")


def _older_kidneys(
    entries: Collection[Entry], record: Record, now: datetime, facts: Facts
) -> tuple[Observation, ...]:
    """Kidney values of older versions of the person's file, so that none hides a fall.

    Only of days before the newest value: a version says what it says of its own days, and a
    value that a later version gives for the same day was corrected.
    """
    measured = [record.instant(one.time_h).date() for name in KIDNEY for one in record.of(name)]
    newest, *older = [entry.body["text"] for entry in entries if entry.kind == "person"][::-1]
    present = record.patient.kidney.measured
    corrected = {present}
    last = max([*measured, *([present] if present else [])], default=date.min)
    tables, found = {_glanced(newest).kidney}, []
    for text in older:
        if _glanced(text).kidney in tables:
            continue  # each check-in writes a version, mostly with the same kidneys
        tables.add(_glanced(text).kidney)
        kidney = person_of(text, now, facts).patient.kidney
        if kidney.measured is None or kidney.measured in corrected or kidney.measured >= last:
            continue
        corrected.add(kidney.measured)
        noon = datetime.combine(kidney.measured, time(12), tzinfo=record.zero.tzinfo)
        found += [
            Observation(
                analyte=name,
                time_h=record.hours(noon),
                value=value,
                clock_known=False,
                origin="an older version of the person's file",
            )
            for name, value in zip(KIDNEY, (kidney.egfr, kidney.creatinine_umol_per_l), strict=True)
            if value is not None
        ]
    return tuple(found)


@dataclass(frozen=True, kw_only=True)
class _Glance:
    """What is wanted of every version of the person's file: two of its tables, and a sick day."""

    kidney: str
    product: str
    sick: bool


@lru_cache(maxsize=1024)
def _glanced(text: str) -> _Glance:
    """Parsed once: a year of check-ins writes fifty versions, and each look reads them all."""
    document = tomllib.loads(text)
    sick = document.get("answers", {}).get("sick_day") == "yes"
    kidney, product = (str(document.get(table)) for table in ("kidney", "product"))
    return _Glance(kidney=kidney, product=product, sick=sick)


def _still(code: str, record: Record) -> DiaryEntry:
    """A symptom of the last answers, which silence does not end."""
    return DiaryEntry(time_h=record.now_h, kind="symptom", item=code, origin="the last answers")


def _things(
    entries: Collection[Entry], record: Record, now: datetime, facts: Facts
) -> Iterator[Observation | DoseEvent | DiaryEntry]:
    """Every line as a noun; a dose is of the product that the person had when it was written."""
    products = _products(entries, now, facts)
    for entry, line in lines_of(entries):
        if line.at > now:
            if line.kind not in AT_ONCE:
                continue
            line = replace(line, at=now)
        try:
            yield read_line(
                line,
                zero=record.zero,
                timezone=record.timezone,
                now=now,
                facts=facts,
                product=products[entry.number],
                origin=f"entry {entry.number}",
            )
        except InputError as error:
            raise InputError(
                f"entry {entry.number} cannot be read: {error.problem}",
                field=error.field,
                given=error.given,
                accepted=error.accepted,
                todo=f"`magtitrate follow DIR withdraw {entry.number} --why …`, then add it anew",
            ) from None


def _products(
    entries: Collection[Entry], now: datetime, facts: Facts
) -> Mapping[int, Product | None]:
    """The product in use when each entry was written."""
    found: dict[int, Product | None] = {}
    present, label = None, None
    for entry in entries:
        # Most versions of the file are a check-in's, with the same label.
        if entry.kind == "person" and _glanced(str(entry.body["text"])).product != label:
            label = _glanced(str(entry.body["text"])).product
            present = person_of(str(entry.body["text"]), max(now, entry.made), facts).product
        found[entry.number] = present
    return found


# ---------------------------------------------------------------- decisions


def decisions(entries: Collection[Entry]) -> tuple[Entry, ...]:
    """Every decision, oldest first."""
    return tuple(entry for entry in entries if entry.kind == "decision")


def stage_of(decision: Entry | None) -> Stage | None:
    """The dose that a decision left in force; `None` for none."""
    stage = None if decision is None else decision.body["stage"]
    if stage is None:
        return None
    return Stage(
        daily_elemental_mg=float(stage["daily_elemental_mg"]),
        since=datetime.fromisoformat(stage["since"]),
        slots=tuple(
            Slot(**{**slot, "weekdays": tuple(slot["weekdays"])}) for slot in stage["slots"]
        ),
        product_id=str(stage["product_id"]),
    )


def in_force(decision: Entry | None, now: datetime) -> PlanInForce | None:
    """The plan in force after a decision; `None` before the first."""
    if decision is None:
        return None
    plan = decision.body["plan"]
    reasoned = [*plan["reasons"], *plan["limits"]["all"], *plan["pairing"], *plan["monitoring"]]
    made = PlanInForce(
        person_id=str(plan["person_id"]),
        made_at=datetime.fromisoformat(plan["made_at"]),
        steps=(),
        facts_hash=str(plan["provenance"]["facts_hash"]),
        model_version=str(plan["provenance"]["model_version"]),
        facts=tuple(str(key) for row in reasoned for key in row["facts"]),
        codes=tuple(str(reason["code"]) for reason in plan["reasons"]),
        emergency=plan["emergency"] is True,
        alarm_days=alarm_days(reason["numbers"] for reason in plan["reasons"]),
    )
    return in_force_of(stage_of(decision), made, now)


def began(past: Collection[Entry]) -> datetime | None:
    """When the present course began by the decisions: the first dose without a break since."""
    found = None
    for entry in reversed(decisions(past)):
        stage = stage_of(entry)
        if stage is None:
            break
        found = datetime.fromisoformat(entry.body["at"])
    return found


def expires(decision: Entry) -> date:
    """The last day of a decision's plan."""
    made = datetime.fromisoformat(decision.body["plan"]["made_at"])
    return (made + timedelta(days=PLAN_LIFE_DAYS)).date()

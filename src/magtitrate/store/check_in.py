"""What comes out of a check-in: the safety questions anew, a new plan, and one decision?

Everything that a decision was made from stands in the record before it: the answers as a new
version of the person's file, the facts' digests, and the number of the last entry that was
read. So `replay` can make every decision again.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.lookup import TOPICS
from magtitrate.followup.controller import GAVE_UP, Said, again_on
from magtitrate.followup.course import course_of, money_so_far
from magtitrate.followup.review import next_review
from magtitrate.followup.stage import (
    Stage,
    kept_stage,
    next_check_in,
    with_its_times,
)
from magtitrate.followup.timeline import expectations
from magtitrate.followup.why_not import why_not
from magtitrate.formats.opened import Case
from magtitrate.formats.plan_inputs import inputs_json, inputs_of
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.toml_write import toml_text
from magtitrate.patient import Patient
from magtitrate.plan import Adjustment, Plan, PlanInForce, Reason
from magtitrate.safety.pregnancy import is_asked_about_pregnancy
from magtitrate.store.adding import record_time
from magtitrate.store.ledger import Changed, Draft, Entry, Ledger, append, entries_of, writing
from magtitrate.store.questions import about_person, ask
from magtitrate.store.standing import (
    BLANKS,
    began,
    case_of,
    decisions,
    in_force,
    person_of,
    person_text,
    stage_of,
)
from magtitrate.titrate import NOT_KEPT, Titration, titrate

__all__ = ["CheckIn", "Decision", "asked_of", "check_in", "decide", "facts_digest", "said_of"]

OF_THE_FILE = (
    *("medicines", "magnesium_sources", "symptoms_now", "sick_day", "pregnancy"),
    *("surgery_planned", "new_conditions"),
)
"""Answers that stand in the person's file."""
TRIES = 3
"""How often a check-in begins anew because another process wrote meanwhile."""

SAME = "same"


@dataclass(frozen=True, kw_only=True)
class CheckIn:
    """What was answered. `None` everywhere means: not answered, and so not known.

    Attributes:
        medicines, magnesium_sources: `same` as in the person's file, `none` or `unknown`.
        pregnancy: `same`, or as in the person's file.
        surgery_planned: `no`, a day, or `same`.
        new_conditions: codes that are new; empty where none is.
        product_same: is the product still the one of the plan, in name and strength?
        person: a new version of the person's file; what is answered beside it counts on top of
            what the file says, and what is not is as the file says.
        felt, goes_on, try_again: of the plan in force (`followup.controller.Said`).
    """

    medicines: str | None = None
    magnesium_sources: str | None = None
    symptoms_now: tuple[str, ...] | None = None
    sick_day: str | None = None
    pregnancy: str | None = None
    surgery_planned: date | str | None = None
    new_conditions: tuple[str, ...] | None = None
    product_same: bool | None = None
    person: str | None = None
    felt: str | None = None
    goes_on: str | None = None
    try_again: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a check-in came to.

    Attributes:
        action: of the adjustment; for a first plan `start`, `hold` or `refer`.
        stage: the dose from now on; `None` for none.
        again: when to measure again, and what.
        next_check_in: the day by which to check in again.
        notes: expectations, money, reviews and, where it did not work, why not.
        unanswered: questions that nobody answered.
    """

    plan: Plan
    action: str
    why: str
    learned: str
    stage: Stage | None
    again: tuple[date, str]
    next_check_in: date
    notes: tuple[Reason, ...]
    unanswered: tuple[str, ...] = ()
    number: int = 0


def check_in(
    ledger: Ledger,
    answers: CheckIn,
    *,
    now: datetime,
    facts: Facts,
    seed: int = 0,
    confirmed: bool = False,
) -> Decision:
    """Ask, decide and write down; the decision and its inputs in one transaction.

    Raises:
        InputError: an answer that cannot be used, a question that was not confirmed, or
            another process that wrote all the while.
    """
    for _ in range(TRIES):
        entries = entries_of(ledger)
        moment = record_time(entries, now, facts, confirmed=confirmed).replace(microsecond=0)
        drafts = _person_drafts(entries, answers, moment, facts, confirmed=confirmed)
        drafts += _facts_drafts(entries, moment, facts)
        seen = (*entries, *_as_entries(drafts, len(entries)))
        unanswered = _unanswered(answers, seen, moment, facts)
        said = _said(entries, answers, moment, facts)
        decision, body = decide(seen, moment, facts, seed=seed, unanswered=unanswered, said=said)
        zone = drafts[0].zone if drafts else entries[-1].zone
        draft = Draft(made=moment, zone=zone, kind="decision", body=body)
        try:
            with writing(ledger):
                numbers = append(ledger, [*drafts, draft], after=len(entries))
        except Changed:
            continue
        return replace(decision, number=numbers[-1])
    raise InputError(
        "another process wrote to this record again and again while the plan was computed",
        file=str(ledger.folder),
        todo="Wait until it has finished, and check in again. Nothing was written",
    )


def _as_entries(drafts: list[Draft], last: int) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            number=last + place,
            made=draft.made,
            zone=draft.zone,
            kind=draft.kind,
            body=draft.body,
            previous="",
            digest="",
        )
        for place, draft in enumerate(drafts, start=1)
    )


# ---------------------------------------------------------------- the answers


def asked_of(entries: tuple[Entry, ...], now: datetime, facts: Facts) -> tuple[str, ...]:
    """The questions that a check-in asks this person now."""
    case = case_of(entries, now, facts)
    patient = case.record.patient
    questions = ["medicines", "magnesium_sources", "symptoms_now", "sick_day"]
    if is_asked_about_pregnancy(patient.sex, patient.age_y, facts):
        questions.append("pregnancy")
    questions += ["surgery_planned", "new_conditions"]
    last = (decisions(entries) or (None,))[-1]
    if case.record.product is not None:
        questions.append("product_same")
    course = course_of(case.record, in_force(last, now), facts, began=began(entries))
    if stage_of(last) is not None:
        if course.weeks >= facts.value("policy.no_benefit_look") and case.goal.reason != "status":
            questions.append("helped")
        if course.weeks >= facts.value("followup.review_first"):
            questions.append("goes_on")
    return tuple(questions)


def _person_drafts(
    entries: tuple[Entry, ...],
    answers: CheckIn,
    now: datetime,
    facts: Facts,
    *,
    confirmed: bool,
) -> list[Draft]:
    """The person's file with the answers in it, where that changes anything."""
    before = person_text(entries)
    text = _answered(before if answers.person is None else answers.person, answers, now, facts)
    if text == before:
        return []
    file = person_of(text, now, facts)
    ask(about_person(person_of(before, now, facts), file, facts), confirmed=confirmed)
    origin = "file" if answers.person is not None else "check-in"
    body = {"text": text, "origin": origin}
    return [Draft(made=now, zone=file.timezone, kind="person", body=body)]


def _answered(text: str, answers: CheckIn, now: datetime, facts: Facts) -> str:
    """The person's file with today's answers; what was not answered stays as it was there."""
    if answers.person is not None and not _beside_the_file(answers):
        return text
    document: dict[str, Any] = tomllib.loads(text)
    file = person_of(text, now, facts)
    if answers.person is not None:
        answers = _with_the_file(answers, file.patient)
    table = document.setdefault("answers", {})
    if answers.person is None:  # a file says itself of which day its answers are
        table["confirmed"] = now.astimezone(_zone(file.timezone)).date()
    for key, rows in (("medicines", "medicine"), ("magnesium_sources", "magnesium_source")):
        answer = getattr(answers, key)
        if answer is None:
            continue
        listed = bool(document.get(rows))
        if answer == SAME:
            answer = "listed" if listed else "none"
        elif answer == "none":
            document.pop(rows, None)
        elif answer != "unknown":
            raise InputError(
                "this answer is not known",
                field=key,
                given=answer,
                accepted="same, none or unknown",
                todo="What is new belongs into the person's file: write it there and check in "
                "with --person FILE.toml",
            )
        table[key] = answer
    if answers.symptoms_now is not None:
        table["symptoms_now"] = list(answers.symptoms_now)
    if answers.sick_day is not None:
        table["sick_day"] = answers.sick_day
    person = document.setdefault("person", {})
    for key in ("pregnancy", "surgery_planned"):
        answer = getattr(answers, key)
        if answer is not None and answer != SAME:
            person[key] = answer
    if answers.new_conditions:
        known = person.get("conditions", [])
        person["conditions"] = list(dict.fromkeys([*known, *answers.new_conditions]))
    return toml_text(document)


def _beside_the_file(answers: CheckIn) -> bool:
    """Is anything answered that the person's file would say?"""
    return any(getattr(answers, name) is not None for name in OF_THE_FILE)


def _with_the_file(answers: CheckIn, patient: Patient) -> CheckIn:
    """The answers beside a new file: codes of both count, and nothing undoes what the file says.

    Raises:
        InputError: an answer that takes back what the file of the same check-in says.
    """
    told = patient.answers
    against = {
        "medicines": answers.medicines == "none" and bool(patient.medicines),
        "magnesium_sources": answers.magnesium_sources == "none"
        and bool(patient.magnesium_sources),
        "symptoms_now": answers.symptoms_now == () and bool(told.symptoms_now),
        "sick_day": answers.sick_day == "no" and told.sick_day == "yes",
        "pregnancy": answers.pregnancy not in (None, SAME, patient.pregnancy)
        and patient.pregnancy in ("pregnant", "lactating"),
        "surgery_planned": answers.surgery_planned not in (None, SAME, patient.surgery_planned)
        and isinstance(patient.surgery_planned, date),
    }
    for name in (name for name, is_so in against.items() if is_so):
        raise InputError(
            "this is answered twice, and differently: here and in the person's file",
            field=name,
            todo="Leave one of them out. Nothing was written",
        )
    if not answers.symptoms_now:
        return answers
    both = dict.fromkeys([*(told.symptoms_now or ()), *answers.symptoms_now])
    return replace(answers, symptoms_now=tuple(both))


def _zone(name: str) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name)


def _unanswered(
    answers: CheckIn, entries: tuple[Entry, ...], now: datetime, facts: Facts
) -> tuple[str, ...]:
    """The questions whose old answer must not be carried on.

    A new version of the person's file answers them all, if its answers are newer than the last
    decision: those that led to it were asked then.
    """
    if answers.person is not None and _asked_since(answers.person, entries, now, facts):
        return ()
    if answers.product_same is False and answers.person is None:
        raise InputError(
            "another product is another plan",
            field="product_same",
            todo="Write the new product as its label says it into the person's file, and check in "
            "with --person FILE.toml",
        )
    given: Mapping[str, object] = {**asdict(answers), "conditions": answers.new_conditions}
    names = {"product": "product_same"}
    patient = person_of(person_text(entries), now, facts).patient
    asked = is_asked_about_pregnancy(patient.sex, patient.age_y, facts)
    left_out = set() if asked else {"pregnancy"}
    return tuple(
        question
        for question in BLANKS
        if question not in left_out and given[names.get(question, question)] is None
    )


def _asked_since(text: str, entries: tuple[Entry, ...], now: datetime, facts: Facts) -> bool:
    """Are the answers of this file of today, or at least of a day after the last decision?"""
    file = person_of(text, now, facts)
    confirmed, zone = file.patient.answers.confirmed, _zone(file.timezone)
    past = decisions(entries)
    if not past or confirmed is None:
        return True  # how old answers may be at a first plan, the rules say
    last = datetime.fromisoformat(past[-1].body["at"]).astimezone(zone).date()
    return confirmed > last or confirmed == now.astimezone(zone).date()


def _said(entries: tuple[Entry, ...], answers: CheckIn, now: datetime, facts: Facts) -> Said:
    past = decisions(entries)
    agreed = [e for e in past if e.body["said"]["goes_on"] == "yes"]
    stage = stage_of(past[-1]) if past else None
    return Said(
        felt=answers.felt,
        goes_on=answers.goes_on,
        agreed=datetime.fromisoformat(agreed[-1].body["at"]) if agreed else None,
        gave_up=not answers.try_again and _gave_up(past, entries, now, facts),
        began=began(entries),
        stage_began=None if stage is None else stage.since,
    )


def _gave_up(
    past: tuple[Entry, ...], entries: tuple[Entry, ...], now: datetime, facts: Facts
) -> bool:
    """Was it given up without benefit for the goal that is still the goal, and not begun since?"""
    goal = person_of(person_text(entries), now, facts).goal.reason
    for entry in reversed(past):
        if entry.body["stage"] is not None:
            return False
        if entry.body["action"] == "stop" and entry.body["why"].startswith(GAVE_UP):
            return bool(entry.body["goal"] == goal)
    return False


# ---------------------------------------------------------------- the decision


def decide(
    entries: tuple[Entry, ...],
    now: datetime,
    facts: Facts,
    *,
    seed: int,
    unanswered: tuple[str, ...],
    said: Said,
) -> tuple[Decision, dict[str, Any]]:
    """The decision on these entries, and the body under which it is stored.

    A pure function of its arguments: `replay` calls it again.
    """
    case = case_of(entries, now, facts, unanswered=unanswered)
    last = (decisions(entries) or (None,))[-1]
    before, old = stage_of(last), in_force(last, now)
    made = titrate(case.record, case.goal, facts, plan_in_force=old, said=said, seed=seed)
    stage = kept_stage(made.plan, before, case.record, made.situation, made.limits, facts)
    adjustment = made.plan.adjustment or _first(made.plan, stage)
    if stage is None and before is not None and adjustment.action not in ("stop", "refer"):
        adjustment = Adjustment(
            action="stop",
            why=NOT_KEPT,
        )
    if adjustment.action == "hold":
        held, adjustment = with_its_times(
            *(made.plan, adjustment, before, stage),
            *(case.record, made.situation, made.limits, facts),
        )
        if made.plan.adjustment is not None:
            held = replace(held, adjustment=adjustment)
        made = replace(made, plan=held)
    decision = Decision(
        plan=made.plan,
        action=adjustment.action,
        why=adjustment.why,
        learned=adjustment.learned,
        stage=stage,
        again=again_on(made.plan, case.record.today, facts),
        next_check_in=next_check_in(made.plan, stage, case.record.today, facts),
        notes=_notes(made, adjustment, before, case, old, said, facts),
        unanswered=unanswered,
    )
    upto = max(entry.number for entry in entries)
    return decision, _body(decision, case, now, said, seed, upto)


def _first(plan: Plan, stage: Stage | None) -> Adjustment:
    """The first plan has nothing to be compared with."""
    if stage is not None:
        return Adjustment(action="start", why="This is the first dose of this record.")
    action = "refer" if plan.verdict.value == "refer" else "hold"
    why = plan.reasons[0].sentence if plan.reasons else "No dose is advised."
    return Adjustment(action=action, why=why)


def _notes(
    made: Titration,
    adjustment: Adjustment,
    before: Stage | None,
    case: Case,
    old: PlanInForce | None,
    said: Said,
    facts: Facts,
) -> tuple[Reason, ...]:
    record, goal = case.record, case.goal
    course = course_of(record, old, facts, began=said.began, stage_began=said.stage_began)
    notes: list[Reason] = []
    if adjustment.why.startswith(GAVE_UP) and before is not None:
        taken = before.daily_elemental_mg
        notes += why_not(record, goal, made.plan, course, made.posterior, facts, taken_mg=taken)
    if adjustment.action in ("start", "step_up"):
        notes += expectations(made.plan, goal, facts)
    review = next_review(record, course, facts)
    if review is not None:
        notes.append(
            Reason(
                code="review",
                sentence=f"The next review, with labs and your decision to go on, is on "
                f"{review.isoformat()}.",
                facts=("followup.review_first", "followup.review_again"),
            )
        )
    money = money_so_far(record)
    return (*notes, money) if money is not None else tuple(notes)


# ---------------------------------------------------------------- as it is stored


def _body(
    decision: Decision, case: Case, now: datetime, said: Said, seed: int, upto: int
) -> dict[str, Any]:
    stage = decision.stage
    return {
        "at": now.isoformat(),
        "seed": seed,
        "upto": upto,
        "unanswered": list(decision.unanswered),
        "said": _said_json(said),
        "goal": case.goal.reason,
        "action": decision.action,
        "why": decision.why,
        "learned": decision.learned,
        "stage": None if stage is None else _stage_json(stage),
        "again": [decision.again[0].isoformat(), decision.again[1]],
        "next_check_in": decision.next_check_in.isoformat(),
        "notes": [{"code": note.code, "sentence": note.sentence} for note in decision.notes],
        "plan": json.loads(
            plan_json(decision.plan, inputs_json(inputs_of(case.record, case.goal)))
        ),
    }


def _said_json(said: Said) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(said).items()
    }


def said_of(body: Mapping[str, Any]) -> Said:
    """What was said, from how it is stored."""
    moments = {
        name: None if body[name] is None else datetime.fromisoformat(body[name])
        for name in ("agreed", "began", "stage_began")
    }
    return Said(**{**body, **moments})


def _stage_json(stage: Stage) -> dict[str, Any]:
    return {
        "daily_elemental_mg": stage.daily_elemental_mg,
        "since": stage.since.isoformat(),
        "product_id": stage.product_id,
        "slots": [{**asdict(slot), "weekdays": list(slot.weekdays)} for slot in stage.slots],
    }


# ---------------------------------------------------------------- the facts


def _facts_drafts(entries: tuple[Entry, ...], now: datetime, facts: Facts) -> list[Draft]:
    """The digests of all fact rows, once for each set of facts."""
    if any(e.kind == "facts" and e.body["hash"] == facts.hash for e in entries):
        return []
    body = {"hash": facts.hash, "rows": facts_digest(facts)}
    return [Draft(made=now, zone=entries[-1].zone, kind="facts", body=body)]


def facts_digest(facts: Facts) -> dict[str, str]:
    """A short digest of every fact row that a decision can rest on, by topic and key."""
    import hashlib

    return {
        f"{topic}:{key}": hashlib.sha256(repr(row).encode()).hexdigest()[:8]
        for topic, rows in TOPICS.items()
        if topic not in ("claim", "sentence", "source", "hazard", "landing")
        for key, row in rows(facts).items()
    }

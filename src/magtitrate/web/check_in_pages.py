"""The days after the plan: write down in two clicks, check in, and see how it went.

Everything goes into the person's record, which only grows; what looks wrong is asked first,
and a page that is sent twice is written down once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from magtitrate.errors import InputError
from magtitrate.followup.controller import GAVE_UP
from magtitrate.formats.diary_csv import KINDS
from magtitrate.formats.draft import Draft, explained, value_at
from magtitrate.store.check_in import CheckIn
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import decisions, lines_of, stage_of
from magtitrate.web.check_in_words import answers_from, questions_for, still_questions, words_for
from magtitrate.web.desk import Desk
from magtitrate.web.folder import file_named
from magtitrate.web.history import HEADS, history_of
from magtitrate.web.pages import Given, Pages, form_of, moved, spelled
from magtitrate.web.records import Kept, Log

__all__ = ["CONFIRM", "asks", "check_in_pages", "plainly", "unread"]

Form = Annotated[Given, Depends(form_of)]
SHOWN = 80
"""Lines of the diary on one page."""
OFTEN = ("loose_stool", "diarrhea", "nausea", "bloating", "dizziness", "weakness", "cramps")
STRENGTHS = ((2, "a little"), (5, "clearly"), (8, "strongly"))
CONFIRM = "--confirm"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?[+-]\d\d:\d\d")


def check_in_pages(desk: Desk, pages: Pages) -> APIRouter:
    """Diary, check-in, decision, history."""
    router = APIRouter()

    def today(name: str, status: int = 200, **more: Any) -> HTMLResponse:
        return pages.show("diary", status, **(_today_words(desk, name) | more))

    @router.get("/p/{name}/diary")
    def diary(name: str, done: str = "") -> HTMLResponse:
        done = done if done.isdecimal() else ""
        return today(name, done=done, spoken=desk.spoken(name, int(done or 0)))

    @router.post("/p/{name}/diary")
    def logged(name: str, form: Form) -> Response:
        given = {key: values[0].strip() for key, values in form.items() if values}
        log = _log(given)
        try:
            _refuse_no_choice(log)
            added = desk.log(name, log, once=given.get("once", ""), confirmed=_is_sure(given))
        except InputError as error:
            try:
                return today(
                    name,
                    422,
                    trouble=plainly(error, desk.zone(name)),
                    ask=_again(log) if asks(error) else {},
                    spoken=desk.spoken(name, unwritten=log),
                )
            except InputError:  # a file cannot be read; help does not wait for it
                if desk.is_alarm(log):
                    return moved(f"/help-now?sign={log.cells['item']}")
                raise
        return moved(f"/p/{name}/diary" + (f"?done={added}" if added else ""))

    @router.post("/p/{name}/diary/back")
    def taken_back(name: str, form: Form) -> Response:
        number, why = (form.get("number") or [""])[0], (form.get("why") or [""])[0]
        try:
            desk.take_back(name, int(number) if number.isdigit() else 0, why)
        except InputError as error:
            return today(name, 422, trouble=plainly(error, desk.zone(name)))
        return moved(f"/p/{name}/diary")

    @router.post("/p/{name}/agree")
    def agreed(name: str, form: Form) -> Response:
        desk.agree(name, take_out=(form.get("do") or [""])[0] == "take")
        return moved(f"/p/{name}/diary")

    @router.get("/p/{name}/reaction")
    def reaction(name: str) -> HTMLResponse:
        desk.case(name)
        return pages.show("reaction", name=name)

    @router.get("/p/{name}/history")
    def history(name: str) -> HTMLResponse:
        return pages.show("history", **_history_words(desk, name))

    _checked(router, desk, pages)
    return router


def _checked(router: APIRouter, desk: Desk, pages: Pages) -> None:
    """The check-in itself."""

    @router.post("/p/{name}/begin")
    def begun(name: str, form: Form) -> Response:
        """Follow the plan of answers that were confirmed today."""
        draft = desk.draft(name)
        confirmed = value_at(draft.document, "answers.confirmed")
        if draft.errors or confirmed != desk.case(name).record.today:
            return moved(f"/p/{name}/review")
        if desk.is_followed(name):
            return moved(f"/p/{name}/check-in")
        whole = CheckIn(person=desk.texts(name).person)
        number = desk.check_in(name, whole, once="", confirmed=_is_sure(_firsts(form)))
        return moved(f"/p/{name}/decision/{number}")

    @router.get("/p/{name}/check-in")
    def asked(name: str) -> HTMLResponse:
        return pages.show("check_in", **_check_words(desk, name))

    @router.post("/p/{name}/check-in")
    def answered(name: str, form: Form) -> Response:
        words = _check_words(desk, name)
        answers, errors = answers_from(words["asked"], form, words["still"])
        typed = words["draft"].typed | {
            key: ", ".join(filter(None, values)) for key, values in form.items()
        }
        words["draft"] = Draft(document={}, typed=typed, errors=errors)
        if errors:
            return pages.show("check_in", 422, **words)
        given = _firsts(form)
        try:
            number = desk.check_in(
                name, answers, once=given.get("once", ""), confirmed=_is_sure(given)
            )
        except InputError as error:
            words |= {"trouble": plainly(error, desk.zone(name)), "sure": asks(error)}
            return pages.show("check_in", 422, **words)
        return moved(f"/p/{name}/decision/{number}")

    @router.get("/p/{name}/decision/{number}")
    def decided(name: str, number: str) -> HTMLResponse:
        kept = desk.kept(name)
        past = decisions(kept.entries) if kept is not None else ()
        found = next((entry for entry in past if str(entry.number) == number), None)
        if found is None:
            return pages.show("missing", 404)
        return pages.show("decision", **_decision_words(desk, name, found, past[-1]))


# ---------------------------------------------------------------- what looks wrong


def asks(error: InputError) -> bool:
    """Is it a question that a yes answers, or something that can never be right?"""
    return CONFIRM in (error.todo or "")


def plainly(error: InputError, zone: tzinfo | None = None) -> str:
    """The trouble without words of the terminal, its instants by the clock on the wall."""
    todo = error.todo or ""
    of_terminal = "`" in todo or "--" in todo
    text = explained(_with_todo(error, " " if of_terminal else todo))

    def told(found: re.Match[str]) -> str:
        at = datetime.fromisoformat(found[0]).astimezone(zone)
        return f"{at.day} {at:%b}, {at:%H:%M}"

    return spelled(_INSTANT.sub(told, text))


def unread(kept: Kept | None, name: str, zone: tzinfo) -> str:
    """Which file of this person cannot be read, where and why; empty where each can."""
    if kept is None or kept.trouble is None:
        return ""
    error = kept.trouble
    where = [file_named(error, name), f"line {error.line}" if error.line else ""]
    return f"{', '.join(filter(None, where))}: {plainly(error, zone)}".removeprefix(": ")


def _with_todo(error: InputError, todo: str) -> InputError:
    return InputError(
        error.problem.replace(f" With {CONFIRM} the record's own time is kept.", ""),
        field=error.field,
        accepted=error.accepted,
        todo=todo,
    )


def _is_sure(given: Mapping[str, str]) -> bool:
    return given.get("sure") == "yes"


def _firsts(form: Given) -> dict[str, str]:
    return {key: values[0] for key, values in form.items() if values}


# ---------------------------------------------------------------- writing down


def _log(given: Mapping[str, str]) -> Log:
    """One line from a form; a button may carry kind, item and value in one."""
    kind, item, value = given.get("kind", ""), given.get("item", ""), given.get("value", "")
    if given.get("log"):
        kind, item, value = [*given["log"].split(":"), "", ""][:3]
        item = item or given.get("item", "")
    cells = {"item": item, "value": value, "note": given.get("note", "")}
    return Log(
        kind=kind, cells={k: v for k, v in cells.items() if v}, time=given.get("time") or None
    )


def _refuse_no_choice(log: Log) -> None:
    """Nothing is chosen for the reader, and so something has to be.

    Raises:
        InputError: no kind, or a symptom without a name.
    """
    if not log.kind:
        raise InputError("please choose first what it is", todo=" ")
    if log.kind == "symptom" and not log.cells.get("item"):
        raise InputError("please choose first which symptom it is, and then how strong", todo=" ")


def _again(log: Log) -> dict[str, str]:
    """The same line once more, for a form that confirms it."""
    return {"kind": log.kind, **log.cells, "time": log.time or ""}


def _today_words(desk: Desk, name: str) -> dict[str, Any]:
    kept = desk.kept(name)
    case = desk.case(name)
    entries = kept.entries if kept is not None else ()
    symptoms = desk.facts.symptoms
    return {
        "name": name,
        "kinds": KINDS,
        "product": case.record.product,
        "often": [symptoms[code] for code in OFTEN if code in symptoms],
        "symptoms": list(symptoms.values()),
        "strengths": STRENGTHS,
        "lines": _lines(desk, name, entries) if entries else _unkept(desk, name),
        "more": max(sum(1 for _ in lines_of(entries)) - SHOWN, 0),
        "now": f"{case.record.now:%Y-%m-%dT%H:%M}",
        "standing": desk.standing(name),
        "missing": len(kept.missing) if kept is not None else 0,
        "trouble": "",
        "unread": unread(kept, name, desk.zone(name)),
        "ask": {},
        "done": "",
        "spoken": desk.spoken(name),
        "units": desk.units(name),
        "words": desk.words,
        "emergency": desk.facts.jurisdictions[case.goal.jurisdiction].emergency,
    }


Told = tuple[datetime, str, int]


def _lines(desk: Desk, name: str, entries: tuple[Entry, ...]) -> list[Told]:
    """Every line that stands, newest first: when, what, and the number of its entry."""
    found, zone = [], desk.zone(name)
    for entry, line in lines_of(entries):
        at = line.at.astimezone(zone)
        found.append((at, _said(desk, line.kind, line.cells), entry.number))
    return sorted(found, key=lambda one: (one[0], one[2]), reverse=True)[:SHOWN]


def _unkept(desk: Desk, name: str) -> list[Told]:
    """The lines of files whose record has not begun."""
    record = desk.case(name).record
    found = [
        (record.instant(one.time_h), f"{one.kind.replace('_', ' ')} {one.item}".strip(), 0)
        for one in record.diary
    ]
    found += [
        (record.instant(one.time_h), f"magnesium, {one.elemental_mg:g} mg", 0)
        for one in record.doses
    ]
    return sorted(found, key=lambda one: one[0], reverse=True)[:SHOWN]


def _said(desk: Desk, kind: str, cells: Mapping[str, str]) -> str:
    """A line in words."""
    value, item = cells.get("value", ""), cells.get("item", "")
    if kind == "dose":
        return "Magnesium: missed" if value in ("0", "0.0", "") else f"Magnesium: {value} taken"
    if kind == "lab":
        return f"{desk.words.named(cells.get('analyte', ''))}: {value} {cells.get('unit', '')}"
    known = {**desk.facts.symptoms, **desk.facts.conditions}
    title = known[item].title if item in known else item
    text = kind.replace("_", " ").capitalize()
    if kind == "symptom":
        text = title
    elif title:
        text += f": {title}"
    return f"{text}, {value}" if value else text


# ---------------------------------------------------------------- decisions


def _check_words(desk: Desk, name: str) -> dict[str, Any]:
    case = desk.case(name)
    names = desk.asked(name)
    kept = desk.kept(name)
    last = (decisions(kept.entries) or (None,))[-1] if kept is not None else None
    gave_up = last is not None and str(last.body["why"]).startswith(GAVE_UP)
    still = still_questions(case.record.patient, desk.facts)
    return {
        "name": name,
        "still": still,
        "asked": questions_for(names, case.record.patient, case.record.product),
        "draft": Draft(document={}, typed={question.key: "yes" for question in still}),
        "standing": desk.standing(name),
        "gave_up": gave_up,
        "units": desk.units(name),
        "trouble": "",
        "unread": unread(kept, name, desk.zone(name)),
        "sure": False,
        "words": desk.words,
    }


def _decision_words(desk: Desk, name: str, entry: Entry, newest: Entry) -> dict[str, Any]:
    body, plan = entry.body, entry.body["plan"]
    on, what = body["again"]
    day = datetime.fromisoformat(on).date()
    return {
        "name": name,
        "entry": entry,
        "body": body,
        "plan": plan,
        "stage": stage_of(entry),
        "head": HEADS[body["action"]],
        "at": datetime.fromisoformat(plan["made_at"]),
        "again": (day, desk.words.named(what)),
        "next_check_in": datetime.fromisoformat(body["next_check_in"]).date(),
        "newest": entry.number == newest.number,
        "unanswered": [words_for(one) for one in body["unanswered"]],
        "units": desk.units(name),
        "words": desk.words,
        "emergency": desk.facts.jurisdictions[plan["jurisdiction"]].emergency,
    }


def _history_words(desk: Desk, name: str) -> dict[str, Any]:
    kept, case = desk.kept(name), desk.case(name)
    entries = kept.entries if kept is not None else ()
    units = desk.units(name)
    drawn = history_of(case.record, entries, facts=desk.facts, words=desk.words, units=units)
    return {
        "name": name,
        "spoken": desk.spoken(name),
        "unread": unread(kept, name, desk.zone(name)),
        "drawn": drawn,
        "standing": desk.standing(name),
        "units": units,
        "words": desk.words,
    }

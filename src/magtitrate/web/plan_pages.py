"""The plan, what could be otherwise, what was measured, and what can be carried away."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from magtitrate.errors import InputError
from magtitrate.formats.diary_csv import COLUMNS as DIARY_COLUMNS
from magtitrate.formats.diary_line import LAB
from magtitrate.formats.draft import Draft, explained
from magtitrate.formats.labs_csv import COLUMNS as LABS_COLUMNS
from magtitrate.formats.plan_inputs import inputs_json
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.plan_text import benefit_line
from magtitrate.formats.plan_words import closed, due_groups, ends_on, headline_of, reason_of
from magtitrate.formats.reader_units import CONCENTRATIONS
from magtitrate.formats.unusual import unusual_value
from magtitrate.plan import WEIGHTS, Pairing, Plan
from magtitrate.store.standing import lines_of
from magtitrate.units import ANALYTES, canonical_unit
from magtitrate.web.check_in_pages import CONFIRM, asks, plainly
from magtitrate.web.desk import Desk, Made
from magtitrate.web.drawn import pictures_of
from magtitrate.web.folder import file_named
from magtitrate.web.pages import Given, Pages, form_of, moved
from magtitrate.web.records import Log
from magtitrate.web.timeline import day_of
from magtitrate.web.what_if import FORMS, asked_of, usual

__all__ = ["plan_pages"]

Form = Annotated[Given, Depends(form_of)]
VALUE = ("analyte", "value", "unit", "lower", "upper", "hours_since_dose")
"""What the form of one laboratory value asks for, beside its time."""
TYPED = ("value", "unit", "time")
"""Of these, any word means that a value was begun."""
LARGEST_WEIGHT = 10.0
WEIGHT_WORDS = {
    "probability_target": "reaching the goal in blood",
    "above_ceiling": "too much in blood",
    "loose_stool": "loose stools",
    "intake_gap": "what food leaves open",
    "per_intake": "each further intake a day",
    "per_100_mg": "each 100 mg a day",
    "food_change": "changing what you eat",
    "waiting": "waiting for a measurement",
}
"""Weights as a reader would say them; all but the first and the fourth speak against an option."""


def plan_pages(desk: Desk, pages: Pages) -> APIRouter:
    """Everything from the plan on."""
    router = APIRouter()

    @router.get("/p/{name}/plan")
    def plan(name: str) -> HTMLResponse:
        return pages.show("plan", **_plan_words(desk, name))

    @router.get("/p/{name}/figures")
    def figures(name: str) -> HTMLResponse:
        made, units = desk.made(name), desk.units(name)
        return pages.show("figures", pictures=pictures_of(made.file.plan, desk.words, units))

    @router.post("/p/{name}/units")
    def units(name: str, form: Form) -> Response:
        desk.set_units(name, (form.get("units") or [""])[0])
        return moved(f"/p/{name}/plan")

    @router.post("/p/{name}/weights")
    def weights(name: str, form: Form) -> Response:
        chosen = _weights(desk, form)
        if (form.get("do") or [""])[0] == "keep":
            desk.change(name, lambda draft: _weighed(draft, chosen))
            return moved(f"/p/{name}/plan#options")
        made = desk.made(name, chosen)
        return pages.show("options", plan=made.file.plan, changed=bool(chosen))

    @router.post("/p/{name}/what-if")
    def what_if(name: str, form: Form) -> HTMLResponse:
        made, units = desk.made(name), desk.units(name)
        before = usual(made.titration, made.case)
        words = {key: values[0] for key, values in form.items() if values}
        try:
            looked = desk.look(name, asked_of(words, before))
        except InputError as error:
            return pages.show("looked", 422, looked=None, trouble=explained(error), units=units)
        return pages.show("looked", looked=looked, trouble="", units=units, plan=made.file.plan)

    _measured(router, desk, pages)
    _carried(router, desk)
    return router


# ---------------------------------------------------------------- laboratory and diary


def _measured(router: APIRouter, desk: Desk, pages: Pages) -> None:
    def shown(name: str, status: int = 200, **more: Any) -> HTMLResponse:
        words = _labs_words(desk, name, more.get("done", 0))
        return pages.show("labs", status, **(words | more))

    @router.get("/p/{name}/labs")
    def labs(name: str, done: str = "") -> HTMLResponse:
        return shown(name, done=int(done) if done.isdecimal() else 0)

    @router.post("/p/{name}/labs")
    def sent(name: str, form: Form) -> Response:
        given = {key: values[0].strip() for key, values in form.items()}
        do = given.get("do", "")
        try:
            if do == "labs":
                text = given.get("labs_text", "").replace("\r\n", "\n")
                desk.keep(name, "labs", _ended(text))
            elif do == "diary":
                text = given.get("diary_text", "").replace("\r\n", "\n")
                desk.keep(name, "diary", _ended(text))
            elif do == "back":
                number = given.get("number", "")
                desk.take_back(name, int(number) if number.isdecimal() else 0, given.get("why", ""))
            elif do == "add" or (do == "go" and any(given.get(key) for key in TYPED)):
                added = _add(desk, name, given)
                if do == "add" or desk.spoken(name, added).stops:  # to be read before going on
                    return moved(f"/p/{name}/labs?done={added}")
            if do != "go":
                return moved(f"/p/{name}/labs")
            return moved(f"/p/{name}/{'diary' if desk.is_followed(name) else 'review'}")
        except InputError as error:
            words = {
                "trouble": plainly(error, desk.zone(name)),
                "sure": asks(error),
                "line": error.line,
                "file": "",
            }
            return shown(name, 422, given={} if do == "back" else given, **words)


def _add(desk: Desk, name: str, given: dict[str, str]) -> int:
    """One value of the form; the number of its entry.

    Raises:
        InputError: it cannot be read, or it is asked whether it is meant.
    """
    cells = {key: given.get(key, "") for key in VALUE}
    cells["value"] = re.sub(r"^(\D*\d+),(\d+)$", r"\1.\2", cells["value"])
    sure = given.get("sure") == "yes"
    asked = unusual_value(cells["analyte"], cells["value"], cells["unit"], desk.facts)
    if asked and not sure:
        raise InputError(asked, todo=f"Say so with {CONFIRM}")
    log = Log(kind=LAB, cells=cells, time=given.get("time") or None)
    return desk.log(name, log, once=given.get("once", ""), confirmed=sure)


def _lab_numbers(desk: Desk, name: str) -> dict[tuple[str, datetime], int]:
    """Analyte and instant of a laboratory value -> its entry, where a record has begun."""
    kept = desk.kept(name)
    return {
        (line.cells.get("analyte", ""), _to_the_second(line.at)): entry.number
        for entry, line in lines_of(() if kept is None else kept.entries)
        if line.kind == LAB
    }


def _to_the_second(at: datetime) -> datetime:
    return (at + timedelta(seconds=0.5)).astimezone(UTC).replace(microsecond=0)


def _ended(text: str) -> str:
    return text.rstrip("\n") + "\n" if text.strip() else ""


def _labs_words(desk: Desk, name: str, done: int) -> dict[str, Any]:
    texts, broken = desk.texts(name), None
    rows: list[tuple[Any, ...]] = []
    followed = False
    said: dict[str, Any] = dict.fromkeys(("spoken", "standing", "units"))
    try:
        record, followed, kept = desk.case(name).record, desk.is_followed(name), desk.kept(name)
        broken = None if kept is None else kept.trouble
        numbers = _lab_numbers(desk, name)
        said = {
            "spoken": desk.spoken(name, done),
            "standing": desk.standing(name),
            "units": desk.units(name),
        }
    except InputError as error:  # the files can be mended here
        broken = error
    else:
        rows = [
            (
                record.instant(one.time_h),
                desk.words.named(one.analyte),
                str(one),
                one.value,
                canonical_unit(one.analyte),
                numbers.get((one.analyte, _to_the_second(record.instant(one.time_h))), 0),
            )
            for one in reversed(record.observations)
        ]
    return {
        "name": name,
        "texts": texts,
        "rows": rows,
        "analytes": [(one, desk.words.named(one)) for one in ANALYTES],
        "columns": {"labs": ",".join(LABS_COLUMNS), "diary": ",".join(DIARY_COLUMNS)},
        "trouble": "" if broken is None else explained(broken),
        "line": None if broken is None else broken.line,
        "file": "" if broken is None else file_named(broken, name),
        "sure": False,
        "followed": followed,
        "done": done,
        "words": desk.words,
        "given": {},
        **said,
    }


# ---------------------------------------------------------------- the plan


def _plan_words(desk: Desk, name: str) -> dict[str, Any]:
    made = desk.made(name)
    plan, units = made.file.plan, desk.units(name)
    return {
        "name": name,
        "plan": plan,
        "file": made.file,
        "units": units,
        "all_units": CONCENTRATIONS,
        "closed": closed(plan),
        "lead": _lead(made, desk),
        "ranking": reason_of(plan, "ranking") or reason_of(plan, "rules_only"),
        "next": reason_of(plan, "next"),
        "other_reasons": _others(plan),
        "apart": [one for one in plan.pairing if _is_taken(one, made)],
        "beside": [one for one in plan.pairing if not _is_taken(one, made)],
        "day": day_of(plan, made.case.record.patient),
        "first": made.file.made.date(),
        "ends": ends_on(made.file),
        "due": due_groups(plan, desk.words, units),
        "headline": headline_of(plan, desk.words),
        "due_facts": {item.why: item.facts for item in plan.monitoring},
        "benefits": [(benefit_line(one), one.facts) for one in plan.benefit],
        "has_forecast": any(len(one.day) > 1 for one in plan.forecast.values()),
        "weights": _sliders(desk, plan),
        "asked": usual(made.titration, made.case),
        "forms": _forms(made),
        "emergency": desk.facts.jurisdictions[plan.jurisdiction].emergency,
        "place": desk.facts.jurisdictions[plan.jurisdiction].title,
        "words": desk.words,
        "standing": desk.standing(name),
        "can_begin": not closed(plan) and plan.regimen is not None,
        "unread": bool(desk.draft(name).errors),
    }


def _is_taken(pairing: Pairing, made: Made) -> bool:
    """Is the pairing about something that this person takes?"""
    patient = made.case.record.patient
    named = {one.name for one in patient.medicines}
    named |= {one.name for one in patient.magnesium_sources}
    return pairing.item in named or bool(pairing.gap_before_h)


def _lead(made: Made, desk: Desk) -> str:
    """The dose in a sentence, or that there is none."""
    plan, words = made.file.plan, desk.words
    dose = plan.regimen
    if dose is None or closed(plan):
        return words.say("person.no_dose")
    first, last = dose.steps[0], dose.steps[-1]
    full = f"{last.daily_elemental_mg:g}"
    if len(dose.steps) == 1:
        return words.say("person.dose_one", full=full)
    from datetime import timedelta

    begins = words.day(made.file.made.date() + timedelta(days=last.from_day))
    start = f"{first.daily_elemental_mg:g}"
    return words.say("person.dose_steps", start=start, full=full, date=begins)


def _others(plan: Plan) -> list[Any]:
    said = {one.why for one in plan.pairing}
    return [
        reason
        for reason in plan.reasons
        if reason.code not in ("next", "ranking", "rules_only")
        and not any(why in reason.sentence for why in said)
    ]


def _forms(made: Made) -> list[str]:
    own = made.case.record.product
    return list(dict.fromkeys([*([own.salt] if own else []), *FORMS]))


def _sliders(desk: Desk, plan: Plan) -> list[dict[str, Any]]:
    facts = desk.facts
    return [
        {
            "name": name,
            "words": WEIGHT_WORDS[name],
            "value": plan.weights.get(name, facts.value(f"utility.{name}")),
            "usual": facts.value(f"utility.{name}"),
            "least": facts.value(f"utility.{name}") if name == "above_ceiling" else 0.0,
            "most": max(2 * facts.value(f"utility.{name}"), 1.0),
        }
        for name in WEIGHTS
    ]


def _weights(desk: Desk, form: Given) -> dict[str, float]:
    """The weights that differ from the usual ones; what cannot be read stays as it was.

    The weight of too much in blood may be raised and never lowered.
    """
    found = {}
    for name in WEIGHTS:
        common = desk.facts.value(f"utility.{name}")
        try:
            value = float((form.get(f"weight.{name}") or [""])[0])
        except ValueError:
            continue
        least = common if name == "above_ceiling" else 0.0
        if least <= value <= LARGEST_WEIGHT and value != common:
            found[name] = value
    return found


def _weighed(draft: Draft, chosen: dict[str, float]) -> Draft:
    from dataclasses import replace

    document = {key: value for key, value in draft.document.items() if key != "weights"}
    return replace(draft, document=document | ({"weights": chosen} if chosen else {}))


# ---------------------------------------------------------------- downloads


def _carried(router: APIRouter, desk: Desk) -> None:
    def attached(content: str | bytes, kind: str, name: str) -> Response:
        head = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=kind, headers=head)

    @router.get("/p/{name}/files/{file_name}")
    def carried(request: Request, name: str, file_name: str) -> Response:
        if file_name == f"{name}.toml":
            return attached(desk.texts(name).person, "application/toml", file_name)
        if file_name == f"{name}_labs.csv":
            return attached(desk.texts(name).labs, "text/csv", file_name)
        if file_name == f"{name}_diary.csv":
            return attached(desk.texts(name).diary, "text/csv", file_name)
        if file_name == f"{name}_record.zip":
            return attached(desk.everything(name), "application/zip", file_name)
        made = desk.made(name)
        units = desk.units(name)
        match file_name.removeprefix(f"{name}_plan"):
            case ".json":
                assert made.file.inputs is not None
                text = plan_json(made.titration.plan, inputs_json(made.file.inputs))
                return attached(text, "application/json", file_name)
            case ".ics":
                from magtitrate.formats.calendar_ics import calendar_ics

                content = calendar_ics(made.file, desk.words, units)
                return attached(content, "text/calendar", file_name)
            case ".pdf" | ".html" as suffix:
                return attached(
                    _paper(made, desk, name, suffix),
                    "application/pdf" if suffix == ".pdf" else "text/html",
                    file_name,
                )
        return PlainTextResponse("There is no such file.", 404)


def _paper(made: Made, desk: Desk, name: str, suffix: str) -> bytes:
    from pathlib import Path

    from magtitrate.formats.report_files import report_files

    out = Path(f"{name}_plan{suffix}")
    return report_files(out, made.file, desk.words, desk.units(name))[out]

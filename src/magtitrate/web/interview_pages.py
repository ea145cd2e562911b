"""The way from nothing to a person's file: safety first, then one page after the other."""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code
from magtitrate.formats.draft import Draft, checked, entered, explained, fresh, put, value_at
from magtitrate.formats.interview import STEPS, WHO, Step, asked_at, red_flags, step_of
from magtitrate.formats.label import LabelReading, read_label
from magtitrate.formats.unusual import ASKED, unusual_answer
from magtitrate.formats.zones import zone_meant, zones
from magtitrate.plan import JURISDICTIONS, Goal
from magtitrate.safety.pregnancy import is_asked_about_pregnancy, pregnancy_ages
from magtitrate.safety.words import warnings_of
from magtitrate.web.desk import Desk
from magtitrate.web.folder import keep, name_from
from magtitrate.web.medicine_words import is_read, read_as
from magtitrate.web.pages import Given, Pages, form_of, moved
from magtitrate.web.windows import Windows

__all__ = ["interview_pages"]

Form = Annotated[Given, Depends(form_of)]
NONE_OF_THESE = "none"
LAST = len(STEPS) - 1
LONGEST_NAME = 200
BACK = ("check-in", "review")
"""Pages from which an answer is changed, and to which the reader comes back."""
CONFIRMED = "answers.confirmed"
ZONE = "timezone"
PREGNANCY = "person.pregnancy"
FIGURES = ("product.elemental_mg_per_unit", "product.compound_mg_per_unit")
LABEL = ("product.salt", *FIGURES, "product.units_per_serving")
"""What a label prints means something together only: it is taken whole, or the old one stays."""
UNREAD = (
    "Please look at the spelling once more; if it is right, continue all the same. Not recognized: "
)
IMPORTANT = (
    "person.age_y",
    "person.sex",
    "person.pregnancy",
    "person.conditions",
    "person.surgery_planned",
    "kidney",
    "answers.medicines",
    "answers.magnesium_sources",
    "answers.symptoms_now",
    "answers.sick_day",
)
"""Questions without whose answers a plan waits, or measures first."""


def interview_pages(desk: Desk, pages: Pages) -> APIRouter:
    """The pages before the plan."""
    router = APIRouter()
    windows = Windows()

    @router.get("/")
    def home() -> HTMLResponse:
        return pages.show("home", names=desk.names(), folder=_shown(desk.folder), trouble="")

    @router.get("/begin")
    def begin() -> HTMLResponse:
        return pages.show("begin", flags=red_flags(desk.facts), trouble="")

    @router.post("/begin")
    def judged(form: Form) -> Response:
        said = form.get("flag", [])
        flags = [code for code in red_flags(desk.facts) if code.code in said]
        if flags:  # on another address: going back sends nothing again
            return moved("/help-now?" + urlencode([("sign", one.code) for one in flags]))
        if NONE_OF_THESE not in said:
            trouble = "Please tick what applies, or “none of these”."
            return pages.show("begin", 422, flags=red_flags(desk.facts), trouble=trouble)
        return moved("/new")

    @router.get("/help-now")
    def help_now(request: Request) -> HTMLResponse:
        said = request.query_params.getlist("sign")
        flags = [code for code in red_flags(desk.facts) if code.code in said]
        return pages.show("emergency", flags=flags, places=_emergencies(desk), kept=False)

    @router.get("/new")
    def new() -> HTMLResponse:
        return pages.show("step", **_step_words(desk, "", WHO, _empty()))

    @router.post("/new")
    def made(form: Form) -> Response:
        form = _with_zone(form)
        draft = entered(_empty(), WHO, form, now=desk.clock(), facts=desk.facts)
        errors = dict(draft.errors) | _lacking(draft, form)
        if not errors:
            try:
                document = {**draft.document, "schema": 1}
                return moved(f"/p/{desk.begin(document)}/you")
            except InputError as error:
                errors = {error.field or "person.id": explained(error)}
        draft = replace(draft, errors=errors, typed=_words_of(form) | dict(draft.typed))
        return pages.show("step", 422, **_step_words(desk, "", WHO, draft))

    @router.post("/import")
    def imported(form: Form) -> Response:
        text = (form.get("text") or [""])[0].replace("\r\n", "\n")
        try:
            return moved(f"/p/{_imported(desk, text)}/review")
        except InputError as error:
            return pages.show(
                "home",
                422,
                names=desk.names(),
                folder=_shown(desk.folder),
                trouble=str(error.located(file="the file")),
            )

    @router.get("/p/{name}/review")
    def review(name: str) -> HTMLResponse:
        draft = desk.draft(name)
        open_ones = [key for key in IMPORTANT if not _is_answered(draft, key, desk.facts)]
        return pages.show(
            "review",
            name=name,
            labs=_labs_typed(desk, name),
            unasked=_unasked(draft, desk.facts),
            draft=draft,
            open_ones=open_ones,
            important=IMPORTANT,
            confirmed=value_at(draft.document, CONFIRMED),
            today=desk.clock().date(),
        )

    @router.post("/p/{name}/review")
    def confirmed(name: str) -> Response:
        for key in desk.draft(name).errors:  # words that wait are an answer that no plan may miss
            if (at := asked_at(key)) is not None:
                return moved(f"/p/{name}/{at[1]}?back=review")

        def today(draft: Draft) -> Draft:
            document = {k: dict(v) if isinstance(v, dict) else v for k, v in draft.document.items()}
            day = _today(desk, document)
            document["answers"] = {**document.get("answers", {}), "confirmed": day}
            read = checked(document, now=desk.clock(), facts=desk.facts)
            return replace(draft, document=read.document)

        desk.change(name, today)
        with suppress(InputError):  # a file that cannot be read yet is told on the next page
            desk.begin_record(name)
        return moved(f"/p/{name}/plan")

    @router.get("/p/{name}/help-now")
    def help_for(name: str) -> HTMLResponse:
        """Whom to call about the alarm signs among the answers."""
        draft = desk.draft(name)
        flags = _red_now(desk, draft)
        places = _emergencies(desk, str(value_at(draft.document, "jurisdiction")))
        return pages.show("emergency", flags=flags, places=places, kept=True)

    def shown(
        name: str, step: Step, draft: Draft, status: int = 200, **more: object
    ) -> HTMLResponse:
        words = _step_words(desk, name, step, draft) | {"token": windows.opened(step, draft)}
        return pages.show("step", status, **words | more)

    @router.get("/p/{name}/{step_name}")
    def step(name: str, step_name: str, back: str = "") -> Response:
        found = step_of(step_name)
        if found is None:
            return pages.show("missing", 404)
        return shown(name, found, desk.draft(name), back=back if back in BACK else "")

    @router.post("/p/{name}/{step_name}")
    def answered(name: str, step_name: str, form: Form) -> Response:
        found = step_of(step_name)
        if found is None:
            return pages.show("missing", 404)
        draft, told = _entered(desk, windows, name, found, form)
        do = (form.get("do") or ["next"])[0]
        if found.name == "now" and do == "next" and _red_now(desk, draft, form):
            return moved(f"/p/{name}/help-now")
        if told and not do.startswith("add:"):
            note = " ".join(dict.fromkeys(told.values()))
            return shown(name, found, draft, 422, back=_back(form), note=note)
        if do.startswith(("add:", "remove:")):
            draft = desk.change(name, lambda draft: _with_row(draft, do))
            place = do.split(":")[1].replace(".", "-")
            back = _back(form)
            return moved(f"/p/{name}/{step_name}{f'?back={back}' if back else ''}#{place}")
        draft = desk.change(name, lambda draft: _with_empty_lists(draft, found))
        wrong = [key for key in draft.errors if _is_mine(key, found)]
        if wrong and do == "next":
            return shown(name, found, draft, 422, back=_back(form))
        unread = _unread(desk, draft) if found.name == "medicines" else ""
        if unread and do == "next" and (form.get("unread") or [""])[0] != unread:
            return shown(
                name, found, draft, 422, back=_back(form), unread=unread, note=UNREAD + unread + "."
            )
        if _back(form) and do == "next":
            return moved(f"/p/{name}/{_back(form)}")
        return moved(_onward(name, found, do))

    @router.post("/p/{name}/{step_name}/check")
    def check(request: Request, name: str, step_name: str, form: Form) -> Response:
        found = step_of(step_name)
        if found is None:
            return HTMLResponse("", 404)
        draft, _ = _entered(desk, windows, name, found, form)
        key = request.query_params.get("field", "")
        error = _with_empty_lists(draft, found).errors.get(key, "")
        return pages.show("checked", error=error, label=None)

    @router.post("/p/{name}/medicines/hint")
    def hint(request: Request, name: str, form: Form) -> HTMLResponse:
        typed = (form.get(request.query_params.get("field", "")) or [""])[0]
        return pages.show("checked", error=read_as(typed[:LONGEST_NAME], desk.facts), label=None)

    @router.post("/p/{name}/product/label")
    def label(name: str, form: Form) -> HTMLResponse:
        return pages.show("checked", error="", label=_label_of(desk, form))

    return router


def _back(form: Given) -> str:
    """Where the reader came from, to change one answer there."""
    back = (form.get("back") or [""])[0]
    return back if back in BACK else ""


def _shown(folder: Path) -> str:
    """A folder as people write it, from their home on."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _empty() -> Draft:
    return Draft(document=fresh("", "", "") | {"person": {}})


def _step_words(desk: Desk, name: str, step: Step, draft: Draft) -> dict[str, Any]:
    return {
        "name": name,
        "step": step,
        "draft": draft,
        "number": STEPS.index(step) + 1,
        "back": "",
        "note": "",
        "unread": "",
        "token": "",
        "ages": pregnancy_ages(desk.facts),
        "unasked": _unasked(draft, desk.facts),
        "read_as": partial(_read_as, desk, draft),
        "before": STEPS[STEPS.index(step) - 1].name if STEPS.index(step) else "",
        "zones": zones() if step is WHO else (),
        "reading": _label_kept(desk, draft) if step.name == "product" else None,
    }


def _read_as(desk: Desk, draft: Draft, key: str, value: str) -> str | None:
    """As which medicine the words of a field are read; `None` where it names no medicine."""
    if not (key.startswith("medicine.") and key.endswith(".name")):
        return None
    return "" if draft.errors.get(key) else read_as(value[:LONGEST_NAME], desk.facts)


def _lacking(draft: Draft, form: Given) -> dict[str, str]:
    """Answers without which no file can be begun, where nothing was typed."""
    return {
        question.key: "This is needed to begin."
        for question in WHO.questions
        if question.required
        and not value_at(draft.document, question.key)
        and not (form.get(question.key) or [""])[0].strip()
    }


def _words_of(form: Given) -> dict[str, str]:
    return {key: ", ".join(values) for key, values in form.items()}


def _with_zone(form: Given) -> Given:
    """A city becomes the zone it is in, where there is one only."""
    typed = (form.get(ZONE) or [""])[0]
    return form | {ZONE: [zone_meant(typed)]} if typed.strip() else form


def _entered(
    desk: Desk, windows: Windows, name: str, step: Step, form: Given
) -> tuple[Draft, dict[str, str]]:
    """The answers after a page was sent, and what another window changed in its lists."""
    now, facts, told = desk.clock(), desk.facts, {}
    form = _with_zone(form) if step is WHO else form

    def change(draft: Draft) -> Draft:
        given, lists = windows.merged(step, form, draft)
        told.update(lists)
        after = entered(draft, step, given, now=now, facts=facts)
        after = _questioned(desk, draft, after, given)
        after = _one_label(desk, draft, after, given)
        windows.saved(step, form, after)
        return after

    return desk.change(name, change), told


def _questioned(desk: Desk, before: Draft, after: Draft, given: Given) -> Draft:
    """A number that looks ten times too large or small waits for a yes; until then it is words."""
    for key in ASKED:
        value, old = value_at(after.document, key), value_at(before.document, key)
        words = (given.get(key) or [""])[0].strip()
        if key not in given or value is None or value == old:
            continue
        asked = unusual_answer(key, value, desk.facts)
        if not asked or (given.get(f"sure.{key}") or [""])[0].strip() == words:
            continue
        document = deepcopy(dict(after.document))
        put(document, key, old)
        after = replace(
            after,
            document=document,
            typed={**after.typed, key: words},
            errors={**after.errors, key: asked},
        )
    return after


def _one_label(desk: Desk, before: Draft, after: Draft, given: Given) -> Draft:
    """Where a figure of the label is refused none is taken, and the form shows them as typed."""
    if not any(key in after.errors for key in LABEL):
        return after
    document = deepcopy(dict(after.document))
    is_whole = any(value_at(before.document, key) is not None for key in FIGURES)
    for key in LABEL[:3] if is_whole else FIGURES:
        put(document, key, value_at(before.document, key))
    typed = {key: given[key][0].strip() for key in LABEL if given.get(key)}
    read = checked(document, now=desk.clock(), facts=desk.facts)
    return replace(after, document=read.document, typed=typed | dict(after.typed))


def _unread(desk: Desk, draft: Draft) -> str:
    """The names of medicines that nobody knows, as they were typed."""
    names = [str(one.get("name", "")) for one in value_at(draft.document, "medicine") or []]
    return ", ".join(name for name in names if not is_read(name, desk.facts))


def _labs_typed(desk: Desk, name: str) -> list[tuple[str, str, str]]:
    """Laboratory values so far: day, what, as printed; nothing where a file cannot be read."""
    try:
        record = desk.case(name).record
    except InputError:
        return []
    day, named = desk.words.day, desk.words.named
    return [
        (day(record.instant(one.time_h).date()), named(one.analyte), str(one))
        for one in reversed(record.observations)
    ]


def _is_mine(key: str, step: Step) -> bool:
    heads = tuple(f"{listing.key}." for listing in step.lists)
    return key in {question.key for question in step.questions} or key.startswith(heads or "\0")


def _onward(name: str, step: Step, do: str) -> str:
    place = STEPS.index(step)
    if do == "back":
        return f"/p/{name}/{STEPS[place - 1].name}" if place else "/"
    if do == "later":
        return "/"
    return f"/p/{name}/labs" if place == LAST else f"/p/{name}/{STEPS[place + 1].name}"


def _with_row(draft: Draft, do: str) -> Draft:
    """One empty entry more, or one entry less."""
    verb, key, *rest = do.split(":")
    held = list(value_at(draft.document, key) or [])
    shown = max(draft.rows.get(key, 0), len(held))
    if verb == "add":
        return replace(draft, rows={**draft.rows, key: shown + 1})
    place = int(rest[0]) if rest and rest[0].isdigit() else -1
    document = {k: dict(v) if isinstance(v, dict) else v for k, v in draft.document.items()}
    if 0 <= place < len(held):
        held.pop(place)
        table, _, last = key.rpartition(".")
        home = document[table] if table else document
        if held:
            home[last] = held
        else:
            home.pop(last, None)
    heads = tuple(f"{key}." for key in (key,))
    return replace(
        draft,
        document=document,
        typed={k: v for k, v in draft.typed.items() if not k.startswith(heads)},
        errors={k: v for k, v in draft.errors.items() if not k.startswith(heads)},
        rows={**draft.rows, key: max(shown - 1, 0)},
    )


def _with_empty_lists(draft: Draft, step: Step) -> Draft:
    """Who says that there is a list finds room for its first entry, and is told to fill it."""
    for listing in step.lists:
        why = draft.errors.get(listing.answer, "")
        if "[[" not in why:
            continue
        shown = max(draft.rows.get(listing.key, 0), 1)
        errors = {**draft.errors, listing.answer: f"Please fill in each {listing.one} below."}
        draft = replace(draft, rows={**draft.rows, listing.key: shown}, errors=errors)
    return draft


def _is_answered(draft: Draft, key: str, facts: Facts) -> bool:
    value = value_at(draft.document, key)
    if key in _unasked(draft, facts):
        return True
    if key in ("answers.medicines", "answers.magnesium_sources") and value == "unknown":
        return False
    return value is not None and value != {}


def _unasked(draft: Draft, facts: Facts) -> tuple[str, ...]:
    """The questions that this person is spared; who is pregnant by the answers sees it stand."""
    sex, age = (value_at(draft.document, key) for key in ("person.sex", "person.age_y"))
    stands = value_at(draft.document, PREGNANCY) in ("pregnant", "lactating")
    return () if stands or is_asked_about_pregnancy(sex, age, facts) else (PREGNANCY,)


def _today(desk: Desk, document: dict[str, object]) -> object:
    from zoneinfo import ZoneInfo

    return desk.clock().astimezone(ZoneInfo(str(document["timezone"]))).date()


def _red_now(desk: Desk, draft: Draft, form: Given | None = None) -> list[Code]:
    """Alarm signs among the symptoms that were ticked, in whichever window."""
    key = "answers.symptoms_now"
    said = {*(value_at(draft.document, key) or []), *(form or {}).get(key, [])}
    return [code for code in red_flags(desk.facts) if code.code in said]


def _emergencies(desk: Desk, first: str = "") -> list[tuple[str, tuple[str, ...]]]:
    """What to do, by country; the reader's own first, where it is known."""
    facts = desk.facts
    return [
        (
            facts.jurisdictions[code].title,
            warnings_of(
                Goal(reason="status", mode="self", jurisdiction=code), facts, emergency=True
            ),
        )
        for code in sorted(JURISDICTIONS, key=lambda code: code != first)
    ]


def _imported(desk: Desk, text: str) -> str:
    """Keep a person's file that can be read whole."""
    from magtitrate.web.held import Texts, case_of

    case = case_of(Texts(person=text), now=desk.clock(), facts=desk.facts)
    name = name_from(case.record.patient.patient_id)
    if name in desk.names():
        raise InputError(
            "somebody of this name is here already",
            field="person.id",
            todo="Open that person, or change the id in the file",
        )
    keep(desk.folder, name, person=text if text.endswith("\n") else text + "\n")
    return name


def _label_of(desk: Desk, form: Given) -> LabelReading | str:
    def one(key: str) -> str:
        return (form.get(f"product.{key}") or [""])[0].strip()

    def mg(key: str) -> float | None:
        try:
            return float(one(key).replace(",", ".")) if one(key) else None
        except ValueError:
            return None

    if not one("salt"):
        return ""
    return _read_label(desk, one("salt"), mg("compound_mg_per_unit"), mg("elemental_mg_per_unit"),
                       mg("units_per_serving") or 1)  # fmt: skip


def _label_kept(desk: Desk, draft: Draft) -> LabelReading | str | None:
    salt = value_at(draft.document, "product.salt")
    if not salt:
        return None
    compound = value_at(draft.document, "product.compound_mg_per_unit")
    return _read_label(
        desk, salt, compound, value_at(draft.document, "product.elemental_mg_per_unit"), 1
    )


def _read_label(
    desk: Desk, salt: str, compound: float | None, elemental: float | None, units: float
) -> LabelReading | str:
    """What the label means, or what is wrong with it."""
    if compound is None and elemental is None:
        return "One of the two masses is needed: magnesium or compound."
    try:
        return read_label(
            salt=salt,
            compound_mg=compound,
            elemental_mg=elemental,
            units_per_serving=units,
            facts=desk.facts,
        )
    except InputError as error:
        return explained(error)

"""The same answers for programs: `/api/v1`, JSON in and out, described by OpenAPI.

Numbers are numbers, never texts or truths. What cannot be used is refused with status 422 and
one paragraph that names the key, what is wrong and what is accepted, and never the value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi import Path as PathParam
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, StrictStr

from magtitrate.errors import InputError, ModelError
from magtitrate.facts.shapes import VERDICTS
from magtitrate.foresee import foresee
from magtitrate.formats.draft import explained
from magtitrate.formats.facts_text import claims_text, list_text, row_text
from magtitrate.formats.forecast_text import forecast_json, read_regimen
from magtitrate.formats.label import read_label
from magtitrate.formats.label_text import label_json
from magtitrate.formats.opened import Case, read_now
from magtitrate.formats.plan_inputs import inputs_json, inputs_of
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.toml_write import toml_text
from magtitrate.regimen import Regimen
from magtitrate.titrate import titrate
from magtitrate.web.check_in_pages import asks
from magtitrate.web.desk import Desk
from magtitrate.web.held import Texts, case_of
from magtitrate.web.records import Log, UsedKey

__all__ = ["api_of", "refused", "unreadable"]

DAYS = (
    "confirmed",
    "measured",
    "previous_measured",
    "surgery_planned",
    "since",
    "until",
    "date",
)
"""Keys whose texts are days; JSON has no days of its own."""
LONGEST = 1_000_000
DEEPEST = 6

Whole = Annotated[int, Field(strict=True, ge=0, le=10**18 - 1)]
Milligrams = Annotated[float, Field(strict=True, gt=0, lt=1e6, allow_inf_nan=False)]
Name = Annotated[str, PathParam(max_length=40)]
Key = Annotated[str, PathParam(min_length=1, max_length=100)]
Weeks = Annotated[float, Field(strict=True, ge=1, le=52, allow_inf_nan=False)]


class Trouble(BaseModel):
    """Why something cannot be used."""

    key: str
    what: str
    accepted: str
    line: int | None = None
    paragraph: str


class Refusal(BaseModel):
    """One paragraph, in parts."""

    error: Trouble


class Asked(BaseModel):
    """A person, as the contract's file holds them.

    `person` is the file as an object (days as ISO texts) or its text in TOML; `labs` and `diary`
    are the texts of the CSV files.
    """

    model_config = ConfigDict(extra="forbid")

    person: dict[str, Any] | Annotated[str, Field(strict=True, max_length=LONGEST)]
    labs: Annotated[str, Field(strict=True, max_length=LONGEST)] = ""
    diary: Annotated[str, Field(strict=True, max_length=LONGEST)] = ""
    seed: Whole = 0
    now: Annotated[str, Field(strict=True, max_length=40)] | None = None


class AskedRegimen(Asked):
    """A regimen to look at: `100@08:00,100@21:00`; the plan's own day if left out."""

    regimen: Annotated[str, Field(strict=True, max_length=500)] | None = None
    weeks: Weeks = 12


class AskedLine(BaseModel):
    """A line of the laboratory file (kind `lab`) or of the diary, with the cells of its kind.

    `time` is ISO 8601, in the person's zone where it names none; now, if left out. `sure` answers
    the question that is asked where something looks wrong.
    """

    model_config = ConfigDict(extra="forbid")

    kind: Annotated[str, Field(strict=True, max_length=40)]
    cells: dict[str, Annotated[str, Field(strict=True, max_length=500)]] = {}
    time: Annotated[str, Field(strict=True, max_length=40)] | None = None
    sure: Annotated[bool, Field(strict=True)] = False


class Written(BaseModel):
    """The number of the entry, whether this request wrote it, and what it means at once.

    `stops` holds a sentence for each reason to take no magnesium now, and what the line was
    questioned for. With `emergency`, `call` says whom to call; show both to the person at once.
    """

    entry: int
    new: bool
    stops: list[str]
    emergency: bool
    call: list[str]


class AskedLabel(BaseModel):
    """A label as it is printed."""

    model_config = ConfigDict(extra="forbid")

    salt: Annotated[str, Field(strict=True, min_length=1, max_length=200)] = "bisglycinate"
    hydrate: StrictStr | None = None
    compound_mg: Milligrams | None = None
    elemental_mg: Milligrams | None = None
    units_per_serving: Milligrams = 1


REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "Not JSON"},
    422: {"model": Refusal, "description": "Cannot be used"},
}


def api_of(desk: Desk) -> APIRouter:
    """The interface for programs: asking twice is asking once, and so is writing."""
    router = APIRouter(responses=REFUSALS, default_response_class=JSONResponse)
    facts = desk.facts

    @router.post("/plan", summary="The next plan for one person, whatever its verdict")
    def plan(asked: Asked) -> Response:
        case = _case(desk, asked)
        with desk.turn():
            made = titrate(case.record, case.goal, facts, seed=asked.seed).plan
        return _json(plan_json(made, inputs_json(inputs_of(case.record, case.goal))))

    @router.post("/simulate", summary="What a regimen would do in the model; never advice")
    def simulate(asked: AskedRegimen) -> Response:
        case = _case(desk, asked)
        with desk.turn():
            regimen = _regimen(asked, case, desk)
            seen = foresee(
                case.record, case.goal, facts, regimen, weeks=asked.weeks, seed=asked.seed
            )
        notes = (*seen.above_limits, *(reason.sentence for reason in seen.reasons))
        told = (seen.person_id, regimen, seen.forecast, seen.limits, seen.verdict.value, notes)
        return _json(forecast_json(*told))

    @router.post("/product", summary="What a label's numbers mean")
    def product(asked: AskedLabel) -> Response:
        return _json(label_json(read_label(**asked.model_dump(), facts=facts), facts))

    @router.put(
        "/people/{name}/lines/{key}",
        summary="Write one line into a person's record, once for each key",
        response_model=Written,
        responses={409: {"model": Refusal, "description": "Another line has this key"}},
    )
    def line(name: Name, key: Key, asked: AskedLine) -> Response:
        desk.texts(name)  # nobody of this name: said before anything is made
        log = Log(kind=asked.kind, cells=asked.cells, time=asked.time)
        try:
            number, is_new = desk.log_once(name, key, log, confirmed=asked.sure)
        except UsedKey as error:
            return refused(error, 409)
        except InputError as error:
            sure = "sure: true, if it is right all the same" if asks(error) else error.accepted
            raise InputError(error.problem, field=error.field, accepted=sure, todo=" ") from None
        told = desk.spoken(name, number)
        said = {"stops": told.stops, "emergency": told.emergency, "call": told.call}
        return _json(json.dumps({"entry": number, "new": is_new, **said}))

    @router.get("/facts", summary="The keys of a topic, or of all topics")
    def topic(topic: Annotated[str, Query(max_length=100)] = "") -> Response:
        return _json(list_text(facts, topic, as_json=True))

    @router.get("/facts/{key:path}", summary="One row with its sources")
    def row(key: str) -> Response:
        return _json(row_text(facts, key, as_json=True))

    @router.get("/claims", summary="The articles' claims and what is known of each")
    def claims(
        verdict: Annotated[str, Query(description=", ".join(VERDICTS), max_length=40)] = "",
    ) -> Response:
        return _json(claims_text(facts, verdict=verdict, as_json=True))

    @router.get("/claims/{id}", summary="One claim")
    def claim(id: str) -> Response:
        return _json(claims_text(facts, id, as_json=True))

    return router


def _json(text: str) -> Response:
    """JSON text as JSON; a text that UTF-8 does not hold is escaped."""
    return Response(text.encode("utf-8", errors="backslashreplace"), media_type="application/json")


# ---------------------------------------------------------------- the question


def _case(desk: Desk, asked: Asked) -> Case:
    now = desk.clock() if asked.now is None else read_now(asked.now)
    text = asked.person if isinstance(asked.person, str) else _as_toml(asked.person)
    texts = Texts(person=text, labs=asked.labs, diary=asked.diary)
    return case_of(texts, now=now, facts=desk.facts)


def _as_toml(document: Mapping[str, Any]) -> str:
    try:
        return toml_text(_days(document, 0))
    except ModelError:
        raise InputError("this has no place in a person's file", field="person") from None


def _days(value: Any, depth: int) -> Any:
    """The document with its days as days, and without what was not answered."""
    if depth > DEEPEST:
        raise InputError("no person's file is nested so deeply", field="person")
    if isinstance(value, Mapping):
        return {
            key: _day(one) if key in DAYS else _days(one, depth + 1)
            for key, one in value.items()
            if one is not None
        }
    if isinstance(value, list):
        if len({isinstance(one, Mapping) for one in value}) > 1:
            raise InputError("a list holds tables or values, not both", field="person")
        return [_days(one, depth + 1) for one in value]
    return value


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else _days(value, 1)
    except ValueError:
        return value


def _regimen(asked: AskedRegimen, case: Case, desk: Desk) -> Regimen:
    if asked.regimen is not None:
        return read_regimen(asked.regimen, case.record.product)
    planned = titrate(case.record, case.goal, desk.facts, seed=asked.seed).plan
    if planned.regimen is None:
        raise InputError(
            "the plan for this person has no dose to simulate",
            field="regimen",
            accepted='mg@clock, such as "100@08:00,100@21:00"',
        )
    return Regimen(product=case.record.product, slots=planned.regimen.slots)


# ---------------------------------------------------------------- the refusal


def refused(error: InputError, status: int = 422) -> JSONResponse:
    """An input error as JSON: key, what, accepted; never the value."""
    body = {
        "key": error.field or "",
        "what": error.problem,
        "accepted": error.accepted or "",
        "line": error.line,
        "paragraph": _paragraph(error),
    }
    return JSONResponse({"error": json.loads(json.dumps(body))}, status_code=status)


def _paragraph(error: InputError) -> str:
    where = ", ".join(filter(None, (f"line {error.line}" if error.line else "", error.field or "")))
    return f"{where}: {explained(error)}" if where else explained(error)


def unreadable(error: RequestValidationError) -> JSONResponse:
    """The first thing that the description of the interface does not allow."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"][1:])
    return refused(InputError(str(first["msg"]).rstrip("."), field=key or "body"))

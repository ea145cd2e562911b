"""Who are the virtual people of the scripted year, and what happens to each?

People on paper: every number here is invented for the script, none is a fact. What must, may
or must not happen to their dose is written down beside each event, before anything is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

__all__ = ["BEGIN", "Event", "Script", "scripts"]

BEGIN = date(2026, 1, 7)
LABS = (-3, 35, 84, 168, 252, 336)
"""Days on which serum magnesium and kidney function are measured."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happens to a person.

    Attributes:
        day: of the year.
        sets: keys of the person's file that change, as `table.key`; `None` takes one out.
        medicines: the list from now on, where it changes.
        diary: (kind, item, value) that is written down on that day.
        symptoms: codes named at the check-in of that day.
        told: is there a check-in because of it?
        egfr: what the laboratory finds from now on [mL/min per 1.73 m²].
        zone: where the person is from now on.
    """

    day: int
    sets: Mapping[str, Any] = field(default_factory=dict)
    medicines: tuple[Mapping[str, Any], ...] | None = None
    diary: tuple[tuple[str, str, float | None], ...] = ()
    symptoms: tuple[str, ...] = ()
    told: bool = True
    egfr: float | None = None
    zone: str | None = None


@dataclass(frozen=True, kw_only=True)
class Script:
    """One person's year.

    Attributes:
        must_stop: (first, last day) between which any dose decided on is a wrong decision.
        may_stop: days on which a stop, less or a referral is right or cannot be called wrong.
        responds, content, takes: the truth (`trials.truth.Truth`).
    """

    name: str
    what: str
    document: Mapping[str, Any]
    events: tuple[Event, ...] = ()
    must_stop: tuple[tuple[int, int], ...] = ()
    may_stop: tuple[tuple[int, int], ...] = ()
    responds: bool = True
    content: float | None = None
    takes: float = 0.95


def scripts() -> tuple[Script, ...]:
    """All of them, by name."""
    return (
        Script(name="ordinary", what="nothing in particular", document=person("ordinary")),
        Script(
            name="forgetful",
            what="takes six doses of ten",
            document=person("forgetful", age_y=41),
            takes=0.6,
            may_stop=((84, 365),),
        ),
        Script(
            name="antibiotic",
            what="ciprofloxacin for a week",
            document=person("antibiotic", age_y=35, sex="female"),
            events=(
                Event(day=120, medicines=(_course("ciprofloxacin", ("08:00", "20:00"), 120, 127),)),
                Event(day=128, medicines=()),
            ),
            may_stop=((120, 135),),
        ),
        Script(
            name="reflux",
            what="omeprazole begins, which lowers magnesium",
            document=person("reflux", age_y=52),
            events=(
                Event(
                    day=90,
                    sets={"person.conditions": ["reflux"]},
                    medicines=(_course("omeprazole", ("07:00",), 90, None),),
                ),
            ),
            may_stop=((90, 365),),
        ),
        Script(
            name="kidneys",
            what="kidney function falls from 85 to 26",
            document=person("kidneys", age_y=63, egfr=85),
            events=tuple(
                Event(day=day, egfr=egfr, told=True)
                for day, egfr in ((84, 72.0), (168, 55.0), (252, 40.0), (300, 26.0))
            ),
            must_stop=((301, 365),),
            may_stop=((84, 365),),
        ),
        Script(
            name="expecting",
            what="becomes pregnant; without a professional, no plan",
            document=person("expecting", age_y=31, sex="female"),
            events=(Event(day=150, sets={"person.pregnancy": "pregnant"}),),
            must_stop=((150, 365),),
            may_stop=((150, 365),),
        ),
        Script(
            name="diarrhea",
            what="four days of diarrhea",
            document=person("diarrhea", age_y=47),
            events=(
                *(
                    Event(day=60 + n, diary=(("stool", "", 7.0), ("stool", "", 7.0)), told=False)
                    for n in range(4)
                ),
                Event(
                    day=61,
                    diary=(("symptom", "diarrhea", 6.0),),
                    symptoms=("diarrhea",),
                    sets={"answers.sick_day": "yes"},
                ),
                Event(day=75, sets={"answers.sick_day": "no"}),
            ),
            must_stop=((61, 65),),
            may_stop=((61, 110),),
        ),
        Script(
            name="traveler",
            what="three weeks in Tokyo, and back",
            document=person("traveler", age_y=38),
            events=(
                Event(day=100, zone="Asia/Tokyo", told=False),
                Event(day=121, zone="Europe/Madrid", told=False),
            ),
        ),
        Script(
            name="pilot",
            what="every week on the other side of the Atlantic",
            document=person("pilot", age_y=45),
            events=tuple(
                Event(day=day, zone=zone, told=False)
                for week, day in enumerate(range(30, 240, 7))
                for zone in [("America/New_York", "Europe/Madrid")[week % 2]]
            ),
        ),
        Script(
            name="mislabeled",
            what="the product holds 60 % of its label",
            document=person("mislabeled", age_y=44, certified=False),
            content=0.6,
        ),
        Script(
            name="unmoved",
            what="it does nothing for the cramps",
            document=person("unmoved", age_y=58),
            responds=False,
            may_stop=((84, 365),),
        ),
        Script(
            name="older",
            what="70 years old, levothyroxine each morning",
            document=person("older", age_y=70, sex="female", egfr=68, thyroid=True),
            may_stop=((90, 365),),
        ),
        Script(
            name="alarmed",
            what="faints on day 200; the cause is another one",
            document=person("alarmed", age_y=33, sex="female"),
            events=(
                Event(
                    day=200,
                    diary=(("symptom", "fainting", 5.0),),
                    symptoms=("fainting",),
                ),
            ),
            must_stop=((200, 206),),
            may_stop=((200, 365),),
        ),
    )


def _course(name: str, clock: tuple[str, ...], first: int, last: int | None) -> Mapping[str, Any]:
    found: dict[str, Any] = {"name": name, "clock": list(clock), "since": _day(first)}
    return found if last is None else {**found, "until": _day(last)}


def _day(day: int) -> date:
    return BEGIN + timedelta(days=day)


def person(
    name: str,
    *,
    age_y: int = 29,
    sex: str = "male",
    egfr: int = 98,
    certified: bool = True,
    thyroid: bool = False,
) -> dict[str, Any]:
    """A person's file as a document."""
    found: dict[str, Any] = {
        "schema": 1,
        "mode": "self",
        "jurisdiction": "EU",
        "timezone": "Europe/Madrid",
        "person": {
            "id": name,
            "age_y": age_y,
            "sex": sex,
            "body_mass_kg": 78.0 if sex == "male" else 64.0,
            "height_m": 1.79 if sex == "male" else 1.66,
            "conditions": ["hypothyroidism"] if thyroid else [],
            "surgery_planned": "no",
        },
        "kidney": {"egfr_ml_per_min_1p73m2": egfr, "measured": BEGIN - timedelta(days=3)},
        "answers": {
            "confirmed": BEGIN,
            "medicines": "listed" if thyroid else "none",
            "magnesium_sources": "none",
            "symptoms_now": [],
            "sick_day": "no",
        },
        "goal": {"reason": "cramps"},
        "diet": {"magnesium_mg_per_day": 240, "calcium_mg_per_day": 900, "phytate": "medium"},
        "day": {
            "wake": "06:45",
            "sleep": "23:00",
            "meal": [
                {"clock": "07:30", "share": 0.3},
                {"clock": "13:30", "share": 0.35},
                {"clock": "20:30", "share": 0.35},
            ],
        },
        "product": {
            "salt": "bisglycinate",
            "elemental_mg_per_unit": 100,
            "divisible": False,
            "certified": certified,
            "units_per_pack": 120,
            "price": 24.0,
            "currency": "EUR",
        },
    }
    if sex == "female":
        found["person"]["pregnancy"] = "no"
    if thyroid:
        found["medicine"] = [{"name": "levothyroxine", "clock": ["06:45"]}]
    return found

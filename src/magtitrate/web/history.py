"""How did it go so far: laboratory values with the bands of the model, doses, stools, decisions?

Positions are those of a drawing `WIDTH` wide; every panel has the same days. The template turns
them into a picture, and lists beside it say the same in words.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from magtitrate.facts import Facts
from magtitrate.formats.reader_units import CONVERTED, PLAINLY, ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.record import Record
from magtitrate.store.ledger import Entry
from magtitrate.store.standing import decisions
from magtitrate.units import canonical_unit, from_canonical

__all__ = ["HEADS", "Dot", "History", "Panel", "Told", "history_of"]

WIDTH, LEFT, RIGHT = 960, 96, 16
TALL, LOW, GAP = 160, 84, 62
LEAST_DAYS = 28
AHEAD_DAYS = 14
"""So much of what is expected is drawn beyond today."""
MARGIN = 0.12
"""Share of a panel that stays free above and below its values."""
STOOLS = (1.0, 7.0)
FORECASTS = {
    "serum_magnesium": "serum_magnesium_mmol_per_l",
    "urine_magnesium_24h": "urine_magnesium_mmol_per_day",
    "ionized_magnesium": "ionized_magnesium_mmol_per_l",
}
HEADS = {
    "start": "Begin",
    "hold": "Stay as you are",
    "step_up": "One step up",
    "step_down": "One step down",
    "stop": "Stop",
    "refer": "Please see a professional",
}
LATELY = 4
"""Decisions whose bands are drawn; older ones stay in the list."""


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One value: its place, its kind and what a reader is told."""

    x: float
    y: float
    words: str
    day: str = ""
    kind: str = ""
    height: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One quantity over the days.

    Attributes:
        top, bottom: its place in the drawing.
        ticks: (y, label) of its axis.
        bands: the outlines of what the model expected, as points of a polygon.
        courses: the middle of what it expected, as points of a line.
        aim: top and height of the range aimed at.
    """

    title: str
    kind: str
    top: float
    bottom: float
    ticks: tuple[tuple[float, str], ...]
    dots: tuple[Dot, ...]
    bands: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    aim: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """One decision, in the words in which it was written down."""

    number: int
    at: datetime
    head: str
    action: str
    dose: str
    why: str
    learned: str
    again: str
    x: float


@dataclass(frozen=True, kw_only=True)
class History:
    """Everything that is drawn."""

    panels: tuple[Panel, ...]
    decisions: tuple[Told, ...]
    months: tuple[tuple[float, str], ...]
    today: float
    height: float
    width: int = WIDTH


@dataclass(frozen=True, kw_only=True)
class _Scale:
    """Days to places."""

    first: date
    days: int

    def x(self, at: datetime | date) -> float:
        day = at if not isinstance(at, datetime) else at.date()
        share = (at.hour + at.minute / 60) / 24 if isinstance(at, datetime) else 0.0
        span = WIDTH - LEFT - RIGHT
        return round(LEFT + span * ((day - self.first).days + share) / self.days, 1)


def told(
    entries: Iterable[Entry], words: Sentences, place: Callable[[datetime], float]
) -> list[Told]:
    """The decisions, newest first."""
    return [_told(entry, words, place) for entry in reversed(decisions(tuple(entries)))]


def _told(entry: Entry, words: Sentences, place: Callable[[datetime], float]) -> Told:
    body, stage = entry.body, entry.body["stage"]
    at = datetime.fromisoformat(body["plan"]["made_at"])
    on, what = body["again"]
    return Told(
        number=entry.number,
        at=at,
        head=HEADS[body["action"]],
        action=body["action"],
        dose=f"{stage['daily_elemental_mg']:g} mg a day" if stage else "no magnesium",
        why=body["why"],
        learned=body["learned"],
        again=f"{words.named(what)} on {words.day(date.fromisoformat(on))}",
        x=place(at),
    )


def history_of(
    record: Record,
    entries: tuple[Entry, ...],
    *,
    facts: Facts,
    words: Sentences,
    units: ReaderUnits,
) -> History:
    """The drawing of one person's record."""
    scale = _scale(record, decisions(entries))
    makers = [
        *(
            _lab_panel(analyte, record, entries, scale, words, units)
            for analyte in _measured(record)
        ),
        _dose_panel(record, scale),
        _stool_panel(record, scale),
        _symptom_panel(record, scale, facts),
    ]
    panels, top = [], 52.0
    for made in makers:
        if made is None:
            continue
        panel = made(top)
        panels.append(panel)
        top = panel.bottom + GAP
    return History(
        panels=tuple(panels),
        decisions=tuple(_told(one, words, scale.x) for one in reversed(decisions(entries))),
        months=tuple(_months(scale)),
        today=scale.x(record.now),
        height=top,
    )


def _scale(record: Record, past: Collection[Entry]) -> _Scale:
    begins = [record.instant(one.time_h).date() for one in record.doses]
    begins += [record.instant(one.time_h).date() for one in record.diary]
    begins += [record.instant(one.time_h).date() for one in record.observations]
    begins += [datetime.fromisoformat(entry.body["at"]).date() for entry in past]
    last = record.today + timedelta(days=AHEAD_DAYS if past else 1)
    first = min([*begins, record.today - timedelta(days=LEAST_DAYS)])
    return _Scale(first=first, days=max((last - first).days, 1))


def _months(scale: _Scale) -> Iterable[tuple[float, str]]:
    """A label each week, or each month in a long record."""
    step = 7 if scale.days <= 70 else 28 if scale.days <= 280 else 91
    for ahead in range(0, scale.days, step):
        day = scale.first + timedelta(days=ahead)
        yield scale.x(day), f"{day.day} {day:%b}" if step < 91 else f"{day:%b %Y}"


# ---------------------------------------------------------------- laboratory


def _measured(record: Record) -> list[str]:
    """What was measured, magnesium first."""
    found = dict.fromkeys(one.analyte for one in record.observations)
    return sorted(found, key=lambda name: (name not in FORECASTS, name not in ("egfr",), name))


def _lab_panel(
    analyte: str,
    record: Record,
    entries: tuple[Entry, ...],
    scale: _Scale,
    words: Sentences,
    units: ReaderUnits,
) -> Callable[[float], Panel]:
    seen = [one for one in record.observations if one.analyte == analyte]
    unit = seen[-1].unit if analyte not in CONVERTED else units.unit(analyte)

    def value_of(canonical: float) -> float:
        return from_canonical(analyte, canonical, unit)

    past = decisions(entries)[-LATELY:]
    ends = [*(datetime.fromisoformat(one.body["at"]) for one in past[1:]), None]
    courses = [
        _expected(entry, end, analyte, record, units)
        for entry, end in zip(past, ends, strict=False)
    ]
    aimed = _aimed(past, analyte, units)
    values = [value_of(one.value) for one in seen]
    values += [value for course in courses for _, *three in course for value in three]
    values += list(aimed or ())

    def placed(top: float) -> Panel:
        axis = _Axis(values, top, TALL)
        return Panel(
            title=f"{words.named(analyte)}, {_spelled(analyte, unit)}",
            kind="lab",
            top=top,
            bottom=top + TALL,
            ticks=axis.ticks(),
            dots=tuple(
                Dot(
                    x=scale.x(record.instant(one.time_h)),
                    day=_short(record.instant(one.time_h)),
                    y=axis.y(value_of(one.value)),
                    words=f"{'below ' if one.censored_below else ''}"
                    + (
                        units.number(analyte, one.value)
                        if analyte in CONVERTED
                        else f"{value_of(one.value):.4g}"
                    ),
                )
                for one in seen
            ),
            bands=tuple(
                _points(
                    [(scale.x(at), axis.y(low)) for at, low, _, _ in course]
                    + [(scale.x(at), axis.y(high)) for at, _, _, high in reversed(course)]
                )
                for course in courses
                if len(course) > 1
            ),
            courses=tuple(
                _points([(scale.x(at), axis.y(middle)) for at, _, middle, _ in course])
                for course in courses
                if len(course) > 1
            ),
            aim=None if aimed is None else (axis.y(aimed[1]), axis.y(aimed[0]) - axis.y(aimed[1])),
        )

    return placed


def _spelled(analyte: str, unit: str) -> str:
    """The unit as a reader knows it."""
    return PLAINLY.get(analyte, unit) if unit == canonical_unit(analyte) else unit


Expected = list[tuple[datetime, float, float, float]]


def _expected(
    entry: Entry, end: datetime | None, analyte: str, record: Record, units: ReaderUnits
) -> Expected:
    """What the plan of a decision expected until the next one: moment, 5, 50 and 95 %."""
    forecast = entry.body["plan"]["forecast"]
    course: dict[str, Any] = forecast.get(FORECASTS.get(analyte, ""), {"day": []})
    if len(course["day"]) < 2:
        return []
    begin = datetime.fromisoformat(entry.body["plan"]["made_at"])
    last = end or record.now + timedelta(days=AHEAD_DAYS)
    span = (last - begin) / timedelta(days=1)
    days = [day for day in course["day"] if day < span] + [min(span, course["day"][-1])]

    def at(part: str, day: float) -> float:
        return units.value(analyte, _between(course["day"], course[part], day))

    return [
        (begin + timedelta(days=day), at("p05", day), at("p50", day), at("p95", day))
        for day in days
    ]


def _between(days: list[float], values: list[float], day: float) -> float:
    """The value of a course on a day between those it was told for."""
    for (a, low), (b, high) in zip(
        zip(days, values, strict=True), list(zip(days, values, strict=True))[1:], strict=False
    ):
        if a <= day <= b:
            return low + (high - low) * (day - a) / (b - a)
    return values[-1]


def _aimed(past: Collection[Entry], analyte: str, units: ReaderUnits) -> tuple[float, float] | None:
    if analyte != "serum_magnesium":
        return None
    for entry in reversed(tuple(past)):
        for reason in entry.body["plan"]["reasons"]:
            numbers = reason["numbers"]
            if {"serum_low_mmol_per_l", "serum_high_mmol_per_l"} <= numbers.keys():
                return (
                    units.value(analyte, numbers["serum_low_mmol_per_l"]),
                    units.value(analyte, numbers["serum_high_mmol_per_l"]),
                )
    return None


# ---------------------------------------------------------------- diary


def _dose_panel(record: Record, scale: _Scale) -> Callable[[float], Panel] | None:
    if not record.doses:
        return None
    taken: dict[date, float] = defaultdict(float)
    missed: set[date] = set()
    for one in record.doses:
        day = record.instant(one.time_h).date()
        if one.status == "taken":
            taken[day] += one.elemental_mg
        else:
            missed.add(day)
    most = max(taken.values(), default=0.0) or 1.0

    def placed(top: float) -> Panel:
        axis = _Axis([0.0, most], top, LOW, margin=0.0)
        bottom = top + LOW
        bars = [
            Dot(
                x=scale.x(day),
                y=axis.y(mg),
                words=f"{mg:g} mg",
                day=_short(day),
                height=bottom - axis.y(mg),
            )
            for day, mg in sorted(taken.items())
        ]
        gaps = [
            Dot(x=scale.x(day), y=bottom - 6, words="missed", day=_short(day), kind="missed")
            for day in sorted(missed - taken.keys())
        ]
        return Panel(
            title="Magnesium taken, mg a day",
            kind="dose",
            top=top,
            bottom=bottom,
            ticks=((bottom, "0"), (axis.y(most), f"{most:g}")),
            dots=(*bars, *gaps),
        )

    return placed


def _stool_panel(record: Record, scale: _Scale) -> Callable[[float], Panel] | None:
    seen = [one for one in record.diary if one.kind == "stool" and one.value is not None]
    if not seen:
        return None

    def placed(top: float) -> Panel:
        axis = _Axis(STOOLS, top, LOW)
        return Panel(
            title="Stool, Bristol type",
            kind="stool",
            top=top,
            bottom=top + LOW,
            ticks=((axis.y(1), "1 hard"), (axis.y(4), "4"), (axis.y(7), "7 watery")),
            dots=tuple(
                Dot(
                    x=scale.x(record.instant(one.time_h)),
                    day=_short(record.instant(one.time_h)),
                    y=axis.y(one.value or 0),
                    words=f"type {one.value:g}",
                )
                for one in seen
            ),
        )

    return placed


def _symptom_panel(record: Record, scale: _Scale, facts: Facts) -> Callable[[float], Panel] | None:
    seen = [one for one in record.diary if one.kind == "symptom" and one.value]
    if not seen:
        return None

    def placed(top: float) -> Panel:
        axis = _Axis((0.0, 10.0), top, LOW, margin=0.0)
        return Panel(
            title="Symptoms, 0 to 10",
            kind="symptom",
            top=top,
            bottom=top + LOW,
            ticks=((axis.y(0), "0"), (axis.y(10), "10")),
            dots=tuple(
                Dot(
                    x=scale.x(record.instant(one.time_h)),
                    day=_short(record.instant(one.time_h)),
                    y=axis.y(one.value or 0),
                    words=f"{facts.symptoms[one.item].title}: {one.value:g}",
                )
                for one in seen
            ),
        )

    return placed


# ---------------------------------------------------------------- places


class _Axis:
    """Values to heights."""

    def __init__(
        self, values: Collection[float], top: float, height: float, *, margin: float = MARGIN
    ) -> None:
        low, high = min(values), max(values)
        room = (high - low) * margin or (abs(high) * margin if margin else 0.0)
        self.low, self.high = low - room, high + room
        self.top, self.height = top, height

    def y(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return round(self.top + self.height * (self.high - value) / span, 1)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Three to five round numbers."""
        span = self.high - self.low
        if span <= 0:
            return ()
        raw = span / 3
        size = 10.0 ** math.floor(math.log10(raw))
        step = next(m * size for m in (1, 2, 2.5, 5, 10) if m * size >= raw)
        first = math.ceil(self.low / step)
        values = [step * n for n in range(first, math.floor(self.high / step) + 1)]
        return tuple((self.y(value), f"{value:.6g}") for value in values)


def _short(at: date) -> str:
    return f"{at.day} {at:%b}"


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)

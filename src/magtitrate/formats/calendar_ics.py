"""How does a plan become a calendar that any program can read?

One series of events per stage and intake, each with its own end, in the person's own time zone,
so that 21:00 stays 21:00 when the clocks change. Names of events are stable and their sequence
grows with every plan: importing a newer calendar replaces the older one, and what the older had
and the newer has not is cancelled. A plan without a dose has a calendar without one.
(RFC 5545: series 3.8.5.3, sequence 3.8.7.4, alarms 3.6.6, floating times 3.3.5.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from magtitrate.checks import WEEKDAYS
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.plan_words import (
    closed,
    due_groups,
    ends_on,
    first_day,
    headline_of,
    meal_words,
    reason_of,
    sampling,
)
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.plan import Plan, Step
from magtitrate.regimen import Slot
from magtitrate.version import VERSION

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event

__all__ = ["calendar_ics", "calendar_note"]

SEQUENCE_ZERO = datetime(2020, 1, 1, tzinfo=UTC)
"""Sequences count the seconds from here to the plan, so that a newer plan's is always larger."""
REVIEWS = ("questions", "diary", "benefit")


def calendar_ics(
    file: PlanFile, words: Sentences, units: ReaderUnits, *, replaced: PlanFile | None = None
) -> bytes:
    """The calendar of a plan.

    Args:
        replaced: the plan in force before, whose events that have no successor are cancelled.
    """
    from icalendar import Calendar, vText

    plan = file.plan
    calendar = Calendar()
    calendar.add("prodid", f"-//magtitrate//{VERSION}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(words.say("calendar.name", person=plan.person_id)))
    more = words.say("calendar.stop_rules")
    if closed(plan):
        more = words.say("calendar.no_doses", headline=headline_of(plan, words))
    made = words.moment(file.made)
    description = words.say("calendar.description", made=made, more=more)
    calendar.add("x-wr-caldesc", vText(description))
    events = [*_events(file, words, units)]
    for event in events:
        calendar.add_component(event)
    for event in _cancelled(file, replaced, {str(event["uid"]) for event in events}, words, units):
        calendar.add_component(event)
    return _with_zone(calendar, file)


def calendar_note(file: PlanFile, replaced: PlanFile | None, words: Sentences) -> str:
    """What whoever imports the calendar should know of it."""
    told = []
    if closed(file.plan):
        headline = headline_of(file.plan, words)
        told.append(words.say("calendar.no_doses", headline=headline))
    told.append(words.say("calendar.replaces" if replaced else "calendar.replaces_not"))
    return " ".join(told)


def _with_zone(calendar: Calendar, file: PlanFile) -> bytes:
    """The bytes, with the rules of the zone as far as the calendar reaches."""
    if _zone(file) is not None:
        first, last = first_day(file), ends_on(file)
        due = [item.due for item in file.plan.monitoring]
        calendar.add_missing_timezones(
            first_date=first - timedelta(days=366),
            last_date=max((last, *due)) + timedelta(days=366),
        )
    content: bytes = calendar.to_ical(sorted=True)
    return content


def _zone(file: PlanFile) -> ZoneInfo | None:
    name = file.inputs.timezone if file.inputs is not None else ""
    return ZoneInfo(name) if name else None


def _events(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Event]:
    if not closed(file.plan):
        yield from _doses(file, words)
        yield from _stages(file, words)
        text = words.say("calendar.ends_text")
        yield _day_event(file, "ends", ends_on(file), words.say("calendar.ends"), text)
    else:
        yield _answer(file, words)
    yield from _due(file, words, units)


def _answer(file: PlanFile, words: Sentences) -> Event:
    """A refusal on its own day: what to do next."""
    following = reason_of(file.plan, "next")
    headline = headline_of(file.plan, words)
    text = following.sentence if following is not None else words.say("person.no_dose")
    summary = words.say("calendar.answer", headline=headline)
    if file.plan.emergency:
        # Whom to call comes first, as on every other sheet.
        sign = words.say("person.emergency")
        summary = words.say("calendar.emergency", emergency=sign, headline=headline)
        text = f"{file.plan.warnings[0]} {text}"
    return _day_event(file, "answer", first_day(file), summary, text)


# ---------------------------------------------------------------- doses


def _doses(file: PlanFile, words: Sentences) -> Iterator[Event]:
    steps = file.plan.regimen.steps if file.plan.regimen is not None else ()
    for number, step in enumerate(steps):
        following = steps[number + 1].from_day if number + 1 < len(steps) else None
        begin = first_day(file) + timedelta(days=step.from_day)
        end = ends_on(file)
        if following is not None:
            end = min(end, first_day(file) + timedelta(days=following))
        for place, slot in enumerate(sorted(step.slots, key=lambda one: one.clock_h)):
            name = f"stage-{number + 1}-intake-{place + 1}"
            event = _series(file, name, slot, begin, end, words)
            if event is not None:
                yield event


def _series(
    file: PlanFile, name: str, slot: Slot, begin: date, end: date, words: Sentences
) -> Event | None:
    """One intake on its days from `begin` up to, not including, `end`."""
    days = [
        begin + timedelta(days=n)
        for n in range((end - begin).days)
        if not slot.weekdays or WEEKDAYS[(begin + timedelta(days=n)).weekday()] in slot.weekdays
    ]
    skipped = _left_out(file)
    ahead = [(day, m) for day in days if _is_ahead(m := _at(file, day, slot.clock_h), file)]
    moments = [moment for day, moment in ahead if (day, _minute(slot.clock_h)) not in skipped]
    if not moments:
        return None
    between = [m for _, m in ahead if m not in moments and moments[0] < m < moments[-1]]
    event = _event(file, name)
    event.add("summary", _summary("calendar.dose", file.plan, slot, words))
    event.add("description", _dose_text(file, slot, words))
    event.add("dtstart", moments[0])
    event.add("duration", timedelta(minutes=10))
    rule: dict[str, object] = {"freq": "daily", "until": _until(moments[-1])}
    if slot.weekdays:
        rule = {
            "freq": "weekly",
            "byday": [day[:2].upper() for day in WEEKDAYS if day in slot.weekdays],
            "wkst": "MO",
            "until": _until(moments[-1]),
        }
    event.add("rrule", rule)
    if between:
        event.add("exdate", between)
    event.add("categories", ["magtitrate"])
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(_summary("calendar.alarm", file.plan, slot, words)))
    return event


def _left_out(file: PlanFile) -> frozenset[tuple[date, int]]:
    """Day and minute of the doses that the plan leaves out."""
    dose = file.plan.regimen
    skipped = dose.left_out if dose is not None else ()
    return frozenset((one.on, _minute(one.clock_h)) for one in skipped)


def _minute(clock_h: float) -> int:
    return round(clock_h * 60)


def _at(file: PlanFile, day: date, clock_h: float) -> datetime:
    """That wall clock on that day: in the person's zone, or anywhere where none is known."""
    minutes = round(clock_h * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=_zone(file))


def _is_ahead(moment: datetime, file: PlanFile) -> bool:
    if moment.tzinfo is None:
        return moment >= file.made.replace(tzinfo=None)
    return moment.astimezone(UTC) >= file.made.astimezone(UTC)


def _until(last: datetime) -> datetime:
    """The end of a series: in UTC where its start has a zone, on the wall where it has none."""
    return last if last.tzinfo is None else last.astimezone(UTC)


def _summary(key: str, plan: Plan, slot: Slot, words: Sentences) -> str:
    content = plan.regimen.product.elemental_mg_per_unit if plan.regimen is not None else 0.0
    return words.say(
        key,
        amount=f"{slot.elemental_mg:g}",
        units=f"{slot.units:g}",
        content=f"{content:g}",
        meal=meal_words(slot, words),
    )


def _dose_text(file: PlanFile, slot: Slot, words: Sentences) -> str:
    warnings = file.plan.warnings
    stop = warnings[2] if len(warnings) > 2 else ""
    return words.say(
        "calendar.dose_text",
        why=slot.why,
        stop=stop,
        made=words.moment(file.made),
        device=words.say("person.device"),
    )


def _alarm(text: str) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", timedelta(0))
    return alarm


# ---------------------------------------------------------------- days without a clock time


def _stages(file: PlanFile, words: Sentences) -> Iterator[Event]:
    steps: tuple[Step, ...] = file.plan.regimen.steps if file.plan.regimen is not None else ()
    for number, step in enumerate(steps):
        if number:
            daily = f"{step.daily_elemental_mg:g}"
            yield _day_event(
                file,
                f"stage-{number + 1}",
                first_day(file) + timedelta(days=step.from_day),
                words.say("calendar.stage", number=number + 1, daily=daily),
                words.say("calendar.stage_text", daily=daily),
            )


def _due(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Event]:
    seen: dict[str, int] = {}
    for due, analytes, names, why in due_groups(file.plan, words, units):
        kind = "review" if set(analytes) <= set(REVIEWS) else "lab"
        seen[kind] = seen.get(kind, 0) + 1
        summary = words.say(f"calendar.{kind}", names=names)
        how = (" ".join(pair) for pair in sampling(file.plan, words, analytes))
        text = "\n\n".join((why, *how))
        yield _day_event(file, f"{kind}-{seen[kind]}", due, summary, text)


def _day_event(file: PlanFile, name: str, day: date, summary: str, text: str) -> Event:
    event = _event(file, name)
    event.add("summary", summary)
    event.add("description", text)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("categories", ["magtitrate"])
    event.add("transp", "TRANSPARENT")
    event.add_component(_morning(summary))
    return event


def _morning(text: str) -> Alarm:
    """Nine in the morning of a day's event."""
    alarm = _alarm(text)
    del alarm["trigger"]
    alarm.add("trigger", timedelta(hours=9))
    return alarm


# ---------------------------------------------------------------- names and replacement


def _event(file: PlanFile, name: str) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", _uid(file.plan.person_id, name))
    event.add("sequence", _sequence(file))
    event.add("dtstamp", file.made.astimezone(UTC))
    event.add("status", "CONFIRMED")
    return event


def _uid(person_id: str, name: str) -> str:
    """The same for every plan of one person, and telling nothing of who that is."""
    digest = hashlib.sha256(f"magtitrate calendar {person_id}".encode()).hexdigest()[:20]
    return f"{name}-{digest}@magtitrate"


def _sequence(file: PlanFile) -> int:
    return max(0, int((file.made - SEQUENCE_ZERO) / timedelta(seconds=1)))


def _cancelled(
    file: PlanFile,
    replaced: PlanFile | None,
    kept: set[str],
    words: Sentences,
    units: ReaderUnits,
) -> Iterator[Event]:
    """What the plan before had and this one has not."""
    if replaced is None or replaced.plan.person_id != file.plan.person_id:
        return
    for old in _events(replaced, words, units):
        if str(old["uid"]) in kept:
            continue
        name = str(old["uid"]).rsplit("-", 1)[0]
        event = _event(file, name)
        event["status"] = "CANCELLED"
        event.add("summary", f"{old['summary']} {words.say('calendar.cancelled')}")
        for key in ("dtstart", "dtend", "duration", "rrule"):
            if key in old:
                event[key] = old[key]
        yield event

"""Does the calendar open in a second program to the right instants?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from magtitrate.formats.calendar_ics import calendar_ics, calendar_note
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import sentences
from magtitrate.habits import clock_text
from magtitrate.plan import Step
from magtitrate.regimen import Slot

WORDS, UNITS = sentences(), ReaderUnits()


def made_on(file: PlanFile, made_at: str, zone: str | None) -> PlanFile:
    """The same plan, made at that moment by somebody who lives there; `None`: nobody knows."""
    inputs = None if zone is None else replace(file.inputs, timezone=zone)
    return replace(file, plan=replace(file.plan, made_at=made_at, monitoring=()), inputs=inputs)


def opened(file: PlanFile, **more) -> icalendar.Calendar:
    return icalendar.Calendar.from_ical(calendar_ics(file, WORDS, UNITS, **more))


def doses(calendar: icalendar.Calendar, first: date, last: date) -> list[tuple[datetime, str]]:
    """Every intake between two days as another program sees it: (instant, summary)."""
    found = recurring_ical_events.of(calendar).between(first, last)
    return sorted(
        (
            (event["dtstart"].dt, str(event["summary"]))
            for event in found
            if str(event["summary"]).startswith("Consider magnesium")
        ),
        key=lambda pair: pair[0].replace(tzinfo=None),
    )


@pytest.mark.parametrize(
    ("made_at", "zone", "change"),
    [
        ("2026-10-10T09:00:00+02:00", "Europe/Madrid", date(2026, 10, 25)),
        ("2027-03-15T09:00:00+01:00", "Europe/Madrid", date(2027, 3, 28)),
        ("2026-03-20T09:00:00+13:00", "Pacific/Auckland", date(2026, 4, 5)),
        ("2026-09-15T09:00:00+12:00", "Pacific/Auckland", date(2026, 9, 27)),
        ("2026-11-22T09:00:00+01:00", "Europe/Madrid", None),
    ],
)
def test_the_clock_time_stays_when_the_clocks_change(made_at, zone, change, filed) -> None:
    """Every day of the plan has its intakes at their wall clock, before and after the change."""
    file = made_on(filed("cyclist"), made_at, zone)
    first = file.made.date()
    steps = file.plan.regimen.steps
    seen = doses(opened(file), first, first + timedelta(days=60))

    per_day: dict[date, list[str]] = {}
    for moment, _ in seen:
        assert moment.utcoffset() == moment.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        per_day.setdefault(moment.date(), []).append(f"{moment:%H:%M}")
    assert sorted(per_day) == [first + timedelta(days=n) for n in range(28)]
    for day, clocks in per_day.items():
        step = [one for one in steps if one.from_day <= (day - first).days][-1]
        assert clocks == sorted(clock_text(slot.clock_h) for slot in step.slots)
    if change is not None:
        offsets = {moment.utcoffset() for moment, _ in seen}
        assert len(offsets) == 2
        assert first < change < max(per_day)


def test_the_amount_of_each_day_is_that_of_its_stage(filed) -> None:
    """Stages meet without a gap and without a day that has both."""
    file = filed("thyroid")
    first = file.made.date()
    steps = file.plan.regimen.steps

    seen = doses(opened(file), first, first + timedelta(days=60))

    per_day: Counter[date] = Counter()
    for moment, summary in seen:
        per_day[moment.date()] += float(summary.split("magnesium ")[1].split(" mg")[0])
    for n in range(28):
        step = [one for one in steps if one.from_day <= n][-1]
        assert per_day[first + timedelta(days=n)] == step.daily_elemental_mg, n
    assert len(per_day) == 28


def test_an_intake_that_is_already_past_is_not_in_it(filed) -> None:
    """A plan made at noon begins with the evening."""
    file = made_on(filed("cyclist"), "2026-11-22T20:45:00+01:00", "Europe/Madrid")

    seen = doses(opened(file), date(2026, 11, 22), date(2026, 11, 25))

    assert f"{seen[0][0]:%d %H:%M}" == "23 20:30"


def test_weekday_slots_come_on_their_weekdays(filed) -> None:
    """A slot of Tuesday and Thursday is a weekly series of those two."""
    file = filed("cyclist")
    dose = file.plan.regimen
    slot = Slot(clock_h=20.5, units=1, elemental_mg=100, weekdays=("tue", "thu"), why="Training.")
    other = replace(slot, clock_h=13.5, weekdays=("mon", "wed", "fri", "sat", "sun"))
    step = Step(from_day=0, daily_elemental_mg=100, slots=(slot, other))
    regimen = replace(dose, slots=(slot, other), steps=(step,), daily_elemental_mg=100)
    file = replace(file, plan=replace(file.plan, regimen=regimen))

    seen = doses(opened(file), date(2026, 11, 22), date(2027, 2, 1))

    assert len(seen) == 28
    for moment, _ in seen:
        evening = moment.strftime("%a") in ("Tue", "Thu")
        assert f"{moment:%H:%M}" == ("20:30" if evening else "13:30")


def test_without_a_zone_the_clock_is_local_anywhere(filed) -> None:
    """A file that does not say where the person lives gives floating times and floating ends."""
    content = calendar_ics(
        made_on(filed("cyclist"), "2026-11-22T09:00:00+01:00", None), WORDS, UNITS
    )
    text = content.decode()

    assert "VTIMEZONE" not in text
    assert "TZID" not in text
    assert "DTSTART:20261122T203000\r\n" in text
    assert re.search(r"UNTIL=2026\d{4}T203000\r\n", text)
    seen = doses(icalendar.Calendar.from_ical(content), date(2026, 11, 22), date(2027, 2, 1))
    assert all(moment.tzinfo is None for moment, _ in seen)
    assert len({moment.date() for moment, _ in seen}) == 28


def test_a_series_in_a_zone_ends_in_utc_and_its_zone_is_explained(filed) -> None:
    """RFC 5545 wants UNTIL in UTC where DTSTART has a zone, and the zone's rules with it."""
    calendar = opened(filed("cyclist"))
    zones = [zone["tzid"] for zone in calendar.walk("VTIMEZONE")]

    assert zones == ["Europe/Madrid"]
    for event in calendar.walk("VEVENT"):
        if "rrule" in event:
            assert event["dtstart"].params["TZID"] == "Europe/Madrid"
            assert all(end.utcoffset() == timedelta(0) for end in event["rrule"]["UNTIL"])


def test_each_event_is_complete(filed) -> None:
    """Names are unique, and each event has a stamp, a sequence, words and an alarm."""
    for name in ("cyclist", "thyroid", "kidney", "held"):
        events = opened(filed(name)).walk("VEVENT")
        assert events
        assert len({str(event["uid"]) for event in events}) == len(events)
        for event in events:
            assert event["dtstamp"].dt == filed(name).made.astimezone(UTC)
            assert int(event["sequence"]) > 0
            assert str(event["summary"])
            assert len(event.walk("VALARM")) == 1


def test_what_is_due_and_the_end_are_events_of_their_days(filed) -> None:
    """Laboratory draws, reviews, each new stage and the plan's end stand in the calendar."""
    events = opened(filed("kidney")).walk("VEVENT")
    days = {str(event["summary"]): event["dtstart"].dt for event in events}

    assert days["Due: creatinine, potassium, serum magnesium"]
    assert days["magtitrate: the plan ends"] == date(2026, 12, 20)
    assert days["Review: your answers again"] == date(2026, 12, 20)
    stages = [name for name in days if name.startswith("magtitrate: stage")]
    assert stages == []
    thyroid = [str(event["summary"]) for event in opened(filed("thyroid")).walk("VEVENT")]
    rises = len(filed("thyroid").plan.regimen.steps) - 1
    assert sum("stage" in one for one in thyroid) == rises > 0


@pytest.mark.parametrize("name", ["held", "referred", "emergency"])
def test_a_refusal_has_no_dose_in_its_calendar(name, filed) -> None:
    """No intake, no stage, no amount; the calendar and the note say so."""
    file = filed(name)
    text = calendar_ics(file, WORDS, UNITS).decode().replace("\r\n ", "")

    assert "Consider magnesium" not in text
    assert "stage-" not in text
    assert "RRULE" not in text.split("END:VTIMEZONE")[-1]
    assert "This calendar holds no doses" in text
    assert "holds no doses" in calendar_note(file, None, WORDS)


def test_an_emergency_says_whom_to_call(filed) -> None:
    """In its title and its text, before whom to see; and no stop rules of intakes it has not."""
    calendar = opened(filed("emergency"))
    (event,) = [one for one in calendar.walk("VEVENT") if "answer" in str(one["uid"])]

    assert "This may be an emergency" in str(event["summary"])
    assert "112" in str(event["description"])
    assert "Stop rules stand in each intake" not in str(calendar["x-wr-caldesc"])
    assert "Stop rules stand in each intake" in str(opened(filed("cyclist"))["x-wr-caldesc"])


@pytest.mark.parametrize("name", ["cyclist", "thyroid", "kidney", "held", "emergency"])
def test_nobody_is_told_to_take_anything(name, filed) -> None:
    """An alarm says that something may be considered."""
    text = calendar_ics(filed(name), WORDS, UNITS).decode().replace("\r\n ", "").casefold()

    assert "take now" not in text
    for line in text.splitlines():
        if line.startswith("summary:") and " mg" in line:
            assert line.startswith(("summary:consider", "summary:magtitrate: stage"))


def test_a_newer_plan_replaces_the_older(filed) -> None:
    """Events keep their names and gain in sequence, so that importing again replaces them."""
    old = filed("cyclist")
    new = made_on(old, "2026-12-06T09:00:00+01:00", "Europe/Madrid")
    before, after = (
        {str(event["uid"]): event for event in opened(file).walk("VEVENT")} for file in (old, new)
    )

    shared = set(before) & set(after)
    assert {uid for uid in before if "intake" in uid} <= shared
    for uid in shared:
        assert int(after[uid]["sequence"]) > int(before[uid]["sequence"])


def test_what_the_newer_plan_lacks_is_cancelled(filed) -> None:
    """With the older plan at hand, a refusal cancels every intake of it."""
    old = filed("cyclist")
    new = replace(
        filed("held"), plan=replace(filed("held").plan, made_at="2026-12-01T09:00:00+01:00")
    )
    events = {str(e["uid"]): e for e in opened(new, replaced=old).walk("VEVENT")}
    intakes = [str(e["uid"]) for e in opened(old).walk("VEVENT") if "intake" in str(e["uid"])]

    assert intakes
    for uid in intakes:
        assert events[uid]["status"] == "CANCELLED"
        assert int(events[uid]["sequence"]) > 0
        assert not events[uid].walk("VALARM")


def test_the_plan_of_another_person_cancels_nothing(filed) -> None:
    """Two people in one house keep their own events."""
    text = calendar_ics(filed("held"), WORDS, UNITS, replaced=filed("thyroid")).decode()

    assert "CANCELLED" not in text


def test_names_do_not_tell_who_it_is(filed) -> None:
    """The identifiers travel through servers of others."""
    for event in opened(filed("cyclist")).walk("VEVENT"):
        assert "cyclist" not in str(event["uid"])


def test_a_hostile_name_adds_no_event(filed) -> None:
    """A name with calendar markup is text, folded and escaped."""
    content = calendar_ics(filed("hostile"), WORDS, UNITS)
    ordinary = calendar_ics(filed("cyclist"), WORDS, UNITS)

    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == ordinary.count(b"\r\nBEGIN:VEVENT\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def test_the_same_plan_gives_the_same_bytes(filed) -> None:
    """Stamps are the plan's own moment."""
    assert calendar_ics(filed("kidney"), WORDS, UNITS) == calendar_ics(
        filed("kidney"), WORDS, UNITS
    )

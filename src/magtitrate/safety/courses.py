"""How long does a course of a medicine keep magnesium away?

Most medicines are over when their last day is. Some are not: a magnesium laxative counts for
two more days, and beside an antibiotic that leaves no clock time magnesium pauses until a day
after its last dose.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from magtitrate.patient import Medicine
from magtitrate.plan import Reason
from magtitrate.safety.medicines import Matched

__all__ = ["course_is_over", "pause_reasons"]


def course_is_over(matched: Matched, now: datetime) -> bool:
    """Has it ended, and have the hours passed for which it still counts?"""
    last = _last_dose(matched.medicine)
    if last is None or last.date() >= now.date():
        return False
    tail = max((hours for _, hours in _pauses(matched)), default=0.0)
    return now.replace(tzinfo=None) >= last + timedelta(hours=tail)


def pause_reasons(
    found: tuple[Matched, ...], blocking: frozenset[str], today: date
) -> tuple[Reason, ...]:
    """Until when magnesium pauses beside the courses that leave no clock time.

    Args:
        blocking: names of the medicines whose gaps close the day.
    """
    return tuple(
        _reason(matched, key, hours, today)
        for matched in found
        if matched.medicine.name in blocking
        for key, hours in _pauses(matched, name="when_no_slot")
    )


def _reason(matched: Matched, key: str, hours: float, today: date) -> Reason:
    name, last = matched.medicine.name, _last_dose(matched.medicine)
    numbers = {"pause_h": hours}
    if last is None:
        until = f"{hours:g} h after its last dose; write its last day into the file"
    else:
        again = last + timedelta(hours=hours)
        numbers["pause_days"] = float((again.date() - today).days)
        until = f"{hours:g} h after its last dose, {again:%Y-%m-%d %H:%M}"
    return Reason(
        code=key.split("/")[0],
        sentence=f"{name}: magnesium pauses until {until}. The medicine comes first; please do "
        "not move or skip it for a supplement.",
        numbers=numbers,
        facts=(f"interaction:{key}",),
    )


def _last_dose(medicine: Medicine) -> datetime | None:
    """The last dose on the wall clock; the end of the day where no hour is known."""
    if medicine.until is None:
        return None
    day = datetime(medicine.until.year, medicine.until.month, medicine.until.day)  # noqa: DTZ001 - a wall clock
    return day + timedelta(hours=max(medicine.clock_h, default=24.0))


def _pauses(matched: Matched, name: str = "") -> list[tuple[str, float]]:
    """(interaction, hours) of each pause that its rows ask for."""
    return [
        (row.key, effect.hours)
        for row in matched.interactions
        for effect in row.effects
        if effect.kind == "pause" and effect.hours is not None
        if not name or effect.name == name
    ]

"""At which instant did something happen that was written down in local time?

A wall clock shows one hour twice in autumn and skips one in spring. Both are asked for
again and never guessed: an hour decides whether a gap to a medicine was kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from magtitrate.errors import InputError
from magtitrate.formats.zones import zones_near

__all__ = ["Moment", "hours_since", "moment", "time_zone"]

_ZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,3}")
_NOT_PLACES = ("posix/", "right/", "localtime", "posixrules", "Factory")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
ACCEPTED = "ISO 8601, such as 2026-11-02T07:40:00-06:00, or 2026-11-02T07:40 in the person's zone"
EARLIEST_YEAR = 1990
NOON = time(12)  # for a day without a clock time; clocks change at night


@dataclass(frozen=True, kw_only=True)
class Moment:
    """An instant, and whether its clock time was stated."""

    instant: datetime
    clock_known: bool


def hours_since(zero: datetime, instant: datetime) -> float:
    """Elapsed hours from zero to that instant; a day of changing clocks has 23 or 25."""
    return (instant.astimezone(UTC) - zero.astimezone(UTC)) / timedelta(hours=1)


def time_zone(name: str) -> ZoneInfo:
    """The zone with this IANA name.

    Raises:
        InputError: not a name of the zone database; near names are given.
    """
    if len(name) <= 60 and _ZONE.fullmatch(name) and not name.startswith(_NOT_PLACES):
        try:
            return ZoneInfo(name)
        # A folder's name, a name that is too long or no zone file each raise their own.
        except (OSError, ValueError, LookupError):
            pass
    raise InputError(
        "this is not a time zone",
        field="timezone",
        given=name,
        accepted="a name of the IANA database, such as Europe/Madrid",
        todo=_nearest(name),
    )


def _nearest(name: str) -> str:
    found = zones_near(name) if name else ()
    meant = f"Did you mean {' or '.join(found)}? " if found else ""
    return f"{meant}Write region and city as your telephone shows them"


def moment(text: str, *, zone: ZoneInfo, now: datetime) -> Moment:
    """The instant of an ISO 8601 text; one without a zone is in the person's.

    A date alone becomes its noon, or `now` where that noon is still to come.

    Raises:
        InputError: not ISO 8601, an hour that the clock shows twice or never, a moment
            in the future or before 1990.
    """
    clock_known = not _DAY.fullmatch(text)
    if clock_known and not _TIME.fullmatch(text):
        raise InputError("this is not a time that can be read", given=text, accepted=ACCEPTED)
    try:
        written = datetime.fromisoformat(text)
    except ValueError:
        raise InputError(
            "there is no such day or clock time", given=text, accepted=ACCEPTED
        ) from None
    _refuse_other_centuries(written.date(), text, now)
    if not clock_known:
        return Moment(instant=_noon(written.date(), text, zone, now), clock_known=False)
    instant = written if written.tzinfo else _local(written, text, zone)
    if instant.astimezone(UTC) > now.astimezone(UTC):  # walls of one zone compare without fold
        raise _future(text, now.astimezone(zone).isoformat(timespec="minutes"))
    return Moment(instant=instant, clock_known=True)


def _refuse_other_centuries(day: date, text: str, now: datetime) -> None:
    if day.year < EARLIEST_YEAR:
        raise InputError(
            "this is too long ago to be meant",
            given=text,
            accepted=f"{EARLIEST_YEAR} or later",
            todo="Check the year",
        )
    if day > now.date() + timedelta(days=2):
        raise _future(text, now.date().isoformat())


def _noon(day: date, text: str, zone: ZoneInfo, now: datetime) -> datetime:
    if day > now.astimezone(zone).date():
        raise _future(text, now.astimezone(zone).date().isoformat())
    return min(_local(datetime.combine(day, NOON), text, zone), now)


def _future(text: str, latest: str) -> InputError:
    return InputError(
        "this lies in the future",
        given=text,
        accepted=f"{latest} or earlier",
        todo="Only what has happened belongs here; check the date and the zone",
    )


def _local(written: datetime, text: str, zone: ZoneInfo) -> datetime:
    first, second = (written.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    shown = " or ".join(at.isoformat() for at in (first, second))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != written:
        raise InputError(
            f"the clocks in {zone.key} skipped this hour when they changed",
            given=text,
            accepted=ACCEPTED,
            todo="Check the time, or write it with its offset from UTC",
        )
    raise InputError(
        f"the clocks in {zone.key} showed this hour twice when they changed",
        given=text,
        accepted=shown,
        todo="Write the one that is meant",
    )

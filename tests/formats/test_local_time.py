"""Local times become instants, and those that the clock shows twice or never are asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.local_time import hours_since, moment, time_zone

NOW = datetime(2026, 11, 21, 11, tzinfo=UTC)
MADRID = ZoneInfo("Europe/Madrid")


def at(text, zone=MADRID, now=NOW):
    return moment(text, zone=zone, now=now)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-02T07:40:00-06:00", "2026-11-02T13:40:00+00:00"),
        ("2026-11-02T07:40Z", "2026-11-02T07:40:00+00:00"),
        ("2026-11-02 07:40", "2026-11-02T06:40:00+00:00"),
        ("2026-07-02T07:40", "2026-07-02T05:40:00+00:00"),
        ("2026-11-02T07:40:30.5+0100", "2026-11-02T06:40:30.500000+00:00"),
    ],
)
def test_a_time_without_a_zone_is_in_the_persons(text, utc):
    """An offset in the text wins; else summer and winter time count."""
    found = at(text)

    assert found.instant.astimezone(UTC).isoformat() == utc
    assert found.clock_known


def test_a_day_alone_is_its_noon_and_its_clock_is_not_known():
    """The noon of today is not in the future, even in the morning."""
    morning = datetime(2026, 11, 21, 6, tzinfo=UTC)

    assert at("2026-11-02").instant.isoformat() == "2026-11-02T12:00:00+01:00"
    assert not at("2026-11-02").clock_known
    assert at("2026-11-21", now=morning).instant == morning


def test_an_hour_that_came_twice_is_asked_for_again():
    """The clocks in Madrid went back at 3:00 on 25 October 2026: both instants are shown."""
    with pytest.raises(InputError, match="twice") as caught:
        at("2026-10-25T02:30")

    assert "2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00" in str(caught.value)
    assert at("2026-10-25T02:30:00+01:00").instant.astimezone(UTC).hour == 1


def test_an_hour_that_never_came_is_refused():
    """The clocks in Madrid went from 2:00 to 3:00 on 29 March 2026."""
    with pytest.raises(InputError, match="skipped"):
        at("2026-03-29T02:30")


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "02/11/2026", "2026-11-2", "20261102", "2026-W45-1", "2026-11-02T7:40",
     "2026-11-02T24:00", "2026-02-30", "2026-11-02T07:40:00+99:00", "2026-11-02T07:60",
     "٢٠٢٦-11-02", "2026-11-22", "2026-11-21T12:01", "9999-12-31T23:59", "0001-01-01",
     "0000-01-01", "1989-12-31", "1026-11-02", "9999-12-31T23:59-12:00"],
)  # fmt: skip
def test_what_is_no_time_of_the_past_is_refused(text):
    """Other spellings, impossible days, the future and other centuries."""
    with pytest.raises(InputError):
        at(text)


def test_the_present_moment_itself_is_not_the_future():
    """12:00 in Madrid is 11:00 UTC in November."""
    assert at("2026-11-21T12:00").instant == NOW


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "/etc/localtime", "Europe", "Europe/", "Europe/Madrid/", "A" * 5000,
     "europe madrid", "Europe/Madrd", "localtime", "right/Europe/Madrid", "leapseconds", "é",
     "Europe/Madrid\0", "tzdata.zi", "+01:00", "Factory", "Europe\\Madrid"],
)  # fmt: skip
def test_a_name_that_is_no_zone_is_refused_whatever_the_library_raises(name):
    """Folders, paths, files that are no zones and very long names too."""
    with pytest.raises(InputError, match="not a time zone"):
        time_zone(name)


def test_a_misspelled_zone_is_answered_with_the_near_ones():
    """Case and one letter."""
    with pytest.raises(InputError, match="Europe/Madrid"):
        time_zone("europe/madrd")


def test_hours_count_elapsed_time_over_a_change_of_clocks():
    """Midnight to midnight on the day of the change in autumn is 25 hours."""
    zero = datetime(2026, 10, 25, tzinfo=MADRID)

    assert hours_since(zero, datetime(2026, 10, 26, tzinfo=MADRID)) == 25

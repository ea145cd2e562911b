"""Is more than a day's dose in any 24 hours questioned, wherever the clock hung?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.follow_text import added_text

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = datetime(2027, 11, 10, tzinfo=UTC)
TOKYO, NEW_YORK = "Asia/Tokyo", "America/New_York"


def dose(on, folder, time, *, units=1, now=LATER, **more):
    return on.add(folder, "dose", value=units, time=time, now=now, **more)


def test_a_second_day_within_24_hours_is_questioned_with_amounts_and_hours(cyclist, on):
    """100 mg a day are planned; 100 mg in the evening and 100 mg in the next afternoon are two."""
    on.ask(cyclist)
    dose(on, cyclist, "2026-11-20T20:30")

    with pytest.raises(InputError) as caught:
        dose(on, cyclist, "2026-11-21T16:00")

    words = str(caught.value)
    assert "200 mg" in words
    assert "100 mg of the plan's day" in words
    assert "2026-11-20 20:30+01:00" in words
    assert "2026-11-21 16:00+01:00" in words
    assert "never double" in words
    assert "--confirm" in words
    assert "poison" not in words
    assert len(dose(on, cyclist, "2026-11-21T16:00", confirmed=True).confirmed) == 1


@pytest.mark.parametrize("time", ["2026-11-21T20:05", "2026-11-21T20:30", "2026-11-22T07:00"])
def test_a_day_later_is_another_day_to_the_half_hour(cyclist, on, time):
    """Nobody swallows by the minute."""
    on.ask(cyclist)
    dose(on, cyclist, "2026-11-20T20:30")

    assert not dose(on, cyclist, time).confirmed


def test_the_ceiling_holds_without_a_plan_too(cyclist, on):
    """Before any check-in the upper limit of the jurisdiction is the most for a day."""
    dose(on, cyclist, "2026-11-20T08:30")
    dose(on, cyclist, "2026-11-20T14:30")

    with pytest.raises(InputError, match=r"300 mg .* the 250 mg that are the most"):
        dose(on, cyclist, "2026-11-20T20:30")


def test_other_sources_count_against_the_ceiling(tmp_path, root, on, facts):
    """A multivitamin with 60 mg leaves 190 mg of 250 mg."""
    from magtitrate.store.adding import start

    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    assert 'magnesium_sources = "none"' in text
    text = text.replace('magnesium_sources = "none"', 'magnesium_sources = "listed"')
    text += '\n[[magnesium_source]]\nname = "multivitamin"\nelemental_mg_per_day = 60\n'
    file = tmp_path / "cyclist.toml"
    file.write_text(text, encoding="utf-8")
    folder = tmp_path / "record"
    start(folder, file, now=BEGUN, facts=facts)
    dose(on, folder, "2026-11-20T08:30")

    with pytest.raises(InputError, match="60 mg of other sources included"):
        dose(on, folder, "2026-11-20T20:30")


# ------------------------------------------------------------ clocks and journeys


@pytest.mark.parametrize(
    ("first", "second", "zone", "asked"),
    [
        ("2027-03-27T20:30", "2027-03-28T20:30", "Europe/Madrid", True),  # 23 hours
        ("2027-10-30T20:30", "2027-10-31T20:30", "Europe/Madrid", False),  # 25 hours
        ("2027-03-26T20:30", "2027-03-27T20:30", "Europe/Madrid", False),  # 24 hours
        ("2027-02-10T20:30", "2027-02-11T20:30", TOKYO, True),  # 16 hours
        ("2027-02-10T20:30", "2027-02-11T20:30", NEW_YORK, False),  # 30 hours
    ],
)
def test_hours_are_counted_as_they_pass(cyclist, on, first, second, zone, asked):
    """The same clock time is nearer where clocks go forward or the journey goes east."""
    on.ask(cyclist)
    dose(on, cyclist, first)

    if asked:
        with pytest.raises(InputError, match=r"200 mg of elemental magnesium within 24 hours"):
            dose(on, cyclist, second, zone=zone)
    else:
        assert not dose(on, cyclist, second, zone=zone).confirmed


def test_a_dose_that_is_filled_in_later_is_held_against_those_after_it(cyclist, on):
    """Written down in the wrong order it is as much."""
    on.ask(cyclist)
    dose(on, cyclist, "2026-11-22T12:00")

    with pytest.raises(InputError, match="200 mg"):
        dose(on, cyclist, "2026-11-21T18:00")


def test_a_line_counts_with_those_of_the_same_file(cyclist, on, facts, tmp_path):
    """A diary that is read at once is questioned like lines typed one by one."""
    from magtitrate.store.carry import import_from

    on.ask(cyclist)
    week = tmp_path / "week"
    week.mkdir()
    rows = "time,kind,value\n2026-11-20T20:30,dose,1\n2026-11-21T12:00,dose,1\n"
    (week / "diary.csv").write_text(rows, encoding="utf-8")

    with pytest.raises(InputError, match="never double"):
        import_from(cyclist, week, now=LATER, facts=facts, confirmed=False)


# ------------------------------------------------------------ far too much, and none


def test_past_twice_the_words_are_those_of_an_emergency(cyclist, on):
    """250 mg on a day of 100 mg is an overdose, in one go or in three (S-08)."""
    night = BEGUN + timedelta(hours=13)
    on.ask(cyclist)
    dose(on, cyclist, "2026-11-20T12:00", now=night)
    dose(on, cyclist, "2026-11-20T18:00", now=night, confirmed=True)
    with pytest.raises(InputError, match="poison center"):
        dose(on, cyclist, "2026-11-20T22:30", now=night)

    added = dose(on, cyclist, "2026-11-20T22:30", now=night, confirmed=True)

    told = added_text(added.numbers, added.things, added.stops, added.confirmed)
    assert "poison center" in told
    assert "Take no magnesium by the plan now" in told


def test_a_dose_after_a_stop_is_questioned(cyclist, on):
    """Where the last check-in left none, none was to be taken; before it, nothing is asked."""
    on.ask(cyclist)
    on.add(cyclist, "symptom", item="diarrhea", value=6, now=BEGUN + timedelta(days=2))
    on.ask(cyclist, day=2.1, symptoms_now=("diarrhea",), sick_day="yes")

    dose(on, cyclist, "2026-11-21T20:30")
    with pytest.raises(InputError, match="left no dose in force"):
        dose(on, cyclist, "2026-11-23T20:30")


def test_what_was_missed_is_no_dose(cyclist, on):
    """Zero units at any hour raise no question of amount."""
    on.ask(cyclist)
    dose(on, cyclist, "2026-11-20T20:30")

    assert not dose(on, cyclist, "2026-11-21T06:30", units=0).confirmed

"""Is what looks wrong questioned, and what is right taken without a word?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from magtitrate.errors import InputError
from magtitrate.store.adding import put_person, withdraw
from magtitrate.store.ledger import opened
from magtitrate.store.standing import case_of, lines_of

BEGUN = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = BEGUN + timedelta(days=3)


def count(on, folder) -> int:
    return len(list(lines_of(on.entries(folder))))


@pytest.mark.parametrize("minutes", [0, 10, 239])
def test_the_same_dose_entered_twice_is_questioned(cyclist, on, minutes):
    """Two doses nearer than any plan puts them are one until somebody says otherwise (H-22)."""
    on.add(cyclist, "dose", value=1, time="2026-11-20T20:30", now=LATER)
    second = f"2026-11-{20 + (1230 + minutes) // 1440}T{(1230 + minutes) // 60 % 24:02d}:"
    second += f"{(1230 + minutes) % 60:02d}"

    with pytest.raises(InputError, match="--confirm"):
        on.add(cyclist, "dose", value=1, time=second, now=LATER)
    assert count(on, cyclist) == 1

    on.add(cyclist, "dose", value=1, time=second, now=LATER, confirmed=True)
    assert count(on, cyclist) == 2


def test_doses_as_far_apart_as_a_plan_puts_them_are_taken(cyclist, on):
    """Four hours apart nothing is asked."""
    on.add(cyclist, "dose", value=1, time="2026-11-20T12:00", now=LATER)
    on.add(cyclist, "dose", value=1, time="2026-11-20T16:00", now=LATER)

    assert count(on, cyclist) == 2


def test_both_confirmed_doses_count(cyclist, on, facts):
    """What was confirmed at one instant is swallowed twice."""
    for _ in range(2):
        on.add(cyclist, "dose", value=1, time="2026-11-20T20:30", now=LATER, confirmed=True)

    record = case_of(on.entries(cyclist), LATER, facts).record
    assert sum(dose.elemental_mg for dose in record.doses) == pytest.approx(200.0)


@pytest.mark.parametrize("kind", ["dose", "symptom", "lab"])
def test_a_future_date_is_questioned(cyclist, on, kind):
    """What lies ahead has not happened."""
    cells = {
        "dose": {"value": 1},
        "symptom": {"item": "nausea", "value": 3},
        "lab": {"analyte": "serum_magnesium", "value": 0.8, "unit": "mmol/L"},
    }[kind]

    with pytest.raises(InputError, match="future"):
        on.add(cyclist, kind, time="2027-11-20T20:30", now=LATER, **cells)

    assert count(on, cyclist) == 0


def test_a_confirmed_future_dose_waits_and_a_symptom_counts_at_once(cyclist, on, facts):
    """Whoever mistook the date of a symptom is stopped all the same."""
    ahead = "2026-12-20T08:00"
    on.add(cyclist, "dose", value=1, time=ahead, now=LATER, confirmed=True)
    on.add(cyclist, "symptom", item="fainting", value=5, time=ahead, now=LATER, confirmed=True)

    record = case_of(on.entries(cyclist), LATER, facts).record
    assert record.doses == ()
    assert [entry.item for entry in record.diary] == ["fainting"]


def test_a_second_laboratory_value_of_one_instant_is_refused(cyclist, on, facts):
    """Read twice it would count twice; the older one has to be taken back first."""
    lab = {"analyte": "serum_magnesium", "unit": "mmol/L", "time": "2026-11-21T08:00"}
    on.add(cyclist, "lab", value=0.8, now=LATER, **lab)
    for confirmed in (False, True):
        with pytest.raises(InputError, match="withdraw"):
            on.add(cyclist, "lab", value=0.9, now=LATER, confirmed=confirmed, **lab)

    number = next(iter(lines_of(on.entries(cyclist))))[0].number
    with opened(cyclist) as ledger:
        withdraw(ledger, number, "misread", now=LATER, facts=facts)
    on.add(cyclist, "lab", value=0.9, now=LATER, **lab)

    assert [line.cells["value"] for _, line in lines_of(on.entries(cyclist))] == ["0.9"]


def test_a_withdrawn_entry_stays_to_be_read(cyclist, on, facts):
    """A correction is another entry; what was written is never gone."""
    number = on.add(cyclist, "symptom", item="nausea", value=3).numbers[0]
    with opened(cyclist) as ledger:
        withdraw(ledger, number, "another day", now=LATER, facts=facts)

    entries = on.entries(cyclist)
    assert entries[number - 1].body["cells"]["item"] == "nausea"
    assert case_of(entries, LATER, facts).record.diary == ()
    with opened(cyclist) as ledger, pytest.raises(InputError, match="before"):
        withdraw(ledger, number, "again", now=LATER, facts=facts)


@pytest.mark.parametrize("number", [1, 99])
def test_what_is_no_line_cannot_be_taken_back(cyclist, facts, number):
    """The person's file and decisions are never withdrawn."""
    with opened(cyclist) as ledger, pytest.raises(InputError, match="no line"):
        withdraw(ledger, number, "why not", now=LATER, facts=facts)


# ---------------------------------------------------------------- persons


def changed(root, tmp_path, *pairs):
    text = (root / "examples/cyclist.toml").read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path / "new.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_another_persons_file_is_refused(cyclist, on, root, tmp_path, facts):
    """A record holds one person; no confirmation mixes two (H-21)."""
    file = changed(root, tmp_path, ('id = "cyclist"', 'id = "thyroid"'))

    for confirmed in (False, True):
        with opened(cyclist) as ledger, pytest.raises(InputError, match="another person"):
            put_person(ledger, file, now=LATER, facts=facts, confirmed=confirmed)
    assert len(on.entries(cyclist)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('sex = "male"', 'sex = "female"\npregnancy = "no"'),
        ("height_m = 1.80", "height_m = 1.60"),
        ("age_y = 29", "age_y = 19"),
    ],
)
def test_a_file_that_fits_another_body_is_questioned(cyclist, on, root, tmp_path, facts, old, new):
    """The same name on another body may be another person's file."""
    file = changed(root, tmp_path, (old, new))

    with opened(cyclist) as ledger, pytest.raises(InputError, match="same person"):
        put_person(ledger, file, now=LATER, facts=facts, confirmed=False)
    with opened(cyclist) as ledger:
        put_person(ledger, file, now=LATER, facts=facts, confirmed=True)
    assert len(on.entries(cyclist)) == 2


def test_a_new_version_of_the_same_person_is_taken(cyclist, on, root, tmp_path, facts):
    """Two kilograms more are no question."""
    file = changed(root, tmp_path, ("body_mass_kg = 70.0", "body_mass_kg = 72.0"))

    with opened(cyclist) as ledger:
        put_person(ledger, file, now=LATER, facts=facts, confirmed=False)

    assert case_of(on.entries(cyclist), LATER, facts).record.patient.body_mass_kg == 72.0


# ---------------------------------------------------------------- the clock


def test_a_clock_that_jumps_back_is_questioned(cyclist, on):
    """The record's time never runs backward."""
    on.add(cyclist, "stool", value=4, now=LATER)

    with pytest.raises(InputError, match="clock"):
        on.add(cyclist, "stool", value=4, now=BEGUN)
    assert count(on, cyclist) == 1


def test_confirmed_the_records_own_time_is_kept(cyclist, on):
    """With the clock in the past, nothing that was known is forgotten."""
    on.add(cyclist, "symptom", item="diarrhea", value=6, now=LATER)
    on.ask(cyclist, day=0, confirmed=True)

    decision = on.entries(cyclist)[-1]
    assert decision.made == LATER
    assert decision.body["action"] == "hold"
    assert decision.body["stage"] is None


def test_a_clock_that_jumps_ahead_is_questioned(cyclist, on):
    """What it would write down, every later entry would have to follow."""
    with pytest.raises(InputError, match="run ahead"):
        on.add(cyclist, "stool", value=4, now=BEGUN.replace(year=2036))
    assert count(on, cyclist) == 0

    on.add(cyclist, "stool", value=4, now=BEGUN + timedelta(weeks=51))
    on.add(cyclist, "stool", value=4, now=BEGUN + timedelta(weeks=104), confirmed=True)
    assert count(on, cyclist) == 2


def test_an_entry_can_be_taken_back_whatever_the_clock_says(cyclist, on, facts):
    """A correction is questioned like an entry, and confirmed like one."""
    number = on.add(cyclist, "stool", value=4, now=LATER).numbers[0]
    with opened(cyclist) as ledger, pytest.raises(InputError, match="clock"):
        withdraw(ledger, number, "a slip", now=BEGUN, facts=facts)

    with opened(cyclist) as ledger:
        withdraw(ledger, number, "a slip", now=BEGUN, facts=facts, confirmed=True)
    assert count(on, cyclist) == 0


def test_a_clock_that_is_set_by_a_minute_is_no_question(cyclist, on):
    """Clocks are set by the network all the time."""
    on.add(cyclist, "stool", value=4, now=LATER)
    on.add(cyclist, "stool", value=5, now=LATER - timedelta(minutes=1))

    assert count(on, cyclist) == 2


# ---------------------------------------------------------------- amounts and zones


def test_more_than_twice_the_day_at_once_is_questioned(cyclist, on):
    """An overdose and a slip of the finger look alike, so both are asked about (S-08)."""
    on.ask(cyclist)
    with pytest.raises(InputError, match="poison"):
        on.add(cyclist, "dose", value=3, time="2026-11-20T20:30", now=LATER)


def test_an_hour_is_that_of_the_zone_it_was_typed_in(cyclist, on, facts):
    """08:00 in Tokyo is 00:00 at home in Madrid."""
    on.add(cyclist, "dose", value=1, time="2026-11-22T08:00", zone="Asia/Tokyo", now=LATER)

    record = case_of(on.entries(cyclist), LATER, facts).record
    assert record.instant(record.doses[0].time_h).strftime("%d %H:%M") == "22 00:00"


def test_a_day_without_a_clock_time_stays_one(cyclist, on, facts):
    """A laboratory's date may stop a plan but never teaches the model."""
    on.add(
        cyclist, "lab", analyte="serum_magnesium", value="0.8", unit="mmol/L",
        time="2026-11-21", now=LATER,
    )  # fmt: skip

    record = case_of(on.entries(cyclist), LATER, facts).record
    assert not record.observations[0].clock_known


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("lab", {"analyte": "serum_magnesium", "value": "0.8"}),
        ("lab", {"analyte": "serum_magnesium", "value": "0.8", "unit": "parsec"}),
        ("symptom", {"item": "sadness of things", "value": "3"}),
        ("stool", {"value": "9"}),
        ("dose", {}),
        ("dose", {"value": "1", "item": "another brand"}),
        ("stool", {"value": "4", "loinc": "1234-5"}),
        ("dance", {"value": "1"}),
    ],
)
def test_what_the_files_refuse_is_refused_here(cyclist, on, kind, cells):
    """One set of readers serves files and entries, and no unit is ever guessed."""
    with pytest.raises(InputError):
        on.add(cyclist, kind, time="2026-11-20T10:00", now=LATER, **cells)

    assert count(on, cyclist) == 0

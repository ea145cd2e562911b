"""A diary becomes doses in elemental milligrams and lines with a value in range."""

from __future__ import annotations

from dataclasses import replace

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.diary_csv import KINDS
from magtitrate.record import DIARY_KINDS

HEADER = "time,kind,item,value,note\n"

GOOD = """2026-11-19T08:00,dose,,1,with breakfast
2026-11-19T21:00,dose,bisglycinate,0.5,
2026-11-20T08:00,dose,bisglycinate-100mg,0,forgotten
2026-11-20T09:00,symptom,bloating,3,
2026-11-20,stool,,4,
2026-11-20,cramps,left calf,2,
2026-11-20,soreness,,35.5,
2026-11-20,sleep,,6.5,
2026-11-20T10:00,reaction_time,,251,
2026-11-20T18:00,repetitions,squat,12,
2026-11-20T19:00,sick_day,vomiting,,
2026-11-20T20:00,medicine_started,ramipril,,
2026-11-20T20:00,medicine_stopped,omeprazole,,
2026-11-20T21:00,new_condition,hypertension,,
"""


def test_every_kind_of_line_is_read(diary):
    """Doses apart, all other kinds once each."""
    doses, entries = diary(HEADER + GOOD)

    assert [entry.kind for entry in entries] == list(DIARY_KINDS[1:])
    assert [(d.elemental_mg, d.status) for d in doses] == [
        (100, "taken"),
        (50, "taken"),
        (0, "missed"),
    ]
    assert {d.product_id for d in doses} == {"bisglycinate-100mg"}
    assert [d.time_h for d in doses] == [-40, -27, -16]


def test_a_line_keeps_what_was_said(diary):
    """Item, value, note and where it stood."""
    _, entries = diary(HEADER + GOOD)
    bloating, stool = entries[0], entries[1]

    assert (bloating.item, bloating.value, bloating.time_h) == ("bloating", 3, -15)
    assert bloating.origin == "diary.csv:5"
    assert stool.time_h == -12  # a day alone is its noon


def test_the_shortest_diary_has_a_header_only(diary):
    """Nothing was noticed."""
    assert diary(HEADER) == ((), ())


def test_item_value_and_note_may_be_missing_where_nothing_needs_them(diary):
    """A sick day needs no more than its time."""
    _, (entry,) = diary("kind,time\nsick_day,2026-11-20\n")

    assert (entry.kind, entry.value, entry.item) == ("sick_day", None, "")


def test_the_kinds_are_those_of_the_record():
    """The table of ranges and the noun agree."""
    assert tuple(KINDS) == DIARY_KINDS


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        ("2026-11-19T08:00,dosis,,1,", "kind", "Did you mean dose"),
        ("2026-11-19T08:00,,,1,", "kind", "Accepted: dose, symptom"),
        ("2026-11-19T08:00,dose,,,", "value", "needs a value"),
        ("2026-11-19T08:00,dose,,21,", "value", "0 to 20"),
        ("2026-11-19T08:00,dose,,100,", "value", "units taken"),
        ("2026-11-19T08:00,dose,,-1,", "value", "0 to 20"),
        ('2026-11-19T08:00,dose,,"1,5",', "value", "write 1.5"),
        ("2026-11-19T08:00,dose,oxide,1,", "item", "not the product of the person's file"),
        ("2026-11-19T08:00,dose,bisglycinate-200mg,1,", "item", "bisglycinate-100mg"),
        ("2026-11-19,dose,,1,", "time", "needs its clock time"),
        ("2026-11-21T12:30,dose,,1,", "time", "future"),
        ("2026-10-25T02:30,dose,,1,", "time", "twice"),
        ("2026-11-19T08:00,symptom,bloated,3,", "item", "nearest are bloating"),
        ("2026-11-19T08:00,symptom,,3,", "item", "needs an item"),
        ("2026-11-19T08:00,symptom,bloating,11,", "value", "0 to 10"),
        ("2026-11-19T08:00,symptom,bloating,,", "value", "needs a value"),
        ("2026-11-19T08:00,stool,,0,", "value", "Bristol type 1 to 7"),
        ("2026-11-19T08:00,stool,,8,", "value", "Bristol type 1 to 7"),
        ("2026-11-19T08:00,stool,,4.5,", "value", "whole numbers"),
        ("2026-11-19T08:00,cramps,,-1,", "value", "how many"),
        ("2026-11-19T08:00,cramps,,1.5,", "value", "whole numbers"),
        ("2026-11-19T08:00,soreness,,101,", "value", "0 to 100"),
        ("2026-11-19T08:00,sleep,,25,", "value", "hours"),
        ("2026-11-19T08:00,reaction_time,,0,", "value", "milliseconds"),
        ("2026-11-19T08:00,repetitions,,1e3,", "value", "not a number"),
        ("2026-11-19T08:00,sick_day,,5,", "value", "sick_day"),
        ("2026-11-19T08:00,medicine_started,,,", "item", "needs an item"),
        ("2026-11-19T08:00,medicine_started,ramipril,2,", "value", "has no value"),
        ("2026-11-19T08:00,new_condition,high blood pressure,,", "item", "hypertension"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused(diary, line, column, said):
    """File, line and column, and what would be accepted."""
    with pytest.raises(InputError) as caught:
        diary(HEADER + line + "\n")

    assert f"diary.csv, line 2, {column}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_dose_needs_a_product(diary):
    """Units become milligrams only where the product is known."""
    with pytest.raises(InputError, match=r"Add \[product\]"):
        diary(HEADER + "2026-11-19T08:00,dose,,1,\n", product=None)


def test_a_diary_without_doses_needs_no_product(diary):
    """Symptoms count before the first plan too."""
    doses, entries = diary(HEADER + "2026-11-19T08:00,symptom,bloating,3,\n", product=None)

    assert (doses, len(entries)) == ((), 1)


def test_the_milligrams_are_those_of_the_unit(diary, capsule):
    """Two units of 120 mg."""
    strong = replace(capsule, elemental_mg_per_unit=120)
    ((dose,), _) = diary(HEADER + "2026-11-19T08:00,dose,,2,\n", product=strong)

    assert dose.elemental_mg == 240


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2026-11-19T08:00,dose,,1,", "2026-11-19T07:00:00Z,dose,bisglycinate,1,"),
        ("2026-11-19T08:00,dose,,1,", "2026-11-19T08:00,dose,,0,"),
        ("2026-11-19,stool,,4,", "2026-11-19,stool,,6,"),
        ("2026-11-19,symptom,cramps,4,", "2026-11-19,symptom,cramps,4,"),
    ],
)
def test_what_is_entered_twice_is_refused_with_both_lines(diary, first, second):
    """A dose read twice would count twice (hazard H-22)."""
    with pytest.raises(InputError, match=r"line 3, time: .*entered twice: line 2 has it already"):
        diary(HEADER + first + "\n" + second + "\n")


def test_two_symptoms_at_one_moment_are_two(diary):
    """Only the same thing at the same time is a repeat."""
    text = HEADER + "2026-11-19,symptom,cramps,4,\n2026-11-19,symptom,bloating,4,\n"

    assert len(diary(text)[1]) == 2

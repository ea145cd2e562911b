"""Does the plan's file keep what its readers want to check of the person?"""

from __future__ import annotations

from dataclasses import replace

from magtitrate.formats.opened import open_case
from magtitrate.formats.plan_inputs import inputs_of
from magtitrate.record import DiaryEntry


def test_stools_and_symptoms_of_the_diary_are_told_apart(root, facts) -> None:
    """How often each type, the loosest first, with the day of the last; nothing from later on."""
    case = open_case(
        root / "examples" / "cyclist.toml",
        labs=None,
        diary=None,
        now="2026-11-22T09:00:00+01:00",
        facts=facts,
    )
    now_h = case.record.now_h
    diary = (
        DiaryEntry(time_h=now_h - 50, kind="stool", value=4.0),
        DiaryEntry(time_h=now_h - 30, kind="stool", value=6.0),
        DiaryEntry(time_h=now_h - 2, kind="stool", value=6.0),
        DiaryEntry(time_h=now_h - 1, kind="symptom", item="loose_stool"),
    )

    stated = inputs_of(replace(case.record, diary=diary), case.goal).stated
    told = {one.name: one.value for one in stated if one.topic == "diary"}

    assert told["stools"] == (
        "Bristol 6, 2 entries, the last of 2026-11-22; Bristol 4, 1 entry, the last of 2026-11-20"
    )
    assert told["symptoms"] == "loose stool (1)"
    assert told["entries"] == "4"

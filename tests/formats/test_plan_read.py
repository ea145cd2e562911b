"""Is a plan's file the plan, and is anything else refused in one paragraph?"""

from __future__ import annotations

import json
from contextlib import suppress
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.errors import InputError
from magtitrate.formats.calendar_ics import calendar_ics
from magtitrate.formats.person_sheet import person_sheet
from magtitrate.formats.plan_inputs import inputs_json
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.plan_read import as_filed, open_plan
from magtitrate.formats.professional_sheet import professional_sheet
from magtitrate.formats.reader_units import reader_units
from magtitrate.formats.report_html import report_html
from magtitrate.formats.sentences import sentences
from magtitrate.formats.why_text import lines_of

WORDS, UNITS = sentences(), reader_units("mg/dL")
EVERYBODY = ("cyclist", "thyroid", "kidney", "held", "referred", "emergency", "hostile")


def text_of(file) -> str:
    return plan_json(file.plan, inputs_json(file.inputs))


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_plan_read_back_is_the_plan(name, filed, tmp_path) -> None:
    """Writing what was read gives the same bytes; nothing of the plan is lost."""
    path = tmp_path / "plan.json"
    path.write_text(text_of(filed(name)), encoding="utf-8")

    again = open_plan(path)

    assert text_of(again) == path.read_text(encoding="utf-8")
    assert as_filed(again.plan, again.inputs) == again


def test_a_file_without_inputs_is_still_a_plan(filed, tmp_path) -> None:
    """An older file says nothing of the answers, and no zone is guessed."""
    path = tmp_path / "plan.json"
    path.write_text(plan_json(filed("cyclist").plan), encoding="utf-8")

    assert open_plan(path).inputs is None


def test_the_inputs_hold_what_was_said_and_measured(filed) -> None:
    """Answers in words, laboratory values in canonical units, the zone and the goal."""
    inputs = filed("thyroid").inputs
    told = {(one.topic, one.name): one.value for one in inputs.stated}

    assert inputs.timezone == "America/Chicago"
    assert inputs.goal == "sleep"
    assert told["medicines", "alendronate"] == "05:45, on sun"
    assert told["other magnesium", "multivitamin"] == "50 mg a day"
    assert {lab.analyte for lab in inputs.labs} >= {"serum_magnesium", "urine_magnesium_24h"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("{}", "not a plan"),
        ("[1, 2]", "not a plan"),
        ('{"schema": 1}', "lacks the key"),
        ('{"schema": 2}', "not a plan"),
        ("nonsense", "not a plan"),
        ("[" * 5000, "not a plan"),
    ],
)
def test_what_is_no_plan_is_refused(text, says, tmp_path) -> None:
    """A file of another kind is refused by name, without its content."""
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=says):
        open_plan(path)


@pytest.mark.parametrize(
    ("path_to", "value"),
    [
        (("inputs", "timezone"), "../../etc/passwd"),
        (("verdict",), "perhaps"),
        (("person_id",), "\x1b[2J"),
        (("warnings", 0), "\ud800"),
        (("reasons", 0, "sentence"), "a\rb"),
        (("person_id",), 7),
        (("made_at",), "2026-11-22T09:00:00"),
        (("made_at",), "yesterday"),
        (("emergency",), 1),
        (("regimen", "slots", 0, "clock"), "25:00"),
        (("regimen", "slots", 0, "elemental_mg"), "200"),
        (("regimen", "slots", 0, "meal"), "on the moon"),
        (("regimen", "steps", 0, "from_day"), -1),
        (("limits", "all"), []),
        (("reasons", 0, "facts"), "K-05"),
        (("forecast", "serum_magnesium_mmol_per_l", "p50"), [1.0]),
        (("inputs", "labs"), [{"analyte": "gold", "unit": "g"}]),
    ],
)
def test_a_plan_that_was_bent_is_refused(path_to, value, filed, tmp_path) -> None:
    """A value that no plan of this program holds is not laid out as if it did."""
    body = json.loads(text_of(filed("cyclist")))
    place = body
    for step in path_to[:-1]:
        place = place[step]
    place[path_to[-1]] = value
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(body), encoding="utf-8")

    with pytest.raises(InputError) as refused:
        open_plan(path)

    assert "plan.json" in str(refused.value)


@pytest.mark.parametrize(
    ("slot_mg", "step_mg", "says"),
    [
        (1000, 1000, "above the plan's own limits"),
        (1000, None, "above the plan's own limit of one intake"),
        (None, 200, "are not the dose of the day"),
        (50, None, "are not the dose of the day"),
    ],
)
def test_a_dose_that_was_changed_by_hand_is_not_printed(
    slot_mg, step_mg, says, filed, tmp_path
) -> None:
    """Neither a report nor a calendar shows more than the limits of the same file (H-30)."""
    plan = json.loads(text_of(filed("cyclist")))
    for step in plan["regimen"]["steps"]:
        step["daily_elemental_mg"] = step_mg or step["daily_elemental_mg"]
        for slot in step["slots"]:
            slot["elemental_mg"] = slot_mg or slot["elemental_mg"]
    plan["regimen"]["slots"] = plan["regimen"]["steps"][-1]["slots"]
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")

    with pytest.raises(InputError, match=says):
        open_plan(path)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda plan: plan["regimen"].update(daily_elemental_mg=1000), "dose of the last step"),
        (lambda plan: plan["regimen"]["product"].update(elemental_mg_per_unit=500), "milligrams"),
        (
            lambda plan: [s.update(units=10) for one in plan["regimen"]["steps"]
                          for s in one["slots"]],
            "milligrams",
        ),
    ],
)  # fmt: skip
def test_units_product_and_dose_are_one(change, says, filed, tmp_path) -> None:
    """A figure that was changed alone contradicts the others."""
    plan = json.loads(text_of(filed("cyclist")))
    change(plan)
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")

    with pytest.raises(InputError, match=says):
        open_plan(path)


def test_a_plan_in_one_line_is_a_plan(filed, tmp_path) -> None:
    """Other programs write JSON without line breaks."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(json.loads(text_of(filed("kidney")))), encoding="utf-8")

    assert open_plan(path) == filed("kidney")


def test_a_mark_of_direction_is_dropped(filed, tmp_path) -> None:
    """A name cannot turn the amount beside it around, on no page and in no calendar."""
    assert "\u202e" not in filed("hostile").plan.person_id
    body = json.loads(text_of(filed("cyclist")))
    body["pairing"][0]["item"] = "m\u202eea\u2066l"
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(body), encoding="utf-8")

    assert open_plan(path).plan.pairing[0].item == "meal"


@given(data=st.data())
def test_a_key_that_is_missing_never_ends_in_a_crash(data, filed, tmp_path_factory) -> None:
    """Whatever key is taken away, the file is a plan without it or is refused."""
    body = json.loads(text_of(filed("thyroid")))
    place = body
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inside = place[key]
        if not isinstance(inside, dict | list) or not inside or data.draw(st.booleans()):
            del place[key]
            break
        place = inside
    path = tmp_path_factory.mktemp("bent") / "plan.json"
    path.write_text(json.dumps(body), encoding="utf-8")

    with suppress(InputError):
        open_plan(path)


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=20),
    st.just([]),
    st.just({}),
    st.just(["\u202e<b>", 1e308]),
)


@given(data=st.data())
def test_whatever_can_be_read_can_be_laid_out(data, filed, tmp_path_factory) -> None:
    """A plan with any one value replaced is refused, or becomes sheets, a calendar and a why."""
    body = json.loads(text_of(filed(data.draw(st.sampled_from(("thyroid", "held"))))))
    place = body
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inside = place[key]
        if not isinstance(inside, dict | list) or not inside or data.draw(st.booleans()):
            place[key] = data.draw(JUNK)
            break
        place = inside
    path = tmp_path_factory.mktemp("bent") / "plan.json"
    path.write_text(json.dumps(body), encoding="utf-8")

    try:
        file = open_plan(path)
    except InputError:
        return

    with patch("magtitrate.formats.professional_sheet.svg_of", lambda _: "<svg/>"):
        sheets = (person_sheet(file, WORDS, UNITS), professional_sheet(file, WORDS, UNITS))
    assert report_html(sheets)
    assert calendar_ics(file, WORDS, UNITS)
    assert lines_of(file.plan)

"""The interview in a terminal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.start import start

FACTS = open_facts()
SOURCE = Path(__file__).resolve().parent.parent / "src"
HERE = os.environ | {"PYTHONPATH": str(SOURCE)}
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

WHO = ["none", "Robin", "1", "Europe/Madrid", "1", ""]
YOU = ["44", "2", "", "70", "1.78"]
HEALTH = ["95", "", "2026-10-30", "", "1", "no", "none"]
MEDICINES = ["none", "1"]
NOW_STEP = ["1", "none"]
PRODUCT = ["cramps", "bisglycinate", "200", "", "2", "1", "1", "1", "", "", "", ""]
FOOD = ["1", "310", "", "", "", "", "06:45", "23:00", "8:00", "50", "", "19:30", "", "", ""]
LIFE = ["", "", "", "", ""]
ALL = [*WHO, *YOU, *HEALTH, *MEDICINES, *NOW_STEP, *PRODUCT, *FOOD, *LIFE]


def interview(lines, path):
    screen = io.StringIO()
    answers = io.StringIO("\n".join(lines) + "\n")
    found = start(path, answers=answers, screen=screen, now=NOW, facts=FACTS)
    return found, screen.getvalue()


def test_answers_become_a_file(tmp_path):
    """One line after the other, and the file holds what was said and nothing else."""
    path, said = interview(ALL, tmp_path / "robin.toml")
    held = tomllib.loads(path.read_text())

    assert held["person"] | {"conditions": 0} == {
        "id": "Robin",
        "age_y": 44,
        "sex": "male",
        "body_mass_kg": 70,
        "height_m": 1.78,
        "surgery_planned": "no",
        "conditions": 0,
    }
    assert held["answers"]["medicines"] == "none"
    assert held["answers"]["symptoms_now"] == []
    assert str(held["answers"]["confirmed"]) == "2026-11-20"
    assert held["product"]["elemental_mg_per_unit"] == 100
    assert [meal["share"] for meal in held["day"]["meal"]] == [0.5, 0.5]
    assert "Written: " in said


def test_red_flags_come_first_and_end_it(tmp_path):
    """A number of the list ends with whom to call, and nothing is written."""
    found, said = interview(["2"], tmp_path / "x.toml")

    assert found is None
    assert "Please get help now" in said
    assert "112" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("some", [0, 1, 5, 13, 25, len(ALL) - 1])
def test_input_that_ends_early_leaves_nothing(tmp_path, some):
    """Wherever it ends, no file is there, whole or half."""
    with pytest.raises(InputError, match="Nothing was written"):
        interview(ALL[:some], tmp_path / "x.toml")

    assert list(tmp_path.iterdir()) == []


def test_a_wrong_answer_is_asked_again(tmp_path):
    """With the reason, and without losing the others."""
    wrong = [*WHO, "forty", "400", "44", *ALL[len(WHO) + 1 :]]
    path, said = interview(wrong, tmp_path / "x.toml")

    assert "This is not a number" in said
    assert "outside what is possible" in said
    assert tomllib.loads(path.read_text())["person"]["age_y"] == 44


@pytest.mark.parametrize(("then", "kept"), [(["yes"], 22), (["y"], 22), (["", "74"], 74)])
def test_a_number_that_looks_wrong_is_asked_about(tmp_path, then, kept):
    """A yes is enough; anything else asks for the number again."""
    slipped = [*WHO, *YOU[:3], "22", *then, *ALL[len(WHO) + 4 :]]
    path, said = interview(slipped, tmp_path / "x.toml")

    assert "22 kg is about 1/3 of what is usual" in " ".join(said.split())
    assert tomllib.loads(path.read_text())["person"]["body_mass_kg"] == kept


def test_no_example_looks_like_an_answer_that_enter_would_take(tmp_path):
    """Square brackets mean a default in most programs; here nothing is taken unasked."""
    _, said = interview(ALL, tmp_path / "x.toml")

    assert "such as" in said
    assert "[" not in said


def test_a_question_mark_says_why(tmp_path):
    """The reason of a question is one key away."""
    _, said = interview([*WHO, "?", *ALL[len(WHO) :]], tmp_path / "x.toml")

    assert "Under 18, and with great age" in " ".join(said.split())


def test_i_do_not_know_is_a_missing_key(tmp_path):
    """Enter alone writes nothing."""
    unknown = [*WHO, *[""] * 5, *[""] * 7, "3", "3", *[""] * 80]
    path, _ = interview(unknown, tmp_path / "x.toml")
    held = tomllib.loads(path.read_text())

    assert held["person"] == {"id": "Robin"}
    assert held["answers"]["medicines"] == "unknown"
    assert "kidney" not in held


def test_medicines_are_listed(tmp_path):
    """Entry after entry until an empty one; several times in one answer."""
    listed = ["2", "1", "levothyroxine", "6:30", "", "", "", ""]
    lines = [*WHO, *YOU, *HEALTH, *listed, *NOW_STEP, *PRODUCT, *FOOD, *LIFE]
    path, _ = interview(lines, tmp_path / "x.toml")

    assert tomllib.loads(path.read_text())["medicine"] == [
        {"name": "levothyroxine", "clock": ["06:30"]}
    ]


def test_conditions_are_found_by_their_names(tmp_path):
    """Names, other names and slips: the near ones are shown."""
    health = [*HEALTH[:6], "hypertention", "High blood pressure, migraine"]
    lines = [*WHO, *YOU, *health, *MEDICINES, *NOW_STEP, *PRODUCT, *FOOD, *LIFE]
    path, said = interview(lines, tmp_path / "x.toml")

    assert "1. High blood pressure" in said
    assert tomllib.loads(path.read_text())["person"]["conditions"] == ["hypertension", "migraine"]


def test_a_slip_of_the_pen_is_asked_and_taken_by_its_number(tmp_path):
    """Symptoms and medicines are said back as they were read."""
    now = [NOW_STEP[0], "diarhea, nausia", "1", "1"]
    lines = [*WHO, *YOU, *HEALTH, *MEDICINES, *now, *PRODUCT, *FOOD, *LIFE]
    path, said = interview(lines, tmp_path / "x.toml")

    assert "1. Diarrhea" in said
    answers = tomllib.loads(path.read_text())["answers"]
    assert answers["symptoms_now"] == ["diarrhea", "nausea"]


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    """It is refused before the first question."""
    path = tmp_path / "x.toml"
    path.write_text("mine")

    with pytest.raises(InputError, match="not written over"):
        interview(ALL, path)


def test_the_command_ends_in_a_plan(tmp_path):
    """`magtitrate start` asks, writes and plans."""
    said = subprocess.run(
        [sys.executable, "-m", "magtitrate", "start", "--now", "2026-11-20T09:00:00+00:00"],
        input="\n".join(ALL) + "\n",
        cwd=tmp_path,
        env=HERE,
        capture_output=True,
        text=True,
    )

    assert said.returncode == 0, said.stderr
    assert (tmp_path / "robin.toml").is_file()
    assert "magtitrate plan for Robin" in said.stdout


def test_the_command_says_that_nothing_was_written(tmp_path):
    """Code 2 and one paragraph where the input ends early."""
    said = subprocess.run(
        [sys.executable, "-m", "magtitrate", "start"],
        input="none\nRobin\n",
        cwd=tmp_path,
        env=HERE,
        capture_output=True,
        text=True,
    )

    assert said.returncode == 2
    assert "Nothing was written" in said.stderr
    assert list(tmp_path.iterdir()) == []

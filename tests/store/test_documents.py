"""Do the small documents of a record come back as they were written?"""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.errors import InputError, ModelError
from magtitrate.formats.answers_toml import read_answers
from magtitrate.formats.diary_line import line_of_json, typed_line
from magtitrate.formats.text_file import Held, read_text
from magtitrate.formats.toml_write import toml_text

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = (
    TEXTS
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(date(1900, 1, 1))
    | st.times(timezones=st.none()).map(lambda t: time(t.hour, t.minute))
)
TABLES = st.dictionaries(TEXTS, PLAIN | st.lists(TEXTS, max_size=3), max_size=4)


@given(
    st.dictionaries(TEXTS, TABLES | PLAIN | st.lists(TABLES, min_size=1, max_size=3), max_size=5)
)
def test_a_document_written_is_the_document_read(document):
    """Every text, number, day, clock time, list and table of a person's file."""
    assert tomllib.loads(toml_text(document)) == document


def test_tables_inside_tables_come_back():
    """`[[day.meal]]` belongs to `[day]`, whatever the order."""
    document = {"day": {"meal": [{"clock": "07:30"}, {"clock": "13:30"}], "wake": "06:45"}, "a": 1}

    assert tomllib.loads(toml_text(document)) == document


@pytest.mark.parametrize("value", [None, b"x", {1, 2}])
def test_what_has_no_place_in_a_file_is_our_fault(value):
    """A value that TOML does not know is never written as something else."""
    with pytest.raises(ModelError):
        toml_text({"key": value})


def test_a_held_document_is_read_like_a_file():
    """By its name in messages, by its text in content, with the same refusals."""
    assert read_text(Held.named("a name", "text\r\n")) == "text\n"
    with pytest.raises(InputError, match="a name"):
        read_text(Held.named("a name", "a \x00 sign"))


def test_a_line_comes_back_from_how_it_is_stored():
    """Kind, instant, zone and every cell."""
    line = typed_line(
        "lab",
        {"analyte": "serum_magnesium", "value": "<0.2", "unit": "mmol/L", "note": "a, \"b\" ü"},
        time="2026-10-25T02:30+02:00", zone="Europe/Madrid", now=NOW,
    )  # fmt: skip

    assert line_of_json(line.json()) == line
    assert line.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("time", ["2026-10-25T02:30", "2026-03-29T02:30"])
def test_an_hour_that_the_clock_showed_twice_or_never_is_asked_for(time):
    """An hour decides whether a gap was kept, so it is not guessed."""
    with pytest.raises(InputError, match="clocks"):
        typed_line("stool", {"value": "4"}, time=time, zone="Europe/Madrid", now=NOW)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("schema = 2", "schema"),
        ('schema = 1\nmood = "good"', "mood"),
        ('schema = 1\nmedicines = "new"', "--person"),
        ("schema = 1\nsick_day = true", "text"),
        ('schema = 1\nsymptoms_now = ["nausia"]', "nausea"),
        ('schema = 1\nsurgery_planned = "soon"', "2026-12-10"),
        ('schema = 1\nproduct_same = "yes"', "true"),
        ('schema = 1\nhelped = "very"', "better"),
    ],
)
def test_an_answer_that_cannot_be_read_is_said_with_what_can(tmp_path, facts, text, word):
    """File, key, what is accepted."""
    (tmp_path / "answers.toml").write_text(text, encoding="utf-8")

    with pytest.raises(InputError, match=r"answers\.toml") as raised:
        read_answers(tmp_path / "answers.toml", facts)
    assert word in str(raised.value)


def test_what_is_left_out_is_not_answered(tmp_path, facts):
    """No default stands in for an answer."""
    (tmp_path / "answers.toml").write_text("schema = 1\n", encoding="utf-8")
    found = read_answers(tmp_path / "answers.toml", facts)

    assert found.medicines is None
    assert found.symptoms_now is None
    assert found.product_same is None
    assert not found.try_again


@pytest.mark.parametrize(
    ("words", "twice"),
    [
        (("--symptoms-now", "none"), True),
        (("--symptoms-now", "chest_pain"), False),
        (("--symptoms-now", "nausea"), False),
        (("--sick-day", "yes"), False),
        (("--medicines", "unknown"), False),
        (("--medicines", "none"), True),
    ],
)
def test_an_answer_that_is_given_twice_is_given_once(cyclist, tmp_path, on, capsys, words, twice):
    """An alarm sign of the file is not undone by a word of the command line, nor the reverse."""
    from magtitrate.cli import main

    answers = tmp_path / "answers.toml"
    answers.write_text(
        'schema = 1\nmedicines = "same"\nsymptoms_now = ["chest_pain"]\n', encoding="utf-8"
    )
    before = on.entries(cyclist)
    code = main(
        ["follow", str(cyclist), "check-in", "--answers", str(answers),
         "--now", "2026-11-20T09:30:00+00:00", *words]
    )  # fmt: skip

    assert code == (2 if twice else 0)
    assert ("answered twice, and differently" in capsys.readouterr().err) is twice
    assert (on.entries(cyclist) == before) is twice

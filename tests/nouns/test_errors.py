"""Does each trouble say where, what was given, what is accepted and what to do?"""

from __future__ import annotations

import pytest

from magtitrate.errors import FactError, InputError, MagtitrateError, ModelError, UnitError


def test_the_paragraph_has_its_four_parts_in_order() -> None:
    """File, line and field; the problem; what was given; what is accepted; what to do."""
    text = str(
        InputError(
            "not a unit.",
            file="labs.csv",
            line=7,
            field="unit",
            given="mg/l00ml",
            accepted="mmol/L, mg/dL.",
            todo="Correct the line and run again.",
        )
    )

    assert text == (
        "labs.csv, line 7, unit: not a unit. Given: 'mg/l00ml'. Accepted: mmol/L, mg/dL. "
        "Correct the line and run again."
    )


def test_it_always_says_what_to_do() -> None:
    """Without a word of its own a trouble asks to correct and run again."""
    assert str(InputError("odd")) == "odd. Correct it and run again."


def test_nought_is_shown_as_given() -> None:
    """A given 0 is not taken for a missing one, nor is an empty text or line 0."""
    assert "Given: 0." in str(InputError("odd", given=0))
    assert "Given: ''." in str(InputError("odd", given=""))
    assert "line 0" in str(InputError("odd", line=0))


def test_no_more_of_the_file_than_the_value_in_question() -> None:
    """A long value is cut, so that a whole file never lands in a message."""
    text = str(InputError("odd", given="x" * 5000))

    assert len(text) < 200
    assert "..." in text


def test_the_reader_fills_in_the_place_and_never_overwrites_it() -> None:
    """`located` adds what is missing, keeps what is known, and keeps the kind of error."""
    raised = UnitError("odd", field="unit", given=1, accepted="a", todo="b")

    placed = raised.located(file="f.csv", line=3, field="other")

    assert type(placed) is UnitError
    assert (placed.file, placed.line, placed.field) == ("f.csv", 3, "unit")
    assert (placed.given, placed.accepted, placed.todo) == (1, "a", "b")


@pytest.mark.parametrize("kind", [InputError, UnitError, FactError, ModelError])
def test_each_kind_is_one_of_ours(kind: type[MagtitrateError]) -> None:
    """All that is raised on purpose has one root; a unit trouble is an input trouble."""
    assert issubclass(kind, MagtitrateError)
    assert issubclass(UnitError, InputError)
    assert not issubclass(FactError, InputError)


def test_a_fact_error_names_file_line_and_key() -> None:
    """Our own fault says where it stands."""
    assert str(FactError("odd", file="a.toml", line=4, key="K-05")) == "a.toml, line 4, K-05: odd"
    assert str(FactError("odd")) == "odd"

"""Does a reader get magnesium in their own unit, and never a number beside the wrong one?"""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.reader_units import reader_units


@pytest.mark.parametrize(
    ("unit", "serum", "urine"),
    [("mmol/L", "0.85", "4.0"), ("mg/dL", "2.07", "97"), ("mEq/L", "1.70", "8.0")],
)
def test_a_value_in_three_units(unit, serum, urine) -> None:
    """0.85 mmol/L are 2.07 mg/dL or 1.70 mEq/L; 4.0 mmol a day are 97 mg or 8.0 mEq."""
    units = reader_units(unit)

    assert units.number("serum_magnesium", 0.85) == serum
    assert units.number("urine_magnesium_24h", 4.0) == urine
    assert units.unit("serum_magnesium") == unit


def test_a_sentence_keeps_its_number_and_gains_the_readers() -> None:
    """The canonical number stays where other numbers of the sentence refer to it."""
    units = reader_units("mg/dL")

    told = units.sentence("Magnesium between 0.85 and 0.99 mmol/L, missed by 0.040 mmol/L, once.")

    assert told == (
        "Magnesium between 0.85 and 0.99 mmol/L (2.07 and 2.41 mg/dL), "
        "missed by 0.040 mmol/L (0.097 mg/dL), once."
    )


def test_a_unit_that_stands_there_already_is_not_said_twice() -> None:
    """The rules that give mg/dL themselves."""
    text = "Serum magnesium is 2.0 mmol/L (4.86 mg/dL) or above."

    assert reader_units("mg/dL").sentence(text) == text
    assert reader_units("mEq/L").sentence(text) == (
        "Serum magnesium is 2.0 mmol/L (4.00 mEq/L) or above."
    )


def test_what_is_not_magnesium_is_left_alone() -> None:
    """Calcium and potassium have other masses and charges: their sentences are not touched."""
    units = reader_units("mEq/L")
    text = "With a potassium below 3.5 mmol/L and magnesium below 0.70 mmol/L: a doctor."

    assert units.sentence(text) == text
    assert units.unit("potassium") == "mmol/L"
    assert units.number("potassium", 4.1) == "4.1"


def test_the_canonical_unit_changes_nothing() -> None:
    """Without a wish every sentence stays as it was written."""
    assert reader_units("mmol/L").sentence("0.85 mmol/L") == "0.85 mmol/L"


@pytest.mark.parametrize("unit", ["mmol", "g", "", "mg"])
def test_another_unit_is_refused(unit) -> None:
    """A unit that magnesium in blood is not written in is an error that lists the three."""
    with pytest.raises(InputError, match="mmol/L, mg/dL, mEq/L"):
        reader_units(unit)

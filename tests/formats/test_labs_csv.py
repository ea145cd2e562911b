"""Laboratory values are read with unit, code and time in agreement, or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from magtitrate.errors import InputError, UnitError
from magtitrate.facts.shapes import Analyte
from magtitrate.formats.labs_csv import COLUMNS, read_labs

HEADER = ",".join(COLUMNS) + "\n"


def row(**cells):
    """One line of a laboratory file, serum magnesium 0.82 mmol/L unless changed."""
    base = {
        "time": "2026-11-10T08:00",
        "analyte": "serum_magnesium",
        "value": "0.82",
        "unit": "mmol/L",
    }
    return ",".join({**base, **cells}.get(column, "") for column in COLUMNS) + "\n"


# ---------------------------------------------------------------- what is read


@pytest.mark.parametrize(("name", "count"), [("thyroid", 4), ("kidney", 4)])
def test_the_examples_are_read(root, facts, now, zero, name, count):
    """Each row of each becomes an observation."""
    path = root / "examples" / f"{name}_labs.csv"
    found = read_labs(path, zero=zero, timezone="Europe/Madrid", now=now, facts=facts)

    assert len(found) == count


def test_a_row_arrives_in_the_houses_units(labs, zero):
    """1.8 mg/dL are 0.741 mmol/L; the time counts from the record's zero."""
    text = HEADER + row(
        time="2026-11-20T07:40:00-06:00", value="1.8", unit="mg/dL", loinc="19123-9", lower="1.6",
        upper="2.4", laboratory="North", specimen="serum", hours_since_dose="12", note="hemolysis",
    )  # fmt: skip
    (found,) = labs(text)

    assert found.value == pytest.approx(0.741, abs=0.001)
    assert (found.lower, found.upper) == pytest.approx((0.658, 0.987), abs=0.001)
    assert found.time_h == pytest.approx(-(9 + 20 / 60))  # 14:40 in Madrid, midnight is zero
    assert (found.unit_given, found.laboratory, found.specimen) == ("mg/dL", "North", "serum")
    assert (found.hours_since_dose, found.note) == (12, "hemolysis")
    assert found.origin == "labs.csv:2"
    assert found.clock_known


@pytest.mark.parametrize(
    ("value", "unit", "mmol_per_l"),
    [
        ("1.2", "mg/dL", 0.494), ("1.2", "mmol/L", 1.200), ("1.2", "mEq/L", 0.600),
        ("1.7", "mg/dL", 0.699), ("1.7", "mEq/L", 0.850), ("1.7", "mmol/L", 1.700),
        ("2.0", "mg/dL", 0.823), ("2.0", "mEq/L", 1.000), ("2.0", "mmol/L", 2.000),
    ],
)  # fmt: skip
def test_one_number_means_three_things_in_three_units(labs, value, unit, mmol_per_l):
    """Golden vectors of the rule book, 11.1."""
    (found,) = labs(HEADER + row(value=value, unit=unit))

    assert found.value == pytest.approx(mmol_per_l, abs=0.0005)


def test_four_columns_are_enough_in_any_order_and_with_any_separator(labs):
    """As a spreadsheet saves it, with byte order mark and Windows line ends."""
    text = "\ufeffunit;value;analyte;time\r\nmmol/L;0.82;serum_magnesium;2026-11-10\r\n"
    (found,) = labs(text)

    assert found.value == 0.82
    assert not found.clock_known


def test_below_the_detection_limit_is_the_limit_and_a_flag(labs):
    """`<0.20` is not 0.20."""
    for text in ("<0.20", "< 0.20"):
        (found,) = labs(HEADER + row(value=text))

        assert (found.value, found.censored_below) == (0.2, True)


def test_an_alarming_value_is_read_like_any_other(labs):
    """Quarantine never cancels a stop: 12 mmol/L must reach safety."""
    (found,) = labs(HEADER + row(value="12"))

    assert found.value == 12


def test_a_day_alone_is_used_without_its_clock_even_today(labs, now):
    """No observation lies after the present moment."""
    early = datetime(2026, 11, 21, 5, tzinfo=UTC)
    (found,) = labs(HEADER + row(time="2026-11-21"), at=early)

    assert found.time_h == pytest.approx(6)
    assert not found.clock_known


def test_elapsed_hours_count_over_the_change_of_clocks(labs):
    """Noon of 24 October to midnight of 21 November is 27.5 days and one hour more."""
    (found,) = labs(HEADER + row(time="2026-10-24T12:00"))

    assert found.time_h == -(27.5 * 24 + 1)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"unit": ""}, "unit", "has no unit"),
        ({"unit": "mg/l00ml"}, "unit", "is not a unit of serum_magnesium"),
        ({"unit": "MMOL/L"}, "unit", "Accepted: mmol/L"),
        ({"analyte": "magnesium"}, "analyte", "serum_magnesium"),
        ({"analyte": "serum_magnesum"}, "analyte", "Did you mean serum_magnesium"),
        ({"value": ""}, "value", "a number is missing"),
        ({"value": "high"}, "value", "not a number"),
        ({"value": '"0,82"'}, "value", "write 0.82"),
        ({"value": '"1,234.5"'}, "value", "not a number"),
        ({"value": "٠.٨"}, "value", "not a number"),
        ({"value": "1e999"}, "value", "not a number"),
        ({"value": "nan"}, "value", "not a number"),
        ({"value": "-0.8"}, "value", "below zero"),
        ({"value": "<0"}, "value", "below zero"),
        ({"value": "<"}, "value", "a number is missing"),
        ({"value": ">10"}, "value", "professional"),
        ({"analyte": "egfr", "unit": "mL/min/{1.73_m2}", "value": ">90"}, "value", "creatinine"),
        ({"value": "0.82 mmol/L"}, "value", "not a number"),
        ({"lower": "1.0", "upper": "0.7"}, "lower", "not below"),
        ({"lower": "<0.7"}, "lower", "not a number"),
        ({"upper": "-1"}, "upper", "below zero"),
        ({"hours_since_dose": "-1"}, "hours_since_dose", "0 to"),
        ({"time": ""}, "time", "not a time"),
        ({"time": "10.11.2026"}, "time", "ISO 8601"),
        ({"time": "2026-11-21T12:01"}, "time", "future"),
        ({"time": "1989-12-31"}, "time", "1990 or later"),
        ({"time": "2026-10-25T02:30"}, "time", "+02:00 or 2026-10-25T02:30:00+01:00"),
        ({"time": "2026-03-29T02:30"}, "time", "skipped"),
        ({"specimen": "K2-EDTA plasma"}, "specimen", "binds magnesium"),
        ({"specimen": "Citrate"}, "specimen", "binds magnesium"),
        ({"specimen": "fluoride oxalate"}, "specimen", "binds magnesium"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(labs, cells, column, said):
    """File, line and column stand first, then what was given and what is accepted."""
    with pytest.raises(InputError) as caught:
        labs(HEADER + row(time="2026-11-01T08:00") + row(**cells))

    paragraph = str(caught.value)
    assert f"labs.csv, line 3, {column}: " in paragraph
    assert said in paragraph
    assert "Nothing was read." in paragraph


def test_a_unit_trouble_stays_a_unit_error(labs):
    """Callers may tell it apart."""
    with pytest.raises(UnitError):
        labs(HEADER + row(unit="mg"))


# ---------------------------------------------------------------- codes (hazard H-03)


def test_a_code_of_moles_with_a_unit_of_mass_is_refused(labs):
    """LOINC 2601-3 with mg/dL, as a public test fixture has it: golden vector 11.1."""
    with pytest.raises(InputError, match=r"substance concentration.*mg/dL.*mass concentration"):
        labs(HEADER + row(loinc="2601-3", value="1.2", unit="mg/dL"))


@pytest.mark.parametrize(
    ("code", "unit"), [("19123-9", "mg/dL"), ("2601-3", "mmol/L"), ("2601-3", "mEq/L")]
)
def test_a_code_that_agrees_with_the_unit_is_accepted(labs, code, unit):
    """Mass with mass, moles with moles."""
    assert len(labs(HEADER + row(loinc=code, unit=unit))) == 1


def test_a_code_that_looks_right_and_is_not_is_explained(labs):
    """27210-4 tells only whether there is magnesium at all."""
    with pytest.raises(InputError, match="27210-4 is not a code of serum_magnesium: presence"):
        labs(HEADER + row(loinc="27210-4"))


@pytest.mark.parametrize("code", ["2823-3", "99999-9", "magnesium", "2601"])
def test_a_code_of_something_else_is_refused(labs, code):
    """Potassium's code, an unknown one, no code at all."""
    with pytest.raises(InputError, match=r"Accepted: .*2601-3"):
        labs(HEADER + row(loinc=code))


def test_an_analyte_without_listed_codes_accepts_none(write, now, zero):
    """Facts that know no code refuse every code, and read the row without one."""
    bare = SimpleNamespace(analytes={"tsh": Analyte(name="tsh", title="TSH")})

    def read(text):
        path = write(text, "labs.csv")
        return read_labs(path, zero=zero, timezone="UTC", now=now, facts=bare)

    tsh = {"analyte": "tsh", "value": "2.1", "unit": "mIU/L"}

    assert len(read(HEADER + row(**tsh))) == 1
    with pytest.raises(InputError, match="no code is listed"):
        read(HEADER + row(**tsh, loinc="3016-3"))


# ---------------------------------------------------------------- repeats and counting


def test_a_result_that_stands_there_twice_is_refused_with_both_lines(labs):
    """Also where its time is written in another zone."""
    again = row(time="2026-11-10T07:00:00Z", value="0.820")
    with pytest.raises(InputError, match=r"line 3, value: this result stands in line 2 already"):
        labs(HEADER + row() + again)


def test_two_values_of_one_moment_are_refused_with_both(labs):
    """It is not guessed which of them is right."""
    with pytest.raises(InputError, match=r"line 2 has another value") as caught:
        labs(HEADER + row() + row(value="0.99"))

    assert "0.99 mmol/L here, 0.82 mmol/L there" in str(caught.value)


def test_the_other_troubles_are_counted(labs):
    """One paragraph for the first, a number for the rest."""
    text = HEADER + row(value="x") + row(unit="x") + row() + row(time="x")

    with pytest.raises(InputError, match=r"line 2, value.*2 more lines have problems too\.$"):
        labs(text)

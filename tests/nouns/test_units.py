"""Does a unit text mean exactly what the laboratory meant, and is anything else refused?

Expected values: the table of safety.md 2.1, or molar masses by hand.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from magtitrate.errors import UnitError
from magtitrate.units import (
    ANALYTES,
    accepted_units,
    canonical_unit,
    from_canonical,
    mg_to_mmol,
    mmol_to_mg,
    parse_quantity,
    to_canonical,
    unit_property,
)

# mmol/L, mg/dL, mEq/L as printed in safety.md 2.1 (two decimals).
SERUM = [
    (0.40, 0.97, 0.80),
    (0.50, 1.22, 1.00),
    (0.70, 1.70, 1.40),
    (0.75, 1.82, 1.50),
    (0.85, 2.07, 1.70),
    (1.00, 2.43, 2.00),
    (1.05, 2.55, 2.10),
    (1.23, 2.99, 2.46),
    (1.25, 3.04, 2.50),
    (2.00, 4.86, 4.00),
    (2.50, 6.08, 5.00),
    (3.50, 8.51, 7.00),
    (5.00, 12.15, 10.0),
    (7.50, 18.23, 15.0),
]
MAGNESIUM = ("serum_magnesium", "ionized_magnesium", "erythrocyte_magnesium")


@pytest.mark.parametrize("analyte", MAGNESIUM)
@pytest.mark.parametrize(("mmol", "mg_dl", "meq"), SERUM)
def test_the_three_units_of_magnesium_agree_with_the_rule_book(
    analyte: str, mmol: float, mg_dl: float, meq: float
) -> None:
    """Each line of the table of units is one concentration."""
    assert from_canonical(analyte, mmol, "mg/dL") == pytest.approx(mg_dl, abs=0.0051)
    assert to_canonical(analyte, meq, "mEq/L") == pytest.approx(mmol)
    assert to_canonical(analyte, mmol, "mmol/L") == mmol


@pytest.mark.parametrize(
    ("value", "unit", "mmol"),
    [
        (1.2, "mg/dL", 0.494),
        (1.2, "mmol/L", 1.200),
        (1.2, "mEq/L", 0.600),
        (1.7, "mg/dL", 0.699),
        (1.7, "mEq/L", 0.850),
        (1.7, "mmol/L", 1.700),
        (2.0, "mg/dL", 0.823),
        (2.0, "mEq/L", 1.000),
    ],
)
def test_one_number_in_three_units_is_three_values(value: float, unit: str, mmol: float) -> None:
    """1.2, 1.7 and 2.0 mean what their unit says (golden vectors of safety.md 11.1)."""
    assert to_canonical("serum_magnesium", value, unit) == pytest.approx(mmol, abs=5e-4)


def test_an_independent_factor_agrees() -> None:
    """1 mg/dL is 0.4114 mmol/L and 0.8228 mEq/L (safety.md [26])."""
    mmol = to_canonical("serum_magnesium", 1.0, "mg/dL")

    assert mmol == pytest.approx(0.4114, abs=1e-4)
    assert from_canonical("serum_magnesium", mmol, "mEq/L") == pytest.approx(0.8228, abs=1e-4)


def test_oral_amounts_agree_with_licensed_labels() -> None:
    """97.2 mg is 4.00 mmol, 24 mmol is 583 mg, 486 mg is 20 mmol; arrays too."""
    assert mg_to_mmol(97.2) == pytest.approx(4.00, abs=0.005)
    assert mmol_to_mg(24) == pytest.approx(583, abs=0.5)
    assert mmol_to_mg(np.array([10.0, 20.0])) == pytest.approx([243.05, 486.1])


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "expected"),
    [
        ("creatinine", 1.0, "mg/dL", 88.42),
        ("creatinine", 0.08, "mmol/L", 80.0),
        ("creatinine", 80.0, "µmol/L", 80.0),  # micro sign
        ("creatinine", 80.0, "μmol/L", 80.0),  # Greek mu
        ("calcium", 10.0, "mg/dL", 2.495),
        ("calcium", 5.0, "mEq/L", 2.5),
        ("ionized_calcium", 4.0078, "mg/dL", 1.0),
        ("potassium", 4.0, "mEq/L", 4.0),
        ("phosphate", 3.0974, "mg/dL", 1.0),
        ("glucose", 90.078, "mg/dL", 5.0),
        ("vitamin_d_25oh", 20.0, "ng/mL", 49.92),
        ("vitamin_b12", 200.0, "pg/mL", 147.6),
        ("hemoglobin", 12.0, "g/dL", 120.0),
        ("hemoglobin", 8.0, "mmol/L", 128.9),
        ("ferritin", 30.0, "ng/mL", 30.0),
        ("tsh", 2.5, "uIU/mL", 2.5),
        ("parathyroid_hormone", 45.0, "pg/mL", 45.0),
        ("parathyroid_hormone", 5.0, "pmol/L", 47.1),
        ("urine_magnesium_24h", 121.525, "mg/24h", 5.0),
        ("urine_magnesium_24h", 10.0, "mEq/d", 5.0),
        # 0.1 mg per mg: 0.1 / 24.305 * 113.12.
        ("urine_magnesium_spot_ratio", 0.1, "mg/mg", 0.4654),
        ("urine_magnesium_spot_ratio", 100.0, "mg/g", 0.4654),
        ("urine_magnesium_spot_ratio", 465.4, "mmol/mol", 0.4654),
        ("egfr", 61.0, "mL/min/1.73m2", 61.0),
    ],
)
def test_other_analytes_agree_with_molar_masses(
    analyte: str, value: float, unit: str, expected: float
) -> None:
    """Each conversion agrees with the molar mass of what is measured."""
    assert to_canonical(analyte, value, unit) == pytest.approx(expected, rel=2e-3)


@pytest.mark.parametrize("analyte", ANALYTES)
def test_each_spelling_goes_there_and_back(analyte: str) -> None:
    """A value keeps itself through its own unit, and the canonical unit has factor one."""
    first, table = ANALYTES[analyte]

    assert first == canonical_unit(analyte)
    assert table[first].factor == 1.0
    assert accepted_units(analyte).split(", ")[0] == first
    for text, unit in table.items():
        assert unit.factor > 0
        assert from_canonical(analyte, to_canonical(analyte, 1.7, text), text) == pytest.approx(1.7)


@pytest.mark.parametrize("analyte", MAGNESIUM)
def test_each_unit_carries_its_property(analyte: str) -> None:
    """Milligrams are a mass; millimoles and milliequivalents are amounts of substance."""
    for text in ANALYTES[analyte][1]:
        wanted = "mass_concentration" if text.startswith("mg") else "substance_concentration"
        assert unit_property(analyte, text) == wanted


@pytest.mark.parametrize(
    "text", ["", " ", "mmol", "mg", "MG/DL", "mg/l00ml", "mmol/dL", "meq", "mmol / L", "g/L", "%"]
)
def test_an_unknown_unit_is_refused_with_what_is_accepted(text: str) -> None:
    """No unit is guessed; the refusal lists the accepted ones and asks for the printed one."""
    with pytest.raises(UnitError) as refused:
        to_canonical("serum_magnesium", 1.7, text)

    assert "mmol/L" in str(refused.value)
    assert "mg/dL" in str(refused.value)
    assert "guessed" in str(refused.value)


def test_a_unit_of_another_analyte_is_refused() -> None:
    """A creatinine unit is none of magnesium's, and an amount per day no concentration."""
    with pytest.raises(UnitError):
        to_canonical("serum_magnesium", 0.9, "umol/L")
    with pytest.raises(UnitError):
        to_canonical("serum_magnesium", 5.0, "mmol/d")
    with pytest.raises(UnitError):
        to_canonical("egfr", 61.0, "mL/min")


def test_a_quantity_is_a_number_a_space_and_a_unit() -> None:
    """Creatinine of 0.9 mg/dL and of 79.58 umol/L are one value."""
    assert parse_quantity("creatinine", "0.9 mg/dL") == pytest.approx(79.578)
    assert parse_quantity("creatinine", "  79.578 umol/L ") == pytest.approx(79.578)


@pytest.mark.parametrize(
    "text",
    [
        "0,9 mg/dL",
        "0.9",
        "0.9mg/dL",
        "-0.9 mg/dL",
        "0 mg/dL",
        "nan mg/dL",
        "inf mg/dL",
        "1e400 mg/dL",
        "",
        "mg/dL",
        "0.9 mg",
        "< 0.9 mg/dL",
        "0.9 mg/dL mg/dL",
    ],
)
def test_a_quantity_that_is_not_one_is_refused(text: str) -> None:
    """Commas, missing or strange units, and numbers that no sample has are refused."""
    with pytest.raises(UnitError):
        parse_quantity("creatinine", text)


@pytest.mark.parametrize("text", ["1_0 mg/dL", "١ mg/dL", "１ mg/dL"])
def test_a_number_that_python_reads_kindly_is_refused(text: str) -> None:
    """An underscore or a digit of another script is not a number here (H-23)."""
    with pytest.raises(UnitError):
        parse_quantity("creatinine", text)


def test_conversion_factors_are_finite() -> None:
    """No factor is infinite or not a number."""
    for _, table in ANALYTES.values():
        assert all(math.isfinite(unit.factor) for unit in table.values())


MASS, MOLES = "mass_concentration", "substance_concentration"
MMOL_L = ("mmol/L", "mmol/l")
MEQ_L = ("mEq/L", "meq/L", "mEq/l", "meq/l")
MG_DL = ("mg/dL", "mg/dl")
# (spellings, what one of it is in the canonical unit, LOINC property). By hand from molar masses
# [g/mol]: magnesium 24.305, calcium 40.078, phosphorus 30.974, creatinine 113.1, glucose 180.16,
# 25-hydroxyvitamin D3 400.64, cobalamin 1355.4, the globin chain with its heme 16114.
PLASMA = (
    (MMOL_L, 1, MOLES), (MEQ_L, 0.5, MOLES), (MG_DL, 0.411438, MASS),
    (("mg/L", "mg/l"), 0.0411438, MASS),
)  # fmt: skip
CALCIUM = ((MMOL_L, 1, MOLES), (MEQ_L, 0.5, MOLES), (MG_DL, 0.249513, MASS))


def a_day(*stems: str) -> tuple[str, ...]:
    """Every way to write "in a day" behind an amount."""
    tails = ("/d", "/day", "/24h", "/24 h", "/(24.h)", "/{24_h}")
    return tuple(stem + tail for stem in stems for tail in tails)


WRITTEN_TWICE = {
    "serum_magnesium": PLASMA,
    "ionized_magnesium": PLASMA,
    "erythrocyte_magnesium": PLASMA,
    "urine_magnesium_24h": (
        (a_day("mmol"), 1, "substance_rate"),
        (a_day("mEq", "meq"), 0.5, "substance_rate"),
        (a_day("mg"), 0.0411438, "mass_rate"),
    ),
    "urine_magnesium_spot_ratio": (
        (("mmol/mmol", "mol/mol", "mmol/mmol{creat}"), 1, "substance_ratio"),
        (("mmol/mol", "mmol/mol{creat}"), 0.001, "substance_ratio"),
        (("mg/mg", "g/g", "mg/mg{creat}", "mg/mg creat"), 4.6531, "mass_ratio"),
        (("mg/g", "mg/g{creat}", "mg/g creat"), 0.0046531, "mass_ratio"),
    ),
    "creatinine": (
        (("umol/L", "umol/l", "µmol/L", "μmol/L", "µmol/l", "μmol/l"), 1, MOLES),
        (MMOL_L, 1000, MOLES),
        (MG_DL, 88.42, MASS),
    ),
    "egfr": (
        (
            (
                *("mL/min/{1.73_m2}", "mL/min/1.73m2", "mL/min/1.73 m2", "mL/min/1.73m²"),
                *("mL/min/1.73 m²", "ml/min/1.73m2", "ml/min/1.73 m2"),
            ),
            1,
            "clearance",
        ),
    ),
    "potassium": ((MMOL_L, 1, MOLES), (MEQ_L, 1, MOLES)),
    "calcium": CALCIUM,
    "ionized_calcium": CALCIUM,
    "phosphate": ((MMOL_L, 1, MOLES), (MG_DL, 0.322851, MASS)),
    "parathyroid_hormone": (
        (("ng/L", "ng/l", "pg/mL", "pg/ml"), 1, MASS),
        (("pmol/L", "pmol/l"), 9.425, MOLES),
    ),
    "vitamin_d_25oh": (
        (("nmol/L", "nmol/l"), 1, MOLES),
        (("ng/mL", "ng/ml", "ug/L", "µg/L", "μg/L"), 2.49601, MASS),
    ),
    "ferritin": ((("ug/L", "ug/l", "µg/L", "μg/L", "ng/mL", "ng/ml"), 1, MASS),),
    "hemoglobin": (
        (("g/L", "g/l"), 1, MASS), (("g/dL", "g/dl"), 10, MASS), (MMOL_L, 16.114, MOLES),
    ),
    "tsh": (
        (
            ("mIU/L", "mU/L", "m[IU]/L", "uIU/mL", "µIU/mL", "μIU/mL", "u[IU]/mL", "uU/mL"),
            1,
            "arbitrary_concentration",
        ),
    ),
    "vitamin_b12": (
        (("pmol/L", "pmol/l"), 1, MOLES),
        (("pg/mL", "pg/ml", "ng/L", "ng/l"), 0.737790, MASS),
    ),
    "glucose": ((MMOL_L, 1, MOLES), (MG_DL, 0.0555074, MASS)),
}  # fmt: skip


@pytest.mark.parametrize("analyte", ANALYTES)
def test_the_whole_table_of_units_was_written_twice(analyte: str) -> None:
    """Every spelling of every unit, its factor and its property; and not one spelling more."""
    wanted = {
        text: (factor, kind) for texts, factor, kind in WRITTEN_TWICE[analyte] for text in texts
    }

    assert set(ANALYTES[analyte][1]) == set(wanted)
    for text, (factor, kind) in wanted.items():
        assert to_canonical(analyte, 1.0, text) == pytest.approx(factor, rel=1e-4), text
        assert from_canonical(analyte, factor, text) == pytest.approx(1.0, rel=1e-4), text
        assert unit_property(analyte, text) == kind, text


def test_milligrams_and_millimoles_to_four_digits() -> None:
    """1,000 mg are 41.144 mmol, and back (24.305 mg/mmol)."""
    assert mg_to_mmol(1000.0) == pytest.approx(41.144, abs=0.0005)
    assert mmol_to_mg(41.144) == pytest.approx(1000.0, abs=0.02)
    assert to_canonical("serum_magnesium", 1.0, "mg/dL") == pytest.approx(0.41144, abs=5e-6)


def test_a_unit_may_have_blanks_around_it_and_none_is_said_to_be_none() -> None:
    """A printed unit with a blank behind it is that unit; an empty one is called missing."""
    assert to_canonical("serum_magnesium", 1.0, " mmol/L ") == 1.0
    with pytest.raises(UnitError, match="serum_magnesium has no unit"):
        to_canonical("serum_magnesium", 1.0, "  ")
    with pytest.raises(UnitError, match="'g' is not a unit of serum_magnesium"):
        to_canonical("serum_magnesium", 1.0, "g")


def test_accepted_units_are_named_once_canonical_first() -> None:
    """The list of an error message names each spelling one time."""
    told = accepted_units("potassium").split(", ")

    assert told == ["mmol/L", "mmol/l", "mEq/L", "meq/L", "mEq/l", "meq/l"]


def test_a_quantity_below_one_and_a_power_of_ten_are_read() -> None:
    """0.5 and 8e1 are numbers; both signs of a power are."""
    assert parse_quantity("creatinine", "0.5 mg/dL") == pytest.approx(44.21)
    assert parse_quantity("creatinine", "8e+1 umol/L") == pytest.approx(80)
    assert parse_quantity("creatinine", "8E-2 mmol/L") == pytest.approx(80)

"""Is the kidney value that the rules see never better than what is known?

Expected values: golden vectors of safety.md 11.1, or CKD-EPI 2021 and Cockcroft-Gault by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.record import Record
from magtitrate.safety.filtration import ckd_epi_2021, cockcroft_gault, kidney_view
from magtitrate.units import to_canonical

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("sex", "age", "mg_dl", "egfr"),
    [
        ("male", 50, 1.0, 91.7),
        ("female", 50, 1.0, 68.6),
        ("female", 70, 1.5, 37.3),
        ("male", 75, 2.0, 34.2),
        ("female", 30, 0.6, 123.8),
    ],
)
def test_ckd_epi_agrees_with_the_golden_vectors(
    facts: Facts, sex: str, age: float, mg_dl: float, egfr: float
) -> None:
    """The five golden values, with creatinine in umol/L as the function takes it."""
    umol = to_canonical("creatinine", mg_dl, "mg/dL")

    assert ckd_epi_2021(umol, age, sex, facts) == pytest.approx(egfr, abs=0.051)


def test_ckd_epi_is_continuous_at_kappa_and_falls_with_creatinine_and_age(facts: Facts) -> None:
    """At 0.9 mg/dL a man of 50 has 142 x 0.9938^50; more creatinine or years is less."""
    at_kappa = to_canonical("creatinine", 0.9, "mg/dL")

    assert ckd_epi_2021(at_kappa, 50, "male", facts) == pytest.approx(142 * 0.9938**50)
    values = [ckd_epi_2021(c, 50, "male", facts) for c in (40, 60, 79, 80, 120, 400)]
    assert values == sorted(values, reverse=True)
    assert ckd_epi_2021(80, 80, "male", facts) < ckd_epi_2021(80, 40, "male", facts)


@pytest.mark.parametrize(("sex", "expected"), [("male", 43.06), ("female", 36.60)])
def test_cockcroft_gault_by_hand(facts: Facts, sex: str, expected: float) -> None:
    """78 years, 60 kg, 1.2 mg/dL: (140 - 78) x 60 / (72 x 1.2), times 0.85 for a woman."""
    umol = to_canonical("creatinine", 1.2, "mg/dL")

    assert cockcroft_gault(umol, 78, sex, 60, facts) == pytest.approx(expected, abs=0.01)


def test_nothing_known_is_nothing_known(facts: Facts, record_of: Make) -> None:
    """Without a value there is no estimate, no age and no fall."""
    view = kidney_view(record_of(kidney={}), facts)

    assert view.egfr is None
    assert (view.age_days, view.previous, view.fall, view.fall_percent) == (None,) * 4


def test_a_reported_egfr_of_an_ordinary_body_is_taken_as_it_is(
    facts: Facts, record_of: Make
) -> None:
    """1.93 m2 and 40 years: 98 stays 98, 19 days old."""
    view = kidney_view(record_of(), facts)

    assert view.egfr == 98
    assert view.age_days == pytest.approx(19, abs=0.6)


@pytest.mark.parametrize("which", ["file", "laboratory"])
def test_a_creatinine_gives_the_estimate(
    facts: Facts, record_of: Make, lab: Make, which: str
) -> None:
    """1.0 mg/dL in the file or from the laboratory: 91.7 for a man of 50."""
    kidney = {"creatinine_umol_per_l": 88.42, "measured": date(2026, 11, 1)}
    record = (
        record_of(kidney=kidney, age_y=50)
        if which == "file"
        else record_of(kidney={}, age_y=50, labs=(lab("creatinine", 10, 88.42),))
    )

    view = kidney_view(record, facts)

    assert view.egfr == pytest.approx(91.7, abs=0.05)
    assert view.creatinine_umol_per_l == 88.42


@pytest.mark.parametrize("missing", [{"age_y": None}, {"sex": None}, {"age_y": 17.9}])
def test_no_formula_without_age_and_sex_or_under_18(
    facts: Facts, record_of: Make, missing: dict[str, Any]
) -> None:
    """CKD-EPI is for adults whose age and sex are known; else the value is unknown."""
    kidney = {"creatinine_umol_per_l": 80.0, "measured": date(2026, 11, 1)}

    assert kidney_view(record_of(kidney=kidney, **missing), facts).egfr is None


# ---------------------------------------------------------------- body, age, muscle


SMALL = {"sex": "female", "age_y": 50, "body_mass_kg": 40.0, "height_m": 1.45}
LARGE = {"body_mass_kg": 160.0, "height_m": 1.95}
OLD = {"age_y": 78, "body_mass_kg": 60.0, "height_m": 1.70}


def creatinine(umol: float) -> dict[str, Any]:
    return {"creatinine_umol_per_l": umol, "measured": date(2026, 11, 1)}


@pytest.mark.parametrize(
    ("body", "mg_dl", "expected"),
    [
        # CKD-EPI 68.6, de-indexed to 1.269 m2 50.4, Cockcroft-Gault 90 x 40 x 0.85 / 72 = 42.5.
        (SMALL, 1.0, 42.5),
        # CKD-EPI 61.9, surface 1.683 m2 60.2, Cockcroft-Gault 43.06.
        (OLD, 1.2, 43.06),
        # Just above 75 counts, exactly 75 does not: 1.2 mg/dL at 75 is 63.1 indexed.
        ({**OLD, "age_y": 75}, 1.2, 63.1),
        ({**OLD, "age_y": 75.5}, 1.2, (140 - 75.5) * 60 / 86.4),
    ],
)
def test_small_or_old_bodies_take_the_lower_estimate(
    facts: Facts, record_of: Make, body: dict[str, Any], mg_dl: float, expected: float
) -> None:
    """Below 1.5 m2 and above 75 years the lowest of the three estimates counts."""
    record = record_of(kidney=creatinine(88.42 * mg_dl), **body)

    assert kidney_view(record, facts).egfr == pytest.approx(expected, abs=0.06)


def test_a_large_body_does_not_flatter(facts: Facts, record_of: Make) -> None:
    """Above 2.2 m2 de-indexing would raise the value; the indexed one stays."""
    indexed = ckd_epi_2021(120, 40, "male", facts)

    assert kidney_view(record_of(kidney=creatinine(120), **LARGE), facts).egfr == pytest.approx(
        indexed
    )
    reported = {"egfr": 62.0, "measured": date(2026, 11, 1)}
    assert kidney_view(record_of(kidney=reported, **LARGE), facts).egfr == 62


@pytest.mark.parametrize("condition", ["muscle_loss", "amputation"])
def test_lost_muscle_takes_the_lower_estimate(
    facts: Facts, record_of: Make, condition: str
) -> None:
    """50 kg, 1.75 m (1.56 m2), 1.0 mg/dL at 60: CKD-EPI 86, Cockcroft-Gault 80 x 50 / 72."""
    body = {"age_y": 60, "body_mass_kg": 50.0, "height_m": 1.75}
    lost = record_of(kidney=creatinine(88.42), conditions=(condition,), **body)

    assert kidney_view(lost, facts).egfr == pytest.approx(55.56, abs=0.01)


def test_lost_muscle_of_the_diary_counts_too(facts: Facts, record_of: Make, diary: Make) -> None:
    """An amputation that the diary reports is no smaller than one of the file."""
    body = {"age_y": 60, "body_mass_kg": 50.0, "height_m": 1.75}
    new = (diary("new_condition", 2, "amputation"),)
    record = record_of(kidney=creatinine(88.42), diary=new, **body)

    assert kidney_view(record, facts).egfr == pytest.approx(55.56, abs=0.01)


def test_a_reported_egfr_of_a_small_body_takes_the_lower_of_both(
    facts: Facts, record_of: Make
) -> None:
    """68.6 per 1.73 m2 in 1.269 m2 is 50.3 mL/min; Cockcroft-Gault says 90 x 40 x 0.85 / 72."""
    record = record_of(kidney={"egfr": 68.6, "measured": date(2026, 11, 1)}, **SMALL)

    assert kidney_view(record, facts).egfr == pytest.approx(42.5, abs=0.1)


def test_a_reported_egfr_of_an_old_small_body_knows_cockcroft_gault(
    facts: Facts, record_of: Make
) -> None:
    """A woman of 80 with 45 kg: eGFR 62 comes from 0.91 mg/dL, and Cockcroft-Gault says 35.

    The rule takes the lower of both formulas however the laboratory reported it; the
    creatinine behind an eGFR follows from the formula.
    """
    body = {"sex": "female", "age_y": 80, "body_mass_kg": 45.0, "height_m": 1.55}
    record = record_of(kidney={"egfr": 62.0, "measured": date(2026, 11, 1)}, **body)

    view = kidney_view(record, facts)

    assert view.egfr is not None
    assert view.egfr < 45


# ---------------------------------------------------------------- which value, and when


def test_the_newer_value_counts_wherever_it_stands(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """A laboratory's 38 of last week overrules the file's 98 of March, and the other way."""
    old_file = record_of(
        kidney={"egfr": 98.0, "measured": date(2026, 3, 1)}, labs=(lab("egfr", 5, 38),)
    )
    old_lab = record_of(labs=(lab("egfr", 200, 38),))

    assert kidney_view(old_file, facts).egfr == 38
    assert kidney_view(old_file, facts).previous == 98
    assert kidney_view(old_lab, facts).egfr == 98
    assert kidney_view(old_lab, facts).previous == 38


@pytest.mark.parametrize("order", [(55.0, 95.0), (95.0, 55.0)])
def test_two_reports_of_one_day_count_as_the_lower(
    facts: Facts, record_of: Make, lab: Make, order: tuple[float, float]
) -> None:
    """One sample reported twice, in any order: the cautious value, and no fall between them."""
    first, second = order
    labs = (lab("egfr", 3.0, first), lab("egfr", 2.8, second))

    view = kidney_view(record_of(kidney={}, labs=labs), facts)

    assert view.egfr == 55
    assert view.previous is None


def test_egfr_and_creatinine_of_one_sample_count_as_the_lower(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """A reported 95 beside a creatinine of 150 umol/L (eGFR 54 at 40): 54."""
    labs = (lab("creatinine", 3.0, 150), lab("egfr", 3.0, 95))

    view = kidney_view(record_of(kidney={}, labs=labs), facts)

    assert view.egfr == pytest.approx(ckd_epi_2021(150, 40, "male", facts))
    assert view.egfr == pytest.approx(53, abs=2)


def test_a_creatinine_reported_beside_a_later_egfr_is_still_seen(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """The unit alarm looks at creatinine, also where the same sample's eGFR came an hour later."""
    labs = (lab("creatinine", 3.0, 12), lab("egfr", 2.96, 95))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).creatinine_umol_per_l == 12


@pytest.mark.parametrize(
    ("previous", "newest", "fall", "percent"),
    [(95.0, 80.0, 15.0, 15.79), (100.0, 74.9, 25.1, 25.1), (40.0, 29.0, 11.0, 27.5)],
)
def test_a_fall_is_seen_in_both_measures(
    facts: Facts, record_of: Make, previous: float, newest: float, fall: float, percent: float
) -> None:
    """mL/min and percent of the value before (K-07)."""
    kidney = {
        "egfr": newest,
        "measured": date(2026, 11, 1),
        "previous_egfr": previous,
        "previous_measured": date(2026, 5, 1),
    }

    view = kidney_view(record_of(kidney=kidney), facts)

    assert view.fall == pytest.approx(fall)
    assert view.fall_percent == pytest.approx(percent, abs=0.01)


def test_a_fall_is_from_the_value_before_and_not_from_the_oldest(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """50 in spring, 98 in summer, 70 now: the fall is 28."""
    labs = (lab("egfr", 200, 50), lab("egfr", 100, 98), lab("egfr", 2, 70))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).fall == 28


def test_the_previous_value_never_passes_for_the_present_one(facts: Facts, record_of: Make) -> None:
    """A present eGFR of 40 without its day is not replaced by last May's 106.

    The person's file allows it: `measured` may be left out, `previous_measured` may not.
    """
    kidney = {"egfr": 40.0, "previous_egfr": 106.0, "previous_measured": date(2026, 5, 1)}

    view = kidney_view(record_of(kidney=kidney), facts)

    assert view.egfr == 40
    assert view.previous == 106
    assert view.age_days is None


def test_a_present_creatinine_without_its_day_is_not_replaced_either(
    facts: Facts, record_of: Make
) -> None:
    """250 umol/L today (eGFR 27) beats a good eGFR of last May."""
    kidney = {
        "creatinine_umol_per_l": 250.0,
        "previous_egfr": 106.0,
        "previous_measured": date(2026, 5, 1),
    }

    view = kidney_view(record_of(kidney=kidney), facts)

    assert view.egfr is not None
    assert view.egfr < 30


def test_an_undated_low_value_is_not_outdone_by_an_old_good_one(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """A file's eGFR of 25 without a day may be newer than the laboratory's 95 of last year."""
    record = record_of(kidney={"egfr": 25.0}, labs=(lab("egfr", 300, 95),))

    view = kidney_view(record, facts)

    assert view.egfr == 25


def test_a_value_of_the_future_is_not_fresh(facts: Facts, record_of: Make, lab: Make) -> None:
    """A sample that has not been drawn yet says nothing about today."""
    labs = (lab("egfr", 5, 38), lab("egfr", -3, 95))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).egfr == 38


def test_a_creatinine_of_nought_does_not_stop_the_program(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """The noun lets 0 in, so the formula must not divide by it: the unit alarm speaks."""
    record: Record = record_of(kidney={}, labs=(lab("creatinine", 3, 0.0),))

    view = kidney_view(record, facts)

    assert view.creatinine_umol_per_l == 0


@pytest.mark.parametrize("umol", [0.9, 12.0])
def test_milligrams_read_as_micromoles_look_too_good(
    facts: Facts, record_of: Make, lab: Make, umol: float
) -> None:
    """The dangerous direction of H-04 gives an eGFR above 150, so that the alarm can speak."""
    view = kidney_view(record_of(kidney={}, labs=(lab("creatinine", 3, umol),)), facts)

    assert view.egfr is not None
    assert view.egfr > 150 or (view.creatinine_umol_per_l is not None and umol < 20)


# ---------------------------------------------------------------- each bound by itself


def test_less_than_a_bound_is_just_below_it(facts: Facts, record_of: Make, lab: Make) -> None:
    """ "Less than 30" is no 30, and is near it; its number has to be asked for."""
    view = kidney_view(
        record_of(kidney={}, labs=(lab("egfr", 2, 30.0, censored_below=True),)), facts
    )

    assert view.egfr is not None
    assert 29.99 < view.egfr < 30.0
    assert view.bounded


def test_one_bounded_report_of_a_day_is_enough(facts: Facts, record_of: Make, lab: Make) -> None:
    """90 and "less than 60" of one sample: the number is asked for."""
    labs = (lab("egfr", 2, 60.0, censored_below=True), lab("egfr", 2.1, 90.0))

    view = kidney_view(record_of(kidney={}, labs=labs), facts)

    assert view.bounded
    assert view.egfr == pytest.approx(60)


@pytest.mark.parametrize(("hours", "egfr"), [(23.9, 55.0), (24.1, 95.0)])
def test_reports_of_less_than_a_day_apart_are_one_sample(
    facts: Facts, record_of: Make, lab: Make, hours: float, egfr: float
) -> None:
    """55, and 95 later: within a day the lower counts, after it the newer."""
    labs = (lab("egfr", 3 + hours / 24, 55.0), lab("egfr", 3, 95.0))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).egfr == egfr


def test_of_two_creatinines_of_a_day_the_smaller_is_looked_at(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """0.9 beside 80 umol/L: the one that is a mix-up of units is seen."""
    labs = (lab("creatinine", 2, 80.0), lab("creatinine", 2.1, 0.9))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).creatinine_umol_per_l == 0.9


def test_a_day_of_the_file_is_its_noon(facts: Facts, record_of: Make) -> None:
    """1 November noon to 20 November 11:00 are 18 days and 23 hours."""
    assert kidney_view(record_of(), facts).age_days == pytest.approx(18 + 23 / 24, abs=1e-6)


@pytest.mark.parametrize(("age", "known"), [(17.999, False), (18, True)])
def test_the_formula_begins_on_the_eighteenth_birthday(
    facts: Facts, record_of: Make, lab: Make, age: float, known: bool
) -> None:
    """80 umol/L at exactly 18 gives an eGFR."""
    record = record_of(age_y=age, kidney={}, labs=(lab("creatinine", 2, 80.0),))

    assert (kidney_view(record, facts).egfr is not None) is known


def test_without_an_estimate_there_is_no_fall(facts: Facts, record_of: Make, lab: Make) -> None:
    """A creatinine without age gives none, though a value before it is known."""
    record = record_of(
        age_y=None,
        kidney={"previous_egfr": 60.0, "previous_measured": date(2026, 9, 1)},
        labs=(lab("creatinine", 2, 80.0),),
    )

    view = kidney_view(record, facts)

    assert (view.egfr, view.previous) == (None, 60.0)
    assert (view.fall, view.fall_percent) == (None, None)


def test_the_value_before_is_the_latest_before_in_time(
    facts: Facts, record_of: Make, lab: Make
) -> None:
    """95 of eight years ago, 70 of the file from October, 65 now: the fall is 5."""
    record = record_of(
        kidney={"previous_egfr": 70.0, "previous_measured": date(2026, 10, 20)},
        labs=(lab("egfr", 3000, 95.0), lab("egfr", 1, 65.0)),
    )

    view = kidney_view(record, facts)

    assert (view.egfr, view.previous, view.fall) == (65.0, 70.0, 5.0)


@pytest.mark.parametrize(("days", "previous"), [(183, 95.0), (183.1, 70.0), (30, 95.0)])
def test_of_the_months_before_the_highest_counts(
    facts: Facts, record_of: Make, lab: Make, days: float, previous: float
) -> None:
    """95 of exactly 183 days before the newest still counts beside 70 of a month ago."""
    labs = (lab("egfr", 2 + days, 95.0), lab("egfr", 2 + 29, 70.0), lab("egfr", 2, 65.0))

    assert kidney_view(record_of(kidney={}, labs=labs), facts).previous == previous


def test_a_symptom_of_that_name_is_no_condition(facts: Facts, record_of: Make, diary: Make) -> None:
    """Only a line of kind new_condition makes the estimate cautious."""
    said = {"kidney": creatinine(80.0), "body_mass_kg": 45.0, "height_m": 1.80}
    plain = kidney_view(record_of(**said), facts).egfr

    symptom = kidney_view(record_of(**said, diary=(diary("symptom", 1, "muscle_loss"),)), facts)
    condition = kidney_view(
        record_of(**said, diary=(diary("new_condition", 1, "muscle_loss"),)), facts
    )

    assert symptom.egfr == plain
    assert condition.egfr is not None and plain is not None
    assert condition.egfr < plain


def test_the_estimate_of_a_small_surface_is_also_taken_back_to_it(
    facts: Facts, record_of: Make
) -> None:
    """20 years, 57 kg, 1.38 m: 1.4782 m2; 100 x 1.4782 / 1.73 = 85.4, Cockcroft-Gault 87.4."""
    record = record_of(age_y=20, body_mass_kg=57.0, height_m=1.38, kidney={"egfr": 100.0})

    assert kidney_view(record, facts).egfr == pytest.approx(85.4, abs=0.05)


@pytest.mark.parametrize(("mass", "height"), [(54.0, 1.5), (99.0, 1.76)])
def test_a_surface_at_the_bound_is_an_ordinary_one(
    facts: Facts, record_of: Make, mass: float, height: float
) -> None:
    """54 kg and 1.50 m are 1.5 m2, 99 kg and 1.76 m are 2.2: the reported value stands."""
    record = record_of(body_mass_kg=mass, height_m=height, kidney={"egfr": 100.0})

    assert kidney_view(record, facts).egfr == 100.0

"""Do the rules see the worst that is known, and never something better than the truth?

L-10 and L-12 of safety.md 2.7: what is doubtful teaches nothing and clears nothing; a high
value stops until a newer one in range is on file, and age never clears it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import Kidney, MagnesiumSource, Medicine
from magtitrate.record import Record
from magtitrate.safety.situation import (
    medicine_magnesium,
    situation_of,
    uncounted_magnesium,
)

Make = Callable[..., Any]


@pytest.fixture(scope="session")
def fields(facts: Facts, goal_of: Make) -> Make:
    """The fields that the rules see of a record."""
    return lambda record: situation_of(record, goal_of(), facts).fields


@pytest.fixture(scope="session")
def serum(record_of: Make, lab: Make, fields: Make) -> Make:
    """The serum fields of (days ago, value[, upper]) given in any order."""

    def of(*values: tuple[float, ...]) -> dict[str, Any]:
        labs = tuple(
            lab("serum_magnesium", days, value, **({"upper": more[0]} if more else {}))
            for days, value, *more in values
        )
        return fields(record_of(labs=labs))

    return of


# ---------------------------------------------------------------- serum: which value stands


def test_without_a_value_every_serum_field_is_unknown(serum: Make) -> None:
    """Nothing measured is nothing known, not a normal value."""
    found = serum()

    for name in ("serum_magnesium", "serum_magnesium_age_days", "serum_upper", "serum_lower"):
        assert found[name] is None
    assert found["serum_implausible"] is None


@pytest.mark.parametrize("order", list(permutations([(40, 0.80), (20, 0.90), (3, 0.75)])))
def test_of_ordinary_values_the_newest_stands(serum: Make, order: tuple) -> None:
    """0.80, 0.90, 0.75: the last one, whatever the order of the file."""
    found = serum(*order)

    assert found["serum_magnesium"] == 0.75
    assert found["serum_magnesium_age_days"] == pytest.approx(3)
    assert found["serum_implausible"] is None


@pytest.mark.parametrize("days", [1, 100, 2000])
def test_a_high_value_stands_however_old(serum: Make, days: float) -> None:
    """Age never clears a high value (L-12)."""
    assert serum((days, 1.10))["serum_magnesium"] == 1.10


def test_a_newer_value_in_range_ends_it(serum: Make) -> None:
    """1.15 in September, 0.88 in November: 0.88 stands."""
    found = serum((71, 1.15), (10, 0.88))

    assert found["serum_magnesium"] == 0.88
    assert found["serum_implausible"] is None


@pytest.mark.parametrize("high", [1.06, 1.30, 2.1, 9.0])
@pytest.mark.parametrize("low", [0.15, 0.05, 0.0])
def test_an_implausibly_low_value_clears_no_high_one(serum: Make, high: float, low: float) -> None:
    """Below 0.2 is a question; the high value before it stands (L-10)."""
    found = serum((40, high), (10, low))

    assert found["serum_magnesium"] == high
    assert found["serum_implausible"] == "low"


@pytest.mark.parametrize("high", [1.25, 1.5, 3.0])
def test_a_fall_that_cannot_be_clears_no_high_value(serum: Make, high: float) -> None:
    """More than 0.4 lower within 7 days is a question, and the high value stands."""
    found = serum((5, high), (1, 0.80))

    assert found["serum_magnesium"] == high
    assert found["serum_implausible"] == "jump"


def test_two_doubtful_values_clear_no_high_one(serum: Make) -> None:
    """1.30, then 0.15, then 0.80 two days later: only a value without doubt could clear it."""
    found = serum((4, 1.30), (3, 0.15), (1, 0.80))

    assert found["serum_magnesium"] == 1.30


@pytest.mark.parametrize("high", [10.1, 12.0, 30.0])
def test_an_implausibly_high_value_stands_until_disproved(serum: Make, high: float) -> None:
    """12 mmol/L is hardly possible, and it still stops (L-10)."""
    found = serum((40, 0.85), (2, high))

    assert found["serum_magnesium"] == high
    assert found["serum_implausible"] == "high"


def test_a_rise_that_cannot_be_still_stands(serum: Make) -> None:
    """From 0.80 to 1.24 within 5 days is doubted, and it stops."""
    found = serum((10, 0.80), (5, 1.24))

    assert found["serum_magnesium"] == 1.24
    assert found["serum_implausible"] == "jump"


def test_a_doubtful_value_alone_is_no_ordinary_value(serum: Make) -> None:
    """A first value of 0.1 is asked about; it passes for nothing better."""
    found = serum((3, 0.1))

    assert found["serum_implausible"] == "low"
    assert found["serum_magnesium"] == 0.1


@pytest.mark.parametrize("sudden", [0.45, 0.30, 0.21, 0.10])
def test_a_sudden_severe_value_is_not_hidden_by_its_quarantine(
    serum: Make, judge: Make, record_of: Make, lab: Make, sudden: float
) -> None:
    """0.95, and 0.45 five days later: doubted, and still urgent care (L-08 is a stop too)."""
    labs = (lab("serum_magnesium", 10, 0.95), lab("serum_magnesium", 5, sudden))

    judged = judge(record_of(labs=labs))

    assert judged.answer.emergency
    assert "L-08" in judged.codes


@pytest.mark.parametrize("order", [(1.20, 0.85), (0.85, 1.20)])
def test_of_two_values_of_one_moment_the_higher_stands(serum: Make, order: tuple) -> None:
    """A value of the same sample is not newer: it clears nothing, in either order."""
    assert serum((3, order[0]), (3, order[1]))["serum_magnesium"] == 1.20


def test_a_value_of_the_future_clears_nothing(serum: Make) -> None:
    """What has not been drawn yet is no newer value."""
    assert serum((40, 1.30), (-3, 0.85))["serum_magnesium"] == 1.30


def test_a_low_value_is_not_a_value_in_range(
    record_of: Make, lab: Make, judge: Make, goal_of: Make
) -> None:
    """1.30, then 0.62: the stop ends with a value in range, and 0.62 is none (L-12)."""
    labs = (
        lab("serum_magnesium", 40, 1.30),
        lab("serum_magnesium", 10, 0.62),
        lab("potassium", 10, 4.2),
        lab("calcium", 10, 2.4),
    )

    judged = judge(record_of(labs=labs), goal_of("clinician"))

    assert not judged.answer.may_dose


@pytest.mark.parametrize(
    ("printed", "upper"), [(None, 1.05), (1.00, 1.00), (1.10, 1.05), (0.95, 0.95)]
)
def test_the_stricter_upper_limit_binds(
    record_of: Make, lab: Make, fields: Make, printed: float | None, upper: float
) -> None:
    """The laboratory's limit lowers 1.05 and never raises it."""
    found = fields(record_of(labs=(lab("serum_magnesium", 3, 0.9, upper=printed),)))

    assert found["serum_upper"] == upper


@pytest.mark.parametrize(("printed", "lower"), [(None, 0.70), (0.75, 0.75), (0.60, 0.70)])
def test_the_stricter_lower_limit_binds(
    record_of: Make, lab: Make, fields: Make, printed: float | None, lower: float
) -> None:
    """The laboratory's limit raises 0.70 and never lowers it."""
    found = fields(record_of(labs=(lab("serum_magnesium", 3, 0.9, lower=printed),)))

    assert found["serum_lower"] == lower


def test_a_value_above_its_own_limit_is_high_for_clearing_too(serum: Make) -> None:
    """1.02 above a printed 1.00 stands against an implausible low that follows."""
    found = serum((20, 1.02, 1.00), (10, 0.1))

    assert found["serum_magnesium"] == 1.02


def test_only_total_serum_magnesium_counts(record_of: Make, lab: Make, fields: Make) -> None:
    """Ionized and red-cell magnesium are other analytes."""
    labs = (lab("ionized_magnesium", 1, 0.55), lab("erythrocyte_magnesium", 1, 2.2))

    assert fields(record_of(labs=labs))["serum_magnesium"] is None


# ---------------------------------------------------------------- kidneys


@pytest.mark.parametrize(
    ("kidney", "answer"),
    [
        ({}, None),
        ({"status": "unknown"}, "unknown"),
        ({"egfr": 98.0}, "stale"),
        ({"egfr": 98.0, "measured": date(2026, 11, 1)}, "known"),
        ({"egfr": 98.0, "measured": date(2025, 12, 1)}, "known"),
        ({"egfr": 98.0, "measured": date(2025, 11, 1)}, "stale"),
        ({"egfr": 55.0, "measured": date(2026, 7, 1)}, "stale"),
        ({"egfr": 98.0, "measured": date(2026, 7, 1), "albuminuria": "yes"}, "stale"),
    ],
)
def test_a_kidney_value_is_known_unknown_or_stale(
    record_of: Make, fields: Make, kidney: dict[str, Any], answer: str | None
) -> None:
    """365 days for the healthy, 90 with any risk, and never without its day (L-11)."""
    assert fields(record_of(kidney=kidney))["kidney_answer"] == answer


@pytest.mark.parametrize(
    "risk",
    [
        {"conditions": ("hypertension",)},
        {"conditions": ("type_1_diabetes",)},
        {"conditions": ("type_2_diabetes",)},
        {"conditions": ("heart_failure",)},
        {"conditions": ("liver_disease",)},
        {"conditions": ("chronic_kidney_disease",)},
        {"medicines": (Medicine(name="ibuprofen", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="lisinopril", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="losartan", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="hydrochlorothiazide", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="furosemide", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="spironolactone", clock_h=(8.0,)),)},
        {"medicines": (Medicine(name="lithium", clock_h=(8.0,)),)},
    ],
)
def test_any_kidney_risk_shortens_a_value_to_90_days(
    record_of: Make, fields: Make, risk: dict[str, Any]
) -> None:
    """142 days are fresh for the healthy and too old with any risk of L-11."""
    kidney = {"egfr": 98.0, "measured": date(2026, 7, 1)}

    assert fields(record_of(kidney=kidney))["kidney_answer"] == "known"
    assert fields(record_of(kidney=kidney, **risk))["kidney_answer"] == "stale"


@pytest.mark.parametrize("age", [65, 80])
def test_from_65_on_an_egfr_beyond_90_days_lowers_the_ceiling(
    record_of: Make, judge: Make, goal_of: Make, age: float
) -> None:
    """L-11 gives 365 days to the healthy under 65; from 65 on D-10 speaks: 250 mg until 90 days.

    Were such a value unknown altogether, K-06 would hold and D-10 could never apply.
    """
    kidney = {"egfr": 98.0, "measured": date(2026, 7, 1)}

    limits = judge(record_of(kidney=kidney, age_y=age), goal_of("self", "US")).limits

    assert limits.max_daily_elemental_mg == 250


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("answers", "field", "seen"),
    [
        ({"medicines": "listed"}, "medicines_answer", "listed but none given"),
        ({"medicines": None}, "medicines_answer", None),
        ({"medicines": "unknown"}, "medicines_answer", "unknown"),
        ({"magnesium_sources": "listed"}, "sources_answer", "listed but none given"),
        ({"magnesium_sources": None}, "sources_answer", None),
        ({"symptoms_now": None}, "symptoms_answer", None),
        ({"symptoms_now": ()}, "symptoms_answer", "answered"),
        ({"sick_day": None}, "sick_day", None),
        ({"confirmed": None}, "answers_age_days", None),
        ({"confirmed": date(2026, 10, 22)}, "answers_age_days", 29),
    ],
)
def test_an_answer_is_seen_as_it_was_given(
    record_of: Make, fields: Make, answers: dict[str, Any], field: str, seen: object
) -> None:
    """Missing stays missing, and a list that contradicts its answer is a contradiction."""
    assert fields(record_of(answers=answers))[field] == seen


def test_none_beside_a_list_is_a_contradiction(record_of: Make, fields: Make) -> None:
    """ "No medicines" and "no other magnesium" beside a list are not believed."""
    record = record_of(
        answers={"medicines": "none", "magnesium_sources": "none"},
        medicines=(Medicine(name="iron", clock_h=(8.0,)),),
        sources=(MagnesiumSource(name="multivitamin", elemental_mg_per_day=60),),
    )

    assert fields(record)["medicines_answer"] == "none but some given"
    assert fields(record)["sources_answer"] == "none but some given"


def test_a_source_without_its_amount_is_no_answer(record_of: Make, fields: Make) -> None:
    """A source of unknown amount is not counted as nought."""
    record = record_of(sources=(MagnesiumSource(name="antacid", elemental_mg_per_day=None),))

    assert fields(record)["sources_answer"] == "amount not given"


@pytest.mark.parametrize(("days", "sick"), [(0.5, "yes"), (1.99, "yes"), (2.1, "no")])
def test_a_sick_day_of_the_diary_lasts_48_hours(
    record_of: Make, diary: Make, fields: Make, days: float, sick: str
) -> None:
    """The diary's sick day outweighs an answer "no"."""
    assert fields(record_of(diary=(diary("sick_day", days, value=1),)))["sick_day"] == sick


@pytest.mark.parametrize(("days", "seen"), [(-3, -3.0), (0, 0.0), (7, 7.0)])
def test_surgery_is_seen_in_days(
    record_of: Make, fields: Make, days_from_today: Make, days: int, seen: float
) -> None:
    """A planned day is a number of days from today; "no" is an answer without one."""
    record = record_of(surgery_planned=days_from_today(days))

    assert fields(record)["surgery_in_days"] == seen
    assert fields(record_of())["surgery_in_days"] is None
    assert fields(record_of())["surgery_answer"] == "answered"
    assert fields(record_of(surgery_planned=None))["surgery_answer"] is None


# ---------------------------------------------------------------- symptoms, conditions, medicines


@pytest.fixture(scope="session")
def seen(facts: Facts, goal_of: Make) -> Make:
    """The whole situation of a record."""
    return lambda record: situation_of(record, goal_of(), facts)


@pytest.mark.parametrize(
    ("days", "value", "counts"), [(1, 7, True), (6.9, 1, True), (7.5, 7, False), (1, 0, False)]
)
def test_a_symptom_of_the_last_week_counts(
    record_of: Make, diary: Make, seen: Make, days: float, value: float, counts: bool
) -> None:
    """Logged and not nought within 7 days is a symptom now."""
    record = record_of(diary=(diary("symptom", days, "chest_pain", value),))

    assert ("chest_pain" in seen(record).symptoms) == counts


def test_a_symptom_without_its_strength_counts(record_of: Make, diary: Make, seen: Make) -> None:
    """A missing number is not nought: chest pain without a value is chest pain."""
    record = record_of(diary=(diary("symptom", 1, "chest_pain"),))

    assert "chest_pain" in seen(record).symptoms


@pytest.mark.parametrize(
    ("stools", "symptom"),
    [
        ([(2, 7), (1, 7)], "diarrhea"),
        ([(2, 6), (1, 6)], "loose_stool"),
        ([(0.1, 6), (0.2, 6), (0.3, 6), (0.4, 6)], "diarrhea"),
    ],
)
def test_stools_of_the_diary_are_symptoms(
    record_of: Make, diary: Make, seen: Make, stools: list[tuple[float, float]], symptom: str
) -> None:
    """Type 7 on two days or four loose stools on one are diarrhea; type 6 twice is loose (S-11)."""
    record = record_of(diary=tuple(diary("stool", days, value=kind) for days, kind in stools))

    assert symptom in seen(record).symptoms


def test_ordinary_stools_are_none(record_of: Make, diary: Make, seen: Make) -> None:
    """Types 3 and 4, and a single type 6, are no symptom."""
    stools = tuple(diary("stool", n, value=v) for n, v in ((1, 4), (2, 3), (3, 6), (4, 4)))

    assert seen(record_of(diary=stools)).symptoms == frozenset()


def test_the_diary_adds_conditions(record_of: Make, diary: Make, seen: Make) -> None:
    """A condition of the diary counts beside those of the file."""
    record = record_of(
        conditions=("migraine",), diary=(diary("new_condition", 200, "heart_block"),)
    )

    assert seen(record).conditions == {"migraine", "heart_block"}


@pytest.mark.parametrize("name", ["raltegravir", "Raltegravir"])
@pytest.mark.parametrize(
    ("since", "until", "started", "counts"),
    [
        (None, -50, 2, True),  # an older course is over; the diary begins another
        (40, None, 2, True),  # planned for later, and begun now
        (None, -2, 2, True),  # on its last day another may begin
        (None, -50, 60, False),  # what was begun in the old course is over with it
        (None, 5, 2, True),  # the course that is listed goes on
        (None, None, 2, True),
    ],
)
def test_a_medicine_that_is_taken_up_again_is_heard(
    record_of: Make,
    diary: Make,
    seen: Make,
    days_from_today: Make,
    name: str,
    since: int | None,
    until: int | None,
    started: int,
    counts: bool,
) -> None:
    """I-12 and H-12: "since" and "until" of a listed course hide no later start."""
    listed = Medicine(
        name=name,
        since=None if since is None else days_from_today(since),
        until=None if until is None else days_from_today(until),
    )
    begun = diary("medicine_started", started, "raltegravir")
    situation = seen(record_of(medicines=(listed,), diary=(begun,)))

    assert ("I-12" in situation.taken) is counts


@pytest.mark.parametrize("days", [0, 1, 27])
def test_a_medicine_that_the_diary_started_counts(
    record_of: Make, diary: Make, seen: Make, days: float
) -> None:
    """Raltegravir begun in the diary is taken from then on (H-12, H-41)."""
    record = record_of(diary=(diary("medicine_started", days, "raltegravir"),))

    assert "raltegravir" in seen(record).taken


def test_a_medicine_that_the_diary_stopped_and_started_again_counts(
    record_of: Make, diary: Make, seen: Make
) -> None:
    """The last word of the diary is the one that counts."""
    record = record_of(
        diary=(
            diary("medicine_started", 9, "raltegravir"),
            diary("medicine_stopped", 5, "raltegravir"),
            diary("medicine_started", 2, "raltegravir"),
        )
    )

    assert "raltegravir" in seen(record).taken


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [(None, 0, True), (None, -14, False), (5, 9, True), (28, None, True), (40, None, False)],
)
def test_a_course_counts_while_a_plan_could_meet_it(
    record_of: Make,
    seen: Make,
    days_from_today: Make,
    since: int | None,
    until: int | None,
    counts: bool,
) -> None:
    """Ending today and beginning within 28 days count; over and far away do not."""
    course = Medicine(
        name="ciprofloxacin",
        clock_h=(8.0,),
        since=None if since is None else days_from_today(since),
        until=None if until is None else days_from_today(until),
    )

    assert ("ciprofloxacin" in seen(record_of(medicines=(course,))).taken) == counts


@pytest.mark.parametrize("days", [1, 2])
def test_a_magnesium_laxative_counts_for_two_days_after(
    record_of: Make, judge: Make, days_from_today: Make, days: int
) -> None:
    """I-54: no plan that day and 48 h after, so yesterday's laxative is not over."""
    course = Medicine(name="milk of magnesia", clock_h=(21.0,), until=days_from_today(-days))

    assert not judge(record_of(medicines=(course,))).answer.may_dose


# ---------------------------------------------------------------- counts and products


@pytest.mark.parametrize(
    ("symptoms", "early", "red"),
    [
        ((), 0, "no"),
        (("flushing",), 1, "no"),
        (("flushing", "nausea", "thirst"), 3, "no"),
        (("chest_pain",), 0, "yes"),
        (("seizure", "dizziness"), 1, "yes"),
        (("fatigue", "cramps"), 0, "no"),
        (("suicidal_thoughts",), 0, "yes"),
    ],
)
def test_early_signs_are_counted_and_red_ones_seen(
    record_of: Make, fields: Make, symptoms: tuple[str, ...], early: float, red: str
) -> None:
    """The lists of S-09 and of the red rules of safety.md section 5."""
    found = fields(record_of(answers={"symptoms_now": symptoms}))

    assert (found["early_sign_count"], found["red_symptom"]) == (early, red)


@pytest.mark.parametrize(
    ("analyte", "value", "lower", "low"),
    [
        ("potassium", 3.4, None, "yes"),
        ("potassium", 3.6, None, "no"),
        ("potassium", 3.6, 3.7, "yes"),
        ("calcium", 2.1, None, "yes"),
        ("calcium", 2.3, None, "no"),
    ],
)
def test_low_potassium_or_calcium_is_seen(
    record_of: Make,
    lab: Make,
    fields: Make,
    analyte: str,
    value: float,
    lower: float | None,
    low: str,
) -> None:
    """Against the laboratory's limit where it prints one, else 3.5 and 2.2 mmol/L."""
    found = fields(record_of(labs=(lab(analyte, 3, value, lower=lower),)))

    assert found["potassium_or_calcium_low"] == low
    assert found[f"{analyte}_age_days"] == pytest.approx(3)


def test_a_product_is_seen_or_missing(record_of: Make, fields: Make, capsule: Make) -> None:
    """6 mg of vitamin B6 in 50 mg of magnesium are 12 mg in 100 mg."""
    found = fields(record_of(product=capsule(vitamin_b6_mg_per_unit=6.0, buffered=True)))

    assert found["product_b6_mg_per_100_mg"] == pytest.approx(12)
    assert found["product_buffered"] == "yes"
    assert fields(record_of(product=None))["product"] is None


def test_every_rule_asks_for_fields_that_exist(facts: Facts, record_of: Make, fields: Make) -> None:
    """No rule of the book can stop a plan by asking for a field that no situation has."""
    known = set(fields(record_of()))

    for rule in facts.rules:
        for condition in rule.when:
            for name in (condition.field, condition.above_field, condition.below_field):
                assert not name or name in known, (rule.key, name)


def test_kidneys_of_the_harness_are_the_nouns_own() -> None:
    """The healthy kidney of these tests is one that the noun accepts."""
    assert Kidney(egfr=98.0, measured=date(2026, 11, 1), albuminuria="no").egfr == 98


# ---------------------------------------------------------------- each bound by itself


@pytest.mark.parametrize(
    ("days", "egfr", "person", "answer", "recent"),
    [
        (90, 98.0, {}, "known", "yes"),
        (90.01, 98.0, {}, "known", "no"),
        (365, 98.0, {}, "known", "no"),
        (365.01, 98.0, {}, "stale", "no"),
        (200, 60.0, {}, "known", "no"),
        (200, 59.9, {}, "stale", "no"),
        (90, 59.9, {}, "known", "yes"),
        (90, 98.0, {"conditions": ("hypertension",)}, "known", "yes"),
        (90.01, 98.0, {"conditions": ("hypertension",)}, "stale", "no"),
        (200, 98.0, {"conditions": ("soy_allergy",)}, "known", "no"),
    ],
)
def test_how_old_a_kidney_value_may_be(
    record_of: Make,
    lab: Make,
    fields: Make,
    days: float,
    egfr: float,
    person: dict[str, Any],
    answer: str,
    recent: str,
) -> None:
    """365 days in health, 90 with any risk to the kidneys or an eGFR below 60."""
    found = fields(record_of(kidney={}, labs=(lab("egfr", days, egfr),), **person))

    assert (found["kidney_answer"], found["egfr_within_90_days"]) == (answer, recent)


@pytest.mark.parametrize(
    ("person", "size"),
    [
        ({}, "known"),
        ({"body_mass_kg": None}, "known"),
        ({"conditions": ("amputation",)}, "known"),
        ({"conditions": ("amputation",), "body_mass_kg": None}, "missing"),
        ({"conditions": ("amputation",), "height_m": None}, "missing"),
        ({"age_y": 76, "body_mass_kg": None}, "missing"),
        ({"age_y": 76, "body_mass_kg": None, "kidney": {}}, "known"),
    ],
)
def test_body_size_is_missed_where_an_egfr_may_flatter(
    record_of: Make, fields: Make, person: dict[str, Any], size: str
) -> None:
    """After 75 and with lost muscle mass and height are needed, if there is a value at all."""
    assert fields(record_of(**person))["kidney_size"] == size


@pytest.mark.parametrize(
    ("values", "high"),
    [
        # (days ago, value, upper limit of the report or None); the table's own is 2.6.
        (((5, 2.6, None),), "no"),
        (((5, 2.61, None),), "yes"),
        (((5, 2.5, 2.4),), "yes"),
        (((5, 2.4, 2.4),), "no"),
        (((5, 2.65, 2.8),), "yes"),
        (((40, 2.9, None), (5, 2.4, None)), "no"),
        (((5, 2.9, None), (5, 2.4, None)), "yes"),
        ((), "no"),
    ],
)
def test_high_calcium_is_that_of_the_newest_sample(
    record_of: Make, lab: Make, fields: Make, values: Any, high: str
) -> None:
    """By the stricter of two limits; of one moment any high one counts."""
    labs = tuple(lab("calcium", days, value, upper=upper) for days, value, upper in values)

    assert fields(record_of(labs=labs))["calcium_high"] == high


@pytest.mark.parametrize(
    ("values", "potassium"),
    [
        (((90, 4.0),), 4.0),
        (((90.01, 4.0),), None),
        (((40, 5.9), (5, 4.2)), 4.2),
        (((5, 3.1), (5, 4.9)), 3.1),
        (((5, 5.5), (5, 3.4)), 5.5),
        ((), None),
    ],
)
def test_potassium_speaks_for_90_days(
    record_of: Make, lab: Make, fields: Make, values: Any, potassium: float | None
) -> None:
    """The newest; of one moment the one further from 4.25 mmol/L."""
    labs = tuple(lab("potassium", days, value) for days, value in values)

    assert fields(record_of(labs=labs))["potassium"] == potassium


def test_was_it_ever_high(serum: Make) -> None:
    """1.05 is not; 1.06 of last year is, whatever came since; nor is nothing."""
    assert serum((5, 1.05))["serum_was_high"] == "no"
    assert serum((300, 1.06), (200, 0.9), (5, 0.9))["serum_was_high"] == "yes"
    assert serum((300, 0.96, 0.95), (5, 0.9))["serum_was_high"] == "yes"
    assert serum()["serum_was_high"] is None


def test_answers_that_are_a_word(record_of: Make, fields: Make, capsule: Make) -> None:
    """Answered or not, buffered or not, certified or not."""
    from magtitrate.patient import Patient

    full = fields(record_of())
    assert full["conditions"] == full["surgery_answer"] == full["symptoms_answer"] == "answered"
    empty = fields(Record.opened(Patient(patient_id="x"), record_of().now, "UTC"))
    assert empty["conditions"] is empty["surgery_answer"] is empty["symptoms_answer"] is None
    for told in (True, False):
        product = capsule(buffered=told, certified=told, vitamin_b6_mg_per_unit=2.0)
        found = fields(record_of(product=product))
        assert found["product_buffered"] == found["product_certified"] == ("yes" if told else "no")
        assert found["product_b6_mg_per_100_mg"] == 4.0


OWN_SOURCES = """
[[medicine]]
name = "magnetine"
no_interaction = true
classes = ["magnesium_source", "antacid"]
elemental_mg_per_unit = 40

[[medicine]]
name = "tracine"
no_interaction = true
elemental_mg_per_unit = 0.5

[[medicine]]
name = "unweighed"
no_interaction = true
classes = ["magnesium_source"]

[[medicine]]
name = "plainine"
no_interaction = true
"""


def test_magnesium_of_medicines_is_counted_by_their_hours(
    record_of: Make, goal_of: Make, facts_with: Make
) -> None:
    """40 mg twice a day, half a milligram once, and once where no hour is known."""
    own = facts_with(medicines=OWN_SOURCES)
    record = record_of(
        medicines=(
            Medicine(name="magnetine", clock_h=(8.0, 20.0)),
            Medicine(name="tracine"),
            Medicine(name="unweighed", clock_h=(9.0,)),
            Medicine(name="plainine", clock_h=(10.0,)),
        )
    )

    situation = situation_of(record, goal_of(), own)

    assert medicine_magnesium(situation) == (("magnetine", 80), ("tracine", 0.5))
    assert uncounted_magnesium(situation) == ("unweighed",)
    assert situation.magnesium_at == (("magnetine", 8.0), ("magnetine", 20.0), ("unweighed", 9.0))


def test_what_stands_under_both_lists_is_counted_once(
    record_of: Make, goal_of: Make, facts_with: Make
) -> None:
    """Listed as a source with its own amount and as a medicine: the source counts."""
    own = facts_with(medicines=OWN_SOURCES)
    record = record_of(
        medicines=(
            Medicine(name="magnetine", clock_h=(8.0,)),
            Medicine(name="unweighed", clock_h=(8.0,)),
        ),
        sources=(
            MagnesiumSource(name="magnetine", elemental_mg_per_day=70, clock_h=8.0),
            MagnesiumSource(name="unweighed", elemental_mg_per_day=30),
            MagnesiumSource(name="a drink of nothing", elemental_mg_per_day=0, clock_h=7.0),
        ),
    )

    situation = situation_of(record, goal_of(), own)

    assert medicine_magnesium(situation) == ()
    assert uncounted_magnesium(situation) == ()
    assert situation.magnesium_at == (("magnetine", 8.0), ("unweighed", 8.0))
    assert [one.medicine.name for one in situation.matched] == ["magnetine", "unweighed"]


@pytest.mark.parametrize("sign", ["cramps", "twitching", "tremor", "restless_legs"])
def test_how_long_cramps_have_lasted(record_of: Make, diary: Make, fields: Make, sign: str) -> None:
    """From the first to now, in weeks, while one was noted in the last seven days."""
    lasting = (diary("symptom", 35, sign, 4), diary("symptom", 7, sign, 4))
    over = (diary("symptom", 35, sign, 4), diary("symptom", 7.1, sign, 4))
    nought = (diary("symptom", 35, sign, 0), diary("symptom", 7, sign, 4))
    other = (diary("symptom", 35, "headache", 4), diary("symptom", 7, sign, 4))

    assert fields(record_of(diary=lasting))["cramps_weeks"] == pytest.approx(5)
    assert fields(record_of(diary=over))["cramps_weeks"] is None
    assert fields(record_of(diary=nought))["cramps_weeks"] == pytest.approx(1)
    assert fields(record_of(diary=other))["cramps_weeks"] == pytest.approx(1)
    assert fields(record_of(diary=(diary("symptom", 3, "headache", 4),)))["cramps_weeks"] is None


@pytest.mark.parametrize(
    ("lines", "lately"),
    [
        ((("symptom", 20, "diarrhea", 5),), "yes"),
        ((("symptom", 28, "diarrhea", 5),), "yes"),
        ((("symptom", 28.1, "diarrhea", 5),), "no"),
        ((("symptom", 20, "diarrhea", 0),), "no"),
        ((("symptom", 20, "headache", 5),), "no"),
        ((("symptom", 3, "diarrhea", 5),), "no"),  # still there: that is a symptom now
        ((("stool", 20, "", 7),), "yes"),
        ((("stool", 20, "", 6),), "no"),
        ((), "no"),
    ],
)
def test_diarrhea_that_is_over_is_remembered_for_a_plans_life(
    record_of: Make, diary: Make, fields: Make, lines: Any, lately: str
) -> None:
    """28 days, said or seen in a liquid stool; of strength nought it was none."""
    entries = tuple(diary(*line) for line in lines)

    assert fields(record_of(diary=entries))["diarrhea_lately"] == lately


def test_diarrhea_halves_a_dose_once(
    record_of: Make, diary: Make, facts: Facts, goal_of: Make
) -> None:
    """S-11: restarted at half, the dose is not halved again at each look; new diarrhea is new."""
    from datetime import timedelta

    from magtitrate.plan import PlanInForce

    def lately(ago: float, made_ago: float, *keys: str) -> object:
        record = record_of(diary=(diary("symptom", ago, "diarrhea", value=5.0),))
        plan = PlanInForce(
            person_id="someone",
            made_at=record.now - timedelta(days=made_ago),
            steps=((0, 50.0),),
            facts=keys,
        )
        situation = situation_of(record, goal_of(), facts, in_force=plan)
        return situation.fields["diarrhea_lately"]

    assert lately(10, 8) == "yes"
    assert lately(10, 8, "rule:S-11/restart") == "weighed"
    assert lately(10, 8, "rule:S-11/after") == "weighed"
    assert lately(8, 9, "rule:S-11/restart") == "yes"
    assert lately(30, 8, "rule:S-11/restart") == "no"

"""Rules that were missing when the rule book was read again, row by row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.planner.monitoring import joined, labs_of_dose, monitoring_of

Make = Callable[..., Any]
RED = """
fainting chest_pain irregular_heartbeat slow_heartbeat breathing_difficulty slow_breathing
severe_weakness facial_droop slurred_speech trouble_swallowing confusion hard_to_wake seizure spasm
sustained_spasm carpopedal_spasm abdominal_pain vomiting no_stool_or_gas abdominal_distension
black_stool blood_in_stool swelling hives overdose suicidal_thoughts
""".split()
ORANGE = """
palpitations nausea flushing dizziness heaviness weakness drowsiness thirst low_urine ankle_swelling
tingling numbness rash itch
""".split()


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize("symptom", RED)
def test_every_red_symptom_alone_is_an_emergency(
    record_of: Make, judge: Make, goal_of: Make, symptom: str, mode: str
) -> None:
    """S-01 to S-08 and S-16: no dose for anybody, and emergency words (H-16)."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), goal_of(mode))

    assert judged.answer.emergency
    assert judged.answer.verdict == "refer"
    assert judged.limits.max_daily_elemental_mg == 0


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize("symptom", ORANGE)
def test_every_orange_symptom_alone_stops(
    record_of: Make, judge: Make, goal_of: Make, symptom: str, mode: str
) -> None:
    """S-09, S-10, S-13, S-17: a clinician within 24 hours, and no emergency by itself."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), goal_of(mode), in_force_mg=100)

    assert judged.answer.verdict == "refer"
    assert not judged.answer.emergency
    assert judged.limits.max_daily_elemental_mg == 0


def test_the_levels_of_the_codes_are_those_of_the_rules(facts: Facts) -> None:
    """A symptom that is called RED or ORANGE is in a rule that stops at that level."""
    level: dict[str, set[str]] = {"RED": set(), "ORANGE": set()}
    for rule in facts.rules:
        for effect in rule.effects:
            if effect.kind == "stop" and rule.family == "symptom" and len(rule.when) == 1:
                level.get(effect.level, set()).update(rule.when[0].any)

    for code in facts.symptoms.values():
        if code.level == "RED":
            assert code.code in level["RED"], code.code
        if code.level == "ORANGE" and code.code != "diarrhea":  # S-11 holds: orange or yellow
            assert code.code in level["ORANGE"], code.code


def test_tingling_stops_and_asks_about_vitamin_b6_first(record_of: Make, judge: Make) -> None:
    """S-13: the first thing named is vitamin B6, then calcium and magnesium."""
    judged = judge(record_of(answers={"symptoms_now": ("tingling",)}), in_force_mg=200)

    sentence = next(r.sentence for r in judged.answer.reasons if r.code == "S-13")
    assert sentence.index("B6") < sentence.index("calcium")
    assert not judged.answer.may_dose


@pytest.mark.parametrize(
    ("symptom", "weeks", "wanted"),
    [
        ("fatigue", 0, {"ferritin", "tsh", "vitamin_b12", "vitamin_d_25oh"}),
        ("poor_sleep", 0, {"ferritin", "tsh", "vitamin_b12", "vitamin_d_25oh"}),
        ("cramps", 4, {"potassium", "calcium", "tsh", "ferritin", "vitamin_b12"}),
        ("twitching", 4, {"potassium", "calcium", "tsh", "ferritin", "vitamin_b12"}),
    ],
)
def test_fatigue_and_cramps_ask_for_companion_tests(
    record_of: Make, judge: Make, facts: Facts, symptom: str, weeks: int, wanted: set[str]
) -> None:
    """Iron, thyroid, B12, D, potassium, calcium: what else it can be (H-44).

    Cramps ask for them if they last more than four weeks, so that is their day.
    """
    record = record_of(answers={"symptoms_now": (symptom,)})
    judged = judge(record)

    plan = monitoring_of(record.today, judged.answer, judged.situation, "status", facts)

    assert judged.answer.may_dose
    due = record.today + timedelta(weeks=weeks)
    assert wanted <= {item.analyte for item in plan if item.due == due}


def test_without_benefit_there_is_an_end(record_of: Make, judge: Make, facts: Facts) -> None:
    """A look at 8 weeks, and none to go on by 12 (H-44)."""
    record = record_of()
    judged = judge(record)

    plan = monitoring_of(record.today, judged.answer, judged.situation, "cramps", facts)

    (look,) = [item for item in plan if item.analyte == "benefit"]
    assert (look.due - record.today).days == 56
    assert "week 8" in look.why and "by week 12 none" in look.why


@pytest.mark.parametrize(
    ("first", "last", "item", "value", "stops"),
    [
        (29, 1, "cramps", 4, True),
        (29, 6.9, "tremor", 1, True),
        (29, 1, "twitching", None, True),
        (28, 1, "cramps", 4, False),
        (60, 8, "cramps", 4, False),
        (60, 1, "cramps", 0, False),
        (60, 1, "fatigue", 4, False),
    ],
)
def test_cramps_of_more_than_four_weeks_stop(
    record_of: Make,
    judge: Make,
    diary: Make,
    first: float,
    last: float,
    item: str,
    value: float | None,
    stops: bool,
) -> None:
    """S-14: the diary's first and last entry, more than 28 days apart from now and still there."""
    record = record_of(
        diary=(diary("symptom", first, item, value), diary("symptom", last, item, value))
    )

    judged = judge(record)

    assert ("S-14/persistent" in judged.fired) is stops
    assert judged.answer.may_dose is not stops


def test_counted_cramps_are_an_outcome_and_stop_nothing(
    record_of: Make, judge: Make, diary: Make
) -> None:
    """The number of cramps that somebody keeps for months is a measurement."""
    record = record_of(diary=tuple(diary("cramps", days, value=3) for days in (60, 30, 1)))

    assert judge(record).answer.may_dose


@pytest.mark.parametrize(("days", "halved"), [(8, True), (27.9, True), (28.1, False), (1, False)])
@pytest.mark.parametrize("kind", ["symptom", "stool"])
def test_after_diarrhea_half_of_the_dose(
    record_of: Make, judge: Make, diary: Make, days: float, halved: bool, kind: str
) -> None:
    """S-11: over, but in the last 28 days; while it lasts, S-11 itself holds."""
    entries = (
        (diary("symptom", days, "diarrhea", 5),)
        if kind == "symptom"
        else (diary("stool", days, value=7), diary("stool", days + 0.1, value=7))
    )
    judged = judge(record_of(diary=entries), in_force_mg=200)

    if days < 7:
        assert judged.answer.verdict == "hold"
    else:
        assert judged.limits.max_daily_elemental_mg == (100 if halved else 250)


def test_ordinary_stools_halve_nothing(record_of: Make, judge: Make, diary: Make) -> None:
    """Type 6 and a diarrhea of strength nought are none."""
    entries = (diary("stool", 9, value=6), diary("symptom", 9, "diarrhea", 0))

    assert judge(record_of(diary=entries), in_force_mg=200).limits.max_daily_elemental_mg == 250


@pytest.mark.parametrize("name", ["pyridoxine", "vitamin b6", "multivitamin"])
def test_vitamin_b6_of_two_products_is_not_guessed(
    record_of: Make, judge: Make, capsule: Make, name: str
) -> None:
    """U-10: a product with B6 beside another one of unknown B6 holds; one without does not."""
    beside = (Medicine(name=name, clock_h=(8.0,)),)
    with_b6 = record_of(product=capsule(vitamin_b6_mg_per_unit=2), medicines=beside)
    without = record_of(product=capsule(), medicines=beside)

    assert "P-02/other" in judge(with_b6).fired
    assert not judge(with_b6).answer.may_dose
    assert "P-02/other" not in judge(without).fired


@pytest.mark.parametrize(("age", "fires"), [(3.9, True), (4, False), (40, False)])
def test_under_four_years(record_of: Make, judge: Make, age: float, fires: bool) -> None:
    """C-07, beside D-08 for everybody under 18."""
    assert ("C-07" in judge(record_of(age_y=age)).fired) is fires


@pytest.mark.parametrize(("egfr", "fires"), [(59.9, True), (60.0, False)])
def test_reduced_kidneys_have_their_own_ceilings(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, egfr: float, fires: bool
) -> None:
    """D-11: below 60 the kidney rules' ceilings bind, whatever the general one is."""
    labs = (lab("serum_magnesium", 5, 0.8), lab("potassium", 5, 4.2))
    record = record_of(kidney={"egfr": egfr, "measured": record_of().today}, labs=labs)
    judged = judge(record, goal_of("clinician", "US"))

    assert ("D-11" in judged.fired) is fires
    assert judged.limits.max_daily_elemental_mg <= (175 if fires else 403)


def test_a_dose_above_the_general_limit_has_closer_labs(
    record_of: Make, judge: Make, goal_of: Make, facts: Facts
) -> None:
    """D-02: 2 weeks, 6 weeks and 10 weeks; at or below the limit none are added."""
    record, goal = record_of(), goal_of("clinician", "EU")
    answer = judge(record, goal).answer

    above = labs_of_dose(record.today, 251, answer, goal, facts)
    at_limit = labs_of_dose(record.today, 250, answer, goal, facts)

    assert at_limit == ()
    assert {i.analyte for i in above} == {"serum_magnesium", "creatinine", "potassium"}
    assert sorted({(i.due - record.today).days for i in above}) == [14, 42, 70]
    assert joined(above, above) == joined(above, ())


def test_alone_nobody_goes_above_it(
    record_of: Make, judge: Make, goal_of: Make, facts: Facts
) -> None:
    """D-02/labs belongs to clinicians; a person alone never has such a dose."""
    record = record_of()

    assert labs_of_dose(record.today, 251, judge(record).answer, goal_of(), facts) == ()

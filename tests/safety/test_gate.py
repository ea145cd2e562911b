"""Is nobody dosed whom the rule book closes out, and is everyone told why?

Expected verdicts: safety.md sections 2.7, 3, 4 and 5; claims.md U-03, U-07, U-08, U-12, U-13.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import Verdict
from magtitrate.regimen import DoseEvent
from magtitrate.safety.gate import gate
from magtitrate.safety.situation import situation_of

Make = Callable[..., Any]

GO, CARE, HOLD, REFER = Verdict.GO, Verdict.GO_WITH_CARE, Verdict.HOLD, Verdict.REFER
MODES = ("self", "clinician")


def taking(*names: str, clock_h: tuple[float, ...] = (8.0,)) -> tuple[Medicine, ...]:
    return tuple(Medicine(name=name, clock_h=clock_h) for name in names)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("jurisdiction", ["EU", "US", "CA", "UK", "AU", "NZ", "JP", "NO"])
def test_a_healthy_person_with_every_answer_may_be_dosed(
    record_of: Make, judge: Make, goal_of: Make, mode: str, jurisdiction: str
) -> None:
    """Nothing stops who has nothing, in every jurisdiction and mode."""
    judged = judge(record_of(), goal_of(mode, jurisdiction))

    assert judged.answer.verdict in (GO, CARE)
    assert judged.answer.recommended == "regimen"
    assert not judged.answer.emergency


# ---------------------------------------------------------------- rule 1: missing is refused


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"age_y": None}, "G-01"),
        ({"sex": None}, "G-02"),
        ({"sex": "female", "pregnancy": None}, "G-03"),
        ({"conditions": None}, "G-04"),
        ({"kidney": {}}, "G-05"),
        ({"answers": {"confirmed": None}}, "G-06"),
        ({"answers": {"confirmed": date(2026, 10, 22)}}, "G-07"),
        ({"answers": {"medicines": None}}, "G-08"),
        ({"answers": {"medicines": "unknown"}}, "G-08"),
        ({"answers": {"medicines": "listed"}}, "G-08"),
        ({"answers": {"medicines": "none"}, "medicines": taking("iron")}, "G-08"),
        ({"answers": {"magnesium_sources": None}}, "G-09"),
        ({"answers": {"magnesium_sources": "unknown"}}, "G-09"),
        ({"answers": {"magnesium_sources": "listed"}}, "G-09"),
        ({"answers": {"symptoms_now": None}}, "G-10"),
        ({"answers": {"sick_day": None}}, "G-11"),
        ({"surgery_planned": None}, "G-12"),
        ({"product": None}, "G-13"),
    ],
)
def test_a_missing_answer_holds_and_is_asked_for(
    record_of: Make, judge: Make, goal_of: Make, mode: str, missing: dict[str, Any], code: str
) -> None:
    """No plan without each answer; the rest of the person is healthy."""
    judged = judge(record_of(**missing), goal_of(mode))

    assert judged.answer.verdict is HOLD
    assert code in judged.codes
    assert judged.answer.recommended == "measure_first"


def test_answers_of_28_days_still_count(record_of: Make, judge: Make) -> None:
    """28 days is the life of an answer; the 29th is too many."""
    assert judge(record_of(answers={"confirmed": date(2026, 10, 23)})).answer.may_dose


def test_answers_of_the_future_are_not_believed(record_of: Make, judge: Make) -> None:
    """Confirmed next week is not confirmed."""
    assert not judge(record_of(answers={"confirmed": date(2026, 11, 27)})).answer.may_dose


@pytest.mark.parametrize(("age", "holds"), [(12, True), (18, True), (55, True), (56, False)])
def test_pregnancy_is_asked_of_females_from_12_to_55(
    record_of: Make, judge: Make, age: float, holds: bool
) -> None:
    """At 56 the question is not needed; of males never."""
    codes = judge(record_of(sex="female", age_y=age)).codes

    assert ("G-03" in codes) == holds
    assert "G-03" not in judge(record_of(sex="male", age_y=age)).codes


@pytest.mark.parametrize("age", [55.5, 55.99])
def test_a_woman_of_55_is_asked_until_her_birthday(
    record_of: Make, judge: Make, age: float
) -> None:
    """Aged 55 lasts until 56: 55.5 is asked too."""
    assert "G-03" in judge(record_of(sex="female", age_y=age)).codes


# ---------------------------------------------------------------- exclusions


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("age", [0.5, 3.9, 4, 12, 17, 17.99])
def test_under_18_nobody_is_dosed(
    record_of: Make, judge: Make, goal_of: Make, mode: str, age: float
) -> None:
    """D-08 with U-08: out of scope, whoever asks."""
    assert judge(record_of(age_y=age), goal_of(mode)).answer.verdict is REFER


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "condition",
    [
        *("dialysis", "acute_kidney_injury", "oliguria", "kidney_transplant_recent"),
        *("myasthenia_gravis", "lambert_eaton", "bowel_obstruction", "severe_constipation"),
        *("ileus", "recent_bowel_surgery", "struvite_stones", "urea_cycle_disorder"),
        *("nonketotic_hyperglycinemia", "preeclampsia", "parenteral_magnesium"),
    ],
)
def test_conditions_that_close_for_everybody(
    record_of: Make, judge: Make, goal_of: Make, mode: str, condition: str
) -> None:
    """K-05, C-02, C-03, C-12, C-17 and D-09 refuse alone and with a clinician."""
    judged = judge(record_of(conditions=(condition,)), goal_of(mode))

    assert judged.answer.verdict is REFER
    assert judged.answer.recommended == "professional"
    assert judged.limits.max_daily_elemental_mg == 0


@pytest.mark.parametrize(
    "condition",
    [
        *("heart_block", "bradycardia", "inflammatory_bowel_disease", "short_bowel"),
        *("ileostomy", "chronic_diarrhea", "celiac_disease", "bariatric_surgery"),
        *("hypotension", "dementia", "cannot_report_symptoms", "adrenal_insufficiency"),
        *("hypothyroidism", "hypermagnesemia", "milk_alkali_syndrome", "tumor_lysis"),
        *("rhabdomyolysis", "familial_hypocalciuric_hypercalcemia", "hyperparathyroidism"),
        *("hypoparathyroidism", "hypercalcemia", "dehydration", "eating_disorder"),
        *("refeeding_risk", "alcohol_dependence"),
    ],
)
def test_conditions_that_close_for_a_person_alone(
    record_of: Make, judge: Make, condition: str
) -> None:
    """C-01, C-04, C-05, C-08, C-10, C-11, C-13: not without a clinician."""
    assert judge(record_of(conditions=(condition,))).answer.verdict is REFER


@pytest.mark.parametrize(
    ("person", "code", "verdict"),
    [
        ({"conditions": ("soy_allergy",)}, "C-16", HOLD),
        ({"conditions": ("product_allergy",)}, "C-16", REFER),
        ({"conditions": ("hypomagnesemia_with_secondary_hypocalcemia",)}, "C-18", REFER),
        ({"conditions": ("arrhythmia",)}, "C-20", REFER),
        ({"conditions": ("hypomagnesemia",)}, "C-21", REFER),
        ({"conditions": ("phenylketonuria",)}, "C-14", CARE),
        ({"conditions": ("pacemaker",)}, "C-22", CARE),
        ({"conditions": ("heart_failure",)}, "C-19", CARE),
        ({"medicines": taking("insulin")}, "C-15", CARE),
        ({"surgery_planned": date(2026, 12, 20)}, "C-09", CARE),
    ],
)
def test_other_conditions_are_heard(
    record_of: Make, judge: Make, person: dict[str, Any], code: str, verdict: Verdict
) -> None:
    """Closed, held or only spoken of, each condition of 3.2 is among the reasons."""
    judged = judge(record_of(**person))

    assert code in judged.codes
    assert judged.answer.verdict is verdict


def test_glycerophosphate_is_not_for_high_phosphate(
    record_of: Make, judge: Make, capsule: Make
) -> None:
    """C-14: the salt itself is a phosphate; with glycinate the condition closes nothing."""
    ill = {"conditions": ("hyperphosphatemia",)}
    phosphate = record_of(product=capsule(salt="glycerophosphate"), **ill)

    assert judge(phosphate).answer.verdict is REFER
    assert "C-14" not in judge(record_of(**ill)).codes


def test_a_kidney_transplant_belongs_to_its_team(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """One code and no date, so the stricter reading of K-05: nobody is dosed here."""
    record = record_of(conditions=("kidney_transplant",))

    assert judge(record, goal_of("clinician")).answer.verdict is REFER


def test_treated_hypothyroidism_does_not_close(record_of: Make, judge: Make) -> None:
    """C-10 means the untreated one: levothyroxine among the medicines opens."""
    record = record_of(conditions=("hypothyroidism",), medicines=taking("Synthroid"))

    assert judge(record).answer.may_dose


@pytest.mark.parametrize("pregnancy", ["pregnant", "lactating"])
def test_pregnancy_and_lactation_close_for_a_person_alone(
    record_of: Make, judge: Make, goal_of: Make, pregnancy: str
) -> None:
    """D-09: the antenatal team decides; under a clinician the general limit holds."""
    record = record_of(sex="female", age_y=30, pregnancy=pregnancy)

    assert judge(record).answer.verdict is REFER
    assert judge(record, goal_of("clinician", "EU")).limits.max_daily_elemental_mg == 250


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("days", "may"), [(0, False), (7, False), (29, True), (-3, True)])
def test_surgery_within_a_week_holds(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    mode: str,
    days: int,
    may: bool,
) -> None:
    """C-09, with the policy that a plan in the last week is not worth its risk."""
    judged = judge(record_of(surgery_planned=days_from_today(days)), goal_of(mode))

    assert judged.answer.may_dose == may


@pytest.mark.parametrize("mode", MODES)
def test_a_sick_day_pauses(record_of: Make, judge: Make, goal_of: Make, mode: str) -> None:
    """K-08 holds for both modes."""
    judged = judge(record_of(answers={"sick_day": "yes"}), goal_of(mode))

    assert judged.answer.verdict is HOLD
    assert "K-08" in judged.codes


# ---------------------------------------------------------------- kidney and laboratory


def kidney(egfr: float) -> dict[str, Any]:
    return {"egfr": egfr, "measured": date(2026, 11, 1), "albuminuria": "no"}


@pytest.mark.parametrize(
    ("egfr", "alone", "clinician"),
    [(29.9, REFER, REFER), (30, REFER, HOLD), (44.9, REFER, HOLD), (59.9, REFER, HOLD)],
)
def test_reduced_kidneys(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    egfr: float,
    alone: Verdict,
    clinician: Verdict,
) -> None:
    """Refused alone below 60; with a clinician held until labs are there; below 30 nobody."""
    record = record_of(kidney=kidney(egfr))

    assert judge(record).answer.verdict is alone
    assert judge(record, goal_of("clinician")).answer.verdict is clinician


@pytest.mark.parametrize(
    ("days", "may"), [((10, 10), True), ((10, 91), False), ((91, 10), False), ((90, 90), True)]
)
def test_a_clinician_with_reduced_kidneys_needs_fresh_labs(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    days: tuple[float, float],
    may: bool,
) -> None:
    """Serum magnesium and potassium of the last 90 days, both (K-03)."""
    labs = (lab("serum_magnesium", days[0], 0.80), lab("potassium", days[1], 4.2))

    judged = judge(record_of(kidney=kidney(50), labs=labs), goal_of("clinician"))

    assert judged.answer.may_dose == may


def test_labs_of_the_future_are_not_fresh(
    record_of: Make, judge: Make, goal_of: Make, lab: Make
) -> None:
    """A requirement is not met by a sample that has not been drawn."""
    labs = (lab("serum_magnesium", -1, 0.80), lab("potassium", -1, 4.2))

    assert not judge(record_of(kidney=kidney(50), labs=labs), goal_of("clinician")).answer.may_dose


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("days", [1, 89, 91, 400])
@pytest.mark.parametrize(
    ("value", "emergency"), [(1.06, False), (1.25, False), (1.99, False), (2.0, True), (12.0, True)]
)
def test_high_magnesium_stops_everybody_however_old(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    mode: str,
    days: float,
    value: float,
    emergency: bool,
) -> None:
    """L-01, L-02, L-03 and L-12: stop, in both modes, whatever its age."""
    judged = judge(record_of(labs=(lab("serum_magnesium", days, value),)), goal_of(mode))

    assert judged.answer.verdict is REFER
    assert judged.answer.emergency == emergency
    assert judged.limits.max_daily_elemental_mg == 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("value", [0.49, 0.30, 0.10])
def test_severely_low_magnesium_is_an_emergency(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, mode: str, value: float
) -> None:
    """L-08 for everybody: capsules are not the treatment."""
    judged = judge(record_of(labs=(lab("serum_magnesium", 5, value),)), goal_of(mode))

    assert judged.answer.verdict is REFER
    assert judged.answer.emergency


def test_low_magnesium_is_referred_alone_and_needs_labs_with_a_clinician(
    record_of: Make, judge: Make, goal_of: Make, lab: Make
) -> None:
    """0.65: L-07; with low potassium beside it L-09 refers in both modes."""
    low = lab("serum_magnesium", 5, 0.65)
    fine = (lab("potassium", 5, 4.2), lab("calcium", 5, 2.4))

    assert judge(record_of(labs=(low,))).answer.verdict is REFER
    assert judge(record_of(labs=(low,)), goal_of("clinician")).answer.verdict is HOLD
    assert judge(record_of(labs=(low, *fine)), goal_of("clinician")).answer.verdict is CARE
    both = (low, lab("potassium", 5, 3.1), fine[1])
    assert judge(record_of(labs=both), goal_of("clinician")).answer.verdict is REFER


@pytest.mark.parametrize(("in_force", "verdict"), [(0.0, HOLD), (100.0, CARE)])
def test_upper_normal_magnesium_allows_no_increase(
    record_of: Make, judge: Make, lab: Make, in_force: float, verdict: Verdict
) -> None:
    """0.97: no first dose, and no more than is taken now (L-04)."""
    record = record_of(labs=(lab("serum_magnesium", 5, 0.97),))

    judged = judge(record, in_force_mg=in_force)

    assert judged.answer.verdict is verdict
    assert judged.limits.max_daily_elemental_mg == in_force
    if not in_force:
        assert judged.answer.recommended == "no_supplement"


def test_a_doubtful_value_is_asked_about(record_of: Make, judge: Make, lab: Make) -> None:
    """0.98 to 0.55 in five days: nothing is planned on it (L-10)."""
    labs = (lab("serum_magnesium", 10, 0.98), lab("serum_magnesium", 5, 0.55))

    judged = judge(record_of(labs=labs))

    assert not judged.answer.may_dose
    assert "L-10" in judged.codes


@pytest.mark.parametrize("high", [1.15, 1.40])
def test_after_a_high_value_a_person_alone_does_not_restart_in_full(
    record_of: Make, judge: Make, lab: Make, high: float
) -> None:
    """1.15, then 0.88: a restart is a clinician's, at half at most (L-03, L-02)."""
    labs = (lab("serum_magnesium", 70, high), lab("serum_magnesium", 10, 0.88))

    judged = judge(record_of(labs=labs))

    assert not judged.answer.may_dose or judged.limits.max_daily_elemental_mg <= 125


def test_after_a_high_value_a_clinician_restarts_at_half_at_most(
    record_of: Make, judge: Make, lab: Make, goal_of: Make
) -> None:
    """Half of the widest reading, D-02, is 291 mg (L-03)."""
    labs = (lab("serum_magnesium", 70, 1.15), lab("serum_magnesium", 10, 0.88))

    judged = judge(record_of(labs=labs), goal_of("clinician", "US"))

    assert judged.limits.max_daily_elemental_mg <= 291.7


# ---------------------------------------------------------------- symptoms


RED = (
    *("fainting", "chest_pain", "irregular_heartbeat", "slow_heartbeat", "breathing_difficulty"),
    *("severe_weakness", "confusion", "seizure", "spasm", "abdominal_pain", "vomiting"),
    *("slow_breathing", "facial_droop", "slurred_speech", "trouble_swallowing", "hard_to_wake"),
    *("no_stool_or_gas", "black_stool", "blood_in_stool", "swelling", "hives", "overdose"),
    "suicidal_thoughts",
)
ORANGE = (
    *("nausea", "flushing", "dizziness", "weakness", "drowsiness", "heaviness", "thirst"),
    *("low_urine", "ankle_swelling", "rash", "palpitations", "itch"),
)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("symptom", RED)
def test_a_red_symptom_is_an_emergency_for_everybody(
    record_of: Make, judge: Make, goal_of: Make, mode: str, symptom: str
) -> None:
    """S-01 to S-08 and S-16: stop, emergency, nothing dosed."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), goal_of(mode))

    assert judged.answer.verdict is REFER
    assert judged.answer.emergency
    assert judged.answer.recommended == "professional"
    assert judged.limits.max_daily_elemental_mg == 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("symptom", ORANGE)
def test_an_orange_symptom_stops(
    record_of: Make, judge: Make, goal_of: Make, mode: str, symptom: str
) -> None:
    """S-09, S-10, S-17 and palpitations: a clinician within a day, no dose until then."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), goal_of(mode))

    assert judged.answer.verdict is REFER
    assert not judged.answer.emergency


@pytest.mark.parametrize(
    "more",
    [
        {"age_y": 65},
        {"kidney": kidney(59.0)},
        {"answers": {"symptoms_now": ("flushing", "constipation")}},
        {"answers": {"symptoms_now": ("flushing", "nausea")}},
        {"answers": {"symptoms_now": ("palpitations", "dizziness")}},
    ],
)
def test_an_early_sign_turns_red(record_of: Make, judge: Make, more: dict[str, Any]) -> None:
    """From 65, below an eGFR of 60, with constipation, or with a second sign (S-09)."""
    record = record_of(**{"answers": {"symptoms_now": ("flushing",)}, **more})

    assert judge(record).answer.emergency


@pytest.mark.parametrize("symptom", ["diarrhea", "constipation"])
@pytest.mark.parametrize("in_force", [0.0, 200.0])
def test_bowel_trouble_holds(record_of: Make, judge: Make, symptom: str, in_force: float) -> None:
    """S-11 and S-18: nothing until it is over, and never magnesium for constipation."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), in_force_mg=in_force)

    assert judged.answer.verdict is HOLD


@pytest.mark.parametrize("symptom", ["loose_stool", "bloating"])
def test_loose_stool_halves(record_of: Make, judge: Make, symptom: str) -> None:
    """S-12: half of what is taken, or half of the limit for who begins."""
    record = record_of(answers={"symptoms_now": (symptom,)})

    assert judge(record, in_force_mg=200).limits.max_daily_elemental_mg == 100
    assert judge(record).limits.max_daily_elemental_mg == 125


@pytest.mark.parametrize("symptom", ["tingling", "numbness"])
def test_tingling_never_raises(record_of: Make, judge: Make, symptom: str) -> None:
    """S-13: no first dose and no rise; vitamin B6 is looked at first."""
    record = record_of(answers={"symptoms_now": (symptom,)})

    assert not judge(record).answer.may_dose
    assert judge(record, in_force_mg=100).limits.max_daily_elemental_mg <= 100


@pytest.mark.parametrize(
    "symptom", ["cramps", "twitching", "tremor", "fatigue", "poor_sleep", "anxiety"]
)
def test_unspecific_symptoms_change_no_limit(record_of: Make, judge: Make, symptom: str) -> None:
    """S-14 and S-15 are heard and change nothing."""
    judged = judge(record_of(answers={"symptoms_now": (symptom,)}))

    assert judged.answer.may_dose
    assert judged.limits.max_daily_elemental_mg == 250
    assert judged.codes & {"S-14", "S-15"}


@pytest.mark.parametrize(
    "more",
    [
        {"kidney": kidney(20.0)},
        {"age_y": 16},
        {"conditions": ("myasthenia_gravis",)},
        {"answers": {"symptoms_now": ("chest_pain",), "medicines": None}},
    ],
)
def test_the_emergency_is_said_first(record_of: Make, judge: Make, more: dict[str, Any]) -> None:
    """A red flag stops first and explains second, whatever else closes the gate (rule 6)."""
    record = record_of(**{"answers": {"symptoms_now": ("chest_pain",)}, **more})

    answer = judge(record).answer

    assert answer.emergency
    assert answer.reasons[0].code == "S-01"


def test_the_laboratory_emergency_is_said_before_other_refusals(
    record_of: Make, judge: Make, lab: Make
) -> None:
    """2.1 mmol/L in a person with struvite stones: L-01 comes first."""
    record = record_of(conditions=("struvite_stones",), labs=(lab("serum_magnesium", 1, 2.1),))

    assert judge(record).answer.reasons[0].code == "L-01"


# ---------------------------------------------------------------- medicines


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "name", ["raltegravir", "Isentress", "baloxavir", "gentamicin", "sodium polystyrene sulfonate"]
)
def test_a_medicine_to_avoid_ends_planning(
    record_of: Make, judge: Make, goal_of: Make, mode: str, name: str
) -> None:
    """I-12, I-16, I-43, I-47: no schedule can help."""
    judged = judge(record_of(medicines=taking(name)), goal_of(mode))

    assert judged.answer.verdict in (HOLD, REFER)
    assert judged.limits.max_daily_elemental_mg == 0


@pytest.mark.parametrize(
    "name",
    [
        *("furosemide", "hydrochlorothiazide", "cisplatin", "tacrolimus", "lithium"),
        *("mycophenolate mofetil", "nilotinib", "patiromer"),
    ],
)
def test_a_medicine_for_clinicians_is_referred_alone(
    record_of: Make, judge: Make, goal_of: Make, name: str
) -> None:
    """I-25, I-34, I-39, I-41, I-42, I-47, I-58."""
    assert judge(record_of(medicines=taking(name))).answer.verdict is REFER
    assert (
        judge(record_of(medicines=taking(name)), goal_of("clinician")).answer.verdict is not REFER
    )


@pytest.mark.parametrize("name", ["cisplatin", "amphotericin b", "sirolimus"])
def test_a_clinician_reads_of_a_medicine_that_wastes_magnesium(
    record_of: Make, judge: Make, goal_of: Make, name: str
) -> None:
    """Alone it is for the team; a clinician plans with care, and is told (I-41)."""
    answer = judge(record_of(medicines=taking(name)), goal_of("clinician")).answer

    (said,) = [reason for reason in answer.reasons if reason.code == "I-41"]
    assert "lose" in said.sentence and "magnesium" in said.sentence
    assert answer.verdict is CARE


@pytest.mark.parametrize(
    "name", ["levothyroxine", "ciprofloxacin", "moxifloxacin", "doxycycline", "alendronate"]
)
def test_a_medicine_with_a_gap_may_be_planned_with_care(
    record_of: Make, judge: Make, name: str
) -> None:
    """The golden vectors schedule around ciprofloxacin: a gap is kept, not a reason to hold."""
    assert judge(record_of(medicines=taking(name))).answer.verdict is CARE


@pytest.mark.parametrize("name", ["levothyroxine", "xyzzyol"])
def test_a_gap_without_a_clock_holds(record_of: Make, judge: Make, name: str) -> None:
    """Where the time of day is not known, no gap can be checked."""
    judged = judge(record_of(medicines=taking(name, clock_h=())))

    assert judged.answer.verdict is HOLD
    assert any(name in reason.sentence for reason in judged.answer.reasons)


def test_one_of_two_clocks_missing_holds_too(record_of: Make, judge: Make) -> None:
    """A medicine with its times does not answer for another one without."""
    medicines = (*taking("levothyroxine"), *taking("xyzzyol", clock_h=()))

    assert judge(record_of(medicines=medicines)).answer.verdict is HOLD


@pytest.mark.parametrize("name", ["xyzzyol", "левотироксин"])
def test_an_unknown_medicine_is_never_silent(record_of: Make, judge: Make, name: str) -> None:
    """I-00 is among the reasons and names the medicine (rule 8)."""
    judged = judge(record_of(medicines=taking(name)))

    assert judged.answer.verdict is not GO
    assert any(r.code == "I-00" and name in r.sentence for r in judged.answer.reasons)


@pytest.mark.parametrize("name", ["raltegravr", "Isentres", "gentamycin"])
def test_nothing_is_planned_beside_what_may_be_a_medicine_to_avoid(
    record_of: Make, judge: Make, name: str
) -> None:
    """A near miss is a question; here the wrong answer would end a treatment (H-12)."""
    assert not judge(record_of(medicines=taking(name))).answer.may_dose


@pytest.mark.parametrize("where", ["medicine", "source"])
def test_a_magnesium_laxative_holds_wherever_it_is_listed(
    record_of: Make, judge: Make, where: str
) -> None:
    """I-54: no plan that day and 48 h after."""
    record = (
        record_of(medicines=taking("milk of magnesia"))
        if where == "medicine"
        else record_of(
            sources=(MagnesiumSource(name="milk of magnesia", elemental_mg_per_day=500),)
        )
    )

    judged = judge(record)

    assert not judged.answer.may_dose
    assert "I-54" in judged.codes


@pytest.mark.parametrize("name", ["aluminum/magnesium antacid", "quinapril"])
def test_magnesium_of_unknown_amount_among_the_medicines_holds(
    record_of: Make, judge: Make, name: str
) -> None:
    """A source whose amount is not known is not counted as nought (rule 3, H-06)."""
    judged = judge(record_of(medicines=taking(name)))

    assert judged.limits.other_sources_elemental_mg_per_day > 0 or not judged.answer.may_dose


# ---------------------------------------------------------------- overrides and recommendations


@pytest.mark.parametrize("rule", ["K-05", "D-02", "S-01", "L-03", "G-01", "C-02", "I-12"])
def test_what_must_not_be_overridden_is_not(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, rule: str
) -> None:
    """A clinician's override opens none of these (H-32)."""
    closed = {
        "K-05": {"kidney": kidney(20.0)},
        "D-02": {"age_y": 17},
        "S-01": {"answers": {"symptoms_now": ("chest_pain",)}},
        "L-03": {"labs": (lab("serum_magnesium", 5, 1.1),)},
        "G-01": {"age_y": None},
        "C-02": {"conditions": ("myasthenia_gravis",)},
        "I-12": {"medicines": taking("raltegravir")},
    }[rule]

    judged = judge(record_of(**closed), goal_of("clinician", "EU", rule))

    assert not judged.answer.may_dose
    assert judged.limits.max_daily_elemental_mg == 0


def test_every_refusal_has_a_reason(record_of: Make, judge: Make) -> None:
    """A closed gate says why, and each reason names facts."""
    judged = judge(record_of(age_y=None, sex=None, product=None, kidney={}))

    assert judged.answer.reasons
    assert all(reason.sentence and reason.facts for reason in judged.answer.reasons)


def test_the_strictest_reason_comes_first(record_of: Make, judge: Make) -> None:
    """A referral stands before a hold."""
    judged = judge(record_of(kidney=kidney(20.0), answers={"medicines": None}))

    codes = [reason.code for reason in judged.answer.reasons]
    assert codes.index("K-05") < codes.index("G-08")


# ---------------------------------------------------------------- what is said, and what is asked


@pytest.mark.parametrize(
    ("name", "mode", "codes"),
    [
        ("raltegravr", "self", {"I-12"}),
        ("raltegravr", "clinician", {"I-12"}),
        # Referred alone only; and a name that is near to one with a gap is no such warning.
        ("cisplatn", "self", {"I-41"}),
        ("cisplatn", "clinician", set()),
        ("levothyroxne", "self", set()),
    ],
)
def test_a_near_miss_of_a_medicine_to_avoid_is_told_by_its_row(
    record_of: Make, judge: Make, goal_of: Make, name: str, mode: str, codes: set[str]
) -> None:
    """Beside the question which it is, the person reads what it would mean."""
    answer = judge(record_of(medicines=taking(name)), goal_of(mode)).answer

    said = [reason for reason in answer.reasons if f"{name} (" in reason.sentence]
    assert {reason.code for reason in said} == codes
    assert answer.verdict is HOLD


@pytest.mark.parametrize(
    ("person", "mode", "verdict", "first", "seen_by"),
    [
        ({}, "self", GO, "regimen", ()),
        ({"medicines": taking("levothyroxine")}, "self", CARE, "regimen", ()),
        ({"medicines": taking("cisplatin")}, "self", REFER, "professional", ("the oncology team",)),
        ({"medicines": taking("cisplatin")}, "clinician", CARE, "regimen", ()),
        ({"answers": {"sick_day": "yes"}}, "self", HOLD, "no_supplement", ()),
        ({"answers": {"symptoms_now": ("diarrhea",)}}, "self", HOLD, "no_supplement", ()),
        (
            {"answers": {"symptoms_now": ("tingling",)}},
            *("self", REFER, "professional", ("a doctor within 24 hours",)),
        ),
        ({"medicines": taking("rocuronium")}, "clinician", HOLD, "no_supplement", ()),
        ({"age_y": None}, "self", HOLD, "measure_first", ()),
        ({"age_y": None, "answers": {"sick_day": "yes"}}, "self", HOLD, "measure_first", ()),
        (
            {"conditions": ("soy_allergy",), "answers": {"sick_day": "yes"}},
            *("self", HOLD, "measure_first", ()),
        ),
    ],
)
def test_what_comes_first(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    person: dict[str, Any],
    mode: str,
    verdict: Verdict,
    first: str,
    seen_by: tuple[str, ...],
) -> None:
    """Take it, see somebody, take none for now, or answer and measure."""
    answer = judge(record_of(**person), goal_of(mode)).answer

    assert (answer.verdict, answer.recommended, answer.seen_by) == (verdict, first, seen_by)
    assert all(answer.asked) and all(answer.measured)


def test_a_hold_asks_in_its_own_words_and_only_a_hold(record_of: Make, judge: Make) -> None:
    """A sick day asks for 48 hours; a healthy person is asked for nothing."""
    sick = judge(record_of(answers={"sick_day": "yes"})).answer
    both = judge(record_of(answers={"sick_day": "yes", "symptoms_now": ("tingling",)})).answer

    assert sick.asked == ("48 hours of normal eating and drinking",)
    assert sick.asked[0] in both.asked
    assert judge(record_of()).answer.asked == ()


def test_limits_that_bind_everybody_are_not_among_the_reasons(
    record_of: Make, judge: Make, lab: Make
) -> None:
    """A healthy person reads no row of the dose; an old value, which only advises, is said."""
    old = judge(record_of(labs=(lab("serum_magnesium", 100, 0.85),))).answer

    assert not {code for code in judge(record_of()).codes if code.startswith("D-")}
    assert "L-11" in {reason.code for reason in old.reasons}
    assert old.verdict is GO


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("calcium carbonate", CARE), ("psyllium", CARE), ("levothyroxine", HOLD)],
)
def test_a_small_gap_needs_no_hour(
    record_of: Make, judge: Make, name: str, verdict: Verdict
) -> None:
    """Of little weight (L): without a time of day the plan goes on; of more, it holds."""
    assert judge(record_of(medicines=taking(name, clock_h=()))).answer.verdict is verdict


@pytest.mark.parametrize(("in_force", "verdict"), [(None, HOLD), (0.0, HOLD), (0.5, CARE)])
def test_no_increase_forbids_a_first_dose_and_only_that(
    record_of: Make,
    goal_of: Make,
    lab: Make,
    facts: Facts,
    in_force: float | None,
    verdict: Verdict,
) -> None:
    """A value of the first week (L-11): who takes nothing waits, who takes anything goes on."""
    doses = tuple(
        DoseEvent(time_h=12.0 - 24 * ago, elemental_mg=100, product_id="p", status="taken")
        for ago in range(1, 6)
    )
    record = record_of(labs=(lab("serum_magnesium", 0.5, 0.80),)).adding(doses=doses)
    situation = situation_of(record, goal_of(), facts)
    taken = {} if in_force is None else {"in_force_mg": in_force}

    answer = gate(situation, goal_of(), facts, **taken)

    assert answer.verdict is verdict
    assert answer.recommended == ("no_supplement" if verdict is HOLD else "regimen")


def test_a_drink_too_near_a_medicine_is_said_with_its_rule(record_of: Make, judge: Make) -> None:
    """One reason of I-01 for the drink at 08:15, and none where it stands far away."""
    for hour, near in ((8.25, True), (14.0, False)):
        drink = MagnesiumSource(name="drink", elemental_mg_per_day=60, clock_h=hour)
        judged = judge(record_of(medicines=taking("levothyroxine"), sources=(drink,)))
        said = [r for r in judged.answer.reasons if "drink at 08:15 is too near" in r.sentence]
        assert [reason.code for reason in said] == (["I-01"] if near else [])
        assert judged.answer.verdict is CARE


def test_the_strictest_is_said_first(record_of: Make, judge: Make) -> None:
    """Who sees the person, then what is asked, then what is cared for."""
    record = record_of(medicines=taking("levothyroxine", "cisplatin"), conditions=("soy_allergy",))
    codes = [reason.code for reason in judge(record).answer.reasons]

    assert codes.index("I-41") < codes.index("C-16") < codes.index("I-01")

"""What each row of the rule book does to a person who has nothing else, in both modes.

Written from safety.md 3.2 (conditions), 4 (medicines), 5 (symptoms) and 2.7 (labs), not from the
rules: `test_rule_numbers.py` compares the rules with their second writing, this file with what
somebody would see.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.plan import Verdict
from magtitrate.planner.monitoring import monitoring_of

Make = Callable[..., Any]
GO, CARE, HOLD, REFER = "go", "go_with_care", "hold", "refer"

# condition, alone, with a clinician and no labs, what a clinician needs measured first
CONDITIONS = [
    *((code, REFER, CARE, "") for code in ("heart_block", "bradycardia", "hypotension")),
    *((code, REFER, CARE, "") for code in ("dementia", "cannot_report_symptoms")),
    *(
        (code, REFER, CARE, "")
        for code in (
            *("inflammatory_bowel_disease", "short_bowel", "ileostomy", "chronic_diarrhea"),
            *("celiac_disease", "bariatric_surgery"),
            *("hyperparathyroidism", "hypoparathyroidism", "hypercalcemia"),
        )
    ),
    *(
        (code, REFER, REFER, "")
        for code in (
            *("myasthenia_gravis", "lambert_eaton", "bowel_obstruction", "ileus"),
            *("severe_constipation", "recent_bowel_surgery", "struvite_stones", "dialysis"),
            *("acute_kidney_injury", "kidney_transplant_recent", "oliguria", "kidney_transplant"),
            *("urea_cycle_disorder", "nonketotic_hyperglycinemia", "product_allergy"),
            *("preeclampsia", "parenteral_magnesium"),
            "hypomagnesemia_with_secondary_hypocalcemia",
        )
    ),
    *(
        (code, REFER, HOLD, "serum_magnesium")
        for code in (
            *("hypermagnesemia", "adrenal_insufficiency", "milk_alkali_syndrome", "tumor_lysis"),
            *("rhabdomyolysis", "familial_hypocalciuric_hypercalcemia", "hypothyroidism"),
        )
    ),
    *(
        (code, REFER, HOLD, "serum_magnesium potassium calcium phosphate")
        for code in ("dehydration", "eating_disorder", "refeeding_risk", "alcohol_dependence")
    ),
    ("arrhythmia", REFER, HOLD, "serum_magnesium potassium"),
    ("hypomagnesemia", REFER, HOLD, "serum_magnesium potassium calcium"),
    ("soy_allergy", HOLD, HOLD, ""),
    ("fish_gelatin_allergy", HOLD, HOLD, ""),
    *(
        (code, CARE, CARE, "")
        for code in (
            *("phenylketonuria", "fructose_intolerance", "type_1_diabetes", "type_2_diabetes"),
            *("heart_failure", "liver_disease", "pacemaker"),
        )
    ),
    ("hypertension", GO, GO, ""),
    ("chronic_kidney_disease", HOLD, CARE, ""),
]


@pytest.mark.parametrize(("code", "alone", "clinician", "needed"), CONDITIONS)
def test_a_condition_by_itself(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    code: str,
    alone: str,
    clinician: str,
    needed: str,
) -> None:
    """3.2: refused, referred, held for labs, watched or free."""
    record = record_of(
        conditions=(code,),
        kidney={"egfr": 98.0, "measured": days_from_today(-3), "albuminuria": "no"},
    )

    assert judge(record).answer.verdict == alone
    with_clinician = judge(record, goal_of("clinician")).answer
    assert with_clinician.verdict == clinician
    assert set(with_clinician.measured) == set(needed.split())
    assert with_clinician.asked or clinician != HOLD or needed


@pytest.mark.parametrize(("code", "needed"), [(c, n) for c, _, _, n in CONDITIONS if n])
def test_fresh_labs_open_to_a_clinician_and_old_ones_do_not(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, code: str, needed: str
) -> None:
    """90 days; each of the labs by itself is missed."""
    values = {"serum_magnesium": 0.8, "potassium": 4.2, "calcium": 2.4, "phosphate": 1.1}

    def answer(days: float, *left_out: str) -> Any:
        labs = tuple(lab(a, days, values[a]) for a in needed.split() if a not in left_out)
        return judge(record_of(conditions=(code,), labs=labs), goal_of("clinician")).answer

    assert answer(90).may_dose
    assert set(answer(90.1).measured) == set(needed.split())
    for analyte in needed.split():
        assert answer(1, analyte).measured == (analyte,)


@pytest.mark.parametrize(
    ("code", "days", "held"),
    [
        ("heart_failure", 90, False),
        ("heart_failure", 91, True),
        ("liver_disease", 90, False),
        ("liver_disease", 91, True),
    ],
)
def test_heart_and_liver_need_a_fresh_egfr_alone(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    code: str,
    days: int,
    held: bool,
) -> None:
    """K-06 counts both among the risks of a kidney; at 90 days the value is too old."""
    kidney = {"egfr": 98.0, "measured": days_from_today(-days), "albuminuria": "no"}
    judged = judge(record_of(conditions=(code,), kidney=kidney))

    assert (judged.answer.verdict == HOLD) is held
    assert ("egfr" in judged.answer.measured) is held


@pytest.mark.parametrize(
    ("treated", "alone", "clinician"), [(True, CARE, CARE), (False, REFER, HOLD)]
)
def test_an_underactive_thyroid_is_closed_only_untreated(
    record_of: Make, judge: Make, goal_of: Make, treated: bool, alone: str, clinician: str
) -> None:
    """C-10: without thyroid hormone among the medicines; the hormone alone closes nothing."""
    hormone = (Medicine(name="levothyroxine", clock_h=(7.0,)),)
    record = record_of(conditions=("hypothyroidism",), medicines=hormone if treated else ())

    assert judge(record).answer.verdict == alone
    assert judge(record, goal_of("clinician")).answer.verdict == clinician
    assert judge(record_of(medicines=hormone)).answer.verdict == CARE
    assert judge(record_of()).answer.verdict == GO


@pytest.mark.parametrize(
    ("days", "alone", "clinician"),
    [
        (-3, GO, GO),
        (-2, HOLD, HOLD),
        (0, HOLD, HOLD),
        (7, HOLD, HOLD),
        (8, HOLD, CARE),
        (28, HOLD, CARE),
        (29, CARE, CARE),
        (90, CARE, CARE),
    ],
)
def test_surgery(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    days: int,
    alone: str,
    clinician: str,
) -> None:
    """C-09: held from a week before to two days after, and alone for the life of a plan."""
    record = record_of(surgery_planned=days_from_today(days))

    for mode, verdict in (("self", alone), ("clinician", clinician)):
        judged = judge(record, goal_of(mode))
        assert judged.answer.verdict == verdict
        assert ("C-09" in judged.codes) is (verdict != GO)


@pytest.mark.parametrize(
    ("conditions", "salt", "closed"),
    [
        (("hyperphosphatemia",), "glycerophosphate", True),
        (("hyperphosphatemia",), "bisglycinate", False),
        ((), "glycerophosphate", False),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_phosphate(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    capsule: Make,
    conditions: tuple[str, ...],
    salt: str,
    closed: bool,
    mode: str,
) -> None:
    """C-14: the salt and the condition together, whoever asks."""
    record = record_of(conditions=conditions, product=capsule(salt=salt))

    assert (judge(record, goal_of(mode)).answer.verdict == REFER) is closed


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize(("age", "why"), [(3.99, {"C-07", "D-08"}), (4, {"D-08"}), (18, set())])
def test_children(
    record_of: Make, judge: Make, goal_of: Make, age: float, why: set[str], mode: str
) -> None:
    """C-07 and D-08: both are said of a small child, and each alone would refuse."""
    judged = judge(record_of(age_y=age), goal_of(mode))

    assert {c for c in judged.codes if c in ("C-07", "D-08")} == why
    for one in judged.answer.fired:
        if one.row.key in why:
            assert [e.kind for e in one.effects] == ["refer"]


@pytest.mark.parametrize("pregnancy", ["pregnant", "lactating"])
def test_pregnancy_is_said_by_both_rules(
    record_of: Make, judge: Make, goal_of: Make, pregnancy: str
) -> None:
    """C-06 and D-09: alone both send to somebody; with a clinician one caps and one watches."""
    record = record_of(sex="female", age_y=30, pregnancy=pregnancy)
    kinds = {
        mode: {
            one.row.key: [e.kind for e in one.effects]
            for one in judge(record, goal_of(mode, "US")).answer.fired
            if one.row.key in ("C-06", "D-09")
        }
        for mode in ("self", "clinician")
    }

    assert kinds["self"] == {"C-06": ["refer"], "D-09": ["refer"]}
    assert kinds["clinician"] == {"C-06": ["watch"], "D-09": ["cap"]}
    assert judge(record, goal_of("clinician", "US")).limits.max_daily_elemental_mg == 350


# ---------------------------------------------------------------- what is measured, and when

GUT = "serum_magnesium potassium calcium"
KIDNEYS = "serum_magnesium potassium creatinine"
LABS = {
    *{("serum_magnesium", 0.8), ("potassium", 4.2), ("calcium", 2.4)},
}
MEASURED = [
    *(
        ({"conditions": (c,)}, "clinician", GUT, 0)
        for c in (
            *("inflammatory_bowel_disease", "short_bowel", "ileostomy", "chronic_diarrhea"),
            *("celiac_disease", "bariatric_surgery"),
        )
    ),
    *(
        ({"conditions": (c,)}, "clinician", "serum_magnesium calcium parathyroid_hormone", 4)
        for c in ("hyperparathyroidism", "hypoparathyroidism", "hypercalcemia")
    ),
    *(({"egfr": egfr}, "clinician", KIDNEYS, 2) for egfr in (30, 44.9, 45, 59.9)),
    *(
        ({"conditions": ("chronic_kidney_disease",)}, mode, "serum_magnesium creatinine", 4)
        for mode in ("self", "clinician")
    ),
    *(
        ({"albuminuria": "yes"}, mode, "serum_magnesium creatinine", 4)
        for mode in ("self", "clinician")
    ),
    ({"serum": 0.65}, "clinician", "serum_magnesium potassium calcium creatinine", 2),
    *(
        ({"medicine": m}, "clinician", "serum_magnesium potassium creatinine", 13)
        for m in ("furosemide", "hydrochlorothiazide")
    ),
    *(
        ({"medicine": m}, mode, "serum_magnesium potassium egfr", 4)
        for m in ("spironolactone", "amiloride", "eplerenone", "triamterene", "trimethoprim")
        for mode in ("self", "clinician")
    ),
    *(({"medicine": "omeprazole"}, m, "serum_magnesium", 0) for m in ("self", "clinician")),
    *(({"medicine": "digoxin"}, m, "serum_magnesium potassium", 0) for m in ("self", "clinician")),
    *(({"medicine": "levothyroxine"}, m, "tsh", 6) for m in ("self", "clinician")),
]


@pytest.mark.parametrize(("who", "mode", "analytes", "first_week"), MEASURED)
def test_what_is_measured_first_and_when(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    facts: Facts,
    who: dict[str, Any],
    mode: str,
    analytes: str,
    first_week: int,
) -> None:
    """Each analyte that the book asks for has a day, not later than the book's week."""
    labs = {**dict(LABS), "serum_magnesium": who.get("serum", 0.8)}
    taken = (Medicine(name=who["medicine"], clock_h=(8.0,)),) if "medicine" in who else ()
    record = record_of(
        labs=tuple(lab(name, 3, value) for name, value in labs.items() if first_week),
        conditions=who.get("conditions", ()),
        medicines=taken,
        kidney={
            "egfr": who.get("egfr", 98.0),
            "measured": record_of().today,
            "albuminuria": who.get("albuminuria", "no"),
        },
    )
    judged = judge(record, goal_of(mode))
    assert judged.answer.may_dose, judged.codes

    plan = monitoring_of(record.today, judged.answer, judged.situation, "status", facts)

    latest = record.today + timedelta(weeks=first_week)
    due = {item.analyte for item in plan if item.due <= latest}
    assert set(analytes.split()) <= due


# ---------------------------------------------------------------- medicines

# medicine, alone, with a clinician
MEDICINES = [
    *((name, REFER, REFER) for name in ("raltegravir", "baloxavir", "calcitriol", "alfacalcidol")),
    *((name, REFER, REFER) for name in ("paricalcitol", "sodium polystyrene sulfonate")),
    *((n, REFER, REFER) for n in ("gentamicin", "amikacin", "tobramycin", "streptomycin")),
    *((n, REFER, REFER) for n in ("calcium polystyrene sulfonate", "magnesium sulfate injection")),
    *((n, REFER, CARE) for n in ("mycophenolate mofetil", "mycophenolic acid", "acalabrutinib")),
    *((n, REFER, CARE) for n in ("nilotinib", "dasatinib", "pazopanib", "erlotinib", "riociguat")),
    *((n, REFER, CARE) for n in ("furosemide", "hydrochlorothiazide", "chlorthalidone")),
    *((n, REFER, CARE) for n in ("indapamide", "bumetanide", "torsemide", "patiromer")),
    # Not swallowed, so no gap; a clinician reads that they waste magnesium.
    *((n, REFER, CARE) for n in ("cisplatin", "carboplatin", "cetuximab", "panitumumab")),
    *((n, REFER, CARE) for n in ("amphotericin b", "foscarnet", "pentamidine")),
    ("lithium", REFER, CARE),
    *((n, REFER, CARE) for n in ("cyclosporine", "tacrolimus", "sirolimus")),
    *((n, HOLD, HOLD) for n in ("milk of magnesia", "magnesium citrate laxative", "epsom salt")),
    ("sodium phosphate bowel preparation", HOLD, HOLD),
    *((n, REFER, HOLD) for n in ("rocuronium", "cisatracurium", "succinylcholine")),
    *((n, CARE, CARE) for n in ("levothyroxine", "ciprofloxacin", "doxycycline", "gabapentin")),
    *((n, CARE, CARE) for n in ("spironolactone", "amlodipine", "insulin", "glyburide")),
    *((n, CARE, CARE) for n in ("omeprazole", "digoxin", "botulinum toxin", "morphine")),
    *((n, CARE, CARE) for n in ("diazepam", "baclofen", "zinc", "iron", "xyzzyol")),
]


@pytest.mark.parametrize(("name", "alone", "clinician"), MEDICINES)
def test_a_medicine_by_itself(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    name: str,
    alone: str,
    clinician: str,
) -> None:
    """Section 4: AVOID, CLIN, a pause, a gap or a watch."""
    record = record_of(
        medicines=(Medicine(name=name, clock_h=(8.0,)),),
        kidney={"egfr": 98.0, "measured": days_from_today(-3), "albuminuria": "no"},
    )

    assert judge(record).answer.verdict == alone
    assert judge(record, goal_of("clinician")).answer.verdict == clinician


@pytest.mark.parametrize(
    "name", ["spironolactone", "amiloride", "eplerenone", "triamterene", "trimethoprim"]
)
@pytest.mark.parametrize(("place", "most"), [("EU", 125), ("US", 175), ("UK", 175)])
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_medicines_that_keep_magnesium_halve_the_general_limit(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    name: str,
    place: str,
    most: float,
    mode: str,
) -> None:
    """I-40: 50 % of D-01, also with a clinician."""
    record = record_of(
        medicines=(Medicine(name=name, clock_h=(8.0,)),),
        kidney={"egfr": 98.0, "measured": days_from_today(-3), "albuminuria": "no"},
    )

    assert judge(record, goal_of(mode, place)).limits.max_daily_elemental_mg == most


@pytest.mark.parametrize("mode", ["self", "clinician"])
@pytest.mark.parametrize(("days", "held"), [(90, False), (91, True)])
@pytest.mark.parametrize(
    "names",
    [
        ("ibuprofen", "lisinopril", "amiloride"),
        ("naproxen", "losartan", "spironolactone"),
    ],
)
def test_three_medicines_together_need_a_fresh_egfr(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    names: tuple[str, ...],
    days: int,
    held: bool,
    mode: str,
) -> None:
    """I-57: painkiller, ACE inhibitor or ARB, and diuretic: an eGFR of the last 90 days."""
    record = record_of(
        medicines=tuple(Medicine(name=name, clock_h=(8.0,)) for name in names),
        kidney={"egfr": 98.0, "measured": days_from_today(-days), "albuminuria": "no"},
    )

    judged = judge(record, goal_of(mode))

    assert (judged.answer.verdict is Verdict.HOLD) is held
    assert "I-57" in judged.codes or not held


@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_zinc_is_watched_whatever_its_amount(
    record_of: Make, judge: Make, goal_of: Make, mode: str
) -> None:
    """I-51: the amount is not known here, so the person is told from which one it matters."""
    zinc = (Medicine(name="zinc", clock_h=(8.0,)),)

    judged = judge(record_of(medicines=zinc), goal_of(mode))

    kinds = {e.kind for one in judged.answer.fired if one.row.id == "I-51" for e in one.effects}
    said = " ".join(r.sentence for r in judged.answer.reasons if r.code == "I-51")
    assert {"gap", "watch"} <= kinds
    assert "25 mg" in said


# ---------------------------------------------------------------- everybody


@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_what_binds_everybody_is_in_force(
    record_of: Make, judge: Make, goal_of: Make, mode: str
) -> None:
    """1.7: the envelope of somebody who has nothing, rule by rule, and nothing else."""
    judged = judge(record_of(), goal_of(mode))

    both = {
        *("D-03", "D-03/override", "D-03/split", "D-04/start", "D-04/override", "D-04/step"),
        *("D-05", "D-06", "D-07"),
    }
    one = {"self": {"D-01"}, "clinician": {"D-02", "D-02/labs", "D-12"}}[mode]
    assert judged.fired == both | one
    assert judged.limits.max_single_elemental_mg == 200
    assert judged.limits.max_start_elemental_mg == 100
    assert judged.limits.max_step_elemental_mg == 100
    assert judged.limits.step_days == 7


# ---------------------------------------------------------------- symptoms

SYMPTOMS = [
    ("loose_stool", CARE, 125.0),
    ("bloating", CARE, 125.0),
    ("diarrhea", HOLD, 0.0),
    ("constipation", HOLD, 0.0),
    *((s, CARE, 250.0) for s in ("cramps", "twitching", "restless_legs", "tremor")),
    *((s, CARE, 250.0) for s in ("fatigue", "poor_sleep", "anxiety", "low_appetite")),
]


@pytest.mark.parametrize(("symptom", "verdict", "most"), SYMPTOMS)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_a_symptom_that_is_no_alarm(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    symptom: str,
    verdict: str,
    most: float,
    mode: str,
) -> None:
    """S-11, S-12, S-14, S-15, S-18: half, nothing, or as before; never more."""
    plain = judge(record_of(), goal_of(mode)).limits.max_daily_elemental_mg

    judged = judge(record_of(answers={"symptoms_now": (symptom,)}), goal_of(mode))

    assert judged.answer.verdict == verdict
    assert judged.limits.max_daily_elemental_mg == (plain if most == 250 else most)
    assert not judged.answer.emergency
    assert any(code.startswith("S-") for code in judged.codes)


@pytest.mark.parametrize("symptom", ["nausea", "flushing", "dizziness", "heaviness"])
@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"age_y": 65}, "S-09/age"),
        ({"kidney": {"egfr": 59.9, "measured": None}}, "S-09/kidney"),
        ({"also": "constipation"}, "S-09/constipation"),
        ({"also": "no_stool_or_gas"}, "S-09/constipation"),
        ({"also": "thirst"}, "S-09/two"),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_an_early_sign_is_an_emergency_with_one_more_thing(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    symptom: str,
    more: dict[str, Any],
    key: str,
    mode: str,
) -> None:
    """S-09: RED at 65, below 60, with constipation, or with a second sign."""
    more = dict(more)
    symptoms = (symptom, *((more.pop("also"),) if "also" in more else ()))
    if "kidney" in more:
        more["kidney"] = {**more["kidney"], "measured": record_of().today}

    judged = judge(record_of(answers={"symptoms_now": symptoms}, **more), goal_of(mode))

    assert judged.answer.emergency
    (one,) = [fired for fired in judged.answer.fired if fired.row.key == key]
    assert [(e.kind, e.level) for e in one.effects] == [("stop", "RED")]


@pytest.mark.parametrize(("more", "level"), [({"age_y": 64.9}, "ORANGE"), ({"age_y": 65}, "RED")])
def test_an_early_sign_alone_is_not(
    record_of: Make, judge: Make, more: dict[str, Any], level: str
) -> None:
    """Nausea at 64.9 with good kidneys is for a doctor within a day."""
    judged = judge(record_of(answers={"symptoms_now": ("nausea",)}, **more))

    assert judged.answer.verdict == REFER
    assert judged.answer.emergency is (level == "RED")


# ---------------------------------------------------------------- the envelope at its bounds


@pytest.mark.parametrize(
    ("overridden", "single", "start"),
    [((), 200, 100), (("D-03",), 243, 100), (("D-04",), 200, 200), (("D-03", "D-04"), 243, 200)],
)
def test_what_a_clinician_may_set_aside_has_a_bound_of_its_own(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    overridden: tuple[str, ...],
    single: float,
    start: float,
) -> None:
    """D-03: 243 mg at once; D-04: a start of 200 mg; never without a bound."""
    limits = judge(record_of(), goal_of("clinician", "US", *overridden)).limits

    assert limits.max_single_elemental_mg == single
    assert limits.max_start_elemental_mg == start


@pytest.mark.parametrize(("age", "start"), [(64.9, 200), (65, 100), (66, 100)])
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_from_65_the_start_is_100_whatever_is_set_aside(
    record_of: Make, judge: Make, goal_of: Make, age: float, start: float, mode: str
) -> None:
    """D-10: its own bound beside D-04's."""
    overridden = ("D-04",) if mode == "clinician" else ()
    judged = judge(record_of(age_y=age), goal_of(mode, "US", *overridden))

    assert judged.limits.max_start_elemental_mg == (start if overridden else 100)
    assert ("D-10/start" in judged.fired) is (age >= 65)


@pytest.mark.parametrize(
    ("age", "days", "capped"),
    [(65, 91, True), (65, 90, False), (64.9, 91, False), (64.9, 90, False), (80, 91, True)],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_from_65_the_ceiling_is_250_until_a_fresh_egfr(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    age: float,
    days: int,
    capped: bool,
    mode: str,
) -> None:
    """D-10: 250 mg with an eGFR of more than 90 days, in both modes."""
    kidney = {"egfr": 98.0, "measured": days_from_today(-days), "albuminuria": "no"}
    judged = judge(record_of(age_y=age, kidney=kidney), goal_of(mode, "US"))
    general = 350 if mode == "self" else 402

    assert judged.answer.may_dose
    most = 250 if capped else general
    assert judged.limits.max_daily_elemental_mg == pytest.approx(most, abs=0.1)


@pytest.mark.parametrize("name", ["insulin", "glyburide", "gliclazide"])
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_glucose_is_watched_beside_its_medicines(
    record_of: Make, judge: Make, goal_of: Make, name: str, mode: str
) -> None:
    """C-15 and I-46 both speak of insulin and of sulfonylureas."""
    medicines = (Medicine(name=name, clock_h=(8.0,)),)

    assert {"C-15", "I-46"} <= judge(record_of(medicines=medicines), goal_of(mode)).codes


@pytest.mark.parametrize("value", [0.95, 1.0, 1.05])
@pytest.mark.parametrize(("egfr", "halved"), [(59.9, True), (60.0, False)])
def test_upper_normal_serum_halves_below_60(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, value: float, egfr: float, halved: bool
) -> None:
    """L-04: no increase; below 60 at most half of the dose in force."""
    labs = (lab("serum_magnesium", 2, value), lab("potassium", 2, 4.2))
    kidney = {"egfr": egfr, "measured": record_of().today}
    judged = judge(record_of(labs=labs, kidney=kidney), goal_of("clinician", "US"), in_force_mg=120)

    assert judged.answer.may_dose
    assert judged.limits.max_daily_elemental_mg == (60 if halved else 120)


@pytest.mark.parametrize("high", [1.25, 1.4, 2.4])
@pytest.mark.parametrize(
    ("since", "doses"),
    [
        (("potassium", "calcium", "creatinine"), True),
        (("potassium", "calcium", "egfr"), True),
        (("potassium", "calcium"), False),
        (("calcium", "egfr"), False),
        (("potassium", "egfr"), False),
        ((), False),
    ],
)
def test_after_a_dangerous_value_its_companions_come_first(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, high: float, since: Any, doses: bool
) -> None:
    """L-02: unlocked by a clinician with magnesium, creatinine, potassium and calcium anew."""
    values = {"potassium": 4.2, "calcium": 2.4, "creatinine": 80.0, "egfr": 96.0}
    labs = [lab("serum_magnesium", 20, high), lab("serum_magnesium", 2, 0.8)]
    labs += [lab(name, 21, value) for name, value in values.items() if name != "egfr"]
    labs += [lab(name, 2, values[name]) for name in since]
    record = record_of(labs=tuple(labs))

    assert judge(record, goal_of("clinician")).answer.may_dose is doses
    assert not judge(record).answer.may_dose


def test_the_companions_are_newer_than_the_last_high_value(
    record_of: Make, judge: Make, goal_of: Make, lab: Make
) -> None:
    """1.3, its companions, 1.27 again, and 0.8: nothing was looked at since the second."""
    values = {"potassium": 4.2, "calcium": 2.4, "creatinine": 80.0}

    def may(*days: float) -> bool:
        labs = [lab("serum_magnesium", *one) for one in ((19, 1.3), (10, 1.27), (2, 0.8))]
        labs += [lab(name, day, value) for name, value in values.items() for day in days]
        return bool(judge(record_of(labs=tuple(labs)), goal_of("clinician")).answer.may_dose)

    assert not may(15)
    assert not may(10)
    assert may(15, 5)


@pytest.mark.parametrize("high", [1.06, 1.24])
def test_after_a_high_value_below_that_a_newer_one_is_enough(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, high: float
) -> None:
    """L-03 asks for magnesium and kidney function; at half the limit."""
    labs = (lab("serum_magnesium", 20, high), lab("serum_magnesium", 2, 0.8))
    judged = judge(record_of(labs=labs), goal_of("clinician"))

    assert judged.answer.may_dose
    assert judged.limits.max_daily_elemental_mg == 125


@pytest.mark.parametrize(
    ("ionized", "codes"),
    [
        (0.4, set()),
        (0.55, set()),
        (0.79, set()),
        (0.8, {"L-03"}),
        (1.1, {"L-03"}),
        (1.3, {"L-02"}),
        (2.5, {"L-01"}),
        (5.0, {"L-01"}),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_a_part_above_the_limit_of_the_whole_stops(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, ionized: float, codes: Any, mode: str
) -> None:
    """The total holds the ionized part, so a high one is at least as high a total (L-01 to 03)."""
    labs = (lab("serum_magnesium", 9, 0.8), lab("ionized_magnesium", 1, ionized))
    judged = judge(record_of(labs=labs), goal_of(mode))

    assert codes <= judged.codes
    assert judged.answer.may_dose is (not codes)
    assert judged.answer.emergency is (codes == {"L-01"})


@pytest.mark.parametrize(
    ("value", "upper", "code"),
    [
        (0.6, 0.59, "L-03"),
        (0.59, 0.59, ""),
        (0.6, None, ""),
        (0.39, 0.59, "L-07"),
        (0.2, None, "L-07"),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_ionized_magnesium_has_limits_of_its_own(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, value: float, upper: Any, code: str,
    mode: str,
) -> None:  # fmt: skip
    """Above its laboratory's limit it stops as the total does; below 0.40 a doctor looks first."""
    labs = (lab("ionized_magnesium", 200, value, upper=upper),)
    judged = judge(record_of(labs=labs), goal_of(mode))

    assert judged.answer.may_dose is (not code)
    assert {code} - {""} <= judged.codes


@pytest.mark.parametrize(
    ("analyte", "value", "stops"),
    [
        ("calcium", 1.89, True),
        ("calcium", 1.9, False),
        ("ionized_calcium", 0.89, True),
        ("ionized_calcium", 0.9, False),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_very_low_calcium_needs_a_doctor_today(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, analyte: str, value: float,
    stops: bool, mode: str,
) -> None:  # fmt: skip
    """L-09: below 1.9 mmol/L symptoms are near, whatever the magnesium."""
    judged = judge(record_of(labs=(lab(analyte, 2, value),)), goal_of(mode))

    assert judged.answer.may_dose is not stops
    assert (judged.answer.seen_by == ("a doctor, today",)) is stops


@pytest.mark.parametrize(
    ("value", "low", "referred"),
    [(0.69, True, True), (0.69, False, False), (0.70, True, False), (0.80, True, False)],
)
def test_low_magnesium_with_low_potassium_is_for_a_doctor(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, value: float, low: bool, referred: bool
) -> None:
    """L-09: both together; low potassium alone is not of this rule."""
    labs = (
        lab("serum_magnesium", 2, value),
        lab("potassium", 2, 3.1 if low else 4.2),
        lab("calcium", 2, 2.4),
    )
    judged = judge(record_of(labs=labs), goal_of("clinician"))

    assert ("L-09" in judged.fired) is referred
    assert (judged.answer.verdict == REFER) is referred


@pytest.mark.parametrize(
    ("value", "low_days", "needed"),
    [
        (0.5, 90, ()),
        (0.5, 91, ("potassium", "calcium")),
        (0.65, None, ("potassium", "calcium")),
        (0.70, None, ()),
    ],
)
def test_low_magnesium_needs_its_companions_with_a_clinician(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    value: float,
    low_days: float | None,
    needed: tuple[str, ...],
) -> None:
    """L-07: potassium and calcium of the last 90 days; alone it is a doctor's in any case."""
    companions = (
        () if low_days is None else (lab("potassium", low_days, 4.2), lab("calcium", low_days, 2.4))
    )
    record = record_of(labs=(lab("serum_magnesium", 2, value), *companions))
    answer = judge(record, goal_of("clinician")).answer

    assert answer.measured == needed
    assert answer.may_dose is (needed == ())
    assert (judge(record).answer.verdict == REFER) is (value < 0.70)


@pytest.mark.parametrize(("egfr", "fires"), [(59.9, False), (60.0, True), (65.0, True)])
@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"albuminuria": "yes"}, "K-02/albuminuria"),
        ({"conditions": ("chronic_kidney_disease",)}, "K-02/disease"),
    ],
)
@pytest.mark.parametrize(("mode", "most"), [("self", 200), ("clinician", 350)])
def test_early_kidney_disease(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    egfr: float,
    fires: bool,
    more: dict[str, Any],
    key: str,
    mode: str,
    most: float,
) -> None:
    """K-02: from 60 on, 200 mg alone with a serum of the last 90 days; D-01 with a clinician."""

    def judged(days: float | None) -> Any:
        kidney = {
            "egfr": egfr,
            "measured": record_of().today,
            "albuminuria": more.get("albuminuria", "no"),
        }
        labs = () if days is None else (lab("serum_magnesium", days, 0.8),)
        record = record_of(kidney=kidney, conditions=more.get("conditions", ()), labs=labs)
        return judge(record, goal_of(mode, "US"))

    assert (key in judged(3).fired) is fires
    if fires:
        assert judged(90).limits.max_daily_elemental_mg == most
        assert judged(None).answer.may_dose is (mode == "clinician")
        assert judged(90.1).answer.may_dose is (mode == "clinician")


@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_without_albumin_and_disease_early_stages_are_free(
    record_of: Make, judge: Make, goal_of: Make, mode: str
) -> None:
    """K-02 asks for albumin in the urine or a known disease; "unknown" is neither."""
    for albuminuria in ("no", "unknown", None):
        kidney = {"egfr": 60.0, "measured": record_of().today, "albuminuria": albuminuria}

        assert not {k for k in judge(record_of(kidney=kidney), goal_of(mode)).fired if "K-02" in k}


@pytest.mark.parametrize("egfr", [30.0, 44.9, 45.0, 59.9])
def test_reduced_kidneys_need_magnesium_and_potassium_first(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, egfr: float
) -> None:
    """K-03, K-04: both of the last 90 days, each missed by itself."""
    kidney = {"egfr": egfr, "measured": record_of().today}

    def measured(**days: float) -> set[str]:
        values = {"serum_magnesium": 0.8, "potassium": 4.2}
        labs = tuple(lab(name, days[name], values[name]) for name in days)
        return set(judge(record_of(kidney=kidney, labs=labs), goal_of("clinician")).answer.measured)

    assert measured() == {"serum_magnesium", "potassium"}
    assert measured(serum_magnesium=90) == {"potassium"}
    assert measured(potassium=90) == {"serum_magnesium"}
    assert measured(serum_magnesium=90, potassium=90) == set()
    assert measured(serum_magnesium=90.1, potassium=90.1) == {"serum_magnesium", "potassium"}


@pytest.mark.parametrize(
    ("umol", "alarm"), [(19.99, True), (20.0, False), (1500.0, False), (1500.1, True)]
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_the_unit_alarm_of_creatinine(
    record_of: Make, judge: Make, goal_of: Make, umol: float, alarm: bool, mode: str
) -> None:
    """K-09: below 20 and above 1,500 umol/L are asked about, whoever asks (H-04)."""
    kidney = {"creatinine_umol_per_l": umol, "measured": record_of().today}
    judged = judge(record_of(kidney=kidney), goal_of(mode))

    found = [one for one in judged.answer.fired if one.row.key.startswith("K-09/creatinine")]
    assert bool(found) is alarm
    assert all([e.kind for e in one.effects] == ["hold"] for one in found)


@pytest.mark.parametrize(("days", "said"), [(2.9, False), (3.0, False), (3.1, True), (900, True)])
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_a_high_value_of_some_days_ago_says_that_time_clears_nothing(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, days: float, said: bool, mode: str
) -> None:
    """L-12 beside L-03: stopped in any case; after three days the person reads why it stays."""
    judged = judge(record_of(labs=(lab("serum_magnesium", days, 1.1),)), goal_of(mode))

    assert judged.answer.verdict == REFER
    assert {"L-12", "L-03"} & judged.fired == ({"L-12", "L-03"} if said else {"L-03"})


@pytest.mark.parametrize(("place", "most"), [("EU", 125), ("US", 175)])
def test_the_restart_after_a_high_value(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, facts: Facts, place: str, most: float
) -> None:
    """L-03: a newer value in range; only with a clinician, at half, measured after 2 weeks."""
    high, newer = lab("serum_magnesium", 20, 1.15), lab("serum_magnesium", 5, 0.85)
    stopped = judge(record_of(labs=(high,)), goal_of("clinician", place))
    record = record_of(labs=(high, newer))
    judged = judge(record, goal_of("clinician", place))

    assert "L-03/restart" not in stopped.fired
    assert "L-03/restart" in judged.fired
    assert judged.limits.max_daily_elemental_mg == most
    assert judge(record, goal_of("self", place)).answer.verdict == REFER
    plan = monitoring_of(record.today, judged.answer, judged.situation, "status", facts)
    weeks_2 = {i.analyte for i in plan if i.due <= record.today + timedelta(weeks=2)}
    assert {"serum_magnesium", "creatinine"} <= weeks_2


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (0.19, {"L-08", "L-10/low"}),
        (0.20, {"L-08"}),
        (0.49, {"L-08"}),
        (0.50, {"L-07"}),
        (0.699, {"L-07"}),
        (0.70, {"L-06"}),
        (0.849, {"L-06"}),
        (0.85, {"L-05"}),
        (0.949, {"L-05"}),
        (0.95, {"L-04"}),
        (1.05, {"L-04"}),
        (1.051, {"L-03"}),
        (1.25, {"L-02"}),
        (2.0, {"L-01", "L-02"}),
        (10.0, {"L-01", "L-02"}),
        (10.1, {"L-01", "L-02", "L-10/low"}),
    ],
)
def test_one_value_and_no_neighbor(
    record_of: Make, judge: Make, lab: Make, value: float, rows: set[str]
) -> None:
    """2.7 row by row, with a value of yesterday and no symptom: these rows and no other."""
    fired = judge(record_of(labs=(lab("serum_magnesium", 1, value),))).fired

    assert {key for key in fired if key.startswith("L-")} == rows


@pytest.mark.parametrize(("age", "asked"), [(11.9, False), (12, True), (55.9, True), (56, False)])
@pytest.mark.parametrize("sex", ["female", "male"])
@pytest.mark.parametrize("answer", [None, "no"])
def test_who_is_asked_about_pregnancy(
    record_of: Make,
    judge: Make,
    days_from_today: Make,
    age: float,
    asked: bool,
    sex: str,
    answer: str | None,
) -> None:
    """G-03 without an answer, G-07 with one of more than 28 days; females from 12 to 55."""
    answer = answer if sex == "female" else None
    fresh = record_of(age_y=age, sex=sex, pregnancy=answer)
    old = record_of(
        age_y=age, sex=sex, pregnancy=answer, answers={"confirmed": days_from_today(-29)}
    )
    female = asked and sex == "female"

    assert ("G-03" in judge(fresh).fired) is (female and answer is None)
    assert ("G-07/pregnancy" in judge(fresh).fired) is False
    assert ("G-07/pregnancy" in judge(old).fired) is female

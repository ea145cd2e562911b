"""Is each limit the smallest that any rule sets, with all magnesium counted?

Expected numbers: safety.md 1.7 (D-01 to D-12), 3.1, and the constants of section 11.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.plan import JURISDICTIONS
from magtitrate.safety.limits import limits_for

Make = Callable[..., Any]

CEILING = {
    "EU": 250,
    "US": 350,
    "CA": 350,
    "UK": 350,
    "AU": 350,
    "NZ": 350,
    "JP": 350,
    "NO": 350,
}


def kidney(egfr: float) -> dict[str, Any]:
    return {"egfr": egfr, "measured": date(2026, 11, 1), "albuminuria": "no"}


def test_the_contract_and_the_rule_book_name_the_same_jurisdictions() -> None:
    """Eight jurisdictions, each with a ceiling."""
    assert set(JURISDICTIONS) == set(CEILING)


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_alone_the_upper_limit_of_the_jurisdiction_binds(
    record_of: Make, judge: Make, goal_of: Make, jurisdiction: str
) -> None:
    """250 in the EU, 350 elsewhere; the UK's guidance of 400 is never used (D-01)."""
    limits = judge(record_of(), goal_of("self", jurisdiction)).limits

    assert limits.max_daily_elemental_mg == CEILING[jurisdiction]
    assert limits.tightest("daily").reason.code == "D-01"
    assert limits.room_elemental_mg == CEILING[jurisdiction]


def test_one_intake_start_and_step(record_of: Make, judge: Make) -> None:
    """200 mg at once, 100 mg at the start, 100 mg more after at least 7 days (D-03, D-04)."""
    limits = judge(record_of()).limits

    assert limits.max_single_elemental_mg == 200
    assert limits.max_start_elemental_mg == 100
    assert limits.max_step_elemental_mg == 100
    assert limits.step_days == 7


@pytest.mark.parametrize("jurisdiction", JURISDICTIONS)
def test_a_clinician_stays_below_24_mmol_with_room_for_an_overfilled_product(
    record_of: Make, judge: Make, goal_of: Make, jurisdiction: str
) -> None:
    """583 mg divided by 1.45 is 402 mg of label content (D-02, D-12)."""
    limits = judge(record_of(), goal_of("clinician", jurisdiction)).limits

    assert limits.max_daily_elemental_mg * 1.45 <= 583.33
    assert limits.max_daily_elemental_mg == pytest.approx(402, abs=0.5)


def test_a_clinician_may_set_the_single_intake_aside_up_to_243(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """D-03 overridden is 243 mg, and nothing else moves."""
    plain = judge(record_of(), goal_of("clinician", "US")).limits
    limits = judge(record_of(), goal_of("clinician", "US", "D-03")).limits

    assert limits.max_single_elemental_mg == 243
    assert limits.max_daily_elemental_mg == plain.max_daily_elemental_mg
    assert limits.max_start_elemental_mg == plain.max_start_elemental_mg


@pytest.mark.parametrize("age", [40, 70])
def test_a_clinician_may_set_the_start_aside(
    record_of: Make, judge: Make, goal_of: Make, age: float
) -> None:
    """D-04 overridden leaves limits that are whole; the step of 7 days stays."""
    limits = judge(record_of(age_y=age), goal_of("clinician", "US", "D-04")).limits

    assert limits.max_start_elemental_mg <= limits.max_daily_elemental_mg
    assert limits.max_step_elemental_mg == 100
    assert limits.step_days == 7


@pytest.mark.parametrize("rule", ["D-02", "D-12", "D-01", "K-04"])
def test_ceilings_cannot_be_set_aside(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, rule: str
) -> None:
    """An override of a ceiling changes nothing (H-32)."""
    labs = (lab("serum_magnesium", 5, 0.8), lab("potassium", 5, 4.2))
    record = record_of(kidney=kidney(38), labs=labs)

    limits = judge(record, goal_of("clinician", "EU", rule)).limits

    assert limits.max_daily_elemental_mg == 100


# ---------------------------------------------------------------- other sources


def source(mg: float | None, clock_h: float | None = None) -> MagnesiumSource:
    return MagnesiumSource(name=f"source of {mg}", elemental_mg_per_day=mg, clock_h=clock_h)


@pytest.mark.parametrize(
    ("amounts", "room"), [((60,), 190), ((60, 40), 150), ((250,), 0), ((300,), 0), ((0,), 250)]
)
def test_other_sources_are_summed_first(
    record_of: Make, judge: Make, amounts: tuple[float, ...], room: float
) -> None:
    """The EU golden vector: 60 mg of a multivitamin leave 190 mg."""
    limits = judge(record_of(sources=tuple(source(mg) for mg in amounts))).limits

    assert limits.other_sources_elemental_mg_per_day == sum(amounts)
    assert limits.max_daily_elemental_mg == 250
    assert limits.room_elemental_mg == room
    assert limits.max_start_elemental_mg <= room


def test_a_medicine_with_magnesium_is_a_source(
    record_of: Make, judge: Make, facts_with: Make
) -> None:
    """40 mg in each of two tablets a day are 80 mg."""
    own = facts_with(
        medicines='[[medicine]]\nname = "magnetine"\nno_interaction = true\n'
        "elemental_mg_per_unit = 40\n"
    )
    record = record_of(medicines=(Medicine(name="magnetine", clock_h=(8.0, 20.0)),))

    limits = judge(record, others=own).limits

    assert limits.other_sources_elemental_mg_per_day == 80
    assert limits.room_elemental_mg == 170


# ---------------------------------------------------------------- kidneys, age, pregnancy


LABS = (("serum_magnesium", 0.80), ("potassium", 4.2), ("calcium", 2.4))


@pytest.mark.parametrize(
    ("egfr", "jurisdiction", "mg"),
    [
        (59.9, "EU", 125),
        (45.0, "EU", 125),
        (59.9, "US", 175),
        (44.9, "EU", 100),
        (30.0, "US", 100),
        (29.9, "US", 0),
        (60.0, "EU", 402),
    ],
)
def test_a_clinician_with_reduced_kidneys(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    lab: Make,
    egfr: float,
    jurisdiction: str,
    mg: float,
) -> None:
    """Half of the general limit from 45, 100 mg from 30, nothing below (K-03 to K-05)."""
    record = record_of(kidney=kidney(egfr), labs=tuple(lab(a, 5, v) for a, v in LABS))

    limits = judge(record, goal_of("clinician", jurisdiction)).limits

    assert limits.max_daily_elemental_mg == pytest.approx(mg, abs=0.5)


@pytest.mark.parametrize(
    "more", [{"conditions": ("chronic_kidney_disease",)}, {"kidney": {**kidney(90)}}]
)
def test_early_kidney_disease_has_200_mg(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, more: dict[str, Any]
) -> None:
    """Known disease or albuminuria at 60 or above: 200 alone, D-01 with a clinician (K-02)."""
    if "kidney" in more:
        more = {"kidney": {**kidney(90), "albuminuria": "yes"}}
    record = record_of(labs=(lab("serum_magnesium", 5, 0.8),), **more)

    assert judge(record, goal_of("self", "US")).limits.max_daily_elemental_mg == 200
    assert judge(record, goal_of("clinician", "US")).limits.max_daily_elemental_mg == 350


@pytest.mark.parametrize(
    ("age", "measured", "mg"),
    [
        (64, date(2026, 7, 1), 350),
        (65, date(2026, 11, 1), 350),
        (65, date(2026, 7, 1), 250),
        (80, date(2026, 11, 1), 350),
    ],
)
def test_from_65_the_ceiling_needs_a_recent_egfr(
    record_of: Make, judge: Make, goal_of: Make, age: float, measured: date, mg: float
) -> None:
    """250 mg until an eGFR of the last 90 days is on file (D-10)."""
    record = record_of(age_y=age, kidney={"egfr": 90.0, "measured": measured})

    limits = judge(record, goal_of("self", "US")).limits

    assert limits.max_daily_elemental_mg <= mg
    assert limits.max_start_elemental_mg <= 100


@pytest.mark.parametrize("jurisdiction", ["EU", "US"])
def test_a_clinician_in_pregnancy_stays_at_the_general_limit(
    record_of: Make, judge: Make, goal_of: Make, jurisdiction: str
) -> None:
    """D-09: 250 and 350, not 402."""
    record = record_of(sex="female", age_y=30, pregnancy="pregnant")

    limits = judge(record, goal_of("clinician", jurisdiction)).limits

    assert limits.max_daily_elemental_mg == CEILING[jurisdiction]


@pytest.mark.parametrize(
    "name", ["amiloride", "triamterene", "spironolactone", "eplerenone", "trimethoprim"]
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_medicines_that_retain_magnesium_halve_the_limit(
    record_of: Make, judge: Make, goal_of: Make, name: str, mode: str
) -> None:
    """Half of D-01: 175 mg in the US, in both modes (I-40)."""
    record = record_of(medicines=(Medicine(name=name, clock_h=(8.0,)),))

    limits = judge(record, goal_of(mode, "US")).limits

    assert limits.max_daily_elemental_mg == 175


# ---------------------------------------------------------------- vitamin B6


@pytest.mark.parametrize(
    ("b6", "mg"), [(0.0, 250), (1.0, 250), (2.5, 200), (5.0, 100), (10.0, 50), (25.0, 20)]
)
def test_vitamin_b6_of_the_product_bounds_it(
    record_of: Make, judge: Make, capsule: Make, b6: float, mg: float
) -> None:
    """10 mg a day over the content of one 50 mg capsule (U-10)."""
    limits = judge(record_of(product=capsule(vitamin_b6_mg_per_unit=b6))).limits

    assert limits.max_daily_elemental_mg == pytest.approx(mg)


def test_other_magnesium_does_not_use_up_the_vitamin(
    record_of: Make, judge: Make, capsule: Make
) -> None:
    """60 mg from elsewhere and 5 mg of B6 per capsule: still two capsules."""
    record = record_of(product=capsule(vitamin_b6_mg_per_unit=5.0), sources=(source(60),))

    assert judge(record).limits.room_elemental_mg == pytest.approx(100)


# ---------------------------------------------------------------- the dose in force


@pytest.mark.parametrize("in_force", [50, 150, 250])
def test_who_takes_a_dose_does_not_start_again(
    record_of: Make, judge: Make, in_force: float
) -> None:
    """The start is 100 mg, or what is taken already; nothing else moves."""
    limits = judge(record_of(), in_force_mg=in_force).limits

    assert limits.max_start_elemental_mg == max(100, in_force)
    assert limits.max_daily_elemental_mg == 250
    assert limits.max_step_elemental_mg == 100


def test_a_dose_in_force_above_the_limit_is_no_licence(record_of: Make, judge: Make) -> None:
    """400 mg taken now start at the limit, not at 400."""
    assert judge(record_of(), in_force_mg=400).limits.max_start_elemental_mg == 250


@pytest.mark.parametrize("other", [0, 60])
def test_no_increase_is_no_increase_of_all_together(
    record_of: Make, judge: Make, lab: Make, other: float
) -> None:
    """0.97 mmol/L at 100 mg: the product stays at 100 mg, with a multivitamin too (L-04)."""
    record = record_of(
        labs=(lab("serum_magnesium", 5, 0.97),), sources=(source(other),) if other else ()
    )

    assert judge(record, in_force_mg=100).limits.room_elemental_mg == 100


@pytest.mark.parametrize("in_force", [100.0, 200.0])
def test_half_is_half_of_what_is_taken(
    record_of: Make, judge: Make, lab: Make, goal_of: Make, in_force: float
) -> None:
    """0.97 mmol/L with an eGFR of 50, under a clinician: half of the present dose (L-04)."""
    labs = (lab("serum_magnesium", 5, 0.97), lab("potassium", 5, 4.2))
    record = record_of(kidney=kidney(50), labs=labs)

    limits = judge(record, goal_of("clinician"), in_force_mg=in_force).limits

    assert limits.max_daily_elemental_mg == in_force / 2
    assert limits.max_start_elemental_mg <= in_force / 2


# ---------------------------------------------------------------- closed gates


@pytest.mark.parametrize(
    "closed",
    [
        {"age_y": None},
        {"age_y": 16},
        {"answers": {"symptoms_now": ("chest_pain",)}},
        {"kidney": kidney(20.0)},
        {"product": None},
    ],
)
def test_a_closed_gate_has_noughts_and_keeps_the_other_bounds(
    record_of: Make, judge: Make, closed: dict[str, Any]
) -> None:
    """Every limit is 0 with the reason of the refusal, and D-01 still stands among all."""
    judged = judge(record_of(**closed), in_force_mg=200)

    limits = judged.limits
    for kind in ("daily", "single", "step", "start"):
        assert limits.tightest(kind).elemental_mg == 0
        assert limits.tightest(kind).reason == judged.answer.reasons[0]
    assert limits.room_elemental_mg == 0
    assert any(limit.reason.code == "D-01" for limit in limits.all)


def test_every_limit_has_its_reason(record_of: Make, judge: Make, facts: Facts) -> None:
    """Each bound names a row of the facts."""
    for limit in judge(record_of()).limits.all:
        assert limit.reason.sentence
        assert limit.reason.facts[0].removeprefix("rule:") in {rule.key for rule in facts.rules}


@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_ways_of_working_hold_for_everybody(
    record_of: Make, judge: Make, goal_of: Make, mode: str
) -> None:
    """With food, rounded down, and a missed dose skipped (D-05 to D-07)."""
    answer = judge(record_of(), goal_of(mode)).answer

    names = {effect.name for one in answer.fired for effect in one.kind("practice")}
    assert {"with_food", "round_down", "skip_missed"} <= names


# ---------------------------------------------------------------- what each bound says


def test_the_general_limit_says_its_number_and_no_other_bound_does(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """D-01: 250 mg of the European Union; the British guidance level is shown and not used."""
    eu = judge(record_of(sources=(source(60),))).limits
    uk = judge(record_of(), goal_of("self", "UK")).limits

    for limits, number, place in ((eu, 250, "European Union"), (uk, 350, "United Kingdom")):
        (general,) = [limit.reason for limit in limits.all if limit.reason.code == "D-01"]
        assert f"({place}: {number} mg)." in general.sentence
        assert general.numbers == {"upper_limit_mg_per_day": number}
        assert ("guidance level of 400 mg there is no upper limit" in general.sentence) is (
            place == "United Kingdom"
        )
        others = [limit.reason for limit in limits.all if limit.reason.code != "D-01"]
        assert others
        assert not any(place in reason.sentence for reason in others)


@pytest.mark.parametrize("rules", [(), ("D-04",)])
def test_the_start_has_bounds_of_its_own_also_when_one_is_set_aside(
    record_of: Make, judge: Make, goal_of: Make, rules: tuple[str, ...]
) -> None:
    """100 mg; without the usual start 200 mg, and never the bound of the whole day (D-04)."""
    limits = judge(record_of(), goal_of("clinician", "US", *rules)).limits

    starts = [limit for limit in limits.all if limit.kind == "start"]
    assert min(limit.elemental_mg for limit in starts) == (200 if rules else 100)
    assert {limit.reason.code for limit in starts} == {"D-04"}


def test_the_vitamin_of_the_product_is_one_bound_with_both_its_rows(
    record_of: Make, judge: Make, capsule: Make
) -> None:
    """5 mg of magnesium and 1 mg of B6 in a unit: 10 units, 50 mg; from P-02 and I-50 alone."""
    product = capsule(elemental_mg_per_unit=5.0, vitamin_b6_mg_per_unit=1.0)

    limits = judge(record_of(product=product)).limits

    found = [limit for limit in limits.all if "interaction:I-50" in limit.reason.facts]
    assert [limit.elemental_mg for limit in found] == [pytest.approx(50)]
    assert "rule:P-02" in found[0].reason.facts
    assert limits.max_daily_elemental_mg == pytest.approx(50)


def test_without_a_dose_in_force_half_is_half_of_the_upper_limit(
    record_of: Make, judge: Make, lab: Make, goal_of: Make, facts: Facts
) -> None:
    """L-04 where nothing is taken yet: 125 of 250 mg; a dose in force is nought unless given."""
    labs = (lab("serum_magnesium", 5, 0.97), lab("potassium", 5, 4.2))
    record, goal = record_of(kidney=kidney(50), labs=labs), goal_of("clinician")
    judged = judge(record, goal)

    limits = limits_for(record, judged.situation, goal, judged.answer, facts)

    halved = [limit.elemental_mg for limit in limits.all if limit.reason.code == "L-04"]
    assert 125 in halved
    assert 0.5 not in halved

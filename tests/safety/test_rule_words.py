"""Rules that had no test of their own, in the words of the rule book.

safety.md 1.7 (D), 2.7 (L), 5 (S), 6.1 (P); each in both modes and at both sides of its bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Effect
from magtitrate.planner.days import possible_days
from magtitrate.planner.monitoring import labs_of_dose

Make = Callable[..., Any]
BOTH = pytest.mark.parametrize("mode", ["self", "clinician"])


def effects(judged: Any, key: str) -> tuple[Effect, ...]:
    """What the rule says to this person; empty where it is silent."""
    return next((one.effects for one in judged.answer.fired if one.row.key == key), ())


# ---------------------------------------------------------------- the dose envelope


@pytest.mark.parametrize(("total", "asked"), [(350, False), (350.5, True), (402, True)])
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_labs_follow_a_clinicians_dose_above_the_general_limit(
    record_of: Make, judge: Make, goal_of: Make, facts: Facts, total: float, asked: bool, mode: str
) -> None:
    """D-02/labs: 2 weeks, then monthly three times; nobody alone ever has such a dose."""
    record, goal = record_of(), goal_of(mode, "US")

    plan = labs_of_dose(record.today, total, judge(record, goal).answer, goal, facts)

    assert bool(plan) is (asked and mode == "clinician")
    assert {(i.due - record.today).days for i in plan} <= {14, 42, 70, 98}
    if plan:
        assert (min(i.due for i in plan) - record.today).days == 14
        assert {i.analyte for i in plan} == {"serum_magnesium", "creatinine", "potassium"}


@BOTH
@pytest.mark.parametrize(("mg", "intakes"), [(100.0, {1}), (101.0, {1}), (50.5, {1, 2})])
def test_more_than_100_mg_a_day_is_divided_where_it_can_be(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    capsule: Make,
    facts: Facts,
    mg: float,
    intakes: set[int],
    mode: str,
) -> None:
    """D-03/split: 100 mg is one intake; 101 of two halves is two, of one whole it stays one."""
    record = record_of(product=capsule(elemental_mg_per_unit=mg))
    judged = judge(record, goal_of(mode, "US"))

    days = possible_days(
        record.patient, record.product, judged.situation, judged.limits, facts, most_mg=102
    ).days

    assert {len(day.slots) for day in days} == intakes
    assert all(len(day.slots) > 1 for day in days if mg == 50.5 and day.daily_elemental_mg > 100)
    (split,) = effects(judged, "D-03/split")
    assert (split.kind, split.elemental_mg) == ("practice", 100)


@pytest.mark.parametrize(("egfr", "smaller"), [(45.0, True), (59.9, True), (60.0, False)])
@BOTH
def test_reduced_kidneys_have_smaller_ceilings(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, egfr: float, smaller: bool, mode: str
) -> None:
    """D-11: below 60 the kidney table's ceilings stand in for D-01 and D-02, in every place."""
    labs = (lab("serum_magnesium", 5, 0.8), lab("potassium", 5, 4.2))
    record = record_of(kidney={"egfr": egfr, "measured": record_of().today}, labs=labs)

    for place, upper in (("EU", 250), ("US", 350)):
        judged = judge(record, goal_of(mode, place))
        whole = upper if mode == "self" else 402
        most = (0 if mode == "self" else upper / 2) if smaller else whole

        assert bool(effects(judged, "D-11")) is smaller
        assert judged.limits.max_daily_elemental_mg == pytest.approx(most, abs=0.1)


# ---------------------------------------------------------------- laboratory


@BOTH
@pytest.mark.parametrize(("days", "old"), [(89.9, False), (90.0, False), (90.1, True)])
def test_a_serum_value_of_more_than_90_days_is_missing(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, days: float, old: bool, mode: str
) -> None:
    """L-11: said, and a rule that requires the value finds none."""
    kidney = {"egfr": 98.0, "measured": record_of().today, "albuminuria": "yes"}
    judged = judge(
        record_of(labs=(lab("serum_magnesium", days, 0.8),), kidney=kidney), goal_of(mode)
    )

    assert ("L-11" in judged.fired) is old
    assert ("L-11" in judged.codes) is old
    assert judged.answer.may_dose is (mode == "clinician" or not old)
    assert ("serum_magnesium" in judged.answer.measured) is (mode == "self" and old)


@BOTH
@pytest.mark.parametrize("value", [0.45, 1.06, 1.3, 2.1])
def test_an_old_value_still_stops(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, value: float, mode: str
) -> None:
    """L-11, L-12: age makes a value useless for a rise, never for a stop."""
    judged = judge(record_of(labs=(lab("serum_magnesium", 800, value),)), goal_of(mode))

    assert "L-11" in judged.fired
    assert judged.answer.verdict == "refer"
    assert judged.limits.max_daily_elemental_mg == 0


@BOTH
@pytest.mark.parametrize(
    ("days", "conditions", "stale"),
    [
        (365, (), False),
        (366, (), True),
        (90, ("hypertension",), False),
        (91, ("hypertension",), True),
    ],
)
def test_an_old_egfr_counts_as_unknown(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    days_from_today: Make,
    days: int,
    conditions: tuple[str, ...],
    stale: bool,
    mode: str,
) -> None:
    """L-11/egfr: a year for the healthy, 90 days with a risk, and then K-06 speaks."""
    kidney = {"egfr": 98.0, "measured": days_from_today(-days), "albuminuria": "no"}

    fired = judge(record_of(kidney=kidney, conditions=conditions), goal_of(mode)).fired

    assert ("L-11/egfr" in fired) is stale
    assert ("K-06/ceiling" in fired) is stale


@BOTH
@pytest.mark.parametrize(
    ("mg_per_dl", "key"),
    [
        (4.85, "L-01"),
        (4.86, "L-01"),
        (4.84, "L-02"),
        (3.03, "L-02"),
        (3.04, "L-02"),
        (3.02, "L-03"),
    ],
)
def test_a_value_that_rounds_to_a_limit_reaches_it(
    record_of: Make, judge: Make, goal_of: Make, lab: Make, mg_per_dl: float, key: str, mode: str
) -> None:
    """4.86 mg/dL is the book's own 2.0 mmol/L, and 1.9996 by the factor of 2.1."""
    from magtitrate.units import to_canonical

    value = to_canonical("serum_magnesium", mg_per_dl, "mg/dL")
    fired = judge(record_of(labs=(lab("serum_magnesium", 2, value),)), goal_of(mode)).fired

    stops = [k for k in ("L-01", "L-02", "L-03") if k in fired]
    assert stops[0] == key
    assert ("L-03" in fired) is (key == "L-03")


# ---------------------------------------------------------------- symptoms


@BOTH
@pytest.mark.parametrize(("days", "halved"), [(7.5, True), (28, True), (28.1, False)])
@pytest.mark.parametrize("in_force", [0.0, 200.0])
def test_the_restart_after_diarrhea_is_at_half(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    diary: Make,
    days: float,
    halved: bool,
    in_force: float,
    mode: str,
) -> None:
    """S-11/restart: half of the dose in force, or of the general limit where none is."""
    judged = judge(
        record_of(diary=(diary("symptom", days, "diarrhea", 1),)),
        goal_of(mode),
        in_force_mg=in_force,
    )

    assert ("S-11/restart" in judged.fired) is halved
    assert judged.answer.may_dose
    if halved:
        assert judged.limits.max_daily_elemental_mg == (in_force or 250) / 2
        assert judged.limits.tightest("daily").reason.code == "S-11"


@BOTH
@pytest.mark.parametrize(("days", "stops"), [(28.0, False), (28.1, True)])
def test_cramps_of_more_than_four_weeks_go_to_a_clinician(
    record_of: Make, judge: Make, goal_of: Make, diary: Make, days: float, stops: bool, mode: str
) -> None:
    """S-14/persistent: ORANGE after four weeks, before that a note."""
    entries = (diary("symptom", days, "cramps", 4), diary("symptom", 1, "cramps", 4))

    judged = judge(record_of(diary=entries), goal_of(mode), in_force_mg=100)

    assert bool(effects(judged, "S-14/persistent")) is stops
    assert judged.answer.may_dose is not stops
    assert not judged.answer.emergency
    assert "S-14" in judged.codes


# ---------------------------------------------------------------- the product


@BOTH
@pytest.mark.parametrize("buffered", [True, False])
def test_a_buffered_product_is_said_and_watched(
    record_of: Make, judge: Make, goal_of: Make, capsule: Make, buffered: bool, mode: str
) -> None:
    """P-01: oxide blended in; never silent, never a refusal."""
    judged = judge(record_of(product=capsule(buffered=buffered)), goal_of(mode))

    assert ("P-01" in judged.codes) is buffered
    assert [e.kind for e in effects(judged, "P-01")] == (["watch"] if buffered else [])
    assert judged.answer.verdict == ("go_with_care" if buffered else "go")


@BOTH
@pytest.mark.parametrize(
    ("b6", "most"), [(0.0, None), (0.5, 1000.0), (2.0, 250.0), (2.1, 238.0), (10.0, 50.0)]
)
def test_vitamin_b6_of_the_product_bounds_the_dose(
    record_of: Make,
    judge: Make,
    goal_of: Make,
    capsule: Make,
    b6: float,
    most: float | None,
    mode: str,
) -> None:
    """P-02: 10 mg a day in all; 2 mg in each 50 mg capsule are reached with 5 of them."""
    judged = judge(record_of(product=capsule(vitamin_b6_mg_per_unit=b6)), goal_of(mode, "US"))
    general = 350 if mode == "self" else 402

    assert bool(effects(judged, "P-02")) is (most is not None)
    expected = min(general, most if most is not None else general)
    assert judged.limits.max_daily_elemental_mg == pytest.approx(expected, abs=0.2)
    if most is not None and most < general:
        tightest = judged.limits.tightest("daily").reason
        assert tightest.code == "P-02"
        assert "interaction:I-50" in tightest.facts


@BOTH
@pytest.mark.parametrize("release", ["immediate", "enteric", "slow"])
def test_an_enteric_coat_is_no_advantage(
    record_of: Make, judge: Make, goal_of: Make, capsule: Make, release: str, mode: str
) -> None:
    """P-03: said of an enteric product only, and never a refusal or a larger dose."""
    plain = judge(record_of(), goal_of(mode))
    judged = judge(record_of(product=capsule(release=release)), goal_of(mode))

    assert ("P-03" in judged.codes) is (release == "enteric")
    assert judged.answer.may_dose
    assert judged.limits.max_daily_elemental_mg == plain.limits.max_daily_elemental_mg


@BOTH
@pytest.mark.parametrize("certified", [True, False])
def test_uncertified_content_is_uncertain(
    record_of: Make, judge: Make, goal_of: Make, capsule: Make, certified: bool, mode: str
) -> None:
    """P-04: said where nobody else has measured the content."""
    judged = judge(record_of(product=capsule(certified=certified)), goal_of(mode))

    assert ("P-04" in judged.codes) is not certified
    assert judged.answer.may_dose


def test_all_product_rules_speak_together(record_of: Make, judge: Make, capsule: Make) -> None:
    """All four product rules together: each is heard, and the tightest bound stands."""
    product = capsule(buffered=True, release="enteric", certified=False, vitamin_b6_mg_per_unit=2.5)
    judged = judge(replace(record_of(), product=product))

    assert {"P-01", "P-03", "P-04"} <= judged.codes
    assert judged.limits.max_daily_elemental_mg == 200

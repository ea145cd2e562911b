"""Are options weighed as stated, food and measuring among them, and do weights do what they say?

The certain part of a score is counted by hand; the rest follows from what a weight means:
whoever minds loose stools more never gets a larger dose.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.opened import open_case
from magtitrate.habits import Diet
from magtitrate.plan import Candidate, Goal, Plan
from magtitrate.record import Observation, Record
from magtitrate.titrate import titrate

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOW = "2026-11-20T09:00:00+00:00"
USUAL = {
    "probability_target": 1.0, "above_ceiling": 2.0, "loose_stool": 0.6, "intake_gap": 0.4,
    "per_intake": 0.01, "per_100_mg": 0.005, "food_change": 0.03, "waiting": 0.1,
}  # fmt: skip


@pytest.fixture(scope="module")
def cyclist(facts: Facts) -> tuple[Record, Goal]:
    """A man of 29 who eats 310 mg where 350 are recommended."""
    opened = open_case(EXAMPLES / "cyclist.toml", labs=None, diary=None, now=NOW, facts=facts)
    return opened.record, opened.goal


def eating(record: Record, mg: float) -> Record:
    diet = replace(record.patient.diet, magnesium_mg_per_day=mg)
    return replace(record, patient=replace(record.patient, diet=diet))


def with_serum(record: Record, value: float) -> Record:
    lab = Observation(analyte="serum_magnesium", time_h=record.now_h - 2, value=value)
    return replace(record, observations=(lab,))


def weighed(goal: Goal, **weights: float) -> Goal:
    return replace(goal, weights=tuple(weights.items()))


def of_kind(plan: Plan, kind: str) -> list[Candidate]:
    return [candidate for candidate in plan.candidates if candidate.kind == kind]


def test_every_kind_of_option_is_weighed(cyclist: Any, facts: Facts) -> None:
    """Doses, no supplement, food, and measuring first stand in one ranking."""
    plan = titrate(*cyclist, facts).plan

    assert {c.kind for c in plan.candidates} == {
        "supplement", "no_supplement", "food_first", "measure_first",
    }  # fmt: skip
    scores = {c.kind: c.score for c in plan.candidates}
    lead = plan.candidates[0]
    for one in plan.candidates:
        # Ahead of a better score only as the smaller dose, where little is gained by more.
        if one.score > lead.score:
            assert one.daily_elemental_mg > lead.daily_elemental_mg or one.kind == "measure_first"
    assert lead.score >= scores["no_supplement"] - 1e-9
    assert plan.weights == USUAL


def test_every_dose_says_the_way_there(cyclist: Any, facts: Facts) -> None:
    """Each option starts within the starting limit, rises within the step, and ends as named."""
    titration = titrate(*cyclist, facts)
    limits = titration.limits
    doses = of_kind(titration.plan, "supplement")

    assert any(len(dose.steps) > 1 for dose in doses)
    for dose in doses:
        amounts = [step.daily_elemental_mg for step in dose.steps]
        days = [step.from_day for step in dose.steps]
        assert amounts[0] <= limits.max_start_elemental_mg
        assert amounts[-1] == dose.daily_elemental_mg
        assert all(b - a <= limits.max_step_elemental_mg for a, b in pairwise(amounts))
        assert all(b - a >= limits.step_days for a, b in pairwise(days))
        assert days[0] == 0
    assert not any(one.steps for one in titration.plan.candidates if not one.slots)


def test_the_certain_part_of_a_score_is_that_of_the_weights(cyclist: Any, facts: Facts) -> None:
    """Food closes the gap of 40 of 350 mg; a dose closes it too, with its intakes and mg."""
    plan = titrate(*cyclist, facts).plan
    (food,) = of_kind(plan, "food_first")
    (none,) = of_kind(plan, "no_supplement")
    gap = 0.4 * 40 / 350

    for one, certain in ((food, gap - 0.03 * 40 / 100), (none, 0.0)):
        by_body = one.probability_target - 2 * one.probability_above_ceiling
        assert one.score == pytest.approx(by_body + certain, abs=1e-9)
    for dose in of_kind(plan, "supplement"):
        certain = gap - 0.01 * len(dose.slots) - 0.005 * dose.daily_elemental_mg / 100
        by_body = (
            dose.probability_target
            - 2 * dose.probability_above_ceiling
            - 0.6 * dose.probability_loose_stool
        )
        assert dose.score == pytest.approx(by_body + certain, abs=1e-9)


def test_more_food_is_more_serum_and_no_stool(cyclist: Any, facts: Facts) -> None:
    """Food up to the recommendation is absorbed, costs nothing at the shop and loosens nothing."""
    (food,) = of_kind(titrate(*cyclist, facts).plan, "food_first")

    assert 4 < food.absorbed_elemental_mg_per_day < 25
    assert food.probability_loose_stool == 0
    assert food.probability_worthwhile == 0


def test_a_diet_that_was_not_told_is_called_assumed(cyclist: Any, facts: Facts) -> None:
    """With the number, and the rows it is from; one that was told is his food."""
    record, goal = cyclist
    silent = replace(record, patient=replace(record.patient, diet=Diet()))

    (told,) = (r for r in titrate(record, goal, facts).plan.reasons if r.code == "food")
    (assumed,) = (r for r in titrate(silent, goal, facts).plan.reasons if r.code == "food")

    assert told.sentence.startswith("Your food brings about 310 mg a day; 350 mg")
    assert assumed.sentence.startswith("What you eat was not stated: 341 mg a day is assumed")
    assert set(assumed.facts) - set(told.facts) == {"diet.magnesium_mixed", "diet.share_male"}


def test_whoever_eats_enough_has_no_food_option(cyclist: Any, facts: Facts) -> None:
    """At 420 mg a day nothing is lacking."""
    record, goal = cyclist

    assert not of_kind(titrate(eating(record, 420), goal, facts).plan, "food_first")


def test_the_replete_are_offered_200_mg_at_most(cyclist: Any, facts: Facts) -> None:
    """Food at the recommendation and serum of 0.87 mmol/L: small doses only."""
    record, goal = cyclist
    record = replace(record, product=replace(record.product, elemental_mg_per_unit=50.0))
    replete = titrate(with_serum(eating(record, 420), 0.87), goal, facts).plan
    lower = titrate(with_serum(eating(record, 420), 0.80), goal, facts).plan

    assert replete.candidates
    assert max(c.daily_elemental_mg for c in replete.candidates) <= 200
    assert max(c.daily_elemental_mg for c in lower.candidates) > 200


@pytest.mark.parametrize("name", ["loose_stool", "per_100_mg", "above_ceiling"])
def test_who_minds_it_more_never_gets_more(name: str, cyclist: Any, facts: Facts) -> None:
    """A heavier weight on what doses bring never makes the best dose larger."""
    record, goal = cyclist
    doses = []
    for weight in (2.0, 4.0, 10.0):
        plan = titrate(record, weighed(goal, **{name: weight}), facts).plan
        assert plan.regimen is not None
        doses.append(plan.regimen.daily_elemental_mg)

    assert doses == sorted(doses, reverse=True)


def test_weights_decide_what_is_advised_and_loosen_nothing(cyclist: Any, facts: Facts) -> None:
    """With milligrams at 10 each no dose is worth it; the limits stay as they are."""
    record, goal = cyclist
    usual = titrate(record, goal, facts).plan
    against = titrate(record, weighed(goal, per_100_mg=10, waiting=10, food_change=10), facts).plan
    greedy = titrate(record, weighed(goal, intake_gap=10, loose_stool=0, per_100_mg=0), facts).plan

    assert against.recommended == "no_supplement"
    assert against.regimen is not None
    assert greedy.limits == against.limits == usual.limits
    assert greedy.regimen is not None
    assert greedy.regimen.daily_elemental_mg <= greedy.limits.max_daily_elemental_mg


def test_measuring_first_is_the_best_plus_what_knowing_is_worth(cyclist: Any, facts: Facts) -> None:
    """Free, it is never worse than the best dose; dear, it comes last."""
    record, goal = cyclist
    free = titrate(record, weighed(goal, waiting=0), facts).plan
    dear = titrate(record, weighed(goal, waiting=10), facts).plan

    assert of_kind(free, "measure_first")[0].score >= of_kind(free, "supplement")[0].score
    assert dear.candidates[-1].kind == "measure_first"
    assert free.recommended == "measure_first"
    assert free.regimen is not None


def test_a_price_is_told_per_day(cyclist: Any, facts: Facts) -> None:
    """24.90 for 120 units: 0.2075 each."""
    record, goal = cyclist
    product = replace(record.product, price=24.90, units_per_pack=120.0, currency="EUR")
    plan = titrate(replace(record, product=product), goal, facts).plan

    for one in plan.candidates:
        units = sum(slot.units for slot in one.slots)
        if one.kind != "measure_first":
            assert one.cost_per_day == pytest.approx(0.2075 * units)


def test_without_a_product_one_to_look_for_is_described(cyclist: Any, facts: Facts) -> None:
    """If only the product is missing, it is said which; on dialysis it is not."""
    record, goal = cyclist
    bare = replace(record, product=None)
    ill = replace(bare, patient=replace(bare.patient, conditions=("dialysis",)))
    plan = titrate(bare, goal, facts).plan

    assert plan.regimen is None
    (wanted,) = [reason for reason in plan.reasons if reason.code == "product_wanted"]
    assert wanted.numbers["absorbed_share_oxide"] < wanted.numbers["absorbed_share"]
    assert wanted.numbers["daily_elemental_mg"] <= 250
    assert all(r.code != "product_wanted" for r in titrate(ill, goal, facts).plan.reasons)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("above_ceiling = 1.9", "2 to 10"),
        ("loose_stool = -1", "0 to 10"),
        ("per_intake = 11", "0 to 10"),
        ("sweetness = 1", "sweetness"),
        ('loose_stool = "much"', "loose_stool"),
    ],
)
def test_a_weight_out_of_range_is_refused(
    line: str, word: str, tmp_path: Path, facts: Facts
) -> None:
    """File, key, what was given and what is accepted; too much in serum never weighs less."""
    text = (EXAMPLES / "cyclist.toml").read_text(encoding="utf-8")
    path = tmp_path / "person.toml"
    path.write_text(text + f"\n[weights]\n{line}\n", encoding="utf-8")

    with pytest.raises(InputError) as caught:
        open_case(path, labs=None, diary=None, now=NOW, facts=facts)

    assert word in str(caught.value)
    assert "person.toml" in str(caught.value)


def test_weights_are_read(tmp_path: Path, facts: Facts) -> None:
    """What a file weighs otherwise is what the plan says it was weighed by."""
    text = (EXAMPLES / "cyclist.toml").read_text(encoding="utf-8")
    path = tmp_path / "person.toml"
    path.write_text(text + "\n[weights]\nloose_stool = 3\n", encoding="utf-8")
    opened = open_case(path, labs=None, diary=None, now=NOW, facts=facts)

    assert titrate(opened.record, opened.goal, facts).plan.weights == {**USUAL, "loose_stool": 3}

"""Does a condition hold exactly when it should, and does each rule stand as in the rule book?

Boundaries: safety.md 2.7 (laboratory), 3.1 (kidney), 3.2 (conditions), 5 (symptoms).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from magtitrate.errors import FactError
from magtitrate.facts import Facts
from magtitrate.facts.shapes import Condition
from magtitrate.patient import MagnesiumSource, Medicine
from magtitrate.safety.filtration import KidneyView
from magtitrate.safety.rulebook import fired_interactions, holds, reason_of
from magtitrate.safety.situation import Situation, situation_of

Make = Callable[..., Any]


def situation(**fields: Any) -> Situation:
    known: dict[str, Any] = {
        "fields": fields,
        "conditions": frozenset({"hypertension"}),
        "symptoms": frozenset({"cramps"}),
        "taken": frozenset({"levothyroxine", "thyroid_hormone", "I-01"}),
        "kidney": KidneyView(),
    }
    rest = {f.name: () for f in dataclasses.fields(Situation) if f.name not in known}
    return Situation(**known, **rest)


def within(value: float | None, **bounds: Any) -> bool:
    known = situation(age_y=value, egfr=10.0, egfr_fall=None)
    return holds(Condition(kind="field_within", field="age_y", **bounds), known)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        ({"at_least": 10}, (10, 10.1), (9.99,)),
        ({"above": 10}, (10.01,), (10, 9)),
        ({"below": 10}, (9.99,), (10, 11)),
        ({"at_most": 10}, (10, 9), (10.01,)),
        ({"at_least": 5, "below": 10}, (5, 9.9), (4.9, 10)),
        ({"above_field": "egfr"}, (10.01,), (10, 9)),
        ({"below_field": "egfr"}, (9.99,), (10, 11)),
        ({"above_field": "egfr", "below": 12}, (11,), (10, 12)),
        ({"at_least": 5, "below_field": "egfr"}, (5, 9), (4, 10)),
    ],
)
def test_each_bound_is_open_or_closed_as_its_name_says(
    bounds: dict[str, Any], inside: tuple[float, ...], outside: tuple[float, ...]
) -> None:
    """at_least and at_most hold at the bound; above and below do not; all must hold."""
    assert all(within(value, **bounds) for value in inside)
    assert not any(within(value, **bounds) for value in outside)


@pytest.mark.parametrize(
    "bounds", [{"at_least": -1e9}, {"below": 1e9}, {"above_field": "egfr"}, {"at_most": 1e9}]
)
def test_a_missing_value_is_inside_no_bound(bounds: dict[str, Any]) -> None:
    """What is unknown is neither high nor low."""
    assert not within(None, **bounds)


def test_a_missing_limit_bounds_nothing() -> None:
    """A comparison with an unknown field does not hold."""
    assert not within(5.0, above_field="egfr_fall")
    assert not within(5.0, below_field="egfr_fall")


def test_without_a_value_no_rule_about_values_fires(record_of: Make, judge: Make) -> None:
    """`negate` turns a bound round, and must not make it hold for what was never measured."""
    fired = judge(record_of(kidney={"status": "unknown"})).fired

    assert {key for key in fired if key[0] in "LKS"} == {"K-06/ceiling"}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"kind": "always"}, True),
        ({"kind": "answer_missing", "field": "pregnancy"}, True),
        ({"kind": "answer_missing", "field": "sick_day"}, False),
        ({"kind": "answer_missing", "field": "egfr_age_days"}, False),
        ({"kind": "answer_is", "field": "sick_day", "any": ("yes", "no")}, True),
        ({"kind": "answer_is", "field": "sick_day", "any": ("no",)}, False),
        ({"kind": "answer_is", "field": "pregnancy", "any": ("no",)}, False),
        ({"kind": "has_condition", "any": ("hypertension", "dialysis")}, True),
        ({"kind": "has_condition", "any": ("dialysis",)}, False),
        ({"kind": "has_symptom", "any": ("cramps",)}, True),
        ({"kind": "has_symptom", "any": ("hypertension",)}, False),
        ({"kind": "takes", "any": ("thyroid_hormone",)}, True),
        ({"kind": "takes", "any": ("I-01",)}, True),
        ({"kind": "takes", "any": ("I-02", "iron")}, False),
    ],
)
def test_each_kind_of_condition(condition: dict[str, Any], expected: bool) -> None:
    """Each kind looks where it should, and `negate` turns it round."""
    known = situation(sick_day="yes", pregnancy=None, egfr_age_days=0.0)

    assert holds(Condition(**condition), known) is expected
    assert holds(Condition(**condition, negate=True), known) is not expected


def test_a_field_that_nobody_computed_is_our_fault() -> None:
    """A rule about a field that a situation lacks is an error, never a silent no."""
    for condition in (
        Condition(kind="answer_missing", field="sick_day"),
        Condition(kind="answer_is", field="sick_day", any=("yes",)),
        Condition(kind="field_within", field="egfr", below=1),
        Condition(kind="field_within", field="age_y", above_field="egfr"),
    ):
        with pytest.raises(FactError):
            holds(condition, situation(age_y=1.0))
    with pytest.raises(FactError):
        holds(Condition(kind="field_within", field="egfr", below=1), situation(egfr="yes"))


# ---------------------------------------------------------------- laboratory: 2.7


@pytest.fixture(scope="session")
def serum_rules(record_of: Make, lab: Make, judge: Make) -> Make:
    """Keys of the laboratory rules that fire at a serum value."""

    def fired(value: float, **more: Any) -> set[str]:
        labs = (lab("serum_magnesium", 10, value),)
        keys = judge(record_of(labs=labs, **more)).fired
        return {key for key in keys if key.startswith("L-")}

    return fired


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (0.30, {"L-08"}),
        (0.494, {"L-08"}),
        (0.499, {"L-08"}),
        (0.50, {"L-07"}),
        (0.699, {"L-07"}),
        (0.70, {"L-06"}),
        (0.849, {"L-06"}),
        (0.85, {"L-05"}),
        (0.949, {"L-05"}),
        (0.95, {"L-04"}),
        (1.05, {"L-04"}),
        (1.06, {"L-03", "L-12"}),
        (1.244, {"L-03", "L-12"}),
        (1.245, {"L-02", "L-12"}),
        (1.25, {"L-02", "L-12"}),
        (1.994, {"L-02", "L-12"}),
        (1.995, {"L-01", "L-02", "L-12"}),
        (2.0, {"L-01", "L-02", "L-12"}),
    ],
)
def test_the_laboratory_table_at_its_bounds(
    serum_rules: Make, value: float, rules: set[str]
) -> None:
    """Each value of the table fires its rule and no neighbor's (a value of 10 days ago)."""
    decisive = {key for key in serum_rules(value) if key not in ("L-06",) or value >= 0.70}

    assert decisive - {"L-06"} == rules - {"L-06"}
    assert ("L-06" in decisive) == ("L-06" in rules)


@pytest.mark.parametrize(
    ("value", "egfr", "rule", "fires"),
    [
        (0.97, 59.9, "L-04/kidney", True),
        (0.97, 60.0, "L-04/kidney", False),
        (0.94, 50.0, "L-04/kidney", False),
        (1.06, 50.0, "L-04/kidney", False),
    ],
)
def test_upper_normal_with_reduced_kidneys_halves(
    serum_rules: Make, value: float, egfr: float, rule: str, fires: bool
) -> None:
    """0.95 to the upper limit with an eGFR below 60 (L-04)."""
    kidney = {"egfr": egfr, "measured": date(2026, 11, 1)}

    assert (rule in serum_rules(value, kidney=kidney)) == fires


@pytest.mark.parametrize(
    ("value", "symptom", "rule", "fires"),
    [
        (1.06, "confusion", "L-01/symptom", True),
        (1.05, "confusion", "L-01/symptom", False),
        (1.06, "cramps", "L-01/symptom", False),
        (0.69, "seizure", "L-08/symptom", True),
        (0.70, "seizure", "L-08/symptom", False),
    ],
)
def test_alarm_symptoms_raise_the_level(
    serum_rules: Make, value: float, symptom: str, rule: str, fires: bool
) -> None:
    """Above or below the interval with a red symptom is an emergency (L-01, L-08)."""
    answers = {"symptoms_now": (symptom,)}

    assert (rule in serum_rules(value, answers=answers)) == fires


# ---------------------------------------------------------------- kidney: 3.1


@pytest.mark.parametrize(
    ("egfr", "rules"),
    [
        (5.0, {"K-05"}),
        (29.9, {"K-05"}),
        (30.0, {"K-04"}),
        (44.9, {"K-04"}),
        (45.0, {"K-03"}),
        (59.9, {"K-03"}),
        (60.0, set()),
        (150.0, set()),
        (150.1, {"K-09/egfr"}),
    ],
)
@pytest.mark.parametrize("mode", ["self", "clinician"])
def test_the_kidney_table_at_its_bounds(
    record_of: Make, judge: Make, goal_of: Make, egfr: float, rules: set[str], mode: str
) -> None:
    """29.9, 30, 44.9, 45, 59.9, 60 (H-04), and 150 for the unit alarm."""
    kidney = {"egfr": egfr, "measured": date(2026, 11, 1)}

    fired = judge(record_of(kidney=kidney), goal_of(mode)).fired

    assert {key for key in fired if key.startswith("K-")} == rules


@pytest.mark.parametrize(
    ("previous", "newest", "rules"),
    [
        (95.0, 80.0, set()),
        (95.1, 80.0, {"K-07/absolute"}),
        (100.0, 75.0, {"K-07/absolute"}),
        (100.0, 74.9, {"K-07/absolute", "K-07/percent"}),
        (81.0, 61.0, {"K-07/absolute"}),
        (80.0, 66.0, set()),
        (70.0, 98.0, set()),
    ],
)
def test_a_fall_of_more_than_a_quarter_or_15_stops(
    record_of: Make, judge: Make, previous: float, newest: float, rules: set[str]
) -> None:
    """Exactly 15 and exactly 25 percent do not; a rise never does (K-07)."""
    kidney = {
        "egfr": newest,
        "measured": date(2026, 11, 1),
        "previous_egfr": previous,
        "previous_measured": date(2026, 5, 1),
    }

    fired = judge(record_of(kidney=kidney)).fired

    assert {key for key in fired if key.startswith("K-07")} == rules


@pytest.mark.parametrize(
    ("umol", "rule"), [(19.9, "K-09/creatinine"), (20.0, None), (1501, "K-09/creatinine-high")]
)
def test_an_impossible_creatinine_is_an_alarm(
    record_of: Make, judge: Make, umol: float, rule: str | None
) -> None:
    """Below 20 and above 1,500 umol/L (H-04)."""
    kidney = {"creatinine_umol_per_l": umol, "measured": date(2026, 11, 1)}
    keys = {k for k in judge(record_of(kidney=kidney)).fired if k.startswith("K-09/creatinine")}

    assert keys == ({rule} if rule else set())


UNKNOWN = {"status": "unknown"}
LISINOPRIL = (Medicine(name="lisinopril", clock_h=(8.0,)),)


@pytest.mark.parametrize("kidney", [UNKNOWN, {"egfr": 98.0, "measured": date(2025, 1, 1)}])
@pytest.mark.parametrize(
    ("person", "key"),
    [
        ({"age_y": 65}, "K-06/age"),
        ({"conditions": ("type_2_diabetes",)}, "K-06/conditions"),
        ({"conditions": ("hypertension",)}, "K-06/conditions"),
        ({"conditions": ("heart_failure",)}, "K-06/conditions"),
        ({"conditions": ("liver_disease",)}, "K-06/conditions"),
        ({"conditions": ("chronic_kidney_disease",)}, "K-06/conditions"),
        ({"conditions": ("struvite_stones",)}, "K-06/conditions"),
        ({"medicines": LISINOPRIL}, "K-06/medicines"),
        ({"medicines": (Medicine(name="ibuprofen", clock_h=(8.0,)),)}, "K-06/medicines"),
        ({"medicines": (Medicine(name="lithium", clock_h=(8.0,)),)}, "K-06/medicines"),
    ],
)
def test_unknown_or_stale_kidneys_with_any_risk_are_measured_first(
    record_of: Make, judge: Make, kidney: dict[str, Any], person: dict[str, Any], key: str
) -> None:
    """K-06: 18 to 64 years and none of the listed risks, or an eGFR first."""
    judged = judge(record_of(kidney=kidney, **person))

    assert key in judged.fired
    assert not judged.answer.may_dose


def test_unknown_kidneys_of_a_healthy_adult_have_200_mg(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """At most 200 mg alone; with a clinician an eGFR is required (K-06)."""
    alone = judge(record_of(kidney=UNKNOWN), goal_of("self", "US"))

    assert alone.answer.may_dose
    assert alone.limits.max_daily_elemental_mg == 200
    assert not judge(record_of(kidney=UNKNOWN), goal_of("clinician")).answer.may_dose


# ---------------------------------------------------------------- what a reason says


def test_a_reason_names_rule_sentence_numbers_and_facts(
    facts: Facts, record_of: Make, judge: Make
) -> None:
    """K-03 says its sentence, the eGFR it looked at, and the rows it rests on."""
    kidney = {"egfr": 52.3456, "measured": date(2026, 11, 1)}
    judged = judge(record_of(kidney=kidney))
    (rule,) = [rule for rule in facts.rules if rule.key == "K-03"]
    (fired,) = [one for one in judged.answer.fired if one.row.key == "K-03"]

    reason = reason_of(fired, judged.situation)

    assert reason.code == "K-03"
    assert reason.sentence == rule.sentence
    assert reason.numbers == {"egfr": 52.346}
    assert reason.facts == ("rule:K-03", *rule.source)


def test_an_interaction_names_the_medicine_that_brought_it(record_of: Make, judge: Make) -> None:
    """The sentence begins with the name as the person wrote it, once."""
    tablets = Medicine(name="Synthroid 50 mcg", clock_h=(7.0,))
    judged = judge(record_of(medicines=(tablets, tablets)))
    (fired,) = [one for one in judged.answer.fired if one.row.key == "I-01"]

    reason = reason_of(fired, judged.situation)

    assert reason.sentence.startswith("Synthroid 50 mcg: ")
    assert reason.sentence.count("Synthroid") == 1
    assert "interaction:I-01" in reason.facts


def test_an_interaction_names_every_medicine_that_brought_it(record_of: Make, judge: Make) -> None:
    """Two unknown medicines are two names in the one reason of I-00."""
    unknown = tuple(Medicine(name=name, clock_h=(8.0,)) for name in ("xyzzyol", "plughamine"))
    judged = judge(record_of(medicines=unknown))
    (fired,) = [one for one in judged.answer.fired if one.row.key == "I-00"]

    assert reason_of(fired, judged.situation).sentence.startswith("xyzzyol, plughamine: ")


def test_effects_of_the_other_mode_do_not_apply(
    record_of: Make, judge: Make, goal_of: Make
) -> None:
    """K-04 refers a person alone, and caps at 100 mg with a clinician."""
    kidney = {"egfr": 38.0, "measured": date(2026, 11, 1)}

    def kinds(mode: str) -> set[str]:
        judged = judge(record_of(kidney=kidney), goal_of(mode))
        (fired,) = [one for one in judged.answer.fired if one.row.key == "K-04"]
        return {effect.kind for effect in fired.effects}

    assert kinds("self") == {"refer"}
    assert "refer" not in kinds("clinician")
    assert {"cap", "require", "measure"} <= kinds("clinician")


def test_of_a_source_only_what_it_brings_counts(
    record_of: Make, goal_of: Make, facts_with: Make
) -> None:
    """A magnesium source needs no gap to itself: its amount and what adds to it are its rows."""
    row = """
[[interaction]]
id = "I-9{number}"
title = "own"
agents = ["ownsource"]
direction = "{direction}"
severity = "S"
mechanism = "for the test"
effects = [{{ kind = "advise" }}]
sentence = "A sentence."
how = "policy"
read = "primary"
source = ["policy"]
"""
    directions = ("source", "additive", "magnesium_lowers_drug", "drug_changes_magnesium")
    own = facts_with(
        medicines='[[medicine]]\nname = "ownsource"\nclasses = ["magnesium_source"]\n',
        interactions="".join(
            row.format(number=n, direction=direction) for n, direction in enumerate(directions)
        ),
    )
    source = MagnesiumSource(name="ownsource", elemental_mg_per_day=50, clock_h=8.0)
    situation = situation_of(record_of(sources=(source,)), goal_of(), own)

    fired = fired_interactions(situation, goal_of())

    assert [(one.row.id, one.items) for one in fired] == [
        *(("I-90", ("ownsource",)), ("I-91", ("ownsource",))),
    ]

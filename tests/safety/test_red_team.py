"""What an independent red team got past the rules once, and never again.

Each test is one finding of theirs, told through whole plans: what was written, and what the
rule book says of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.habits import Diet
from magtitrate.patient import Answers, Kidney, Patient
from magtitrate.plan import Goal, Plan, PlanInForce, Verdict
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import DoseEvent, Product
from magtitrate.safety.alarms import alarms_in
from magtitrate.titrate import titrate

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
PRODUCT = Product(product_id="p", salt="bisglycinate", elemental_mg_per_unit=50.0, certified=True)
Make = Callable[..., Plan]


def person(**known: Any) -> Patient:
    """A well man of 35 who eats little magnesium and may be dosed."""
    base: dict[str, Any] = {
        "patient_id": "a",
        "age_y": 35.0,
        "sex": "male",
        "body_mass_kg": 75.0,
        "height_m": 1.8,
        "conditions": (),
        "surgery_planned": "no",
        "kidney": Kidney(egfr=100.0, measured=date(2026, 11, 10)),
        "diet": Diet(magnesium_mg_per_day=100.0),
        "answers": Answers(
            confirmed=NOW.date(), medicines="none", magnesium_sources="none",
            symptoms_now=(), sick_day="no",
        ),
    }  # fmt: skip
    return Patient(**{**base, **known})


@pytest.fixture
def planned(facts: Facts) -> Make:
    def made(
        *,
        who: Patient | None = None,
        labs: tuple[tuple[str, float, float], ...] = (),
        below: bool = False,
        diary: tuple[DiaryEntry, ...] = (),
        doses: tuple[tuple[float, float], ...] = (),
        in_force: PlanInForce | None = None,
        mode: str = "self",
        product: Product = PRODUCT,
    ) -> Plan:
        record = Record.opened(who or person(), NOW, "UTC")
        record = replace(
            record,
            product=product,
            diary=diary,
            observations=tuple(
                Observation(
                    analyte=name, time_h=record.now_h - 24 * ago, value=value, censored_below=below
                )
                for name, ago, value in labs
            ),
            doses=tuple(
                DoseEvent(
                    time_h=record.now_h - ago,
                    elemental_mg=mg,
                    product_id="p",
                    status="taken" if mg else "missed",
                )
                for ago, mg in doses
            ),
        )
        goal = Goal(
            reason="status", mode=mode, jurisdiction="EU",
            clinician="Dr Rey" if mode == "clinician" else None,
        )  # fmt: skip
        return titrate(record, goal, facts, plan_in_force=in_force).plan

    return made


def in_force(days_ago: float = 10, mg: float = 200, **more: Any) -> PlanInForce:
    return PlanInForce(
        person_id="a",
        made_at=NOW - timedelta(days=days_ago),
        steps=((0, 100.0), (7, mg)) if mg else (),
        **more,
    )


def codes(plan: Plan) -> set[str]:
    return {reason.code for reason in plan.reasons}


def test_the_person_of_these_tests_may_be_dosed(planned: Make) -> None:
    """Else none of them would say anything."""
    assert planned().verdict is Verdict.GO


# ---------------------------------------------------------------- F2: overdose


@pytest.mark.parametrize(
    ("doses", "seen"),
    [
        (((25, 1000.0),), True),
        (((0.5, 550.0),), True),
        (tuple((h, 150.0) for h in (2, 5, 8, 11)), True),
        (((3, 250.0), (15, 250.0)), False),
        (((80, 1000.0),), False),
    ],
)
def test_more_than_twice_the_planned_dose_is_an_overdose(
    doses: tuple[tuple[float, float], ...], seen: bool, planned: Make
) -> None:
    """S-08: without a plan, twice the limit of 250; for two days; never a calm remark."""
    plan = planned(doses=doses)

    assert ("S-08" in codes(plan)) == seen
    assert plan.emergency == seen
    assert any("poison" in warning.casefold() for warning in plan.warnings) or not seen


def test_the_plan_in_force_says_what_was_planned(planned: Make) -> None:
    """450 mg are more than twice 200, and less than twice 250."""
    assert "S-08" in codes(planned(doses=((5, 450.0),), in_force=in_force()))
    assert "S-08" not in codes(planned(doses=((5, 450.0),)))


# ---------------------------------------------------------------- F3, F4, F11: stops that vanish


@pytest.mark.parametrize("code", ["chest_pain", "seizure", "black_stool", "low_urine"])
@pytest.mark.parametrize("days", [7.5, 10, 18])
def test_an_alarm_counts_until_the_questions_are_answered_after_it(
    code: str, days: float, planned: Make
) -> None:
    """Answers older than the sign do not supersede it; newer ones do."""
    entry = DiaryEntry(time_h=9 - 24 * days, kind="symptom", item=code, value=8.0)
    old = replace(person().answers, confirmed=NOW.date() - timedelta(days=19))

    assert planned(who=person(answers=old), diary=(entry,)).regimen is None
    assert planned(diary=(entry,)).regimen is not None


@pytest.mark.parametrize("code", ["L-01", "L-02", "L-03", "L-08", "G-14"])
def test_a_laboratory_stop_survives_without_the_laboratory_file(code: str, planned: Make) -> None:
    """Only a newer value in range ends it; a clinician does not pass it either."""
    refused = in_force(days_ago=1, mg=0, codes=("next", code), emergency=code == "L-01")

    assert "G-14" in codes(planned(in_force=refused))
    assert planned(in_force=refused, mode="clinician").regimen is None
    newer = (("serum_magnesium", 0.5, 0.85),)
    assert "G-14" not in codes(planned(in_force=refused, labs=newer))


def test_an_alarm_of_the_last_plan_stands_for_a_week(planned: Make) -> None:
    """One hour later nothing is over; eight days later the questions decide."""
    alarm = {"mg": 0, "codes": ("S-01",), "emergency": True}

    assert planned(in_force=in_force(days_ago=0.05, **alarm)).regimen is None
    assert planned(in_force=in_force(days_ago=8, **alarm)).regimen is not None


@pytest.mark.parametrize(
    "note",
    [
        "crushing chest pain and I fainted twice",
        "Passed out in the bathroom",
        "no sleep, then CHEST TIGHTNESS",
        "collapsed",
    ],
)
def test_an_alarm_in_a_note_is_read(note: str, planned: Make) -> None:
    """Section 5: free text is held against the RED list first."""
    entry = DiaryEntry(time_h=5.0, kind="symptom", item="cramps", value=5.0, note=note)

    assert planned(diary=(entry,)).emergency


@pytest.mark.parametrize(
    ("note", "found"),
    [
        ("no chest pain", False),
        ("never had a seizure", False),
        ("without fainting or chest pain", False),
        ("no cramps but chest pain", True),
        ("did not sleep; seizure at night", True),
        ("slept well", False),
        ("", False),
    ],
)
def test_a_denied_alarm_is_none(note: str, found: bool, facts: Facts) -> None:
    """A negation shortly before the sign takes it back, until a "but"."""
    assert bool(alarms_in(note, tuple(facts.symptoms), facts)) == found


# ---------------------------------------------------------------- F5: less than


@pytest.mark.parametrize(
    ("analyte", "bound", "code"),
    [
        ("egfr", 30.0, "K-05"),
        ("egfr", 60.0, "K-03"),
        ("serum_magnesium", 0.70, "L-07"),
        ("serum_magnesium", 0.50, "L-08"),
    ],
)
def test_less_than_a_bound_is_below_it(
    analyte: str, bound: float, code: str, planned: Make
) -> None:
    """K-03, K-05, L-07, L-08 begin just below the bound that the laboratory prints."""
    plan = planned(labs=((analyte, 3.0, bound),), below=True)

    assert plan.regimen is None
    assert code in codes(plan)


def test_an_egfr_that_is_only_bounded_asks_for_its_number(planned: Make) -> None:
    """ "Less than 60" may be 20: with a clinician, too, a number comes first."""
    plan = planned(labs=(("egfr", 3.0, 60.0),), below=True, mode="clinician")

    assert plan.regimen is None
    assert "K-06" in codes(plan)


# ---------------------------------------------------------------- F7, F8: kidneys


@pytest.mark.parametrize(
    "values", [(120.0, 88.0), (120.0, 88.0, 89.0), (100.0, 62.0, 75.0), (120.0, 106.0, 92.0, 78.0)]
)
def test_one_more_value_does_not_hide_a_fall(values: tuple[float, ...], planned: Make) -> None:
    """K-07 looks at the highest of half a year."""
    labs = tuple(("egfr", 5.0 + 20 * (len(values) - n), value) for n, value in enumerate(values))
    who = person(kidney=Kidney(status="unknown"))

    assert "K-07" in codes(planned(who=who, labs=labs))


def test_a_fall_of_last_year_is_history(planned: Make) -> None:
    """With steady values since, eight months on, it is one no more."""
    labs = (("egfr", 300.0, 120.0), ("egfr", 100.0, 90.0), ("egfr", 5.0, 90.0))

    assert "K-07" not in codes(planned(who=person(kidney=Kidney(status="unknown")), labs=labs))


@pytest.mark.parametrize(
    "known", [{"conditions": ("muscle_loss",)}, {"conditions": ("amputation",)}, {"age_y": 78.0}]
)
@pytest.mark.parametrize("missing", ["body_mass_kg", "height_m"])
def test_without_body_size_a_flattering_egfr_is_not_believed(
    known: dict[str, Any], missing: str, planned: Make
) -> None:
    """Leaving out an answer never turns a refusal into a dose (H-42)."""
    plan = planned(who=person(**known, **{missing: None}))

    assert plan.regimen is None
    assert "G-05" in codes(plan)


# ---------------------------------------------------------------- F10: credit for doses


def test_doses_that_were_missed_are_no_step_to_rise_from(planned: Make) -> None:
    """D-04: whoever took nothing for a week begins at the beginning."""
    missed = tuple((24.0 * day + 1, 0.0) for day in range(7))
    taken = tuple((24.0 * day + 25, 200.0) for day in range(7))
    never = planned(in_force=in_force(), doses=missed)
    always = planned(in_force=in_force(), doses=taken)

    assert never.regimen is not None and always.regimen is not None
    assert never.regimen.start_daily_elemental_mg <= 100
    assert always.regimen.start_daily_elemental_mg > 100


def test_another_product_begins_anew(planned: Make) -> None:
    """H-27: a new bottle is a new titration."""
    other = replace(PRODUCT, product_id="q")
    plan = planned(in_force=in_force(product_id="p"), product=other)
    same = planned(in_force=in_force(product_id="p"))

    assert plan.regimen is not None and same.regimen is not None
    assert plan.regimen.start_daily_elemental_mg <= 100
    assert same.regimen.start_daily_elemental_mg > 100


@pytest.mark.parametrize(
    "steps", [((0, -5.0),), ((0, 1e9),), ((0, float("nan")),), ((-99, 100.0),)]
)
def test_a_plan_edited_by_hand_is_refused(steps: tuple[tuple[int, float], ...]) -> None:
    """No plan of this program says so."""
    with pytest.raises(InputError):
        PlanInForce(person_id="a", made_at=NOW, steps=steps)


# ---------------------------------------------------------------- F12 and the rest


@pytest.mark.parametrize(
    ("analyte", "value", "code"),
    [("calcium", 3.4, "C-11"), ("potassium", 6.8, "L-09"), ("potassium", 2.4, "L-09")],
)
def test_a_dangerous_companion_is_not_passed_over(
    analyte: str, value: float, code: str, planned: Make
) -> None:
    """High calcium needs a clinician, a potassium far outside a doctor today."""
    plan = planned(labs=((analyte, 2.0, value),))

    assert plan.regimen is None
    assert code in codes(plan)
    assert planned(labs=((analyte, 2.0, {"calcium": 2.4}.get(analyte, 4.3)),)).regimen is not None


@pytest.mark.parametrize("days", [8, 10, 28])
def test_alone_no_plan_runs_into_an_operation(days: int, planned: Make) -> None:
    """C-09, rule 9 of the ten: planned surgery within the plan's weeks holds."""
    plan = planned(who=person(surgery_planned=NOW.date() + timedelta(days=days)))

    assert plan.regimen is None
    assert "C-09" in codes(plan)


def test_with_a_clinician_doses_end_a_day_before_it(planned: Make) -> None:
    """Every dose from 24 hours before the operation on is left out, in the schedule itself."""
    surgery = NOW.date() + timedelta(days=12)
    plan = planned(who=person(surgery_planned=surgery), mode="clinician")

    assert plan.regimen is not None
    skipped = [one for one in plan.regimen.left_out if one.why == "surgery"]
    assert skipped
    assert min(one.on for one in skipped) == surgery - timedelta(days=1)
    assert any(reason.code == "left_out" for reason in plan.reasons)


def test_what_is_left_out_stands_in_the_schedule(planned: Make) -> None:
    """After 250 mg this morning tonight's dose is marked where the doses stand."""
    plan = planned(doses=((1.0, 250.0),))

    assert plan.regimen is not None
    assert any(one.on == NOW.date() for one in plan.regimen.left_out)


def test_an_emergency_says_to_stop(planned: Make) -> None:
    """The first warning of an alarm: no magnesium, and whom to call."""
    now = replace(person().answers, symptoms_now=("chest_pain",))
    plan = planned(who=person(answers=now))

    assert plan.emergency
    assert plan.warnings[0].startswith("Emergency: call 112")
    assert "No magnesium" in plan.warnings[0]

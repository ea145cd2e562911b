"""Does the controller only ever hold back: rises that nothing carries, changes that are noise?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.followup.adapt import adapt
from magtitrate.followup.controller import GAVE_UP, Said, steer
from magtitrate.followup.course import course_of, money_so_far
from magtitrate.followup.helped import helped
from magtitrate.followup.review import next_review, review_of
from magtitrate.followup.tolerated import tolerance_of
from magtitrate.patient import Answers, Patient
from magtitrate.plan import (
    Adjustment,
    Candidate,
    DosePlan,
    Goal,
    Limit,
    Limits,
    Plan,
    PlanInForce,
    Provenance,
    Reason,
    Step,
    Verdict,
)
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import DoseEvent, Product, Slot

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CRAMPS = Goal(reason="cramps", mode="self", jurisdiction="EU")
STATUS = replace(CRAMPS, reason="status")
CAPSULE = Product(
    product_id="p", salt="bisglycinate", elemental_mg_per_unit=50.0, units_per_pack=100,
    price=20.0, currency="EUR",
)  # fmt: skip
WHY = Reason(code="x", sentence="A reason.")
LABS = Reason(code="labs", sentence="A value was read.")


def record(*, asked_days_ago: int = 0, symptoms: tuple[str, ...] = (), **more: Any) -> Record:
    """Somebody who answered the questions that many days ago."""
    answers = Answers(
        confirmed=date(2026, 11, 20) - timedelta(days=asked_days_ago),
        medicines="none",
        magnesium_sources="none",
        symptoms_now=symptoms,
        sick_day="no",
    )
    patient = Patient(patient_id="someone", answers=answers)
    return replace(Record.opened(patient, NOW, "Europe/Madrid", product=CAPSULE), **more)


def in_force(mg: float, days: float = 10) -> PlanInForce:
    return PlanInForce(
        person_id="someone", made_at=NOW - timedelta(days=days), steps=((0, mg),) if mg else ()
    )


def slots(mg: float) -> tuple[Slot, ...]:
    return (Slot(clock_h=20, units=mg / 50, elemental_mg=mg),)


def candidate(mg: float, score: float, noise: float = 0.01, target: float = 0.8) -> Candidate:
    return Candidate(
        daily_elemental_mg=mg,
        slots=slots(mg) if mg else (),
        score=score,
        probability_target=target,
        probability_above_ceiling=0.0,
        probability_loose_stool=0.0,
        absorbed_elemental_mg_per_day=mg / 4,
        monte_carlo_error=noise,
        kind="supplement" if mg else "no_supplement",
    )


def plan(mg: float | None, *candidates: Candidate, **more: Any) -> Plan:
    regimen = None
    if mg is not None:
        step = Step(from_day=0, daily_elemental_mg=mg, slots=slots(mg))
        regimen = DosePlan(
            product=CAPSULE,
            daily_elemental_mg=mg,
            start_daily_elemental_mg=mg,
            slots=slots(mg),
            steps=(step,),
        )
    bounds = {"daily": 250.0, "single": 200.0, "step": 100.0, "start": 100.0}
    limits = Limits(
        all=tuple(Limit(kind=k, elemental_mg=v, reason=WHY) for k, v in bounds.items()),
        step_days=7,
    )
    whole: dict[str, Any] = {
        "person_id": "someone", "made_at": NOW.isoformat(), "mode": "self", "jurisdiction": "EU",
        "verdict": Verdict.GO, "recommended": "regimen", "emergency": False, "reasons": (WHY,),
        "limits": limits, "regimen": regimen, "candidates": candidates, "pairing": (),
        "monitoring": (), "forecast": {}, "benefit": (), "adjustment": None, "warnings": (),
        "provenance": Provenance(
            version="0", facts_hash="", model_version="", engine="", seed=0, record_hash=""
        ),
    }  # fmt: skip
    return Plan(**{**whole, **more})


CLEAR = (candidate(200, 0.9), candidate(100, 0.5))
ALIKE = (candidate(200, 0.905), candidate(100, 0.9))


def steered(old, new, who, facts, goal=CRAMPS, **said) -> Adjustment:
    found = steer(old, new, who, goal, facts, said=Said(**said))
    assert found is not None
    return found


def entries(kind: str, days: list[float], value: float = 1.0, item: str = "") -> tuple:
    return tuple(DiaryEntry(time_h=10.0 - 24 * d, kind=kind, item=item, value=value) for d in days)


def doses(days: range, mg: float = 100.0) -> tuple[DoseEvent, ...]:
    return tuple(
        DoseEvent(time_h=-24.0 * day + 8, elemental_mg=mg, product_id="p", status="taken")
        for day in days
    )


# ---------------------------------------------------------------- a rise


def test_a_rise_that_everything_carries_is_made(facts):
    """Time, tolerance, answers and a clear lead: then it goes up."""
    assert steered(in_force(100), plan(200, *CLEAR), record(), facts).action == "step_up"


def test_a_rise_waits_where_the_model_cannot_tell(facts):
    """A lead within its own error is no lead; the answer names a date to measure again."""
    found = steered(in_force(100), plan(200, *ALIKE), record(), facts)

    assert found.action == "hold"
    assert "Cannot tell yet" in found.why
    assert "2026-12-25" in found.why  # policy.recheck is five weeks


def test_a_plan_without_a_ranking_carries_no_rise(facts):
    """Rules alone never raise."""
    assert steered(in_force(100), plan(200), record(), facts).action == "hold"


def test_measured_and_mostly_low_a_small_lead_is_enough(facts):
    """Where the band is far, more is better although two doses hardly differ in reaching it."""
    far = (candidate(200, 0.101, target=0.1), candidate(100, 0.1, target=0.1))

    assert steered(in_force(100), plan(200, *far), record(), facts).action == "hold"
    measured = plan(200, *far, reasons=(LABS,))
    assert steered(in_force(100), measured, record(), facts).action == "step_up"


@pytest.mark.parametrize(
    "who",
    [
        record(asked_days_ago=11),
        record(symptoms=("bloating",)),
        record(diary=entries("symptom", [2], 4, "loose_stool")),
        record(diary=entries("symptom", [9], 4, "nausea")),
        record(diary=entries("stool", [1, 3], 6)),
        record(diary=entries("sick_day", [3])),
    ],
)
def test_a_rise_needs_tolerance(facts, who):
    """Asked since the dose began, and neither then nor since any sign against it (D-04)."""
    assert steered(in_force(100), plan(200, *CLEAR), who, facts).action == "hold"


@pytest.mark.parametrize(
    "who", [record(diary=entries("stool", [1], 6)), record(symptoms=("fatigue",))]
)
def test_what_no_rule_lowers_for_does_not_hold_a_rise(facts, who):
    """One soft stool, or a symptom that is only noted, is no intolerance."""
    assert steered(in_force(100), plan(200, *CLEAR), who, facts).action == "step_up"


@pytest.mark.parametrize(("days", "action"), [(range(1, 11), "step_up"), (range(1, 8), "hold")])
def test_a_rise_needs_that_the_dose_was_taken(facts, days, action):
    """Ten of ten days say something of the dose, seven of ten do not."""
    who = record(doses=doses(days))

    assert steered(in_force(100), plan(200, *CLEAR), who, facts).action == action


@pytest.mark.parametrize(
    ("eaten", "action"),
    [((100.0,), "step_up"), ((50.0, 50.0), "step_up"), ((50.0, 30.0), "step_up"),
     ((50.0, 29.0), "hold"), ((50.0,), "hold"), ((0.5,), "hold")],
)  # fmt: skip
def test_a_part_of_the_dose_is_not_the_dose(facts, eaten, action):
    """Half a capsule, or one intake of two, on every day: 100 mg have not been tried."""
    taken = tuple(
        replace(dose, elemental_mg=mg, time_h=dose.time_h + place)
        for dose in doses(range(1, 11))
        for place, mg in enumerate(eaten)
    )
    found = steered(in_force(100), plan(200, *CLEAR), record(doses=taken), facts)

    assert found.action == action


def test_what_is_better_already_needs_no_more(facts):
    """The smallest dose that does it is enough."""
    found = steered(in_force(100), plan(200, *CLEAR), record(), facts, felt="better")

    assert found.action == "hold"


# ---------------------------------------------------------------- less


def test_less_is_at_once_where_the_limit_is_below(facts):
    """No ranking holds a dose above its limit."""
    low = plan(50, candidate(50, 0.9), candidate(300, 0.9))

    assert steered(in_force(300), low, record(), facts).action == "step_down"


def test_less_waits_where_only_the_ranking_wavers(facts):
    """Two plans that differ by noise do not send anybody down and up again."""
    wavering = plan(100, candidate(100, 0.905), candidate(200, 0.9))

    found = steered(in_force(200), wavering, record(), facts)
    assert found.action == "hold"


def test_less_is_at_once_with_a_symptom(facts):
    """With any sign against it, a lower plan is followed whatever the ranking."""
    wavering = plan(100, candidate(100, 0.905), candidate(200, 0.9))

    found = steered(in_force(200), wavering, record(symptoms=("bloating",)), facts)
    assert found.action == "step_down"


@pytest.mark.parametrize(
    ("goal", "weeks", "felt", "action"),
    [
        (CRAMPS, 5, None, "hold"), (CRAMPS, 5, "same", "stop"), (CRAMPS, 5, "better", "hold"),
        (CRAMPS, 30, "better", "hold"), (CRAMPS, 30, "same", "stop"), (STATUS, 5, None, "stop"),
    ],
)  # fmt: skip
def test_what_helps_or_is_still_tried_is_not_stopped_by_a_ranking_alone(
    facts, goal, weeks, felt, action
):
    """No supplement ranks first: for serum that is the end; a complaint is asked about."""
    none = plan(100, candidate(0, 0.9), candidate(100, 0.5), recommended="no_supplement")

    found = steered(in_force(100), none, record(), facts, goal, felt=felt, began=weeks_ago(weeks))
    assert found.action == action


@pytest.mark.parametrize("verdict", [Verdict.HOLD, Verdict.REFER])
def test_a_closed_gate_has_the_last_word(facts, verdict):
    """No answer of the person and no history opens it."""
    closed = plan(None, verdict=verdict, recommended="professional")

    found = steered(in_force(100), closed, record(), facts, felt="better", goes_on="yes")
    assert found.action in ("stop", "refer")


def test_where_nothing_is_taken_nothing_is_stopped(facts):
    """A closed gate before the first dose is a hold."""
    closed = plan(None, verdict=Verdict.HOLD, recommended="measure_first")

    assert steered(in_force(0), closed, record(), facts).action == "hold"


def test_who_does_not_go_on_stops(facts):
    """It needs no reason."""
    assert steered(in_force(100), plan(100, *CLEAR), record(), facts, goes_on="no").action == "stop"


# ---------------------------------------------------------------- no benefit


def weeks_ago(weeks: float) -> datetime:
    return NOW - timedelta(weeks=weeks)


@pytest.mark.parametrize(
    ("weeks", "felt", "action"),
    [
        (7.9, "same", "hold"), (8.1, "same", "hold"), (11.9, "same", "hold"),
        (12.1, "same", "stop"), (12.1, "worse", "stop"), (12.1, "cannot_tell", "stop"),
        (12.1, "better", "hold"),
        (52.0, "better", "hold"), (12.1, None, "hold"), (16.1, None, "stop"),
    ],
)  # fmt: skip
def test_without_a_benefit_it_is_given_up_at_week_12(facts, weeks, felt, action):
    """A first look at 8 weeks, the end at 12; who was not asked is asked first (H-44)."""
    found = steered(
        in_force(100), plan(100, *CLEAR), record(), facts, felt=felt, began=weeks_ago(weeks)
    )

    assert found.action == action
    if action == "stop":
        assert found.why.startswith(GAVE_UP)
        assert "doctor" in found.why
        assert "iron" in found.why
        assert "thyroid" in found.why


def test_from_week_8_on_no_rise_without_a_benefit(facts):
    """More of what has not helped is not the answer."""
    found = steered(
        in_force(100), plan(200, *CLEAR), record(), facts, felt="same", began=weeks_ago(9)
    )
    assert found.action == "hold"


@pytest.mark.parametrize("goal", [STATUS, replace(CRAMPS, mode="clinician", clinician="Dr Rey")])
def test_a_laboratory_goal_and_a_clinician_decide_otherwise(facts, goal):
    """Serum is read by the laboratory, and a professional answers for the rest."""
    found = steered(
        in_force(100), plan(100, *CLEAR), record(), facts, goal, felt="same", began=weeks_ago(20)
    )
    assert found.action == "hold"


def test_what_was_given_up_does_not_begin_again_by_itself(facts):
    """Until the goal changes or the person wants a new try."""
    again = plan(100, *CLEAR)

    assert steered(in_force(0), again, record(), facts, gave_up=True).action == "hold"
    assert steered(in_force(0), again, record(), facts).action == "start"


def test_what_was_not_taken_is_not_judged_at_12_weeks(facts):
    """First it has to be tried."""
    who = record(doses=doses(range(1, 90, 3)))
    found = steered(in_force(100), plan(100, *CLEAR), who, facts, felt="same", began=weeks_ago(13))
    assert found.action == "hold"


# ---------------------------------------------------------------- has it helped?


def diary_of_cramps(before: list[int], after: list[int]) -> Record:
    """Cramps in the weeks before 12 weeks ago, and in the last ones."""
    then = [entries("cramps", [84 + 7 * n + 1], v) for n, v in enumerate(before)]
    now = [entries("cramps", [7 * n + 1], v) for n, v in enumerate(after)]
    return record(diary=sum((*then, *now), ()), doses=doses(range(1, 84)))


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        ([40, 42, 38, 40], [10, 9, 11, 10], "better"),
        ([40, 42, 38, 40], [40, 41, 39, 42], "none"),
        ([8, 6, 7, 9], [6, 7, 5, 8], "cannot_tell"),
        ([8, 6, 7, 9], [9, 12, 10, 11], "none"),
        ([8], [6, 7, 5, 8], "asked"),
    ],
)
def test_the_diary_speaks_first(facts, before, after, verdict):
    """A clear fall is better, a clear sameness is none, and anything between is not known."""
    who = diary_of_cramps(before, after)
    course = course_of(who, in_force(100), facts)

    assert helped(who, CRAMPS, course, facts).verdict == verdict


def test_a_clear_diary_outweighs_an_answer_and_an_unclear_one_asks(facts):
    """What was written down counts before what is remembered."""
    clear, unclear = diary_of_cramps([40, 42, 38, 40], [40, 41, 39, 42]), record()

    def told(who, felt):
        return helped(who, CRAMPS, course_of(who, in_force(100), facts), facts, felt=felt).verdict

    assert told(clear, "better") == "none"
    assert told(unclear, "better") == "better"


def test_better_is_never_called_an_effect(facts):
    """A before and after of one person holds the placebo response, the season and chance."""
    who = diary_of_cramps([40, 42, 38, 40], [10, 9, 11, 10])
    found = helped(who, CRAMPS, course_of(who, in_force(100), facts), facts)

    assert "placebo" in found.sentence


# ---------------------------------------------------------------- reviews, money


@pytest.mark.parametrize(("weeks", "due"), [(11.9, None), (12.1, 12), (63.9, 12), (64.1, 64)])
def test_a_review_falls_due_at_12_weeks_and_then_yearly(facts, weeks, due):
    """With labs and a new decision each time (S1-25)."""
    who = record()
    course = course_of(who, in_force(100), facts, began=weeks_ago(weeks))
    found = review_of(who, course, facts, agreed=None)

    assert (found and found.week) == due


def test_a_review_is_over_with_labs_and_a_decision(facts):
    """Serum magnesium, kidneys, and the wish to go on."""
    labs = tuple(
        Observation(analyte=name, time_h=-24.0, value=value)
        for name, value in (("serum_magnesium", 0.8), ("egfr", 90.0))
    )
    course = course_of(record(), in_force(100), facts, began=weeks_ago(13))

    assert review_of(record(observations=labs), course, facts, agreed=NOW) is None
    missing = review_of(record(), course, facts, agreed=None)
    assert missing is not None
    assert missing.missing == ("serum_magnesium", "egfr", "your decision")


def test_a_due_review_holds_a_rise(facts):
    """No more of it before it was decided anew."""
    found = steered(in_force(100), plan(200, *CLEAR), record(), facts, STATUS, began=weeks_ago(13))
    assert found.action == "hold"
    assert "review" in found.why


def test_the_next_review_is_told(facts):
    """Twelve weeks after the first dose."""
    course = course_of(record(), in_force(100), facts, began=weeks_ago(2))

    assert next_review(record(), course, facts) == date(2026, 11, 20) + timedelta(weeks=10)


def test_money_is_that_of_the_doses_that_were_taken(facts):
    """Ten days of 100 mg are twenty units of 0.20 EUR."""
    found = money_so_far(record(doses=doses(range(1, 11))))

    assert found is not None
    assert found.numbers == {"spent": pytest.approx(4.0), "units": pytest.approx(20.0)}
    assert money_so_far(replace(record(), product=None)) is None


# ---------------------------------------------------------------- laws


ORDER = {"refer": 0, "stop": 0, "step_down": 1, "hold": 2, "start": 3, "step_up": 3}
FACTS = open_facts()
SYMPTOMS = (
    "bloating",
    "diarrhea",
    "nausea",
    "weakness",
    "fatigue",
    "cramps",
    "twitching",
    "anxiety",
)


@given(
    taken=st.sampled_from([0.0, 50.0, 100.0, 200.0, 300.0]),
    wanted=st.sampled_from([None, 50.0, 100.0, 200.0]),
    days=st.floats(0, 40),
    lead=st.floats(-0.2, 0.2),
    symptoms=st.lists(st.sampled_from(SYMPTOMS), unique=True, max_size=3),
    felt=st.sampled_from([None, "better", "same", "worse", "cannot_tell"]),
    weeks=st.floats(0, 60),
)
def test_the_controller_never_raises_what_the_comparison_did_not(
    taken, wanted, days, lead, symptoms, felt, weeks
):
    """A rise is adapt's or none; symptoms, answers and time only ever hold it back."""
    found = candidate(wanted or 100.0, 0.5 + lead), candidate(taken or 150.0, 0.5)
    new = plan(wanted, *found)
    old = in_force(taken, days)
    who = record(symptoms=tuple(symptoms))
    first = adapt(old, new, who)

    assert first is not None
    got = steered(old, new, who, FACTS, felt=felt, began=weeks_ago(weeks))
    assert not (ORDER[got.action] == 3 and ORDER[first.action] < 3)
    if symptoms:
        without = steered(old, new, record(), FACTS, felt=felt, began=weeks_ago(weeks))
        assert ORDER[got.action] <= ORDER[without.action]


def test_tolerance_that_was_never_asked_is_none(facts):
    """Silence is not tolerance."""
    who = replace(record(), patient=Patient(patient_id="someone"))

    assert not tolerance_of(who, course_of(who, in_force(100), facts), facts).good


@pytest.mark.parametrize(("field", "value"), [("felt", "great"), ("goes_on", "perhaps")])
def test_an_unknown_answer_is_refused(field, value):
    """Only what the question offers is an answer."""
    with pytest.raises(InputError):
        Said(**{field: value})

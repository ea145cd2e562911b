"""Can anything that is worse ever look better to the safety rules?

Laws over random people: no condition, medicine, alarm, source, fall of the kidneys or missing
answer raises a limit or loosens a verdict (H-15 and rules 1, 4, 5 of safety.md).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from magtitrate.facts import Facts, open_facts
from magtitrate.patient import Answers, Kidney, MagnesiumSource, Medicine, Patient
from magtitrate.plan import DosePlan, Goal, Limits, Step, Verdict
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import Product, Slot
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.review import findings
from magtitrate.safety.situation import Situation, situation_of

TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
CAPSULE = Product(
    product_id="capsule", salt="bisglycinate", elemental_mg_per_unit=50.0, certified=True
)
BOUNDS = (
    *("max_daily_elemental_mg", "max_single_elemental_mg", "max_step_elemental_mg"),
    *("max_start_elemental_mg", "room_elemental_mg"),
)
modest = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def facts() -> Facts:
    return open_facts()


def people(mode: str | None = None) -> st.SearchStrategy[tuple[Record, Goal, float]]:
    """Adults, mostly healthy, some with conditions, medicines, labs and a dose in force."""
    rows = facts()
    conditions = sorted(rows.conditions)
    names = sorted(row.name for row in rows.medicines)
    clock = st.integers(0, 95).map(lambda quarter: quarter / 4)
    medicine = st.builds(
        Medicine, name=st.sampled_from(names), clock_h=st.tuples(clock), weekdays=st.just(())
    )
    serum = st.builds(
        Observation,
        analyte=st.just("serum_magnesium"),
        time_h=st.floats(-24 * 200, 0),
        value=st.floats(0.55, 1.0),
    )
    companion = st.builds(
        Observation,
        analyte=st.sampled_from(["potassium", "calcium", "phosphate"]),
        time_h=st.floats(-24 * 200, 0),
        value=st.floats(1.5, 5),
    )

    def build(
        egfr: float,
        days: int,
        age: float,
        sex: str,
        ill: list[str],
        taken: list[Medicine],
        labs: list[Observation],
        mode: str,
        jurisdiction: str,
        in_force: float,
    ) -> tuple[Record, Goal, float]:
        patient = Patient(
            patient_id="someone",
            age_y=age,
            sex=sex,
            pregnancy="no" if sex == "female" else None,
            body_mass_kg=75.0,
            height_m=1.75,
            conditions=tuple(ill),
            surgery_planned="no",
            kidney=Kidney(egfr=egfr, measured=TODAY - timedelta(days=days), albuminuria="no"),
            answers=Answers(
                confirmed=TODAY,
                medicines="listed" if taken else "none",
                magnesium_sources="none",
                symptoms_now=(),
                sick_day="no",
            ),
            medicines=tuple(taken),
        )
        record = Record.opened(patient, NOW, "Europe/Madrid", product=CAPSULE)
        goal = Goal(
            reason="status",
            mode=mode,
            jurisdiction=jurisdiction,
            clinician="Dr A. Example" if mode == "clinician" else None,
        )
        return record.adding(observations=tuple(labs)), goal, in_force

    return st.builds(
        build,
        egfr=st.floats(20, 140),
        days=st.sampled_from([1, 30, 89, 120, 364, 500]),
        age=st.floats(18, 90),
        sex=st.sampled_from(["male", "female"]),
        ill=st.lists(st.sampled_from(conditions), max_size=1),
        taken=st.lists(medicine, max_size=1),
        labs=st.lists(serum | companion, max_size=3),
        mode=st.just(mode) if mode else st.sampled_from(["self", "clinician"]),
        jurisdiction=st.sampled_from(["EU", "US", "UK"]),
        in_force=st.sampled_from([0.0, 0.0, 100.0, 250.0]),
    )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the safety rules say of one record."""

    situation: Situation
    answer: Answer
    limits: Limits


def judged(record: Record, goal: Goal, in_force: float) -> Judged:
    situation = situation_of(record, goal, facts())
    answer = gate(situation, goal, facts(), in_force_mg=in_force)
    limits = limits_for(record, situation, goal, answer, facts(), in_force_mg=in_force)
    return Judged(situation=situation, answer=answer, limits=limits)


def assert_no_better(before: Judged, after: Judged) -> None:
    """No limit is higher, no verdict looser, no emergency gone."""
    order = list(Verdict)
    assert order.index(after.answer.verdict) >= order.index(before.answer.verdict), (
        before.answer.verdict,
        after.answer.verdict,
        [reason.code for reason in before.answer.reasons],
    )
    for bound in BOUNDS:
        assert getattr(after.limits, bound) <= getattr(before.limits, bound) + 1e-9, bound
    assert after.answer.emergency or not before.answer.emergency


def changed(record: Record, **patient: Any) -> Record:
    return replace(record, patient=replace(record.patient, **patient))


@modest
@given(person=people(), data=st.data())
def test_another_condition_never_helps(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Whatever is added to the list of conditions, nothing becomes freer."""
    record, goal, in_force = person
    more = data.draw(st.sampled_from(sorted(facts().conditions)))
    worse = changed(record, conditions=(*(record.patient.conditions or ()), more))

    assert_no_better(judged(record, goal, in_force), judged(worse, goal, in_force))


@modest
@given(person=people(), data=st.data())
def test_a_condition_of_the_diary_never_helps(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """The diary's new condition counts as one of the file does."""
    record, goal, in_force = person
    code = data.draw(st.sampled_from(sorted(facts().conditions)))
    worse = record.adding(diary=(DiaryEntry(time_h=-30, kind="new_condition", item=code),))

    assert_no_better(judged(record, goal, in_force), judged(worse, goal, in_force))


@modest
@given(person=people(), data=st.data())
def test_another_medicine_never_helps(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Known or unknown, with or without a clock; thyroid hormone treats what C-10 asks about."""
    record, goal, in_force = person
    assume("hypothyroidism" not in (record.patient.conditions or ()))
    names = st.sampled_from(sorted(row.name for row in facts().medicines))
    name = data.draw(names | st.text("abcdefghijkmnopqrstuvwxyz", min_size=4, max_size=9))
    clock = data.draw(st.sampled_from([(), (8.0,), (8.0, 20.0)]))
    worse = changed(
        record,
        medicines=(*record.patient.medicines, Medicine(name=name, clock_h=clock)),
        answers=replace(record.patient.answers, medicines="listed"),
    )

    assert_no_better(judged(record, goal, in_force), judged(worse, goal, in_force))


@modest
@given(person=people(), data=st.data())
def test_another_symptom_never_helps(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Answered or logged, alone or beside others: no symptom raises anything (H-15)."""
    record, goal, in_force = person
    codes = data.draw(st.lists(st.sampled_from(sorted(facts().symptoms)), min_size=1, max_size=3))
    answers = record.patient.answers
    some = changed(record, answers=replace(answers, symptoms_now=tuple(codes[:-1])))
    more = changed(record, answers=replace(answers, symptoms_now=tuple(codes)))
    logged = some.adding(diary=(DiaryEntry(time_h=-20, kind="symptom", item=codes[-1], value=5),))

    before = judged(some, goal, in_force)
    assert_no_better(before, judged(more, goal, in_force))
    assert_no_better(before, judged(logged, goal, in_force))


@modest
@given(person=people(), fall=st.floats(0, 130))
def test_lower_kidneys_never_help(person: tuple[Record, Goal, float], fall: float) -> None:
    """A lower eGFR of the same day raises no limit and loosens no verdict."""
    record, goal, in_force = person
    kidney = record.patient.kidney
    assert kidney.egfr is not None
    worse = changed(record, kidney=replace(kidney, egfr=max(1.0, kidney.egfr - fall)))

    assert_no_better(judged(record, goal, in_force), judged(worse, goal, in_force))


@modest
@given(person=people(), days=st.integers(0, 1500))
def test_an_older_kidney_value_never_helps(person: tuple[Record, Goal, float], days: int) -> None:
    """The same eGFR, measured earlier, without its day, or not at all."""
    record, goal, in_force = person
    kidney = record.patient.kidney
    assert kidney.measured is not None
    assume((kidney.egfr or 0) >= 60)
    before = judged(record, goal, in_force)

    for other in (
        replace(kidney, measured=kidney.measured - timedelta(days=days)),
        replace(kidney, measured=None),
        Kidney(status="unknown"),
        Kidney(),
    ):
        assert_no_better(before, judged(changed(record, kidney=other), goal, in_force))


@modest
@given(person=people(), data=st.data())
def test_a_missing_answer_never_helps(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Take any answer away: nothing becomes freer, and nobody is dosed."""
    record, goal, in_force = person
    answers = record.patient.answers
    gone = data.draw(
        st.sampled_from(
            [
                {"age_y": None},
                {"sex": None, "pregnancy": None},
                {"surgery_planned": None},
                *(
                    {"answers": replace(answers, **{name: None})}
                    for name in (
                        *("confirmed", "medicines", "magnesium_sources"),
                        *("symptoms_now", "sick_day"),
                    )
                ),
            ]
        )
    )

    after = judged(changed(record, **gone), goal, in_force)

    assert not after.answer.may_dose
    assert after.limits.max_daily_elemental_mg == 0


@modest
@given(person=people(), mg=st.floats(0, 1000), clock=st.sampled_from([None, 0.0, 8.0]))
def test_more_magnesium_from_elsewhere_never_makes_room(
    person: tuple[Record, Goal, float], mg: float, clock: float | None
) -> None:
    """Each milligram of another source is a milligram less for the product."""
    record, goal, in_force = person
    source = MagnesiumSource(name="multi of this test", elemental_mg_per_day=mg, clock_h=clock)
    more = changed(
        record,
        magnesium_sources=(source,),
        answers=replace(record.patient.answers, magnesium_sources="listed"),
    )
    before, after = judged(record, goal, in_force), judged(more, goal, in_force)

    assert after.limits.other_sources_elemental_mg_per_day >= mg
    assert after.limits.room_elemental_mg <= before.limits.room_elemental_mg + 1e-9
    assert list(Verdict).index(after.answer.verdict) >= list(Verdict).index(before.answer.verdict)


@modest
@given(
    person=people(),
    value=st.floats(1.0501, 20),
    days=st.floats(0, 1000),
    after=st.lists(st.floats(0, 0.1999), max_size=2),
)
def test_a_high_value_stops_whatever_doubtful_ones_follow(
    person: tuple[Record, Goal, float], value: float, days: float, after: list[float]
) -> None:
    """Above the limit, of any age, followed by implausibly low values only: nobody is dosed."""
    record, goal, in_force = person
    record = replace(record, observations=())
    high = Observation(analyte="serum_magnesium", time_h=-24 * days - 3, value=value)
    doubtful = tuple(
        Observation(analyte="serum_magnesium", time_h=-2 + number, value=low)
        for number, low in enumerate(after)
    )

    found = judged(record.adding(observations=(*doubtful, high)), goal, in_force)

    assert found.answer.verdict is Verdict.REFER
    assert found.limits.max_daily_elemental_mg == 0


@modest
@given(
    person=people(),
    values=st.lists(st.floats(0, 3), min_size=1, max_size=5),
    high=st.floats(1.0501, 3),
)
def test_a_newest_high_value_always_stops(
    person: tuple[Record, Goal, float], values: list[float], high: float
) -> None:
    """Whatever was measured before, the newest value above the limit stops."""
    record, goal, in_force = person
    labs = tuple(
        Observation(analyte="serum_magnesium", time_h=-200.0 + number, value=value)
        for number, value in enumerate((*values, high))
    )

    found = judged(replace(record, observations=labs), goal, in_force)

    assert found.answer.verdict is Verdict.REFER


@modest
@given(person=people(), data=st.data())
def test_the_order_of_a_file_changes_nothing(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Laboratory lines in another order are the same record, also at one instant."""
    record, goal, in_force = person
    moments = st.sampled_from([-24.0, -48.0, -240.0])
    labs = data.draw(
        st.lists(
            st.builds(
                Observation,
                analyte=st.just("serum_magnesium"),
                time_h=moments,
                value=st.floats(0.4, 1.4),
            ),
            min_size=2,
            max_size=4,
        )
    )
    mixed = data.draw(st.permutations(labs))
    one, other = (replace(record, observations=tuple(order)) for order in (labs, mixed))

    first, second = judged(one, goal, in_force), judged(other, goal, in_force)

    assert first.answer.verdict is second.answer.verdict
    assert first.answer.emergency == second.answer.emergency


@modest
@given(person=people("clinician"), in_force=st.floats(0, 2000))
def test_nothing_passes_the_absolute_limits(
    person: tuple[Record, Goal, float], in_force: float
) -> None:
    """24 mmol under a clinician, 243 mg at once, and the jurisdiction alone, whatever is taken."""
    record, goal, _ = person
    alone = replace(goal, mode="self", clinician=None)

    ceiling = {"EU": 250, "US": 350, "UK": 350}[goal.jurisdiction]
    with_clinician = judged(record, goal, in_force).limits
    by_oneself = judged(record, alone, in_force).limits

    assert with_clinician.max_daily_elemental_mg <= 583.33
    assert with_clinician.max_single_elemental_mg <= 243
    assert by_oneself.max_daily_elemental_mg <= ceiling
    assert by_oneself.max_single_elemental_mg <= 200
    assert by_oneself.max_start_elemental_mg <= by_oneself.max_daily_elemental_mg


@modest
@given(person=people("clinician"), data=st.data())
def test_alone_is_never_freer_than_with_a_clinician(
    person: tuple[Record, Goal, float], data: st.DataObject
) -> None:
    """Where a person alone is referred or dosed, a clinician's daily limit is no lower.

    Requirements that only a clinician has may hold; refusals that only a clinician meets may not.
    """
    record, goal, in_force = person
    alone = replace(goal, mode="self", clinician=None)

    with_clinician, by_oneself = judged(record, goal, in_force), judged(record, alone, in_force)

    if with_clinician.answer.verdict is Verdict.REFER:
        assert by_oneself.answer.verdict is Verdict.REFER


# ---------------------------------------------------------------- the last look


HOURS = st.integers(0, 95).map(lambda quarter: quarter / 4)
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours_between(earlier: float, later: float) -> float:
    """From one hour of the week to the next of another, forward round the circle."""
    return (later - earlier) % 168


@modest
@given(
    slots=st.lists(
        st.tuples(HOURS, st.none() | st.sampled_from(WEEK)), min_size=1, max_size=2, unique=True
    ),
    drug=st.tuples(HOURS, st.none() | st.sampled_from(WEEK)),
    name=st.sampled_from([("moxifloxacin", 4, 8), ("levothyroxine", 4, 4), ("dolutegravir", 2, 6)]),
)
def test_the_review_agrees_with_a_circular_week(
    slots: list[tuple[float, str | None]],
    drug: tuple[float, str | None],
    name: tuple[str, int, int],
) -> None:
    """Gaps and spacing on a circle of 168 hours, counted by other means, give the same answer."""
    medicine, gap_after, gap_before = name
    days = {None: range(7), **{day: (number,) for number, day in enumerate(WEEK)}}
    taken = sorted(24 * d + hour for hour, day in slots for d in days[day])
    drugs = [24 * d + drug[0] for d in days[drug[1]]]
    close = any(
        hours_between(a, b) < 4
        for number, a in enumerate(taken)
        for other, b in enumerate(taken)
        if number != other
    )
    inside = any(
        hours_between(d, t) < gap_after or hours_between(t, d) < gap_before
        for d in drugs
        for t in taken
    )
    plan_slots = tuple(
        Slot(clock_h=hour, units=1, elemental_mg=50.0, weekdays=(day,) if day else ())
        for hour, day in slots
    )
    daily = max(
        sum(s.elemental_mg for s in plan_slots if not s.weekdays or day in s.weekdays)
        for day in WEEK
    )
    plan = DosePlan(
        product=CAPSULE,
        daily_elemental_mg=daily,
        start_daily_elemental_mg=daily,
        slots=plan_slots,
        steps=(Step(from_day=0, daily_elemental_mg=daily, slots=plan_slots),),
    )
    record, goal = HEALTHY
    weekdays = (drug[1],) if drug[1] else ()
    record = changed(
        record,
        medicines=(Medicine(name=medicine, clock_h=(drug[0],), weekdays=weekdays),),
        answers=replace(record.patient.answers, medicines="listed"),
    )
    seen = judged(record, goal, 0.0)

    found = findings(plan, record, seen.situation, seen.limits, facts())

    assert bool(found) == (close or inside), found


def _healthy() -> tuple[Record, Goal]:
    patient = Patient(
        patient_id="someone",
        age_y=40,
        sex="male",
        body_mass_kg=75.0,
        height_m=1.78,
        conditions=(),
        surgery_planned="no",
        kidney=Kidney(egfr=98.0, measured=TODAY, albuminuria="no"),
        answers=Answers(
            confirmed=TODAY,
            medicines="none",
            magnesium_sources="none",
            symptoms_now=(),
            sick_day="no",
        ),
    )
    record = Record.opened(patient, NOW, "Europe/Madrid", product=CAPSULE)
    return record, Goal(reason="status", mode="self", jurisdiction="EU")


HEALTHY = _healthy()

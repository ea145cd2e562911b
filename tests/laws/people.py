"""Made-up people for the laws of safety, a few microseconds each: most possible, some hostile.

`scripts/million_people` and `test_people_laws.py` read this file. A person is drawn from plain
lists; nothing here knows what the rules say about them.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from magtitrate.facts import Facts
from magtitrate.patient import Answers, Kidney, MagnesiumSource, Medicine, Patient
from magtitrate.plan import DosePlan, Goal, Limits, Override, Step, Verdict
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.regimen import Product, Slot
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.situation import Situation, situation_of

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
TODAY = date(2026, 11, 20)
ZONE = "Europe/Madrid"
PLACES = ("EU", "US", "CA", "UK", "AU", "NZ", "JP", "NO")
PRODUCTS = tuple(
    Product(
        product_id=f"p{number}",
        salt="bisglycinate",
        elemental_mg_per_unit=mg,
        divisible=divisible,
        vitamin_b6_mg_per_unit=b6,
        buffered=buffered,
        certified=number % 2 == 0,
    )
    for number, (mg, divisible, b6, buffered) in enumerate(
        [
            (50, False, 0, False),
            (100, True, 0, False),
            (141, False, 0, False),
            (33, False, 2, False),
            (200, True, 0, True),
            (75, False, 5, False),
            (400, False, 0, False),
            (1, False, 0, False),
        ]
    )
)
BOUNDS = (
    *("max_daily_elemental_mg", "max_single_elemental_mg", "max_step_elemental_mg"),
    *("max_start_elemental_mg", "room_elemental_mg"),
)
CEILING = {"EU": 250, "US": 350, "CA": 350, "UK": 350, "AU": 350, "NZ": 350, "JP": 350, "NO": 350}
ORDER = {verdict: place for place, verdict in enumerate(Verdict)}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What the safety rules say of one person."""

    situation: Situation
    answer: Answer
    limits: Limits


class Town:
    """Where people are drawn: the words of the shipped facts, and one stream of chance."""

    def __init__(self, facts: Facts, seed: int) -> None:
        self.facts = facts
        self.chance = random.Random(seed)
        self.conditions = sorted(facts.conditions)
        self.symptoms = sorted(facts.symptoms)
        self.medicines = sorted(row.name for row in facts.medicines)
        self.zero = Record.opened(Patient(patient_id="zero"), NOW, ZONE)

    def person(self) -> tuple[Record, Goal, float]:
        """A record, a goal, and the dose in force [mg]."""
        c = self.chance
        hostile = c.random() < 0.15
        sound = not hostile and c.random() < 0.4
        sex = c.choice(("male", "female"))
        taken = self._medicines()
        sources = self._sources()
        unknown = hostile and c.random() < 0.5
        patient = Patient(
            patient_id="someone",
            age_y=self._maybe(
                unknown,
                c.choice((c.uniform(18, 64), c.uniform(60, 95), c.uniform(18 if sound else 0, 20))),
            ),
            sex=sex,
            pregnancy=self._pregnancy(sex),
            body_mass_kg=c.choice((None, 75.0, 45.0, 150.0)),
            height_m=c.choice((None, 1.75, 1.5)),
            conditions=self._maybe(unknown, self._some(self.conditions, 0.0 if sound else 0.3)),
            surgery_planned=self._surgery(),
            kidney=self._kidney(sound),
            answers=Answers(
                confirmed=self._maybe(
                    unknown,
                    TODAY - timedelta(days=c.choice((0, 3, 27, 28, 29, 90)) if hostile else 2),
                ),
                medicines=self._maybe(unknown, "listed" if taken else "none"),
                magnesium_sources=self._maybe(unknown, "listed" if sources else "none"),
                symptoms_now=self._some(self.symptoms, 0.0 if sound else 0.12),
                sick_day="yes" if hostile and c.random() < 0.2 else "no",
            ),
            medicines=taken,
            magnesium_sources=sources,
        )
        mode = c.choice(("self", "self", "clinician"))
        goal = Goal(
            reason="status",
            mode=mode,
            jurisdiction=c.choice(PLACES),
            clinician="Dr A. Example" if mode == "clinician" else None,
            overrides=self._overrides() if mode == "clinician" and hostile else (),
        )
        record = replace(
            self.zero,
            patient=patient,
            product=None if unknown and c.random() < 0.1 else c.choice(PRODUCTS),
            observations=self._labs(0.1 if sound else 0.3),
            diary=self._diary(),
        )
        return record, goal, c.choice((0.0, 0.0, 0.0, 100.0, 250.0, 1000.0 if hostile else 50.0))

    def judged(self, record: Record, goal: Goal, in_force: float) -> Judged:
        """Situation, gate and limits."""
        situation = situation_of(record, goal, self.facts)
        answer = gate(situation, goal, self.facts, in_force_mg=in_force)
        limits = limits_for(record, situation, goal, answer, self.facts, in_force_mg=in_force)
        return Judged(situation=situation, answer=answer, limits=limits)

    def worse(self, record: Record) -> tuple[str, Record]:
        """The same person with one more thing that must never help."""
        c = self.chance
        patient, answers = record.patient, record.patient.answers
        kind = c.choice(("condition", "medicine", "symptom", "red flag", "egfr", "source", "old"))
        # Naming a condition answers the question, and an open question holds: only an answered
        # one is made worse.
        if kind == "condition" and patient.conditions is not None:
            more = (*patient.conditions, c.choice(self.conditions))
            return kind, _changed(record, conditions=more)
        if kind == "medicine":
            name = c.choice(self.medicines) if c.random() < 0.95 else "xyzzyol"
            medicine = Medicine(name=name, clock_h=c.choice(((), (8.0,), (8.0, 20.0))))
            listed = replace(answers, medicines="listed" if answers.medicines else None)
            return kind, _changed(record, medicines=(*patient.medicines, medicine), answers=listed)
        if kind in ("symptom", "red flag"):
            codes = self.symptoms if kind == "symptom" else ("fainting", "confusion", "seizure")
            now = (*(answers.symptoms_now or ()), c.choice(codes))
            return kind, _changed(record, answers=replace(answers, symptoms_now=now))
        if kind == "egfr" and patient.kidney.egfr is not None and patient.kidney.egfr <= 150:
            lower = max(1.0, patient.kidney.egfr * c.random())
            return kind, _changed(record, kidney=replace(patient.kidney, egfr=lower))
        if kind == "source":
            source = MagnesiumSource(
                name=self._drink(),
                elemental_mg_per_day=c.uniform(0, 400),
                clock_h=c.choice((None, 9.0)),
            )
            listed = replace(
                answers, magnesium_sources="listed" if answers.magnesium_sources else None
            )
            sources = (*patient.magnesium_sources, source)
            return "source", _changed(record, magnesium_sources=sources, answers=listed)
        older = None if answers.confirmed is None else answers.confirmed - timedelta(days=60)
        return "old", _changed(record, answers=replace(answers, confirmed=older))

    # ------------------------------------------------------------ parts of a person

    def _maybe(self, unknown: bool, value: Any) -> Any:
        return None if unknown and self.chance.random() < 0.3 else value

    def _some(self, words: list[str], share: float) -> tuple[str, ...]:
        c = self.chance
        found: tuple[str, ...] = ()
        while c.random() < share and len(found) < 3:
            found = (*found, c.choice(words))
        return found

    def _pregnancy(self, sex: str) -> str | None:
        if sex == "male":
            return None
        return self.chance.choice(("no",) * 8 + ("pregnant", "lactating"))

    def _surgery(self) -> date | str | None:
        c = self.chance
        return TODAY + timedelta(days=c.randint(-5, 40)) if c.random() < 0.05 else "no"

    def _kidney(self, sound: bool) -> Kidney:
        c = self.chance
        roll = c.random()
        if roll < 0.05:
            return Kidney(status="unknown")
        measured = TODAY - timedelta(days=c.choice((1, 30, 89, 91, 200, 364, 366)))
        albuminuria = c.choice(("no", "no", "no", "yes", "unknown", None))
        if roll < 0.15:
            umol = c.choice((c.uniform(40, 120), c.uniform(100, 800), c.uniform(6, 30)))
            return Kidney(creatinine_umol_per_l=umol, measured=measured, albuminuria=albuminuria)
        egfr = c.choice((c.uniform(75, 120), c.uniform(15, 80), 29.9, 30.0, 45.0, 60.0, 151.0))
        if sound:
            egfr = c.uniform(60, 120)
        before = egfr + c.uniform(-10, 30) if c.random() < 0.2 and not sound else None
        return Kidney(
            egfr=egfr,
            measured=measured,
            albuminuria=albuminuria,
            previous_egfr=None if before is None else min(250.0, max(1.0, before)),
            previous_measured=None if before is None else measured - timedelta(days=100),
        )

    def _medicines(self) -> tuple[Medicine, ...]:
        c = self.chance
        found: tuple[Medicine, ...] = ()
        while c.random() < 0.25 and len(found) < 4:
            # An unknown name is looked up among four thousand, so it is rare here.
            name = c.choice(self.medicines) if c.random() < 0.98 else "xyzzyol"
            clock = c.choice(((), (7.0,), (8.0, 20.0), (22.5,), (6.0, 12.0, 18.0, 23.75)))
            days = c.choice(((), (), (), ("mon",), ("sun", "wed")))
            until = c.choice((None, None, TODAY + timedelta(days=c.randint(-4, 20))))
            found = (*found, Medicine(name=name, clock_h=clock, weekdays=days, until=until))
        return found

    def _sources(self) -> tuple[MagnesiumSource, ...]:
        c = self.chance
        if c.random() < 0.8:
            return ()
        return (
            MagnesiumSource(
                name=c.choice(("multivitamin", "milk of magnesia", self._drink())),
                elemental_mg_per_day=c.choice((None, 0.0, 60.0, 249.0, 900.0)),
                clock_h=c.choice((None, 7.5, 0.0, 23.75)),
            ),
        )

    def _drink(self) -> str:
        """A source without a row; a long name is compared with four thousand, so it is rare."""
        return "something" if self.chance.random() < 0.05 else "tea"

    def _labs(self, share: float) -> tuple[Observation, ...]:
        c = self.chance
        found: tuple[Observation, ...] = ()
        while c.random() < share and len(found) < 4:
            value = c.choice((c.uniform(0.7, 1.0), c.uniform(0.3, 2.4), 0.95, 1.05, 0.15))
            found = (
                *found,
                Observation(
                    analyte="serum_magnesium",
                    time_h=11 - 24 * c.choice((1, 8, 30, 89, 91, 400)),
                    value=value,
                    upper=c.choice((None, 1.0, 1.1)),
                ),
            )
        if c.random() < 0.15:
            found = (
                *found,
                Observation(analyte="potassium", time_h=-200.0, value=c.uniform(2.8, 5.0)),
                Observation(analyte="calcium", time_h=-200.0, value=c.uniform(1.9, 2.6)),
            )
        return found

    def _diary(self) -> tuple[DiaryEntry, ...]:
        c = self.chance
        if c.random() < 0.85:
            return ()
        kind = c.choice(("symptom", "stool", "sick_day", "new_condition", "medicine_started"))
        item = {
            "symptom": self.symptoms,
            "new_condition": self.conditions,
            "medicine_started": self.medicines,
        }.get(kind, [""])
        return tuple(
            DiaryEntry(
                time_h=11 - 24 * c.uniform(0, 40),
                kind=kind,
                item=c.choice(item),
                value=float(c.randint(0, 7)) if kind in ("symptom", "stool") else None,
            )
            for _ in range(c.randint(1, 3))
        )

    def _overrides(self) -> tuple[Override, ...]:
        rule = self.chance.choice(("D-03", "D-04", "D-02", "K-05", "S-01", "L-03", "C-16", "X-1"))
        return (Override(rule=rule, by="Dr A. Example", reason="for the test", on=TODAY),)


def _changed(record: Record, **patient: Any) -> Record:
    return replace(record, patient=replace(record.patient, **patient))


# ---------------------------------------------------------------- the laws


def broken_ceiling(goal: Goal, judged: Judged) -> str:
    """Which absolute ceiling is passed, in words; empty where none is."""
    limits = judged.limits
    alone = goal.mode == "self"
    daily = CEILING[goal.jurisdiction] if alone else 583 / 1.45
    single = 200 if alone else 243
    if limits.max_daily_elemental_mg > daily + 0.2:
        return f"{limits.max_daily_elemental_mg} mg a day"
    if limits.max_single_elemental_mg > single:
        return f"{limits.max_single_elemental_mg} mg at once"
    if limits.max_step_elemental_mg > 100:
        return f"rises of {limits.max_step_elemental_mg} mg"
    if limits.step_days < 7:
        return f"rises every {limits.step_days} days"
    return _closed_but_open(judged) or _never_dosed(judged)


def _closed_but_open(judged: Judged) -> str:
    if not judged.answer.may_dose and any(getattr(judged.limits, b) for b in BOUNDS):
        return "a closed gate with limits above nought"
    if not judged.answer.may_dose and not judged.answer.reasons:
        return "a refusal without a reason"
    return ""


def _never_dosed(judged: Judged) -> str:
    """Who is never dosed, said here a second time and by hand."""
    if not judged.answer.may_dose:
        return ""
    fields, situation = judged.situation.fields, judged.situation
    egfr, serum, age = fields["egfr"], fields["serum_magnesium"], fields["age_y"]
    clinician = fields["mode"] == "clinician"
    never = {
        "no age": age is None,
        "a child": isinstance(age, float) and age < 18,
        "eGFR below 30": isinstance(egfr, float) and egfr < 30,
        "eGFR below 60 alone": isinstance(egfr, float) and egfr < 60 and not clinician,
        "an unknown eGFR of a clinician": egfr is None and clinician,
        "high serum magnesium": isinstance(serum, float) and serum > 1.05,
        "serum magnesium below 0.5": isinstance(serum, float) and serum < 0.5,
        "a red symptom": fields["red_symptom"] == "yes",
        "a sick day": fields["sick_day"] != "no",
        "medicines not known": fields["medicines_answer"] not in ("listed", "none"),
        "pregnancy alone": fields["pregnancy"] in ("pregnant", "lactating") and not clinician,
        "an excluded condition": bool(
            situation.conditions
            & {"dialysis", "myasthenia_gravis", "bowel_obstruction", "struvite_stones"}
        ),
        "a medicine to avoid": bool(situation.taken & {"I-12", "I-16", "I-43", "I-48"}),
        "answers of more than 28 days": isinstance(fields["answers_age_days"], float)
        and fields["answers_age_days"] > 28,
    }
    return "; ".join(name for name, found in never.items() if found)


def better(before: Judged, after: Judged) -> str:
    """In what a worse person is better off, in words; empty where in nothing.

    With more from elsewhere, a medicine that brings magnesium included, a bound may be told
    higher, as a day together with the other sources (that of the product's vitamin B6 is). There
    what it leaves for the product is compared.
    """
    if ORDER[after.answer.verdict] < ORDER[before.answer.verdict]:
        return f"{before.answer.verdict} became {after.answer.verdict}"
    for bound in BOUNDS:
        had, has = getattr(before.limits, bound), getattr(after.limits, bound)
        if more_elsewhere(before, after):
            had = min(had, before.limits.room_elemental_mg)
            has = min(has, after.limits.room_elemental_mg)
        if has > had + 1e-9:
            return f"{bound} rose from {had} to {has}"
    if before.answer.emergency and not after.answer.emergency:
        return "the emergency is gone"
    return ""


def more_elsewhere(before: Judged, after: Judged) -> bool:
    """Whether the second takes more magnesium from other sources than the first."""
    had, has = before.limits, after.limits
    return has.other_sources_elemental_mg_per_day > had.other_sources_elemental_mg_per_day


def treated(record: Record, kind: str) -> bool:
    """Thyroid hormone treats what C-10 asks about: there a medicine may rightly open."""
    return kind == "medicine" and "hypothyroidism" in (
        *(record.patient.conditions or ()),
        *(entry.item for entry in record.diary),
    )


def schedule(town: Town, limits: Limits) -> DosePlan:
    """A random schedule, often wrong in one thing, for the last look."""
    c = town.chance
    mg = c.choice((25.0, 50.0, 100.0, 125.0, 200.0))
    product = Product(product_id="x", salt="bisglycinate", elemental_mg_per_unit=mg)
    clocks = sorted(c.sample(range(96), c.randint(1, 3)))
    days = c.choice(((), (), (), ("sat",), ("sun", "mon")))
    slots = tuple(
        Slot(clock_h=quarter / 4, units=1.0, elemental_mg=mg, weekdays=days) for quarter in clocks
    )
    daily = mg * len(slots)
    return DosePlan(
        product=product,
        daily_elemental_mg=daily,
        start_daily_elemental_mg=daily,
        slots=slots,
        steps=(Step(from_day=0, daily_elemental_mg=daily, slots=slots),),
    )

"""What can the safety rules see of this person at this moment?

Every field that a rule may name is computed here, once, from the record and the goal. A
field that cannot be computed is `None`: no bound on it fires, and the rules that ask for
missing answers do. Times and ages are in days unless their name says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.plan import Goal, PlanInForce
from magtitrate.record import DiaryEntry, Observation, Record
from magtitrate.safety.alarms import alarms_in
from magtitrate.safety.courses import course_is_over
from magtitrate.safety.filtration import BELOW, KidneyView, kidney_view
from magtitrate.safety.locks import standing_lock, swallowed_too_much
from magtitrate.safety.medicines import Matched, match, tokens
from magtitrate.safety.steady import steady_when_drawn

__all__ = ["Situation", "medicine_magnesium", "situation_of", "uncounted_magnesium"]

Field = float | str | None

KIDNEY_RISKS = (
    "chronic_kidney_disease",
    "type_1_diabetes",
    "type_2_diabetes",
    "hypertension",
    "heart_failure",
    "liver_disease",
)
KIDNEY_RISK_MEDICINES = (
    "nsaid",
    "ace_inhibitor",
    "arb",
    "thiazide",
    "loop_diuretic",
    "potassium_sparing_diuretic",
    "diuretic",
    "lithium",
)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """The fields, codes and medicines that rules ask about.

    Attributes:
        fields: name -> number, word or `None` where unknown.
        taken: substance names, classes and interaction ids of the medicines in use.
        matched: the medicines in use today or later within the plan's life.
        sources: other magnesium whose name the index knows, such as a laxative, or asks about.
        magnesium_at: (name, clock_h) of all other magnesium whose hour is known.
        kidney: the cautious kidney value.
    """

    fields: dict[str, Field]
    conditions: frozenset[str]
    symptoms: frozenset[str]
    taken: frozenset[str]
    matched: tuple[Matched, ...]
    sources: tuple[Matched, ...]
    magnesium_at: tuple[tuple[str, float], ...]
    kidney: KidneyView


def situation_of(
    record: Record, goal: Goal, facts: Facts, *, in_force: PlanInForce | None = None
) -> Situation:
    """Everything the rule book looks at, for this record under this goal.

    Args:
        in_force: the plan that the person follows now; its stops may still stand, and doses
            taken are held against it.
    """
    sources = _sources(record, facts)
    matched = (
        *(
            found
            for found in match(_current_medicines(record, facts), facts)
            if not course_is_over(found, record.now)
        ),
        # What stands under the magnesium sources and is a medicine has a medicine's rules.
        *(found for found in sources if found.is_medicine),
    )
    taken = tokens(matched)
    symptoms = _symptoms(record, facts)
    if swallowed_too_much(record, goal, in_force, facts):
        symptoms |= {"overdose"}
    kidney = kidney_view(record, facts)
    conditions = _conditions(record, facts)
    lock, lock_days = standing_lock(in_force, record, facts)
    fields: dict[str, Field] = {
        **_person(record),
        **_answers(record, facts),
        **_kidney(record, kidney, conditions, taken, facts),
        **_serum(record, facts),
        **_companions(record, facts),
        **_symptom_fields(symptoms, facts),
        **_diary_fields(record, symptoms, in_force, facts),
        **_product(record),
        "plan_lock": lock,
        "plan_lock_days": lock_days,
        "mode": goal.mode,
        "jurisdiction": goal.jurisdiction,
        "goal": goal.reason,
    }
    return Situation(
        fields=fields,
        conditions=conditions,
        symptoms=symptoms,
        taken=taken,
        matched=matched,
        sources=sources,
        magnesium_at=_magnesium_at(record, matched),
        kidney=kidney,
    )


def _magnesium_at(record: Record, matched: tuple[Matched, ...]) -> tuple[tuple[str, float], ...]:
    """Listed sources and magnesium-holding medicines, at each hour that is known."""
    listed = [
        (source.name, source.clock_h)
        for source in record.patient.magnesium_sources
        if source.clock_h is not None and source.elemental_mg_per_day != 0
    ]
    medicines = [
        (one.medicine.name, hour)
        for one in matched
        if any("magnesium_source" in s.classes or s.elemental_mg_per_unit for s in one.substances)
        for hour in one.medicine.clock_h
    ]
    return tuple(dict.fromkeys((*listed, *medicines)))


def _sources(record: Record, facts: Facts) -> tuple[Matched, ...]:
    """Magnesium sources that the index knows, or that have to be asked about."""
    listed = tuple(
        Medicine(name=s.name, clock_h=() if s.clock_h is None else (s.clock_h,))
        for s in record.patient.magnesium_sources
    )
    return tuple(matched for matched in match(listed, facts) if matched.known or matched.doubtful)


def medicine_magnesium(situation: Situation) -> tuple[tuple[str, float], ...]:
    """Listed medicines that hold a known amount of magnesium, with it per day [mg].

    One that stands under the magnesium sources too is counted there, by its own label.
    """
    return tuple(
        (matched.medicine.name, mg * max(1, len(matched.medicine.clock_h)))
        for matched in situation.matched
        for mg in [sum(s.elemental_mg_per_unit or 0.0 for s in matched.substances)]
        if mg > 0 and not _counted_as_source(matched, situation)
    )


def uncounted_magnesium(situation: Situation) -> tuple[str, ...]:
    """Listed medicines that hold magnesium, but nobody knows how much."""
    return tuple(
        matched.medicine.name
        for matched in situation.matched
        if any("magnesium_source" in s.classes for s in matched.substances)
        and not any(s.elemental_mg_per_unit for s in matched.substances)
        and not _counted_as_source(matched, situation)
    )


def _counted_as_source(matched: Matched, situation: Situation) -> bool:
    names = {s.name for s in matched.substances}
    return any(names & {s.name for s in other.substances} for other in situation.sources)


def _current_medicines(record: Record, facts: Facts) -> tuple[Medicine, ...]:
    """Medicines taken before or due to begin within the plan's life; which are over, see courses.

    One that the diary says was started counts, also where the person's file has an older course
    of it that is over, or one that begins later; one that it says was stopped still does, until
    the file leaves it out.
    """
    today = record.today
    life = facts.value("policy.plan_life")
    listed = tuple(
        medicine
        for medicine in record.patient.medicines
        if medicine.since is None or (medicine.since - today).days <= life
    )
    started = tuple(
        Medicine(name=entry.item)
        for entry in record.diary
        if entry.kind == "medicine_started"
        and not any(
            medicine.name.casefold() == entry.item.casefold()
            and _of_that_course(medicine, entry, record)
            for medicine in listed
        )
    )
    return started + listed


def _of_that_course(medicine: Medicine, entry: DiaryEntry, record: Record) -> bool:
    """Was it begun before the course of the file ended? On its last day it may be another."""
    begun, until = record.instant(entry.time_h).date(), medicine.until
    return until is None or begun < until or begun == until == medicine.since


def _person(record: Record) -> dict[str, Field]:
    patient = record.patient
    surgery = patient.surgery_planned
    return {
        "age_y": patient.age_y,
        "sex": patient.sex,
        "pregnancy": patient.pregnancy,
        "conditions": None if patient.conditions is None else "answered",
        "surgery_answer": None if surgery is None else "answered",
        "surgery_in_days": float((surgery - record.today).days)
        if isinstance(surgery, date)
        else None,
        "albuminuria": patient.kidney.albuminuria,
    }


def _answers(record: Record, facts: Facts) -> dict[str, Field]:
    answers, patient = record.patient.answers, record.patient
    confirmed = answers.confirmed
    sources = _agreement(answers.magnesium_sources, bool(patient.magnesium_sources))
    if any(source.elemental_mg_per_day is None for source in patient.magnesium_sources):
        sources = "amount not given"
    sick = answers.sick_day
    pause_h = facts.value("policy.sick_day_pause")
    if any(e.kind == "sick_day" and record.now_h - e.time_h <= pause_h for e in record.diary):
        sick = "yes"
    return {
        "answers_age_days": None
        if confirmed is None or confirmed > record.today
        else float((record.today - confirmed).days),
        "plan_life_days": facts.value("policy.plan_life"),
        "medicines_answer": _agreement(answers.medicines, bool(patient.medicines)),
        "sources_answer": sources,
        "symptoms_answer": None if answers.symptoms_now is None else "answered",
        "sick_day": sick,
    }


def _agreement(answer: str | None, some: bool) -> str | None:
    """An answer "listed" or "none" held against the list itself."""
    if answer == "listed" and not some:
        return "listed but none given"
    if answer == "none" and some:
        return "none but some given"
    return answer


def _conditions(record: Record, facts: Facts) -> frozenset[str]:
    """Conditions of the person file and those the diary added since."""
    added = {
        entry.item
        for entry in record.diary
        if entry.kind == "new_condition" and entry.item in facts.conditions
    }
    return frozenset(record.patient.conditions or ()) | added


def _kidney(
    record: Record,
    kidney: KidneyView,
    conditions: frozenset[str],
    taken: frozenset[str],
    facts: Facts,
) -> dict[str, Field]:
    risk = bool(
        conditions & set(KIDNEY_RISKS)
        or taken & set(KIDNEY_RISK_MEDICINES)
        or record.patient.kidney.albuminuria == "yes"
        or (kidney.egfr is not None and kidney.egfr < facts.value("policy.egfr_low"))
    )
    within = facts.value("policy.egfr_stale_risk" if risk else "policy.egfr_stale_healthy")
    recent = facts.value("policy.egfr_stale_risk")
    answer: str | None
    if kidney.egfr is None:
        answer = record.patient.kidney.status
    else:
        answer = "known" if kidney.age_days is not None and kidney.age_days <= within else "stale"
    if kidney.bounded:
        answer = "stale"  # "less than 60" may be 20: a number is needed
    fresh = kidney.age_days is not None and kidney.age_days <= recent
    return {
        "egfr": kidney.egfr,
        "egfr_age_days": kidney.age_days,
        "egfr_fall": kidney.fall,
        "egfr_fall_percent": kidney.fall_percent,
        "egfr_within_90_days": "yes" if kidney.egfr is not None and fresh else "no",
        "creatinine_umol_per_l": kidney.creatinine_umol_per_l,
        "kidney_answer": answer,
        "kidney_size": "missing" if kidney.egfr is not None and kidney.size_missing else "known",
    }


def _serum(record: Record, facts: Facts) -> dict[str, Field]:
    """Total serum magnesium as the stops see it.

    An implausibly low value, or a fall that cannot be, never clears an earlier high one;
    an implausibly high value stops until it is disproved.
    """
    upper = facts.value("policy.serum_upper_fallback")
    lower = facts.value("policy.serum_lower_fallback")
    implausible: str | None = None
    standing: Observation | None = None
    # Of values of one moment the highest comes last, whatever the order of the file.
    serum = [_exact(value) for value in _magnesium(record, upper)]
    for value in sorted(serum, key=lambda o: (o.time_h, o.value)):
        doubt = implausible = _doubt(value, standing, facts)
        if _stands(value, doubt, standing, facts):
            standing = value
    if standing is None:
        return dict.fromkeys(
            (
                "serum_magnesium",
                "serum_magnesium_age_days",
                "serum_steady",
                "serum_upper",
                "serum_lower",
                "serum_implausible",
                "serum_was_high",
                "serum_highest",
                "companions_since_high",
            )
        )
    return {
        "serum_magnesium": standing.value,
        "serum_magnesium_age_days": (record.now_h - standing.time_h) / 24,
        "serum_steady": steady_when_drawn(record, standing.time_h, facts),
        "serum_upper": _upper(standing, upper),
        "serum_lower": max(lower, standing.lower or lower),
        "serum_implausible": implausible,
        "serum_was_high": "yes" if any(o.value > _upper(o, upper) for o in serum) else "no",
        "serum_highest": max(o.value for o in serum),
        "companions_since_high": _companions_since(serum, upper, record),
    }


def _magnesium(record: Record, upper: float) -> list[Observation]:
    """Serum magnesium; and an ionized value above the upper limit of the total, which holds it.

    No part is more than the whole: where the ionized is that high, the total is at least so.
    """
    ionized = [
        replace(value, analyte="serum_magnesium", lower=None, upper=None)
        for value in record.of("ionized_magnesium")
        if value.value > upper and not value.censored_below
    ]
    return [*record.of("serum_magnesium"), *ionized]


def _companions_since(serum: list[Observation], upper: float, record: Record) -> str:
    """Were potassium, calcium and the kidneys measured after the last high value (L-02)?"""
    last_h = max((o.time_h for o in serum if o.value > _upper(o, upper)), default=-math.inf)
    since = [
        any(value.time_h > last_h for name in names for value in record.of(name))
        for names in (("potassium",), ("calcium",), ("creatinine", "egfr"))
    ]
    return "yes" if all(since) else "no"


def _exact(value: Observation) -> Observation:
    """ "Less than 0.50" is below 0.50, by however little."""
    return replace(value, value=value.value * BELOW) if value.censored_below else value


def _stands(
    value: Observation, doubt: str | None, before: Observation | None, facts: Facts
) -> bool:
    """May this value stand in the place of the one before it?

    A high value is cleared only by a later one in range; a doubtful fall is still a fall.
    """
    upper = facts.value("policy.serum_upper_fallback")
    lower = facts.value("policy.serum_lower_fallback")
    if before is None or value.value > _upper(value, upper):
        return True
    if before.value > _upper(before, upper):
        in_range = doubt is None and value.value >= max(lower, value.lower or lower)
        return in_range and value.time_h > before.time_h
    return doubt is None or value.value < before.value


def _upper(value: Observation, fallback: float) -> float:
    """The stricter of the laboratory's upper limit and the table's."""
    return min(fallback, value.upper if value.upper is not None else fallback)


def _doubt(value: Observation, before: Observation | None, facts: Facts) -> str | None:
    """Why a serum magnesium cannot be right: `low`, `high`, `jump`, or `None`."""
    if value.value < facts.value("policy.serum_implausible_low"):
        return "low"
    if value.value > facts.value("policy.serum_implausible_high"):
        return "high"
    days = facts.value("policy.serum_implausible_days")
    if before is not None and value.time_h - before.time_h <= 24 * days:
        change = abs(value.value - before.value)
        if change > facts.value("policy.serum_implausible_change"):
            return "jump"
    return None


def _companions(record: Record, facts: Facts) -> dict[str, Field]:
    low = []
    for analyte in ("potassium", "calcium"):
        values = record.of(analyte)
        fallback = facts.value(f"policy.{analyte}_lower_fallback")
        # Of values of one moment any low one counts.
        low += [
            _exact(value).value < (value.lower if value.lower is not None else fallback)
            for value in values
            if value.time_h == values[-1].time_h
        ]
    ages = {
        f"{analyte}_age_days": _age_days(record, analyte)
        for analyte in ("serum_magnesium", "potassium", "calcium", "phosphate")
    }
    del ages["serum_magnesium_age_days"]
    return {
        "potassium_or_calcium_low": "yes" if any(low) else "no",
        "calcium_high": _calcium_high(record, facts),
        "potassium": _newest(record, "potassium", facts),
        "calcium": _lowest(record, "calcium", facts),
        "ionized_calcium": _lowest(record, "ionized_calcium", facts),
        **_ionized(record),
        **ages,
    }


def _calcium_high(record: Record, facts: Facts) -> str:
    """Is the newest calcium above the stricter of the laboratory's limit and the table's?"""
    values = record.of("calcium")
    fallback = facts.value("policy.calcium_upper_fallback")
    newest = [v for v in values if v.time_h == values[-1].time_h]
    high = any(v.value > min(fallback, v.upper or fallback) for v in newest)
    return "yes" if high else "no"


def _newest(record: Record, analyte: str, facts: Facts) -> Field:
    """The newest value while it still speaks of today; of one moment the oddest."""
    values = record.of(analyte)
    recent_h = 24 * facts.value("policy.companion_recent")
    if not values or record.now_h - values[-1].time_h > recent_h:
        return None
    newest = [v.value for v in values if v.time_h == values[-1].time_h]
    middle = facts.value("policy.potassium_middle")
    return max(newest, key=lambda value: abs(value - middle))


def _ionized(record: Record) -> dict[str, Field]:
    """The newest ionized magnesium, the highest of its moment, and its laboratory's own limit.

    Its age clears nothing, as with the total (L-12).
    """
    values = record.of("ionized_magnesium")
    if not values:
        return {"ionized_magnesium": None, "ionized_upper": None}
    newest = max((v for v in values if v.time_h == values[-1].time_h), key=lambda v: v.value)
    return {"ionized_magnesium": _exact(newest).value, "ionized_upper": newest.upper}


def _lowest(record: Record, analyte: str, facts: Facts) -> Field:
    """The newest value while it still speaks of today; of one moment the lowest."""
    values = record.of(analyte)
    recent_h = 24 * facts.value("policy.companion_recent")
    if not values or record.now_h - values[-1].time_h > recent_h:
        return None
    return min(_exact(v).value for v in values if v.time_h == values[-1].time_h)


def _age_days(record: Record, analyte: str) -> Field:
    newest = record.latest(analyte)
    return None if newest is None else (record.now_h - newest.time_h) / 24


def _symptoms(record: Record, facts: Facts) -> frozenset[str]:
    """Symptoms answered now, and those of the diary's last days that were not nought."""
    since = record.now_h - 24 * facts.value("policy.symptom_recent")
    stops = _stopping(facts)
    # What stops a plan counts until the questions have been answered after it.
    answered_h = _answered_h(record)
    logged = {
        entry.item
        for entry in record.diary
        if entry.kind == "symptom" and entry.value != 0
        if entry.time_h >= since or (entry.item in stops and entry.time_h >= answered_h)
    }
    noted = {
        code
        for entry in record.diary
        if entry.note and entry.time_h >= min(since, answered_h)
        for code in alarms_in(entry.note, stops, facts)
    }
    now = frozenset(record.patient.answers.symptoms_now or ())
    return now | logged | noted | _stools(record, facts)


def _answered_h(record: Record) -> float:
    """The beginning of the day on which the questions were last answered."""
    confirmed = record.patient.answers.confirmed
    if confirmed is None:
        return -math.inf
    return record.hours(datetime.combine(confirmed, time(), tzinfo=record.now.tzinfo))


def _stopping(facts: Facts) -> frozenset[str]:
    """Symptoms that stop a plan by themselves."""
    return frozenset(
        code
        for rule in facts.rules
        if rule.family == "symptom" and any(effect.kind == "stop" for effect in rule.effects)
        for condition in rule.when
        for code in condition.any
        if condition.kind == "has_symptom"
    )


def _stools(record: Record, facts: Facts) -> frozenset[str]:
    """What the diary's stools amount to: liquid on two days or many in one day are diarrhea."""
    since = record.now_h - 24 * facts.value("policy.symptom_recent")
    stools = [
        (e.time_h, e.value or 0.0) for e in record.diary if e.kind == "stool" and e.time_h >= since
    ]
    entries = facts.value("policy.stool_entries")
    loose = [hour for hour, kind in stools if kind >= facts.value("policy.stool_loose_type")]
    liquid = [hour for hour, kind in stools if kind >= facts.value("policy.stool_diarrhea_type")]
    most_in_a_day = max((sum(0 <= h - first < 24 for h in loose) for first in loose), default=0)
    found = set()
    if len(loose) >= entries:
        found.add("loose_stool")
    if len(liquid) >= entries or most_in_a_day >= facts.value("policy.stool_many"):
        found.add("diarrhea")
    return frozenset(found)


def _symptom_fields(symptoms: frozenset[str], facts: Facts) -> dict[str, Field]:
    """Counts that rules over several symptoms need, taken from the rules' own lists."""
    early: set[str] = set()
    red: set[str] = set()
    for rule in facts.rules:
        if rule.family != "symptom" or len(rule.when) != 1:
            continue
        codes = {code for condition in rule.when for code in condition.any}
        if rule.id == "S-09":
            early |= codes
        if any(effect.kind == "stop" and effect.level == "RED" for effect in rule.effects):
            red |= codes
    return {
        "early_sign_count": float(len(symptoms & early)),
        "red_symptom": "yes" if symptoms & red else "no",
    }


WEIGHED = ("rule:S-11/restart", "rule:S-11/after")
"""What a plan says whose dose was halved for diarrhea."""
CRAMPS = ("cramps", "twitching", "tremor", "restless_legs")


def _diary_fields(
    record: Record, symptoms: frozenset[str], in_force: PlanInForce | None, facts: Facts
) -> dict[str, Field]:
    """How long cramps have lasted, and whether there was diarrhea that is over now.

    Diarrhea that the dose in force was halved for already is `weighed`: it halves it no second
    time.
    """
    noted = [e for e in record.diary if e.kind == "symptom" and e.value != 0]
    cramps = [e.time_h for e in noted if e.item in CRAMPS]
    recent_h = 24 * facts.value("policy.symptom_recent")
    lasting = bool(cramps) and record.now_h - max(cramps) <= recent_h
    life_h = 24 * facts.value("policy.plan_life")
    loose = [
        e.time_h
        for e in record.diary
        if (e.kind == "symptom" and e.item == "diarrhea" and e.value != 0)
        or (e.kind == "stool" and (e.value or 0) >= facts.value("policy.stool_diarrhea_type"))
    ]
    lately = [h for h in loose if record.now_h - h <= life_h and "diarrhea" not in symptoms]
    halved = in_force is not None and any(row in in_force.facts for row in WEIGHED)
    if in_force is None or not halved or in_force.expired(record.now):
        weighed_h = -math.inf
    else:
        weighed_h = record.hours(in_force.made_at)
    known = "weighed" if max(lately, default=0.0) <= weighed_h else "yes"
    return {
        "cramps_weeks": (record.now_h - min(cramps)) / (7 * 24) if lasting else None,
        "diarrhea_lately": known if lately else "no",
    }


def _product(record: Record) -> dict[str, Field]:
    product = record.product
    if product is None:
        return dict.fromkeys(
            (
                "product",
                "product_buffered",
                "product_release",
                "product_certified",
                "product_b6_mg_per_100_mg",
            )
        )
    per_100 = 100 * product.vitamin_b6_mg_per_unit / product.elemental_mg_per_unit
    return {
        "product": product.salt,
        "product_buffered": "yes" if product.buffered else "no",
        "product_release": product.release,
        "product_certified": "yes" if product.certified else "no",
        "product_b6_mg_per_100_mg": per_100,
    }

"""Dose, timing, pairing and monitoring joined into one draft.

The limits have decided what may be ranked; the model only ranks. The first of the
candidates may be "no supplement", and then that is what is recommended.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from magtitrate.body.model import BodyModel
from magtitrate.effects.benefit_words import benefits_of
from magtitrate.estimate.check import learned
from magtitrate.estimate.context import context_of
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import Posterior, evenly, of_lanes
from magtitrate.estimate.worth import Worth, worth_of
from magtitrate.facts import Facts
from magtitrate.facts.intake import recommended_intake
from magtitrate.plan import (
    Benefit,
    Candidate,
    DosePlan,
    Forecast,
    Goal,
    Limits,
    Monitoring,
    Pairing,
    Reason,
    Step,
    Verdict,
)
from magtitrate.planner.choices import sized, why_these_choices
from magtitrate.planner.days import DoseDay, possible_days
from magtitrate.planner.dose import Wanted, measure_first, ranking, weights_of
from magtitrate.planner.expect import applying, baseline_of
from magtitrate.planner.explain import (
    no_dose_fits,
    what_next,
    why_labs,
    why_measure,
    why_this_dose,
    without_model,
)
from magtitrate.planner.forecast import expected_labs, forecast_of, forecast_without, live
from magtitrate.planner.lab_values import with_values
from magtitrate.planner.monitoring import (
    days_drawn,
    how_to_sample,
    joined,
    labs_of_dose,
    monitoring_of,
    surely_gained,
    with_worth,
    worth_proposing,
)
from magtitrate.planner.moving import could_move
from magtitrate.planner.pairing import pairing
from magtitrate.planner.steps import reachable_mg, steps_to
from magtitrate.planner.timing import NoSafeTime
from magtitrate.record import Record
from magtitrate.regimen import Product
from magtitrate.safety.courses import pause_reasons
from magtitrate.safety.gate import Answer
from magtitrate.safety.situation import Situation
from magtitrate.streams import stream

__all__ = ["Case", "Draft", "propose"]

MORNING_H = 8.0
"""The hour of a usual morning draw."""

RECOMMENDED = {
    "supplement": "regimen",
    "no_supplement": "no_supplement",
    "food_first": "no_supplement",
    "measure_first": "measure_first",
}
"""Kind of the best candidate -> what is recommended."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """What the floors below have settled about one person."""

    record: Record
    goal: Goal
    situation: Situation
    answer: Answer
    limits: Limits
    posterior: Posterior | None
    in_force_mg: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A plan before the last review."""

    verdict: Verdict
    recommended: str
    emergency: bool
    reasons: tuple[Reason, ...]
    regimen: DosePlan | None = None
    candidates: tuple[Candidate, ...] = ()
    pairing: tuple[Pairing, ...] = ()
    monitoring: tuple[Monitoring, ...] = ()
    forecast: dict[str, Forecast] = field(default_factory=dict)
    benefit: tuple[Benefit, ...] = ()


def propose(case: Case, model: BodyModel, facts: Facts) -> Draft:
    """The draft: a refusal as it stands, or the best dosing plan with its rivals."""
    draft = _proposed(case, model, facts)
    return replace(draft, monitoring=how_to_sample(draft.monitoring, facts))


def _proposed(case: Case, model: BodyModel, facts: Facts) -> Draft:
    base = _base(case, model, facts)
    product = case.record.product
    if not case.answer.may_dose or product is None:
        return base
    possible = possible_days(
        case.record.patient,
        product,
        case.situation,
        case.limits,
        facts,
        most_mg=reachable_mg(
            product,
            case.limits,
            facts.value("policy.plan_life"),
            in_force_mg=case.in_force_mg,
        ),
    )
    if not possible.days:
        free = possible.no_safe_time
        why = no_dose_fits(product, case.limits, free)
        return _closed(base, *why, *_pauses(case, free), *_moves(case, product, free, facts))
    if case.posterior is None or not case.posterior.finished:
        draft = _by_rules_alone(base, case, product, possible.days)
    else:
        draft = _by_the_model(base, case, product, possible.days, case.posterior, model, facts)
    return _with_labs_of_dose(draft, case, facts)


def _pauses(case: Case, no_safe_time: NoSafeTime | None) -> tuple[Reason, ...]:
    """I-08: beside a course that leaves no time, magnesium waits until it is over."""
    if no_safe_time is None:
        return ()
    blocking = frozenset(gap.item for gap in no_safe_time.blocking)
    return pause_reasons(case.situation.matched, blocking, case.record.today)


def _moves(
    case: Case, product: Product, no_safe_time: NoSafeTime | None, facts: Facts
) -> tuple[Reason, ...]:
    """Which movable medicine, taken at another time, would free one."""
    if no_safe_time is None:
        return ()
    return could_move(
        no_safe_time, case.record.patient, product, case.situation, case.limits, facts
    )


def _with_labs_of_dose(draft: Draft, case: Case, facts: Facts) -> Draft:
    """A dose above the general upper limit is measured more closely."""
    if draft.regimen is None:
        return draft
    total = draft.regimen.daily_elemental_mg + case.limits.other_sources_elemental_mg_per_day
    more = labs_of_dose(case.record.today, total, case.answer, case.goal, facts)
    return replace(draft, monitoring=joined(draft.monitoring, more))


def _base(case: Case, model: BodyModel, facts: Facts) -> Draft:
    """Everything that does not depend on a dose."""
    posterior = case.posterior
    taught = None if posterior is None else learned(posterior, facts)
    rtol = facts.value("policy.plan_rtol")
    forecast = {} if posterior is None else forecast_without(posterior, MORNING_H, model, rtol=rtol)
    return Draft(
        verdict=case.answer.verdict,
        recommended=case.answer.recommended,
        emergency=case.answer.emergency,
        reasons=(
            *what_next(case.answer),
            *with_values(case.answer.reasons, case.answer, case.record, case.situation),
            *why_labs(posterior, taught),
            *context_of(case.record, facts),
        ),
        pairing=pairing(case.situation, case.record.patient.diet, facts),
        monitoring=monitoring_of(
            case.record.today, case.answer, case.situation, case.goal.reason, facts
        ),
        forecast=forecast,
        benefit=_benefit(case, model, facts),
    )


def _benefit(case: Case, model: BodyModel, facts: Facts) -> tuple[Benefit, ...]:
    """What the goal's outcomes may do in this person; nothing where nobody can say."""
    if case.posterior is None:
        return ()
    baseline = baseline_of(case.posterior, model, case.record, case.goal, facts)
    found = () if baseline is None else benefits_of(case.goal.reason, baseline, facts)
    return applying(found, case.record, facts)


def _by_the_model(
    base: Draft,
    case: Case,
    product: Product,
    days: tuple[DoseDay, ...],
    posterior: Posterior,
    model: BodyModel,
    facts: Facts,
) -> Draft:
    wanted = _wanted(case, base.benefit, facts)
    days = _for_the_replete(days, case, wanted, facts)
    order = ranking(days, product, posterior, wanted, MORNING_H, model, facts)
    best = next(candidate for candidate in order.candidates if candidate.slots)
    dose = _dose_plan(
        DoseDay(daily_elemental_mg=best.daily_elemental_mg, slots=best.slots), case, product
    )
    if dose is None:
        return _closed(base, *no_dose_fits(product, case.limits, None))
    few = evenly(posterior.lanes, int(facts.value("estimate.forecast_draws")))
    lived = live(
        dose.steps,
        product,
        of_lanes(posterior, few),
        MORNING_H,
        model,
        weeks=facts.value("forecast.weeks"),
        rtol=facts.value("policy.plan_rtol"),
    )
    measured_before = frozenset(one.analyte for one in case.record.observations)
    # The same luck for every plan: the worth of a lab is not to depend on the seed.
    worths = worth_of(
        expected_labs(lived, also=measured_before),
        order.utility[:, few],
        [candidate.daily_elemental_mg for candidate in order.candidates],
        facts,
        stream(0, "worth"),
    )
    candidates = _with_steps(
        _with_measuring(order.candidates, worths, wanted, facts), case, product
    )
    choices = why_these_choices(dose, case.record.patient.day, lived.posterior, model, facts)
    trouble = wanted.weights["waiting"]
    drawn = days_drawn(base.monitoring, case.record.today, facts)
    proposed = worth_proposing(worths, facts, trouble=trouble, drawn=drawn)
    return replace(
        base,
        recommended=RECOMMENDED[candidates[0].kind],
        reasons=(
            *why_this_dose(candidates, best, wanted),
            *choices,
            *base.reasons,
            *why_measure(worths, proposed, facts.value("worth.least_probability")),
        ),
        regimen=dose,
        candidates=candidates,
        pairing=sized(base.pairing, choices),
        monitoring=with_worth(base.monitoring, worths, case.record.today, facts, trouble=trouble),
        forecast=forecast_of(lived),
    )


def _by_rules_alone(base: Draft, case: Case, product: Product, days: tuple[DoseDay, ...]) -> Draft:
    """No estimate can be trusted: the smallest possible dose, with care, and no forecast."""
    dose = _dose_plan(min(days, key=lambda day: day.daily_elemental_mg), case, product)
    if dose is None:
        return _closed(base, *no_dose_fits(product, case.limits, None))
    return replace(
        base,
        verdict=Verdict.GO_WITH_CARE,
        reasons=(without_model(case.posterior), *base.reasons),
        regimen=dose,
    )


def _dose_plan(day: DoseDay, case: Case, product: Product) -> DosePlan | None:
    steps = steps_to(day, product, case.limits, in_force_mg=case.in_force_mg)
    if steps is None:
        return None
    return DosePlan(
        product=product,
        daily_elemental_mg=day.daily_elemental_mg,
        start_daily_elemental_mg=steps[0].daily_elemental_mg,
        slots=day.slots,
        steps=steps,
    )


def _closed(base: Draft, reason: Reason, *more: Reason) -> Draft:
    """No dose can be made: that is said, and nothing less bad is offered."""
    return replace(
        base,
        verdict=Verdict.HOLD,
        recommended="professional" if reason.code == "no_safe_time" else "no_supplement",
        reasons=(reason, *more, *base.reasons),
    )


def _for_the_replete(
    days: tuple[DoseDay, ...], case: Case, wanted: Wanted, facts: Facts
) -> tuple[DoseDay, ...]:
    """Where food meets the recommendation and serum is not low, only small doses are offered."""
    serum = case.situation.fields.get("serum_magnesium")
    if (
        not isinstance(serum, float)
        or serum < wanted.serum_low
        or wanted.recommended_mg is None
        or wanted.gap_mg > 0
    ):
        return days
    most = facts.value("policy.replete_most")
    return tuple(day for day in days if day.daily_elemental_mg <= most) or days[:1]


def _with_steps(
    candidates: tuple[Candidate, ...], case: Case, product: Product
) -> tuple[Candidate, ...]:
    """Each dose with the way there: where it starts, when it rises, where it holds."""

    def way(one: Candidate) -> tuple[Step, ...]:
        if not one.slots:
            return ()
        day = DoseDay(daily_elemental_mg=one.daily_elemental_mg, slots=one.slots)
        return steps_to(day, product, case.limits, in_force_mg=case.in_force_mg) or ()

    return tuple(replace(one, steps=way(one)) for one in candidates)


def _with_measuring(
    candidates: tuple[Candidate, ...], worths: tuple[Worth, ...], wanted: Wanted, facts: Facts
) -> tuple[Candidate, ...]:
    """The candidates with "measure first" in its place: today's most telling lab."""
    gain = max((surely_gained(one, facts) for one in worths if one.day == 0), default=None)
    if gain is None:
        return candidates
    top = max(candidates, key=lambda one: one.score)
    measuring = measure_first(top, gain, wanted)
    place = sum(one.score >= measuring.score for one in candidates)
    return (*candidates[:place], measuring, *candidates[place:])


def _wanted(case: Case, benefits: tuple[Benefit, ...], facts: Facts) -> Wanted:
    patient, fields = case.record.patient, case.situation.fields
    row = recommended_intake(
        facts,
        jurisdiction=case.goal.jurisdiction,
        age_y=patient.age_y,
        sex=patient.sex,
        pregnancy=patient.pregnancy,
    )
    upper = fields["serum_upper"]
    diet = covariates_of(patient, case.situation.kidney.egfr, case.situation.taken, facts)
    return Wanted(
        serum_low=facts.value("policy.serum_evidence_lower"),
        serum_high=upper
        if isinstance(upper, float)
        else facts.value("policy.serum_upper_fallback"),
        recommended_mg=None if row is None else row.recommended_mg,
        recommended_key="" if row is None else f"intake:{row.key}",
        food_mg=diet.diet_mg_per_day,
        food_assumed=diet.diet_assumed,
        others_mg=case.limits.other_sources_elemental_mg_per_day,
        weights=_weights(case, facts),
        benefit=benefits[0] if benefits else None,
        weak_kidneys=(case.situation.kidney.egfr or math.inf) < facts.value("policy.egfr_low"),
    )


def _weights(case: Case, facts: Facts) -> dict[str, float]:
    """L-05: a serum in the middle of the range is no reason to change anything."""
    weights = weights_of(case.goal, facts)
    if any(one.row.key == "L-05" for one in case.answer.fired):
        weights["probability_target"] = 0.0
    return weights

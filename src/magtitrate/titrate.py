"""From all that is known about one person to the next plan.

The one decision of the program: everything it may look at is in its arguments; clock,
files and network are not. The command line, a virtual trial and a test call this line.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from magtitrate.body.model import MODEL_VERSION, BodyModel, body_model
from magtitrate.engine.solve import engine_name
from magtitrate.estimate.covariates import covariates_of
from magtitrate.estimate.posterior import Posterior, update
from magtitrate.estimate.preview import preview
from magtitrate.estimate.prior import prior_of
from magtitrate.facts import Facts
from magtitrate.plan import Adjustment, Goal, Limits, Plan, PlanInForce, Provenance, Reason, Verdict
from magtitrate.planner.dose import weights_of
from magtitrate.planner.explain import why_a_product, why_undivided
from magtitrate.planner.propose import Case, Draft, propose
from magtitrate.planner.stopping import stopped
from magtitrate.record import Record
from magtitrate.regimen import Product
from magtitrate.safety.applicability import Domain, applicability
from magtitrate.safety.clockwork import clock_reasons, left_out
from magtitrate.safety.gate import Answer, gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.overrides import override_reasons
from magtitrate.safety.recalls import recall_reasons, reopened
from magtitrate.safety.review import findings
from magtitrate.safety.situation import Situation, medicine_magnesium, situation_of
from magtitrate.safety.words import warnings_of
from magtitrate.streams import stream
from magtitrate.version import VERSION

if TYPE_CHECKING:
    from magtitrate.followup.controller import Said

__all__ = ["Titration", "posterior_of", "titrate"]


@dataclass(frozen=True, kw_only=True)
class Titration:
    """The plan, and the working that led to it; the working survives a refusal."""

    plan: Plan
    situation: Situation
    answer: Answer
    limits: Limits
    domain: Domain
    posterior: Posterior | None


def titrate(
    record: Record,
    goal: Goal,
    facts: Facts,
    *,
    plan_in_force: PlanInForce | None = None,
    said: Said | None = None,
    seed: int = 0,
) -> Titration:
    """The next plan for one person, whatever its verdict.

    Args:
        plan_in_force: the plan that the person follows now, if any.
        said: what the person says of the plan in force at a check-in.
        seed: names the random streams; the same arguments give the same plan.
    """
    in_force_mg = _dose_in_force(record, plan_in_force)
    situation = situation_of(record, goal, facts, in_force=plan_in_force)
    answer = gate(situation, goal, facts, in_force_mg=in_force_mg)
    limits = limits_for(record, situation, goal, answer, facts, in_force_mg=in_force_mg)
    domain = applicability(situation, record, facts)

    model = body_model(facts)
    posterior = posterior_of(record, situation, domain, model, facts, seed=seed)
    case = Case(
        record=record,
        goal=goal,
        situation=situation,
        answer=answer,
        limits=limits,
        posterior=posterior,
        in_force_mg=in_force_mg,
    )
    draft = _reviewed(propose(case, model, facts), case, facts)
    if record.product is None:
        wanted = _product_wanted(record, goal, facts, plan_in_force, seed)
        draft = replace(draft, reasons=(*draft.reasons, *wanted))
    recalls = recall_reasons(plan_in_force, facts)
    plan = _finished(draft, case, domain, facts, engine_name(model), seed)
    adjustment = None
    if plan_in_force is not None:
        # Imported with a plan in force only: a first plan has nothing to follow up.
        from magtitrate.followup.controller import steer

        steered = steer(plan_in_force, plan, record, goal, facts, said=said)
        adjustment = reopened(steered, recalls)
        if adjustment is not None and adjustment.action == "stop" and plan.regimen is not None:
            plan = stopped(plan)
        if adjustment is not None and adjustment.action == "hold":
            plan, adjustment = _held(plan, adjustment, plan_in_force, record, situation, facts)
    return Titration(
        plan=replace(plan, reasons=(*recalls, *plan.reasons), adjustment=adjustment),
        situation=situation,
        answer=answer,
        limits=plan.limits,
        domain=domain,
        posterior=posterior,
    )


NOT_KEPT = (
    "The present dose cannot be kept: none of its clock times passes the review, and the new plan "
    "has no smaller one."
)


def _held(
    plan: Plan,
    held: Adjustment,
    plan_in_force: PlanInForce,
    record: Record,
    situation: Situation,
    facts: Facts,
) -> tuple[Plan, Adjustment]:
    """A plan that changes nothing shows the clock times in force, where its file tells them."""
    from magtitrate.followup.stage import kept_stage, stage_by, with_its_times

    before = stage_by(plan_in_force, record.now)
    if before is None:
        return plan, held
    around = (record, situation, plan.limits, facts)
    stage = kept_stage(replace(plan, adjustment=held), before, *around)
    if stage is None:
        return stopped(plan), replace(held, action="stop", why=NOT_KEPT)
    return with_its_times(plan, held, before, stage, *around)


def posterior_of(
    record: Record,
    situation: Situation,
    domain: Domain,
    model: BodyModel,
    facts: Facts,
    *,
    seed: int,
    quick: bool = False,
) -> Posterior | None:
    """The bodies that fit this person; `None` outside the model's domain.

    Args:
        quick: weigh bodies of the prior where that is enough, for an answer at once.
    """
    if domain.holds == "no":
        return None
    covariates = covariates_of(record.patient, situation.kidney.egfr, situation.taken, facts)
    certified = record.product is not None and record.product.certified
    prior = prior_of(covariates, model, facts, certified=certified)
    medicines_mg = tuple(mg for _, mg in medicine_magnesium(situation))
    if quick:
        rng = stream(seed, "preview")
        seen = preview(prior, record, model, facts, rng, medicines_mg=medicines_mg)
        if seen.finished:
            return seen
    return update(
        prior,
        record,
        model,
        facts,
        stream(seed, "posterior"),
        lanes=int(facts.value("estimate.proposals")),
        medicines_mg=medicines_mg,
    )


def _product_wanted(
    record: Record, goal: Goal, facts: Facts, plan_in_force: PlanInForce | None, seed: int
) -> tuple[Reason, ...]:
    """Without a product: what one to look for, if the product is all that is missing."""
    found = {}
    for salt in ("bisglycinate", "oxide"):
        product = Product(
            product_id=f"any-{salt}",
            salt=salt,
            elemental_mg_per_unit=facts.value("policy.generic_unit"),
            divisible=True,
        )
        with_it = replace(record, product=product)
        plan = titrate(with_it, goal, facts, plan_in_force=plan_in_force, seed=seed).plan
        if plan.regimen is None:
            return ()
        found[salt] = plan
    return (why_a_product(found["bisglycinate"], found["oxide"]),)


def _dose_in_force(record: Record, plan_in_force: PlanInForce | None) -> float:
    """The daily dose that is taken now: by the diary of the last week, by the plan in force.

    Where both speak the smaller counts: what was only planned is no dose to rise from. Of the
    diary the middle day counts, so that a forgotten dose is not taken for a lower one. Another
    product is begun anew (H-27) [mg].
    """
    week = [d for d in record.doses if 0 <= record.now_h - d.time_h <= 7 * 24]
    logged = sum(d.elemental_mg for d in week if d.status == "taken") / 7
    if plan_in_force is None or plan_in_force.expired(record.now):
        return logged
    if record.product is not None and plan_in_force.product_id not in (
        "",
        record.product.product_id,
    ):
        return 0.0
    planned = plan_in_force.daily_elemental_mg(record.now)
    if not week:
        return planned
    days = min(7, max(1, int(plan_in_force.day(record.now))))
    taken = sorted(_taken_on(record, day) for day in range(days))
    return min(planned, taken[(days - 1) // 2])


def _taken_on(record: Record, days_ago: int) -> float:
    """What was taken in the 24 hours that ended so many days before now [mg]."""
    end_h = record.now_h - 24 * days_ago
    return sum(
        dose.elemental_mg
        for dose in record.doses
        if dose.status == "taken" and end_h - 24 < dose.time_h <= end_h
    )


def _reviewed(draft: Draft, case: Case, facts: Facts) -> Draft:
    """The draft, closed where the last look finds anything wrong with it."""
    if draft.regimen is None:
        return draft
    wrong = findings(draft.regimen, case.record, case.situation, case.limits, facts)
    if not wrong:
        skipped = left_out(draft.regimen, case.record, case.situation, case.limits, facts)
        elapsed = clock_reasons(skipped, case.record, facts)
        dose = replace(draft.regimen, left_out=skipped)
        whole = why_undivided(dose, case.situation, facts)
        return replace(draft, regimen=dose, reasons=(*elapsed, *draft.reasons, *whole))
    return replace(
        draft,
        verdict=Verdict.HOLD,
        recommended="professional",
        regimen=None,
        reasons=(*wrong, *draft.reasons),
    )


def _finished(
    draft: Draft, case: Case, domain: Domain, facts: Facts, engine: str, seed: int
) -> Plan:
    goal, record = case.goal, case.record
    overrides = override_reasons(goal, facts)
    return Plan(
        person_id=record.patient.patient_id,
        made_at=record.now.isoformat(timespec="seconds"),
        mode=goal.mode,
        jurisdiction=goal.jurisdiction,
        verdict=draft.verdict,
        recommended=draft.recommended,
        emergency=draft.emergency,
        reasons=(*draft.reasons, *overrides, *domain.reasons),
        limits=case.limits,
        regimen=draft.regimen,
        candidates=draft.candidates,
        pairing=draft.pairing,
        monitoring=draft.monitoring,
        forecast=draft.forecast,
        benefit=draft.benefit,
        adjustment=None,
        warnings=warnings_of(goal, facts, emergency=draft.emergency),
        provenance=Provenance(
            version=VERSION,
            facts_hash=facts.hash,
            model_version=MODEL_VERSION,
            engine=engine,
            seed=seed,
            record_hash=_hash(case),
        ),
        weights=weights_of(goal, facts),
    )


def _hash(case: Case) -> str:
    """A digest of everything the plan was made from."""
    words = repr((case.record, case.goal)).encode()
    return hashlib.sha256(words).hexdigest()[:16]

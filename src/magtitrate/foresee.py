"""What would a regimen of the reader's own do in the model, for this person?

A simulation, never a plan: no clock time is chosen and nothing is recommended, and what
the rules say of this person stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.body.model import body_model
from magtitrate.effects.benefit_words import all_benefits
from magtitrate.effects.neuromuscular import Readout
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.plan import Benefit, Forecast, Goal, Limits, Reason, Step, Verdict
from magtitrate.planner.expect import applying, baseline_of, readouts_of
from magtitrate.planner.forecast import forecast_of, live
from magtitrate.planner.propose import MORNING_H
from magtitrate.record import Record
from magtitrate.regimen import Regimen
from magtitrate.safety.applicability import applicability
from magtitrate.safety.gate import gate
from magtitrate.safety.limits import limits_for
from magtitrate.safety.situation import situation_of
from magtitrate.titrate import posterior_of

__all__ = ["Foreseen", "foresee"]


@dataclass(frozen=True, kw_only=True)
class Foreseen:
    """The forecast, and what the rules say of this person.

    Attributes:
        forecast: empty where the model does not describe this person.
        above_limits: why the regimen would be refused as a plan; empty where it would not.
        benefit, readouts: what it may do for the person; empty unless asked for.
    """

    person_id: str
    regimen: Regimen
    weeks: float
    forecast: dict[str, Forecast]
    verdict: Verdict
    limits: Limits
    above_limits: tuple[str, ...]
    reasons: tuple[Reason, ...]
    benefit: tuple[Benefit, ...] = ()
    readouts: tuple[Readout, ...] = ()


def foresee(
    record: Record,
    goal: Goal,
    facts: Facts,
    regimen: Regimen,
    *,
    weeks: float,
    effects: bool = False,
    posterior: Posterior | None = None,
    seed: int = 0,
) -> Foreseen:
    """Simulate the regimen from tomorrow on.

    Args:
        effects: also what it may do for the person, outcome by outcome.
        posterior: this record's bodies, where they were found already.
    """
    situation = situation_of(record, goal, facts)
    answer = gate(situation, goal, facts)
    limits = limits_for(record, situation, goal, answer, facts)
    domain = applicability(situation, record, facts)
    model = body_model(facts)
    if posterior is None:
        posterior = posterior_of(record, situation, domain, model, facts, seed=seed)
    forecast: dict[str, Forecast] = {}
    if posterior is not None and posterior.finished and regimen.product is not None:
        whole = Step(
            from_day=0, daily_elemental_mg=regimen.daily_elemental_mg(), slots=regimen.slots
        )
        rtol = facts.value("policy.plan_rtol")
        lived = live((whole,), regimen.product, posterior, MORNING_H, model, weeks=weeks, rtol=rtol)
        forecast = forecast_of(lived)
    benefit: tuple[Benefit, ...] = ()
    seen: tuple[Readout, ...] = ()
    if effects and posterior is not None and forecast:
        baseline = baseline_of(posterior, model, record, goal, facts)
        found = () if baseline is None else all_benefits(baseline, facts)
        benefit = applying(found, record, facts)
        ionized = forecast["ionized_magnesium_mmol_per_l"]
        rise = ionized.p50[-1] - ionized.without[-1] if ionized.day else 0.0
        seen = readouts_of(posterior, model, record, facts, rise_mmol_per_l=rise)
    return Foreseen(
        person_id=record.patient.patient_id,
        regimen=regimen,
        weeks=weeks,
        forecast=forecast,
        verdict=answer.verdict,
        limits=limits,
        above_limits=_above(regimen, limits),
        reasons=(*answer.reasons, *domain.reasons),
        benefit=benefit,
        readouts=seen,
    )


def _above(regimen: Regimen, limits: Limits) -> tuple[str, ...]:
    found = []
    daily = regimen.daily_elemental_mg()
    if daily > limits.room_elemental_mg:
        found.append(
            f"{daily:g} mg a day is above the {limits.room_elemental_mg:g} mg that the limit "
            f"leaves: {limits.tightest('daily').reason.sentence}"
        )
    if any(slot.elemental_mg > limits.max_single_elemental_mg for slot in regimen.slots):
        found.append(f"One intake is above {limits.max_single_elemental_mg:g} mg.")
    return tuple(found)

"""What does the posterior say of this person's magnesium before any supplement?

The draws that the effects ask for, as plain arrays: serum, what food and other sources
bring, what sweat takes.
"""

from __future__ import annotations

import numpy as np

from magtitrate.body.model import BodyModel
from magtitrate.effects.deficit import Baseline
from magtitrate.effects.neuromuscular import Readout, milieu_of, readouts
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.facts.intake import recommended_intake
from magtitrate.plan import Benefit, Goal
from magtitrate.record import Record
from magtitrate.units import mmol_to_mg

__all__ = ["applying", "baseline_of", "readouts_of"]


def baseline_of(
    posterior: Posterior, model: BodyModel, record: Record, goal: Goal, facts: Facts
) -> Baseline | None:
    """The person as they live now; `None` where the estimate failed."""
    if not posterior.finished:
        return None
    meals, sweat = posterior.usual.meals, posterior.usual.sweat
    eaten = np.sum(meals.magnesium_mmol, axis=0) + np.sum(posterior.others.amount_mmol)
    hours = np.asarray(sweat.to_h) - np.asarray(sweat.from_h)
    lost = np.sum(hours[:, None] * sweat.rate_mmol_per_h, axis=0) if hours.size else 0.0
    row = recommended_intake(
        facts,
        jurisdiction=goal.jurisdiction,
        age_y=record.patient.age_y,
        sex=record.patient.sex,
        pregnancy=record.patient.pregnancy,
    )
    return Baseline(
        serum_mmol_per_l=model.output("serum_magnesium", posterior.start[None], posterior.theta)[0],
        intake_mg_per_day=mmol_to_mg(eaten),
        losses_mg_per_day=np.asarray(mmol_to_mg(lost)),
        recommended_mg_per_day=None if row is None else row.recommended_mg,
    )


def applying(benefits: tuple[Benefit, ...], record: Record, facts: Facts) -> tuple[Benefit, ...]:
    """Without cramps of pregnancy for whoever is not pregnant, and without what only older adults
    were studied for in the young."""
    patient = record.patient
    pregnant = patient.pregnancy == "pregnant"
    older = patient.age_y is not None and patient.age_y >= facts.value("benefit.older_adults")
    return tuple(
        one
        for one in benefits
        if pregnant or one.outcome != "pregnancy_cramps"
        if older or one.outcome != "sleep_onset"
    )


def readouts_of(
    posterior: Posterior, model: BodyModel, record: Record, facts: Facts, *, rise_mmol_per_l: float
) -> tuple[Readout, ...]:
    """Nerve and muscle with this rise of ionized magnesium against the body as it is.

    Args:
        rise_mmol_per_l: median rise at the end of the forecast; muscle and brain fluid are
            taken as settled under it, which is the most they can follow.
    """
    level = model.output("ionized_magnesium", posterior.start[None], posterior.theta)[0]
    calcium = _latest(record, "ionized_calcium")
    potassium = _latest(record, "potassium")
    before = milieu_of(level, facts, calcium=calcium, potassium=potassium)
    after = milieu_of(level + rise_mmol_per_l, facts, calcium=calcium, potassium=potassium)
    return readouts(before, after, facts)


def _latest(record: Record, analyte: str) -> float | None:
    """The newest value of an analyte; `None` where never measured."""
    found = [o for o in record.observations if o.analyte == analyte]
    return max(found, key=lambda o: o.time_h).value if found else None

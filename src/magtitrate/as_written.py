"""What do the articles say where this plan says something else, and what would both do?

Pillar by pillar beside the plan, and the articles' doses simulated in the same bodies. The
articles' side is for looking at: it holds no clock time and no capsule, it can be chosen
nowhere, and it is not shown at all where the plan gives no dose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel, body_model
from magtitrate.effects.tolerance import probability_loose_stool
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import simulate
from magtitrate.engine.trajectory import Trajectory
from magtitrate.estimate.living import beside
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.plan import Plan
from magtitrate.regimen import Slot
from magtitrate.safety.situation import Situation
from magtitrate.titrate import Titration
from magtitrate.units import mg_to_mmol, mmol_to_mg

__all__ = ["AsWritten", "Pillar", "Simulated", "as_written"]

EMPTY_STOMACH_H = 5.0
"""A dose of the articles is taken before the first meal of the day."""

PILLARS = (
    ("dose with precision", ("S3:21.1", "S3:21.2"), ("U-01", "U-02")),
    ("time it right", ("S3:22.1",), ("U-05", "U-06")),
    ("pair strategically", ("S3:23.1",), ("U-10", "U-11")),
    ("monitor closely", ("S3:24.1",), ("U-12", "U-14")),
)
"""Pillar, the articles' sentences, and the rows that say what is done instead."""


@dataclass(frozen=True, kw_only=True)
class Pillar:
    """One pillar of the articles beside the plan."""

    name: str
    articles: str
    plan: str
    why: str
    facts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Simulated:
    """One regimen at steady state in the person's bodies.

    Attributes:
        serum_mmol_per_l: rise of the day's mean, median.
        above_ceiling, loose_stool: shares of bodies, 0 to 1.
    """

    name: str
    daily_elemental_mg: float
    absorbed_mg_per_day: float
    serum_mmol_per_l: float
    urine_mmol_per_day: float
    above_ceiling: float
    loose_stool: float


@dataclass(frozen=True, kw_only=True)
class AsWritten:
    """Both sides; empty where the plan gives no dose."""

    pillars: tuple[Pillar, ...] = ()
    simulated: tuple[Simulated, ...] = ()


def as_written(made: Titration, facts: Facts) -> AsWritten:
    """The articles beside this plan.

    Args:
        made: the plan with its working.
    """
    plan, posterior = made.plan, made.posterior
    if plan.regimen is None:
        return AsWritten()
    pillars = tuple(
        Pillar(
            name=name,
            articles=_first_upper(
                " ".join(facts.sentences[key].point.split(": ", 1)[-1] for key in sentences)
            ),
            plan=_of_plan(name, plan),
            why=" ".join(facts.unsafe[key].instead for key in instead),
            facts=(
                *(f"claim:{claim}" for key in sentences for claim in facts.sentences[key].claims),
                *(f"unsafe:{key}" for key in instead),
            ),
        )
        for name, sentences, instead in PILLARS
    )
    if posterior is None or not posterior.finished:
        return AsWritten(pillars=pillars)
    return AsWritten(pillars=pillars, simulated=_simulated(plan, posterior, made.situation, facts))


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _of_plan(pillar: str, plan: Plan) -> str:
    dose = plan.regimen
    assert dose is not None
    if pillar == "dose with precision":
        way = f"{dose.daily_elemental_mg:g} mg a day"
        if len(dose.steps) > 1:
            way = (
                f"{dose.start_daily_elemental_mg:g} mg a day at first, "
                f"{dose.daily_elemental_mg:g} mg in {len(dose.steps)} steps"
            )
        most = plan.limits.max_daily_elemental_mg
        return f"{way}; at most {most:g} mg a day from all supplements."
    if pillar == "time it right":
        meals = {slot.meal for slot in dose.slots}
        return "With food." if meals == {"with"} else "With food where the gaps leave a meal free."
    if pillar == "pair strategically":
        gaps = sum(bool(one.gap_before_h or one.gap_after_h) for one in plan.pairing)
        kept = f"{gaps} gaps around medicines are kept" if gaps else "no medicine needs a gap"
        return f"Nothing has to be added; {kept}."
    first = min((one.due for one in plan.monitoring), default=None)
    when = "" if first is None else f", the first on {first.isoformat()}"
    return f"{len(plan.monitoring)} dated checks{when}; symptoms lower or stop, never raise."


def _simulated(
    plan: Plan, posterior: Posterior, situation: Situation, facts: Facts
) -> tuple[Simulated, ...]:
    assert plan.regimen is not None
    model = body_model(facts)
    product = plan.regimen.product
    kind = form_of(product.salt, release=product.release)
    upper = situation.fields["serum_upper"]
    high = upper if isinstance(upper, float) else facts.value("policy.serum_upper_fallback")
    without = _day(posterior, (), kind, model)
    found = [_read("this plan", plan.regimen.slots, without, high, posterior, kind, model, facts)]
    for name, text in (
        ("as_written.dose_low", "articles, begin with"),
        ("as_written.dose_high", "articles, or with"),
        ("as_written.ceiling", "articles, up to"),
    ):
        mg = facts.value(name)
        slot = Slot(clock_h=EMPTY_STOMACH_H, units=1, elemental_mg=mg, meal="fasting")
        found.append(_read(text, (slot,), without, high, posterior, kind, model, facts))
    return tuple(found)


def _read(
    name: str,
    slots: tuple[Slot, ...],
    without: Trajectory,
    high: float,
    posterior: Posterior,
    kind: str,
    model: BodyModel,
    facts: Facts,
) -> Simulated:
    day = _day(posterior, slots, kind, model)
    good = day.finished & without.finished

    def added(output: str) -> Array:
        return np.asarray(day.over(output, 0.0, 24.0) - without.over(output, 0.0, 24.0))[good]

    serum = day.output("serum_magnesium")[:, good].mean(axis=0)
    usual = without.output("serum_magnesium")[:, good].mean(axis=0)
    left = np.maximum(added("fecal_soluble_magnesium"), 0.0)
    largest = float(mg_to_mmol(max(slot.elemental_mg for slot in slots)))
    return Simulated(
        name=name,
        daily_elemental_mg=sum(slot.elemental_mg for slot in slots),
        absorbed_mg_per_day=float(np.median(mmol_to_mg(added("absorbed_magnesium")))),
        serum_mmol_per_l=float(np.median(serum - usual)),
        urine_mmol_per_day=float(np.median(added("urine_magnesium"))),
        above_ceiling=float(np.mean(serum > high)),
        loose_stool=float(np.mean(probability_loose_stool(left, largest, facts))),
    )


def _day(posterior: Posterior, slots: tuple[Slot, ...], kind: str, model: BodyModel) -> Trajectory:
    """A day of the life that these intakes lead to, beside everything else of the person."""
    doses = beside(posterior.others, slots, kind, lanes=posterior.lanes)
    settled = settle(model, posterior.theta, exposures=posterior.usual, doses=doses)
    hours = np.arange(0.0, 24.0 + 1)
    return simulate(
        model, posterior.theta, doses, hours, exposures=posterior.usual, start=settled.state
    )

"""How good is each possible day of doses for this person, against none at all?

Every candidate and the empty day are lived to their steady state by the same virtual
bodies in one batch, so that they share luck and only the doses differ. The score is a
stated utility whose weights are fact rows (`utility.…`); ties go to the smaller dose.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.effects.tolerance import probability_loose_stool
from magtitrate.engine.solve import Doses, Exposures, settle, simulate
from magtitrate.estimate.living import lanes_of
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.plan import Candidate
from magtitrate.planner.days import DoseDay
from magtitrate.regimen import Product
from magtitrate.units import mg_to_mmol, mmol_to_mg

__all__ = ["Ranking", "Wanted", "ranked", "ranking", "repeated_lanes"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a dose is held against.

    Attributes:
        serum_low, serum_high: the target band of serum magnesium [mmol/L].
        recommended_mg: reference intake from all sources, `None` where none is known [mg/d].
        recommended_key: the fact row it is from.
        food_mg: what the diet brings [mg/d].
    """

    serum_low: float
    serum_high: float
    recommended_mg: float | None
    food_mg: float
    recommended_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """All candidates, and how much each body would like each of them.

    Attributes:
        candidates: best first, "no supplement" among them.
        utility: of every body, in the same order, (candidate, lane); not a number where the
            body could not be solved.
    """

    candidates: tuple[Candidate, ...]
    utility: Array


def ranked(
    days: tuple[DoseDay, ...],
    product: Product,
    posterior: Posterior,
    wanted: Wanted,
    morning_h: float,
    model: BodyModel,
    facts: Facts,
) -> tuple[Candidate, ...]:
    """All candidates and "no supplement", best first."""
    return ranking(days, product, posterior, wanted, morning_h, model, facts).candidates


def ranking(
    days: tuple[DoseDay, ...],
    product: Product,
    posterior: Posterior,
    wanted: Wanted,
    morning_h: float,
    model: BodyModel,
    facts: Facts,
) -> Ranking:
    """All candidates and "no supplement", best first, with each body's utility.

    Args:
        morning_h: the hour at which a laboratory would draw blood.
    """
    everything = (DoseDay(daily_elemental_mg=0.0, slots=()), *days)
    seen = _steady(everything, product, posterior, morning_h, model, facts)
    scored = [
        _candidate(day, n, seen, product, posterior, wanted, facts)
        for n, day in enumerate(everything)
    ]
    best_first = sorted(
        scored, key=lambda one: (-round(one[0].score, 6), one[0].daily_elemental_mg)
    )
    return Ranking(
        candidates=tuple(candidate for candidate, _ in best_first),
        utility=np.stack([utility for _, utility in best_first]),
    )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What every body shows at steady state under every candidate, (candidate, lane)."""

    serum: Array
    absorbed_mmol: Array
    soluble_stool_mmol: Array
    finished: NDArray[np.bool_]


def _steady(
    days: tuple[DoseDay, ...],
    product: Product,
    posterior: Posterior,
    morning_h: float,
    model: BodyModel,
    facts: Facts,
) -> _Seen:
    copies = len(days)
    theta = np.tile(posterior.theta, copies)
    usual = repeated_lanes(posterior.usual, posterior.lanes, copies)
    doses = _all_doses(days, product, posterior)
    rtol = facts.value("policy.plan_rtol")
    settled = settle(model, theta, exposures=usual, doses=doses, rtol=rtol)
    hours = np.array(sorted({0.0, morning_h, 24.0}))
    day = simulate(model, theta, doses, hours, exposures=usual, start=settled.state, rtol=rtol)
    serum = day.output("serum_magnesium")[int(np.argmin(np.abs(hours - morning_h)))]
    shape = (copies, posterior.lanes)
    return _Seen(
        serum=serum.reshape(shape),
        absorbed_mmol=day.over("absorbed_magnesium", 0.0, 24.0).reshape(shape),
        soluble_stool_mmol=day.over("fecal_soluble_magnesium", 0.0, 24.0).reshape(shape),
        finished=((settled.outcome == 0) & day.finished).reshape(shape),
    )


def _all_doses(days: tuple[DoseDay, ...], product: Product, posterior: Posterior) -> Doses:
    """Every candidate's doses on one list of hours: another's hour is a zero amount."""
    hours = sorted({slot.clock_h for day in days for slot in day.slots})
    lanes = posterior.lanes
    own = np.zeros((len(hours), len(days) * lanes))
    for n, day in enumerate(days):
        for slot in day.slots:
            share = len(slot.weekdays) / 7 if slot.weekdays else 1.0
            own[hours.index(slot.clock_h), n * lanes : (n + 1) * lanes] += share * float(
                mg_to_mmol(slot.elemental_mg)
            )
    others = posterior.others
    spread = np.broadcast_to(others.amount_mmol, (len(others.time_h), own.shape[1]))
    times = np.concatenate([np.array(hours), others.time_h])
    order = np.argsort(times, kind="stable")
    forms = (*(form_of(product.salt, release=product.release),) * len(hours), *others.form)
    return Doses(
        time_h=times[order],
        amount_mmol=np.concatenate([own, spread])[order],
        form=tuple(forms[i] for i in order),
        with_meal=np.ones(len(order), dtype=bool),
    )


def repeated_lanes(usual: Exposures, bodies: int, copies: int) -> Exposures:
    """The same usual day for every copy of the bodies."""
    return lanes_of(usual, np.tile(np.arange(bodies), copies))


def _candidate(
    day: DoseDay,
    place: int,
    seen: _Seen,
    product: Product,
    posterior: Posterior,
    wanted: Wanted,
    facts: Facts,
) -> tuple[Candidate, Array]:
    """One candidate's summary, and its utility to every body, (lane,)."""
    good = seen.finished[place] & seen.finished[0]
    serum = seen.serum[place, good]
    in_band = ((serum >= wanted.serum_low) & (serum <= wanted.serum_high)).astype(float)
    above = (serum > wanted.serum_high).astype(float)
    absorbed = (seen.absorbed_mmol[place] - seen.absorbed_mmol[0])[good]
    left = (seen.soluble_stool_mmol[place] - seen.soluble_stool_mmol[0])[good]
    largest = max((slot.elemental_mg for slot in day.slots), default=0.0)
    loose = (
        probability_loose_stool(np.maximum(left, 0.0), float(mg_to_mmol(largest)), facts)
        if day.slots
        else np.zeros_like(serum)
    )
    per_body = (
        facts.value("utility.probability_target") * in_band
        - facts.value("utility.above_ceiling") * above
        - facts.value("utility.loose_stool") * loose
    )
    certain = _certain(day, wanted, facts)
    utility = np.full(good.shape, np.nan)
    utility[good] = per_body + certain
    candidate = Candidate(
        daily_elemental_mg=day.daily_elemental_mg,
        slots=day.slots,
        score=float(np.mean(per_body)) + certain,
        probability_target=float(np.mean(in_band)),
        probability_above_ceiling=float(np.mean(above)),
        probability_loose_stool=float(np.mean(loose)),
        absorbed_elemental_mg_per_day=float(mmol_to_mg(np.mean(absorbed))),
        monte_carlo_error=float(np.std(per_body) / np.sqrt(max(1, per_body.size))),
    )
    return candidate, utility


def _certain(day: DoseDay, wanted: Wanted, facts: Facts) -> float:
    """The parts of the utility that do not depend on the body."""
    gap_closed = 0.0
    if wanted.recommended_mg and wanted.food_mg < wanted.recommended_mg:
        gap = wanted.recommended_mg - wanted.food_mg
        gap_closed = min(day.daily_elemental_mg, gap) / wanted.recommended_mg
    return (
        facts.value("utility.intake_gap") * gap_closed
        - facts.value("utility.per_intake") * len(day.slots)
        - facts.value("utility.per_100_mg") * day.daily_elemental_mg / 100
    )

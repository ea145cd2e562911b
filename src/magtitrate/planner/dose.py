"""How good is each possible way to go on for this person: doses, food alone, or neither?

Every option is lived to its steady state by the same virtual bodies in one batch, so that
they share luck and only the options differ. The score is a stated utility whose weights
are fact rows (`utility.…`) that a reader may change; ties go to the smaller dose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel
from magtitrate.effects.normal import normal_cdf
from magtitrate.effects.tolerance import probability_loose_stool
from magtitrate.engine.resting import Lead, settle
from magtitrate.engine.solve import Exposures, simulate
from magtitrate.estimate.likelihood import noise_cv
from magtitrate.estimate.living import beside, side_by_side
from magtitrate.estimate.posterior import Posterior, lead_without
from magtitrate.facts import Facts
from magtitrate.plan import WEIGHTS, Benefit, Candidate, Goal
from magtitrate.planner.days import DoseDay
from magtitrate.regimen import Product
from magtitrate.units import mg_to_mmol, mmol_to_mg

__all__ = ["Ranking", "Wanted", "measure_first", "ranking", "weights_of"]

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an option is held against.

    Attributes:
        serum_low, serum_high: the target band of serum magnesium [mmol/L].
        recommended_mg: reference intake from all sources, `None` where none is known [mg/d].
        recommended_key: the fact row it is from.
        food_mg: what the diet brings [mg/d].
        food_assumed: the fact rows that is taken from, where the person did not say.
        others_mg: what other supplements and medicines bring [mg/d].
        weights: of the utility, by name.
        weak_kidneys: is the eGFR below 60?
        benefit: what the goal's first outcome may gain; `None` where nobody can say.
    """

    serum_low: float
    serum_high: float
    recommended_mg: float | None
    food_mg: float
    weights: Mapping[str, float]
    others_mg: float = 0.0
    recommended_key: str = ""
    food_assumed: tuple[str, ...] = ()
    benefit: Benefit | None = None
    weak_kidneys: bool = False

    @property
    def gap_mg(self) -> float:
        """What food and other sources lack of the recommended intake [mg/d]."""
        return max(0.0, (self.recommended_mg or 0.0) - self.food_mg - self.others_mg)


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


@dataclass(frozen=True, kw_only=True)
class _Option:
    """One way to go on.

    Attributes:
        food_factor: the day's food magnesium, relative to now.
    """

    kind: str
    day: DoseDay
    food_factor: float = 1.0


LANES_AT_ONCE = 4096
"""Bodies under one option each that are settled together: more of them wait for memory."""

NOTHING = DoseDay(daily_elemental_mg=0.0, slots=())


def weights_of(goal: Goal, facts: Facts) -> dict[str, float]:
    """Weights of the utility: the reader's where given, else those of the fact rows."""
    own = dict(goal.weights)
    return {name: own.get(name, facts.value(f"utility.{name}")) for name in WEIGHTS}


def ranking(
    days: tuple[DoseDay, ...],
    product: Product,
    posterior: Posterior,
    wanted: Wanted,
    morning_h: float,
    model: BodyModel,
    facts: Facts,
) -> Ranking:
    """All candidates, best first, with each body's utility.

    Args:
        morning_h: the hour at which a laboratory would draw blood.
    """
    options = [_Option(kind="no_supplement", day=NOTHING)]
    if wanted.gap_mg > 0 and wanted.food_mg > 0:
        more = 1 + wanted.gap_mg / wanted.food_mg
        options.append(_Option(kind="food_first", day=NOTHING, food_factor=more))
    options += [_Option(kind="supplement", day=day) for day in days]
    seen = _steady(options, product, posterior, morning_h, model, facts)
    scored = [
        _candidate(option, n, seen, product, wanted, facts) for n, option in enumerate(options)
    ]
    best_first = _smaller_on_ties(
        sorted(scored, key=lambda one: (-round(one[0].score, 6), one[0].daily_elemental_mg)),
        facts,
    )
    return Ranking(
        candidates=tuple(candidate for candidate, _ in best_first),
        utility=np.stack([utility for _, utility in best_first]),
    )


def _smaller_on_ties(
    best_first: list[tuple[Candidate, Array]], facts: Facts
) -> list[tuple[Candidate, Array]]:
    """The smallest dose, in the fewest intakes, that is not worth telling from the best, leads.

    Before it stands each way without a dose that is as good, and no supplement where even the
    best dose is not worth telling from none.
    """
    little, critical_z = facts.value("utility.worthwhile"), facts.value("estimate.critical_z")
    doses = [one for one in best_first if one[0].slots]
    if not doses:
        return best_first
    alike = [
        one
        for one in doses
        if one is doses[0]
        or doses[0][0].score - one[0].score <= little
        or _is_a_tie(doses[0][1] - one[1], critical_z)
    ]
    chosen = min(alike, key=lambda one: (one[0].daily_elemental_mg, len(one[0].slots)))
    without = [
        one
        for one in best_first
        if not one[0].slots
        if one[0].score >= chosen[0].score
        or (one[0].kind == "no_supplement" and doses[0][0].score - one[0].score <= little)
    ]
    first = [*without, chosen]
    return [*first, *(one for one in best_first if not any(one is other for other in first))]


def _is_a_tie(difference: Array, critical_z: float) -> bool:
    """Is the mean of these differences, body by body, what chance alone brings?"""
    known = difference[np.isfinite(difference)]
    error = float(known.std() / np.sqrt(max(1, known.size)))
    return known.size > 1 and float(known.mean()) <= critical_z * error


def measure_first(best: Candidate, gain: float, wanted: Wanted) -> Candidate:
    """Deciding after the most telling lab: the best option, plus what knowing more is worth.

    Args:
        gain: expected rise of the utility by choosing after that lab.
    """
    return replace(
        best,
        kind="measure_first",
        daily_elemental_mg=0.0,
        slots=(),
        score=best.score + gain - wanted.weights["waiting"],
        cost_per_day=None,
    )


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """What every body shows at steady state under every option, (option, lane)."""

    serum: Array
    absorbed_mmol: Array
    soluble_stool_mmol: Array
    finished: NDArray[np.bool_]


def _steady(
    options: list[_Option],
    product: Product,
    posterior: Posterior,
    morning_h: float,
    model: BodyModel,
    facts: Facts,
) -> _Seen:
    """All options in batches that stay within the processor's memory of its own."""
    rtol = facts.value("policy.plan_rtol")
    lead = lead_without(posterior, model, rtol=rtol)
    at_once = max(1, LANES_AT_ONCE // posterior.lanes)
    parts = [
        _batch(options[first : first + at_once], product, posterior, lead, morning_h, model, rtol)
        for first in range(0, len(options), at_once)
    ]
    return _Seen(
        **{
            one.name: np.concatenate([getattr(part, one.name) for part in parts])
            for one in fields(_Seen)
        }
    )


def _batch(
    options: list[_Option],
    product: Product,
    posterior: Posterior,
    lead: Lead,
    morning_h: float,
    model: BodyModel,
    rtol: float,
) -> _Seen:
    copies = len(options)
    theta = np.tile(posterior.theta, copies)
    usual = _fed(posterior, [option.food_factor for option in options])
    form = form_of(product.salt, release=product.release)
    doses = side_by_side(
        [beside(posterior.others, one.day.slots, form, lanes=posterior.lanes) for one in options]
    )
    led = lead.of_lanes(np.tile(np.arange(posterior.lanes), copies))
    settled = settle(model, theta, exposures=usual, doses=doses, lead=led, rtol=rtol)
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


def _fed(posterior: Posterior, food_factors: list[float]) -> Exposures:
    """The same usual day for every copy of the bodies, with more or less magnesium in its food."""
    bodies = posterior.lanes
    usual = posterior.usual.of_lanes(np.tile(np.arange(bodies), len(food_factors)))
    factor = np.repeat(food_factors, bodies)
    meals = replace(usual.meals, magnesium_mmol=usual.meals.magnesium_mmol * factor)
    return replace(usual, meals=meals)


def _candidate(
    option: _Option, place: int, seen: _Seen, product: Product, wanted: Wanted, facts: Facts
) -> tuple[Candidate, Array]:
    """One candidate's summary, and its utility to every body, (lane,)."""
    day, weights = option.day, wanted.weights
    good = seen.finished[place] & seen.finished[0]
    serum = seen.serum[place, good]
    # What a laboratory would print: the body's level, with the person's own and the assay's
    # variation. So no body counts wholly on one side of a limit that it lies at.
    width = noise_cv("serum_magnesium", facts) * serum
    not_above = normal_cdf((wanted.serum_high - serum) / width)
    in_band = not_above - normal_cdf((wanted.serum_low - serum) / width)
    above = 1 - not_above
    absorbed = (seen.absorbed_mmol[place] - seen.absorbed_mmol[0])[good]
    loose = np.zeros_like(serum)
    if day.slots:
        left = (seen.soluble_stool_mmol[place] - seen.soluble_stool_mmol[0])[good]
        largest = float(mg_to_mmol(max(slot.elemental_mg for slot in day.slots)))
        loose = probability_loose_stool(np.maximum(left, 0.0), largest, facts)
    per_body = (
        weights["probability_target"] * in_band
        - weights["above_ceiling"] * above
        - weights["loose_stool"] * loose
    )
    certain = _certain(option, wanted)
    utility = np.full(good.shape, np.nan)
    utility[good] = per_body + certain
    worthwhile, no_benefit = _hoped(option, wanted.benefit)
    candidate = Candidate(
        kind=option.kind,
        daily_elemental_mg=day.daily_elemental_mg,
        slots=day.slots,
        score=float(np.mean(per_body)) + certain,
        probability_target=float(np.mean(in_band)),
        probability_above_ceiling=float(np.mean(above)),
        probability_loose_stool=float(np.mean(loose)),
        absorbed_elemental_mg_per_day=float(mmol_to_mg(np.mean(absorbed))),
        monte_carlo_error=float(np.std(per_body) / np.sqrt(max(1, per_body.size))),
        probability_worthwhile=worthwhile,
        probability_no_benefit=no_benefit,
        cost_per_day=_cost(day, product),
    )
    return candidate, utility


def _certain(option: _Option, wanted: Wanted) -> float:
    """The parts of the utility that do not depend on the body."""
    day, weights = option.day, wanted.weights
    brought = day.daily_elemental_mg + (option.food_factor - 1) * wanted.food_mg
    closed = min(brought, wanted.gap_mg) / (wanted.recommended_mg or 1.0)
    return (
        weights["intake_gap"] * closed
        - weights["per_intake"] * len(day.slots)
        - weights["per_100_mg"] * day.daily_elemental_mg / 100
        - weights["food_change"] * (option.food_factor - 1) * wanted.food_mg / 100
    )


def _hoped(option: _Option, benefit: Benefit | None) -> tuple[float | None, float | None]:
    """Of the goal's first outcome, worthwhile and none at all.

    Trials tested a supplement, and cannot tell doses apart.
    """
    if option.kind in ("no_supplement", "food_first"):
        return 0.0, 1.0
    if benefit is None or benefit.probability is None or benefit.probability_any is None:
        return None, None
    return benefit.probability, 1 - benefit.probability_any


def _cost(day: DoseDay, product: Product) -> float | None:
    """Price of the day's units; intakes of some weekdays count by their share."""
    if product.price is None or not product.units_per_pack:
        return None
    units = sum(s.units * (len(s.weekdays) / 7 if s.weekdays else 1.0) for s in day.slots)
    return units * product.price / product.units_per_pack

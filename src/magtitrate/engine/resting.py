"""Where does a life of the same days lead a body, and how does it come back there when pushed?

A push of a slow pool is still there a day later, and how much of it differs from body to body.
Seen once, it leads the search for the same body's rest under another dose, which then needs a
third of the periods. A push of everything else is gone within the day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.baseline import SIZE_FLOOR, SLOW, balanced, fixed_point
from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.engine import compiled
from magtitrate.engine.solve import (
    Doses,
    Exposures,
    Intervals,
    Scene,
    engine_name,
    finer_than,
    settings_of,
    simulate,
)
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

__all__ = ["Lead", "Settled", "lead_of", "settle"]

PUSH = 0.05
"""Of a pool's content: far above the error of the steps, and still a small change."""


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The state that a life of the same periods leads to.

    Attributes:
        state: at hour 0 of the period, running sums at zero, (state, lane).
        outcome: (lane,).
        periods: how many periods were simulated to find it.
    """

    state: Array
    outcome: NDArray[np.int8]
    periods: int


@dataclass(frozen=True, kw_only=True)
class Lead:
    """Where bodies rest, and how they come back there.

    Attributes:
        state: at hour 0 of the period, (state, lane).
        slow: rows of the slow pools, (slow,).
        push: by how much more than a period moved each slow pool every state has still to move,
            each in units of its own content, (state, slow, lane).
    """

    state: Array
    slow: NDArray[np.int64]
    push: Array

    def of_lanes(self, lanes: NDArray[np.intp]) -> Lead:
        """The same for some of the bodies, or for some of them several times."""
        return Lead(state=self.state[:, lanes], slow=self.slow, push=self.push[:, :, lanes])


def settle(
    model: BodyModel,
    theta: Array,
    *,
    exposures: Exposures,
    doses: Doses | None = None,
    lead: Lead | None = None,
    rtol: float | None = None,
    engine: str = "auto",
) -> Settled:
    """The periodic steady state under exposures that repeat: the baseline before day one.

    Starts from the balance of diet and kidney, or from where the same bodies rest under other
    doses, and accelerates the map of one period.

    Args:
        exposures: with `repeat_h`.
        doses: within one period, taken in every one of them.
        lead: of these bodies under other doses, or of bodies like them; only the search is
            shorter. The reference engine takes its state alone.

    Raises:
        ModelError: exposures that do not repeat.
    """
    period = exposures.repeat_h
    if period is None:
        raise ModelError("a steady state needs exposures that repeat")
    daily = Doses() if doses is None else doses
    brought = (exposures.meals.magnesium_mmol, daily.amount_mmol)
    intake = sum(amount.sum(axis=0) for amount in brought) / period
    guess = balanced(model, theta, intake_mmol_per_h=intake) if lead is None else lead.state
    if engine_name(model, engine) == "compiled":
        return _settle_compiled(model, theta, daily, exposures, guess, rtol, lead)
    outcome = np.zeros(theta.shape[1], dtype=np.int8)

    def one_period(state: Array) -> Array:
        there = simulate(
            model,
            theta,
            daily,
            [period],
            exposures=exposures,
            start=state,
            rtol=rtol,
            engine="reference",
        )
        outcome[:] = there.outcome
        return there.last

    found = fixed_point(
        one_period,
        guess,
        ledgers=model.ledgers,
        tolerance=model.values["engine.settled"],
        limit=int(model.values["engine.settling_periods"]),
    )
    outcome[(outcome == Outcome.FINISHED) & ~found.converged] = Outcome.STEP_LIMIT
    return Settled(state=found.state, outcome=outcome, periods=found.periods)


def _settle_compiled(
    model: BodyModel,
    theta: Array,
    daily: Doses,
    exposures: Exposures,
    guess: Array,
    rtol: float | None,
    lead: Lead | None,
) -> Settled:
    """The same map and the same acceleration, inside the kernel.

    A body in which a pool fell below zero is settled again, more exactly (`simulate`).
    """
    assert exposures.repeat_h is not None
    settings = settings_of(model, step_h=None, rtol=rtol)
    scene = Scene(
        model=model,
        theta=theta,
        doses=daily,
        exposures=exposures,
        infusion=Intervals(),
        from_h=0.0,
        to_h=exposures.repeat_h,
    )
    state, outcome, periods = compiled.settle(
        model,
        theta,
        guess,
        scene.stretches(),
        settings,
        tolerance=model.values["engine.settled"],
        limit=int(model.values["engine.settling_periods"]),
        size_floor=SIZE_FLOOR,
        slow=None if lead is None else lead.slow,
        push=None if lead is None else lead.push,
    )
    finer = finer_than(settings.rtol, model)
    low = np.flatnonzero(outcome == Outcome.NEGATIVE)
    if low.size and finer is not None:
        again = _settle_compiled(
            model,
            theta[:, low],
            daily.of_lanes(low),
            exposures.of_lanes(low),
            guess[:, low],
            finer,
            None if lead is None else lead.of_lanes(low),
        )
        state[:, low], outcome[low] = again.state, again.outcome
        periods = max(periods, again.periods)
    return Settled(state=state, outcome=outcome, periods=periods)


def lead_of(
    model: BodyModel,
    theta: Array,
    state: Array,
    *,
    exposures: Exposures,
    doses: Doses,
    rtol: float,
) -> Lead:
    """The lead of bodies that rest in this state, by one period for each slow pool.

    Args:
        state: as `settle` found it, (state, lane).
        exposures, doses: those under which they rest.
    """
    assert exposures.repeat_h is not None
    hours = [exposures.repeat_h]
    slow = np.array([model.place(name) for name in SLOW])
    size = np.abs(state) + SIZE_FLOOR

    def a_period_after(start: Array) -> Array:
        return simulate(
            model, theta, doses, hours, exposures=exposures, start=start, rtol=rtol
        ).last

    calm = a_period_after(state)
    left = np.empty((len(model.states), slow.size, theta.shape[1]))
    for n, row in enumerate(slow):
        pushed = state.copy()
        pushed[row] += PUSH * size[row]
        left[:, n] = (a_period_after(pushed) - calm) / (PUSH * size)
    left[list(model.ledgers)] = 0.0
    # What is left after all days together: 1 + M + M^2 + ... of the slow pools.
    within = np.moveaxis(left[slow], 2, 0)
    whole = np.isfinite(within).all(axis=(1, 2)) & np.isfinite(left).all(axis=(0, 1))
    within[~whole] = 0.0
    after_all = np.linalg.inv(np.eye(slow.size) - within)
    push = np.einsum("isl,lst->itl", np.where(whole, left, 0.0), after_all)
    return Lead(state=state, slow=slow, push=push)

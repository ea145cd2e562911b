"""Where is a body after months of the same days, if nobody wants to compute them all?

Some weeks are simulated, and the state that the same days lead to at last is found by
`settle`. What then still lies between the two fades by few slow modes (bone, tissue, red
cells), which are fitted lane by lane to the simulated weeks (Schmid 2010, J Fluid Mech
656:5) and followed to the wanted day. The stated error is how far two fits to different
weeks are apart, what the fit misses of the days that are known, and how surely the end is
known; the solver's own error comes on top. A lane whose error is too large is simulated in full.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.baseline import SIZE_FLOOR
from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, simulate
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

__all__ = ["Far", "state_after"]

WATCHED = 36
"""Periods that are simulated."""
SKIPPED = 12, 18
"""Periods in which the fast modes fade, for the first fit and for the second."""
MODES = 4
NOISE = 1e-7
"""A direction whose share of the whole is smaller is noise of the solver."""
CAUTION = 3.0
"""How many times the difference of two fits the error is stated to be."""
GOAL = 1e-4
"""How far the settled state itself may be from where the days lead; bone is the last to come."""


@dataclass(frozen=True, kw_only=True)
class Far:
    """The state after so many periods.

    Attributes:
        state: running sums are zero in it, (state, lane).
        error: stated, relative to each state's content, the largest of them, (lane,); zero
            where a lane was simulated in full.
        outcome: (lane,).
        in_full: which lanes were simulated in full, (lane,).
    """

    state: Array
    error: Array
    outcome: NDArray[np.int8]
    in_full: NDArray[np.bool_]


def state_after(
    model: BodyModel,
    theta: Array,
    start: Array,
    *,
    exposures: Exposures,
    doses: Doses,
    periods: int,
    tolerance: float = 1e-3,
    rtol: float | None = None,
    engine: str = "auto",
) -> Far:
    """The state at the end of so many equal periods.

    Args:
        start: (state, lane).
        exposures: with `repeat_h`.
        doses: of one period, taken in every one of them.
        tolerance: largest stated error that is accepted.

    Raises:
        ModelError: exposures that do not repeat.
    """
    if exposures.repeat_h is None:
        raise ModelError("a long run needs exposures that repeat")
    asked = _Asked(model=model, exposures=exposures, rtol=rtol, engine=engine)
    if periods <= WATCHED:
        state, outcome = asked.lived(theta, start, doses, [periods])
        return _whole(state[-1], outcome)
    known, outcome = asked.lived(theta, start, doses, list(range(WATCHED + 1)))
    goal = settle(model, theta, exposures=exposures, doses=doses, rtol=rtol, engine=engine)
    size = np.abs(goal.state) + SIZE_FLOOR
    away = ((known - goal.state) / size).transpose(2, 1, 0)  # (lane, state, period)
    fine = (outcome == Outcome.FINISHED) & (goal.outcome == Outcome.FINISHED)
    fine &= np.isfinite(away).all(axis=(1, 2))
    away[~fine] = 0.0
    first, second = (_followed(away[..., skipped:], periods - WATCHED) for skipped in SKIPPED)
    # From two thirds of the known days to the last of them: what the fit cannot do there.
    middle = SKIPPED[0] + 2 * (WATCHED - SKIPPED[0]) // 3
    early = _followed(away[..., SKIPPED[0] : middle + 1], WATCHED - middle)
    missed = np.abs(early - away[..., -1]).max(axis=1)
    error = CAUTION * np.abs(first - second).max(axis=1) + missed + GOAL
    state = goal.state + first.T * size
    far = Far(
        state=np.maximum(state, 0.0), error=error, outcome=outcome, in_full=np.zeros_like(fine)
    )
    return _finished(far, ~(fine & (error <= tolerance)), asked, theta, start, doses, periods)


@dataclass(frozen=True, kw_only=True)
class _Asked:
    model: BodyModel
    exposures: Exposures
    rtol: float | None
    engine: str

    def lived(
        self, theta: Array, start: Array, doses: Doses, ends: list[int]
    ) -> tuple[Array, NDArray[np.int8]]:
        """States at the ends of these periods, running sums zero, (period, state, lane)."""
        length = self.exposures.repeat_h
        assert length is not None
        course = simulate(
            self.model,
            theta,
            _repeated(doses, ends[-1], length),
            np.array([0.0, *(length * end for end in ends)]),
            exposures=self.exposures,
            start=start,
            rtol=self.rtol,
            engine=self.engine,
        )
        states = course.state[1:].copy()
        states[:, list(self.model.ledgers)] = 0.0
        return states, course.outcome


def _repeated(doses: Doses, periods: int, length: float) -> Doses:
    """The doses of one period in so many of them."""
    shifts = length * np.arange(periods)
    assert doses.water_l is not None
    return Doses(
        time_h=(doses.time_h[None, :] + shifts[:, None]).ravel(),
        amount_mmol=np.tile(doses.amount_mmol, (periods, 1)),
        form=doses.form * periods,
        with_meal=np.tile(doses.with_meal, periods),
        water_l=np.tile(doses.water_l, periods),
    )


def _followed(away: Array, further: int) -> Array:
    """What is left after so many further periods, by the slow modes of what is known.

    Args:
        away: distance from the goal at successive periods, (lane, state, period).

    Returns:
        (lane, state).
    """
    before, after = away[..., :-1], away[..., 1:]
    space, strength, weights = np.linalg.svd(before, full_matrices=False)
    space, strength, weights = space[..., :MODES], strength[:, :MODES], weights[:, :MODES]
    real = strength > NOISE * np.maximum(strength[:, :1], NOISE)
    over = np.where(real, 1.0 / np.where(real, strength, 1.0), 0.0)
    inside = space.transpose(0, 2, 1)
    step = inside @ after @ (weights.transpose(0, 2, 1) * over[:, None, :])
    values, vectors = np.linalg.eig(step)
    # What the plain map leads to its goal cannot grow.
    values = values / np.maximum(1.0, np.abs(values))
    now = (inside @ away[..., -1:]).astype(complex)
    parts = np.linalg.pinv(vectors) @ now
    left = vectors @ (values[..., None] ** further * parts)
    return np.asarray((space @ left.real)[..., 0])


def _whole(state: Array, outcome: NDArray[np.int8]) -> Far:
    lanes = state.shape[1]
    return Far(
        state=state, error=np.zeros(lanes), outcome=outcome, in_full=np.ones(lanes, dtype=bool)
    )


def _finished(
    far: Far,
    again: NDArray[np.bool_],
    asked: _Asked,
    theta: Array,
    start: Array,
    doses: Doses,
    periods: int,
) -> Far:
    """The lanes that the modes do not hold, simulated in full."""
    lanes = np.flatnonzero(again)
    if not lanes.size:
        return far
    few = replace(asked, exposures=asked.exposures.of_lanes(lanes))
    own = doses.of_lanes(lanes)
    state, outcome = few.lived(theta[:, lanes], start[:, lanes], own, [periods])
    far.state[:, lanes], far.outcome[lanes] = state[-1], outcome
    far.error[lanes], far.in_full[lanes] = 0.0, True
    return far

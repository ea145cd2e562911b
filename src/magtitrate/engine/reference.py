"""How is the body solved in plain NumPy, so that every other engine can be held to it?

One Rosenbrock method of order 4(3) in four stages (Kaps & Rentrop 1979, Numer Math
33:55; parameter set GRK4T, in the form of Press et al., Numerical Recipes, section 16.6):

    (1/(g h) - J) k_i = f(t + A_i h, y + sum a_ij k_j) + h g_i df/dt + sum c_ij k_j / h
    y_new = y + sum b_i k_i,    error = sum e_i k_i

with the exact Jacobian J of the model. All lanes take the same step, as large as the most
demanding lane allows. A lane that fails keeps its last good state and an outcome, and no
longer counts. The method keeps every linear sum that the fluxes keep, so magnesium is
conserved to rounding whatever the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.engine.elimination import Solver
from magtitrate.engine.lanes import Lanes, Prepared, prepare
from magtitrate.engine.tape import play
from magtitrate.engine.trajectory import Outcome

__all__ = ["Settings", "Stretch", "run"]

# ---------------------------------------------------------------- the method

GAMMA = 0.231
NODES = np.array([[2.0, 0.0], [4.52470820736, 4.16352878860]])
"""a_ij of the second and third evaluation; the fourth stage uses the third's."""
COUPLING = np.array(
    [
        [0.0, 0.0, 0.0],
        [-5.07167533877, 0.0, 0.0],
        [6.02015272865, 0.159750684673, 0.0],
        [-1.856343618677, -8.50538085819, -2.08407513602],
    ]
)
TIMES = (0.0, 0.462, 0.880208333333)
DRIFTS = (0.231, -0.0396296677520, 0.550778939579, -0.0553509845700)
WEIGHTS = (3.95750374663, 4.62489238836, 0.617477263873, 1.282612945268)
ERRORS = (-2.30215540292, -3.07363448539, 0.873280801802, 1.282612945268)
ERROR_ORDER = 4

# Step control: aim below the tolerance, and neither grow nor shrink faster than this.
SAFETY, GROWTH, CUT = 0.9, 4.0, 0.1


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How exactly to solve: the rows `engine.…` of the facts, or the caller's wish.

    Attributes:
        floor, ledger_floor: content below which the error is absolute; for running sums.
        negative_mmol: a pool further below zero than this is an outcome.
    """

    rtol: float
    floor: float
    ledger_floor: float
    first_step_h: float
    smallest_step_h: float
    largest_step_h: float
    steps_per_day: float
    negative_mmol: float
    lanes_at_once: int


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """The time between two events.

    Attributes:
        jumps: added at the beginning, as (place of the state in the model, (lane,)).
        inputs: sweat, infusion and dissolution during the stretch, each (lane,).
    """

    from_h: float
    to_h: float
    jumps: Sequence[tuple[int, Array]]
    inputs: Mapping[str, Array]


def run(
    model: BodyModel,
    theta: Array,
    start: Array,
    stretches: Sequence[Stretch],
    times_h: Array,
    settings: Settings,
) -> tuple[Array, NDArray[np.int8], tuple[int, int]]:
    """Solve a series of stretches for all lanes.

    Args:
        theta: (param, lane).
        start: state at the beginning of the first stretch, (state, lane).
        times_h: ascending, within the stretches; at an event, the state before it.

    Returns:
        States (time, state, lane), outcomes (lane,), steps taken and refused.
    """
    lanes = theta.shape[1]
    states: Array = np.empty((len(times_h), len(start), lanes))
    outcome: NDArray[np.int8] = np.zeros(lanes, dtype=np.int8)
    taken = refused = 0
    # Blocks: more lanes share each call, but also the step of the most demanding among them.
    for first in range(0, lanes, settings.lanes_at_once):
        block = slice(first, min(first + settings.lanes_at_once, lanes))
        lockstep = _Lockstep(prepare(model), theta, start, times_h, settings, block)
        with np.errstate(all="ignore"):  # a lane that is not a number is an outcome
            for stretch in stretches:
                lockstep.cross(stretch)
        states[:, :, block] = lockstep.states
        outcome[block] = lockstep.outcome
        taken, refused = taken + lockstep.taken, refused + lockstep.refused
    return states, outcome, (taken, refused)


class _Lockstep:
    """The work space of a run: one state, one step for all lanes, and the verbs on them."""

    def __init__(
        self,
        prepared: Prepared,
        theta: Array,
        start: Array,
        times_h: Array,
        settings: Settings,
        block: slice,
    ) -> None:
        theta, start = np.ascontiguousarray(theta[:, block]), start[:, block]
        size, lanes = start.shape
        self.block = block
        self.settings = settings
        self.order = prepared.order
        self.rank = np.argsort(prepared.order)
        self.lanes = Lanes(prepared, theta)
        self.solver = Solver(prepared.pattern, lanes)
        self.stage = _Stages(size, lanes)
        self.solving = [self.solver.solving(k) for k in self.stage.k]
        self.y = self.stage.y
        self.y[:] = start[self.order]
        self.slope: Array = np.zeros((size, lanes))
        self.scale = _Scale(prepared, settings, lanes)
        self.times_h = times_h
        self.states: Array = np.empty((len(times_h), size, lanes))
        self.recorded = 0
        self.outcome: NDArray[np.int8] = np.zeros(lanes, dtype=np.int8)
        self.frozen: NDArray[np.intp] = np.zeros(0, dtype=np.intp)
        self.step_h = self.step_after_event_h = settings.first_step_h
        self.taken = self.refused = 0

    def cross(self, stretch: Stretch) -> None:
        """From one event to the next, with what happens at the first."""
        now, end = stretch.from_h, stretch.to_h
        self.record_until(now)
        self.jump(stretch.jumps)
        self.lanes.set_inputs({name: self.own(x) for name, x in stretch.inputs.items()})
        self.linearize(now)
        self.freeze(np.asarray(~np.isfinite(self.slope).all(axis=0)), Outcome.NOT_FINITE)
        self.step_h = self.step_after_event_h
        used, allowed = 0, self.settings.steps_per_day * max(1.0, (end - now) / 24)
        while now < end:
            step = self.accepted(now, end - now)
            if used == 0:
                self.step_after_event_h = max(step, self.settings.first_step_h)
            now = self.advance(now, end if step == end - now else now + step)
            used += 1
            if used > allowed:
                self.freeze(self.worst_lane(), Outcome.STEP_LIMIT)
                used = 0
        self.record_until(end)

    def accepted(self, now: float, left: float) -> float:
        """Try smaller steps until every lane's error is allowed; the new state is ready."""
        settings = self.settings
        self.scale.at(self.y)
        # Two steps of a half rather than a long one and a tiny rest.
        step = min(self.step_h, settings.largest_step_h)
        step = left if step >= left else min(step, max(left / 2, step / 2))
        while True:
            error = self.attempt(now, step)
            factor = SAFETY * max(error, 1e-8) ** (-1 / ERROR_ORDER)
            if error <= 1:
                self.taken += 1
                self.step_h = step * min(factor, GROWTH)
                return step
            self.refused += 1
            if step <= settings.smallest_step_h:
                self.freeze_failing()
            step = max(step * max(factor, CUT), settings.smallest_step_h)

    def attempt(self, now: float, step: float) -> float:
        """One step of the method: the largest error over states and lanes, in its tolerance."""
        stage = self.stage
        stage.begin(step, self.slope, self.lanes.drift)
        self.solver.load(self.lanes.jacobian, 1 / (GAMMA * step))
        self.solver.factor()
        for number, solving in enumerate(self.solving):
            if number in (1, 2):
                stage.state(number, out=self.lanes.state)
                self.lanes.slope(now + TIMES[number] * step, out=stage.slope)
            stage.side(number)
            play(solving)
        stage.finish()
        if self.frozen.size:
            stage.new[:, self.frozen] = self.y[:, self.frozen]
        worst = self.scale.worst(stage.error, self.frozen)
        return worst if worst == worst else np.inf

    def advance(self, now: float, after: float) -> float:
        """Take the new state; record the times that were passed."""
        passed = int(np.searchsorted(self.times_h, after)) - self.recorded
        before = (self.y.copy(), self.slope.copy()) if passed else None
        self.y[:] = self.stage.new
        self.check_sign()
        self.linearize(after)
        if before is not None:
            self.record_between(now, after, *before, passed)
        return after

    def linearize(self, now: float) -> None:
        """Slope, Jacobian and drift at the present state."""
        self.lanes.state[:] = self.y
        self.lanes.slope(now, out=self.slope)
        self.lanes.linearize()

    def jump(self, jumps: Sequence[tuple[int, Array]]) -> None:
        """Doses and meals reach the gut; a lane they would spoil stays as it was."""
        if not jumps:
            return
        after = self.y.copy()
        for state, added in jumps:
            after[self.rank[state]] += self.own(added)
        self.freeze(~np.isfinite(after).all(axis=0), Outcome.NOT_FINITE)
        after[:, self.frozen] = self.y[:, self.frozen]
        self.y[:] = after

    def own(self, values: Array) -> Array:
        """The part of these lanes, or the one value that is everyone's."""
        return values if values.size == 1 else values[self.block]

    # ------------------------------------------------------------ lanes that fail

    def freeze(self, lanes: NDArray[np.bool_], outcome: Outcome) -> None:
        """Keep these lanes where they are, unless they were frozen before."""
        fresh = lanes & (self.outcome == Outcome.FINISHED)
        if not fresh.any():
            return
        self.outcome[fresh] = outcome
        self.frozen = np.flatnonzero(self.outcome != Outcome.FINISHED)

    def freeze_failing(self) -> None:
        """No smaller step is allowed: the lanes whose error is still too large end here."""
        error = self.scale.per_lane()
        self.freeze(~np.isfinite(error), Outcome.NOT_FINITE)
        self.freeze(np.asarray(error > 1), Outcome.STEP_LIMIT)

    def worst_lane(self) -> NDArray[np.bool_]:
        error = self.scale.per_lane()
        return np.asarray(error == np.max(error))

    def check_sign(self) -> None:
        lowest = self.y[self.scale.pools].min(axis=0)
        if lowest.min() < -self.settings.negative_mmol:
            self.freeze(lowest < -self.settings.negative_mmol, Outcome.NEGATIVE)

    # ------------------------------------------------------------ records

    def record_until(self, now: float) -> None:
        """Record the present state for every time up to now."""
        while self.recorded < len(self.times_h) and self.times_h[self.recorded] <= now:
            self.states[self.recorded, self.order] = self.y
            self.recorded += 1

    def record_between(self, now: float, after: float, y: Array, slope: Array, passed: int) -> None:
        """Cubic Hermite between two steps: as exact as the steps, and it keeps linear sums."""
        step = after - now
        for hour in self.times_h[self.recorded : self.recorded + passed]:
            s = (hour - now) / step
            between = (
                (1 + 2 * s) * (1 - s) ** 2 * y
                + s**2 * (3 - 2 * s) * self.y
                + step * s * (1 - s) * ((1 - s) * slope - s * self.slope)
            )
            between[:, self.frozen] = self.y[:, self.frozen]
            self.states[self.recorded, self.order] = between
            self.recorded += 1


class _Stages:
    """The vectors of one step under one another, so that each weighted sum is one product."""

    def __init__(self, size: int, lanes: int) -> None:
        parts = np.zeros((7, size, lanes))
        self._flat = parts.reshape(7, -1)
        self.y, self.drift, self.slope = parts[0], parts[1], parts[2]
        self.k = [parts[3 + number] for number in range(4)]
        both = np.zeros((2, size, lanes))
        self.new, self.error = both[0], both[1]
        self._both = both.reshape(2, -1)
        self._states = {n: np.array([1.0, 0.0, 0.0, *NODES[n - 1, :n]]) for n in (1, 2)}
        self._sides = np.ones((4, 5))
        self._results = np.array([[1, 0, 0, *WEIGHTS], [0, 0, 0, *ERRORS]], dtype=float)

    def begin(self, step: float, slope: Array, drift: Array) -> None:
        """A step of this length from the present state, with its slope and drift."""
        self.slope[:] = slope
        self.drift[:] = drift
        self._sides[:, 0] = np.multiply(DRIFTS, step)
        self._sides[:, 2:] = COUPLING / step

    def state(self, number: int, out: Array) -> None:
        """Where this stage looks at the slope."""
        np.dot(self._states[number], self._flat[: 3 + number], out=out.reshape(-1))

    def side(self, number: int) -> None:
        """The right-hand side of this stage, in the place of its solution."""
        known = 2 + number
        np.dot(self._sides[number, :known], self._flat[1 : 1 + known], out=self._flat[3 + number])

    def finish(self) -> None:
        """The new state and its error."""
        np.dot(self._results, self._flat, out=self._both)


class _Scale:
    """In what measure an error counts."""

    def __init__(self, prepared: Prepared, settings: Settings, lanes: int) -> None:
        model = prepared.model
        ledger = np.isin(prepared.order, model.ledgers)[:, None]
        self._relative = np.where(ledger, 0.0, settings.rtol)
        self._floor = np.where(ledger, settings.ledger_floor, settings.floor) * settings.rtol
        watched = {n for n, pool in enumerate(model.pools) if not pool.debt}
        self.pools = np.array([place for place, n in enumerate(prepared.order) if n in watched])
        self._allowed: Array = np.ones((len(prepared.order), lanes))
        self._spare: Array = np.ones_like(self._allowed)

    def at(self, y: Array) -> None:
        """The error allowed per step at this state."""
        np.abs(y, out=self._allowed)
        np.multiply(self._allowed, self._relative, out=self._allowed)
        np.add(self._allowed, self._floor, out=self._allowed)

    def worst(self, error: Array, frozen: NDArray[np.intp]) -> float:
        """The largest error in units of what is allowed; frozen lanes do not count."""
        np.divide(error, self._allowed, out=self._spare)
        np.abs(self._spare, out=self._spare)
        if frozen.size:
            self._spare[:, frozen] = 0.0
        return float(self._spare.max())

    def per_lane(self) -> Array:
        """The same for each lane, of the last error."""
        return np.asarray(self._spare.max(axis=0))

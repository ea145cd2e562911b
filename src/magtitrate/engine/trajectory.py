"""What does a simulation return: states over time, and how each lane fared?"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.errors import ModelError

__all__ = ["Outcome", "Trajectory"]


class Outcome(IntEnum):
    """How one lane ended; a lane that did not finish keeps its last good state."""

    FINISHED = 0
    STEP_LIMIT = 1
    NOT_FINITE = 2
    NEGATIVE = 3

    @property
    def message(self) -> str:
        """The outcome as a sentence."""
        return _MESSAGES[self]


_MESSAGES = {
    Outcome.FINISHED: "the lane was solved to the end",
    Outcome.STEP_LIMIT: "the lane needed steps smaller or more numerous than allowed",
    Outcome.NOT_FINITE: "the lane's parameters or amounts stopped being numbers",
    Outcome.NEGATIVE: "a pool of the lane fell below zero",
}


@dataclass(frozen=True, kw_only=True)
class Trajectory:
    """States of many lanes over time.

    Attributes:
        time_h: (time,).
        state: pools [mmol], then followers in their units, (time, state, lane).
        outcome: an `Outcome` per lane, (lane,).
        steps: how many steps were taken and refused, for the curious.
    """

    model: BodyModel = field(repr=False)
    theta: Array = field(repr=False)
    time_h: Array
    state: Array
    outcome: NDArray[np.int8]
    steps: tuple[int, int] = (0, 0)

    @property
    def pools_mmol(self) -> Array:
        """The pools alone [mmol], (time, pool, lane)."""
        return np.asarray(self.state[:, : len(self.model.pools)])

    @property
    def last(self) -> Array:
        """The state at the last time, (state, lane): the start of what follows."""
        return np.asarray(self.state[-1])

    @property
    def finished(self) -> NDArray[np.bool_]:
        """Which lanes were solved to the end, (lane,)."""
        return np.asarray(self.outcome == Outcome.FINISHED)

    def pool(self, name: str) -> Array:
        """One pool or follower, (time, lane)."""
        return self.state[:, self.model.place(name)]

    def output(self, name: str) -> Array:
        """One output of `body.outputs` over time, (time, lane)."""
        return self.model.output(name, self.state, self.theta)

    def over(self, name: str, from_h: float, to_h: float) -> Array:
        """What a running sum (urine, stool, uptake) gained between two times, (lane,).

        Both must be among `time_h`.
        """
        if not self.model.outputs[name].running:
            raise ModelError(f"{name} is a level, not a running sum")
        both = self.state[[self._index(from_h), self._index(to_h)]]
        first, last = self.model.output(name, both, self.theta)
        return np.asarray(last - first)

    def _index(self, hour: float) -> int:
        nearest = int(np.argmin(np.abs(self.time_h - hour)))
        if abs(self.time_h[nearest] - hour) > 1e-9 * max(1.0, abs(hour)):
            raise ModelError(f"hour {hour:g} is not among the times of this trajectory")
        return nearest

"""How is the body solved by the compiled kernel, where one was built for this machine?

The kernel (`engine/kernel/`) is plain C++ behind a plain C face, generated from the same
declaration of the body; it is read with ctypes. `run` has the contract of `reference.run`.
Where no library loads, or it was made from another model, `find` says why and the
reference engine serves.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.engine.face import (
    ABI,
    ADAPTIVE,
    BEST_LEVEL,
    MESH,
    MESH_FLOAT,
    TROUBLE,
    library_name,
    opened,
)
from magtitrate.engine.face import Problem as _Problem
from magtitrate.engine.face import Results as _Results
from magtitrate.engine.face import Settings as _Settings
from magtitrate.engine.face import Settling as _Settling
from magtitrate.engine.model_key import model_key
from magtitrate.engine.reference import Settings, Stretch
from magtitrate.errors import ModelError

__all__ = [
    "ABI",
    "Kernel",
    "Mesh",
    "Scene",
    "Tables",
    "Watch",
    "Windows",
    "find",
    "laid_out",
    "library_name",
    "processors",
    "run",
    "settle",
    "steps_taken",
    "summarize",
    "why_not",
]

ENVIRONMENT = "MAGTITRATE_KERNEL"
"""Names another library, or none at all when it is empty or `off`."""

# ---------------------------------------------------------------- finding the library


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """A library that loaded.

    Attributes:
        model_key: of the model it was generated from.
        built: compiler and flags.
        levels: sets of processor instructions it was built for, the best first.
        level: the one that is used here.
    """

    library: Any = field(repr=False)
    path: Path
    model_key: str
    built: str
    levels: tuple[str, ...]
    level: str


@lru_cache(maxsize=1)
def _search() -> tuple[Kernel | None, str]:
    """The first library that loads, or why there is none."""
    if os.environ.get(ENVIRONMENT) in ("", "off"):
        return None, f"it is turned off by {ENVIRONMENT}"
    reasons = []
    for path in _places():
        if not path.is_file():
            continue
        try:
            return _loaded(path), ""
        except (OSError, AttributeError) as error:
            reasons.append(f"{path.name}: {error}")
    return None, "; ".join(reasons) or "no compiled kernel was built for this installation"


def _places() -> list[Path]:
    """Where a library may lie: where it is said to, in the package, in the environment."""
    named = os.environ.get(ENVIRONMENT)
    if named:
        return [Path(named)]
    return [
        Path(__file__).parent / "kernel" / library_name(),
        Path(sys.prefix) / "magtitrate" / library_name(),
    ]


def _loaded(path: Path) -> Kernel:
    library = opened(str(path))
    levels = tuple(library.magtitrate_levels().decode().split())
    usable = [name for n, name in enumerate(levels) if library.magtitrate_runs_here(n)]
    if not usable:
        raise OSError("it was built for another processor; build it again")
    return Kernel(
        library=library,
        path=path,
        model_key=library.magtitrate_model_key().decode(),
        built=library.magtitrate_built().decode(),
        levels=levels,
        level=usable[0],
    )


def find(model: BodyModel) -> Kernel | None:
    """The kernel of this model, if one was built here."""
    kernel, _ = _search()
    return kernel if kernel is not None and kernel.model_key == model_key(model) else None


def why_not(model: BodyModel) -> str:
    """Why `find` finds nothing; empty where it does."""
    kernel, reason = _search()
    if kernel is not None and kernel.model_key != model_key(model):
        return (
            "the kernel was generated from another version of the model; in a checkout run "
            "scripts/generate_kernel and scripts/build_kernel"
        )
    return reason


def _found(model: BodyModel) -> Kernel:
    kernel = find(model)
    if kernel is None:
        raise ModelError(f"the compiled engine does not run here: {why_not(model)}")
    return kernel


# ---------------------------------------------------------------- laying a run out


class Tables:
    """Values of lanes: a lane's own in rows, those common to all on a list.

    A row of the kernel is not negative for own values, and -1 - n for the n-th common one.
    """

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self._own: list[Array] = []
        self._own_place: dict[tuple[int, int], int] = {}
        self._common: list[float] = []
        self._common_place: dict[float, int] = {}
        # What was seen, by identity; kept, so that no other can get the same.
        self._seen: dict[int, tuple[Array | float, int]] = {}

    def row(self, values: Array | float) -> int:
        """Where the kernel finds these values, a scalar, (1,) or (lane,)."""
        seen = self._seen.get(id(values))
        if seen is None:
            seen = self._seen[id(values)] = (values, self._placed(values))
        return seen[1]

    def _placed(self, values: Array | float) -> int:
        array = np.asarray(values, dtype=float)
        if array.size == 1:
            return self._common_row(float(array.reshape(())))
        if array.shape != (self.lanes,):
            raise ModelError(f"{array.shape} values for {self.lanes} lanes")
        # The same memory is the same row: a daily meal is one row however many days there are.
        key = (array.__array_interface__["data"][0], array.strides[0])
        place = self._own_place.get(key)
        if place is None:
            place = self._own_place[key] = len(self._own)
            self._own.append(array)
        return place

    def _common_row(self, value: float) -> int:
        place = self._common_place.get(value)
        if place is None:
            place = self._common_place[value] = len(self._common)
            self._common.append(value)
        return -1 - place

    def own(self) -> Array:
        """The rows, (row, lane)."""
        if not self._own:
            return np.zeros((0, self.lanes))
        return np.ascontiguousarray(np.stack(self._own))

    def common(self) -> Array:
        """The common values, (value,)."""
        return np.array(self._common, dtype=float)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A run as the kernel reads it; see `Problem` in kernel.h.

    Attributes:
        theta: (param, lane).
        start: (state, lane).
        edge_row, edge_shift: (stretch + 1,).
        jump_begin: (stretch + 1,).
        input_row: (stretch, input).
    """

    theta: Array
    start: Array
    own: Array
    common: Array
    edge_row: NDArray[np.int32]
    edge_shift: Array
    jump_begin: NDArray[np.int64]
    jump_state: NDArray[np.int32]
    jump_row: NDArray[np.int32]
    input_row: NDArray[np.int32]

    def problem(self) -> _Problem:
        """The struct; valid as long as this scene lives."""
        return _Problem(
            lanes=self.theta.shape[1],
            stretches=len(self.edge_row) - 1,
            theta=self.theta.ctypes.data,
            theta_count=self.theta.size,
            start=self.start.ctypes.data,
            start_count=self.start.size,
            own=self.own.ctypes.data,
            own_count=self.own.size,
            common=self.common.ctypes.data,
            common_count=self.common.size,
            edge_row=self.edge_row.ctypes.data,
            edge_shift=self.edge_shift.ctypes.data,
            edge_count=self.edge_row.size,
            jump_begin=self.jump_begin.ctypes.data,
            jump_begin_count=self.jump_begin.size,
            jump_state=self.jump_state.ctypes.data,
            jump_row=self.jump_row.ctypes.data,
            jump_count=self.jump_row.size,
            input_row=self.input_row.ctypes.data,
            input_count=self.input_row.size,
        )


def laid_out(model: BodyModel, theta: Array, start: Array, stretches: Sequence[Stretch]) -> Scene:
    """A series of stretches as tables."""
    tables = Tables(theta.shape[1])
    inputs = [_input_rows(model, tables, stretch.inputs) for stretch in stretches]
    begin, states, rows = [0], [], []
    for stretch in stretches:
        for state, added in stretch.jumps:
            states.append(state)
            rows.append(tables.row(added))
        begin.append(len(rows))
    zero = tables.row(0.0)
    edges = [stretches[0].from_h, *(stretch.to_h for stretch in stretches)]
    return Scene(
        theta=_flat(theta),
        start=_flat(start),
        own=tables.own(),
        common=tables.common(),
        edge_row=np.full(len(edges), zero, dtype=np.int32),
        edge_shift=np.array(edges, dtype=float),
        jump_begin=np.array(begin, dtype=np.int64),
        jump_state=np.array(states, dtype=np.int32),
        jump_row=np.array(rows, dtype=np.int32),
        input_row=np.array(inputs, dtype=np.int32).reshape(len(stretches), len(model.inputs)),
    )


def _input_rows(model: BodyModel, tables: Tables, inputs: Mapping[str, Array]) -> list[int]:
    return [tables.row(inputs.get(name, 0.0)) for name in model.inputs]


def _flat(array: Array) -> Array:
    return np.ascontiguousarray(array, dtype=float)


def _settings(settings: Settings, *, threads: int | None, level: int = BEST_LEVEL) -> _Settings:
    return _Settings(
        rtol=settings.rtol,
        floor=settings.floor,
        ledger_floor=settings.ledger_floor,
        first_step_h=settings.first_step_h,
        smallest_step_h=settings.smallest_step_h,
        largest_step_h=settings.largest_step_h,
        steps_per_day=settings.steps_per_day,
        negative_mmol=settings.negative_mmol,
        mode=ADAPTIVE,
        threads=processors() if threads is None else threads,
        level=level,
        splits=1,
    )


def processors() -> int:
    """How many threads this process may run at once."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


# ---------------------------------------------------------------- running


def run(
    model: BodyModel,
    theta: Array,
    start: Array,
    stretches: Sequence[Stretch],
    times_h: Array,
    settings: Settings,
    *,
    threads: int | None = None,
    level: int = BEST_LEVEL,
) -> tuple[Array, NDArray[np.int8], tuple[int, int]]:
    """Solve a series of stretches for all lanes, adaptively, in groups of lanes.

    Args, returns: as `reference.run`; steps are counted for each group of lanes.
        threads: how many at once; else as many as this process may use.
        level: a row of the kernel's levels.
    """
    kernel = _found(model)
    scene = laid_out(model, theta, start, stretches)
    lanes = theta.shape[1]
    times = _flat(times_h)
    states = np.empty((len(times), len(model.states), lanes))
    outcome = np.empty(lanes, dtype=np.int8)
    steps = np.zeros(2, dtype=np.int64)
    results = _Results(
        time_h=times.ctypes.data,
        times=times.size,
        states=states.ctypes.data,
        states_count=states.size,
        outcome=outcome.ctypes.data,
        outcome_count=outcome.size,
        steps=steps.ctypes.data,
    )
    wish = _settings(settings, threads=threads, level=level)
    _must_succeed(kernel.library.magtitrate_run(scene.problem(), wish, results))
    return states, outcome, (int(steps[0]), int(steps[1]))


def settle(
    model: BodyModel,
    theta: Array,
    guess: Array,
    stretches: Sequence[Stretch],
    settings: Settings,
    *,
    tolerance: float,
    limit: int,
    size_floor: float,
    slow: NDArray[np.int64] | None = None,
    push: Array | None = None,
    threads: int | None = None,
    level: int = BEST_LEVEL,
) -> tuple[Array, NDArray[np.int8], int]:
    """The state that one period of these stretches leads back to, lane by lane.

    Args:
        guess: (state, lane).
        tolerance: largest relative change over one period.
        limit: largest number of periods.
        size_floor: content below which a change counts as absolute.
        slow, push: as in `resting.Lead`.

    Returns:
        State (state, lane), outcomes (lane,), the largest number of periods of a group.
    """
    kernel = _found(model)
    scene = laid_out(model, theta, guess, stretches)
    state = np.empty(guess.shape)
    outcome = np.empty(theta.shape[1], dtype=np.int8)
    periods = np.zeros(1, dtype=np.int64)
    settling = _Settling(
        tolerance=tolerance,
        limit=limit,
        size_floor=size_floor,
        state=state.ctypes.data,
        state_count=state.size,
        outcome=outcome.ctypes.data,
        outcome_count=outcome.size,
        periods=periods.ctypes.data,
    )
    if slow is not None and push is not None:
        rows, pushes = np.ascontiguousarray(slow, dtype=np.int64), _flat(push)
        settling.slow, settling.slow_count = rows.ctypes.data, rows.size
        settling.push, settling.push_count = pushes.ctypes.data, pushes.size
    wish = _settings(settings, threads=threads, level=level)
    _must_succeed(kernel.library.magtitrate_settle(scene.problem(), wish, settling))
    return state, outcome, int(periods[0])


# ---------------------------------------------------------------- summaries in bulk


@dataclass(frozen=True, kw_only=True)
class Mesh:
    """Steps as shares of their stretch; see `Settings` in kernel.h.

    Attributes:
        begin: (stretch + 1,).
        share: of the stretches one after the other; each stretch's add up to one.
    """

    begin: NDArray[np.int64]
    share: Array


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A state that is summarized in each window.

    Attributes:
        state: its row in the model.
        low, high: rows of the scene's tables: levels below and above which hours count.
    """

    state: int
    low: int
    high: int


@dataclass(frozen=True, kw_only=True)
class Windows:
    """Summaries of windows, by name, and how each lane ended.

    Attributes:
        watched: `trough`, `peak`, `area`, `hours_below`, `hours_above`, each
            (window, watch, lane).
        gained: (window, gain, lane).
        last: (state, lane).
        states: at the times that were asked for, (time, state, lane).
        steps: taken and refused, by groups of lanes.
    """

    watched: dict[str, Array]
    gained: Array
    last: Array
    states: Array
    outcome: NDArray[np.int8]
    steps: tuple[int, int]


def summarize(
    model: BodyModel,
    scene: Scene,
    settings: Settings,
    *,
    window_begin: NDArray[np.int64],
    watches: Sequence[Watch],
    gain_weight: Array,
    names: Sequence[str],
    times_h: Array | None = None,
    mesh: Mesh | None = None,
    single: bool = False,
    splits: int = 1,
    threads: int | None = None,
    level: int = BEST_LEVEL,
) -> Windows:
    """Solve a scene and keep summaries only, adaptively or on a mesh.

    Args:
        window_begin: the stretch at which each window begins, with the end, (window + 1,).
        gain_weight: sums of states whose gain per window is asked for, (gain, state).
        names: which summaries of the watched states are wanted.
        times_h: ascending hours at which whole states are wanted, (time,).
        single: on lanes of floats, twice as many at once.
        splits: each step of the mesh is taken in so many parts.
    """
    kernel = _found(model)
    lanes, windows = scene.theta.shape[1], len(window_begin) - 1
    kind = np.float32 if single else np.float64
    watched = {name: np.empty((windows, len(watches), lanes), dtype=kind) for name in names}
    gained = np.empty((windows, len(gain_weight), lanes), dtype=kind)
    last = np.empty((len(model.states), lanes))
    outcome = np.empty(lanes, dtype=np.int8)
    steps = np.zeros(2, dtype=np.int64)
    times = _flat(np.zeros(0) if times_h is None else times_h)
    courses = np.empty((len(times), len(model.states), lanes))
    states = np.array([watch.state for watch in watches], dtype=np.int32)
    low = np.array([watch.low for watch in watches], dtype=np.int32)
    high = np.array([watch.high for watch in watches], dtype=np.int32)
    weight = _flat(gain_weight)
    results = _Results(
        time_h=times.ctypes.data,
        times=times.size,
        states=courses.ctypes.data,
        states_count=courses.size,
        last=last.ctypes.data,
        last_count=last.size,
        outcome=outcome.ctypes.data,
        outcome_count=outcome.size,
        steps=steps.ctypes.data,
        window_begin=window_begin.ctypes.data,
        window_begin_count=window_begin.size,
        watch_state=states.ctypes.data,
        watch_low=low.ctypes.data,
        watch_high=high.ctypes.data,
        watches=len(watches),
        watch_count=windows * len(watches) * lanes,
        gain_weight=weight.ctypes.data,
        gains=len(gain_weight),
        gained=gained.ctypes.data,
        gained_count=gained.size,
        **{name: table.ctypes.data for name, table in watched.items()},
    )
    wish = _settings(settings, threads=threads, level=level)
    if mesh is not None:
        wish.mode = MESH_FLOAT if single else MESH
        wish.mesh_begin, wish.mesh_begin_count = mesh.begin.ctypes.data, mesh.begin.size
        wish.mesh_share, wish.mesh_count = mesh.share.ctypes.data, mesh.share.size
        wish.splits = splits
    _must_succeed(kernel.library.magtitrate_run(scene.problem(), wish, results))
    return Windows(
        watched=watched,
        gained=gained,
        last=last,
        states=courses,
        outcome=outcome,
        steps=(int(steps[0]), int(steps[1])),
    )


def steps_taken(
    model: BodyModel, scene: Scene, settings: Settings, *, threads: int | None = None
) -> list[Mesh]:
    """The steps that each group of lanes takes adaptively: where a mesh must be fine."""
    kernel = _found(model)
    lanes, stretches = scene.theta.shape[1], len(scene.edge_row) - 1
    wide = int(kernel.library.magtitrate_group_lanes(kernel.levels.index(kernel.level), ADAPTIVE))
    groups, room = -(-lanes // wide), 4096 + 64 * stretches
    begin = np.zeros((groups, stretches + 1), dtype=np.int64)
    share = np.empty((groups, room))
    results = _Results(
        mesh_begin=begin.ctypes.data,
        mesh_begin_count=begin.size,
        mesh_share=share.ctypes.data,
        mesh_share_count=share.size,
        mesh_room=room,
    )
    wish = _settings(settings, threads=threads)
    _must_succeed(kernel.library.magtitrate_run(scene.problem(), wish, results))
    return [
        Mesh(begin=row, share=shares[: row[-1]])
        for row, shares in zip(begin, share, strict=True)
        if row[0] == 0
    ]


def _must_succeed(trouble: int) -> None:
    if trouble:
        raise ModelError(f"the kernel refuses a run: {TROUBLE.get(trouble, trouble)}")

"""What do very many bodies show over weeks, each with hours of its own?

One period of life repeats; doses may be missed, halved or stepped up from one period to
the next. Only summaries are kept. On the compiled engine the many are solved on a mesh of
steps that fits this schedule (`mesh`), on lanes of floats; then a sample of each block is
solved again with every step halved, in double precision. What that changes is the error
that is reported; where it is too large the mesh is refined and the block solved again,
and at last adaptively. A lane that fails is solved again adaptively, too, and one that
still fails has an outcome and no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.body.expr import Array, leaves
from magtitrate.body.model import BodyModel
from magtitrate.engine import compiled, reference
from magtitrate.engine.compiled import Mesh, Watch
from magtitrate.engine.mesh import graded, halved, shifted
from magtitrate.engine.reference import Settings
from magtitrate.engine.solve import (
    Doses,
    Exposures,
    Intervals,
    Meals,
    Scene,
    engine_name,
    settings_of,
)
from magtitrate.engine.timeline import Event, Period, Running, stretches_of, tabled
from magtitrate.engine.trajectory import Outcome
from magtitrate.errors import ModelError

__all__ = ["Level", "Life", "Population", "Watched", "population"]

SUMMARIES = ("trough", "peak", "area", "hours_below", "hours_above")
PILOTS = 32
"""People whose adaptive steps make the mesh."""
PILOT_PERIODS = 14
MANY = 1024
"""From so many people on it pays to weigh the stretches of a period against each other."""
SAMPLE = 32
"""People of each block who are solved again with halved steps."""
BLOCK = 4096
REFERENCE_LANES = 64
READ_EVERY_H = 0.1
PILOT_RTOL = 3e-3
AIM = 0.5
"""What share of the tolerance the mesh of the pilots aims at."""
HALVED = 16 / 15
"""Halving the steps of a method of order four removes all but a sixteenth of the error."""
REFINEMENTS = 2
FURTHEST = 1.5
"""Times the tolerance: nobody of the sample may be further off on the mesh that is used."""
PER_STEP = 3.0
"""Times the tolerance: the error allowed per step where people are solved adaptively."""
SIZE_SHARE = 0.02
"""A gain smaller than this share of the person's largest counts as being of that size."""


@dataclass(frozen=True, kw_only=True)
class Life:
    """One period of life, and how everybody's own hours and doses differ from it.

    Attributes:
        doses: of one period.
        exposures: of one period, with `repeat_h`.
        dose_shift_h, meal_shift_h, sweat_shift_h: everybody's own hours, as what is added to
            those of the period, (dose or meal or interval, lane).
        taken: how much of each dose is really taken in each period, 0 for a missed one,
            (period, dose, lane) or (period, dose, 1).
    """

    doses: Doses
    exposures: Exposures
    dose_shift_h: Array | None = None
    meal_shift_h: Array | None = None
    sweat_shift_h: Array | None = None
    taken: Array | None = None


@dataclass(frozen=True, kw_only=True)
class Level:
    """An output that is a level (serum, red cell), and the band that hours are counted against."""

    output: str = "serum_magnesium"
    low: float = 0.0
    high: float = np.inf


@dataclass(frozen=True, kw_only=True)
class Watched:
    """One level in every window, (window, lane) each, in the output's unit.

    Attributes:
        hours_below, hours_above: of the window.
    """

    trough: Array
    peak: Array
    mean: Array
    hours_below: Array
    hours_above: Array


@dataclass(frozen=True, kw_only=True)
class Population:
    """Summaries of many lanes; a lane that failed has none (not a number).

    Attributes:
        window_h: begin and end of each window, (window + 1,).
        levels: by output.
        gained: what running sums gain in each window, by output, (window, lane).
        last: state at the end, (state, lane).
        states: at the times that were asked for, (time, state, lane).
        outcome: (lane,).
        engine: which one ran.
        error: of the sampled people, the largest relative error of any summary; its median,
            95 % quantile and maximum. Zero sampled people where all were solved adaptively.
        sampled: how many people that is.
        steps_per_day: of the mesh; 0 where all were solved adaptively.
        adaptive: how many lanes were solved adaptively.
    """

    window_h: Array
    levels: dict[str, Watched]
    gained: dict[str, Array]
    last: Array
    states: Array
    outcome: NDArray[np.int8]
    engine: str
    error: tuple[float, float, float]
    sampled: int
    steps_per_day: float
    adaptive: int


def population(
    model: BodyModel,
    theta: Array,
    *,
    life: Life,
    start: Array,
    periods: int,
    every: int = 1,
    levels: Sequence[Level] = (Level(),),
    gains: Sequence[str] = ("urine_magnesium", "absorbed_magnesium"),
    times_h: ArrayLike = (),
    tolerance: float = 1e-4,
    single: bool = True,
    mesh: bool = True,
    threads: int | None = None,
    engine: str = "auto",
) -> Population:
    """Summaries of all lanes over so many periods.

    Args:
        theta: (param, lane).
        start: (state, lane) or (state, 1).
        every: periods of a window.
        times_h: ascending hours at which whole states are wanted, too, (time,).
        tolerance: largest error of a summary that 95 of 100 sampled people may have; nobody of
            them may have half as much again. A smaller one also makes adaptive steps finer.
        single: on lanes of floats.
        mesh: False solves everybody adaptively.
        threads: how many at once; the numbers do not depend on it.

    Raises:
        ModelError: shapes that do not fit, or an unknown output.
    """
    lanes = theta.shape[1]
    if periods < 1 or every < 1 or periods % every:
        raise ModelError("windows must divide the periods")
    begin = np.broadcast_to(np.asarray(start, dtype=float), (len(model.states), lanes))
    asked = _Asked(
        model=model,
        period=_period(model, theta, life, periods),
        periods=periods,
        every=every,
        levels=tuple(levels),
        gains=tuple(gains),
        times_h=np.asarray(times_h, dtype=float),
        tolerance=tolerance,
        single=single,
        threads=threads,
    )
    if engine_name(model, engine) == "reference":
        at_once = REFERENCE_LANES if asked.period.shares_hours else 1
        blocks = [
            _by_reference(asked, theta, begin, np.arange(first, min(first + at_once, lanes)))
            for first in range(0, lanes, at_once)
        ]
        return _joined(asked, lanes, blocks, "reference")
    solver = _Blocks(asked, theta, begin) if mesh else None
    blocks = []
    for first in range(0, lanes, BLOCK):
        chosen = np.arange(first, min(first + BLOCK, lanes))
        if solver is None:
            blocks.append(_adaptively(asked, theta, begin, chosen))
        else:
            blocks.append(solver.solve(chosen))
    return _joined(asked, lanes, blocks, "compiled")


# ---------------------------------------------------------------- what is asked


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Everything about a request that does not depend on the block."""

    model: BodyModel
    period: Period
    periods: int
    every: int
    levels: tuple[Level, ...]
    gains: tuple[str, ...]
    times_h: Array
    tolerance: float
    single: bool
    threads: int | None

    @property
    def windows(self) -> int:
        return self.periods // self.every

    @property
    def window_h(self) -> float:
        return self.every * self.period.length_h


@dataclass(kw_only=True)
class _Block:
    """Summaries of some lanes: the raw ones of states, and how they came about."""

    lanes: NDArray[np.intp]
    watched: dict[str, Array]
    gained: Array
    last: Array
    states: Array
    outcome: NDArray[np.int8]
    scale: Array
    offset: Array
    errors: Array = field(default_factory=lambda: np.zeros(0))
    steps_per_day: float = 0.0
    adaptive: int = 0


def _affine(model: BodyModel, name: str, theta: Array) -> tuple[int, Array, Array]:
    """The one state behind a level, and the level as offset + scale * state, (lane,) each."""
    output = model.outputs.get(name)
    if output is None or output.running:
        raise ModelError(f"{name!r} is not a level; see body.outputs")
    states = leaves([output.formula], "amount")
    if len(states) != 1:
        raise ModelError(f"{name!r} needs more than one state and cannot be watched in bulk")
    place = model.place(states[0])
    state = np.zeros((len(model.states), theta.shape[1]))
    offset = np.broadcast_to(model.output(name, state, theta), (theta.shape[1],))
    state[place] = 1.0
    return place, model.output(name, state, theta) - offset, offset


def _weights(model: BodyModel, names: Sequence[str]) -> Array:
    """Running sums as weights of the states, (gain, state)."""
    table = np.zeros((len(names), len(model.states)))
    theta = np.ones((len(model.parameter_names), 1))
    for row, name in enumerate(names):
        output = model.outputs.get(name)
        if output is None or not output.running:
            raise ModelError(f"{name!r} is not a running sum; see body.outputs")
        for state in leaves([output.formula], "amount"):
            one = np.zeros((len(model.states), 1))
            one[model.place(state)] = 1.0
            table[row, model.place(state)] = model.output(name, one, theta)[0]
    return table


def _period(model: BodyModel, theta: Array, life: Life, periods: int) -> Period:
    """One period of this life as events, with everybody's own hours."""
    length = life.exposures.repeat_h
    if length is None:
        raise ModelError("many bodies are solved under exposures that repeat")
    scene = Scene(
        model=model,
        theta=theta,
        doses=life.doses,
        exposures=replace(life.exposures, repeat_h=None),
        infusion=Intervals(),
        from_h=0.0,
        to_h=length,
    )
    events = list(_meals(scene, life.meal_shift_h))
    taken = life.taken
    if taken is not None and (
        taken.ndim != 3 or taken.shape[:2] != (periods, len(life.doses.form))
    ):
        raise ModelError("taken must be (period, dose, lane)")
    events += _doses(scene, life.dose_shift_h, taken)
    sweat, shift = life.exposures.sweat, life.sweat_shift_h
    return Period(
        lanes=theta.shape[1],
        length_h=length,
        events=tuple(events),
        running=tuple(
            Running(
                input="sweat_mmol_per_h",
                from_h=_own_hour(sweat.from_h[n], shift, n),
                to_h=_own_hour(sweat.to_h[n], shift, n),
                rate=sweat.rate_mmol_per_h[n],
            )
            for n in range(len(sweat.from_h))
        ),
        inputs=scene._dissolution(),
    )


def _own_hour(hour: float, shift: Array | None, number: int) -> Array:
    return np.atleast_1d(hour if shift is None else hour + shift[number])


def _meals(scene: Scene, shift: Array | None) -> Iterator[Event]:
    meals = scene.exposures.meals
    for number, hour in enumerate(meals.time_h):
        one = replace(scene, exposures=replace(scene.exposures, meals=_one_meal(meals, number)))
        jumps = tuple((state, added) for _, state, added in one._meal_jumps())
        yield Event(hour=_own_hour(hour, shift, number), jumps=jumps)


def _one_meal(meals: Meals, number: int) -> Meals:
    return replace(meals, **_only(meals, number))


def _only(thing: Meals | Doses, number: int) -> dict[str, Any]:
    """Each field of meals or doses, cut down to one of them."""
    values = {item.name: getattr(thing, item.name) for item in fields(thing)}
    return {
        name: None if value is None else value[number : number + 1]
        for name, value in values.items()
    }


def _doses(scene: Scene, shift: Array | None, taken: Array | None) -> Iterator[Event]:
    doses = scene.doses
    for number in range(len(doses.form)):
        one = replace(scene, doses=replace(doses, **_only(doses, number)))
        at: dict[float, list[tuple[int, Array]]] = {}
        for hour, state, added in one._dose_jumps():
            at.setdefault(hour, []).append((state, added))
        for hour, jumps in at.items():
            yield Event(
                hour=_own_hour(hour, shift, number),
                jumps=tuple(jumps),
                share=None if taken is None else taken[:, number],
            )


# ---------------------------------------------------------------- in blocks, on a mesh


class _Blocks:
    """Solves block after block, with a mesh that is refined where the sample asks for it."""

    def __init__(self, asked: _Asked, theta: Array, start: Array) -> None:
        self.asked, self.theta, self.start = asked, theta, start
        lanes = theta.shape[1]
        pilots = np.unique(np.linspace(0, lanes - 1, min(PILOTS, lanes)).astype(np.intp))
        short = min(asked.periods, -(-PILOT_PERIODS // asked.every) * asked.every)
        trial = replace(asked, periods=short, times_h=np.zeros(0))
        layout = _Layout(trial, theta, start, pilots)
        settings = settings_of(asked.model, step_h=None, rtol=PILOT_RTOL)
        self._taken = compiled.steps_taken(
            asked.model, layout.scene, settings, threads=asked.threads
        )
        self.density = np.ones(layout.per_period)
        self._tune(layout, settings)
        if lanes >= MANY:
            self._weigh(layout, settings)
            self._tune(layout, settings)

    def _tune(self, layout: _Layout, settings: Settings) -> None:
        """As many steps as the pilots' error asks for."""
        for _ in range(2):
            mesh = self.mesh(layout)
            once = layout.solved(settings, mesh=mesh, single=False)
            finer = layout.solved(settings, mesh=mesh, single=False, splits=2)
            worst = HALVED * np.quantile(_apart(once, finer, np.arange(len(layout.chosen))), 0.95)
            wanted = max(float(worst), 1e-9) / (AIM * self.asked.tolerance)
            self.density *= min(2.0, max(0.4, wanted ** (1 / 4)))

    def _weigh(self, layout: _Layout, settings: Settings) -> None:
        """Steps to where they count: what does halving them change, stretch by stretch?"""
        mesh, stretches = self.mesh(layout), layout.per_period
        everybody = np.arange(len(layout.chosen))
        once = layout.solved(settings, mesh=mesh, single=False)
        errors = np.empty(stretches)
        for number in range(stretches):
            finer = halved(mesh, per_period=stretches, number=number)
            seen = layout.solved(settings, mesh=finer, single=False)
            errors[number] = np.quantile(_apart(once, seen, everybody), 0.95)
        if errors.max() > 0:
            self.density = shifted(self.density, np.diff(mesh.begin)[:stretches], errors)

    def mesh(self, layout: _Layout) -> Mesh:
        """The mesh at the present density."""
        return graded(
            self._taken,
            per_period=layout.per_period,
            periods=layout.asked.periods,
            density=self.density,
        )

    def solve(self, chosen: NDArray[np.intp]) -> _Block:
        """One block: on a mesh that is fine enough for its sample; else adaptively.

        The sample is solved first. On a mesh a lane is the same in any company, so that its
        error is that of the block.
        """
        asked = self.asked
        settings = settings_of(asked.model, step_h=None, rtol=None)
        sample = np.unique(
            np.linspace(0, len(chosen) - 1, min(SAMPLE, len(chosen))).astype(np.intp)
        )
        judge = _Layout(asked, self.theta, self.start, chosen[sample])
        for _ in range(REFINEMENTS + 1):
            mesh = self.mesh(judge)
            once = judge.solved(settings, mesh=mesh, single=asked.single)
            finer = judge.solved(settings, mesh=mesh, single=False, splits=2)
            errors = HALVED * _apart(once, finer, np.arange(len(sample)))
            typical = float(np.quantile(errors, 0.95)) if errors.size else 0.0
            worst = float(errors.max(initial=0.0)) / FURTHEST
            excess = max(typical, worst) / asked.tolerance
            if excess <= 1:
                layout = _Layout(asked, self.theta, self.start, chosen)
                block = layout.solved(settings, mesh=self.mesh(layout), single=asked.single)
                block.errors = errors
                block.steps_per_day = len(mesh.share) * 24 / (asked.periods * asked.period.length_h)
                return self._rescued(block)
            self.density *= min(2.0, 1.1 * excess**0.25)
        return _adaptively(asked, self.theta, self.start, chosen)

    def _rescued(self, block: _Block) -> _Block:
        """Lanes that failed on the mesh, solved again adaptively."""
        failed = np.flatnonzero(block.outcome != Outcome.FINISHED)
        if not failed.size:
            return block
        again = _adaptively(self.asked, self.theta, self.start, block.lanes[failed])
        for name, table in block.watched.items():
            table[..., failed] = again.watched[name]
        block.gained[..., failed] = again.gained
        block.last[:, failed] = again.last
        block.states[..., failed] = again.states
        block.outcome[failed] = again.outcome
        block.adaptive = failed.size
        return block


class _Layout:
    """Some lanes of a request, laid out for the kernel."""

    def __init__(self, asked: _Asked, theta: Array, start: Array, chosen: NDArray[np.intp]) -> None:
        self.asked, self.chosen = asked, chosen
        model, own = asked.model, theta[:, chosen]
        known = [_affine(model, level.output, own) for level in asked.levels]
        self.states = [place for place, _, _ in known]
        self.scale = np.array([scale for _, scale, _ in known]).reshape(len(known), len(chosen))
        self.offset = np.array([offset for _, _, offset in known]).reshape(self.scale.shape)
        bounds = [
            (np.full(len(chosen), bound) - offset) / scale
            for level, scale, offset in zip(asked.levels, self.scale, self.offset, strict=True)
            for bound in (level.low, min(level.high, 1e30))
        ]
        self.scene, self.windows, rows = tabled(
            model,
            own,
            start[:, chosen],
            asked.period.of(chosen),
            periods=asked.periods,
            every=asked.every,
            more=bounds,
        )
        self.watches = [
            Watch(state=state, low=rows[2 * n], high=rows[2 * n + 1])
            for n, state in enumerate(self.states)
        ]
        self.per_period = (len(self.scene.edge_row) - 1) // asked.periods

    def solved(
        self, settings: Settings, *, mesh: Mesh | None, single: bool, splits: int = 1
    ) -> _Block:
        asked = self.asked
        found = compiled.summarize(
            asked.model,
            self.scene,
            settings,
            window_begin=self.windows,
            watches=self.watches,
            gain_weight=_weights(asked.model, asked.gains),
            names=SUMMARIES,
            times_h=asked.times_h,
            mesh=mesh,
            single=single,
            splits=splits,
            threads=asked.threads,
        )
        return _Block(
            lanes=self.chosen,
            watched=found.watched,
            gained=found.gained,
            last=found.last,
            states=found.states,
            outcome=found.outcome,
            scale=self.scale,
            offset=self.offset,
        )


def _adaptively(asked: _Asked, theta: Array, start: Array, chosen: NDArray[np.intp]) -> _Block:
    usual = settings_of(asked.model, step_h=None, rtol=None)
    settings = replace(usual, rtol=min(usual.rtol, PER_STEP * asked.tolerance))
    block = _Layout(asked, theta, start, chosen).solved(settings, mesh=None, single=False)
    block.adaptive = len(chosen)
    return block


def _apart(block: _Block, judge: _Block, sample: NDArray[np.intp]) -> Array:
    """The largest relative difference of any summary, for each sampled lane that finished."""
    apart = np.zeros(len(sample))
    for name in ("trough", "peak", "area"):
        mine, better = block.watched[name][..., sample], judge.watched[name]
        apart = np.maximum(apart, np.max(np.abs(mine - better) / np.abs(better), axis=(0, 1)))
    if block.gained.size:
        mine, better = block.gained[..., sample], np.abs(judge.gained)
        size = np.maximum(better, SIZE_SHARE * better.max(axis=0))
        apart = np.maximum(apart, np.max(np.abs(mine - judge.gained) / size, axis=(0, 1)))
    fine = (block.outcome[sample] == Outcome.FINISHED) & (judge.outcome == Outcome.FINISHED)
    return np.asarray(apart[fine])


# ---------------------------------------------------------------- without the kernel


def _by_reference(asked: _Asked, theta: Array, start: Array, chosen: NDArray[np.intp]) -> _Block:
    """The same summaries from the states at short intervals; slow, and always there."""
    model, own = asked.model, theta[:, chosen]
    lay = [_affine(model, level.output, own) for level in asked.levels]
    per_window = int(np.ceil(asked.window_h / READ_EVERY_H))
    regular = np.linspace(0.0, asked.windows * asked.window_h, asked.windows * per_window + 1)
    hours = np.union1d(regular, asked.times_h)
    everything, outcome, _ = reference.run(
        model,
        own,
        start[:, chosen],
        stretches_of(asked.period.of(chosen), periods=asked.periods),
        hours,
        settings_of(model, step_h=None, rtol=None),
    )
    states = everything[np.searchsorted(hours, regular)]
    shape = (asked.windows, len(lay), len(chosen))
    watched = {name: np.empty(shape) for name in SUMMARIES}
    for window in range(asked.windows):
        seen = slice(window * per_window, (window + 1) * per_window + 1)
        for n, (level, (place, scale, offset)) in enumerate(zip(asked.levels, lay, strict=True)):
            course, step = states[seen, place], asked.window_h / per_window
            between = (course[1:] + course[:-1]) / 2
            watched["trough"][window, n] = course.min(axis=0)
            watched["peak"][window, n] = course.max(axis=0)
            watched["area"][window, n] = between.sum(axis=0) * step
            low, high = ((bound - offset) / scale for bound in (level.low, level.high))
            watched["hours_below"][window, n] = (between < low).sum(axis=0) * step
            watched["hours_above"][window, n] = (between > high).sum(axis=0) * step
    edges = states[::per_window]
    gained = np.einsum("gs,wsl->wgl", _weights(model, asked.gains), np.diff(edges, axis=0))
    failed = outcome != Outcome.FINISHED
    for table in (*watched.values(), gained):
        table[..., failed] = np.nan
    return _Block(
        lanes=chosen,
        watched=watched,
        gained=gained,
        last=states[-1],
        states=everything[np.searchsorted(hours, asked.times_h)],
        outcome=outcome,
        scale=np.array([scale for _, scale, _ in lay]).reshape(len(lay), len(chosen)),
        offset=np.array([offset for _, _, offset in lay]).reshape(len(lay), len(chosen)),
    )


# ---------------------------------------------------------------- joining


def _joined(asked: _Asked, lanes: int, blocks: Sequence[_Block], engine: str) -> Population:
    kind = blocks[0].gained.dtype
    hours = asked.window_h
    levels = {}
    for n, level in enumerate(asked.levels):
        tables = {
            name: np.empty((asked.windows, lanes), dtype=kind)
            for name in ("trough", "peak", "mean", "hours_below", "hours_above")
        }
        for block in blocks:
            scale, offset = block.scale[n].astype(kind), block.offset[n].astype(kind)
            for name, table in tables.items():
                raw = block.watched["area" if name == "mean" else name][:, n]
                if name in ("trough", "peak"):
                    raw = raw * scale + offset
                elif name == "mean":
                    raw = raw * (scale / kind.type(hours)) + offset
                table[:, block.lanes] = raw
        levels[level.output] = Watched(**tables)
    gained = {name: np.empty((asked.windows, lanes), dtype=kind) for name in asked.gains}
    last = np.empty((len(asked.model.states), lanes))
    states = np.empty((len(asked.times_h), len(asked.model.states), lanes))
    outcome = np.empty(lanes, dtype=np.int8)
    for block in blocks:
        for n, name in enumerate(asked.gains):
            gained[name][:, block.lanes] = block.gained[:, n]
        last[:, block.lanes] = block.last
        states[..., block.lanes] = block.states
        outcome[block.lanes] = block.outcome
    errors = np.concatenate([block.errors for block in blocks])
    quantiles = np.quantile(errors, [0.5, 0.95, 1.0]) if errors.size else np.zeros(3)
    return Population(
        window_h=np.asarray(hours * np.arange(asked.windows + 1), dtype=float),
        levels=levels,
        gained=gained,
        last=last,
        states=states,
        outcome=outcome,
        engine=engine,
        error=(float(quantiles[0]), float(quantiles[1]), float(quantiles[2])),
        sampled=errors.size,
        steps_per_day=max(block.steps_per_day for block in blocks),
        adaptive=sum(block.adaptive for block in blocks),
    )

"""What happens in a body over time: doses, meals, sweat and infusions in, states out?

`simulate` is the one entry to every engine. It lays the events of all lanes out in time:
a dose or a meal is a jump of the lumen at its own instant, sweat and infusion are inputs
between two instants. Where a life of the same days leads, `resting` answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from magtitrate.body.expr import Array
from magtitrate.body.gut import FORMS, MOUTH, dissolution, entering, lag_h, swallowed
from magtitrate.body.model import BodyModel
from magtitrate.engine import compiled, reference
from magtitrate.engine.reference import Settings, Stretch
from magtitrate.engine.trajectory import Outcome, Trajectory
from magtitrate.errors import ModelError

__all__ = [
    "ENGINES",
    "Doses",
    "Exposures",
    "Intervals",
    "Meals",
    "Scene",
    "engine_name",
    "finer_than",
    "scene_of",
    "settings_of",
    "simulate",
]

ENGINES = ("compiled", "reference")
"""What can solve a body, the faster first; `auto` is the first that runs here."""


def _none() -> Array:
    return np.zeros(0)


def _no_lanes() -> Array:
    return np.zeros((0, 1))


@dataclass(frozen=True, kw_only=True)
class Doses:
    """Swallowed preparations.

    Attributes:
        time_h: (dose,).
        amount_mmol: (dose, lane); (dose, 1) is the same for all lanes.
        form: a name of `body.gut.FORMS` per dose.
        with_meal: the dose brings food of its own, unless a meal is near it, (dose,).
        water_l: drunk with it [L], (dose,).
    """

    time_h: Array = field(default_factory=_none)
    amount_mmol: Array = field(default_factory=_no_lanes)
    form: tuple[str, ...] = ()
    with_meal: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    water_l: Array | None = None

    def __post_init__(self) -> None:
        _take_arrays(self, "time_h", ("amount_mmol",))
        object.__setattr__(self, "with_meal", np.asarray(self.with_meal, dtype=bool))
        water = np.zeros(len(self.time_h)) if self.water_l is None else self.water_l
        object.__setattr__(self, "water_l", np.asarray(water, dtype=float))
        if not len(self.form) == len(self.with_meal) == len(self.time_h) == len(water):
            raise ModelError("doses: form and with_meal need one entry per dose")
        unknown = set(self.form) - set(FORMS)
        if unknown:
            raise ModelError(f"doses: unknown form {unknown}; known: {', '.join(FORMS)}")

    def of_lanes(self, lanes: NDArray[np.intp]) -> Doses:
        """The same for some of the lanes, in this order; one may come more than once."""
        return replace(self, amount_mmol=_some(self.amount_mmol, lanes))

    @classmethod
    def of(
        cls,
        time_h: ArrayLike,
        elemental_mg: ArrayLike,
        *,
        form: str = "bisglycinate",
        with_meal: bool = False,
    ) -> Doses:
        """Doses of one form from milligrams, (dose,) or (dose, lane)."""
        hours = np.atleast_1d(np.asarray(time_h, dtype=float))
        mg = np.asarray(elemental_mg, dtype=float)
        mg = np.broadcast_to(mg, hours.shape)[:, None] if mg.ndim < 2 else mg
        return cls(
            time_h=hours,
            amount_mmol=swallowed(mg, form),
            form=(form,) * len(hours),
            with_meal=np.full(len(hours), with_meal),
        )


@dataclass(frozen=True, kw_only=True)
class Meals:
    """Food and drink that is not a preparation.

    Attributes:
        time_h: (meal,).
        magnesium_mmol, phytate_mmol: (meal, lane) or (meal, 1).
        food: how much of a usual meal it is, 0 for water, (meal,).
        water_l: drunk with it [L], (meal,).
    """

    time_h: Array = field(default_factory=_none)
    magnesium_mmol: Array = field(default_factory=_no_lanes)
    phytate_mmol: Array | None = None
    food: Array | None = None
    water_l: Array | None = None

    def __post_init__(self) -> None:
        if self.phytate_mmol is None:
            object.__setattr__(self, "phytate_mmol", np.zeros((np.size(self.time_h), 1)))
        if self.food is None:
            object.__setattr__(self, "food", np.ones(np.size(self.time_h)))
        _take_arrays(self, "time_h", ("magnesium_mmol", "phytate_mmol"))
        object.__setattr__(self, "food", np.asarray(self.food, dtype=float))
        if self.water_l is None:
            object.__setattr__(self, "water_l", np.zeros(np.size(self.time_h)))
        object.__setattr__(self, "water_l", np.asarray(self.water_l, dtype=float))

    def of_lanes(self, lanes: NDArray[np.intp]) -> Meals:
        """The same for some of the lanes."""
        assert self.phytate_mmol is not None
        return replace(
            self,
            magnesium_mmol=_some(self.magnesium_mmol, lanes),
            phytate_mmol=_some(self.phytate_mmol, lanes),
        )


@dataclass(frozen=True, kw_only=True)
class Intervals:
    """Something that runs at a constant rate from one hour to another.

    Attributes:
        from_h, to_h: (interval,).
        rate_mmol_per_h: (interval, lane) or (interval, 1).
    """

    from_h: Array = field(default_factory=_none)
    to_h: Array = field(default_factory=_none)
    rate_mmol_per_h: Array = field(default_factory=_no_lanes)

    def __post_init__(self) -> None:
        _take_arrays(self, "from_h", ("rate_mmol_per_h",))
        object.__setattr__(self, "to_h", np.atleast_1d(np.asarray(self.to_h, dtype=float)))
        if self.to_h.shape != self.from_h.shape or (self.to_h <= self.from_h).any():
            raise ModelError("an interval must end after it begins")

    def of_lanes(self, lanes: NDArray[np.intp]) -> Intervals:
        """The same for some of the lanes."""
        return replace(self, rate_mmol_per_h=_some(self.rate_mmol_per_h, lanes))


@dataclass(frozen=True, kw_only=True)
class Exposures:
    """What life brings: meals and sweat, repeated every `repeat_h` where that is given.

    With `repeat_h`, times are hours of that period: 24 for a day, 168 for a week.
    """

    meals: Meals = field(default_factory=Meals)
    sweat: Intervals = field(default_factory=Intervals)
    repeat_h: float | None = None

    def of_lanes(self, lanes: NDArray[np.intp]) -> Exposures:
        """The same for some of the lanes."""
        return replace(self, meals=self.meals.of_lanes(lanes), sweat=self.sweat.of_lanes(lanes))


def _some(table: Array, lanes: NDArray[np.intp]) -> Array:
    return table if table.shape[-1] == 1 else table[:, lanes]


def engine_name(model: BodyModel, engine: str = "auto") -> str:
    """Which engine a run of this model gets here, one of `ENGINES`."""
    if engine == "auto":
        return ENGINES[compiled.find(model) is None]
    if engine not in ENGINES:
        raise ModelError(f"there is no engine {engine!r}; known: auto, {', '.join(ENGINES)}")
    return engine


def simulate(
    model: BodyModel,
    theta: Array,
    doses: Doses,
    times_h: ArrayLike,
    *,
    exposures: Exposures,
    start: Array,
    infusion: Intervals | None = None,
    from_h: float = 0.0,
    step_h: float | None = None,
    rtol: float | None = None,
    engine: str = "auto",
) -> Trajectory:
    """All lanes from `from_h` to the last of `times_h`.

    A lane in which a pool fell below zero is solved again, ten times as exactly each time until
    it ends well or is solved as exactly as the fact `engine.rtol` says.

    Args:
        theta: (param, lane).
        times_h: ascending hours since a local midnight, (time,); at the instant of a dose
            or meal, the state before it.
        start: the state at `from_h`, (state, lane) or (state, 1).
        infusion: given by vein.
        step_h: no step longer than this.
        rtol: error per step; else the fact `engine.rtol`.
        engine: one of `ENGINES`, or `auto`.

    Raises:
        ModelError: shapes that do not fit, unknown engine.
    """
    solver = compiled.run if engine_name(model, engine) == "compiled" else reference.run
    times = np.atleast_1d(np.asarray(times_h, dtype=float))
    if not times.size or times[0] < from_h or (np.diff(times) < 0).any():
        raise ModelError("times must ascend, and begin no earlier than the start")
    lanes = theta.shape[1]
    state = np.broadcast_to(np.asarray(start, dtype=float), (len(model.states), lanes))
    scene = Scene(
        model=model,
        theta=theta,
        doses=doses,
        exposures=exposures,
        infusion=infusion or Intervals(),
        from_h=from_h,
        to_h=float(times[-1]),
    )
    settings = settings_of(model, step_h=step_h, rtol=rtol)
    states, outcome, steps = solver(model, theta, state, scene.stretches(), times, settings)
    finer = finer_than(settings.rtol, model)
    low = np.flatnonzero(outcome == Outcome.NEGATIVE)
    if low.size and finer is not None:
        again = simulate(
            model,
            theta[:, low],
            doses.of_lanes(low),
            times,
            exposures=exposures.of_lanes(low),
            start=state[:, low],
            infusion=scene.infusion.of_lanes(low),
            from_h=from_h,
            step_h=step_h,
            rtol=finer,
            engine=engine,
        )
        states[:, :, low], outcome[low] = again.state, again.outcome
        steps = (steps[0] + again.steps[0], steps[1] + again.steps[1])
    return Trajectory(
        model=model, theta=theta, time_h=times, state=states, outcome=outcome, steps=steps
    )


# ---------------------------------------------------------------- events in time


def scene_of(
    model: BodyModel,
    theta: Array,
    doses: Doses,
    *,
    exposures: Exposures,
    to_h: float,
    infusion: Intervals | None = None,
) -> list[Stretch]:
    """What happens from hour 0 on, as stretches between events: for an export, not a run."""
    return Scene(
        model=model,
        theta=theta,
        doses=doses,
        exposures=exposures,
        infusion=infusion or Intervals(),
        from_h=0.0,
        to_h=to_h,
    ).stretches()


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Everything that happens between two hours, as stretches between events."""

    model: BodyModel
    theta: Array
    doses: Doses
    exposures: Exposures
    infusion: Intervals
    from_h: float
    to_h: float

    def stretches(self) -> list[Stretch]:
        """The stretches between events, with the jumps at the beginning of each."""
        jumps: dict[float, list[tuple[int, Array]]] = {}
        for hour, state, added in (*self._meal_jumps(), *self._dose_jumps()):
            if self.from_h <= hour < self.to_h:
                jumps.setdefault(hour, []).append((state, added))
        rates = {
            "sweat_mmol_per_h": list(self._repeated_intervals(self.exposures.sweat)),
            "infusion_mmol_per_h": list(_as_given(self.infusion)),
        }
        edges = {edge for runs in rates.values() for begin, end, _ in runs for edge in (begin, end)}
        inside = {hour for hour in (*edges, *jumps) if self.from_h < hour < self.to_h}
        hours = [self.from_h, *sorted(inside), self.to_h]
        dissolving = self._dissolution()
        sums = {name: self._sums(runs) for name, runs in rates.items()}
        return [
            Stretch(
                from_h=begin,
                to_h=end,
                jumps=jumps.get(begin, ()),
                inputs=dissolving | {name: sum_at(begin) for name, sum_at in sums.items()},
            )
            for begin, end in pairwise(hours)
        ]

    def _meal_jumps(self) -> Iterator[tuple[float, int, Array]]:
        meals, place = self.exposures.meals, self.model.place
        assert meals.phytate_mmol is not None
        assert meals.food is not None
        assert meals.water_l is not None
        wet = meals.water_l.any()
        for hour, number in self._repeated(meals.time_h):
            if wet:
                yield hour, place("water_stomach"), meals.water_l[number : number + 1]
            yield hour, place(MOUTH), meals.magnesium_mmol[number]
            yield hour, place("phytate_stomach"), meals.phytate_mmol[number]
            yield hour, place("food"), meals.food[number : number + 1]

    def _dose_jumps(self) -> Iterator[tuple[float, int, Array]]:
        theta, place = self.model.rows(self.theta), self.model.place
        fed = np.array([hour for hour, _ in self._repeated(self.exposures.meals.time_h)])
        near = self.model.values["engine.meal_window_h"]
        assert self.doses.water_l is not None
        for hour, amount, form, with_meal, water_l in zip(
            self.doses.time_h,
            self.doses.amount_mmol,
            self.doses.form,
            self.doses.with_meal,
            self.doses.water_l,
            strict=True,
        ):
            if water_l > 0:
                yield float(hour), place("water_stomach"), np.full(1, water_l)
            for pool, part in entering(form, amount, theta).items():
                yield float(hour) + lag_h(form, theta), place(pool), part
            if with_meal and not (np.abs(fed - hour) <= near).any():
                yield float(hour), place("food"), np.ones(1)

    def _dissolution(self) -> dict[str, Array]:
        lanes = self.theta.shape[1]
        taken: dict[str, Array] = {}
        for form, amount in zip(self.doses.form, self.doses.amount_mmol, strict=True):
            taken[form] = taken.get(form, np.zeros(lanes)) + amount
        return dissolution(self.model.rows(self.theta), taken)

    def _repeated(self, hours: Array) -> Iterator[tuple[float, int]]:
        """Each hour with its number, in every period that matters."""
        for shift in self._shifts():
            for number, hour in enumerate(hours):
                yield float(hour) + shift, number

    def _repeated_intervals(self, runs: Intervals) -> Iterator[tuple[float, float, Array]]:
        given = list(_as_given(runs))  # once, so that a rate is the same array in every period
        for shift in self._shifts():
            for begin, end, rate in given:
                yield begin + shift, end + shift, rate

    def _shifts(self) -> list[float]:
        period = self.exposures.repeat_h
        if period is None:
            return [0.0]
        first = np.floor(self.from_h / period) - 1
        last = np.ceil(self.to_h / period)
        return [float(n * period) for n in np.arange(first, last + 1)]

    def _sums(self, runs: Sequence[tuple[float, float, Array]]) -> Callable[[float], Array]:
        """The sum of the rates that run at an hour, (lane,); equal sums are one array."""
        begins = np.array([begin for begin, _, _ in runs])
        ends = np.array([end for _, end, _ in runs])
        known: dict[tuple[int, ...], Array] = {}

        def sum_at(hour: float) -> Array:
            on = [runs[int(n)][2] for n in np.flatnonzero((begins <= hour) & (hour < ends))]
            key = tuple(id(rate) for rate in on)
            if key not in known:
                known[key] = sum(on, start=np.zeros(self.theta.shape[1]))
            return known[key]

        return sum_at


def _as_given(runs: Intervals) -> Iterator[tuple[float, float, Array]]:
    for begin, end, rate in zip(runs.from_h, runs.to_h, runs.rate_mmol_per_h, strict=True):
        yield float(begin), float(end), rate


def finer_than(rtol: float, model: BodyModel) -> float | None:
    """A tenth of this error per step, down to `engine.rtol`; `None` where it is there."""
    exact = model.values["engine.rtol"]
    return max(exact, rtol / 10) if rtol > exact else None


def settings_of(model: BodyModel, *, step_h: float | None, rtol: float | None) -> Settings:
    """The policy of the facts, or the caller's wish."""
    known = {name: model.values[f"engine.{name}"] for name in _POLICY}
    known["largest_step_h"] = np.inf if step_h is None else step_h
    if rtol is not None:
        known["rtol"] = rtol
    return Settings(lanes_at_once=int(model.values["engine.lanes_at_once"]), **known)


_POLICY = (
    "rtol",
    "floor",
    "ledger_floor",
    "first_step_h",
    "smallest_step_h",
    "steps_per_day",
    "negative_mmol",
)


def _take_arrays(thing: object, hours: str, tables: Sequence[str]) -> None:
    """Store hours (n,) and tables (n, lane) as arrays that fit each other."""
    count = np.atleast_1d(np.asarray(getattr(thing, hours), dtype=float))
    object.__setattr__(thing, hours, count)
    for name in tables:
        table = np.asarray(getattr(thing, name), dtype=float)
        table = table[:, None] if table.ndim == 1 else table
        if table.ndim != 2 or len(table) != len(count):
            raise ModelError(f"{name} must be ({hours}, lane), not {table.shape}")
        if (table < 0).any():
            raise ModelError(f"{name} cannot be negative")
        object.__setattr__(thing, name, table)

"""When does what happen to whom, if everybody keeps hours of their own?

One period (a day, a week) is a list of events, each at an hour of its own in every lane. A
timeline lays its repetitions out as stretches between events for the kernel: the n-th
stretch of a day ends at everybody's own n-th event. Two people whose dose and meal change
places get both as the n-th event, one of them with a zero amount; so nobody waits for
anybody, and a missed dose changes nothing but an amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.expr import Array
from magtitrate.body.model import BodyModel
from magtitrate.engine.compiled import Scene, Tables
from magtitrate.engine.reference import Stretch
from magtitrate.errors import ModelError

__all__ = ["Event", "Period", "Running", "stretches_of", "tabled"]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A jump of the state once in every period.

    Attributes:
        hour: of the period, scalar or (lane,).
        jumps: what is added, as (row of the state, scalar or (lane,)).
        share: how much of it happens in each repetition, (period, lane); None: all.
    """

    hour: Array
    jumps: tuple[tuple[int, Array], ...]
    share: Array | None = None


@dataclass(frozen=True, kw_only=True)
class Running:
    """An input at a constant rate between two hours of every period.

    Attributes:
        input: its name.
        from_h, to_h: scalar or (lane,).
        rate: scalar or (lane,).
    """

    input: str
    from_h: Array
    to_h: Array
    rate: Array


@dataclass(frozen=True, kw_only=True)
class Period:
    """What repeats.

    Attributes:
        length_h: of one repetition.
        events, running: within it.
        inputs: what stays the same throughout (dissolution), by name.
    """

    lanes: int
    length_h: float
    events: tuple[Event, ...]
    running: tuple[Running, ...]
    inputs: Mapping[str, Array]

    def __post_init__(self) -> None:
        whole = [(event.hour, event.hour) for event in self.events]
        whole += [(run.from_h, run.to_h - 1e-12) for run in self.running]
        for first, last in whole:
            if not ((first >= 0) & (last < self.length_h)).all():
                raise ModelError(f"an hour of the period must lie within its {self.length_h:g} h")

    @property
    def shares_hours(self) -> bool:
        """Whether everything happens at the same hours in all lanes."""
        hours = [event.hour for event in self.events]
        hours += [edge for run in self.running for edge in (run.from_h, run.to_h)]
        return all((hour == np.ravel(hour)[0]).all() for hour in hours)

    def of(self, lanes: NDArray[np.intp]) -> Period:
        """The same period for some of the lanes."""

        def chosen(values: Array) -> Array:
            return values if values.size == 1 else values[..., lanes]

        return Period(
            lanes=len(lanes),
            length_h=self.length_h,
            events=tuple(
                Event(
                    hour=chosen(event.hour),
                    jumps=tuple((state, chosen(added)) for state, added in event.jumps),
                    share=None if event.share is None else event.share[:, lanes],
                )
                for event in self.events
            ),
            running=tuple(
                Running(
                    input=run.input,
                    from_h=chosen(run.from_h),
                    to_h=chosen(run.to_h),
                    rate=chosen(run.rate),
                )
                for run in self.running
            ),
            inputs={name: chosen(values) for name, values in self.inputs.items()},
        )


# ---------------------------------------------------------------- in everybody's own order


@dataclass(frozen=True, kw_only=True)
class _Order:
    """The instants of one period, sorted lane by lane.

    Attributes:
        hours: distinct instants before sorting, each scalar or (lane,).
        edges: beginning, sorted instants and end of the period, each scalar or (lane,).
        rank: where each instant stands among them; an int where all lanes agree, else (lane,).
    """

    hours: tuple[Array, ...]
    edges: tuple[Array, ...]
    rank: tuple[int | NDArray[np.intp], ...]


def _ordered(period: Period) -> _Order:
    wanted = [event.hour for event in period.events]
    wanted += [edge for run in period.running for edge in (run.from_h, run.to_h)]
    distinct: dict[bytes, Array] = {}
    for hour in wanted:
        whole = np.atleast_1d(hour)
        same = whole[:1] if (whole == whole[0]).all() else whole
        distinct.setdefault(same.tobytes(), same)
    hours = tuple(distinct.values())
    begin, end = np.zeros(1), np.full(1, period.length_h)
    if not hours:
        return _Order(hours=(), edges=(begin, end), rank=())
    wide = np.stack([np.broadcast_to(hour, (period.lanes,)) for hour in hours])
    order = np.argsort(wide, axis=0, kind="stable")
    rank = np.argsort(order, axis=0, kind="stable")
    sorted_hours = np.take_along_axis(wide, order, axis=0)
    edges = [row[:1] if (row == row[0]).all() else row for row in sorted_hours]
    ranks = [int(row[0]) if (row == row[0]).all() else row for row in rank]
    return _Order(hours=hours, edges=(begin, *edges, end), rank=tuple(ranks))


Places = list[tuple[int, NDArray[np.bool_] | None]]


class _Template:
    """One period as rows of tables: written once, used in every repetition."""

    def __init__(self, model: BodyModel, period: Period, tables: Tables) -> None:
        self.period, self.tables = period, tables
        self.order = _ordered(period)
        self.edges = [tables.row(edge) for edge in self.order.edges]
        self.inputs = [self._inputs(model, number) for number in range(len(self.edges) - 1)]

    @cached_property
    def count(self) -> int:
        """Stretches of one period."""
        return len(self.edges) - 1

    def jumps(self, number: int) -> list[list[tuple[int, int]]]:
        """The jumps of each stretch in this repetition, as (state, row)."""
        found = [list(jumps) for jumps in self._always]
        for event, places in self._varying:
            assert event.share is not None
            self._add(found, event, places, event.share[number])
        return found

    @cached_property
    def _places(self) -> list[tuple[Event, Places]]:
        return [(event, self._places_of(event.hour)) for event in self.period.events]

    @cached_property
    def _varying(self) -> list[tuple[Event, Places]]:
        return [(event, places) for event, places in self._places if event.share is not None]

    @cached_property
    def _always(self) -> list[list[tuple[int, int]]]:
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.count)]
        for event, places in self._places:
            if event.share is None:
                self._add(found, event, places, None)
        return found

    def _add(
        self,
        found: list[list[tuple[int, int]]],
        event: Event,
        places: Places,
        share: Array | None,
    ) -> None:
        """An event's jumps; where lanes disagree on the order, with zeros for some of them."""
        for state, added in event.jumps:
            amount = added if share is None else added * share
            for place, here in places:
                own = amount if here is None else np.where(here, amount, 0.0)
                found[place].append((state, self.tables.row(own)))

    def _places_of(self, hour: Array) -> Places:
        """The stretches that begin with this event, and in which lanes each does."""
        rank = self._rank(hour)
        if isinstance(rank, int):
            return [(rank + 1, None)]
        return [(int(place) + 1, rank == place) for place in np.unique(rank)]

    def _rank(self, hour: Array) -> int | NDArray[np.intp]:
        whole = np.atleast_1d(hour)
        same = whole[:1] if (whole == whole[0]).all() else whole
        for known, rank in zip(self.order.hours, self.order.rank, strict=True):
            if known.shape == same.shape and (known == same).all():
                return rank
        raise AssertionError("every hour of the period is one of its instants")

    def _inputs(self, model: BodyModel, number: int) -> list[int]:
        """The inputs of one stretch: what runs over its middle."""
        middle = (self.order.edges[number] + self.order.edges[number + 1]) / 2
        rows = []
        for name in model.inputs:
            value: Array = np.asarray(self.period.inputs.get(name, 0.0), dtype=float)
            for run in self.period.running:
                if run.input == name:
                    on = (run.from_h <= middle) & (middle < run.to_h)
                    value = value + run.rate * on
            value = np.atleast_1d(value)
            rows.append(self.tables.row(value[:1] if (value == value[0]).all() else value))
        return rows


def tabled(
    model: BodyModel,
    theta: Array,
    start: Array,
    period: Period,
    *,
    periods: int,
    every: int,
    more: Sequence[Array | float] = (),
) -> tuple[Scene, NDArray[np.int64], list[int]]:
    """So many repetitions of a period as tables for the kernel.

    Args:
        every: periods of a window.
        more: values that the caller wants to have in the tables, too.

    Returns:
        The scene; the stretch at which each window begins, with the end, (window + 1,); and
        the rows of `more`.
    """
    tables = Tables(period.lanes)
    template = _Template(model, period, tables)
    begin, states, rows = [0], [], []
    for number in range(periods):
        for jumps in template.jumps(number):
            states += [state for state, _ in jumps]
            rows += [row for _, row in jumps]
            begin.append(len(rows))
    added = [tables.row(np.asarray(values, dtype=float)) for values in more]
    inner = np.tile(np.array(template.edges[:-1], dtype=np.int32), periods)
    shift = np.repeat(period.length_h * np.arange(periods), template.count)
    scene = Scene(
        theta=np.ascontiguousarray(theta, dtype=float),
        start=np.ascontiguousarray(start, dtype=float),
        own=tables.own(),
        common=tables.common(),
        edge_row=np.append(inner, np.int32(template.edges[0])).astype(np.int32),
        edge_shift=np.append(shift, period.length_h * periods).astype(float),
        jump_begin=np.array(begin, dtype=np.int64),
        jump_state=np.array(states, dtype=np.int32),
        jump_row=np.array(rows, dtype=np.int32),
        input_row=np.tile(np.array(template.inputs, dtype=np.int32), (periods, 1)),
    )
    windows = np.arange(0, periods + 1, every) * template.count
    return scene, windows.astype(np.int64), added


def stretches_of(period: Period, *, periods: int) -> list[Stretch]:
    """The same as the reference engine takes it: lanes must share their hours.

    Raises:
        ModelError: lanes keep different hours; lay them out one by one.
    """
    if not period.shares_hours:
        raise ModelError("everybody's own hours are laid out for one lane at a time")
    found = []
    for number in range(periods):
        found += list(_one_period(period, number, number * period.length_h))
    return found


def _one_period(period: Period, number: int, shift: float) -> Iterator[Stretch]:
    instants = {0.0, period.length_h}
    instants |= {_only(event.hour) for event in period.events}
    instants |= {_only(edge) for run in period.running for edge in (run.from_h, run.to_h)}
    for begin, end in pairwise(sorted(instants)):
        jumps = [
            (state, np.atleast_1d(added) * (1.0 if event.share is None else event.share[number]))
            for event in period.events
            for state, added in event.jumps
            if _only(event.hour) == begin
        ]
        inputs: dict[str, Array] = {run.input: np.zeros(1) for run in period.running}
        inputs |= {name: np.atleast_1d(values) for name, values in period.inputs.items()}
        for run in period.running:
            if _only(run.from_h) <= begin < _only(run.to_h):
                inputs[run.input] = inputs[run.input] + np.atleast_1d(run.rate)
        yield Stretch(from_h=begin + shift, to_h=end + shift, jumps=jumps, inputs=inputs)


def _only(hour: Array) -> float:
    return float(np.ravel(hour)[0])

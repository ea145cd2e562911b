"""How are many small sparse systems with one pattern solved together?

Gaussian elimination is done once on the pattern alone: an order with little fill-in, the
place of every entry, and the list of operations. The numbers are rows of lanes, so each
operation serves all lanes at once. There is no pivoting: I/(gamma h) - J of a body of
pools is dominated by its diagonal at every step that the error control allows.

    A = L D U,   L and U with unit diagonals
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.engine.tape import Bound, play

__all__ = ["Pattern", "Solver", "eliminate", "elimination_order"]

Entry = tuple[int, int]


def elimination_order(size: int, entries: Iterable[Entry]) -> tuple[int, ...]:
    """An order of elimination with little fill-in (Markowitz 1957), ties as given.

    States on which nothing depends come last: they never fill in.
    """
    off = {(i, j) for i, j in entries if i != j}
    idle = [k for k in range(size) if not any(j == k for _, j in off)]
    left = [k for k in range(size) if k not in idle]
    off = {(i, j) for i, j in off if i in left and j in left}
    order: list[int] = []
    while left:
        cost = {k: sum(i == k for i, _ in off) * sum(j == k for _, j in off) for k in left}
        pivot = min(left, key=lambda k: cost[k])
        above = [i for i, j in off if j == pivot]
        right = [j for i, j in off if i == pivot]
        off |= {(i, j) for i in above for j in right if i != j}
        off = {(i, j) for i, j in off if pivot not in (i, j)}
        left.remove(pivot)
        order.append(pivot)
    return (*order, *idle)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """The filled pattern of a matrix that is eliminated in its own order.

    Attributes:
        place: (row, column) -> row of the entry in the table of values. The diagonal comes
            first, then the lower columns that no update touches, the others, and the upper.
        calm: how many lower entries no update touches.
    """

    size: int
    place: dict[Entry, int]
    calm: int

    @property
    def lower(self) -> list[Entry]:
        """Entries below the diagonal, in their places' order."""
        return [(i, j) for i, j in self.place if i > j]

    @property
    def upper(self) -> list[Entry]:
        """Entries above the diagonal, in their places' order."""
        return [(i, j) for i, j in self.place if i < j]

    def updates(self) -> list[tuple[int, int, list[int]]]:
        """(pivot, column, rows): a[rows, column] loses l[rows, pivot] * a[pivot, column]."""
        return [
            (k, j, [i for i in range(k + 1, self.size) if (i, k) in self.place])
            for k in range(self.size)
            for j in range(k + 1, self.size)
            if (k, j) in self.place
        ]


def eliminate(size: int, entries: Iterable[Entry]) -> Pattern:
    """Fill in the pattern that elimination in the order 0, 1, 2, … needs."""
    filled = set(entries) | {(k, k) for k in range(size)}
    touched: set[Entry] = set()
    for pivot in range(size):
        rows = [i for i in range(pivot + 1, size) if (i, pivot) in filled]
        columns = [j for j in range(pivot + 1, size) if (pivot, j) in filled]
        touched |= {(i, j) for i in rows for j in columns}
        filled |= touched
    restless = {j for i, j in touched if i >= j}

    def where(entry: Entry) -> tuple[int, int, int]:
        i, j = entry
        group = 0 if i == j else 3 if i < j else 1 + (j in restless)
        return group, j, i

    places = sorted(filled, key=where)
    return Pattern(
        size=size,
        place={entry: place for place, entry in enumerate(places)},
        calm=sum(i > j and j not in restless for i, j in filled),
    )


class Solver:
    """Work space that factors and solves one pattern for a fixed number of lanes."""

    def __init__(self, pattern: Pattern, lanes: int) -> None:
        self._entries: Array = np.empty((len(pattern.place), lanes))
        self._inverse: Array = np.empty((pattern.size, lanes))
        self._spare: Array = np.empty((pattern.size, lanes))
        self._identity: Array = np.zeros((len(pattern.place), 1))
        self._identity[: pattern.size] = 1.0
        self._forward = _Sweep(pattern, pattern.lower, self._entries)
        self._backward = _Sweep(pattern, pattern.upper, self._entries)
        self._factoring = [*self._eliminating(pattern), *self._forward.kept, *self._backward.kept]

    def load(self, jacobian: Array, shift: float) -> None:
        """Take shift * I - J, with J in the order of the pattern, (entry, lane)."""
        np.subtract(self._identity * shift, jacobian, out=self._entries)

    def factor(self) -> None:
        """Factor what was loaded."""
        play(self._factoring)

    def solving(self, x: Array) -> Bound:
        """The calls that turn a right-hand side (size, lane) into the solution, in place."""
        return [
            *self._forward.calls(x, self._spare),
            (np.multiply, (x, self._inverse, x)),
            *self._backward.calls(x, self._spare),
        ]

    def _eliminating(self, pattern: Pattern) -> Bound:
        """L in place of the lower part, U in place of the upper, 1/D beside them."""
        entries, inverse, size = self._entries, self._inverse, pattern.size
        calls: Bound = [(np.reciprocal, (entries[:size], inverse))]
        calm = slice(size, size + pattern.calm)
        calls += self._scaling(calm, [j for _, j in pattern.lower[: pattern.calm]])
        restless = {j for _, j in pattern.lower[pattern.calm :]}
        updates = pattern.updates()
        changed = {j for _, j, rows in updates if j in rows}
        for k in range(size):
            below = [place for (i, j), place in pattern.place.items() if j == k and i > k]
            if k in changed:
                calls.append((np.reciprocal, (entries[k], inverse[k])))
            if k in restless:
                column = entries[below[0] : below[-1] + 1]
                calls.append((np.multiply, (column, inverse[k], column)))
            for _, j, rows in (update for update in updates if update[0] == k):
                factor = entries[pattern.place[k, j]]
                sources = [pattern.place[i, k] for i in rows]
                targets = [pattern.place[i, j] for i in rows]
                for run in _runs(sources, targets):
                    source, target = (entries[_span(x, run)] for x in (sources, targets))
                    spare = self._spare[: len(source)]
                    calls.append((np.multiply, (source, factor, spare)))
                    calls.append((np.subtract, (target, spare, target)))
        upper = slice(size + len(pattern.lower), len(pattern.place))
        calls += self._scaling(upper, [i for i, _ in pattern.upper])
        return calls

    def _scaling(self, places: slice, pivots: list[int]) -> Bound:
        """Multiply a block of entries by the inverse of one pivot each."""
        block = self._entries[places]
        copy = np.empty_like(block)
        return [
            (self._inverse.take, (np.array(pivots, dtype=np.intp), 0, copy, "clip")),
            (np.multiply, (block, copy, block)),
        ]


class _Sweep:
    """One triangle, in the order in which its unknowns become known.

    An entry (i, j) is used either when x_j is known, together with its column (one call for
    neighboring rows), or when x_i is wanted, together with its row.
    """

    def __init__(self, pattern: Pattern, entries: Sequence[Entry], table: Array) -> None:
        self._table = table
        self._place = pattern.place
        self._order = sorted({k for entry in entries for k in entry})
        if entries and entries[0][0] < entries[0][1]:
            self._order.reverse()
        self._pushed = set(entries)
        self._pulled: list[tuple[int, list[int], Array]] = []
        self.kept: Bound = []
        for row in self._order:
            self._pull(row)

    def _pull(self, row: int) -> None:
        """Leave stretches of this row to a row sum where that takes fewer calls."""
        columns = sorted(j for i, j in self._pushed if i == row)
        for run in _runs(columns, columns):
            stretch = columns[run[0] : run[1]]
            before = sum(self._pushes(j) for j in stretch)
            without = self._pushed - {(row, j) for j in stretch}
            after = sum(self._pushes(j, without) for j in stretch)
            if 2 * (before - after) > 4:
                self._pushed = without
                copy = np.empty((len(stretch), self._table.shape[1]))
                places = np.array([self._place[row, j] for j in stretch])
                self.kept.append((self._table.take, (places, 0, copy, "clip")))
                self._pulled.append((row, stretch, copy))

    def _pushes(self, column: int, entries: set[Entry] | None = None) -> int:
        rows = self._rows(column, self._pushed if entries is None else entries)
        return len(_runs(rows, [self._place[i, column] for i in rows]))

    @staticmethod
    def _rows(column: int, entries: set[Entry]) -> list[int]:
        return sorted(i for i, j in entries if j == column)

    def calls(self, x: Array, spare: Array) -> Bound:
        """Solve this unit triangle for x in place."""
        calls: Bound = []
        for k in self._order:
            for row, stretch, copy in self._pulled:
                if row == k:
                    known, product = x[stretch[0] : stretch[-1] + 1], spare[: len(stretch)]
                    calls.append((np.multiply, (copy, known, product)))
                    calls.append((np.add.reduce, (product, 0, None, spare[-1])))
                    calls.append((np.subtract, (x[k], spare[-1], x[k])))
            rows = self._rows(k, self._pushed)
            places = [self._place[i, k] for i in rows]
            for run in _runs(rows, places):
                target, product = x[_span(rows, run)], spare[: run[1] - run[0]]
                calls.append((np.multiply, (self._table[_span(places, run)], x[k], product)))
                calls.append((np.subtract, (target, product, target)))
        return calls


def _runs(first: Sequence[int], second: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches [begin, end) in which both sequences count up by one."""
    if not first:
        return []
    both = list(zip(first, second, strict=True))
    breaks = [
        n + 1 for n, ((a, b), (c, d)) in enumerate(pairwise(both)) if (c, d) != (a + 1, b + 1)
    ]
    return list(pairwise((0, *breaks, len(both))))


def _span(numbers: Sequence[int], run: tuple[int, int]) -> slice:
    return slice(numbers[run[0]], numbers[run[1] - 1] + 1)

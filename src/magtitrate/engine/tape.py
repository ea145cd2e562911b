"""How does a list of formulas run fast on many lanes without a compiler?

The formulas of a model are flattened once into a tape: one NumPy call per distinct part,
on rows of one work table, sorted by how often it must be computed (once per run, once
per stretch between events, at every stage). Equal operations at the same depth run as
one call on a block of rows. Nothing is printed and compiled: bound to preallocated rows,
the loop over the tape costs a tenth of the NumPy calls it makes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from magtitrate.body.expr import OPERATIONS, Array, Expr, ordered
from magtitrate.engine.regroup import Phase, phases

__all__ = ["Bound", "Operand", "Rows", "Step", "Tape", "bind", "lay_out", "play", "record"]

Call = tuple[Callable[..., Any], tuple[Any, ...]]


@dataclass(frozen=True)
class Rows:
    """Where every distinct part of the formulas stands in the work table."""

    row: dict[Expr, int]
    phase: dict[Expr, Phase]
    depth: dict[Expr, int]
    count: int


@dataclass(frozen=True)
class Operand:
    """The rows of one operand of a step.

    Attributes:
        still: none of them changes between two events, so a copy can be kept.
    """

    rows: tuple[int, ...]
    still: bool

    @property
    def scattered(self) -> bool:
        """Neither one row nor neighbors: has to be copied together."""
        return len(set(self.rows)) > 1 and not _is_block(self.rows)


@dataclass(frozen=True)
class Step:
    """One NumPy call: an operation on rows; several rows at once where `outs` is longer."""

    op: str
    operands: tuple[Operand, ...]
    outs: tuple[int, ...]


Tape = tuple[Step, ...]
"""Steps in an order in which each finds its operands computed."""

Bound = list[Call]


def lay_out(formulas: Iterable[Expr], states: Sequence[str]) -> Rows:
    """Give each distinct part of the formulas a row; the states come first, in order.

    Parts that one operation computes at one depth stand together, so that they can be
    computed as one block.
    """
    nodes = ordered(formulas)
    row: dict[Expr, int] = {Expr("amount", name=name): i for i, name in enumerate(states)}
    phase = phases((*row, *nodes))
    depth: dict[Expr, int] = dict.fromkeys(row, 0)
    for node in nodes:
        # Depth counts only steps of the same phase: the earlier phases are done by then.
        below = [depth[arg] for arg in node.args if phase[arg] == phase[node]]
        depth[node] = max(below, default=0) + bool(node.args)
    fresh = [node for node in nodes if node not in row]
    for node in sorted(fresh, key=lambda n: (phase[n], depth[n], n.op)):
        row[node] = len(row)
    return Rows(row=row, phase=phase, depth=depth, count=len(row))


def record(formulas: Iterable[Expr], rows: Rows, phase: Phase, known: Iterable[Expr] = ()) -> Tape:
    """The steps of one phase that these formulas need, without those of `known` formulas."""
    done = set(ordered(known))
    todo = [
        node
        for node in ordered(formulas)
        if node.args and rows.phase[node] == phase and node not in done
    ]
    groups: dict[tuple[int, str], list[Expr]] = {}
    for node in todo:
        groups.setdefault((rows.depth[node], node.op), []).append(node)
    steps: list[Step] = []
    for _, group in sorted(groups.items(), key=lambda item: item[0]):
        steps += _batched(sorted(group, key=lambda node: rows.row[node]), rows)
    return tuple(steps)


def _batched(group: list[Expr], rows: Rows) -> list[Step]:
    """A group as one block where that is cheaper than one call per row."""
    block = _step(group, rows)
    copies = sum(operand.scattered and not operand.still for operand in block.operands)
    if _is_block(block.outs) and len(group) > 2 * copies + 1:
        return [block]
    return [_step([node], rows) for node in group]


def _step(group: list[Expr], rows: Rows) -> Step:
    columns = zip(*(node.args for node in group), strict=True)
    operands = [
        Operand(
            rows=tuple(rows.row[arg] for arg in column),
            still=all(rows.phase[arg] < Phase.ALWAYS for arg in column),
        )
        for column in columns
    ]
    return Step(group[0].op, tuple(operands), tuple(rows.row[node] for node in group))


def _is_block(rows: Sequence[int]) -> bool:
    return list(rows) == list(range(rows[0], rows[0] + len(rows)))


def bind(tape: Tape, table: Array, kept: Bound | None = None) -> Bound:
    """The tape as calls on the rows of one work table, (row, lane).

    Args:
        kept: gets the copies that only the beginning of a stretch needs.
    """
    calls: Bound = []
    for step in tape:
        operands = []
        for operand in step.operands:
            early = operand.still and kept is not None
            operands.append(_view(operand, table, kept if early and kept is not None else calls))
        out = table[step.outs[0] : step.outs[0] + len(step.outs)]
        calls.append((OPERATIONS[step.op], (*operands, out[0] if len(out) == 1 else out)))
    return calls


def _view(operand: Operand, table: Array, calls: Bound) -> Array:
    """A view of the operand's rows, or a copy where they are scattered."""
    first = operand.rows[0]
    if operand.scattered:
        copy = np.empty((len(operand.rows), table.shape[1]))
        calls.append((table.take, (np.array(operand.rows), 0, copy, "clip")))
        return copy
    return table[first] if len(set(operand.rows)) == 1 else table[first : first + len(operand.rows)]


def play(calls: Bound) -> None:
    """Run the calls."""
    for call, args in calls:
        call(*args)

"""How is a formula rearranged so that most of it is computed only once?

Products are sorted by how often their factors change: what stays the same for a run, or
between two events, is multiplied first and becomes one number per lane. Quotients by
such a number become products. The value is the same up to rounding; which formula is
written in `body/` stays a matter of reading, not of speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum

from magtitrate.body.expr import Expr, number, ordered

__all__ = ["Phase", "phases", "regrouped"]


class Phase(IntEnum):
    """How often a part of a formula changes."""

    RUN = 0
    STRETCH = 1
    ALWAYS = 2


_OF_LEAF = {"number": Phase.RUN, "parameter": Phase.RUN, "given": Phase.STRETCH}


def phases(nodes: Iterable[Expr]) -> dict[Expr, Phase]:
    """The phase of each node; operands must come before what uses them."""
    found: dict[Expr, Phase] = {}
    for node in nodes:
        if node.args:
            found[node] = max(found[arg] for arg in node.args)
        else:
            found[node] = _OF_LEAF.get(node.op, Phase.ALWAYS)
    return found


def regrouped(formulas: Sequence[Expr]) -> list[Expr]:
    """The same formulas with their products sorted by phase and without names."""
    nodes = ordered(formulas)
    phase = phases(nodes)
    new: dict[Expr, Expr] = {}
    for node in nodes:
        if node.op == "named":
            new[node] = new[node.args[0]]
        elif node.op in ("mul", "div"):
            new[node] = _product(node, new, phase)
        elif node.args:
            new[node] = Expr(node.op, tuple(new[arg] for arg in node.args))
        else:
            new[node] = node
    return [new[formula] for formula in formulas]


def _product(node: Expr, new: Mapping[Expr, Expr], phase: Mapping[Expr, Phase]) -> Expr:
    """One product of factors and divisors, those that change least first."""
    above: dict[Phase, list[Expr]] = {p: [] for p in Phase}
    below: dict[Phase, list[Expr]] = {p: [] for p in Phase}

    def collect(part: Expr, inverted: bool) -> None:
        if part.op == "named":
            collect(part.args[0], inverted)
        elif part.op in ("mul", "div"):
            collect(part.args[0], inverted)
            collect(part.args[1], inverted != (part.op == "div"))
        else:
            (below if inverted else above)[phase[part]].append(new[part])

    collect(node, False)
    result = number(1)
    for p in Phase:
        # Numbers first, so that equal products are equal values whatever order they had.
        factor = _chain(sorted(above[p], key=lambda part: part.op != "number"))
        divisor = _chain(below[p])
        result = result * (factor / divisor)
    return result


def _chain(factors: Sequence[Expr]) -> Expr:
    result = number(1)
    for factor in factors:
        result = result * factor
    return result

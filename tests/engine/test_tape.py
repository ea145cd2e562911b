"""Does the tape compute what the formulas say, and as little as it can?"""

from __future__ import annotations

import numpy as np

from magtitrate.body.expr import amount, evaluate, parameter, softplus
from magtitrate.engine.regroup import Phase
from magtitrate.engine.tape import bind, lay_out, play, record

STATES = [f"x{n}" for n in range(6)]
X = [amount(name) for name in STATES]
K = [parameter(f"k{n}") for n in range(6)]


def played(formulas, lanes=3):
    """Values by tape, values by evaluation, and the steps of the moving part."""
    rng = np.random.default_rng(0)
    rows = lay_out(formulas, STATES)
    table = np.zeros((rows.count, lanes))
    for leaf, row in rows.row.items():
        if leaf.op in ("amount", "parameter"):
            table[row] = rng.uniform(0.5, 2.0, lanes)
        elif leaf.op == "number":
            table[row] = leaf.value
    kept = []
    moving = record(formulas, rows, Phase.ALWAYS)
    calls = bind(moving, table, kept)
    play(bind(record(formulas, rows, Phase.RUN), table))
    play(kept)
    play(calls)
    exact = evaluate(formulas, lambda leaf: table[rows.row[leaf]])
    return [table[rows.row[f]] for f in formulas], exact, moving


def test_scattered_rows_run_as_one_call():
    """Six products of scattered rows are one step, and right."""
    formulas = [K[n] * X[(5 * n) % 6] for n in range(6)]

    found, exact, steps = played(formulas)

    np.testing.assert_array_equal(found, exact)
    assert [len(step.outs) for step in steps] == [6]


def test_shared_parts_are_computed_once():
    """A part of two formulas has one row."""
    part = softplus(K[0] * X[0])

    found, exact, steps = played([part + X[1], part * X[2]])

    np.testing.assert_array_equal(found, exact)
    assert sorted(step.op for step in steps) == ["add", "mul", "mul", "softplus"]


def test_what_never_changes_is_not_on_the_moving_tape():
    """A product of parameters belongs to the run."""
    found, exact, steps = played([(K[0] * K[1]) * X[0]])

    np.testing.assert_array_equal(found, exact)
    assert len(steps) == 1

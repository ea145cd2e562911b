"""Are many sparse systems solved as they would be one by one?"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from magtitrate.engine.elimination import Solver, eliminate, elimination_order
from magtitrate.engine.tape import play

LANES = 3


def solved(size, entries, seed=0, shift=8.0):
    """The solution by elimination, and by a dense solver."""
    rng = np.random.default_rng(seed)
    order = elimination_order(size, entries)
    rank = {old: new for new, old in enumerate(order)}
    pattern = eliminate(size, {(rank[i], rank[j]) for i, j in entries})
    jacobian = np.zeros((len(pattern.place), LANES))
    dense = np.zeros((LANES, size, size))
    for i, j in {(rank[i], rank[j]) for i, j in entries}:
        values = rng.uniform(-1, 1, LANES)
        jacobian[pattern.place[i, j]] = values
        dense[:, i, j] = values
    right = rng.uniform(-1, 1, (size, LANES))
    solver, x = Solver(pattern, LANES), right.copy()
    calls = solver.solving(x)
    solver.load(jacobian, shift)
    solver.factor()
    play(calls)
    exact = np.linalg.solve(shift * np.eye(size) - dense, right.T[..., None])[..., 0].T
    return x, exact


@given(
    size=st.integers(1, 9),
    edges=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=40),
    seed=st.integers(0, 99),
)
def test_any_pattern_is_solved(size, edges, seed):
    """Whatever the pattern, elimination and a dense solver agree."""
    entries = {(i, j) for i, j in edges if i < size and j < size}

    found, exact = solved(size, entries, seed, shift=10.0)

    np.testing.assert_allclose(found, exact, rtol=1e-11, atol=1e-13)


def test_a_chain_does_not_fill_in():
    """Pools one after the other are eliminated without a new entry."""
    chain = {(n + 1, n) for n in range(9)}

    pattern = eliminate(10, chain)

    assert len(pattern.place) == 10 + 9


def test_a_hub_is_eliminated_last():
    """Stores around a plasma fill in nothing when plasma comes after them."""
    star = {(0, n) for n in range(1, 6)} | {(n, 0) for n in range(1, 6)}
    order = elimination_order(6, star)
    rank = {old: new for new, old in enumerate(order)}

    pattern = eliminate(6, {(rank[i], rank[j]) for i, j in star})

    assert order[-2:].count(0) == 1
    assert len(pattern.place) == 6 + 10


@pytest.mark.parametrize("seed", range(3))
def test_the_pattern_of_the_body_is_solved(model, seed):
    """The shipped body's own pattern."""
    entries = {
        (int(row), column)
        for rate, column in model.partials
        for row in np.flatnonzero(model.change[rate])
    }

    found, exact = solved(len(model.states), entries, seed, shift=30.0)

    np.testing.assert_allclose(found, exact, rtol=1e-11)

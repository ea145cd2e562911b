"""Does a formula evaluate, differentiate and print as it was written?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body import expr as e
from magtitrate.body.expr import Expr, amount, derivative, evaluate, named, number, parameter, text

X, K = amount("x"), parameter("k")


def value(formula: Expr, x: float, k: float = 0.7) -> float:
    known = {X: np.array([x]), K: np.array([k])}
    return float(evaluate([formula], lambda leaf: known[leaf])[0][0])


FORMULAS = {
    "carrier": K * X / (0.35 + X) + 0.016 * X,
    "threshold": e.softplus((0.7 * X - K) / 0.05),
    "quotient of both": (X - K) / (X * X + 1),
    "powers": X**2 - X**3 + (X + 1) ** 5,
    "functions": e.exp(-1 * X) + e.log(X) * e.sqrt(X) + e.sin(X) - e.cos(2 * X),
    "named": named("a", X * X + 1) / named("b", X + K),
    "second derivative": derivative(e.softplus(X * X) / (1 + X), X),
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("x", [0.31, 1.0, 2.7])
def test_the_derivative_is_the_slope(name, x):
    """The symbolic derivative is what a small difference measures."""
    formula, h = FORMULAS[name], 1e-6

    measured = (value(formula, x + h) - value(formula, x - h)) / (2 * h)

    assert value(derivative(formula, X), x) == pytest.approx(measured, rel=1e-7, abs=1e-8)


def test_what_does_not_hold_the_leaf_has_no_slope():
    """The derivative by something absent is zero, not a formula that happens to be zero."""
    assert derivative(e.softplus(K) * K / (K + 1), X) == e.ZERO


def test_equal_formulas_are_equal_values():
    """A part that is written twice is computed once."""
    first, second = X / (X + K), X / (X + K)

    assert first == second
    assert hash(first) == hash(second)
    assert len(e.ordered([first, second])) == 4


@pytest.mark.parametrize("x", [-800.0, -1.0, 0.0, 1.0, 800.0])
def test_the_soft_threshold_survives_extremes(x):
    """ln(1 + e^x) neither overflows nor loses its tails."""
    exact = np.logaddexp(0.0, x)

    assert value(e.softplus(X), x) == pytest.approx(exact, rel=1e-14, abs=1e-300)


def test_only_positive_integer_powers_can_be_said():
    """The set of operations is closed: a power of -1 or 0 is refused."""
    with pytest.raises(ValueError, match="positive integer"):
        X**0


def test_numbers_fold_and_neutral_elements_vanish():
    """What is known when the formula is written is not computed again."""
    assert number(2) * 3 == number(6)
    assert 1 * X + 0 == X
    assert X - X == e.ZERO
    assert 0 * X == e.ZERO
    assert 0 / X == e.ZERO


def test_formulas_print_with_the_brackets_they_need():
    """A printed formula reads back with the same meaning."""
    assert text((X - (K - 1)) / (2 * X)) == "([x] - (k - 1))/(2*[x])"
    assert text(named("C", X / K) ** 2) == "C^2"
    assert text(e.softplus(X - K) * K) == "softplus([x] - k)*k"

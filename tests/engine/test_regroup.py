"""Are formulas rearranged without changing what they say?"""

from __future__ import annotations

import numpy as np
import pytest

from magtitrate.body.expr import Expr, amount, evaluate, given, named, ordered, parameter, softplus
from magtitrate.engine.regroup import Phase, phases, regrouped

A, B, K, Q = amount("a"), amount("b"), parameter("k"), given("q")


def value(formula):
    """A value at fixed numbers."""
    known = {A: 1.7, B: 0.4, K: 3.1, Q: 0.9}
    return float(evaluate([formula], lambda leaf: known[leaf])[0])


@pytest.mark.parametrize(
    "formula",
    [
        K * (A / Q),
        A / (K / B) / (2 * Q),
        softplus((K * A - B) / K) * K * (1 + A),
        named("share", A / K) * B * named("share", A / K),
        (A - B) / (A * K) - K / A,
    ],
)
def test_the_value_stays(formula):
    """Sorted products are the same products."""
    assert value(regrouped([formula])[0]) == pytest.approx(value(formula), rel=1e-14)


def test_what_stays_the_same_is_multiplied_first():
    """Parameters meet before the amount they multiply does."""
    (formula,) = regrouped([A * K / (K + 1) * 3])

    moving = [n for n in ordered([formula]) if phases(ordered([formula]))[n] == Phase.ALWAYS]

    assert moving == [A, formula]


def test_names_do_not_survive():
    """A name is for readers; the engine sees the formula."""
    assert not any(node.op == "named" for node in ordered(regrouped([named("x", A) * K])))


def test_the_whole_body_keeps_its_rates(model):
    """Every rate and slope of the shipped body has the value it had."""
    rng = np.random.default_rng(1)
    numbers: dict[Expr, float] = {}

    def value_of(leaf):
        return numbers.setdefault(leaf, float(rng.uniform(0.5, 2)))

    formulas = [*model.all_rates, *model.partials.values()]
    before, after = (evaluate(f, value_of) for f in (formulas, regrouped(formulas)))

    np.testing.assert_allclose(after, before, rtol=1e-12)

"""Are these the quantiles that NumPy finds?"""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from magtitrate.effects.quantiles import quantiles

SAMPLES = arrays(
    np.float64,
    array_shapes(min_dims=1, max_dims=3, max_side=9),
    elements=st.floats(-1e6, 1e6, allow_subnormal=False),
)


@given(values=SAMPLES, shares=st.lists(st.floats(0, 1), min_size=1, max_size=4))
def test_they_are_those_of_numpy(values: np.ndarray, shares: list[float]) -> None:
    """Whatever the sample's shape and the shares, ends included."""
    expected = np.quantile(values, shares, axis=-1)

    np.testing.assert_allclose(quantiles(values, shares), expected, rtol=1e-12, atol=1e-6)


def test_by_hand() -> None:
    """Of 1 to 5, a tenth lies below 1.4 and a half below 3."""
    np.testing.assert_allclose(quantiles([5, 1, 4, 2, 3], [0.1, 0.5]), [1.4, 3.0])

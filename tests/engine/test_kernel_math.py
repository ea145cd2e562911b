"""Are the functions on lanes as accurate as lane_math.h says?"""

from __future__ import annotations

import ctypes

import numpy as np
import pytest

from magtitrate.engine import compiled

FUNCTIONS = {
    "exp": (0, np.exp, (-700.0, 700.0), (-80.0, 80.0)),
    "log": (1, np.log, (1e-300, 1e300), (1e-30, 1e30)),
    "sqrt": (2, np.sqrt, (0.0, 1e300), (0.0, 1e30)),
    "cos": (3, np.cos, (-13.0, 13.0), (-13.0, 13.0)),
    "sin": (4, np.sin, (-13.0, 13.0), (-13.0, 13.0)),
    "softplus": (5, lambda x: np.logaddexp(0, x), (-700.0, 700.0), (-80.0, 80.0)),
    "logistic": (6, lambda x: np.exp(-np.logaddexp(0, -x)), (-700.0, 700.0), (-80.0, 80.0)),
}
BOUND = {False: 1e-13, True: 1e-6}


@pytest.fixture
def kernel(model):
    """The compiled kernel, or none today."""
    found = compiled.find(model)
    if found is None:
        pytest.skip(compiled.why_not(model))
    return found


def computed(kernel, level, which, x, *, single):
    """A function of the kernel on lanes."""
    function = kernel.library.magtitrate_function
    function.argtypes = (*(ctypes.c_int,) * 3, ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p)
    y = np.empty_like(x)
    assert function(level, which, int(single), len(x), x.ctypes.data, y.ctypes.data) == 0
    return y


def places(low, high, *, positive):
    """Places over a range, dense near zero and with odd numbers of them."""
    rng = np.random.default_rng(0)
    if positive:
        return np.concatenate(
            [10 ** rng.uniform(np.log10(max(low, 1e-300)), np.log10(high), 5001), [1.0, 0.5, 2.0]]
        )
    spread = np.sign(rng.uniform(-1, 1, 3001)) * 10 ** rng.uniform(-12, np.log10(high), 3001)
    return np.concatenate([rng.uniform(low, high, 5001), spread, [0.0, low, high]])


@pytest.mark.parametrize("single", [False, True], ids=["double", "float"])
@pytest.mark.parametrize("level", range(3))
@pytest.mark.parametrize("name", FUNCTIONS)
def test_functions_keep_their_bound(kernel, name, level, single):
    """Relative to the result, or absolutely where the result is small."""
    if level >= len(kernel.levels) or not kernel.library.magtitrate_runs_here(level):
        pytest.skip("this level was not built, or does not run here")
    which, exact, double_range, single_range = FUNCTIONS[name]
    x = places(*(single_range if single else double_range), positive=name in ("log", "sqrt"))
    x = x.astype(np.float32).astype(float) if single else x

    y = computed(kernel, level, which, x, single=single)

    expected = exact(x)
    size = np.maximum(np.abs(expected), 1e-30 if name in ("exp", "softplus", "logistic") else 1.0)
    if name in ("softplus", "logistic"):
        size = np.maximum(size, 1.0)
    assert np.max(np.abs(y - expected) / size) < BOUND[single]


def test_what_is_no_number_stays_none(kernel):
    """NaN goes through every function, so that a lane without numbers is seen."""
    x = np.array([np.nan, 1.0, np.nan])

    for name, (which, *_rest) in FUNCTIONS.items():
        y = computed(kernel, -1, which, x, single=False)
        assert np.isnan(y[[0, 2]]).all(), name
        assert np.isfinite(y[1]), name


def test_the_logarithm_of_nothing_is_no_number(kernel):
    """Zero and less have none."""
    assert np.isnan(computed(kernel, -1, 1, np.array([0.0, -1.0]), single=False)).all()

"""How does each tool solve the same lives?

Every contender gives whole states at every midnight, (time, state, lane). The others are used as
well as we know how: one model compiled once, the solver run from event to event (which is faster
than the same doses as events of the document), nothing else recorded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec

import numpy as np
from crowd import Crowd

from magtitrate.body.expr import Array, ordered
from magtitrate.engine import compiled
from magtitrate.engine.population import population
from magtitrate.engine.reference import Stretch
from magtitrate.engine.timeline import tabled
from magtitrate.formats.sbml import sbml_text

NOTHING = 1e-30
"""Less than this is set to zero for CVODE, whose corrector stops on products of such numbers."""

Solve = Callable[[Crowd, float], Array]


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A way to solve a crowd.

    Attributes:
        settings: tolerances from loose to tight; the loosest that is exact enough counts.
        people: how many it solves in one timed run.
        solve: the crowd's states at midnights with one of the settings.
        ours: whether it is a part of magtitrate.
    """

    name: str
    settings: tuple[float, ...]
    people: int
    solve: Solve
    ours: bool = False


def contenders(crowd: Crowd, *, small: bool) -> Iterator[Contender]:
    """Those that can run here, ours first."""
    many, some = (32, 16) if small else (4096, 1024)
    yield Contender(
        name="kernel, mesh, float lanes", settings=(2e-4, 1e-4, 8e-5, 6.5e-5, 5e-5), people=many,
        solve=lambda crowd, tolerance: _bulk(crowd, tolerance, single=True), ours=True,
    )  # fmt: skip
    yield Contender(
        name="kernel, mesh, double lanes", settings=(2e-4, 1e-4, 8e-5, 6.5e-5, 5e-5), people=some,
        solve=lambda crowd, tolerance: _bulk(crowd, tolerance, single=False), ours=True,
    )  # fmt: skip
    yield Contender(
        name="kernel, adaptive, double lanes", settings=(3e-3, 2e-3, 1e-3, 3e-4), people=some,
        solve=lambda crowd, rtol: crowd.adaptively(rtol), ours=True,
    )  # fmt: skip
    for name, make, settings, people in (
        ("libroadrunner", _road_runner, (2e-4, 1e-4, 7e-5, 5e-5, 3e-5, 1e-5), 8),
        ("scipy", _scipy, (1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5), 4),
        ("diffrax", _diffrax, (3e-5, 1e-5), 64),
    ):
        if find_spec({"libroadrunner": "roadrunner"}.get(name, name)) is not None:
            label, solve = make(crowd)
            yield Contender(
                name=f"{label.format(version(name))}",
                settings=settings[-2:] if small else settings,
                people=1 if small else people,
                solve=solve,
            )


def _bulk(crowd: Crowd, tolerance: float, *, single: bool, threads: int = 1) -> Array:
    return population(
        crowd.model,
        crowd.theta,
        life=crowd.life,
        start=crowd.start,
        periods=crowd.days,
        times_h=crowd.midnights,
        tolerance=tolerance,
        single=single,
        threads=threads,
    ).states


# ---------------------------------------------------------------- one body after the other


def _one_by_one(crowd: Crowd, live: Callable[[int, list[Stretch]], list[Array]]) -> Array:
    """The states of all lanes, each lived alone."""
    lanes = range(crowd.theta.shape[1])
    return np.stack([np.array(live(lane, crowd.stretches(lane))) for lane in lanes], axis=-1)


def _road_runner(crowd: Crowd) -> tuple[str, Solve]:
    """CVODE behind code that LLVM compiled from our own SBML."""
    import roadrunner

    model = crowd.model
    runner = roadrunner.RoadRunner(sbml_text(model, crowd.theta[:, 0], crowd.start[:, 0], []))
    names = [re.sub(r"\W", "_", name) for name in model.parameter_names]
    states = list(model.states)
    runner.timeCourseSelections = states

    def put(names: list[str], values: Array) -> None:
        for name, value in zip(names, values, strict=True):
            runner[name] = float(value)

    def solve(crowd: Crowd, rtol: float) -> Array:
        def live(lane: int, stretches: list[Stretch]) -> list[Array]:
            runner.resetAll()
            runner.integrator.maximum_num_steps = 1_000_000
            runner.integrator.relative_tolerance = rtol
            runner.integrator.absolute_tolerance = 0.01 * rtol
            put(names, crowd.theta[:, lane])
            now = crowd.start[:, lane].copy()
            put(states, now)
            given: dict[str, float] = {}
            found = [now]
            for stretch in stretches:
                for state in np.flatnonzero((np.abs(now) < NOTHING) & (now != 0)):
                    runner[states[state]] = 0.0
                for state, added in stretch.jumps:
                    if added.flat[0]:
                        runner[states[state]] += float(added.flat[0])
                for name, rate in stretch.inputs.items():
                    if given.get(name) != rate.flat[0]:
                        runner[name] = given[name] = float(rate.flat[0])
                now = np.array(runner.simulate(stretch.from_h, stretch.to_h, 2)[-1])
                if stretch.to_h % 24 == 0:
                    found.append(now)
            return found

        return _one_by_one(crowd, live)

    return "libRoadRunner {}, CVODE, from our SBML", solve


def _scipy(crowd: Crowd) -> tuple[str, Solve]:
    """LSODA with the kernel's own compiled slope as its right-hand side."""
    from scipy.integrate import odeint

    kernel = compiled.find(crowd.model)
    assert kernel is not None
    slope = kernel.library.magtitrate_slope
    rates = np.empty(len(crowd.model.states))
    out = rates.ctypes.data

    def solve(crowd: Crowd, rtol: float) -> Array:
        def live(lane: int, stretches: list[Stretch]) -> list[Array]:
            theta, given = crowd.theta[:, lane].copy(), np.zeros(len(crowd.model.inputs))
            body, inputs = theta.ctypes.data, given.ctypes.data

            def rhs(state: Array, hour: float) -> Array:
                slope(hour, state.ctypes.data, body, inputs, out)
                return rates

            state = crowd.start[:, lane].copy()
            found = [crowd.start[:, lane]]
            for stretch in stretches:
                for row, added in stretch.jumps:
                    state[row] += added.flat[0]
                for row, name in enumerate(crowd.model.inputs):
                    given[row] = np.ravel(stretch.inputs.get(name, 0.0))[0]
                hours = [stretch.from_h, stretch.to_h]
                state = odeint(rhs, state, hours, rtol=rtol, atol=0.01 * rtol)[-1]
                if stretch.to_h % 24 == 0:
                    found.append(state.copy())
            return found

        return _one_by_one(crowd, live)

    return "SciPy {}, LSODA, compiled right-hand side", solve


# ---------------------------------------------------------------- many bodies under JAX


def _diffrax(crowd: Crowd) -> tuple[str, Solve]:
    """Tsit5 under vmap, a scan over stretches; compiled once for each tolerance."""
    import diffrax
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    slope = _jax_slope(crowd, jnp)
    known: dict[float, Callable[..., Array]] = {}

    def compiled_for(rtol: float) -> Callable[..., Array]:
        def rates(hour: Array, state: Array, given: tuple[Array, Array]) -> Array:
            return slope(hour, state, *given)

        def across(carry: tuple[Array, Array], stretch: tuple[Array, ...]) -> tuple:
            state, theta = carry
            from_h, to_h, jump, inputs = stretch
            ended = diffrax.diffeqsolve(
                diffrax.ODETerm(rates),
                diffrax.Tsit5(),
                t0=from_h,
                t1=to_h,
                dt0=jnp.minimum(0.05, to_h - from_h),
                y0=state + jump,
                args=(theta, inputs),
                saveat=diffrax.SaveAt(t1=True),
                stepsize_controller=diffrax.PIDController(rtol=rtol, atol=0.01 * rtol),
                max_steps=100_000,
            ).ys[0]
            return (ended, theta), ended

        def live(theta: Array, start: Array, stretches: tuple[Array, ...]) -> Array:
            return jax.lax.scan(across, (start, theta), stretches)[1]

        return jax.jit(jax.vmap(live))

    def solve(crowd: Crowd, rtol: float) -> Array:
        run = known.setdefault(rtol, compiled_for(rtol))
        stretches = _as_arrays(crowd)
        ended = np.asarray(run(crowd.theta.T, crowd.start.T, stretches))
        every = ended.shape[1] // crowd.days
        daily = ended[:, every - 1 :: every].transpose(1, 2, 0)
        return np.concatenate([crowd.start[None], daily])

    return "diffrax {}, Tsit5, vmap over people", solve


def _jax_slope(crowd: Crowd, jnp: object) -> Callable[..., Array]:
    """The model's rates as a function that JAX can trace."""
    model = crowd.model
    nodes = ordered(model.all_rates)
    change = model.change.T
    two = {
        "add": lambda a, b: a + b, "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b, "div": lambda a, b: a / b,
    }  # fmt: skip
    one = {
        "named": lambda x: x, "square": lambda x: x * x, "exp": jnp.exp, "log": jnp.log,
        "sqrt": jnp.sqrt, "cos": jnp.cos, "sin": jnp.sin,
        "softplus": lambda x: jnp.logaddexp(x, 0.0),
    }  # fmt: skip

    def slope(hour: Array, state: Array, theta: Array, inputs: Array) -> Array:
        value: dict[object, Array] = {}
        for node in nodes:
            match node.op:
                case "number":
                    value[node] = node.value
                case "time":
                    value[node] = hour
                case "parameter":
                    value[node] = theta[model.parameter_names.index(node.name)]
                case "amount":
                    value[node] = state[model.states.index(node.name)]
                case "given":
                    value[node] = inputs[model.inputs.index(node.name)]
                case op if op in two:
                    value[node] = two[op](value[node.args[0]], value[node.args[1]])
                case op:
                    value[node] = one[op](value[node.args[0]])
        return change @ jnp.stack([jnp.asarray(value[rate]) for rate in model.all_rates])

    return slope


def _as_arrays(crowd: Crowd) -> tuple[Array, ...]:
    """Begin, end, jumps and inputs of every stretch, (lane, stretch, ...)."""
    scene, _, _ = tabled(
        crowd.model, crowd.theta, crowd.start, crowd.period, periods=crowd.days, every=1
    )
    lanes = crowd.theta.shape[1]

    def value(row: int) -> Array:
        return scene.own[row] if row >= 0 else np.full(lanes, scene.common[-1 - row])

    edges = np.array([value(row) for row in scene.edge_row]) + scene.edge_shift[:, None]
    jumps = np.zeros((len(edges) - 1, len(crowd.model.states), lanes))
    for n in range(len(jumps)):
        for place in range(scene.jump_begin[n], scene.jump_begin[n + 1]):
            jumps[n, scene.jump_state[place]] += value(scene.jump_row[place])
    inputs = np.array([[value(row) for row in rows] for rows in scene.input_row])
    return (edges[:-1].T, edges[1:].T, jumps.transpose(2, 0, 1), inputs.transpose(2, 0, 1))

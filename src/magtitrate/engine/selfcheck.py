"""Which engine runs here, and does it keep the laws on this machine?

Laws, none of them a stored number: magnesium is conserved, a settled body stays where it
is, a tighter tolerance changes nothing that matters, and where the compiled engine runs it
says the same as the reference.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import swallowed
from magtitrate.body.model import MODEL_VERSION, BodyModel, body_model, population_theta
from magtitrate.engine import compiled
from magtitrate.engine.agreement import apart, random_case, run_case
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import ENGINES, Doses, Exposures, Meals, engine_name, simulate
from magtitrate.facts import Facts
from magtitrate.streams import stream

__all__ = ["EngineReport", "self_check"]

LANES = 4
BALANCE = 1e-9
STAYS = 1e-3
AGREES = 1e-3
SAME_RTOL, SAME = 1e-6, 1e-5
"""How closely the two engines are run against each other, and how far they may be apart."""


@dataclass(frozen=True, kw_only=True)
class EngineReport:
    """What runs, how it was built, and how far each law holds.

    Attributes:
        balance_error: largest imbalance of magnesium over two weeks, as a share of intake.
        drift: largest daily change of a settled body's serum, as a share.
        tolerance_error: change of serum when steps are computed a hundredfold closer.
        engine_error: largest difference between the two engines, over all states of random
            people; `None` where only the reference runs.
        not_compiled: why the compiled engine does not run here; empty where it does.
    """

    engine: str
    available: tuple[str, ...]
    built: str
    model_version: str
    pools: int
    fluxes: int
    balance_error: float
    drift: float
    tolerance_error: float
    engine_error: float | None
    not_compiled: str
    passed: bool


def self_check(facts: Facts) -> EngineReport:
    """Run a standard adult for two weeks and hold the result against the laws."""
    model = body_model(facts)
    theta = population_theta(model, facts, body_mass_kg=70.0, gfr_ml_per_min=100.0, lanes=LANES)
    clocks = np.array([8.0, 13.0, 19.0])
    eaten = np.full((3, 1), swallowed(300.0) / 3)
    life = Exposures(meals=Meals(time_h=clocks, magnesium_mmol=eaten), repeat_h=24.0)
    settled = settle(model, theta, exposures=life)
    amounts = np.linspace(50.0, 200.0, LANES)
    doses = Doses.of([24.0 * d + 20 for d in range(14)], np.tile(amounts, (14, 1)))
    hours = [0.0, 24.0, 14 * 24.0]
    course = simulate(model, theta, doses, hours, exposures=life, start=settled.state)
    finer = simulate(model, theta, doses, hours, exposures=life, start=settled.state, rtol=1e-6)
    quiet = simulate(model, theta, Doses(), [0.0, 24.0], exposures=life, start=settled.state)
    intake = 14 * (swallowed(300.0) + swallowed(amounts))
    gained = course.pools_mmol[-1].sum(axis=0) - course.pools_mmol[0].sum(axis=0)
    balance = float(np.max(np.abs(gained / intake - 1)))
    serum, close = course.output("serum_magnesium"), finer.output("serum_magnesium")
    still = quiet.output("serum_magnesium")
    drift = float(np.max(np.abs(still[-1] / still[0] - 1)))
    coarse = float(np.max(np.abs(serum[-1] / close[-1] - 1)))
    engine = engine_name(model)
    between = _between_engines(model, theta[:, :1]) if engine == "compiled" else None
    return EngineReport(
        engine=engine,
        available=ENGINES[ENGINES.index(engine) :],
        built=_built(model),
        model_version=MODEL_VERSION,
        pools=len(model.pools),
        fluxes=len(model.fluxes),
        balance_error=balance,
        drift=drift,
        tolerance_error=coarse,
        engine_error=between,
        not_compiled=compiled.why_not(model),
        passed=bool(
            balance < BALANCE
            and drift < STAYS
            and coarse < AGREES
            and (between is None or between < SAME)
            and course.finished.all()
        ),
    )


def _between_engines(model: BodyModel, typical: Array) -> float:
    """How far the compiled engine is from the reference, for a few random people."""
    case = random_case(model, typical, stream(0, "self-check"), lanes=LANES, days=1)
    mine = run_case(model, case, engine="compiled", rtol=SAME_RTOL)
    theirs = run_case(model, case, engine="reference", rtol=SAME_RTOL)
    return float(apart(mine, theirs).max())


def _built(model: BodyModel) -> str:
    kernel = compiled.find(model)
    if kernel is None:
        return f"pure Python on NumPy {np.__version__}"
    return f"{kernel.built}; {kernel.level} on {compiled.processors()} threads"

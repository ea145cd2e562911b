"""How long does one person wait: posterior, worth of a measurement, ranking, whole plan?

The planner is watched while it plans for one of the examples; then the same functions are
called with as much work as the goals name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from magtitrate.body.model import body_model
from magtitrate.engine.population import Life, population
from magtitrate.engine.solve import Doses
from magtitrate.estimate import posterior as estimating
from magtitrate.facts import open_facts
from magtitrate.formats.opened import open_case
from magtitrate.formats.plan_text import plan_text
from magtitrate.planner import propose as proposing
from magtitrate.record import Observation
from magtitrate.streams import stream
from magtitrate.titrate import titrate

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "cyclist.toml"
NOW = "2026-11-20T09:00:00+00:00"

Timed = tuple[float, float]
"""Wall and processor seconds."""


def timed(work: Callable[[], Any]) -> Timed:
    """Once."""
    wall, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - used


def watched(module: Any, name: str, work: Callable[[], Any]) -> tuple[tuple, dict]:
    """The arguments with which a function of a module is called during some work."""
    seen: list[tuple[tuple, dict]] = []
    original = getattr(module, name)

    def listening(*args: Any, **more: Any) -> Any:
        seen.append((args, more))
        return original(*args, **more)

    setattr(module, name, listening)
    try:
        work()
    finally:
        setattr(module, name, original)
    return seen[0]


def goals(*, small: bool = False) -> dict[str, Callable[[], Timed]]:
    """What is timed, by a short name."""
    facts = open_facts()
    model = body_model(facts)
    case = open_case(EXAMPLE, labs=None, diary=None, now=NOW, facts=facts)

    def plan() -> Any:
        return plan_text(titrate(case.record, case.goal, facts).plan)

    (days, product, found, *rest), _ = watched(proposing, "ranking", plan)
    (expected, *others), _ = watched(proposing, "worth_of", plan)
    draws, regimens = (40, 10) if small else (400, 200)
    many = _tiled(found, draws)
    choice = tuple(days[n % len(days)] for n in range(regimens - 1))
    # As many as six analytes on four days, of the analytes that teach.
    analytes = sorted({analyte for analyte, _ in expected})
    wide = {(analytes[n % len(analytes)], n): next(iter(expected.values())) for n in range(24)}

    labs = tuple(
        Observation(
            analyte=analyte, time_h=8 - 24.0 * (1 + 7 * n), value=value, origin=f"{analyte}:{n}"
        )
        for n in range(5)
        for analyte, value in (("serum_magnesium", 0.78), ("urine_magnesium_24h", 3.4))
    )
    tested = case.record.adding(observations=labs)
    conductor = import_module("magtitrate.titrate")
    (known, *_), more = watched(conductor, "update", lambda: titrate(tested, case.goal, facts))

    def posterior(lanes: int) -> Any:
        rng = stream(0, "posterior")
        return estimating.update(known, tested, model, facts, rng, **{**more, "lanes": lanes})

    bodies = _tiled(found, draws if small else 20 * draws)
    weeks = Life(doses=Doses.of([9.0, 21.0], 150.0), exposures=bodies.usual)

    return {
        "plan": lambda: timed(plan),
        "posterior": lambda: timed(lambda: posterior(int(facts.value("estimate.proposals")))),
        "thousand": lambda: timed(lambda: posterior(64 if small else 1024)),
        "worth": lambda: timed(lambda: proposing.worth_of(wide, *others)),
        "ranking": lambda: timed(lambda: proposing.ranking(choice, product, many, *rest)),
        "twelve weeks": lambda: timed(
            lambda: population(
                model, bodies.theta, life=weeks, start=bodies.start, periods=84, every=7
            )
        ),
    }


def _tiled(found: Any, lanes: int) -> Any:
    """The posterior with so many bodies, each as often as it takes."""
    chosen = np.arange(lanes) % found.lanes
    return replace(
        found,
        theta=found.theta[:, chosen],
        start=found.start[:, chosen],
        usual=found.usual.of_lanes(chosen),
        content_factor=found.content_factor[chosen],
    )

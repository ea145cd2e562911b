"""How soon after its start has a bare Python solved one person?

    python -S benchmarks/cold.py prepare FILE     lay one person's weeks out (with NumPy)
    python -S benchmarks/cold.py FILE             solve them (without), print serum at the end

What is prepared is what a program would keep of a person: parameters, start and events.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import sys

SOURCE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src")
ARRAYS = (
    *("theta", "start", "own", "common", "edge_row", "edge_shift"),
    *("jump_begin", "jump_state", "jump_row", "input_row"),
)


def solve(path: str) -> float:
    """Serum magnesium at the end [mmol/L]."""
    sys.path.insert(0, SOURCE)
    from magtitrate.engine import face

    with open(path, "rb") as file:
        kept = marshal.load(file)
    library = face.opened(kept["library"])
    days, states = kept["days"], kept["states"]
    hours = (ctypes.c_double * (days + 1))(*(24.0 * day for day in range(days + 1)))
    found = (ctypes.c_double * (states * (days + 1)))()
    outcome = (ctypes.c_int8 * 1)()
    problem = face.Problem(lanes=1, stretches=kept["stretches"])
    for name in ARRAYS:
        # bytes lie at the boundary of a double
        place = ctypes.cast(ctypes.c_char_p(kept[name]), ctypes.c_void_p).value
        setattr(problem, name, place if kept[name] else None)
    for name, count in kept["counts"].items():
        setattr(problem, name, count)
    wish = face.Settings(mode=face.ADAPTIVE, level=face.BEST_LEVEL, threads=1, splits=1)
    for name, value in kept["settings"].items():
        setattr(wish, name, value)
    results = face.Results(
        time_h=ctypes.addressof(hours), times=days + 1,
        states=ctypes.addressof(found), states_count=len(found),
        outcome=ctypes.addressof(outcome), outcome_count=1,
    )  # fmt: skip
    if library.magtitrate_run(problem, wish, results) or outcome[0]:
        raise SystemExit("the kernel refuses the run")
    return found[days * states + kept["plasma"]] / kept["volume_l"]


def prepare(path: str, weeks: int = 12) -> None:
    """Write down the first person of the benchmark's crowd."""
    sys.path[:0] = [SOURCE, os.path.dirname(os.path.abspath(__file__))]
    from crowd import crowd

    from magtitrate.body.model import body_model
    from magtitrate.engine import compiled
    from magtitrate.engine.solve import settings_of
    from magtitrate.facts import open_facts

    facts = open_facts()
    model = body_model(facts)
    one = crowd(model, facts, people=1, weeks=weeks)
    scene = compiled.laid_out(model, one.theta, one.start, one.stretches(0))
    problem = scene.problem()
    kernel = compiled.find(model)
    assert kernel is not None
    wish = settings_of(model, step_h=None, rtol=None)
    kept = {name: getattr(scene, name).tobytes() for name in ARRAYS} | {
        "library": str(kernel.path),
        "days": one.days,
        "states": len(model.states),
        "stretches": problem.stretches,
        "counts": {name: getattr(problem, name) for name, _ in problem._fields_ if "count" in name},
        "settings": {
            name: float(getattr(wish, name))
            for name in (
                *("rtol", "floor", "ledger_floor", "first_step_h", "smallest_step_h"),
                *("largest_step_h", "steps_per_day", "negative_mmol"),
            )
        },
        "plasma": model.place("plasma"),
        "volume_l": float(one.theta[model.parameter_names.index("plasma.volume_l"), 0]),
    }
    with open(path, "wb") as file:
        marshal.dump(kept, file)


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(sys.argv[2])
    else:
        print(solve(sys.argv[1]))

"""By what mark does a compiled kernel know the model that it was generated from?

The mark covers everything the kernel has built in: states, parameters, inputs, what each
rate changes, and every formula to the last digit. The values of the facts are not in it;
they reach the kernel as theta.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from magtitrate.body.expr import ordered
from magtitrate.body.model import BodyModel

__all__ = ["model_key"]


@lru_cache(maxsize=8)
def model_key(model: BodyModel) -> str:
    """A short digest of the model's structure and formulas."""
    nodes = ordered(model.all_rates)
    place = {node: number for number, node in enumerate(nodes)}
    lines = [" ".join(model.states), " ".join(model.parameter_names), " ".join(model.inputs)]
    lines += [f"{model.ledgers} {[pool.debt for pool in model.pools]}"]
    lines += [" ".join(f"{x:g}" for x in row) for row in model.change]
    lines += [
        f"{node.op} {node.name} {node.value.hex()} {[place[arg] for arg in node.args]}"
        for node in nodes
    ]
    lines += [str([place[rate] for rate in model.all_rates])]
    return sha256("\n".join(lines).encode()).hexdigest()[:16]

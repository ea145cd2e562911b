"""Which single body stands for this person where another simulator is to run one?

The body in the middle of the person's posterior (by serum), under the person's usual day
and a regimen: its parameters, its settled state and every event, for the SBML export.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel, body_model
from magtitrate.engine.solve import Doses, Exposures, scene_of
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.plan import Goal
from magtitrate.record import Record
from magtitrate.regimen import Regimen
from magtitrate.safety.applicability import applicability
from magtitrate.safety.situation import situation_of
from magtitrate.titrate import posterior_of
from magtitrate.units import mg_to_mmol

__all__ = ["OneBody", "OneStretch", "one_body"]


@dataclass(frozen=True, kw_only=True)
class OneStretch:
    """Between two events, for one body.

    Attributes:
        jumps: place of the state and what is added at the beginning, each (1,).
        inputs: sweat, infusion and dissolution, each (1,).
    """

    from_h: float
    to_h: float
    jumps: Sequence[tuple[int, Array]]
    inputs: Mapping[str, Array]


@dataclass(frozen=True, kw_only=True)
class OneBody:
    """One body with everything that happens to it.

    Attributes:
        theta: (param,).
        start: (state,).
    """

    model: BodyModel
    theta: Array
    start: Array
    stretches: tuple[OneStretch, ...]


def one_body(
    record: Record, goal: Goal, facts: Facts, regimen: Regimen, *, weeks: float, seed: int = 0
) -> OneBody:
    """The middle body of this person under a regimen.

    Raises:
        InputError: the model does not describe this person.
    """
    situation = situation_of(record, goal, facts)
    model = body_model(facts)
    posterior = posterior_of(
        record, situation, applicability(situation, record, facts), model, facts, seed=seed
    )
    if posterior is None or not posterior.finished:
        raise InputError(
            "the model does not describe this person", field="person", todo="See `simulate`"
        )
    serum = posterior.start[model.place("plasma")]
    middle = int(np.argsort(serum)[len(serum) // 2])
    theta = posterior.theta[:, [middle]]
    usual: Exposures = posterior.usual.of_lanes(np.array([middle]))
    stretches = scene_of(
        model,
        theta,
        _doses(regimen, posterior.others, middle, int(7 * weeks), facts),
        exposures=usual,
        to_h=168.0 * weeks,
    )
    return OneBody(
        model=model,
        theta=theta[:, 0],
        start=posterior.start[:, middle],
        stretches=tuple(
            OneStretch(from_h=s.from_h, to_h=s.to_h, jumps=s.jumps, inputs=s.inputs)
            for s in stretches
        ),
    )


def _doses(regimen: Regimen, others: Doses, lane: int, days: int, facts: Facts) -> Doses:
    """The regimen and other magnesium on every day."""
    product = regimen.product
    salt = product.salt if product else "bisglycinate"
    solubility = next((s.solubility for s in facts.salts if s.name == salt), "soluble")
    release = product.release if product else "immediate"
    form = form_of(salt, solubility=solubility, release=release)
    planned = [
        (24.0 * day + slot.clock_h, float(mg_to_mmol(slot.elemental_mg)), form)
        for day in range(days)
        for slot in regimen.slots
    ]
    planned += [
        (24.0 * day + hour, float(amount[min(lane, len(amount) - 1)]), other)
        for day in range(days)
        for hour, amount, other in zip(others.time_h, others.amount_mmol, others.form, strict=True)
    ]
    planned.sort()
    return Doses(
        time_h=np.array([hour for hour, _, _ in planned]),
        amount_mmol=np.array([[mmol] for _, mmol, _ in planned]).reshape(len(planned), 1),
        form=tuple(form for _, _, form in planned),
        with_meal=np.ones(len(planned), dtype=bool),
    )

"""What would a change of magnesium do to nerve and muscle, and could anybody see it?

Ionized, muscle and brain-fluid magnesium with measured calcium and potassium become the
readouts of the layer, each beside the noise of the instrument that could read it. In a
replete adult an oral course is not visible in any; in a deficit with its low calcium it
is, unless low potassium hides it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from magtitrate.effects.contraction import muscle_free_mmol_per_l, twitch_amplitude
from magtitrate.effects.cramp import cramp_rate_ratio
from magtitrate.effects.excitability import recruitment_scale, towards_threshold_mv
from magtitrate.effects.neuro_parameters import Array, Theta, drawn
from magtitrate.effects.nmda import brain_fluid_mmol_per_l, open_share
from magtitrate.effects.normal import normal_quantile
from magtitrate.effects.quantiles import quantiles
from magtitrate.effects.transmission import transmitting_share
from magtitrate.facts import Facts

__all__ = [
    "Milieu",
    "Readout",
    "cramp_index",
    "masked_by_potassium",
    "milieu_of",
    "readouts",
]

NMDA_AT_MV = -40.0
"""A voltage at which the block is half lifted, to show a change at its largest."""
REACTION = "reaction time at most"
TWO_SIDED_95 = normal_quantile(0.975)


@dataclass(frozen=True, kw_only=True)
class Milieu:
    """What nerve and muscle live in [mmol/L], each (lane,).

    Attributes:
        ionized: magnesium of plasma. calcium: ionized. potassium: of serum.
        muscle: free magnesium of muscle, latent. brain_fluid: ionized magnesium there.
    """

    ionized: Array
    muscle: Array
    brain_fluid: Array
    calcium: Array
    potassium: Array


@dataclass(frozen=True, kw_only=True)
class Readout:
    """One thing that an instrument could read, after against before.

    Attributes:
        change: median, with the interval of 9 in 10 draws.
        noise: the change that chance alone brings in 1 of 20 pairs of readings.
        probability_visible: chance that the true change is above the noise.
        bound: the most that could change, so that it can be called invisible, never visible.
    """

    name: str
    instrument: str
    unit: str
    change: float
    interval: tuple[float, float]
    noise: float
    probability_visible: float
    bound: bool = False

    @property
    def visible(self) -> bool:
        return not self.bound and self.probability_visible >= 1 / 2


def milieu_of(
    ionized: Array,
    facts: Facts,
    *,
    calcium: float | None = None,
    potassium: float | None = None,
    muscle: Array | None = None,
    brain_fluid: Array | None = None,
    seed: int = 0,
) -> Milieu:
    """The milieu at these draws of ionized magnesium; what is not given settles with it.

    Args:
        calcium, potassium: measured, in mmol/L (calcium ionized); the usual where unknown.
    """
    level = np.atleast_1d(np.asarray(ionized, dtype=float))
    theta = drawn(facts, level.size, seed=seed)
    calm = theta["reference_calcium_mmol_per_l"]
    usual = theta["reference_potassium_mmol_per_l"]
    return Milieu(
        ionized=level,
        muscle=muscle_free_mmol_per_l(level, theta) if muscle is None else muscle,
        brain_fluid=(
            brain_fluid_mmol_per_l(level, theta, facts) if brain_fluid is None else brain_fluid
        ),
        calcium=calm if calcium is None else np.full(level.size, calcium),
        potassium=usual if potassium is None else np.full(level.size, potassium),
    )


def readouts(before: Milieu, after: Milieu, facts: Facts, *, seed: int = 0) -> tuple[Readout, ...]:
    """Every readout with its change and the noise it would have to beat."""
    theta = drawn(facts, before.ionized.size, seed=seed)
    towards = _change(_towards, before, after, theta)
    scale = recruitment_scale(_towards(after, theta), theta) - recruitment_scale(
        _towards(before, theta), theta
    )
    fibers = _change(_transmitting, before, after, theta)
    rows: tuple[tuple[str, str, str, Array, str], ...] = (
        ("fibers that answer", "M-wave", "1", fibers, "mwave"),
        ("towards threshold", "threshold tracking", "mV", towards, "excitability_mv"),
        ("recruitment thresholds", "high-density EMG", "1", scale, "recruitment"),
        ("twitch force", "evoked twitch", "1", _change(_twitch, before, after, theta), "twitch"),
        (
            REACTION,
            "reaction test",
            "ms",
            np.asarray(theta["reaction_motor_ms"] * scale),
            "reaction_ms",
        ),
        ("open NMDA share", "none in a person", "1", _change(_open, before, after, theta), "nmda"),
    )
    return tuple(
        _readout(name, instrument, unit, change, theta[f"noise_{noise}"])
        for name, instrument, unit, change, noise in rows
    )


def masked_by_potassium(milieu: Milieu, facts: Facts, *, seed: int = 0) -> Array:
    """Irritability that low potassium hides and its repair would unmask [mV], (lane,)."""
    theta = drawn(facts, milieu.ionized.size, seed=seed)
    usual = theta["reference_potassium_mmol_per_l"]
    repaired = np.maximum(milieu.potassium, usual)
    now = _towards(milieu, theta)
    then = towards_threshold_mv(milieu.ionized, milieu.calcium, repaired, theta)
    return np.asarray(np.where(then > 0, then - now, 0.0))


def cramp_index(before: Milieu, after: Milieu, facts: Facts, *, seed: int = 0) -> Array:
    """Rate of cramps after against before by excitability alone, (lane,); mostly a guess."""
    theta = drawn(facts, before.ionized.size, seed=seed)
    return cramp_rate_ratio(_change(_towards, before, after, theta), theta)


def _towards(milieu: Milieu, theta: Theta) -> Array:
    return towards_threshold_mv(milieu.ionized, milieu.calcium, milieu.potassium, theta)


def _transmitting(milieu: Milieu, theta: Theta) -> Array:
    return transmitting_share(milieu.calcium, milieu.ionized, theta)


def _twitch(milieu: Milieu, theta: Theta) -> Array:
    return twitch_amplitude(milieu.muscle, theta)


def _open(milieu: Milieu, theta: Theta) -> Array:
    return open_share(NMDA_AT_MV, milieu.brain_fluid, theta)


def _change(
    part: Callable[[Milieu, Theta], Array], before: Milieu, after: Milieu, theta: Theta
) -> Array:
    return np.asarray(part(after, theta) - part(before, theta))


def _readout(name: str, instrument: str, unit: str, change: Array, sd: Array) -> Readout:
    """Noise of a difference of two readings: root two times the SD of one."""
    noise = TWO_SIDED_95 * math.sqrt(2) * float(np.mean(sd))
    low, middle, high = quantiles(change, [0.05, 0.5, 0.95])
    return Readout(
        name=name,
        instrument=instrument,
        unit=unit,
        change=float(middle),
        interval=(float(low), float(high)),
        noise=noise,
        probability_visible=float(np.mean(np.abs(change) > noise)),
        bound=name == REACTION,
    )

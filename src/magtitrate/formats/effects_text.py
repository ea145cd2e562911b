"""How do benefits and readouts read beside a forecast, as text and as JSON?"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from magtitrate.effects.neuromuscular import Readout
from magtitrate.formats.plan_text import benefit_line
from magtitrate.plan import Benefit

__all__ = ["effects_json", "effects_text"]

WIDTH = 80
LATENT = "Nerve and muscle by the model: none of it is a measurement of you."
NOTHING = "No instrument could show this change."


def effects_text(benefits: Sequence[Benefit], readouts: Sequence[Readout]) -> str:
    """What to expect of each outcome, then nerve and muscle beside measurement noise."""
    lines = ["", "What the evidence lets a person expect"]
    for benefit in benefits:
        lines += _wrapped(f"{benefit.outcome.replace('_', ' ')}: {benefit_line(benefit)}")
    if readouts:
        lines += ["", LATENT, "    change     noise  visible"]
        lines += [_readout(one) for one in readouts]
        if not any(one.visible for one in readouts):
            lines.append(NOTHING)
    return "\n".join(lines) + "\n"


def effects_json(benefits: Sequence[Benefit], readouts: Sequence[Readout]) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "benefit": [asdict(benefit) for benefit in benefits],
        "readouts": [{**asdict(one), "visible": one.visible} for one in readouts],
        "readouts_note": LATENT,
    }


def _readout(one: Readout) -> str:
    unit = "" if one.unit == "1" else f" {one.unit}"
    seen = "yes" if one.visible else "no"
    return f"  {one.change:+8.3f}  {one.noise:8.3f}  {seen:7s}  {one.name}{unit} ({one.instrument})"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False
    )

"""How does the gauge of too much magnesium read in a terminal, and as JSON?"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict

from magtitrate.effects.toxicity import Gauge
from magtitrate.plan import Reason
from magtitrate.units import from_canonical

__all__ = ["gauge_json", "gauge_text"]

WIDTH = 80


def gauge_text(gauge: Gauge, rules: Sequence[Reason]) -> str:
    """What the rule book says first, then what has been published at this level."""
    serum = gauge.serum_mmol_per_l
    mass = from_canonical("serum_magnesium", serum, "mg/dL")
    lines = [f"Serum magnesium {serum:.2f} mmol/L ({mass:.2f} mg/dL)", ""]
    lines += _items([f"{rule.code}: {rule.sentence}" for rule in rules])
    if not rules:
        lines += _items(["No rule on laboratory values speaks at this level."])
    lines += ["", "Lowest published onset of each sign, reached at this level"]
    lines += _items(gauge.signs or ("none",))
    if gauge.next_mmol_per_l is not None:
        lines += ["", f"Next, at {gauge.next_mmol_per_l:g} mmol/L", *_items([str(gauge.next_sign)])]
    factor = (
        f"Transmission from nerve to muscle, by the model: safety factor "
        f"{gauge.safety_factor:.1f}; fibers begin to fail below 1."
    )
    return "\n".join([*lines, "", *_wrapped(factor), "", *_wrapped(gauge.warning)]) + "\n"


def gauge_json(gauge: Gauge, rules: Sequence[Reason]) -> str:
    """The same as JSON."""
    body = {**asdict(gauge), "rules": [asdict(rule) for rule in rules]}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _items(texts: Sequence[str]) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(text, WIDTH, initial_indent="- ",
            subsequent_indent="  ")]  # fmt: skip


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)

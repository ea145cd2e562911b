"""How do the articles beside a plan, and the plan under other circumstances, read?

As text of 80 columns and as plain values for JSON. What stands here is told, never offered.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Protocol

__all__ = ["as_written_json", "as_written_text", "what_if_json", "what_if_text"]

WIDTH = 80
NOT_SHOWN = "The articles' text is not shown beside a plan without a dose."
NOT_OFFERED = "For comparison only. The articles' side cannot be chosen, and is no advice."


class Pillar(Protocol):
    """One pillar (`as_written.Pillar`)."""

    @property
    def name(self) -> str: ...
    @property
    def articles(self) -> str: ...
    @property
    def plan(self) -> str: ...
    @property
    def why(self) -> str: ...


class Simulated(Protocol):
    """One simulated regimen (`as_written.Simulated`)."""

    @property
    def name(self) -> str: ...
    @property
    def daily_elemental_mg(self) -> float: ...
    @property
    def absorbed_mg_per_day(self) -> float: ...
    @property
    def serum_mmol_per_l(self) -> float: ...
    @property
    def urine_mmol_per_day(self) -> float: ...
    @property
    def above_ceiling(self) -> float: ...
    @property
    def loose_stool(self) -> float: ...


class Both(Protocol):
    """Articles and plan (`as_written.AsWritten`)."""

    @property
    def pillars(self) -> Sequence[Pillar]: ...
    @property
    def simulated(self) -> Sequence[Simulated]: ...


class Otherwise(Protocol):
    """One change (`alternatives.Alternative`)."""

    @property
    def sentence(self) -> str: ...


def as_written_text(both: Both) -> str:
    """Pillar by pillar, then the simulated days."""
    if not both.pillars:
        return f"\n{NOT_SHOWN}\n"
    lines = ["", "The articles beside this plan", *_wrapped(NOT_OFFERED)]
    for number, pillar in enumerate(both.pillars, start=1):
        lines += ["", f"{number}. {pillar.name}"]
        for head, text in (
            ("articles", pillar.articles),
            ("this plan", pillar.plan),
            ("why", pillar.why),
        ):
            lines += textwrap.wrap(
                f"{head + ':':11s}{text}", WIDTH, initial_indent="   ", subsequent_indent=" " * 14
            )
    if both.simulated:
        lines += [
            "",
            "Both in the model, at steady state in bodies like yours",
            "  mg/day  absorbed  serum     urine     above the  loose",
            "          mg/day    mmol/L    mmol/day  ceiling    stool",
        ]
        lines += [_line(one) for one in both.simulated]
    return "\n".join(lines) + "\n"


def _line(one: Simulated) -> str:
    return (
        f"  {one.daily_elemental_mg:6g}  {one.absorbed_mg_per_day:8.0f}  "
        f"{one.serum_mmol_per_l:+.3f}    {one.urine_mmol_per_day:+6.2f}    "
        f"{one.above_ceiling:9.0%}  {one.loose_stool:5.0%}  {one.name}"
    )


def as_written_json(both: Both) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "note": NOT_OFFERED if both.pillars else NOT_SHOWN,
        "pillars": [asdict(pillar) for pillar in both.pillars],  # type: ignore[call-overload]
        "simulated": [asdict(one) for one in both.simulated],  # type: ignore[call-overload]
    }


def what_if_text(changes: Sequence[Otherwise]) -> str:
    """A sentence a change."""
    lines = ["", "What would change the plan"]
    for change in changes:
        lines += textwrap.wrap(change.sentence, WIDTH, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def what_if_json(changes: Sequence[Otherwise]) -> list[dict[str, Any]]:
    """The same as plain values."""
    return [asdict(change) for change in changes]  # type: ignore[call-overload]


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)

"""Was the dose steady when a sample was drawn?

Serum takes about two weeks to settle after a change of dose (L-11). A value from before that
says too little of the dose that is taken now, so no rise may rest on it; it can still stop.
"""

from __future__ import annotations

from datetime import timedelta

from magtitrate.facts import Facts
from magtitrate.record import Record

__all__ = ["steady_when_drawn"]

ROUNDING_MG = 1e-6


def steady_when_drawn(record: Record, drawn_h: float, facts: Facts) -> str | None:
    """`yes` or `no`; `None` where the diary holds no doses of the days before the draw.

    The amounts meant for a day are compared, so a missed dose that was written down is no
    change, and neither is a day on which nothing was written. A diary writes a missed dose
    without its size: then what else was taken on that day must only not be more than on a
    whole day, and most days must be whole. The day of the draw itself is left out: its doses
    mostly come after it.

    Args:
        drawn_h: when the sample was drawn, hours since the record's zero [h].
        facts: uses policy.dose_steady.
    """
    days = int(facts.value("policy.dose_steady"))
    drawn = record.instant(drawn_h).date()
    meant: dict[int, float] = {}
    partly: set[int] = set()
    for event in record.doses:
        ago = (drawn - record.instant(event.time_h).date()) // timedelta(days=1)
        if event.status == "missed" and event.elemental_mg == 0:
            partly.add(ago)
        elif event.status in ("taken", "missed") and event.elemental_mg > 0:
            meant[ago] = meant.get(ago, 0.0) + event.elemental_mg
    recent = {ago: mg for ago, mg in meant.items() if 1 <= ago <= days}
    if not recent:
        return None
    whole = [mg for ago, mg in recent.items() if ago not in partly]
    begun_before = any(ago >= days for ago in meant)
    if not begun_before or 2 * len(whole) <= len(recent):
        return "no"
    changed = (
        max(whole) - min(whole) > ROUNDING_MG or max(recent.values()) > max(whole) + ROUNDING_MG
    )
    return "no" if changed else "yes"

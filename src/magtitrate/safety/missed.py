"""What about a dose that was missed? It is skipped, and the next one is as planned.

Rule D-07: never double, never make up. The answer does not depend on how late it is, how often
it happened, or what the model thinks.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.plan import DosePlan, Reason
from magtitrate.record import Record
from magtitrate.safety.clockwork import planned_doses

__all__ = ["missed_dose"]


def missed_dose(dose: DosePlan, record: Record, facts: Facts) -> Reason:
    """What to do now: wait for the next dose of the plan, at its own time and size."""
    rule = next(rule for rule in facts.rules if rule.id == "D-07")
    following = planned_doses(dose, record, int(facts.value("policy.plan_life")))
    numbers: dict[str, float] = {}
    after = " The plan has no further dose; it is time for a new one."
    if following:
        on, clock, mg = following[0]
        after = f" The next one is on {on.isoformat()} at {clock}, with its usual {mg:g} mg."
        numbers["next_elemental_mg"] = mg
    return Reason(
        code="D-07",
        sentence=f"{rule.sentence}{after}",
        numbers=numbers,
        facts=(f"rule:{rule.key}", *rule.source),
    )

"""What became of each decision of a clinician to set a rule aside?

Only a rule that says so can be set aside. Every other override is answered: it changed nothing,
and the rule still holds (H-32). None goes beyond D-02, and none past a hard stop.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.plan import Goal, Override, Reason

__all__ = ["override_reasons"]


def override_reasons(goal: Goal, facts: Facts) -> tuple[Reason, ...]:
    """One reason for each override: set aside, not possible, or no such rule."""
    return tuple(_answer(override, facts) for override in goal.overrides)


def _answer(override: Override, facts: Facts) -> Reason:
    rows = [rule for rule in facts.rules if override.rule in (rule.id, rule.key)]
    allowed = [rule for rule in rows if rule.override]
    by = f"by {override.by} on {override.on.isoformat()}: {override.reason}"
    if allowed:
        return Reason(
            code="override",
            sentence=f"{override.rule} ({allowed[0].title}) was set aside {by}",
            facts=tuple(f"rule:{rule.key}" for rule in allowed),
        )
    if rows:
        return Reason(
            code="override_refused",
            sentence=f"{override.rule} ({rows[0].title}) cannot be set aside by anyone, and still "
            f"holds. Asked for {by}",
            facts=(f"rule:{rows[0].key}",),
        )
    what = "an interaction" if any(r.id == override.rule for r in facts.interactions) else "no rule"
    return Reason(
        code="override_refused",
        sentence=f"{override.rule} is {what} that could be set aside; nothing was. Asked for {by}",
        facts=("rule:D-02",),
    )

"""Was the plan in force made with something that has since been found wrong?"""

from __future__ import annotations

from dataclasses import replace

from magtitrate.facts import Facts
from magtitrate.facts.safety_shapes import Recall
from magtitrate.plan import Adjustment, PlanInForce, Reason

__all__ = ["recall_reasons", "reopened"]


def recall_reasons(in_force: PlanInForce | None, facts: Facts) -> tuple[Reason, ...]:
    """One reason for each recall that touches the plan in force."""
    if in_force is None:
        return ()
    return tuple(
        Reason(
            code="recall",
            sentence=f"The plan in force was made with something that was found wrong on "
            f"{recall.since.isoformat()}: {recall.reason} {recall.action}",
            facts=(f"recall:{recall.id}",),
        )
        for recall in facts.recalls.values()
        if _touches(recall, in_force)
    )


def reopened(adjustment: Adjustment | None, recalls: tuple[Reason, ...]) -> Adjustment | None:
    """The adjustment that says first that the old plan no longer stands."""
    if adjustment is None or not recalls:
        return adjustment
    said = " ".join(recall.sentence for recall in recalls)
    return replace(adjustment, why=f"Reopened. {said} {adjustment.why}")


def _touches(recall: Recall, in_force: PlanInForce) -> bool:
    return (
        bool(recall.facts_hash and recall.facts_hash == in_force.facts_hash)
        or bool(recall.model_version and recall.model_version == in_force.model_version)
        or bool(recall.fact and recall.fact in in_force.facts)
    )

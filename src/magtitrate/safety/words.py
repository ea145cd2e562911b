"""Which words stand on every plan, whatever it says?

Stop rules, emergency words of the jurisdiction, and what this program is not.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.plan import Goal

__all__ = ["warnings_of"]

NOT_A_DEVICE = (
    "Research and education software. Not a medical device, not cleared or CE-marked. It does "
    "not diagnose or treat. Talk to a doctor or pharmacist before acting on it."
)
STOP = (
    "Stop and see a doctor at once with nausea, vomiting, flushing, dizziness, unusual weakness, "
    "drowsiness or a slow pulse; with much less urine than usual; or with diarrhea that lasts."
)
EMERGENCY = (
    "Fainting, chest pain, an irregular or very slow heartbeat, trouble breathing, severe "
    "weakness, confusion, a seizure, or severe belly pain:"
)
MISSED = "A missed dose is skipped. Never double the next one."
PAUSE = (
    "Pause on a sick day (vomiting, diarrhea, fever, not eating or drinking), before surgery, "
    "and with every new medicine until its gap is known."
)
LIFE = "This plan and the answers behind it last at most 28 days."
LIST = (
    "The list of interactions is not complete; a pharmacist knows more. Keep supplements away "
    "from children."
)
OPTIONS = "Doing nothing, eating better, or asking a professional are always options."


def warnings_of(goal: Goal, facts: Facts, *, emergency: bool) -> tuple[str, ...]:
    """The warnings, emergency first."""
    place = facts.jurisdictions[goal.jurisdiction]
    now = (
        f"Emergency: {place.emergency}. Overdose, or a child who swallowed it: {place.poison}. "
        "No magnesium until a professional has seen you."
    )
    first = f"{EMERGENCY} {place.emergency}."
    crisis = f"Thoughts of suicide: {place.crisis}."
    head = (now,) if emergency else ()
    return (*head, first, crisis, STOP, MISSED, PAUSE, LIFE, LIST, OPTIONS, NOT_A_DEVICE)

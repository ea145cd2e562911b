"""As which medicine was a name read, and how far does magnesium stay from it?

Said while it is typed, so that a slip shows before a plan rests on it.
"""

from __future__ import annotations

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.patient import Medicine
from magtitrate.safety.medicines import Matched, match

__all__ = ["read_as"]


def read_as(name: str, facts: Facts) -> str:
    """A sentence or two about one line of the list; empty for an empty one."""
    if not name.strip():
        return ""
    try:
        (found,) = match((Medicine(name=name.strip()),), facts)
    except InputError:
        return ""
    if found.near:
        return f"Did you mean {' or '.join(found.near)}? As it is written, the plan has to wait."
    names = [row.name for row in found.substances]
    if not names:
        return _unknown(found)
    return f"Read as {_listed(names)}. {_kept(found)}"


def _unknown(found: Matched) -> str:
    if found.doubtful:
        return (
            "This is not the name of a medicine. The name of the substance stands on the box, "
            "in small letters; without it the plan has to wait."
        )
    return f"Not recognized. Please look at the spelling, or ask a pharmacist. {_kept(found)}"


def _kept(found: Matched) -> str:
    """The gap, in the words of the plan."""
    effects = [effect for row in found.interactions for effect in row.effects]
    if any(effect.kind == "avoid" for effect in effects):
        return "No magnesium beside it; the prescriber decides."
    if any(effect.kind == "pause" for effect in effects):
        more = " While it is taken, magnesium may pause."
    else:
        more = ""
    gaps = [effect for effect in effects if effect.kind == "gap"]
    before = max((effect.before_drug_h or 0.0 for effect in gaps), default=0.0)
    after = max((effect.after_drug_h or 0.0 for effect in gaps), default=0.0)
    if not found.meets_magnesium or not (before or after):
        return f"It needs no gap.{more}"
    return f"Magnesium at least {before:g} h before it or {after:g} h after it.{more}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"

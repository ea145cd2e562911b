"""As which medicine was a name read, and how far does magnesium stay from it?

Said while it is typed, so that a slip shows before a plan rests on it.
"""

from __future__ import annotations

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.listed import listed
from magtitrate.patient import Medicine
from magtitrate.safety.medicines import Matched, match

__all__ = ["is_read", "read_as"]


def is_read(name: str, facts: Facts) -> bool:
    """Is it the name of a medicine that the facts know, spelled so?"""
    found = _found(name, facts)
    return found is not None and not found.near and bool(found.substances)


def read_as(name: str, facts: Facts) -> str:
    """A sentence or two about one line of the list; empty for an empty one."""
    found = _found(name, facts)
    if found is None:
        return ""
    if found.near:
        return f"Did you mean {' or '.join(found.near)}? As it is written, the plan has to wait."
    if not found.substances:
        return _unknown(found)
    return f"Read as {listed([row.name for row in found.substances])}. {_kept(found)}"


def _found(name: str, facts: Facts) -> Matched | None:
    if not name.strip():
        return None
    try:
        (found,) = match((Medicine(name=name.strip()),), facts)
    except InputError:
        return None
    return found


def _unknown(found: Matched) -> str:
    if found.doubtful:
        return (
            "This is not the name of a medicine. The name of the substance stands on the box, "
            "in small letters; without it the plan has to wait."
        )
    return f"Not recognized. Please look at the spelling, or ask a pharmacist. {_kept(found)}"


def _kept(found: Matched) -> str:
    """The gap, and who decides, in the words of the plan."""
    effects = [effect for row in found.interactions for effect in row.effects]
    if any(effect.kind == "avoid" for effect in effects):
        return "No magnesium beside it; the prescriber decides."
    gaps = [effect for effect in effects if effect.kind == "gap"]
    before = max((effect.before_drug_h or 0.0 for effect in gaps), default=0.0)
    after = max((effect.after_drug_h or 0.0 for effect in gaps), default=0.0)
    whom = [effect.to for effect in effects if effect.kind == "refer"]
    said = []
    if whom:
        said.append(f"Whether magnesium goes with it is for {listed(whom)} to say.")
    said += [f"The plan waits for {effect.ask}." for effect in effects if effect.kind == "hold"]
    if found.meets_magnesium and (before or after):
        said.append(f"Magnesium at least {before:g} h before it or {after:g} h after it.")
    elif not said:
        said.append("It needs no gap.")
    if any(effect.kind == "pause" for effect in effects):
        said.append("While it is taken, magnesium may pause.")
    return " ".join(said)

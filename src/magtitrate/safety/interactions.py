"""How far must magnesium stay from each medicine, and what else do the medicines ask?

`gap_before_h`: magnesium at least this long before the medicine. `gap_after_h`: at least
this long after it. Where several rows speak of one medicine, the larger gap counts in
each direction.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.facts.shapes import Effect, Interaction
from magtitrate.plan import Pairing
from magtitrate.safety.medicines import Matched
from magtitrate.safety.situation import Situation

__all__ = ["Gap", "crowded", "gaps_of", "pairings_of"]


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One medicine at one clock time, and the hours magnesium keeps away from it.

    Attributes:
        weekdays: the days on which it is taken; every day where empty.
        reason: the interaction that asks for it.
    """

    item: str
    clock_h: float
    weekdays: tuple[str, ...] = ()
    gap_before_h: float
    gap_after_h: float
    reason: str


def gaps_of(situation: Situation) -> tuple[Gap, ...]:
    """Every gap of the medicines in use, one per medicine and clock time."""
    return tuple(
        Gap(
            item=matched.medicine.name,
            clock_h=hour,
            weekdays=matched.medicine.weekdays,
            gap_before_h=before,
            gap_after_h=after,
            reason=_asking(matched),
        )
        for matched in situation.matched
        if matched.meets_magnesium
        for before, after in [_widest(matched)]
        if before > 0 or after > 0
        for hour in matched.medicine.clock_h
    )


def _gap_effects(matched: Matched) -> list[tuple[Interaction, Effect]]:
    return [(row, e) for row in matched.interactions for e in row.effects if e.kind == "gap"]


def _widest(matched: Matched) -> tuple[float, float]:
    effects = [effect for _, effect in _gap_effects(matched)]
    before = max((e.before_drug_h or 0.0 for e in effects), default=0.0)
    after = max((e.after_drug_h or 0.0 for e in effects), default=0.0)
    return before, after


def _asking(matched: Matched) -> str:
    rows = _gap_effects(matched)
    return max(rows, key=lambda pair: pair[1].before_drug_h or 0.0)[0].key


def crowded(situation: Situation) -> tuple[tuple[Gap, str, float], ...]:
    """Magnesium that is taken already, inside the gap of a medicine: gap, its name, its hour.

    The plan cannot move it; a multivitamin beside levothyroxine is said, not passed over.
    """
    return tuple(
        (gap, name, hour)
        for gap in gaps_of(situation)
        for name, hour in situation.magnesium_at
        if name != gap.item
        if (gap.clock_h - hour) % 24 < gap.gap_before_h
        or (hour - gap.clock_h) % 24 < gap.gap_after_h
    )


def pairings_of(situation: Situation) -> tuple[Pairing, ...]:
    """What to say about each medicine: its gap, its caution, or that none is needed."""
    return tuple(_pairing(matched) for matched in situation.matched)


def _pairing(matched: Matched) -> Pairing:
    rows = matched.interactions
    before, after = _widest(matched) if matched.meets_magnesium else (0.0, 0.0)
    gapped = before > 0 or after > 0
    if gapped and not any(e.kind == "avoid" for row in rows for e in row.effects):
        advice = (
            f"Consider magnesium at least {before:g} h before or {after:g} h after "
            f"{matched.medicine.name}."
        )
    elif any(e.kind == "avoid" for row in rows for e in row.effects):
        advice = f"No magnesium beside {matched.medicine.name}; the prescriber decides."
    elif matched.known:
        advice = f"No gap from {matched.medicine.name} is needed."
    else:
        advice = f"{matched.medicine.name} is not in the list; ask a pharmacist."
    return Pairing(
        item=matched.medicine.name,
        advice=advice,
        why=" ".join([*dict.fromkeys(row.sentence for row in rows), *_questions(matched)])
        or "No interaction with magnesium is known for it in the list used here.",
        gap_before_h=before if gapped else None,
        gap_after_h=after if gapped else None,
        facts=tuple(f"interaction:{row.key}" for row in rows),
    )


def _questions(matched: Matched) -> list[str]:
    if matched.known:
        return []
    names = f" Did you mean {' or '.join(matched.near)}?" if matched.near else ""
    return [
        f"This name is not in the list of medicines, so the widest usual gap is kept.{names} "
        "Please ask a pharmacist."
    ]

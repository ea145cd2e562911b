"""Which known substances does a list of medicines contain?

A name matches exactly (letters and digits, case ignored) or not at all. A near miss is a
question to the person, never a silent match; an unmatched name takes the default rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.facts.medicine_names import plain_name
from magtitrate.facts.shapes import Interaction, MedicineName
from magtitrate.patient import Medicine

__all__ = ["Matched", "match", "tokens"]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """One medicine of the person and what is known of it.

    Attributes:
        substances: the rows of the name index behind it; several for a combination, none
            where the name is unknown.
        interactions: the interaction rows of all of them; the default where unknown.
        near: names within one edit, to be asked about.
    """

    medicine: Medicine
    substances: tuple[MedicineName, ...]
    interactions: tuple[Interaction, ...]
    near: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.substances)

    @property
    def meets_magnesium(self) -> bool:
        """Can it meet magnesium in the gut at all? An unknown medicine is taken to."""
        return not self.known or any(s.route == "oral" for s in self.substances)


def match(medicines: tuple[Medicine, ...], facts: Facts) -> tuple[Matched, ...]:
    """Each medicine with its substances and interactions, in the order given."""
    if not medicines:
        return ()
    index = facts.medicine_index
    return tuple(_matched(medicine, index, facts) for medicine in medicines)


def tokens(found: tuple[Matched, ...]) -> frozenset[str]:
    """Every word a rule may ask for: substance names, their classes, interaction ids."""
    words: set[str] = set()
    for matched in found:
        words.update(row.id for row in matched.interactions)
        for substance in matched.substances:
            words.update((substance.name, *substance.classes))
    return frozenset(words)


def _matched(medicine: Medicine, index: dict[str, MedicineName], facts: Facts) -> Matched:
    row = index.get(plain_name(medicine.name)) or index.get(plain_name(_without_strength(medicine.name)))
    if row is None:
        return Matched(
            medicine=medicine,
            substances=(),
            interactions=default_interactions(facts),
            near=_near(plain_name(_without_strength(medicine.name)), index),
        )
    parts = tuple(index[plain_name(name)] for name in row.combination if plain_name(name) in index)
    substances = (row, *parts)
    names = {substance.name for substance in substances}
    rows = tuple(r for r in facts.interactions if names & set(r.agents))
    if not _has_a_gap_answer(rows) and _oral(substances) and not row.no_interaction:
        rows += default_interactions(facts)
    return Matched(medicine=medicine, substances=substances, interactions=rows)


def default_interactions(facts: Facts) -> tuple[Interaction, ...]:
    """The rule for a medicine that no row names: 4 h both ways and a pharmacist."""
    return tuple(row for row in facts.interactions if row.id == "I-00")


def _has_a_gap_answer(rows: tuple[Interaction, ...]) -> bool:
    """Does any row settle how the medicine and magnesium meet in the gut?"""
    return any(row.direction != "magnesium_lowers_drug" for row in rows) or any(
        effect.kind in ("gap", "avoid") for row in rows for effect in row.effects
    )


def _oral(substances: tuple[MedicineName, ...]) -> bool:
    return any(substance.route == "oral" for substance in substances)


_STRENGTH = re.compile(
    r"\b\d+([.,]\d+)?\s*(mg|mcg|ug|µg|g|ml|iu|units?|%)\b.*$|\b(tablets?|capsules?|caps|tabs?)\b.*$",
    re.IGNORECASE,
)


def _without_strength(name: str) -> str:
    """`Levothyroxine 50 mcg tablets` is levothyroxine."""
    return _STRENGTH.sub("", name)


def _near(plain: str, index: dict[str, MedicineName]) -> tuple[str, ...]:
    """Index names within one edit of a name of at least five letters."""
    if len(plain) < 5:
        return ()
    found = {
        index[key].name
        for key in index
        if abs(len(key) - len(plain)) <= 1 and _one_edit(key, plain)
    }
    return tuple(sorted(found))


def _one_edit(a: str, b: str) -> bool:
    """Equal after one insertion, deletion, substitution or swap of neighbors."""
    if len(a) > len(b):
        a, b = b, a
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    swapped = (
        a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]
    )
    return swapped or a[start + 1 :] == b[start + 1 :]

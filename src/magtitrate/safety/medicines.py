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
    """One line of the list; where it names several medicines, all of them together."""
    row = index.get(plain_name(medicine.name)) or index.get(plain_name(_bare(medicine.name)))
    if row is not None:
        return Matched(
            medicine=medicine,
            substances=(row, *_parts_of(row, index)),
            interactions=_interactions(row, index, facts),
        )
    names = _several(medicine.name)
    found = [index.get(plain_name(name)) for name in names]
    if len(names) > 1 and any(found):
        known = [one for one in found if one is not None]
        rows = [r for one in known for r in _interactions(one, index, facts)]
        whole = len(known) == len(names)
        rows += [] if whole else default_interactions(facts)
        return Matched(
            medicine=medicine,
            substances=tuple(known),
            interactions=tuple({r.key: r for r in rows}.values()),
            near=() if whole else _near(plain_name(_bare(medicine.name)), index),
        )
    return Matched(
        medicine=medicine,
        substances=(),
        interactions=default_interactions(facts),
        near=tuple(sorted({near for name in names for near in _near(plain_name(name), index)})),
    )


def _parts_of(row: MedicineName, index: dict[str, MedicineName]) -> tuple[MedicineName, ...]:
    return tuple(index[plain_name(name)] for name in row.combination if plain_name(name) in index)


def _interactions(
    row: MedicineName, index: dict[str, MedicineName], facts: Facts
) -> tuple[Interaction, ...]:
    """The rows of a substance, or of a combination's every part; nobody answers for another."""
    parts = _parts_of(row, index)
    rows = [r for r in facts.interactions if row.name in r.agents]
    if not row.combination:
        settled = row.no_interaction or row.route != "oral" or _has_a_gap_answer(tuple(rows))
        return tuple(rows) if settled else (*rows, *default_interactions(facts))
    for part in parts:
        rows += _interactions(part, index, facts)
    if len(parts) < len(row.combination):
        rows += default_interactions(facts)
    return tuple({r.key: r for r in rows}.values())


def default_interactions(facts: Facts) -> tuple[Interaction, ...]:
    """The rule for a medicine that no row names: 4 h both ways and a pharmacist."""
    return tuple(row for row in facts.interactions if row.id == "I-00")


def _has_a_gap_answer(rows: tuple[Interaction, ...]) -> bool:
    """Does any row settle how the medicine and magnesium meet in the gut?"""
    return any(row.direction != "magnesium_lowers_drug" for row in rows) or any(
        effect.kind in ("gap", "avoid") for row in rows for effect in row.effects
    )


_STRENGTH = re.compile(
    r"\d+([.,]\d+)?\s*(mg|mcg|ug|µg|g|ml|iu|units?|%)(\s*/\s*(\d+\s*)?(ml|g|h|d|dose))?(?![a-z])"
    r"|\b(tablets?|capsules?|caps|tabs?|pills?)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[/+,;&]|\band\b|\bwith\b|\bplus\b", re.IGNORECASE)


def _bare(name: str) -> str:
    """`Levothyroxine 50 mcg tablets` is levothyroxine; nothing but strength and form goes."""
    return _STRENGTH.sub(" ", name)


def _several(name: str) -> list[str]:
    """The names in a line that lists more than one medicine."""
    return [part.strip() for part in _BETWEEN.split(_bare(name)) if part.strip()] or [name]


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

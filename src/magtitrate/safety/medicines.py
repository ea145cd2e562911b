"""Which known substances does a list of medicines contain?

A name of the index that stands in a line as whole words matches, whatever is written beside
it. A near miss, a word for a kind of medicine or a denial is a question to the person (I-62),
never a silent match; what nobody knows takes the default rule (I-00).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from magtitrate.facts import Facts
from magtitrate.facts.medicine_names import plain_name
from magtitrate.facts.shapes import Interaction, MedicineName
from magtitrate.patient import Medicine
from magtitrate.safety.medicine_text import Read, read_line

__all__ = ["Matched", "match", "tokens"]

DEFAULT = "I-00"
QUESTION = "I-62"
UNNAMED = "unnamed"
BARE_MAGNESIUM = "magnesium supplement"
SHOWN = 3  # near names in one sentence
# Beside these a product is still a supplement; any other class makes it a medicine.
SUPPLEMENT_CLASSES = frozenset(
    {
        *("magnesium_source", "supplement", "mineral", "vitamin", "vitamin_d", "calcium", "iron"),
        *("antacid", "laxative", "fiber", "drink", "phosphate", "bowel_preparation"),
        *("potassium_supplement", "stimulant"),
    }
)


@dataclass(frozen=True, kw_only=True)
class Matched:
    """One medicine of the person and what is known of it.

    Attributes:
        substances: the rows of the name index behind it; several for a combination or a line
            that names several, none where the name is unknown.
        interactions: the interaction rows of all of them; the default where unknown, and the
            questions of I-62 where something has to be asked.
        near: names that a word of it may mean, to be asked about.
    """

    medicine: Medicine
    substances: tuple[MedicineName, ...]
    interactions: tuple[Interaction, ...]
    near: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return bool(self.substances)

    @property
    def asked(self) -> bool:
        """Has the person to be asked what it is, or whether it is taken?"""
        return any(row.id == QUESTION for row in self.interactions)

    @property
    def doubtful(self) -> bool:
        """Does it say something that is a question? `Drink` says nothing, and needs no name."""
        return any(row.id == QUESTION and row.part != UNNAMED for row in self.interactions)

    @property
    def is_medicine(self) -> bool:
        """Is any part of it more than a supplement? One under the magnesium sources may be."""
        return any(not SUPPLEMENT_CLASSES.issuperset(s.classes) for s in self.substances)

    @property
    def meets_magnesium(self) -> bool:
        """Can it meet magnesium in the gut at all? What is not wholly known is taken to."""
        unknown = any(row.id == DEFAULT for row in self.interactions)
        return not self.known or unknown or any(s.route == "oral" for s in self.substances)


def match(medicines: tuple[Medicine, ...], facts: Facts) -> tuple[Matched, ...]:
    """Each medicine with its substances and interactions, in the order given."""
    if not medicines:
        return ()
    read = [read_line(m.name, facts.medicine_names, facts.medicine_words) for m in medicines]
    asking = _questions(medicines, read, facts)
    return tuple(
        _matched(medicine, line, asking, facts)
        for medicine, line in zip(medicines, read, strict=True)
    )


def tokens(found: tuple[Matched, ...]) -> frozenset[str]:
    """Every word a rule may ask for: substance names, their classes, interaction ids."""
    words: set[str] = set()
    for matched in found:
        words.update(row.id for row in matched.interactions)
        for substance in matched.substances:
            words.update((substance.name, *substance.classes))
    return frozenset(words)


def _matched(
    medicine: Medicine, line: Read, asking: dict[str, Interaction], facts: Facts
) -> Matched:
    """One line of the list; where it names several medicines, all of them together."""
    index = facts.medicine_index
    named = (*line.rows, *_bare_magnesium(line, index))
    rows = [row for one in named for row in _interactions(one, index, facts)]
    if not named or line.unknown or line.near:
        rows += default_interactions(facts)
    rows += [asking[part] for part in _asked_parts(line)]
    parts = [part for one in named for part in _parts_of(one, index)]
    return Matched(
        medicine=medicine,
        substances=tuple({row.name: row for row in (*named, *parts)}.values()),
        interactions=tuple({row.key: row for row in rows}.values()),
        near=line.near,
    )


def _bare_magnesium(line: Read, index: dict[str, MedicineName]) -> tuple[MedicineName, ...]:
    """A word for magnesium that no row holds makes the line a source of unknown amount."""
    row = index.get(plain_name(BARE_MAGNESIUM))
    if row is None or not line.magnesium or any("magnesium_source" in r.classes for r in line.rows):
        return ()
    return (row,)


def _parts_of(row: MedicineName, index: dict[str, MedicineName]) -> tuple[MedicineName, ...]:
    return tuple(index[plain_name(name)] for name in row.combination if plain_name(name) in index)


def _interactions(
    row: MedicineName, index: dict[str, MedicineName], facts: Facts
) -> tuple[Interaction, ...]:
    """The rows of a substance, or of a combination's every part; nobody answers for another."""
    parts = _parts_of(row, index)
    rows = facts.interactions_of.get(row.name, ())
    if not row.combination:
        settled = row.no_interaction or row.route != "oral" or _has_a_gap_answer(rows)
        return rows if settled else (*rows, *default_interactions(facts))
    for part in parts:
        rows += _interactions(part, index, facts)
    if len(parts) < len(row.combination):
        rows += default_interactions(facts)
    return tuple({r.key: r for r in rows}.values())


def default_interactions(facts: Facts) -> tuple[Interaction, ...]:
    """The rule for a medicine that no row names: 4 h both ways and a pharmacist."""
    return tuple(r for r in facts.interactions_of["*"] if r.id == DEFAULT)


def _has_a_gap_answer(rows: tuple[Interaction, ...]) -> bool:
    """Does any row settle how the medicine and magnesium meet in the gut?"""
    return any(row.direction != "magnesium_lowers_drug" for row in rows) or any(
        effect.kind in ("gap", "avoid") for row in rows for effect in row.effects
    )


# ---------------------------------------------------------------- what has to be asked


def _asked_parts(line: Read) -> tuple[str, ...]:
    """The parts of I-62 that a line calls for."""
    asked = {
        "spelling": line.near,
        "use": line.uses,
        "ended": line.ended,
        "unreadable": line.unreadable,
        UNNAMED: line.unnamed,
    }
    return tuple(part for part, found in asked.items() if found)


def _questions(
    medicines: Iterable[Medicine], read: list[Read], facts: Facts
) -> dict[str, Interaction]:
    """The rows of I-62, each with what it found in the whole list, for one sentence says it all."""
    said: dict[str, list[str]] = {"spelling": [], "use": []}
    for medicine, line in zip(medicines, read, strict=True):
        if line.near:
            meant = " or ".join(line.near[:SHOWN])
            said["spelling"].append(f"Did you mean {meant} by {medicine.name}?")
        said["use"] += [f"Which is {use}?" for use in line.uses]
    return {
        row.part: replace(
            row, sentence=" ".join(dict.fromkeys((row.sentence, *said.get(row.part, ()))))
        )
        for row in facts.interactions_of["*"]
        if row.id == QUESTION
    }

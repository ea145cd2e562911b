"""Is an alarm sign found in the words of a note, and only there?"""

from __future__ import annotations

import pytest

from magtitrate.facts import Facts
from magtitrate.safety.alarms import alarms_in


def found(note: str, facts: Facts) -> set[str]:
    return set(alarms_in(note, tuple(facts.symptoms), facts))


def red(facts: Facts) -> list[str]:
    return [code for code, row in facts.symptoms.items() if row.level == "RED"]


def test_every_name_of_every_alarm_is_found(facts: Facts) -> None:
    """Its code, its title without what stands in brackets, and each synonym, in any case."""
    assert len(red(facts)) > 10
    for code in red(facts):
        row = facts.symptoms[code]
        for words in (code.replace("_", " "), row.title.partition("(")[0], *row.synonyms):
            for note in (words, words.upper(), f"Today: {words}, since noon", f"({words})"):
                assert code in found(note, facts), note


def test_no_other_symptom_is_an_alarm(facts: Facts) -> None:
    """Cramps, loose stools and the like are read elsewhere."""
    for code, row in facts.symptoms.items():
        if row.level != "RED":
            assert code not in found(f"{row.title} {' '.join(row.synonyms)}", facts)


def test_only_what_is_looked_for_is_found(facts: Facts) -> None:
    """Of two signs in one note the one that is asked for; an unknown code is none."""
    note = "chest pain and a seizure"

    assert alarms_in(note, ("seizure", "no_such_code"), facts) == {"seizure"}
    assert alarms_in(note, (), facts) == frozenset()


@pytest.mark.parametrize(
    "note",
    [
        *("chest pains", "CHEST PAIN!", "a chest   pain", "chest\tpain", "my chest pain."),
        *("fainted", "fainting", "collapsed at noon", "collapses"),
        # A denial reaches three words far, and ends with a clause or one of these words.
        *("no cramps but chest pain", "no cramps and chest pain", "no cramps then chest pain"),
        *("no cramps however chest pain", "no cramps although chest pain"),
        *("no cramps. chest pain", "no cramps; chest pain", "no cramps: chest pain"),
        *("no cramps? chest pain", "no cramps! chest pain", "no cramps\nchest pain"),
        *("no sleep at all, chest pain", "not one good hour today chest pain"),
        "no chest pain in the morning. in the evening chest pain",
    ],
)
def test_an_alarm_is_read(note: str, facts: Facts) -> None:
    """Endings, case and marks aside; what was denied is something else."""
    assert found(note, facts)


@pytest.mark.parametrize(
    "note",
    [
        *("", "slept well", "pain in the chest of drawers", "chest", "the chest has no pain"),
        *("no chest pain", "not chest pain", "without chest pain", "never chest pain"),
        *("none of the chest pain", "denies chest pain", "denied chest pain"),
        *("didn't have chest pain",),
        *("don't have chest pain", "it isn't chest pain", "it wasn't chest pain"),
        *("no sign of chest pain", "no, never any chest pain"),
    ],
)
def test_what_is_denied_or_not_said_is_no_alarm(note: str, facts: Facts) -> None:
    """A denial up to three words before the sign takes it back; half a sign is none."""
    assert not found(note, facts)


def test_every_clause_is_read_by_itself(facts: Facts) -> None:
    """The words of a sign do not join over a full stop."""
    assert not found("it was my chest. Pain in the foot", facts)
    assert found("a foot. chest pain", facts) == {"chest_pain"}

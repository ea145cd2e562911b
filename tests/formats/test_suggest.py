"""Is a sign written in free words led to its code, and to help first where it is an alarm?

Hazard H-16: a red flag that is not recognized delays care.
"""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.formats.suggest import near_codes


def with_symptom(root, word):
    text = (root / "examples" / "cyclist.toml").read_text(encoding="utf-8")
    assert "symptoms_now = []" in text
    return text.replace("symptoms_now = []", f'symptoms_now = ["{word}"]')


@pytest.mark.parametrize(
    "word", ["chest pain", "chest-pain", "Chest Pain", "CHEST_PAIN", " chest  pain "]
)
def test_a_code_may_be_written_with_spaces_and_hyphens(person, root, word):
    """`Chest pain` is `chest_pain`: nothing but letters tells codes apart."""
    assert person(with_symptom(root, word)).patient.answers.symptoms_now == ("chest_pain",)


@pytest.mark.parametrize("word", ["cannot breathe", "chest pian", "zorbling", "i feel awful"])
def test_an_unknown_sign_leads_to_help_and_never_away(person, root, facts, word):
    """Every alarm sign is named with the emergency number; nobody is told to take the sign out."""
    with pytest.raises(InputError) as caught:
        person(with_symptom(root, word))

    said = str(caught.value)
    assert "call the emergency number" in said
    assert "take it out" not in said
    assert "there is no plan before the sign is understood" in " ".join(said.split())
    for row in facts.symptoms.values():
        if row.level == "RED":
            assert row.title.lower() in " ".join(said.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cannot breathe", "breathing_difficulty"),
        ("pain in chest", "chest_pain"),
        ("chest pian", "chest_pain"),
        ("i fainted twice", "fainting"),
        ("numb face", "facial_droop"),
        ("slurring speech", "slurred_speech"),
    ],
)
def test_free_words_lead_to_an_alarm_first(facts, text, code):
    """A text of several words that shares one with an alarm sign names it first."""
    assert near_codes(text, facts.symptoms)[0] == code


def test_a_condition_keeps_its_advice(person, root):
    """An unknown condition still says what to do with one that no code fits."""
    text = (root / "examples" / "cyclist.toml").read_text(encoding="utf-8")
    with pytest.raises(InputError, match="kidney") as caught:
        person(text.replace("conditions = []", 'conditions = ["kidny disease"]'))

    assert "tell your doctor or pharmacist" in " ".join(str(caught.value).split())

"""Who is asked about pregnancy?"""

from __future__ import annotations

from magtitrate.errors import FactError
from magtitrate.facts import Facts

__all__ = ["is_asked_about_pregnancy", "pregnancy_ages"]

RULE, FIELD = "G-03", "age_y"


def pregnancy_ages(facts: Facts) -> tuple[float, float]:
    """From which age a woman is asked, and from which no more [y]; of rule G-03.

    Raises:
        FactError: the rule has no such bounds.
    """
    for rule in facts.rules:
        for condition in rule.when if rule.key == RULE else ():
            first, end = condition.at_least, condition.below
            if condition.field == FIELD and first is not None and end is not None:
                return first, end
    raise FactError(f"rule {RULE} does not say of which ages it asks")


def is_asked_about_pregnancy(sex: str | None, age_y: float | None, facts: Facts) -> bool:
    """Women of these ages, and who did not say: an interview asks before it knows."""
    first, end = pregnancy_ages(facts)
    return sex != "male" and (age_y is None or first <= age_y < end)

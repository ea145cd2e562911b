"""What goes well with magnesium, and what should be kept away from it?

Each medicine comes first, with its gap; then food, calcium, vitamins. What is unproven is
called unproven.
"""

from __future__ import annotations

from magtitrate.habits import Diet
from magtitrate.plan import Pairing
from magtitrate.safety.interactions import pairings_of
from magtitrate.safety.situation import Situation

__all__ = ["pairing"]


def pairing(situation: Situation, diet: Diet) -> tuple[Pairing, ...]:
    """Advice per item, medicines first."""
    return (*pairings_of(situation), *_food(diet), *_vitamins())


def _food(diet: Diet) -> tuple[Pairing, ...]:
    meal = Pairing(
        item="meal",
        advice="Consider taking it with food, best with the meal that is poorest in bran and "
        "whole grain.",
        why="A small dose was absorbed slightly better with a meal (52 against 46 of 100 parts), "
        "and food lessens the pull of water into the gut.",
        facts=("rule:D-05", "claim:S3-23"),
    )
    if diet.phytate not in ("medium", "high"):
        return (meal,)
    phytate = Pairing(
        item="whole grains, bran, legumes",
        advice="Keep eating them; consider another meal for the supplement where one is lower "
        "in phytate.",
        why="Phytate binds magnesium in the same meal, but these foods are among its best "
        "sources, so they are separated and not cut.",
        facts=("claim:S3-13", "claim:S3-27"),
    )
    return (meal, phytate)


def _vitamins() -> tuple[Pairing, ...]:
    return (
        Pairing(
            item="vitamin B6",
            advice="Not needed for magnesium; at most 10 mg a day from all products.",
            why="Adding 30 mg to magnesium made no difference in the trial that tested it, and "
            "too much causes tingling.",
            facts=("rule:P-02", "claim:S3-25"),
        ),
        Pairing(
            item="vitamin D",
            advice="No dose change; worth a check where sunlight or diet is poor.",
            why="That magnesium works only with vitamin D is not shown in people.",
            facts=("claim:S3-12", "claim:S3-26"),
        ),
    )

"""What goes well with magnesium, and what should be kept away from it?

Each medicine comes first, with its gap; then food, calcium, vitamins. What is unproven is
called unproven.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.habits import Diet
from magtitrate.plan import Pairing
from magtitrate.safety.interactions import pairings_of
from magtitrate.safety.situation import Situation

__all__ = ["pairing"]


def pairing(situation: Situation, diet: Diet, facts: Facts) -> tuple[Pairing, ...]:
    """Advice per item, medicines first."""
    return (*pairings_of(situation), *_food(diet), *_vitamins(facts), *_minerals(situation, facts))


def _food(diet: Diet) -> tuple[Pairing, ...]:
    meal = Pairing(
        item="meal",
        advice="Consider taking it with food, best with the meal that is poorest in bran and "
        "whole grain.",
        why="A small dose was absorbed slightly better with a meal, and food lessens the pull of "
        "water into the gut.",
        facts=("rule:D-05",),
    )
    if diet.phytate not in ("medium", "high"):
        return (meal,)
    phytate = Pairing(
        item="whole grains, bran, legumes",
        advice="Keep eating them; consider another meal for the supplement where one is lower "
        "in phytate.",
        why="Phytate binds magnesium in the same meal, but these foods are among its best "
        "sources, so they are separated and not cut.",
        facts=("interaction:I-53/fiber", "gut.phytate_half_share"),
    )
    return (meal, phytate)


def _minerals(situation: Situation, facts: Facts) -> tuple[Pairing, ...]:
    """Calcium and zinc, for whoever takes neither; a listed one has its gap above."""
    rows = {row.key: row for row in facts.interactions}
    gap_h = {
        key: max(effect.after_drug_h or 0.0 for effect in rows[key].effects)
        for key in ("I-51", "I-52")
    }
    calcium = Pairing(
        item="calcium",
        advice=f"Food needs no gap; keep {gap_h['I-52']:g} h away from a calcium tablet.",
        why="Competition in the gut is unproven in people: findings conflict, and much magnesium "
        "did not lower the absorption of calcium.",
        facts=("interaction:I-52",),
    )
    zinc = Pairing(
        item="zinc",
        advice=f"Not needed for magnesium; keep {gap_h['I-51']:g} h away from a zinc tablet.",
        why=f"Much of it ({rows['I-51'].size}) lowered the absorption of magnesium; a usual dose "
        "has not been shown to.",
        facts=("interaction:I-51",),
    )
    taken = {agent for matched in situation.matched for row in matched.interactions
             for agent in row.agents}  # fmt: skip
    return tuple(
        one for one in (calcium, zinc) if not any(agent.startswith(one.item) for agent in taken)
    )


def _vitamins(facts: Facts) -> tuple[Pairing, ...]:
    cap_mg = facts.value("policy.vitamin_b6_cap")
    return (
        Pairing(
            item="vitamin B6",
            advice=f"Not needed for magnesium; at most {cap_mg:g} mg a day from all products.",
            why="Adding it to magnesium made no difference in the trial that tested it, and too "
            "much causes tingling.",
            facts=("policy.vitamin_b6_cap", "rule:P-02", "evidence:E-22"),
        ),
        Pairing(
            item="vitamin D",
            advice="No dose change; worth a check where sunlight or diet is poor.",
            why="That magnesium works only with vitamin D is not shown in people.",
            facts=("interaction:I-49",),
        ),
    )

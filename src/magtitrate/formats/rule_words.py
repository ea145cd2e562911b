"""How do a rule's condition and effect read in plain words?

`{ kind = "field_within", field = "age_y", below = 18 }` is "age is below 18 years".
"""

from __future__ import annotations

from collections.abc import Mapping

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Code, Condition, Effect
from magtitrate.listed import listed

__all__ = ["condition_words", "effect_words"]

FIELD_WORDS = {
    "age_y": ("age", "years"),
    "answers_age_days": ("the age of the answers", "days"),
    "conditions": ("the list of conditions", ""),
    "calcium": ("calcium", "mmol/L"),
    "companions_since_high": ("potassium, calcium and kidneys measured since the high value", ""),
    "ionized_calcium": ("ionized calcium", "mmol/L"),
    "ionized_magnesium": ("ionized magnesium", "mmol/L"),
    "ionized_upper": ("its laboratory's upper limit", "mmol/L"),
    "serum_highest": ("the highest serum magnesium", "mmol/L"),
    "cramps_weeks": ("cramps in the diary", "weeks"),
    "creatinine_umol_per_l": ("creatinine", "µmol/L"),
    "diarrhea_lately": ("diarrhea in the last weeks", ""),
    "early_sign_count": ("the number of early signs", ""),
    "egfr": ("eGFR", ""),
    "egfr_age_days": ("the age of the eGFR", "days"),
    "egfr_fall": ("the fall of eGFR", "mL/min/1.73 m²"),
    "egfr_fall_percent": ("the fall of eGFR", "%"),
    "egfr_within_90_days": ("an eGFR of the last 90 days", ""),
    "kidney_answer": ("the answer about the kidneys", ""),
    "medicines_answer": ("the answer about medicines", ""),
    "plan_lock_days": ("the time since the alarm", "days"),
    "plan_life_days": ("the life of a plan", "days"),
    "product_b6_mg_per_100_mg": ("vitamin B6 per 100 mg of magnesium", "mg"),
    "product_buffered": ("the product being buffered", ""),
    "product_certified": ("the product being certified", ""),
    "product_release": ("the product's release", ""),
    "red_symptom": ("a red symptom", ""),
    "serum_implausible": ("what makes serum magnesium implausible", ""),
    "serum_lower": ("its lower limit", "mmol/L"),
    "serum_magnesium": ("serum magnesium", "mmol/L"),
    "serum_magnesium_age_days": ("the age of serum magnesium", "days"),
    "serum_steady": ("a steady dose before serum magnesium was drawn", ""),
    "serum_upper": ("its upper limit", "mmol/L"),
    "serum_was_high": ("an earlier serum above its limit", ""),
    "sources_answer": ("the answer about other magnesium", ""),
    "surgery_answer": ("the answer about surgery", ""),
    "surgery_in_days": ("the time until surgery", "days"),
    "symptoms_answer": ("the answer about symptoms", ""),
}
"""Field -> its words and the unit of its bounds; others are their own words."""

LIMIT_WORDS = {"daily": "a day", "single": "at once", "step": "more per step", "start": "at first"}
MODE_WORDS = {"self": " (alone)", "clinician": " (under a clinician)", "": ""}


def condition_words(condition: Condition, facts: Facts) -> str:
    """One condition, as it would be said."""
    words = _condition(condition, facts)
    return f"not: {words}" if condition.negate else words


def _condition(condition: Condition, facts: Facts) -> str:
    name = _field(condition.field)
    match condition.kind:
        case "always":
            return "always"
        case "answer_missing":
            return f"{name} is missing"
        case "answer_is":
            return f"{name}: {_either(condition.any)}"
        case "has_condition":
            return f"has {_either(_titles(condition.any, facts.conditions))}"
        case "has_symptom":
            return f"reports {_either(_titles(condition.any, facts.symptoms))}"
        case "takes":
            return f"takes {_either(_medicines(condition.any, facts))}"
    return f"{name} is {' and '.join(_bounds(condition))}"


def _bounds(condition: Condition) -> list[str]:
    unit = FIELD_WORDS.get(condition.field, ("", ""))[1]
    tail = f" {unit}" if unit else ""
    numbers = (
        ("at least", condition.at_least),
        ("above", condition.above),
        ("at most", condition.at_most),
        ("below", condition.below),
    )
    found = [f"{word} {bound:g}{tail}" for word, bound in numbers if bound is not None]
    if condition.above_field:
        found.append(f"above {_field(condition.above_field)}")
    if condition.below_field:
        found.append(f"below {_field(condition.below_field)}")
    return found


def effect_words(effect: Effect) -> str:
    """One effect, as it would be said."""
    return _effect(effect) + MODE_WORDS[effect.mode]


def _effect(effect: Effect) -> str:
    match effect.kind:
        case "cap":
            return f"at most {_cap(effect)} {LIMIT_WORDS[effect.limit]}{_no_sooner(effect)}"
        case "gap":
            return (
                f"magnesium at least {effect.before_drug_h or 0:g} h before it or "
                f"{effect.after_drug_h or 0:g} h after it"
            )
        case "avoid":
            return "no plan beside it"
        case "hold":
            return f"no plan until this is known: {effect.ask}"
        case "refer":
            return f"no plan here; see {effect.to}" if effect.to else "no plan here"
        case "stop":
            return f"stop, {effect.level}" + (f": {effect.to}" if effect.to else "")
        case "pause":
            return f"no magnesium for {effect.hours or 0:g} h"
        case "reduce":
            return f"at most {100 * (effect.fraction or 0):g} % of the dose in force"
        case "no_increase":
            return "no increase"
        case "require":
            return f"needs {_list(effect.analytes)}, no older than {effect.days or 0:g} days"
        case "measure":
            return f"measure {_list(effect.analytes)} {_when(effect)}"
        case "count":
            amount = f" ({effect.elemental_mg:g} mg per unit)" if effect.elemental_mg else ""
            return f"its magnesium is counted{amount}"
        case "practice":
            amount = "" if effect.elemental_mg is None else f", {effect.elemental_mg:g} mg"
            return f"done by the program: {effect.name.replace('_', ' ')}{amount}"
    return {"watch": "a warning in the plan", "advise": "advice in the plan"}[effect.kind]


def _cap(effect: Effect) -> str:
    if effect.elemental_mg is not None:
        return f"{effect.elemental_mg:g} mg"
    of = effect.of.replace("_", " ")
    share = 100 * (effect.fraction or 0)
    return f"the {of}" if share == 100 else f"{share:.4g} % of {of}"


def _no_sooner(effect: Effect) -> str:
    return f", no sooner than after {effect.days:g} days" if effect.days else ""


def _when(effect: Effect) -> str:
    weeks = ["now" if week == 0 else f"{week:g}" for week in effect.weeks]
    first = "now" if weeks == ["now"] else f"after {_list(tuple(weeks))} weeks"
    return first + (f", then every {effect.then_weeks:g} weeks" if effect.then_weeks else "")


def _field(name: str) -> str:
    return FIELD_WORDS.get(name, (name.replace("_", " "), ""))[0]


def _titles(codes: tuple[str, ...], known: Mapping[str, Code]) -> tuple[str, ...]:
    return tuple(
        known[code].title[:1].lower() + known[code].title[1:] if code in known else code
        for code in codes
    )


def _medicines(words: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    titles = {row.id: row.title for row in facts.interactions}
    return tuple(
        f"{titles[word]} ({word})" if word in titles else word.replace("_", " ") for word in words
    )


def _either(words: tuple[str, ...]) -> str:
    return listed(words, "or")


def _list(words: tuple[str, ...]) -> str:
    return listed(word.replace("_", " ") for word in words)

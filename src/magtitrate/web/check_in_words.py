"""What does a check-in on the page ask, in which words, and how is its form read?

The questions are those of `store.check_in.asked_of`: nothing is carried over, so each wants an
answer of its own, and "I don't know" is one. What somebody had last time is asked by its name:
leaving a box empty never means that it is gone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.formats.draft import answered, explained
from magtitrate.formats.interview import Question, asked_at, question_of
from magtitrate.habits import clock_text
from magtitrate.patient import Patient
from magtitrate.regimen import Product
from magtitrate.store.check_in import CheckIn

__all__ = ["answers_from", "questions_for", "still_questions", "words_for"]

UNKNOWN = ("unknown", "I don't know")
SAME = "same"
KEYS = {"symptoms_now": "answers.symptoms_now", "new_conditions": "person.conditions"}
"""Questions about codes, by the key that knows their codes."""
NAMES = {"helped": "felt"}
NEEDED = "Please answer this one; “I don't know” is an answer, too."
NEEDED_CODES = "Please tick what applies, or “none of these”."
STILL = "still."
"""Before a symptom of last time, the field that says whether it is still there."""
NEEDED_STILL = "Please say whether it is still so."
NEEDED_DAY = "Please write no, or the day."


def questions_for(
    names: Sequence[str], patient: Patient, product: Product | None
) -> list[tuple[str, Question]]:
    """Each question of a check-in with its name."""
    return [(name, _question(name, patient, product)) for name in names]


def still_questions(patient: Patient, facts: Facts) -> list[Question]:
    """Each symptom of the last answers, to be told still there or gone."""
    known = patient.answers.symptoms_now or ()
    return [
        Question(
            key=f"{STILL}{code}",
            label=f"{facts.symptoms[code].title if code in facts.symptoms else code}: still so?",
            kind="choice",
            choices=(("yes", "still so"), ("gone", "gone")),
            blank="",
        )
        for code in known
    ]


def words_for(name: str) -> str:
    """An unanswered question, as the form asks it."""
    if name == "product":
        return "the product"
    found = asked_at(f"answers.{name}") or asked_at(f"person.{name}")
    return f"“{found[0]}”" if found else name.replace("_", " ")


def _question(name: str, patient: Patient, product: Product | None) -> Question:
    match name:
        case "medicines":
            return _choice(
                name,
                "Medicines and supplements without magnesium",
                _listed([(m.name, m.clock_h) for m in patient.medicines]),
                (SAME, "the same as in my answers"),
                ("none", "none any more"),
            )
        case "magnesium_sources":
            sources = [
                (s.name, () if s.clock_h is None else (s.clock_h,))
                for s in patient.magnesium_sources
            ]
            return _choice(
                name,
                "Other products that contain magnesium",
                _listed(sources),
                (SAME, "the same as in my answers"),
                ("none", "none any more"),
            )
        case "symptoms_now":
            known = patient.answers.symptoms_now
            return _codes(name, "Do you have any " + ("others now?" if known else "of these now?"))
        case "new_conditions":
            return replace(
                _codes(name, "Anything new, an illness or a diagnosis?"),
                why="Only what is new since your last answers. What you said before is kept.",
            )
        case "sick_day":
            return _choice(
                name,
                "Are you ill at the moment?",
                "On a sick day magnesium pauses.",
                ("no", "no"),
                ("yes", "yes: vomiting, diarrhea, fever, or not eating and drinking"),
            )
        case "pregnancy":
            return _choice(
                name,
                "Pregnant or breastfeeding?",
                "In pregnancy a professional should decide.",
                ("no", "neither"),
                ("pregnant", "pregnant"),
                ("lactating", "breastfeeding"),
            )
        case "surgery_planned":
            return Question(
                key=name,
                label="Is surgery planned?",
                kind="date_or_no",
                why="Write no, or its day as 2026-12-10.",
                example="no",
            )
        case "product_same":
            return _choice(
                name,
                "Is it still the same product, in name and strength?",
                f"In your answers: {_product(product)}. Look at the label of a new pack.",
                ("yes", "yes"),
                ("no", "no, it is another one"),
            )
        case "helped":
            return _choice(
                name,
                "Has what you take it for changed?",
                "It is weighed with what the diary says. It never raises a dose.",
                ("better", "better"),
                ("same", "the same"),
                ("worse", "worse"),
                ("cannot_tell", "I cannot tell"),
                unknown=False,
            )
    return _choice(
        name,
        "Do you want to go on?",
        "Long-term data are few, so this is asked from time to time.",
        ("yes", "yes"),
        ("no", "no"),
        unknown=False,
    )


def _choice(
    name: str, label: str, why: str, *choices: tuple[str, str], unknown: bool = True
) -> Question:
    every = (*choices, UNKNOWN) if unknown else choices
    return Question(key=name, label=label, kind="choice", why=why, choices=every, blank="")


def _codes(name: str, label: str) -> Question:
    found = question_of(KEYS[name])
    assert found is not None
    return replace(found[1], label=label)


def _listed(found: Sequence[tuple[str, Sequence[float]]]) -> str:
    if not found:
        return "In your answers: none."
    each = [
        f"{name} ({', '.join(clock_text(hour) for hour in hours)})" if hours else name
        for name, hours in found
    ]
    return f"In your answers: {', '.join(each)}."


def _product(product: Product | None) -> str:
    if product is None:
        return "no product"
    return f"{product.salt.replace('_', ' ')}, {product.elemental_mg_per_unit:g} mg each"


# ---------------------------------------------------------------- the form


def answers_from(
    asked: Sequence[tuple[str, Question]],
    form: Mapping[str, Sequence[str]],
    still: Sequence[Question] = (),
) -> tuple[CheckIn, dict[str, str]]:
    """The answers of a form, and what is wrong with the others, by the key of their field.

    Args:
        still: the questions about the symptoms of last time.
    """
    given: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, question in asked:
        try:
            value = _value(name, question, form.get(question.key, ()))
        except InputError as error:
            errors[question.key] = explained(error)
            continue
        if value is not None:
            given[NAMES.get(name, name)] = value
    said = {question.key: (form.get(question.key) or [""])[0] for question in still}
    errors |= {key: NEEDED_STILL for key, word in said.items() if word not in ("yes", "gone")}
    lasting = [key.removeprefix(STILL) for key, word in said.items() if word == "yes"]
    if "symptoms_now" in given:
        given["symptoms_now"] = tuple(dict.fromkeys([*lasting, *given["symptoms_now"]]))
    if form.get("try_again"):
        given["try_again"] = True
    return CheckIn(**given), errors


def _value(name: str, question: Question, values: Sequence[str]) -> Any:
    """An answer as a check-in takes it; `None` where it is not known.

    Raises:
        InputError: nothing was answered, or it is no answer.
    """
    value = answered(question, values)
    if value is None or value == "":
        if question.kind == "codes":
            raise InputError(NEEDED_CODES.rstrip("."), todo=" ")
        raise InputError(
            (NEEDED_DAY if question.kind == "date_or_no" else NEEDED).rstrip("."), todo=" "
        )
    if question.kind == "codes":
        return tuple(value)
    if question.kind == "choice" and value not in {code for code, _ in question.choices}:
        raise InputError(NEEDED.rstrip("."), todo=" ")
    if value == "unknown":
        return value if name in ("medicines", "magnesium_sources") else None
    if name == "product_same":
        return value == "yes"
    return value

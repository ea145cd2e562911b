"""How are the parts of a plan put into words that both sheets and the calendar share?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.habits import clock_text
from magtitrate.plan import PLAN_LIFE_DAYS, Plan, Reason, Verdict
from magtitrate.regimen import Slot

if TYPE_CHECKING:  # a plan in a terminal reads no plan's file
    from magtitrate.formats.plan_read import PlanFile

LONGEST_NAME = 30
_RULE = re.compile(r"[A-Z]+-\d")
_ITEMS = re.compile(r"^[^:.]*: ")

__all__ = [
    "beyond",
    "closed",
    "core_of",
    "due_groups",
    "ends_on",
    "first_day",
    "foot_words",
    "headline_of",
    "intake_words",
    "is_lab",
    "is_rule",
    "meal_words",
    "numbers_of",
    "people_of",
    "percent",
    "reason_of",
    "sampling",
    "too_strong",
    "weekday_words",
]


def headline_of(plan: Plan, words: Sentences) -> str:
    """What the plan is, in one sentence: its verdict, or that no supplement is needed."""
    if too_strong(plan):
        return words.say("headline.too_strong")
    none = plan.verdict is Verdict.HOLD and plan.recommended == "no_supplement"
    return words.say("headline.none" if none else f"headline.{plan.verdict.value}")


def too_strong(plan: Plan) -> bool:
    """Is it only the product, of which one unit is more than any dose here?"""
    codes = {reason.code for reason in plan.reasons}
    return plan.regimen is None and {"nothing_fits", "next"} <= codes


def people_of(share: float, words: Sentences) -> str:
    """Of a hundred people, in words that claim neither nobody nor everybody."""
    count = round(100 * share)
    if count == 0:
        return words.say("people.few", least=1)
    return words.say("people.most") if count == 100 else words.say("people.about", count=count)


def percent(share: float | None) -> str:
    """`14 %`; a chance that only rounds to nothing is below one."""
    if share is None:
        return "–"
    few = 0 < share < 1 / 200
    return "<1\u00a0%" if few else f"{100 * share:.0f}\u00a0%"


def first_day(file: PlanFile) -> date:
    """Day 0 of the plan: the local day on which it was made."""
    return file.made.date()


def ends_on(file: PlanFile) -> date:
    """The last day of the plan's life."""
    return first_day(file) + timedelta(days=PLAN_LIFE_DAYS)


def closed(plan: Plan) -> bool:
    """Is there no dose to speak of?"""
    return plan.regimen is None or not plan.verdict.doses


def reason_of(plan: Plan, code: str) -> Reason | None:
    """The first reason of that code."""
    return next((reason for reason in plan.reasons if reason.code == code), None)


def is_rule(reason: Reason) -> bool:
    """Does a rule of the book speak, rather than the planner or the estimate?"""
    return _RULE.match(reason.code) is not None


def is_lab(analytes: Collection[str]) -> bool:
    """Is something of these drawn or collected, rather than asked or written down?"""
    return not set(analytes) & {"questions", "diary", "benefit"}


def core_of(reason: Reason) -> str:
    """Its sentence without the names of the medicines it is about."""
    return _ITEMS.sub("", reason.sentence) if is_rule(reason) else reason.sentence


def beyond(text: str, reasons: Iterable[Reason]) -> str:
    """What a text says that no reason says already."""
    for reason in reasons:
        text = text.replace(core_of(reason), "")
    return " ".join(text.split())


def numbers_of(plan: Plan, code: str, *names: str) -> tuple[float, ...] | None:
    """Those numbers of a reason, or `None` where the plan lacks one of them."""
    reason = reason_of(plan, code)
    if reason is None or any(name not in reason.numbers for name in names):
        return None
    return tuple(reason.numbers[name] for name in names)


def meal_words(slot: Slot, words: Sentences) -> str:
    """`with food`."""
    return words.say(f"person.{slot.meal}")


def weekday_words(slot: Slot, words: Sentences) -> str:
    """`Mon, Tue`; every day where none is named."""
    if not slot.weekdays:
        return words.say("person.every_day")
    names = words.by_topic["date"]["weekdays"]
    order = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return ", ".join(names[order.index(day)] for day in slot.weekdays)


def intake_words(slot: Slot, content: float, words: Sentences) -> str:
    """`20:30 1 × 100 mg with food`."""
    days = f" ({weekday_words(slot, words)})" if slot.weekdays else ""
    return words.say(
        "professional.intake",
        clock=clock_text(slot.clock_h),
        days=days,
        units=f"{slot.units:g}",
        content=f"{content:g}",
        meal=meal_words(slot, words),
    )


def due_groups(
    plan: Plan, words: Sentences, units: ReaderUnits
) -> list[tuple[date, tuple[str, ...], str, str]]:
    """What is due together: (day, analytes, their names, why), by day."""
    found: dict[tuple[date, str], list[str]] = {}
    for item in sorted(plan.monitoring, key=lambda item: item.due):
        found.setdefault((item.due, item.why), []).append(item.analyte)
    return [
        (
            due,
            tuple(analytes),
            ", ".join(words.named(analyte) for analyte in dict.fromkeys(analytes)),
            units.sentence(why),
        )
        for (due, why), analytes in found.items()
    ]


def sampling(
    plan: Plan, words: Sentences, analytes: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """How each sample is taken: (name, how), of these analytes or of all."""
    found = {
        item.analyte: item.how
        for item in plan.monitoring
        if item.how and (not analytes or item.analyte in analytes)
    }
    return tuple((words.say("person.sample", name=words.named(k)), how) for k, how in found.items())


def foot_words(file: PlanFile, words: Sentences) -> str:
    """Whose sheet, of when, and what this program is not: at the foot of each page."""
    name = file.plan.person_id
    short = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    return f"{short} · {words.moment(file.made)} · {words.say('person.device')}"

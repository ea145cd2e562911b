"""What does the person's own sheet say?

Dose and reason first, then when, what to keep apart, what to expect beside a dummy capsule,
what to watch, when to stop and whom to call. A plan without a dose has a sheet without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from magtitrate.formats.page import Block, Box, Bullets, Heading, Paragraph, Sheet, Table
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.plan_text import benefit_line
from magtitrate.formats.plan_words import (
    closed,
    core_of,
    due_groups,
    ends_on,
    first_day,
    foot_words,
    headline_of,
    is_lab,
    is_rule,
    meal_words,
    numbers_of,
    people_of,
    reason_of,
    sampling,
    weekday_words,
)
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.habits import clock_text
from magtitrate.plan import DosePlan, Plan, Reason

__all__ = ["person_sheet"]

OF_THE_ESTIMATE = ("labs", "change", "worth", "choices")
"""Reasons that stand on the professional's sheet alone."""
PREPARED_BY_THE_PERSON = (
    "serum_magnesium",
    "urine_magnesium_24h",
    "urine_magnesium_spot_ratio",
    "creatinine",
)
"""Samples for which the person does or notes something; how others are handled is not for them."""
LEFT_OUT_NAMED = 4
"""So many left-out doses are named; the rest are counted."""


def person_sheet(file: PlanFile, words: Sentences, units: ReaderUnits) -> Sheet:
    """The sheet that the person keeps."""
    plan = file.plan
    refused = closed(plan)
    about = words.say(
        "person.about_closed" if refused else "person.about",
        headline=headline_of(plan, words),
        person=plan.person_id,
        made=words.moment(file.made),
        until=words.day(ends_on(file)),
    )
    blocks = _closed_blocks(file, words, units) if refused else _blocks(file, words, units)
    return Sheet(
        name=words.say("files.person"),
        language=words.language,
        title=words.say("person.title_closed" if refused else "person.title"),
        about=about,
        foot=foot_words(file, words),
        blocks=(*_emergency(plan, words), *blocks),
    )


def _emergency(plan: Plan, words: Sentences) -> Iterator[Block]:
    if plan.emergency:
        yield Box(title=words.say("person.emergency"), items=plan.warnings[:1])


def _closed_blocks(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    plan = file.plan
    yield Paragraph(text=f"{headline_of(plan, words)} {words.say('person.no_dose')}", weight="lead")
    yield from _adjustment(plan, words)
    yield Heading(text=words.say("person.next"))
    following = reason_of(plan, "next")
    others = [
        reason
        for reason in plan.reasons
        if reason is not following and not _for_the_professional(reason)
    ]
    if following is not None:
        yield Paragraph(text=units.sentence(following.sentence), weight="strong")
    yield Heading(text=words.say("person.why"))
    yield Bullets(items=tuple(("", units.sentence(reason.sentence)) for reason in others))
    yield from _watch(file, words, units)
    yield from _stop(plan, words)


def _for_the_professional(reason: Reason) -> bool:
    """Does it speak of the estimate, in words of a laboratory?"""
    return reason.code in OF_THE_ESTIMATE or reason.code.startswith("context_")


def _blocks(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    plan, dose = file.plan, file.plan.regimen
    assert dose is not None  # `closed` looked
    if plan.recommended != "regimen":
        first = plan.candidates[0].kind if plan.candidates else plan.recommended
        first = plan.recommended if first == "supplement" else first
        yield Paragraph(text=words.say(f"person.first_{first}"), weight="lead")
    yield Paragraph(
        text=_lead(file, dose, words),
        weight="lead" if plan.recommended == "regimen" else "strong",
    )
    yield Paragraph(text=_why(file, words, units))
    yield from _adjustment(plan, words)
    yield Heading(text=words.say("person.when"))
    yield _times(file, dose, words)
    if dose.left_out:
        yield Paragraph(text=_left_out(dose, words), weight="strong")
    yield Bullets(items=tuple(_why_times(dose, words)))
    yield Paragraph(text=_product(dose, words, file))
    yield from _stop_box(plan, words)
    yield from _apart(plan, words, units)
    yield from _also(plan, words, units)
    yield from _notice(plan, words, units)
    yield from _watch(file, words, units)
    yield Heading(text=words.say("person.always"))
    yield Bullets(items=tuple(("", warning) for warning in plan.warnings[_boxed(plan) :]))


def _lead(file: PlanFile, dose: DosePlan, words: Sentences) -> str:
    first, last = dose.steps[0], dose.steps[-1]
    full = f"{last.daily_elemental_mg:g}"
    if len(dose.steps) == 1:
        return words.say("person.dose_one", full=full)
    begins = words.day(first_day(file) + timedelta(days=last.from_day))
    start = f"{first.daily_elemental_mg:g}"
    return words.say("person.dose_steps", start=start, full=full, date=begins)


def _why(file: PlanFile, words: Sentences, units: ReaderUnits) -> str:
    """A paragraph to read aloud: food, what is gained, the tightest limit."""
    plan, parts = file.plan, []
    if food := numbers_of(plan, "food", "food_mg", "recommended_mg"):
        eaten, recommended = (f"{mg:.0f}" for mg in food)
        assumed = "_assumed" if numbers_of(plan, "food", "food_assumed_mg") else ""
        parts.append(words.say(f"person.why_food{assumed}", food=eaten, recommended=recommended))
    if ranked := numbers_of(
        plan,
        "ranking",
        "probability_target",
        "probability_target_without",
        "probability_loose_stool",
        "serum_low_mmol_per_l",
        "serum_high_mmol_per_l",
    ):
        parts.append(
            words.say(
                "person.why_target",
                all=100,
                with_plan=people_of(ranked[0], words),
                without=people_of(ranked[1], words),
                stool=people_of(ranked[2], words),
                low=units.number("serum_magnesium", ranked[3]),
                high=units.number("serum_magnesium", ranked[4]),
                unit=units.unit("serum_magnesium"),
            )
        )
        if _wrote_stools(file):
            parts.append(words.say("person.why_diary"))
    tightest = plan.limits.tightest("daily")
    parts.append(
        words.say(
            "person.why_limit",
            daily=f"{plan.limits.max_daily_elemental_mg:g}",
            single=f"{plan.limits.max_single_elemental_mg:g}",
            sentence=units.sentence(tightest.reason.sentence),
        )
    )
    return " ".join(parts)


def _wrote_stools(file: PlanFile) -> bool:
    stated = file.inputs.stated if file.inputs is not None else ()
    return any((one.topic, one.name) == ("diary", "stools") for one in stated)


def _adjustment(plan: Plan, words: Sentences) -> Iterator[Block]:
    if plan.adjustment is not None:
        action = words.say(f"adjustment.{plan.adjustment.action}")
        learned = plan.adjustment.learned
        for reason in plan.reasons:
            if _for_the_professional(reason):
                learned = learned.replace(reason.sentence, "")
        text = " ".join(f"{plan.adjustment.why} {learned}".split())
        title = words.say("adjustment.title")
        yield Bullets(items=((f"{title}: {action}.", text),))


def _times(file: PlanFile, dose: DosePlan, words: Sentences) -> Table:
    content = f"{dose.product.elemental_mg_per_unit:g}"
    rows = tuple(
        (
            words.day(first_day(file) + timedelta(days=step.from_day)),
            clock_text(slot.clock_h),
            words.say("person.units_of", units=f"{slot.units:g}", content=content),
            words.say("person.mg", amount=f"{slot.elemental_mg:g}"),
            f"{meal_words(slot, words)}, {weekday_words(slot, words)}",
        )
        for step in dose.steps
        for slot in sorted(step.slots, key=lambda slot: slot.clock_h)
    )
    names = ("from_day", "time", "units", "amount", "how")
    return Table(
        caption=words.say("person.when_caption"),
        head=tuple(words.say(f"person.{name}") for name in names),
        rows=rows,
        shares=(4, 2, 3, 3, 5),
    )


def _left_out(dose: DosePlan, words: Sentences) -> str:
    """Which doses of the table are not to be taken, the first few by name."""
    named = [
        words.say("person.left_out_one", day=words.day(one.on), clock=clock_text(one.clock_h))
        for one in dose.left_out[:LEFT_OUT_NAMED]
    ]
    text = words.say("person.left_out", doses="; ".join(named))
    more = len(dose.left_out) - LEFT_OUT_NAMED
    return f"{text} {words.say('person.left_out_more', more=more)}" if more > 0 else text


def _why_times(dose: DosePlan, words: Sentences) -> Iterator[tuple[str, str]]:
    for slot in dose.slots:
        if slot.why:
            yield "", words.say("person.why_time", clock=clock_text(slot.clock_h), why=slot.why)


def _product(dose: DosePlan, words: Sentences, file: PlanFile) -> str:
    content = f"{dose.product.elemental_mg_per_unit:g}"
    product = words.say("person.product", salt=dose.product.salt, content=content)
    return f"{product} {words.say('person.until_end', until=words.day(ends_on(file)))}"


def _apart(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    if plan.pairing:
        yield Heading(text=words.say("person.apart"))
        yield Bullets(
            items=tuple(
                (f"{one.item}:", units.sentence(f"{one.advice} {one.why}")) for one in plan.pairing
            )
        )


def _also(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    """What rules say of this person beyond medicines and the tightest limit."""
    said = _said(plan)
    rest = [
        reason.sentence
        for reason in plan.reasons
        if (is_rule(reason) or reason.code == "undivided")
        and not any(one in reason.sentence or core_of(reason) in one for one in said)
    ]
    if rest:
        yield Heading(text=words.say("person.also"))
        yield Bullets(items=tuple(("", units.sentence(sentence)) for sentence in rest))


def _said(plan: Plan) -> tuple[str, ...]:
    """The sentences of rules that stand elsewhere on the sheet."""
    return (*(one.why for one in plan.pairing), plan.limits.tightest("daily").reason.sentence)


def _notice(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    if plan.benefit:
        yield Heading(text=words.say("person.notice"))
        yield Bullets(items=tuple(("", units.sentence(benefit_line(one))) for one in plan.benefit))


def _watch(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    groups = due_groups(file.plan, words, units)
    if not groups:
        return
    said = " ".join((*_said(file.plan), *(one.sentence for one in file.plan.reasons)))
    above = words.say("person.said")
    yield Heading(text=words.say("person.watch"))
    yield Table(
        caption=words.say("person.watch_caption"),
        head=(words.say("person.date"), words.say("person.what"), words.say("person.reason")),
        rows=tuple(
            (_due(file, due, analytes, words), names, above if why in said else why)
            for due, analytes, names, why in groups
        ),
        shares=(3, 4, 8),
    )
    if how := sampling(file.plan, words, PREPARED_BY_THE_PERSON):
        # What concerns the person comes first; the rest is for who draws the blood.
        yield Bullets(items=tuple((name, _first_sentence(text)) for name, text in how))


def _due(file: PlanFile, due: date, analytes: tuple[str, ...], words: Sentences) -> str:
    """The day; what is drawn on the plan's own day comes before the first dose."""
    today = due <= first_day(file) and is_lab(analytes) and not closed(file.plan)
    return words.say("person.before_start") if today else words.day(due)


def _first_sentence(text: str) -> str:
    head, dot, _ = text.partition(". ")
    return f"{head}." if dot else text


def _boxed(plan: Plan) -> int:
    """The first warnings say when to stop and whom to call."""
    return min(len(plan.warnings), 4 if plan.emergency else 3)


def _stop_box(plan: Plan, words: Sentences) -> Iterator[Block]:
    if plan.warnings:
        yield Box(
            title=words.say("person.stop"), items=plan.warnings[int(plan.emergency) : _boxed(plan)]
        )


def _stop(plan: Plan, words: Sentences) -> Iterator[Block]:
    yield from _stop_box(plan, words)
    yield Bullets(items=tuple(("", warning) for warning in plan.warnings[_boxed(plan) :]))

"""What does the professional's sheet say?

Proposal and questions first, then what it was made from, which rules spoke, the forecast, the
options, and what a reader needs to check or repeat it. No amount stands on it where nothing
may be dosed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from magtitrate.formats.figures import Course, forecast_spec, svg_of
from magtitrate.formats.page import Block, Box, Bullets, Figure, Heading, Paragraph, Sheet, Table
from magtitrate.formats.plan_inputs import Lab
from magtitrate.formats.plan_read import PlanFile
from magtitrate.formats.plan_text import benefit_line
from magtitrate.formats.plan_words import (
    closed,
    due_groups,
    first_day,
    foot_words,
    headline_of,
    intake_words,
    is_lab,
    is_rule,
    numbers_of,
    percent,
    reason_of,
    sampling,
)
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import Sentences
from magtitrate.habits import clock_text
from magtitrate.plan import Candidate, Forecast, Limit, Plan

__all__ = ["professional_sheet"]

DRAWN = (
    ("serum_magnesium_mmol_per_l", "serum_magnesium"),
    ("urine_magnesium_mmol_per_day", "urine_magnesium_24h"),
)
FOR_THE_PERSON = ("vitamin D", "calcium", "zinc")
"""Advice that no medicine of the list asks for; it stands on the person's sheet."""
TABLED = (*DRAWN[:1], ("ionized_magnesium_mmol_per_l", "ionized_magnesium"), *DRAWN[1:])
"""Forecasts that are drawn, and those that stand in numbers: (key of the plan, analyte)."""
LOW, HIGH = 5, 95
INSIDE = HIGH - LOW
"""Which quantiles a plan's forecast holds, in percent."""
DUE_SOON = 2
"""Groups of measurements that are asked about."""


def professional_sheet(file: PlanFile, words: Sentences, units: ReaderUnits) -> Sheet:
    """The sheet for a doctor or pharmacist."""
    plan = file.plan
    title = "professional.title_closed" if closed(plan) else "professional.title"
    blocks = (
        *_emergency(plan, words),
        *_proposal(file, words),
        *_questions(file, words, units),
        *_inputs(file, words, units),
        *_trace(plan, words, units),
        *_limits(plan, words),
        *_forecast(plan, words, units),
        *_candidates(plan, words),
        *_estimate(plan, words, units),
        *_gaps(plan, words, units),
        *_monitoring(file, words, units),
        *_benefit(plan, words, units),
        *_made_by(plan, words),
    )
    return Sheet(
        name=words.say("files.professional"),
        language=words.language,
        title=words.say(title, person=plan.person_id),
        about=_about(file, words),
        foot=foot_words(file, words),
        blocks=blocks,
        dense=True,
    )


def _about(file: PlanFile, words: Sentences) -> str:
    plan, inputs = file.plan, file.inputs
    name = inputs.clinician if inputs is not None else ""
    goal = inputs.goal.replace("_", " ") if inputs is not None else ""
    return words.say(
        "professional.about",
        headline=headline_of(plan, words),
        made=words.moment(file.made),
        mode=plan.mode,
        jurisdiction=plan.jurisdiction,
        goal=goal or words.say("unknown.question"),
        clinician=words.say("professional.clinician", name=name) if name else "",
        recommended=words.say(f"professional.{plan.recommended}"),
    )


def _emergency(plan: Plan, words: Sentences) -> Iterator[Block]:
    if plan.emergency:
        yield Box(title=words.say("person.emergency"), items=plan.warnings[:1])


def _proposal(file: PlanFile, words: Sentences) -> Iterator[Block]:
    plan = file.plan
    if plan.adjustment is not None:
        action = words.say(f"adjustment.{plan.adjustment.action}")
        learned = " ".join(filter(None, (plan.adjustment.why, plan.adjustment.learned)))
        yield Paragraph(text=f"{words.say('adjustment.title')}: {action}. {learned}")
    dose = plan.regimen
    if dose is None or closed(plan):
        following = reason_of(plan, "next")
        text = following.sentence if following else words.say("person.no_dose")
        yield Paragraph(text=text, weight="strong")
        return
    yield Heading(text=words.say("professional.proposal"))
    content = dose.product.elemental_mg_per_unit
    yield Table(
        caption=words.say("professional.stages"),
        head=tuple(words.say(f"professional.{name}") for name in ("stage", "daily", "intakes")),
        rows=tuple(
            (
                f"{step.from_day + 1} ({words.day(_day(file, step.from_day))})",
                words.say("person.mg", amount=f"{step.daily_elemental_mg:g}"),
                "; ".join(intake_words(slot, content, words) for slot in step.slots),
            )
            for step in dose.steps
        ),
        shares=(6, 3, 9),
    )


def _day(file: PlanFile, day: int) -> date:
    return first_day(file) + timedelta(days=day)


def _questions(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    plan = file.plan
    asked: list[str] = []
    if closed(plan):
        asked.append(words.say("ask.closed"))
    gapped = [one.item for one in plan.pairing if one.gap_before_h is not None]
    if gapped and not closed(plan):
        asked.append(words.say("ask.gaps", items=", ".join(gapped)))
    if kidney := _kidney(file):
        asked.append(words.say("ask.kidney", value=kidney))
    due = [group for group in due_groups(plan, words, units) if is_lab(group[1])]
    for day, _, names, _ in due[:DUE_SOON]:
        first = "_first" if day <= first_day(file) and not closed(plan) else ""
        asked.append(words.say(f"ask.labs{first}", names=names, date=words.day(day)))
    asked.append(words.say("ask.condition"))
    if reason_of(plan, "P-04"):
        asked.append(words.say("ask.content"))
    if plan.recommended in ("no_supplement", "food_first"):
        asked.append(words.say("ask.food"))
    benefit = next((one.due for one in plan.monitoring if one.analyte == "benefit"), None)
    if benefit is not None:
        asked.append(words.say("ask.benefit", date=words.day(benefit)))
    yield Heading(text=words.say("professional.questions"))
    yield Bullets(items=tuple(("", question) for question in asked))


def _kidney(file: PlanFile) -> str:
    stated = file.inputs.stated if file.inputs is not None else ()
    found = (one for one in stated if one.topic == "kidneys")
    return next((f"{one.name} {one.value}" for one in found), "")


# ---------------------------------------------------------------- what it was made from


def _inputs(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    yield Heading(text=words.say("professional.inputs"))
    if file.inputs is None:
        yield Paragraph(text=words.say("professional.inputs_missing"))
        return
    topics = dict.fromkeys(one.topic for one in file.inputs.stated)
    yield Table(
        caption=words.say("professional.inputs_caption"),
        head=(words.say("professional.topic"), words.say("professional.answer")),
        rows=tuple(
            (
                topic,
                "; ".join(
                    f"{one.name} {one.value}" for one in file.inputs.stated if one.topic == topic
                ),
            )
            for topic in topics
        ),
        shares=(2, 9),
    )
    if file.inputs.labs:
        names = ("drawn", "analyte", "value", "interval")
        yield Table(
            caption=words.say("professional.labs"),
            head=tuple(words.say(f"professional.{name}") for name in names),
            rows=tuple(_lab(one, words, units) for one in file.inputs.labs),
            shares=(5, 5, 4, 4),
        )
    if file.inputs.overrides:
        yield Box(title=words.say("professional.overrides"), items=file.inputs.overrides)


def _lab(one: Lab, words: Sentences, units: ReaderUnits) -> tuple[str, ...]:
    unit = units.unit(one.analyte)
    value = f"{'< ' if one.below else ''}{units.number(one.analyte, one.value)} {unit}"
    low, high = (
        None if end is None else units.number(one.analyte, end) for end in (one.lower, one.upper)
    )
    if low is None and high is None:
        interval = ""
    elif low is None:
        interval = f"< {high}"
    else:
        interval = f"{low} – {high}" if high is not None else f"> {low}"
    return (one.time, words.named(one.analyte), value, interval)


def _trace(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    rules = [reason for reason in plan.reasons if is_rule(reason)]
    if not rules:
        return
    yield Heading(text=words.say("professional.trace"))
    yield Table(
        caption=words.say("professional.trace_caption"),
        head=tuple(words.say(f"professional.{name}") for name in ("rule", "says", "facts")),
        rows=tuple((one.code, units.sentence(one.sentence), ", ".join(one.facts)) for one in rules),
        shares=(2, 9, 4),
    )


def _limits(plan: Plan, words: Sentences) -> Iterator[Block]:
    yield Heading(text=words.say("professional.limits"))
    limits = plan.limits
    if closed(plan):
        sentence = limits.tightest("daily").reason.sentence
        yield Paragraph(text=words.say("professional.no_limits", sentence=sentence))
        return
    other = f"{limits.other_sources_elemental_mg_per_day:g}"
    days = f"{limits.step_days:g}"
    yield Paragraph(text=words.say("professional.other_sources", amount=other, days=days))
    kinds = {kind: n for n, kind in enumerate(("daily", "single", "start", "step"))}
    shown = [one for one in limits.all if plan.mode == "clinician" or not _for_an_override(one)]
    ordered = sorted(shown, key=lambda one: (kinds[one.kind], one.elemental_mg))
    yield Table(
        caption=words.say("professional.limits_caption"),
        head=tuple(words.say(f"professional.{name}") for name in ("kind", "bound", "rule")),
        rows=tuple(
            (
                words.say(f"professional.limit_{one.kind}"),
                words.say("person.mg", amount=f"{one.elemental_mg:.4g}"),
                _row_of(one),
            )
            for one in ordered
        ),
        shares=(4, 3, 4),
    )


def _row_of(limit: Limit) -> str:
    """The rule of the book that a limit is from."""
    rules = (fact[5:] for fact in limit.reason.facts if fact.startswith("rule:"))
    return next(rules, limit.reason.code)


def _for_an_override(limit: Limit) -> bool:
    """Is it the farther bound that only a clinician's override reaches?"""
    return _row_of(limit).endswith("/override")


# ---------------------------------------------------------------- what the model says


def _forecast(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    shown = [(key, analyte) for key, analyte in TABLED if _has_days(plan, key)]
    if not shown:
        return
    yield Heading(text=words.say("professional.forecast"))
    if closed(plan):
        yield _forecast_now(plan, shown, words, units)
        return
    courses = [
        _course(plan, key, analyte, words, units) for key, analyte in DRAWN if _has_days(plan, key)
    ]
    yield Figure(
        svgs=tuple(svg_of(forecast_spec(course)) for course in courses),
        alts=tuple(_alternative(course, words) for course in courses),
        caption=words.say("professional.forecast_caption", share=INSIDE),
    )
    yield _forecast_table(plan, shown, words, units)


def _has_days(plan: Plan, key: str) -> bool:
    course = plan.forecast.get(key)
    return course is not None and len(course.day) > (0 if closed(plan) else 1)


def _course(plan: Plan, key: str, analyte: str, words: Sentences, units: ReaderUnits) -> Course:
    ends = None
    if analyte == "serum_magnesium":
        ends = numbers_of(plan, "ranking", "serum_low_mmol_per_l", "serum_high_mmol_per_l")
    low, high = (units.value(analyte, end) for end in ends) if ends else (None, None)
    return Course(
        title=_titled(analyte, words, units),
        axis=words.say("figure.axis_day"),
        with_plan=words.say("figure.with_plan"),
        without=words.say("figure.without"),
        forecast=_converted(plan.forecast[key], analyte, units),
        low=low,
        high=high,
    )


def _titled(analyte: str, words: Sentences, units: ReaderUnits) -> str:
    name = words.say(f"figure.{analyte.removesuffix('_24h')}")
    unit = units.unit(analyte)
    if unit.endswith("/d"):
        unit = f"{unit[:-2]} {words.say('figure.per_day')}"
    return f"{name}, {unit}"


def _converted(course: Forecast, analyte: str, units: ReaderUnits) -> Forecast:
    def each(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(units.value(analyte, value) for value in values)

    return Forecast(
        day=course.day,
        p05=each(course.p05),
        p50=each(course.p50),
        p95=each(course.p95),
        without=each(course.without),
    )


def _alternative(course: Course, words: Sentences) -> str:
    shown = course.forecast
    quantity, _, unit = course.title.partition(", ")

    def told(value: float) -> str:
        return f"{value:.3g}"

    return words.say(
        "figure.alt",
        quantity=quantity,
        unit=unit,
        days=f"{shown.day[-1]:g}",
        first=told(shown.p50[0]),
        last=told(shown.p50[-1]),
        low=told(shown.p05[-1]),
        high=told(shown.p95[-1]),
        without=told(shown.without[-1]),
        share=INSIDE,
    )


def _forecast_table(
    plan: Plan, shown: list[tuple[str, str]], words: Sentences, units: ReaderUnits
) -> Table:
    days = plan.forecast[shown[0][0]].day
    chosen = (0, len(days) - 1)
    return Table(
        caption=words.say("professional.forecast_table", low=LOW, high=HIGH),
        head=(
            words.say("professional.quantity"),
            *(f"{words.say('professional.day')} {days[n]:g}" for n in chosen),
            words.say("professional.without"),
        ),
        rows=tuple(
            (
                _titled(analyte, words, units),
                *(_band(plan.forecast[key], n, analyte, units) for n in chosen),
                units.number(analyte, plan.forecast[key].without[-1]),
            )
            for key, analyte in shown
        ),
        shares=(9, 6, 6, 3.4),
    )


def _forecast_now(
    plan: Plan, shown: list[tuple[str, str]], words: Sentences, units: ReaderUnits
) -> Table:
    return Table(
        caption=words.say("professional.forecast_now", low=LOW, high=HIGH),
        head=(words.say("professional.quantity"), words.say("professional.without")),
        rows=tuple(
            (_titled(analyte, words, units), _band(plan.forecast[key], 0, analyte, units))
            for key, analyte in shown
        ),
        shares=(4, 4),
    )


def _band(course: Forecast, n: int, analyte: str, units: ReaderUnits) -> str:
    middle, low, high = (
        units.number(analyte, values[n]) for values in (course.p50, course.p05, course.p95)
    )
    return f"{middle} ({low}–{high})"


def _candidates(plan: Plan, words: Sentences) -> Iterator[Block]:
    if closed(plan) or not plan.candidates:
        return
    priced = any(one.cost_per_day is not None for one in plan.candidates)
    named = ("daily", "intakes", "score", "target", "ceiling", "stool", "absorbed", "cost")
    names = named if priced else named[:-1]
    yield Heading(text=words.say("professional.candidates"))
    yield Table(
        caption=words.say("professional.candidates_caption"),
        head=tuple(words.say(f"professional.{name}") for name in names),
        rows=tuple(_candidate(one, words)[: len(names)] for one in plan.candidates),
        shares=(3.3, 5.2, 4.6, 2.7, 3.6, 3, 3.7, 2.7)[: len(names)],
    )
    yield from _worth_having(plan, words)
    if plan.weights:
        weights = ", ".join(f"{name.replace('_', ' ')} {w:g}" for name, w in plan.weights.items())
        yield Paragraph(text=words.say("professional.weights", weights=weights), weight="small")


def _candidate(one: Candidate, words: Sentences) -> tuple[str, ...]:
    times = ", ".join(clock_text(slot.clock_h) for slot in one.slots)
    # A dose that is reached by steps is told as they go: 100 then 200 mg.
    amounts = [f"{step.daily_elemental_mg:g}" for step in one.steps]
    return (
        words.say("person.mg", amount=" then ".join(amounts) or f"{one.daily_elemental_mg:g}"),
        times or words.say(f"professional.{one.kind}"),
        f"{one.score:.2f}±{one.monte_carlo_error:.2f}",
        percent(one.probability_target),
        percent(one.probability_above_ceiling),
        percent(one.probability_loose_stool),
        words.say("person.mg", amount=f"{one.absorbed_elemental_mg_per_day:.0f}"),
        "–" if one.cost_per_day is None else f"{one.cost_per_day:.2f}",
    )


def _worth_having(plan: Plan, words: Sentences) -> Iterator[Block]:
    """What is the same for every dose is said once."""
    dose = next((one for one in plan.candidates if one.slots), None)
    if dose is not None and dose.probability_worthwhile is not None and plan.benefit:
        yield Paragraph(
            text=words.say(
                "professional.worth_it",
                outcome=plan.benefit[0].outcome.replace("_", " "),
                worth=percent(dose.probability_worthwhile),
                nothing=percent(dose.probability_no_benefit),
            ),
            weight="small",
        )


def _estimate(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    told = [one for one in plan.reasons if not is_rule(one) and one.code != "next"]
    if told:
        yield Heading(text=words.say("professional.estimate"))
        yield Bullets(items=tuple((f"{one.code}:", units.sentence(one.sentence)) for one in told))


def _gaps(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    if closed(plan) or not plan.pairing:
        return
    yield Heading(text=words.say("professional.gaps"))
    yield Table(
        caption=words.say("professional.gaps_caption"),
        head=tuple(
            words.say(f"professional.{name}") for name in ("item", "before", "after", "advice")
        ),
        rows=tuple(
            (
                one.item,
                _hours(one.gap_before_h, words),
                _hours(one.gap_after_h, words),
                f"{units.sentence(one.advice)} [{', '.join(one.facts)}]",
            )
            for one in plan.pairing
            if one.gap_before_h is not None or one.item not in FOR_THE_PERSON
        ),
        shares=(4, 2.4, 2, 10.6),
    )


def _hours(gap: float | None, words: Sentences) -> str:
    return "–" if gap is None else words.say("professional.hours", hours=f"{gap:g}")


def _monitoring(file: PlanFile, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    groups = due_groups(file.plan, words, units)
    if not groups:
        return
    yield Heading(text=words.say("professional.monitoring"))
    yield Table(
        caption=words.say("professional.monitoring_caption"),
        head=tuple(
            words.say(key) for key in ("person.date", "person.what", "professional.changes")
        ),
        rows=tuple(
            (words.day(due), names, percent(_change(file.plan, due, analytes)))
            for due, analytes, names, _ in groups
        ),
        shares=(5, 9, 4),
    )
    if how := sampling(file.plan, words):
        yield Bullets(items=how)


def _change(plan: Plan, due: date, analytes: tuple[str, ...]) -> float | None:
    """How probably the likeliest of these to do so changes the dose."""
    return max(
        (
            one.changes_plan_probability
            for one in plan.monitoring
            if one.due == due
            and one.analyte in analytes
            and one.changes_plan_probability is not None
        ),
        default=None,
    )


def _benefit(plan: Plan, words: Sentences, units: ReaderUnits) -> Iterator[Block]:
    if closed(plan) or not plan.benefit:
        return
    yield Heading(text=words.say("professional.benefit"))
    yield Bullets(
        items=tuple(
            (
                f"{one.outcome.replace('_', ' ')}:",
                units.sentence(f"{benefit_line(one)} [{', '.join(one.facts)}]"),
            )
            for one in plan.benefit
        )
    )


def _made_by(plan: Plan, words: Sentences) -> Iterator[Block]:
    p = plan.provenance
    yield Paragraph(
        text=words.say(
            "professional.provenance",
            version=p.version,
            facts=p.facts_hash,
            model=p.model_version,
            engine=p.engine,
            seed=p.seed,
            record=p.record_hash,
        ),
        weight="small",
    )

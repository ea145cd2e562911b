"""How does a plan read in a terminal of 80 columns, with and without color?

Dose and reason first; model terms last. The same lines carry the same words without
color, so nothing is said by color alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from magtitrate.formats.plan_words import beyond, headline_of, percent
from magtitrate.formats.reader_units import ReaderUnits
from magtitrate.formats.sentences import sentences
from magtitrate.habits import clock_text
from magtitrate.plan import Benefit, Candidate, Plan, Reason
from magtitrate.regimen import Product, Slot

__all__ = ["benefit_line", "plan_text"]

WIDTH = 80
COLORS = {"go": "32", "go_with_care": "33", "hold": "33", "refer": "31", "head": "1"}


def plan_text(plan: Plan, *, color: bool = False, units: ReaderUnits | None = None) -> str:
    """The plan as text, ending in a newline.

    Args:
        units: in which magnesium is told; mmol/L where the reader did not ask.
    """
    units = units or ReaderUnits()
    paint = _painter(color)
    lines = [
        paint("head", f"magtitrate plan for {plan.person_id}"),
        f"made {plan.made_at[:16].replace('T', ' ')} · {plan.mode} mode · "
        f"{plan.jurisdiction} limits",
        "",
        paint(plan.verdict.value, headline_of(plan, sentences())),
    ]
    if plan.adjustment is not None:
        action = plan.adjustment.action.replace("_", " ")
        lines += ["", *_wrap(f"The plan in force: {action}. {plan.adjustment.why}")]
    if plan.emergency:
        lines += ["", paint("refer", "THIS MAY BE AN EMERGENCY."), *_wrap(plan.warnings[0])]
    lines += [*_lead(plan), *_reasons(plan, paint, units), *_limits(plan, paint, units)]
    if plan.regimen is not None:
        lines += _pairing(plan, paint, units)
    lines += [*_monitoring(plan, paint, units), *_forecast(plan, paint, units)]
    lines += _benefit(plan, paint, units)
    if not _stopped(plan):
        lines += _candidates(plan, paint)
    lines += ["", paint("head", "Always")]
    lines += [line for warning in plan.warnings for line in _bullet(warning)]
    p = plan.provenance
    lines += [
        "",
        f"magtitrate {p.version} · facts {p.facts_hash} · model {p.model_version} · "
        f"{p.engine} engine",
        f"seed {p.seed} · record {p.record_hash} · --json holds every number and its facts",
    ]
    return "\n".join(lines) + "\n"


Paint = Callable[[str, str], str]

LEFT_OUT_SHOWN = 4
MOST_SHOWN = 6
INSTEAD = {
    "no_supplement": "No supplement ranks first: it would add little for you.",
    "measure_first": "Measuring before deciding ranks first: what a laboratory finds would often "
    "change the dose.",
}


def _stopped(plan: Plan) -> bool:
    """Does it end the plan in force? Then no amount stands beside that."""
    return plan.adjustment is not None and plan.adjustment.action == "stop"


def _painter(color: bool) -> Paint:
    def paint(kind: str, text: str) -> str:
        return f"\x1b[{COLORS[kind]}m{text}\x1b[0m" if color else text

    return paint


def _wrap(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _bullet(text: str, mark: str = "- ") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_on_hyphens=False,
    )


def _lead(plan: Plan) -> Iterator[str]:
    """The dose, before anything else, or what to do instead."""
    dose = plan.regimen
    if dose is None:
        return
    yield ""
    if plan.recommended in INSTEAD:
        yield from _wrap(
            f"{INSTEAD[plan.recommended]} The plan below is the best dosing option, shown as an "
            "option, not as the advice."
        )
        yield ""
    for number, step in enumerate(dose.steps):
        begin = "Start" if number == 0 else f"From day {step.from_day + 1}"
        yield from _wrap(f"{begin}: {_mg(step.daily_elemental_mg)} of magnesium a day")
        for slot in step.slots:
            yield from _bullet(_intake(slot, dose.product), "    ")
    for one in dose.left_out[:LEFT_OUT_SHOWN]:
        yield from _wrap(f"Not on {one.on.isoformat()}: the dose at {clock_text(one.clock_h)}")
    if len(dose.left_out) > LEFT_OUT_SHOWN:
        yield from _wrap(f"and {len(dose.left_out) - LEFT_OUT_SHOWN} more after it; see Why")
    yield from _wrap(f"Product: {_product(dose.product)}. Doses are elemental magnesium.", "")
    for slot in dose.slots:
        if slot.why:
            yield from _bullet(f"Why {clock_text(slot.clock_h)}: {slot.why}", "  ")


def _intake(slot: Slot, product: Product) -> str:
    days = f" ({', '.join(slot.weekdays)})" if slot.weekdays else ""
    meal = {"with": "with food", "after": "after food", "fasting": "between meals (a snack helps)"}[
        slot.meal
    ]
    return (
        f"{clock_text(slot.clock_h)}{days}  {slot.units:g} x {product.elemental_mg_per_unit:g} mg "
        f"= {_mg(slot.elemental_mg)}, {meal}"
    )


def _product(product: Product) -> str:
    buffered = ", buffered with oxide" if product.buffered else ""
    half = ", can be halved" if product.divisible else ""
    return f"{product.salt}{buffered}, {product.elemental_mg_per_unit:g} mg per unit{half}"


def _mg(amount: float) -> str:
    return f"{amount:g} mg"


def _reasons(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    yield ""
    yield paint("head", "Why")
    for reason in plan.reasons:
        yield from _bullet(f"{units.sentence(reason.sentence)} [{reason.code}]")


def _limits(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    limits = plan.limits
    tightest: Reason = limits.tightest("daily").reason
    yield ""
    yield paint("head", "Limits")
    other = limits.other_sources_elemental_mg_per_day
    if not _stopped(plan):
        yield from _bullet(
            f"At most {_mg(limits.max_daily_elemental_mg)} a day from all supplements and "
            f"medicines together ({_mg(other)} of it comes from other sources); "
            f"{_mg(limits.max_single_elemental_mg)} at once; rises of at most "
            f"{_mg(limits.max_step_elemental_mg)} each {limits.step_days:g} days."
        )
    yield from _bullet(f"The tightest: {units.sentence(tightest.sentence)} [{tightest.code}]")


def _pairing(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    if not plan.pairing:
        return
    yield ""
    yield paint("head", "With what, and away from what")
    for pairing in plan.pairing:
        told = f"{pairing.item}: {pairing.advice} {beyond(pairing.why, plan.reasons)}"
        yield from _bullet(units.sentence(told.strip()))


def _monitoring(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    if not plan.monitoring:
        return
    words = sentences()
    groups: dict[tuple[str, str], list[str]] = {}
    for item in plan.monitoring:
        name = words.named(item.analyte)
        groups.setdefault((item.due.isoformat(), item.why), []).append(name)
    said = {reason.sentence: reason.code for reason in plan.reasons}
    yield ""
    yield paint("head", "What to measure and watch")
    for (due, why), names in groups.items():
        # A sentence that stands among the reasons is not said again.
        code = next((code for sentence, code in said.items() if why in sentence), None)
        told = f" [{code}]" if code else f": {units.sentence(why)}"
        yield from _bullet(f"{due}  {', '.join(names)}{told}")
    for name, how in {item.analyte: item.how for item in plan.monitoring if item.how}.items():
        yield from _bullet(f"{words.say('person.sample', name=words.named(name))} {how}")


def _forecast(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    rows = [
        ("serum_magnesium", plan.forecast.get("serum_magnesium_mmol_per_l")),
        ("urine_magnesium_24h", plan.forecast.get("urine_magnesium_mmol_per_day")),
    ]
    shown = [(analyte, course) for analyte, course in rows if course and course.day]
    if not shown:
        return
    yield ""
    yield paint("head", "What the model expects (90 of 100 people like you between the outer two)")
    for analyte, course in shown:
        name = analyte.removesuffix("_24h").replace("_", " ")
        unit = units.unit(analyte)
        unit = f"{unit}ay" if unit.endswith("/d") else unit
        middle, low, high, without = (
            units.number(analyte, values[-1])
            for values in (course.p50, course.p05, course.p95, course.without)
        )
        if plan.regimen is None:
            yield from _bullet(f"{name}, {unit}, now: {middle} ({low} to {high})")
            continue
        yield from _bullet(
            f"{name}, {unit}, day {course.day[-1]:g}: {middle} ({low} to {high}); "
            f"without supplement {without}"
        )


def _benefit(plan: Plan, paint: Paint, units: ReaderUnits) -> Iterator[str]:
    """What to hope for, beside a dummy capsule; nothing where no dose is proposed."""
    if plan.regimen is None or not plan.benefit:
        return
    yield ""
    yield paint("head", "What you may notice")
    for benefit in plan.benefit:
        yield from _bullet(units.sentence(benefit_line(benefit)))


def benefit_line(benefit: Benefit) -> str:
    """One outcome: what magnesium adds, what placebo did, how sure anybody is."""
    placebo = f" On placebo: {benefit.placebo}." if benefit.placebo else ""
    certainty = (
        "" if benefit.certainty == "none" else f" Certainty: {benefit.certainty.replace('_', ' ')}."
    )
    return f"{benefit.effect}{placebo}{certainty}"


def _candidates(plan: Plan, paint: Paint) -> Iterator[str]:
    if not plan.candidates:
        return
    yield ""
    yield paint("head", "Options compared, best first")
    yield "   mg/day  times               score  target  loose stool  absorbed"
    rest = [one for one in plan.candidates[MOST_SHOWN:] if one.kind != "supplement"]
    for candidate in (*plan.candidates[:MOST_SHOWN], *rest):
        yield _candidate_line(candidate)


def _candidate_line(candidate: Candidate) -> str:
    times = " ".join(clock_text(slot.clock_h) for slot in candidate.slots)
    times = times or candidate.kind.replace("_", " ")
    return (
        f"   {candidate.daily_elemental_mg:6g}  {times:18s} {candidate.score:6.2f}  "
        f"{percent(candidate.probability_target):>5s}  "
        f"{percent(candidate.probability_loose_stool):>11s}  "
        f"{candidate.absorbed_elemental_mg_per_day:5.0f} mg"
    )

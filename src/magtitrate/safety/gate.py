"""May anyone dose this person today?

Asked before any model. Red flags stop first and explain second; a missing answer holds;
an exclusion refers. The strictest answer wins, and every rule that spoke is heard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from magtitrate.facts import Facts
from magtitrate.facts.shapes import Effect, Rule
from magtitrate.habits import clock_text
from magtitrate.plan import Goal, Reason, Verdict, stricter
from magtitrate.safety.interactions import crowded
from magtitrate.safety.rulebook import Fired, fired_interactions, fired_rules, reason_of
from magtitrate.safety.situation import Situation, uncounted_magnesium

__all__ = ["Answer", "gate"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The gate's answer.

    Attributes:
        verdict: `go`, `go_with_care`, `hold` or `refer`.
        emergency: an alarm symptom or an alarming laboratory value.
        recommended: what to do first where nobody doses.
        fired: every rule and interaction that applies, for the rooms that follow.
        reasons: what the person reads, strictest first.
        asked: what has to be answered or measured before a dose can be made.
        measured: the analytes among it.
        seen_by: who should be seen instead.
    """

    verdict: Verdict
    emergency: bool
    recommended: str
    fired: tuple[Fired, ...]
    reasons: tuple[Reason, ...]
    asked: tuple[str, ...] = ()
    measured: tuple[str, ...] = ()
    seen_by: tuple[str, ...] = ()

    @property
    def may_dose(self) -> bool:
        return self.verdict.doses


def gate(situation: Situation, goal: Goal, facts: Facts, *, in_force_mg: float = 0.0) -> Answer:
    """The answer of all rules and interactions together.

    Args:
        in_force_mg: the daily dose taken now; where it is nought, a rule that forbids an
            increase forbids the first dose [mg].
    """
    overridden = {override.rule for override in goal.overrides}
    fired = (*fired_rules(situation, goal, facts), *fired_interactions(situation, goal))
    judged = [
        (_verdict(one, situation, in_force_mg), one)
        for one in fired
        if not (isinstance(one.row, Rule) and one.row.override and one.row.id in overridden)
    ]
    judged += [(Verdict.HOLD, one) for one in _cannot_be_checked(situation, fired)]
    judged += [(Verdict.HOLD, one) for one in _may_be_forbidden(situation, goal, facts)]
    judged += [(Verdict.GO_WITH_CARE, one) for one in _too_near(situation, fired)]
    verdict = stricter(*(v for v, _ in judged))
    order = list(Verdict)
    # Alarms first, then the strictest; sorting is stable, so the rule book's own order stays.
    spoken = sorted(
        ((v, one) for v, one in judged if _is_heard(v, one)),
        key=lambda pair: (not _is_alarm(pair[1]), -order.index(pair[0])),
    )
    return Answer(
        verdict=verdict,
        emergency=any(_is_alarm(one) for one in fired),
        recommended=_recommended(verdict, holding := [o for v, o in judged if v is Verdict.HOLD]),
        asked=_asked(holding),
        measured=_measured(holding, situation),
        seen_by=_seen_by([one for v, one in judged if v is Verdict.REFER]),
        fired=fired,
        reasons=tuple(reason_of(one, situation) for _, one in spoken),
    )


def _is_alarm(one: Fired) -> bool:
    return any(effect.level == "RED" for effect in one.kind("stop"))


def _verdict(one: Fired, situation: Situation, in_force_mg: float) -> Verdict:
    return stricter(*(_of_effect(effect, situation, in_force_mg) for effect in one.effects))


def _of_effect(effect: Effect, situation: Situation, in_force_mg: float) -> Verdict:
    match effect.kind:
        case "refer" | "avoid" | "stop":
            return Verdict.REFER
        case "hold":
            return Verdict.HOLD
        case "pause":
            # Some pauses apply only where no clock time keeps the gaps; the planner knows.
            return Verdict.GO_WITH_CARE if effect.name == "when_no_slot" else Verdict.HOLD
        case "require":
            return Verdict.HOLD if missing_analytes(effect, situation) else Verdict.GO_WITH_CARE
        case "no_increase":
            return Verdict.GO_WITH_CARE if in_force_mg > 0 else Verdict.HOLD
        case "reduce" | "watch" | "measure" | "gap":
            return Verdict.GO_WITH_CARE
    return Verdict.GO


def missing_analytes(effect: Effect, situation: Situation) -> tuple[str, ...]:
    """The required analytes that are absent or too old."""
    days = effect.days or 0.0
    ages = {name: situation.fields.get(f"{name}_age_days") for name in effect.analytes}
    return tuple(
        name for name, age in ages.items() if not isinstance(age, float | int) or age > days
    )


def _may_be_forbidden(situation: Situation, goal: Goal, facts: Facts) -> list[Fired]:
    """Unknown names one edit away from a medicine that ends planning: asked, never passed."""
    return [
        Fired(row=row, effects=effects, items=(f"{matched.medicine.name} ({name}?)",))
        for matched in situation.matched
        for name in matched.near
        for row in facts.interactions
        if name in row.agents
        and (effects := tuple(e for e in row.effects if e.mode in ("", goal.mode)))
        and any(e.kind in ("avoid", "refer") for e in effects)
    ]


def _is_heard(verdict: Verdict, one: Fired) -> bool:
    """Limits and practices that bind everybody stand with the limits, not here."""
    if verdict is not Verdict.GO:
        return True
    return any(effect.kind == "advise" for effect in one.effects)


def _cannot_be_checked(situation: Situation, fired: tuple[Fired, ...]) -> list[Fired]:
    """A gap that matters to a medicine without a time of day, or magnesium of unknown amount."""
    timeless = {
        matched.medicine.name
        for matched in situation.matched
        if matched.meets_magnesium and not matched.medicine.clock_h
    }
    uncounted = set(uncounted_magnesium(situation))
    return [
        Fired(row=one.row, effects=one.effects, items=items)
        for one in fired
        for needed, names in (
            ("gap", timeless if getattr(one.row, "severity", "") != "L" else set()),
            ("count", uncounted),
        )
        for items in [tuple(sorted(set(one.items) & names))]
        if items and one.kind(needed)
    ]


def _too_near(situation: Situation, fired: tuple[Fired, ...]) -> list[Fired]:
    """Other magnesium of a known hour that stands inside the gap of a medicine."""
    rows = {one.row.key: one for one in fired}
    return [
        Fired(
            row=rows[gap.reason].row,
            effects=rows[gap.reason].effects,
            items=(
                f"{name} at {clock_text(hour)} is too near {gap.item} at {clock_text(gap.clock_h)}",
            ),
        )
        for gap, name, hour in crowded(situation)
        if gap.reason in rows
    ]


def _asked(holding: list[Fired]) -> tuple[str, ...]:
    """What the holding rules ask for, in their own words."""
    asks = [effect.ask for one in holding for effect in one.kind("hold") if effect.ask]
    return tuple(dict.fromkeys(asks))


def _measured(holding: list[Fired], situation: Situation) -> tuple[str, ...]:
    missing = [
        analyte
        for one in holding
        for effect in one.kind("require")
        for analyte in missing_analytes(effect, situation)
    ]
    return tuple(dict.fromkeys(missing))


def _seen_by(referring: list[Fired]) -> tuple[str, ...]:
    """Whom to see: of several stops the most urgent alone; without a stop, everybody named."""
    stops = [effect for one in referring for effect in one.kind("stop") if effect.to]
    alarms = [effect.to for effect in stops if effect.level == "RED"]
    if alarms:
        return tuple(dict.fromkeys(alarms))
    if stops:
        return (min(stops, key=_within_hours).to,)
    whom = [effect.to for one in referring for effect in one.effects if effect.to]
    return tuple(dict.fromkeys(whom))


def _within_hours(stop: Effect) -> float:
    """How soon; a stop that says nothing of it comes after all that do."""
    return math.inf if stop.hours is None else stop.hours


def _recommended(verdict: Verdict, holding: list[Fired]) -> str:
    """What to do first: see somebody, measure or answer, or simply take none for now."""
    if verdict is Verdict.REFER:
        return "professional"
    if verdict is not Verdict.HOLD:
        return "regimen"
    pausing = [
        one
        for one in holding
        if one.kind("no_increase")
        or one.kind("pause")
        or getattr(one.row, "family", "") == "symptom"
        or one.row.id == "K-08"
    ]
    return "no_supplement" if len(pausing) == len(holding) else "measure_first"

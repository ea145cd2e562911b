"""How is a virtual trial told: as a report with its flow, and as JSON?

The report reads like one of a real trial (CONSORT 2010), and says in every line that nobody
took anything.
"""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from typing import Any

__all__ = ["trial_json", "trial_text"]

WIDTH = 80
VIRTUAL = (
    "Virtual people; nobody took anything. A simulation shows what follows from its assumptions, "
    "not what is so, and is no advice to take anything."
)


def trial_json(result: Any) -> str:
    """Everything but the people themselves (`trials.virtual_trial.TrialResult`)."""
    design = result.design
    body = {
        "schema": 1,
        "id": design.id,
        "title": design.title,
        "kind": design.kind,
        "people": int(design.people),
        "virtual_people": design.bodies,
        "weeks": design.weeks,
        "replicates": int(design.replicates),
        "flow": {
            "screened": result.screened,
            "randomized": int(design.people),
            "arms": [_plain(arm) for arm in result.flow],
        },
        "lives": [_plain(arm) for arm in result.lives],
        "outcomes": [_told(found) for found in result.results],
        "power": [_plain(row) for row in result.power],
        "published": [
            {
                "outcome": met.published.outcome,
                "reading": met.published.reading,
                "scenario": met.published.scenario,
                "fact": met.published.fact,
                "observed": met.published.observed,
                "interval": _interval(met.published.low, met.published.high),
                "simulated": _number(met.middle),
                "simulated_interval": _interval(_number(met.low), _number(met.high)),
                "trials": met.trials,
                "verdict": met.verdict,
            }
            for met in result.met
        ],
        "provenance": result.provenance,
    }
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _told(result: Any) -> dict[str, Any]:
    return {
        "outcome": result.outcome.id,
        "scenario": result.scenario,
        "kind": result.outcome.kind,
        "unit": result.outcome.unit,
        "analysis": result.outcome.analysis,
        "arms": [_plain(found) for found in result.found],
    }


def _plain(value: Any) -> Any:
    """A dataclass as JSON may hold it: what is no number becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _number(value) if isinstance(value, float) else value


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _interval(low: float | None, high: float | None) -> list[float] | None:
    return None if low is None or high is None else [low, high]


# ---------------------------------------------------------------- in words


def trial_text(result: Any) -> str:
    """The report, 80 columns."""
    design = result.design
    lines = [
        *textwrap.wrap(f"{design.title} ({design.id})", WIDTH),
        *(_para(design.question) if design.question else ()),
        *_para(VIRTUAL),
        "",
        *_flow(result),
        *_lives(result),
        *(line for found in result.results for line in _outcome(found, int(design.replicates))),
        *_power(result),
        *_published(result),
        *(["", *_para(design.note)] if design.note else ()),
        "",
        *_para(
            f"Seed {result.seed}, engine {result.provenance['engine']}, facts "
            f"{result.provenance['facts_hash']}, version {result.provenance['version']}."
        ),
    ]
    return "\n".join(lines) + "\n"


def _flow(result: Any) -> list[str]:
    design = result.design
    total = int(design.people)
    lines = [
        "Flow",
        f"  asked {result.screened}, not eligible {result.screened - total}, "
        + ("enrolled" if design.kind == "single_arm" else "randomized")
        + f" {total}",
    ]
    for arm in result.flow:
        taken = "" if arm.adherence is None else f", {100 * arm.adherence:.0f} % of doses taken"
        first = " first" if design.kind == "crossover" else ""
        lines += _item(
            f"{arm.arm}{first}: {arm.allocated}; left {arm.left}"
            + (f", for loose stools {arm.left_loose}" if arm.left_loose else "")
            + f"; analyzed {arm.analyzed}{taken}"
        )
    return lines


def _lives(result: Any) -> list[str]:
    if not result.lives:
        return []
    lines = [
        "",
        f"In all {result.design.bodies} bodies, each under every arm (medians; loose: of 100 "
        "people)",
        "  arm                     mg/d  serum   rise  absorbed  above  loose",
        "                                mmol/L         mmol/d     %      %",
    ]
    for arm in result.lives:
        lines.append(
            f"  {arm.arm[:22]:22s}{arm.elemental_mg:6.0f}{arm.serum_mmol_per_l:7.3f}"
            f"{arm.rise_mmol_per_l:8.4f}{arm.absorbed_more_mmol_per_day:8.2f}"
            f"{100 * arm.above:8.1f}{100 * arm.loose:7.1f}"
        )
        if arm.verdicts:
            told = ", ".join(f"{word} {count}" for word, count in arm.verdicts if count)
            lines += _item(f"plans of {arm.arm}: {told}")
    return lines


def _outcome(result: Any, many: int) -> list[str]:
    outcome = result.outcome
    title = outcome.title or outcome.id
    head = f"{title} [{outcome.unit}]" if outcome.unit else title
    if result.scenario:
        head += f": {result.scenario}"
    lines = ["", *textwrap.wrap(head, WIDTH)]
    for found in result.found:
        lines += _found(found, outcome, many)
    if result.note:
        lines += _para(result.note)
    return lines


def _found(found: Any, outcome: Any, many: int) -> list[str]:
    contrast = found.contrast
    unit = " points" if outcome.kind in ("share", "gut") else ""
    alone = math.isnan(contrast.control)
    if alone and outcome.kind in ("share", "gut"):
        text = f"this trial, {found.arm}: {contrast.treated:.0f} % ({contrast.low:.0f} to "
        text += f"{contrast.high:.0f})"
        if found.middle is not None:
            text += f"; {many} such trials: {found.middle:.0f} ({found.low:.0f} to "
            text += f"{found.high:.0f})"
        return _item(text)
    against = "" if alone else f" against {contrast.control:.3g}"
    one = (
        f"this trial, {found.arm}: {contrast.treated:.3g}{against}; difference "
        f"{contrast.difference:.3g}{unit} (95 % interval {contrast.low:.3g} to "
        f"{contrast.high:.3g}), p {_p(contrast.p)}"
    )
    if not math.isnan(contrast.ratio):
        one += f", ratio {contrast.ratio:.2f}"
    lines = _item(one)
    if found.improved is not None:
        control = found.improved[1]
        other = "" if math.isnan(control) else f", without {control:.0f} %"
        lines += _item(f"improved: {found.improved[0]:.0f} %{other}")
    if found.power is not None:
        lines += _item(
            f"{many} such trials: difference {found.middle:.3g}, 95 % of them "
            f"{found.low:.3g} to {found.high:.3g}; {_percent(found.power)} of 100 are significant"
        )
    if found.improved_middle is not None:
        lines += _item(
            f"in them {found.improved_middle:.0f} % improve ({found.improved_low:.0f} to "
            f"{found.improved_high:.0f})"
        )
    if found.before_after_power is not None and not alone:
        lines += _item(
            f"the arm against its own beginning, without a control: "
            f"{_percent(found.before_after_power)} of 100 are significant"
        )
    return lines


def _power(result: Any) -> list[str]:
    if not result.power:
        return []
    lines = ["", "Power of two arms, in percent (closed form, simulated, expected)"]
    for row in result.power:
        expected = "" if row.expected is None else f"   {row.expected:5.0f}"
        lines.append(
            f"  {row.effect:g} at SD {row.sd:<4g} n {row.people_per_arm} each "
            f"{row.percent:7.1f} {row.simulated:7.1f}{expected}"
            + ("" if row.met is None else "   met" if row.met else "   NOT MET")
        )
    return lines


def _published(result: Any) -> list[str]:
    if not result.met:
        return []
    lines = ["", "Against what is published"]
    for met in result.met:
        row = met.published
        seen = [] if row.observed is None else [f"{row.observed:g}"]
        if row.low is not None and row.high is not None:
            seen.append(f"({row.low:g} to {row.high:g})")
        under = f", {row.scenario}" if row.scenario else ""
        lines += _item(
            f"{row.fact + ' ' if row.fact else ''}{row.outcome}, {row.reading}{under}: printed "
            f"{' '.join(seen)}; simulated {met.middle:.3g} ({met.low:.3g} to {met.high:.3g}): "
            f"{met.verdict}"
        )
        if row.note:
            lines += textwrap.wrap(row.note, WIDTH - 4, initial_indent="    ",
                                   subsequent_indent="    ")  # fmt: skip
    lines += _para(
        "inside: the middle of the simulated trials lies in the printed interval; among: the "
        "printed value lies among them; outside: neither."
    )
    return lines


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


def _para(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="  - ", subsequent_indent="    ")

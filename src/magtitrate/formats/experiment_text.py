"""How are an experiment, its order and its answer told: in words, and as JSON?

The report follows the items of CENT 2015 for single-person trials. Which block holds what
stays with the helper until the end, in the words and in the JSON.
"""

from __future__ import annotations

import json
import math
import textwrap
from typing import Any

__all__ = ["experiment_json", "experiment_text", "sealed_text"]

WIDTH = 80
BLIND = (
    "Ask someone who does not live with the diary to fill identical capsules, magnesium and a "
    "filler such as rice flour, into boxes numbered by block, and to keep the sealed list. "
    "Blinding may fail all the same: stool and taste can give it away. So write down at the "
    "end of each block what you believe it was ([[guess]] in the design)."
)
OPEN = (
    "This experiment is open: you know what you take, and expectation alone moves such diaries. "
    "A good result will mean less than one with capsules."
)
NOT_ADVICE = (
    "Research and education software, not a medical device. An experiment never replaces the "
    "plan: its answers expire after 28 days, and so does the permission to go on."
)
HARMS = (
    "Write down every symptom, too. A stop rule ends the experiment at once, whichever block it "
    "is; the helper then opens the list."
)


def experiment_json(plan: Any, answer: Any = None) -> str:
    """The whole experiment (`trials.experiment.Planned`), and its answer if there is one."""
    measure, cleared = plan.measure, plan.clearance
    shown = _contents_shown(plan, answer)
    body: dict[str, Any] = {
        "schema": 1,
        "id": plan.design.id,
        "outcome": measure.id,
        "unit": measure.unit,
        "better": measure.better,
        "may_start": cleared.may_start,
        "plan_verdict": cleared.verdict or None,
        "daily_elemental_mg": cleared.daily_elemental_mg,
        "why": list(cleared.why),
        "stop_rules": list(cleared.stop_rules),
        "lag_days": {
            "median": _median(plan.lags_d),
            "low": float(plan.lags_d[0]),
            "high": float(plan.lags_d[-1]),
            "of": plan.lags_of,
        },
        "block_days": plan.block_days,
        "pairs": plan.pairs,
        "run_in_days": plan.run_in_days,
        "weeks": plan.weeks,
        "answerable": plan.answerable,
        "design_note": plan.why,
        "smallest_worthwhile": measure.told(measure.worthwhile),
        "expected": measure.told(measure.expected),
        "power": plan.power,
        "power_if_slow": plan.power_slow,
        "visible_with_power_80": measure.told(plan.visible),
        "blinding": plan.design.blinding,
        "blocks": [
            {
                "number": block.number,
                "pair": block.pair,
                "first": block.first.isoformat(),
                "last": block.last.isoformat(),
                "content": block.content if shown else None,
            }
            for block in _blocks(plan)
        ],
        "seal": plan.seal,
        "seed": plan.seed,
        "answer": None if answer is None else _answer(answer),
    }
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _answer(answer: Any) -> dict[str, Any]:
    return {
        "verdict": answer.verdict,
        "why": answer.why,
        "effect": answer.effect,
        "interval": None if answer.effect is None else [answer.low, answer.high],
        "probability_any": answer.probability_any,
        "probability_worthwhile": answer.probability_worthwhile,
        "weeks_more": answer.weeks_more,
        "rows": answer.rows,
        "rows_planned": answer.rows_planned,
        "autocorrelation": answer.autocorrelation,
        "sd": answer.sd,
        "block_means": list(answer.block_means),
        "guesses": None
        if answer.guessed is None
        else {"right": answer.guessed[0], "of": answer.guessed[1]},
        "adherence": answer.adherence,
    }


def sealed_text(plan: Any) -> str:
    """The list for the helper: what each block holds."""
    lines = [
        f"For the helper only. Experiment {plan.design.id}, seal {plan.seal}",
        "",
        *(
            f"block {block.number:2d}   {block.first} to {block.last}   {block.content}"
            for block in plan.blocks
        ),
        "",
        "Please keep this from the person until the last day. Open it at once if a stop rule",
        "applies, or if a doctor asks.",
    ]
    return "\n".join(lines) + "\n"


def experiment_text(plan: Any, answer: Any = None) -> str:
    """The protocol before the first day; the whole report where there is an answer."""
    parts = [*_protocol(plan, answer)]
    if answer is not None:
        parts = [*_verdict(plan, answer), *parts, *_results(plan, answer)]
    parts += _limits(plan)
    return "\n".join(parts) + "\n"


# ---------------------------------------------------------------- the protocol


def _protocol(plan: Any, answer: Any) -> list[str]:
    measure, design = plan.measure, plan.design
    title = design.title or f"Does magnesium help my {measure.title}?"
    return [
        *_heading(f"1 Title: {title}"),
        *_para("A randomized trial in one person, blocks in pairs (CENT 2015)."),
        *_heading("2 May it begin?"),
        *_cleared(plan),
        *_heading("3 Design"),
        *_para(
            f"{plan.why} {plan.pairs} pairs of blocks, one with magnesium and one without in "
            f"each, after a run-in of {plan.run_in_days} days without capsules: "
            f"{plan.weeks:.0f} weeks in all."
        ),
        *_para(
            f"The lag is {_whose(plan)}: {plan.lags_d[0]:.0f} to {plan.lags_d[-1]:.0f} days. "
            "Carry-over is not thrown away: the analysis follows what the tissue remembers of "
            "every dose."
        ),
        *_heading("4 Outcome"),
        *_para(
            f"{measure.title} [{measure.unit}], {measure.better} is better, "
            + ("counted over each week" if measure.every_d > 1 else "written down every day")
            + f" at the same hour (diary lines of kind {measure.id}). Smallest worthwhile "
            f"change: {_size(measure, measure.worthwhile)}."
            + (" Write 0 on a night without cramps." if measure.logged else "")
            + (" One device throughout: a new one looks like an effect." * bool(measure.practice_d))
        ),
        *_heading("5 Power, before starting"),
        *_para(
            f"If the true effect were {_size(measure, measure.expected)}, this experiment would "
            f"say 'helps' in {100 * plan.power:.0f} of 100 cases ({100 * plan.power_slow:.0f} if "
            f"the effect is slow). It would see {_size(measure, plan.visible)} in 80 of 100. "
            "Without any effect it would say 'helps' in fewer than 5 of 100."
        ),
        *_heading("6 Order"),
        *_schedule(plan, answer),
        *_heading("7 Blinding"),
        *_para(OPEN if design.blinding == "open" else BLIND),
        *_heading("8 Analysis, fixed now"),
        *_para(
            "y = level + effect x exposure + trend"
            + (" + practice" if measure.practice_d else "")
            + " + autocorrelated noise; lag and autocorrelation averaged over. 'Helps': a benefit "
            "with probability 0.975 or more. 'Does not help': below the smallest worthwhile "
            "change with probability 0.95 or more. Else 'cannot tell'. No look before the end."
        ),
        *_heading("9 Harms and stop rules"),
        *_para(HARMS),
        *(line for rule in plan.clearance.stop_rules for line in _item(rule)),
    ]


def _cleared(plan: Any) -> list[str]:
    cleared = plan.clearance
    if cleared.may_start:
        at = ", ".join(_clock(hour) for hour in cleared.clocks)
        text = (
            f"The plan's verdict is {cleared.verdict!r}. Consider {cleared.daily_elemental_mg:g} "
            f"mg of magnesium a day in blocks with magnesium" + (f", at {at}." if at else ".")
        )
    else:
        text = "No, not on what is known now."
    return [*_para(text), *(line for why in cleared.why for line in _item(why))]


def _schedule(plan: Any, answer: Any) -> list[str]:
    if not _blocks(plan):
        return _para("No order is drawn for an experiment that cannot start.")
    shown = _contents_shown(plan, answer)
    lines = [
        f"  block {block.number:2d}  pair {block.pair}  {block.first} to {block.last}"
        + (f"  {block.content}" if shown else "")
        for block in _blocks(plan)
    ]
    note = f"Drawn by lot (seed {plan.seed}), sealed as {plan.seal}."
    if not shown:
        note += " `--sealed FILE` writes the list for the helper; do not open it yourself."
    return [*lines, *_para(note)]


def _blocks(plan: Any) -> Any:
    """None where the person's plan forbids to start."""
    stopped = plan.clearance.verdict and not plan.clearance.may_start
    return () if stopped else plan.blocks


def _contents_shown(plan: Any, answer: Any) -> bool:
    finished = answer is not None and answer.verdict != "not finished"
    return plan.design.blinding == "open" or finished


# ---------------------------------------------------------------- the answer


def _verdict(plan: Any, answer: Any) -> list[str]:
    return [
        f"Does magnesium help my {plan.measure.title}?  {answer.verdict.upper()}",
        *_para(answer.why),
    ]


def _results(plan: Any, answer: Any) -> list[str]:
    lines = [
        *_heading("10 Results"),
        *_para(f"{answer.rows} of {answer.rows_planned} rows were written down."),
    ]
    if answer.adherence is not None:
        lines += _para(
            f"Of the capsules of blocks with magnesium {100 * answer.adherence:.0f} % were taken; "
            "missed ones are part of the exposure."
        )
    if answer.block_means:
        per = "a week" if plan.measure.every_d > 1 else plan.measure.unit
        lines += [
            f"  block {block.number:2d}  {block.content:10s}"
            + ("  nothing" if mean is None else f"  {mean:8.1f} {per}")
            for block, mean in zip(plan.blocks, answer.block_means, strict=True)
        ]
    if answer.effect is not None:
        lines += _para(
            f"Effect: {_told(plan.measure, answer.effect)}, 95 % interval "
            f"{answer.low:.3g} to {answer.high:.3g}. Probability of any benefit "
            f"{answer.probability_any:.2f}, of a worthwhile one "
            f"{answer.probability_worthwhile:.2f}. Autocorrelation {answer.autocorrelation:.2f}, "
            f"SD of the rows {answer.sd:.3g}."
        )
    if answer.guessed is not None:
        right, of = answer.guessed
        lines += _para(
            f"Guesses: {right} of {of} right. "
            + (
                "So the blinding probably failed, and the effect may be one of expectation."
                if of >= 4 and right == of
                else "That does not say that it was noticed."
            )
        )
    return lines


def _limits(plan: Any) -> list[str]:
    return [
        *_heading("11 Limits"),
        *_para(
            "One person, one product, one dose. The blocks' order is random, the rest of life is "
            "not: an illness, a new phone or a holiday in one block looks like an effect. "
            "Registering such a trial beforehand is possible and not needed."
        ),
        *_para(NOT_ADVICE),
    ]


# ---------------------------------------------------------------- pieces


def _size(measure: Any, effect: float) -> str:
    if not math.isfinite(effect):
        return "nothing that one person can show"
    told = measure.told(effect)
    return f"{100 * (1 - told):.0f} % fewer" if measure.logged else f"{told:.3g} {measure.unit}"


def _told(measure: Any, effect: float) -> str:
    if measure.logged:
        return f"cramps times {effect:.2f}"
    way = "better" if effect >= 0 else "worse"
    return f"{abs(effect):.3g} {measure.unit} {way} on full effect"


def _whose(plan: Any) -> str:
    return "that of your own virtual bodies" if plan.lags_of == "you" else "that of people at large"


def _median(values: Any) -> float:
    ordered = sorted(float(value) for value in values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _clock(hour: float) -> str:
    minutes = round(60 * hour)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _heading(text: str) -> list[str]:
    return ["", *textwrap.wrap(text, WIDTH)]


def _para(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="  ", subsequent_indent="  ")


def _item(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 2, initial_indent="  - ", subsequent_indent="    ")

"""How do a check-in, a status, a list of entries and a replay read in a terminal?

The dose or the stop first, then why, then what comes next. Nothing is said by color alone,
and an expired plan is never printed as a dose.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from magtitrate.habits import clock_text
from magtitrate.record import DiaryEntry, Observation
from magtitrate.regimen import DoseEvent
from magtitrate.units import canonical_unit

__all__ = [
    "added_text",
    "bullets",
    "decision_json",
    "decision_text",
    "list_text",
    "replay_json",
    "replay_text",
    "status_text",
]

WIDTH = 80
HEADS = {
    "start": "Start",
    "hold": "Hold: stay as you are",
    "step_up": "One step up",
    "step_down": "Less",
    "stop": "Stop",
    "refer": "Not by this program: please see a professional",
}
DEVICE = "Not a medical device. It cannot see what you did not write down."


def bullets(text: str, mark: str = "- ") -> list[str]:
    """A paragraph with a mark before its first line."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_on_hyphens=False
    )


# ---------------------------------------------------------------- a decision


def decision_text(body: Mapping[str, Any], number: int) -> str:
    """A decision as it is stored, for the person."""
    plan = body["plan"]
    lines = [f"Check-in of {body['at'][:16].replace('T', ' ')}, decision {number}", ""]
    if plan["emergency"]:
        lines += ["THIS MAY BE AN EMERGENCY.", *bullets(plan["warnings"][0], "")]
    lines += [f"{HEADS[body['action']]}.", *bullets(body["why"], "")]
    lines += ["", *_dose(body["stage"], plan)]
    lines += _unanswered(body["unanswered"])
    if plan["verdict"] in ("hold", "refer"):
        lines += ["", "Why"]
        lines += [x for r in plan["reasons"] for x in bullets(f"{r['sentence']} [{r['code']}]")]
    if body["learned"]:
        lines += ["", "What was learned", *bullets(body["learned"], "")]
    if body["notes"]:
        lines += ["", "What to expect, and what to know"]
        lines += [line for note in body["notes"] for line in bullets(note["sentence"])]
    lines += ["", "Next", *_next(body)]
    lines += ["", "Always", *(x for warning in plan["warnings"] for x in bullets(warning))]
    return "\n".join(lines) + "\n"


def _dose(stage: Mapping[str, Any] | None, plan: Mapping[str, Any]) -> Iterator[str]:
    if stage is None:
        yield "Now: no magnesium from this plan."
        return
    yield f"Now: {stage['daily_elemental_mg']:g} mg of elemental magnesium a day"
    for slot in stage["slots"]:
        days = f" ({', '.join(slot['weekdays'])})" if slot["weekdays"] else ""
        yield (
            f"    {clock_text(slot['clock_h'])}{days}  {slot['units']:g} units = "
            f"{slot['elemental_mg']:g} mg, {slot['meal']} food"
        )
    regimen = plan["regimen"]
    if regimen is not None and regimen["daily_elemental_mg"] > stage["daily_elemental_mg"]:
        yield from bullets(
            f"The plan's way leads to {regimen['daily_elemental_mg']:g} mg a day at most. Each "
            "step waits for a check-in; none comes by itself.",
            "",
        )


def _unanswered(questions: Iterable[str]) -> Iterator[str]:
    found = [question.replace("_", " ") for question in questions]
    if found:
        yield ""
        yield from bullets(f"Not answered, and so not known: {', '.join(found)}.", "")


def _next(body: Mapping[str, Any]) -> Iterator[str]:
    on, what = body["again"]
    yield from bullets(f"Check in again by {body['next_check_in']}, or at once if anything is new.")
    yield from bullets(f"Measure {what.replace('_', ' ')} on {on}.")
    if body["stage"] is not None:
        yield from bullets("Past 28 days this plan is no plan: take none until you checked in.")
        yield from bullets(
            "Never more than one day's dose in any 24 hours: leave one out on the day on which the "
            "times change, when clocks are put forward, and on a journey across time zones."
        )


def decision_json(body: Mapping[str, Any], number: int) -> str:
    """A decision as it is stored, as JSON."""
    whole = {"schema": 1, "number": number, **body}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


# ---------------------------------------------------------------- where things stand


def status_text(status: Any) -> str:
    """Where things stand; takes `store.status.Status`."""
    at = status.at.isoformat(timespec="minutes")
    lines = [
        f"Record of {status.person_id} on {at}: {status.entries} entries, "
        f"{status.lines} of labs and diary",
        "",
    ]
    if status.stops:
        lines += ["Take none now."]
        lines += [x for r in status.stops for x in bullets(f"{r.sentence} [{r.code}]")]
        lines += ["Check in, or see a professional where it says so.", ""]
    if status.decision is None:
        lines += ["There is no plan yet. `magtitrate follow DIR check-in` makes the first."]
        return "\n".join([*lines, "", DEVICE]) + "\n"
    body = status.decision.body
    if status.against:
        lines += ["The plan is not valid now:", *(x for a in status.against for x in bullets(a))]
        lines += ["Take none by it. Check in: `magtitrate follow DIR check-in`."]
    else:
        made = body["at"][:10]
        lines += [f"In force since the check-in of {made}, until {status.expires or 'the next'}:"]
        lines += _dose(body["stage"], body["plan"])
    lines += ["", *_decided(body, valid=not status.against)]
    lines += ["", *_counts(status)]
    return "\n".join([*lines, "", DEVICE]) + "\n"


def _decided(body: Mapping[str, Any], *, valid: bool) -> Iterator[str]:
    """The last decision; of one that is not valid any more its words would mislead."""
    action = body["action"].replace("_", " ")
    if valid:
        yield f"Last decision: {action}."
        yield from bullets(body["why"], "")
    else:
        yield f"Last decision, of {body['at'][:10]}: {action}."


def _counts(status: Any) -> Iterator[str]:
    if status.against:
        yield "Check in now."
    elif status.next_check_in:
        due = " (due)" if status.next_check_in <= status.at.date() else ""
        yield f"Check in by {status.next_check_in.isoformat()}{due}."
    if status.next_review:
        yield f"Review, with labs and your decision, on {status.next_review.isoformat()}."
    if status.weeks:
        share = status.adherence
        kept = "" if share is None else f"; at this dose on {100 * share:.0f} of 100 days"
        yield f"Taken for {status.weeks:.1f} weeks{kept}."
    if status.money:
        yield status.money.sentence
    if status.ahead:
        numbers = ", ".join(map(str, status.ahead))
        yield f"Dated later than now: entries {numbers}."


# ---------------------------------------------------------------- entries


def added_text(
    numbers: Iterable[int],
    things: Iterable[Any],
    stops: Iterable[Any],
    confirmed: Iterable[str] = (),
) -> str:
    """What was written, in words, so that a slip shows; amounts that were confirmed once more."""
    lines = [f"Entry {n}: {_thing(one)}" for n, one in zip(numbers, things, strict=True)]
    lines += [line for words in confirmed for line in bullets(words)]
    reasons = list(stops)
    if reasons:
        lines += ["", "Take no magnesium by the plan now, and check in:"]
        lines += [x for r in reasons for x in bullets(f"{r.sentence} [{r.code}]")]
    return "\n".join(lines) + "\n" if lines else "Nothing new.\n"


def _thing(one: Observation | DoseEvent | DiaryEntry) -> str:
    if isinstance(one, Observation):
        below = "below " if one.censored_below else ""
        unit = canonical_unit(one.analyte)
        return f"{one.analyte.replace('_', ' ')} {below}{one.value:.4g} {unit}"
    if isinstance(one, DoseEvent):
        taken = f"{one.elemental_mg:g} mg of elemental magnesium"
        return f"{taken} taken" if one.status == "taken" else "a dose was missed"
    value = "" if one.value is None else f" {one.value:g}"
    return f"{one.kind.replace('_', ' ')} {one.item.replace('_', ' ')}{value}".rstrip()


def list_text(entries: Iterable[Any], gone: frozenset[int]) -> str:
    """Every entry in a line; takes `store.ledger.Entry`."""
    return "".join(f"{_entry(e)}{'  (taken back)' * (e.number in gone)}\n" for e in entries)


def _entry(entry: Any) -> str:
    made = entry.made.isoformat(timespec="minutes")[:16].replace("T", " ")
    head = f"{entry.number:>5}  {made}Z  "
    body = entry.body
    match entry.kind:
        case "line":
            cells = " ".join(str(value) for value in body["cells"].values())
            return f"{head}{body['kind']} {cells} at {body['at'][:16]}Z"
        case "decision":
            stage = body["stage"]
            dose = f"{stage['daily_elemental_mg']:g} mg a day" if stage else "no dose"
            return f"{head}decision: {body['action'].replace('_', ' ')}, {dose}"
        case "withdrawn":
            return f"{head}entry {body['number']} taken back: {body['why']}"
        case "facts":
            return f"{head}facts {body['hash']}"
    return f"{head}person's file ({body['origin']})"


# ---------------------------------------------------------------- replay


def replay_text(replayed: Iterable[Any]) -> str:
    """Which decisions came out again; takes `store.replay.Replayed`."""
    done = list(replayed)
    lines = []
    for one in done:
        if not one.differences and not one.made_with:
            continue
        lines.append(f"Decision {one.number} of {one.at[:16]}, {one.action.replace('_', ' ')}:")
        lines += [x for made in one.made_with for x in bullets(f"computed with {made}", "  ")]
        if one.facts_used:
            lines += bullets(f"facts it names that changed: {', '.join(one.facts_used)}", "  ")
        elif one.facts_changed:
            lines += bullets(f"{len(one.facts_changed)} fact rows changed, none it names", "  ")
        if one.differences:
            shown = one.differences[:8]
            lines += [x for d in shown for x in bullets(d, "  - ")]
            more = len(one.differences) - len(shown)
            lines += [f"  and {more} more"] * bool(more)
        else:
            lines.append("  the same, to the last digit")
    broken = sum(one.broken for one in done)
    same = sum(not one.differences for one in done)
    lines.append(
        f"{len(done)} decisions made again: {same} the same, {len(done) - same} different."
    )
    if broken:
        lines += bullets(
            f"{broken} differ although version, facts, model and engine are the same. Please "
            "report it.",
            "",
        )
    return "\n".join(lines) + "\n"


def replay_json(replayed: Iterable[Any]) -> str:
    """The same as JSON."""
    body = [
        {
            "number": one.number,
            "at": one.at,
            "action": one.action,
            "broken": one.broken,
            "differences": list(one.differences),
            "made_with": list(one.made_with),
            "facts_changed": list(one.facts_changed),
            "facts_used": list(one.facts_used),
        }
        for one in replayed
    ]
    return json.dumps({"schema": 1, "decisions": body}, indent=2, ensure_ascii=False) + "\n"

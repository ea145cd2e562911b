"""Has it helped, as far as the person's own diary or answer can say?

Weekly means of the weeks before the first dose are held against those of the last weeks.
A before-and-after comparison of one person: a placebo response, the season and regression
to the mean are in it, so "better" is never called an effect. `experiment` is the honest way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import fmean, variance

from magtitrate.effects.normal import normal_quantile
from magtitrate.facts import Facts
from magtitrate.followup.course import Course
from magtitrate.plan import Goal
from magtitrate.record import DiaryEntry, Record

__all__ = ["FELT", "Helped", "helped"]

FELT = ("better", "same", "worse", "cannot_tell")
"""What the person may answer when asked."""

DIARY_OF: dict[str, tuple[str, str, int]] = {
    "cramps": ("cramps", "", -1),
    "pregnancy_cramps": ("cramps", "", -1),
    "soreness": ("soreness", "", -1),
    "sleep": ("sleep", "", 1),
    "performance": ("reaction_time", "", -1),
    "anxiety": ("symptom", "anxiety", -1),
}
"""Goal -> kind and item of the diary that follow it, and which direction is better."""


@dataclass(frozen=True, kw_only=True)
class Helped:
    """What can be said so far.

    Attributes:
        verdict: `better`, `none` (a change worth having is unlikely), `cannot_tell`, `asked`
            (there is neither a diary to compare nor an answer).
        by: `diary`, `answer` or empty.
        change: better by so much, in the diary's unit; `None` without a comparison.
    """

    verdict: str
    sentence: str
    by: str = ""
    change: float | None = None


def helped(
    record: Record, goal: Goal, course: Course, facts: Facts, *, felt: str | None = None
) -> Helped:
    """The diary's word where there is enough of it, else the person's own.

    Args:
        felt: what the person answered, one of `FELT`; `None` where not asked.
    """
    compared = _compared(record, goal, course, facts)
    if compared is not None and compared.verdict != "cannot_tell":
        return compared
    if felt in ("better", "same", "worse"):
        return _answered(felt)
    if compared is not None:
        return compared
    if felt == "cannot_tell":
        return Helped(verdict="cannot_tell", by="answer", sentence="You cannot tell yet.")
    what = goal.reason.replace("_", " ")
    return Helped(
        verdict="asked",
        sentence=f"Nobody knows yet whether it helps: there are too few diary entries about {what} "
        "before and after the start, and you have not been asked.",
    )


def _answered(felt: str) -> Helped:
    words = {
        "better": "You say that it is better. That can also be the placebo response, the season or "
        "chance.",
        "same": "You notice no difference.",
        "worse": "You say that it is worse.",
    }
    verdict = "better" if felt == "better" else "none"
    return Helped(verdict=verdict, by="answer", sentence=words[felt])


def _compared(record: Record, goal: Goal, course: Course, facts: Facts) -> Helped | None:
    """Weeks before against weeks now; `None` where there are too few of either."""
    if goal.reason not in DIARY_OF or course.began_h is None:
        return None
    kind, item, better = DIARY_OF[goal.reason]
    entries = [e for e in record.diary if e.kind == kind and (not item or e.item == item)]
    weeks = int(facts.value("followup.compared"))
    before = _weekly(entries, course.began_h, weeks, kind)
    after = _weekly(entries, record.now_h, min(weeks, int(course.weeks)), kind)
    least = facts.value("followup.compared_least")
    if len(before) < least or len(after) < least:
        return None
    change = better * (fmean(after) - fmean(before))
    worth = _worth(kind, fmean(before), facts)
    width = _width(before, after, goal, facts)
    return _judged(change, worth, width, kind)


def _weekly(entries: list[DiaryEntry], end_h: float, weeks: int, kind: str) -> list[float]:
    """One number for each of the weeks before `end_h` that has an entry.

    Cramps are counts, so a week's are summed; anything else is a mean.
    """
    found = []
    for week in range(weeks):
        last = end_h - week * 7 * 24
        values = [e.value or 0.0 for e in entries if last - 7 * 24 <= e.time_h < last]
        if values:
            found.append(sum(values) if kind == "cramps" else fmean(values))
    return found


def _worth(kind: str, before: float, facts: Facts) -> float:
    """The least change worth having, in the diary's unit."""
    size = facts.value(f"followup.change_{kind}")
    return size * before if kind == "cramps" else size


def _width(before: list[float], after: list[float], goal: Goal, facts: Facts) -> float:
    """Half the interval of the change: the larger of the diary's own scatter and a usual one."""
    own = (variance(before) + variance(after)) / 2
    usual = 0.0
    if goal.reason in ("cramps", "pregnancy_cramps"):
        usual = (facts.outcomes[goal.reason].diary_sd or 0.0) ** 2
    elif goal.reason == "performance":
        usual = (facts.outcomes["reaction_time"].diary_sd or 0.0) ** 2
    spread = math.sqrt(max(own, usual) * (1 / len(before) + 1 / len(after)))
    return normal_quantile(facts.value("followup.benefit_confidence")) * spread


def _judged(change: float, worth: float, width: float, kind: str) -> Helped:
    what = {"cramps": "cramps a week", "sleep": "h of sleep", "reaction_time": "ms"}.get(
        kind, "points"
    )
    told = f"Against the weeks before the start, your diary is better by {change:.1f} {what}"
    told += f" (give or take {width:.1f})"
    if change - width > 0:
        return Helped(
            verdict="better",
            by="diary",
            change=change,
            sentence=f"{told}. That can also be the placebo response, the season or chance.",
        )
    if change + width < worth or worth <= 0:
        return Helped(
            verdict="none",
            by="diary",
            change=change,
            sentence=f"{told}: a change worth having ({worth:.1f}) is unlikely.",
        )
    return Helped(
        verdict="cannot_tell",
        by="diary",
        change=change,
        sentence=f"{told}: too uncertain to tell from none, or from one worth having.",
    )

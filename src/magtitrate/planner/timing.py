"""Which clock times are possible for the day's magnesium intakes, and which of them are best?

Every medicine closes the time from `gap_before_h` before it to `gap_after_h` after it, on
a circular week: Sunday's early tablet closes Saturday evening too. Gaps, waking hours, the
spacing of intakes, the single-intake limit and the limit of every rolling 24 hours are
hard; meals, even spacing and the like only rank what is left. Where nothing is left the
answer is `NoSafeTime`, never the least bad time.

All times are on a 15-minute grid, gaps themselves to the minute. First one set of clock
times for all seven days is sought; only where there is none, times by weekday.

With times by weekday, every hard rule has the form "this intake at least w after that
one" on a list of open points, and the solutions of such a system are closed under taking
the earlier of two. So raising every intake from its first open point until nothing has to
move finds the earliest week, or shows that no week exists (max-closed constraints, turned
round: Jeavons and Cooper 1995, Artificial Intelligence 79(2):327-339).
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property, partial
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from magtitrate.checks import WEEKDAYS, clock, one_of, weekdays, within
from magtitrate.errors import InputError
from magtitrate.habits import Day, Meal, clock_text
from magtitrate.listed import listed

__all__ = [
    "Gap",
    "NoSafeTime",
    "OtherIntake",
    "TimedIntake",
    "Timing",
    "TimingPreference",
    "TimingQuestion",
    "Timings",
    "timings",
    "windows",
]

GRID_MIN = 15
DAY_MIN = 24 * 60
WEEK_MIN = 7 * DAY_MIN
DAY_STEPS = DAY_MIN // GRID_MIN
EVERY_DAY = (1 << 7) - 1
MAX_INTAKES = 4
PHYTATE_ORDER = ("low", "medium", "high")
ROUNDING = 1e-6
"""Hours become minutes in floating point; a millionth of a minute (or milligram) is noise."""


@dataclass(frozen=True, kw_only=True)
class Gap:
    """One clock time of one item from which magnesium must stay away.

    Magnesium is possible when it is at least `gap_before_h` before the item or at least
    `gap_after_h` after it; exactly that long is enough. Together with the item it is
    possible only where both gaps are zero.

    Attributes:
        clock_h: from the midnight that begins the weekday; 24 is the midnight that ends it,
            and is kept as 0 of the next weekday.
        weekdays: the days on which the item is taken; every day where empty.
        gap_before_h: magnesium at least this long before the item (`gap_before_drug`) [h].
        gap_after_h: magnesium at least this long after the item (`gap_after_drug`) [h].
        reason: key of the rule that asks for it, such as `I-01`.
    """

    item: str
    clock_h: float
    weekdays: tuple[str, ...] = ()
    gap_before_h: float
    gap_after_h: float
    reason: str

    def __post_init__(self) -> None:
        within("gap.clock", self.clock_h, 0, 48)
        within("gap.gap_before_h", self.gap_before_h, 0, 168)
        within("gap.gap_after_h", self.gap_after_h, 0, 168)
        if self.weekdays:
            weekdays("gap.weekdays", self.weekdays)
        days_on, clock_h = divmod(round(self.clock_h, 9), 24)
        on = sorted((WEEKDAYS.index(day) + int(days_on)) % 7 for day in self.weekdays)
        # Without floating-point noise, so that a clock time equals itself a day later.
        object.__setattr__(self, "clock_h", round(clock_h, 9))
        object.__setattr__(self, "weekdays", tuple(WEEKDAYS[day] for day in on))

    @property
    def separates(self) -> bool:
        """Does it close any time at all?"""
        return self.gap_before_h > 0 or self.gap_after_h > 0

    @property
    def minutes_of_week(self) -> tuple[float, ...]:
        """When the item is taken, in minutes from Monday's first."""
        return tuple(
            (WEEKDAYS.index(day) * DAY_MIN + round(self.clock_h * 60, 6)) % WEEK_MIN
            for day in self.weekdays or WEEKDAYS
        )


@dataclass(frozen=True, kw_only=True)
class OtherIntake:
    """Magnesium of another source that is taken every day at a known clock time."""

    clock_h: float
    elemental_mg: float

    def __post_init__(self) -> None:
        within("other_intake.clock", self.clock_h, 0, 48)
        within("other_intake.elemental_mg", self.elemental_mg, 0, 20000)

    @property
    def minute(self) -> float:
        return round(self.clock_h * 60, 3) % DAY_MIN


@dataclass(frozen=True, kw_only=True)
class TimingPreference:
    """What makes one possible time better than another: penalties, all by policy.

    Only their proportions matter. None of them can open a time that a rule closes.

    Attributes:
        without_meal: an intake that is not with a meal.
        at_bedtime: instead of it, for a single intake in the last `bedtime_h` before sleep.
        phytate_low, phytate_medium, phytate_high, phytate_unknown: an intake with such a meal.
        late_in_meal_per_h: per hour between the start of the meal and the intake.
        uneven_per_h: per hour by which the times between intakes, other sources included,
            differ on average from an even spread over 24 h.
        larger_dose_shorter_gap_per_h: per hour by which the time after a larger intake is
            shorter than the time after a smaller one.
        short_margin_per_h: per hour by which an intake keeps less than `margin_h` beyond a
            gap, times its share of the day's dose: a tablet taken late is no harm then.
        meal_window_h: an intake this long after the start of a meal is still with it [h].
        bedtime_h: what counts as near bedtime [h].
        margin_h: the margin beyond a gap that is comfortable [h].
    """

    without_meal: float
    at_bedtime: float
    phytate_low: float
    phytate_medium: float
    phytate_high: float
    phytate_unknown: float
    late_in_meal_per_h: float
    uneven_per_h: float
    larger_dose_shorter_gap_per_h: float
    short_margin_per_h: float
    meal_window_h: float
    bedtime_h: float
    margin_h: float

    def __post_init__(self) -> None:
        for weight in fields(self):
            within(f"timing_preference.{weight.name}", getattr(self, weight.name), 0, 1000)


@dataclass(frozen=True, kw_only=True)
class TimingQuestion:
    """Everything that the clock times may depend on.

    Attributes:
        doses_elemental_mg: one per intake, in the order in which they are taken from waking
            [mg], (intake,).
        diet_phytate: for meals that do not say their own; `None` where unknown.
        awake_from_h, awake_to_h: where waking and sleeping are not both known; the one that
            is known can only narrow it.
        min_spacing_h: least time between two intakes of magnesium of any source [h]. An
            intake at the very clock time of another source is one intake with it.
        max_single_elemental_mg: one intake, the sources taken with it included [mg].
        max_daily_elemental_mg: the product and `others` in any rolling 24 h [mg]; sources
            without a clock time are subtracted before.
    """

    doses_elemental_mg: tuple[float, ...]
    gaps: tuple[Gap, ...]
    day: Day
    diet_phytate: str | None = None
    others: tuple[OtherIntake, ...] = ()
    awake_from_h: float
    awake_to_h: float
    min_spacing_h: float
    max_single_elemental_mg: float
    max_daily_elemental_mg: float
    preference: TimingPreference

    def __post_init__(self) -> None:
        within("timing.intakes", len(self.doses_elemental_mg), 1, MAX_INTAKES)
        for dose in self.doses_elemental_mg:
            within("timing.dose_elemental_mg", dose, ROUNDING, 20000)
        one_of("diet.phytate", self.diet_phytate, PHYTATE_ORDER)
        clock("timing.awake_from", self.awake_from_h)
        clock("timing.awake_to", self.awake_to_h)
        within("timing.min_spacing_h", self.min_spacing_h, GRID_MIN / 60, 24)
        within("timing.max_single_elemental_mg", self.max_single_elemental_mg, 0, math.inf)
        within("timing.max_daily_elemental_mg", self.max_daily_elemental_mg, 0, math.inf)
        if self.awake[0] == self.awake[1]:
            raise InputError("waking and sleeping have the same clock time", field="day.wake")

    @property
    def awake(self) -> tuple[float, float]:
        """From waking to sleeping; the end lies beyond 24 where sleep begins after midnight [h]."""
        wake_h, sleep_h = self.day.wake_h, self.day.sleep_h
        if wake_h is not None and sleep_h is not None:
            return wake_h, wake_h + (sleep_h - wake_h) % 24
        start, length = self.awake_from_h, (self.awake_to_h - self.awake_from_h) % 24
        if wake_h is not None and (wake_h - start) % 24 < length:
            start, length = wake_h, length - (wake_h - start) % 24
        if sleep_h is not None and 0 < (sleep_h - start) % 24 < length:
            length = (sleep_h - start) % 24
        return start, start + length


@dataclass(frozen=True, kw_only=True)
class TimedIntake:
    """One intake with its clock time and the reason for it.

    Attributes:
        intake: its place in the day's order, from 0.
        clock_h: local hour in [0, 24), on the grid.
        weekdays: the calendar days of that clock time; every day where empty.
        meal_clock_h: the meal it is taken with, or `None`.
    """

    intake: int
    clock_h: float
    elemental_mg: float
    weekdays: tuple[str, ...]
    meal_clock_h: float | None
    why: str


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One way to place the intakes in the week, possible under every hard rule.

    Attributes:
        intakes: by clock from waking; several per intake where weekdays differ.
        unusual_days: days, by the weekday of waking, that differ from the usual times.
        penalties: of the usual day, by the name of the weight; zeros left out.
        unusual_penalty: of the unusual days together.
    """

    intakes: tuple[TimedIntake, ...]
    unusual_days: tuple[str, ...]
    penalties: tuple[tuple[str, float], ...]
    unusual_penalty: float

    @property
    def penalty(self) -> float:
        """Of the usual day; smaller is better."""
        return sum(value for _, value in self.penalties)


@dataclass(frozen=True, kw_only=True)
class Timings:
    """The possible timings, best first.

    Attributes:
        every_day: the same clock times on all seven days.
        examined: partial days that were looked at.
    """

    ranked: tuple[Timing, ...]
    every_day: bool
    examined: int


@dataclass(frozen=True, kw_only=True)
class NoSafeTime:
    """No clock time satisfies every rule.

    Attributes:
        blocking: gaps that leave no time even without the others; each of them is needed for
            that. Where several such sets exist, one with gaps of more weekdays is named.
        rules: what else takes part, in words: waking hours, spacing, limits.
        sentence: for the person, with who could change it.
    """

    blocking: tuple[Gap, ...]
    rules: tuple[str, ...]
    sentence: str


def timings(question: TimingQuestion, *, at_most: int | None = None) -> Timings | NoSafeTime:
    """The clock times that every rule allows, best first, or why there are none.

    One set of times for all seven days where there is one; all such sets are listed, by
    penalty, ties to the earlier clock. Else times by weekday: the weeks with the fewest
    unusual days, one for each set of usual times, by the penalty of the usual day; the
    unusual days get, in weekday order, their best times that leave the rest possible.

    Args:
        at_most: how many to return; all where `None`.
    """
    board = _Board(question=question)
    if _earliest_week(board, {}) is None:
        return _no_safe_time(question)
    days, examined = _possible_days(board, every_day=True)
    if days:
        wanted = len(days) if at_most is None else at_most
        best = heapq.nsmallest(wanted, (_keyed(board, *day) for day in days))
        ranked = tuple(_timing(board, steps, {}) for _, steps in best)
        return Timings(ranked=ranked, every_day=True, examined=examined)
    days, examined = _possible_days(board, every_day=False)
    ranked = tuple(_timing(board, *week) for week in _weeks(board, days, at_most))
    return Timings(ranked=ranked, every_day=False, examined=examined)


def windows(gaps: tuple[Gap, ...], weekday: str) -> tuple[tuple[float, float], ...]:
    """When magnesium is possible beside these gaps on that weekday, asleep or awake.

    A window shorter than a day is listed whole, on the day on which it begins, so that its
    end may lie beyond 24; a longer one is cut at midnight. Both ends are still possible.

    Returns:
        (from, to) in hours from the midnight that begins the weekday, in time order.
    """
    one_of("weekday", weekday, WEEKDAYS)
    midnight = WEEKDAYS.index(weekday) * DAY_MIN
    closed = _closed(gaps)
    if not closed.any():
        return ((0.0, 24.0),)
    found = []
    for start, length in _open_runs(closed):
        for a in (start - midnight + shift for shift in (-WEEK_MIN, 0, WEEK_MIN)):
            b = a + length
            if length < DAY_MIN and 0 <= a < DAY_MIN:
                found.append((a / 60, b / 60))
            elif length >= DAY_MIN and a < DAY_MIN and b >= 0:
                found.append((max(a, 0) / 60, min(b, DAY_MIN) / 60))
    return tuple(sorted(found))


# What the gaps close


def _closed(gaps: tuple[Gap, ...]) -> NDArray[np.bool_]:
    """The minutes of the week in which magnesium is not possible, (10080,)."""
    closed = np.zeros(WEEK_MIN, dtype=np.bool_)
    for gap in gaps:
        if not gap.separates:
            continue
        for item in gap.minutes_of_week:
            # The ends themselves are open, the item's own minute never is.
            first = math.floor(item - gap.gap_before_h * 60 + ROUNDING) + 1
            last = math.ceil(item + gap.gap_after_h * 60 - ROUNDING) - 1
            first = min(first, math.floor(item + ROUNDING))
            last = max(last, math.ceil(item - ROUNDING))
            closed[np.arange(first, last + 1) % WEEK_MIN] = True
    return closed


def _open_runs(closed: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and length of each run of open minutes on the circular week."""
    starts = np.flatnonzero(~closed & np.roll(closed, 1))
    ends = np.flatnonzero(~closed & np.roll(closed, -1))
    if starts.size and ends[0] < starts[0]:
        ends = np.roll(ends, -1)
    return [(int(s), int(e - s) % WEEK_MIN) for s, e in zip(starts, ends, strict=True)]


# The question on the grid


@dataclass(frozen=True, kw_only=True)
class _Board:
    """The question on the grid of a waking day, whose points are numbered from waking."""

    question: TimingQuestion

    @cached_property
    def first_min(self) -> int:
        """Minute of point 0, from the midnight of the day of waking."""
        return math.ceil((self.question.awake[0] * 60 - ROUNDING) / GRID_MIN) * GRID_MIN

    @cached_property
    def minutes(self) -> tuple[int, ...]:
        """Minute of each point, from the midnight of the day of waking, (point,)."""
        last = math.floor(self.question.awake[1] * 60 + ROUNDING)
        return tuple(range(self.first_min, last + 1, GRID_MIN))

    @cached_property
    def spacing(self) -> int:
        """Least number of steps between two intakes."""
        return math.ceil((self.question.min_spacing_h * 60 - ROUNDING) / GRID_MIN)

    @cached_property
    def week_minutes(self) -> NDArray[np.int64]:
        """Minute of the week of each point of each waking day, (weekday, point)."""
        midnights = DAY_MIN * np.arange(7)[:, None]
        return (midnights + np.array(self.minutes, dtype=np.int64)) % WEEK_MIN

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The weekdays of waking on which the gaps allow each point, as bits, (point,)."""
        allowed = ~_closed(self.question.gaps)[self.week_minutes]
        return tuple(int(bits) for bits in (allowed << np.arange(7)[:, None]).sum(axis=0))

    @cached_property
    def fits(self) -> tuple[tuple[bool, ...], ...]:
        """May this intake stand at this point beside the other sources, (intake, point)?"""
        doses = self.question.doses_elemental_mg
        return tuple(tuple(_fits(self.question, mg, m) for m in self.minutes) for mg in doses)

    @cached_property
    def next_open(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """The first possible point from each point on, (weekday, intake, point).

        Where there is none, the number of points.
        """
        return tuple(
            tuple(
                _next_true([fit and on >> day & 1 for fit, on in zip(fits, self.days, strict=True)])
                for fits in self.fits
            )
            for day in range(7)
        )

    @cached_property
    def margin_min(self) -> NDArray[np.float64]:
        """Time by which each point clears the tightest gap, (weekday, point)."""
        margin = np.full(self.week_minutes.shape, np.inf)
        for gap in self.question.gaps:
            for item in gap.minutes_of_week if gap.separates else ():
                after = (self.week_minutes - item) % WEEK_MIN - gap.gap_after_h * 60
                before = (item - self.week_minutes) % WEEK_MIN - gap.gap_before_h * 60
                margin = np.minimum(margin, np.minimum(after, before))
        return margin

    @cached_property
    def meal_penalties(self) -> tuple[dict[str, float], ...]:
        """What each point costs for its meal, or for having none, (point,)."""
        return tuple(_meal_penalty(self.question, minute) for minute in self.minutes)

    @cached_property
    def meal_costs(self) -> tuple[float, ...]:
        return tuple(sum(penalty.values()) for penalty in self.meal_penalties)

    @cached_property
    def margin_cost(self) -> Callable[[int, int], float]:
        """Penalty for a short margin of a point on those days, before the dose's share."""
        return cache(partial(_margin_cost, self))

    @cached_property
    def intake(self) -> Callable[[int, int, int, int], TimedIntake]:
        """The words of an intake; many timings share it."""
        return cache(partial(_intake, self))


def _fits(question: TimingQuestion, elemental_mg: float, minute: int) -> bool:
    """Does this dose at this minute respect the other sources and the single-intake limit?"""
    together = elemental_mg
    for other in question.others:
        apart = (minute - other.minute) % DAY_MIN
        if apart == 0:
            together += other.elemental_mg
        elif min(apart, DAY_MIN - apart) < question.min_spacing_h * 60 - ROUNDING:
            return False
    return together <= question.max_single_elemental_mg + ROUNDING


def _margin_cost(board: _Board, step: int, days: int) -> float:
    wanted = board.question.preference.margin_h
    least = min(float(board.margin_min[day, step]) for day in _bits(days))
    return board.question.preference.short_margin_per_h * max(0.0, wanted - least / 60)


def _next_true(flags: Sequence[int]) -> tuple[int, ...]:
    following = [len(flags)] * len(flags)
    nearest = len(flags)
    for i in reversed(range(len(flags))):
        nearest = i if flags[i] else nearest
        following[i] = nearest
    return tuple(following)


def _bits(days: int) -> tuple[int, ...]:
    return tuple(day for day in range(7) if days >> day & 1)


# Is there a week at all?

_Steps = tuple[int, ...]
"""The points of one waking day's intakes, in order, (intake,)."""


def _earliest_week(board: _Board, fixed: Mapping[int, _Steps]) -> dict[int, _Steps] | None:
    """The earliest week that every hard rule allows with some days fixed, or `None`.

    Exact: see the head of this file.
    """
    orders = _orders(board)
    intakes, points = range(len(board.question.doses_elemental_mg)), len(board.minutes)
    if orders is None or not points:
        return None
    week = [[board.next_open[day][i][0] for i in intakes] for day in range(7)]
    for day, steps in fixed.items():
        week[day] = list(steps)
    if any(step >= points for steps in week for step in steps):
        return None
    moved = True
    while moved:
        moved = False
        for day in range(7):
            for i, days_on, j, least in orders:
                then = (day + days_on) % 7
                needed = week[day][i] + least
                if week[then][j] >= needed:
                    continue
                if then in fixed or needed >= points:
                    return None
                week[then][j] = board.next_open[then][j][needed]
                if week[then][j] >= points:
                    return None
                moved = True
    return {day: tuple(week[day]) for day in range(7)}


def _orders(board: _Board) -> tuple[tuple[int, int, int, int], ...] | None:
    """The hard rules between intakes: (i, days on, j, least) says that intake j, that many
    days on, stands at least `least` points beyond intake i; `None` where a day is too much.
    """
    question = board.question
    doses = question.doses_elemental_mg
    room = question.max_daily_elemental_mg - sum(o.elemental_mg for o in question.others)
    if sum(doses) > room + ROUNDING:
        return None
    orders = [(i - 1, 0, i, board.spacing) for i in range(1, len(doses))]
    orders.append((len(doses) - 1, 1, 0, board.spacing - DAY_STEPS))
    for i in range(len(doses)):
        # The 24 h from intake i hold it, the rest of its day, and what stands earlier the
        # next day. Other sources come once in any 24 h. The first intake too many must wait.
        held = sum(doses[i:])
        for j, dose in enumerate(doses):
            held += dose
            if held > room + ROUNDING:
                orders.append((i, 1, j, 0))
                break
    return tuple(orders)


# Which days are possible, and how good are they?


def _possible_days(board: _Board, *, every_day: bool) -> tuple[list[tuple[_Steps, int]], int]:
    """All ways to place one day's intakes, with the weekdays that allow them as bits.

    Args:
        every_day: only days that can be repeated all week.

    Returns:
        the days, and how many partial days were looked at.
    """
    partial: list[tuple[_Steps, int]] = [((), EVERY_DAY)]
    examined = 0
    for i, fits in enumerate(board.fits):
        left = len(board.fits) - i - 1
        partial = [
            ((*steps, step), both)
            for steps, days in partial
            for step in _room(board, steps, left, every_day)
            if fits[step] and (both := days & board.days[step])
            if both == EVERY_DAY or not every_day
        ]
        examined += len(partial)
    return partial, examined


def _room(board: _Board, steps: _Steps, left: int, every_day: bool) -> range:
    """Points for the next intake that keep the spacing and leave room for those left."""
    begin = steps[-1] + board.spacing if steps else 0
    end = len(board.minutes) - 1
    if every_day and steps:
        end = min(end, steps[0] + DAY_STEPS - board.spacing)
    return range(begin, end + 1 - left * board.spacing)


def _keyed(board: _Board, steps: _Steps, days: int) -> tuple[float, _Steps]:
    """Rank of a day on those weekdays: penalty, then the earlier clock."""
    preference = board.question.preference
    doses = board.question.doses_elemental_mg
    uneven, shorter = _spread_h(board, steps)
    cost = uneven * preference.uneven_per_h
    cost += shorter * preference.larger_dose_shorter_gap_per_h
    for step, dose in zip(steps, doses, strict=True):
        cost += board.meal_costs[step] + board.margin_cost(step, days) * dose / sum(doses)
    return round(cost, 9), steps


def _penalties(board: _Board, steps: _Steps, days: int) -> tuple[tuple[str, float], ...]:
    """The same penalty, by the name of each weight."""
    doses = board.question.doses_elemental_mg
    preference = board.question.preference
    uneven, shorter = _spread_h(board, steps)
    parts = {
        "uneven_per_h": uneven * preference.uneven_per_h,
        "larger_dose_shorter_gap_per_h": shorter * preference.larger_dose_shorter_gap_per_h,
    }
    for step, dose in zip(steps, doses, strict=True):
        margin = {"short_margin_per_h": board.margin_cost(step, days) * dose / sum(doses)}
        for penalty in (board.meal_penalties[step], margin):
            for name, value in penalty.items():
                parts[name] = parts.get(name, 0.0) + value
    return tuple((name, value) for name, value in sorted(parts.items()) if value)


def _spread_h(board: _Board, steps: _Steps) -> tuple[float, float]:
    """How far a repeated day is from an even spread, and from larger dose, longer gap.

    Returns:
        mean deviation of the times between intakes from an even spread [h]; most hours by
        which the time after a larger intake is shorter than after a smaller one.
    """
    taken: dict[float, float] = {}
    for other in board.question.others:
        taken[other.minute] = taken.get(other.minute, 0.0) + other.elemental_mg
    instants = list(taken)
    for step, dose in zip(steps, board.question.doses_elemental_mg, strict=True):
        minute = board.minutes[step] % DAY_MIN
        taken[minute] = taken.get(minute, 0.0) + dose
        instants.append(minute)
    # One intake with another source is no spread at all: a time of zero between the two.
    even = DAY_MIN / len(instants)
    uneven = sum(abs(time - even) for time in _times_after(instants)) / len(instants)
    clocks = sorted(taken)
    after = list(zip((taken[c] for c in clocks), _times_after(clocks), strict=True))
    shorter = max(b[1] - a[1] if a[0] > b[0] else 0.0 for a in after for b in after)
    return uneven / 60, max(0.0, shorter) / 60


def _times_after(minutes: list[float]) -> list[float]:
    """The time from each of these minutes of the day to the next, in clock order."""
    at = sorted(minutes)
    return [b - a for a, b in pairwise([*at, at[0] + DAY_MIN])]


def _meal_penalty(question: TimingQuestion, minute: int) -> dict[str, float]:
    """What an intake at that minute costs for its meal, or for having none."""
    preference = question.preference
    if (choice := _meal_at(question, minute)) is not None:
        return choice[1]
    if _near_bedtime(question, minute):
        return {"at_bedtime": preference.at_bedtime}
    return {"without_meal": preference.without_meal}


def _meal_at(question: TimingQuestion, minute: int) -> tuple[Meal, dict[str, float]] | None:
    """The best meal that an intake at that minute is with, and what that costs."""
    preference = question.preference
    choices = []
    for meal in question.day.meals:
        late_h = round((minute - meal.clock_h * 60) % DAY_MIN, 3) % DAY_MIN / 60
        if late_h <= preference.meal_window_h:
            weight = f"phytate_{_phytate(question, meal) or 'unknown'}"
            late = late_h * preference.late_in_meal_per_h
            cost = {weight: getattr(preference, weight), "late_in_meal_per_h": late}
            choices.append((meal, cost))
    return min(choices, key=lambda choice: sum(choice[1].values()), default=None)


def _phytate(question: TimingQuestion, meal: Meal) -> str | None:
    return meal.phytate or question.diet_phytate


def _near_bedtime(question: TimingQuestion, minute: int) -> bool:
    """Is this a single intake shortly before a bedtime that is known?"""
    if len(question.doses_elemental_mg) > 1 or question.day.sleep_h is None:
        return False
    before_sleep_h = question.awake[1] - minute / 60
    return before_sleep_h <= question.preference.bedtime_h + ROUNDING


# Weeks whose days differ


_Choices = Callable[[int], list[_Steps]]
"""The possible times of one weekday, best first."""


def _weeks(
    board: _Board, days: list[tuple[_Steps, int]], at_most: int | None
) -> Iterator[tuple[_Steps, dict[int, _Steps]]]:
    """Usual times and the unusual days, best first, with the fewest unusual days."""

    @cache
    def choices(day: int) -> list[_Steps]:
        ranked = sorted(_keyed(board, steps, 1 << day) for steps, on in days if on >> day & 1)
        return [steps for _, steps in ranked]

    usual_first = sorted((*_keyed(board, *day), day[1]) for day in days)
    for unusual in range(1, 7):
        found = 0
        for _, usual, allowed in usual_first:
            if found == at_most:
                return
            week = _week_around(board, choices, usual, allowed, unusual)
            if week is not None:
                yield usual, week
                found += 1
        if found:
            return


def _week_around(
    board: _Board, choices: _Choices, usual: _Steps, allowed: int, unusual: int
) -> dict[int, _Steps] | None:
    """The best unusual days, of that number, around these usual times; `None` if impossible."""
    weeks = []
    for kept in combinations(_bits(allowed), 7 - unusual):
        fixed = dict.fromkeys(kept, usual)
        if _earliest_week(board, fixed) is not None:
            week = _unusual_days(board, choices, fixed)
            weeks.append((_unusual_cost(board, week), sorted(week.items())))
    return dict(min(weeks)[1]) if weeks else None


def _unusual_days(
    board: _Board, choices: _Choices, fixed: Mapping[int, _Steps]
) -> dict[int, _Steps]:
    """In weekday order, each free day's best times that leave the rest of the week possible."""
    week = dict(fixed)
    for day in sorted(set(range(7)) - set(fixed)):
        week[day] = next(
            steps
            for steps in choices(day)
            if _earliest_week(board, week | {day: steps}) is not None
        )
    return {day: steps for day, steps in week.items() if day not in fixed}


def _unusual_cost(board: _Board, week: Mapping[int, _Steps]) -> float:
    return round(sum(_keyed(board, steps, 1 << day)[0] for day, steps in week.items()), 9)


# The answer in words


def _timing(board: _Board, usual: _Steps, unusual: Mapping[int, _Steps]) -> Timing:
    """The chosen week as intakes with clock, weekdays and reason."""
    usual_days = EVERY_DAY & ~sum(1 << day for day in unusual)
    week = {day: unusual.get(day, usual) for day in range(7)}
    placed: dict[tuple[int, int], int] = {}
    for day, steps in week.items():
        for i, step in enumerate(steps):
            placed[step, i] = placed.get((step, i), 0) | 1 << day
    return Timing(
        intakes=tuple(
            board.intake(i, step, days, usual[i]) for (step, i), days in sorted(placed.items())
        ),
        unusual_days=tuple(WEEKDAYS[day] for day in sorted(unusual)),
        penalties=_penalties(board, usual, usual_days),
        unusual_penalty=_unusual_cost(board, unusual),
    )


def _intake(board: _Board, i: int, step: int, days: int, usual: int) -> TimedIntake:
    days_on, minute = divmod(board.minutes[step], DAY_MIN)
    meal = _meal_at(board.question, minute)
    calendar = sorted((day + days_on) % 7 for day in _bits(days))
    return TimedIntake(
        intake=i,
        clock_h=minute / 60,
        elemental_mg=board.question.doses_elemental_mg[i],
        weekdays=() if days == EVERY_DAY else tuple(WEEKDAYS[day] for day in calendar),
        meal_clock_h=meal[0].clock_h if meal else None,
        why=_why(board, i, step, days, usual),
    )


def _why(board: _Board, i: int, step: int, days: int, usual: int) -> str:
    """What made this time the best, in one sentence."""
    minute = board.minutes[step]
    parts = [_meal_words(board, i, minute, days)]
    together = sum(o.elemental_mg for o in board.question.others if o.minute == minute % DAY_MIN)
    if together:
        parts.append(f"as one intake with the {together:g} mg of magnesium of another source")
    if step != usual:
        parts.append(_moved_words(board, usual, days))
    parts += _gap_words(board, step, days)
    sentence = "; ".join(parts)
    return sentence[0].upper() + sentence[1:] + "."


def _meal_words(board: _Board, i: int, minute: int, days: int) -> str:
    question = board.question
    if (choice := _meal_at(question, minute)) is not None:
        meal = choice[0]
        return f"with the meal at {clock_text(meal.clock_h)}{_phytate_words(question, meal)}"
    if _near_bedtime(question, minute):
        return "near bedtime"
    if not question.day.meals:
        return "no mealtimes are known"
    mealtime = any(
        fits and on & days == days and _meal_at(question, m)
        for fits, on, m in zip(board.fits[i], board.days, board.minutes, strict=True)
    )
    return "between meals" if mealtime else "between meals, as no meal falls in a free time"


def _phytate_words(question: TimingQuestion, meal: Meal) -> str:
    phytate = _phytate(question, meal)
    levels = {_phytate(question, other) for other in question.day.meals}
    if phytate is None:
        return ""
    if None not in levels and len(levels) > 1 and phytate == min(levels, key=_phytate_rank):
        return ", which has the least phytate"
    return f" ({phytate} phytate)"


def _phytate_rank(level: str | None) -> int:
    return PHYTATE_ORDER.index(level or "high")


def _moved_words(board: _Board, usual: int, days: int) -> str:
    """Why the usual time does not hold on these days."""
    minutes = board.week_minutes[list(_bits(days)), usual]
    moved_by = [_name(gap) for gap in board.question.gaps if _closed((gap,))[minutes].any()]
    clock = clock_text(board.minutes[usual] / 60)
    if moved_by:
        return f"not at the usual {clock} because of {listed(moved_by)}"
    return f"not at the usual {clock}, to fit the other intakes and the days beside it"


def _gap_words(board: _Board, step: int, days: int) -> list[str]:
    """The tightest gap behind and the tightest ahead, within a day."""
    after, before = [], []
    minutes = board.week_minutes[list(_bits(days)), step][:, None]
    for gap in board.question.gaps:
        if gap.separates:
            since = (minutes - np.array(gap.minutes_of_week)) % WEEK_MIN
            behind, ahead = float(since.min()), float(WEEK_MIN - since.max())
            after.append((behind - gap.gap_after_h * 60, behind, gap.gap_after_h, _name(gap)))
            before.append((ahead - gap.gap_before_h * 60, ahead, gap.gap_before_h, _name(gap)))
    return [
        f"{_hours(apart)} h {side} {name} (at least {needed:g} h)"
        for side, found in (("after", after), ("before", before))
        for _, apart, needed, name in sorted(found)[:1]
        if apart <= DAY_MIN
    ]


def _name(*gaps: Gap) -> str:
    """An item with its clock times and days; the gaps differ in the clock alone."""
    days = [day.capitalize() for day in gaps[0].weekdays]
    clocks = listed([clock_text(gap.clock_h) for gap in gaps])
    return f"{gaps[0].item} at {clocks}" + (f" on {listed(days)}" if days else "")


def _hours(minutes: float) -> str:
    return f"{round(minutes / 60, 2):g}"


# Why there is none


def _no_safe_time(question: TimingQuestion) -> NoSafeTime:
    """The gaps, then the other rules, that none can be taken from without opening a time."""
    core = replace(question, gaps=tuple(sorted(question.gaps, key=_gap_order)))
    for gap in core.gaps:
        fewer = replace(core, gaps=_without(core.gaps, gap))
        core = core if _possible(fewer) else fewer
    rules = []
    for words, loosened in _loosened(question).items():
        looser = replace(core, **loosened)  # type: ignore[arg-type]
        if _possible(looser):
            rules.append(words)
        else:
            core = looser
    return NoSafeTime(
        blocking=core.gaps, rules=tuple(rules), sentence=_refusal(question, core.gaps, rules)
    )


def _possible(question: TimingQuestion) -> bool:
    return _earliest_week(_Board(question=question), {}) is not None


def _without(gaps: tuple[Gap, ...], gap: Gap) -> tuple[Gap, ...]:
    at = gaps.index(gap)
    return gaps[:at] + gaps[at + 1 :]


def _gap_order(gap: Gap) -> tuple[object, ...]:
    """Gaps of few weekdays are dropped first, so that what closes every day is named."""
    widths = (gap.gap_before_h, gap.gap_after_h)
    return (len(gap.weekdays or WEEKDAYS), gap.item, gap.clock_h, gap.weekdays, widths, gap.reason)


def _loosened(question: TimingQuestion) -> dict[str, dict[str, object]]:
    """Each other hard rule in words, and the fields that lift it."""
    wake_h, sleep_h = question.awake
    always = replace(question.day, wake_h=None, sleep_h=None)
    others = listed([clock_text(o.clock_h) for o in question.others]) if question.others else ""
    day_mg = sum(question.doses_elemental_mg) + sum(o.elemental_mg for o in question.others)
    fits = day_mg <= question.max_daily_elemental_mg
    between = ", also where the times of two days differ" if fits else ""
    return {
        f"the waking hours from {clock_text(wake_h)} to {clock_text(sleep_h)}": {
            "day": always,
            "awake_from_h": 0.0,
            "awake_to_h": 24 - GRID_MIN / 60,
        },
        f"the other magnesium at {others}": {"others": ()},
        f"at least {question.min_spacing_h:g} h between two intakes": {
            "min_spacing_h": GRID_MIN / 60
        },
        f"at most {question.max_single_elemental_mg:g} mg in one intake": {
            "max_single_elemental_mg": math.inf
        },
        f"at most {question.max_daily_elemental_mg:g} mg in any 24 h{between}": {
            "max_daily_elemental_mg": math.inf
        },
    }


def _refusal(question: TimingQuestion, blocking: tuple[Gap, ...], rules: list[str]) -> str:
    count = len(question.doses_elemental_mg)
    asked = "one magnesium intake" if count == 1 else f"{count} magnesium intakes a day"
    text = f"No clock time is free for {asked}"
    alike: dict[Gap, list[Gap]] = {}
    for gap in blocking:
        alike.setdefault(replace(gap, clock_h=0), []).append(gap)
    needs = [
        f"{_name(*gaps)} (magnesium at least {gap.gap_before_h:g} h before or "
        f"{gap.gap_after_h:g} h after; {gap.reason})"
        for gap, gaps in alike.items()
    ]
    text += f" beside {listed(needs)}" if needs else ""
    text += f" with {listed(rules)}" if rules else ""
    text += "."
    if blocking:
        text += (
            " Your prescriber or pharmacist can say whether a time can be moved;"
            " please do not move or skip a medicine on your own."
        )
    return text

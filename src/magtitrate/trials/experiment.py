"""Does it help me? How long would this person have to test it, and what does the test say?

Blocks with and without magnesium come in pairs, in an order drawn by lot, each as long as
the person's lag asks for. Power is told before the first capsule; there is no look before
the end; and one of three verdicts stands there then: helps, does not help, cannot tell.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from magtitrate.effects.normal import normal_cdf, normal_quantile
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Experiment
from magtitrate.plan import Goal, Plan
from magtitrate.safety.words import warnings_of
from magtitrate.streams import stream
from magtitrate.titrate import Titration
from magtitrate.trials.lag import believed_lags
from magtitrate.trials.n_of_1 import (
    Believed,
    Series,
    autoregressive,
    believed,
    exposure,
    power,
    quantile,
    signal,
)

__all__ = [
    "Answer",
    "Block",
    "Clearance",
    "Diary",
    "Measure",
    "Planned",
    "analyzed",
    "clearance",
    "error_rate",
    "measure_of",
    "planned",
]

Array = NDArray[np.float64]
MAGNESIUM, PLACEBO = "magnesium", "placebo"
HELPS, DOES_NOT, CANNOT_TELL, UNFINISHED = (
    "helps",
    "does not help",
    "cannot tell",
    "not finished",
)
INTERVAL = 0.95
ENOUGH_ROWS = 0.5
"""Share of the planned rows without which nothing is said."""
LAST_DAYS = 3
"""So near to the end the experiment counts as finished."""
COUNTED = 0.5
"""Added to a count before its logarithm."""
WIDTH_DRAWS = 20_000


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is written down, and how noisy it is.

    Attributes:
        better: `lower` or `higher`.
        sd, autocorrelation: from one row to the next, on the scale that is analyzed.
        worthwhile, expected: on that scale, an improvement is positive.
        every_d: days that one row stands for.
        practice_d: how fast practice fades [d]; 0 where there is none.
        logged: counts are analyzed as logarithms, and the effect is a ratio.
        site: whose lag an effect would have: `gut` or `tissue`.
    """

    id: str
    title: str
    unit: str
    better: str
    sd: float
    autocorrelation: float
    worthwhile: float
    expected: float
    every_d: int = 1
    practice_d: float = 0.0
    logged: bool = False
    site: str = "tissue"

    @property
    def sign(self) -> float:
        return 1.0 if self.better == "higher" else -1.0

    def told(self, effect: float) -> float:
        """An effect as people read it: a ratio for counts, else in the unit, better above 0."""
        return math.exp(-effect) if self.logged else effect


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block, its days counted from the first block's first."""

    number: int
    pair: int
    first: date
    last: date
    from_day: int
    days: int
    content: str


@dataclass(frozen=True, kw_only=True)
class Clearance:
    """May this experiment begin?

    Attributes:
        verdict: of the person's plan; empty where no person was given.
        daily_elemental_mg: of active blocks; `None` where unknown.
        clocks: intakes of the day, as hours.
        why: reasons against, and what to know.
    """

    may_start: bool
    verdict: str
    daily_elemental_mg: float | None
    clocks: tuple[float, ...]
    why: tuple[str, ...]
    stop_rules: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An experiment before its first day.

    Attributes:
        lags_d: equally likely lags of the effect, (lag,).
        lags_of: `you` or `people`: whose they are.
        power: to find the expected effect, averaged over the lags.
        power_slow: with the slowest quarter of lags.
        visible: the smallest effect that power 0.8 would find, on the analyzed scale.
        answerable: do two pairs fit into the time?
        seal: a fingerprint of the order, so that it can be shown not to have changed.
    """

    design: Experiment
    measure: Measure
    lags_d: Array
    lags_of: str
    block_days: int
    pairs: int
    run_in_days: int
    power: float
    power_slow: float
    visible: float
    answerable: bool
    why: str
    blocks: tuple[Block, ...]
    clearance: Clearance
    seal: str
    seed: int

    @property
    def days(self) -> int:
        return sum(block.days for block in self.blocks)

    @property
    def weeks(self) -> float:
        """All of it, the run-in too."""
        return (self.run_in_days + self.days) / 7

    @property
    def taken(self) -> Array:
        """1 on days with magnesium, (day,)."""
        parts = [np.full(b.days, float(b.content == MAGNESIUM)) for b in self.blocks]
        return np.concatenate(parts) if parts else np.zeros(0)


@dataclass(frozen=True, kw_only=True)
class Diary:
    """What was written down, by day of the experiment (the run-in has negative ones).

    Attributes:
        values: every value of a day.
        taken: share of the day's capsules that were taken, where it was noted.
    """

    values: Mapping[int, tuple[float, ...]]
    taken: Mapping[int, float]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the experiment says.

    Attributes:
        effect, low, high: as people read it (`Measure.told`); `None` before the end.
        probability_any, probability_worthwhile: of benefit, of a worthwhile one.
        weeks_more: how many would be needed; `None` where too many or none.
        block_means: value of each block, as written down; `None` where nothing was.
        guessed: right guesses and guesses.
        adherence: share of the days' capsules taken in active blocks.
    """

    verdict: str
    why: str
    rows: int
    rows_planned: int
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    probability_any: float | None = None
    probability_worthwhile: float | None = None
    weeks_more: int | None = None
    autocorrelation: float | None = None
    sd: float | None = None
    block_means: tuple[float | None, ...] = ()
    guessed: tuple[int, int] | None = None
    adherence: float | None = None


# ---------------------------------------------------------------- before the first day


def measure_of(design: Experiment, facts: Facts) -> Measure:
    """The outcome with its noise: of the design where it says, else the usual."""
    if design.outcome == "cramps":
        return _cramps(design, facts)
    tail = {"reaction_time": "_ms", "sleep": "_h"}.get(design.outcome, "")
    title, unit, better = {
        "reaction_time": ("reaction time", "ms", "lower"),
        "sleep": ("sleep", "h", "higher"),
        "soreness": ("soreness", "points of 100", "lower"),
        "stool": ("stool form", "Bristol types", design.better),
    }[design.outcome]
    name = f"experiment.{design.outcome}"
    worthwhile = design.worthwhile or facts.value(f"{name}.worthwhile{tail}")
    rho = design.autocorrelation
    practiced = design.outcome == "reaction_time"
    return Measure(
        id=design.outcome,
        title=title,
        unit=unit,
        better=design.better or better,
        sd=design.day_sd or facts.value(f"{name}.day_sd{tail}"),
        autocorrelation=facts.value(f"{name}.autocorrelation") if rho is None else rho,
        worthwhile=worthwhile,
        expected=design.expected or worthwhile,
        practice_d=facts.value("experiment.reaction_time.practice_d") if practiced else 0.0,
        site="gut" if design.outcome == "stool" else "tissue",
    )


def _cramps(design: Experiment, facts: Facts) -> Measure:
    """Counts of a week, as logarithms: their width is that of the counts."""
    worthwhile = design.worthwhile or facts.value("experiment.cramps.worthwhile")
    counts = _counts(stream(0, "experiment", "width"), np.ones(WIDTH_DRAWS), 0.0, facts)
    rho = design.autocorrelation
    return Measure(
        id="cramps",
        title="cramps",
        unit="cramps a week, as a ratio",
        better="lower",
        sd=design.day_sd or float(np.log(counts + COUNTED).std()),
        autocorrelation=facts.value("experiment.cramps.autocorrelation") if rho is None else rho,
        worthwhile=-math.log(worthwhile),
        expected=-math.log(design.expected or worthwhile),
        every_d=7,
        logged=True,
    )


def _counts(rng: np.random.Generator, ratio: Array, rho: float, facts: Facts) -> Array:
    """Cramps of each week: Poisson counts of a rate that wanders, (week,)."""
    width = math.sqrt(math.log1p(1 / facts.value("experiment.cramps.dispersion")))
    if rho:
        wander = autoregressive(rng, range(ratio.size), width, rho)
    else:
        wander = width * rng.standard_normal(ratio.size)
    rate = facts.value("experiment.cramps.per_week") * np.exp(wander - width**2 / 2)
    return np.asarray(rng.poisson(rate * ratio), dtype=float)


def clearance(
    design: Experiment, person: Titration | None, goal: Goal | None, facts: Facts
) -> Clearance:
    """May it begin, and with how much? Only a plan of this person can say so.

    Every active block begins from none, so its dose is one that the plan would begin with.
    """
    if person is None or goal is None:
        return Clearance(
            may_start=False,
            verdict="",
            daily_elemental_mg=design.elemental_mg,
            clocks=(),
            why=(
                "No person's file was given, so nothing was checked: kidneys, medicines, limits. "
                "This is a design to read; run it with --person before anything is taken.",
            ),
            stop_rules=(),
        )
    plan = person.plan
    rules = warnings_of(goal, facts, emergency=plan.emergency)
    found = _dose(design, plan)
    return replace(found, stop_rules=rules)


def _dose(design: Experiment, plan: Plan) -> Clearance:
    refused = Clearance(
        may_start=False,
        verdict=plan.verdict.value,
        daily_elemental_mg=None,
        clocks=(),
        why=(),
        stop_rules=(),
    )
    if plan.verdict.value in ("hold", "refer") or plan.regimen is None:
        reasons = tuple(reason.sentence for reason in plan.reasons)
        return replace(
            refused,
            why=(
                f"The plan for this person is {plan.verdict.value!r}, and an experiment cannot "
                "start from it.",
                *reasons,
            ),
        )
    begin = plan.regimen.start_daily_elemental_mg
    wanted = design.elemental_mg if design.elemental_mg is not None else begin
    if wanted > begin + 1e-9:
        return replace(
            refused,
            why=(
                f"The design asks for {wanted:g} mg a day. Each block with magnesium begins from "
                f"none, and this person's plan begins with at most {begin:g} mg a day; consider "
                f"elemental_mg = {begin:g} or less.",
            ),
        )
    step = plan.regimen.steps[0] if plan.regimen.steps else None
    slots = step.slots if step is not None else plan.regimen.slots
    notes = []
    if plan.recommended != "regimen":
        notes.append(
            f"The plan ranks {plan.recommended.replace('_', ' ')!r} first; the experiment tests "
            "the dosing option beside it."
        )
    return replace(
        refused,
        may_start=True,
        daily_elemental_mg=wanted,
        clocks=tuple(slot.clock_h for slot in slots),
        why=tuple(notes),
    )


def planned(
    design: Experiment,
    facts: Facts,
    *,
    person: Titration | None = None,
    goal: Goal | None = None,
    seed: int = 0,
) -> Planned:
    """The experiment with its blocks, its power and its order by lot.

    Args:
        person: the person's plan with its working; the population's lag where left out.
    """
    measure = measure_of(design, facts)
    posterior = person.posterior if person is not None else None
    lags = believed_lags(measure.site, posterior, facts, seed=seed)
    block_days = int(design.block_days or _block_days(lags, measure, facts))
    run_in = design.run_in_days
    run_in_days = int(facts.value("experiment.run_in_d") if run_in is None else run_in)
    longest = 7 * (design.longest_weeks or facts.value("experiment.longest_weeks"))
    fitting = int((longest - run_in_days) // (2 * block_days))
    fewest = int(design.pairs or facts.value("experiment.fewest_pairs"))
    draft = Planned(
        design=design,
        measure=measure,
        lags_d=lags,
        lags_of="you" if posterior is not None and posterior.finished else "people",
        block_days=block_days,
        pairs=fewest,
        run_in_days=run_in_days,
        power=0.0,
        power_slow=0.0,
        visible=math.inf,
        answerable=fitting >= fewest,
        why="",
        blocks=(),
        clearance=clearance(design, person, goal, facts),
        seal="",
        seed=seed,
    )
    most = int(design.pairs or max(fewest, min(fitting, facts.value("experiment.most_pairs"))))
    found = draft
    for pairs in range(fewest, most + 1):
        found = _with_power(_laid_out(replace(draft, pairs=pairs)), facts)
        if found.power >= facts.value("experiment.power"):
            break
    return replace(found, why=_why(found, longest / 7, facts))


def _block_days(lags: Array, measure: Measure, facts: Facts) -> int:
    """Two lags, in whole weeks."""
    wanted = facts.value("experiment.lags_per_block") * float(np.median(lags))
    least = facts.value("experiment.shortest_block_d") * (2 if measure.every_d > 1 else 1)
    return 7 * math.ceil(max(wanted, least) / 7 - 1e-9)


def _laid_out(plan: Planned) -> Planned:
    """Blocks by lot: as many pairs begin with magnesium as without, or one more or less.

    So a trend of the person's life is not mistaken for an effect.
    """
    rng = stream(plan.seed, "experiment", plan.design.id, "order")
    coins = rng.permutation((np.arange(plan.pairs) + rng.integers(2)) % 2)
    begin = plan.design.start + timedelta(days=plan.run_in_days)
    blocks = []
    for pair in range(plan.pairs):
        for second in (False, True):
            number = 2 * pair + int(second)
            first = begin + timedelta(days=number * plan.block_days)
            blocks.append(
                Block(
                    number=number + 1,
                    pair=pair + 1,
                    first=first,
                    last=first + timedelta(days=plan.block_days - 1),
                    from_day=number * plan.block_days,
                    days=plan.block_days,
                    content=MAGNESIUM if bool(coins[pair]) != second else PLACEBO,
                )
            )
    order = "\n".join(f"{b.number} {b.first} {b.content}" for b in blocks)
    seal = hashlib.sha256(f"{plan.design.id}\n{plan.seed}\n{order}".encode()).hexdigest()[:16]
    return replace(plan, blocks=tuple(blocks), seal=seal)


def _with_power(plan: Planned, facts: Facts) -> Planned:
    """Power by the closed form, for each lag that may be true."""
    measure = plan.measure
    stands = signal(_empty(plan), plan.lags_d, rho=measure.autocorrelation) / measure.sd
    sure = facts.value("experiment.sure_of_benefit")
    found = power(measure.expected * stands, sure)
    wanted = facts.value("experiment.power")
    low, high = 0.0, 60.0 / float(stands.max())
    for _ in range(40):
        middle = (low + high) / 2
        enough = float(power(middle * stands, sure).mean()) >= wanted
        low, high = (low, middle) if enough else (middle, high)
    slow = found[-max(1, len(found) // 4) :]
    return replace(plan, power=float(found.mean()), power_slow=float(slow.mean()), visible=high)


def _empty(plan: Planned) -> Series:
    """The rows that are planned, without values."""
    every = plan.measure.every_d
    day = np.arange(every - 1, plan.days, every, dtype=float)
    return Series(
        day=day,
        value=np.zeros_like(day),
        taken=plan.taken,
        every_d=every,
        practice_d=plan.measure.practice_d,
    )


def _why(plan: Planned, longest_weeks: float, facts: Facts) -> str:
    lag = float(np.median(plan.lags_d))
    if not plan.answerable:
        return (
            f"An effect would come and go with a lag of about {lag:.0f} days, so a block takes "
            f"{plan.block_days} days, and {plan.pairs} pairs take {plan.weeks:.0f} weeks: more "
            f"than the {longest_weeks:.0f} weeks allowed. In that time the question cannot be "
            "answered."
        )
    text = (
        f"A block lasts {plan.block_days} days, for an effect would come and go with a lag of "
        f"about {lag:.0f} days."
    )
    short = facts.value("experiment.lags_per_block") * lag
    if plan.block_days < short - 7:
        text += f" That is short: {short:.0f} days would be better, and power suffers."
    if plan.power < facts.value("experiment.power"):
        text += " Most likely the end will be 'cannot tell'; better to know that before."
    return text


# ---------------------------------------------------------------- after the last day


def analyzed(plan: Planned, diary: Diary, facts: Facts) -> Answer:
    """The verdict; nothing about the effect before the end.

    Raises:
        InputError: nothing of this outcome was written down during the blocks.
    """
    rows = _rows(plan, diary)
    day = rows[0]
    count = len(_empty(plan).day)
    if not day.size:
        raise InputError(
            f"no line of kind {plan.measure.id!r} lies within the blocks",
            field="--data",
            accepted=f"lines from {plan.blocks[0].first} to {plan.blocks[-1].last}",
        )
    base = Answer(
        verdict=UNFINISHED,
        why="",
        rows=int(day.size),
        rows_planned=count,
        guessed=_guessed(plan),
        adherence=_adherence(plan, diary),
    )
    left = plan.days - 1 - float(day[-1])
    if left > LAST_DAYS + plan.measure.every_d - 1:
        return replace(
            base,
            why=f"{left:.0f} days are still to come. Nobody looks before the end: looking early "
            "and stopping when it looks good finds effects that are not there.",
        )
    told = replace(base, block_means=_block_means(plan, diary))
    if day.size < ENOUGH_ROWS * count:
        return replace(
            told,
            verdict=CANNOT_TELL,
            why=f"Only {day.size} of {count} rows were written down.",
            weeks_more=None,
        )
    found = believed(
        _series(plan, rows, diary),
        plan.lags_d,
        highest=facts.value("experiment.highest_autocorrelation"),
    )
    return _judged(plan, found, told, facts)


def _judged(plan: Planned, found: Believed, told: Answer, facts: Facts) -> Answer:
    measure = plan.measure
    verdict = verdict_of(found, measure, facts)
    ends = [measure.told(quantile(found, (1 + way * INTERVAL) / 2)) for way in (-1, 1)]
    more = _weeks_more(plan, found, facts) if verdict == CANNOT_TELL else None
    any_benefit, worthwhile = found.above(0.0), found.above(measure.worthwhile)
    return replace(
        told,
        verdict=verdict,
        why=_verdict_words(verdict, measure, any_benefit, more),
        effect=measure.told(quantile(found, 0.5)),
        low=min(ends),
        high=max(ends),
        probability_any=any_benefit,
        probability_worthwhile=worthwhile,
        weeks_more=more,
        autocorrelation=found.autocorrelation,
        sd=found.sd,
    )


def verdict_of(found: Believed, measure: Measure, facts: Facts) -> str:
    """Helps, does not help, or cannot tell."""
    too_small = 1 - found.above(measure.worthwhile) >= facts.value("experiment.sure_of_none")
    if too_small:
        return DOES_NOT
    if found.above(0.0) >= facts.value("experiment.sure_of_benefit"):
        return HELPS
    return CANNOT_TELL


def _verdict_words(verdict: str, measure: Measure, any_benefit: float, more: int | None) -> str:
    if verdict == HELPS:
        return (
            f"It is improbable that chance alone did this to {measure.title}. It is one person's "
            "answer for this dose and this product, and no promise."
        )
    if verdict == DOES_NOT:
        worse = " It looks worse with it." if any_benefit < (1 - INTERVAL) / 2 else ""
        return (
            f"A worthwhile effect on {measure.title} is improbable.{worse} Consider stopping; "
            "that is a good result too."
        )
    if more is None:
        return "No number of weeks that one person could bear would settle it."
    return f"About {more} more weeks of the same would be needed to tell."


def _weeks_more(plan: Planned, found: Believed, facts: Facts) -> int | None:
    """Weeks after which the error would show the smallest worthwhile effect, in whole pairs."""
    spread = quantile(found, normal_cdf(1.0).item()) - quantile(found, normal_cdf(-1.0).item())
    wanted = plan.measure.worthwhile / (
        normal_quantile(facts.value("experiment.sure_of_benefit"))
        + normal_quantile(facts.value("experiment.power"))
    )
    weeks = plan.days / 7 * ((spread / 2 / wanted) ** 2 - 1)
    pair = 2 * plan.block_days / 7
    more = math.ceil(max(weeks, pair) / pair) * pair
    return int(more) if more <= 2 * facts.value("experiment.longest_weeks") else None


# ---------------------------------------------------------------- the diary's rows


def _rows(plan: Planned, diary: Diary) -> tuple[Array, Array]:
    """Day and value of each row, positive is better."""
    measure = plan.measure
    inside = {day: v for day, v in diary.values.items() if 0 <= day < plan.days}
    if measure.every_d == 1:
        days = sorted(inside)
        value = np.array([float(np.mean(inside[day])) for day in days])
        return np.array(days, dtype=float), measure.sign * value
    weeks: dict[int, float] = {}
    for day, values in inside.items():
        week = day // measure.every_d
        weeks[week] = weeks.get(week, 0.0) + sum(values)
    found = sorted(weeks)
    ends = np.array([(week + 1) * measure.every_d - 1 for week in found], dtype=float)
    return ends, -np.log(np.array([weeks[week] for week in found]) + COUNTED)


def _series(plan: Planned, rows: tuple[Array, Array], diary: Diary) -> Series:
    taken = plan.taken
    for day, share in diary.taken.items():
        if 0 <= day < plan.days:
            taken[day] *= share
    return replace(_empty(plan), day=rows[0], value=rows[1], taken=taken)


def _block_means(plan: Planned, diary: Diary) -> tuple[float | None, ...]:
    means: list[float | None] = []
    for block in plan.blocks:
        days = range(block.from_day, block.from_day + block.days)
        found = [value for day in days for value in diary.values.get(day, ())]
        if not found:
            means.append(None)
        elif plan.measure.every_d > 1:
            means.append(sum(found) / block.days * plan.measure.every_d)
        else:
            means.append(float(np.mean(found)))
    return tuple(means)


def _adherence(plan: Planned, diary: Diary) -> float | None:
    active = [
        diary.taken[day] for day in range(plan.days) if day in diary.taken and plan.taken[day] > 0
    ]
    return float(np.mean(active)) if active else None


def _guessed(plan: Planned) -> tuple[int, int] | None:
    said = [guess for guess in plan.design.guess if guess.said != "unsure"]
    if not said:
        return None
    content = {block.number: block.content for block in plan.blocks}
    for guess in said:
        if int(guess.block) not in content:
            raise InputError(
                "no block has this number",
                field="guess.block",
                given=guess.block,
                accepted=f"1 to {len(content)}",
            )
    return sum(content[int(g.block)] == g.said for g in said), len(said)


# ---------------------------------------------------------------- how often it errs


def error_rate(
    plan: Planned, facts: Facts, *, runs: int, effect: float = 0.0, seed: int = 0
) -> dict[str, float]:
    """Share of simulated experiments with each verdict, if this effect were the true one.

    Each run has an order of its own, a lag of its own from those believed, and noise with
    the measure's autocorrelation; counts stay counts.

    Args:
        effect: on the analyzed scale.
    """
    found = dict.fromkeys((HELPS, DOES_NOT, CANNOT_TELL), 0.0)
    highest = facts.value("experiment.highest_autocorrelation")
    for run in range(runs):
        mine = _laid_out(replace(plan, seed=seed * 1_000_003 + run))
        rng = stream(seed, "experiment", "error", plan.design.id, run)
        series = _simulated(mine, effect, rng, facts)
        verdict = verdict_of(believed(series, plan.lags_d, highest=highest), plan.measure, facts)
        found[verdict] += 1 / runs
    return found


def _simulated(plan: Planned, effect: float, rng: np.random.Generator, facts: Facts) -> Series:
    measure, empty = plan.measure, _empty(plan)
    lag = float(rng.choice(plan.lags_d))
    daily = effect * exposure(empty.taken, [lag])[:, 0]
    if measure.logged:
        weekly = daily.reshape(-1, measure.every_d).mean(axis=1)
        counts = _counts(rng, np.exp(-weekly), measure.autocorrelation, facts)
        return replace(empty, value=-np.log(counts + COUNTED))
    noise = autoregressive(rng, list(empty.day), measure.sd, measure.autocorrelation)
    return replace(empty, value=daily + noise)

"""What would this trial find, if this were true?

One trial is told as it would be reported: who was screened, randomized, lost and analyzed,
and what differed. Beside it stand many more of the same: how often it would find anything
(power), and between what limits its estimate would lie. Published results are held against
those limits, and scenarios ask the same trial again with another truth and the same luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import MODEL_VERSION, body_model
from magtitrate.effects.deficit import Baseline, deficit, effect_multiplier
from magtitrate.effects.neuromuscular import REACTION, milieu_of, readouts
from magtitrate.engine.solve import engine_name
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import (
    Arm,
    Effect,
    Outcome,
    PowerTable,
    Published,
    Scenario,
    Trial,
)
from magtitrate.streams import stream
from magtitrate.trials.chunks import Progress, everybody
from magtitrate.trials.contrasts import (
    Contrast,
    adjusted,
    against_zero,
    crossed,
    power_of_two_means,
    shares,
    two_means,
)
from magtitrate.trials.measured import Measured, Truth, measured, truth_of
from magtitrate.trials.own_plans import VERDICTS
from magtitrate.version import VERSION

__all__ = [
    "ArmFlow",
    "ArmLife",
    "Found",
    "Met",
    "PowerRow",
    "Result",
    "TrialResult",
    "resized",
    "run_trial",
]

Array = NDArray[np.float64]

LEVEL = 0.05
LEAST = 3
"""People of an arm below which nothing is estimated."""
DAY_H = 24.0


@dataclass(frozen=True, kw_only=True)
class ArmFlow:
    """How many people of an arm got how far."""

    arm: str
    allocated: int
    left: int
    left_loose: int
    analyzed: int
    adherence: float | None = None


@dataclass(frozen=True, kw_only=True)
class ArmLife:
    """What an arm does in all virtual people together; medians, `None` where nothing is lived.

    Attributes:
        above: share with a serum above the usual upper limit.
        rise_mmol_per_l: of serum.
        verdicts: how many plans said what, where the arm follows plans.
    """

    arm: str
    elemental_mg: float
    serum_mmol_per_l: float
    rise_mmol_per_l: float
    absorbed_more_mmol_per_day: float
    above: float
    loose: float
    verdicts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Found:
    """One arm against the control on one outcome, in the one trial and in many.

    Attributes:
        contrast: of the one trial; better is above 0 for scores and shares.
        before_after: the treated arm against its own beginning, as an uncontrolled study
            would report it; `None` where there is no score.
        improved: percentages of treated and control who improved by the worthwhile; `None`
            where none is named.
        power: share of simulated trials with p < 0.05.
        before_after_power: the same for the uncontrolled comparison.
        middle, low, high: median and central 95 % of the differences of simulated trials.
        improved_middle, improved_low, improved_high: of the percentage of treated who improved.
    """

    arm: str
    contrast: Contrast
    before_after: Contrast | None = None
    improved: tuple[float, float] | None = None
    power: float | None = None
    before_after_power: float | None = None
    middle: float | None = None
    low: float | None = None
    high: float | None = None
    improved_middle: float | None = None
    improved_low: float | None = None
    improved_high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Result:
    """One outcome under one scenario; the design itself has an empty name."""

    scenario: str
    note: str
    outcome: Outcome
    screened: int
    found: tuple[Found, ...]


@dataclass(frozen=True, kw_only=True)
class PowerRow:
    """Power at one SD: by the closed form and by simulation, in percent."""

    effect: float
    sd: float
    people_per_arm: int
    percent: float
    simulated: float
    expected: float | None
    met: bool | None


@dataclass(frozen=True, kw_only=True)
class Met:
    """A published result against the simulated trials.

    Attributes:
        verdict: `inside`: the median of the simulated trials lies in the printed interval;
            `among`: it does not, or none was printed, but the printed value lies in the
            central 95 % of the simulated trials; `outside`.
        trials: how many simulated trials counted.
    """

    published: Published
    middle: float
    low: float
    high: float
    trials: int
    verdict: str


@dataclass(frozen=True, kw_only=True)
class TrialResult:
    """Everything a trial leads to.

    Attributes:
        people: a column per trait and per reading of each arm, (person,).
    """

    design: Trial
    seed: int
    screened: int
    eligible: int
    flow: tuple[ArmFlow, ...]
    lives: tuple[ArmLife, ...]
    results: tuple[Result, ...]
    power: tuple[PowerRow, ...]
    met: tuple[Met, ...]
    people: dict[str, Array]
    provenance: dict[str, str | int]


def resized(design: Trial, *, people: int | None, replicates: int | None) -> Trial:
    """The same design with another number of people or of simulated trials."""
    if people is not None:
        design = replace(design, people=float(people), virtual_people=None)
    if replicates is not None:
        design = replace(design, replicates=float(replicates))
    return design


def run_trial(
    design: Trial,
    facts: Facts,
    *,
    seed: int = 0,
    folder: Path | None = None,
    workers: int | str | None = None,
    progress: Progress | None = None,
) -> TrialResult:
    """Live everybody, then tell one trial and simulate the others.

    Args:
        folder: keeps the people, so that a run can be resumed.
        workers: processes, or `dask` (`trials.chunks`); the numbers do not depend on it.
        progress: told how much is done, of how much, and what.
    """
    people = everybody(design, facts, seed=seed, folder=folder, workers=workers, progress=progress)
    pool = _Pool(design, people, facts, seed)
    asked = list(_asked(design, pool, facts))
    many = int(design.replicates)
    tables = [_Table(outcome) for _, outcome in asked]
    for number in range(many + 1):
        if progress is not None and number % 20 == 0:
            progress(number, many + 1, "simulated trials")
        draw = pool.drawn(number)
        for table, (_, outcome) in zip(tables, asked, strict=True):
            table.add(draw, outcome)
    if progress is not None:
        progress(many + 1, many + 1, "simulated trials")
    results = tuple(
        table.told(scenario, outcome)
        for table, (scenario, outcome) in zip(tables, asked, strict=True)
    )
    by_name = {
        (scenario.name if scenario else "", outcome.id): table
        for table, (scenario, outcome) in zip(tables, asked, strict=True)
    }
    met = tuple(_met(row, by_name[row.scenario, row.outcome]) for row in design.published)
    first = pool.drawn(0)
    entered = max((result.screened for result in results), default=0)
    return TrialResult(
        design=design,
        seed=seed,
        screened=max(pool.screened, entered, first.count),
        eligible=pool.eligible.size,
        flow=first.flow(),
        lives=_lives(design, people, facts) if design.needs_bodies else (),
        results=results,
        power=tuple(
            row for table in design.power for row in _power(table, design, seed, many or 1)
        ),
        met=met,
        people=people,
        provenance={
            "version": VERSION,
            "facts_hash": facts.hash,
            "model_version": MODEL_VERSION,
            "engine": engine_name(body_model(facts)),
            "seed": seed,
        },
    )


# ---------------------------------------------------------------- who takes part


class _Pool:
    """All virtual people, those who may take part, and how a trial is drawn from them."""

    def __init__(self, design: Trial, people: dict[str, Array], facts: Facts, seed: int) -> None:
        self.design, self.people, self.facts, self.seed = design, people, facts, seed
        count = people["person"].size
        fit = np.ones(count, dtype=bool)
        for values in people.values():
            fit &= np.isfinite(values)
        bounds = design.population.serum_mmol_per_l
        if bounds:
            noise = stream(seed, "trial", design.id, "screening").standard_normal(count)
            cv = facts.value("assay.serum_within_person_cv")
            seen = people["usual/serum_magnesium"] * (1 + cv * noise)
            fit &= (seen >= bounds[0]) & (seen <= bounds[1])
        self.eligible = np.flatnonzero(fit)
        wanted = int(design.people)
        if self.eligible.size < max(2, min(wanted, count) // 50):
            raise InputError(
                "hardly anybody of these virtual people may take part",
                field="population",
                given=f"{self.eligible.size} of {count}",
                todo="Widen the criteria, or raise virtual_people",
            )
        self.screened = math.ceil(wanted * count / self.eligible.size)
        self.multiplier = self._multiplier()

    def _multiplier(self) -> Array:
        if "usual/serum_magnesium" not in self.people:
            return np.ones(self.people["person"].size)
        baseline = Baseline(serum_mmol_per_l=self.people["usual/serum_magnesium"])
        luck = stream(self.seed, "trial", self.design.id, "multiplier")
        return effect_multiplier(deficit(baseline, self.facts), self.facts, luck)

    def drawn(self, number: int) -> _Draw:
        """The people of one simulated trial: without repetition where there are enough."""
        luck = stream(self.seed, "trial", self.design.id, "drawn", number)
        wanted = int(self.design.people)
        enough = self.eligible.size >= wanted
        chosen = luck.choice(self.eligible, wanted, replace=not enough)
        return _Draw(self, chosen, number, luck)


class _Draw:
    """One simulated trial: who takes part, in which arm, and who leaves."""

    def __init__(
        self, pool: _Pool, chosen: NDArray[np.intp], number: int, luck: np.random.Generator
    ) -> None:
        self.pool, self.number = pool, number
        self.people = {name: values[chosen] for name, values in pool.people.items()}
        self.multiplier = pool.multiplier[chosen]
        self.count = chosen.size
        design = pool.design
        self.arm = self._allocated(design, luck)
        leaving = luck.random((3, self.count))
        self.left = np.zeros(self.count, dtype=bool)
        self.left_loose = np.zeros(self.count, dtype=bool)
        for place, arm in enumerate(design.arm):
            mine = self.arm == place if design.kind != "crossover" else slice(None)
            self.left[mine] |= leaving[0][mine] < arm.dropout
            if arm.dropout_loose and arm.active:
                loose = self._loose(arm, leaving[1]) & (leaving[2] < arm.dropout_loose)
                self.left_loose[mine] |= loose[mine] & ~self.left[mine]
        self.stays = ~(self.left | self.left_loose)

    def _allocated(self, design: Trial, luck: np.random.Generator) -> NDArray[np.intp]:
        """Arms in proportion to their shares; in a crossover, which one comes first."""
        share = np.array([arm.share for arm in design.arm])
        ends = np.round(np.cumsum(share) / share.sum() * self.count).astype(int)
        places = np.repeat(np.arange(len(share)), np.diff(np.concatenate([[0], ends])))
        return luck.permutation(places)

    def _loose(self, arm: Arm, chance: Array) -> NDArray[np.bool_]:
        outcome = Outcome(id="loose", kind="gut", quantity="loose_stool")
        truth = Truth(effect=0.0, multiplier=self.multiplier)
        seen = measured(outcome, arm, truth, self.people, self.words, self.pool.facts)
        return np.asarray(seen.last > 0)

    @property
    def words(self) -> tuple[int, str, str, int]:
        return self.pool.seed, "trial", self.pool.design.id, self.number

    def flow(self) -> tuple[ArmFlow, ...]:
        """How many got how far, arm by arm (by first arm in a crossover)."""
        found = []
        for place, arm in enumerate(self.pool.design.arm):
            mine = self.arm == place
            taken = self.people.get(f"{arm.name}/taken")
            found.append(
                ArmFlow(
                    arm=arm.name,
                    allocated=int(mine.sum()),
                    left=int((mine & self.left).sum()),
                    left_loose=int((mine & self.left_loose).sum()),
                    analyzed=int((mine & self.stays).sum()),
                    adherence=float(taken[mine].mean())
                    if taken is not None and arm.active and mine.any()
                    else None,
                )
            )
        return tuple(found)


# ---------------------------------------------------------------- what is measured


def _asked(design: Trial, pool: _Pool, facts: Facts) -> list[tuple[Scenario | None, Outcome]]:
    """Every outcome of the design, then every scenario's."""
    asked: list[tuple[Scenario | None, Outcome]] = [(None, outcome) for outcome in design.outcome]
    for scenario in design.scenario:
        (outcome,) = (o for o in design.outcome if o.id == scenario.outcome)
        effect = outcome.effect
        if scenario.of == "mechanism":
            effect = Effect(size=_mechanism(design, pool.people, facts))
        elif scenario.of:
            effect = Effect(of=scenario.of)
        elif scenario.effect is not None:
            effect = Effect(size=scenario.effect)
        asked.append(
            (
                scenario,
                replace(
                    outcome,
                    effect=effect,
                    sd=scenario.sd or outcome.sd,
                    control=scenario.control or outcome.control,
                    change=outcome.change if scenario.change is None else scenario.change,
                    reliability=(
                        outcome.reliability
                        if scenario.reliability is None
                        else scenario.reliability
                    ),
                ),
            )
        )
    return asked


def _mechanism(design: Trial, people: dict[str, Array], facts: Facts) -> float:
    """The most that the predicted rise of ionized magnesium could do to reaction time [ms]."""
    active = next(arm for arm in design.arm if arm.active)
    before, after = (
        milieu_of(people[f"{name}/ionized_magnesium"], facts) for name in ("usual", active.name)
    )
    (row,) = (r for r in readouts(before, after, facts) if r.name == REACTION)
    return abs(row.change)


class _Table:
    """What the simulated trials found on one outcome; the first of them is the one told."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.rows: dict[str, list[_Row]] = {}
        self.screened = 0

    def add(self, draw: _Draw, outcome: Outcome) -> None:
        """One more trial."""
        design = draw.pool.design
        luck = stream(*draw.words, outcome.id, "truth")
        truth = truth_of(outcome, draw.multiplier, luck, draw.pool.facts)
        active = [arm for arm in design.arm if arm is not design.control or len(design.arm) == 1]
        for arm in active:
            row, screened = _row(draw, outcome, arm, truth)
            if draw.number == 0:
                self.screened = max(self.screened, screened)
            self.rows.setdefault(arm.name, []).append(row)

    def told(self, scenario: Scenario | None, outcome: Outcome) -> Result:
        """The one trial with the others beside it."""
        return Result(
            scenario=scenario.name if scenario else "",
            note=scenario.note if scenario else outcome.note,
            outcome=outcome,
            screened=self.screened,
            found=tuple(_told(arm, rows) for arm, rows in self.rows.items()),
        )


@dataclass(frozen=True, kw_only=True)
class _Row:
    """One arm of one simulated trial."""

    contrast: Contrast
    before_after: Contrast | None
    improved: tuple[float, float] | None


def _told(arm: str, rows: list[_Row]) -> Found:
    first, others = rows[0], rows[1:]
    found = Found(
        arm=arm,
        contrast=first.contrast,
        before_after=first.before_after,
        improved=first.improved,
    )
    if not others:
        return found
    differences = np.array([row.contrast.difference for row in others])
    low, middle, high = np.quantile(differences, [0.025, 0.5, 0.975])
    found = replace(
        found,
        power=float(np.mean([row.contrast.p < LEVEL for row in others])),
        middle=float(middle),
        low=float(low),
        high=float(high),
    )
    alone = [row.before_after.p < LEVEL for row in others if row.before_after is not None]
    if alone:
        found = replace(found, before_after_power=float(np.mean(alone)))
    improved = [row.improved[0] for row in others if row.improved is not None]
    if improved:
        ends = np.quantile(improved, [0.025, 0.5, 0.975])
        found = replace(
            found,
            improved_low=float(ends[0]),
            improved_middle=float(ends[1]),
            improved_high=float(ends[2]),
        )
    return found


def _row(draw: _Draw, outcome: Outcome, arm: Arm, truth: Truth) -> tuple[_Row, int]:
    """One arm against the control in one simulated trial."""
    design, facts = draw.pool.design, draw.pool.facts
    control = design.control
    treated = measured(outcome, arm, truth, draw.people, draw.words, facts)
    if design.kind == "crossover":
        idle = measured(outcome, control, truth, draw.people, draw.words, facts, again=True)
        return _crossover(draw, outcome, arm, truth, treated, idle), treated.screened
    idle = measured(outcome, control, truth, draw.people, draw.words, facts)
    place = design.arm.index(arm)
    mine = draw.stays & (draw.arm == place) & np.isfinite(treated.first)
    theirs = draw.stays & (draw.arm == design.arm.index(control)) & np.isfinite(idle.first)
    if design.kind == "single_arm":
        theirs = np.zeros_like(mine)
    return _compared(outcome, treated, mine, idle, theirs), treated.screened


def _compared(
    outcome: Outcome,
    treated: Measured,
    mine: NDArray[np.bool_],
    idle: Measured,
    theirs: NDArray[np.bool_],
) -> _Row:
    alone = not theirs.any()
    if mine.sum() < LEAST or (not alone and theirs.sum() < LEAST):
        raise InputError(
            "an arm has too few people left to be analyzed",
            field="people",
            given=int(mine.sum()),
            accepted=f"{LEAST} or more in each arm",
        )
    if outcome.kind in ("share", "gut"):
        if alone:
            part = 100 * treated.last[mine]
            return _Row(contrast=against_zero(part), before_after=None, improved=None)
        return _Row(
            contrast=shares(treated.last[mine], idle.last[theirs]),
            before_after=None,
            improved=None,
        )
    sign = outcome.sign if outcome.kind == "score" else 1.0
    gained = sign * (treated.last - treated.first)[mine]
    before_after = against_zero(gained)
    improved = None
    if outcome.worthwhile is not None or outcome.worthwhile_share is not None:
        other = _improved(outcome, idle, theirs) if not alone else math.nan
        improved = (_improved(outcome, treated, mine), other)
    if alone or outcome.analysis == "own_baseline":
        return _Row(contrast=before_after, before_after=before_after, improved=improved)
    match outcome.analysis:
        case "follow_up":
            contrast = two_means(sign * treated.last[mine], sign * idle.last[theirs])
        case "ancova":
            contrast = adjusted(
                (sign * treated.first[mine], sign * idle.first[theirs]),
                (sign * treated.last[mine], sign * idle.last[theirs]),
            )
        case _:
            contrast = two_means(gained, sign * (idle.last - idle.first)[theirs])
    return _Row(contrast=contrast, before_after=before_after, improved=improved)


def _improved(outcome: Outcome, seen: Measured, who: NDArray[np.bool_]) -> float:
    """Percentage of these people who improved by the worthwhile."""
    gained = outcome.sign * (seen.last - seen.first)[who]
    if outcome.worthwhile_share is not None:
        bar = outcome.worthwhile_share * np.abs(seen.first[who])
    else:
        bar = np.full(gained.shape, outcome.worthwhile or 0.0)
    return float(100 * np.mean(gained >= bar))


def _crossover(
    draw: _Draw, outcome: Outcome, arm: Arm, truth: Truth, treated: Measured, idle: Measured
) -> _Row:
    """Everybody's own difference; what is left of magnesium in the second period is carry-over."""
    design = draw.pool.design
    ok = draw.stays & np.isfinite(treated.first)
    began = draw.arm == design.arm.index(arm)
    sign = outcome.sign if outcome.kind == "score" else 1.0
    last = idle.last.copy()
    if outcome.kind == "score":
        lag_h = draw.pool.facts.value("neuro.muscle_turnover_h")
        kept = math.exp(-7 * DAY_H * design.washout_weeks / lag_h)
        last[began] += sign * kept * (truth.effect * truth.multiplier)[began]
    own = sign * (treated.last - last)
    if (ok & began).sum() < LEAST or (ok & ~began).sum() < LEAST:
        raise InputError("too few people are left to be analyzed", field="people")
    contrast = crossed(own[ok & began], own[ok & ~began])
    if outcome.kind in ("share", "gut"):
        a, b = 100 * float(treated.last[ok].mean()), 100 * float(idle.last[ok].mean())
        contrast = replace(
            contrast,
            treated=a,
            control=b,
            difference=100 * contrast.difference,
            low=100 * contrast.low,
            high=100 * contrast.high,
            ratio=a / b if b else math.nan,
        )
    else:
        contrast = replace(
            contrast, treated=sign * float(treated.last[ok].mean()),
            control=sign * float(last[ok].mean()),
        )  # fmt: skip
    return _Row(contrast=contrast, before_after=None, improved=None)


# ---------------------------------------------------------------- held against what is known


def _met(row: Published, table: _Table) -> Met:
    """A printed result against the simulated trials of the first active arm."""
    (first, *_) = table.rows.values()
    trials = first[1:] or first
    if row.only_significant:
        trials = [t for t in trials if t.contrast.p < LEVEL and t.contrast.difference > 0]
    seen = np.array([_reading(row, trial) for trial in trials])
    seen = seen[np.isfinite(seen)]
    if not seen.size:
        return Met(published=row, middle=math.nan, low=math.nan, high=math.nan, trials=0,
                   verdict="outside")  # fmt: skip
    low, middle, high = (float(q) for q in np.quantile(seen, [0.025, 0.5, 0.975]))
    inside = row.low is not None and row.high is not None and row.low <= middle <= row.high
    among = row.observed is not None and low <= row.observed <= high
    return Met(
        published=row,
        middle=middle,
        low=low,
        high=high,
        trials=int(seen.size),
        verdict="inside" if inside else "among" if among else "outside",
    )


def _reading(row: Published, trial: _Row) -> float:
    if row.reading in ("treated", "control") and trial.improved is not None:
        return trial.improved[0 if row.reading == "treated" else 1]
    match row.reading:
        case "ratio":
            return trial.contrast.ratio
        case "treated":
            return trial.contrast.treated
        case "control":
            return trial.contrast.control
    return trial.contrast.difference


def _power(table: PowerTable, design: Trial, seed: int, runs: int) -> list[PowerRow]:
    """Closed form beside as many simulated t tests."""
    rows = []
    per_arm = int(table.people_per_arm)
    for number, sd in enumerate(table.sd):
        luck = stream(seed, "trial", design.id, "power", number)
        hits = 0
        for _ in range(runs):
            groups = sd * luck.standard_normal((2, per_arm))
            hits += two_means(groups[0] + table.effect, groups[1]).p < LEVEL
        percent = 100 * power_of_two_means(table.effect, sd, table.people_per_arm)
        expected = table.expected[number] if table.expected else None
        rows.append(
            PowerRow(
                effect=table.effect,
                sd=sd,
                people_per_arm=per_arm,
                percent=percent,
                simulated=100 * hits / runs,
                expected=expected,
                met=None if expected is None else abs(percent - expected) <= table.tolerance,
            )
        )
    return rows


def _lives(design: Trial, people: dict[str, Array], facts: Facts) -> tuple[ArmLife, ...]:
    """What each arm does in all virtual people."""
    upper = facts.value("policy.serum_upper_fallback")
    found = []
    for arm in design.arm:
        serum = people[f"{arm.name}/serum_magnesium"]
        loose = measured(
            Outcome(id="loose", kind="gut", quantity="loose_stool"),
            arm,
            Truth(effect=0.0, multiplier=np.ones(serum.size)),
            people,
            (0, "trial", design.id, 0),
            facts,
        )
        verdict = people.get(f"{arm.name}/verdict")
        counted: tuple[tuple[str, int], ...] = ()
        if verdict is not None:
            counted = tuple((w, int((verdict == n).sum())) for n, w in enumerate(VERDICTS))
        more = people[f"{arm.name}/absorbed_magnesium"] - people["usual/absorbed_magnesium"]
        found.append(
            ArmLife(
                arm=arm.name,
                elemental_mg=float(np.mean(people[f"{arm.name}/elemental_mg"])),
                serum_mmol_per_l=float(np.nanmedian(serum)),
                rise_mmol_per_l=float(np.nanmedian(serum - people["usual/serum_magnesium"])),
                absorbed_more_mmol_per_day=float(np.nanmedian(more)),
                above=float(np.nanmean(serum > upper)),
                loose=float(np.nanmean(loose.last)),
                verdicts=counted,
            )
        )
    return tuple(found)

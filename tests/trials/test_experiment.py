"""Does a person's own experiment answer honestly, and never begin where it must not?

Numbers from the neuromuscular notes are simulations of ours with other code; the rest is
calculated by hand or follows from what an experiment is.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from magtitrate.cli import main
from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.facts.design_shapes import Experiment, Guess
from magtitrate.formats.opened import open_case
from magtitrate.titrate import titrate
from magtitrate.trials.experiment import (
    Diary,
    analyzed,
    error_rate,
    planned,
)
from magtitrate.trials.lag import believed_lags
from magtitrate.trials.n_of_1 import (
    Series,
    autoregressive,
    believed,
    exposure,
    power,
    signal,
)
from magtitrate.trials.student import t_cdf, t_quantile

FACTS = open_facts()
EXAMPLES = Path(__file__).parents[2] / "examples"
NOW = "2026-11-21T09:00:00+00:00"
OUTCOMES = ("reaction_time", "sleep", "soreness", "stool", "cramps")


def design(outcome: str = "reaction_time", **more: object) -> Experiment:
    better = {"better": "higher"} if outcome == "stool" else {}
    return Experiment(
        **{"schema": 1, "id": "mine", "outcome": outcome, "start": date(2026, 12, 1)}
        | better
        | more
    )


PLANS = {name: planned(design(name), FACTS) for name in OUTCOMES}


def taken(pairs: int, block_days: int) -> np.ndarray:
    """AB BA AB: as many days with as without."""
    first = np.arange(pairs) % 2
    order = np.stack([1 - first, first], axis=1).ravel()
    return np.repeat(order, block_days).astype(float)


def diary(plan, effect: float, *, sd: float, seed: int = 0, lag: float = 8.0) -> Diary:
    """A diary in which the true effect comes and goes with this lag."""
    rng = np.random.default_rng(seed)
    noise = autoregressive(rng, range(plan.days), sd, plan.measure.autocorrelation)
    value = 230 + plan.measure.sign * effect * exposure(plan.taken, [lag])[:, 0] + noise
    return Diary(values={day: (float(v),) for day, v in enumerate(value)}, taken={})


# ---------------------------------------------------------------- the arithmetic


@pytest.mark.parametrize("df", [1.0, 3.0, 8.5, 20.3, 118.0, 800.0])
def test_the_t_distribution_is_that_of_another_program(df):
    """SciPy's, in the middle, in the tails and backwards."""
    t = np.array([-40.0, -3.0, -0.1, 0.0, 0.5, 2.0, 9.0])

    assert t_cdf(t, df) == pytest.approx(stats.t.cdf(t, df), abs=1e-9)
    assert t_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df), abs=5e-4)


def test_the_tissue_remembers_doses_with_its_lag():
    """After one lag 63 % of the effect is there, and after one without doses 37 % is left."""
    z = exposure(np.repeat([1.0, 0.0], 20), [20.0])[:, 0]

    assert z[19] == pytest.approx(1 - np.exp(-1))
    assert z[39] == pytest.approx((1 - np.exp(-1)) * np.exp(-1))


@pytest.mark.parametrize(
    ("lag", "pairs", "block_days", "expected"),
    [(0.5, 3, 14, 1.0), (4, 3, 14, 0.99), (4, 4, 7, 0.84), (20, 3, 14, 0.45), (20, 3, 28, 0.97)],
)
def test_power_is_that_of_the_notes(lag, pairs, block_days, expected):
    """Neuro notes 4: 17 ms at SD 9 and autocorrelation 0.3; theirs errs in 5 to 11 of 100."""
    days = taken(pairs, block_days)
    series = Series(
        day=np.arange(days.size, dtype=float),
        value=np.zeros(days.size),
        taken=days,
        practice_d=7.0,
    )

    found = power(17 / 9 * signal(series, np.array([lag]), rho=0.3), 0.975)

    assert float(found[0]) == pytest.approx(expected, abs=0.1)


def test_carry_over_is_exposure_and_not_an_error():
    """With a lag of 20 days, blocks of 28 lose half of the effect; the analysis does not."""
    days, seen, naive = taken(3, 28), [], []
    for run in range(40):
        rng = np.random.default_rng(run)
        y = 17 * exposure(days, [20.0])[:, 0] + autoregressive(rng, range(days.size), 9.0, 0.3)
        series = Series(day=np.arange(days.size, dtype=float), value=y, taken=days)
        found = believed(series, np.array([20.0]), highest=0.9)
        seen.append(float(found.weight @ found.effect))
        naive.append(y[days > 0].mean() - y[days == 0].mean())

    assert np.mean(seen) == pytest.approx(17, abs=1.5)
    assert np.mean(naive) < 10


def test_a_missing_week_costs_rows_and_no_bias():
    """Rows may be missing: the effect is still found, with a larger error."""
    days = taken(3, 21)
    y = 10 * exposure(days, [5.0])[:, 0] + autoregressive(
        np.random.default_rng(4), range(days.size), 6.0, 0.3
    )
    whole = Series(day=np.arange(days.size, dtype=float), value=y, taken=days)
    kept = np.r_[0:40, 47 : days.size]
    part = replace(whole, day=whole.day[kept], value=y[kept])

    first, second = (believed(s, np.array([5.0]), highest=0.9) for s in (whole, part))

    assert float(second.weight @ second.effect) == pytest.approx(10, abs=4)
    assert float(second.weight @ second.error) > float(first.weight @ first.error)


# ---------------------------------------------------------------- how often it errs


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_without_an_effect_it_hardly_ever_says_helps(outcome):
    """At most 5 in 100; scripts/experiment_errors runs the full thousand of each."""
    found = error_rate(PLANS[outcome], FACTS, runs=100, seed=2)

    assert found["helps"] <= 0.05
    assert sum(found.values()) == pytest.approx(1)


@pytest.mark.parametrize("rho", [0.0, 0.6, 0.8])
def test_whatever_the_autocorrelation(rho):
    """The analysis does not know it, and does not take memory for an effect."""
    plan = planned(design(autocorrelation=rho), FACTS)

    assert error_rate(plan, FACTS, runs=100, seed=3)["helps"] <= 0.05


def test_the_power_told_before_is_the_power_there_is():
    """Simulated experiments with the expected effect say 'helps' about as often as told."""
    plan = PLANS["reaction_time"]

    found = error_rate(plan, FACTS, runs=150, effect=plan.measure.expected, seed=1)

    assert found["helps"] == pytest.approx(plan.power, abs=0.12)


# ---------------------------------------------------------------- the design


def test_a_block_is_two_lags_long():
    """In whole weeks, for tissue and for the gut."""
    for name in ("reaction_time", "stool"):
        plan = PLANS[name]
        wanted = 2 * float(np.median(plan.lags_d))

        assert plan.block_days % 7 == 0
        assert max(wanted, 7) <= plan.block_days < max(wanted, 7) + 7


def test_too_slow_for_the_time_there_is_is_said():
    """Eight weeks cannot hold two pairs: the question cannot be answered, and no more is said."""
    plan = planned(design(longest_weeks=8), FACTS)

    assert not plan.answerable
    assert "cannot be answered" in plan.why


def test_cramps_of_one_person_cannot_tell():
    """A quarter fewer is seen in about 1 of 10 such experiments, and the design says so."""
    plan = PLANS["cramps"]

    assert plan.power < 0.25
    assert "cannot tell" in plan.why


def test_the_order_is_balanced_drawn_by_lot_and_repeatable():
    """Pairs begin with magnesium as often as without, give or take one; the seed repeats it."""
    orders = set()
    for seed in range(10):
        plan = planned(design("stool"), FACTS, seed=seed)
        first = [block.content for block in plan.blocks if block.number % 2]
        assert abs(first.count("magnesium") - first.count("placebo")) <= 1
        orders.add(tuple(block.content for block in plan.blocks))

    assert len(orders) >= 3
    again = planned(design("stool"), FACTS, seed=9)
    assert tuple(block.content for block in again.blocks) in orders
    assert (again.seal, again.blocks) == (plan.seal, plan.blocks)


def test_the_lag_is_the_person_s_own_where_there_is_one():
    """Bodies of a posterior have a lag of their own; the population's stands in otherwise."""
    case = open_case(EXAMPLES / "kidney.toml", labs=None, diary=None, now=NOW, facts=FACTS)
    person = titrate(case.record, case.goal, FACTS)

    mine = believed_lags("tissue", person.posterior, FACTS, seed=0)
    anybody = believed_lags("tissue", None, FACTS, seed=0)

    assert mine.shape == anybody.shape
    assert not np.allclose(mine, anybody)


# ---------------------------------------------------------------- may it begin?


def design_file(folder: Path, text: str = "") -> Path:
    path = folder / "design.toml"
    head = 'schema = 1\nid = "mine"\noutcome = "reaction_time"\nstart = 2026-12-01\n'
    path.write_text(text or head, encoding="utf-8")
    return path


def asked(capsys, *arguments: object) -> tuple[int, str, str]:
    code = main(["experiment", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_plan_that_holds_or_refers_cannot_start_one(tmp_path, capsys):
    """No dose, no blocks and no list for the helper; the reasons stand there, and exit is 0."""
    text = (EXAMPLES / "cyclist.toml").read_text(encoding="utf-8")
    low = text.replace("egfr_ml_per_min_1p73m2 = 104", "egfr_ml_per_min_1p73m2 = 20")
    low = low.replace("egfr_ml_per_min_1p73m2   = 104", "egfr_ml_per_min_1p73m2   = 20")
    assert low != text
    person = tmp_path / "person.toml"
    person.write_text(low, encoding="utf-8")

    code, out, _ = asked(capsys, design_file(tmp_path), "--person", person, "--now", NOW, "--json")
    found = json.loads(out)
    sealed = asked(
        capsys, design_file(tmp_path), "--person", person, "--now", NOW, "--sealed",
        tmp_path / "list.txt",
    )  # fmt: skip

    assert code == 0
    assert (found["may_start"], found["blocks"]) == (False, [])
    assert found["daily_elemental_mg"] is None
    assert found["plan_verdict"] in ("hold", "refer")
    assert found["why"]
    assert sealed[0] == 2
    assert "may not start" in sealed[2]
    assert not (tmp_path / "list.txt").exists()


def test_nobody_is_nobody_who_may_start(tmp_path, capsys):
    """Without a person's file it is a design to read."""
    code, out, _ = asked(capsys, design_file(tmp_path), "--json")

    assert code == 0
    assert json.loads(out)["may_start"] is False


def test_a_dose_beyond_the_plan_s_first_step_is_refused(tmp_path, capsys):
    """Each active block begins from none, so it may bring what a plan would begin with."""
    path = design_file(tmp_path)
    path.write_text(path.read_text() + "elemental_mg = 300\n", encoding="utf-8")

    code, out, _ = asked(
        capsys, path, "--person", EXAMPLES / "cyclist.toml", "--now", NOW, "--json"
    )
    found = json.loads(out)

    assert code == 0
    assert found["may_start"] is False
    assert any("begins from none" in why for why in found["why"])


def test_a_person_who_may_gets_blocks_a_dose_and_stop_rules(tmp_path, capsys):
    """The order stays sealed in words and in JSON, and opens for the helper alone."""
    where = ("--person", EXAMPLES / "cyclist.toml", "--now", NOW)

    code, words, _ = asked(capsys, design_file(tmp_path), *where)
    told = json.loads(
        asked(capsys, design_file(tmp_path), *where, "--json", "--sealed", tmp_path / "list.txt")[1]
    )

    assert code == 0
    assert told["may_start"] is True
    assert 0 < told["daily_elemental_mg"] <= 200
    assert {block["content"] for block in told["blocks"]} == {None}
    assert told["lag_days"]["of"] == "you"
    sealed = (tmp_path / "list.txt").read_text(encoding="utf-8")
    assert sealed.count("magnesium") == sealed.count("placebo") == told["pairs"]
    assert told["seal"] in sealed
    assert any("Stop and see a doctor" in rule for rule in told["stop_rules"])
    for part in ("3 Design", "5 Power", "6 Order", "7 Blinding", "8 Analysis", "9 Harms"):
        assert part in words
    assert "take now" not in words
    assert max(map(len, words.splitlines())) <= 80


# ---------------------------------------------------------------- the answer


def test_a_large_effect_helps_and_none_does_not():
    """Three verdicts, each where it belongs, with an interval around the truth."""
    plan = planned(design(expected=25.0), FACTS)

    helped = analyzed(plan, diary(plan, 25.0, sd=8.0), FACTS)
    not_helped = analyzed(plan, diary(plan, 0.0, sd=6.0), FACTS)
    unsure = analyzed(plan, diary(plan, 6.0, sd=25.0), FACTS)

    assert helped.verdict == "helps"
    assert helped.low < 25 < helped.high
    assert not_helped.verdict == "does not help"
    assert unsure.verdict == "cannot tell"
    assert unsure.weeks_more is None or unsure.weeks_more >= 2 * plan.block_days / 7


def test_nobody_looks_before_the_end():
    """With weeks to come there is no effect, no probability, no mean of a block."""
    plan = PLANS["reaction_time"]
    early = diary(plan, 40.0, sd=5.0)
    half = Diary(values={d: v for d, v in early.values.items() if d < plan.days / 2}, taken={})

    answer = analyzed(plan, half, FACTS)

    assert answer.verdict == "not finished"
    assert (answer.effect, answer.probability_any, answer.block_means) == (None, None, ())


def test_missed_capsules_are_part_of_the_exposure():
    """Who took none in the active blocks cannot have been helped, and is not told so."""
    plan = PLANS["reaction_time"]
    written = diary(plan, 0.0, sd=6.0)
    skipped = Diary(values=written.values, taken=dict.fromkeys(range(plan.days), 0.0))

    answer = analyzed(plan, skipped, FACTS)

    assert answer.adherence == 0
    assert answer.verdict == "cannot tell"


def test_guesses_are_counted():
    """Right guesses of those that were any; a block that is not there is an error."""
    plan = planned(design(guess=(Guess(block=1, said="magnesium"),)), FACTS)
    right = plan.blocks[0].content == "magnesium"

    assert analyzed(plan, diary(plan, 0, sd=6), FACTS).guessed == (int(right), 1)
    lost = replace(plan, design=design(guess=(Guess(block=99, said="placebo"),)))
    with pytest.raises(InputError, match="no block"):
        analyzed(lost, diary(plan, 0, sd=6), FACTS)


def test_a_diary_file_becomes_a_report(tmp_path, capsys):
    """From CSV to verdict, with every item of the report and the order laid open."""
    path = design_file(
        tmp_path,
        'schema = 1\nid = "mine"\noutcome = "stool"\nbetter = "higher"\nstart = 2026-03-01\n',
    )
    plan = planned(design("stool", start=date(2026, 3, 1)), FACTS)
    rng = np.random.default_rng(1)
    lines = ["time,kind,value"]
    for day in range(plan.days):
        at = plan.blocks[0].first + timedelta(days=day)
        type_ = 3 + 2 * plan.taken[day] + rng.normal(0, 0.7)
        lines.append(f"{at}T07:30,stool,{int(np.clip(round(type_), 1, 7))}")
    data = tmp_path / "diary.csv"
    data.write_text("\n".join(lines) + "\n", encoding="utf-8")

    code, out, _ = asked(capsys, path, "--data", data, "--now", NOW)
    told = json.loads(asked(capsys, path, "--data", data, "--now", NOW, "--json")[1])

    assert code == 0
    assert out.startswith("Does magnesium help my stool form?  HELPS")
    assert told["answer"]["verdict"] == "helps"
    assert 1.0 < told["answer"]["effect"] < 3.0
    assert {block["content"] for block in told["blocks"]} == {"magnesium", "placebo"}
    for part in ("10 Results", "11 Limits"):
        assert part in out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('schema = 1\nid = "x"\noutcome = "strength"\nstart = 2026-12-01\n', "outcome"),
        ('schema = 2\nid = "x"\noutcome = "sleep"\nstart = 2026-12-01\n', "schema"),
        ('schema = 1\nid = "x"\noutcome = "sleep"\n', "start"),
        ('schema = 1\nid = "x"\noutcome = "stool"\nstart = 2026-12-01\n', "better"),
        ('schema = 1\nid = "x"\noutcome = "sleep"\nstart = 2026-12-01\npears = 3\n', "pairs"),
        ('schema = 1\nid = "x"\noutcome = "sleep"\nstart = "soon"\n', "start"),
        ('schema = 1\nid = "x"\noutcome = "sleep"\nstart = 2026-12-01\npairs = 2.5\n', "pairs"),
        ('schema = 1\nid = "x"\nkind = "parallel"\n[[arm]]\nname = "a"\n', "virtual trial"),
    ],
)
def test_a_wrong_design_is_one_paragraph(tmp_path, capsys, text, says):
    """Exit 2; file and key are named, and nothing is printed to standard output."""
    code, out, err = asked(capsys, design_file(tmp_path, text))

    assert code == 2
    assert out == ""
    assert "design.toml" in err
    assert says in err
    assert err.count("\n") == 1

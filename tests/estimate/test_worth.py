"""Is a measurement worth what a hand calculation says, and sometimes nothing?"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from magtitrate.estimate.worth import worth_of
from magtitrate.plan import Monitoring
from magtitrate.planner.monitoring import with_worth, worth_proposing

LANES = 2000
TODAY = date(2026, 11, 20)


def rng():
    return np.random.default_rng(4)


def serum(sd, middle=0.80):
    return middle + sd * np.random.default_rng(1).standard_normal(LANES)


def worth(level, utility, facts, doses=(0.0, 100.0)):
    expected = {("serum_magnesium", 0): level}
    (found,) = worth_of(expected, utility, doses, facts, rng())
    return found


def test_information_is_that_of_a_normal_channel(facts):
    """Level and noise of widths s and e teach about log2 sqrt(1 + s^2 / e^2) bits."""
    noise = math.sqrt((0.03**2 + 0.02**2) * 0.80**2 + 0.02**2)
    found = worth(serum(0.07), np.zeros((2, LANES)), facts)
    # A t with five degrees is narrower in its middle and wider in its tails than the normal.
    by_hand = 0.5 * math.log2(1 + (0.07 / noise) ** 2)

    assert found.information == pytest.approx(by_hand, abs=3 * found.information_error + 0.15)


def test_a_lab_that_all_bodies_foretell_is_worth_nothing(facts):
    """Without doubt there is no information, and no result changes the dose."""
    level = serum(0.0)
    found = worth(level, np.stack([np.full(LANES, 0.1), np.zeros(LANES)]), facts)

    assert found.information == pytest.approx(0, abs=1e-9)
    assert found.probability == 0
    assert 0 < found.probability_error < 0.05
    assert worth_proposing((found,), facts) is None


def test_a_lab_that_decides_changes_the_dose_half_the_time(facts):
    """Where a dose is good below the middle and bad above it, about half of results decide."""
    level = serum(0.10)
    utility = np.stack([np.zeros(LANES), np.where(level < np.median(level), 1.0, -1.02)])
    found = worth(level, utility, facts)

    assert found.probability == pytest.approx(0.5, abs=0.12)
    assert worth_proposing((found,), facts) == found


def test_another_hour_is_no_other_plan(facts):
    """Two ways to take the same daily dose do not make a measurement worth while."""
    level = serum(0.10)
    utility = np.stack([np.zeros(LANES), np.where(level < np.median(level), 1.0, -1.02)])

    assert worth(level, utility, facts, doses=(100.0, 100.0)).probability == 0


def test_bodies_without_a_number_are_left_out(facts):
    """A body that could not be solved has no say."""
    level = serum(0.07)
    level[::3] = np.nan
    nothing = worth_of(
        {("serum_magnesium", 0): level}, np.full((1, LANES), np.nan), (0.0,), facts, rng()
    )

    assert np.isfinite(worth(level, np.zeros((2, LANES)), facts).information)
    assert nothing == ()


def test_due_labs_are_told_their_worth_and_one_more_is_added_only_if_worth_it(facts):
    """The nearest weighed day fills a due row; a row is added where the dose may change."""
    level = serum(0.10)
    utility = np.stack([np.zeros(LANES), np.where(level < np.median(level), 1.0, -1.02)])
    sure = worth(level, utility, facts)
    dull = replace(sure, probability=0.01)
    due = Monitoring(analyte="serum_magnesium", due=date(2026, 12, 25), why="a rule")
    other = Monitoring(analyte="creatinine", due=date(2026, 12, 25), why="a rule")

    filled = with_worth((other, due), (sure,), TODAY, facts)

    assert [one.changes_plan_probability for one in filled] == [None, sure.probability]
    assert len(with_worth((other,), (dull,), TODAY, facts)) == 1
    added = with_worth((other,), (sure,), TODAY, facts)
    assert (added[0].analyte, added[0].due) == ("serum_magnesium", TODAY)

"""Are forecasts as often right in each group of people as they say (hazard H-43)?

Nobody here is real. That a wrong prior is found out is shown by making one.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from magtitrate.facts import Facts
from magtitrate.trials.subgroups import (
    BANDS,
    EVERYBODY,
    QUANTITIES,
    Covered,
    Forecasts,
    Told,
    calibration,
    forecasts,
    outside_the_evidence,
)

WEAK = "eGFR 45 to 60"
GROUPS = (
    *(EVERYBODY, "women", "men", "18 to 50 years", "50 to 65 years", "65 to 90 years"),
    *("eGFR 90 or more", "eGFR 60 to 90", WEAK),
)


def made_up(rank: np.ndarray, reach: np.ndarray | None = None) -> Covered:
    """What is said of one group of so many people whose ranks are these."""
    ranks = np.broadcast_to(rank, (len(QUANTITIES), len(rank)))
    reaches = np.zeros_like(ranks) if reach is None else np.broadcast_to(reach, ranks.shape)
    found = Forecasts(groups={EVERYBODY: np.ones(len(rank), dtype=bool)}, rank=ranks, reach=reaches)
    return calibration(found)[0]


@pytest.fixture(scope="module")
def small(facts: Facts) -> Forecasts:
    """Two people of each cell, of whom everything is told."""
    return forecasts(facts, per_cell=2, told=Told(diet=True), lanes=19)


# ---------------------------------------------------------------- the counting


def test_even_ranks_are_inside_as_often_as_the_band_says() -> None:
    """1,000 even ranks: 50, 80 and 90 of 100, half of them below; two errors by hand."""
    covered = made_up((np.arange(1000) + 0.5) / 1000)

    assert covered.inside == pytest.approx(BANDS)
    assert covered.below == 0.5
    assert covered.fair and covered.widening == 1.0
    assert covered.error == pytest.approx([2 * math.sqrt(p * (1 - p) / 1000) for p in BANDS])


def test_bands_that_are_too_narrow_are_found_and_the_widening_is_said() -> None:
    """Truths twice as far as the bands: 90 of 100 lie within 2 half-widths."""
    even = (np.arange(1000) + 0.5) / 1000
    far = np.where(even < 0.3, 0.0, np.where(even > 0.7, 1.0, even))

    covered = made_up(far, reach=even * 2 / 0.9)

    assert covered.too_rarely and not covered.aside and not covered.fair
    assert covered.inside[0] == pytest.approx(0.4, abs=0.1)
    assert covered.widening == pytest.approx(2.0, abs=0.01)


def test_a_forecast_that_is_aside_is_found_though_its_bands_hold() -> None:
    """All inside the half band and 62 of 100 below the median."""
    rank = np.concatenate([np.linspace(0.3, 0.49, 620), np.linspace(0.51, 0.7, 380)])

    covered = made_up(rank)

    assert covered.aside and not covered.too_rarely and not covered.fair
    assert covered.below == pytest.approx(0.62)
    assert covered.widening == 1.0


def test_bands_that_are_too_wide_are_no_fault_here() -> None:
    """Everybody in the middle: a forecast that promises less than it keeps."""
    assert made_up(np.linspace(0.45, 0.55, 400)).fair


def test_few_people_prove_nothing() -> None:
    """Six of ten inside the 90 % band happen (1.3 times in 100); 600 of 1,000 do not."""
    rank = np.array([0.49] * 3 + [0.51] * 3 + [0.01, 0.99] * 2)

    assert made_up(rank).fair
    assert not made_up(np.tile(rank, 100)).fair


# ---------------------------------------------------------------- the people


def test_every_group_has_its_share_of_people(small: Forecasts) -> None:
    """Two in each of 18 cells: 36 in all, 18 of each sex, 12 of each age and kidney function."""
    sizes = {group: int(who.sum()) for group, who in small.groups.items()}

    assert tuple(sizes) == GROUPS
    assert list(sizes.values()) == [36, 18, 18, 12, 12, 12, 12, 12, 12]
    assert small.rank.shape == small.reach.shape == (len(QUANTITIES), 36)
    assert ((small.rank > 0) & (small.rank < 1)).all()
    # A truth at the median has rank a half and reach nought; beyond the band it is above one.
    assert (small.reach[(small.rank < 0.02) | (small.rank > 0.98)] > 0.8).all()


def test_the_same_seed_gives_the_same_people(facts: Facts) -> None:
    """And another seed others."""
    more = {"per_cell": 1, "told": Told(), "lanes": 9, "among": WEAK}
    first, again, other = (forecasts(facts, seed=seed, **more) for seed in (0, 0, 1))

    assert (first.rank == again.rank).all()
    assert (first.rank != other.rank).any()
    assert other.rank.shape == (len(QUANTITIES), 6)


# ---------------------------------------------------------------- what it finds


@pytest.mark.parametrize(
    ("told", "per_cell", "fair"), [(Told(diet=True), 10, True), (Told(egfr=False), 20, False)]
)
def test_a_forecast_that_ignores_the_kidneys_is_found_out(
    facts: Facts, told: Told, per_cell: int, fair: bool
) -> None:
    """With an eGFR of 45 to 60 serum is higher than the average adult's: truths lie above."""
    found = calibration(forecasts(facts, per_cell=per_cell, told=told, among=WEAK, lanes=29))

    serum = next(c for c in found if (c.group, c.quantity) == (EVERYBODY, "serum before"))
    assert serum.people == 6 * per_cell
    assert serum.fair is fair, serum
    if not fair:
        assert serum.below < 0.5


def test_a_plan_says_for_whom_the_evidence_is_thin(facts: Facts) -> None:
    """Nobody below 18 or with an eGFR below 15; of the others a plan says that it is less sure."""
    found = {one.who: one for one in outside_the_evidence(facts)}

    assert {who for who, one in found.items() if one.holds == "no"} == {
        "17 years old",
        "an eGFR of 12",
    }
    assert all(one.holds in ("no", "partly") and one.sentences for one in found.values())
    assert replace(found["82 years old"], who="") != replace(found["an eGFR of 50"], who="")

"""Do pools and fluxes prove themselves before anything is computed?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from magtitrate.body.expr import amount, parameter
from magtitrate.body.flux import Flux, Pool, Slot, stoichiometry
from magtitrate.errors import ModelError

POOLS = (Pool(name="a", meaning=""), Pool(name="b", meaning=""))
FLUX = Flux(name="a to b", source="a", sink="b", rate=parameter("k") * amount("a"))


def test_every_row_sums_to_zero():
    """A flux takes from one pool what it gives to another."""
    table = stoichiometry(POOLS, (FLUX, replace(FLUX, source="b", sink="a")))

    assert table.tolist() == [[-1, 1], [1, -1]]


def test_an_unknown_pool_is_named():
    """A flux into nowhere is our fault and says which."""
    with pytest.raises(ModelError, match="no pool 'urin'"):
        stoichiometry(POOLS, (replace(FLUX, sink="urin"),))


def test_a_flux_must_go_somewhere():
    """Source and sink differ."""
    with pytest.raises(ModelError, match="ends where it begins"):
        stoichiometry(POOLS, (replace(FLUX, sink="a"),))


def test_a_slot_per_kilogram_reads_another_fact():
    """What scales with body mass stands per kilogram in the facts."""
    slot = Slot(name="plasma.volume_l", unit="L", per_kg=True)

    assert (slot.fact, slot.fact_unit) == ("plasma.volume_l_per_kg", "L/kg")


def test_the_body_conserves_magnesium(model):
    """No flux of the shipped body makes or destroys magnesium."""
    assert not np.any(model.stoichiometry.sum(axis=1))
    assert (np.abs(model.stoichiometry).sum(axis=1) == 2).all()

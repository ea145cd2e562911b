"""Is the unit of each parameter the one that its reader expects?

A name that ends in a unit (`lag_h`, `volume_l_per_kg`) says it; for other names the unit
that the code reads is declared here, by the longest beginning that fits. What the body
needs is compared once more, and exactly, where the body is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from magtitrate.facts import Facts
from magtitrate.facts.dimensions import UnknownUnit, measure
from magtitrate.facts.shapes import Parameter

__all__ = ["bounds_hold", "expected_unit", "undeclared", "unit_in_name", "units_fit"]

Trouble = Iterator[tuple[str, str]]

_UNIT = "mmol|mg|mv|ms|kg|g|l|h|d|m|s"
_TAIL = re.compile(rf"(?:^|_)((?:(?:{_UNIT})_)?per_(?:{_UNIT})(?:_per_(?:{_UNIT}))*|{_UNIT})$")

DECLARED = {
    "as_written.": "mg/d",
    "assay.model_error_": "mmol/L",
    "benefit.longest_trial_weeks": "week",
    "benefit.older_adults": "year",
    "body.reference_surface": "m2",
    "ckd_epi_2021.kappa_": "mg/dL",
    "ckd_epi_2021.scale": "mL/min/{1.73_m2}",
    "cockcroft_gault.age_intercept": "year",
    "diet.magnesium_": "mg/d",
    "diet.phytate_": "mg/d",
    "diet.phytate_molar_mass": "mg/mmol",
    "domain.age_": "year",
    "domain.egfr_": "mL/min/{1.73_m2}",
    "engine.ledger_floor": "mmol",
    "engine.steps_per_day": "1/d",
    "estimate.labs_max_age": "d",
    "followup.change_reaction_time": "ms",
    "followup.change_sleep": "h",
    "followup.clock_tolerance": "min",
    "followup.dose_jitter": "min",
    "followup.compared": "week",
    "followup.height_change": "m",
    "followup.review_": "week",
    "food.phytate_class.": "mg/hg",
    "food.phytate_none_below": "mg/hg",
    "food.phytate_share.": "mg/g",
    "forecast.weeks": "week",
    "modifier.": "1",
    "policy.before_surgery": "h",
    "policy.calcium_lower_fallback": "mmol/L",
    "policy.calcium_upper_fallback": "mmol/L",
    "policy.companion_recent": "d",
    "policy.dose_steady": "d",
    "policy.egfr_fall_window": "d",
    "policy.egfr_low": "mL/min/{1.73_m2}",
    "policy.egfr_stale_": "d",
    "policy.food_energy_": "kcal/d",
    "policy.frail_age": "year",
    "policy.generic_unit": "mg",
    "policy.large_surface": "m2",
    "policy.min_gap_between_doses": "h",
    "policy.most_units": "1",
    "policy.no_benefit_": "week",
    "policy.one_draw": "d",
    "policy.overdose_factor": "1",
    "policy.overdose_recent": "h",
    "policy.plan_life": "d",
    "policy.potassium_lower_fallback": "mmol/L",
    "policy.potassium_middle": "mmol/L",
    "policy.recheck": "week",
    "policy.replete_most": "mg/d",
    "policy.serum_": "mmol/L",
    "policy.serum_drift": "1",
    "policy.serum_implausible_days": "d",
    "policy.sick_day_pause": "h",
    "policy.small_surface": "m2",
    "policy.stool_": "1",
    "policy.symptom_recent": "d",
    "policy.vitamin_b6_cap": "mg/d",
    "population.body_mass": "kg",
    "population.egfr": "mL/min/{1.73_m2}",
    "population.egfr_error": "1",
    "sweat.rate_default": "L/h",
    "timing.awake_": "h",
    "tolerance.single_dose_threshold": "mmol",
    "toxicity.onset_": "mmol/L",
    "usual_day.clock_": "h",
    "usual_day.share_": "1",
    "usual_day.water_per_meal": "L",
    "utility.": "1",
    "what_if.egfr_": "mL/min/{1.73_m2}",
    "what_if.food_more": "mg/d",
    "what_if.serum_": "mmol/L",
}
"""Beginning of a name -> the unit in which code reads it."""

BODY = ("form", "gut", "kidney", "losses", "plasma", "stores")
"""Organs whose slots state their units themselves (`body.model`)."""


def units_fit(facts: Facts) -> Trouble:
    """Every unit is known, and it is the one its name or its reader says."""
    for name, row in facts.parameters.items():
        try:
            found = measure(row.unit)
        except UnknownUnit as error:
            yield f"parameter:{name}", f"unit: {error}"
            continue
        expected = expected_unit(name)
        if expected is not None and found != measure(expected):
            yield f"parameter:{name}", f"is in {row.unit}; read as {expected}"


def undeclared(facts: Facts) -> list[str]:
    """Parameters with a unit that neither their name, nor this file, nor the body asks for."""
    return [
        name
        for name, row in facts.parameters.items()
        if row.unit != "1" and expected_unit(name) is None and name.split(".")[0] not in BODY
    ]


def expected_unit(name: str) -> str | None:
    """The unit that a parameter's name or its reader asks for; `None` where nobody says."""
    fitting = [start for start in DECLARED if name.startswith(start)]
    if fitting:
        return DECLARED[max(fitting, key=len)]
    return unit_in_name(name)


def unit_in_name(name: str) -> str | None:
    """The unit that a name ends in, such as L/kg of `volume_l_per_kg`; `None` without one."""
    tail = _TAIL.search(name.split(".")[-1])
    return _spelled(tail[1]) if tail else None


def _spelled(tail: str) -> str:
    """`l_per_h_per_kg` -> `L/h/kg`, `per_h` -> `1/h`."""
    parts = re.split(r"_?per_", tail)
    units = [{"l": "L", "mv": "mV", "": "1"}.get(part, part) for part in parts]
    return "/".join(units)


def bounds_hold(facts: Facts) -> Trouble:
    """A value, its bounds and its spread can belong to one quantity."""
    for name, row in facts.parameters.items():
        for problem in _bounds(row):
            yield f"parameter:{name}", problem


def _bounds(row: Parameter) -> Iterator[str]:
    if row.bounds is not None:
        low, high = row.bounds
        if not low < high:
            yield f"bounds {low:g} to {high:g} leave no room"
    for what, spread in (("uncertainty", row.uncertainty), ("between", row.between)):
        if spread.kind == "lognormal" and not row.value > 0:
            yield f"{what} is lognormal, so the value must be above 0"
        if spread.kind == "lognormal" and row.bounds is not None and row.bounds[0] < 0:
            yield f"{what} is lognormal, and the bounds reach below 0"
        if spread.kind == "logit_normal" and not 0 < row.value < 1:
            yield f"{what} is logit-normal, so the value must be between 0 and 1"

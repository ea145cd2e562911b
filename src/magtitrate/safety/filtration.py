"""How much do this person's kidneys filter, on the cautious side?

CKD-EPI 2021 without race (Inker et al. 2021) and Cockcroft-Gault (1976). Rules are written
in indexed mL/min per 1.73 m²; labels speak of mL/min. Where body surface, age or muscle
make them differ, the lower of the two is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from magtitrate.facts import Facts
from magtitrate.patient import Patient
from magtitrate.record import Record
from magtitrate.units import from_canonical, to_canonical

__all__ = ["KidneyView", "ckd_epi_2021", "cockcroft_gault", "kidney_view"]

MUSCLE = ("muscle_loss", "amputation")

BELOW = 1 - 1e-9
"""A value "less than 30" is below 30, by however little."""


@dataclass(frozen=True, kw_only=True)
class KidneyView:
    """What the rules see of the kidneys.

    Attributes:
        egfr: the newest, cautious estimate [mL/min per 1.73 m²]; `None` where unknown.
        age_days: days since it was measured; `None` where the day is unknown.
        previous: the value before it, from another day; or, of the months before it, the
            highest, so that one more value does not hide a fall.
        creatinine_umol_per_l: the newest creatinine, where there is one.
        bounded: the newest value is "less than" something; how much less nobody knows.
        size_missing: the cautious estimate needs body mass and height, which are not known.
    """

    egfr: float | None = None
    age_days: float | None = None
    previous: float | None = None
    creatinine_umol_per_l: float | None = None
    bounded: bool = False
    size_missing: bool = False

    @property
    def fall(self) -> float | None:
        if self.egfr is None or self.previous is None:
            return None
        return self.previous - self.egfr

    @property
    def fall_percent(self) -> float | None:
        return None if self.fall is None or not self.previous else 100 * self.fall / self.previous


def ckd_epi_2021(creatinine_umol_per_l: float, age_y: float, sex: str, facts: Facts) -> float:
    """eGFR from creatinine, race-free [mL/min per 1.73 m²]; adults only."""
    mg_dl = from_canonical("creatinine", creatinine_umol_per_l, "mg/dL")
    ratio = mg_dl / facts.value(f"ckd_epi_2021.kappa_{sex}")
    female = facts.value("ckd_epi_2021.female") if sex == "female" else 1.0
    return float(
        facts.value("ckd_epi_2021.scale")
        * min(ratio, 1.0) ** facts.value(f"ckd_epi_2021.alpha_{sex}")
        * max(ratio, 1.0) ** facts.value("ckd_epi_2021.beta")
        * facts.value("ckd_epi_2021.age") ** age_y
        * female
    )


def cockcroft_gault(
    creatinine_umol_per_l: float, age_y: float, sex: str, body_mass_kg: float, facts: Facts
) -> float:
    """Creatinine clearance, not indexed [mL/min]."""
    mg_dl = from_canonical("creatinine", creatinine_umol_per_l, "mg/dL")
    female = facts.value("cockcroft_gault.female") if sex == "female" else 1.0
    years = facts.value("cockcroft_gault.age_intercept") - age_y
    return years * body_mass_kg * female / (facts.value("cockcroft_gault.divisor") * mg_dl)


@dataclass(frozen=True, kw_only=True)
class _Value:
    """One kidney value: when (`None` where the day is unknown), eGFR and creatinine if any."""

    hour: float | None
    egfr: float | None
    creatinine: float | None = None
    bounded: bool = False


def kidney_view(record: Record, facts: Facts) -> KidneyView:
    """The present kidney value, on the cautious side, and the one before it.

    A present value without its day competes with the newest dated one: the lower counts.
    The person's "previous" value is never the present one.
    """
    dated, undated = _present(record, facts)
    earlier = _previous(record, facts)
    if not dated and not undated:
        return KidneyView()
    newest_h = dated[-1].hour if dated else None
    # Values of one day are one sample reported twice: the cautious one counts.
    sample = [v for v in dated if newest_h is not None and newest_h - (v.hour or 0.0) < 24]
    lowest = _lowest(sample)
    unknown = _lowest(undated)
    use_dated = unknown is None or (lowest is not None and lowest <= unknown)
    before = [*earlier, *(v for v in dated if v not in sample)]
    before = sorted(before, key=lambda v: v.hour or 0.0)
    since_h = (newest_h or record.now_h) - 24 * facts.value("policy.egfr_fall_window")
    recent = [v for v in before if v.hour is not None and v.hour >= since_h]
    return KidneyView(
        egfr=lowest if use_dated else unknown,
        age_days=(record.now_h - newest_h) / 24 if use_dated and newest_h is not None else None,
        previous=_highest([*before[-1:], *recent]),
        creatinine_umol_per_l=_worst_creatinine([*sample, *undated]),
        bounded=any(v.bounded for v in sample),
        size_missing=_needs_the_lower(record, facts) and record.patient.body_surface_m2 is None,
    )


def _lowest(values: list[_Value]) -> float | None:
    return min((v.egfr for v in values if v.egfr is not None), default=None)


def _highest(values: list[_Value]) -> float | None:
    return max((v.egfr for v in values if v.egfr is not None), default=None)


def _worst_creatinine(values: list[_Value]) -> float | None:
    """Of several, the one that looks most like a unit mistake: the smallest."""
    return min((v.creatinine for v in values if v.creatinine is not None), default=None)


def _present(record: Record, facts: Facts) -> tuple[list[_Value], list[_Value]]:
    """Values of the laboratory and of the person's file: dated, oldest first, and undated."""
    kidney = record.patient.kidney
    hour = _noon_h(record, kidney.measured)
    found = [
        _Value(
            hour=o.time_h,
            egfr=_cautious(record, o.value * (BELOW if o.censored_below else 1), facts),
            bounded=o.censored_below,
        )
        for o in record.of("egfr")
    ]
    found += [_of_creatinine(record, o.time_h, o.value, facts) for o in record.of("creatinine")]
    if kidney.egfr is not None:
        found.append(_Value(hour=hour, egfr=_cautious(record, kidney.egfr, facts)))
    if kidney.creatinine_umol_per_l is not None:
        found.append(_of_creatinine(record, hour, kidney.creatinine_umol_per_l, facts))
    dated = [v for v in found if v.hour is not None]
    return sorted(dated, key=lambda v: v.hour or 0.0), [v for v in found if v.hour is None]


def _previous(record: Record, facts: Facts) -> list[_Value]:
    kidney = record.patient.kidney
    if kidney.previous_egfr is None:
        return []
    hour = _noon_h(record, kidney.previous_measured)
    return [_Value(hour=hour, egfr=_cautious(record, kidney.previous_egfr, facts))]


def _of_creatinine(record: Record, hour: float | None, creatinine: float, facts: Facts) -> _Value:
    """The cautious estimate; none for minors, unknown people or an impossible nought."""
    patient = record.patient
    adult = patient.age_y is not None and patient.age_y >= facts.value("domain.age_least")
    if not adult or patient.sex is None or patient.age_y is None or creatinine <= 0:
        return _Value(hour=hour, egfr=None, creatinine=creatinine)
    estimate = ckd_epi_2021(creatinine, patient.age_y, patient.sex, facts)
    if _needs_the_lower(record, facts):
        estimate = min(estimate, *_absolute_estimates(patient, creatinine, estimate, facts))
    return _Value(hour=hour, egfr=estimate, creatinine=creatinine)


def _cautious(record: Record, egfr: float, facts: Facts) -> float:
    """A reported eGFR; for odd bodies the lower of all estimates that its creatinine gives."""
    patient = record.patient
    if not _needs_the_lower(record, facts):
        return egfr
    if patient.age_y is None or patient.sex is None:
        return egfr
    creatinine = _creatinine_behind(egfr, patient.age_y, patient.sex, facts)
    return min(egfr, *_absolute_estimates(patient, creatinine, egfr, facts))


def _creatinine_behind(egfr: float, age_y: float, sex: str, facts: Facts) -> float:
    """The creatinine that CKD-EPI 2021 turns into this eGFR [umol/L]."""
    kappa = facts.value(f"ckd_epi_2021.kappa_{sex}")
    at_kappa = ckd_epi_2021(to_canonical("creatinine", kappa, "mg/dL"), age_y, sex, facts)
    power = "beta" if egfr < at_kappa else f"alpha_{sex}"
    ratio = (egfr / at_kappa) ** (1 / facts.value(f"ckd_epi_2021.{power}"))
    return to_canonical("creatinine", kappa * ratio, "mg/dL")


def _needs_the_lower(record: Record, facts: Facts) -> bool:
    """Small or large body, old age, lost muscle: the indexed estimate can flatter."""
    patient = record.patient
    surface = patient.body_surface_m2
    odd_surface = surface is not None and not (
        facts.value("policy.small_surface") <= surface <= facts.value("policy.large_surface")
    )
    old = (patient.age_y or 0) > facts.value("policy.frail_age")
    new = {entry.item for entry in record.diary if entry.kind == "new_condition"}
    return odd_surface or old or bool({*(patient.conditions or ()), *new} & set(MUSCLE))


def _absolute_estimates(
    patient: Patient, creatinine: float, indexed: float, facts: Facts
) -> list[float]:
    """De-indexed CKD-EPI and Cockcroft-Gault [mL/min], where body size is known."""
    estimates = []
    if patient.body_surface_m2 is not None:
        estimates.append(indexed * patient.body_surface_m2 / facts.value("body.reference_surface"))
    if patient.body_mass_kg is not None and patient.age_y is not None and patient.sex is not None:
        estimates.append(
            cockcroft_gault(creatinine, patient.age_y, patient.sex, patient.body_mass_kg, facts)
        )
    return estimates or [indexed]


def _noon_h(record: Record, day: date | None) -> float | None:
    if day is None:
        return None
    return record.hours(datetime(day.year, day.month, day.day, 12, tzinfo=record.now.tzinfo))

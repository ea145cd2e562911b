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
from magtitrate.units import from_canonical

__all__ = ["KidneyView", "ckd_epi_2021", "cockcroft_gault", "kidney_view"]

MUSCLE = ("muscle_loss", "amputation")


@dataclass(frozen=True, kw_only=True)
class KidneyView:
    """What the rules see of the kidneys.

    Attributes:
        egfr: the newest, cautious estimate [mL/min per 1.73 m²]; `None` where unknown.
        age_days: days since it was measured; `None` where the day is unknown.
        previous: the value before it, from another day.
        creatinine_umol_per_l: the newest creatinine, where there is one.
    """

    egfr: float | None = None
    age_days: float | None = None
    previous: float | None = None
    creatinine_umol_per_l: float | None = None

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


def kidney_view(record: Record, facts: Facts) -> KidneyView:
    """The newest kidney value of the record and the one before it."""
    values = _values(record, facts)
    if not values:
        return KidneyView()
    newest_h, newest, creatinine = values[-1]
    # Values of one day are one sample reported twice: the cautious one counts.
    same_day = [
        v for v in values if v[0] is not None and newest_h is not None and newest_h - v[0] < 24
    ]
    egfr = min([newest, *(v[1] for v in same_day)])
    before = [v for v in values[:-1] if v not in same_day]
    return KidneyView(
        egfr=egfr,
        age_days=None if newest_h is None else (record.now_h - newest_h) / 24,
        previous=before[-1][1] if before else None,
        creatinine_umol_per_l=creatinine,
    )


def _values(record: Record, facts: Facts) -> list[tuple[float | None, float, float | None]]:
    """(hour, cautious eGFR, creatinine), oldest first; a value without a day comes first."""
    patient, kidney = record.patient, record.patient.kidney
    found: list[tuple[float | None, float, float | None]] = []
    if kidney.previous_egfr is not None:
        hour = _noon_h(record, kidney.previous_measured)
        found.append((hour, _cautious(patient, kidney.previous_egfr, facts), None))
    if kidney.egfr is not None:
        hour = _noon_h(record, kidney.measured)
        found.append((hour, _cautious(patient, kidney.egfr, facts), None))
    creatinines = [(o.time_h, o.value) for o in record.of("creatinine")]
    found += [(o.time_h, _cautious(patient, o.value, facts), None) for o in record.of("egfr")]
    if kidney.creatinine_umol_per_l is not None:
        hour = _noon_h(record, kidney.measured)
        found += _from_creatinine(patient, hour, kidney.creatinine_umol_per_l, facts)
    for hour, value in creatinines:
        found += _from_creatinine(patient, hour, value, facts)
    return sorted(found, key=lambda v: (v[0] is not None, v[0] or 0.0))


def _from_creatinine(
    patient: Patient, hour: float | None, creatinine: float, facts: Facts
) -> list[tuple[float | None, float, float | None]]:
    if patient.age_y is None or patient.sex is None or patient.age_y < 18:
        return []
    estimate = ckd_epi_2021(creatinine, patient.age_y, patient.sex, facts)
    if _needs_the_lower(patient, facts):
        estimate = min(estimate, *_absolute_estimates(patient, creatinine, estimate, facts))
    return [(hour, estimate, creatinine)]


def _cautious(patient: Patient, egfr: float, facts: Facts) -> float:
    """A reported eGFR, de-indexed where the body is small: labels speak of mL/min."""
    surface = patient.body_surface_m2
    if surface is None or not _needs_the_lower(patient, facts):
        return egfr
    return min(egfr, egfr * surface / facts.value("body.reference_surface"))


def _needs_the_lower(patient: Patient, facts: Facts) -> bool:
    """Small or large body, old age, lost muscle: the indexed estimate can flatter."""
    surface = patient.body_surface_m2
    odd_surface = surface is not None and not (
        facts.value("policy.small_surface") <= surface <= facts.value("policy.large_surface")
    )
    old = (patient.age_y or 0) > facts.value("policy.frail_age")
    return odd_surface or old or any(c in (patient.conditions or ()) for c in MUSCLE)


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

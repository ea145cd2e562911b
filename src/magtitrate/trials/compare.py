"""What would each form of magnesium do in this person, under the same milligrams and clocks?

The person's own virtual bodies settle under each form; what it adds to uptake, urine and
serum is read off one day, against the same bodies without it. Bisglycinate gets no bonus:
it behaves as the readily soluble salt that it is, with the width of that assumption.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from magtitrate.body.expr import Array
from magtitrate.body.gut import form_of
from magtitrate.body.model import BodyModel, body_model
from magtitrate.effects.tolerance import probability_loose_stool
from magtitrate.engine.resting import settle
from magtitrate.engine.solve import Doses, Exposures, simulate
from magtitrate.engine.trajectory import Trajectory
from magtitrate.errors import InputError
from magtitrate.estimate.living import beside
from magtitrate.estimate.posterior import Posterior
from magtitrate.facts import Facts
from magtitrate.facts.study_shapes import Study, StudyArm
from magtitrate.plan import Goal
from magtitrate.record import Record
from magtitrate.regimen import RELEASES, Regimen
from magtitrate.safety.applicability import applicability
from magtitrate.safety.situation import situation_of
from magtitrate.titrate import posterior_of
from magtitrate.units import mg_to_mmol, mmol_to_mg

__all__ = [
    "Band",
    "Comparison",
    "DayNight",
    "FormAsked",
    "FormRow",
    "compare_forms",
    "critical_share",
    "head_to_head",
    "read_forms",
]

CONFIDENCE = 0.95


@dataclass(frozen=True, kw_only=True)
class FormAsked:
    """A salt with its release, as `bisglycinate/enteric`."""

    name: str
    salt: str
    release: str = "immediate"


@dataclass(frozen=True, kw_only=True)
class Band:
    """5th, 50th and 95th centile over the person's bodies."""

    p05: float
    p50: float
    p95: float


@dataclass(frozen=True, kw_only=True)
class FormRow:
    """What one form adds at steady state.

    Attributes:
        absorbed_mg_per_day: magnesium absorbed beyond that without it [mg/d].
        absorbed_share: of what was swallowed, the marginal fraction.
        urine_mmol_per_day, serum_mmol_per_l: rise of 24-h urine and of morning serum.
        glycine_mg_per_day: glycine that comes with the dose.
        probability_loose_stool: on these intakes, averaged over people; of what stays behind
            dissolved.
    """

    form: FormAsked
    behaves_as: str
    absorbed_mg_per_day: Band
    absorbed_share: Band
    urine_mmol_per_day: Band
    serum_mmol_per_l: Band
    glycine_mg_per_day: float
    probability_loose_stool: float


@dataclass(frozen=True, kw_only=True)
class DayNight:
    """The course of a usual day without supplement, medians over the bodies.

    Attributes:
        hour: (time,).
        serum_share, urine_share: relative to the day's mean, (time,).
        serum_swing: highest minus lowest over the mean.
        factor_needed: how many times larger the night's change of serum would have to be to
            be told from noise in one person.
    """

    hour: tuple[float, ...]
    serum_share: tuple[float, ...]
    urine_share: tuple[float, ...]
    serum_swing: float
    factor_needed: float


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All forms side by side; empty where the model does not describe this person."""

    person_id: str
    regimen: Regimen
    daily_mg: float
    rows: tuple[FormRow, ...]
    day_night: DayNight | None
    evidence: tuple[str, ...]


def read_forms(text: str, facts: Facts) -> tuple[FormAsked, ...]:
    """`bisglycinate,oxide,bisglycinate/enteric`: salts, with a release where it matters.

    Raises:
        InputError: an unknown salt or release, or the same form twice.
    """
    salts = {salt.name for salt in facts.salts}
    found = []
    for part in text.split(","):
        salt, _, release = part.strip().partition("/")
        if salt not in salts:
            raise InputError(
                "no salt has this name",
                field="--compare",
                given=salt,
                accepted=", ".join(sorted(salts)),
            )
        if release and release not in RELEASES:
            raise InputError(
                "no release has this name",
                field="--compare",
                given=release,
                accepted=", ".join(RELEASES),
            )
        found.append(FormAsked(name=part.strip(), salt=salt, release=release or "immediate"))
    if len({form.name for form in found}) < len(found):
        raise InputError("the same form stands here twice", field="--compare", given=text)
    return tuple(found)


def compare_forms(
    record: Record,
    goal: Goal,
    facts: Facts,
    regimen: Regimen,
    forms: Sequence[FormAsked],
    studies: Iterable[Study] = (),
    *,
    seed: int = 0,
) -> Comparison:
    """Settle the person's bodies under each form and read off what it adds."""
    situation = situation_of(record, goal, facts)
    model = body_model(facts)
    posterior = posterior_of(
        record, situation, applicability(situation, record, facts), model, facts, seed=seed
    )
    rows: tuple[FormRow, ...] = ()
    day_night = None
    if posterior is not None and posterior.finished:
        without = _day(posterior, posterior.others, model)
        rows = tuple(_row(form, regimen, posterior, without, model, facts) for form in forms)
        day_night = _day_night(without, facts)
    return Comparison(
        person_id=record.patient.patient_id,
        regimen=regimen,
        daily_mg=regimen.daily_elemental_mg(),
        rows=rows,
        day_night=day_night,
        evidence=tuple(_evidence(study) for study in studies if head_to_head(study)),
    )


def head_to_head(study: Study) -> bool:
    """Did two forms meet in this study?"""
    compared = [
        {_forms_of(study.arm_of(result.arm)), _forms_of(study.arm_of(result.against or ""))} - {()}
        for result in study.result
    ]
    alone = {_forms_of(arm) for arm in study.arm if arm.dose}
    each_alone = len(alone) > 1 and all(len(forms) == 1 for forms in alone)
    return each_alone or any(len(forms) > 1 for forms in compared)


def _forms_of(arm: StudyArm | None) -> tuple[str, ...]:
    return tuple(sorted({dose.form for dose in arm.dose})) if arm is not None else ()


def _evidence(study: Study) -> str:
    seen = "; ".join(
        f"{result.id}: {result.observed:g}" + (f" {result.unit}" if result.unit != "1" else "")
        for result in study.result
        if result.observed is not None
    )
    return f"{study.id}: {study.title} ({seen})"


def _row(
    form: FormAsked,
    regimen: Regimen,
    posterior: Posterior,
    without: Trajectory,
    model: BodyModel,
    facts: Facts,
) -> FormRow:
    salt = next(salt for salt in facts.salts if salt.name == form.salt)
    kind = form_of(form.salt, solubility=salt.solubility, release=form.release)
    mmol = np.asarray(mg_to_mmol(np.array([slot.elemental_mg for slot in regimen.slots])))
    doses = beside(posterior.others, regimen.slots, kind, lanes=posterior.lanes)
    with_it = _day(posterior, doses, model)
    good = with_it.finished & without.finished

    def added(name: str) -> Array:
        return np.asarray(with_it.over(name, 0.0, 24.0) - without.over(name, 0.0, 24.0))[good]

    serum = with_it.output("serum_magnesium") - without.output("serum_magnesium")
    morning = int(np.argmin(np.abs(with_it.time_h - facts.value("usual_day.clock_1"))))
    absorbed = added("absorbed_magnesium")
    total = float(mmol.sum())
    left_behind = np.maximum(added("fecal_soluble_magnesium"), 0.0)
    loose = probability_loose_stool(left_behind, float(mmol.max()), facts)
    return FormRow(
        form=form,
        behaves_as=kind,
        absorbed_mg_per_day=_band(np.asarray(mmol_to_mg(absorbed))),
        absorbed_share=_band(absorbed / total),
        urine_mmol_per_day=_band(added("urine_magnesium")),
        serum_mmol_per_l=_band(serum[morning, good]),
        glycine_mg_per_day=float(mmol_to_mg(total)) * facts.glycine_per_magnesium(salt),
        probability_loose_stool=float(np.mean(loose)),
    )


def _day(posterior: Posterior, doses: Doses, model: BodyModel) -> Trajectory:
    """One day of the life these doses lead to, hour by hour."""
    usual: Exposures = posterior.usual
    settled = settle(model, posterior.theta, exposures=usual, doses=doses)
    return simulate(
        model,
        posterior.theta,
        doses,
        np.arange(0.0, 25.0),
        exposures=usual,
        start=settled.state,
    )


def _day_night(without: Trajectory, facts: Facts) -> DayNight:
    good = without.finished
    serum = np.median(without.output("serum_magnesium")[:, good], axis=1)
    urine = np.diff(np.median(without.output("urine_magnesium")[:, good], axis=1))
    swing = float((serum.max() - serum.min()) / serum.mean())
    return DayNight(
        hour=tuple(map(float, without.time_h[:-1])),
        serum_share=tuple(map(float, serum[:-1] / serum[:-1].mean())),
        urine_share=tuple(map(float, urine / urine.mean())),
        serum_swing=swing,
        factor_needed=critical_share(facts) / swing if swing else float("inf"),
    )


def _band(values: Array) -> Band:
    p05, p50, p95 = np.quantile(values, [0.05, 0.5, 0.95])
    return Band(p05=float(p05), p50=float(p50), p95=float(p95))


def critical_share(facts: Facts) -> float:
    """Relative change of serum that two samples of one person can tell from noise.

    The reference change value: both samples carry the person's own and the assay's variation.

    Args:
        facts: uses assay.serum_within_person_cv, assay.serum_analytical_cv.
    """
    of_one = math.hypot(
        facts.value("assay.serum_within_person_cv"), facts.value("assay.serum_analytical_cv")
    )
    return NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * math.sqrt(2) * of_one

"""What else did this person tell, and does it move the estimate?

Training counts as sweat. Stress, sleep, drinks, salt, potassium, genes and microbiome are
stored and have weight zero: a row `estimate.weight_…` each says why, and so does the plan, for
an answer that silently does nothing looks as if it did something.
"""

from __future__ import annotations

from magtitrate.facts import Facts
from magtitrate.patient import Patient
from magtitrate.plan import Reason
from magtitrate.record import Record

__all__ = ["context_of"]


def context_of(record: Record, facts: Facts) -> tuple[Reason, ...]:
    """One sentence for each answer that is context only; none where nothing was told."""
    told = [*_life(record.patient), *_potassium(record), *_reports(record.patient)]
    return (*_training(record.patient, facts), *(_stored(*one, facts) for one in told))


def _life(patient: Patient) -> list[tuple[str, str]]:
    life = patient.life
    known = (
        ("stress", life.stress_0_10, "Stress {:g} of 10"),
        ("sleep", life.sleep_h, "Sleep of {:g} h"),
        ("fluid", life.fluid_l_per_day, "Drinks of {:g} L a day"),
        ("sodium", life.sodium_mg_per_day, "Sodium of {:g} mg a day"),
    )
    return [(name, text.format(value)) for name, value, text in known if value is not None]


def _potassium(record: Record) -> list[tuple[str, str]]:
    seen = [lab for lab in record.observations if lab.analyte == "potassium"]
    return [("potassium", f"Potassium of {seen[-1].value:g} mmol/L")] if seen else []


def _reports(patient: Patient) -> list[tuple[str, str]]:
    named = (("genes", "Genes", patient.genetics), ("microbiome", "Microbiome", patient.microbiome))
    return [
        (name, f"{title} ({', '.join(f'{key}: {value}' for key, value in told)})")
        for name, title, told in named
        if told
    ]


def _stored(name: str, told: str, facts: Facts) -> Reason:
    key = f"estimate.weight_{name}"
    row = facts.parameter(key)
    return Reason(
        code=f"context_{name}",
        sentence=f"{told}: stored, with weight {row.value:g} in the estimate, because {row.note}.",
        numbers={"weight": row.value},
        facts=(key,),
    )


def _training(patient: Patient, facts: Facts) -> tuple[Reason, ...]:
    """Training enters through its sweat, and through nothing else."""
    default = facts.value("sweat.rate_default")
    liters = sum(
        (default if one.sweat_l_per_h is None else one.sweat_l_per_h)
        * one.duration_h
        * len(one.weekdays)
        for one in patient.training
    )
    if liters <= 0:
        return ()
    mmol = liters * facts.value("losses.sweat_mmol_per_l")
    return (
        Reason(
            code="context_training",
            sentence=f"Training counts as sweat: about {liters:.1f} L a week carry off about "
            f"{mmol:.1f} mmol of magnesium. Nothing else about training moves the estimate.",
            numbers={"sweat_l_per_week": liters, "magnesium_mmol_per_week": mmol},
            facts=("losses.sweat_mmol_per_l", "sweat.rate_default"),
        ),
    )

"""What is known of magnesium, apart from any person.

`open_facts()` gives one read-only value; each topic is read when it is first asked for,
so a plan never pays for the claims ledger.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from magtitrate.errors import FactError
from magtitrate.facts.evidence_shapes import Evidence, PriorRule
from magtitrate.facts.medicine_names import NameIndex, by_plain_name, index_of
from magtitrate.facts.medicine_words import MedicineWords, read_medicine_words
from magtitrate.facts.outcome_shapes import HopedFor
from magtitrate.facts.read import rows, table_rows, tables
from magtitrate.facts.salts import glycine_mg_per_magnesium_mg
from magtitrate.facts.shapes import (
    Analyte,
    Claim,
    Code,
    FoodRow,
    IntakeRow,
    Interaction,
    Jurisdiction,
    MedicineName,
    Parameter,
    Rule,
    Salt,
    Source,
    Substance,
    Uncited,
)

if TYPE_CHECKING:  # shapes of what no plan asks for are imported with their rows
    from magtitrate.facts.claim_shapes import (
        Instrument,
        Knowledge,
        Landing,
        Sentence,
        Statement,
        Unsafe,
    )
    from magtitrate.facts.safety_shapes import Hazard, Recall

__all__ = ["Facts", "open_facts"]


@dataclass(frozen=True)
class Facts:
    """Every fact file of one folder, by topic."""

    folder: Path

    @cached_property
    def hash(self) -> str:
        """A digest of every byte of every fact file, in name order."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.suffix in (".toml", ".csv"):
                digest.update(path.relative_to(self.folder).as_posix().encode())
                digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {
            row.key: row for row in rows(self.folder, "sources/*.toml", "source", Source, key="key")
        }

    @cached_property
    def uncited(self) -> dict[str, str]:
        """Source -> why it is kept although no row cites it."""
        found = rows(self.folder, "uncited.toml", "uncited", Uncited)
        return {key: row.reason for row in found for key in row.source}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        found = rows(self.folder, "parameters/*.toml", "parameter", Parameter, key="name")
        return {row.name: row for row in found}

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Safety rules in the order in which they are evaluated."""
        found = rows(self.folder, "rules/*.toml", "rule", Rule)
        return tuple(sorted(found, key=lambda rule: rule.order))

    @cached_property
    def interactions(self) -> tuple[Interaction, ...]:
        return tuple(rows(self.folder, "interactions.toml", "interaction", Interaction))

    @cached_property
    def interactions_of(self) -> dict[str, tuple[Interaction, ...]]:
        """Agent -> the interactions that name it; `*` for those of what no name is known of."""
        found: dict[str, tuple[Interaction, ...]] = {}
        for row in self.interactions:
            for agent in row.agents:
                found[agent] = (*found.get(agent, ()), row)
        return found

    @cached_property
    def medicines(self) -> tuple[MedicineName, ...]:
        return tuple(rows(self.folder, "medicines.toml", "medicine", MedicineName, key="name"))

    @cached_property
    def medicine_index(self) -> dict[str, MedicineName]:
        """Every medicine by the letters and digits of each of its names."""
        return by_plain_name(self.medicines)

    @cached_property
    def medicine_words(self) -> MedicineWords:
        """What people write beside a medicine's name, or in its place."""
        return read_medicine_words(self.folder)

    @cached_property
    def medicine_names(self) -> NameIndex:
        """Every medicine by its names and their words, for exact and near spellings."""
        return index_of(self.medicines, self.medicine_words.ignored)

    @cached_property
    def salts(self) -> tuple[Salt, ...]:
        return tuple(rows(self.folder, "salts.toml", "salt", Salt))

    @cached_property
    def glycine(self) -> Substance:
        """The amino acid of the chelate."""
        (found,) = rows(self.folder, "glycine.toml", "substance", Substance)
        return found

    def glycine_per_magnesium(self, salt: Salt) -> float:
        """Glycine that comes with a salt's magnesium [mg/mg], by atomic masses; 0 where none."""
        return glycine_mg_per_magnesium_mg(salt, self.glycine, self.atomic_masses)

    @cached_property
    def glycine_mg_per_magnesium_mg(self) -> float:
        """Glycine that each milligram of magnesium brings as bisglycinate [mg/mg]."""
        return self.glycine_per_magnesium(next(s for s in self.salts if s.name == "bisglycinate"))

    @cached_property
    def atomic_masses(self) -> dict[str, float]:
        """Standard atomic weights [g/mol]."""
        found = tables(self.folder / "atomic_masses.toml")["element"]
        return {row["symbol"]: float(row["value"]) for row in found}

    @cached_property
    def intakes(self) -> tuple[IntakeRow, ...]:
        return tuple(table_rows(self.folder / "reference_intake.csv", IntakeRow))

    @cached_property
    def foods(self) -> dict[str, FoodRow]:
        """Common foods by id; which one a name means, facts.foods says."""
        return {row.id: row for row in table_rows(self.folder / "foods.csv", FoodRow)}

    @cached_property
    def analytes(self) -> dict[str, Analyte]:
        return {
            row.name: row
            for row in rows(self.folder, "analytes.toml", "analyte", Analyte, key="name")
        }

    @cached_property
    def conditions(self) -> dict[str, Code]:
        return {
            row.code: row for row in rows(self.folder, "codes.toml", "condition", Code, key="code")
        }

    @cached_property
    def symptoms(self) -> dict[str, Code]:
        return {
            row.code: row for row in rows(self.folder, "codes.toml", "symptom", Code, key="code")
        }

    @cached_property
    def jurisdictions(self) -> dict[str, Jurisdiction]:
        found = rows(self.folder, "jurisdictions.toml", "jurisdiction", Jurisdiction, key="code")
        return {row.code: row for row in found}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {row.id: row for row in rows(self.folder, "claims.toml", "claim", Claim, key="id")}

    @cached_property
    def unsafe(self) -> dict[str, Unsafe]:
        from magtitrate.facts.claim_shapes import Unsafe

        return {row.id: row for row in rows(self.folder, "unsafe.toml", "unsafe", Unsafe, key="id")}

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        return {
            row.id: row
            for row in rows(self.folder, "evidence.toml", "evidence", Evidence, key="id")
        }

    @cached_property
    def prior_rules(self) -> dict[str, PriorRule]:
        found = rows(self.folder, "evidence.toml", "prior_rule", PriorRule, key="id")
        return {row.id: row for row in found}

    @cached_property
    def outcomes(self) -> dict[str, HopedFor]:
        """What people hope for, and which results may speak of it."""
        found = rows(self.folder, "outcomes.toml", "outcome", HopedFor, key="id")
        return {row.id: row for row in found}

    @cached_property
    def sentences(self) -> dict[str, Sentence]:
        from magtitrate.facts.claim_shapes import Sentence

        return {
            row.id: row
            for row in rows(self.folder, "sentences.toml", "sentence", Sentence, key="id")
        }

    @cached_property
    def knowledge(self) -> dict[str, Knowledge]:
        from magtitrate.facts.claim_shapes import Knowledge

        found = rows(self.folder, "knowledge.toml", "knowledge", Knowledge, key="id")
        return {row.id: row for row in found}

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What the claims say in numbers, in the order of the claims."""
        from magtitrate.facts.claim_shapes import Statement

        return tuple(rows(self.folder, "statements.toml", "statement", Statement))

    @cached_property
    def glycine_evidence(self) -> dict[str, Evidence]:
        """Studies of glycine alone; kept apart, so that none counts for magnesium."""
        return {
            row.id: row for row in rows(self.folder, "glycine.toml", "evidence", Evidence, key="id")
        }

    @cached_property
    def landings(self) -> dict[str, Landing]:
        """Published results that a standard dose must meet in the model."""
        from magtitrate.facts.claim_shapes import Landing

        found = rows(self.folder, "landings.toml", "landing", Landing, key="id")
        return {row.id: row for row in found}

    @cached_property
    def instruments(self) -> dict[str, Instrument]:
        from magtitrate.facts.claim_shapes import Instrument

        found = rows(self.folder, "instruments.toml", "instrument", Instrument, key="id")
        return {row.id: row for row in found}

    @cached_property
    def hazards(self) -> dict[str, Hazard]:
        from magtitrate.facts.safety_shapes import Hazard

        return {row.id: row for row in rows(self.folder, "hazards.toml", "hazard", Hazard)}

    @cached_property
    def recalls(self) -> dict[str, Recall]:
        """Facts and model versions that were found wrong since a release."""
        from magtitrate.facts.safety_shapes import Recall

        return {row.id: row for row in rows(self.folder, "recalls.toml", "recall", Recall)}

    def parameter(self, name: str) -> Parameter:
        """One parameter row; a name that does not stand in the files is our fault."""
        try:
            return self.parameters[name]
        except KeyError:
            raise FactError("no parameter row has this name", key=name) from None

    def value(self, name: str) -> float:
        """The value of one parameter, in its unit."""
        return self.parameter(name).value


def open_facts(folder: Path | None = None) -> Facts:
    """The facts that ship with the package, or those of another folder."""
    return Facts(folder or Path(__file__).parent / "data")

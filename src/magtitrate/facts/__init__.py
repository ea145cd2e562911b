"""What is known of magnesium, apart from any person.

`open_facts()` gives one read-only value; each topic is read when it is first asked for,
so a plan never pays for the claims ledger.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from magtitrate.errors import FactError
from magtitrate.facts.evidence_shapes import Evidence, Knowledge, PriorRule, Sentence, Unsafe
from magtitrate.facts.read import rows, table_rows, tables
from magtitrate.facts.shapes import (
    Analyte,
    Claim,
    Code,
    IntakeRow,
    Interaction,
    Jurisdiction,
    MedicineName,
    Parameter,
    Rule,
    Salt,
    Source,
)

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
        return {row.key: row for row in rows(self.folder, "sources/*.toml", "source", Source)}

    @cached_property
    def parameters(self) -> dict[str, Parameter]:
        found = rows(self.folder, "parameters/*.toml", "parameter", Parameter)
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
    def medicines(self) -> tuple[MedicineName, ...]:
        return tuple(rows(self.folder, "medicines.toml", "medicine", MedicineName))

    @cached_property
    def salts(self) -> tuple[Salt, ...]:
        return tuple(rows(self.folder, "salts.toml", "salt", Salt))

    @cached_property
    def atomic_masses(self) -> dict[str, float]:
        """Standard atomic weights [g/mol]."""
        found = tables(self.folder / "atomic_masses.toml")["element"]
        return {row["symbol"]: float(row["value"]) for row in found}

    @cached_property
    def intakes(self) -> tuple[IntakeRow, ...]:
        return tuple(table_rows(self.folder / "reference_intake.csv", IntakeRow))

    @cached_property
    def analytes(self) -> dict[str, Analyte]:
        return {row.name: row for row in rows(self.folder, "analytes.toml", "analyte", Analyte)}

    @cached_property
    def conditions(self) -> dict[str, Code]:
        return {row.code: row for row in rows(self.folder, "codes.toml", "condition", Code)}

    @cached_property
    def symptoms(self) -> dict[str, Code]:
        return {row.code: row for row in rows(self.folder, "codes.toml", "symptom", Code)}

    @cached_property
    def jurisdictions(self) -> dict[str, Jurisdiction]:
        found = rows(self.folder, "jurisdictions.toml", "jurisdiction", Jurisdiction)
        return {row.code: row for row in found}

    @cached_property
    def claims(self) -> dict[str, Claim]:
        return {row.id: row for row in rows(self.folder, "claims.toml", "claim", Claim)}

    @cached_property
    def unsafe(self) -> dict[str, Unsafe]:
        return {row.id: row for row in rows(self.folder, "unsafe.toml", "unsafe", Unsafe)}

    @cached_property
    def evidence(self) -> dict[str, Evidence]:
        return {row.id: row for row in rows(self.folder, "evidence.toml", "evidence", Evidence)}

    @cached_property
    def prior_rules(self) -> dict[str, PriorRule]:
        found = rows(self.folder, "evidence.toml", "prior_rule", PriorRule)
        return {row.id: row for row in found}

    @cached_property
    def sentences(self) -> dict[str, Sentence]:
        return {row.id: row for row in rows(self.folder, "sentences.toml", "sentence", Sentence)}

    @cached_property
    def knowledge(self) -> dict[str, Knowledge]:
        found = rows(self.folder, "knowledge.toml", "knowledge", Knowledge)
        return {row.id: row for row in found}

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

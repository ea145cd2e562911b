"""How does the reading of a label read in a terminal, and as JSON?"""

from __future__ import annotations

import json
import textwrap
from dataclasses import asdict

from magtitrate.facts import Facts
from magtitrate.formats.label import LabelReading

__all__ = ["label_json", "label_text"]


def label_text(reading: LabelReading, facts: Facts) -> str:
    """What the label means, with the glycine it carries and the limits it meets."""
    product = reading.product
    lines = [
        f"{product.salt}: {product.elemental_mg_per_unit:.4g} mg of elemental magnesium per unit"
        f" ({reading.purity})"
    ]
    if product.compound_mg_per_unit is not None:
        lines.append(f"from {product.compound_mg_per_unit:.5g} mg of compound per unit")
    glycine = glycine_mg(reading, facts)
    if glycine:
        lines.append(f"with {glycine:.4g} mg of glycine per unit, if it is what the label says")
    for finding in reading.findings:
        lines += textwrap.wrap(finding, 80, initial_indent="- ", subsequent_indent="  ")
    return "\n".join(lines) + "\n"


def label_json(reading: LabelReading, facts: Facts) -> str:
    """The same as JSON."""
    body = {
        "product": asdict(reading.product),
        "purity": reading.purity,
        "elemental_fraction": round(reading.fraction, 6),
        "oxide_share_of_magnesium": reading.oxide_share,
        "glycine_mg_per_unit": round(glycine_mg(reading, facts), 3),
        "findings": list(reading.findings),
    }
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def glycine_mg(reading: LabelReading, facts: Facts) -> float:
    """Glycine that comes with one unit [mg]; the oxide's share of a blend brings none."""
    salt = next((s for s in facts.salts if s.name == reading.product.salt), None)
    if salt is None:
        return 0.0
    chelated_mg = reading.product.elemental_mg_per_unit * (1 - (reading.oxide_share or 0.0))
    return facts.glycine_per_magnesium(salt) * chelated_mg

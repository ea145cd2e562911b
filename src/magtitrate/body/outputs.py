"""What can a laboratory, or a balance study, see of the pools?

Each output is a formula over pools and parameters. A *level* is read at an instant; a
*running sum* means something only as the difference between two instants.
"""

from __future__ import annotations

from dataclasses import dataclass

from magtitrate.body.expr import Expr, amount, parameter, total
from magtitrate.body.plasma import concentration

__all__ = ["OUTPUTS", "Output"]


@dataclass(frozen=True, kw_only=True)
class Output:
    """Something that is measured.

    Attributes:
        running: a running sum; compare two instants.
    """

    name: str
    unit: str
    formula: Expr
    running: bool = False


_INSIDE = ("plasma", "fast", "tissue", "bone")
_LEFT_FROM_PLASMA = ("urine", "skin", "secreted", "syringe")

OUTPUTS = {
    output.name: output
    for output in (
        Output(name="serum_magnesium", unit="mmol/L", formula=concentration),
        Output(
            name="ionized_magnesium",
            unit="mmol/L",
            formula=parameter("plasma.ionized_fraction") * concentration
            + parameter("plasma.ionized_offset_mmol_per_l"),
        ),
        Output(name="erythrocyte_magnesium", unit="mmol/L", formula=amount("red_cell")),
        Output(name="csf_magnesium", unit="mmol/L", formula=amount("csf")),
        Output(name="exchangeable_magnesium", unit="mmol", formula=total(map(amount, _INSIDE))),
        Output(name="urine_magnesium", unit="mmol", formula=amount("urine"), running=True),
        Output(name="skin_magnesium", unit="mmol", formula=amount("skin"), running=True),
        Output(
            name="fecal_magnesium",
            unit="mmol",
            formula=amount("feces_dissolved") + amount("feces_solid"),
            running=True,
        ),
        Output(
            name="fecal_soluble_magnesium",
            unit="mmol",
            formula=amount("feces_dissolved"),
            running=True,
        ),
        Output(name="secreted_magnesium", unit="mmol", formula=amount("secreted"), running=True),
        # What entered the blood from the lumen is what is in the body or has left it since,
        # the syringe's share taken off: the balance gives it exactly, without a counter.
        Output(
            name="absorbed_magnesium",
            unit="mmol",
            formula=total(map(amount, (*_INSIDE, *_LEFT_FROM_PLASMA))),
            running=True,
        ),
    )
}

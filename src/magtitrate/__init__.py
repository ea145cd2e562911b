"""magtitrate: model-informed precision dosing of magnesium glycinate.

The public names and nothing else. Each is fetched from its room when it is first asked for,
so that `import magtitrate` costs nothing and a command pays only for what it uses:

    from magtitrate import open_facts, titrate

Not a medical device.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

from magtitrate.version import VERSION as __version__

if TYPE_CHECKING:
    from magtitrate.body.model import body_model
    from magtitrate.engine.solve import simulate
    from magtitrate.facts import open_facts
    from magtitrate.patient import Patient
    from magtitrate.plan import Goal, Plan, Reason, Verdict
    from magtitrate.record import Observation, Record
    from magtitrate.regimen import Product, Regimen
    from magtitrate.titrate import titrate

__all__ = [
    "Goal",
    "Observation",
    "Patient",
    "Plan",
    "Product",
    "Reason",
    "Record",
    "Regimen",
    "Verdict",
    "__version__",
    "body_model",
    "open_facts",
    "simulate",
    "titrate",
]

_ROOMS = {
    "Goal": "plan",
    "Observation": "record",
    "Patient": "patient",
    "Plan": "plan",
    "Product": "regimen",
    "Reason": "plan",
    "Record": "record",
    "Regimen": "regimen",
    "Verdict": "plan",
    "body_model": "body.model",
    "open_facts": "facts",
    "simulate": "engine.solve",
    "titrate": "titrate",
}


def __getattr__(name: str) -> object:
    """Fetch a public name from its room, once."""
    room = _ROOMS.get(name)
    if room is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{room}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


class _Package(ModuleType):
    """Keeps `magtitrate.titrate` the function.

    The import system hangs every loaded submodule on its package, so that the file
    `titrate.py` would take the place of the function of that name, sooner or later
    according to who imports what first.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in _ROOMS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

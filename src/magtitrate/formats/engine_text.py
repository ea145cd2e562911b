"""How does the engine's report read in a terminal, and as JSON?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

__all__ = ["engine_json", "engine_text"]


def engine_text(report: Mapping[str, Any]) -> str:
    """Which engine runs, how it was built, and how its self-check went."""
    return (
        f"engine    {report['engine']} (available: {', '.join(report['available'])})\n"
        f"built     {report['built']}\n"
        f"{_why_not(report)}"
        f"model     version {report['model_version']}, {report['pools']} pools, "
        f"{report['fluxes']} fluxes\n"
        f"balance   {report['balance_error']:.1e} of the intake over two weeks\n"
        f"baseline  drifts by {report['drift']:.1e} a day\n"
        f"accuracy  {report['tolerance_error']:.1e} from a run a hundredfold closer\n"
        f"{_between(report)}"
        f"check     {'passed' if report['passed'] else 'FAILED'}\n"
    )


def _why_not(report: Mapping[str, Any]) -> str:
    reason = report["not_compiled"]
    return f"compiled  not here: {reason}\n" if reason else ""


def _between(report: Mapping[str, Any]) -> str:
    error = report["engine_error"]
    return "" if error is None else f"engines   {error:.1e} apart for random people\n"


def engine_json(report: Mapping[str, Any]) -> str:
    """The same as JSON."""
    return json.dumps(dict(report), indent=2) + "\n"

"""How are the verdicts over published studies told: as a table, and as JSON?

One line per study for machines (the result that decides), every result for people.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any, Protocol

from magtitrate.facts.study_shapes import Study, StudyResult

__all__ = ["validation_json", "validation_text"]


class Told(Protocol):
    """What is told of one result (`trials.study.ResultReport`)."""

    @property
    def result(self) -> StudyResult: ...
    @property
    def predicted(self) -> float: ...
    @property
    def predicted_sd(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float] | None: ...
    @property
    def sd_interval(self) -> tuple[float, float] | None: ...
    @property
    def verdict(self) -> str: ...
    @property
    def why(self) -> str: ...


class ToldStudy(Protocol):
    """What is told of one study (`trials.study.StudyReport`)."""

    @property
    def study(self) -> Study: ...
    @property
    def results(self) -> Sequence[Told]: ...
    @property
    def verdict(self) -> str: ...
    @property
    def headline(self) -> Told: ...


def validation_json(reports: Sequence[ToldStudy]) -> str:
    """`{studies: [{id, observed, predicted, interval, verdict, …, results: […]}], totals}`."""
    body = {"studies": [_study(report) for report in reports], "totals": _totals(reports)}
    return json.dumps(body, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _study(report: ToldStudy) -> dict[str, Any]:
    head = report.headline
    return {
        "id": report.study.id,
        **_numbers(head),
        "verdict": report.verdict,
        "title": report.study.title,
        "control": report.study.control,
        "decided_by": head.result.id,
        "results": [
            {"id": told.result.id, **_numbers(told), **_spread(told), "verdict": told.verdict}
            for told in report.results
        ],
    }


def _numbers(told: Told) -> dict[str, Any]:
    return {
        "observed": told.result.observed,
        "predicted": _finite(told.predicted),
        "interval": [_finite(x) for x in told.interval] if told.interval else None,
        "unit": told.result.unit,
    }


def _spread(told: Told) -> dict[str, Any]:
    return {
        "predicted_sd": _finite(told.predicted_sd),
        "observed_sd": told.result.sd,
        "sd_interval": [_finite(x) for x in told.sd_interval] if told.sd_interval else None,
    }


def _finite(value: float) -> float | None:
    return float(f"{value:.6g}") if math.isfinite(value) else None


def _totals(reports: Sequence[ToldStudy]) -> dict[str, int]:
    verdicts = [report.verdict for report in reports]
    return {word: verdicts.count(word) for word in ("pass", "fail", "reported")}


def validation_text(reports: Sequence[ToldStudy]) -> str:
    """A table for people, 80 columns wide."""
    lines = [f"{'':4}{'result':<30}{'observed':>10}{'predicted':>10}  {'interval':<16}verdict", ""]
    for report in reports:
        lines.append(f"{report.study.id:<4}{_short(report.study.title, 66):<66}  {report.verdict}")
        lines += [_line(told) for told in report.results]
        lines.append("")
    return "\n".join([*lines, *_summary(reports)]) + "\n"


def _line(told: Told) -> str:
    observed = "" if told.result.observed is None else _number(told.result.observed)
    interval = ""
    if told.interval is not None:
        interval = f"{_number(told.interval[0])} to {_number(told.interval[1])}"
    verdict = f"{told.verdict} ({told.why})" if told.why else told.verdict
    name = _short(f"{told.result.id} [{told.result.unit}]", 30)
    line = f"    {name:<30}{observed:>10}{_number(told.predicted):>10}  {interval:<16}{verdict}"
    if told.sd_interval is not None:
        low, high = told.sd_interval
        line += (
            f"\n      SD between people{_number(told.result.sd or 0.0):>21}"
            f"{_number(told.predicted_sd):>10}  {_number(low)} to {_number(high)}"
        )
    return line


def _summary(reports: Sequence[ToldStudy]) -> list[str]:
    found = []
    for title, controls in (("studies", False), ("negative controls", True)):
        those = [report for report in reports if report.study.control == controls]
        if not those:
            continue
        passed = [report for report in those if report.verdict == "pass"]
        failed = [report.study.id for report in those if report.verdict == "fail"]
        line = f"{len(passed)} of {len(those)} {title} within their intervals"
        found.append(line + (f"; not: {', '.join(failed)}" if failed else ""))
    return found


def _number(value: float) -> str:
    return f"{value:.3g}"


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"

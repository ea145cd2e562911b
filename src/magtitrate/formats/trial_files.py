"""How are a trial's people and its result kept in a folder?

`result.json`, and one row per virtual person with traits and readings: as Parquet where
DuckDB is installed (`pip install 'magtitrate[trials]'`), else as CSV. No identity is in
them: nobody in them exists.
"""

from __future__ import annotations

import csv
import importlib
import io
import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from magtitrate.errors import InputError

__all__ = ["write_result"]

PARQUET, TABLE, RESULT = "people.parquet", "people.csv", "result.json"


def write_result(folder: Path, told: str, people: Mapping[str, NDArray[np.float64]]) -> str:
    """Write both, each whole or not at all, and say in a sentence what was written.

    Args:
        told: the result as JSON.
        people: a column per trait or reading, (person,).
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _whole(folder / RESULT, told.encode())
        duck = _duckdb()
        if duck is not None:
            _parquet(duck, folder / PARQUET, people)
            return f"Written: {folder / RESULT} and {folder / PARQUET}."
        _whole(folder / TABLE, _csv(people))
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the result cannot be written: {why}", field="--out", given=str(folder)
        ) from None
    return (
        f"Written: {folder / RESULT} and {folder / TABLE}. The people are in CSV, for DuckDB, "
        "which writes Parquet, is not installed (the extra `trials`)."
    )


def _duckdb() -> Any:
    """The library, or `None` where it is not installed."""
    try:
        return importlib.import_module("duckdb")
    except ImportError:
        return None


def _whole(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _csv(people: Mapping[str, NDArray[np.float64]]) -> bytes:
    """Every digit of every number; an empty cell where there is none."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(people)
    for row in zip(*people.values(), strict=True):
        writer.writerow("" if math.isnan(value) else repr(float(value)) for value in row)
    return text.getvalue().encode()


def _parquet(duck: Any, path: Path, people: Mapping[str, NDArray[np.float64]]) -> None:
    """By way of a database in memory, which reads the columns where they lie."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    connection = duck.connect(":memory:")
    try:
        connection.execute("SET threads = 1")
        connection.register("columns", dict(people))
        place = str(temporary).replace("'", "''")
        connection.execute(f"COPY (SELECT * FROM columns) TO '{place}' (FORMAT parquet)")
    finally:
        connection.close()
    os.replace(temporary, path)

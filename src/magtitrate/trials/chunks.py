"""How are very many virtual people lived, on several processes, so that a kill loses nothing?

People come in chunks. A chunk follows from the design, the facts, the seed and its number
alone, so who computes it, and when, changes no bit. It is written under a temporary name and
renamed; a run that is started again takes the finished chunks and makes the others.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from magtitrate.body.model import MODEL_VERSION, body_model
from magtitrate.engine.solve import engine_name
from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.design_shapes import Trial
from magtitrate.trials.lives import chunk_of_lives

__all__ = ["CHUNK", "everybody"]

Array = NDArray[np.float64]
Progress = Callable[[int, int, str], None]

CHUNK = 500
"""People of a chunk; a number that is part of what makes the bits."""
PLANNED_CHUNK = 4
"""Where each person is planned for, a chunk takes seconds and should not take minutes."""
ATTEMPTS = 3
KEY = "key"


@dataclass(frozen=True, kw_only=True)
class _Task:
    """One chunk, as it travels to a process."""

    design: Trial
    facts: Path
    seed: int
    chunk: int
    count: int
    file: Path
    key: str


def everybody(
    design: Trial,
    facts: Facts,
    *,
    seed: int,
    folder: Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Array]:
    """All virtual people with what each arm does in them, in the order of their chunks.

    Args:
        folder: keeps the chunks, to be resumed; a temporary one where left out.
        workers: processes; as many as there are processors where left out, 1 is this one.
        progress: told how many people are done, of how many, and what is done.

    Raises:
        InputError: the folder holds chunks of another design, seed or version.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="magtitrate-") as short:
            return _made(design, facts, seed, Path(short), workers, progress)
    place = folder / "people"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the folder cannot be made: {why}", field="--out", given=str(folder)
        ) from None
    return _made(design, facts, seed, place, workers, progress)


def _made(
    design: Trial,
    facts: Facts,
    seed: int,
    place: Path,
    workers: int | None,
    progress: Progress | None,
) -> dict[str, Array]:
    tasks = list(_tasks(design, facts, seed, place))
    left = [task for task in tasks if not _finished(task)]
    done = sum(task.count for task in tasks) - sum(task.count for task in left)
    say = progress or _quiet
    total = design.bodies
    say(done, total, "virtual people")
    count = min(workers or os.cpu_count() or 1, len(left))
    for _ in range(ATTEMPTS if count > 1 else 0):
        for finished in _on_a_pool(left, count):
            done += finished
            say(min(done, total), total, "virtual people")
        left = [task for task in left if not task.file.exists()]
        if not left:
            break
    for task in left:
        done += _one(task)
        say(min(done, total), total, "virtual people")
    say(total, total, "virtual people")
    return _joined(tasks)


def _quiet(done: int, of: int, what: str) -> None:
    """Nobody is watching."""


def _tasks(design: Trial, facts: Facts, seed: int, place: Path) -> Iterator[_Task]:
    plans = any(arm.policy == "plan" for arm in design.arm)
    size = PLANNED_CHUNK if plans else CHUNK
    engine = engine_name(body_model(facts))
    made_of = (repr(design), facts.hash, MODEL_VERSION, engine, seed, size)
    key = hashlib.sha256(repr(made_of).encode()).hexdigest()
    for chunk, first in enumerate(range(0, design.bodies, size)):
        yield _Task(
            design=design,
            facts=facts.folder,
            seed=seed,
            chunk=chunk,
            count=min(size, design.bodies - first),
            file=place / f"chunk-{chunk:05d}.npz",
            key=key,
        )


def _finished(task: _Task) -> bool:
    """Is this chunk there, whole, and of this very run?"""
    if not task.file.exists():
        return False
    try:
        with task.file.open("rb") as handle, np.load(handle, allow_pickle=False) as held:
            key = str(held[KEY])
    except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
        return False
    if key != task.key:
        raise InputError(
            "this folder holds people of another design, seed or version",
            field="--out",
            given=str(task.file.parent.parent),
            todo="Name another folder, or remove this one",
        )
    return True


def _on_a_pool(tasks: Sequence[_Task], workers: int) -> Iterator[int]:
    """Counts of people as their chunks are finished; ends early where a process was lost."""
    context = multiprocessing.get_context("spawn")
    try:
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            for future in as_completed([pool.submit(_one, task) for task in tasks]):
                yield future.result()
    except BrokenProcessPool:
        return


def _one(task: _Task) -> int:
    """Live one chunk and keep it, whole or not at all."""
    found = chunk_of_lives(task.design, task.chunk, task.count, Facts(task.facts), seed=task.seed)
    temporary = task.file.with_name(f"{task.file.stem}.{os.getpid()}.part")
    with temporary.open("wb") as handle:
        np.savez(handle, allow_pickle=False, **_stored(found, task.key))
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(temporary, task.file)
    return task.count


def _stored(found: dict[str, Array], key: str) -> dict[str, Any]:
    """Names of arms may hold a slash or a space; places in the file are numbered."""
    columns = {f"c{n}": found[name] for n, name in enumerate(found)}
    return {KEY: np.array(key), "names": np.array(list(found)), **columns}


def _joined(tasks: Sequence[_Task]) -> dict[str, Array]:
    parts: list[dict[str, Array]] = []
    for task in tasks:
        with np.load(task.file, allow_pickle=False) as held:
            names = [str(name) for name in held["names"]]
            parts.append({name: held[f"c{n}"] for n, name in enumerate(names)})
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    joined["person"] = 1.0 + np.arange(joined["person"].size)
    return joined

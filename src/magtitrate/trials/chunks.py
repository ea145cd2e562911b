"""How are very many virtual people lived, by several workers, so that a kill loses nothing?

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
from magtitrate.facts import Facts, open_facts
from magtitrate.facts.design_shapes import Trial
from magtitrate.trials.lives import chunk_of_lives
from magtitrate.trials.on_dask import on_dask

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
    """One chunk, as it travels to a worker.

    Attributes:
        facts: their folder; `None` for those of the package, wherever the worker has it.
        size: people of a whole chunk.
    """

    design: Trial
    facts: Path | None
    seed: int
    chunk: int
    size: int
    count: int
    file: Path
    key: str


def everybody(
    design: Trial,
    facts: Facts,
    *,
    seed: int,
    folder: Path | None = None,
    workers: int | str | None = None,
    progress: Progress | None = None,
) -> dict[str, Array]:
    """All virtual people with what each arm does in them, in the order of their chunks.

    Args:
        folder: keeps the chunks, to be resumed; a temporary one where left out.
        workers: processes; as many as there are processors where left out, 1 is this one.
            `dask` or `dask:ADDRESS` for workers of Dask (`trials.on_dask`).
        progress: told how many people are done, of how many, and what is done.

    Raises:
        InputError: the folder holds chunks of another design, seed or version, or Dask's
            workers cannot be had.
    """
    if folder is None:
        with tempfile.TemporaryDirectory(prefix="magtitrate-") as short:
            return _plainly(design, facts, seed, Path(short), workers, progress)
    place = folder / "people"
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(
            f"the folder cannot be made: {why}", field="--out", given=str(folder)
        ) from None
    return _plainly(design, facts, seed, place, workers, progress)


def _plainly(
    design: Trial,
    facts: Facts,
    seed: int,
    place: Path,
    workers: int | str | None,
    progress: Progress | None,
) -> dict[str, Array]:
    """What the disk refuses, as one paragraph."""
    try:
        return _made(design, facts, seed, place, workers, progress)
    except OSError as error:
        raise InputError(
            f"the people cannot be kept: {error.strerror or error}",
            field="--out",
            given=str(place),
            todo="Make room on the disk and run this again with the same --out: chunks that are "
            "finished are kept",
        ) from None


def _made(
    design: Trial,
    facts: Facts,
    seed: int,
    place: Path,
    workers: int | str | None,
    progress: Progress | None,
) -> dict[str, Array]:
    tasks = list(_tasks(design, facts, seed, place))
    left = [task for task in tasks if not _finished(task)]
    done = sum(task.count for task in tasks) - sum(task.count for task in left)
    say = progress or _quiet
    total = design.bodies
    say(done, total, "virtual people")
    for _ in range(ATTEMPTS):
        for finished in _by_workers(left, workers):
            done += finished
            say(min(done, total), total, "virtual people")
        left = [task for task in left if not _finished(task)]
        if not left:
            break
    if isinstance(workers, str) and left:
        raise InputError(
            "Dask's workers were lost again and again",
            field="--workers",
            given=workers,
            todo="Look at their memory and their logs, then run this again with the same --out: "
            "chunks that are finished are kept",
        )
    for task in left:
        done += _one(task)
        say(min(done, total), total, "virtual people")
    say(total, total, "virtual people")
    return _joined(tasks)


def _by_workers(tasks: Sequence[_Task], workers: int | str | None) -> Iterator[int]:
    """Counts of people as their chunks are finished; not all where workers were lost."""
    if isinstance(workers, str):
        return on_dask(workers, tasks, _chunk, _keep_of_worker) if tasks else iter(())
    count = min(workers or os.cpu_count() or 1, len(tasks))
    return _on_a_pool(tasks, count) if count > 1 else iter(())


def _quiet(done: int, of: int, what: str) -> None:
    """Nobody is watching."""


def _tasks(design: Trial, facts: Facts, seed: int, place: Path) -> Iterator[_Task]:
    plans = any(arm.policy == "plan" for arm in design.arm)
    size = PLANNED_CHUNK if plans else CHUNK
    key = _key(design, facts, seed, size)
    for chunk, first in enumerate(range(0, design.bodies, size)):
        yield _Task(
            design=design,
            facts=None if facts.folder == open_facts().folder else facts.folder,
            seed=seed,
            chunk=chunk,
            size=size,
            count=min(size, design.bodies - first),
            file=place / f"chunk-{chunk:05d}.npz",
            key=key,
        )


def _key(design: Trial, facts: Facts, seed: int, size: int) -> str:
    """A digest of everything that the bits of a chunk follow from."""
    engine = engine_name(body_model(facts))
    made_of = (repr(design), facts.hash, MODEL_VERSION, engine, seed, size)
    return hashlib.sha256(repr(made_of).encode()).hexdigest()


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
    """Live one chunk and keep it."""
    return _keep(task, _lived(task, _facts_of(task)))


def _facts_of(task: _Task) -> Facts:
    return open_facts() if task.facts is None else Facts(task.facts)


def _lived(task: _Task, facts: Facts) -> dict[str, Array]:
    return chunk_of_lives(task.design, task.chunk, task.count, facts, seed=task.seed)


def _chunk(task: _Task) -> tuple[str, dict[str, Array]]:
    """One chunk on a worker of another machine, and what that machine made it from."""
    facts = _facts_of(task)
    key = _key(task.design, facts, task.seed, task.size)
    return key, _lived(task, facts) if key == task.key else {}


def _keep_of_worker(task: _Task, made: tuple[str, dict[str, Array]]) -> int:
    key, found = made
    if key != task.key:
        raise InputError(
            "a worker has another version, other facts or another engine, and would make other "
            "numbers",
            field="--workers",
            todo="Install the same magtitrate, with its compiled kernel, on every worker",
        )
    return _keep(task, found)


def _keep(task: _Task, found: dict[str, Array]) -> int:
    """Write a chunk, whole or not at all; how many people it holds."""
    temporary = task.file.with_name(f"{task.file.stem}.{os.getpid()}.part")
    try:
        with temporary.open("wb") as handle:
            np.savez(handle, allow_pickle=False, **_stored(found, task.key))
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, task.file)
    finally:
        temporary.unlink(missing_ok=True)
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

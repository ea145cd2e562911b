"""How do Dask's workers, here or on a cluster, make the chunks of a trial?

A chunk travels to a worker as its design and its number and comes back as columns, so that
nobody needs a common disk. It is kept here, as one made here. Which worker makes it, when, and
how often one was lost on the way, changes no bit; a worker of another version is refused.
"""

from __future__ import annotations

import contextlib
import importlib
import logging
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from magtitrate.errors import InputError

__all__ = ["DASK", "on_dask"]

DASK = "dask"
"""`dask` is a cluster of this machine's own, `dask:ADDRESS` the scheduler at that address."""
REACH_S = 10
"""How long a scheduler may take to answer, and a first worker to join."""
PATIENCE_S = 60
"""How long no worker may be there in the middle before the run gives up."""

Task = TypeVar("Task")
Made = TypeVar("Made")


def on_dask(
    where: str,
    tasks: Sequence[Task],
    make: Callable[[Task], Made],
    keep: Callable[[Task, Made], int],
) -> Iterator[int]:
    """What `keep` says of each task, as they come; ends early where too many workers were lost.

    Args:
        make: called on a worker; it must be importable there.
        keep: called here.

    Raises:
        InputError: the library is not installed, the scheduler cannot be reached, no worker is
            there.
    """
    library = _library()
    with _client(library, where) as client:
        waiting = {client.submit(make, task, pure=False): task for task in tasks}
        last_seen = time.monotonic()
        while waiting:
            with contextlib.suppress(TimeoutError):
                library.wait(list(waiting), timeout=1, return_when="FIRST_COMPLETED")
            if client.scheduler_info()["workers"]:
                last_seen = time.monotonic()
            elif time.monotonic() - last_seen > PATIENCE_S:
                raise _no_workers(where)
            for future in [one for one in waiting if one.done()]:
                task = waiting.pop(future)
                try:
                    made = future.result()
                except (library.KilledWorker, library.CancelledError, OSError):
                    continue  # lost with its worker: it is asked for again
                future.release()
                yield keep(task, made)


def _library() -> Any:
    """Dask's `distributed`."""
    try:
        return importlib.import_module("distributed")
    except ImportError:
        raise InputError(
            "Dask is not installed",
            field="--workers",
            given=DASK,
            todo="`pip install 'magtitrate[dask]'`, or name a number of processes",
        ) from None


@contextmanager
def _client(library: Any, where: str) -> Iterator[Any]:
    """A client of the scheduler at that address, or of a cluster of our own that ends with it."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # its trouble is told in our words
    address = where.partition(":")[2]
    with contextlib.ExitStack() as stack:
        try:
            scheduler = address or stack.enter_context(_own_cluster(library))
            client = stack.enter_context(library.Client(scheduler, timeout=REACH_S))
        except (OSError, ValueError) as error:
            raise InputError(
                f"Dask's scheduler cannot be reached: {str(error) or type(error).__name__}",
                field="--workers",
                given=where,
                accepted=f"{DASK}, or {DASK}:ADDRESS such as {DASK}:tcp://127.0.0.1:8786",
                todo="Check that it runs and that its address can be reached from here. Chunks "
                "that are finished are kept",
            ) from None
        try:
            client.wait_for_workers(1, timeout=REACH_S)
        except TimeoutError:
            raise _no_workers(where) from None
        yield client


def _own_cluster(library: Any) -> Any:
    return library.LocalCluster(
        n_workers=os.cpu_count() or 1,
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=logging.CRITICAL,
    )


def _no_workers(where: str) -> InputError:
    return InputError(
        "Dask's scheduler has no worker",
        field="--workers",
        given=where,
        todo="Start workers and run this again with the same --out. Chunks that are finished are "
        "kept",
    )

"""Do Dask's workers give the same bits, also where one of them is killed in the middle?

A cluster lives in a program of its own (each test's script): its threads and warnings are its
own, too.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from magtitrate.cli import main

SOURCE = Path(__file__).parents[2] / "src"
needs_dask = pytest.mark.skipif(
    importlib.util.find_spec("distributed") is None,
    reason="Dask is not installed (the extra `dask`)",
)

DESIGN = """
schema = 1
id = "k"
title = "k"
kind = "parallel"
people = 800
weeks = 4
replicates = 2
[[arm]]
name = "magnesium"
elemental_mg_per_day = 300
[[arm]]
name = "placebo"
elemental_mg_per_day = 0
[[outcome]]
id = "serum"
kind = "body"
quantity = "serum_magnesium"
"""

KILLED = """
import json, os, signal, sys, threading, time
from pathlib import Path
import distributed
from magtitrate.facts import open_facts
from magtitrate.formats.design_toml import read_trial
from magtitrate.trials import chunks

folder = Path(sys.argv[1])
if __name__ == "__main__":
    chunks.CHUNK = 50
    facts = open_facts()
    design = read_trial(str(folder / "design.toml"), facts)
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
    with cluster, distributed.Client(cluster) as client:
        pids = client.run(os.getpid)
        killed = []

        def kill():
            until = time.monotonic() + 30
            while not list((folder / "dask/people").glob("*.npz")) and time.monotonic() < until:
                time.sleep(0.005)
            killed.append(len(list((folder / "dask/people").glob("*.npz"))))
            os.kill(next(iter(pids.values())), signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        chunks.everybody(design, facts, seed=3, folder=folder / "dask",
                         workers="dask:" + cluster.scheduler_address)
        thread.join()
        after = client.run(os.getpid)
    chunks.everybody(design, facts, seed=3, folder=folder / "alone", workers=1)
    lost = not set(pids.values()) <= set(after.values())
    print(json.dumps({"killed_at": killed[0], "lost": lost}))
"""


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / "script.py"
    file.write_text(script, encoding="utf-8")
    (folder / "design.toml").write_text(DESIGN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    return subprocess.run(
        [sys.executable, str(file), str(folder)],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@needs_dask
def test_a_worker_that_is_killed_changes_no_bit(tmp_path) -> None:
    """SIGKILL to one of two workers in mid-run: every chunk is there, byte for byte."""
    done = run(KILLED, tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert 0 < told["killed_at"] < 16
    assert told["lost"]
    alone = {path.name: path.read_bytes() for path in (tmp_path / "alone/people").glob("*.npz")}
    dask = {path.name: path.read_bytes() for path in (tmp_path / "dask/people").glob("*.npz")}
    assert len(alone) == 16
    assert dask == alone


OWN_CLUSTER = """
import sys
from magtitrate.cli import main

if __name__ == "__main__":
    design, out = sys.argv[1] + "/design.toml", sys.argv[1] + "/out"
    sys.exit(main(["trial", design, "--people", "40", "--json", "--workers", "dask", "--out", out]))
"""


@needs_dask
def test_the_command_begins_and_ends_a_cluster_of_its_own(tmp_path, capsys) -> None:
    """`--workers dask` prints what one process prints, and leaves no process behind."""
    done = run(OWN_CLUSTER, tmp_path)
    main(["trial", str(tmp_path / "design.toml"), "--people", "40", "--json", "--workers", "1"])

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout) == json.loads(capsys.readouterr().out)


NOBODY_THERE = """
import sys
from magtitrate.cli import main
from magtitrate.trials import on_dask

if __name__ == "__main__":
    on_dask.REACH_S = 1
    sys.exit(main(["trial", sys.argv[1] + "/design.toml", "--workers", "dask:tcp://127.0.0.1:9"]))
"""


@needs_dask
def test_a_scheduler_that_cannot_be_reached_is_said(tmp_path) -> None:
    """One paragraph with the address and what to do, exit code 2."""
    done = run(NOBODY_THERE, tmp_path)

    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    assert "dask:tcp://127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


OTHER_VERSION = """
import sys
import distributed
from magtitrate.cli import main
from magtitrate.trials import chunks

if __name__ == "__main__":
    cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None)
    with cluster:
        chunks.MODEL_VERSION = "another"
        where = "dask:" + cluster.scheduler_address
        sys.exit(main(["trial", sys.argv[1] + "/design.toml", "--workers", where]))
"""


@needs_dask
def test_a_worker_of_another_version_is_refused(tmp_path) -> None:
    """Numbers of two versions are never mixed."""
    done = run(OTHER_VERSION, tmp_path)

    assert done.returncode == 2
    assert "another version" in done.stderr


def test_without_dask_it_says_what_to_install(tmp_path, capsys, monkeypatch) -> None:
    """The extra is named, and nothing else happens."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")

    code = main(["trial", str(tmp_path / "design.toml"), "--workers", "dask"])

    assert code == 2
    assert "magtitrate[dask]" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["dask:", "ray", "0", "-1", "two"])
def test_other_words_for_workers_are_refused(word, capsys) -> None:
    """What is accepted is said."""
    code = main(["trial", "case-series", f"--workers={word}"])

    assert code == 2
    assert "--workers" in capsys.readouterr().err

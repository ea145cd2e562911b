"""The command: an address on the loopback, and a quiet end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
HERE = os.environ | {"PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}


def command(*words):
    return [sys.executable, "-m", "magtitrate", "serve", "--no-browser", *words]


@pytest.fixture
def running(tmp_path):
    process = subprocess.Popen(
        command("--dir", str(tmp_path / "new" / "people"), "--api-key"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=HERE,
    )
    said = [process.stdout.readline() for _ in range(4)]
    yield process, said, tmp_path / "new" / "people"
    process.kill()
    process.communicate()


def test_it_prints_an_address_and_ends_quietly(running):
    """The folder is made for its owner alone; Ctrl+C leaves no trace of a fault."""
    process, said, folder = running
    address = re.search(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{20,}", said[0])[0]
    base, key = address.split("/?")[0], said[3].split("Bearer ")[1].strip()

    with pytest.raises(urllib.error.HTTPError) as locked:
        urllib.request.urlopen(f"{base}/people")
    locked.value.close()
    asked = urllib.request.Request(f"{base}/api/v1/claims/S0-01")
    asked.add_header("Authorization", f"Bearer {key}")
    with urllib.request.urlopen(asked) as answer:
        assert b"S0-01" in answer.read()
    process.send_signal(signal.SIGINT)
    rest, trouble = process.communicate(timeout=30)
    assert (locked.value.code, process.returncode) == (403, 0)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert trouble == ""
    assert rest == ""


def test_a_port_that_is_taken_is_told(tmp_path):
    """One paragraph and code 2."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = subprocess.run(
            command("--dir", str(tmp_path), "--port", port),
            capture_output=True,
            text=True,
            env=HERE,
        )

    assert said.returncode == 2
    assert "the port cannot be used" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("words", [("--port", "x"), ("--port", "70000"), ("--now", "soon")])
def test_odd_arguments_are_told(tmp_path, words):
    """Before anything is opened."""
    said = subprocess.run(
        command("--dir", str(tmp_path), *words), capture_output=True, text=True, env=HERE
    )

    assert said.returncode == 2
    assert said.stderr.startswith("magtitrate: ")

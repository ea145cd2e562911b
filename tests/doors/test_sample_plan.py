"""Is the plan that the README shows the one that its command prints?

After a change of words or numbers, copy the lines up to the limits between the two marks.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from magtitrate.cli import main

MARKS = re.compile(
    r"<!-- sample-plan: begin -->\n```\n(.*?)…\n```\n<!-- sample-plan: end -->", re.S
)
COMMAND = re.compile(r"^python3 mt (plan examples/cyclist\.toml .*)$", re.MULTILINE)


def test_the_sample_is_what_the_command_prints(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Word for word, up to the limits."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    shown, command = MARKS.search(readme), COMMAND.search(readme)
    assert shown is not None
    assert command is not None
    monkeypatch.chdir(root)
    monkeypatch.setenv("NO_COLOR", "1")

    assert main(command.group(1).split()) == 0
    printed = capsys.readouterr().out
    if "compiled engine" not in printed:
        pytest.skip("the engines agree to within a rounding, and a rounding may show")

    assert printed.partition("\nLimits\n")[0].rstrip() == shown.group(1).rstrip()

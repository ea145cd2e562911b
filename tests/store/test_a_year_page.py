"""Does what docs/a-year.md tells a newcomer to type do what it says?"""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

from magtitrate.cli import main

FAILS = "[exit code 2] "


def commands(text: str) -> list[tuple[str, list[str]]]:
    """Each command of the page, with the lines that are said to come."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return found


def plain(text: str) -> str:
    return " ".join(text.split())


def test_every_command_of_the_page_does_what_it_says(root: Path, tmp_path, monkeypatch, capsys):
    """In order, in an empty folder with the examples in it, as a newcomer would type them."""
    text = (root / "docs/a-year.md").read_text(encoding="utf-8")
    shutil.copytree(root / "examples", tmp_path / "examples")
    (answers,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (tmp_path / "answers.toml").write_text(answers, encoding="utf-8")
    (week,) = re.findall(r"```csv\n(.*?)```", text, re.DOTALL)
    (tmp_path / "week").mkdir()
    (tmp_path / "week/diary.csv").write_text(week, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = commands(text)

    assert len(found) > 15
    for command, expected in found:
        code = main(shlex.split(command)[1:])
        out, err = capsys.readouterr()
        said = plain(out + err)
        refused = any(line.startswith(FAILS) for line in expected)
        assert code == (2 if refused else 0), f"{command}\n{err}"
        for line in expected:
            assert plain(line.removeprefix(FAILS)) in said, f"{command}\n{out}{err}"

"""Which sentence stands behind a key, in which language?

One catalogue per language under `assets/sentences`. Numbers are filled into braces, so that a
translator never meets one.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from magtitrate.errors import ModelError

__all__ = ["Sentences", "sentences"]

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "sentences"


@dataclass(frozen=True, kw_only=True)
class Sentences:
    """The sentences of one language.

    Attributes:
        language: its BCP 47 code, for the documents' `lang`.
    """

    language: str
    by_topic: dict[str, dict[str, Any]]

    def say(self, key: str, **filled: object) -> str:
        """The sentence of `topic.name`, with its braces filled."""
        topic, _, name = key.partition(".")
        try:
            return str(self.by_topic[topic][name]).format(**filled)
        except (KeyError, IndexError) as error:
            raise ModelError(f"the sentence {key} lacks {error}") from None

    def has(self, key: str) -> bool:
        """Is there a sentence of this key?"""
        topic, _, name = key.partition(".")
        return name in self.by_topic.get(topic, {})

    def named(self, analyte: str) -> str:
        """An analyte or another thing to watch, in a reader's words."""
        key = f"analyte.{analyte}"
        return self.say(key) if self.has(key) else analyte.replace("_", " ")

    def day(self, day: date) -> str:
        """`Sun 22 Nov 2026`."""
        words = self.by_topic["date"]
        weekday, month = words["weekdays"][day.weekday()], words["months"][day.month - 1]
        return f"{weekday} {day.day} {month} {day.year}"

    def moment(self, moment: datetime) -> str:
        """`Sun 22 Nov 2026, 09:00`."""
        return f"{self.day(moment.date())}, {moment:%H:%M}"


def sentences(language: str = "en") -> Sentences:
    """The catalogue of one language."""
    text = (FOLDER / f"{language}.toml").read_text(encoding="utf-8")
    return Sentences(language=language, by_topic=tomllib.loads(text))

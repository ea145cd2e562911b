"""Where does a key live, and which keys does a topic have?

A reason names its facts as `rule:K-05`, `interaction:I-01`, `claim:S3-09`, a parameter's
name or a source's key; all of them are found here, with or without the topic in front.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from magtitrate.errors import InputError
from magtitrate.facts import Facts

__all__ = ["TOPICS", "find", "keys_of", "rows_of"]

TOPICS: dict[str, Callable[[Facts], Mapping[str, Any]]] = {
    "rule": lambda f: {row.key: row for row in f.rules},
    "interaction": lambda f: {row.key: row for row in f.interactions},
    "medicine": lambda f: {row.name: row for row in f.medicines},
    "parameter": lambda f: f.parameters,
    "source": lambda f: f.sources,
    "claim": lambda f: f.claims,
    "unsafe": lambda f: f.unsafe,
    "evidence": lambda f: f.evidence,
    "prior_rule": lambda f: f.prior_rules,
    "outcome": lambda f: f.outcomes,
    "sentence": lambda f: f.sentences,
    "knowledge": lambda f: f.knowledge,
    "glycine_evidence": lambda f: f.glycine_evidence,
    "instrument": lambda f: f.instruments,
    "landing": lambda f: f.landings,
    "hazard": lambda f: f.hazards,
    "recall": lambda f: f.recalls,
    "condition": lambda f: f.conditions,
    "symptom": lambda f: f.symptoms,
    "analyte": lambda f: f.analytes,
    "jurisdiction": lambda f: f.jurisdictions,
    "salt": lambda f: {f"{row.name}/{row.hydrate}": row for row in f.salts},
    "intake": lambda f: {row.key: row for row in f.intakes},
    "food": lambda f: f.foods,
}
"""Topic -> every row by key."""


def rows_of(facts: Facts, topic: str) -> Mapping[str, Any]:
    """Every row of a topic by key; a plural is understood.

    Raises:
        InputError: no topic has this name.
    """
    name = topic if topic in TOPICS else topic.removesuffix("s")
    if name in TOPICS:
        return TOPICS[name](facts)
    prefixed = {k: row for k, row in facts.parameters.items() if k.startswith(f"{topic}.")}
    if prefixed:
        return prefixed
    organs = sorted({key.split(".")[0] for key in facts.parameters})
    raise InputError(
        "no topic has this name",
        field="--topic",
        given=topic,
        accepted=", ".join([*TOPICS, *organs]),
    )


def keys_of(facts: Facts, topic: str = "") -> dict[str, list[str]]:
    """Topic -> its keys, for one topic or all."""
    if topic:
        return {topic: list(rows_of(facts, topic))}
    return {name: list(rows(facts)) for name, rows in TOPICS.items()}


def find(facts: Facts, key: str) -> list[tuple[str, str, Any]]:
    """(topic, key, row) of everything that answers to this key; `K-05` finds its parts too.

    Raises:
        InputError: nothing does; near keys are offered.
    """
    topic, _, rest = key.partition(":")
    wanted, within = (rest, [topic]) if rest and topic in TOPICS else (key, list(TOPICS))
    everything = [
        (name, row_key, row) for name in within for row_key, row in TOPICS[name](facts).items()
    ]
    found = [
        (name, row_key, row)
        for name, row_key, row in everything
        if row_key.casefold() == wanted.casefold()
        or row_key.casefold().startswith(f"{wanted.casefold()}/")
    ]
    if not found:
        near = get_close_matches(wanted, [row_key for _, row_key, _ in everything], n=5)
        raise InputError(
            "no fact has this key",
            given=key,
            accepted=f"for example {', '.join(near)}"
            if near
            else "a key of `magtitrate facts list`",
        )
    return found

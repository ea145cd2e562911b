"""Does each key that a reason can name lead to its row?"""

from __future__ import annotations

import pytest

from magtitrate.errors import InputError
from magtitrate.facts import Facts
from magtitrate.facts.lookup import TOPICS, find, keys_of, rows_of


def test_a_key_is_found_with_and_without_its_topic(facts: Facts) -> None:
    """`K-04`, `k-04` and `rule:K-04` are one row."""
    (with_topic,) = find(facts, "rule:K-04")

    assert with_topic[:2] == ("rule", "K-04")
    assert find(facts, "K-04") == [with_topic] == find(facts, "k-04")


def test_a_rule_brings_its_parts(facts: Facts) -> None:
    """K-05 has several rows and all of them are shown; K-0 is no rule."""
    keys = {key for _, key, _ in find(facts, "K-05")}

    assert {"K-05", "K-05/conditions"} <= keys
    assert all(key == "K-05" or key.startswith("K-05/") for key in keys)
    with pytest.raises(InputError):
        find(facts, "K-0")


def test_a_topic_in_front_keeps_others_out(facts: Facts) -> None:
    """`source:K-05` finds no rule."""
    with pytest.raises(InputError):
        find(facts, "source:K-05")


def test_an_unknown_key_offers_near_ones(facts: Facts) -> None:
    """A slip of one letter is answered with the key that was meant."""
    with pytest.raises(InputError, match=r"policy\.plan_life"):
        find(facts, "policy.plan_lif")


@pytest.mark.parametrize("topic", [name for name in TOPICS if name != "recall"])
def test_each_topic_has_rows_under_its_own_keys(facts: Facts, topic: str) -> None:
    """Singular and plural give the same rows, and each key leads back to its row."""
    found = rows_of(facts, topic)

    assert found
    assert rows_of(facts, f"{topic}s") == found
    for key in list(found)[:5]:
        assert (topic, key, found[key]) in find(facts, f"{topic}:{key}")


def test_organs_are_topics_of_parameters(facts: Facts) -> None:
    """`policy` lists the numbers of our own choosing and nothing else."""
    found = rows_of(facts, "policy")

    assert "policy.plan_life" in found
    assert all(key.startswith("policy.") for key in found)


def test_an_unknown_topic_lists_the_known_ones(facts: Facts) -> None:
    """A word that is no topic is answered with those that are."""
    with pytest.raises(InputError, match="interaction"):
        rows_of(facts, "recipes")
    with pytest.raises(InputError):
        keys_of(facts, "recipes")


def test_all_keys_of_all_topics_are_listed(facts: Facts) -> None:
    """Without a topic every topic is listed with its keys."""
    every = keys_of(facts)

    assert set(every) == set(TOPICS)
    assert "K-04" in every["rule"]
    assert keys_of(facts, "rule") == {"rule": every["rule"]}

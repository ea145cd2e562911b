"""The interface for programs: the contract's JSON, strict numbers, one paragraph of trouble."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CYCLIST = ROOT / "examples" / "cyclist.toml"


def as_json(path: Path = CYCLIST) -> dict:
    return json.loads(json.dumps(tomllib.loads(path.read_text()), default=str))


def trouble(answer) -> dict:
    assert answer.status_code == 422, answer.text
    found = answer.json()["error"]
    assert set(found) == {"key", "what", "accepted", "line", "paragraph"}
    return found


def test_a_plan_is_that_of_the_page(reader):
    """The same person gives the same plan, as an object and as the text of the file."""
    asked = reader.post("/api/v1/plan", json={"person": as_json()})
    text = reader.post("/api/v1/plan", json={"person": CYCLIST.read_text()})
    page = reader.get("/p/cyclist/files/cyclist_plan.json")

    assert asked.status_code == 200
    assert asked.content == text.content == page.content


def test_a_plan_with_labs_and_a_moment(reader):
    """Files travel as texts, and `now` and `seed` make the answer repeatable."""
    labs = (ROOT / "examples" / "thyroid_labs.csv").read_text()
    person = (ROOT / "examples" / "thyroid.toml").read_text()
    asked = {"person": person, "labs": labs, "now": "2026-11-20T09:00:00+00:00", "seed": 0}

    plan = reader.post("/api/v1/plan", json=asked).json()
    assert plan["made_at"] == "2026-11-20T03:00:00-06:00"
    assert len(plan["inputs"]["labs"]) > 0


@pytest.mark.parametrize("number", [False, True, "310", None, [310], {"mg": 310}])
def test_a_number_is_a_number(reader, number):
    """Neither truths nor texts become milligrams; what is null was not answered."""
    person = as_json()
    person["product"]["elemental_mg_per_unit"] = number
    answer = reader.post("/api/v1/plan", json={"person": person})

    if number is None:
        assert answer.status_code == 200
    else:
        assert trouble(answer)["key"] == "product.elemental_mg_per_unit"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"mood": 1}, "mood"),
        ({"schema": 7}, "schema"),
        ({"jurisdiction": "XX"}, "jurisdiction"),
        ({"person": {"id": "x", "age_y": 400}}, "person.age_y"),
        ({"kidney": [1, {"a": 2}]}, "person"),
        ({"kidney": {"measured": "not a day"}}, "kidney.measured"),
    ],
)
def test_trouble_names_the_key_and_never_the_value(reader, change, key):
    """One paragraph with key, what and accepted; the person's value is not repeated."""
    found = trouble(reader.post("/api/v1/plan", json={"person": as_json() | change}))

    assert found["key"] == key
    assert found["what"]
    assert "400" not in found["paragraph"]
    assert "not a day" not in found["paragraph"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"person": 3}', b'{"x": NaN}', b"\xff"]
)
def test_what_is_no_question_is_refused(reader, body):
    """No body makes it stumble."""
    answer = reader.post("/api/v1/plan", content=body, headers={"content-type": "application/json"})

    assert answer.status_code in (400, 422)
    assert "error" in answer.json()


def test_a_regimen_is_simulated_beside_the_rules(reader):
    """Milligrams at clock times, with what the rules say of them."""
    asked = {"person": as_json(), "regimen": "300@08:00", "weeks": 4}
    seen = reader.post("/api/v1/simulate", json=asked).json()

    assert seen["regimen"] == [{"clock": "08:00", "elemental_mg": 300.0}]
    assert any("above" in note for note in seen["notes"])
    for weeks in (True, 0, 1e9, "4"):
        trouble(reader.post("/api/v1/simulate", json=asked | {"weeks": weeks}))


def test_a_label_is_read(reader):
    """Compound and element differ sevenfold."""
    asked = {"salt": "bisglycinate", "compound_mg": 1000}

    read = reader.post("/api/v1/product", json=asked).json()
    odd = reader.post("/api/v1/product", json={"elemental_mg": False})
    assert read["product"]["elemental_mg_per_unit"] == pytest.approx(141, abs=1)
    assert trouble(odd)["key"] == "elemental_mg"
    trouble(reader.post("/api/v1/product", json={"salt": "gold", "elemental_mg": 1}))


def test_facts_and_claims_are_there(reader):
    """Every topic, every row, every claim by its address."""
    claims = reader.get("/api/v1/claims").json()

    assert "rule" in reader.get("/api/v1/facts").json()
    assert reader.get("/api/v1/facts/rule:D-01").json()[0]["id"] == "D-01"
    assert reader.get(f"/api/v1/claims/{claims[0]['id']}").json()[0] == claims[0]
    trouble(reader.get("/api/v1/claims?verdict=maybe"))
    trouble(reader.get("/api/v1/facts/nothing-like-it"))
    assert reader.get("/api/v1/nowhere").status_code == 404


def test_asking_stores_nothing(browser, folder):
    """A plan asked for by a program leaves no file."""
    before = sorted(folder.iterdir())
    browser.post("/api/v1/plan", json={"person": as_json()})

    assert sorted(folder.iterdir()) == before


def test_a_line_is_written_once_for_its_key(browser, folder):
    """The same key again, and after a restart: the first entry, and one line."""
    asked = {"kind": "dose", "cells": {"item": "product", "value": "1"}}
    path = "/api/v1/people/cyclist/lines/2026-11-20-morning"
    first = browser.put(path, json=asked)
    second = browser.put(path, json=asked)
    other = browser.put("/api/v1/people/cyclist/lines/other", json=asked)
    sure = browser.put("/api/v1/people/cyclist/lines/other", json=asked | {"sure": True})

    assert first.json()["new"] is True
    assert second.json() == first.json() | {"new": False}
    assert "sure: true" in trouble(other)["accepted"]
    assert sure.json()["new"] is True
    assert len((folder / "cyclist_diary.csv").read_text().splitlines()) == 3


LINE = "/api/v1/people/cyclist/lines/"


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "dose", "cells": {"item": "product", "value": "2"}},
        {"kind": "stool", "cells": {"value": "4"}},
        {"kind": "dose", "cells": {"item": "product", "value": "1"}, "time": "2026-11-19T20:00"},
    ],
)
def test_a_used_key_with_another_line_is_refused(browser, folder, other):
    """Nothing is dropped silently: status 409 and a sentence; the same line is the first one."""
    asked = {"kind": "dose", "cells": {"item": "product", "value": "1"}}
    first = browser.put(f"{LINE}a", json=asked)
    refused = browser.put(f"{LINE}a", json=other | {"sure": True})
    again = browser.put(f"{LINE}a", json=asked | {"sure": True})

    assert refused.status_code == 409
    assert "under this key" in refused.json()["error"]["paragraph"]
    assert refused.json()["error"]["key"] == "key"
    assert again.json() == first.json() | {"new": False}
    assert len((folder / "cyclist_diary.csv").read_text().splitlines()) == 2


def test_a_key_of_an_older_version_is_still_known(browser, folder):
    """Which kept the number of the entry alone."""
    asked = {"kind": "stool", "cells": {"value": "4"}}
    number = browser.put(f"{LINE}a", json=asked).json()["entry"]
    (folder / "cyclist_record" / "sent.json").write_text(json.dumps({"a": number}))
    again = browser.put(f"{LINE}a", json=asked).json()

    assert (again["entry"], again["new"]) == (number, False)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"kind": "symptom", "cells": {"item": "chest_pain", "value": "8"}}, "emergency care now"),
        (
            {
                "kind": "lab",
                "cells": {"analyte": "serum_magnesium", "value": "2.4", "unit": "mmol/L"},
                "time": "2026-11-20T08:00",
            },
            "needs emergency care now",
        ),
        ({"kind": "dose", "cells": {"item": "product", "value": "20"}, "sure": True}, "poison"),
    ],
)
def test_a_line_says_at_once_what_it_means(browser, asked, says):
    """Sentences, whether it is an emergency, and whom to call; sent again, the same."""
    first = browser.put(f"{LINE}a", json=asked).json()
    again = browser.put(f"{LINE}a", json=asked).json()

    assert first["emergency"] is True
    assert any(says in sentence for sentence in first["stops"])
    assert "call 112" in first["call"][0]
    assert again == first | {"new": False}


def test_a_quiet_line_says_nothing(browser):
    """No stop, no emergency, nobody to call."""
    asked = {"kind": "stool", "cells": {"value": "4"}}
    written = browser.put(f"{LINE}a", json=asked).json()

    assert {"stops": [], "emergency": False, "call": []}.items() <= written.items()


def test_the_description_tells_the_refused_key(reader):
    """OpenAPI names status 409 and what is told of a line."""
    document = reader.get("/api/v1/openapi.json").json()
    (put,) = (one["put"] for one in document["paths"].values() if "put" in one)

    assert "409" in put["responses"]
    assert {"stops", "emergency", "call"} <= set(
        document["components"]["schemas"]["Written"]["properties"]
    )


@pytest.mark.parametrize(
    ("name", "asked", "status"),
    [
        ("nobody", {"kind": "stool", "cells": {"value": "4"}}, 422),
        ("no.body", {"kind": "stool", "cells": {"value": "4"}}, 422),
        ("cyclist", {"kind": "mood", "cells": {"value": "4"}}, 422),
        ("cyclist", {"kind": "stool", "cells": {"value": "44"}}, 422),
        ("cyclist", {"kind": "stool", "cells": {"value": 4}}, 422),
        ("cyclist", {"kind": "stool", "sure": "yes"}, 422),
    ],
)
def test_a_line_that_cannot_be_read_is_not_written(browser, folder, name, asked, status):
    """Refused in a paragraph; no file is made for nobody."""
    answer = browser.put(f"/api/v1/people/{name}/lines/a", json=asked)

    assert answer.status_code == status
    assert "error" in answer.json()
    assert not (folder / "nobody_record").exists()
    assert not (folder / "cyclist_diary.csv").exists()


def test_the_description_fits_the_answers(reader):
    """Schemathesis asks what nobody thought of: no error of ours, and trouble as described."""
    schemathesis = pytest.importorskip("schemathesis")
    from hypothesis import HealthCheck, Phase, settings

    document = reader.get("/api/v1/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    quick = settings(
        max_examples=8,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    asked = 0

    def ask(case):
        nonlocal asked
        asked += 1
        answer = reader.request(**_request(case))
        assert answer.status_code in (200, 400, 404, 405, 409, 422), answer.text
        if answer.status_code == 422:
            trouble(answer)

    for result in schema.get_all_operations():
        operation = result.ok()
        from hypothesis import given

        quick(given(case=operation.as_strategy())(ask))()
    assert asked >= 30


def _request(case) -> dict:
    """The case as our test browser sends it."""
    import httpx2

    given = case.as_transport_kwargs(base_url="http://127.0.0.1:8000")
    try:
        httpx2.URL(given["url"])
    except httpx2.InvalidURL:
        given["url"] = "http://127.0.0.1:8000/"
    kept = ("method", "url", "params", "json", "content")
    sent = {key: given[key] for key in kept if key in given}
    if "data" in given:
        sent["content"] = given["data"]
    head = {k: v for k, v in dict(given.get("headers") or {}).items() if v.isascii()}
    return sent | {"headers": head}

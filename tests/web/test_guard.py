"""Nobody but the reader's own browser gets in, and nothing of ours gets out."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from magtitrate.web.guard import COOKIE, Guard, Keys

HOST = "127.0.0.1:8000"


def test_without_a_key_every_page_is_locked(stranger):
    """No page of the application answers a stranger."""
    for path in ("/", "/begin", "/people", "/p/cyclist/plan", "/api/v1/claims"):
        answer = stranger.get(path)

        assert answer.status_code == 403
        assert "cyclist" not in answer.text


def test_the_token_works_once(stranger, keys):
    """The printed address is exchanged for a strict cookie, and never again."""
    first = stranger.get(f"/?token={keys.token}")
    stranger.cookies.clear()
    again = stranger.get(f"/?token={keys.token}")

    assert first.status_code == 303
    assert first.headers["location"] == "/"
    assert re.search(r"HttpOnly; SameSite=Strict$", first.headers["set-cookie"])
    assert keys.token not in first.headers["set-cookie"]
    assert again.status_code == 403


def test_a_wrong_token_opens_nothing_and_burns_nothing(stranger, keys):
    """Guessing does not lock the reader out."""
    assert stranger.get("/?token=x").status_code == 403
    assert stranger.get(f"/?token={keys.token}").status_code == 303


def test_another_host_is_refused(browser):
    """A name that was rebound to this machine does not reach the page."""
    answer = browser.get("/", headers={"host": "evil.example"})

    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}],
)
def test_a_write_from_elsewhere_is_refused(browser, headers):
    """A form on another page cannot write here, even with the cookie."""
    answer = browser.post("/begin", data={"flag": "none"}, headers=headers)

    assert answer.status_code == 403


def test_every_answer_carries_a_strict_policy(reader):
    """No page allows inline scripts, styles, evaluation, frames or other hosts."""
    for path in ("/", "/static/page.css", "/nowhere", "/p/cyclist/plan"):
        policy = reader.get(path).headers["content-security-policy"]

        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy


def test_pages_hold_no_inline_style_or_script(reader):
    """What the policy forbids is not there to begin with."""
    for path in ("/", "/begin", "/p/thyroid/health", "/p/thyroid/plan", "/mechanism"):
        text = reader.get(path).text

        assert not re.search(r"<[^>]+ style=|<style|<script(?![^>]+src=\"/static/)", text)
        assert not re.search(r"<[^>]+ on[a-z]+=", text)


def test_pages_with_people_are_not_cached(reader):
    """A shared computer keeps no plan in the reader's cache."""
    assert reader.get("/p/cyclist/plan").headers["cache-control"] == "no-store"


def test_a_program_uses_the_key_as_a_bearer(stranger, keys):
    """Programs need no cookie."""
    head = {"authorization": f"Bearer {keys.session}"}

    assert stranger.get("/api/v1/claims", headers=head).status_code == 200
    assert stranger.get("/api/v1/claims", headers={"authorization": "Bearer x"}).status_code == 403


def test_too_much_is_refused(browser):
    """A body larger than any person's files is broken off."""
    answer = browser.post("/begin", content=b"flag=" + b"x" * 2_100_000)

    assert answer.status_code == 413


def test_an_error_of_ours_shows_no_working(capfd):
    """The reader gets one sentence; the terminal says where, and nothing of what was read."""

    async def broken(scope, receive, send):
        raise KeyError("serum 0.41 of Ms Example")

    keys = Keys()
    guarded = Guard(
        app=broken, keys=keys, hosts=frozenset({HOST}), locked="locked", fault="our own fault"
    )
    client = TestClient(guarded, base_url=f"http://{HOST}")
    client.cookies.set(COOKIE, keys.session)

    answer = client.get("/p/someone/plan")
    said = capfd.readouterr().err
    assert (answer.status_code, answer.text) == (500, "our own fault")
    assert "KeyError at test_guard.py" in said
    assert "Example" not in said
    assert "0.41" not in said

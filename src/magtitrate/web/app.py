"""Of what does the page consist, and who guards it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from magtitrate.errors import InputError
from magtitrate.facts import open_facts
from magtitrate.formats.interview import asked_at
from magtitrate.formats.sentences import sentences
from magtitrate.version import VERSION
from magtitrate.web.api import api_of, refused, unreadable
from magtitrate.web.check_in_pages import check_in_pages
from magtitrate.web.desk import Desk
from magtitrate.web.evidence_pages import evidence_pages
from magtitrate.web.folder import file_named
from magtitrate.web.guard import Guard, Keys
from magtitrate.web.interview_pages import interview_pages
from magtitrate.web.pages import ASSETS, Pages
from magtitrate.web.people_pages import people_pages
from magtitrate.web.plan_pages import plan_pages

__all__ = ["page_of"]

API = "/api/"


def page_of(
    folder: Path,
    keys: Keys,
    *,
    hosts: frozenset[str],
    clock: Callable[[], datetime] | None = None,
    seed: int = 0,
) -> Guard:
    """The whole application, behind its guard.

    Args:
        hosts: `address:port` by which a browser may ask for it.
        clock: the present moment; the computer's where it is left out.
    """
    desk = Desk(
        folder=folder,
        facts=open_facts(),
        words=sentences(),
        clock=clock or _now,
        seed=seed,
    )
    pages = Pages(desk)
    return Guard(
        app=application_of(desk, pages),
        keys=keys,
        hosts=hosts,
        locked=pages.text("locked"),
        fault=pages.text("fault"),
    )


def application_of(desk: Desk, pages: Pages) -> FastAPI:
    """Every page and the interface for programs, without the guard."""
    app = FastAPI(
        title="magtitrate",
        version=VERSION,
        description="Research and education software. Not a medical device.",
        openapi_url=f"{API}v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.mount("/static/fonts", StaticFiles(directory=ASSETS.parent / "fonts"))
    app.mount("/static", StaticFiles(directory=ASSETS / "static"))
    app.include_router(api_of(desk), prefix=f"{API}v1")
    for router in (
        evidence_pages(desk, pages),
        people_pages(desk, pages),
        check_in_pages(desk, pages),
        plan_pages(desk, pages),  # before the interview, whose pages have any name
        interview_pages(desk, pages),
    ):
        app.include_router(router, include_in_schema=False)
    _troubles(app, pages)
    return app


def _troubles(app: FastAPI, pages: Pages) -> None:
    """What cannot be used is said in a paragraph; nothing of ours is shown."""

    @app.exception_handler(InputError)
    def unusable(request: Request, error: InputError) -> Response:
        if request.url.path.startswith(API):
            return refused(error)
        name, at = request.path_params.get("name"), asked_at(error.field or "")
        file = file_named(error, name or "")
        words = {"error": error, "name": name, "at": at if name else None, "file": file}
        return pages.show("trouble", 422, **words)

    @app.exception_handler(RequestValidationError)
    def not_read(request: Request, error: RequestValidationError) -> Response:
        return unreadable(error)

    @app.exception_handler(Exception)
    def fault(request: Request, error: Exception) -> Response:
        if request.url.path.startswith(API):
            return refused(InputError("that was our own fault"), 500)
        return pages.show("fault", 500)

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        if request.url.path.startswith(API):
            return refused(InputError("there is nothing at this address"), error.status_code)
        return pages.show("missing", error.status_code)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)

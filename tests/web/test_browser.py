"""The page in a real browser: whole paths, keyboard, phone, dark mode, and nothing in the way.

The browser is Debian's chromium, driven by Playwright; without it these tests are skipped.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
import tomllib
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no chromium here: apt-get install chromium"
)

HERE = Path(__file__).resolve().parent
AXE = HERE / "axe.min.js"
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
WAIT_MS = 20_000
PAGES = (
    "/",
    "/begin",
    "/new",
    "/people",
    "/evidence",
    "/mechanism",
    "/safety",
    "/validation",
    "/facts/rule:D-01",
    "/nowhere",
    *(f"/p/thyroid/{step}" for step in ("you", "health", "medicines", "now", "product")),
    *(f"/p/thyroid/{step}" for step in ("food", "life", "labs", "diary", "review", "plan")),
    "/p/thyroid/reaction",
    *(f"/p/cyclist/{page}" for page in ("diary", "check-in", "history", "decision/3")),
    "/p/cyclist/plan",
    "/p/kidney/plan",
)


def followed(folder, now) -> None:
    """A record with a first decision and some days, so that every page has something to show."""
    from magtitrate.facts import open_facts
    from magtitrate.store.check_in import CheckIn
    from magtitrate.web import records

    facts = open_facts()
    records.begin(folder, "cyclist", now=now, facts=facts)
    whole = CheckIn(person=(folder / "cyclist.toml").read_text())
    records.checked_in(folder, "cyclist", whole, now=now, facts=facts, seed=0, confirmed=False)
    value = {"analyte": "serum_magnesium", "value": "0.8", "unit": "mmol/L"}
    for kind, cells, at in (
        ("lab", value, "2026-11-18T08:00"),
        ("dose", {"item": "product", "value": "1"}, "2026-11-18T20:30"),
        ("stool", {"value": "4"}, "2026-11-19T07:30"),
    ):
        log = records.Log(kind=kind, cells=cells, time=at)
        records.add(folder, "cyclist", log, now=now, facts=facts, confirmed=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory, people, now):
    """The page on a port of its own: address, folder, cookie."""
    import uvicorn

    from magtitrate.web.app import page_of
    from magtitrate.web.guard import COOKIE, Keys

    folder, keys = people(tmp_path_factory.mktemp("served")), Keys()
    followed(folder, now)
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    page = page_of(folder, keys, hosts=frozenset({host}), clock=lambda: now)
    server = uvicorn.Server(uvicorn.Config(page, lifespan="off", log_level="critical"))
    running = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    running.start()
    while not server.started:
        time.sleep(0.02)
    cookie = {"name": COOKIE, "value": keys.session, "url": f"http://{host}"}
    yield f"http://{host}", folder, cookie
    server.should_exit = True
    running.join()


@pytest.fixture(scope="module")
def chromium():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(served, chromium):
    """A function that opens a window; every complaint of the browser fails the test."""
    address, _, cookie = served
    contexts, complaints = [], []

    def open_window(size=DESK, scheme="light", script=True):
        context = chromium.new_context(
            viewport=size, color_scheme=scheme, base_url=address, java_script_enabled=script
        )
        contexts.append(context)
        context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda one: complaints.append(one.text) if _bad(one) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda one: complaints.append(one.url) if address not in one.url else 0)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def window(served, chromium):
    """One window for many pages that are only looked at."""
    address, _, cookie = served
    context = chromium.new_context(viewport=DESK, base_url=address)
    context.add_cookies([cookie])
    page = context.new_page()
    page.set_default_timeout(WAIT_MS)
    yield page
    context.close()


def _bad(message) -> bool:
    """A complaint of the browser; pages that are answered with 4xx on purpose are none."""
    quiet = ("Failed to load resource", "Failed to fetch")  # the second: offline on purpose
    return message.type in ("error", "warning") and not any(q in message.text for q in quiet)


def findings(page, options: str = "{}") -> list[str]:
    """What axe finds, in short."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {options}).then(r => r.violations)")
    return [
        f"{page.url} {one['id']}: {node['target']} {node['failureSummary'][:200]}"
        for one in found
        for node in one["nodes"]
    ]


def settle(page) -> None:
    """Wait for what the page fetches by itself."""
    if page.locator("#forecast").count():
        page.wait_for_selector("figure svg")


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_a_phone_has_room(window, path):
    """Clean of what axe knows with all folds open, in light and in dark; at 360 pixels nothing
    has to be scrolled sideways.
    """
    window.emulate_media(color_scheme="light")
    window.goto(path)
    settle(window)
    window.set_viewport_size(PHONE)
    assert window.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    window.set_viewport_size(DESK)
    window.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    light = findings(window)
    window.emulate_media(color_scheme="dark")

    assert light == []
    assert findings(window, "{runOnly: ['color-contrast']}") == []


def begin(page, name: str, place: str = "EU", zone: str = "Europe/Madrid") -> None:
    page.goto("/")
    page.get_by_role("link", name="Start a new plan").click()
    page.get_by_text("None of these").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("A short name").fill(name)
    page.get_by_label("Where do you live?").select_option(place)
    page.get_by_label("Time zone").fill(zone)
    page.get_by_text("I plan for myself").click()
    onward(page)


def onward(page) -> None:
    page.get_by_role("button", name="Continue", exact=True).last.click()


def about(page, age: str, sex: str, pregnancy: str | None) -> None:
    page.get_by_label("Age", exact=True).fill(age)
    page.get_by_text(sex, exact=True).click()
    if pregnancy:
        page.get_by_text(pregnancy, exact=True).click()
    page.get_by_label("Body weight", exact=True).fill("70")
    page.get_by_label("Height", exact=True).fill("1.72")
    onward(page)


def health(page, egfr: str) -> None:
    page.locator("[name='kidney.egfr_ml_per_min_1p73m2']").fill(egfr)
    page.locator("[name='kidney.measured']").fill("2026-10-30")
    page.locator("[name='person.surgery_planned']").fill("no")
    page.locator("[name='person.conditions'][value=none]").check()
    onward(page)


def well(page) -> None:
    page.locator("[name='answers.sick_day'][value=no]").check()
    page.locator("[name='answers.symptoms_now'][value=none]").check()
    onward(page)


def product(page) -> None:
    page.locator("[name='goal.reason']").select_option("sleep")
    page.locator("[name='product.salt']").fill("bisglycinate")
    page.locator("[name='product.compound_mg_per_unit']").fill("709")
    page.locator("[name='product.elemental_mg_per_unit']").fill("100")
    page.wait_for_selector("#label-reading >> text=100 mg of magnesium in one")
    onward(page)


def rest(page) -> None:
    page.locator("[name='diet.magnesium_mg_per_day']").fill("280")
    page.locator("[name='day.wake']").fill("7:00")
    page.locator("[name='day.sleep']").fill("23:00")
    onward(page)
    onward(page)
    onward(page)
    page.get_by_role("button", name="All of this is true today").click()
    page.wait_for_selector(".dose")


def test_robin_reaches_a_plan(opened, served):
    """A healthy adult comes from nothing to dose, times, reason and stop rules."""
    page = opened()
    begin(page, "Robin")
    about(page, "44", "female", "neither")
    health(page, "98")
    page.locator("[name='answers.medicines'][value=none]").check()
    page.locator("[name='answers.magnesium_sources'][value=none]").check()
    onward(page)
    well(page)
    product(page)
    rest(page)

    text = page.inner_text("main")
    assert "Consider 100 mg of magnesium a day" in text
    assert "When to stop, and who to call" in text
    assert "112" in text
    assert tomllib.loads((served[1] / "robin.toml").read_text())["goal"]["reason"] == "sleep"
    page.locator(".sentence summary").first.click()
    assert page.locator(".behind a").first.is_visible()


def test_ada_keeps_her_distance_from_levothyroxine(opened, served):
    """A medicine that is added on the page has its gap in the plan; on a phone, in the dark."""
    page = opened(size=PHONE, scheme="dark")
    begin(page, "Ada", "US", "America/Chicago")
    about(page, "61", "female", None)
    health(page, "80")
    page.locator("[name='answers.medicines'][value=listed]").check()
    page.locator("[name='answers.magnesium_sources'][value=none]").check()
    page.get_by_role("button", name="Add a medicine").click()
    page.locator("[name='medicine.0.name']").fill("Eltroxin")
    page.wait_for_selector(".hint >> text=Read as levothyroxine")
    page.locator("[name='medicine.0.clock']").fill("7:00")
    onward(page)
    well(page)
    product(page)
    rest(page)

    assert "Eltroxin" in page.inner_text("#day >> xpath=..")
    assert page.locator("details[data-stop]").is_visible()
    assert page.locator("details[data-stop]").bounding_box()["y"] < PHONE["height"]
    assert findings(page) == []


def test_noel_is_sent_to_help_without_a_plan(opened, served):
    """An alarm sign ends the path, kindly; without script as well."""
    page = opened(script=False)
    page.goto("/begin")
    page.locator("[value=chest_pain]").check()
    page.get_by_role("button", name="Continue").click()

    assert page.get_by_role("heading", name="Please get help now.").is_visible()
    assert not (served[1] / "noel.toml").exists()


def test_the_keyboard_is_enough(opened):
    """From the start to a new person, and through the plan, without a mouse."""
    page = opened()

    def tab_to(selector: str, most: int = 80) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} is out of the keyboard's reach")

    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    tab_to("a[href='/begin']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/begin")
    tab_to("[value=none]")
    page.keyboard.press("Space")
    tab_to("button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/new")
    tab_to("[name='person.id']")
    page.keyboard.type("Kim")
    tab_to("[name=jurisdiction]")
    page.keyboard.type("Nor")
    tab_to("[name=mode]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/p/kim/you")

    page.goto("/p/cyclist/plan")
    tab_to(".sentence summary")
    page.keyboard.press("Enter")
    assert page.locator(".behind").first.is_visible()
    tab_to("#i-daily", most=200)
    page.keyboard.press("ArrowLeft")
    page.wait_for_selector("#looked .numbers")
    assert f"{page.locator('#i-daily').input_value()} mg" in page.inner_text("#looked h3")


def test_a_lost_connection_loses_nothing(opened, served):
    """What was typed is kept while it is typed: a new window shows it, and the file has it."""
    page = opened()
    begin(page, "Lou")
    with page.expect_response("**/check?field=person.age_y"):
        page.locator("[name='person.age_y']").fill("52")
    with page.expect_response("**/check?field=person.height_m"):
        page.locator("[name='person.height_m']").fill("tall")
    page.wait_for_selector("[name='person.height_m'][aria-invalid=true]")
    page.close()

    again = opened()
    again.goto("/p/lou/you")
    assert again.locator("[name='person.age_y']").input_value() == "52"
    assert again.locator("[name='person.height_m']").input_value() == "tall"
    assert tomllib.loads((served[1] / "lou.toml").read_text())["person"]["age_y"] == 52


def test_without_the_program_what_is_typed_stays(opened, served):
    """Offline, a field says so and a form is not sent; back again, all of it is kept."""
    page = opened()
    begin(page, "Mia")
    page.wait_for_url("**/p/mia/you")
    page.context.set_offline(True)
    page.locator("[name='person.age_y']").fill("47")
    page.wait_for_selector("#lost >> text=does not answer")
    onward(page)
    page.wait_for_timeout(200)
    assert page.locator("[name='person.age_y']").input_value() == "47"
    assert page.url.endswith("/p/mia/you")
    with page.expect_response("**/check?field=person.age_y"):
        page.context.set_offline(False)
    page.wait_for_selector("#lost", state="hidden")
    assert tomllib.loads((served[1] / "mia.toml").read_text())["person"]["age_y"] == 47


def test_a_dose_and_a_symptom_take_two_clicks(opened, served):
    """From the day's page: one click for a dose, two for a symptom; then the check-in decides."""
    page = opened(size=PHONE)
    page.goto("/p/cyclist/diary")
    page.get_by_role("button", name="Took 1").click()
    page.wait_for_selector(".saved")
    page.locator(".chip", has_text="Nausea").click()
    page.get_by_role("button", name="A little").click()
    page.wait_for_selector(".log-lines >> text=Nausea, 2")
    page.get_by_role("link", name="Check in").first.click()
    for name in ("medicines", "magnesium_sources"):
        page.locator(f"[name='{name}'][value=same]").check()
    for name in ("answers.symptoms_now", "person.conditions"):
        page.locator(f"[name='{name}'][value=none]").check()
    page.locator("[name=sick_day][value=no]").check()
    page.locator("[name=surgery_planned]").fill("no")
    page.get_by_role("button", name="What to do next").click()
    page.wait_for_selector("main >> text=One answer is missing")
    page.locator("[name=product_same][value=yes]").check()
    page.get_by_role("button", name="What to do next").click()
    page.wait_for_url("**/decision/*")

    text = page.inner_text("main")
    assert "What was learned" in text
    assert "Check in again by" in text


def test_sliders_rank_and_look_at_once(opened):
    """Weights rank anew, what-if answers, the mechanism moves: each in its own fragment."""
    page = opened()
    page.goto("/p/thyroid/plan")
    page.get_by_text("Weigh them otherwise").click()
    page.locator("#w-per_100_mg").fill("1")
    page.wait_for_selector("#ranked >> text=not kept yet")
    page.locator("#i-egfr").fill("20")
    page.wait_for_selector("#looked >> text=No dose would be offered")
    page.goto("/mechanism")
    page.locator("#m-magnesium").fill("0.25")
    page.locator("#m-calcium").fill("0.9")
    page.wait_for_selector("#readouts td:text-is('yes')")


def test_codes_and_none_exclude_each_other(opened):
    """Ticking a sign takes back "none of these", and the other way round."""
    page = opened()
    page.goto("/begin")
    page.locator("[value=none]").check()
    page.locator("[value=seizure]").check()
    assert not page.locator("[value=none]").is_checked()
    page.locator("[value=none]").check()
    assert not page.locator("[value=seizure]").is_checked()


def test_the_reaction_test_ends_in_the_diary(opened, served):
    """Pauses, practice, a mean and its note; a press before the signal is not counted."""
    page = opened()
    page.goto("/p/kidney/reaction?quick")
    page.locator("#target").click()
    for _ in range(60):
        if page.locator("#result").is_visible():
            break
        if page.locator("#target").get_attribute("class") == "target go":
            page.wait_for_timeout(120)
            page.keyboard.press("Space")
        page.wait_for_timeout(15)
    page.get_by_role("button", name="Write it into the diary").click()
    page.wait_for_selector(".saved")

    assert "Reaction time, " in page.inner_text(".log-lines")
    line = (served[1] / "kidney_diary.csv").read_text().splitlines()[-1]
    assert ",reaction_time,," in line
    assert "trials" in line


def test_a_slipped_point_is_asked_beside_its_field(opened, served):
    """The yes stays ticked while the field is checked again, and counts for these words alone."""
    page = opened()
    begin(page, "Kit")
    page.wait_for_url("**/p/kit/you")
    page.locator("[name='person.body_mass_kg']").fill("7")
    page.wait_for_selector("text=Is it so?")
    page.get_by_text("Yes, it is so.").click()
    page.wait_for_timeout(300)
    assert page.locator("[name='sure.person.body_mass_kg']").is_checked()
    onward(page)
    page.wait_for_url("**/p/kit/health")
    assert tomllib.loads((served[1] / "kit.toml").read_text())["person"]["body_mass_kg"] == 7
    page.goto("/p/kit/you")
    page.locator("[name='person.sex'][value=male]").check()
    assert page.locator("[data-ages]").is_hidden()

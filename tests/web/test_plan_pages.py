"""The plan, what could be otherwise, what was measured, and what is carried away."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest

from magtitrate.facts import open_facts
from magtitrate.safety.words import STOP

PEOPLE = ("cyclist", "kidney", "thyroid")
FACTS = open_facts()


def plan_of(reader, name):
    return reader.get(f"/p/{name}/files/{name}_plan.json").json()


@pytest.mark.parametrize("name", PEOPLE)
def test_dose_reason_and_stop_rules_stand_on_the_page(reader, name):
    """What the plan says first stands first, and the stop rules stand beside it."""
    plan, text = plan_of(reader, name), unescape(reader.get(f"/p/{name}/plan").text)

    assert STOP in text
    for reason in plan["reasons"]:
        if reason["code"] not in ("I-01", "I-17", "I-38", "I-50"):  # these stand as gaps
            assert reason["sentence"][:60] in text
    if plan["regimen"]:
        full = f"{plan['regimen']['daily_elemental_mg']} mg"
        assert text.index(full) < text.index("Why")
        for slot in plan["regimen"]["slots"]:
            assert slot["clock"] in text
    for one in plan["pairing"]:
        assert one["advice"] in text


@pytest.mark.parametrize("name", PEOPLE)
def test_every_sentence_opens_to_its_papers(reader, name):
    """Each fact that a reason names is linked, and each link leads to a page."""
    text = reader.get(f"/p/{name}/plan").text
    links = set(re.findall(r'href="(/facts/[^"]+)"', text))

    assert len(links) > 5
    for link in sorted(links)[:12]:
        assert reader.get(unescape(link)).status_code == 200
    assert "https://doi.org/" in text


def test_every_fact_that_anything_names_has_a_page(reader):
    """No rule, interaction or claim leads to an empty page."""
    intake = "intake:EU/adult/male/18-121"
    for key in ("rule:D-01", "interaction:I-01", "claim:S3-09", "safety-1e", intake):
        answer = reader.get(f"/facts/{key}")

        assert answer.status_code == 200, key
        assert "<dd>" in answer.text or "behind" in answer.text
    assert reader.get("/facts/rule:Z-99").status_code == 404


def test_the_timeline_has_words_for_everybody(reader):
    """Everything that is drawn stands in the list below it too."""
    text = reader.get("/p/thyroid/plan").text
    listed = text[text.index("The day in words") :]

    for word in ("levothyroxine", "06:30", "alendronate (sun)", "at least 4 h before it", "Meal"):
        assert word in listed
    assert text.count('class="gap"') >= 2


def test_a_closed_plan_shows_no_dose(browser, folder):
    """With an answer missing there is a reason and no amount anywhere on the page."""
    path = folder / "cyclist.toml"
    path.write_text(path.read_text().replace('medicines = "none"', 'medicines = "unknown"'))
    text = browser.get("/p/cyclist/plan").text

    assert "Not now: something has to be answered" in text
    assert "No dose is proposed." in text
    assert "Consider 100 mg" not in text
    assert 'class="dose-mark"' not in text


def test_an_emergency_is_said_first(browser, folder):
    """A red symptom in the answers leads the page."""
    path = folder / "cyclist.toml"
    path.write_text(path.read_text().replace("symptoms_now = []", 'symptoms_now = ["seizure"]'))
    text = browser.get("/p/cyclist/plan").text

    assert text.index("This may be an emergency") < text.index('class="dose"')


def test_units_are_those_of_the_readers_laboratory(browser):
    """mg/dL is chosen once and then stands behind each number and in the figures."""
    browser.post("/p/cyclist/units", data={"units": "mg/dL"})

    assert "mg/dL)" in browser.get("/p/cyclist/plan").text
    assert "mg/dL" in browser.get("/p/cyclist/figures").text
    assert browser.post("/p/cyclist/units", data={"units": "furlong"}).status_code == 422


def test_the_figures_have_words_and_numbers(reader):
    """A picture of a forecast says in words what it shows, and has its table."""
    text = reader.get("/p/cyclist/figures").text

    assert text.count('role="img"') == 2
    assert "without supplement it ends at" in text
    assert text.count("<table>") == 2
    assert "style=" not in text


def test_what_if_answers_and_never_offers(reader):
    """Another dose is simulated beside the rules that would refuse it."""
    form = {"daily_mg": "400", "intakes": "1", "salt": "bisglycinate"}
    text = reader.post("/p/cyclist/what-if", data=form).text

    assert "is above the 250 mg that the limit leaves" in text
    assert "One intake is above 200 mg" in text
    assert "nothing here is advice" in text


def test_what_if_with_weak_kidneys_offers_nothing(reader):
    """The rules speak for the other kidneys, not for the person's own."""
    text = reader.post("/p/cyclist/what-if", data={"daily_mg": "100", "egfr": "20"}).text

    assert "No dose would be offered" in text


def test_what_if_refuses_what_no_person_has(reader):
    """The fragment says what is accepted and stays small."""
    for form in ({"egfr": "9000"}, {"daily_mg": "nan"}, {"salt": "gold"}, {"intakes": "99"}):
        answer = reader.post("/p/cyclist/what-if", data=form)

        assert answer.status_code == 422
        assert "Accepted" in answer.text
        assert "<html" not in answer.text


def test_fifty_what_ifs_at_once(reader):
    """Many questions at the same time are all answered."""

    def one(dose: int) -> int:
        form = {"daily_mg": str(dose * 5), "intakes": str(1 + dose % 3)}
        return reader.post("/p/cyclist/what-if", data=form).status_code

    with ThreadPoolExecutor(max_workers=50) as pool:
        assert set(pool.map(one, range(50))) == {200}


def test_weights_rank_anew_and_are_kept_on_request(browser, folder):
    """Moving a slider shows another order; only keeping it writes the file."""
    heavy = {"weight.per_100_mg": "5", "weight.per_intake": "3"}
    seen = browser.post("/p/cyclist/weights", data=heavy)
    before = (folder / "cyclist.toml").read_text()
    browser.post("/p/cyclist/weights", data=heavy | {"do": "keep"})

    first = re.search(r'<tr class="best">\s*<th[^>]*>(.*?)<', seen.text, re.S)[1].strip()
    assert first != "200 mg"
    assert "not kept yet" in seen.text
    assert "weights" not in before
    assert "per_100_mg = 5" in (folder / "cyclist.toml").read_text()


def test_too_much_in_blood_never_weighs_less(browser, folder):
    """The one weight that protects cannot be lowered by a form either."""
    browser.post("/p/cyclist/weights", data={"weight.above_ceiling": "0", "do": "keep"})

    assert "above_ceiling" not in (folder / "cyclist.toml").read_text()


def test_a_laboratory_value_is_added_in_its_own_unit(browser, folder):
    """What is printed is what is written; the reader of files checks it."""
    value = {"do": "add", "analyte": "serum_magnesium", "value": "1.9", "unit": "mg/dL"}
    browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-19T08:00"})

    assert "serum_magnesium,1.9,mg/dL" in (folder / "cyclist_labs.csv").read_text()
    assert "0.7817" in browser.get("/p/cyclist/labs").text


def test_a_bad_laboratory_value_is_kept_on_the_page_only(browser, folder):
    """Nothing is written, the reason is given, and the words are still in the fields."""
    value = {"do": "add", "analyte": "serum_magnesium", "value": "1.9", "unit": "mg/l00ml"}
    answer = browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-19T08:00"})

    assert answer.status_code == 422
    assert "Nothing was taken" in answer.text
    assert 'value="mg/l00ml"' in answer.text
    assert not (folder / "cyclist_labs.csv").exists()


def test_a_whole_laboratory_file_is_taken_or_not(browser, folder):
    """An import with one bad line changes nothing."""
    good = (folder / "thyroid_labs.csv").read_text()
    bad = good.replace("mmol/L", "mmol/kg").replace("mg/dL", "mg/kg")
    browser.post("/p/cyclist/labs", data={"do": "labs", "labs_text": good})
    answer = browser.post("/p/cyclist/labs", data={"do": "labs", "labs_text": bad})

    assert answer.status_code == 422
    assert (folder / "cyclist_labs.csv").read_text() == good


def test_files_that_cannot_be_read_can_be_mended_on_the_page(browser, folder):
    """A diary of doses without a product stops the plan, not the page that can mend it."""
    line = "time,kind,item,value\n2026-11-19T20:00,dose,product,1\n"
    (folder / "cyclist_diary.csv").write_text(line)
    text = (folder / "cyclist.toml").read_text()
    (folder / "cyclist.toml").write_text(text[: text.index("[product]")])
    page = browser.get("/p/cyclist/labs")

    assert page.status_code == 200
    assert "needs the product" in page.text
    assert browser.get("/p/cyclist/plan").status_code == 422


def test_check_in_in_two_clicks(browser, folder):
    """A dose, a stool and a symptom become lines of the diary."""
    browser.post("/p/cyclist/diary", data={"kind": "dose", "item": "product", "value": "1"})
    browser.post("/p/cyclist/diary", data={"kind": "stool", "value": "4"})
    odd = {"kind": "symptom", "item": "nausea", "value": "12"}
    answer = browser.post("/p/cyclist/diary", data=odd)
    lines = (folder / "cyclist_diary.csv").read_text().splitlines()

    assert [line.split(",", 1)[1] for line in lines[1:]] == ["dose,product,1", "stool,,4"]
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("file", "begins"),
    [(".pdf", b"%PDF"), (".ics", b"BEGIN:VCALENDAR"), (".json", b"{"), (".html", b"<!doctype")],
)
def test_the_plan_can_be_carried_away(reader, file, begins):
    """Each form is a download of its own name."""
    answer = reader.get(f"/p/cyclist/files/cyclist_plan{file}")

    assert answer.content.startswith(begins)
    assert f'filename="cyclist_plan{file}"' in answer.headers["content-disposition"]


def test_the_downloaded_plan_is_the_commands_plan(browser, folder):
    """Page and command line give the same bytes."""
    import subprocess
    import sys

    command = [sys.executable, "-m", "magtitrate", "plan", str(folder / "cyclist.toml"), "--json"]
    said = subprocess.run(
        [*command, "--now", "2026-11-20T09:00:00+00:00"], capture_output=True, check=True
    ).stdout

    assert browser.get("/p/cyclist/files/cyclist_plan.json").content == said


@pytest.mark.parametrize("path", ["/nowhere", "/p/cyclist/files/other.pdf", "/p/cyclist/nothing"])
def test_what_is_not_there_is_said(reader, path):
    """An address without a page is a page that says so."""
    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/p/nobody/plan", "/p/no.body/plan", "/p/nobody/you"])
def test_nobody_has_no_plan(reader, path):
    """An unknown name is told, without a trace of how it was looked for."""
    answer = reader.get(path)

    assert answer.status_code == 422
    assert "Traceback" not in answer.text


def test_a_broken_file_is_told_with_its_line(browser, folder):
    """A file that an editor left half-written does not break the page."""
    (folder / "cyclist.toml").write_text("schema = 1\n[person\n")
    for path, status in (("plan", 422), ("you", 422), ("review", 422), ("labs", 200)):
        answer = browser.get(f"/p/cyclist/{path}")

        assert answer.status_code == status
        assert "line 2" in answer.text
    assert browser.get("/").status_code == 200


def test_the_evidence_is_searched(reader):
    """Words and verdicts narrow the articles' sentences."""
    every = reader.get("/evidence").text
    some = reader.get("/evidence?q=cramps", headers={"hx-request": "true"}).text

    assert f"{len(FACTS.sentences)} sentences" in every
    assert "<html" not in some
    assert 0 < int(re.search(r"(\d+) sentences", some)[1]) < len(FACTS.sentences)
    assert reader.get("/evidence?q=zzzz").text.count("<li>") == 0


def test_the_mechanism_moves(reader):
    """Low calcium shows what an oral course cannot."""
    calm = reader.get("/mechanism", headers={"hx-request": "true"}).text
    low = reader.get("/mechanism?magnesium=0.25&calcium=0.9&potassium=4.2").text
    odd = reader.get("/mechanism?magnesium=x&calcium=999")

    assert "<td>yes</td>" not in calm
    assert "<td>yes</td>" in low
    assert odd.status_code == 200


def test_safety_and_validation_are_shown(reader):
    """Every hazard and every study has its line."""
    safety, validation = reader.get("/safety").text, reader.get("/validation").text

    assert all(f">{key}</a>" in safety for key in FACTS.hazards)
    assert validation.count('class="group study"') == 30  # 26 studies and 4 controls
    assert validation.count("Why it fails.") == validation.count('group study" open') > 0
    assert "Measured" in validation
    assert "It is no proof of prediction" in validation


def test_people_are_a_table_that_one_bad_file_does_not_stop(browser, folder):
    """Lines for all, sorted by the reader, compared with what was kept."""
    (folder / "broken.toml").write_text("schema = 9\n")
    first = browser.get("/people?by=daily_elemental_mg&down=yes").text
    browser.post("/people/keep")
    path = folder / "cyclist.toml"
    path.write_text(path.read_text().replace('medicines = "none"', 'medicines = "unknown"'))
    then = browser.get("/people").text

    assert first.count('<th scope="row">') == 4
    assert "cannot be read" in first
    assert "verdict go to hold" in then
    assert browser.get("/people.csv").text.startswith("name,person_id,verdict")


def test_json_of_a_plan_is_whole(reader):
    """The download holds the inputs, so that reports can be made from it."""
    body = json.loads(reader.get("/p/kidney/files/kidney_plan.json").text)

    assert body["inputs"]["timezone"] == "Europe/London"


def test_what_if_is_quick(reader):
    """Under half a second of computing, with the same bodies and with other kidneys."""
    import time

    reader.get("/p/cyclist/plan")
    for form in ({"daily_mg": "150"}, {"daily_mg": "150", "egfr": "77"}):
        began = time.process_time()
        reader.post("/p/cyclist/what-if", data=form)

        assert time.process_time() - began < 0.5


# ---------------------------------------------------------------- a plan of this morning


@pytest.fixture
def hours(folder, now):
    """A browser, and a function that lets hours pass."""
    from datetime import timedelta

    from starlette.testclient import TestClient

    from magtitrate.web.app import page_of
    from magtitrate.web.guard import Keys

    present, keys, host = [now], Keys(), "127.0.0.1:8000"
    page = page_of(folder, keys, hosts=frozenset({host}), clock=lambda: present[0])

    def pass_by(**span):
        present[0] += timedelta(**span)

    with TestClient(page, base_url=f"http://{host}") as client:
        client.get(f"/?token={keys.token}")
        yield client, pass_by


def test_a_value_whose_time_has_come_counts(hours):
    """Dated half an hour ahead and confirmed, it changes page and downloads once it is drawn."""
    browser, pass_by = hours
    value = {"do": "add", "analyte": "serum_magnesium", "value": "2.4", "unit": "mmol/L"}
    browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-20T10:30", "sure": "yes"})
    before = plan_of(browser, "cyclist")
    pass_by(hours=3)
    after = plan_of(browser, "cyclist")
    calendar = browser.get("/p/cyclist/files/cyclist_plan.ics").text

    assert before["verdict"] in ("go", "go_with_care")
    assert (after["verdict"], after["regimen"], after["emergency"]) == ("refer", None, True)
    assert "Consider" not in calendar
    assert "This may be an emergency" in browser.get("/p/cyclist/plan").text


def test_a_rule_that_counts_hours_is_heard(hours):
    """A sick day pauses for so many hours of fact, and the plan of the same day knows it."""
    browser, pass_by = hours
    begun = {"kind": "sick_day", "time": "2026-11-18T11:00"}
    browser.post("/p/cyclist/diary", data=begun)
    assert FACTS.value("policy.sick_day_pause") == 48
    before = plan_of(browser, "cyclist")["verdict"]
    pass_by(hours=3)

    assert before == "hold"
    assert plan_of(browser, "cyclist")["verdict"] != "hold"


def test_a_plan_of_this_morning_is_made_once(hours, monkeypatch):
    """Looking again takes no second computation while nothing has changed."""
    from magtitrate.web import desk

    browser, pass_by = hours
    made, real = [], desk.titrate
    monkeypatch.setattr(desk, "titrate", lambda *a, **k: made.append(1) or real(*a, **k))
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    for _ in range(4):
        assert browser.get("/p/cyclist/plan").status_code == 200
        pass_by(hours=2)

    assert len(made) == 1

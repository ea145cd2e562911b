"""The days after the plan: one record that grows, questions before it, and what came of it."""

from __future__ import annotations

import io
import re
import threading
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from starlette.testclient import TestClient

from magtitrate.facts import open_facts
from magtitrate.formats.interview import question_of
from magtitrate.store.ledger import entries_of, opened
from magtitrate.store.standing import decisions, lines_of
from magtitrate.web.app import page_of
from magtitrate.web.check_in_pages import OFTEN, STRENGTHS
from magtitrate.web.guard import Keys
from magtitrate.web.pages import spelled

HOST = "127.0.0.1:8000"
FACTS = open_facts()
DOSE = {"log": "dose:product:1"}
ANSWERS = {
    "medicines": "same",
    "magnesium_sources": "same",
    "answers.symptoms_now": "none",
    "person.conditions": "none",
    "sick_day": "no",
    "surgery_planned": "no",
    "product_same": "yes",
}


@pytest.fixture
def days(folder, now):
    """A browser, and a function that lets days pass."""
    present, keys = [now], Keys()
    page = page_of(folder, keys, hosts=frozenset({HOST}), clock=lambda: present[0])

    def pass_by(**span):
        present[0] += timedelta(**span)

    with TestClient(page, base_url=f"http://{HOST}") as client:
        client.get(f"/?token={keys.token}")
        yield client, pass_by


def entries(folder, name="cyclist"):
    with opened(folder / f"{name}_record") as ledger:
        return entries_of(ledger)


def lines(folder, name="cyclist"):
    if not (folder / f"{name}_record").exists():
        return []
    return [(line.kind, dict(line.cells)) for _, line in lines_of(entries(folder, name))]


def words(answer) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def test_the_record_begins_unnoticed(browser, folder):
    """Who says "make the plan" has a record, with the files that were there already."""
    before = (folder / "thyroid_labs.csv").read_text()
    browser.post("/p/thyroid/review")

    assert {kind for kind, _ in lines(folder, "thyroid")} == {"lab"}
    assert len(lines(folder, "thyroid")) == len(before.splitlines()) - 1


def test_looking_begins_nothing(browser, folder):
    """A page that is only read writes nothing."""
    for path in ("plan", "diary", "history", "labs", "review", "you"):
        assert browser.get(f"/p/cyclist/{path}").status_code == 200

    assert not (folder / "cyclist_record").exists()


def test_the_plan_is_followed_from_a_click_on(days, folder):
    """The plan of answers that were confirmed today comes into force, and says so everywhere."""
    browser, _ = days
    assert "Follow this plan from today" in browser.get("/p/cyclist/plan").text
    decided = words(browser.post("/p/cyclist/begin"))

    assert "Begin." in decided
    assert "100 mg of magnesium a day" in decided
    assert "Next measurement:" in decided
    assert len(decisions(entries(folder))) == 1
    for page in ("plan", "diary", "check-in"):
        assert "In force since the check-in of" in browser.get(f"/p/cyclist/{page}").text


def test_the_table_of_people_says_what_is_in_force(days):
    """Dose and next check-in of who is followed, beside what a new plan would say."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    table = words(browser.get("/people"))

    assert "100 mg check in by 2026-12-17" in table
    assert table.count("not followed") == 2


def test_an_old_confirmation_begins_nothing(days, folder):
    """Answers of another day are looked at again first."""
    browser, pass_by = days
    pass_by(days=2)
    answer = browser.post("/p/cyclist/begin")

    assert answer.url.path == "/p/cyclist/review"
    assert not (folder / "cyclist_record").exists()


def test_one_click_writes_a_line(days, folder):
    """Dose, stool and symptom: into the record, and into the diary that other programs read."""
    browser, _ = days
    for log in ("dose:product:1", "stool::4", "symptom:nausea:3"):
        assert "Written down" in browser.post("/p/cyclist/diary", data={"log": log}).text

    assert [kind for kind, _ in lines(folder)] == ["dose", "stool", "symptom"]
    diary = (folder / "cyclist_diary.csv").read_text().splitlines()
    assert [line.split(",", 1)[1] for line in diary] == [
        "kind,item,value",
        "dose,product,1",
        "stool,,4",
        "symptom,nausea,3",
    ]


def test_the_same_page_sent_twice_is_one_line(days, folder):
    """A double click, or a browser that sends again after a lost connection."""
    browser, pass_by = days
    for _ in range(3):
        assert browser.post("/p/cyclist/diary", data=DOSE | {"once": "abc"}).status_code == 200
    pass_by(hours=24)
    browser.post("/p/cyclist/diary", data=DOSE | {"once": "abc"})

    assert len(lines(folder)) == 2


def test_the_same_dose_twice_is_asked(days, folder):
    """Nothing is written until it is said to be right; then both stand."""
    browser, pass_by = days
    browser.post("/p/cyclist/diary", data=DOSE)
    pass_by(minutes=20)
    asked = browser.post("/p/cyclist/diary", data=DOSE)
    told = words(asked)

    assert asked.status_code == 422
    assert "Is this right?" in told
    assert "is this the same dose once more?" in told
    assert "10:00" in told  # the clock of Madrid
    assert "--" not in told
    assert len(lines(folder)) == 1
    browser.post(
        "/p/cyclist/diary", data={"kind": "dose", "item": "product", "value": "1", "sure": "yes"}
    )
    assert len(lines(folder)) == 2


def test_two_doses_at_one_moment_stay_two(days, folder):
    """What is confirmed is kept, and the diary can still be read by every program."""
    browser, _ = days
    for sure in ("", "yes"):
        browser.post("/p/cyclist/diary", data=DOSE | {"sure": sure})

    assert len(lines(folder)) == 2
    assert browser.get("/p/cyclist/plan").status_code == 200
    assert len((folder / "cyclist_diary.csv").read_text().splitlines()) == 3


def test_too_much_in_a_day_is_asked_and_stays_said(days, folder):
    """More than twice the day of the plan: whom to call, before and after it is confirmed."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    asked = words(browser.post("/p/cyclist/diary", data={"log": "dose:product:3"}))
    sure = {"kind": "dose", "item": "product", "value": "3", "sure": "yes"}
    after = words(browser.post("/p/cyclist/diary", data=sure))

    for said in (asked, after):
        assert "300 mg" in said
        assert "poison" in said
    assert len(lines(folder)) == 1


def test_a_time_to_come_is_asked(days, folder):
    """Only what has happened belongs into a diary."""
    browser, _ = days
    asked = browser.post("/p/cyclist/diary", data=DOSE | {"time": "2026-11-21T08:00"})

    assert asked.status_code == 422
    assert "lies in the future" in words(asked)
    assert lines(folder) == []


@pytest.mark.parametrize(
    "form", [{"log": "symptom:nausea:12"}, {"kind": "mood", "value": "1"}, {"log": "dose"}, {}]
)
def test_what_cannot_be_read_is_not_written(days, folder, form):
    """Said with what is accepted, without a traceback."""
    browser, _ = days
    answer = browser.post("/p/cyclist/diary", data=form)

    assert answer.status_code == 422
    assert "Nothing was written." in answer.text
    assert lines(folder) == []


def test_a_second_value_of_one_sample_is_refused(days, folder):
    """One sample has one result; the page says which one it has."""
    browser, _ = days
    value = {"do": "add", "analyte": "serum_magnesium", "value": "0.8", "unit": "mmol/L"}
    value |= {"time": "2026-11-19T08:00"}
    browser.post("/p/cyclist/labs", data=value)
    answer = browser.post("/p/cyclist/labs", data=value | {"value": "0.9"})

    assert answer.status_code == 422
    assert "magtitrate follow" not in answer.text
    assert len(lines(folder)) == 1


def test_an_alarm_in_the_diary_stops_at_once(days):
    """Diarrhea pauses the dose on every page, before any check-in."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    told = words(browser.post("/p/cyclist/diary", data={"log": "symptom:diarrhea:7"}))

    assert "Take none now." in told
    assert "Pause until stools have been normal" in told
    assert "Take none now." in words(browser.get("/p/cyclist/plan"))


@pytest.mark.parametrize("begins", [True, False])
def test_an_emergency_is_told_at_once(days, begins):
    """Whoever writes down an alarm sign reads whom to call, with a plan in force or without."""
    browser, _ = days
    if begins:
        browser.post("/p/cyclist/begin")
    told = words(browser.post("/p/cyclist/diary", data={"log": "symptom:chest_pain:8"}))

    assert "Please get help now." in told
    assert "112" in told


def test_a_line_is_taken_back_and_stays_to_be_read(days, folder):
    """It counts no more, in record and diary; the entry is still there."""
    browser, pass_by = days
    browser.post("/p/cyclist/diary", data={"log": "stool::7"})
    pass_by(minutes=5)
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    number = str(entries(folder)[-2].number)
    browser.post("/p/cyclist/diary/back", data={"number": number, "why": "a slip"})

    assert [cells["value"] for _, cells in lines(folder)] == ["4"]
    assert ",7" not in (folder / "cyclist_diary.csv").read_text()
    assert sum(entry.kind == "line" for entry in entries(folder)) == 2
    again = browser.post("/p/cyclist/diary/back", data={"number": number, "why": "a slip"})
    assert again.status_code == 422


def test_a_line_added_by_hand_is_taken_in(days, folder):
    """The files stay the reader's: what an editor adds is in the record at the next look."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    with (folder / "cyclist_diary.csv").open("a") as file:
        file.write("2026-11-19T20:30,dose,product,1\n")
    browser.get("/p/cyclist/plan")

    assert [kind for kind, _ in lines(folder)] == ["stool", "dose"]


def test_a_line_added_by_hand_survives_the_next_click(days, folder):
    """Between two looks a file changes: writing does not go over it."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    with (folder / "cyclist_diary.csv").open("a") as file:
        file.write("2026-11-19T20:30,cramps,,2\n")
    browser.post("/p/cyclist/diary", data={"log": "sleep::7"})

    assert sorted(kind for kind, _ in lines(folder)) == ["cramps", "sleep", "stool"]
    assert len((folder / "cyclist_diary.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize("do", ["take", "write"])
def test_a_line_taken_out_by_hand_is_asked_about(days, folder, do):
    """It was meant, and is taken back; or it was an accident, and is written again."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    browser.post("/p/cyclist/diary", data={"log": "sleep::7"})
    path = folder / "cyclist_diary.csv"
    path.write_text("\n".join(path.read_text().splitlines()[:2]) + "\n")
    asked = words(browser.get("/p/cyclist/diary"))
    browser.post("/p/cyclist/agree", data={"do": do})
    after = words(browser.get("/p/cyclist/diary"))

    assert "1 line of the record is no longer in the files" in asked
    assert "no longer in the files" not in after
    assert len(lines(folder)) == (1 if do == "take" else 2)
    assert len(path.read_text().splitlines()) == 1 + len(lines(folder))


def test_what_the_terminal_adds_is_on_the_page(days, folder, now):
    """Page and `magtitrate follow` keep one record."""
    from magtitrate.formats.diary_line import typed_line
    from magtitrate.store.adding import add_lines

    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    with opened(folder / "cyclist_record") as ledger:
        line = typed_line("cramps", {"value": "3"}, time=None, zone="Europe/Madrid", now=now)
        add_lines(ledger, [line], now=now, facts=FACTS, confirmed=False)

    assert "Cramps, 3" in words(browser.get("/p/cyclist/diary"))
    assert "cramps,,3" in (folder / "cyclist_diary.csv").read_text()


def test_a_diary_that_cannot_be_read_loses_nothing(days, folder):
    """The record has the line; the file is told with its line, and mended on the page."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    path = folder / "cyclist_diary.csv"
    good = path.read_text()
    path.write_text(good + "tomorrow,stool,,4\n")

    assert browser.get("/p/cyclist/plan").status_code == 422
    assert "line 3" in browser.get("/p/cyclist/labs").text
    browser.post("/p/cyclist/labs", data={"do": "diary", "diary_text": good})
    assert browser.get("/p/cyclist/plan").status_code == 200
    assert len(lines(folder)) == 1


def test_two_windows_lose_nothing(days, folder):
    """Many writings at once: each stands in the record and in the file, once."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    answers = []

    def click(place: int) -> None:
        form = {"kind": "soreness", "value": str(place), "time": f"2026-11-19T{place:02d}:00"}
        answers.append(browser.post("/p/cyclist/diary", data=form).status_code)

    windows = [threading.Thread(target=click, args=(place,)) for place in range(12)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()

    assert answers == [200] * 12
    assert sorted(int(cells["value"]) for _, cells in lines(folder)) == list(range(12))
    assert len((folder / "cyclist_diary.csv").read_text().splitlines()) == 13


# ---------------------------------------------------------------- the check-in


def test_a_check_in_asks_and_decides(days, folder):
    """Every question wants its own answer; then the decision comes with reason and next day."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=9)
    lacking = browser.post("/p/cyclist/check-in", data={"sick_day": "no"})
    decided = browser.post("/p/cyclist/check-in", data=ANSWERS)

    assert lacking.status_code == 422
    assert lacking.text.count("is an answer, too") >= 3
    assert 'value="no" checked' in lacking.text
    assert decided.url.path.startswith("/p/cyclist/decision/")
    told = words(decided)
    assert "Stay as you are." in told
    assert "What was learned" in told
    assert re.search(r"Next measurement: .* on \w{3} \d+ \w{3} 20\d\d", told)
    assert not re.search(r"\d{4}-\d\d-\d\d", told)
    assert len(decisions(entries(folder))) == 2


def test_a_check_in_that_is_sent_twice_is_one(days, folder):
    """The second answer is the first one's decision."""
    browser, _ = days
    first = browser.post("/p/cyclist/check-in", data=ANSWERS | {"once": "x"})
    second = browser.post("/p/cyclist/check-in", data=ANSWERS | {"once": "x"})

    assert first.url == second.url
    assert len(decisions(entries(folder))) == 1


@pytest.mark.parametrize("begun", [False, True])
def test_an_emptied_laboratory_file_is_none(days, folder, begun):
    """Before the record and after: the page goes on, and an empty file put there by hand too."""
    browser, _ = days
    if begun:
        browser.post("/p/thyroid/begin")
    browser.post("/p/thyroid/labs", data={"do": "labs", "labs_text": "  "})
    pages = [browser.get(f"/p/thyroid/{page}") for page in ("labs", "diary", "review")]

    assert [page.status_code for page in pages] == [200] * 3
    assert not (folder / "thyroid_labs.csv").exists()
    (folder / "thyroid_labs.csv").write_text("\n")
    assert browser.get("/p/thyroid/labs").status_code == 200
    told = browser.post("/p/thyroid/diary", data={"log": "stool::4"})
    assert told.status_code == 200, words(told)


def test_nothing_is_decided_beside_a_line_that_cannot_be_read(days, folder):
    """A value added by hand with a slip waits, and so does the decision."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=7)
    (folder / "cyclist_labs.csv").write_text(
        "time,analyte,value,unit\n2026-11-20T08:00,serum_magnesium,1.9,\n"
    )
    answer = browser.post("/p/cyclist/check-in", data=ANSWERS)

    assert answer.status_code == 422
    assert "unit" in words(answer)
    assert len(decisions(entries(folder))) == 1


def test_a_page_that_is_corrected_and_sent_again_is_heard(days, folder):
    """A step back in the browser keeps the page's mark; an alarm sign told then still counts."""
    browser, _ = days
    browser.post("/p/cyclist/check-in", data=ANSWERS | {"once": "x"})
    alarm = {"answers.symptoms_now": "chest_pain", "once": "x"}
    told = words(browser.post("/p/cyclist/check-in", data=ANSWERS | alarm))

    assert "112" in told
    assert [one.body["plan"]["emergency"] for one in decisions(entries(folder))] == [False, True]


def test_the_same_dose_at_another_hour_is_another_line(days, folder):
    """Under the same mark: what was typed counts, not the page that it came from."""
    browser, _ = days
    for time in ("2026-11-19T08:00", "2026-11-19T20:00"):
        browser.post("/p/cyclist/diary", data=DOSE | {"once": "y", "time": time})

    assert len(lines(folder)) == 2


def test_not_knowing_is_an_answer(days, folder):
    """What nobody knows is not carried over: the plan waits."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=7)
    told = words(browser.post("/p/cyclist/check-in", data=ANSWERS | {"medicines": "unknown"}))

    assert "No magnesium from this plan" in told
    assert decisions(entries(folder))[-1].body["stage"] is None


def test_an_alarm_sign_leads_the_decision(days):
    """First whom to call, then everything else."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    told = words(
        browser.post("/p/cyclist/check-in", data=ANSWERS | {"answers.symptoms_now": "chest_pain"})
    )

    assert told.index("This may be an emergency.") < told.index("From now on")
    assert "112" in told


def test_another_product_is_another_plan(days, folder):
    """The page says what to do, without words of the terminal."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    answer = browser.post("/p/cyclist/check-in", data=ANSWERS | {"product_same": "no"})

    assert answer.status_code == 422
    assert "another product is another plan" in words(answer).lower()
    assert "--person" not in answer.text
    assert "/p/cyclist/product?back=check-in" in answer.text


def test_a_change_on_the_way_comes_back_to_the_check_in(days, folder):
    """A new medicine is put on the list, and the check-in goes on with it."""
    browser, _ = days
    form = {
        "answers.medicines": "listed",
        "answers.magnesium_sources": "none",
        "medicine.0.name": "levothyroxine",
        "medicine.0.clock": "07:00",
        "back": "check-in",
        "do": "next",
    }
    answer = browser.post("/p/cyclist/medicines", data=form)

    assert answer.url.path == "/p/cyclist/check-in"
    assert "levothyroxine (07:00)" in words(answer)


def test_answers_changed_on_the_page_are_those_of_the_decision(days, folder):
    """The person's file goes into the record before it is decided, and comes back from it."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=8)
    path = folder / "cyclist.toml"
    path.write_text(
        path.read_text().replace("magnesium_mg_per_day = 310", "magnesium_mg_per_day = 180")
    )
    browser.post("/p/cyclist/check-in", data=ANSWERS)
    said = decisions(entries(folder))[-1].body["plan"]["inputs"]["stated"]

    assert {"name": "magnesium", "topic": "food", "value": "180 mg a day"} in said
    assert "confirmed = 2026-11-28" in path.read_text()


def test_another_person_does_not_slip_in(days, folder):
    """A file of somebody else is refused; one that looks like it is asked about."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    path = folder / "cyclist.toml"
    text = path.read_text()
    path.write_text(text.replace('sex = "male"', 'sex = "female"'))
    asked = browser.post("/p/cyclist/check-in", data=ANSWERS | {"pregnancy": "no"})
    path.write_text(text.replace('id = "cyclist"', 'id = "somebody"'))
    refused = browser.post("/p/cyclist/check-in", data=ANSWERS)

    assert "Is this the same person?" in words(asked)
    assert 'name="sure"' in asked.text
    assert "about another person" in words(refused)
    assert 'name="sure"' not in refused.text


def test_the_history_shows_everything(days, folder):
    """Laboratory, doses, stools, what was expected, every decision, in picture and words."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=8)
    value = {"do": "add", "analyte": "serum_magnesium", "value": "1.9", "unit": "mg/dL"}
    browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-27T08:00"})
    for log in ("dose:product:1", "stool::4", "symptom:nausea:3"):
        browser.post("/p/cyclist/diary", data={"log": log})
    browser.post("/p/cyclist/check-in", data=ANSWERS)
    page = browser.get("/p/cyclist/history")

    for part in ('class="band"', 'class="course"', 'class="aim"', 'class="bar"', 'class="turn"'):
        assert part in page.text
    for word in ("27 Nov: 1.90", "100 mg", "type 4", "Nausea: 3", "Begin", "Measure"):
        assert word in words(page)
    assert "style=" not in page.text


def test_the_history_is_in_the_readers_units(days):
    """The number of the printed report, where that is chosen."""
    browser, _ = days
    value = {"do": "add", "analyte": "serum_magnesium", "value": "1.9", "unit": "mg/dL"}
    browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-19T08:00"})
    browser.post("/p/cyclist/units", data={"units": "mg/dL"})

    assert "19 Nov: 1.90" in words(browser.get("/p/cyclist/history"))


def test_everything_can_be_carried_away(days, folder):
    """The export holds each entry, the plain files and every plan."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    browser.post("/p/cyclist/diary", data=DOSE)
    packed = zipfile.ZipFile(io.BytesIO(browser.get("/p/cyclist/files/cyclist_record.zip").content))
    names = {name.partition("/")[2] for name in packed.namelist()}

    assert {"entries.jsonl", "person.toml", "diary.csv", "README.txt", "plans/00003.json"} <= names


@pytest.mark.parametrize("path", ["decision/99", "decision/x"])
def test_a_decision_that_never_was_is_said(days, path):
    """A page that says so."""
    browser, _ = days
    assert browser.get(f"/p/cyclist/{path}").status_code == 404


def test_the_words_of_the_page_are_known():
    """Symptoms that are offered first exist, and each code question has its codes."""
    assert set(OFTEN) <= FACTS.symptoms.keys()
    assert all(0 <= value <= 10 for value, _ in STRENGTHS)
    assert question_of("answers.symptoms_now") is not None


# ---------------------------------------------------------------- what a stranger stumbled over


def test_silence_never_means_gone(days, folder):
    """What somebody had last time is asked by its name, and stays until it is said to be gone."""
    browser, pass_by = days
    path = folder / "cyclist.toml"
    path.write_text(path.read_text().replace("symptoms_now = []", 'symptoms_now = ["loose_stool"]'))
    browser.post("/p/cyclist/begin")
    pass_by(days=8)
    page = browser.get("/p/cyclist/check-in")
    silent = browser.post("/p/cyclist/check-in", data=ANSWERS)

    assert 'name="still.loose_stool" value="yes" checked' in page.text
    assert silent.status_code == 422
    assert "Please say whether it is still so." in words(silent)
    browser.post("/p/cyclist/check-in", data=ANSWERS | {"still.loose_stool": "yes"})
    assert 'symptoms_now = ["loose_stool"]' in path.read_text()
    browser.post("/p/cyclist/check-in", data=ANSWERS | {"still.loose_stool": "gone"})
    assert "symptoms_now = []" in path.read_text()


def test_nothing_is_chosen_for_the_reader(days, folder):
    """No symptom is preset, and none is written where none was chosen."""
    browser, _ = days
    page = browser.get("/p/cyclist/diary").text
    for form in ({"log": "symptom::5"}, {"kind": "symptom", "item": "", "value": "5"}):
        answer = browser.post("/p/cyclist/diary", data=form)

        assert answer.status_code == 422
        assert "Please choose first which symptom it is" in words(answer)
    assert not re.search(r'name="item"[^>]*checked', page)
    assert '<select id="item" name="item"><option value="">' in page
    assert lines(folder) == []


def test_a_value_in_the_fields_is_taken_along(days, folder):
    """Going on takes what was typed, or asks about it."""
    browser, _ = days
    value = {"do": "go", "analyte": "serum_magnesium", "value": "1,9", "unit": "mg/dL"}
    half = browser.post("/p/cyclist/labs", data=value | {"unit": ""})
    whole = browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-19T08:00"})
    empty = browser.post("/p/cyclist/labs", data={"do": "go", "analyte": "egfr", "value": ""})

    assert half.status_code == 422
    assert whole.url.path == empty.url.path == "/p/cyclist/review"
    assert lines(folder)[0][1]["value"] == "1.9"
    assert "1.9 mg/dL" in words(whole)


@pytest.mark.parametrize(("value", "unit"), [("19", "mg/dL"), ("0.19", "mg/dL"), ("8", "mmol/L")])
def test_a_tenfold_laboratory_value_is_asked(days, folder, value, unit):
    """A slipped point is asked about; a yes is enough; a usual value is not asked."""
    browser, _ = days
    form = {"do": "add", "analyte": "serum_magnesium", "value": value, "unit": unit}
    form |= {"time": "2026-11-19T08:00"}
    asked = browser.post("/p/cyclist/labs", data=form)

    assert asked.status_code == 422
    assert "Is it so?" in words(asked)
    assert "--" not in words(asked)
    browser.post("/p/cyclist/labs", data=form | {"sure": "yes"})
    assert len(lines(folder)) == 1


def test_a_laboratory_value_is_taken_back_on_its_page(days, folder):
    """A slip has its button in its row."""
    browser, _ = days
    form = {"do": "add", "analyte": "serum_magnesium", "value": "1.9", "unit": "mg/dL"}
    page = browser.post("/p/cyclist/labs", data=form | {"time": "2026-11-19T08:00"}).text
    number = re.search(r'name="number" value="(\d+)"', page)[1]
    browser.post("/p/cyclist/labs", data={"do": "back", "number": number, "why": "a slip"})

    assert lines(folder) == []
    assert "What is here" not in browser.get("/p/cyclist/labs").text


def test_magnesium_stays_in_its_own_unit_beside_other_values(days):
    """Potassium in mmol/L does not change how magnesium is read out."""
    browser, _ = days
    for analyte, value, unit in (
        ("serum_magnesium", "1.9", "mg/dL"),
        ("potassium", "4.1", "mmol/L"),
        ("creatinine", "0.9", "mg/dL"),
    ):
        form = {"do": "add", "analyte": analyte, "value": value, "unit": unit}
        browser.post("/p/cyclist/labs", data=form | {"time": "2026-11-19T08:00"})
    told = words(browser.get("/p/cyclist/history"))

    assert "19 Nov: 1.90" in told
    assert "19 Nov: 0.9" in told
    assert "reatinine" in told


# ---------------------------------------------------------------- what is said at once


HIGH = {"analyte": "serum_magnesium", "value": "2.4", "unit": "mmol/L", "sure": "yes"}


@pytest.mark.parametrize("begins", [True, False])
@pytest.mark.parametrize("do", ["add", "go"])
def test_a_dangerous_laboratory_value_is_told_where_it_is_written(days, begins, do):
    """2.4 mmol/L is L-01: the page of laboratory values, the history and Today say whom to call."""
    browser, _ = days
    if begins:
        browser.post("/p/cyclist/begin")
    answer = browser.post("/p/cyclist/labs", data=HIGH | {"do": do, "time": "2026-11-20T08:00"})

    assert answer.url.path == "/p/cyclist/labs"
    others = [browser.get(f"/p/cyclist/{page}") for page in ("labs", "history", "diary")]
    for page in (answer, *others):
        told = words(page)
        assert "This needs emergency care now; no magnesium of any kind until then." in told
        assert "Emergency: call 112" in told
        assert told.count("2.0 mmol/L (4.86 mg/dL) or above") == 1


def test_a_usual_laboratory_value_says_nothing(days):
    """And "Continue" goes on."""
    browser, _ = days
    value = {"do": "go", "analyte": "serum_magnesium", "value": "0.8", "unit": "mmol/L"}
    answer = browser.post("/p/cyclist/labs", data=value | {"time": "2026-11-20T08:00"})

    assert answer.url.path == "/p/cyclist/review"
    assert "emergency" not in words(browser.get("/p/cyclist/labs")).lower()


def test_more_than_twice_the_day_is_told_with_the_number(days):
    """S-08 names the poison center; the jurisdiction says how it is reached."""
    browser, _ = days
    browser.post("/p/cyclist/begin")
    form = {"kind": "dose", "item": "product", "value": "20", "sure": "yes"}
    told = words(browser.post("/p/cyclist/diary", data=form))

    assert "Please get help now. Emergency: call 112" in told


def test_an_alarm_in_a_note_is_told_with_the_number(days, folder):
    """A note in the diary is heard as a symptom is."""
    browser, _ = days
    form = {"log": "symptom:bloating:2", "note": "seizure last night"}
    told = words(browser.post("/p/cyclist/diary", data=form))

    assert "Emergency: call 112" in told
    assert len(lines(folder)) == 1


@pytest.mark.parametrize(("value", "is_there"), [("0", False), ("0.0", False), ("0.5", True)])
def test_a_sign_of_nought_is_no_sign(days, value, is_there):
    """However the nought is written."""
    browser, _ = days
    form = {"kind": "symptom", "item": "chest_pain", "value": value}
    told = words(browser.post("/p/cyclist/diary", data=form))

    assert ("get help now" in told) == is_there
    assert ("Emergency: call 112" in told) == is_there


def test_help_does_not_wait_for_a_line_that_can_be_read(days, folder):
    """A sign with an impossible value, and one beside a diary that cannot be read."""
    browser, _ = days
    sign = {"kind": "symptom", "item": "chest_pain"}
    assert "Emergency: call 112" in words(
        browser.post("/p/cyclist/diary", data=sign | {"value": "12"})
    )
    (folder / "cyclist_diary.csv").write_text("time,kind,item,value\ntomorrow,stool,,4\n")
    answer = browser.post("/p/cyclist/diary", data=sign | {"value": "8"})

    assert "Please get help now" in words(answer)
    assert "112" in words(answer)


# ---------------------------------------------------------------- a file that cannot be read


HEADER = "time,kind,item,value\n"
CROWDED = HEADER + "2026-11-20T08:00,stool,,4,9,9\n"
PAGES = ("plan", "diary", "history", "labs", "review", "check-in")


def test_a_diary_without_a_line_takes_the_line_out(days, folder):
    """Every page goes on, and the line stays to be read as taken back."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    browser.post("/p/cyclist/labs", data={"do": "diary", "diary_text": HEADER})

    assert [browser.get(f"/p/cyclist/{page}").status_code for page in PAGES] == [200] * 6
    assert lines(folder) == []
    assert sum(entry.kind == "line" for entry in entries(folder)) == 1


def test_a_refused_diary_changes_nothing(days, folder):
    """File and record are what they were, and every page goes on."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    path = folder / "cyclist_diary.csv"
    before = path.read_text(), entries(folder)
    answer = browser.post("/p/cyclist/labs", data={"do": "diary", "diary_text": CROWDED})

    assert answer.status_code == 422
    assert "line 2" in words(answer)
    assert (path.read_text(), entries(folder)) == before
    assert [browser.get(f"/p/cyclist/{page}").status_code for page in PAGES] == [200] * 6


def test_a_file_spoiled_by_hand_bricks_no_page(days, folder):
    """The record is shown and written to; only a plan and a decision wait. No folder is told."""
    browser, pass_by = days
    browser.post("/p/cyclist/begin")
    pass_by(days=7)
    path = folder / "cyclist_diary.csv"
    path.write_text(CROWDED)
    for page in ("diary", "history", "labs", "review", "check-in"):
        answer = browser.get(f"/p/cyclist/{page}")
        assert answer.status_code == 200
        assert page == "review" or "cyclist_diary.csv, line 2" in words(answer)
        assert str(folder) not in answer.text
    logged = browser.post("/p/cyclist/diary", data={"log": "stool::5"})
    plan = browser.get("/p/cyclist/plan")
    decided = browser.post("/p/cyclist/check-in", data=ANSWERS)

    assert "Written down" in logged.text
    assert lines(folder) == [("stool", {"value": "5"})]
    assert path.read_text() == CROWDED
    assert plan.status_code == decided.status_code == 422
    assert "cyclist_diary.csv, line 2" in words(plan)
    assert 'href="/p/cyclist/labs#files"' in plan.text
    assert len(decisions(entries(folder))) == 1
    for answer in (logged, plan, decided, browser.get("/people")):
        assert str(folder) not in answer.text


def test_putting_lines_back_goes_over_no_line_that_cannot_be_read(days, folder):
    """What was typed by hand is mended first."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data={"log": "stool::4"})
    path = folder / "cyclist_diary.csv"
    path.write_text(CROWDED)
    browser.post("/p/cyclist/agree", data={"do": "write"})

    assert path.read_text() == CROWDED


# ---------------------------------------------------------------- small words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Entry 2 says that 1 units were taken.", "Entry 2 says that 1 unit was taken."),
        ("It settles within about 1 weeks, 0.1 weeks or 21 weeks.",
         "It settles within about 1 week, 0.1 weeks or 21 weeks."),
        ("Taken for 2.1 weeks, 1 days ago.", "Taken for 2.1 weeks, 1 day ago."),
        ("Is this the same person?. Anything new?.", "Is this the same person? Anything new?"),
        ("About 0.5 to 1.5 units?", "About 0.5 to 1.5 units?"),
    ],
)  # fmt: skip
def test_one_is_one_and_a_question_ends_once(text, told):
    """Sentences that a program put together read as if somebody had written them."""
    assert spelled(text) == told


def test_the_page_says_one_unit(days):
    """In the question about the same dose once more, its hour as the clock on the wall says it."""
    browser, _ = days
    browser.post("/p/cyclist/diary", data=DOSE)
    told = words(browser.post("/p/cyclist/diary", data=DOSE))

    assert "1 unit was taken at 20 Nov, 10:00" in told
    assert "?." not in told

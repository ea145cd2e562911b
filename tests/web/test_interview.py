"""From nothing to a person's file, page by page."""

from __future__ import annotations

import re
import tomllib
from html import unescape

import pytest

from magtitrate.facts import open_facts
from magtitrate.formats.interview import STEPS, question_of, red_flags
from magtitrate.formats.person_toml import KEYS

WHO = {
    "person.id": "Robin",
    "jurisdiction": "EU",
    "timezone": "Europe/Madrid",
    "mode": "self",
}


def document(folder, name="robin"):
    return tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))


@pytest.fixture
def robin(browser):
    browser.post("/new", data=WHO)
    return browser


def test_the_first_page_says_what_it_is(browser):
    """A reader learns at once that it is no medical device and where the files are."""
    text = browser.get("/").text

    assert "not a medical device" in text
    assert "Start a new plan" in text


def test_red_flags_come_first_and_end_it(browser, folder):
    """One alarm sign ends the interview with whom to call, and nothing is written."""
    before = sorted(folder.iterdir())
    answer = browser.post("/begin", data={"flag": "chest_pain"})

    assert "Please get help now" in answer.text
    assert "112" in answer.text
    assert "911" in answer.text
    assert "/new" not in answer.text
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("code", [flag.code for flag in red_flags(open_facts())])
def test_every_red_flag_is_asked_and_ends_it(browser, code):
    """No alarm sign of the facts is missing from the first page."""
    assert f'value="{code}"' in browser.get("/begin").text
    assert "Please get help now" in browser.post("/begin", data={"flag": code}).text


def test_no_answer_about_red_flags_is_not_none(browser):
    """An empty form is asked again; it never counts as being well."""
    assert browser.post("/begin", data={}).status_code == 422
    assert browser.post("/begin", data={"flag": ["none", "seizure"]}).text.count("get help now")


def test_a_new_person_is_a_file_of_their_own(robin, folder):
    """The first page writes the smallest file, readable by its owner alone."""
    path = folder / "robin.toml"

    assert document(folder)["person"] == {"id": "Robin"}
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_name_that_is_taken_is_refused_and_kept(robin):
    """Somebody else's file is never written over, and what was typed stays."""
    answer = robin.post("/new", data=WHO | {"jurisdiction": "US"})

    assert answer.status_code == 422
    assert "is here already" in answer.text
    assert 'value="Robin"' in answer.text


@pytest.mark.parametrize("name", ["../x", "", "   ", "…", "<b>"])
def test_a_name_never_leaves_the_folder(browser, folder, name):
    """Whatever the name, its file is in the folder or it is refused."""
    outside = set(folder.parent.iterdir())
    browser.post("/new", data=WHO | {"person.id": name})

    assert set(folder.parent.iterdir()) == outside
    assert {path.stem for path in folder.glob("*.toml")} <= {
        "cyclist", "kidney", "thyroid", "x", "b",
    }  # fmt: skip


def test_answers_are_kept_as_soon_as_they_can_be_read(robin, folder):
    """A good answer is in the file although another one of its page is wrong."""
    answer = robin.post("/p/robin/you", data={"person.age_y": "44", "person.body_mass_kg": "many"})

    assert answer.status_code == 422
    assert document(folder)["person"] == {"id": "Robin", "age_y": 44}
    assert 'value="many"' in answer.text
    assert "This is not a number" in answer.text


def test_what_cannot_be_read_is_still_there_later(robin):
    """Leaving the page and coming back shows the words as they were typed."""
    robin.post("/p/robin/you", data={"person.height_m": "tall", "do": "later"})

    text = robin.get("/p/robin/you").text
    assert 'value="tall"' in text
    assert 'aria-invalid="true"' in text


def test_a_number_no_person_has_is_explained(robin, folder):
    """The reader's own ranges speak on the page, without the value in the sentence."""
    answer = robin.post("/p/robin/you", data={"person.height_m": "17"})

    assert "outside what is possible" in answer.text
    assert "Accepted: 0.4 to 2.6" in answer.text
    assert "height_m" not in document(folder)["person"]


def test_a_field_is_checked_while_it_is_typed(robin):
    """The fragment holds the message alone, and nothing once it is right."""
    wrong = robin.post("/p/robin/you/check?field=person.age_y", data={"person.age_y": "x"})
    right = robin.post("/p/robin/you/check?field=person.age_y", data={"person.age_y": "44"})

    assert "not a number" in wrong.text
    assert "<html" not in wrong.text
    assert right.text.strip() == ""


def test_i_do_not_know_is_a_missing_key(robin, folder):
    """Taking an answer back takes its key out of the file."""
    robin.post("/p/robin/you", data={"person.sex": "female", "person.age_y": "30"})
    robin.post("/p/robin/you", data={"person.sex": "", "person.age_y": "30"})

    assert "sex" not in document(folder)["person"]


def test_none_of_these_is_an_answer_and_nothing_ticked_is_not(robin, folder):
    """An empty list is only written when the reader said none."""
    robin.post("/p/robin/health", data={"person.conditions": ""})
    silent = document(folder)["person"]
    robin.post("/p/robin/health", data={"person.conditions": ["", "none"]})

    assert "conditions" not in silent
    assert document(folder)["person"]["conditions"] == []


def test_medicines_become_entries(robin, folder):
    """Times are read as people write them; empty rows are no medicine."""
    form = {
        "answers.medicines": "listed",
        "answers.magnesium_sources": "none",
        "medicine.sent": "yes",
        "medicine.0.name": "levothyroxine",
        "medicine.0.clock": "6:30",
        "medicine.1.name": "",
        "medicine.2.name": "furosemide",
        "medicine.2.clock": "8:00, 14.00",
        "medicine.2.weekdays": "Monday thu",
        "medicine.2.movable": "yes",
    }
    answer = robin.post("/p/robin/medicines", data=form | {"medicine.2.clock": "8:00, 14:00"})

    assert answer.status_code == 200
    assert document(folder)["medicine"] == [
        {"name": "levothyroxine", "clock": ["06:30"]},
        {
            "name": "furosemide",
            "clock": ["08:00", "14:00"],
            "weekdays": ["mon", "thu"],
            "movable": True,
        },
    ]


def test_listed_without_a_list_is_explained(robin, folder):
    """A promise of a list without one is not written, and the reader is told."""
    answer = robin.post("/p/robin/medicines", data={"answers.medicines": "listed"})

    assert answer.status_code == 422
    assert "Please fill in each medicine below" in unescape(answer.text)
    assert "answers" not in document(folder)


def test_a_row_is_added_and_taken_out(robin, folder):
    """Buttons add an empty entry and take one out, without script."""
    form = {"answers.medicines": "listed", "medicine.sent": "yes"}
    first = robin.post("/p/robin/medicines", data=form | {"do": "add:medicine"})
    named = {"medicine.0.name": "omeprazole", "medicine.0.clock": "07:30"}
    robin.post("/p/robin/medicines", data=form | named)
    robin.post("/p/robin/medicines", data=form | named | {"do": "remove:medicine:0"})

    assert 'name="medicine.0.name"' in first.text
    assert "medicine" not in document(folder)


def test_meals_without_a_share_divide_the_day(robin, folder):
    """Shares are written in percent, and what is left is divided evenly."""
    form = {"day.meal.sent": "yes", "day.meal.0.clock": "8:00", "day.meal.0.share": "30"}
    form |= {"day.meal.1.clock": "13:00", "day.meal.2.clock": "19:30"}
    robin.post("/p/robin/food", data=form)

    assert [meal["share"] for meal in document(folder)["day"]["meal"]] == [0.3, 0.35, 0.35]


def test_a_serving_of_two_is_kept_per_capsule(robin, folder):
    """The label's figures are divided once, and the next save divides nothing."""
    form = {
        "product.salt": "bisglycinate",
        "product.elemental_mg_per_unit": "200",
        "product.compound_mg_per_unit": "1418",
        "product.units_per_serving": "2",
    }
    robin.post("/p/robin/product", data=form)
    once = document(folder)["product"]
    shown = {"product.elemental_mg_per_unit": "100", "product.units_per_serving": ""}
    robin.post("/p/robin/product", data=shown)

    assert once["elemental_mg_per_unit"] == 100
    assert once["compound_mg_per_unit"] == 709
    assert document(folder)["product"] == once


def test_the_label_is_read_while_it_is_typed(robin):
    """Compound taken for element is caught beside the field."""
    said = robin.post(
        "/p/robin/product/label",
        data={"product.salt": "bisglycinate", "product.compound_mg_per_unit": "1000"},
    ).text
    wrong = robin.post(
        "/p/robin/product/label",
        data={
            "product.salt": "bisglycinate",
            "product.compound_mg_per_unit": "100",
            "product.elemental_mg_per_unit": "100",
        },
    ).text

    assert "141" in said
    assert "mg of magnesium in one" in said
    assert "mg of magnesium in one" not in wrong


def test_an_alarm_sign_in_the_form_leads_to_help(robin, folder):
    """A red symptom ticked later ends the path too, with the reader's own numbers first."""
    form = {"answers.sick_day": "no", "answers.symptoms_now": ["", "confusion"]}
    text = robin.post("/p/robin/now", data=form).text

    assert "Please get help now" in text
    assert text.index("European Union") < text.index("United States")
    assert document(folder)["answers"]["symptoms_now"] == ["confusion"]


def test_confirming_dates_the_answers(robin, folder):
    """The plan is made from answers that the reader called true today."""
    robin.post(
        "/p/robin/now", data={"answers.sick_day": "no", "answers.symptoms_now": ["", "none"]}
    )
    answer = robin.post("/p/robin/review")

    assert str(document(folder)["answers"]["confirmed"]) == "2026-11-20"
    assert answer.url.path == "/p/robin/plan"
    assert "Not now" in answer.text


def test_the_review_names_what_matters_and_is_open(robin):
    """Open answers that hold a plan are marked."""
    assert robin.get("/p/robin/review").text.count("matters</span>") > 5
    assert "matters</span>" not in robin.get("/p/cyclist/review").text


def test_a_file_taken_in_is_the_same_file(browser, folder):
    """Importing what was exported changes nothing but the name."""
    text = browser.get("/p/thyroid/files/thyroid.toml").text
    browser.post("/import", data={"text": text.replace('"thyroid"', '"theo"')})

    assert document(folder, "theo") | {"person": 0} == document(folder, "thyroid") | {"person": 0}


def test_a_bad_file_is_not_taken_in(browser, folder):
    """The reader hears the line and the key, and the folder stays as it is."""
    before = sorted(folder.iterdir())
    answer = browser.post("/import", data={"text": 'schema = 1\nmood = "self"\n'})

    assert answer.status_code == 422
    assert "line 2" in answer.text
    assert sorted(folder.iterdir()) == before


def test_editing_keeps_what_the_form_does_not_ask(browser, folder):
    """Overrides, genes and foods of an imported file survive a change on a page."""
    path = folder / "kidney.toml"
    path.write_text(path.read_text() + '\n[genetics]\nTRPM6 = "rs3750425 CT"\n')
    browser.post("/p/kidney/you", data={"person.age_y": "72"})

    assert document(folder, "kidney")["genetics"] == {"TRPM6": "rs3750425 CT"}
    assert document(folder, "kidney")["person"]["age_y"] == 72


def test_a_name_is_text_on_every_page(browser, folder):
    """A name that looks like markup stays words."""
    text = (folder / "cyclist.toml").read_text().replace('"cyclist"', '"<script>alert(1)</script>"')
    (folder / "odd.toml").write_text(text)

    for path in ("review", "plan", "who"):
        assert "<script>alert" not in browser.get(f"/p/odd/{path}").text


@pytest.mark.parametrize("step", [step.name for step in STEPS])
@pytest.mark.parametrize("name", ["cyclist", "kidney", "thyroid"])
def test_saving_a_page_unchanged_changes_nothing(browser, folder, step, name):
    """A page sent back as it was shown writes the same answers."""
    import re

    before = document(folder, name)
    text = browser.get(f"/p/{name}/{step}").text
    browser.post(f"/p/{name}/{step}", data=as_sent(text))

    assert document(folder, name) == before
    assert re.search("<h1", text)


def as_sent(text: str) -> dict[str, list[str]]:
    """What a browser would send of this page."""
    from html.parser import HTMLParser

    class Form(HTMLParser):
        sent: dict[str, list[str]]
        select = ""

        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            name = given.get("name", "")
            if tag == "select":
                self.select = name
            if tag == "option" and "selected" in given:
                self.sent.setdefault(self.select, []).append(given.get("value", ""))
            if tag == "input" and name:
                if given.get("type") in ("radio", "checkbox") and "checked" not in given:
                    return
                self.sent.setdefault(name, []).append(given.get("value", ""))

    form = Form()
    form.sent = {}
    form.feed(text)
    return form.sent


def test_every_question_is_a_key_of_the_contract():
    """No page asks for what a person's file does not hold."""
    known = {f"{table}.{key}".lstrip(".") for table, keys in KEYS.items() for key in keys}
    asked = {question.key for step in STEPS for question in step.questions}
    asked |= {
        f"{listing.key}.{question.key}"
        for step in STEPS
        for listing in step.lists
        for question in listing.questions
    }

    assert asked - known == {"product.units_per_serving"}
    assert all(question_of(key) for key in asked)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("Eltroxin", "Read as levothyroxine. Magnesium at least 4 h before it or 4 h after it."),
        ("levothyroxin", "Did you mean levothyroxine?"),
        ("unobtanium", "Not recognized."),
        ("the blue pill for my blood pressure", "This is not the name of a medicine."),
        ("vitamin D", "Read as vitamin d. It needs no gap."),
        ("lithium", "Read as lithium. Whether magnesium goes with it is for the prescriber of "),
        ("tacrolimus", "Read as tacrolimus. Whether magnesium goes with it is for the transplant "),
        ("", ""),
    ],
)
def test_a_medicine_is_said_back_as_it_was_read(browser, typed, told):
    """Beneath the field, while it is typed and when the page comes again."""
    form = {"medicine.0.name": typed, "answers.medicines": "listed", "do": "next"}
    path = "/p/cyclist/medicines"
    hint = browser.post(f"{path}/hint?field=medicine.0.name", data=form).text.strip()
    browser.post(path, data=form)

    assert hint.startswith(told)
    assert (hint in unescape(browser.get(path).text)) or not typed
    assert "<html" not in hint


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("7am", ["07:00"]),
        ("12:30 PM, 9 pm", ["12:30", "21:00"]),
        ("6:30 18h15", ["06:30", "18:15"]),
    ],
)
def test_clock_times_are_read_as_people_write_them(browser, folder, typed, kept):
    """Of twelve hours or of twenty-four."""
    form = {"medicine.0.name": "levothyroxine", "medicine.0.clock": typed, "do": "next"}
    browser.post("/p/cyclist/medicines", data=form | {"answers.medicines": "listed"})

    assert tomllib.loads((folder / "cyclist.toml").read_text())["medicine"][0]["clock"] == kept


def test_who_lists_medicines_finds_room_for_the_first(browser):
    """No word of the file stands in the message."""
    form = {"answers.medicines": "listed", "answers.magnesium_sources": "none", "do": "next"}
    page = browser.post("/p/cyclist/medicines", data=form).text

    assert "Please fill in each medicine below." in page
    assert 'name="medicine.0.name"' in page
    assert "[[" not in page


def test_what_is_needed_is_said_in_words(browser):
    """The first page without an answer names no key of the file."""
    page = browser.post("/new", data={}).text

    assert page.count("This is needed to begin.") >= 3
    assert "jurisdiction =" not in page


# ---------------------------------------------------------------- what a stranger stumbled over


def test_a_night_cramp_is_no_alarm_sign(browser):
    """The question about spasms says what it does not mean, on the first page and later."""
    for path in ("/begin", "/p/cyclist/now"):
        assert "a calf or foot cramp at night that passes is not meant" in browser.get(path).text


def test_going_back_from_help_sends_nothing_again(stranger, keys):
    """Whom to call stands on a page of its own."""
    stranger.get(f"/?token={keys.token}")
    answer = stranger.post("/begin", data={"flag": ["chest_pain", "seizure"]})

    assert answer.status_code == 303
    assert "112" in stranger.get(answer.headers["location"]).text
    form = {"answers.sick_day": "no", "answers.symptoms_now": ["", "confusion"]}
    assert stranger.post("/p/cyclist/now", data=form).status_code == 303


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("165", 1.65), ("165 cm", 1.65), ("165cm", 1.65), ("1,65", 1.65), ("1.65 m", 1.65), ("2", 2)],
)
def test_a_height_is_read_as_people_write_it(robin, folder, typed, kept):
    """Only where one reading is possible."""
    robin.post("/p/robin/you", data={"person.height_m": typed})

    assert document(folder)["person"]["height_m"] == kept


def test_a_decimal_comma_comes_back_as_a_point(robin, folder):
    """In a quantity as in a number, and with its unit behind it."""
    robin.post("/p/robin/health", data={"kidney.creatinine": "0,9 mg/dL"})
    robin.post("/p/robin/you", data={"person.body_mass_kg": "70,5 kg"})

    assert document(folder)["kidney"]["creatinine"] == "0.9 mg/dL"
    assert document(folder)["person"]["body_mass_kg"] == 70.5
    assert 'value="0.9 mg/dL"' in robin.get("/p/robin/health").text


@pytest.mark.parametrize(
    ("step", "key", "typed"),
    [("you", "person.body_mass_kg", "7"), ("health", "kidney.creatinine", "9 mg/dL")],
)
def test_a_slipped_decimal_point_is_asked_once(robin, folder, step, key, typed):
    """Words until somebody says yes; then it stands, and is not asked again."""
    table, _, last = key.partition(".")
    asked = robin.post(f"/p/robin/{step}", data={key: typed})
    before = document(folder).get(table, {})
    sure = robin.post(f"/p/robin/{step}", data={key: typed, f"sure.{key}": typed})
    again = robin.post(f"/p/robin/{step}", data={key: typed})

    assert asked.status_code == 422
    assert "Is it so?" in asked.text
    assert f'name="sure.{key}"' in asked.text
    assert last not in before
    assert sure.url.path != f"/p/robin/{step}"
    assert again.url.path != f"/p/robin/{step}"
    assert last in document(folder)[table]


@pytest.mark.parametrize("typed", ["madrid", "Madrid", "europe/madrid", "Europe/Madrid"])
def test_a_city_is_a_time_zone(browser, folder, typed):
    """Where it stands in one zone only."""
    browser.post("/new", data=WHO | {"timezone": typed})

    assert document(folder)["timezone"] == "Europe/Madrid"


def test_a_city_is_corrected_later_too(browser, folder):
    """The first page of an existing person reads a city the same way, and suggests the same."""
    browser.post("/new", data=WHO)

    wrong = browser.post("/p/robin/who", data=WHO | {"timezone": "Madrit", "do": "next"})
    assert "Did you mean Europe/Madrid" in unescape(wrong.text)
    browser.post("/p/robin/who", data=WHO | {"timezone": "oslo", "do": "next"})

    assert document(folder)["timezone"] == "Europe/Oslo"


def test_a_city_that_is_nearly_one_is_suggested(browser, folder):
    """And the page stays, with the words."""
    answer = browser.post("/new", data=WHO | {"timezone": "Madrit"})

    assert "Did you mean Europe/Madrid" in unescape(answer.text)
    assert not (folder / "robin.toml").exists()


def test_none_of_these_stands_below_what_it_denies(browser):
    """Last, and nothing above it is folded away."""
    text = browser.get("/p/cyclist/health").text

    boxes = re.findall(r'type="checkbox" name="person.conditions" value="(\w+)"', text)
    assert boxes[-1] == "none"
    assert len(boxes) > 20
    assert '<details class="group">' not in text


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        ({"person.sex": "male", "person.age_y": "30"}, False),
        ({"person.sex": "female", "person.age_y": "61"}, False),
        ({"person.sex": "female", "person.age_y": "30"}, True),
        ({"person.sex": "female", "person.age_y": "55.5"}, True),
    ],
)
def test_pregnancy_is_asked_of_whom_it_may_concern(robin, person, asked):
    """On the page and in the review."""
    robin.post("/p/robin/you", data=person)

    assert ('data-ages="12 56" hidden>' not in robin.get("/p/robin/you").text) == asked
    assert ("Pregnant or breastfeeding?" in robin.get("/p/robin/review").text) == asked


def test_nobody_is_said_to_have_given_a_kidney_value(robin):
    """Before one is given."""
    empty = robin.get("/p/robin/health").text
    robin.post("/p/robin/health", data={"kidney.egfr_ml_per_min_1p73m2": "95"})
    given = robin.get("/p/robin/health").text

    assert 'name="kidney.status" value="" checked' not in empty
    assert 'name="kidney.status" value="" checked' in given


def test_a_medicine_that_nobody_knows_stops_once(robin):
    """The page stays to be looked at; sent again, it goes on."""
    form = {"answers.medicines": "listed", "answers.magnesium_sources": "none"}
    form |= {"medicine.sent": "yes", "medicine.0.name": "unobtanium", "medicine.0.clock": "7:00"}
    first = robin.post("/p/robin/medicines", data=form)
    second = robin.post("/p/robin/medicines", data=as_sent(first.text) | form)

    assert "Not recognized: unobtanium" in first.text
    assert second.url.path == "/p/robin/now"


def test_raw_keys_are_questions(browser, folder):
    """What cannot be used is named as the form names it, with the way there."""
    path = folder / "cyclist.toml"
    path.write_text(path.read_text().replace('medicines = "none"', 'medicines = "maybe"'))
    text = unescape(browser.get("/p/cyclist/plan").text)

    assert "Please look at “Medicines and supplements without magnesium”" in text
    assert 'href="/p/cyclist/medicines"' in text


# ---------------------------------------------------------------- two windows


def test_a_stale_window_takes_nothing_back(robin, folder):
    """Each window writes what was changed in it, and nothing else."""
    first, second = (as_sent(robin.get("/p/robin/you").text) for _ in range(2))
    robin.post("/p/robin/you", data=first | {"person.age_y": "44"})
    robin.post("/p/robin/you", data=second | {"person.height_m": "1.7"})

    assert document(folder)["person"] == {"id": "Robin", "age_y": 44, "height_m": 1.7}


def test_one_window_may_change_its_mind(robin, folder):
    """What is sent twice from one window counts as it was sent last."""
    shown = as_sent(robin.get("/p/robin/you").text)
    for age in ("44", "45", "", "46"):
        robin.post("/p/robin/you/check?field=person.age_y", data=shown | {"person.age_y": age})
    robin.post("/p/robin/you", data=shown | {"person.age_y": ""})

    assert "age_y" not in document(folder)["person"]


def test_two_windows_keep_both_medicines(robin, folder):
    """A list that two windows change holds the entries of both, and says so."""
    form = {"answers.medicines": "listed", "answers.magnesium_sources": "none"}
    shown = [as_sent(robin.get("/p/robin/medicines").text) for _ in range(2)]
    one = {"medicine.0.name": "levothyroxine", "medicine.0.clock": "06:30"}
    two = {"medicine.0.name": "omeprazole", "medicine.0.clock": "07:00"}
    robin.post("/p/robin/medicines", data=shown[0] | form | one)
    answer = robin.post("/p/robin/medicines", data=shown[1] | form | two)

    assert "changed in another window, too" in answer.text
    names = {entry["name"] for entry in document(folder)["medicine"]}
    assert names == {"levothyroxine", "omeprazole"}


def test_a_window_may_add_to_its_own_list(robin, folder):
    """Typing on, field by field, is one window, and nothing is there twice."""
    form = {"answers.medicines": "listed", "answers.magnesium_sources": "none"}
    shown = as_sent(robin.get("/p/robin/medicines").text) | form
    path = "/p/robin/medicines"
    named = shown | {"medicine.0.name": "levothyroxine"}
    robin.post(f"{path}/check?field=medicine.0.name", data=named)
    timed = named | {"medicine.0.clock": "06:30"}
    robin.post(f"{path}/check?field=medicine.0.clock", data=timed)
    answer = robin.post(path, data=timed)

    assert answer.url.path == "/p/robin/now"
    assert document(folder)["medicine"] == [{"name": "levothyroxine", "clock": ["06:30"]}]


def test_figures_of_a_label_stay_together(robin, folder):
    """A serving of two that was kept while it was typed is not halved again."""
    shown = as_sent(robin.get("/p/robin/product").text)
    label = {
        "product.salt": "bisglycinate",
        "product.elemental_mg_per_unit": "200",
        "product.units_per_serving": "2",
    }
    for path in ("/p/robin/product/check?field=product.salt", "/p/robin/product"):
        robin.post(path, data=shown | label)

    assert document(folder)["product"]["elemental_mg_per_unit"] == 100


def test_half_a_product_is_still_there(robin, folder):
    """Salt first, mass later: from one window field by field, and in another window."""
    shown = as_sent(robin.get("/p/robin/product").text)
    salt = shown | {"product.salt": "bisglycinate"}
    robin.post("/p/robin/product/check?field=product.salt", data=salt)
    another = robin.get("/p/robin/product").text
    robin.post("/p/robin/product", data=salt | {"product.elemental_mg_per_unit": "100"})

    assert 'value="bisglycinate"' in another
    assert document(folder)["product"]["salt"] == "bisglycinate"


SIGNS = {"answers.sick_day": "no"}


def ticked(folder, key):
    table, _, last = key.partition(".")
    return sorted(document(folder).get(table, {}).get(last, ["?"]))


@pytest.mark.parametrize(
    ("there", "here", "both"),
    [
        (["chest_pain"], ["bloating"], ["bloating", "chest_pain"]),
        (["chest_pain"], ["none"], ["chest_pain"]),
        (["none"], ["bloating"], ["bloating"]),
        (["bloating"], ["bloating"], ["bloating"]),
        (["none"], ["none"], []),
    ],
)
def test_a_sign_ticked_in_another_window_is_not_lost(robin, folder, there, here, both):
    """What either window ticked counts, and "none of these" takes back no sign of the other."""
    path, key = "/p/robin/now", "answers.symptoms_now"
    first, second = (as_sent(robin.get(path).text) for _ in range(2))
    robin.post(path, data=second | SIGNS | {key: ["", *there]})
    answer = robin.post(path, data=first | SIGNS | {key: ["", *here]})

    assert ticked(folder, key) == both
    if "chest_pain" in both:
        assert answer.url.path == "/p/robin/help-now"
        assert "Chest pain" in answer.text
    else:
        assert ("changed in another window, too" in answer.text) == (there != here)


def test_conditions_of_two_windows_stand_together(robin, folder):
    """They are said, and one that is unticked afterwards is gone."""
    path, key = "/p/robin/health", "person.conditions"
    first, second = (as_sent(robin.get(path).text) for _ in range(2))
    robin.post(path, data=second | {key: ["", "heart_block"]})
    told = robin.post(path, data=first | {key: ["", "migraine"]})

    assert told.status_code == 422
    assert "changed in another window, too" in told.text
    assert ticked(folder, key) == ["heart_block", "migraine"]
    again = as_sent(told.text)
    assert sorted(again[key]) == ["", "heart_block", "migraine"]
    robin.post(path, data=again | {key: ["", "heart_block"]})
    assert ticked(folder, key) == ["heart_block"]


def test_what_both_windows_unticked_is_gone(robin, folder):
    """And what one of them left ticked stays."""
    path, key = "/p/robin/now", "answers.symptoms_now"
    robin.post(path, data=SIGNS | {key: ["", "bloating", "nausea"]})
    first, second = (as_sent(robin.get(path).text) for _ in range(2))
    robin.post(path, data=second | {key: ["", "nausea"]})
    robin.post(path, data=first | {key: ["", "nausea"]})

    assert ticked(folder, key) == ["nausea"]


def test_a_window_from_before_a_restart_takes_no_sign_back(robin, folder):
    """Nobody knows any more what it showed: both stand."""
    path, key = "/p/robin/now", "answers.symptoms_now"
    robin.post(path, data=SIGNS | {key: ["", "weakness"]})
    told = robin.post(path, data=SIGNS | {key: ["", "bloating"], "window": "long-ago"})

    assert "changed in another window, too" in told.text
    assert ticked(folder, key) == ["bloating", "weakness"]


def test_an_alarm_of_another_window_leads_to_help(robin):
    """Also where this one never touched the signs."""
    path, key = "/p/robin/now", "answers.symptoms_now"
    first, second = (as_sent(robin.get(path).text) for _ in range(2))
    robin.post(path, data=second | SIGNS | {key: ["", "chest_pain"]})
    answer = robin.post(path, data=first | SIGNS)

    assert answer.url.path == "/p/robin/help-now"


# ---------------------------------------------------------------- words that wait


@pytest.mark.parametrize(
    "wrong",
    [
        {"product.elemental_mg_per_unit": "1000"},
        {"product.elemental_mg_per_unit": "many"},
        {"product.compound_mg_per_unit": "7090"},
        {"product.units_per_serving": "0"},
        {"product.salt": "gold"},
    ],
)
def test_a_refused_label_takes_no_figure_with_it(browser, folder, wrong):
    """The old label stays whole, what was typed is shown, and no plan is made beside it."""
    label = {
        "product.salt": "bisglycinate",
        "product.elemental_mg_per_unit": "100",
        "product.compound_mg_per_unit": "709",
    }
    before = document(folder, "cyclist")
    answer = browser.post("/p/cyclist/product", data=label | wrong)
    plan = browser.post("/p/cyclist/review")

    assert answer.status_code == 422
    assert document(folder, "cyclist") == before
    assert plan.url.path == "/p/cyclist/product"
    assert f'value="{next(iter(wrong.values()))}"' in plan.text
    assert "back=review" in str(plan.url)
    assert "An answer cannot be read yet" in browser.get("/p/cyclist/plan").text
    mended = browser.post("/p/cyclist/product", data=label | {"back": "review"})
    assert mended.url.path == "/p/cyclist/review"
    assert browser.post("/p/cyclist/review").url.path == "/p/cyclist/plan"


def test_a_label_that_was_never_right_is_not_half_a_product(robin, folder):
    """Without a figure that holds there is no product, and nothing is computed from the other."""
    label = {
        "product.salt": "bisglycinate",
        "product.elemental_mg_per_unit": "1000",
        "product.compound_mg_per_unit": "709",
    }
    page = robin.post("/p/robin/product", data=label)

    assert "product" not in document(folder)
    assert {'value="1000"', 'value="709"'} <= set(re.findall(r'value="\w+"', page.text))


def test_no_plan_is_made_past_a_medicine_that_cannot_be_read(browser):
    """Words that wait for a correction lead back to their page."""
    form = {"answers.medicines": "listed", "answers.magnesium_sources": "none"}
    form |= {"medicine.0.name": "levothyroxine", "medicine.0.clock": "25:00"}
    browser.post("/p/cyclist/medicines", data=form)

    assert browser.post("/p/cyclist/review").url.path == "/p/cyclist/medicines"

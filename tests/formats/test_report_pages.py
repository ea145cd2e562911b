"""Do the sheets say what they must, in HTML and on paper, and nothing that they must not?"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from magtitrate.formats.figures import Course, forecast_spec, svg_of
from magtitrate.formats.page import Box, Bullets, Heading, Paragraph, Sheet, Table
from magtitrate.formats.person_sheet import person_sheet
from magtitrate.formats.plan_inputs import Stated, inputs_json
from magtitrate.formats.plan_json import plan_json
from magtitrate.formats.plan_read import open_plan
from magtitrate.formats.professional_sheet import professional_sheet
from magtitrate.formats.reader_units import ReaderUnits, reader_units
from magtitrate.formats.report_files import report_files
from magtitrate.formats.report_html import report_html
from magtitrate.formats.report_pdf import report_pdf
from magtitrate.formats.sentences import sentences
from magtitrate.plan import Forecast

WORDS, UNITS = sentences(), ReaderUnits()
DOSED = ("cyclist", "thyroid", "kidney")
CLOSED = ("held", "referred", "emergency")


def sheets_of(file, units=UNITS) -> tuple[Sheet, Sheet]:
    return person_sheet(file, WORDS, units), professional_sheet(file, WORDS, units)


def texts(sheet: Sheet) -> list[str]:
    """Every text of a sheet, in the order in which it is read."""
    found = [sheet.title, sheet.about]
    for block in sheet.blocks:
        match block:
            case Heading() | Paragraph():
                found.append(block.text)
            case Bullets():
                found += [" ".join(filter(None, item)) for item in block.items]
            case Box():
                found += [block.title, *block.items]
            case Table():
                found += [block.caption, *block.head, *(cell for row in block.rows for cell in row)]
            case _:
                found += [*block.alts, block.caption]
    return found


def plain(text: str) -> str:
    """Without the marks that only guide where a line may break."""
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "").split())


# ---------------------------------------------------------------- what they say


@pytest.mark.parametrize("name", DOSED)
def test_dose_and_reason_come_first_on_the_persons_sheet(name, filed) -> None:
    """The amount is the first thing said, the reason the second, and nothing is promised."""
    file = filed(name)
    sheet = person_sheet(file, WORDS, UNITS)
    first, second = sheet.blocks[:2]

    assert isinstance(first, Paragraph)
    assert first.weight == "lead"
    assert first.text.startswith(f"Consider {file.plan.regimen.steps[0].daily_elemental_mg:g} mg")
    assert "recommended" in second.text
    assert f"{file.plan.limits.max_daily_elemental_mg:g} mg a day" in second.text


@pytest.mark.parametrize("name", DOSED)
def test_the_persons_sheet_has_all_its_parts(name, filed) -> None:
    """Times, stop rules, whom to call, what to watch, the dummy capsule, what this is not."""
    file = filed(name)
    said = "\n".join(texts(person_sheet(file, WORDS, UNITS)))

    for slot in file.plan.regimen.slots:
        assert f"{int(slot.clock_h):02d}:{round(slot.clock_h % 1 * 60):02d}" in said
        assert slot.why in said
    for warning in file.plan.warnings:
        assert warning in said
    assert "dummy capsule" in said
    assert "Not a medical device" in said
    for one in file.plan.pairing:
        assert one.advice in said


@pytest.mark.parametrize("name", DOSED)
def test_every_rule_reaches_the_person_and_the_professional(name, filed) -> None:
    """No sentence of a rule is lost between plan and paper; the professional sees its id."""
    file = filed(name)
    person, professional = (" ".join(texts(sheet)) for sheet in sheets_of(file))

    for reason in file.plan.reasons:
        if re.match(r"[A-Z]+-\d", reason.code):
            core = reason.sentence.partition(": ")[2] or reason.sentence
            assert reason.sentence in person or core in person, reason.code
        assert reason.sentence in professional
        assert reason.code in professional


@pytest.mark.parametrize("name", DOSED)
def test_the_professionals_sheet_has_all_its_parts(name, filed) -> None:
    """Inputs, limits, forecast, options, posterior, gaps, questions, versions and seed."""
    file = filed(name)
    plan = file.plan
    sheet = professional_sheet(file, WORDS, UNITS)
    said = " ".join(texts(sheet))

    for one in file.inputs.stated:
        assert one.value in said
    assert sum(block.kind == "figure" for block in sheet.blocks) == 1
    assert all(f"{one.score:.2f}±{one.monte_carlo_error:.2f}" in said for one in plan.candidates)
    for word in (plan.provenance.facts_hash, plan.provenance.record_hash, "seed 0", plan.mode):
        assert word in said
    assert "?" in said
    for one in plan.pairing:
        if one.gap_before_h is not None:
            assert f"{one.gap_before_h:g} h" in said


@pytest.mark.parametrize("name", CLOSED)
def test_a_refusal_has_sheets_without_a_dose(name, filed) -> None:
    """No amount to consider, no time, no option: what to do next, why, and whom to call."""
    file = filed(name)
    for sheet in sheets_of(file):
        said = " ".join(texts(sheet))
        amounts = re.findall(r"Consider \d|\d\s?×|a day to begin", said)

        assert amounts == []
        assert "Options compared" not in said
        assert "Intakes to consider" not in said
        assert not any(block.kind == "figure" for block in sheet.blocks)
    person = " ".join(texts(sheets_of(file)[0]))
    assert "No dose is proposed" in person
    for warning in file.plan.warnings:
        assert warning in person


def test_how_a_sample_is_taken_is_told_once_on_each_sheet(filed) -> None:
    """Who goes to the laboratory knows what to do before, and so does who draws the blood."""
    file = filed("kidney")
    told = {item.analyte: item.how for item in file.plan.monitoring if item.how}
    person, professional = (" ".join(texts(sheet)) for sheet in sheets_of(file))

    assert {"serum_magnesium", "creatinine", "potassium"} <= set(told)
    for analyte in ("serum_magnesium", "creatinine"):
        assert person.count(told[analyte].partition(". ")[0]) == 1
    assert "Hemolysis" not in person, "how a tube is handled is not for the person"
    assert all(professional.count(how) == 1 for how in told.values())


def test_what_is_the_same_for_every_dose_is_said_once(filed) -> None:
    """Trials cannot tell doses apart, so no column pretends that they could."""
    file = filed("cyclist")
    professional = professional_sheet(file, WORDS, UNITS)
    options = next(b for b in professional.blocks if isinstance(b, Table) and "Score" in b.head)

    assert "Cost" not in options.head
    assert len(options.head) == len(options.rows[0]) == len(options.shares)
    assert " ".join(texts(professional)).count("Trials cannot tell doses apart") == 1


def test_bounds_for_an_override_are_for_clinicians(filed) -> None:
    """Who decides alone is not shown how far another could go."""
    alone, guided = (" ".join(texts(sheets_of(filed(n))[1])) for n in ("cyclist", "kidney"))

    assert "/override" not in alone
    assert "/override" in guided


@pytest.mark.parametrize(("days", "said"), [(0, "before the start"), (9, "by ")])
def test_what_is_drawn_on_the_first_day_is_drawn_before_the_start(days, said, filed) -> None:
    """A date that is today says nothing of what comes first."""
    file = filed("kidney")
    due = file.made.date() + timedelta(days=days)
    labs = [replace(one, due=due) for one in file.plan.monitoring if one.analyte == "potassium"]
    changed = replace(file, plan=replace(file.plan, monitoring=tuple(labs[:1])))
    person, professional = (" ".join(texts(sheet)) for sheet in sheets_of(changed))

    assert f"Could potassium be measured {said}" in professional
    assert ("before the start" in person) is (days == 0)


def test_a_chance_near_nothing_is_not_called_none(filed) -> None:
    """Fewer than one of a hundred is not nobody."""
    file = filed("cyclist")
    person, professional = (" ".join(texts(sheet)) for sheet in sheets_of(file))

    assert file.plan.candidates[0].probability_loose_stool < 0.005
    assert "fewer than 1 would have loose stools" in person
    assert "about 0" not in person + professional
    assert "<1\u00a0%" in professional


def test_stools_of_the_diary_stand_beside_the_figure_that_ignores_them(filed) -> None:
    """The person is told that the figure is of people in general."""
    file = filed("cyclist")
    stools = Stated(topic="diary", name="stools", value="Bristol 6, 2 entries")
    inputs = replace(file.inputs, stated=(*file.inputs.stated, stools))
    told = replace(file, inputs=inputs)

    assert "people in general" not in person_sheet(file, WORDS, UNITS).blocks[1].text
    assert "people in general" in person_sheet(told, WORDS, UNITS).blocks[1].text
    assert "Bristol 6, 2 entries" in " ".join(texts(professional_sheet(told, WORDS, UNITS)))


def test_no_rule_is_told_twice_on_the_persons_sheet(filed) -> None:
    """A medicine's rules stand beside the medicine and nowhere else."""
    file = filed("kidney")
    said = texts(person_sheet(file, WORDS, UNITS))

    for reason in file.plan.reasons:
        if reason.code.startswith("I-") and "furosemide" in reason.sentence.partition(":")[0]:
            core = reason.sentence.partition(": ")[2]
            with_it = [text for text in said if core in text]
            assert len(with_it) == len(reason.sentence.partition(":")[0].split(",")), reason.code


@pytest.mark.parametrize("name", CLOSED)
def test_the_persons_answer_is_without_words_of_a_laboratory(name, filed) -> None:
    """What the labs taught, in bits, is for the professional."""
    person, professional = (" ".join(texts(sheet)) for sheet in sheets_of(filed(name)))

    assert "informs the forecast" not in person
    for reason in filed(name).plan.reasons:
        if reason.code == "labs":
            assert reason.sentence in professional


def test_an_emergency_comes_before_anything_else(filed) -> None:
    """The first block of both sheets says whom to call."""
    for sheet in sheets_of(filed("emergency")):
        assert isinstance(sheet.blocks[0], Box)
        assert "112" in sheet.blocks[0].items[0]


@pytest.mark.parametrize("first", ["no_supplement", "measure_first", "food_first"])
def test_an_option_is_not_shown_as_the_advice(first, filed) -> None:
    """Where something else ranks first, that is said first."""
    file = filed("cyclist")
    accepted = ("regimen", "no_supplement", "measure_first", "professional")
    plan = replace(file.plan, recommended=first if first in accepted else "no_supplement")

    lead = person_sheet(replace(file, plan=plan), WORDS, UNITS).blocks[0]

    assert lead.weight == "lead"
    assert "option" in lead.text


@pytest.mark.parametrize("name", [*DOSED, *CLOSED])
def test_nobody_is_told_to_take_anything_now(name, filed) -> None:
    """The words of a sheet are calm: nothing is to be taken now, nothing is cured."""
    said = " ".join(" ".join(texts(sheet)) for sheet in sheets_of(filed(name))).casefold()

    for word in ("take now", "cures", "guarantee", "will improve", "must take"):
        assert word not in said


def test_units_are_the_readers(filed) -> None:
    """Labs, range and forecast in mg/dL for who asked; doses stay in mg."""
    person, professional = sheets_of(filed("thyroid"), reader_units("mg/dL"))
    table = next(b for b in professional.blocks if isinstance(b, Table) and "Value" in b.head)

    assert [row[2] for row in table.rows if row[1] == "serum magnesium"] == [
        "1.90 mg/dL",
        "1.80 mg/dL",
    ]
    assert "mg/dL" in person.blocks[1].text
    assert "mmol/L" not in person.blocks[1].text


def test_the_catalogue_holds_no_number() -> None:
    """Numbers are filled into sentences, so that a translator never meets one."""
    for topic, rows in WORDS.by_topic.items():
        for name, text in rows.items():
            said = re.sub(r"\{\w+\}|[Oo]f 100|24-hour", "", str(text))  # a whole, and a name
            assert not re.search(r"\d", said), (topic, name)


# ---------------------------------------------------------------- HTML


class Outline(HTMLParser):
    """What a screen reader would meet."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.skipping = 0

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.skipping += tag == "style"

    def handle_endtag(self, tag):
        self.skipping -= tag == "style"

    def handle_data(self, data):
        if not self.skipping:
            self.text.append(data)


def outline(html: str) -> Outline:
    parser = Outline()
    parser.feed(html)
    return parser


@pytest.mark.parametrize("name", [*DOSED, *CLOSED, "hostile"])
def test_the_page_can_be_read_by_anyone(name, filed) -> None:
    """Language, title, headings in order, tables with headings and captions, pictures in words."""
    seen = outline(report_html(sheets_of(filed(name))))
    tags = [tag for tag, _ in seen.tags]

    assert seen.tags[0] == ("html", {"lang": "en"})
    assert tags.count("title") == tags.count("main") == 1
    headings = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in seen.tags if tag == "th")
    assert all(attrs.get("alt") for tag, attrs in seen.tags if tag == "img")
    names = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", [*DOSED, "hostile"])
def test_the_page_stands_alone(name, filed) -> None:
    """No script, no address, no font from elsewhere; the pictures are inside."""
    html = report_html(sheets_of(filed(name)))
    seen = outline(html)

    assert not {"script", "link", "iframe", "object", "form"} & {tag for tag, _ in seen.tags}
    assert not re.search(r"https?:|url\(|@import|javascript:", re.sub(r"base64,[^\"]*", "", html))
    assert all(
        attrs["src"].startswith("data:image/svg+xml;base64,")
        for tag, attrs in seen.tags
        if tag == "img"
    )
    assert not any(name.startswith("on") for _, attrs in seen.tags for name in attrs)


def test_a_hostile_name_is_text(filed) -> None:
    """Markup in a name is shown, and never becomes part of the page."""
    file = filed("hostile")
    html = report_html(sheets_of(file))

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert file.plan.person_id in "".join(outline(html).text)


def luminance(color: str) -> float:
    digits = color.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def test_every_text_color_has_contrast_on_paper(root: Path) -> None:
    """Text on white has at least seven to one, and reads without color (WCAG 1.4.6)."""
    style = (root / "src/magtitrate/assets/report/sheet.css").read_text(encoding="utf-8")
    colors = re.findall(r"(?<![\w-])color: (#[0-9a-f]+)", style)

    assert colors
    for color in colors:
        assert 1.05 / (luminance(color) + 0.05) >= 7, color
        digits = color.lstrip("#")
        assert len(set(digits)) == 1, "grey, so that nothing is said by color"


# ---------------------------------------------------------------- paper


@pytest.fixture(scope="module")
def papers(filed):
    """Each plan as one PDF, made once."""
    made: dict[str, bytes] = {}

    def of(name: str) -> bytes:
        if name not in made:
            made[name] = report_pdf(sheets_of(filed(name)), made=filed(name).made)
        return made[name]

    return of


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [plain(page.get_textpage().get_text_range()) for page in document]


@pytest.mark.parametrize("name", [*DOSED, *CLOSED, "hostile"])
def test_the_paper_says_what_the_page_says(name, filed, papers) -> None:
    """Every word of both sheets is on the paper: one model, two layouts."""
    said = "".join("".join(pages_of(papers(name))).split())
    for sheet in sheets_of(filed(name)):
        for block in sheet.blocks:
            if block.kind == "figure":
                continue
            for text in texts(replace(sheet, blocks=(block,)))[2:]:
                for word in text.split():
                    assert word.strip("-") in said or "-" in word, (name, word, text)


def test_the_first_page_is_the_persons_and_the_second_the_professionals(papers) -> None:
    """A simple plan has two pages; the dose stands on the first, the trace on the second."""
    first, second = pages_of(papers("cyclist"))

    assert "Consider 100 mg of magnesium a day" in first
    assert "When to stop, and who to call" in first
    assert "For the professional" in second
    assert "Questions for the doctor or pharmacist" in second
    for name in CLOSED:
        assert len(pages_of(papers(name))) == 2
    for name in ("thyroid", "kidney"):
        assert len(pages_of(papers(name))) <= 4


@pytest.mark.parametrize("name", [*DOSED, *CLOSED, "hostile"])
def test_nothing_runs_over_the_edge_of_the_paper(name, papers) -> None:
    """Every letter lies inside the margins."""
    assert_inside(papers(name))


def assert_inside(content: bytes) -> None:
    margin = 10 * 72 / 25.4
    for page in pypdfium2.PdfDocument(content):
        width, height = page.get_size()
        letters = page.get_textpage()
        for n in range(letters.count_chars()):
            left, bottom, right, top = letters.get_charbox(n)
            if right > left:
                assert margin <= left <= right <= width - margin
                assert margin / 2 <= bottom <= top <= height - margin


def test_a_word_without_an_end_stays_on_the_paper(filed) -> None:
    """Names and keys of any length break inside their column."""
    file = filed("thyroid")
    pairing = tuple(replace(one, item="y" * 150, facts=("z" * 90,)) for one in file.plan.pairing)
    plan = replace(file.plan, person_id="x" * 180, pairing=pairing)
    file = replace(file, plan=plan)

    content = report_pdf(sheets_of(file), made=file.made)

    assert "y" * 20 in "".join(pages_of(content))
    assert_inside(content)


@pytest.mark.parametrize("name", ["cyclist", "hostile", "held"])
def test_the_paper_is_accessible(name, papers) -> None:
    """It declares PDF/UA-1, has a title and a language, and a date that is the plan's."""
    content = papers(name)
    document = pypdfium2.PdfDocument(content)

    assert b"pdfuaid" in content
    assert document.get_metadata_value("Title")
    assert document.get_metadata_value("CreationDate") == "D:20261122080000Z"
    assert document.is_tagged()


def test_a_letter_that_the_fonts_lack_is_shown_as_lacking(papers) -> None:
    """An accessible document may hold no letter without a picture; the rest of the name stays."""
    first = pages_of(papers("hostile"))[0]

    assert "<script>alert(1)</script> #strong[x] $y$ *z* \N{REPLACEMENT CHARACTER}" in first


# ---------------------------------------------------------------- the same again


@pytest.mark.parametrize("suffix", [".html", ".pdf"])
def test_an_old_plan_file_gives_the_same_report(suffix, filed, tmp_path) -> None:
    """From the plan's JSON come the same bytes as from the fresh plan, every time."""
    file = filed("thyroid")
    path = tmp_path / "plan.json"
    path.write_text(plan_json(file.plan, inputs_json(file.inputs)), encoding="utf-8")
    target = Path(f"report{suffix}")

    first, again, old = (
        report_files(target, one, WORDS, UNITS)[target] for one in (file, file, open_plan(path))
    )

    assert first == again == old


def test_a_folder_gets_two_documents_in_two_forms(filed, tmp_path) -> None:
    """The person's sheet and the professional's are documents of their own."""
    files = report_files(tmp_path / "out", filed("held"), WORDS, UNITS)

    assert {path.name for path in files} == {
        "for-you.html", "for-you.pdf", "for-the-professional.html", "for-the-professional.pdf",
    }  # fmt: skip
    person = files[tmp_path / "out" / "for-you.html"].decode()
    assert person.count("<article") == 1
    assert "For the professional" not in person


# ---------------------------------------------------------------- figures


def test_a_figure_shows_both_lines_the_band_and_the_range() -> None:
    """One specification, in black and grey, with the words at the ends of the lines."""
    course = Course(
        title="Serum magnesium, mmol/L", axis="day", with_plan="with the plan", without="without",
        forecast=Forecast(day=(0, 28, 84), p05=(0.7, 0.72, 0.74), p50=(0.8, 0.82, 0.84),
                          p95=(0.9, 0.92, 0.94), without=(0.8, 0.8, 0.8)),
        low=0.85, high=1.9,
    )  # fmt: skip
    spec = forecast_spec(course)
    marks = [layer["mark"]["type"] for layer in spec["layer"]]
    svg = svg_of(spec)

    assert marks == ["area", "rule", "line", "line", "text", "text"]
    assert svg == svg_of(spec)
    assert svg.count(">with the plan<") == 1
    colors = set(re.findall(r"#([0-9a-f]{6})\b", svg))
    assert all(color[:2] == color[2:4] == color[4:] for color in colors)
    assert not re.search(r"https?://(?!www\.w3\.org)", svg)


def test_an_amount_is_never_broken_over_two_lines(root: Path, filed) -> None:
    """On a narrow screen a table scrolls: `1 × 10` above `0 mg` would be another dose."""
    style = (root / "src/magtitrate/assets/report/sheet.css").read_text(encoding="utf-8")
    cells = re.search(r"^th, td \{(.*)\}", style, re.MULTILINE)
    amounts = [
        cell
        for block in person_sheet(filed("cyclist"), WORDS, UNITS).blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if cell.endswith("mg")
    ]

    assert cells
    assert "overflow-wrap: break-word" in cells[1]
    assert amounts
    assert not any(" " in amount for amount in amounts), "blanks that do not break"

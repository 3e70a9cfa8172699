"""Finding sheets, audit plans and action lists as the reader of the paper meets them."""

import dataclasses
import locale
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from auditdesk.book.dossiers import (
    ActionEntry,
    ActionLine,
    AttachmentEntry,
    CauseEntry,
    CheckEntry,
    Citation,
    ExtensionEntry,
    FindingDossier,
    House,
    PlanDossier,
    SessionEntry,
    SignoffEntry,
    TeamEntry,
)
from auditdesk.errors import Refusal, Trouble
from auditdesk.i18n import language_and_region
from auditdesk.output import sheets
from auditdesk.output.sheets import LABELS, Stamp, action_list, audit_plans, finding_sheets
from auditdesk.paths import resource

HOSTILE = (
    '#eval("1") $x^2$ *bold* _it_ <b>tag</b> &amp; \\textbf{x} @ref // comment {{ jinja }}'
    " [link](http://x) ```code``` /* c */ ~ -- --- ... #import <label> \\u{41}"
)
DAY = date(2026, 11, 12)
HOUSE = House("Meridian", form_numbers=(("finding", "QF-09-04", "3"), ("plan", "QF-09-01", "")))
STAMP = Stamp("9f2c4e1ab73d55c0" * 4, 18234, datetime(2026, 11, 13, 8, 5, tzinfo=UTC))
LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def action(number: int, kind: str = "corrective_action") -> ActionEntry:
    """An action with all it can have."""
    moved = ExtensionEntry(DAY, DAY, "Supplier is late", "E. Keller", DAY)
    return ActionEntry(
        f"A{number}", kind, f"Do thing {number}", "M. Gruber", DAY, "8 h", "done", DAY, "Ł. Żółć",
        DAY, f"Seen record {number}", (moved,),
    )  # fmt: skip


FULL = FindingDossier(
    id="1", number="NC-7", grade="major", grade_label="Major nonconformity", grade_letter="M",
    nonconformity=True, state="issued", state_label="Issued", audit="IA-2026-07",
    audit_title="Calibration", raised_on=DAY, issued_on=DAY, answer_due=DAY, site="Zürich",
    process="Purchasing", department="Quality", place="Line 3", auditor="Łukasz Żółć",
    auditee="Ελένη", owner="M. Gruber",
    citations=(Citation("ISO 9001:2026", "8.4.1", "Type and extent of control", verified=False),),
    document="SOP-0714 rev 4", repeat_of="NC-1", requirement="What should be",
    evidence="What is", statement="The gap", effect="The risk", acknowledged_on=DAY,
    acknowledged_by="E. Keller", diverging_opinion="Not agreed", extent="Two more lines",
    causes=(CauseEntry("five_why", "Method", "No deputy", ("First why", "Second why")),),
    actions=(action(1, "correction"), action(2)),
    checks=(CheckEntry("A2", "None overdue", "Sample of 30", DAY, "Ł. Żółć", "partly", "One", DAY),),
    risk_update="Risk 12", document_update="SOP-0714 rev 5", system_update="None needed",
    closed_on=DAY, closed_by="Ł. Żółć", closing_note="Done well",
    attachments=(AttachmentEntry("photo.jpg", "Label", 2_345_678, "ab12cd34" * 8),),
    signoffs=(SignoffEntry("Issued by me", "Ł. Żółć", DAY, "0123456789abcdef" * 4),),
)  # fmt: skip
BLANK: dict[str, Any] = {
    field.name: () if isinstance(getattr(FULL, field.name), tuple) else ""
    for field in dataclasses.fields(FULL)
} | dict.fromkeys(("raised_on", "issued_on", "answer_due", "acknowledged_on", "closed_on"))
EMPTY = FindingDossier(**BLANK | {"nonconformity": True, "state": "draft", "number": "NC-8"})
SESSION = SessionEntry(
    DAY, "09:30", "10:15", "Stores", "Logistics", "8.5.4", "A", "B", "Hall 3", "x"
)
PLAN = PlanDossier(
    "p", "IA-2026-07", "Calibration", "agreed", "Agreed", "Process audit", DAY, DAY, "The objective",
    "The scope", "The criteria", ("ISO 9001:2026",), "On site", "Five of each", "English",
    "Safety shoes", "Conclusions", "Top management", "No personal data", "M. Gruber", ("Werk Süd",), ("Graz",),
    FULL.citations,
    (TeamEntry("Ł. Żółć", "Lead auditor", "Worked there", "No records of 2025", "E. Keller"),),
    tuple(dataclasses.replace(SESSION, day=date(2026, 11, day)) for day in (12, 13, 14)),
    (("NC-1", "Minor", "An earlier gap"),), FULL.signoffs,
)  # fmt: skip


def pages(path: Path) -> list[str]:
    """The text of every page."""
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def words(text: str) -> str:
    """The text with any white space as one space."""
    return " ".join(text.split())


def printed(finding: FindingDossier, folder: Path) -> str:
    """The words on the sheet of one finding."""
    finding_sheets([finding], HOUSE, STAMP, folder / "sheet.pdf")
    return words(" ".join(pages(folder / "sheet.pdf")))


def test_hostile_text_prints_exactly_as_typed(tmp_path: Path) -> None:
    texts: dict[str, Any] = {
        field.name: f"{field.name}: {HOSTILE}"
        for field in dataclasses.fields(FULL)
        if isinstance(getattr(FULL, field.name), str) and field.name not in ("id", "grade", "state")
    }
    texts |= {"grade_letter": "M"}
    text = printed(dataclasses.replace(FULL, **texts), tmp_path)
    joined = text.replace(" ", "")
    for name in ("evidence", "closing_note", "process", "auditee", "diverging_opinion"):
        assert f"{name}:{HOSTILE}".replace(" ", "") in joined


def test_every_value_of_a_finding_is_on_its_sheet(tmp_path: Path) -> None:
    text = printed(FULL, tmp_path)
    flat = repr(dataclasses.asdict(FULL))
    for value in re.findall(r": '([^']+)'", flat):
        shown = (
            value
            if value
            not in (
                "1",
                "major",
                "issued",
                "correction",
                "corrective_action",
                "five_why",
                "ab12cd34" * 8,
                "0123456789abcdef" * 4,
            )
            else ""
        )
        assert shown in text
    for shown in ("Five whys", "First why", "Second why", "ab12cd34ab12cd34", "2346 kB",
                  "2026-11-12", "Form QF-09-04 rev 3", "Page 1 of", "Uncontrolled when printed",
                  "Printed 2026-11-13 08:05 UTC", f"Trail {'9f2c4e1ab73d55c0' * 4}, step 18234",
                  "ISO 9001:2026 · 8.4.1 Type and extent of control",
                  "ISO 9001:2026: numbers and titles of clauses were not yet checked"):  # fmt: skip
        assert shown in text


def test_every_word_of_the_templates_can_be_translated() -> None:
    said = set()
    for template in resource("sheets").glob("*.typ"):
        said |= set(re.findall(r"say\.([a-z]\w*)", template.read_text("utf-8")))
    assert said - {"at"} <= set(LABELS)


@pytest.mark.parametrize("count", [0, 1, 60])
def test_any_number_of_actions_prints_under_a_repeated_head(tmp_path: Path, count: int) -> None:
    text = printed(
        dataclasses.replace(FULL, actions=tuple(action(n) for n in range(count))), tmp_path
    )
    assert len(re.findall(r"Do thing \d+", text)) == count
    assert "Corrective action" in text
    if count == 60:
        assert text.count("Accepted by, on") > 1


def test_a_very_long_evidence_runs_over_pages(tmp_path: Path) -> None:
    long = " ".join(f"w{number}" for number in range(4000))[:20_000]
    text = printed(dataclasses.replace(FULL, evidence=long), tmp_path)
    missing = [word for word in long.split() if word not in text]
    assert not missing


def test_an_unbroken_word_stays_within_its_column(tmp_path: Path) -> None:
    finding = dataclasses.replace(FULL, evidence="Ω" * 500, place="x" * 200, number="9" * 60)
    finding_sheets([finding], HOUSE, STAMP, tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        counted = 0
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                if text.get_text_range(index, 1) == "Ω":
                    counted += 1
                    left, _bottom, right, _top = text.get_charbox(index)
                    assert 0 < left < right < page.get_width() - 16 * 72 / 25.4
    assert counted == 500


def test_scripts_of_many_readers_print(tmp_path: Path) -> None:
    typed = "Λήξη βαθμονόμησης\nКалибровка просрочена\nمفاتيح عزم\nמפתחות מומנט"
    text = printed(dataclasses.replace(FULL, evidence=typed), tmp_path)
    for line in typed.split("\n"):
        assert line in text or line[::-1] in text


def test_a_text_that_starts_right_to_left_stands_at_the_right(tmp_path: Path) -> None:
    finding_sheets([dataclasses.replace(EMPTY, evidence="שלום")], HOUSE, STAMP, tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(tmp_path / "a.pdf") as document:
        page = document[0]
        text = page.get_textpage()
        at = next(i for i in range(text.count_chars()) if text.get_text_range(i, 1) == "ש")
        assert text.get_charbox(at)[2] > page.get_width() * 0.9


def test_line_breaks_are_kept_and_control_characters_dropped(tmp_path: Path) -> None:
    finding = dataclasses.replace(FULL, evidence="one\r\ntwo\x0bthree\x00\x07\n\nfo\x1bur \ud800")
    finding_sheets([finding], HOUSE, STAMP, tmp_path / "a.pdf")
    lines = [line.strip() for line in pages(tmp_path / "a.pdf")[0].splitlines()]
    at = lines.index("one")
    assert [line for line in lines[at : at + 5] if line][:4] == ["one", "two", "three", "four �"]


def test_missing_glyphs_are_refused_by_name_and_place(tmp_path: Path) -> None:
    bad = dataclasses.replace(FULL, evidence="torque \ue123 wrench", place="\U0001342f here")
    with pytest.raises(Refusal) as refused:
        finding_sheets([EMPTY, bad], HOUSE, STAMP, tmp_path / "a.pdf")
    for part in ("U+E123", "U+1342F", "NC-7", "torque", "Noto Sans CJK", "print anyway"):
        assert part in str(refused.value)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_missing_glyphs_print_blank_only_when_asked_and_are_reported(tmp_path: Path) -> None:
    bad = dataclasses.replace(FULL, evidence="torque \ue123 wrench")
    done = finding_sheets([bad], HOUSE, STAMP, tmp_path / "a.pdf", even_blank=True)
    assert (done.standard, done.missing) == ("PDF", ("\ue123",))
    assert "torque" in pages(done.path)[0]


def test_each_sheet_of_one_file_counts_its_own_pages(tmp_path: Path) -> None:
    done = finding_sheets([FULL, EMPTY, FULL], HOUSE, STAMP, tmp_path / "a.pdf")
    counted = [re.search(r"Page (\d+) of (\d+)", text) for text in pages(done.path)]
    numbers = [(int(found[1]), int(found[2])) for found in counted if found]
    assert done.sheets == 3
    assert done.pages == len(numbers) == sum(of for page, of in numbers if page == 1)
    assert [page for page, _of in numbers].count(1) == 3


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        finding_sheets([FULL, EMPTY], HOUSE, STAMP, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_many_sheets_are_printed_in_batches_as_if_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings = [
        dataclasses.replace(EMPTY if n == 2 else FULL, number=f"NC-{n}", acknowledged_by=f"By {n}")
        for n in range(5)
    ]
    at_once = finding_sheets(findings, HOUSE, STAMP, tmp_path / "at once.pdf")
    monkeypatch.setattr(sheets, "BATCH", 2)
    done = [finding_sheets(findings, HOUSE, STAMP, tmp_path / name) for name in ("a", "b")]
    assert pages(done[0].path) == pages(at_once.path)
    assert dataclasses.replace(done[0], path=at_once.path) == at_once
    assert done[0].path.read_bytes() == done[1].path.read_bytes()
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert claim in done[0].path.read_bytes()


def test_missing_glyphs_of_every_batch_are_named_at_once_and_no_batch_is_archival(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheets, "BATCH", 1)
    findings = [
        dataclasses.replace(FULL, evidence="\ue123", number="NC-1"),
        EMPTY,
        dataclasses.replace(FULL, evidence="\ue124", number="NC-3"),
    ]
    with pytest.raises(Refusal, match=r"U\+E123.*U\+E124.*NC-1.*NC-3"):
        finding_sheets(findings, HOUSE, STAMP, tmp_path / "a.pdf")
    done = finding_sheets(findings, HOUSE, STAMP, tmp_path / "a.pdf", even_blank=True)
    assert (done.standard, done.missing) == ("PDF", ("\ue123", "\ue124"))
    assert b"pdfaid:part" not in done.path.read_bytes()


LOCALES = (
    "C", "POSIX", "", "C.UTF-8", "xx_YY", "de_DE.UTF-8@euro", "de-AT", "sr_Latn_RS", "es_419", "zh-Hans-CN",
    "ca_ES@valencia", "en_US_POSIX", "fil_PH", "german", "bokmål", "1252", "_", "tlh",
)  # fmt: skip


@pytest.mark.parametrize("name", LOCALES)
def test_a_paper_prints_under_every_locale_of_the_system(name: str, tmp_path: Path) -> None:
    printed = finding_sheets([FULL], HOUSE, STAMP, tmp_path / "a.pdf", language=name)
    assert printed.pages and printed.standard


@pytest.mark.parametrize("name", sorted({*LOCALES, *locale.locale_alias.values()}))
def test_every_locale_has_a_language_and_perhaps_a_region(name: str) -> None:
    code, region = language_and_region(name)
    assert re.fullmatch("[a-z]{2,3}", code) and re.fullmatch("([A-Z]{2})?", region)
    if re.match("de_AT", name):
        assert (code, region) == ("de", "AT")


def test_a_sheet_is_marked_with_the_language_chosen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("auditdesk.i18n._language", "pt_BR")
    done = finding_sheets([FULL], HOUSE, STAMP, tmp_path / "a.pdf")
    assert b"/Lang (pt-BR)" in done.path.read_bytes().replace(b"/Lang(", b"/Lang (")


def test_sheets_are_archival_accessible_and_titled(tmp_path: Path) -> None:
    house = dataclasses.replace(HOUSE, logo=LOGO, logo_type="svg")
    done = finding_sheets([FULL], house, STAMP, tmp_path / "a.pdf")
    data = done.path.read_bytes()
    assert done.standard == "PDF/A-2a"
    assert b"<pdfaid:part>2<" in data
    assert b"<pdfuaid:part>1<" in data
    with pypdfium2.PdfDocument(done.path) as document:
        about = document.get_metadata_dict()
    assert (about["Title"], about["Author"]) == ("NC-7 Major nonconformity", "Meridian")
    assert about["CreationDate"].startswith("D:20261113080500")


@pytest.mark.parametrize("place", ["no such folder", "a file"])
def test_a_folder_that_cannot_be_written_is_named_in_plain_words(
    tmp_path: Path, place: str
) -> None:
    (tmp_path / "a file").write_text("x")
    with pytest.raises(Trouble, match="folder"):
        finding_sheets([FULL], HOUSE, STAMP, tmp_path / place / "a.pdf")


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "a.pdf"
    old.write_text("old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(Trouble, match="disk is full"):
        finding_sheets([FULL], HOUSE, STAMP, old)
    files = [path for path in tmp_path.iterdir() if path.is_file()]
    assert [(path.name, path.read_text()) for path in files] == [("a.pdf", "old")]


def test_a_pdf_that_lost_pages_does_not_replace_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "a.pdf"
    old.write_text("old")
    real = sheets._compile

    def broken(*given: Any) -> tuple[bytes, int, str, tuple[str, ...]]:
        pdf, pages, standard, missing = real(*given)
        return pdf[: len(pdf) // 2], pages, standard, missing

    monkeypatch.setattr(sheets, "_compile", broken)
    with pytest.raises(Trouble, match="old file is unchanged"):
        finding_sheets([FULL], HOUSE, STAMP, old)
    assert old.read_text() == "old"


def test_a_logo_that_is_no_picture_is_said(tmp_path: Path) -> None:
    house = dataclasses.replace(HOUSE, logo=b"nonsense", logo_type="png")
    with pytest.raises(Trouble, match="logo"):
        finding_sheets([FULL], house, STAMP, tmp_path / "a.pdf")


def test_nothing_chosen_prints_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refusal):
        finding_sheets([], HOUSE, STAMP, tmp_path / "a.pdf")


def test_an_empty_draft_is_marked_and_numbers_nine_blocks(tmp_path: Path) -> None:
    text = printed(EMPTY, tmp_path)
    assert "DRAFT" in text
    assert "9 Closure" in text


def test_an_observation_has_only_its_own_blocks(tmp_path: Path) -> None:
    seen = dataclasses.replace(
        EMPTY, nonconformity=False, state="issued", grade_letter="O", requirement="r",
        grade_label="Observation", evidence="e", statement="s",
    )  # fmt: skip
    text = printed(seen, tmp_path)
    assert "Criterion" in text
    for absent in ("Closure", "Cause", "Effectiveness", "DRAFT", "Nonconformity"):
        assert absent not in text


def test_letter_paper_is_letter(tmp_path: Path) -> None:
    house = dataclasses.replace(HOUSE, paper="us-letter")
    done = finding_sheets([FULL], house, STAMP, tmp_path / "a.pdf")
    with pypdfium2.PdfDocument(done.path) as document:
        assert document[0].get_size() == (612, 792)


def test_an_audit_plan_shows_all_that_was_planned(tmp_path: Path) -> None:
    done = audit_plans([PLAN, PLAN], HOUSE, STAMP, tmp_path / "a.pdf")
    text = words(" ".join(pages(done.path)))
    for shown in ("The objective", "The scope", "The criteria", "Five of each", "Safety shoes",
                  "Werk Süd", "Top management", "No personal data", "Worked there",
                  "Mitigation: No records of 2025", "Approved by: E. Keller", "09:30–10:15",
                  "2026-11-14", "An earlier gap", "Agreed by the auditee", "Form QF-09-01"):  # fmt: skip
        assert text.count(shown) >= 2
    assert done.standard == "PDF/A-2a"


def test_the_action_list_is_a_landscape_table_that_marks_the_late(tmp_path: Path) -> None:
    lines = [
        ActionLine(f"A{n}", "NC-7", "m", "Corrective action", f"Do {n}", "M. Gruber", DAY, None,
                   "open", n % 3)
        for n in range(60)
    ]  # fmt: skip
    done = action_list("Open actions", lines, HOUSE, STAMP, tmp_path / "a.pdf")
    texts = pages(done.path)
    text = words(" ".join(texts))
    with pypdfium2.PdfDocument(done.path) as document:
        width, height = document[0].get_size()
    assert width > height
    assert text.count("1 day late") == text.count("2 days late") == 20
    assert "60 actions, 40 late" in text
    assert all("Responsible" in one for one in texts)
    assert done.standard == "PDF/A-2a"

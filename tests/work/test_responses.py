"""Response forms: written, filled in, re-saved by other programs, and read back row by row."""

import random
import shutil
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.book.tables import ActionRow, Cause, Evidence
from auditdesk.domain.response import Answer, AnswerFate, AnswerLine, Returned, counts
from auditdesk.errors import Refusal
from auditdesk.intake.response import is_response, returned
from auditdesk.intake.workbook import read_workbook
from auditdesk.output import export
from auditdesk.work import responses
from tests.conftest import TODAY, Desk, nonconformity

Filling = Mapping[str, tuple[Any, Any, Any]]
"""By the key of a row: answer, who, date."""
WHOLE: Filling = {
    "acknowledge": ("We see it alike, but for batch 7", "B. Lopes", date(2026, 11, 12)),
    "correction": ("Evaluate the four", "T. Haas", date(2026, 11, 30)),
    "extent": ("Brno looked at: 0 of 9", None, None),
    "why1": ("The recall did not name group B", None, None),
    "why2": ("Group B was made after the recall was set up", None, None),
    "cause": ("A new purchasing group is no occasion to look at the recall", None, None),
    "category": ("Method", None, None),
    "action1": ("Recall by all groups of the ERP", "B. Lopes", date(2026, 12, 15)),
}


def written(desk: Desk, folder: Path, *numbers: str, language: str = "en") -> Path:
    texts = responses.texts_in(language)
    ids = [desk.get("finding", one).id for one in numbers or ("NC-2026-001",)]
    forms = [responses.form_of(desk.book, id, texts) for id in ids]
    to = folder / "form.xlsx"
    export.export_response(desk.book, forms, texts, responses.people(Reading()), to, TODAY)
    return to


def marked_rows(sheet: Any) -> dict[str, int]:
    """The rows of a sheet by the key in their mark."""
    marks = {row: str(sheet.cell(row, 5).value or "") for row in range(1, sheet.max_row + 1)}
    return {mark.split("|")[0]: row for row, mark in marks.items() if mark.count("|") == 2}


def filled(form: Path, filling: Filling, to: Path, sheet: str = "NC-2026-001") -> Path:
    """The form as a spreadsheet program saves it after somebody filled it in."""
    book = openpyxl.load_workbook(form)
    rows = marked_rows(book[sheet])
    for key, values in filling.items():
        for column, value in enumerate(values, 2):
            if value is not None:
                cell = book[sheet].cell(rows[key], column)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(to)
    return to


def read(path: Path) -> Returned:
    return returned(read_workbook(path))


def taken(desk: Desk, path: Path, also: tuple[tuple[str, str], ...] = ()) -> dict[str, AnswerLine]:
    lines = responses.take(desk.book, read(path), path, TODAY, also)
    return {line.key: line for line in lines if line.fate is not AnswerFate.EMPTY}


def fates(lines: Mapping[str, AnswerLine]) -> dict[str, str]:
    return {key: str(line.fate) for key, line in lines.items()}


def test_a_form_is_answered_in_one_step_and_kept_as_evidence(issued: Desk, tmp_path: Path) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    seq = issued.book.head.seq
    lines = taken(issued, path)
    assert set(fates(lines).values()) == {"accepted"} and len(lines) == len(WHOLE)
    assert issued.book.head.seq == seq + 1
    finding = issued.get("finding", "NC-2026-001")
    assert (finding.state, finding.acknowledged_by) == ("acknowledged", "B. Lopes")
    assert finding.extent == "Brno looked at: 0 of 9"
    (cause,) = Reading().rows(Cause, finding=finding.id)
    assert (cause.method, cause.category, len(cause.steps)) == ("five_why", "Method", 2)
    first, second = Reading().rows(ActionRow)
    assert (first.kind, second.kind, second.due) == (
        "correction", "corrective_action", date(2026, 12, 15),
    )  # fmt: skip
    (kept,) = Reading().rows(Evidence, row=finding.id)
    assert kept.name == "back.xlsx"


def test_reading_twice_changes_nothing(issued: Desk, tmp_path: Path) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    taken(issued, path)
    head = issued.book.head
    assert set(fates(taken(issued, path)).values()) == {"known"}
    again = filled(path, {"extent": ("Brno  looked at:\n0 of 9", None, None)}, tmp_path / "2.xlsx")
    assert set(fates(taken(issued, again)).values()) == {"known"}
    assert issued.book.head == head


def test_a_preview_says_the_same_and_changes_nothing(issued: Desk, tmp_path: Path) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    head = issued.book.head
    shown = responses.compare(issued.book, read(path), TODAY)
    assert issued.book.head == head
    assert counts(shown) == "8 accepted"
    assert shown == responses.take(issued.book, read(path), path, TODAY)


def test_what_changed_meanwhile_is_shown_and_overwritten_only_when_asked(
    issued: Desk, tmp_path: Path
) -> None:
    path = filled(
        written(issued, tmp_path),
        {"extent": WHOLE["extent"], "cause": WHOLE["cause"]},
        tmp_path / "back.xlsx",
    )
    issued.set("finding", "NC-2026-001", extent="Brno: 2 of 9")
    issued.add("cause", finding="NC-2026-001", cause="No deputy")
    lines = taken(issued, path)
    assert fates(lines) == {"extent": "changed", "cause": "changed"}
    assert (lines["extent"].now, lines["cause"].now) == ("Brno: 2 of 9", "No deputy")
    assert issued.get("finding", "NC-2026-001").extent == "Brno: 2 of 9"
    assert fates(taken(issued, path, (("NC-2026-001", "extent"),))) == {
        "extent": "accepted", "cause": "changed",
    }  # fmt: skip
    assert issued.get("finding", "NC-2026-001").extent == "Brno looked at: 0 of 9"


@pytest.mark.parametrize(
    ("key", "values", "sentence"),
    [
        ("correction", ("Evaluate", "B. Lopez", None), "Nearest: B. Lopes"),
        ("correction", ("Evaluate", None, "24.12.2026"), "is text, not a date"),
        ("correction", (None, "B. Lopes", None), "Say what will be done"),
        ("correction", ("Evaluate", None, date(2026, 11, 1)), "lies before the issue"),
        ("acknowledge", (None, "B. Lopes", None), "date is missing"),
        ("acknowledge", (None, "B. Lopes", date(2026, 11, 24)), "lies in the future"),
        ("acknowledge", (None, "B. Lopes", date(2026, 11, 9)), "before NC-2026-001 was issued"),
        ("acknowledge", (None, None, date(2026, 11, 12)), "Who acknowledged it is missing"),
        ("why1", ("Nobody knew", None, None), "cause itself is missing"),
    ],
)
def test_what_is_not_valid_is_refused_by_row_with_the_reason(
    issued: Desk, tmp_path: Path, key: str, values: tuple[Any, Any, Any], sentence: str
) -> None:
    path = filled(
        written(issued, tmp_path),
        {key: values, "extent": WHOLE["extent"]},
        tmp_path / "back.xlsx",
    )
    lines = taken(issued, path)
    assert lines[key].fate is AnswerFate.INVALID and sentence in lines[key].message
    assert lines["extent"].fate is AnswerFate.ACCEPTED


def test_an_action_is_said_to_be_done(issued: Desk, tmp_path: Path) -> None:
    issued.add("action", finding="NC-2026-001", what="Recall for B", due="2026-12-01")
    form = written(issued, tmp_path)
    done = {"done:CA-2026-001": ("Recall list rev 8", None, date(2026, 11, 20))}
    path = filled(form, done, tmp_path / "back.xlsx")
    assert fates(taken(issued, path)) == {"done:CA-2026-001": "accepted"}
    action = issued.get("action", "CA-2026-001")
    assert (action.done_on, action.done_evidence) == (date(2026, 11, 20), "Recall list rev 8")
    assert fates(taken(issued, path)) == {"done:CA-2026-001": "known"}
    issued.set("action", "CA-2026-001", move="reopen", reason="list incomplete")
    assert fates(taken(issued, path)) == {"done:CA-2026-001": "changed"}


def test_several_findings_answer_in_one_file_and_stay_apart(issued: Desk, tmp_path: Path) -> None:
    issued.add("finding", **nonconformity(), move="issue", on="2026-11-10")
    form = written(issued, tmp_path, "NC-2026-001", "NC-2026-002", language="de")
    path = filled(form, {"extent": ("eins", None, None)}, tmp_path / "1.xlsx")
    path = filled(path, {"extent": ("zwei", None, None)}, tmp_path / "2.xlsx", "NC-2026-002")
    book = openpyxl.load_workbook(path)
    book.move_sheet("NC-2026-001", 1)
    book["NC-2026-002"].title = "renamed"
    book.save(path)
    lines = responses.take(issued.book, read(path), path, TODAY)
    assert [line.finding for line in lines if line.fate is AnswerFate.ACCEPTED] == [
        "NC-2026-001", "NC-2026-002",
    ]  # fmt: skip
    assert issued.get("finding", "NC-2026-002").extent == "zwei"


def test_only_issued_open_findings_are_answered(audited: Desk, tmp_path: Path) -> None:
    id = audited.add("finding", **nonconformity())
    with pytest.raises(Refusal, match="only an issued, open finding"):
        written(audited, tmp_path, id)
    with pytest.raises(Refusal, match="Possible: en, de"):
        responses.texts_in("tlh")


# --- tampered, truncated, foreign ---------------------------------------------------------------


def test_locked_text_is_read_from_the_book_and_never_from_the_form(
    issued: Desk, tmp_path: Path
) -> None:
    path = filled(written(issued, tmp_path), {"extent": WHOLE["extent"]}, tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["NC-2026-001"]
    for row in sheet.iter_rows(max_col=1):
        row[0].value = "altered"
    book.save(path)
    before = issued.get("finding", "NC-2026-001").statement
    assert fates(taken(issued, path)) == {"extent": "accepted"}
    assert issued.get("finding", "NC-2026-001").statement == before


@pytest.mark.parametrize("alter", ["extent|", "|0", "x"])
def test_a_row_whose_mark_was_altered_is_foreign(issued: Desk, tmp_path: Path, alter: str) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(path)
    cell = book["NC-2026-001"].cell(marked_rows(book["NC-2026-001"])["extent"], 5)
    key, base, given = str(cell.value).split("|")
    cell.value = {
        "extent|": f"cause|{base}|{given}",
        "|0": f"{key}|{base[::-1]}|{given}",
        "x": f"{key}|{base}|{given[::-1]}",
    }[alter]
    book.save(path)
    lines = responses.take(issued.book, read(path), path, TODAY)
    assert [line.answer for line in lines if line.fate is AnswerFate.FOREIGN] == [
        WHOLE["extent"][0]
    ]
    gone = [line for line in lines if line.key == "extent" and line.fate is AnswerFate.INVALID]
    assert "gone" in gone[0].message
    assert issued.get("finding", "NC-2026-001").extent == ""


def test_a_row_that_is_gone_or_stands_twice_is_told(issued: Desk, tmp_path: Path) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["NC-2026-001"]
    rows = marked_rows(sheet)
    copied = [sheet.cell(rows["extent"], column).value for column in range(1, 6)]
    sheet.append(copied)
    sheet.delete_rows(rows["action3"])
    book.save(path)
    lines = responses.take(issued.book, read(path), path, TODAY)
    told = [(line.key, line.message) for line in lines if line.fate is AnswerFate.INVALID]
    assert told == [
        ("extent", "The row stands in the form twice."),
        ("action3", "The row is gone from the form."),
    ]


def test_the_form_of_another_book_is_foreign_row_by_row(
    issued: Desk, prepared: Path, tmp_path: Path
) -> None:
    path = filled(written(issued, tmp_path), WHOLE, tmp_path / "back.xlsx")
    issued.book.close()
    from auditdesk.work import organisation

    with Book.create(tmp_path / "other.auditdesk") as other:
        with other.step("New book") as step:
            organisation.found(step, "Another")
        lines = responses.compare(other, read(path), TODAY)
        assert {line.fate for line in lines} == {AnswerFate.FOREIGN}
        assert "No token of this book" in lines[0].message


@pytest.mark.parametrize("place", ["property", "name", "sheet", "two"])
def test_one_token_of_three_is_enough(issued: Desk, tmp_path: Path, place: str) -> None:
    path = filled(written(issued, tmp_path), {"extent": WHOLE["extent"]}, tmp_path / "back.xlsx")
    book = openpyxl.load_workbook(path)
    if place in ("property", "two"):
        del book.custom_doc_props["AuditDesk 1"]
    if place in ("name", "two"):
        del book.defined_names["AuditDesk_1"]
    if place == "sheet":
        del book["AuditDesk"]
    book.save(path)
    assert fates(taken(issued, path)) == {"extent": "accepted"}


def test_a_truncated_file_and_a_file_that_is_no_form_are_refused(
    issued: Desk, tmp_path: Path
) -> None:
    path = written(issued, tmp_path)
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(Refusal, match=r"cut\.xlsx"):
        read(cut)
    book = openpyxl.Workbook()
    book.active["A1"] = "NC-2026-001"
    book.save(tmp_path / "plain.xlsx")
    assert not is_response(read_workbook(tmp_path / "plain.xlsx"))
    with pytest.raises(Refusal, match="no form of AuditDesk"):
        responses.compare(issued.book, read(tmp_path / "plain.xlsx"), TODAY)


def test_what_is_typed_is_text_whatever_it_looks_like(issued: Desk, tmp_path: Path) -> None:
    told = '=HYPERLINK("http://x") <b>8.10</b> äöü 王小明'
    path = filled(written(issued, tmp_path), {"extent": (told, None, None)}, tmp_path / "b.xlsx")
    assert fates(taken(issued, path)) == {"extent": "accepted"}
    assert issued.get("finding", "NC-2026-001").extent == told


# --- re-saved by LibreOffice ---------------------------------------------------------------------

_SIGNS = "abc ÄÖÜß é ž 王小明 χρόνος مرحبا 8.10 1E5 0012 3-1 '=+@- <>&\"; \n"
WAYS = (("xlsx",), ("ods", "xlsx"), ("xls", "xlsx"), ("xls",), ("ods",))
CASES = 20
"""Each way; a hundred in all."""


def _random_answers(chance: random.Random) -> Filling:
    def text() -> str | None:
        if chance.random() < 0.2:
            return None
        told = "".join(chance.choices(_SIGNS, k=chance.randrange(1, 120))).strip()
        return told or None

    def day() -> date | None:
        return date.fromordinal(chance.randrange(738000, 742000)) if chance.random() < 0.7 else None

    who = ("Ines Okafor", "T. Haas", "B. Lopes", None)
    rows = ("acknowledge", "correction", "action1", "action2", "action3")
    return {
        **{key: (text(), None, None) for key in ("extent", "why1", "why2", "cause", "category")},
        **{key: (text(), chance.choice(who), day()) for key in rows},
    }


def _told(form: Returned) -> dict[str, Answer]:
    return {answer.mark.split("|")[0]: answer for answer in form.answers}


def _converted(files: list[Path], kind: str, folder: Path, profile: Path) -> list[Path]:
    folder.mkdir()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", kind,
         "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    return [folder / f"{path.stem}.{kind}" for path in files]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("way", WAYS)
def test_answers_come_back_whole_after_libreoffice_saved_the_form(
    issued: Desk, tmp_path: Path, way: tuple[str, ...]
) -> None:
    chance = random.Random(str(way))
    form = written(issued, tmp_path)
    fillings = [_random_answers(chance) for _n in range(CASES)]
    files = [
        filled(form, filling, tmp_path / f"case{n}.xlsx") for n, filling in enumerate(fillings)
    ]
    for n, kind in enumerate(way):
        files = _converted(files, kind, tmp_path / f"{n}-{kind}", tmp_path / "profile")
    whole = 0
    for path, filling in zip(files, fillings, strict=True):
        back = read(path)
        answers = _told(back)
        for key, (answer, who, day) in filling.items():
            got = answers[key]
            assert (got.answer, got.who, got.day or None) == (answer or "", who or "", day), key
        verified = responses.compare(issued.book, back, date(2030, 1, 1))
        assert AnswerFate.FOREIGN not in {line.fate for line in verified}
        whole += 1
    assert whole == CASES


def test_each_cell_of_a_known_action_is_compared_for_itself(issued: Desk, tmp_path: Path) -> None:
    form = written(issued, tmp_path)
    taken(issued, filled(form, WHOLE, tmp_path / "first.xlsx"))
    other = {**WHOLE, "action1": ("Recall by all groups of the ERP", "T. Haas", date(2027, 1, 20))}
    lines = taken(issued, filled(form, other, tmp_path / "second.xlsx"))
    assert lines["action1"].fate is AnswerFate.ACCEPTED
    assert lines["correction"].fate is AnswerFate.KNOWN
    (action,) = Reading().rows(ActionRow, kind="corrective_action")
    assert issued.get("person", "T. Haas").id == action.owner
    assert action.due == date(2027, 1, 20)
    assert len(list(Reading().rows(ActionRow))) == 2, "it is the same action"


def test_what_was_done_at_once_is_done(issued: Desk, tmp_path: Path) -> None:
    form = written(issued, tmp_path)
    at_once = {"correction": ("Locked the four", "T. Haas", date(2026, 11, 11))}
    lines = taken(issued, filled(form, at_once, tmp_path / "back.xlsx"))
    assert lines["correction"].fate is AnswerFate.ACCEPTED
    (action,) = Reading().rows(ActionRow)
    assert (action.done_on, action.done_evidence) == (date(2026, 11, 11), "Locked the four")
    again = taken(issued, filled(form, at_once, tmp_path / "again.xlsx"))
    assert again["correction"].fate is AnswerFate.KNOWN

"""Registers that people keep otherwise than expected, each with what must come of it."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from auditdesk.book.book import Book
from auditdesk.book.due import due
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionFinding,
    ActionRow,
    AuditRow,
    Evidence,
    Finding,
    Person,
    SourceNote,
)
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.meaning import TAKEN_FROM
from auditdesk.intake.read import read
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.work.intake.identity import IDENTITY
from auditdesk.work.intake.plan import prepare
from auditdesk.work.intake.run import run
from auditdesk.work.kinds import KINDS
from auditdesk.work.plain import plain
from tests.conftest import SHARED

CASES = SHARED / "cases" / "import"
TODAY = date(2026, 11, 30)
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason="the files of the cases are not here")


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Book]:
    """The book of the sample company."""
    path = tmp_path / "sample.auditdesk"
    books = sorted(
        Path("tests/books").glob("schema-*.auditdesk"), key=lambda one: one.stat().st_size
    )
    shutil.copy(books[-1], path)
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def take(book: Book, path: Path, kind: str = "") -> Account:
    incoming = prepare(Reading(), read(path), path.read_bytes(), kind)
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert account.count(*Fate) == account.count(*TAKEN, Fate.REFUSED, *LEFT)
    return account


def kinds(account: Account) -> list[str]:
    return [table.kind for table in account.tables]


def findings(account: Account) -> list[Finding]:
    """The findings that rows became, each once, in the order of the rows."""
    ids = dict.fromkeys(row.id for _table, row in account.rows() if row.kind == "finding")
    return [Reading().get(Finding, id) for id in ids if id]


def person(id: object) -> str:
    return str(Reading().get(Person, id).name) if id else ""


def actions(finding: Finding) -> list[ActionRow]:
    links = Reading().rows(ActionFinding, finding=finding.id)
    return [Reading().get(ActionRow, link.action) for link in links]


def clauses(finding: Finding) -> list[str]:
    """The numbers of the clauses that a finding cites, in their order."""
    cited = plain(Reading(), KINDS["finding"], str(finding.id))["clauses"]
    return [str(one).rpartition(" ")[2] for one in cited]


def audits(account: Account) -> list[tuple[str, date, date]]:
    """Title, first and last day of the audits that rows became."""
    ids = [row.id for _table, row in account.rows() if row.kind == "audit"]
    rows = [Reading().get(AuditRow, id) for id in ids]
    return [(str(one.title), one.starts_on, one.ends_on) for one in rows]


def notes(row: object) -> str:
    return "\n".join(str(note.text) for note in Reading().rows(SourceNote, row=row))


def test_a_running_number_alone_identifies_nothing_across_files_of_years(sample: Book) -> None:
    for year in (2025, 2026):
        account = take(sample, CASES / f"yearly_{year}.csv")
        assert account.count(Fate.NEW) == 3 and account.count(Fate.CHANGED) == 0


def test_a_running_number_alone_identifies_nothing_across_sheets_of_years(sample: Book) -> None:
    account = take(sample, CASES / "yearly_sheets.xlsx")
    assert account.count(Fate.NEW) == 6 and len(findings(account)) == 6


def test_an_action_is_that_of_the_finding_which_its_row_names(sample: Book) -> None:
    take(sample, CASES / "actions_first.csv")
    account = take(sample, CASES / "actions_other_findings.csv")
    assert account.count(Fate.NEW) == 2 and account.count(Fate.CHANGED) == 0


@pytest.mark.parametrize(
    ("name", "kind"), [("audit_schedule.csv", "audit"), ("actions_without_due.csv", "action")]
)
def test_what_a_table_is_follows_from_headings_contents_and_title(
    sample: Book, name: str, kind: str
) -> None:
    account = take(sample, CASES / name)
    assert kinds(account) == [kind]
    assert account.tables[0].confidence > 0.7 and account.count(Fate.NEW) in (2, 3)


def test_an_action_has_its_own_owner_and_due_day_and_no_day_that_is_not_told(book: Book) -> None:
    account = take(book, CASES / "action_owner_done_day.xlsx")
    heading, *rows = account.tables[0].rows
    assert heading.fate is Fate.FRAME
    assert [row.fate for row in rows] == [Fate.NEW, Fate.NEW, Fate.REFUSED, Fate.NEW]
    assert "CM" in rows[2].reason
    first, second, fourth = findings(account)
    assert [person(one.owner) for one in (first, second)] == ["B. Brun", "B. Brun"]
    (gauge,), (label,) = actions(first), actions(second)
    assert (person(gauge.owner), gauge.due) == ("C. Cruz", date(2026, 2, 15))
    assert (person(label.owner), label.due) == ("D. Dorn", date(2026, 3, 1))
    assert gauge.done_on is None and "Done on" in notes(gauge.id) + notes(first.id)
    assert actions(fourth) == []


def test_a_compliant_row_raises_no_finding_and_no_action(sample: Book) -> None:
    account = take(sample, CASES / "compliant_rows.xlsx")
    conform, minor, observation = findings(account)
    assert [str(one.number)[:2] for one in (conform, minor, observation)] == ["CO", "NC", "OB"]
    assert actions(conform) == []
    assert [str(one.what) for one in actions(minor)] == ["Evaluate them"]


def test_a_finding_past_the_day_of_its_register_is_late_whatever_its_state(sample: Book) -> None:
    account = take(sample, CASES / "due_with_action.csv")
    first, second = findings(account)
    owed = {row.number: row.on for row in due(sample, TODAY)}
    for number in (str(first.number), str(actions(second)[0].number)):
        assert owed[number] == date(2026, 3, 1) < TODAY


def test_the_heading_is_the_row_that_differs_from_what_stands_below(sample: Book) -> None:
    account = take(sample, CASES / "header_not_a_data_row.csv")
    assert account.tables[0].header == (1,)


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        (
            "people_names.csv",
            ["José Ortega y Gasset", "Haas, Thomas", "Anna Müller (Team A/B)",
             "Dr. Anne-Marie d'Arc", "B. Lopes", "B. Lopes", "b.lopes@example.com",
             "Quality, Purchasing"],
        ),
        (
            "owners.csv",
            ["Research and Development", "HR & Admin", "Sales/Marketing", "B. Lopes", "T. Haas"],
        ),
    ],
)  # fmt: skip
def test_names_of_people_are_never_cut(sample: Book, name: str, owners: list[str]) -> None:
    account = take(sample, CASES / name)
    told = [person(one.owner) for one in findings(account)]
    assert told == owners
    assert set(account.added) <= set(owners)


@pytest.mark.parametrize("name", ["merged.xlsx", "merged.ods"])
def test_a_finding_over_several_rows_is_one_with_all_their_clauses(sample: Book, name: str) -> None:
    account = take(sample, CASES / name)
    first, second = findings(account)
    assert [str(one.foreign_number) for one in (first, second)] == ["NC-1", "NC-2"]
    assert clauses(first) == ["8.4", "8.5", "8.6"] and clauses(second) == ["8.4"]


def test_comments_struck_out_rows_and_hidden_ones_are_said(sample: Book) -> None:
    account = take(sample, CASES / "comments_strike_hidden.xlsx")
    assert account.count(Fate.NEW) == 6
    told = "\n".join(account.tables[0].remarks)
    for what in ("comments, kept as notes: I7", "row 5", "1 of its rows are hidden", "columns: K"):
        assert what in told
    last = findings(account)[-1]
    assert "withdrawn on 12 Oct" in notes(last.id)


def test_hidden_rows_are_said_of_every_format_that_tells_them(sample: Book) -> None:
    account = take(sample, CASES / "hidden_rows.ods")
    assert "2 of its rows are hidden" in "\n".join(account.tables[0].remarks)


def test_a_picture_in_a_cell_is_evidence_of_its_row(sample: Book) -> None:
    account = take(sample, CASES / "pictures_in_cells.xlsx")
    assert "1 picture is kept as evidence of its row: L2" in "\n".join(account.tables[0].remarks)
    (row,) = [one for one in account.tables[0].rows if one.row == 2]
    (kept,) = Reading().rows(Evidence, table_name="finding", row=row.id)
    assert kept.name == "pictures_in_cells L2.jpeg" and kept.caption.endswith("L2")


def test_errors_of_formulas_are_said_and_empty(sample: Book) -> None:
    account = take(sample, CASES / "error_cells.ods")
    assert "errors of formulas, taken for empty: G3" in "\n".join(account.tables[0].remarks)
    assert findings(account)[1].answer_due is None


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("tab_in_text.ods", ["First point\tSecond point\tThird", "finding\nline two\n\nline four"]),
        ("paragraphs_tabs.ods", ["first line\nsecond line\nthird line", "a   b\nc\td"]),
    ],
)
def test_white_space_inside_a_text_is_kept(name: str, texts: list[str]) -> None:
    cells = [cell for line in read(CASES / name).sheets[0].lines for cell in line.cells]
    for text in texts:
        assert any(text in str(cell) for cell in cells)


def test_a_day_that_nobody_can_mean_is_empty_or_told(sample: Book) -> None:
    account = take(sample, CASES / "zero_date.ods")
    assert [one.answer_due for one in findings(account)] == [
        date(2026, 5, 1), None, None, None, None, date(2026, 5, 1),
    ]  # fmt: skip
    told = [note["text"] for note in account.tables[0].notes]
    assert told == ["1899-12-31", "9999-12-31"]


def test_line_ends_between_the_cells_of_a_sheet_are_no_damage(sample: Book) -> None:
    account = take(sample, CASES / "ods_between_cells.ods")
    assert account.count(Fate.NEW) == 1


def test_a_number_is_what_its_cell_shows(book: Book) -> None:
    account = take(book, CASES / "number_format.xlsx")
    told = [str(one.foreign_number) for one in findings(account)]
    assert told == [f"NC-{year}-00{n}" for year in (2025, 2026) for n in (1, 2, 3)]


def test_a_clause_is_what_its_cell_shows(sample: Book) -> None:
    account = take(sample, CASES / "clause_as_number.xlsx")
    assert [clauses(one) for one in findings(account)] == [["5.10"], ["5.20"], ["5.20"]]


def test_titles_and_headings_are_in_the_account_too(sample: Book) -> None:
    for path in sorted(CASES.glob("*.xlsx")):
        from openpyxl import load_workbook

        account = take(sample, path)
        rows = sum(
            any(cell.value not in (None, "") for cell in row)
            for sheet in load_workbook(path).worksheets
            for row in sheet.iter_rows()
        )
        assert account.count(*Fate) == rows, path.name


@pytest.mark.parametrize("language", ["fr", "pl", "pt", "tr"])
def test_a_register_of_another_language_is_mapped_as_its_reader_would(
    sample: Book, language: str
) -> None:
    account = take(sample, CASES / f"register_{language}.csv")
    assert account.count(Fate.NEW) == 3
    fields = {column["field"] for column in account.tables[0].columns}
    assert "note" not in fields and {"number", "grade", "state", "action", "cause"} <= fields
    done = [str(one.state) for one in findings(account)]
    assert done == ["issued", "closed", done[2]]


def test_a_grid_of_months_becomes_audits_of_its_year(sample: Book) -> None:
    account = take(sample, CASES / "programme_months_de.xlsx")
    assert audits(account) == [
        ("Einkauf", date(2024, 3, 1), date(2024, 3, 31)),
        ("Montage", date(2024, 6, 1), date(2024, 6, 30)),
        ("Lager", date(2024, 11, 1), date(2024, 11, 30)),
    ]


def test_a_row_marked_in_several_months_is_an_audit_in_each(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "programme 2025.csv"
    months = "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sep,Oct,Nov,Dec"
    path.write_text(f"Process,{months}\nPurchasing,,x,,,,,,x,,,,\nSales,-,-,,,,,,,,,,\n", "utf-8")
    account = take(book, path)
    assert [row.fate for row in account.tables[0].rows] == [
        Fate.FRAME, Fate.NEW, Fate.REFUSED,
    ]  # fmt: skip
    rows = Reading().rows(AuditRow)
    assert sorted(one.starts_on for one in rows) == [date(2025, 2, 1), date(2025, 8, 1)]
    again = take(book, path)
    assert again.count(Fate.NEW, Fate.CHANGED) == 0


def test_the_standard_of_a_schedule_stays_on_its_audits(sample: Book) -> None:
    account = take(sample, CASES / "schedule_standard.xlsx")
    ids = [row.id for _table, row in account.rows() if row.id]
    told = [plain(Reading(), KINDS["audit"], id)["standard"] for id in ids]
    assert told == [["ISO 9001:2015"]] * 3


def test_references_of_an_own_scheme_are_one_standard_with_clauses(sample: Book) -> None:
    account = take(sample, CASES / "standard_ref.csv")
    assert account.made == {"standard": 1, "clause": 6} and account.added == ["ORG"]
    assert [clauses(one)[0] for one in findings(account)][:2] == ["1.3.1", "2.3.2"]


@pytest.mark.parametrize("today", [date(2026, 8, 1), date(2026, 11, 30), date(2029, 12, 1)])
@pytest.mark.parametrize("name", ["editions_2019.csv", "no_standard_two_days.csv"])
def test_a_row_is_read_by_the_edition_of_its_own_day(name: str, today: date, book: Book) -> None:
    incoming = prepare(Reading(), read(CASES / name), (CASES / name).read_bytes())
    for _done in run(book, incoming, today):
        pass
    assert incoming.account is not None
    cited = [
        plain(Reading(), KINDS["finding"], str(one.id))["clauses"]
        for one in findings(incoming.account)
        if one.raised_on.year == 2019
    ]
    assert cited and all(one and one[0].startswith("ISO 9001:2015 ") for one in cited)


def test_one_checklist_on_several_sheets_is_one_audit(book: Book, tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    for n, name in enumerate("Context Leadership Planning Support Operation".split()):
        sheet = workbook.active if n == 0 else workbook.create_sheet()
        assert sheet is not None
        sheet.title = name
        sheet.append(["No.", "Clause", "Question", "Result", "Notes"])
        for line in range(3):
            sheet.append([line + 1, f"{n + 4}.{line + 1}", f"Is {name} {line} done?", "ok", ""])
    path = tmp_path / "Checklist plant 2025.xlsx"
    workbook.save(path)
    account = take(book, path)
    assert set(kinds(account)) == {"checklist_line"} and account.count(Fate.NEW) == 15
    assert [str(one.title) for one in Reading().rows(AuditRow)] == ["Checklist plant 2025"]
    assert take(book, path).count(Fate.NEW, Fate.CHANGED) == 0


def test_every_kind_that_comes_in_says_by_what_it_is_known() -> None:
    assert IDENTITY.keys() == KIND_LABELS.keys()


def test_a_table_that_is_not_sure_enough_says_how_sure_it_is(book: Book, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Process,Auditor,Remark\nSales,A. Ayala,x y\nStores,B. Brun,z\n", "utf-8")
    account = take(book, path)
    (table,) = account.tables
    if table.confidence < TAKEN_FROM and table.kind:
        assert all("--as" in row.reason for row in table.rows[1:])
    assert not account.count(*TAKEN)

"""A file comes into the book: one step, one undo, nothing invented and nothing lost."""

import random
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditdesk.book.book import Book
from auditdesk.book.check import check
from auditdesk.book.evidence import content
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List
from auditdesk.book.reading import Reading
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    Cause,
    ChecklistLine,
    ClauseRow,
    EffectivenessCheck,
    Finding,
    ImportRecord,
    Person,
    Process,
    Session,
    SourceNote,
    StandardRow,
    UnitClause,
)
from auditdesk.errors import Refusal
from auditdesk.intake.account import LEFT, TAKEN, Account, Fate
from auditdesk.intake.source import Line, Sheet, Source
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.intake.text import read_pasted
from auditdesk.intake.words import groups
from auditdesk.paths import resource
from auditdesk.work import lookup
from auditdesk.work.intake.plan import Incoming, mapping_text, prepare
from auditdesk.work.intake.run import rehearse, run
from tests.conftest import TODAY

HEAD = "NC No.|Date raised|Type|ISO 9001 clause|Description|Root cause|Corrective action|Owner|Due date|Status|Closed on"
ROWS = (
    "NC-19-004|16 Mar 2019|Minor NC|8.4. |Suppliers were not evaluated in 2018.|No reminder|Reminder in the ERP|B. Lopes|30 Jun 2019|Closed|1 Jul 2019",
    "NC-19-005|17 Mar 2019|Major NC|7.1.5.2;8.6|8 of 40 gauges had no valid calibration.||Calibrate and block|R. Egger|31 May 2019|Open|",
    "OFI-20-001|11 May 2020|OFI|4.4.1 - 4.4.2|Two documents say the same.||||| |",
)


@pytest.fixture
def book(prepared: Path, tmp_path: Path) -> Iterator[Book]:
    """A founded book and nothing in it."""
    path = tmp_path / "empty.auditdesk"
    path.write_bytes((prepared / "founded.auditdesk").read_bytes())
    with Book.open(path, "Ines Okafor", "laptop") as opened:
        yield opened


def text(*rows: str) -> str:
    return "\n".join(row.replace("|", "\t") for row in rows) + "\n"


def take(book: Book, told: str, *, dry: bool = False, **how: Any) -> Account:
    incoming = prepare(Reading(), read_pasted(told), told.encode(), **how)
    for _done in (rehearse if dry else run)(book, incoming, TODAY):
        pass
    assert incoming.account is not None
    account = incoming.account
    whole = account.count(*Fate)
    assert whole == account.count(*TAKEN) + account.count(Fate.REFUSED) + account.count(*LEFT)
    assert whole == rows_of(incoming)
    return account


def rows_of(incoming: Incoming) -> int:
    """Every row of a file, with titles and headings, counted from its tables."""
    tables = [one.table for one in incoming.tables]
    return sum(len(one.rows) + len(one.left) + len(one.frame()) for one in tables)


def fates(account: Account) -> list[str]:
    return [row.fate.value for _table, row in account.rows() if row.fate is not Fate.FRAME]


def everything(book: Book) -> list[Any]:
    return [(row.number, row.statement, row.state) for row in List(book, FINDINGS).stream()]


# --- findings ---------------------------------------------------------------------------------


def test_a_register_comes_in_with_causes_actions_and_states(book: Book) -> None:
    account = take(book, text(HEAD, *ROWS))
    assert fates(account) == ["new"] * 3
    reading = Reading()
    closed = reading.find(Finding, foreign_number="NC-19-004")
    assert closed is not None
    assert (closed.number, closed.state, closed.grade) == ("NC-2019-001", "closed", "minor")
    assert (closed.raised_on, closed.closed_on) == (date(2019, 3, 16), date(2019, 7, 1))
    assert closed.issued_on is None and closed.evidence == "", "nothing is invented"
    cause = reading.find(Cause, finding=closed.id)
    assert cause is not None and cause.cause == "No reminder"
    done, open_ = reading.rows(ActionRow)
    assert (done.what, done.due, done.done_on) == (
        "Reminder in the ERP", date(2019, 6, 30), date(2019, 7, 1)
    )  # fmt: skip
    assert open_.done_on is None
    assert {row.name for row in reading.rows(Person)} == {"B. Lopes", "R. Egger"}
    assert account.made == {"person": 2}


def test_the_number_series_goes_on_after_what_came_in(book: Book) -> None:
    take(book, text(HEAD, *ROWS))
    with book.step("Another") as step:
        number = step.give_number("NC", 2019, Finding, "x")
    assert str(number) == "NC-2019-003"


def test_one_undo_takes_the_whole_file_back(book: Book) -> None:
    before = [everything(book), list(Reading().tuples(Person, "name"))]
    take(book, text(HEAD, *ROWS))
    assert book.would_undo.startswith("Import")
    book.undo()
    assert [everything(book), list(Reading().tuples(Person, "name"))] == before
    book.redo()
    assert len(everything(book)) == 3
    assert not check(book).problems


def test_a_rehearsal_says_the_same_and_leaves_nothing(book: Book) -> None:
    head = book.head
    rehearsed = take(book, text(HEAD, *ROWS), dry=True)
    assert book.head == head and not everything(book)
    assert rehearsed.as_data() == {**take(book, text(HEAD, *ROWS)).as_data()}


def test_the_same_file_twice_changes_nothing(book: Book) -> None:
    take(book, text(HEAD, *ROWS))
    head = book.head
    again = take(book, text(HEAD, *ROWS))
    assert set(fates(again)) == {"same"} and again.before == TODAY.isoformat()
    assert book.head == head


def test_the_same_rows_in_another_file_change_nothing_either(book: Book) -> None:
    take(book, text(HEAD, *ROWS))
    again = take(book, text("Register of nonconformities", HEAD, *ROWS))
    assert set(fates(again)) == {"same"}


def test_a_newer_version_shows_what_differs(book: Book) -> None:
    take(book, text(HEAD, *ROWS))
    newer = [
        ROWS[0],
        ROWS[1].replace("|Open|", "|Closed|20 May 2019"),
        ROWS[2].replace("say the same", "contradict each other"),
        "NC-20-007|12 May 2020|Minor NC|8.5.1|A release stamp is missing.||||| Open|",
    ]
    account = take(book, text(HEAD, *newer))
    assert fates(account) == ["same", "changed", "changed", "new"]
    told = [row.reason for _table, row in account.rows() if row.fate is not Fate.FRAME]
    assert "issued → closed" in told[1] and "contradict" in told[2]


def test_rows_without_a_number_are_known_by_what_they_say(book: Book) -> None:
    rows = [
        "Place|Date|Description|Type",
        "12|20 May 2026|Dirty floor|Minor NC",
        "12|20 May 2026|Dirty floor|Minor NC",
    ]
    assert fates(take(book, text(*rows), kind="finding")) == ["new", "new"]
    again = take(book, text("A title", *rows), kind="finding")
    assert fates(again) == ["same", "same"], "two that are alike stay two"


def test_registers_of_two_years_may_number_alike(book: Book) -> None:
    head = "NC No.|Date raised|Type|Description"
    take(book, text(head, "NC-1|16 Mar 2019|Minor NC|Suppliers were not evaluated."))
    account = take(book, text(head, "NC-1|3 Apr 2020|Major NC|Two presses run without guards."))
    assert fates(account) == ["new"] and len(everything(book)) == 2


def test_a_finding_of_several_rows_keeps_each_action(book: Book) -> None:
    head = "NC No.|Description|Corrective action|Owner"
    account = take(
        book,
        text(head, "NC-1|Gauges expired|Calibrate|R. Egger", "NC-1|Gauges expired|Block by number|R. Egger",
             "NC-1|Gauges expired|Calibrate|R. Egger", "NC-1|Presses run without guards|Stop|T. Haas"),
    )  # fmt: skip
    assert fates(account) == ["new", "new", "duplicate", "refused"]
    assert [row.what for row in Reading().rows(ActionRow)] == ["Calibrate", "Block by number"]


def test_an_impossible_date_is_kept_beside_the_finding(book: Book) -> None:
    account = take(book, text(HEAD, ROWS[1].replace("31 May 2019", "29/02/2022")))
    (note,) = Reading().rows(SourceNote)
    assert "29/02/2022" in note.text and note.place.endswith("2")
    assert account.tables[0].notes[0]["cell"] == "I2"
    (action,) = Reading().rows(ActionRow)
    assert action.due is None


def test_an_ambiguous_day_is_asked_and_refused_until_it_is_answered(book: Book) -> None:
    told = text(
        "NC No.|Date raised|Type|Description",
        "NC-1|01/02/2026|Minor NC|A",
        "NC-2|03/02/2026|Minor NC|B",
    )
    account = take(book, told)
    assert fates(account) == ["refused"] * 2 and not everything(book)
    assert account.tables[0].questions[0]["example"] == "01/02/2026"
    incoming = prepare(Reading(), read_pasted(told), told.encode())
    answer = mapping_text(incoming) + '[table.dates]\n"Date raised" = "dmy"\n'
    assert fates(take(book, told, mapping=answer)) == ["new"] * 2
    assert [row.raised_on for row in Reading().rows(Finding)] == [
        date(2026, 2, 1),
        date(2026, 2, 3),
    ]


def test_a_mapping_is_remembered_for_the_next_file_of_that_shape(book: Book) -> None:
    told = text(HEAD, ROWS[0])
    incoming = prepare(Reading(), read_pasted(told), told.encode())
    changed = mapping_text(incoming).replace('"Root cause" = "cause"', '"Root cause" = "effect"')
    take(book, told, mapping=changed)
    account = take(
        book, text(HEAD, ROWS[0].replace("NC-19-004", "NC-19-044").replace("2018", "2017"))
    )
    columns = {one["heading"]: one["field"] for one in account.tables[0].columns}
    assert columns["Root cause"] == "effect" and account.tables[0].reason == "as the last time"


def test_a_word_is_taken_for_what_the_user_says(book: Book) -> None:
    told = text("NC No.|Date raised|Type|Description", "1|16 Mar 2026|Purple|A")
    incoming = prepare(Reading(), read_pasted(told), told.encode())
    answer = mapping_text(incoming) + '[table.values.grade]\n"Purple" = "positive"\n'
    take(book, told, mapping=answer)
    (finding,) = Reading().rows(Finding)
    assert finding.grade == "positive"


def test_a_row_of_the_future_is_refused_and_the_others_come_in(book: Book) -> None:
    future = ROWS[2].replace("11 May 2020", "11 May 2031").replace("B. Lopes", "N. Obody")
    account = take(book, text(HEAD, ROWS[0], future))
    assert fates(account) == ["new", "refused"]
    assert "lies in the future" in next(
        r.reason for _t, r in account.rows() if r.fate is Fate.REFUSED
    )


def test_who_is_named_by_a_refused_row_only_is_not_added(book: Book) -> None:
    rows = [
        "NC No.|Date raised|Description|Owner",
        "1|11 May 2031|A|N. Obody",
        "2|11 May 2020|B|T. Haas",
    ]
    account = take(book, text(*rows))
    assert fates(account) == ["refused", "new"]
    assert [row.name for row in Reading().rows(Person)] == ["T. Haas"] and account.made == {
        "person": 1
    }


def test_a_standard_that_the_book_lacks_is_known_by_what_is_cited(book: Book) -> None:
    take(
        book,
        text(
            "ISO/IEC 27001:2022 nonconformities",
            HEAD,
            ROWS[1].replace("7.1.5.2;8.6", "A.5.18 / A.8.2"),
        ),
    )
    standard = lookup.standard(Reading(), "ISO/IEC 27001:2022")
    assert [str(row.number) for row in Reading().rows(ClauseRow, standard=standard.id)] == [
        "A.5.18",
        "A.8.2",
    ]
    (row,) = List(book, FINDINGS).stream()
    assert row.clauses == ("A.5.18", "A.8.2")


def test_a_clause_that_no_standard_has_is_kept_as_text(book: Book) -> None:
    take(book, text(HEAD, ROWS[0], ROWS[1].replace("7.1.5.2;8.6", "8.6; 99.1")))
    notes = [note.text for note in Reading().rows(SourceNote)]
    assert any("99.1" in note for note in notes)
    assert all(row.kind != "internal" for row in Reading().rows(StandardRow))


def test_old_findings_are_cited_in_the_edition_that_was_valid(book: Book) -> None:
    take(book, text(HEAD, *ROWS))
    assert {row.standard for row in List(book, FINDINGS).stream()} == {"ISO 9001:2015"}


def test_the_file_and_its_account_stay_in_the_book(book: Book) -> None:
    told = text(HEAD, *ROWS)
    take(book, told)
    (record,) = Reading().rows(ImportRecord)
    assert content(Reading(), str(record.content)) == told.encode()
    assert (record.rows, record.taken, record.refused, record.ignored) == (4, 3, 0, 1)
    assert b"NC-2019-001" in content(Reading(), str(record.account))
    assert not check(book).problems


def test_hostile_text_comes_in_exactly_as_it_stands(book: Book) -> None:
    odd = "valve <DN50> & p <5 bar, =1+1, '; DROP TABLE finding; --"
    take(book, text("NC No.|Date raised|Description", f"1|16 Mar 2026|{odd}"))
    (finding,) = Reading().rows(Finding)
    assert finding.statement == odd


def test_a_finding_without_words_is_refused(book: Book) -> None:
    account = take(
        book, text(HEAD, ROWS[0], "NC-19-009|16 Mar 2019|Minor NC|8.4||||T. Haas||Open|")
    )
    assert fates(account) == ["new", "refused"]


# --- everything else --------------------------------------------------------------------------


def kinds(account: Account) -> list[tuple[str, int]]:
    return [(table.kind, table.count(Fate.NEW)) for table in account.tables]


def test_people_with_competence_and_absence(book: Book) -> None:
    head = "Name|Role / Title|E-mail|Department|Certification|Training date|Absent from|Absent to"
    row = "T. Haas|Auditor|t@x.at|Quality|ISO 9001 auditor|3 May 2024|1 Jul 2026|12 Jul 2026"
    account = take(book, text(head, row, "Novák, Petr|Welder|p@x.cz|||||"))
    assert kinds(account) == [("person", 2)]
    assert set(fates(take(book, text("People", head, row)))) == {"same"}
    again = take(book, text("Name|Role / Title|E-mail", "Petr Novák|Foreman|p@x.cz"))
    assert fates(again) == ["changed"], "last name first is the same person"


def test_processes_and_units(book: Book) -> None:
    account = take(
        book, text("Process|Code|Process owner|Department|Site", "Purchasing|P-02|B. Lopes|Supply|Graz",
                   "Welding|P-07|R. Egger|Production|Brno")
    )  # fmt: skip
    assert kinds(account) == [("process", 2)] and account.made == {
        "person": 2,
        "site": 2,
        "unit": 2,
    }
    assert lookup.unit(Reading(), "Welding · Brno").id


def test_a_coverage_matrix_says_which_clauses_apply(book: Book) -> None:
    account = take(book, text("Process|4.1|8.4|8.5.1", "Purchasing|x|X|", "Welding|||x"))
    assert kinds(account) == [("matrix", 2)]
    assert sum(1 for _row in Reading().rows(UnitClause, applies=True)) == 3
    assert [row.name for row in Reading().rows(Process)] == ["Purchasing", "Welding"]


def test_a_schedule_with_months_and_lead_auditors(book: Book) -> None:
    head = "Audit No.|Month|Clauses|Processes audited|Lead auditor|Status"
    account = take(
        book,
        text(
            head,
            "A-01|March 2026|8.4|Purchasing|T. Haas|done",
            "A-02|Sep 2026|8.5.1|Welding|M. Costa|planned",
        ),
    )
    assert kinds(account) == [("audit", 2)]
    first, second = Reading().rows(AuditRow)
    assert (first.foreign_number, first.state) == ("A-01", "closed")
    assert (second.starts_on, second.ends_on) == (date(2026, 9, 1), date(2026, 9, 30))
    assert set(
        fates(take(book, text("Schedule", head, "A-01|March 2026|8.4|Purchasing|T. Haas|done")))
    ) == {"same"}


def test_a_timetable_becomes_an_audit_with_sessions(book: Book) -> None:
    account = take(
        book,
        text("Supplier audit Graz", "Lead Auditor: T. Haas", "Date|Time|Topic|Auditee|Auditor",
             "16 Mar 2026|09:00 - 09:30|Opening meeting|All|T. Haas",
             "16 Mar 2026|09:30 - 11:00|Evaluation of suppliers|B. Lopes / R. Egger|T. Haas",
             "17 Mar 2026|all day|Report||T. Haas"),
    )  # fmt: skip
    assert fates(account) == ["new", "new", "refused"]
    (audit,) = Reading().rows(AuditRow)
    assert (audit.title, audit.starts_on, audit.ends_on) == (
        "Supplier audit Graz", date(2026, 3, 16), date(2026, 3, 17)
    )  # fmt: skip
    assert [row.kind for row in Reading().rows(Session)] == ["opening", "audit"]


def test_a_checklist_with_verdicts(book: Book) -> None:
    account = take(
        book, text("Clause|Question|Result|Remarks", "8.4.1|How are suppliers evaluated?|yes|list seen",
                   "8.4.2|Who releases orders?|n.i.O.|", "8.4.3|What is told to suppliers?||")
    )  # fmt: skip
    assert kinds(account) == [("checklist_line", 3)]
    assert [row.verdict for row in Reading().rows(ChecklistLine)] == [
        "conform",
        "nonconformity",
        None,
    ]


@pytest.mark.parametrize(
    ("remark", "reason"), [("", "as in"), ("All work is done here", "All work is done here")]
)
def test_a_question_that_does_not_apply_comes_in_with_the_reason_that_the_file_has(
    book: Book, remark: str, reason: str
) -> None:
    rows = "8.4.1|Is there a plan?|OK|", f"8.4.2|Are there subcontractors?|N/A|{remark}"
    account = take(book, text("Clause|Question|Result|Remarks", *rows))
    assert account.count(Fate.REFUSED) == 0
    (line,) = [one for one in Reading().rows(ChecklistLine) if one.verdict == "not_applicable"]
    assert line.reason.startswith(reason)
    told = any("no reason is told" in one for one in account.tables[0].remarks)
    assert told is not bool(remark)


def test_linked_tables_come_in_together(book: Book) -> None:
    told = (
        "## Findings\n\n| NC No. | Date raised | Type | Description |\n|--|--|--|--|\n"
        "| NC-1 | 16 Mar 2026 | Minor NC | Gauges expired |\n\n## Actions\n\n"
        "| Action No. | NC No. | Corrective action | Owner | Due date | Effective? |\n|--|--|--|--|--|--|\n"
        "| A-1 | NC-1 | Calibrate | R. Egger | 1 Apr 2026 | ja |\n| A-2 | NC-9 | Nothing | R. Egger | 1 Apr 2026 | |\n"
    )
    account = take(book, told)
    assert kinds(account) == [("finding", 1), ("action", 1)]
    assert "none called “NC-9”" in account.tables[1].rows[2].reason
    (checked,) = Reading().rows(EffectivenessCheck)
    assert checked.result == "effective"


def test_a_list_of_clauses_becomes_a_standard(book: Book) -> None:
    account = take(
        book,
        text(
            "IATF 16949:2016",
            "Clause|Title",
            "8.4.2.2|Statutory requirements",
            "8.5.1.1|Control plan",
        ),
        kind="clause",
    )
    assert kinds(account) == [("clause", 2)]
    assert lookup.standard(Reading(), "IATF 16949:2016").kind == "requirements"


def test_what_is_not_understood_is_ignored_with_its_reason(book: Book) -> None:
    account = take(book, text("Colour|Shape", "red|round", "blue|square"))
    assert set(fates(account)) == {"ignored"}
    assert "of no kind that is known" in account.tables[0].rows[0].reason


def test_an_unknown_kind_or_mapping_is_refused_with_the_nearest(book: Book) -> None:
    with pytest.raises(Refusal, match="no “fish” to import"):
        take(book, text(HEAD, *ROWS), kind="fish")
    with pytest.raises(Refusal, match="gradee"):
        take(
            book,
            text(HEAD, *ROWS),
            mapping='[[table]]\nkind = "finding"\n[table.columns]\n"Type" = "gradee"',
        )


_ODD: tuple[Any, ...] = (
    "", None, "x", "X", "-", "8.4.1", "4.1-4.4", "A.5.1 / A.6", "ISO 9001:2015 8.4", "16 Mar 2026",
    "01/02/2026", "29/02/2022", "2026-13-40", 45000, 8.1, True, False, date(2020, 2, 1), "09:00 - 10:00",
    "25:99", "a@b.c", "Ines Okafor", "T. Haas, B. Lopes", "?????", "=1+1", "\u202e\u202e", "x" * 40_000,
    "NC-2026-001", "IA-2026-001", "draft abc123", "NC-1", "0", "5", "9" * 20, 1e308, -5, "Q3 2026",
    "März 2026", "[Name]", "☐", "Purchasing · Graz", "9.9.9.9.9.9", "Z.Z", "§", "8..4", "²", "½", "८.४",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_no_odd_table_makes_the_import_stumble(book: Book, seed: int) -> None:
    """Headings and cells thrown together: every row has its fate, and the sum holds.

    What no heading can be told in is refused as a whole, in words.
    """
    chance = random.Random(seed)
    headings = [
        phrase.strip()
        for entry in tomllib.loads(resource("intake", "headers.toml").read_text("utf-8")).values()
        for language, phrases in entry.items()
        for phrase in phrases.split(",")
        if language != "type"
    ]
    words = [word for group in groups().values() for word in group]
    for n in range(6):
        wide = chance.randrange(2, 12)
        rows: list[list[Any]] = [[chance.choice(headings).title() for _one in range(wide)]]
        for _row in range(chance.randrange(1, 10)):
            longer = wide + chance.choice((0, 0, 0, 1, -1))
            rows.append([
                chance.choice(_ODD) if chance.random() < 0.7 else chance.choice(words)
                for _one in range(longer)
            ])  # fmt: skip
        lines = [Line(number, row) for number, row in enumerate(rows, 1)]
        sheet = Sheet("Odd", lines, placed=chance.random() < 0.5, merges=((2, 0, 3, 0),))
        kind = chance.choice(("", *KIND_LABELS))
        source = Source(f"odd {seed} {n}.xlsx", "xlsx", [sheet])
        try:
            incoming = prepare(Reading(), source, f"{seed} {n}".encode(), kind)
        except Refusal as refusal:
            assert "holds no rows" in str(refusal)
            continue
        for _done in run(book, incoming, TODAY):
            pass
        account = incoming.account
        assert account is not None
        every = rows_of(incoming)
        assert account.count(*Fate) == every
        assert account.count(*TAKEN, Fate.REFUSED, *LEFT) == every
    assert not check(book).problems


@pytest.mark.parametrize(
    ("state", "number"), [("draft", None), ("issued", "NC-2020-001"), ("closed", "NC-2020-001")]
)
def test_rows_that_say_no_state_stand_where_the_user_says(
    book: Book, state: str, number: str | None
) -> None:
    told = text("NC No.|Date raised|Type|Description", "1|16 Mar 2020|Minor NC|A stamp is missing")
    incoming = prepare(Reading(), read_pasted(told), told.encode())
    answer = mapping_text(incoming).replace("take = true", f'take = true\nstate = "{state}"')
    take(book, told, mapping=answer)
    (finding,) = Reading().rows(Finding)
    assert (finding.state, finding.number) == (state, number)


def forms(*numbers: str) -> Source:
    """A workbook of NC forms, one a sheet, after a sheet that is no form."""

    def of(number: str) -> Sheet:
        rows: list[list[Any]] = [
            ["Nonconformity report"], ["NC No.:", number], ["Date:", date(2026, 3, 16)],
            ["Clause:", "8.4.1"], ["Description:", f"Text of {number}"], ["Owner:", "B. Lopes"],
            ["Closed on:", "2026-02-30"], ["Machine:", "M 7"],
        ]  # fmt: skip
        return Sheet(number, [Line(n, cells) for n, cells in enumerate(rows, 1)])

    legend = Sheet("Legend", [Line(1, ["Colour", "Says"]), Line(2, ["red", "late"])])
    return Source("forms.xlsx", "xlsx", [legend, *map(of, numbers)])


def test_forms_of_one_thing_a_sheet_come_in_as_a_row_each(book: Book) -> None:
    incoming = prepare(Reading(), forms("NC-7", "NC-8"), b"forms")
    for _done in run(book, incoming, TODAY):
        pass
    account = incoming.account
    assert account is not None
    assert fates(account) == ["ignored"] * 2 + ["new"] * 2
    assert [row.row for _table, row in account.rows() if row.fate is Fate.NEW] == [2, 2]
    found = list(Reading().rows(Finding))
    assert [(row.foreign_number, row.statement) for row in found] == [
        ("NC-7", "Text of NC-7"), ("NC-8", "Text of NC-8")
    ]  # fmt: skip
    table = account.tables[1]
    assert "a form: its 7 fields are one row" in table.remarks
    assert {note["heading"]: note["cell"] for note in table.notes} == {"Closed on": "B7"}
    assert {one["heading"]: one["column"] for one in table.columns}["Machine"] == "B8"
    note = Reading().find(SourceNote, row=found[0].id)
    assert note is not None and "Machine: M 7" in note.text and note.place == "forms.xlsx, NC-7, 2"
    again = prepare(Reading(), forms("NC-7", "NC-8", "NC-9"), b"more")
    for _done in run(book, again, TODAY):
        pass
    assert again.account is not None
    assert fates(again.account) == ["ignored"] * 2 + ["same"] * 2 + ["new"]
    assert again.tables[1].remembered

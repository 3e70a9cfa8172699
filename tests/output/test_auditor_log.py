"""The auditor log: sums for each person agree with the audits they come from."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from auditdesk.book.auditor_log import auditor_log
from auditdesk.book.dossier_reader import plan_dossier
from auditdesk.book.reading import Reading
from auditdesk.book.report_reader import report_values
from auditdesk.book.tables import AuditRow
from auditdesk.output.calendar import participants
from tests.conftest import Desk, run_cli


@pytest.fixture
def held(issued: Desk) -> Desk:
    issued.add(
        "session",
        audit="IA-2026-001",
        day="2026-11-09",
        starts="09:00",
        ends="11:45",
        unit="Purchasing · Graz",
        auditors=["Ines Okafor", "T. Haas"],
    )
    for kind, name in (("break", "T. Haas"), ("travel", "Ines Okafor")):
        issued.add(
            "session",
            audit="IA-2026-001",
            kind=kind,
            day="2026-11-09",
            starts="12:00",
            ends="13:00",
            auditors=[name],
        )
    issued.set("audit", "IA-2026-001", move="finish", on="2026-11-10")
    return issued


def test_hours_are_those_of_the_sessions_without_breaks_and_travel(held: Desk) -> None:
    rows = {row.person: row for row in auditor_log(held.book, date(2026, 1, 1), date(2026, 12, 31))}
    lead = rows["Ines Okafor"]
    assert (lead.led, lead.hours, lead.topics, lead.findings) == (True, 2.75, ("Purchasing",), 1)
    assert (rows["T. Haas"].led, rows["T. Haas"].hours) == (False, 2.75)
    assert not list(auditor_log(held.book, date(2025, 1, 1), date(2025, 12, 31)))


def test_the_workbook_sums_for_each_person(
    held: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "log.xlsx"
    held.book.close()
    code, out, err = run_cli(capsys, "auditors", held.book.path, "--to", path, "--year", 2026)
    assert (code, err) == (0, "")
    assert "4 rows, read back and compared" in out
    sums = list(openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True))
    lines = {row[0]: row[1:6] for row in sums}
    assert lines["Ines Okafor"] == (1, 0, 0, 2.75, 1)
    assert lines["T. Haas"] == (0, 1, 0, 2.75, 0)


def test_the_report_and_the_log_count_the_same_hours(held: Desk) -> None:
    (audit,) = (str(row.id) for row in Reading().rows(AuditRow))
    assert report_values(held.book, audit)["statistics"]["hours"] == "2.75"


def test_a_name_with_a_comma_stays_whole(held: Desk) -> None:
    held.set("process", "Purchasing", name="Purchasing, tools and steel")
    rows = {row.person: row for row in auditor_log(held.book, date(2026, 1, 1), date(2026, 12, 31))}
    assert rows["Ines Okafor"].topics == ("Purchasing, tools and steel",)
    assert rows["Ines Okafor"].units == ("Purchasing, tools and steel · Graz",)
    held.add("person", name="Muster, Hans")
    held.add(
        "session", audit="IA-2026-001", kind="closing", day="2026-11-10", starts="15:00",
        ends="15:30", auditees=["Muster, Hans"],
    )  # fmt: skip
    (audit,) = (str(row.id) for row in Reading().rows(AuditRow))
    assert "Muster, Hans" in participants(plan_dossier(held.book, audit))

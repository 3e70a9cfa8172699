"""What every test has: a real book in a temporary folder, and no unexpected log line."""

import json
import logging
import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from auditdesk.book import keys
from auditdesk.book.book import Book
from auditdesk.book.reading import Reading
from auditdesk.work import entry, kinds, organisation

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")
try:
    import PySide6.QtWidgets  # noqa: F401

    WHY_NO_QT = ""
    pytest_plugins = ["pytestqt.plugin"]
except ImportError as error:
    WHY_NO_QT = f"Qt cannot load ({error}): README names the system libraries that it needs"

TODAY = date(2026, 11, 23)
SHARED = Path(__file__).parents[2] / "shared"
SAMPLES = SHARED / "samples"


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    yield
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not loud, loud


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups and crash reports of a test stay in its own folder; no key is held from before."""
    keys.forget()
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))


class Desk:
    """Adds and sets plain data, a step each, as the command line does."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def add(self, kind: str, /, today: date = TODAY, **data: Any) -> str:
        """Add one thing; its number where it has one, else its id."""
        of = kinds.kind_of(kind)
        with self.book.step(f"Add {kind}") as step:
            id = entry.enter(step, of, data, today)
            row = step.get(of.table, id)
        return str(getattr(row, "number", None) or id)

    def set(self, kind: str, name: str, /, today: date = TODAY, **data: Any) -> None:
        """Change or move one thing."""
        with self.book.step(f"Set {kind}") as step:
            entry.amend(step, kinds.kind_of(kind), name, data, today)

    def get(self, kind: str, name: str) -> Any:
        """The row of one thing."""
        locate = kinds.kind_of(kind).locate
        assert locate is not None
        return locate(Reading(), name)


def nonconformity(**other: Any) -> dict[str, Any]:
    """A complete minor nonconformity of audit IA-2026-001."""
    return {
        "audit": "IA-2026-001",
        "grade": "minor",
        "unit": "Purchasing · Graz",
        "clauses": ["8.4.1"],
        "requirement": "8.4.1 and SOP-0402 § 5: suppliers are evaluated every year",
        "evidence": "Evaluation list rev 7 of 2026-10-30: 4 of 12 suppliers without evaluation",
        "statement": "The recall of supplier evaluations does not work for group B",
        "owner": "B. Lopes",
        "raised_on": "2026-11-09",
        **other,
    }


def small_company(desk: Desk) -> None:
    """Two sites, four people, two processes, three units."""
    desk.set("organisation", ".", country="AT", region="6")
    for site in ("Graz", "Brno"):
        desk.add("site", name=site, country="AT" if site == "Graz" else "CZ")
    for person in ("Ines Okafor", "T. Haas", "B. Lopes", "M. Costa"):
        desk.add("person", name=person)
    desk.add("process", name="Purchasing", owner="B. Lopes", importance=4)
    desk.add("process", name="Calibration", owner="M. Costa")
    for process, site in (("Purchasing", "Graz"), ("Purchasing", "Brno"), ("Calibration", "Graz")):
        desk.add(
            "unit",
            process=process,
            site=site,
            standard="ISO 9001:2015",
            clauses=["8.4.1", "8.4.2", "8.4.3"] if process == "Purchasing" else ["7.1.5.2"],
        )


def audit_in_progress(desk: Desk) -> None:
    """Audit IA-2026-001, at Purchasing in Graz, has started."""
    desk.add(
        "audit",
        units=["Purchasing · Graz"],
        standard="ISO 9001:2015",
        starts_on="2026-11-09",
        ends_on="2026-11-10",
        lead_auditor="Ines Okafor",
        team=["T. Haas"],
        objectives="See that suppliers are chosen and watched as planned",
    )
    desk.set("audit", "IA-2026-001", move="start", on="2026-11-09")


def nonconformity_issued(desk: Desk) -> None:
    """NC-2026-001 was issued on 2026-11-10."""
    desk.add("finding", **nonconformity(), move="issue", on="2026-11-10")


STAGES = {"company": small_company, "audited": audit_in_progress, "issued": nonconformity_issued}


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of closed books, one for each stage of the story; tests open copies of them."""
    folder = tmp_path_factory.mktemp("prepared")
    with Book.create(folder / "work.auditdesk", "Ines Okafor", "laptop") as book:
        with book.step("New book") as step:
            organisation.found(step, "Meridian")
        book.backup(folder / "founded.auditdesk")
        for name, tell in STAGES.items():
            tell(Desk(book))
            book.backup(folder / f"{name}.auditdesk")
    return folder


def _opened(prepared: Path, stage: str, folder: Path) -> Iterator[Book]:
    path = folder / "test.auditdesk"
    shutil.copy(prepared / f"{stage}.auditdesk", path)
    with Book.open(path, "Ines Okafor", "laptop") as book:
        yield book


@pytest.fixture
def book(prepared: Path, tmp_path: Path) -> Iterator[Book]:
    """A book of an organisation with the shipped standards."""
    yield from _opened(prepared, "founded", tmp_path)


@pytest.fixture
def desk(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The book of a small company."""
    for book in _opened(prepared, "company", tmp_path):
        yield Desk(book)


@pytest.fixture
def audited(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The small company in the middle of an audit."""
    for book in _opened(prepared, "audited", tmp_path):
        yield Desk(book)


@pytest.fixture
def issued(prepared: Path, tmp_path: Path) -> Iterator[Desk]:
    """The small company with an issued nonconformity."""
    for book in _opened(prepared, "issued", tmp_path):
        yield Desk(book)


def run_cli(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Run the command line in this process: exit code, output, error output."""
    from auditdesk.cli.main import main

    code = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def write_json(path: Path, data: Any) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    return path

"""Figures and pictures on paper: archival, with a table behind each picture."""

from datetime import date
from pathlib import Path

import pypdfium2

from auditdesk.book.book import Book
from auditdesk.domain.indicator import Extent
from auditdesk.output.indicators import print_indicators, sheet_of
from auditdesk.work import sample

TODAY = date(2026, 11, 23)


def test_the_paper_is_archival_and_says_every_formula(tmp_path: Path) -> None:
    scope = Extent(date(2026, 1, 1), TODAY, TODAY)
    with Book.create(tmp_path / "m.auditdesk", "A. Tester") as book:
        sample.play(book)
        printed = print_indicators(book, scope, tmp_path / "i.pdf")
        sheet = sheet_of(book, scope)
    assert printed.standard == "PDF/A-2a"
    with pypdfium2.PdfDocument(tmp_path / "i.pdf") as pdf:
        text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    assert "Programme adherence" in text and "not to be told" in text
    assert sheet["pictures"] and all(one["rows"] and one["told"] for one in sheet["pictures"])
    assert all(one["name"] in text for one in sheet["pictures"])

"""What a column says of itself: the order of what is signed and searched is part of the file."""

import apsw
import pytest

from auditdesk.book.fields import Text
from auditdesk.book.search_index import SEARCHED, searched_in
from auditdesk.book.signed import signed_values
from auditdesk.book.tables import (
    TABLES,
    ActionRow,
    AuditRow,
    EffectivenessCheck,
    Finding,
    Programme,
    Table,
)
from auditdesk.domain.signoff import MEANINGS

SIGNED = {
    (
        Finding,
        "prepared",
    ): "audit grade process site place requirement evidence statement effect document raised_on repeat_of",
    (Finding, "accepted"): "extent",
    (Finding, "closed"): "diverging_opinion risk_update document_update system_update closing_note",
    (ActionRow, "accepted"): "kind what owner resources due",
    (ActionRow, "closed"): "done_on done_evidence cancelled_on cancel_reason",
    (EffectivenessCheck, "accepted"): "criterion method planned_on verifier",
    (EffectivenessCheck, "closed"): "result evidence checked_on",
    (
        AuditRow,
        "prepared",
    ): "title kind objectives scope criteria method starts_on ends_on sampling language logistics report_topics distribution confidentiality contact follows",
    (AuditRow, "closed"): "conclusion not_covered held_on",
    (
        Programme,
        "approved",
    ): "year title objectives scope risks resources methods confidentiality manager",
}
"""The columns of the first schema that digests hold by their place: these lists never change."""


@pytest.mark.parametrize(("table", "meaning"), list(SIGNED), ids=str)
def test_what_was_signed_first_keeps_its_place_in_the_digest(
    table: type[Table], meaning: str
) -> None:
    first = [name for name in table.signed(meaning) if table.columns[name].since == 1]
    assert first == SIGNED[table, meaning].split()


def test_nothing_else_of_the_first_schema_is_signed() -> None:
    marked = {
        (table, column.signed)
        for table in TABLES
        for column in table.columns.values()
        if column.signed and column.since == 1
    }
    assert marked == set(SIGNED)
    assert {meaning for _table, meaning in marked} <= set(MEANINGS)


@pytest.mark.parametrize("name", sorted(SEARCHED))
def test_each_searched_text_has_a_place_of_its_own(name: str) -> None:
    (table,) = [table for table in TABLES if table.sql_name == name]
    places = sorted(column.searched for column in table.columns.values() if column.searched)
    assert places == list(range(1, len(places) + 1))


def test_the_index_holds_texts_in_the_order_that_books_have_it() -> None:
    assert {name: " ".join(texts) for name, texts in SEARCHED.items()} == {
        "finding": "number foreign_number requirement evidence statement effect document place extent",
        "action": "number foreign_number what resources done_evidence",
        "audit": "number title objectives scope criteria conclusion",
        "checklist_line": "question ask_for notes reason sample",
    }


def test_an_older_file_is_searched_by_the_columns_that_it_has() -> None:
    """A copy before a migration is proved by its own schema."""
    older = apsw.Connection(":memory:")
    for table, columns in SEARCHED.items():
        older.execute(f"CREATE TABLE {table} ({', '.join(columns[:-1])})")
    assert searched_in(older) == {table: list(texts[:-1]) for table, texts in SEARCHED.items()}


class Lesson(Table):
    """A table as a later schema leaves it: one more text, signed for at the close."""

    said = Text("Said", signed="closed")
    lesson = Text("Lesson", signed="closed", since=8)
    note = Text("Note", signed="closed")


def test_a_younger_column_joins_the_digest_by_name_once_it_says_something() -> None:
    silent, telling = (Lesson.from_stored(("1", "a", lesson, "b")) for lesson in ("", "c"))
    assert signed_values(silent, "closed") == ["a", "b"]
    assert signed_values(telling, "closed") == ["a", "b", {"lesson": "c"}]

"""Each text that people write about a finding has its editor."""

from auditdesk.book.tables import Finding
from auditdesk.gui.findings import paste
from auditdesk.gui.forms import fields
from auditdesk.work.kinds import KINDS

GIVEN_WITH_A_MOVE = {"closing_note"}


def test_the_form_has_each_text() -> None:
    shown = {field.key for field in fields.FINDING}
    assert set(Finding.entered()) - shown == GIVEN_WITH_A_MOVE
    asked = {key for verb in KINDS["finding"].moves for key in verb.fields}
    assert asked >= GIVEN_WITH_A_MOVE


def test_a_pasted_row_may_say_each_text() -> None:
    assert set(Finding.entered()) <= paste._TAKEN

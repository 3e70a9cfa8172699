"""One line of a checklist in full: the question, notes, the sample, evidence, the finding."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.checklist_rows import LineRow
from auditdesk.domain.checklist import VERDICTS
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms.evidence import EvidenceStrip
from auditdesk.gui.forms.fields import Maker
from auditdesk.gui.forms.form import Field, Form
from auditdesk.gui.parts import words
from auditdesk.gui.parts.editors import LongEditor
from auditdesk.gui.parts.widgets import button, plain_label, row, scrolled
from auditdesk.i18n import _

_MARKS = {"!": "nonconforming", "?": "not_seen"}


class ItemsEditor(LongEditor):
    """Items of a sample, one a line: “S-1”, “S-2 ! no rating”, “S-3 ?” for one not seen."""

    def value(self) -> Any:
        return [item_of(line) for line in self.text.toPlainText().splitlines() if line.strip()]

    def show_value(self, value: Any) -> None:
        super().show_value("\n".join(line_of(item) for item in value or ()))

    def raw(self) -> Any:
        return self.text.toPlainText()

    def show_raw(self, raw: Any) -> None:
        super().show_value(raw)


def item_of(line: str) -> dict[str, str]:
    """What a typed line says of an item."""
    for mark, result in _MARKS.items():
        item, found, note = line.partition(f" {mark}")
        if found:
            return {"item": item.strip(), "result": result, "note": note.strip()}
    return {"item": line.strip(), "result": "conform", "note": ""}


def line_of(item: dict[str, str]) -> str:
    """An item as a line to type."""
    mark = next((mark for mark, result in _MARKS.items() if result == item["result"]), "")
    return " ".join(part for part in (item["item"], mark, item["note"]) if part)


_line = Maker("checklist_line")
FIELDS: tuple[Field, ...] = (
    _line.long("notes", 3),
    _line.line("reason"),
    _line.line("population", short=True),
    _line.line("sample_size", short=True),
    _line.line("sampling"),
    Field(
        "items",
        lambda _desk: ItemsEditor(
            _("Items seen"), _("One a line; “ ! why” for one not in order, “ ?” for one not seen")
        ),
    ),
)


class LinePane(QWidget):
    """The current line; `raise_finding` is called where one shall be raised."""

    def __init__(self, desk: Desk, raise_finding: Callable[[], object]) -> None:
        super().__init__()
        self._desk = desk
        self._row: LineRow | None = None
        self.head = plain_label("", "label", wrap=True)
        self.question = plain_label("", "heading", wrap=True)
        self.hints = plain_label("", "muted", wrap=True)
        self.stamp = plain_label("", "label", wrap=True)
        self.form = Form(desk, "checklist_line", FIELDS)
        self.evidence = EvidenceStrip(desk)
        self.raise_button = WriteButton(desk, _("Raise finding"), raise_finding)
        self.open_button = button(_("Open finding"), self._open)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.head, self.question, self.hints, self.stamp):
            layout.addWidget(part)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self.area = scrolled(body, self.form, self.evidence, name=_("Line of the checklist"))
        whole.addWidget(self.area, 1)
        whole.addLayout(row(self.raise_button, self.open_button, 1, margins=(16, 6, 16, 8)))
        self.setMinimumWidth(280)

    def show_line(self, found: LineRow | None, audit: str, locked: bool) -> None:
        """Show a line of an audit, or that none is selected."""
        self._row = found
        self.area.setVisible(found is not None)
        self.raise_button.setVisible(found is not None and not found.finding_id)
        self.open_button.setVisible(found is not None and bool(found.finding_id))
        if found is None:
            self.form.leave()
            return
        unverified = "" if found.verified else _("(unverified)")
        clause = " ".join(
            part for part in (found.standard, found.clause, found.clause_title, unverified) if part
        )
        self.head.setText(" · ".join(part for part in (clause, found.unit) if part))
        self.question.setText(found.question)
        hints = (
            (_("Why"), found.intent),
            (_("Ask for"), found.ask_for),
            (_("Often wrong"), found.typical_failure),
        )
        self.hints.setText("\n".join(f"{name}: {text}" for name, text in hints if text))
        self.stamp.setText(stamp_text(found))
        self.stamp.setVisible(bool(found.verdict))
        self.form.show_thing(found.id, audit, locked)
        self.evidence.show_thing("checklist_line", found.id, locked)
        self.raise_button.setEnabled(not locked)
        self.open_button.setText(_("Open {finding}").format(finding=found.finding))

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()

    def _open(self) -> None:
        if self._row and self._row.finding_id:
            self._desk.show("finding", self._row.finding_id)


def stamp_text(found: LineRow) -> str:
    """“conform · Ines Okafor · 23 Nov 2026 10:31”."""
    if not found.verdict:
        return ""
    parts = [_(VERDICTS[found.verdict].label), found.answered_by]
    if found.answered_at:
        moment = found.answered_at.astimezone()
        parts.append(f"{words.day_text(moment.date())} {moment:%H:%M}")
    return " · ".join(part for part in parts if part)

"""Notes: what imported files say of a thing and has no field of its own."""

from PySide6.QtWidgets import QFrame

from auditdesk.book.tables import SourceNote
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.widgets import column, plain_label
from auditdesk.i18n import _


class SourceNotes(QFrame):
    """The notes of one thing, each with its file and row; hidden where there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.text = plain_label("", "muted", wrap=True)
        self.text.setAccessibleName(_("From imported files"))
        self.setLayout(column(plain_label(_("From imported files"), "heading"), self.text))

    def show_thing(self, table: str, id: str) -> None:
        """Show the notes of a thing."""
        notes = list(self._desk.read.rows(SourceNote, table_name=table, row=id))
        self.text.setText("\n\n".join(f"{note.text}\n– {note.place}" for note in notes))
        self.setVisible(bool(notes))

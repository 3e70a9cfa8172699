"""Evidence by clause and unit: how much, and how old the newest of it is; “none” stands out."""

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book import coverage as reader
from auditdesk.book.evidence_map import EvidenceMap, Held, evidence_map
from auditdesk.book.numbered import id_by_number
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts import words
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.widgets import EDGE, plain_label, row
from auditdesk.gui.readiness.matrix import Matrix, MatrixHead, Spot, matrix_view
from auditdesk.i18n import _, ngettext


def _told_of(held: Held) -> str:
    """The evidence in words."""
    if held.newest is None:
        return _("No evidence in this cycle")
    parts = [
        ngettext("{n} question judged", "{n} questions judged", held.judged).format(n=held.judged),
        ngettext("{n} finding", "{n} findings", held.findings).format(n=held.findings),
        ngettext("{n} file", "{n} files", held.files).format(n=held.files),
        _("newest on {day}, {of}").format(day=words.day_text(held.newest), of=held.of),
    ]
    return " · ".join(parts)


class EvidenceView(QWidget):
    """The matrix of one standard over the cycle that ends with this year."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Evidence by clause and unit"))
        self._desk = desk
        self.found: EvidenceMap | None = None
        self.model = Matrix(desk.theme)
        name = _("Evidence of clauses and units")
        self.table = matrix_view(self.model, name, _("Clauses"), _("Units"))
        self.table.activated.connect(self._open)
        self.standard = ChoiceEditor(_("Standard"), [])
        self.standard.setMaximumWidth(240)
        self.standard.left.connect(self._draw)
        self.summary = plain_label("", "muted", wrap=True)
        chosen = row(self.standard, self.summary, margins=(EDGE, 10, EDGE, 10))
        chosen.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(chosen)
        layout.addWidget(self.table, 1)

    def refresh(self) -> None:
        """Read the evidence again."""
        known = reader.standards(self._desk.book, self._desk.today)
        chosen, ids = self.standard.value(), [id for id, _name in known]
        self.standard.set_choices(known)
        self.standard.show_value(chosen if chosen in ids else next(iter(ids), ""))
        self._draw()

    def _draw(self) -> None:
        standard, today = self.standard.value(), self._desk.today
        if not standard:
            self.model.show((), (), lambda _clause, _unit: None)
            self.summary.setText(_("No clause applies to a unit yet: see Organisation."))
            return
        first, last = reader.cycle(self._desk.book, today.year)
        found = evidence_map(self._desk.book, str(standard), first, last, today=today)
        self.found = found
        self.model.show(
            [MatrixHead(one.id, one.number, one.heading) for one in found.coverage.clauses],
            [MatrixHead(one.id, one.name, one.name) for one in found.coverage.units],
            self._spot,
        )
        n = found.without
        text = ngettext(
            "{n} clause of a unit has no evidence, {first} – {last}",
            "{n} clauses of units have no evidence, {first} – {last}",
            n,
        )
        first_text, last_text = words.day_text(first), words.day_text(last)
        self.summary.setText(text.format(n=n, first=first_text, last=last_text))

    def _spot(self, clause: str, unit: str) -> Spot | None:
        assert self.found is not None
        held = self.found.at(clause, unit)
        if held is None:
            return None
        age = self.found.age(held)
        text = _("none") if age is None else _("{n} · {age} d").format(n=held.pieces, age=age)
        cover = self.found.coverage.cell(clause, unit).cover.label
        return Spot(text, f"{cover}\n{_told_of(held)}", age is not None)

    def _open(self, index: QModelIndex) -> None:
        """Go to what the newest evidence of a cell is of."""
        assert self.found is not None
        clause, unit = self.model.clauses[index.row()], self.model.units[index.column()]
        held = self.found.at(clause.id, unit.id)
        for kind in ("finding", "audit") if held else ():
            if id := id_by_number(self._desk.book, kind, held.of if held else ""):
                self._desk.show(kind, id)
                return

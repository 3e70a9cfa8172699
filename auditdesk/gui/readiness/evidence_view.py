"""Evidence by clause and unit: how much, and how old the newest of it is; “none” stands out."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QVBoxLayout, QWidget

from auditdesk.book import coverage as reader
from auditdesk.book.evidence_map import EvidenceMap, Held, evidence_map
from auditdesk.domain.coverage import Coverage
from auditdesk.gui import words
from auditdesk.gui.desk import Desk
from auditdesk.gui.editors import ChoiceEditor
from auditdesk.gui.still import still
from auditdesk.gui.theme import Theme
from auditdesk.gui.widgets import EDGE, plain_label, plain_tip, row
from auditdesk.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class EvidenceModel(QAbstractTableModel):
    """Clauses down, units across."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.map: EvidenceMap | None = None

    def show_map(self, found: EvidenceMap | None) -> None:
        """Show a map."""
        self.beginResetModel()
        self.map = found
        self.endResetModel()

    @property
    def _coverage(self) -> Coverage | None:
        return self.map.coverage if self.map else None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not self._coverage else len(self._coverage.clauses)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() or not self._coverage else len(self._coverage.units)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        assert self._coverage is not None
        roles = Qt.ItemDataRole
        if orientation == Qt.Orientation.Horizontal:
            name = self._coverage.units[section].name
            if role == roles.DisplayRole:
                return name.replace(" · ", "\n")
            return plain_tip(name) if role == roles.ToolTipRole else None
        clause = self._coverage.clauses[section]
        if role == roles.DisplayRole:
            return clause.number
        return plain_tip(f"{clause.number} {clause.title}") if role == roles.ToolTipRole else None

    def held(self, index: Index) -> Held | None:
        """The evidence of a cell, None where the clause does not apply."""
        assert self.map is not None
        of = self.map.coverage
        return self.map.at(of.clauses[index.row()].id, of.units[index.column()].id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        assert self.map is not None
        roles, held = Qt.ItemDataRole, self.held(index)
        if role == roles.DisplayRole:
            return _short(self.map, held)
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            text = self._told(index, held)
            return plain_tip(text) if role == roles.ToolTipRole else text
        if role == roles.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        if role == roles.BackgroundRole and held is not None:
            colours = self._theme.colours
            return QColor(colours.accent_soft if held.pieces else colours.amber_soft)
        return None

    def _told(self, index: Index, held: Held | None) -> str:
        assert self.map is not None
        of = self.map.coverage
        clause, unit = of.clauses[index.row()], of.units[index.column()]
        lines = [
            f"{unit.name} · {clause.number} {clause.title}",
            of.cell(clause.id, unit.id).cover.label,
        ]
        if held is not None:
            lines.append(_told_of(held))
        return "\n".join(lines)


def _short(found: EvidenceMap, held: Held | None) -> str:
    if held is None:
        return ""
    age = found.age(held)
    return _("none") if age is None else _("{n} · {age} d").format(n=held.pieces, age=age)


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
        self.model = EvidenceModel(desk.theme)
        self.table = still(QTableView())
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Evidence of clauses and units"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.activated.connect(self._open)
        across, down = self.table.horizontalHeader(), self.table.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setAccessibleName(_("Units"))
        down.setDefaultSectionSize(24)
        down.setAccessibleName(_("Clauses"))
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
        known = reader.standards(self._desk.book)
        chosen, ids = self.standard.value(), [id for id, _name in known]
        self.standard.set_choices(known)
        self.standard.show_value(chosen if chosen in ids else next(iter(ids), ""))
        self._draw()

    def _draw(self) -> None:
        standard, today = self.standard.value(), self._desk.today
        if not standard:
            self.model.show_map(None)
            self.summary.setText(_("No clause applies to a unit yet: see Organisation."))
            return
        first, last = reader.cycle(self._desk.book, today.year)
        found = evidence_map(self._desk.book, str(standard), first, last, today=today)
        self.model.show_map(found)
        n = found.without
        text = ngettext(
            "{n} clause of a unit has no evidence, {first} – {last}",
            "{n} clauses of units have no evidence, {first} – {last}",
            n,
        )
        first_text, last_text = words.day_text(first), words.day_text(last)
        self.summary.setText(text.format(n=n, first=first_text, last=last_text))

    def _open(self, index: Index) -> None:
        """Go to what the newest evidence of a cell is of."""
        held = self.model.held(index)
        if held is None or not held.of:
            return
        for kind in ("finding", "audit"):
            for (id,) in self._desk.book.select(
                f'SELECT id FROM "{kind}" WHERE number = ?', (held.of,)
            ):
                self._desk.show(kind, id)
                return

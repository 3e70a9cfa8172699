"""Coverage: the map of clauses and units, what is left open, and one click to plan it."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QSplitter,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from auditdesk.book import coverage as reader
from auditdesk.book.universe import cycle_months, scheme
from auditdesk.domain.coverage import Cell, Cover, Coverage
from auditdesk.domain.months import months_later
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton, add_writing
from auditdesk.gui.parts import words
from auditdesk.gui.parts.editors import ChoiceEditor
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import EDGE, Fresh, plain_label, plain_tip, row, scrolled
from auditdesk.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_NOTHING = Coverage("", date.min, date.min, (), (), {}, {})
_SHOWN = 40
"""Gaps listed beside the map; the map shows all."""


class CoverageModel(QAbstractTableModel):
    """Clauses down, units across."""

    def __init__(self) -> None:
        super().__init__()
        self.map = _NOTHING

    def show_map(self, map_: Coverage) -> None:
        """Show a map."""
        self.beginResetModel()
        self.map = map_
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        """What a cell says."""
        clause, unit = self.map.clauses[index.row()], self.map.units[index.column()]
        return self.map.cell(clause.id, unit.id)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.map.clauses)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.map.units)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            name = self.map.units[section].name
            if role == Qt.ItemDataRole.DisplayRole:
                return name.replace(" · ", "\n")
            return plain_tip(name) if role == Qt.ItemDataRole.ToolTipRole else None
        clause = self.map.clauses[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return clause.number
        if role == Qt.ItemDataRole.ToolTipRole:
            unverified = "" if clause.verified else _("not checked against a licensed copy yet")
            return plain_tip(f"{clause.heading}\n{unverified}".strip())
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{cell.cover.sign} {cell.findings}" if cell.findings else cell.cover.sign
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            text = self._told(index, cell)
            return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    def _told(self, index: Index, cell: Cell) -> str:
        clause, unit = self.map.clauses[index.row()], self.map.units[index.column()]
        lines = [f"{unit.name} · {clause.heading}", cell.cover.label]
        if cell.on:
            lines[1] += f" · {words.day_text(cell.on)} · {', '.join(cell.audits)}"
        if cell.findings:
            n = cell.findings
            lines.append(ngettext("{n} finding", "{n} findings", n).format(n=n))
        return "\n".join([*lines, cell.reason] if cell.reason else lines)


class _CoverDelegate(QStyledItemDelegate):
    """A cell is a ground and a sign; never a colour alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, CoverageModel)
        colours = self._theme.colours
        ground, text = {
            Cover.DONE: (colours.accent, colours.on_accent),
            Cover.PLANNED: (colours.accent_soft, colours.text),
            Cover.PART: (colours.amber_soft, colours.text),
            Cover.NEVER: (colours.amber_soft, colours.amber),
            Cover.LEFT_OUT: (colours.panel, colours.muted),
            Cover.NOT_APPLICABLE: (colours.page, colours.muted),
        }[model.cell(index).cover]
        painter.fillRect(option.rect, QColor(colours.line))
        painter.fillRect(option.rect.adjusted(0, 0, -1, -1), QColor(ground))
        painter.setPen(QColor(text))
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignCenter, str(index.data()))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QColor(colours.text))
            painter.drawRect(option.rect.adjusted(1, 1, -3, -3))


class CoverageView(QWidget):
    """The map, its period and standard, and the gaps. `wanted` with units, clauses and standard to
    plan; `left_out` with the kind (unit or clause) and the id of what a programme leaves out."""

    wanted = Signal(list, list, str)
    left_out = Signal(str, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Coverage"))
        self._desk = desk
        self._year = desk.today.year
        self.model = CoverageModel()
        self.table = still(QTableView())
        self.table.setModel(self.model)
        self.table.setAccessibleName(_("Clauses and units"))
        self.table.setItemDelegate(_CoverDelegate(desk.theme, self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.contextMenuEvent = self._menu  # type: ignore[method-assign]
        self.table.activated.connect(self._plan_cell)
        across, down = self.table.horizontalHeader(), self.table.verticalHeader()
        across.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        across.setAccessibleName(_("Units"))
        down.setDefaultSectionSize(24)
        down.setAccessibleName(_("Clauses"))
        self.standard = ChoiceEditor(_("Standard"), [])
        self.standard.left.connect(self._draw)
        self.period = ChoiceEditor(_("Period"), [])
        self.period.left.connect(self._draw)
        for editor in (self.standard, self.period):
            editor.setMaximumWidth(220)
        self.summary = plain_label("", "muted", wrap=True)
        self.gaps = Fresh(spacing=4)
        chosen = row(self.standard, self.period, self.summary, margins=(EDGE, 10, EDGE, 10))
        chosen.setStretch(2, 1)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(self.table)
        self._splitter.addWidget(scrolled(self.gaps, name=_("What is not covered")))
        self._splitter.setSizes([760, 340])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(chosen)
        layout.addWidget(self._splitter, 1)

    def show_year(self, year: int) -> None:
        """Show the cycle that ends with a year."""
        self._year = year
        known = reader.standards(self._desk.book, date(year, 12, 31))
        cycle = cycle_months(self._desk.book)
        chosen, months = self.standard.value(), self.period.value()
        self.standard.set_choices(known)
        ids = [id for id, _name in known]
        self.standard.show_value(chosen if chosen in ids else next(iter(ids), ""))
        spans = sorted({12, cycle})
        self.period.set_choices([(str(n), _("{n} months").format(n=n)) for n in spans])
        self.period.show_value(months if months in map(str, spans) else str(cycle))
        self._draw()

    def _draw(self) -> None:
        standard = self.standard.value()
        if not standard:
            self.model.show_map(_NOTHING)
            self.summary.setText(_("No clause applies to a unit yet: see Organisation."))
            return
        last = date(self._year, 12, 31)
        first = months_later(last, -int(self.period.value() or 12)) + timedelta(days=1)
        yearly = scheme(self._desk.book).yearly
        map_ = reader.coverage(
            self._desk.book, str(standard), first, last, yearly, today=self._desk.today
        )
        self.model.show_map(map_)
        self.summary.setText(
            _("{percent} % of the clauses that apply, {first} – {last}").format(
                percent=map_.percent,
                first=words.day_text(first),
                last=words.day_text(last),
            )
        )
        self._list_gaps(map_)

    def _list_gaps(self, map_: Coverage) -> None:
        told = self.gaps.begin()
        gaps = map_.gaps
        n = len(gaps)
        told.addWidget(
            plain_label(
                ngettext("{n} clause with a gap", "{n} clauses with gaps", n).format(n=n), "heading"
            )
        )
        for clause, units in gaps[:_SHOWN]:
            names = ", ".join(unit.name for unit in units)
            plan = partial(
                self.wanted.emit, [unit.name for unit in units], [clause.number], map_.standard
            )
            told.addWidget(plain_label(clause.heading, wrap=True))
            told.addWidget(plain_label(names, "muted", wrap=True))
            missing = dict.fromkeys(map_.cell(clause.id, unit.id).reason for unit in units)
            for reason in filter(None, missing):
                told.addWidget(plain_label(reason, "muted", wrap=True))
            verb = _("Plan {clause}").format(clause=clause.number)
            link = WriteButton(self._desk, verb, plan, "link")
            told.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        for clause in map_.late_yearly:
            text = _("{clause} is due each year and in none of the last twelve months").format(
                clause=clause.number
            )
            told.addWidget(plain_label(text, "problem", wrap=True))
        if not gaps and not map_.late_yearly:
            text = _("Every clause that applies is audited or planned.")
            told.addWidget(plain_label(text, "muted", wrap=True))

    def _plan_cell(self, index: Index) -> None:
        clause, unit = self.model.map.clauses[index.row()], self.model.map.units[index.column()]
        self.wanted.emit([unit.name], [clause.number], self.model.map.standard)

    def _menu(self, event: QContextMenuEvent) -> None:
        index = self.table.indexAt(event.pos())
        if not index.isValid():
            return
        clause, unit = self.model.map.clauses[index.row()], self.model.map.units[index.column()]
        menu = QMenu(self)
        add_writing(menu, self._desk, _("Plan an audit here…"), partial(self._plan_cell, index))
        for kind, id, name in (
            ("clause", clause.id, f"{self.model.map.standard} {clause.number}"),
            ("unit", unit.id, unit.name),
        ):
            text = _("Leave {name} out of the programme…").format(name=name)
            add_writing(menu, self._desk, text, partial(self.left_out.emit, kind, id, name))
        menu.popup(event.globalPos())

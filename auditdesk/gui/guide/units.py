"""The tick matrix: which process is at which site; each tick is a unit that audits visit."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from auditdesk.gui.lists.delegates import ROW_HEIGHT
from auditdesk.gui.parts.still import still
from auditdesk.i18n import _

_TICKED, _NOT = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_LEAST = 90


class UnitTicks(QTableWidget):
    """Processes down, sites across. A click or the space bar ticks; a heading ticks all of it.

    Only what the book has is ticked at first: no unit is made that nobody asked for.
    """

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        still(self)
        self._on: set[tuple[str, str]] = set()
        self.setAccessibleName(_("Units: processes at sites"))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(_LEAST)
        self.horizontalHeader().sectionClicked.connect(self._tick_column)
        self.verticalHeader().sectionClicked.connect(self._tick_row)
        self.itemChanged.connect(self._keep)

    def units(self) -> list[tuple[str, str]]:
        """Process and site of what is ticked."""
        return [
            (self._name(self.verticalHeaderItem(n)), self._name(self.horizontalHeaderItem(m)))
            for n in self._rows()
            for m in self._columns()
            if (item := self.item(n, m)) and item.checkState() is _TICKED
        ]

    def show_names(
        self, processes: Sequence[str], sites: Sequence[str], kept: Collection[tuple[str, str]] = ()
    ) -> None:
        """Show these processes and sites. kept: units that the book has, which stay ticked."""
        there_already = {_folded(unit) for unit in kept}
        self.blockSignals(True)
        self.setRowCount(len(processes))
        self.setColumnCount(len(sites))
        self.setVerticalHeaderLabels(list(processes))
        self.setHorizontalHeaderLabels(list(sites))
        for n, process in enumerate(processes):
            for m, site in enumerate(sites):
                item = QTableWidgetItem()
                flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable
                there = _folded((process, site)) in there_already
                item.setFlags(flags if there else flags | Qt.ItemFlag.ItemIsEnabled)
                on = there or _folded((process, site)) in self._on
                item.setCheckState(_TICKED if on else _NOT)
                item.setToolTip(_("{process} at {site}").format(process=process, site=site))
                self.setItem(n, m, item)
        self.blockSignals(False)
        if processes and sites and self.currentRow() < 0:
            self.setCurrentCell(0, 0)
        self.ticked.emit()

    def tick_all(self) -> None:
        """Tick everything, or, where everything is ticked, take back what the book has not."""
        self._turn([self.item(n, m) for n in self._rows() for m in self._columns()])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.currentItem()
        if event.key() == Qt.Key.Key_Space and item is not None:
            self._turn([item])
        else:
            super().keyPressEvent(event)

    def _tick_column(self, column: int) -> None:
        self._turn([self.item(n, column) for n in self._rows()])

    def _tick_row(self, row: int) -> None:
        self._turn([self.item(row, m) for m in self._columns()])

    def _turn(self, items: Sequence[QTableWidgetItem | None]) -> None:
        """Tick all of these, or none where all are ticked."""
        free = [one for one in items if one and one.flags() & Qt.ItemFlag.ItemIsEnabled]
        off = all(one.checkState() is _TICKED for one in free)
        for one in free:
            one.setCheckState(_NOT if off else _TICKED)

    def _keep(self, item: QTableWidgetItem) -> None:
        process = self._name(self.verticalHeaderItem(item.row()))
        unit = _folded((process, self._name(self.horizontalHeaderItem(item.column()))))
        if item.checkState() is _TICKED:
            self._on.add(unit)
        else:
            self._on.discard(unit)
        self.ticked.emit()

    def _rows(self) -> range:
        return range(self.rowCount())

    def _columns(self) -> range:
        return range(self.columnCount())

    @staticmethod
    def _name(heading: QTableWidgetItem | None) -> str:
        return heading.text() if heading else ""


def _folded(unit: tuple[str, str]) -> tuple[str, str]:
    process, site = unit
    return process.casefold(), site.casefold()

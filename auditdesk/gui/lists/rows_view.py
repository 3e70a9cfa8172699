"""RowsView: a table that behaves as a spreadsheet: keys, copy as cells, columns of one's choice."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.settings import COLUMNS as KEPT_COLUMNS
from auditdesk.gui.desk.writing import add_writing
from auditdesk.gui.lists.delegates import ROW_HEIGHT, RowPainter
from auditdesk.gui.lists.rows_model import PAGE, Index, RowsModel
from auditdesk.gui.parts.still import still
from auditdesk.i18n import _
from auditdesk.output.columns import COLUMNS

if TYPE_CHECKING:
    from auditdesk.gui.lists.frozen import FrozenColumn

_WIDEST = 460
_LEAST_LONG = {"long": 200, "text": 120}
_LEAST, _STEP, _PAD, _ARROW = 60, 8, 8, 14
"""Pixels: the narrowest column of words, by how much one gives way at a time, air, the arrow."""
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_GIVING_WAY = ("code", "text", "choice")
_TEXT_FORMAT = "mso-number-format:'\\@'"
"""Excel keeps such a cell as text: 8.10 stays 8.10 and “=…” is no formula."""


class RowsView(QTableView):
    """Shows one list. `opened` for Enter or double click, `picked` when the current row changes,
    `searched` when somebody types into the list, `pasted` with the cells of a spreadsheet,
    `edited` where the current cell shall be, `filled` where its column shall be filled down,
    `selected` when other rows are.

    can_edit: whether the cells of a column are edited where they stand. fill_heading: adds to the
    menu of a heading, by the key of its column.
    """

    opened = Signal(str)
    picked = Signal(str)
    searched = Signal(str)
    pasted = Signal(list)
    edited = Signal()
    selected = Signal()
    filled = Signal()

    def __init__(self, desk: Desk, name: str, keys: Sequence[str]) -> None:
        super().__init__()
        still(self)
        self._desk = desk
        self._default = tuple(keys)
        self._menu: Callable[[QMenu], None] | None = None
        self._frozen: FrozenColumn | None = None
        self.fill_heading: Callable[[QMenu, str], None] = lambda _menu, _key: None
        self.can_edit: Callable[[int], bool] = lambda _section: False
        self._keeping = self._measured = False
        self._wanted: list[int] = []
        self._name = name
        self.rows = RowsModel(desk, name, self._kept().get("keys") or self._default)
        self.setModel(self.rows)
        self._painter = RowPainter(desk.theme, self)
        self.setAccessibleName(_(name.capitalize()))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        header.sectionClicked.connect(self._sort)
        header.sectionResized.connect(lambda section, _old, _new: self._keep_columns(section))
        header.setMinimumSectionSize(40)
        header.sectionMoved.connect(lambda *_places: self._keep_columns())
        header.setAccessibleName(_("Columns"))
        self.doubleClicked.connect(self._double_clicked)
        self.rows.modelReset.connect(self._settle_columns)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self._freeze())
        self._size_columns()

    # --- rows ----------------------------------------------------------------------------------

    def current_row(self) -> Any | None:
        """The current row of the list, None without one."""
        index = self.currentIndex()
        return self.rows.row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Any]:
        """The selected rows, from top to bottom."""
        positions = sorted(index.row() for index in self.selectionModel().selectedRows())
        return [row for position in positions if (row := self.rows.row(position)) is not None]

    def selected_count(self) -> int:
        """How many rows are selected, none of them looked at."""
        parts = self.selectionModel().selection()
        return sum(parts.at(n).height() for n in range(parts.count()))

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.selected.emit()

    def select_id(self, id: str) -> bool:
        """Make the row of that id current, where it is among those at hand."""
        position = self.rows.position_of(id)
        if position < 0:
            return False
        self.setCurrentIndex(self.rows.index(position, 0))
        return True

    def again(self) -> None:
        """Read the rows again and stay where the user is."""
        row, scrolled = self.current_row(), self.verticalScrollBar().value()
        column = max(self.currentIndex().column(), 0)
        selected = {one.id for one in self.selected_rows()}
        self.rows.again()
        self.verticalScrollBar().setValue(scrolled)
        self._select_again(row.id if row is not None else "", selected, column)

    def _select_again(self, current: str, selected: set[str], column: int) -> None:
        model = self.selectionModel()
        flag = QItemSelectionModel.SelectionFlag
        self._touch_visible()
        with_current = self.rows.position_of(current) if current else -1
        if with_current >= 0:
            model.setCurrentIndex(self.rows.index(with_current, column), flag.NoUpdate)
        for id in selected:
            position = self.rows.position_of(id)
            if position >= 0:
                model.select(self.rows.index(position, 0), flag.Select | flag.Rows)

    def _touch_visible(self) -> None:
        """Have the visible rows at hand."""
        top = self.rowAt(0)
        for position in (top, top + self.viewport().height() // ROW_HEIGHT):
            if 0 <= position < self.rows.rowCount():
                self.rows.cell(position, 0)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row = self.rows.row(current.row()) if current.isValid() else None
        self.picked.emit(str(row.id) if row is not None else "")

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.can_edit(index.column()):
            self.edited.emit()
        else:
            self._open(index)

    def _open(self, index: QModelIndex) -> None:
        row = self.rows.row(index.row()) if index.isValid() else None
        if row is not None:
            self.opened.emit(str(row.id))

    def sizeHintForColumn(self, section: int) -> int:
        return self._width_on(section, self._shown_rows(self.viewport().rect()))

    def _width_on(self, section: int, positions: range) -> int:
        """How wide the widest cell of a column is on these rows."""
        cells = (self.rows.cell(n, section) for n in positions if not self.rows.is_group(n))
        return max(map(self._painter.width_of, cells), default=0)

    def _shown_rows(self, rect: QRect) -> range:
        """The rows that a part of the viewport shows."""
        top, bottom = self.rowAt(rect.top()), self.rowAt(rect.bottom())
        if top < 0:
            return range(0)
        return range(top, bottom + 1 if bottom >= 0 else self.rows.rowCount())

    def paintEvent(self, event: QPaintEvent) -> None:
        wide = self.viewport().width()
        places = [
            (section, at, self.columnWidth(section))
            for section in range(len(self.rows.columns))
            if -self.columnWidth(section) < (at := self.columnViewportPosition(section)) < wide
        ]
        if not places:
            return
        with QPainter(self.viewport()) as painter:
            self.paint_columns(painter, places, event.rect())
            here = self.currentIndex()
            if here.isValid() and self.hasFocus() and self.can_edit(here.column()):
                self._painter.frame(painter, self.visualRect(here))

    def paint_columns(
        self, painter: QPainter, places: Sequence[tuple[int, int, int]], area: QRect
    ) -> None:
        """Paint the rows of an area: sections, each with its left edge and width."""
        chosen = self.selectionModel()
        self._painter.begin(painter, places)
        for position in self._shown_rows(area):
            self._painter.paint(
                painter,
                self.rowViewportPosition(position),
                self.rows.cells(position),
                chosen.isSelected(self.rows.index(position, 0)),
                self.rows.is_group(position),
            )

    def _freeze(self) -> None:
        """Keep the first column in sight while the others are scrolled."""
        if self._frozen is None and self.horizontalScrollBar().value() > 0:
            from auditdesk.gui.lists.frozen import (
                FrozenColumn,  # late: hardly a list is scrolled so
            )

            self._frozen = FrozenColumn(self)
        if self._frozen is not None:
            self._frozen.settle()

    # --- keys, clipboard, menus ----------------------------------------------------------------

    def set_menu(self, fill: Callable[[QMenu], None]) -> None:
        """What the right-click menu offers for the selected rows."""
        self._menu = fill

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() == Qt.Key.Key_F2:
            self.edited.emit()
        elif event.key() == Qt.Key.Key_Down and event.modifiers() & _ALT:
            self.open_heading()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == _CONTROL:
            self.filled.emit()
        elif (
            event.text().strip()
            and event.text().isprintable()
            and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        ):
            self.searched.emit(event.text())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        if self._menu:
            self._menu(menu)
        menu.addSeparator()
        copy = menu.addAction(_("Copy as cells"), self.copy)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        add_writing(menu, self._desk, _("Paste rows"), self.paste)
        menu.popup(event.globalPos())

    def copy(self) -> None:
        """Put the selected rows on the clipboard as cells for Excel: text stays text."""
        rows = self.selected_rows()
        if not rows:
            return
        columns = self._shown_columns()
        lines = [[_(column.heading) for column in columns]]
        lines += [[column.text(row) for column in columns] for row in rows]
        data = QMimeData()
        data.setText("\n".join("\t".join(map(_plain_cell, line)) for line in lines))
        data.setHtml(
            "<table>"
            + "".join(
                "<tr>"
                + "".join(f'<td style="{_TEXT_FORMAT}">{escape(cell)}</td>' for cell in line)
                + "</tr>"
                for line in lines
            )
            + "</table>"
        )
        QGuiApplication.clipboard().setMimeData(data)

    def paste(self) -> None:
        """Read cells of a spreadsheet from the clipboard."""
        cells = cells_of(QGuiApplication.clipboard().text())
        if cells:
            self.pasted.emit(cells)

    # --- columns -------------------------------------------------------------------------------

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns."""
        self.rows.show_columns(keys)
        self._size_columns()
        self._keep_columns()

    def column_keys(self) -> list[str]:
        """The shown columns from the first to the last, as the user ordered them."""
        return [column.key for column in self._shown_columns()]

    def _shown_columns(self) -> list[Any]:
        header = self.horizontalHeader()
        return [self.rows.columns[header.logicalIndex(n)] for n in range(len(self.rows.columns))]

    def open_heading(self) -> None:
        """Open the menu of the heading over the current cell: sort, filter, group."""
        section = max(self.currentIndex().column(), 0)
        at = QPoint(self.columnViewportPosition(section) + _PAD, self.horizontalHeader().height())
        self._choose_columns(at)

    def _choose_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        shown = self.column_keys()
        section = self.horizontalHeader().logicalIndexAt(at)
        if section >= 0:
            self._add_orders(menu, section)
            self.fill_heading(menu, self.rows.columns[section].key)
            menu.addSeparator()
        if section >= 0 and self.rows.order_of(section):
            key = self.rows.order_of(section)
            menu.addAction(_("Group by this column"), lambda: self.group_by(key))
        if self.rows.query.group:
            menu.addAction(_("No groups"), lambda: self.group_by(""))
        menu.addSeparator()
        columns = menu.addMenu(_("Columns"))
        for column in COLUMNS[self.rows.name]:
            action = QAction(_(column.heading), columns, checkable=True)
            action.setChecked(column.key in shown)
            action.toggled.connect(
                lambda on, key=column.key: self.show_columns(
                    [*self.column_keys(), key]
                    if on
                    else [one for one in self.column_keys() if one != key] or [key]
                )
            )
            columns.addAction(action)
        columns.addSeparator()
        columns.addAction(_("Columns as at first"), lambda: self.show_columns(self._default))
        menu.popup(self.horizontalHeader().mapToGlobal(at))

    def _add_orders(self, menu: QMenu, section: int) -> None:
        query = self.rows.query
        by_this = bool(query.order) and query.order == self.rows.order_of(section)
        if self.rows.order_of(section):
            for text, descending in ((_("Sort A to Z"), False), (_("Sort Z to A"), True)):
                action = menu.addAction(text, partial(self.rows.sort_by, section, descending))
                action.setCheckable(True)
                action.setChecked(by_this and query.descending == descending)

    def group_by(self, key: str) -> None:
        """Group the rows by a column, "" for no groups."""
        self.rows.ask(replace(self.rows.query, group=key))
        self.setCurrentIndex(self.rows.index(1 if key else 0, 0))

    def _sort(self, section: int) -> None:
        if not self.rows.order_of(section):
            return
        query = self.rows.query
        again = query.order == self.rows.order_of(section)
        descending = again and not query.descending
        self.rows.sort_by(section, descending)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fill()
        self._freeze()

    def _settle_columns(self) -> None:
        """Say how the rows are sorted; make the columns fit the first rows that there are."""
        self._show_order()
        if not self._measured and self.rows.rowCount():
            self._size_columns()

    def _show_order(self) -> None:
        query = self.rows.query
        sections = range(len(self.rows.columns))
        by = next((n for n in sections if query.order and self.rows.order_of(n) == query.order), -1)
        way = Qt.SortOrder.DescendingOrder if query.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(by, way)

    def _size_columns(self) -> None:
        """Each column as wide as what it holds on the first page, and as its heading."""
        self.ensurePolished()
        self._measured = self.rows.rowCount() > 0
        unit = self.fontMetrics().horizontalAdvance("0")
        first = range(min(self.rows.rowCount(), PAGE))
        self._wanted = [
            min(
                self._width_on(n, first) if self._measured else one.width * unit + 2 * _PAD,
                _WIDEST,
            )
            for n, one in enumerate(self.rows.columns)
        ]
        self._fill()

    def _fill(self) -> None:
        """Give the text the room that the other columns leave; where they leave too little, codes
        give way, then names, then states, and nothing needs to be scrolled."""
        kept = self._kept().get("widths", {})
        columns = self.rows.columns
        if len(self._wanted) != len(columns):
            return
        heads = [self._heading_width(n) for n in range(len(columns))]
        widths = [
            int(kept.get(one.key, max(wanted, head)))
            for one, wanted, head in zip(columns, self._wanted, heads, strict=True)
        ]
        long = self._text_column()
        fills = long >= 0 and columns[long].key not in kept
        room = self.viewport().width()
        if fills:
            widths[long] = max(_LEAST_LONG[columns[long].kind], heads[long])
        over = sum(widths) - room
        for kind in _GIVING_WAY:
            gives = [
                n
                for n, one in enumerate(columns)
                if one.kind == kind and one.key not in (*kept, "number") and n != long
            ]
            while over > 0 and (able := [n for n in gives if widths[n] > max(heads[n], _LEAST)]):
                widest = max(able, key=lambda n: widths[n])
                give = min(over, widths[widest] - max(heads[widest], _LEAST), _STEP)
                widths[widest] -= give
                over -= give
        if fills and over < 0:
            widths[long] = min(widths[long] - over, 2 * _WIDEST)
        self._keeping = True
        for section, width in enumerate(widths):
            self.setColumnWidth(section, width)
        self._keeping = False

    def _text_column(self) -> int:
        """The first long text, or else the longest of the others; -1 where there is none."""
        columns = self.rows.columns
        long = next((n for n, one in enumerate(columns) if one.kind == "long"), -1)
        texts = [n for n, one in enumerate(columns) if one.kind == "text"]
        return long if long >= 0 else max(texts, key=lambda n: columns[n].width, default=-1)

    def _heading_width(self, section: int) -> int:
        """How wide a column must be for its heading, with the arrow of the order."""
        heading = _(self.rows.columns[section].heading)
        arrow = _ARROW if self.rows.order_of(section) else 0
        return self.horizontalHeader().fontMetrics().horizontalAdvance(heading) + 2 * _PAD + arrow

    def _kept(self) -> dict[str, Any]:
        everything = self._desk.settings.get(KEPT_COLUMNS)
        kept = everything.get(self._name)
        return kept if isinstance(kept, dict) else {}

    def _keep_columns(self, section: int = -1) -> None:
        """Remember which columns are shown, and how wide the user made one."""
        if self._keeping:
            return
        widths = (
            {self.rows.columns[section].key: self.columnWidth(section)}
            if 0 <= section < len(self.rows.columns)
            else {}
        )
        kept = self._desk.settings.get(KEPT_COLUMNS)
        mine = {"keys": self.column_keys(), "widths": self._kept().get("widths", {}) | widths}
        everything = {**kept, self._name: mine}
        self._desk.settings.set(KEPT_COLUMNS, everything)


def cells_of(text: str) -> list[list[str]]:
    """Rows and cells of what a spreadsheet put on the clipboard; quoted cells may hold lines."""
    rows = csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter="\t")
    return [row for row in rows if any(cell.strip() for cell in row)]


def _plain_cell(text: str) -> str:
    """A cell as spreadsheets write it to the clipboard: quoted where it holds tabs or lines."""
    if any(sign in text for sign in '\t\n"'):
        quoted = text.replace('"', '""')
        return f'"{quoted}"'
    return text

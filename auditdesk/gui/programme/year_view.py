"""The year as units × months; a mark is dragged to another month, or moved by Ctrl and arrows."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from auditdesk.book.year import MonthMark, YearRow, uncovered_clauses, year_rows
from auditdesk.domain.programme import Mark
from auditdesk.gui import words
from auditdesk.gui.desk import Desk
from auditdesk.gui.theme import Theme
from auditdesk.gui.widgets import plain_tip
from auditdesk.i18n import N_, _

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
FIRST_MONTH = 3
_HEADINGS = (N_("Unit"), N_("Importance"), N_("Last audit"))
MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


class YearModel(QAbstractTableModel):
    """Units, importance, last audit, then twelve months with their marks."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self.year = desk.today.year
        self.rows: list[YearRow] = []
        self.uncovered: list[str] = []

    def show_year(self, year: int) -> None:
        """Read a year."""
        self.beginResetModel()
        self.year = year
        self.rows = year_rows(self._desk.book, year, self._desk.today)
        self.uncovered = uncovered_clauses(self._desk.book, year)
        self.endResetModel()

    def marks(self, row: int, column: int) -> list[MonthMark]:
        """What stands in a month of a unit."""
        month = column - FIRST_MONTH + 1
        return [mark for mark in self.rows[row].marks if mark.month == month]

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else FIRST_MONTH + 12

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _((*_HEADINGS, *MONTHS)[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.rows[index.row()]
        if index.column() < FIRST_MONTH:
            texts = (row.unit, str(row.importance or ""), words.day_text(row.last_audit_on))
            text = texts[index.column()]
        else:
            marks = self.marks(index.row(), index.column())
            if role == Qt.ItemDataRole.DisplayRole:
                text = ", ".join(
                    f"{one.mark.sign} {one.lead_auditor or one.audit}" for one in marks
                )
            else:
                text = "\n".join(_told(one) for one in marks)
        return plain_tip(text) if role == Qt.ItemDataRole.ToolTipRole else text


def _told(mark: MonthMark) -> str:
    day = words.day_text(mark.starts_on)
    return " · ".join(
        part for part in (mark.audit, mark.mark.label, day, mark.lead_auditor) if part
    )


class _MarkDelegate(QStyledItemDelegate):
    """A mark is a small box with its sign and the lead auditor; filled when done."""

    def __init__(self, theme: Theme, view: "YearView") -> None:
        super().__init__(view)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, YearModel)
        colours = self._theme.colours
        rect: QRect = option.rect
        painter.setPen(QPen(QColor(colours.line)))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if index.column() >= FIRST_MONTH:
            mirrored = option.direction == Qt.LayoutDirection.RightToLeft
            edge = rect.right() if mirrored else rect.left()
            painter.drawLine(edge, rect.top(), edge, rect.bottom())
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect.adjusted(1, 0, 0, -1), QColor(colours.accent_soft))
        if index.column() < FIRST_MONTH:
            muted = index.column() == 2
            painter.setPen(QColor(colours.muted if muted else colours.text))
            self._text(painter, option, rect.adjusted(7, 0, -7, 0), str(index.data()))
            return
        marks = model.marks(index.row(), index.column())
        for n, mark in enumerate(marks):
            height = (rect.height() - 4) // len(marks)
            box = QRect(rect.left() + 3, rect.top() + 2 + n * height, rect.width() - 5, height - 1)
            self._mark(painter, option, box, mark)

    def _mark(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRect, mark: MonthMark
    ) -> None:
        colours = self._theme.colours
        ground, line, text = {
            Mark.PLANNED: (colours.accent_soft, colours.accent, colours.text),
            Mark.DONE: (colours.accent, colours.accent, colours.on_accent),
            Mark.LATE: (colours.red_soft, colours.red, colours.text),
            Mark.MOVED: (colours.page, colours.field_line, colours.muted),
            Mark.CANCELLED: (colours.page, colours.field_line, colours.muted),
        }[mark.mark]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QColor(ground))
        painter.setPen(QPen(QColor(line)))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QColor(text))
        name = (mark.lead_auditor or mark.audit).split()[-1]
        font = QFont(option.font)
        font.setPointSizeF(font.pointSizeF() - 1.5)
        painter.setFont(font)
        self._text(painter, option, box.adjusted(3, 0, -2, 0), f"{mark.mark.sign} {name}")
        painter.setFont(option.font)

    def _text(
        self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, text: str
    ) -> None:
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(
            rect,
            side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            QFontMetrics(painter.font()).elidedText(
                text, Qt.TextElideMode.ElideRight, rect.width()
            ),
        )


class YearView(QTableView):
    """The plan board. `opened` with an audit's number; `moved` with it and the first day of where
    it shall go; `wanted` with a unit and a month where an audit shall be planned."""

    opened = Signal(str)
    moved = Signal(str, object)
    wanted = Signal(str, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.board = YearModel(desk)
        self._theme = desk.theme
        self._from: QModelIndex | None = None
        self._over = -1
        self.setModel(self.board)
        self.setItemDelegate(_MarkDelegate(desk.theme, self))
        self.setAccessibleName(_("Programme"))
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(30)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(56)
        self.activated.connect(self._activate)

    def show_year(self, year: int) -> None:
        """Show a year."""
        current = self.currentIndex()
        at = (current.row(), current.column())
        self.board.show_year(year)
        header = self.horizontalHeader()
        for section in range(self.board.columnCount()):
            header.setSectionResizeMode(
                section,
                QHeaderView.ResizeMode.Stretch
                if section >= FIRST_MONTH
                else QHeaderView.ResizeMode.Interactive,
            )
        for section, width in enumerate((190, 96, 96)):
            self.setColumnWidth(section, width)
        for row in range(self.board.rowCount()):
            most = max((len(self.board.marks(row, FIRST_MONTH + n)) for n in range(12)), default=0)
            self.setRowHeight(row, 30 if most < 2 else 4 + 24 * most)
        if current.isValid():
            self.setCurrentIndex(self.board.index(*at))

    def mark_at(self, index: Index) -> MonthMark | None:
        """The mark of a cell that can be opened: the last one that did not move away."""
        if not index.isValid() or index.column() < FIRST_MONTH:
            return None
        marks = self.board.marks(index.row(), index.column())
        lasting = [mark for mark in marks if mark.mark is not Mark.MOVED]
        return next(reversed(lasting or marks), None)

    def move_to(self, index: Index, column: int) -> None:
        """Ask for the audit of a cell to be moved to the month of a column."""
        mark = self.mark_at(index)
        if mark and mark.mark is not Mark.MOVED and FIRST_MONTH <= column < FIRST_MONTH + 12:
            self.moved.emit(mark.audit, date(self.board.year, column - FIRST_MONTH + 1, 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrows = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in arrows:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            by = -arrows[key] if mirrored else arrows[key]
            self.move_to(self.currentIndex(), self.currentIndex().column() + by)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._from = index if self.mark_at(index) else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            super().mouseMoveEvent(event)
            return
        self._over = self.columnAt(int(event.position().x()))
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        begun, self._from, over, self._over = self._from, None, self._over, -1
        self.unsetCursor()
        self.viewport().update()
        if begun is not None and over >= FIRST_MONTH and over != begun.column():
            self.move_to(begun, over)
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._from is None or self._over < FIRST_MONTH:
            return
        target = self.visualRect(self.board.index(self._from.row(), self._over))
        painter = QPainter(self.viewport())
        painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
        painter.drawRect(target.adjusted(1, 1, -1, -1))
        painter.end()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu(self.indexAt(event.pos()), event.globalPos())

    def _menu(self, index: QModelIndex, at: QPoint) -> None:
        if not index.isValid():
            return
        menu = QMenu(self)
        mark = self.mark_at(index)
        if mark:
            menu.addAction(
                _("Open {number}").format(number=mark.audit), lambda: self._activate(index)
            )
            months = menu.addMenu(_("Move to"))
            for n in range(12):
                months.addAction(_(MONTHS[n]), partial(self.move_to, index, FIRST_MONTH + n))
        if index.column() >= FIRST_MONTH:
            unit = self.board.rows[index.row()].unit
            month = index.column() - FIRST_MONTH + 1
            menu.addAction(_("Plan an audit here…"), lambda: self.wanted.emit(unit, month))
        menu.popup(at)

    def _activate(self, index: Index) -> None:
        mark = self.mark_at(index)
        if mark:
            self.opened.emit(mark.audit)
        elif index.isValid() and index.column() >= FIRST_MONTH:
            unit = self.board.rows[index.row()].unit
            self.wanted.emit(unit, index.column() - FIRST_MONTH + 1)

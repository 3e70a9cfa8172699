"""The lines of a checklist as a list that is painted at once and answered by single keys."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from auditdesk.book.checklist_rows import LineRow
from auditdesk.domain.checklist import VERDICTS
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.theme import OTHER_TILE, TILE_TEXT, TILES, Theme
from auditdesk.gui.parts.widgets import plain_tip
from auditdesk.i18n import _, ngettext

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LINE_HEIGHT = 46
_PAD, _TILE, _NUMBER = 10, 22, 66
_KEPT = 4096
VERDICT_TILES = {
    "conform": TILES["conform"],
    "nonconformity": TILES["major"],
    "observation": TILES["observation"],
    "opportunity": TILES["opportunity"],
    "positive": TILES["positive"],
}
KEYS = {verdict.key: name for name, verdict in VERDICTS.items()} | {
    str(n): name for n, name in enumerate(VERDICTS, 1)
}
"""Letter or digit that gives each verdict."""


class LinesModel(QAbstractListModel):
    """The lines as Qt wants them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[LineRow] = []

    def show_rows(self, rows: Sequence[LineRow]) -> None:
        """Show these lines; where there are as many as before, only what differs is painted."""
        if [row.id for row in rows] == [row.id for row in self.rows]:
            old, self.rows = self.rows, list(rows)
            for at, (before, after) in enumerate(zip(old, rows, strict=True)):
                if before != after:
                    self.dataChanged.emit(self.index(at), self.index(at))
            return
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def put(self, at: int, **values: Any) -> None:
        """Show other values in one line, before the book has them."""
        self.rows[at] = replace(self.rows[at], **values)
        self.dataChanged.emit(self.index(at), self.index(at))

    def place_of(self, id: str) -> int:
        """Where a line stands, -1 for nowhere."""
        return next((at for at, row in enumerate(self.rows) if row.id == id), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            verdict = _(VERDICTS[row.verdict].label) if row.verdict else _("no verdict yet")
            return f"{row.clause} {row.question} – {verdict}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.question)
        return None


class LineDelegate(QStyledItemDelegate):
    """Draws a line: verdict tile, clause, question, what to ask for, and what came of it."""

    def __init__(self, theme: Theme, parent: Any = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._cut: dict[tuple[str, int, bool], str] = {}
        self._colours()
        theme.switched.connect(self._colours)

    def _colours(self) -> None:
        colours = self._theme.colours
        self._text, self._muted = QPen(QColor(colours.text)), QPen(QColor(colours.muted))
        self._line, self._empty = QPen(QColor(colours.line)), QPen(QColor(colours.field_line))
        self._accent, self._white = QPen(QColor(colours.accent)), QPen(QColor(TILE_TEXT))
        self._selected = QColor(colours.accent_soft)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, LINE_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, LinesModel)
        row = model.rows[index.row()]
        rect: QRect = option.rect
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._selected)
        painter.setPen(self._line)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        far = Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight

        def place(x: int, y: int, width: int, height: int) -> QRect:
            left = rect.right() - x - width if mirrored else rect.left() + x
            return QRect(left, rect.top() + y, width, height)

        self._tile(painter, place(_PAD, (LINE_HEIGHT - _TILE) // 2, _TILE, _TILE), row.verdict)
        at = _PAD + _TILE + _PAD
        font: QFont = option.font
        painter.setFont(font)
        painter.setPen(self._text)
        clause = self._short(row.clause, _NUMBER - 4, font, True)
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.drawText(place(at, 5, _NUMBER, 18), side | Qt.AlignmentFlag.AlignVCenter, clause)
        painter.setFont(font)
        at += _NUMBER
        marks = self._marks(row)
        right = QFontMetrics(font).horizontalAdvance(marks) + _PAD if marks else 0
        room = max(rect.width() - at - _PAD, 40)
        painter.drawText(
            place(at, 5, room - right, 18),
            side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            self._short(row.question, room - right, font, False),
        )
        if marks:
            painter.setPen(self._accent)
            painter.drawText(
                place(rect.width() - right - _PAD // 2, 5, right, 18),
                far | Qt.AlignmentFlag.AlignVCenter,
                marks,
            )
        painter.setPen(self._muted)
        below = row.reason or row.notes or row.ask_for
        below = " · ".join(part for part in (row.unit, " ".join(below.split())) if part)
        painter.drawText(
            place(at, 23, room, 18),
            side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine,
            self._short(below, room, font, False),
        )

    def _marks(self, row: LineRow) -> str:
        files = ngettext("{n} file", "{n} files", row.files).format(n=row.files)
        changed = _("new") if row.changed else ""
        return "  ".join(
            part for part in (changed, files if row.files else "", row.finding) if part
        )

    def _tile(self, painter: QPainter, tile: QRect, verdict: str | None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if verdict is None:
            painter.setPen(self._empty)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(tile, 4, 4)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(VERDICT_TILES.get(verdict, OTHER_TILE)))
        painter.drawRoundedRect(tile, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._white)
        painter.drawText(tile, Qt.AlignmentFlag.AlignCenter, VERDICTS[verdict].letter)

    def _short(self, text: str, width: int, font: QFont, bold: bool) -> str:
        key = (text, width, bold)
        found = self._cut.get(key)
        if found is None:
            if len(self._cut) > _KEPT:
                self._cut.clear()
            shown = QFont(font)
            shown.setBold(bold)
            found = QFontMetrics(shown).elidedText(text[:400], Qt.TextElideMode.ElideRight, width)
            self._cut[key] = found
        return found


class LinesView(QListView):
    """The list. `judged` with a verdict or "" to take it back, `opened` for Enter, `picked` when
    the current line changes, `asked` with “finding”, “sample” or “evidence”."""

    judged = Signal(str)
    opened = Signal()
    picked = Signal(int)
    asked = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        still(self)
        self.lines = LinesModel()
        self.setModel(self.lines)
        self.setItemDelegate(LineDelegate(theme, self))
        self.setAccessibleName(_("Checklist"))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    @property
    def at(self) -> int:
        """Where the current line stands, -1 for none."""
        return self.currentIndex().row()

    def go(self, at: int) -> None:
        """Make a line current."""
        if 0 <= at < len(self.lines.rows):
            self.setCurrentIndex(self.lines.index(at))

    def go_to_open(self) -> None:
        """Go on to the next line without a verdict, from the top after the last."""
        rows = self.lines.rows
        order = [*range(self.at + 1, len(rows)), *range(self.at + 1)]
        self.go(next((at for at in order if rows[at].verdict is None), self.at))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.picked.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        plain = not event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        verdict = KEYS.get(event.text().upper()) if plain else None
        asked = _ASKED.get(event.text().upper()) if plain else None
        if verdict:
            self.judged.emit(verdict)
        elif asked:
            self.asked.emit(asked)
        elif event.key() == Qt.Key.Key_Backspace:
            self.judged.emit("")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif control and event.key() == Qt.Key.Key_Down:
            self.go_to_open()
        else:
            super().keyPressEvent(event)


class ReasonLine(QLineEdit):
    """Asks why, below the list: `given` with verdict and reason on Enter, `dropped` on Escape."""

    given = Signal(str, str)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Reason"))
        self.hide()
        self._verdict = ""
        self.returnPressed.connect(self._give)

    def ask(self, verdict: str) -> None:
        """Ask why a line gets this verdict."""
        self._verdict = verdict
        label = _(VERDICTS[verdict].label)
        self.setPlaceholderText(
            _("Why “{verdict}”? Enter gives it, Escape does not").format(verdict=label)
        )
        self.clear()
        self.show()
        self.setFocus()

    def drop(self) -> None:
        """Ask no longer."""
        if not self.isHidden():
            self.hide()
            self.dropped.emit()

    def _give(self) -> None:
        reason = self.text().strip()
        if reason:
            self.hide()
            self.given.emit(self._verdict, reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.drop()
        else:
            super().keyPressEvent(event)


_ASKED = {"F": "finding", "S": "sample", "E": "evidence"}

"""Editing in the cells of a list, as in a spreadsheet: each change goes the way of the forms.

F2 or a double click opens the editor of the field over its cell. Enter saves and goes down, Tab to
the right, Escape leaves. Ctrl+D fills down; a block of cells is pasted where the cursor stands, or
below its own headings where its first line has them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from auditdesk.book.step import Step
from auditdesk.domain.fold import fold
from auditdesk.errors import ReasonNeeded, Refusal, Trouble
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable, why_not
from auditdesk.gui.forms.form import Field
from auditdesk.gui.lists.rows_view import RowsView
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.dialogs import Ask, ask_moves, ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor, Editor, GrowingText
from auditdesk.gui.parts.widgets import plain_label
from auditdesk.i18n import _, ngettext
from auditdesk.output.columns import COLUMNS, ListColumn
from auditdesk.work import entry
from auditdesk.work.kinds import KINDS

_WIDE = 180
_SIDE = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_DOWN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KeyOf = Callable[[str, Any], str]
"""By which key of the plain data a column of a row is changed."""


class CellChange(NamedTuple):
    """What one cell of one row shall say.

    refused: why it cannot, "" where it can. before: what the list shows there now.
    """

    id: str
    name: str
    field: str
    key: str
    text: str
    value: Any
    refused: str = ""
    before: str = ""


class CellEditing(QObject):
    """Edits the cells of one list in place.

    fields: the editors by the key of their plain data; what has none is not edited in its cell.
    """

    def __init__(
        self,
        view: RowsView,
        desk: Desk,
        kind: str,
        fields: Sequence[Field],
        key_of: KeyOf = lambda column, _row: column,
    ) -> None:
        super().__init__(view)
        self._view, self._desk, self._kind, self._key_of = view, desk, kind, key_of
        self._fields: Mapping[str, Field] = {field.key: field for field in fields}
        self._box: _Box | None = None
        self._saving = False
        self._asking: Ask | None = None
        view.edited.connect(self.begin)
        view.filled.connect(self.fill_down)
        view.can_edit = self.is_editable

    def is_editable(self, section: int) -> bool:
        """Whether the cells of a column can be edited where they stand, and now."""
        row = self._view.current_row()
        return row is not None and self._key(section, row) in self._fields and not self._barred()

    def begin(self) -> None:
        """Open the editor of the current cell; Refusal where it is not edited here."""
        refuse_unless_writable(self._desk)
        index, row = self._view.currentIndex(), self._view.current_row()
        if row is None:
            return
        key = self._key(index.column(), row)
        if key not in self._fields:
            heading = _(self._view.rows.columns[index.column()].heading)
            raise Refusal(
                _("“{column}” is not edited in the list: open the row with Enter.").format(
                    column=heading
                )
            )
        self.leave()
        self._view.scrollTo(index)
        editor = self._fields[key].make(self._desk)
        editor.show_value(self._desk.plain(self._kind, str(row.id)).get(key))
        self._box = _Box(self._view.viewport(), editor, str(row.id), self._name(row), key)
        typed = self._desk.drafts.at(self._place(self._box))
        if typed is not None:
            editor.show_raw(typed)
            editor.set_problem(_("Kept from before; Enter saves it, Escape drops it."))
        self._box.show_at(self._view.visualRect(index))
        for part in (editor.control, *editor.control.findChildren(QWidget)):
            part.installEventFilter(self)
        editor.typed.connect(self._keep)
        editor.left.connect(self._left)

    def close(self) -> None:
        """Close the editor and go back to the list; what is typed is dropped."""
        if self._box is not None:
            self._desk.drafts.forget(self._place(self._box))
            self._put_away()

    def _put_away(self) -> None:
        if self._box is not None:
            box, self._box = self._box, None
            box.hide()
            box.deleteLater()
            self._view.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            self._box is None
            or event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
        ):
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in _SIDE:
            self._save(partial(self._go_aside, _SIDE[key]))
        elif key in _DOWN and not (
            isinstance(watched, GrowingText) and event.modifiers() & _NEW_LINE
        ):
            self._save(self._go_down)
        else:
            return False
        return True

    def _keep(self) -> None:
        """Keep what is typed until the book has it, or Escape drops it."""
        if self._box is not None:
            self._desk.drafts.keep(self._place(self._box), self._box.editor.raw())

    def _left(self) -> None:
        """The field was left by the mouse, or a choice was made: save, and stay."""
        if not self._saving and self._asking is None and self._desk.is_open:
            self._save(lambda: None)

    def leave(self) -> None:
        """Save what is being typed before the page is hidden or another cell is edited.

        Nothing is asked any more: what is refused, or needs a reason, is told and kept in its cell.
        """
        box = self._box
        if box is None:
            return
        if self._asking is not None:
            self._asking.reject()
        if self._desk.is_open:
            self._save(lambda: None, ask=False)
        if self._box is not None:
            self._keep()
            self._put_away()
            text = _("{name}: {field}: {problem} What you typed is kept in its cell: F2 shows it.")
            told = text.format(name=box.name, field=box.editor.name, problem=box.editor.problem)
            self._desk.messenger.tell(Refusal(told), None)

    def _save(
        self,
        then: Callable[[], object],
        reason: str = "",
        agreed: bool = False,
        ask: bool = True,
    ) -> None:
        box = self._box
        if box is None:
            return
        self._saving = True
        try:
            value = box.editor.value()
            stored = self._desk.plain(self._kind, box.id).get(box.key)
            if value != stored and (value or stored):
                data = {box.key: value, **({"reason": reason} if reason else {})}
                if not agreed and self._asked_first(box, data, then, ask):
                    return
                what = _("{name}: {field}").format(name=box.name, field=box.editor.name)
                self._desk.amend(what, self._kind, box.id, data)
        except ReasonNeeded as needed:
            box.say(str(needed))
            if ask:
                again = lambda told: self._save(then, told, agreed=True)  # noqa: E731
                self._wait_for(ask_reason(self._view, str(needed), again))
            return
        except (Refusal, Trouble, ValueError) as error:
            box.say(str(error))
            return
        finally:
            self._saving = False
        self.close()
        then()

    def _asked_first(
        self, box: "_Box", data: Mapping[str, Any], then: Callable[[], object], ask: bool
    ) -> bool:
        """Show what moves along, if anything does, before it is saved."""
        shown, why = self._desk.foresee_amending(self._kind, (box.id,), data)
        if not shown.moving:
            return False
        box.say(why or _("Not saved yet: see what moves along."))
        again = partial(self._save, then, agreed=True)
        if ask and why:
            self._wait_for(ask_reason(self._view, why, again, shown))
        elif ask:
            self._wait_for(ask_moves(self._view, shown, again))
        return True

    def _wait_for(self, dialog: Ask) -> None:
        """While a dialog asks, leaving the field for it saves nothing and asks nothing again."""
        self._asking = dialog
        dialog.finished.connect(lambda _result: self._answered(dialog))

    def _answered(self, dialog: Ask) -> None:
        if self._asking is dialog:
            self._asking = None

    def _place(self, box: "_Box") -> tuple[str, str, str]:
        return (self._kind, box.id, f"cell {box.key}")

    def _barred(self) -> bool:
        return bool(why_not(self._desk))

    # --- where the cursor goes -----------------------------------------------------------------

    def _go_down(self) -> None:
        index = self._view.currentIndex()
        below = index.sibling(index.row() + 1, index.column())
        if below.isValid():
            self._view.setCurrentIndex(below)

    def _go_aside(self, by: int) -> None:
        """The next cell of the row that is edited here, as the columns stand; it is opened."""
        header, index = self._view.horizontalHeader(), self._view.currentIndex()
        visual = header.visualIndex(index.column()) + by
        while 0 <= visual < header.count():
            section = header.logicalIndex(visual)
            if self.is_editable(section):
                self._view.setCurrentIndex(index.sibling(index.row(), section))
                self.begin()
                return
            visual += by

    # --- several cells at once -----------------------------------------------------------------

    def fill_down(self) -> None:
        """Say in the current column of all selected rows what the topmost says, in one step."""
        refuse_unless_writable(self._desk)
        section, rows = self._view.currentIndex().column(), self._view.selected_rows()
        if len(rows) < 2:
            raise Refusal(_("Select the rows to fill, from the one that says it downwards."))
        if not self.is_editable(section):
            raise Refusal(_("Go to a cell that can be edited: its column is filled down."))
        top = rows[0]
        value = self._desk.plain(self._kind, str(top.id)).get(self._key(section, top))
        heading = _(self._view.rows.columns[section].heading)
        changes = [
            CellChange(str(row.id), self._name(row), heading, self._key(section, row), "", value)
            for row in rows[1:]
        ]
        self._do(_("{field}: fill down").format(field=heading), changes)

    def paste(self, cells: Sequence[Sequence[str]]) -> Ask | None:
        """Show what a block of cells changes from the current one on, and what of it is refused;
        then change it in one step."""
        refuse_unless_writable(self._desk)
        changes = self._changes_of(cells)
        good = [change for change in changes if not change.refused]
        bad = [change for change in changes if change.refused]
        if not changes:
            return None
        text = ngettext("{n} cell changes.", "{n} cells change.", len(good)).format(n=len(good))
        layout = QVBoxLayout()
        if bad:
            told = ngettext("{n} cell is refused:", "{n} cells are refused:", len(bad))
            layout.addWidget(plain_label(told.format(n=len(bad)), "problem", wrap=True))
            headings = (_("Refused"), _("Field"), _("Pasted"), _("Why"))
            refused = [(one.name, one.field, one.text, one.refused) for one in bad]
            layout.addWidget(_table(_("Refused"), headings, refused))
        if good:
            headings = (_("Changes"), _("Field"), _("Now"), _("Pasted"))
            changed = [(one.name, one.field, one.before, one.text) for one in good]
            layout.addWidget(_table(_("Changes"), headings, changed))
        dialog = Ask(
            self._view.window(),
            _("Paste cells"),
            {},
            _("Change"),
            lambda _values: self._do(_("Paste cells"), good),
            text=text,
            layout=layout,
        )
        dialog.go.setEnabled(bool(good))
        dialog.open()
        return dialog

    def _changes_of(self, cells: Sequence[Sequence[str]]) -> list[CellChange]:
        """What each pasted cell changes, or why it cannot; cells beside or below the list too."""
        view = self._view
        start = view.currentIndex()
        columns: Sequence[ListColumn[Any] | None] = headings_of(view.rows.name, cells)
        lines = cells[1:] if columns else cells
        if not columns:
            header = view.horizontalHeader()
            shown = range(header.visualIndex(start.column()), header.count())
            columns = [view.rows.columns[header.logicalIndex(visual)] for visual in shown]
        rows = (
            view.rows.row(n)
            for n in range(start.row(), view.rows.rowCount())
            if not view.rows.is_group(n)
        )
        changes = []
        for line, row in zip_longest(lines, islice(rows, len(lines))):
            for cell, column in zip_longest(line, columns[: len(line)]):
                changes.append(self._change(row, column, cell.strip()))
        return [change for change in changes if change is not None]

    def _change(
        self, row: Any | None, column: ListColumn[Any] | None, text: str
    ) -> CellChange | None:
        """What a pasted cell changes; None where it says what stands there already."""
        heading = _(column.heading) if column is not None else ""
        if row is None or column is None:
            name = self._name(row) if row is not None else ""
            why = (
                _("The list has no row left for it.")
                if row is None
                else _("The list has no column left for it.")
            )
            return CellChange("", name, heading, "", text, None, why) if text else None
        key, id, before = self._key_of(column.key, row), str(row.id), self._shown(row, column)
        refused = partial(CellChange, id, self._name(row), heading, key, text, None)
        if text in (column.text(row), before):
            return None
        if key not in self._fields:
            return refused(_("This column is not edited in the list."))
        try:
            value = value_of(self._fields[key].make(self._desk), text)
            if value == self._desk.plain(self._kind, id).get(key):
                return None
            _shown, why = self._desk.foresee_amending(self._kind, (id,), {key: value})
        except (Refusal, Trouble, ValueError) as error:
            return refused(str(error))
        if why:
            return refused(why)
        return CellChange(id, self._name(row), heading, key, text, value, before=before)

    def _shown(self, row: Any, column: ListColumn[Any]) -> str:
        """What the list shows of a row in a column, or would if it showed the column."""
        columns = list(self._view.rows.columns)
        if column not in columns:
            return column.text(row)
        return self._view.rows.shown(row, columns.index(column))

    def _do(self, what: str, changes: Sequence[CellChange], reason: str = "") -> None:
        def deed(step: Step) -> None:
            for change in changes:
                data = {change.key: change.value, **({"reason": reason} if reason else {})}
                try:
                    entry.amend(step, KINDS[self._kind], change.id, data, self._desk.today)
                except ReasonNeeded:
                    raise
                except Refusal as error:
                    raise Refusal(
                        _("{name}: {problem} Nothing was changed.").format(
                            name=change.name, problem=error
                        )
                    ) from error

        try:
            self._desk.do(what, deed)
        except ReasonNeeded as needed:
            if reason:
                raise
            ask_reason(self._view, str(needed), lambda told: self._do(what, changes, told))

    def _key(self, section: int, row: Any) -> str:
        return self._key_of(self._view.rows.columns[section].key, row)

    def _name(self, row: Any) -> str:
        return str(row.number or _("draft"))


_NEW_LINE = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.AltModifier


class _Box(QFrame):
    """The editor over its cell, with what is refused below it."""

    def __init__(self, over: QWidget, editor: Editor, id: str, name: str, key: str) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("cellEditor")
        self.setAutoFillBackground(True)
        self.editor, self.id, self.name, self.key = editor, id, name, key
        editor.label.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(editor)

    def show_at(self, cell: QRect) -> None:
        """Lie over a cell, as wide as it and no narrower than an editor needs."""
        wide = max(cell.width(), _WIDE)
        left = min(cell.left(), max(0, self._over.width() - wide))
        self.setGeometry(left, cell.top(), wide, self.sizeHint().height())
        self.show()
        self._fit()
        self.editor.focus()
        select = getattr(self.editor.control, "selectAll", None)
        if select is not None:
            select()

    def say(self, problem: str) -> None:
        """Say what is wrong with what is typed; it stays."""
        self.editor.set_problem(problem)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            high = max(self.sizeHint().height(), layout.totalHeightForWidth(self.width()))
            room = self._over.height()
            self.resize(self.width(), high)
            self.move(self.x(), max(0, min(self.y(), room - high)))
            self.raise_()


def _table(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> SmallTable:
    table = SmallTable(name, headings, stretch=3)
    table.setMinimumSize(560, 140)
    table.show_rows([(str(n), row) for n, row in enumerate(rows)])
    return table


def headings_of(name: str, cells: Sequence[Sequence[str]]) -> list[ListColumn[Any]]:
    """The columns of a list that the first of several lines names; none where it holds values."""
    known = {
        fold(heading): column
        for column in COLUMNS[name]
        for heading in (_(column.heading), column.heading)
    }
    columns = [known.get(fold(cell.strip())) for cell in cells[0]] if len(cells) > 1 else []
    named = [column for column in columns if column is not None]
    return named if len(named) == len(columns) == len({one.key for one in named}) else []


def value_of(editor: Editor, text: str) -> Any:
    """What a text of a spreadsheet's cell means in a field; ValueError where it means nothing."""
    if isinstance(editor, ChoiceEditor):
        words = {fold(editor.box.itemText(n)): n for n in range(editor.box.count())}
        if fold(text) not in words:
            raise ValueError(_("“{value}” is none of the choices.").format(value=text))
        editor.box.setCurrentIndex(words[fold(text)])
    elif isinstance(editor, DateEditor):
        editor.line.setText(text)
    else:
        editor.show_raw(text)
    return editor.value()

"""ListPage: a list with search, filters and views, and beside it the selected thing."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLineEdit, QMenu, QSplitter, QStackedWidget, QToolButton, QWidget

from auditdesk.book.lists import Only, Query
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Page
from auditdesk.gui.desk.settings import SPLITS, VIEWS
from auditdesk.gui.lists.chips import ChipBar, ChipFilter
from auditdesk.gui.lists.rows_view import RowsView
from auditdesk.gui.parts import words
from auditdesk.gui.parts.chooser import Chooser, Entry, matching
from auditdesk.gui.parts.dialogs import ask
from auditdesk.gui.parts.editors import LineEditor, undo_falls_through
from auditdesk.gui.parts.pane import Pane
from auditdesk.gui.parts.widgets import boxed, button, column, empty_state, plain_label
from auditdesk.i18n import _, ngettext

_SUMMED = 2000
"""Selected rows up to which they are looked at one by one for the status line."""
_IN_MENU = 12
"""Values that a menu shows at most; of more, a field finds the one that is meant."""
_FILTERED_BY = {"clauses": "clause", "lead_auditor": "auditor"}
"""The filter of a column, where its name is another."""
_NO_SUM = frozenset(("year", "step"))
_PAUSE = 150
"""Milliseconds of rest after a key, before the pane follows the list."""


class ListPage(Page):
    """A page over one List. Subclasses give a pane for the selected row, and actions."""

    name = ""
    filters: tuple[ChipFilter, ...] = ()
    shown: tuple[str, ...] = ()
    order: tuple[str, bool] = ("", False)
    at_first: ClassVar[dict[str, str]] = {}

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(desk, title)
        self.search_line = QLineEdit()
        self.search_line.setPlaceholderText(_("Search"))
        self.search_line.setAccessibleName(_("Search in {list}").format(list=title))
        self.search_line.setClearButtonEnabled(True)
        self.search_line.setFixedWidth(180)
        undo_falls_through(self.search_line)
        for clearing in self.search_line.findChildren(QToolButton):
            clearing.setAccessibleName(_("Clear the search"))
        self.search_line.textChanged.connect(self._typed)
        self._typing = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._show_current)
        self.chips = ChipBar(desk, self.filters)
        self.chips.changed.connect(self._asked)
        self.count = plain_label("", "muted")
        self.view = RowsView(desk, self.name, self.shown)
        self.view.picked.connect(self._picked)
        self.view.searched.connect(self.search)
        self.view.selected.connect(self.desk.said)
        self.view.opened.connect(lambda _id: self.open_pane())
        self.view.set_menu(self._fill_menu)
        self.view.fill_heading = self._fill_heading
        self.title_line.beside.addWidget(self.search_line)
        self.title_line.beside.addWidget(self.count)
        self.title_line.beside.addStretch(1)
        self._empty = QWidget()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.view)
        self.stack.addWidget(self._empty)
        listed = column(boxed(column(self.chips, margins=(16, 8, 16, 8)), "chipLine"), self.stack)
        listed.setSpacing(0)
        list_side = boxed(listed)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(list_side)
        self.pane = self.make_pane()
        if self.pane is not None:
            self.splitter.addWidget(self.pane)
            self.splitter.setStretchFactor(0, 3)
            self.splitter.setStretchFactor(1, 2)
            splits = desk.settings.get(SPLITS)
            sizes = splits.get(self.key)
            self.splitter.setSizes(sizes if sizes else [740, 420])
            self.splitter.splitterMoved.connect(self._keep_split)
        self.body.addWidget(self.splitter)
        self.entrance = self.view

    # --- for subclasses ------------------------------------------------------------------------

    def make_pane(self) -> QWidget | None:
        """The pane beside the list."""
        return None

    def show_row(self, row: Any) -> None:
        """Show the selected row in the pane, None for nothing."""

    def fill_menu(self, menu: QMenu) -> None:
        """Add to the right-click menu what may be done with the selected rows."""

    def open_pane(self) -> None:
        """Go from the list into the selected thing."""
        if isinstance(self.pane, Pane):
            self.pane.focus()

    def first_step(self) -> tuple[str, str, Callable[[], object] | None]:
        """What an empty list says: text, verb, deed."""
        return _("Nothing here yet."), "", None

    # --- what the page does --------------------------------------------------------------------

    def refresh(self) -> None:
        if self.view.rows.rowCount() == 0 and not self.view.rows.query.order:
            order, descending = self.order
            self.view.rows.query = Query(order=order, descending=descending)
            self.chips.show_values(self.at_first)
        else:
            self.view.again()
            self._say_count()
            self._picked(str(getattr(self.view.current_row(), "id", "")))

    def search(self, text: str = "") -> None:
        """Put the cursor into the search line, with what was typed."""
        if self.search_line.isHidden():
            return
        self.search_line.setFocus()
        if text:
            self.search_line.setText(text)
        else:
            self.search_line.selectAll()

    def show_thing(self, kind: str, id: str) -> None:
        """Show one thing, whatever the filters let through until now."""
        self.brought_up()
        if not self.view.select_id(id):
            self.search_line.blockSignals(True)
            self.search_line.clear()
            self.search_line.blockSignals(False)
            self.chips.show_values({})
            place = self.view.rows.place_of(id)
            if place >= 0:
                self.view.rows.cell(place, 0)
                self.view.setCurrentIndex(self.view.rows.index(place, 0))

    def here(self) -> str:
        return str(getattr(self.view.current_row(), "id", ""))

    def narrow(self, values: dict[str, str], only: Only | None = None) -> None:
        """Show what these filters let through, and nothing but certain records."""
        self.brought_up()
        self.search_line.clear()
        self.chips.show_values(values, only)

    def status(self) -> str:
        shown = _("{list}: {n}").format(
            list=self.title_line.title.text(), n=self.view.rows.count_text
        )
        count = self.view.selected_count()
        if count < 2:
            return shown
        told = [ngettext("{n} selected", "{n} selected", count).format(n=words.number_text(count))]
        if count <= _SUMMED:
            told += self._sums(self.view.selected_rows())
        return f"{shown}   {', '.join(told)}"

    def is_open(self, row: Any) -> bool:
        """Whether something is still to be done with a row."""
        return False

    def is_late(self, row: Any) -> bool:
        """Whether that should have been done before today."""
        return False

    def _sums(self, rows: Sequence[Any]) -> list[str]:
        """How many of these rows are open and late, and the sums of the numbers shown."""
        open_, late = sum(map(self.is_open, rows)), sum(map(self.is_late, rows))
        told = []
        if open_:
            told.append(ngettext("{n} open", "{n} open", open_).format(n=words.number_text(open_)))
        if late:
            told.append(ngettext("{n} late", "{n} late", late).format(n=words.number_text(late)))
        for of in self.view.rows.columns:
            numbers = [value for row in rows if isinstance(value := of.value(row), int)]
            if of.kind == "number" and of.key not in _NO_SUM and numbers:
                total = words.number_text(sum(numbers))
                told.append(_("{column}: {sum}").format(column=_(of.heading), sum=total))
        return told

    def selected_ids(self) -> list[str]:
        """The selected rows' ids; Refusal without any."""
        ids = [str(row.id) for row in self.view.selected_rows()]
        if not ids:
            raise Refusal(_("Nothing is selected: click a row, or Ctrl+A for all."))
        return ids

    def query(self) -> Query:
        """What the list shows now."""
        return self.view.rows.query

    def _typed(self, _text: str) -> None:
        self._typing = self.search_line.hasFocus()
        self._asked()
        self._typing = False

    def _asked(self) -> None:
        base = replace(self.view.rows.query, text=self.search_line.text().strip())
        base = self.chips.on(base)
        if base.text and not self.view.rows.query.text:
            base = replace(base, order="", descending=False)
        elif not base.text and not base.order:
            base = replace(base, order=self.order[0], descending=self.order[1])
        self.view.rows.ask(base)
        self._say_count()
        if self.view.rows.rowCount():
            self._first_row()
        else:
            self._picked("")

    def _show_current(self) -> None:
        if self.isVisible():
            self.show_row(self.view.current_row())

    def _first_row(self) -> None:
        first = 1 if self.view.rows.is_group(0) else 0
        self.view.setCurrentIndex(self.view.rows.index(first, 0))

    def _say_count(self) -> None:
        self.count.setText(self.view.rows.count_text)
        empty = self.view.rows.rowCount() == 0
        if empty:
            self._show_empty()
        self.stack.setCurrentIndex(1 if empty else 0)
        self.window_status()

    def window_status(self) -> None:
        """Let the status line say what is shown."""
        self.desk.said.emit()

    def _show_empty(self) -> None:
        asked = self.view.rows.query
        if asked.text or asked.where or asked.late_on or asked.only:
            state = empty_state(
                _("Nothing fits the search and the filters."), _("Show all"), self._show_all
            )
        else:
            state = empty_state(*self.first_step())
        self.stack.removeWidget(self._empty)
        self._empty.deleteLater()
        self._empty = state
        self.stack.addWidget(state)

    def _show_all(self) -> None:
        self.narrow({})

    def _picked(self, id: str) -> None:
        """Show the picked row; while somebody types, only once they pause."""
        if self._typing:
            self._pause.start()
        else:
            self._pause.stop()
            self.show_row(self.view.current_row() if id else None)

    def _fill_menu(self, menu: QMenu) -> None:
        self.fill_menu(menu)

    def _fill_heading(self, menu: QMenu, key: str) -> None:
        """Filter by what a column holds, from its heading: values to tick, and all again."""
        name = _FILTERED_BY.get(key, key)
        values, active = self.chips.values_of(name), self.chips.active.get(name)
        if not values:
            return
        menu.addSeparator()
        for value, word in values[:_IN_MENU]:
            action = menu.addAction(word.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(value == active)
            let = "" if value == active else value
            action.triggered.connect(partial(self._filter_by, name, let, word))
        if len(values) > _IN_MENU:
            menu.addAction(_("Only…"), partial(self.chips.choose, name))
        clear = menu.addAction(_("Show all values"), partial(self._filter_by, name, "", ""))
        clear.setEnabled(active is not None)

    def _filter_by(self, name: str, value: str, word: str, _on: bool = False) -> None:
        self.chips.put(name, value, word)

    def _keep_split(self, _position: int, _index: int) -> None:
        kept = self.desk.settings.get(SPLITS)
        self.desk.settings.set(SPLITS, {**kept, self.key: self.splitter.sizes()})

    # --- views ---------------------------------------------------------------------------------

    def views_button(self) -> QWidget:
        """The button with the saved views."""
        made = button(_("Views"), lambda: self._choose_view(made))
        return made

    def _views(self) -> dict[str, Any]:
        kept = self.desk.settings.get(VIEWS)
        views = kept.get(self.name)
        return views if isinstance(views, dict) else {}

    def _choose_view(self, at: QWidget) -> None:
        entries = [Entry(name, partial(self.show_view, name)) for name in sorted(self._views())]
        entries.append(Entry(_("Save this view…"), self._ask_view_name))
        entries += [
            Entry(_("Delete view “{name}”").format(name=name), partial(self.drop_view, name))
            for name in sorted(self._views())
        ]
        Chooser(at, self.desk.theme, matching(entries), _("Views")).open_below(at, 300)

    def _refuse_to_keep(self) -> None:
        """Refusal in an encrypted book: the settings, where views are, are not encrypted."""
        if self.desk.book.key is not None:
            raise Refusal(
                _(
                    "Views of an encrypted book are not saved: what was searched for would stand"
                    " in the settings of this computer, where everybody reads it."
                )
            )

    def _ask_view_name(self) -> None:
        self._refuse_to_keep()

        def save(values: dict[str, Any]) -> None:
            if not str(values["name"]).strip():
                raise Refusal(_("The view needs a name."))
            self.save_view(str(values["name"]))

        ask(self, _("Save this view"), {"name": LineEditor(_("Name"))}, _("Save"), save)

    def save_view(self, name: str) -> None:
        """Keep filters, search, order, groups and columns under a name; Refusal where the book is
        encrypted."""
        self._refuse_to_keep()
        query = self.view.rows.query
        self._keep_views(
            {
                **self._views(),
                name: {
                    "filters": self.chips.active,
                    "text": query.text,
                    "order": query.order,
                    "descending": query.descending,
                    "group": query.group,
                    "columns": self.view.column_keys(),
                },
            }
        )

    def show_view(self, name: str) -> None:
        """Show what was kept under a name."""
        view = self._views()[name]
        self.view.show_columns(view["columns"])
        self.view.rows.query = replace(
            self.view.rows.query,
            order=view["order"],
            descending=view["descending"],
            group=view["group"],
        )
        self.search_line.setText(view["text"])
        self.chips.show_values(view["filters"])

    def drop_view(self, name: str) -> None:
        """Forget a view."""
        self._keep_views({key: view for key, view in self._views().items() if key != name})

    def _keep_views(self, views: dict[str, Any]) -> None:
        kept = self.desk.settings.get(VIEWS)
        self.desk.settings.set(VIEWS, {**kept, self.name: views})

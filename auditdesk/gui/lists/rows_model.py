"""RowsModel: the one table model; shows any List through its Columns, page by page."""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from auditdesk.book.listings import LISTINGS
from auditdesk.book.lists import List, Query
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.lists.cells import NOTHING, Cells, ShownCell
from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import plain_tip
from auditdesk.i18n import _
from auditdesk.output.columns import COLUMNS, ListColumn

PAGE = 40
_PAGES_KEPT = 20
SEARCH_MOST = 500
"""Rows that a text search shows at most; who finds more types one letter more."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_HEAD = Qt.ItemFlag.ItemIsEnabled
_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class RowsModel(QAbstractTableModel):
    """A list as Qt wants it. Rows come from the book a page at a time; a few pages are kept.

    With a group, rows that only name the group stand above its rows.
    """

    def __init__(self, desk: Desk, name: str, keys: Sequence[str]) -> None:
        super().__init__(desk)
        self.name = name
        self.columns: list[ListColumn[Any]] = []
        self.query = Query()
        self._desk = desk
        self._list: List[Any] | None = None
        self._cells: Cells | None = None
        self._count = 0
        self._pages: OrderedDict[int, list[tuple[Any, list[ShownCell]]]] = OrderedDict()
        self._groups: list[tuple[int, int]] = []
        self.show_columns(keys)

    def show_columns(self, keys: Sequence[str]) -> None:
        """Show these columns, in this order."""
        known = {column.key: column for column in COLUMNS[self.name]}
        self.beginResetModel()
        self.columns = [known[key] for key in keys if key in known]
        self._pages.clear()
        self.endResetModel()

    def ask(self, query: Query) -> None:
        """Show what a query finds."""
        listed = List(self._desk.book, LISTINGS[self.name], query)
        groups = listed.groups() if query.group else []
        count = (
            sum(n for _value, n in groups)
            if query.group
            else listed.count(SEARCH_MOST if query.text else None)
        )
        self.beginResetModel()
        self.query = query
        self._list = listed
        if self._cells is None or self._cells.today != self._desk.today:
            self._cells = Cells(self._desk, self.name)
        self._count = count
        self._pages.clear()
        self._groups = _heads(n for _value, n in groups)
        self.endResetModel()

    def again(self) -> None:
        """Ask the same again: the book has changed."""
        self._cells = None
        self.ask(self.query)

    @property
    def found(self) -> int:
        """How many rows there are, group rows apart."""
        return self._count

    @property
    def count_text(self) -> str:
        """“38”, or “2,000+” where a search stopped counting."""
        more = "+" if self.query.text and self._count >= SEARCH_MOST else ""
        return words.number_text(self._count) + more

    def order_of(self, section: int) -> str:
        """The name by which a column sorts, "" where it cannot."""
        key = self.columns[section].key
        return key if key in LISTINGS[self.name].orders else ""

    def sort_by(self, section: int, descending: bool) -> None:
        """Sort by a column; a search keeps its newest first where none is chosen."""
        order = self.order_of(section)
        if order:
            self.ask(replace(self.query, order=order, descending=descending))

    # --- what Qt asks --------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count + len(self._groups)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role == Qt.ItemDataRole.DisplayRole:
                return _(column.heading)
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = (
                    Qt.AlignmentFlag.AlignRight
                    if column.kind == "number"
                    else Qt.AlignmentFlag.AlignLeft
                )
                return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole or role == Qt.ItemDataRole.AccessibleTextRole:
            return self.cell(index.row(), index.column()).text
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self.row(index.row())
            if row is None:
                return None
            return plain_tip(self.columns[index.column()].text(row))
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _HEAD if self.is_group(index.row()) else _ROW

    # --- rows ----------------------------------------------------------------------------------

    def is_group(self, position: int) -> bool:
        """Whether the row only names a group."""
        return bool(self._groups) and any(
            position == shown for shown, _n in self._groups[self._group_of(position) :][:1]
        )

    def row(self, position: int) -> Any | None:
        """The row of the list there; None for a row that names a group."""
        if self.is_group(position):
            return None
        return self._entry(self._place(position))[0]

    def cell(self, position: int, section: int) -> ShownCell:
        """What stands there."""
        return self.cells(position)[section]

    def shown(self, row: Any, section: int) -> str:
        """What a column shows of a row of the list."""
        return self._cells.of(self.columns[section], row).text if self._cells else ""

    def cells(self, position: int) -> list[ShownCell]:
        """What stands in a row, made when it is first shown."""
        if self.is_group(position):
            return [self._group_cell(position), *[NOTHING] * len(self.columns)]
        row, cells = self._entry(self._place(position))
        if row is None:
            return [NOTHING] * len(self.columns)
        if not cells:
            assert self._cells is not None
            cells += [self._cells.of(column, row) for column in self.columns]
        return cells

    def position_of(self, id: str) -> int:
        """Where the row of that id stands among the pages at hand, -1 where it is not."""
        for number, page in self._pages.items():
            for n, (row, _cells) in enumerate(page):
                if row.id == id:
                    place = number * PAGE + n
                    return place + self._heads_before(place)
        return -1

    def place_of(self, id: str) -> int:
        """Where the row of that id stands among all rows, -1 where it is not in the list."""
        place = self._list.place(id) if self._list else -1
        return place + self._heads_before(place) if place >= 0 else -1

    def _entry(self, place: int) -> tuple[Any, list[ShownCell]]:
        number, n = divmod(place, PAGE)
        page = self._page(number)
        return page[n] if n < len(page) else (None, [])

    def _page(self, number: int) -> list[tuple[Any, list[ShownCell]]]:
        page = self._pages.get(number)
        if page is None:
            assert self._list is not None
            page = [(row, []) for row in self._list.page(number * PAGE, PAGE)]
            self._pages[number] = page
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page

    def _group_of(self, position: int) -> int:
        """The group that the position belongs to, by its place among the groups."""
        return bisect_right([shown for shown, _n in self._groups], position) - 1

    def _place(self, position: int) -> int:
        """Where a shown row stands in the list, without the rows that name groups."""
        return position - (self._group_of(position) + 1) if self._groups else position

    def _heads_before(self, place: int) -> int:
        """How many group rows are shown above a place of the list."""
        return sum(1 for n, (shown, _count) in enumerate(self._groups) if shown - n <= place)

    def _group_cell(self, position: int) -> ShownCell:
        _shown, count = self._groups[self._group_of(position)]
        row, _cells = self._entry(self._place(position + 1))
        column = next(c for c in COLUMNS[self.name] if c.key == self.query.group)
        assert self._cells is not None
        cell = self._cells.of(column, row)
        return ShownCell(
            f"{cell.text or '–'}  ·  {words.number_text(count)}", "", cell.letter, cell.tile
        )


def _heads(counts: Any) -> list[tuple[int, int]]:
    """Where each group is named among the shown rows, with how many rows it has."""
    heads, at = [], 0
    for count in counts:
        heads.append((at, count))
        at += count + 1
    return heads

"""Columns: what each column of a table is taken for, how surely and why; a click says otherwise."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from auditdesk.gui.incoming.combos import KeyCombo
from auditdesk.gui.incoming.labels import fields_of
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import Fresh, plain_label, plain_tip, row
from auditdesk.i18n import _
from auditdesk.intake.dates import Order
from auditdesk.intake.mapping import column_names
from auditdesk.intake.records import RecordReader
from auditdesk.intake.source import text_of
from auditdesk.work.intake.plan import PlannedTable

_ROW = 38


class ColumnsTab(QTableWidget):
    """One line for each column: letter, heading, examples, field, sureness, reason."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__(0, 6)
        still(self)
        self._changed = changed
        self.setAccessibleName(_("Columns"))
        self.setHorizontalHeaderLabels(
            ["", _("Heading"), _("Examples"), _("Is taken as"), _("Sure"), _("Because")]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        fixed = QHeaderView.ResizeMode.ResizeToContents
        for section, mode in enumerate(
            (fixed, QHeaderView.ResizeMode.Interactive, QHeaderView.ResizeMode.Stretch,
             QHeaderView.ResizeMode.Interactive, fixed, QHeaderView.ResizeMode.Stretch)
        ):  # fmt: skip
            header.setSectionResizeMode(section, mode)
        header.resizeSection(1, 170)
        header.resizeSection(3, 210)

    def show_table(self, planned: PlannedTable) -> None:
        """Show the columns of a table."""
        table, mapping = planned.table, planned.mapping
        names = column_names(table.headings)
        meant = {one.heading.place: one for one in planned.proposal.columns}
        fields = fields_of(mapping.kind)
        self.setRowCount(0)
        self.setRowCount(len(table.headings))
        for n, one in enumerate(table.headings):
            name = names[one.place]
            chosen = mapping.columns.get(name, "")
            proposed = meant.get(one.place)
            agreed = proposed is not None and proposed.field == chosen
            sure = (
                f"{round(proposed.confidence * 100)} %"
                if agreed and proposed and proposed.confidence
                else ""
            )
            reason = proposed.reason if agreed and proposed else _("as you said")
            examples = dict.fromkeys(text_of(cell) for cell in table.column(one.place, 12))
            shown = "  |  ".join(list(examples)[:3])
            for section, text in (
                (0, one.letter),
                (1, one.text),
                (2, shown),
                (4, sure),
                (5, reason),
            ):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(plain_tip(text))
                self.setItem(n, section, item)
            combo = KeyCombo(
                _("{column} is taken as").format(column=one.text or one.letter),
                fields,
                chosen,
                partial(self._chosen, planned, n, name),
            )
            combo.setEnabled(bool(mapping.kind))
            self.setCellWidget(n, 3, combo)

    def _chosen(self, planned: PlannedTable, n: int, name: str, field: str) -> None:
        planned.mapping.columns[name] = field
        for section, text in ((4, ""), (5, _("as you said"))):
            item = self.item(n, section)
            if item is not None:
                item.setText(text)
                item.setToolTip("")
        self._changed()


class Questions(Fresh):
    """What must be asked once: which way the dates of a column are written."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("questions")
        self._changed_told = changed

    def show_table(self, planned: PlannedTable) -> None:
        """Show the questions of a table, nothing where there are none."""
        layout = self.begin()
        mapping = planned.mapping
        asked = RecordReader(planned.table, mapping).questions() if mapping.kind else []
        names = dict.fromkeys([*(one.column for one in asked), *mapping.dates])
        by_name = {one.column: one for one in asked}
        for name in names:
            question = by_name.get(name)
            text = (
                _("{column}: is {example} day first or month first? {reason} ({n} dates)").format(
                    column=name, example=question.example, reason=question.reason, n=question.count
                )
                if question
                else _("{column}: dates are read as you said").format(column=name)
            )
            choices = [
                ("", _("not told yet")),
                (Order.DAY_FIRST.value, _("day first: 31/12/2026")),
                (Order.MONTH_FIRST.value, _("month first: 12/31/2026")),
            ]
            combo = KeyCombo(
                _("Dates of {column}").format(column=name),
                choices,
                str(mapping.dates.get(name, "")),
                partial(self._told, planned, name),
            )
            layout.addLayout(row(plain_label(text, "warning", wrap=True), combo))
            layout.itemAt(layout.count() - 1).layout().setStretch(0, 1)  # type: ignore[union-attr]
        self.setVisible(bool(names))

    def _told(self, planned: PlannedTable, name: str, order: str) -> None:
        if order:
            planned.mapping.dates[name] = Order(order)
        else:
            planned.mapping.dates.pop(name, None)
        self._changed_told()

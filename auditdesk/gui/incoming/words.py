"""Words: what each grade, state and verdict of the file is taken for; a click says otherwise."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from auditdesk.gui.incoming.combos import KeyCombo
from auditdesk.gui.incoming.labels import GROUPS, meanings_of
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import plain_tip
from auditdesk.i18n import _
from auditdesk.intake.records import RecordReader
from auditdesk.work.intake.plan import PlannedTable

_MOST = 60


class WordsTab(QTableWidget):
    """One line for each word: of which column, how often, and what it means here."""

    def __init__(self, changed: Callable[[], object]) -> None:
        super().__init__(0, 4)
        still(self)
        self._changed = changed
        self.setAccessibleName(_("Words"))
        self.setHorizontalHeaderLabels(
            [_("Word of the file"), _("For"), _("Rows"), _("Means here")]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(38)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(1, 150)
        header.resizeSection(3, 260)

    def show_table(self, planned: PlannedTable) -> None:
        """Show the words of a table."""
        kind = planned.mapping.kind
        known = RecordReader(planned.table, planned.mapping).translations() if kind else []
        known = sorted(known, key=lambda one: bool(one.meaning))[:_MOST]
        self.setRowCount(0)
        self.setRowCount(len(known))
        for n, one in enumerate(known):
            for section, text in ((0, one.text), (1, _(GROUPS[one.group])), (2, str(one.count))):
                item = QTableWidgetItem(" ".join(text.split()))
                item.setToolTip(plain_tip(text))
                self.setItem(n, section, item)
            combo = KeyCombo(
                _("“{word}” means").format(word=one.text[:60]),
                meanings_of(one.group),
                one.meaning,
                partial(self._chosen, planned, one.group, one.text),
            )
            self.setCellWidget(n, 3, combo)

    def _chosen(self, planned: PlannedTable, group: str, text: str, meaning: str) -> None:
        planned.mapping.values.setdefault(group, {})[text] = meaning
        self._changed()

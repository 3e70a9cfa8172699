"""The verdict on a plan: which rules it breaks, in words, and how the work is shared."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, restyle, scrolled
from auditdesk.i18n import _, ngettext
from auditdesk.planner.rules import Broken

_ROW = 22
_SHOWN = 30


class LoadChart(QWidget):
    """Days of audits by auditor, as bars with their number."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._loads: Sequence[tuple[str, int, int]] = ()
        theme.switched.connect(self.update)

    def show_loads(self, loads: Sequence[tuple[str, int, int]]) -> None:
        """Show (name, half days, most of a year)."""
        self._loads = loads
        said = ", ".join(f"{name} {half / 2:g}" for name, half, _most in loads)
        self.setAccessibleName(_("Days of audits ahead: {loads}").format(loads=said))
        self.setMinimumHeight(_ROW * len(loads))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colours = self._theme.colours
        most = max((half for _name, half, _most in self._loads), default=0) or 1
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        side |= Qt.AlignmentFlag.AlignAbsolute
        names, room = 120, max(20, self.width() - 170)

        def place(x: int, n: int, width: int, inset: int = 0) -> QRect:
            left = self.width() - x - width if mirrored else x
            return QRect(left, n * _ROW + inset, width, _ROW - 2 * inset)

        for n, (name, half, limit) in enumerate(self._loads):
            painter.setPen(QColor(colours.text))
            cut = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - 8)
            middle = side | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place(0, n, names), middle, cut)
            long = round(room * half / most)
            over = colours.amber if half > limit else colours.accent
            painter.fillRect(place(names, n, long, 6), QColor(over))
            painter.setPen(QColor(colours.muted))
            painter.drawText(place(names + long + 6, n, 44), middle, f"{half / 2:g}")
        painter.end()


class VerdictView(QSplitter):
    """Conflicts and what is due, beside the load: a click opens an audit, or plans one."""

    def __init__(
        self, desk: Desk, open_audit: Callable[[str], object], plan: Callable[[str], object]
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._desk, self._open, self._plan = desk, open_audit, plan
        self.conflicts = Fresh(spacing=6)
        self.load = LoadChart(desk.theme)
        beside = QWidget()
        layout = QVBoxLayout(beside)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(plain_label(_("Days of audits ahead"), "heading"))
        layout.addWidget(self.load)
        self.dragged = plain_label("", "problem", wrap=True)
        self.dragged.hide()
        self.addWidget(scrolled(self.dragged, self.conflicts, name=_("Conflicts")))
        self.addWidget(scrolled(beside, name=_("Days of audits ahead")))
        self.setSizes([720, 380])

    def show_dragged(self, number: str, broken: Sequence[Broken]) -> None:
        """Say which rules an audit breaks where it is dragged; made to be cheap."""
        lines = [f"{one.rule.label}: {one.text}" for one in broken]
        self.dragged.setText("\n".join(lines) or _("{audit}: no conflict").format(audit=number))
        self.dragged.setProperty("role", "problem" if lines else "muted")
        restyle(self.dragged)
        self.dragged.show()
        self.conflicts.hide()

    def show_verdict(
        self, broken: Sequence[Broken], due: Sequence[str], notes: Sequence[str]
    ) -> None:
        """Say which rules are broken, and which units are due and not planned."""
        self.dragged.clear()
        self.dragged.hide()
        self.conflicts.show()
        told = self.conflicts.begin()
        n = len(broken)
        heading = ngettext("{n} conflict", "{n} conflicts", n).format(n=n)
        told.addWidget(plain_label(heading if n else _("No conflict"), "heading"))
        for one in broken[:_SHOWN]:
            told.addWidget(plain_label(f"{one.rule.label}: {one.text}", "problem", wrap=True))
            for audit in one.audits:
                link = button(audit, partial(self._open, audit), "link")
                told.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        if due:
            heading = ngettext(
                "{n} audit is due and not planned", "{n} audits are due and not planned", len(due)
            ).format(n=len(due))
            told.addWidget(plain_label(heading, "heading"))
        for unit in due[:_SHOWN]:
            verb = _("{unit}: plan an audit").format(unit=unit)
            link = WriteButton(self._desk, verb, partial(self._plan, unit), "link")
            told.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        for note in notes:
            told.addWidget(plain_label(note, "muted", wrap=True))

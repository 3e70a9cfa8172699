"""What moves along with a change, shown before it is done."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QGridLayout, QWidget

from auditdesk.gui.parts import words
from auditdesk.gui.parts.widgets import GAP, Fresh, plain_label
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.work.preview import Preview

_MOST = 12
"""Lines shown; how many more there are is said."""


class MovesAlong(Fresh):
    """A line for each day that moves: of what, from, to; then what is unusual.

    Hidden where there is nothing of both.
    Why stands below, once for lines in a row that share it.
    """

    def __init__(self) -> None:
        super().__init__(spacing=4)
        self.setProperty("role", "problem")
        self.hide()

    def show_preview(self, shown: "Preview | None") -> None:
        """Show what would move, and what would be remarked."""
        layout = self.begin()
        layout.setContentsMargins(10, 6, 8, 6)
        heeded = [one for one in shown.remarks if not _says_a_move(one)] if shown else []
        self.setVisible(bool(shown and (shown.moving or heeded)))
        if shown and shown.moving:
            self._show_moving(layout, shown)
        elif heeded:
            layout.addWidget(plain_label(_("Look at this first:"), "label", wrap=True))
        for sentence in heeded[:_MOST]:
            layout.addWidget(plain_label(sentence, "muted", wrap=True))
        _say_more(layout, len(heeded) - _MOST)

    def _show_moving(self, layout: QBoxLayout, shown: "Preview") -> None:
        layout.addWidget(plain_label(_("This moves with it:"), "label", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP + 4)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        said = shown.moving[:_MOST]
        for n, one in enumerate(said):
            what = f"{one.name}: {one.field}"
            told = _("{old} → {new}").format(old=_told(one.old), new=_told(one.new))
            grid.addWidget(plain_label(what, wrap=True), 2 * n, 0)
            grid.addWidget(plain_label(told), 2 * n, 1)
            if n + 1 == len(said) or said[n + 1].why != one.why:
                grid.addWidget(plain_label(one.why, "muted", wrap=True), 2 * n + 1, 0, 1, 2)
        lines = QWidget()
        lines.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(lines)
        _say_more(layout, len(shown.moving) - _MOST)


def _says_a_move(sentence: str) -> bool:
    """Whether a remark tells what a line shows anyway."""
    return " → " in sentence or " moves from " in sentence


def _say_more(layout: QBoxLayout, more: int) -> None:
    if more > 0:
        sentence = ngettext("and {n} more", "and {n} more", more)
        layout.addWidget(plain_label(sentence.format(n=words.number_text(more)), "muted"))


def _told(value: date | str | None) -> str:
    if isinstance(value, date):
        return words.day_text(value)
    return value or _("no day")

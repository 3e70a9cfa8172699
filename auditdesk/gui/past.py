"""The bar over a window that shows the book as of a day, and the question for which day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame

from auditdesk.gui.parts.widgets import EDGE, boxed, button, column, plain_label, row
from auditdesk.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from auditdesk.book.as_of import Past
    from auditdesk.gui.parts.dialogs import Ask


class PastBar(QFrame):
    """Says which day the window shows and what that cannot know; one click leads back to today."""

    def __init__(self, back: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.setProperty("role", "problem")
        self.setAccessibleName(_("The day that is shown"))
        self.title = plain_label("", "strong", wrap=True)
        self.limits = plain_label("", wrap=True)
        self.back = button(_("Back to today"), back)
        texts = column(self.title, self.limits)
        texts.setSpacing(2)
        layout = row(boxed(texts), self.back, margins=(EDGE, 8, EDGE, 8))
        layout.setStretch(0, 1)
        self.setLayout(layout)
        self.hide()

    def show_past(self, past: "Past | None") -> None:
        """Say what this past is; nothing for today."""
        self.title.setText(f"{past.title}." if past else "")
        self.limits.setText(" ".join(past.limits) if past else "")
        self.setVisible(past is not None)


def ask_day(
    parent: "QWidget", today: Callable[[], date], shown: date, go: Callable[[date], object]
) -> "Ask":
    """Ask as of which day the whole book shall be shown."""
    from auditdesk.errors import Refusal
    from auditdesk.gui.parts.date_editor import DateEditor
    from auditdesk.gui.parts.dialogs import ask

    def deed(values: dict[str, Any]) -> None:
        text = str(values["day"] or "")
        if not text:
            raise Refusal(_("Say which day."))
        day = date.fromisoformat(text)
        if day > today():
            raise Refusal(_("{day} has not come yet.").format(day=text))
        go(day)

    editor = DateEditor(_("Day"), today)
    editor.show_value((shown - timedelta(days=1)).isoformat())
    return ask(
        parent,
        _("The book as of a day"),
        {"day": editor},
        _("Show that day"),
        deed,
        text=_("Everything is shown as it was recorded by the end of that day; nothing changes."),
    )

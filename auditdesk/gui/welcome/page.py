"""Welcome: a new book, an old one, the recent ones, or the sample company."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.copies import uid_at
from auditdesk.gui.desk.settings import RECENT, Settings
from auditdesk.gui.parts.widgets import Fresh, button, plain_label, row
from auditdesk.i18n import _


class WelcomePage(QWidget):
    """What can be opened."""

    def __init__(
        self,
        settings: Settings,
        new: Callable[[], object],
        choose: Callable[[], object],
        sample: Callable[[], object],
        open: Callable[[Path], object],
        show_copies: Callable[[Path], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Welcome"))
        self._settings, self._open, self._show_copies = settings, open, show_copies
        self._recent = Fresh(spacing=4)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(48, 40, 48, 32)
        inside.setSpacing(10)
        title = plain_label(_("Internal audits, in one file of your own"), "title")
        inside.addWidget(title)
        inside.addWidget(
            plain_label(
                _(
                    "A book holds one organisation’s audits: the programme, each audit, its "
                    "findings and actions until their effect is proven. It is one file on this "
                    "computer; nothing leaves it unless you send it."
                ),
                "muted",
                wrap=True,
            )
        )
        inside.addSpacing(8)
        inside.addLayout(
            row(
                button(_("New book…"), new, "main"),
                button(_("Open a book…"), choose),
                button(_("Try the sample company"), sample),
                1,
            )
        )
        inside.addSpacing(16)
        inside.addWidget(plain_label(_("Recent books"), "heading"))
        inside.addWidget(self._recent)
        inside.addStretch(1)
        self._draw()

    def _draw(self) -> None:
        layout = self._recent.begin()
        recent = self._settings.get(RECENT)
        if not recent:
            text = _("None yet. Start with a new book, or look around in the sample company.")
            layout.addWidget(plain_label(text, "muted"))
        for name in recent:
            path = Path(name)
            if path.is_file():
                link = button(path.stem, partial(self._open, path), "link")
                layout.addLayout(row(link, plain_label(str(path.parent), "muted"), 1))
            else:
                text = _("{name} is no longer at {folder}").format(
                    name=path.stem, folder=path.parent
                )
                forget = button(_("Forget"), partial(self._forget, name), "link")
                copies = button(_("Its copies…"), partial(self._show_copies, path), "link")
                copies.setVisible(bool(uid_at(path)))
                layout.addLayout(row(plain_label(text, "muted"), copies, forget, 1))

    def _forget(self, name: str) -> None:
        self._settings.forget_book(name)
        self._draw()

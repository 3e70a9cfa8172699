"""The guided start: five screens, each kept as one step or passed over; Escape leaves it."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.errors import Refusal, Trouble
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import refuse_unless_writable
from auditdesk.gui.guide.screens import SCREENS, Screen
from auditdesk.gui.incoming import start as intake
from auditdesk.gui.parts.dialogs import save_by_key
from auditdesk.gui.parts.widgets import EDGE, button, plain_label, row
from auditdesk.i18n import _

_SIZE = (820, 600)


class Guide(QDialog):
    """Turns from screen to screen; what is refused is said, and the screen stays with all of it."""

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tops = parent
        self.setWindowTitle(_("Set up the book"))
        self.setAccessibleName(_("Set up the book"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.place = plain_label("", "muted")
        self.title = plain_label("", "heading")
        self.text = plain_label("", wrap=True)
        self.screens: list[Screen] = [make(desk) for make in SCREENS]
        self.stack = QStackedWidget()
        for screen in self.screens:
            self.stack.addWidget(screen)
        self.problem = plain_label("", "problem", wrap=True)
        self.problem.hide()
        self.bring = button(_("Import what I have…"), self._import)
        self.back = button(_("Back"), lambda: self._turn(-1))
        self.skip = button(_("Skip"), lambda: self._turn(1))
        self.go = button("", self._keep, "main")
        for one in (self.bring, self.back, self.skip):
            one.setAutoDefault(False)
        self.go.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(10)
        layout.addLayout(row(self.title, 1, self.place))
        layout.addWidget(self.text)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.problem)
        layout.addLayout(row(self.bring, 1, self.back, self.skip, self.go))
        save_by_key(self, self.go)
        self.resize(*_SIZE)
        self._show()

    @property
    def screen_shown(self) -> Screen:
        """The screen that is turned to."""
        return self.screens[self.stack.currentIndex()]

    def _keep(self) -> None:
        try:
            self.screen_shown.keep()
        except (Refusal, Trouble, ValueError) as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self._turn(1)

    def _turn(self, by: int) -> None:
        place = self.stack.currentIndex() + by
        if place >= len(self.screens):
            self.accept()
            return
        self.stack.setCurrentIndex(place)
        self._show()

    def _show(self) -> None:
        place, screen = self.stack.currentIndex(), self.screen_shown
        last = place == len(self.screens) - 1
        self.problem.hide()
        self.title.setText(_(screen.title))
        self.text.setText(_(screen.text))
        self.place.setText(_("{n} of {all}").format(n=place + 1, all=len(self.screens)))
        self.back.setEnabled(place > 0)
        self.skip.setVisible(not last)
        self.go.setText(_("Finish") if last else _("Next"))
        screen.show_book()
        screen.entrance.setFocus()

    def _import(self) -> None:
        self.reject()
        intake.choose(self._desk, self._tops)


def open_guide(parent: QWidget, desk: Desk) -> Guide:
    """Begin the guided start."""
    refuse_unless_writable(desk)
    dialog = Guide(parent.window(), desk)
    dialog.open()
    dialog.screen_shown.entrance.setFocus()
    return dialog

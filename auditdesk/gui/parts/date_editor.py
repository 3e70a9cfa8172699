"""The editor of a day: typed as one likes, or picked from the calendar."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QMenu, QWidgetAction

from auditdesk.domain.programme import WorkingDays
from auditdesk.gui.parts import words
from auditdesk.gui.parts.editors import Editor
from auditdesk.gui.parts.widgets import tool_button
from auditdesk.i18n import _, ngettext

Calendar = Callable[[], WorkingDays]
_COUNTED = 800


class DayLine(QLineEdit):
    """A line in which a day is typed; Alt+Down or F4 ask for the calendar, as in any date field."""

    calendar_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        down = event.key() == Qt.Key.Key_Down
        if event.key() == Qt.Key.Key_F4 or (
            down and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.calendar_wanted.emit()
        else:
            super().keyPressEvent(event)


class DateEditor(Editor):
    """A date: +30, fri, figures in the order of the locale, or the calendar.

    calendar: says the working days left, or all days where they are too many to count while
    somebody types; a form sets that of the site of its thing. past: the field tells what has been,
    so that a day without a year is the last one.
    """

    def __init__(
        self,
        label: str,
        today: Callable[[], date],
        calendar: Calendar | None = None,
        help: str = "",
        *,
        past: bool = False,
    ) -> None:
        super().__init__(label, help or _("Such as {days}").format(days=words.examples(today())))
        self._today = today
        self.calendar = calendar
        self._past = past
        self.line = DayLine()
        self.line.textEdited.connect(self._edited)
        self.line.editingFinished.connect(self._finished)
        self.line.calendar_wanted.connect(self._choose)
        name = _("Calendar for {field}").format(field=label)
        self._open = tool_button("▾", name, self._choose)
        self._open.setObjectName("calendar")
        self._open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._put(self.line, self._open)

    def value(self) -> Any:
        day = self._day()
        return day.isoformat() if day else ""

    def show_value(self, value: Any) -> None:
        day = date.fromisoformat(value) if value else None
        self.line.setText(words.day_text(day))
        self._say()

    def raw(self) -> Any:
        return self.line.text()

    def show_raw(self, raw: Any) -> None:
        self.line.setText(str(raw))
        self._say()

    def set_locked(self, locked: bool) -> None:
        self.line.setReadOnly(locked)
        self._open.setEnabled(not locked)

    def _day(self) -> date | None:
        return words.day_typed(self.line.text(), self._today(), past=self._past)

    def _hint(self) -> str:
        try:
            day = self._day()
        except ValueError:
            return ""
        if day is None or not self.calendar:
            return ""
        today = self._today()
        weekday = QLocale().dayName(day.isoweekday(), QLocale.FormatType.ShortFormat)
        if day < today:
            past = (today - day).days
            told = ngettext("{n} day ago", "{n} days ago", past).format(n=past)
        elif day == today:
            told = _("today")
        elif (day - today).days > _COUNTED:
            told = ngettext("{n} day left", "{n} days left", (day - today).days).format(
                n=(day - today).days
            )
        else:
            left = self.calendar().between(today, day)
            told = ngettext("{n} working day left", "{n} working days left", left).format(n=left)
        return " · ".join((weekday, words.day_text(day), told))

    def _edited(self, _text: str) -> None:
        self._say()
        self.typed.emit()

    def _finished(self) -> None:
        with suppress(ValueError):
            self.line.setText(words.day_text(self._day()))
        self.left.emit()

    def _choose(self) -> None:
        if self.line.isReadOnly():
            return
        menu = QMenu(self.line)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        month = QCalendarWidget()
        month.setAccessibleName(_("Calendar"))
        try:
            day = self._day() or self._today()
        except ValueError:
            day = self._today()
        month.setSelectedDate(QDate(day.year, day.month, day.day))
        action = QWidgetAction(menu)
        action.setDefaultWidget(month)
        menu.addAction(action)
        month.clicked.connect(lambda chosen: self._chosen(chosen, menu))
        month.activated.connect(lambda chosen: self._chosen(chosen, menu))
        menu.popup(self.mapToGlobal(self.line.geometry().bottomLeft()))
        month.setFocus(Qt.FocusReason.PopupFocusReason)

    def _chosen(self, chosen: QDate, menu: QMenu) -> None:
        if not menu.isVisible():
            return
        menu.close()
        self.line.setText(words.day_text(date(chosen.year(), chosen.month(), chosen.day())))
        self.line.setFocus()
        self._say()
        self.typed.emit()
        self.left.emit()

"""Days in every locale that Qt knows: what a field writes it reads again, typed or picked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget, QWidget

from auditdesk.domain.programme import WorkingDays
from auditdesk.gui.parts import words
from auditdesk.gui.parts.date_editor import DateEditor
from auditdesk.gui.parts.editors import LineEditor
from auditdesk.gui.parts.widgets import boxed, column
from tests.gui.conftest import write

TODAY = date(2026, 11, 30)
LOCALES = QLocale.matchingLocales(
    QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry
)
SCRIPTS = ("hu_HU", "bg_BG", "ko_KR", "mk_MK", "mn_MN", "ar_EG", "fa_IR", "de_AT", "en_US", "zh_CN")
"""One of each way in which a day is written: order, points, words, figures of its own."""


@pytest.fixture(autouse=True)
def own_locale() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


def days() -> Iterator[date]:
    """Days of every month, those that look alike the other way round among them."""
    for year in (2026, 2029):
        for month in range(1, 13):
            yield from (date(year, month, n) for n in (1, 12, 28))
    yield date(2028, 2, 29)
    yield date(2030, 12, 31)


def test_what_any_locale_writes_it_also_reads() -> None:
    assert len(LOCALES) > 600
    sample = list(days())
    unread = [
        (locale.name(), day)
        for locale in LOCALES
        for day in sample
        if words.day_of(words.day_text(day, locale), TODAY, locale) != day
    ]
    assert unread == []


@pytest.mark.slow
def test_what_any_locale_writes_on_any_day_it_also_reads() -> None:
    first = date(2026, 1, 1)
    for locale in LOCALES:
        for n in range((date(2030, 12, 31) - first).days + 1):
            day = first + timedelta(days=n)
            assert words.day_of(words.day_text(day, locale), TODAY, locale) == day, locale.name()


@given(
    locale=st.sampled_from(LOCALES),
    day=st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    past=st.booleans(),
)
def test_a_whole_date_is_the_same_day_in_fields_of_the_past(
    locale: QLocale, day: date, past: bool
) -> None:
    assert words.day_of(words.day_text(day, locale), TODAY, locale, past=past) == day


def test_every_example_of_a_hint_can_be_typed_in_every_locale() -> None:
    for locale in LOCALES:
        for example in words.examples(TODAY, locale).split(", "):
            assert words.day_of(example, TODAY, locale), (locale.name(), example)


def test_what_is_no_date_is_answered_with_each_example_once() -> None:
    for locale in LOCALES:
        QLocale.setDefault(locale)
        with pytest.raises(ValueError, match="is not a date; write") as refused:
            words.day_typed("29.2.2026 x", TODAY)
        assert str(refused.value).count("2026-12-31") == 1, locale.name()


@pytest.mark.parametrize("name", ["de_AT", "en_GB", "hu_HU", "ko_KR", "ar_EG"])
def test_two_figures_of_a_year_are_of_this_century(name: str) -> None:
    locale = QLocale(name)
    for year in (26, 49, 50, 69, 70, 99):
        whole = words.day_text(date(2000 + year, 3, 21), locale)
        own_figures = locale.toString(2000 + year).replace(locale.groupSeparator(), "")
        short = whole.replace(own_figures, own_figures[-2:])
        assert short != whole
        assert words.day_of(short, TODAY, locale) == date(2000 + year, 3, 21)


@pytest.mark.parametrize(
    ("typed", "locale", "past", "meant"),
    [
        ("29.02.", "de_AT", False, date(2028, 2, 29)),
        ("29.02.", "de_AT", True, date(2024, 2, 29)),
        ("2.29", "hu_HU", False, date(2028, 2, 29)),
        ("15.11.", "de_AT", True, date(2026, 11, 15)),
        ("15.11.", "de_AT", False, date(2027, 11, 15)),
        ("30.11.", "de_AT", True, TODAY),
        ("30.11.", "de_AT", False, TODAY),
        ("1.12.", "de_AT", True, date(2025, 12, 1)),
        ("11/15", "en_US", True, date(2026, 11, 15)),
        ("11. 15.", "hu_HU", True, date(2026, 11, 15)),
        ("fri", "en_GB", True, date(2026, 11, 27)),
        ("fri", "en_GB", False, date(2026, 12, 4)),
        ("monday", "en_GB", True, date(2026, 11, 23)),
        ("yesterday", "de_AT", True, date(2026, 11, 29)),
        ("today", "ar_EG", False, TODAY),
        ("2026. 12. 31.", "hu_HU", False, date(2026, 12, 31)),
        ("31.12.2026", "hu_HU", False, date(2026, 12, 31)),
        ("2026/12/31", "de_AT", False, date(2026, 12, 31)),
        ("31/12/2026", "ar_EG", False, date(2026, 12, 31)),
        ("31.12.2026 г.", "bg_BG", False, date(2026, 12, 31)),
        ("31.12.2026г.", "bg_BG", False, date(2026, 12, 31)),
        ("31.12.26", "bg_BG", False, date(2026, 12, 31)),
    ],
)
def test_a_day_without_a_year_is_the_nearest_on_its_side(
    typed: str, locale: str, past: bool, meant: date
) -> None:
    assert words.day_of(typed, TODAY, QLocale(locale), past=past) == meant


@pytest.mark.parametrize(
    ("typed", "locale"),
    [("30.2.", "de_AT"), ("31.6.", "de_AT"), ("12/31/2026", "zh_CN"), ("1.2.345", "de_AT"),
     ("s", "en_GB"), ("t", "en_GB"), ("31.12.2026 x", "bg_BG")],
)  # fmt: skip
def test_what_could_mean_two_days_or_none_is_refused(typed: str, locale: str) -> None:
    with pytest.raises(ValueError):
        words.day_of(typed, TODAY, QLocale(locale))


def test_today_yesterday_and_tomorrow_are_read_in_the_language_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = {"yesterday": "gestern", "today": "heute", "tomorrow": "morgen"}
    monkeypatch.setattr(words, "_", lambda message: told.get(message, message))
    for n, word in enumerate(("gestern", "Heute", "MORGEN"), -1):
        assert words.day_of(word, TODAY, QLocale("de_AT")) == TODAY + timedelta(days=n)


# --- the field ------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot: Any) -> QWidget:
    """A date field with one before it and one behind it."""
    window = boxed(column(LineEditor("Before"), DateEditor("Due", lambda: TODAY, WorkingDays)))
    qtbot.addWidget(window)
    return window


def field(form: QWidget, qtbot: Any, name: str) -> tuple[DateEditor, QWidget]:
    """The date field shown in a locale, with the focus, and the line behind it."""
    QLocale.setDefault(QLocale(name))
    editor = form.findChild(DateEditor)
    assert editor is not None
    after = LineEditor("After")
    layout = form.layout()
    assert layout is not None
    layout.addWidget(after)
    with qtbot.waitActive(form):
        form.show()
        form.activateWindow()
    editor.focus()
    return editor, after.line


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_day_typed_left_and_shown_again_stays_that_day(
    form: QWidget, qtbot: Any, name: str
) -> None:
    editor, after = field(form, qtbot, name)
    for day in (date(2026, 12, 1), date(2027, 1, 12), date(2028, 2, 29), date(2030, 10, 31)):
        editor.line.clear()
        write(editor.line, words.day_text(day))
        qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
        assert after.hasFocus()
        assert editor.value() == day.isoformat()
        assert words.day_text(day) in editor.note.text()
        editor.show_value(editor.value())
        editor.focus()
        after.setFocus()
        assert editor.value() == day.isoformat()


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("key", [Qt.Key.Key_F4, Qt.Key.Key_Down])
def test_a_day_picked_with_keys_is_said_once_and_stays(
    form: QWidget, qtbot: Any, name: str, key: Qt.Key
) -> None:
    editor, after = field(form, qtbot, name)
    editor.show_value("2027-03-12")
    leaving: list[str] = []
    editor.left.connect(lambda: leaving.append(editor.value()))
    alt = Qt.KeyboardModifier.AltModifier
    modifier = alt if key == Qt.Key.Key_Down else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(editor.line, key, modifier)
    month = QApplication.activePopupWidget().findChild(QCalendarWidget)  # type: ignore[union-attr]
    month.setSelectedDate(QDate(2028, 2, 29))
    qtbot.keyClick(month.focusWidget() or month, Qt.Key.Key_Return)
    assert leaving == ["2028-02-29"]
    assert editor.line.hasFocus() and QApplication.activePopupWidget() is None
    after.setFocus()
    assert editor.value() == "2028-02-29"


def test_a_day_picked_with_the_mouse_is_said_once(form: QWidget, qtbot: Any) -> None:
    editor, _after = field(form, qtbot, "hu_HU")
    editor.show_value("2027-03-12")
    leaving: list[str] = []
    editor.left.connect(lambda: leaving.append(editor.value()))
    arrow = editor.findChild(QWidget, "calendar")
    qtbot.mouseClick(arrow, Qt.MouseButton.LeftButton)
    month: Any = QApplication.activePopupWidget().findChild(QCalendarWidget)  # type: ignore[union-attr]
    view = month.findChild(QWidget, "qt_calendar_calendarview")
    model = view.model()
    cell = next(
        model.index(row, column)
        for row in range(2, model.rowCount())
        for column in range(model.columnCount())
        if model.index(row, column).data() == 16
    )
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(cell).center())
    assert leaving == ["2027-03-16"]


def test_a_calendar_closed_again_gives_back_what_was_typed(form: QWidget, qtbot: Any) -> None:
    editor, after = field(form, qtbot, "ko_KR")
    write(editor.line, "+3")
    qtbot.keyClick(editor.line, Qt.Key.Key_F4)
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert editor.line.hasFocus() and editor.raw() == "+3"
    after.setFocus()
    assert editor.value() == "2026-12-03"


def test_a_day_typed_after_tab_is_kept(form: QWidget, qtbot: Any) -> None:
    editor, after = field(form, qtbot, "de_AT")
    before = form.findChild(LineEditor)
    assert before is not None
    before.focus()
    qtbot.keyClick(before.line, Qt.Key.Key_Tab)
    assert editor.line.hasFocus()
    write(editor.line, "24.12.26")
    qtbot.keyClick(editor.line, Qt.Key.Key_Tab)
    assert after.hasFocus() and editor.value() == "2026-12-24"

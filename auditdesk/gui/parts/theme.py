"""Light and dark, and the colours that carry meaning; never colour alone."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from auditdesk.paths import resource

if TYPE_CHECKING:
    from PySide6.QtCore import Qt


class Colours(NamedTuple):
    """The same set in light and dark; text on its ground has a contrast of 4.5 : 1 or more."""

    page: str
    panel: str
    field: str
    line: str
    field_line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    amber: str
    amber_soft: str
    red: str
    red_soft: str
    green: str
    disabled: str


LIGHT = Colours(
    page="#ffffff",
    panel="#f3f5f9",
    field="#ffffff",
    line="#dfe3ea",
    field_line="#c2c9d5",
    text="#1a2230",
    muted="#5f6b7d",
    accent="#1f5fb4",
    on_accent="#ffffff",
    accent_soft="#e4edfa",
    amber="#8f4c00",
    amber_soft="#fdf3e6",
    red="#b3261e",
    red_soft="#fdecea",
    green="#23703f",
    disabled="#9aa3b1",
)
DARK = Colours(
    page="#1e2229",
    panel="#181b21",
    field="#252a33",
    line="#343b47",
    field_line="#4a5363",
    text="#e7eaf0",
    muted="#a3adbc",
    accent="#78aef5",
    on_accent="#0b1524",
    accent_soft="#26374f",
    amber="#f2b263",
    amber_soft="#382c1b",
    red="#f5928a",
    red_soft="#40231f",
    green="#74c994",
    disabled="#6d7786",
)

TILE_TEXT = "#ffffff"
TILES = {
    "major": "#b3261e",
    "minor": "#a85a00",
    "observation": "#6a55b2",
    "opportunity": "#1f6bb0",
    "positive": "#2a7a48",
    "conform": "#4d6478",
}
"""The grade tiles: white letters on these in both schemes, told apart by letter and by shade."""
_ICON = 18
OTHER_TILE = "#55606f"


class Theme(QObject):
    """The colours in use; `switched` after the system or the user chose the other scheme.

    Made for Qt's own style Fusion, with which the program starts. `sheet` is for windows, not for
    the application: Qt would work it out anew at every level of what is still being built, which
    takes four times as long as the building.
    """

    switched = Signal()

    def __init__(self, application: QApplication, scheme: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._scheme = scheme
        ground = application.palette().color(QPalette.ColorRole.Window)
        self._system_is_dark = ground.lightness() < 128
        self.colours = LIGHT
        self.sheet = ""
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(scheme)

    @property
    def dark(self) -> bool:
        return self.colours is DARK

    def choose(self, scheme: str) -> None:
        """Use "light", "dark", or what the "system" uses."""
        self._scheme = scheme
        dark = scheme == "dark" or (scheme == "system" and self._system_is_dark)
        self.colours = DARK if dark else LIGHT
        self._application.setPalette(_palette(self.colours))
        self.sheet = _sheet(self.colours, self._application)
        self.switched.emit()

    def _follow(self, scheme: "Qt.ColorScheme") -> None:
        self._system_is_dark = scheme.name == "Dark"
        if self._scheme == "system":
            self.choose("system")

    def icon(self, name: str, colour: str = "") -> QIcon:
        """A drawing of resources/icons, 18 pixels wide, in a colour; muted text unless given."""
        side = round(_ICON * self._application.devicePixelRatio())
        return _icon(name, colour or self.colours.muted, side)


@lru_cache(maxsize=256)
def _icon(name: str, colour: str, side: int) -> QIcon:
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace("currentColor", colour).encode()))
    picture = QPixmap(side, side)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return QIcon(picture)


def _palette(colours: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for to, colour in (
        (role.Window, colours.page),
        (role.WindowText, colours.text),
        (role.Base, colours.field),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.Button, colours.page),
        (role.ButtonText, colours.text),
        (role.ToolTipBase, colours.panel),
        (role.ToolTipText, colours.text),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.BrightText, colours.red),
        (role.Mid, colours.line),
        (role.Accent, colours.accent),
    ):
        palette.setColor(to, QColor(colour))
    for to in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, to, QColor(colours.disabled))
    return palette


def _sheet(colours: Colours, application: QApplication) -> str:
    base = application.font().pointSizeF()
    sizes = {"small": f"{base - 1:g}pt", "title": f"{base + 3.5:g}pt", "big": f"{base + 1:g}pt"}
    return _STYLE.format(
        **colours._asdict(), **sizes, down=resource("icons", "down.svg").as_posix()
    )


_STYLE = """
QToolTip {{ background: {panel}; color: {text}; border: 1px solid {line}; padding: 4px; }}
QFrame#top, QFrame#status, QFrame#navigation {{ background: {panel}; }}
QFrame#top {{ border-bottom: 1px solid {line}; }}
QFrame#status {{ border-top: 1px solid {line}; }}
QFrame#navigation {{ border: none; }}
QFrame#navigation[layoutDirection="0"] {{ border-right: 1px solid {line}; }}
QFrame#titleLine {{ border-bottom: 1px solid {line}; }}
QLabel[role="title"] {{ font-size: {title}; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {big}; font-weight: 600; }}
QLabel[role="label"] {{ font-size: {small}; color: {muted}; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="problem"] {{ font-size: {small}; color: {amber}; }}
QLabel[role="late"] {{ color: {red}; font-weight: 600; }}
QLabel[role="badge"] {{ background: {red}; color: {page}; border-radius: 8px;
    padding: 1px 6px; font-size: {small}; font-weight: 600; }}
QFrame[role="problem"] {{ background: {amber_soft}; border: none;
    border-left: 3px solid {amber}; }}
QLabel[role="problem"] {{ background: transparent; border: none; }}
QFrame[role="trouble"] {{ background: {red_soft}; border: none; border-left: 3px solid {red}; }}
QFrame[role="done"] {{ background: {accent_soft}; border: none;
    border-left: 3px solid {green}; }}
QFrame[role="done"] QLabel, QFrame[role="problem"] QLabel, QFrame[role="trouble"] QLabel
{{ background: transparent; }}
QFrame[role="popup"] {{ background: {page}; border: 1px solid {field_line}; }}
QFrame[role="separator"] {{ background: {line}; border: none; }}
QPushButton, QToolButton[role="button"] {{ background: {field}; border: 1px solid {field_line};
    border-radius: 4px; padding: 5px 12px; }}
QPushButton:hover, QToolButton[role="button"]:hover {{ border-color: {accent}; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:focus, QToolButton:focus {{ border: 1px solid {accent}; }}
QPushButton:disabled {{ color: {disabled}; border-color: {line}; background: {page}; }}
QPushButton[role="main"] {{ background: {accent}; color: {on_accent}; border-color: {accent};
    font-weight: 600; }}
QPushButton[role="main"]:hover {{ border-color: {text}; }}
QPushButton[role="main"]:disabled {{ background: {line}; color: {muted}; border-color: {line}; }}
QPushButton[role="destroy"] {{ color: {red}; }}
QPushButton[role="link"] {{ background: transparent; border: none;
    color: {accent}; padding: 2px 4px; text-align: left; }}
QPushButton[role="link"]:disabled {{ color: {disabled}; }}
QPushButton[role="link"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus {{ border: 1px solid {accent}; border-radius: 4px; }}
QToolButton[role="token"] {{ background: {accent_soft}; border: 1px solid {accent_soft};
    border-radius: 4px; padding: 3px 8px; color: {text}; }}
QToolButton[role="token"]:hover {{ border-color: {accent}; }}
QToolButton[role="plain"] {{ background: transparent; border: 1px solid transparent;
    border-radius: 4px; padding: 4px; }}
QToolButton[role="plain"]:hover {{ background: {accent_soft}; }}
QToolButton[role="plain"]:focus {{ border-color: {accent}; }}
QPushButton[role="chip"] {{ border-radius: 10px; padding: 4px 12px; background: {page}; }}
QPushButton[role="chip"]:hover {{ border-color: {accent}; }}
QPushButton[role="chip"][active="true"], QPushButton[role="chip"]:checked {{
    background: {accent_soft}; border-color: {accent}; color: {text}; }}
QPushButton[role="navigation"] {{ background: transparent; border: 1px solid transparent;
    border-radius: 6px; padding: 7px 10px; text-align: left; }}
QPushButton[role="navigation"]:hover {{ background: {accent_soft}; }}
QPushButton[role="navigation"]:checked {{ background: {accent_soft}; color: {accent};
    font-weight: 600; }}
QPushButton[role="navigation"]:focus {{ border-color: {accent}; }}
QPushButton[role="verdict"]:checked {{ background: {accent}; color: {on_accent};
    border-color: {accent}; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background: {field};
    border: 1px solid {field_line}; border-radius: 4px; padding: 4px 7px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{
    border: 1px solid {accent}; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {panel}; color: {muted}; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{
    background: {panel}; color: {muted}; border-color: {line}; }}
*[wrong="true"] {{ border: 1px solid {amber}; }}
QListWidget#parts {{ border: none; padding: 8px; }}
QListWidget#parts::item {{ padding: 7px 10px; border-radius: 4px; }}
QListWidget#parts::item:selected {{ background: {accent_soft}; color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url({down}); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{ background: {page}; border: 1px solid {field_line};
    selection-background-color: {accent_soft}; selection-color: {text}; }}
QTableView, QListView, QTreeView {{ background: {page}; border: none; outline: none;
    selection-background-color: {accent_soft}; selection-color: {text};
    gridline-color: {line}; }}
QTableView:focus, QListView:focus {{ border: none; }}
QListView[role="popup"], QListView[role="popup"]:focus {{ border: 1px solid {field_line}; }}
QHeaderView {{ background: {panel}; border: none; }}
QHeaderView::section {{ background: {panel}; color: {muted}; border: none;
    border-bottom: 1px solid {line}; padding: 6px 7px; font-weight: 600; }}
QHeaderView::section:vertical {{ padding: 0 7px; }}
QTableCornerButton::section {{ background: {panel}; border: none; }}
QTabBar::tab {{ background: transparent; border: none; border-bottom: 2px solid transparent;
    padding: 8px 12px; color: {muted}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom: 2px solid {accent}; }}
QTabBar::tab:focus {{ color: {accent}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabWidget::pane {{ border: none; border-top: 1px solid {line}; }}
QSplitter::handle {{ background: {line}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 11px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {field_line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QMenu {{ background: {page}; border: 1px solid {field_line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px 5px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {disabled}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenuBar {{ background: {panel}; }}
QMenuBar::item:selected {{ background: {accent_soft}; color: {text}; }}
QCheckBox {{ spacing: 8px; }}
QGroupBox {{ border: none; font-weight: 600; margin-top: 18px; }}
QProgressBar {{ border: 1px solid {field_line}; border-radius: 4px; background: {field};
    text-align: center; }}
QProgressBar::chunk {{ background: {accent}; }}
"""

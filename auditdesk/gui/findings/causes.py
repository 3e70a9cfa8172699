"""Causes of a finding: whys and branches written one a line, the fishbone drawn beside."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.domain.cause import Fishbone, branches, empty_branches, fishbone, steps_of
from auditdesk.errors import ReasonNeeded
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms.fields import CAUSE_METHODS
from auditdesk.gui.parts.dialogs import Ask, ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor, LineEditor, LongEditor
from auditdesk.gui.parts.theme import Theme
from auditdesk.i18n import _

_LEAST = 300


class FishboneView(QWidget):
    """A diagram of cause and effect, as wide as there is room and as high as it needs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._head = ""
        self._steps: tuple[str, ...] = ()
        self._drawn: Fishbone | None = None
        theme.switched.connect(self.update)

    def show_steps(self, head: str, steps: Sequence[str]) -> None:
        """Draw these branches; screen readers hear them as text."""
        self._head, self._steps = " ".join(head.split()), tuple(steps)
        told = "; ".join(f"{bone.name}: {', '.join(bone.causes)}" for bone in branches(self._steps))
        self.setAccessibleName(_("Cause and effect (Ishikawa)"))
        self.setAccessibleDescription(told)
        self._reckon()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._reckon()

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() - 2, 6))
        return font

    def _reckon(self) -> None:
        metrics = QFontMetricsF(self._font())
        head = self._head if len(self._head) <= 70 else self._head[:69] + "…"
        width = max(self.width(), _LEAST) - 2
        letter = metrics.averageCharWidth() * 1.15
        self._drawn = fishbone(head, branches(self._steps), width, metrics.lineSpacing(), letter)
        self.setFixedHeight(int(self._drawn.height) + 4)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._drawn is None:
            return
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in self._drawn.strokes:
            colour = colours.accent if stroke.bold else colours.line
            painter.setPen(QPen(QColor(colour), 1.6 if stroke.bold else 1.0))
            painter.drawLine(int(stroke.x1), int(stroke.y1), int(stroke.x2), int(stroke.y2))
        font = self._font()
        wrap = Qt.TextFlag.TextWordWrap.value
        for text in self._drawn.texts:
            font.setBold(text.kind == "branch")
            painter.setFont(font)
            area = QRectF(text.x, text.y, text.width, text.height)
            align = Qt.AlignmentFlag.AlignBottom.value
            if text.kind == "head":
                painter.setPen(QColor(colours.accent))
                painter.drawRect(area)
                area = area.adjusted(5, 3, -5, -3)
                align = Qt.AlignmentFlag.AlignVCenter.value
            elif text.kind == "branch":
                align = Qt.AlignmentFlag.AlignCenter.value
            painter.setPen(QColor(colours.text))
            painter.drawText(area, align | wrap, text.text)
        painter.end()


def ask_cause(
    parent: QWidget, desk: Desk, finding: str, name: str, effect: str, id: str = ""
) -> Ask:
    """Record a cause of a finding, or change one; a person blamed is asked why once more."""
    editors = {
        "method": ChoiceEditor(_("Method"), [(k, _(w)) for k, w in CAUSE_METHODS.items()]),
        "steps": LongEditor(_("Whys or branches"), "", 3),
        "cause": LongEditor(_("Cause"), _("Why it happened: what in the system let it happen")),
        "category": LineEditor(_("Category"), _("Such as method, training, material")),
    }
    method, steps = editors["method"], editors["steps"]
    view = FishboneView(desk.theme)
    layout = QVBoxLayout()
    layout.setSpacing(12)
    for editor in editors.values():
        layout.addWidget(editor)
    layout.insertWidget(2, view)

    def drawn() -> None:
        with_branches = method.value() == "ishikawa"
        if with_branches and not steps.value().strip():
            steps.show_value(empty_branches())
        elif not with_branches and not steps_of(steps.value(), True):
            steps.show_value("")
        helps = {
            "five_why": _("Each answer to “why?” on a line of its own, the nearest first"),
            "ishikawa": _("One cause a line: “Branch: cause”; the branches may be your own"),
        }
        steps.label.setText(helps.get(method.value(), _("Whys or branches")))
        steps.setVisible(method.value() != "other")
        view.setVisible(with_branches)
        if with_branches:
            lines = [line for line in steps.value().splitlines() if line.strip()]
            view.show_steps(effect, lines)

    def deed(values: dict[str, Any]) -> None:
        told = steps_of(values["steps"], values["method"] == "ishikawa")
        data = values | {"steps": told if values["method"] != "other" else []}
        try:
            _save(desk, finding, name, id, data)
        except ReasonNeeded as needed:
            ask_reason(
                parent,
                str(needed),
                lambda reason: _save(desk, finding, name, id, data | {"reason": reason}),
            )

    if id:
        stored = desk.plain("cause", id)
        for key, editor in editors.items():
            editor.show_value("\n".join(stored[key]) if key == "steps" else stored[key])
    else:
        method.show_value("five_why")
    dialog = Ask(parent.window(), _("Cause"), editors, _("Save"), deed, layout=layout)
    dialog.setMinimumWidth(620)
    method.typed.connect(drawn)
    steps.typed.connect(drawn)
    drawn()
    dialog.open()
    (editors["cause"] if id else steps).focus()
    return dialog


def _save(desk: Desk, finding: str, name: str, id: str, data: dict[str, Any]) -> None:
    what = _("{name}: {field}").format(name=name, field=_("Cause"))
    if id:
        desk.amend(what, "cause", id, data)
    else:
        desk.enter(what, "cause", {"finding": finding, **data})

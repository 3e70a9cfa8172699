"""The life of a thing: a thin bar of its steps, a sentence, and the moves that are possible now."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QWidget

from auditdesk.domain.action import EFFECT_LABELS
from auditdesk.domain.moves import Move
from auditdesk.errors import ReasonNeeded
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import day_editor, label_of
from auditdesk.gui.parts.dialogs import Ask, ask, ask_reason
from auditdesk.gui.parts.editors import ChoiceEditor, Editor, FlagEditor, LineEditor, LongEditor
from auditdesk.gui.parts.flow import FlowBox
from auditdesk.gui.parts.pickers import PickEditor, among
from auditdesk.gui.parts.theme import Theme
from auditdesk.gui.parts.widgets import button
from auditdesk.i18n import _
from auditdesk.work.kinds import KINDS

if TYPE_CHECKING:
    from auditdesk.work.preview import Preview

_BAR = 4


class LifeBar(QWidget):
    """Steps side by side: those behind, the one it stands at, those to come."""

    def __init__(self, theme: Theme, steps: int) -> None:
        super().__init__()
        self._theme = theme
        self._steps = steps
        self._done = 0
        self._ended = False
        self.setFixedHeight(_BAR + 4)
        theme.switched.connect(self.update)

    def show_step(self, done: int, sentence: str, ended: bool = False) -> None:
        """So many steps are behind; the sentence says the same to screen readers."""
        self._done, self._ended = done, ended
        self.setAccessibleName(sentence)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        gap = 4
        width = (self.width() - gap * (self._steps - 1)) / self._steps
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for n in range(self._steps):
            behind = n < self._done
            here = n == self._done and not self._ended
            colour = colours.green if behind else colours.accent if here else colours.line
            place = self._steps - 1 - n if mirrored else n
            left = round(place * (width + gap))
            painter.fillRect(QRect(left, 2, round(width), _BAR), QColor(colour))
        painter.end()


def move_editor(desk: Desk, kind: str, key: str, name: str = "") -> Editor:
    """The editor of one value that a move takes. name: what it is called, if not as everywhere."""
    label = name or label_of(kind, key)
    if key in ("reason", "evidence", "conclusion", "not_covered", "closing_note"):
        return LongEditor(label)
    if key in ("diverging_opinion", "criterion"):
        return LongEditor(label)
    if key in ("by", "verifier", "approved_by"):
        return PickEditor(label, among(choices.people(desk)))
    if key in ("on", "due", "starts_on", "ends_on", "planned_on"):
        return day_editor(desk, key, label)
    if key == "next_audit":
        return FlagEditor(label)
    if key == "result":
        return ChoiceEditor(label, [(str(one), _(word)) for one, word in EFFECT_LABELS.items()])
    return LineEditor(label)


def ask_move(
    parent: QWidget,
    desk: Desk,
    kind: str,
    ids: Sequence[str],
    name: str,
    move: str,
    label: str,
    moves: Sequence[Move],
    *,
    text: str = "",
    known: Mapping[str, Any] | None = None,
) -> Ask:
    """Ask what a move takes, then make it for all these things in one step."""
    verb = next(verb for verb in KINDS[kind].moves if move in verb.names)
    editors = {"on": move_editor(desk, kind, "on")}
    rule = next((one for one in moves if one.name == move), None)
    asked = [*verb.fields, *(["reason"] if rule and rule.needs_reason else [])]
    editors |= {key: move_editor(desk, kind, key) for key in asked}
    mine = {} if move == "acknowledge" else {"by": choices.me(desk)}
    shown: dict[str, Any] = {"on": desk.today.isoformat(), **mine, **(known or {})}
    for key, value in shown.items():
        if key in editors:
            editors[key].show_value(value)

    def deed(values: dict[str, Any]) -> None:
        data = {key: value for key, value in values.items() if value not in ("", None)}
        what = _("{move} {name}").format(move=label, name=name)
        make = partial(desk.amend_all, what, kind, ids)
        try:
            make({"move": move, **data})
        except ReasonNeeded as needed:
            if "reason" in editors:
                raise
            again = {"move": move, **data}
            ask_reason(parent, str(needed), lambda reason: make({**again, "reason": reason}))

    def foresee(values: dict[str, Any]) -> "Preview":
        data = {key: value for key, value in values.items() if value not in ("", None)}
        return desk.foresee_amending(kind, ids, {"move": move, **data})[0]

    title = f"{label}: {name}"
    dialog = ask(parent, title, editors, label, deed, text=text, foresee=foresee)
    for key in (*verb.required, "reason", *asked):
        if key in editors:
            editors[key].focus()
            break
    return dialog


class MoveBar(FlowBox):
    """Buttons for the moves possible now: the next one filled, the others behind “More”.

    `ready` says of a move whether all is there that it needs; what is not ready is not filled.
    """

    asked = Signal(str)

    def __init__(self, desk: Desk, kind: str, moves: Sequence[Move]) -> None:
        super().__init__(gap=8)
        self._desk, self._kind, self._moves = desk, kind, moves
        self._id = self._name = ""
        self.texts: dict[str, str] = {}
        self.known: dict[str, Callable[[], Mapping[str, Any]]] = {}
        self.extra: Callable[[QMenu], None] | None = None
        self.ready: Callable[[str, Move], bool] = lambda _id, _move: True

    def show_moves(
        self,
        id: str,
        name: str,
        state: str,
        locked: bool = False,
        settled: frozenset[str] = frozenset(),
    ) -> None:
        """Offer what is possible from this state; settled: what was done and may be done again.

        No move while the book is read only.
        """
        locked = locked or bool(self._desk.book.why_read_only)
        self._id, self._name = id, name
        self.clear()
        possible = [] if locked else [move for move in self._moves if state in move.sources]
        due = [m for m in possible if not m.needs_reason and m.name not in settled]
        first = due[:2]
        following = next((move for move in first if self.ready(id, move)), None)
        for move in first:
            role = "main" if move is following else ""
            self.add(button(_(move.label), partial(self.ask, move), role))
        rest = [move for move in possible if move not in first]
        if rest or self.extra:
            told = _("More to do with {name}").format(name=name)
            more = button(_("More"), lambda: self._open(more, rest), name=told)
            self.add(more)

    def ask(self, move: Move) -> None:
        """Ask what the move takes and make it."""
        self.asked.emit(move.name)
        ask_move(
            self,
            self._desk,
            self._kind,
            [self._id],
            self._name,
            move.name,
            _(move.label),
            (move,),
            text=self.texts.get(move.name, ""),
            known=self.known.get(move.name, dict)(),
        )

    def _open(self, at: QWidget, moves: Sequence[Move]) -> None:
        menu = QMenu(self)
        for move in moves:
            menu.addAction(_(move.label), partial(self.ask, move))
        if self.extra:
            menu.addSeparator()
            self.extra(menu)
        menu.popup(at.mapToGlobal(at.rect().bottomLeft()))

"""What comes next in a new book: a short list that ticks itself until its first audit is closed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book.first_audit import Stage, way_to_the_first_audit
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.parts.widgets import button, plain_label, row
from auditdesk.i18n import _

Go = Callable[[str], object]


def way_list(desk: Desk, go: Go) -> QWidget | None:
    """The stages below each other; the next one is a link. None once an audit is closed."""
    stages = way_to_the_first_audit(desk.book)
    if not stages:
        return None
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 8)
    layout.setSpacing(2)
    layout.addWidget(plain_label(_("Your way to the first closed audit"), "heading"))
    following = next(stage for stage in stages if not stage.done)
    for stage in stages:
        layout.addLayout(_line(stage, stage is following, go))
    return box


def _line(stage: Stage, is_next: bool, go: Go) -> QVBoxLayout:
    line = QVBoxLayout()
    mark = plain_label("✓" if stage.done else "○", "muted")
    mark.setFixedWidth(18)
    if is_next:
        text: QWidget = button(
            stage.text,
            partial(go, stage.kind),
            "link",
            name=_("Next: {stage}").format(stage=stage.text),
        )
    else:
        text = plain_label(stage.text, "muted")
    line.addLayout(row(mark, text, 1))
    return line

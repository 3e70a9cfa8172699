"""The keyboard focus stays where the work is, also when the control that had it goes.

Qt passes the focus of a control that is hidden, disabled or thrown away to the next in the order of
Tab, which at the end of a page is the first button of the window.
"""

from PySide6.QtWidgets import QWidget


def lies_in(box: QWidget) -> bool:
    """Whether the focus of its window is on a control in this box, also under a dialog."""
    focus = box.window().focusWidget()
    return focus is not None and (focus is box or box.isAncestorOf(focus))


def can_take(widget: QWidget) -> bool:
    """Whether Tab reaches a control."""
    from PySide6.QtCore import Qt

    by_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(by_tab) and widget.isEnabled() and widget.isVisible()


def controls(box: QWidget) -> list[QWidget]:
    """The controls of a box that Tab reaches, in its order."""
    inside: list[QWidget] = []
    widget = box.nextInFocusChain()
    while widget is not None and widget is not box:
        if box.isAncestorOf(widget) and can_take(widget):
            inside.append(widget)
        widget = widget.nextInFocusChain()
    return inside


def place_in(box: QWidget) -> int:
    """Which of the controls of a box has the focus, the first where it is none of them."""
    here = controls(box)
    focus = box.window().focusWidget()
    return here.index(focus) if focus in here else 0


def _apart(here: QWidget, there: QWidget) -> int:
    """Pixels between the middles of two controls."""
    between = here.mapToGlobal(here.rect().center()) - there.mapToGlobal(there.rect().center())
    return between.manhattanLength()


def give_to_neighbour(gone: QWidget, within: QWidget) -> bool:
    """Focus the control that lies nearest to one that is gone, in the smallest box around it."""
    box = gone.parentWidget()
    while box is not None:
        if near := controls(box):
            min(near, key=lambda one: _apart(gone, one)).setFocus()
            return True
        if box is within:
            return False
        box = box.parentWidget()
    return False

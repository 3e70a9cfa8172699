"""Restore: what the copies of a book hold, a look into each, and the way back."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from auditdesk.book import restoring
from auditdesk.book.copies_told import standing, told_differences
from auditdesk.book.restoring import CopyContents
from auditdesk.gui.parts.widgets import boxed, button, column, plain_label, row, scrolled
from auditdesk.i18n import _


class RestorePage(QWidget):
    """The copies of one book, the last one first.

    look, restore: called with the copy; back: leaves the page.
    """

    def __init__(
        self,
        path: Path,
        look: Callable[[Path], object],
        restore: Callable[[Path], object],
        back: Callable[[], object],
        hurt: str = "",
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Copies"))
        self.path = path
        self._look, self._restore = look, restore
        uid = restoring.uid_of(path)
        self.copies = [restoring.held(copy) for copy in restoring.offered(uid)] if uid else []
        parts = [plain_label(_("Copies of {name}").format(name=path.name), "title")]
        if hurt:
            parts.append(plain_label(hurt, "problem", wrap=True))
        told = standing(uid, datetime.now(UTC)) if uid else ()
        parts += [plain_label(sentence, "muted", wrap=True) for sentence in told]
        parts.append(
            plain_label(
                _(
                    "Restoring puts a copy in the place of the book. The file that is there now"
                    " gets another name and stays beside it; nothing is deleted."
                ),
                wrap=True,
            )
        )
        if not self.copies:
            parts.append(
                plain_label(_("No copy of this book is known on this computer."), wrap=True)
            )
        listed = [self._line(one) for one in self.copies]
        inside = QVBoxLayout(self)
        inside.setContentsMargins(48, 40, 48, 32)
        inside.setSpacing(10)
        inside.addWidget(scrolled(*parts, *listed, name=_("Copies")))
        inside.addLayout(row(button(_("Back"), back), 1))

    def _line(self, held: CopyContents) -> QWidget:
        at = _moment(held)
        head = plain_label(at if held.hurt else f"{at} · {_('step')} {held.head.seq}", "heading")
        differing = plain_label("", wrap=True)
        differing.hide()
        deeds = row(
            button(_("Differences"), partial(self._compare, held, differing),
                   name=_("Differences from today: {copy}").format(copy=at)),
            button(_("Look inside"), partial(self._look, held.path),
                   name=_("Look inside: {copy}").format(copy=at)),
            button(_("Restore…"), partial(self._restore, held.path),
                   name=_("Restore: {copy}").format(copy=at)),
            1,
        )  # fmt: skip
        parts: list[QWidget] = [head, plain_label(_told(held), "muted", wrap=True)]
        if not held.hurt:
            parts += [boxed(deeds), differing]
        elif held.locked:
            name = _("Passphrase of {copy}").format(copy=at)
            say = button(_("Passphrase…"), partial(self._look, held.path), name=name)
            parts.append(boxed(row(say, 1)))
        return boxed(column(*parts))

    def _compare(self, held: CopyContents, label: QWidget) -> None:
        label.setProperty("text", "\n".join(told_differences(held.path, self.path)))
        label.show()


def _moment(held: CopyContents) -> str:
    """When the last step of a copy was done, by the clock here; its file where that is unknown."""
    try:
        stored = datetime.strptime(held.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return held.path.name
    return f"{stored.astimezone():%Y-%m-%d %H:%M}"


def _told(held: CopyContents) -> str:
    if held.hurt:
        return held.hurt
    counts = " · ".join(f"{_(restoring.COUNTED[table])} {n}" for table, n in held.counts)
    return _("{who}: “{what}”").format(who=held.who, what=held.what) + f"\n{counts}\n{held.path}"

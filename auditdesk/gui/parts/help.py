"""Help pages, shipped with the program, shown beside the window."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import button, row
from auditdesk.i18n import _, language
from auditdesk.paths import resource


def text_of(key: str) -> str:
    """The help page of a place in the user's language, else in English."""
    for name in (f"{key}.{language()}.md", f"{key}.md", "welcome.md"):
        page = resource("help", name)
        if page.is_file():
            return page.read_text(encoding="utf-8")
    return ""


def pages() -> Iterator[tuple[str, str, str]]:
    """The help pages: key, title, and what each says."""
    for page in sorted(resource("help").glob("*.md")):
        if "." not in page.stem:
            told = text_of(page.stem)
            yield page.stem, told.partition("\n")[0].lstrip("# "), told


def show(parent: QWidget, key: str) -> QDialog:
    """Open the help page of a place; the window stays usable beside it."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(_("Help"))
    dialog.setAccessibleName(_("Help"))
    dialog.resize(560, 620)
    browser = still(QTextBrowser())
    browser.setAccessibleName(_("Help page"))
    browser.setOpenLinks(False)
    browser.setMarkdown(text_of(key))
    layout = QVBoxLayout(dialog)
    layout.addWidget(browser)
    layout.addLayout(row(1, button(_("Close"), dialog.close)))
    dialog.show()
    return dialog

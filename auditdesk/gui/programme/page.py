"""The programme: the year as units × months, moved with a reason, and what it does not cover."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from auditdesk.book.tables import AuditRow, Programme
from auditdesk.domain.audit import MOVES
from auditdesk.domain.programme import Mark
from auditdesk.errors import Refusal
from auditdesk.gui import papers, words
from auditdesk.gui.audits.new import ask_audit
from auditdesk.gui.desk import Desk
from auditdesk.gui.dialogs import Ask
from auditdesk.gui.fields import PROGRAMME
from auditdesk.gui.form import lay_out
from auditdesk.gui.life import ask_move
from auditdesk.gui.page import Command, Page
from auditdesk.gui.programme.year_view import YearView
from auditdesk.gui.widgets import EDGE, Fresh, button, empty_state, plain_label, tool_button
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup
from auditdesk.work.organisation import working_days


class ProgrammePage(Page):
    """One year at a time."""

    key = "programme"
    touches = frozenset(
        "audit audit_unit audit_member audit_clause reschedule unit unit_clause process site "
        "move programme person".split()
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Programme"))
        self.year = desk.today.year
        self.view = YearView(desk)
        self.view.opened.connect(self._open)
        self.view.moved.connect(self.ask_to_move)
        self.view.wanted.connect(self.plan)
        self.count = plain_label("", "muted")
        beside = self.title_line.beside
        beside.addWidget(tool_button("‹", _("Year before"), lambda: self.show_year(self.year - 1)))
        beside.addWidget(tool_button("›", _("Next year"), lambda: self.show_year(self.year + 1)))
        beside.addWidget(self.count)
        self.title_line.beside.addStretch(1)
        for widget in (
            button(_("Export to Excel"), self.export),
            button(_("Calendar file"), self.save_calendar),
            button(_("Objectives…"), self.ask_head),
            button(_("Plan audit"), lambda: self.plan("", 0), "main"),
        ):
            self.title_line.deeds.addWidget(widget)
        self._uncovered = Fresh(spacing=4)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(EDGE, 10, EDGE, 10)
        layout.addWidget(self._uncovered)
        layout.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("What is not covered"))
        area.setWidget(inside)
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.addWidget(self.view)
        self._splitter.addWidget(area)
        self._splitter.setSizes([520, 150])
        self._stack = QStackedWidget()
        self._stack.addWidget(self._splitter)
        self._stack.addWidget(
            empty_state(
                _("There is no unit yet. A unit is a process at a site: what an audit visits."),
                _("Set up sites and processes"),
                lambda: desk.show("organisation", ""),
            )
        )
        self.body.addWidget(self._stack)
        self.setFocusProxy(self.view)

    def refresh(self) -> None:
        self.view.show_year(self.year)
        self.title_line.title.setText(_("Programme {year}").format(year=self.year))
        rows = self.view.board.rows
        self._stack.setCurrentIndex(0 if rows else 1)
        audits = {mark.audit: mark.mark for row in rows for mark in row.marks}
        done = sum(1 for mark in audits.values() if mark is Mark.DONE)
        late = sum(1 for mark in audits.values() if mark is Mark.LATE)
        parts = [
            ngettext("{n} audit", "{n} audits", len(audits)).format(n=len(audits)),
            ngettext("{n} done", "{n} done", done).format(n=done),
        ]
        if late:
            parts.append(ngettext("{n} late", "{n} late", late).format(n=late))
        self.count.setText(" · ".join(parts))
        self._show_uncovered()
        self.desk.said.emit()

    def status(self) -> str:
        return "   ".join(f"{mark.sign} {mark.label}" for mark in Mark)

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Year before"), lambda: self.show_year(self.year - 1), "Alt+Left"),
            Command(_("Next year"), lambda: self.show_year(self.year + 1), "Alt+Right"),
            Command(_("Export programme to Excel"), self.export, "Ctrl+E"),
            Command(_("Save the programme as calendar file"), self.save_calendar),
        )

    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.refresh()

    def export(self) -> None:
        """Write the year into a workbook."""
        papers.export_programme(self.desk, self, self.year)

    def save_calendar(self) -> None:
        """Write the audits of the year into a calendar file."""
        papers.save_calendar(self.desk, self, self.year)

    def ask_head(self) -> None:
        """Say what the programme of the year is for: objectives, scope, risks, resources."""
        stored = next(
            iter(sorted(self.desk.read.rows(Programme, year=self.year), key=_revision)), None
        )
        editors = {field.key: field.make(self.desk) for field in PROGRAMME}
        name = _("Programme {year}").format(year=self.year)
        told = self.desk.plain("programme", str(stored.id)) if stored else {}
        for key, editor in editors.items():
            editor.show_value(told.get(key))

        def deed(values: dict[str, Any]) -> None:
            data = {key: value for key, value in values.items() if value != told.get(key, "")}
            if stored is None:
                self.desk.enter(name, "programme", {"year": self.year, **data})
            elif data:
                self.desk.amend(name, "programme", str(stored.id), data)

        dialog = Ask(
            self.window(), name, editors, _("Save"), deed, layout=lay_out(PROGRAMME, editors)
        )
        dialog.setMinimumWidth(620)
        dialog.open()

    def plan(self, unit: str, month: int) -> None:
        """Plan an audit of a unit in a month."""
        known: dict[str, Any] = {"units": [unit]} if unit and unit != "–" else {}
        if month:
            first = self._working_day(date(self.year, month, 1))
            known |= {"starts_on": first.isoformat(), "ends_on": first.isoformat()}
        ask_audit(self, self.desk, known)

    def ask_to_move(self, number: str, month: date) -> None:
        """Ask for day and reason, and move an audit to another month."""
        audit: Any = self.desk.read.get(AuditRow, lookup.audit(self.desk.read, number).id)
        if audit.starts_on is None:
            raise Refusal(
                _("{number} has no dates yet: open it and set them.").format(number=number)
            )
        last = monthrange(month.year, month.month)[1]
        day = self._working_day(month.replace(day=min(audit.starts_on.day, last)))
        ask_move(
            self,
            self.desk,
            "audit",
            [str(audit.id)],
            number,
            "reschedule",
            _("Reschedule"),
            MOVES,
            text=_("{number} was planned for {day}.").format(
                number=number, day=words.day_text(audit.starts_on)
            ),
            known={"starts_on": day.isoformat()},
        )

    def _working_day(self, day: date) -> date:
        """That day, or the next on which somebody works."""
        calendar = working_days(self.desk.read)
        return day if calendar.works_on(day) else calendar.add(day, 1)

    def _open(self, number: str) -> None:
        self.desk.show("audit", str(lookup.audit(self.desk.read, number).id))

    def _show_uncovered(self) -> None:
        told = self._uncovered.begin()
        idle = [row for row in self.view.board.rows if not row.marks and row.unit != "–"]
        told.addWidget(
            plain_label(
                ngettext(
                    "{n} unit is not audited in {year}",
                    "{n} units are not audited in {year}",
                    len(idle),
                ).format(n=len(idle), year=self.year),
                "heading",
            )
        )
        for row in idle[:12]:
            last = words.day_text(row.last_audit_on) or _("never")
            text = _("{unit}, last audited {day}: plan an audit").format(unit=row.unit, day=last)
            link = button(text, partial(self.plan, row.unit, 0), "link")
            told.addWidget(link, 0, Qt.AlignmentFlag.AlignLeading)
        clauses = self.view.board.uncovered
        if clauses:
            heading = ngettext(
                "{n} clause that applies is in no audit of {year}",
                "{n} clauses that apply are in no audit of {year}",
                len(clauses),
            ).format(n=len(clauses), year=self.year)
            told.addWidget(plain_label(heading, "heading"))
            told.addWidget(plain_label(", ".join(clauses[:60]), "muted", wrap=True))


def _revision(programme: Programme) -> int:
    """The latest revision first."""
    return -int(programme.revision)


def make(desk: Desk) -> ProgrammePage:
    return ProgrammePage(desk)

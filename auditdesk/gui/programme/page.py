"""The programme: the year as a timeline, its coverage, its auditors, and why this often."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu, QPushButton, QSplitter, QStackedWidget, QWidget

from auditdesk.book import timeline
from auditdesk.book.tables import Programme
from auditdesk.book.year import adherence_told
from auditdesk.domain.audit import MOVES as AUDIT_MOVES
from auditdesk.domain.programme import MOVES, Mark, ProgrammeState
from auditdesk.errors import Refusal
from auditdesk.gui.asking.new_audit import ask_audit
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Page
from auditdesk.gui.desk.writing import WriteButton, add_command, refuse_unless_writable
from auditdesk.gui.forms.life import ask_move
from auditdesk.gui.papers import papers
from auditdesk.gui.parts import words
from auditdesk.gui.parts.dialogs import ask_reason
from auditdesk.gui.parts.widgets import (
    boxed,
    button,
    empty_state,
    plain_label,
    restyle,
    row,
    tool_button,
)
from auditdesk.gui.programme import asking
from auditdesk.gui.programme.coverage_view import CoverageView
from auditdesk.gui.programme.monitoring_view import MonitoringView
from auditdesk.gui.programme.plan_year import PlanYear
from auditdesk.gui.programme.timeline import Timeline
from auditdesk.gui.programme.verdict import VerdictView
from auditdesk.gui.programme.why_view import WhyView
from auditdesk.i18n import _, ngettext
from auditdesk.work import lookup
from auditdesk.work.grid import Grid
from auditdesk.work.proposal import loads
from auditdesk.work.schedule import Schedule, schedule

TIMELINE, AUDITORS, COVERAGE, WHY = "timeline", "auditors", "coverage", "why"
MONITORING = "monitoring"


class ProgrammePage(Page):
    """One year or three at a time, seen in four ways."""

    key = "programme"
    touches = frozenset(
        "audit audit_unit audit_member audit_clause reschedule unit unit_clause unit_planning "
        "process process_worker site site_planning move programme person person_role competence "
        "absence availability closure finding left_out frequency_decision frequency_scheme "
        "organisation approved_audit monitoring review_point".split()
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Programme"))
        self.year, self.years, self.seen = desk.today.year, 1, TIMELINE
        self._schedule: Schedule | None = None
        self.view = Timeline(desk)
        self.view.opened.connect(partial(desk.show, "audit"))
        self.view.moved.connect(self.ask_to_move)
        self.view.dragged.connect(self._judge)
        self.view.wanted.connect(self._plan_row)
        self.verdict = VerdictView(desk, self._open, lambda unit: self.plan({"units": [unit]}))
        self.coverage = CoverageView(desk)
        self.coverage.wanted.connect(self._plan_clauses)
        self.coverage.left_out.connect(self._leave_out)
        self.why = WhyView(desk)
        self.why.chosen.connect(
            lambda unit, name: asking.interval(self, desk, self.year, unit, name)
        )
        self.why.weighed.connect(lambda: asking.scheme(self, desk))
        self.count = plain_label("", "muted")
        self.chips: dict[str, QPushButton] = {}
        beside, deeds = self.title_line.beside, self.title_line.deeds
        ways = row(margins=(16, 8, 16, 8))
        beside.addWidget(tool_button("‹", _("Year before"), lambda: self.show_year(self.year - 1)))
        beside.addWidget(tool_button("›", _("Next year"), lambda: self.show_year(self.year + 1)))
        for key, word in (
            (TIMELINE, _("Timeline")),
            (AUDITORS, _("Auditors")),
            (COVERAGE, _("Coverage")),
            (WHY, _("Why this often")),
            (MONITORING, _("Monitoring")),
        ):
            chip = button(word, partial(self.see, key), "chip")
            self.chips[key] = chip
            ways.addWidget(chip)
        ways.addWidget(self.count)
        ways.addStretch(1)
        ways.addWidget(tool_button("−", _("Look from farther away"), self.view.zoom_out))
        ways.addWidget(tool_button("+", _("Look closer"), self.view.zoom_in))
        beside.addStretch(1)
        self._more = button(_("More"), self._open_more, name=_("More to do with the programme"))
        for widget in (
            self._more,
            WriteButton(desk, _("Plan audit"), lambda: self.plan({})),
            WriteButton(desk, _("Plan my year"), self.plan_year, "main"),
        ):
            deeds.addWidget(widget)
        self._line = QSplitter(Qt.Orientation.Vertical)
        self._line.addWidget(self.view)
        self._line.addWidget(self.verdict)
        self._line.setSizes([520, 170])
        self._stack = QStackedWidget()
        self.monitoring = MonitoringView(desk)
        for part in (self._line, self.coverage, self.why, self.monitoring):
            self._stack.addWidget(part)
        self._empty = empty_state(
            _("There is no unit yet. A unit is a process at a site: what an audit visits."),
            _("Set up sites and processes"),
            lambda: desk.show("organisation", ""),
        )
        self._stack.addWidget(self._empty)
        self.body.addWidget(boxed(ways, "chipLine"))
        self.body.addWidget(self._stack, 1)
        self.entrance = self.view

    # --- what is shown -------------------------------------------------------------------------

    def refresh(self) -> None:
        self._schedule = None
        grid = Grid(self.year, self.years, self.desk.today)
        first, last = date(self.year, 1, 1), date(self.year + self.years - 1, 12, 31)
        of_people = self.seen == AUDITORS
        read = timeline.auditor_rows if of_people else timeline.unit_rows
        rows = read(self.desk.book, first, last, self.desk.today)
        heading = _("Auditor") if of_people else _("Unit")
        works = _works(grid)
        self.view.show_rows(rows, first, last, self.desk.today, heading, works)
        years = str(self.year) if self.years == 1 else f"{self.year} – {last.year}"
        self.title_line.title.setText(_("Programme {year}").format(year=years))
        for key, chip in self.chips.items():
            chip.setProperty("active", key == self.seen)
            restyle(chip)
        pages: dict[str, QWidget] = {
            COVERAGE: self.coverage,
            WHY: self.why,
            MONITORING: self.monitoring,
        }
        shown = pages.get(self.seen, self._line)
        self._stack.setCurrentWidget(shown if rows else self._empty)
        if self.seen == COVERAGE:
            self.coverage.show_year(last.year)
        elif self.seen == WHY:
            self.why.show_year(self.year)
        elif self.seen == MONITORING:
            self.monitoring.show_year(self.year)
        self.count.setText(self._counts(rows))
        self.desk.said.emit()
        if self.seen in (TIMELINE, AUDITORS):
            QTimer.singleShot(0, self, self._judge_what_stands)

    def _counts(self, rows: Iterable[timeline.TimelineRow]) -> str:
        bars = {
            bar.number: bar.mark for row in rows for bar in row.bars if bar.mark is not Mark.MOVED
        }
        n, done = len(bars), sum(mark is Mark.DONE for mark in bars.values())
        late = sum(mark is Mark.LATE for mark in bars.values())
        parts = []
        stored = self.programme()
        if stored is not None:
            state = ProgrammeState(stored.state).label
            text = _("{state}, revision {n}") if stored.revision else "{state}"
            parts.append(text.format(state=state, n=stored.revision))
        parts.append(ngettext("{n} audit", "{n} audits", n).format(n=n))
        parts.append(ngettext("{n} done", "{n} done", done).format(n=done))
        if late:
            parts.append(ngettext("{n} late", "{n} late", late).format(n=late))
        parts += adherence_told(self.desk.book, self.year, self.desk.today)
        return " · ".join(parts)

    def programme(self) -> Programme | None:
        """The latest revision of the year's programme."""
        revisions = self.desk.read.rows(Programme, year=self.year)
        return max(revisions, key=lambda row: row.revision, default=None)

    def schedule(self) -> Schedule:
        """The year as a planning problem, read once until the book changes."""
        if self._schedule is None:
            self._schedule = schedule(self.desk.book, self.year, self.desk.today, self.years)
        return self._schedule

    def _judge_what_stands(self) -> None:
        """Say which rules the plan breaks as it stands, after the page was painted."""
        made = self.schedule()
        broken = made.conflicts()
        found: dict[str, list[str]] = {}
        for one in broken:
            for audit in one.audits:
                found.setdefault(audit, []).append(f"{one.rule.label}: {one.text}")
        self.view.show_conflicts(found)
        self.verdict.show_verdict(broken, made.due, made.notes)
        self.verdict.load.show_loads(loads(made, made.plan))

    def _judge(self, number: str, first: date | None, _last: date | None) -> None:
        """Say which rules the dragged audit would break where it is now; let go: what stands."""
        made = self.schedule()
        if first is None or number not in made.plan:
            self._judge_what_stands()
            return
        plan = {**made.plan, number: made.on(number, first)}
        self.verdict.show_dragged(number, made.conflicts(plan, number))

    def status(self) -> str:
        return "   ".join([f"{mark.sign} {mark.label}" for mark in Mark] + [_("⚠ conflict")])

    def see(self, key: str) -> None:
        """See the programme in another way."""
        self.monitoring.leave()
        self.seen = key
        self.refresh()

    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = year
        self.refresh()

    def show_years(self, years: int) -> None:
        """Show one year, or three."""
        self.years = years
        self.refresh()

    # --- what can be done ----------------------------------------------------------------------

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Year before"), lambda: self.show_year(self.year - 1), "Alt+PgUp"),
            Command(_("Next year"), lambda: self.show_year(self.year + 1), "Alt+PgDown"),
            Command(_("Look closer"), self.view.zoom_in, "Ctrl++"),
            Command(_("Look from farther away"), self.view.zoom_out, "Ctrl+-"),
            Command(_("Plan my year"), self.plan_year, writes=True),
            Command(_("Export programme to Excel"), self.export, "Ctrl+E"),
            *self._deeds(),
        )

    def _deeds(self) -> list[Command]:
        other = 3 if self.years == 1 else 1
        here = (self, self.desk, self.year)
        stored = self.programme()
        found = [
            Command(
                _("Three years") if other == 3 else _("One year"), partial(self.show_years, other)
            ),
            Command(_("Objectives of the programme…"), partial(asking.head, *here), writes=True),
            Command(_("Print the programme…"), self.print),
            Command(_("Save the programme as calendar file"), self.save_calendar),
            Command(_("Calendar file of an auditor…"), partial(asking.calendar, *here)),
            Command(
                _("Absences from a calendar file…"), partial(asking.absences, *here), writes=True
            ),
        ]
        possible = [move for move in MOVES if stored and stored.state in move.sources]
        found += [
            Command(_(move.label) + "…", partial(self._move, move.name), writes=True)
            for move in possible
        ]
        return found

    def _open_more(self) -> None:
        menu = QMenu(self)
        menu.addAction(_("Export to Excel"), self.export)
        for deed in self._deeds():
            add_command(menu, self.desk, deed)
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    def _move(self, name: str) -> None:
        stored = self.programme()
        assert stored is not None
        rule = next(move for move in MOVES if move.name == name)
        text = _("Approving freezes how often each unit is audited, and signs the programme.")
        ask_move(
            self,
            self.desk,
            "programme",
            [stored.id],
            str(self.year),
            name,
            _(rule.label),
            MOVES,
            text=text if name == "approve" else "",
        )

    def plan_year(self) -> PlanYear:
        """Seek a plan for the year."""
        dialog = PlanYear(self.window(), self.desk, self.year)
        dialog.open()
        dialog.seek()
        return dialog

    def export(self) -> None:
        """Write the year into a workbook."""
        papers.export_programme(self.desk, self, self.year)

    def print(self) -> None:
        """Show the programme as it is printed, landscape."""
        papers.preview_programme(self.desk, self, self.year)

    def save_calendar(self) -> None:
        """Write the audits of the year into a calendar file."""
        papers.save_calendar(self.desk, self, self.year)

    def plan(self, known: dict[str, Any]) -> None:
        """Plan an audit, with what is known of it."""
        ask_audit(self, self.desk, known)

    def _plan_row(self, key: str, day: date) -> None:
        first = Grid(self.year, self.years, self.desk.today).calendar(None)
        on = day if first.works_on(day) else first.add(day, 1)
        known: dict[str, Any] = {"starts_on": on.isoformat(), "ends_on": on.isoformat()}
        if self.seen == TIMELINE and key:
            known["units"] = [next(row.title for row in self.view.plot.rows if row.key == key)]
        self.plan(known)

    def _plan_clauses(self, units: list[str], clauses: list[str], standard: str) -> None:
        numbers = [f"{standard} {number}" for number in clauses]
        self.plan({"units": units, "standard": [standard], "clauses": numbers})

    def _leave_out(self, kind: str, id: str, name: str) -> None:
        """Ask why a unit or a clause is left out of this year's programme."""

        def deed(reason: str) -> None:
            stored = self.programme()
            if stored is None:
                self.desk.enter(_("Open the programme"), "programme", {"year": self.year})
            data = {"programme": str(self.year), kind: name, "reason": reason}
            self.desk.enter(_("Leave out {name}").format(name=name), "left_out", data)

        text = _("Why is {name} left out of the programme {year}?")
        ask_reason(self, text.format(name=name, year=self.year), deed)

    def ask_to_move(self, number: str, first: date, last: date) -> None:
        """Ask why, and move an audit to other days or make it longer."""
        refuse_unless_writable(self.desk)
        audit = lookup.audit(self.desk.read, number)
        if audit.starts_on is None:
            raise Refusal(
                _("{number} has no dates yet: open it and set them.").format(number=number)
            )
        ask_move(
            self,
            self.desk,
            "audit",
            [audit.id],
            number,
            "reschedule",
            _("Reschedule"),
            AUDIT_MOVES,
            text=_("{number} was planned for {day}.").format(
                number=number, day=words.day_text(audit.starts_on)
            ),
            known={"starts_on": first.isoformat(), "ends_on": last.isoformat()},
        )

    def _open(self, number: str) -> None:
        with suppress(Refusal):
            self.desk.show("audit", lookup.audit(self.desk.read, number).id)


def _works(grid: Grid) -> Callable[[str | None, date], bool]:
    """Whether somebody works at a site on a day, remembered by day."""
    known: dict[tuple[str | None, date], bool] = {}

    def works(site: str | None, day: date) -> bool:
        key = (site, day)
        if key not in known:
            known[key] = grid.calendar(site).works_on(day)
        return known[key]

    return works


def make(desk: Desk) -> ProgrammePage:
    return ProgrammePage(desk)

"""Today: what is due or late, for me and for everybody; each line one click from its place."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QPushButton, QScrollArea, QWidget

from auditdesk.book.due import DueRow
from auditdesk.book.numbered import has_any
from auditdesk.domain.typed_names import same_person
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Page
from auditdesk.gui.desk.writing import WriteButton, if_writable
from auditdesk.gui.incoming import start as intake
from auditdesk.gui.parts import words
from auditdesk.gui.parts.drafts import NEW_ACTION
from auditdesk.gui.parts.widgets import EDGE, Fresh, button, column, empty_state, plain_label
from auditdesk.gui.today.asked import AskedLine
from auditdesk.gui.today.line import WaitingLine, align
from auditdesk.gui.today.way import way_list
from auditdesk.i18n import _, ngettext

if TYPE_CHECKING:
    from auditdesk.domain.programme import WorkingDays

_SHOWN = 100
_SOON = 7


class TodayPage(Page):
    """What waits, in three parts: late, this week, later."""

    key = "today"
    touches = frozenset(
        "audit audit_member report_deadline finding action effectiveness_check review_point "
        "competence person move unit programme".split()
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Today"))
        self.rows: list[DueRow] = []
        self._between: Callable[[DueRow], Callable[[date, date], int] | None] = lambda _row: None
        self._lines: list[tuple[WaitingLine, DueRow]] = []
        self.mine = self._chip(_("For me"))
        self.everybody = self._chip(_("For everybody"))
        group = QButtonGroup(self)
        group.setExclusive(True)
        for chip in (self.mine, self.everybody):
            group.addButton(chip)
            self.title_line.beside.addWidget(chip)
        self.count = plain_label("", "muted")
        self.title_line.beside.addWidget(self.count)
        self.title_line.beside.addStretch(1)
        self.title_line.deeds.addWidget(WriteButton(desk, _("Plan an audit"), self.plan))
        self.everybody.setChecked(True)
        self.asked = AskedLine(desk)
        self._inside = Fresh(spacing=6)
        self._layout = self._inside.begin()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setAccessibleName(_("What is due"))
        scroll.setWidget(self._inside)
        self.body.addWidget(scroll)
        self.body.addWidget(self.asked)

    def _chip(self, text: str) -> QPushButton:
        chip = button(text, self.refresh, "chip")
        chip.setCheckable(True)
        return chip

    def refresh(self) -> None:
        everything = self.desk.due()
        mine = self.mine.isChecked()
        me = self.desk.book.who
        self.rows = [row for row in everything if not mine or same_person(me, row.who)]
        late = sum(1 for row in self.rows if row.on and row.on < self.desk.today)
        self.count.setText(
            ngettext("{n} late", "{n} late", late).format(n=words.number_text(late))
            if late
            else _("nothing late")
        )
        self._draw()
        self.asked.count_later()
        self.desk.said.emit()

    def settle(self) -> None:
        """Count working days, whose calendars take longer to load than the window."""
        from auditdesk.work.dues import site_of
        from auditdesk.work.organisation import working_days

        read = self.desk.read
        calendars: dict[str | None, WorkingDays] = {}

        def between(row: DueRow) -> Callable[[date, date], int]:
            site = site_of(read, row.subject, row.key)
            if site not in calendars:
                calendars[site] = working_days(read, site)
            return calendars[site].between

        self._between = between
        for line, found in self._lines:
            line.tell(words.due_words(found.on, self.desk.today, self._between(found)))
        align([line for line, _found in self._lines])

    def status(self) -> str:
        n = len(self.rows)
        return ngettext("{n} thing waits", "{n} things wait", n).format(n=words.number_text(n))

    def commands(self) -> Iterable[Command]:
        return (
            Command(_("Due for me"), self.mine.click),
            Command(_("Due for everybody"), self.everybody.click),
            Command(_("Set up the book in five screens…"), self.guide, writes=True),
        )

    def _draw(self) -> None:
        self._lines = []
        self._layout = self._inside.begin()
        self._layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._kept_drafts()
        way = way_list(self.desk, self._go_to_stage)
        if not self.rows and not self._has_begun():
            self._begin_with_what_there_is(way)
            return
        if way:
            self._layout.addWidget(way)
        if not self.rows:
            text = _("Nothing is due. Plan the year’s audits, or write a finding down with Ctrl+N.")
            self._layout.addWidget(
                empty_state(text, _("Go to the programme"), lambda: self.desk.show("programme", ""))
            )
            return
        today = self.desk.today
        parts = (
            (_("Late"), [row for row in self.rows if row.on and row.on < today]),
            (
                _("Today and the next seven days"),
                [row for row in self.rows if row.on and 0 <= (row.on - today).days <= _SOON],
            ),
            (
                _("Later"),
                [row for row in self.rows if row.on is None or (row.on - today).days > _SOON],
            ),
        )
        for title, rows in parts:
            if rows:
                self._part(title, rows)
        align([line for line, _found in self._lines])
        self._layout.addStretch(1)

    def _has_audit(self) -> bool:
        return has_any(self.desk.book, "audit")

    def _has_begun(self) -> bool:
        """Whether the book holds an audit or a finding."""
        return has_any(self.desk.book, "audit", "finding")

    def _go_to_stage(self, kind: str) -> None:
        """Do what comes next: set up, plan, or go to the audit."""
        if kind in ("unit", "person"):
            self.guide()
        elif kind == "audit" and not self._has_audit():
            self.plan()
        else:
            self.desk.show(kind, "")

    def guide(self) -> None:
        """Set the book up, screen by screen."""
        from auditdesk.gui.guide.dialog import open_guide

        open_guide(self, self.desk)

    def plan(self) -> None:
        """Plan an audit."""
        from auditdesk.gui.asking.new_audit import ask_audit

        ask_audit(self, self.desk)

    def _begin_with_what_there_is(self, way: QWidget | None) -> None:
        text = _(
            "The book is empty. Bring in the registers, lists of people and audits that you have in"
            " Excel, or drop them here; or set it up in five short screens."
        )
        bring = if_writable(self.desk, lambda: intake.choose(self.desk, self.window()))
        by_hand = WriteButton(self.desk, _("Set up in five screens…"), self.guide)
        self._layout.addWidget(empty_state(text, _("Import what I have…"), bring, by_hand))
        if way:
            self._layout.addWidget(way)

    def _part(self, title: str, rows: list[DueRow]) -> None:
        heading = plain_label(f"{title}  ·  {words.number_text(len(rows))}", "heading")
        heading.setContentsMargins(0, 8, 0, 4)
        self._layout.addWidget(heading)
        lines = [(self._line(found), found) for found in rows[:_SHOWN]]
        layout = column(*(line for line, _found in lines))
        layout.setSpacing(2)
        self._layout.addLayout(layout)
        self._lines += lines
        if len(rows) > _SHOWN:
            more = len(rows) - _SHOWN
            told = ngettext("and {n} more", "and {n} more", more).format(n=more)
            self._layout.addWidget(plain_label(told, "muted"))

    def _line(self, found: DueRow) -> WaitingLine:
        today = self.desk.today
        return WaitingLine(
            words.due_words(found.on, today, self._between(found)),
            found.kind.label,
            " ".join((f"{found.number}  {found.what}").split()),
            found.who,
            found.on is not None and found.on < today,
            partial(self.desk.show, found.subject, found.key),
        )

    def _kept_drafts(self) -> None:
        """What was typed and never saved, before anything else."""
        kept = {(kind, id) for kind, id, _key in self.desk.drafts.places()}
        for kind, id in sorted(kept):
            text = _("Typing that was not saved yet is kept. Go on there.")
            go_on: Callable[[], object] = partial(self.desk.show, kind, id)
            if id == "new":
                from auditdesk.work.kinds import KINDS

                text = _("What was typed for a new entry is kept ({kind}). Go on there.").format(
                    kind=KINDS[kind].label
                )
                go_on = partial(self._go_on, kind)
            elif kind == NEW_ACTION:
                text = _("What was typed for a new action is kept. Go on at its finding.")
                go_on = partial(self.desk.show, "finding", id)
            self._layout.addWidget(button(text, go_on, "link"))

    def _go_on(self, kind: str) -> None:
        """Open the form in which something new was being written."""
        if kind == "finding":
            from auditdesk.gui.asking.quick_finding import quick_finding

            quick_finding(self, self.desk)
        elif kind == "audit":
            from auditdesk.gui.asking.new_audit import ask_audit

            ask_audit(self, self.desk)
        else:
            self.desk.show(kind, "")


def make(desk: Desk) -> TodayPage:
    return TodayPage(desk)

"""The organisation: whose book it is, sites, processes, people, standards, calendar, rules."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from auditdesk.book.listings import CLAUSES
from auditdesk.book.lists import List, Query
from auditdesk.book.tables import (
    Organisation,
    StandardRow,
)
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Command, Group, Page
from auditdesk.gui.desk.writing import WriteButton
from auditdesk.gui.forms.form import Field, Form
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.lists.things import ThingsTab
from auditdesk.gui.organisation import fields, listed
from auditdesk.gui.organisation.countries import CountryNotes
from auditdesk.gui.organisation.handing_over import ask_hand_over
from auditdesk.gui.organisation.holidays import HolidaysTab
from auditdesk.gui.organisation.matrix import MatrixTab
from auditdesk.gui.papers import papers
from auditdesk.gui.parts.dialogs import open_paths
from auditdesk.gui.parts.still import still
from auditdesk.gui.parts.widgets import EDGE, plain_label, row
from auditdesk.i18n import N_, _
from auditdesk.pictures import SUFFIXES

_EXPORTED = {
    N_("Export units"): "units",
    N_("Export people"): "people",
    N_("Export absences"): "absences",
    N_("Export clauses"): "clauses",
}
"""The lists of the organisation that can be sent round, and come back."""


class OrganisationPage(Page):
    """Parts at the left, the chosen one beside them."""

    key = "organisation"
    touches = frozenset(
        "organisation site process process_worker person person_role competence absence closure "
        "unit unit_clause standard clause reminding audit_rules process_news site_hours shift "
        "journey closed_period grade due_rule form_number number_series audit".split()
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Organisation"))
        self.parts = still(QListWidget())
        self.parts.setAccessibleName(_("Parts of the organisation"))
        self.parts.setObjectName("parts")
        self.parts.setFixedWidth(190)
        self.stack = QStackedWidget()
        self._tabs: dict[int, Any] = {}
        self._all = self._listed()
        for title, _kind, _make in self._all:
            part = QListWidgetItem(title, self.parts)
            part.setSizeHint(QSize(150, 32))
        self.parts.currentRowChanged.connect(self._show_part)
        line = row(self.parts, self.stack)
        line.setSpacing(0)
        self.body.addLayout(line)
        self.parts.setCurrentRow(0)
        self.entrance = self.parts

    def _listed(self) -> list[tuple[str, str, Callable[[], QWidget]]]:
        """Title, kind of its things, and how a part is made once it is shown."""
        desk = self.desk
        things = partial(ThingsTab, desk)
        return [
            (_("Organisation"), "", lambda: _HouseTab(desk)),
            (
                _("Sites"),
                "site",
                lambda: things(
                    "site", _("Sites"), (_("Site"), _("Country")), listed.sites, fields.SITE,
                    fields.SITE[:4],
                ),
            ),
            (
                _("Processes"),
                "process",
                lambda: things(
                    "process", _("Processes"), (_("Process"), _("Owner"), _("Importance")),
                    listed.processes, fields.PROCESS, fields.PROCESS[:7],
                ),
            ),
            (
                _("Units"),
                "unit",
                lambda: things(
                    "unit", _("Units"),
                    (_("Unit"), _("Last audit"), _("Open findings")), listed.units,
                    fields.UNIT[2:], fields.UNIT[:3],
                    _("A unit is a process at a site: what an audit visits."),
                ),
            ),
            (_("Clauses and units"), "", lambda: MatrixTab(desk)),
            (
                _("Shifts"),
                "shift",
                lambda: things(
                    "shift", _("Shifts"), (_("Unit"), _("Shift"), _("From"), _("To")),
                    listed.shifts, fields.SHIFT[1:], fields.SHIFT,
                    _("Units whose people do not keep the working hours of their site."),
                ),
            ),
            (
                _("Ways"),
                "journey",
                lambda: things(
                    "journey", _("Ways between sites"), (_("Between"), _("And"), _("Minutes")),
                    listed.journeys, fields.JOURNEY[2:], fields.JOURNEY,
                    _("The timetable of an audit keeps this time free."),
                ),
            ),
            (
                _("People"),
                "person",
                lambda: things(
                    "person", _("People"), (_("Name"), _("Position"), _("Competence until")),
                    listed.people, fields.PERSON, fields.PERSON[:6],
                    deeds=((_("Hand over…"), self.hand_over),),
                ),
            ),
            (
                _("Work in processes"),
                "worker",
                lambda: things(
                    "worker", _("Work in processes"),
                    (_("Process"), _("Person"), _("Work"), _("Until")), listed.workers,
                    fields.WORKER[2:], fields.WORKER,
                    _("Who does or designed the work of a process does not audit it, and not for"
                      " some time after (see Rules)."),
                ),
            ),
            (
                _("Competences"),
                "competence",
                lambda: things(
                    "competence", _("Competences"), (_("Person"), _("Competence"), _("Until")),
                    listed.competences, fields.COMPETENCE[1:], fields.COMPETENCE,
                ),
            ),
            (
                _("Absences"),
                "absence",
                lambda: things(
                    "absence", _("Absences"), (_("Person"), _("From"), _("To")), listed.absences,
                    fields.ABSENCE[1:], fields.ABSENCE,
                ),
            ),
            (
                _("Calendar"),
                "closure",
                lambda: things(
                    "closure", _("Closures"), (_("Occasion"), _("Site"), _("From"), _("To")),
                    listed.closures, fields.CLOSURE, fields.CLOSURE,
                    _("Public holidays come from the country of the organisation and its sites."),
                ),
            ),
            (_("Public holidays"), "", lambda: HolidaysTab(desk)),
            (
                _("Closed periods"),
                "closed_period",
                lambda: things(
                    "closed_period", _("Closed periods"), (_("From"), _("To"), _("Reason")),
                    listed.closed_periods, fields.CLOSED_PERIOD, fields.CLOSED_PERIOD,
                    _("Who writes something that happened on one of these days says why. To open"
                      " a period again, remove it and say why."),
                ),
            ),
            (_("Standards"), "", lambda: _StandardsTab(desk)),
            (
                _("Grades"),
                "grade",
                lambda: things(
                    "grade", _("Grades"),
                    (_("Grade"), _("Letter"), _("Series"), _("Nonconformity")),
                    listed.grades, fields.GRADE, fields.NEW_GRADE,
                    _("ISO 9001 demands no grades: the scheme is yours. A change needs a reason."),
                ),
            ),
            (
                _("Due dates"),
                "due_rule",
                lambda: things(
                    "due_rule", _("Due dates"),
                    (_("Grade"), _("Importance"), _("Stage"), _("Due after")), listed.due_rules,
                    fields.DUE_RULE, fields.NEW_DUE_RULE,
                    _("A change needs a reason; what was issued keeps its dates."),
                ),
            ),
            (
                _("Rules"),
                "",
                lambda: _RulesTab(
                    desk, _("Rules"), fields.RULES,
                    _("What the organisation has decided about its audits. A change needs a"
                      " reason."),
                ),
            ),
            (
                _("Reminders"),
                "",
                lambda: _RulesTab(
                    desk, _("Reminders"), fields.REMINDERS,
                    _("How many days ahead Today tells what is due. A change needs a reason."),
                ),
            ),
            (
                _("Forms and numbers"),
                "form",
                lambda: things(
                    "form", _("Form numbers"),
                    (_("Sheet"), _("Number"), _("Revision")), listed.forms,
                    fields.FORM[1:], fields.FORM,
                    listed.series_note(desk),
                ),
            ),
        ]  # fmt: skip

    def refresh(self) -> None:
        shown: Any = self.stack.currentWidget()
        shown.refresh()

    def show_thing(self, kind: str, id: str) -> None:
        """Show the part that holds a thing, with the thing."""
        self.brought_up()
        for n, (_title, of, _make) in enumerate(self._all):
            if of == kind:
                self.parts.setCurrentRow(n)
                self._tabs[n].table.select_id(id)

    def show_part(self, title: str) -> None:
        """Show a part by its title."""
        titles = [self.parts.item(n).text() for n in range(self.parts.count())]
        self.parts.setCurrentRow(titles.index(title))

    def leave(self) -> None:
        for tab in self._tabs.values():
            if hasattr(tab, "leave"):
                tab.leave()

    def commands(self) -> Iterable[Command]:
        for n in range(self.parts.count()):
            title = self.parts.item(n).text()
            yield Command(
                _("Organisation: {part}").format(part=title),
                partial(self.parts.setCurrentRow, n),
                group=Group.FIELD,
            )

        yield Command(_("Hand over everything of a person…"), self.hand_over, writes=True)
        for text, name in _EXPORTED.items():
            yield Command(_(text), partial(self.export, name))

    def hand_over(self) -> None:
        """Give all that is open and somebody's to somebody else; the person shown hands over."""
        tab = self.stack.currentWidget()
        name = tab.form.name if isinstance(tab, ThingsTab) and tab.kind == "person" else ""
        ask_hand_over(self, self.desk, name)

    def export(self, name: str) -> None:
        """Write a whole list of the organisation into a workbook or a CSV."""
        papers.export_list(self.desk, self, name, Query())

    def status(self) -> str:
        item = self.parts.currentItem()
        return item.text() if item else ""

    def _show_part(self, n: int) -> None:
        self.leave()
        if n not in self._tabs:
            self._tabs[n] = self._all[n][2]()
            self.stack.addWidget(self._tabs[n])
        self.stack.setCurrentWidget(self._tabs[n])
        self._tabs[n].refresh()
        self.desk.said.emit()


class _RulesTab(QWidget):
    """What holds for the whole organisation, as a form."""

    def __init__(self, desk: Desk, title: str, shown: Sequence[Field], note: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._desk = desk
        self.form = Form(desk, "organisation", shown)
        self.form.setMaximumWidth(560)
        inside = QWidget()
        self.inside = QVBoxLayout(inside)
        self.inside.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        if note:
            self.inside.addWidget(plain_label(note, "label", wrap=True))
        self.inside.addWidget(self.form)
        self.inside.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def refresh(self) -> None:
        """Read the organisation again."""
        house = self._desk.read.find(Organisation)
        if house is not None:
            self.show_house(house)

    def show_house(self, house: Organisation) -> None:
        """Show the organisation as it is now."""
        read_only = bool(self._desk.book.why_read_only)
        self.form.show_thing(house.id, house.name, read_only)

    def leave(self) -> None:
        """Save what is being typed."""
        self.form.leave()


class _HouseTab(_RulesTab):
    """Name, place, language, paper and logo of the organisation."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Organisation"), fields.ORGANISATION)
        self.logo = plain_label("", "muted")
        logo = row(WriteButton(desk, _("Choose logo…"), self._choose_logo), self.logo, 1)
        self.inside.insertLayout(1, logo)
        self.countries = CountryNotes(desk)
        self.inside.insertWidget(0, self.countries)

    def show_house(self, house: Organisation) -> None:
        super().show_house(house)
        self.countries.refresh()
        self.logo.setText(
            _("A logo heads the sheets.") if house.logo else _("The sheets have no logo.")
        )

    def _choose_logo(self) -> None:
        def chosen(paths: list[str]) -> None:
            self._desk.amend(_("Choose logo"), "organisation", self.form.id, {"logo": paths[0]})

        endings = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        kinds = [f"{_('Pictures')} ({endings})"]
        open_paths(self, _("Choose logo"), kinds, chosen)


class _StandardsTab(QWidget):
    """The standards and editions, each with its clauses, hints and what is not verified yet."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(_("Standards"))
        self._desk = desk
        self.things = ThingsTab(
            desk,
            "standard",
            _("Standards"),
            (_("Standard"), _("Kind"), _("Clauses"), _("Verified")),
            listed.standards,
            fields.STANDARD,
        )
        self.clauses = SmallTable(
            _("Clauses"),
            (_("Clause"), _("Title"), _("Hint"), _("Verified"), _("Edition before")),
            stretch=2,
        )
        self.things.table.picked.connect(lambda _id: self._show_clauses())
        load = WriteButton(desk, _("Load a standard from a file…"), self._load)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, EDGE)
        layout.addWidget(self.things, 2)
        layout.addLayout(
            row(
                load,
                plain_label(
                    _("Numbers, titles and hints in our own words, never the text."), "label"
                ),
                1,
                margins=(EDGE, 0, EDGE, 0),
            )
        )
        layout.addWidget(self.clauses, 3)

    def refresh(self) -> None:
        """Read the standards again."""
        self.things.refresh()

    def leave(self) -> None:
        """Save what is being typed."""
        self.things.leave()

    def _show_clauses(self) -> None:
        id = self.things.table.current_id()
        standard = self._desk.read.find(StandardRow, id=id) if id else None
        if standard is None:
            self.clauses.show_rows([])
            return
        query = Query((("standard", standard.designation),))
        self.clauses.show_rows(
            [
                (
                    one.id,
                    (
                        one.number,
                        one.title,
                        one.hint,
                        _("verified") if one.verified else _("unverified"),
                        ", ".join(one.came_from),
                    ),
                )
                for one in List(self._desk.book, CLAUSES, query).stream()
            ]
        )

    def _load(self) -> None:
        def chosen(paths: list[str]) -> None:
            what = _("Load standard {name}").format(name=Path(paths[0]).stem)
            self._desk.enter(what, "standard", {"file": paths[0]})

        open_paths(self, _("Load a standard"), [_("Clause lists") + " (*.toml *.csv)"], chosen)


def make(desk: Desk) -> OrganisationPage:
    return OrganisationPage(desk)

"""The screens of the guided start: each shows what the book knows, and keeps what is told."""

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from auditdesk.book.countries import holidays_of, name_of, regions, regions_called
from auditdesk.book.tables import Organisation, Person, PersonRole, Process, Site, StandardRow
from auditdesk.domain.audit import Role
from auditdesk.errors import Refusal
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.forms.fields import label_of
from auditdesk.gui.guide.sheet import EntrySheet
from auditdesk.gui.guide.units import UnitTicks
from auditdesk.gui.lists.table import SmallTable
from auditdesk.gui.parts import words
from auditdesk.gui.parts.editors import ChoiceEditor, FlagEditor, LineEditor
from auditdesk.gui.parts.widgets import GAP, button, plain_label, row
from auditdesk.i18n import N_, _
from auditdesk.work import setting_up


class Screen(QWidget):
    """One screen. `keep` writes what is told as one step, and nothing where nothing is new."""

    title: ClassVar[str] = ""
    text: ClassVar[str] = ""
    entrance: QWidget

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setAccessibleName(_(self.title))
        self.fields = QVBoxLayout(self)
        self.fields.setContentsMargins(0, 0, 0, 0)
        self.fields.setSpacing(12)

    def keep(self) -> None:
        """Write what is told; Refusal where something of it cannot be."""
        raise NotImplementedError

    def show_book(self) -> None:
        """Show what the book knows, when the screen is turned to."""


class MeScreen(Screen):
    """Who I am."""

    title = N_("Who you are")
    text = N_("Your name stands beside every step. With an address, plans and forms reach you.")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.name = LineEditor(label_of("person", "name"))
        self.email = LineEditor(label_of("person", "email"))
        self.job = LineEditor(label_of("person", "job"))
        self.leads = FlagEditor(_("I lead audits"))
        for editor in (self.name, self.email, self.job, self.leads):
            self.fields.addWidget(editor)
        self.fields.addStretch(1)
        me = desk.read.find(Person, name=choices.me(desk))
        self._entered = ""
        self.name.show_value(me.name if me else desk.book.who)
        self.leads.show_value(True)
        if me:
            self.email.show_value(me.email)
            self.job.show_value(me.job)
        self.entrance = self.email.control

    def keep(self) -> None:
        name = self.name.value().strip()
        if not name and not self.email.value().strip() and not self.job.value().strip():
            return
        if not name:
            raise Refusal(_("Write your name: it stands beside every step. Or skip this screen."))
        self.desk.work_as(name)
        role = [str(Role.LEAD_AUDITOR)] if self.leads.value() else []
        told = {"email": self.email.value().strip(), "job": self.job.value().strip()}
        what = _("Who {name} is").format(name=name)
        me = self.desk.read.find(Person, name=name)
        if me is None and self._entered and (me := self.desk.read.find(Person, id=self._entered)):
            told["name"] = name
        if me is None:
            told = {key: value for key, value in told.items() if value}
            self._entered = self.desk.enter(what, "person", {"name": name, "roles": role, **told})
            return
        roles = {one.role for one in self.desk.read.rows(PersonRole, person=me.id)}
        new = {key: value for key, value in told.items() if value != getattr(me, key)}
        if new or set(role) - roles:
            self.desk.amend(what, "person", me.id, {**new, "roles": sorted({*roles, *role})})


class HouseScreen(Screen):
    """The organisation, where it is, and the public holidays that follow from it."""

    title = N_("Your organisation")
    text = N_("Country and region decide the public holidays: due dates leave them out.")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        codes = sorted(((code, name_of(code)) for code in regions()), key=lambda one: one[1])
        self.name = LineEditor(label_of("organisation", "name"))
        self.address = LineEditor(label_of("organisation", "address"))
        self.country = ChoiceEditor(label_of("organisation", "country"), codes, empty=True)
        self.region = ChoiceEditor(label_of("organisation", "region"), [], empty=True)
        self.holidays = SmallTable(_("Public holidays"), (_("Day"), _("Holiday")), stretch=1)
        beside = QHBoxLayout()
        beside.setSpacing(GAP + 4)
        beside.addWidget(self.country, 1)
        beside.addWidget(self.region, 1)
        self.fields.addWidget(self.name)
        self.fields.addWidget(self.address)
        self.fields.addLayout(beside)
        self.fields.addWidget(plain_label(_("Public holidays"), "label"))
        self.fields.addWidget(self.holidays, 1)
        self.country.typed.connect(self._other_country)
        self.region.typed.connect(self._show_holidays)
        house = desk.read.find(Organisation)
        assert house is not None
        self._row = house.id
        for key, editor in (("name", self.name), ("address", self.address)):
            editor.show_value(getattr(house, key))
        self.country.show_value(house.country)
        self._other_country()
        self.region.show_value(house.region)
        self._show_holidays()
        self.entrance = self.country.control

    def keep(self) -> None:
        house = self.desk.read.get(Organisation, self._row)
        told = {
            "name": self.name.value().strip(),
            "address": self.address.value().strip(),
            "country": self.country.value() or "",
            "region": self.region.value() or "",
        }
        new = {key: value for key, value in told.items() if value != str(getattr(house, key))}
        if new:
            self.desk.amend(_("Organisation and country"), "organisation", self._row, new)

    def _other_country(self) -> None:
        """Offer the regions of the country, by their names."""
        of = regions_called(self.country.value() or "")
        self.region.set_choices([(None, "–"), *of.items()])
        self.region.setVisible(bool(of))
        self._show_holidays()

    def _show_holidays(self) -> None:
        year = self.desk.today.year
        place = (self.country.value() or "", self.region.value() or "")
        days = [one for of in (year, year + 1) for one in holidays_of(*place, of)]
        self.holidays.show_rows(
            [
                (f"{day} {name}", (words.day_text(day), name))
                for day, name in days
                if day >= self.desk.today
            ]
        )


class EditionsScreen(Screen):
    """Which standards and editions one is audited against."""

    title = N_("Standards and editions")
    text = N_(
        "Tick all that you are certified to or audited against. The others are offered no more;"
        " they can be taken into use later."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.ticks: dict[str, FlagEditor] = {}
        rows = [one for one in desk.read.rows(StandardRow) if one.certifiable]
        for one in sorted(rows, key=lambda one: (one.family, str(one.valid_from or ""))):
            name = one.designation
            tick = FlagEditor(name)
            tick.show_value(not one.retired)
            self.ticks[name] = tick
            self.fields.addWidget(tick)
        self.fields.addWidget(
            plain_label(
                _("Own procedures and other standards are added under Organisation."),
                "muted",
                wrap=True,
            )
        )
        self.fields.addStretch(1)
        self.entrance = next(iter(self.ticks.values())).control

    def keep(self) -> None:
        used = [name for name, tick in self.ticks.items() if tick.value()]
        read = self.desk.read
        now = [name for name in self.ticks if not read.named(StandardRow, "designation")[
            name.casefold()].retired]  # fmt: skip
        if used and used != now:
            self.desk.do(_("Editions in use"), lambda step: setting_up.use_editions(step, used))


class PlacesScreen(Screen):
    """Sites and processes, typed or pasted, and which process is at which site."""

    title = N_("Sites, processes and units")
    text = N_(
        "Type or paste a name a line. A tick makes a unit: a process at a site, which is what an"
        " audit visits."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        name = label_of("site", "name")
        country = label_of("site", "country")
        self.sites = EntrySheet(_("Sites"), [("name", name), ("country", country)])
        owner = label_of("process", "owner")
        self.processes = EntrySheet(
            _("Processes"), [("name", label_of("process", "name")), ("owner", owner)]
        )
        self.ticks = UnitTicks()
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(plain_label(_("Sites"), "label"))
        left.addWidget(self.sites, 1)
        left.addWidget(plain_label(_("Processes"), "label"))
        left.addWidget(self.processes, 2)
        right.addWidget(plain_label(_("Units: tick what is done where"), "label"))
        right.addWidget(self.ticks, 1)
        tick_all = button(_("Tick all"), self.ticks.tick_all)
        tick_all.setAutoDefault(False)
        right.addLayout(row(tick_all, 1))
        both = QHBoxLayout()
        both.setSpacing(GAP + 4)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        self.fields.addLayout(both, 1)
        self.sites.edited.connect(self._show_ticks)
        self.processes.edited.connect(self._show_ticks)
        self.entrance = self.sites

    def show_book(self) -> None:
        if self.sites.lines() or self.processes.lines():
            return
        read = self.desk.read
        owners = {one.id: one.name for one in read.rows(Person)}
        sites = [one for one in read.rows(Site) if not one.retired]
        processes = [one for one in read.rows(Process) if not one.retired]
        self.sites.show_lines([{"name": one.name, "country": one.country} for one in sites])
        self.processes.show_lines(
            [{"name": one.name, "owner": owners.get(str(one.owner))} for one in processes]
        )

    def keep(self) -> None:
        self.sites.take()
        self.processes.take()
        sites, processes = self.sites.lines(), self.processes.lines()
        units = self.ticks.units()
        if sites or processes:
            self.desk.do(
                _("Sites, processes and units"),
                lambda step: setting_up.put_places(step, sites, processes, units, self.desk.today),
            )

    def _show_ticks(self) -> None:
        kept = setting_up.units_of(self.desk.read)
        self.ticks.show_names(_names(self.processes), _names(self.sites), kept)


def _names(sheet: EntrySheet) -> list[str]:
    """The names of a sheet; of those that differ in capitals the first."""
    names: dict[str, str] = {}
    for line in sheet.lines():
        names.setdefault(line["name"].casefold(), line["name"])
    return [name for name in names.values() if name]


class PeopleScreen(Screen):
    """The people, pasted as a small sheet."""

    title = N_("People")
    text = N_(
        "Type or paste name, e-mail and role, such as “Auditor”, “Lead auditor”, or a position."
        " Who is there already is filled in further, never added twice."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.sheet = EntrySheet(
            _("People"),
            [
                ("name", label_of("person", "name")),
                ("email", label_of("person", "email")),
                ("role", _("Role")),
            ],
        )
        self.fields.addWidget(self.sheet, 1)
        self.entrance = self.sheet

    def keep(self) -> None:
        self.sheet.take()
        lines: list[dict[str, Any]] = self.sheet.lines()
        if lines:
            self.desk.do(
                _("People"), lambda step: setting_up.put_people(step, lines, self.desk.today)
            )


SCREENS = (MeScreen, HouseScreen, EditionsScreen, PlacesScreen, PeopleScreen)

"""The pages of the window, in the order of the navigation; each is made when it is first shown."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Page
from auditdesk.i18n import N_


class Place(NamedTuple):
    """One place of the navigation: key, title, icon, and the kinds of things it shows."""

    key: str
    title: str
    kinds: tuple[str, ...] = ()

    def make(self, desk: Desk) -> Page:
        """The page itself; its module is loaded now."""
        module = import_module(f"auditdesk.gui.{self.key}.page")
        make: Callable[[Desk], Page] = module.make
        return make(desk)


PLACES = (
    Place("today", N_("Today")),
    Place("programme", N_("Programme")),
    Place("audits", N_("Audits"), ("audit", "session")),
    Place("findings", N_("Findings"), ("finding", "cause")),
    Place("actions", N_("Actions"), ("action",)),
    Place(
        "organisation",
        N_("Organisation"),
        (
            "organisation site process person unit competence absence closure standard clause "
            "grade due_rule form"
        ).split(),  # type: ignore[arg-type]
    ),
    Place("trail", N_("Trail"), ("step",)),
    Place("readiness", N_("Readiness")),
)

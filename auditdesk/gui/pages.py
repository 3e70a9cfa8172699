"""The pages of the window, in the order of the navigation; each is made when it is first shown."""

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.page import Page
from auditdesk.i18n import N_


class PagePlace(NamedTuple):
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
    PagePlace("today", N_("Today")),
    PagePlace("programme", N_("Programme")),
    PagePlace("audits", N_("Audits"), ("audit", "session")),
    PagePlace("findings", N_("Findings"), ("finding", "cause")),
    PagePlace("actions", N_("Actions"), ("action",)),
    PagePlace(
        "organisation",
        N_("Organisation"),
        (
            "organisation site process person unit competence absence closure standard clause "
            "grade due_rule form"
        ).split(),  # type: ignore[arg-type]
    ),
    PagePlace("trail", N_("Trail"), ("step",)),
    PagePlace("readiness", N_("Readiness")),
    PagePlace("indicators", N_("Indicators")),
)

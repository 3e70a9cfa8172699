"""Added on the spot: what a field names and the book has not yet, from the field itself."""

from collections.abc import Iterator
from functools import partial

from auditdesk.book.step import Step
from auditdesk.book.tables import Process, Site
from auditdesk.domain.fold import fold
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.desk.writing import why_not
from auditdesk.gui.parts.pickers import Suggestion
from auditdesk.i18n import _

_MOST_PAIRS = 20
_BETWEEN = " · "


def new_of(desk: Desk, kind: str, text: str) -> Iterator[Suggestion]:
    """Suggests to add a thing that is known by its name alone."""
    if len(text) > 1 and not why_not(desk):
        from auditdesk.work.kinds import KINDS  # late: a start only shows

        called = _("Add “{name}” ({kind})").format(name=text, kind=KINDS[kind].label)
        yield Suggestion(text, called, add=partial(_add, desk, called, kind, text))


def _add(desk: Desk, what: str, kind: str, name: str) -> None:
    desk.enter(what, kind, {"name": name})


def new_units(desk: Desk, text: str) -> Iterator[Suggestion]:
    """Suggests the processes at sites that are no unit yet, and what is typed as “Process · Site”.

    Of a process alone, at each site; what is missing of both is added with the unit.
    """
    if why_not(desk):
        return
    from auditdesk.work.setting_up import units_of

    process, _mark, site = (part.strip() for part in text.partition(_BETWEEN.strip()))
    there = units_of(desk.read)
    processes, sites = _used(desk, Process), _used(desk, Site)
    if process and fold(process) not in map(fold, processes):
        processes = [process]
    if site and not any(fold(site) in fold(one) for one in sites):
        sites = [site]
    pairs = (
        (one, at)
        for one in processes
        for at in sites
        if fold(process) in fold(one) and fold(site) in fold(at) and (one, at) not in there
    )
    for _n, (one, at) in zip(range(_MOST_PAIRS), pairs, strict=False):
        name = f"{one}{_BETWEEN}{at}"
        called = _("Add the unit “{name}”").format(name=name)
        yield Suggestion(name, called, add=partial(_add_unit, desk, called, one, at))


def _used(desk: Desk, table: type[Process] | type[Site]) -> list[str]:
    rows: Iterator[Process | Site] = desk.read.rows(table)
    return [row.name for row in rows if not row.retired]


def _add_unit(desk: Desk, what: str, process: str, site: str) -> None:
    from auditdesk.work.setting_up import put_places

    def deed(step: Step) -> None:
        put_places(step, [{"name": site}], [{"name": process}], [(process, site)], desk.today)

    desk.do(what, deed)

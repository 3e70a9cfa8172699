"""The filters that chips offer, and where their values come from."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from auditdesk.book.listings import AUDITS, CLAUSES
from auditdesk.book.lists import List, Query
from auditdesk.domain.action import STATE_LABELS as ACTION_STATES
from auditdesk.domain.audit import STATE_LABELS as AUDIT_STATES
from auditdesk.domain.finding import STATE_LABELS as FINDING_STATES
from auditdesk.gui.desk.desk import Desk
from auditdesk.gui.forms import choices
from auditdesk.gui.lists.chips import LATE_FILTER, ChipFilter
from auditdesk.i18n import N_, _

Values = Callable[[Desk], Sequence[tuple[str, str]]]


def worded(words: Mapping[Any, str], **groups: str) -> Values:
    """States in words, groups such as “open” first."""

    def values(_desk: Desk) -> list[tuple[str, str]]:
        pairs = [(key, _(word)) for key, word in groups.items()]
        return pairs + [(str(key), _(word)) for key, word in words.items() if key not in groups]

    return values


def named(names: Callable[[Desk], Callable[[], list[str]]]) -> Values:
    """Names that stand for themselves."""
    return lambda desk: [(name, name) for name in names(desk)()]


def clauses(desk: Desk) -> list[tuple[str, str]]:
    """Every clause number of the requirements, once, with its newest title."""
    found: dict[str, str] = {}
    for row in List(desk.book, CLAUSES, Query((("kind", "requirements"),))).stream():
        found[row.number] = f"{row.number}  {row.title}"
    return sorted(
        found.items(), key=lambda pair: [int(n) for n in pair[0].split(".") if n.isdigit()]
    )


def audits(desk: Desk) -> list[tuple[str, str]]:
    """The audits, the newest first."""
    rows = List(desk.book, AUDITS, Query(order="number", descending=True)).page(0, 500)
    return [(row.number, f"{row.number}  {row.title}") for row in rows]


_PROCESS = ChipFilter("process", N_("Process"), named(choices.processes))
_SITE = ChipFilter("site", N_("Site"), named(choices.sites))
_CLAUSE = ChipFilter("clause", N_("Clause"), clauses)
_OWNER = ChipFilter("owner", N_("Owner"), named(choices.people))
_AUDIT = ChipFilter("audit", N_("Audit"), audits)

FINDINGS = (
    ChipFilter("state", N_("State"), worded(FINDING_STATES, open=N_("open"), ended=N_("ended"))),
    ChipFilter("grade", N_("Grade"), choices.grades),
    _CLAUSE,
    _PROCESS,
    _SITE,
    _AUDIT,
    _OWNER,
    LATE_FILTER,
)
ACTIONS = (
    ChipFilter("state", N_("State"), worded(ACTION_STATES, ended=N_("ended"))),
    _OWNER,
    _AUDIT,
    LATE_FILTER,
)
AUDITS_FILTERS = (
    ChipFilter("state", N_("State"), worded(AUDIT_STATES, open=N_("open"), done=N_("done"))),
    ChipFilter("auditor", N_("Auditor"), named(choices.people)),
    _PROCESS,
    _SITE,
    _CLAUSE,
    LATE_FILTER,
)

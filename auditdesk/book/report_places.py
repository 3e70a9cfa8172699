"""Where each part of a report belongs: to which clauses and to which process."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from auditdesk.book.book import Book
from auditdesk.book.checklist_rows import LineRow
from auditdesk.book.dossiers import FindingDossier, SessionEntry
from auditdesk.domain.checklist import VERDICTS
from auditdesk.domain.report import Values
from auditdesk.i18n import _


class CitedPlace(NamedTuple):
    """The clauses with their standard, “ISO 9001:2015 8.4.1”, and the unit, “Purchasing · Graz”."""

    cited: list[str]
    process: str


def cited_by(finding: FindingDossier) -> list[str]:
    """The clauses that a finding cites, without their items."""
    names = (f"{one.standard} {one.number.split()[0]}" for one in finding.citations if one.number)
    return list(dict.fromkeys(names))


def places_of(
    lines: Iterable[LineRow], findings: Iterable[FindingDossier]
) -> dict[str, CitedPlace]:
    """Where lines and findings belong, by their ids."""
    found = {one.id: CitedPlace(_cited(one), one.unit) for one in lines}
    for one in findings:
        found[one.id] = CitedPlace(cited_by(one), " · ".join(filter(None, (one.process, one.site))))
    return found


def asked(line: LineRow) -> Values:
    """A line of the checklist as the chapters of a report show it. kind: the verdict by its key."""
    return {
        "cited": _cited(line),
        "process": line.unit,
        "question": line.question,
        "kind": line.verdict or "",
        "verdict": _(VERDICTS[line.verdict].label) if line.verdict else "",
        "notes": "\n".join(filter(None, (line.reason, line.notes))),
        "items": line.sample,
    }


def with_clauses(
    book: Book, audit: str, sessions: Sequence[SessionEntry]
) -> Iterator[tuple[SessionEntry, list[str]]]:
    """The sessions, each with its clauses."""
    rows = book.select(
        "SELECT l.session_id, s.designation || ' ' || c.number FROM session e JOIN session_clause l"
        " ON l.session_id = e.id JOIN clause c ON c.id = l.clause_id JOIN standard s"
        " ON s.id = c.standard_id WHERE e.audit_id = ? ORDER BY s.designation, c.sort_key",
        (audit,),
    )
    cited: dict[str, list[str]] = {}
    for id, name in rows:
        cited.setdefault(id, []).append(name)
    for one in sessions:
        yield one, cited.get(one.id, [])


def _cited(line: LineRow) -> list[str]:
    return [f"{line.standard} {line.clause}".strip()] if line.clause else []

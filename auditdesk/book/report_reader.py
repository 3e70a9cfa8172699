"""Reads the report of an audit: every element that ISO 19011 (6.5.1, own words) names."""

from collections.abc import Mapping
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.checklist_rows import LineRow, line_rows, tallies
from auditdesk.book.dossier_reader import finding_dossiers, plan_dossier
from auditdesk.book.dossiers import FindingDossier, PlanDossier, SignoffEntry
from auditdesk.book.house_rules import organisation
from auditdesk.book.reading import Reading
from auditdesk.book.report_places import CitedPlace, asked, cited_by, places_of, with_clauses
from auditdesk.book.session_time import audited_minutes, in_hours
from auditdesk.book.tables import AuditRow, Report
from auditdesk.domain.checklist import VERDICTS, Tally, tally
from auditdesk.domain.finding import called
from auditdesk.domain.report import SAMPLING, TEXTS, Values
from auditdesk.i18n import _, date_text
from auditdesk.pictures import is_picture


def newest_report(audit: str) -> Report | None:
    """The report of an audit in its latest revision, None before it is begun."""
    revisions = Reading().rows(Report, audit=audit)
    return max(revisions, key=lambda report: report.revision, default=None)


def report_values(book: Book, audit: str) -> Values:
    """The report as it was issued; before that, as it would be issued now."""
    row = newest_report(audit)
    if row is not None and row.state == "issued" and row.frozen is not None:
        return row.frozen | {"digest": row.digest}
    return build(book, audit) | {"digest": ""}


def build(book: Book, audit: str) -> Values:
    """The report as plain values: texts, whole numbers and lists; dates as ISO text."""
    row, plan = Reading().get(AuditRow, audit), plan_dossier(book, audit)
    lines = line_rows(book, audit)
    report = newest_report(audit)
    ids = [id for (id,) in book.select(_FINDINGS, (audit,))]
    findings = [
        one for one in finding_dossiers(book, ids) if one.state not in ("withdrawn", "cancelled")
    ]
    written = {key: str(getattr(report, key)) if report else "" for key in TEXTS}
    return {
        **_head(row, plan, report),
        **written,
        "conclusion": row.conclusion,
        "not_covered": row.not_covered,
        "participants": _participants(book, audit, plan),
        "sessions": [
            _session(one, cited) for one, cited in with_clauses(book, audit, plan.sessions)
        ],
        "findings": [_finding(book, one) for one in findings],
        "lines": [asked(line) for line in lines],
        "grades": _grades(book, findings),
        "statistics": _statistics(audited_minutes(book, audit), lines, findings),
        "by_clause": [_tallied(*one) for one in tallies(lines, "clause")],
        "by_process": [_tallied(*one) for one in tallies(lines, "process")],
        "verdicts": [_(verdict.label) for verdict in VERDICTS.values()],
        "samples": [_sample(line) for line in lines if line.sample or line.population],
        "not_seen": [_left_out(line) for line in lines if line.reason],
        "untouched": _untouched(plan, lines, findings),
        "earlier": _earlier(plan, lines),
        "evidence": evidence_list(book, audit, ids, places_of(lines, findings)),
        "photos": _photos(book, ids),
        "sampling_note": _(SAMPLING),
        "signoffs": [_signoff(one) for one in plan.signoffs],
    }


_FINDINGS = "SELECT id FROM finding WHERE audit_id = ? ORDER BY number_key, id"


def _head(row: AuditRow, plan: PlanDossier, report: Report | None) -> Values:
    house = organisation(Reading())
    return {
        "number": plan.number,
        "title": plan.title,
        "state": report.state if report else "issued" if row.reported_on else "draft",
        "revision": report.revision if report else 0,
        "kind": plan.kind,
        "client": ", ".join(filter(None, [house.name, house.address])),
        "objectives": plan.objectives,
        "scope": plan.scope,
        "criteria": plan.criteria,
        "standards": list(plan.standards),
        "units": list(plan.units),
        "places": list(plan.sites),
        "clauses": [
            {"standard": c.standard, "number": c.number, "title": c.title, "verified": c.verified}
            for c in plan.clauses
        ],
        "method": plan.method,
        "sampling": plan.sampling,
        "language": plan.language,
        "starts_on": date_text(plan.starts_on),
        "ends_on": date_text(plan.ends_on),
        "held_on": date_text(row.held_on),
        "issued_on": date_text(report.issued_on if report else row.reported_on),
        "issued_by": report.issued_by if report else "",
        "team": [
            {
                "person": one.person,
                "role": one.role,
                "exception": one.exception,
                "mitigation": one.mitigation,
                "approved_by": one.approved_by,
            }
            for one in plan.team
        ],
        "distribution": plan.distribution,
        "confidentiality": plan.confidentiality,
    }


def _participants(book: Book, audit: str, plan: PlanDossier) -> list[Values]:
    """Auditees of the sessions and who attended the meetings, each once."""
    team = {member.person for member in plan.team}
    seated = book.select(
        "SELECT p.name, p.job FROM session s JOIN session_person l ON l.session_id = s.id"
        " JOIN person p ON p.id = l.person_id WHERE s.audit_id = ? AND l.part = 'auditee'"
        " ORDER BY s.day, s.starts, l.id",
        (audit,),
    )
    attended = book.select(
        "SELECT a.name, a.function FROM session s JOIN attendance a ON a.session_id = s.id"
        " WHERE s.audit_id = ? AND a.present ORDER BY s.day, s.starts, a.position",
        (audit,),
    )
    found: dict[str, str] = {}
    for name, function in (*seated, *attended):
        if name not in team:
            found[name] = found.get(name) or function
    return [{"name": name, "function": function} for name, function in found.items()]


def _signoff(one: SignoffEntry) -> Values:
    on = date_text(one.on)
    return {"meaning": one.meaning, "name": one.name, "on": on, "digest": one.digest}


def _session(one: Any, cited: list[str]) -> Values:
    return {
        "cited": cited,
        "day": date_text(one.day),
        "time": f"{one.starts}–{one.ends}",
        "what": one.what,
        "process": one.process,
        "clauses": one.clauses,
        "auditor": one.auditor,
        "auditee": one.auditee,
        "place": one.place,
    }


def _finding(book: Book, one: FindingDossier) -> Values:
    return {
        "number": called(one.number, one.id),
        "grade": one.grade,
        "grade_label": one.grade_label,
        "letter": one.grade_letter,
        "nonconformity": one.nonconformity,
        "clauses": "; ".join(f"{c.standard} {c.number}" for c in one.citations),
        "cited": cited_by(one),
        "other_edition": "; ".join(other_editions(book, one.id)),
        "process": " · ".join(filter(None, [one.process, one.site])),
        "place": one.place,
        "requirement": one.requirement,
        "evidence": one.evidence,
        "statement": one.statement,
        "effect": one.effect,
        "document": one.document,
        "auditee": one.auditee,
        "owner": one.owner,
        "answer_due": date_text(one.answer_due),
        "diverging_opinion": one.diverging_opinion,
        "repeat_of": one.repeat_of,
    }


def other_editions(book: Book, finding: str) -> list[str]:
    """The clauses that a finding cites, as the other edition of their standard numbers them.

    Each says so where nobody has checked it against a licensed copy.
    """
    rows = book.select(
        "SELECT DISTINCT s.designation || ' ' || o.number, o.verified, l.position, o.sort_key"
        " FROM finding_clause l JOIN clause_mapping m ON l.clause_id IN (m.old_id, m.new_id)"
        " JOIN clause o ON o.id IN (m.old_id, m.new_id) AND o.id != l.clause_id JOIN standard s"
        " ON s.id = o.standard_id WHERE l.finding_id = ? ORDER BY l.position, o.sort_key",
        (finding,),
    )
    unverified = _("(unverified)")
    return [name if verified else f"{name} {unverified}" for name, verified, *_sort in rows]


def _grades(book: Book, findings: list[FindingDossier]) -> list[Values]:
    rows = book.select("SELECT id, label, letter FROM grade ORDER BY position", ())
    counted = (
        (_(label), letter, sum(one.grade == id for one in findings)) for id, label, letter in rows
    )
    return [{"label": label, "letter": letter, "n": n} for label, letter, n in counted if n]


def _statistics(minutes: int, lines: list[LineRow], findings: list[FindingDossier]) -> Values:
    every = tally(line.verdict for line in lines)
    return {
        "asked": every.asked,
        "answered": every.answered,
        "judged": every.judged,
        "fulfilled": "" if every.fulfilled is None else f"{every.fulfilled} %",
        "findings": len(findings),
        "nonconformities": sum(one.nonconformity for one in findings),
        "hours": f"{in_hours(minutes):.12g}" if minutes else "",
    }


def _tallied(name: str, title: str, found: Tally) -> Values:
    return {
        "name": name,
        "title": title,
        "asked": found.asked,
        "judged": found.judged,
        "fulfilled": "" if found.fulfilled is None else f"{found.fulfilled} %",
        "counts": [found.by_verdict.get(verdict, 0) for verdict in VERDICTS],
    }


def _sample(line: LineRow) -> Values:
    return {
        "clause": line.clause,
        "unit": line.unit,
        "question": line.question,
        "population": line.population,
        "size": line.sample_size,
        "chosen": line.sampling,
        "items": line.sample,
    }


def _left_out(line: LineRow) -> Values:
    return {
        "clause": line.clause,
        "unit": line.unit,
        "question": line.question,
        "verdict": _(VERDICTS[line.verdict].label) if line.verdict else "",
        "reason": line.reason,
    }


def _untouched(
    plan: PlanDossier, lines: list[LineRow], findings: list[FindingDossier]
) -> list[str]:
    """Clauses in scope on which no line was judged and no finding was raised."""
    seen = {(line.standard, line.clause) for line in lines if line.verdict and not line.reason}
    seen |= {(c.standard, c.number.split()[0]) for one in findings for c in one.citations}
    in_scope = ((c.standard, c.number) for c in plan.clauses)
    return [" ".join(pair) for pair in in_scope if not _covered(pair, seen)]


def _covered(pair: tuple[str, str], seen: set[tuple[str, str]]) -> bool:
    standard, number = pair
    return any(of == standard and (n == number or n.startswith(f"{number}.")) for of, n in seen)


def _earlier(plan: PlanDossier, lines: list[LineRow]) -> list[Values]:
    """Open findings of earlier audits, with what the follow-up found."""
    verdicts = {line.follows: line.verdict for line in lines if line.follows}
    return [
        {
            "number": number,
            "grade": grade,
            "statement": statement,
            "seen": _(VERDICTS[verdict].label) if (verdict := verdicts.get(number)) else "",
        }
        for number, grade, statement in plan.follow_up
    ]


def evidence_list(
    book: Book, audit: str, findings: list[str], places: Mapping[str, CitedPlace]
) -> list[Values]:
    """Every evidence file of the audit, its checklist and its findings, with its digest.

    places: where a line or a finding belongs, by its id.
    """
    marks = ", ".join("?" for _id in findings)
    rows = book.select(
        "SELECT e.name, e.caption, c.size, e.content_id, e.confidential, e.table_name, e.row,"
        " (SELECT f.number FROM finding f WHERE f.id = e.row), coalesce((SELECT coalesce(x.number,"
        " '') || ' ' || l.question FROM checklist_line l LEFT JOIN clause x ON x.id = l.clause_id"
        " WHERE l.id = e.row), (SELECT t.number FROM audit t WHERE t.id = e.row), '') FROM evidence"
        " e JOIN content c ON c.id = e.content_id WHERE e.row = ?1 OR e.row IN (SELECT l.id FROM"
        " checklist k JOIN checklist_line l ON l.checklist_id = k.id WHERE k.audit_id = ?1)"
        f" OR e.row IN ({marks}) ORDER BY e.table_name, e.row, e.position, e.id",
        (audit, *findings),
    )
    return [
        {
            "name": name,
            "caption": caption,
            "size": size,
            "sha256": sha,
            "confidential": bool(confidential),
            "of": called(number, row) if table == "finding" else " ".join(of.split())[:80],
            "cited": places[row].cited if row in places else [],
            "process": places[row].process if row in places else "",
        }
        for name, caption, size, sha, confidential, table, row, number, of in rows
    ]


def _photos(book: Book, findings: list[str]) -> list[Values]:
    """The pictures that belong to findings: they are printed beside them."""
    found = []
    for id in findings:
        for name, caption, sha, number, evidence, media_type in book.select(
            "SELECT e.name, e.caption, e.content_id, f.number, e.id, e.media_type FROM evidence e"
            " JOIN finding f ON f.id = e.row WHERE e.row = ? ORDER BY e.position, e.id",
            (id,),
        ):
            if not is_picture(media_type, name):
                continue
            found.append(
                {
                    "name": name,
                    "caption": caption,
                    "sha256": sha,
                    "finding": called(number, id),
                    "evidence": evidence,
                }
            )
    return found

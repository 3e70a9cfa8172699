"""What the sheet of a programme shows, as plain values for its template."""

from typing import Any

from auditdesk.book.programme_reader import ProgrammeDossier
from auditdesk.book.year_data import YearData
from auditdesk.domain.programme import MONTHS, Mark
from auditdesk.i18n import _, date_text


def programme_values(head: ProgrammeDossier, data: YearData) -> dict[str, Any]:
    """Texts only; marks as their signs with the audit's number."""
    number = f"{head.year} · {_('revision')} {head.revision}"
    return {
        "title": f"{head.year} · {head.state}",
        "number": number,
        "state": head.state,
        "manager": head.manager,
        "approved_on": date_text(head.approved_on),
        "texts": head.texts,
        "months": [_(month) for month in MONTHS],
        "legend": "   ".join(f"{mark.sign} {mark.label}" for mark in Mark),
        "rows": [
            {
                "unit": row.unit if row.process else _("Audits without a unit"),
                "importance": str(row.importance or ""),
                "last": date_text(row.last_audit_on),
                "months": [
                    [
                        {"sign": one.mark.sign, "mark": one.mark.value, "audit": one.audit}
                        for one in row.marks
                        if one.month == n
                    ]
                    for n in range(1, 13)
                ],
            }
            for row in data.rows
        ],
        "changes": _pairs(dict.fromkeys(reason for row in data.rows for reason in row.reasons)),
        "revisions": [[str(n), date_text(on), why] for n, on, why in head.revisions],
        "left_out": [list(pair) for pair in head.left_out],
        "gaps": [
            [clause.heading, ", ".join(unit.name for unit in units)]
            for clause, units in (data.coverage.gaps if data.coverage else ())
        ],
        "covered": _covered(data),
        "kept": "; ".join(data.kept),
        "loads": [[one.name, str(one.audits), str(one.led), f"{one.days:g}"] for one in data.loads],
        "signoffs": [
            {
                "meaning": one.meaning,
                "name": one.name,
                "on": date_text(one.on),
                "digest": one.digest,
            }
            for one in head.signoffs
        ],
    }


def _covered(data: YearData) -> str:
    if data.coverage is None:
        return ""
    return _("{standard}: {percent} % of the clauses that apply, {first} – {last}").format(
        standard=data.coverage.standard,
        percent=data.coverage.percent,
        first=date_text(data.coverage.first),
        last=date_text(data.coverage.last),
    )


def _pairs(found: Any) -> list[list[str]]:
    return [list(pair) for pair in found if len(pair) == 2]

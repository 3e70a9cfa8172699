"""Chapters of a report: for each clause or process what was looked at, the evidence, the judgement.

They are put together from the plain values of the report, so that a copy without names, and one
that was frozen, have the same chapters as the report itself.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from auditdesk.domain.checklist import Tally, tally
from auditdesk.domain.report import Values
from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _, ngettext

CHAPTERS = {"clause": N_("For each clause"), "process": N_("For each process")}
"""By what a report may be divided."""


def with_chapters(values: Values, by: str) -> Values:
    """The report with its chapters, by “clause” or “process”, or without any where `by` is "".

    What only chapters show goes from a report without. The annexes are numbered in their order.
    """
    if by and by not in CHAPTERS:
        raise Refusal(_("A report has chapters by {kinds}.").format(kinds=", ".join(CHAPTERS)))
    whole = {key: value for key, value in values.items() if key != "lines"}
    whole["evidence"] = [one | {"annex": n} for n, one in enumerate(values["evidence"], 1)]
    lines = values.get("lines", [])
    chapters = [_chapter(whole, lines, by, *named) for named in _named(whole, lines, by)]
    return whole | {"chapters": chapters}


def _named(values: Values, lines: list[Values], by: str) -> list[tuple[str, str]]:
    """Name and title of each chapter, in the order of the standard or of the units."""
    if not by:
        return []
    if by == "process":
        told = [*values["units"], *(one["process"] for one in (*lines, *values["findings"]))]
        return [(name, "") for name in dict.fromkeys(told) if name]
    titles = {one["name"]: one["title"] for one in values["by_clause"]}
    for one in values["clauses"]:
        titles.setdefault(f"{one['standard']} {one['number']}", one["title"])
    for one in (*lines, *values["findings"]):
        for name in one.get("cited", ()):
            titles.setdefault(name, "")
    above = {name for name in titles if any(other.startswith(f"{name}.") for other in titles)}
    seen = {name for one in (*lines, *values["findings"]) for name in one.get("cited", ())}
    names = [name for name in titles if name not in above or name in seen]
    return [(name, titles[name]) for name in sorted(names, key=_natural)]


def _natural(name: str) -> list[tuple[int, str]]:
    """8.4.10 stands behind 8.4.2."""
    return [(int(part), "") if part.isdecimal() else (0, part)
            for part in re.findall(r"\d+|\D+", name)]  # fmt: skip


def _chapter(values: Values, lines: list[Values], by: str, name: str, title: str) -> Values:
    def own(rows: Iterable[Values]) -> list[Values]:
        return [row for row in rows if _belongs(row, by, name)]

    asked, findings = own(lines), own(values["findings"])
    documents = [one["document"] for one in findings if one.get("document")]
    judged = tally(one["kind"] or None for one in asked)
    return {
        "name": name,
        "title": title,
        "lines": [
            {key: one[key] for key in ("question", "verdict", "notes", "items")} for one in asked
        ],
        "sessions": [
            " · ".join(filter(None, (one["day"], one["time"], one["what"] or one["process"])))
            for one in own(values["sessions"])
        ],
        "documents": list(dict.fromkeys(documents)),
        "evidence": [_annex(one) for one in own(values["evidence"])],
        "findings": [
            " · ".join((one["number"], one["grade_label"], one["statement"])) for one in findings
        ],
        "evaluation": _evaluation(judged, findings),
    }


def _belongs(row: Mapping[str, Any], by: str, name: str) -> bool:
    """Whether a row is of a chapter; what is of a clause is of those below it too."""
    if by == "process":
        return bool(row.get("process") == name)
    return any(name == one or name.startswith(f"{one}.") for one in row.get("cited", ()))


def _annex(one: Values) -> str:
    named = _("Annex {n}: {name}").format(n=one["annex"], name=one["name"])
    return f"{named} – {one['caption']}" if one["caption"] else named


def _evaluation(judged: Tally, findings: list[Values]) -> str:
    """How effective this was found to be, from verdicts and findings alone."""
    if not judged.judged and not findings:
        return _("Not judged in this audit.")
    told = []
    if judged.asked:
        told.append(
            ngettext(
                "{judged} of {n} question judged", "{judged} of {n} questions judged", judged.asked
            ).format(judged=judged.judged, n=judged.asked)
        )
    if judged.fulfilled is not None:
        told.append(_("{percent} % fulfilled").format(percent=judged.fulfilled))
    broken = [one["number"] for one in findings if one["nonconformity"]]
    if broken:
        end = _("not effective in what {numbers} name").format(numbers=", ".join(broken))
    elif judged.by_verdict.get("nonconformity"):
        end = _("not effective in what was judged as not fulfilled")
    else:
        end = _("effective in the sample that was seen")
    return "; ".join([*told, end]) + "."

"""Titles: what the lines above a table say: a standard, a day, an audit's number and its lead."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from auditdesk.intake.dates import read_date
from auditdesk.intake.values import standard_in
from auditdesk.intake.words import fold

_SPAN = re.compile(
    r"(\d{1,2})\.?\s*(?:[-–]|bis|to|au|al)?\s*(\d{1,2})?\.?\s+([^\W\d_]{3,12})\.?,?\s+(\d{4})"
)
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")
_LEAD = re.compile(
    r"(?:lead auditor|audit lead|leitende[r]? auditor(?:in)?|auditleiter(?:in)?|auditeur principal"
    r"|responsable d.audit|auditor l[ií]der|auditor jefe|responsabile (?:dell.)?audit)\s*[:=]\s*"
    r"([^|,;\n\t]+)",
    re.IGNORECASE,
)
_AUDITOR = frozenset({"auditor", "auditorin", "auditora", "auditeur", "auditrice", "auditore"})
_ONE_NAME = re.compile(r"[^\W\d_][^,;/&|:\d_]*")
_NUMBERED = re.compile(r"\b(?:n|no|nr|num|nummer|number|numero|ref|reference|id)\b|nr$|nummer$")
_NUMBER = re.compile(r"(?=\S*\d)[\w./-]{2,30}")


def days_in(text: str) -> tuple[date, date] | None:
    """First and last day that a title names: “16 - 20 Mar 2026”."""
    match = _SPAN.search(text)
    if match:
        last = read_date(f"{match[2] or match[1]} {match[3]} {match[4]}").day
        first = read_date(f"{match[1]} {match[3]} {match[4]}").day
        return (first, last) if first and last and first <= last else None
    plain = _PLAIN.search(text)
    day = read_date(plain[0]).day if plain else None
    return (day, day) if day else None


def date_in(text: str) -> date | None:
    """The last day that a title names."""
    days = days_in(text)
    return days[1] if days else None


def lead_in(text: str) -> str:
    """Who leads the audit, as a title says; the auditor where it names one only."""
    match = _LEAD.search(text)
    if match:
        return " ".join(match[1].split())
    told = (value for label, value in _labelled(text) if label in _AUDITOR)
    return next((name for name in told if _ONE_NAME.fullmatch(name)), "")


def number_in(text: str) -> str:
    """The number of the audit that a title says: “Audit no.: IA-2026-30”."""
    return next(
        (
            value
            for label, value in _labelled(text)
            if "audit" in label and _NUMBERED.search(label) and _NUMBER.fullmatch(value)
        ),
        "",
    )


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """What stands before and after the colon of a line; or below it, as the cell beside is."""
    for line, below in pairwise([*text.split("\n"), ""]):
        label, colon, value = line.partition(":")
        if colon:
            yield fold(label), " ".join((value.strip() or below).split())


def standard_of(texts: Iterable[str]) -> str:
    """The standard that titles name; one with its edition first."""
    found = [standard_in(text) for text in texts]
    return max(filter(None, found), key=lambda name: ":" in name, default="")


def year_in(titles: Iterable[str], file: str) -> int | None:
    """The year that titles and sheet name, else the file; where it is one only."""
    for told in (" ".join(titles), file.rpartition(".")[0]):
        plain = told.replace(standard_in(told) or "\0", " ")
        plain = re.sub(r":\d{4}", " ", plain)
        years = set(re.findall(r"(?<![\d:.])(?:19|20)\d{2}(?![\d.])", plain))
        if years:
            return int(next(iter(years))) if len(years) == 1 else None
    return None

"""Values: clause texts, people, times and lists as people write them in one cell."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from auditdesk.domain.clause import ClauseNumber
from auditdesk.errors import Refusal
from auditdesk.intake.words import plain_digits

_STANDARD = re.compile(
    r"\b(?:(?:DIN|EN|BS|UNI|NF|UNE|ÖNORM|OENORM|ISO|IEC|IATF|AS|VDA)[ /-]*)+"
    r"\d{3,5}(?:-\d{1,2})?(?::\s?\d{4})?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<![\w.])(?:[A-Z]\.\d{1,2}|\d{1,2})(?:\.\d{1,3})*(?![\w])(?:\s*\(?[a-z]\)(?!\w))?",
)
_RANGE = re.compile(r"^\s*(?:-|–|—|to|bis|a|à|al|hasta)\s*$")
_LEFT = re.compile(
    r"^(?:clauses?|control|controls|annex|abschnitte?|kapitel|norm(?:kapitel|abschnitte?|punkte?)?"
    r"|ziffer|article|chapitre|apartado|cl[aá]usulas?|punt[oi]|paragraph[es]?|section|sections|cl"
    r"|and|und|et|y|e|ch|no|nr|§+|iso)$",
    re.IGNORECASE,
)
_POINTS = str.maketrans("٫．", "..")
_SURELY = re.compile(r"\s*[;；、\n]\s*")
_PERHAPS = re.compile(r"\s*(?:[,&+]|\s/\s|\b(?:and|und|et|y|e|en|och|og|i|ve)\b)\s*")
_INITIALLED = re.compile(r"(?:[^\W\d_]\.[ -]?){1,3}[^\W\d_][\w'’-]+|[^\W\d_][\w'’-]+ [^\W\d_]\.")
_TWO_NAMES = re.compile(r"[^\W\d_][\w'’.-]+(?: [^\W\d_][\w'’.-]+){1,2}")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*[:.hH]\s*([0-5]\d)?(?!\d)")


@dataclass(frozen=True)
class Cited:
    """What a clause cell says: numbers, a standard; rest: the cell where it says more."""

    numbers: tuple[str, ...] = ()
    standard: str = ""
    rest: str = ""


def standard_in(text: str) -> str:
    """The standard a text names: “ISO/IEC 27001:2022 Internal Audit” → “ISO/IEC 27001:2022”."""
    found = max(_STANDARD.findall(text), key=lambda name: ":" in name, default="")
    return re.sub(r"\s+", " ", found).replace(": ", ":").strip()


@lru_cache(4096)
def clauses_in(text: str) -> Cited:
    """“8.3. ”, “A.5.18 / A.8.2”, “4.4.1 - 4.4.2”, “§ 8.4”, “٧.١.٥”; a range in full."""
    digits = plain_digits(text).translate(_POINTS)
    standard = standard_in(digits)
    plain = _STANDARD.sub(" ", digits)
    numbers: list[str] = []
    rest: list[str] = []
    end = 0
    for match in _CLAUSE.finditer(plain):
        try:
            number = ClauseNumber.parse(match[0].rstrip("."))
        except Refusal:
            continue
        between = plain[end : match.start()].strip()
        if numbers and _RANGE.match(between) and not number.items:
            numbers += _through(numbers[-1], number)
        else:
            rest.append(between)
            numbers.append(str(number))
        end = match.end()
    rest.append(plain[end:].strip())
    words = [word for word in re.split(r"[\s,;/&()|.–-]+", " ".join(rest)) if word]
    left = [word for word in words if not _LEFT.match(word)]
    return Cited(tuple(dict.fromkeys(numbers)), standard, text.strip() if left else "")


def _through(first: str, last: ClauseNumber) -> list[str]:
    """The numbers after `first` up to `last`, where both are of the same branch; else the last."""
    start = ClauseNumber.parse(first)
    low, high = start.parts[-1], last.parts[-1]
    same = start.parts[:-1] == last.parts[:-1]
    if same and isinstance(low, int) and isinstance(high, int) and low < high <= low + 30:
        return [str(ClauseNumber((*start.parts[:-1], n))) for n in range(low + 1, high + 1)]
    return [str(last)]


def is_clause(text: str) -> bool:
    """Whether a cell holds clause numbers and hardly anything else."""
    if len(text) > 60 or not any(map(str.isdigit, text)):
        return False
    cited = clauses_in(text)
    return bool(cited.numbers) and not cited.rest


def people_in(text: str, is_known: Callable[[str], bool] = lambda _name: False) -> list[str]:
    """The people of one cell, each by a whole name: “Haas, T.; Costa, M.” are two.

    is_known: whether a name is that of somebody. What it knows is never cut; semicolons and ends of
    lines divide, other signs only where each part is known or plainly a person: “T. Haas, M.
    Costa”, “Tony Stark / Happy Hogan”.
    """
    names: list[str] = []
    for part in _SURELY.split(text.strip()):
        name = " ".join(part.split())
        if not name:
            continue
        parts = [one for one in _PERHAPS.split(name) if one]
        apart = len(parts) > 1 and not is_known(name) and _are_people(name, parts, is_known)
        names += parts if apart else [name]
    return list(dict.fromkeys(names))


def _are_people(name: str, parts: list[str], is_known: Callable[[str], bool]) -> bool:
    if all(is_known(one) or _INITIALLED.fullmatch(one) for one in parts):
        return True
    return " / " in name and all(_TWO_NAMES.fullmatch(one) for one in parts)


def times_in(text: str) -> tuple[str, str]:
    """“09:00 - 09:30”, “9h–10h30”: from and to as 09:00; "" for what is not told."""
    found = [f"{int(hour):02d}:{minute or '00'}" for hour, minute in _TIME.findall(text)]
    return (found[0] if found else "", found[1] if len(found) > 1 else "")


def listed(text: str) -> list[str]:
    """The entries of a cell that holds several, divided by semicolons, commas or lines."""
    cut = re.split(r"[;\n|]" if re.search(r"[;\n|]", text) else r",", text)
    return list(dict.fromkeys(part.strip() for part in cut if part.strip()))

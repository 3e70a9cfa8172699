"""Clauses and their standards: numbers that sort, kinds that decide, editions that map."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property, lru_cache, total_ordering

from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _

_PREFIX = re.compile(r"^(?:§|clause|abschnitt|control|cl\.|no\.)\s*", re.IGNORECASE)
_PART = re.compile(r"^(?:\d{1,5}|[A-Za-z][A-Za-z0-9-]*)$")
_NUMBER = re.compile(
    r"^(?P<parts>[A-Za-z0-9.-]+?)\.?(?P<items>(?:\s*\(?[a-z]\))?(?:\s*\(?\d{1,2}\))?)$"
)
_BARE_ITEM = re.compile(r"^(?P<number>[\d.]*\d)\s*(?P<item>[a-z])$")


@total_ordering
@dataclass(frozen=True)
class ClauseNumber:
    """The number of a clause: 8.10 comes after 8.9, and 4.2 a) between 4.2 and 4.3.

    parts: (8, 10) or ("A", 5, 18); items: () or ("a",) or ("b", "2").
    """

    parts: tuple[int | str, ...]
    items: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "ClauseNumber":
        """Read a number as people write it: `8.4.1`, `4.2 a)`, `§ 8.3.`, `A.5.18`; Refusal else."""
        return _parsed(text)

    @classmethod
    def _read(cls, text: str) -> "ClauseNumber":
        plain = _PREFIX.sub("", text.strip())
        bare = _BARE_ITEM.match(plain)
        if bare:
            plain = f"{bare['number']} {bare['item']})"
        match = _NUMBER.match(plain)
        parts = match["parts"].split(".") if match else []
        named = match and (len(plain) == 1 or any(map(str.isdigit, plain)))
        if not match or not named or not all(_PART.match(part) for part in parts):
            raise Refusal(
                _(
                    "“{text}” is not a clause number. Write it like 8.4.1, 7.5.3.2 or 4.2 a)."
                ).format(text=text)
            )
        return cls(
            tuple(int(part) if part.isdigit() else part for part in parts),
            tuple(re.findall(r"[a-z0-9]+", match["items"])),
        )

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        return " ".join([".".join(map(str, self.parts)), *(f"{item})" for item in self.items)])

    def __lt__(self, other: "ClauseNumber") -> bool:
        return self.sort_key < other.sort_key

    @cached_property
    def sort_key(self) -> str:
        """Text that sorts as clauses do, for SQL: `00008.00010`, `00004.00002 a`."""
        parts = (f"{part:05d}" if isinstance(part, int) else part.upper() for part in self.parts)
        items = (item.rjust(2, "0") if item.isdigit() else item for item in self.items)
        return " ".join([".".join(parts), *items])

    @property
    def clause(self) -> "ClauseNumber":
        """The clause without the list item: 4.2 for 4.2 a)."""
        return ClauseNumber(self.parts) if self.items else self

    def within(self, other: "ClauseNumber") -> bool:
        """Whether this is `other` or lies below it: 8.4.1 a) is within 8.4."""
        if other.items:
            return self.parts == other.parts and self.items[: len(other.items)] == other.items
        return self.parts[: len(other.parts)] == other.parts


@lru_cache(4096)
def _parsed(text: str) -> ClauseNumber:
    """The same few numbers are read over and over."""
    return ClauseNumber._read(text)


class TextKind(StrEnum):
    """What a text is, and so what may be cited from it (ISO 9000 explains, ISO 9001 requires)."""

    REQUIREMENTS = "requirements"
    GUIDANCE = "guidance"
    VOCABULARY = "vocabulary"
    INTERNAL = "internal"
    LEGAL = "legal"
    CUSTOMER = "customer"

    @property
    def may_be_cited(self) -> bool:
        """Whether a nonconformity may name it as the requirement that is not met."""
        return self not in (TextKind.GUIDANCE, TextKind.VOCABULARY)

    @property
    def label(self) -> str:
        return _(KIND_LABELS[self])


KIND_LABELS = {
    TextKind.REQUIREMENTS: N_("requirements"),
    TextKind.GUIDANCE: N_("guidance"),
    TextKind.VOCABULARY: N_("vocabulary"),
    TextKind.INTERNAL: N_("internal procedure"),
    TextKind.LEGAL: N_("legal requirement"),
    TextKind.CUSTOMER: N_("customer requirement"),
}


class ChangeKind(StrEnum):
    """How a clause came from the edition before."""

    SAME = "same"
    RETITLED = "retitled"
    AMENDED = "amended"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True)
class Clause:
    """One numbered entry of a standard; the hint is in our own words, never the standard's."""

    number: ClauseNumber
    title: str = ""
    assessable: bool = True
    hint: str = ""
    verified: bool = False


@dataclass(frozen=True)
class Term:
    """One entry of a vocabulary: what a word means, in our own words. Nobody is audited to it."""

    number: str
    term: str
    meaning: str
    verified: bool = False


@dataclass(frozen=True)
class Mapping:
    """Where a clause of the edition before went: one row for each pair of old and new."""

    old: ClauseNumber
    new: ClauseNumber
    change: ChangeKind = ChangeKind.SAME
    note: str = ""


@dataclass(frozen=True)
class Standard:
    """A text with an edition: a standard, a procedure, a law, a customer's list.

    `new_certificates_end`: from this day new certificates are issued to the next edition only.
    """

    key: str
    designation: str
    kind: TextKind
    family: str = ""
    edition: str = ""
    amendment: str = ""
    title: str = ""
    certifiable: bool = False
    valid_from: date | None = None
    withdrawn_on: date | None = None
    new_certificates_end: date | None = None
    replaces: str = ""
    clauses: tuple[Clause, ...] = ()
    terms: tuple[Term, ...] = ()
    mapping: tuple[Mapping, ...] = ()


def refuse_citation(designation: str, kind: TextKind, citable: Iterable[str]) -> Refusal:
    """The refusal of a nonconformity against guidance or vocabulary: why, and what may be cited.

    A nonconformity is a requirement that is not met (ISO 9000:2015, 3.6.9); guidance and vocabulary
    contain none.
    """
    reason = _("tells what words mean") if kind is TextKind.VOCABULARY else _("gives advice")
    return Refusal(
        _(
            "A nonconformity cannot cite {designation}: it {reason} and sets no requirement. "
            "It may cite requirements, internal procedures, legal or customer requirements, here: "
            "{citable}. An observation or opportunity may refer to {designation}."
        ).format(
            designation=designation, reason=reason, citable=", ".join(citable) or _("none yet")
        )
    )


def nearest(text: str, candidates: Iterable[str], most: int = 3) -> list[str]:
    """The candidates that read most like `text`, best first."""
    known = list(dict.fromkeys(candidates))
    folded = {candidate.casefold(): candidate for candidate in known}
    needle = text.casefold().strip()
    close = difflib.get_close_matches(needle, folded, n=most, cutoff=0.5)
    starts = sorted(key for key in folded if needle and key.startswith(needle))
    return [folded[key] for key in dict.fromkeys([*starts, *close])][:most]


def unknown(what: str, text: str, candidates: Iterable[str]) -> Refusal:
    """The refusal of a name nobody knows, with the nearest ones that exist."""
    text, candidates = text.strip(), list(candidates)
    close = nearest(text, candidates)
    if not candidates:
        return Refusal(
            _("There is no {what} “{text}”: there is none at all yet.").format(what=what, text=text)
        )
    if close:
        return Refusal(
            _("There is no {what} “{text}”. Nearest: {close}.").format(
                what=what, text=text, close=", ".join(close)
            )
        )
    return Refusal(_("There is no {what} “{text}”.").format(what=what, text=text))


def nearest_clauses(wanted: ClauseNumber, known: Sequence[ClauseNumber]) -> list[ClauseNumber]:
    """The existing clauses around a number that does not exist: same branch first, then likest."""

    def distance(other: ClauseNumber) -> tuple[int, float, str]:
        shared = 0
        for mine, theirs in zip(wanted.parts, other.parts, strict=False):
            if mine != theirs:
                break
            shared += 1
        likeness = difflib.SequenceMatcher(None, str(wanted), str(other)).ratio()
        return (-shared, -likeness, other.sort_key)

    return sorted(known, key=distance)[:3]


def heading(number: str, title: str) -> str:
    """What a clause is called in a list: its number and its title, where it has one."""
    return f"{number} {title}".rstrip()

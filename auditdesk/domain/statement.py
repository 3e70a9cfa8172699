"""Statement: what is said of a finding's text while it is written, each with a suggestion.

None of it blocks: what must be there before a finding is issued stands in `finding.CHECKS`. The
rules are practice of nonconformity writing: requirement, evidence and failing apart, evidence that
somebody else can find again, the system and not a person, and no nonconformity softened into an
observation.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from auditdesk.domain.checks import Problem
from auditdesk.domain.people import Finder, Somebody
from auditdesk.domain.words import Lists, Words, alternatives, found, spoken, stems
from auditdesk.i18n import _


@dataclass(frozen=True)
class FindingText:
    """The texts of a finding as they are being typed, and the words to read them by.

    soft: whether its grade demands nothing, as one that is at times given instead of a
    nonconformity. cited: the titles of the cited clauses. place: the place, or the site where none
    is given.
    """

    nonconformity: bool
    soft: bool = False
    cited: tuple[str, ...] = ()
    requirement: str = ""
    evidence: str = ""
    statement: str = ""
    effect: str = ""
    document: str = ""
    place: str = ""
    people: Finder | None = None
    languages: tuple[Words, ...] = ()

    @property
    def graded_by_requirement(self) -> bool:
        """Whether its grade says something of a requirement, met or not."""
        return self.nonconformity or self.soft


Rule = Callable[[FindingText, Words], Iterable[Problem]]


def _evidence_can_be_found_again(text: FindingText, words: Words) -> Iterable[Problem]:
    """What, which revision, when, where, how many (ISO 9000:2015, 3.8.3: it can be verified)."""
    if not text.evidence.strip() or not text.graded_by_requirement:
        return
    seen = f"{text.evidence} {text.document}"
    absent = []
    if not (_CODE.search(seen) or text.document or found(words.document + words.record, seen)):
        absent.append(_("which document or record"))
    ruled = text.document or found(words.document, text.evidence)
    if ruled and not _revision(words).search(seen) and not _date(words).search(seen):
        absent.append(_("its revision"))
    if not _date(words).search(seen):
        absent.append(_("the date"))
    if not text.place and not found(words.place, text.evidence):
        absent.append(_("the place"))
    if text.nonconformity and not _sample(words).search(text.evidence):
        absent.append(_("how many of how many"))
    if absent:
        yield Problem(
            "evidence",
            _("The evidence does not say: {what}.").format(what=", ".join(absent)),
            _("Somebody else must find it again: “list FO-12 rev C of 2026-10-30: 4 of 12”."),
        )


def _evidence_counts(text: FindingText, words: Words) -> Iterable[Problem]:
    vague = found(words.vague, text.evidence)
    if vague and text.nonconformity and not _sample(words).search(text.evidence):
        yield Problem(
            "evidence",
            _("{words} is not a number.").format(words=_quoted(vague)),
            _("Say how many of how many."),
        )


def _statement_names_no_solution(text: FindingText, words: Words) -> Iterable[Problem]:
    ways = found(words.solution, text.statement)
    if text.nonconformity and ways:
        yield Problem(
            "statement",
            _("{words} names a solution.").format(words=_quoted(ways)),
            _("Say what failed in the system; what is done about it is the auditee’s to find."),
        )


def _nothing_is_softened(text: FindingText, words: Words) -> Iterable[Problem]:
    """A month that a softening word spells alike is none: “3 May”."""
    if not text.nonconformity or found(words.solution, text.statement):
        return
    for field, told in (("evidence", text.evidence), ("statement", text.statement)):
        soft = [word for word in found(words.softening, told) if word not in words.months]
        if soft:
            yield Problem(
                field,
                _("{words} softens what was seen.").format(words=_quoted(soft)),
                _("Say what is and what is not; without evidence there is no nonconformity."),
            )


def _statement_says_what_failed(text: FindingText, words: Words) -> Iterable[Problem]:
    told = text.statement.strip()
    if text.nonconformity and told and not found(words.failing + words.unmet, told):
        yield Problem(
            "statement",
            _("The statement does not say what failed."),
            _("Such as: “the recall of … does not work”, “… is released without …”."),
        )


def _statement_takes_up_the_requirement(text: FindingText, words: Words) -> Iterable[Problem]:
    """The failing is that of the requirement: both speak of the same thing."""
    if not text.nonconformity or not text.requirement.strip() or not text.statement.strip():
        return
    if spoken(text.requirement, text.languages) is not spoken(text.statement, text.languages):
        return
    demanded = stems(" ".join((text.requirement, *text.cited)), text.languages)
    if demanded and not demanded & stems(text.statement, text.languages):
        yield Problem(
            "statement",
            _("The statement shares no word with the requirement."),
            _("Say which part of the requirement is not met, in its words."),
        )


def _a_nonconformity_is_graded_as_one(text: FindingText, words: Words) -> Iterable[Problem]:
    """With evidence it is a nonconformity (Auditing Practices Group, in own words)."""
    demanded = bool(text.cited) and bool(text.requirement.strip())
    if not text.soft or not text.evidence.strip() or not demanded:
        return
    if found(words.unmet, f"{text.evidence} {text.statement}"):
        yield Problem(
            "grade",
            _("A requirement, evidence and a failing are there: that is a nonconformity."),
            _("Grade it minor or major, or say why the requirement is met all the same."),
        )


def _nobody_is_addressed(text: FindingText, words: Words) -> Iterable[Problem]:
    for field in _TOLD:
        told = getattr(text, field)
        for name in dict.fromkeys(_addressed(words).findall(told)):
            if not text.people or not text.people.named_in(told):
                yield _names(field, Somebody(name))


def _nobody_is_named(text: FindingText) -> Iterable[Problem]:
    """A finding speaks of the system; whom it concerns stands in fields of its own."""
    for field in _TOLD if text.people else ():
        assert text.people is not None
        for named in text.people.named_in(getattr(text, field)):
            yield _names(field, named)


def _names(field: str, named: Somebody) -> Problem:
    instead = (
        _("Write the function: {job}.").format(job=named.job)
        if named.job
        else _("Write the function, not the person.")
    )
    return Problem(field, _("{name} is named.").format(name=named.name), instead)


_TOLD = ("requirement", "evidence", "statement", "effect")

ADVICE: Sequence[Rule] = (
    _evidence_can_be_found_again,
    _evidence_counts,
    _statement_names_no_solution,
    _nothing_is_softened,
    _statement_says_what_failed,
    _statement_takes_up_the_requirement,
    _a_nonconformity_is_graded_as_one,
    _nobody_is_addressed,
)
"""What is said while typing; a new rule is a function and its name here."""


def advise(text: FindingText) -> list[Problem]:
    """All that is to be said; of a language without word lists, only who is named."""
    words = spoken(f"{text.requirement} {text.evidence} {text.statement}", text.languages)
    said = [problem for rule in ADVICE for problem in rule(text, words)] if words else []
    return [*said, *_nobody_is_named(text)]


def blames_a_person(cause: str, languages: Sequence[Words]) -> bool:
    """Whether a cause says no more than that somebody made a mistake."""
    blaming = [phrase for words in languages for phrase in found(words.human_error, cause)]
    rest = cause
    for phrase in blaming:
        rest = rest.replace(phrase, " ")
    told = [word for word in stems(rest, languages) if word not in _EMPTY]
    return bool(blaming) and len(told) <= 3


_EMPTY = frozenset({"opera", "emplo", "perso", "colle", "mitar", "kolle", "worke"})
_CODE = re.compile(r"\b[A-Z]{2,}[A-Z0-9]*(?:[- ]?\d[\w-]*)+\b")
"""What numbers of documents, orders and equipment look like: SOP-0402, WI 114, TW-003."""


@cache
def _revision(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words.revision)})\b\.?\s*[A-Z0-9]|\bV\d", re.IGNORECASE)


@cache
def _date(words: Words) -> re.Pattern[str]:
    months = alternatives(words.months)
    return re.compile(
        r"\b\d{4}-\d{1,2}(?:-\d{1,2})?\b|\b\d{1,2}[./]\s?\d{1,2}[./]|\b\d{1,2}/\d{4}\b"
        rf"|\b\d{{1,2}}\.?\s*(?:{months})\b|\b(?:{months})\.?\s+\d{{1,4}}\b",
        re.IGNORECASE,
    )


@cache
def _sample(words: Words) -> re.Pattern[str]:
    """“4 of 12”, “of the 22”, “8 of these”, “none”, “4/12”; “FO-12 of 2026-10-30” is no sample."""
    month = alternatives(words.months)
    number = rf"(?:\d+|{alternatives(words.numbers)})"
    count = rf"{number}(?![\w.-]*\d)(?!\.?\s*(?:{month})\b)"
    return re.compile(
        rf"\b(?:{alternatives(words.out_of)})\s+(?:\w+\s+)?{count}\b"
        rf"|(?<![\w-]){count}\s+(?:\w+\s+){{0,3}}(?:{alternatives(words.partitive)})\b"
        rf"|(?<![\w/])\d+\s*/\s*\d+(?![\w/])|\b(?:{alternatives(words.whole)})\b",
        re.IGNORECASE,
    )


@cache
def _addressed(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\b((?:{alternatives(words.address)})\.?\s+[A-ZÄÖÜ][\w’'-]+)")


def _quoted(words: Lists | list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)

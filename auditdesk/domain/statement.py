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

from auditdesk.domain import evidence_text
from auditdesk.domain.checks import Problem
from auditdesk.domain.fold import fold
from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.domain.words import (
    STEM,
    Lists,
    Words,
    about,
    alike,
    alternatives,
    found,
    spoken,
    stems,
    tells,
)
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
    people: PeopleFinder | None = None
    languages: tuple[Words, ...] = ()

    @property
    def graded_by_requirement(self) -> bool:
        """Whether its grade says something of a requirement, met or not."""
        return self.nonconformity or self.soft


Rule = Callable[[FindingText, Words], Iterable[Problem]]


def _evidence_can_be_found_again(text: FindingText, words: Words) -> Iterable[Problem]:
    """What, which revision, when, where, how many (ISO 9000:2015, 3.8.3: it can be verified).

    A record that is named with its day can be found again wherever it lies.
    """
    evidence = text.evidence
    if not evidence.strip() or not text.graded_by_requirement:
        return
    absent = []
    identified = (
        bool(text.document)
        or evidence_text.identified(words, evidence)
        or evidence_text.sourced(words, evidence)
    )
    dated = evidence_text.dated(words, f"{evidence} {text.document}")
    placed = bool(text.place) or evidence_text.placed(words, evidence)
    if not identified and not evidence_text.seen_on_the_spot(words, evidence):
        absent.append(_("which document or record"))
    ruled = text.document or found(words.document, evidence)
    if ruled and not dated and not evidence_text.has_revision(words, f"{evidence} {text.document}"):
        absent.append(_("its revision"))
    case = evidence_text.numbers_a_case(words, evidence)
    if not dated and not case:
        absent.append(_("the date"))
    if not placed and not (identified and (dated or case)):
        absent.append(_("the place"))
    if (
        text.nonconformity
        and not evidence_text.counted(words, evidence)
        and (absent or found(words.collective, evidence))
    ):
        absent.append(_("how many of how many"))
    if absent:
        yield Problem(
            "evidence",
            _("The evidence does not say: {what}.").format(what=", ".join(absent)),
            _("Somebody else must find it again: “list FO-12 rev C of 2026-10-30: 4 of 12”."),
        )


def _amounts_are_counted(text: FindingText, words: Words) -> Iterable[Problem]:
    """In the evidence, or in a statement that all was written into."""
    field = "evidence" if text.evidence.strip() else "statement"
    told = text.evidence if text.evidence.strip() else text.statement
    vague = found(words.vague, unquoted(told))
    exact = re.sub("|".join(map(re.escape, vague)), "…", told) if vague else ""
    if vague and text.nonconformity and not evidence_text.sampled(words, exact):
        yield Problem(
            field,
            _("{words} is not a number.").format(words=_quoted(vague)),
            _("Say how many of how many."),
        )


def _nothing_is_only_thought(text: FindingText, words: Words) -> Iterable[Problem]:
    """A cause that nobody has shown; an opinion where no number, day or record stands beside it."""
    if not text.nonconformity:
        return
    by_facts = _DIGIT.search(f"{text.evidence} {text.statement} {text.document}")
    causes = words.guessing if by_facts else words.guessing + words.reasoning
    for listed, message in (
        (() if by_facts else words.judging, _("{words} is an opinion.")),
        (causes, _("{words} guesses at a cause.")),
    ):
        if thought := found(listed, unquoted(text.statement)):
            yield Problem(
                "statement",
                message.format(words=_quoted(thought)),
                _("Say what was seen, where and when; the cause is the auditee’s to find."),
            )


def _statement_names_no_solution(text: FindingText, words: Words) -> Iterable[Problem]:
    ways = _solutions(unquoted(text.statement), words)
    if text.nonconformity and ways:
        yield Problem(
            "statement",
            _("{words} names a solution.").format(words=_quoted(ways)),
            _("Say what failed in the system; what is done about it is the auditee’s to find."),
        )


def _solutions(statement: str, words: Words) -> list[str]:
    """What recommends or asks, and a demand with what is done to bring about a change."""
    demanded = [
        " ".join((one[0] if one["between"].isspace() else one["word"]).split())
        for sentence in _sentences(statement)
        if not found(words.citing, sentence)
        for one in _demand(words).finditer(sentence)
    ]
    asked = [one["what"] for one in _request(words).finditer(statement)]
    wished = [word for sentence in _sentences(statement) for word in _wishes(sentence, words)]
    return list(dict.fromkeys([*found(words.solution, statement), *demanded, *asked, *wished]))


def _wishes(sentence: str, words: Words) -> list[str]:
    """What says how it ought to be, in a sentence that cites no rule and then names no failing."""
    plain = _without(words.harmless, sentence)
    if found(words.citing, plain):
        return []
    return [
        one[0]
        for one in _wish(words).finditer(plain)
        if not found(words.denying + words.unmet, plain[one.end() :])
    ]


def _nothing_is_softened(text: FindingText, words: Words) -> Iterable[Problem]:
    """A month that a softening word spells alike is none: “3 May”."""
    if not text.nonconformity or _solutions(text.statement, words):
        return
    for field, told in (("evidence", text.evidence), ("statement", text.statement)):
        told = unquoted(told)
        soft = [
            word
            for word in found(words.softening, told)
            if word not in words.months and not _is_noun(word, words.softening, told)
        ]
        if soft:
            yield Problem(
                field,
                _("{words} softens what was seen.").format(words=_quoted(soft)),
                _("Say what is and what is not; without evidence there is no nonconformity."),
            )


def _is_noun(word: str, listed: Lists, told: str) -> bool:
    """Whether a word is written with a capital that it has neither in its list nor as the first."""
    begins = re.search(rf"(?:^|[.:;!?]\s+){re.escape(word)}", told.strip())
    return word[0].isupper() and word.casefold() in listed and not begins


def _statement_says_what_failed(text: FindingText, words: Words) -> Iterable[Problem]:
    told = text.statement.strip()
    if (
        text.nonconformity
        and told
        and (not _failing(told, words, text.requirement) or _repeats(told, text.requirement, words))
    ):
        yield Problem(
            "statement",
            _("The statement does not say what failed."),
            _("Such as: “the recall of … does not work”, “… is released without …”."),
        )


def _failing(told: str, words: Words, requirement: str = "") -> bool:
    """Whether a sentence says that something failed, or at least what happens.

    A heading tells nothing, nor does a sentence that says again what is demanded, nor that a clause
    is not met; and what the requirement itself speaks of, such as breakages or unannounced visits,
    is no failing.
    """
    if not about(_without(words.failing + words.meeting + words.standard, told)):
        return False
    harmless = {word.casefold() for word in found(words.harmless, told)}
    subjects = {word for word in re.findall(r"\w+", requirement.casefold()) if len(word) > _SAYING}
    subjects -= {word.casefold() for word in words.failing}
    failing = (word.casefold() for word in found(words.failing + words.unmet, told))
    if any(word not in harmless | subjects for word in failing):
        return True
    return any(_tells_what_happened(sentence, words) for sentence in _sentences(told))


def _tells_what_happened(sentence: str, words: Words) -> bool:
    """Whether it has a verb and says no rule again; what has its day is a fact."""
    if evidence_text.dated(words, sentence):
        return True
    cited = _begins(words.citing).match(sentence)
    return tells(sentence, words) and not cited and not found(words.restating, sentence)


def _repeats(told: str, requirement: str, words: Words) -> bool:
    """Whether a statement says no more than the requirement does, in its words and their order."""
    if found(words.failing + words.unmet, told):
        return False
    demanded = iter(re.findall(r"\w+", requirement.casefold()))
    return all(
        any(word == known or _same_word(word, known) for known in demanded)
        for word in re.findall(r"\w+", told.casefold())
        if not found(words.verbs, word)
    )


def _same_word(one: str, other: str) -> bool:
    """“review” and “reviewed”; numbers are the same only as a whole."""
    same = one[:STEM] == other[:STEM] and len(one) >= STEM
    return same and not (one + other).isdecimal()


def _statement_takes_up_the_requirement(text: FindingText, words: Words) -> Iterable[Problem]:
    """The failing is that of the requirement and its evidence: they speak of the same thing.

    Parts of compound words count: “Fässer” takes up “Lösemittelfässer”.
    """
    if not text.nonconformity or not text.requirement.strip() or not text.statement.strip():
        return
    if any(
        len(told.split()) >= _TELLING and spoken(told, text.languages) is not words
        for told in (text.requirement, text.statement)
    ):
        return
    spoken_of = (text.requirement, *text.cited, text.evidence)
    stated = about(text.statement, text.languages)
    if evidence_text.measures(text.statement) & evidence_text.measures(" ".join(spoken_of)):
        return
    if stated and not alike(about(" ".join(spoken_of), text.languages), stated):
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
    denied = found(words.denying, text.statement) and not found(words.conforming, text.statement)
    same = alike(about(text.statement, text.languages), about(text.requirement, text.languages))
    if (
        (denied and same)
        or _undoes(text.statement, text.requirement, words)
        or any(_says_unmet(told, words) for told in (text.evidence, text.statement))
    ):
        yield Problem(
            "grade",
            _("A requirement, evidence and a failing are there: that is a nonconformity."),
            _("Grade it minor or major, or say why the requirement is met all the same."),
        )


def _undoes(statement: str, requirement: str, words: Words) -> bool:
    """Whether a word says that what is demanded was not done: “unlabelled”, where it is to be."""
    demanded = about(requirement, (words,))
    undone = _undone(words).findall(fold(statement))
    return any(word[:_HEAD] == known[:_HEAD] for word in undone for known in demanded)


def _says_unmet(told: str, words: Words) -> bool:
    """“never evaluated”, “is overdue”; but not “none is overdue”, “0 of 12 missing”."""
    if _denied(words).search(told):
        return True
    return any(
        not _negated(words).search(told[: one.start()]) for one in _unmet(words).finditer(told)
    )


def _nobody_is_addressed(text: FindingText, words: Words) -> Iterable[Problem]:
    """People whom nobody knows: by how they are addressed, an initial, or a first name."""
    if text.people is None:
        return
    for field in _TOLD:
        told = getattr(text, field)
        known = bool(text.people.named_in(told))
        for name in () if known else dict.fromkeys(text.people.strangers_in(told, words.lettered)):
            yield _names(field, Somebody(name))


def _nobody_is_named(text: FindingText) -> Iterable[Problem]:
    """A finding speaks of the system; whom it concerns stands in fields of its own."""
    if text.people is None:
        return
    for field in _TOLD:
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
    _amounts_are_counted,
    _nothing_is_only_thought,
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


_HEAD = 4
"""Letters that two forms of a word begin with alike: sperren, gesperrt; label, labelled."""
_TELLING = 8
"""Words from which on a text tells its language by itself."""
_SAYING = 6
"""Letters of words that may name a subject; shorter ones deny: kein, never, without."""
_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{4}[.!?])\s+|(?<=[^\W\d_]{3}[)\]”\"][.!?])\s+|;\s+")
_DIGIT = re.compile(r"\d")
_EMPTY = frozenset({"opera", "emplo", "perso", "colle", "mitar", "kolle", "worke"})
_QUOTE = re.compile('“[^”]*”|„[^“”]*[“”]|«[^»]*»|»[^«]*«|"[^"]*"')


def _sentences(text: str) -> list[str]:
    """A text by its sentences; a point behind a figure or a short word ends none."""
    return _SENTENCE_END.split(text)


def _without(listed: Lists, text: str) -> str:
    for word in found(listed, text):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", " ", text)
    return text


def unquoted(text: str) -> str:
    """A text without what it quotes: that is not the auditor’s word."""
    return _QUOTE.sub(" ", text)


@cache
def _demand(words: Words) -> re.Pattern[str]:
    """A word that demands, and in the same sentence what is done to bring about a change."""
    return re.compile(
        rf"(?<!\w)(?P<word>{alternatives(words.demanding)})(?!\w)"
        rf"(?P<between>(?:(?!\b(?:{alternatives(words.denying)})\b)[^.;:]){{0,90}}?)"
        rf"(?<!\w)(?:{alternatives(words.changing)})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _request(words: Words) -> re.Pattern[str]:
    """A sentence that begins with what is to be done: “Create objectives …”."""
    plain = tuple(word for word in words.changing if " " not in word and not word.endswith("ed"))
    return re.compile(
        rf"(?:^|[.;:•]\s+)(?P<what>(?:{alternatives(plain)}))(?=\s+(?:a|an|the|all|each|every|new"
        rf"|more|\w+s)\b)(?!\s+\w+\s+(?:{alternatives(words.verbs)})\b)(?!\s+(?:of|is|are|was|were|does|do|has|have|that|which)\b)",
        re.IGNORECASE,
    )


@cache
def _begins(listed: Lists) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{alternatives(listed)})(?!\w)", re.IGNORECASE)


@cache
def _wish(words: Words) -> re.Pattern[str]:
    """A word that wishes, not in a clause that tells of another thing: “which should”."""
    return re.compile(
        rf"(?<!\bwhich )(?<!\bthat )(?<!\bit )(?<!\bthan )(?<!\bwho )"
        rf"(?<!\w)(?:{alternatives(words.wishing)})(?!\w)(?!\s*[,.;]|\s*$)",
        re.IGNORECASE,
    )


@cache
def _undone(words: Words) -> re.Pattern[str]:
    """What follows a syllable that says that it was not done."""
    return re.compile(rf"\b(?:{alternatives(words.undoing)})([^\W\d_]{{{_HEAD},}})")


@cache
def _denied(words: Words) -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternatives(words.denying)})\s+(?:\w+\s+){{0,3}}?"
        rf"(?:{alternatives(words.meeting)})(?!\w)",
        re.IGNORECASE,
    )


@cache
def _unmet(words: Words) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives(words.unmet)})(?!\w)", re.IGNORECASE)


@cache
def _negated(words: Words) -> re.Pattern[str]:
    """“none of them is”, “0 of 12 are”, “no”: what follows did not happen."""
    none = alternatives((*words.denying, "no", "none", "nothing", "0", "kein*", "nichts"))
    return re.compile(rf"(?<![\w.])(?:{none})(?!\w)(?:\s+\w+){{0,4}}\s*$", re.IGNORECASE)


def _quoted(words: Lists | list[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)

"""Response: the form in which an auditee answers a finding, and what becomes of each answer.

A form carries one token for each finding and one mark for each row. Both are sealed by the book, so
that a row is known wherever it stands and whatever the file is called; what a form says beside its
answers is never read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from auditdesk.errors import Refusal
from auditdesk.i18n import N_, _

VERSION = "AD1"
WHYS = ("why1", "why2", "why3", "why4", "why5")
ACTIONS = ("action1", "action2", "action3")
DONE = "done:"
"""Before the number of an action, the key of the row that says it is done."""
TOKEN, PART = "token~", "~"
"""In a PDF: how the fields of the tokens begin, and what parts the mark of a row from its cell."""

ASKED: Mapping[str, frozenset[str]] = {
    "acknowledge": frozenset({"answer", "who", "day"}),
    "correction": frozenset({"answer", "who", "day"}),
    **dict.fromkeys(ACTIONS, frozenset({"answer", "who", "day"})),
    **dict.fromkeys(("extent", *WHYS, "cause", "category"), frozenset({"answer"})),
}
"""Which cells a row asks for; a row about an action asks what shows it, and the day."""


QUESTIONS = {
    "acknowledge": N_("Acknowledged"),
    "correction": N_("Correction"),
    "extent": N_("Extent"),
    "why1": N_("Why"),
    "why2": N_("Second why"),
    "why3": N_("Third why"),
    "why4": N_("Fourth why"),
    "why5": N_("Fifth why"),
    "cause": N_("Cause"),
    "category": N_("Category of the cause"),
    "action1": N_("Corrective action"),
    "action2": N_("Second corrective action"),
    "action3": N_("Third corrective action"),
}


def asked(key: str) -> frozenset[str]:
    """The cells that the row of this key asks for."""
    return frozenset({"answer", "day"}) if key.startswith(DONE) else ASKED[key]


def keys_for(nonconformity: bool) -> tuple[str, ...]:
    """The rows of a form: what a nonconformity owes (ISO 9001, 10.2), or the few of others."""
    if nonconformity:
        return ("acknowledge", "correction", "extent", *WHYS, "cause", "category", *ACTIONS)
    return ("acknowledge", *ACTIONS)


@dataclass(frozen=True)
class Texts:
    """The words of a form in one language."""

    key: str
    language: str
    title: str
    file: str
    question: str
    answer: str
    who: str
    day: str
    facts: Mapping[str, str]
    instructions: tuple[str, ...]
    paper: tuple[str, ...]
    mail: Mapping[str, str]
    questions: Mapping[str, str]
    categories: Mapping[str, str]


@dataclass(frozen=True)
class FormQuestion:
    """One row of a form: its key, its sealed mark, and the question."""

    key: str
    mark: str
    text: str


@dataclass(frozen=True)
class ResponseForm:
    """The form of one finding: token, number, what is known (label and text), and the rows.

    due: when the answer is owed. to: the e-mail address of who owes it, "" where none is known.
    code: what the QR code on its pages says.
    """

    token: str
    number: str
    due: date | None
    to: str
    facts: tuple[tuple[str, str], ...]
    questions: tuple[FormQuestion, ...]
    code: str


@dataclass(frozen=True)
class Answer:
    """One row of a form that came back; day is as the file holds it. place: sheet and row."""

    mark: str
    answer: str
    who: str
    day: object
    place: str

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.answer or self.who or self.day not in (None, ""))

    @property
    def told(self) -> str:
        """All that was filled in, in one text."""
        day = self.day.isoformat() if isinstance(self.day, date) else str(self.day or "")
        return " · ".join(part for part in (self.answer, self.who, day) if part)


@dataclass(frozen=True)
class Returned:
    """A form that came back: every token found in it, and the rows that bear a mark."""

    name: str
    tokens: tuple[str, ...]
    answers: tuple[Answer, ...]


class AnswerFate(StrEnum):
    """What becomes of an answer."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    CHANGED = "changed"
    INVALID = "invalid"
    FOREIGN = "foreign"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        return _(FATE_LABELS[self])


FATE_LABELS = {
    AnswerFate.ACCEPTED: N_("accepted"),
    AnswerFate.KNOWN: N_("already read"),
    AnswerFate.CHANGED: N_("changed meanwhile by us"),
    AnswerFate.INVALID: N_("not valid"),
    AnswerFate.FOREIGN: N_("foreign"),
    AnswerFate.EMPTY: N_("left empty"),
}


@dataclass(frozen=True)
class AnswerLine:
    """An answer, what becomes of it and why. now: what the book says in its place."""

    finding: str
    key: str
    question: str
    answer: str
    fate: AnswerFate
    message: str
    now: str
    place: str


class Changed(Refusal):
    """The book says something else than when the form was made; the message is what it says now."""


class Known(Refusal):
    """The book says this already."""


def counts(lines: Sequence[AnswerLine]) -> str:
    """“3 accepted, 1 not valid”; what was left empty is not counted."""
    told = [
        f"{n} {fate.label}"
        for fate in AnswerFate
        if fate is not AnswerFate.EMPTY and (n := sum(1 for line in lines if line.fate is fate))
    ]
    return ", ".join(told) or _("nothing was filled in")

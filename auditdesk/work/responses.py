"""Make response forms for findings, and take in the answers that come back, row by row."""

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from auditdesk.book.book import Book
from auditdesk.book.facts import actions_of, grade_of
from auditdesk.book.house_rules import organisation
from auditdesk.book.listings import FINDINGS
from auditdesk.book.lists import List, Query
from auditdesk.book.reading import Reading
from auditdesk.book.seal import seal, sealed, sheet_code
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    ActionRow,
    AuditRow,
    Evidence,
    Finding,
    GradeRow,
    Person,
)
from auditdesk.domain import finding as rules
from auditdesk.domain.response import (
    DONE,
    QUESTIONS,
    VERSION,
    WHYS,
    Answer,
    AnswerFate,
    AnswerLine,
    Changed,
    FormQuestion,
    Known,
    ResponseForm,
    Returned,
    Texts,
    keys_for,
)
from auditdesk.errors import Refusal
from auditdesk.files import contents
from auditdesk.i18n import _, date_text
from auditdesk.paths import resource
from auditdesk.work import findings, history
from auditdesk.work.answers import Taker, state_of
from auditdesk.work.citations import cited_texts
from auditdesk.work.plain import name_of

_WITH_CAUSE = frozenset({*WHYS, "category"})


@cache
def languages() -> dict[str, Texts]:
    """The languages that forms are shipped in, by key, English first."""
    files = sorted(
        resource("response").glob("*.toml"), key=lambda one: (one.stem != "en", one.stem)
    )
    return {path.stem: _texts(path) for path in files}


def _texts(path: Path) -> Texts:
    data = tomllib.loads(path.read_text("utf-8"))
    told = {key: tuple(data[key]) for key in ("instructions", "paper")}
    return Texts(key=path.stem, **(data | told))


def texts_in(language: str) -> Texts:
    """The words of forms in a language, or a refusal naming those there are."""
    known = languages()
    if language not in known:
        raise Refusal(
            _("There is no form in “{language}”. Possible: {known}.").format(
                language=language, known=", ".join(known)
            )
        )
    return known[language]


# --- out ---------------------------------------------------------------------------------------


def form_of(book: Book, row: str, texts: Texts) -> ResponseForm:
    """The form of one issued finding that is not closed yet."""
    reading = Reading()
    finding = reading.get(Finding, row)
    name = findings.name_of(finding)
    if not finding.number or finding.state in rules.ENDED:
        raise Refusal(
            _("{name} is {state}: only an issued, open finding is answered.").format(
                name=name, state=finding.state.label
            )
        )
    head = f"{VERSION}|{finding.id}|{finding.number}|{book.head.seq}"
    questions = [
        FormQuestion(key, _mark(book, reading, finding, key), texts.questions[key])
        for key in keys_for(grade_of(reading, finding.grade).nonconformity)
    ]
    for action in _open_actions(reading, finding.id):
        key = f"{DONE}{action.number}"
        told = texts.questions["done"].format(number=action.number, what=action.what)
        questions.append(FormQuestion(key, _mark(book, reading, finding, key), told))
    return ResponseForm(
        f"{head}|{seal(book, head)}",
        str(finding.number),
        finding.answer_due,
        reading.get(Person, finding.owner).email if finding.owner else "",
        tuple(_facts(reading, finding, texts)),
        tuple(questions),
        sheet_code(book, finding.id, str(finding.number)),
    )


def people(reading: Reading) -> list[str]:
    """Who may be chosen in a form."""
    return sorted(one.name for one in reading.rows(Person) if not one.retired)


def owned(book: Book, owner: str) -> list[str]:
    """The issued, open findings of an owner."""
    query = Query((("owner", owner), ("state", "open")))
    return [row.id for row in List(book, FINDINGS, query).stream() if row.number]


def language_of(reading: Reading) -> str:
    """The language of the organisation where forms are shipped in it, else English."""
    told = organisation(reading).language[:2]
    return told if told in languages() else "en"


def _facts(reading: Reading, finding: Finding, texts: Texts) -> Iterable[tuple[str, str]]:
    told: dict[str, Any] = {
        "audit": name_of(reading, AuditRow, finding.audit),
        "grade": _(reading.get(GradeRow, finding.grade).label),
        "clauses": ", ".join(cited_texts(reading, finding.id)),
        "answer_due": date_text(finding.answer_due),
    }
    for key, label in texts.facts.items():
        text = told.get(key, getattr(finding, key, ""))
        if text:
            yield label, str(text)


def _open_actions(reading: Reading, finding: str) -> list[ActionRow]:
    return [one for one in actions_of(reading, finding) if not one.done_on and not one.cancelled_on]


def _mark(book: Book, reading: Reading, finding: Finding, key: str) -> str:
    base = _digest(state_of(reading, finding, key))
    return f"{key}|{base}|{seal(book, f'{finding.id}|{key}|{base}', 16)}"


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()[:12]


# --- back --------------------------------------------------------------------------------------


def compare(
    book: Book, form: Returned, today: date, also: Collection[tuple[str, str]] = ()
) -> list[AnswerLine]:
    """What would become of every row; nothing is changed. Refusal for what is no form at all."""
    lines: list[AnswerLine] = []
    with book.trial() as step:
        lines, _taken = _run(step, form, today, also)
    return lines


def take(
    book: Book,
    form: Returned,
    file: Path,
    today: date,
    also: Collection[tuple[str, str]] = (),
) -> list[AnswerLine]:
    """Take in what is valid, in one step, with the file as evidence; what became of every row.

    also: rows (number of the finding, key) to be taken although the book changed meanwhile.
    """
    with book.step(_("Answers from {name}").format(name=form.name)) as step:
        lines, taken = _run(step, form, today, also)
        digest = hashlib.sha256(contents(file)).hexdigest() if taken else ""
        for row in taken:
            if not step.find(Evidence, row=row, content=digest):
                history.attach(
                    step, Finding, row, file=str(file), caption=_("Answers, as received")
                )
    return lines


def _run(
    step: Step, form: Returned, today: date, also: Collection[tuple[str, str]]
) -> tuple[list[AnswerLine], list[str]]:
    """The lines of a form, and the findings of which something was taken."""
    if not form.answers and not form.tokens:
        raise Refusal(_("{name} is no form of AuditDesk.").format(name=form.name))
    known = _known_findings(step, form)
    lines: list[AnswerLine] = []
    by_finding: dict[str, dict[str, tuple[Answer, str]]] = {row: {} for row in known}
    for answer in form.answers:
        key, base, row = _owner(step.book, answer, known)
        if row is None:
            why = (
                _("The row was not made by this book, or was altered.")
                if known
                else _("No token of this book is in the file.")
            )
            lines.append(_line("", key, answer, AnswerFate.FOREIGN, why))
        elif key in by_finding[row]:
            if not answer.empty:
                number = str(step.get(Finding, row).number)
                why = _("The row stands in the form twice.")
                lines.append(_line(number, key, answer, AnswerFate.INVALID, why))
        else:
            by_finding[row][key] = (answer, base)
    taken = []
    for row, answers in by_finding.items():
        told = list(_take_finding(step, row, answers, today, also))
        lines += told
        if any(line.fate is AnswerFate.ACCEPTED for line in told):
            taken.append(row)
    return lines, taken


def _known_findings(step: Step, form: Returned) -> list[str]:
    """The findings whose token verifies in any of its places."""
    known = []
    for token in form.tokens:
        head, _bar, given = token.rpartition("|")
        row = head.split("|")[1]
        if sealed(step.book, head, given) and step.find(Finding, id=row) and row not in known:
            known.append(row)
    return known


def _owner(book: Book, answer: Answer, known: Sequence[str]) -> tuple[str, str, str | None]:
    """Key, base and finding of a row; None where no seal of this book is on it."""
    key, base, given = answer.mark.rsplit("|", 2)
    for row in known:
        if sealed(book, f"{row}|{key}|{base}", given):
            return key, base, row
    return key, base, None


def _take_finding(
    step: Step,
    row: str,
    answers: dict[str, tuple[Answer, str]],
    today: date,
    also: Collection[tuple[str, str]],
) -> Iterable[AnswerLine]:
    finding = step.get(Finding, row)
    number = str(finding.number)
    nonconformity = grade_of(step, finding.grade).nonconformity
    taker = Taker(step, row, today, {key: answer for key, (answer, _base) in answers.items()})
    states = {key: state_of(step, finding, key) for key in answers}
    fates: dict[str, AnswerLine] = {}
    for key, (answer, base) in answers.items():
        if key in _WITH_CAUSE:
            continue
        changed = base != _digest(states[key]) and (number, key) not in also
        fates[key] = _take_row(taker, number, key, answer, states[key] if changed else None)
    for key, (answer, _base) in answers.items():
        if key in fates:
            yield fates[key]
        elif answer.empty:
            yield _line(number, key, answer, AnswerFate.EMPTY)
        elif fates.get("cause") is None or fates["cause"].fate is AnswerFate.EMPTY:
            yield _line(number, key, answer, AnswerFate.INVALID, _("The cause itself is missing."))
        else:
            of = fates["cause"]
            yield replace(_line(number, key, answer, of.fate, of.message), now=of.now)
    for key in keys_for(nonconformity):
        if key not in answers:
            why = _("The row is gone from the form.")
            yield AnswerLine(number, key, question(key), "", AnswerFate.INVALID, why, "", "")


def _take_row(
    taker: Taker, number: str, key: str, answer: Answer, changed: str | None
) -> AnswerLine:
    if answer.empty:
        return _line(number, key, answer, AnswerFate.EMPTY)
    try:
        with taker.step.attempt():
            taker.take(key, answer, changed)
    except Known as known:
        return _line(number, key, answer, AnswerFate.KNOWN, now=str(known))
    except Changed as now:
        return _line(number, key, answer, AnswerFate.CHANGED, now=str(now))
    except Refusal as refusal:
        return _line(number, key, answer, AnswerFate.INVALID, str(refusal))
    return _line(number, key, answer, AnswerFate.ACCEPTED)


def _line(
    number: str, key: str, answer: Answer, fate: AnswerFate, message: str = "", now: str = ""
) -> AnswerLine:
    return AnswerLine(number, key, question(key), answer.told, fate, message, now, answer.place)


def question(key: str) -> str:
    """What a row asks, in a few words."""
    if key.startswith(DONE):
        return _("{number} done").format(number=key.removeprefix(DONE))
    return _(QUESTIONS[key]) if key in QUESTIONS else key

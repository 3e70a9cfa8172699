"""Answers of a form become deeds: each key has its verb, what it changes, and when it is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import ActionFinding, ActionRow, Cause, Finding, Person
from auditdesk.domain import finding as rules
from auditdesk.domain.action import ActionKind
from auditdesk.domain.response import DONE, WHYS, Answer, Changed, Known
from auditdesk.errors import Refusal
from auditdesk.i18n import _, date_text
from auditdesk.work import actions, causes, findings, lookup


def state_of(reading: Reading, finding: Finding, key: str) -> str:
    """What the book says in the place of a row; "" where a row only ever adds something."""
    if key == "acknowledge":
        day = date_text(finding.acknowledged_on)
        return _joined(finding.diverging_opinion, finding.acknowledged_by, day)
    if key == "extent":
        return finding.extent
    if key == "cause":
        return "\n".join(one.cause for one in reading.rows(Cause, finding=finding.id))
    if key.startswith(DONE):
        action = reading.find(ActionRow, number=key.removeprefix(DONE))
        return _done(action) if action else ""
    return ""


class Taker:
    """Takes the answers to one finding, each by the verb that a person would use.

    Known and Changed are raised as the domain describes them, Refusal where a rule says no.
    """

    def __init__(self, step: Step, row: str, today: date, answers: Mapping[str, Answer]) -> None:
        self.step = step
        self._row = row
        self._today = today
        self._answers = answers

    def take(self, key: str, answer: Answer, changed: str | None) -> None:
        """Do what an answer says. changed: what the book says by now, None for nothing new."""
        finding = self.step.get(Finding, self._row)
        if key == "acknowledge":
            self._acknowledge(finding, answer, changed)
        elif key == "extent":
            self._extent(finding, answer, changed)
        elif key == "cause":
            self._cause(finding, answer, changed)
        elif key.startswith(DONE):
            self._done(key.removeprefix(DONE), answer, changed)
        else:
            kind = ActionKind.CORRECTION if key == "correction" else ActionKind.CORRECTIVE_ACTION
            self._agree(finding, kind, answer)

    def _acknowledge(self, finding: Finding, answer: Answer, changed: str | None) -> None:
        day = self._past(answer)
        by = self._person(answer).name if answer.who else ""
        same = (
            (not by or by == finding.acknowledged_by)
            and (day is None or day == finding.acknowledged_on)
            and (not answer.answer or _alike(answer.answer, finding.diverging_opinion))
        )
        if same:
            raise Known(state_of(self.step, finding, "acknowledge"))
        _refuse_changed(changed)
        opinion: dict[str, Any] = {"diverging_opinion": answer.answer} if answer.answer else {}
        if finding.state == rules.FindingState.ISSUED and by:
            if day is None:
                raise Refusal(_("The date is missing."))
            findings.move(self.step, self._row, "acknowledge", on=day, by=by, **opinion)
        elif opinion and by in ("", finding.acknowledged_by):
            findings.change(self.step, self._row, today=self._today, **opinion)
        elif finding.acknowledged_by:
            raise Refusal(
                _("It was acknowledged by {name} already.").format(name=finding.acknowledged_by)
            )
        else:
            raise Refusal(_("Who acknowledged it is missing."))

    def _extent(self, finding: Finding, answer: Answer, changed: str | None) -> None:
        if _alike(answer.answer, finding.extent):
            raise Known(finding.extent)
        _refuse_changed(changed)
        findings.change(self.step, self._row, extent=answer.answer, today=self._today)

    def _cause(self, finding: Finding, answer: Answer, changed: str | None) -> None:
        for one in self.step.rows(Cause, finding=self._row):
            if _alike(answer.answer, one.cause):
                raise Known(one.cause)
        _refuse_changed(changed)
        whys = [self._answers[key].answer for key in WHYS if key in self._answers]
        chain = [why for why in whys if why]
        category = self._answers.get("category")
        causes.add(
            self.step,
            finding=finding,
            cause=answer.answer,
            category=category.answer if category else "",
            method="five_why" if chain else "other",
            steps=chain,
        )

    def _agree(self, finding: Finding, kind: ActionKind, answer: Answer) -> None:
        if not answer.answer:
            raise Refusal(_("Say what will be done."))
        for link in self.step.rows(ActionFinding, finding=self._row):
            action = self.step.get(ActionRow, link.action)
            if action.kind == kind and _alike(answer.answer, action.what):
                self._agree_otherwise(action, answer)
                return
        owner = self._person(answer).id if answer.who else None
        day = _day(answer)
        row = actions.agree(
            self.step,
            finding=finding,
            what=answer.answer,
            kind=kind,
            owner=owner,
            due=day,
            reason=_as_answered(),
            today=self._today,
        )
        if day and day <= self._today:
            actions.move(self.step, row, "done", on=day, evidence=answer.answer)

    def _agree_otherwise(self, action: ActionRow, answer: Answer) -> None:
        """Take another owner or day of an action that is known; each cell is compared for itself.

        A day that has come says that it was done, where it is not the day that was agreed.
        """
        owner, day = self._person(answer) if answer.who else None, _day(answer)
        changes: dict[str, Any] = {}
        if owner is not None and owner.id != action.owner:
            changes["owner"] = owner.id
        new_day = day is not None and day not in (action.due, action.done_on)
        done = new_day and day is not None and day <= self._today
        if new_day and not done:
            changes["due"] = day
        if not changes and not done:
            raise Known(f"{action.number}: {action.what}")
        if action.done_on or action.cancelled_on:
            raise Changed(_done(action))
        if changes:
            actions.change(
                self.step, action.id, reason=_as_answered(), today=self._today, **changes
            )
        if done and day is not None:
            actions.move(self.step, action.id, "done", on=day, evidence=answer.answer)

    def _done(self, number: str, answer: Answer, changed: str | None) -> None:
        action = self.step.find(ActionRow, number=number)
        if action is None or not self.step.find(ActionFinding, action=action.id, finding=self._row):
            raise Refusal(_("{number} does not belong to this finding.").format(number=number))
        day = self._past(answer)
        shown = not answer.answer or _alike(answer.answer, action.done_evidence)
        if action.done_on and day in (None, action.done_on) and shown:
            raise Known(_done(action))
        _refuse_changed(changed)
        if day is None:
            raise Refusal(_("The date is missing."))
        actions.move(self.step, action.id, "done", on=day, evidence=answer.answer)

    def _person(self, answer: Answer) -> Person:
        return lookup.person(self.step, answer.who)

    def _past(self, answer: Answer) -> date | None:
        day = _day(answer)
        if day and day > self._today:
            raise Refusal(_("{day} lies in the future.").format(day=day))
        return day


def _as_answered() -> str:
    return _("As the auditee answered")


def _day(answer: Answer) -> date | None:
    """The date of a row; a text is asked about, never guessed."""
    if isinstance(answer.day, date):
        return answer.day
    if answer.day:
        raise Refusal(
            _("“{value}” is text, not a date: ask, or write it like 2026-12-31.").format(
                value=answer.day
            )
        )
    return None


def _refuse_changed(now: str | None) -> None:
    if now is not None:
        raise Changed(now or _("nothing any more"))


def _done(action: ActionRow) -> str:
    cancelled = _("cancelled") if action.cancelled_on else ""
    return _joined(action.done_evidence, date_text(action.done_on), cancelled)


def _alike(one: str, other: str) -> bool:
    """The same words, whatever a spreadsheet program did to spaces and line ends."""
    return " ".join(str(one).split()) == " ".join(str(other).split())


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in map(str, parts) if part and part != "None")

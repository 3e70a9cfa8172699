"""All questions, in the order in which an audit year goes."""

from auditdesk.book.completeness import actions, audits, findings, programmes
from auditdesk.book.completeness.question import AuditorQuestion

QUESTIONS: tuple[AuditorQuestion, ...] = (
    *programmes.QUESTIONS,
    *audits.QUESTIONS,
    *findings.QUESTIONS,
    *actions.QUESTIONS,
)
BY_KEY = {question.key: question for question in QUESTIONS}

"""Citations: the clauses that a finding cites, and what may be cited."""

from collections.abc import Sequence

from auditdesk.book.facts import grade_of
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import ClauseRow, Finding, FindingClause, StandardRow
from auditdesk.domain.clause import ClauseNumber, refuse_citation
from auditdesk.domain.finding import Grade
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.work import lookup
from auditdesk.work.audits import standards_of

Citations = list[tuple[ClauseRow, str]]
"""The clauses that a finding cites, each with the list item of it."""


def cite(step: Step, row: str, standard: StandardRow | None, texts: Sequence[str]) -> None:
    """Cite other clauses than before."""
    finding = step.get(Finding, row)
    frozen = standards_of(step, finding.audit)
    candidates = [standard] if standard else frozen or cited_standards(step, row)
    cited = citations(step, grade_of(step, finding.grade), frozen, candidates, texts)
    for old in step.rows(FindingClause, finding=row):
        step.remove(FindingClause, old.id)
    step.change(Finding, row, clause_key=clause_key_of(cited))
    put_citations(step, row, cited)


def citations(
    step: Step,
    grade: Grade,
    frozen: list[StandardRow],
    candidates: list[StandardRow],
    texts: Sequence[str],
) -> Citations:
    """What the texts cite. The audit's frozen edition and the grade decide what may be cited."""
    cited = []
    for text in dict.fromkeys(texts):
        named = lookup.leading_standard(step, text)
        of_these, number = ([named[0]], named[1]) if named else (candidates, text)
        refuse_uncitable(step, grade, of_these[:1])
        clause, of, item = lookup.cited(step, number, of_these)
        _refuse_other_edition(of, frozen)
        cited.append((clause, item))
    return cited


def clause_key_of(cited: Citations) -> str:
    """By what a finding sorts: the first clause that it cites."""
    keys = (ClauseNumber.parse(f"{clause.number} {item}").sort_key for clause, item in cited)
    return next(keys, "")


def put_citations(step: Step, row: str, cited: Citations) -> None:
    for position, (clause, item) in enumerate(cited):
        step.add(FindingClause, finding=row, clause=clause.id, item=item, position=position)


def cited_texts(step: Reading, row: str) -> list[str]:
    """What a finding cites, each with its standard: “ISO 9001:2015 8.4.1”."""
    texts = []
    for link in step.rows(FindingClause, finding=row):
        clause = step.get(ClauseRow, link.clause)
        standard = step.get(StandardRow, clause.standard)
        texts.append(f"{standard.designation} {clause.number} {link.item}".strip())
    return texts


def _refuse_other_edition(cited: StandardRow, frozen: list[StandardRow]) -> None:
    same_family = [standard for standard in frozen if standard.family == cited.family]
    if same_family and cited.id not in [standard.id for standard in same_family]:
        raise Refusal(
            _(
                "This audit is held against {frozen}: a finding of it cites that edition, "
                "not {cited}."
            ).format(frozen=same_family[0].designation, cited=cited.designation)
        )


def refuse_uncitable(step: Step, grade: Grade, standards: Sequence[StandardRow]) -> None:
    """A nonconformity cites what requires something; guidance and vocabulary require nothing."""
    if not grade.nonconformity:
        return
    for standard in standards:
        kind = standard.kind
        if not kind.may_be_cited:
            citable = [
                other.designation for other in step.rows(StandardRow) if other.kind.may_be_cited
            ]
            raise refuse_citation(standard.designation, kind, citable)


def cited_standards(step: Step, row: str) -> list[StandardRow]:
    clauses = [step.get(ClauseRow, link.clause) for link in step.rows(FindingClause, finding=row)]
    return [
        step.get(StandardRow, id) for id in dict.fromkeys(clause.standard for clause in clauses)
    ]

"""Targets: the kinds of things a table can become, and which meanings of columns fill them."""

from dataclasses import dataclass

from auditdesk.i18n import N_

NOTE = "note"
"""The field of columns without a place of their own: kept as text beside the thing."""
LEFT_OUT = ""
GRID = "grid"
"""The field of the columns of a year or of days: a mark says that the row's audit lies there, or
that the row's person is away."""

OF_ACTIONS = frozenset(
    "action correction owner action_owner due action_due implement_due action_done done_on"
    " action_state correction_owner correction_due correction_done_on closed_on state verification"
    " effectiveness verified_on verifier".split()
)
"""The fields of a register of findings that tell of an action."""


@dataclass(frozen=True)
class Target:
    """One kind: its fields, each with the meanings that fill it, best first.

    telling: fields that hardly any other kind has. needs: of each group, one field must be there.
    several: fields that take more than one column.
    """

    kind: str
    label: str
    fields: dict[str, tuple[str, ...]]
    telling: frozenset[str]
    needs: tuple[frozenset[str], ...]
    several: frozenset[str] = frozenset()


def _fields(text: str) -> dict[str, tuple[str, ...]]:
    """“what=action,title owner grid=-” → {"what": ("action", "title"), "owner": ("owner",), …}.

    “-” is for fields that no heading alone fills.
    """
    found: dict[str, tuple[str, ...]] = {}
    for entry in text.split():
        name, _equals, meanings = entry.partition("=")
        of_none = meanings == "-"
        found[name] = () if of_none else tuple(meanings.split(",")) if meanings else (name,)
    return found


def _target(
    kind: str, label: str, fields: str, telling: str, *needs: str, several: str = ""
) -> Target:
    return Target(
        kind,
        label,
        _fields(fields),
        frozenset(telling.split()),
        tuple(frozenset(group.split()) for group in needs),
        frozenset(several.split()),
    )


_ALL = (
    _target(
        "finding",
        N_("Findings"),
        "number=number,finding,action_number foreign_number grade=grade,verdict state audit clauses"
        " standard process=process,department site place statement title requirement"
        " evidence=evidence effect document auditor=auditor,lead_auditor auditee=auditee,name"
        " owner action_owner raised_on=raised_on,day,held_on issued_on due=due action_due"
        " answer_due implement_due closed_on=closed_on cause cause_method correction"
        " action=action,correction action_done done_on action_state correction_owner"
        " correction_due correction_done_on verification effectiveness verified_on verifier"
        " closing_note=comment repeat_of open_actions",
        "statement grade cause correction action evidence requirement effectiveness closed_on"
        " answer_due state",
        "statement evidence requirement title",
        "number clauses raised_on state action cause owner",
    ),
    _target(
        "action",
        N_("Actions"),
        "number=action_number,number,action foreign_number finding=finding,audit kind=action_kind"
        " grade what=action,title,statement owner=owner,action_owner resources due=due,action_due"
        " state=state,action_state done_on=done_on,held_on,closed_on"
        " done_evidence=action_done,evidence effect=effectiveness"
        " verification accepted_on verifier verify_on=verify_on,verified_on clauses"
        " process=process,department"
        " site extensions",
        "finding what done_on done_evidence due kind accepted_on",
        "what",
        "finding due owner",
    ),
    _target(
        "audit",
        N_("Audits"),
        "number=number,audit foreign_number title=title,process,place,scope,department"
        " kind=action_kind"
        " state=state,verdict units=units,process,department process=process,department"
        " site clauses standard=standard month year"
        " starts_on=starts_on,raised_on,day,due ends_on started_on held_on=held_on,done_on"
        " reported_on closed_on lead_auditor=lead_auditor,auditor team"
        " contact=auditee objectives scope method owner grid=-",
        "grid month lead_auditor team units clauses objectives scope ends_on started_on held_on"
        " reported_on",
        "title units process clauses",
        "grid month starts_on lead_auditor clauses units year",
    ),
    _target(
        "session",
        N_("Timetable"),
        "number what=title,statement,question,scope day=day,raised_on,starts_on,held_on time starts"
        " ends=ends,ends_on clauses unit=units,process,department place=place,site"
        " auditors=auditor,lead_auditor,team"
        " auditees=auditee,name,owner method audit kind=action_kind",
        "time starts ends auditees auditors",
        "time starts",
        "what clauses auditees place",
    ),
    _target(
        "person",
        N_("People"),
        "number name=name,auditor,auditee first_name last_name email job=job,title department"
        " manager site roles duties availability absent_from absent_to"
        " competence=competence,standard acquired_on"
        " expires_on external grid=-",
        "email department availability job manager roles duties competence name acquired_on grid"
        " absent_from absent_to first_name last_name",
        "name last_name",
        "email job department availability manager roles duties competence acquired_on grid"
        " absent_from",
    ),
    _target(
        "process",
        N_("Processes"),
        "name=process,name,title code=code,number owner deputy department importance site clauses"
        " kind=grade",
        "name owner department importance deputy code",
        "name",
        "owner department importance code site",
    ),
    _target(
        "unit",
        N_("Units"),
        "unit=units process site contact=auditee,owner owner importance clauses",
        "process site unit importance",
        "process unit",
        "site unit",
    ),
    _target(
        "checklist_line",
        N_("Checklist"),
        "number question=question,requirement,statement,place,title clause=clauses"
        " unit=units,process,department ask_for typical_failure=effect verdict=verdict,grade,state"
        " notes=comment,statement reason"
        " evidence=evidence,document population sample_size sampling sample"
        " answered_by=auditor,auditee audit",
        "question verdict ask_for population sample_size sampling sample",
        "question",
        "question verdict clause",
    ),
    _target(
        "clause",
        N_("Clauses of a standard"),
        "number=clauses,number title=title,requirement,statement hint=statement,comment standard"
        " assessable",
        "number title",
        "number",
        "title hint",
    ),
)
TARGETS: dict[str, Target] = {target.kind: target for target in _ALL}
MATRIX = "matrix"
"""A table of clauses by processes or sites, with a sign where one applies to the other."""
KIND_LABELS = {**{kind: one.label for kind, one in TARGETS.items()}, MATRIX: N_("Coverage matrix")}

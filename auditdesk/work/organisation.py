"""Set up whose book it is: organisation, people, sites, processes, units, calendar, schemes."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from auditdesk.book.house_rules import organisation
from auditdesk.book.reading import Reading
from auditdesk.book.step import Step
from auditdesk.book.tables import (
    Absence,
    ClauseRow,
    Closure,
    Competence,
    DueRule,
    FormNumber,
    GradeRow,
    Journey,
    NumberSeries,
    Organisation,
    Person,
    PersonRole,
    Process,
    ProcessWorker,
    Shift,
    Site,
    StandardRow,
    Table,
    Unit,
    UnitClause,
)
from auditdesk.domain.action import DEFAULT_DUE, scaled
from auditdesk.domain.clause import ClauseNumber
from auditdesk.domain.finding import DEFAULT_GRADES
from auditdesk.domain.programme import WorkingDays
from auditdesk.errors import ReasonNeeded, Refusal
from auditdesk.i18n import _
from auditdesk.work import lookup, standards
from auditdesk.work.editions import use_edition
from auditdesk.work.handover import hand_over, refuse_what_is_left
from auditdesk.work.logo import take_logo

_SERIES = {
    "IA": "Internal audits",
    "CO": "Conformities",
    "NC": "Nonconformities",
    "OB": "Observations",
    "OP": "Opportunities for improvement",
    "PO": "Positive findings",
    "CA": "Corrections and corrective actions",
}


def found(step: Step, name: str, country: str = "", edition: str = "") -> None:
    """Make an empty book the book of an organisation: schemes, number series, shipped standards.

    edition: the designation of the edition that it is certified to; the other editions of that
    standard are not in use until somebody takes them into use. All are where it is empty.
    """
    step.final = True
    _known_holidays(country, "")
    step.add(Organisation, name=name, country=country)
    for code, label in _SERIES.items():
        step.add(NumberSeries, id=code, label=label)
    for position, grade in enumerate(DEFAULT_GRADES):
        step.add(
            GradeRow,
            id=grade.key,
            label=grade.label,
            letter=grade.letter,
            series=grade.series,
            nonconformity=grade.nonconformity,
            position=position,
        )
    for (key, stage), span in DEFAULT_DUE.items():
        for importance in range(1, 6):
            value = scaled(span, importance)
            step.add(
                DueRule,
                grade=key,
                importance=importance,
                stage=stage,
                days=value.days,
                working=value.working,
            )
    for standard in standards.shipped():
        standards.load(step, standard)
    if edition:
        use_edition(step, edition)


def change_organisation(step: Step, row: str, *, logo: str = "", **values: Any) -> None:
    """Change the organisation; the country must be one whose holidays are known.

    `logo` is the path of a picture, which is copied into the book as every paper can show it.
    """
    if logo:
        values |= take_logo(step, Path(logo))
    _refuse_nameless(values)
    if not values.get("weekdays", True):
        raise Refusal(_("At least one day of the week is a working day."))
    now = step.get(Organisation, row)
    place = (values.get("country", now.country), values.get("region", now.region))
    if "country" in values or "region" in values:
        _refuse_homeless_region(*place)
    _known_holidays(*place)
    step.change(Organisation, row, **values)


def _refuse_homeless_region(country: Any, region: Any) -> None:
    """A region says nothing without its country: two countries may have one of that name."""
    if region and not country:
        raise Refusal(_("Name the country of region “{region}” too.").format(region=region))


def working_days(reading: Reading, site: str | None = None) -> WorkingDays:
    """The calendar of a site, or of the organisation: its weekend, public holidays and closures."""
    house = organisation(reading)
    place = reading.get(Site, site) if site else None
    country = (place and place.country) or house.country
    region = place.region if place and place.country else house.region
    public = _known_holidays(country, region)
    closed = [
        (closure.starts_on, closure.ends_on)
        for closure in reading.rows(Closure)
        if closure.site in (None, site)
    ]
    return WorkingDays(
        frozenset(house.weekdays),
        lambda day: day in public or any(start <= day <= end for start, end in closed),
    )


def _known_holidays(country: Any, region: Any) -> Any:
    """The public holidays of a country and region; none where no country is named.

    What an older book holds, such as “AUT”, is understood as it always was.
    """
    if not country:
        return frozenset()
    import holidays  # late: its calendars take longer to load than the window

    try:
        return holidays.country_holidays(str(country), subdiv=str(region) or None)
    except NotImplementedError as error:
        known = holidays.list_supported_countries()
        if country in known:
            raise Refusal(
                _("{country} has no region “{region}”. Possible: {close}.").format(
                    country=country, region=region, close=", ".join(known[country])
                )
            ) from error
        raise Refusal(
            _(
                "The holidays of country “{country}” are not known. Use two letters such as AT."
            ).format(country=country)
        ) from error


def add_named(step: Step, table: type[Table], **values: Any) -> str:
    """Add a row that is known by its name; Refusal where the name is empty or taken."""
    _refuse_nameless({"name": "", **values})
    name = str(values["name"]).strip()
    if name.casefold() in step.named(table, "name"):
        raise Refusal(_("“{name}” exists already.").format(name=name))
    return step.add(table, **{**values, "name": name})


def add_site(step: Step, **values: Any) -> str:
    _refuse_homeless_region(values.get("country", ""), values.get("region", ""))
    _known_holidays(values.get("country", ""), values.get("region", ""))
    return add_named(step, Site, **values)


def change_site(step: Step, row: str, **values: Any) -> None:
    _refuse_nameless(values)
    now = step.get(Site, row)
    place = (values.get("country", now.country), values.get("region", now.region))
    if "country" in values or "region" in values:
        _refuse_homeless_region(*place)
    _known_holidays(*place)
    step.change(Site, row, **values)


def add_person(step: Step, *, roles: Sequence[str] = (), **values: Any) -> str:
    """Add a person with the roles they may take in audits."""
    row = add_named(step, Person, **values)
    _set_roles(step, row, roles)
    return row


def change_person(
    step: Step,
    row: str,
    *,
    roles: Sequence[str] | None = None,
    hand_over_to: str | None = None,
    today: date,
    **values: Any,
) -> None:
    """Change a person; `roles` replaces the roles where it is given.

    hand_over_to: who gets all that is open and theirs. Refusal where somebody leaves who still has
    something to do.
    """
    _refuse_nameless(values)
    person = step.get(Person, row)
    if hand_over_to == row:
        raise Refusal(_("{name} cannot hand over to themselves.").format(name=person.name))
    if hand_over_to:
        hand_over(step, row, hand_over_to, today)
    if values.get("retired") and not person.retired:
        refuse_what_is_left(step, row, str(person.name), today)
    manager = values.get("manager")
    while manager:
        if manager == row:
            raise Refusal(_("Nobody can be their own manager, directly or through others."))
        manager = step.get(Person, manager).manager
    step.change(Person, row, **values)
    if roles is not None:
        _set_roles(step, row, roles)


def _set_roles(step: Step, person: str, roles: Sequence[str]) -> None:
    now = {str(role.role): role.id for role in step.rows(PersonRole, person=person)}
    for role in dict.fromkeys(roles):
        if role not in now:
            step.add(PersonRole, person=person, role=role)
    for role, id in now.items():
        if role not in roles:
            step.remove(PersonRole, id)


def add_competence(step: Step, **values: Any) -> str:
    refuse_backwards(values.get("acquired_on"), values.get("expires_on"))
    return step.add(Competence, **values)


_LONGEST_CLOSURE = timedelta(days=366)


def add_span(step: Step, table: type[Absence] | type[Closure], **values: Any) -> str:
    """Add days from–to: an absence, or a closure."""
    _refuse_endless(table, values.get("starts_on"), values.get("ends_on"))
    return step.add(table, **values)


def _refuse_endless(
    table: type[Absence] | type[Closure], start: date | None, end: date | None
) -> None:
    refuse_backwards(start, end)
    if table is Closure and start and end and end - start > _LONGEST_CLOSURE:
        raise Refusal(
            _(
                "From {start} to {end} nobody would work, and nothing could be due. A closure is a"
                " year at most; a site that is given up is marked as no longer used."
            ).format(start=start, end=end)
        )


def change_competence(step: Step, row: str, **values: Any) -> None:
    """Change what somebody is able to audit."""
    now = step.get(Competence, row)
    refuse_backwards(
        values.get("acquired_on", now.acquired_on), values.get("expires_on", now.expires_on)
    )
    step.change(Competence, row, **values)


def change_span(step: Step, table: type[Absence] | type[Closure], row: str, **values: Any) -> None:
    """Change an absence or a closure."""
    now = step.get(table, row)
    starts_on = values.get("starts_on", now.starts_on)
    ends_on = values.get("ends_on", now.ends_on)
    if not starts_on or not ends_on:
        raise Refusal(_("An absence or closure has a first and a last day."))
    _refuse_endless(table, starts_on, ends_on)
    step.change(table, row, **values)


def apply_clause(
    step: Step, unit: str, clause: str, applies: bool | None, reason: str = ""
) -> None:
    """Say that a clause applies to a unit, that it does not and why, or (None) nothing."""
    known = step.find(UnitClause, unit=unit, clause=clause)
    if applies is False and not reason.strip():
        number = step.get(ClauseRow, clause).number
        raise ReasonNeeded(_("Say why clause {text} does not apply.").format(text=number))
    if applies is None:
        if known:
            step.remove(UnitClause, known.id)
    elif known:
        step.change(UnitClause, known.id, applies=applies, reason="" if applies else reason)
    else:
        step.add(UnitClause, unit=unit, clause=clause, applies=applies, reason=reason)


def add_process(step: Step, *, workers: Iterable[str] = (), **values: Any) -> str:
    """Add a process and who works in it."""
    row = add_named(step, Process, **values)
    for person in dict.fromkeys(workers):
        step.add(ProcessWorker, process=row, person=person)
    return row


def change_process(
    step: Step, row: str, *, workers: Sequence[str] | None = None, today: date, **values: Any
) -> None:
    """Change a process; `workers` replaces who works in it now where it is given.

    Who works there no more is kept until today: own work ties for a while after.
    """
    _refuse_nameless(values)
    step.change(Process, row, **values)
    if workers is None:
        return
    rows = list(step.rows(ProcessWorker, process=row))
    now = {worker.person: worker for worker in rows if worker.until is None}
    earlier = {worker.person for worker in rows}
    for person in dict.fromkeys(workers):
        if person in now:
            continue
        today_too = [
            worker
            for worker in rows
            if worker.person == person and worker.until is not None and worker.until >= today
        ]
        if today_too:
            step.change(ProcessWorker, today_too[0].id, until=None)
        else:
            since = today if person in earlier else None
            step.add(ProcessWorker, process=row, person=person, since=since)
    for person, worker in now.items():
        if person not in workers:
            until = max(today - timedelta(days=1), worker.since or date.min)
            step.change(ProcessWorker, worker.id, until=until)


def add_worker(step: Step, *, process: str, person: str, today: date, **values: Any) -> str:
    """Say who does or designed the work of a process, and when: it ties for a while after."""
    since, until = values.get("since"), values.get("until")
    _refuse_wrong_work(step, process, person, (since, until), today)
    return step.add(ProcessWorker, process=process, person=person, **values)


def change_worker(step: Step, row: str, *, today: date, **values: Any) -> None:
    """Change when somebody works in a process; who has worked there is never forgotten."""
    now = step.get(ProcessWorker, row)
    span = values.get("since", now.since), values.get("until", now.until)
    if span != (now.since, now.until):
        _refuse_wrong_work(step, now.process, now.person, span, today, but=row)
    step.change(ProcessWorker, row, **values)


def _refuse_wrong_work(
    step: Step,
    process: str,
    person: str,
    span: tuple[date | None, date | None],
    today: date,
    but: str = "",
) -> None:
    """Refuse work that begins in the future, ends before it begins, or is told twice for a day.

    but: the row that is changed.
    """
    since, until = span
    refuse_backwards(since, until)
    names = {"name": step.get(Person, person).name, "process": step.get(Process, process).name}
    if since and since > today:
        raise Refusal(
            _(
                "{name} cannot have worked in {process} since {since}: that day lies in the future."
                " Say it once it has come."
            ).format(since=since, **names)
        )
    for other in step.rows(ProcessWorker, process=process, person=person):
        begins, ends = max(since or date.min, other.since or date.min), [until, other.until]
        if other.id != but and begins <= min((day for day in ends if day), default=date.max):
            raise Refusal(
                _(
                    "{name} is known to work in {process} from {since} to {until} already. Change"
                    " these days, or tell others."
                ).format(
                    since=other.since or _("the beginning"),
                    until=other.until or _("now"),
                    **names,
                )
            )


def add_shift(step: Step, **values: Any) -> str:
    """Say when people of a unit work, where it does not keep the hours of its site."""
    _refuse_no_shift(values["starts"], values["ends"])
    return step.add(Shift, **values)


def change_shift(step: Step, row: str, **values: Any) -> None:
    """Change when people of a unit work."""
    now = step.get(Shift, row)
    _refuse_no_shift(values.get("starts", now.starts), values.get("ends", now.ends))
    step.change(Shift, row, **values)


def _refuse_no_shift(starts: str, ends: str) -> None:
    if starts == ends:
        raise Refusal(_("A shift from {time} to {time} has no length.").format(time=starts))


def set_journey(step: Step, *, first: str, second: str, minutes: int) -> str:
    """Say how long the way between two sites takes; told again, it replaces."""
    if first == second:
        raise Refusal(_("A way lies between two different sites."))
    first, second = sorted((first, second))
    known = step.find(Journey, first=first, second=second)
    if known:
        step.change(Journey, known.id, minutes=minutes)
        return str(known.id)
    return step.add(Journey, first=first, second=second, minutes=minutes)


def add_unit(step: Step, *, process: str, site: str, **values: Any) -> str:
    """Add a process at a site, with the clauses that apply there."""
    if step.find(Unit, process=process, site=site):
        raise Refusal(_("This process is a unit of that site already."))
    contact = values.pop("contact", None)
    notes = values.pop("notes", "")
    row = step.add(Unit, process=process, site=site, contact=contact, notes=notes)
    change_unit(step, row, **values)
    return row


def change_unit(
    step: Step,
    row: str,
    *,
    standard: StandardRow | None = None,
    clauses: Sequence[str] | None = None,
    not_applicable: dict[str, str] | None = None,
    **values: Any,
) -> None:
    """Change a unit; `clauses` of a standard apply to it, each left out needs its reason."""
    step.change(Unit, row, **values)
    if (clauses or not_applicable) and standard is None:
        raise Refusal(_("Name the standard that the clauses belong to."))
    for text in clauses or ():
        _set_clause(step, row, standard, text, True, "")
    for text, reason in (not_applicable or {}).items():
        if not reason.strip():
            raise Refusal(_("Say why clause {text} does not apply.").format(text=text))
        _set_clause(step, row, standard, text, False, reason)


def _set_clause(
    step: Step, unit: str, standard: Any, text: str, applies: bool, reason: str
) -> None:
    clause = lookup.clause(step, standard, ClauseNumber.parse(text))
    apply_clause(step, unit, str(clause.id), applies, reason)


def set_form(step: Step, *, sheet: str, number: str, revision: str = "") -> str:
    """Give a sheet its form number and revision."""
    known = step.find(FormNumber, sheet=sheet)
    if known:
        step.change(FormNumber, known.id, number=number, revision=revision)
        return str(known.id)
    return step.add(FormNumber, sheet=sheet, number=number, revision=revision)


def _refuse_nameless(values: dict[str, Any]) -> None:
    if not str(values.get("name", "-")).strip():
        raise Refusal(_("The name is missing."))


def refuse_backwards(start: date | None, end: date | None) -> None:
    if start and end and end < start:
        raise Refusal(
            _("The end ({end}) lies before the start ({start}).").format(end=end, start=start)
        )

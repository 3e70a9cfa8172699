"""Independence: who is tied to the units of an audit, read from the organisation in the book."""

from collections.abc import Iterable, Mapping
from datetime import date

from auditdesk.book.house_rules import house_rules
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Person, Process, ProcessWorker, Site, Unit
from auditdesk.domain.audit import ProcessTies, ties
from auditdesk.domain.months import months_later


def dependence(
    reading: Reading, person: str, units: Iterable[str], on: date | None = None
) -> list[str]:
    """Why a person is not independent of these units on a day; nothing where they are.

    on: the day that work done earlier is counted back from; without it any work counts.
    """
    managers = managers_of(reading)
    reasons = [
        reason
        for unit in units
        for reason in ties(person, unit_ties(reading, reading.get(Unit, unit), on), managers)
    ]
    return list(dict.fromkeys(reasons))


def managers_of(reading: Reading) -> Mapping[str, str | None]:
    """The manager of each person, by their ids."""
    return {person.id: person.manager for person in reading.rows(Person)}


def unit_ties(reading: Reading, unit: Unit, on: date | None = None) -> ProcessTies:
    """Who owns the process of a unit, who does, designed or shares its work, and its contact.

    on: see `dependence`; who stopped working there long enough before it is tied no more.
    """
    process = reading.get(Process, unit.process)
    months = house_rules(reading).own_work_months
    workers = {
        worker.person
        for worker in reading.rows(ProcessWorker, process=process.id)
        if on is None or _still_counts(worker, on, months)
    }
    if process.deputy:
        workers.add(process.deputy)
    if process.department:
        workers |= {
            person.id
            for person in reading.rows(Person)
            if person.department.casefold() == process.department.casefold()
        }
    contacts = frozenset({unit.contact} if unit.contact else ())
    return ProcessTies(process.name, process.owner, frozenset(workers - {process.owner}), contacts)


def _still_counts(worker: ProcessWorker, on: date, months: int) -> bool:
    begun = worker.since is None or worker.since <= on
    return begun and (worker.until is None or months_later(worker.until, months) >= on)


def unit_name(reading: Reading, unit: Unit) -> str:
    """“Purchasing · Graz”."""
    return f"{reading.get(Process, unit.process).name} · {reading.get(Site, unit.site).name}"

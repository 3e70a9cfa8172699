"""Standards as data: shipped ones, and a user's own from TOML or CSV, the same way."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditdesk.book.step import Step
from auditdesk.book.tables import ClauseMapping, ClauseRow, StandardRow, TermRow
from auditdesk.domain.clause import (
    ChangeKind,
    Clause,
    ClauseNumber,
    Standard,
    Term,
    TextKind,
    nearest,
)
from auditdesk.domain.clause import Mapping as ClauseMap
from auditdesk.errors import Refusal
from auditdesk.files import contents, where_broken
from auditdesk.i18n import _
from auditdesk.paths import resource

_COLUMNS = (
    "key family designation edition amendment title kind certifiable valid_from withdrawn_on"
).split()
_HEAD = (*_COLUMNS, "new_certificates_end", "replaces")
_CLAUSE = ("number", "title", "assessable", "hint", "verified")
_YES = {"yes", "y", "true", "1", "x", "ja", "oui", "sí", "si", ""}
_NO = {"no", "n", "false", "0", "nein", "non"}


def shipped() -> list[Standard]:
    """The standards that come with the program, each after the one it replaces."""
    found = [read(path) for path in sorted(resource("clauses").glob("*.toml"))]
    return sorted(found, key=lambda standard: (bool(standard.replaces), standard.key))


def read(path: Path, head: Mapping[str, Any] | None = None) -> Standard:
    """A standard from a TOML or CSV file; `head` gives or overrides what the file does not say.

    CSV: a header row with at least `number`, one clause a row; also title, assessable, hint and
    verified. Refusal naming line and value where something cannot be read.
    """
    content = contents(path)
    import tomllib  # late: a start reads no standard

    try:
        text = content.decode("utf-8-sig")
        data = tomllib.loads(text) if path.suffix.lower() == ".toml" else _from_csv(text, path)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, csv.Error, RecursionError) as error:
        raise Refusal(
            _("{name} is not readable as a clause list: {cause}.").format(
                name=path.name, cause=where_broken(error)
            )
        ) from error
    return from_data({**data, "standard": {**data.get("standard", {}), **(head or {})}}, path.name)


def from_data(data: Mapping[str, Any], where: str) -> Standard:
    """A standard from plain data in the shape of the shipped TOML files."""
    head = dict(data.get("standard", {}))
    _refuse_unknown(head, _HEAD, where)
    designation = str(head.get("designation", "")).strip()
    if not designation:
        raise Refusal(_("{where}: the standard has no designation.").format(where=where))
    if head.get("kind") not in set(TextKind):
        raise Refusal(
            _("{where}: the kind of {designation} is one of {kinds}.").format(
                where=where, designation=designation, kinds=", ".join(TextKind)
            )
        )
    head["key"] = head.get("key") or re.sub(r"[^a-z0-9]+", "-", designation.casefold()).strip("-")
    head["family"] = head.get("family") or designation
    clauses = tuple(_clause(row, n, where) for n, row in enumerate(data.get("clause", ()), 1))
    _refuse_twice((str(clause.number) for clause in clauses), where)
    kind = TextKind(head.pop("kind"))
    return Standard(
        **head,
        kind=kind,
        clauses=clauses,
        terms=tuple(Term(**row) for row in data.get("term", ())),
        mapping=tuple(
            ClauseMap(
                ClauseNumber.parse(row["old"]),
                ClauseNumber.parse(row["new"]),
                ChangeKind(row["change"]),
                row.get("note", ""),
            )
            for row in data.get("mapping", ())
        ),
    )


def load(step: Step, standard: Standard) -> str:
    """Put a standard into the book; its id. Refusal where one of that name is in it."""
    for name in ("key", "designation"):
        if step.find(StandardRow, **{name: getattr(standard, name)}):
            raise Refusal(
                _("{designation} is in the book already.").format(designation=standard.designation)
            )
    replaces = step.find(StandardRow, key=standard.replaces) if standard.replaces else None
    head = {name: getattr(standard, name) for name in _COLUMNS}
    row = step.add(StandardRow, **head, replaces=replaces.id if replaces else None)
    clauses = {
        clause.number: step.add(
            ClauseRow,
            standard=row,
            number=clause.number,
            sort_key=clause.number.sort_key,
            title=clause.title,
            assessable=clause.assessable,
            hint=clause.hint,
            verified=clause.verified,
            position=position,
        )
        for position, clause in enumerate(standard.clauses)
    }
    for position, term in enumerate(standard.terms):
        step.add(TermRow, standard=row, position=position, **vars(term))
    if replaces:
        old = {clause.number: clause.id for clause in step.rows(ClauseRow, standard=replaces.id)}
        for pair in standard.mapping:
            step.add(
                ClauseMapping,
                old=old[pair.old],
                new=clauses[pair.new],
                change=pair.change,
                note=pair.note,
            )
    return row


def _from_csv(text: str, path: Path) -> dict[str, Any]:
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(text.splitlines(), delimiter=separator, strict=True)
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    if "number" not in names:
        raise Refusal(
            _("{name}: the first row needs a column “number”; it has {columns}.").format(
                name=path.name, columns=", ".join(names)
            )
        )
    reader.fieldnames = names
    rows = [
        {name: (row.get(name) or "").strip() for name in _CLAUSE if name in names}
        for row in reader
        if any((value or "").strip() for value in row.values() if isinstance(value, str))
    ]
    designation = path.stem.replace("_", " ")
    return {"standard": {"designation": designation, "kind": "internal"}, "clause": rows}


def _clause(row: Any, line: int, where: str) -> Clause:
    data = {"number": row} if isinstance(row, str) else dict(row)
    place = _("{where}, clause {line}").format(where=where, line=line)
    _refuse_unknown(data, _CLAUSE, place)
    try:
        number = ClauseNumber.parse(str(data.get("number", "")))
    except Refusal as error:
        raise Refusal(f"{place}: {error}") from error
    return Clause(
        number,
        str(data.get("title", "")),
        _yes(data.get("assessable", True), place),
        str(data.get("hint", "")),
        _yes(data.get("verified", False), place),
    )


def _yes(value: Any, place: str) -> bool:
    plain = str(value).strip().casefold()
    if plain not in _YES | _NO:
        raise Refusal(
            _("{place}: “{value}” is neither yes nor no.").format(place=place, value=value)
        )
    return plain in _YES


def _refuse_unknown(data: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    for name in data:
        if name not in known:
            close = nearest(name, known) or list(known)
            raise Refusal(
                _("{where}: “{name}” is not known here. Possible: {close}.").format(
                    where=where, name=name, close=", ".join(close)
                )
            )


def _refuse_twice(numbers: Iterable[str], where: str) -> None:
    seen: set[str] = set()
    for number in numbers:
        if number in seen:
            raise Refusal(
                _("{where}: clause {number} stands there twice.").format(where=where, number=number)
            )
        seen.add(number)

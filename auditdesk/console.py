"""What the command line reads and prints: JSON in, JSON and tables out, one line of trouble."""

import json
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from auditdesk.book.year import YearRow
from auditdesk.domain.coverage import Cover, Coverage
from auditdesk.errors import Refusal, Trouble
from auditdesk.files import MAPPING, contents, replacing, where_broken
from auditdesk.i18n import _
from auditdesk.intake.account import Account, Fate, RowAccount, TableAccount
from auditdesk.intake.targets import KIND_LABELS
from auditdesk.work.proposal import Proposal


def say(message: str) -> None:
    """One plain line on standard error."""
    print(" ".join(message.split()), file=sys.stderr)


def read_json(source: str) -> Any:
    """The data of a file, or of standard input for “-”."""
    try:
        raw = sys.stdin.buffer.read() if source == "-" else contents(Path(source))
        return json.loads(raw.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise Refusal(
            _("{name} is not JSON: {place}. See “auditdesk explain”.").format(
                name=_("The input") if source == "-" else source, place=where_broken(error)
            )
        ) from error


def read_text(source: Path) -> str:
    """The text of a file that a person wrote."""
    try:
        return contents(source).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(
            _("{name} cannot be read: it is no text in UTF-8.").format(name=source)
        ) from error


def write_mapping(to: Path, text: str) -> None:
    """Write a mapping for a person to read and change."""
    with replacing(to, MAPPING) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def _not_taken(table: TableAccount) -> list[RowAccount]:
    """The rows of a table of which nothing was taken, as a table."""
    rows = [row for row in table.rows if row.fate is not Fate.FRAME]
    whole = bool(rows) and all(row.fate is Fate.IGNORED and not row.id for row in rows)
    return rows if whole else []


def print_account(account: Account, as_json: bool, rehearsed: bool) -> None:
    """Where the rows of an imported file went: as JSON, or in plain lines."""
    if as_json:
        print(json.dumps(account.as_data(), ensure_ascii=False, indent=2))
        return
    for table in account.tables:
        kind = _(KIND_LABELS[table.kind]) if table.kind else _("not known")
        counts = ", ".join(
            f"{fate.label} {table.count(fate)}" for fate in Fate if table.count(fate)
        )
        print(f"{table.sheet}: {kind}, {counts or _('no rows')}")
        print(
            "    "
            + " | ".join(
                f"{one['heading'] or one['column']} → {one['field'] or '–'}"
                for one in table.columns
            )
        )
        for remark in table.remarks:
            print(f"    {remark}")
        for asked in table.questions:
            print(
                "    "
                + _(
                    "Question: {n} dates of “{column}” such as {example} may be read in two ways;"
                    " answer in the mapping."
                ).format(n=asked["count"], column=asked["column"], example=asked["example"])
            )
        for row in table.rows:
            left = row.fate is Fate.IGNORED and row.id
            if left or row.fate in (Fate.REFUSED, Fate.CHANGED):
                print(f"    {row.row}: {row.fate.label} {row.name} {row.reason}")
        for pair in table.pairs:
            print(
                "    "
                + _("{row}: may be {name} ({doubt}); {choice}").format(
                    row=pair.row,
                    name=pair.name,
                    doubt=pair.doubt.label,
                    choice=pair.choice.label,
                )
            )
        if table.known_by and table.count(Fate.CHANGED, Fate.SAME):
            print("    " + _("What the book has is known by {what}").format(what=table.known_by))
        for why in dict.fromkeys(row.reason for row in _not_taken(table)):
            print(f"    {why}")
    for kind, count in account.made.items():
        print(_("Added because rows name them: {kind} {n}").format(kind=kind, n=count))
    if account.added:
        print("    " + "; ".join(account.added))
    line = _("{rows} rows = {taken} taken + {refused} refused + {ignored} ignored.")
    data = account.as_data()
    print(line.format(**{key: data[key] for key in ("rows", "taken", "refused", "ignored")}))
    if rehearsed:
        print(_("Nothing was changed: this was a dry run."))


def _plain(value: Any) -> Any:
    """A row as JSON values: dates as ISO text, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def print_json(rows: Iterator[Any], single: bool = False) -> None:
    """Rows as JSON, or the one row as an object."""
    plain = [_plain(row) for row in rows]
    print(json.dumps(plain[0] if single else plain, ensure_ascii=False, indent=2))


def print_table(name: str, rows: Iterator[Any]) -> None:
    """Rows as a table for people."""
    from auditdesk.output.columns import COLUMNS

    table = Table(box=None, pad_edge=False, header_style="bold")
    if name == "programme":
        headings = [_("Unit"), *(f"{month:02d}" for month in range(1, 13))]
        lines = [_year_line(row) for row in rows]
    else:
        columns = [column for column in COLUMNS[name] if column.printed]
        headings = [_(column.heading) for column in columns]
        lines = [[column.text(row) for column in columns] for row in rows]
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(table)


def coverage_plain(of: Coverage) -> dict[str, Any]:
    """A map of coverage with stable keys; only pairs of which something is said."""
    return {
        "standard": of.standard,
        "first": of.first,
        "last": of.last,
        "ratio": round(of.ratio, 4),
        "cells": [
            {"clause": clause.number, "unit": unit.name, **_plain(cell)}
            for clause in of.clauses
            for unit in of.units
            if (cell := of.cell(clause.id, unit.id)).cover is not Cover.NOT_APPLICABLE
        ],
        "gaps": [
            {"clause": clause.number, "units": [unit.name for unit in units]}
            for clause, units in of.gaps
        ],
        "part_clauses": [one.number for one in of.part_clauses],
        "bare_clauses": [one.number for one in of.bare_clauses],
        "bare_units": [one.name for one in of.bare_units],
        "late_yearly": [one.number for one in of.late_yearly],
    }


def print_coverage(of: Coverage) -> None:
    """A map of coverage for people: its share, and each gap."""
    print(
        _("{standard}, {first} – {last}: {percent} % of the clauses that apply.").format(
            standard=of.standard, first=of.first, last=of.last, percent=round(100 * of.ratio)
        )
    )
    for clause, units in of.gaps:
        by_cover: dict[Cover, list[str]] = {}
        for unit in units:
            by_cover.setdefault(of.cell(clause.id, unit.id).cover, []).append(unit.name)
        for cover, words in (
            (Cover.NEVER, _("{clause} {title}: nobody looks at it in {units}")),
            (Cover.PART, _("{clause} {title}: looked at in part only in {units}")),
        ):
            if cover in by_cover:
                text = words.format(
                    clause=clause.number, title=clause.title, units=", ".join(by_cover[cover])
                )
                print(f"  {text}")
    if of.late_yearly:
        numbers = ", ".join(one.number for one in of.late_yearly)
        print("  " + _("Due each year and not in the last: {clauses}").format(clauses=numbers))


def proposal_lines(proposal: Proposal) -> Iterator[str]:
    """A proposal for people: an audit a line, why under it."""
    for row in proposal.rows:
        when = _("no place") if row.starts_on is None else f"{row.starts_on} – {row.ends_on}"
        learning = [_("{name} in training").format(name=row.trainee)] if row.trainee else []
        team = ", ".join((row.lead, *row.team, *learning)) if row.lead else ""
        name = row.title if row.key.startswith(row.title) else f"{row.key} {row.title}"
        yield f"{when:23}  {row.change.label:14}  {name}  {team}".rstrip()
        for text in (*row.reasons, *row.helps):
            yield f"    {text}"
    yield from proposal.notes
    solution = proposal.solution
    yield _("Cost {cost}, {n} without a place.").format(
        cost=solution.cost.cost, n=len(solution.unplaced)
    )


def _year_line(row: YearRow) -> list[str]:
    months = [""] * 12
    for one in row.marks:
        months[one.month - 1] = f"{months[one.month - 1]} {one.mark.sign} {one.audit}".strip()
    return [row.unit, *months]

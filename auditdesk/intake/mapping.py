"""Mapping: what the user confirmed of a table, as TOML both ways, remembered by its shape."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditdesk.domain.clause import nearest
from auditdesk.errors import Refusal
from auditdesk.files import where_broken
from auditdesk.i18n import _
from auditdesk.intake.dates import Order
from auditdesk.intake.meaning import TAKEN_FROM, TableProposal
from auditdesk.intake.tables import Heading, SheetTable
from auditdesk.intake.targets import KIND_LABELS, LEFT_OUT, MATRIX, NOTE, TARGETS
from auditdesk.intake.words import fold, groups

_GROUPS = ("grade", "state", "audit_state", "verdict", "effect", "action_kind", "session_kind")
_KEYS = (
    "sheet",
    "headings",
    "kind",
    "take",
    "standard",
    "audit",
    "grade",
    "state",
    "columns",
    "dates",
    "values",
)
STATES = ("issued", "draft", "closed")
"""Where findings may stand whose rows do not say."""
Values = dict[str, dict[str, str]]
"""For each group of words, such as “grade”: what a cell means, by its text."""


@dataclass
class TableMapping:
    """How one table is read.

    columns: the field of each column, by the column's name. dates: the order of a column's dates.
    standard and audit: what clauses, sessions and questions belong to where the rows do not say;
    grade: that of findings whose rows name none; state: where those stand whose rows do not say.
    """

    kind: str
    take: bool = True
    columns: dict[str, str] = field(default_factory=dict)
    dates: dict[str, Order] = field(default_factory=dict)
    values: Values = field(default_factory=dict)
    standard: str = ""
    audit: str = ""
    grade: str = ""
    state: str = ""

    def place(self, table: SheetTable, wanted: str) -> int | None:
        """The column that fills a field, None where there is none."""
        names = column_names(table.headings)
        return next(
            (one.place for one in table.headings if self.columns.get(names[one.place]) == wanted),
            None,
        )

    def places(self, table: SheetTable, wanted: str) -> list[int]:
        """All columns that fill a field."""
        names = column_names(table.headings)
        return [one.place for one in table.headings if self.columns.get(names[one.place]) == wanted]


def column_names(headings: Iterable[Heading]) -> dict[int, str]:
    """A name of its own for each column: its heading, with the letter where two have the same."""
    known = list(headings)
    texts = [one.text for one in known]
    return {
        one.place: one.text
        if one.text and texts.count(one.text) == 1
        else f"{one.text} ({one.letter})".strip()
        for one in known
    }


def shape(table: SheetTable) -> str:
    """What tables of the same shape have in common: a digest of their headings."""
    told = "\n".join(fold(one.text) for one in table.headings)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def from_proposal(proposal: TableProposal) -> TableMapping:
    """The mapping that a proposal makes; what is not understood well is not taken."""
    names = column_names(proposal.table.headings)
    return TableMapping(
        proposal.kind,
        bool(proposal.kind)
        and proposal.confidence >= TAKEN_FROM
        and not proposal.table.hidden
        and bool(proposal.table.rows),
        {names[one.heading.place]: one.field for one in proposal.columns},
    )


def adopt(mapping: TableMapping, table: SheetTable) -> TableMapping:
    """A remembered mapping for a table of the same shape; columns it does not know are notes."""
    names = column_names(table.headings)
    known = {fold(name): told for name, told in mapping.columns.items()}
    mapping.columns = {name: known.get(fold(name), NOTE) for name in names.values()}
    return mapping


# --- TOML -------------------------------------------------------------------------------------


def to_toml(tables: Iterable[tuple[SheetTable, TableMapping]]) -> str:
    """The mappings of a file as text that a person can change."""
    lines: list[str] = []
    for table, mapping in tables:
        names = list(column_names(table.headings).values())
        lines += [
            "[[table]]",
            f"sheet = {_quoted(table.sheet)}",
            f"headings = [{', '.join(map(_quoted, names))}]",
            f"kind = {_quoted(mapping.kind)}",
            f"take = {'true' if mapping.take else 'false'}",
        ]
        for name in ("standard", "audit", "grade", "state"):
            if getattr(mapping, name):
                lines.append(f"{name} = {_quoted(getattr(mapping, name))}")
        lines += _section("table.columns", mapping.columns)
        lines += _section("table.dates", mapping.dates)
        for group, words in mapping.values.items():
            lines += _section(f"table.values.{group}", words)
        lines.append("")
    return "\n".join(lines)


def _section(name: str, entries: Mapping[str, str]) -> list[str]:
    if not entries:
        return []
    return [f"[{name}]", *(f"{_quoted(key)} = {_quoted(str(one))}" for key, one in entries.items())]


def _quoted(text: str) -> str:
    return re.sub("\x7f", r"\\u007f", json.dumps(text, ensure_ascii=False))


def from_toml(text: str, where: str = "") -> list[tuple[str, list[str], TableMapping]]:
    """Sheet, headings and mapping of each table; Refusal naming what is not understood."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(
            _("{where}: this is no mapping: {place}.").format(
                where=where, place=where_broken(error)
            )
        ) from error
    entries = data.get("table", [])
    if not isinstance(entries, list):
        raise Refusal(_("{where}: tables are written as [[table]].").format(where=where))
    return [_read(entry, where) for entry in entries]


def _read(entry: Any, where: str) -> tuple[str, list[str], TableMapping]:
    if not isinstance(entry, dict):
        raise Refusal(_("{where}: tables are written as [[table]].").format(where=where))
    _refuse_unknown(entry, _KEYS, where)
    kind = str(entry.get("kind", ""))
    if kind:
        _refuse_unknown([kind], KIND_LABELS, where)
    columns = {str(name): str(told) for name, told in entry.get("columns", {}).items()}
    if kind and kind != MATRIX:
        _refuse_unknown(columns.values(), [*TARGETS[kind].fields, NOTE, LEFT_OUT], where)
    dates = {}
    for name, order in entry.get("dates", {}).items():
        _refuse_unknown([order], list(Order), where)
        dates[str(name)] = Order(order)
    values: Values = {}
    for group, words in entry.get("values", {}).items():
        _refuse_unknown([group], _GROUPS, where)
        _refuse_unknown(
            [one for one in words.values() if one], set(groups()[group].values()), where
        )
        values[group] = {str(text): str(told) for text, told in words.items()}
    return (
        str(entry.get("sheet", "")),
        [str(one) for one in entry.get("headings", [])],
        TableMapping(
            kind,
            bool(entry.get("take", bool(kind))),
            columns,
            dates,
            values,
            str(entry.get("standard", "")),
            str(entry.get("audit", "")),
            str(entry.get("grade", "")),
            _state(entry, where),
        ),
    )


def _state(entry: dict[str, Any], where: str) -> str:
    state = str(entry.get("state", ""))
    if state:
        _refuse_unknown([state], STATES, where)
    return state


def _refuse_unknown(told: Iterable[Any], known: Iterable[str], where: str) -> None:
    known = list(known)
    for one in told:
        if one not in known:
            close = nearest(str(one), known) or known
            raise Refusal(
                _("{where}: “{name}” is not known here. Possible: {close}.").format(
                    where=where, name=one, close=", ".join(map(str, close))
                )
            )

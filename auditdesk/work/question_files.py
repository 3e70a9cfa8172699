"""Question files: TOML and CSV read into questions, each refusal with its line and value."""

import csv
import hashlib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditdesk.domain.clause import ClauseNumber, nearest, nearest_clauses
from auditdesk.domain.question import PROCESS_TYPES, Question
from auditdesk.errors import Refusal
from auditdesk.files import contents, where_broken
from auditdesk.i18n import _

TEXTS = ("question", "intent", "ask_for", "typical_failure")
COLUMNS = ("key", "clause", "standards", "only", "elsewhere", "processes", "changed", *TEXTS)
_YES, _NO = {"yes", "y", "true", "1", "x", "ja"}, {"no", "n", "false", "0", "nein", ""}
Clauses = Mapping[str, Mapping[ClauseNumber, bool]]
"""By key of the standard: its clauses, and whether each can be audited."""


@dataclass(frozen=True)
class _Entry:
    """One question of a file as it stands there, with the line of each of its keys."""

    data: dict[str, Any]
    lines: dict[str, int]

    def place(self, where: str, key: str = "") -> str:
        line = self.lines.get(key) or self.lines[""]
        return _("{where}, line {line}").format(where=where, line=line)


def read(
    path: Path, known: Clauses, standards: Sequence[str], names: Mapping[str, str]
) -> list[Question]:
    """The questions of a TOML or CSV file, each checked against the known clauses.

    CSV: a header row with at least `clause` and `question`; also key, standards, intent, ask_for,
    typical_failure, processes and changed. names: keys of standards by what people call them.
    """
    try:
        text = contents(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, error) from error
    try:
        toml = path.suffix.casefold() == ".toml"
        entries, default = _toml(text, path.name) if toml else (_csv(text, path.name), ())
    except (tomllib.TOMLDecodeError, csv.Error, RecursionError) as error:
        raise _unreadable(path, error) from error
    reader = _Reader(path.name, known, tuple(standards or default), names)
    found = [reader.question(entry) for entry in entries]
    if not found:
        raise Refusal(_("{where}: there is no question in it.").format(where=path.name))
    return found


class _Reader:
    """Checks the questions of one file."""

    def __init__(
        self, where: str, known: Clauses, standards: tuple[str, ...], names: Mapping[str, str]
    ) -> None:
        self._where, self._known, self._standards, self._names = where, known, standards, names
        self._seen: set[object] = set()

    def question(self, entry: _Entry) -> Question:
        data = entry.data
        for key in data:
            if key not in COLUMNS:
                close = ", ".join(nearest(key, COLUMNS) or COLUMNS)
                raise self._refusal(
                    entry,
                    key,
                    _("“{key}” is not known here. Possible: {close}.").format(key=key, close=close),
                )
        texts = {key: str(data.get(key, "")).strip() for key in TEXTS}
        if not texts["question"]:
            raise self._refusal(entry, "question", _("the question is missing."))
        clauses = self._clauses(entry)
        processes = tuple(self._process(entry, one) for one in _many(data.get("processes")))
        key = str(data.get("key", "")).strip() or own_key(clauses, texts["question"])
        for once in ((*clauses.items(), texts["question"].casefold()), key):
            if once in self._seen:
                raise self._refusal(
                    entry, "key" if once == key else "question", _("stands there twice: {value}.")
                    .format(value=key if once == key else texts["question"]),
                )  # fmt: skip
            self._seen.add(once)
        changed = self._yes(entry, data.get("changed", False))
        return Question(
            key,
            clauses,
            texts["question"],
            texts["intent"],
            texts["ask_for"],
            texts["typical_failure"],
            processes,
            changed,
        )

    def _clauses(self, entry: _Entry) -> dict[str, ClauseNumber]:
        data = entry.data
        numbers = [self._number(entry, "clause", one) for one in _many(data.get("clause"))]
        if len(numbers) != 1:
            told = ", ".join(map(str, numbers)) or _("none")
            raise self._refusal(
                entry, "clause", _("one clause is needed, there is: {value}.").format(value=told)
            )
        named = [self._standard(entry, one) for one in _many(data.get("standards"))]
        elsewhere = {
            self._standard(entry, key): self._number(entry, "elsewhere", value)
            for key, value in _pairs(data.get("elsewhere")).items()
        }
        only = [self._standard(entry, one) for one in _many(data.get("only"))]
        wanted = only or named or list(self._standards)
        if len(set(wanted)) != len(wanted):
            raise self._refusal(
                entry, "standards", _("a standard is named twice: {value}.").format(
                    value=", ".join(wanted))
            )  # fmt: skip
        if not wanted:
            wanted = [key for key, clauses in self._known.items() if numbers[0] in clauses]
        clauses = {key: elsewhere.get(key, numbers[0]) for key in wanted}
        for key, number in clauses.items():
            self._check(entry, key, number)
        if not clauses:
            raise self._refusal(
                entry,
                "clause",
                _("no standard of the book has clause {number}. Nearest: {close}.").format(
                    number=numbers[0], close=self._near(numbers[0])
                ),
            )
        return clauses

    def _near(self, number: ClauseNumber) -> str:
        every = {one for clauses in self._known.values() for one in clauses}
        return ", ".join(map(str, nearest_clauses(number, list(every))))

    def _check(self, entry: _Entry, standard: str, number: ClauseNumber) -> None:
        known = self._known[standard]
        if number not in known:
            close = ", ".join(map(str, nearest_clauses(number, list(known))))
            raise self._refusal(
                entry,
                "clause",
                _("{standard} has no clause {number}. Nearest: {close}.").format(
                    standard=standard, number=number, close=close
                ),
            )
        if not known[number]:
            below = [str(one) for one in known if one != number and one.within(number)]
            raise self._refusal(
                entry,
                "clause",
                _("clause {number} is a heading; ask about one of {below}.").format(
                    number=number, below=", ".join(below) or "–"
                ),
            )

    def _number(self, entry: _Entry, key: str, text: str) -> ClauseNumber:
        try:
            return ClauseNumber.parse(text)
        except Refusal as error:
            raise self._refusal(entry, key, str(error)) from error

    def _standard(self, entry: _Entry, name: str) -> str:
        key = self._names.get(name.casefold(), name)
        if key not in self._known:
            close = ", ".join(nearest(name, self._known) or self._known)
            raise self._refusal(
                entry,
                "standards",
                _("there is no standard “{name}” to ask about. Nearest: {close}.").format(
                    name=name, close=close
                ),
            )
        return key

    def _process(self, entry: _Entry, name: str) -> str:
        if name not in PROCESS_TYPES:
            raise self._refusal(
                entry,
                "processes",
                _("“{name}” is no type of process. Possible: {known}.").format(
                    name=name, known=", ".join(PROCESS_TYPES)
                ),
            )
        return name

    def _yes(self, entry: _Entry, value: Any) -> bool:
        plain = str(value).strip().casefold()
        if plain not in _YES | _NO:
            raise self._refusal(
                entry, "changed", _("“{value}” is neither yes nor no.").format(value=value)
            )
        return plain in _YES

    def _refusal(self, entry: _Entry, key: str, why: str) -> Refusal:
        return Refusal(f"{entry.place(self._where, key)}: {why} " + _("Nothing was imported."))


def _toml(text: str, where: str) -> tuple[list[_Entry], tuple[str, ...]]:
    data = tomllib.loads(text)
    strange = set(data) - {"bank", "question"}
    if strange or not isinstance(data.get("question", []), list):
        raise Refusal(
            _("{where}: “{name}” is not known here. Possible: {close}.").format(
                where=where, name=", ".join(strange) or "question", close="[bank], [[question]]"
            )
        )
    lines = text.splitlines()
    heads = [n for n, line in enumerate(lines, 1) if line.strip() == "[[question]]"]
    entries = []
    for n, found in enumerate(data.get("question", ())):
        first = heads[n] if n < len(heads) else 1
        last = heads[n + 1] if n + 1 < len(heads) else len(lines) + 1
        at = {"": first}
        for line in range(first, last - 1):
            named = re.match(r"\s*([A-Za-z_]+)\s*=", lines[line])
            if named:
                at.setdefault(named[1], line + 1)
        entries.append(_Entry(dict(found), at))
    return entries, tuple(data.get("bank", {}).get("standards", ()))


def _csv(text: str, where: str) -> list[_Entry]:
    separator = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    names = [(name or "").strip().casefold() for name in reader.fieldnames or ()]
    for needed in ("clause", "question"):
        if needed not in names:
            raise Refusal(
                _("{where}: the first row needs a column “{needed}”; it has {columns}.").format(
                    where=where, needed=needed, columns=", ".join(names)
                )
            )
    reader.fieldnames = names
    entries = []
    line = reader.line_num + 1
    for row in reader:
        cells = {key: _plain(value) for key, value in row.items() if key and value}
        if None in row:
            raise Refusal(
                _("{where}, line {line}: there are more cells than columns.").format(
                    where=where, line=line
                )
            )
        if cells:
            entries.append(_Entry(cells, {"": line}))
        line = reader.line_num + 1
    return entries


def _plain(cell: str) -> str:
    """The cell without the apostrophe that kept a spreadsheet from running it."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _many(value: Any) -> list[str]:
    """A list, or a text whose parts are set apart by semicolons."""
    parts = value if isinstance(value, list) else str(value or "").split(";")
    return [str(part).strip() for part in parts if str(part).strip()]


def _pairs(value: Any) -> dict[str, str]:
    """A table, or a text such as “iso9001-2026=10.1”."""
    if isinstance(value, dict):
        return {str(key): str(number) for key, number in value.items()}
    parts = (part.partition("=") for part in _many(value))
    return {key.strip(): number.strip() for key, _equals, number in parts}


def own_key(clauses: Mapping[str, ClauseNumber], question: str) -> str:
    """A key for a question that brings none: the same question gets the same one again."""
    digest = hashlib.sha256(" ".join(question.casefold().split()).encode()).hexdigest()
    return f"own-{min(clauses.values())}-{digest[:8]}"


def _unreadable(path: Path, error: Exception) -> Refusal:
    return Refusal(
        _("{name} is not readable as a list of questions: {cause}.").format(
            name=path.name, cause=where_broken(error)
        )
    )

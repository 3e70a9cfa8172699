"""Meaning: what a table is and what its columns say, proposed with confidence and reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from auditdesk.i18n import _
from auditdesk.intake.dates import is_date, month_of
from auditdesk.intake.grid import months_across
from auditdesk.intake.headings import Languages, languages_of, types
from auditdesk.intake.source import Cell, text_of
from auditdesk.intake.tables import Heading, SheetTable
from auditdesk.intake.targets import GRID, LEFT_OUT, MATRIX, NOTE, TARGETS, Target
from auditdesk.intake.topics import likeness_of
from auditdesk.intake.values import is_clause, times_in
from auditdesk.intake.words import called, fold, is_whole, meant, yes_no

_SAMPLE = 300
_SURE_ENOUGH = 0.55
_UNDERSTOOD = 0.35
_TITLE_AS_STATEMENT = 0.6
"""How much a title alone speaks for a register of findings: schedules have titles too."""
TAKEN_FROM = 0.5
"""Confidence from which a table is taken without being asked for."""


@dataclass(frozen=True)
class Meaning:
    """What one column is taken for: the field it fills, how surely (0 to 1), and why."""

    heading: Heading
    field: str
    confidence: float
    reason: str


@dataclass
class TableProposal:
    """What a table is taken for. kind: "" where it is not understood."""

    table: SheetTable
    kind: str
    confidence: float
    reason: str
    columns: list[Meaning] = field(default_factory=list)


Profile = dict[str, float]
"""For each type: the share of the filled cells that read so."""

_TESTS: dict[str, Callable[[Cell], bool]] = {
    "date": lambda cell: is_date(cell),
    "serial": lambda cell: (
        isinstance(cell, int | float) and not isinstance(cell, bool) and 36_526 <= cell <= 54_789
    ),
    "clause": lambda cell: isinstance(cell, str | float) and is_clause(text_of(cell)),
    "grade": lambda cell: bool(meant("grade", text_of(cell))),
    "state": lambda cell: bool(meant("state", text_of(cell))),
    "verdict": lambda cell: bool(meant("verdict", text_of(cell))),
    "yesno": lambda cell: isinstance(cell, bool) or yes_no(text_of(cell)) is not None,
    "answer": lambda cell: (
        len(text_of(cell).split()) == 1 and (isinstance(cell, bool) or _TESTS["yesno"](cell))
    ),
    "time": lambda cell: hasattr(cell, "hour") or bool(times_in(text_of(cell))[0]),
    "email": lambda cell: "@" in text_of(cell) and " " not in text_of(cell),
    "month": lambda cell: isinstance(cell, str) and bool(month_of(cell)) and not cell.isdecimal(),
    "number": lambda cell: isinstance(cell, int | float) or text_of(cell).isdecimal(),
    "question": lambda cell: text_of(cell).endswith("?"),
    "digits": lambda cell: any(map(str.isdigit, text_of(cell))),
}


def profile(cells: Sequence[Cell]) -> Profile:
    """What the cells of a column read like."""
    seen = cells
    if not seen:
        return {}
    found = {
        name: sum(1 for cell in seen if test(cell)) / len(seen) for name, test in _TESTS.items()
    }
    texts = [text_of(cell) for cell in seen]
    found["different"] = len(set(texts)) / len(texts)
    found["length"] = sum(map(len, texts)) / len(texts)
    found["count"] = len(seen)
    return found


def propose(table: SheetTable, kind: str = "") -> TableProposal:
    """The kind that a table most likely is (or the one named) and the meanings of its columns."""
    profiles = {one.place: profile(table.column(one.place, _SAMPLE)) for one in table.headings}
    if not kind and _is_matrix(table, profiles):
        return _matrix(table, 0.8)
    if kind == MATRIX:
        return _matrix(table, 1.0)
    if kind:
        return _as(table, TARGETS[kind], profiles, named=True)
    proposals = [_as(table, target, profiles) for target in TARGETS.values()]
    best = _by_what_a_row_is(proposals, profiles)
    if best.confidence < _UNDERSTOOD:
        return TableProposal(
            table,
            "",
            best.confidence,
            _("the columns are those of no kind of thing that is known"),
            [Meaning(one, LEFT_OUT, 0.0, "") for one in table.headings],
        )
    return best


def _by_what_a_row_is(
    proposals: Sequence[TableProposal], profiles: dict[int, Profile]
) -> TableProposal:
    """The surest proposal; between findings, actions and audits, what a row is decides.

    A register of findings has columns of actions, and a list of actions quotes findings. A row is
    an action where it refers to a finding (by a number that is not the row's own, or that several
    rows share that do not say what was found) and tells next to nothing else that only findings
    have. No row of a schedule says what was found.
    """
    best = max(proposals, key=lambda one: one.confidence)
    by_kind = {one.kind: one for one in proposals}
    finding, action = by_kind["finding"], by_kind["action"]
    if best.kind == "audit" and _is_of_days(by_kind["person"], best):
        return by_kind["person"]
    if best.kind == "audit" and finding.confidence >= max(_UNDERSTOOD, best.confidence - _NEAR):
        unread = {one.heading.place for one in best.columns if one.field == NOTE}
        says = any(
            one.field in _FOUND and one.confidence >= _PLAIN and one.heading.place in unread
            for one in finding.columns
        )
        return finding if says else best
    if best not in (finding, action) or min(finding.confidence, action.confidence) < _UNDERSTOOD:
        return best
    of_finding = {one.field: one.heading.place for one in finding.columns}
    of_action = {one.field: one.heading.place for one in action.columns}
    refers = of_action.get("finding")
    if refers is None or _is_of_audits(refers, finding, action):
        return finding
    seen = profiles[refers]
    says = any(one.field == NOTE and one.heading.place == of_finding.get("statement")
               for one in action.columns)  # fmt: skip
    shared = bool(seen) and seen["different"] < 1.0 and not says
    another = of_action.get("number") is not None or shared
    is_reference = bool(seen) and seen["length"] <= _REFERENCE and seen["digits"] > 0.5
    titled = _titled(finding.table, "finding"), _titled(finding.table, "action")
    tells = len(of_finding.keys() & _OF_FINDINGS) + bool(titled[0]) - bool(titled[1])
    return action if another and is_reference and tells < _TELLS else finding


def _is_of_days(person: TableProposal, audit: TableProposal) -> bool:
    """Whether a calendar of days has names beside it, and nothing that only audits have."""
    days = months_across(person.table.headings)
    named = any(one.field == "name" and one.confidence >= _PLAIN for one in person.columns)
    told = {one.field for one in audit.columns} - {GRID, NOTE, "title"}
    return named and not told and any(isinstance(day, date) for day in days.values())


def _is_of_audits(place: int, finding: TableProposal, action: TableProposal) -> bool:
    """Whether a column names audits rather than findings."""
    audits = sum(one.confidence for one in finding.columns if one.field == "audit"
                 and one.heading.place == place)  # fmt: skip
    return audits >= sum(one.confidence for one in action.columns if one.field == "finding")


_FOUND = frozenset({"statement", "cause", "action", "correction"})
_NEAR, _PLAIN = 0.25, 0.85
_OF_FINDINGS = frozenset("grade clauses raised_on evidence requirement cause auditor".split())
"""Fields that a list of actions hardly has."""
_TELLS = 2
_REFERENCE = 30
"""Characters of a number, at most."""


def _as(
    table: SheetTable, target: Target, profiles: dict[int, Profile], named: bool = False
) -> TableProposal:
    """The table as one kind: each column with the field that suits it best, each field once."""
    among = languages_of(text for one in table.headings for text in {one.over, one.own} if text)
    offers = sorted(
        (
            (confidence, -rank, -heading.place, name, reason)
            for heading in table.headings
            for name, meanings in target.fields.items()
            for rank, confidence, reason in _fits(heading, meanings, profiles[heading.place], among)
        ),
        reverse=True,
    )
    taken: dict[int, Meaning] = {}
    used: set[str] = set()
    by_place = {one.place: one for one in table.headings}
    for confidence, _rank, behind, name, reason in offers:
        place = -behind
        if place in taken or name in used or confidence < _SURE_ENOUGH:
            continue
        taken[place] = Meaning(by_place[place], name, round(confidence, 2), reason)
        used.add(name)
    _settle(table, target, taken, profiles)
    if GRID in target.fields:
        taken |= {
            one.place: Meaning(one, GRID, 0.95, _("a month or a week of the year"))
            for one in table.headings
            if one.place in months_across(table.headings)
        }
    used = {one.field for one in taken.values()}
    columns = [
        taken.get(one.place)
        or Meaning(one, NOTE, 0.0, _("no place of its own: kept as a note beside the thing"))
        for one in table.headings
    ]
    score, reason = _score(table, target, list(taken.values()))
    enough = all(used & group for group in target.needs) and not _is_legend(taken, profiles)
    if not enough:
        score = min(score, 0.2) if not named else score
    return TableProposal(table, target.kind, round(1.0 if named else score, 2), reason, columns)


def _settle(
    table: SheetTable, target: Target, taken: dict[int, Meaning], profiles: dict[int, Profile]
) -> None:
    """What only the columns together show: a title that is the statement, a form's own choices."""
    by_field = {one.field: one for one in taken.values()}
    title = by_field.get("title")
    if target.kind == "finding" and title and not by_field.keys() & {"statement", "evidence"}:
        taken[title.heading.place] = replace(
            title, field="statement", confidence=round(_TITLE_AS_STATEMENT * title.confidence, 2)
        )
    for place, one in list(taken.items()):
        beside = [other for other in table.headings if other.place == place + 1 and not other.text]
        if one.field not in ("verdict", "effectiveness", "effect", "grade") or not beside:
            continue
        texts = [{text_of(cell) for cell in table.column(at)} for at in (place, place + 1)]
        answers = [yes_no(next(iter(text))) if len(text) == 1 else None for text in texts]
        if len(table.rows) > 1 and None not in answers and answers[0] is not answers[1]:
            taken[place] = replace(
                one, field=LEFT_OUT, reason=_("the form's own choices: nothing is marked")
            )
            told = _("the form's own choices: nothing is marked")
            taken[place + 1] = Meaning(beside[0], LEFT_OUT, one.confidence, told)


def _is_legend(taken: dict[int, Meaning], profiles: dict[int, Profile]) -> bool:
    """Whether a table explains grades: each once, and nothing that happened."""
    by_field = {one.field: place for place, one in taken.items()}
    place = by_field.get("grade", by_field.get("kind"))
    if place is None or by_field.keys() & {"number", "raised_on", "owner", "due", "clauses"}:
        return False
    seen = profiles[place]
    return bool(seen) and seen["count"] >= 2 and seen["different"] == 1.0


def _score(table: SheetTable, target: Target, taken: list[Meaning]) -> tuple[float, str]:
    """How well a kind explains the table: its columns, its telling ones, and its title."""
    named = [one for one in table.headings if one.text] or list(table.headings)
    covered = sum(one.confidence for one in taken) / max(len(named), 1)
    telling = sum(one.confidence for one in taken if one.field in target.telling)
    named_so = _titled(table, target.kind)
    title = 0.1 + 0.012 * len(named_so) if named_so else 0.0
    score = 0.45 * min(covered, 1.0) + 0.45 * min(telling / 4, 1.0) + min(title, 0.3)
    reasons = [
        _("its columns {columns}").format(
            columns=", ".join(f"“{one.heading.text}”" for one in taken if one.heading.text)[:160]
        )
    ]
    if named_so:
        reasons.append(_("the title says “{word}”").format(word=named_so))
    return min(score, 0.99), "; ".join(reasons)


def _titled(table: SheetTable, kind: str) -> str:
    """The longest word of the titles that tables of a kind are called by."""
    titles = [fold(table.sheet), *(fold(title) for title in table.titles if len(title) < 120)]
    return max(
        (word for word in called(kind) if any(is_whole(word, title) for title in titles)),
        key=len,
        default="",
    )


def _fits(
    heading: Heading, meanings: Sequence[str], seen: Profile, among: Languages
) -> list[tuple[int, float, str]]:
    """How well a column suits a field: by its heading, its contents or both."""
    found = []
    likely = likeness_of(heading, among)
    for rank, meaning in enumerate(meanings):
        kind = types()[meaning]
        like = likely.get(meaning)
        if like is not None:
            factor, remark = _agrees(meaning, kind, seen)
            score = like.score * factor * (1.0 - 0.06 * rank)
            found.append((rank, score, "; ".join(filter(None, (like.reason, remark)))))
        elif (
            meaning == "clauses" and seen and seen["clause"] >= _CITES and _DEMANDS & likely.keys()
        ):
            score = max(likely[one].score for one in _DEMANDS & likely.keys())
            found.append((rank, score, _("its cells are numbers of clauses")))
        elif rank == 0:
            score, remark = _by_contents(meaning, kind, seen, bool(heading.text))
            if score:
                found.append((rank, score, remark))
    return found


_CITES = 0.8
_DEMANDS = frozenset({"requirement", "standard"})
"""Headings that stand over clause numbers too."""


_NO_NAMES = ("answer", "date", "number", "email")
"""What cells below “Lead auditor” or “Owner” may read like that name nobody."""


def _agrees(meaning: str, kind: str, seen: Profile) -> tuple[float, str]:
    """Whether the contents are what the heading promises."""
    if not seen or not seen["count"]:
        return 0.9, _("the column is empty")
    share = max(seen.get(kind, 0.0), seen["serial"] if kind == "date" else 0.0)
    if kind == "date":
        share = max(share, seen["month"])
    if kind in ("date", "clause", "time", "email", "month"):
        told = _("{n} of {of} cells read so").format(
            n=round(share * seen["count"]), of=round(seen["count"])
        )
        return (0.45 + 0.55 * share if share else 0.4), told
    if kind in ("grade", "state", "verdict", "yesno"):
        told = _("{n} of {of} cells are words of it").format(
            n=round(share * seen["count"]), of=round(seen["count"])
        )
        if kind == "state":
            share = max(share, seen["yesno"])
        few = seen["different"] <= 0.5 or seen["count"] < 8
        return 0.6 + 0.4 * share if share or few else 0.5, told
    if kind == "number":
        return 0.5 + 0.5 * seen["number"], ""
    if kind == "person":
        if max(seen[other] for other in _NO_NAMES) > 0.5:
            return 0.3, _("the cells are no names")
        return (0.6, _("the cells are long for names")) if seen["length"] > 45 else (1.0, "")
    if kind == "code":
        if seen["length"] > 30:
            return 0.5, _("the cells are long for numbers")
        if meaning == "number" and seen["different"] < 0.8 and seen["count"] > 3:
            return 0.4, _("the same number stands in several rows")
        if seen["digits"] < 0.5:
            return 0.6, _("most cells hold no digit")
        return (0.7, "") if seen["date"] > 0.5 else (1.0, "")
    if meaning in _DEMANDS and seen["clause"] >= _CITES:
        return 0.6, _("its cells are numbers of clauses")
    if kind == "text" and seen["count"] > 1 and _are_codes(seen):
        return 0.75, _("the cells read like numbers")
    if kind in ("text", "question") and (seen["date"] > 0.8 or seen["number"] == 1.0):
        return 0.6, _("the cells are no text")
    if kind == "question":
        return 0.85 + 0.15 * seen["question"], ""
    return 1.0, ""


def _are_codes(seen: Profile) -> bool:
    return seen["digits"] > 0.9 and seen["different"] > 0.9 and seen["length"] < 18


def _by_contents(meaning: str, kind: str, seen: Profile, headed: bool) -> tuple[float, str]:
    """What the contents alone say, where no heading does."""
    if not seen or seen["count"] < 3:
        return 0.0, ""
    least = {"clause": 0.8, "email": 0.8, "question": 0.6, "time": 0.9}.get(kind)
    if least is None and not headed:
        least = {"date": 0.8, "grade": 0.9, "state": 0.9}.get(kind)
    if least is None or seen[kind] < least:
        return 0.0, ""
    if meaning not in ("clauses", "email", "question", "time", "raised_on", "grade", "state"):
        return 0.0, ""
    if kind == "clause" and seen["number"] > 0.5:
        return 0.0, ""
    told = _("by its contents: {n} of {of} cells read so").format(
        n=round(seen[kind] * seen["count"]), of=round(seen["count"])
    )
    return (0.5 if headed else 0.6) * seen[kind], told


# --- coverage matrices ------------------------------------------------------------------------

_SIGNS = frozenset({"x", "✓", "✔", "✅", "☑", "●", "•", "1", "yes", "ja", "oui", "si", "s", "o"})
_NOT = frozenset({"", "-", "–", "no", "nein", "non", "0", "n a", "na", "☐"})


def is_sign(cell: Cell) -> bool:
    """Whether a cell of a matrix says that one applies to the other."""
    return fold(text_of(cell)) in _SIGNS


def _is_matrix(table: SheetTable, profiles: dict[int, Profile]) -> bool:
    """Clauses on one side, names on the other, and signs in most filled cells between."""
    if len(table.headings) < 4 or len(table.rows) < 2:
        return False
    across = sum(1 for one in table.headings[1:] if is_clause(one.text))
    first = profiles[table.headings[0].place]
    down = first.get("clause", 0.0) if first else 0.0
    crosses = others = 0
    for one in table.headings[1:]:
        for cell in table.column(one.place, _SAMPLE):
            if is_sign(cell):
                crosses += 1
            elif fold(text_of(cell)) not in _NOT:
                others += 1
    return (
        bool(crosses)
        and crosses >= 2 * others
        and (across >= 0.6 * (len(table.headings) - 1) or down >= 0.7)
    )


def _matrix(table: SheetTable, confidence: float) -> TableProposal:
    across = sum(1 for one in table.headings[1:] if is_clause(one.text))
    sign = "clauses" if across >= 0.5 * (len(table.headings) - 1) else "process"
    columns = [
        Meaning(
            table.headings[0],
            "process" if sign == "clauses" else "clauses",
            confidence,
            _("the first column of a matrix"),
        )
    ]
    for one in table.headings[1:]:
        fits = is_clause(one.text) if sign == "clauses" else bool(one.text)
        columns.append(
            Meaning(one, sign if fits else NOTE, confidence if fits else 0.0,
                    _("a heading of the matrix") if fits else "")
        )  # fmt: skip
    return TableProposal(
        table, MATRIX, confidence, _("clauses on one side and signs between"), columns
    )

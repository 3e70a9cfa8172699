"""Redaction: a copy of a report without names and confidential evidence, and what may still tell.

Every text of the report is searched, whatever it is called. What looks as if it told who somebody
is and stays is named with its place, so that a person looks at it before the copy leaves.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auditdesk.domain.fold import fold
from auditdesk.domain.lexicon import Lexicon, key_of
from auditdesk.domain.people import PeopleFinder, Somebody
from auditdesk.domain.report import Hidden, Values
from auditdesk.domain.traces import traces
from auditdesk.i18n import _

Path = tuple[str, ...]

_PERSON = {
    ("issued_by",),
    ("team", "person"),
    ("team", "approved_by"),
    ("participants", "name"),
    ("signoffs", "name"),
    ("sessions", "auditor"),
    ("sessions", "auditee"),
    ("findings", "auditor"),
    ("findings", "auditee"),
    ("findings", "owner"),
}
"""Where a report holds who somebody is: what stands there is hidden even if nobody knows it."""
_OURS = frozenset(
    "digest sha256 state kind letter grade grade_label label meaning role verdicts verdict chosen"
    " sampling_note starts_on ends_on held_on issued_on day on time answer_due finding file"
    " evidence_id standards other_edition untouched number standard cited".split()
)
"""Keys of texts that the program writes itself, or that are no running text."""
_NAMES = ("number", "name", "person", "question", "title", "day")
"""By which of its values an entry of a list is called in a place."""


@dataclass(frozen=True)
class Hiding:
    """Whom and what a copy hides.

    people: who is known. words: by which names are known. subjects: what is nobody’s name, such as
    processes and sites. keep: phrases that stay, such as the name of the company.
    """

    people: Sequence[Somebody]
    words: Lexicon
    subjects: Sequence[str] = ()
    keep: Sequence[str] = ()


class Remaining(NamedTuple):
    """What looks as if it told who somebody is, and stays: its kind, what, and the place of it."""

    kind: str
    what: str
    place: Path


@dataclass(frozen=True)
class Redacted:
    """The copy, what was taken out of it, and what may still tell who somebody is."""

    values: Values
    hidden: list[Hidden]
    remaining: list[Remaining] = field(default_factory=list)


def redact(values: Values, hiding: Hiding | None = None, *, confidential: bool = False) -> Redacted:
    """A copy for a recipient. hiding: None keeps the names. confidential: such evidence goes."""
    copy: Values = json.loads(json.dumps(values))
    hidden = _without_confidential(copy) if confidential else []
    if hiding is None:
        return Redacted(copy, hidden)
    hiding = _with_typed(copy, hiding)
    finder = PeopleFinder(hiding.people, hiding.words)
    names = _stand_ins(copy, finder)

    def stand_in(who: tuple[int, ...]) -> str:
        return " / ".join(dict.fromkeys(names[n] for n in who))

    def change(path: Path, text: str) -> str:
        after = finder.replaced(text, stand_in, hiding.keep)
        typed = path in _PERSON and after == text and not hiding.words.nobody(text)
        return _("Somebody") if typed else after

    copy = _each_text(copy, change)
    hidden += [{"kind": "name", "what": finder.people[n].name} for n in names]
    return Redacted(copy, hidden, list(dict.fromkeys(_remaining(copy, finder, hiding))))


def _without_confidential(copy: Values) -> list[Hidden]:
    gone = [one for one in copy["evidence"] if one["confidential"]]
    digests = {one["sha256"] for one in gone}
    copy["evidence"] = [one for one in copy["evidence"] if not one["confidential"]]
    copy["photos"] = [one for one in copy["photos"] if one["sha256"] not in digests]
    return [{"kind": "evidence", "what": one["name"]} for one in gone]


def _with_typed(values: Values, hiding: Hiding) -> Hiding:
    """The same, with those who are typed into the fields of people and known nowhere else."""
    finder = PeopleFinder(hiding.people, hiding.words)
    typed = [text for path, _place, text in _texts(values) if path in _PERSON]
    more = [
        Somebody(text)
        for text in dict.fromkeys(typed)
        if not hiding.words.nobody(text)
        and not hiding.words.is_word(text)
        and not finder.hits(text)
    ]
    return Hiding((*hiding.people, *more), hiding.words, hiding.subjects, hiding.keep)


def _stand_ins(values: Values, finder: PeopleFinder) -> dict[int, str]:
    """For each person named: “Auditor 1” by the order of the team, “Person 1” by the book’s."""
    named = {
        n
        for _path, _place, text in _texts(values)
        for hit in finder.hits(text)
        if not hit.doubtful
        for n in hit.who
    }
    team = dict.fromkeys(
        n for one in values["team"] for hit in finder.hits(one["person"]) for n in hit.who
    )
    others = sorted(named - set(team))
    return {
        **{n: _("Auditor {n}").format(n=place) for place, n in enumerate(team, 1)},
        **{n: _("Person {n}").format(n=place) for place, n in enumerate(others, 1)},
    }


def _remaining(values: Values, finder: PeopleFinder, hiding: Hiding) -> Iterator[Remaining]:
    known = _subjects(hiding)
    ours = {_("Auditor {n}").split("{")[0].strip(), _("Person {n}").split("{")[0].strip()}
    known |= {key_of(fold(word)) for word in (*ours, _("Somebody"))}
    for _path, place, text in _texts(values):
        for hit in finder.hits(text):
            yield Remaining("name", text[hit.start : hit.end], place)
        if place and _path[-1] not in _OURS:
            for trace in traces(text, hiding.words, known):
                yield Remaining(trace.kind, trace.what, place)


def _subjects(hiding: Hiding) -> set[str]:
    texts = [*hiding.subjects, *hiding.keep]
    return {key_of(word) for text in texts for word in re.findall(r"[^\W\d_]+", fold(text))}


def _texts(value: Any, path: Path = (), place: Path = ()) -> Iterator[tuple[Path, Path, str]]:
    """Every text with its keys and its place, in which the entries of lists are called by name."""
    if isinstance(value, str):
        yield path, place, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _texts(one, (*path, key), (*place, key))
    elif isinstance(value, list):
        for n, one in enumerate(value, 1):
            yield from _texts(one, path, (*place, _called(one, n)))


def _called(entry: Any, n: int) -> str:
    if isinstance(entry, Mapping):
        return next((str(entry[key]) for key in _NAMES if entry.get(key)), str(n))
    return str(n)


def _each_text(value: Any, change: Callable[[Path, str], str], path: Path = ()) -> Any:
    if isinstance(value, str):
        return change(path, value)
    if isinstance(value, Mapping):
        return {key: _each_text(one, change, (*path, key)) for key, one in value.items()}
    if isinstance(value, list):
        return [_each_text(one, change, path) for one in value]
    return value


def place_text(place: Path, labels: Callable[[str], str]) -> str:
    """A place in the user’s words: “Findings · NC-2026-012 · Statement”."""
    return " · ".join(labels(part) for part in place)

"""Topics: what a lower heading means under the upper one that stands over its group.

“Owner” under “Action” is who acts, “Date” under “Verification” the day of the check.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from auditdesk.intake.headings import Languages, Likeness, likeness
from auditdesk.intake.source import Heading
from auditdesk.intake.words import fold

_PERSON = ("owner", "name", "auditee", "contact", "auditor")
_WORDS = ("statement", "title", "scope", "place")
_DAY = ("raised_on", "day", "starts_on")
_DUE = ("due", "ends_on", "ends", "answer_due", "implement_due")


def _under(*groups: tuple[tuple[str, ...], str]) -> dict[str, str]:
    return {meaning: becomes for meanings, becomes in groups for meaning in meanings}


TOPICS: Mapping[str, Mapping[str, str]] = {
    "action": _under(
        (_PERSON, "action_owner"), (_DUE, "action_due"), (_WORDS, "action"),
        (("closed_on", "accepted_on"), "done_on"), (("evidence", "document"), "action_done"),
        (("state",), "action_state"), (("grade",), "action_kind"), (("number",), "action_number"),
        (("finding",), "action"),
    ),
    "correction": _under(
        (_PERSON, "correction_owner"), (("action_owner",), "correction_owner"),
        (_DUE, "correction_due"), (("action_due",), "correction_due"),
        (("done_on", "closed_on", "accepted_on"), "correction_done_on"),
        ((*_WORDS, "action"), "correction"),
    ),
    "verification": _under(
        (_PERSON, "verifier"), (_DUE, "verify_on"),
        ((*_DAY, "done_on", "closed_on"), "verified_on"),
        (("verdict", "state", "grade", "yesno"), "effectiveness"),
        ((*_WORDS, "evidence", "comment", "finding"), "verification"),
    ),
    "cause": _under((_WORDS, "cause"), (("method",), "cause_method")),
    "statement": _under(
        (("title", "scope", "finding"), "statement"), (_DAY, "raised_on"), (("number",), "finding"),
    ),
    "audit": _under((("number", "title", "name"), "audit"), (_DAY, "raised_on")),
}  # fmt: skip
"""By what an upper heading is about: what the meanings of a lower one become under it."""
_ALSO = {"effectiveness": "verification", "finding": "statement", "action_done": "action"}
"""Meanings of an upper heading that are about the same as another."""
_OF_OTHERS = frozenset("number finding raised_on day starts_on state grade statement".split())
"""Meanings that tell of the record itself, not of a part that has a heading of its own."""
_PARTS = frozenset({"action", "correction", "verification", "cause"})
_SURE = 0.72
_LESS = 0.5


@cache
def likeness_of(heading: Heading, among: Languages) -> dict[str, Likeness]:
    """What a heading can mean: its words, read under those of the heading above it."""
    if not heading.text:
        return {}
    whole = likeness(heading.text, among)
    own = likeness(heading.own, among) if heading.over else {}
    if not own:
        return whole
    topic = _topic(heading.over, among)
    becomes = TOPICS.get(topic, {})
    phrase = fold(heading.own)
    found = {
        meaning: like for meaning, like in whole.items() if _says_more(like, phrase, heading.text)
    }
    for meaning, like in own.items():
        read_as = becomes.get(meaning, meaning)
        foreign = topic in _PARTS and read_as == meaning and meaning in _OF_OTHERS
        score = round(like.score * (_LESS if foreign else 1.0), 2)
        if read_as not in found or found[read_as].score < score:
            found[read_as] = replace(like, score=score)
    return found


def _says_more(like: Likeness, own: str, text: str) -> bool:
    """Whether both rows together are a phrase that is known: “Action” over “due date”."""
    return like.phrase == fold(text) and like.phrase != own


def _topic(over: str, among: Languages) -> str:
    """What an upper heading is about; "" where that changes nothing below it."""
    likely = likeness(over, among)
    best = max(
        ((like.score, _ALSO.get(meaning, meaning)) for meaning, like in likely.items()
         if _ALSO.get(meaning, meaning) in TOPICS),
        default=(0.0, ""),
    )  # fmt: skip
    return best[1] if best[0] >= _SURE else ""

"""Evidence as text: what it tells of when, where, how many, and by which record it is found again.

ISO 9000:2015, 3.8.3: what is seen can be verified, so somebody else must find it again.
"""

import re
from functools import cache

from auditdesk.domain.words import Lists, Words, alternatives, found

_CODE = re.compile(r"\b[A-Z]{1,}[A-Z0-9]*(?:[-/ ]?\d[\w/-]*)+\b")
"""What numbers of documents, orders and equipment look like: SOP-0402, WI 114, TW-003."""
_NUMBERED = re.compile(r"\b[^\W\d_]{2,}\.?\s+(?:no\.?\s*|nr\.?\s*)?\d[\d-]{2,}\b", re.IGNORECASE)
"""A thing with its number: “order 4711”, “Bons 4410–4432”."""
_FILE = re.compile(
    r"\w\.(?:xls[xm]?|docx?|pdf|csv|txt|pptx?|msg|eml|jpe?g|png|zip|xml|json|dwg|step)\b"
)
"""The name of a computer file: one case."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MEASURE = re.compile(
    r"(?<![\w-])\d+(?:[.,]\d+)?\s*(?:°\s?C|%|mm|cm|m|kg|g|mg|l|ml|bar|V|A|Nm|mS|ppm|µm|h|min"
    r"|minutes|hours|days|weeks|months|Minuten|Stunden|Tage|Tagen|Wochen|Monate|Monaten)(?![\w-])"
)


_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = 9
"""Words from which on a text is a sentence rather than a note."""


def dated(words: Words, text: str) -> bool:
    """Whether a text says when: a day, a month, a week or quarter, at least a year."""
    return bool(_date(words).search(text) or _YEAR.search(text))


def has_revision(words: Words, text: str) -> bool:
    """Whether a text names the revision of a document."""
    return bool(_revision(words).search(text))


def identified(words: Words, text: str) -> bool:
    """Whether a text names a record, a document, or a thing by its number."""
    named = found(words.document + words.record + words.collective, text)
    return bool(named or _CODE.search(text) or _numbered(words, text))


def sourced(words: Words, text: str) -> bool:
    """Whether a text begins with where it was seen and when: “Export of 5 October 2026: …”.

    A count at the beginning is what was seen, and no source.
    """
    head, colon, _rest = text.partition(":")
    return bool(colon) and dated(words, head) and not _begins_with_count(words).match(head)


def seen_on_the_spot(words: Words, text: str) -> bool:
    """Whether a text tells in a sentence what somebody saw, at a place or by its kind, on a day."""
    told = len(_LETTERS.findall(text)) >= _SENTENCE
    return (
        dated(words, text)
        and (bool(found(words.seen, text)) or told)
        and (placed(words, text) or told)
    )


def placed(words: Words, text: str) -> bool:
    """Whether a text says where."""
    return bool(found(words.place, text))


def sampled(words: Words, text: str) -> bool:
    """Whether a text says how many of how many; “bay 12 of the yard” is a place."""
    place = _following(words.place)
    return any(not place.search(text[: one.start()]) for one in _sample(words).finditer(text))


def measures(text: str) -> frozenset[str]:
    """The units in which a text tells how much: hours, °C, mm."""
    return frozenset(one[0].lstrip("0123456789., ") for one in _MEASURE.finditer(text))


def counted(words: Words, text: str) -> bool:
    """Whether it can be told how many it was: a count, a measure, named things, or one case.

    A list tells of many cases, so it needs a count; an order or a certificate is a case itself,
    and so is what came before or after another day.
    """
    if sampled(words, text) or _MEASURE.search(text) or _series(words).search(text):
        return True
    if any(_is_count(words, text, one) for one in _count(words).finditer(text)):
        return True
    if found(words.whole, text) or (found(words.gone, text) and dated(words, text)):
        return True
    if _days(words, text) > 1:
        return True
    return _names_a_case(words, text)


def _names_a_case(words: Words, text: str) -> bool:
    """A thing or a record of one case, be it by its number."""
    if numbers_a_case(words, text):
        return True
    return bool(found(words.record, text)) and not found(words.collective, text)


def numbers_a_case(words: Words, text: str) -> bool:
    """Whether a text gives the number of a case or names its file; that of a list is no case."""
    lists = _following(words.collective + words.place + words.document)
    for one in (*_CODE.finditer(text), *_numbered(words, text)):
        if not lists.search(text[: one.start()]) and not _followed(words.collective).match(one[0]):
            return True
    return bool(_FILE.search(text))


def _days(words: Words, text: str) -> int:
    """How many days, months or years a text names, each once."""
    days = {one[0] for one in _date(words).finditer(text)}
    return max(len(days), len(set(_YEAR.findall(text))))


def _numbered(words: Words, text: str) -> list[re.Match[str]]:
    """Things with their number; a month with its year is none."""
    no_thing = _followed(words.months + words.spans + words.out_of + words.place)
    return [
        one
        for one in _NUMBERED.finditer(text)
        if not no_thing.match(one[0]) and not _YEAR.fullmatch(one[0].split()[-1])
    ]


def _is_count(words: Words, text: str, one: re.Match[str]) -> bool:
    before = text[: one.start()]
    no_count = words.place + words.spans + words.months + words.revision + words.lettered
    return (
        not _YEAR.fullmatch(one["n"])
        and not _following(no_count).search(before)
        and not _followed(words.months + words.spans + words.out_of).match(one["thing"])
    )


@cache
def _begins_with_count(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:\d+|{alternatives(words.numbers)})\s+[^\W\d_]{{3,}}", re.IGNORECASE)


@cache
def _following(words: Lists) -> re.Pattern[str]:
    """One of these words, right before the end."""
    return re.compile(rf"(?<!\w)(?:{alternatives(words)})\.?\s*$", re.IGNORECASE)


@cache
def _followed(words: Lists) -> re.Pattern[str]:
    """One of these words, at the beginning."""
    return re.compile(rf"(?:{alternatives(words)})(?!\w)", re.IGNORECASE)


@cache
def _revision(words: Words) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words.revision)})\b\.?\s*[A-Z0-9]|\bV\d", re.IGNORECASE)


@cache
def _date(words: Words) -> re.Pattern[str]:
    months, spans = alternatives(words.months), alternatives(words.spans)
    return re.compile(
        r"\b\d{4}-\d{1,2}(?:-\d{1,2})?\b|(?<![\w.])\d{1,2}[./]\s?\d{1,2}[./](?!\d\b)|\b\d{1,2}/\d{4}\b"
        rf"|\b\d{{1,2}}\.?\s*(?:{months})\b|\b(?:{months})\.?\s+\d{{1,4}}\b"
        rf"|\b(?:{spans})\s*\d{{1,2}}\b|\b\d{{1,2}}\.?\s*(?:{spans})\b",
        re.IGNORECASE,
    )


@cache
def _count(words: Words) -> re.Pattern[str]:
    """A number before a word: “two readings”, “14 boxes”."""
    number = rf"\d+(?:[.,]\d{{3}})*|{alternatives(words.numbers)}"
    return re.compile(rf"(?<![\w.,/:–-])(?P<n>{number})\s+(?P<thing>[^\W\d_]{{3,}})", re.IGNORECASE)


@cache
def _series(words: Words) -> re.Pattern[str]:
    """Things in a row by their numbers: “cases 3, 5 and 6”, “packs 80–95”, “118 to 137”."""
    month = alternatives(words.months + words.spans)
    return re.compile(
        r"(?<![\w.-])\d+\.?(?:,\s*\d+\.?)+\s+(?:and|or|und|oder|&)\s+\d+(?!\w)"
        r"|(?<![\w.-])\d+(?:,\s+\d+){2,}(?![\w.])"
        rf"|\b(?:{month})(?:,|\s+(?:and|und))\s+(?:{month})\b"
        r"|\b\d{1,2}:\d\d\s+(?:and|und|&)\s+\d{1,2}:\d\d\b"
        r"|(?<![\w.-])\d{1,2}\.\s+(?:und|oder|&)\s+\d{1,2}\.(?=\s)"
        rf"|[^\W\d_]{{3,}}\s+\d+\s*(?:–|-|to|bis|and|und)\s*\d+(?![\w.])(?!\.?\s*(?:{month})\b)",
        re.IGNORECASE,
    )


@cache
def _sample(words: Words) -> re.Pattern[str]:
    """“4 of 12”, “of the 22”, “8 of these”, “4/12”.

    “FO-12 of 2026-10-30” is no sample, nor “of line 2”.
    """
    month = alternatives(words.months)
    named = alternatives(words.place + words.lettered)
    number = rf"(?:\d+|{alternatives(words.numbers)})"
    count = rf"{number}(?![\w.-]*\d)(?!\.?\s*(?:{month})\b)"
    return re.compile(
        rf"\b(?:{alternatives(words.out_of)})\s+(?:(?!(?:{named})\s)\w+\s+)?"
        rf"(?!(?:19|20)\d\d\b){count}\b"
        rf"|(?<![\w-]){count}\s+(?:\w+\s+){{0,3}}(?:{alternatives(words.partitive)})\s+(?!(?:19|20)\d\d\b)\S"
        rf"|(?<![\w/])(?!(?:19|20)\d\d/){count}\s*/\s*\d{{1,3}}(?![\w/])",
        re.IGNORECASE,
    )

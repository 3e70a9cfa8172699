"""People: the words by which names are known, and whom a redacted copy hides."""

import tomllib
from functools import cache

from auditdesk.book.people import people_of, subjects_of
from auditdesk.book.reading import Reading
from auditdesk.book.tables import Organisation, Site, Unit
from auditdesk.domain.lexicon import Lexicon
from auditdesk.domain.lexicon import lexicon as made
from auditdesk.domain.redaction import Hiding
from auditdesk.paths import resource
from auditdesk.work import lookup
from auditdesk.work.words import languages


@cache
def lexicon() -> Lexicon:
    """The words shipped, with those of every language that we have words of."""
    lists = tomllib.loads(resource("names.toml").read_text("utf-8"))
    common = (
        word.removesuffix("*")
        for words in languages()
        for word in (*words.common, *words.months, *words.place, *words.document, *words.record)
    )
    return made(lists, common)


def hiding(reading: Reading) -> Hiding:
    """Whom a redacted copy of a paper of this book hides."""
    keep = [
        *reading.column(Organisation, "name"),
        *reading.column(Site, "name"),
        *(lookup.unit_name(reading, unit) for unit in reading.rows(Unit)),
    ]
    return Hiding(people_of(reading, lexicon()), lexicon(), subjects_of(reading), keep)

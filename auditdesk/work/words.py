"""The word lists by which texts are read: one file for each language, shipped as data."""

import tomllib
from functools import cache

from auditdesk.domain.words import LISTS, Words
from auditdesk.errors import Refusal
from auditdesk.i18n import _
from auditdesk.paths import resource


@cache
def languages() -> tuple[Words, ...]:
    """The word lists shipped, English first."""
    files = sorted(
        resource("words").glob("*.toml"), key=lambda path: (path.stem != "en", path.stem)
    )
    return tuple(read_words(path.stem, path.read_text("utf-8")) for path in files)


def read_words(language: str, text: str) -> Words:
    """The words of a language from TOML; Refusal naming the lists that are missing."""
    data = tomllib.loads(text)
    absent = [name for name in LISTS if name not in data]
    if absent:
        raise Refusal(
            _("The words of “{language}” lack: {lists}.").format(
                language=language, lists=", ".join(absent)
            )
        )
    return Words(language, **{name: tuple(data[name]) for name in LISTS})

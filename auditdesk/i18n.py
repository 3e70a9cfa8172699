"""Words in the user's language; dates as the user writes them."""

import gettext
import re
from datetime import date

from auditdesk.paths import resource

_LOCALE = re.compile(
    r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_](?:([a-z]{2})|\d{3}))?(?:[-_.@].*)?", re.IGNORECASE
)
"""Language, script, region, encoding and variant, as systems name their locales."""

_translation: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def use_language(language: str) -> None:
    """Choose the language of everything said from now on; English where none is shipped."""
    global _translation, _language
    _language, _translation = language, gettext.NullTranslations()
    for name in (language, language.partition("_")[0]):
        file = resource("locale", name, "LC_MESSAGES", "auditdesk.mo")
        if file.is_file():
            with file.open("rb") as stream:
                _translation = gettext.GNUTranslations(stream)
            return


def use_translation(translation: gettext.NullTranslations, name: str) -> None:
    """Speak through this translation: one that is not shipped, such as a pseudo-locale."""
    global _translation, _language
    _translation, _language = translation, name


def language() -> str:
    """The language chosen, such as "de" or "pt_BR"."""
    return _language


def language_and_region(locale: str) -> tuple[str, str]:
    """“de_AT.UTF-8@euro” as ("de", "AT"); English and no region for C, POSIX and what is none."""
    named = _LOCALE.fullmatch(locale)
    return (named[1].lower(), (named[2] or "").upper()) if named else ("en", "")


def _(message: str) -> str:
    """The message in the user's language."""
    return _translation.gettext(message) if message else ""


def N_(message: str) -> str:
    """Mark a message for translation where it is declared; `_` translates it where it is shown."""
    return message


def ngettext(singular: str, plural: str, n: int) -> str:
    """The singular or plural form that the user's language has for `n`."""
    return _translation.ngettext(singular, plural, n)


def date_text(day: date | None) -> str:
    """A date on screen and paper: ISO 8601, read alike in every country; nothing for None."""
    return day.isoformat() if day else ""

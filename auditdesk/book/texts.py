"""Texts and moments as the file holds them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(text: str) -> str:
    """Text as it is stored: NFC, line feeds only, what UTF-8 cannot carry shown as U+FFFD."""
    if text.isascii() and "\r" not in text and "\0" not in text:
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text))


def moment_text(moment: datetime) -> str:
    """A moment as it is stored: UTC to the microsecond, sorting as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sql_keys(keys: Iterable[str]) -> str:
    """Keys of our own as SQL lists them: “'closed', 'withdrawn'”; never what a user typed."""
    return ", ".join(f"'{key}'" for key in sorted(keys))

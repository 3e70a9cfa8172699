"""Fold: text as it is compared, without what the eye does not tell apart.

Search, repeats and the finder of names ask it, and nobody else folds text: case, accents, ligatures
and typographic signs are gone, soft hyphens and signs without width too; white space is a blank.
"""

import re
import unicodedata

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u0060\uff07", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
        **dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006", " "),
        **dict.fromkeys("\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e", None),
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ð": "d",
        "ŧ": "t",
        "ŋ": "n",
        "ĸ": "k",
        "ƒ": "f",
    }
)


def fold(text: str) -> str:
    """Text as it is compared: “Ärende” and “ARENDE” are one, “Prüf‑Mittel” and “pruf-mittel”."""
    if text.isascii():
        return text.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", text).casefold()
    apart = unicodedata.normalize("NFKD", apart)
    return "".join(c for c in apart if unicodedata.category(c) != "Mn").translate(_SIGNS)


_UMLAUTS = re.compile("[äöüÄÖÜ]|[aouAOU]\u0308")
_WRITTEN_OUT = re.compile("([aou])e")


def umlauts_written_out(text: str) -> str:
    """“Prüfmittel” as “Pruefmittel”."""
    return _UMLAUTS.sub(lambda found: unicodedata.normalize("NFD", found[0])[0] + "e", text)


def umlauts_dropped(folded: str) -> str:
    """Folded text in which “ae”, “oe” and “ue” are taken for umlauts: “prufmittel”."""
    return _WRITTEN_OUT.sub(r"\1", folded)


def spellings(text: str) -> str:
    """Folded text, with the other spellings of its umlauts behind it, for an index."""
    folded = fold(text)
    others = fold(umlauts_written_out(text)).split() + umlauts_dropped(folded).split()
    known = set(folded.split())
    return " ".join([folded, *dict.fromkeys(word for word in others if word not in known)])


def with_places(text: str) -> tuple[str, list[int]]:
    """Folded text, and for each of its signs, and its end, where it stands in the text itself."""
    if text.isascii() and "`" not in text:
        return text.lower(), list(range(len(text) + 1))
    folded, places = [], []
    for place, sign in enumerate(text):
        plain = fold(sign)
        folded.append(plain)
        places += [place] * len(plain)
    return "".join(folded), [*places, len(text)]

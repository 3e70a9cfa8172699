"""Words: what people write in cells and titles, in many languages, and what it means here."""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache

from auditdesk.domain import fold as folding
from auditdesk.paths import resource

_BREAKS = re.compile(r"[^\w✓✔✅☑☒✗✘❌☐]+")


@lru_cache(20_000)
def fold(text: str) -> str:
    """Words only: no case, accents or punctuation; “Festst.-Nr.” is “festst nr”."""
    plain = folding.fold(text)
    plain = plain.replace("#", " # ").replace("_", " ")
    return " ".join(_BREAKS.sub(" ", plain.replace("#", " no ")).split()) or plain.strip()


def plain_digits(text: str) -> str:
    """The text with the digits of any script as 0 to 9, without the signs that steer direction."""
    if text.isascii():
        return text
    plain = (str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    return "".join(one for one in plain if unicodedata.category(one) != "Cf").strip()


def is_whole(text: str, among: str) -> bool:
    """Whether `text` stands in `among` as whole words."""
    return f" {text} " in f" {among} "


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads(resource("intake", "words.toml").read_text("utf-8"))


@cache
def called(kind: str) -> tuple[str, ...]:
    """What sheets and titles call tables of a kind; several kinds may share a name."""
    words = ",".join(
        data.get(kind, "")
        for data in (_data()["sheets"], *(one.get("sheets", {}) for one in languages().values()))
    )
    return tuple(filter(None, (fold(word) for word in words.split(","))))


@cache
def groups() -> dict[str, dict[str, str]]:
    """For each group of words, such as “grade”: what each folded word means."""
    known = {
        group: {fold(word): key for key, words in keys.items() for word in words.split(",")}
        for group, keys in _data().items()
    }
    for data in languages().values():
        for group, keys in data.items():
            if group in _WORDED:
                for key, words in keys.items():
                    for word in words.split(","):
                        known[group].setdefault(fold(word), key)
    for data in languages().values():
        for answer, meanings in _ANSWERS.items():
            for word in map(fold, data[answer]["words"].split(",")):
                for group, key in meanings.items():
                    if word not in known["empty"]:
                        known[group].setdefault(word, key)
    return known


_ANSWERS = {
    "yes": {"verdict": "conform", "effect": "effective"},
    "no": {"verdict": "nonconformity", "effect": "not_effective"},
}
"""What yes and no mean where a verdict or an effect is asked for; signs may mean either."""
_WORDED = frozenset({"grade", "state", "audit_state", "verdict", "effect", "yes", "no"})
"""The groups of words that files of languages add to, each as a whole cell."""


@cache
def languages() -> dict[str, dict[str, dict[str, str]]]:
    """What each file of a language has, by its code: headings, and words of cells and titles."""
    found = {}
    for file in sorted(resource("intake", "languages").iterdir()):
        data = tomllib.loads(file.read_text("utf-8"))
        found[file.name.removesuffix(".toml")] = {
            key: value for key, value in data.items() if isinstance(value, dict)
        }
    return found


@cache
def _longest_first(group: str) -> list[tuple[str, str]]:
    """The words of a group, each with its first part."""
    own = (fold(word) for words in _data()[group].values() for word in words.split(","))
    words = sorted(filter(None, own), key=len, reverse=True)
    return [(word.split()[0], word) for word in words]


@lru_cache(20_000)
def meant(group: str, text: str) -> str:
    """What a cell of that group means: “Minor NC” → “minor”; "" where nobody knows.

    A cell that names two of them, such as “Critical / Major / Minor”, means none.
    """
    known = groups()[group]
    folded = fold(text)
    if folded in known:
        return known[folded]
    if group == "state" and (share := _SHARE.fullmatch(text.strip())):
        return "implemented" if float(share[1].replace(",", ".")) >= 100 else "in_progress"
    if len(folded) > 60:
        return _before_remark(known, text)
    if before := _before_remark(known, text):
        return before
    found: dict[str, str] = {}
    rest = folded
    parts = set(folded.split())
    least = 3 if folded.count(" ") > 2 else 2
    for first, word in _longest_first(group):
        if (
            first in parts
            and len(word) >= least
            and is_whole(word, rest)
            and not re.search(rf"\b{word} \d", rest)
        ):
            found[known[word]] = word
            rest = f" {rest} ".replace(f" {word} ", "  ").strip()
    return next(iter(found)) if len(found) == 1 else ""


_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*[%٪％]")
"""How much of the work is done: all of it is done, any less is in work."""


def _before_remark(known: dict[str, str], text: str) -> str:
    """What the word before a remark means; "" where what follows is another such word."""
    meanings = {known[part] for part in map(fold, _REMARK.split(text)) if part in known}
    return known.get(fold(leading(text)), "") if len(meanings) == 1 else ""


def leading(text: str) -> str:
    """What stands before a dash or comma: “Cancelled – staff ill” → “Cancelled”; else the text."""
    return _REMARK.split(text, maxsplit=1)[0].strip()


_REMARK = re.compile(r"\s[-–—]\s|[–—,;:(،、，（；：]")


def is_empty(text: str) -> bool:
    """Whether a cell says in words that it is empty: N/A, -, none, entfällt, no aplica."""
    return len(text) <= 40 and fold(text) in groups()["empty"]


def yes_no(text: str) -> bool | None:
    """Yes or no in any of the languages: SI, Si, sí, ja, x, ✅ Ja; None where it is neither."""
    folded = fold(text)
    first = folded.split(" ")[0] if folded else ""
    for word in (folded, first):
        if word in groups()["yes"]:
            return True
        if word in groups()["no"]:
            return False
    return None


_PICTURE = re.compile(
    r"^(?:[dtj]{1,2}|[md]{1,2}|[yaj]{2,4})(?:[./-](?:[dtmgj]{1,2}|[yajm]{2,4})){1,2}$",
    re.IGNORECASE,
)

_PLACEHOLDER_STARTS = frozenset("[_* dDmMyYtTjJaA")


def is_placeholder(text: str) -> bool:
    """Whether a form left this to be filled in: [Name], _[Date]_, TT.MM.JJJJ, YYYY-MM-DD."""
    if text[:1] not in _PLACEHOLDER_STARTS:
        return False
    plain = text.strip().strip("_*").strip()
    bracketed = plain.startswith("[") and plain.endswith("]") and plain.count("[") == 1
    return bracketed or bool(_PICTURE.match(plain))

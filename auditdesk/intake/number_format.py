"""Number formats: what a cell shows of a number, where that is more than the number.

“NC-2026-012” may be the number 12 in a format with a literal, “5.20” is 5.2 in one of two decimals.
Only what people write as codes is kept as shown: letters, leading zeros, decimals of a fraction,
and shares: 1 that is shown as 100% is no yes.
"""

import re
from functools import cache

_ERROR = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|N/V|BEZUG!|WERT!)|Err:\d{3}"
)
_CODE = re.compile(r"^[A-Za-z]{1,8}\W|^[A-Za-z]+-?\d|^0\d+$")
_PLAIN_FRACTION = re.compile(r"^\d{1,3}[.,]\d{1,3}$")
_PERCENTAGE = re.compile(r"^-?\d+(?:[.,]\d+)?\s*[%٪％]$")
_PARTS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|[0#?]+|.', re.DOTALL)
_DATE_SIGNS = frozenset("dmyhs")


def is_error(text: str) -> bool:
    """Whether a cell shows an error of a formula instead of a result."""
    return bool(_ERROR.fullmatch(text.strip()))


def shown_number(value: int | float, shown: str, plain: bool = True) -> int | float | str:
    """The number, or what the cell shows of it where that is a code or a clause.

    plain: whether it is no amount of money.
    """
    text = shown.strip()
    if _PERCENTAGE.match(text):
        return text
    if not plain or not text:
        return value
    if _CODE.match(text) and any(map(str.isdigit, text)):
        return text
    if _PLAIN_FRACTION.match(text) and not float(value).is_integer():
        return text.replace(",", ".")
    return value


@cache
def is_telling(code: str) -> bool:
    """Whether a number format of Excel can show more than the number: literals, zeros, decimals."""
    section = code.split(";")[0]
    if section in ("General", "@", ""):
        return False
    parts = _PARTS.findall(section)
    if "%" in parts:
        return True
    if any(part.casefold() in _DATE_SIGNS for part in parts):
        return False
    return any(_literal(part) for part in parts) or any(
        (part[0] == "0" and len(part) > 1) or part == "." for part in parts
    )


def shown_by(code: str, value: int | float) -> int | float | str:
    """What a number format of Excel shows of a number, where that is a code or a clause."""
    section = code.split(";")[0]
    parts = _PARTS.findall(section)
    digits = [n for n, part in enumerate(parts) if set(part) <= set("0#?")]
    if "%" in parts:
        value = value * 100
    if not digits or value < 0:
        return value
    point = next((n for n, part in enumerate(parts) if part == "."), None)
    decimals = sum(len(parts[n]) for n in digits if point is not None and n > point)
    whole, _point, fraction = f"{value:.{decimals}f}".partition(".")
    least = sum(parts[n].count("0") for n in digits if point is None or n < point)
    whole = whole.zfill(least)
    text, filled = "", False
    for n, part in enumerate(parts):
        if n in digits:
            if point is not None and n > point:
                text += fraction
                fraction = ""
            elif not filled:
                text += whole
                filled = True
        elif part == ".":
            text += "."
        elif part != ",":
            text += "%" if part == "%" else _literal(part)
    return shown_number(value, text)


def _literal(part: str) -> str:
    if part[0] == '"':
        return part[1:-1]
    if part[0] == "\\":
        return part[1:]
    return part if len(part) == 1 and part in "-/ ()" else ""

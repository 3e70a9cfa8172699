"""Text: CSV, TSV, pasted cells and Markdown tables as plain rows."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from auditdesk.errors import Refusal, Trouble
from auditdesk.files import contents
from auditdesk.i18n import _
from auditdesk.intake.headings import known_headings
from auditdesk.intake.source import Line, Sheet, Source

SUFFIXES = (".csv", ".tsv", ".txt", ".md", ".markdown")
_WESTERN = "en de fr es it pt nl sv da fi id"
_WRITTEN_IN = {
    "cp1252": _WESTERN,
    "cp1250": "pl cs hu ro",
    "cp1251": "ru uk",
    "cp1253": "el",
    "cp1254": "tr",
    "cp1255": "he",
    "cp1256": "ar fa",
    "gb18030": "zh",
    "big5": "zh",
    "cp932": "ja",
    "cp949": "ko",
    "mac_roman": _WESTERN,
    "cp850": _WESTERN,
}
"""The encodings of programs that write no Unicode, each with the languages it is used for."""
ENCODINGS = ("utf-8", "utf-16", *_WRITTEN_IN)
SEPARATORS = (",", ";", "\t", "|")
_NO_SEPARATORS = '"\r\n\0'
_OPENED = 60 * 1024**2
_LOOKED_AT = 200
_READ_FOR_WORDS, _CELLS_READ = 20_000, 500
_CELL_ENDS = re.compile(r"[,;|\t\r\n\"]+")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_RULE = re.compile(r"^\s*\|?(\s*:?-{1,}:?\s*\|)+\s*:?-*:?\s*$")
_CELL_BAR = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"(\*\*|__|~~|`)(.+?)\1|(?<![\w*])([*_])(?!\s)([^*_]+?)\3(?![\w*])")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def read_text(path: Path, encoding: str = "", separator: str = "") -> Source:
    """The rows of a text file; encoding and separator are found where they are not given."""
    if separator and (len(separator) != 1 or separator in _NO_SEPARATORS):
        raise Refusal(
            _(
                "“{separator}” separates no cells. A separator is one sign, such as ; or , or \\t;"
                " leave it out to have it found."
            ).format(separator=separator)
        )
    try:
        if path.stat().st_size > _OPENED:
            raise Refusal(
                _("{name} is larger than {n} MB: split it.").format(
                    name=path.name, n=_OPENED // 1024**2
                )
            )
        data = contents(path)
    except OSError as error:
        raise Trouble(
            _("{name} cannot be read: {cause}.").format(name=path, cause=error.strerror)
        ) from error
    encoding = encoding or found_encoding(data)
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Refusal(
            _("{name} cannot be read as {encoding}: choose another encoding.").format(
                name=path.name, encoding=encoding
            )
        ) from error
    if "\0" in text:
        raise Refusal(_("{name} is no text: it holds binary data.").format(name=path.name))
    if path.suffix.lower() in (".md", ".markdown") or (not separator and _is_markdown(text)):
        source = Source(path.name, "markdown", list(markdown_tables(text)), encoding)
        if not source.sheets:
            raise Refusal(_("{name} holds no table.").format(name=path.name))
        return source
    return _separated(path.name, text, encoding, separator)


def read_pasted(text: str) -> Source:
    """Cells from the clipboard: tabs as spreadsheets give them, a Markdown table, or a CSV text."""
    name = _("Clipboard")
    if _is_markdown(text):
        return Source(name, "markdown", list(markdown_tables(text)))
    return _separated(name, text, "", "\t" if "\t" in text else "")


def found_encoding(data: bytes) -> str:
    """The encoding that the bytes show: their mark, valid UTF-8, zeros of UTF-16, their words."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return name
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        sample = data[:4000]
        zeros = sample.count(0)
        if zeros * 3 < len(sample) or not sample:
            return "utf-8"
        return "utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    if (even + odd) * 4 > len(data[:4000]):
        return "utf-16-le" if odd > even else "utf-16-be"
    return _encoding_by_words(data)


def _encoding_by_words(data: bytes) -> str:
    """The encoding in which most cells are headings of a language that is written in it.

    Nearly any bytes can be read in any of them; only what the cells then say tells them apart.
    """
    words: dict[str, int] = {}
    for encoding, languages in _WRITTEN_IN.items():
        decoder = codecs.getincrementaldecoder(encoding)()
        with suppress(UnicodeDecodeError):
            start = decoder.decode(data[:_READ_FOR_WORDS])
            cells = _CELL_ENDS.split(start)[:_CELLS_READ]
            words[encoding] = known_headings(cells, frozenset(languages.split()))
    for encoding in sorted(words, key=lambda one: -words[one]):
        with suppress(UnicodeDecodeError):
            data.decode(encoding)
            return encoding
    return "latin-1"


def found_separator(text: str) -> str:
    """The sign that cuts the first rows most evenly into more than one cell; titles have one."""
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        return declared[1]
    start = text[:200_000]
    best, highest = ",", 0.0
    for sign in SEPARATORS:
        widths = [len(row) for row in _first_rows(start, sign) if row]
        several = [width for width in widths if width > 1]
        usual = max(set(several), key=lambda width: (several.count(width), width), default=1)
        score = several.count(usual) / len(widths) * min(usual, 12) if several else 0
        if score > highest:
            best, highest = sign, score
    return best


def _first_rows(text: str, separator: str) -> list[list[str]]:
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append(row)
            if len(rows) == _LOOKED_AT:
                break
    except csv.Error:
        return rows
    return rows


def _separated(name: str, text: str, encoding: str, separator: str) -> Source:
    separator = separator or found_separator(text)
    if re.match(r"sep=.\r?\n", text):
        text = "\n" + text.partition("\n")[2]
    sheet = Sheet(Path(name).stem, placed=False)
    limit = csv.field_size_limit(4 * 1024**2)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        while True:
            number = reader.line_num + 1
            row = next(reader, None)
            if row is None:
                break
            if any(cell.strip() for cell in row):
                sheet.lines.append(Line(number, [_unquoted(cell) for cell in row]))
    except csv.Error as error:
        raise Refusal(
            _("{name}, line {n}: this is not readable as a table.").format(
                name=name, n=reader.line_num
            )
        ) from error
    finally:
        csv.field_size_limit(limit)
    return Source(name, "text", [sheet], encoding, separator)


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that guards a formula's sign; line ends as LF."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "\t") else text


def _is_markdown(text: str) -> bool:
    lines = text[:20_000].splitlines()
    return any(_RULE.match(rule) and "|" in rule and "|" in head for head, rule in pairwise(lines))


def markdown_tables(text: str) -> Iterator[Sheet]:
    """Every table of a Markdown text, named by the heading above it."""
    lines = text.splitlines()
    heading, fenced = "", False
    names: dict[str, int] = {}
    n = 0
    while n < len(lines):
        line = lines[n].strip()
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        elif not fenced and line.startswith("#"):
            heading = _plain(line.lstrip("#").strip())
        elif not fenced and "|" in line and n + 1 < len(lines) and _RULE.match(lines[n + 1]):
            end = n + 2
            while end < len(lines) and "|" in lines[end] and lines[end].strip():
                end += 1
            name = heading or _("Table")
            names[name] = names.get(name, 0) + 1
            rows = [Line(number + 1, _cells(lines[number])) for number in (n, *range(n + 2, end))]
            sheet = Sheet(name if names[name] == 1 else f"{name} ({names[name]})", rows)
            sheet.header, sheet.placed = n + 1, False
            yield sheet
            n = end
            continue
        n += 1


def _cells(line: str) -> list[str]:
    inner = line.strip()
    inner = inner[1:] if inner.startswith("|") else inner
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [_plain(cell.replace("\\|", "|").strip()) for cell in _CELL_BAR.split(inner)]


def _plain(text: str) -> str:
    """Markdown without its marks: emphasis, code, links, line breaks."""
    text = re.sub(r"<br\s*/?>", "\n", text)
    text = _LINK.sub(r"\1", text)
    for _again in range(2):
        text = _EMPHASIS.sub(lambda found: found[2] or found[4], text)
    return text.strip()

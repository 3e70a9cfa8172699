"""Response: a form that came back, as the rows that bear a mark, wherever they stand by now."""

import re
from datetime import date, datetime

from auditdesk.domain.response import VERSION, Answer, Returned
from auditdesk.intake.source import Cell, Line, Source, text_of

_TOKEN = re.compile(rf"{VERSION}\|[0-9a-f]+\|[^|]+\|\d+\|[0-9a-f]+")
_MARK = re.compile(r"[\w:.-]+\|[0-9a-f]{8,}\|[0-9a-f]{8,}")


def is_response(source: Source) -> bool:
    """Whether the file is, or was once, a response form."""
    return bool(tokens(source)) or any(
        _marked(line) for sheet in source.sheets for line in sheet.lines
    )


def tokens(source: Source) -> tuple[str, ...]:
    """Every token in any of its places, once."""
    cells = (text_of(cell) for sheet in source.sheets if sheet.hidden for line in sheet.lines
             for cell in line.cells)  # fmt: skip
    return tuple(dict.fromkeys(text for text in (*source.named, *cells) if is_token(text)))


def is_token(text: str) -> bool:
    """Whether a text is built like the token of a finding."""
    return _TOKEN.fullmatch(text) is not None


def is_mark(text: str) -> bool:
    """Whether a text is built like the mark of a row."""
    return _MARK.fullmatch(text) is not None


def returned(source: Source) -> Returned:
    """The answers of a form: of each marked row the three cells before the mark."""
    answers = []
    for sheet in source.sheets:
        for line in sheet.lines:
            place = _marked(line)
            if place is not None:
                before = [None] * 3 + list(line.cells[:place])
                answer, who, day = before[-3:]
                answers.append(
                    Answer(
                        text_of(line.cells[place]),
                        text_of(answer),
                        text_of(who),
                        day_of(day),
                        f"{sheet.name}, {line.number}",
                    )
                )
    return Returned(source.name, tokens(source), tuple(answers))


def _marked(line: Line) -> int | None:
    for place, cell in enumerate(line.cells):
        if isinstance(cell, str) and is_mark(cell.strip()):
            return place
    return None


def day_of(cell: Cell) -> date | str:
    """A date where the cell holds one, or a text that writes it as ISO; else the text as it is."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else text
    except ValueError:
        return text
